//! Shows the BMP messages in a capture file or a recorded stream.

mod args;
mod input;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::Parser;

use args::Args;
use input::{Event, Input, Stop, What};

fn main() -> ExitCode {
    let args = Args::parse();
    match run(&args) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("dump: {}: {error:#}", args.file.display());
            ExitCode::FAILURE
        }
    }
}

/// Says whether all could be read.
fn run(args: &Args) -> anyhow::Result<bool> {
    let input = Input::open(&args.file, args.port, args.summary)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut count = 0;
    let mut octets = 0;
    let mut whole = true;
    let read = input.read(&mut |Event {
                                    stream,
                                    offset,
                                    what,
                                }| {
        if let What::Message(message) = what {
            count += 1;
            octets += message.len();
            if count < args.from || args.summary {
                return Ok(());
            }
            writeln!(
                out,
                "{count} {} {offset}: type {}, {} octets",
                stream.name,
                message[5],
                message.len()
            )?;
            let last = args
                .limit
                .is_some_and(|limit| count - args.from + 1 >= limit);
            return if last { Err(Stop::Enough) } else { Ok(()) };
        }
        whole &= matches!(what, What::Opened | What::Ended { incomplete: 0, .. });
        writeln!(out, "{} {offset}: {what:?}", stream.name)?;
        Ok(())
    });
    match read {
        Ok((counts, end)) => {
            writeln!(out, "{count} messages of {octets} octets, {counts:?}")?;
            out.flush()?;
            end?;
            Ok(whole && !counts.is_incomplete())
        }
        Err(Stop::Enough) => {
            out.flush()?;
            Ok(whole)
        }
        Err(Stop::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(true),
        Err(Stop::Output(error)) => Err(error.into()),
    }
}
