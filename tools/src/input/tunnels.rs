//! Tests of the headers around IP packets, built by hand: each packet contains an Initiation of the system "r".

mod tshark;

use std::io::Write;

use etherparse::{IpNumber, Ipv4Header, Ipv6Header, UdpHeader};
use indicatif::ProgressBar;
use proptest::prelude::*;

use super::source::Source;
use super::testing::*;
use super::*;

pub(super) fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    let octet = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(octet).collect()
}

/// sysName "r".
const INITIATION: &str = "030000000b040002000172";
const TCP: &str = "c3501388 00000001 00000001 5018ffff 00000000";
const NAME: &str = "192.0.2.1:50000 > 192.0.2.100:5000";

fn tcp() -> Vec<u8> {
    hex(&[TCP, INITIATION].concat())
}

fn ip() -> Vec<u8> {
    let header = "45000033 00010000 4006f65e c0000201 c0000264";
    [hex(header), tcp()].concat()
}

fn ipv6() -> Vec<u8> {
    let header =
        "60000000 001f 06 40 20010db8000000000000000000000001 20010db8000000000000000000000064";
    [hex(header), tcp()].concat()
}

fn ethernet(kind: &str, payload: &[u8]) -> Vec<u8> {
    [&hex("020000000001 020000000002"), &hex(kind), payload].concat()
}

/// An IPv4 packet of a tunnel from 198.51.100.1 to 198.51.100.2.
fn outer(protocol: u8, payload: &[u8]) -> Vec<u8> {
    let ends = ([198, 51, 100, 1], [198, 51, 100, 2]);
    let length = payload.len() as u16;
    let header = Ipv4Header::new(length, 64, IpNumber(protocol), ends.0, ends.1).unwrap();
    [&header.to_bytes()[..], payload].concat()
}

fn udp(port: u16, payload: &[u8]) -> Vec<u8> {
    let header = UdpHeader::without_ipv4_checksum(49152, port, payload.len()).unwrap();
    outer(17, &[&header.to_bytes()[..], payload].concat())
}

fn read(file: &[u8]) -> (Seen, Counts, anyhow::Result<()>) {
    let mut temporary = tempfile::NamedTempFile::new().unwrap();
    temporary.write_all(file).unwrap();
    let source = Source::open(temporary.path(), &ProgressBar::hidden()).unwrap();
    let mut seen = Seen::default();
    let read = Input::new(source, None).read(&mut |event| {
        seen.note(&event);
        Ok(())
    });
    let (counts, end) = read.unwrap();
    (seen, counts, end)
}

/// The message is read, and the stream has this name.
fn is_read(file: &[u8], name: &str) {
    let (seen, counts, end) = read(file);
    end.unwrap();
    assert_eq!(counts.losses(), [], "{name}");
    assert_eq!(seen.streams, [hex(INITIATION)], "{name}");
    assert_eq!(seen.words[0], format!("0 opened {name}"));
}

/// Cases whose captures tshark 4.0 reads, too.
#[test]
fn captures_as_they_were_reported() {
    let mpls = "d4c3b2a1020004000000000000000000000004000100000000f153650000000045000000450000000200000000010200\
                0000000288470006414045000033000100004006f65ec0000201c0000264c350138800000001000000015018ffff0000\
                0000030000000b040002000172";
    is_read(&hex(mpls), &format!("{NAME} in MPLS label 100"));
    let ppp = "d4c3b2a1020004000000000000000000000004000900000000f15365000000003500000035000000002145000033000100\
               004006f65ec0000201c0000264c350138800000001000000015018ffff00000000030000000b040002000172";
    is_read(&hex(ppp), NAME);
}

/// Ethernet frames, and where the packet is.
fn tagged() -> Vec<(Vec<u8>, &'static str)> {
    let inner = ethernet("0800", &ip());
    // The address of a station that begins like IPv4.
    let mut odd = inner.clone();
    odd[0] = 0x45;
    let label = |labels: &str, payload: &[u8]| ethernet("8847", &[&hex(labels), payload].concat());
    vec![
        (ethernet("8100 0007 0800", &ip()), "VLAN 7"),
        (
            ethernet("88a8 0064 8100 20c8 0800", &ip()),
            "VLAN 100, VLAN 200",
        ),
        (
            ethernet("9100 0001 88a8 0002 8100 0003 8100 0004 0800", &ip()),
            "VLAN 1, VLAN 2, VLAN 3, VLAN 4",
        ),
        (ethernet("88e7 00000123", &inner), "network 291"),
        (label("00010040 00020040 00064140", &ip()), "MPLS label 100"),
        // An entropy label, and explicit null.
        (label("00064040 00007040 12345140", &ip()), "MPLS label 100"),
        (label("00064040 00000140", &ip()), "MPLS label 100"),
        (label("00064140 00000000", &ip()), "MPLS label 100"),
        (label("00064140 00000000", &inner), "MPLS label 100"),
        (label("00064140", &inner), "MPLS label 100"),
        (label("00064140", &odd), "MPLS label 100"),
        (
            ethernet("8847 00064140", &ethernet("8100 0009 0800", &ip())),
            "MPLS label 100, VLAN 9",
        ),
        (
            ethernet("8864 1100 0001 0035 0021", &ip()),
            "PPPoE session 1",
        ),
    ]
}

#[test]
fn tags_and_labels() {
    for (packet, place) in tagged() {
        is_read(&pcap(1, &[packet]), &format!("{NAME} in {place}"));
    }
    // IEEE 802.2 with SNAP; and a tag that is only a priority.
    is_read(
        &pcap(1, &[ethernet("003b aaaa03 000000 0800", &ip())]),
        NAME,
    );
    is_read(&pcap(1, &[ethernet("8100 2000 0800", &ip())]), NAME);
}

/// IP packets, and where the packet in them is.
fn tunneled() -> Vec<(Vec<u8>, String)> {
    let inner = ethernet("0800", &ip());
    let with = |header: &str, payload: &[u8]| [&hex(header), payload].concat();
    let ends = "tunnel 198.51.100.1 > 198.51.100.2";
    vec![
        (outer(4, &ip()), ends.to_owned()),
        (outer(47, &with("0000 0800", &ip())), ends.to_owned()),
        (
            outer(47, &with("b000 0800 00000000 00000005 00000001", &ip())),
            format!("{ends}, key 5"),
        ),
        (
            outer(47, &with("0000 8847 00064140", &ip())),
            format!("{ends}, MPLS label 100"),
        ),
        (
            outer(47, &with("2000 6558 00000005", &inner)),
            format!("{ends}, key 5"),
        ),
        (
            outer(
                47,
                &with("3081 880b 00330009 00000001 00000001 ff03 0021", &ip()),
            ),
            format!("{ends}, key 9"),
        ),
        (outer(97, &with("3000", &inner)), ends.to_owned()),
        (
            outer(137, &with("00064140", &ip())),
            "MPLS label 100".into(),
        ),
        (
            udp(4789, &with("08000000 00000700", &inner)),
            "network 7".into(),
        ),
        (
            udp(8472, &with("08000000 00000700", &inner)),
            "network 7".into(),
        ),
        (
            udp(4790, &with("0c000001 00000700", &ip())),
            "network 7".into(),
        ),
        (
            udp(6081, &with("0240 6558 00000700 0102030400000004", &inner)),
            "network 7".into(),
        ),
        (udp(6635, &with("00064140", &ip())), "MPLS label 100".into()),
        (
            udp(4754, &with("2000 0800 00000005", &ip())),
            "key 5".into(),
        ),
        // Tunnels in tunnels.
        (
            outer(4, &udp(4789, &with("08000000 00000700", &inner))),
            format!("{ends}, network 7"),
        ),
    ]
}

#[test]
fn tunnels() {
    let inner = ethernet("0800", &ip());
    let with = |header: &str, payload: &[u8]| [&hex(header), payload].concat();
    let ends = "tunnel 198.51.100.1 > 198.51.100.2";
    for (packet, place) in tunneled() {
        let (name, end) = (format!("{NAME} in {place}"), packet.len());
        is_read(&pcap(101, std::slice::from_ref(&packet)), &name);
        // With the padding of Ethernet, too.
        let mut padded = ethernet("0800", &packet);
        padded.extend([0; 8]);
        is_read(&pcap(1, &[padded]), &name);
        // In fragments.
        let parts = [(20..44, 0x2000_u16), (44..end, 3)].map(|(range, field)| {
            let mut part = [&packet[..20], &packet[range.clone()]].concat();
            let length = part.len() as u16;
            part[2..4].copy_from_slice(&length.to_be_bytes());
            part[6..8].copy_from_slice(&field.to_be_bytes());
            part
        });
        is_read(&pcap(101, &parts), &name);
    }
    // ERSPAN of types I, II and III.
    for header in [
        "0000 88be",
        "1000 88be 00000001 1007000100000000",
        "1000 22eb 00000001 200700010000000000000000",
        "1000 22eb 00000001 200700010000000000000001 0000000000000000",
    ] {
        is_read(&pcap(101, &[outer(47, &with(header, &inner))]), NAME);
    }
    let six = format!("[2001:db8::1]:50000 > [2001:db8::64]:5000 in {ends}");
    is_read(&pcap(101, &[outer(41, &ipv6())]), &six);
    let mut four = Ipv6Header {
        payload_length: 51,
        next_header: IpNumber(4),
        ..Ipv6Header::default()
    };
    four.source[15] = 1;
    let packet = [&four.to_bytes()[..], &ip()].concat();
    is_read(&pcap(229, &[packet]), &format!("{NAME} in tunnel ::1 > ::"));
}

/// Packets of many link types.
fn linked() -> Vec<(u32, Vec<u8>)> {
    let tlv = |order: fn(u16) -> [u8; 2]| {
        let tlv = |kind, octets: &[u8]| {
            let mut tlv = [&order(4 + octets.len() as u16)[..], &order(kind), octets].concat();
            tlv.resize(tlv.len().next_multiple_of(4), 0);
            tlv
        };
        [
            vec![2, 0, 0, 0],
            tlv(1, &[8, 0, 0, 0]),
            tlv(10, b"x\0"),
            tlv(9, &ip()),
        ]
        .concat()
    };
    let pktap = |link: u32| {
        let mut header = vec![0; 108];
        header[..4].copy_from_slice(&108_u32.to_le_bytes());
        header[4] = 1;
        header[8..12].copy_from_slice(&link.to_le_bytes());
        header
    };
    let with = |header: &str, payload: &[u8]| [&hex(header), payload].concat();
    vec![
        (0, with("02000000", &ip())),
        (108, with("00000002", &ip())),
        (9, with("0021", &ip())),
        (9, with("ff03 0021", &ip())),
        (9, with("21", &ip())),
        (9, with("ff03 0281 00000140", &ip())),
        (50, with("ff03 0021", &ip())),
        (100, with("aaaa03 000000 0800", &ip())),
        (100, with("fefe03 cc", &ip())),
        (109, with("02000000 00001234 00000000", &ip())),
        (117, [&[61, 2][..], &[0; 62], &ip()].concat()),
        (178, [&b"MGC\0"[..], &ethernet("0800", &ip())].concat()),
        (
            178,
            [
                &b"MGC\x80\0\x06\x01\x01\x04\x03\x01\x02"[..],
                &ethernet("0800", &ip()),
            ]
            .concat(),
        ),
        (178, [&b"MGC\x02\x02\0\0\0"[..], &ip()].concat()),
        (179, with("4d474300 ff03 0021", &ip())),
        (180, with("4d474300 1841 03 cc", &ip())),
        (181, with("4d474301 0f00 0800", &ip())),
        (205, with("01 0f00 0800", &ip())),
        (206, with("00 1841 03 cc", &ip())),
        (50, with("0f00 0800", &ip())),
        (104, with("0f00 0800", &ip())),
        (107, with("1841 03 cc", &ip())),
        (107, with("1841 03 00 80 000000 0800", &ip())),
        (107, with("1841 0800", &ip())),
        (113, with("0000 0001 0006 0000000000000000 0800", &ip())),
        (
            276,
            with("0800 0000 00000001 0001 00 06 0000000000000000", &ip()),
        ),
        (166, with("00 03 0021", &ip())),
        (204, with("01 ff03 0021", &ip())),
        (219, with("00000140", &ip())),
        (228, ip()),
        (239, tlv(u16::to_le_bytes)),
        (239, tlv(u16::to_be_bytes)),
        (258, [pktap(1), ethernet("0800", &ip())].concat()),
        (258, [pktap(101), ip()].concat()),
    ]
}

#[test]
fn link_types() {
    let with = |header: &str, payload: &[u8]| [&hex(header), payload].concat();
    for (link, packet) in linked() {
        is_read(&pcap(link, &[packet]), NAME);
    }
    let session = format!("{NAME} in PPPoE session 1");
    is_read(&pcap(51, &[with("1100 0001 0035 0021", &ip())]), &session);
    let vlan = format!("{NAME} in VLAN 7");
    is_read(
        &pcap(
            113,
            &[with(
                "0000 0001 0006 0000000000000000 8100 0007 0800",
                &ip(),
            )],
        ),
        &vlan,
    );
}

#[test]
fn what_is_not_understood_is_counted_by_reason() {
    let with = |header: &str, payload: &[u8]| [&hex(header), payload].concat();
    for (link, packet, reason) in [
        (
            127,
            ip(),
            "link type 127 (IEEE 802.11 with radiotap) is not understood",
        ),
        (130, ip(), "link type 130 (Juniper) is not understood"),
        (178, ip(), "their headers are malformed"),
        (147, ip(), "link type 147 is not understood"),
        (101, outer(50, &ip()), "IPsec (ESP) is not understood"),
        (101, outer(115, &ip()), "L2TPv3 is not understood"),
        (101, udp(1701, &ip()), "L2TP is not understood"),
        (101, udp(2152, &ip()), "GTP-U is not understood"),
        (1, ethernet("894f", &ip()), "NSH is not understood"),
        (9, with("003d", &ip()), "PPP multilink is not understood"),
        (
            101,
            ip()[..30].to_vec(),
            "their headers were captured only in part",
        ),
        (
            1,
            ethernet("8847", &[0]),
            "their headers were captured only in part",
        ),
        (101, vec![0x33; 40], "their headers are malformed"),
        (
            1,
            ethernet(&"8100 0001".repeat(20), &ip()),
            "more than 16 headers are nested",
        ),
        (
            101,
            (0..20).fold(ip(), |packet, _| outer(4, &packet)),
            "more than 16 headers are nested",
        ),
    ] {
        let (_, counts, end) = read(&pcap(link, &[packet.clone(), packet]));
        end.unwrap();
        let loss = &counts.losses()[0];
        assert_eq!(loss.to_string(), format!("not read: 2 packets: {reason}"));
    }
    // The end of a segment, and of a datagram.
    let (_, counts, _) = read(&pcap(101, &[ip()[..49].to_vec()]));
    let losses = counts.losses();
    assert_eq!(
        losses[0].to_string(),
        "not read: 1 TCP segment: their end was not captured"
    );
    let mut fragment = outer(4, &[0; 24]);
    fragment[6] = 0x20;
    let (_, counts, _) = read(&pcap(101, &[fragment]));
    let losses = counts.losses();
    assert_eq!(
        losses[0].to_string(),
        "not read: 1 fragment: the rest of their datagrams is missing"
    );
    // Other protocols are no loss beside BMP.
    let packets = [udp(53, &ip()), outer(1, &ip()), ip()];
    let (_, counts, _) = read(&pcap(101, &packets));
    assert_eq!((counts.losses(), counts.other_packets), (vec![], 2));
}

/// Two networks with the same addresses, ports and sequence numbers, packet by packet.
#[test]
fn networks_are_apart() {
    let other = hex(INITIATION)
        .iter()
        .map(|octet| octet ^ 6)
        .collect::<Vec<_>>();
    assert_ne!(other, hex(INITIATION));
    let second = [
        hex("45000033 00010000 4006f65e c0000201 c0000264"),
        hex(TCP),
        hex("030000000b040002000173"),
    ]
    .concat();
    let packets = [
        ethernet("8100 0007 0800", &ip()),
        ethernet("8100 0008 0800", &second),
        ethernet("8847 00064140", &second),
        ethernet("8847 00065140", &ip()),
    ];
    let (seen, counts, _) = read(&pcap(1, &packets));
    let r = |last| hex(&format!("030000000b0400020001{last}"));
    assert_eq!(seen.streams, [r("72"), r("73"), r("73"), r("72")]);
    assert_eq!((counts.bmp_streams, counts.losses()), (4, vec![]));
}

/// Linux lets packets on the loopback interface be longer than their length fields can say.
#[test]
fn packets_without_a_length() {
    let stream = [
        initiation(),
        route_monitoring(1, 60_000),
        route_monitoring(2, 60_000),
    ]
    .concat();
    let segment = [hex(TCP), stream.clone()].concat();
    let four = [
        hex("45000000 00010000 40060000 c0000201 c0000264"),
        segment.clone(),
    ]
    .concat();
    let length = 8 + segment.len() as u32;
    let jumbo = [hex("0600 c204"), length.to_be_bytes().to_vec()].concat();
    let six = [
        &ipv6()[..4],
        &hex("0000 00 40"),
        &ipv6()[8..40],
        &jumbo,
        &segment,
    ]
    .concat();
    for (kind, packet) in [("0800", four), ("86dd", six)] {
        let (seen, counts, _) = read(&pcap(1, &[ethernet(kind, &packet)]));
        assert_eq!(
            (seen.streams, counts.losses()),
            (vec![stream.clone()], vec![])
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever a packet is, reading ends, and every packet is counted or decoded.
    #[test]
    fn any_packet(
        link in prop::sample::select(vec![0, 1, 9, 50, 51, 101, 104, 107, 113, 166, 204, 219, 239, 258, 276]),
        packets in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..120), 1..20),
        kind in prop::sample::select(vec!["0800", "8847", "8864", "8100", "88a8", "88e5", "88e7", "6558", "880b"]),
        protocol in prop::sample::select(vec![4, 6, 17, 41, 47, 97, 137]),
        port in prop::sample::select(vec![4789, 4790, 6081, 4754, 6635]),
    ) {
        let kinds = packets.iter().flat_map(|packet| {
            [ethernet(kind, packet), ethernet("0800", &outer(protocol, packet)), ethernet("0800", &udp(port, packet))]
        });
        let all = [pcap(1, &kinds.collect::<Vec<_>>()), pcap(link, &packets)];
        for file in all {
            let (_, _, end) = read(&file);
            prop_assert!(end.is_ok());
        }
    }
}
