//! Tests of the SFP attribute. No dissector at hand decodes it: bytes are laid out by hand from figures 7 to 9 of RFC
//! 9015.

use super::*;
use crate::bgp::Session;
use crate::bgp::attribute::{PathAttributes, UnknownTlv};
use crate::testkit::{binary, cases, exact, hex, json, texts};
use crate::wire::Octets;

/// A path of RFC 9015, section 8.1: `SI = 255, SFT = 41, RD = 192.0.2.1:1; SI = 250, SFT = 43, RD = 192.0.2.2:2`.
const PATH: &str = concat!(
    "02 000e ff 03 000a 0029 0001c00002010001",
    "02 000e fa 03 000a 002b 0001c00002020002"
);

fn sfir(text: &str) -> SfirRd {
    text.parse().unwrap()
}

#[test]
fn an_example_of_the_rfc() {
    let octets = hex(PATH);
    let path: Sfp<&[u8]> = exact(&octets);
    assert_eq!(
        path.to_string(),
        "hop 255 (sft 41 192.0.2.1:1), hop 250 (sft 43 192.0.2.2:2)"
    );
    let hops = [(255, 41, "192.0.2.1:1"), (250, 43, "192.0.2.2:2")].map(|(index, sft, rd)| {
        let functions = ServiceFunctions::new(sft, [sfir(rd)]);
        SfpHop::new(index, List::of([functions.into()]).unwrap())
    });
    assert!(path.hops().map(|hop| hop.to_owned()).eq(hops.clone()));
    assert_eq!(Sfp::of(hops.map(SfpTlv::from)), Ok(path.to_owned()));
    json(
        &path.to_owned(),
        r#"[{"hop":{"service_index":255,"sub_tlvs":[{"sft":{"service_function_type":41,"sfirs":["192.0.2.1:1"]}}]}},
           {"hop":{"service_index":250,"sub_tlvs":[{"sft":{"service_function_type":43,"sfirs":["192.0.2.2:2"]}}]}}]"#,
    );
    binary(&path.to_owned());
}

#[test]
fn every_tlv() {
    let octets = hex(concat!(
        "01 000c 01 0000fbf000000007 abcdef 05 0000",
        "02 0025 01 04 0000 03 001a 0001 0000000000000000 0b01000000000009 8000000000000001 07 0001 ff",
        "c8 0002 beef"
    ));
    let path: Sfp<&[u8]> = exact(&octets);
    assert_eq!(
        path.to_string(),
        concat!(
            "association bidirectional 64496:7 spi 11259375, traversal mpls-label-stack, ",
            "hop 1 (labels mpls-swapping-stacking, sft 1 0:0 pool:9 0x8000000000000001, type-7 ff), type-200 beef"
        )
    );
    let association = SfpAssociation {
        association_type: SfpAssociationType::Bidirectional,
        rd: RouteDistinguisher::two_octet(64496, 7),
        spi: ServicePathId::new(0xab_cdef),
    };
    let unknown = |tlv_type, octets: &[u8]| UnknownTlv {
        tlv_type,
        octets: Octets(octets.to_vec()),
    };
    let sub_tlvs = [
        SfpMplsSwapping.into(),
        ServiceFunctions::new(1, [SfirRd::ANY, SfirRd::of_pool(9), SfirRd(1 << 63 | 1)]).into(),
        SfpHopTlv::Unknown(unknown(7, &[0xff])),
    ];
    let built = Sfp::of([
        association.into(),
        SfpMplsTraversal.into(),
        SfpHop::new(1, List::of(sub_tlvs).unwrap()).into(),
        SfpTlv::Unknown(unknown(200, &[0xbe, 0xef])),
    ]);
    assert_eq!(built, Ok(path.to_owned()));
    json(
        &path.to_owned(),
        r#"[{"association":{"association_type":"bidirectional","rd":"64496:7","spi":11259375}},
           {"traversal":null},{"hop":{"service_index":1,"sub_tlvs":[{"mpls_swapping":null},
           {"sft":{"service_function_type":1,"sfirs":["0:0","pool:9","0x8000000000000001"]}},
           {"unknown":{"tlv_type":7,"octets":"ff"}}]}},{"unknown":{"tlv_type":200,"octets":"beef"}}]"#,
    );
}

#[test]
fn names_of_instances() {
    let pool = SfirRd::of_pool(u64::MAX);
    assert_eq!(pool.to_string(), "pool:281474976710655");
    assert_eq!((pool.pool(), pool.rd()), (Some((1 << 48) - 1), None));
    assert_eq!(sfir("pool:281474976710655"), pool);
    let rd = sfir("64496:1");
    let expected = RouteDistinguisher::two_octet(64496, 1);
    assert_eq!((rd.pool(), rd.rd()), (None, Some(expected)));
    for text in ["pool:", "pool:281474976710656", "x"] {
        assert!(text.parse::<SfirRd>().is_err(), "{text}");
    }
    assert_eq!(ServicePathId::new(u32::MAX).get(), 0xff_ffff);
}

#[cfg(feature = "serde")]
#[test]
fn numbers_in_json_fit() {
    let error = serde_json::from_str::<ServicePathId>("16777216").unwrap_err();
    assert_eq!(
        error.to_string(),
        "not a service path identifier of 24 bits"
    );
}

#[test]
fn malformed_as_a_whole() {
    cases! { Sfp<&[u8]>;
        // Section 3.2.1: error 6, no hop.
        "" => error "value at byte 0: there is no TLV of type 2",
        "05 0000" => error "value at byte 3: there is no TLV of type 2",
        // Error 7: a hop without sub-TLVs, or not even an index.
        "02 0001 ff" => error "SFP TLV 2 at byte 4: 3 bytes are missing",
        "02 0000" => error "SFP TLV 2 at byte 3: 1 byte is missing",
        // Error 4: a TLV and a sub-TLV that are too long.
        "02 000f ff 03 000a 0029 0001c00002010001" => error "SFP TLV 2 at byte 3: 1 byte is missing",
        "02 0004 ff 04 0001" => error "SFP sub-TLV 4 at byte 7: 1 byte is missing",
        "02 0005 ff 04 0000 04" => error "SFP sub-TLV 4 at byte 8: 2 bytes are missing",
        "02 0004 ff 04 0000 05" => error "SFP TLV 5 at byte 8: 2 bytes are missing",
    }
}

#[test]
fn a_bad_value_costs_one_tlv() {
    let octets = hex(&format!(
        "01 000b 01 0000fbf000000007 abcd 05 0001 00 02 000b ff 03 0003 0029 00 04 0001 00 {PATH}"
    ));
    let path: Sfp<&[u8]> = exact(&octets);
    let found: Vec<_> = path.0.iter().collect();
    let found = texts(found);
    assert_eq!(found[0], "SFP TLV 1 at byte 12: 1 byte is missing");
    assert_eq!(found[1], "SFP TLV 5 at byte 17: 1 byte is left over");
    let hop = path.hops().next().unwrap();
    let found: Vec<_> = hop.sub_tlvs.iter().map(Result::unwrap_err).collect();
    let text = found[0].to_string();
    assert!(text.starts_with("SFP sub-TLV 3 at byte "), "{text}");
    assert_eq!(found[0].fault(), Fault::Multiple { length: 1, of: 8 });
    assert_eq!(found[1].fault(), Fault::Trailing(1));
    assert_eq!(path.hops().count(), 3);
}

#[test]
fn in_a_list_of_attributes() {
    // A path without hops, and an Only to Customer behind it.
    let octets = hex("c02500 c0230400000001");
    let attributes = PathAttributes::over(&octets[..], Session::default());
    let found: Vec<_> = attributes.iter().collect();
    let error = found[0].unwrap_err();
    assert_eq!(
        error.to_string(),
        "SFP at byte 3: there is no TLV of type 2"
    );
    assert_eq!(found[1].unwrap().to_string(), "Only to Customer 1");
}
