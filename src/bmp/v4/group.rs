//! Group (draft-ietf-grow-bmp-tlv-21, section 5.2.1).
//!
//! ```text
//! index u16 of each route
//! ```

use core::fmt;

use alloc::vec::Vec;

use crate::bmp::v4::Index;
use crate::wire::{Array, Decode, DecodeError, Encode, EncodeError, Reader, Writer, map_octets};
use bytes::BufMut;

/// The value of a Group TLV: the routes of a group. The index of the TLV is that of the group, and other TLVs with this
/// index apply to these routes.
///
/// A group should have two routes or more. Index 0 and the indexes of groups have no meaning in it.
///
/// ```
/// use bmp_codec::bmp::v4::Group;
///
/// let group = Group::of([1, 2, 7]);
/// assert!(group.contains(7) && !group.contains(3));
/// assert_eq!(group.to_string(), "1 2 7");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
#[cfg_attr(
    feature = "serde",
    serde(bound(deserialize = "B: AsRef<[u8]> + serde::Deserialize<'de>"))
)]
pub struct Group<B: AsRef<[u8]> = Vec<u8>> {
    /// The indexes, in their order.
    pub routes: Array<Index, B>,
}
map_octets!(Group { routes });

impl Group {
    /// Returns a group of these routes, counted from 1.
    #[must_use]
    pub fn of(routes: impl IntoIterator<Item = u16>) -> Group {
        Group {
            routes: routes.into_iter().map(Index::of_route).collect(),
        }
    }
}

impl<B: AsRef<[u8]>> Group<B> {
    /// Returns whether a route is in the group.
    #[must_use]
    pub fn contains(&self, route: u16) -> bool {
        self.routes.iter().any(|index| index.route() == Some(route))
    }

    /// Returns whether the group is as the draft defines it: two routes or more, each a number above 0 without the G
    /// flag.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        let mut routes = self.routes.iter();
        routes.len() > 1 && routes.all(|index| index.route().is_some())
    }
}

impl<'a> Decode<'a> for Group<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(Group {
            routes: reader.read()?,
        })
    }
}

impl<B: AsRef<[u8]>> Encode for Group<B> {
    fn encoded_len(&self) -> usize {
        self.routes.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.routes.put(out)
    }
}

/// The numbers of the routes, with blanks between them. Other indexes are written as they are.
impl<B: AsRef<[u8]>> fmt::Display for Group<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut between = "";
        self.routes.iter().try_for_each(|index| {
            write!(f, "{between}{}", index.0)?;
            between = " ";
            Ok(())
        })
    }
}
