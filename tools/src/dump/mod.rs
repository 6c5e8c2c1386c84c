//! Shows the BMP messages in a capture file or a recorded stream.

pub(crate) mod args;
mod attributes;
mod block;
mod broker;
pub(crate) mod clock;
mod colours;
mod columns;
mod counts;
mod events;
mod exact;
mod explain;
mod hex;
mod json;
mod located;
pub(crate) mod malformed;
pub(crate) mod message;
mod output;
mod parts;
mod peer_up;
pub(crate) mod put;
mod reading;
pub(crate) mod rows;
pub(crate) mod run;
mod sink;
pub(crate) mod summary;
pub(crate) mod table_line;
#[cfg(test)]
mod tests;
mod text;
mod threads;
mod vni;

use std::io;
use std::process::ExitCode;

use crate::{interrupt, is_broken_pipe};
use args::Args;

pub(crate) fn main(args: &Args) -> ExitCode {
    let is_broker = args.is_broker();
    #[cfg(not(feature = "nats"))]
    if is_broker {
        return crate::absent::exit("nats");
    }
    let mut out = io::stdout().lock();
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
