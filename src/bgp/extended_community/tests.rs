//! Tests of extended communities: their values, their text, and that every bit survives both ways.

use proptest::prelude::*;

use super::value::TABLE;
use super::*;
use crate::bgp::Update;
use crate::bgp::attribute::ExtendedCommunities;
use crate::testkit::{back, cases, exact, frame, hex, json, pdus};
use crate::{Decode, Encode};

fn community(octets: &str) -> ExtendedCommunity {
    ExtendedCommunity::from_octets(&hex(octets)).unwrap()
}

#[test]
fn of_a_router() {
    // As GoBGP sent it. tshark shows route targets 65000:100, 192.0.2.1:100 and 1.15(65551):100, route origin
    // 65000:101, link bandwidth of AS 65000 and 1e+08, and VXLAN (8). It shows color and origin validation state as
    // bytes.
    let pdu = &pdus(&frame("monitoring-extended-communities"))[0];
    let update = Update::from_octets(&pdu[19..]).unwrap();
    let list: ExtendedCommunities<&[u8]> = update.path_attributes.get().unwrap().unwrap();
    let octets = list.octets();
    let list: ExtendedCommunities<&[u8]> = exact(octets);
    assert_eq!(
        list.to_string(),
        "rt:65000:100 rt:192.0.2.1:100 rt:65551:100 soo:65000:101 lb:65000:100000000 \
         color:128 encap:vxlan origin-validation:valid"
    );
    let built = ExtendedCommunities::from_iter([
        ExtendedCommunity::route_target(65000, 100),
        ExtendedCommunity::route_target_ipv4(Ipv4Addr::new(192, 0, 2, 1), 100),
        ExtendedCommunity::route_target_four_octet(Asn(65551), 100),
        ExtendedCommunity::route_origin(65000, 101),
        ExtendedCommunity::link_bandwidth(65000, 1e8),
        ExtendedCommunity::color(128),
        ExtendedCommunity::encapsulation(TunnelType::Vxlan),
        ExtendedCommunity::origin_validation(OriginValidation::Valid),
    ]);
    assert_eq!(built.to_vec().unwrap(), octets);
    assert_eq!(list.to_string().parse().as_ref(), Ok(&built));
    json(
        &built,
        r#"["rt:65000:100","rt:192.0.2.1:100","rt:65551:100","soo:65000:101",
           "lb:65000:100000000","color:128","encap:vxlan","origin-validation:valid"]"#,
    );
}

#[test]
fn as_other_routers_write_it() {
    // Junos writes `target` and `origin`, FRR and IOS `RT` and `SoO`.
    for (text, usual) in [
        ("target:65000:1", "rt:65000:1"),
        ("RT:192.0.2.1:7", "rt:192.0.2.1:7"),
        ("target:65000L:7", "rt:65000L:7"),
        ("origin:4200000001:7", "soo:4200000001:7"),
        ("SoO:65000:1", "soo:65000:1"),
        // exabgp 5.0.15.
        ("mup:10:11", "mup-direct:10:11"),
    ] {
        let read: ExtendedCommunity = text.parse().unwrap();
        assert_eq!(read, usual.parse().unwrap());
        assert_eq!(read.to_string(), usual);
    }
}

#[test]
fn tunnel_types() {
    // Names, and numbers of all types: IANA's registry has 8 for VXLAN and 15 for SR Policy, but no 4660.
    for (text, octets, again) in [
        ("encap:vxlan", "030c 00000000 0008", "encap:vxlan"),
        ("encap:8", "030c 00000000 0008", "encap:vxlan"),
        ("encap:sr-policy", "030c 00000000 000f", "encap:sr-policy"),
        ("encap:4660", "030c 00000000 1234", "encap:4660"),
    ] {
        let read: ExtendedCommunity = text.parse().unwrap();
        assert_eq!(read, community(octets));
        assert_eq!(read.to_string(), again);
    }
    assert!("encap:".parse::<ExtendedCommunity>().is_err());
    assert!("encap:65536".parse::<ExtendedCommunity>().is_err());
}

/// A line has bytes, text, and the text of tshark 4.0.17, shortened. Lines without the last were laid out from the
/// figure of the RFC or draft of the type, since tshark shows bytes only. exabgp 5.0.15 wrote interface-set, the
/// first MUP, the redirects to a next hop and Consistent Hash Sort Order. In the last lines, the rate is not a number, and reserved
/// bits are set, which the text would not show.
const VECTORS: &str = "
0203 0000fde8 0007   | soo:65000L:7 | Route Origin: 0.65000(65000):7
0005 fde8 00000001   | ospf-domain-id:65000:1 | OSPF Domain Identifier: 65000:1
0107 c0000201 0000   | ospf-router-id:192.0.2.1:0 | OSPF Router ID: 192.0.2.1:0
0008 fde8 00010002   | data-collection:65000:65538 | BGP Data Collection: 65000:65538
0009 fde8 00000000   | source-as:65000:0 | Source AS: 65000:0
0209 fa56ea01 0000   | source-as:4200000001:0 | Source AS: 64086.59905(4200000001):0
010b c0000201 0005   | vrf-route-import:192.0.2.1:5 | VRF Route Import: 192.0.2.1:5
000a fde8 00000007   | l2vpn-id:65000:7 | L2VPN Identifier: 65000:7
010c c0000201 0001   | redirect-to-ip:192.0.2.1:1
0004 fde8 4cbebc20   | lb-transitive:65000:100000000
4300 0000000000 02   | origin-validation:invalid
0301 81 05 00000064  | cost:igp:5:100 | Cost: 100, POI: 'Smallest IGP Metric' step
4301 80 07 00000001  | cost-non-transitive:absolute:7:1 | Cost: 1, POI: Before BGP Best Path algorithm
0306 00000001 05 01  | ospf-route-type:0.0.0.1:5:1 | OSPF Route Type: Area: 0.0.0.1, Type: External
0309 80 00 c0000201  | unreachable-prefix:192.0.2.1:drop
030b 4000 00000064   | color:01:100
030b c000 00000064   | color:11:100
030b 0001 00000064   | color:0x0001:100
030d 000000000000    | default-gateway | Default Gateway
0600 01 00 00000007  | mac-mobility:7:static | MAC Mobility: Sticky MAC; Sequence number: 7
0600 00 00 00000007  | mac-mobility:7 | MAC Mobility: Movable MAC; Sequence number: 7
0601 01 0000 000641  | esi-label:100:single-active | Single-Active redundancy, Label: 100, Bottom-of-Stack
0602 020000000001    | es-import:02:00:00:00:00:01 | ES Import: RT: 02:00:00:00:00:01
0603 005e00530102    | router-mac:00:5e:00:53:01:02 | EVPN Router's MAC: Router's MAC: 00:5e:00:53:01:02
0604 0002 05dc 0000  | l2-attributes:1500:primary | Layer 2 Attributes: P flag, L2 MTU: 1500
0604 0018 05dc 0000  | l2-attributes:1500:flow-label+control-word-indicator | Layer 2 Attributes: CI flag, F flag, L2 MTU: 1500
0604 8020 05dc 0000  | l2-attributes:1500:0x8020
0605 01 0000 000641  | e-tree:100:leaf | E-Tree: L flag, MPLS Label: 100, Bottom-of-Stack
0606 02 4000 00 03e8 | df-election:highest-preference:1000:ac-df
0606 09 0000 00 0000 | df-election:9:0
0606 01 5400 00 0000 | df-election:hrw:0:ac-df+time-synchronization+port-mode
0609 0083 00000000   | multicast-flags:igmp-proxy+mld-proxy+segmentation
0608 03 0000000000   | arp-nd:router+override
0609 0003 00000000   | multicast-flags:igmp-proxy+mld-proxy
060a fde8 00000064   | evi-rt-0:65000:100
060b c0000201 0064   | evi-rt-1:192.0.2.1:100
060c 0000fde8 0064   | evi-rt-2:65000:100
060f ec8c9d80 8000   | service-carving:3968638336:32768
8006 0000 46160000   | traffic-rate:0:9600 | Flow spec traffic-rate: ASN 0, 9600
8006 0000 00000000   | traffic-rate:0:0 | Flow spec traffic-rate: ASN 0, 0
800c fde8 3e000000   | traffic-rate-packets:65000:0.125
8007 0000000000 03   | traffic-action:terminal+sample | traffic-action: Sample: Yes, Terminal: Yes
8007 0000000000 00   | traffic-action | traffic-action: Sample: No, Terminal: No
8008 fde8 00000001   | redirect:65000:1 | Flow spec redirect AS 2 bytes: RT 65000:1
8108 c0000201 0001   | redirect:192.0.2.1:1 | Flow spec redirect IPv4 format: 192.0.2.1, 1
8208 fa56ea01 0001   | redirect:4200000001:1 | Flow spec redirect AS-4byte format: 4200000001, 1
8009 0000000000 2e   | traffic-marking:46 | traffic-remarking: Expedited Forwarding (0x2e)
0800 0000000000 01   | redirect-to-next-hop:copy
800d 000064 05 0009  | sfc-classifier:100:5:9
0702 fa56ea01 c007   | interface-set:4200000001:input-output:7
4702 fa56ea01 8007   | interface-set-non-transitive:4200000001:output:7
0314 00000007 0000     | consistent-hash:7
0a02 0000 00000064   | transport-class:100
4a02 0000 00000064   | transport-class-non-transitive:100
0b02 000641 000c81   | sfc-labels:100:200
0c00 000a 0000000b   | mup-direct:10:11
0c01 c0000201 0007   | mup-direct-ipv4:192.0.2.1:7
0c02 fa56ea01 0007   | mup-direct-as4:4200000001:7
0c03 fde8 00000064   | mup-interwork:65000:100
0c04 c0000201 0064   | mup-interwork-ipv4:192.0.2.1:100
0c05 0000fde8 0064   | mup-interwork-as4:65000:100
0c06 000a 0000000b   | 0x0c06000a0000000b
800a 13 02 05dc 0064 | layer2-info:19:1500:100:control-word | Layer2 Info: VPLS (19), C flag, MTU 1500
800b 0003 0004 0003  | e-tree-info:3:4:v+p | E-Tree Info: Root VLAN 3, Leaf VLAN 4, P, V
8800 8000 00000001   | eigrp-route:32768:1 | EIGRP Internal route, Tag: 1
8801 0001 00000002   | eigrp-delay:1:2 | EIGRP AS Number, Delay: ASN: 1, D: 2
8802 0a 0b 00000003  | eigrp-bandwidth:10:11:3 | EIGRP R: 10, H: 11, B: 3
8803 00 0c 00000004  | eigrp-load:12:4 | EIGRP Load, MTU: L: 12, M: 4
8804 fde8 c0000201   | eigrp-external:65000:192.0.2.1 | EIGRP ASN: 65000, RID: 192.0.2.1
8805 0001 00000005   | eigrp-protocol:1:5 | EIGRP External Protocol: IGRP (1), Metric: 5
8806 0000 c0000201   | eigrp-originator:192.0.2.1 | EIGRP Originating Router ID: 192.0.2.1
0010 fde8 00000001   | vpn-distinguisher:65000:1
0112 c0000201 0000   | segmented-next-hop:192.0.2.1:0
8082 000000000001    | 0x8082000000000001
8084 fde8 00000001   | tag:65000:1
8284 0000fde8 0001   | tag:65000L:1
0400 112233445566    | qos-marking:0x00112233445566
4401 112233445566    | qos-marking-non-transitive:0x01112233445566
0902 00 00 00000007  | redirect-to-indirection-id:0x02000000000007
8384 fde8 00000001   | 0x8384fde800000001
4004 fde8 7fc00001   | lb:65000:0x7fc00001 | Link bandwidth: nan
0600 01 01 00000007  | 0x0600010100000007 | MAC Mobility: Sticky MAC; Sequence number: 7
8009 0000000000 6e   | 0x800900000000006e | traffic-remarking: Expedited Forwarding (0x2e)
";

#[test]
fn octets_and_text() {
    for line in VECTORS.lines().filter(|line| !line.is_empty()) {
        let mut columns = line.split('|').map(str::trim);
        let (octets, text) = (columns.next().unwrap(), columns.next().unwrap());
        let community = community(octets);
        assert_eq!(community.to_string(), text);
        assert_eq!(text.parse(), Ok(community), "{text}");
        assert_eq!(
            text.parse(),
            Ok(ExtendedCommunities::from_iter([community])),
            "{text}"
        );
        assert_eq!(community.to_vec().unwrap(), hex(octets));
    }
}

#[test]
fn text_that_is_none() {
    cases! { not ExtendedCommunity:
        "" "rt" "rt:" "rt:65000" "rt:0x0002000000000001" "rt:65000:1:2" "65000:1" "xx:65000:1" "+" "0x" "0x+1"
        "0x2fde800000001" "0x+002fde800000001" "0X0002fde800000001" "65000:1" "65000:1:2" "TARGET:65000:1"
        "no-export" "0x10000000000000000" "source-as:192.0.2.1:0" "l2vpn-id:4200000001:1" "color"
        "color:1:2:3" "color:02:100" "color:0x10000:1" "mac-mobility" "mac-mobility:7:moving"
        "mac-mobility:7:static:1" "traffic-marking:64" "sfc-classifier:16777216:1:1"
        "es-import:02:00:00:00:00" "default-gateway:1" "df-election:nobody:1" "lb:65000:fast"
        "qos-marking:0x100112233445566" "cp-orf:1"
    }
}

#[test]
fn values() {
    use ExtendedCommunityValue as Of;
    let mobility = MacMobility {
        flags: MacMobilityFlags::STATIC,
        reserved: Reserved::new(1),
        sequence: 7,
    };
    // Receivers ignore reserved bits (RFC 7432, section 7.7): the value decodes all the same and keeps them.
    let octets = community("0600 01 01 00000007");
    assert_eq!(octets.value(), Of::MacMobility(mobility));
    assert_eq!(ExtendedCommunity::from(Of::MacMobility(mobility)), octets);
    assert_eq!(octets.name(), Some("MAC Mobility"));
    assert_eq!(octets.type_name(), Some("EVPN"));

    let election = DfElection {
        reserved: Reserved::new(5),
        algorithm: DfAlgorithm::HighestRandomWeight,
        capabilities: DfCapabilities::AC_DF.or(DfCapabilities::DONT_PREEMPT),
        reserved2: Reserved::new(0),
        preference: 0x7fff,
    };
    let octets = community("0606 a1 c000 00 7fff");
    assert_eq!(octets.value(), Of::DfElection(election));
    assert_eq!(ExtendedCommunity::from(Of::DfElection(election)), octets);

    let Of::Color(color) = community("030b 8000 00000064").value() else {
        panic!("no color");
    };
    assert_eq!((color.flags.color_only(), color.color), (2, 100));
    let Of::LinkBandwidth(link) = community("4004 fde8 4cbebc20").value() else {
        panic!("no link bandwidth");
    };
    assert!(!link.transitive);
    assert_eq!((link.asn, link.bandwidth.get()), (65000, 1e8));

    let unknown = community("9000 000000000001");
    assert_eq!(unknown.value(), Of::Other(unknown));
    assert_eq!((unknown.name(), unknown.type_name()), (None, None));
    assert!(unknown.has_iana_authority_bit() && unknown.is_transitive());
    // RFC 7153, section 5.1: 0x80 to 0x8f and 0xc0 to 0xcf are for experiments.
    assert_eq!(
        community("cf00 000000000001").type_name(),
        Some("Experimental Use")
    );
    // A non-transitive type has no name if only the transitive type is defined.
    assert_eq!(community("4002 fde8 00000001").name(), None);
    assert_eq!(community("4600 00 00 00000001").type_name(), None);
}

#[test]
fn built() {
    let address = Ipv4Addr::new(192, 0, 2, 1);
    let mac = MacAddr::from([0, 0, 0x5e, 0, 0x53, 2]);
    let target = Administrator::FourOctetAs {
        asn: Asn(65551),
        number: 1,
    };
    let flags = TrafficActionFlags::SAMPLE;
    type E = ExtendedCommunity;
    for (built, octets) in [
        (E::route_origin_ipv4(address, 7), "0103 c0000201 0007"),
        (
            E::route_origin_four_octet(Asn(65551), 7),
            "0203 0001000f 0007",
        ),
        (E::default_gateway(), "030d 000000000000"),
        (E::mac_mobility(1, false), "0600 00 00 00000001"),
        (E::esi_label(Label::new(100), false), "0601 00 0000 000641"),
        (E::es_import(mac), "0602 00005e005302"),
        (E::router_mac(mac), "0603 00005e005302"),
        (E::traffic_rate_bytes(65000, 1e7), "8006 fde8 4b189680"),
        (E::traffic_rate_packets(65000, 0.0), "800c fde8 00000000"),
        (E::traffic_action(flags), "8007 000000000002"),
        (E::redirect(target), "8208 0001000f 0001"),
        (E::redirect_to_ipv4(address, true), "010c c0000201 0001"),
        (E::traffic_marking(Dscp::new(46)), "8009 00000000002e"),
    ] {
        assert_eq!(built, community(octets), "{octets}");
    }
    assert!(E::route_target(1, 1).is_route_target());
    assert!(E::es_import(mac).is_route_target());
    assert!(!E::route_origin(1, 1).is_route_target());
}

#[test]
fn the_table_has_each_once() {
    let mut texts: Vec<_> = TABLE
        .iter()
        .filter(|(kind, _, _)| !matches!(kind & 0x8f, 1 | 2) || *kind & 0x40 != 0)
        .collect();
    texts.sort_by_key(|(_, _, text)| *text);
    for pair in texts.windows(2) {
        let same_name = pair[0].2 == pair[1].2;
        assert!(!same_name || pair[0].1 == pair[1].1, "{pair:?}");
    }
    let mut kinds: Vec<_> = TABLE
        .iter()
        .map(|(kind, sub_type, _)| (kind, sub_type))
        .collect();
    kinds.sort();
    assert!(kinds.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn json_of_values() {
    json(
        &community("0600 01 00 00000007").value(),
        r#"{"mac_mobility":{"flags":1,"reserved":0,"sequence":7}}"#,
    );
    json(
        &community("4004 fde8 49989680").value(),
        r#"{"link_bandwidth":{"transitive":false,"asn":65000,"bandwidth":"1250000"}}"#,
    );
    json(
        &community("0202 0001000f 0001").value(),
        r#"{"route_target":{"four_octet_as":{"asn":65551,"number":1}}}"#,
    );
    json(
        &community("9000 000000000001").value(),
        r#"{"other":"0x9000000000000001"}"#,
    );
}

#[test]
fn malformed() {
    cases! { ExtendedCommunities<&[u8]>;
        "00000000000000" => error "value at byte 0: a length of 7 is not a multiple of 8",
        "" is ExtendedCommunities::new() => "",
    }
    cases! { ExtendedCommunity;
        "00000000000000" => error "value at byte 0: 1 byte is missing",
    }
}

/// Checks that the value, the text and JSON keep all bits.
fn keeps_all_bits(community: ExtendedCommunity) {
    let value = community.value();
    assert_eq!(ExtendedCommunity::from(value), community, "{value:?}");
    let text = community.to_string();
    assert_eq!(text.parse(), Ok(community), "{text}");
    assert_eq!(
        text.parse(),
        Ok(ExtendedCommunities::from_iter([community])),
        "{text}"
    );
    back(&value);
}

proptest! {
    /// Every type and sub-type with any value. Half of them have a text that is not hexadecimal.
    #[test]
    fn exact_in_the_table(
        row in proptest::sample::select(TABLE),
        sub_type: u8,
        value in prop_oneof![0..=u64::MAX >> 16, 0..0x1_0000_u64, (0..0x100_u64).prop_map(|octet| octet << 40)],
    ) {
        let (kind, only, _) = row;
        let sub_type = only.unwrap_or(sub_type);
        keeps_all_bits(ExtendedCommunity(u64::from(kind) << 56 | u64::from(sub_type) << 48 | value));
    }

    #[test]
    fn exact_for_any(word: u64) {
        keeps_all_bits(ExtendedCommunity(word));
    }
}

#[test]
fn exact_in_every_type() {
    // All pairs of bytes, with some values.
    for kind in 0..=u64::from(u16::MAX) {
        for value in [0, 1, 0xffff_ffff_ffff] {
            let community = ExtendedCommunity(kind << 48 | value);
            assert_eq!(ExtendedCommunity::from(community.value()), community);
            assert_eq!(community.to_string().parse(), Ok(community));
        }
    }
}

/// The registries of transitive and of non-transitive types at IANA.
#[test]
fn names_of_types() {
    let names = [
        (0x00, "Two-Octet AS-Specific"),
        (0x01, "IPv4-Address-Specific"),
        (0x02, "Four-Octet AS-Specific"),
        (0x03, "Opaque"),
        (0x04, "QoS Marking"),
        (0x05, "CoS Capability"),
        (0x06, "EVPN"),
        (0x07, "FlowSpec"),
        (0x08, "Flow spec redirect/mirror to IP next-hop"),
        (0x09, "FlowSpec Redirect to Indirection-id"),
        (0x0a, "Transport Class"),
        (0x0b, "SFC"),
        (0x0c, "MUP"),
        (0x40, "Two-Octet AS-Specific"),
        (0x41, "IPv4-Address-Specific"),
        (0x42, "Four-Octet AS-Specific"),
        (0x43, "Opaque"),
        (0x44, "QoS Marking"),
        (0x47, "FlowSpec"),
        (0x4a, "Transport Class"),
        (0x80, "Generic Experimental Use"),
        (0x81, "Generic Experimental Use, part 2"),
        (0x82, "Generic Experimental Use, part 3"),
    ];
    for kind in 0..=u8::MAX {
        let community = ExtendedCommunity(u64::from(kind) << 56);
        let name = names.iter().find(|(number, _)| *number == kind);
        // RFC 7153, section 5: 0x80 to 0x8f and 0xc0 to 0xcf are for experiments.
        let other = matches!(kind, 0x83..=0x8f | 0xc0..=0xcf).then_some("Experimental Use");
        assert_eq!(
            community.type_name(),
            name.map(|(_, name)| *name).or(other),
            "{kind:#x}"
        );
    }
}
