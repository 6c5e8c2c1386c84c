//! Tests of EVPN routes: from routers, laid out by hand from their RFCs, and malformed.

mod segmentation;

use super::*;
use crate::bgp::Session;
use crate::bgp::nlri::{Nlri, Route, Routes};
use crate::net::{Address, EthernetSegmentId, Label};
use crate::testkit::{cases, exact, hex, json, reached, refused, texts, variant};
use crate::wire::Fault;

const RD: RouteDistinguisher = RouteDistinguisher::ipv4(core::net::Ipv4Addr::new(192, 0, 2, 9), 10);

fn esi() -> EthernetSegmentId {
    "00:11:22:33:44:55:66:77:88:99".parse().unwrap()
}

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

/// Checks that the first byte is the route type.
fn type_is_first(route: &Evpn<&[u8]>, octets: &[u8]) {
    assert_eq!(route.route_type(), u16::from(octets[0]));
    assert_eq!(route.to_owned().view(), *route);
}

/// Checks that a frame contains a route.
fn of_frame(name: &str, text: &str, expected: Evpn) {
    let octets = reached(name);
    let route: Evpn<&[u8]> = exact(&octets);
    type_is_first(&route, &octets);
    assert_eq!((route, &*route.to_string()), (expected.view(), text));
}

#[test]
fn routes_of_routers() {
    of_frame(
        "monitoring-evpn-ad",
        "ethernet-auto-discovery 192.0.2.9:10 00:11:22:33:44:55:66:77:88:99 tag 100 label 62 or vni 1000",
        Evpn::EthernetAutoDiscovery(AutoDiscovery {
            rd: RD,
            esi: esi(),
            ethernet_tag: 100,
            label: Label::from_vni(1000),
        }),
    );
    of_frame(
        "monitoring-evpn-mac-ip",
        "mac-ip 192.0.2.9:10 tag 0 00:00:5e:00:53:02 198.51.100.2 label 62 or vni 1000",
        Evpn::MacIp(MacIp {
            rd: RD,
            esi: EthernetSegmentId::ZERO,
            ethernet_tag: 0,
            mac: "00:00:5e:00:53:02".parse().unwrap(),
            ip: address("198.51.100.2"),
            label1: Label::from_vni(1000),
            label2: None,
        }),
    );
    of_frame(
        "monitoring-evpn-imet",
        "inclusive-multicast 192.0.2.9:10 tag 0 192.0.2.9",
        Evpn::InclusiveMulticast(InclusiveMulticast {
            rd: RD,
            ethernet_tag: 0,
            originator: address("192.0.2.9"),
        }),
    );
    of_frame(
        "monitoring-evpn-es",
        "ethernet-segment 192.0.2.9:0 00:11:22:33:44:55:66:77:88:99 192.0.2.9",
        Evpn::EthernetSegment(EthernetSegment {
            rd: "192.0.2.9:0".parse().unwrap(),
            esi: esi(),
            originator: address("192.0.2.9"),
        }),
    );
    let prefix: Evpn = Evpn::IpPrefix(IpPrefix {
        rd: RD,
        prefix: "2001:db8:50::/48".parse().unwrap(),
        gateway: address("::"),
        label: Label::from_vni(5000),
        ..IpPrefix::default()
    });
    assert_eq!(
        (prefix.prefix(), prefix.rd()),
        ("2001:db8:50::/48".parse().ok(), Some(RD))
    );
    let text = "ip-prefix 192.0.2.9:10 tag 0 2001:db8:50::/48 label 312 or vni 5000";
    of_frame("monitoring-evpn-prefix", text, prefix);
}

#[test]
fn mac_ip_with_and_without_address_and_second_label() {
    let plain = MacIp {
        rd: RD,
        esi: esi(),
        ethernet_tag: 7,
        mac: "00:00:5e:00:53:02".parse().unwrap(),
        ip: Address::NONE,
        label1: Label::new(24000),
        label2: None,
    };
    let label2 = Some(Label::new(250));
    let ip = address("2001:db8::42");
    // RFC 7432, section 7.2: an MPLS label takes the upper 20 bits.
    cases! { Evpn<&[u8]>, each type_is_first;
        "02 21 0001c0000209000a 00112233445566778899 00000007 30 00005e005302 00 05dc01" is Evpn::MacIp(plain)
            => "mac-ip 192.0.2.9:10 tag 7 00:00:5e:00:53:02 esi 00:11:22:33:44:55:66:77:88:99 label 24000 or vni 384001",
        "02 24 0001c0000209000a 00112233445566778899 00000007 30 00005e005302 00 05dc01 000fa1"
            is Evpn::MacIp(MacIp { label2, ..plain })
            => "mac-ip 192.0.2.9:10 tag 7 00:00:5e:00:53:02 esi 00:11:22:33:44:55:66:77:88:99 label 24000 or vni 384001, \
                second label 250 or vni 4001",
        "02 34 0001c0000209000a 00112233445566778899 00000007 30 00005e005302
            80 20010db8000000000000000000000042 05dc01 000fa1"
            is Evpn::MacIp(MacIp { ip, label2, ..plain })
            => "mac-ip 192.0.2.9:10 tag 7 00:00:5e:00:53:02 2001:db8::42 esi 00:11:22:33:44:55:66:77:88:99 \
                label 24000 or vni 384001, second label 250 or vni 4001",
    }
}

#[test]
fn ip_prefix_with_a_gateway() {
    let octets =
        hex("05 22 0001c0000209000a 00112233445566778899 00000000 0c c6100000 c0000201 001388");
    let route: Evpn<&[u8]> = exact(&octets);
    type_is_first(&route, &octets);
    assert_eq!(
        route.to_string(),
        "ip-prefix 192.0.2.9:10 tag 0 198.16.0.0/12 gateway 192.0.2.1 esi 00:11:22:33:44:55:66:77:88:99 \
         label 312 or vni 5000"
    );
    let read = variant!(route, Evpn::IpPrefix);
    assert_eq!(read.gateway, address("192.0.2.1"));
    assert_eq!(read.overlay_index(), "192.0.2.1".parse().ok());
    assert_eq!((read.esi, read.label.vni()), (esi(), 5000));

    // Without a gateway: all its bytes are zero, in the width of the prefix.
    let via = |gateway| IpPrefix { gateway, ..read }.to_vec();
    assert_eq!(via(Address::NONE).unwrap()[27..31], [0; 4]);
    assert_eq!(
        refused(via(address("2001:db8::1"))),
        "gateway of an IP prefix: the address is of the wrong family"
    );
}

#[test]
fn multicast_of_rfc_9251() {
    // (192.0.2.66, 233.252.0.1) of 192.0.2.9 by IGMPv3, and (*, ff0e::1) of the same router, in exclude mode.
    let selective = SelectiveMulticast {
        rd: RD,
        ethernet_tag: 100,
        source: address("192.0.2.66"),
        group: address("233.252.0.1"),
        originator: address("192.0.2.9"),
        flags: MulticastFlags::VERSION_3,
    };
    let fields = |route: &Evpn<&[u8]>, octets: &[u8]| {
        type_is_first(route, octets);
        match route {
            Evpn::MembershipReportSynch(read) => {
                assert_eq!((read.esi, read.source), (esi(), Address::NONE));
                assert!(read.flags.contains(MulticastFlags::VERSION_2));
                assert!(read.flags.contains(MulticastFlags::EXCLUDE));
                assert!(!read.flags.contains(MulticastFlags::VERSION_3));
            }
            Evpn::LeaveSynch(read) => {
                assert_eq!((read.reserved, read.maximum_response_time), (9, 100));
                assert_eq!(read.flags, MulticastFlags::VERSION_2);
            }
            other => assert_eq!(*other, Evpn::SelectiveMulticast(selective)),
        }
    };
    cases! { Evpn<&[u8]>, each fields;
        "06 1c 0001c0000209000a 00000064 20 c0000242 20 e9fc0001 20 c0000209 04"
            => "selective-multicast 192.0.2.9:10 tag 100 (192.0.2.66, 233.252.0.1) 192.0.2.9 flags 0x04",
        "07 2e 0001c0000209000a 00112233445566778899 00000064 00 80 ff0e0000000000000000000000000001 20 c0000209 0a"
            => "membership-report-synch 192.0.2.9:10 00:11:22:33:44:55:66:77:88:99 tag 100 (*, ff0e::1) 192.0.2.9 flags 0x0a",
        "08 2b 0001c0000209000a 00112233445566778899 00000064 20 c0000242 20 e9fc0001 20 c0000209 00000009 64 02"
            => "leave-synch 192.0.2.9:10 00:11:22:33:44:55:66:77:88:99 tag 100 (192.0.2.66, 233.252.0.1) 192.0.2.9 \
                reserved 9 maximum-response-time 100 flags 0x02",
    }
}

#[test]
fn other_types_keep_their_octets() {
    let nothing = |route: &Evpn<&[u8]>, _: &[u8]| {
        assert_eq!(
            (route.name(), route.rd(), route.prefix()),
            (None, None, None)
        );
    };
    cases! { Evpn<&[u8]>, each nothing;
        "0c 02 abcd" => "type-12 abcd",
    }
    let long = Evpn::Unknown(UnknownRoute {
        route_type: 12,
        octets: Octets(vec![0; 256]),
    });
    assert_eq!(
        refused(long.to_vec()),
        "EVPN route of 256 bytes: at most 255 fit"
    );
}

#[test]
fn malformed_values() {
    // Impossible bit lengths of a MAC address and of an IP address. An address, a label and half a second label that
    // end too early. Prefixes of an impossible length, and with more bits than an address. The other route types.
    cases! { Evpn<&[u8]>;
        "02 21 0001c0000209000a 00112233445566778899 00000000 28 00005e005302 00 0003e8" => error "l2vpn-evpn route at byte 24: a length of 40 is not possible",
        "02 25 0001c0000209000a 00112233445566778899 00000000 30 00005e005302 40 c6336402 0003e8" => error "l2vpn-evpn route at byte 31: a length of 64 is not possible",
        "02 25 0001c0000209000a 00112233445566778899 00000000 30 00005e005302 80 c6336402 0003e8" => error "l2vpn-evpn route at byte 32: 9 bytes are missing",
        "02 24 0001c0000209000a 00112233445566778899 00000000 30 00005e005302 20 c6336402 0003" => error "l2vpn-evpn route at byte 36: 1 byte is missing",
        "02 27 0001c0000209000a 00112233445566778899 00000000 30 00005e005302 20 c6336402 0003e8 0003" => error "l2vpn-evpn route at byte 39: 1 byte is missing",
        "02 29 0001c0000209000a 00112233445566778899 00000000 30 00005e005302 20 c6336402 0003e8 0003e8 00" => error "l2vpn-evpn route at byte 42: 1 byte is left over",
        "02 08 0001c0000209000a" => error "l2vpn-evpn route at byte 2: 22 bytes are missing",
        "05 23 0001c0000209000a 00112233445566778899 00000000 18 c6336400 00000000 001388 00" => error "l2vpn-evpn route at byte 2: a length of 35 is not possible",
        "05 22 0001c0000209000a 00112233445566778899 00000000 21 c6336400 00000000 001388" => error "l2vpn-evpn route at byte 24: a prefix length of 33 bits is more than the address has",
        "05 3a 0001c0000209000a 00112233445566778899 00000000 81
            0000000000000000000000000000000000000000000000000000000000000000 001388" => error "l2vpn-evpn route at byte 24: a prefix length of 129 bits is more than the address has",
        "01 16 0001c0000209000a 00112233445566778899 00000000" => error "l2vpn-evpn route at byte 2: 3 bytes are missing",
        "03 10 0001c0000209000a 00000000 18 c00002" => error "l2vpn-evpn route at byte 14: a length of 24 is not possible",
        "04 18 0001c0000209000a 00112233445566778899 20 c0000209 00" => error "l2vpn-evpn route at byte 25: 1 byte is left over",
        "06 16 0001c0000209000a 00000000 20 c0000242 21 e9fc0001" => error "l2vpn-evpn route at byte 19: a length of 33 is not possible",
        "08 26 0001c0000209000a 00112233445566778899 00000000 00 20 e9fc0001 20 c0000209 00000000 64" => error "l2vpn-evpn route at byte 40: 1 byte is missing",
        "02" => error "l2vpn-evpn route at byte 1: 1 byte is missing",
    }
}

#[test]
fn a_list_goes_on_behind_a_malformed_route() {
    let bad = hex("02 21 0001c0000209000a 00112233445566778899 00000000 28 00005e005302 00 0003e8");
    let good = reached("monitoring-evpn-es");
    for add_path in [false, true] {
        let session = if add_path {
            Session::default().with_add_path(Family::L2VPN_EVPN.into())
        } else {
            Session::default()
        };
        let path_id: &[u8] = if add_path { &[0, 0, 0, 7] } else { &[] };
        let start = path_id.len();
        // A bad route, a good one, and one whose length exceeds the end.
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

        // Bytes and JSON are exact.
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
fn three_octets_of_a_path_identifier() {
    let session = Session::default().with_add_path(Family::L2VPN_EVPN.into());
    let routes = Routes::<Evpn, _>::over(&[0, 0, 0][..], session);
    assert_eq!(
        texts(routes.into_entries()),
        ["l2vpn-evpn route at byte 0: 1 byte is missing in 000000"]
    );
}

#[test]
fn json_both_ways() {
    let octets = [
        reached("monitoring-evpn-mac-ip"),
        reached("monitoring-evpn-prefix"),
        vec![12, 2, 0xab, 0xcd],
    ]
    .concat();
    let routes = Routes::<Evpn>::over(octets, Session::default());
    json(
        &Nlri::L2vpnEvpn(routes),
        r#"{"l2vpn_evpn":[{"path_id":null,"nlri":{"mac_ip":{"rd":"192.0.2.9:10",
           "esi":"00:00:00:00:00:00:00:00:00:00","ethernet_tag":0,"mac":"00:00:5e:00:53:02",
           "ip":"198.51.100.2","label1":1000,"label2":null}}},
           {"path_id":null,"nlri":{"ip_prefix":{"rd":"192.0.2.9:10",
           "esi":"00:00:00:00:00:00:00:00:00:00","ethernet_tag":0,"prefix":"2001:db8:50::/48",
           "gateway":"::","label":5000}}},
           {"path_id":null,"nlri":{"unknown":{"route_type":12,"octets":"abcd"}}}]}"#,
    );
    let route = Route::from(Evpn::MacIp(MacIp::default()));
    json(
        &Routes::<Evpn>::in_session(Session::default(), [route]).unwrap(),
        r#"[{"path_id":null,"nlri":{"mac_ip":{"rd":"0:0","esi":"00:00:00:00:00:00:00:00:00:00",
           "ethernet_tag":0,"mac":"00:00:00:00:00:00","ip":null,"label1":0,"label2":null}}}]"#,
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
