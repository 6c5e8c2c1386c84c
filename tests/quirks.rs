//! What routers send that is not what one expects, octet by octet (RFC 7854 and 9069 say otherwise, or nothing).

use bmp_codec::Encode;
use bmp_codec::bgp::attribute::AsPath;
use bmp_codec::bgp::nlri::Family;
use bmp_codec::bgp::{Basis, Direction};
use bmp_codec::bmp::{self, PeerTable, PeerUpTlv, Rib};
use bmp_codec::net::AsnWidth;

use crate::support::forms::update;
use crate::support::hand;

const POST: u8 = 0x40;

fn add_path(afi: u8, mode: u8) -> [u8; 6] {
    [69, 4, 0, afi, 1, mode]
}

fn open(capabilities: &[&[u8]]) -> Vec<u8> {
    hand::open(&[&hand::FOUR_OCTETS[..], &capabilities.concat()].concat())
}

/// A table that has seen a frame, which encodes to itself.
fn see(peers: &mut PeerTable, frame: &[u8]) {
    let message = peers.decode(frame).unwrap();
    assert_eq!(message.to_vec().unwrap(), frame);
}

fn monitoring(peer: &[u8], as_path: &[u8], nlri: &[u8]) -> Vec<u8> {
    let attributes = hand::attribute(0x40, 2, as_path);
    hand::monitoring(peer, &hand::update(&[], &attributes, nlri))
}

const PATH: [u8; 6] = [2, 1, 0, 1, 0, 14];
/// 198.51.100.0/24, without a path identifier and with one.
const WITHOUT: [u8; 4] = [24, 198, 51, 100];
const WITH: [u8; 8] = [0, 0, 0, 1, 24, 198, 51, 100];

/// FRR: OPENs that are a header only, 19 octets, where it did not keep them.
#[test]
fn frr_opens_of_19_octets() {
    let peer = hand::per_peer(0, 0, 10);
    let header_only = hand::bgp(1, &[]);
    let frame = hand::peer_up(&peer, &header_only, &header_only);
    let mut peers = PeerTable::default();
    see(&mut peers, &frame);
    let bmp::Message::PeerUp(up) = peers.decode(&frame).unwrap() else {
        panic!()
    };
    assert_eq!(up.sent_open.unwrap_err().octets.0, header_only);
    assert_eq!(up.received_open.unwrap_err().octets.0, header_only);
    // Its routes are read all the same.
    let frame = monitoring(&peer, &PATH, &WITHOUT);
    let nlri = update(&mut peers, &frame).nlri;
    assert_eq!(nlri.to_string(), "198.51.100.0/24");
    assert_eq!(nlri.context().basis(), Basis::Assumed);
}

/// GoBGP up to 4.7: the Loc-RIB's Peer Up has AS 0 and BGP identifier 0.0.0.0, its routes have the router's, and path
/// identifiers of which the OPEN says nothing.
#[test]
fn gobgp_loc_rib_with_another_header_and_undeclared_path_identifiers() {
    let real = hand::per_peer(3, 0, 0);
    let mut nobody = real.clone();
    nobody[26..34].fill(0);
    let open = hand::open(&[]);
    let mut peers = PeerTable::default();
    see(&mut peers, &hand::peer_up(&nobody, &open, &open));
    assert_eq!(peers.len(), 1);
    let frame = monitoring(&real, &PATH, &WITH);
    let nlri = update(&mut peers, &frame).nlri;
    assert_eq!(nlri.to_string(), "198.51.100.0/24 path-id 1");
    assert_eq!(nlri.context().basis(), Basis::Contradicted);
    assert_eq!(peers.len(), 1);
}

/// Huawei: a Peer Up for each view of a peer, each several times, and a TLV of type 0xea62 behind the OPENs.
#[test]
fn huawei_peer_ups_by_view_and_a_tlv_of_its_own() {
    let (pre, post) = (hand::per_peer(0, 0, 10), hand::per_peer(0, POST, 10));
    let open = open(&[&add_path(1, 3)]);
    let up = |peer: &[u8]| {
        let tlv = [0xea, 0x62, 0, 4, 0xde, 0xad, 0xbe, 0xef];
        let body = [&hand::peer_up(peer, &open, &open)[6..], &tlv].concat();
        hand::bmp(3, &body)
    };
    let mut peers = PeerTable::default();
    for peer in [&pre, &pre, &post, &post, &pre] {
        see(&mut peers, &up(peer));
    }
    let frame = up(&pre);
    let bmp::Message::PeerUp(message) = bmp::Message::decode(&frame, &peers).unwrap() else {
        panic!()
    };
    let Some(Ok(PeerUpTlv::Unknown(tlv))) = message.information.iter().next() else {
        panic!()
    };
    assert_eq!(
        (tlv.tlv_type, tlv.octets.0),
        (0xea62, &[0xde, 0xad, 0xbe, 0xef][..])
    );
    let (_, known) = peers.iter().next().unwrap();
    assert_eq!((peers.len(), known.peer_ups()), (1, 5));

    // One view goes down, the other one is still there.
    let basis = |peers: &mut PeerTable| {
        let frame = monitoring(&post, &PATH, &WITH);
        update(peers, &frame).nlri.context().basis()
    };
    assert_eq!(basis(&mut peers), Basis::Negotiated);
    see(&mut peers, &hand::peer_down(&pre, 4));
    assert_eq!(basis(&mut peers), Basis::Negotiated);
    see(&mut peers, &hand::peer_down(&post, 4));
    assert!(peers.is_empty());
}

/// What was learned of a peer counts until its Peer Up comes once more: then it begins with what was negotiated.
#[test]
fn a_fresh_peer_up_begins_anew() {
    let peer = hand::per_peer(0, 0, 10);
    let open = open(&[&add_path(1, 3)]);
    let mut peers = PeerTable::default();
    let up = hand::peer_up(&peer, &open, &open);
    see(&mut peers, &up);
    for _ in 0..2 {
        see(&mut peers, &monitoring(&peer, &PATH, &WITHOUT));
    }
    let (_, known) = peers.iter().next().unwrap();
    let [reading] = known.readings() else {
        panic!()
    };
    assert_eq!((reading.rib, reading.path_ids), (Rib::AdjRibInPre, false));
    see(&mut peers, &up);
    let (_, known) = peers.iter().next().unwrap();
    assert!(known.readings().is_empty());
    see(&mut peers, &monitoring(&peer, &PATH, &WITHOUT));
    // So does another session.
    let other = hand::open(&hand::FOUR_OCTETS);
    see(&mut peers, &hand::peer_up(&peer, &open, &other));
    let (_, known) = peers.iter().next().unwrap();
    assert!(known.readings().is_empty());
}

/// 6WIND: AS_PATHs of two octets though the A flag is clear, and OPENs with a BGP identifier of 0.0.0.0.
#[test]
fn sixwind_two_octets_without_the_a_flag_and_no_bgp_identifier() {
    let peer = hand::per_peer(0, 0, 10);
    let mut open = open(&[]);
    open[24..28].fill(0);
    let mut peers = PeerTable::default();
    see(&mut peers, &hand::peer_up(&peer, &open, &open));
    assert!(
        peers
            .session(&peer_of(&peer), Direction::Received)
            .is_some()
    );
    let two = [2, 3, 0xfb, 0xf0, 0x5b, 0xa0, 0xfd, 0xe8];
    let frame = monitoring(&peer, &two, &WITHOUT);
    let update = update(&mut peers, &frame);
    let path: AsPath<&[u8]> = update.path_attributes.get().unwrap().unwrap();
    assert_eq!(path.to_string(), "64496 23456 65000");
    let session = update.path_attributes.session();
    assert_eq!(session.asn_width(), AsnWidth::Two);
    assert!(session.is_asn_width_contradicted());
}

fn peer_of(octets: &[u8]) -> bmp::PerPeerHeader {
    <bmp::PerPeerHeader as bmp_codec::Decode>::from_octets(octets).unwrap()
}

/// IOS XR: Peer Up and Peer Down with the L flag or without, and routes the other way.
#[test]
fn ios_xr_l_flag_that_differs() {
    let (pre, post) = (hand::per_peer(0, 0, 10), hand::per_peer(0, POST, 10));
    let open = open(&[&add_path(1, 3)]);
    for (up, routes, down) in [
        (&pre, &post, &pre),
        (&post, &pre, &post),
        (&pre, &post, &post),
    ] {
        let mut peers = PeerTable::default();
        see(&mut peers, &hand::peer_up(up, &open, &open));
        let frame = monitoring(routes, &PATH, &WITH);
        let nlri = update(&mut peers, &frame).nlri;
        assert_eq!(nlri.to_string(), "198.51.100.0/24 path-id 1");
        assert_eq!(nlri.context().basis(), Basis::Negotiated);
        see(&mut peers, &hand::peer_down(down, 4));
        assert!(peers.is_empty());
    }
}

/// RFC 9072: optional parameters with lengths of two octets.
#[test]
fn an_open_with_extended_parameters() {
    let peer = hand::per_peer(0, 0, 10);
    let capabilities = [&hand::FOUR_OCTETS[..], &add_path(1, 3)].concat();
    let mut body = vec![4, 0xfb, 0xf0, 0, 180, 192, 0, 2, 1, 255, 255];
    let length = capabilities.len() as u8;
    body.extend([0, length + 3, 2, 0, length]);
    body.extend(&capabilities);
    let open = hand::bgp(1, &body);
    let mut peers = PeerTable::default();
    see(&mut peers, &hand::peer_up(&peer, &open, &open));
    let session = peers.session(&peer_of(&peer), Direction::Received).unwrap();
    assert_eq!(session.asn_width(), AsnWidth::Four);
    assert!(session.add_path().contains(Family::IPV4_UNICAST));
}

/// FRR 10: a Loc-RIB whose OPEN has an ADD-PATH capability of no octets, and no multiprotocol one.
#[test]
fn an_add_path_capability_of_no_octets() {
    let peer = hand::per_peer(3, 0, 0);
    let open = open(&[&[69, 0]]);
    let mut peers = PeerTable::default();
    see(&mut peers, &hand::peer_up(&peer, &open, &open));
    let session = peers.session(&peer_of(&peer), Direction::Received).unwrap();
    assert!(session.add_path().is_empty());
    assert_eq!(session.basis(), Basis::Negotiated);
    let frame = monitoring(&peer, &PATH, &WITHOUT);
    let nlri = update(&mut peers, &frame).nlri;
    assert_eq!(nlri.to_string(), "198.51.100.0/24");
}

/// Two UPDATEs in one Route Monitoring message: the second one is what is behind the first.
#[test]
fn two_updates_in_one_route_monitoring_message() {
    let peer = hand::per_peer(0, 0, 10);
    let attributes = hand::attribute(0x40, 2, &PATH);
    let first = hand::update(&[], &attributes, &WITHOUT);
    let second = hand::update(&[], &attributes, &[16, 203, 0]);
    let frame = hand::monitoring(&peer, &[&first[..], &second].concat());
    let mut peers = PeerTable::default();
    let message = peers.decode(&frame).unwrap();
    assert_eq!(message.to_vec().unwrap(), frame);
    let bmp::Message::RouteMonitoring(monitoring) = message else {
        panic!()
    };
    assert_eq!(
        monitoring.update.unwrap().nlri.to_string(),
        "198.51.100.0/24"
    );
    assert_eq!(monitoring.trailing.0, second);
}

/// FRR: mirrored messages of a peer without four-octet AS numbers never have the A flag.
#[test]
fn frr_mirrored_paths_go_by_the_opens() {
    let peer = hand::per_peer(0, 0, 10);
    let (four, none) = (open(&[]), hand::open(&[]));
    let mut peers = PeerTable::default();
    see(&mut peers, &hand::peer_up(&peer, &four, &none));
    let attributes = hand::attribute(0x40, 2, &[2, 2, 0xfb, 0xf0, 0xfd, 0xe8]);
    let pdu = hand::update(&[], &attributes, &WITHOUT);
    let tlv = [&[0, 0][..], &(pdu.len() as u16).to_be_bytes(), &pdu].concat();
    let frame = hand::bmp(6, &[&peer[..], &tlv].concat());
    for mut peers in [peers, PeerTable::default()] {
        let bmp::Message::RouteMirroring(mirroring) = peers.decode(&frame).unwrap() else {
            panic!()
        };
        // Without a Peer Up the octets say it.
        let contradicted = peers.is_empty();
        assert_eq!(mirroring.tlvs.session().asn_width(), AsnWidth::Two);
        assert_eq!(
            mirroring.tlvs.session().is_asn_width_contradicted(),
            contradicted
        );
    }
}
