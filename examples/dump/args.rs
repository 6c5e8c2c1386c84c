//! The command line.

use std::net::IpAddr;
use std::path::PathBuf;

use bmp_codec::bgp::nlri::Family;
use clap::Parser;
use ipnet::IpNet;

use crate::broker;

const DETAILS: &str = "\
A line begins with the number of the stream, if there can be several; the time of the per-peer header; the peer, by
its address, or a Loc-RIB by its BGP identifier, with %DISTINGUISHER where there is one; its AS; and the RIB.
Then: + for a route that is announced, - for one that is withdrawn, or the name of the event. What could not be read
is an error in its place. [assumed] marks routes that are read without a Peer Up of their peer, [inferred] those
whose octets say how they are to be read, and [contradicted] those that can be read only otherwise than was negotiated.

Routes of families that are not typed are shown as octets; a summary counts the updates they are in, not the routes.
Those in mirrored messages are shown, but not counted: routers may send them in Route Monitoring as well.
A summary with --family or --prefix counts the messages with such routes, and of the routes only those. With --json,
messages are whole in any case. Messages without routes, like Peer Up, are not shown when routes are asked for; what
cannot be read is, since it may be what is asked for.

A line of --json has all octets of its message in it, for the example replay to send: as \"message\", and as \"octets\" in
hexadecimal beside it where the text does not tell all (of a prefix, bits behind its end), or alone where it could not be
read. Octets outside of messages are counted only. Of captures, \"captured\" is when a message was there in full; with OpenBMP headers, when it was received.

Examples:
  dump session.pcap                         what a capture holds, message by message
  dump router.bmp.zst --summary             counts only, of a compressed stream
  dump session.pcapng --peer 192.0.2.7      what is about one peer
  dump full.bmp --prefix 198.51.100.0/24    who announced or withdrew a route, and when
  dump full.bmp --from 5000 --limit 20      messages 5000 to 5019
  dump mirror.bmp --explain                 which errors a peer made, and what they cost it
  dump peer-up.bmp --explain                why routes were read the way they were
  dump nats://127.0.0.1 --subject 'bmp.3.>' what a collector publishes of the peers in partition 3
  tcpdump -Uw - port 11019 | dump - --json  as it comes, for another program

Exit status: 0 when everything that was asked for was read, 1 when something could not be, down to a single attribute
or route; 2 for bad arguments.";

/// Shows the BMP messages in a capture file or a recorded stream.
///
/// FILE may be a pcap or pcapng capture, or the octets of a BMP connection as they are; either of them
/// compressed with gzip or zstd; or BMP messages with OpenBMP headers. Which one it is, is told from its content. In
/// captures, TCP connections that carry BMP are found by trying, on any port. Of a broker, NATS JetStream, a stream
/// of such messages with headers is read, to its end and on, until it is interrupted.
#[derive(Debug, Parser)]
#[command(name = "dump", version, after_help = DETAILS)]
pub(crate) struct Args {
    /// The file to read; - for standard input; the URL of a broker, like nats://127.0.0.1:4222
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// One JSON object a line, for programs
    #[arg(long)]
    pub(crate) json: bool,

    /// Only the counts at the end, not the messages
    #[arg(long)]
    pub(crate) summary: bool,

    /// Below each message, why its routes were read the way they were, and what a receiver would do about errors in it
    #[arg(long, conflicts_with_all = ["json", "summary"])]
    pub(crate) explain: bool,

    /// Only messages about this peer, by its address; about a Loc-RIB by its BGP identifier
    #[arg(long, value_name = "ADDR")]
    pub(crate) peer: Option<IpAddr>,

    /// Only routes of this address family, such as ipv4-unicast, l2vpn-evpn, or 25/70
    #[arg(long, value_name = "NAME", value_parser = family)]
    pub(crate) family: Option<Family>,

    /// Only routes inside this network; an address alone is a network of one
    #[arg(long, value_name = "NET", value_parser = network)]
    pub(crate) prefix: Option<IpNet>,

    /// Begin with message number N; the first is 1
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) from: u64,

    /// Stop after N messages
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) limit: Option<u64>,

    /// Take TCP connections with this port at either end for BMP, and no others
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
