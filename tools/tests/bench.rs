//! `bmp bench`: counts that are known, allocations, and what is said of what could not be measured.
//!
//! Times are of this machine, so nothing is asked of them but that they are there.

use std::io::Write;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::command::bmp;

/// Few rounds: no time is looked at.
const QUICK: [&str; 4] = ["--rounds", "2", "--time", "0.002"];

fn bench(file: &str, options: &[&str]) -> Output {
    bmp(&[&["bench", file][..], &QUICK, options].concat())
}

fn object(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Returns the message counts of the groups.
fn messages(groups: &Value, key: &str) -> Value {
    let groups = groups.as_array().unwrap().iter();
    let counts = groups.map(|group| {
        (
            group[key].as_str().unwrap().to_owned(),
            group["messages"].clone(),
        )
    });
    counts.collect::<serde_json::Map<_, _>>().into()
}

fn said(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// A new file with these bytes.
fn file(octets: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(octets).unwrap();
    file
}

fn capture(name: &str) -> Vec<u8> {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/captures");
    std::fs::read(format!("{directory}/{name}")).unwrap()
}

/// As many messages as tshark finds (testdata/expected.json). Route Monitoring is walked without an allocation.
#[test]
fn counts_and_allocations() {
    for (name, bytes, counts) in [
        (
            "frr-10.7.1-session.pcap.gz",
            141_963,
            json!({"Route Monitoring": 938, "Statistics Report": 20, "Peer Down": 4, "Peer Up": 5, "Initiation": 1}),
        ),
        (
            "bird-2.20.0-families.bmp",
            6952,
            json!({"Route Monitoring": 52, "Peer Up": 1, "Initiation": 1, "Termination": 1}),
        ),
    ] {
        let output = bench(&format!("testdata/captures/{name}"), &["--format", "json"]);
        assert_eq!(
            (output.status.code(), said(&output)),
            (Some(0), ""),
            "{name}"
        );
        let object = object(&output);
        let total: u64 = counts
            .as_object()
            .unwrap()
            .values()
            .filter_map(Value::as_u64)
            .sum();
        assert_eq!(object["messages"], total);
        assert_eq!(object["bytes"], bytes);
        assert_eq!(object["streams"], 1);
        assert_eq!(messages(&object["types"], "type"), counts);
        assert_eq!(
            object["messages_by_type"]["route_monitoring"],
            counts["Route Monitoring"]
        );
        let monitoring = &object["types"][0];
        assert_eq!(monitoring["type"], "Route Monitoring");
        for stage in ["decode", "walk"] {
            assert_eq!(monitoring[stage]["allocations"], 0, "{name} {stage}");
        }
        let stages = object["stages"].as_array().unwrap();
        let names: Vec<_> = stages
            .iter()
            .map(|stage| stage["stage"].as_str().unwrap())
            .collect();
        assert_eq!(
            names,
            [
                "copy",
                "frames",
                "decode",
                "walk",
                "walk_peer_table",
                "json",
                "encode"
            ]
        );
        for stage in stages {
            assert!(stage["ns_per_message"].as_f64() > Some(0.0), "{stage}");
            assert!(stage["bytes_per_second"].as_f64() > Some(0.0), "{stage}");
            assert_eq!(stage["rounds"], 2);
            // Two rounds say nothing of how far they spread.
            assert_eq!(stage["trusted"], false);
            assert!(
                stage["doubts"]
                    .as_array()
                    .unwrap()
                    .contains(&"few_rounds".into())
            );
        }
        // A table that learns a peer asks for memory: the counter counts.
        assert!(stages[4]["allocations"].as_u64() > Some(0), "{}", stages[4]);
        assert_eq!(stages[3]["allocations"], 0);
    }
}

/// All BIRD sends here is one list of routes a message (testdata/expected.json has the lists of each family), and two
/// End-of-RIBs for each of seven families. Multicast routes are counted by hand: 4 and 2 of IPv4, 2 of IPv6.
#[test]
fn families() {
    let output = bench(
        "testdata/captures/bird-2.20.0-families.bmp",
        &["--format", "json"],
    );
    let expected = json!({
        "ipv4-multicast": 6,
        "vpn-ipv4-unicast": 14,
        "ipv4-flow-spec": 10,
        "ipv6-multicast": 2,
        "vpn-ipv6-unicast": 4,
        "ipv6-flow-spec": 2,
        "end-of-rib": 14,
    });
    assert_eq!(messages(&object(&output)["families"], "family"), expected);
}

#[test]
fn tables() {
    let output = bench("testdata/captures/bird-2.20.0-families.bmp", &[]);
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(
        out.starts_with("55 messages, 6952 bytes; streams: 1\n"),
        "{out}"
    );
    for line in [
        "memory copy ",
        "frames ",
        "decode ",
        "walk ",
        "walk, peer table ",
        "JSON ",
        "encode ",
        "Route Monitoring  ",
        "Peer Up ",
        "vpn-ipv4-unicast ",
    ] {
        assert!(
            out.lines().any(|found| found.starts_with(line)),
            "{line}: {out}"
        );
    }
    assert!(out.contains("\nrounds: 2 of 2\n"), "{out}");
    assert!(
        out.contains("\n? fewer than 5 rounds: how far they spread is not known\n"),
        "{out}"
    );
}

/// The Initiation has 32 bytes, the Peer Up 254, and each message takes 72 beside its own.
#[test]
fn the_limit_is_said() {
    let options = ["--format", "json", "--limit", "430"];
    let output = bench("testdata/captures/bird-2.20.0-families.bmp", &options);
    let expected =
        "bmp bench: --limit of 430 bytes is reached: only the first 2 messages are measured\n";
    assert_eq!((output.status.code(), said(&output)), (Some(0), expected));
    let object = object(&output);
    assert_eq!(object["limit"], json!({"bytes": 430, "reached": true}));
    assert_eq!(
        messages(&object["types"], "type"),
        json!({"Initiation": 1, "Peer Up": 1})
    );
}

/// The first 300 bytes are the Initiation, the Peer Up, and 14 bytes of a message.
#[test]
fn a_truncated_file() {
    let file = file(&capture("bird-2.20.0-families.bmp")[..300]);
    let path = file.path().to_str().unwrap();
    let output = bench(path, &["--format", "json"]);
    let expected = format!(
        "bmp bench: {path}: ends in the middle of a message: end of file after 14 bytes of it; at byte 286 of stream raw\n"
    );
    assert_eq!((output.status.code(), said(&output)), (Some(1), &*expected));
    assert_eq!(object(&output)["messages"], 2);
    assert_eq!(object(&output)["lost"], 14);
}

/// A Peer Up that ends in the local address, between two messages that can be decoded.
#[test]
fn malformed_messages_are_left_out() {
    let cut = [&[3, 0, 0, 0, 60, 3][..], &[0; 54]].concat();
    let stream = [
        &b"\x03\0\0\0\x06\x04"[..],
        &cut,
        b"\x03\0\0\0\x0c\x05\0\x01\0\x02\0\0",
    ]
    .concat();
    let output = bench(
        file(&stream).path().to_str().unwrap(),
        &["--format", "json"],
    );
    let expected =
        "bmp bench: 1 messages cannot be decoded and are left out; bmp dump shows them\n";
    assert_eq!((output.status.code(), said(&output)), (Some(1), expected));
    let object = object(&output);
    assert_eq!(
        (&object["messages"], &object["malformed"]["messages"]),
        (&2.into(), &1.into())
    );
    assert_eq!(object["messages_by_type"]["peer_up"], 1);
    assert_eq!(
        messages(&object["types"], "type"),
        json!({"Initiation": 1, "Termination": 1})
    );
}

#[test]
fn nothing_to_measure() {
    let file = file(b"this is no BMP");
    let path = file.path().to_str().unwrap();
    let output = bench(path, &[]);
    let expected = format!(
        "bmp bench: {path}: neither a pcap or pcapng capture nor a BMP stream: it begins with 74 68 69 73\n\
         bmp bench: there are no messages to measure\n"
    );
    assert_eq!((output.status.code(), said(&output)), (Some(1), &*expected));
    assert_eq!(output.stdout, b"");
    let output = bench("/nowhere", &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).starts_with("bmp bench: /nowhere: No such file"));
}

/// Ctrl-C, in the middle of a measurement of hours.
#[cfg(unix)]
#[test]
fn interrupted() {
    let mut child: Child = Command::new(env!("CARGO_BIN_EXE_bmp"))
        .args([
            "bench",
            "../testdata/captures/bird-2.20.0-families.bmp",
            "--format=json",
        ])
        .args(["--rounds=100000", "--time=10000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It listens as soon as it runs; what it says comes after.
    std::thread::sleep(Duration::from_secs(2));
    assert!(child.try_wait().unwrap().is_none());
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(killed.unwrap().success());
    let output = child.wait_with_output().unwrap();
    let expected = "bmp bench: interrupted: the figures are those of the rounds before\n";
    assert_eq!((output.status.code(), said(&output)), (Some(130), expected));
    let object = object(&output);
    assert_eq!(
        (&object["interrupted"], &object["messages"]),
        (&true.into(), &55.into())
    );
}
