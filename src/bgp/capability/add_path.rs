//! ADD-PATH, capability 69 ([RFC 7911, section 4](https://www.rfc-editor.org/rfc/rfc7911#section-4)).
//!
//! ```text
//! for each family: AFI u16, SAFI u8, mode u8
//! ```

use core::fmt;

use alloc::vec::Vec;

use crate::bgp::nlri::Family;
use crate::wire::{Array, layout};

/// ADD-PATH: the families for which the speaker can send or receive multiple paths to one destination.
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
        /// 1: the speaker can receive multiple paths, 2: it can send them, 3: both. Receivers ignore any other value.
        pub mode: u8,
    }
}

impl AddPath {
    /// The speaker can receive multiple paths.
    pub const RECEIVE: u8 = 1;
    /// The speaker can send multiple paths.
    pub const SEND: u8 = 2;
    /// The speaker can do both.
    pub const BOTH: u8 = 3;

    /// Returns an entry for a family and a mode: one of the three constants above.
    #[must_use]
    pub const fn new(family: Family, mode: u8) -> AddPath {
        AddPath { family, mode }
    }

    /// Returns whether the speaker can send multiple paths.
    #[must_use]
    pub const fn sends(self) -> bool {
        matches!(self.mode, AddPath::SEND | AddPath::BOTH)
    }

    /// Returns whether the speaker can receive multiple paths.
    #[must_use]
    pub const fn receives(self) -> bool {
        matches!(self.mode, AddPath::RECEIVE | AddPath::BOTH)
    }
}

/// Writes `ipv4-unicast both`.
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
