//! RFC 7606, section 7: attribute by attribute.

use bmp_codec::bgp::attribute::{error_action, name};
use bmp_codec::bgp::error_action::{Disposition, ErrorContext};
use bmp_codec::bgp::{Session, Update};
use bmp_codec::net::AsnWidth;
use bmp_codec::{Decode, Encode};

use super::{MANDATORY, ROUTE, hex, of, of_in, parts};
use crate::support::hand::update_body;

/// One error about an attribute, with routes that are announced.
fn one(attribute: &str, text: &str) {
    assert_eq!(of(attribute), [text], "{attribute}");
}

/// In place of the usual ones; behind ORIGIN, if that is there, at byte 8.
fn instead(attributes: &str, text: &str) {
    assert_eq!(parts("", attributes, ROUTE).0, [text], "{attributes}");
}

#[test]
fn section_7_1_origin() {
    for (value, text) in [
        ("400101 03", "byte 7: a value of 3 is not possible"),
        ("400100", "byte 7: 1 byte is missing"),
        ("400102 0000", "byte 8: 1 byte is left over"),
    ] {
        let text = format!("treat-as-withdraw: ORIGIN at {text} (RFC 7606, section 7.1)");
        instead(&format!("{value} 400200 400304 c0000201"), &text);
    }
}

#[test]
fn section_7_2_as_path() {
    for (value, text) in [
        (
            "400206 0901 0000fde9",
            "byte 11: segment type 9 is not defined",
        ),
        ("400206 0202 0000fde9", "byte 13: 4 bytes are missing"),
        ("400207 0201 0000fde9 02", "byte 18: 1 byte is missing"),
        ("400202 0200", "byte 12: a segment has no AS numbers"),
    ] {
        let text = format!("treat-as-withdraw: AS_PATH at {text} (RFC 7606, section 7.2)");
        instead(&format!("40010100 {value} 400304 c0000201"), &text);
    }
}

#[test]
fn section_7_3_next_hop() {
    let text = "treat-as-withdraw: NEXT_HOP at byte 14: 1 byte is missing (RFC 7606, section 7.3)";
    instead("40010100 400200 400303 c00002", text);
}

/// RFC 4271, section 6.3: a host.
#[test]
fn section_3_e_next_hop_is_no_host() {
    for (address, text) in [("00000000", "0.0.0.0"), ("e0000001", "224.0.0.1")] {
        let text = format!(
            "treat-as-withdraw: NEXT_HOP at byte 14: {text} is not a host address (RFC 4271, section 6.3)"
        );
        instead(&format!("40010100 400200 400304 {address}"), &text);
    }
}

#[test]
fn section_7_4_multi_exit_disc() {
    one(
        "800405 0000000100",
        "treat-as-withdraw: MULTI_EXIT_DISC at byte 31: 1 byte is left over (RFC 7606, section 7.4)",
    );
}

#[test]
fn section_7_5_local_pref() {
    one(
        "400503 000064",
        "treat-as-withdraw: LOCAL_PREF at byte 27: 1 byte is missing (RFC 7606, section 7.5)",
    );
}

#[test]
fn section_7_6_atomic_aggregate() {
    one(
        "400601 00",
        "attribute discard: ATOMIC_AGGREGATE at byte 27: 1 byte is left over (RFC 7606, section 7.6)",
    );
}

/// Six octets with AS numbers of two, eight with those of four.
#[test]
fn section_7_7_aggregator() {
    let two = Session::default().with_asn_width(AsnWidth::Two);
    let context = ErrorContext::default();
    let mandatory = "40010100 400200 400304 c0000201";
    let body = |aggregator: &str| {
        let list = super::hex(&format!("{mandatory} {aggregator}"));
        super::update_body(&[], &list, &super::hex(ROUTE))
    };
    let (six, eight) = (
        body("c00706 fde9 c0000201"),
        body("c00708 0000fde9 c0000201"),
    );
    assert_eq!(super::said(&six, two, context).1, Disposition::Nothing);
    assert_eq!(
        super::said(&eight, Session::default(), context).1,
        Disposition::Nothing
    );
    assert_eq!(
        super::said(&six, Session::default(), context).0,
        ["attribute discard: AGGREGATOR at byte 21: 2 bytes are missing (RFC 7606, section 7.7)"]
    );
    assert_eq!(
        super::said(&eight, two, context).0,
        ["attribute discard: AGGREGATOR at byte 27: 2 bytes are left over (RFC 7606, section 7.7)"]
    );
}

#[test]
fn sections_7_8_to_7_15_lengths() {
    for (attribute, text) in [
        (
            "c00803 fde800",
            "COMMUNITIES at byte 27: a length of 3 is not a multiple of 4 (RFC 7606, section 7.8)",
        ),
        (
            "800903 0a0000",
            "ORIGINATOR_ID at byte 27: 1 byte is missing (RFC 7606, section 7.9)",
        ),
        (
            "800a05 0a00000100",
            "CLUSTER_LIST at byte 27: a length of 5 is not a multiple of 4 (RFC 7606, section 7.10)",
        ),
        (
            "801801 01",
            "Traffic Engineering at byte 27: 1 byte is missing (RFC 7606, section 7.13)",
        ),
        (
            "c01001 00",
            "EXTENDED COMMUNITIES at byte 27: a length of 1 is not a multiple of 8 (RFC 7606, section 7.14)",
        ),
        (
            "c01901 00",
            "IPv6 Address Specific Extended Community at byte 27: a length of 1 is not a multiple of 20 (RFC 7606, section 7.15)",
        ),
    ] {
        one(attribute, &format!("treat-as-withdraw: {text}"));
    }
}

#[test]
fn section_7_11_mp_reach_next_hop() {
    // It is longer than the attribute.
    one(
        "800e08 0002 01 10 20010db8",
        "AFI/SAFI disable of ipv6-unicast: MP_REACH_NLRI at byte 31: 12 bytes are missing (RFC 7606, section 7.11)",
    );
    // Four octets for IPv6 routes: the length is at byte 30.
    one(
        "800e0a 0002 01 04 c0000201 00 00",
        "AFI/SAFI disable of ipv6-unicast: MP_REACH_NLRI at byte 30: a next hop of 4 bytes is not valid for this family (RFC 7606, section 7.11)",
    );
    // So FRR did over IPv6: the length of an IPv4 address before an IPv6 address, and 2001:db8:1::/48. The bytes stay.
    let four = "800e1c 0002 01 04 20010db8000000000000000000000001 00 30 20010db80001";
    one(
        four,
        "AFI/SAFI disable of ipv6-unicast: MP_REACH_NLRI at byte 30: a next hop of 4 bytes is not valid for this family (RFC 7606, section 7.11)",
    );
    let body = update_body(&[], &[hex(MANDATORY), hex(four)].concat(), &[]);
    let update = Update::from_octets(&body).unwrap();
    assert_eq!(update.to_vec().unwrap(), body);
    // Both forms of RFC 8950 are expected, and none with a flow specification.
    assert_eq!(
        of("800e16 0001 01 10 20010db8000000000000000000000001 00 00"),
        [""; 0]
    );
    assert_eq!(of("800e09 0001 85 00 00 03 01080a"), [""; 0]);
}

#[test]
fn section_7_16_attr_set() {
    let set = |inside: &str| {
        let inside = super::hex(inside);
        let mut octets = vec![0xc0, 128, inside.len() as u8 + 4, 0, 0, 0xfb, 0xf0];
        octets.extend(&inside);
        octets
            .iter()
            .map(|octet| format!("{octet:02x}"))
            .collect::<String>()
    };
    assert_eq!(of(&set("40010100 400504 00000064")), [""; 0]);
    // Inside, the first attribute is at byte 31.
    for (inside, text) in [
        (
            "400101 07",
            "ORIGIN at byte 34: a value of 7 is not possible",
        ),
        (
            "40010100 800f03 000201",
            "ATTR_SET at byte 36: a value of 15 is not possible",
        ),
        (
            "40010100 c00800",
            "COMMUNITIES at byte 38: a length of 0 is not possible",
        ),
        (
            "c0010100",
            "ORIGIN at byte 31: a value of 192 is not possible",
        ),
        ("400105 00", "ORIGIN at byte 34: 4 bytes are missing"),
    ] {
        one(
            &set(inside),
            &format!("treat-as-withdraw: {text} (RFC 7606, section 7.16)"),
        );
    }
    one(
        &set("40010100 400206 0201 00000000"),
        "treat-as-withdraw: ATTR_SET at byte 40: it contains AS 0 (RFC 7607, section 2)",
    );
    // Outside it would be discarded; here it makes the set malformed.
    one(
        &set("c00703 000000"),
        "treat-as-withdraw: AGGREGATOR at byte 34: 5 bytes are missing (RFC 7606, section 7.16)",
    );
    one(
        "c08003 0000fb",
        "treat-as-withdraw: ATTR_SET at byte 27: 1 byte is missing (RFC 7606, section 7.16)",
    );
}

/// RFC 7606, section 7, names the deprecated ones: receivers do not know them.
#[test]
fn section_7_deprecated_attributes() {
    assert_eq!(of("c01508 0a 0000fde8 000000"), [""; 0]);
    assert_eq!(of("c01401 00"), [""; 0]);
    let context = ErrorContext::default();
    assert_eq!(of_in("c01501 0a", Session::default(), context), [""; 0]);
}

/// RFC 7606, section 7: what a malformed value asks for, of all attributes that are read.
#[test]
fn section_7_all_actions() {
    use Disposition::{AttributeDiscard, Nothing, SessionReset, TreatAsWithdraw};
    for code in 0..=255 {
        let expected = match code {
            1..=5 | 8..=10 | 16 | 22..=25 | 27 | 32..=37 | 128 => Some(TreatAsWithdraw),
            6 | 7 | 17 | 18 | 26 | 29 | 38..=41 => Some(AttributeDiscard),
            14 | 15 => Some(SessionReset),
            20 | 21 => Some(Nothing),
            _ => None,
        };
        assert_eq!(error_action(code), expected, "{code} {:?}", name(code));
    }
}
