//! Generates BMP streams of any size, to test programs that read them.

pub(crate) mod args;
mod output;
mod synthesis;
#[cfg(test)]
mod tests;

use std::io::Write;
use std::process::ExitCode;
use std::time::Instant;

use clap::{CommandFactory, error::ErrorKind};

use crate::is_broken_pipe;
use args::Args;
pub use synthesis::{
    Change, Destination, FAMILIES, Goal, Observer, Path, Peer, Settings, Stream, Tally,
};

pub(crate) fn main(args: &Args) -> ExitCode {
    let settings = match args.settings() {
        Ok(settings) => settings,
        Err(error) => Args::command()
            .error(ErrorKind::ValueValidation, error)
            .exit(),
    };
    let (start, bar) = (Instant::now(), output::bar(args, settings.goal));
    let written = output::open(args).and_then(|mut out| output::write(settings, &mut *out, &bar));
    bar.finish_and_clear();
    match written {
        Ok(tally) => {
            if !args.quiet {
                let seconds = start.elapsed().as_secs_f64();
                // The stream is complete: a summary that cannot be written is no reason to fail.
                let _ = summary(&tally, seconds, &mut std::io::stderr());
            }
            ExitCode::SUCCESS
        }
        // The reader of the output has seen enough.
        Err(error) if args.to.is_none() && is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bmp synthesize: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Writes what a stream contains.
fn summary(tally: &Tally, seconds: f64, out: &mut impl Write) -> std::io::Result<()> {
    let messages = tally.all_messages();
    writeln!(
        out,
        "{messages} messages, {} bytes, {seconds:.1} s, {:.0} messages/s",
        tally.octets,
        messages as f64 / seconds.max(1e-6),
    )?;
    for (message_type, count) in &tally.messages {
        writeln!(out, "{count:>12} {message_type}")?;
    }
    for (family, [announced, withdrawn]) in &tally.routes {
        writeln!(
            out,
            "{announced:>12} routes of {family} announced, {withdrawn} withdrawn"
        )?;
    }
    Ok(())
}
