//! What tshark shows that is compared with nothing, and why.

/// The values of an attribute that both call malformed.
pub(crate) const MALFORMED: &str = "the attribute is malformed, and has no value here";

/// Why a field is left out.
pub(crate) fn reason(name: &str) -> Option<&'static str> {
    let rows = LEFT_OUT.iter();
    let row = rows.into_iter().find(|(_, names)| names.contains(&name));
    row.map(|(reason, _)| *reason)
}

#[rustfmt::skip]
const LEFT_OUT: &[(&str, &[&str])] = &[
    ("a heading: its fields are below it", &[
        "bgp.cap", "ext_communities", "ext_community", "flowspec_nlri.filter",
        "flowspec_route_distinguisher", "ls.igp_te_metric.available_bandwidth", "ls.igp_te_metric.delay",
        "ls.igp_te_metric.delay_min_max", "ls.igp_te_metric.delay_variation", "ls.igp_te_metric.link_loss",
        "ls.igp_te_metric.residual_bandwidth", "ls.igp_te_metric.utilized_bandwidth", "ls.ipv4_topology_prefix",
        "ls.ipv6_topology_prefix", "ls.nlri", "ls.nlri_link", "ls.nlri_link_descriptors_tlv", "ls.nlri_node",
        "ls.nlri_prefix_descriptors_tlv", "ls.sr.tlv.adjacency.sid", "ls.sr.tlv.algorithm", "ls.sr.tlv.capabilities",
        "ls.sr.tlv.peer_node.sid", "ls.sr.tlv.peer_set.sid", "ls.sr.tlv.prefix.sid",
        "ls.tlv.administrative_group_color", "ls.tlv.area_id", "ls.tlv.autonomous_system", "ls.tlv.bgp_ls_identifier",
        "ls.tlv.bgp_router_id", "ls.tlv.extended_administrative_group", "ls.tlv.igp_router",
        "ls.tlv.ip_reachability_information", "ls.tlv.ipv4_interface_address", "ls.tlv.ipv4_neighbor_address",
        "ls.tlv.ipv4_router_id_of_local_node", "ls.tlv.ipv6_interface_address", "ls.tlv.ipv6_neighbor_address",
        "ls.tlv.ipv6_router_id_of_local_node", "ls.tlv.is_is_area_identifier", "ls.tlv.link_local_remote_identifiers",
        "ls.tlv.local_node_descriptors", "ls.tlv.maximum_link_bandwidth", "ls.tlv.maximum_reservable_link_bandwidth",
        "ls.tlv.metric", "ls.tlv.multi_topology_id", "ls.tlv.node_flags_bits", "ls.tlv.node_msd", "ls.tlv.node_name",
        "ls.tlv.prefix_metric", "ls.tlv.remote_node_descriptors", "ls.tlv.te_default_metric",
        "ls.tlv.unreserved_bandwidth", "bgp.open.opt", "bgp.open.opt.param", "cluster_list", "prefix_sid.label_index",
        "prefix_sid.originator_srgb", "prefix_sid.originator_srgb_block", "prefix_sid.originator_srgb_blocks",
        "prefix_sid.srv6_l3vpn", "prefix_sid.srv6_l3vpn.sub_sub_tlv", "prefix_sid.srv6_l3vpn.sub_sub_tlvs",
        "prefix_sid.srv6_l3vpn.sub_tlv", "prefix_sid.srv6_l3vpn.sub_tlvs", "bgp.update.nlri", "aigp",
        "as_path_segment", "communities", "link_state", "mp_reach_nlri", "mp_unreach_nlri", "mpls_label",
        "pmsi.tunnel.id", "pmsi.tunnel_id.not_present", "bgp.update.path_attributes", "path_attribute", "path_attributes", "path_attributes.unknown",
        "bgp.update.withdrawn_routes", "bmp.init.types", "bmp.peer.header", "bmp.term.types", "flowspec_nlri",
        "mcast_vpn_nlri", "encaps_tunnel_tlv_subtlv.segment_list.subtlv", "large_communities",
        "flowspec_nlri.val_frag", "ext_com.value_ospf_rtype.options",
    ]),
    ("TLVs of Route Mirroring and Peer Up: tshark calls them the rest of a message, and shows no more", &[
        "bgp.continuation",
    ]),
    ("a length: it is the one of what is behind it, and what is decoded is encoded as it was", &[
        "evpn.nlri.iplen", "evpn.nlri.maclen", "flowspec_nlri.length", "ls.length", "ls.nlri_length",
        "mcast_vpn_nlri_group_length", "mcast_vpn_nlri_length", "mcast_vpn_nlri_source_length", "prefix_sid.length",
        "prefix_sid.srv6_l3vpn.sub_sub_tlv.length", "prefix_sid.srv6_l3vpn.sub_tlv.length", "sr_policy_nlri_length",
        "attribute.aigp.length", "encaps_tunnel_tlv_len", "encaps_tunnel_tlv_sublen",
        "encaps_tunnel_tlv_subtlv.segment_list.subtlv.length", "vplsad.length",
    ]),
    ("a type: it chooses which fields are behind it, and those are compared", &[
        "flowspec_nlri.filter_type", "flowspec_route_distinguisher_type", "ls.nlri_type", "ls.type",
        "mcast_vpn_nlri_route_type", "prefix_sid.srv6_l3vpn.sub_sub_tlv.type", "prefix_sid.srv6_l3vpn.sub_tlv.type",
        "prefix_sid.type", "attribute.aigp.type", "encaps_tunnel_subtlv_type",
        "encaps_tunnel_tlv_subtlv.segment_list.subtlv.type", "encaps_tunnel_tlv_type",
    ]),
    ("reserved: some tables here have it, and tshark has one name for several", &[
        "flowspec_ext_com.emptybytes", "ls.igp_te_metric.reserved", "prefix_sid.reserved",
        "prefix_sid.srv6_l3vpn.reserved", "prefix_sid.srv6_l3vpn.sub_tlv.reserved",
        "encaps_tunnel_tlv_subtlv.binding_sid.reserved", "encaps_tunnel_tlv_subtlv.policy_name.reserved",
        "encaps_tunnel_tlv_subtlv.pref.reserved", "encaps_tunnel_tlv_subtlv.priority.reserved",
        "encaps_tunnel_tlv_subtlv.segment_list.reserved", "encaps_tunnel_tlv_subtlv.segment_list_subtlv.reserved",
        "encaps_tunnel_tlv_subtlv.vxlan.reserved",
    ]),
    ("bits of a field that is compared", &[
        "ext_com.type.auth", "ext_com.type.tran", "mpls_bottom_stack", "mpls_traffic_class",
    ]),
];
