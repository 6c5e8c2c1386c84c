//! Labelled routes of routers, stacks, the attributes that hold them, and malformed ones.

use super::*;
use crate::bgp::Session;
use crate::bgp::attribute::{MpNextHop, MpReach, MpUnreach};
use crate::bgp::nlri::{AnyRoute, FamilySet, Nlri, Route, Routes};
use crate::bgp::testkit::{both_ways, fault, hex, json};
use crate::wire::What;

fn stack(labels: &[u32]) -> Labels {
    Labels::of(labels.iter().copied().map(Label::new)).unwrap()
}

fn labeled<P: core::str::FromStr<Err: fmt::Debug>>(
    labels: impl Into<Labels>,
    prefix: &str,
) -> Labeled<P> {
    Labeled::new(labels, prefix.parse().unwrap())
}

/// The context of a list of labelled IPv4 routes with one label.
fn single() -> RouteContext {
    Session::default().routes(Family::IPV4_LABELED_UNICAST)
}

/// The context of a list of labelled IPv4 routes with several labels.
fn several() -> RouteContext {
    Session::default()
        .with_multiple_labels(Family::IPV4_LABELED_UNICAST.into())
        .routes(Family::IPV4_LABELED_UNICAST)
}

/// As GoBGP 4.8.0 and 3.10.0 sent them; read by tshark 4.0.17.
#[test]
fn routes_of_routers() {
    let octets = hex("30 003e81 c6120a 31 003e91 c6120b00");
    let routes = Routes::<LabeledIpv4, _>::over(&octets[..], Session::default());
    let read: Result<Vec<_>, _> = routes
        .iter()
        .map(|route| route.map(|route| route.nlri))
        .collect();
    assert_eq!(
        read,
        Ok(vec![
            labeled(Label::new(1000), "198.18.10.0/24"),
            labeled(Label::new(1001), "198.18.11.0/25"),
        ])
    );
    let octets = hex("38 03e911 0a000011");
    let route: LabeledIpv4 = both_ways(&octets, Session::default());
    assert_eq!(route, labeled(Label::new(16017), "10.0.0.17/32"));
    assert_eq!(route.net(), "10.0.0.17/32".parse().unwrap());
    let octets = hex("48 000031 20010db8aaaa");
    let route: LabeledIpv6 = both_ways(&octets, Session::default());
    assert_eq!(route, labeled(Label::IMPLICIT_NULL, "2001:db8:aaaa::/48"));
    assert_eq!(route.to_string(), "2001:db8:aaaa::/48 label 3");
    // Without prefix, and with all of one.
    let octets = hex("18 000001");
    let route: LabeledIpv4 = both_ways(&octets, Session::default());
    assert_eq!(route, labeled(Label::IPV4_EXPLICIT_NULL, "0.0.0.0/0"));
    let octets = hex("98 000021 20010db8000000000000000000000001");
    let route: LabeledIpv6 = both_ways(&octets, Session::default());
    assert_eq!(route, labeled(Label::IPV6_EXPLICIT_NULL, "2001:db8::1/128"));
}

/// A stack in 96 bits, which GoBGP announces and withdraws; "900,901,902 (bottom)" and 198.18.86.0/24 for tshark 4.0.17.
#[test]
fn a_stack_of_a_router_whatever_was_agreed_on() {
    let octets = hex("60 003840 003850 003861 c61256");
    for session in [single(), several()] {
        let route: LabeledIpv4 = both_ways(&octets, session);
        assert_eq!(route, labeled(stack(&[900, 901, 902]), "198.18.86.0/24"));
        assert_eq!(route.to_string(), "198.18.86.0/24 label 900/901/902");
        let routes = Routes::in_session(session, [route.into()]).unwrap();
        assert_eq!(routes.octets(), octets);
    }
    // With ADD-PATH, in a withdrawal.
    let octets = hex("0001 04 00000001 60 003840 003850 003861 c61256");
    let family = FamilySet::from(Family::IPV4_LABELED_UNICAST);
    let session = Session::default()
        .with_add_path(family)
        .with_multiple_labels(family);
    let unreach: MpUnreach<&[u8]> = both_ways(&octets, session);
    let expected = AnyRoute {
        family: Family::IPV4_LABELED_UNICAST,
        path_id: Some(1),
        distinguisher: None,
        prefix: Some("198.18.86.0/24".parse().unwrap()),
    };
    assert_eq!(
        unreach.nlri.any_routes().collect::<Vec<_>>(),
        [Ok(expected)]
    );
}

/// RFC 8277, section 2.2: one label, and its S bit is ignored. Section 2.3: labels until the S bit.
#[test]
fn the_capability_decides_how_many_labels_there_are() {
    // 56 bits: a label without the S bit and 32 bits, or two labels and 8 bits.
    let octets = hex("38 000640 000c81 0a");
    let one: LabeledIpv4 = both_ways(&octets, Session::default());
    let top = Label::new(100).with_bottom_of_stack(false);
    assert_eq!(one, labeled(top, "0.12.129.10/32"));
    let two: LabeledIpv4 = both_ways(&octets, several());
    assert_eq!(two, labeled(stack(&[100, 200]), "10.0.0.0/8"));

    let form = |route: LabeledIpv4, session| Routes::in_session(session, [Route::from(route)]);
    let single = single();
    let error = |conflict| {
        Err(EncodeError::Session {
            what: "route",
            conflict,
        })
    };
    assert_eq!(
        form(one, several()),
        error("a label that is not the bottom of its stack, in a session of several labels")
    );
    assert_eq!(
        form(two, single),
        error("several labels, in a session of one")
    );
    assert_eq!(form(one, single).unwrap().octets(), octets);
    assert_eq!(form(two, several()).unwrap().octets(), octets);

    // A label that says it is the last is the same in both.
    let plain = labeled(Label::new(100), "10.0.0.0/8");
    assert_eq!(
        form(plain, single).unwrap(),
        form(plain, several()).unwrap()
    );

    // Ten labels are the most there is room for: 240 bits, and 15 more.
    let octets = [&[255][..], &hex("000010").repeat(9), &hex("000011 0a00")].concat();
    let route: LabeledIpv4 = both_ways(&octets, several());
    assert_eq!(route, labeled(stack(&[1; 10]), "10.0.0.0/15"));
    let longer: LabeledIpv4 = labeled(stack(&[1; 10]), "10.0.0.0/16");
    assert_eq!(
        longer.to_vec(),
        Err(EncodeError::TooMany {
            what: "bits of labels and prefix",
            count: 256,
            limit: 255
        })
    );
}

#[test]
fn lists_and_attributes_with_several_labels() {
    let family = Family::IPV4_LABELED_UNICAST;
    let session = Session::default().with_multiple_labels(family.into());
    // Labels 100 and 200, 10.0.0.0/8; label 300, 198.18.0.0/16.
    let octets = hex("0001 04 04 c0000201 00 38 000640 000c81 0a 28 0012c1 c612");
    let reach: MpReach<&[u8]> = both_ways(&octets, session);
    let Nlri::Ipv4LabeledUnicast(routes) = reach.nlri else {
        panic!("{reach:?}");
    };
    let expected = [
        Route::from(labeled::<Ipv4Prefix>(stack(&[100, 200]), "10.0.0.0/8")),
        labeled(Label::new(300), "198.18.0.0/16").into(),
    ];
    assert_eq!(routes.iter().collect::<Vec<_>>(), expected.map(Ok));
    let built = Routes::in_session(session, expected).unwrap();
    let address: core::net::IpAddr = "192.0.2.1".parse().unwrap();
    let built = MpReach::new(address, Nlri::Ipv4LabeledUnicast(built));
    assert_eq!(built.to_vec().unwrap(), octets);
    assert_eq!(built.form(session.into()), session.into());
    assert_eq!(built.form(Session::default().into()), session.into());
    json(
        &built,
        concat!(
            r#"{"next_hop":"192.0.2.1","reserved":0,"nlri":{"ipv4_labeled_unicast":["#,
            r#"{"path_id":null,"nlri":{"labels":"100/200","prefix":"10.0.0.0/8"}},"#,
            r#"{"path_id":null,"nlri":{"labels":"300","prefix":"198.18.0.0/16"}}]}}"#
        ),
    );

    // Where each route has one label that is the last, no session has to be another.
    let one = hex("0001 04 04 c0000201 00 28 0012c1 c612");
    for read_in in [session, Session::default()] {
        let reach: MpReach<&[u8]> = both_ways(&one, read_in);
        assert_eq!(reach.form(session.into()), session.into());
        assert_eq!(
            reach.form(Session::default().into()),
            Session::default().into()
        );
    }
    // One without the S bit is another route where there are several.
    let one = hex("0001 04 04 c0000201 00 28 0012c0 c612");
    let reach: MpReach<&[u8]> = both_ways(&one, Session::default());
    assert_eq!(reach.form(session.into()), Session::default().into());

    // Withdrawn routes have one label in any session.
    let octets = hex("0001 04 30 800000 c6120c");
    let unreach: MpUnreach<&[u8]> = both_ways(&octets, session);
    assert_eq!(unreach.form(session.into()), session.into());
    let route = LabeledIpv4::withdrawn("198.18.12.0/24".parse().unwrap());
    let routes = Routes::in_session(session.withdrawn(), [route.into()]).unwrap();
    assert_eq!(
        MpUnreach::from(Nlri::Ipv4LabeledUnicast(routes)),
        unreach.to_owned()
    );
}

#[test]
fn labels_of_withdrawn_routes() {
    // As GoBGP, ExaBGP and FRR write them: nothing, and the label that was announced.
    for (label, text) in [
        ("800000", "0x800000"),
        ("000000", "0x000000"),
        ("007d01", "2000"),
    ] {
        let octets = hex(&format!("30 {label} c6120c"));
        let route: LabeledIpv4 = both_ways(&octets, Session::default());
        assert_eq!(route.to_string(), format!("198.18.12.0/24 label {text}"));
        json(
            &route,
            &format!(r#"{{"labels":"{text}","prefix":"198.18.12.0/24"}}"#),
        );
    }
}

/// The next hops of each family (RFC 4364, 4659, 4798, 8277, 8950, 9832); what tshark 4.0.17 reads but for those of SAFI
/// 76, which it does not know, and the VPN-IPv4 one of 16 octets (RFC 5549).
#[test]
fn next_hops() {
    let one = "20010db8000000000000000000000001";
    let local = "fe800000000000000000000000000001";
    let mapped = "00000000000000000000ffffc0000201";
    let none = "0000000000000000";
    let vpn4 = "70 000641 0000fde700000001 c61214";
    let vpn6 = "88 000c81 0000fde700000001 20010db80020";
    let cases: [(&str, Vec<&str>, &str, &str); 12] = [
        ("000104", vec!["c0000201"], "30 003e81 c6120a", "192.0.2.1"),
        ("000104", vec![one], "30 003e81 c6120a", "2001:db8::1"),
        (
            "000204",
            vec![one, local],
            "48 000031 20010db8aaaa",
            "2001:db8::1 fe80::1",
        ),
        (
            "000204",
            vec![mapped],
            "48 000031 20010db8aaaa",
            "::ffff:192.0.2.1",
        ),
        ("000180", vec![none, "c0000201"], vpn4, "192.0.2.1"),
        ("000180", vec![none, one], vpn4, "2001:db8::1"),
        (
            "000180",
            vec![none, one, none, local],
            vpn4,
            "2001:db8::1 fe80::1",
        ),
        ("000180", vec![one], vpn4, "2001:db8::1"),
        ("000280", vec![none, mapped], vpn6, "::ffff:192.0.2.1"),
        ("00014c", vec!["c0000201"], vpn4, "192.0.2.1"),
        ("00024c", vec![none, one], vpn6, "2001:db8::1"),
        (
            "000181",
            vec![none, "c0000201"],
            "58 0000fde700000001 c61214",
            "192.0.2.1",
        ),
    ];
    for (family, next_hop, route, text) in cases {
        let next_hop = next_hop.concat();
        let octets = hex(&format!(
            "{family} {:02x} {next_hop} 00 {route}",
            next_hop.len() / 2
        ));
        let reach: MpReach<&[u8]> = both_ways(&octets, Session::default());
        assert_eq!(reach.next_hop.to_string(), text, "{family}");
        let zero = next_hop.starts_with(none) && !next_hop.starts_with(mapped);
        assert_eq!(
            reach.next_hop.route_distinguisher().is_some(),
            zero,
            "{family}"
        );
        assert_eq!(reach.nlri.check(), Ok(()));
        assert_eq!(reach.nlri.any_routes().count(), 1);
        let again: MpNextHop = reach.next_hop.to_owned();
        assert_eq!(again.octets(), hex(&next_hop));
    }
}

#[test]
fn path_identifiers() {
    let session = Session::default().with_add_path(Family::IPV6_LABELED_UNICAST.into());
    // As GoBGP 4.8.0 sent it.
    let octets = hex("00000001 48 000031 20010db8aaaa");
    let routes = Routes::<LabeledIpv6, _>::over(&octets[..], session);
    let route = Route::from(labeled(Label::IMPLICIT_NULL, "2001:db8:aaaa::/48"));
    assert_eq!(
        routes.iter().collect::<Vec<_>>(),
        [Ok(route.with_path_id(1))]
    );
    json(
        &routes.to_owned(),
        r#"[{"path_id":1,"nlri":{"labels":"3","prefix":"2001:db8:aaaa::/48"}}]"#,
    );
}

#[test]
fn malformed() {
    let one = Session::default();
    let behind = "000640 000c80 000c80 000000000000000000000000000000";
    let octets = |bits: u8| hex(&format!("{bits:02x} {behind}"));
    assert_eq!(
        fault::<LabeledIpv4>(&octets(23), one),
        (0, Fault::Length(23))
    );
    assert_eq!(
        fault::<LabeledIpv4>(&octets(23), several()),
        (0, Fault::Length(23))
    );
    // 33 bits, and no second label with the S bit.
    assert_eq!(
        fault::<LabeledIpv4>(&octets(57), one),
        (0, Fault::PrefixLength(33))
    );
    assert_eq!(
        fault::<LabeledIpv6>(&octets(153), one),
        (0, Fault::PrefixLength(129))
    );
    // No label has it.
    assert_eq!(
        fault::<LabeledIpv4>(&octets(72), several()),
        (0, Fault::BottomOfStack)
    );
    assert_eq!(
        fault::<LabeledIpv4>(&hex("39 000641 0102030405"), several()),
        (0, Fault::PrefixLength(33))
    );
    // Cut short: before the label is whole, in the prefix, in the second label.
    assert_eq!(
        fault::<LabeledIpv4>(&hex("30 003e"), one),
        (0, Fault::Truncated(1))
    );
    assert_eq!(
        fault::<LabeledIpv4>(&hex("30 003e81 c612"), one),
        (4, Fault::Truncated(1))
    );
    assert_eq!(
        fault::<LabeledIpv4>(&hex("48 000640 000c"), several()),
        (4, Fault::Truncated(1))
    );
    assert_eq!(
        fault::<LabeledIpv4>(&hex("48 000640 000c81 c612"), several()),
        (7, Fault::Truncated(1))
    );

    // In a list: the offset is that in the list, and nothing can be found behind.
    let octets = hex("30 003e81 c6120a 30 003e80 c6120a 30 003e81 c6120a");
    let routes = Routes::<LabeledIpv4, _>::over(&octets[..], several());
    let read: Vec<_> = routes.into_iter().collect();
    assert_eq!(read.len(), 2);
    let error = read[1].unwrap_err();
    assert_eq!(error.what(), What::Nlri(Family::IPV4_LABELED_UNICAST));
    assert_eq!((error.offset(), error.fault()), (7, Fault::BottomOfStack));
    assert_eq!(
        error.to_string(),
        "ipv4-labeled-unicast route at byte 7: no label has the bottom-of-stack bit"
    );
}
