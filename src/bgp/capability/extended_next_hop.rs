//! Extended Next Hop Encoding, capability 5 ([RFC 8950, section 4](https://www.rfc-editor.org/rfc/rfc8950#section-4)).
//!
//! ```text
//! for each family: AFI u16, SAFI u16, AFI of the next hop u16
//! ```

use core::fmt;

use alloc::vec::Vec;

#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::capability::AddressFamily;
use crate::bgp::nlri::Family;
use crate::wire::{Array, Fixed};

/// Extended Next Hop Encoding: the families whose routes can have next hops of another one.
pub type ExtendedNextHops<B = Vec<u8>> = Array<ExtendedNextHop, B>;

/// One family of an Extended Next Hop Encoding capability.
///
/// ```
/// use bmp_codec::bgp::{capability::{Capability, ExtendedNextHop}, nlri::Family};
///
/// let capability: Capability = Capability::ExtendedNextHop(
///     [ExtendedNextHop::new(Family::IPV4_UNICAST, 2)].into_iter().collect(),
/// );
/// assert_eq!(capability.to_string(), "Extended Next Hop Encoding ipv4-unicast via IPv6");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct ExtendedNextHop {
    /// The address family of the routes.
    pub afi: u16,
    /// Their subsequent address family, in two octets here.
    pub safi: u16,
    /// The address family of the next hop.
    pub next_hop_afi: u16,
}

impl ExtendedNextHop {
    /// Routes of a family, and the address family that their next hops can have, too.
    #[must_use]
    pub const fn new(family: Family, next_hop_afi: u16) -> ExtendedNextHop {
        ExtendedNextHop {
            afi: family.afi(),
            safi: family.safi() as u16,
            next_hop_afi,
        }
    }

    /// The family of the routes; `None` where the SAFI is more than a SAFI can be.
    #[must_use]
    pub fn family(self) -> Option<Family> {
        let safi = u8::try_from(self.safi).ok()?;
        Some(Family::new(self.afi, safi))
    }
}

impl Fixed for ExtendedNextHop {
    type Octets = [u8; 6];

    fn from_octets([a, b, c, d, e, f]: [u8; 6]) -> ExtendedNextHop {
        ExtendedNextHop {
            afi: u16::from_be_bytes([a, b]),
            safi: u16::from_be_bytes([c, d]),
            next_hop_afi: u16::from_be_bytes([e, f]),
        }
    }

    fn to_octets(self) -> [u8; 6] {
        let ([a, b], [c, d]) = (self.afi.to_be_bytes(), self.safi.to_be_bytes());
        let [e, f] = self.next_hop_afi.to_be_bytes();
        [a, b, c, d, e, f]
    }
}

/// `ipv4-unicast via IPv6`.
impl fmt::Display for ExtendedNextHop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.family() {
            Some(family) => write!(f, "{family} via ")?,
            None => write!(f, "{}/{} via ", self.afi, self.safi)?,
        }
        AddressFamily(self.next_hop_afi).fmt(f)
    }
}
