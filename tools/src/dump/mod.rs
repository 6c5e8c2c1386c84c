//! Shows the BMP messages in a capture file or a recorded stream.

pub(crate) mod args;
mod attributes;
mod broker;
mod clock;
mod colours;
mod columns;
mod counts;
mod events;
mod exact;
mod explain;
mod hex;
mod json;
pub(crate) mod malformed;
pub(crate) mod message;
mod peer_up;
mod reading;
mod rows;
pub(crate) mod run;
pub(crate) mod summary;
#[cfg(test)]
mod tests;
mod text;

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use crate::{interrupt, is_broken_pipe};
use args::Args;

pub(crate) fn main(args: &Args) -> ExitCode {
    let is_url = |file: &PathBuf| matches!(args.broker.url(file), Ok(Some(_)));
    let is_broker = args.files.iter().any(is_url);
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
    interrupt::watch();
    match run::run(args, &mut out, &mut io::stderr()) {
        // A reader of a broker is ended so.
        Ok(_) if interrupt::has_come() && !is_broker => interrupt::STATUS.into(),
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // The reader of the output has seen enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            match &args.files[..] {
                [file] => eprintln!("bmp dump: {}: {error:#}", file.display()),
                _ => eprintln!("bmp dump: {error:#}"),
            }
            ExitCode::FAILURE
        }
    }
}
