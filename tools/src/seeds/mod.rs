//! Writes inputs for the fuzz targets of the library: of captured messages the smallest of each shape.
//!
//! `shape` says what a shape is, `seed` makes the inputs of the targets, `collection` keeps the smallest ones, and
//! `folder` writes them.

pub(crate) mod args;
mod collection;
mod folder;
mod hash;
mod seed;
mod shape;
#[cfg(test)]
mod tests;

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Context;

use crate::dump::run::progress;
use crate::files::Files;
use crate::{interrupt, version_4};
use args::Args;
use collection::Collection;
use seed::Target;

pub(crate) fn main(args: &Args) -> ExitCode {
    interrupt::watch();
    match run(args, &mut io::stdout(), &mut io::stderr()) {
        Ok(_) if interrupt::has_come() => interrupt::STATUS.into(),
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // The reader of the output has seen enough; the files are written.
        Err(error) if crate::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bmp seeds: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Returns whether a file stands for every message.
fn run(args: &Args, out: &mut dyn Write, errors: &mut dyn Write) -> anyhow::Result<bool> {
    let mut collection = Collection::new(args.limit);
    let mut files = Files {
        command: "seeds",
        port: args.port,
        version_4: version_4::Choice::default(),
        errors: &mut *errors,
    };
    let read = files.read(&args.files, |path| progress(path, true), &mut |item| {
        collection.take(&item);
        Ok(())
    });
    let read = read.context("cannot write")?;
    let mut lines = Vec::new();
    let mut failed = 0;
    for target in Target::ALL {
        let directory = args.directory.join(target.name());
        let mut seeds: Vec<_> = collection.of(target).collect();
        seeds.sort_by_cached_key(|seed| folder::name(seed));
        let written = folder::write(&directory, seeds.iter().copied(), errors)?;
        failed += written.failed;
        lines.push(format!(
            "{}: {} shapes, {} new files, {} there before",
            directory.display(),
            seeds.len(),
            written.new,
            written.known
        ));
    }
    let Collection {
        messages,
        malformed,
        unfaithful,
        refused,
        ..
    } = collection;
    writeln!(
        out,
        "{messages} messages, {malformed} of them malformed; {} bytes in no message",
        read.lost
    )?;
    for line in lines {
        writeln!(out, "{line}")?;
    }
    if unfaithful > 0 {
        writeln!(
            out,
            "{unfaithful} seeds are decoded otherwise than in their stream, where earlier messages count, too"
        )?;
    }
    out.flush()?;
    if refused > 0 {
        writeln!(
            errors,
            "bmp seeds: {refused} seeds or Peer Ups had no room: --limit is {} bytes",
            args.limit
        )?;
    }
    if interrupt::has_come() {
        writeln!(
            errors,
            "bmp seeds: interrupted: the files are those of the messages before"
        )?;
    }
    Ok(!read.is_incomplete && failed == 0 && refused == 0 && messages > 0)
}
