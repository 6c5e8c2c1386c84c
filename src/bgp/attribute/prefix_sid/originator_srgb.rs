//! Type 3: Originator SRGB ([RFC 8669, section 3.2](https://www.rfc-editor.org/rfc/rfc8669#section-3.2)).
//!
//! ```text
//! flags u16, then one or more of: first label u24, number of labels u24
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

#[cfg(feature = "serde")]
use crate::wire::serde::parts;
use crate::wire::{
    Array, Decode, DecodeError, Encode, EncodeError, Fault, Fixed, Reader, Writer, map_octets,
};

/// The label ranges of the router that originated a prefix, in order.
///
/// ```
/// use bmp_codec::bgp::attribute::prefix_sid::{OriginatorSrgb, SrgbRange};
///
/// let srgb =
///     OriginatorSrgb::new([SrgbRange::new(16000, 100), SrgbRange::new(20000, 100)]);
/// assert_eq!(
///     (srgb.label(7), srgb.label(107), srgb.label(200)),
///     (Some(16007), Some(20007), None)
/// );
/// assert_eq!(srgb.to_string(), "16000+100 20000+100");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct OriginatorSrgb<B: AsRef<[u8]> = Vec<u8>> {
    /// The flags. None are defined; they are kept.
    pub flags: u16,
    /// The ranges, at least one.
    pub ranges: Array<SrgbRange, B>,
}
map_octets!(OriginatorSrgb { ranges; flags });

impl OriginatorSrgb {
    /// Makes a TLV from ranges, with all flags zero.
    #[must_use]
    pub fn new(ranges: impl IntoIterator<Item = SrgbRange>) -> OriginatorSrgb {
        OriginatorSrgb {
            flags: 0,
            ranges: ranges.into_iter().collect(),
        }
    }
}

impl<B: AsRef<[u8]>> OriginatorSrgb<B> {
    /// Returns the label of an index, if the ranges reach that far.
    #[must_use]
    pub fn label(&self, index: u32) -> Option<u32> {
        let mut left = index;
        for range in &self.ranges {
            match left.checked_sub(range.range()) {
                Some(behind) => left = behind,
                None => return range.base().checked_add(left),
            }
        }
        None
    }
}

impl<'a> Decode<'a> for OriginatorSrgb<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let flags = reader.u16()?;
        if reader.is_empty() {
            return Err(reader.fail(Fault::Length(2)));
        }
        Ok(OriginatorSrgb {
            flags,
            ranges: reader.read()?,
        })
    }
}

impl<B: AsRef<[u8]>> Encode for OriginatorSrgb<B> {
    fn encoded_len(&self) -> usize {
        2 + self.ranges.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        if self.ranges.is_empty() {
            return Err(EncodeError::Missing { what: "SRGB range" });
        }
        out.put_u16(self.flags);
        self.ranges.put(out)
    }
}

/// The ranges.
impl<B: AsRef<[u8]>> fmt::Display for OriginatorSrgb<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.ranges.fmt(f)
    }
}

/// A range of labels: the first label and the number of labels. The text is `16000+8000`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SrgbRange {
    base: u32,
    range: u32,
}

const BITS: u32 = 0xff_ffff;

impl SrgbRange {
    /// Makes a range from the lower 24 bits of the first label and of the number of labels.
    #[must_use]
    pub const fn new(base: u32, range: u32) -> SrgbRange {
        SrgbRange {
            base: base & BITS,
            range: range & BITS,
        }
    }

    /// Returns the first label: 24 bits.
    #[must_use]
    pub const fn base(self) -> u32 {
        self.base
    }

    /// Returns the number of labels: 24 bits.
    #[must_use]
    pub const fn range(self) -> u32 {
        self.range
    }
}

impl Fixed for SrgbRange {
    type Octets = [u8; 6];

    fn from_octets([a, b, c, d, e, f]: [u8; 6]) -> SrgbRange {
        SrgbRange {
            base: u32::from_be_bytes([0, a, b, c]),
            range: u32::from_be_bytes([0, d, e, f]),
        }
    }

    fn to_octets(self) -> [u8; 6] {
        let ([_, a, b, c], [_, d, e, f]) = (self.base.to_be_bytes(), self.range.to_be_bytes());
        [a, b, c, d, e, f]
    }
}

impl fmt::Display for SrgbRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{}", self.base, self.range)
    }
}

#[cfg(feature = "serde")]
parts! {
    SrgbRange |value| { base: u32 = value.base, range: u32 = value.range, }
    match base.max(range) {
        0..=BITS => Ok(SrgbRange::new(base, range)),
        _ => Err("base and range of an SRGB have 24 bits each"),
    }
}
