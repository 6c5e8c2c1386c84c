//! [`SubTlv`]: the sub-TLVs of a tunnel.
//!
//! ```text
//! type u8, length u8 (types 0 to 127) or u16 (types 128 to 255), value
//! ```

use super::tunnel::TunnelContext;
use super::{
    BindingSid, CandidatePathName, Color, DsField, EgressEndpoint, EmbeddedLabelHandling,
    Encapsulation, ExplicitNullLabelPolicy, IpsecTunnelAuthenticator, LoadBalancingBlock,
    MplsLabelStack, PolicyName, Preference, Priority, ProtocolType, SegmentList,
    SpiSiRepresentation, Srv6BindingSid, UdpDestinationPort,
};
use crate::bgp::attribute::PrefixSid;
use crate::wire::{UnknownTlv, What, table};

table! {
    /// A sub-TLV of a tunnel ([RFC 9012, section 3](https://www.rfc-editor.org/rfc/rfc9012#section-3);
    /// [RFC 9830, section 2.4](https://www.rfc-editor.org/rfc/rfc9830#section-2.4) for SR policies).
    ///
    /// Receivers treat a malformed sub-TLV like an unknown one
    /// ([RFC 9012, section 13](https://www.rfc-editor.org/rfc/rfc9012#section-13)).
    pub enum SubTlv<B>(u16) by tlv_type, unknown UnknownTlv, text, from;
    framed Split in TunnelContext "sub-TLV of a tunnel" |tlv_type| What::sub_tlv(23, tlv_type);
    {
        /// Fields for the header of the tunnel. Only the first one counts.
        1 => Encapsulation(Encapsulation<B>) "encapsulation",
        /// The EtherType of packets that may be sent through the tunnel. There may be several.
        2 => ProtocolType(ProtocolType) "protocol",
        /// An IPsec authenticator; deprecated.
        3 => IpsecTunnelAuthenticator(IpsecTunnelAuthenticator<B>) "ipsec-authenticator",
        /// A color. There may be several.
        4 => Color(Color) "color",
        /// The number of bits of the key or session ID that identify the tunnel.
        5 => LoadBalancingBlock(LoadBalancingBlock) "load-balancing-block",
        /// The endpoint of the tunnel. Only the first one counts.
        6 => EgressEndpoint(EgressEndpoint) "endpoint",
        /// The Differentiated Services field of the outer IP header. Only the first one counts.
        7 => DsField(DsField) "ds-field",
        /// The destination port of the outer UDP header. Only the first one counts.
        8 => UdpDestinationPort(UdpDestinationPort) "udp-port",
        /// The handling of the label embedded in the route. Only the first one counts.
        9 => EmbeddedLabelHandling(EmbeddedLabelHandling) "embedded-label",
        /// The labels to push. Only the first one counts.
        10 => MplsLabelStack(MplsLabelStack<B>) "labels",
        /// The value of a BGP Prefix-SID attribute
        /// ([RFC 9012, section 3.7](https://www.rfc-editor.org/rfc/rfc9012#section-3.7)). Only the first one counts.
        11 => PrefixSid(PrefixSid<B>) "prefix-sid",
        /// The preference of a candidate path.
        12 => Preference(Preference) "preference",
        /// The binding SID of an SR policy.
        13 => BindingSid(BindingSid) "binding-sid",
        /// Whether to push an explicit NULL label.
        14 => ExplicitNullLabelPolicy(ExplicitNullLabelPolicy) "explicit-null",
        /// The priority for recomputing SR policies.
        15 => Priority(Priority) "priority",
        /// The representation of a service function chain's path and index. Only the first one counts.
        16 => SpiSiRepresentation(SpiSiRepresentation) "spi-si",
        /// An SRv6 binding SID of an SR policy. There may be several.
        20 => Srv6BindingSid(Srv6BindingSid) "srv6-binding-sid",
        /// A path of an SR policy. There may be several.
        128 => SegmentList(SegmentList<B>) "segments",
        /// The name of a candidate path.
        129 => CandidatePathName(CandidatePathName<B>) "path-name",
        /// The name of an SR policy.
        130 => PolicyName(PolicyName<B>) "policy-name",
    }
}

/// Returns the registry's name of a sub-TLV type. Some types have a name only: they decode as [`SubTlv::Unknown`].
///
/// ```
/// use bmp_codec::bgp::attribute::tunnel_encapsulation::sub_tlv_name;
///
/// assert_eq!(sub_tlv_name(6), Some("Tunnel Egress Endpoint"));
/// assert_eq!(sub_tlv_name(64), Some("IPsec SA ID"));
/// assert_eq!(sub_tlv_name(200), None);
/// ```
#[must_use]
pub const fn sub_tlv_name(tlv_type: u16) -> Option<&'static str> {
    Some(match tlv_type {
        1 => "Encapsulation",
        2 => "Protocol Type",
        3 => "IPsec Tunnel Authenticator",
        4 => "Color",
        5 => "Load-Balancing Block",
        6 => "Tunnel Egress Endpoint",
        7 => "DS Field",
        8 => "UDP Destination Port",
        9 => "Embedded Label Handling",
        10 => "MPLS Label Stack",
        11 => "Prefix-SID",
        12 => "Preference",
        13 => "Binding SID",
        14 => "ENLP",
        15 => "Priority",
        16 => "SPI/SI Representation",
        20 => "SRv6 Binding SID",
        64 => "IPsec SA ID",
        65 => "Extended Port Property",
        66 => "Underlay ISP Properties",
        67 => "IPsec SA Nonce",
        68 => "IPsec Public Key",
        69 => "IPsec SA Proposal",
        70 => "Simplified IPsec SA",
        123 => "NRP",
        124 => "RPF",
        125 => "Tree Label Stack",
        128 => "Segment List",
        129 => "SR Policy Candidate Path Name",
        130 => "SR Policy Name",
        192 => "WAN ID",
        193 => "Bytes",
        194 => "IPsec DIM",
        195 => "IPsec Key Exchange",
        196 => "IPsec SA Proposals",
        197 => "Service Segment List",
        198 => "Service VTEP",
        199 => "DES Adjacency",
        _ => return None,
    })
}
