//! Rules of path attributes. Each vector is laid out by hand from its RFC.

use bmp_codec::bgp::error_action::{Disposition, ErrorContext};
use bmp_codec::bgp::{Session, Update};
use bmp_codec::{Breach, Decode};

use super::of_update;
use crate::support::hand::{attribute, hex, update_body};

/// Rule and attribute.
pub(crate) const VECTORS: &[(Breach, &str)] = &[
    (Breach::AS_PATH_AS_ZERO, "400206 0201 00000000"),
    (
        Breach::AS_PATH_AS_ZERO,
        "400210 0201 0000fde9 0102 0000fdea 00000000",
    ),
    (Breach::AGGREGATOR_AS_ZERO, "c00708 00000000 c0000201"),
    (Breach::AGGREGATOR_AS_ZERO, "c01208 00000000 c0000201"),
    (Breach::AS4_PATH_AS_ZERO, "c01106 0201 00000000"),
    // The second error asks for more than the first.
    (
        Breach::AS4_PATH_AS_ZERO,
        "c0110c 0301 0000fde9 0201 00000000",
    ),
    (Breach::AS4_PATH_CONFEDERATION, "c01106 0301 0000fde9"),
    (
        Breach::AS4_PATH_CONFEDERATION,
        "c0110c 0201 0000fde9 0401 0000fdea",
    ),
    (Breach::AIGP_MAXIMUM, "801a0b 01 000b ffffffffffffffff"),
    (Breach::ORIGIN_VALIDATION_STATE, "c01008 4300 0000000000 03"),
    (Breach::MULTICAST_FLAGS, "c01008 0609 0000 00000000"),
    // With a rate; with a redirect, behind a state that is not defined.
    (
        Breach::SFC_CLASSIFIER_ACTIONS,
        "c01010 800d 000064 05 0009 8006 0000 00000000",
    ),
    (
        Breach::SFC_CLASSIFIER_ACTIONS,
        "c01018 4300 0000000000 03 8108 c0000201 0001 800d 000064 05 0009",
    ),
    // Two that are not assigned, one reserved; a composite one of a type that is not assigned.
    (Breach::PMSI_TUNNEL_TYPE, "c01605 00 09 000000"),
    (Breach::PMSI_TUNNEL_TYPE, "c01605 00 0e 000000"),
    (Breach::PMSI_TUNNEL_TYPE, "c01605 00 7f 000000"),
    (Breach::PMSI_TUNNEL_TYPE, "c01608 00 fa 000000 000650"),
    // An IPv4 endpoint of one octet.
    (
        Breach::NO_VALID_TUNNEL,
        "c0170d 0002 0009 06 07 00000000 0001 c0",
    ),
    // A signature block without a signature.
    (
        Breach::BGPSEC_SIGNATURES,
        "80210b 0008 01 00 0000fde9 0003 01",
    ),
    (
        Breach::SRV6_SERVICE_DUPLICATE,
        "c02838 05 0019 00 01 0015 00 20010db8000000000000000000000001 00 0013 00
                05 0019 00 01 0015 00 20010db8000000000000000000000002 00 0013 00",
    ),
    // Nothing at all; only a sub-TLV that is not known.
    (Breach::SRV6_NO_SID, "c02804 05 0001 00"),
    (Breach::SRV6_NO_SID, "c02807 06 0004 00 09 0000"),
    // Parts of 64, 64 and 16 bits; an offset without a length; 25 bits; bits 72 to 88 of 80.
    (
        Breach::SRV6_STRUCTURE,
        "c02825 05 0022 00 01 001e 00 20010db8000000000000000000000001 00 0013 00 01 0006 404010000000",
    ),
    (
        Breach::SRV6_STRUCTURE,
        "c02825 05 0022 00 01 001e 00 20010db8000000000000000000000001 00 0013 00 01 0006 281810000040",
    ),
    (
        Breach::SRV6_STRUCTURE,
        "c02825 06 0022 00 01 001e 00 20010db8000000000000000000000001 00 0017 00 01 0006 281820001940",
    ),
    (
        Breach::SRV6_STRUCTURE,
        "c02825 05 0022 00 01 001e 00 20010db8000000000000000000000001 00 0013 00 01 0006 281810001048",
    ),
    (
        Breach::BIER_DUPLICATE,
        "c02910 0001 0004 c7 0001 00 0001 0004 c7 0002 00",
    ),
    // No labels; from an index on; in the SRLB, behind a good range.
    (
        Breach::LINK_STATE_LABEL_RANGE,
        "801d10 040a 000c 00 00 000000 0489 0003 003e80",
    ),
    (
        Breach::LINK_STATE_LABEL_RANGE,
        "801d11 040a 000d 00 00 001f40 0489 0004 00000005",
    ),
    (
        Breach::LINK_STATE_LABEL_RANGE,
        "801d1a 040c 0016 00 00 001f40 0489 0003 003e80 000000 0489 0003 003e80",
    ),
    (
        Breach::LINK_STATE_FLEX_ALGORITHM,
        "801d08 040f 0004 7f 01 00 64",
    ),
    (
        Breach::LINK_STATE_FLEX_ALGORITHM,
        "801d0c 0414 0008 00 00 0000 0000000a",
    ),
    // Parts of 40, 24, 32 and 33 bits; the same inside an End.X SID.
    (
        Breach::LINK_STATE_SID_STRUCTURE,
        "801d08 04e4 0004 28182021",
    ),
    (
        Breach::LINK_STATE_SID_STRUCTURE,
        "801d22 0452 001e 0005 00 00 00 00 20010db8000000000000000000000001 04e4 0004 28182021",
    ),
    (Breach::LINK_STATE_SPF_STATUS, "801d05 04a0 0001 00"),
    (Breach::LINK_STATE_SPF_STATUS, "801d05 04a0 0001 ff"),
    // The second rule asks for more than the first.
    (
        Breach::LINK_STATE_SPF_STATUS,
        "801d0d 04e4 0004 ffffffff 04a0 0001 00",
    ),
];

/// An EVPN IP Prefix route of 10.0.0.0/24 by way of 192.0.2.1.
const IP_PREFIX: &str =
    "800e2d 0019 46 04 c0000201 00 05 22 0000fde800000001 00000000000000000000 00000000 18
    0a000000 00000000 000641";

/// A link between two IS-IS routers, of IS-IS level 2.
const LINK: &str =
    "800e32 4004 47 04 c0000201 00 0002 0025 02 0000000000000000 0100 000a 0203 0006 000000000001
    0101 000a 0203 0006 000000000002";

/// The same in BGP-LS-SPF, of the protocol "direct".
const SPF_LINK: &str =
    "800e32 4004 50 04 c0000201 00 0002 0025 04 0000000000000000 0100 000a 0203 0006 000000000001
    0101 000a 0203 0006 000000000002";

/// Rules of an UPDATE: rule and attributes. Beside them, 10.0.0.0/8 is announced.
pub(crate) const SEVERAL: &[(Breach, &str)] = &[
    (Breach::D_PATH_FAMILY, "c02408 01 0000fde9 0001 46"),
    (
        Breach::PMSI_EXTENSION,
        "c01609 40 06 000000 c0000201 c01008 0002 fde8 00000001",
    ),
    (Breach::ROUTER_MAC_GROUP, "c01008 0603 01005e000001"),
    (Breach::ROUTER_MAC_GROUP, "c01008 0603 ffffffffffff"),
    (Breach::LINK_STATE_MPLS_PROTOCOLS, "801d05 0446 0001 80"),
    (Breach::LINK_STATE_SPF_METRIC, "801d06 0402 0002 7231"),
];

/// What is close to a rule and keeps it.
const KEPT: &[&str] = &[
    "c01110 0201 0000fde9 0102 0000fdea 0000fdeb",
    "801a16 01 000b 0000000000000001 01 000b ffffffffffffffff",
    "c01008 4300 0000000000 02",
    // Segmentation support alone (RFC 9572); a classifier with a community that is no action.
    "c01008 0609 0080 00000000",
    "c01010 800d 000064 05 0009 0002 fde8 00000001",
    // For experiments, and any tunnel.
    "c01605 00 7b 000000",
    "c01605 00 fe 000000",
    "c01605 00 ff 000000",
    "c01609 40 06 000000 c0000201 c01008 0307 000000000001",
    "c02825 05 0022 00 01 001e 00 20010db8000000000000000000000001 00 0013 00 01 0006 281810001040",
    "c02910 0001 0004 07 0001 00 0001 0004 47 0002 00",
    "c01008 0603 02005e000001",
    // Bounds; an order, a repetition and a type that no RFC calls an error.
    "801d0d 04e4 0004 28182020 04a0 0001 fe",
    "801d0c 0414 0008 80 00 0000 0000000a",
    "801d1c 040f 0004 80 01 00 64 040a 000c 00 00 000001 0489 0003 003e80 ffff 0000",
    "801d0e 0447 0003 00000a 0447 0003 00000b",
];

/// Returns an UPDATE that announces 10.0.0.0/8 with attributes behind the mandatory ones. An attribute of its own
/// replaces AS_PATH, and so does a BGPsec_PATH.
pub(crate) fn update(attributes: &str) -> Vec<u8> {
    let attributes = hex(attributes);
    let path = match attributes[1] {
        2 | 33 => "",
        _ => "400206 0201 0000fde9",
    };
    let list = [
        hex("40010100"),
        hex(path),
        hex("400304 c0000201"),
        attributes,
    ];
    update_body(&[], &list.concat(), &hex("08 0a"))
}

/// The same, with a route of another family if the rule asks for it.
pub(crate) fn with_route(breach: Breach, attributes: &str) -> Vec<u8> {
    match breach {
        Breach::ROUTER_MAC_GROUP => update(&format!("{IP_PREFIX} {attributes}")),
        Breach::LINK_STATE_MPLS_PROTOCOLS => update(&format!("{LINK} {attributes}")),
        Breach::LINK_STATE_SPF_METRIC => update(&format!("{SPF_LINK} {attributes}")),
        _ => update(attributes),
    }
}

#[test]
fn what_keeps_the_rules() {
    for attributes in KEPT {
        assert_eq!(of_update(&update(attributes), true), [], "{attributes}");
    }
    let with_prefix = format!("{IP_PREFIX} c01008 0603 02005e000001");
    assert_eq!(of_update(&update(&with_prefix), true), []);
    // A link of BGP-LS without a metric, one of BGP-LS-SPF with one, and MPLS protocols of a direct link.
    for (link, attribute) in [
        (LINK, "801d06 0402 0002 7231"),
        (SPF_LINK, "801d07 0447 0003 00000a"),
        (&LINK.replace("0025 02", "0025 04"), "801d05 0446 0001 80"),
    ] {
        assert_eq!(of_update(&update(&format!("{link} {attribute}")), true), []);
    }
    // A group address beside routes of another family.
    let without = update("c01008 0603 01005e000001");
    assert_eq!(of_update(&without, true), []);
    // D-PATH with an EVPN route, and with one of an IP VPN: 10.0.0.0/8, label 100.
    for reach in [
        IP_PREFIX,
        "800e1e 0001 80 0c 0000000000000000 c0000201 00 60 000641 0000fde800000001 0a",
    ] {
        let list = hex(&format!(
            "40010100 400206 0201 0000fde9 {reach} c02408 01 0000fde9 0001 46"
        ));
        assert_eq!(
            of_update(&update_body(&[], &list, &[]), true),
            [],
            "{reach}"
        );
    }
}

/// RFC 6368, section 5: a set is malformed if an attribute in it is. What is only logged outside is no more inside.
#[test]
fn in_a_set() {
    for (inside, disposition) in [
        (
            "801a0b 01 000b ffffffffffffffff",
            Disposition::TreatAsWithdraw,
        ),
        ("c01106 0301 0000fde9", Disposition::Nothing),
        // What comes behind asks for more.
        (
            "c01106 0301 0000fde9 c00708 00000000 c0000201",
            Disposition::TreatAsWithdraw,
        ),
    ] {
        let value = [hex("0000fbf0 40010100"), hex(inside)].concat();
        let set: String = attribute(0xc0, 128, &value)
            .iter()
            .map(|octet| format!("{octet:02x}"))
            .collect();
        let body = update(&set);
        let update = Update::from_octets_in(&body, Session::default()).unwrap();
        let errors: Vec<_> = update.errors(ErrorContext::default()).collect();
        assert_eq!(errors.len(), 1, "{inside}");
        assert_eq!(errors[0].disposition, disposition, "{inside}");
        assert_eq!(errors[0].attribute, Some(128));
        assert_eq!(update.check().is_err(), disposition > Disposition::Nothing);
    }
}

/// Where a rule is broken, and what the error says.
#[test]
fn places() {
    for (attributes, text) in [
        (
            "c01010 0002 fde8 00000001 4300 0000000000 03",
            "nothing: EXTENDED COMMUNITIES at byte 35: an origin validation state is not defined (RFC 8097, section 2)",
        ),
        (
            "c02910 0001 0004 c7 0001 00 0001 0004 c7 0002 00",
            "attribute discard: BIER at byte 35: a sub-domain appears twice (RFC 9793)",
        ),
        // The structure is 28 octets behind the start of the value.
        (
            "c02825 05 0022 00 01 001e 00 20010db8000000000000000000000001 00 0013 00 01 0006 281810000040",
            "nothing: BGP Prefix-SID at byte 55: the structure of a SID is not possible (RFC 9252, section 7)",
        ),
        (
            "c01605 00 0e 000000",
            "treat-as-withdraw: PMSI_TUNNEL at byte 28: the tunnel type is not defined (RFC 6514, section 5)",
        ),
        (
            "c02408 01 0000fde9 0001 46",
            "treat-as-withdraw: D-PATH at byte 35: the routes are neither of an IP VPN nor of EVPN (RFC 10039)",
        ),
    ] {
        let body = update(attributes);
        let update = Update::from_octets_in(&body, Session::default()).unwrap();
        let errors: Vec<_> = update
            .errors(ErrorContext::default())
            .map(|error| error.to_string())
            .collect();
        assert_eq!(errors, [text]);
    }
}
