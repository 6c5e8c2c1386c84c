//! The table of TLVs.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::*;
use crate::net::Bandwidth;
use crate::wire::{UnknownTlv, What, table};

table! {
    /// A TLV of BGP-LS, also inside another one.
    // A tag of four bytes: then no variant shares part of a word with another, and a value moves in words.
    #[repr(u32)]
    pub enum LinkStateTlv<B>(u16) by tlv_type, unknown UnknownTlv, text, from;
    framed U16U16 in Depth "BGP-LS TLV" |tlv_type| What::tlv(29, tlv_type);
    {
        /// The topologies of the node (RFC 9552, section 5.2.2.1).
        263 => MultiTopologyIds(MultiTopologyIds<B>) "topologies",
        /// How many SIDs and labels the node can process.
        266 => NodeMsd(NodeMsd<B>) "node-msd",
        /// How many SIDs and labels the link can process.
        267 => LinkMsd(LinkMsd<B>) "link-msd",
        /// Flags of the node.
        1024 => NodeFlags(NodeFlags) "flags",
        /// Bytes that the IGP has for the node, and this TLV does not explain.
        1025 => OpaqueNode(OpaqueNode<B>) "opaque",
        /// The name of the node.
        1026 => NodeName(NodeName<B>) "name",
        /// An IS-IS area of the node. There may be several.
        1027 => IsisArea(IsisArea<B>) "area",
        /// An IPv4 Router-ID of the node, or of the local node of the link. There may be several.
        1028 => LocalIpv4RouterId(Ipv4Addr) "router-id" no from,
        /// An IPv6 Router-ID of the node, or of the local node of the link. There may be several.
        1029 => LocalIpv6RouterId(Ipv6Addr) "router-id" no from,
        /// The IPv4 Router-ID of the remote node of the link.
        1030 => RemoteIpv4RouterId(Ipv4Addr) "remote-router-id" no from,
        /// The IPv6 Router-ID of the remote node of the link.
        1031 => RemoteIpv6RouterId(Ipv6Addr) "remote-router-id" no from,
        /// The S-BFD discriminators of the node.
        1032 => SBfdDiscriminators(SBfdDiscriminators<B>) "s-bfd",
        /// The global label ranges of the node: its SRGB.
        1034 => SrCapabilities(SrCapabilities<B>) "srgb",
        /// The SR algorithms of the node.
        1035 => SrAlgorithms(SrAlgorithms<B>) "algorithms",
        /// The local label ranges of the node: its SRLB.
        1036 => SrLocalBlock(SrLocalBlock<B>) "srlb",
        /// The preference of the node as a mapping server.
        1037 => SrmsPreference(u8) "srms-preference" no from,
        /// The SRv6 capabilities of the node.
        1038 => Srv6Capabilities(Srv6Capabilities) "srv6",
        /// The definition of a flexible algorithm.
        1039 => FlexAlgorithmDefinition(FlexAlgorithmDefinition<B>) "flex-algo",
        /// Links with one of these groups are excluded. Inside 1039.
        1040 => FlexAlgorithmExcludeAny(FlexAlgorithmExcludeAny<B>) "exclude-any",
        /// Links without all of these groups are excluded. Inside 1039.
        1041 => FlexAlgorithmIncludeAny(FlexAlgorithmIncludeAny<B>) "include-any",
        /// Links without one of these groups are excluded. Inside 1039.
        1042 => FlexAlgorithmIncludeAll(FlexAlgorithmIncludeAll<B>) "include-all",
        /// Flags of the definition. Inside 1039.
        1043 => FlexAlgorithmFlags(FlexAlgorithmFlags<B>) "flags",
        /// The metric of a prefix with a flexible algorithm.
        1044 => FlexAlgorithmPrefixMetric(FlexAlgorithmPrefixMetric) "flex-algo-metric",
        /// Links of one of these risk groups are excluded. Inside 1039.
        1045 => FlexAlgorithmExcludeSrlgs(FlexAlgorithmExcludeSrlgs<B>) "exclude-srlg",
        /// Parts of the definition that the sender could not translate. Inside 1039.
        1046 => FlexAlgorithmUnsupported(FlexAlgorithmUnsupported<B>) "unsupported",
        /// The administrative groups (colors) of the link.
        1088 => AdminGroup(AdminGroup) "admin-group",
        /// The bandwidth of the link.
        1089 => MaxLinkBandwidth(Bandwidth) "bandwidth" no from,
        /// The bandwidth that can be reserved on the link.
        1090 => MaxReservableBandwidth(Bandwidth) "reservable" no from,
        /// The bandwidth that is not reserved, at each priority.
        1091 => UnreservedBandwidth(UnreservedBandwidth<B>) "unreserved",
        /// The metric for traffic engineering.
        1092 => TeDefaultMetric(TeDefaultMetric) "te-metric",
        /// How the link is protected.
        1093 => LinkProtection(LinkProtection) "protection",
        /// The MPLS signaling protocols of the link.
        1094 => MplsProtocols(MplsProtocols) "mpls",
        /// The metric of the link or prefix in the IGP.
        1095 => IgpMetric(IgpMetric) "metric",
        /// The risk groups of the link.
        1096 => Srlgs(Srlgs<B>) "srlg",
        /// Bytes that the IGP has for the link, and this TLV does not explain.
        1097 => OpaqueLink(OpaqueLink<B>) "opaque",
        /// The name of the link.
        1098 => LinkName(LinkName<B>) "name",
        /// A SID of the adjacency. There may be several.
        1099 => AdjacencySid(AdjacencySid) "adj-sid",
        /// A SID of the adjacency to one router of a LAN. There may be several.
        1100 => LanAdjacencySid(LanAdjacencySid) "lan-adj-sid",
        /// The SID of a BGP peer.
        1101 => PeerNodeSid(PeerNodeSid) "peer-node-sid",
        /// The SID of a link to a BGP peer.
        1102 => PeerAdjSid(PeerAdjSid) "peer-adj-sid",
        /// The SID of a set of BGP peers.
        1103 => PeerSetSid(PeerSetSid) "peer-set-sid",
        /// Whether the link measures residence times.
        1105 => RtmCapability(RtmCapability<B>) "rtm",
        /// An SRv6 SID of the adjacency. There may be several.
        1106 => Srv6EndXSid(Srv6EndXSid<B>) "end-x-sid",
        /// An SRv6 SID of the adjacency to one IS-IS router of a LAN. There may be several.
        1107 => IsisSrv6LanEndXSid(IsisSrv6LanEndXSid<B>) "lan-end-x-sid",
        /// An SRv6 SID of the adjacency to one OSPFv3 router of a LAN. There may be several.
        1108 => Ospfv3Srv6LanEndXSid(Ospfv3Srv6LanEndXSid<B>) "lan-end-x-sid",
        /// The mean delay of the link.
        1114 => UnidirectionalDelay(UnidirectionalDelay) "delay",
        /// The smallest and the largest delay of the link.
        1115 => MinMaxDelay(MinMaxDelay) "min-max-delay",
        /// The mean variation of the delay.
        1116 => DelayVariation(DelayVariation) "delay-variation",
        /// The share of packets that the link loses.
        1117 => LinkLoss(LinkLoss) "loss",
        /// The bandwidth that reservations leave.
        1118 => ResidualBandwidth(Bandwidth) "residual" no from,
        /// The bandwidth that traffic and reservations leave.
        1119 => AvailableBandwidth(Bandwidth) "available" no from,
        /// The bandwidth that traffic takes.
        1120 => UtilizedBandwidth(Bandwidth) "utilized" no from,
        /// The link will be shut down ([RFC 8379](https://www.rfc-editor.org/rfc/rfc8379)).
        1121 => GracefulLinkShutdown "graceful-shutdown",
        /// Attributes of the link for some applications. There may be several.
        1122 => ApplicationSpecific(ApplicationSpecific<B>) "for",
        /// Flags of the prefix.
        1152 => IgpFlags(IgpFlags) "flags",
        /// The tags of the prefix.
        1153 => RouteTags(RouteTags<B>) "tags",
        /// The tags of the prefix, of 64 bits.
        1154 => ExtendedRouteTags(ExtendedRouteTags<B>) "extended-tags",
        /// The metric of the prefix.
        1155 => PrefixMetric(PrefixMetric) "metric",
        /// The address that OSPF forwards packets to the prefix to.
        1156 => OspfForwardingAddress(IpAddr) "forwarding-address" no from,
        /// Bytes that the IGP has for the prefix, and this TLV does not explain.
        1157 => OpaquePrefix(OpaquePrefix<B>) "opaque",
        /// A SID of the prefix. There may be several.
        1158 => PrefixSid(PrefixSid) "prefix-sid",
        /// SIDs of as many prefixes, of which the route has the first.
        1159 => Range(Range<B>) "range",
        /// IS-IS flood reflection. Its layout is unconfirmed.
        1160 => IsisFloodReflection(IsisFloodReflection<B>) "flood-reflection",
        /// A SID. In an attribute it is a part of 1034 and 1036.
        1161 => SidLabel(SidLabel) "sid",
        /// An SRv6 locator: the prefix is its block of SIDs.
        1162 => Srv6Locator(Srv6Locator<B>) "locator",
        /// Attributes of the prefix in its IGP.
        1170 => PrefixAttributeFlags(PrefixAttributeFlags<B>) "attribute-flags",
        /// The router that originated the prefix.
        1171 => SourceRouterId(IpAddr) "source" no from,
        /// Attributes of a link in an L2 bundle. There may be several.
        1172 => L2BundleMember(L2BundleMember<B>) "member",
        /// The administrative groups of the link, as many as there are.
        1173 => ExtendedAdminGroup(ExtendedAdminGroup<B>) "extended-admin-group",
        /// The OSPF router that originated the prefix.
        1174 => SourceOspfRouterId(Ipv4Addr) "source-ospf" no from,
        /// The sequence number of the route, with BGP-LS-SPF (RFC 9815).
        1181 => SequenceNumber(SequenceNumber) "sequence",
        /// Whether the node, link or prefix takes part in BGP-LS-SPF (RFC 9815).
        1184 => SpfStatus(SpfStatus) "spf",
        /// The state of an MPLS-TE policy. Its layout is unconfirmed.
        1200 => MplsTePolicyState(MplsTePolicyState<B>) "mpls-te-state",
        /// The binding SID of a candidate path.
        1201 => BindingSid(BindingSid) "binding-sid",
        /// The state of a candidate path.
        1202 => CandidatePathState(CandidatePathState) "state",
        /// The name of a candidate path.
        1203 => CandidatePathName(CandidatePathName<B>) "path-name",
        /// The constraints of a candidate path.
        1204 => CandidatePathConstraints(CandidatePathConstraints<B>) "constraints",
        /// A segment list of a candidate path. There may be several.
        1205 => SegmentList(SegmentList<B>) "segments",
        /// A segment. Inside 1205.
        1206 => Segment(Segment<B>) "segment",
        /// A metric of a segment list. Inside 1205.
        1207 => SegmentListMetric(SegmentListMetric) "metric",
        /// Administrative groups to avoid or to use. Inside 1204.
        1208 => AffinityConstraint(AffinityConstraint<B>) "affinity",
        /// Risk groups to avoid. Inside 1204.
        1209 => SrlgConstraint(SrlgConstraint<B>) "avoid-srlg",
        /// The bandwidth wanted. Inside 1204.
        1210 => BandwidthConstraint(Bandwidth) "bandwidth" no from,
        /// Paths to be disjoint from. Inside 1204.
        1211 => DisjointGroup(DisjointGroup<B>) "disjoint",
        /// An SRv6 binding SID of a candidate path. There may be several.
        1212 => Srv6BindingSid(Srv6BindingSid<B>) "srv6-binding-sid",
        /// The name of the SR policy.
        1213 => PolicyName(PolicyName<B>) "policy-name",
        /// The path in the other direction. Inside 1204.
        1214 => BidirectionalGroup(BidirectionalGroup<B>) "bidirectional",
        /// A metric to be minimal, or bounded. Inside 1204.
        1215 => MetricConstraint(MetricConstraint) "metric",
        /// The bandwidth of a segment list. Inside 1205.
        1216 => SegmentListBandwidth(Bandwidth) "bandwidth" no from,
        /// The identifier of a segment list. Inside 1205.
        1217 => SegmentListId(u32) "id" no from,
        /// What an SRv6 SID does.
        1250 => Srv6EndpointBehavior(Srv6EndpointBehavior) "behavior",
        /// The BGP peer of an SRv6 SID. There may be several.
        1251 => Srv6PeerNodeSid(Srv6PeerNodeSid) "peer-node",
        /// The lengths of the parts of an SRv6 SID.
        1252 => Srv6SidStructure(Srv6SidStructure) "structure",
    }
    named {
        1180 => "spf-capability (deprecated)", 1182 => "ipv4-prefix-length (deprecated)",
        1183 => "ipv6-prefix-length (deprecated)",
    }
}

pub use name as tlv_name;
