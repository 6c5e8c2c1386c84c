//! MPLS label stack entries ([RFC 3032, section 2.1](https://www.rfc-editor.org/rfc/rfc3032#section-2.1)).
//!
//! ```text
//! label 20 bits, traffic class 3 bits, bottom of stack 1 bit, TTL u8
//! ```

use core::fmt;

use alloc::vec::Vec;

use crate::net::fixed;
use crate::wire::Array;
#[cfg(feature = "serde")]
use crate::wire::serde::parts;

/// A label stack, the topmost label first
/// ([RFC 9012, section 3.6](https://www.rfc-editor.org/rfc/rfc9012#section-3.6)).
///
/// The number of labels follows from the length of the value; the bottom-of-stack bits are not checked.
///
/// ```
/// use bmp_codec::Encode;
/// use bmp_codec::bgp::attribute::tunnel_encapsulation::{LabelStackEntry, MplsLabelStack};
///
/// let stack = MplsLabelStack::from_iter([
///     LabelStackEntry::new(16001),
///     LabelStackEntry::new(24000),
/// ]);
/// assert_eq!(stack.to_vec()?, [0x03, 0xe8, 0x10, 255, 0x05, 0xdc, 0x00, 255]);
/// assert_eq!(stack.to_string(), "16001 24000");
/// # Ok::<(), bmp_codec::EncodeError>(())
/// ```
pub type MplsLabelStack<B = Vec<u8>> = Array<LabelStackEntry, B>;

fixed! {
    /// An entry of a label stack: four bytes.
    ///
    /// The text is the label alone. JSON has the other fields, too.
    LabelStackEntry(u32);
}

impl LabelStackEntry {
    /// Makes an entry from the lower 20 bits of `label`, with traffic class 0, TTL 255 and no bottom-of-stack bit, as
    /// [RFC 9012, section 3.6](https://www.rfc-editor.org/rfc/rfc9012#section-3.6) recommends.
    #[must_use]
    pub const fn new(label: u32) -> LabelStackEntry {
        LabelStackEntry(label << 12 | 0xff)
    }

    /// Returns the label: 20 bits.
    #[must_use]
    pub const fn label(self) -> u32 {
        self.0 >> 12
    }

    /// Returns the traffic class: 0 to 7.
    #[must_use]
    pub const fn traffic_class(self) -> u8 {
        (self.0 >> 9) as u8 & 7
    }

    /// Returns whether the bottom-of-stack bit is set.
    #[must_use]
    pub const fn is_bottom_of_stack(self) -> bool {
        self.0 & 0x100 != 0
    }

    /// Returns the time to live, in hops.
    #[must_use]
    pub const fn ttl(self) -> u8 {
        self.0 as u8
    }

    /// Returns the entry with this traffic class, 0 to 7.
    #[must_use]
    pub const fn with_traffic_class(self, class: u8) -> LabelStackEntry {
        LabelStackEntry(self.0 & !0xe00 | (class as u32 & 7) << 9)
    }

    /// Returns the entry with the bottom-of-stack bit set or cleared.
    #[must_use]
    pub const fn with_bottom_of_stack(self, bottom: bool) -> LabelStackEntry {
        LabelStackEntry(self.0 & !0x100 | (bottom as u32) << 8)
    }

    /// Returns the entry with this time to live.
    #[must_use]
    pub const fn with_ttl(self, ttl: u8) -> LabelStackEntry {
        LabelStackEntry(self.0 & !0xff | ttl as u32)
    }
}

impl fmt::Display for LabelStackEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.label().fmt(f)
    }
}

#[cfg(feature = "serde")]
parts! {
    LabelStackEntry |entry| {
        label: u32 = entry.label(),
        traffic_class: u8 = entry.traffic_class(),
        bottom_of_stack: bool = entry.is_bottom_of_stack(),
        ttl: u8 = entry.ttl(),
    }
    match (label, traffic_class) {
        (0..=0xf_ffff, 0..=7) => Ok(LabelStackEntry::new(label)
            .with_traffic_class(traffic_class)
            .with_bottom_of_stack(bottom_of_stack)
            .with_ttl(ttl)),
        (0..=0xf_ffff, _) => Err("a traffic class has 3 bits"),
        _ => Err("a label has 20 bits"),
    }
}
