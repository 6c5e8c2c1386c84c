//! Routes of all families, and path identifiers.

use super::*;
use bmp_codec::bgp::nlri::evpn::MacIp;
use bmp_codec::bgp::nlri::{Evpn, Ipv6Prefix, VpnIpv4};
use bmp_codec::net::{Label, Labels};

#[test]
fn paths_of_one_prefix_are_routes_of_their_own() {
    let mut of = Fixture::new();
    of.up_with(peer(1), capabilities());
    of.announce_paths(peer(1), &[(1, A), (2, A), (7, B)]);
    let keys: Vec<_> = of
        .tables
        .routes(None)
        .map(|route| route.key().unwrap().to_string())
        .collect();
    assert_eq!(
        keys,
        [
            "ipv4-unicast 198.51.100.0/24 path-id 1",
            "ipv4-unicast 198.51.100.0/24 path-id 2",
            "ipv4-unicast 203.0.113.0/24 path-id 7",
        ]
    );
    let route = Announced::from(A.parse::<Ipv4Prefix>().unwrap()).with_path_id(1);
    assert_eq!(
        of.monitor(peer(1), Update::withdraw([route]).unwrap())
            .counts
            .withdrawn,
        1
    );
    assert_eq!(
        of.tables
            .routes(None)
            .map(|route| route.path_id())
            .collect::<Vec<_>>(),
        [Some(2), Some(7)]
    );
    assert_eq!(of.announce_paths(peer(1), &[(2, A)]).counts.repeated, 1);
    check(&of.tables);
}

/// RFC 8277, section 2.4, and RFC 4364: a withdrawal has another label.
#[test]
fn labels_are_no_part_of_the_key() {
    let mut of = Fixture::new();
    let route = |label: u32| {
        let label = Labels::from(Label::new(label));
        VpnIpv4::new(label, "64500:1".parse().unwrap(), A.parse().unwrap())
    };
    let announce = |label| {
        Update::announce([route(label)])
            .origin(Origin::Igp)
            .as_path([64501])
            .next_hop(next_hop())
            .build()
            .unwrap()
    };
    assert_eq!(of.monitor(peer(1), announce(100)).counts.added, 1);
    assert_eq!(of.monitor(peer(1), announce(100)).counts.repeated, 1);
    assert_eq!(of.monitor(peer(1), announce(200)).counts.changed, 1);
    let route_now = of.tables.routes(None).next().unwrap();
    assert_eq!(route_now.rd(), Some("64500:1".parse().unwrap()));
    assert_eq!(route_now.next_hop(), Some(next_hop()));
    let text = route_now
        .with_update(|update| update.path_attributes.to_string())
        .unwrap();
    assert!(text.contains("64500:1 198.51.100.0/24 label 200"), "{text}");
    assert_eq!(
        of.monitor(peer(1), Update::withdraw([route(3)]).unwrap())
            .counts
            .withdrawn,
        1
    );
    assert!(of.tables.is_empty());
    check(&of.tables);
}

#[test]
fn macs_of_evpn() {
    let mut of = Fixture::new();
    let (rd, mac) = (
        "192.0.2.9:10".parse().unwrap(),
        "00:00:5e:00:53:01".parse().unwrap(),
    );
    let route = |vni| {
        let label1 = Label::from_vni(vni);
        Evpn::<Vec<u8>>::MacIp(MacIp {
            rd,
            mac,
            label1,
            ..MacIp::default()
        })
    };
    let announce = |vni| {
        Update::announce([route(vni)])
            .origin(Origin::Igp)
            .as_path([64501])
            .next_hop(next_hop())
            .build()
            .unwrap()
    };
    of.monitor(peer(1), announce(10));
    assert_eq!(of.monitor(peer(1), announce(20)).counts.changed, 1);
    let key = of.tables.routes(None).next().unwrap().key().unwrap();
    assert_eq!(
        key.to_string(),
        "l2vpn-evpn mac-ip 192.0.2.9:10 tag 0 00:00:5e:00:53:01"
    );
    assert_eq!(of.down(peer(1)).counts.cleared, 1);
    of.tables.purge();
    assert_eq!(
        (of.tables.destinations(), of.tables.attribute_sets().0),
        (0, 0)
    );
}

/// An UPDATE with routes of both families has a next hop for each.
#[test]
fn two_families_in_one_update() {
    let mut of = Fixture::new();
    let next_hop: std::net::IpAddr = "2001:db8::1".parse().unwrap();
    let net: Ipv6Prefix = "2001:db8:7::/48".parse().unwrap();
    let mut update = Update::announce([net])
        .origin(Origin::Igp)
        .as_path([64501])
        .next_hop(next_hop)
        .build()
        .unwrap();
    update
        .path_attributes
        .add(&bmp_codec::bgp::attribute::NextHop::from(ME))
        .unwrap();
    update
        .nlri
        .push(&Announced::from(A.parse::<Ipv4Prefix>().unwrap()))
        .unwrap();
    assert_eq!(of.monitor(peer(1), update).counts.added, 2);
    let hops: Vec<_> = of
        .tables
        .routes(None)
        .map(|route| route.next_hop().unwrap())
        .collect();
    assert_eq!(hops, [ME.into(), next_hop]);
    for route in of.tables.routes(None) {
        let announced = route.with_update(|update| {
            update
                .announced()
                .map(|route| route.unwrap().to_string())
                .collect::<Vec<_>>()
        });
        let key = route.key().unwrap().to_string();
        assert_eq!(announced, Some(vec![key]));
    }
}

/// AFI 16397, SAFI 1.
#[test]
fn routes_of_unknown_families_are_counted() {
    let mut of = Fixture::new();
    let reach = [0x80, 14, 11, 0x40, 0x0d, 1, 4, 192, 0, 2, 1, 0, 8, 10];
    let attributes = [&[0x40, 1, 1, 0, 0x40, 2, 0][..], &reach].concat();
    let body = [&[0, 0, 0, attributes.len() as u8][..], &attributes].concat();
    let update = bmp_codec::Decode::from_octets(&body)
        .map(|update: Update<&[u8]>| update.to_owned())
        .unwrap();
    let outcome = of.monitor(peer(1), update);
    assert_eq!((outcome.counts.ignored, of.tables.len()), (1, 0));
}
