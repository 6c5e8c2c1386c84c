//! The command line.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use jiff::SignedDuration;

use crate::broker;

const DETAILS: &str = "\
Each message is one line: text, or a JSON object with --json. Files in DIR contain lines of JSON: bmp.jsonl is the
current file, bmp.jsonl.1 the one before it, and so on. If lines cannot be written as fast as routers send, or the disk
is full, nothing is dropped: the collector stops reading from routers until it can write again.

A router that breaks a limit, or sends something other than BMP, is disconnected, and the log gives the reason. Its
earlier messages are kept, and other routers are not affected. Silence breaks no limit unless --idle-timeout is set: many
routers have nothing to send for hours. But a message that has begun must end within --message-timeout.

SIGTERM or SIGINT: the collector accepts no more connections, reads and writes what has arrived, and then ends. A second
signal ends it at once. With --publish it waits for the broker, however long the broker is unreachable.

http://WEB/ shows routers and peers, http://WEB/status.json the same for programs, http://WEB/metrics for Prometheus.

Exit status: 0 after a signal, 1 if something failed or lines were lost, 2 for bad arguments.";

/// Collects BMP messages from many routers.
///
/// Listens for the BMP connections of any number of routers, writes one line for each message, and counts messages and
/// routes of each router.
#[derive(Clone, Debug, Parser)]
#[command(name = "collect", after_help = DETAILS)]
pub(crate) struct Args {
    /// Address that routers connect to
    #[arg(long, value_name = "ADDR", default_value = "[::]:5000")]
    pub(crate) listen: SocketAddr,

    /// Address of the status page and the metrics; they are not protected
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:5080")]
    pub(crate) web: SocketAddr,

    /// Write one JSON object per line
    #[arg(long)]
    pub(crate) json: bool,

    /// Print nothing, only count
    #[arg(long, conflicts_with_all = ["json", "write"])]
    pub(crate) quiet: bool,

    /// Write lines of JSON to files in this directory instead of printing them
    #[arg(long, value_name = "DIR")]
    pub(crate) write: Option<PathBuf>,

    /// Begin a new file when the current one reaches this size in bytes
    #[arg(long, value_name = "SIZE", default_value = "256M", value_parser = size)]
    pub(crate) rotate_size: NonZeroUsize,

    /// Begin a new file when the current one reaches this age
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = time)]
    pub(crate) rotate_age: Duration,

    /// Number of finished files to keep; older ones are deleted
    #[arg(long, value_name = "N", default_value = "100")]
    pub(crate) keep: NonZeroUsize,

    /// Maximum size of lines in memory that wait to be written
    #[arg(long, value_name = "SIZE", default_value = "16M", value_parser = size)]
    pub(crate) queue: NonZeroUsize,

    /// Publish frames, each after an OpenBMP header, to NATS JetStream: one URL like nats://192.0.2.1:4222, or several
    /// separated by commas
    #[arg(long, value_name = "URL")]
    pub(crate) publish: Option<String>,

    #[command(flatten)]
    pub(crate) broker: broker::Options,

    #[command(flatten)]
    pub(crate) limits: Limits,

    /// Detail of the log on standard error
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    pub(crate) log: Level,
}

/// What a router is allowed to do.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Limits {
    /// Maximum number of connections; further ones are closed at once
    #[arg(long, value_name = "N", default_value = "1000")]
    pub(crate) max_connections: NonZeroUsize,

    /// Maximum number of connections from one address
    #[arg(long, value_name = "N", default_value = "16")]
    pub(crate) max_connections_per_router: NonZeroUsize,

    /// Maximum length of a message
    #[arg(long, value_name = "SIZE", default_value = "1M", value_parser = size)]
    pub(crate) max_message: NonZeroUsize,

    /// Maximum number of peers per connection whose sessions are remembered; routes of further peers are decoded in the
    /// assumed session
    #[arg(long, value_name = "N", default_value = "4096")]
    pub(crate) max_peers: NonZeroUsize,

    /// Maximum time from the first byte of a message to its last, and from the connection to the end of its first
    /// message
    #[arg(long, value_name = "TIME", default_value = "1m", value_parser = time)]
    pub(crate) message_timeout: Duration,

    /// Maximum time between two messages
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) idle_timeout: Option<Duration>,

    /// How long to read from a router that keeps sending after SIGTERM
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = time)]
    pub(crate) grace: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Level {
    Error,
    Warn,
    Info,
    Debug,
}

impl From<Level> for tracing::Level {
    fn from(level: Level) -> tracing::Level {
        match level {
            Level::Error => tracing::Level::ERROR,
            Level::Warn => tracing::Level::WARN,
            Level::Info => tracing::Level::INFO,
            Level::Debug => tracing::Level::DEBUG,
        }
    }
}

fn size(text: &str) -> Result<NonZeroUsize, String> {
    let (number, shift) = match text.as_bytes().last() {
        Some(b'K') => (&text[..text.len() - 1], 10),
        Some(b'M') => (&text[..text.len() - 1], 20),
        Some(b'G') => (&text[..text.len() - 1], 30),
        _ => (text, 0),
    };
    let octets = number
        .parse()
        .ok()
        .and_then(|number: usize| number.checked_mul(1 << shift));
    octets
        .and_then(NonZeroUsize::new)
        .ok_or_else(|| "not a number of bytes, like 65536, 64K, 16M or 1G".into())
}

/// The longest time accepted: more than a hundred years.
const LONGEST: Duration = Duration::from_secs(u32::MAX as u64);

fn time(text: &str) -> Result<Duration, String> {
    let time: Result<SignedDuration, _> = text.parse();
    match time.map(Duration::try_from) {
        // Clocks cannot represent much longer times.
        Ok(Ok(time)) if !time.is_zero() && time <= LONGEST => Ok(time),
        _ => Err("not a time, like 30s, 5m or 1h".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn parse(words: &[&str]) -> Result<Args, clap::Error> {
        Args::try_parse_from(["collect"].iter().chain(words))
    }

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn defaults() {
        let args = parse(&[]).unwrap();
        assert_eq!(args.listen.port(), 5000);
        assert!(args.web.ip().is_loopback());
        assert_eq!(args.rotate_size.get(), 268_435_456);
        assert_eq!(args.limits.max_message.get(), 1_048_576);
        assert_eq!(args.limits.idle_timeout, None);
    }

    #[test]
    fn sizes_and_times() {
        let args = parse(&["--max-message=64K", "--queue=1000", "--idle-timeout=1h30m"]).unwrap();
        assert_eq!(args.limits.max_message.get(), 65_536);
        assert_eq!(args.queue.get(), 1000);
        assert_eq!(args.limits.idle_timeout, Some(Duration::from_secs(5400)));
    }

    #[test]
    fn bad_arguments_have_exit_code_2() {
        for words in [
            &["--listen=5000"][..],
            &["--max-message=0"],
            &["--max-message=16E"],
            &["--queue=99999999999999999999G"],
            &["--idle-timeout=0s"],
            &["--idle-timeout=-5s"],
            &["--idle-timeout=999999999999h"],
            &["--keep=0"],
            &["--quiet", "--json"],
            &["x"],
        ] {
            assert_eq!(parse(words).unwrap_err().exit_code(), 2, "{words:?}");
        }
    }
}
