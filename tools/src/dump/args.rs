//! The command line.

use std::path::PathBuf;
use std::thread;

use clap::{Parser, ValueEnum};

use crate::broker::Kind;
use crate::dump::broker;
use crate::dump::colours::When;
use crate::select::Selection;
use crate::version_4;

const DETAILS: &str = "\
A line begins with the number of the stream, if there can be several; the time of the per-peer header; the peer's \
address, or the BGP identifier of a Loc-RIB, with %DISTINGUISHER if there is one; the AS; and the RIB. Then follows \
+ for an announced route, - for a withdrawn one, or the name of the event. Malformed parts are errors in their \
place. [assumed] marks routes decoded without a Peer Up of their peer, [inferred] those whose bytes show how to \
decode them, and [contradicted] those whose bytes show that they are not as negotiated.

Routes of unknown families are shown as bytes; a summary counts their updates, not their routes. Routes in mirrored \
messages are shown, but not counted, because routers may send them in Route Monitoring too. If routes are selected, \
a summary counts the messages that contain such routes, and only these routes. With --json, messages are always \
whole. Messages without routes, like Peer Up, are not shown if routes are selected; malformed parts are, because \
they may be the ones wanted. An option of a selection may be given several times: one of its values must match. \
Different options must all match. Withdrawals have no path: --as, --origin-as and --community select announcements \
only.

Messages of BMP version 4, a draft, end with the revision whose TLV numbers they are read by, and their TLVs: \
[draft-21: table \"red\"]. A route has the TLVs that apply to it: those of all routes, of its place in the UPDATE, or of a group. The \
content of Route Monitoring shows the revision; where it does not, it is that of the message before, or draft-21. \
--bmp4-profile chooses one for all. Draft-19 is also draft-18, and the only one with Path Marking.

A line of --json contains all bytes of its message, so that `bmp replay` can send it: as \"message\", and also as \
\"octets\" in hexadecimal if the text form lacks something (bits beyond a prefix); malformed messages as \"octets\" \
only. Bytes outside messages are events with their number only. \"captured\" is the time when all of a message was captured; with \
OpenBMP headers, the time when it was received.

With --format json-routes and csv, a line is one route, with the names that bgpkit uses where it has them: \
timestamp, stream, peer_ip, peer_asn, peer_distinguisher, rib, action (announce, withdraw or end-of-rib), family, \
prefix, path_id, rd, labels, next_hop (an address without a route distinguisher), as_path, origin, local_pref, med, \
communities, ext_communities, large_communities, nlri: the text of a route that is more than a prefix; and of BMP version \
4, bmp4_profile and tlvs. What is absent is null, or empty in CSV, where lists are separated by spaces, and tlvs by \
semicolons. Errors are written to standard error.

Examples:
  bmp dump session.pcap                         what a capture contains, message by message
  bmp dump router.bmp.zst --summary             only the counts of a compressed stream
  bmp dump session.pcapng --peer 192.0.2.7      messages about one peer
  bmp dump full.bmp --prefix 198.51.100.0/24    who announced or withdrew routes, and when
  bmp dump full.bmp --format csv --rib loc-rib  the best routes as a table
  bmp dump full.bmp --as 64496 --since 2026-11-01T12:00:00Z
                                                announcements of paths through an AS
  bmp dump full.bmp --from 5000 --limit 20      messages 5000 to 5019
  bmp dump mirror.bmp --explain                 which errors a peer made, and their consequences
  bmp dump peer-up.bmp --explain                why routes were decoded as they were
  bmp dump nats://127.0.0.1 --subject 'bmp.3.>' what a collector publishes about peers in partition 3
  bmp dump kafka://192.0.2.1:9092/bmp --begin 2026-11-01T12:00:00Z --lag
                                                a topic of Kafka from a time on, and how far behind its end
  tcpdump -Uw - port 11019 | bmp dump - --json  live, for another program

A topic of Kafka has messages with binary OpenBMP headers (raw_bmp). Each router of each collector is a stream, in whatever partitions its messages are; the order is that of each partition. If the broker ends before what was read, it has lost messages: that is an error. If it has as many again by the time it is asked, nobody can know.

In captures, VLANs, MPLS, GRE, IP in IP, PPP, PPPoE, VXLAN, GENEVE and ERSPAN are taken off. Packets that are not \
understood, versions 1 and 2 of BMP, which give no lengths, and captures without BMP are counted by reason on standard \
error, as \"not_read\" in JSON.

Exit status: 0 if everything selected could be decoded, 1 if anything was malformed, down to a single attribute or \
route, or was not read; 2 for bad arguments.";

/// More threads would wait for the one that reads.
const MOST_THREADS: usize = 16;

/// Shows the BMP messages in a capture file or a recorded stream.
///
/// FILE may be a pcap or pcapng capture, the raw bytes of a BMP connection, or BMP messages with OpenBMP headers; each
/// of them may be compressed with gzip, zstd, LZ4, bzip2 or xz. The format is detected. In captures, TCP connections
/// that carry BMP are found by trying, on any port. FILE may also be the URL of a broker, NATS JetStream or Kafka: then
/// messages with OpenBMP headers are read to the end and followed until interrupted.
#[derive(Debug, Parser)]
#[command(name = "dump", after_help = DETAILS)]
pub(crate) struct Args {
    /// Files to read, one after the other; - for standard input; or the URL of a broker, like nats://127.0.0.1:4222 or
    /// kafka://127.0.0.1:9092/TOPIC
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// How messages are written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,

    /// Write one JSON object per message: short for --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,

    /// Show only the counts at the end, not the messages
    #[arg(long)]
    pub(crate) summary: bool,

    /// Encode each message again, and count those that become the same bytes
    #[arg(long, requires = "summary")]
    pub(crate) round_trip: bool,

    /// Show below each message why its routes were decoded as they were, what a receiver would do about errors in it,
    /// and which rules of BMP it breaks
    #[arg(long, conflicts_with_all = ["json", "summary"])]
    pub(crate) explain: bool,

    /// When to use colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t)]
    pub(crate) color: When,

    #[command(flatten)]
    pub(crate) select: Selection,

    /// Begin with message number N; the first one is 1
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) from: u64,

    /// Stop after N messages
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) limit: Option<u64>,

    /// Take only TCP connections with this port at either end for BMP
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) port: Option<u16>,

    /// How many threads decode messages; one of them reads and writes, too. The output is always the same. By default all
    /// processors are used for files, and a pipe is shown as it comes
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,

    #[command(flatten)]
    pub(crate) version_4: version_4::Choice,

    #[command(flatten)]
    pub(crate) broker: broker::Options,
}

/// How messages are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Lines for people
    #[default]
    Text,
    /// One JSON object per message, with all of it
    Json,
    /// One JSON object per route
    JsonRoutes,
    /// One row per route, below a row of names
    Csv,
}

impl Args {
    /// Returns the number of threads that show messages; 1 if the one that reads does it.
    pub(crate) fn threads(&self) -> usize {
        let is_file = |path: &PathBuf| match path.as_os_str() == "-" {
            true => false,
            false => path.metadata().is_ok_and(|file| file.is_file()),
        };
        match self.threads {
            Some(threads) => threads.into(),
            None if self.files.iter().all(is_file) => {
                thread::available_parallelism().map_or(1, |count| count.get().min(MOST_THREADS))
            }
            None => 1,
        }
    }

    /// Returns whether a broker is among the files.
    pub(crate) fn is_broker(&self) -> bool {
        self.kinds().next().is_some()
    }

    /// Returns the feature that this build has not, and that a broker among the files needs.
    pub(crate) fn missing(&self) -> Option<&'static str> {
        self.kinds().find_map(Kind::missing)
    }

    fn kinds(&self) -> impl Iterator<Item = Kind> {
        let urls = self.files.iter().filter_map(|file| file.to_str());
        urls.filter_map(Kind::of)
    }

    pub(crate) fn format(&self) -> Format {
        match self.json {
            true => Format::Json,
            false => self.format,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn parse(words: &[&str]) -> Result<Args, clap::Error> {
        Args::try_parse_from(["dump"].iter().chain(words))
    }

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn all_of_them_together() {
        let args = parse(&[
            "-",
            "other.bmp",
            "--json",
            "--summary",
            "--peer=2001:db8::7",
            "--from=5",
            "--limit=2",
            "--port=11019",
        ])
        .unwrap();
        assert_eq!(args.files, [PathBuf::from("-"), PathBuf::from("other.bmp")]);
        assert!(args.summary);
        assert_eq!(args.format(), Format::Json);
        let peer: std::net::IpAddr = "2001:db8::7".parse().unwrap();
        assert_eq!(args.select.peer, [peer]);
        assert_eq!(
            (args.from, args.limit, args.port),
            (5, Some(2), Some(11019))
        );
    }

    #[test]
    fn formats() {
        for (word, format) in [
            ("text", Format::Text),
            ("json", Format::Json),
            ("json-routes", Format::JsonRoutes),
            ("csv", Format::Csv),
        ] {
            assert_eq!(parse(&["x", "--format", word]).unwrap().format(), format);
        }
        assert_eq!(parse(&["x"]).unwrap().format(), Format::Text);
    }

    #[test]
    fn bad_arguments_have_exit_code_2() {
        for words in [
            &[][..],
            &["x", "--from", "0"],
            &["x", "--limit", "0"],
            &["x", "--port", "65536"],
            &["x", "--peer", "192.0.2"],
            &["x", "--prefix", "192.0.2.0/33"],
            &["x", "--family", "ipv5"],
            &["x", "--explain", "--json"],
            &["x", "--round-trip"],
            &["x", "--json", "--format=csv"],
            &["x", "--format=xml"],
        ] {
            assert_eq!(parse(words).unwrap_err().exit_code(), 2, "{words:?}");
        }
    }
}
