//! Text forms: what is accepted is displayed as text that is the same value.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use bmp_codec::bgp::attribute::bgpsec_path::SubjectKeyIdentifier;
use bmp_codec::bgp::attribute::d_path::{DPath, DPathDomain};
use bmp_codec::bgp::attribute::link_state::{
    self, AdjacencyFlags, AdminGroup, Anomaly, BidirectionalFlags, CandidatePathStateFlags,
    ConstraintFlags, Delay, DisjointRequest, DisjointStatus, EndXFlags, IgpFlags, IsisPrefixFlags,
    Loss, MetricConstraintFlags, MplsProtocols, NodeFlags, Ospfv2PrefixFlags, Ospfv3PrefixOptions,
    PeerSidFlags, PrefixSidFlags, ProtectionTypes, RangeSize, SegmentListFlags,
    SegmentListMetricFlags, SrCapabilityFlags, Srv6BindingSidFlags, Srv6CapabilityFlags,
    StandardApplications,
};
use bmp_codec::bgp::attribute::next_hop_characteristics::BgpIdentifier;
use bmp_codec::bgp::attribute::pmsi_tunnel::LocalNumber;
use bmp_codec::bgp::attribute::sfp::SfirRd;
use bmp_codec::bgp::attribute::tunnel_encapsulation::Vni;
use bmp_codec::bgp::attribute::{
    As4Path, AsPath, ClusterId, ClusterList, Communities, Community, ExtendedCommunities,
    ExtendedCommunity, Ipv6ExtendedCommunity, LargeCommunities, LargeCommunity, NextHop,
    OriginatorId,
};
use bmp_codec::bgp::extended_community::{
    ArpNdFlags, DfCapabilities, Dscp, ETreeFlags, ETreeInfoFlags, EsiLabelFlags, InterfaceGroup,
    Layer2AttributesFlags, Layer2InfoFlags, MacMobilityFlags, MulticastFlags, Opaque48, Opaque56,
    Rate, RedirectFlags, TrafficActionFlags, UnreachablePrefixFlags,
};
use bmp_codec::bgp::nlri::flow_spec::{
    Bitmasks, Comparison, FragmentFlags, Ipv6FragmentFlags, Ipv6Pattern, MacPrefix, Numeric,
    Numerics, TcpFlags,
};
use bmp_codec::bgp::nlri::link_state::{CandidatePathFlags, SystemId};
use bmp_codec::bgp::nlri::{
    Family, Ipv4FlowSpec, Ipv6FlowSpec, L2FlowSpec, RouteTargetMembership, VpnIpv4FlowSpec,
    VpnIpv6FlowSpec, VpnL2FlowSpec,
};
use bmp_codec::bmp::PeerKey;
use bmp_codec::bmp::v4::{PathStatus, Profile};
use bmp_codec::net::{
    Address, AnyPrefix, Asn, EthernetSegmentId, Ipv4Prefix, Ipv6Prefix, Label, Labels, MacAddr,
    RouteDistinguisher, ServicePathId,
};
use bmp_codec::openbmp::{self, HashId};
use bmp_codec::wire::Octets;

use crate::limits::{TEXT, within};

/// All types that are read from text, but those that only JSON reaches.
const TYPES: &[fn(&str)] = &[
    judge::<Address>,
    judge::<AdjacencyFlags>,
    judge::<AdminGroup>,
    judge::<Anomaly>,
    judge::<AnyPrefix>,
    judge::<ArpNdFlags>,
    judge::<As4Path>,
    judge::<AsPath>,
    judge::<Asn>,
    judge::<BgpIdentifier>,
    judge::<BidirectionalFlags>,
    judge::<Bitmasks<FragmentFlags>>,
    judge::<Bitmasks<Ipv6FragmentFlags>>,
    judge::<Bitmasks<TcpFlags>>,
    judge::<CandidatePathFlags>,
    judge::<CandidatePathStateFlags>,
    judge::<ClusterId>,
    judge::<ClusterList>,
    judge::<Communities>,
    judge::<Community>,
    judge::<Comparison>,
    judge::<ConstraintFlags>,
    judge::<DPath>,
    judge::<DPathDomain>,
    judge::<Delay>,
    judge::<DfCapabilities>,
    judge::<DisjointRequest>,
    judge::<DisjointStatus>,
    judge::<Dscp>,
    judge::<ETreeFlags>,
    judge::<ETreeInfoFlags>,
    judge::<EndXFlags>,
    judge::<EsiLabelFlags>,
    judge::<EthernetSegmentId>,
    judge::<ExtendedCommunities>,
    judge::<ExtendedCommunity>,
    judge::<Family>,
    judge::<HashId>,
    judge::<IgpFlags>,
    judge::<InterfaceGroup>,
    judge::<Ipv4FlowSpec>,
    judge::<Ipv4Prefix>,
    judge::<Ipv6ExtendedCommunity>,
    judge::<Ipv6FlowSpec>,
    judge::<Ipv6Pattern>,
    judge::<Ipv6Prefix>,
    judge::<IsisPrefixFlags>,
    judge::<L2FlowSpec>,
    judge::<Label>,
    judge::<Labels>,
    judge::<LargeCommunities>,
    judge::<LargeCommunity>,
    judge::<Layer2AttributesFlags>,
    judge::<Layer2InfoFlags>,
    judge::<LocalNumber>,
    judge::<Loss>,
    judge::<MacAddr>,
    judge::<MacMobilityFlags>,
    judge::<MacPrefix>,
    judge::<MetricConstraintFlags>,
    judge::<MplsProtocols>,
    judge::<MulticastFlags>,
    judge::<NextHop>,
    judge::<NodeFlags>,
    judge::<Numeric>,
    judge::<Numerics>,
    judge::<Octets>,
    judge::<Opaque48>,
    judge::<Opaque56>,
    judge::<OriginatorId>,
    judge::<Ospfv2PrefixFlags>,
    judge::<Ospfv3PrefixOptions>,
    judge::<PathStatus>,
    judge::<PeerKey>,
    judge::<PeerSidFlags>,
    judge::<PrefixSidFlags>,
    judge::<Profile>,
    judge::<ProtectionTypes>,
    judge::<RangeSize>,
    judge::<Rate>,
    judge::<RedirectFlags>,
    judge::<RouteDistinguisher>,
    judge::<RouteTargetMembership>,
    judge::<SegmentListFlags>,
    judge::<SegmentListMetricFlags>,
    judge::<ServicePathId>,
    judge::<SfirRd>,
    judge::<SrCapabilityFlags>,
    judge::<Srv6BindingSidFlags>,
    judge::<Srv6CapabilityFlags>,
    judge::<StandardApplications>,
    judge::<SubjectKeyIdentifier>,
    judge::<SystemId>,
    judge::<TrafficActionFlags>,
    judge::<UnreachablePrefixFlags>,
    judge::<Vni>,
    judge::<VpnIpv4FlowSpec>,
    judge::<VpnIpv6FlowSpec>,
    judge::<VpnL2FlowSpec>,
    judge::<link_state::BindingSidFlags>,
    judge::<link_state::SegmentFlags>,
    judge::<openbmp::Flags>,
];

/// The first byte says the type.
pub fn text(input: &[u8]) {
    let Some((place, text)) = input.split_first() else {
        return;
    };
    if let Ok(text) = std::str::from_utf8(text) {
        TYPES[usize::from(*place) % TYPES.len()](text);
    }
}

fn judge<T: FromStr + Display + Debug + PartialEq>(text: &str) {
    let Ok(value) = within(TEXT * text.len() + 4096, || text.parse::<T>()).map_err(drop) else {
        return;
    };
    let shown = value.to_string();
    let again = shown.parse::<T>().map_err(drop);
    assert_eq!(again.as_ref(), Ok(&value), "{text:?} as {shown:?}");
}
