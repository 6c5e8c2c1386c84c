//! `bmp routes`, against the tables of routers and values read by hand.

mod answers;
mod live;
mod router_tables;

use std::io::Read;
use std::path::PathBuf;

use clap::Parser;

use crate::lookup::args::Args;

/// Returns a file of the test data, decompressed.
pub(crate) fn testdata(path: &str) -> Vec<u8> {
    let octets = std::fs::read(file(path)).unwrap();
    if !path.ends_with(".zst") {
        return octets;
    }
    let mut all = Vec::new();
    let mut zstd = ruzstd::decoding::StreamingDecoder::new(&octets[..]).unwrap();
    zstd.read_to_end(&mut all).unwrap();
    all
}

pub(crate) fn file(path: &str) -> PathBuf {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata");
    PathBuf::from(root).join(path)
}

/// Runs `bmp routes` on a capture. Returns whether everything was read, the output, and what it said.
fn routes(name: &str, options: &[&str]) -> (bool, String, String) {
    let path = file(&format!("captures/{name}"));
    run(&path.display().to_string(), options)
}

fn run(path: &str, options: &[&str]) -> (bool, String, String) {
    let words = ["routes", path].into_iter().chain(options.iter().copied());
    let args = Args::try_parse_from(words).unwrap();
    let (mut out, mut errors) = (Vec::new(), Vec::new());
    let is_whole = super::run(&args, &mut out, &mut errors).unwrap();
    let text = |octets| String::from_utf8(octets).unwrap();
    (is_whole, text(out), text(errors))
}
