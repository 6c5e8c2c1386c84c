//! Malformed path attributes, one by one: each costs itself only (RFC 7606), and keeps its octets.

use bmp_codec::bgp::attribute::{
    AttributeFlags, AttributeValue, MalformedAttribute, PathAttributes,
};
use bmp_codec::bgp::nlri::Family;
use bmp_codec::bgp::{Session, Update};
use bmp_codec::net::AsnWidth;
use bmp_codec::{Decode, DecodeError, Encode, Fault, What};

use crate::support::hand;

/// ORIGIN IGP; it is in front of and behind what is malformed.
const ORIGIN: [u8; 4] = [0x40, 1, 1, 0];

/// Where the value of an attribute behind it begins.
const VALUE: usize = ORIGIN.len() + 3;

/// Reads an attribute between two others, which have to be as they are.
fn between(code: u8, value: &[u8], session: Session) -> (What, usize, Fault) {
    let octets = [&ORIGIN[..], &hand::attribute(0xc0, code, value), &ORIGIN].concat();
    let attributes = PathAttributes::over(&octets[..], session);
    let all: Vec<_> = attributes.entries().collect();
    assert_eq!(all.len(), 3, "attribute {code}: {all:?}");
    for place in [0, 2] {
        let attribute = all[place].unwrap();
        assert!(matches!(attribute.value, AttributeValue::Origin(_)));
    }
    let malformed: MalformedAttribute<&[u8]> = all[1].unwrap_err();
    assert_eq!(
        (malformed.flags, malformed.code),
        (AttributeFlags(0xc0), code)
    );
    assert_eq!(&malformed.octets[..], value);
    assert_eq!(attributes.check(), Err(malformed.error));

    let body = hand::update_body(&[], &octets, &[24, 198, 51, 100]);
    let update = Update::from_octets_in(&body, session).unwrap();
    assert_eq!(update.nlri.iter().count(), 1);
    assert_eq!(update.to_vec().unwrap(), body);
    (
        malformed.error.what(),
        malformed.error.offset(),
        malformed.error.fault(),
    )
}

#[test]
fn values_of_a_length_they_cannot_have() {
    let missing = |left, count| (left, Fault::Truncated(count));
    let left = |read, count| (read, Fault::Trailing(count));
    for (code, value, (offset, fault)) in [
        (1, &[][..], missing(0, 1)),
        (1, &[0, 0], left(1, 1)),
        (3, &[192, 0, 2], missing(0, 1)),
        (3, &[192, 0, 2, 1, 0], left(4, 1)),
        (4, &[0, 0, 1], missing(0, 1)),
        (5, &[0, 0, 0, 0, 100], left(4, 1)),
        (6, &[0], left(0, 1)),
        (7, &[0, 1, 0, 14, 192, 0, 2], missing(0, 1)),
        (7, &[0xfb, 0xf0, 192, 0, 2, 1], missing(0, 2)),
        (9, &[10, 0, 0], missing(0, 1)),
        (18, &[0, 1, 0, 14, 192, 0, 2, 1, 1], left(8, 1)),
    ] {
        let error = between(code, value, Session::default());
        assert_eq!(
            error,
            (What::Attribute(code), VALUE + offset, fault),
            "{code}: {value:?}"
        );
    }
}

/// RFC 7606, sections 7.8, 7.10 and 7.14; RFC 8092, section 5.
#[test]
fn arrays_of_a_length_that_is_no_multiple() {
    for (code, length, of) in [(8, 7, 4), (10, 6, 4), (16, 9, 8), (32, 13, 12)] {
        let value = vec![1; length];
        let fault = Fault::Multiple {
            length: length as u32,
            of,
        };
        let error = between(code, &value, Session::default());
        assert_eq!(error, (What::Attribute(code), VALUE, fault));
    }
}

#[test]
fn values_that_mean_nothing() {
    let error = between(1, &[3], Session::default());
    assert_eq!(error, (What::Attribute(1), VALUE, Fault::Value(3)));
}

/// RFC 7606, section 7.2; segments without AS numbers are malformed there as well.
#[test]
fn paths_with_a_broken_segment() {
    for (value, offset, fault) in [
        (&[2][..], 1, Fault::Truncated(1)),
        (&[2, 1, 0, 0, 0], 2, Fault::Truncated(1)),
        (&[2, 0], 1, Fault::EmptySegment),
        (
            &[2, 1, 0, 0, 0, 1, 5, 1, 0, 0, 0, 2],
            6,
            Fault::SegmentType(5),
        ),
        (&[0, 1, 0, 0, 0, 1], 0, Fault::SegmentType(0)),
        (
            &[2, 1, 0, 0, 0, 1, 1, 2, 0, 0, 0, 2],
            8,
            Fault::Truncated(4),
        ),
    ] {
        for code in [2, 17] {
            let error = between(code, value, Session::default());
            assert_eq!(
                error,
                (What::Attribute(code), VALUE + offset, fault),
                "{code}: {value:?}"
            );
        }
    }
    // The same octets are whole in AS numbers of two octets, and the other way round.
    let two = Session::default().with_asn_width(AsnWidth::Two);
    let value = [2, 2, 0xfb, 0xf0, 0xfb, 0xf1];
    let error = between(2, &value, Session::default());
    assert_eq!(error, (What::Attribute(2), VALUE + 2, Fault::Truncated(4)));
    let error = between(2, &[2, 1, 0, 0, 0xfb, 0xf0], two);
    assert_eq!(
        error,
        (What::Attribute(2), VALUE + 4, Fault::SegmentType(0xfb))
    );
    // AS4_PATH has four octets in any session.
    let error = between(17, &value, two);
    assert_eq!(error, (What::Attribute(17), VALUE + 2, Fault::Truncated(4)));
}

#[test]
fn routes_without_what_is_in_front_of_them() {
    for (code, value, offset, missing) in [
        (14, &[0, 2][..], 0, 1),
        (14, &[0, 2, 1], 3, 1),
        (14, &[0, 2, 1, 16, 0x20, 1], 4, 14),
        (14, &[0, 1, 1, 4, 192, 0, 2, 1], 8, 1),
        (15, &[0, 2], 0, 1),
    ] {
        let error = between(code, value, Session::default());
        let expected = (
            What::Attribute(code),
            VALUE + offset,
            Fault::Truncated(missing),
        );
        assert_eq!(error, expected, "{code}: {value:?}");
    }
}

/// A bad route inside a whole attribute is a matter of its list, not of the attribute.
#[test]
fn a_bad_route_is_an_error_of_its_list() {
    let octets = hand::attribute(0x80, 15, &[0, 2, 1, 8, 0x20, 129]);
    let attributes = PathAttributes::over(&octets[..], Session::default());
    let attribute = attributes.iter().next().unwrap().unwrap();
    let AttributeValue::MpUnreach(unreach) = attribute.value else {
        panic!("{attribute:?}")
    };
    let error = unreach.nlri.check().unwrap_err();
    assert_eq!(error.what(), What::Nlri(Family::IPV6_UNICAST));
    // The offset counts from the start of the list of routes.
    assert_eq!(
        (error.offset(), error.fault()),
        (2, Fault::PrefixLength(129))
    );
}

/// What is left of a list behind its last whole attribute: the error has all of it, and the walk ends.
#[test]
fn attributes_past_the_end() {
    let one = |rest: &[u8]| {
        let octets = [&ORIGIN[..], rest].concat();
        let attributes = PathAttributes::over(&octets[..], Session::default());
        let mut walk = attributes.entries();
        assert!(walk.next().unwrap().is_ok());
        let malformed = walk.next().unwrap().unwrap_err();
        assert!(walk.next().is_none());
        assert_eq!(attributes.to_vec().unwrap(), octets);
        let error: DecodeError = malformed.into();
        let said = (
            malformed.flags.0,
            malformed.code,
            malformed.octets[..].to_vec(),
        );
        (said, (error.what(), error.offset(), error.fault()))
    };
    assert_eq!(
        one(&[0xc0, 8, 8, 0xfb, 0xf0, 0, 1]),
        (
            (0xc0, 8, vec![8, 0xfb, 0xf0, 0, 1]),
            (What::Attribute(8), 7, Fault::Truncated(4))
        )
    );
    // A length of two octets.
    assert_eq!(
        one(&[0xd0, 8, 1, 0, 0xfb]),
        (
            (0xd0, 8, vec![1, 0, 0xfb]),
            (What::Attribute(8), 8, Fault::Truncated(255))
        )
    );
    assert_eq!(
        one(&[0xd0, 8, 1]),
        (
            (0xd0, 8, vec![1]),
            (What::Attribute(8), 4, Fault::Truncated(1))
        )
    );
    assert_eq!(
        one(&[0xc0, 8]),
        (
            (0xc0, 8, vec![]),
            (What::Attribute(8), 4, Fault::Truncated(1))
        )
    );
    assert_eq!(
        one(&[0xc0]),
        (
            (0xc0, 0, vec![]),
            (What::PathAttributes, 4, Fault::Truncated(2))
        )
    );
}

/// Unknown codes, strange flags, and an attribute twice: all of that is read as it is.
#[test]
fn what_is_not_malformed() {
    let octets = [
        &hand::attribute(0xff, 213, &[1, 2, 3])[..],
        // A well-known attribute that claims to be optional, with bits that have no meaning.
        &hand::attribute(0xcf, 1, &[0]),
        &hand::attribute(0x80, 4, &[0, 0, 0, 1]),
        &hand::attribute(0x80, 4, &[0, 0, 0, 2]),
    ];
    // In flags 0xff is a length of two octets.
    let unknown = [0xff, 213, 0, 3, 1, 2, 3];
    let octets = [&unknown[..], octets[1], octets[2], octets[3]].concat();
    let attributes = PathAttributes::over(&octets[..], Session::default());
    let all: Vec<_> = attributes.iter().map(Result::unwrap).collect();
    let codes: Vec<u8> = all.iter().map(|attribute| attribute.code()).collect();
    assert_eq!(codes, [213, 1, 4, 4]);
    let AttributeValue::Unknown(value) = all[0].value else {
        panic!("{all:?}")
    };
    assert_eq!((value.code(), &value.octets[..]), (213, &[1, 2, 3][..]));
    assert_eq!(all[1].flags, AttributeFlags(0xcf));
    assert_eq!(attributes.to_vec().unwrap(), octets);
    // The first of two is the one that is got.
    let metric: bmp_codec::bgp::attribute::MultiExitDisc = attributes.get().unwrap().unwrap();
    assert_eq!(metric.0, 1);
}
