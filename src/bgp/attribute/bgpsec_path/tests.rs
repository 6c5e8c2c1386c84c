//! A path with two signatures, as tshark decodes it, and malformed paths.

use super::*;
use crate::testkit::{cases, exact, hex, json, refused};
use crate::wire::Octets;

/// tshark 4.0.17: Secure Path Length 14, "Secure Path Segment: 64496" with pCount 1 and flags 0x80, and 64497 with 2
/// and 0; Signature Block Length 74, algorithm 1, two segments with SKIs as below and signatures of 3 and 24 bytes.
const PATH: &str = "000e 0180 0000fbf0 0200 0000fbf1
    004a 01 000102030405060708090a0b0c0d0e0f10111213 0003 aabbcc
    202122232425262728292a2b2c2d2e2f30313233 0018 010203040506070801020304050607080102030405060708";

#[test]
fn path_and_signatures() {
    let octets = hex(PATH);
    let path: BgpsecPath<&[u8]> = exact(&octets);
    let first = SecurePathSegment {
        pcount: 1,
        flags: SecurePathSegment::CONFED_SEGMENT,
        asn: Asn(64496),
    };
    let second = SecurePathSegment {
        pcount: 2,
        flags: 0,
        asn: Asn(64497),
    };
    assert!(path.secure_path.iter().eq([first, second]));
    assert_eq!(path.length(), 3);
    assert_eq!(path.first(), Some(Asn(64496)));
    assert_eq!(path.origin(), Some(Asn(64497)));
    assert!(path.is_well_formed());

    let blocks: Vec<_> = path.signature_blocks.iter().map(Result::unwrap).collect();
    assert_eq!(blocks.len(), 1);
    assert_eq!(blocks[0].algorithm_suite, 1);
    let signatures: Vec<_> = blocks[0].signatures.iter().map(Result::unwrap).collect();
    assert_eq!(signatures.len(), 2);
    assert_eq!(
        signatures[0].ski.to_string(),
        "000102030405060708090a0b0c0d0e0f10111213"
    );
    assert_eq!(signatures[0].signature.0, [0xaa, 0xbb, 0xcc]);
    assert_eq!(signatures[1].signature.len(), 24);
    assert_eq!(
        path.to_string(),
        concat!(
            "(64496) 64497*2 signed algorithm-suite 1 {000102030405060708090a0b0c0d0e0f10111213 aabbcc, ",
            "202122232425262728292a2b2c2d2e2f30313233 010203040506070801020304050607080102030405060708}"
        )
    );
}

#[test]
fn built() {
    let segment = |ski: &str, signature: &str| SignatureSegment {
        ski: ski.parse().unwrap(),
        signature: Octets(hex(signature)),
    };
    let signatures = List::of([
        segment("000102030405060708090a0b0c0d0e0f10111213", "aabbcc"),
        segment(
            "202122232425262728292A2B2C2D2E2F30313233",
            "010203040506070801020304050607080102030405060708",
        ),
    ])
    .unwrap();
    let block = SignatureBlock {
        algorithm_suite: 1,
        signatures,
    };
    let octets = hex(PATH);
    let read = BgpsecPath::from_octets(&octets).unwrap();
    let path = BgpsecPath {
        secure_path: read.secure_path.iter().collect(),
        signature_blocks: List::of([block]).unwrap(),
    };
    assert_eq!(path.to_vec().unwrap(), octets);
    for text in ["", "00", "zz", "000102030405060708090a0b0c0d0e0f1011121300"] {
        let error = text.parse::<SubjectKeyIdentifier>().unwrap_err();
        assert_eq!(error.to_string(), "not a subject key identifier");
    }
}

#[test]
fn json_both_ways() {
    let octets =
        hex("0008 0100 0000fbf0 001b 01 000102030405060708090a0b0c0d0e0f10111213 0002 aabb");
    let path: BgpsecPath<&[u8]> = exact(&octets);
    json(
        &path.to_owned(),
        r#"{"secure_path":[{"pcount":1,"flags":0,"asn":64496}],"signature_blocks":[{"algorithm_suite":1,
           "signatures":[{"ski":"000102030405060708090a0b0c0d0e0f10111213","signature":"aabb"}]}]}"#,
    );
}

#[test]
fn malformed_paths() {
    cases! { BgpsecPath<&[u8]>;
        "" => error "value at byte 0: 2 bytes are missing",
        "0001" => error "value at byte 0: a length of 1 is not possible",
        "0009 01000000fbf0 00" => error "value at byte 0: a length of 9 is not possible",
        "000e 01000000fbf0" => error "value at byte 2: 6 bytes are missing",
    }
}

#[test]
fn malformed_blocks() {
    let malformed = |octets: &[u8]| {
        let path: BgpsecPath<&[u8]> = exact(octets);
        let malformed = path.signature_blocks.entries().next().unwrap().unwrap_err();
        assert_eq!(malformed.octets.0, &octets[8..]);
        assert!(!path.is_well_formed());
        malformed.error.to_string()
    };
    cases! { BgpsecPath<&[u8]>, errors malformed;
        "0008 0100 0000fbf0 00" => error "BGPsec_PATH at byte 0: 1 byte is missing",
        "0008 0100 0000fbf0 0002" => error "BGPsec_PATH at byte 0: a length of 2 is not possible",
        "0008 0100 0000fbf0 0005 01 00" => error "BGPsec_PATH at byte 2: 1 byte is missing",
    }
    // A signature that is longer than its block costs that signature; the block and the next one decode.
    let octets = hex("0008 0100 0000fbf0
        001a 01 000102030405060708090a0b0c0d0e0f10111213 0002 aa 0003 07");
    let path: BgpsecPath<&[u8]> = exact(&octets);
    let blocks: Vec<_> = path.signature_blocks.iter().map(Result::unwrap).collect();
    assert_eq!(
        refused(blocks[0].signatures.check()),
        "BGPsec_PATH at byte 22: 1 byte is missing"
    );
    assert_eq!(blocks[1].algorithm_suite, 7);
    assert_eq!(
        path.signature_blocks.to_string(),
        "algorithm-suite 1 {malformed 000102030405060708090a0b0c0d0e0f101112130002aa}, algorithm-suite 7 {}"
    );
    assert!(!path.is_well_formed());
}

#[test]
fn well_formed() {
    // RFC 8205, sections 3 and 5.2: at least one AS, and one or two blocks with a signature for each AS.
    let block = "0019 01 000102030405060708090a0b0c0d0e0f10111213 0000";
    for (path, blocks, well_formed) in [
        ("0008 0100 0000fbf0", 1, true),
        ("0008 0100 0000fbf0", 2, true),
        ("0008 0100 0000fbf0", 0, false),
        ("0008 0100 0000fbf0", 3, false),
        ("000e 0100 0000fbf0 0100 0000fbf1", 1, false),
        ("0002", 1, false),
        ("0002", 0, false),
    ] {
        let octets = hex(&[path, &block.repeat(blocks)].concat());
        let read: BgpsecPath<&[u8]> = exact(&octets);
        assert_eq!(read.is_well_formed(), well_formed, "{path} {blocks}");
    }
}

#[cfg(feature = "serde")]
#[test]
fn binary_form_both_ways() {
    let octets = hex(PATH);
    let path = BgpsecPath::from_octets(&octets).unwrap().to_owned();
    crate::testkit::back(&path);
}
