//! Attribute lists: lists that routers sent, and malformed lists.

use super::*;
use crate::bgp::attribute::{
    Aggregator, AsPath, AtomicAggregate, Communities, Community, LocalPref, MpReach, MultiExitDisc,
    NextHop, Origin, UnknownAttribute,
};
use crate::bgp::nlri::{Family, FamilySet, Nlri, Route, Routes};
use crate::net::{Asn, AsnWidth, Ipv6Prefix};
use crate::testkit::{exact, frame, hex, json, pdus, two_octets};

fn list(octets: &[u8]) -> PathAttributes<&[u8]> {
    exact(octets)
}

/// The codes of a list; for a malformed attribute, its text.
fn codes(list: PathAttributes<&[u8]>) -> Vec<String> {
    list.into_iter()
        .map(|attribute| match attribute {
            Ok(attribute) => attribute.code().to_string(),
            Err(malformed) => malformed.to_string(),
        })
        .collect()
}

#[test]
fn of_a_router() {
    let pdu = &pdus(&frame("monitoring-aggregator"))[0];
    // Behind the header and two lengths, and before one route of /24.
    let list = list(&pdu[23..pdu.len() - 4]);
    let values: Vec<_> = list.entries().map(|attribute| attribute.unwrap()).collect();
    assert_eq!(
        values
            .iter()
            .map(|attribute| attribute.flags.0)
            .collect::<Vec<_>>(),
        [0x40, 0x40, 0x40, 0xc0, 0x40]
    );
    let path = AsPath::sequence([Asn(65550)]).unwrap();
    assert_eq!(
        values
            .iter()
            .map(|attribute| attribute.value)
            .collect::<Vec<_>>(),
        [
            AttributeValue::Origin(Origin::Igp),
            AttributeValue::AsPath(path.view()),
            AttributeValue::AtomicAggregate(AtomicAggregate),
            AttributeValue::Aggregator(Aggregator::new(
                Asn(65551),
                "198.51.100.1".parse().unwrap()
            )),
            AttributeValue::NextHop("192.0.2.10".parse().unwrap()),
        ]
    );
    assert_eq!(list.check(), Ok(()));
}

#[test]
fn a_malformed_one_costs_that_one() {
    // A router's UPDATE: ORIGIN of two bytes, then AS_PATH and NEXT_HOP.
    let pdu = &pdus(&frame("monitoring-malformed-origin"))[0];
    let list = list(&pdu[23..pdu.len() - 4]);
    let items: Vec<_> = list.entries().collect();
    let malformed = items[0].unwrap_err();
    assert_eq!((malformed.flags, malformed.code), (AttributeFlags(0x40), 1));
    assert_eq!(malformed.octets.0, [0, 0]);
    assert_eq!(malformed.error.what(), What::Attribute(1));
    assert_eq!(malformed.error.offset(), 4);
    assert_eq!(malformed.error.fault(), Fault::Trailing(1));
    assert_eq!(
        malformed.to_string(),
        "malformed ORIGIN (1): ORIGIN at byte 4: 1 byte is left over in 0000"
    );
    assert_eq!(items[1].unwrap().code(), 2);
    assert_eq!(items[2].unwrap().code(), 3);
    assert_eq!(items.len(), 3);
}

#[test]
fn each_class_in_the_middle() {
    for (attribute, offset, fault) in [
        ("400101 03", 7, Fault::Value(3)),
        ("400100", 7, Fault::Truncated(1)),
        ("400203 020100", 9, Fault::Truncated(3)),
        ("400303 c00002", 7, Fault::Truncated(1)),
        ("400305 c000020100", 11, Fault::Trailing(1)),
        ("800405 0000000000", 11, Fault::Trailing(1)),
        ("400503 000000", 7, Fault::Truncated(1)),
        ("400601 00", 7, Fault::Trailing(1)),
        ("c00706 fde8c0000201", 7, Fault::Truncated(2)),
        ("c00803 ffffff", 7, Fault::Multiple { length: 3, of: 4 }),
        ("800902 c000", 7, Fault::Truncated(2)),
        ("800a05 c000020100", 7, Fault::Multiple { length: 5, of: 4 }),
        ("800e04 00020110", 11, Fault::Truncated(16)),
        ("800f02 0002", 7, Fault::Truncated(1)),
        (
            "c01007 00000000000000",
            7,
            Fault::Multiple { length: 7, of: 8 },
        ),
        ("c01101 02", 8, Fault::Truncated(1)),
        ("c01206 fde8c0000201", 7, Fault::Truncated(2)),
        (
            "c0200b 0000000000000000000000",
            7,
            Fault::Multiple { length: 11, of: 12 },
        ),
        // The same with a two-byte length.
        ("d0080003 ffffff", 8, Fault::Multiple { length: 3, of: 4 }),
    ] {
        let bad = hex(attribute);
        let octets = [&hex("400101 02")[..], &bad, &hex("400304 c0000201")].concat();
        let list = list(&octets);
        let items: Vec<_> = list.entries().collect();
        assert_eq!(items.len(), 3, "{attribute}");
        assert_eq!(
            items[0].unwrap().value,
            AttributeValue::Origin(Origin::Incomplete)
        );
        let malformed = items[1].unwrap_err();
        assert_eq!((malformed.flags.0, malformed.code), (bad[0], bad[1]));
        let header = if malformed.flags.is_extended() { 4 } else { 3 };
        assert_eq!(malformed.octets.0, &bad[header..]);
        assert_eq!(malformed.error.what(), What::Attribute(bad[1]));
        assert_eq!(
            (malformed.error.offset(), malformed.error.fault()),
            (offset, fault),
            "{attribute}"
        );
        assert_eq!(
            items[2].unwrap().value,
            AttributeValue::NextHop(core::net::Ipv4Addr::new(192, 0, 2, 1).into())
        );
        assert_eq!(list.check(), Err(malformed.error));
    }
}

#[test]
fn longer_than_the_list() {
    let octets = hex("400101 00 c00808 fde80001 400304");
    let list = list(&octets);
    let items: Vec<_> = list.entries().collect();
    assert_eq!(items.len(), 2);
    let malformed = items[1].unwrap_err();
    assert_eq!((malformed.flags.0, malformed.code), (0xc0, 8));
    // Flags and code are known; the length and everything behind it are the `octets`.
    assert_eq!(malformed.octets.0, hex("08 fde80001 400304"));
    assert_eq!(malformed.error.what(), What::Attribute(8));
    assert_eq!(
        (malformed.error.offset(), malformed.error.fault()),
        (7, Fault::Truncated(1))
    );
}

#[test]
fn stray_octets_at_the_end() {
    for (stray, flags, code, what, fault) in [
        ("40", 0x40, 0, What::PathAttributes, Fault::Truncated(2)),
        ("4003", 0x40, 3, What::Attribute(3), Fault::Truncated(1)),
        ("500300", 0x50, 3, What::Attribute(3), Fault::Truncated(1)),
    ] {
        let octets = [hex("400101 00"), hex(stray)].concat();
        let list = list(&octets);
        let items: Vec<_> = list.entries().collect();
        assert_eq!(items.len(), 2);
        assert!(items[0].is_ok());
        let malformed = items[1].unwrap_err();
        assert_eq!((malformed.flags.0, malformed.code), (flags, code));
        assert_eq!(malformed.error.what(), what, "{stray}");
        assert_eq!(
            (malformed.error.offset(), malformed.error.fault()),
            (4, fault),
            "{stray}"
        );
    }
}

#[test]
fn flags_and_lengths_stay_as_they_came() {
    // ORIGIN with a two-byte length, an empty AS_PATH likewise, and all lower bits of the flags set.
    let octets = hex("50010001 00 50020000 4f0304 c0000201 e00804 fde80001");
    let list = list(&octets);
    let attributes: Vec<_> = list.entries().map(Result::unwrap).collect();
    assert_eq!(
        attributes
            .iter()
            .map(|attribute| attribute.flags.0)
            .collect::<Vec<_>>(),
        [0x50, 0x50, 0x4f, 0xe0]
    );
    assert!(attributes[3].flags.is_partial());
    let written: Vec<u8> = attributes
        .iter()
        .flat_map(|attribute| {
            let octets = attribute.to_vec().unwrap();
            assert_eq!(octets.len(), attribute.encoded_len());
            octets
        })
        .collect();
    assert_eq!(written, octets);
    let mut again = PathAttributes::new(Session::default());
    for attribute in &attributes {
        again.push_view(attribute).unwrap();
    }
    assert_eq!(again.view(), list);
}

#[test]
fn duplicates_and_unknown_ones_stay() {
    let pdu = &pdus(&frame("monitoring-duplicate-attribute"))[0];
    let list = list(&pdu[23..pdu.len() - 4]);
    assert_eq!(codes(list), ["1", "2", "4", "4", "3"]);
    // The first one counts (RFC 7606, section 3 g).
    assert_eq!(list.get(), Ok(Some(MultiExitDisc(1))));

    let octets = hex("c0c803 010203 80ff00");
    let list = self::list(&octets);
    let first = list.entries().next().unwrap().unwrap();
    assert_eq!(
        first.value,
        AttributeValue::Unknown(UnknownAttribute::new(200, Octets(&[1, 2, 3][..])))
    );
    assert_eq!(codes(list), ["200", "255"]);
}

#[test]
fn get() {
    let octets = hex("400101 03 400205 0201000000 400504 00000064");
    let list = list(&octets);
    // A malformed attribute before it does not matter.
    assert_eq!(list.get(), Ok(Some(LocalPref(100))));
    assert_eq!(list.get::<NextHop>(), Ok(None));
    let error = list.get::<Origin>().unwrap_err();
    assert_eq!(error.what(), What::Attribute(1));
    assert_eq!((error.offset(), error.fault()), (3, Fault::Value(3)));
    let error = list.get::<AsPath<&[u8]>>().unwrap_err();
    assert_eq!(error.what(), What::Attribute(2));
    assert_eq!((error.offset(), error.fault()), (9, Fault::Truncated(1)));

    // A list that breaks off before it.
    let octets = hex("400101 00 c008ff 00");
    let list = self::list(&octets);
    assert_eq!(list.get(), Ok(Some(Origin::Igp)));
    let error = list.get::<LocalPref>().unwrap_err();
    assert_eq!(error.what(), What::PathAttributes);
    assert_eq!((error.offset(), error.fault()), (7, Fault::Truncated(254)));
}

#[test]
fn add() {
    let mut list = PathAttributes::new(Session::default());
    list.add(&Origin::Egp).unwrap();
    list.add(&AtomicAggregate).unwrap();
    list.add(&Communities::from_iter([Community::NO_EXPORT]))
        .unwrap();
    assert_eq!(list.octets(), hex("400101 01 400600 c00804 ffffff01"));

    // Values up to 255 bytes have a one-byte length, longer ones a two-byte length.
    let communities =
        |count| Communities::from_iter((0..count).map(|value| Community::new(1, value)));
    let mut list = PathAttributes::new(Session::default());
    list.add(&communities(63)).unwrap();
    assert_eq!(list.octets()[..3], [0xc0, 8, 252]);
    let mut list = PathAttributes::new(Session::default());
    list.add(&communities(64)).unwrap();
    assert_eq!(list.octets()[..4], [0xd0, 8, 1, 0]);
    assert_eq!(list.octets().len(), 260);
    assert_eq!(codes(list.view()), ["8"]);

    let before = list.clone();
    assert_eq!(
        list.add(&communities(16384)),
        Err(EncodeError::TooLong {
            what: "COMMUNITIES",
            length: 65536,
            limit: 65535
        })
    );
    assert_eq!(list, before);
}

#[test]
fn what_belongs_to_another_session_is_not_added() {
    let refused = |what| {
        Err(EncodeError::Session {
            what,
            conflict: "four-octet AS numbers, but the session has two-octet ones",
        })
    };
    let path = AsPath::sequence([Asn(64496)]).unwrap();
    let aggregator = Aggregator::new(Asn(64496), "192.0.2.1".parse().unwrap());
    let mut list = PathAttributes::new(two_octets());
    assert_eq!(list.add(&path), refused("AS_PATH"));
    assert_eq!(list.add(&aggregator), refused("AGGREGATOR"));
    list.add(&AsPath::new(AsnWidth::Four)).unwrap();
    list.add(&aggregator.with_width(AsnWidth::Two)).unwrap();
    assert_eq!(list.octets(), hex("400200 c00706 fbf0c0000201"));

    let route = Route::from("2001:db8::/32".parse::<Ipv6Prefix>().unwrap());
    let family = FamilySet::from(Family::IPV6_UNICAST);
    let with = Session::default().with_add_path(family);
    for (session, route, fits) in [
        (Session::default(), route, true),
        (Session::default(), route.with_path_id(7), false),
        (with, route, false),
        (with, route.with_path_id(7), true),
    ] {
        let own = Session::default().with_add_path(if route.path_id.is_some() {
            family
        } else {
            FamilySet::EMPTY
        });
        let routes = Routes::in_session(own, [route]).unwrap();
        let address: std::net::IpAddr = "2001:db8::1".parse().unwrap();
        let reach = MpReach::new(address, Nlri::Ipv6Unicast(routes));
        let mut list = PathAttributes::new(session);
        assert_eq!(list.add(&reach).is_ok(), fits, "{route}, {session:?}");
        assert_eq!(list.is_empty(), !fits);
    }
}

#[test]
fn json_both_ways() {
    let octets = hex("400101 00 c00804 fde80064 c0c803 010203 400101 03 c008ff 00");
    json(
        &list(&octets).to_owned(),
        r#"[{"flags":64,"value":{"origin":"igp"}},
           {"flags":192,"value":{"communities":["65000:100"]}},
           {"flags":192,"value":{"unknown":{"code":200,"octets":"010203"}}},
           {"malformed":"40010103","error":{"text":"ORIGIN at byte 20: a value of 3 is not possible","what":{"attribute":1},"offset":20,"fault":{"value":3}}},
           {"malformed":"c008ff00","error":{"text":"COMMUNITIES at byte 24: 254 bytes are missing","what":{"attribute":8},"offset":24,"fault":{"truncated":254}}}]"#,
    );
}

/// Whatever decoding refuses cannot be encoded either, no matter how it was made.
#[test]
fn what_nothing_could_read_is_not_written() {
    use crate::bgp::attribute::pmsi_tunnel::{MldpFec, MldpFecType, PTunnel, UnknownPTunnel};
    use crate::bgp::attribute::prefix_sid::OriginatorSrgb;
    use crate::bgp::attribute::tunnel_encapsulation::{ProtocolType, SubTlv, UdpDestinationPort};
    use crate::bgp::attribute::{
        BfdDiscriminator, DPath, PmsiTunnel, PrefixSid, Sfp, TunnelEncapsulation,
        bfd_discriminator::BfdMode, sfp::SfpHop, tunnel_encapsulation::Tunnel,
        tunnel_encapsulation::TunnelType,
    };
    use crate::wire::{EncodeError, List};

    let missing = |what| EncodeError::Missing { what };
    let value = |what| EncodeError::Value { what };

    assert_eq!(Sfp::of([]), Err(missing("SFP hop")));
    let hop = SfpHop::new(255, List::default());
    assert_eq!(Sfp::of([hop.into()]), Err(missing("sub-TLV of an SFP hop")));
    assert_eq!(DPath::of([]), Err(missing("D-PATH domain")));
    assert_eq!(<DPath>::default().to_vec(), Err(missing("D-PATH segment")));
    assert_eq!(
        PrefixSid::of([OriginatorSrgb::new([]).into()]),
        Err(missing("SRGB range"))
    );
    let bfd: BfdDiscriminator = BfdDiscriminator::new(BfdMode::P2mp, 7, List::default());
    assert_eq!(bfd.to_vec(), Err(missing("BFD Discriminator TLV")));
    let mut list = PathAttributes::new(Session::default());
    assert_eq!(list.add(&bfd), Err(missing("BFD Discriminator TLV")));
    assert!(list.is_empty());

    for sub_tlv in [
        SubTlv::from(ProtocolType(0xffff)),
        UdpDestinationPort(0).into(),
    ] {
        assert!(matches!(
            Tunnel::of(TunnelType::Gre, [sub_tlv]),
            Err(EncodeError::Value { .. })
        ));
    }
    let empty = Tunnel::of(TunnelType::Gre, []).unwrap();
    assert!(TunnelEncapsulation::of([empty]).is_ok());

    // 6 is Ingress Replication; 0x86 would be a composite tunnel.
    for tunnel_type in [6, 0x86] {
        let unknown = PTunnel::Unknown(UnknownPTunnel {
            tunnel_type,
            octets: Octets(vec![192, 0, 2, 1]),
        });
        assert_eq!(PmsiTunnel::new(&unknown), Err(value("P-tunnel type")));
    }
    let fec = MldpFec::generic(MldpFecType::from(9), "192.0.2.1".parse().unwrap(), 1);
    assert_eq!(
        PmsiTunnel::new(&PTunnel::MldpP2mp(fec)),
        Err(value("type of an mLDP FEC element"))
    );
}
