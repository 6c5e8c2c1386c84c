//! Which field of tshark 4.0.17 is which of ours.

use std::net::{Ipv4Addr, Ipv6Addr};

use bmp_codec::bgp::attribute::prefix_sid::EndpointBehavior;
use bmp_codec::bgp::attribute::tunnel_encapsulation::{ExplicitNull, TunnelType};
use bmp_codec::bgp::nlri::link_state::{OspfRouteType, ProtocolId};
use bmp_codec::net::{Label, RouteDistinguisher};
use serde_json::Value;

/// How a text is brought into the form that both sides have.
type Form = fn(&str) -> String;

/// Names of tshark's, what the paths of ours end with, and the forms of each.
pub(crate) type Row = (&'static [&'static str], &'static [&'static str], Form, Form);

/// As it is.
pub(super) fn text(text: &str) -> String {
    text.to_owned()
}

/// A number, in whatever form: `10`, `0x0a`, `00:00:00:0a`; and truth.
pub(super) fn number(text: &str) -> String {
    let digits = text.replace(':', "");
    let number = match digits.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None if text.contains(':') || text == "00" => u64::from_str_radix(&digits, 16),
        None if text == "true" => Ok(1),
        None if text == "false" => Ok(0),
        None => text.parse(),
    };
    number.map_or_else(|_| text.to_owned(), |number| number.to_string())
}

/// The number of a tunnel type, by its name.
fn tunnel_type(text: &str) -> String {
    let named = TunnelType::ALL
        .iter()
        .find(|tunnel_type| tunnel_type.name() == Some(text));
    named.map_or_else(|| number(text), |named| u16::from(*named).to_string())
}

/// Six digits of a number with a point, as tshark prints them.
fn float(text: &str) -> String {
    text.parse::<f64>()
        .map_or_else(|_| text.to_owned(), |number| format!("{number:.5e}"))
}

/// Octets without anything between them.
pub(super) fn octets(text: &str) -> String {
    text.replace(':', "")
}

/// A route distinguisher in octets.
fn distinguisher(text: &str) -> String {
    u64::from_str_radix(&octets(text), 16).map_or_else(
        |_| text.to_owned(),
        |bits| RouteDistinguisher(bits).to_string(),
    )
}

/// The address of a prefix.
fn address(text: &str) -> String {
    text.split('/').next().unwrap().to_owned()
}

/// The administrator of a route distinguisher, or the first number of a community.
fn front(text: &str) -> String {
    text.rsplit_once(':')
        .map_or(text, |(front, _)| front)
        .to_owned()
}

/// The length of a prefix, the number behind an administrator.
fn behind(text: &str) -> String {
    match text.rsplit_once('/').or_else(|| text.rsplit_once(':')) {
        Some((_, behind)) => behind.to_owned(),
        None => text.to_owned(),
    }
}

/// The offset of a pattern of IPv6, which is not written if it is 0.
fn offset(text: &str) -> String {
    let (_, lengths) = text.split_once('/').unwrap();
    lengths
        .split_once('-')
        .map_or("0", |(offset, _)| offset)
        .to_owned()
}

/// A stack of labels, as ours; 0 for what stands for a label in a withdrawn route.
fn their_labels(text: &str) -> String {
    text.replace(" (bottom)", "")
        .replace(" (withdrawn)", "")
        .replace(',', "/")
}
fn our_labels(text: &str) -> String {
    let label = |label: &str| match label {
        "withdrawn" => "0".to_owned(),
        label => label.split('(').next().unwrap().to_owned(),
    };
    let labels: Vec<String> = text.split('/').map(label).collect();
    labels.join("/")
}

fn behavior(text: &str) -> String {
    let behavior: EndpointBehavior = serde_json::from_value(Value::from(text)).unwrap();
    u16::from(behavior).to_string()
}

/// A segment that tshark does not know, behind two octets: a weight, or an address.
fn segment(text: &str) -> String {
    let bits = u128::from_str_radix(&octets(text)[4..], 16).unwrap();
    match text.len() {
        17 => bits.to_string(),
        _ => Ipv6Addr::from(bits).to_string(),
    }
}

/// A text in octets, behind one octet.
fn name(text: &str) -> String {
    let octets = octets(text);
    let pairs = octets.as_bytes().chunks(2).skip(1);
    let octets = pairs.map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap());
    String::from_utf8_lossy(&octets.collect::<Vec<_>>()).into_owned()
}

/// The label in front of the other bits of a stack entry.
fn label_of_entry(text: &str) -> String {
    (number(text).parse::<u32>().unwrap() >> 12).to_string()
}

/// A bit of a number.
pub(super) fn bit<const BIT: u32>(text: &str) -> String {
    (number(text).parse::<u64>().unwrap() >> BIT & 1).to_string()
}

/// The default route has no length in tshark.
fn route_target_length(text: &str) -> String {
    if text.starts_with("MP ") {
        "0".to_owned()
    } else {
        number(text)
    }
}

fn without_name(text: &str) -> String {
    text.trim_start_matches("rt:").to_owned()
}

fn segment_kind(text: &str) -> String {
    ["set", "sequence", "confed_sequence", "confed_set"]
        .iter()
        .position(|kind| *kind == text)
        .map_or(text.to_owned(), |place| (place + 1).to_string())
}

fn origin(text: &str) -> String {
    ["igp", "egp", "incomplete"]
        .iter()
        .position(|origin| *origin == text)
        .map_or(text.to_owned(), |place| place.to_string())
}

/// All 24 bits of a label, which may be text.
fn all_bits(text: &str) -> String {
    match text.parse::<Label>() {
        Ok(label) if text.parse::<u32>().is_err() => u32::from(label).to_string(),
        _ => number(text),
    }
}

/// Ours is 24 bits of which the label is the first 20, or text.
fn twenty_bits(text: &str) -> String {
    match text.parse::<u32>() {
        Ok(bits) => (bits >> 4).to_string(),
        Err(_) => our_labels(text),
    }
}

fn explicit_null(text: &str) -> String {
    let policy: ExplicitNull = serde_json::from_value(Value::from(text)).unwrap();
    u8::from(policy).to_string()
}

fn protocol_id(text: &str) -> String {
    let protocol: ProtocolId = serde_json::from_value(Value::from(text)).unwrap();
    u8::from(protocol).to_string()
}

fn ospf_route_type(text: &str) -> String {
    let route_type: OspfRouteType = serde_json::from_value(Value::from(text)).unwrap();
    u8::from(route_type).to_string()
}

/// The first of three numbers, and the second.
fn first(text: &str) -> String {
    text.split(':').next().unwrap().to_owned()
}
fn second(text: &str) -> String {
    text.split(':').nth(1).unwrap().to_owned()
}

/// The last four octets.
fn last_word(text: &str) -> String {
    let word = &text[text.len() - 8..];
    u32::from_str_radix(word, 16).unwrap().to_string()
}

fn address_as_number(text: &str) -> String {
    text.parse::<Ipv4Addr>().unwrap().to_bits().to_string()
}

const LABELS: &[&str] = &[
    "pmsi_tunnel.label",
    "esi_label.label",
    "l2vpn_evpn.nlri*.label",
    "mac_ip.label1",
    "mac_ip.label2",
];

/// Where tshark shows a label in one of two ways, the row of the other says nothing.
pub(super) const EITHER: &[&str] = &[
    "evpn.nlri.vni",
    "evpn.nlri.mpls_ls1",
    "community_as",
    "community_value",
    // Patterns of IPv4 have no offset.
    "flowspec_nlri.ipv6_pref_offset",
];

/// The rows: a line each, however long.
#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    // What RFC 4271 has, and lists of numbers.
    (&["next_hop"], &[".next_hop"], text, text),
    (&["aggregator_as"], &["aggregator.asn"], number, number),
    (&["aggregator_origin"], &["aggregator.address"], text, text),
    (&["originator_id"], &[".originator_id"], text, text),
    (&["community_as"], &[".communities"], number, front),
    (&["community_value"], &[".communities"], number, behind),
    (&["large_communities.ga"], &[".large_communities"], text, first),
    (&["large_communities.ldp1"], &[".large_communities"], text, second),
    (&["large_communities.ldp2"], &[".large_communities"], text, behind),
    (&["cluster_id"], &[".cluster_list"], text, text),
    // Extended communities.
    (&["ext_com.value_as2"], &["two_octet_as.asn", "link_bandwidth.asn", "traffic_rate_bytes.asn"], number, number),
    (&["ext_com.value_an4"], &["two_octet_as.number"], number, number),
    (&["ext_com.value_as4"], &["four_octet_as.asn"], number, number),
    (&["ext_com.value_IP4"], &["ipv4_address.address"], text, text),
    (&["ext_com.value_an2"], &["ipv4_address.number", "four_octet_as.number"], number, number),
    (&["ext_com.value_raw"], &[".raw"], text, text),
    (&["ext_com.value_link_bw"], &["link_bandwidth.bandwidth"], float, float),
    (&["ext_com.tunnel_type"], &[".encapsulation.tunnel_type"], number, tunnel_type),
    (&["ext_com.value_fs_dscp"], &["traffic_marking.dscp"], number, number),
    (&["ext_com.value_ospf_rid"], &["ospf_router_id.address"], text, text),
    (&["ext_com.value_ospf_rtype.area"], &["ospf_route_type.area"], text, text),
    (&["ext_com.value_ospf_rtype.type"], &["ospf_route_type.route_type"], number, number),
    (&["ext_com_evpn.esi.router_mac"], &["router_mac.mac"], text, text),
    (&["ext_com_evpn.esi.rt"], &["es_import.mac"], text, text),
    (&["ext_com_evpn.mmac.flags"], &["mac_mobility.flags"], number, number),
    (&["ext_com_evpn.mmac.seq"], &["mac_mobility.sequence"], number, number),
    (&["ext_com_flow.rate_limit"], &["traffic_rate_bytes.rate"], float, float),
    (&["ext_com_l2.c_flags"], &["layer2_info.flags"], number, number),
    (&["ext_com_l2.encaps_type"], &["layer2_info.encapsulation"], number, number),
    (&["ext_com_l2.l2_mtu"], &["layer2_info.mtu"], number, number),
    (&["ext_com_l2.esi_label_flag"], &["esi_label.flags"], number, number),
    (&["ext_com.value_ospf_rtype.options.mt"], &["ospf_route_type.options"], number, number),
    (&["ext_com_flow.sample"], &["traffic_action.flags"], number, bit::<1>),
    (&["ext_com_flow.traff_act"], &["traffic_action.flags"], number, bit::<0>),
    // PMSI_TUNNEL.
    (&["pmsi.tunnel.flags"], &["pmsi_tunnel.flags"], number, number),
    (&["pmsi.tunnel.type"], &[".pmsi_type"], number, number),
    (&["pmsi.ingress_rep_ip"], &["tunnel.ingress_replication"], text, text),
    (&["pmsi.pimssm.root_node", "pmsi.pimsm.sender_address", "pmsi.bidir_pim_tree.sender"],
        &["pim_ssm.sender", "pim_sm.sender", "bidir_pim.sender"], text, text),
    (&["pmsi.pimssm.pmulticast_group", "pmsi.pimsm.pmulticast_group", "pmsi.bidir_pim_tree.pmulticast_group"],
        &["pim_ssm.group", "pim_sm.group", "bidir_pim.group"], text, text),
    (&["pmsi.mldp.fec.root_nodev4"], &["mldp_p2mp.root", "mldp_mp2mp.root"], text, text),
    (&["pmsi.mldp.fec.opaque_value_unique_id_rn"], &["mldp_p2mp.opaque", "mldp_mp2mp.opaque"], number, last_word),
    // tshark has these two names the other way round: RFC 6514, section 5, begins with the extended tunnel ID.
    (&["pmsi.rsvp.id"], &["rsvp_te_p2mp.extended_tunnel_id"], text, text),
    (&["pmsi.rsvp.ext_tunnel_idv4"], &["rsvp_te_p2mp.p2mp_id"], address_as_number, number),
    (&["pmsi.rsvp.tunnel_id"], &["rsvp_te_p2mp.tunnel_id"], number, number),
    // Tunnel Encapsulation. What RFC 9830 calls name of a candidate path was the name of the policy in a draft.
    (&["encaps_tunnel_tlv_subtlv.pref.flags"], &["sub_tlvs.preference.flags"], number, number),
    (&["encaps_tunnel_tlv_subtlv.pref.preference"], &["sub_tlvs.preference.preference"], number, number),
    (&["encaps_tunnel_tlv_subtlv.binding_sid.flags"], &["sub_tlvs.binding_sid.flags"], number, number),
    (&["encaps_tunnel_tlv_subtlv.binding_sid.sid"], &["binding_sid.sid.mpls.label"], label_of_entry, number),
    (&["encaps_tunnel_tlv_subtlv.priority.priority"], &["priority.priority"], number, number),
    (&["encaps_tunnel_tlv_subtlv.policy_name.name"], &["candidate_path_name.name"], text, text),
    (&["encaps_tunnel_tlv_subtlv.value"], &["sub_tlvs.policy_name.name"], name, text),
    (&["encaps_tunnel_tlv_subtlv.segment_list.subtlv.data"], &["weight.weight", "type_b.sid.sid"], segment, text),
    (&["encaps_tunnel_tlv_subtlv.segment_list_subtlv.flags"], &["type_a.flags"], number, number),
    (&["encaps_tunnel_tlv_subtlv.segment_list_subtlv.mpls_label"], &["type_a.label.label"], number, number),
    (&["encaps_tunnel_tlv_subtlv.segment_list_subtlv.traffic_class"], &["type_a.label.traffic_class"], number, number),
    (&["encaps_tunnel_tlv_subtlv.segment_list_subtlv.bottom_stack"], &["type_a.label.bottom_of_stack"], number, number),
    (&["encaps_tunnel_tlv_subtlv.segment_list_subtlv.ttl"], &["type_a.label.ttl"], number, number),
    (&["encaps_tunnel_tlv_subtlv.vxlan.flags"], &["vxlan.flags"], number, number),
    (&["encaps_tunnel_tlv_subtlv.vxlan.vnid"], &["vxlan.vn_id"], number, number),
    (&["encaps_tunnel_tlv_subtlv.vxlan.mac"], &["vxlan.mac_address"], text, text),
    (&["encaps_tunnel_tlv_subtlv.nvgre.flags"], &["nvgre.flags"], number, number),
    (&["encaps_tunnel_tlv_subtlv.nvgre.vnid"], &["nvgre.vn_id"], number, number),
    (&["encaps_tunnel_tlv_subtlv.nvgre.mac"], &["nvgre.mac_address"], text, text),
    // One name for two sub-TLVs.
    (&["encaps_tunnel_tlv_subtlv_gre_key"], &["encapsulation.gre", "sub_tlvs.protocol_type"], number, number),
    (&["encaps_tunnel_tlv_subtlv_session_id"], &["l2tpv3.session_id"], number, number),
    (&["encaps_tunnel_tlv_subtlv_cookie"], &["l2tpv3.cookie"], octets, text),
    (&["encaps_tunnel_tlv_subtlv.enlp.flags"], &["explicit_null_label_policy.flags"], number, number),
    (&["encaps_tunnel_tlv_subtlv.enlp.preference"], &["explicit_null_label_policy.policy"], number, explicit_null),
    // BGPsec_PATH.
    (&["bgpsec.sps.pcount"], &["secure_path.pcount"], number, number),
    (&["bgpsec.sps.flags"], &["secure_path.flags"], number, number),
    (&["bgpsec.sps.as"], &["secure_path.asn"], number, number),
    (&["bgpsec.sb.algo_id"], &["signature_blocks.algorithm_suite"], number, number),
    (&["bgpsec.ss.ski"], &["signatures.ski"], octets, text),
    (&["bgpsec.ss.sig"], &["signatures.signature"], octets, text),
    // AIGP.
    (&["attribute.aigp.accu_igp_metric"], &["aigp.metric"], number, number),
    // BGP Prefix-SID.
    (&["prefix_sid.label_index.flags"], &["label_index.flags"], number, number),
    (&["prefix_sid.label_index.value"], &["label_index.index"], number, number),
    (&["prefix_sid.originator_srgb.flags"], &["originator_srgb.flags"], number, number),
    (&["prefix_sid.originator_srgb_base"], &["ranges.base"], number, number),
    (&["prefix_sid.originator_srgb_range"], &["ranges.range"], number, number),
    (&["prefix_sid.srv6_l3vpn.sid_value", "prefix_sid.srv6_l2vpn.sid_value"], &["sid_information.sid"], text, text),
    (&["prefix_sid.srv6_l3vpn.sid_flags", "prefix_sid.srv6_l2vpn.sid_flags"], &["sid_information.flags"], number, number),
    (&["prefix_sid.srv6_l3vpn.srv6_endpoint_behavior", "prefix_sid.srv6_l2vpn.srv6_endpoint_behavior"], &["endpoint_behavior"], number, behavior),
    (&["prefix_sid.srv6_l3vpn.sid.locator_block_len"], &["sid_structure.locator_block"], number, number),
    (&["prefix_sid.srv6_l3vpn.sid.locator_node_len"], &["sid_structure.locator_node"], number, number),
    (&["prefix_sid.srv6_l3vpn.sid.func_len"], &["sid_structure.function"], number, number),
    (&["prefix_sid.srv6_l3vpn.sid.arg_len"], &["sid_structure.argument"], number, number),
    (&["prefix_sid.srv6_l3vpn.sid.trans_len"], &["sid_structure.transposition_length"], number, number),
    (&["prefix_sid.srv6_l3vpn.sid.trans_offset"], &["sid_structure.transposition_offset"], number, number),
    // ATTR_SET.
    (&["attr_set.origin_as"], &["attribute_set.origin_as"], number, number),
    (&["origin"], &[".origin"], number, origin),
    (&["local_pref"], &[".local_pref"], number, number),
    (&["multi_exit_disc"], &[".multi_exit_disc"], number, number),
    (&["as_path_segment.as4", "as_path_segment.as2"], &["path.asns"], number, number),
    (&["as_path_segment.type"], &["path.kind"], number, segment_kind),
    (&["nlri_path_id"], &[".path_id"], number, number),
    // Labels: the bits of a prefix are those of the labels as well.
    (&["label_stack"], &["unicast.nlri.labels", "multicast.nlri.label"], their_labels, our_labels),
    (&["rd"], &["unicast.nlri.rd", "multicast.nlri.rd"], text, text),
    (&["mp_reach_nlri_ipv4_prefix", "mp_unreach_nlri_ipv4_prefix", "mp_reach_nlri_ipv6_prefix", "mp_unreach_nlri_ipv6_prefix"],
        &["unicast.nlri.prefix", "multicast.nlri.prefix", "unicast.nlri", "multicast.nlri"], text, address),
    // Route targets, and all that has prefixes.
    (&["prefix_length", "flowspec_nlri.ipv6_pref_length", "wildcard_route_target"],
        &["ip_reachability.prefix", "nlri.bits", "unicast.nlri", "multicast.nlri", "components.destination", "components.source", ".route_target.nlri.length"],
        route_target_length, behind),
    (&["originating_as"], &["route_target.nlri.origin_as"], number, number),
    (&["community_prefix"], &["route_target.nlri.route_target"], text, without_name),
    // Flow specifications.
    (&["flowspec_route_distinguisher_admin_as_num_2", "flowspec_route_distinguisher_admin_ipv4", "flowspec_route_distinguisher_admin_as_num_4"],
        &["flow_spec.nlri.rd"], text, front),
    (&["flowspec_route_distinguisher_asnum_2", "flowspec_route_distinguisher_asnum_4"], &["flow_spec.nlri.rd"], number, behind),
    (&["flowspec_nlri.dst_prefix_filter", "flowspec_nlri.dst_ipv6_pref"], &["components.destination"], text, address),
    (&["flowspec_nlri.src_prefix_filter", "flowspec_nlri.src_ipv6_pref"], &["components.source"], text, address),
    (&["flowspec_nlri.ipv6_pref_offset"], &["components.destination", "components.source"], number, offset),
    (&["flowspec_nlri.opflags"], &[".operator"], number, number),
    (&["flowspec_nlri.dec_val_8", "flowspec_nlri.dec_val_16", "flowspec_nlri.dec_val_32", "flowspec_nlri.val_dsfield", "flowspec_nlri.val_tcp.flags"],
        &["port.value", "protocol.value", "icmp_type.value", "icmp_code.value", "packet_length.value", "dscp.value", "tcp_flags.value"],
        number, number),
    (&["flowspec_nlri.val_frag_lf"], &["fragment.value"], number, bit::<3>),
    (&["flowspec_nlri.val_frag_ff"], &["fragment.value"], number, bit::<2>),
    (&["flowspec_nlri.val_frag_isf"], &["fragment.value"], number, bit::<1>),
    (&["flowspec_nlri.val_frag_df"], &["fragment.value"], number, bit::<0>),
    // EVPN, and the label of its tunnels: of 20 bits or of 24, as tshark guesses from the communities.
    (&["evpn.nlri.vni", "mpls_label_value"], LABELS, number, all_bits),
    (&["evpn.nlri.mpls_ls1", "evpn.nlri.mpls_ls2", "mpls_label_value_20bits"], LABELS, number, twenty_bits),
    (&["evpn.nlri.rd"], &["l2vpn_evpn.nlri*.rd"], distinguisher, text),
    (&["evpn.nlri.esi"], &["l2vpn_evpn.nlri*.esi"], text, text),
    (&["evpn.nlri.etag"], &["l2vpn_evpn.nlri*.ethernet_tag"], number, number),
    (&["evpn.nlri.mac_addr"], &["mac_ip.mac"], text, text),
    (&["evpn.nlri.ip.addr", "evpn.nlri.ipv6.addr"],
        &["mac_ip.ip", "inclusive_multicast.originator", "ethernet_segment.originator", "ip_prefix.prefix"], text, address),
    (&["evpn.nlri.prefix_len"], &["ip_prefix.prefix"], number, behind),
    (&["evpn.nlri.ipv4.gtw_addr", "evpn.nlri.ipv6.gtw_addr"], &["ip_prefix.gateway"], text, text),
    (&["evpn.nlri.or_addr_ipv4", "evpn.nlri.or_addr_ipv6"],
        &["selective_multicast.originator", "report_synch.originator", "leave_synch.originator", "l2vpn_evpn.nlri.s_pmsi.originator"], text, text),
    (&["evpn.nlri.igmp_mc_flags"], &["selective_multicast.flags", "report_synch.flags", "leave_synch.flags"], number, number),
    // MCAST-VPN and MDT.
    (&["mcast_vpn_nlri_rd", "mdt_safi_rd"], &["mcast_vpn.nlri*.rd", "ipv4_mdt.nlri.rd"], distinguisher, text),
    (&["mcast_vpn_nlri_origin_router_ipv4", "mcast_vpn_nlri_origin_router_ipv6"], &["mcast_vpn.nlri*.originator"], text, text),
    (&["mcast_vpn_nlri_route_key"], &["mcast_vpn.nlri.leaf.route_key"], octets, text),
    (&["mdt_safi_ipv4_addr"], &["ipv4_mdt.nlri.address"], text, text),
    (&["mdt_safi_group_addr"], &["ipv4_mdt.nlri.group"], text, text),
    // SR policies.
    (&["sr_policy_nlri_distinguisher"], &["sr_policy.nlri.distinguisher"], number, number),
    (&["sr_policy_nlri_policy_color"], &["sr_policy.nlri.color"], number, number),
    (&["sr_policy_nlri_endpoint_ipv4", "sr_policy_nlri_endpoint_ipv6"], &["sr_policy.nlri.endpoint"], text, text),
    (&["mcast_vpn_nlri_source_as"], &["mcast_vpn.nlri*.source_as"], number, number),
    (&["mcast_vpn_nlri_source_addr_ipv4", "mcast_vpn_nlri_source_addr_ipv6"], &["mcast_vpn.nlri*.source", "l2vpn_evpn.nlri*.source"], text, text),
    (&["mcast_vpn_nlri_group_addr_ipv4", "mcast_vpn_nlri_group_addr_ipv6"], &["mcast_vpn.nlri*.group", "l2vpn_evpn.nlri*.group"], text, text),
    // VPLS.
    (&["vplsad.rd"], &["l2vpn_vpls.nlri*.rd"], text, text),
    (&["ad.pe_addr"], &["discovery.pe_address"], text, text),
    (&["vplsbgp.ce_id"], &["label_block.ve_id"], number, number),
    (&["vplsbgp.labelblock.offset"], &["label_block.ve_block_offset"], number, number),
    (&["vplsbgp.labelblock.size"], &["label_block.ve_block_size"], number, number),
    (&["vplsbgp.labelblock.base"], &["label_block.label_base"], their_labels, our_labels),
    // BGP-LS.
    (&["ls.nlri_node.protocol_id"], &["link_state.nlri*.protocol_id"], number, protocol_id),
    (&["ls.nlri_node.identifier"], &["link_state.nlri*.identifier"], number, number),
    (&["ls.tlv.autonomous_system.id"], &["node.autonomous_system"], number, number),
    (&["ls.tlv.bgp_ls_identifier_id"], &["node.bgp_ls_identifier"], number, number),
    (&["ls.tlv.area_id.id"], &["node.ospf_area_id"], number, address_as_number),
    (&["ls.tlv.igp_router_id"], &["node.igp_router_id"], octets, text),
    (&["ls.tlv.bgp_router_id.id"], &["node.bgp_router_id"], text, text),
    (&["ls.nlri_link_local_identifier"], &["link_identifiers.local"], number, number),
    (&["ls.nlri_link_remote_identifier"], &["link_identifiers.remote"], number, number),
    (&["ls.nlri_ipv4_interface_address", "ls.nlri_ipv6_interface_address"], &[".ipv4_interface_address", ".ipv6_interface_address"], text, text),
    (&["ls.nlri_ipv4_neighbor_address", "ls.nlri_ipv6_neighbor_address"], &[".ipv4_neighbor_address", ".ipv6_neighbor_address"], text, text),
    (&["ls.nlri_multi_topology_id"], &["tlvs.multi_topology_id", ".multi_topology_ids"], number, number),
    (&["ls.nlri_ospf_route_type"], &["tlvs.ospf_route_type"], number, ospf_route_type),
    (&["ls.nlri_ip_reachability_prefix_ip", "ls.nlri_ip_reachability_prefix_ip6"], &["ip_reachability.prefix"], text, address),
];

/// Extended communities of which tshark has six octets, besides those of MUP.
pub(super) const RAW: &[&str] = &["arp_nd", "color", "df_election", "origin_validation_state"];

/// What is in fields of tshark's that are compared with nothing: types, which choose what ours are, lengths, what is
/// reserved, and parts of what is compared as a whole.
#[rustfmt::skip]
pub(super) const NOT_COMPARED: &[&str] = &[
    "type", "length", "_len", "sublen", "reserved", "emptybytes", "not_present", "address_family", "_sub_tlvs", "iplen", "maclen", "nlri.rt", "nlri.len",
    "mpls_traffic_class", "mpls_bottom_stack",
];

/// What the paths of ours end with that tshark does not show, or shows in the type.
#[rustfmt::skip]
pub(super) const NOT_SHOWN: &[&str] = &[
    "reserved", "reserved1", "reserved2", ".width", "transitive", "tunnel_type", "pmsi_tunnel.tunnel",
    "aggregator.width", "fec_type", "layer2_info.preference", "ospf_router_id.number", "label_block.rest",
    "attribute_set.attributes.flags", "weight.flags", "type_b.flags", "binding_sid.sid.mpls.bottom_of_stack",
    "binding_sid.sid.mpls.traffic_class", "binding_sid.sid.mpls.ttl",
    "ip_reachability.padding", "bgp_confederation_member", "bgp_route_type", "address_family_link",
];
