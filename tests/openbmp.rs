//! OpenBMP headers: any values go through, any bytes do no harm.

use std::net::IpAddr;

use bmp_codec::openbmp::{self, Flags, HashId, ObjectType, OpenBmp};
use bmp_codec::wire::Octets;
use bmp_codec::{Decode, Encode, What};
use proptest::prelude::*;

use crate::support::hand::{bmp, hex};

fn octets(most: usize) -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..most)
}

/// Texts, and bytes that are none.
fn texts() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![".{0,20}".prop_map(String::into_bytes), octets(300)]
}

/// What a builder makes, with other numbers in its fields.
fn values() -> impl Strategy<Value = OpenBmp> {
    let numbers = any::<(u8, u8, u32, u32, u32)>();
    let hashes = any::<([u8; 16], [u8; 16])>();
    let parts = (any::<IpAddr>(), octets(200), texts(), texts(), octets(9));
    (numbers, hashes, parts).prop_map(|(numbers, hashes, parts)| {
        let (router_ip, message, admin_id, group, extension) = parts;
        let mut value = OpenBmp::new(router_ip, message)
            .with_collector(HashId(hashes.0), admin_id)
            .with_router_hash(HashId(hashes.1))
            .with_router_group(group);
        let (flags, object_type, seconds, microseconds, rows) = numbers;
        (value.flags, value.object_type) = (Flags(flags), ObjectType::from(object_type));
        (value.seconds, value.microseconds, value.row_count) = (seconds, microseconds, rows);
        value.extension = Octets(extension);
        value
    })
}

fn initiation() -> Vec<u8> {
    bmp(4, b"\0\x02\0\x03rtr")
}

/// A header of 192.0.2.1 by hand, with texts and a byte after the row count, before an Initiation message.
fn whole() -> Vec<u8> {
    let message = initiation();
    let mut value = hex(&format!(
        "4f424d50 0107 0054 000000{:02x} 80 0c 6553f100 000000fa
         01010101010101010101010101010101 0002 6331
         02020202020202020202020202020202 c0000201000000000000000000000000 0003 656467
         00000001 99",
        message.len()
    ));
    assert_eq!(value.len(), 0x54);
    value.extend(message);
    value
}

/// Everything that can be done with bytes. Returns how many messages are in them, and errors.
fn judge(stream: &[u8]) -> (usize, usize) {
    if let Ok(value) = OpenBmp::from_octets(stream) {
        assert_eq!(openbmp::messages(stream).collect::<Vec<_>>(), [Ok(value)]);
    }
    let (mut rest, mut found) = (stream, (0, 0));
    let mut messages = openbmp::messages(stream);
    while let Some(item) = messages.next() {
        let frame = &rest[..rest.len() - messages.rest().len()];
        rest = messages.rest();
        match item {
            Ok(value) => {
                found.0 += 1;
                assert_eq!(openbmp::frame_len(frame), Ok(Some(frame.len())));
                assert_eq!(value.encoded_len(), frame.len());
                assert_eq!(value.to_vec().unwrap(), frame);
                assert!(!value.to_string().is_empty());
                assert_eq!(value.to_owned().view(), value);
                #[cfg(feature = "serde")]
                crate::support::forms::check_formats(&value.to_owned());
            }
            Err(error) => {
                found.1 += 1;
                assert_eq!(error.what(), What::OpenBmpHeader);
                assert!(error.offset() <= stream.len());
            }
        }
    }
    // Without an error, all of it is gone.
    assert!(found.1 > 0 || rest.is_empty());
    found
}

#[test]
fn wherever_it_is_cut() {
    let (one, message) = (whole(), initiation().len());
    assert_eq!(judge(&one), (1, 0));
    assert_eq!(judge(&[]), (0, 0));
    for end in 1..one.len() {
        assert_eq!(judge(&one[..end]), (0, 1), "{end}");
        // Without its end, it takes what follows.
        let found = judge(&[&one[..end], &one].concat());
        assert!(found.0 <= 1 && found.1 <= 2, "{end}: {found:?}");
    }
    let value = OpenBmp::from_octets(&one).unwrap();
    assert_eq!(value.bmp().map(<[u8]>::len), Some(message));
}

#[test]
fn every_octet_is_every_other_one() {
    let two = whole().repeat(2);
    for at in 0..two.len() / 2 {
        for octet in 0..=255 {
            let mut changed = two.clone();
            changed[at] = octet;
            let (messages, errors) = judge(&changed);
            assert!(messages + errors >= 1 && messages <= 2, "{at} {octet}");
            // Magic number, version and lengths; lengths of texts. All other bytes are values.
            let is_strict = at < 12 || (38..40).contains(&at) || (74..76).contains(&at);
            assert!(is_strict || (messages, errors) == (2, 0), "{at} {octet}");
        }
    }
}

proptest! {
    #[test]
    fn any_value(value in values()) {
        let octets = value.to_vec().unwrap();
        prop_assert_eq!(octets.len(), value.encoded_len());
        prop_assert_eq!(OpenBmp::from_octets(&octets).unwrap(), value.view());
        prop_assert_eq!(judge(&octets.repeat(3)), (3, 0));
    }

    #[test]
    fn any_octets(stream in octets(300)) {
        judge(&stream);
    }

    /// Behind a good beginning, so that the fields are reached.
    #[test]
    fn any_header(header in 70..200_u16, message in 0..300_u32, rest in octets(400)) {
        let [a, b] = header.to_be_bytes();
        let lengths = [&[a, b][..], &message.to_be_bytes()].concat();
        judge(&[b"OBMP\x01\x07", &lengths[..], &rest].concat());
    }
}
