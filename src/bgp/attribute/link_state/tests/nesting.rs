//! TLVs inside of TLVs, and how deep.

use super::*;
use crate::bgp::attribute::PathAttributes;
use crate::bgp::attribute::link_state::{LinkStateTlv, tlv_name};
use crate::bgp::error_action::ErrorContext;
use crate::bgp::{Session, Update};
use crate::testkit::{back, json};
use crate::{Decode, Encode};

#[test]
fn attributes_of_a_part() {
    cases! { LinkState<&[u8]>;
        // RFC 9294, section 2: bits of 4 and 8 bytes.
        "0462 0018 04 08 0000 70000000 8000000000000000 0444 0004 00000007"
            => "for sr-policy+lfa+flex-algo user-defined 8000000000000000 (te-metric 7)"
            => r#"[{"application_specific":{"reserved":0,"standard":"70000000","user_defined":"8000000000000000",
                "sub_tlvs":[{"te_default_metric":{"value":7,"width":4}}]}}]"#,
        "0462 0004 00 00 0000" => "for all ()",
        "0494 0014 00000005 0440 0004 00000001 0441 0004 4e9502f9"
            => "member 5 (admin-group 0x00000001, bandwidth 1250000000)"
            => r#"[{"l2_bundle_member":{"member":5,"sub_tlvs":[{"admin_group":"0x00000001"},
                {"max_link_bandwidth":1250000000.0}]}}]"#,
        // A part that is malformed costs that part only.
        "0494 0010 00000005 0440 0003 000001 0461 0001 00" => "member 5 (malformed 04400003000001, malformed 0461000100)",
    }
    let octets = hex("0462 0010 04 00 0000 80000000 0448 0004 00000007");
    let link = LinkState::over(&octets[..]);
    assert!(
        link.application_specific()
            .next()
            .unwrap()
            .applications()
            .is_rsvp_te()
    );
}

/// 1172 in 1122 in 1172 and so on, as deep as the length of an attribute allows.
fn nested(levels: usize) -> Vec<u8> {
    let mut octets = hex("0440 0004 00000001");
    for level in 0..levels {
        let (tlv_type, head) = match level % 2 {
            0 => (1172_u16, [0, 0, 0, 5]),
            _ => (1122, [0, 0, 0, 0]),
        };
        let length = octets.len() as u16 + 4;
        octets = [
            &tlv_type.to_be_bytes()[..],
            &length.to_be_bytes(),
            &head,
            &octets,
        ]
        .concat();
    }
    octets
}

#[test]
fn three_levels_are_decoded() {
    assert_eq!(
        LinkState::over(&nested(2)[..]).to_string(),
        "for all (member 5 (admin-group 0x00000001))"
    );
    // The fourth level is bytes.
    assert_eq!(
        LinkState::over(&nested(3)[..]).to_string(),
        "member 5 (for all (member 5 (type-1088 00000001)))"
    );
    for levels in [4, 100, 8000] {
        let octets = nested(levels);
        let tlvs = LinkState::over(&octets[..]);
        assert_eq!(tlvs.check(), Ok(()));
        assert_eq!(tlvs.malformed(), None);
        assert_eq!(tlvs.broken(), None);
        assert_eq!(tlvs.to_vec().unwrap(), octets);
        assert!(tlvs.to_string().len() < 2 * octets.len() + 100);
        back(&tlvs.to_owned());
        let tlv = tlvs.iter().next().unwrap().unwrap();
        assert_eq!(tlv.to_vec().unwrap(), octets);
        back(&tlv.to_owned());
        let built = LinkState::of([tlv.to_owned()]).unwrap();
        assert_eq!(built.view(), tlvs);
    }
}

/// Values keep their bytes when they are built deeper than they are decoded.
#[test]
fn what_is_built_deeper_is_kept() {
    let mut tlv: LinkStateTlv = crate::bgp::attribute::link_state::AdminGroup(1).into();
    for _ in 0..6 {
        let sub_tlvs = LinkState::of([tlv]).unwrap();
        tlv = crate::bgp::attribute::link_state::L2BundleMember {
            member: 5,
            sub_tlvs,
        }
        .into();
    }
    let built = LinkState::of([tlv]).unwrap();
    assert_eq!(
        built.to_string(),
        "member 5 (member 5 (member 5 (type-1172 000000050494001400000005049400\
         0c000000050440000400000001)))"
    );
    json(
        &LinkState::over(nested(3)),
        r#"[{"l2_bundle_member":{"member":5,"sub_tlvs":[{"application_specific":{"reserved":0,"standard":"",
            "user_defined":"","sub_tlvs":[{"l2_bundle_member":{"member":5,"sub_tlvs":[
            {"unknown":{"tlv_type":1088,"octets":"00000001"}}]}}]}}]}}]"#,
    );
}

/// Where a malformed TLV is, in the UPDATE and by name.
#[test]
fn errors_of_an_update() {
    for (value, text) in [
        (
            "0440 0003 000001",
            "attribute discard: BGP-LS Attribute TLV 1088 at byte 11: 1 byte is missing (RFC 9552, section 8.2.2)",
        ),
        (
            "0402 0002 7231 0494 000b 00000005 0440 0003 000001",
            "attribute discard: BGP-LS Attribute sub-TLV 1088 at byte 25: 1 byte is missing (RFC 9552, section 8.2.2)",
        ),
        (
            "0494 0013 00000005 0462 000b 00 00 0000 0440 0003 000001",
            "attribute discard: BGP-LS Attribute sub-sub-TLV 1088 at byte 27: 1 byte is missing (RFC 9552, section 8.2.2)",
        ),
        (
            "040a 000b 00 00 001f40 0489 0002 3e80",
            "attribute discard: BGP-LS Attribute sub-TLV 1161 at byte 20: a length of 2 is not possible (RFC 9552, section 8.2.2)",
        ),
    ] {
        let value = hex(value);
        let attribute = [&[0x80, 29, value.len() as u8][..], &value].concat();
        let body = [&[0, 0, 0, attribute.len() as u8][..], &attribute].concat();
        let update = Update::from_octets(&body).unwrap();
        let errors: Vec<_> = update
            .errors(ErrorContext::default())
            .map(|error| error.to_string())
            .collect();
        assert_eq!(errors, [text]);
        let attributes = PathAttributes::over(&attribute[..], Session::default());
        assert!(attributes.iter().next().unwrap().unwrap().check().is_err());
        assert!(update.check().is_err());
    }
}

/// A route of BGP-LS-SPF is withdrawn if its attribute is malformed (RFC 9815, section 7).
#[test]
fn errors_of_bgp_ls_spf() {
    let reach = "800e17 4004 50 04 c0000201 00 0001 000a 04 0000000000000000 00";
    let attributes = hex(&format!("{reach} 801d07 0440 0003 000001"));
    let body = [&[0, 0, 0, attributes.len() as u8][..], &attributes].concat();
    let update = Update::from_octets(&body).unwrap();
    let mut errors = update.errors(ErrorContext::default());
    let error = errors.find(|error| error.attribute == Some(29)).unwrap();
    assert_eq!(
        error.to_string(),
        "treat-as-withdraw: BGP-LS Attribute TLV 1088 at byte 37: 1 byte is missing (RFC 9815, section 7)"
    );
}

#[test]
fn names_of_types() {
    assert_eq!(tlv_name(1026), Some("name"));
    assert_eq!(tlv_name(1180), Some("spf-capability (deprecated)"));
    assert_eq!(tlv_name(1033), None);
}
