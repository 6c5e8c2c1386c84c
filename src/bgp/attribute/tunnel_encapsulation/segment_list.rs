//! Sub-TLV 128, Segment List: a path of an SR policy
//! ([RFC 9830, section 2.4.4](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.4), and
//! [RFC 9831](https://www.rfc-editor.org/rfc/rfc9831) for the segments of types C to K).
//!
//! ```text
//! reserved u8, sub-sub-TLVs: type u8, length u8, flags u8, reserved or algorithm u8, fields of the type
//! ```

use core::fmt;
use core::net::{Ipv4Addr, Ipv6Addr};

use super::{LabelStackEntry, Srv6Sid};
use crate::flags::flags;
use crate::wire::{EncodeError, List, UnknownTlv, What, layout, table};

layout! {
    /// A path: its segments in order, and its weight.
    ///
    /// ```
    /// use bmp_codec::Encode;
    /// use bmp_codec::bgp::attribute::tunnel_encapsulation::{
    ///     MplsSegment, SegmentList, Segment, Weight,
    /// };
    ///
    /// let path = SegmentList::of([
    ///     Segment::from(Weight::new(10)),
    ///     MplsSegment::label(16001).into(),
    ///     MplsSegment::label(16002).into(),
    /// ])?;
    /// assert_eq!(path.weight(), Some(10));
    /// assert_eq!(path.to_string(), "weight 10, A 16001, A 16002");
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    #[derive(Default)]
    pub struct SegmentList<B> {
        /// A reserved field, which should be zero. Receivers ignore it.
        pub reserved: u8,
        ;
        /// The segments and the weight.
        pub segments: List<Segment, B>,
    } text |list, f| list.segments.fmt(f);
}

impl SegmentList {
    /// Makes a path from segments and a weight.
    ///
    /// # Errors
    /// The errors of encoding them.
    pub fn of(segments: impl IntoIterator<Item = Segment>) -> Result<SegmentList, EncodeError> {
        Ok(SegmentList {
            reserved: 0,
            segments: List::of(segments)?,
        })
    }
}

impl<B: AsRef<[u8]>> SegmentList<B> {
    /// Returns the first weight, the only one that counts. Without it, the weight is 1; a weight of 0 is invalid
    /// ([RFC 9256, section 2.11](https://www.rfc-editor.org/rfc/rfc9256#section-2.11)).
    #[must_use]
    pub fn weight(&self) -> Option<u32> {
        self.segments.iter().find_map(|segment| match segment {
            Ok(Segment::Weight(weight)) => Some(weight.weight),
            _ => None,
        })
    }
}

table! {
    /// A segment of a path, or the weight. Types that only drafts define (2, 10, 11, 12) are `Unknown`.
    pub enum Segment<B>(u16) by tlv_type, unknown UnknownTlv, text, from;
    framed U8U8 "sub-TLV of a Segment List" |tlv_type| What::sub_sub_tlv(23, tlv_type);
    {
        /// Type A: an MPLS label.
        1 => TypeA(MplsSegment) "A",
        /// Type C: an IPv4 node.
        3 => TypeC(Ipv4NodeSegment) "C",
        /// Type D: an IPv6 node, with SR-MPLS.
        4 => TypeD(Ipv6NodeSegment) "D",
        /// Type E: an interface of an IPv4 node.
        5 => TypeE(Ipv4InterfaceSegment) "E",
        /// Type F: a link between IPv4 addresses.
        6 => TypeF(Ipv4LinkSegment) "F",
        /// Type G: a link between interfaces of IPv6 nodes, with SR-MPLS.
        7 => TypeG(Ipv6InterfaceSegment) "G",
        /// Type H: a link between IPv6 addresses, with SR-MPLS.
        8 => TypeH(Ipv6LinkSegment) "H",
        /// The weight of the path. Only the first one in a list counts.
        9 => Weight(Weight) "weight",
        /// Type B: an SRv6 SID.
        13 => TypeB(Srv6Segment) "B",
        /// Type I: an IPv6 node, with SRv6.
        14 => TypeI(Srv6NodeSegment) "I",
        /// Type J: a link between interfaces of IPv6 nodes, with SRv6.
        15 => TypeJ(Srv6InterfaceSegment) "J",
        /// Type K: a link between IPv6 addresses, with SRv6.
        16 => TypeK(Srv6LinkSegment) "K",
    }
}

flags! {
    /// The flags of a segment
    /// ([RFC 9830, section 2.4.4.2.3](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.4.2.3)).
    ///
    /// The length of the segment, not its flags, decides whether it has a SID.
    SegmentFlags(u8) {
        /// Flag V: the headend must verify the segment.
        0x80 VERIFY,
        /// Flag A: the algorithm is valid. Types C, D, I, J and K.
        0x40 ALGORITHM,
        /// Flag S: the SID is present. Types C to K.
        0x20 SID,
        /// Flag B: behavior and structure are present. Types B, I, J and K.
        0x10 BEHAVIOR,
    }
}

impl SegmentFlags {
    /// Returns the flags of a segment whose SID is a label.
    const fn with_label(sid: Option<LabelStackEntry>) -> SegmentFlags {
        match sid {
            Some(_) => SegmentFlags::SID,
            None => SegmentFlags(0),
        }
    }

    /// Returns the flags of a segment whose SID is an SRv6 SID.
    const fn with_srv6(sid: Option<Srv6Sid>) -> SegmentFlags {
        match sid {
            Some(sid) => SegmentFlags::SID.or(SegmentFlags::of(sid)),
            None => SegmentFlags(0),
        }
    }

    /// Returns the flags of a segment that is an SRv6 SID.
    const fn of(sid: Srv6Sid) -> SegmentFlags {
        match sid.structure {
            Some(_) => SegmentFlags::BEHAVIOR,
            None => SegmentFlags(0),
        }
    }
}

layout! {
    /// The weight of a path: its share of the traffic, relative to the other paths
    /// ([RFC 9830, section 2.4.4.1](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.4.1)).
    pub struct Weight {
        /// The flags. None are defined.
        pub flags: u8 = 0,
        /// A reserved field, which should be zero. Receivers ignore it.
        pub reserved: u8 = 0,
        /// The weight; 0 is invalid.
        pub weight: u32,
    } text |weight, f| weight.weight.fmt(f);

    /// An MPLS label ([RFC 9830, section 2.4.4.2.1](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.4.2.1)).
    pub struct MplsSegment {
        /// The flags: which fields are valid or present.
        pub flags: SegmentFlags = SegmentFlags(0),
        /// A reserved field, which should be zero. Receivers ignore it.
        pub reserved: u8 = 0,
        /// The label. With a TTL of 255, the headend chooses the TTL; with a traffic class of 0, it chooses the traffic
        /// class.
        pub label: LabelStackEntry,
    } text |segment, f| segment.label.fmt(f);

    /// An SRv6 SID ([RFC 9830, section 2.4.4.2.2](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.4.2.2)).
    pub struct Srv6Segment {
        /// The flags: which fields are valid or present.
        pub flags: SegmentFlags = SegmentFlags::of(sid),
        /// A reserved field, which should be zero. Receivers ignore it.
        pub reserved: u8 = 0,
        /// The SID.
        pub sid: Srv6Sid,
    } text |segment, f| segment.sid.fmt(f);

    /// An IPv4 node.
    pub struct Ipv4NodeSegment {
        /// The flags: which fields are valid or present.
        pub flags: SegmentFlags = SegmentFlags::with_label(sid),
        /// The SR algorithm, valid if its flag is set.
        pub algorithm: u8 = 0,
        /// The node.
        pub address: Ipv4Addr,
        /// The SID of the segment, if the length has room for it.
        pub sid: Option<LabelStackEntry>,
    } text |segment, f| write!(f, "{}{}", segment.address, WithSid(segment.sid));

    /// An IPv6 node, with SR-MPLS.
    pub struct Ipv6NodeSegment {
        /// The flags: which fields are valid or present.
        pub flags: SegmentFlags = SegmentFlags::with_label(sid),
        /// The SR algorithm, valid if its flag is set.
        pub algorithm: u8 = 0,
        /// The node.
        pub address: Ipv6Addr,
        /// The SID of the segment, if the length has room for it.
        pub sid: Option<LabelStackEntry>,
    } text |segment, f| write!(f, "{}{}", segment.address, WithSid(segment.sid));

    /// An interface of an IPv4 node.
    pub struct Ipv4InterfaceSegment {
        /// The flags: which fields are valid or present.
        pub flags: SegmentFlags = SegmentFlags::with_label(sid),
        /// A reserved field, which should be zero. Receivers ignore it.
        pub reserved: u8 = 0,
        /// The interface.
        pub interface_id: u32,
        /// The node.
        pub address: Ipv4Addr,
        /// The SID of the segment, if the length has room for it.
        pub sid: Option<LabelStackEntry>,
    } text |segment, f| write!(f, "{}%{}{}", segment.address, segment.interface_id, WithSid(segment.sid));

    /// A link between IPv4 addresses.
    pub struct Ipv4LinkSegment {
        /// The flags: which fields are valid or present.
        pub flags: SegmentFlags = SegmentFlags::with_label(sid),
        /// A reserved field, which should be zero. Receivers ignore it.
        pub reserved: u8 = 0,
        /// The near end.
        pub local_address: Ipv4Addr,
        /// The far end.
        pub remote_address: Ipv4Addr,
        /// The SID of the segment, if the length has room for it.
        pub sid: Option<LabelStackEntry>,
    } text |segment, f| write!(f, "{}-{}{}", segment.local_address, segment.remote_address, WithSid(segment.sid));

    /// A link between interfaces of IPv6 nodes, with SR-MPLS.
    pub struct Ipv6InterfaceSegment {
        /// The flags: which fields are valid or present.
        pub flags: SegmentFlags = SegmentFlags::with_label(sid),
        /// A reserved field, which should be zero. Receivers ignore it.
        pub reserved: u8 = 0,
        /// The interface at the near end.
        pub local_interface_id: u32,
        /// The node at the near end.
        pub local_address: Ipv6Addr,
        /// The interface at the far end.
        pub remote_interface_id: u32,
        /// The node at the far end.
        pub remote_address: Ipv6Addr,
        /// The SID of the segment, if the length has room for it.
        pub sid: Option<LabelStackEntry>,
    } text |segment, f| write!(
        f, "{}%{}-{}%{}{}", segment.local_address, segment.local_interface_id,
        segment.remote_address, segment.remote_interface_id, WithSid(segment.sid),
    );

    /// A link between IPv6 addresses, with SR-MPLS.
    pub struct Ipv6LinkSegment {
        /// The flags: which fields are valid or present.
        pub flags: SegmentFlags = SegmentFlags::with_label(sid),
        /// A reserved field, which should be zero. Receivers ignore it.
        pub reserved: u8 = 0,
        /// The near end.
        pub local_address: Ipv6Addr,
        /// The far end.
        pub remote_address: Ipv6Addr,
        /// The SID of the segment, if the length has room for it.
        pub sid: Option<LabelStackEntry>,
    } text |segment, f| write!(f, "{}-{}{}", segment.local_address, segment.remote_address, WithSid(segment.sid));

    /// An IPv6 node, with SRv6.
    pub struct Srv6NodeSegment {
        /// The flags: which fields are valid or present.
        pub flags: SegmentFlags = SegmentFlags::with_srv6(sid),
        /// The SR algorithm, valid if its flag is set.
        pub algorithm: u8 = 0,
        /// The node.
        pub address: Ipv6Addr,
        /// The SID of the segment, if the length has room for it.
        pub sid: Option<Srv6Sid>,
    } text |segment, f| write!(f, "{}{}", segment.address, WithSid(segment.sid));

    /// A link between interfaces of IPv6 nodes, with SRv6.
    pub struct Srv6InterfaceSegment {
        /// The flags: which fields are valid or present.
        pub flags: SegmentFlags = SegmentFlags::with_srv6(sid),
        /// The SR algorithm, valid if its flag is set.
        pub algorithm: u8 = 0,
        /// The interface at the near end.
        pub local_interface_id: u32,
        /// The node at the near end.
        pub local_address: Ipv6Addr,
        /// The interface at the far end.
        pub remote_interface_id: u32,
        /// The node at the far end.
        pub remote_address: Ipv6Addr,
        /// The SID of the segment, if the length has room for it.
        pub sid: Option<Srv6Sid>,
    } text |segment, f| write!(
        f, "{}%{}-{}%{}{}", segment.local_address, segment.local_interface_id,
        segment.remote_address, segment.remote_interface_id, WithSid(segment.sid),
    );

    /// A link between IPv6 addresses, with SRv6.
    pub struct Srv6LinkSegment {
        /// The flags: which fields are valid or present.
        pub flags: SegmentFlags = SegmentFlags::with_srv6(sid),
        /// The SR algorithm, valid if its flag is set.
        pub algorithm: u8 = 0,
        /// The near end.
        pub local_address: Ipv6Addr,
        /// The far end.
        pub remote_address: Ipv6Addr,
        /// The SID of the segment, if the length has room for it.
        pub sid: Option<Srv6Sid>,
    } text |segment, f| write!(f, "{}-{}{}", segment.local_address, segment.remote_address, WithSid(segment.sid));
}

impl MplsSegment {
    /// Makes a segment from the lower 20 bits of a label. The headend chooses traffic class and TTL.
    #[must_use]
    pub fn label(label: u32) -> MplsSegment {
        MplsSegment::new(LabelStackEntry::new(label))
    }
}

impl Srv6Segment {
    /// Makes a segment from a SID without behavior and structure.
    #[must_use]
    pub fn sid(sid: Ipv6Addr) -> Srv6Segment {
        Srv6Segment::new(Srv6Sid::new(sid))
    }
}

/// The text of an optional SID.
struct WithSid<T>(Option<T>);

impl<T: fmt::Display> fmt::Display for WithSid<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(sid) => write!(f, " sid {sid}"),
            None => Ok(()),
        }
    }
}
