//! Routes that have no type here: [`UnknownRoute`], and [`UnknownNlri`] of a family of which none have.

use core::fmt;

use alloc::vec::Vec;

use crate::net::Family;
use crate::wire::key::read_number;
use crate::wire::{DecodeError, Key, KeyPart, Octets, Reader, map_octets};

/// A route of a type that has no type here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UnknownRoute<B: AsRef<[u8]> = Vec<u8>> {
    /// The route type: of one octet, or of two, as the family has it.
    pub route_type: u16,
    /// What follows the length.
    pub octets: Octets<B>,
}
map_octets!(UnknownRoute { octets; route_type });

/// All of it: what identifies such a route is not known.
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

/// Routes of a family that has no type here, as they came: where one ends and the next begins is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UnknownNlri<B: AsRef<[u8]> = Vec<u8>> {
    /// The family.
    pub family: Family,
    /// All routes.
    pub octets: Octets<B>,
}
map_octets!(UnknownNlri { octets; family });
