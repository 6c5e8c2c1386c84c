//! Tests of keys of routes laid out by hand: what counts in them, and that both forms are the same.

use core::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashMap};

use super::*;
use crate::bgp::nlri::{AnyRoutes, Nlri};
use crate::bgp::{Session, nlri::RouteContext};
use crate::testkit::hex;
use crate::wire::Reader;

/// Returns the keys of a list, with or without path identifiers; errors begin with `!`.
fn texts(family: Family, path_ids: bool, octets: &str) -> Vec<String> {
    let octets = hex(octets);
    let families = if path_ids {
        family.into()
    } else {
        Default::default()
    };
    let session = Session::default().with_add_path(families);
    let nlri = Nlri::over(&octets[..], family, session);
    let texts = AnyRoutes::from(nlri).keys().map(|key| match key {
        Ok(key) => key.to_string(),
        Err(error) => format!("!{error}"),
    });
    texts.collect()
}

/// Returns the key of the only route of a list.
fn key(family: Family, octets: &str) -> RouteKey {
    let octets = hex(octets);
    let mut keys = AnyRoutes::from(Nlri::over(&octets[..], family, Session::default())).keys();
    let key = keys.next().unwrap().unwrap();
    assert!(keys.next().is_none());
    key.to_owned()
}

#[test]
fn how_large() {
    assert_eq!(size_of::<RouteKey>(), 40);
    // The longest key that is made part by part: of an EVPN Membership Report Synch route of IPv6.
    let address = "80 20010db8000000000000000000000001";
    let route = format!(
        "07 4a 0001c0000209000a 00112233445566778899 00000064 {address} {address} {address} 02"
    );
    let key = key(Family::L2VPN_EVPN, &route);
    assert_eq!(key.octets().len(), 74);
    assert!(key.octets().len() <= Key::ROOM);
}

#[test]
fn withdrawn_with_any_label() {
    let announced = key(
        Family::VPN_IPV4_UNICAST,
        "70 000641 0000fde700000001 c61214",
    );
    assert_eq!(
        announced.to_string(),
        "vpn-ipv4-unicast 64999:1 198.18.20.0/24"
    );
    assert_eq!(announced.prefix(), Some("198.18.20.0/24".parse().unwrap()));
    assert_eq!(announced.rd(), Some("64999:1".parse().unwrap()));
    // 0x800000, zeros, and a stack of two, with which GoBGP withdraws routes.
    for withdrawn in ["70 800000", "70 000000", "88 000640 000c81"] {
        let route = format!("{withdrawn} 0000fde700000001 c61214");
        assert_eq!(
            key(Family::VPN_IPV4_UNICAST, &route),
            announced,
            "{withdrawn}"
        );
    }
    assert_ne!(
        key(
            Family::VPN_IPV4_UNICAST,
            "70 000641 0000fde700000002 c61214"
        ),
        announced
    );
    // The same bytes as Classful Transport routes belong to another family.
    let other = key(
        Family::IPV4_CLASSFUL_TRANSPORT,
        "70 000641 0000fde700000001 c61214",
    );
    assert_eq!(other.octets(), announced.octets());
    assert_ne!(other, announced);
}

#[test]
fn bits_behind_prefixes_do_not_count() {
    for (family, one, other) in [
        (Family::IPV4_UNICAST, "0f c613", "0f c612"),
        (Family::IPV6_MULTICAST, "2f 20010db80051", "2f 20010db80050"),
        (
            Family::IPV4_LABELED_UNICAST,
            "27 000641 c613",
            "27 800000 c612",
        ),
        (
            Family::ROUTE_TARGET,
            "3f 0000fde7 0002fde9",
            "3f 0000fde7 0002fde8",
        ),
        (
            Family::IPV4_FLOW_SPEC,
            "07 01 0f c613 03 81 06",
            "07 01 0f c612 03 81 06",
        ),
        // A length of two bytes although one would be enough.
        (
            Family::IPV4_FLOW_SPEC,
            "f007 01 0f c612 03 81 06",
            "07 01 0f c612 03 81 06",
        ),
        (
            Family::L2VPN_EVPN,
            "05 22 0000fde700000001 00000000000000000000 00000000 0f c6130000 00000000 000000",
            "05 22 0000fde700000001 00112233445566778899 00000000 0f c6120000 c0000201 003e81",
        ),
    ] {
        assert_eq!(key(family, one), key(family, other), "{one}");
    }
}

#[test]
fn of_opaque_families() {
    // A family of which nothing is known has one key.
    assert_eq!(
        texts(Family::new(99, 99), false, "0a0b 0c0d"),
        ["99/99 0a0b0c0d"]
    );
    assert!(texts(Family::new(99, 99), false, "").is_empty());
}

/// The key of a link-state route is the whole route (RFC 9552, section 5.2): order, padding and reserved bits count.
#[test]
fn of_link_state() {
    let [one, two] = [
        "0001 0009 02 0000000000000000",
        "0001 0009 02 0000000000000001",
    ];
    let prefix = "0003 0011 02 0000000000000000 0109 0004 18 c00002";
    let octets = format!("{one} {two} {prefix} 0009 0000");
    assert_eq!(
        texts(Family::LINK_STATE, false, &octets),
        [
            "link-state node isis-l2",
            "link-state node isis-l2 identifier 1",
            "link-state prefix isis-l2 192.0.2.0/24",
            "link-state type-9",
        ]
    );
    let octets = format!("00000001 {one} 00000002 {two}");
    assert_eq!(
        texts(Family::LINK_STATE, true, &octets),
        [
            "link-state node isis-l2 path-id 1",
            "link-state node isis-l2 identifier 1 path-id 2",
        ]
    );
    // A stray bit behind the prefix, and padding.
    for other in [
        "0003 0011 02 0000000000000000 0109 0004 17 c00003",
        "0003 0012 02 0000000000000000 0109 0005 18 c0000200",
    ] {
        assert_ne!(
            key(Family::LINK_STATE, prefix),
            key(Family::LINK_STATE, other)
        );
    }
    let (key, octets) = (key(Family::LINK_STATE, prefix), hex(prefix));
    assert_eq!(
        RouteKey::from_octets(Family::LINK_STATE, None, &octets),
        Ok(key)
    );
}

#[test]
fn errors_in_place() {
    assert_eq!(
        texts(
            Family::IPV4_UNICAST,
            true,
            "00000007 08 0a 00000008 21 0a00000000"
        ),
        [
            "ipv4-unicast 10.0.0.0/8 path-id 7",
            "!ipv4-unicast route at byte 10: a prefix length of 33 bits is more than the address has"
        ]
    );
}

/// A short key with and without a path identifier; one that is only short without it; long ones: shorter than the
/// inline room, as long, one byte longer, and as long as rules can be.
fn forms() -> Vec<(Family, Option<u32>, Vec<u8>)> {
    let mac = hex("02 0001c0000209000a 00000000 00005e005301 20010db8000000000000000000000001");
    let opaque = |length: usize| (0..length).map(|place| place as u8).collect::<Vec<_>>();
    let unknown = Family::new(99, 99);
    vec![
        (Family::IPV4_UNICAST, None, hex("c6121400 18")),
        (Family::IPV4_UNICAST, Some(0), hex("c6121400 18")),
        (Family::L2VPN_EVPN, None, mac.clone()),
        (Family::L2VPN_EVPN, Some(7), mac),
        (unknown, None, opaque(36)),
        (unknown, Some(1), opaque(80)),
        (unknown, Some(1), opaque(81)),
        (unknown, None, opaque(4095)),
    ]
}

#[test]
fn owned_and_borrowed() {
    let mut map = HashMap::new();
    let (hasher, forms) = (DefaultHashBuilder::default(), forms());
    for (place, (family, path_id, octets)) in forms.iter().enumerate() {
        let owned = RouteKey::from_octets(*family, *path_id, octets).unwrap();
        let borrowed = owned.view();
        let key = Key::of(octets);
        assert_eq!(borrowed, RouteKeyRef::new(*family, *path_id, key));
        assert_eq!(
            (owned.family(), owned.path_id(), owned.octets()),
            (*family, *path_id, &octets[..])
        );
        assert_eq!((borrowed.family(), borrowed.path_id()), (*family, *path_id));
        assert_eq!(borrowed, owned);
        assert_eq!(owned, borrowed.to_owned());
        assert_eq!(hasher.hash_one(borrowed), hasher.hash_one(&owned));
        assert_eq!(borrowed.to_string(), owned.to_string());
        assert_eq!(borrowed.prefix(), owned.prefix());
        assert!(
            matches!(owned.0, Form::Short { .. }) == (place < 3),
            "{owned}"
        );
        map.insert(owned, place);
    }
    assert_eq!(map.len(), forms.len());
    // The borrowed form finds the owned one.
    for (place, (family, path_id, octets)) in forms.iter().enumerate() {
        let borrowed = RouteKeyRef::new(*family, *path_id, Key::of(octets));
        assert_eq!(map.get(&borrowed), Some(&place));
    }
    let missing = RouteKeyRef::new(Family::IPV4_UNICAST, Some(1), Key::of(&forms[0].2));
    assert_eq!(map.get(&missing), None);
}

#[test]
fn in_order() {
    let mut texts = Vec::new();
    let keys = [
        key(Family::IPV4_UNICAST, "00"),
        key(Family::IPV4_UNICAST, "08 09"),
        key(Family::IPV4_UNICAST, "08 0a"),
        key(Family::IPV4_UNICAST, "10 0a00"),
        key(Family::IPV4_UNICAST, "10 0a01"),
        key(Family::VPN_IPV4_UNICAST, "58 800000 0000fde700000001"),
        key(Family::IPV6_UNICAST, "20 20010db8"),
        key(
            Family::L2VPN_EVPN,
            "03 11 0001c0000209000a 00000000 20 c0000209",
        ),
    ];
    for pair in keys.windows(2) {
        assert!(
            pair[0] < pair[1] && pair[0].view() < pair[1].view(),
            "{pair:?}"
        );
        texts.push(pair[0].to_string());
    }
    assert_eq!(
        texts,
        [
            "ipv4-unicast 0.0.0.0/0",
            "ipv4-unicast 9.0.0.0/8",
            "ipv4-unicast 10.0.0.0/8",
            "ipv4-unicast 10.0.0.0/16",
            "ipv4-unicast 10.1.0.0/16",
            "vpn-ipv4-unicast 64999:1 0.0.0.0/0",
            "ipv6-unicast 2001:db8::/32",
        ]
    );
    // Long keys that differ after the inline part, or in their lengths.
    let long = |octets: &[u8]| RouteKey::from_octets(Family::new(99, 99), None, octets).unwrap();
    let (mut one, mut two) = ([7; 100], [7; 100]);
    (one[99], two[99]) = (1, 2);
    assert!(long(&one) < long(&two) && long(&one[..99]) < long(&one));
    assert!(long(&one).view() < long(&two).view() && long(&one[..90]).view() < long(&one).view());
}

#[test]
fn what_is_no_key() {
    for (family, octets) in [
        // A prefix of 33 bits; bits beyond it; too short; too long.
        (Family::IPV4_UNICAST, "c6121400 21"),
        (Family::IPV4_UNICAST, "c6121401 18"),
        (Family::IPV4_UNICAST, "c61214 18"),
        (Family::IPV4_UNICAST, "c6121400 18 00"),
        // An address of 5 bytes; a small route type in three bytes.
        (
            Family::L2VPN_EVPN,
            "02 0001c0000209000a 00000000 00005e005301 c000020101",
        ),
        (
            Family::L2VPN_EVPN,
            "ff0004 0001c0000209000a 00112233445566778899 20 c0000209",
        ),
        // A bit beyond the prefix of a rule; a prefix of 33 bits in it.
        (Family::IPV4_FLOW_SPEC, "01 0f c613 03 81 06"),
        (Family::IPV4_FLOW_SPEC, "01 21 c612000000"),
        (Family::LINK_STATE, "0001 0009 02 00000000000000"),
        (Family::LINK_STATE, "0001 0009 02 0000000000000000 00"),
    ] {
        assert!(
            RouteKey::from_octets(family, None, &hex(octets)).is_err(),
            "{octets}"
        );
    }
}

#[test]
fn of_typed_routes() {
    use crate::bgp::nlri::{Destination, Route};
    let route = Route::from("10.0.0.0/8".parse::<crate::net::Ipv4Prefix>().unwrap());
    let family = Family::IPV4_MULTICAST;
    let key = crate::net::Ipv4Prefix::key(family, &route.with_path_id(7));
    assert_eq!(key.to_string(), "ipv4-multicast 10.0.0.0/8 path-id 7");
    // The same as those of a list.
    let octets = hex("00000007 08 0a");
    let context = RouteContext::of_family(Reader::new(&[]).context(), family).with_path_ids(true);
    let mut keys = RouteKeys::new(Reader::within(&octets, context), family);
    assert_eq!(keys.next(), Some(Ok(key)));
}

#[cfg(feature = "serde")]
#[test]
fn json_and_octets() {
    for (family, path_id, octets) in forms() {
        let key = RouteKey::from_octets(family, path_id, &octets).unwrap();
        let json = serde_json::to_string(&key).unwrap();
        assert_eq!(json, serde_json::to_string(&key.view()).unwrap());
        assert_eq!(serde_json::from_str::<RouteKey>(&json).unwrap(), key);
        let octets = postcard::to_allocvec(&key).unwrap();
        assert_eq!(postcard::from_bytes::<RouteKey>(&octets).unwrap(), key);
    }
    let (family, path_id, octets) = forms().swap_remove(1);
    let key = RouteKey::from_octets(family, path_id, &octets).unwrap();
    let json = r#"{"family":"ipv4-unicast","path_id":0,"key":"c612140018"}"#;
    assert_eq!(serde_json::to_string(&key).unwrap(), json);
    let without = json.replace(r#""path_id":0,"#, "");
    assert_eq!(
        serde_json::from_str::<RouteKey>(&without)
            .unwrap()
            .path_id(),
        None
    );
    let no_key = json.replace("c612140018", "c612140021");
    let error = serde_json::from_str::<RouteKey>(&no_key).unwrap_err();
    assert_eq!(
        error.to_string(),
        "value at byte 4: a prefix length of 33 bits is more than the address has"
    );
}
