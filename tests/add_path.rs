//! Path identifiers: which lists have them, by what the OPENs of Peer Up say (RFC 7911, RFC 8671, RFC 9069), and what a
//! table of peers knows and forgets. Read as negotiated only: that octets are looked at is tested elsewhere.

use bmp_codec::bgp::attribute::AttributeValue;
use bmp_codec::bgp::nlri::{Family, Nlri};
use bmp_codec::bgp::{Basis, Update};
use bmp_codec::bmp::{PeerTable, Reading};
use bmp_codec::net::AsnWidth;

use crate::support::forms::update as read;
use crate::support::hand;

/// What the two OPENs say of IPv4 unicast, and which tables then have path identifiers.
///
/// 1 is to receive, 2 to send, 3 both. What the peer sends has them where it sends and the router receives; what
/// goes to the peer where the router sends and the peer receives. A Loc-RIB has them wherever its OPEN names the
/// family at all.
const MATRIX: [(u8, u8, bool, bool, bool); 9] = [
    // sent  received  Adj-RIB-In  Adj-RIB-Out  Loc-RIB
    (1, 1, false, false, true),
    (1, 2, true, false, true),
    (1, 3, true, false, true),
    (2, 1, false, true, true),
    (2, 2, false, false, true),
    (2, 3, false, true, true),
    (3, 1, false, true, true),
    (3, 2, true, false, true),
    (3, 3, true, true, true),
];

/// 203.0.113.64/26, 198.51.100.0/24: without path identifiers, and with 7 and 65536.
const WITHOUT: [u8; 9] = [26, 203, 0, 113, 64, 24, 198, 51, 100];
const WITH: [u8; 17] = [
    0, 0, 0, 7, 26, 203, 0, 113, 64, //
    0, 1, 0, 0, 24, 198, 51, 100,
];
const PREFIXES: [&str; 2] = ["203.0.113.64/26", "198.51.100.0/24"];

/// 2001:db8::/32, as an MP_REACH_NLRI and an MP_UNREACH_NLRI have it.
const IPV6_WITHOUT: [u8; 5] = [32, 0x20, 0x01, 0x0d, 0xb8];
const IPV6_WITH: [u8; 9] = [0, 0, 0, 9, 32, 0x20, 0x01, 0x0d, 0xb8];

/// Per-peer flags: V is not set in any of them.
const PRE: u8 = 0;
const POST: u8 = 0x40;
const TWO_OCTETS: u8 = 0x20;
const OUT: u8 = 0x10;

/// ADD-PATH for families, each AFI, SAFI and mode.
fn add_path(families: &[(u16, u8, u8)]) -> Vec<u8> {
    let mut octets = vec![69, 4 * families.len() as u8];
    for (afi, safi, mode) in families {
        octets.extend(afi.to_be_bytes());
        octets.extend([*safi, *mode]);
    }
    octets
}

/// An OPEN with AS numbers of four octets, and ADD-PATH for these families.
fn open(families: &[(u16, u8, u8)]) -> Vec<u8> {
    hand::open(&[&hand::FOUR_OCTETS[..], &add_path(families)].concat())
}

fn strict() -> PeerTable {
    PeerTable::default().with_reading(Reading::Strict)
}

/// A table that has seen a Peer Up.
fn after(peer: &[u8], sent: &[u8], received: &[u8]) -> PeerTable {
    let mut peers = strict();
    see(&mut peers, &hand::peer_up(peer, sent, received));
    peers
}

fn see(peers: &mut PeerTable, frame: &[u8]) {
    peers.decode(frame).unwrap();
}

/// A Route Monitoring message that withdraws and announces the same IPv4 routes.
fn ipv4(peer: &[u8], routes: &[u8]) -> Vec<u8> {
    let attributes = [
        hand::attribute(0x40, 1, &[0]),
        hand::attribute(0x40, 2, &[2, 1, 0, 1, 0, 14]),
        hand::attribute(0x40, 3, &[192, 0, 2, 10]),
    ]
    .concat();
    hand::monitoring(peer, &hand::update(routes, &attributes, routes))
}

/// One that announces and withdraws the same IPv6 routes.
fn ipv6(peer: &[u8], routes: &[u8]) -> Vec<u8> {
    let next_hop = [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    let reach = [&[0, 2, 1, 16][..], &next_hop, &[0], routes].concat();
    let unreach = [&[0, 2, 1][..], routes].concat();
    let attributes = [
        hand::attribute(0x80, 14, &reach),
        hand::attribute(0x80, 15, &unreach),
    ]
    .concat();
    hand::monitoring(peer, &hand::update(&[], &attributes, &[]))
}

/// A route: its path identifier and its prefix.
type Said = (Option<u32>, String);

/// The IPv4 routes that are withdrawn, and those that are announced. `None` where one is malformed.
fn ipv4_routes(update: &Update<&[u8]>) -> [Option<Vec<Said>>; 2] {
    [update.withdrawn_routes, update.nlri].map(|routes| {
        let routes = routes.into_iter().map(|route| {
            route
                .ok()
                .map(|route| (route.path_id, route.nlri.to_string()))
        });
        routes.collect()
    })
}

/// The IPv6 routes that are announced, and those that are withdrawn.
fn ipv6_routes(update: &Update<&[u8]>) -> [Vec<Said>; 2] {
    let mut said = [Vec::new(), Vec::new()];
    for attribute in &update.path_attributes {
        let (place, nlri) = match attribute.unwrap().value {
            AttributeValue::MpReach(reach) => (0, reach.nlri),
            AttributeValue::MpUnreach(unreach) => (1, unreach.nlri),
            other => panic!("{other:?}"),
        };
        let Nlri::Ipv6Unicast(routes) = nlri else {
            panic!("{nlri:?}")
        };
        said[place] = routes
            .into_iter()
            .map(|route| route.map(|route| (route.path_id, route.nlri.to_string())))
            .collect::<Result<_, _>>()
            .unwrap();
    }
    said
}

/// Two IPv4 routes with path identifiers, or without.
fn both(path_ids: bool) -> Option<Vec<Said>> {
    let ids = if path_ids {
        [Some(7), Some(65536)]
    } else {
        [None, None]
    };
    Some(ids.into_iter().zip(PREFIXES.map(String::from)).collect())
}

/// Reads both forms in the same table: the one that fits is what it says, the other one is not.
fn is(peers: &mut PeerTable, peer: &[u8], path_ids: bool, case: &str) {
    let (right, wrong) = if path_ids {
        (&WITH[..], &WITHOUT[..])
    } else {
        (&WITHOUT[..], &WITH[..])
    };
    let frame = ipv4(peer, right);
    let update = read(peers, &frame);
    assert_eq!(
        ipv4_routes(&update),
        [both(path_ids), both(path_ids)],
        "{case}"
    );
    assert_eq!(
        update
            .path_attributes
            .session()
            .add_path()
            .contains(Family::IPV4_UNICAST),
        path_ids,
        "{case}"
    );
    let frame = ipv4(peer, wrong);
    let update = read(peers, &frame);
    assert_eq!(ipv4_routes(&update), [None, None], "{case}: the other form");
}

#[test]
fn nine_combinations_of_three_tables() {
    for (sent, received, adj_rib_in, adj_rib_out, loc_rib) in MATRIX {
        let (sent_open, received_open) = (open(&[(1, 1, sent)]), open(&[(1, 1, received)]));
        let case = |table: &str| format!("sent {sent}, received {received}, {table}");

        let mut peers = after(&hand::per_peer(0, PRE, 10), &sent_open, &received_open);
        for (flags, table) in [(PRE, "pre-policy"), (POST, "post-policy")] {
            let peer = hand::per_peer(0, flags, 10);
            is(
                &mut peers,
                &peer,
                adj_rib_in,
                &case(&format!("Adj-RIB-In {table}")),
            );
            let peer = hand::per_peer(0, OUT | flags, 10);
            is(
                &mut peers,
                &peer,
                adj_rib_out,
                &case(&format!("Adj-RIB-Out {table}")),
            );
        }

        let peer = hand::per_peer(3, 0, 0);
        let mut peers = after(&peer, &sent_open, &received_open);
        is(&mut peers, &peer, loc_rib, &case("Loc-RIB"));
    }
}

/// Why the session has to say it: the same octets are two routes, or one with a path identifier.
#[test]
fn octets_alone_do_not_tell() {
    let octets = [24, 198, 51, 100, 26, 203, 0, 113, 64];
    let peer = hand::per_peer(0, PRE, 10);
    let frame = ipv4(&peer, &octets);
    let without = [(None, "198.51.100.0/24"), (None, "203.0.113.64/26")];
    let with = [(Some(0x18c6_3364), "203.0.113.64/26")];
    for (mode, said) in [(1, &without[..]), (3, &with[..])] {
        let open = open(&[(1, 1, mode)]);
        let mut peers = after(&peer, &open, &open);
        let said = said
            .iter()
            .map(|(path_id, prefix)| (*path_id, (*prefix).to_owned()));
        let said = Some(said.collect());
        assert_eq!(ipv4_routes(&read(&mut peers, &frame)), [said.clone(), said]);
    }
}

#[test]
fn modes_that_are_none_of_the_three_count_for_nothing() {
    for mode in [0, 4, 255] {
        let mut peers = after(
            &hand::per_peer(0, PRE, 10),
            &open(&[(1, 1, mode)]),
            &open(&[(1, 1, 3)]),
        );
        is(&mut peers, &hand::per_peer(0, PRE, 10), false, "Adj-RIB-In");
        is(
            &mut peers,
            &hand::per_peer(0, OUT, 10),
            false,
            "Adj-RIB-Out",
        );
    }
}

#[test]
fn families_are_told_apart() {
    let peer = hand::per_peer(0, PRE, 10);
    let only_ipv6 = open(&[(2, 1, 3)]);
    let mut peers = after(&peer, &only_ipv6, &only_ipv6);
    is(&mut peers, &peer, false, "IPv4, where IPv6 has them");
    let frame = ipv6(&peer, &IPV6_WITH);
    let said = vec![(Some(9), "2001:db8::/32".to_owned())];
    assert_eq!(ipv6_routes(&read(&mut peers, &frame)), [said.clone(), said]);

    let only_ipv4 = open(&[(1, 1, 3)]);
    let mut peers = after(&peer, &only_ipv4, &only_ipv4);
    is(&mut peers, &peer, true, "IPv4");
    let frame = ipv6(&peer, &IPV6_WITHOUT);
    let said = vec![(None, "2001:db8::/32".to_owned())];
    assert_eq!(ipv6_routes(&read(&mut peers, &frame)), [said.clone(), said]);
}

#[test]
fn one_side_that_says_nothing_is_enough() {
    let none = hand::open(&hand::FOUR_OCTETS);
    let some = open(&[(1, 1, 3)]);
    for (sent, received) in [(&none, &some), (&some, &none), (&none, &none)] {
        let mut peers = after(&hand::per_peer(0, PRE, 10), sent, received);
        is(&mut peers, &hand::per_peer(0, PRE, 10), false, "Adj-RIB-In");
        is(
            &mut peers,
            &hand::per_peer(0, OUT, 10),
            false,
            "Adj-RIB-Out",
        );
    }
}

/// RFC 9069, section 5.2: what the OPEN says that the router sent; the received one is a copy of it.
#[test]
fn a_loc_rib_goes_by_the_sent_open_alone() {
    let none = hand::open(&hand::FOUR_OCTETS);
    let some = open(&[(1, 1, 3)]);
    let peer = hand::per_peer(3, 0, 0);
    is(
        &mut after(&peer, &some, &none),
        &peer,
        true,
        "only the sent one",
    );
    is(
        &mut after(&peer, &none, &some),
        &peer,
        false,
        "only the received one",
    );
}

/// An OPEN of a part of a Loc-RIB: a family, and ADD-PATH for it where that is said.
fn part(afi: u8, mode: Option<u8>) -> Vec<u8> {
    let add_path = mode.map(|mode| add_path(&[(afi.into(), 1, mode)]));
    let add_path = add_path.unwrap_or_default();
    hand::open(&[&[1, 4, 0, afi, 0, 1][..], &hand::FOUR_OCTETS, &add_path].concat())
}

/// RFC 9069, section 6.1.1: several Peer Ups of one Loc-RIB, for families of their own.
#[test]
fn peer_ups_of_one_loc_rib_are_joined() {
    let peer = hand::per_peer(3, 0, 0);
    let (ipv4_part, ipv6_part) = (part(1, Some(2)), part(2, Some(1)));
    for parts in [[&ipv4_part, &ipv6_part], [&ipv6_part, &ipv4_part]] {
        let mut peers = after(&peer, parts[0], parts[0]);
        see(&mut peers, &hand::peer_up(&peer, parts[1], parts[1]));
        is(&mut peers, &peer, true, "of one Peer Up");
        let frame = ipv6(&peer, &IPV6_WITH);
        let said = vec![(Some(9), "2001:db8::/32".to_owned())];
        assert_eq!(ipv6_routes(&read(&mut peers, &frame)), [said.clone(), said]);

        // Each of them goes down for itself.
        see(&mut peers, &hand::peer_down(&peer, 6));
        is(&mut peers, &peer, true, "one of two is down");
        see(&mut peers, &hand::peer_down(&peer, 6));
        is(&mut peers, &peer, false, "both are down");
    }
}

/// The same families again are the Loc-RIB again, which may have changed.
#[test]
fn a_peer_up_of_the_same_families_replaces() {
    let peer = hand::per_peer(3, 0, 0);
    let mut peers = after(&peer, &part(1, Some(3)), &part(1, Some(3)));
    is(&mut peers, &peer, true, "before");
    see(
        &mut peers,
        &hand::peer_up(&peer, &part(1, None), &part(1, None)),
    );
    is(&mut peers, &peer, false, "after");
}

/// A table does not grow without end, whatever a router sends.
#[test]
fn a_full_table_learns_no_more_peers() {
    let open = open(&[(1, 1, 3)]);
    let mut peers = PeerTable::new().with_limit(2).with_reading(Reading::Strict);
    for peer in 1..=4 {
        see(
            &mut peers,
            &hand::peer_up(&hand::per_peer(0, PRE, peer), &open, &open),
        );
    }
    assert_eq!((peers.len(), peers.refused()), (2, 2));
    for (peer, known) in [(1, true), (2, true), (3, false), (4, false)] {
        is(&mut peers, &hand::per_peer(0, PRE, peer), known, "of four");
    }
    // One that is known can come up again, and one that goes makes room.
    see(
        &mut peers,
        &hand::peer_up(&hand::per_peer(0, PRE, 2), &open, &open),
    );
    assert_eq!((peers.len(), peers.refused()), (2, 2));
    see(&mut peers, &hand::peer_down(&hand::per_peer(0, PRE, 1), 4));
    see(
        &mut peers,
        &hand::peer_up(&hand::per_peer(0, PRE, 3), &open, &open),
    );
    is(&mut peers, &hand::per_peer(0, PRE, 3), true, "in its place");

    peers.clear();
    assert!(peers.is_empty());
    is(&mut peers, &hand::per_peer(0, PRE, 2), false, "cleared");
}

/// A filtered Loc-RIB is the same one: the flag is no part of what tells peers apart.
#[test]
fn a_filtered_loc_rib_is_that_loc_rib() {
    let open = open(&[(1, 1, 3)]);
    let mut peers = after(&hand::per_peer(3, 0x80, 0), &open, &open);
    is(&mut peers, &hand::per_peer(3, 0, 0), true, "not filtered");
}

#[test]
fn a_new_peer_up_replaces_the_old_one() {
    let peer = hand::per_peer(0, PRE, 10);
    let (some, none) = (open(&[(1, 1, 3)]), hand::open(&hand::FOUR_OCTETS));
    let mut peers = after(&peer, &some, &some);
    is(&mut peers, &peer, true, "before");
    see(&mut peers, &hand::peer_up(&peer, &some, &none));
    is(&mut peers, &peer, false, "after");
}

/// Two octets where the A flag of that very message is set, whatever the OPENs say.
#[test]
fn the_width_of_as_numbers_goes_by_message() {
    let open = open(&[(1, 1, 3)]);
    let mut peers = after(&hand::per_peer(0, PRE, 10), &open, &open);
    let path = |octets: &[u8]| hand::update(&[], &hand::attribute(0x40, 2, octets), &[]);
    let four = path(&[2, 2, 0, 1, 0, 14, 0, 0, 0xfb, 0xf0]);
    let two = path(&[2, 2, 0x5b, 0xa0, 0xfb, 0xf0]);
    for flags in [PRE, POST, OUT, OUT | POST] {
        for (a_flag, update, width, said) in [
            (0, &four, AsnWidth::Four, "65550 64496"),
            (TWO_OCTETS, &two, AsnWidth::Two, "23456 64496"),
        ] {
            let frame = hand::monitoring(&hand::per_peer(0, flags | a_flag, 10), update);
            let update = read(&mut peers, &frame);
            let attribute = update.path_attributes.iter().next().unwrap().unwrap();
            let AttributeValue::AsPath(path) = attribute.value else {
                panic!("{attribute:?}")
            };
            assert_eq!((path.width(), path.to_string()), (width, said.to_owned()));
            // The A flag takes nothing away from what was negotiated.
            let session = update.path_attributes.session();
            assert!(session.add_path().contains(Family::IPV4_UNICAST));
        }
    }
    // 0x20 is no A flag in a Loc-RIB: its AS numbers always have four octets.
    let frame = hand::monitoring(&hand::per_peer(3, TWO_OCTETS, 0), &four);
    let session = read(&mut peers, &frame).path_attributes.session();
    assert_eq!(session.asn_width(), AsnWidth::Four);
}

#[test]
fn what_is_assumed_is_visible() {
    let peer = hand::per_peer(0, PRE, 10);
    let open = open(&[(1, 1, 3)]);
    let basis = |peers: &mut PeerTable, peer: &[u8]| {
        read(peers, &ipv4(peer, &WITHOUT))
            .path_attributes
            .session()
            .basis()
    };
    let mut peers = strict();
    assert_eq!(basis(&mut peers, &peer), Basis::Assumed);
    is(&mut peers, &peer, false, "nothing is known");

    see(&mut peers, &hand::peer_up(&peer, &open, &open));
    assert_eq!(basis(&mut peers, &peer), Basis::Negotiated);
    is(&mut peers, &peer, true, "known");

    // Another address, another distinguisher and another type are other peers.
    let mut distinguished = peer.clone();
    distinguished[9] = 1;
    for other in [
        hand::per_peer(0, PRE, 11),
        hand::per_peer(2, PRE, 10),
        distinguished,
    ] {
        assert_eq!(basis(&mut peers, &other), Basis::Assumed);
        is(&mut peers, &other, false, "another peer");
    }
}

#[test]
fn a_peer_down_forgets() {
    let open = open(&[(1, 1, 3)]);
    for (peer, reason) in [
        (hand::per_peer(0, PRE, 10), 4),
        (hand::per_peer(3, 0, 0), 6),
    ] {
        let mut peers = after(&peer, &open, &open);
        let other = hand::per_peer(0, PRE, 11);
        see(&mut peers, &hand::peer_up(&other, &open, &open));
        see(&mut peers, &hand::peer_down(&peer, reason));
        is(&mut peers, &peer, false, "down");
        let frame = ipv4(&peer, &WITHOUT);
        let session = read(&mut peers, &frame).path_attributes.session();
        assert_eq!(session.basis(), Basis::Assumed);
        is(&mut peers, &other, true, "another one stays");
    }
}

/// A Peer Up whose OPEN cannot be read teaches nothing, and what was known of the peer is not so any more.
#[test]
fn a_malformed_open_teaches_nothing() {
    let peer = hand::per_peer(0, PRE, 10);
    let good = open(&[(1, 1, 3)]);
    let header_only = hand::bgp(1, &[]);
    for (sent, received) in [(&header_only, &good), (&good, &header_only)] {
        let mut peers = after(&peer, sent, received);
        is(&mut peers, &peer, false, "malformed from the start");
        let frame = ipv4(&peer, &WITHOUT);
        let session = read(&mut peers, &frame).path_attributes.session();
        assert_eq!(session.basis(), Basis::Assumed);
    }
}
