//! The output of `--json` contains all bytes of each message.

use bmp_codec::Encode;
use bmp_codec::bmp::{self, Message, PeerTable};
use bmp_codec::wire::Octets;
use rand::{RngExt, SeedableRng};
use serde::Deserialize;
use serde_json::Value;

use super::{capture, frame, run, run_on, testdata};
use crate::dump::exact::{Exact, reads_back};

/// How many lines contain what, for a stream of whole messages.
#[derive(Debug, Default, PartialEq)]
struct Told {
    /// The message alone.
    by_message: usize,
    /// The message, and its bytes, because the message does not contain everything.
    by_both: usize,
    /// The bytes, because there is no message.
    by_octets: usize,
}

#[derive(Deserialize)]
struct Line {
    stream: String,
    offset: u64,
    number: u64,
    length: usize,
    captured: Option<String>,
    message: Option<Message>,
    octets: Option<Octets<Vec<u8>>>,
    error: Option<Value>,
}

/// Compares each line with its frame.
fn told(lines: &str, stream: &[u8], name: &str) -> Told {
    let mut told = Told::default();
    let mut frames = bmp::frames(stream);
    for (number, line) in (1_u64..).zip(lines.lines()) {
        let offset = (stream.len() - frames.rest().len()) as u64;
        let frame = frames.next().unwrap().unwrap();
        let line: Line = serde_json::from_str(line).unwrap();
        let place = || format!("{name} {number}: {}", Octets(frame));
        assert_eq!(
            (line.stream.as_str(), line.offset),
            ("raw", offset),
            "{}",
            place()
        );
        assert_eq!(
            (line.number, line.length),
            (number, frame.len()),
            "{}",
            place()
        );
        assert_eq!(line.captured, None, "{}", place());
        let message = line.message.map(|message| message.to_vec().unwrap());
        match (message, line.octets) {
            (Some(octets), None) => {
                assert_eq!(octets, frame, "{}", place());
                told.by_message += 1;
            }
            (Some(octets), Some(all)) => {
                assert_eq!(all.0, frame, "{}", place());
                assert!(differs_in_a_few_bits(&octets, frame), "{}", place());
                told.by_both += 1;
            }
            (None, all) => {
                assert_eq!(all.unwrap().0, frame, "{}", place());
                assert!(line.error.unwrap()["text"].is_string(), "{}", place());
                told.by_octets += 1;
            }
        }
    }
    let rest = frames.rest();
    assert!(rest.is_empty(), "{name}: {}", Octets(rest));
    told
}

/// Only bits beyond a prefix are not in the text: at most 7 of the last byte of each prefix.
fn differs_in_a_few_bits(octets: &[u8], frame: &[u8]) -> bool {
    let pairs = octets.iter().zip(frame);
    // No bit is set that was not received.
    octets.len() == frame.len() && octets != frame && pairs.into_iter().all(|(a, b)| a & b == *a)
}

/// Routers set no such bits.
#[test]
fn of_captures_the_message_tells_all() {
    let mut captures = 0;
    for entry in std::fs::read_dir(testdata("captures")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let octets = std::fs::read(capture(&name)).unwrap();
        let stream = match name.rsplit_once('.').unwrap().1 {
            "bmp" => octets,
            // The ones with whole tables take long without optimization.
            "zst" if !name.contains("full") => crate::input::testing::unzstd(&octets),
            _ => continue,
        };
        let outcome = run(&capture(&name), &["--json"]);
        let found = told(&outcome.out, &stream, &name);
        let want = Told {
            by_message: outcome.out.lines().count(),
            ..Told::default()
        };
        assert_eq!(found, want, "{name}");
        captures += 1;
    }
    assert!(captures > 60, "{captures}");
}

/// The message is the decoded one, with routes in the session they were decoded in.
#[test]
fn json_is_the_message() {
    let mut messages = 0;
    for name in [
        "frr-10.7.1-peer-up.bmp",
        "frr-10.7.1-mirror.bmp",
        "gobgp-4.8.0-families.bmp",
    ] {
        let stream = std::fs::read(capture(name)).unwrap();
        let outcome = run(&capture(name), &["--json"]);
        let mut peers = PeerTable::default();
        for (line, frame) in outcome.out.lines().zip(bmp::frames(&stream)) {
            let line: Value = serde_json::from_str(line).unwrap();
            let again: Message = serde_json::from_value(line["message"].clone()).unwrap();
            assert_eq!(
                again.view(),
                peers.decode(frame.unwrap()).unwrap(),
                "{name}"
            );
            messages += 1;
        }
    }
    assert!(messages > 300, "{messages}");
}

/// Golden frames, each many times, each time with another bit changed or cut off elsewhere.
#[test]
fn of_damaged_messages_no_octet_is_lost() {
    let mut names: Vec<_> = std::fs::read_dir(testdata("frames"))
        .unwrap()
        .filter_map(|entry| {
            let name = entry.unwrap().file_name().into_string().unwrap();
            Some(name.strip_suffix(".hex")?.to_owned())
        })
        .collect();
    names.sort();
    let mut stream = Vec::new();
    for (seed, name) in names.iter().enumerate() {
        let whole = frame(name);
        stream.extend(&whole);
        // The common header stays, so that the stream can be followed.
        for at in (6 + seed % 5..whole.len().min(400)).step_by(5) {
            let mut changed = whole.clone();
            changed[at] ^= 1 << ((at + seed) % 8);
            stream.extend(&changed);
            if at % 4 == 0 {
                let mut cut = whole[..at].to_vec();
                cut[1..5].copy_from_slice(&(at as u32).to_be_bytes());
                stream.extend(&cut);
            }
        }
    }
    let outcome = run_on(&stream, &["--json"]);
    let found = told(&outcome.out, &stream, "damaged");
    assert!(found.by_message > 3000, "{found:?}");
    assert!(found.by_both > 10 && found.by_octets > 100, "{found:?}");
}

/// 198.18.0.0/22, with bits beyond its 22: the text has the prefix, and the line all bytes.
#[test]
fn bits_behind_a_prefix() {
    let mut stray = frame("monitoring-ipv4");
    let route = stray.len() - 4;
    assert_eq!(stray[route..], [24, 198, 18, 0]);
    stray[route..].copy_from_slice(&[22, 198, 18, 3]);
    let line = run_on(&stray, &["--json"]).json();
    let octets: Octets<Vec<u8>> = serde_json::from_value(line["octets"].clone()).unwrap();
    assert_eq!(octets.0, stray);
    let text = line["message"].to_string();
    assert!(text.contains("\"198.18.0.0/22\""), "{text}");
}

/// Checks that what is said to be exact without reading the text is exact. Returns for how many messages that was said,
/// and for how many not.
fn decided_early(stream: &[u8], name: &str) -> (usize, usize) {
    let (mut early, mut late) = (0, 0);
    let (mut peers, mut exact) = (PeerTable::default(), Exact::default());
    for frame in bmp::frames(stream) {
        let frame = frame.unwrap();
        let Ok(message) = peers.decode(frame) else {
            continue;
        };
        if exact.is_surely(&message) {
            let text = serde_json::to_vec(&message).unwrap();
            assert!(reads_back(&text, frame), "{name}: {}", Octets(frame));
            early += 1;
        } else {
            late += 1;
        }
    }
    (early, late)
}

/// All captures but the largest ones, and each of their messages again with bits changed at random.
#[test]
fn what_is_exact_without_reading_it_back() {
    let mut random = rand::rngs::SmallRng::seed_from_u64(7854);
    let (mut early, mut late, mut changed_early) = (0, 0, 0);
    for entry in std::fs::read_dir(testdata("captures")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let octets = std::fs::read(capture(&name)).unwrap();
        let stream = match name.rsplit_once('.').unwrap().1 {
            "bmp" => octets,
            "zst" if !name.contains("full") => crate::input::testing::unzstd(&octets),
            _ => continue,
        };
        let found = decided_early(&stream, &name);
        (early, late) = (early + found.0, late + found.1);
        let mut changed = Vec::new();
        for frame in bmp::frames(&stream) {
            let frame = frame.unwrap();
            let start = changed.len();
            changed.extend(frame);
            // The common header stays, so that the stream can be followed.
            for _ in 0..random.random_range(1..4) {
                let bit = random.random_range(6 * 8..frame.len().max(7) * 8);
                if let Some(octet) = changed.get_mut(start + bit / 8) {
                    *octet ^= 1 << (bit % 8);
                }
            }
        }
        changed_early += decided_early(&changed, &name).0;
    }
    // Most messages are routes of families that are frequent.
    assert!(early > 3 * late, "{early} {late}");
    assert!(changed_early > 1000, "{changed_early}");
}
