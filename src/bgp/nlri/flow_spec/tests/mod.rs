//! Tests of rules: from RFCs, from routers and other implementations, malformed ones, and properties of all rules.

mod malformed;
mod properties;
mod text;

use super::*;
use crate::bgp::Session;
use crate::bgp::nlri::{FamilySet, Nlri, Route, Routes};
use crate::testkit::{cases, exact, hex, json, reached, refused};
use crate::wire::Decode;

/// Decodes a canonical route, checks its text, and checks that the text parses to the same route.
fn canonical<'a, R: Rules>(octets: &'a [u8], text: &str) -> FlowSpec<R, &'a [u8]> {
    let rule: FlowSpec<R, &[u8]> = exact(octets);
    assert_eq!(rule.to_string(), text);
    assert_eq!(text.parse(), Ok(rule.to_owned()));
    assert_eq!(rule.breach(), None);
    assert_eq!(rule.to_owned().view(), rule);
    rule
}

/// The same for a route of a VPN.
fn canonical_vpn<R: Rules>(octets: &[u8], text: &str) {
    let route: VpnFlowSpec<R, &[u8]> = exact(octets);
    assert_eq!(route.to_string(), text);
    assert_eq!(text.parse(), Ok(route.to_owned()));
    assert_eq!(route.rule.breach(), None);
}

/// RFC 8955, section 4.3.
#[test]
fn examples_for_ipv4() {
    let first = hex("0b 0118c00002 038106 048119");
    let rule = canonical::<Ipv4Rules>(&first, "dst 192.0.2.0/24 proto =6 port =25");
    let components: Vec<_> = rule.components().collect();
    let [
        Ipv4Component::Destination(prefix),
        Ipv4Component::Protocol(protocols),
        Ipv4Component::Port(ports),
    ] = &components[..]
    else {
        panic!("{components:?}");
    };
    assert_eq!(prefix.net(), "192.0.2.0/24".parse().unwrap());
    assert_eq!(protocols.iter().collect::<Vec<_>>(), [Numeric::equal(6)]);
    assert_eq!(ports.octets(), [0x81, 25]);
    assert_eq!(rule.destination(), Some("192.0.2.0/24".parse().unwrap()));

    let second = hex("12 0118c00002 0218cb0071 04 0389 458b 911f90");
    let rule = canonical::<Ipv4Rules>(
        &second,
        "dst 192.0.2.0/24 src 203.0.113.0/24 port >=137 & <=139 | =8080",
    );
    let Some(Ipv4Component::Port(ports)) = rule.components().last() else {
        panic!("{rule:?}");
    };
    let read: Vec<_> = ports
        .iter()
        .map(|port| {
            (
                port.is_and(),
                port.comparison(),
                port.value(),
                port.value_len(),
            )
        })
        .collect();
    assert_eq!(
        read,
        [
            (false, Comparison::GreaterOrEqual, 137, 1),
            (true, Comparison::LessOrEqual, 139, 1),
            (false, Comparison::Equal, 8080, 2),
        ]
    );
    json(
        &rule.to_owned(),
        r#"{"components":[{"destination":"192.0.2.0/24"},{"source":"203.0.113.0/24"},{"port":[
           {"and":false,"comparison":">=","value":137,"length":1},
           {"and":true,"comparison":"<=","value":139,"length":1},
           {"and":false,"comparison":"=","value":8080,"length":2}]}]}"#,
    );

    let third = hex("09 0120c0000201 0c8005");
    let rule: Ipv4FlowSpec<_> = canonical(&third, "dst 192.0.2.1/32 fragment df+ff");
    json(
        &rule.to_owned(),
        r#"{"components":[{"destination":"192.0.2.1/32"},
           {"fragment":[{"and":false,"not":false,"match":false,"value":5,"length":1}]}]}"#,
    );
}

/// RFC 8956, section 3.8. The table of the first example has a pattern of `20 01 0d bb`; its text and the bytes decoded
/// below it have b8.
#[test]
fn examples_for_ipv6() {
    let first = hex("12 0120 00 20010db8 0268 40 123456789a 038106");
    let rule: Ipv6FlowSpec<_> = canonical(
        &first,
        "dst 2001:db8::/32 src ::1234:5678:9a00:0/64-104 proto =6",
    );
    assert_eq!(rule.destination(), Some("2001:db8::/32".parse().unwrap()));

    let second = hex("0f 0120 00 20010db8 0268 41 2468acf134");
    let rule: Ipv6FlowSpec<_> =
        canonical(&second, "dst 2001:db8::/32 src ::1234:5678:9a00:0/65-104");
    json(
        &rule.to_owned(),
        r#"{"components":[{"destination":"2001:db8::/32"},{"source":"::1234:5678:9a00:0/65-104"}]}"#,
    );

    // A pattern is not a prefix, but a pattern of no bits is.
    let rule: Ipv6FlowSpec = "dst ::1234:5678:9a00:0/65-104".parse().unwrap();
    assert_eq!(rule.destination(), None);
    let rule: Ipv6FlowSpec<_> = canonical(&[3, 1, 0, 0], "dst ::/0");
    assert_eq!(rule.destination(), Some("::/0".parse().unwrap()));
}

/// As shown by tshark: `Destination prefix filter (198.18.41.1/32)`, `Port filter (>=1024 && <=65535)`,
/// `TCP flags filter (= S && > A)` where the operator of A has the bit for a logical negation, ….
#[test]
fn rules_of_routers() {
    let octets = reached("monitoring-flowspec");
    canonical::<Ipv4Rules>(&octets, "dst 198.18.40.0/24 proto =6 dst-port =80 | =443");

    let octets = hex("10 0118c6122a 078108 088100 090102c210");
    canonical::<Ipv4Rules>(
        &octets,
        "dst 198.18.42.0/24 icmp-type =8 icmp-code =0 tcp-flags =syn & !ack",
    );
    let octets = hex("18 0118c61203 06120400d40800 0a02c8d4012c 0b810a 0c8004");
    canonical::<Ipv4Rules>(
        &octets,
        "dst 198.18.3.0/24 src-port >1024 & <2048 length >200 & <300 dscp =10 fragment ff",
    );
    // From GoBGP: the flow label has two bytes, fewer than recommended.
    let octets = hex("12 0140 00 20010db800040000 038111 0d9107dd");
    canonical::<Ipv6Rules>(&octets, "dst 2001:db8:4::/64 proto =17 flow-label =0x07dd");
    let octets = hex("12 0130 00 20010db80040 038106 0da1000abcde");
    canonical::<Ipv6Rules>(&octets, "dst 2001:db8:40::/48 proto =6 flow-label =703710");

    let octets = hex("10 0001c00002090007 0118c6123c 038106");
    canonical_vpn::<Ipv4Rules>(&octets, "192.0.2.9:7 dst 198.18.60.0/24 proto =6");
    let octets = hex("14 0001c00002090007 0130 00 20010db80060 038106");
    canonical_vpn::<Ipv6Rules>(&octets, "192.0.2.9:7 dst 2001:db8:60::/48 proto =6");
    let octets = hex("0c 0001c00002090007 0e910800");
    canonical_vpn::<L2Rules>(&octets, "192.0.2.9:7 ether-type =2048");
}

/// Made by OS-Ken 4.2.2 from the parameters in the comments.
#[test]
fn rules_of_another_implementation() {
    // ether_type 2048, src_mac 12:34:56:78:90:ab, dst_mac be:ef:c0:ff:ee:dd, llc_dsap 66, llc_ssap 66, llc_control 100,
    // snap 74565, vlan_id >4000, vlan_cos >=3, inner_vlan_id <3000, inner_vlan_cos <=5
    let octets = hex(
        "39 0000fde800000001 0e910800 0f061234567890ab 1006beefc0ffeedd 118142 128142 138164
         14a100012345 15920fa0 168303 17940bb8 188505",
    );
    canonical_vpn::<L2Rules>(
        &octets,
        "65000:1 ether-type =2048 src-mac 12:34:56:78:90:ab dst-mac be:ef:c0:ff:ee:dd dsap =66 ssap =66 \
         llc-control =100 snap =74565 vlan >4000 vlan-cos >=3 inner-vlan <3000 inner-vlan-cos <=5",
    );
    // tcp_flags SYN+ACK, fragment LF | ==FF, packet_len 1000 & 1100, dscp 22 24
    let octets = hex(
        "29 0000fde9000000fa 01180a3c01 02180a4601 038106 098012 0a1103e8d1044c 0b01168118 0c00088104",
    );
    canonical_vpn::<Ipv4Rules>(
        &octets,
        "65001:250 dst 10.60.1.0/24 src 10.70.1.0/24 proto =6 tcp-flags syn+ack length =1000 & =1100 \
         dscp =22 | =24 fragment lf | =ff",
    );
}

#[test]
fn built() {
    let built = Ipv4Rule::new()
        .port([
            Numeric::at_least(137),
            Numeric::at_most(139).and(),
            Numeric::equal(8080),
        ])
        .source("203.0.113.0/24".parse().unwrap())
        .destination("198.51.100.0/24".parse().unwrap())
        .destination("192.0.2.0/24".parse().unwrap())
        .icmp_type([0; 0])
        .build()
        .unwrap();
    let second = hex("12 0118c00002 0218cb0071 04 0389 458b 911f90");
    assert_eq!(built.to_vec().unwrap(), second);

    let built = Ipv6Rule::new()
        .destination("2001:db8::/32".parse().unwrap())
        .flow_label(5)
        .destination_port(..=1023)
        .source_port(1024..)
        .port([80, 443])
        .fragment(Ipv6FragmentFlags::IS_FRAGMENT)
        .build()
        .unwrap();
    let octets = hex("1e 0120 00 20010db8 040150 9101bb 059503ff 06930400 0c8102 0da100000005");
    assert_eq!(built.to_vec().unwrap(), octets);
    assert_eq!(
        built.to_string(),
        "dst 2001:db8::/32 port =80 | =443 dst-port <=1023 src-port >=1024 fragment =isf flow-label =5"
    );

    let built = L2Rule::new()
        .source_mac("00:00:5e:00:53:00/40".parse().unwrap())
        .vlan(100)
        .build_vpn("65000:1".parse().unwrap())
        .unwrap();
    let octets = hex("12 0000fde800000001 0f28 00005e0053 158164");
    assert_eq!(built.to_vec().unwrap(), octets);
}

/// 239 bytes have a length of one byte, 240 a length of two. Each `=1000` has three bytes.
#[test]
fn lengths_of_one_octet_and_of_two() {
    let ports = |count: u64| (0..count).map(|port| Numeric::equal(1000 + port));
    // 1 + 78 * 3 + 2 * 2 = 239, and 1 + 79 * 3 + 2 = 240.
    let base = || ports(78).chain([Numeric::equal(7), Numeric::equal(8)]);
    let rule = |values: Vec<Numeric>| {
        Ipv4Rule::new()
            .port(values.into_iter().collect::<Numerics>())
            .build()
            .unwrap()
    };
    let short = rule(base().collect());
    assert_eq!(short.octets().len(), 239);
    let octets = short.to_vec().unwrap();
    assert_eq!((octets.len(), octets[0]), (240, 239));
    exact::<Ipv4FlowSpec<_>>(&octets);

    let long = rule(ports(79).chain([Numeric::equal(7)]).collect());
    assert_eq!(long.octets().len(), 240);
    let octets = long.to_vec().unwrap();
    assert_eq!((octets.len(), &octets[..2]), (242, &[0xf0, 0xf0][..]));
    exact::<Ipv4FlowSpec<_>>(&octets);

    // A route distinguisher counts, too.
    let vpn = VpnFlowSpec {
        rd: RouteDistinguisher::two_octet(65000, 1),
        rule: rule(ports(77).collect()),
    };
    assert_eq!(vpn.rule.octets().len(), 232);
    let octets = vpn.to_vec().unwrap();
    assert_eq!((octets.len(), &octets[..2]), (242, &[0xf0, 0xf0][..]));
    assert_eq!(vpn.encoded_len(), 242);
    exact::<VpnIpv4FlowSpec<_>>(&octets);

    // Two bytes although one would be enough: they are kept.
    let octets = hex("f00b 0118c00002 038106 048119");
    let padded: Ipv4FlowSpec<_> = exact(&octets);
    assert_eq!(padded.to_string(), "dst 192.0.2.0/24 proto =6 port =25");
    assert_ne!(padded.to_string().parse(), Ok(padded.to_owned()));
    json(
        &Ipv4FlowSpec::from_octets(&hex("f003 038106"))
            .unwrap()
            .to_owned(),
        r#"{"components":[{"protocol":[{"and":false,"comparison":"=","value":6,"length":1}]}],
           "long_length":true}"#,
    );

    // 4095 bytes are the most.
    let most = rule(ports(1364).chain([Numeric::equal(7)]).collect());
    assert_eq!(most.octets().len(), 4095);
    assert_eq!(most.to_vec().unwrap()[..2], [0xff, 0xff]);
    let too_long = EncodeError::TooLong {
        what: "flow specification",
        length: 4096,
        limit: 4095,
    };
    let more = Ipv4Rule::new().port(ports(1365).collect::<Numerics>());
    assert_eq!(more.build(), Err(too_long));
    let vpn = VpnFlowSpec {
        rd: RouteDistinguisher::default(),
        rule: most,
    };
    let error = vpn.to_vec().unwrap_err();
    assert_eq!(
        error.to_string(),
        "flow specification of 4103 bytes: at most 4095 fit"
    );
}

#[test]
fn path_identifiers() {
    let rule = hex("0b 0118c00002 038106 048119");
    let octets = [&[0, 0, 0, 1][..], &rule, &[0, 0, 0, 2], &rule].concat();
    let session = Session::default().with_add_path(FamilySet::from(Family::IPV4_FLOW_SPEC));
    let mut reader = Reader::within(&octets, session);
    let nlri = Nlri::over(reader.rest(), Family::IPV4_FLOW_SPEC, reader.session());
    let texts: Vec<_> = match nlri {
        Nlri::Ipv4FlowSpec(routes) => routes
            .iter()
            .map(|route| route.unwrap().to_string())
            .collect(),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        texts,
        [
            "dst 192.0.2.0/24 proto =6 port =25 path-id 1",
            "dst 192.0.2.0/24 proto =6 port =25 path-id 2"
        ]
    );
    let any: Vec<_> = nlri
        .any_routes()
        .map(|route| route.unwrap().to_string())
        .collect();
    assert_eq!(
        any,
        [
            "ipv4-flow-spec 192.0.2.0/24 path-id 1",
            "ipv4-flow-spec 192.0.2.0/24 path-id 2"
        ]
    );

    // In a session without path identifiers, the same bytes begin with empty rules, which violate the RFC.
    let routes = Routes::<Ipv4FlowSpec, _>::over(&octets[..], Session::default());
    let first = routes.iter().next().unwrap().unwrap();
    assert_eq!((first.path_id, first.nlri.octets()), (None, &[][..]));
    assert_eq!(first.nlri.breach(), Some(Breach::FLOW_SPEC_EMPTY));

    let octets = hex("10 0001c00002090007 0118c6123c 038106");
    let mut reader = Reader::new(&octets);
    let nlri = Nlri::over(reader.rest(), Family::VPN_IPV4_FLOW_SPEC, reader.session());
    let any = nlri.any_routes().next().unwrap().unwrap();
    assert_eq!(
        any.to_string(),
        "vpn-ipv4-flow-spec 192.0.2.9:7 198.18.60.0/24"
    );
    let nlri = nlri.to_owned();
    json(
        &nlri,
        r#"{"vpn_ipv4_flow_spec":[{"path_id":null,"nlri":{"rd":"192.0.2.9:7","rule":{"components":[
           {"destination":"198.18.60.0/24"},
           {"protocol":[{"and":false,"comparison":"=","value":6,"length":1}]}]}}}]}"#,
    );
    let route = Route::from(
        "192.0.2.9:7 dst 198.18.60.0/24 proto =6"
            .parse::<VpnIpv4FlowSpec>()
            .unwrap(),
    );
    let routes = Routes::in_session(Session::default(), [route]).unwrap();
    assert_eq!(Nlri::VpnIpv4FlowSpec(routes), nlri);
}
