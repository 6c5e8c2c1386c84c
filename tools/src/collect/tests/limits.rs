//! Who may connect, and who is remembered.

use clap::Parser;

use super::*;
use crate::collect::args::Args;

fn from(address: u8, port: u16) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, address], port))
}

/// Returns the state for that many connections in all, of a prefix and of a router.
fn routers(all: usize, prefix: usize, router: usize) -> Routers {
    let mut limits = Args::parse_from(["collect"]).limits;
    let number = |number| NonZeroUsize::new(number).unwrap();
    limits.max_connections_per_prefix = number(prefix);
    limits.max_connections_per_router = number(router);
    Routers::new(&limits, all, Places::new(10))
}

fn connect(routers: &Routers, from: SocketAddr) -> Result<Entry, Refused> {
    routers.connect(from, false)
}

fn disconnect(routers: &Routers, entry: &Entry) {
    routers.disconnect(entry, End::Closed, "closed".into());
}

/// Connects a router that reports a peer.
fn known(routers: &Routers, from: SocketAddr) -> Entry {
    let entry = connect(routers, from).unwrap();
    lock(&entry.router()).counts.messages.peer_up = 1;
    routers.name(&entry).unwrap();
    entry
}

#[test]
fn limits_of_connections() {
    let routers = routers(3, 2, 16);
    let first = connect(&routers, from(1, 1)).unwrap();
    connect(&routers, from(1, 2)).unwrap();
    assert_eq!(
        connect(&routers, from(1, 3)).unwrap_err(),
        Refused::PerPrefix(2, prefix(from(1, 3).ip()))
    );
    connect(&routers, from(2, 1)).unwrap();
    assert_eq!(
        connect(&routers, from(3, 1)).unwrap_err(),
        Refused::Connections(3)
    );
    disconnect(&routers, &first);
    connect(&routers, from(3, 1)).unwrap();
    let totals = routers.totals();
    assert_eq!((totals.open, totals.refused), (3, 2));
}

/// One host has as many addresses of its link as it likes.
#[test]
fn a_link_of_ipv6_is_one_prefix() {
    let routers = routers(100, 2, 16);
    let from = |text: &str| SocketAddr::new(text.parse().unwrap(), 179);
    connect(&routers, from("2001:db8:0:1::1")).unwrap();
    connect(&routers, from("2001:db8:0:1:ffff::2")).unwrap();
    let refused = connect(&routers, from("2001:db8:0:1::3")).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the limit of 2 connections from 2001:db8:0:1::/64 is reached"
    );
    connect(&routers, from("2001:db8:0:2::1")).unwrap();
}

/// Strangers with many addresses do not take the places of routers that come again.
#[test]
fn places_are_kept_for_known_routers() {
    let routers = routers(10, 10, 16);
    let entries: Vec<_> = (1..=3).map(|last| known(&routers, from(last, 1))).collect();
    entries.iter().for_each(|entry| disconnect(&routers, entry));
    for last in 101..=107 {
        connect(&routers, from(last, 1)).unwrap();
    }
    assert_eq!(
        connect(&routers, from(108, 1)).unwrap_err(),
        Refused::Kept(3)
    );
    // A router that is asked for is no stranger.
    routers.connect(from(109, 1), true).unwrap();
    for last in 1..=2 {
        connect(&routers, from(last, 2)).unwrap();
    }
    assert_eq!(
        connect(&routers, from(3, 2)).unwrap_err(),
        Refused::Connections(10)
    );
}

/// The limit of a router is that of its identity, not of its address.
#[test]
fn a_router_has_a_limit_of_its_own() {
    let routers = routers(10, 10, 1);
    let entries: Vec<_> = (1..=3)
        .map(|port| connect(&routers, from(1, port)).unwrap())
        .collect();
    lock(&entries[1].router()).identity.name = "other".into();
    routers.name(&entries[0]).unwrap();
    routers.name(&entries[1]).unwrap();
    assert_eq!(
        routers.name(&entries[2]).unwrap_err(),
        Refused::PerRouter(1)
    );
    entries.iter().for_each(|entry| disconnect(&routers, entry));
    let totals = routers.totals();
    assert_eq!((totals.open, totals.unnamed, totals.refused), (0, 0, 1));
    let connected = routers
        .all()
        .iter()
        .map(|router| lock(router).connected)
        .collect::<Vec<_>>();
    assert_eq!(connected, [2, 1]);
}

/// A router that comes again from the same port, before the end of its first connection is noticed, has two
/// connections.
#[test]
fn the_same_port_twice() {
    let routers = routers(3, 2, 2);
    let first = known(&routers, from(1, 179));
    let second = known(&routers, from(1, 179));
    assert_eq!(routers.totals().open, 2);
    disconnect(&routers, &first);
    let left: Vec<_> = lock(&second.router()).connections.keys().copied().collect();
    assert_eq!((left, routers.totals().open), (vec![second.number], 1));
    disconnect(&routers, &second);
    // Once more does not count.
    disconnect(&routers, &second);
    assert_eq!(routers.totals().open, 0);
}

/// A router that comes again keeps its counters; the one gone for the longest time is removed.
#[test]
fn routers_are_remembered_up_to_a_limit() {
    let routers = routers(2, 2, 2);
    for (address, octets) in [(1, 5), (2, 7), (1, 11), (3, 13)] {
        let entry = connect(&routers, from(address, 1)).unwrap();
        lock(&entry.router()).counts.octets += octets;
        disconnect(&routers, &entry);
    }
    let left = routers.all().into_iter();
    let left: Vec<_> = left
        .map(|router| {
            let router = lock(&router);
            (router.identity.address, router.counts.octets)
        })
        .collect();
    assert_eq!(left, [(from(1, 1).ip(), 16), (from(3, 1).ip(), 13)]);
    assert_eq!(routers.totals().forgotten, 1);
}

/// Names that one host makes up do not displace other routers.
#[test]
fn names_displace_names_of_the_same_prefix() {
    let routers = routers(4, 2, 2);
    let other = known(&routers, from(1, 1));
    disconnect(&routers, &other);
    for name in 0..10 {
        let entry = connect(&routers, from(2, 1)).unwrap();
        lock(&entry.router()).identity.name = name.to_string();
        disconnect(&routers, &entry);
    }
    let left: Vec<_> = routers
        .all()
        .iter()
        .map(|router| lock(router).identity.to_string())
        .collect();
    assert_eq!(
        left,
        ["192.0.2.1", "192.0.2.2/7", "192.0.2.2/8", "192.0.2.2/9"]
    );
}
