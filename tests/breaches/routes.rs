//! Rules of routes. Each vector is one route in an MP_REACH_NLRI, laid out by hand from its RFC.

use bmp_codec::Breach;
use bmp_codec::bgp::nlri::Family;

use crate::support::hand::{attribute, hex, update_body};

/// Rule, family, and the route.
pub(crate) const VECTORS: &[(Breach, Family, &str)] = &[
    // 224.0.0.0/4 and 239.255.255.255/32.
    (Breach::MULTICAST_PREFIX, Family::IPV4_UNICAST, "04 e0"),
    (
        Breach::MULTICAST_PREFIX,
        Family::IPV4_UNICAST,
        "20 efffffff",
    ),
    // 10.0.0.0/8 through segment 03:44:38:39:ff:00:01:00:00:0a and gateway 192.0.2.1.
    (
        Breach::EVPN_TWO_OVERLAY_INDEXES,
        Family::L2VPN_EVPN,
        "05 22 0000fde800000001 03443839ff000100000a 00000000 08 0a000000 c0000201 000641",
    ),
    // (*, 233.252.0.1) of 192.0.2.9 in exclude mode without a version, and with version 1 only.
    (
        Breach::EVPN_NO_VERSION,
        Family::L2VPN_EVPN,
        "06 18 0000fde800000001 00000007 00 20 e9fc0001 20 c0000209 08",
    ),
    (
        Breach::EVPN_NO_VERSION,
        Family::L2VPN_EVPN,
        "06 18 0000fde800000001 00000007 00 20 e9fc0001 20 c0000209 01",
    ),
    // (*, ff0e::1).
    (
        Breach::EVPN_NO_VERSION,
        Family::L2VPN_EVPN,
        "06 24 0000fde800000001 00000007 00 80 ff0e0000000000000000000000000001 20 c0000209 00",
    ),
    // (192.0.2.66, 233.252.0.1) with versions 2 and 3.
    (
        Breach::EVPN_SOURCE_VERSION,
        Family::L2VPN_EVPN,
        "06 1c 0000fde800000001 00000007 20 c0000242 20 e9fc0001 20 c0000209 06",
    ),
    // (*, ff0e::1) with version 3 next to version 2: selective, report synch and leave synch.
    (
        Breach::EVPN_MLD_VERSION,
        Family::L2VPN_EVPN,
        "06 24 0000fde800000001 00000007 00 80 ff0e0000000000000000000000000001 20 c0000209 06",
    ),
    (
        Breach::EVPN_MLD_VERSION,
        Family::L2VPN_EVPN,
        "07 2e 0000fde800000001 03443839ff000100000a 00000007
         00 80 ff0e0000000000000000000000000001 20 c0000209 06",
    ),
    (
        Breach::EVPN_MLD_VERSION,
        Family::L2VPN_EVPN,
        "08 33 0000fde800000001 03443839ff000100000a 00000007
         00 80 ff0e0000000000000000000000000001 20 c0000209 00000000 0a 06",
    ),
    // (192.0.2.66, 232.0.0.1) and (2001:db8::66, ff3e::8000:1).
    (
        Breach::MVPN_SSM_SOURCE_ACTIVE,
        Family::IPV4_MCAST_VPN,
        "05 12 0000fde800000001 20 c0000242 20 e8000001",
    ),
    (
        Breach::MVPN_SSM_SOURCE_ACTIVE,
        Family::IPV6_MCAST_VPN,
        "05 2a 0000fde800000001 80 20010db8000000000000000000000066
         80 ff3e0000000000000000000080000001",
    ),
    // A PE with an IPv6 address in an IPv4 route, and the other way round.
    (
        Breach::MUP_ADDRESS_FAMILY,
        Family::IPV4_MUP,
        "01 0002 18 0000fde800000001 20010db8000000000000000000000001",
    ),
    (
        Breach::MUP_ADDRESS_FAMILY,
        Family::IPV6_MUP,
        "01 0002 0c 0000fde800000001 c0000201",
    ),
    (
        Breach::MUP_NO_ENDPOINT,
        Family::IPV4_MUP,
        "01 0003 14 0000fde800000001 20 c0000207 00003039 09 00 00",
    ),
    // The TEID of types 1 and 2.
    (
        Breach::MUP_TEID_ZERO,
        Family::IPV4_MUP,
        "01 0003 18 0000fde800000001 20 c0000207 00000000 09 20 c0000201 00",
    ),
    (
        Breach::MUP_TEID_ZERO,
        Family::IPV4_MUP,
        "01 0004 11 0000fde800000001 40 c0000201 00000000",
    ),
    // A session without QFI, behind types 1 and 2.
    (
        Breach::MUP_MALFORMED_TLV,
        Family::IPV4_MUP,
        "01 0003 1e 0000fde800000001 20 c0000207 00003039 09 20 c0000201 00 01 04 00000309",
    ),
    (
        Breach::MUP_MALFORMED_TLV,
        Family::IPV4_MUP,
        "01 0004 17 0000fde800000001 40 c0000201 00003039 01 04 00000309",
    ),
    // The first and the last number for special purposes.
    (
        Breach::SFC_SPECIAL_PURPOSE,
        Family::SFC,
        "0001 000a 0000fde800000001 0001",
    ),
    (
        Breach::SFC_SPECIAL_PURPOSE,
        Family::SFC,
        "0001 000a 0000fde800000001 001f",
    ),
    (Breach::FLOW_SPEC_EMPTY, Family::IPV4_FLOW_SPEC, "00"),
    (
        Breach::FLOW_SPEC_EMPTY,
        Family::VPN_IPV6_FLOW_SPEC,
        "08 0000fde800000001",
    ),
    // ICMP type before destination.
    (
        Breach::FLOW_SPEC_ORDER,
        Family::IPV4_FLOW_SPEC,
        "05 078108 0100",
    ),
    (
        Breach::FLOW_SPEC_DUPLICATE,
        Family::IPV4_FLOW_SPEC,
        "04 0100 0100",
    ),
    (
        Breach::FLOW_SPEC_COMPONENT_TYPE,
        Family::IPV4_FLOW_SPEC,
        "03 0d8101",
    ),
    // A DSCP of two octets.
    (
        Breach::FLOW_SPEC_VALUE_LENGTH,
        Family::IPV6_FLOW_SPEC,
        "04 0b91000a",
    ),
];

/// Family, and a route that is close to one that breaks a rule.
pub(crate) const GOOD: &[(Family, &str)] = &[
    // 192.0.0.0/2, which contains all multicast addresses and others; 240.0.0.0/4.
    (Family::IPV4_UNICAST, "02 c0"),
    (Family::IPV4_UNICAST, "04 f0"),
    // 224.0.0.0/4 where it is not the NLRI of RFC 4271.
    (Family::IPV4_MULTICAST, "04 e0"),
    (Family::IPV4_OVER_IPV6, "04 e0"),
    (Family::IPV6_UNICAST, "08 ff"),
    // A segment, a gateway, and neither.
    (
        Family::L2VPN_EVPN,
        "05 22 0000fde800000001 03443839ff000100000a 00000000 08 0a000000 00000000 000641",
    ),
    (
        Family::L2VPN_EVPN,
        "05 22 0000fde800000001 00000000000000000000 00000000 08 0a000000 c0000201 000641",
    ),
    (
        Family::L2VPN_EVPN,
        "05 22 0000fde800000001 00000000000000000000 00000000 08 0a000000 00000000 000641",
    ),
    // (*, 233.252.0.1) with version 2; (192.0.2.66, 233.252.0.1) with version 3; (*, *) without a version; (*, ff0e::1)
    // with MLDv1.
    (
        Family::L2VPN_EVPN,
        "06 18 0000fde800000001 00000007 00 20 e9fc0001 20 c0000209 02",
    ),
    (
        Family::L2VPN_EVPN,
        "06 1c 0000fde800000001 00000007 20 c0000242 20 e9fc0001 20 c0000209 04",
    ),
    (
        Family::L2VPN_EVPN,
        "06 14 0000fde800000001 00000007 00 00 20 c0000209 00",
    ),
    (
        Family::L2VPN_EVPN,
        "06 24 0000fde800000001 00000007 00 80 ff0e0000000000000000000000000001 20 c0000209 01",
    ),
    // A source of a group of any-source multicast, and a join of an SSM group.
    (
        Family::IPV4_MCAST_VPN,
        "05 12 0000fde800000001 20 c0000242 20 e9fc0001",
    ),
    (
        Family::IPV4_MCAST_VPN,
        "07 16 0000fde800000001 0000fde8 20 c0000242 20 e8000001",
    ),
    // An endpoint with the first 16 bits of TEID 4660, and one without a TEID.
    (
        Family::IPV4_MUP,
        "01 0004 0f 0000fbf400000064 30 c0000269 0000",
    ),
    (Family::IPV4_MUP, "01 0004 0d 0000fde800000001 20 c0000201"),
    // A reserved number and the first one that is not for special purposes.
    (Family::SFC, "0001 000a 0000fde800000001 0000"),
    (Family::SFC, "0001 000a 0000fde800000001 0020"),
];

/// Routes that break a rule if they are announced, and none if they are withdrawn.
pub(crate) const WITHDRAWN: &[(Family, &str)] = &[
    (Family::IPV4_UNICAST, "04 e0"),
    (
        Family::L2VPN_EVPN,
        "06 18 0000fde800000001 00000007 00 20 e9fc0001 20 c0000209 00",
    ),
    (
        Family::IPV4_MUP,
        "01 0003 14 0000fde800000001 20 c0000207 00000000 00 00 00",
    ),
    (Family::SFC, "0001 000a 0000fde800000001 0001"),
];

/// Returns an UPDATE that withdraws routes in an MP_UNREACH_NLRI.
pub(crate) fn withdrawn(family: &Family, nlri: &[u8]) -> Vec<u8> {
    let [high, low] = family.afi().to_be_bytes();
    let unreach = [&[high, low, family.safi()][..], nlri].concat();
    update_body(&[], &attribute(0x80, 15, &unreach), &[])
}

/// Returns an UPDATE that announces routes in an MP_REACH_NLRI, with a next hop that fits the family.
pub(crate) fn announced(family: &Family, nlri: &[u8]) -> Vec<u8> {
    let next_hop = match *family {
        family if family.to_string().contains("flow-spec") => vec![0],
        Family::IPV6_UNICAST | Family::IPV6_MULTICAST | Family::IPV6_LABELED_UNICAST => {
            hex("10 20010db8000000000000000000000001")
        }
        family if matches!(family.safi(), 128 | 129) => hex("0c 0000000000000000 c0000201"),
        _ => hex("04 c0000201"),
    };
    let [high, low] = family.afi().to_be_bytes();
    let reach = [&[high, low, family.safi()][..], &next_hop, &[0], nlri].concat();
    let list = [
        hex("40010100 400206 0201 0000fde9"),
        attribute(0x80, 14, &reach),
    ];
    update_body(&[], &list.concat(), &[])
}
