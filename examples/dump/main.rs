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
        // Who reads the output has seen enough.
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

/// Says whether all could be read.
fn run(args: &Args) -> anyhow::Result<bool> {
    let input = Input::open(&args.file, args.port, args.summary)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut whole = true;
    let mut total = 0;
    // Messages and their octets, by stream.
    let mut sums: Vec<(u64, u64)> = Vec::new();
    let read = input.read(&mut |event| {
        let Event {
            stream,
            offset,
            what,
        } = &event;
        let name = &stream.name;
        whole &= !what.is_loss();
        match what {
            What::Opened => sums.resize(stream.id + 1, (0, 0)),
            What::Message(message) => {
                total += 1;
                sums[stream.id].0 += 1;
                sums[stream.id].1 += message.len() as u64;
                if total >= args.from && !args.summary {
                    writeln!(out, "{total} {name} {offset}: type {}, {event}", message[5])?;
                }
                let wanted = args
                    .limit
                    .is_none_or(|limit| total < args.from.saturating_add(limit - 1));
                return if wanted { Ok(()) } else { Err(Stop::Enough) };
            }
            _ => {}
        }
        writeln!(out, "{name} {offset}: {event}")?;
        if let What::Ended { .. } = what {
            let (messages, octets) = sums[stream.id];
            writeln!(out, "{name}: {messages} messages of {octets} octets")?;
        }
        Ok(())
    });
    match read {
        Ok((counts, end)) => {
            writeln!(out, "{counts:?}")?;
            out.flush()?;
            end?;
            Ok(whole && !counts.is_incomplete())
        }
        Err(Stop::Enough) => {
            out.flush()?;
            Ok(whole)
        }
        Err(Stop::Output(error)) => Err(error.into()),
    }
}
