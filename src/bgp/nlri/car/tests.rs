//! Tests of color-aware routes.

use super::*;
use crate::bgp::Session;
use crate::bgp::nlri::Routes;
use crate::testkit::{cases, hex, json, refused};

/// Laid out by hand: 192.0.2.1/32 of color 100 with label 16001; 198.51.100.0/24, because 2001:db8::/32 is of the other
/// AFI; and an unassigned type.
const ROUTES: &str = "10 09 01 20c0000201 00000064 01 03 03e811 06 04 02 18c63364 05 03 09 abcdef";

#[test]
fn routes() {
    let octets = hex(ROUTES);
    let routes = Routes::<CarIpv4, _>::over(&octets[..], Session::default());
    assert_eq!(
        routes.to_string(),
        "192.0.2.1/32 color 100 label 03e811, 198.51.100.0/24, type-9 abcdef"
    );
    let read: Vec<CarIpv4> = routes
        .iter()
        .map(|route| route.unwrap().nlri.to_owned())
        .collect();
    assert_eq!(read[0].key.prefix(), Some("192.0.2.1/32".parse().unwrap()));
    json(
        &read,
        r#"[{"key":{"color_aware":{"prefix":"192.0.2.1/32","color":100}},
           "tlvs":[{"flags":0,"tlv_type":"label","octets":"03e811"}]},
           {"key":{"ip_prefix":{"prefix":"198.51.100.0/24"}},"tlvs":[]},
           {"key":{"unknown":{"route_type":9,"octets":"abcdef"}},"tlvs":[]}]"#,
    );
    let built = read.into_iter().map(Into::into);
    assert_eq!(
        Routes::in_session(Session::default(), built)
            .unwrap()
            .octets(),
        octets
    );

    let label = CarTlv {
        flags: 0x40,
        tlv_type: CarTlvType::Label,
        octets: Octets(vec![3, 0xe8, 0x11]),
    };
    assert!(label.is_transitive());
    assert_eq!(label.to_vec().unwrap(), [0x41, 3, 3, 0xe8, 0x11]);
}

#[test]
fn of_a_vpn() {
    let session = Session::default().with_add_path(Family::VPN_IPV6_CAR.into());
    cases! { Routes<VpnCar<Ipv6Prefix>, &[u8]>, in session.routes(Family::VPN_IPV6_CAR);
        "00000004 15 11 01 0000fde800000001 2020010db8 00000064 80 00"
            => list ["type-1 0000fde8000000012020010db800000064 car tlv type 0 path-id 4"],
    }
}

#[test]
fn a_bad_route_costs_that_route() {
    let malformed = |octets: &[u8]| {
        let list = [octets, &hex("06 04 02 18c63364")].concat();
        let routes = Routes::<CarIpv4, _>::over(&list[..], Session::default());
        let read: Vec<_> = routes.entries().collect();
        assert_eq!(read.len(), 2);
        assert_eq!(read[1].unwrap().to_string(), "198.51.100.0/24");
        let malformed = read[0].unwrap_err();
        assert_eq!(malformed.octets.0, octets);
        malformed.error.to_string()
    };
    // 33 bits; a key longer than the route; bytes after the color; bytes after the prefix; no type.
    cases! { CarIpv4<&[u8]>, errors malformed;
        "0b 09 01 21c000020100 000064" => error "ipv4-car route at byte 3: a prefix length of 33 bits is more than the address has",
        "06 05 02 18c63364" => error "ipv4-car route at byte 3: 1 byte is missing",
        "0b 09 01 18c63364 00000064 ff" => error "ipv4-car route at byte 11: 1 byte is left over",
        "07 05 02 18c63364 00" => error "ipv4-car route at byte 7: 1 byte is left over",
        "01 00" => error "ipv4-car route at byte 2: 1 byte is missing",
    }
    let long = CarKey::<Ipv4Prefix>::Unknown(UnknownRoute {
        route_type: 7,
        octets: Octets(vec![0; 254]),
    });
    assert_eq!(
        refused(Car::from(long).to_vec()),
        "CAR route of 256 bytes: at most 255 fit"
    );
}
