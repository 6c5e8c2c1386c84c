//! MCAST-VPN routes as tshark reads them, those laid out by hand after their RFCs, and malformed ones.

use core::net::IpAddr;

use super::*;
use crate::bgp::attribute::MpReach;
use crate::bgp::nlri::{Family, Nlri, Route, Routes, UnknownRoute};
use crate::bgp::testkit::{both_ways, fault, hex, json};
use crate::bgp::{Session, nlri::AnyRoute};
use crate::net::{Address, Asn, RouteDistinguisher};
use crate::wire::{Decode, Encode, Fault, Octets};

const RD: RouteDistinguisher = RouteDistinguisher::two_octet(65000, 100);
const RD_OCTETS: &str = "0000fde8 00000064";
/// (192.0.2.66, 233.252.0.1).
const FLOW: &str = "20 c0000242 20 e9fc0001";
/// (2001:db8::66, ff0e::1).
const FLOW_V6: &str = "80 20010db8000000000000000000000066 80 ff0e0000000000000000000000000001";
const ROUTER_V6: &str = "20010db8000000000000000000000009";

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// Reads one route, writes it again, and compares it and its text.
fn route(octets: &str, text: &str, expected: McastVpn) {
    let octets = hex(octets);
    let route: McastVpn<&[u8]> = both_ways(&octets, Session::default());
    assert_eq!(route.to_string(), text);
    assert_eq!(route.route_type(), octets[0]);
    assert_eq!(route, expected.view());
    assert_eq!(route.rd(), Some(RD));
    assert!(text.starts_with(route.name().unwrap()));
    assert_eq!(expected.to_vec().unwrap(), octets);
}

fn s_pmsi() -> SPmsi {
    SPmsi {
        rd: RD,
        source: address("192.0.2.66"),
        group: address("233.252.0.1"),
        originator: ip("192.0.2.9"),
    }
}

/// Fields as tshark 4.0 shows them.
#[test]
fn every_type_of_ipv4() {
    route(
        &format!("01 0c {RD_OCTETS} c0000209"),
        "intra-as-i-pmsi 65000:100 192.0.2.9",
        McastVpn::IntraAsIPmsi(IntraAsIPmsi {
            rd: RD,
            originator: ip("192.0.2.9"),
        }),
    );
    route(
        &format!("02 0c {RD_OCTETS} 0000fde9"),
        "inter-as-i-pmsi 65000:100 as 65001",
        McastVpn::InterAsIPmsi(InterAsIPmsi {
            rd: RD,
            source_as: Asn(65001),
        }),
    );
    route(
        &format!("03 16 {RD_OCTETS} {FLOW} c0000209"),
        "s-pmsi 65000:100 (192.0.2.66, 233.252.0.1) 192.0.2.9",
        McastVpn::SPmsi(s_pmsi()),
    );
    // The wildcards of RFC 6625.
    route(
        &format!("03 0e {RD_OCTETS} 00 00 c0000209"),
        "s-pmsi 65000:100 (*, *) 192.0.2.9",
        McastVpn::SPmsi(SPmsi {
            source: Address::NONE,
            group: Address::NONE,
            ..s_pmsi()
        }),
    );
    // tshark: a route key of 24 octets, and 192.0.2.10.
    let leaf = Leaf::of(&McastVpn::SPmsi(s_pmsi()), ip("192.0.2.10")).unwrap();
    assert_eq!(leaf.route_key.len(), 24);
    assert_eq!(leaf.key(), Ok(LeafKey::Route(McastVpn::SPmsi(s_pmsi()))));
    route(
        &format!("04 1c 03 16 {RD_OCTETS} {FLOW} c0000209 c000020a"),
        "leaf (s-pmsi 65000:100 (192.0.2.66, 233.252.0.1) 192.0.2.9) 192.0.2.10",
        McastVpn::Leaf(leaf),
    );
    route(
        &format!("05 12 {RD_OCTETS} {FLOW}"),
        "source-active 65000:100 (192.0.2.66, 233.252.0.1)",
        McastVpn::SourceActive(SourceActive {
            rd: RD,
            source: address("192.0.2.66"),
            group: address("233.252.0.1"),
        }),
    );
    let join = CMulticast {
        rd: RD,
        source_as: Asn(65000),
        source: address("192.0.2.99"),
        group: address("233.252.0.1"),
    };
    route(
        &format!("06 16 {RD_OCTETS} 0000fde8 20 c0000263 20 e9fc0001"),
        "shared-tree-join 65000:100 as 65000 (192.0.2.99, 233.252.0.1)",
        McastVpn::SharedTreeJoin(join),
    );
    route(
        &format!("07 16 {RD_OCTETS} 0000fde8 {FLOW}"),
        "source-tree-join 65000:100 as 65000 (192.0.2.66, 233.252.0.1)",
        McastVpn::SourceTreeJoin(CMulticast {
            source: address("192.0.2.66"),
            ..join
        }),
    );
}

/// Fields as tshark 4.0 shows them, but for the routers of IPv4, whose addresses it takes for ones of IPv6.
#[test]
fn ipv6_with_routers_of_either_family() {
    route(
        &format!("01 18 {RD_OCTETS} {ROUTER_V6}"),
        "intra-as-i-pmsi 65000:100 2001:db8::9",
        McastVpn::IntraAsIPmsi(IntraAsIPmsi {
            rd: RD,
            originator: ip("2001:db8::9"),
        }),
    );
    let s_pmsi = SPmsi {
        rd: RD,
        source: address("2001:db8::66"),
        group: address("ff0e::1"),
        originator: ip("2001:db8::9"),
    };
    route(
        &format!("03 3a {RD_OCTETS} {FLOW_V6} {ROUTER_V6}"),
        "s-pmsi 65000:100 (2001:db8::66, ff0e::1) 2001:db8::9",
        McastVpn::SPmsi(s_pmsi),
    );
    // RFC 6515, section 2: the length says of which family a router is.
    let of_ipv4 = SPmsi {
        originator: ip("192.0.2.9"),
        ..s_pmsi
    };
    route(
        &format!("03 2e {RD_OCTETS} {FLOW_V6} c0000209"),
        "s-pmsi 65000:100 (2001:db8::66, ff0e::1) 192.0.2.9",
        McastVpn::SPmsi(of_ipv4),
    );
    route(
        &format!("04 40 03 2e {RD_OCTETS} {FLOW_V6} c0000209 {ROUTER_V6}"),
        "leaf (s-pmsi 65000:100 (2001:db8::66, ff0e::1) 192.0.2.9) 2001:db8::9",
        McastVpn::Leaf(Leaf::of(&McastVpn::SPmsi(of_ipv4), ip("2001:db8::9")).unwrap()),
    );
}

/// Laid out by hand after RFC 7524, section 6.2.2: lengths are in octets.
#[test]
fn leaves_of_the_global_table() {
    let all = "ff".repeat(8);
    let octets = hex(&format!(
        "04 1a {all} 04 c0000263 04 e9fc0001 c0000209 c000020a"
    ));
    let read: McastVpn<&[u8]> = both_ways(&octets, Session::default());
    assert_eq!(
        read.to_string(),
        "leaf (global-table (*, 233.252.0.1) rp 192.0.2.99 ingress 192.0.2.9) 192.0.2.10"
    );
    let key = GlobalTableKey {
        rd: RouteDistinguisher(u64::MAX),
        source: ip("192.0.2.99"),
        group: ip("233.252.0.1"),
        ingress: ip("192.0.2.9"),
    };
    let leaf = Leaf::of_global_table(&key, ip("192.0.2.10")).unwrap();
    assert_eq!(leaf.key(), Ok(LeafKey::GlobalTable(key)));
    assert_eq!(read, McastVpn::Leaf(leaf).view());

    // A group of IPv6 through a network of IPv4: in octets, and in bits.
    let zero = "00".repeat(8);
    let group = &FLOW_V6.replace("80 ", "10 ");
    for flow in [group, FLOW_V6] {
        let octets = hex(&format!("04 32 {zero} {flow} c0000209 c000020a"));
        let read: McastVpn<&[u8]> = both_ways(&octets, Session::default());
        assert_eq!(
            read.to_string(),
            "leaf (global-table (2001:db8::66, ff0e::1) ingress 192.0.2.9) 192.0.2.10"
        );
        assert_eq!(read.rd(), Some(RouteDistinguisher(0)));
    }
    assert_eq!(
        Leaf::of_global_table(&key, ip("::1")),
        Err(crate::EncodeError::Family {
            what: "originator of a Leaf A-D route"
        })
    );
}

#[test]
fn other_types_and_other_keys_keep_their_octets() {
    let unknown = McastVpn::Unknown(UnknownRoute {
        route_type: 8,
        octets: Octets(vec![0xab, 0xcd]),
    });
    let octets = hex("08 02 abcd");
    let read: McastVpn<&[u8]> = both_ways(&octets, Session::default());
    assert_eq!(read, unknown.view());
    assert_eq!(read.to_string(), "type-8 abcd");
    assert_eq!((read.name(), read.rd()), (None, None));

    // Route keys that are a leaf, of another type, or of a bad body.
    for (key, text) in [
        ("04 06 01 00 c0000209", "leaf 04060100c0000209 192.0.2.10"),
        ("08 01 ab", "leaf (type-8 ab) 192.0.2.10"),
        ("02 01 ab", "leaf 0201ab 192.0.2.10"),
    ] {
        let key = hex(key);
        let octets = [&[4, key.len() as u8 + 4], &key[..], &[192, 0, 2, 10]].concat();
        let read: McastVpn<&[u8]> = both_ways(&octets, Session::default());
        assert_eq!((read.to_string().as_str(), read.rd()), (text, None));
    }
    // A key that is too long for the length in front.
    let long = McastVpn::Leaf(Leaf {
        route_key: Octets(vec![8; 252]),
        originator: ip("192.0.2.10"),
    });
    assert_eq!(
        long.to_vec(),
        Err(crate::EncodeError::TooLong {
            what: "MCAST-VPN route",
            length: 256,
            limit: 255
        })
    );
}

/// What is wrong with a route of some type and value. The offset is that in the whole route.
fn wrong(route_type: u8, value: &str) -> (usize, Fault) {
    let value = hex(value);
    let octets = [&[route_type, value.len() as u8][..], &value].concat();
    fault::<McastVpn<&[u8]>>(&octets, Session::default())
}

#[test]
fn malformed_values() {
    // Addresses of no possible length: of the router, of source and group.
    assert_eq!(
        wrong(1, &format!("{RD_OCTETS} c00002")),
        (10, Fault::Length(3))
    );
    assert_eq!(wrong(1, RD_OCTETS), (10, Fault::Length(0)));
    assert_eq!(
        wrong(3, &format!("{RD_OCTETS} {FLOW} c0000209 00")),
        (20, Fault::Length(5))
    );
    assert_eq!(
        wrong(3, &format!("{RD_OCTETS} 18 c00002 00 c0000209")),
        (10, Fault::Length(24))
    );
    assert_eq!(
        wrong(7, &format!("{RD_OCTETS} 0000fde8 20 c0000242 21 e9fc0001")),
        (19, Fault::Length(33))
    );
    // Cut short, and with something behind.
    assert_eq!(wrong(1, "0000fde8"), (2, Fault::Truncated(4)));
    assert_eq!(
        wrong(2, &format!("{RD_OCTETS} 0000")),
        (10, Fault::Truncated(2))
    );
    assert_eq!(
        wrong(5, &format!("{RD_OCTETS} 20 c0000242 20 e9fc00")),
        (16, Fault::Truncated(1))
    );
    assert_eq!(
        wrong(2, &format!("{RD_OCTETS} 0000fde9 00")),
        (14, Fault::Trailing(1))
    );
    // Route keys: none, one past the end, one with no router behind it, one with half a router.
    assert_eq!(wrong(4, ""), (2, Fault::Truncated(1)));
    assert_eq!(
        wrong(4, &format!("02 0d {RD_OCTETS} 0000fde9")),
        (4, Fault::Truncated(1))
    );
    assert_eq!(
        wrong(4, &format!("02 0c {RD_OCTETS} 0000fde9")),
        (16, Fault::Length(0))
    );
    assert_eq!(
        wrong(4, &format!("02 0c {RD_OCTETS} 0000fde9 c000")),
        (16, Fault::Length(2))
    );
    // Of the global table: routers of 4 and 5 octets, of 4 and 16, an address of 5, a distinguisher of others.
    let head = format!("{} 04 c0000263 04 e9fc0001", "00".repeat(8));
    assert_eq!(
        wrong(4, &format!("{head} c0000209 c000020a 00")),
        (24, Fault::Length(5))
    );
    assert_eq!(
        wrong(4, &format!("{head} c0000209 {ROUTER_V6}")),
        (20, Fault::Length(10))
    );
    assert_eq!(
        wrong(4, &format!("{} 05 c0000263 04", "00".repeat(8))),
        (10, Fault::Length(5))
    );
    assert_eq!(
        wrong(
            4,
            &format!("{RD_OCTETS} 04 c0000263 04 e9fc0001 c0000209 c000020a")
        ),
        (2, Fault::Value(65000))
    );
    // A bad key inside a whole leaf is an error of the key alone.
    let octets = hex("04 07 02 01 ab c000020a");
    let McastVpn::Leaf(leaf) = McastVpn::from_octets(&octets).unwrap() else {
        panic!("no leaf");
    };
    let error = leaf.key().unwrap_err();
    assert_eq!((error.offset(), error.fault()), (2, Fault::Truncated(7)));
}

#[test]
fn a_list_goes_on_behind_a_malformed_route() {
    let bad = hex(&format!("01 0b {RD_OCTETS} c00002"));
    let good = hex(&format!("02 0c {RD_OCTETS} 0000fde9"));
    for (family, add_path) in [
        (Family::IPV4_MCAST_VPN, false),
        (Family::IPV4_MCAST_VPN, true),
        (Family::IPV6_MCAST_VPN, false),
        (Family::IPV6_MCAST_VPN, true),
    ] {
        let session = if add_path {
            Session::default().with_add_path(family.into())
        } else {
            Session::default()
        };
        let path_id: &[u8] = if add_path { &[0, 0, 0, 7] } else { &[] };
        let (afi, start) = (family.afi() as u8, path_id.len());
        // A bad route, a good one, and one whose length goes past the end, as MP_REACH_NLRI has them.
        let head = [0, afi, 5, 4, 192, 0, 2, 1, 0];
        let routes = [path_id, &bad, path_id, &good, path_id, &[1, 12, 1, 2]].concat();
        let octets = [&head, &routes[..]].concat();
        let reach = MpReach::from_octets_in(&octets, session).unwrap();
        assert_eq!(reach.nlri.family(), family);
        let (Nlri::Ipv4McastVpn(list) | Nlri::Ipv6McastVpn(list)) = reach.nlri else {
            panic!("{family}");
        };
        let read: Vec<_> = list.into_entries().collect();
        assert_eq!(read.len(), 3);

        let malformed = read[0].unwrap_err();
        assert_eq!(*malformed.octets, [path_id, &bad].concat());
        assert_eq!(malformed.error.what(), What::Nlri(family));
        assert_eq!(malformed.error.offset(), start + 10);
        assert_eq!(malformed.error.fault(), Fault::Length(3));

        let route = read[1].unwrap();
        assert_eq!(route.path_id, add_path.then_some(7));
        assert_eq!(route.nlri.rd(), Some(RD));

        let malformed = read[2].unwrap_err();
        assert_eq!(*malformed.octets, [path_id, &[1, 12, 1, 2]].concat());
        let whole = 3 * start + bad.len() + good.len();
        assert_eq!(malformed.error.offset(), whole + 2);
        assert_eq!(malformed.error.fault(), Fault::Truncated(10));

        let any: Vec<_> = reach.nlri.any_routes().collect();
        assert_eq!(
            any[1],
            Ok(AnyRoute {
                family,
                path_id: add_path.then_some(7),
                distinguisher: Some(RD),
                prefix: None,
            })
        );
        #[cfg(feature = "serde")]
        {
            let text = serde_json::to_string(&list).unwrap();
            let back: Routes<McastVpn> = serde_json::from_str(&text).unwrap();
            assert_eq!(back.octets(), routes);
            assert_eq!(back.view(), list);
        }
    }
    let error = McastVpn::from_octets(&[1]).unwrap_err();
    assert_eq!(error.to_string(), "octets at byte 1: 1 octet is missing");
}

#[test]
fn json_both_ways() {
    let rd = RD_OCTETS;
    let octets = hex(&format!(
        "01 0c {rd} c0000209 02 0c {rd} 0000fde9 03 12 {rd} 00 20 e9fc0001 c0000209
         04 0e 02 08 {rd} c000020a 05 12 {rd} {FLOW} 07 16 {rd} 0000fde8 {FLOW} 08 01 ab",
    ));
    let routes = Routes::<McastVpn>::over(octets, Session::default());
    json(
        &Nlri::Ipv4McastVpn(routes),
        concat!(
            r#"{"ipv4_mcast_vpn":["#,
            r#"{"path_id":null,"nlri":{"intra_as_i_pmsi":{"rd":"65000:100","originator":"192.0.2.9"}}},"#,
            r#"{"path_id":null,"nlri":{"inter_as_i_pmsi":{"rd":"65000:100","source_as":65001}}},"#,
            r#"{"path_id":null,"nlri":{"s_pmsi":{"rd":"65000:100","source":null,"group":"233.252.0.1","#,
            r#""originator":"192.0.2.9"}}},"#,
            r#"{"path_id":null,"nlri":{"leaf":{"route_key":"02080000fde800000064","originator":"192.0.2.10"}}},"#,
            r#"{"path_id":null,"nlri":{"source_active":{"rd":"65000:100","source":"192.0.2.66","#,
            r#""group":"233.252.0.1"}}},"#,
            r#"{"path_id":null,"nlri":{"source_tree_join":{"rd":"65000:100","source_as":65000,"#,
            r#""source":"192.0.2.66","group":"233.252.0.1"}}},"#,
            r#"{"path_id":null,"nlri":{"unknown":{"route_type":8,"octets":"ab"}}}]}"#
        ),
    );
    // Of the other family, with path identifiers, made from values.
    let session = Session::default().with_add_path(Family::IPV6_MCAST_VPN.into());
    let route = Route::from(McastVpn::InterAsIPmsi(InterAsIPmsi::default())).with_path_id(7);
    let routes = Routes::<McastVpn>::in_session(session.routes(Family::IPV6_MCAST_VPN), [route]);
    let nlri = Nlri::Ipv6McastVpn(routes.unwrap());
    assert_eq!(
        nlri.octets(),
        hex("00000007 02 0c 0000000000000000 00000000")
    );
    json(
        &nlri,
        concat!(
            r#"{"ipv6_mcast_vpn":[{"path_id":7,"nlri":{"inter_as_i_pmsi":"#,
            r#"{"rd":"0:0","source_as":0}}}]}"#
        ),
    );
}
