//! `bmp routes`: shows the routes that a stream leads to.
//!
//! `reading` applies messages to the tables, `choice` says which routes are wanted; `write`, `counts` and `history` show them.

pub(crate) mod args;
pub(crate) mod choice;
mod counts;
mod history;
mod live;
pub(crate) mod reading;
pub(crate) mod sources;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod write;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use crate::input::Stop;
use crate::interrupt;
use args::Args;
use choice::Chooser;
use history::History;
use reading::{Reading, time_of};
use sources::Sources;
use write::{Shown, Writer};

pub(crate) fn main(args: &Args) -> ExitCode {
    interrupt::watch();
    let mut out = BufWriter::new(io::stdout().lock());
    let result = run(args, &mut out, &mut io::stderr());
    exit("routes", &args.sources, result)
}

/// Returns the status of a subcommand, and says its error.
pub(crate) fn exit(command: &str, sources: &Sources, result: anyhow::Result<bool>) -> ExitCode {
    match result {
        // Listening is ended so.
        Ok(_) if interrupt::has_come() && sources.collect.is_none() => interrupt::STATUS.into(),
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // The reader of the output has seen enough.
        Err(error) if crate::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bmp {command}: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Returns whether all messages could be decoded, and all routes kept.
fn run(args: &Args, out: &mut dyn Write, errors: &mut dyn Write) -> anyhow::Result<bool> {
    let mut reading = Reading::new(args.limit, args.at);
    let mut history = args.history.then(|| {
        let writer = Writer::new(args.format(), &reading.tables);
        (History::new(&args.choice), writer)
    });
    let read = args.sources.read("routes", &mut *errors, &mut |item| {
        if args.after.is_some_and(|after| reading.messages >= after) {
            return Err(Stop::Enough);
        }
        let outcome = reading.take(&item);
        if let (Some((history, writer)), Some(outcome)) = (&mut history, outcome) {
            history.step(&reading.tables, &outcome, time_of(&item), writer, out)?;
        }
        Ok(())
    })?;
    reading.tables.purge();
    let tables = &reading.tables;
    if args.counts {
        counts::write(tables, &args.choice, args.json, out)?;
    } else if history.is_none() {
        let mut writer = Writer::new(args.format(), tables);
        let each = |route| writer.route(&Shown::of(&route), out);
        Chooser::new(&args.choice).each(tables, each)?;
        writer.flush(out)?;
    }
    out.flush()?;
    Ok(reading.end("routes", &read, errors)?)
}
