//! Tests of the whole subcommand: arguments and a file in, lines and an exit status out.

#[cfg(all(feature = "collect", any(feature = "kafka", feature = "nats")))]
mod brokers;
mod captures;
mod exact;
mod explain;
mod fields;
mod lines;
mod link_state;
mod losses;
mod rows;
mod selection;
mod threads;
mod unread;
mod version_4;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Parser;
use serde_json::Value;

use crate::dump::args::Args;
use crate::dump::run;

/// What was written, and whether everything could be decoded.
struct Outcome {
    out: String,
    errors: String,
    whole: bool,
}

impl Outcome {
    /// Returns the lines without the columns: from the first word that is not a column.
    fn events(&self) -> Vec<&str> {
        self.out.lines().map(event).collect()
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap()
    }
}

/// Returns the text of a line after time, peer, AS and RIB.
fn event(line: &str) -> &str {
    let mut rest = line;
    for _ in 0..4 {
        let (_, behind) = rest.trim_start().split_once(' ').unwrap();
        rest = behind;
    }
    rest.trim_start()
}

fn run(file: &Path, options: &[&str]) -> Outcome {
    let words = ["dump", file.to_str().unwrap()];
    let args = Args::try_parse_from(words.iter().chain(options)).unwrap();
    let (mut out, mut errors) = (Vec::new(), Vec::new());
    let whole = run::run(&args, &mut out, &mut errors).unwrap();
    Outcome {
        out: String::from_utf8(out).unwrap(),
        errors: String::from_utf8(errors).unwrap(),
        whole,
    }
}

/// Runs the subcommand on a new file with these bytes.
fn run_on(octets: &[u8], options: &[&str]) -> Outcome {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(octets).unwrap();
    run(file.path(), options)
}

fn testdata(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../testdata")
        .join(path)
}

fn capture(name: &str) -> PathBuf {
    testdata("captures").join(name)
}

/// Returns the bytes of a golden frame.
fn frame(name: &str) -> Vec<u8> {
    let text = std::fs::read_to_string(testdata(&format!("frames/{name}.hex"))).unwrap();
    hex(&text)
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    let octet = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(octet).collect()
}

/// A Peer Up of an external peer, 192.0.2.1 in AS 64496, of a router in AS 64500, for IPv4 unicast.
const PEER_UP: &str = "
    030000009a03 0000 0000000000000000 000000000000000000000000c0000201 0000fbf0 c0000201 6553f100 00000000
    000000000000000000000000c0000209 00b3 7530
    ffffffffffffffffffffffffffffffff 002b 01 04 fbf4 00b4 c0000209 0e 02 0c 0104 0001 0001 4104 0000fbf4
    ffffffffffffffffffffffffffffffff 002b 01 04 fbf0 00b4 c0000201 0e 02 0c 0104 0001 0001 4104 0000fbf0";

/// Returns a stream: that Peer Up, and Route Monitoring messages of the peer, each with an UPDATE without its marker.
fn monitored<U: AsRef<str>>(updates: &[U]) -> Vec<u8> {
    let mut stream = hex(PEER_UP);
    let peer = stream[6..48].to_vec();
    for update in updates {
        let update = hex(update.as_ref());
        let length = 6 + peer.len() + 16 + update.len();
        stream.push(3);
        stream.extend((length as u32).to_be_bytes());
        stream.push(0);
        stream.extend(&peer);
        stream.extend([0xff; 16]);
        stream.extend(update);
    }
    stream
}

/// Returns an UPDATE without its marker: its withdrawn routes, attributes and routes in hexadecimal.
fn update(withdrawn: &str, attributes: &str, routes: &str) -> String {
    let [withdrawn, attributes, routes] = [withdrawn, attributes, routes].map(hex);
    let (first, second) = (withdrawn.len(), attributes.len());
    let length = 16 + 2 + 1 + 2 + first + 2 + second + routes.len();
    let hex = |octets: &[u8]| {
        octets
            .iter()
            .map(|octet| format!("{octet:02x}"))
            .collect::<String>()
    };
    let (withdrawn, attributes, routes) = (hex(&withdrawn), hex(&attributes), hex(&routes));
    format!("{length:04x} 02 {first:04x} {withdrawn} {second:04x} {attributes} {routes}")
}

/// Returns the lines of golden frames, one after the other.
fn lines(names: &[&str], options: &[&str]) -> Outcome {
    let stream: Vec<u8> = names.iter().flat_map(|name| frame(name)).collect();
    run_on(&stream, options)
}
