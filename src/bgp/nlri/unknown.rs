//! Routes without a type here: [`UnknownRoute`] for unknown route types, [`UnknownNlri`] for unknown families.

use core::fmt;

use alloc::vec::Vec;

use crate::net::Family;
use crate::wire::key::read_number;
use crate::wire::{DecodeError, Key, KeyPart, Octets, Reader, map_octets};

/// A route of an unknown route type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UnknownRoute<B: AsRef<[u8]> = Vec<u8>> {
    /// The route type: one byte or two, depending on the family.
    pub route_type: u16,
    /// The bytes after the length.
    pub octets: Octets<B>,
}
map_octets!(UnknownRoute { octets; route_type });

/// The key is the whole route: it is not known which part of it identifies the route.
impl<'s> KeyPart<'s> for UnknownRoute<&'s [u8]> {
    fn put_part(&self, key: &mut Key<'s>) {
        key.number(self.route_type);
        self.octets.put_part(key);
    }

    fn read_part(reader: &mut Reader<'s>) -> Result<Self, DecodeError> {
        Ok(UnknownRoute {
            route_type: read_number(reader)?,
            octets: reader.octets(),
        })
    }
}

impl<B: AsRef<[u8]>> fmt::Display for UnknownRoute<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "type-{} {}", self.route_type, self.octets)
    }
}

/// Routes of an unknown family, as received. It is not known where each route ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UnknownNlri<B: AsRef<[u8]> = Vec<u8>> {
    /// The family.
    pub family: Family,
    /// The bytes of all routes.
    pub octets: Octets<B>,
}
map_octets!(UnknownNlri { octets; family });
