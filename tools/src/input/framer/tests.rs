//! What comes out of a framer, in pieces of every size.

use super::*;
use crate::input::testing::*;

/// Returns what comes out when this goes in, in pieces of `size`; `None` means a gap of 1000 bytes.
fn run(mut framer: Framer, input: &[Option<&[u8]>], size: usize) -> (Vec<String>, bool) {
    let mut words = Vec::new();
    let mut emit = |offset: u64, what: What<'_>| {
        words.push(match what {
            What::Messages(messages) => {
                let mut at = offset;
                for frame in bmp::frames(messages) {
                    let frame = frame.unwrap();
                    words.push(format!("{at} type {} of {}", frame[5], frame.len()));
                    at += frame.len() as u64;
                }
                assert_eq!(at, offset + messages.len() as u64);
                return Ok(());
            }
            What::BadHeader(bad) => format!("{offset} {bad}"),
            What::Skipped { octets } => format!("{offset} skipped {octets}"),
            What::Gap { octets } => format!("{offset} gap {octets}"),
            What::Opened | What::Ended { .. } | What::BadEnvelope { .. } => unreachable!(),
        });
        Ok(())
    };
    for octets in input {
        match octets {
            Some(octets) => octets.chunks(size).for_each(|chunk| {
                assert!(framer.data(chunk, &mut emit).is_ok());
            }),
            None => assert!(framer.gap(1000, &mut emit).is_ok()),
        }
    }
    let (end, incomplete) = framer.end(&mut emit).ok().unwrap();
    words.push(format!("{end} end, {incomplete} left"));
    (words, framer.is_bmp())
}

fn same_for_all_sizes(framer: fn() -> Framer, input: &[Option<&[u8]>], want: &[&str]) {
    for size in [1, 2, 7, 64, 1000, 100_000] {
        assert_eq!(
            run(framer(), input, size),
            (want.iter().map(|w| w.to_string()).collect(), true)
        );
    }
}

#[test]
fn whole_messages_in_any_pieces() {
    let (stream, starts) = stream();
    for framer in [
        Framer::trying(true),
        Framer::certain(true),
        Framer::file(&stream),
    ] {
        let (words, is_bmp) = run(framer, &[Some(&stream)], 100);
        assert!(is_bmp);
        assert_eq!(words.len(), starts.len() + 1);
        assert_eq!(
            words.last().unwrap(),
            &format!("{} end, 0 left", stream.len())
        );
    }
}

#[test]
fn the_end_may_be_incomplete() {
    let stream = [initiation(), route_monitoring(1, 10)].concat();
    let cut = &stream[..stream.len() - 1];
    let want = ["0 type 4 of 22", "22 end, 76 left"];
    let want = [want[0], "98 end, 76 left"];
    same_for_all_sizes(|| Framer::trying(true), &[Some(cut)], &want);
}

#[test]
fn a_bad_header_is_passed_over() {
    let stream = [
        initiation(),
        vec![9; 50],
        route_monitoring(1, 10),
        peer_up(),
    ]
    .concat();
    let want = [
        "0 type 4 of 22",
        "22 BMP common header at byte 0: version 9 is not supported",
        "22 skipped 50",
        "72 type 0 of 77",
        "149 type 3 of 126",
        "275 end, 0 left",
    ];
    same_for_all_sizes(|| Framer::certain(true), &[Some(&stream)], &want);
}

#[test]
fn a_stream_is_followed_behind_a_gap() {
    // The message that is cut has 4067 bytes; the gap ends inside it.
    let (cut, next) = (route_monitoring(3, 4000), route_monitoring(1, 10));
    let stream = [initiation(), cut[..100].to_vec()].concat();
    let rest = [&cut[1100..], &next].concat();
    let want = [
        "0 type 4 of 22",
        "22 skipped 100",
        "122 gap 1000",
        "1122 skipped 2967",
        "4089 type 0 of 77",
        "4166 end, 0 left",
    ];
    same_for_all_sizes(
        || Framer::trying(true),
        &[Some(&stream), None, Some(&rest)],
        &want,
    );
}

#[test]
fn a_gap_may_take_several_messages() {
    let rest = [vec![3; 30], route_monitoring(1, 10), termination()].concat();
    let init = initiation();
    let want = [
        "0 type 4 of 22",
        "22 gap 1000",
        "1022 skipped 30",
        "1052 type 0 of 77",
        "1129 type 5 of 12",
        "1141 end, 0 left",
    ];
    same_for_all_sizes(
        || Framer::trying(true),
        &[Some(&init), None, Some(&rest)],
        &want,
    );
}

#[test]
fn a_stream_whose_beginning_is_missing() {
    let stream = [
        &route_monitoring(3, 40)[50..],
        &route_monitoring(1, 10),
        &termination(),
    ]
    .concat();
    let want = [
        "0 skipped 57",
        "57 type 0 of 77",
        "134 type 5 of 12",
        "146 end, 0 left",
    ];
    same_for_all_sizes(|| Framer::trying(false), &[Some(&stream)], &want);
    same_for_all_sizes(|| Framer::certain(false), &[Some(&stream)], &want);
}

#[test]
fn a_gap_in_the_first_message() {
    let want = [
        "0 skipped 9",
        "9 gap 1000",
        "1009 type 0 of 77",
        "1086 end, 0 left",
    ];
    let (init, rm) = (initiation(), route_monitoring(1, 10));
    same_for_all_sizes(
        || Framer::trying(true),
        &[Some(&init[..9]), None, Some(&rm)],
        &want,
    );
}

#[test]
fn other_protocols_are_not_bmp() {
    let tls = [&[0x16, 3, 1, 2, 0, 1, 0][..], &[7; 500]].concat();
    let tpkt = b"\x03\0\0\x13\x0e\xe0\0\0\0\0\0\x01\0\x08\0\x03\0\0\0".repeat(20_000);
    for octets in [
        &tls[..],
        b"GET / HTTP/1.1\r\n",
        &tpkt,
        &[3; 200_000],
        &[0, 0],
    ] {
        for from_start in [true, false] {
            let (words, is_bmp) = run(Framer::trying(from_start), &[Some(octets)], 1000);
            assert_eq!((words.len(), is_bmp), (1, false));
        }
    }
}

#[test]
fn an_initiation_that_is_wrong_inside() {
    let mut init = initiation();
    init[9] = 200;
    let stream = [init, peer_up(), termination()].concat();
    let want = [
        "0 type 4 of 22",
        "22 type 3 of 126",
        "148 type 5 of 12",
        "160 end, 0 left",
    ];
    same_for_all_sizes(|| Framer::trying(true), &[Some(&stream)], &want);
}

#[test]
fn version_4_is_followed() {
    let mut stream = [initiation(), peer_up(), termination()].concat();
    let starts = [0, initiation().len(), initiation().len() + peer_up().len()];
    starts.iter().for_each(|start| stream[*start] = 4);
    // A change of version is no reason to stop.
    stream.extend(termination());
    let want = [
        "0 type 4 of 22",
        "22 type 3 of 126",
        "148 type 5 of 12",
        "160 type 5 of 12",
        "172 end, 0 left",
    ];
    for framer in [
        || Framer::trying(true),
        || Framer::certain(true),
        || Framer::file(b"\x04"),
    ] {
        same_for_all_sizes(framer, &[Some(&stream)], &want);
    }
    // In the middle, it is searched for.
    let cut = [b"xyz", &stream[..]].concat();
    let (words, is_bmp) = run(Framer::trying(false), &[Some(&cut)], 100);
    assert!(is_bmp, "{words:?}");
    assert_eq!(words[..2], ["0 skipped 3", "3 type 4 of 22"]);
    // Other protocols begin with that byte, too.
    let (words, is_bmp) = run(
        Framer::trying(true),
        &[Some(b"\x04\x01\0\x50\xc0\0\x02\x01\0")],
        9,
    );
    assert_eq!((words.len(), is_bmp), (1, false));
}
