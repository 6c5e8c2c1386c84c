//! [`Index`]: the routes that a TLV of Route Monitoring applies to.

use core::fmt;

use crate::wire::Fixed;

/// The routes that a TLV of a Route Monitoring message applies to (draft-ietf-grow-bmp-tlv-21, section 4.2): all routes,
/// one route by its place in the UPDATE, or a group of routes.
///
/// ```text
/// G flag 1 bit, number 15 bits
/// ```
///
/// Routes are counted from 1, in the order of the bytes: withdrawn routes of IPv4 unicast, routes in the attributes,
/// announced routes of IPv4 unicast.
///
/// ```
/// use bmp_codec::bmp::v4::Index;
///
/// assert_eq!(Index::ALL.to_string(), "all routes");
/// assert_eq!(Index::of_route(3).to_string(), "route 3");
/// assert_eq!(Index::of_group(1), Index(0x8001));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Index(pub u16);

const GROUP: u16 = 0x8000;

impl Index {
    /// All routes of the UPDATE, and the UPDATE itself.
    pub const ALL: Index = Index(0);

    /// Returns the index of a route, counted from 1. The highest bit of the number is cleared.
    #[must_use]
    pub const fn of_route(number: u16) -> Index {
        Index(number & !GROUP)
    }

    /// Returns the index of a group. The highest bit of the number is set.
    #[must_use]
    pub const fn of_group(number: u16) -> Index {
        Index(number | GROUP)
    }

    /// Returns whether this is the index of a group (G flag).
    #[must_use]
    pub const fn is_group(self) -> bool {
        self.0 & GROUP != 0
    }

    /// Returns the number, without the G flag.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0 & !GROUP
    }

    /// Returns the number of the route, counted from 1; `None` for all routes and for a group.
    #[must_use]
    pub const fn route(self) -> Option<u16> {
        match self.0 {
            0 | GROUP.. => None,
            number => Some(number),
        }
    }
}

impl Fixed for Index {
    type Octets = [u8; 2];

    fn from_octets(octets: [u8; 2]) -> Index {
        Index(u16::from_be_bytes(octets))
    }

    fn to_octets(self) -> [u8; 2] {
        self.0.to_be_bytes()
    }
}

impl fmt::Display for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.is_group(), self.number()) {
            (true, number) => write!(f, "group {number}"),
            (false, 0) => f.write_str("all routes"),
            (false, number) => write!(f, "route {number}"),
        }
    }
}
