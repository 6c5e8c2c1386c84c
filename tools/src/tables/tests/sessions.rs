//! Peer Up, Peer Down, End-of-RIB and connections. The rules are those of the module's documentation.

use super::*;
use crate::tables::{Happened, PeerState};

const PRE_A: &str = "192.0.2.1 adj-rib-in-pre ipv4-unicast 198.51.100.0/24 path 64501";
const PRE_B: &str = "192.0.2.1 adj-rib-in-pre ipv4-unicast 203.0.113.0/24 path 64501";
const POST_A: &str = "192.0.2.1 adj-rib-in-post ipv4-unicast 198.51.100.0/24 path 64501";
const LOC_A: &str = "loc-rib loc-rib ipv4-unicast 198.51.100.0/24 path 64501";

fn stale(text: &str) -> String {
    format!("{text} stale")
}

/// Another station has both routes active again.
#[test]
fn what_a_peer_had_before_its_end_does_not_come_back() {
    let mut of = Fixture::new();
    of.up(peer(1));
    of.announce(peer(1), &[64501], &[A, B]);
    assert_eq!(of.routes(), [PRE_A, PRE_B]);
    assert_eq!(of.down(peer(1)).counts.cleared, 2);
    assert!(of.routes().is_empty());
    of.up(peer(1));
    of.announce(peer(1), &[64501], &[A]);
    let end = of.end_of_rib(peer(1));
    assert_eq!(end.event, Some(Happened::EndOfRib(Family::IPV4_UNICAST)));
    assert_eq!(of.routes(), [PRE_A]);
    check(&of.tables);

    // Over a new connection, too.
    of.announce(peer(1), &[64501], &[B]);
    of.reconnect();
    assert_eq!(of.routes(), [stale(PRE_A), stale(PRE_B)]);
    of.up(peer(1));
    of.announce(peer(1), &[64501], &[A]);
    assert_eq!(of.routes(), [PRE_A.to_owned(), stale(PRE_B)]);
    assert_eq!(of.end_of_rib(peer(1)).counts.cleared, 1);
    assert_eq!(of.routes(), [PRE_A]);
    check(&of.tables);
}

#[test]
fn a_peer_down_ends_all_views_of_the_peer_only() {
    let mut of = Fixture::new();
    for number in [1, 2] {
        of.up(peer(number));
        of.announce(peer(number), &[64501], &[A]);
        of.announce(post(number), &[64501], &[A]);
    }
    // Its flags do not count.
    let out = peer(1).with_rib(Rib::AdjRibOutPost).unwrap();
    of.announce(out, &[64501], &[A]);
    assert_eq!(of.tables.len(), 5);
    assert_eq!(of.down(post(1)).counts.cleared, 3);
    let of_2 = [PRE_A, POST_A].map(|text| text.replace("192.0.2.1", "192.0.2.2"));
    assert_eq!(of.routes(), of_2);
    assert!(
        matches!(&of.peer(peer(1)).state, PeerState::Down(why) if **why == *"remote system closed, no data")
    );
    assert_eq!(
        (of.peer(peer(1)).since, of.peer(peer(2)).since),
        (at(8), at(4))
    );
    check(&of.tables);
}

/// Its routes are what the peer had, until it says otherwise.
#[test]
fn a_second_peer_up_makes_routes_stale() {
    let mut of = Fixture::new();
    of.up(peer(1));
    of.announce(peer(1), &[64501], &[A, B]);
    of.announce(post(1), &[64501], &[A]);
    of.up(peer(1));
    assert_eq!(of.routes(), [stale(PRE_A), stale(POST_A), stale(PRE_B)]);
    of.announce(peer(1), &[64501], &[A]);
    // A stale route can be withdrawn.
    of.withdraw(post(1), &[A]);
    assert_eq!(of.routes(), [PRE_A.to_owned(), stale(PRE_B)]);
    // Stale for the second time, with one that is new.
    of.up(peer(1));
    of.announce(peer(1), &[64501], &[B]);
    assert_eq!(of.routes(), [stale(PRE_A), PRE_B.to_owned()]);
    assert_eq!(of.end_of_rib(peer(1)).counts.cleared, 1);
    assert_eq!(of.routes(), [PRE_B]);
    assert_eq!((of.peer(peer(1)).ups, of.peer(peer(1)).downs), (3, 0));
    check(&of.tables);
}

#[test]
fn peer_ups_without_end_keep_the_newest_routes() {
    let mut of = Fixture::new();
    for third in 0..20 {
        of.up(peer(1));
        of.announce(peer(1), &[64501], &[&format!("10.0.{third}.0/24")]);
    }
    // The current one, and eight stale ones.
    assert_eq!(of.tables.len(), 9);
    assert!(of.routes()[0].contains("10.0.11.0/24"), "{:?}", of.routes());
    check(&of.tables);
}

/// GoBGP 3.10.0 sends its Loc-RIB like this.
#[test]
fn routes_without_a_peer_up_are_taken() {
    let mut of = Fixture::new();
    of.announce(loc_rib(), &[64501], &[A]);
    assert_eq!(of.routes(), [LOC_A]);
    assert_eq!(of.peer(loc_rib()).state, PeerState::NoPeerUp);
    // If a Peer Up comes after all, they may be of an earlier session.
    of.up(loc_rib());
    assert_eq!(of.routes(), [stale(LOC_A)]);
    assert_eq!(of.peer(loc_rib()).state, PeerState::Up);
}

#[test]
fn peer_ups_for_both_policies() {
    let mut of = Fixture::new();
    of.up(peer(1));
    of.announce(peer(1), &[64501], &[A]);
    // No new beginning of the other one.
    of.up(post(1));
    of.announce(post(1), &[64501], &[A]);
    assert_eq!(of.routes(), [PRE_A, POST_A]);
    of.up(post(1));
    assert_eq!(of.routes(), [PRE_A.to_owned(), stale(POST_A)]);
    // The other Peer Up is in force until its own Peer Down.
    of.down(post(1));
    assert_eq!(of.routes(), [PRE_A]);
    assert_eq!(of.peer(peer(1)).state, PeerState::Up);
    of.down(peer(1));
    assert!(of.routes().is_empty());
    assert!(matches!(of.peer(peer(1)).state, PeerState::Down(_)));
}

/// RFC 9069, section 6.1.1.
#[test]
fn peer_ups_for_families_of_a_loc_rib() {
    let mut of = Fixture::new();
    of.up_with(
        loc_rib(),
        vec![Capability::multiprotocol(Family::IPV4_UNICAST)],
    );
    of.announce(loc_rib(), &[64501], &[A]);
    of.up_with(
        loc_rib(),
        vec![Capability::multiprotocol(Family::IPV6_UNICAST)],
    );
    assert_eq!(of.routes(), [LOC_A]);
    // It does not say which of them ended.
    of.down(loc_rib());
    assert_eq!(of.routes(), [stale(LOC_A)]);
    of.down(loc_rib());
    assert!(of.routes().is_empty());
}

#[test]
fn withdrawals_of_absent_routes_are_counted() {
    let mut of = Fixture::new();
    assert_eq!(of.withdraw(peer(1), &[A]).counts.absent, 1);
    of.announce(peer(1), &[64501], &[A]);
    let outcome = of.withdraw(peer(1), &[A, B]);
    assert_eq!((outcome.counts.withdrawn, outcome.counts.absent), (1, 1));
    assert!(of.routes().is_empty() && outcome.errors == 0);
    check(&of.tables);
}

#[test]
fn announcements_are_new_or_changed_or_repeated() {
    let mut of = Fixture::new();
    let counts = of.announce(peer(1), &[64501], &[A]).counts;
    assert_eq!((counts.added, counts.changed, counts.repeated), (1, 0, 0));
    let counts = of.announce(peer(1), &[64501], &[A]).counts;
    assert_eq!((counts.added, counts.changed, counts.repeated), (0, 0, 1));
    let counts = of.announce(peer(1), &[64501, 64502], &[A, B]).counts;
    assert_eq!((counts.added, counts.changed, counts.repeated), (1, 1, 0));
    let times: Vec<_> = of.tables.routes(None).map(|route| route.time()).collect();
    assert_eq!(times, [at(3), at(3)]);
    // One set of attributes for both.
    assert_eq!(of.tables.attribute_sets().0, 1);
    check(&of.tables);
}

/// GoBGP 3.10.0 ends the post-policy view with the flags L and A, and its routes have L only. FRR has both values of F.
#[test]
fn the_flags_a_and_f_separate_nothing() {
    let mut of = Fixture::new();
    of.up(peer(1));
    of.announce(post(1), &[64501], &[A]);
    of.up(peer(1));
    let two_octets = post(1)
        .with_asn_width(bmp_codec::net::AsnWidth::Two)
        .unwrap();
    assert_eq!(of.end_of_rib(two_octets).counts.cleared, 1);
    assert!(of.routes().is_empty());

    of.announce(loc_rib(), &[64501], &[A]);
    of.announce(loc_rib().with_filtered(true).unwrap(), &[64501], &[A]);
    assert_eq!(of.routes(), [LOC_A]);
    assert!(of.tables.routes(None).next().unwrap().is_filtered());
}

#[test]
fn two_connections_of_one_router_have_tables_of_their_own() {
    let mut of = Fixture::new();
    of.announce(peer(1), &[64501], &[A]);
    let second = of.tables.connect("192.0.2.254");
    assert_ne!(second, of.router);
    let first = std::mem::replace(&mut of.router, second);
    of.announce(peer(1), &[64501], &[A]);
    assert_eq!(of.routes(), [PRE_A, PRE_A]);
    assert_eq!(of.tables.router(second).unwrap().instance, 2);
    of.tables.disconnect(first);
    assert_eq!(of.routes(), [stale(PRE_A), PRE_A.to_owned()]);
    // The one that is closed goes on.
    assert_eq!(of.tables.connect("192.0.2.254"), first);
    assert_eq!(of.tables.router(first).unwrap().connections, 2);
    of.tables.remove(first);
    assert_eq!(of.routes(), [PRE_A]);
    check(&of.tables);
}

#[test]
fn stale_routes_can_be_swept_without_an_end_of_rib() {
    let mut of = Fixture::new();
    of.announce(peer(1), &[64501], &[A, B]);
    of.reconnect();
    of.announce(peer(1), &[64501], &[B]);
    assert_eq!(of.tables.sweep(of.router), 1);
    assert_eq!(of.routes(), [PRE_B]);
    check(&of.tables);
}

#[test]
fn what_routers_and_peers_say_of_themselves() {
    let mut of = Fixture::new();
    assert_eq!(of.initiation().event, Some(Happened::Initiation));
    let router = of.tables.router(of.router).unwrap();
    assert_eq!(router.sys_name.as_deref(), Some("r1"));
    assert_eq!(router.sys_descr.as_deref(), Some("a router"));
    let header = of.now(loc_rib());
    let of_table = PeerUp::of_loc_rib(header, open(64500, ME, vec![Asn(64500).into()]), "global");
    of.message(of_table.unwrap());
    assert_eq!(of.peer(loc_rib()).table_name.as_deref(), Some("global"));
    of.up(peer(1));
    assert_eq!(of.peer(peer(1)).local, Some((ME.into(), 0)));
}
