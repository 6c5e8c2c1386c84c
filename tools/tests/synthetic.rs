//! Messages that are built here and read by tshark: field by field the values that they were built from.
//!
//! [`NOT_READ`] is of tshark 4.0; later ones may read more.

use std::collections::BTreeSet;
use std::process::Command;

use bmp_codec::Encode;
use bmp_codec::bgp::attribute::{self, AttributeValue, PathAttribute, PathAttributes};
use bmp_codec::bgp::nlri::{Family, Routes};
use bmp_codec::bgp::{Session, Update};
use bmp_codec::bmp::{Message, PeerType, PerPeerHeader, RouteMonitoring};
use bmp_codec::net::Asn;

use crate::support::{built, pdml, tshark};

/// What tshark 4.0.17 does not read, or reads otherwise, and why.
#[rustfmt::skip]
const NOT_READ: &[(&str, &str)] = &[
    (r#"{"color":{"flags":0"#, "the first four of eight octets are read as the color"),
    (r#"{"load_balancing_block""#, "nothing behind the length is read"),
    (r#"{"egress_endpoint""#, "sub-TLV 6 is not known"),
    (r#"{"ds_field""#, "sub-TLV 7 is not known"),
    (r#"{"udp_destination_port""#, "sub-TLV 8 is not known"),
    (r#"{"embedded_label_handling""#, "sub-TLV 9 is not known"),
    (r#"{"mpls_label_stack""#, "sub-TLV 10 is not known"),
    (r#""sub_tlvs":[{"prefix_sid":["#, "sub-TLV 11 is not known"),
    (r#"{"type_c""#, "of segments only those of type A are read"),
    (r#"{"flow_label""#, "component 13 is not known"),
    (r#"{"connector""#, "attribute 20 is not known"),
    (r#"{"as_path_limit""#, "attribute 21 is not known"),
    (r#"{"traffic_engineering""#, "attribute 24 is not known"),
    (r#"{"ipv6_extended_communities""#, "attribute 25 is not known"),
    (r#"{"pe_distinguisher_labels""#, "attribute 27 is not known"),
    (r#"{"opaque_"#, "opaque values are shown without a value"),
    (r#"{"s_bfd_discriminators""#, "TLV 1032 is not known"),
    (r#"{"srms_preference""#, "TLV 1037 is not known"),
    (r#"{"link_state":[{"srv6_"#, "TLVs of SRv6 are not known"),
    (r#"_srv6_lan_end_x_sid""#, "TLVs 1107 and 1108 are not known"),
    (r#"{"link_state":[{"flex_algorithm_exclude"#, "TLVs 1040 and 1045 are not known outside of 1039"),
    (r#"{"link_state":[{"flex_algorithm_include"#, "TLVs 1041 and 1042 are not known outside of 1039"),
    (r#"{"flex_algorithm_flags""#, "TLV 1043 is not known"),
    (r#"{"flex_algorithm_unsupported""#, "TLV 1046 is not known"),
    (r#"{"flex_algorithm_prefix_metric""#, "TLV 1044 is not known"),
    (r#"{"igp_metric":{"value":4294967295"#, "of four octets TLV 1095 is not read"),
    (r#"{"prefix_metric":{"value":20,"width":3"#, "of three octets TLV 1155 is not read"),
    (r#"{"lan_adjacency_sid""#, "TLV 1100 is not known"),
    (r#"{"rtm_capability""#, "TLV 1105 is not known"),
    (r#"{"igp_flags""#, "the flags are shown without a value"),
    (r#"{"isis_flood_reflection""#, "TLV 1160 is not known"),
    (r#"{"link_state":[{"sid_label""#, "TLV 1161 is not known outside of 1034 and 1036"),
    (r#"{"prefix_attribute_flags""#, "the flags are shown without a value"),
    (r#"{"link_state":[{"source_"#, "TLVs 1171 and 1174 are not known"),
    (r#"{"l2_bundle_member""#, "TLV 1172 is not known"),
    (r#"{"range""#, "TLV 1159 is not known"),
    (r#"{"sequence_number""#, "TLV 1181 is not known"),
    (r#"{"spf_status""#, "TLV 1184 is not known"),
    (r#"{"mpls_te_policy_state""#, "TLV 1200 is not known"),
    (r#"{"link_state":[{"binding_sid""#, "TLV 1201 is not known"),
    (r#"{"link_state":[{"candidate_path_"#, "TLVs 1202 to 1204 are not known"),
    (r#"{"link_state":[{"segment"#, "TLVs 1205 to 1207, 1216 and 1217 are not known"),
    (r#"["graceful_link_shutdown"]"#, "TLV 1121 is not known"),
    (r#"{"affinity_constraint""#, "TLV 1208 is not known"),
    (r#"{"srlg_constraint""#, "TLV 1209 is not known"),
    (r#"{"bandwidth_constraint""#, "TLV 1210 is not known"),
    (r#"{"disjoint_group""#, "TLV 1211 is not known"),
    (r#"{"bidirectional_group""#, "TLV 1214 is not known"),
    (r#"{"metric_constraint""#, "TLV 1215 is not known"),
    (r#"{"link_state":[{"policy_name""#, "TLV 1213 is not known"),
    (r#"{"community_containers""#, "attribute 34 is not known"),
    (r#"{"only_to_customer""#, "attribute 35 is not known"),
    (r#"{"d_path""#, "a draft that has the SAFI once, behind all domains"),
    (r#"{"sfp""#, "attribute 37 is not known"),
    (r#"{"bfd_discriminator""#, "attribute 38 is not known"),
    (r#"{"next_hop_characteristics""#, "attribute 39 is not known"),
    (r#"{"bier""#, "attribute 41 is not known"),
    (r#""vpn_ipv6_unicast""#, "of VPN-IPv6 routes only the labels are fields; the rest is a line of text, which golden frames compare"),
    (r#""vpn_ipv6_multicast""#, "AFI 2, SAFI 129 is not known"),
    (r#"{"label":null"#, "SAFI 129 is read with a label, which RFC 6514 does not have"),
    ("classful_transport", "SAFI 76 is not known"),
    (r#"{"leave_synch""#, "a draft in which neither reserved octets nor a response time stood before the flags"),
    (r#"{"per_region_i_pmsi""#, "EVPN type 9 is not known"),
    (r#""l2vpn_evpn":[{"path_id":null,"nlri":{"leaf""#, "EVPN type 11 is not known"),
    (r#""l2vpn_mcast_vpls""#, "AFI 25, SAFI 8 is not known"),
    (r#""l2vpn_flow_spec""#, "AFI 25, SAFI 133 is not known"),
    (r#""vpn_l2vpn_flow_spec""#, "AFI 25, SAFI 134 is not known"),
    (r#"{"mp_reach":{"next_hop":"192.0.2.1","reserved":0,"nlri":{"ipv6_sr_policy""#, "of the endpoint four octets are looked at"),
    (r#"{"mp_unreach":{"nlri":{"ipv6_sr_policy""#, "of the endpoint four octets are looked at"),
    ("_mup\"", "SAFI 85 is not known"),
    (r#""sfc""#, "AFI 31 is not known"),
    ("_car\"", "SAFI 83 and 84 are not known"),
    (r#""l2vpn_pseudowire""#, "SAFI 6 is not known"),
    ("_l1vpn\"", "SAFI 69 is not known"),
    (r#""ipv4_over_ipv6""#, "SAFI 67 is not known"),
    ("_unreachability\"", "SAFI 81 is not known"),
    (r#"{"sr_policy":{"protocol_id""#, "BGP-LS NLRI type 5 is not known"),
    (r#"{"srv6_sid""#, "BGP-LS NLRI type 6 is not known"),
    (r#"{"stub_link""#, "BGP-LS NLRI type 7 is not known"),
    (r#"{"unknown":{"route_type":65000"#, "BGP-LS NLRI types for private use are not known"),
    (r#""vpn_link_state""#, "the route distinguisher is read as protocol and identifier: tshark has BGP-LS-VPN with SAFI 128"),
    (r#""link_state_spf""#, "AFI 16388, SAFI 80 is not known"),
];

/// An attribute with what it was built from.
struct Case {
    what: String,
    value: AttributeValue,
}

fn value(json: &str) -> AttributeValue {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"))
}

fn cases() -> Vec<Case> {
    let attributes = built::attributes().map(|json| Case {
        what: json.to_owned(),
        value: value(json),
    });
    let routes = built::ROUTES.iter().flat_map(|(family, routes)| {
        routes.iter().flat_map(move |route| {
            let list = format!(r#"{{"{family}":[{{"path_id":null,"nlri":{route}}}]}}"#);
            let next_hop = r#""next_hop":"192.0.2.1","reserved":0,"#;
            let reach = format!(r#"{{"mp_reach":{{{next_hop}"nlri":{list}}}}}"#);
            let unreach = format!(r#"{{"mp_unreach":{{"nlri":{list}}}}}"#);
            // A route has no stack of labels where it is withdrawn.
            let unreach = (!route.contains("100/200")).then_some(unreach);
            [reach].into_iter().chain(unreach).map(|json| Case {
                value: value(&json),
                what: json,
            })
        })
    });
    attributes.chain(routes).collect()
}

/// A Route Monitoring message with one attribute, and the session that it is of.
fn frame(value: &AttributeValue) -> (Vec<u8>, Session) {
    let attribute = PathAttribute::new(value.clone());
    let session = attribute.session_for(Session::default());
    let update = Update {
        withdrawn_routes: Routes::new(Session::default()),
        path_attributes: PathAttributes::in_session(session, [attribute]).unwrap(),
        nlri: Routes::new(Session::default()),
    };
    let peer = PerPeerHeader::new(PeerType::Global, Asn(64496), "192.0.2.1".parse().unwrap());
    let monitoring: RouteMonitoring = RouteMonitoring::new(peer, update);
    let frame = Message::RouteMonitoring(monitoring).to_vec().unwrap();
    (frame, session)
}

/// Whether tshark is the version of [`NOT_READ`].
fn is_tshark_4_0() -> bool {
    let output = Command::new(env!("TSHARK")).arg("--version").output();
    output
        .unwrap()
        .stdout
        .starts_with(b"TShark (Wireshark) 4.0.")
}

/// What tshark reads in the first attribute of each frame.
fn read_by_tshark(frames: &[Vec<u8>]) -> Vec<Vec<String>> {
    let mut read = Vec::new();
    pdml::each(frames, |_, packet| {
        let attribute = packet
            .descendants()
            .find(|node| pdml::name(*node) == "bgp.update.path_attribute");
        read.push(attribute.map(pdml::attribute_fields).unwrap_or_default());
    });
    read
}

#[test]
fn every_code_and_family_is_built() {
    let cases = cases();
    let codes: BTreeSet<u8> = cases.iter().map(|case| case.value.code()).collect();
    let typed = (0..=255).filter(|code| attribute::usual_flags(*code).is_some());
    assert_eq!(codes, typed.collect());
    let families: BTreeSet<Family> = cases
        .iter()
        .filter_map(|case| match &case.value {
            AttributeValue::MpReach(reach) => Some(reach.nlri.family()),
            _ => None,
        })
        .collect();
    assert_eq!(families, Family::TYPED.iter().copied().collect());
    // All route types of families that have some; the first key of a route is its type.
    let types = [
        ("l2vpn_evpn", 11),
        ("ipv4_mcast_vpn", 7),
        ("l2vpn_mcast_vpls", 2),
        ("l2vpn_vpls", 2),
        ("ipv4_mup", 4),
        ("sfc", 2),
        // The seven that are known, and one for private use.
        ("link_state", 8),
    ];
    for (family, number) in types {
        let (_, routes) = built::ROUTES.iter().find(|row| row.0 == family).unwrap();
        let types: BTreeSet<&str> = routes
            .iter()
            .filter_map(|route| route.split('"').nth(1))
            .collect();
        assert_eq!(types.len(), number, "{family}");
    }
}

#[test]
#[cfg_attr(not(has_tshark), ignore = "needs tshark 4.0: apt-get install tshark")]
fn tshark_reads_what_was_built() {
    let cases = cases();
    let (frames, sessions): (Vec<_>, Vec<_>) = cases.iter().map(|case| frame(&case.value)).unzip();
    let (read, is_4_0) = (read_by_tshark(&frames), is_tshark_4_0());
    assert_eq!(read.len(), cases.len());
    let mut differences = Vec::new();
    for (place, case) in cases.iter().enumerate() {
        let fields = &read[place];
        let message = Message::decode(&frames[place], sessions[place]).unwrap();
        let Message::RouteMonitoring(monitoring) = message else {
            panic!("{message:?}");
        };
        let attributes = monitoring.update.unwrap().path_attributes;
        let attribute = attributes.iter().next().unwrap().unwrap();
        assert_eq!(attribute.value.to_owned(), case.value);
        let found = tshark::differences(fields, &attribute.value);
        let not_read = NOT_READ.iter().find(|(part, _)| case.what.contains(part));
        match not_read {
            None if !found.is_empty() => differences.push(format!(
                "{}\n  {}\n  {}",
                case.what,
                fields.join(" "),
                found.join("\n  ")
            )),
            Some((_, why)) if is_4_0 && found.is_empty() => {
                differences.push(format!("{} is read, and was not: {why}", case.what))
            }
            _ => {}
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
