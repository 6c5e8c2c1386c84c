//! Tests of the sub-TLVs of RFC 9012, RFC 5640 and RFC 9015.

use super::*;
use crate::bgp::attribute::{ExtendedCommunity, UnknownTlv};
use crate::net::{Address, MacAddr};
use crate::wire::Octets;
use std::net::{Ipv4Addr, Ipv6Addr};

#[test]
fn of_virtual_networks() {
    // tshark: VN-ID 0xaabbcc, MAC 01:02:03:04:05:06, reserved bits 0x3f and bytes 0x0708, for VXLAN and NVGRE alike.
    let network = VirtualNetwork {
        flags: 0xff,
        vn_id: Vni::new(0xaa_bbcc),
        mac_address: MacAddr::from([1, 2, 3, 4, 5, 6]),
        reserved: 0x0708,
    };
    for (tunnel_type, expected) in [
        (8, Encapsulation::Vxlan(network)),
        (9, Encapsulation::Nvgre(network)),
    ] {
        let read = tunnel(tunnel_type, "010c ff aabbcc 010203040506 0708");
        assert_eq!(read.encapsulation(), Some(expected));
        let built = Tunnel::of(read.tunnel_type(), [expected.to_owned().into()]).unwrap();
        assert_eq!(built, read);
    }
    assert_eq!(network.vni(), Some(0xaa_bbcc));
    assert_eq!(network.mac().unwrap().to_string(), "01:02:03:04:05:06");
    json(
        &tunnel(8, "010c c0 00271a 02ff00018009 0000"),
        r#"{"tunnel_type":"vxlan","sub_tlvs":[{"encapsulation":{"vxlan":{"flags":192,"vn_id":10010,
           "mac_address":"02:ff:00:01:80:09","reserved":0}}}]}"#,
    );
    let built = VirtualNetwork::new(10010).with_mac("02:ff:00:01:80:09".parse().unwrap());
    assert_eq!(built.to_vec().unwrap(), hex("c0 00271a 02ff00018009 0000"));
    assert_eq!(built.to_string(), "vni 10010 mac 02:ff:00:01:80:09");
    assert!(Vni::try_from(0x100_0000).is_err());
}

#[test]
fn of_vxlan_gpe() {
    // From the figure of draft-ietf-idr-tunnel-encaps-02: version 1, V; three bytes; VN-ID; one byte.
    let read = tunnel(12, "0108 60 010203 00271a 04");
    let Some(Encapsulation::VxlanGpe(network)) = read.encapsulation() else {
        panic!("{read:?}");
    };
    assert_eq!((network.version(), network.vni()), (1, Some(10010)));
    assert_eq!((network.reserved, network.reserved_2), ([1, 2, 3], 4));
    // Another length is another draft.
    let other = tunnel(12, "0104 60010203");
    assert_eq!(
        other.encapsulation(),
        Some(Encapsulation::Other(Octets(&[0x60, 1, 2, 3][..])))
    );
    assert_eq!(other.to_string(), "vxlan-gpe [encapsulation 60010203]");
}

#[test]
fn of_l2tpv3_and_gre() {
    // tshark: Session ID 1, Cookie 0102030405060708.
    let read = tunnel(1, "010c 00000001 0102030405060708");
    assert_eq!(
        read.encapsulation(),
        Some(Encapsulation::L2tpv3(L2tpv3 {
            session_id: 1,
            cookie: Octets(&[1, 2, 3, 4, 5, 6, 7, 8][..]),
        }))
    );
    json(
        &read,
        r#"{"tunnel_type":"l2tpv3","sub_tlvs":[{"encapsulation":{"l2tpv3":{"session_id":1,
           "cookie":"0102030405060708"}}}]}"#,
    );
    assert_eq!(
        tunnel(1, "0104 1234abcd").to_string(),
        "l2tpv3 [encapsulation session 305441741]"
    );
    let key = GreKey(0x0102_0304);
    for (tunnel_type, expected) in [
        (2, Encapsulation::Gre(key)),
        (11, Encapsulation::MplsInGre(key)),
    ] {
        let read = tunnel(tunnel_type, "0104 01020304");
        assert_eq!(read.encapsulation(), Some(expected));
    }
    json(
        &tunnel(2, "0104 00000007"),
        r#"{"tunnel_type":"gre","sub_tlvs":[{"encapsulation":{"gre":7}}]}"#,
    );
    // A tunnel type without a layout.
    json(
        &tunnel(19, "0102 abcd"),
        r#"{"tunnel_type":"geneve","sub_tlvs":[{"encapsulation":{"other":"abcd"}}]}"#,
    );
    let long = L2tpv3 {
        session_id: 1,
        cookie: Octets(vec![0; 9]),
    };
    assert_eq!(
        long.to_vec().unwrap_err().to_string(),
        "L2TPv3 cookie of 9 bytes: at most 8 fit"
    );
}

#[test]
fn of_any_tunnel() {
    // Laid out by hand from the figures of RFC 9012, section 3, RFC 5640, section 2, and RFC 9015, section 7.5.
    let octets = concat!(
        "0202 86dd  0303 0001aa  0408 030b000000000064  0502 0018  060a 00000000 0001 c0000201",
        "0701 b8  0802 12b5  0901 02  0a08 03e810ff 05dc05ff  0b0a 01000700000000000000",
        "1002 8000  4003 aabbcc"
    );
    let read = tunnel(8, octets);
    assert_eq!(read.protocol_types().next(), Some(ProtocolType::IPV6));
    assert_eq!(read.color(), Some(Color::new(100)));
    assert_eq!(read.load_balancing_block(), Some(LoadBalancingBlock(24)));
    let endpoint = read.egress_endpoint().unwrap();
    assert_eq!(endpoint, Ipv4Addr::new(192, 0, 2, 1).into());
    assert_eq!(read.ds_field().map(DsField::dscp), Some(46));
    assert_eq!(read.udp_destination_port(), Some(UdpDestinationPort(4789)));
    assert_eq!(
        read.embedded_label_handling(),
        Some(EmbeddedLabelHandling::VIRTUAL_NETWORK)
    );
    let labels: Vec<_> = read
        .mpls_label_stack()
        .unwrap()
        .iter()
        .map(|entry| {
            (
                entry.label(),
                entry.traffic_class(),
                entry.is_bottom_of_stack(),
                entry.ttl(),
            )
        })
        .collect();
    assert_eq!(labels, [(16001, 0, false, 255), (24000, 2, true, 255)]);
    assert_eq!(
        read.prefix_sid().unwrap().label_index(),
        Some(LabelIndex::new(0))
    );
    assert_eq!(read.spi_si_representation(), Some(SpiSiRepresentation::NSH));
    assert_eq!(
        read.to_string(),
        concat!(
            "vxlan [protocol IPv6, ipsec-authenticator 0001aa, color 100, load-balancing-block 24, ",
            "endpoint 192.0.2.1, ds-field 184, udp-port 4789, embedded-label 2, labels (16001 24000), ",
            "prefix-sid (label-index 0), spi-si NSH, type-64 aabbcc]"
        )
    );
    json(
        &read,
        r#"{"tunnel_type":"vxlan","sub_tlvs":[{"protocol_type":34525},{"ipsec_tunnel_authenticator":"0001aa"},
           {"color":{"flags":0,"color":100}},{"load_balancing_block":24},
           {"egress_endpoint":{"reserved":0,"address":"192.0.2.1"}},{"ds_field":184},
           {"udp_destination_port":4789},{"embedded_label_handling":2},
           {"mpls_label_stack":[{"label":16001,"traffic_class":0,"bottom_of_stack":false,"ttl":255},
           {"label":24000,"traffic_class":2,"bottom_of_stack":true,"ttl":255}]},
           {"prefix_sid":[{"label_index":{"reserved":0,"flags":0,"index":0}}]},{"spi_si_representation":32768},
           {"unknown":{"tlv_type":64,"octets":"aabbcc"}}]}"#,
    );
    let bottom = LabelStackEntry::new(24000)
        .with_traffic_class(2)
        .with_bottom_of_stack(true);
    let built = Tunnel::of(
        TunnelType::Vxlan,
        [
            SubTlv::from(ProtocolType::IPV6),
            IpsecTunnelAuthenticator(Octets(vec![0, 1, 0xaa])).into(),
            Color::new(100).into(),
            LoadBalancingBlock(24).into(),
            EgressEndpoint::from(Ipv4Addr::new(192, 0, 2, 1)).into(),
            DsField(0xb8).into(),
            UdpDestinationPort(4789).into(),
            EmbeddedLabelHandling::VIRTUAL_NETWORK.into(),
            MplsLabelStack::from_iter([LabelStackEntry::new(16001), bottom]).into(),
            PrefixSid::of([LabelIndex::new(0).into()]).unwrap().into(),
            SpiSiRepresentation::NSH.into(),
            SubTlv::Unknown(UnknownTlv {
                tlv_type: 64,
                octets: Octets(vec![0xaa, 0xbb, 0xcc]),
            }),
        ],
    )
    .unwrap();
    assert_eq!(built, read);
}

#[test]
fn of_endpoints() {
    for (octets, address, text) in [
        ("0606 00000000 0000", Address::NONE, "next hop"),
        (
            "060a 0000fde8 0001 c0000201",
            Address::from(Ipv4Addr::new(192, 0, 2, 1)),
            "192.0.2.1",
        ),
        (
            "0616 00000000 0002 20010db8000000000000000000000042",
            Address::from(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0x42)),
            "2001:db8::42",
        ),
    ] {
        let endpoint = tunnel(7, octets).egress_endpoint().unwrap();
        assert_eq!(
            (endpoint.address, endpoint.to_string().as_str()),
            (address, text)
        );
        assert_eq!(endpoint.to_vec().unwrap(), hex(octets)[2..]);
    }
    assert_eq!(
        EgressEndpoint::NEXT_HOP.to_vec().unwrap(),
        [0, 0, 0, 0, 0, 0]
    );
    json(
        &tunnel(7, "0606 00000000 0000"),
        r#"{"tunnel_type":"ip-in-ip","sub_tlvs":[{"egress_endpoint":{"reserved":0,"address":null}}]}"#,
    );
}

#[test]
fn colors() {
    let read = tunnel(15, "0408 030b 4000 00000064 0408 030b 0000 000000c8");
    assert_eq!(
        read.colors().map(|color| color.color).collect::<Vec<_>>(),
        [100, 200]
    );
    let color = read.color().unwrap();
    assert_eq!(color.to_string(), "100 (flags 0x4000)");
    assert_eq!(
        ExtendedCommunity::from(color),
        ExtendedCommunity(0x030b_4000_0000_0064)
    );
}

#[test]
fn malformed_sub_tlvs() {
    // RFC 9012, section 3, defines for each sub-TLV what is malformed; its figures give the lengths.
    cases! { SubTlv<&[u8]>, errors |octets: &[u8]| malformed(8, octets);
        // An Encapsulation that is too short or too long, or has a cookie that is too long.
        "0108 8000271a 00000000" => error "Tunnel Encapsulation sub-TLV 1 at byte 6: 2 bytes are missing",
        // Section 3.3.2: the reserved port.
        "0802 0000" => error "Tunnel Encapsulation sub-TLV 8 at byte 2: a value of 0 is not possible",
        // Section 3.5: 1 or 2.
        "0901 00" => error "Tunnel Encapsulation sub-TLV 9 at byte 2: a value of 0 is not possible",
        "0901 03" => error "Tunnel Encapsulation sub-TLV 9 at byte 2: a value of 3 is not possible",
        // Section 3.6: entries of four bytes.
        "0a06 03e810ff 05dc" => error "Tunnel Encapsulation sub-TLV 10 at byte 2: a length of 6 is not a multiple of 4",
        "1001 80" => error "Tunnel Encapsulation sub-TLV 16 at byte 2: 1 byte is missing",
    }
    cases! { SubTlv<&[u8]>, errors |octets: &[u8]| malformed(9, octets);
        "010d 80000001 000000000000 0000 00" => error "Tunnel Encapsulation sub-TLV 1 at byte 14: 1 byte is left over",
    }
    cases! { SubTlv<&[u8]>, errors |octets: &[u8]| malformed(1, octets);
        "010d 00000001 010203040506070809" => error "Tunnel Encapsulation sub-TLV 1 at byte 2: a length of 13 is not possible",
        "0103 000000" => error "Tunnel Encapsulation sub-TLV 1 at byte 2: 1 byte is missing",
    }
    cases! { SubTlv<&[u8]>, errors |octets: &[u8]| malformed(2, octets);
        "0103 000000" => error "Tunnel Encapsulation sub-TLV 1 at byte 2: 1 byte is missing",
        // Section 3.4.1: the reserved EtherType.
        "0202 ffff" => error "Tunnel Encapsulation sub-TLV 2 at byte 2: a value of 65535 is not possible",
        "0201 08" => error "Tunnel Encapsulation sub-TLV 2 at byte 2: 1 byte is missing",
        // Section 3.4.2: not a Color extended community.
        "0408 030c000000000064" => error "Tunnel Encapsulation sub-TLV 4 at byte 2: a value of 780 is not possible",
        "0404 030b0000" => error "Tunnel Encapsulation sub-TLV 4 at byte 2: 4 bytes are missing",
        "0409 030b00000000006400" => error "Tunnel Encapsulation sub-TLV 4 at byte 10: 1 byte is left over",
        "0503 001800" => error "Tunnel Encapsulation sub-TLV 5 at byte 4: 1 byte is left over",
        // Section 3.1: the address family, and the length that belongs to it.
        "060a 00000000 0003 c0000201" => error "Tunnel Encapsulation sub-TLV 6 at byte 6: a value of 3 is not possible",
        "0608 00000000 0001 c000" => error "Tunnel Encapsulation sub-TLV 6 at byte 2: a length of 8 is not possible",
        "060a 00000000 0000 c0000201" => error "Tunnel Encapsulation sub-TLV 6 at byte 2: a length of 10 is not possible",
        "060a 00000000 0002 20010db8" => error "Tunnel Encapsulation sub-TLV 6 at byte 2: a length of 10 is not possible",
        "0604 00000000" => error "Tunnel Encapsulation sub-TLV 6 at byte 6: 2 bytes are missing",
        "0700" => error "Tunnel Encapsulation sub-TLV 7 at byte 2: 1 byte is missing",
    }
    // The offset counts from the first sub-TLV, also inside an Encapsulation.
    let tunnel = tunnel(2, "0701 2e 0103 000000");
    let error = tunnel.check().unwrap_err();
    assert_eq!(
        error.to_string(),
        "Tunnel Encapsulation sub-TLV 1 at byte 5: 1 byte is missing"
    );
}

#[cfg(feature = "serde")]
#[test]
fn json_that_does_not_fit() {
    let json = |label: u32, class: u8| {
        format!(r#"{{"label":{label},"traffic_class":{class},"bottom_of_stack":true,"ttl":255}}"#)
    };
    let entry: LabelStackEntry = serde_json::from_str(&json(0xf_ffff, 7)).unwrap();
    assert_eq!(entry, LabelStackEntry(0xffff_ffff));
    assert!(serde_json::from_str::<LabelStackEntry>(&json(0x10_0000, 0)).is_err());
    assert!(serde_json::from_str::<LabelStackEntry>(&json(1, 8)).is_err());
    assert!(serde_json::from_str::<Vni>("16777216").is_err());
}
