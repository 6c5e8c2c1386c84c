//! TLVs laid out by hand from the figures of their RFCs: bytes, text and JSON. What tshark, FRR and GoBGP decode is in
//! the tests of the suite and of the tools.

mod gobgp;
mod link;
mod nesting;
mod node;
mod policy;
mod prefix;
mod srv6;

use crate::bgp::attribute::LinkState;
use crate::testkit::{cases, hex};
use crate::wire::What;

/// Lengths that a type cannot have: the TLV is an error with its bytes, and the one behind it is intact.
#[test]
fn lengths_that_a_tlv_cannot_have() {
    // Type and value: too short, too long, uneven.
    for (tlv_type, value) in [
        (263, "0000 00"),
        (266, "01"),
        (267, "01 0a 29"),
        (1024, ""),
        (1024, "8000"),
        (1026, ""),
        (1027, ""),
        (1027, "49000102030405060708090a0b0c"),
        (1028, "c00002"),
        (1029, "c0000201"),
        (1030, "c000020101"),
        (1031, "20010db80000000000000000000000"),
        (1032, ""),
        (1032, "000000"),
        (1034, "0000"),
        (1034, "0000 001f40 0489 0002 3e80"),
        (1034, "0000 001f40 0489 0003 003e"),
        (1034, "0000 001f40 0488 0003 003e80"),
        (1036, "0000 001f40 0489 0003 003e80 0003"),
        (1037, "0001"),
        (1038, "0000"),
        (1039, "80 00 00"),
        (1040, ""),
        (1041, "00000001 00"),
        (1042, "0001"),
        (1043, ""),
        (1044, "80 00 0000 000000"),
        (1045, "00000001 00"),
        (1046, ""),
        (1088, "000001"),
        (1089, "4e9502"),
        (1090, "4e9502f9 00"),
        (
            1091,
            "4e9502f9 4e9502f9 4e9502f9 4e9502f9 4e9502f9 4e9502f9 4e9502f9",
        ),
        (1092, "0047"),
        (1092, "0000000047"),
        (1093, "02"),
        (1094, ""),
        (1095, ""),
        (1095, "000000000a"),
        (1096, "00000007 0000"),
        (1098, ""),
        (1099, "30 00 0000 5dc1"),
        (1099, "30 00 0000 0000005dc1"),
        (1100, "30 00 0000 c0000201 5dc1"),
        (1100, "30 00 0000 000000000001 0000005dc1"),
        (1101, "c0 00 0000"),
        (1102, "c0 00 0000 5dc1"),
        (1103, "c0 00 00"),
        (1105, ""),
        (1106, "0005 00 00 00 00 20010db8000f00010000000000000000 00"),
        (1106, "0005 00 00 00 00 20010db8000f0001000000000000"),
        (
            1107,
            "0005 00 00 00 00 000000000001 20010db8000f0001000000000000",
        ),
        (
            1108,
            "0005 00 00 00 00 c0000201 20010db8000f0001000000000000",
        ),
        (1114, "00 0027"),
        (1115, "00 000001 00 0000"),
        (1116, "00 000001 00"),
        (1117, "00"),
        (1118, "4e9502"),
        (1119, ""),
        (1120, "4e9502f9 00"),
        (1121, "00"),
        (1122, "04 00 00"),
        (1122, "05 00 0000 1000000000"),
        (1122, "04 08 0000 10000000 00"),
        (1122, "00 00 0000 0440 0004 0000"),
        (1152, ""),
        (1153, "000064"),
        (1154, "00000064"),
        (1155, "0014"),
        (1156, "c00002"),
        (1158, "00 00 0000 0001"),
        (1159, "00 00 00"),
        (1161, "0001"),
        (1161, "0000000001"),
        (1162, "00 00 0000 000000"),
        (1170, ""),
        (1171, "c000020100"),
        (1172, "000000"),
        (1173, ""),
        (1173, "0000000100"),
        (1174, "c00002"),
        (1181, "00000000000007"),
        (1184, ""),
        (1201, "8000 0000 00003a98"),
        (1201, "8000 0000 00003a98 20010db8000f00010000000000000000"),
        (1202, "00 00 4000 000000"),
        (1204, "0000 0000 0000 00"),
        (1205, "0000 0000 0000 00 00 000000"),
        (1206, "01 00 8000 00003e"),
        (1206, "02 00 8000 20010db8000f00010000000000000000"),
        (1206, "03 00 8000 00003e80 00 c00002"),
        (1207, "02 10 0000 00000000 00000000 000000"),
        (1208, "01 00 00 00"),
        (1208, "01 00 00 00 00000001 00000001"),
        (1209, "000001"),
        (1210, "4e9502"),
        (1211, "00 00 0000 000000"),
        (1212, "8000 0000 20010db8000f00010000000000000000"),
        (1214, "0000 0000"),
        (1215, "02 80 0000 00000000 000000"),
        (1216, "4e9502f9 00"),
        (1217, "0001"),
        (1250, "0005 00"),
        (1251, "80 05 0000 0000fbf5 c00002"),
        (1252, "28 18 10"),
    ] {
        let value = hex(value);
        let mut octets = u16::to_be_bytes(tlv_type).to_vec();
        octets.extend((value.len() as u16).to_be_bytes());
        octets.extend(&value);
        let end = octets.len();
        octets.extend([0x04, 0x02, 0, 2, b'r', b'1']);

        let tlvs = LinkState::over(&octets[..]);
        let error = tlvs.check().unwrap_err();
        assert_eq!(tlvs.malformed().map(|(_, error)| error), Some(error));
        let error = error.within(What::Attribute(29));
        assert!(error.offset() <= end, "{error}");
        assert!(
            error.to_string().starts_with("BGP-LS Attribute "),
            "{error}"
        );
        assert_eq!(tlvs.iter().count(), 2, "{tlv_type} {value:02x?}");
        assert_eq!(tlvs.node_name().unwrap().as_str(), Some("r1"));
        crate::testkit::back(&tlvs.to_owned());
    }
}

/// What no RFC calls an error: an order, a repetition, a type that is unknown, none at all.
#[test]
fn what_is_no_error() {
    cases! { LinkState<&[u8]>;
        "" => "" => "[]",
        "0447 0001 0a 0402 0002 7231 0402 0002 7232" => r#"metric 10, name "r1", name "r2""#,
        "ffff 0000 0001 0001 aa 049c 0002 0102" => "type-65535, type-1 aa, type-1180 0102"
            => r#"[{"unknown":{"tlv_type":65535,"octets":""}},{"unknown":{"tlv_type":1,"octets":"aa"}},
                {"unknown":{"tlv_type":1180,"octets":"0102"}}]"#,
    }
    assert!(
        LinkState::over(&hex("fde8 0003 000000")[..])
            .iter()
            .all(|tlv| tlv.unwrap().enterprise().is_none())
    );
}

/// The length of the last TLV is past the end: what is before it is intact.
#[test]
fn lengths_past_the_end() {
    cases! { LinkState<&[u8]>;
        "0402 0002 7231 0447 0004 00000a" =>
            inside "BGP-LS Attribute TLV 1095 at byte 10: 1 byte is missing",
        "0402 0002 7231 0447 00" => inside "BGP-LS Attribute TLV 1095 at byte 8: 1 byte is missing",
        "0402 0002 7231 0447 ffff" => r#"name "r1", malformed 0447ffff"#,
    }
}
