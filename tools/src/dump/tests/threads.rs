//! Several threads write what one writes.

use std::io::Write;
use std::path::PathBuf;

use bmp_codec::bmp;
use clap::Parser;

use super::{Outcome, capture, frame};
use crate::dump::args::Args;
use crate::dump::run;
use crate::input::testing::{Sender, pcap};

const FORMATS: [&[&str]; 7] = [
    &[],
    &["--json"],
    &["--format=json-routes"],
    &["--format=csv"],
    &["--summary"],
    &["--summary", "--json"],
    &["--summary", "--json", "--round-trip"],
];

fn run_all(files: &[PathBuf], options: &[&str], threads: usize) -> Outcome {
    let files = files.iter().map(|file| file.to_str().unwrap().to_owned());
    let words = ["dump".to_owned(), format!("--threads={threads}")];
    let options = options.iter().map(|&option| option.to_owned());
    let args = Args::try_parse_from(words.into_iter().chain(options).chain(files)).unwrap();
    let (mut out, mut errors) = (Vec::new(), Vec::new());
    let whole = run::run(&args, &mut out, &mut errors).unwrap();
    Outcome {
        out: String::from_utf8(out).unwrap(),
        errors: String::from_utf8(errors).unwrap(),
        whole,
    }
}

fn is_the_same(files: &[PathBuf], options: &[&str]) -> Outcome {
    let one = run_all(files, options, 1);
    for threads in [2, 5] {
        let several = run_all(files, options, threads);
        let place = format!("{files:?} {options:?} {threads}");
        assert!(several.out == one.out, "{place}");
        assert_eq!(several.errors, one.errors, "{place}");
        assert_eq!(several.whole, one.whole, "{place}");
    }
    one
}

/// Captures with several streams, and streams of several families, one after the other.
#[test]
fn of_captures() {
    let names = [
        "frr-10.7.1-dump.pcap",
        "frr-10.7.1-mirror.bmp",
        "bird-2.20.0-session.pcap.gz",
        "gobgp-4.8.0-families.bmp",
        "frr-10.7.1-mirror-lost.bmp.zst",
        "frr-8.4.4-vrf.pcap",
        "frr-10.7.1-exabgp.bmp",
    ];
    let files = names.map(capture);
    for options in FORMATS {
        let outcome = is_the_same(&files, options);
        assert!(outcome.out.len() > 500, "{options:?}");
    }
    is_the_same(&files, &["--family=ipv6-unicast", "--rib=adj-rib-in-post"]);
    is_the_same(&files, &["--json", "--from=20", "--limit=1500"]);
}

/// Returns messages of captures, as many bytes as several blocks have. In some of them, one bit is another one.
fn damaged(mut seed: usize) -> Vec<u8> {
    let names = ["frr-10.7.1-dump", "gobgp-4.8.0-families", "frr-10.7.1-vrf"];
    let captures = names.map(|name| std::fs::read(capture(&format!("{name}.bmp"))).unwrap());
    let mut stream = Vec::new();
    while stream.len() < 500 << 10 {
        for octets in &captures {
            for frame in bmp::frames(octets).flatten() {
                let start = stream.len();
                stream.extend_from_slice(frame);
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let (place, bit) = (seed >> 33, seed >> 20 & 7);
                // The length stays.
                if place % 10 == 0 && frame.len() > 6 {
                    stream[start + 6 + place / 10 % (frame.len() - 6)] ^= 1 << bit;
                }
            }
        }
    }
    stream
}

/// Two streams at the same time, with malformed messages and lost packets.
#[test]
fn of_damaged_streams() {
    let (mut first, mut second) = (Sender::new(40_001, 7), Sender::new(40_002, 9));
    second.v6 = true;
    let mut packets = vec![first.syn(), second.syn()];
    let segments = first.segments(&damaged(1), 1400);
    for (place, pair) in segments
        .into_iter()
        .zip(second.segments(&damaged(2), 1400))
        .enumerate()
    {
        packets.extend(
            [Some(pair.0), (place % 90 != 89).then_some(pair.1)]
                .into_iter()
                .flatten(),
        );
    }
    packets.extend([first.fin(), second.fin()]);
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&pcap(1, &packets)).unwrap();
    let files = [file.path().to_owned(), capture("frr-10.7.1-mirror.bmp")];
    for options in FORMATS {
        let outcome = is_the_same(&files, options);
        assert!(!outcome.whole, "{options:?}");
        let lost = match options {
            [] | ["--json"] => &outcome.out,
            _ => &outcome.errors,
        };
        assert!(lost.contains("bytes were not captured"), "{options:?}");
    }
}

/// A block is shown again if the columns before it have become wider than expected.
#[test]
fn columns_grow_in_order() {
    let peer_up = frame("peer-up-ipv4");
    let mut stream = Vec::new();
    for number in 0..4_000_u32 {
        let mut message = peer_up.clone();
        // The address of the peer, and its AS, become longer.
        let (address, asn) = (number / 1_000 * 65, number / 700 * 200_000 + 1);
        message[29..32].copy_from_slice(&[address as u8; 3]);
        message[32..36].copy_from_slice(&asn.to_be_bytes());
        stream.extend(message);
    }
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&stream).unwrap();
    let outcome = is_the_same(&[file.path().to_owned()], &[]);
    let widths: Vec<_> = outcome
        .out
        .lines()
        .map(|line| line.find("peer up"))
        .collect();
    assert!(widths.is_sorted() && widths.first() < widths.last());
    is_the_same(&[file.path().to_owned()], &["--summary"]);
}
