//! Label ranges of a node: SR Capabilities, 1034, and SR Local Block, 1036
//! ([RFC 9085, sections 2.1.2](https://www.rfc-editor.org/rfc/rfc9085#section-2.1.2) and
//! [2.1.4](https://www.rfc-editor.org/rfc/rfc9085#section-2.1.4)).
//!
//! ```text
//! flags u8, reserved u8, then one or more of: range size u24, TLV 1161: type u16, length u16, SID of 3 or 4
//! ```
//!
//! ```
//! use bmp_codec::{Encode, bgp::attribute::link_state::{LabelRange, SrCapabilities}};
//!
//! let srgb = SrCapabilities::of([LabelRange::labels(16000, 8000)])?;
//! let octets = [0, 0, 0, 0x1f, 0x40, 0x04, 0x89, 0, 3, 0, 0x3e, 0x80];
//! assert_eq!(srgb.to_vec()?, octets);
//! assert_eq!(srgb.to_string(), "16000-23999");
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

use core::fmt;

use bytes::BufMut;

use crate::bgp::attribute::link_state::SidLabel;
use crate::flags::flags;
use crate::net::fixed;
use crate::wire::tlv::Header;
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Fault, List, Plain, Reader, What, Writer, layout,
};

flags! {
    /// Which packets the SRGB is for (IS-IS). OSPF has no flags.
    SrCapabilityFlags(u8) {
        /// Flag I: labels of IPv4 packets.
        0x80 IPV4 is_ipv4 "ipv4",
        /// Flag V: labels of IPv6 packets.
        0x40 IPV6 is_ipv6 "ipv6",
    }
}

layout! {
    /// The global label ranges of the node, in order: its SRGB. A range that is malformed makes the TLV malformed.
    pub struct SrCapabilities<B> by whole {
        /// The flags.
        pub flags: SrCapabilityFlags = SrCapabilityFlags(0),
        /// A reserved byte. Receivers ignore it; this crate keeps it.
        pub reserved: u8 = 0,
        ;
        /// The ranges.
        pub ranges: List<LabelRange, B>,
    } text |srgb, f| {
        write_ranges(&srgb.ranges, f)?;
        crate::net::write_if(srgb.flags.0 != 0, format_args!(" {}", srgb.flags), f)
    };

    /// The local label ranges of the node: its SRLB. A range that is malformed makes the TLV malformed.
    pub struct SrLocalBlock<B> by whole {
        /// The flags. None are defined; they are kept.
        pub flags: u8 = 0,
        /// A reserved byte. Receivers ignore it; this crate keeps it.
        pub reserved: u8 = 0,
        ;
        /// The ranges.
        pub ranges: List<LabelRange, B>,
    } text |srlb, f| write_ranges(&srlb.ranges, f);
}

/// Checks the ranges before they are kept as bytes.
fn whole<'a, T>(
    reader: &mut Reader<'a>,
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, DecodeError>,
) -> Result<T, DecodeError> {
    let mut ranges = *reader;
    ranges.u16()?;
    if ranges.is_empty() {
        return Err(ranges.fail(Fault::Length(2)));
    }
    while !ranges.is_empty() {
        LabelRange::decode(&mut ranges)?;
    }
    read(reader)
}

/// Writes ranges with blanks between them. They can be decoded: `whole` has checked that.
fn write_ranges<B: AsRef<[u8]>>(
    ranges: &List<LabelRange, B>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    ranges
        .iter()
        .flatten()
        .enumerate()
        .try_for_each(|(place, range)| {
            let separator = if place == 0 { "" } else { " " };
            write!(f, "{separator}{range}")
        })
}

impl SrCapabilities {
    /// Returns the ranges of these labels, with all flags zero.
    ///
    /// # Errors
    /// [`EncodeError::Missing`] if there is no range.
    pub fn of(ranges: impl IntoIterator<Item = LabelRange>) -> Result<SrCapabilities, EncodeError> {
        list_of(ranges).map(SrCapabilities::new)
    }
}

impl SrLocalBlock {
    /// Returns the ranges of these labels, with all flags zero.
    ///
    /// # Errors
    /// [`EncodeError::Missing`] if there is no range.
    pub fn of(ranges: impl IntoIterator<Item = LabelRange>) -> Result<SrLocalBlock, EncodeError> {
        list_of(ranges).map(SrLocalBlock::new)
    }
}

fn list_of(ranges: impl IntoIterator<Item = LabelRange>) -> Result<List<LabelRange>, EncodeError> {
    let what = "label range";
    List::of(ranges).and_then(|list| match list.is_empty() {
        true => Err(EncodeError::Missing { what }),
        false => Ok(list),
    })
}

fixed! {
    /// The number of labels in a range.
    RangeSize(24 bits in 3 bytes) "a range size";
}

/// A range of labels: the first one, and how many there are. The text is `16000-23999`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LabelRange {
    /// The number of labels: 1 to 0xffffff.
    pub size: RangeSize,
    /// The first label, or an index.
    pub first: SidLabel,
}

impl LabelRange {
    /// Returns the range of `size` labels from `first` on. Only the lower 24 bits of both are used.
    #[must_use]
    pub const fn labels(first: u32, size: u32) -> LabelRange {
        LabelRange {
            size: RangeSize::new(size),
            first: SidLabel::Label(first & 0xff_ffff),
        }
    }
}

impl Plain for LabelRange {}

impl Decode<'_> for LabelRange {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let size = reader.read()?;
        let start = *reader;
        let (what, tlv_type, value) =
            Header::U16U16.cut(reader, |tlv_type| What::sub_tlv(29, tlv_type))?;
        if tlv_type != 1161 {
            return Err(start.fail(Fault::Value(tlv_type.into())));
        }
        let first = value
            .whole()
            .map_err(|error: DecodeError| error.within(what))?;
        Ok(LabelRange { size, first })
    }
}

impl Encode for LabelRange {
    fn encoded_len(&self) -> usize {
        7 + self.first.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.size.put(out)?;
        Header::U16U16.put("SID/Label", 1161, self.first.encoded_len(), out)?;
        self.first.put(out)
    }
}

impl fmt::Display for LabelRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.first, self.size.get()) {
            (SidLabel::Label(first), size) if size > 0 => {
                write!(f, "{first}-{}", first.saturating_add(size - 1))
            }
            (first, size) => write!(f, "{first}+{size}"),
        }
    }
}
