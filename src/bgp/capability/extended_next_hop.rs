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

/// Extended Next Hop Encoding: the families whose routes may have next hops of another address family.
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
        /// The AFI of the routes.
        pub afi: u16,
        /// The SAFI of the routes, in two bytes here.
        pub safi: u16,
        /// The AFI of the next hop.
        pub next_hop_afi: u16,
    }
}

impl ExtendedNextHop {
    /// Returns an entry for the routes of a family, and the AFI that their next hops may also have.
    #[must_use]
    pub const fn new(family: Family, next_hop_afi: u16) -> ExtendedNextHop {
        ExtendedNextHop {
            afi: family.afi(),
            safi: family.safi() as u16,
            next_hop_afi,
        }
    }

    /// Returns the family of the routes, or `None` if the SAFI does not fit one byte.
    #[must_use]
    pub fn family(self) -> Option<Family> {
        let safi = u8::try_from(self.safi).ok()?;
        Some(Family::new(self.afi, safi))
    }
}

/// Writes `ipv4-unicast via IPv6`.
impl fmt::Display for ExtendedNextHop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.family() {
            Some(family) => write!(f, "{family} via ")?,
            None => write!(f, "{}/{} via ", self.afi, self.safi)?,
        }
        AddressFamily(self.next_hop_afi).fmt(f)
    }
}
