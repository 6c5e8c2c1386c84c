//! Searches by prefix. Expected ones are found by hand.

use super::*;
use crate::tables::Match;
use bmp_codec::bgp::nlri::{RouteKey, VpnIpv4};
use bmp_codec::net::{Label, Labels};
use ipnet::IpNet;

fn found(of: &Fixture, net: &str, how: Match) -> Vec<String> {
    let net: IpNet = net.parse().unwrap();
    let found = of.tables.find(net, how);
    found
        .map(|route| {
            format!(
                "{} {}",
                route.peer().header.key().address(),
                route.key().unwrap()
            )
        })
        .collect()
}

fn nested() -> Fixture {
    let mut of = Fixture::new();
    of.announce(
        peer(1),
        &[64501],
        &["0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16"],
    );
    of.announce(
        peer(2),
        &[64502],
        &["10.0.0.0/8", "10.1.2.0/24", "10.1.2.3/32"],
    );
    of
}

#[test]
fn by_prefix() {
    let of = nested();
    let one = |text: &str| format!("192.0.2.1 ipv4-unicast {text}");
    let two = |text: &str| format!("192.0.2.2 ipv4-unicast {text}");
    let default = [one("0.0.0.0/0")];
    assert_eq!(
        found(&of, "10.1.0.0/16", Match::Exact),
        [one("10.1.0.0/16")]
    );
    // What a user types may have more bits.
    assert_eq!(
        found(&of, "10.1.9.9/16", Match::Exact),
        [one("10.1.0.0/16")]
    );
    assert!(found(&of, "10.1.0.0/17", Match::Exact).is_empty());
    assert_eq!(
        found(&of, "10.1.2.3/32", Match::Longest),
        [two("10.1.2.3/32")]
    );
    assert_eq!(
        found(&of, "10.1.2.4/32", Match::Longest),
        [two("10.1.2.0/24")]
    );
    assert_eq!(
        found(&of, "10.200.0.1/32", Match::Longest),
        [one("10.0.0.0/8"), two("10.0.0.0/8")]
    );
    assert_eq!(found(&of, "192.0.2.1/32", Match::Longest), default);
    assert_eq!(found(&of, "0.0.0.0/0", Match::Longest), default);
    assert_eq!(
        found(&of, "10.1.0.0/16", Match::Covering),
        [
            default[0].clone(),
            one("10.0.0.0/8"),
            two("10.0.0.0/8"),
            one("10.1.0.0/16")
        ]
    );
    assert_eq!(
        found(&of, "10.1.0.0/16", Match::Covered),
        [one("10.1.0.0/16"), two("10.1.2.0/24"), two("10.1.2.3/32")]
    );
    assert_eq!(found(&of, "0.0.0.0/0", Match::Covered).len(), 6);
    // Neither family has routes of the other.
    assert!(found(&of, "::ffff:10.1.2.3/128", Match::Longest).is_empty());
    assert!(found(&of, "::/0", Match::Covered).is_empty());
}

#[test]
fn what_is_gone_hides_nothing() {
    let mut of = nested();
    of.down(peer(2));
    assert_eq!(
        found(&of, "10.1.2.3/32", Match::Longest),
        ["192.0.2.1 ipv4-unicast 10.1.0.0/16"]
    );
    assert!(found(&of, "10.1.2.0/24", Match::Exact).is_empty());
}

/// Each route distinguisher is a table of its own.
#[test]
fn among_routes_of_vpns() {
    let mut of = nested();
    let route = |rd: &str, net: &str| {
        let label = Labels::from(Label::new(100));
        VpnIpv4::new(label, rd.parse().unwrap(), net.parse().unwrap())
    };
    let routes = [
        route("64500:1", "10.1.0.0/16"),
        route("64500:1", "10.1.2.0/24"),
        route("64500:2", "10.0.0.0/8"),
        route("64500:3", "10.9.0.0/16"),
    ];
    let update = Update::announce(routes)
        .origin(Origin::Igp)
        .as_path([64501])
        .next_hop(next_hop())
        .build()
        .unwrap();
    of.monitor(peer(3), update);
    let vpn = |text: &str| format!("192.0.2.3 vpn-ipv4-unicast {text}");
    let longest = found(&of, "10.1.2.99/32", Match::Longest);
    assert_eq!(longest.len(), 3);
    assert_eq!(
        longest[1..],
        [vpn("64500:1 10.1.2.0/24"), vpn("64500:2 10.0.0.0/8")]
    );
    let covered = found(&of, "10.1.0.0/16", Match::Covered);
    assert_eq!(
        covered[3..],
        [vpn("64500:1 10.1.0.0/16"), vpn("64500:1 10.1.2.0/24")]
    );
    let of_rd = of.tables.routes_of_rd("64500:3".parse().unwrap());
    assert_eq!(of_rd.count(), 1);
    let key = of
        .tables
        .find("10.9.0.0/16".parse().unwrap(), Match::Exact)
        .next()
        .unwrap()
        .key();
    assert_eq!(of.tables.with_key(&key.unwrap()).count(), 1);
    let key = RouteKey::from_octets(Family::IPV4_UNICAST, None, &[10, 0, 0, 0, 8]).unwrap();
    assert_eq!(of.tables.with_key(&key).count(), 2);
    check(&of.tables);
}
