//! The command line.

use std::path::PathBuf;

use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp::Rib;
use bmp_codec::bmp::v4::Profile;
use clap::{ArgGroup, Parser, ValueEnum};

use crate::synthesize::{FAMILIES, Goal, Settings};
use crate::version_4::Revision;

const DETAILS: &str = "\
A stream comes from one router: Initiation, a Peer Up for each peer, the tables with an End-of-RIB for each family, \
then routes that change, are withdrawn and come back, peers that go down and come up again, and a Termination. \
Statistics Reports in between give the current number of routes.

The same arguments generate the same bytes on every machine. Routers with different --router-id have the same \
prefixes, but their own peers and paths. If a prefix or an AS number exists in the real Internet, that is a \
coincidence.

With --bmp 4, the messages are the same in version 4, which is a draft: the UPDATE is a TLV, and the name of the table is \
another one. In draft-19 the first route of an UPDATE has the Path Marking \"best\" and others \"backup\"; in draft-20 and \
draft-21 messages are numbered.

Lengths of prefixes, AS_PATHs and lists of communities are as frequent as in the table of the Internet; an UPDATE has \
three and a half routes on average. Tables take no memory, whatever their size.

Examples:
  bmp synthesize --routes 1000000 -o full.bmp          full tables of 4 peers, and their changes
  bmp synthesize --size 1GiB -o - | zstd > big.bmp.zst  a stream of one gibibyte
  bmp synthesize --messages 1M --peers 100 --to localhost:11019   a million messages for a station
  bmp synthesize --bmp 4 --bmp4-profile draft-19 -o four.bmp   with Path Marking
  bmp synthesize --families vpn-ipv4-unicast,l2vpn-evpn --add-path -o vpn.bmp
  bmp synthesize --ribs adj-rib-in-pre,adj-rib-in-post,loc-rib --two-octet-as=10 -o ribs.bmp

Exit status: 0 if the whole stream was written, 1 if not, 2 for bad arguments.";

/// Generates a BMP stream of any size, to test programs that read it.
#[derive(Debug, Parser)]
#[command(name = "synthesize", after_help = DETAILS)]
#[command(group = ArgGroup::new("where").required(true).args(["out", "to"]))]
#[command(group = ArgGroup::new("goal").args(["messages", "size"]))]
pub(crate) struct Args {
    /// Write the stream to this file; - for standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,

    /// Connect to a monitoring station, and send the stream there
    #[arg(long, value_name = "HOST:PORT")]
    pub(crate) to: Option<String>,

    /// Generate exactly N messages: 250000, 250k, 1M
    #[arg(long, value_name = "N", value_parser = count)]
    pub(crate) messages: Option<u64>,

    /// Generate at least that many bytes, and at most a few messages more: 500MB, 1GiB
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(crate) size: Option<u64>,

    /// Number of routes in each table, over all families [default: 10000, or as many as the stream has room for]
    #[arg(long, value_name = "N", value_parser = count)]
    pub(crate) routes: Option<u64>,

    /// Number of peers of the router
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=60_000))]
    pub(crate) peers: u32,

    /// Seed of the random numbers
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,

    /// Number of the router: each router has its own peers and paths
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) router_id: u32,

    /// Families of the routes, separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = family,
          default_values = ["ipv4-unicast", "ipv6-unicast"])]
    pub(crate) families: Vec<Family>,

    /// Tables of each peer, separated by commas; there is only one Loc-RIB
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_enum, default_values = ["adj-rib-in-pre"])]
    pub(crate) ribs: Vec<RibName>,

    /// Percentage of peers with path identifiers (ADD-PATH); all peers if no number is given
    #[arg(long, value_name = "PERCENT", num_args = 0..=1, require_equals = true, default_value_t = 0,
          default_missing_value = "100", value_parser = clap::value_parser!(u32).range(0..=100))]
    pub(crate) add_path: u32,

    /// Percentage of peers with two-octet AS numbers; all peers if no number is given
    #[arg(long, value_name = "PERCENT", num_args = 0..=1, require_equals = true, default_value_t = 0,
          default_missing_value = "100", value_parser = clap::value_parser!(u32).range(0..=100))]
    pub(crate) two_octet_as: u32,

    /// How much changes after all tables were sent, in percent of the routes. With --messages or --size, changes
    /// continue until these are reached
    #[arg(long, value_name = "PERCENT", default_value_t = 20, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub(crate) churn: u32,

    /// How many times a peer goes down and comes up again
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) flaps: u32,

    /// Send a Statistics Report every N messages; 0 for none
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = count)]
    pub(crate) statistics: u64,

    /// Time at which the stream begins, in seconds since 1970-01-01 UTC
    #[arg(long, value_name = "SECONDS", default_value_t = 1_767_225_600)]
    pub(crate) start: u32,

    /// Version of BMP; version 4 is a draft
    #[arg(long, value_name = "VERSION", default_value_t = 3, value_parser = clap::value_parser!(u8).range(3..=4))]
    pub(crate) bmp: u8,

    /// Revision of the draft of BMP version 4, by which TLVs have their numbers [default: draft-21]
    #[arg(long, value_name = "REVISION", value_enum)]
    pub(crate) bmp4_profile: Option<Revision>,

    /// Show no progress bar and no summary
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// A table of a router, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RibName {
    /// Routes received from peers
    AdjRibInPre,
    /// Routes received from peers, after the policy
    AdjRibInPost,
    /// Routes for peers, before the policy
    AdjRibOutPre,
    /// Routes sent to peers
    AdjRibOutPost,
    /// Routes that the router selected
    LocRib,
}

impl From<RibName> for Rib {
    fn from(name: RibName) -> Rib {
        match name {
            RibName::AdjRibInPre => Rib::AdjRibInPre,
            RibName::AdjRibInPost => Rib::AdjRibInPost,
            RibName::AdjRibOutPre => Rib::AdjRibOutPre,
            RibName::AdjRibOutPost => Rib::AdjRibOutPost,
            RibName::LocRib => Rib::LocRib,
        }
    }
}

impl Args {
    /// Returns the settings of the stream.
    pub(crate) fn settings(&self) -> Result<Settings, String> {
        let goal = match (self.messages, self.size) {
            (Some(messages), _) => Goal::Messages(messages),
            (None, Some(octets)) => Goal::Octets(octets),
            (None, None) => Goal::Done,
        };
        let mut settings = Settings {
            seed: self.seed,
            router: self.router_id,
            goal,
            peers: self.peers,
            routes: 0,
            families: self.families.clone(),
            ribs: self.ribs.iter().copied().map(Rib::from).collect(),
            add_path: self.add_path,
            two_octet_as: self.two_octet_as,
            churn: self.churn,
            flaps: self.flaps,
            statistics: self.statistics,
            start: self.start,
            version_4: match (self.bmp, self.bmp4_profile) {
                (4, Some(Revision(profile))) => Some(profile),
                (4, None) => Some(Profile::default()),
                (_, Some(_)) => return Err("--bmp4-profile needs --bmp 4".into()),
                (_, None) => None,
            },
        };
        settings.routes = (self.routes)
            .or(settings.routes_for(goal))
            .unwrap_or(Settings::default().routes);
        settings.check()?;
        Ok(settings)
    }
}

fn family(text: &str) -> Result<Family, String> {
    let found = FAMILIES.iter().find(|family| family.to_string() == text);
    found.copied().ok_or_else(|| {
        let names: Vec<_> = FAMILIES.iter().map(Family::to_string).collect();
        format!("not one of {}", names.join(", "))
    })
}

/// Parses a number, possibly in thousands or millions.
fn count(text: &str) -> Result<u64, String> {
    let units = [("k", 1000), ("M", 1_000_000), ("G", 1_000_000_000)];
    scaled(text, &units).ok_or_else(|| "not a number like 250000, 250k or 1M".into())
}

/// Parses a number of bytes.
pub(crate) fn size(text: &str) -> Result<u64, String> {
    let units = [
        ("KiB", 1 << 10),
        ("MiB", 1 << 20),
        ("GiB", 1 << 30),
        ("TiB", 1 << 40),
        ("kB", 1000),
        ("MB", 1_000_000),
        ("GB", 1_000_000_000),
        ("TB", 1_000_000_000_000),
        ("B", 1),
    ];
    scaled(text, &units).ok_or_else(|| "not a size like 500MB or 1GiB".into())
}

fn scaled(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let unit = units
        .iter()
        .find_map(|(unit, scale)| text.strip_suffix(unit).map(|number| (number, *scale)));
    let (number, scale) = unit.unwrap_or((text, 1));
    number.parse::<u64>().ok()?.checked_mul(scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn parse(words: &[&str]) -> Result<Args, clap::Error> {
        Args::try_parse_from(["synthesize"].iter().chain(words))
    }

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn numbers_and_sizes() {
        assert_eq!(count("250k"), Ok(250_000));
        assert_eq!(count("1M"), Ok(1_000_000));
        assert_eq!(size("1GiB"), Ok(1 << 30));
        assert_eq!(size("500MB"), Ok(500_000_000));
        assert_eq!((size("77"), size("77B")), (Ok(77), Ok(77)));
        for text in ["", "k", "1.5M", "-1", "99999999999G", "1KB"] {
            assert!(count(text).is_err() && size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn all_of_them_together() {
        let args = parse(&[
            "--out=-",
            "--messages=2k",
            "--peers=3",
            "--families=l2vpn-evpn,ipv4-unicast",
            "--ribs=loc-rib,adj-rib-in-post",
            "--add-path",
            "--two-octet-as=50",
            "--routes=700",
        ])
        .unwrap();
        let settings = args.settings().unwrap();
        assert_eq!(settings.goal, Goal::Messages(2000));
        assert_eq!(
            settings.families,
            [Family::L2VPN_EVPN, Family::IPV4_UNICAST]
        );
        assert_eq!(settings.ribs, [Rib::LocRib, Rib::AdjRibInPost]);
        assert_eq!((settings.add_path, settings.two_octet_as), (100, 50));
        assert_eq!((settings.routes, settings.views()), (700, 4));
        assert_eq!(settings.version_4, None);
        let four = parse(&["-o-", "--bmp=4", "--bmp4-profile=draft-18"]).unwrap();
        assert_eq!(four.settings().unwrap().version_4, Some(Profile::Draft19));
    }

    #[test]
    fn tables_are_as_large_as_a_stream_has_room_for() {
        let routes = |words: &[&str]| parse(words).unwrap().settings().unwrap().routes;
        assert_eq!(routes(&["-o-"]), 10_000);
        // 12,000 messages: 10,000 of them for tables, with 3.5 routes each, for 4 peers.
        assert_eq!(routes(&["-o-", "--messages=12k"]), 8750);
        assert_eq!(routes(&["-o-", "--size=100GiB"]), 1_200_000);
    }

    #[test]
    fn bad_arguments_have_exit_code_2() {
        for words in [
            &[][..],
            &["-o-", "--to=localhost:1"],
            &["-o-", "--messages=1", "--size=1"],
            &["-o-", "--peers=0"],
            &["-o-", "--families=ipv4-flow-spec"],
            &["-o-", "--ribs=all"],
            &["-o-", "--add-path=101"],
        ] {
            assert_eq!(parse(words).unwrap_err().exit_code(), 2, "{words:?}");
        }
    }

    #[test]
    fn what_cannot_be_is_said() {
        let error = |words: &[&str]| parse(words).unwrap().settings().unwrap_err();
        assert_eq!(
            error(&["-o-", "--messages=5"]),
            "4 peers need 6 messages, which is more than 5"
        );
        assert_eq!(
            error(&["-o-", "--routes=4M"]),
            "3200000 routes of ipv4-unicast are more than 3000000"
        );
        assert_eq!(
            error(&["-o-", "--bmp4-profile=draft-20"]),
            "--bmp4-profile needs --bmp 4"
        );
        assert_eq!(
            error(&["-o-", "--families=ipv6-unicast,ipv6-unicast"]),
            "ipv6-unicast is given twice"
        );
    }
}
