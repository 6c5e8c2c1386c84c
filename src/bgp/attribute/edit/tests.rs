//! Tests of editing attributes in their list.

use super::*;
use crate::bgp::Session;
use crate::bgp::attribute::{
    AsPath, AtomicAggregate, Communities, Community, LocalPref, MultiExitDisc, NextHop, Origin,
};
use crate::bgp::nlri::{Nlri, Routes};
use crate::net::Asn;
use crate::testkit::{frame, hex, pdus, two_octets};

fn list(octets: &str) -> PathAttributes {
    PathAttributes::over(hex(octets), Session::default())
}

#[test]
fn set_replaces_in_place() {
    // An unknown attribute, ORIGIN with odd flags and a two-byte length, a malformed attribute, MED, MED again.
    let mut list = list("c0c803 010203 75010001 00 400302 c000 800404 00000001 800404 00000002");
    list.set(&Origin::Incomplete).unwrap();
    list.set(&MultiExitDisc(7)).unwrap();
    assert_eq!(
        list.octets(),
        hex("c0c803 010203 75010001 02 400302 c000 800404 00000007 800404 00000002")
    );
    // A malformed attribute becomes well-formed.
    list.set(&"192.0.2.1".parse::<NextHop>().unwrap()).unwrap();
    assert_eq!(
        list.octets(),
        hex("c0c803 010203 75010001 02 400304 c0000201 800404 00000007 800404 00000002")
    );
}

#[test]
fn set_keeps_the_partial_bit_and_makes_room_for_a_length() {
    let communities = |count| Communities::from_iter((0..count).map(|n| Community::new(1, n)));
    let mut list = list("400101 00 e00804 fde80001 c0c800");
    list.set(&communities(2)).unwrap();
    assert_eq!(
        list.octets(),
        hex("400101 00 e00808 00010000 00010001 c0c800")
    );
    list.set(&communities(64)).unwrap();
    assert_eq!(list.octets()[..8], hex("400101 00 f0080100"));
    assert_eq!(list.octets().len(), 4 + 4 + 256 + 3);
    let before = list.clone();
    assert_eq!(
        list.set(&communities(16384)),
        Err(EncodeError::TooLong {
            what: "COMMUNITIES",
            length: 65536,
            limit: 65535
        })
    );
    assert_eq!(list, before);
}

#[test]
fn set_adds_in_order() {
    for (before, after) in [
        ("", "400504 00000064"),
        ("400101 00 400600", "400101 00 400504 00000064 400600"),
        ("400600 c00800", "400504 00000064 400600 c00800"),
        // Out of the order of codes: behind the last smaller code.
        (
            "c00800 400101 00 400600",
            "c00800 400101 00 400504 00000064 400600",
        ),
        // MP_REACH_NLRI and MP_UNREACH_NLRI at the front, and elsewhere.
        ("800f03 000201", "800f03 000201 400504 00000064"),
        (
            "800e05 00020100 00 800f03 000201 400600",
            "800e05 00020100 00 800f03 000201 400504 00000064 400600",
        ),
        (
            "400101 00 800f03 000201",
            "400101 00 400504 00000064 800f03 000201",
        ),
        // Before an attribute that is cut off.
        ("400101 00 c008ff 00", "400101 00 400504 00000064 c008ff 00"),
        ("40", "400504 00000064 40"),
    ] {
        let mut list = list(before);
        list.set(&LocalPref(100)).unwrap();
        assert_eq!(list.octets(), hex(after), "{before}");
    }
    let mut list = list("400101 00");
    let routes = Routes::new(Session::default());
    list.set(&MpUnreach::from(Nlri::Ipv6Unicast(routes)))
        .unwrap();
    assert_eq!(list.octets(), hex("800f03 000201 400101 00"));
}

#[test]
fn set_asks_for_the_session() {
    let mut list = PathAttributes::new(two_octets());
    list.set(&AtomicAggregate).unwrap();
    let before = list.clone();
    assert_eq!(
        list.set(&AsPath::sequence([Asn(64496)]).unwrap()),
        Err(EncodeError::Session {
            what: "AS_PATH",
            conflict: "four-octet AS numbers, but the session has two-octet ones",
        })
    );
    assert_eq!(list, before);
    assert_eq!(list.session(), two_octets());
}

#[test]
fn remove() {
    let mut list = list("400101 03 800404 00000001 c0c801 aa 800403 000002 c008ff 04");
    assert!(list.remove(4));
    assert_eq!(list.octets(), hex("400101 03 c0c801 aa c008ff 04"));
    assert!(!list.remove(4));
    assert!(!list.remove(8));
    assert!(list.remove(1));
    assert!(list.remove(200));
    assert_eq!(list.octets(), hex("c008ff 04"));
}

#[test]
fn retain() {
    let octets = "400101 03 800404 00000001 c0c801 aa 50020000 c008ff 04";
    let mut list = self::list(octets);
    let mut codes = Vec::new();
    list.retain(|entry| {
        codes.push(entry.map_or_else(|malformed| malformed.code, |whole| whole.code()));
        true
    });
    assert_eq!(codes, [1, 4, 200, 2, 8]);
    assert_eq!(list.octets(), hex(octets));
    list.retain(|entry| entry.is_ok_and(|attribute| attribute.code() != 4));
    assert_eq!(list.octets(), hex("c0c801 aa 50020000"));
}

#[test]
fn of_a_router() {
    let pdu = &pdus(&frame("monitoring-aggregator"))[0];
    let attributes = &pdu[23..pdu.len() - 4];
    let mut list = PathAttributes::over(attributes.to_vec(), Session::default());
    let mut path = list.get::<AsPath<&[u8]>>().unwrap().unwrap().to_owned();
    path.prepend(Asn(64496));
    list.set(&path).unwrap();
    let path: AsPath<&[u8]> = list.get().unwrap().unwrap();
    assert_eq!(path.to_string(), "64496 65550");
    // All other attributes are unchanged.
    let mut first = path.to_owned();
    first.retain(|_, asn| asn != Asn(64496));
    list.set(&first).unwrap();
    assert_eq!(list.octets(), attributes);
}

#[test]
fn values_are_retained() {
    // Communities 65000:1, 65535:65281 (NO_EXPORT), 65000:2; ORIGIN before, MED behind.
    let short = "400101 00 c0080c fde80001 ffffff01 fde80002 800404 00000007";
    let long = "400101 00 d008000c fde80001 ffffff01 fde80002 800404 00000007";
    let retained = |before: &str, keep: &dyn Fn(Community) -> bool| {
        let mut list = list(before);
        list.retain_values(keep).unwrap();
        list.octets().to_vec()
    };
    let exported = |community| community != Community::NO_EXPORT;
    assert_eq!(
        retained(short, &exported),
        hex("400101 00 c00808 fde80001 fde80002 800404 00000007")
    );
    assert_eq!(
        retained(long, &exported),
        hex("400101 00 d0080008 fde80001 fde80002 800404 00000007")
    );
    assert_eq!(
        retained(short, &|community| !exported(community)),
        hex("400101 00 c00804 ffffff01 800404 00000007")
    );
    assert_eq!(retained(long, &|_| true), hex(long));
    // Without values the attribute goes: a router may not send an empty one (RFC 7606, section 7.8).
    assert_eq!(retained(long, &|_| false), hex("400101 00 800404 00000007"));
    assert_eq!(retained("400101 00", &exported), hex("400101 00"));
    // Only the first attribute counts (RFC 7606, section 3, item g). Without it the second one would, and so goes with it.
    assert_eq!(
        retained("c00804 ffffff01 c00804 fde80001", &exported),
        hex("")
    );
}

#[test]
fn values_of_a_malformed_attribute_stay() {
    for (octets, text) in [
        (
            "c00805 fde80001 ff",
            "COMMUNITIES at byte 3: a length of 5 is not a multiple of 4",
        ),
        (
            "400101 00 c008ff 00",
            "path attributes at byte 7: 254 bytes are missing",
        ),
    ] {
        let mut list = list(octets);
        let refused = list.retain_values(|_: Community| false).unwrap_err();
        assert_eq!(refused.to_string(), text);
        assert_eq!(list.octets(), hex(octets));
    }
}
