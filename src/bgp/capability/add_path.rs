//! ADD-PATH, capability 69 ([RFC 7911, section 4](https://www.rfc-editor.org/rfc/rfc7911#section-4)).
//!
//! ```text
//! for each family: AFI u16, SAFI u8, mode u8
//! ```

use core::fmt;

use alloc::vec::Vec;

use crate::bgp::nlri::Family;
use crate::wire::{Array, layout};

/// ADD-PATH: the families of which several paths to one destination can be sent, or received, or both.
pub type AddPathFamilies<B = Vec<u8>> = Array<AddPath, B>;

layout! {
    fixed ", ";
    /// One family of an ADD-PATH capability.
    ///
    /// ```
    /// use bmp_codec::bgp::{capability::{AddPath, Capability}, nlri::Family};
    ///
    /// let capability: Capability = Capability::AddPath([
    ///     AddPath::new(Family::IPV4_UNICAST, AddPath::BOTH),
    ///     AddPath::new(Family::IPV6_UNICAST, AddPath::RECEIVE),
    /// ].into_iter().collect());
    /// assert_eq!(capability.to_string(), "ADD-PATH ipv4-unicast both, ipv6-unicast receive");
    /// ```
    pub struct AddPath {
        /// The family.
        pub family: Family,
        /// 1: can receive, 2: can send, 3: both. Anything else is to be ignored.
        pub mode: u8,
    }
}

impl AddPath {
    /// Can receive several paths.
    pub const RECEIVE: u8 = 1;
    /// Can send several paths.
    pub const SEND: u8 = 2;
    /// Can do both.
    pub const BOTH: u8 = 3;

    /// A family, and what the speaker can do with several paths of it: one of the three above.
    #[must_use]
    pub const fn new(family: Family, mode: u8) -> AddPath {
        AddPath { family, mode }
    }

    /// Whether the speaker can send several paths.
    #[must_use]
    pub const fn sends(self) -> bool {
        matches!(self.mode, AddPath::SEND | AddPath::BOTH)
    }

    /// Whether the speaker can receive several paths.
    #[must_use]
    pub const fn receives(self) -> bool {
        matches!(self.mode, AddPath::RECEIVE | AddPath::BOTH)
    }
}

/// `ipv4-unicast both`.
impl fmt::Display for AddPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mode {
            AddPath::RECEIVE => write!(f, "{} receive", self.family),
            AddPath::SEND => write!(f, "{} send", self.family),
            AddPath::BOTH => write!(f, "{} both", self.family),
            mode => write!(f, "{} mode {mode}", self.family),
        }
    }
}
