//! `bmp seeds`: the files are what the fuzz targets read.

use std::fs;
use std::path::Path;

use bmp_codec::bgp::{Session, Update};
use bmp_codec::bmp::{self, PeerTable};
use bmp_codec::{Decode, Encode};

use crate::command::bmp;

fn files(directory: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap());
    let mut files: Vec<_> = entries
        .map(|entry| {
            (
                entry.file_name().into_string().unwrap(),
                fs::read(entry.path()).unwrap(),
            )
        })
        .collect();
    files.sort();
    files
}

/// What BIRD sends of seven families: 55 messages by tshark (testdata/expected.json), none malformed.
#[test]
fn each_target_accepts_its_seeds() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().to_str().unwrap();
    let output = bmp(&["seeds", "testdata/captures/bird-2.20.0-families.bmp", path]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stderr, b"");
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(
        out.starts_with("55 messages, 0 of them malformed; 0 bytes in no message\n"),
        "{out}"
    );

    let streams = files(&directory.path().join("stream"));
    for (name, octets) in &streams {
        let mut peers = PeerTable::new();
        let mut frames = bmp::frames(octets);
        for frame in &mut frames {
            peers.decode(frame.unwrap()).unwrap();
        }
        assert_eq!(frames.rest(), [0; 0], "{name}");
    }
    let updates = files(&directory.path().join("update"));
    for (name, octets) in &updates {
        // No session here has anything special.
        let (word, body) = octets.split_first_chunk().unwrap();
        assert_eq!(u64::from_be_bytes(*word), 0, "{name}");
        let update = Update::from_octets_in(body, Session::default()).unwrap();
        assert_eq!(update.to_vec().unwrap(), body, "{name}");
    }
    let said = format!(
        "{path}/stream: {0} shapes, {0} new files, 0 there before\n{path}/update: {1} shapes, {1} new files, 0 there before\n",
        streams.len(),
        updates.len()
    );
    assert!(out.ends_with(&said), "{out}");

    // One of each type of message and each family at the least.
    let kinds = ["initiation", "peer-up", "termination"].map(String::from);
    let families = [
        "ipv4-multicast",
        "vpn-ipv4-unicast",
        "ipv4-flow-spec",
        "ipv6-multicast",
        "vpn-ipv6-unicast",
        "ipv6-flow-spec",
        "end-of-rib",
    ];
    let monitored = families.map(|family| format!("route-monitoring-{family}"));
    for (files, names) in [
        (&streams, [&kinds[..], &monitored].concat()),
        (&updates, families.map(String::from).to_vec()),
    ] {
        for name in names {
            let is_it = |(file, _): &(String, Vec<u8>)| {
                file.rsplit_once('-').is_some_and(|(what, _)| what == name)
            };
            assert!(files.iter().any(is_it), "{name}");
        }
    }
}

#[test]
fn what_cannot_be_read_is_said() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().to_str().unwrap();
    let output = bmp(&[
        "seeds",
        "/nowhere",
        "testdata/captures/bird-3.1.7-dump.bmp",
        path,
    ]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.starts_with("bmp seeds: /nowhere: No such file"),
        "{said}"
    );
    assert_eq!(output.status.code(), Some(1));
    // Initiation and Termination of the other file.
    assert_eq!(files(&directory.path().join("stream")).len(), 2);
}
