//! A segment list of a candidate path: 1205, and its metrics inside it, 1207 (RFC 9857, section 5.7).
//!
//! ```text
//! 1205: flags u16, reserved u16, topology u16, algorithm u8, reserved u8, weight u32, TLVs (1206, 1207, 1216, 1217)
//! 1207: metric type u8, flags u8, reserved u16, margin u32, bound u32, value u32
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::LinkState;
//! use bmp_codec::bgp::attribute::link_state::{
//!     PolicyMetric, SegmentList, SegmentListFlags, SegmentListMetric, SegmentListMetricFlags,
//! };
//! use bmp_codec::bgp::nlri::link_state::MultiTopologyId;
//! use bmp_codec::wire::List;
//!
//! let flags = SegmentListMetricFlags::VALUE;
//! let metric = SegmentListMetric::new(PolicyMetric::Te, flags, 0, 0, 30);
//! let sub_tlvs = List::of([metric.into()])?;
//! let flags = SegmentListFlags::VALID;
//! let list = SegmentList::new(flags, MultiTopologyId(0), 0, 1, sub_tlvs);
//! assert_eq!(
//!     LinkState::of([list.into()])?.to_string(),
//!     "segments valid topology 0 algorithm 0 weight 1 \
//!      (metric te value margin 0 bound 0 value 30)"
//! );
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

use crate::bgp::attribute::link_state::{LinkStateTlv, PolicyMetric};
use crate::bgp::nlri::link_state::MultiTopologyId;
use crate::flags::flags;
use crate::wire::{List, layout};

flags! {
    /// The state of a segment list.
    ///
    /// The letters of the flags are those of RFC 9857. Their names are unconfirmed.
    SegmentListFlags(u16) {
        /// Flag D: the SIDs are of SRv6.
        0x8000 SRV6 is_srv6 "srv6",
        /// Flag E: the list is explicit, and not computed.
        0x4000 EXPLICIT is_explicit "explicit",
        /// Flag C: the path has been computed.
        0x2000 COMPUTED is_computed "computed",
        /// Flag V: the list is valid.
        0x1000 VALID is_valid "valid",
        /// Flag R: the first segment is resolved.
        0x0800 RESOLVED is_resolved "resolved",
        /// Flag F: the computation failed.
        0x0400 FAILED is_failed "failed",
        /// Flag A: all segments are of the algorithm.
        0x0200 ALGORITHM is_algorithm "algorithm",
        /// Flag T: all segments are of the topology.
        0x0100 TOPOLOGY is_topology "topology",
        /// Flag M: the list is not used, because of a failure that was measured.
        0x0080 MONITORED is_monitored "monitored",
    }

    /// What is said of a metric of a segment list.
    ///
    /// The letters of the flags are those of RFC 9857. Their names are unconfirmed.
    SegmentListMetricFlags(u8) {
        /// Flag M: it may be larger by a margin.
        0x80 MARGIN is_margin "margin",
        /// Flag A: the margin is a number, and no percentage.
        0x40 ABSOLUTE is_absolute "absolute",
        /// Flag B: it has a bound.
        0x20 BOUND is_bound "bound",
        /// Flag V: it has a value.
        0x10 VALUE is_value "value",
    }
}

layout! {
    /// A segment list of a candidate path.
    pub struct SegmentList<B> {
        /// The flags.
        pub flags: SegmentListFlags,
        /// `RESERVED1`: receivers ignore it; this crate keeps it.
        pub reserved1: u16 = 0,
        /// The topology.
        pub topology: MultiTopologyId,
        /// The algorithm.
        pub algorithm: u8,
        /// `RESERVED2`: receivers ignore it; this crate keeps it.
        pub reserved2: u8 = 0,
        /// The share of the traffic.
        pub weight: u32,
        ;
        /// TLVs: segments, metrics, bandwidth, identifier.
        pub sub_tlvs: List<LinkStateTlv, B>,
    } text "{flags} topology {topology} algorithm {algorithm} weight {weight}" inside sub_tlvs;

    /// A metric of a segment list.
    pub struct SegmentListMetric {
        /// The metric.
        pub metric_type: PolicyMetric,
        /// What is said of it.
        pub flags: SegmentListMetricFlags,
        /// A reserved field. Receivers ignore it; this crate keeps it.
        pub reserved: u16 = 0,
        /// How much larger it may be.
        pub margin: u32,
        /// The largest value.
        pub bound: u32,
        /// The value.
        pub value: u32,
    } text "{metric_type} {flags} margin {margin} bound {bound} value {value}";
}
