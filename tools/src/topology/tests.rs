//! Topologies of recorded streams, against the tables of the routers that made the routes.

mod drawing;
mod made;
mod tables;

use std::io::Write;
use std::path::PathBuf;

use clap::Parser;
use serde_json::Value;

use super::args::Args;
use super::run;

fn testdata(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "testdata", name]
        .iter()
        .collect()
}

/// What the subcommand writes.
struct Shown {
    out: String,
    errors: String,
    is_whole: bool,
}

fn shown(file: &std::path::Path, words: &[&str]) -> Shown {
    let words = [&["topology", file.to_str().unwrap()], words].concat();
    let args = Args::try_parse_from(words).unwrap();
    let (mut out, mut errors) = (Vec::new(), Vec::new());
    let is_whole = run(&args, &mut out, &mut errors).unwrap();
    Shown {
        out: String::from_utf8(out).unwrap(),
        errors: String::from_utf8(errors).unwrap(),
        is_whole,
    }
}

fn capture(name: &str, words: &[&str]) -> Shown {
    shown(&testdata("captures").join(name), words)
}

/// What the subcommand writes about this stream.
fn stream(octets: &[u8], words: &[&str]) -> Shown {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(octets).unwrap();
    shown(file.path(), words)
}

fn json(shown: &Shown) -> Value {
    serde_json::from_str(&shown.out).unwrap_or_else(|error| panic!("{error}: {}", shown.out))
}

/// A recorded session in BMP version 4, the draft, leads to the same topology.
#[test]
fn version_4_is_the_same() {
    let three = std::fs::read(testdata("captures/gobgp-4.8.0-ls-fabric.bmp")).unwrap();
    let four = crate::input::testing::in_version_4(&three);
    for words in [&["--json", "--after=15"][..], &["--json"]] {
        let (three, four) = (stream(&three, words), stream(&four, words));
        assert_eq!(
            (three.out, three.errors, three.is_whole),
            (four.out, four.errors, four.is_whole)
        );
    }
    let nodes = json(&stream(&four, &["--json", "--after=15"]));
    assert!(!nodes["nodes"].as_array().unwrap().is_empty());
}
