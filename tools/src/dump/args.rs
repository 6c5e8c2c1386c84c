//! The command line.

use std::net::IpAddr;
use std::path::PathBuf;

use bmp_codec::bgp::nlri::Family;
use clap::Parser;
use ipnet::IpNet;

use crate::dump::broker;

const DETAILS: &str = "\
A line begins with the number of the stream, if there can be several; the time of the per-peer header; the peer's
address, or the BGP identifier of a Loc-RIB, with %DISTINGUISHER if there is one; the AS; and the RIB. Then follows +
for an announced route, - for a withdrawn one, or the name of the event. Malformed parts are errors in their place.
[assumed] marks routes decoded without a Peer Up of their peer, [inferred] those whose bytes show how to decode them,
and [contradicted] those whose bytes show that they are not as negotiated.

Routes of unknown families are shown as bytes; a summary counts their updates, not their routes. Routes in mirrored
messages are shown, but not counted, because routers may send them in Route Monitoring too. With --family or --prefix, a
summary counts the messages that contain such routes, and only these routes. With --json, messages are always whole.
Messages without routes, like Peer Up, are not shown if routes are selected; malformed parts are, because they may be
the ones wanted.

A line of --json contains all bytes of its message, so that `bmp replay` can send it: as \"message\", and also as
\"octets\" in hexadecimal if the text form lacks something (bits beyond a prefix); malformed messages as \"octets\" only.
Bytes outside messages are only counted. \"captured\" is the time when all of a message was captured; with OpenBMP
headers, the time when it was received.

Examples:
  bmp dump session.pcap                         what a capture contains, message by message
  bmp dump router.bmp.zst --summary             only the counts of a compressed stream
  bmp dump session.pcapng --peer 192.0.2.7      messages about one peer
  bmp dump full.bmp --prefix 198.51.100.0/24    who announced or withdrew a route, and when
  bmp dump full.bmp --from 5000 --limit 20      messages 5000 to 5019
  bmp dump mirror.bmp --explain                 which errors a peer made, and their consequences
  bmp dump peer-up.bmp --explain                why routes were decoded as they were
  bmp dump nats://127.0.0.1 --subject 'bmp.3.>' what a collector publishes about peers in partition 3
  tcpdump -Uw - port 11019 | bmp dump - --json  live, for another program

In captures, VLANs, MPLS, GRE, IP in IP, PPP, PPPoE, VXLAN, GENEVE and ERSPAN are taken off. Packets that are not
understood, BMP version 4, and captures without BMP are counted by reason on standard error, as \"not_read\" in JSON.

Exit status: 0 if everything selected could be decoded, 1 if anything was malformed, down to a single attribute or
route, or was not read; 2 for bad arguments.";

/// Shows the BMP messages in a capture file or a recorded stream.
///
/// FILE may be a pcap or pcapng capture, the raw bytes of a BMP connection, or BMP messages with OpenBMP headers; each
/// of them may be compressed with gzip, zstd, LZ4, bzip2 or xz. The format is detected. In captures, TCP connections that carry BMP are
/// found by trying, on any port. FILE may also be the URL of a NATS JetStream broker: then a stream of messages with
/// OpenBMP headers is read to its end and followed until interrupted.
#[derive(Debug, Parser)]
#[command(name = "dump", after_help = DETAILS)]
pub(crate) struct Args {
    /// File to read; - for standard input; or the URL of a broker, like nats://127.0.0.1:4222
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// Write one JSON object per line, for programs
    #[arg(long)]
    pub(crate) json: bool,

    /// Show only the counts at the end, not the messages
    #[arg(long)]
    pub(crate) summary: bool,

    /// Show below each message why its routes were decoded as they were, and what a receiver would do about errors in
    /// it
    #[arg(long, conflicts_with_all = ["json", "summary"])]
    pub(crate) explain: bool,

    /// Show only messages about the peer with this address, or about the Loc-RIB with this BGP identifier
    #[arg(long, value_name = "ADDR")]
    pub(crate) peer: Option<IpAddr>,

    /// Show only routes of this address family, such as ipv4-unicast, l2vpn-evpn, or 25/70
    #[arg(long, value_name = "NAME", value_parser = family)]
    pub(crate) family: Option<Family>,

    /// Show only routes inside this network; a single address is a network of one
    #[arg(long, value_name = "NET", value_parser = network)]
    pub(crate) prefix: Option<IpNet>,

    /// Begin with message number N; the first one is 1
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) from: u64,

    /// Stop after N messages
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) limit: Option<u64>,

    /// Take only TCP connections with this port at either end for BMP
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) port: Option<u16>,

    #[command(flatten)]
    pub(crate) broker: broker::Options,
}

fn family(text: &str) -> Result<Family, String> {
    text.parse().map_err(|_| {
        let names: Vec<_> = Family::ALL.iter().map(Family::to_string).collect();
        format!(
            "neither AFI/SAFI, like 1/1, nor one of {}",
            names.join(", ")
        )
    })
}

fn network(text: &str) -> Result<IpNet, String> {
    match text.parse::<IpAddr>() {
        Ok(address) => Ok(IpNet::from(address)),
        Err(_) => text
            .parse()
            .map_err(|_| "neither a network, like 192.0.2.0/24, nor an address".into()),
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
            "--json",
            "--summary",
            "--peer=2001:db8::7",
            "--family=ipv4-unicast",
            "--prefix=198.51.100.0/24",
            "--from=5",
            "--limit=2",
            "--port=11019",
        ])
        .unwrap();
        assert_eq!(args.file.to_str(), Some("-"));
        assert!(args.json && args.summary);
        assert_eq!(args.peer, Some("2001:db8::7".parse().unwrap()));
        assert_eq!(args.family, Some(Family::IPV4_UNICAST));
        assert_eq!(args.prefix, Some("198.51.100.0/24".parse().unwrap()));
        assert_eq!(
            (args.from, args.limit, args.port),
            (5, Some(2), Some(11019))
        );
    }

    #[test]
    fn an_address_is_a_network_of_one() {
        let args = parse(&["x", "--prefix", "2001:db8::1"]).unwrap();
        assert_eq!(args.prefix, Some("2001:db8::1/128".parse().unwrap()));
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
            &["x", "y"],
        ] {
            assert_eq!(parse(words).unwrap_err().exit_code(), 2, "{words:?}");
        }
    }
}
