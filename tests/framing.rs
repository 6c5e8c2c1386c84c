//! Streams as they come: cut anywhere, cut short, and with octets between messages that are none.

use std::collections::BTreeSet;

use bmp_codec::bmp::{self, Cut, Framing, MAX_SEARCHED_LEN};
use bmp_codec::{DecodeError, Fault, What};
use bytes::{Bytes, BytesMut};
use proptest::prelude::*;

use crate::support::{hand, recorded};

/// What came out of a stream. The pieces of a gap are put together.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Frame(Bytes),
    Skipped(Vec<u8>, DecodeError),
}

/// Puts a cut behind the others, or gives how much is missing.
fn keep<B: AsRef<[u8]>>(cut: Cut<B>, pieces: &mut Vec<Piece>) -> Option<usize> {
    match cut {
        Cut::Frame(octets) => pieces.push(frame(octets.as_ref())),
        Cut::Skipped { octets, error } => {
            let octets = octets.as_ref();
            assert!(!octets.is_empty());
            match pieces.last_mut() {
                Some(Piece::Skipped(gap, of)) if *of == error => gap.extend_from_slice(octets),
                _ => pieces.push(Piece::Skipped(octets.to_vec(), error)),
            }
        }
        Cut::Partial { missing } => return Some(missing),
    }
    None
}

/// Takes all that there is, and gives how much is missing.
fn drain(framing: &mut Framing, buffer: &mut BytesMut, pieces: &mut Vec<Piece>) -> usize {
    loop {
        if let Some(missing) = keep(framing.cut_bytes(buffer).unwrap(), pieces) {
            return missing;
        }
    }
}

/// What comes out of chunks, with a search behind each error; and how many octets were kept at most.
fn feed<'c>(chunks: impl IntoIterator<Item = &'c [u8]>) -> (Vec<Piece>, usize) {
    let (mut framing, mut buffer) = (Framing::default().with_resync(true), BytesMut::new());
    let (mut pieces, mut kept) = (Vec::new(), 0);
    for chunk in chunks {
        buffer.extend_from_slice(chunk);
        assert_ne!(drain(&mut framing, &mut buffer, &mut pieces), 0);
        kept = kept.max(buffer.len());
    }
    framing.end();
    drain(&mut framing, &mut buffer, &mut pieces);
    assert!(buffer.is_empty());
    (pieces, kept)
}

fn whole(stream: &[u8]) -> Vec<Piece> {
    feed([stream]).0
}

/// The same from a slice, which nothing is taken out of.
fn of_slice(mut stream: &[u8]) -> Vec<Piece> {
    let mut framing = Framing::default().with_resync(true);
    framing.end();
    let mut pieces = Vec::new();
    while keep(framing.cut(&mut stream).unwrap(), &mut pieces).is_none() {}
    pieces
}

fn frame(octets: &[u8]) -> Piece {
    Piece::Frame(Bytes::copy_from_slice(octets))
}

/// A gap that begins with an octet that is no version.
fn gap(octets: &[u8]) -> Piece {
    assert!(!matches!(octets[0], 3 | 4));
    Piece::Skipped(octets.to_vec(), version(octets[0]))
}

fn version(version: u8) -> DecodeError {
    Framing::default().cut(&mut &[version][..]).unwrap_err()
}

/// A message of each type, and of each form that a search tells apart.
fn messages() -> Vec<Vec<u8>> {
    let (peer, loc_rib) = (hand::per_peer(0, 0, 10), hand::per_peer(3, 0, 0));
    let open = hand::open(&hand::FOUR_OCTETS);
    let update = hand::update(&[], &hand::attribute(0x40, 1, &[0]), &[24, 198, 51, 100]);
    let end_of_rib = hand::update(&[], &[], &[]);
    let notification = hand::bgp(3, &[6, 2]);
    let with = |peer: &[u8], body: &[u8]| [peer, body].concat();
    let mirrored = [&[0, 0, 0, update.len() as u8][..], &update].concat();
    vec![
        hand::bmp(4, b"\0\x01\0\x08a router\0\x02\0\x03rtr"),
        hand::peer_up(&peer, &open, &open),
        hand::bmp(
            3,
            &[&loc_rib[..], &[0; 20], &open, &open, b"\0\x03\0\x06global"].concat(),
        ),
        hand::monitoring(&peer, &update),
        hand::monitoring(&peer, &end_of_rib),
        hand::monitoring(&peer, &[&update[..], &update].concat()),
        hand::bmp(
            1,
            &with(&peer, &[0, 0, 0, 1, 0, 7, 0, 8, 0, 0, 0, 0, 0, 0, 0, 1]),
        ),
        hand::bmp(1, &with(&peer, &[0; 4])),
        hand::bmp(6, &with(&peer, &mirrored)),
        hand::bmp(6, &with(&peer, &[0, 1, 0, 2, 0, 1])),
        hand::bmp(2, &with(&peer, &[&[1][..], &notification].concat())),
        hand::bmp(2, &with(&peer, &[2, 0, 3])),
        hand::bmp(2, &with(&peer, &[3])),
        hand::bmp(2, &with(&peer, &[4])),
        hand::bmp(2, &with(&peer, &[5])),
        hand::bmp(2, &with(&loc_rib, b"\x06\0\x03\0\x06global")),
        hand::bmp(5, &[0, 1, 0, 2, 0, 0]),
    ]
}

/// Each message that a router was seen to send is found behind an octet that is none, whatever comes behind it.
#[test]
fn recorded_messages_are_plausible() {
    let mut types = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for name in recorded::streams() {
        let stream = recorded::stream(&name);
        for octets in recorded::frames_of(&stream) {
            // Those of one length and type differ in little that a search looks at.
            if seen.insert((name.clone(), octets.len(), octets[5])) {
                types.insert(octets[5]);
                let stream = [&[9][..], octets, b"9"].concat();
                assert_eq!(
                    whole(&stream),
                    [gap(&[9]), frame(octets), gap(b"9")],
                    "{name}"
                );
            }
        }
    }
    assert_eq!(types, (0..=6).collect());
    for recorded::Frame { name, octets, .. } in recorded::frames() {
        let stream = [&[9][..], &octets].concat();
        assert_eq!(whole(&stream), [gap(&[9]), frame(&octets)], "{name}");
    }
}

/// A stream that is cut anywhere is the same stream, and what is missing is told exactly.
#[test]
fn cut_at_every_octet() {
    let stream = recorded::stream("frr-8.4.4-vrf.bmp");
    let frames: Vec<_> = recorded::frames_of(&stream).map(frame).collect();
    let lengths: Vec<_> = recorded::frames_of(&stream).map(<[u8]>::len).collect();
    let (mut message, mut begins) = (0, 0);
    for cut in 0..stream.len() {
        if cut - begins == lengths[message] {
            begins = cut;
            message += 1;
        }
        let (before, behind) = stream.split_at(cut);
        let (mut framing, mut buffer) = (Framing::default(), BytesMut::from(before));
        let mut pieces = Vec::new();
        let missing = drain(&mut framing, &mut buffer, &mut pieces);
        assert_eq!(pieces, frames[..message]);
        let have = cut - begins;
        // The length is there with the fifth octet.
        let needed = if have < 5 { 6 } else { lengths[message] };
        assert_eq!((missing, buffer.len()), (needed - have, have), "{cut}");
        buffer.extend_from_slice(behind);
        assert_eq!(drain(&mut framing, &mut buffer, &mut pieces), 6);
        assert_eq!(pieces, frames);

        let mut slice = bmp::frames(before);
        assert_eq!(slice.by_ref().count(), message);
        assert_eq!(slice.rest(), &before[begins..]);
    }
}

/// Where the beginning of a stream is lost, wherever that is, all of its messages that are whole come out.
#[test]
fn begun_at_every_octet() {
    for name in [
        "frr-8.4.4-vrf.bmp",
        "gobgp-3.10.0-exabgp.bmp",
        "frr-10.7.1-mirror.bmp",
    ] {
        let stream = recorded::stream(name);
        let stream = &stream[..stream.len().min(6000)];
        let whole_ones: Vec<_> = bmp::frames(stream).map(Result::unwrap).collect();
        let (mut message, mut next) = (0, 0);
        for begin in 1..next_end(&whole_ones) {
            if begin > next {
                next += whole_ones[message].len();
                message += 1;
            }
            let (mut framing, mut rest) = (Framing::default().with_resync(true), &[9][..]);
            framing.cut(&mut rest).unwrap();
            framing.end();
            let mut rest = &stream[begin..next_end(&whole_ones)];
            let mut skipped = 0;
            let mut found = Vec::new();
            loop {
                match framing.cut(&mut rest).unwrap() {
                    Cut::Frame(frame) => found.push(frame),
                    Cut::Skipped { octets, .. } => skipped += octets.len(),
                    Cut::Partial { .. } => break,
                }
            }
            assert_eq!(skipped, next - begin, "{name} from {begin}");
            assert_eq!(found, whole_ones[message..], "{name} from {begin}");
        }
    }
}

fn next_end(frames: &[&[u8]]) -> usize {
    frames.iter().map(|frame| frame.len()).sum()
}

#[test]
fn a_framing_error_is_the_end_unless_asked_otherwise() {
    let message = &messages()[0];
    let stream = [message, &b"GET /"[..], message].concat();
    let (mut framing, mut rest) = (Framing::default(), &stream[..]);
    assert_eq!(framing.cut(&mut rest), Ok(Cut::Frame(&message[..])));
    for _ in 0..2 {
        assert_eq!(framing.cut(&mut rest), Err(version(b'G')));
        assert_eq!(rest.len(), 5 + message.len());
    }
    let mut buffer = BytesMut::from(rest);
    assert_eq!(framing.cut_bytes(&mut buffer), Err(version(b'G')));
    assert_eq!(buffer, rest);

    let mut frames = bmp::frames(&stream);
    assert_eq!(frames.next(), Some(Ok(&message[..])));
    assert_eq!(frames.next(), Some(Err(version(b'G'))));
    assert_eq!((frames.next(), frames.rest()), (None, rest));
    assert_eq!(
        whole(&stream),
        [frame(message), gap(b"GET /"), frame(message)]
    );
}

/// What is told of the end: nothing, a part of a header, a part of a message, or no message at all.
#[test]
fn the_end() {
    let message = &messages()[3];
    assert_eq!(whole(message), [frame(message)]);
    for (length, what, missing) in [
        (1, What::CommonHeader, 5),
        (5, What::CommonHeader, message.len() - 5),
        (6, What::BmpMessage(0), message.len() - 6),
        (40, What::BmpMessage(0), message.len() - 40),
    ] {
        let error = DecodeError::new(length, Fault::Truncated(missing as u32)).within(what);
        let cut = &message[..length];
        let pieces = [frame(message), Piece::Skipped(cut.to_vec(), error)];
        assert_eq!(whole(&[message, cut].concat()), pieces);
    }
    // Too little to tell whether a message begins there: none has.
    let octets = [b"x", &message[..50]].concat();
    assert_eq!(whole(&octets), [gap(&octets)]);
    // An Initiation that would be longer than what comes, and a message in what would be its TLV.
    let bogus = [3, 0, 0, 1, 0, 4, 0, 0, 0, 200];
    let octets = [&b"x"[..], &bogus, message].concat();
    assert_eq!(whole(&octets), [gap(&octets[..11]), frame(message)]);
}

/// Lengths that a message cannot have, right behind one, before one, and where a search is on.
#[test]
fn bogus_lengths() {
    let message = &messages()[3];
    for length in [0, 5, (1 << 20) + 1, 0x0300_0000, u32::MAX] {
        let bogus = [&[3][..], &u32::to_be_bytes(length), &[0; 60]].concat();
        let error = Framing::default().cut(&mut &bogus[..]).unwrap_err();
        let stream = [message, &bogus[..], message, b"?", &bogus, message].concat();
        let second = [b"?", &bogus[..]].concat();
        let pieces = [
            frame(message),
            Piece::Skipped(bogus, error),
            frame(message),
            gap(&second),
            frame(message),
        ];
        assert_eq!(whole(&stream), pieces, "{length}");
    }
    // While it searches, not even lengths are believed that are within the limit.
    for length in [6, 70, MAX_SEARCHED_LEN as u32 + 1, 1 << 20] {
        let mut bogus = [b"?", &message[..]].concat();
        bogus[2..6].copy_from_slice(&length.to_be_bytes());
        let mut framing = Framing::default().with_resync(true);
        let stream = [&bogus[..], message].concat();
        let mut rest = &stream[..];
        let Ok(Cut::Skipped { octets, .. }) = framing.cut(&mut rest) else {
            panic!()
        };
        assert_eq!(octets, bogus, "{length}");
        assert_eq!(framing.cut(&mut rest), Ok(Cut::Frame(&message[..])));
    }
    // The limit is for both.
    let mut framing = Framing::default()
        .with_resync(true)
        .with_limit(message.len() - 1);
    let stream = [message, &messages()[16][..]].concat();
    let mut rest = &stream[..];
    let Ok(Cut::Skipped { octets, error }) = framing.cut(&mut rest) else {
        panic!()
    };
    assert_eq!(
        (octets, error.fault()),
        (&message[..], Fault::TooLong(message.len() as u32))
    );
    assert_eq!(framing.cut(&mut rest), Ok(Cut::Frame(&messages()[16][..])));
}

/// One thing that is wrong, and no message begins here.
#[test]
fn what_is_not_plausible() {
    let messages = messages();
    let (up, monitoring, two, statistics, down) = (
        &messages[1],
        &messages[3],
        &messages[5],
        &messages[6],
        &messages[11],
    );
    let (initiation, mirroring) = (&messages[0], &messages[8]);
    let cases: [(&[u8], usize, u8, &str); 17] = [
        (monitoring, 5, 7, "the type"),
        (monitoring, 6, 4, "the type of the peer"),
        (monitoring, 44, 0xff, "the microseconds"),
        (monitoring, 48, 0xfe, "the marker"),
        (
            monitoring,
            65,
            22,
            "the length of the UPDATE: behind it there is no marker",
        ),
        (monitoring, 64, 1, "the length of the UPDATE: past the end"),
        (monitoring, 66, 1, "the type of the BGP message"),
        (two, 80, 0, "the second marker"),
        (up, 70, 0, "the marker of the OPEN"),
        (up, 86, 2, "the type of the OPEN"),
        (up, 84, 0xff, "the length of the OPEN"),
        (statistics, 51, 2, "the count"),
        (statistics, 55, 7, "the length of a statistic"),
        (down, 48, 7, "the reason"),
        (down, 48, 4, "what is behind the reason"),
        (initiation, 9, 9, "the length of a TLV"),
        (mirroring, 50, 1, "the length of a mirrored message"),
    ];
    for (message, at, octet, what) in cases {
        let mut wrong = [b"?", message].concat();
        wrong[at + 1] = octet;
        assert_eq!(whole(&wrong), [gap(&wrong)], "{what}");
    }
}

/// Nothing in it is a message, and much looks like one: 256 KiB octet by octet. All of it comes out again, little is ever
/// kept, and it ends: if places were looked at again and again, this would not.
#[test]
fn a_search_is_linear_and_keeps_little() {
    const OCTETS: usize = 1 << 18;
    // Initiations inside of the TLVs of each other, the last of which does not end where it has to; headers everywhere;
    // per-peer headers without a marker.
    let nested = [3, 0, 0, 1, 63, 4, 0, 0, 0, 6];
    let dense = [3, 0, 0, 0xff, 0xff, 4, 0, 0, 0, 0];
    let monitoring = &messages()[3][..48];
    for pattern in [&nested[..], &dense, monitoring, &[3], &[3, 0, 0], &[0]] {
        let stream: Vec<u8> = b"?"
            .iter()
            .chain(pattern.iter().cycle())
            .copied()
            .take(OCTETS)
            .collect();
        let (pieces, kept) = feed(stream.chunks(1));
        let count: usize = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Frame(octets) => octets.len(),
                Piece::Skipped(octets, _) => octets.len(),
            })
            .sum();
        assert_eq!(count, OCTETS);
        assert!(kept <= MAX_SEARCHED_LEN, "{kept}");
        if pattern != dense {
            assert_eq!(pieces, [gap(&stream)]);
        }
    }
}

proptest! {
    /// All messages that stand between octets that are none come out, and these, too; octet by octet, in pieces, as a
    /// whole and from a slice.
    #[test]
    fn messages_between_garbage(
        parts in prop::collection::vec((0..messages().len(), garbage()), 1..12),
        front in garbage(),
        size in 1..200_usize,
    ) {
        let messages = messages();
        let (mut stream, mut expected) = (Vec::new(), Vec::new());
        let mut add = |octets: &[u8], piece: fn(&[u8]) -> Piece| {
            if !octets.is_empty() {
                stream.extend_from_slice(octets);
                expected.push(piece(octets));
            }
        };
        add(&front, gap);
        for (message, garbage) in &parts {
            add(&messages[*message], frame);
            add(garbage, gap);
        }
        prop_assert_eq!(&whole(&stream), &expected);
        prop_assert_eq!(&of_slice(&stream), &expected);
        prop_assert_eq!(&feed(stream.chunks(size)).0, &expected);
        prop_assert_eq!(&feed(stream.chunks(1)).0, &expected);
    }

    /// Whatever comes, and however: the same comes out, all of it and in turn.
    #[test]
    fn anything(
        stream in prop::collection::vec(likely(), 0..600),
        size in 1..40_usize,
    ) {
        let expected = whole(&stream);
        prop_assert_eq!(&of_slice(&stream), &expected);
        prop_assert_eq!(&feed(stream.chunks(size)).0, &expected);
        prop_assert_eq!(&feed(stream.chunks(1)).0, &expected);
        let octets: Vec<u8> = expected.iter().flat_map(|piece| match piece {
            Piece::Frame(octets) => octets.to_vec(),
            Piece::Skipped(octets, _) => octets.clone(),
        }).collect();
        prop_assert_eq!(octets, stream);
    }
}

/// Octets that headers are made of, more often than others.
fn likely() -> impl Strategy<Value = u8> {
    prop_oneof![4 => Just(3), 4 => Just(0), 2 => Just(4), 1 => Just(0xff), 3 => any::<u8>()]
}

/// Octets that no message begins in: none, or such without a version of BMP. With one they may be the beginning of a
/// message that is consistent as far as it goes.
fn garbage() -> impl Strategy<Value = Vec<u8>> {
    let first = any::<u8>().prop_filter("a version", |first| !matches!(*first, 3 | 4));
    let some = (first, prop::collection::vec(likely(), 0..150)).prop_map(|(first, mut rest)| {
        rest.insert(0, first);
        rest.retain(|octet| !matches!(*octet, 3 | 4));
        rest
    });
    prop_oneof![1 => Just(Vec::new()), 3 => some]
}
