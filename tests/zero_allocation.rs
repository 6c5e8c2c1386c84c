//! What allocates nothing: framing, decoding, walking, printing, encoding into a buffer with room, and JSON of a view.
//!
//! Counted are the allocations of this thread, over all recorded frames and whole captures.

use std::hint::black_box;

use allocation_counter::measure;
use bmp_codec::bgp::error_action::ErrorContext;
use bmp_codec::bgp::nlri::RouteKey;
use bmp_codec::bgp::{Session, Update};
#[cfg(feature = "serde")]
use bmp_codec::bgp::{
    attribute::PathAttributes,
    nlri::{Family, FamilySet},
};
use bmp_codec::bmp::{self, Message, PeerTable};
use bmp_codec::openbmp::{self, HashId, OpenBmp};
use bmp_codec::{Decode, Encode};

use crate::support::walk::{Nowhere, Walk};
use crate::support::{hand, recorded};

/// Captures with routes of all kinds, long and short, and malformed ones.
const CAPTURES: [&str; 4] = [
    "bird-2.20.0-session.bmp.zst",
    "frr-10.7.1-session.bmp.zst",
    "gobgp-4.8.0-all.bmp.zst",
    "gobgp-4.8.0-full-head.bmp.zst",
];

/// Runs it, and gives how often memory was asked for.
fn allocations(run: impl FnOnce()) -> u64 {
    measure(run).count_total
}

#[test]
fn the_counter_counts() {
    let count = allocations(|| {
        black_box(vec![1, 2, 3]);
    });
    assert_eq!(count, 1);
}

/// A stream is cut, its messages are decoded, and every value of Route Monitoring is visited.
#[test]
fn framing_decoding_and_walking() {
    for name in CAPTURES {
        let stream = recorded::stream(name);
        let mut peers = PeerTable::default();
        // What the table learns it has to keep somewhere: once.
        for frame in recorded::frames_of(&stream) {
            peers.decode(frame).unwrap();
        }
        let mut walk = Walk::default();
        let mut messages = 0;
        let count = allocations(|| {
            for frame in bmp::frames(&stream) {
                walk.bmp(&Message::decode(frame.unwrap(), &peers).unwrap());
                messages += 1;
            }
        });
        assert_eq!(count, 0, "{name}");
        assert!(messages > 100 && walk.values > 10 * messages, "{name}");
    }
}

/// Headers of OpenBMP are decoded, printed and encoded into a buffer with room; errors as well.
#[test]
fn openbmp_headers() {
    use std::fmt::Write;

    let frame = hand::bmp(4, b"\0\x02\0\x03rtr");
    let one = OpenBmp::new([192, 0, 2, 1].into(), &frame[..])
        .with_collector(HashId([1; 16]), b"c1")
        .with_router_group(b"edge");
    let mut stream = one.to_vec().unwrap().repeat(3);
    stream.extend(b"OBMP\x02");
    let mut buffer = vec![0; one.encoded_len()];
    let mut values = 0;
    let count = allocations(|| {
        for item in openbmp::messages(&stream) {
            let mut out = Nowhere::default();
            match item {
                Ok(value) => {
                    values += value.bmp().map_or(0, |stream| bmp::frames(stream).count());
                    write!(out, "{value} {value:?}").unwrap();
                    value.encode(&mut &mut buffer[..]).unwrap();
                }
                Err(error) => write!(out, "{error}").unwrap(),
            }
        }
    });
    assert_eq!((count, values), (0, 3));
    assert_eq!(buffer, stream[..buffer.len()]);
}

/// A table of peers allocates where it learns, and nowhere else.
#[test]
fn decoding_through_a_table() {
    let peer = hand::per_peer(0, 0, 10);
    let open = hand::open(&hand::FOUR_OCTETS);
    let up = hand::peer_up(&peer, &open, &open);
    let update = hand::update(&[], &hand::attribute(0x40, 1, &[0]), &[24, 198, 51, 100]);
    let monitoring = hand::monitoring(&peer, &update);
    let down = hand::peer_down(&peer, 4);
    let mut peers = PeerTable::default();
    peers.decode(&up).unwrap();
    let count = allocations(|| {
        let mut walk = Walk::default();
        walk.bmp(&peers.decode(&monitoring).unwrap());
        // Up again, where there is room already.
        walk.bmp(&peers.decode(&up).unwrap());
        walk.bmp(&peers.decode(&down).unwrap());
        black_box(walk.values);
    });
    assert_eq!(count, 0);
}

#[test]
fn every_frame_in_every_way() {
    for frame in recorded::frames() {
        let (session, octets) = (frame.session(), &frame.octets[..]);
        let mut buffer = vec![0; octets.len()];
        let count = allocations(|| {
            let message = Message::decode(octets, session).unwrap();
            Walk::default().bmp(&message);
            print(&message);
            message.encode(&mut &mut buffer[..]).unwrap();
        });
        assert_eq!(count, 0, "{}", frame.name);
        assert_eq!(buffer, octets, "{}", frame.name);
    }
}

/// What a receiver does about errors, with the reasons as text.
#[test]
fn errors_of_updates() {
    use std::fmt::Write;

    let mut errors = 0;
    for frame in recorded::frames() {
        let message = Message::decode(&frame.octets, frame.session()).unwrap();
        let Message::RouteMonitoring(monitoring) = message else {
            continue;
        };
        let update = monitoring.update.unwrap();
        let context = ErrorContext::from(&monitoring.peer);
        let count = allocations(|| {
            black_box(update.disposition(context));
            for error in update.errors(context) {
                errors += 1;
                write!(Nowhere::default(), "{error}").unwrap();
            }
        });
        assert_eq!(count, 0, "{}", frame.name);
    }
    assert!(errors > 0);
}

fn print(message: &Message<&[u8]>) {
    use std::fmt::Write;

    let mut out = Nowhere::default();
    write!(out, "{message:?}").unwrap();
    assert!(out.0 > 0);
}

/// A buffer that has no room is told so before anything is written, and without a message on the heap.
#[test]
fn encoding_without_room() {
    let frame = hand::monitoring(&hand::per_peer(0, 0, 10), &hand::update(&[], &[], &[]));
    let message = Message::decode(&frame, Session::default()).unwrap();
    let mut buffer = [7; 20];
    let count = allocations(|| {
        let error = message.encode(&mut &mut buffer[..]).unwrap_err();
        let full = bmp_codec::EncodeError::Full {
            needed: frame.len(),
            room: 20,
        };
        assert_eq!(error, full);
    });
    assert_eq!((count, buffer), (0, [7; 20]));
}

/// Owned values allocate once for each part that is not empty; `view` does not.
#[test]
fn owned_and_shared() {
    let update = hand::update(&[], &hand::attribute(0x40, 1, &[0]), &[24, 198, 51, 100]);
    let frame = hand::monitoring(&hand::per_peer(0, 0, 10), &update);
    let message = Message::decode(&frame, Session::default()).unwrap();
    let mut owned = None;
    assert_eq!(allocations(|| owned = Some(message.to_owned())), 2);
    let owned = owned.unwrap();
    assert_eq!(allocations(|| assert_eq!(owned.view(), message)), 0);

    let bytes = bytes::Bytes::from(frame.clone());
    let message = Message::decode(&bytes, Session::default()).unwrap();
    // The first slice turns the vector of `Bytes` into a counted one.
    black_box(message.share(&bytes));
    let count = allocations(|| {
        black_box(message.share(&bytes));
    });
    assert_eq!(count, 0);
}

#[test]
fn errors() {
    let octets = [0xff; 7];
    let count = allocations(|| {
        let error = bmp_codec::bgp::attribute::Communities::from_octets(&octets).unwrap_err();
        use std::fmt::Write;
        write!(Nowhere::default(), "{error}").unwrap();
    });
    assert_eq!(count, 0);
}

/// Into a writer that has room for all of it.
#[cfg(feature = "serde")]
#[test]
fn json_of_a_view() {
    for frame in recorded::frames() {
        let message = Message::decode(&frame.octets, frame.session()).unwrap();
        let expected = serde_json::to_vec(&message).unwrap();
        let mut buffer = Vec::with_capacity(expected.len());
        let count = allocations(|| serde_json::to_writer(&mut buffer, &message).unwrap());
        assert_eq!(count, 0, "{}", frame.name);
        assert_eq!(buffer, expected);
    }
}

/// Nor does the session beside what is malformed.
#[cfg(feature = "serde")]
#[test]
fn json_of_a_malformed_list() {
    let families = FamilySet::from_iter([Family::IPV4_UNICAST, Family::L2VPN_EVPN]);
    let session = Session::default().with_add_path(families);
    // ORIGIN with a value of 9.
    let attributes = PathAttributes::over(&[0x40, 1, 1, 9][..], session);
    let expected = serde_json::to_vec(&attributes).unwrap();
    let mut buffer = Vec::with_capacity(expected.len());
    let count = allocations(|| serde_json::to_writer(&mut buffer, &attributes).unwrap());
    assert_eq!(count, 0);
    let text = String::from_utf8(buffer).unwrap();
    assert!(
        text.contains(r#""add_path":["ipv4-unicast","l2vpn-evpn"]"#),
        "{text}"
    );
}

/// Keys of routes are made and found without an allocation, also long ones.
#[test]
fn finding_routes_by_their_keys() {
    let stream = recorded::stream("gobgp-4.8.0-families.bmp");
    let mut peers = PeerTable::default();
    let messages: Vec<_> = recorded::frames_of(&stream)
        .map(|frame| peers.decode(frame).unwrap())
        .collect();
    let keys = || {
        let updates = messages.iter().filter_map(|message| match message {
            Message::RouteMonitoring(monitoring) => monitoring.update.as_ref().ok(),
            _ => None,
        });
        updates.flat_map(|update| update.announced().keys().flatten())
    };
    let table: hashbrown::HashSet<RouteKey> = keys().map(|key| key.to_owned()).collect();
    let mut found = 0;
    let count = allocations(|| found = keys().filter(|key| table.contains(key)).count());
    assert_eq!(count, 0);
    assert_eq!(found, keys().count());
    // Those of link-state routes are longer than there is room for in place.
    let longest = table.iter().map(|key| key.octets().len()).max();
    assert_eq!((table.len(), longest), (107, Some(107)));
}

/// A node of BGP-LS whose descriptor has one sub-TLV of so many bytes (RFC 9552, section 5.2.1).
fn announced_node(length: u16) -> Vec<u8> {
    let sub_tlv = [
        &[0xea, 0x60][..],
        &length.to_be_bytes(),
        &vec![7; length.into()],
    ]
    .concat();
    let descriptor = [&[1, 0][..], &(length + 4).to_be_bytes(), &sub_tlv].concat();
    let node = [&[2, 0, 0, 0, 0, 0, 0, 0, 1][..], &descriptor].concat();
    let route = [&[0, 1][..], &(node.len() as u16).to_be_bytes(), &node].concat();
    let value = [&[0x40, 4, 71, 4, 192, 0, 2, 1, 0][..], &route].concat();
    let length = (value.len() as u16).to_be_bytes();
    let attribute = [&[0x90, 14][..], &length, &value].concat();
    hand::update_body(&[], &attribute, &[])
}

/// The text of a key allocates only if the key has more than 256 bytes.
#[test]
fn text_of_keys() {
    use std::fmt::Write;

    for (length, most) in [(100, 0), (200, 0), (400, 1), (4000, 1)] {
        let body = announced_node(length);
        let update = Update::from_octets(&body).unwrap();
        let mut texts = 0;
        let count = allocations(|| {
            for key in update.announced().keys() {
                write!(Nowhere::default(), "{}", key.unwrap()).unwrap();
                texts += 1;
            }
        });
        assert_eq!(texts, 1);
        assert!(count <= most, "{count} of a key of {length} bytes");
    }
}
