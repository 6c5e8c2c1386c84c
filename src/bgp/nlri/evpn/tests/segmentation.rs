//! Tests of types 9, 10, 11, laid out by hand from RFC 9572, sections 3.1 to 3.3.

use super::*;
use crate::bgp::extended_community::ExtendedCommunity;
use crate::wire::Decode;

fn s_pmsi() -> SPmsi {
    SPmsi {
        rd: RD,
        ethernet_tag: 100,
        source: address("192.0.2.66"),
        group: address("233.252.0.1"),
        originator: address("192.0.2.9"),
    }
}

#[test]
fn tunnels() {
    // The region is AS 65000, in the form of a Source AS extended community.
    let of_region = Evpn::PerRegionIPmsi(PerRegionIPmsi {
        rd: RD,
        ethernet_tag: 7,
        region_id: ExtendedCommunity(0x0009_fde8_0000_0001),
    });
    let rd = |route: &Evpn<&[u8]>, octets: &[u8]| {
        type_is_first(route, octets);
        assert_eq!(route.rd(), Some(RD));
    };
    // The last one is any flow, of a router with an IPv6 address.
    cases! { Evpn<&[u8]>, each rd;
        "09 14 0001c0000209000a 00000007 0009fde800000001" is of_region
            => "per-region-i-pmsi 192.0.2.9:10 tag 7 region source-as:65000:1",
        "0a 1b 0001c0000209000a 00000064 20 c0000242 20 e9fc0001 20 c0000209" is Evpn::SPmsi(s_pmsi())
            => "s-pmsi 192.0.2.9:10 tag 100 (192.0.2.66, 233.252.0.1) 192.0.2.9",
        "0a 1f 0001c0000209000a 00000064 00 00 80 20010db8000000000000000000000009"
            => "s-pmsi 192.0.2.9:10 tag 100 (*, *) 2001:db8::9",
    }
}

#[test]
fn leaves() {
    let joined = Evpn::SPmsi(s_pmsi());
    let leaf = Leaf::of(&joined, address("192.0.2.10")).unwrap();
    assert_eq!(leaf.route(), Ok(joined));
    assert_eq!(Evpn::Leaf(leaf.clone()).rd(), Some(RD));
    cases! { Evpn<&[u8]>, each type_is_first;
        "0b 22 0a 1b 0001c0000209000a 00000064 20 c0000242 20 e9fc0001 20 c0000209 20 c000020a" is Evpn::Leaf(leaf)
            => "leaf (s-pmsi 192.0.2.9:10 tag 100 (192.0.2.66, 233.252.0.1) 192.0.2.9) 192.0.2.10",
    }
    let no_rd = |route: &Evpn<&[u8]>, octets: &[u8]| {
        type_is_first(route, octets);
        assert_eq!(route.rd(), None);
    };
    // Keys that are a leaf themselves, of another type, or have a bad body.
    cases! { Evpn<&[u8]>, each no_rd;
        "0b 0b 0b 04 0c 01 ab 00 20 c000020a" => "leaf 0b040c01ab00 192.0.2.10",
        "0b 08 0c 01 ab 20 c000020a" => "leaf (type-12 ab) 192.0.2.10",
        "0b 08 03 01 ab 20 c000020a" => "leaf 0301ab 192.0.2.10",
    }
    let octets = hex("0b 08 03 01 ab 20 c000020a");
    let leaf = variant!(Evpn::from_octets(&octets).unwrap(), Evpn::Leaf);
    assert_eq!(
        refused(leaf.route()),
        "l2vpn-evpn route at byte 2: 11 bytes are missing"
    );
}

#[test]
fn malformed() {
    // Route keys: none, one beyond the end, one without a router after it, routers of impossible lengths.
    cases! { Evpn<&[u8]>;
        "09 13 0001c0000209000a 00000000 0009fde8000000" => error "l2vpn-evpn route at byte 2: 1 byte is missing",
        "09 15 0001c0000209000a 00000000 0009fde800000001 00" => error "l2vpn-evpn route at byte 22: 1 byte is left over",
        "0a 13 0001c0000209000a 00000064 21 c0000242 00 00" => error "l2vpn-evpn route at byte 14: a length of 33 is not possible",
        "0a 12 0001c0000209000a 00000064 00 00 20 c00002" => error "l2vpn-evpn route at byte 17: 1 byte is missing",
        "0b 00" => error "l2vpn-evpn route at byte 2: 1 byte is missing",
        "0b 04 03 11 0001" => error "l2vpn-evpn route at byte 4: 15 bytes are missing",
        "0b 03 0c 01 ab" => error "l2vpn-evpn route at byte 5: 1 byte is missing",
        "0b 07 0c 01 ab 18 c00002" => error "l2vpn-evpn route at byte 5: a length of 24 is not possible",
        "0b 09 0c 01 ab 20 c000020a 00" => error "l2vpn-evpn route at byte 10: 1 byte is left over",
    }
}

#[test]
fn path_identifiers_and_json() {
    let octets = hex("00000007 09 14 0001c0000209000a 00000007 0009fde800000001
         00000008 0a 1b 0001c0000209000a 00000064 20 c0000242 20 e9fc0001 20 c0000209
         00000009 0b 08 0c 01 ab 20 c000020a");
    let session = Session::default().with_add_path(Family::L2VPN_EVPN.into());
    json(
        &Routes::<Evpn>::over(octets, session),
        r#"[{"path_id":7,"nlri":{"per_region_i_pmsi":{"rd":"192.0.2.9:10","ethernet_tag":7,
           "region_id":"source-as:65000:1"}}},
           {"path_id":8,"nlri":{"s_pmsi":{"rd":"192.0.2.9:10","ethernet_tag":100,
           "source":"192.0.2.66","group":"233.252.0.1","originator":"192.0.2.9"}}},
           {"path_id":9,"nlri":{"leaf":{"route_key":"0c01ab","originator":"192.0.2.10"}}}]"#,
    );
}
