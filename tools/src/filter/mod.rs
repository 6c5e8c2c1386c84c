//! Who announces this prefix: shows the routes of one network in captures and recorded streams, and decodes as little
//! as possible.
//!
//! In all families, the bytes of a prefix are contiguous. A message without the bytes of the wanted prefix needs no
//! look at its routes. In other messages only the routes are decoded, and the AS path only of routes that are shown.
//!
//! `bmp filter 198.18.4.0/24 testdata/captures/bird-2.20.0-session.bmp.zst`

use std::io::{self, BufWriter, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use bmp_codec::bgp::Update;
use bmp_codec::bgp::nlri::AnyRoute;
use bmp_codec::bmp::{Message, PeerTable, PerPeerHeader, RouteMonitoring};
use clap::Parser;
use indicatif::ProgressBar;
use ipnet::IpNet;
use jiff::Timestamp;
use memchr::memmem::Finder;

use crate::input::source::{Format, Source};
use crate::input::{Event, Flow, Input, Stop, What};
use crate::is_broken_pipe;

const DETAILS: &str = "\
Each line is an announcement (+) or a withdrawal (-) in a Route Monitoring message: the time of the per-peer header, in
UTC; the peer's address, or the BGP identifier of a Loc-RIB, with %DISTINGUISHER if there is one; the AS; the RIB; + or
-; the route, with its family, and with its path identifier if it has one; and the AS path of an announcement. Routes of
all families with prefixes are shown, including VPNs and flow specifications.

Exit status: 0 if everything that may be wanted could be decoded, 1 if not; 2 for bad arguments.";

/// Shows who announced or withdrew a prefix, and when.
///
/// FILE may be a pcap or pcapng capture, or the raw bytes of a BMP connection; each of them may be compressed with gzip,
/// zstd, LZ4, bzip2 or xz. Use - for standard input.
#[derive(Debug, Parser)]
#[command(name = "filter", after_help = DETAILS)]
pub(crate) struct Args {
    /// Prefix; a single address is a prefix of full length
    #[arg(value_parser = network)]
    prefix: IpNet,

    /// Files to read
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// Show prefixes inside this one, too
    #[arg(long)]
    or_longer: bool,

    /// Show prefixes that contain this one, too
    #[arg(long)]
    covering: bool,
}

fn network(text: &str) -> Result<IpNet, String> {
    let net = text
        .parse()
        .or_else(|_| text.parse().map(|address: IpAddr| IpNet::from(address)))
        .map_err(|_| "neither a prefix, like 192.0.2.0/24, nor an address")?;
    // No route has bits beyond its length.
    Ok(net.trunc())
}

pub(crate) fn main(args: &Args) -> ExitCode {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut whole = true;
    for file in &args.files {
        match filter(args, file, &mut out) {
            Ok(read) => whole &= read,
            // The reader of the output has seen enough.
            Err(error) if is_broken_pipe(&error) => return ExitCode::SUCCESS,
            Err(error) => {
                whole = false;
                eprintln!("bmp filter: {}: {error:#}", file.display());
            }
        }
    }
    match out.flush() {
        Ok(()) if whole => ExitCode::SUCCESS,
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("bmp filter: cannot write: {error}");
            ExitCode::FAILURE
        }
        Err(_) => ExitCode::SUCCESS,
        Ok(()) => ExitCode::FAILURE,
    }
}

/// Shows the wanted routes of one file, and returns whether all of it could be decoded.
fn filter(args: &Args, file: &Path, out: &mut impl Write) -> anyhow::Result<bool> {
    let source = Source::open(file, &ProgressBar::hidden())?;
    if source.format == Format::Json {
        bail!("is JSON: `bmp replay` turns the output of `bmp dump --json` into a BMP stream");
    }
    let mut filter = Filter {
        args,
        octets: octets(args),
        place: (args.files.len() > 1).then(|| file.display().to_string()),
        peers: Vec::new(),
        unread: 0,
        out,
    };
    let read = Input::new(source, None).read(&mut |event| filter.event(&event));
    if filter.unread > 0 {
        let name = file.display();
        eprintln!(
            "bmp filter: {name}: {} messages, routes or AS paths are malformed; bmp dump shows them",
            filter.unread
        );
    }
    match read {
        Ok((counts, end)) => {
            let losses = counts.losses();
            for loss in &losses {
                eprintln!("bmp filter: {}: {loss}", file.display());
            }
            end?;
            Ok(filter.unread == 0 && losses.is_empty())
        }
        Err(Stop::Enough) => Ok(filter.unread == 0),
        Err(Stop::Output(error)) => Err(error).context("cannot write"),
    }
}

struct Filter<'a, W> {
    args: &'a Args,
    /// The whole bytes of the prefix, if every message with wanted routes must contain them.
    octets: Option<Finder<'static>>,
    /// The beginning of lines, if there are several files.
    place: Option<String>,
    /// The peer table of each stream.
    peers: Vec<PeerTable>,
    /// The number of malformed items that may have been wanted.
    unread: u64,
    out: &'a mut W,
}

impl<W: Write> Filter<'_, W> {
    fn event(&mut self, event: &Event<'_>) -> Flow {
        let id = event.stream.id;
        match event.what {
            What::Opened => {
                let streams = self.peers.len().max(id + 1);
                self.peers.resize_with(streams, PeerTable::default);
            }
            What::Message(frame) => match self.peers[id].decode(frame) {
                Ok(Message::RouteMonitoring(monitoring)) => {
                    let octets = self.octets.as_ref();
                    if octets.is_none_or(|octets| octets.find(frame).is_some()) {
                        return self.monitoring(&monitoring);
                    }
                }
                Ok(_) => {}
                Err(_) => self.unread += 1,
            },
            // The stream has ended: its peer table can go.
            What::Ended { .. } => self.peers[id] = PeerTable::default(),
            what if what.is_loss() => {
                eprintln!(
                    "bmp filter: {}, octet {}: {event}",
                    event.stream.name,
                    event.begin()
                );
                self.unread += 1;
            }
            _ => {}
        }
        Ok(())
    }

    /// Walks the lists of routes. Decodes nothing else of the UPDATE until a route is wanted.
    fn monitoring(&mut self, monitoring: &RouteMonitoring<&[u8]>) -> Flow {
        let Ok(update) = &monitoring.update else {
            self.unread += 1;
            return Ok(());
        };
        let withdrawn = update.withdrawn().map(|route| ('-', route));
        let announced = update.announced().map(|route| ('+', route));
        for (sign, route) in withdrawn.chain(announced) {
            match route {
                Ok(route) if self.takes(&route) => {
                    self.show(&monitoring.peer, sign, &route, update)?
                }
                Ok(_) => {}
                Err(_) => self.unread += 1,
            }
        }
        Ok(())
    }

    fn takes(&self, route: &AnyRoute) -> bool {
        let wanted = self.args.prefix;
        route.prefix.is_some_and(|prefix| {
            prefix == wanted
                || self.args.or_longer && wanted.contains(&prefix)
                || self.args.covering && prefix.contains(&wanted)
        })
    }

    fn show(
        &mut self,
        peer: &PerPeerHeader,
        sign: char,
        route: &AnyRoute,
        update: &Update<&[u8]>,
    ) -> Flow {
        if let Some(place) = &self.place {
            write!(self.out, "{place}: ")?;
        }
        write!(self.out, "{} {} AS{} ", time(peer), name(peer), peer.asn())?;
        match peer.rib() {
            Some(rib) => write!(self.out, "{rib}")?,
            None => write!(self.out, "type-{}", u8::from(peer.peer_type()))?,
        }
        write!(self.out, " {sign} {route}")?;
        if sign == '+' {
            match update.path_attributes.merged_as_path() {
                Ok(Some(path)) => write!(self.out, " {path}")?,
                Ok(None) => {}
                Err(error) => {
                    self.unread += 1;
                    write!(self.out, " [{error}]")?;
                }
            }
        }
        writeln!(self.out)?;
        Ok(())
    }
}

/// Returns the address bytes that the prefix covers: `None` if shorter prefixes are wanted, too, or if there are none.
fn octets(args: &Args) -> Option<Finder<'static>> {
    let whole = usize::from(args.prefix.prefix_len() / 8);
    let finder = |address: &[u8]| Finder::new(&address[..whole]).into_owned();
    (whole > 0 && !args.covering).then(|| match args.prefix.network() {
        IpAddr::V4(address) => finder(&address.octets()),
        IpAddr::V6(address) => finder(&address.octets()),
    })
}

/// Returns when the routes were received, in UTC.
fn time(peer: &PerPeerHeader) -> String {
    let time = peer
        .timestamp()
        .and_then(|since| Timestamp::new(since.as_secs() as i64, since.subsec_nanos() as i32).ok());
    time.map_or("-".into(), |time| format!("{time:.6}"))
}

/// Returns the address, or the BGP identifier of a Loc-RIB, with the distinguisher if there is one.
fn name(peer: &PerPeerHeader) -> String {
    let address = peer.address().unwrap_or_else(|| peer.bgp_id().into());
    match peer.distinguisher() {
        distinguisher if distinguisher.0 == 0 => address.to_string(),
        distinguisher => format!("{address}%{distinguisher}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    /// Returns what is shown of a capture, and whether all of it could be decoded.
    fn run(words: &[&str], capture: &str) -> (String, bool) {
        let file = format!(
            "{}/../testdata/captures/{capture}",
            env!("CARGO_MANIFEST_DIR")
        );
        let words = ["filter"].iter().chain(words).copied();
        let args = Args::try_parse_from(words.chain([file.as_str()])).unwrap();
        let mut out = Vec::new();
        let whole = filter(&args, &args.files[0], &mut out).unwrap();
        (String::from_utf8(out).unwrap(), whole)
    }

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }

    /// As tshark 4.0.17 shows them: bmp.peer.timestamp, .ip.addr, .asn, .flags (0x40 is post-policy), bgp.nlri_prefix,
    /// .withdrawn_prefix, .nlri_path_id and .update.path_attribute.as_path_segment.as4.
    #[test]
    fn one_prefix_of_several_peers() {
        let (out, whole) = run(&["198.18.4.0/24"], "bird-2.20.0-session.bmp.zst");
        let long = "65550 64999 64999 64999 64999 64999 64999 64999 64999 64999 64999 64999 64999";
        let mut expected = String::new();
        for (micros, peer, what, path) in [
            (
                "40.381269",
                "192.0.2.10 AS65550",
                "+ ipv4-unicast 198.18.4.0/24 ",
                long,
            ),
            (
                "40.395695",
                "192.0.2.14 AS64503",
                "+ ipv4-unicast 198.18.4.0/24 path-id 1 ",
                "64503 64999",
            ),
            (
                "40.395695",
                "192.0.2.14 AS64503",
                "+ ipv4-unicast 198.18.4.0/24 path-id 2 ",
                "64503 64998 64997",
            ),
            (
                "40.395695",
                "192.0.2.14 AS64503",
                "- ipv4-unicast 198.18.4.0/24 path-id 1",
                "",
            ),
            (
                "43.397223",
                "192.0.2.10 AS65550",
                "- ipv4-unicast 198.18.4.0/24",
                "",
            ),
        ] {
            for rib in ["adj-rib-in-pre", "adj-rib-in-post"] {
                expected += &format!("2026-11-22T21:51:{micros}Z {peer} {rib} {what}{path}\n");
            }
        }
        assert_eq!(out, expected);
        assert!(whole);
        let packets = run(&["198.18.4.0/24"], "bird-2.20.0-session.pcap.gz");
        assert_eq!(packets, (out, true));
    }

    /// All there are: as many as in testdata/expected.json.
    #[test]
    fn or_longer() {
        for (prefix, announced, withdrawn) in [("0.0.0.0/0", 366, 25), ("::/0", 334, 6)] {
            let (out, whole) = run(&["--or-longer", prefix], "bird-2.20.0-session.bmp.zst");
            assert_eq!(out.matches(" + ").count(), announced);
            assert_eq!(out.matches(" - ").count(), withdrawn);
            assert!(whole);
        }
    }

    /// Searching for bytes, and walking routes because a shorter prefix is wanted, give the same result.
    #[test]
    fn octets_hide_nothing() {
        for (capture, prefix) in [
            ("bird-2.20.0-session.bmp.zst", "2001:db8:3000::/48"),
            ("gobgp-4.8.0-families.bmp", "198.18.0.0/15"),
            ("frr-10.7.1-vpn-evpn.bmp", "198.18.0.0/15"),
        ] {
            let all = if prefix.contains(':') {
                "::/0"
            } else {
                "0.0.0.0/0"
            };
            let (all, _) = run(&["--or-longer", all], capture);
            let net: IpNet = prefix.parse().unwrap();
            let inside = |line: &&str| {
                line.split(' ')
                    .any(|word| word.parse().is_ok_and(|other: IpNet| net.contains(&other)))
            };
            let expected: Vec<_> = all.lines().filter(inside).collect();
            assert!(!expected.is_empty(), "{capture}");
            let (found, _) = run(&["--or-longer", prefix], capture);
            assert_eq!(found.lines().collect::<Vec<_>>(), expected, "{capture}");
        }
    }

    /// A single address, and the prefixes that contain it.
    #[test]
    fn covering() {
        let capture = "bird-2.20.0-session.bmp.zst";
        assert_eq!(run(&["198.18.4.77"], capture).0, "");
        let (covering, _) = run(&["--covering", "198.18.4.77"], capture);
        let (net, rest): (Vec<_>, Vec<_>) = covering
            .lines()
            .partition(|line| line.contains("198.18.4.0/24"));
        let (exact, _) = run(&["198.18.4.0/24"], capture);
        assert_eq!(net, exact.lines().collect::<Vec<_>>());
        // Twice, once for each RIB.
        let prefixes: Vec<_> = rest
            .iter()
            .map(|line| line.split(' ').nth(6).unwrap())
            .collect();
        assert_eq!(
            prefixes,
            ["0.0.0.0/0", "0.0.0.0/0", "128.0.0.0/1", "128.0.0.0/1"]
        );
    }

    /// In a VPN, a distinguisher comes before the prefix.
    #[test]
    fn any_family() {
        let (out, _) = run(&["--or-longer", "0.0.0.0/0"], "gobgp-4.8.0-families.bmp");
        for (family, announced, withdrawn) in [
            ("vpn-ipv4-unicast", 42, 18),
            ("ipv4-multicast", 6, 5),
            ("ipv4-labeled-unicast", 12, 9),
        ] {
            assert_eq!(
                out.matches(&format!(" + {family} ")).count(),
                announced,
                "{family}"
            );
            assert_eq!(
                out.matches(&format!(" - {family} ")).count(),
                withdrawn,
                "{family}"
            );
        }
    }
}
