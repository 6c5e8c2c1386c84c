//! Measures how long the messages of captures and recorded streams take: your own, on your machine.
//!
//! `load` puts messages into memory, `stages` goes over them, `measure` says how long that takes and how sure it is, and
//! `report` writes the figures. Allocations are counted by the program, which has the allocator.

pub(crate) mod args;
mod load;
mod measure;
mod report;
mod stages;
mod walk;

use std::io::{self, Write};
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};

use crate::CountAllocations;
use crate::dump::run::progress;
use crate::files::Files;
use crate::{interrupt, version_4};
use args::Args;
use load::Load;
use measure::{Plan, measure};
use report::Report;

pub(crate) fn main(args: &Args, count: CountAllocations) -> ExitCode {
    interrupt::watch();
    let (mut out, mut errors) = (io::stdout().lock(), io::stderr());
    match run(args, count, &mut out, &mut errors) {
        Ok(_) if interrupt::has_come() => interrupt::STATUS.into(),
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // The reader of the output has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bmp bench: cannot write: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Returns whether everything could be read and decoded, and there was something.
fn run(
    args: &Args,
    count: CountAllocations,
    out: &mut dyn Write,
    errors: &mut dyn Write,
) -> io::Result<bool> {
    let files = Files {
        command: "bench",
        port: args.port,
        version_4: version_4::Choice::default(),
        errors: &mut *errors,
    };
    let load = Load::files(args, files, |path| progress(path, true))?;
    if interrupt::has_come() {
        writeln!(
            errors,
            "bmp bench: interrupted while loading: nothing was measured"
        )?;
        return Ok(false);
    }
    let (loaded, malformed) = (load.all.frames.len(), load.malformed.messages);
    if load.read.is_enough {
        writeln!(
            errors,
            "bmp bench: --limit of {} bytes is reached: only the first {loaded} messages are measured",
            args.limit
        )?;
    }
    if malformed > 0 {
        writeln!(
            errors,
            "bmp bench: {malformed} messages cannot be decoded and are left out; bmp dump shows them"
        )?;
    }
    if loaded == 0 {
        writeln!(errors, "bmp bench: there are no messages to measure")?;
        return Ok(false);
    }
    let plan = Plan {
        rounds: args.rounds,
        time: args.time,
        count,
    };
    // Hidden unless standard error is a terminal.
    let bar = ProgressBar::new(0).with_style(
        ProgressStyle::with_template("{bar:40} measuring {percent}% {eta}")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    let figures = measure(&load, plan, &bar);
    bar.finish_and_clear();
    let is_interrupted = interrupt::has_come();
    if is_interrupted {
        writeln!(
            errors,
            "bmp bench: interrupted: the figures are those of the rounds before"
        )?;
    }
    let report = Report {
        args,
        load: &load,
        figures: &figures,
        is_interrupted,
    };
    report.write(out)?;
    Ok(load.is_whole())
}
