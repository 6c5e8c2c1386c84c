//! Tests of malformed rules, and of rules that can be decoded but violate the RFC.

use super::*;

/// Returns the rule of the RFC that octets break though they can be decoded.
fn breach<R: Rules>(octets: &str) -> Breach {
    exact::<FlowSpec<R, &[u8]>>(&hex(octets)).breach().unwrap()
}

#[test]
fn components_that_cannot_be_read() {
    cases! { Ipv4FlowSpec<&[u8]>;
        // No end-of-list bit: the next operator is missing. A type alone.
        "03 030106" => error "ipv4-flow-spec route at byte 4: 1 byte is missing",
        "01 03" => error "ipv4-flow-spec route at byte 2: 1 byte is missing",
        // Values of 1, 2, 4 and 8 bytes that end too early.
        "02 0381" => error "ipv4-flow-spec route at byte 3: 1 byte is missing",
        "03 049101" => error "ipv4-flow-spec route at byte 3: 1 byte is missing",
        "04 04a10102" => error "ipv4-flow-spec route at byte 3: 2 bytes are missing",
        "03 09b001" => error "ipv4-flow-spec route at byte 3: 7 bytes are missing",
        // Prefixes.
        "07 0121c000020101" => error "ipv4-flow-spec route at byte 2: a prefix length of 33 bits is more than the address has",
        "04 0118c000" => error "ipv4-flow-spec route at byte 3: 1 byte is missing",
        // Lengths beyond the end.
        "04 038106" => error "ipv4-flow-spec route at byte 1: 1 byte is missing",
        "f0" => error "ipv4-flow-spec route at byte 1: 1 byte is missing",
        "f0f0 038106" => error "ipv4-flow-spec route at byte 2: 237 bytes are missing",
    }
    cases! { Ipv6FlowSpec<&[u8]>;
        "03 018100" => error "ipv6-flow-spec route at byte 2: a prefix length of 129 bits is more than the address has",
        "03 014040" => error "ipv6-flow-spec route at byte 3: a value of 64 is not possible",
        "03 020041" => error "ipv6-flow-spec route at byte 3: a value of 65 is not possible",
        "03 020001" => error "ipv6-flow-spec route at byte 3: a value of 1 is not possible",
        "04 0168 41 24" => error "ipv6-flow-spec route at byte 4: 4 bytes are missing",
    }
    cases! { L2FlowSpec<&[u8]>;
        "02 0f31" => error "l2vpn-flow-spec route at byte 2: a prefix length of 49 bits is more than the address has",
        "03 0f0600" => error "l2vpn-flow-spec route at byte 3: 5 bytes are missing",
        "03 103000" => error "l2vpn-flow-spec route at byte 3: 5 bytes are missing",
    }
    // A route distinguisher that does not fit.
    cases! { VpnIpv4FlowSpec<&[u8]>;
        "07 0000fde8000000" => error "vpn-ipv4-flow-spec route at byte 1: 1 byte is missing",
    }
}

#[test]
fn a_bad_rule_costs_that_rule() {
    cases! { Routes<Ipv4FlowSpec, &[u8]>;
        "03 038106  03 030106  f003 038111  05 038106" => list [
            "proto =6",
            "ipv4-flow-spec route at byte 8: 1 byte is missing in 03030106",
            "proto =17",
            "ipv4-flow-spec route at byte 14: 2 bytes are missing in 05038106",
        ],
    }
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
    let ipv4 = breach::<Ipv4Rules>;
    assert_eq!(ipv4("00"), Breach::FLOW_SPEC_EMPTY);
    assert_eq!(ipv4("06 048119 038106"), Breach::FLOW_SPEC_ORDER);
    assert_eq!(ipv4("06 038106 038111"), Breach::FLOW_SPEC_DUPLICATE);
    assert_eq!(ipv4("06 038106 0d8105"), Breach::FLOW_SPEC_COMPONENT_TYPE);
    // DSCP, TCP flags and fragments have values of at most 1, 2 and 1 bytes.
    assert_eq!(ipv4("04 0b91000a"), Breach::FLOW_SPEC_VALUE_LENGTH);
    assert_eq!(ipv4("06 09a100000002"), Breach::FLOW_SPEC_VALUE_LENGTH);
    let ipv6 = breach::<Ipv6Rules>("07 038106 0c910004");
    assert_eq!(ipv6, Breach::FLOW_SPEC_VALUE_LENGTH);
}

#[test]
fn unknown_components_keep_the_rest_of_the_rule() {
    let octets = hex("06 038106 0d8105");
    let rule: Ipv4FlowSpec<_> = exact(&octets);
    let unknown = UnknownComponent {
        component_type: 13,
        octets: crate::wire::Octets(&[0x81, 5][..]),
    };
    assert_eq!(
        rule.components().last(),
        Some(Ipv4Component::Unknown(unknown))
    );
    cases! { not Ipv4FlowSpec: "proto =6 type-13 8105" }
    // An IPv4 rule has no flow label, and a rule for Ethernet has no IP prefix.
    cases! { Ipv4FlowSpec<&[u8]>;
        "06 038106 0d8105" => "proto =6 type-13 8105"
            => r#"{"components":[{"protocol":[{"and":false,"comparison":"=","value":6,"length":1}]},
                {"unknown":{"component_type":13,"octets":"8105"}}]}"#,
        "00" => "nothing",
    }
    cases! { L2FlowSpec<&[u8]>;
        "08 01180a3c01 038106" => "type-1 180a3c01038106",
    }
    cases! { Ipv6FlowSpec<&[u8]>;
        "05 ff 038106 00" => "type-255 03810600",
    }
}

/// What the text does not show is kept in bytes and in JSON.
#[test]
fn rules_that_are_not_canonical() {
    // Bits beyond a prefix. A first operator with the bit for "and", and reserved bits of operators.
    cases! { Ipv4FlowSpec<&[u8]>;
        "05 0114c0000f" => "dst 192.0.0.0/20" => r#"{"components":[{"destination":"192.0.0.0/20"}],"octets":"0114c0000f"}"#,
        "06 03c906 098f02" => "proto =6 tcp-flags !=syn"
            => r#"{"components":[{"protocol":[{"and":true,"comparison":"=","value":6,"length":1,"reserved":8}]},
                {"tcp_flags":[{"and":false,"not":true,"match":true,"value":2,"length":1,"reserved":12}]}]}"#,
    }
    cases! { Ipv6FlowSpec<&[u8]>;
        "04 0107 00 ff" => "dst fe00::/7",
    }
    cases! { L2FlowSpec<&[u8]>;
        "03 0f07 ff" => "src-mac fe:00:00:00:00:00/7",
    }
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
    assert!(numeric(r#""value":256,"length":1"#).starts_with("256 does not fit a length of 1"));
    assert!(
        numeric(r#""value":1,"length":3"#).starts_with("a value has 1, 2, 4 or 8 bytes, not 3")
    );
    let reserved = numeric(r#""value":1,"length":1,"reserved":4"#);
    assert!(reserved.starts_with("4 is not possible for the reserved bits"));
    assert!(rule(r#"{"components":[{"port":[]}]}"#).contains("1 byte is missing"));
    assert!(rule(r#"{"octets":"030106"}"#).contains("1 byte is missing"));
    let long = format!(r#"{{"octets":"{}"}}"#, "038106".repeat(1366));
    assert!(rule(&long).starts_with("a rule of 4098 bytes is too long"));
}
