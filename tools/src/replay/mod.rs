//! Turns captures, recorded streams, and the output of `dump --json` into BMP streams again.

pub(crate) mod args;
mod line;
mod output;
mod pace;
mod play;
mod reader;
mod streams;
mod summary;
#[cfg(test)]
mod tests;

use std::process::ExitCode;

use tokio::runtime::Runtime;

use crate::is_broken_pipe;
use args::Args;
use summary::Summary;

/// The exit status that shells use for a program ended by Ctrl-C.
const INTERRUPTED: u8 = 130;

pub(crate) fn main(args: &Args) -> ExitCode {
    let runtime = match Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("bmp replay: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let progress = args.progress();
    let mut summary = Summary::new(args);
    let end = runtime.block_on(async {
        tokio::select! {
            end = play::run(args, &progress, &mut summary) => Some(end),
            _ = tokio::signal::ctrl_c() => None,
        }
    });
    progress.finish_and_clear();
    // Blocked writes must not delay the end.
    runtime.shutdown_background();
    let status = match end {
        Some(Ok(())) if summary.lost > 0 => ExitCode::FAILURE,
        Some(Ok(())) => ExitCode::SUCCESS,
        // The reader of the output has seen enough.
        Some(Err(error)) if args.to.is_none() && is_broken_pipe(&error) => {
            return ExitCode::SUCCESS;
        }
        Some(Err(error)) => {
            eprintln!("bmp replay: {error:#}");
            ExitCode::FAILURE
        }
        None => {
            eprintln!("bmp replay: interrupted");
            INTERRUPTED.into()
        }
    };
    match args.quiet {
        false => eprintln!("{summary}"),
        true => {
            for line in summary.not_sent() {
                eprintln!("bmp replay: {line}");
            }
        }
    }
    status
}
