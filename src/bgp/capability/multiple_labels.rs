//! Multiple Labels, capability 8 ([RFC 8277, section 2.1](https://www.rfc-editor.org/rfc/rfc8277#section-2.1)).
//!
//! ```text
//! for each family: AFI u16, SAFI u8, count u8
//! ```

use core::fmt;

use alloc::vec::Vec;

use crate::bgp::nlri::Family;
use crate::wire::{Array, layout};

/// Multiple Labels: the families whose routes the speaker takes with several labels.
///
/// Of several capabilities in an OPEN the first counts, and of several entries of a family in it the first.
pub type MultipleLabels<B = Vec<u8>> = Array<MultipleLabelsFamily, B>;

layout! {
    fixed ", ";
    /// One family of a Multiple Labels capability.
    ///
    /// ```
    /// use bmp_codec::bgp::{capability::{Capability, MultipleLabelsFamily}, nlri::Family};
    ///
    /// let capability: Capability = Capability::MultipleLabels([
    ///     MultipleLabelsFamily::new(Family::IPV4_LABELED_UNICAST, 4),
    ///     MultipleLabelsFamily::new(Family::VPN_IPV4_UNICAST, MultipleLabelsFamily::NO_LIMIT),
    /// ].into_iter().collect());
    /// assert_eq!(
    ///     capability.to_string(),
    ///     "Multiple Labels ipv4-labeled-unicast up to 4, vpn-ipv4-unicast any number",
    /// );
    /// ```
    pub struct MultipleLabelsFamily {
        /// The family.
        pub family: Family,
        /// The most labels that the speaker takes: 2 to 254, or [`NO_LIMIT`](MultipleLabelsFamily::NO_LIMIT). An entry
        /// with 0 or 1 is to be ignored.
        pub count: u8,
    }
}

impl MultipleLabelsFamily {
    /// Any number of labels: 255.
    pub const NO_LIMIT: u8 = 255;

    /// A family, and the most labels of a route that the speaker takes.
    #[must_use]
    pub const fn new(family: Family, count: u8) -> MultipleLabelsFamily {
        MultipleLabelsFamily { family, count }
    }

    /// Whether this is an entry that counts.
    #[must_use]
    pub const fn is_valid(self) -> bool {
        self.count > 1
    }
}

/// `vpn-ipv4-unicast up to 4`.
impl fmt::Display for MultipleLabelsFamily {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.count {
            MultipleLabelsFamily::NO_LIMIT => write!(f, "{} any number", self.family),
            count => write!(f, "{} up to {count}", self.family),
        }
    }
}
