//! The command line.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use ipnet::IpNet;
use jiff::SignedDuration;

use crate::{broker, version_4};

// Each paragraph is one line, which is wrapped to the width of the terminal.
const DETAILS: &str = "\
Sizes are bytes, or have a unit: 64K, 16M, 1G. Times have a unit: 30s, 5m, 1h. NET is an address or a network: \
192.0.2.1, 192.0.2.0/24, 2001:db8::/32.

Each message is one line: text, or a JSON object with --json. Files in DIR contain lines of JSON: bmp.jsonl is the \
current file, bmp.jsonl.1 the one before it, and so on. DIR belongs to one collector: a second one does not start. Half \
a line that a crash left is moved to bmp.torn by the next collector, and the log says so. If lines cannot be written as \
fast as routers send, or the disk is full, nothing is dropped: the collector stops reading from routers until it can \
write again.

BMP version 4, a draft, is read like version 3; lines have its TLVs, and the revision whose numbers they have. The content \
of messages shows it, or --bmp4-profile chooses it. The log says if a router changes its version within a session, which it \
should not do.

A router that breaks a limit, or sends something other than BMP, is disconnected, and the log gives the reason. Its \
earlier messages are kept, and other routers are not affected. A router may be silent for --idle-timeout, but a \
message that has begun, and the first one of a connection, must end within --message-timeout. Termination ends a \
connection. Memory has bounds: --queue for lines, --max-message for each connection, --max-peers-in-all for peers. \
The log has at most 20 lines a minute about one address, and says how many it left out.

A router is known by its address, the name in its Initiation, and the BGP identifier in the first OPEN that it sent to \
a peer outside of VRFs. So several routers may have one address. If a router connects again while its earlier \
connection still stands, both are read, and each peer counts for the connection that reported it last.

Published subjects are bmp.PARTITION.ROUTER.PEER. ROUTER is ADDRESS_NAME_ID, with a hyphen for everything that is not \
a letter or a digit; the router hash in the OpenBMP header is the FNV-1a hash of 128 bits of ADDRESS/NAME/ID. Frames \
wait until the router is known: until its first Peer Up, or for 64 KiB, or until the connection ends.

In Kafka the key of a message is ADDRESS/NAME/ID, or the address if that is all that is known, and the partition that \
of Java's partitioner (murmur2; in librdkafka murmur2_random): all frames of a router are in one partition. Messages \
are acknowledged by all replicas in sync (acks=all), and numbered, so that none is stored twice \
(enable.idempotence). A topic has to accept batches of 64 KiB. If the broker has lost what it had stored, the log and \
the metrics say how many frames.

SIGTERM or SIGINT (Ctrl-C): the collector accepts no more connections, reads and writes what has arrived, says what it \
has counted, and ends. A second signal ends it at once. If an output or the broker takes nothing for --stop-timeout, \
it says what is lost, and ends with status 1. SIGHUP: with --write it begins a new file, otherwise it ends as with \
SIGTERM, unless it was started with nohup.

With --tables the routes of all peers, RIB views and families are kept in memory, as the messages lead to them: see \
bmp routes --help for the rules. The page searches them, shows one route in every view side by side, what policy did to \
the routes of each peer, and charts of the last 24 hours, which are kept in memory only. One router has at most \
--max-routes, --max-attributes, and 65,536 routes to one destination: what comes then is refused and counted, and what is \
there stays. With --state a snapshot is written to DIR every --state-interval and at the end: to a new file, which takes \
the place of the old one when it is whole. A snapshot that is not whole is left aside as tables.torn, and the tables begin \
empty. Counters, charts, and peers that are down are not in it.

http://WEB/ shows routers and peers, http://WEB/status.json the same for programs, http://WEB/metrics for Prometheus. \
With --tables http://WEB/openapi.json describes the HTTP API, which the page uses. Nothing of it changes anything.

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

    /// Connect to a router that listens, and again whenever the connection ends; may be given several times
    #[arg(long, value_name = "HOST:PORT")]
    pub(crate) connect: Vec<String>,

    /// Connections from this address or network begin with a header of the PROXY protocol, version 1 or 2, which names
    /// the router; --allow applies to the router then. May be given several times
    #[arg(long, value_name = "NET", value_parser = net)]
    pub(crate) proxy_protocol: Vec<IpNet>,

    /// Connections with this address or network are signed with the key in FILE (TCP MD5, RFC 2385, on Linux only):
    /// whoever does not sign, or with another key, gets no answer. A line end behind the key is not part of it. May be
    /// given several times
    #[arg(long, value_name = "NET=FILE", value_parser = md5_key)]
    pub(crate) md5_key: Vec<(IpNet, PathBuf)>,

    /// Address of the page, the metrics and the HTTP API; without --web-token-file they are not protected
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:5080")]
    pub(crate) web: SocketAddr,

    /// A name by which browsers may ask for the page, beside localhost and addresses; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) web_name: Vec<String>,

    /// Requests must have the token in FILE, as `Authorization: Bearer TOKEN`; the page asks for it. A line end behind it
    /// is not part of it
    #[arg(long, value_name = "FILE")]
    pub(crate) web_token_file: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) tables: Tables,

    /// Write one JSON object per line
    #[arg(long)]
    pub(crate) json: bool,

    /// Print nothing, only count
    #[arg(long, conflicts_with_all = ["json", "write"])]
    pub(crate) quiet: bool,

    /// Write lines of JSON to files in this directory instead of printing them; no other collector may write there
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

    /// Maximum size of lines in memory that wait to be written; at most 256M
    #[arg(long, value_name = "SIZE", default_value = "16M", value_parser = size)]
    pub(crate) queue: NonZeroUsize,

    /// Publish frames, each after an OpenBMP header, to NATS JetStream: one URL like nats://192.0.2.1:4222, or several
    /// separated by commas; or to Kafka: kafka://192.0.2.1:9092,192.0.2.2/TOPIC
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

/// The tables of routes that are kept live.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Tables {
    /// Keep the routes of all peers and RIB views in memory, for the page and the HTTP API
    #[arg(long)]
    pub(crate) tables: bool,

    /// Maximum number of routes of one router; further ones are refused and counted, and what is there stays. A million
    /// take 30 to 100 MB
    #[arg(
        long,
        value_name = "N",
        default_value = "50000000",
        requires = "tables"
    )]
    pub(crate) max_routes: u64,

    /// Maximum size of path attributes and of routes that are more than a prefix, of one router
    #[arg(long, value_name = "SIZE", default_value = "4G", value_parser = size, requires = "tables")]
    pub(crate) max_attributes: NonZeroUsize,

    /// Keep a snapshot of the tables in this directory, and start from it: its routes are stale until routers announce
    /// them again, or End-of-RIB or --stale-time removes them. No other collector may use the directory
    #[arg(long, value_name = "DIR", requires = "tables")]
    pub(crate) state: Option<PathBuf>,

    /// Time between two snapshots; there is one at the end, too
    #[arg(long, value_name = "TIME", default_value = "5m", value_parser = time, requires = "state")]
    pub(crate) state_interval: Duration,

    /// How long the routes of a router stay that is away, or that does not announce them again after it came back and
    /// sends no End-of-RIB
    #[arg(long, value_name = "TIME", default_value = "24h", value_parser = time, requires = "tables")]
    pub(crate) stale_time: Duration,
}

/// What a router is allowed to do, and how its messages are read.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Limits {
    /// Accept connections from this address or network only; may be given several times
    #[arg(long, value_name = "NET", value_parser = net)]
    pub(crate) allow: Vec<IpNet>,

    /// Maximum number of connections; further ones are closed at once. Up to half of them are kept for routers that
    /// were connected before
    #[arg(long, value_name = "N", default_value = "1000")]
    pub(crate) max_connections: NonZeroUsize,

    /// Maximum number of connections from one IPv4 address or one /64 of IPv6
    #[arg(long, value_name = "N", default_value = "64")]
    pub(crate) max_connections_per_prefix: NonZeroUsize,

    /// Maximum number of connections of one router: with the same address, name and BGP identifier
    #[arg(long, value_name = "N", default_value = "16")]
    pub(crate) max_connections_per_router: NonZeroUsize,

    /// Maximum number of bytes per second from one IPv4 address or one /64 of IPv6, over all its connections; the
    /// collector reads no faster, and nothing is dropped. So one router does not fill the files that others need
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(crate) max_rate: Option<NonZeroUsize>,

    /// Maximum length of a message
    #[arg(long, value_name = "SIZE", default_value = "1M", value_parser = size)]
    pub(crate) max_message: NonZeroUsize,

    /// Maximum number of peers per connection whose sessions are remembered; routes of further peers are decoded in the
    /// assumed session
    #[arg(long, value_name = "N", default_value = "4096")]
    pub(crate) max_peers: NonZeroUsize,

    /// Maximum number of such peers of all connections together; each needs about 3 KiB
    #[arg(long, value_name = "N", default_value = "100000")]
    pub(crate) max_peers_in_all: NonZeroUsize,

    /// Maximum number of sums by peer, RIB and family in the metrics; further ones are summed up as "other". One router
    /// leaves as many places to others as it takes
    #[arg(long, value_name = "N", default_value = "10000")]
    pub(crate) max_series: usize,

    /// Maximum time from the first byte of a message to its last, and from the connection to the end of its first
    /// message
    #[arg(long, value_name = "TIME", default_value = "1m", value_parser = time)]
    pub(crate) message_timeout: Duration,

    /// Maximum time between two messages
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = time)]
    pub(crate) idle_timeout: Duration,

    /// Silence after which the system asks a router whether it is still there; without three answers, each after a third
    /// of this time, the connection ends
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = time)]
    pub(crate) keepalive: Duration,

    /// How long to read from a router that keeps sending after SIGTERM
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = time)]
    pub(crate) grace: Duration,

    /// How long to wait after SIGTERM for an output that takes nothing; what it has not taken is lost then
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = time)]
    pub(crate) stop_timeout: Duration,

    #[command(flatten)]
    pub(crate) version_4: version_4::Choice,
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

/// Accepts an address, too, and host bits.
fn net(text: &str) -> Result<IpNet, String> {
    let address = text.parse::<IpAddr>().map(IpNet::from);
    let net = address.or_else(|_| text.parse());
    net.map(|net: IpNet| net.trunc())
        .map_err(|_| "not a network, like 192.0.2.0/24 or 2001:db8::1".into())
}

fn md5_key(text: &str) -> Result<(IpNet, PathBuf), String> {
    let (of, file) = text
        .split_once('=')
        .ok_or("not a network and a file, like 192.0.2.0/24=/etc/bmp/key")?;
    Ok((net(of)?, file.into()))
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
        assert_eq!(args.limits.idle_timeout, Duration::from_secs(3600));
        assert_eq!(args.limits.keepalive, Duration::from_secs(30));
    }

    #[test]
    fn sizes_and_times() {
        let args = parse(&["--max-message=64K", "--queue=1000", "--idle-timeout=1h30m"]).unwrap();
        assert_eq!(args.limits.max_message.get(), 65_536);
        assert_eq!(args.queue.get(), 1000);
        assert_eq!(args.limits.idle_timeout, Duration::from_secs(5400));
    }

    #[test]
    fn networks() {
        let args = parse(&["--allow=192.0.2.7/24", "--allow", "2001:db8::1"]).unwrap();
        let texts: Vec<_> = args.limits.allow.iter().map(IpNet::to_string).collect();
        assert_eq!(texts, ["192.0.2.0/24", "2001:db8::1/128"]);
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
            &["--allow=192.0.2.0/33"],
            &["--md5-key=192.0.2.0/24"],
            &["--md5-key=r1=/etc/bmp/key"],
            &["--quiet", "--json"],
            &["x"],
        ] {
            assert_eq!(parse(words).unwrap_err().exit_code(), 2, "{words:?}");
        }
    }
}
