//! Tests of the whole example: arguments and files in, a stream out.

mod collectors;
mod files;

use std::io::Write;
use std::path::{Path, PathBuf};

use bmp_codec::bmp::{self, PeerTable};
use clap::Parser;
use indicatif::ProgressBar;
use tempfile::{NamedTempFile, TempDir};

use crate::replay::args::Args;
use crate::replay::play;
use crate::replay::summary::Summary;

/// Runs `replay` with these arguments, and returns its summary and result.
async fn run(words: &[&str]) -> (Summary, Result<(), String>) {
    let args = Args::try_parse_from(["replay"].iter().chain(words)).unwrap();
    let mut summary = Summary::new(&args);
    let end = play::run(&args, &ProgressBar::hidden(), &mut summary).await;
    (summary, end.map_err(|error| format!("{error:#}")))
}

/// Runs `replay` with a file as output, and returns the file, too.
async fn written(words: &[&str]) -> (Vec<u8>, Summary, Result<(), String>) {
    let directory = TempDir::new().unwrap();
    let out = directory.path().join("out.bmp");
    let words = [words, &["--out", out.to_str().unwrap()]].concat();
    let (summary, end) = run(&words).await;
    (std::fs::read(&out).unwrap_or_default(), summary, end)
}

fn capture(name: &str) -> PathBuf {
    let captures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/captures");
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

/// Returns the frames of a stream.
fn frames(stream: &[u8]) -> Vec<&[u8]> {
    let mut frames = bmp::frames(stream);
    let all = frames.by_ref().map(Result::unwrap).collect();
    assert!(frames.rest().is_empty());
    all
}

/// Returns a stream as JSON Lines: only its messages.
fn json(stream: &[u8]) -> String {
    let mut peers = PeerTable::default();
    let line = |frame| {
        let message = peers.decode(frame).unwrap();
        serde_json::json!({ "message": message }).to_string() + "\n"
    };
    frames(stream).into_iter().map(line).collect()
}
