//! Shows the BMP messages in a capture file or a recorded stream.

mod args;
mod attributes;
mod broker;
mod columns;
mod counts;
mod dump;
mod events;
mod explain;
mod filter;
mod hex;
mod input;
mod json;
mod malformed;
mod message;
#[path = "../support/messages.rs"]
mod messages;
mod peer_up;
#[cfg(test)]
#[path = "../collector/broker/mod.rs"]
mod publisher;
mod reading;
mod routes;
mod summary;
#[cfg(test)]
mod tests;
mod text;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::Parser;

use args::Args;
#[cfg(test)]
use input::envelope as openbmp;

fn main() -> ExitCode {
    let args = Args::parse();
    let out = io::stdout().lock();
    // A followed stream must be visible as it arrives: standard output must not hold lines back.
    let mut out: Box<dyn Write> = match args.broker.url(&args.file) {
        Ok(Some(_)) => Box::new(out),
        _ => Box::new(BufWriter::new(out)),
    };
    match dump::run(&args, &mut out, &mut io::stderr()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // The reader of the output has seen enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("dump: {}: {error:#}", args.file.display());
            ExitCode::FAILURE
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
