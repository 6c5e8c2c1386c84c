//! A capture of one connection, for tshark.

use std::path::Path;

use etherparse::PacketBuilder;

/// The octets that fit into an IP packet, with room for headers.
const SEGMENT: usize = 65_000;

/// Writes each frame as a TCP segment of one connection from `192.0.2.1` to port 11019; in two if it is too long for one.
pub(crate) fn write<F: AsRef<[u8]>>(path: &Path, frames: &[F]) {
    let mut pcap = Vec::new();
    for word in [0xa1b2_c3d4_u32, 0x0004_0002, 0, 0, 0x0004_0000, 1] {
        pcap.extend(word.to_le_bytes());
    }
    let mut sequence = 1;
    let segments = frames
        .iter()
        .flat_map(|frame| frame.as_ref().chunks(SEGMENT));
    for segment in segments {
        let packet = PacketBuilder::ethernet2([2; 6], [4; 6])
            .ipv4([192, 0, 2, 1], [192, 0, 2, 2], 64)
            .tcp(40000, 11019, sequence, 1000)
            .ack(1);
        let length = packet.size(segment.len());
        for word in [0, 0, length as u32, length as u32] {
            pcap.extend(word.to_le_bytes());
        }
        packet.write(&mut pcap, segment).unwrap();
        sequence += segment.len() as u32;
    }
    std::fs::write(path, pcap).unwrap();
}
