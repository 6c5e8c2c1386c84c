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

/// A label stack, the topmost label first ([RFC 9012, section 3.6](https://www.rfc-editor.org/rfc/rfc9012#section-3.6)).
///
/// Its length says how many labels there are: the bits for the bottom of the stack are not looked at.
///
/// ```
/// use bmp_codec::Encode;
/// use bmp_codec::bgp::attribute::tunnel_encapsulation::{LabelStackEntry, MplsLabelStack};
///
/// let stack = MplsLabelStack::from_iter([LabelStackEntry::new(16001), LabelStackEntry::new(24000)]);
/// assert_eq!(stack.to_vec()?, [0x03, 0xe8, 0x10, 255, 0x05, 0xdc, 0x00, 255]);
/// assert_eq!(stack.to_string(), "16001 24000");
/// # Ok::<(), bmp_codec::EncodeError>(())
/// ```
pub type MplsLabelStack<B = Vec<u8>> = Array<LabelStackEntry, B>;

fixed! {
    /// A label with what goes with it in a packet: four octets.
    ///
    /// Its text is the label alone; what else is in the octets can be asked for, and stands in JSON.
    LabelStackEntry(u32);
}

impl LabelStackEntry {
    /// The lower 20 bits of `label` with a TTL of 255, of traffic class 0 and not marked as the bottom of the stack: as
    /// [RFC 9012, section 3.6](https://www.rfc-editor.org/rfc/rfc9012#section-3.6) wants label stacks.
    #[must_use]
    pub const fn new(label: u32) -> LabelStackEntry {
        LabelStackEntry(label << 12 | 0xff)
    }

    /// The label: 20 bits.
    #[must_use]
    pub const fn label(self) -> u32 {
        self.0 >> 12
    }

    /// The traffic class: 0 to 7.
    #[must_use]
    pub const fn traffic_class(self) -> u8 {
        (self.0 >> 9) as u8 & 7
    }

    /// Whether it is marked as the last of its stack.
    #[must_use]
    pub const fn is_bottom_of_stack(self) -> bool {
        self.0 & 0x100 != 0
    }

    /// The time to live, in hops.
    #[must_use]
    pub const fn ttl(self) -> u8 {
        self.0 as u8
    }

    /// The same label of another traffic class, 0 to 7.
    #[must_use]
    pub const fn with_traffic_class(self, class: u8) -> LabelStackEntry {
        LabelStackEntry(self.0 & !0xe00 | (class as u32 & 7) << 9)
    }

    /// The same label, marked as the last of its stack or not.
    #[must_use]
    pub const fn with_bottom_of_stack(self, bottom: bool) -> LabelStackEntry {
        LabelStackEntry(self.0 & !0x100 | (bottom as u32) << 8)
    }

    /// The same label with another time to live.
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
