//! Tests of D-PATH.

use super::*;
use crate::testkit::{cases, parses, refused};

#[test]
fn octets_and_text() {
    // The example of the draft, laid out by hand. The dissector at hand knows another draft, with one type for all
    // domains: of the second it shows length 1, global administrator 6500, local administrator 2, SAFI type 128. The
    // last has several segments and unknown types.
    let domains = [
        DPathDomain::new(6500, 2, IsfSafiType::IpVpn),
        DPathDomain::new(6500, 1, IsfSafiType::Evpn),
    ];
    let example = DPath::of(domains).unwrap();
    assert!(example.domains().eq(domains));
    assert_eq!(example.segments().count(), 1);
    let text_and_back = |path: &DPath<&[u8]>, octets: &[u8]| parses(&path.to_owned(), octets);
    cases! { DPath<&[u8]>, each text_and_back;
        "02 00001964 0002 80 00001964 0001 46" is example => "{length=2, <6500:2:IPVPN>, <6500:1:EVPN>}"
            => r#"[["6500:2:IPVPN","6500:1:EVPN"]]"#,
        "01 00001964 0002 80" => "{length=1, <6500:2:IPVPN>}",
        "01 c0000201 ffff 00  02 00000001 0000 01 ffffffff 0007 85"
            => "{length=1, <3221225985:65535:LOCAL>} {length=2, <1:0:IP>, <4294967295:7:133>}"
            => r#"[["3221225985:65535:LOCAL"],["1:0:IP","4294967295:7:133"]]"#,
    }
}

#[test]
fn other_text() {
    for text in [
        "{<192.0.2.1:65535:0>}{ <1:0:1>,<4294967295:7:133> }",
        " {length=1,<192.0.2.1:65535:LOCAL>} {length=2, <1:0:IP>, <4294967295:7:133>} ",
    ] {
        assert_eq!(
            text.parse::<DPath>().unwrap().to_string(),
            "{length=1, <3221225985:65535:LOCAL>} {length=2, <1:0:IP>, <4294967295:7:133>}"
        );
    }
    cases! { not DPath:
        "" "{}" "{length=1}" "{length=2, <1:1:EVPN>}" "<1:1:EVPN>" "{<1:1:EVPN>" "{<1:1:EVPN>} x" "{1:1:EVPN}"
    }
    cases! { not DPathDomain: "1:1" "1:1:evpn" "1:65536:EVPN" "1:1:256" "1:1:EVPN:1" }
}

#[test]
fn malformed() {
    // No segment; a segment without domains, alone and behind another; a segment that is cut off.
    cases! { DPath<&[u8]>;
        "" => error "value at byte 0: a length of 0 is not possible",
        "00" => error "value at byte 0: a length of 0 is not possible",
        "01 00001964 0002 80 00" => error "value at byte 8: a length of 0 is not possible",
        "02 00001964 0002 80" => error "value at byte 1: 7 bytes are missing",
        "01 00001964 0002" => error "value at byte 1: 1 byte is missing",
        "01 00001964 0002 80 01" => error "value at byte 9: 7 bytes are missing",
    }
}

#[test]
fn at_most_255_domains() {
    let domain = DPathDomain::new(1, 1, IsfSafiType::Evpn);
    let mut path = DPath::of([domain; 255]).unwrap();
    assert_eq!(path.octets().len(), 1 + 255 * 7);
    assert_eq!(
        refused(path.push([domain; 256])),
        "256 domains of a D-PATH segment: at most 255 fit"
    );
    assert_eq!(path.domains().count(), 255);
}

/// A binary format has the three numbers of a domain.
#[cfg(feature = "serde")]
#[test]
fn in_binary() {
    let domain = DPathDomain::new(100, 2, IsfSafiType::IpVpn);
    assert_eq!(postcard::to_allocvec(&domain).unwrap(), [100, 2, 128]);
    crate::testkit::back(&domain);
    let path = DPath::of([domain]).unwrap();
    assert_eq!(format!("{path:?}"), "DPath({length=1, <100:2:IPVPN>})");
}
