//! Rules of routes. Each vector is one route in an MP_REACH_NLRI, laid out by hand from its RFC.

use bmp_codec::Breach;
use bmp_codec::bgp::nlri::Family;

use crate::support::hand::{attribute, hex, update_body};

/// Rule, family, and the route.
pub(crate) const VECTORS: &[(Breach, Family, &str)] = &[
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
