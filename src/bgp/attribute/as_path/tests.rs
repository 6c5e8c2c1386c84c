//! AS_PATHs that routers sent, and malformed ones.

use super::*;
use crate::testkit::{exact, exact_in, fault, hex, json, two_octets};

fn path<'a>(octets: &'a [u8], session: Session, text: &str) -> AsPath<&'a [u8]> {
    let path: AsPath<&[u8]> = exact_in(octets, session);
    assert_eq!(path.to_string(), text);
    path
}

fn malformed(octets: &str, session: Session) -> (usize, Fault) {
    fault::<AsPath<&[u8]>>(&hex(octets), session)
}

#[test]
fn four_octets() {
    let octets = hex("02 02 0000fbf0 fa56ea01");
    let path = path(&octets, Session::default(), "64496 4200000001");
    assert_eq!(path.width(), AsnWidth::Four);
    assert_eq!(path.first(), Some(Asn(64496)));
    assert_eq!(path.origin(), Some(Asn(4_200_000_001)));
    assert_eq!(path.asns().count(), 2);
}

#[test]
fn two_octets_each() {
    let octets = hex("02 03 fbf0 5ba0 0001");
    let path = path(&octets, two_octets(), "64496 23456 1");
    assert_eq!(path.width(), AsnWidth::Two);
    assert_eq!(path.origin(), Some(Asn(1)));
    let mut built = AsPath::new(AsnWidth::Two);
    built
        .push(
            SegmentKind::Sequence,
            [Asn(64496), Asn(4_200_000_001), Asn(1)],
        )
        .unwrap();
    assert_eq!(built.view(), path);
}

#[test]
fn sets_and_confederations() {
    // As GoBGP passed it on.
    let octets = hex("0302 0000fd21 0000fd22 0401 0000fd23 0201 0000fbf8");
    let path = path(&octets, Session::default(), "(64801 64802) [64803] 64504");
    let kinds: Vec<_> = path
        .segments()
        .map(|segment| (segment.kind, segment.asns.len()))
        .collect();
    assert_eq!(
        kinds,
        [
            (SegmentKind::ConfedSequence, 2),
            (SegmentKind::ConfedSet, 1),
            (SegmentKind::Sequence, 1)
        ]
    );

    let octets = hex("0201 0000fbf0 0102 0000fbf1 0000fbf2");
    let path: AsPath<&[u8]> = exact(&octets);
    assert_eq!(path.to_string(), "64496 {64497,64498}");
    assert_eq!(path.first(), Some(Asn(64496)));
    // A set has no order, so no last AS either.
    assert_eq!(path.origin(), None);
}

#[test]
fn empty() {
    let path = path(&[], Session::default(), "");
    assert_eq!((path.first(), path.origin()), (None, None));
    assert_eq!(path, AsPath::from_octets_in(&[], two_octets()).unwrap());
    assert_eq!(path.to_owned(), AsPath::new(AsnWidth::Two));
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
    let four = Session::default();
    // An unknown type, first and behind a whole segment.
    assert_eq!(
        malformed("05 01 0000fbf0", four),
        (0, Fault::SegmentType(5))
    );
    assert_eq!(
        malformed("02 01 0000fbf0 00 01 0000fbf0", four),
        (6, Fault::SegmentType(0))
    );
    // More numbers than octets, by numbers and by one octet.
    assert_eq!(malformed("02 02 0000fbf0", four), (2, Fault::Truncated(4)));
    assert_eq!(malformed("02 01 0000fb", four), (2, Fault::Truncated(1)));
    assert_eq!(
        malformed("02 02 fbf0 fb", two_octets()),
        (2, Fault::Truncated(1))
    );
    // A stray octet behind the last segment, and a type alone.
    assert_eq!(
        malformed("02 01 0000fbf0 02", four),
        (7, Fault::Truncated(1))
    );
    assert_eq!(
        malformed("02 01 0000fbf0 ff", four),
        (6, Fault::SegmentType(0xff))
    );
    // No numbers.
    assert_eq!(malformed("02 00", four), (1, Fault::EmptySegment));
    assert_eq!(
        malformed("02 01 0000fbf0 01 00", four),
        (7, Fault::EmptySegment)
    );
    // Of two octets, read as of four.
    assert_eq!(malformed("02 02 fbf0 fbf1", four), (2, Fault::Truncated(4)));
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
    // Where one sequence ends and another begins is not in the text.
    let mut two = AsPath::sequence([Asn(1)]).unwrap();
    two.push(SegmentKind::Sequence, [Asn(2)]).unwrap();
    assert_eq!(two.to_string(), "1 2");
    let one = AsPath::sequence([Asn(1), Asn(2)]).unwrap();
    assert_eq!("1 2".parse(), Ok(one));
    for text in [
        "x",
        "{}",
        "{1",
        "1}",
        "(1,2",
        "{{1}}",
        "1,{2}x",
        "4294967296",
    ] {
        let error = text.parse::<AsPath>().unwrap_err();
        assert!(
            error.to_string().starts_with("not an AS"),
            "{text}: {error}"
        );
    }
}

#[test]
fn segments_hold_255() {
    let asns = |count| (1..=count).map(Asn);
    let most = AsPath::sequence(asns(255)).unwrap();
    assert_eq!(most.to_vec().unwrap()[..2], [2, 255]);
    let mut path = most.clone();
    assert_eq!(
        path.push(SegmentKind::Set, asns(256)),
        Err(EncodeError::TooMany {
            what: "AS numbers of an AS_PATH segment",
            count: 256,
            limit: 255
        })
    );
    assert_eq!(path, most);
    path.push(SegmentKind::Sequence, []).unwrap();
    assert_eq!(path, most);

    // In text a longer sequence is two of them, as speakers write it; a longer set is none.
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
    let path: AsPath = "65001 {65002,65003}".parse().unwrap();
    json(
        &path,
        r#"[{"kind":"sequence","asns":[65001]},{"kind":"set","asns":[65002,65003]}]"#,
    );
    json(&AsPath::new(AsnWidth::Four), "[]");
    let octets = hex("0301 fbf0");
    let path = AsPath::from_octets_in(&octets, two_octets()).unwrap();
    json(
        &path.to_owned(),
        r#"[{"kind":"confed_sequence","width":"two","asns":[64496]}]"#,
    );
}
