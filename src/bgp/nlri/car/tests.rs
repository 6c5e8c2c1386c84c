//! Tests of color-aware routes.

use super::*;
use crate::bgp::Session;
use crate::bgp::nlri::Routes;
use crate::bgp::testkit::{hex, json};
use crate::wire::Fault;

/// Laid out by hand: 192.0.2.1/32 of color 100 with label 16001; 2001:db8::/32 is of the other AFI, so here
/// 198.51.100.0/24; and a type that is not assigned.
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
        concat!(
            r#"[{"key":{"color_aware":{"prefix":"192.0.2.1/32","color":100}},"#,
            r#""tlvs":[{"flags":0,"tlv_type":"label","octets":"03e811"}]},"#,
            r#"{"key":{"ip_prefix":{"prefix":"198.51.100.0/24"}},"tlvs":[]},"#,
            r#"{"key":{"unknown":{"route_type":9,"octets":"abcdef"}},"tlvs":[]}]"#
        ),
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
    let octets = hex("00000004 15 11 01 0000fde800000001 2020010db8 00000064 80 00");
    let routes = Routes::<VpnCar<Ipv6Prefix>, _>::over(&octets[..], session);
    let route = routes.iter().next().unwrap().unwrap();
    assert_eq!(
        route.to_string(),
        "type-1 0000fde8000000012020010db800000064 car tlv type 0 path-id 4"
    );
    assert_eq!(route.to_vec().unwrap(), octets);
}

#[test]
fn a_bad_route_costs_that_route() {
    let good = "06 04 02 18c63364";
    for (bad, offset, fault) in [
        // 33 bits; a key longer than the route; octets behind the color; behind the prefix; no type.
        ("0b 09 01 21c000020100 000064", 3, Fault::PrefixLength(33)),
        ("06 05 02 18c63364", 3, Fault::Truncated(1)),
        ("0b 09 01 18c63364 00000064 ff", 11, Fault::Trailing(1)),
        ("07 05 02 18c63364 00", 7, Fault::Trailing(1)),
        ("01 00", 2, Fault::Truncated(1)),
    ] {
        let octets = hex(&format!("{bad} {good}"));
        let routes = Routes::<CarIpv4, _>::over(&octets[..], Session::default());
        let read: Vec<_> = routes.entries().collect();
        assert_eq!(read.len(), 2, "{bad}");
        let malformed = read[0].unwrap_err();
        assert_eq!(malformed.octets.0, hex(bad));
        assert_eq!(
            (
                malformed.error.what(),
                malformed.error.offset(),
                malformed.error.fault()
            ),
            (What::Nlri(Family::IPV4_CAR), offset, fault)
        );
        assert_eq!(read[1].unwrap().to_string(), "198.51.100.0/24");
    }
    let long = CarKey::<Ipv4Prefix>::Unknown {
        route_type: 7,
        octets: Octets(vec![0; 254]),
    };
    assert_eq!(
        Car::from(long).to_vec(),
        Err(EncodeError::TooLong {
            what: "CAR route",
            length: 256,
            limit: 255
        })
    );
}
