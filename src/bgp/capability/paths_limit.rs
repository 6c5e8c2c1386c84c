//! PATHS-LIMIT, capability 76 ([draft](https://datatracker.ietf.org/doc/draft-abraitis-idr-addpath-paths-limit/)).
//!
//! ```text
//! for each family: AFI u16, SAFI u8, limit u16
//! ```

use core::fmt;

use alloc::vec::Vec;

use crate::bgp::nlri::Family;
use crate::wire::{Array, layout};

/// PATHS-LIMIT: the number of paths to one destination that the speaker wants, for families of its ADD-PATH capability.
pub type PathsLimits<B = Vec<u8>> = Array<PathsLimit, B>;

layout! {
    fixed ", ";
    /// One family of a PATHS-LIMIT capability.
    ///
    /// ```
    /// use bmp_codec::bgp::{capability::{Capability, PathsLimit}, nlri::Family};
    ///
    /// let capability: Capability = Capability::PathsLimit(
    ///     [PathsLimit::new(Family::IPV4_UNICAST, 4)].into_iter().collect(),
    /// );
    /// assert_eq!(capability.to_string(), "PATHS-LIMIT ipv4-unicast 4");
    /// ```
    pub struct PathsLimit {
        /// The family.
        pub family: Family,
        /// The maximum number of paths to one destination. FRR sends 0 if no limit is configured.
        pub limit: u16,
    }
}

impl PathsLimit {
    /// Returns an entry for a family with the maximum number of paths to one destination.
    #[must_use]
    pub const fn new(family: Family, limit: u16) -> PathsLimit {
        PathsLimit { family, limit }
    }
}

/// Writes `ipv4-unicast 4`.
impl fmt::Display for PathsLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.family, self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::capability::Capability;
    use crate::bgp::capability::tests::{code_is_first, malformed};
    use crate::testkit::cases;

    #[test]
    fn two_families() {
        let limits = PathsLimits::from_iter([
            PathsLimit::new(Family::IPV4_UNICAST, 4),
            PathsLimit::new(Family::IPV6_UNICAST, 256),
        ]);
        // Laid out by hand from the draft: AFI, SAFI, limit.
        cases! { Capability<&[u8]>, errors malformed, each code_is_first;
            "4c 0a 0001010004 0002010100" is Capability::PathsLimit(limits)
                => "PATHS-LIMIT ipv4-unicast 4, ipv6-unicast 256"
                => r#"{"paths_limit":[{"family":"ipv4-unicast","limit":4},{"family":"ipv6-unicast","limit":256}]}"#,
            "4c 04 00010100" => error "capability PATHS-LIMIT at byte 2: a length of 4 is not a multiple of 5",
        }
    }
}
