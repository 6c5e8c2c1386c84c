//! Shows the BMP messages in a capture file or a recorded stream.

pub(crate) mod args;
mod attributes;
mod broker;
mod columns;
mod counts;
mod events;
mod explain;
mod filter;
mod hex;
mod json;
pub(crate) mod malformed;
pub(crate) mod message;
mod peer_up;
mod reading;
pub(crate) mod routes;
pub(crate) mod run;
pub(crate) mod summary;
#[cfg(test)]
mod tests;
mod text;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use crate::is_broken_pipe;
use args::Args;

pub(crate) fn main(args: &Args) -> ExitCode {
    let is_broker = matches!(args.broker.url(&args.file), Ok(Some(_)));
    #[cfg(not(feature = "nats"))]
    if is_broker {
        return crate::absent::exit("nats");
    }
    let out = io::stdout().lock();
    // A followed stream must be visible as it arrives: standard output must not hold lines back.
    let mut out: Box<dyn Write> = match is_broker {
        true => Box::new(out),
        false => Box::new(BufWriter::new(out)),
    };
    match run::run(args, &mut out, &mut io::stderr()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // The reader of the output has seen enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bmp dump: {}: {error:#}", args.file.display());
            ExitCode::FAILURE
        }
    }
}
