//! Tests of whole files, from bytes to messages.

mod order;

use std::io::{Cursor, Write};

use super::testing::*;
use super::*;
use bmp_codec::bmp;
use indicatif::ProgressBar;
use proptest::prelude::*;

/// Reads a file from memory.
fn read_port(file: Vec<u8>, port: Option<u16>) -> (Seen, Counts, anyhow::Result<()>) {
    let mut seen = Seen::default();
    let mut temporary = tempfile::NamedTempFile::new().unwrap();
    temporary.write_all(&file).unwrap();
    let source = Source::open(temporary.path(), &ProgressBar::hidden()).unwrap();
    let input = Input::new(source, port);
    let read = input.read(&mut |event| {
        seen.note(&event);
        Ok(())
    });
    let (counts, end) = read.unwrap();
    (seen, counts, end)
}

fn read(packets: &[Vec<u8>]) -> Seen {
    let (seen, counts, end) = read_port(pcap(1, packets), None);
    end.unwrap();
    assert!(!counts.is_incomplete());
    assert_eq!(counts.packets, packets.len() as u64);
    seen
}

/// Returns a connection from its SYN on, in segments of 100 bytes, up to its FIN.
fn connection(mut sender: Sender, stream: &[u8]) -> Vec<Vec<u8>> {
    let mut packets = vec![sender.syn()];
    packets.extend(sender.segments(stream, 100));
    packets.push(sender.fin());
    packets
}

const V4: &str = "192.0.2.1:5000 > 192.0.2.9:11019";

#[test]
fn a_connection() {
    let (stream, starts) = stream();
    let seen = read(&connection(Sender::new(5000, 77), &stream));
    assert_eq!(seen.streams, std::slice::from_ref(&stream));
    assert_eq!(seen.starts, [starts]);
    let words = [
        format!("0 opened {V4}"),
        format!("0 {} closed, 0 left", stream.len()),
    ];
    assert_eq!(seen.words, words);
}

#[test]
fn ipv6_tags_and_pcapng() {
    let (stream, _) = stream();
    let sender = Sender {
        v6: true,
        vlan: true,
        ..Sender::new(5000, 77)
    };
    let (seen, counts, end) = read_port(pcapng(&connection(sender, &stream)), None);
    end.unwrap();
    assert_eq!(seen.streams, [stream]);
    assert_eq!(
        seen.words[0],
        "0 opened [2001:db8::1]:5000 > [2001:db8::9]:11019"
    );
    assert_eq!((counts.bmp_streams, counts.other_streams), (1, 0));
}

#[test]
fn every_segment_twice_and_in_any_order() {
    let (stream, _) = stream();
    // The sequence numbers wrap around on the way.
    let packets = connection(Sender::new(5000, u32::MAX - 3000), &stream);
    let twice: Vec<_> = packets
        .iter()
        .flat_map(|packet| [packet.clone(), packet.clone()])
        .collect();
    assert_eq!(read(&twice).streams, std::slice::from_ref(&stream));
    let mut swapped = packets.clone();
    swapped[1..].chunks_mut(7).for_each(<[_]>::reverse);
    let seen = read(&swapped);
    assert_eq!(
        (&seen.streams[..], seen.words.len()),
        (&[stream.clone()][..], 2)
    );
    // FIN comes first, SYN last.
    let mut reversed = packets;
    reversed[1..].reverse();
    assert_eq!(read(&reversed).streams, [stream]);
}

#[test]
fn segments_cut_anew_when_sent_again() {
    let (stream, _) = stream();
    let mut sender = Sender::new(5000, u32::MAX - 500);
    let mut packets = vec![sender.syn()];
    let again = sender.clone();
    packets.extend(sender.segments(&stream, 333).into_iter().step_by(2));
    packets.extend(again.clone().segments(&stream, 1000));
    packets.extend(again.clone().segments(&stream, 57));
    packets.push(sender.fin());
    let seen = read(&packets);
    assert_eq!((&seen.streams[..], seen.words.len()), (&[stream][..], 2));
}

#[test]
fn connections_side_by_side() {
    let (first, _) = stream();
    let second = [initiation(), statistics(), termination()].concat();
    let web = b"GET / HTTP/1.1\r\nHost: example.net\r\n\r\n".repeat(100);
    let others = [
        connection(Sender::new(5000, 1), &first),
        connection(Sender::new(5001, 9), &second),
        connection(
            Sender {
                to: 80,
                ..Sender::new(5002, 5)
            },
            &web,
        ),
    ];
    let longest = others.iter().map(Vec::len).max().unwrap();
    let mixed: Vec<_> = (0..longest)
        .flat_map(|n| {
            others
                .iter()
                .filter_map(move |packets| packets.get(n).cloned())
        })
        .collect();
    let (seen, counts, end) = read_port(pcap(1, &mixed), None);
    end.unwrap();
    assert_eq!(seen.streams, [first, second]);
    assert_eq!((counts.bmp_streams, counts.other_streams), (2, 1));
}

#[test]
fn ports_used_again() {
    let (stream, _) = stream();
    let mut packets = connection(Sender::new(5000, 1), &stream);
    packets.pop(); // no FIN
    packets.extend(connection(Sender::new(5000, 700_000), &initiation()));
    // Neither FIN nor SYN between them, but the sequence numbers are far apart.
    packets.pop();
    packets.push(Sender::new(5000, 0x9000_0000).data(&stream));
    let seen = read(&packets);
    assert_eq!(seen.streams, [stream.clone(), initiation(), stream.clone()]);
    let length = stream.len();
    let want = [
        format!("0 opened {V4}"),
        format!("0 {length} replaced by a new connection, 0 left"),
        format!("1 opened {V4} #2"),
        "1 22 replaced by a new connection, 0 left".into(),
        format!("2 opened {V4} #3"),
        format!("2 {length} end of file, 0 left"),
    ];
    assert_eq!(seen.words, want);
}

#[test]
fn a_segment_that_was_never_captured() {
    let (stream, starts) = stream();
    let mut packets = connection(Sender::new(5000, 1), &stream);
    packets.remove(11); // bytes 1000 to 1100
    let seen = read(&packets);
    let before = *starts.iter().rev().find(|start| **start <= 1000).unwrap();
    let behind = *starts.iter().find(|start| **start >= 1100).unwrap();
    let want = [
        format!("0 opened {V4}"),
        format!("0 {before} skipped {}", 1000 - before),
        "0 1000 gap 100".into(),
        format!("0 1100 skipped {}", behind - 1100),
        format!("0 {} closed, 0 left", stream.len()),
    ];
    assert_eq!(seen.words, want);
    assert_eq!(
        seen.streams,
        [[&stream[..before as usize], &stream[behind as usize..]].concat()]
    );
    let left: Vec<_> = starts
        .into_iter()
        .filter(|start| *start < before || *start >= behind)
        .collect();
    assert_eq!(seen.starts, [left]);
}

#[test]
fn a_capture_that_starts_late() {
    let (stream, starts) = stream();
    let packets = connection(Sender::new(5000, u32::MAX - 700), &stream).split_off(8);
    let seen = read(&packets);
    let first = starts.iter().find(|start| **start >= 700).unwrap();
    assert_eq!(seen.streams, [&stream[*first as usize..]]);
    assert_eq!(seen.words[1], format!("0 0 skipped {}", first - 700));
    assert_eq!(seen.starts[0][0], first - 700);
}

#[test]
fn a_capture_that_stops_early() {
    let stream = [initiation(), route_monitoring(1, 300)].concat();
    let mut sender = Sender::new(5000, 1);
    let packets = [sender.syn(), sender.data(&stream[..200])];
    let seen = read(&packets);
    assert_eq!(seen.streams, [initiation()]);
    assert_eq!(seen.words[1], "0 200 end of file, 178 left");
    let file = pcap(1, &packets);
    let (seen, _, end) = read_port(file[..file.len() - 1].to_vec(), None);
    assert!(seen.streams.is_empty());
    assert_eq!(
        end.unwrap_err().to_string(),
        "the file is cut off in the record at byte 94"
    );
}

#[test]
fn reset_by_either_side() {
    let (stream, _) = stream();
    let mut sender = Sender::new(5000, 1);
    let mut packets = vec![sender.syn()];
    packets.extend(sender.segments(&stream, 500));
    packets.push(sender.rst());
    packets.push(sender.data(b"late"));
    let seen = read(&packets);
    assert_eq!(seen.streams, std::slice::from_ref(&stream));
    assert_eq!(seen.words[1], format!("0 {} reset, 0 left", stream.len()));
    assert_eq!(seen.words.len(), 2);
    // The collector sends no more; what was in flight counts.
    let mut packets = connection(Sender::new(5000, 1), &stream);
    packets.insert(
        9,
        Sender {
            port: 11019,
            to: 5000,
            ..Sender::new(0, 4)
        }
        .rst(),
    );
    assert_eq!(read(&packets).streams, [stream]);
}

#[test]
fn a_port_makes_it_bmp() {
    let (stream, _) = stream();
    let mut packets = connection(Sender::new(5000, 1), b"no BMP, though");
    packets.extend(connection(
        Sender {
            to: 11020,
            ..Sender::new(5001, 1)
        },
        &stream,
    ));
    let (seen, counts, _) = read_port(pcap(1, &packets), Some(5000));
    assert_eq!((counts.bmp_streams, seen.streams.len()), (1, 0));
    let want = [
        format!("0 opened {V4}"),
        "0 0 BMP common header at byte 0: version 110 is not supported".into(),
        "0 0 skipped 14".into(),
        "0 14 closed, 0 left".into(),
    ];
    assert_eq!(seen.words, want);
    let (seen, counts, _) = read_port(pcap(1, &packets), None);
    assert_eq!((seen.streams, counts.other_streams), (vec![stream], 1));
}

#[test]
fn raw_streams() {
    let (stream, starts) = stream();
    let (seen, counts, end) = read_port(stream.clone(), None);
    end.unwrap();
    assert_eq!(
        (&seen.streams[..], &seen.starts[..]),
        (&[stream.clone()][..], &[starts][..])
    );
    assert_eq!((counts.bmp_streams, counts.packets), (1, 0));
    assert_eq!(
        seen.words,
        [
            "0 opened raw".to_string(),
            format!("0 {} end of file, 0 left", stream.len())
        ]
    );
    let (seen, _, _) = read_port(zstd(&stream), None);
    assert_eq!(seen.streams, std::slice::from_ref(&stream));
    // Larger than any buffer.
    let many = stream.repeat(300);
    let (seen, _, _) = read_port(many.clone(), None);
    assert!(seen.streams == [many]);
    let (seen, _, end) = read_port(stream[7..].to_vec(), None);
    end.unwrap();
    assert_eq!(seen.words[1], "0 0 skipped 15");
    assert_eq!(seen.streams, [&stream[22..]]);
}

#[test]
fn what_is_no_bmp() {
    let (seen, _, end) = read_port(b"# Notes\n".to_vec(), None);
    assert!(seen.words.is_empty());
    let want = "neither a pcap or pcapng capture nor a BMP stream: it begins with 23 20 4e 6f";
    assert_eq!(end.unwrap_err().to_string(), want);
    let (_, _, end) = read_port(Vec::new(), None);
    assert_eq!(end.unwrap_err().to_string(), "it is empty");
    for (beginning, name) in [
        (&b"\x1f\x9d\x90\x03\x30"[..], "compressed by compress"),
        (b"\x5d\0\0\x80\0", "compressed by LZMA without xz"),
    ] {
        let (_, _, end) = read_port(beginning.to_vec(), None);
        let said = end.unwrap_err().to_string();
        assert!(said.ends_with(&format!(", as if it were {name}")), "{said}");
    }
    let (_, counts, end) = read_port(pcap(147, &[vec![1; 40]]), None);
    end.unwrap();
    assert!(counts.is_incomplete());
    let losses: Vec<_> = counts.losses().iter().map(ToString::to_string).collect();
    assert_eq!(
        losses,
        [
            "not read: 1 packet: link type 147 is not understood",
            "not read: 1 packet: no BMP in 0 TCP streams; 0 without TCP"
        ]
    );
}

#[test]
fn a_handler_may_stop() {
    let (stream, _) = stream();
    let mut count = 0;
    let read = raw(Cursor::new(stream), &mut |_| {
        count += 1;
        if count == 3 {
            Err(Stop::Enough)
        } else {
            Ok(())
        }
    });
    assert!(matches!(read, Err(Stop::Enough)));
    assert_eq!(count, 3);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever bytes a file has, reading it ends, and does not panic.
    #[test]
    fn any_file(
        magic in prop::sample::select(vec![0xd4c3_b2a1_u32, 0xa1b2_c3d4, 0x34cd_b2a1, 0x0a0d_0d0a, 0x1f8b_0800, 0x28b5_2ffd, 0x0422_4d18, 0x502a_4d18, 0x0300_0000, 0x0400_0000]),
        rest in prop::collection::vec(prop_oneof![Just(0_u8), any::<u8>()], 0..300),
    ) {
        let file = [&magic.to_be_bytes()[..], &rest].concat();
        if let Ok(source) = Source::from_octets(file) {
            let _ = Input::new(source, None).read(&mut |_| Ok(()));
        }
    }

    /// Whatever is lost, repeated or out of order: every byte is reported once, in order, and what is not lost is
    /// correct.
    #[test]
    fn every_octet_once(
        first: u32,
        size in 1_usize..700,
        fate in prop::collection::vec((0_usize..20, 0_u8..8), 1..200),
        from_start: bool,
    ) {
        let (stream, starts) = stream();
        let mut sender = Sender::new(5000, first);
        let syn = sender.syn();
        let mut packets = sender.segments(&stream, size);
        packets.push(sender.fin());
        let count = packets.len();
        let mut lost = false;
        for (n, (far, kind)) in fate.into_iter().enumerate().take(count) {
            match kind {
                0 if n + 1 < count => {
                    lost = true;
                    packets[n] = Vec::new();
                }
                1 => packets.swap(n, (n + far).min(count - 1)),
                2 => packets.insert((n + far).min(packets.len()), packets[n].clone()),
                _ => {}
            }
        }
        packets.retain(|packet| !packet.is_empty());
        if from_start {
            packets.insert(0, syn);
        }
        let file = pcap(1, &packets);
        let mut at = 0;
        let mut input = tempfile::NamedTempFile::new().unwrap();
        input.write_all(&file).unwrap();
        let read = Input::new(Source::open(input.path(), &ProgressBar::hidden()).unwrap(), None).read(&mut |Event { offset, what, .. }| {
            match what {
                What::Messages(messages) => {
                    assert_eq!(at, offset);
                    for message in bmp::frames(messages) {
                        let message = message.unwrap();
                        if from_start {
                            assert!(starts.contains(&at));
                            assert_eq!(message, &stream[at as usize..][..message.len()]);
                        }
                        at += message.len() as u64;
                    }
                    assert_eq!(at, offset + messages.len() as u64);
                }
                What::Skipped { octets } | What::Gap { octets } => {
                    assert_eq!(at, offset);
                    assert!(!from_start || lost);
                    at += octets;
                }
                What::Ended { incomplete, .. } => {
                    assert_eq!(at + incomplete, offset);
                    assert!(!from_start || offset == stream.len() as u64);
                }
                What::BadHeader(_) | What::BadEnvelope { .. } => panic!("{what:?}"),
                What::Opened => assert_eq!(offset, 0),
            }
            Ok(())
        });
        prop_assert!(read.unwrap().1.is_ok());
    }
}
