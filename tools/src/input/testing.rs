//! Messages, packets and captures for tests.

use std::io::Read;

use bmp_codec::bmp;
use etherparse::{PacketBuilder, TcpHeader};
use ruzstd::encoding::CompressionLevel;

use super::{Event, What};

/// Returns a message of common header and body.
pub(crate) fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut message = vec![3];
    message.extend((6 + body.len() as u32).to_be_bytes());
    message.push(kind);
    message.extend(body);
    message
}

fn peer() -> Vec<u8> {
    let mut peer = vec![0; 42];
    peer[22..26].copy_from_slice(&[192, 0, 2, 7]);
    peer[26..30].copy_from_slice(&65007u32.to_be_bytes());
    peer[34..38].copy_from_slice(&1_700_000_000u32.to_be_bytes());
    peer
}

fn bgp(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut message = vec![0xff; 16];
    message.extend((19 + body.len() as u16).to_be_bytes());
    message.push(kind);
    message.extend(body);
    message
}

pub(crate) fn initiation() -> Vec<u8> {
    message(4, b"\0\x02\0\x02r1\0\x01\0\x06router")
}

pub(crate) fn termination() -> Vec<u8> {
    message(5, b"\0\x01\0\x02\0\0")
}

pub(crate) fn statistics() -> Vec<u8> {
    message(
        1,
        &[peer(), vec![0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 9]].concat(),
    )
}

pub(crate) fn peer_up() -> Vec<u8> {
    let open = bgp(1, &[4, 0xfd, 0xe9, 0, 180, 192, 0, 2, 7, 0]);
    message(3, &[peer(), vec![0; 20], open.clone(), open].concat())
}

/// Returns a Route Monitoring message of 48 + 19 + `size` bytes, identified by `mark`.
pub(crate) fn route_monitoring(mark: u8, size: usize) -> Vec<u8> {
    message(0, &[peer(), bgp(2, &vec![mark; size])].concat())
}

/// Returns a stream of some kilobytes, and where its messages begin.
pub(crate) fn stream() -> (Vec<u8>, Vec<u64>) {
    let mut messages = vec![initiation(), peer_up()];
    messages.extend((0..40).map(|n| route_monitoring(n, usize::from(n) * 7)));
    messages.push(termination());
    let starts = messages.iter().scan(0, |at, message| {
        *at += message.len() as u64;
        Some(*at - message.len() as u64)
    });
    (messages.concat(), starts.collect())
}

/// One end of a TCP connection between two fixed hosts: the sender.
#[derive(Clone)]
pub(crate) struct Sender {
    pub(crate) port: u16,
    pub(crate) to: u16,
    pub(crate) seq: u32,
    pub(crate) v6: bool,
    pub(crate) vlan: bool,
}

impl Sender {
    pub(crate) fn new(port: u16, seq: u32) -> Self {
        Sender {
            port,
            to: 11019,
            seq,
            v6: false,
            vlan: false,
        }
    }

    fn packet(&self, flags: &str, seq: u32, payload: &[u8]) -> Vec<u8> {
        let builder = PacketBuilder::ethernet2([2, 0, 0, 0, 0, 1], [2, 0, 0, 0, 0, 2]);
        let mut tcp = TcpHeader::new(self.port, self.to, seq, 1000);
        (tcp.syn, tcp.fin, tcp.rst) = (
            flags.contains('S'),
            flags.contains('F'),
            flags.contains('R'),
        );
        tcp.ack = !tcp.syn;
        let (v4, v6) = (
            |n| [192, 0, 2, n],
            |n| std::net::Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, n).octets(),
        );
        let mut packet = Vec::new();
        match (self.vlan, self.v6) {
            (true, true) => builder
                .vlan(etherparse::VlanHeader::Double(
                    etherparse::DoubleVlanHeader::default(),
                ))
                .ipv6(v6(1), v6(9), 64)
                .tcp_header(tcp)
                .write(&mut packet, payload),
            (true, false) => builder
                .single_vlan(etherparse::VlanId::try_new(7).unwrap())
                .ipv4(v4(1), v4(9), 64)
                .tcp_header(tcp)
                .write(&mut packet, payload),
            (false, true) => builder
                .ipv6(v6(1), v6(9), 64)
                .tcp_header(tcp)
                .write(&mut packet, payload),
            (false, false) => builder
                .ipv4(v4(1), v4(9), 64)
                .tcp_header(tcp)
                .write(&mut packet, payload),
        }
        .unwrap();
        packet
    }

    pub(crate) fn syn(&mut self) -> Vec<u8> {
        let packet = self.packet("S", self.seq, &[]);
        self.seq = self.seq.wrapping_add(1);
        packet
    }

    pub(crate) fn data(&mut self, payload: &[u8]) -> Vec<u8> {
        let packet = self.packet("", self.seq, payload);
        self.seq = self.seq.wrapping_add(payload.len() as u32);
        packet
    }

    pub(crate) fn fin(&mut self) -> Vec<u8> {
        self.packet("F", self.seq, &[])
    }

    pub(crate) fn rst(&mut self) -> Vec<u8> {
        self.packet("R", self.seq, &[])
    }

    /// Returns the stream in segments of `size` bytes.
    pub(crate) fn segments(&mut self, stream: &[u8], size: usize) -> Vec<Vec<u8>> {
        stream.chunks(size).map(|chunk| self.data(chunk)).collect()
    }
}

/// Returns a pcap file of packets of a link type.
pub(crate) fn pcap(link: u32, packets: &[Vec<u8>]) -> Vec<u8> {
    let mut file = Vec::new();
    for word in [0xa1b2_c3d4, 2 | 4 << 16, 0, 0, 262_144, link] {
        file.extend(u32::to_le_bytes(word));
    }
    for packet in packets {
        for word in [1_700_000_000, 0, packet.len() as u32, packet.len() as u32] {
            file.extend(u32::to_le_bytes(word));
        }
        file.extend(packet);
    }
    file
}

/// Returns a big-endian pcapng file: one section with an Ethernet interface after one of another type.
pub(crate) fn pcapng(packets: &[Vec<u8>]) -> Vec<u8> {
    fn block(kind: u32, body: &[u8]) -> Vec<u8> {
        let padding = vec![0; body.len().next_multiple_of(4) - body.len()];
        let length = (12 + body.len() + padding.len()) as u32;
        let (kind, length) = (kind.to_be_bytes(), length.to_be_bytes());
        [&kind[..], &length, body, &padding, &length].concat()
    }
    let mut file = block(
        0x0a0d_0d0a,
        &[&[0x1a, 0x2b, 0x3c, 0x4d, 0, 1, 0, 0][..], &[0xff; 8]].concat(),
    );
    file.extend(block(1, &[0, 147, 0, 0, 0, 0, 0, 0]));
    file.extend(block(1, &[0, 1, 0, 0, 0, 4, 0, 0]));
    for packet in packets {
        let length = (packet.len() as u32).to_be_bytes();
        file.extend(block(
            6,
            &[&[0, 0, 0, 1][..], &[0; 8], &length, &length, packet].concat(),
        ));
    }
    file
}

/// What came out: the messages by stream, and everything else as text.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) streams: Vec<Vec<u8>>,
    pub(crate) starts: Vec<Vec<u64>>,
    pub(crate) words: Vec<String>,
}

impl Seen {
    pub(crate) fn note(&mut self, event: &Event<'_>) {
        let Event {
            stream,
            offset,
            what,
            ..
        } = event;
        let id = stream.id;
        match what {
            What::Messages(messages) => {
                self.streams
                    .resize(self.streams.len().max(id + 1), Vec::new());
                self.starts.resize(self.streams.len(), Vec::new());
                let mut start = *offset;
                for frame in bmp::frames(messages) {
                    let frame = frame.unwrap();
                    self.streams[id].extend_from_slice(frame);
                    self.starts[id].push(start);
                    start += frame.len() as u64;
                }
                assert_eq!(start, offset + messages.len() as u64);
            }
            What::Opened => self.words.push(format!("{id} opened {}", stream.name)),
            What::BadHeader(bad) => self.words.push(format!("{id} {offset} {bad}")),
            What::Skipped { octets } => self.words.push(format!("{id} {offset} skipped {octets}")),
            What::Gap { octets } => self.words.push(format!("{id} {offset} gap {octets}")),
            What::BadEnvelope { octets, error } => {
                self.words
                    .push(format!("{id} {offset} of {octets}: {error}"));
            }
            What::Ended { incomplete, how } => {
                self.words
                    .push(format!("{id} {offset} {how}, {incomplete} left"));
            }
        }
    }
}

/// Compresses bytes as one frame, with its checksum.
pub(crate) fn zstd(octets: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(octets, CompressionLevel::Fastest)
}

pub(crate) fn unzstd(octets: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    let mut frames = super::zstd::Frames::new(octets);
    frames.read_to_end(&mut all).unwrap();
    all
}

/// Returns the same messages in BMP version 4, byte by byte: an UPDATE and statistics are TLVs of -21, and the rest stays.
pub(crate) fn in_version_4(stream: &[u8]) -> Vec<u8> {
    const HEADERS: usize = 6 + 42;
    let mut all = Vec::new();
    for frame in bmp_codec::bmp::frames(stream) {
        let frame = frame.unwrap();
        let (kind, length) = (frame[5], frame.len().saturating_sub(HEADERS) as u16);
        let [high, low] = length.to_be_bytes();
        let tlv = match kind {
            0 => vec![0, 4, high, low, 0, 0],
            1 => vec![0, 1, high, low],
            _ => vec![],
        };
        let (headers, rest) = frame.split_at(HEADERS.min(frame.len()));
        let length = (frame.len() + tlv.len()) as u32;
        all.push(4);
        all.extend(length.to_be_bytes());
        all.extend(&headers[5..]);
        all.extend(tlv);
        all.extend(rest);
    }
    all
}
