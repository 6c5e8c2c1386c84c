//! The same packets, read by tshark.

use std::io::Write;
use std::process::Command;

use crate::input::testing::pcap;

use super::{hex, linked, tagged, tunneled};

/// What tshark 4.0 does not find inside packets: link types, and parts of packets.
const NOT_FOUND: &[(u32, &str, &str)] = &[
    (
        1,
        "8847 00064140 0",
        "it takes no control word, and no Ethernet, unless it is told so for the label",
    ),
    (1, "8847 00064140 4500 0000 0001", "the same"),
    (101, "c000 2118", "it knows only one port of VXLAN"),
    (
        166,
        "0003 0021",
        "it has the direction before the address, libpcap in place of it",
    ),
    (100, "fefe", "it knows only SNAP here"),
    (205, "", "it has another header before this one"),
    (206, "", "it does not know this link type"),
    (219, "", "it does not know this link type"),
    (239, "0200 0000 0008", "it expects the other byte order"),
];

fn is_left_out(link: u32, packet: &[u8]) -> bool {
    let digits: String = packet.iter().map(|octet| format!("{octet:02x}")).collect();
    let mut parts = NOT_FOUND.iter();
    parts.any(|(its, part, _)| *its == link && digits.contains(&part.replace(' ', "")))
}

/// Returns the last address and port in a packet, and the type of a TLV of BMP.
fn read(link: u32, packet: &[u8]) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&pcap(link, &[packet.to_vec()])).unwrap();
    let mut tshark = Command::new(env!("TSHARK"));
    tshark.args([
        "-d",
        "tcp.port==5000,bmp",
        "-T",
        "fields",
        "-E",
        "occurrence=l",
    ]);
    tshark.args([
        "-e",
        "ip.src",
        "-e",
        "tcp.srcport",
        "-e",
        "bmp.init.type",
        "-r",
    ]);
    let output = tshark.arg(file.path()).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
#[cfg_attr(not(has_tshark), ignore = "needs tshark 4.0: apt-get install tshark")]
fn tshark_finds_the_same_inside() {
    let tagged = tagged().into_iter().map(|(packet, _)| (1, packet));
    let tunneled = tunneled().into_iter().map(|(packet, _)| (101, packet));
    let mut compared = 0;
    for (link, packet) in tagged.chain(tunneled).chain(linked()) {
        if !is_left_out(link, &packet) {
            assert_eq!(
                read(link, &packet),
                "192.0.2.1\t50000\t2\n",
                "{link} {packet:02x?}"
            );
            compared += 1;
        }
    }
    assert!(compared > 35, "{compared}");
    assert!(is_left_out(239, &hex("02000000 0008")));
}
