//! Extended Next Hop Encoding, capability 5 ([RFC 8950, section 4](https://www.rfc-editor.org/rfc/rfc8950#section-4)).
//!
//! ```text
//! for each family: AFI u16, SAFI u16, AFI of the next hop u16
//! ```

use alloc::vec::Vec;

#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::wire::{Array, Fixed, fixed_codec};

/// Extended Next Hop Encoding: the families whose routes can have next hops of another one.
pub type ExtendedNextHops<B = Vec<u8>> = Array<ExtendedNextHop, B>;

/// One family of an Extended Next Hop Encoding capability.
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
fixed_codec!(ExtendedNextHop);
