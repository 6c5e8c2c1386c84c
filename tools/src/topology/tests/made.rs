//! Streams that are made here: what recorded ones do not have.

use bmp_codec::Encode;
use bmp_codec::bgp::nlri::link_state::{
    CandidatePath, IgpRouterId, Ipv4TopologyPrefixTlv, LinkIdentifiers, LinkTlv, NodeDescriptor,
    OspfRouteType, ProtocolId, ProtocolOrigin, SystemId,
};
use bmp_codec::bgp::nlri::{LinkState, VpnLinkState};
use serde_json::json;

use super::{json as json_of, stream};
use crate::input::testing::message;

const L1: ProtocolId = ProtocolId::IsisLevel1;

fn router(number: u8) -> [NodeDescriptor; 1] {
    [NodeDescriptor::from(SystemId::from([
        0, 0, 0, 0, 0, number,
    ]))]
}

fn node(number: u8) -> LinkState {
    LinkState::node(L1, router(number)).unwrap()
}

fn link(from: u8, to: u8, number: u32) -> LinkState {
    let identifiers = LinkIdentifiers {
        local: number,
        remote: number,
    };
    LinkState::link(L1, router(from), router(to), [identifiers.into()]).unwrap()
}

fn tlv(number: u16, value: &[u8]) -> Vec<u8> {
    [
        &number.to_be_bytes()[..],
        &(value.len() as u16).to_be_bytes(),
        value,
    ]
    .concat()
}

fn name(name: &str) -> Vec<u8> {
    tlv(1026, name.as_bytes())
}

/// The per-peer header of 192.0.2.N, with these flags.
fn peer(number: u8, flags: u8) -> Vec<u8> {
    let mut peer = vec![0; 42];
    peer[1] = flags;
    peer[22..26].copy_from_slice(&[192, 0, 2, number]);
    peer[26..30].copy_from_slice(&64496_u32.to_be_bytes());
    // 2026-11-01T12:00:00Z, and the number of the peer as seconds more.
    peer[34..38].copy_from_slice(&(1_793_534_400 + u32::from(number)).to_be_bytes());
    peer
}

fn attribute(flags: u8, code: u8, value: &[u8]) -> Vec<u8> {
    let length = (value.len() as u16).to_be_bytes();
    [&[flags | 0x10, code][..], &length, value].concat()
}

fn bgp(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = (19 + body.len() as u16).to_be_bytes();
    [&[0xff; 16][..], &length, &[kind], body].concat()
}

fn update(attributes: &[Vec<u8>]) -> Vec<u8> {
    let attributes = attributes.concat();
    let length = (attributes.len() as u16).to_be_bytes();
    bgp(2, &[&[0, 0][..], &length, &attributes].concat())
}

/// An UPDATE that announces routes of AFI 16388, with ORIGIN, an empty AS_PATH, LOCAL_PREF, and TLVs of attribute 29.
fn announcing(safi: u8, routes: &[u8], tlvs: &[u8]) -> Vec<u8> {
    let reach = [&[0x40, 0x04, safi, 4, 192, 0, 2, 9, 0][..], routes].concat();
    let mut attributes = vec![
        attribute(0x40, 1, &[2]),
        attribute(0x40, 2, &[]),
        attribute(0x40, 5, &[0, 0, 0, 100]),
        attribute(0x80, 14, &reach),
    ];
    if !tlvs.is_empty() {
        attributes.push(attribute(0x80, 29, tlvs));
    }
    update(&attributes)
}

fn announce(number: u8, route: &LinkState, tlvs: &[u8]) -> Vec<u8> {
    let update = announcing(71, &route.to_vec().unwrap(), tlvs);
    message(0, &[peer(number, 0), update].concat())
}

fn withdraw(number: u8, route: &LinkState) -> Vec<u8> {
    let routes = [&[0x40, 0x04, 71][..], &route.to_vec().unwrap()].concat();
    let update = update(&[attribute(0x80, 15, &routes)]);
    message(0, &[peer(number, 0), update].concat())
}

fn peer_down(number: u8, flags: u8) -> Vec<u8> {
    message(2, &[peer(number, flags), vec![4]].concat())
}

fn mirror(number: u8, pdu: &[u8]) -> Vec<u8> {
    let length = (pdu.len() as u16).to_be_bytes();
    message(6, &[&peer(number, 0)[..], &[0, 0], &length, pdu].concat())
}

/// The names of the nodes.
fn names(octets: &[u8], words: &[&str]) -> Vec<String> {
    let shown = stream(octets, &[&["--json"], words].concat());
    let graph = json_of(&shown);
    let nodes = graph["nodes"].as_array().unwrap().iter();
    let names = nodes.map(|node| node["node_name"].as_str().unwrap_or("-").to_owned());
    names.collect()
}

#[test]
fn a_route_replaces_the_one_with_its_key_and_a_withdrawal_removes_it() {
    let mut octets = announce(1, &node(1), &name("old"));
    assert_eq!(names(&octets, &[]), ["old"]);
    octets.extend(announce(1, &node(1), &name("new")));
    assert_eq!(names(&octets, &[]), ["new"]);
    // Another peer has it, too: the latest counts, and there are two sources.
    octets.extend(announce(2, &node(1), &name("other")));
    let graph = json_of(&stream(&octets, &["--json"]));
    assert_eq!(graph["nodes"][0]["node_name"], "other");
    assert_eq!(graph["nodes"][0]["sources"], 2);
    assert_eq!(graph["nodes"][0]["sources_differ"], true);
    assert_eq!(names(&octets, &["--peer", "192.0.2.1"]), ["new"]);
    octets.extend(withdraw(2, &node(1)));
    assert_eq!(names(&octets, &[]), ["new"]);
    octets.extend(withdraw(1, &node(1)));
    assert!(names(&octets, &[]).is_empty());
}

#[test]
fn a_peer_down_removes_the_routes_of_its_peer_only() {
    let octets = [
        announce(1, &node(1), &name("a")),
        announce(2, &node(2), &name("b")),
        peer_down(1, 0),
    ]
    .concat();
    assert_eq!(names(&octets, &[]), ["b"]);
    // The Peer Down is not selected, but counts.
    let ended = [octets, peer_down(2, 0x40)].concat();
    assert!(names(&ended, &["--rib", "adj-rib-in-pre"]).is_empty());
    assert_eq!(names(&ended, &["--after", "3"]), ["b"]);
    let shown = stream(&ended, &[]);
    assert!(shown.is_whole);
    let hint = "bmp topology: no routes are left: the session of 192.0.2.2 ended, and with it 1 routes; \
                --until 2026-11-01T12:00:02.000000Z shows them\n";
    assert_eq!(shown.errors, hint);
    // The Peer Down is not before its time.
    assert_eq!(names(&ended, &["--until", "2026-11-01T12:00:02Z"]), [""; 0]);
}

/// Some routers say of each view when it is up and down.
#[test]
fn a_peer_down_of_one_view() {
    let open = bgp(1, &[4, 0xfd, 0xef, 0, 180, 192, 0, 2, 7, 0]);
    let up = |flags| message(3, &[&peer(1, flags)[..], &[0; 20], &open, &open].concat());
    let routes = node(1).to_vec().unwrap();
    let post = announcing(71, &routes, &name("post"));
    let octets = [
        up(0),
        up(0x40),
        announce(1, &node(1), &name("pre")),
        message(0, &[peer(1, 0x40), post].concat()),
        peer_down(1, 0),
    ]
    .concat();
    assert_eq!(names(&octets, &["--after", "4"]), ["pre"]);
    assert_eq!(names(&octets, &[]), ["post"]);
    assert!(names(&[octets, peer_down(1, 0x40)].concat(), &[]).is_empty());
}

#[test]
fn a_mirrored_open_begins_a_session() {
    let one = announcing(71, &node(1).to_vec().unwrap(), &name("a"));
    let two = announcing(71, &node(2).to_vec().unwrap(), &name("b"));
    let open = bgp(1, &[4, 0xfd, 0xef, 0, 180, 192, 0, 2, 7, 0]);
    let octets = [mirror(1, &one), mirror(1, &open), mirror(1, &two)].concat();
    assert_eq!(names(&octets, &[]), ["b"]);
    let notification = bgp(3, &[6, 2]);
    let ended = [octets, mirror(1, &notification)].concat();
    assert!(names(&ended, &[]).is_empty());
}

/// RFC 9552, section 5.2.2: links that differ in their descriptors are different; each is one direction.
#[test]
fn parallel_links_and_nodes_that_only_links_name() {
    let octets = [
        announce(1, &node(1), &name("a")),
        announce(1, &link(1, 2, 7), &tlv(1095, &[10])),
        announce(1, &link(1, 2, 8), &tlv(1095, &[20])),
        announce(1, &link(2, 1, 7), &tlv(1095, &[0, 30])),
    ]
    .concat();
    let graph = json_of(&stream(&octets, &["--json"]));
    let links = graph["links"].as_array().unwrap().iter();
    let links: Vec<_> = links
        .map(|link| {
            json!([
                link["source"],
                link["target"],
                link["key"],
                link["igp_metric"]
            ])
        })
        .collect();
    let (a, b) = ("isis-l1 0000.0000.0001", "isis-l1 0000.0000.0002");
    assert_eq!(
        links,
        [
            json!([a, b, "identifiers 7 -> 7", 10]),
            json!([a, b, "identifiers 8 -> 8", 20]),
            json!([b, a, "identifiers 7 -> 7", 30]),
        ]
    );
    assert_eq!(graph["nodes"][0]["announced"], true);
    assert_eq!(
        (&graph["nodes"][1]["id"], &graph["nodes"][1]["announced"]),
        (&json!(b), &json!(false))
    );
    let text = stream(&octets, &[]).out;
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    assert!(
        lines.contains(&"0000.0000.0002        no route of its own"),
        "{text}"
    );
    assert!(
        lines.contains(&"a               0000.0000.0002  identifiers 8 -> 8  20"),
        "{text}"
    );
}

#[test]
fn pseudonodes_families_policies_and_peer_sids() {
    let lan = IgpRouterId::IsisPseudonode {
        system_id: SystemId::from([0, 0, 0, 0, 0, 1]),
        pseudonode: 2,
    };
    let lan = LinkState::node(L1, [NodeDescriptor::IgpRouterId(lan)]).unwrap();
    let vpn = VpnLinkState {
        rd: "65000:1".parse().unwrap(),
        nlri: node(1),
    };
    let head = [NodeDescriptor::BgpRouterId([192, 0, 2, 1].into())];
    let path = CandidatePath::new(ProtocolOrigin::Pcep, "192.0.2.9".parse().unwrap(), 100);
    let policy = LinkState::sr_policy(ProtocolId::SegmentRouting, head.clone(), path).unwrap();
    let remote = [NodeDescriptor::BgpRouterId([192, 0, 2, 2].into())];
    let address = LinkTlv::Ipv4InterfaceAddress([198, 51, 100, 1].into());
    let peering =
        LinkState::link(ProtocolId::Bgp, head.clone(), remote, [address.clone()]).unwrap();
    let stub = LinkState::stub_link(ProtocolId::Bgp, head, [address]).unwrap();
    let other = |safi: u8, route: &[u8], tlvs: &[u8]| {
        message(0, &[peer(1, 0), announcing(safi, route, tlvs)].concat())
    };
    let octets = [
        announce(1, &lan, &[]),
        other(72, &vpn.to_vec().unwrap(), &name("vpn")),
        other(80, &node(1).to_vec().unwrap(), &name("spf")),
        announce(1, &policy, &tlv(1213, b"gold")),
        // RFC 9086, section 5: flags V and L, weight 0, label 24001.
        announce(1, &peering, &tlv(1101, &[0xc0, 0, 0, 0, 0, 0x5d, 0xc1])),
        announce(1, &stub, &[]),
    ]
    .concat();
    let shown = stream(&octets, &["--json"]);
    assert!(shown.is_whole, "{}", shown.errors);
    let graph = json_of(&shown);
    let nodes = graph["nodes"].as_array().unwrap();
    let by_id = |id: &str| nodes.iter().find(|node| node["id"] == id).unwrap();
    assert_eq!(by_id("isis-l1 0000.0000.0001.02")["pseudonode"], true);
    assert_eq!(
        by_id("vpn-link-state 65000:1 isis-l1 0000.0000.0001")["node_name"],
        "vpn"
    );
    assert_eq!(
        by_id("link-state-spf isis-l1 0000.0000.0001")["node_name"],
        "spf"
    );
    let policy = &by_id("segment-routing bgp-router-id 192.0.2.1")["sr_policies"][0];
    assert_eq!(
        (&policy["color"], &policy["policy_name"]),
        (&json!(100), &json!("gold"))
    );
    assert_eq!(graph["links"][0]["peer_node_sid"]["sid"]["label"], 24001);
    let stub = &by_id("bgp bgp-router-id 192.0.2.1")["stub_links"][0];
    assert_eq!(stub["descriptors"], "198.51.100.1");
    let text = stream(&octets, &[]).out;
    let first = "6 nodes, 1 link, 0 prefixes, 1 stub link, 1 SR policy, of 6 routes in 1 table\n";
    assert!(text.starts_with(first), "{text}");
    assert!(text.contains("\nlink-state-spf isis-l1\n") && text.contains("peer node 24001"));
    let drawing = stream(&octets, &["--dot"]).out;
    assert!(drawing.contains("shape=ellipse"), "{drawing}");
    assert_eq!(
        names(&octets, &["--protocol", "isis-l1"]),
        ["-", "vpn", "spf"]
    );
}

/// Flags of a prefix SID: 0x40 is N in IS-IS (RFC 8667) and NP in OSPF (RFC 8665); route type 2 is inter-area.
#[test]
fn flags_are_read_by_the_protocol() {
    let prefix = "198.51.100.0/24".parse().unwrap();
    let sid = tlv(1158, &[0x40, 0, 0, 0, 0, 0, 0, 5]);
    let isis = LinkState::ipv4_prefix(L1, router(1), prefix, []).unwrap();
    let router_id = [NodeDescriptor::IgpRouterId(IgpRouterId::Ospf(
        [192, 0, 2, 1].into(),
    ))];
    let kind = [Ipv4TopologyPrefixTlv::OspfRouteType(
        OspfRouteType::InterArea,
    )];
    let ospf = LinkState::ipv4_prefix(ProtocolId::Ospfv2, router_id, prefix, kind).unwrap();
    let octets = [announce(1, &isis, &sid), announce(1, &ospf, &sid)].concat();
    let graph = json_of(&stream(&octets, &["--json"]));
    let of = |node: usize| &graph["nodes"][node]["prefixes"][0];
    assert_eq!(of(0)["prefix_sid"][0]["flags"], json!(["node"]));
    assert_eq!(of(1)["prefix_sid"][0]["flags"], json!(["no-php"]));
    assert_eq!(of(1)["ospf_route_type"], "inter-area");
    // Without an SRGB there is no label.
    assert_eq!(of(0)["prefix_sid"][0]["label"], json!(null));
}

#[test]
fn what_is_malformed_is_said() {
    // A metric of five bytes; the name stands.
    let tlvs = [tlv(1095, &[0; 5]), name("a")].concat();
    let octets = announce(1, &node(1), &tlvs);
    let shown = stream(&octets, &["--json"]);
    assert!(!shown.is_whole);
    let error = "bmp topology: message 1: BGP-LS Attribute TLV 1095 at byte 4: a length of 5 is not possible\n";
    assert_eq!(shown.errors, error);
    assert_eq!(json_of(&shown)["nodes"][0]["node_name"], "a");

    // The AS of the node has three bytes: the route is discarded (RFC 9552, section 8.2.2). The next one stands.
    let mut broken = vec![0, 1, 0, 20, 1];
    broken.extend([0; 8]);
    broken.extend([1, 0, 0, 7, 2, 0, 0, 3, 0, 0xfb, 0xf0]);
    let routes = [broken, node(2).to_vec().unwrap()].concat();
    let octets = message(
        0,
        &[peer(1, 0), announcing(71, &routes, &name("b"))].concat(),
    );
    let shown = stream(&octets, &["--json"]);
    assert!(
        !shown.is_whole && shown.errors.contains("message 1: "),
        "{}",
        shown.errors
    );
    assert_eq!(names(&octets, &[]), ["b"]);

    // A receiver treats a malformed ORIGIN as a withdrawal (RFC 7606, section 7.1).
    let good = announce(1, &node(1), &name("a"));
    let mut bad = announce(1, &node(1), &name("a"));
    let origin = bad
        .windows(5)
        .position(|five| five == [0x50, 1, 0, 1, 2])
        .unwrap();
    bad[origin + 4] = 9;
    let shown = stream(&[good, bad].concat(), &["--json"]);
    assert!(
        !shown.is_whole && shown.errors.contains("treat-as-withdraw"),
        "{}",
        shown.errors
    );
    assert_eq!(json_of(&shown)["nodes"], json!([]));

    // Of other families nothing is asked.
    let mut other = vec![0, 0, 0, 4, 0x40, 1, 1, 9, 24, 198, 51, 100];
    other = message(0, &[peer(1, 0), bgp(2, &other)].concat());
    let shown = stream(&[announce(1, &node(1), &[]), other].concat(), &[]);
    assert!(shown.is_whole, "{}", shown.errors);
}

#[test]
fn what_has_no_place_is_said() {
    // No node descriptors, and a type that is not known.
    let mut lacking = vec![0, 1, 0, 9, 1];
    lacking.extend([0; 8]);
    let unknown = [0, 99, 0, 1, 0xab];
    let routes = [&lacking[..], &unknown, &node(2).to_vec().unwrap()].concat();
    let octets = message(0, &[peer(1, 0), announcing(71, &routes, &[])].concat());
    let shown = stream(&octets, &["--json"]);
    assert!(!shown.is_whole);
    assert_eq!(
        shown.errors,
        "bmp topology: omitted: node isis-l1: the route lacks a descriptor that it must have\n\
         bmp topology: of a type that is not known, omitted: type-99 ab\n"
    );
    assert_eq!(json_of(&shown)["nodes"].as_array().unwrap().len(), 1);
}

#[test]
fn no_more_routes_than_the_limit() {
    let octets: Vec<u8> = (1..=5)
        .flat_map(|number| announce(1, &node(number), &[]))
        .collect();
    let shown = stream(&octets, &["--json", "--limit", "3"]);
    assert!(!shown.is_whole);
    let error = "bmp topology: 2 announcements had no room: --limit is 3 routes\n";
    assert_eq!(shown.errors, error);
    assert_eq!(json_of(&shown)["nodes"].as_array().unwrap().len(), 3);
    // Routes that replace others need no room, and a withdrawal makes some.
    let more = [
        octets[..octets.len() / 5 * 3].to_vec(),
        withdraw(1, &node(1)),
        announce(1, &node(9), &[]),
    ];
    let shown = stream(&more.concat(), &["--json", "--limit", "3"]);
    assert!(shown.is_whole, "{}", shown.errors);
}

#[test]
fn without_routes_and_cut_off() {
    let shown = stream(&peer_down(1, 0), &[]);
    assert!(shown.is_whole);
    assert_eq!(shown.errors, "bmp topology: there are no BGP-LS routes\n");
    let octets = announce(1, &node(1), &name("a"));
    let shown = stream(&octets[..octets.len() - 1], &[]);
    assert!(!shown.is_whole && !shown.errors.is_empty());
    let missing = super::shown(std::path::Path::new("/nonexistent"), &[]);
    assert!(!missing.is_whole && missing.errors.contains("/nonexistent"));
}

/// Names are the sender's choice: Graphviz and a terminal get none of its signs.
#[test]
fn names_with_signs() {
    let octets = announce(1, &node(1), &name("a\"\\\u{1b}[31m\n"));
    let drawing = stream(&octets, &["--dot"]).out;
    assert!(!drawing.contains('\u{1b}'));
    let text = stream(&octets, &[]).out;
    assert!(
        !text.contains('\u{1b}') && text.contains(r#""a\"\\\u{1b}[31m\n""#),
        "{text}"
    );
}
