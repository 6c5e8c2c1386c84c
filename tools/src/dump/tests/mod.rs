//! Tests of the whole subcommand: arguments and a file in, lines and an exit status out.

#[cfg(all(feature = "collect", feature = "nats"))]
mod broker;
mod captures;
mod exact;
mod lines;
mod losses;
mod unread;

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
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    let octet = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(octet).collect()
}

/// Returns the lines of golden frames, one after the other.
fn lines(names: &[&str], options: &[&str]) -> Outcome {
    let stream: Vec<u8> = names.iter().flat_map(|name| frame(name)).collect();
    run_on(&stream, options)
}
