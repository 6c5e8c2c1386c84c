//! Tests of the BGP header, alone and inside other messages.

use super::*;
use crate::bgp::NotificationCode;
use crate::testkit::{exact, hex, json};
use crate::wire::Writer;

const MARKER: &str = "ffffffffffffffffffffffffffffffff";

/// Makes a message whose header has this length and type.
fn message(length: u16, message_type: u8, body: &[u8]) -> Vec<u8> {
    [
        &hex(MARKER)[..],
        &length.to_be_bytes(),
        &[message_type],
        body,
    ]
    .concat()
}

fn error(octets: &[u8]) -> (What, usize, Fault) {
    let error = Message::from_octets(octets).unwrap_err();
    (error.what(), error.offset(), error.fault())
}

#[test]
fn every_type() {
    for (message_type, body, expected) in [
        (1, &hex("04 fde9 005a c0000201 00")[..], MessageType::Open),
        (2, &[0, 0, 0, 0], MessageType::Update),
        (3, &[6, 0], MessageType::Notification),
        (4, &[], MessageType::Keepalive),
        (5, &[0, 1, 0, 1], MessageType::RouteRefresh),
        (0, &[], MessageType::from(0)),
        (9, &[1, 2, 3], MessageType::from(9)),
    ] {
        let octets = message(19 + body.len() as u16, message_type, body);
        let value: Message<&[u8]> = exact(&octets);
        assert_eq!(value.message_type(), expected);
        assert_eq!(value.to_owned().view(), value);
    }
}

#[test]
fn an_unknown_type_is_kept() {
    let octets = message(22, 9, &[1, 2, 3]);
    let value = Message::from_octets(&octets).unwrap();
    assert_eq!(
        value,
        Message::Unknown(UnknownMessage {
            message_type: 9,
            body: Octets(&[1, 2, 3][..])
        })
    );
    json(
        &value.to_owned(),
        r#"{"unknown":{"message_type":9,"body":"010203"}}"#,
    );
}

#[test]
fn marker() {
    for place in 0..16 {
        let mut octets = message(19, 4, &[]);
        octets[place] = 0xfe;
        assert_eq!(error(&octets), (What::MessageHeader, 0, Fault::Marker));
    }
}

#[test]
fn length() {
    for length in [0, 18] {
        assert_eq!(
            error(&message(length, 4, &[])),
            (What::MessageHeader, 16, Fault::Length(length.into()))
        );
    }
    let (_, offset, fault) = error(&message(23, 5, &[0, 1, 0]));
    assert_eq!((offset, fault), (19, Fault::Truncated(1)));
    let (_, offset, fault) = error(&message(19, 4, &[0]));
    assert_eq!((offset, fault), (19, Fault::Trailing(1)));
    for length in 0..19 {
        let (_, offset, fault) = error(&message(19, 4, &[])[..length]);
        assert_eq!((offset, fault), (0, Fault::Truncated(19 - length as u32)));
    }
}

#[test]
fn octets_that_the_body_does_not_take() {
    assert_eq!(
        error(&message(20, 4, &[0])),
        (What::BgpMessage(4), 19, Fault::Trailing(1))
    );
    assert_eq!(
        error(&message(20, 3, &[6])),
        (What::BgpMessage(3), 20, Fault::Truncated(1))
    );
}

#[test]
fn inside_of_another_message() {
    // A NOTIFICATION is decoded up to its length; what follows it is not touched.
    let octets = [message(21, 3, &[6, 4]), vec![0xaa]].concat();
    let mut reader = Reader::new(&octets);
    let pdu = read_pdu::<Notification<&[u8]>>(&mut reader);
    assert_eq!(pdu.unwrap().subcode, 4);
    assert_eq!(reader.peek(), [0xaa]);

    // Another type, a bad marker, a length beyond the body, and a length too short for a header: all are kept
    // unchanged.
    let mut bad_marker = message(21, 3, &[6, 4]);
    bad_marker[0] = 0;
    for (octets, kept, what, fault) in [
        (
            [message(19, 4, &[]), vec![0xaa]].concat(),
            19,
            What::MessageHeader,
            Fault::MessageType(4),
        ),
        (bad_marker, 21, What::MessageHeader, Fault::Marker),
        (
            message(40, 3, &[6, 4]),
            21,
            What::BgpMessage(3),
            Fault::Truncated(19),
        ),
        (vec![0xff; 7], 7, What::BgpMessage(3), Fault::Truncated(12)),
    ] {
        let mut reader = Reader::new(&octets);
        let pdu = read_pdu::<Notification<&[u8]>>(&mut reader);
        assert_eq!(pdu_len(&pdu), kept);
        let mut written = Vec::new();
        put_pdu(&pdu, &mut Writer::with_room(&mut written)).unwrap();
        assert_eq!(written, octets[..kept]);
        let malformed = pdu.unwrap_err();
        assert_eq!(
            (malformed.error.what(), malformed.error.fault()),
            (what, fault)
        );
        assert_eq!(reader.peek(), &octets[kept..]);
    }
}

#[test]
fn too_long() {
    let notification = Notification {
        data: Octets(vec![0; 65535 - 20]),
        ..Notification::new(NotificationCode::Cease, 0)
    };
    assert_eq!(
        Message::Notification(notification).to_vec(),
        Err(EncodeError::TooLong {
            what: "BGP message",
            length: 65536,
            limit: 65535
        })
    );
}
