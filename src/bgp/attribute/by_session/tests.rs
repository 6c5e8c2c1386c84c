//! AS_PATH and AGGREGATOR in sessions of both widths, with the attributes beside them.

use super::*;
use crate::bgp::Session;
use crate::bgp::attribute::Origin;
use crate::testkit::{hex, two_octets};

fn path(text: &str) -> AsPath {
    text.parse().unwrap()
}

/// The bytes are laid out by hand. tshark shows the path with a Member-AS as `AS_PATH: (65010) 64496 23456 64497`,
/// `AS4_PATH: 64496 65551 64497`.
#[test]
fn paths_in_two_octets() {
    for (text, octets) in [
        // All AS numbers fit: no AS4_PATH.
        ("64496 64497", "400206 0202 fbf0 fbf1"),
        ("", "400200"),
        ("64496 65535", "400206 0202 fbf0 ffff"),
        (
            "64496 65536",
            "400206 0202 fbf0 5ba0 c0110a 0202 0000fbf0 00010000",
        ),
        // AS4_PATH has no Member-ASes, not even those that do not fit.
        (
            "(65010) 64496 65551 64497",
            "40020c 0301 fdf2 0203 fbf0 5ba0 fbf1 c0110e 0203 0000fbf0 0001000f 0000fbf1",
        ),
        (
            "(65551) [65552] 64496",
            "40020c 0301 5ba0 0401 5ba0 0201 fbf0 c01106 0201 0000fbf0",
        ),
        ("(65551)", "400204 0301 5ba0"),
        (
            "64496 {65551,64497}",
            "40020a 0201 fbf0 0102 5ba0 fbf1 c01110 0201 0000fbf0 0102 0001000f 0000fbf1",
        ),
    ] {
        let mut list = PathAttributes::new(two_octets());
        list.set_as_path(&path(text)).unwrap();
        assert_eq!(list.octets(), hex(octets), "{text}");
        let merged = list.merged_as_path().unwrap().unwrap();
        if !text.starts_with('(') {
            assert_eq!(merged.to_string(), text);
        }
        // Setting it again gives the same, in place of the old attributes.
        list.set_as_path(&path(text)).unwrap();
        assert_eq!(list.octets(), hex(octets), "{text}");
    }
}

#[test]
fn as4_path_goes_where_nothing_needs_it() {
    let mut list = PathAttributes::new(two_octets())
        .with(&Origin::Igp)
        .unwrap();
    list.set_as_path(&path("65551")).unwrap();
    assert_eq!(
        list.octets(),
        hex("400101 00 400204 0201 5ba0 c01106 0201 0001000f")
    );
    list.set_as_path(&path("64496")).unwrap();
    assert_eq!(list.octets(), hex("400101 00 400204 0201 fbf0"));

    // RFC 6793, section 4.1: no AS4_PATH between speakers with four-octet AS numbers.
    let octets = hex("400206 0201 0000fbf0 c01106 0201 0001000f");
    let mut list = PathAttributes::over(octets, Session::default());
    list.set_as_path(&path("64496 65551")).unwrap();
    assert_eq!(list.octets(), hex("40020a 0202 0000fbf0 0001000f"));
    // A path of the other width is widened.
    let narrow = path("64496 64497").with_width(AsnWidth::Two);
    list.set_as_path(&narrow).unwrap();
    assert_eq!(list.octets(), hex("40020a 0202 0000fbf0 0000fbf1"));
}

#[test]
fn one_that_is_too_long_changes_nothing() {
    let mut long = AsPath::default();
    for _ in 0..65 {
        let all = core::iter::repeat_n(Asn(65551), 255);
        long.push(crate::bgp::attribute::SegmentKind::Sequence, all)
            .unwrap();
    }
    // 65 segments of 512 bytes fit, 65 segments of 1022 do not.
    let mut list = PathAttributes::new(two_octets())
        .with(&Origin::Igp)
        .unwrap();
    assert_eq!(
        list.set_as_path(&long),
        Err(EncodeError::TooLong {
            what: "AS4_PATH",
            length: 65 * 1022,
            limit: 65535
        })
    );
    assert_eq!(list.octets(), hex("400101 00"));
}

#[test]
fn who_aggregated() {
    let aggregator = |asn| Aggregator::new(Asn(asn), "192.0.2.1".parse().unwrap());
    let mut list = PathAttributes::new(two_octets());
    list.set_aggregator(aggregator(65551)).unwrap();
    assert_eq!(
        list.octets(),
        hex("c00706 5ba0 c0000201 c01208 0001000f c0000201")
    );
    assert_eq!(list.merged_aggregator(), Some(aggregator(65551)));
    list.set_aggregator(aggregator(65535)).unwrap();
    assert_eq!(list.octets(), hex("c00706 ffff c0000201"));

    let octets = hex("c00708 00005ba0 c0000201 c01208 0001000f c0000201");
    let mut list = PathAttributes::over(octets, Session::default());
    list.set_aggregator(aggregator(65551).with_width(AsnWidth::Two))
        .unwrap();
    assert_eq!(list.octets(), hex("c00708 0001000f c0000201"));
}
