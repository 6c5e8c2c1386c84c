//! Malformed input: errors tell where and why, the rest is decoded, and the exit status shows it.

use clap::Parser;
use serde_json::Value;

use crate::dump::args::Args;

use super::{event, frame, lines, run, run_on};

/// Returns an Initiation, a Peer Up that is cut short inside its frame, a route, and half a message.
fn damaged() -> Vec<u8> {
    let mut peer_up = frame("peer-up-ipv4");
    peer_up.truncate(60);
    peer_up[1..5].copy_from_slice(&60u32.to_be_bytes());
    [
        frame("initiation"),
        peer_up,
        frame("monitoring-ipv4"),
        frame("monitoring-ipv6")[..50].to_vec(),
    ]
    .concat()
}

#[test]
fn a_broken_message_is_an_error_and_the_rest_goes_on() {
    let first = frame("initiation").len();
    let outcome = run_on(&damaged(), &[]);
    let events = outcome.events();
    assert_eq!(events.len(), 4, "{}", outcome.out);
    assert!(events[0].starts_with("initiation "));
    // The local address, 16 bytes after byte 48, has 12.
    let error = format!(
        "error: Peer Up at byte 48 of message 2: 4 bytes are missing; at byte {first} of stream raw; 030000003c03"
    );
    assert!(events[1].starts_with(&error), "{}", events[1]);
    // No Peer Up of this peer could be decoded.
    assert!(events[2].starts_with("+ ") && events[2].ends_with(" [assumed]"));
    let begin = first + 60 + frame("monitoring-ipv4").len();
    assert_eq!(
        events[3],
        format!(
            "error: ends in the middle of a message: end of file after 50 bytes of it; at byte {begin} of stream raw"
        )
    );
    // Who looks only at standard error learns of it, too.
    assert_eq!(
        outcome.errors,
        "error: bytes are in no whole message in 1 place, as shown\n"
    );
    assert!(!outcome.whole);
}

#[test]
fn json_has_errors_in_place() {
    let outcome = run_on(&damaged(), &["--json"]);
    let lines: Vec<Value> = outcome
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let first = frame("initiation").len();
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[1]["offset"], first);
    assert_eq!(
        lines[1]["error"]["what"],
        serde_json::json!({"bmp_message": 3})
    );
    assert_eq!(lines[1]["error"]["offset"], 48);
    assert_eq!(
        lines[1]["error"]["fault"],
        serde_json::json!({"truncated": 4})
    );
    assert_eq!(lines[1]["octets"].as_str().unwrap().len(), 120);
    assert!(lines[1].get("message").is_none());
    assert_eq!(lines[2]["session"]["basis"], "assumed");
    assert_eq!(lines[3]["event"], "incomplete");
    assert_eq!(lines[3]["octets"], 50);
    assert!(!outcome.whole);
}

#[test]
fn a_summary_counts_what_is_lost() {
    let stream = damaged();
    let outcome = run_on(&stream, &["--summary", "--json", "--round-trip"]);
    let summary = outcome.json();
    assert_eq!(summary["bytes"], stream.len() - 50);
    assert_eq!(summary["messages"]["peer_up"], 1);
    assert_eq!(summary["malformed"]["messages"], 1);
    assert_eq!(summary["round_trip"]["messages"], 2);
    assert_eq!(summary["lost"]["incomplete"], 50);
    assert_eq!(outcome.errors.lines().count(), 2);
    assert!(
        outcome
            .errors
            .starts_with("error: Peer Up at byte 48 of message 2: ")
    );
    assert!(!outcome.whole);
}

#[test]
fn octets_between_messages() {
    let stream = [
        frame("initiation"),
        b"?".repeat(100),
        frame("monitoring-ipv4"),
    ]
    .concat();
    let first = frame("initiation").len();
    let outcome = run_on(&stream, &[]);
    let events = outcome.events();
    assert_eq!(
        events[1],
        format!(
            "error: no message begins here: BMP common header at byte 0: version 63 is not supported; \
             at byte {first} of stream raw"
        )
    );
    assert_eq!(
        events[2],
        format!("error: 100 bytes skipped; at byte {first} of stream raw")
    );
    assert!(events[3].starts_with("+ "));
    assert!(!outcome.whole);

    let outcome = run_on(&stream, &["--json"]);
    let names: Vec<_> = outcome
        .out
        .lines()
        .filter_map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            Some(line.get("event")?.as_str()?.to_owned())
        })
        .collect();
    assert_eq!(names, ["bad_header", "skipped"]);
    let summary = run_on(&stream, &["--summary", "--json"]).json();
    assert_eq!(summary["lost"]["skipped"], 100);
}

#[test]
fn a_broken_update_costs_that_update() {
    let mut broken = frame("monitoring-ipv4");
    broken[48] = 0; // of the marker
    let stream = [broken, frame("monitoring-ipv4")].concat();
    let outcome = run_on(&stream, &[]);
    let events = outcome.events();
    assert!(
        events[0].starts_with(
            "error: BGP header at byte 48 of message 1: the marker is not 16 bytes of 0xff; at byte 0 of stream raw; 00ff"
        ),
        "{}",
        events[0]
    );
    assert!(events[1].starts_with("+ "));
    assert!(!outcome.whole);
    let summary = run_on(&stream, &["--summary", "--json", "--round-trip"]);
    assert_eq!(summary.json()["malformed"]["updates"], 1);
    assert_eq!(summary.json()["round_trip"]["exact"], 2);
    assert!(!summary.whole);
}

#[test]
fn a_malformed_attribute_costs_that_attribute() {
    let outcome = lines(&["monitoring-malformed-origin"], &[]);
    let events = outcome.events();
    assert_eq!(events.len(), 2, "{}", outcome.out);
    assert!(events[0].starts_with("+ ") && !events[0].contains(" origin "));
    // Common header 6, per-peer header 42, BGP header 19, two lengths of 2, flags, code and length of ORIGIN 3, and the
    // one byte that it should have.
    let error =
        "error: ORIGIN at byte 75 of message 1: 1 byte is left over; at byte 0 of stream raw; 0000";
    assert_eq!(events[1], error);
    assert!(!outcome.whole);
    let summary = lines(&["monitoring-malformed-origin"], &["--summary", "--json"]);
    assert_eq!(summary.json()["malformed"]["attributes"], 1);
    assert!(!summary.whole);
    assert!(!lines(&["monitoring-malformed-origin"], &["--json"]).whole);
}

#[test]
fn what_is_not_asked_for_is_no_error() {
    let stream = damaged();
    let whole = |options: &[&str]| run_on(&stream, options).whole;
    assert!(whole(&["--limit=1"]));
    assert!(!whole(&["--limit=2"]));
    // Earlier messages are decoded for their peers only.
    assert!(whole(&["--from=3", "--limit=1"]));
    let malformed = frame("monitoring-malformed-origin");
    assert!(run_on(&malformed, &["--peer=192.0.2.99"]).whole);
}

#[test]
fn what_is_no_file_and_what_is_no_bmp() {
    let error = |file: &str| {
        let args = Args::try_parse_from(["dump", file]).unwrap();
        let error = run::run(&args, &mut Vec::new(), &mut Vec::new()).unwrap_err();
        format!("{error:#}")
    };
    assert!(error("no such file").contains("No such file"));
    let readme = super::testdata("README.md");
    assert_eq!(
        error(readme.to_str().unwrap()),
        "neither a pcap or pcapng capture nor a BMP stream: it begins with 23 20 54 65"
    );
}

#[test]
fn lines_of_a_capture_file_have_the_stream() {
    let outcome = run(&super::capture("frr-10.7.1-dump.pcap"), &["--limit=3"]);
    let lines: Vec<_> = outcome.out.lines().collect();
    assert!(
        lines.iter().all(|line| line.starts_with("s0 ")),
        "{lines:?}"
    );
    let (_, opened) = lines[0].split_once(' ').unwrap();
    assert!(event(opened).starts_with("stream ") && opened.ends_with(" begins"));
    assert!(outcome.whole);
}
