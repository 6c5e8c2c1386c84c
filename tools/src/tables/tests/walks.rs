//! Walks in parts: they must find what one look at everything finds.

use std::ops::ControlFlow;

use super::*;
use crate::tables::Position;
use bmp_codec::bgp::nlri::{Ipv6Prefix, VpnIpv4};
use bmp_codec::net::{Label, Labels};

fn filled() -> Fixture {
    let mut of = Fixture::new();
    of.announce(
        peer(1),
        &[64501],
        &["0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "192.0.2.0/24"],
    );
    of.announce(
        peer(2),
        &[64502],
        &["10.0.0.0/8", "10.1.2.0/24", "11.0.0.0/8"],
    );
    let labels = || Labels::from(Label::new(100));
    let vpn = VpnIpv4::new(
        labels(),
        "64500:1".parse().unwrap(),
        "10.1.0.0/16".parse().unwrap(),
    );
    let update = Update::announce([vpn])
        .origin(Origin::Igp)
        .as_path([64501])
        .next_hop(next_hop());
    of.monitor(peer(3), update.build().unwrap());
    let net: Ipv6Prefix = "2001:db8::/32".parse().unwrap();
    let hop: std::net::Ipv6Addr = "2001:db8::1".parse().unwrap();
    let update = Update::announce([net]).origin(Origin::Igp).as_path([64501]);
    let update = update.next_hop(std::net::IpAddr::from(hop));
    of.monitor(peer(1), update.build().unwrap());
    of
}

/// Walks in parts of `most` entries, and tells the destinations.
fn walk(of: &Fixture, within: Option<&str>, most: usize) -> Vec<String> {
    let within = within.map(|net| net.parse().unwrap());
    let (mut position, mut found) = (Position::default(), Vec::new());
    while !position.is_end() {
        position = of.tables.walk(position, within, most, |routes| {
            let key = routes[0].key().unwrap();
            found.push(format!("{key} {}", routes.len()));
            ControlFlow::Continue(())
        });
        // As somebody who asks for the next part says it.
        position = position.to_string().parse().unwrap();
    }
    found
}

#[test]
fn parts_of_any_size_find_everything_once() {
    let of = filled();
    let all = [
        "ipv4-unicast 0.0.0.0/0 1",
        "ipv4-unicast 10.0.0.0/8 2",
        "ipv4-unicast 10.1.0.0/16 1",
        "ipv4-unicast 10.1.2.0/24 1",
        "ipv4-unicast 11.0.0.0/8 1",
        "ipv4-unicast 192.0.2.0/24 1",
        "ipv6-unicast 2001:db8::/32 1",
        "vpn-ipv4-unicast 64500:1 10.1.0.0/16 1",
    ];
    for most in [1, 2, 3, 100] {
        assert_eq!(walk(&of, None, most), all, "{most}");
        assert_eq!(
            walk(&of, Some("10.1.0.0/16"), most),
            [all[2], all[3], all[7]],
            "{most}"
        );
        assert_eq!(walk(&of, Some("::/0"), most), [all[6]], "{most}");
        assert!(walk(&of, Some("172.16.0.0/12"), most).is_empty(), "{most}");
    }
}

#[test]
fn a_break_comes_back_to_its_destination() {
    let of = filled();
    for stop in ["0.0.0.0/0", "10.1.2.0/24", "2001:db8::/32", "10.1.0.0/16"] {
        let is_it = |routes: &[crate::tables::Route<'_>]| {
            let is_vpn = routes[0].rd().is_some() == (stop == "10.1.0.0/16");
            routes[0].prefix() == Some(stop.parse().unwrap()) && is_vpn
        };
        let until = |routes: &[crate::tables::Route<'_>]| match is_it(routes) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        };
        let position = of.tables.walk(Position::default(), None, 100, until);
        let mut first = None;
        of.tables.walk(position, None, 100, |routes| {
            first.get_or_insert(is_it(routes));
            ControlFlow::Continue(())
        });
        assert_eq!(first, Some(true), "{stop}");
    }
    assert!("10.0.0.0/33".parse::<Position>().is_err());
}
