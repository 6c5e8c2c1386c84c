//! A segment of a segment list: 1206 (RFC 9857, section 5.8).
//!
//! ```text
//! segment type u8, reserved u8, flags u16, then by type:
//! A (1): SID u32, algorithm u8                          B (2): SID 16, algorithm u8
//! C (3): SID u32, algorithm u8, address 4               D (4): SID u32, algorithm u8, address 16
//! E (5): SID u32, address 4, interface u32              F (6): SID u32, addresses 4 and 4
//! G (7): SID u32, address 16, interface u32, twice      H (8): SID u32, addresses 16 and 16
//! I (9): SID 16, algorithm u8, address 16               J (10): SID 16, address 16, interface u32, twice
//! K (11): SID 16, addresses 16 and 16
//! then TLVs (1250, 1252)
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::LinkState;
//! use bmp_codec::bgp::attribute::link_state::{Segment, SegmentA, SegmentFlags};
//!
//! let segment = SegmentA { sid: 16005, algorithm: 0 };
//! let segment = Segment::of(SegmentFlags::SID | SegmentFlags::EXPLICIT, segment);
//! assert_eq!(
//!     LinkState::of([segment.into()])?.to_string(),
//!     "segment a 16005 algorithm 0 flags sid+explicit"
//! );
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

use core::fmt;
use core::net::{Ipv4Addr, Ipv6Addr};

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::attribute::link_state::LinkStateTlv;
use crate::flags::flags;
use crate::net::write_if;
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, List, Octets, Reader, Writer, layout, map_octets,
    table,
};

flags! {
    /// What is known of a segment.
    ///
    /// The letters of the flags are those of RFC 9857. Their names are unconfirmed.
    SegmentFlags(u16) {
        /// Flag S: the SID has a value.
        0x8000 SID is_sid "sid",
        /// Flag E: the operator or a controller gave the segment.
        0x4000 EXPLICIT is_explicit "explicit",
        /// Flag V: the segment has been verified.
        0x2000 VERIFIED is_verified "verified",
        /// Flag R: the SID has been resolved.
        0x1000 RESOLVED is_resolved "resolved",
        /// Flag A: the algorithm is valid.
        0x0800 ALGORITHM is_algorithm "algorithm",
    }
}

table! {
    /// A segment, by its type.
    pub enum SegmentDescriptor<B>(u8) by segment_type, unknown UnknownSegment, text, from;
    open;
    {
        /// A label.
        1 => A(SegmentA) "a",
        /// An SRv6 SID.
        2 => B(SegmentB) "b",
        /// An IPv4 node.
        3 => C(SegmentC) "c",
        /// An IPv6 node, with SR-MPLS.
        4 => D(SegmentD) "d",
        /// An interface of an IPv4 node.
        5 => E(SegmentE) "e",
        /// A link between IPv4 addresses.
        6 => F(SegmentF) "f",
        /// A link between interfaces of IPv6 nodes, with SR-MPLS.
        7 => G(SegmentG) "g",
        /// A link between IPv6 addresses, with SR-MPLS.
        8 => H(SegmentH) "h",
        /// An IPv6 node, with SRv6.
        9 => I(SegmentI) "i",
        /// A link between interfaces of IPv6 nodes, with SRv6.
        10 => J(SegmentJ) "j",
        /// A link between IPv6 addresses, with SRv6.
        11 => K(SegmentK) "k",
    }
}

/// Defines segments: fields with their docs once, and the fields of each type.
macro_rules! segments {
    ($($(#[$meta:meta])* $name:ident { $($field:ident: $type:ident),* } $text:literal;)*) => { layout! { $(
        $(#[$meta])*
        pub struct $name {
            $(
                #[doc = segments!(@doc $field)]
                pub $field: $type,
            )*
        } text $text;
    )* } };
    (@doc sid) => { "The SID." };
    (@doc algorithm) => { "The algorithm." };
    (@doc address) => { "The node." };
    (@doc interface) => { "The interface." };
    (@doc local) => { "The near end." };
    (@doc local_interface) => { "The interface of the near end." };
    (@doc remote) => { "The far end." };
    (@doc remote_interface) => { "The interface of the far end." };
}

segments! {
    /// A label.
    SegmentA { sid: u32, algorithm: u8 } "{sid} algorithm {algorithm}";
    /// An SRv6 SID.
    SegmentB { sid: Ipv6Addr, algorithm: u8 } "{sid} algorithm {algorithm}";
    /// An IPv4 node.
    SegmentC { sid: u32, algorithm: u8, address: Ipv4Addr } "{address} sid {sid} algorithm {algorithm}";
    /// An IPv6 node, with SR-MPLS.
    SegmentD { sid: u32, algorithm: u8, address: Ipv6Addr } "{address} sid {sid} algorithm {algorithm}";
    /// An interface of an IPv4 node.
    SegmentE { sid: u32, address: Ipv4Addr, interface: u32 } "{address}%{interface} sid {sid}";
    /// A link between IPv4 addresses.
    SegmentF { sid: u32, local: Ipv4Addr, remote: Ipv4Addr } "{local}-{remote} sid {sid}";
    /// A link between interfaces of IPv6 nodes, with SR-MPLS.
    SegmentG { sid: u32, local: Ipv6Addr, local_interface: u32, remote: Ipv6Addr, remote_interface: u32 }
        "{local}%{local_interface}-{remote}%{remote_interface} sid {sid}";
    /// A link between IPv6 addresses, with SR-MPLS.
    SegmentH { sid: u32, local: Ipv6Addr, remote: Ipv6Addr } "{local}-{remote} sid {sid}";
    /// An IPv6 node, with SRv6.
    SegmentI { sid: Ipv6Addr, algorithm: u8, address: Ipv6Addr } "{address} sid {sid} algorithm {algorithm}";
    /// A link between interfaces of IPv6 nodes, with SRv6.
    SegmentJ { sid: Ipv6Addr, local: Ipv6Addr, local_interface: u32, remote: Ipv6Addr, remote_interface: u32 }
        "{local}%{local_interface}-{remote}%{remote_interface} sid {sid}";
    /// A link between IPv6 addresses, with SRv6.
    SegmentK { sid: Ipv6Addr, local: Ipv6Addr, remote: Ipv6Addr } "{local}-{remote} sid {sid}";
}

/// A segment of an unknown type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UnknownSegment<B: AsRef<[u8]> = Vec<u8>> {
    /// The type.
    pub segment_type: u8,
    /// All bytes behind the flags.
    pub octets: Octets<B>,
}
map_octets!(UnknownSegment { octets; segment_type });

impl<B: AsRef<[u8]>> fmt::Display for UnknownSegment<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "type-{} {}", self.segment_type, self.octets)
    }
}

/// A segment of a segment list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Segment<B: AsRef<[u8]> = Vec<u8>> {
    /// A reserved byte. Receivers ignore it; this crate keeps it.
    pub reserved: u8,
    /// The flags.
    pub flags: SegmentFlags,
    /// The segment.
    pub descriptor: SegmentDescriptor<B>,
    /// TLVs about its SRv6 SID. A segment of an unknown type takes their bytes.
    pub sub_tlvs: List<LinkStateTlv, B>,
}
map_octets!(Segment { descriptor, sub_tlvs; reserved, flags });

impl Segment {
    /// Returns a segment without TLVs.
    #[must_use]
    pub fn of(flags: SegmentFlags, descriptor: impl Into<SegmentDescriptor>) -> Segment {
        Segment {
            reserved: 0,
            flags,
            descriptor: descriptor.into(),
            sub_tlvs: List::default(),
        }
    }
}

impl<'a> Decode<'a> for Segment<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let [segment_type, reserved] = reader.array()?;
        Ok(Segment {
            reserved,
            flags: reader.read()?,
            descriptor: SegmentDescriptor::read(segment_type, reader)?,
            sub_tlvs: reader.read()?,
        })
    }

    fn check_inside(&self) -> Result<(), DecodeError> {
        self.descriptor.check_value()?;
        self.sub_tlvs.check()
    }
}

impl<B: AsRef<[u8]>> Encode for Segment<B> {
    fn encoded_len(&self) -> usize {
        4 + self.descriptor.value_len() + self.sub_tlvs.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_slice(&[self.descriptor.segment_type(), self.reserved]);
        self.flags.put(out)?;
        self.descriptor.put_value(out)?;
        self.sub_tlvs.put(out)
    }
}

impl<B: AsRef<[u8]>> fmt::Display for Segment<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} flags {}", self.descriptor, self.flags)?;
        write_if(
            !self.sub_tlvs.is_empty(),
            format_args!(" ({})", self.sub_tlvs),
            f,
        )
    }
}
