//! The example as a whole: arguments and files in, a stream out.

mod collectors;
mod files;

use std::io::Write;
use std::path::{Path, PathBuf};

use bmp_codec::bmp::{self, PeerTable};
use clap::Parser;
use indicatif::ProgressBar;
use tempfile::{NamedTempFile, TempDir};

use crate::args::Args;
use crate::play;
use crate::summary::Summary;

/// What `replay` does with these words, and what it says at the end.
async fn run(words: &[&str]) -> (Summary, Result<(), String>) {
    let args = Args::try_parse_from(["replay"].iter().chain(words)).unwrap();
    let mut summary = Summary::new(&args);
    let end = play::run(&args, &ProgressBar::hidden(), &mut summary).await;
    (summary, end.map_err(|error| format!("{error:#}")))
}

/// What it writes to a file.
async fn written(words: &[&str]) -> (Vec<u8>, Summary, Result<(), String>) {
    let directory = TempDir::new().unwrap();
    let out = directory.path().join("out.bmp");
    let words = [words, &["--out", out.to_str().unwrap()]].concat();
    let (summary, end) = run(&words).await;
    (std::fs::read(&out).unwrap_or_default(), summary, end)
}

fn capture(name: &str) -> PathBuf {
    let captures = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/captures");
    captures.join(name)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn file(octets: impl AsRef<[u8]>) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(octets.as_ref()).unwrap();
    file
}

/// Its frames.
fn frames(stream: &[u8]) -> Vec<&[u8]> {
    let mut frames = bmp::frames(stream);
    let all = frames.by_ref().map(Result::unwrap).collect();
    assert!(frames.rest().is_empty());
    all
}

/// A stream as JSON Lines: its messages, and nothing else.
fn json(stream: &[u8]) -> String {
    let mut peers = PeerTable::default();
    let line = |frame| {
        let message = peers.decode(frame).unwrap();
        serde_json::json!({ "message": message }).to_string() + "\n"
    };
    frames(stream).into_iter().map(line).collect()
}
