//! Tests of D-PATH.

use super::*;
use crate::bgp::Session;
use crate::testkit::{binary, exact, fault, hex, json};

#[test]
fn the_example_of_the_draft() {
    // Laid out by hand as the draft says. The dissector at hand knows another draft, with one type for all domains.
    let octets = hex("02 00001964 0002 80 00001964 0001 46");
    let path: DPath<&[u8]> = exact(&octets);
    let domains = [
        DPathDomain::new(6500, 2, IsfSafiType::IpVpn),
        DPathDomain::new(6500, 1, IsfSafiType::Evpn),
    ];
    assert!(path.domains().eq(domains));
    assert_eq!(path.segments().count(), 1);
    let text = "{length=2, <6500:2:IPVPN>, <6500:1:EVPN>}";
    assert_eq!(path.to_string(), text);
    assert_eq!(text.parse(), Ok(path.to_owned()));
    assert_eq!(DPath::of(domains), Ok(path.to_owned()));
    json(&path.to_owned(), r#"[["6500:2:IPVPN","6500:1:EVPN"]]"#);
    binary(&path.to_owned());
}

#[test]
fn one_domain() {
    // tshark reads: length 1, global administrator 6500, local administrator 2, SAFI type 128.
    let octets = hex("01 00001964 0002 80");
    let path: DPath<&[u8]> = exact(&octets);
    assert_eq!(path.to_string(), "{length=1, <6500:2:IPVPN>}");
}

#[test]
fn several_segments_and_unknown_types() {
    let octets = hex("01 c0000201 ffff 00  02 00000001 0000 01 ffffffff 0007 85");
    let path: DPath<&[u8]> = exact(&octets);
    let text = "{length=1, <3221225985:65535:LOCAL>} {length=2, <1:0:IP>, <4294967295:7:133>}";
    assert_eq!(path.to_string(), text);
    for text in [
        text,
        "{<192.0.2.1:65535:0>}{ <1:0:1>,<4294967295:7:133> }",
        " {length=1,<192.0.2.1:65535:LOCAL>} {length=2, <1:0:IP>, <4294967295:7:133>} ",
    ] {
        assert_eq!(text.parse(), Ok(path.to_owned()), "{text}");
    }
    json(
        &path.to_owned(),
        r#"[["3221225985:65535:LOCAL"],["1:0:IP","4294967295:7:133"]]"#,
    );
}

#[test]
fn text_that_is_none() {
    for text in [
        "",
        "{}",
        "{length=1}",
        "{length=2, <1:1:EVPN>}",
        "<1:1:EVPN>",
        "{<1:1:EVPN>",
        "{<1:1:EVPN>} x",
        "{1:1:EVPN}",
    ] {
        assert!(text.parse::<DPath>().is_err(), "{text}");
    }
    for text in ["1:1", "1:1:evpn", "1:65536:EVPN", "1:1:256", "1:1:EVPN:1"] {
        assert!(text.parse::<DPathDomain>().is_err(), "{text}");
    }
}

#[test]
fn malformed() {
    for (octets, offset, found) in [
        // No segment; a segment of no domains, alone and behind another; one that is cut off.
        ("", 0, Fault::Length(0)),
        ("00", 0, Fault::Length(0)),
        ("01 00001964 0002 80 00", 8, Fault::Length(0)),
        ("02 00001964 0002 80", 1, Fault::Truncated(7)),
        ("01 00001964 0002", 1, Fault::Truncated(1)),
        ("01 00001964 0002 80 01", 9, Fault::Truncated(7)),
    ] {
        assert_eq!(
            fault::<DPath<&[u8]>>(&hex(octets), Session::default()),
            (offset, found),
            "{octets}"
        );
    }
}

#[test]
fn at_most_255_domains() {
    let domain = DPathDomain::new(1, 1, IsfSafiType::Evpn);
    let mut path = DPath::of([domain; 255]).unwrap();
    assert_eq!(path.octets().len(), 1 + 255 * 7);
    let error = path.push([domain; 256]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "256 domains of a D-PATH segment: at most 255 are possible"
    );
    assert_eq!(path.domains().count(), 255);
}
