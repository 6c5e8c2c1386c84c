//! The command line.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use bmp_codec::bgp::nlri::link_state::ProtocolId;
use bmp_codec::bmp::Rib;
use clap::Parser;

use crate::select::args::{rib, time};
use crate::version_4;

const DETAILS: &str = "\
The topology is that of the routes which are there at the end: a route replaces the one with the same NLRI, a withdrawal \
removes it, and a Peer Down removes all routes of its peer. Most recorded sessions end with a Peer Down; --until and --after \
show what was there before. Mirrored UPDATEs count as routes of their peer; a mirrored OPEN or NOTIFICATION ends them.

Routes with the same NLRI are one node, link or prefix, whichever peer, RIB or stream they are from; the number of these is \
shown as \"sources\". What is known of it is from the route before the inbound policy, if there is one, because routers \
leave out TLVs behind it; then from a mirrored one, one after policy, the Loc-RIB and the Adj-RIB-Out. Of equal ones the \
latest counts. --peer and --rib select.

A link is one direction, as BGP-LS has it: two routers with one link between them are two links, and parallel links stay \
apart. A node that has no route of its own, only links or prefixes, is marked. Index SIDs of prefixes have the label, too, \
that follows from the SRGB of the node with the prefix.

--json is the node-link form that NetworkX and d3-force read. TLVs have the names of `bmp dump --json`; TLVs of which there \
may be several are lists. The metrics \"igp_metric\" and \"te_default_metric\" are numbers, bandwidths are bytes per second. \
Prefixes, SRv6 SIDs, SR policies and stub links are lists in their node.

  graph = networkx.node_link_graph(json.load(file), edges=\"links\")        NetworkX 3.4 or later
  graph = networkx.node_link_graph(json.load(file))                       before
  d3.forceLink(graph.links).id(node => node.id)                           d3-force

Examples:
  bmp topology igp.bmp.zst                                        tables of nodes, links and prefixes
  bmp topology igp.pcap --until 2026-11-30T04:17:00Z              as it was at that time
  bmp topology igp.bmp --peer 192.0.2.7 --json > igp.json         as one peer sent them
  bmp topology igp.bmp --protocol isis-l2 --dot | dot -Tsvg > igp.svg     a drawing of level 2

Exit status: 0 if all routes could be decoded and kept, 1 if not; 2 for bad arguments; 130 after Ctrl-C.";

/// Shows the topology that BGP-LS routes describe: nodes, links and prefixes, as tables, JSON or a drawing.
///
/// FILE may be a pcap or pcapng capture, the raw bytes of a BMP connection, or BMP messages with OpenBMP headers; each
/// of them may be compressed with gzip, zstd, LZ4, bzip2 or xz. Use - for standard input.
#[derive(Debug, Parser)]
#[command(name = "topology", after_help = DETAILS)]
pub(crate) struct Args {
    /// Files to read, one after the other
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// Write one JSON object in node-link form
    #[arg(long, conflicts_with = "dot")]
    pub(crate) json: bool,

    /// Write a graph for Graphviz
    #[arg(long)]
    pub(crate) dot: bool,

    /// Take routes of this peer, or of the Loc-RIB with this BGP identifier
    #[arg(long, value_name = "ADDR", value_delimiter = ',')]
    pub(crate) peer: Vec<IpAddr>,

    /// Take routes of this RIB: adj-rib-in-pre, adj-rib-in-post, loc-rib, adj-rib-out-pre or adj-rib-out-post
    #[arg(long, value_name = "RIB", value_delimiter = ',', value_parser = rib)]
    pub(crate) rib: Vec<Rib>,

    /// Show what is of this protocol: isis-l1, isis-l2, ospfv2, ospfv3, bgp, direct, static, rsvp-te or segment-routing
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_parser = protocol)]
    pub(crate) protocol: Vec<ProtocolId>,

    /// Show the topology at this time: 2026-11-01T12:00:00Z, a date, or seconds since 1970. Without a zone it is UTC
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) until: Option<Duration>,

    /// Show the topology after so many messages, which `bmp dump --json` numbers
    #[arg(long, value_name = "N")]
    pub(crate) after: Option<u64>,

    /// Keep so many routes in memory; a million take about 600 MB
    #[arg(long, value_name = "N", default_value_t = 2_000_000)]
    pub(crate) limit: usize,

    /// Take only TCP connections with this port at either end for BMP
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) port: Option<u16>,

    #[command(flatten)]
    pub(crate) version_4: version_4::Choice,
}

fn protocol(text: &str) -> Result<ProtocolId, String> {
    let all = || (1..=9).map(ProtocolId::from);
    let found = all().find(|protocol| protocol.to_string() == text);
    let number = || text.parse::<u8>().ok().map(ProtocolId::from);
    found.or_else(number).ok_or_else(|| {
        let names: Vec<_> = all().map(|protocol| protocol.to_string()).collect();
        format!("neither a number nor one of {}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn right_and_wrong_words() {
        let args =
            Args::try_parse_from(["topology", "a", "--protocol=isis-l1,ospfv3,200"]).unwrap();
        let wanted = [
            ProtocolId::IsisLevel1,
            ProtocolId::Ospfv3,
            ProtocolId::from(200),
        ];
        assert_eq!(args.protocol, wanted);
        for words in [
            &["--json", "--dot", "a"][..],
            &["--protocol=isis", "a"],
            &["--rib=in", "a"],
            &["--until=x", "a"],
            &[],
        ] {
            let words = ["topology"].iter().chain(words);
            assert_eq!(Args::try_parse_from(words).unwrap_err().exit_code(), 2);
        }
    }
}
