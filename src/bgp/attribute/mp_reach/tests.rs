//! MP_REACH_NLRI: next hops of every length, families, and malformed values.

use super::*;
use crate::net::RouteDistinguisher;
use crate::testkit::{cases, exact, frame, hex, json, pdus, two_octets};
use crate::wire::Octets;
use core::net::{IpAddr, Ipv6Addr};

/// The value of attribute 14 in a frame's UPDATE, which must have only one.
fn value(pdu: &[u8], session: Session) -> MpReach<&[u8]> {
    let update = crate::bgp::Update::from_octets_in(&pdu[19..], session).unwrap();
    let list: crate::bgp::attribute::PathAttributes<&[u8]> = update.path_attributes;
    let octets = list
        .into_iter()
        .map(Result::unwrap)
        .find(|attribute| attribute.code() == 14)
        .unwrap();
    match octets.value {
        crate::bgp::attribute::AttributeValue::MpReach(reach) => reach,
        other => panic!("{other:?}"),
    }
}

fn next_hop(octets: &str) -> (MpNextHop, String) {
    let octets = hex(octets);
    let framed = [&[octets.len() as u8][..], &octets].concat();
    let next_hop: MpNextHop<&[u8]> = exact(&framed);
    assert_eq!(next_hop.octets(), octets);
    (next_hop.to_owned(), next_hop.to_string())
}

const GLOBAL: &str = "20010db8 00000001 00000000 00000011";
const LINK_LOCAL: &str = "fe800000 00000000 00000000 0000000a";
const DISTINGUISHER: &str = "0000fde7 00000001";

#[test]
fn next_hops_of_every_length() {
    let v4: IpAddr = "192.0.2.1".parse().unwrap();
    let global: Ipv6Addr = "2001:db8:0:1::11".parse().unwrap();
    let link_local: Ipv6Addr = "fe80::a".parse().unwrap();
    let distinguisher: RouteDistinguisher = "64999:1".parse().unwrap();

    let (none, text) = next_hop("");
    assert_eq!(
        (none.address(), none.link_local(), none.rd()),
        (None, None, None)
    );
    assert_eq!((none, &*text), (MpNextHop::default(), "none"));

    let (four, text) = next_hop("c0000201");
    assert_eq!(
        (four.address(), four.link_local(), four.rd()),
        (Some(v4), None, None)
    );
    assert_eq!((four, &*text), (v4.into(), "192.0.2.1"));

    let (twelve, text) = next_hop(&[DISTINGUISHER, "c0000201"].concat());
    assert_eq!(twelve.address(), Some(v4));
    assert_eq!(twelve.link_local(), None);
    assert_eq!(twelve.rd(), Some(distinguisher));
    assert_eq!((twelve, &*text), ((distinguisher, v4).into(), "192.0.2.1"));

    let (sixteen, text) = next_hop(GLOBAL);
    assert_eq!(sixteen.address(), Some(global.into()));
    assert_eq!((sixteen.link_local(), sixteen.rd()), (None, None));
    assert_eq!(
        (sixteen, &*text),
        (IpAddr::from(global).into(), "2001:db8:0:1::11")
    );

    let (octets, text) = next_hop(&[DISTINGUISHER, GLOBAL].concat());
    assert_eq!(octets.octets().len(), 24);
    assert_eq!(octets.address(), Some(global.into()));
    assert_eq!(octets.link_local(), None);
    assert_eq!(octets.rd(), Some(distinguisher));
    assert_eq!(text, "2001:db8:0:1::11");

    let (octets, text) = next_hop(&[GLOBAL, LINK_LOCAL].concat());
    assert_eq!(octets.octets().len(), 32);
    assert_eq!(octets.address(), Some(global.into()));
    assert_eq!(octets.link_local(), Some(link_local));
    assert_eq!(octets.rd(), None);
    assert_eq!(
        (octets, &*text),
        ((global, link_local).into(), "2001:db8:0:1::11 fe80::a")
    );

    let (octets, text) = next_hop(&[DISTINGUISHER, GLOBAL, DISTINGUISHER, LINK_LOCAL].concat());
    assert_eq!(octets.octets().len(), 48);
    assert_eq!(octets.address(), Some(global.into()));
    assert_eq!(octets.link_local(), Some(link_local));
    assert_eq!(octets.rd(), Some(distinguisher));
    assert_eq!(text, "2001:db8:0:1::11 fe80::a");
}

#[test]
fn next_hops_of_other_lengths_are_kept() {
    for length in (0..=255_usize).filter(|length| ![0, 4, 12, 16, 24, 32, 48].contains(length)) {
        let digits = "ab".repeat(length);
        let (other, text) = next_hop(&digits);
        assert_eq!(other.address(), None, "{length}");
        assert_eq!(other.link_local(), None, "{length}");
        assert_eq!(other.rd(), None, "{length}");
        assert_eq!(text, digits);
    }
    let too_long = MpNextHop::from(Octets(vec![0; 256]));
    assert_eq!(
        too_long.to_vec(),
        Err(EncodeError::TooLong {
            what: "next hop",
            length: 256,
            limit: 255
        })
    );
}

#[test]
fn of_routers() {
    let pdu = &pdus(&frame("monitoring-ipv6-link-local"))[0];
    let reach = value(pdu, two_octets());
    assert_eq!(reach.next_hop.to_string(), "2001:db8:0:1::11 fe80::a");
    assert_eq!(reach.nlri.family(), Family::IPV6_UNICAST);
    match reach.nlri {
        Nlri::Ipv6Unicast(routes) => {
            let routes: Vec<_> = routes
                .iter()
                .map(|route| route.unwrap().to_string())
                .collect();
            assert_eq!(routes, ["2001:db8:2001::/48"]);
        }
        other => panic!("{other:?}"),
    }

    let pdu = &pdus(&frame("monitoring-ipv4-over-ipv6"))[0];
    let reach = value(pdu, Session::default());
    assert_eq!(reach.next_hop.to_string(), "2001:db8:0:1::11");
    assert_eq!(reach.nlri.family(), Family::IPV4_UNICAST);

    let pdu = &pdus(&frame("monitoring-vpnv6"))[0];
    let reach = value(pdu, Session::default());
    assert_eq!(reach.next_hop.octets().len(), 24);
    assert_eq!(reach.next_hop.to_string(), "2001:db8:0:1::10");
    assert_eq!(reach.next_hop.rd(), Some(RouteDistinguisher(0)));
    assert_eq!(reach.nlri.family(), Family::VPN_IPV6_UNICAST);
}

#[test]
fn reserved_octet_is_kept() {
    let octets = hex("0001 02 04 c0000201 07 08 0a");
    let reach: MpReach<&[u8]> = exact(&octets);
    assert_eq!(reach.reserved, 7);
    assert_eq!(reach.nlri.family(), Family::IPV4_MULTICAST);
    assert_eq!(reach.nlri.octets(), [8, 10]);
}

#[test]
fn unknown_families_are_kept() {
    let octets = hex("0063 63 00 00 0a0b0c");
    let reach: MpReach<&[u8]> = exact(&octets);
    assert_eq!(
        reach.nlri,
        Nlri::Unknown(crate::bgp::nlri::UnknownNlri {
            family: Family::new(99, 99),
            octets: Octets(&[0x0a, 0x0b, 0x0c][..])
        })
    );
}

#[test]
fn malformed() {
    cases! { MpReach<&[u8]>;
        "" => error "value at byte 0: 3 bytes are missing",
        "0002" => error "value at byte 0: 1 byte is missing",
        "0002 01" => error "value at byte 3: 1 byte is missing",
        "0002 01 10 20" => error "value at byte 4: 15 bytes are missing",
        "0002 01 00" => error "value at byte 4: 1 byte is missing",
        "0002 01 04 c0000201" => error "value at byte 8: 1 byte is missing",
    }
}

#[test]
fn json_both_ways() {
    let octets = hex("0001 02 04 c0000201 00 08 0a");
    let reach: MpReach<&[u8]> = exact(&octets);
    json(
        &reach.to_owned(),
        r#"{"next_hop":"192.0.2.1","reserved":0,
           "nlri":{"ipv4_multicast":[{"path_id":null,"nlri":"10.0.0.0/8"}]}}"#,
    );
}
