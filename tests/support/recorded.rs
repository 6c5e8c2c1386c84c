//! Recorded frames and captures, and what tshark reads in them (`testdata/README.md`).

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use bmp_codec::bgp::Session;
use bmp_codec::bgp::nlri::{Family, FamilySet};
use bmp_codec::bmp;
use bmp_codec::net::AsnWidth;
use ruzstd::decoding::StreamingDecoder;
use serde_json::Value;

use super::hand::hex;

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

/// A message of `testdata/frames`.
pub(crate) struct Frame {
    /// Its name, without an extension.
    pub(crate) name: String,
    /// Its octets.
    pub(crate) octets: Vec<u8>,
    /// What they say.
    pub(crate) says: Value,
}

impl Frame {
    /// The session that its UPDATE is to be read with.
    pub(crate) fn session(&self) -> Session {
        let session = &self.says["session"];
        let width = match session["asn_width"].as_u64() {
            Some(2) => AsnWidth::Two,
            _ => AsnWidth::Four,
        };
        let families = |key: &str| -> FamilySet {
            let families = session[key].as_array().into_iter().flatten();
            families.map(family).collect()
        };
        Session::default()
            .with_asn_width(width)
            .with_add_path(families("add_path"))
            .with_multiple_labels(families("multiple_labels"))
    }
}

/// The family of `{"afi": …, "safi": …}`.
pub(crate) fn family(value: &Value) -> Family {
    let number = |key: &str| value[key].as_u64().unwrap();
    Family::new(number("afi") as u16, number("safi") as u8)
}

/// All frames, by name.
pub(crate) fn frames() -> Vec<Frame> {
    let directory = testdata().join("frames");
    let mut names: Vec<String> = fs::read_dir(&directory)
        .unwrap()
        .filter_map(|entry| {
            let name = entry.unwrap().file_name().into_string().unwrap();
            name.strip_suffix(".hex").map(str::to_owned)
        })
        .collect();
    names.sort();
    assert!(!names.is_empty());
    let read = |name: String, extension| fs::read_to_string(directory.join(name + extension));
    names
        .into_iter()
        .map(|name| Frame {
            octets: hex(&read(name.clone(), ".hex").unwrap()),
            says: serde_json::from_str(&read(name.clone(), ".tshark.json").unwrap()).unwrap(),
            name,
        })
        .collect()
}

/// What `testdata/expected.json` says of every stream, by the name of its file.
pub(crate) fn expected() -> Vec<(String, Value)> {
    let text = fs::read_to_string(testdata().join("expected.json")).unwrap();
    let mut all: Value = serde_json::from_str(&text).unwrap();
    let Value::Object(captures) = all["captures"].take() else {
        panic!("captures are a map")
    };
    captures
        .into_iter()
        .filter(|(name, _)| !name.contains(".pcap"))
        .collect()
}

/// The names of all streams in `testdata/captures`.
pub(crate) fn streams() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(testdata().join("captures"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".bmp") || name.ends_with(".bmp.zst"))
        .collect();
    names.sort();
    names
}

/// Where a stream is.
pub(crate) fn capture_path(name: &str) -> PathBuf {
    testdata().join("captures").join(name)
}

/// The octets of a stream.
pub(crate) fn stream(name: &str) -> Vec<u8> {
    read(&capture_path(name))
}

/// What is in a file of `testdata/tables`.
pub(crate) fn table(name: &str) -> Vec<u8> {
    read(&testdata().join("tables").join(name))
}

fn read(path: &Path) -> Vec<u8> {
    let octets = fs::read(path).unwrap();
    if path.extension().is_some_and(|extension| extension == "zst") {
        let mut decoder = StreamingDecoder::new(&octets[..]).unwrap();
        let mut all = Vec::new();
        decoder.read_to_end(&mut all).unwrap();
        all
    } else {
        octets
    }
}

/// The frames of a stream, in turn. It has to end with a whole one.
pub(crate) fn frames_of(stream: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut frames = bmp::frames(stream);
    std::iter::from_fn(move || {
        let frame = frames.next().transpose().unwrap();
        let rest = if frame.is_none() { frames.rest() } else { &[] };
        assert_eq!(rest, [0; 0], "a part of a message at the end");
        frame
    })
}
