//! Where a stream goes, and its progress.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::net::TcpStream;
use std::path::Path;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::synthesize::args::Args;
use crate::synthesize::{Goal, Settings, Stream, Tally};

/// How many bytes are written at once.
const CHUNK: usize = 1 << 18;

/// Writes a whole stream, and counts its content.
pub(crate) fn write(
    settings: Settings,
    out: &mut dyn Write,
    bar: &ProgressBar,
) -> anyhow::Result<Tally> {
    let mut stream = Stream::new(settings)?;
    let mut tally = Tally::default();
    let mut octets = Vec::with_capacity(2 * CHUNK);
    let mut more = true;
    while more {
        more = stream.write(&mut octets, &mut tally)?;
        if octets.len() >= CHUNK || !more {
            out.write_all(&octets)?;
            octets.clear();
            let (done, all) = stream.progress();
            bar.set_length(all.max(done));
            bar.set_position(done);
        }
    }
    out.flush()?;
    Ok(tally)
}

/// Opens the output that the arguments name.
pub(crate) fn open(args: &Args) -> anyhow::Result<Box<dyn Write>> {
    if let Some(station) = &args.to {
        let stream = TcpStream::connect(station);
        return Ok(Box::new(
            stream.with_context(|| format!("cannot connect to {station}"))?,
        ));
    }
    match args.out.as_deref() {
        Some(path) if path != Path::new("-") => {
            let file = File::create(path);
            Ok(Box::new(file.with_context(|| {
                format!("cannot write to {}", path.display())
            })?))
        }
        _ if io::stdout().is_terminal() => {
            anyhow::bail!("standard output is a terminal: a stream is not text")
        }
        _ => Ok(Box::new(io::stdout().lock())),
    }
}

/// Returns a progress bar on standard error, if that is a terminal.
pub(crate) fn bar(args: &Args, goal: Goal) -> ProgressBar {
    if args.quiet {
        return ProgressBar::hidden();
    }
    let position = match goal {
        Goal::Octets(_) => "{binary_bytes}/{binary_total_bytes} {binary_bytes_per_sec}",
        Goal::Messages(_) => "{human_pos}/{human_len} messages {per_sec}",
        Goal::Done => "{human_pos}/{human_len} groups of routes {per_sec}",
    };
    let template = format!("{{wide_bar}} {position} {{eta}}");
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(5));
    match ProgressStyle::with_template(&template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
