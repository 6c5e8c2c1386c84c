//! Edits path attributes in their list. All other bytes stay unchanged.

use alloc::vec::Vec;
use core::ops::Range;

use super::list::{find, header};
use crate::bgp::attribute::{
    AttributeFlags, MalformedAttribute, MpReach, MpUnreach, PathAttribute, PathAttributes,
    Registered,
};
use crate::wire::{Array, Encode, EncodeError, Fixed, FixedOctets, Reader, What, put_values};

/// The place of an attribute in its list, from its header only: its flags, its code, its start and its end.
struct Place {
    flags: AttributeFlags,
    code: u8,
    start: usize,
    end: usize,
}

/// Returns the places of all attributes, up to an attribute that is longer than the rest of the list.
fn places(mut reader: Reader<'_>) -> impl Iterator<Item = Place> {
    core::iter::from_fn(move || {
        let start = reader.offset();
        let (header, _) = header(&mut reader).ok()?;
        Some(Place {
            flags: header.flags,
            code: header.code,
            start,
            end: reader.offset(),
        })
    })
}

/// Returns whether the attribute must be the first of an UPDATE
/// ([RFC 7606, section 5.1](https://www.rfc-editor.org/rfc/rfc7606#section-5.1)).
const fn is_multiprotocol(code: u8) -> bool {
    matches!(code, MpReach::CODE | MpUnreach::CODE)
}

/// Moves what begins at `tail` to the place of what is from `start` to `end`, and removes that.
#[inline]
fn replace(octets: &mut Vec<u8>, start: usize, end: usize, tail: usize) {
    if start < tail {
        move_in(octets, start, end, tail);
    }
}

#[inline(never)]
fn move_in(octets: &mut Vec<u8>, start: usize, end: usize, tail: usize) {
    let (old, new) = (end - start, octets.len() - tail);
    if old == new {
        octets.copy_within(tail.., start);
        octets.truncate(tail);
        return;
    }
    if let Some(behind) = octets.get_mut(start..) {
        behind.rotate_right(new);
    }
    octets.drain(start + new..start + new + old);
}

/// Moves those values between `start` and `end` that `keep` wants to the front, and returns where they end.
fn retain_between<T: Fixed>(
    octets: &mut [u8],
    start: usize,
    end: usize,
    mut keep: impl FnMut(T) -> bool,
) -> usize {
    let length = T::Octets::LEN;
    let (mut kept, mut next) = (start, start);
    while let Some([value]) = octets
        .get(next..(next + length).min(end))
        .map(|octets| T::Octets::chunks(octets).0)
    {
        let value = *value;
        next += length;
        if keep(T::from_octets(value)) {
            if let Some(place) = octets.get_mut(kept..kept + length) {
                place.copy_from_slice(value.as_ref());
            }
            kept += length;
        }
    }
    kept
}

/// Ends a value earlier, at `kept`, and makes the length before it fit.
fn shorten(octets: &mut Vec<u8>, flags: AttributeFlags, value: Range<usize>, kept: usize) {
    let [high, low] = ((kept - value.start) as u16).to_be_bytes();
    octets.copy_within(value.end.., kept);
    octets.truncate(octets.len() - (value.end - kept));
    match octets.get_mut(..value.start) {
        Some([.., first, second]) if flags.is_extended() => (*first, *second) = (high, low),
        Some([.., length]) => *length = low,
        _ => {}
    }
}

impl PathAttributes {
    /// Sets an attribute: replaces the first one with the type code of `value`, or adds a new one.
    ///
    /// A replaced attribute keeps its place and its flags. An added attribute gets its usual flags and its place in the
    /// order of type codes ([RFC 4271, section 5](https://www.rfc-editor.org/rfc/rfc4271#section-5)): behind the last
    /// attribute with a smaller code, and behind any MP_REACH_NLRI and MP_UNREACH_NLRI at the front. MP_REACH_NLRI and
    /// MP_UNREACH_NLRI themselves are added at the front
    /// ([RFC 7606, section 5.1](https://www.rfc-editor.org/rfc/rfc7606#section-5.1)).
    ///
    /// An empty list of communities is set like any other value, although receivers treat it as malformed
    /// ([RFC 7606, section 4](https://www.rfc-editor.org/rfc/rfc7606#section-4)).
    /// [`retain_values`](PathAttributes::retain_values) removes the attribute instead.
    ///
    /// A malformed attribute is replaced, too. If its flags are wrong, they stay wrong:
    /// [`remove`](PathAttributes::remove) it first.
    ///
    /// ```
    /// use bmp_codec::bgp::Session;
    /// use bmp_codec::bgp::attribute::{LocalPref, MultiExitDisc, Origin, PathAttributes};
    ///
    /// let mut attributes = PathAttributes::new(Session::default());
    /// attributes.set(&LocalPref(100))?;
    /// attributes.set(&Origin::Igp)?;
    /// attributes.set(&MultiExitDisc(7))?;
    /// attributes.set(&LocalPref(200))?;
    /// assert_eq!(attributes.to_string(), "ORIGIN igp, MULTI_EXIT_DISC 7, LOCAL_PREF 200");
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    ///
    /// # Errors
    /// [`EncodeError::Session`] if the form of the value does not fit the session of the list, and the errors of
    /// encoding the value. The list is then unchanged.
    pub fn set<T: Encode + Registered>(&mut self, value: &T) -> Result<(), EncodeError> {
        self.accept(value)?;
        let place = self.place_of(T::CODE, T::FLAGS);
        if place.start < place.end && self.set_short(&place, value)? {
            return Ok(());
        }
        let tail = self.octets().len();
        self.append_value(place.flags, T::CODE, value)?;
        replace(self.octets_mut(0), place.start, place.end, tail);
        Ok(())
    }

    /// Writes a short value over one that is as long, and returns whether it could. Most changes are like this.
    #[inline]
    fn set_short(&mut self, place: &Place, value: &impl Encode) -> Result<bool, EncodeError> {
        let length = value.encoded_len();
        let mut octets = [0; 8];
        let (Some(mut short), Some(old)) = (
            octets.get_mut(..length),
            self.octets_mut(0).get_mut(place.start..place.end),
        ) else {
            return Ok(false);
        };
        let old = match old {
            [_, _, old @ ..] if place.flags.is_extended() => old.get_mut(2..),
            [_, _, old @ ..] => old.get_mut(1..),
            _ => None,
        };
        let Some(old) = old.filter(|old| old.len() == length) else {
            return Ok(false);
        };
        value.encode(&mut short)?;
        old.copy_from_slice(octets.get(..length).unwrap_or_default());
        Ok(true)
    }

    /// Sets an attribute from its elements: [`set`](PathAttributes::set) without an [`Array`], as
    /// [`add_values`](PathAttributes::add_values) adds one.
    ///
    /// ```
    /// use bmp_codec::bgp::Session;
    /// use bmp_codec::bgp::attribute::{Community, LocalPref, PathAttributes};
    ///
    /// let mut attributes = PathAttributes::new(Session::default());
    /// attributes.set_values([Community::NO_EXPORT])?;
    /// attributes.set(&LocalPref(100))?;
    /// attributes.set_values((1..3).map(|n| Community::new(65000, n)))?;
    /// assert_eq!(attributes.to_string(), "LOCAL_PREF 100, COMMUNITIES 65000:1 65000:2");
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if the elements take more than 65535 bytes. The list is then unchanged.
    pub fn set_values<T: Fixed>(
        &mut self,
        values: impl IntoIterator<Item = T>,
    ) -> Result<(), EncodeError>
    where
        Array<T>: Registered,
    {
        let place = self.place_of(<Array<T>>::CODE, <Array<T>>::FLAGS);
        let tail = self.octets().len();
        self.append_attribute(place.flags, place.code, |octets| {
            put_values(values.into_iter(), octets);
            Ok(())
        })?;
        replace(self.octets_mut(0), place.start, place.end, tail);
        Ok(())
    }

    /// Returns the attributes with this one added or replaced: [`set`](PathAttributes::set) in a chain.
    ///
    /// ```
    /// use bmp_codec::bgp::{Session, attribute::{AsPath, LocalPref, Origin, PathAttributes}};
    ///
    /// let attributes = PathAttributes::new(Session::default())
    ///     .with(&LocalPref(100))?
    ///     .with(&"64496 64497".parse::<AsPath>()?)?
    ///     .with(&Origin::Igp)?;
    /// assert_eq!(attributes.to_string(), "ORIGIN igp, AS_PATH 64496 64497, LOCAL_PREF 100");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Like [`set`](PathAttributes::set). A path of four-octet AS numbers in a session of two-octet AS numbers is an
    /// error: see [`set_as_path`](PathAttributes::set_as_path).
    pub fn with<T: Encode + Registered>(mut self, value: &T) -> Result<Self, EncodeError> {
        self.set(value)?;
        Ok(self)
    }

    /// Returns the place of the first attribute with this code, or an empty one at which to add it with `flags`.
    fn place_of(&self, code: u8, flags: AttributeFlags) -> Place {
        let octets = self.octets();
        let (mut end, mut leading) = (0, true);
        let mut rest = octets;
        // As `places`, without a reader: lists are built by setting one attribute after the other.
        while let [flags, found, length, value @ ..] = rest {
            let (length, value) = match (AttributeFlags(*flags).is_extended(), value) {
                (false, value) => (usize::from(*length), value),
                (true, [low, value @ ..]) => (usize::from(*length) << 8 | usize::from(*low), value),
                (true, []) => break,
            };
            let Some((_, behind)) = value.split_at_checked(length) else {
                break;
            };
            if *found == code {
                return Place {
                    flags: AttributeFlags(*flags),
                    code,
                    start: octets.len() - rest.len(),
                    end: octets.len() - behind.len(),
                };
            }
            leading &= is_multiprotocol(*found);
            if leading || *found < code {
                end = octets.len() - behind.len();
            }
            rest = behind;
        }
        if is_multiprotocol(code) {
            end = 0;
        }
        Place {
            flags,
            code,
            start: end,
            end,
        }
    }

    /// Removes all attributes with this type code, malformed ones, too, and returns whether there were any.
    ///
    /// An attribute that is longer than the rest of the list stays, whatever its code. Each attribute type has its code
    /// as a constant.
    ///
    /// ```
    /// use bmp_codec::bgp::Session;
    /// use bmp_codec::bgp::attribute::{
    ///     Communities, Community, LocalPref, Origin, PathAttributes,
    /// };
    ///
    /// let mut attributes = PathAttributes::new(Session::default());
    /// attributes.add(&Origin::Igp)?;
    /// attributes.add(&LocalPref(100))?;
    /// attributes.add(&Communities::from_iter([Community::NO_EXPORT]))?;
    /// assert!(attributes.remove(LocalPref::CODE));
    /// assert!(!attributes.remove(LocalPref::CODE));
    /// assert!(attributes.remove(Communities::CODE));
    /// assert_eq!(attributes.octets(), [0x40, 1, 1, 0]);
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    pub fn remove(&mut self, code: u8) -> bool {
        if !places(self.reader()).any(|place| place.code == code) {
            return false;
        }
        let mut kept = Vec::with_capacity(self.octets().len());
        let mut rest = self.octets();
        for place in places(self.reader()) {
            let Some((octets, behind)) = rest.split_at_checked(place.end - place.start) else {
                break;
            };
            rest = behind;
            if place.code != code {
                kept.extend_from_slice(octets);
            }
        }
        kept.extend_from_slice(rest);
        *self = PathAttributes::within(kept, self.context());
        true
    }

    /// Keeps only the elements of an attribute for which `keep` returns true.
    ///
    /// The type of the elements selects the attribute: [`Community`](crate::bgp::attribute::Community) selects
    /// COMMUNITIES, and so on for every attribute that is an [`Array`]. If no element is left, the attribute is
    /// removed. If there is no such attribute, nothing happens.
    ///
    /// ```
    /// use bmp_codec::bgp::{Session, attribute::{Communities, Community, PathAttributes}};
    ///
    /// let communities =
    ///     Communities::from_iter([Community::NO_EXPORT, Community::new(65000, 100)]);
    /// let mut attributes = PathAttributes::new(Session::default()).with(&communities)?;
    /// attributes.retain_values(|community: Community| community != Community::NO_EXPORT)?;
    /// assert_eq!(attributes.to_string(), "COMMUNITIES 65000:100");
    /// attributes.retain_values(|community: Community| community.asn() != 65000)?;
    /// assert!(attributes.is_empty());
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    ///
    /// # Errors
    /// [`EncodeError::Malformed`] if the attribute is malformed, or if one before it is longer than the rest of the
    /// list.
    pub fn retain_values<T: Fixed>(
        &mut self,
        keep: impl FnMut(T) -> bool,
    ) -> Result<(), EncodeError>
    where
        Array<T>: Registered,
    {
        let code = <Array<T> as Registered>::CODE;
        let Some(found) = find(&mut self.reader(), code) else {
            return Ok(());
        };
        let (header, mut value) = found.map_err(EncodeError::Malformed)?;
        let (start, end) = (value.offset(), value.offset() + value.remaining());
        let values = value.read::<Array<T, &[u8]>>();
        values.map_err(|error| EncodeError::Malformed(error.within(What::Attribute(code))))?;
        let kept = retain_between(self.octets_mut(0), start, end, keep);
        if kept == start {
            self.remove(code);
        } else if kept < end {
            shorten(self.octets_mut(0), header.flags, start..end, kept);
        }
        Ok(())
    }

    /// Keeps only the attributes for which `keep` returns true. `keep` also gets malformed attributes, and an attribute
    /// that is longer than the rest of the list.
    ///
    /// ```
    /// use bmp_codec::bgp::{Session, attribute::PathAttributes};
    ///
    /// // ORIGIN with a value of 9, LOCAL_PREF, and an attribute that has no name.
    /// let octets = vec![0x40, 1, 1, 9, 0x40, 5, 4, 0, 0, 0, 100, 0x80, 200, 0];
    /// let mut attributes = PathAttributes::over(octets, Session::default());
    /// attributes.retain(|entry| match entry {
    ///     Ok(attribute) => attribute.code() != 200,
    ///     Err(_) => false,
    /// });
    /// assert_eq!(attributes.to_string(), "LOCAL_PREF 100");
    /// ```
    pub fn retain(
        &mut self,
        mut keep: impl FnMut(Result<&PathAttribute<&[u8]>, &MalformedAttribute<&[u8]>>) -> bool,
    ) {
        let mut kept = Vec::with_capacity(self.octets().len());
        let mut entries = self.entries();
        loop {
            let before = entries.rest();
            let Some(entry) = entries.next() else {
                break;
            };
            if keep(entry.as_ref()) {
                let (octets, _) = before
                    .split_at_checked(before.len() - entries.rest().len())
                    .unwrap_or_default();
                kept.extend_from_slice(octets);
            }
        }
        *self = PathAttributes::within(kept, self.context());
    }
}

#[cfg(test)]
mod tests;
