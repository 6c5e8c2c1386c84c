//! Routes without a label, with one, and malformed ones.

use super::*;
use crate::bgp::Session;
use crate::bgp::attribute::MpUnreach;
use crate::bgp::nlri::{AnyRoute, Route, Routes};
use crate::bgp::testkit::{both_ways, fault, hex, json};
use crate::wire::What;

fn route<P: core::str::FromStr<Err: fmt::Debug>>(prefix: &str) -> VpnMulticast<P> {
    VpnMulticast::new("64999:1".parse().unwrap(), prefix.parse().unwrap())
}

/// Laid out by hand: tshark 4.0.17 takes all such routes for ones with a label.
#[test]
fn without_a_label() {
    for (octets, prefix) in [
        ("40 0000fde700000001", "0.0.0.0/0"),
        ("58 0000fde700000001 c61214", "198.18.20.0/24"),
        ("60 0000fde700000001 c6336401", "198.51.100.1/32"),
    ] {
        let octets = hex(octets);
        let read: VpnMulticastIpv4 = both_ways(&octets, Session::default());
        assert_eq!(read, route(prefix));
        assert_eq!(read.to_string(), format!("64999:1 {prefix}"));
        assert_eq!(read.net(), prefix.parse().unwrap());
    }
    let octets = hex("70 0000fde700000001 20010db80020");
    let read: VpnMulticastIpv6 = both_ways(&octets, Session::default());
    assert_eq!(read, route("2001:db8:20::/48"));
    json(
        &read,
        r#"{"label":null,"rd":"64999:1","prefix":"2001:db8:20::/48"}"#,
    );
}

/// What can only be a route with a label: "Label Stack: 100 (bottom)" for tshark 4.0.17.
#[test]
fn with_a_label() {
    let octets = hex("70 000641 0000fde700000001 c61214");
    let read: VpnMulticastIpv4 = both_ways(&octets, Session::default());
    let expected = VpnMulticast {
        label: Some(Label::new(100)),
        ..route("198.18.20.0/24")
    };
    assert_eq!(read, expected);
    assert_eq!(read.to_string(), "64999:1 198.18.20.0/24 label 100");
    json(
        &read,
        r#"{"label":"100","rd":"64999:1","prefix":"198.18.20.0/24"}"#,
    );
    let octets = hex("d8 000641 0000fde700000001 20010db8000000000000000000000001");
    let read: VpnMulticastIpv6 = both_ways(&octets, Session::default());
    assert_eq!(read.label, Some(Label::new(100)));
    assert_eq!(read.prefix, "2001:db8::1/128".parse().unwrap());
    // The shortest.
    let octets = hex("61 000641 0000fde700000001 0a00");
    let read: VpnMulticastIpv4 = both_ways(&octets, Session::default());
    assert_eq!(read.prefix, "10.0.0.0/9".parse().unwrap());
}

#[test]
fn lists() {
    let session = Session::default().with_add_path(Family::VPN_IPV4_MULTICAST.into());
    let octets = hex("0001 81 00000007 58 0000fde700000001 c61214");
    let unreach: MpUnreach<&[u8]> = both_ways(&octets, session);
    let expected = AnyRoute {
        family: Family::VPN_IPV4_MULTICAST,
        path_id: Some(7),
        distinguisher: Some("64999:1".parse().unwrap()),
        prefix: Some("198.18.20.0/24".parse().unwrap()),
    };
    assert_eq!(
        unreach.nlri.any_routes().collect::<Vec<_>>(),
        [Ok(expected)]
    );
    let route: Route<VpnMulticastIpv4> = route("198.18.20.0/24").into();
    let routes = Routes::in_session(session, [route.with_path_id(7)]).unwrap();
    assert_eq!(routes.octets(), &octets[3..]);
}

#[test]
fn malformed() {
    let behind = "0000fde700000001 000000000000000000000000000000000000000000";
    let octets = |bits: u8| hex(&format!("{bits:02x} {behind}"));
    let session = Session::default();
    assert_eq!(
        fault::<VpnMulticastIpv4>(&octets(63), session),
        (0, Fault::Length(63))
    );
    assert_eq!(
        fault::<VpnMulticastIpv4>(&octets(121), session),
        (0, Fault::PrefixLength(57))
    );
    assert_eq!(
        fault::<VpnMulticastIpv6>(&octets(217), session),
        (0, Fault::PrefixLength(153))
    );
    assert_eq!(
        fault::<VpnMulticastIpv4>(&hex("58 0000fde7000000"), session),
        (1, Fault::Truncated(1))
    );
    assert_eq!(
        fault::<VpnMulticastIpv4>(&hex("58 0000fde700000001 c612"), session),
        (9, Fault::Truncated(1))
    );
    let octets = hex("40 0000fde700000001 3f 0000fde700000001");
    let routes = Routes::<VpnMulticastIpv4, _>::over(&octets[..], session);
    let error = routes.check().unwrap_err();
    assert_eq!(error.what(), What::Nlri(Family::VPN_IPV4_MULTICAST));
    assert_eq!((error.offset(), error.fault()), (9, Fault::Length(63)));
}
