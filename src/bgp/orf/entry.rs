//! [`OrfEntry`]: a filter, and whether to add or remove it.

use core::fmt;
use core::iter::FusedIterator;
use core::marker::PhantomData;

use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::nlri::Family;
use crate::bgp::orf::{OrfType, WHAT};
use crate::registry::registry;
use crate::wire::{DecodeError, EncodeError, Malformed, Octets, Reader, Writer};

registry! {
    /// What the peer does with an entry: 2 bits
    /// ([RFC 5291, section 3](https://www.rfc-editor.org/rfc/rfc5291#section-3)).
    OrfAction(u8) {
        /// Adds the entry to the filter.
        0 Add "add",
        /// Removes the entry from the filter.
        1 Remove "remove",
        /// Removes all entries of the ORF.
        2 RemoveAll "remove-all",
    }
}

/// What the peer does with routes that match an entry: 1 bit
/// ([RFC 5291, section 3](https://www.rfc-editor.org/rfc/rfc5291#section-3)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum OrfMatch {
    /// The peer sends them.
    Permit,
    /// The peer does not send them.
    Deny,
}

impl fmt::Display for OrfMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            OrfMatch::Permit => "permit",
            OrfMatch::Deny => "deny",
        })
    }
}

/// What the entries of an ORF type match: [`AddressPrefixOrf`](super::AddressPrefixOrf) or
/// [`CoveringPrefixOrf`](super::CoveringPrefixOrf).
pub trait OrfFilter: Copy + fmt::Display + sealed::Sealed {
    /// The ORF type.
    const TYPE: OrfType;

    /// Returns whether entries of this type have a layout for a family.
    fn is_of(family: Family) -> bool;

    /// Decodes what follows the first byte of an entry.
    ///
    /// # Errors
    /// A [`DecodeError`] if the bytes do not have that layout.
    fn read(reader: &mut Reader<'_>, family: Family) -> Result<Self, DecodeError>;

    /// Encodes what follows the first byte of an entry.
    ///
    /// # Errors
    /// [`EncodeError::Family`] if the entry is for another family.
    fn put(&self, family: Family, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError>;
}

pub(super) mod sealed {
    pub trait Sealed {}
}

/// An entry of an ORF: an action, and the filter that it applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "Fields<F>", into = "Fields<F>"),
    serde(bound(
        serialize = "F: Clone + Serialize",
        deserialize = "F: Deserialize<'de>"
    ))
)]
pub struct OrfEntry<F> {
    /// Action, match and reserved bits, as encoded.
    head: u8,
    /// `None` only if the action is remove-all.
    filter: Option<F>,
}

impl<F> OrfEntry<F> {
    /// Returns an entry that adds a filter for routes that the peer sends.
    #[must_use]
    pub fn permit(filter: F) -> OrfEntry<F> {
        OrfEntry::of(OrfAction::Add, OrfMatch::Permit, filter)
    }

    /// Returns an entry that adds a filter for routes that the peer does not send.
    #[must_use]
    pub fn deny(filter: F) -> OrfEntry<F> {
        OrfEntry::of(OrfAction::Add, OrfMatch::Deny, filter)
    }

    /// Returns an entry that removes a filter added by [`permit`](OrfEntry::permit) or [`deny`](OrfEntry::deny).
    #[must_use]
    pub fn remove(matching: OrfMatch, filter: F) -> OrfEntry<F> {
        OrfEntry::of(OrfAction::Remove, matching, filter)
    }

    /// Returns an entry of any action that has a filter.
    ///
    /// # Errors
    /// [`EncodeError::Value`] if the number of the action is above 3, or if the action is
    /// [`RemoveAll`](OrfAction::RemoveAll): that has no filter, use [`remove_all`](OrfEntry::remove_all).
    pub fn new(
        action: OrfAction,
        matching: OrfMatch,
        filter: F,
    ) -> Result<OrfEntry<F>, EncodeError> {
        match u8::from(action) {
            0 | 1 | 3 => Ok(OrfEntry::of(action, matching, filter)),
            _ => Err(EncodeError::Value { what: "ORF action" }),
        }
    }

    fn of(action: OrfAction, matching: OrfMatch, filter: F) -> OrfEntry<F> {
        let head = u8::from(action) << 6 | u8::from(matching == OrfMatch::Deny) << 5;
        let filter = Some(filter);
        OrfEntry { head, filter }
    }

    /// Returns an entry that removes all entries of the ORF.
    #[must_use]
    pub const fn remove_all() -> OrfEntry<F> {
        OrfEntry {
            head: 0x80,
            filter: None,
        }
    }

    /// Returns what the peer does with the entry.
    #[must_use]
    pub fn action(&self) -> OrfAction {
        OrfAction::from(self.head >> 6)
    }

    /// Returns what the peer does with routes that match the filter. It has no meaning with remove-all.
    #[must_use]
    pub const fn matching(&self) -> OrfMatch {
        if self.head & 0x20 == 0 {
            OrfMatch::Permit
        } else {
            OrfMatch::Deny
        }
    }

    /// Returns the lower five bits of the first byte, which are reserved.
    #[must_use]
    pub const fn reserved(&self) -> u8 {
        self.head & 0x1f
    }

    /// Returns the filter, or `None` if the action is remove-all.
    #[must_use]
    pub const fn filter(&self) -> Option<&F> {
        self.filter.as_ref()
    }
}

impl<F: OrfFilter> OrfEntry<F> {
    fn read(reader: &mut Reader<'_>, family: Family) -> Result<OrfEntry<F>, DecodeError> {
        let head = reader.u8()?;
        let filter = match head >> 6 {
            2 => None,
            _ => Some(F::read(reader, family)?),
        };
        Ok(OrfEntry { head, filter })
    }

    pub(crate) fn put(
        &self,
        family: Family,
        out: &mut Writer<impl BufMut>,
    ) -> Result<(), EncodeError> {
        out.put_u8(self.head);
        match &self.filter {
            Some(filter) => filter.put(family, out),
            None => Ok(()),
        }
    }
}

/// Writes `add permit 5 10.0.0.0/8 le 24`.
impl<F: fmt::Display> fmt::Display for OrfEntry<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.filter {
            Some(filter) => write!(f, "{} {} {filter}", self.action(), self.matching()),
            None => self.action().fmt(f),
        }
    }
}

/// An iterator over the entries of an ORF.
///
/// The entries after a malformed one cannot be located. The iterator therefore returns an error with the rest of the
/// ORF and ends.
#[derive(Clone, Debug)]
pub struct OrfEntries<'a, F> {
    reader: Reader<'a>,
    family: Family,
    filters: PhantomData<fn() -> F>,
}

impl<'a, F> OrfEntries<'a, F> {
    pub(super) fn new(reader: Reader<'a>, family: Family) -> OrfEntries<'a, F> {
        OrfEntries {
            reader,
            family,
            filters: PhantomData,
        }
    }

    /// Returns the bytes that have not been decoded yet.
    #[cfg(feature = "serde")]
    pub(super) fn rest(&self) -> &'a [u8] {
        self.reader.peek()
    }
}

impl<'a, F: OrfFilter> Iterator for OrfEntries<'a, F> {
    type Item = Result<OrfEntry<F>, Malformed<&'a [u8]>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.reader.is_empty() {
            return None;
        }
        let all = self.reader.peek();
        let entry = OrfEntry::read(&mut self.reader, self.family);
        Some(entry.map_err(|error| {
            self.reader.rest();
            Malformed {
                octets: Octets(all),
                error: error.within(WHAT),
            }
        }))
    }
}

impl<F: OrfFilter> FusedIterator for OrfEntries<'_, F> {}

/// The fields of an entry in JSON.
#[cfg(feature = "serde")]
#[derive(Serialize, Deserialize)]
#[serde(rename = "OrfEntry")]
struct Fields<F> {
    action: OrfAction,
    #[serde(rename = "match")]
    matching: OrfMatch,
    reserved: u8,
    filter: Option<F>,
}

#[cfg(feature = "serde")]
impl<F> From<OrfEntry<F>> for Fields<F> {
    fn from(entry: OrfEntry<F>) -> Fields<F> {
        Fields {
            action: entry.action(),
            matching: entry.matching(),
            reserved: entry.reserved(),
            filter: entry.filter,
        }
    }
}

#[cfg(feature = "serde")]
impl<F> TryFrom<Fields<F>> for OrfEntry<F> {
    type Error = &'static str;

    fn try_from(fields: Fields<F>) -> Result<OrfEntry<F>, &'static str> {
        let action = u8::from(fields.action);
        if action > 3 || fields.reserved > 0x1f {
            return Err("the action of an ORF entry has 2 bits, and 5 are reserved");
        }
        if fields.filter.is_none() != (action == 2) {
            return Err("an ORF entry has a filter, unless its action is remove-all");
        }
        let deny = u8::from(fields.matching == OrfMatch::Deny);
        Ok(OrfEntry {
            head: action << 6 | deny << 5 | fields.reserved,
            filter: fields.filter,
        })
    }
}
