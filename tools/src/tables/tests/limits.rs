//! Routers that announce without end.

use super::*;
use bmp_codec::net::RouteDistinguisher;

/// The prefix 10.N.N.0/24.
fn net(number: u32) -> String {
    format!("10.{}.{}.0/24", number >> 8, number & 0xff)
}

#[test]
fn routes_beyond_the_limit_are_refused_and_counted() {
    let mut of = Fixture::within(Limits::default().with_routes(100));
    for number in 0..1000 {
        of.announce(peer(1), &[64501], &[&net(number)]);
    }
    assert_eq!(of.tables.len(), 100);
    assert_eq!(of.tables.router(of.router).unwrap().refused_routes, 900);
    // What is there can change, and makes room.
    assert_eq!(of.announce(peer(1), &[64502], &[&net(0)]).counts.changed, 1);
    assert_eq!(of.withdraw(peer(1), &[&net(0)]).counts.withdrawn, 1);
    assert_eq!(of.announce(post(1), &[64502], &[&net(500)]).counts.added, 1);
    assert_eq!(
        of.announce(post(1), &[64502], &[&net(501)]).counts.refused,
        1
    );
    // Another router has room of its own.
    of.router = of.tables.connect("192.0.2.253");
    assert_eq!(of.announce(peer(1), &[64501], &[&net(0)]).counts.added, 1);
    check(&of.tables);
}

/// Peers of one distinguisher after the other.
#[test]
fn peers_beyond_the_limit_take_the_place_of_those_that_are_down() {
    let mut of = Fixture::within(Limits::default().with_peers(10));
    let vrf = |number: u32| peer(1).in_vrf(RouteDistinguisher::two_octet(64500, number));
    for number in 0..100_000 {
        of.announce(vrf(number), &[64501], &[A]);
    }
    let router = of.tables.router(of.router).unwrap();
    assert_eq!((router.routes, router.refused_messages), (10, 99_990));
    of.up(vrf(3));
    of.down(vrf(3));
    of.down(vrf(5));
    assert_eq!(of.announce(vrf(77), &[64501], &[A]).counts.added, 1);
    let numbers: Vec<_> = of
        .tables
        .peers(of.router)
        .map(|peer| peer.header.distinguisher())
        .collect();
    let wanted =
        [0, 1, 2, 4, 5, 6, 7, 8, 9, 77].map(|number| RouteDistinguisher::two_octet(64500, number));
    assert_eq!(numbers, wanted);
    check(&of.tables);
}

#[test]
fn bytes_beyond_the_limit_are_refused() {
    let mut of = Fixture::within(Limits::default().with_octets(1000));
    for number in 0..1000 {
        of.announce(peer(1), &[64501, number + 1], &[&net(number)]);
    }
    let router = of.tables.router(of.router).unwrap();
    assert!(router.octets < 1200, "{}", router.octets);
    assert_eq!(router.routes + router.refused_routes, 1000);
    // All of it comes back.
    of.down(peer(1));
    of.tables.purge();
    let router = of.tables.router(of.router).unwrap();
    assert_eq!((router.octets, of.tables.attribute_sets()), (0, (0, 0)));
}

#[test]
fn tables_beyond_the_limit_are_refused() {
    let mut of = Fixture::within(Limits::default().with_tables(1));
    of.announce(peer(1), &[64501], &[A]);
    assert_eq!(of.announce(post(1), &[64501], &[A]).counts.refused, 1);
    assert_eq!(of.tables.len(), 1);
}

/// Entries that are in no table any more must go, and take nothing with them.
#[test]
fn memory_of_routes_that_are_gone_is_used_again() {
    let mut of = Fixture::new();
    of.announce(peer(2), &[64502], &[A]);
    for round in 0..200 {
        for number in 0..1000 {
            of.announce(peer(1), &[64501, round], &[&net(number)]);
        }
        of.down(peer(1));
        assert!(of.tables.dead <= 102_000, "{}", of.tables.dead);
    }
    assert_eq!(of.tables.len(), 1);
    of.tables.purge();
    assert_eq!((of.tables.dead, of.tables.destinations()), (0, 1));
    assert_eq!(of.tables.attribute_sets().0, 1);
    assert!(of.tables.slots.len() < 300, "{}", of.tables.slots.len());
    check(&of.tables);
}
