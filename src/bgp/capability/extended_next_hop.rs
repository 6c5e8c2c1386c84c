//! Extended Next Hop Encoding, capability 5 ([RFC 8950, section 4](https://www.rfc-editor.org/rfc/rfc8950#section-4)).
//!
//! ```text
//! for each family: AFI u16, SAFI u16, AFI of the next hop u16
//! ```

use core::fmt;

use alloc::vec::Vec;

use crate::bgp::capability::AddressFamily;
use crate::bgp::nlri::Family;
use crate::wire::{Array, layout};

/// Extended Next Hop Encoding: the families whose routes can have next hops of another one.
pub type ExtendedNextHops<B = Vec<u8>> = Array<ExtendedNextHop, B>;

layout! {
    fixed ", ";
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
    pub struct ExtendedNextHop {
        /// The address family of the routes.
        pub afi: u16,
        /// Their subsequent address family, in two octets here.
        pub safi: u16,
        /// The address family of the next hop.
        pub next_hop_afi: u16,
    }
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
