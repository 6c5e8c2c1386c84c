//! Attribute 29, as GoBGP writes it.

use bmp_codec::bgp::attribute::LinkState;
use bmp_codec::bgp::attribute::link_state::{
    LinkStateTlv, PeerSidFlags, SidLabel, Srv6SidStructure,
};
use bmp_codec::net::Bandwidth;
use serde_json::{Value, json};

/// The TLVs that its table does not show. It drops them, but for 1158: that one is in the UPDATEs that it makes.
pub(crate) const NOT_SHOWN: [(u16, &str); 12] = [
    (263, "topologies"),
    (266, "node MSD"),
    (1038, "SRv6 capabilities"),
    (1107, "SRv6 LAN End.X SIDs"),
    (1117, "loss"),
    (1118, "residual bandwidth"),
    (1119, "available bandwidth"),
    (1120, "utilized bandwidth"),
    (1155, "prefix metric"),
    (1158, "prefix SID"),
    (1162, "SRv6 locator"),
    (1173, "extended administrative groups"),
];

/// Bytes, as Go writes them in JSON (RFC 4648, section 4).
fn base64(octets: &[u8]) -> Value {
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in octets.chunks(3) {
        let bits = group
            .iter()
            .fold(0, |bits, octet| bits << 8 | u32::from(*octet));
        let bits = bits << (8 * (3 - group.len()));
        for place in 0..4 {
            let digit = digits[(bits >> (18 - 6 * place)) as usize & 0x3f];
            text.push(if place <= group.len() {
                digit.into()
            } else {
                '='
            });
        }
    }
    json!(text)
}

/// A bandwidth, as Go writes it: without a point, where it is whole.
fn bandwidth(bandwidth: Bandwidth) -> Value {
    let number = f64::from(bandwidth.octets_per_second());
    assert_eq!(number.fract(), 0.0);
    json!(number as u64)
}

fn structure(parts: Srv6SidStructure) -> Value {
    json!({
        "local_block": parts.locator_block, "local_node": parts.locator_node,
        "local_func": parts.function, "local_arg": parts.argument,
    })
}

fn sid(sid: SidLabel) -> u32 {
    match sid {
        SidLabel::Label(number) | SidLabel::Index(number) => number,
    }
}

fn peer_sid(flags: PeerSidFlags, weight: u8, number: SidLabel) -> Value {
    let flags = json!({
        "value": flags.is_value(), "local": flags.is_local(), "backup": flags.is_backup(),
        "persistent": flags.is_persistent(),
    });
    json!({"flags": flags, "weight": weight, "sid": sid(number)})
}

/// Attribute 29, as it writes it.
pub(super) fn attribute(tlvs: &LinkState<&[u8]>) -> Value {
    let mut found = json!({
        "type": 29, "flags": 0x80, "node": {}, "link": {}, "prefix": {}, "bgp_peer_segment": {}, "srv6_sid": {},
    });
    let mut add = |part: &str, name: &str, value: Value| {
        assert!(found[part][name].is_null(), "{name} twice");
        found[part][name] = value;
    };
    let not_anomalous = json!({"anomalous": false});
    for tlv in tlvs.iter().map(Result::unwrap) {
        match tlv {
            LinkStateTlv::NodeName(name) => add("node", "name", json!(name.0.as_str())),
            LinkStateTlv::IsisArea(area) => add("node", "isis_area", base64(area.0.0)),
            LinkStateTlv::SrAlgorithms(list) => {
                add("node", "sr_algorithms", base64(list.0.octets()))
            }
            LinkStateTlv::LocalIpv4RouterId(id) => {
                for part in ["node", "link"] {
                    add(part, "local_router_id_ipv4", json!(id));
                }
            }
            LinkStateTlv::LocalIpv6RouterId(id) => {
                for part in ["node", "link"] {
                    add(part, "local_router_id_ipv6", json!(id));
                }
            }
            LinkStateTlv::SrCapabilities(srgb) => {
                let range = srgb.ranges.iter().next().unwrap().unwrap();
                let first = range.first.label().unwrap();
                // Its end is the first label behind the range.
                let ranges = json!([{"begin": first, "end": first + range.size.get()}]);
                let value = json!({
                    "ipv4_supported": srgb.flags.is_ipv4(), "ipv6_supported": srgb.flags.is_ipv6(),
                    "ranges": ranges,
                });
                add("node", "sr_capabilities", value);
            }
            LinkStateTlv::AdminGroup(groups) => add("link", "admin_group", json!(groups.0)),
            LinkStateTlv::TeDefaultMetric(metric) => {
                add("link", "default_te_metric", json!(metric.value()))
            }
            LinkStateTlv::IgpMetric(metric) => {
                // Of one byte it takes six bits (RFC 7752, section 3.3.2.4). FRR writes any metric below 256 so.
                let bits = if metric.width() == 1 { 0x3f } else { u32::MAX };
                add("link", "igp_metric", json!(metric.value() & bits));
            }
            LinkStateTlv::MaxLinkBandwidth(number) => add("link", "bandwidth", bandwidth(number)),
            LinkStateTlv::MaxReservableBandwidth(number) => {
                add("link", "reservable_bandwidth", bandwidth(number))
            }
            LinkStateTlv::UnreservedBandwidth(numbers) => {
                let numbers = numbers.0.iter().map(bandwidth).collect();
                add("link", "unreserved_bandwidth", numbers);
            }
            LinkStateTlv::UnidirectionalDelay(delay) => {
                let value = json!({"flags": not_anomalous, "delay": delay.delay.get()});
                add("link", "unidirectional_link_delay", value);
            }
            LinkStateTlv::MinMaxDelay(delay) => {
                let value = json!({
                    "flags": not_anomalous, "min_delay": delay.min.get(), "max_delay": delay.max.get(),
                });
                add("link", "min_max_unidirectional_link_delay", value);
            }
            LinkStateTlv::DelayVariation(delay) => {
                let name = "unidirectional_delay_variation";
                add("link", name, json!(delay.variation.get()));
            }
            LinkStateTlv::AdjacencySid(value) => {
                add("link", "adjacency_sid", json!(sid(value.sid)))
            }
            LinkStateTlv::Srv6EndXSid(value) => {
                let Some(Ok(LinkStateTlv::Srv6SidStructure(parts))) = value.sub_tlvs.iter().next()
                else {
                    panic!("{value}")
                };
                let value = json!({
                    "endpoint_behavior": u16::from(value.endpoint_behavior), "flags": value.flags.0,
                    "algorithm": value.algorithm, "weight": value.weight, "reserved": value.reserved,
                    "sids": [value.sid], "sid_structure": structure(parts),
                });
                add("link", "srv6_end_x_sid", value);
            }
            LinkStateTlv::PeerNodeSid(value) => {
                let value = peer_sid(value.flags, value.weight, value.sid);
                add("bgp_peer_segment", "bgp_peer_node_sid", value);
            }
            LinkStateTlv::PeerSetSid(value) => {
                let value = peer_sid(value.flags, value.weight, value.sid);
                add("bgp_peer_segment", "bgp_peer_set_sid", value);
            }
            LinkStateTlv::Srv6EndpointBehavior(value) => {
                let value = json!({
                    "endpoint_behavior": u16::from(value.endpoint_behavior), "flags": value.flags,
                    "algorithm": value.algorithm,
                });
                add("srv6_sid", "srv6_endpoint_behavior", value);
            }
            LinkStateTlv::Srv6PeerNodeSid(value) => {
                let value = json!({
                    "flags": value.flags.0, "weight": value.weight, "peer_as": value.asn.0,
                    "peer_bgp_id": value.bgp_id,
                });
                add("srv6_sid", "srv6_bgp_peer_node_sid", value);
            }
            LinkStateTlv::Srv6SidStructure(parts) => {
                add("srv6_sid", "srv6_sid_structure", structure(parts))
            }
            other => {
                let tlv_type = other.tlv_type();
                assert!(
                    NOT_SHOWN.iter().any(|(known, _)| *known == tlv_type),
                    "{other}"
                );
            }
        }
    }
    found
}
