//! What the RFCs of attributes have on their own.

use bmp_codec::bgp::error_action::{ErrorContext, Neighbor};
use bmp_codec::net::Asn;

use super::{ROUTE, of, parts};

fn one(attribute: &str, text: &str) {
    assert_eq!(of(attribute), [text], "{attribute}");
}

#[test]
fn rfc_7607_as_0() {
    let path = |path: &str| parts("", &format!("40010100 {path} 400304 c0000201"), ROUTE).0;
    // The second AS of the second segment: two headers of two octets and two AS numbers behind byte 11.
    assert_eq!(
        path("400210 0201 0000fde9 0102 0000fdea 00000000"),
        ["treat-as-withdraw: AS_PATH at byte 23: it contains AS 0 (RFC 7607, section 2)"]
    );
    for (attribute, name, offset) in [
        ("c00708 00000000 c0000201", "AGGREGATOR", 27),
        ("c01106 0201 00000000", "AS4_PATH", 29),
        ("c01208 00000000 c0000201", "AS4_AGGREGATOR", 27),
    ] {
        let text = format!(
            "attribute discard: {name} at byte {offset}: it contains AS 0 (RFC 7607, section 2)"
        );
        one(attribute, &text);
    }
}

#[test]
fn rfc_6793_section_6_malformed() {
    one(
        "c01104 0201 0000",
        "attribute discard: AS4_PATH at byte 29: 2 bytes are missing (RFC 6793, section 6)",
    );
    one(
        "c01206 fde9 c0000201",
        "attribute discard: AS4_AGGREGATOR at byte 27: 2 bytes are missing (RFC 6793, section 6)",
    );
}

#[test]
fn rfc_7311_aigp() {
    one(
        "801a0a 01 000a 00000000000001",
        "attribute discard: AIGP TLV 1 at byte 30: 1 byte is missing (RFC 7311, section 3.2)",
    );
    one(
        "c01a0b 01 000b 0000000000000001",
        "attribute discard: AIGP at byte 24: wrong transitive bit (RFC 7311, section 3.2)",
    );
    // Another bit is a matter of RFC 7606.
    one(
        "001a0b 01 000b 0000000000000001",
        "treat-as-withdraw: AIGP at byte 24: wrong optional bit (RFC 7606, section 3 c)",
    );
    one(
        "801a0b 01 000b ffffffffffffffff",
        "attribute discard: AIGP at byte 27: the metric cannot grow (RFC 7311, section 3.2)",
    );
    // Only the first one counts; several, and unknown ones, are none.
    assert_eq!(
        of("801a19 09 0003 01 000b 0000000000000001 01 000b ffffffffffffffff"),
        [""; 0]
    );
}

#[test]
fn rfc_8669_and_9252_prefix_sid() {
    // A Label-Index of six octets.
    one(
        "c02809 01 0006 000000000001",
        "attribute discard: BGP Prefix-SID TLV 1 at byte 33: 1 byte is missing (RFC 8669, section 6)",
    );
    // An SRv6 L3 Service without anything, and one that is longer than the attribute.
    one(
        "c02803 05 0000",
        "treat-as-withdraw: BGP Prefix-SID TLV 5 at byte 30: 1 byte is missing (RFC 9252, section 7)",
    );
    one(
        "c02804 06 0009 00",
        "treat-as-withdraw: BGP Prefix-SID TLV 6 at byte 30: 8 bytes are missing (RFC 9252, section 7)",
    );
    // A SID Information of 20 octets, in a service behind a Label-Index of six: the service asks for more.
    let sid = "20010db8000000000000000000000001";
    one(
        &format!("c02824 01 0006 000000000001 05 0018 00 01 0014 00 {sid} 00 0013"),
        "treat-as-withdraw: BGP Prefix-SID sub-TLV 1 at byte 43: 1 byte is missing (RFC 9252, section 7)",
    );
    // A SID Structure of five octets in a SID Information of 29.
    one(
        &format!("c02824 05 0021 00 01 001d 00 {sid} 00 0013 00 01 0005 2818100000"),
        "treat-as-withdraw: BGP Prefix-SID sub-sub-TLV 1 at byte 63: 1 byte is missing (RFC 9252, section 7)",
    );
    // What is not known is no error, at any level.
    let unknown = "09 0000";
    assert_eq!(
        of(&format!(
            "c02825 05 001f 00 01 0018 00 {sid} 00 0013 00 {unknown} {unknown} {unknown}"
        )),
        [""; 0]
    );
}

#[test]
fn rfc_9012_section_13_tunnel_encapsulation() {
    // A color in a tunnel of GRE.
    assert_eq!(of("c0170e 0002 000a 04 08 030b000000000064"), [""; 0]);
    one(
        "80170e 0002 000a 04 08 030b000000000064",
        "treat-as-withdraw: Tunnel Encapsulation at byte 24: wrong transitive bit (RFC 7606, section 3 c)",
    );
    // The tunnel is longer than the attribute; its sub-TLV than the tunnel.
    one(
        "c01704 0002 0001",
        "treat-as-withdraw: Tunnel Encapsulation TLV 2 at byte 31: 1 byte is missing (RFC 9012, section 13)",
    );
    one(
        "c01707 0002 0003 04 08 03",
        "treat-as-withdraw: Tunnel Encapsulation sub-TLV 4 at byte 33: 7 bytes are missing (RFC 9012, section 13)",
    );
    // A malformed sub-TLV counts as one that is not known, unless it is the endpoint of all tunnels.
    assert_eq!(of("c01707 0002 0003 08 01 00"), [""; 0]);
    let endpoint = "0002 0009 06 07 00000000 0001 c0";
    one(
        &format!("c0170d {endpoint}"),
        "treat-as-withdraw: Tunnel Encapsulation at byte 27: there is no valid tunnel (RFC 9012, section 13)",
    );
    assert_eq!(of(&format!("c01711 {endpoint} 0002 0000")), [""; 0]);
    // Section 3.1: an endpoint of an address family that is neither 0, 1 nor 2 is not recognized, and so not malformed.
    assert_eq!(of("c0170e 0002 000a 06 08 00000000 0003 0000"), [""; 0]);
    // Of a family that is known, and the length of another one, it is.
    one(
        "c0170e 0002 000a 06 08 00000000 0000 0000",
        "treat-as-withdraw: Tunnel Encapsulation at byte 27: there is no valid tunnel (RFC 9012, section 13)",
    );
}

#[test]
fn rfc_8205_section_5_2_bgpsec_path() {
    let with = |path: &str, others: &str| {
        let path = hex_len(path);
        parts(
            "",
            &format!("40010100 400304 c0000201 9021{path} {others}"),
            ROUTE,
        )
        .0
    };
    let signature = "00".repeat(20) + "0001 ff";
    let whole = format!("0008 01 00 0000fde9 001a 01 {signature}");
    assert_eq!(with(&whole, ""), [""; 0]);
    assert_eq!(
        with(&whole, "400200"),
        [
            "treat-as-withdraw: BGPsec_PATH at byte 56: AS_PATH is present, too (RFC 8205, section 5.2)"
        ]
    );
    // No signature for the AS; a signature that is longer than its block.
    assert_eq!(
        with("0008 01 00 0000fde9 0003 01", ""),
        [
            "treat-as-withdraw: BGPsec_PATH at byte 19: the signatures do not match the ASes (RFC 8205, section 5.2)"
        ]
    );
    let long = "00".repeat(20) + "0002 ff";
    assert_eq!(
        with(&format!("0008 01 00 0000fde9 001a 01 {long}"), ""),
        ["treat-as-withdraw: BGPsec_PATH at byte 52: 1 byte is missing (RFC 8205, section 5.2)"]
    );
    assert_eq!(
        with("0007 01 00 0000fd", ""),
        [
            "treat-as-withdraw: BGPsec_PATH at byte 19: a length of 7 is not possible (RFC 8205, section 5.2)"
        ]
    );
}

/// From an external neighbor: its AS comes first, and no segment is of a confederation.
#[test]
fn rfc_8205_section_5_2_external_neighbors() {
    let context = ErrorContext::default()
        .with_neighbor(Neighbor::External)
        .with_neighbor_as(Asn(65001));
    let signature = "00".repeat(20) + "0001 ff";
    let errors = |segment: &str| {
        let path = hex_len(&format!("0008 {segment} 001a 01 {signature}"));
        let list = format!("40010100 400304 c0000201 9021{path}");
        super::parts_in("", &list, ROUTE, context).0
    };
    assert_eq!(errors("01 00 0000fde9"), [""; 0]);
    assert_eq!(
        errors("01 80 0000fde9"),
        [
            "treat-as-withdraw: BGPsec_PATH at byte 19: it has confederation segments (RFC 8205, section 5.2)"
        ]
    );
    assert_eq!(
        errors("01 00 0000fdea"),
        [
            "treat-as-withdraw: BGPsec_PATH at byte 19: it begins with AS65002, which is not the neighbor's (RFC 8205, section 5.2)"
        ]
    );
}

/// A length of two octets, and the octets.
fn hex_len(octets: &str) -> String {
    format!("{:04x} {octets}", super::hex(octets).len())
}

#[test]
fn others_that_are_malformed_as_a_whole() {
    for (attribute, text) in [
        (
            "c02303 0000fd",
            "treat-as-withdraw: Only to Customer at byte 27: 1 byte is missing (RFC 9234, section 5)",
        ),
        (
            "c02001 00",
            "treat-as-withdraw: LARGE_COMMUNITY at byte 27: a length of 1 is not a multiple of 12 (RFC 8092, section 6)",
        ),
        (
            "c01604 00 06 0000",
            "treat-as-withdraw: PMSI_TUNNEL at byte 29: 1 byte is missing (RFC 6514, section 5)",
        ),
        (
            "c01b06 000000000000",
            "treat-as-withdraw: PE Distinguisher Labels at byte 27: a length of 6 is not possible (RFC 6514, section 8)",
        ),
        // No hop.
        (
            "c02503 05 0000",
            "treat-as-withdraw: SFP at byte 30: there is no TLV of type 2 (RFC 9015, section 3.2.1)",
        ),
        // RFC 9026: fewer than 11 octets; mode P2MP without a source.
        (
            "c02605 01 00000042",
            "attribute discard: BFD Discriminator at byte 27: a length of 5 is not possible (RFC 9026, section 3.1.6)",
        ),
        (
            "c0260b 01 00000042 02 04 c0000201",
            "attribute discard: BFD Discriminator at byte 38: there is no TLV of type 1 (RFC 9026, section 3.1.6)",
        ),
        (
            "c02904 0001 0001",
            "attribute discard: BIER TLV 1 at byte 31: 1 byte is missing (RFC 9793)",
        ),
    ] {
        one(attribute, text);
    }
}

/// RFC 9015, section 3.2.1.
#[test]
fn sfp_without_the_transitive_bit() {
    let hop = "02 000c ff 03 0008 0042".to_owned() + "000000000000";
    one(
        &format!("80250f {hop}"),
        "treat-as-withdraw: SFP at byte 24: wrong transitive bit (RFC 7606, section 3 c)",
    );
}

/// A route of BGP-LS that is malformed inside of its length costs itself, and one that ends behind the attribute the family.
#[test]
fn rfc_9552_section_8_2_2_routes() {
    let reach = |routes: &str| {
        let value = format!("4004 47 04 c0000201 00 {routes}").replace(' ', "");
        let length = value.len() / 2;
        let attributes = format!("40010100 400206 0201 0000fde9 800e{length:02x} {value}");
        parts("", &attributes, "").0
    };
    let node = "0001 0009 02 0000000000000000";
    // The routes begin at byte 29.
    for (routes, text) in [
        (
            format!("0001 0008 02 00000000000000 {node}"),
            "route ignored: link-state route at byte 34: 1 byte is missing (RFC 9552, section 8.2.2)",
        ),
        (
            format!("{node} 0001 0000"),
            "route ignored: link-state route at byte 46: 1 byte is missing (RFC 9552, section 8.2.2)",
        ),
        (
            format!("{node} 0001 000d 02 0000000000000000 0100 0001"),
            "route ignored: link-state route at byte 42: a TLV is malformed (RFC 9552, section 8.2.2)",
        ),
        (
            format!("{node} 0001 000a 02 0000000000000000"),
            "AFI/SAFI disable of link-state: link-state route at byte 46: 1 byte is missing (RFC 7606, section 5.3)",
        ),
        (
            format!("{node} 0001"),
            "AFI/SAFI disable of link-state: link-state route at byte 44: 2 bytes are missing (RFC 7606, section 5.3)",
        ),
    ] {
        let errors = reach(&routes);
        let of_nodes = "nothing: link-state route at byte ";
        let errors: Vec<_> = errors
            .iter()
            .filter(|text| !text.starts_with(of_nodes))
            .collect();
        assert_eq!(errors, [text], "{routes}");
    }
}
