//! The command line.

use std::time::Duration;

use clap::Parser;

use crate::lookup::choice::Choice;
use crate::lookup::sources::Sources;
use crate::select::args::time;

const DETAILS: &str = "\
The tables are those of each router, peer, RIB view and family, as the messages lead to them: an announcement replaces the \
route with the same key, a withdrawal removes it, and a Peer Down removes all routes of its peer. Most recorded sessions end \
with a Peer Down: --at and --after show what was there before. A Peer Up without a Peer Down before it, and a new connection \
of a router, make the routes stale until they are announced again, or until End-of-RIB removes them. UPDATEs with errors \
count as RFC 7606 says. Mirrored UPDATEs are in no table.

A line has the time of the announcement, the peer, its AS, the RIB view, the route, and its attributes. A route of a peer \
that had no Peer Up is marked, and so is a stale one.

Of captures the time of a packet is the time of a message, and of other files the time in its per-peer header, which may be \
the time when the route was received, before the station connected. An IPv4 address is never looked for among IPv6 routes.

Examples:
  bmp routes session.pcap                                 all routes
  bmp routes session.pcap --counts                        routers, peers and tables, with counts
  bmp routes session.pcap --prefix 198.51.100.7           who announces this address, and as what
  bmp routes session.pcap --prefix 10.0.0.0/8 --match within
  bmp routes session.pcap --peer 192.0.2.1 --rib adj-rib-in-post --json
  bmp routes session.pcap --origin-as 64501 --community 64501:100
  bmp routes evpn.bmp --mac 00:00:5e:00:53:01
  bmp routes session.pcap --at 2026-11-30T04:17:00Z       as it was at that time
  bmp routes session.pcap --prefix 198.51.100.0/24 --history
  bmp routes --collect 0.0.0.0:11019 --for 60 --counts    of routers that connect, after a minute

Exit status: 0 if everything could be decoded and kept, and no UPDATE was treated as a withdrawal, 1 if not; 2 for bad arguments; 130 after Ctrl-C, except with --collect.";

/// Shows the routes that a stream leads to, of every router, peer and RIB view: all, or those to an address.
///
/// FILE may be a pcap or pcapng capture, the raw bytes of a BMP connection, or BMP messages with OpenBMP headers; each
/// of them may be compressed with gzip, zstd, LZ4, bzip2 or xz. Use - for standard input.
#[derive(Debug, Parser)]
#[command(name = "routes", after_help = DETAILS)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) sources: Sources,

    /// Show routers, peers and tables with their numbers of routes, instead of routes
    #[arg(long, conflicts_with_all = ["history", "csv"])]
    pub(crate) counts: bool,

    /// Show what happened to the wanted routes, instead of those at the end
    #[arg(long, requires = "prefix", conflicts_with = "csv")]
    pub(crate) history: bool,

    /// Show the tables at this time: 2026-11-01T12:00:00Z, a date, or seconds since 1970. Without a zone it is UTC
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) at: Option<Duration>,

    /// Show the tables after so many messages, which `bmp dump --json` numbers
    #[arg(long, value_name = "N")]
    pub(crate) after: Option<u64>,

    /// Write one JSON object a route
    #[arg(long, conflicts_with = "csv")]
    pub(crate) json: bool,

    /// Write CSV, a line a route
    #[arg(long)]
    pub(crate) csv: bool,

    /// Keep so many routes of each router in memory; a million take 30 to 100 MB
    #[arg(long, value_name = "N", default_value_t = 50_000_000)]
    pub(crate) limit: u64,

    #[command(flatten)]
    pub(crate) choice: Choice,
}

/// How routes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Json,
    Csv,
}

impl Args {
    pub(crate) fn format(&self) -> Format {
        match (self.json, self.csv) {
            (true, _) => Format::Json,
            (_, true) => Format::Csv,
            _ => Format::Text,
        }
    }
}
