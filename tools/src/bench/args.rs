//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, ValueEnum};

use crate::synthesize::args::size;

const DETAILS: &str = "\
All messages are loaded first; then each stage goes over all of them, again and again:

  memory copy       the bytes of the messages, copied message by message: nothing is faster
  frames            the stream, split into messages
  decode            the typed message; its lists are not decoded yet
  walk              decode, and every value in it: attributes, AS numbers, routes, TLVs
  walk, peer table  the same, with a peer table that learns the session of each peer
  JSON              a decoded message, written as JSON into a buffer
  encode            a decoded message, encoded into a buffer

Without the peer table, each message is decoded in the session that the table found while loading. Messages that cannot \
be decoded are counted, and left out of all stages. Then follow decode and walk by message type, and for Route \
Monitoring by family. Allocations are counted in a pass of their own.

A figure is the median of the rounds. In each round all figures are measured, one after the other, so that a disturbance \
does not hit one of them only. Spread is the distance between the quartiles of the rounds, in percent of the median. A \
figure with ? is not to be trusted, and a line below the tables says why: it spreads by more than 10 percent, there were \
fewer than 5 rounds, a round took less than 100 microseconds, or there are fewer than 50 messages, whose branches the \
processor learns by heart.

Examples:
  bmp bench session.pcap                        how long everything takes with your messages
  bmp bench full.bmp.zst --rounds 50 --time 2   the same, more exactly
  bmp bench *.bmp --format json                 for programs
  bmp synthesize --size 64MiB -o - | bmp bench -   messages that are made here

Exit status: 0 if everything could be decoded, 1 if anything was malformed or lost, down to a single attribute or route; \
2 for bad arguments; 130 if interrupted: then the figures are those of the rounds before.";

/// Measures how long your own messages take, and how often they allocate.
///
/// FILE may be a pcap or pcapng capture, the raw bytes of a BMP connection, or BMP messages with OpenBMP headers; each
/// of them may be compressed with gzip, zstd, LZ4, bzip2 or xz. Use - for standard input.
#[derive(Debug, Parser)]
#[command(name = "bench", after_help = DETAILS)]
pub(crate) struct Args {
    /// Files to read
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// Measure each figure N times
    #[arg(long, value_name = "N", default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) rounds: u32,

    /// Time for all rounds of one figure: a round goes over the messages as often as fits, and at least once
    #[arg(long, value_name = "SECONDS", default_value = "0.3", value_parser = seconds)]
    pub(crate) time: Duration,

    /// Load messages up to this size, with 72 bytes for each message beside its own: 500MB, 1GiB
    #[arg(long, value_name = "SIZE", default_value = "256MiB", value_parser = size)]
    pub(crate) limit: u64,

    /// How to write the figures
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = OutputFormat::Table)]
    pub(crate) format: OutputFormat,

    /// Take only TCP connections with this port at either end for BMP
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) port: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// Tables, for people
    Table,
    /// One JSON object, for programs
    Json,
}

fn seconds(text: &str) -> Result<Duration, String> {
    /// More than that for one figure is a mistake.
    const DAY: f64 = 86_400.0;
    let seconds = text
        .parse()
        .ok()
        .filter(|seconds| *seconds > 0.0 && *seconds <= DAY);
    seconds
        .map(Duration::from_secs_f64)
        .ok_or_else(|| "not a number of seconds, like 0.5".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn parse(words: &[&str]) -> Result<Args, clap::Error> {
        Args::try_parse_from(["bench"].iter().chain(words))
    }

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn all_of_them_together() {
        let args = parse(&[
            "a",
            "b",
            "--rounds=7",
            "--time=0.25",
            "--limit=1MiB",
            "--format=json",
            "--port=11019",
        ]);
        let args = args.unwrap();
        assert_eq!(args.files, [PathBuf::from("a"), PathBuf::from("b")]);
        assert_eq!(
            (args.rounds, args.time, args.limit),
            (7, Duration::from_millis(250), 1 << 20)
        );
        assert_eq!((args.format, args.port), (OutputFormat::Json, Some(11019)));
    }

    #[test]
    fn bad_arguments_have_exit_code_2() {
        for words in [
            &[][..],
            &["x", "--rounds=0"],
            &["x", "--time=0"],
            &["x", "--time=NaN"],
            &["x", "--time=-1"],
            &["x", "--time=1e9"],
            &["x", "--limit=big"],
            &["x", "--format=xml"],
        ] {
            assert_eq!(parse(words).unwrap_err().exit_code(), 2, "{words:?}");
        }
    }
}
