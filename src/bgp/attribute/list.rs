//! [`PathAttributes`]: the path attributes of an UPDATE, and [`MalformedAttribute`].

use core::fmt;

use alloc::vec::Vec;

use crate::bgp::Session;
use crate::bgp::attribute::as_path::put_segment;
use crate::bgp::attribute::{
    AsPath, AttributeContext, AttributeFlags, AttributeValue, PathAttribute, Registered,
    SegmentKind, name, too_long,
};
use crate::net::{Asn, AsnWidth, write_if};
use crate::wire::{
    Array, Decode, DecodeError, Element, ElementError, Encode, EncodeError, Fault, Fixed, List,
    Octets, ReadIn, Reader, What, decode_element, map_octets, put_values, sealed,
};

/// The path attributes of an UPDATE, one after another.
///
/// Iteration continues behind a malformed value: one malformed attribute costs that attribute only
/// ([RFC 7606](https://www.rfc-editor.org/rfc/rfc7606)). Iteration ends with an attribute that is longer than the rest
/// of the list.
///
/// ```
/// use bmp_codec::bgp::{Session, attribute::{LocalPref, Origin, PathAttributes}};
///
/// // ORIGIN with a value of 9, and LOCAL_PREF.
/// let octets = [0x40, 1, 1, 9, 0x40, 5, 4, 0, 0, 0, 100];
/// let attributes = PathAttributes::over(&octets[..], Session::default());
/// let malformed = attributes.entries().next().unwrap().unwrap_err();
/// assert_eq!((malformed.code, malformed.octets.0), (1, &[9][..]));
/// assert_eq!(attributes.get()?, Some(LocalPref(100)));
///
/// let mut attributes = PathAttributes::new(Session::default());
/// attributes.add(&Origin::Igp)?;
/// assert_eq!(attributes.octets(), [0x40, 1, 1, 0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type PathAttributes<B = Vec<u8>> = List<PathAttribute, B>;

impl<B: AsRef<[u8]>> PathAttributes<B> {
    /// Makes a list from `octets` without checking them. Nothing is decoded yet.
    #[inline]
    pub fn over(octets: B, session: Session) -> PathAttributes<B> {
        List::within(octets, session.into())
    }

    /// Returns the session of the attributes.
    #[inline]
    pub fn session(&self) -> Session {
        self.context().session()
    }

    /// Returns the value of the first attribute with the type code of `T`.
    ///
    /// Other attributes are skipped by their headers only. A value that borrows its storage is decoded without a copy.
    ///
    /// ```
    /// use bmp_codec::bgp::Session;
    /// use bmp_codec::bgp::attribute::{Communities, Community, LocalPref, PathAttributes};
    ///
    /// let octets = [0x40, 5, 4, 0, 0, 0, 100, 0xc0, 8, 4, 0xff, 0xff, 0xff, 0x01];
    /// let attributes = PathAttributes::over(&octets[..], Session::default());
    /// assert_eq!(attributes.get()?, Some(LocalPref(100)));
    /// let communities = attributes.get::<Communities<_>>()?;
    /// assert!(communities.is_some_and(|list| list.contains(Community::NO_EXPORT)));
    /// # Ok::<(), bmp_codec::DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// The first error if that attribute is malformed, or if one before it is longer than the rest of the list.
    pub fn get<'s, T: Decode<'s> + Registered>(&'s self) -> Result<Option<T>, DecodeError> {
        let Some(value) = seek(&mut self.reader(), T::CODE) else {
            return Ok(None);
        };
        let mut value = value?;
        let found = value
            .read()
            .and_then(|found| value.finish().map(|()| found));
        found
            .map(Some)
            .map_err(|error| error.within(What::Attribute(T::CODE)))
    }

    /// Like [`get`](PathAttributes::get), but returns `None` for a malformed attribute, too.
    #[must_use]
    pub fn get_valid<'s, T: Decode<'s> + Registered>(&'s self) -> Option<T> {
        self.get().ok().flatten()
    }
}

impl PathAttributes {
    /// Makes an empty list.
    #[must_use]
    pub fn new(session: Session) -> PathAttributes {
        PathAttributes::over(Vec::new(), session)
    }

    /// Makes a list of attributes.
    ///
    /// # Errors
    /// Like [`push`](List::push).
    pub fn in_session(
        session: Session,
        attributes: impl IntoIterator<Item = PathAttribute>,
    ) -> Result<PathAttributes, EncodeError> {
        List::filled(session.into(), attributes)
    }

    /// Appends an attribute with its usual flags.
    ///
    /// The attribute may be out of order, or a second one of its kind, which makes the list malformed: use this to
    /// build such lists. To build what a router sends, use [`set`](PathAttributes::set) and
    /// [`with`](PathAttributes::with), which keep the order and one attribute of each kind.
    ///
    /// # Errors
    /// [`EncodeError::Session`] if the form of the value does not fit the session of the list, and the errors of
    /// encoding the value. The list is then unchanged.
    pub fn add<T: Encode + Registered>(&mut self, value: &T) -> Result<(), EncodeError> {
        self.accept(value)?;
        self.append_value(T::FLAGS, T::CODE, value)
    }

    /// Appends an attribute with its usual flags, from its elements.
    ///
    /// The type of the elements selects the attribute: [`Community`](crate::bgp::attribute::Community) selects
    /// COMMUNITIES, and so on for every attribute that is an [`Array`]. This is [`add`](PathAttributes::add) without
    /// the array: the elements are written into the list.
    ///
    /// ```
    /// use bmp_codec::bgp::Session;
    /// use bmp_codec::bgp::attribute::{Community, LargeCommunity, PathAttributes};
    ///
    /// let mut attributes = PathAttributes::new(Session::default());
    /// attributes.add_values([Community::NO_EXPORT, Community::new(65000, 100)])?;
    /// attributes.add_values((1..3).map(|n| LargeCommunity::new(65000, 1, n)))?;
    /// assert_eq!(
    ///     attributes.to_string(),
    ///     "COMMUNITIES no-export 65000:100, LARGE_COMMUNITY 65000:1:1 65000:1:2"
    /// );
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if the elements take more than 65535 bytes. The list is then unchanged.
    pub fn add_values<T: Fixed>(
        &mut self,
        values: impl IntoIterator<Item = T>,
    ) -> Result<(), EncodeError>
    where
        Array<T>: Registered,
    {
        let (flags, code) = (<Array<T>>::FLAGS, <Array<T>>::CODE);
        self.append_attribute(flags, code, |octets| {
            put_values(values.into_iter(), octets);
            Ok(())
        })
    }

    /// Appends an AS_PATH of one sequence with its usual flags, from the AS numbers, the nearest first.
    ///
    /// This is [`add`](PathAttributes::add) without an [`AsPath`]: the AS numbers are written into the list, in the
    /// width of its session. Without AS numbers, the path is empty. A path that may have larger numbers than a session
    /// of two-octet AS numbers has room for needs an AS4_PATH, too: use
    /// [`set_as_path`](PathAttributes::set_as_path) for it.
    ///
    /// ```
    /// use bmp_codec::bgp::{Session, attribute::PathAttributes};
    /// use bmp_codec::net::Asn;
    ///
    /// let mut attributes = PathAttributes::new(Session::default());
    /// attributes.add_sequence([65001, 65002].map(Asn))?;
    /// assert_eq!(attributes.to_string(), "AS_PATH 65001 65002");
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    ///
    /// # Errors
    /// [`EncodeError::TooMany`] if there are more than 255 AS numbers, and [`EncodeError::Session`] if one of them does
    /// not fit the session. The list is then unchanged.
    pub fn add_sequence(&mut self, asns: impl IntoIterator<Item = Asn>) -> Result<(), EncodeError> {
        let session = self.session();
        let asns = asns.into_iter();
        self.append_attribute(<AsPath>::FLAGS, <AsPath>::CODE, |octets| {
            let (kind, mut most) = (SegmentKind::Sequence, Asn(0));
            match session.asn_width() {
                AsnWidth::Four => return put_segment(kind, asns, AsnWidth::Four, octets),
                AsnWidth::Two => {
                    let asns = asns.inspect(|asn| most = most.max(*asn));
                    put_segment(kind, asns, AsnWidth::Two, octets)?;
                }
            }
            match most.0 {
                0..=0xffff => Ok(()),
                _ => Err(wide(session)),
            }
        })
    }

    /// Appends an attribute. After an error the list is unchanged.
    #[inline]
    pub(super) fn append_value(
        &mut self,
        flags: AttributeFlags,
        code: u8,
        value: &impl Encode,
    ) -> Result<(), EncodeError> {
        let length = value.encoded_len();
        if length > 0xff || flags.is_extended() {
            return self.append_attribute(flags, code, |octets| value.append_to(octets));
        }
        let octets = self.octets_mut(3 + length);
        let before = octets.len();
        octets.extend_from_slice(&[flags.0, code, length as u8]);
        let result = value.append_to(octets);
        if result.is_err() {
            octets.truncate(before);
        }
        result
    }

    /// Appends an attribute whose value `write` appends. After an error the list is unchanged.
    #[inline]
    pub(super) fn append_attribute(
        &mut self,
        flags: AttributeFlags,
        code: u8,
        write: impl FnOnce(&mut Vec<u8>) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        let octets = self.octets_mut(4);
        let before = octets.len();
        octets.extend_from_slice(&[flags.0, code, 0]);
        let result = match write(octets) {
            Ok(()) => finish_attribute(octets, before),
            Err(error) => Err(error),
        };
        if result.is_err() {
            octets.truncate(before);
        }
        result
    }

    /// Checks that the form of a value fits the session of the list.
    #[inline]
    pub(super) fn accept<T: Encode + Registered>(&self, value: &T) -> Result<(), EncodeError> {
        let context = self.context();
        let what = name(T::CODE).unwrap_or("path attribute");
        context.accept(value.form(context.into()), what)
    }
}

/// Fills in the length of the attribute that starts at `start` and ends the list. It has one byte so far.
#[inline]
fn finish_attribute(octets: &mut Vec<u8>, start: usize) -> Result<(), EncodeError> {
    match octets.get_mut(start..) {
        Some([flags, _, low, value @ ..])
            if value.len() <= 0xff && !AttributeFlags(*flags).is_extended() =>
        {
            *low = value.len() as u8;
            Ok(())
        }
        _ => finish_extended(octets, start),
    }
}

/// Like [`finish_attribute`], with a length of two bytes.
#[cold]
#[inline(never)]
fn finish_extended(octets: &mut Vec<u8>, start: usize) -> Result<(), EncodeError> {
    let length = octets.len().saturating_sub(start + 3);
    octets.push(0);
    if let Some([flags, code, rest @ ..]) = octets.get_mut(start..) {
        let [high, low] = u16::try_from(length)
            .map_err(|_| too_long(*code, length))?
            .to_be_bytes();
        *flags = AttributeFlags(*flags).or(AttributeFlags::EXTENDED_LENGTH).0;
        rest.rotate_right(1);
        if let [first, second, ..] = rest {
            (*first, *second) = (high, low);
        }
    }
    Ok(())
}

/// The error of an AS number that needs four bytes in a session where it has two.
#[cold]
fn wide(session: Session) -> EncodeError {
    EncodeError::Session {
        what: "AS_PATH",
        conflict: session.conflict(session.with_asn_width(AsnWidth::Four)),
    }
}

/// The header of an attribute.
#[derive(Clone, Copy)]
pub(crate) struct Header {
    pub(super) flags: AttributeFlags,
    pub(crate) code: u8,
}

/// Decodes the header of an attribute and splits off its value.
#[inline(always)]
pub(crate) fn header<'s>(reader: &mut Reader<'s>) -> Result<(Header, Reader<'s>), DecodeError> {
    let octets = reader.peek();
    let [flags, code, length, behind @ ..] = octets else {
        return Err(short(reader.offset(), 3 - octets.len()));
    };
    let header = Header {
        flags: AttributeFlags(*flags),
        code: *code,
    };
    if header.flags.is_extended() {
        let [low, behind @ ..] = behind else {
            return Err(short(reader.offset(), 1));
        };
        reader.resume(behind);
        Ok((
            header,
            reader.sub(usize::from(*length) << 8 | usize::from(*low))?,
        ))
    } else {
        reader.resume(behind);
        Ok((header, reader.sub(usize::from(*length))?))
    }
}

/// Splits the first attribute off: its header, its value, and what is behind it. `None` if it is cut off. This takes fewer
/// instructions than [`header`], which finds out why.
#[inline(always)]
pub(crate) fn split(octets: &[u8]) -> Option<(Header, &[u8], &[u8])> {
    let [flags, code, length, value @ ..] = octets else {
        return None;
    };
    let (flags, code) = (AttributeFlags(*flags), *code);
    let (length, value) = match (flags.is_extended(), value) {
        (false, value) => (usize::from(*length), value),
        (true, [low, value @ ..]) => (usize::from(*length) << 8 | usize::from(*low), value),
        (true, []) => return None,
    };
    let (value, behind) = value.split_at_checked(length)?;
    Some((Header { flags, code }, value, behind))
}

/// Finds the next attribute with this code, and skips the others by their headers only: its header and its value.
#[inline]
pub(super) fn find<'s>(
    reader: &mut Reader<'s>,
    code: u8,
) -> Option<Result<(Header, Reader<'s>), DecodeError>> {
    let mut rest = reader.peek();
    while let Some((header, value, behind)) = split(rest) {
        rest = behind;
        if header.code == code {
            reader.resume(behind);
            let start = reader.offset() - value.len();
            return Some(Ok((header, Reader::at(value, start, reader.context()))));
        }
    }
    reader.resume(&[]);
    let start = reader.offset().wrapping_sub(rest.len());
    let rest = Reader::at(rest, start, reader.context());
    (!rest.is_empty()).then(|| Err(broken_off(rest)))
}

/// Returns the value of the next attribute with this code.
#[inline]
pub(crate) fn seek<'s>(
    reader: &mut Reader<'s>,
    code: u8,
) -> Option<Result<Reader<'s>, DecodeError>> {
    Some(find(reader, code)?.map(|(_, value)| value))
}

/// Returns the error for an attribute that is cut off.
#[cold]
#[inline(never)]
fn broken_off(mut reader: Reader<'_>) -> DecodeError {
    let error = match header(&mut reader) {
        Err(error) => error,
        Ok(_) => reader.fail(Fault::Truncated(1)),
    };
    error.within(What::PathAttributes)
}

#[cold]
#[inline(never)]
fn short(offset: usize, missing: usize) -> DecodeError {
    DecodeError::new(offset, Fault::Truncated(missing as u32))
}

impl sealed::Element for PathAttribute {}

impl Element for PathAttribute {
    type At<'s> = PathAttribute<&'s [u8]>;
    type Error<'s> = MalformedAttribute<&'s [u8]>;
    type Context = AttributeContext;

    #[inline(always)]
    fn take<'s>(
        reader: &mut Reader<'s>,
    ) -> Result<PathAttribute<&'s [u8]>, MalformedAttribute<&'s [u8]>> {
        let all = reader.peek();
        let (header, value) = match header(reader) {
            Ok(parts) => parts,
            Err(error) => {
                reader.rest();
                return Err(MalformedAttribute::broken(Octets(all), error));
            }
        };
        match AttributeValue::decode(header.code, value) {
            Ok(value) => Ok(PathAttribute {
                flags: header.flags,
                value,
            }),
            Err(error) => Err(MalformedAttribute {
                flags: header.flags,
                code: header.code,
                octets: Octets(value.peek()),
                error: error.within(What::Attribute(header.code)),
            }),
        }
    }
}

impl<B: AsRef<[u8]>> ReadIn<Session> for PathAttribute<B> {}

decode_element! { PathAttribute |element| element.value.check() }

/// A path attribute that is malformed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MalformedAttribute<B: AsRef<[u8]> = Vec<u8>> {
    /// The flags.
    pub flags: AttributeFlags,
    /// The type code.
    pub code: u8,
    /// The bytes of the value; the rest of the list if the attribute is longer than that.
    pub octets: Octets<B>,
    /// The error. Its offset counts from the start of the list.
    pub error: DecodeError,
}
map_octets!(MalformedAttribute { octets; flags, code, error });

impl sealed::Error for MalformedAttribute<&[u8]> {}

impl<'s> ElementError<'s> for MalformedAttribute<&'s [u8]> {
    /// Flags and code are zero if the list ends before them.
    fn broken(rest: Octets<&'s [u8]>, error: DecodeError) -> Self {
        let (flags, code, value) = match *rest.0 {
            [flags, code, ref value @ ..] => (flags, code, value),
            [flags] => (flags, 0, &[][..]),
            [] => (0, 0, &[][..]),
        };
        let what = if rest.len() < 2 {
            What::PathAttributes
        } else {
            What::Attribute(code)
        };
        MalformedAttribute {
            flags: AttributeFlags(flags),
            code,
            octets: Octets(value),
            error: error.within(what),
        }
    }

    fn within(self, what: What) -> Self {
        MalformedAttribute {
            error: self.error.within(what),
            ..self
        }
    }
}

impl<B: AsRef<[u8]>> From<MalformedAttribute<B>> for DecodeError {
    fn from(malformed: MalformedAttribute<B>) -> DecodeError {
        malformed.error
    }
}

impl<B: AsRef<[u8]>> fmt::Display for MalformedAttribute<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match name(self.code) {
            Some(name) => write!(f, "malformed {name} ({}): {}", self.code, self.error)?,
            None => write!(f, "malformed attribute {}: {}", self.code, self.error)?,
        }
        let octets = &self.octets;
        write_if(!octets.is_empty(), format_args!(" in {octets}"), f)
    }
}

impl<B: AsRef<[u8]> + fmt::Debug> core::error::Error for MalformedAttribute<B> {}

#[cfg(test)]
mod build_tests;
#[cfg(test)]
mod tests;
