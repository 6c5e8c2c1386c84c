//! Tests of routes without a label, with one, and malformed ones.

use super::*;
use crate::bgp::Session;
use crate::bgp::attribute::MpUnreach;
use crate::bgp::nlri::{AnyRoute, Route, Routes};
use crate::testkit::{cases, exact_in, hex};

fn route<P: core::str::FromStr<Err: fmt::Debug>>(prefix: &str) -> VpnMulticast<P> {
    VpnMulticast::new("64999:1".parse().unwrap(), prefix.parse().unwrap())
}

/// Laid out by hand: tshark 4.0.17 decodes all such routes with a label.
#[test]
fn without_a_label() {
    let net = |route: &VpnMulticastIpv4, _: &[u8]| {
        assert_eq!(route.to_string(), format!("64999:1 {}", route.net()));
    };
    cases! { VpnMulticastIpv4, each net;
        "40 0000fde700000001" is route("0.0.0.0/0") => "64999:1 0.0.0.0/0",
        "58 0000fde700000001 c61214" is route("198.18.20.0/24") => "64999:1 198.18.20.0/24",
        "60 0000fde700000001 c6336401" is route("198.51.100.1/32") => "64999:1 198.51.100.1/32",
    }
    cases! { VpnMulticastIpv6;
        "70 0000fde700000001 20010db80020" is route("2001:db8:20::/48")
            => _ => r#"{"label":null,"rd":"64999:1","prefix":"2001:db8:20::/48"}"#,
    }
}

/// Routes that must have a label: "Label Stack: 100 (bottom)" in tshark 4.0.17.
#[test]
fn with_a_label() {
    // The last one is the shortest.
    cases! { VpnMulticastIpv4;
        "70 000641 0000fde700000001 c61214"
            is VpnMulticast { label: Some(Label::new(100)), ..route("198.18.20.0/24") }
            => "64999:1 198.18.20.0/24 label 100" => r#"{"label":"100","rd":"64999:1","prefix":"198.18.20.0/24"}"#,
        "61 000641 0000fde700000001 0a00" => "64999:1 10.0.0.0/9 label 100",
    }
    cases! { VpnMulticastIpv6;
        "d8 000641 0000fde700000001 20010db8000000000000000000000001" => "64999:1 2001:db8::1/128 label 100",
    }
}

#[test]
fn lists() {
    let session = Session::default().with_add_path(Family::VPN_IPV4_MULTICAST.into());
    let octets = hex("0001 81 00000007 58 0000fde700000001 c61214");
    let unreach: MpUnreach<&[u8]> = exact_in(&octets, session);
    let expected = AnyRoute {
        family: Family::VPN_IPV4_MULTICAST,
        path_id: Some(7),
        rd: Some("64999:1".parse().unwrap()),
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
    cases! { VpnMulticastIpv4;
        "3f 0000fde700000001 000000000000000000000000000000000000000000" => error "value at byte 0: a length of 63 is not possible",
        "79 0000fde700000001 000000000000000000000000000000000000000000" => error "value at byte 0: a prefix length of 57 bits is more than the address has",
        "58 0000fde7000000" => error "value at byte 1: 1 byte is missing",
        "58 0000fde700000001 c612" => error "value at byte 9: 1 byte is missing",
    }
    cases! { VpnMulticastIpv6;
        "d9 0000fde700000001 000000000000000000000000000000000000000000" => error "value at byte 0: a prefix length of 153 bits is more than the address has",
    }
    cases! { Routes<VpnMulticastIpv4, &[u8]>;
        "40 0000fde700000001 3f 0000fde700000001" => inside "vpn-ipv4-multicast route at byte 9: a length of 63 is not possible",
    }
}
