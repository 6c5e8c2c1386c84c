//! Turns captures, recorded streams, and the output of `dump --json` into BMP streams again.

mod args;
#[path = "../dump/input/mod.rs"]
#[allow(dead_code)] // what only dump asks for
mod input;
mod line;
mod output;
mod pace;
mod play;
mod reader;
mod streams;
mod summary;
#[cfg(test)]
mod tests;

use std::io;
use std::process::ExitCode;

use clap::Parser;
use tokio::runtime::Runtime;

use args::Args;
use summary::Summary;

/// The exit status that shells use for a program ended by Ctrl-C.
const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    let args = Args::parse();
    let runtime = match Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("replay: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let progress = args.progress();
    let mut summary = Summary::new(&args);
    let end = runtime.block_on(async {
        tokio::select! {
            end = play::run(&args, &progress, &mut summary) => Some(end),
            _ = tokio::signal::ctrl_c() => None,
        }
    });
    progress.finish_and_clear();
    // Blocked writes must not delay the end.
    runtime.shutdown_background();
    let status = match end {
        Some(Ok(())) => ExitCode::SUCCESS,
        // The reader of the output has seen enough.
        Some(Err(error)) if args.to.is_none() && is_broken_pipe(&error) => {
            return ExitCode::SUCCESS;
        }
        Some(Err(error)) => {
            eprintln!("replay: {error:#}");
            ExitCode::FAILURE
        }
        None => {
            eprintln!("replay: interrupted");
            INTERRUPTED.into()
        }
    };
    if !args.quiet {
        eprintln!("{summary}");
    }
    status
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
