//! Multiple Labels, capability 8 ([RFC 8277, section 2.1](https://www.rfc-editor.org/rfc/rfc8277#section-2.1)).
//!
//! ```text
//! for each family: AFI u16, SAFI u8, count u8
//! ```

use core::fmt;

use alloc::vec::Vec;

use crate::bgp::nlri::Family;
use crate::wire::{Array, layout};

/// Multiple Labels: the families whose routes the speaker accepts with multiple labels.
///
/// If an OPEN has several of these capabilities, the first one counts. If it has several entries for a family, the
/// first one counts.
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
        /// The maximum number of labels that the speaker accepts: 2 to 254, or
        /// [`NO_LIMIT`](MultipleLabelsFamily::NO_LIMIT). Receivers must ignore an entry with 0 or 1.
        pub count: u8,
    }
}

impl MultipleLabelsFamily {
    /// No limit on the number of labels: 255.
    pub const NO_LIMIT: u8 = 255;

    /// Returns an entry for a family with the maximum number of labels of a route.
    #[must_use]
    pub const fn new(family: Family, count: u8) -> MultipleLabelsFamily {
        MultipleLabelsFamily { family, count }
    }

    /// Returns whether receivers use the entry: whether the count is at least 2.
    #[must_use]
    pub const fn is_valid(self) -> bool {
        self.count > 1
    }
}

/// Writes `vpn-ipv4-unicast up to 4`.
impl fmt::Display for MultipleLabelsFamily {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.count {
            MultipleLabelsFamily::NO_LIMIT => write!(f, "{} any number", self.family),
            count => write!(f, "{} up to {count}", self.family),
        }
    }
}
