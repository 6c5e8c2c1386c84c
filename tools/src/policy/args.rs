//! The command line.

use std::time::Duration;

use clap::{Parser, ValueEnum};

use crate::lookup::choice::Choice;
use crate::lookup::sources::Sources;
use crate::select::args::time;
use crate::tables::policy::{Kind, Step};

const DETAILS: &str = "\
The routes of one RIB view are compared with those of the next:

  in          Adj-RIB-In pre to post: unchanged, changed, rejected (in pre only), only-after (in post only)
  best        Adj-RIB-In post to Loc-RIB: the route that the Loc-RIB has, or not-best
  out         Loc-RIB to Adj-RIB-Out pre, or to post without pre: changed is what was rewritten, rejected is what is not sent
  out-policy  Adj-RIB-Out pre to post

A changed route says what is different, attribute by attribute, old -> new. The order of communities is no difference. The \
summary has the numbers of routes for each peer and family, then the most frequent differences.

Many routers send no routes before policy unless they are told to keep them (soft-reconfiguration inbound, import table on). \
Then there is \"no adj-rib-in-pre view\", and nothing to compare. BMP does not say why a route is rejected.

Sessions that ended have no routes: --at and --after compare those that were there before.

Examples:
  bmp policy session.pcap                                    a summary
  bmp policy session.pcap --routes                           every route that is not unchanged
  bmp policy session.pcap --routes --kind rejected --peer 192.0.2.1
  bmp policy session.pcap --prefix 198.51.100.0/24 --routes --all
  bmp policy session.pcap --step in --expect unchanged       exit status 1 if a policy did something
  bmp policy --collect 0.0.0.0:11019 --for 60                of routers that connect, after a minute

Exit status: 0 if everything was read, and is as expected; 1 if not; 2 for bad arguments; 130 after Ctrl-C, except with --collect.";

/// Shows what policies did to routes: those before a policy, compared with those behind it.
///
/// FILE may be a pcap or pcapng capture, the raw bytes of a BMP connection, or BMP messages with OpenBMP headers; each
/// of them may be compressed with gzip, zstd, LZ4, bzip2 or xz. Use - for standard input.
#[derive(Debug, Parser)]
#[command(name = "policy", after_help = DETAILS)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) sources: Sources,

    /// Compare these steps only
    #[arg(long, value_name = "STEP", value_enum, value_delimiter = ',')]
    pub(crate) step: Vec<StepName>,

    /// Count and show routes of this kind only
    #[arg(long, value_name = "KIND", value_enum, value_delimiter = ',')]
    pub(crate) kind: Vec<KindName>,

    /// Show a line a route, of those that are not unchanged
    #[arg(long)]
    pub(crate) routes: bool,

    /// With --routes or --json, show unchanged routes, too
    #[arg(long)]
    pub(crate) all: bool,

    /// Write one JSON object a route, of those that are not unchanged
    #[arg(long, conflicts_with = "routes")]
    pub(crate) json: bool,

    /// Exit with status 1 if a compared route is of another kind than these, or if no route could be compared
    #[arg(long, value_name = "KIND", value_enum, value_delimiter = ',')]
    pub(crate) expect: Vec<KindName>,

    /// Compare the tables at this time: 2026-11-01T12:00:00Z, a date, or seconds since 1970. Without a zone it is UTC
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) at: Option<Duration>,

    /// Compare the tables after so many messages, which `bmp dump --json` numbers
    #[arg(long, value_name = "N")]
    pub(crate) after: Option<u64>,

    /// Show so many of the most frequent differences
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) top: usize,

    /// Keep so many routes of each router in memory; a million take 30 to 100 MB
    #[arg(long, value_name = "N", default_value_t = 50_000_000)]
    pub(crate) limit: u64,

    #[command(flatten)]
    pub(crate) choice: Choice,
}

/// A step, as an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StepName {
    In,
    Best,
    Out,
    OutPolicy,
}

impl From<StepName> for Step {
    fn from(name: StepName) -> Step {
        match name {
            StepName::In => Step::In,
            StepName::Best => Step::Best,
            StepName::Out => Step::Out,
            StepName::OutPolicy => Step::OutPolicy,
        }
    }
}

/// A kind, as an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KindName {
    Unchanged,
    Changed,
    Rejected,
    OnlyAfter,
    NotBest,
}

impl From<KindName> for Kind {
    fn from(name: KindName) -> Kind {
        match name {
            KindName::Unchanged => Kind::Unchanged,
            KindName::Changed => Kind::Changed,
            KindName::Rejected => Kind::Rejected,
            KindName::OnlyAfter => Kind::OnlyAfter,
            KindName::NotBest => Kind::NotBest,
        }
    }
}
