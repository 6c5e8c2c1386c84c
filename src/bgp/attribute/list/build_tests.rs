//! Lists that are filled from elements, changed in place, and used again.

use super::*;
use crate::bgp::attribute::{Communities, Community, Origin};
use crate::bgp::nlri::{Family, Ipv4Prefix, Ipv6Prefix, Route, Routes};
use crate::testkit::two_octets;
use crate::wire::Encode;

#[test]
fn from_elements_as_from_values() {
    // No element, few, the most that a length of one byte has room for, and more.
    for count in [0, 1, 63, 64, 300] {
        let values = (0..count).map(|n| Community::new(65000, n));
        let (mut direct, mut of_value) = (
            PathAttributes::new(Session::default()),
            PathAttributes::new(Session::default()),
        );
        direct.add(&Origin::Igp).unwrap();
        direct.add_values(values.clone()).unwrap();
        of_value.add(&Origin::Igp).unwrap();
        of_value
            .add(&Communities::from_iter(values.clone()))
            .unwrap();
        assert_eq!(direct.octets(), of_value.octets(), "{count}");
        direct.set_values(values.clone().skip(1)).unwrap();
        of_value
            .set(&Communities::from_iter(values.skip(1)))
            .unwrap();
        assert_eq!(direct.octets(), of_value.octets(), "{count}");
    }
    let mut list = PathAttributes::new(Session::default());
    list.add(&Origin::Igp).unwrap();
    let too_many = (0..16384).map(|n| Community::new(1, n));
    assert_eq!(
        list.add_values(too_many.clone()),
        Err(EncodeError::TooLong {
            what: "COMMUNITIES",
            length: 65536,
            limit: 65535
        })
    );
    assert!(list.set_values(too_many).is_err());
    assert_eq!(list.octets(), [0x40, 1, 1, 0]);
}

#[test]
fn sequences() {
    for (session, largest) in [(Session::default(), u32::MAX), (two_octets(), 0xffff)] {
        for count in [0, 1, 63, 64, 255] {
            let asns = (0..count).map(|n| Asn(largest - n));
            let (mut direct, mut of_value) =
                (PathAttributes::new(session), PathAttributes::new(session));
            direct.add_sequence(asns.clone()).unwrap();
            let path = AsPath::sequence(asns).unwrap();
            of_value.add(&path.with_width(session.asn_width())).unwrap();
            assert_eq!(direct.octets(), of_value.octets(), "{count}");
        }
        let mut list = PathAttributes::new(session);
        let error = list.add_sequence((0..256).map(Asn));
        assert!(matches!(
            error,
            Err(EncodeError::TooMany { count: 256, .. })
        ));
        assert!(list.is_empty());
    }
    let mut list = PathAttributes::new(two_octets());
    assert_eq!(
        list.add_sequence([Asn(1), Asn(65536)]),
        Err(EncodeError::Session {
            what: "AS_PATH",
            conflict: "four-octet AS numbers, but the session has two-octet ones",
        })
    );
    assert!(list.is_empty());
}

#[test]
fn used_again() {
    let mut list = PathAttributes::new(two_octets());
    list.add(&Origin::Egp).unwrap();
    list.clear();
    assert!(list.is_empty());
    assert_eq!(list.session(), two_octets());
    let other = PathAttributes::over(&[0x40, 1, 1, 2][..], Session::default());
    list.copy_from(&other);
    assert_eq!(
        (list.octets(), list.session()),
        (other.octets(), Session::default())
    );

    // The routes before one that cannot be added are not added either.
    let route = |n: u32| Route::from(Ipv4Prefix::from((n << 24, 8)));
    let mut routes = Routes::new(Session::default());
    routes.push(&route(9)).unwrap();
    let mixed = [route(10), route(11), route(12).with_path_id(1)];
    assert!(matches!(
        routes.push_all(mixed),
        Err(EncodeError::Session { .. })
    ));
    assert_eq!(routes.octets(), [8, 9]);
    routes.push_all(mixed.into_iter().take(2)).unwrap();
    assert_eq!(routes.octets(), [8, 9, 8, 10, 8, 11]);
}

#[test]
fn routes_of_every_length() {
    let ipv4 = (0..=32).map(|bits| Route::from(Ipv4Prefix::from((u32::MAX, bits))));
    let ipv6 = (0..=128).map(|bits| Route::from(Ipv6Prefix::from((u128::MAX, bits))));
    let session = Session::default();
    let octets: Vec<u8> = ipv4.clone().flat_map(|one| one.to_vec().unwrap()).collect();
    assert_eq!(Routes::in_session(session, ipv4).unwrap().octets(), octets);
    let octets: Vec<u8> = ipv6.clone().flat_map(|one| one.to_vec().unwrap()).collect();
    assert_eq!(
        Routes::in_session(session, ipv6.clone()).unwrap().octets(),
        octets
    );

    let both = [Family::IPV6_UNICAST].into_iter().collect();
    let numbered = ipv6.map(|one| one.with_path_id(7));
    let octets: Vec<u8> = numbered
        .clone()
        .flat_map(|one| one.to_vec().unwrap())
        .collect();
    let routes = Routes::in_session(session.with_add_path(both), numbered).unwrap();
    assert_eq!(routes.octets(), octets);
}
