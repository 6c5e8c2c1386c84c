//! BGP Prefix-SID: values that routers sent, malformed values, and transposition.

use super::*;
use crate::bgp::Session;
use crate::bgp::attribute::{AttributeValue, PathAttributes, UnknownTlv};
use crate::net::Label;
#[cfg(feature = "serde")]
use crate::testkit::back;
use crate::testkit::{cases, exact, hex, json};
use crate::wire::Octets;
use crate::{Decode, Encode};

/// As exabgp sent it to FRR. The expected values are those that tshark shows.
const LABELED: &str = "01 0007 00 0000 00000309 03 000e 0000 0c3500 001000 0f4240 001388";

/// As FRR announced a VPN route. The expected values are those that tshark shows.
const SRV6: &str =
    "05 0022 00 01 001e 00 20010db8000f00010000000000000000 00 0013 00 01 0006 281810001040";

#[test]
fn labels_of_a_router() {
    let octets = hex(LABELED);
    let prefix_sid: PrefixSid<&[u8]> = exact(&octets);
    assert_eq!(prefix_sid.label_index().unwrap().index, 777);
    let srgb = prefix_sid.originator_srgb().unwrap();
    let ranges: Vec<_> = srgb.ranges.iter().map(|r| (r.base(), r.range())).collect();
    assert_eq!(ranges, [(800_000, 4096), (1_000_000, 5000)]);
    assert_eq!(srgb.label(777), Some(800_777));
    assert_eq!(
        (srgb.label(4096), srgb.label(9095)),
        (Some(1_000_000), Some(1_004_999))
    );
    assert_eq!(srgb.label(9096), None);
    assert_eq!(prefix_sid.check(), Ok(()));
    assert_eq!(
        (prefix_sid.l3_service(), prefix_sid.sid_information()),
        (None, None)
    );
    assert_eq!(
        prefix_sid.to_string(),
        "label-index 777, originator-srgb 800000+4096 1000000+5000"
    );
    json(
        &prefix_sid.to_owned(),
        r#"[{"label_index":{"reserved":0,"flags":0,"index":777}},
           {"originator_srgb":{"flags":0,"ranges":[{"base":800000,"range":4096},{"base":1000000,"range":5000}]}}]"#,
    );
    let srgb = OriginatorSrgb::new([
        SrgbRange::new(800_000, 4096),
        SrgbRange::new(1_000_000, 5000),
    ]);
    let built = PrefixSid::of([LabelIndex::new(777).into(), srgb.into()]).unwrap();
    assert_eq!(built.to_vec().unwrap(), octets);
}

#[test]
fn a_sid_of_a_router() {
    let octets = hex(SRV6);
    let prefix_sid: PrefixSid<&[u8]> = exact(&octets);
    let sid = prefix_sid.sid_information().unwrap();
    assert_eq!(sid.sid.to_string(), "2001:db8:f:1::");
    assert_eq!(sid.endpoint_behavior, EndpointBehavior::EndDt4);
    assert_eq!((sid.reserved1, sid.flags, sid.reserved2), (0, 0, 0));
    let structure = SidStructure {
        locator_block: 40,
        locator_node: 24,
        function: 16,
        argument: 0,
        transposition_length: 16,
        transposition_offset: 64,
    };
    assert_eq!(sid.structure(), Some(structure));
    // The label field of the VPN route beside it was 02 00 03: its first 16 bits belong behind the first 64 of the SID.
    let label = Label::from_octets(&[0x02, 0x00, 0x03]).unwrap();
    assert_eq!(
        sid.full_sid(label, LabelWidth::Twenty),
        Ok("2001:db8:f:1:200::".parse().unwrap())
    );
    assert_eq!(prefix_sid.check(), Ok(()));
    assert_eq!(prefix_sid.label_index(), None);
    assert_eq!(
        prefix_sid.to_string(),
        "srv6-l3-service (sid 2001:db8:f:1:: End.DT4 (structure 40+24+16+0 transposed 64+16))"
    );
    json(
        &prefix_sid.to_owned(),
        r#"[{"srv6_l3_service":{"reserved":0,"sub_tlvs":[{"sid_information":{"reserved1":0,"sid":"2001:db8:f:1::",
           "flags":0,"endpoint_behavior":"End.DT4","reserved2":0,"sub_sub_tlvs":[{"sid_structure":{"locator_block":40,
           "locator_node":24,"function":16,"argument":0,"transposition_length":16,"transposition_offset":64}}]}}]}}]"#,
    );
    let built = Srv6SidInformation::new(sid.sid, EndpointBehavior::EndDt4)
        .with_structure(structure)
        .unwrap();
    let built = Srv6L3Service::new([built.into()]).unwrap();
    let built = PrefixSid::of([built.into()]).unwrap();
    assert_eq!(built.to_vec().unwrap(), octets);
}

#[test]
fn an_l2_service() {
    // The same as type 6, End.DT2U. tshark shows the same.
    let octets = hex(&SRV6.replacen("05", "06", 1).replace("0013", "0017"));
    let prefix_sid: PrefixSid<&[u8]> = exact(&octets);
    let sid = prefix_sid.sid_information().unwrap();
    assert_eq!(sid.endpoint_behavior, EndpointBehavior::EndDt2u);
    assert!(prefix_sid.l2_service().is_some() && prefix_sid.l3_service().is_none());
    // EVPN label fields have 24 bits.
    assert_eq!(
        sid.full_sid(Label::from_vni(0x20_0000), LabelWidth::TwentyFour),
        Ok("2001:db8:f:1:2000::".parse().unwrap())
    );
}

#[test]
fn everything_unknown_reserved_and_deprecated_is_kept() {
    let octets = hex(
        "07 0002 abcd 02 0013 000000 20010db8000000000000000000000001 04 0001 ff ff 0000
         01 0007 aa bbcc 00000001
         05 002d 11 02 0001 22 01 0025 33 20010db8000f00010000000000000000 44 7abc 55
            09 0001 66 01 0006 000000000000 00 0000",
    );
    let prefix_sid: PrefixSid<&[u8]> = exact(&octets);
    assert_eq!(prefix_sid.check(), Ok(()));
    assert_eq!(
        prefix_sid.to_string(),
        "type-7 abcd, deprecated-ipv6-sid 00000020010db8000000000000000000000001, deprecated-vpn-sid ff, \
         type-255, label-index 1, srv6-l3-service (type-2 22, \
         sid 2001:db8:f:1:: endpoint behavior 31420 (type-9 66, structure 0+0+0+0, type-0))"
    );
    let tlvs: Vec<_> = prefix_sid.into_iter().map(Result::unwrap).collect();
    assert_eq!(
        tlvs[0],
        PrefixSidTlv::Unknown(UnknownTlv {
            tlv_type: 7,
            octets: Octets(&[0xab, 0xcd][..])
        })
    );
    let PrefixSidTlv::LabelIndex(index) = tlvs[4] else {
        panic!("{tlvs:?}")
    };
    assert_eq!(
        (index.reserved, index.flags, index.index),
        (0xaa, 0xbbcc, 1)
    );
    let PrefixSidTlv::Srv6L3Service(service) = tlvs[5] else {
        panic!("{tlvs:?}")
    };
    let sid = service.into_sid_information().unwrap();
    assert_eq!(
        (service.reserved, sid.reserved1, sid.flags, sid.reserved2),
        (0x11, 0x33, 0x44, 0x55)
    );
    assert_eq!(sid.endpoint_behavior, EndpointBehavior::from(0x7abc));
    let built = PrefixSid::of(tlvs.iter().map(PrefixSidTlv::to_owned)).unwrap();
    assert_eq!(built.to_vec().unwrap(), octets);
    #[cfg(feature = "serde")]
    {
        let text = serde_json::to_string(&prefix_sid).unwrap();
        assert!(text.contains(r#"{"deprecated_vpn_sid":"ff"}"#), "{text}");
        assert!(text.contains(r#""endpoint_behavior":31420"#), "{text}");
        back(&built);
    }
}

#[test]
fn the_first_one_counts() {
    let sid =
        |last: u16| Srv6SidInformation::new([0x2001, 0xdb8, 0, 0, 0, 0, 0, last].into(), 20.into());
    let l3 = Srv6L3Service::new([sid(1).into(), sid(2).into()]).unwrap();
    let l2 = Srv6L2Service::new([sid(3).into()]).unwrap();
    let prefix_sid = PrefixSid::of([
        l2.into(),
        LabelIndex::new(7).into(),
        LabelIndex::new(8).into(),
        l3.into(),
    ])
    .unwrap();
    assert_eq!(prefix_sid.label_index(), Some(LabelIndex::new(7)));
    assert_eq!(prefix_sid.sid_information().unwrap().sid, sid(1).sid);
}

#[test]
fn malformed_tlvs() {
    // RFC 8669, section 6: lengths that do not fit a TLV, and a TLV that is longer than the attribute. RFC 9252,
    // section 7: a service without its first byte.
    cases! { PrefixSid<&[u8]>;
        "01 0006 000000000000" => inside "BGP Prefix-SID TLV 1 at byte 6: 1 byte is missing",
        "01 0008 0000000000000000" => inside "BGP Prefix-SID TLV 1 at byte 10: 1 byte is left over",
        "03 0002 0000" => inside "BGP Prefix-SID TLV 3 at byte 5: a length of 2 is not possible",
        "03 0001 00" => inside "BGP Prefix-SID TLV 3 at byte 3: 1 byte is missing",
        "03 0009 0000 00000000000000" => inside "BGP Prefix-SID TLV 3 at byte 5: a length of 7 is not a multiple of 6",
        "01 0007 0000000000" => inside "BGP Prefix-SID TLV 1 at byte 3: 2 bytes are missing",
        "01 00" => inside "BGP Prefix-SID TLV 1 at byte 1: 1 byte is missing",
        "05 0000" => inside "BGP Prefix-SID TLV 5 at byte 3: 1 byte is missing",
    }
}

#[test]
fn malformed_inside_a_service() {
    // RFC 9252, section 7. Offsets count from the start of the list that is walked. SID Information of fewer than 21
    // bytes, and longer than the service. A SID Structure of 5 and of 7 bytes, and longer than the SID Information.
    cases! { PrefixSid<&[u8]>;
        "05 0018 00 01 0014 0000000000000000000000000000000000000000"
            => inside "BGP Prefix-SID sub-TLV 1 at byte 3: 1 byte is missing",
        "05 0018 00 01 0015 0000000000000000000000000000000000000000"
            => inside "BGP Prefix-SID sub-TLV 1 at byte 3: 1 byte is missing",
        "05 0021 00 01 001d 000000000000000000000000000000000000000000 01 0005 0000000000"
            => inside "BGP Prefix-SID sub-sub-TLV 1 at byte 8: 1 byte is missing",
        "05 0023 00 01 001f 000000000000000000000000000000000000000000 01 0007 00000000000000"
            => inside "BGP Prefix-SID sub-sub-TLV 1 at byte 9: 1 byte is left over",
        "05 0022 00 01 001e 000000000000000000000000000000000000000000 01 0007 000000000000"
            => inside "BGP Prefix-SID sub-sub-TLV 1 at byte 3: 1 byte is missing",
        "06 0018 00 01 0014 0000000000000000000000000000000000000000"
            => inside "BGP Prefix-SID sub-TLV 1 at byte 3: 1 byte is missing",
        "06 0018 00 01 0015 0000000000000000000000000000000000000000"
            => inside "BGP Prefix-SID sub-TLV 1 at byte 3: 1 byte is missing",
        "06 0021 00 01 001d 000000000000000000000000000000000000000000 01 0005 0000000000"
            => inside "BGP Prefix-SID sub-sub-TLV 1 at byte 8: 1 byte is missing",
        "06 0023 00 01 001f 000000000000000000000000000000000000000000 01 0007 00000000000000"
            => inside "BGP Prefix-SID sub-sub-TLV 1 at byte 9: 1 byte is left over",
        "06 0022 00 01 001e 000000000000000000000000000000000000000000 01 0007 000000000000"
            => inside "BGP Prefix-SID sub-sub-TLV 1 at byte 3: 1 byte is missing",
    }
}

#[test]
fn malformed_ones_stand_in_their_place() {
    let octets = hex("01 0006 000000000000 01 0007 00 0000 00000011");
    let prefix_sid: PrefixSid<&[u8]> = exact(&octets);
    assert_eq!(prefix_sid.label_index(), Some(LabelIndex::new(17)));
    assert_eq!(
        prefix_sid.to_string(),
        "malformed 010006000000000000, label-index 17"
    );
    json(
        &prefix_sid.to_owned(),
        r#"[{"malformed":"010006000000000000","error":{"text":"BGP Prefix-SID TLV 1 at byte 6: 1 byte is missing",
           "what":{"attribute_tlv":{"attribute":40,"tlv_type":1}},"offset":6,"fault":{"truncated":1}}},
           {"label_index":{"reserved":0,"flags":0,"index":17}}]"#,
    );
}

#[test]
fn as_an_attribute() {
    // Also an attribute without TLVs, as exabgp sent it.
    for value in ["", LABELED, SRV6] {
        let value = hex(value);
        let mut octets = vec![0xc0, 40, value.len() as u8];
        octets.extend(&value);
        let attributes = PathAttributes::over(&octets[..], Session::default());
        let attribute = attributes.iter().next().unwrap().unwrap();
        assert!(matches!(attribute.value, AttributeValue::PrefixSid(_)));
        assert_eq!(attribute.to_vec().unwrap(), octets);
        let mut built = PathAttributes::new(Session::default());
        built.add(&PrefixSid::from_octets(&value).unwrap()).unwrap();
        assert_eq!(built.octets(), octets);
    }
}

#[test]
fn parts_of_sids_in_labels() {
    let sid = |text: &str| text.parse::<core::net::Ipv6Addr>().unwrap();
    // RFC 9252, section 3.2.1: a function of 16 bits behind 64; the lower 20 of a function of 24 bits. By hand: the
    // bits e004 and the bits 23456 are the highest of the label, so 20 bits end where the traffic class begins.
    let whole = SidStructure::new(40, 24, 16, 0).with_transposition(64, 16);
    let lower = SidStructure::new(40, 24, 24, 0).with_transposition(68, 20);
    // An argument of 16 bits behind 80, for the ESI label; a whole function of 24 bits at the end of the SID.
    let argument = SidStructure::new(48, 16, 16, 16).with_transposition(80, 16);
    let end = SidStructure::new(64, 40, 24, 0).with_transposition(104, 24);
    let nothing = SidStructure::new(48, 16, 16, 16);
    use LabelWidth::{Twenty, TwentyFour};
    for (structure, width, full, cut, label) in [
        (
            whole,
            Twenty,
            "2001:db8:f:1:e004::",
            "2001:db8:f:1::",
            0xe00401,
        ),
        (
            whole,
            TwentyFour,
            "2001:db8:f:1:e004::",
            "2001:db8:f:1::",
            0xe00400,
        ),
        (
            lower,
            Twenty,
            "2001:db8:f:1:1234:5600::",
            "2001:db8:f:1:1000::",
            0x234561,
        ),
        (
            lower,
            TwentyFour,
            "2001:db8:f:1:1234:5600::",
            "2001:db8:f:1:1000::",
            0x234560,
        ),
        (
            argument,
            TwentyFour,
            "2001:db8:f:1:1:abcd::",
            "2001:db8:f:1:1::",
            0xabcd00,
        ),
        (
            end,
            TwentyFour,
            "2001:db8:f:1::12:3456",
            "2001:db8:f:1::",
            0x123456,
        ),
        // Implicit NULL, which RFC 9252, section 6, writes as 0x000030.
        (nothing, Twenty, "2001:db8::1", "2001:db8::1", 0x31),
        (nothing, TwentyFour, "2001:db8::1", "2001:db8::1", 0x30),
    ] {
        let label = Label::from_vni(label);
        assert_eq!(
            structure.split(sid(full), width),
            Ok((sid(cut), label)),
            "{structure}"
        );
        assert_eq!(
            structure.join(sid(cut), label, width),
            Ok(sid(full)),
            "{structure}"
        );
        // Bits that should be zero are overwritten.
        assert_eq!(
            structure.join(sid(full), label, width),
            Ok(sid(full)),
            "{structure}"
        );
    }
}

#[test]
fn structures_that_are_not_possible() {
    let structure = SidStructure::new(40, 24, 24, 0);
    let sid = "2001:db8::".parse().unwrap();
    use LabelWidth::{Twenty, TwentyFour};
    for (structure, width, error, text) in [
        (
            structure.with_transposition(64, 24),
            Twenty,
            TranspositionError::Label {
                length: 24,
                width: 20,
            },
            "24 bits are transposed into a label of 20 bits",
        ),
        (
            structure.with_transposition(64, 25),
            TwentyFour,
            TranspositionError::Label {
                length: 25,
                width: 24,
            },
            "25 bits are transposed into a label of 24 bits",
        ),
        (
            structure.with_transposition(255, 20),
            Twenty,
            TranspositionError::Range { end: 275, bits: 88 },
            "bits up to 275 are transposed, but the parts of the SID have 88 bits",
        ),
        (
            SidStructure::new(64, 64, 0, 0).with_transposition(109, 20),
            Twenty,
            TranspositionError::Range {
                end: 129,
                bits: 128,
            },
            "bits up to 129 are transposed, but the parts of the SID have 128 bits",
        ),
        (
            SidStructure::new(255, 255, 255, 255),
            Twenty,
            TranspositionError::Parts { bits: 1020 },
            "the parts of the SID have 1020 bits, but a SID has 128",
        ),
        (
            structure.with_transposition(64, 0),
            Twenty,
            TranspositionError::Offset { offset: 64 },
            "no bits are transposed, but the offset is 64",
        ),
    ] {
        assert_eq!(structure.check(width), Err(error));
        assert_eq!(structure.join(sid, Label::new(1), width), Err(error));
        assert_eq!(structure.split(sid, width), Err(error));
        assert_eq!(error.to_string(), text);
    }
    assert_eq!(
        structure.with_transposition(64, 24).check(TwentyFour),
        Ok(())
    );
    // A structure of five bytes.
    let octets = hex(&format!("{} 01 0005 0000000000", "00".repeat(21)));
    let information = Srv6SidInformation::from_octets(&octets).unwrap();
    let error = information.full_sid(Label::new(1), Twenty).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the structure of the SID is unknown: BGP Prefix-SID sub-sub-TLV 1 at byte 8: 1 byte is missing"
    );
}

#[test]
fn names_of_behaviors() {
    // Numbers and names as in tshark; 40, 41, 69 to 72, 75 and 84 as in the registry.
    for (number, name) in [
        (4, "End with PSP & USP"),
        (8, "End.X with PSP & USP"),
        (27, "End.B6.Encaps.Red"),
        (39, "End.T with PSP, USP & USD"),
        (42, "End with NEXT-ONLY-CSID"),
        (46, "End with NEXT-CSID, PSP & USP"),
        (50, "End with NEXT-CSID, PSP, USP & USD"),
        (51, "End.X with NEXT-ONLY-CSID"),
        (56, "End.X with NEXT-CSID & USD"),
        (68, "End.DT2M with NEXT-CSID"),
        (71, "End.M.GTP6.E"),
        (84, "End.NSH"),
        // RFC 9800 and later ones.
        (13, "End.B6.Insert"),
        (26, "End.B6.Insert.Red"),
        (78, "End.DTMC46"),
        (83, "End.BXC with PSP, USP & USD"),
        (100, "End.PSID"),
        (101, "End with REPLACE-CSID"),
        (104, "End with REPLACE-CSID, PSP & USP"),
        (107, "End.X with REPLACE-CSID & USP"),
        (110, "End.T with REPLACE-CSID & PSP"),
        (114, "End.B6.Encaps with REPLACE-CSID"),
        (124, "End.DT2M with REPLACE-CSID"),
        (127, "End.B6.Encaps.Red with REPLACE-CSID"),
        (128, "End with REPLACE-CSID & USD"),
        (133, "End.X with REPLACE-CSID, PSP & USD"),
        (139, "End.T with REPLACE-CSID, PSP, USP & USD"),
        (154, "End.XU with PSP, USP & USD"),
        (155, "End.XU with REPLACE-CSID"),
        (32767, "SID of RFC 8754"),
        (0xffff, "Opaque"),
    ] {
        assert_eq!(
            EndpointBehavior::from(number).name(),
            Some(name),
            "{number}"
        );
    }
    // Unassigned or reserved (RFC 8986, section 10.2.2), or unconfirmed.
    for number in [0, 25, 85, 99, 113, 125, 126, 140, 156, 173, 187, 0x8000] {
        assert_eq!(EndpointBehavior::from(number).name(), None, "{number}");
    }
    #[cfg(feature = "serde")]
    {
        let range = r#"{"base":16777216,"range":1}"#;
        assert!(serde_json::from_str::<SrgbRange>(range).is_err());
    }
}
