//! A captured packet, down to its TCP segment: the headers around it, IP, fragments.

use std::borrow::Cow;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use etherparse::defrag::IpDefragBuf;
use etherparse::err::ip::LaxHeaderSliceError;
use etherparse::err::tcp::HeaderSliceError;
use etherparse::{IpFragOffset, IpNumber, Ipv6ExtensionSlice, LaxIpSlice, TcpSlice, ip_number};

use super::layers::{self, Inside, Layer, NESTED};
use super::links;
use super::losses::Why;
use super::path::{Path, Paths, Tag};

/// How many datagrams are reassembled at a time; the oldest is dropped.
const DATAGRAMS: usize = 256;

/// A TCP segment.
#[derive(Debug, PartialEq)]
pub(crate) struct Segment<'a> {
    pub(crate) from: SocketAddr,
    pub(crate) to: SocketAddr,
    /// The VLANs and tunnels around it.
    pub(crate) path: Path,
    /// When it was captured, since 1970.
    pub(crate) time: Option<Duration>,
    pub(crate) sequence: u32,
    pub(crate) syn: bool,
    pub(crate) fin: bool,
    pub(crate) rst: bool,
    pub(crate) payload: Cow<'a, [u8]>,
    /// Whether the end of the payload was not captured.
    pub(crate) is_cut: bool,
}

/// The content of a packet.
#[derive(Debug, PartialEq)]
pub(crate) enum Packet<'a> {
    Tcp(Segment<'a>),
    /// A fragment of a datagram that is not complete yet.
    Fragment,
    /// A whole packet that cannot contain BMP.
    Other,
    Lost(Why),
}

impl Packet<'_> {
    fn into_owned<'b>(self) -> Packet<'b> {
        match self {
            Packet::Tcp(segment) => Packet::Tcp(Segment {
                payload: Cow::Owned(segment.payload.into_owned()),
                ..segment
            }),
            Packet::Fragment => Packet::Fragment,
            Packet::Other => Packet::Other,
            Packet::Lost(why) => Packet::Lost(why),
        }
    }
}

/// Decodes packets, one after the other, because fragments must be kept.
#[derive(Default)]
pub(crate) struct Packets {
    datagrams: HashMap<Datagram, (u64, u64, IpDefragBuf)>,
    fragments: u64,
    lost: u64,
    paths: Paths,
}

/// What all fragments of a datagram have in common.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Datagram {
    around: Around,
    protocol: u8,
    identification: u32,
}

/// Where the payload of an IP packet comes from.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Around {
    from: IpAddr,
    to: IpAddr,
    path: Path,
    depth: usize,
}

impl Packets {
    /// Returns the number of fragments that were never completed, including those still waiting.
    pub(crate) fn lost_fragments(&self) -> u64 {
        let waiting = self.datagrams.iter();
        self.lost
            + waiting
                .map(|(datagram, (_, count, _))| counted(datagram, *count))
                .sum::<u64>()
    }

    pub(crate) fn paths(&self) -> &Paths {
        &self.paths
    }

    /// Decodes a packet of a link type.
    pub(crate) fn read<'a>(&mut self, link: u16, octets: &'a [u8]) -> Packet<'a> {
        match links::layer_of(link) {
            Some(layer) => self.layers(layer, octets, Path::default(), 0),
            None => Packet::Lost(Why::Link(link)),
        }
    }

    /// Decodes headers down to the next IP packet, and that.
    fn layers<'a>(
        &mut self,
        mut layer: Layer,
        mut octets: &'a [u8],
        mut path: Path,
        depth: usize,
    ) -> Packet<'a> {
        for depth in depth..NESTED {
            if layer == Layer::Ip {
                return self.ip(octets, path, depth);
            }
            match layer.open(octets) {
                Inside::Layer(inside, rest, tag) => {
                    (layer, octets) = (inside, rest);
                    match tag.map_or(Some(path), |tag| self.paths.enter(path, tag)) {
                        Some(inner) => path = inner,
                        None => return Packet::Lost(Why::TooManyPaths),
                    }
                }
                Inside::Other => return Packet::Other,
                Inside::Lost(why) => return Packet::Lost(why),
            }
        }
        Packet::Lost(Why::Nested)
    }

    fn ip<'a>(&mut self, octets: &'a [u8], path: Path, depth: usize) -> Packet<'a> {
        let (ip, stop) = match LaxIpSlice::from_slice(octets) {
            Ok(sliced) => sliced,
            Err(LaxHeaderSliceError::Len(_)) => return Packet::Lost(Why::Cut),
            Err(LaxHeaderSliceError::Content(_)) => return Packet::Lost(Why::Malformed),
        };
        let payload = ip.payload();
        if stop.is_some() {
            let why = if payload.incomplete {
                Why::Cut
            } else {
                Why::Malformed
            };
            return Packet::Lost(why);
        }
        let around = Around {
            from: ip.source_addr(),
            to: ip.destination_addr(),
            path,
            depth,
        };
        let protocol = payload.ip_number;
        if !payload.fragmented {
            return self.content(around, protocol, payload.payload, payload.incomplete);
        }
        let may_contain_tcp =
            protocol == ip_number::TCP || layers::inside_ip(protocol.0, &[]) != Inside::Other;
        if !may_contain_tcp {
            return Packet::Other;
        }
        if payload.incomplete {
            return Packet::Lost(Why::Cut);
        }
        let Some((identification, offset, more)) = fragment(&ip) else {
            return Packet::Lost(Why::Malformed);
        };
        let datagram = Datagram {
            around,
            protocol: protocol.0,
            identification,
        };
        match self.datagram(datagram, offset, more, payload.payload) {
            Ok(None) => Packet::Fragment,
            Ok(Some(whole)) => self.content(around, protocol, &whole, false).into_owned(),
            Err(()) => Packet::Lost(Why::Malformed),
        }
    }

    /// Decodes the payload of a whole IP packet.
    fn content<'a>(
        &mut self,
        around: Around,
        protocol: IpNumber,
        payload: &'a [u8],
        is_cut: bool,
    ) -> Packet<'a> {
        let Around {
            from,
            to,
            path,
            depth,
        } = around;
        if protocol != ip_number::TCP {
            let (layer, rest, tag) = match layers::inside_ip(protocol.0, payload) {
                Inside::Layer(layer, rest, tag) => (layer, rest, tag),
                Inside::Other => return Packet::Other,
                Inside::Lost(why) => return Packet::Lost(why),
            };
            let ends = layers::ends_count(protocol.0, payload).then_some(Tag::Tunnel(from, to));
            let mut tags = [ends, tag].into_iter().flatten();
            return match tags.try_fold(path, |path, tag| self.paths.enter(path, tag)) {
                Some(path) => self.layers(layer, rest, path, depth + 1),
                None => Packet::Lost(Why::TooManyPaths),
            };
        }
        let tcp = match TcpSlice::from_slice(payload) {
            Ok(tcp) => tcp,
            Err(HeaderSliceError::Len(_)) => return Packet::Lost(Why::Cut),
            Err(HeaderSliceError::Content(_)) => return Packet::Lost(Why::Malformed),
        };
        Packet::Tcp(Segment {
            from: SocketAddr::new(from, tcp.source_port()),
            to: SocketAddr::new(to, tcp.destination_port()),
            path,
            time: None,
            sequence: tcp.sequence_number(),
            syn: tcp.syn(),
            fin: tcp.fin(),
            rst: tcp.rst(),
            payload: Cow::Borrowed(payload.get(tcp.header_slice().len()..).unwrap_or_default()),
            is_cut,
        })
    }

    /// Adds a fragment. Returns the payload of the datagram, if it is complete now.
    fn datagram(
        &mut self,
        datagram: Datagram,
        offset: IpFragOffset,
        more: bool,
        payload: &[u8],
    ) -> Result<Option<Vec<u8>>, ()> {
        if self.datagrams.len() >= DATAGRAMS && !self.datagrams.contains_key(&datagram) {
            self.forget_oldest();
        }
        self.fragments += 1;
        let (_, count, buffer) = self.datagrams.entry(datagram).or_insert_with(|| {
            let buffer = IpDefragBuf::new(IpNumber(datagram.protocol), Vec::new(), Vec::new());
            (self.fragments, 0, buffer)
        });
        *count += 1;
        let added = buffer.add(offset, more, payload);
        if added.is_ok() && !buffer.is_complete() {
            return Ok(None);
        }
        match (added, self.datagrams.remove(&datagram)) {
            (Ok(()), Some((_, _, buffer))) => Ok(Some(buffer.take_bufs().0)),
            (_, removed) => {
                // This fragment is counted as a packet.
                self.lost += removed.map_or(0, |(_, count, _)| counted(&datagram, count - 1));
                Err(())
            }
        }
    }

    fn forget_oldest(&mut self) {
        let oldest = self
            .datagrams
            .iter()
            .min_by_key(|(_, (since, ..))| since)
            .map(|(key, _)| *key);
        let Some(oldest) = oldest else { return };
        if let Some((_, count, _)) = self.datagrams.remove(&oldest) {
            self.lost += counted(&oldest, count);
        }
    }
}

/// Returns the number of fragments that are lost with a datagram. UDP is seldom a tunnel.
fn counted(datagram: &Datagram, count: u64) -> u64 {
    match IpNumber(datagram.protocol) {
        ip_number::UDP => 0,
        _ => count,
    }
}

/// Returns identification, offset, and whether more fragments follow.
fn fragment(ip: &LaxIpSlice<'_>) -> Option<(u32, IpFragOffset, bool)> {
    match ip {
        LaxIpSlice::Ipv4(ip) => {
            let header = ip.header();
            let identification = header.identification().into();
            Some((
                identification,
                header.fragments_offset(),
                header.more_fragments(),
            ))
        }
        LaxIpSlice::Ipv6(ip) => {
            let mut extensions = ip.extensions().clone().into_iter();
            extensions.find_map(|extension| match extension {
                Ipv6ExtensionSlice::Fragment(header) => Some((
                    header.identification(),
                    header.fragment_offset(),
                    header.more_fragments(),
                )),
                _ => None,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::testing::Sender;

    /// Returns the payload and the first port, if there is a segment.
    fn payload(link: u16, packet: &[u8]) -> Option<(Vec<u8>, String)> {
        match Packets::default().read(link, packet) {
            Packet::Tcp(segment) => Some((segment.payload.into_owned(), segment.from.to_string())),
            _ => None,
        }
    }

    #[test]
    fn ethernet_with_and_without_tags() {
        for vlan in [false, true] {
            for (v6, from) in [(false, "192.0.2.1:5000"), (true, "[2001:db8::1]:5000")] {
                let mut packet = Sender {
                    v6,
                    vlan,
                    ..Sender::new(5000, 1)
                }
                .data(b"hello");
                packet.extend([0; 6]); // padding of the link layer
                assert_eq!(payload(1, &packet), Some((b"hello".to_vec(), from.into())));
            }
        }
    }

    #[test]
    fn other_link_types() {
        let packet = Sender::new(5000, 1).data(b"hello");
        let ip = &packet[14..];
        let sll = [&[0; 14][..], &[8, 0], ip].concat();
        let sll2 = [&[8, 0][..], &[0; 18], ip].concat();
        let null = [&[2, 0, 0, 0][..], ip].concat();
        for (link, octets) in [
            (113, &sll[..]),
            (276, &sll2),
            (0, &null),
            (108, &null),
            (101, ip),
            (228, ip),
            (12, ip),
        ] {
            assert_eq!(
                payload(link, octets),
                Some((b"hello".to_vec(), "192.0.2.1:5000".into())),
                "{link}"
            );
        }
        assert_eq!(
            Packets::default().read(147, &packet),
            Packet::Lost(Why::Link(147))
        );
    }

    #[test]
    fn cut_off_and_foreign_packets() {
        let packet = Sender::new(5000, 1).data(b"hello");
        let mut packets = Packets::default();
        for length in 0..54 {
            assert_ne!(packets.read(1, &packet[..length]), Packet::Fragment);
            assert!(payload(1, &packet[..length]).is_none(), "{length}");
        }
        // With a complete TCP header, the captured part of the payload counts.
        assert_eq!(
            payload(1, &packet[..57]),
            Some((b"hel".to_vec(), "192.0.2.1:5000".into()))
        );
        let mut arp = packet.clone();
        arp[12..14].copy_from_slice(&[0x88, 0xcc]);
        assert_eq!(packets.read(1, &arp), Packet::Other);
        let mut udp = packet.clone();
        udp[23] = 17;
        assert_eq!(packets.read(1, &udp), Packet::Other);
        assert_eq!(packets.read(101, &[]), Packet::Lost(Why::Cut));
    }

    /// Returns an IPv4 packet cut into two fragments.
    fn fragments(packet: &[u8]) -> [Vec<u8>; 2] {
        let (header, body) = packet[14..].split_at(20);
        [(0x2000u16, &body[..40]), (5, &body[40..])].map(|(field, part)| {
            let mut header = header.to_vec();
            header[2..4].copy_from_slice(&(20 + part.len() as u16).to_be_bytes());
            header[6..8].copy_from_slice(&field.to_be_bytes());
            [&header, part].concat()
        })
    }

    #[test]
    fn fragments_in_any_order() {
        let whole = Sender::new(5000, 1).data(&[7; 100]);
        for swap in [false, true] {
            let mut fragments = fragments(&whole);
            if swap {
                fragments.reverse();
            }
            let mut packets = Packets::default();
            assert_eq!(packets.read(101, &fragments[0]), Packet::Fragment);
            assert_eq!(packets.lost_fragments(), 1);
            let Packet::Tcp(segment) = packets.read(101, &fragments[1]) else {
                panic!()
            };
            assert_eq!(
                (&segment.payload[..], segment.from.port()),
                (&[7; 100][..], 5000)
            );
            assert_eq!(packets.lost_fragments(), 0);
        }
    }

    #[test]
    fn fragments_do_not_pile_up() {
        let mut packets = Packets::default();
        let whole = Sender::new(5000, 1).data(&[7; 100]);
        let [mut first, _] = fragments(&whole);
        for identification in 0..1000u16 {
            first[4..6].copy_from_slice(&identification.to_be_bytes());
            assert_eq!(packets.read(101, &first), Packet::Fragment);
        }
        assert_eq!(
            (packets.datagrams.len(), packets.lost_fragments()),
            (DATAGRAMS, 1000)
        );
    }
}
