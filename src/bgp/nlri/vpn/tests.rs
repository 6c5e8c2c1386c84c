//! VPN routes of routers, those with several labels, and malformed ones.

use super::*;
use crate::bgp::Session;
use crate::bgp::attribute::{MpReach, MpUnreach};
use crate::bgp::nlri::{FamilySet, Nlri, Route, Routes};
use crate::bgp::testkit::{both_ways, fault, frame, hex, json, reached};
use crate::wire::{Fault, What};

/// Label 100, distinguisher 64999:1, 198.18.20.0/24, as in the frame of a router.
const ROUTE: [u8; 15] = [
    112, 0x00, 0x06, 0x41, 0, 0, 0xfd, 0xe7, 0, 0, 0, 1, 198, 18, 20,
];

fn vpn<P: core::str::FromStr<Err: fmt::Debug>>(labels: impl Into<Labels>, prefix: &str) -> Vpn<P> {
    Vpn::new(labels, "64999:1".parse().unwrap(), prefix.parse().unwrap())
}

#[test]
fn routes_of_routers() {
    let octets = reached(&frame!("monitoring-vpnv4"));
    assert_eq!(octets, ROUTE);
    let route: VpnIpv4 = both_ways(&octets, Session::default());
    assert_eq!(route, vpn(Label::new(100), "198.18.20.0/24"));
    assert_eq!(route.net(), "198.18.20.0/24".parse().unwrap());

    let octets = reached(&frame!("monitoring-vpnv6"));
    let route: VpnIpv6 = both_ways(&octets, Session::default());
    assert_eq!(route, vpn(Label::new(200), "2001:db8:20::/48"));
    assert_eq!(route.to_string(), "64999:1 2001:db8:20::/48 label 200");
}

#[test]
fn prefixes_of_no_bits_and_of_all() {
    let none = hex("58 000641 0000fde700000001");
    assert_eq!(
        both_ways::<VpnIpv4>(&none, Session::default()),
        vpn(Label::new(100), "0.0.0.0/0")
    );
    let all = hex("78 000641 0000fde700000001 c6336401");
    assert_eq!(
        both_ways::<VpnIpv4>(&all, Session::default()),
        vpn(Label::new(100), "198.51.100.1/32")
    );
    let all = hex("d8 000641 0000fde700000001 20010db8000000000000000000000001");
    assert_eq!(
        both_ways::<VpnIpv6>(&all, Session::default()),
        vpn(Label::new(100), "2001:db8::1/128")
    );
    // Bits behind the prefix are not its own: 20 bits, and four more.
    let stray = hex("6c 000641 0000fde700000001 c6121f");
    let route = VpnIpv4::from_octets(&stray).unwrap();
    assert_eq!(route, vpn(Label::new(100), "198.18.16.0/20"));
    assert_eq!(
        route.to_vec().unwrap(),
        hex("6c 000641 0000fde700000001 c61210")
    );
}

#[test]
fn labels_of_withdrawn_routes() {
    for (label, expected) in [("800000", Label::WITHDRAWN), ("000000", Label::ZERO)] {
        let octets = hex(&format!("70 {label} 0000fde700000001 c61214"));
        let route: VpnIpv4 = both_ways(&octets, Session::default());
        assert_eq!(route, vpn(expected, "198.18.20.0/24"));
        assert_eq!(
            route.to_string(),
            format!("64999:1 198.18.20.0/24 label 0x{label}")
        );
    }
}

#[test]
fn path_identifiers_and_json() {
    let session = Session::default().with_add_path(Family::VPN_IPV4_UNICAST.into());
    let octets = [&[0, 0, 0, 7][..], &ROUTE, &[0, 0, 0, 8], &ROUTE].concat();
    let routes = Routes::<VpnIpv4, _>::over(&octets[..], session);
    let route = Route::from(vpn(Label::new(100), "198.18.20.0/24"));
    let read: Result<Vec<_>, _> = routes.into_iter().collect();
    assert_eq!(read, Ok(vec![route.with_path_id(7), route.with_path_id(8)]));
    json(
        &routes.to_owned(),
        concat!(
            r#"[{"path_id":7,"nlri":{"labels":"100","rd":"64999:1","prefix":"198.18.20.0/24"}},"#,
            r#"{"path_id":8,"nlri":{"labels":"100","rd":"64999:1","prefix":"198.18.20.0/24"}}]"#
        ),
    );
    // Path identifiers of another family are none of these.
    let session = Session::default().with_add_path(FamilySet::from(Family::IPV4_UNICAST));
    let routes = Routes::<VpnIpv4, _>::over(&ROUTE[..], session);
    assert_eq!(routes.iter().collect::<Vec<_>>(), [Ok(route)]);
}

#[test]
fn malformed() {
    let session = Session::default();
    let rest = "000641 0000fde700000001 c612140102030405060708090a0b0c0d0e";
    let octets = |bits: u8| hex(&format!("{bits:02x} {rest}"));
    assert_eq!(
        fault::<VpnIpv4>(&octets(87), session),
        (0, Fault::Length(87))
    );
    assert_eq!(
        fault::<VpnIpv4>(&octets(121), session),
        (0, Fault::PrefixLength(33))
    );
    assert_eq!(
        fault::<VpnIpv6>(&octets(217), session),
        (0, Fault::PrefixLength(129))
    );
    assert_eq!(
        fault::<VpnIpv4>(&ROUTE[..11], session),
        (0, Fault::Truncated(1))
    );
    assert_eq!(
        fault::<VpnIpv4>(&ROUTE[..14], session),
        (12, Fault::Truncated(1))
    );

    // In a list: the offset is that in the list, and nothing can be found behind.
    let octets = [&ROUTE[..], &octets(121), &ROUTE].concat();
    let routes = Routes::<VpnIpv4, _>::over(&octets[..], session);
    let read: Vec<_> = routes.into_iter().collect();
    assert_eq!(read.len(), 2);
    assert!(read[0].is_ok());
    let error = read[1].unwrap_err();
    assert_eq!(error.what(), What::Nlri(Family::VPN_IPV4_UNICAST));
    assert_eq!(
        (error.offset(), error.fault()),
        (15, Fault::PrefixLength(33))
    );
    assert_eq!(routes.check(), Err(error));
}

/// 136 bits: "Label Stack: 100,200 (bottom)", 64999:1 and 198.18.20.0 for tshark 4.0.17.
const STACK: &str = "88 000640 000c81 0000fde700000001 c61214";

#[test]
fn several_labels() {
    let stack = Labels::of([100, 200].map(Label::new)).unwrap();
    let several = |family: Family| {
        let session = Session::default().with_multiple_labels(family.into());
        session.routes(family)
    };
    let octets = hex(STACK);
    // More bits than one label leaves room for: the same in all sessions.
    for session in [
        Session::default().routes(Family::VPN_IPV4_UNICAST),
        several(Family::VPN_IPV4_UNICAST),
    ] {
        let route: VpnIpv4 = both_ways(&octets, session);
        assert_eq!(route, vpn(stack, "198.18.20.0/24"));
        assert_eq!(route.to_string(), "64999:1 198.18.20.0/24 label 100/200");
    }
    // 160 bits are two labels and 48 bits, or one and 72: the S bit decides where there may be several.
    let octets = hex("a0 000640 000c81 0000fde700000001 20010db80020");
    let route: VpnIpv6 = both_ways(&octets, several(Family::VPN_IPV6_UNICAST));
    assert_eq!(route, vpn(stack, "2001:db8:20::/48"));
    assert_eq!(
        Routes::in_session(Session::default(), [Route::from(route)]),
        Err(EncodeError::Session {
            what: "route",
            conflict: "several labels, in a session of one",
        })
    );
    let one = VpnIpv6::from_octets(&octets).unwrap();
    assert_eq!((one.labels.depth(), one.prefix.length()), (1, 72));

    // Seven labels and 23 bits are the most there is room for.
    let octets = [
        &[255][..],
        &hex("000010").repeat(6),
        &hex("000011 0000fde700000001 0a0000"),
    ]
    .concat();
    let route: VpnIpv4 = both_ways(&octets, several(Family::VPN_IPV4_UNICAST));
    assert_eq!((route.labels.depth(), route.prefix.length()), (7, 23));
    json(
        &Routes::in_session(several(Family::VPN_IPV4_UNICAST), [route.into()]).unwrap(),
        concat!(
            r#"[{"path_id":null,"nlri":{"labels":"1/1/1/1/1/1/1","rd":"64999:1","#,
            r#""prefix":"10.0.0.0/23"}}]"#
        ),
    );
}

#[test]
fn malformed_stacks() {
    let session = Session::default()
        .with_multiple_labels(Family::VPN_IPV4_UNICAST.into())
        .routes(Family::VPN_IPV4_UNICAST);
    for (octets, offset, expected) in [
        (
            "58 000640 0000fce600000000 01020304",
            0,
            Fault::BottomOfStack,
        ),
        // A label, and fewer bits than a route distinguisher has.
        ("60 000640 000c81 0000fde7000000 00", 0, Fault::Length(96)),
        ("57 000641 0000fde700000001 c61214", 0, Fault::Length(87)),
        (
            "79 000641 0000fde700000001 c612141500",
            0,
            Fault::PrefixLength(33),
        ),
        ("88 000640 000c81 0000fde70000", 7, Fault::Truncated(2)),
        (
            "88 000640 000c81 0000fde700000001 c612",
            15,
            Fault::Truncated(1),
        ),
    ] {
        assert_eq!(
            fault::<VpnIpv4>(&hex(octets), session),
            (offset, expected),
            "{octets}"
        );
        // In a list, behind a route that can be read.
        let octets = [hex(STACK), hex(octets)].concat();
        let routes = Routes::<VpnIpv4, _>::over(&octets[..], session);
        let error = routes.check().unwrap_err();
        assert_eq!((error.offset(), error.fault()), (18 + offset, expected));
        assert_eq!(error.what(), What::Nlri(Family::VPN_IPV4_UNICAST));
    }
}

/// RFC 9832, section 6: as VPN routes. The octets are laid out by hand.
#[test]
fn classful_transport() {
    let octets = hex("0001 4c 0c 0000000000000000c0000201 00 78 000641 0000fde700000064 c6336401");
    let reach: MpReach<&[u8]> = both_ways(&octets, Session::default());
    assert_eq!(
        reach.to_string(),
        "ipv4-classful-transport next-hop 192.0.2.1 64999:100 198.51.100.1/32 label 100"
    );
    let route = reach.nlri.any_routes().next().unwrap().unwrap();
    assert_eq!(
        route.to_string(),
        "ipv4-classful-transport 64999:100 198.51.100.1/32"
    );
    // The session of the VPN family says nothing of this one.
    let octets =
        hex("0002 4c 00000007 d8 800000 0000fde700000064 20010db8000000000000000000000001");
    let family = Family::IPV6_CLASSFUL_TRANSPORT;
    let session = Session::default().with_add_path(family.into());
    let unreach: MpUnreach<&[u8]> = both_ways(&octets, session);
    let Nlri::Ipv6ClassfulTransport(routes) = unreach.nlri else {
        panic!("{unreach:?}");
    };
    let rd = "64999:100".parse().unwrap();
    let expected = VpnIpv6::withdrawn(rd, "2001:db8::1/128".parse().unwrap());
    let expected = Route::from(expected).with_path_id(7);
    assert_eq!(routes.iter().collect::<Vec<_>>(), [Ok(expected)]);
    let built = Routes::in_session(session.routes(family), [expected]).unwrap();
    assert_eq!(built.octets(), &octets[3..]);
    json(
        &built,
        concat!(
            r#"[{"path_id":7,"nlri":{"labels":"0x800000","rd":"64999:100","#,
            r#""prefix":"2001:db8::1/128"}}]"#
        ),
    );
    // A malformed one is one of this family.
    let octets = hex("0001 4c 57 000641 0000fde700000064");
    let unreach: MpUnreach<&[u8]> = both_ways(&octets, Session::default());
    let error = unreach.nlri.check().unwrap_err();
    assert_eq!(error.what(), What::Nlri(Family::IPV4_CLASSFUL_TRANSPORT));
}
