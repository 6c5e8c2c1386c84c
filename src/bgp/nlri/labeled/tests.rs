//! Tests of labeled routes: from routers, with label stacks, in attributes, and malformed.

use super::*;
use crate::bgp::Session;
use crate::bgp::attribute::{MpNextHop, MpReach, MpUnreach};
use crate::bgp::nlri::{AnyRoute, FamilySet, Nlri, Route, Routes};
use crate::testkit::{cases, exact, exact_in, hex, json, refused, texts, variant};

fn stack(labels: &[u32]) -> Labels {
    Labels::of(labels.iter().copied().map(Label::new)).unwrap()
}

fn labeled<P: core::str::FromStr<Err: fmt::Debug>>(
    labels: impl Into<Labels>,
    prefix: &str,
) -> Labeled<P> {
    Labeled::new(labels, prefix.parse().unwrap())
}

/// The context of a list of labeled IPv4 routes with one label.
fn single() -> RouteContext {
    Session::default().routes(Family::IPV4_LABELED_UNICAST)
}

/// The context of a list of labeled IPv4 routes with multiple labels.
fn several() -> RouteContext {
    Session::default()
        .with_multiple_labels(Family::IPV4_LABELED_UNICAST.into())
        .routes(Family::IPV4_LABELED_UNICAST)
}

/// As sent by GoBGP 4.8.0 and 3.10.0; tshark 4.0.17 shows the same.
#[test]
fn routes_of_routers() {
    let v4 = |label, prefix| labeled::<Ipv4Prefix>(label, prefix);
    let v6 = |label, prefix| labeled::<Ipv6Prefix>(label, prefix);
    // The last ones have no prefix, and a full one.
    cases! { LabeledIpv4;
        "30 003e81 c6120a" is v4(Label::new(1000), "198.18.10.0/24") => _,
        "31 003e91 c6120b00" is v4(Label::new(1001), "198.18.11.0/25") => _,
        "38 03e911 0a000011" is v4(Label::new(16017), "10.0.0.17/32") => _,
        "18 000001" is v4(Label::IPV4_EXPLICIT_NULL, "0.0.0.0/0") => _,
    }
    cases! { LabeledIpv6;
        "48 000031 20010db8aaaa" is v6(Label::IMPLICIT_NULL, "2001:db8:aaaa::/48") => "2001:db8:aaaa::/48 label 3",
        "98 000021 20010db8000000000000000000000001" is v6(Label::IPV6_EXPLICIT_NULL, "2001:db8::1/128") => _,
    }
    cases! { Routes<LabeledIpv4, &[u8]>;
        "30 003e81 c6120a 31 003e91 c6120b00" => list ["198.18.10.0/24 label 1000", "198.18.11.0/25 label 1001"],
    }
    let host = v4(Label::new(16017), "10.0.0.17/32");
    assert_eq!(host.net(), "10.0.0.17/32".parse().unwrap());
}

/// A stack in 96 bits, which GoBGP announces and withdraws; tshark 4.0.17 shows "900,901,902 (bottom)" and
/// 198.18.86.0/24.
#[test]
fn a_stack_of_a_router_whatever_was_agreed_on() {
    let octets = hex("60 003840 003850 003861 c61256");
    for session in [single(), several()] {
        let route: LabeledIpv4 = exact_in(&octets, session);
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
    let unreach: MpUnreach<&[u8]> = exact_in(&octets, session);
    let expected = AnyRoute {
        family: Family::IPV4_LABELED_UNICAST,
        path_id: Some(1),
        rd: None,
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
    let one: LabeledIpv4 = exact(&octets);
    let top = Label::new(100).with_bottom_of_stack(false);
    assert_eq!(one, labeled(top, "0.12.129.10/32"));
    let two: LabeledIpv4 = exact_in(&octets, several());
    assert_eq!(two, labeled(stack(&[100, 200]), "10.0.0.0/8"));

    let form = |route: LabeledIpv4, session| Routes::in_session(session, [Route::from(route)]);
    let single = single();
    assert_eq!(
        refused(form(one, several())),
        "route: a label that is not the bottom of its stack, but the session has multiple labels"
    );
    assert_eq!(
        refused(form(two, single)),
        "route: multiple labels, but the session has one"
    );
    assert_eq!(form(one, single).unwrap().octets(), octets);
    assert_eq!(form(two, several()).unwrap().octets(), octets);

    // A label with the bottom-of-stack bit is the same in both.
    let plain = labeled(Label::new(100), "10.0.0.0/8");
    assert_eq!(
        form(plain, single).unwrap(),
        form(plain, several()).unwrap()
    );

    // Ten labels are the most that fit: 240 bits, and 15 more.
    let octets = [&[255][..], &hex("000010").repeat(9), &hex("000011 0a00")].concat();
    let route: LabeledIpv4 = exact_in(&octets, several());
    assert_eq!(route, labeled(stack(&[1; 10]), "10.0.0.0/15"));
    let longer: LabeledIpv4 = labeled(stack(&[1; 10]), "10.0.0.0/16");
    assert_eq!(
        refused(longer.to_vec()),
        "256 bits of labels and prefix: at most 255 fit"
    );
}

#[test]
fn lists_and_attributes_with_several_labels() {
    let family = Family::IPV4_LABELED_UNICAST;
    let session = Session::default().with_multiple_labels(family.into());
    // Labels 100 and 200, 10.0.0.0/8; label 300, 198.18.0.0/16.
    let octets = hex("0001 04 04 c0000201 00 38 000640 000c81 0a 28 0012c1 c612");
    let reach: MpReach<&[u8]> = exact_in(&octets, session);
    let routes = variant!(reach.nlri, Nlri::Ipv4LabeledUnicast);
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
        r#"{"next_hop":"192.0.2.1","reserved":0,"nlri":{"ipv4_labeled_unicast":[
           {"path_id":null,"nlri":{"labels":"100/200","prefix":"10.0.0.0/8"}},
           {"path_id":null,"nlri":{"labels":"300","prefix":"198.18.0.0/16"}}]}}"#,
    );

    // If each route has one label with the bottom-of-stack bit, the session need not change.
    let one = hex("0001 04 04 c0000201 00 28 0012c1 c612");
    for read_in in [session, Session::default()] {
        let reach: MpReach<&[u8]> = exact_in(&one, read_in);
        assert_eq!(reach.form(session.into()), session.into());
        assert_eq!(
            reach.form(Session::default().into()),
            Session::default().into()
        );
    }
    // With multiple labels, one label without the S bit is a different route.
    let one = hex("0001 04 04 c0000201 00 28 0012c0 c612");
    let reach: MpReach<&[u8]> = exact(&one);
    assert_eq!(reach.form(session.into()), Session::default().into());

    // Withdrawn routes have one label in any session.
    let octets = hex("0001 04 30 800000 c6120c");
    let unreach: MpUnreach<&[u8]> = exact_in(&octets, session);
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
    // As encoded by GoBGP, ExaBGP and FRR: zeros, and the label that was announced.
    cases! { LabeledIpv4;
        "30 800000 c6120c" => "198.18.12.0/24 label withdrawn" => r#"{"labels":"withdrawn","prefix":"198.18.12.0/24"}"#,
        "30 000000 c6120c" => "198.18.12.0/24 label 0(s0)" => r#"{"labels":"0(s0)","prefix":"198.18.12.0/24"}"#,
        "30 007d01 c6120c" => "198.18.12.0/24 label 2000" => r#"{"labels":"2000","prefix":"198.18.12.0/24"}"#,
    }
}

/// The next hops of each family (RFC 4364, 4659, 4798, 8277, 8950, 9832). tshark 4.0.17 shows the same, except for
/// those of SAFI 76, which it does not know, and the VPN-IPv4 one of 16 bytes (RFC 5549).
#[test]
fn next_hops() {
    let one_route = |reach: &MpReach<&[u8]>, octets: &[u8]| {
        assert_eq!(reach.nlri.check(), Ok(()));
        assert_eq!(reach.nlri.any_routes().count(), 1);
        let next_hop: MpNextHop = reach.next_hop.to_owned();
        let mapped = octets[4..].starts_with(
            &core::net::Ipv4Addr::new(192, 0, 2, 1)
                .to_ipv6_mapped()
                .octets(),
        );
        let zero = octets[4..].starts_with(&[0; 8]) && !mapped;
        assert_eq!(next_hop.rd().is_some(), zero);
        assert_eq!(next_hop.octets(), &octets[4..][..usize::from(octets[3])]);
    };
    cases! { MpReach<&[u8]>, each one_route;
        "000104 04 c0000201 00 30 003e81 c6120a" => "ipv4-labeled-unicast next-hop 192.0.2.1 198.18.10.0/24 label 1000",
        "000104 10 20010db8000000000000000000000001 00 30 003e81 c6120a"
            => "ipv4-labeled-unicast next-hop 2001:db8::1 198.18.10.0/24 label 1000",
        "000204 20 20010db8000000000000000000000001 fe800000000000000000000000000001 00 48 000031 20010db8aaaa"
            => "ipv6-labeled-unicast next-hop 2001:db8::1 fe80::1 2001:db8:aaaa::/48 label 3",
        "000204 10 00000000000000000000ffffc0000201 00 48 000031 20010db8aaaa"
            => "ipv6-labeled-unicast next-hop ::ffff:192.0.2.1 2001:db8:aaaa::/48 label 3",
        "000180 0c 0000000000000000 c0000201 00 70 000641 0000fde700000001 c61214"
            => "vpn-ipv4-unicast next-hop 192.0.2.1 64999:1 198.18.20.0/24 label 100",
        "000180 18 0000000000000000 20010db8000000000000000000000001 00 70 000641 0000fde700000001 c61214"
            => "vpn-ipv4-unicast next-hop 2001:db8::1 64999:1 198.18.20.0/24 label 100",
        "000180 30 0000000000000000 20010db8000000000000000000000001 0000000000000000 fe800000000000000000000000000001
            00 70 000641 0000fde700000001 c61214"
            => "vpn-ipv4-unicast next-hop 2001:db8::1 fe80::1 64999:1 198.18.20.0/24 label 100",
        "000180 10 20010db8000000000000000000000001 00 70 000641 0000fde700000001 c61214"
            => "vpn-ipv4-unicast next-hop 2001:db8::1 64999:1 198.18.20.0/24 label 100",
        "000280 18 0000000000000000 00000000000000000000ffffc0000201 00 88 000c81 0000fde700000001 20010db80020"
            => "vpn-ipv6-unicast next-hop ::ffff:192.0.2.1 64999:1 2001:db8:20::/48 label 200",
        "00014c 04 c0000201 00 70 000641 0000fde700000001 c61214"
            => "ipv4-classful-transport next-hop 192.0.2.1 64999:1 198.18.20.0/24 label 100",
        "00024c 18 0000000000000000 20010db8000000000000000000000001 00 88 000c81 0000fde700000001 20010db80020"
            => "ipv6-classful-transport next-hop 2001:db8::1 64999:1 2001:db8:20::/48 label 200",
        "000181 0c 0000000000000000 c0000201 00 58 0000fde700000001 c61214"
            => "vpn-ipv4-multicast next-hop 192.0.2.1 64999:1 198.18.20.0/24",
    }
}

#[test]
fn path_identifiers() {
    let session = Session::default().with_add_path(Family::IPV6_LABELED_UNICAST.into());
    // As sent by GoBGP 4.8.0.
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
    // 33 bits, and no second label with the S bit. Cut off inside the label, and inside the prefix.
    cases! { LabeledIpv4;
        "17 000640 000c80 000c80 000000000000000000000000000000" => error "value at byte 0: a length of 23 is not possible",
        "39 000640 000c80 000c80 000000000000000000000000000000" => error "value at byte 0: a prefix length of 33 bits is more than the address has",
        "30 003e" => error "value at byte 0: 1 byte is missing",
        "30 003e81 c612" => error "value at byte 4: 1 byte is missing",
    }
    cases! { LabeledIpv6;
        "99 000640 000c80 000c80 000000000000000000000000000000" => error "value at byte 0: a prefix length of 129 bits is more than the address has",
    }
    // No label has the S bit. Cut off inside the second label, and inside the prefix.
    cases! { LabeledIpv4, in several();
        "17 000640 000c80 000c80 000000000000000000000000000000" => error "value at byte 0: a length of 23 is not possible",
        "48 000640 000c80 000c80 000000000000000000000000000000" => error "value at byte 0: no label has the bottom-of-stack bit",
        "39 000641 0102030405" => error "value at byte 0: a prefix length of 33 bits is more than the address has",
        "48 000640 000c" => error "value at byte 4: 1 byte is missing",
        "48 000640 000c81 c612" => error "value at byte 7: 1 byte is missing",
    }
    // In a list, the offset counts from the start of the list, and nothing after the bad route can be located.
    let octets = hex("30 003e81 c6120a 30 003e80 c6120a 30 003e81 c6120a");
    let routes = Routes::<LabeledIpv4, _>::over(&octets[..], several());
    assert_eq!(
        texts(routes.into_iter()),
        [
            "198.18.10.0/24 label 1000",
            "ipv4-labeled-unicast route at byte 7: no label has the bottom-of-stack bit"
        ]
    );
}
