//! EVPN routes of routers, those laid out by hand after their RFCs, and malformed ones.

mod segmentation;

use super::*;
use crate::bgp::Session;
use crate::bgp::nlri::{Nlri, Route, Routes};
use crate::bgp::testkit::{both_ways, fault, frame, hex, json, reached};
use crate::net::{Address, EthernetSegmentId, Label};
use crate::wire::Fault;

const RD: RouteDistinguisher = RouteDistinguisher::ipv4(core::net::Ipv4Addr::new(192, 0, 2, 9), 10);
const RD_OCTETS: &str = "0001 c0000209 000a";
const ESI_OCTETS: &str = "00112233445566778899";

fn esi() -> EthernetSegmentId {
    "00:11:22:33:44:55:66:77:88:99".parse().unwrap()
}

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

/// Reads one route, writes it again, and compares its text.
fn route<'a>(octets: &'a [u8], text: &str) -> Evpn<&'a [u8]> {
    let route: Evpn<&[u8]> = both_ways(octets, Session::default());
    assert_eq!(route.to_string(), text);
    assert_eq!(route.route_type(), octets[0]);
    assert_eq!(route.to_owned().view(), route);
    route
}

#[test]
fn routes_of_routers() {
    let octets = reached(&frame!("monitoring-evpn-ad"));
    assert_eq!(
        route(
            &octets,
            "ethernet-auto-discovery 192.0.2.9:10 00:11:22:33:44:55:66:77:88:99 tag 100"
        ),
        Evpn::EthernetAutoDiscovery(AutoDiscovery {
            rd: RD,
            esi: esi(),
            ethernet_tag: 100,
            label: Label::from_vni(1000)
        })
    );

    let octets = reached(&frame!("monitoring-evpn-mac-ip"));
    assert_eq!(
        route(
            &octets,
            "mac-ip 192.0.2.9:10 tag 0 00:00:5e:00:53:02 198.51.100.2"
        ),
        Evpn::MacIp(MacIp {
            rd: RD,
            esi: EthernetSegmentId::ZERO,
            ethernet_tag: 0,
            mac: "00:00:5e:00:53:02".parse().unwrap(),
            ip: address("198.51.100.2"),
            label1: Label::from_vni(1000),
            label2: None,
        })
    );

    let octets = reached(&frame!("monitoring-evpn-imet"));
    assert_eq!(
        route(&octets, "inclusive-multicast 192.0.2.9:10 tag 0 192.0.2.9"),
        Evpn::InclusiveMulticast(InclusiveMulticast {
            rd: RD,
            ethernet_tag: 0,
            originator: address("192.0.2.9")
        })
    );

    let octets = reached(&frame!("monitoring-evpn-es"));
    let expected = EthernetSegment {
        rd: "192.0.2.9:0".parse().unwrap(),
        esi: esi(),
        originator: address("192.0.2.9"),
    };
    assert_eq!(
        route(
            &octets,
            "ethernet-segment 192.0.2.9:0 00:11:22:33:44:55:66:77:88:99 192.0.2.9"
        ),
        Evpn::EthernetSegment(expected)
    );

    let octets = reached(&frame!("monitoring-evpn-prefix"));
    let read = route(&octets, "ip-prefix 192.0.2.9:10 tag 0 2001:db8:50::/48");
    assert_eq!(
        read,
        Evpn::IpPrefix(IpPrefix {
            rd: RD,
            prefix: "2001:db8:50::/48".parse().unwrap(),
            gateway: address("::"),
            label: Label::from_vni(5000),
            ..IpPrefix::default()
        })
    );
    assert_eq!(
        (read.prefix(), read.rd()),
        ("2001:db8:50::/48".parse().ok(), Some(RD))
    );
}

#[test]
fn mac_ip_with_and_without_address_and_second_label() {
    let start = format!("{RD_OCTETS} {ESI_OCTETS} 00000007 30 00005e005302");
    let plain = MacIp {
        rd: RD,
        esi: esi(),
        ethernet_tag: 7,
        mac: "00:00:5e:00:53:02".parse().unwrap(),
        ip: Address::NONE,
        label1: Label::new(24000),
        label2: None,
    };
    // RFC 7432, section 7.2: an MPLS label is in the upper 20 bits.
    let octets = hex(&format!("02 21 {start} 00 05dc01"));
    assert_eq!(
        route(&octets, "mac-ip 192.0.2.9:10 tag 7 00:00:5e:00:53:02"),
        Evpn::MacIp(plain)
    );
    let octets = hex(&format!("02 24 {start} 00 05dc01 000fa1"));
    let label2 = Some(Label::new(250));
    assert_eq!(
        route(&octets, "mac-ip 192.0.2.9:10 tag 7 00:00:5e:00:53:02"),
        Evpn::MacIp(MacIp { label2, ..plain })
    );
    let octets = hex(&format!(
        "02 34 {start} 80 20010db8000000000000000000000042 05dc01 000fa1"
    ));
    let ip = address("2001:db8::42");
    assert_eq!(
        route(
            &octets,
            "mac-ip 192.0.2.9:10 tag 7 00:00:5e:00:53:02 2001:db8::42"
        ),
        Evpn::MacIp(MacIp {
            ip,
            label2,
            ..plain
        })
    );
}

#[test]
fn ip_prefix_with_a_gateway() {
    let octets = hex(&format!(
        "05 22 {RD_OCTETS} {ESI_OCTETS} 00000000 0c c6100000 c0000201 001388"
    ));
    let read = route(
        &octets,
        "ip-prefix 192.0.2.9:10 tag 0 198.16.0.0/12 via 192.0.2.1",
    );
    let Evpn::IpPrefix(read) = read else {
        panic!("{read:?}");
    };
    assert_eq!(read.gateway, address("192.0.2.1"));
    assert_eq!(read.overlay_index(), "192.0.2.1".parse().ok());
    assert_eq!((read.esi, read.label.vni()), (esi(), 5000));

    // Without a gateway: all octets of it are zero, in the width of the prefix.
    let none = IpPrefix {
        gateway: Address::NONE,
        ..read
    };
    assert_eq!(none.to_vec().unwrap()[27..31], [0; 4]);
    let other = IpPrefix {
        gateway: address("2001:db8::1"),
        ..read
    };
    assert_eq!(
        other.to_vec(),
        Err(EncodeError::Family {
            what: "gateway of an IP prefix"
        })
    );
}

#[test]
fn multicast_of_rfc_9251() {
    // (192.0.2.66, 233.252.0.1) of 192.0.2.9 by IGMPv3, and (*, ff0e::1) of the same, where all but are meant.
    let ipv4 = "20 c0000242 20 e9fc0001 20 c0000209";
    let any = "00 80 ff0e0000000000000000000000000001 20 c0000209";

    let octets = hex(&format!("06 1c {RD_OCTETS} 00000064 {ipv4} 04"));
    assert_eq!(
        route(
            &octets,
            "selective-multicast 192.0.2.9:10 tag 100 (192.0.2.66, 233.252.0.1) 192.0.2.9"
        ),
        Evpn::SelectiveMulticast(SelectiveMulticast {
            rd: RD,
            ethernet_tag: 100,
            source: address("192.0.2.66"),
            group: address("233.252.0.1"),
            originator: address("192.0.2.9"),
            flags: MulticastFlags::VERSION_3,
        })
    );

    let octets = hex(&format!("07 2e {RD_OCTETS} {ESI_OCTETS} 00000064 {any} 0a"));
    let read = route(
        &octets,
        "membership-report-synch 192.0.2.9:10 00:11:22:33:44:55:66:77:88:99 tag 100 (*, ff0e::1) 192.0.2.9",
    );
    let Evpn::MembershipReportSynch(read) = read else {
        panic!("{read:?}");
    };
    assert_eq!((read.esi, read.source), (esi(), Address::NONE));
    assert!(read.flags.contains(MulticastFlags::VERSION_2));
    assert!(read.flags.contains(MulticastFlags::EXCLUDE));
    assert!(!read.flags.contains(MulticastFlags::VERSION_3));

    let octets = hex(&format!(
        "08 2b {RD_OCTETS} {ESI_OCTETS} 00000064 {ipv4} 00000009 64 02"
    ));
    let read = route(
        &octets,
        "leave-synch 192.0.2.9:10 00:11:22:33:44:55:66:77:88:99 tag 100 (192.0.2.66, 233.252.0.1) 192.0.2.9",
    );
    let Evpn::LeaveSynch(read) = read else {
        panic!("{read:?}");
    };
    assert_eq!((read.reserved, read.maximum_response_time), (9, 100));
    assert_eq!(read.flags, MulticastFlags::VERSION_2);
}

#[test]
fn other_types_keep_their_octets() {
    let octets = hex("0c 02 abcd");
    let read = route(&octets, "type-12 abcd");
    assert_eq!((read.name(), read.rd(), read.prefix()), (None, None, None));

    let long = Evpn::Unknown(UnknownRoute {
        route_type: 12,
        octets: Octets(vec![0; 256]),
    });
    assert_eq!(
        long.to_vec(),
        Err(EncodeError::TooLong {
            what: "EVPN route",
            length: 256,
            limit: 255
        })
    );
}

/// What is wrong with a route of some type and value. The offset is that in the whole route.
fn wrong(route_type: u8, value: &str) -> (usize, Fault) {
    let value = hex(value);
    let octets = [&[route_type, value.len() as u8][..], &value].concat();
    fault::<Evpn<&[u8]>>(&octets, Session::default())
}

#[test]
fn malformed_values() {
    let head = format!("{RD_OCTETS} {ESI_OCTETS} 00000000");
    let mac = "30 00005e005302";
    // Bits of a MAC address and of an IP address that are not possible.
    assert_eq!(
        wrong(2, &format!("{head} 28 00005e005302 00 0003e8")),
        (24, Fault::Length(40))
    );
    assert_eq!(
        wrong(2, &format!("{head} {mac} 40 c6336402 0003e8")),
        (31, Fault::Length(64))
    );
    // An address, a label, half a second label that end too early.
    assert_eq!(
        wrong(2, &format!("{head} {mac} 80 c6336402 0003e8")),
        (32, Fault::Truncated(9))
    );
    assert_eq!(
        wrong(2, &format!("{head} {mac} 20 c6336402 0003")),
        (36, Fault::Truncated(1))
    );
    assert_eq!(
        wrong(2, &format!("{head} {mac} 20 c6336402 0003e8 0003")),
        (39, Fault::Truncated(1))
    );
    assert_eq!(
        wrong(2, &format!("{head} {mac} 20 c6336402 0003e8 0003e8 00")),
        (42, Fault::Trailing(1))
    );
    assert_eq!(wrong(2, RD_OCTETS), (2, Fault::Truncated(22)));
    // Prefixes: of no length that there is, and of more bits than an address has.
    assert_eq!(
        wrong(5, &format!("{head} 18 c6336400 00000000 001388 00")),
        (2, Fault::Length(35))
    );
    assert_eq!(
        wrong(5, &format!("{head} 21 c6336400 00000000 001388")),
        (24, Fault::PrefixLength(33))
    );
    let zeros = "00".repeat(32);
    assert_eq!(
        wrong(5, &format!("{head} 81 {zeros} 001388")),
        (24, Fault::PrefixLength(129))
    );
    // The others.
    assert_eq!(wrong(1, &head), (2, Fault::Truncated(3)));
    assert_eq!(
        wrong(3, &format!("{RD_OCTETS} 00000000 18 c00002")),
        (14, Fault::Length(24))
    );
    assert_eq!(
        wrong(4, &format!("{RD_OCTETS} {ESI_OCTETS} 20 c0000209 00")),
        (25, Fault::Trailing(1))
    );
    assert_eq!(
        wrong(6, &format!("{RD_OCTETS} 00000000 20 c0000242 21 e9fc0001")),
        (19, Fault::Length(33))
    );
    assert_eq!(
        wrong(8, &format!("{head} 00 20 e9fc0001 20 c0000209 00000000 64")),
        (40, Fault::Truncated(1))
    );
}

#[test]
fn a_list_goes_on_behind_a_malformed_route() {
    let bad = hex(&format!(
        "02 21 {RD_OCTETS} {ESI_OCTETS} 00000000 28 00005e005302 00 0003e8"
    ));
    let good = reached(&frame!("monitoring-evpn-es"));
    for add_path in [false, true] {
        let session = if add_path {
            Session::default().with_add_path(Family::L2VPN_EVPN.into())
        } else {
            Session::default()
        };
        let path_id: &[u8] = if add_path { &[0, 0, 0, 7] } else { &[] };
        let start = path_id.len();
        // A bad route, a good one, and one whose length goes past the end.
        let octets = [path_id, &bad, path_id, &good, path_id, &[4, 23, 1, 2, 3]].concat();
        let routes = Routes::<Evpn, _>::over(&octets[..], session);
        let read: Vec<_> = routes.into_entries().collect();
        assert_eq!(read.len(), 3);

        let malformed = read[0].unwrap_err();
        assert_eq!(*malformed.octets, [path_id, &bad].concat());
        assert_eq!(malformed.error.what(), What::Nlri(Family::L2VPN_EVPN));
        assert_eq!(malformed.error.offset(), start + 24);
        assert_eq!(malformed.error.fault(), Fault::Length(40));
        assert_eq!(routes.check(), Err(malformed.error));

        let route = read[1].unwrap();
        assert_eq!(route.path_id, add_path.then_some(7));
        assert!(matches!(route.nlri, Evpn::EthernetSegment(_)));

        let malformed = read[2].unwrap_err();
        assert_eq!(*malformed.octets, [path_id, &[4, 23, 1, 2, 3]].concat());
        assert_eq!(
            malformed.error.offset(),
            3 * start + bad.len() + good.len() + 2
        );
        assert_eq!(malformed.error.fault(), Fault::Truncated(20));

        // Exact in octets, and in JSON.
        #[cfg(feature = "serde")]
        {
            let text = serde_json::to_string(&routes).unwrap();
            let back: Routes<Evpn> = serde_json::from_str(&text).unwrap();
            assert_eq!(back.octets(), octets);
            assert_eq!(back.view(), routes);
        }
    }
}

#[test]
fn headers_that_are_cut_short() {
    let error = Evpn::from_octets(&[2]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "l2vpn-evpn route at byte 1: 1 octet is missing"
    );
    // Three octets of a path identifier.
    let session = Session::default().with_add_path(Family::L2VPN_EVPN.into());
    let routes = Routes::<Evpn, _>::over(&[0, 0, 0][..], session);
    let read: Vec<_> = routes.into_entries().collect();
    assert_eq!(read.len(), 1);
    let malformed = read[0].unwrap_err();
    assert_eq!(*malformed.octets, [0, 0, 0]);
    assert_eq!(
        malformed.error.to_string(),
        "l2vpn-evpn route at byte 0: 1 octet is missing"
    );
}

#[test]
fn json_both_ways() {
    let octets = [
        reached(&frame!("monitoring-evpn-mac-ip")),
        reached(&frame!("monitoring-evpn-prefix")),
        vec![12, 2, 0xab, 0xcd],
    ]
    .concat();
    let routes = Routes::<Evpn>::over(octets, Session::default());
    json(
        &Nlri::L2vpnEvpn(routes),
        concat!(
            r#"{"l2vpn_evpn":[{"path_id":null,"nlri":{"mac_ip":{"rd":"192.0.2.9:10","#,
            r#""esi":"00:00:00:00:00:00:00:00:00:00","ethernet_tag":0,"mac":"00:00:5e:00:53:02","#,
            r#""ip":"198.51.100.2","label1":1000,"label2":null}}},"#,
            r#"{"path_id":null,"nlri":{"ip_prefix":{"rd":"192.0.2.9:10","#,
            r#""esi":"00:00:00:00:00:00:00:00:00:00","ethernet_tag":0,"prefix":"2001:db8:50::/48","#,
            r#""gateway":"::","label":5000}}},"#,
            r#"{"path_id":null,"nlri":{"unknown":{"route_type":12,"octets":"abcd"}}}]}"#
        ),
    );
    let route = Route::from(Evpn::MacIp(MacIp::default()));
    json(
        &Routes::<Evpn>::in_session(Session::default(), [route]).unwrap(),
        concat!(
            r#"[{"path_id":null,"nlri":{"mac_ip":{"rd":"0:0","esi":"00:00:00:00:00:00:00:00:00:00","#,
            r#""ethernet_tag":0,"mac":"00:00:00:00:00:00","ip":null,"label1":0,"label2":null}}}]"#
        ),
    );
}

#[cfg(feature = "serde")]
#[test]
fn labels_in_json_have_24_bits() {
    let read = |label: u32| {
        let text = format!(
            r#"[{{"path_id":null,"nlri":{{"ethernet_auto_discovery":{{"rd":"1:1",
            "esi":"00:00:00:00:00:00:00:00:00:00","ethernet_tag":0,"label":{label}}}}}}}]"#
        );
        serde_json::from_str::<Routes<Evpn>>(&text)
    };
    assert_eq!(read(0xff_ffff).unwrap().octets()[24..], [0xff; 3]);
    assert!(read(0x100_0000).is_err());
}
