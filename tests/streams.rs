//! [`Codec`]: streams of routers in chunks of any size, what is wrong with them, and what that costs.

use allocation_counter::{AllocationInfo, measure};
use bmp_codec::bgp::{Session, Update, attribute::PathAttributes, nlri::Routes};
use bmp_codec::bmp::{
    self, Codec, CodecError, Framing, MAX_MESSAGE_LEN, Message, PeerTable, PerPeerHeader, Received,
    RouteMonitoring,
};
use bmp_codec::{DecodeError, EncodeError, Fault};
use bytes::{Bytes, BytesMut};
use futures_util::{SinkExt, StreamExt};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::io::AsyncWriteExt;
use tokio_util::codec::{Decoder, Encoder, FramedRead, FramedWrite};

use crate::support::{hand, recorded};

/// What a collector puts on queues and gives to other threads.
const _: () = {
    const fn assert<T: Send + Sync + 'static>() {}
    assert::<Message>();
    assert::<Message<Bytes>>();
    assert::<Received>();
    assert::<Codec>();
    assert::<CodecError>();
    assert::<Framing>();
    assert::<PeerTable>();
    assert::<DecodeError>();
    assert::<EncodeError>();
};

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
}

/// What `frames` and a table make of the whole stream at once.
fn at_once(stream: &[u8]) -> Vec<Received> {
    let (mut peers, mut all) = (PeerTable::default(), Vec::new());
    for frame in bmp::frames(stream) {
        let frame = frame.unwrap();
        let octets = Bytes::copy_from_slice(frame);
        all.push(match peers.decode(frame) {
            Ok(message) => Received::Message {
                message: message.share(&octets),
                frame: octets,
            },
            Err(error) => Received::Malformed {
                frame: octets,
                error,
            },
        });
    }
    all
}

/// Two hundred streams: recorded ones from one of their messages on, with one that cannot be read put in, sent in chunks
/// of random sizes through a pipe of a random size.
#[test]
fn chunks_of_any_size() {
    let captures: Vec<_> = recorded::streams()
        .iter()
        .map(|name| recorded::stream(name))
        .collect();
    let mut random = ChaCha8Rng::seed_from_u64(9069);
    let (mut messages, mut malformed) = (0, 0);
    for number in 0..200 {
        let frames: Vec<_> = recorded::frames_of(&captures[number % captures.len()]).collect();
        let first = if number < captures.len() {
            0
        } else {
            random.random_range(0..frames.len())
        };
        let count = random.random_range(1..=frames.len().min(150));
        let mut stream = Vec::new();
        for frame in frames.iter().skip(first).take(count) {
            if random.random_ratio(1, 20) {
                // A Peer Down that ends in the per-peer header.
                stream.extend(hand::bmp(2, &[0; 20]));
            }
            stream.extend_from_slice(frame);
        }
        let expected = at_once(&stream);
        let longest = random.random_range(1..3000);
        let (mut writer, reader) = tokio::io::duplex(random.random_range(1..8000));
        let write = async {
            let mut rest = &stream[..];
            while !rest.is_empty() {
                let (chunk, behind) =
                    rest.split_at(random.random_range(1..=longest).min(rest.len()));
                writer.write_all(chunk).await.unwrap();
                rest = behind;
            }
            drop(writer);
        };
        let read = FramedRead::new(reader, Codec::default())
            .map(Result::unwrap)
            .collect();
        let (received, ()): (Vec<_>, ()) = runtime().block_on(async { tokio::join!(read, write) });
        assert_eq!(received.len(), expected.len(), "stream {number}");
        assert!(received == expected, "stream {number}");
        for one in &received {
            match one {
                Received::Message { .. } => messages += 1,
                _ => malformed += 1,
            }
        }
    }
    assert!(
        messages > 9_000 && malformed > 200,
        "{messages} {malformed}"
    );
}

/// All of it, from octets that are there; and what comes when nothing follows.
fn received(codec: &mut Codec, octets: &[u8]) -> Result<Vec<Received>, CodecError> {
    let (mut buffer, mut all) = (BytesMut::from(octets), Vec::new());
    while let Some(one) = codec.decode(&mut buffer)? {
        all.push(one);
    }
    while let Some(one) = codec.decode_eof(&mut buffer)? {
        all.push(one);
    }
    assert!(buffer.is_empty());
    Ok(all)
}

#[test]
fn the_table_learns_and_messages_share_their_frame() {
    let stream = recorded::stream("gobgp-4.8.0-all.bmp.zst");
    let mut codec = Codec::default().with_peers(PeerTable::new().with_limit(3));
    for one in received(&mut codec, &stream).unwrap() {
        let Received::Message { frame, message } = one else {
            panic!("{one:?}")
        };
        let Message::RouteMonitoring(RouteMonitoring {
            update: Ok(update), ..
        }) = &message
        else {
            continue;
        };
        let attributes = update.path_attributes.octets();
        if !attributes.is_empty() {
            let inside = frame.as_ptr_range();
            assert!(inside.contains(&attributes.as_ptr()));
        }
    }
    assert!(codec.peers().refused() > 0);
    codec.peers_mut().clear();
    assert!(codec.peers().is_empty());
}

#[test]
fn what_is_cut_off_at_the_end_is_told() {
    let message = hand::bmp(4, b"\0\x01\0\x08a router\0\x02\0\x03rtr");
    for end in 1..message.len() {
        let stream = [&message[..], &message[..end]].concat();
        let all = received(&mut Codec::default(), &stream).unwrap();
        let [
            Received::Message { .. },
            Received::Skipped { octets, error },
        ] = &all[..]
        else {
            panic!("{all:?}")
        };
        assert_eq!((&octets[..], error.offset()), (&message[..end], end));
        let missing = if end < 5 {
            6 - end
        } else {
            message.len() - end
        };
        assert_eq!(error.fault(), Fault::Truncated(missing as u32));
    }
    assert_eq!(received(&mut Codec::default(), &[]).unwrap(), []);
}

/// Behind the end more may come: a file that grows.
#[test]
fn the_end_is_not_for_ever() {
    let message = hand::bmp(5, &[0, 1, 0, 2, 0, 0]);
    let (mut codec, mut buffer) = (Codec::default(), BytesMut::new());
    assert_eq!(codec.decode_eof(&mut buffer).unwrap(), None);
    buffer.extend_from_slice(&message[..7]);
    assert_eq!(codec.decode(&mut buffer).unwrap(), None);
    buffer.extend_from_slice(&message[7..]);
    let one = codec.decode(&mut buffer).unwrap();
    assert!(matches!(
        one,
        Some(Received::Message {
            message: Message::Termination(_),
            ..
        })
    ));
}

#[test]
fn a_framing_error_ends_the_stream_or_is_an_item() {
    let message = hand::bmp(5, &[0, 1, 0, 2, 0, 0]);
    let stream = [&message[..], b"HTTP/1.1 400", &message].concat();
    let mut framed = FramedRead::new(&stream[..], Codec::default());
    runtime().block_on(async {
        assert!(matches!(
            framed.next().await,
            Some(Ok(Received::Message { .. }))
        ));
        let Some(Err(CodecError::Framing(error))) = framed.next().await else {
            panic!()
        };
        assert_eq!(error.fault(), Fault::Version(b'H'));
        assert!(framed.next().await.is_none());
    });
    let mut codec = Codec::default().with_framing(Framing::default().with_resync(true));
    let all = received(&mut codec, &stream).unwrap();
    let [
        Received::Message { .. },
        Received::Skipped { octets, error: of },
        Received::Message { .. },
    ] = &all[..]
    else {
        panic!("{all:?}")
    };
    assert_eq!(
        (&octets[..], of.fault()),
        (&b"HTTP/1.1 400"[..], Fault::Version(b'H'))
    );
}

#[test]
fn what_is_sent_is_what_was_received() {
    let stream = recorded::stream("frr-10.7.1-mirror.bmp");
    let mut sent = Vec::new();
    let mut writer = FramedWrite::new(&mut sent, Codec::default());
    runtime().block_on(async {
        for one in at_once(&stream) {
            let Received::Message { message, .. } = one else {
                panic!("{one:?}")
            };
            writer.feed(&message).await.unwrap();
        }
        SinkExt::<&Message<Bytes>>::flush(&mut writer)
            .await
            .unwrap();
    });
    assert_eq!(sent, stream);
}

#[test]
fn a_message_that_cannot_be_encoded_leaves_nothing() {
    let session = Session::default();
    let update = Update {
        withdrawn_routes: Routes::new(session),
        path_attributes: PathAttributes::over(vec![0; 70_000], session),
        nlri: Routes::new(session),
    };
    let peer = PerPeerHeader::global(
        "192.0.2.1".parse().unwrap(),
        65001.into(),
        "192.0.2.1".parse().unwrap(),
    );
    let message: Message = RouteMonitoring::new(peer, update).into();
    let mut buffer = BytesMut::from(&b"before"[..]);
    let error = Codec::default().encode(message, &mut buffer).unwrap_err();
    assert!(
        matches!(error, CodecError::Encode(EncodeError::TooLong { .. })),
        "{error}"
    );
    assert_eq!(buffer, b"before"[..]);
}

/// A router that announces the longest message there can be, or that never gets to the point, costs what it sends.
#[test]
fn memory_is_bounded() {
    const FOUR_GIB: [u8; 6] = [3, 0xff, 0xff, 0xff, 0xff, 0];
    // Refused by the header, before anything is waited for.
    let cost = of(|| {
        let error = Codec::default()
            .decode(&mut BytesMut::from(&FOUR_GIB[..]))
            .unwrap_err();
        assert!(
            matches!(error, CodecError::Framing(error) if error.fault() == Fault::TooLong(u32::MAX))
        );
    });
    assert!(cost.bytes_max < 100, "{cost:?}");

    // No limit, and the same in octets one by one: as much as has come, doubled.
    let mut codec = Codec::default().with_framing(Framing::default().with_limit(usize::MAX));
    let cost = of(|| one_by_one(&mut codec, FOUR_GIB.into_iter().chain([0; 1000])));
    assert!(cost.bytes_max < 4096, "{cost:?}");

    // The longest that is let through, and never the end of it.
    let length = (MAX_MESSAGE_LEN as u32).to_be_bytes();
    let cost = of(|| {
        one_by_one(
            &mut Codec::default(),
            [3].into_iter().chain(length).chain([0; 1000]),
        )
    });
    assert!(cost.bytes_max < 4096, "{cost:?}");

    // Octets that are no message, for ever.
    let mut codec = Codec::default().with_framing(Framing::default().with_resync(true));
    for pattern in [
        &[0][..],
        &[3],
        &FOUR_GIB,
        &[3, 0, 0, 0xff, 0xff, 4, 0, 0, 0xff],
    ] {
        let octets = pattern.iter().cycle().copied().take(1 << 20);
        let cost = of(|| one_by_one(&mut codec, [9].into_iter().chain(octets)));
        assert!(cost.bytes_max < 1 << 18, "{pattern:?}: {cost:?}");
    }
}

fn of(run: impl FnOnce()) -> AllocationInfo {
    measure(run)
}

fn one_by_one(codec: &mut Codec, octets: impl Iterator<Item = u8>) {
    let mut buffer = BytesMut::new();
    for octet in octets {
        buffer.extend_from_slice(&[octet]);
        while codec.decode(&mut buffer).unwrap().is_some() {}
    }
}
