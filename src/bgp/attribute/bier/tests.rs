//! Tests of BIER. No dissector at hand decodes it: bytes are laid out by hand from the figures of RFC 9793, section 3.

use super::*;
use crate::bgp::attribute::UnknownTlv;
use crate::testkit::{binary, cases, exact, hex, json, refused, texts};
use crate::wire::Octets;

const WHOLE: &str = concat!(
    // Sub-domain 3, BFR-id 258, reserved 7.
    "0001 0030 03 0102 07",
    // MPLS: maximum set identifier 2, length code 3, label 74565; a next hop in it.
    " 0002 000c 02 312345 0004 0004 c0000201",
    // Not MPLS: length code 15, BIFT-id 1048575; an unknown TLV in it.
    " 0003 0009 ff ffffff 0003 0001 aa",
    // A next hop, and an unknown TLV.
    " 0004 0004 c0000202 0009 0003 010203",
    // An encapsulation outside a sub-domain.
    "0002 0004 00 100000"
);

#[test]
fn every_tlv() {
    let octets = hex(WHOLE);
    let bier: Bier<&[u8]> = exact(&octets);
    assert_eq!(
        bier.to_string(),
        concat!(
            "sub-domain 3 bfr-id 258 (mpls max-si 2 bsl 256 label 74565 (next-hop 192.0.2.1), ",
            "non-mpls max-si 255 bsl code 15 bift-id 1048575 (type-3 aa), next-hop 192.0.2.2, type-9 010203), ",
            "type-2 00100000"
        )
    );
    let unknown = |tlv_type, octets: &[u8]| UnknownTlv {
        tlv_type,
        octets: Octets(octets.to_vec()),
    };
    let next_hop = |last| BierNextHop([192, 0, 2, last].into());
    let mpls = BierMpls::new(2, 3, 74565, List::of([next_hop(1).into()]).unwrap());
    let other = BierEncapsulationTlv::Unknown(unknown(3, &[0xaa]));
    let non_mpls = BierNonMpls::new(255, 15, 0xf_ffff, List::of([other]).unwrap());
    assert_eq!((mpls.bsl(), mpls.bit_string_length()), (3, Some(256)));
    assert_eq!((non_mpls.bsl(), non_mpls.bit_string_length()), (15, None));
    let sub_tlvs = List::of([
        mpls.into(),
        non_mpls.into(),
        next_hop(2).into(),
        BierSubTlv::Unknown(unknown(9, &[1, 2, 3])),
    ]);
    let domain = BierDomain {
        reserved: 7,
        ..BierDomain::new(3, 258, sub_tlvs.unwrap())
    };
    assert_eq!(bier.domains().next(), Some(domain.view()));
    let built = Bier::of([
        domain.into(),
        BierTlv::Unknown(unknown(2, &[0, 0x10, 0, 0])),
    ]);
    assert_eq!(built, Ok(bier.to_owned()));
    json(
        &bier.to_owned(),
        r#"[{"domain":{"sub_domain":3,"bfr_id":258,"reserved":7,"sub_tlvs":[
           {"mpls":{"max_si":2,"bsl":3,"label":74565,"sub_tlvs":[{"next_hop":"192.0.2.1"}]}},
           {"non_mpls":{"max_si":255,"bsl":15,"bift_id":1048575,
           "sub_tlvs":[{"unknown":{"tlv_type":3,"octets":"aa"}}]}},
           {"next_hop":"192.0.2.2"},{"unknown":{"tlv_type":9,"octets":"010203"}}]}},
           {"unknown":{"tlv_type":2,"octets":"00100000"}}]"#,
    );
    binary(&bier.to_owned());
}

#[test]
fn bit_string_lengths() {
    // RFC 8296, section 2.1.2: 1 is 64 bits, 7 is 4096.
    let of = |bsl| BierMpls::<Vec<u8>>::new(0, bsl, 0, List::default()).bit_string_length();
    assert_eq!(
        [0, 1, 2, 7, 8].map(of),
        [None, Some(64), Some(128), Some(4096), None]
    );
}

#[cfg(feature = "serde")]
#[test]
fn numbers_in_json_fit() {
    let text = r#"{"max_si":0,"bsl":16,"label":0,"sub_tlvs":[]}"#;
    let error = serde_json::from_str::<BierMpls>(text).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("a bsl has 4 bits, and a label 20")
    );
}

#[test]
fn malformed_as_a_whole() {
    // Too long for the attribute, for the TLV around it, and for the sub-TLV around that.
    cases! { Bier<&[u8]>;
        "0001 0005 00 0001 00" => error "BIER TLV 1 at byte 4: 1 byte is missing",
        "0001 0004 00 0001 00 ff" => error "value at byte 8: 1 byte is missing",
        "0001 000c 00 0001 00 0004 0005 c0000201" => error "BIER sub-TLV 4 at byte 12: 1 byte is missing",
        "0001 0013 00 0001 00 0002 000b 00 100000 0004 0004 c00002" => error "BIER sub-sub-TLV 4 at byte 20: 1 byte is missing",
    }
}

#[test]
fn a_bad_value_costs_one_tlv() {
    let octets = hex(concat!(
        "0001 0003 00 0001 0001 001c 00 0001 00 0004 0005 c000020100 0002 0003 001000",
        " 0004 0004 c0000201"
    ));
    let bier: Bier<&[u8]> = exact(&octets);
    let error = bier.0.iter().next().unwrap();
    assert_eq!(refused(error), "BIER TLV 1 at byte 7: 1 byte is missing");
    let domain = bier.domains().next().unwrap();
    assert_eq!(
        texts(domain.sub_tlvs.iter()),
        [
            "BIER sub-TLV 4 at byte 4: a length of 5 is not possible",
            "BIER sub-TLV 2 at byte 13: 1 byte is missing",
            "next-hop 192.0.2.1"
        ]
    );
}
