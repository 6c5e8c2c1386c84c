//! RFC 7606, sections 2 to 5: the message as a whole.

use bmp_codec::bgp::error_action::{
    Disposition, ErrorContext, Neighbor, Reason, UpdateError, View,
};
use bmp_codec::bgp::nlri::Family;
use bmp_codec::bgp::{self, Session, Update};
use bmp_codec::{Decode, Fault, What};

use super::{MANDATORY, REACH, ROUTE, of, parts, parts_in};
use crate::support::hand;

#[test]
fn section_2_order_of_approaches() {
    let order = [
        (Disposition::Nothing, "nothing"),
        (Disposition::IgnoreRoute, "route ignored"),
        (Disposition::AttributeDiscard, "attribute discard"),
        (Disposition::TreatAsWithdraw, "treat-as-withdraw"),
        (Disposition::AfiSafiDisable, "AFI/SAFI disable"),
        (Disposition::SessionReset, "session reset"),
    ];
    assert!(order.windows(2).all(|pair| pair[0].0 < pair[1].0));
    for (disposition, text) in order {
        assert_eq!(disposition.to_string(), text);
    }
    #[cfg(feature = "serde")]
    {
        let all = order.map(|(disposition, _)| disposition);
        let json = r#"["nothing","ignore_route","attribute_discard","treat_as_withdraw","afi_safi_disable","session_reset"]"#;
        assert_eq!(serde_json::to_string(&all).unwrap(), json);
        assert_eq!(serde_json::from_str::<[Disposition; 6]>(json).unwrap(), all);
    }
}

#[test]
fn nothing_is_wrong() {
    for (withdrawn, attributes, nlri) in [
        // End-of-RIB of IPv4 unicast, and of IPv6 unicast.
        ("", "", ""),
        ("", "800f03 0002 01", ""),
        ("08 0a", "", ""),
        ("", MANDATORY, ROUTE),
        ("08 0b", MANDATORY, ROUTE),
        // Extended length, and bits that mean nothing.
        ("", "50010001 00 4f0200 400304 c0000201", ROUTE),
        // RFC 7606, section 3 c: the partial bit is not asked for.
        ("", "60010100 400200 400304 c0000201", ROUTE),
        // An attribute that is not known: optional transitive, with and without a value, and optional.
        (
            "",
            "40010100 400200 400304 c0000201 e0d501 00 c0d600 80d700",
            ROUTE,
        ),
    ] {
        assert_eq!(
            parts(withdrawn, attributes, nlri),
            (vec![], Disposition::Nothing)
        );
    }
    // NEXT_HOP is not asked for where the routes are in MP_REACH_NLRI, wherever that stands.
    let attributes = format!("40010100 {REACH} 400200");
    assert_eq!(parts("", &attributes, "").1, Disposition::Nothing);
    // RFC 4271, section 6.3: attributes without routes are no error.
    assert_eq!(parts("", "40010100", "").1, Disposition::Nothing);
}

/// The lengths of the parts are more than there is: then it is no UPDATE here.
#[test]
fn section_3_b_lengths_of_the_parts() {
    let message = hand::bgp(2, &[0, 0, 0, 9, 0x40, 1, 1, 0]);
    let error = bgp::Message::from_octets(&message).unwrap_err();
    assert_eq!(
        (error.what(), error.fault()),
        (What::PathAttributes, Fault::Truncated(5))
    );
}

#[test]
fn section_3_c_flags_conflict() {
    for (attribute, text) in [
        (
            "000504 00000064",
            "treat-as-withdraw: LOCAL_PREF at byte 24: wrong transitive bit (RFC 7606, section 3 c)",
        ),
        (
            "c00504 00000064",
            "treat-as-withdraw: LOCAL_PREF at byte 24: wrong optional bit (RFC 7606, section 3 c)",
        ),
        (
            "c00404 00000064",
            "treat-as-withdraw: MULTI_EXIT_DISC at byte 24: wrong transitive bit (RFC 7606, section 3 c)",
        ),
        // Attribute discard is for malformed values of these; the flags have the rule of all.
        (
            "c00600",
            "treat-as-withdraw: ATOMIC_AGGREGATE at byte 24: wrong optional bit (RFC 7606, section 3 c)",
        ),
        (
            "800708 0000fde9 c0000201",
            "treat-as-withdraw: AGGREGATOR at byte 24: wrong transitive bit (RFC 7606, section 3 c)",
        ),
        // One that has a name, and nothing of it is read here.
        (
            "402a01 00",
            "treat-as-withdraw: Edge Metadata at byte 24: wrong optional bit (RFC 7606, section 3 c)",
        ),
    ] {
        assert_eq!(of(attribute), [text]);
    }
    // The value is read all the same.
    assert_eq!(
        of("c00403 000064"),
        [
            "treat-as-withdraw: MULTI_EXIT_DISC at byte 24: wrong transitive bit (RFC 7606, section 3 c)",
            "treat-as-withdraw: MULTI_EXIT_DISC at byte 27: 1 byte is missing (RFC 7606, section 7.4)",
        ]
    );
}

#[test]
fn rfc_4271_section_6_3_unrecognized_well_known() {
    let text = "session reset: attribute 213 at byte 24: it claims to be well-known and is not (RFC 4271, section 6.3)";
    assert_eq!(of("40d501 00"), [text]);
    assert_eq!(of("00d501 00"), [text]);
}

#[test]
fn section_3_d_missing_mandatory() {
    let withdraw = Disposition::TreatAsWithdraw;
    for (attributes, nlri, missing) in [
        ("400200 400304 c0000201", ROUTE, "no ORIGIN"),
        ("40010100 400304 c0000201", ROUTE, "no AS_PATH"),
        ("40010100 400200", ROUTE, "no NEXT_HOP"),
    ] {
        let text = format!("treat-as-withdraw: {missing} (RFC 7606, section 3 d)");
        assert_eq!(parts("", attributes, nlri), (vec![text], withdraw));
    }
    let (errors, _) = parts("", REACH, "");
    assert_eq!(
        errors,
        [
            "treat-as-withdraw: no ORIGIN (RFC 7606, section 3 d)",
            "treat-as-withdraw: no AS_PATH (RFC 7606, section 3 d)",
        ]
    );
    // The offset is the end of the attributes.
    let octets = hand::update_body(&[8, 10], &hand::hex(REACH), &[]);
    let update = Update::from_octets(&octets).unwrap();
    let first = update.errors(ErrorContext::default()).next().unwrap();
    assert_eq!(
        (first.attribute, first.offset, first.reason),
        (Some(1), 6 + 29, Reason::Missing)
    );
}

/// RFC 4271, section 5.1.5; RFC 4760, section 3.
#[test]
fn section_3_d_missing_local_pref() {
    let internal = ErrorContext::default().with_neighbor(Neighbor::Internal);
    let text = "treat-as-withdraw: no LOCAL_PREF (RFC 4271, section 5.1.5)";
    assert_eq!(parts_in("", MANDATORY, ROUTE, internal).0, [text]);
    let reach = format!("40010100 400200 {REACH}");
    assert_eq!(parts_in("", &reach, "", internal).0, [text]);
    for context in [
        ErrorContext::default(),
        internal.with_neighbor(Neighbor::External),
        internal.with_view(View::Processed),
    ] {
        assert_eq!(
            parts_in("", MANDATORY, ROUTE, context).1,
            Disposition::Nothing
        );
    }
}

#[test]
fn section_3_g_duplicates() {
    // Even one that is not known, and one that is malformed the second time.
    for (attributes, text) in [
        (
            "800404 00000001 800404 00000002",
            "MULTI_EXIT_DISC at byte 31",
        ),
        ("c0d500 c0d500", "attribute 213 at byte 27"),
        ("400101 07", "ORIGIN at byte 24"),
    ] {
        let text =
            format!("attribute discard: {text}: it appears more than once (RFC 7606, section 3 g)");
        assert_eq!(of(attributes), [text]);
    }
    let unreach = "800f04 0002 01 00";
    for (attributes, text) in [
        (format!("{REACH} {REACH}"), "MP_REACH_NLRI at byte 53"),
        (format!("{unreach} {unreach}"), "MP_UNREACH_NLRI at byte 31"),
    ] {
        let text =
            format!("session reset: {text}: it appears more than once (RFC 7606, section 3 g)");
        assert_eq!(of(&attributes), [text]);
    }
}

#[test]
fn section_3_h_the_strongest_counts() {
    let (errors, disposition) = parts(
        "",
        &format!("{MANDATORY} c00703 000000 800403 000001"),
        ROUTE,
    );
    assert_eq!(
        errors,
        [
            "attribute discard: AGGREGATOR at byte 27: 5 bytes are missing (RFC 7606, section 7.7)",
            "treat-as-withdraw: MULTI_EXIT_DISC at byte 33: 1 byte is missing (RFC 7606, section 7.4)",
        ]
    );
    assert_eq!(disposition, Disposition::TreatAsWithdraw);
}

#[test]
fn section_4_overrun() {
    for (attribute, text) in [
        (
            "c00808 fde80064",
            "COMMUNITIES at byte 27: 4 bytes are missing",
        ),
        ("d008", "COMMUNITIES at byte 24: 1 byte is missing"),
        ("d00800", "COMMUNITIES at byte 24: 1 byte is missing"),
        ("c0", "path attributes at byte 24: 2 bytes are missing"),
    ] {
        let text = format!("treat-as-withdraw: {text} (RFC 7606, section 4)");
        assert_eq!(of(attribute), [text]);
    }
    // What is behind may be anything: nothing is said to be missing.
    let (errors, disposition) = parts("", "40010100 400208 0201", ROUTE);
    assert_eq!(
        errors,
        ["treat-as-withdraw: AS_PATH at byte 11: 6 bytes are missing (RFC 7606, section 4)"]
    );
    assert_eq!(disposition, Disposition::TreatAsWithdraw);
}

/// Without its routes, routes of MP_REACH_NLRI cannot be taken as withdrawn.
#[test]
fn section_3_j_overrun_of_routes() {
    assert_eq!(
        of("800e40 0002 01"),
        ["session reset: MP_REACH_NLRI at byte 27: 61 bytes are missing (RFC 7606, section 3 j)"]
    );
}

#[test]
fn section_4_zero_length() {
    for (attribute, action, name) in [
        ("c00800", "treat-as-withdraw", "COMMUNITIES"),
        ("800a00", "treat-as-withdraw", "CLUSTER_LIST"),
        ("c01000", "treat-as-withdraw", "EXTENDED COMMUNITIES"),
        ("c02000", "treat-as-withdraw", "LARGE_COMMUNITY"),
        ("c01700", "treat-as-withdraw", "Tunnel Encapsulation"),
        ("c01100", "attribute discard", "AS4_PATH"),
        ("801a00", "attribute discard", "AIGP"),
        ("c02800", "attribute discard", "BGP Prefix-SID"),
    ] {
        let text = format!("{action}: {name} at byte 24: it has no value (RFC 7606, section 4)");
        assert_eq!(of(attribute), [text]);
    }
    assert_eq!(of("400600"), [""; 0]);
}

#[test]
fn section_5_2_missing_nlri() {
    let last =
        "session reset: no route is announced, and there is another error (RFC 7606, section 5.2)";
    let origin =
        "treat-as-withdraw: ORIGIN at byte 7: a value of 7 is not possible (RFC 7606, section 7.1)";
    let expected = (
        vec![origin.to_owned(), last.to_owned()],
        Disposition::SessionReset,
    );
    assert_eq!(parts("", "400101 07", ""), expected);
    // Withdrawn routes do not count.
    assert_eq!(parts("", "400101 07 800f04 0002 01 00", ""), expected);
    // An MP_REACH_NLRI without routes, neither.
    let empty = "40010107 400200 800e15 0002 01 10 20010db8000000000000000000000001 00";
    assert_eq!(parts("", empty, ""), expected);
    // An error that asks for attribute discard does not.
    assert_eq!(
        parts("", "c00703 000000", "").1,
        Disposition::AttributeDiscard
    );
    // With routes it is what it asks for itself.
    assert_eq!(
        parts("", "400101 07 400200 400304 c0000201", ROUTE).1,
        Disposition::TreatAsWithdraw
    );
    // Nor where there is nothing but MP_UNREACH_NLRI.
    assert_eq!(
        parts("", "800f05 0002 01 8100", "").1,
        Disposition::AfiSafiDisable
    );
    assert_eq!(
        parts("", "800f05 0002 01 8100 400600", "").0,
        [
            "AFI/SAFI disable of ipv6-unicast: ipv6-unicast route at byte 10: a prefix length of 129 bits \
             is more than the address has (RFC 7606, section 5.3)",
            last
        ]
    );
}

#[test]
fn section_5_3_fields_of_ipv4_routes() {
    for (withdrawn, nlri, text) in [
        (
            "21 00000000 00",
            "",
            "byte 2: a prefix length of 33 bits is more than the address has",
        ),
        ("08 0b 18 0a00", "", "byte 5: 1 byte is missing"),
        (
            "",
            "21 00000000 00",
            "byte 24: a prefix length of 33 bits is more than the address has",
        ),
        ("", "08 0a 10 0a", "byte 27: 1 byte is missing"),
    ] {
        let attributes = if nlri.is_empty() { "" } else { MANDATORY };
        let text = format!("session reset: ipv4-unicast route at {text} (RFC 7606, section 5.3)");
        assert_eq!(
            parts(withdrawn, attributes, nlri),
            (vec![text], Disposition::SessionReset)
        );
    }
}

#[test]
fn section_5_3_routes_of_other_families() {
    // At byte 24 the header, the family 3 behind it, and the route 3 behind that.
    let octets = hand::update_body(&[], &hand::hex("800f06 0002 01 20 2001"), &[]);
    let update = Update::from_octets(&octets).unwrap();
    let errors: Vec<UpdateError> = update.errors(ErrorContext::default()).collect();
    assert_eq!(errors.len(), 1);
    let Reason::Routes(error) = errors[0].reason else {
        panic!("{errors:?}")
    };
    assert_eq!((error.offset(), error.fault()), (11, Fault::Truncated(2)));
    assert_eq!(errors[0].family, Some(Family::IPV6_UNICAST));
    assert_eq!((errors[0].attribute, errors[0].offset), (Some(15), 11));
    assert_eq!(errors[0].disposition, Disposition::AfiSafiDisable);

    // Flags that are not those of RFC 4760, and lengths that leave no room for what has to be there.
    assert_eq!(
        of("c00f04 0002 01 00"),
        [
            "AFI/SAFI disable of ipv6-unicast: MP_UNREACH_NLRI at byte 24: wrong transitive bit (RFC 7606, section 5.3)"
        ]
    );
    assert_eq!(
        of("800f02 0002"),
        ["session reset: MP_UNREACH_NLRI at byte 27: 1 byte is missing (RFC 7606, section 5.3)"]
    );
    assert_eq!(
        of("800e02 0002"),
        ["session reset: MP_REACH_NLRI at byte 27: 1 byte is missing (RFC 7606, section 5.3)"]
    );
}

/// EVPN routes of type 200, whole; and of a family that is not known.
#[test]
fn section_5_4_typed_nlri() {
    assert_eq!(of("800f07 0019 46 c8 02 abcd"), [""; 0]);
    assert_eq!(of("800f05 0063 63 abcd"), [""; 0]);
}

#[cfg(feature = "serde")]
#[test]
fn json_has_text_and_section() {
    let octets = hand::update_body(
        &[],
        &hand::hex("400101 07 400200 400304 c0000201"),
        &[8, 10],
    );
    let update = Update::from_octets_in(&octets, Session::default()).unwrap();
    let error = update.errors(ErrorContext::default()).next().unwrap();
    let json = serde_json::to_string(&error).unwrap();
    assert_eq!(
        json,
        concat!(
            r#"{"text":"treat-as-withdraw: ORIGIN at byte 7: a value of 7 is not possible (RFC 7606, section 7.1)","#,
            r#""section":"RFC 7606, section 7.1","attribute":1,"family":null,"offset":7,"#,
            r#""disposition":"treat_as_withdraw","reason":{"malformed":{"#,
            r#""text":"ORIGIN at byte 7: a value of 7 is not possible","what":{"attribute":1},"offset":7,"fault":{"value":7}}}}"#,
        )
    );
    assert_eq!(serde_json::from_str::<UpdateError>(&json).unwrap(), error);
    let binary = postcard::to_allocvec(&error).unwrap();
    assert_eq!(postcard::from_bytes::<UpdateError>(&binary).unwrap(), error);
}
