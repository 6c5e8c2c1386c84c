//! AS_PATHs that routers sent, and malformed ones.

use super::*;
use crate::testkit::{cases, exact, hex, json, refused, two_octets};

#[test]
fn of_either_width() {
    let path: AsPath = "64496 4200000001".parse().unwrap();
    assert_eq!(path.width(), AsnWidth::Four);
    assert_eq!(path.first(), Some(Asn(64496)));
    assert_eq!(path.origin(), Some(Asn(4_200_000_001)));
    assert_eq!(path.asns().count(), 2);
    // The second path as GoBGP passed it on.
    cases! { AsPath<&[u8]>;
        "02 02 0000fbf0 fa56ea01" is path => "64496 4200000001",
        "0302 0000fd21 0000fd22 0401 0000fd23 0201 0000fbf8" => "(64801 64802) [64803] 64504",
        "0201 0000fbf0 0102 0000fbf1 0000fbf2" => "64496 {64497,64498}",
        "" is AsPath::new(AsnWidth::Two) => "",
    }
    let mut built = AsPath::new(AsnWidth::Two);
    built
        .push(
            SegmentKind::Sequence,
            [Asn(64496), Asn(4_200_000_001), Asn(1)],
        )
        .unwrap();
    assert_eq!(built.width(), AsnWidth::Two);
    assert_eq!(built.origin(), Some(Asn(1)));
    cases! { AsPath<&[u8]>, in two_octets();
        "02 03 fbf0 5ba0 0001" is built => "64496 23456 1",
        "0301 fbf0" => "(64496)" => r#"[{"kind":"confed_sequence","width":"two","asns":[64496]}]"#,
        "" is AsPath::new(AsnWidth::Four) => "",
    }
    json(&AsPath::new(AsnWidth::Four), "[]");
}

#[test]
fn sets_and_confederations() {
    let octets = hex("0302 0000fd21 0000fd22 0401 0000fd23 0201 0000fbf8");
    let path: AsPath<&[u8]> = exact(&octets);
    let kinds = path
        .segments()
        .map(|segment| (segment.kind, segment.asns.len()));
    assert!(kinds.eq([
        (SegmentKind::ConfedSequence, 2),
        (SegmentKind::ConfedSet, 1),
        (SegmentKind::Sequence, 1)
    ]));
    let path: AsPath = "64496 {64497,64498}".parse().unwrap();
    assert_eq!(path.first(), Some(Asn(64496)));
    // A set has no order, so it has no last AS either.
    assert_eq!(path.origin(), None);
    let empty = AsPath::new(AsnWidth::Two);
    assert_eq!((empty.first(), empty.origin()), (None, None));
}

#[test]
fn numbers_of_other_widths_are_other_paths() {
    let octets = hex("02 02 0001 0002 02 01 0003 0004");
    let short: Result<AsPath<&[u8]>, _> = AsPath::from_octets_in(&octets[..6], two_octets());
    let octets = hex("02 01 0001 0002");
    let wide = AsPath::from_octets(&octets);
    assert_ne!(short.unwrap(), wide.unwrap());
}

#[test]
fn malformed_segments() {
    cases! { AsPath<&[u8]>;
        // An unknown type, first and behind a complete segment.
        "05 01 0000fbf0" => error "value at byte 0: segment type 5 is not defined",
        "02 01 0000fbf0 00 01 0000fbf0" => error "value at byte 6: segment type 0 is not defined",
        // A count that is too large, by whole AS numbers and by one byte.
        "02 02 0000fbf0" => error "value at byte 2: 4 bytes are missing",
        "02 01 0000fb" => error "value at byte 2: 1 byte is missing",
        // A stray byte behind the last segment, and a type alone.
        "02 01 0000fbf0 02" => error "value at byte 7: 1 byte is missing",
        "02 01 0000fbf0 ff" => error "value at byte 6: segment type 255 is not defined",
        // No numbers.
        "02 00" => error "value at byte 1: a segment has no AS numbers",
        "02 01 0000fbf0 01 00" => error "value at byte 7: a segment has no AS numbers",
        // Two-octet AS numbers, decoded as four-octet ones.
        "02 02 fbf0 fbf1" => error "value at byte 2: 4 bytes are missing",
    }
    cases! { AsPath<&[u8]>, in two_octets();
        "02 02 fbf0 fb" => error "value at byte 2: 1 byte is missing",
    }
}

#[test]
fn text_both_ways() {
    for text in [
        "",
        "65001",
        "65001 65002 {65003,65004} (65005 65006) [65007,65008] 65009",
        "{1} {2}",
        "4294967295",
    ] {
        assert_eq!(text.parse::<AsPath>().unwrap().to_string(), text);
    }
    let path: AsPath = " AS65001  1.10 { 3 , 4 }5".parse().unwrap();
    assert_eq!(path.to_string(), "65001 65546 {3,4} 5");
    // The text does not show where one sequence ends and another begins.
    let mut two = AsPath::sequence([Asn(1)]).unwrap();
    two.push(SegmentKind::Sequence, [Asn(2)]).unwrap();
    assert_eq!(two.to_string(), "1 2");
    let one = AsPath::sequence([Asn(1), Asn(2)]).unwrap();
    assert_eq!("1 2".parse(), Ok(one));
    let error = refused("x".parse::<AsPath>());
    assert!(error.starts_with("not an AS"), "{error}");
    cases! { not AsPath: "x" "{}" "{1" "1}" "(1,2" "{{1}}" "1,{2}x" "4294967296" }
}

#[test]
fn segments_hold_255() {
    let asns = |count| (1..=count).map(Asn);
    let most = AsPath::sequence(asns(255)).unwrap();
    assert_eq!(most.to_vec().unwrap()[..2], [2, 255]);
    let mut path = most.clone();
    assert_eq!(
        refused(path.push(SegmentKind::Set, asns(256))),
        "256 AS numbers of an AS_PATH segment: at most 255 fit"
    );
    assert_eq!(path, most);
    path.push(SegmentKind::Sequence, []).unwrap();
    assert_eq!(path, most);

    // A longer sequence parses as two of them, as speakers send it; a longer set is refused.
    let numbers: Vec<String> = asns(256).map(|asn| asn.to_string()).collect();
    let path: AsPath = numbers.join(" ").parse().unwrap();
    assert!(
        path.segments()
            .map(|segment| segment.asns.len())
            .eq([255, 1])
    );
    assert_eq!(path.to_string().parse(), Ok(path));
    assert!(
        format!("{{{}}}", numbers.join(","))
            .parse::<AsPath>()
            .is_err()
    );
}

#[test]
fn json_both_ways() {
    json(
        &"65001 {65002,65003}".parse::<AsPath>().unwrap(),
        r#"[{"kind":"sequence","asns":[65001]},{"kind":"set","asns":[65002,65003]}]"#,
    );
}
