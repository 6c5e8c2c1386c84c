//! The command line.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgGroup, Parser};
use indicatif::{ProgressBar, ProgressStyle};

const DETAILS: &str = "\
replay sends the bytes that were recorded, malformed messages too. A line of JSON gives the bytes in its \"octets\", if it \
has them, else its \"message\" is encoded; bmp dump writes \"octets\" for messages that the text form does not contain \
completely, and for malformed ones. To send a message that you have changed, remove the \"octets\" from its line. A line \
may also be a message alone. Bytes in no whole message are not sent: gaps of a capture, garbage between messages, half a \
message at the end. The summary gives their number.

--speed uses the times of capture, if there are any: in pcap and pcapng, and in JSON made from them (\"captured\"). \
Otherwise it uses the times in the per-peer headers, at which the router received the routes: a message that is older \
than an earlier one is sent without a pause, and so is a message without a time. Routes of a table may be days apart; \
--max-pause limits the pauses.

With --to, each connection of a capture becomes a connection to the collector, opened at its first message and closed \
where it was closed; each of several files becomes a connection, too, one after the other. With --out, the files are \
written one after the other. A capture with several connections is then an error, unless one is selected, or --join is \
given.

Examples:
  bmp replay session.pcap --to 192.0.2.9:11019                  as fast as the collector reads
  bmp replay session.pcap --to 192.0.2.9:11019 --speed 10       as captured, ten times as fast
  bmp replay full.bmp.zst --to 192.0.2.9:11019 --rate 1000      1000 messages per second
  bmp replay session.pcap --connection 0 --out session.bmp      a capture to a plain stream
  bmp dump x.bmp --json | jq -c ... | bmp replay - --to 192.0.2.9:11019

Exit status: 0 if everything was sent, 1 if not (packets that were not read, bytes in no whole message), 2 for bad \
arguments, 130 after Ctrl-C.";

/// Sends recorded BMP messages to a collector, or writes them to a file as a stream.
///
/// FILE may be JSON Lines as `bmp dump --json` writes them, a pcap or pcapng capture, or the raw bytes of a BMP connection;
/// each of them may be compressed with gzip, zstd, LZ4, bzip2 or xz. The format is detected.
#[derive(Clone, Debug, Parser)]
#[command(name = "replay", after_help = DETAILS)]
#[command(group = ArgGroup::new("target").required(true).args(["out", "to"]))]
pub(crate) struct Args {
    /// Files to read, one after the other; - for standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// Write the stream to this file; - for standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,

    /// Send the stream to a collector over TCP
    #[arg(long, value_name = "HOST:PORT", value_parser = collector)]
    pub(crate) to: Option<String>,

    /// Send N messages per second; 0.5 is one every two seconds
    #[arg(long, value_name = "N", value_parser = rate, conflicts_with = "speed")]
    pub(crate) rate: Option<f64>,

    /// Send at the recorded times, X times as fast
    #[arg(long, value_name = "X", value_parser = factor)]
    pub(crate) speed: Option<f64>,

    /// Limit every pause of --speed to this time
    #[arg(long, value_name = "SECONDS", value_parser = seconds, requires = "speed")]
    pub(crate) max_pause: Option<Duration>,

    /// Send everything N times; with --to, each time over new connections
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) repeat: u64,

    /// Send only messages about the peer with this address, or about the Loc-RIB with this BGP identifier. Messages
    /// about no peer, such as Initiation, and malformed messages are sent, too
    #[arg(long, value_name = "ADDR")]
    pub(crate) peer: Option<IpAddr>,

    /// Send only connections from this address
    #[arg(long, value_name = "ADDR")]
    pub(crate) router: Option<IpAddr>,

    /// Send only this connection of each file; the first one is 0, as in the output of dump
    #[arg(long, value_name = "N")]
    pub(crate) connection: Option<usize>,

    /// Send all connections and files as one stream, in the order of their messages
    #[arg(long)]
    pub(crate) join: bool,

    /// Take only TCP connections with this port at either end for BMP
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) port: Option<u16>,

    /// Show no progress and no summary, only errors and what was not sent
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

impl Args {
    /// Returns a progress bar of the bytes read. It has no end if their number is unknown. indicatif shows it on
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

/// Parses a number that is safe to divide by.
fn factor(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(factor) if (1e-6..=1e9).contains(&factor) => Ok(factor),
        _ => Err("not a number from 0.000001 to 1000000000".into()),
    }
}

/// Parses messages per second: not more than a clock of nanoseconds can tell apart.
fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if (1e-3..=1e7).contains(&rate) => Ok(rate),
        _ => Err("not a number from 0.001 to 10000000".into()),
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    text.parse::<f64>()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "not a number of seconds".into())
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
