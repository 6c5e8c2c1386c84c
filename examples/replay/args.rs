//! The command line.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgGroup, Parser};
use indicatif::{ProgressBar, ProgressStyle};

const DETAILS: &str = "\
What is sent are the octets that were recorded, malformed messages too. A line of JSON gives those of its \"octets\" if
it has them, else those that its \"message\" encodes to; dump writes \"octets\" where the message alone would not give all
bits, or could not be read. To send a message that was changed, take the \"octets\" out of its line. A line may also be a
message by itself. Not sent are octets that are in no whole message: gaps of a capture, garbage between messages, half a
message at the end. The summary says how many they were.

--speed goes by the times of capture where there are any: in pcap and pcapng, and in the JSON of those (\"captured\").
Elsewhere it goes by those of the per-peer headers, which routers set to when they received a route: a message that is
older than one before it is sent without a pause, as are those without a time. Routes of a table may be days apart;
--max-pause bounds what that means.

With --to, each connection of a capture is a connection to the collector, opened at its first message and closed where
it was closed, and so is each of several files, one after the other. With --out, the files are written one behind the
other, and a capture with several connections is an error unless one is chosen, or --join is given.

Examples:
  replay session.pcap --to 192.0.2.9:11019                  as fast as the collector reads
  replay session.pcap --to 192.0.2.9:11019 --speed 10       as it was captured, ten times as fast
  replay full.bmp.zst --to 192.0.2.9:11019 --rate 1000      1000 messages a second
  replay session.pcap --connection 0 --out session.bmp      a capture to a plain stream
  dump x.bmp --json | jq -c ... | replay - --to 192.0.2.9:11019

Exit status: 0 when all messages were sent, 1 when not, 2 for bad arguments, 130 after Ctrl-C.";

/// Sends recorded BMP messages to a collector, or writes them to a file, as a stream again.
///
/// FILE may hold JSON Lines as `dump --json` writes them, a pcap or pcapng capture, or the octets of a BMP connection as
/// they are; each of them compressed with gzip or zstd. Which one it is, is told from its content.
#[derive(Clone, Debug, Parser)]
#[command(name = "replay", version, after_help = DETAILS)]
#[command(group = ArgGroup::new("target").required(true).args(["out", "to"]))]
pub(crate) struct Args {
    /// The files to read, one after the other; - for standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// Write the stream to this file; - for standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,

    /// Send the stream to a collector over TCP
    #[arg(long, value_name = "HOST:PORT", value_parser = collector)]
    pub(crate) to: Option<String>,

    /// So many messages a second; 0.5 is one every two seconds
    #[arg(long, value_name = "N", value_parser = rate, conflicts_with = "speed")]
    pub(crate) rate: Option<f64>,

    /// By the times recorded, X times as fast
    #[arg(long, value_name = "X", value_parser = factor)]
    pub(crate) speed: Option<f64>,

    /// No pause of --speed is longer
    #[arg(long, value_name = "SECONDS", value_parser = seconds, requires = "speed")]
    pub(crate) max_pause: Option<Duration>,

    /// Send it all N times; with --to, in new connections each time
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) repeat: u64,

    /// Only messages about this peer, by its address; about a Loc-RIB by its BGP identifier. Those about no peer, such
    /// as Initiation, and those that cannot be read are sent as well
    #[arg(long, value_name = "ADDR")]
    pub(crate) peer: Option<IpAddr>,

    /// Only connections from this address
    #[arg(long, value_name = "ADDR")]
    pub(crate) router: Option<IpAddr>,

    /// Only this connection of each file; the first is 0, as dump counts them
    #[arg(long, value_name = "N")]
    pub(crate) connection: Option<usize>,

    /// All connections and files as one stream, in the order of their messages
    #[arg(long)]
    pub(crate) join: bool,

    /// Take TCP connections with this port at either end for BMP, and no others
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) port: Option<u16>,

    /// No progress and no summary, only errors
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

impl Args {
    /// A bar of the octets read, or, where it is not known how many will come, without an end. indicatif shows it on
    /// terminals only.
    pub(crate) fn progress(&self) -> ProgressBar {
        if self.quiet {
            return ProgressBar::hidden();
        }
        let lengths = self.files.iter().map(|file| {
            let metadata = file.metadata().ok().filter(|metadata| metadata.is_file())?;
            Some(metadata.len())
        });
        let (bar, template) = match lengths.sum::<Option<u64>>() {
            Some(length) => (
                ProgressBar::new(length.saturating_mul(self.repeat)),
                "{elapsed} [{bar:30}] {percent}% {msg}",
            ),
            None => (ProgressBar::new_spinner(), "{elapsed} {spinner} {msg}"),
        };
        let style = ProgressStyle::with_template(template);
        bar.enable_steady_tick(Duration::from_millis(200));
        bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
    }
}

fn collector(text: &str) -> Result<String, String> {
    match text.rsplit_once(':') {
        Some((host, port))
            if !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0) =>
        {
            Ok(text.to_owned())
        }
        _ => Err("no HOST:PORT, like 192.0.2.9:11019 or [2001:db8::9]:11019".into()),
    }
}

/// A number that can be divided by.
fn factor(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(factor) if (1e-6..=1e9).contains(&factor) => Ok(factor),
        _ => Err("no number from 0.000001 to 1000000000".into()),
    }
}

/// Messages a second: not more than governor can count, which goes by nanoseconds.
fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if (1e-3..=1e7).contains(&rate) => Ok(rate),
        _ => Err("no number from 0.001 to 10000000".into()),
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    text.parse::<f64>()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "no number of seconds".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn parse(words: &[&str]) -> Result<Args, clap::Error> {
        Args::try_parse_from(["replay"].iter().chain(words))
    }

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn all_of_them_together() {
        let args = parse(&[
            "a.pcap",
            "-",
            "--to=[2001:db8::9]:11019",
            "--speed=0.5",
            "--max-pause=1.5",
            "--repeat=3",
            "--peer=2001:db8::7",
            "--router=192.0.2.1",
            "--connection=2",
            "--join",
            "--port=11019",
            "-q",
        ])
        .unwrap();
        assert_eq!(args.files.len(), 2);
        assert_eq!(args.to.as_deref(), Some("[2001:db8::9]:11019"));
        assert_eq!((args.speed, args.rate), (Some(0.5), None));
        assert_eq!(args.max_pause, Some(Duration::from_millis(1500)));
        assert_eq!((args.repeat, args.connection), (3, Some(2)));
        assert!(args.join && args.quiet);
    }

    #[test]
    fn bad_arguments_have_exit_code_2() {
        for words in [
            &["--out=x"][..],
            &["x"],
            &["x", "--out=y", "--to=h:1"],
            &["x", "--to=host"],
            &["x", "--to=:11019"],
            &["x", "--to=host:0"],
            &["x", "--out=y", "--rate=0"],
            &["x", "--out=y", "--rate=nan"],
            &["x", "--out=y", "--speed=-1"],
            &["x", "--out=y", "--speed=1", "--rate=1"],
            &["x", "--out=y", "--max-pause=1"],
            &["x", "--out=y", "--speed=1", "--max-pause=-1"],
            &["x", "--out=y", "--repeat=0"],
            &["x", "--out=y", "--peer=192.0.2"],
        ] {
            assert_eq!(parse(words).unwrap_err().exit_code(), 2, "{words:?}");
        }
    }
}
