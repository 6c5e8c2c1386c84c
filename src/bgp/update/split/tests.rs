//! Tests of lists of routes that are split into UPDATEs: how many there are, what each contains, and what cannot be
//! sent.

use super::*;
use crate::bgp::attribute::{Communities, Community, Origin};
use crate::bgp::nlri::{Ipv4Prefix, Ipv6Prefix, Route, Routes, UnknownNlri, VpnIpv4};
use crate::bgp::{MAX_MESSAGE_LEN, Message};
use crate::net::{Label, Labels};
use crate::testkit::hex;
use crate::wire::{Decode, Fault, Octets};
use std::net::IpAddr;

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// Returns this number of routes of four bytes each.
fn ipv4(count: u32) -> Nlri {
    let routes = (0..count).map(|n| Route::from(Ipv4Prefix::from((0x0a00_0000 | n << 8, 24))));
    Nlri::Ipv4Unicast(Routes::in_session(Session::default(), routes).unwrap())
}

/// Returns this number of routes of five bytes each.
fn ipv6(count: u32) -> Nlri {
    let routes = (0..count).map(|n| Route::from(Ipv6Prefix::from((u128::from(n) << 96, 32))));
    Nlri::Ipv6Unicast(Routes::in_session(Session::default(), routes).unwrap())
}

/// Returns attributes of this length in bytes: at least 8.
fn attributes(length: usize) -> PathAttributes {
    let mut octets = hex("400101 00");
    let value = length - 8;
    octets.extend([0xd0, 200, (value >> 8) as u8, value as u8]);
    octets.resize(length, 7);
    PathAttributes::over(octets, Session::default())
}

/// Returns the lengths of the messages. Checks that the iterator and the buffer give the same.
fn lengths(updates: Updates<'_>) -> Vec<usize> {
    let mut out = Vec::new();
    let mut again = updates.clone();
    while again.put_next(&mut out).unwrap() {}
    let messages: Vec<_> = updates
        .map(|update| Message::from(update.unwrap()).to_vec().unwrap())
        .collect();
    assert_eq!(out, messages.concat());
    messages.iter().map(Vec::len).collect()
}

/// RFC 4271, section 4.1: 4096 bytes, of which the header takes 19, and the two lengths of an UPDATE four.
#[test]
fn messages_are_as_long_as_they_may_be_and_no_longer() {
    let v4 = address("192.0.2.1");
    // After 23 bytes and a NEXT_HOP of 7: 4096 - 30 - 66 = 4000 bytes for 1000 routes.
    for (length, expected) in [
        (66, vec![4096]),
        (67, vec![4093, 101]),
        (65, vec![4095]),
        (62, vec![4092]),
    ] {
        let (list, nlri) = (attributes(length), ipv4(1000));
        let updates = Updates::announcing(&list, v4, &nlri, MAX_MESSAGE_LEN);
        assert_eq!(lengths(updates), expected, "{length}");
    }
    // 65535 - 30 - 65 = 65440: 16360 routes.
    let list = attributes(65);
    for (count, expected) in [
        (16360, vec![65535]),
        (16361, vec![65535, 99]),
        (16359, vec![65531]),
    ] {
        let nlri = ipv4(count);
        for limit in [MAX_EXTENDED_MESSAGE_LEN, usize::MAX] {
            let updates = Updates::announcing(&list, v4, &nlri, limit);
            assert_eq!(lengths(updates), expected, "{count}");
        }
        let updates = Updates::announcing(&list, v4, &nlri, 65534);
        assert_eq!(lengths(updates).iter().max(), Some(&65531));
    }
    // Withdrawn: 4096 - 23 = 4073 bytes, of which 1018 routes take 4072.
    for (count, expected) in [(1018, vec![4095]), (1019, vec![4095, 27])] {
        let nlri = ipv4(count);
        assert_eq!(
            lengths(Updates::withdrawing(&nlri, MAX_MESSAGE_LEN)),
            expected
        );
    }
}

#[test]
fn the_length_of_an_attribute_is_in_one_octet_or_two() {
    // MP_UNREACH_NLRI with 3 bytes and routes of 5: 253 bytes of value and 3 of header, or 258 and 4.
    let fifty = 23 + 3 + 253;
    for (limit, count, expected) in [
        (fifty, 50, vec![fifty]),
        (fifty - 1, 50, vec![fifty - 5, 34]),
        (fifty, 51, vec![fifty, 34]),
        // If the routes have one more byte, the length has one more, too.
        (fifty + 5, 51, vec![fifty, 34]),
        (fifty + 6, 51, vec![fifty + 6]),
    ] {
        let nlri = ipv6(count);
        assert_eq!(lengths(Updates::withdrawing(&nlri, limit)), expected);
    }
    // MP_REACH_NLRI: 4096 - 23 - 8 - 4 - 21 = 4040 bytes for 808 routes.
    let (list, v6) = (attributes(8), address("2001:db8::1"));
    for (count, expected) in [(808, vec![4096]), (809, vec![4096, 23 + 8 + 3 + 26])] {
        let nlri = ipv6(count);
        let updates = Updates::announcing(&list, v6, &nlri, MAX_MESSAGE_LEN);
        assert_eq!(lengths(updates), expected);
    }
    let nlri = ipv6(808);
    let updates = Updates::announcing(&list, v6, &nlri, MAX_MESSAGE_LEN - 1);
    assert_eq!(lengths(updates), [4091, 60]);
}

#[test]
fn each_is_what_announcing_makes_of_its_routes() {
    let list = PathAttributes::over(
        hex("800f05 0002 01 0800 400101 00 400304 c0000263 c0c800"),
        Session::default(),
    );
    for (next_hop, nlri) in [
        (address("192.0.2.1"), ipv4(3)),
        (address("2001:db8::1"), ipv4(3)),
        (address("2001:db8::1"), ipv6(3)),
    ] {
        let mut updates = Updates::announcing(&list, next_hop, &nlri, MAX_MESSAGE_LEN);
        let update = updates.next().unwrap().unwrap();
        assert_eq!(
            update,
            Update::announcing(list.clone(), next_hop, nlri.clone()).unwrap()
        );
        assert!(updates.next().is_none() && updates.rest().is_empty());
        let mut updates = Updates::withdrawing(&nlri, MAX_MESSAGE_LEN);
        let update = updates.next().unwrap().unwrap();
        assert_eq!(update, Update::withdrawing(nlri.clone()).unwrap());
        assert!(updates.next().is_none());
    }
    let none = ipv4(0);
    assert!(Updates::withdrawing(&none, 4096).next().is_none());
    let mut none = Updates::announcing(&list, address("192.0.2.1"), &none, 4096);
    assert!(none.next().is_none());
}

#[test]
fn what_does_not_fit() {
    let nlri = ipv4(2);
    // 23 bytes, NEXT_HOP, ORIGIN and the other attribute, and a route of four.
    let list = attributes(4096 - 23 - 7 - 3);
    let mut updates = Updates::announcing(&list, address("192.0.2.1"), &nlri, 4096);
    assert_eq!(
        updates.next().unwrap(),
        Err(EncodeError::TooLong {
            what: "UPDATE with a single route",
            length: 4097,
            limit: 4096
        })
    );
    assert!(updates.next().is_none());
    assert_eq!(updates.rest(), nlri.octets());
    assert_eq!(updates.put_next(&mut Vec::new()), Ok(false));

    // After one that fits.
    let mixed = Nlri::Ipv4Unicast(Routes::over(hex("00 20 c0000201 00"), Session::default()));
    let mut updates = Updates::withdrawing(&mixed, 27);
    assert_eq!(
        updates.next().unwrap().unwrap().to_vec().unwrap(),
        hex("0001 00 0000")
    );
    assert!(matches!(
        updates.next().unwrap(),
        Err(EncodeError::TooLong {
            length: 28,
            limit: 27,
            ..
        })
    ));
    assert_eq!(updates.rest(), hex("20 c0000201 00"));

    // Routes of an unknown family are sent together or not at all: 23, 3 and 3 bytes, and 8 of routes.
    let unknown = Nlri::Unknown(UnknownNlri {
        family: Family::new(99, 99),
        octets: Octets(vec![7; 8]),
    });
    let updates = Updates::withdrawing(&unknown, 37);
    assert_eq!(lengths(updates), [37]);
    let mut updates = Updates::withdrawing(&unknown, 36);
    assert_eq!(
        updates.next().unwrap(),
        Err(EncodeError::TooLong {
            what: "UPDATE with routes of an unknown family",
            length: 37,
            limit: 36
        })
    );
    for limit in [0, 22] {
        assert!(Updates::withdrawing(&nlri, limit).next().unwrap().is_err());
    }
}

#[test]
fn what_cannot_be_read_ends_it() {
    // 10.0.0.0/8, a route of 33 bits, and the default route.
    let broken = Nlri::Ipv4Unicast(Routes::over(hex("080a 21 00"), Session::default()));
    let mut updates = Updates::withdrawing(&broken, 4096);
    let first = updates.next().unwrap().unwrap();
    assert_eq!(first.to_vec().unwrap(), hex("0002 080a 0000"));
    let Some(Err(EncodeError::Malformed(error))) = updates.next() else {
        panic!("no error");
    };
    assert_eq!(
        (error.offset(), error.fault()),
        (2, Fault::PrefixLength(33))
    );
    assert_eq!(updates.rest(), hex("2100"));
    assert!(updates.next().is_none());
}

#[test]
fn what_is_refused_is_refused_at_once() {
    let session = Session::default().with_add_path(Family::IPV4_UNICAST.into());
    let (nlri, list) = (ipv4(1), PathAttributes::new(session));
    let mut updates = Updates::announcing(&list, address("192.0.2.1"), &nlri, 4096);
    let error = updates.next().unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "routes: no path identifier, but the session has them"
    );
    assert!(updates.next().is_none());
    let (nlri, list) = (ipv6(1), PathAttributes::new(session));
    let mut updates = Updates::announcing(&list, address("192.0.2.1"), &nlri, 4096);
    assert_eq!(
        updates.next(),
        Some(Err(EncodeError::Family { what: "next hop" }))
    );
    assert!(updates.next().is_none());
}

#[test]
fn a_buffer_without_room_can_be_asked_again() {
    let nlri = ipv4(1);
    let mut updates = Updates::withdrawing(&nlri, 4096);
    let mut small = [0; 26];
    assert_eq!(
        updates.put_next(&mut &mut small[..]),
        Err(EncodeError::Full {
            needed: 27,
            room: 26
        })
    );
    assert_eq!(small, [0; 26]);
    let mut exact = [0; 27];
    assert_eq!(updates.put_next(&mut &mut exact[..]), Ok(true));
    assert_eq!(
        exact[..],
        [&[0xff; 16][..], &hex("001b 02 0004 180a0000 0000")].concat()
    );
    assert_eq!(updates.put_next(&mut &mut exact[..]), Ok(false));
}

#[test]
fn routes_of_several_labels_are_withdrawn_with_one() {
    let several = Session::default().with_multiple_labels(Family::VPN_IPV4_UNICAST.into());
    let labels = Labels::of([Label::new(100), Label::new(200)]).unwrap();
    let route = |n: u32| {
        let rd = crate::net::RouteDistinguisher(n.into());
        Route::from(VpnIpv4::new(labels, rd, Ipv4Prefix::from((0x0a00_0000, 8))))
    };
    let nlri = Routes::in_session(several, (0..1000).map(route)).unwrap();
    let nlri = Nlri::VpnIpv4Unicast(nlri);
    let whole = Update::withdrawing(nlri.clone()).unwrap();
    let whole: MpUnreach<&[u8]> = whole.path_attributes.get().unwrap().unwrap();
    let mut octets = Vec::new();
    for update in Updates::withdrawing(&nlri, 4096) {
        let body = update.unwrap().to_vec().unwrap();
        assert!(body.len() <= 4096 - 19);
        let update = Update::from_octets_in(&body, several).unwrap();
        let part: MpUnreach<&[u8]> = update.path_attributes.get().unwrap().unwrap();
        octets.extend_from_slice(part.nlri.octets());
    }
    // A bit count, a label, a route distinguisher, and one byte of the prefix.
    assert_eq!(octets.len(), 13 * 1000);
    assert_eq!(octets, whole.nlri.octets());
    assert_eq!(octets[..13], hex("60 800000 0000000000000000 0a"));
}

/// An UPDATE allocates a vector of attributes, and one of routes if these follow the attributes. A message in a buffer
/// allocates nothing.
#[test]
fn allocations() {
    let list = attributes(8)
        .with(&Communities::from_iter([Community::NO_EXPORT]))
        .unwrap()
        .with(&Origin::Egp)
        .unwrap();
    let (v4, v6) = (address("192.0.2.1"), address("2001:db8::1"));
    let count = |run: &mut dyn FnMut()| allocation_counter::measure(run).count_total;
    for (next_hop, nlri, each) in [(v4, ipv4(5000), 2), (v6, ipv6(5000), 1)] {
        let mut updates = Updates::announcing(&list, next_hop, &nlri, MAX_MESSAGE_LEN);
        let mut messages = 0;
        let allocated = count(&mut || messages = updates.by_ref().map(Result::unwrap).count());
        assert!(messages >= 5);
        assert_eq!(allocated, each * messages as u64);

        let mut out = Vec::with_capacity(1 << 16);
        let mut updates = Updates::announcing(&list, next_hop, &nlri, MAX_MESSAGE_LEN);
        assert_eq!(
            count(&mut || while updates.put_next(&mut out).unwrap() {}),
            0
        );
        assert!(out.len() > 20000);
    }
}
