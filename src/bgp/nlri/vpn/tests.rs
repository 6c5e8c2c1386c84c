//! Tests of VPN routes: from routers, with multiple labels, and malformed.

use super::*;
use crate::bgp::Session;
use crate::bgp::attribute::{MpReach, MpUnreach};
use crate::bgp::nlri::{FamilySet, Nlri, Route, Routes};
use crate::testkit::{cases, exact, exact_in, hex, json, reached, refused, texts, variant};
use crate::wire::What;

/// Label 100, route distinguisher 64999:1, 198.18.20.0/24, from the frame of a router.
const ROUTE: [u8; 15] = [
    112, 0x00, 0x06, 0x41, 0, 0, 0xfd, 0xe7, 0, 0, 0, 1, 198, 18, 20,
];

fn vpn<P: core::str::FromStr<Err: fmt::Debug>>(labels: impl Into<Labels>, prefix: &str) -> Vpn<P> {
    Vpn::new(labels, "64999:1".parse().unwrap(), prefix.parse().unwrap())
}

#[test]
fn routes_of_routers() {
    let octets = reached("monitoring-vpnv4");
    assert_eq!(octets, ROUTE);
    let route: VpnIpv4 = exact(&octets);
    assert_eq!(route, vpn(Label::new(100), "198.18.20.0/24"));
    assert_eq!(route.net(), "198.18.20.0/24".parse().unwrap());

    let octets = reached("monitoring-vpnv6");
    let route: VpnIpv6 = exact(&octets);
    assert_eq!(route, vpn(Label::new(200), "2001:db8:20::/48"));
    assert_eq!(route.to_string(), "64999:1 2001:db8:20::/48 label 200");
}

#[test]
fn prefixes_of_no_bits_and_of_all() {
    let label = Label::new(100);
    cases! { VpnIpv4;
        "58 000641 0000fde700000001" is vpn(label, "0.0.0.0/0") => _,
        "78 000641 0000fde700000001 c6336401" is vpn(label, "198.51.100.1/32") => _,
    }
    cases! { VpnIpv6;
        "d8 000641 0000fde700000001 20010db8000000000000000000000001" is vpn(label, "2001:db8::1/128") => _,
    }
    // Bits after the prefix are not part of it: 20 bits, and four more.
    let stray = hex("6c 000641 0000fde700000001 c6121f");
    let route = VpnIpv4::from_octets(&stray).unwrap();
    assert_eq!(route, vpn(label, "198.18.16.0/20"));
    assert_eq!(
        route.to_vec().unwrap(),
        hex("6c 000641 0000fde700000001 c61210")
    );
}

#[test]
fn labels_of_withdrawn_routes() {
    cases! { VpnIpv4;
        "70 800000 0000fde700000001 c61214" is vpn(Label::WITHDRAWN, "198.18.20.0/24")
            => "64999:1 198.18.20.0/24 label withdrawn",
        "70 000000 0000fde700000001 c61214" is vpn(Label::ZERO, "198.18.20.0/24")
            => "64999:1 198.18.20.0/24 label 0(s0)",
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
        r#"[{"path_id":7,"nlri":{"labels":"100","rd":"64999:1","prefix":"198.18.20.0/24"}},
           {"path_id":8,"nlri":{"labels":"100","rd":"64999:1","prefix":"198.18.20.0/24"}}]"#,
    );
    // Path identifiers of another family do not apply here.
    let session = Session::default().with_add_path(FamilySet::from(Family::IPV4_UNICAST));
    let routes = Routes::<VpnIpv4, _>::over(&ROUTE[..], session);
    assert_eq!(routes.iter().collect::<Vec<_>>(), [Ok(route)]);
}

#[test]
fn malformed() {
    cases! { VpnIpv4;
        "57 000641 0000fde700000001 c612140102030405060708090a0b0c0d0e" => error "value at byte 0: a length of 87 is not possible",
        "79 000641 0000fde700000001 c612140102030405060708090a0b0c0d0e" => error "value at byte 0: a prefix length of 33 bits is more than the address has",
        "70 000641 0000fde7000000" => error "value at byte 0: 1 byte is missing",
        "70 000641 0000fde700000001 c612" => error "value at byte 12: 1 byte is missing",
    }
    cases! { VpnIpv6;
        "d9 000641 0000fde700000001 c612140102030405060708090a0b0c0d0e" => error "value at byte 0: a prefix length of 129 bits is more than the address has",
    }
    // In a list, the offset counts from the start of the list, and nothing after the bad route can be located.
    let bad = hex("79 000641 0000fde700000001 c612140102030405060708090a0b0c0d0e");
    let octets = [&ROUTE[..], &bad, &ROUTE].concat();
    let routes = Routes::<VpnIpv4, _>::over(&octets[..], Session::default());
    let error = "vpn-ipv4-unicast route at byte 15: a prefix length of 33 bits is more than the address has";
    assert_eq!(
        texts(routes.into_iter()),
        ["64999:1 198.18.20.0/24 label 100", error]
    );
    assert_eq!(refused(routes.check()), error);
}

/// 136 bits: "Label Stack: 100,200 (bottom)", 64999:1 and 198.18.20.0 in tshark 4.0.17.
const STACK: &str = "88 000640 000c81 0000fde700000001 c61214";

#[test]
fn several_labels() {
    let stack = Labels::of([100, 200].map(Label::new)).unwrap();
    let several = |family: Family| {
        let session = Session::default().with_multiple_labels(family.into());
        session.routes(family)
    };
    let octets = hex(STACK);
    // More bits than possible with one label: the same in all sessions.
    for session in [
        Session::default().routes(Family::VPN_IPV4_UNICAST),
        several(Family::VPN_IPV4_UNICAST),
    ] {
        let route: VpnIpv4 = exact_in(&octets, session);
        assert_eq!(route, vpn(stack, "198.18.20.0/24"));
        assert_eq!(route.to_string(), "64999:1 198.18.20.0/24 label 100/200");
    }
    // 160 bits are two labels and 48 bits, or one label and 72: with multiple labels, the S bit decides.
    let octets = hex("a0 000640 000c81 0000fde700000001 20010db80020");
    let route: VpnIpv6 = exact_in(&octets, several(Family::VPN_IPV6_UNICAST));
    assert_eq!(route, vpn(stack, "2001:db8:20::/48"));
    assert_eq!(
        refused(Routes::in_session(Session::default(), [Route::from(route)])),
        "route: multiple labels, but the session has one"
    );
    let one = VpnIpv6::from_octets(&octets).unwrap();
    assert_eq!((one.labels.depth(), one.prefix.length()), (1, 72));

    // Seven labels and 23 bits are the most that fit.
    let octets = [
        &[255][..],
        &hex("000010").repeat(6),
        &hex("000011 0000fde700000001 0a0000"),
    ]
    .concat();
    let route: VpnIpv4 = exact_in(&octets, several(Family::VPN_IPV4_UNICAST));
    assert_eq!((route.labels.depth(), route.prefix.length()), (7, 23));
    json(
        &Routes::in_session(several(Family::VPN_IPV4_UNICAST), [route.into()]).unwrap(),
        r#"[{"path_id":null,"nlri":{"labels":"1/1/1/1/1/1/1","rd":"64999:1",
           "prefix":"10.0.0.0/23"}}]"#,
    );
}

#[test]
fn malformed_stacks() {
    let session = Session::default()
        .with_multiple_labels(Family::VPN_IPV4_UNICAST.into())
        .routes(Family::VPN_IPV4_UNICAST);
    // In a list, after a good route.
    let malformed = |octets: &[u8]| {
        let list = [&hex(STACK), octets].concat();
        let routes = Routes::<VpnIpv4, _>::over(&list[..], session);
        let error = VpnIpv4::from_octets_in(octets, session).unwrap_err();
        let in_list = DecodeError::new(18 + error.offset(), error.fault());
        let what = What::Nlri(Family::VPN_IPV4_UNICAST);
        assert_eq!(routes.check(), Err(in_list.within(what)));
        error.to_string()
    };
    // The second one has a label, and fewer bits than a route distinguisher.
    cases! { VpnIpv4, errors malformed;
        "58 000640 0000fce600000000 01020304" => error "value at byte 0: no label has the bottom-of-stack bit",
        "60 000640 000c81 0000fde7000000 00" => error "value at byte 0: a length of 96 is not possible",
        "57 000641 0000fde700000001 c61214" => error "value at byte 0: a length of 87 is not possible",
        "79 000641 0000fde700000001 c612141500" => error "value at byte 0: a prefix length of 33 bits is more than the address has",
        "88 000640 000c81 0000fde70000" => error "value at byte 7: 2 bytes are missing",
        "88 000640 000c81 0000fde700000001 c612" => error "value at byte 15: 1 byte is missing",
    }
}

/// RFC 9832, section 6: like VPN routes. The bytes are laid out by hand.
#[test]
fn classful_transport() {
    let octets = hex("0001 4c 0c 0000000000000000c0000201 00 78 000641 0000fde700000064 c6336401");
    let reach: MpReach<&[u8]> = exact(&octets);
    assert_eq!(
        reach.to_string(),
        "ipv4-classful-transport next-hop 192.0.2.1 64999:100 198.51.100.1/32 label 100"
    );
    let route = reach.nlri.any_routes().next().unwrap().unwrap();
    assert_eq!(
        route.to_string(),
        "ipv4-classful-transport 64999:100 198.51.100.1/32"
    );
    // The session of the VPN family does not apply to this family.
    let octets =
        hex("0002 4c 00000007 d8 800000 0000fde700000064 20010db8000000000000000000000001");
    let family = Family::IPV6_CLASSFUL_TRANSPORT;
    let session = Session::default().with_add_path(family.into());
    let unreach: MpUnreach<&[u8]> = exact_in(&octets, session);
    let routes = variant!(unreach.nlri, Nlri::Ipv6ClassfulTransport);
    let rd = "64999:100".parse().unwrap();
    let expected = VpnIpv6::withdrawn(rd, "2001:db8::1/128".parse().unwrap());
    let expected = Route::from(expected).with_path_id(7);
    assert_eq!(routes.iter().collect::<Vec<_>>(), [Ok(expected)]);
    let built = Routes::in_session(session.routes(family), [expected]).unwrap();
    assert_eq!(built.octets(), &octets[3..]);
    json(
        &built,
        r#"[{"path_id":7,"nlri":{"labels":"withdrawn","rd":"64999:100",
           "prefix":"2001:db8::1/128"}}]"#,
    );
    // A malformed route is an error of this family.
    let octets = hex("0001 4c 57 000641 0000fde700000064");
    let unreach: MpUnreach<&[u8]> = exact(&octets);
    let error = unreach.nlri.check().unwrap_err();
    assert_eq!(error.what(), What::Nlri(Family::IPV4_CLASSFUL_TRANSPORT));
}
