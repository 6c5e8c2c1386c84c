//! Which field of tshark 4.0.17 is which of ours, in the BGP-LS attribute.

use bmp_codec::bgp::attribute::link_state::{FlexMetric, MsdType};
use serde_json::Value;

use super::tshark_rows::{Row, bit, number, octets, text};

/// The number of bits in megabits, of a bandwidth in bytes.
fn megabits(text: &str) -> String {
    (text.parse::<f64>().unwrap() * 8e-6).to_string()
}

/// The bits of a bandwidth: tshark takes them for a number.
fn bits(text: &str) -> String {
    (text.parse::<f64>().unwrap() as f32).to_bits().to_string()
}

/// The label in three octets, of which the first four bits should be zero.
fn label(text: &str) -> String {
    (number(text).parse::<u32>().unwrap() & 0xf_ffff).to_string()
}

/// A bit of octets in hexadecimal.
fn bit_of_octets<const BIT: u32>(text: &str) -> String {
    bit::<BIT>(&format!("0x{text}"))
}

/// The number of a name, or a number.
fn msd_type(text: &str) -> String {
    let value = text.parse::<u8>().map_or(Value::from(text), Value::from);
    u8::from(serde_json::from_value::<MsdType>(value).unwrap()).to_string()
}

fn metric_type(text: &str) -> String {
    u8::from(serde_json::from_value::<FlexMetric>(Value::from(text)).unwrap()).to_string()
}

/// The rows: a line each, however long.
#[rustfmt::skip]
pub(crate) const LINK_STATE: &[Row] = &[
    // Nodes.
    (&["ls.tlv.igp_msd_type"], &["_msd.msd_type"], number, msd_type),
    (&["ls.tlv.igp_msd_value"], &["_msd.value"], number, number),
    (&["ls.node_flag_bits.overload"], &[".node_flags"], number, bit::<7>),
    (&["ls.node_flag_bits.attached"], &[".node_flags"], number, bit::<6>),
    (&["ls.node_flag_bits.external"], &[".node_flags"], number, bit::<5>),
    (&["ls.node_flag_bits.abr"], &[".node_flags"], number, bit::<4>),
    (&["ls.tlv.node_name_value"], &[".node_name"], text, text),
    (&["ls.tlv.is_is_area_identifier_value"], &[".isis_area"], octets, text),
    (&["ls.tlv.ipv4_router_id_value"], &[".local_ipv4_router_id", ".remote_ipv4_router_id"], text, text),
    (&["ls.tlv.ipv6_router_id_of_local_node_value"], &[".local_ipv6_router_id", ".remote_ipv6_router_id"], text, text),
    (&["ls.sr.tlv.capabilities.flags"], &[".sr_capabilities.flags"], number, number),
    (&["ls.sr.tlv.capabilities.range_size"], &[".sr_capabilities.ranges.size"], number, number),
    (&["ls.sr.tlv.capabilities.sid.label"], &[".sr_capabilities.ranges.first.label"], number, label),
    (&["ls.sr.tlv.capabilities.sid.index"], &[".sr_capabilities.ranges.first.index"], number, number),
    (&["ls.sr.tlv.algorithm.value"], &[".sr_algorithms"], number, number),
    (&["ls.sr.tlv.local_block.flags"], &[".sr_local_block.flags"], number, number),
    (&["ls.sr.tlv.local_block.range_size"], &[".sr_local_block.ranges.size"], number, number),
    (&["ls.sr.tlv.local_block.sid.label"], &[".sr_local_block.ranges.first.label"], number, label),
    (&["ls.sr.tlv.flex_algo.flex_algorithm"], &[".flex_algorithm_definition.algorithm"], number, number),
    (&["ls.sr.tlv.flex_algo.metric_type"], &[".flex_algorithm_definition.metric_type"], number, metric_type),
    (&["ls.sr.tlv.flex_algo.calculation_type"], &[".flex_algorithm_definition.calculation_type"], number, number),
    (&["ls.sr.tlv.flex_algo.priority"], &[".flex_algorithm_definition.priority"], number, number),
    (&["ls.tlv.extended_administrative_group_value"], &[".flex_algorithm_exclude_any", ".flex_algorithm_include_any", ".flex_algorithm_include_all", ".extended_admin_group"], number, number),
    // Links.
    (&["ls.tlv.administrative_group"], &[".admin_group"], number, number),
    (&["ls.bandwidth_value"], &[".max_link_bandwidth", ".max_reservable_bandwidth", ".unreserved_bandwidth"], text, megabits),
    (&["ls.tlv.te_default_metric_value"], &[".te_default_metric.value"], number, number),
    (&["ls.link_protection_type.extra_traffic"], &[".link_protection.types"], number, bit::<0>),
    (&["ls.link_protection_type.unprotected"], &[".link_protection.types"], number, bit::<1>),
    (&["ls.link_protection_type.shared"], &[".link_protection.types"], number, bit::<2>),
    (&["ls.link_protection_type.dedicated_1colon1"], &[".link_protection.types"], number, bit::<3>),
    (&["ls.link_protection_type.dedicated_1plus1"], &[".link_protection.types"], number, bit::<4>),
    (&["ls.link_protection_type.enhanced"], &[".link_protection.types"], number, bit::<5>),
    (&["ls.protocol_mask_tlv.mpls_protocol.l"], &[".mpls_protocols"], number, bit::<7>),
    (&["ls.protocol_mask_tlv.mpls_protocol.r"], &[".mpls_protocols"], number, bit::<6>),
    (&["ls.tlv.metric_value"], &[".igp_metric.value"], number, number),
    (&["ls.tlv.shared_risk_link_group_value"], &[".srlgs"], number, number),
    (&["ls.tlv.link_name_attribute_value"], &[".link_name"], text, text),
    (&["ls.sr.tlv.adjacency.sid.flags"], &[".adjacency_sid.flags"], number, number),
    (&["ls.sr.tlv.adjacency.sid.weight"], &[".adjacency_sid.weight"], number, number),
    (&["ls.sr.tlv.adjacency.sid.label"], &[".adjacency_sid.sid.label"], number, label),
    (&["ls.sr.tlv.adjacency.sid.index"], &[".adjacency_sid.sid.index"], number, number),
    (&["ls.sr.tlv.peer.sid.flags"], &[".peer_node_sid.flags", ".peer_adj_sid.flags", ".peer_set_sid.flags"], number, number),
    (&["ls.sr.tlv.peer.sid.weight"], &[".peer_node_sid.weight", ".peer_adj_sid.weight", ".peer_set_sid.weight"], number, number),
    (&["ls.sr.tlv.peer.sid.label"], &[".peer_node_sid.sid.label", ".peer_adj_sid.sid.label", ".peer_set_sid.sid.label"], number, label),
    (&["ls.sr.tlv.peer.sid.index"], &[".peer_node_sid.sid.index", ".peer_adj_sid.sid.index", ".peer_set_sid.sid.index"], number, number),
    (&["ls.igp_te_metric.flags"], &[".unidirectional_delay.flags", ".min_max_delay.flags", ".link_loss.flags"], number, number),
    (&["ls.igp_te_metric.delay_value"], &[".unidirectional_delay.delay"], number, number),
    (&["ls.igp_te_metric.delay_min"], &[".min_max_delay.min"], number, number),
    (&["ls.igp_te_metric.delay_max"], &[".min_max_delay.max"], number, number),
    (&["ls.igp_te_metric.delay_variation_value"], &[".delay_variation.variation"], number, number),
    (&["ls.igp_te_metric.link_loss_value"], &[".link_loss.loss"], number, number),
    (&["ls.igp_te_metric.residual_bandwidth_value"], &[".residual_bandwidth"], number, bits),
    (&["ls.igp_te_metric.available_bandwidth_value"], &[".available_bandwidth"], number, bits),
    (&["ls.igp_te_metric.utilized_bandwidth_value"], &[".utilized_bandwidth"], number, bits),
    (&["ls.tlv.application_specific_link_attributes.sabm.r"], &[".application_specific.standard"], number, bit_of_octets::<31>),
    (&["ls.tlv.application_specific_link_attributes.sabm.s"], &[".application_specific.standard"], number, bit_of_octets::<30>),
    (&["ls.tlv.application_specific_link_attributes.sabm.f"], &[".application_specific.standard"], number, bit_of_octets::<29>),
    (&["ls.tlv.application_specific_link_attributes.sabm.x"], &[".application_specific.standard"], number, bit_of_octets::<28>),
    (&["ls.tlv.application_specific_link_attributes.udabm"], &[".application_specific.user_defined"], octets, text),
    // Prefixes.
    (&["ls.tlv.route_tag_value"], &[".route_tags"], number, number),
    (&["ls.tlv.extended_route_tag_value"], &[".extended_route_tags"], number, number),
    (&["ls.tlv.prefix_metric_value"], &[".prefix_metric.value"], number, number),
    (&["ls.tlv.ospf_forwarding_address_ipv4", "ls.tlv.ospf_forwarding_address_ipv6"], &[".ospf_forwarding_address"], text, text),
    (&["ls.sr.tlv.prefix.sid.flags"], &[".link_state.prefix_sid.flags"], number, number),
    (&["ls.sr.tlv.prefix.sid.algo"], &[".link_state.prefix_sid.algorithm"], number, number),
    (&["ls.sr.tlv.prefix.sid.label"], &[".link_state.prefix_sid.sid.label"], number, label),
    (&["ls.sr.tlv.prefix.sid.index"], &[".link_state.prefix_sid.sid.index"], number, number),
];
