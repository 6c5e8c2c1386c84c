//! A capture of one connection, for tshark.

use std::path::Path;

use etherparse::PacketBuilder;

/// Writes each frame as a TCP segment of one connection from `192.0.2.1` to port 11019.
pub(crate) fn write<F: AsRef<[u8]>>(path: &Path, frames: &[F]) {
    let mut pcap = Vec::new();
    for word in [0xa1b2_c3d4_u32, 0x0004_0002, 0, 0, 0x0004_0000, 1] {
        pcap.extend(word.to_le_bytes());
    }
    let mut sequence = 1;
    for frame in frames {
        let frame = frame.as_ref();
        let packet = PacketBuilder::ethernet2([2; 6], [4; 6])
            .ipv4([192, 0, 2, 1], [192, 0, 2, 2], 64)
            .tcp(40000, 11019, sequence, 1000)
            .ack(1);
        let length = packet.size(frame.len());
        for word in [0, 0, length as u32, length as u32] {
            pcap.extend(word.to_le_bytes());
        }
        packet.write(&mut pcap, frame).unwrap();
        sequence += frame.len() as u32;
    }
    std::fs::write(path, pcap).unwrap();
}
