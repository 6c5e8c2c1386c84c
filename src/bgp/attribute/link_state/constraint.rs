//! The constraints of a candidate path of an SR policy: 1204, and inside it 1208 to 1211, 1214 and 1215 (RFC 9857,
//! section 5.6).
//!
//! ```text
//! 1204: flags u16, reserved u16, topology u16, algorithm u8, reserved u8, TLVs
//! 1208: numbers of u32 to exclude, to include one of, to include all of: u8 each, reserved u8, the groups u32
//! 1209: risk groups u32
//! 1211: request flags u8, status flags u8, reserved u16, group of 4 or more
//! 1214: flags u16, reserved u16, group of 4 or more
//! 1215: metric type u8, flags u8, reserved u16, margin u32, bound u32
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::LinkState;
//! use bmp_codec::bgp::attribute::link_state::{
//!     AdminGroup, AffinityConstraint, CandidatePathConstraints, ConstraintFlags,
//! };
//! use bmp_codec::bgp::nlri::link_state::MultiTopologyId;
//! use bmp_codec::wire::List;
//!
//! let affinity = AffinityConstraint::of([AdminGroup(1)], [], [AdminGroup(6)])?;
//! let sub_tlvs = List::of([affinity.into()])?;
//! let flags = ConstraintFlags::ALGORITHM;
//! let constraints = CandidatePathConstraints::new(flags, MultiTopologyId(0), 128, sub_tlvs);
//! assert_eq!(
//!     LinkState::of([constraints.into()])?.to_string(),
//!     "constraints algorithm topology 0 algorithm 128 \
//!      (affinity exclude-any 0x00000001 include-all 0x00000006)"
//! );
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::attribute::link_state::{AdminGroup, LinkStateTlv};
use crate::bgp::nlri::link_state::MultiTopologyId;
use crate::flags::flags;
use crate::net::write_if;
use crate::registry::registry;
use crate::wire::{
    Array, Decode, DecodeError, Encode, EncodeError, List, Reader, Writer, contents, layout,
    map_octets,
};

flags! {
    /// Which segments a candidate path may have.
    ///
    /// The letters of the flags are those of RFC 9857. Their names are unconfirmed.
    ConstraintFlags(u16) {
        /// Flag D: segments of SRv6.
        0x8000 SRV6 is_srv6 "srv6",
        /// Flag P: protected segments are preferred.
        0x4000 PROTECTED is_protected "protected",
        /// Flag U: unprotected segments are preferred.
        0x2000 UNPROTECTED is_unprotected "unprotected",
        /// Flag A: only segments of the algorithm.
        0x1000 ALGORITHM is_algorithm "algorithm",
        /// Flag T: only segments of the topology.
        0x0800 TOPOLOGY is_topology "topology",
        /// Flag S: flags P and U are strict.
        0x0400 STRICT is_strict "strict",
        /// Flag F: the path does not change once it is computed.
        0x0200 FIXED is_fixed "fixed",
        /// Flag H: only segments of adjacencies.
        0x0100 HOP_BY_HOP is_hop_by_hop "hop-by-hop",
    }

    /// From what a path is to be disjoint.
    ///
    /// The letters of the flags are those of RFC 9857. Their names are unconfirmed.
    DisjointRequest(u8) {
        /// Flag S: risk groups.
        0x80 SRLG is_srlg "srlg",
        /// Flag N: nodes.
        0x40 NODE is_node "node",
        /// Flag L: links.
        0x20 LINK is_link "link",
        /// Flag F: less than that will do.
        0x10 FALLBACK is_fallback "fallback",
        /// Flag I: a path that is not disjoint will do.
        0x08 DEFAULT_PATH is_default_path "default-path",
    }

    /// From what a path is disjoint.
    ///
    /// The letters of the flags are those of RFC 9857. Their names are unconfirmed.
    DisjointStatus(u8) {
        /// Flag S: risk groups.
        0x80 SRLG is_srlg "srlg",
        /// Flag N: nodes.
        0x40 NODE is_node "node",
        /// Flag L: links.
        0x20 LINK is_link "link",
        /// Flag F: less than asked for.
        0x10 FALLBACK is_fallback "fallback",
        /// Flag I: the path is not disjoint.
        0x08 DEFAULT_PATH is_default_path "default-path",
        /// Flag X: there is no such path.
        0x04 NO_PATH is_no_path "no-path",
    }

    /// The path in the other direction.
    ///
    /// The letters of the flags are those of RFC 9857. Their names are unconfirmed.
    BidirectionalFlags(u16) {
        /// Flag R: this is the reverse path.
        0x8000 REVERSE is_reverse "reverse",
        /// Flag C: both take the same route.
        0x4000 CO_ROUTED is_co_routed "co-routed",
    }

    /// What is asked of a metric.
    ///
    /// The letters of the flags are those of RFC 9857. Their names are unconfirmed.
    MetricConstraintFlags(u8) {
        /// Flag O: it is made minimal.
        0x80 OPTIMIZE is_optimize "optimize",
        /// Flag M: it may be larger by a margin.
        0x40 MARGIN is_margin "margin",
        /// Flag A: the margin is a number, and no percentage.
        0x20 ABSOLUTE is_absolute "absolute",
        /// Flag B: it has a bound.
        0x10 BOUND is_bound "bound",
    }
}

registry! {
    /// A metric of a path. Numbers from 128 on are defined by users.
    PolicyMetric(u8) {
        /// The metric of the IGP.
        0 Igp "igp",
        /// The smallest delay.
        1 MinDelay "min-delay",
        /// The metric for traffic engineering.
        2 Te "te",
        /// The number of hops.
        3 HopCount "hop-count",
        /// The number of SIDs.
        4 SidListLength "sid-list-length",
        /// The bandwidth.
        5 Bandwidth "bandwidth",
        /// The mean delay.
        6 AverageDelay "average-delay",
        /// The variation of the delay.
        7 DelayVariation "delay-variation",
        /// The loss of packets.
        8 Loss "loss",
    }
}

layout! {
    /// The constraints of a candidate path.
    pub struct CandidatePathConstraints<B> {
        /// The flags.
        pub flags: ConstraintFlags,
        /// `RESERVED1`: receivers ignore it; this crate keeps it.
        pub reserved1: u16 = 0,
        /// The topology.
        pub topology: MultiTopologyId,
        /// The algorithm.
        pub algorithm: u8,
        /// `RESERVED2`: receivers ignore it; this crate keeps it.
        pub reserved2: u8 = 0,
        ;
        /// TLVs: the constraints.
        pub sub_tlvs: List<LinkStateTlv, B>,
    } text "{flags} topology {topology} algorithm {algorithm}" inside sub_tlvs;

    /// The paths that this one is to be disjoint from.
    pub struct DisjointGroup<B> {
        /// What is asked for.
        pub request: DisjointRequest,
        /// What the path is.
        pub status: DisjointStatus,
        /// A reserved field. Receivers ignore it; this crate keeps it.
        pub reserved: u16 = 0,
        ;
        /// The group.
        pub group: ConstraintGroup<B>,
    } text "{request} from {group} is {status}";

    /// The path in the other direction.
    pub struct BidirectionalGroup<B> {
        /// The flags.
        pub flags: BidirectionalFlags,
        /// A reserved field. Receivers ignore it; this crate keeps it.
        pub reserved: u16 = 0,
        ;
        /// The group.
        pub group: ConstraintGroup<B>,
    } text "{group} flags {flags}";

    /// A metric that is to be minimal, or to have a bound.
    pub struct MetricConstraint {
        /// The metric.
        pub metric_type: PolicyMetric,
        /// What is asked of it.
        pub flags: MetricConstraintFlags,
        /// A reserved field. Receivers ignore it; this crate keeps it.
        pub reserved: u16 = 0,
        /// How much larger it may be.
        pub margin: u32,
        /// The largest value.
        pub bound: u32,
    } text "{metric_type} {flags} margin {margin} bound {bound}";
}

contents! {
    /// Risk groups to avoid.
    SrlgConstraint(Array<u32>);
    /// What paths are in one group: a number of four bytes, or more bytes (those of the object of PCEP).
    ConstraintGroup(Octets) of (4..);
}

/// Administrative groups of links to avoid or to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AffinityConstraint<B: AsRef<[u8]> = Vec<u8>> {
    /// A reserved byte. Receivers ignore it; this crate keeps it.
    pub reserved: u8,
    /// Links with one of these groups are excluded.
    pub exclude_any: Array<AdminGroup, B>,
    /// Links without all of these groups are excluded.
    pub include_any: Array<AdminGroup, B>,
    /// Links without one of these groups are excluded.
    pub include_all: Array<AdminGroup, B>,
}
map_octets!(AffinityConstraint { exclude_any, include_any, include_all; reserved });

impl AffinityConstraint {
    /// Returns a constraint of these groups: those to exclude, to have one of, and to have all of.
    ///
    /// # Errors
    /// [`EncodeError::TooMany`] if a part has more than 255 values.
    pub fn of<const X: usize, const Y: usize, const Z: usize>(
        exclude_any: [AdminGroup; X],
        include_any: [AdminGroup; Y],
        include_all: [AdminGroup; Z],
    ) -> Result<AffinityConstraint, EncodeError> {
        let constraint = AffinityConstraint {
            reserved: 0,
            exclude_any: exclude_any.into_iter().collect(),
            include_any: include_any.into_iter().collect(),
            include_all: include_all.into_iter().collect(),
        };
        constraint.counts().map(|_| constraint)
    }
}

impl<B: AsRef<[u8]>> AffinityConstraint<B> {
    fn parts(&self) -> [&Array<AdminGroup, B>; 3] {
        [&self.exclude_any, &self.include_any, &self.include_all]
    }

    fn counts(&self) -> Result<[u8; 3], EncodeError> {
        let mut counts = [0; 3];
        for (place, part) in counts.iter_mut().zip(self.parts()) {
            let (what, count, limit) = ("administrative groups", part.len(), 255);
            let too_many = EncodeError::TooMany { what, count, limit };
            *place = count.try_into().map_err(|_| too_many)?;
        }
        Ok(counts)
    }
}

impl<'a> Decode<'a> for AffinityConstraint<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let [exclude_any, include_any, include_all, reserved] = reader.array()?;
        let mut part = |count: u8| reader.sub(4 * usize::from(count))?.read();
        Ok(AffinityConstraint {
            reserved,
            exclude_any: part(exclude_any)?,
            include_any: part(include_any)?,
            include_all: part(include_all)?,
        })
    }
}

impl<B: AsRef<[u8]>> Encode for AffinityConstraint<B> {
    fn encoded_len(&self) -> usize {
        4 + self.parts().map(Encode::encoded_len).iter().sum::<usize>()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_slice(&self.counts()?);
        out.put_u8(self.reserved);
        self.parts().into_iter().try_for_each(|part| part.put(out))
    }
}

impl<B: AsRef<[u8]>> fmt::Display for AffinityConstraint<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = ["exclude-any", "include-any", "include-all"];
        let mut parts = names.into_iter().zip(self.parts());
        let mut separator = "";
        parts.try_for_each(|(name, groups)| {
            let is_there = !groups.is_empty();
            write_if(is_there, format_args!("{separator}{name} {groups}"), f)?;
            separator = if is_there { " " } else { separator };
            Ok(())
        })
    }
}
