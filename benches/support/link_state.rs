//! LS: BGP-LS as IS-IS gives it, nodes, links with twelve TLVs and prefixes, and two walks over it: by hand and with the
//! crate. Both fold the same values.

use bmp_codec::bgp::Session;
use bmp_codec::bgp::attribute::link_state::{LinkStateTlv, SidLabel};
use bmp_codec::bgp::attribute::{self, AttributeValue};
use bmp_codec::bgp::nlri::link_state::{
    IgpRouterId, Ipv4TopologyPrefixTlv, LinkTlv, NodeDescriptor, NodeDescriptors, NodeTlv,
};
use bmp_codec::bgp::nlri::{LinkState, Nlri, Routes};
use bmp_codec::bmp::{self, Message, PeerTable, RouteMonitoring};
use bmp_codec::net::Bandwidth;

use super::hand::fold;
use super::octets::{OPTIONAL, Random, TRANSITIVE, Update};
use super::streams::Stream;

const MESSAGES: usize = 1000;
const PEERS: u8 = 16;

/// Three of five messages are links.
pub(crate) fn link_state() -> Stream {
    let mut random = Random(9552);
    let mut octets = Vec::new();
    for number in 0..MESSAGES {
        let (nlri_type, nlri, attribute) = match number % 5 {
            0 => (1, node(&mut random), node_attribute(&mut random)),
            1 => (3, prefix(&mut random), prefix_attribute(&mut random)),
            _ => (2, link(&mut random), link_attribute(&mut random)),
        };
        let mut reach = vec![0x40, 4, 71, 4, 192, 0, 2, 1, 0, 0, nlri_type];
        reach.extend((nlri.len() as u16).to_be_bytes());
        reach.extend(nlri);
        let mut update = Update::default();
        update.attribute(OPTIONAL, 14, &reach);
        update.attribute(TRANSITIVE, 1, &[0]);
        update.attribute(OPTIONAL, 29, &attribute);
        update.route_monitoring(number, PEERS, &mut octets);
    }
    Stream {
        name: "LS",
        octets,
        messages: MESSAGES,
        routes: MESSAGES,
        add_path: false,
    }
}

fn tlv(tlv_type: u16, value: &[u8], out: &mut Vec<u8>) {
    out.extend(tlv_type.to_be_bytes());
    out.extend((value.len() as u16).to_be_bytes());
    out.extend(value);
}

/// A number of 32 bits as bytes.
fn number(random: &mut Random) -> [u8; 4] {
    (random.number() as u32).to_be_bytes()
}

/// IS-IS level 2, and the descriptors of a node, local (256) or remote (257).
fn begin() -> Vec<u8> {
    vec![2, 0, 0, 0, 0, 0, 0, 0, 0]
}

fn descriptors(tlv_type: u16, random: &mut Random, out: &mut Vec<u8>) {
    let mut value = Vec::new();
    tlv(512, &64_496_u32.to_be_bytes(), &mut value);
    tlv(
        515,
        &[0, 0, 0, 0, 0, 1 + random.below(200) as u8],
        &mut value,
    );
    tlv(tlv_type, &value, out);
}

fn node(random: &mut Random) -> Vec<u8> {
    let mut nlri = begin();
    descriptors(256, random, &mut nlri);
    nlri
}

fn link(random: &mut Random) -> Vec<u8> {
    let mut nlri = node(random);
    descriptors(257, random, &mut nlri);
    tlv(259, &number(random), &mut nlri);
    tlv(260, &number(random), &mut nlri);
    nlri
}

fn prefix(random: &mut Random) -> Vec<u8> {
    let mut nlri = node(random);
    let [a, b, c, _] = number(random);
    tlv(265, &[24, a, b, c], &mut nlri);
    nlri
}

fn node_attribute(random: &mut Random) -> Vec<u8> {
    let mut out = Vec::new();
    tlv(1024, &[0x40], &mut out);
    tlv(1026, b"router-with-a-name", &mut out);
    tlv(1027, &[0x49, 0, 1], &mut out);
    tlv(1028, &number(random), &mut out);
    tlv(
        1034,
        &[0x80, 0, 0, 0x1f, 0x40, 4, 0x89, 0, 3, 0, 0x3e, 0x80],
        &mut out,
    );
    tlv(1035, &[0, 1], &mut out);
    out
}

fn link_attribute(random: &mut Random) -> Vec<u8> {
    let mut out = Vec::new();
    tlv(1028, &number(random), &mut out);
    tlv(1030, &number(random), &mut out);
    tlv(1088, &number(random), &mut out);
    tlv(1089, &1.25e9_f32.to_be_bytes(), &mut out);
    tlv(1090, &1.25e9_f32.to_be_bytes(), &mut out);
    tlv(1091, &[1.25e9_f32.to_be_bytes(); 8].concat(), &mut out);
    tlv(1092, &number(random), &mut out);
    tlv(1095, &number(random)[1..], &mut out);
    tlv(1099, &[0x30, 0, 0, 0, 0, 0x3e, 0x80], &mut out);
    tlv(1114, &[0, 0, 1, 0], &mut out);
    tlv(1115, &[0, 0, 1, 0, 0, 0, 2, 0], &mut out);
    tlv(1118, &1e9_f32.to_be_bytes(), &mut out);
    out
}

fn prefix_attribute(random: &mut Random) -> Vec<u8> {
    let mut out = Vec::new();
    tlv(1155, &number(random), &mut out);
    tlv(1158, &[0x40, 0, 0, 0, 0, 0, 0, 7], &mut out);
    tlv(1170, &[0x20], &mut out);
    out
}

/// Reads every message by hand.
#[inline(never)]
pub(crate) fn by_hand(mut stream: &[u8]) -> Option<u64> {
    let mut sum = 0;
    while !stream.is_empty() {
        let head: &[u8; 71] = stream.first_chunk()?;
        let length = u32::from_be_bytes(*head[1..].first_chunk()?) as usize;
        let bgp_length = usize::from(u16::from_be_bytes([head[64], head[65]]));
        if head[0] != 3 || head[5] != 0 || head[66] != 2 || length != 48 + bgp_length {
            return None;
        }
        let (message, behind) = stream.split_at_checked(length)?;
        stream = behind;
        sum = fold(sum, u32::from_be_bytes(*head[32..].first_chunk()?));
        let attributes = usize::from(u16::from_be_bytes([head[69], head[70]]));
        // As in the other walk: no routes outside of the attributes.
        if head[67..69] != [0, 0] || message.len() != 71 + attributes {
            return None;
        }
        sum = attributes_by_hand(sum, message.get(71..)?)?;
    }
    Some(sum)
}

fn attributes_by_hand(mut sum: u64, mut attributes: &[u8]) -> Option<u64> {
    while let [flags, code, length, rest @ ..] = attributes {
        let (mut length, mut rest) = (usize::from(*length), rest);
        if flags & 0x10 != 0 {
            let (low, behind) = rest.split_first()?;
            (length, rest) = (length << 8 | usize::from(*low), behind);
        }
        let (value, behind) = rest.split_at_checked(length)?;
        attributes = behind;
        sum = match (code, value) {
            (1, [origin]) => fold(sum, *origin),
            (14, [0x40, 4, 71, next_hop, routes @ ..]) => {
                routes_by_hand(sum, routes.get(1 + usize::from(*next_hop)..)?)?
            }
            (29, tlvs) => tlvs_by_hand(sum, tlvs)?,
            _ => return None,
        };
    }
    Some(sum)
}

/// Splits off a TLV.
#[inline(always)]
fn split(octets: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let ([a, b, c, d], rest) = octets.split_first_chunk()?;
    let (value, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes([*c, *d])))?;
    Some((u16::from_be_bytes([*a, *b]), value, rest))
}

/// A number of up to four bytes.
#[inline(always)]
fn short(octets: &[u8]) -> u32 {
    match *octets {
        [a, b, c, d] => u32::from_be_bytes([a, b, c, d]),
        [a, b, c] => u32::from_be_bytes([0, a, b, c]),
        [a, b] => u32::from_be_bytes([0, 0, a, b]),
        [a] => a.into(),
        _ => 0,
    }
}

fn routes_by_hand(mut sum: u64, mut routes: &[u8]) -> Option<u64> {
    while !routes.is_empty() {
        let (route_type, nlri, behind) = split(routes)?;
        routes = behind;
        let ([protocol, identifier @ ..], mut tlvs) = nlri.split_first_chunk::<9>()?;
        sum = fold(fold(sum, route_type), *protocol);
        sum = fold(sum, u64::from_be_bytes(*identifier));
        while !tlvs.is_empty() {
            let (tlv_type, value, behind) = split(tlvs)?;
            tlvs = behind;
            sum = fold(sum, tlv_type);
            sum = match (tlv_type, value) {
                (256 | 257, descriptors) => descriptors_by_hand(sum, descriptors)?,
                (259 | 260, [_, _, _, _]) => fold(sum, short(value)),
                (265, [bits @ ..=32, prefix @ ..]) => {
                    let octets = prefix.get(..usize::from(bits.div_ceil(8)))?;
                    let shift = 32 - 8 * octets.len() as u32;
                    let address = u64::from(short(octets)) << shift;
                    let mask = u64::from(u32::MAX) << (32 - u32::from(*bits));
                    fold(fold(sum, (address & mask) as u32), *bits)
                }
                _ => return None,
            };
        }
    }
    Some(sum)
}

fn descriptors_by_hand(mut sum: u64, mut descriptors: &[u8]) -> Option<u64> {
    while !descriptors.is_empty() {
        let (tlv_type, value, behind) = split(descriptors)?;
        descriptors = behind;
        sum = fold(sum, tlv_type);
        sum = match (tlv_type, value) {
            (512, [_, _, _, _]) => fold(sum, short(value)),
            (515, [a, b, c, d, e, f]) => {
                fold(sum, u64::from_be_bytes([0, 0, *a, *b, *c, *d, *e, *f]))
            }
            _ => return None,
        };
    }
    Some(sum)
}

fn tlvs_by_hand(mut sum: u64, mut tlvs: &[u8]) -> Option<u64> {
    while !tlvs.is_empty() {
        let (tlv_type, value, behind) = split(tlvs)?;
        tlvs = behind;
        sum = fold(sum, tlv_type);
        sum = match (tlv_type, value) {
            (1024, [flags]) => fold(sum, *flags),
            (1026 | 1027 | 1035 | 1170, octets) => fold(sum, octets.len() as u64),
            (1028 | 1030 | 1088..=1090 | 1092 | 1118 | 1155, [_, _, _, _]) => {
                fold(sum, short(value))
            }
            (1091, octets) if octets.len() == 32 => {
                let (values, _) = octets.as_chunks();
                values
                    .iter()
                    .fold(sum, |sum, value| fold(sum, u32::from_be_bytes(*value)))
            }
            (1095, [_, ..]) if value.len() <= 4 => fold(sum, short(value)),
            (1099, [flags, weight, _, _, sid @ ..]) if matches!(sid.len(), 3 | 4) => {
                fold(fold(fold(sum, *flags), *weight), short(sid))
            }
            (1114, [flags, delay @ ..]) if delay.len() == 3 => {
                fold(fold(sum, *flags), short(delay))
            }
            (1115, [flags, min @ .., _, a, b, c]) if min.len() == 3 => {
                fold(fold(fold(sum, *flags), short(min)), short(&[*a, *b, *c]))
            }
            (1158, [flags, algorithm, _, _, sid @ ..]) if matches!(sid.len(), 3 | 4) => {
                fold(fold(fold(sum, *flags), *algorithm), short(sid))
            }
            (1034, [flags, _, ranges @ ..]) => ranges_by_hand(fold(sum, *flags), ranges)?,
            _ => return None,
        };
    }
    Some(sum)
}

fn ranges_by_hand(mut sum: u64, mut ranges: &[u8]) -> Option<u64> {
    while let [a, b, c, rest @ ..] = ranges {
        let (1161, first, behind) = split(rest)? else {
            return None;
        };
        sum = fold(fold(sum, short(&[*a, *b, *c])), short(first));
        ranges = behind;
    }
    Some(sum)
}

/// Reads every message with the crate.
#[inline(never)]
pub(crate) fn in_session(stream: &[u8], session: Session) -> Option<u64> {
    let mut sum = 0;
    for frame in bmp::frames(stream) {
        match Message::decode(frame.ok()?, session).ok()? {
            Message::RouteMonitoring(monitoring) => sum = update(sum, &monitoring)?,
            _ => return None,
        }
    }
    Some(sum)
}

/// Reads every message in the session of its peer.
#[inline(never)]
pub(crate) fn in_table(stream: &[u8], peers: &mut PeerTable) -> Option<u64> {
    let mut sum = 0;
    for frame in bmp::frames(stream) {
        match peers.decode(frame.ok()?).ok()? {
            Message::RouteMonitoring(monitoring) => sum = update(sum, &monitoring)?,
            _ => return None,
        }
    }
    Some(sum)
}

#[inline(always)]
fn update(mut sum: u64, monitoring: &RouteMonitoring<&[u8]>) -> Option<u64> {
    sum = fold(sum, monitoring.peer.asn().0);
    let update = monitoring.update.as_ref().ok()?;
    if !update.withdrawn_routes.is_empty() || !update.nlri.is_empty() {
        return None;
    }
    for attribute in update.path_attributes {
        match attribute.ok()?.value {
            AttributeValue::Origin(origin) => sum = fold(sum, origin as u32),
            AttributeValue::MpReach(reach) => match reach.nlri {
                Nlri::LinkState(routes) => sum = self::routes(sum, routes)?,
                _ => return None,
            },
            AttributeValue::LinkState(tlvs) => sum = self::tlvs(sum, tlvs)?,
            _ => return None,
        }
    }
    Some(sum)
}

#[inline(never)]
fn routes(mut sum: u64, routes: Routes<LinkState, &[u8]>) -> Option<u64> {
    for route in routes {
        sum = self::route(sum, &route.ok()?.nlri)?;
    }
    Some(sum)
}

#[inline(never)]
fn tlvs(mut sum: u64, tlvs: attribute::LinkState<&[u8]>) -> Option<u64> {
    for tlv in tlvs {
        sum = tlv_value(sum, tlv.ok()?)?;
    }
    Some(sum)
}

#[inline(always)]
fn route(sum: u64, route: &LinkState<&[u8]>) -> Option<u64> {
    let begun = |route_type: u16| {
        let protocol = u8::from(route.protocol_id()?);
        Some(fold(
            fold(fold(sum, route_type), protocol),
            route.identifier()?,
        ))
    };
    let mut sum = begun(route.route_type())?;
    match route {
        LinkState::Node(node) => {
            for tlv in node.tlvs {
                let NodeTlv::LocalNode(node) = tlv.ok()? else {
                    return None;
                };
                sum = self::node_value(fold(sum, 256_u16), node)?;
            }
        }
        LinkState::Link(link) => {
            for tlv in link.tlvs {
                sum = match tlv.ok()? {
                    LinkTlv::LocalNode(node) => self::node_value(fold(sum, 256_u16), node)?,
                    LinkTlv::RemoteNode(node) => self::node_value(fold(sum, 257_u16), node)?,
                    LinkTlv::Ipv4InterfaceAddress(address) => {
                        fold(fold(sum, 259_u16), address.to_bits())
                    }
                    LinkTlv::Ipv4NeighborAddress(address) => {
                        fold(fold(sum, 260_u16), address.to_bits())
                    }
                    _ => return None,
                };
            }
        }
        LinkState::Ipv4Prefix(prefix) => {
            for tlv in prefix.tlvs {
                sum = match tlv.ok()? {
                    Ipv4TopologyPrefixTlv::LocalNode(node) => {
                        self::node_value(fold(sum, 256_u16), node)?
                    }
                    Ipv4TopologyPrefixTlv::IpReachability(reachability) => {
                        let prefix = reachability.prefix;
                        let sum = fold(fold(sum, 265_u16), prefix.address().to_bits());
                        fold(sum, prefix.length())
                    }
                    _ => return None,
                };
            }
        }
        _ => return None,
    }
    Some(sum)
}

#[inline(always)]
fn node_value(mut sum: u64, node: NodeDescriptors<&[u8]>) -> Option<u64> {
    for descriptor in node {
        sum = match descriptor.ok()? {
            NodeDescriptor::AutonomousSystem(asn) => fold(fold(sum, 512_u16), asn.0),
            NodeDescriptor::IgpRouterId(IgpRouterId::Isis(system_id)) => {
                let [a, b, c, d, e, f] = system_id.octets();
                fold(
                    fold(sum, 515_u16),
                    u64::from_be_bytes([0, 0, a, b, c, d, e, f]),
                )
            }
            _ => return None,
        };
    }
    Some(sum)
}

#[inline(always)]
fn tlv_value(sum: u64, tlv: LinkStateTlv<&[u8]>) -> Option<u64> {
    let typed = |tlv_type: u16| fold(sum, tlv_type);
    let sid = |sid: SidLabel| match sid {
        SidLabel::Label(label) => label,
        SidLabel::Index(index) => index,
    };
    let bits = |bandwidth: Bandwidth| bandwidth.octets_per_second().to_bits();
    Some(match tlv {
        LinkStateTlv::NodeFlags(flags) => fold(typed(1024), flags.0),
        LinkStateTlv::NodeName(name) => fold(typed(1026), name.0.0.len() as u64),
        LinkStateTlv::IsisArea(area) => fold(typed(1027), area.0.len() as u64),
        LinkStateTlv::SrAlgorithms(algorithms) => {
            fold(typed(1035), algorithms.0.octets().len() as u64)
        }
        LinkStateTlv::PrefixAttributeFlags(flags) => fold(typed(1170), flags.0.len() as u64),
        LinkStateTlv::LocalIpv4RouterId(id) => fold(typed(1028), id.to_bits()),
        LinkStateTlv::RemoteIpv4RouterId(id) => fold(typed(1030), id.to_bits()),
        LinkStateTlv::AdminGroup(group) => fold(typed(1088), group.0),
        LinkStateTlv::MaxLinkBandwidth(bandwidth) => fold(typed(1089), bits(bandwidth)),
        LinkStateTlv::MaxReservableBandwidth(bandwidth) => fold(typed(1090), bits(bandwidth)),
        LinkStateTlv::ResidualBandwidth(bandwidth) => fold(typed(1118), bits(bandwidth)),
        LinkStateTlv::TeDefaultMetric(metric) => fold(typed(1092), metric.value()),
        LinkStateTlv::PrefixMetric(metric) => fold(typed(1155), metric.value()),
        LinkStateTlv::IgpMetric(metric) => fold(typed(1095), metric.value()),
        LinkStateTlv::UnreservedBandwidth(bandwidths) => {
            let bits = bandwidths
                .0
                .iter()
                .map(|value| value.octets_per_second().to_bits());
            bits.fold(typed(1091), fold)
        }
        LinkStateTlv::AdjacencySid(adjacency) => fold(
            fold(fold(typed(1099), adjacency.flags), adjacency.weight),
            sid(adjacency.sid),
        ),
        LinkStateTlv::UnidirectionalDelay(delay) => {
            fold(fold(typed(1114), delay.flags.0), u32::from(delay.delay))
        }
        LinkStateTlv::MinMaxDelay(delay) => fold(
            fold(fold(typed(1115), delay.flags.0), u32::from(delay.min)),
            u32::from(delay.max),
        ),
        LinkStateTlv::PrefixSid(prefix) => fold(
            fold(fold(typed(1158), prefix.flags), prefix.algorithm),
            sid(prefix.sid),
        ),
        LinkStateTlv::SrCapabilities(srgb) => {
            let mut sum = fold(typed(1034), srgb.flags.0);
            for range in srgb.ranges {
                let range = range.ok()?;
                sum = fold(fold(sum, u32::from(range.size)), sid(range.first));
            }
            sum
        }
        _ => return None,
    })
}
