//! Rules that cannot be read, and rules that can but are not as the RFC wants them.

use super::*;
use crate::bgp::Session;
use crate::bgp::testkit::fault;

fn check<R: Rules>(octets: &str) -> (usize, Fault) {
    let octets = hex(octets);
    let rule: FlowSpec<R, &[u8]> = both_ways(&octets, Session::default());
    let error = rule.check().unwrap_err();
    assert_eq!(error.what(), What::Nlri(R::FAMILY));
    (error.offset(), error.fault())
}

#[test]
fn components_that_cannot_be_read() {
    let v4 = |octets: &str| fault::<Ipv4FlowSpec<_>>(&hex(octets), Session::default());
    // No end-of-list bit: the next operator is missing.
    assert_eq!(v4("03 030106"), (4, Fault::Truncated(1)));
    // A type alone.
    assert_eq!(v4("01 03"), (2, Fault::Truncated(1)));
    // Values of 1, 2, 4 and 8 octets that end too early.
    assert_eq!(v4("02 0381"), (3, Fault::Truncated(1)));
    assert_eq!(v4("03 049101"), (3, Fault::Truncated(1)));
    assert_eq!(v4("04 04a10102"), (3, Fault::Truncated(2)));
    assert_eq!(v4("03 09b001"), (3, Fault::Truncated(7)));
    // Prefixes.
    assert_eq!(v4("07 0121c000020101"), (2, Fault::PrefixLength(33)));
    assert_eq!(v4("04 0118c000"), (3, Fault::Truncated(1)));

    let v6 = |octets: &str| fault::<Ipv6FlowSpec<_>>(&hex(octets), Session::default());
    assert_eq!(v6("03 018100"), (2, Fault::PrefixLength(129)));
    assert_eq!(v6("03 014040"), (3, Fault::Value(0x40)));
    assert_eq!(v6("03 020041"), (3, Fault::Value(0x41)));
    assert_eq!(v6("03 020001"), (3, Fault::Value(1)));
    assert_eq!(v6("04 0168 41 24"), (4, Fault::Truncated(4)));

    let l2 = |octets: &str| fault::<L2FlowSpec<_>>(&hex(octets), Session::default());
    assert_eq!(l2("02 0f31"), (2, Fault::PrefixLength(49)));
    assert_eq!(l2("03 0f0600"), (3, Fault::Truncated(5)));
    assert_eq!(l2("03 103000"), (3, Fault::Truncated(5)));
}

#[test]
fn lengths_past_the_end() {
    let v4 = |octets: &str| fault::<Ipv4FlowSpec<_>>(&hex(octets), Session::default());
    assert_eq!(v4("04 038106"), (1, Fault::Truncated(1)));
    assert_eq!(v4("f0"), (1, Fault::Truncated(1)));
    assert_eq!(v4("f0f0 038106"), (2, Fault::Truncated(237)));
    // A route distinguisher that does not fit.
    let octets = hex("07 0000fde8000000");
    assert_eq!(
        fault::<VpnIpv4FlowSpec<_>>(&octets, Session::default()),
        (1, Fault::Truncated(1))
    );
}

#[test]
fn a_bad_rule_costs_that_rule() {
    let octets = hex("03 038106  03 030106  f003 038111  05 038106");
    let routes = Routes::<Ipv4FlowSpec, _>::over(&octets[..], Session::default());
    let texts: Vec<_> = routes
        .entries()
        .map(|route| match route {
            Ok(route) => route.to_string(),
            Err(malformed) => malformed.to_string(),
        })
        .collect();
    assert_eq!(
        texts,
        [
            "proto =6",
            "ipv4-flow-spec route at byte 8: 1 octet is missing in 03030106",
            "proto =17",
            "ipv4-flow-spec route at byte 14: 2 octets are missing in 05038106",
        ]
    );
    let session = Session::default().with_add_path(FamilySet::from(Family::IPV4_FLOW_SPEC));
    let octets = hex("00000001 03 030106  00000002 03 038106");
    let routes = Routes::<Ipv4FlowSpec, _>::over(&octets[..], session);
    let read: Vec<_> = routes.entries().collect();
    assert_eq!(read[0].unwrap_err().octets.0, hex("00000001 03030106"));
    assert_eq!(read[1].unwrap().to_string(), "proto =6 path-id 2");
    #[cfg(feature = "serde")]
    {
        let value = serde_json::to_value(routes).unwrap();
        assert_eq!(value[0]["malformed"], "0000000103030106");
        let again: Routes<Ipv4FlowSpec> = serde_json::from_value(value).unwrap();
        assert_eq!(again.octets(), octets);
    }
}

/// RFC 8955, section 4.2: increasing types, each once, none unknown; and the lengths that values must have.
#[test]
fn rules_that_are_not_as_they_should_be() {
    assert_eq!(check::<Ipv4Rules>("00"), (0, Fault::Length(0)));
    assert_eq!(check::<Ipv4Rules>("06 048119 038106"), (3, Fault::Value(3)));
    assert_eq!(check::<Ipv4Rules>("06 038106 038111"), (3, Fault::Value(3)));
    assert_eq!(
        check::<Ipv4Rules>("06 038106 0d8105"),
        (3, Fault::Value(13))
    );
    // DSCP, TCP flags and fragments have values of at most 1, 2 and 1 octets.
    assert_eq!(check::<Ipv4Rules>("04 0b91000a"), (0, Fault::Length(2)));
    assert_eq!(check::<Ipv4Rules>("06 09a100000002"), (0, Fault::Length(4)));
    assert_eq!(
        check::<Ipv6Rules>("07 038106 0c910004"),
        (3, Fault::Length(2))
    );
}

#[test]
fn unknown_components_keep_the_rest_of_the_rule() {
    // Of an IPv4 rule there is no flow label, and of one for Ethernet no prefix of an IP address.
    let octets = hex("06 038106 0d8105");
    let rule: Ipv4FlowSpec<_> = both_ways(&octets, Session::default());
    let unknown = UnknownComponent {
        component_type: 13,
        octets: crate::wire::Octets(&[0x81, 5][..]),
    };
    assert_eq!(
        rule.components().last(),
        Some(Ipv4Component::Unknown(unknown))
    );
    assert_eq!(rule.to_string(), "proto =6 type-13 8105");
    assert!("proto =6 type-13 8105".parse::<Ipv4FlowSpec>().is_err());
    json(
        &rule.to_owned(),
        concat!(
            r#"{"components":[{"protocol":[{"and":false,"comparison":"=","value":6,"length":1}]},"#,
            r#"{"unknown":{"component_type":13,"octets":"8105"}}]}"#
        ),
    );
    let octets = hex("08 01180a3c01 038106");
    let rule: L2FlowSpec<_> = both_ways(&octets, Session::default());
    assert_eq!(rule.to_string(), "type-1 180a3c01038106");
    let octets = hex("05 ff 038106 00");
    let rule: Ipv6FlowSpec<_> = both_ways(&octets, Session::default());
    assert_eq!(rule.to_string(), "type-255 03810600");
    assert_eq!(
        Ipv4FlowSpec::<&[u8]>::from_octets(&[0])
            .unwrap()
            .to_string(),
        "nothing"
    );
}

/// What the text does not say is kept in octets and in JSON.
#[test]
fn rules_that_are_not_canonical() {
    // Bits behind a prefix.
    let octets = hex("05 0114c0000f");
    let rule: Ipv4FlowSpec<_> = both_ways(&octets, Session::default());
    assert_eq!(rule.to_string(), "dst 192.0.0.0/20");
    json(
        &rule.to_owned(),
        r#"{"components":[{"destination":"192.0.0.0/20"}],"octets":"0114c0000f"}"#,
    );
    let octets = hex("04 0107 00 ff");
    let rule: Ipv6FlowSpec<_> = both_ways(&octets, Session::default());
    assert_eq!(rule.to_string(), "dst fe00::/7");
    let octets = hex("03 0f07 ff");
    let rule: L2FlowSpec<_> = both_ways(&octets, Session::default());
    assert_eq!(rule.to_string(), "src-mac fe:00:00:00:00:00/7");

    // A first operator with the bit for "and", and reserved bits of operators.
    let octets = hex("06 03c906 098f02");
    let rule: Ipv4FlowSpec<_> = both_ways(&octets, Session::default());
    assert_eq!(rule.to_string(), "proto =6 tcp-flags !=syn");
    json(
        &rule.to_owned(),
        concat!(
            r#"{"components":[{"protocol":[{"and":true,"comparison":"=","value":6,"length":1,"reserved":8}]},"#,
            r#"{"tcp_flags":[{"and":false,"not":true,"match":true,"value":2,"length":1,"reserved":12}]}]}"#
        ),
    );
}

#[cfg(feature = "serde")]
#[test]
fn json_that_is_no_rule() {
    let rule = |text: &str| {
        serde_json::from_str::<Ipv4FlowSpec>(text)
            .unwrap_err()
            .to_string()
    };
    let numeric = |fields: &str| {
        rule(&format!(
            r#"{{"components":[{{"port":[{{"and":false,"comparison":"=",{fields}}}]}}]}}"#
        ))
    };
    assert!(numeric(r#""value":256,"length":1"#).starts_with("256 does not fit 1 octets"));
    assert!(
        numeric(r#""value":1,"length":3"#).starts_with("a value has 1, 2, 4 or 8 octets, not 3")
    );
    assert!(numeric(r#""value":1,"length":1,"reserved":4"#).starts_with("4 are no reserved bits"));
    assert!(rule(r#"{"components":[{"port":[]}]}"#).contains("1 octet is missing"));
    assert!(rule(r#"{"octets":"030106"}"#).contains("1 octet is missing"));
    let long = format!(r#"{{"octets":"{}"}}"#, "038106".repeat(1366));
    assert!(rule(&long).starts_with("a rule of 4098 octets is too long"));
}
