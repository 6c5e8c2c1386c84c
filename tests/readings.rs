//! What is not as negotiated: a table reads routes the way they can be read, says so, and learns.

use bmp_codec::bgp::Basis;
use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp::{self, Confidence, FamilyReading, PeerTable, Reading, Rib};
use bmp_codec::net::AsnWidth;

use crate::support::forms::update;
use crate::support::hand;

const PRE: u8 = 0;
const POST: u8 = 0x40;

/// ADD-PATH for IPv4 and IPv6 unicast, both ways.
const ADD_PATH: [u8; 10] = [69, 8, 0, 1, 1, 3, 0, 2, 1, 3];

fn open(add_path: bool) -> Vec<u8> {
    let add_path = if add_path { &ADD_PATH[..] } else { &[] };
    hand::open(&[&hand::FOUR_OCTETS[..], add_path].concat())
}

fn peer(flags: u8) -> Vec<u8> {
    hand::per_peer(0, flags, 10)
}

/// A table that has seen a Peer Up, with ADD-PATH or without.
fn table(add_path: bool) -> PeerTable {
    let mut peers = PeerTable::default();
    let open = open(add_path);
    let up = hand::peer_up(&peer(PRE), &open, &open);
    peers.decode(&up).unwrap();
    peers
}

fn monitoring(flags: u8, withdrawn: &[u8], nlri: &[u8]) -> Vec<u8> {
    let attributes = hand::attribute(0x40, 2, &[2, 1, 0, 1, 0, 14]);
    let attributes = if nlri.is_empty() {
        &[][..]
    } else {
        &attributes
    };
    hand::monitoring(&peer(flags), &hand::update(withdrawn, attributes, nlri))
}

/// The routes that are announced, and how they were read.
fn announced(peers: &mut PeerTable, flags: u8, nlri: &[u8]) -> (String, Basis) {
    let frame = monitoring(flags, &[], nlri);
    let nlri = update(peers, &frame).nlri;
    (nlri.to_string(), nlri.context().basis())
}

fn withdrawn(peers: &mut PeerTable, flags: u8, routes: &[u8]) -> (String, Basis) {
    let frame = monitoring(flags, routes, &[]);
    let routes = update(peers, &frame).withdrawn_routes;
    (routes.to_string(), routes.context().basis())
}

fn is(text: &str, basis: Basis) -> (String, Basis) {
    (text.to_owned(), basis)
}

const WITH: [u8; 8] = [0, 0, 0, 1, 24, 198, 51, 100];
const WITHOUT: [u8; 4] = [24, 198, 51, 100];
/// 198.51.100.0/24 and 203.0.113.64/26, or the latter with a path identifier of 0x18c63364.
const EITHER: [u8; 9] = [24, 198, 51, 100, 26, 203, 0, 113, 64];
const TWO: &str = "198.51.100.0/24, 203.0.113.64/26";

/// Read without path identifiers, these octets begin with 0.0.0.0/0 three times.
#[test]
fn never_a_false_default_route() {
    for reading in [Reading::Verify, Reading::Infer] {
        let mut peers = PeerTable::default().with_reading(reading);
        let said = announced(&mut peers, PRE, &WITH);
        assert_eq!(said, is("198.51.100.0/24 path-id 1", Basis::Inferred));
    }
    let said = announced(&mut table(false), PRE, &WITH);
    assert_eq!(said, is("198.51.100.0/24 path-id 1", Basis::Contradicted));
    let said = announced(&mut table(true), PRE, &WITH);
    assert_eq!(said, is("198.51.100.0/24 path-id 1", Basis::Negotiated));
    // One default route is one.
    let said = announced(&mut table(false), PRE, &[0]);
    assert_eq!(said, is("0.0.0.0/0", Basis::Negotiated));
    let said = announced(&mut table(true), PRE, &[0]);
    assert_eq!(said, is("0.0.0.0/0", Basis::Contradicted));
    let said = announced(&mut table(true), PRE, &[0, 0, 0, 1, 0]);
    assert_eq!(said, is("0.0.0.0/0 path-id 1", Basis::Negotiated));
}

/// What is learned of a table of the peer counts for that one, and for octets that can be read either way.
#[test]
fn what_was_learned_sticks_to_the_table() {
    let mut peers = table(true);
    for _ in 0..FamilyReading::TURN {
        let said = announced(&mut peers, POST, &WITHOUT);
        assert_eq!(said, is("198.51.100.0/24", Basis::Contradicted));
    }
    assert_eq!(
        announced(&mut peers, POST, &EITHER),
        is(TWO, Basis::Contradicted)
    );
    // Before the policy they are as negotiated, and then great path identifiers are nothing new.
    for id in [1_u32, 0x18c6_3364] {
        let octets = [&id.to_be_bytes()[..], &[25, 198, 51, 100, 128]].concat();
        let said = announced(&mut peers, PRE, &octets);
        let text = format!("198.51.100.128/25 path-id {id}");
        assert_eq!(said, is(&text, Basis::Negotiated));
    }
    let said = announced(&mut peers, PRE, &EITHER);
    assert_eq!(
        said,
        is("203.0.113.64/26 path-id 415642468", Basis::Negotiated)
    );

    let (_, known) = peers.iter().next().unwrap();
    let readings: Vec<_> = known
        .readings()
        .iter()
        .map(|reading| (reading.rib, reading.path_ids, reading.basis))
        .collect();
    assert_eq!(
        readings,
        [
            (Rib::AdjRibInPost, false, Basis::Contradicted),
            (Rib::AdjRibInPre, true, Basis::Negotiated)
        ]
    );
}

/// Where nothing was learned: a great path identifier out of nothing is not likely, where its octets are a route.
#[test]
fn of_unlikely_and_likely_the_likely_one() {
    let said = announced(&mut table(true), PRE, &EITHER);
    assert_eq!(said, is(TWO, Basis::Contradicted));
    assert_eq!(
        announced(&mut table(false), PRE, &EITHER),
        is(TWO, Basis::Negotiated)
    );
}

/// GoBGP writes withdrawals of its own making without path identifiers, and passes others on with them.
#[test]
fn withdrawn_routes_may_be_otherwise() {
    let mut peers = table(true);
    for _ in 0..20 {
        announced(&mut peers, PRE, &WITH);
        let said = withdrawn(&mut peers, PRE, &WITH);
        assert_eq!(said, is("198.51.100.0/24 path-id 1", Basis::Negotiated));
        let said = withdrawn(&mut peers, PRE, &EITHER);
        assert_eq!(said, is(TWO, Basis::Contradicted));
        let said = withdrawn(&mut peers, PRE, &WITHOUT);
        assert_eq!(said, is("198.51.100.0/24", Basis::Contradicted));
    }
    let (_, known) = peers.iter().next().unwrap();
    let [reading] = known.readings() else {
        panic!()
    };
    assert_eq!((reading.path_ids, reading.withdrawn_otherwise), (true, 40));
    assert_eq!(reading.confidence(), Confidence::Settled);
}

#[test]
fn a_settled_reading_is_still_looked_at() {
    let mut peers = table(true);
    for _ in 0..FamilyReading::SETTLED {
        announced(&mut peers, PRE, &WITH);
    }
    // As the router changes its mind, it is not noticed at once, but soon. Until then the routes are malformed.
    let mut malformed = 0;
    while announced(&mut peers, PRE, &WITHOUT) != is("198.51.100.0/24", Basis::Contradicted) {
        malformed += 1;
        assert!(malformed <= FamilyReading::SPOT_CHECK);
    }
    assert!(malformed > 0);
    let reading = |peers: &PeerTable| {
        let (_, known) = peers.iter().next().unwrap();
        known.readings()[0]
    };
    // One list may be a malformed one.
    let first = reading(&peers);
    assert_eq!((first.path_ids, first.doubts), (true, 1));
    announced(&mut peers, PRE, &WITHOUT);
    let second = reading(&peers);
    assert_eq!((second.path_ids, second.confirmed), (false, 2));
    assert_eq!(
        (second.changes, second.doubts, second.confidence()),
        (1, 0, Confidence::Likely)
    );
}

/// A list that cannot be read as negotiated is malformed, unless the other reading is a proof; and one proof says nothing of
/// the next message (RFC 7606, section 5.3; RFC 7911, section 5).
#[test]
fn a_malformed_list_says_nothing_of_the_next() {
    let mut peers = table(false);
    // Each with the list that is read behind it: two routes, or one with a path identifier.
    for malformed in [
        // A prefix of 33 bits; or 0.0.0.0/0 with a path identifier of 0x210a0000, or of 33.
        &[33, 10, 0, 0, 0][..],
        &[0, 0, 0, 33, 0],
        // 10.0.0.0/8 with a great path identifier.
        &[0x99, 0, 0, 1, 8, 10],
    ] {
        let frame = monitoring(PRE, &[], malformed);
        let nlri = update(&mut peers, &frame).nlri;
        assert!(nlri.check().is_err());
        assert_eq!(nlri.context().basis(), Basis::Negotiated);
        let said = announced(&mut peers, PRE, &EITHER);
        assert_eq!(said, is(TWO, Basis::Negotiated));
    }
    // A likely one is read, and believed by itself only.
    let said = announced(&mut peers, PRE, &WITH);
    assert_eq!(said, is("198.51.100.0/24 path-id 1", Basis::Contradicted));
    assert_eq!(
        announced(&mut peers, PRE, &EITHER),
        is(TWO, Basis::Negotiated)
    );
    // What is likelier as negotiated takes its weight away: only two in turn turn the table round.
    announced(&mut peers, PRE, &WITH);
    let (_, known) = peers.iter().next().unwrap();
    assert_eq!(known.readings()[0].basis, Basis::Negotiated);
    announced(&mut peers, PRE, &WITH);
    let (_, known) = peers.iter().next().unwrap();
    assert_eq!(known.readings()[0].basis, Basis::Contradicted);
}

/// The case that was found: of a peer in a session without path identifiers, a /33, and then two routes.
#[test]
fn the_next_update_is_read_as_negotiated() {
    let case = [
        "030000009e0300000000000000000000000000000000000000000000c00002090000fbf4090909096553f1000000000000000000
         0000000000000000c000020100b3c350ffffffffffffffffffffffffffffffff002d0104fbf400b401010101100206010400010001
         020641040000fbf4ffffffffffffffffffffffffffffffff002d0104fbf400b4010101011002060104000100010206410400
         00fbf4",
        "03000000600000000000000000000000000000000000000000000000c00002090000fbf4090909096553f10000000000ffffffff
         ffffffffffffffffffffffff003002000000144001010040020602010000fde8400304c0000201210a000000",
        "03000000630000000000000000000000000000000000000000000000c00002090000fbf4090909096553f10000000000ffffffff
         ffffffffffffffffffffffff003302000000144001010040020602010000fde8400304c000020118c0000218c00003",
    ];
    let [up, malformed, valid] = case.map(hand::hex);
    let mut peers = PeerTable::default();
    peers.decode(&up).unwrap();
    assert!(update(&mut peers, &malformed).check().is_err());
    let nlri = update(&mut peers, &valid).nlri;
    assert_eq!(nlri.to_string(), "192.0.2.0/24, 192.0.3.0/24");
    assert_eq!(nlri.context().basis(), Basis::Negotiated);
}

/// A capture that begins in the middle.
#[test]
fn inferred_with_a_confidence() {
    let mut peers = PeerTable::default().with_reading(Reading::Infer);
    // Of these, one reading is more likely.
    let said = announced(&mut peers, PRE, &EITHER);
    assert_eq!(said, is(TWO, Basis::Inferred));
    let confidence = |peers: &PeerTable| {
        let (_, known) = peers.iter().next().unwrap();
        assert_eq!(known.peer_ups(), 0);
        known.readings()[0].confidence()
    };
    announced(&mut peers, PRE, &WITH);
    assert_eq!(confidence(&peers), Confidence::Likely);
    for _ in 0..FamilyReading::SETTLED {
        let said = announced(&mut peers, PRE, &WITH);
        assert_eq!(said, is("198.51.100.0/24 path-id 1", Basis::Inferred));
    }
    assert_eq!(confidence(&peers), Confidence::Settled);
    // By default nothing is kept of such peers.
    let mut peers = PeerTable::default();
    announced(&mut peers, PRE, &WITH);
    assert!(peers.is_empty());
}

#[test]
fn octets_that_are_no_routes_stay_malformed() {
    for add_path in [true, false] {
        let mut peers = table(add_path);
        let frame = monitoring(PRE, &[], &[99, 1, 2, 3]);
        let nlri = update(&mut peers, &frame).nlri;
        assert!(nlri.check().is_err());
        assert_eq!(nlri.context().basis(), Basis::Negotiated);
    }
}

/// The width of AS numbers is what the A flag says, unless no AS_PATH can be read so.
#[test]
fn as_numbers_that_are_not_as_wide_as_said() {
    let path = |flags: u8, octets: &[u8]| {
        let attributes = hand::attribute(0x40, 2, octets);
        hand::monitoring(
            &peer(flags),
            &hand::update(&[], &attributes, &[24, 198, 51, 100]),
        )
    };
    const TWO_OCTETS: u8 = 0x20;
    let four = [2, 2, 0, 1, 0, 14, 0, 0, 0xfb, 0xf0];
    let two = [2, 2, 0x5b, 0xa0, 0xfb, 0xf0];
    for (flags, octets, text, width, contradicted) in [
        (0, &four[..], "65550 64496", AsnWidth::Four, false),
        (0, &two[..], "23456 64496", AsnWidth::Two, true),
        (TWO_OCTETS, &two[..], "23456 64496", AsnWidth::Two, false),
        (TWO_OCTETS, &four[..], "65550 64496", AsnWidth::Four, true),
    ] {
        let frame = path(flags, octets);
        for mut peers in [PeerTable::default(), table(false)] {
            let update = update(&mut peers, &frame);
            let session = update.path_attributes.session();
            assert_eq!(session.asn_width(), width);
            assert_eq!(session.is_asn_width_contradicted(), contradicted);
            let path = update
                .path_attributes
                .get::<bmp_codec::bgp::attribute::AsPath<&[u8]>>();
            assert_eq!(path.unwrap().unwrap().to_string(), text);
        }
        let mut strict = PeerTable::default().with_reading(Reading::Strict);
        let update = update(&mut strict, &frame);
        assert_eq!(update.path_attributes.check().is_err(), contradicted);
    }
}

/// Readers that share a table read by what was learned.
#[test]
fn what_was_learned_is_there_for_others() {
    let mut peers = table(true);
    let frame = monitoring(PRE, &[], &WITHOUT);
    for _ in 0..FamilyReading::TURN {
        update(&mut peers, &frame);
    }
    let bmp::Message::RouteMonitoring(monitoring) = bmp::Message::decode(&frame, &peers).unwrap()
    else {
        panic!()
    };
    let session = monitoring.update.unwrap().path_attributes.session();
    assert!(!session.add_path().contains(Family::IPV4_UNICAST));
    assert_eq!(session.basis(), Basis::Contradicted);
}

/// GoBGP writes stacks of labels without the Multiple Labels capability: read with one label, such a route has more bits
/// than an address, and has several wherever it is read. And where the capability was agreed on, one label without the
/// bottom-of-stack bit is one.
#[test]
fn labels_that_are_not_as_negotiated() {
    let stack = [0x00, 0x06, 0x40, 0x00, 0x0c, 0x81];
    let rest = [0, 0, 0xfb, 0xf0, 0, 0, 0, 1, 198, 51, 100];
    let route = [&[136][..], &stack, &rest].concat();
    let reach = [&[0, 1, 128, 12][..], &[0; 8], &[192, 0, 2, 1, 0], &route].concat();
    let attributes = hand::attribute(0x80, 14, &reach);
    let frame = hand::monitoring(&peer(PRE), &hand::update(&[], &attributes, &[]));
    let update = update(&mut table(false), &frame);
    let route = update.announced().next().unwrap().unwrap();
    assert_eq!(route.prefix, Some("198.51.100.0/24".parse().unwrap()));

    // Several labels agreed on: code 8, of VPN-IPv4 up to 2.
    let labels = [8, 4, 0, 1, 128, 2];
    let open = hand::open(&[&hand::FOUR_OCTETS[..], &labels].concat());
    let mut peers = PeerTable::default();
    peers
        .decode(&hand::peer_up(&peer(PRE), &open, &open))
        .unwrap();
    // No octet that could be the last one of a label has the bit; and one of the distinguisher has it: then a stack of
    // two labels is possible, and 0.0.0.0/0 behind it.
    for third in [0xfa, 0xfb] {
        let rest = [0, 0, third, 0xf0, 0, 0, 0, 1, 198, 51, 100];
        let route = [&[112][..], &[0, 6, 0x40], &rest].concat();
        let reach = [&[0, 1, 128, 12][..], &[0; 8], &[192, 0, 2, 1, 0], &route].concat();
        let attributes = hand::attribute(0x80, 14, &reach);
        let frame = hand::monitoring(&peer(PRE), &hand::update(&[], &attributes, &[]));
        let message = peers.decode(&frame).unwrap();
        let bmp::Message::RouteMonitoring(monitoring) = message else {
            panic!()
        };
        let update = monitoring.update.unwrap();
        let route = update.announced().next().unwrap().unwrap();
        assert_eq!(route.prefix, Some("198.51.100.0/24".parse().unwrap()));
        let session = update.path_attributes.session();
        assert!(session.multiple_labels().is_empty());
        assert_eq!(session.basis(), Basis::Contradicted);
    }
}

/// GoBGP 4.8.0 withdraws with the stack that it announced. What its own table has is the prefix behind the stack.
#[test]
fn withdrawn_stacks() {
    for (family, route, prefix, labels, in_session) in [
        (
            Family::IPV6_LABELED_UNICAST,
            "78 05dc10 05dc20 05dc31 20010db80081",
            "2001:db8:81::/48",
            "24001/24002/24003",
            true,
        ),
        // Behind one label there would be 48 bits: in every session this is a stack.
        (
            Family::IPV4_LABELED_UNICAST,
            "48 05dc10 05dc21 c61251",
            "198.18.81.0/24",
            "24001/24002",
            false,
        ),
        // One label, whatever it says: what RFC 8277 has, and what FRR 10.3 and BIRD write.
        (
            Family::IPV6_LABELED_UNICAST,
            "48 800000 20010db80081",
            "2001:db8:81::/48",
            "withdrawn",
            false,
        ),
        (
            Family::IPV6_LABELED_UNICAST,
            "48 000000 40020db80081",
            "4002:db8:81::/48",
            "0(s0)",
            false,
        ),
        (
            Family::IPV6_LABELED_UNICAST,
            "48 05dc10 20010db80081",
            "2001:db8:81::/48",
            "24001(s0)",
            false,
        ),
    ] {
        let [high, low] = family.afi().to_be_bytes();
        let unreach = [&[high, low, family.safi()][..], &hand::hex(route)].concat();
        let attributes = hand::attribute(0x80, 15, &unreach);
        let frame = hand::monitoring(&peer(PRE), &hand::update(&[], &attributes, &[]));
        let mut peers = table(false);
        let update = update(&mut peers, &frame);
        let read = update.withdrawn().next().unwrap().unwrap();
        assert_eq!(read.prefix, Some(prefix.parse().unwrap()), "{route}");
        let text = update.path_attributes.iter().next().unwrap().unwrap();
        assert!(text.to_string().contains(labels), "{text} {labels}");
        let session = update.path_attributes.session();
        assert_eq!(session.has_withdrawn_stacks(), in_session, "{route}");
        // JSON has all of it, and the message is what it was.
        #[cfg(feature = "serde")]
        {
            let json = serde_json::to_string(&update).unwrap();
            let again: bmp_codec::bgp::Update = serde_json::from_str(&json).unwrap();
            use bmp_codec::Encode;
            assert_eq!(again.to_vec().unwrap(), update.to_vec().unwrap(), "{json}");
        }
    }
}

/// The table that infers is bounded, too, and what has no name is not kept.
#[test]
fn what_is_inferred_is_bounded() {
    let mut peers = PeerTable::new().with_limit(3).with_reading(Reading::Infer);
    for last in 1..=9 {
        let peer = hand::per_peer(0, PRE, last);
        let update = hand::update(&[], &[], &WITH);
        let frame = hand::monitoring(&peer, &update);
        let message = peers.decode(&frame).unwrap();
        let bmp::Message::RouteMonitoring(monitoring) = message else {
            panic!()
        };
        let nlri = monitoring.update.unwrap().nlri;
        assert_eq!(nlri.to_string(), "198.51.100.0/24 path-id 1");
    }
    assert_eq!(peers.len(), 3);
    for afi in 0..=255 {
        let reach = [&[afi, 99, 200, 0, 0][..], &WITH].concat();
        let attributes = hand::attribute(0x80, 14, &reach);
        let update = hand::update(&[], &attributes, &[]);
        let frame = hand::monitoring(&hand::per_peer(0, PRE, 1), &update);
        peers.decode(&frame).unwrap();
    }
    for (_, known) in peers.iter() {
        assert_eq!(known.readings().len(), 1);
    }
}

/// A second MP_REACH_NLRI is a reason to reset a session, and its routes are read for what they are all the same.
#[test]
fn lists_of_a_second_attribute() {
    let reach = |family: &[u8], routes: &[u8]| {
        let value = [family, &[4, 192, 0, 2, 1, 0], routes].concat();
        hand::attribute(0x80, 14, &value)
    };
    let ipv4 = reach(&[0, 1, 1], &[0, 0, 0, 1, 24, 198, 51, 100]);
    let ipv6 = reach(&[0, 2, 1], &[0, 0, 0, 2, 32, 0x20, 1, 0xd, 0xb8]);
    let attributes = [ipv4, ipv6].concat();
    let frame = hand::monitoring(&peer(PRE), &hand::update(&[], &attributes, &[]));
    let mut peers = PeerTable::default();
    let bmp::Message::RouteMonitoring(monitoring) = peers.decode(&frame).unwrap() else {
        panic!()
    };
    let texts: Vec<_> = (monitoring.update.unwrap().announced())
        .map(|route| route.unwrap().to_string())
        .collect();
    assert_eq!(
        texts,
        [
            "ipv4-unicast 198.51.100.0/24 path-id 1",
            "ipv6-unicast 2001:db8::/32 path-id 2"
        ]
    );
}
