//! tshark reads streams without a complaint, and finds in them what they were made of.

use std::collections::BTreeMap;
use std::process::Command;

use bmp_codec::Encode;
use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp::{self, Message, MessageType, Rib};

use super::kinds;
use super::log::{self, Lines, add, differences};
use crate::support::pcap;
use bmp_tools::synthesize::Settings;

/// Some fields of each packet: their values in turn.
fn fields(segments: &[&[u8]], names: &[&str]) -> Vec<Vec<Vec<String>>> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("stream.pcap");
    pcap::write(&path, segments);
    let mut command = Command::new(env!("TSHARK"));
    command.arg("-r").arg(&path);
    command.args([
        "-d",
        "tcp.port==11019,bmp",
        "-T",
        "fields",
        "-E",
        "aggregator=;",
    ]);
    for name in names {
        command.args(["-e", name]);
    }
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let values = |field: &str| {
        field
            .split(';')
            .filter(|v| !v.is_empty())
            .map(str::to_owned)
            .collect()
    };
    text.lines()
        .map(|line| line.split('\t').map(values).collect())
        .collect()
}

fn frames(octets: &[u8]) -> Vec<&[u8]> {
    bmp::frames(octets).map(Result::unwrap).collect()
}

const NAMES: &[&str] = &[
    "_ws.malformed",
    "bmp.type",
    "bmp.peer.type",
    "bmp.peer.asn",
    "bgp.update.path_attribute.as_path_segment.as4",
    "bgp.update.path_attribute.next_hop",
    "bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv4",
    "bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv6",
    "bgp.update.path_attribute.multi_exit_disc",
    "bgp.update.path_attribute.local_pref",
    "bgp.update.path_attribute.community_as",
    "bgp.update.path_attribute.community_value",
    "bgp.nlri_prefix",
    "bgp.withdrawn_prefix",
    "bgp.mp_reach_nlri_ipv6_prefix",
    "bgp.mp_unreach_nlri_ipv6_prefix",
    "bgp.mp_reach_nlri_ipv4_prefix",
    "bgp.mp_unreach_nlri_ipv4_prefix",
    "bgp.evpn.nlri.mac_addr",
];

/// A stream of what tshark has fields for.
fn settings(families: &[Family]) -> Settings {
    Settings {
        peers: 5,
        routes: 1500,
        families: families.to_vec(),
        ribs: vec![Rib::AdjRibInPre, Rib::AdjRibInPost, Rib::LocRib],
        flaps: 3,
        statistics: 200,
        ..Settings::default()
    }
}

fn place(name: &str) -> usize {
    NAMES.iter().position(|other| *other == name).unwrap()
}

/// Whether tshark has no complaint of a packet. Information TLVs of a Peer Up, which that of a Loc-RIB has, it takes for
/// one more OPEN.
fn is_read(packet: &[Vec<String>]) -> bool {
    let has_tlvs = packet[place("bmp.type")] == ["3"] && packet[place("bmp.peer.type")] == ["3"];
    packet[place("_ws.malformed")].is_empty() != has_tlvs
}

#[test]
#[cfg_attr(not(has_tshark), ignore = "needs tshark 4.0: apt-get install tshark")]
fn tshark_reads_a_synthesized_stream() {
    let (octets, log) = log::made(settings(&[Family::IPV4_UNICAST, Family::IPV6_UNICAST]));
    let packets = fields(&frames(&octets), NAMES);
    let (mut types, mut paths) = (BTreeMap::<MessageType, u64>::new(), Lines::new());
    let mut addresses: BTreeMap<(Family, bool), Lines> = BTreeMap::new();
    for packet in &packets {
        let all = |name| &packet[place(name)];
        let message_type: u8 = all("bmp.type")[0].parse().unwrap();
        assert!(is_read(packet), "{packet:?}");
        *types.entry(message_type.into()).or_default() += 1;
        for (name, family, withdrawn) in [
            ("bgp.nlri_prefix", Family::IPV4_UNICAST, false),
            ("bgp.withdrawn_prefix", Family::IPV4_UNICAST, true),
            ("bgp.mp_reach_nlri_ipv6_prefix", Family::IPV6_UNICAST, false),
            (
                "bgp.mp_unreach_nlri_ipv6_prefix",
                Family::IPV6_UNICAST,
                true,
            ),
        ] {
            for address in all(name) {
                add(
                    addresses.entry((family, withdrawn)).or_default(),
                    address.clone(),
                );
            }
        }
        let asns = all("bgp.update.path_attribute.as_path_segment.as4");
        if !asns.is_empty() {
            let next_hop = [
                "bgp.update.path_attribute.next_hop",
                "bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv6",
            ];
            let communities = all("bgp.update.path_attribute.community_as").iter();
            let values = all("bgp.update.path_attribute.community_value");
            let communities = communities
                .zip(values)
                .map(|(asn, value)| format!("{asn}:{value}"));
            let line = [
                all("bmp.peer.asn").join(""),
                asns.join(","),
                next_hop.map(|name| all(name).join("")).join(""),
                all("bgp.update.path_attribute.multi_exit_disc").join(""),
                all("bgp.update.path_attribute.local_pref").join(""),
                communities.collect::<Vec<_>>().join(","),
            ];
            add(&mut paths, line.join("|"));
        }
    }
    assert_eq!(types, log.tally.messages);
    let found = differences(&paths, &log.paths);
    assert!(found.is_empty(), "{}", found.join("\n"));
    for (key, made) in &log.addresses {
        let found = differences(&addresses[key], made);
        assert!(found.is_empty(), "{key:?}: {}", found.join("\n"));
    }
    assert_eq!(log.addresses.len(), 4);
}

#[test]
#[cfg_attr(not(has_tshark), ignore = "needs tshark 4.0: apt-get install tshark")]
fn tshark_reads_routes_of_other_families() {
    for (family, reach, unreach) in [
        (
            Family::IPV4_LABELED_UNICAST,
            "bgp.mp_reach_nlri_ipv4_prefix",
            "bgp.mp_unreach_nlri_ipv4_prefix",
        ),
        (
            Family::VPN_IPV4_UNICAST,
            "bgp.mp_reach_nlri_ipv4_prefix",
            "bgp.mp_unreach_nlri_ipv4_prefix",
        ),
        (
            Family::IPV6_LABELED_UNICAST,
            "bgp.mp_reach_nlri_ipv6_prefix",
            "bgp.mp_unreach_nlri_ipv6_prefix",
        ),
        (Family::L2VPN_EVPN, "bgp.evpn.nlri.mac_addr", ""),
    ] {
        let (octets, log) = log::made(Settings {
            routes: 500,
            ..settings(&[family])
        });
        let (mut announced, mut withdrawn) = (Lines::new(), Lines::new());
        for packet in fields(&frames(&octets), NAMES) {
            assert!(is_read(&packet), "{packet:?}");
            for address in &packet[place(reach)] {
                add(&mut announced, address.clone());
            }
            if !unreach.is_empty() {
                for address in &packet[place(unreach)] {
                    add(&mut withdrawn, address.clone());
                }
            }
        }
        let mut made = log.addresses[&(family, false)].clone();
        let mut taken = log.addresses[&(family, true)].clone();
        if unreach.is_empty() {
            // One field for both.
            for (address, count) in std::mem::take(&mut taken) {
                *made.entry(address).or_default() += count;
            }
        }
        for (read, made) in [(&announced, &made), (&withdrawn, &taken)] {
            let found = differences(read, made);
            assert!(found.is_empty(), "{family}: {}", found.join("\n"));
        }
        assert!(announced.len() > 300, "{family}");
    }
}

#[test]
#[cfg_attr(not(has_tshark), ignore = "needs tshark 4.0: apt-get install tshark")]
fn tshark_reads_every_kind_of_message() {
    let messages = kinds::messages();
    let frames: Vec<Vec<u8>> = messages
        .iter()
        .map(|message| message.to_vec().unwrap())
        .collect();
    let names = [
        "_ws.malformed",
        "bmp.type",
        "bmp.peer.type",
        "bmp.peer.flags",
        "bmp.peer.asn",
        "bmp.peer.id",
        "bmp.peer.timestamp.sec",
        "bmp.peer.down.reason",
        "bmp.init.info",
        "bmp.stats.type",
        "bgp.type",
    ];
    let views: Vec<&[u8]> = frames.iter().map(Vec::as_slice).collect();
    let read = fields(&views, &names);
    assert_eq!(read.len(), messages.len());
    let column = |place: usize| -> Vec<String> {
        read.iter().map(|packet| packet[place].join(",")).collect()
    };
    for (read, message) in read.iter().zip(&messages) {
        let has_tlvs = matches!(message, Message::PeerUp(up) if !up.information.is_empty());
        // Those it takes for one more OPEN.
        assert_eq!(read[0].is_empty(), !has_tlvs, "{message:?}: {:?}", read[0]);
        let message_type = u8::from(message.message_type()).to_string();
        assert_eq!(read[1], [message_type]);
        let Some(peer) = message.peer() else { continue };
        assert_eq!(read[2], [u8::from(peer.peer_type()).to_string()]);
        assert_eq!(read[3], [format!("0x{:02x}", peer.flags().0)]);
        assert_eq!(read[4], [peer.asn().0.to_string()]);
        assert_eq!(read[5], [peer.bgp_id().to_string()]);
        assert_eq!(read[6], [peer.seconds().to_string()]);
    }
    assert_eq!(read[0][8], ["a router", "rtr1", "of the tests"]);
    let reasons: Vec<_> = column(7)
        .into_iter()
        .filter(|reason| !reason.is_empty())
        .collect();
    assert_eq!(reasons, ["1", "2", "3", "4", "5", "6"]);
    let statistics: Vec<String> = (0..=17).map(|number| number.to_string()).collect();
    assert!(read.iter().any(|packet| packet[9] == statistics));
}
