//! Bytes by hand, after the layout in the documentation of the module. Each change of them says what it changes.

use bytes::Bytes;

use super::*;
use crate::testkit::{back, exact, json, refused};
use crate::wire::{Decode, Encode, EncodeError, Fault, Octets, Text, What};

/// A Termination message of 192.0.2.1, received at 1700000000.000250 by "c1".
#[rustfmt::skip]
const V4: &[u8] = &[
    b'O', b'B', b'M', b'P', 1, 7,
    0, 83,                  // header: 78, and 5 of texts
    0, 0, 0, 6,             // message
    0x80, 12,
    0x65, 0x53, 0xf1, 0x00, // 1700000000
    0, 0, 0, 250,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    0, 2, b'c', b'1',
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 3, b'e', b'd', b'g',
    0, 0, 0, 1,
    3, 0, 0, 0, 6, 5,
];

/// Where the fields of [`V4`] are.
const FLAGS: usize = 12;
const OBJECT_TYPE: usize = 13;
const ADMIN_ID_LEN: usize = 39;
const ROUTER_IP: usize = 58;
const GROUP_LEN: usize = 75;
const MESSAGE: usize = 83;

fn built() -> OpenBmp {
    OpenBmp::new("192.0.2.1".parse().unwrap(), V4[MESSAGE..].to_vec())
        .at(core::time::Duration::new(1_700_000_000, 250_000))
        .unwrap()
        .with_collector(HashId([1; 16]), b"c1".to_vec())
        .with_router_hash(HashId([2; 16]))
        .with_router_group(b"edg".to_vec())
}

/// Returns [`V4`] with other bytes at a place.
fn with(at: usize, octets: &[u8]) -> Vec<u8> {
    let mut value = V4.to_vec();
    value[at..at + octets.len()].copy_from_slice(octets);
    value
}

/// Decodes a value: it must be exact, in all storages and formats.
fn read(octets: &[u8]) -> OpenBmp<&[u8]> {
    let value: OpenBmp<&[u8]> = exact(octets);
    let shared = value.share(&Bytes::copy_from_slice(octets));
    assert_eq!((shared.view(), value.to_owned().view()), (value, value));
    back(&value.to_owned());
    value
}

#[test]
fn octets_of_a_header() {
    let value = read(V4);
    assert_eq!(value.to_owned(), built());
    assert_eq!(built().to_vec().unwrap(), V4);
    assert_eq!(value.flags, Flags::ROUTER);
    assert_eq!(value.object_type, ObjectType::BmpRaw);
    assert_eq!((value.seconds, value.microseconds), (1_700_000_000, 250));
    assert_eq!(value.timestamp().as_micros(), 1_700_000_000_000_250);
    assert_eq!(value.collector_hash, HashId([1; 16]));
    assert_eq!(value.collector_admin_id.as_str(), Some("c1"));
    assert_eq!(value.router_hash, HashId([2; 16]));
    assert_eq!(value.router_ip().to_string(), "192.0.2.1");
    assert_eq!(value.router_group.as_str(), Some("edg"));
    assert_eq!((value.row_count, value.extension.len()), (1, 0));
    assert_eq!(value.bmp(), Some(&V4[MESSAGE..]));
    assert_eq!(
        value.to_string(),
        "bmp_raw of 6 bytes, router 192.0.2.1 group \"edg\" hash 02020202020202020202020202020202, \
         collector \"c1\" hash 01010101010101010101010101010101"
    );
    json(
        &built(),
        r#"{"flags":128,"object_type":"bmp_raw","seconds":1700000000,"microseconds":250,
            "collector_hash":"01010101010101010101010101010101","collector_admin_id":"c1",
            "router_hash":"02020202020202020202020202020202","router_ip":"192.0.2.1",
            "router_group":"edg","row_count":1,"extension":"","message":"030000000605"}"#,
    );
}

#[test]
fn an_ipv6_address_takes_all_octets_and_a_flag() {
    let address = [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    let mut octets = with(ROUTER_IP, &address);
    octets[FLAGS] = 0xc0;
    let value = read(&octets);
    assert_eq!(value.router_ip().to_string(), "2001:db8::1");
    assert!(value.flags.is_ipv6() && value.flags.is_router());
    let built = built().with_router_ip("2001:db8::1".parse().unwrap());
    assert_eq!(built.view(), value);
    // And back: the flag goes with the address.
    let again = built.with_router_ip("192.0.2.1".parse().unwrap());
    assert_eq!(again.to_vec().unwrap(), V4);
}

#[test]
fn what_is_unusual_is_kept() {
    // Bytes after an IPv4 address; all of them are in the JSON form.
    let octets = with(ROUTER_IP + 15, &[9]);
    let value = read(&octets);
    assert_eq!(value.router_ip().to_string(), "192.0.2.1");
    assert_eq!(
        value.router_ip_octets()[4..],
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9]
    );

    // An IPv6 address that begins like an IPv4 address.
    read(&with(FLAGS, &[0xc0]));

    // No router; a flag without a name; an object type without a name.
    for (octets, flags) in [
        (with(FLAGS, &[0]), "0x0"),
        (with(FLAGS, &[0x41]), "ipv6+0x1"),
    ] {
        let value = read(&octets);
        assert_eq!(
            (value.flags.to_string().as_str(), value.bmp()),
            (flags, None)
        );
    }
    let octets = with(OBJECT_TYPE, &[1]);
    let value = read(&octets);
    assert_eq!(
        (value.object_type.to_string().as_str(), value.bmp()),
        ("object type 1", None)
    );

    // A million microseconds and more, no row, texts that are not UTF-8.
    let value = with(18, &[0, 0x0f, 0x42, 0x41]);
    assert_eq!(read(&value).timestamp().as_micros(), 1_700_000_001_000_001);
    let octets = with(82, &[0]);
    assert_eq!(read(&octets).row_count, 0);
    let octets = with(ADMIN_ID_LEN + 1, &[0xc3, 0x28]);
    assert_eq!(read(&octets).collector_admin_id, Text(&[0xc3, 0x28][..]));
}

#[test]
fn octets_behind_the_known_fields_belong_to_the_header() {
    let mut longer = with(7, &[85]);
    longer.splice(MESSAGE..MESSAGE, [9, 9]);
    let value = read(&longer);
    assert_eq!(value.extension, Octets(&[9, 9][..]));
    assert_eq!(value.bmp(), Some(&V4[MESSAGE..]));
}

#[test]
fn texts_and_message_may_be_empty() {
    let mut octets = V4[..MESSAGE].to_vec();
    octets.drain(76..79);
    octets.drain(40..42);
    (
        octets[7],
        octets[11],
        octets[ADMIN_ID_LEN],
        octets[GROUP_LEN - 2],
    ) = (78, 0, 0, 0);
    let value = read(&octets);
    assert_eq!(octets.len(), MIN_HEADER_LEN);
    assert_eq!(value.bmp(), Some(&[][..]));
    assert_eq!(
        value.to_string(),
        "bmp_raw of 0 bytes, router 192.0.2.1 hash 02020202020202020202020202020202, \
         collector hash 01010101010101010101010101010101"
    );
}

#[test]
fn what_is_malformed_is_said() {
    for (octets, text) in [
        (
            with(0, &[3]),
            "0: the magic number is 0x03424d50, not 0x4f424d50 (OBMP)",
        ),
        (
            vec![b'O', b'b'],
            "0: the magic number is 0x4f620000, not 0x4f424d50 (OBMP)",
        ),
        (
            b"V: 1.7\nC_HASH_ID: 0101\n".to_vec(),
            "0: headers that are text, like V: 1.7, are not supported",
        ),
        (with(5, &[6]), "4: version 1.6 is not supported"),
        (with(4, &[2]), "4: version 2.7 is not supported"),
        (with(6, &[0, 77]), "6: a length of 77 is not possible"),
        // The message is longer or shorter than announced.
        (with(11, &[7]), "83: 1 byte is missing"),
        (with(8, &[0xff]), "83: 4278190080 bytes are missing"),
        (with(11, &[5]), "88: 1 byte is left over"),
        // Texts that the header has no room for.
        (with(GROUP_LEN, &[8]), "76: 1 byte is missing"),
        (with(GROUP_LEN, &[4]), "80: 1 byte is missing"),
        (
            with(ADMIN_ID_LEN - 1, &[0xff, 0xff]),
            "40: 65492 bytes are missing",
        ),
        // Cut off.
        (V4[..20].to_vec(), "0: 63 bytes are missing"),
        (V4[..7].to_vec(), "0: 5 bytes are missing"),
        (vec![], "0: 12 bytes are missing"),
    ] {
        let text = format!("OpenBMP header at byte {text}");
        assert_eq!(refused(OpenBmp::from_octets(&octets)), text);
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let long = vec![b'x'; 65_535];
    let value = built().with_collector(HashId([1; 16]), long.clone());
    let text = "OpenBMP header of 65616 bytes: at most 65535 fit";
    assert_eq!(refused(value.to_vec()), text);
    // The longest: 78 bytes and 3 of the group are there already.
    let value = built().with_collector(HashId([1; 16]), long[81..].to_vec());
    read(&value.to_vec().unwrap());
    let value = built().with_collector(HashId([1; 16]), long[80..].to_vec());
    assert!(value.to_vec().is_err());

    let late = core::time::Duration::from_secs(1 << 32);
    let what = "timestamp of the OpenBMP header";
    assert_eq!(built().at(late), Err(EncodeError::Value { what }));
}

#[test]
fn the_length_is_known_after_twelve_octets() {
    for end in 0..=V4.len() {
        let length = (end >= 12).then_some(V4.len());
        assert_eq!(frame_len(&V4[..end]), Ok(length), "{end}");
        assert_eq!(OpenBmp::from_octets(&V4[..end]).is_ok(), end == V4.len());
    }
    // 1 MiB, and one byte more.
    assert_eq!(
        frame_len(&with(8, &[0, 0x10, 0, 0])),
        Ok(Some(83 + (1 << 20)))
    );
    assert_eq!(
        refused(frame_len(&with(8, &[0, 0x10, 0, 1]))),
        "OpenBMP header at byte 8: a length of 1048577 is over the limit"
    );
    // Each field is checked as soon as it is there.
    for (beginning, text) in [
        (
            &b"x"[..],
            "0: the magic number is 0x78000000, not 0x4f424d50 (OBMP)",
        ),
        (
            b"V:",
            "0: headers that are text, like V: 1.7, are not supported",
        ),
        (b"OBMP\x01\x08", "4: version 1.8 is not supported"),
        (b"OBMP\x01\x07\0\x4d", "6: a length of 77 is not possible"),
    ] {
        let text = format!("OpenBMP header at byte {text}");
        assert_eq!(refused(frame_len(beginning)), text);
    }
}

#[test]
fn one_after_the_other() {
    let malformed = with(GROUP_LEN, &[8]);
    let (length, version) = (V4.len(), with(5, &[6]));
    let stream = [V4, &malformed, V4, &version, V4].concat();
    let mut all = messages(&stream);
    let texts: Vec<_> = all
        .by_ref()
        .map(|item| {
            item.map_or_else(
                |error| error.to_string(),
                |value| value.router_ip().to_string(),
            )
        })
        .collect();
    assert_eq!(
        texts,
        [
            "192.0.2.1".to_owned(),
            format!("OpenBMP header at byte {}: 1 byte is missing", length + 76),
            "192.0.2.1".to_owned(),
            format!(
                "OpenBMP header at byte {}: version 1.6 is not supported",
                3 * length + 4
            ),
        ]
    );
    assert_eq!(all.rest(), &stream[3 * length..]);
    assert!(all.next().is_none());
    assert!(messages(&[]).next().is_none());

    // Cut off anywhere: the messages before it, and one error.
    let two = V4.repeat(2);
    for end in length + 1..two.len() {
        let mut all = messages(&two[..end]);
        assert!(all.next().unwrap().is_ok());
        let needed = if end < length + 12 { 12 } else { length };
        let error = all.next().unwrap().unwrap_err();
        assert_eq!(
            error.fault(),
            Fault::Truncated((length + needed - end) as u32)
        );
        assert_eq!(
            (error.what(), error.offset()),
            (What::OpenBmpHeader, length)
        );
        assert!(all.next().is_none());
    }
}
