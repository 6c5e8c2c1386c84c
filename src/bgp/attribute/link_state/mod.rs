//! BGP-LS (RFC 9552, which replaces [RFC 7752](https://www.rfc-editor.org/rfc/rfc7752)): what an IGP, BGP or a
//! controller says of a node, a link, a prefix, an SRv6 SID or an SR policy.
//!
//! ```text
//! TLVs: type u16, length u16, value
//! ```
//!
//! The meaning of a type does not depend on the route that the attribute goes with, so one table contains all TLVs:
//! [`LinkStateTlv`]. Some TLVs contain others. They are decoded three deep. What is deeper is kept:
//! [`LinkStateTlv::Unknown`], whatever its type is.
//!
//! A TLV with a length that its type cannot have is an error in its place; a receiver discards the attribute, and keeps
//! the route. Neither the order of the TLVs nor an unknown type is an error. Types from 65000 to 65535 are for private
//! use: [`LinkStateTlv::enterprise`] returns whose they are.
//!
//! Some flags mean different things in IS-IS and OSPF. Such fields are kept as bits. Methods like
//! [`AdjacencySid::flags`] need the Protocol-ID of the route to explain them.
//!
//! ```
//! use bmp_codec::Encode;
//! use bmp_codec::bgp::attribute::LinkState;
//! use bmp_codec::bgp::attribute::link_state::{
//!     IgpMetric, IsisArea, LabelRange, LinkStateTlv, NodeName, SrCapabilities,
//! };
//! use bmp_codec::net::Bandwidth;
//!
//! let node = LinkState::of([
//!     NodeName::from("r1").into(),
//!     IsisArea::from(vec![0x49, 0, 1]).into(),
//!     LinkStateTlv::LocalIpv4RouterId([192, 0, 2, 1].into()),
//!     SrCapabilities::of([LabelRange::labels(16000, 8000)])?.into(),
//! ])?;
//! assert_eq!(
//!     node.to_string(),
//!     r#"name "r1", area 49.0001, router-id 192.0.2.1, srgb 16000-23999"#
//! );
//! assert_eq!(node.node_name().unwrap().as_str(), Some("r1"));
//! assert_eq!(node.octets()[..6], [0x04, 0x02, 0, 2, b'r', b'1']);
//!
//! let link = LinkState::of([
//!     IgpMetric::new(10).into(),
//!     LinkStateTlv::MaxLinkBandwidth(Bandwidth::from(1.25e9)),
//! ])?;
//! assert_eq!(link.to_string(), "metric 10, bandwidth 1250000000");
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

mod adjacency_sid;
mod application;
mod bandwidth;
mod binding_sid;
mod breach;
mod candidate_path;
mod constraint;
mod delay;
mod end_x_sid;
mod flex_algorithm;
mod groups;
mod l2_bundle;
mod label_range;
mod link;
mod metric;
mod msd;
mod nesting;
mod node;
mod opaque;
mod peer_sid;
mod prefix;
mod prefix_attribute_flags;
mod prefix_sid;
mod segment;
mod segment_list;
mod sid_label;
mod spf;
mod srv6;
#[cfg(test)]
mod tests;
mod tlv;

use alloc::vec::Vec;
use core::net::{Ipv4Addr, Ipv6Addr};

pub use adjacency_sid::{AdjacencyFlags, AdjacencySid, LanAdjacencySid, LanNeighbor};
pub use application::{ApplicationSpecific, StandardApplications};
pub use bandwidth::UnreservedBandwidth;
pub use binding_sid::{
    BindingSid, BindingSidFlags, PolicySid, Srv6BindingSid, Srv6BindingSidFlags,
};
pub use candidate_path::{
    CandidatePathName, CandidatePathState, CandidatePathStateFlags, PolicyName,
};
pub use constraint::{
    AffinityConstraint, BidirectionalFlags, BidirectionalGroup, CandidatePathConstraints,
    ConstraintFlags, ConstraintGroup, DisjointGroup, DisjointRequest, DisjointStatus,
    MetricConstraint, MetricConstraintFlags, PolicyMetric, SrlgConstraint,
};
pub use delay::{Anomaly, Delay, DelayVariation, LinkLoss, Loss, MinMaxDelay, UnidirectionalDelay};
pub use end_x_sid::{EndXFlags, IsisSrv6LanEndXSid, Ospfv3Srv6LanEndXSid, Srv6EndXSid};
pub use flex_algorithm::{
    FlexAlgorithmDefinition, FlexAlgorithmExcludeAny, FlexAlgorithmExcludeSrlgs,
    FlexAlgorithmFlags, FlexAlgorithmIncludeAll, FlexAlgorithmIncludeAny,
    FlexAlgorithmPrefixMetric, FlexAlgorithmUnsupported, FlexMetric,
};
pub use groups::{AdminGroup, ExtendedAdminGroup, Srlgs};
pub use l2_bundle::L2BundleMember;
pub use label_range::{LabelRange, RangeSize, SrCapabilities, SrCapabilityFlags, SrLocalBlock};
pub use link::{LinkName, LinkProtection, MplsProtocols, ProtectionTypes, RtmCapability};
pub use metric::{IgpMetric, PrefixMetric, TeDefaultMetric};
pub use msd::{LinkMsd, Msd, MsdType, NodeMsd};
pub use nesting::Depth;
pub use node::{IsisArea, MultiTopologyIds, NodeFlags, NodeName, SBfdDiscriminators, SrAlgorithms};
pub use opaque::{IsisFloodReflection, MplsTePolicyState, OpaqueLink, OpaqueNode, OpaquePrefix};
pub use peer_sid::{PeerAdjSid, PeerNodeSid, PeerSetSid, PeerSidFlags};
pub use prefix::{ExtendedRouteTags, IgpFlags, RouteTags};
pub use prefix_attribute_flags::{
    IsisPrefixFlags, Ospfv2PrefixFlags, Ospfv3PrefixOptions, PrefixAttributeFlags, PrefixAttributes,
};
pub use prefix_sid::{PrefixSid, PrefixSidFlags, Range};
pub use segment::{
    Segment, SegmentA, SegmentB, SegmentC, SegmentD, SegmentDescriptor, SegmentE, SegmentF,
    SegmentFlags, SegmentG, SegmentH, SegmentI, SegmentJ, SegmentK, UnknownSegment,
};
pub use segment_list::{SegmentList, SegmentListFlags, SegmentListMetric, SegmentListMetricFlags};
pub use sid_label::SidLabel;
pub use spf::{SequenceNumber, SpfStatus};
pub use srv6::{
    Srv6Capabilities, Srv6CapabilityFlags, Srv6EndpointBehavior, Srv6Locator, Srv6PeerNodeSid,
    Srv6SidStructure,
};
pub use tlv::{LinkStateTlv, tlv_name};

use crate::wire::{List, Text, questions};

/// The BGP-LS attribute: the properties of a node, a link, a prefix, an SRv6 SID or an SR policy.
///
/// A malformed TLV is an error in its place; [`check`](List::check) finds it at any depth that is decoded.
pub type LinkState<B = Vec<u8>> = List<LinkStateTlv, B>;

questions! {
    LinkState of LinkStateTlv:
    /// Returns the flags of the node.
    first node_flags: NodeFlags(NodeFlags);
    /// Returns an iterator over the IS-IS areas of the node.
    all isis_areas: IsisArea(IsisArea<&[u8]>);
    /// Returns an iterator over the IPv4 Router-IDs of the node, or of the local node of the link.
    all local_ipv4_router_ids: LocalIpv4RouterId(Ipv4Addr);
    /// Returns an iterator over the IPv6 Router-IDs of the node, or of the local node of the link.
    all local_ipv6_router_ids: LocalIpv6RouterId(Ipv6Addr);
    /// Returns the global label ranges of the node: its SRGB.
    first sr_capabilities: SrCapabilities(SrCapabilities<&[u8]>);
    /// Returns the local label ranges of the node: its SRLB.
    first sr_local_block: SrLocalBlock(SrLocalBlock<&[u8]>);
    /// Returns the metric of the link in its IGP.
    first igp_metric: IgpMetric(IgpMetric);
    /// Returns the metric of the link for traffic engineering.
    first te_default_metric: TeDefaultMetric(TeDefaultMetric);
    /// Returns the administrative groups of the link.
    first admin_group: AdminGroup(AdminGroup);
    /// Returns the risk groups of the link.
    first srlgs: Srlgs(Srlgs<&[u8]>);
    /// Returns an iterator over the SIDs of the adjacency.
    all adjacency_sids: AdjacencySid(AdjacencySid);
    /// Returns an iterator over the SRv6 SIDs of the adjacency.
    all end_x_sids: Srv6EndXSid(Srv6EndXSid<&[u8]>);
    /// Returns an iterator over the attributes of the link that are for some applications only.
    all application_specific: ApplicationSpecific(ApplicationSpecific<&[u8]>);
    /// Returns the metric of the prefix.
    first prefix_metric: PrefixMetric(PrefixMetric);
    /// Returns an iterator over the SIDs of the prefix.
    all prefix_sids: PrefixSid(PrefixSid);
    /// Returns the SRv6 locator that the prefix is.
    first srv6_locator: Srv6Locator(Srv6Locator<&[u8]>);
}

impl<B: AsRef<[u8]>> LinkState<B> {
    /// Returns the name of the node.
    #[must_use]
    pub fn node_name(&self) -> Option<Text<&[u8]>> {
        self.iter().find_map(|tlv| match tlv {
            Ok(LinkStateTlv::NodeName(name)) => Some(name.0),
            _ => None,
        })
    }
}

impl<'a> LinkStateTlv<&'a [u8]> {
    /// Returns the enterprise code and the bytes behind it, of a type for private use: 65000 to 65535 (RFC 9552,
    /// section 5.1).
    ///
    /// ```
    /// use bmp_codec::bgp::attribute::LinkState;
    ///
    /// let attribute = LinkState::over(&[0xfd, 0xe8, 0, 5, 0, 0, 0, 9, 0xab][..]);
    /// let tlv = attribute.iter().next().unwrap()?;
    /// assert_eq!(tlv.enterprise(), Some((9, &[0xab][..])));
    /// # Ok::<(), bmp_codec::DecodeError>(())
    /// ```
    #[must_use]
    pub fn enterprise(&self) -> Option<(u32, &'a [u8])> {
        match self {
            LinkStateTlv::Unknown(unknown) if unknown.tlv_type >= 65000 => {
                let (code, rest) = unknown.octets.0.split_first_chunk()?;
                Some((u32::from_be_bytes(*code), rest))
            }
            _ => None,
        }
    }
}
