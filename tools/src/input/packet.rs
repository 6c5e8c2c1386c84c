//! A captured packet, down to its TCP segment: link layer, IP, fragments.

use std::borrow::Cow;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};

use etherparse::defrag::IpDefragBuf;
use etherparse::{
    EtherType, Ipv6ExtensionSlice, LaxNetSlice, LaxSlicedPacket, TcpSlice, TransportSlice,
    ip_number,
};

/// How many datagrams are reassembled at a time; the oldest is dropped.
const DATAGRAMS: usize = 256;

/// A TCP segment.
#[derive(Debug, PartialEq)]
pub(crate) struct Segment<'a> {
    pub(crate) from: SocketAddr,
    pub(crate) to: SocketAddr,
    pub(crate) sequence: u32,
    pub(crate) syn: bool,
    pub(crate) fin: bool,
    pub(crate) rst: bool,
    pub(crate) payload: Cow<'a, [u8]>,
}

impl<'a> Segment<'a> {
    fn new(from: IpAddr, to: IpAddr, tcp: &TcpSlice<'_>, payload: Cow<'a, [u8]>) -> Self {
        Segment {
            from: SocketAddr::new(from, tcp.source_port()),
            to: SocketAddr::new(to, tcp.destination_port()),
            sequence: tcp.sequence_number(),
            syn: tcp.syn(),
            fin: tcp.fin(),
            rst: tcp.rst(),
            payload,
        }
    }
}

/// The content of a packet.
#[derive(Debug, PartialEq)]
pub(crate) enum Packet<'a> {
    Tcp(Segment<'a>),
    /// A fragment of a datagram that is not complete yet.
    Fragment,
    /// A whole packet that cannot contain BMP.
    Other,
    /// Incomplete or invalid headers.
    Unreadable,
    UnknownLink(u16),
}

/// Decodes packets, one after the other, because fragments must be kept.
#[derive(Default)]
pub(crate) struct Packets {
    datagrams: HashMap<Datagram, (u64, u64, IpDefragBuf)>,
    fragments: u64,
    lost: u64,
}

/// What all fragments of a datagram have in common.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Datagram {
    from: IpAddr,
    to: IpAddr,
    identification: u32,
}

impl Packets {
    /// Returns the number of TCP fragments that were never completed, including those still waiting.
    pub(crate) fn lost_fragments(&self) -> u64 {
        self.lost
            + self
                .datagrams
                .values()
                .map(|(_, count, _)| count)
                .sum::<u64>()
    }

    /// Decodes a packet of a [link type](https://www.tcpdump.org/linktypes.html).
    pub(crate) fn read<'a>(&mut self, link: u16, octets: &'a [u8]) -> Packet<'a> {
        let sliced = match link {
            1 => LaxSlicedPacket::from_ethernet(octets).ok(),
            // "Cooked": an Ethernet type after, or before, other fields.
            113 => ether_type(octets, 14, 16),
            276 => ether_type(octets, 0, 20),
            // The address family of loopback interfaces tells no more than the IP header.
            0 | 108 => octets.get(4..).and_then(ip),
            12 | 14 | 101 | 228 | 229 => ip(octets),
            _ => return Packet::UnknownLink(link),
        };
        let Some(sliced) = sliced else {
            return Packet::Unreadable;
        };
        let (from, to, payload) = match &sliced.net {
            Some(LaxNetSlice::Ipv4(ip)) => (
                ip.header().source_addr().into(),
                ip.header().destination_addr().into(),
                ip.payload(),
            ),
            Some(LaxNetSlice::Ipv6(ip)) => (
                ip.header().source_addr().into(),
                ip.header().destination_addr().into(),
                ip.payload(),
            ),
            _ if sliced.stop_err.is_some() => return Packet::Unreadable,
            _ => return Packet::Other,
        };
        match &sliced.transport {
            Some(TransportSlice::Tcp(tcp)) => {
                // The payload borrows from the packet, but a TcpSlice returns it for its own lifetime only.
                let payload = payload
                    .payload
                    .get(tcp.header_slice().len()..)
                    .unwrap_or_default();
                Packet::Tcp(Segment::new(from, to, tcp, Cow::Borrowed(payload)))
            }
            _ if payload.ip_number != ip_number::TCP => Packet::Other,
            _ if payload.fragmented && !payload.incomplete => self.fragment(from, to, &sliced),
            _ => Packet::Unreadable,
        }
    }

    fn fragment<'a>(
        &mut self,
        from: IpAddr,
        to: IpAddr,
        sliced: &LaxSlicedPacket<'_>,
    ) -> Packet<'a> {
        let (identification, offset, more, payload) = match &sliced.net {
            Some(LaxNetSlice::Ipv4(ip)) => {
                let header = ip.header();
                let identification = header.identification().into();
                (
                    identification,
                    header.fragments_offset(),
                    header.more_fragments(),
                    ip.payload(),
                )
            }
            Some(LaxNetSlice::Ipv6(ip)) => {
                let fragment =
                    ip.extensions()
                        .clone()
                        .into_iter()
                        .find_map(|header| match header {
                            Ipv6ExtensionSlice::Fragment(fragment) => Some(fragment),
                            _ => None,
                        });
                let Some(header) = fragment else {
                    return Packet::Unreadable;
                };
                (
                    header.identification(),
                    header.fragment_offset(),
                    header.more_fragments(),
                    ip.payload(),
                )
            }
            _ => return Packet::Unreadable,
        };
        let datagram = Datagram {
            from,
            to,
            identification,
        };
        if self.datagrams.len() >= DATAGRAMS && !self.datagrams.contains_key(&datagram) {
            self.forget_oldest();
        }
        self.fragments += 1;
        let (_, count, buffer) = self.datagrams.entry(datagram).or_insert_with(|| {
            (
                self.fragments,
                0,
                IpDefragBuf::new(payload.ip_number, Vec::new(), Vec::new()),
            )
        });
        *count += 1;
        let added = buffer.add(offset, more, payload.payload);
        if added.is_ok() && !buffer.is_complete() {
            return Packet::Fragment;
        }
        let Some((_, count, buffer)) = self.datagrams.remove(&datagram) else {
            return Packet::Fragment;
        };
        match TcpSlice::from_slice(buffer.data()) {
            Ok(tcp) if added.is_ok() => Packet::Tcp(Segment::new(
                from,
                to,
                &tcp,
                Cow::Owned(tcp.payload().to_vec()),
            )),
            _ => {
                self.lost += count;
                Packet::Unreadable
            }
        }
    }

    fn forget_oldest(&mut self) {
        let oldest = self
            .datagrams
            .iter()
            .min_by_key(|(_, (since, ..))| since)
            .map(|(key, _)| *key);
        if let Some((_, count, _)) = oldest.and_then(|oldest| self.datagrams.remove(&oldest)) {
            self.lost += count;
        }
    }
}

fn ether_type(octets: &[u8], at: usize, header: usize) -> Option<LaxSlicedPacket<'_>> {
    let kind = u16::from_be_bytes([*octets.get(at)?, *octets.get(at + 1)?]);
    Some(LaxSlicedPacket::from_ether_type(
        EtherType(kind),
        octets.get(header..)?,
    ))
}

fn ip(octets: &[u8]) -> Option<LaxSlicedPacket<'_>> {
    LaxSlicedPacket::from_ip(octets).ok()
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
            Packet::UnknownLink(147)
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
        assert_eq!(packets.read(101, &[]), Packet::Unreadable);
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
