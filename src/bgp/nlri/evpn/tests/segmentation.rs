//! Types 9, 10, 11, laid out by hand after RFC 9572, sections 3.1 to 3.3.

use super::*;
use crate::bgp::attribute::ExtendedCommunity;

/// (192.0.2.66, 233.252.0.1) of 192.0.2.9.
const FLOW: &str = "20 c0000242 20 e9fc0001 20 c0000209";

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
    // The region is AS 65000, as a Source AS extended community has it.
    let octets = hex(&format!("09 14 {RD_OCTETS} 00000007 0009fde800000001"));
    let expected: Evpn = Evpn::PerRegionIPmsi(PerRegionIPmsi {
        rd: RD,
        ethernet_tag: 7,
        region_id: ExtendedCommunity(0x0009_fde8_0000_0001),
    });
    let read = route(
        &octets,
        "per-region-i-pmsi 192.0.2.9:10 tag 7 region source-as:65000:1",
    );
    assert_eq!((read, read.rd()), (expected.view(), Some(RD)));
    assert_eq!(expected.to_vec().unwrap(), octets);

    let octets = hex(&format!("0a 1b {RD_OCTETS} 00000064 {FLOW}"));
    let read = route(
        &octets,
        "s-pmsi 192.0.2.9:10 tag 100 (192.0.2.66, 233.252.0.1) 192.0.2.9",
    );
    assert_eq!((read, read.rd()), (Evpn::SPmsi(s_pmsi()), Some(RD)));
    assert_eq!(Evpn::<&[u8]>::SPmsi(s_pmsi()).to_vec().unwrap(), octets);

    // Any flow, of a router with an address of IPv6.
    let octets = hex(&format!(
        "0a 1f {RD_OCTETS} 00000064 00 00 80 20010db8000000000000000000000009"
    ));
    route(&octets, "s-pmsi 192.0.2.9:10 tag 100 (*, *) 2001:db8::9");
}

#[test]
fn leaves() {
    let joined = Evpn::SPmsi(s_pmsi());
    let leaf = Leaf::of(&joined, address("192.0.2.10")).unwrap();
    assert_eq!(leaf.route(), Ok(joined));
    let octets = hex(&format!(
        "0b 22 0a 1b {RD_OCTETS} 00000064 {FLOW} 20 c000020a"
    ));
    let read = route(
        &octets,
        "leaf (s-pmsi 192.0.2.9:10 tag 100 (192.0.2.66, 233.252.0.1) 192.0.2.9) 192.0.2.10",
    );
    assert_eq!((read, read.rd()), (Evpn::Leaf(leaf.view()), Some(RD)));

    // Keys that are a leaf again, of another type, or of a bad body.
    for (key, text) in [
        ("0b 04 0c 01 ab 00", "leaf 0b040c01ab00 192.0.2.10"),
        ("0c 01 ab", "leaf (type-12 ab) 192.0.2.10"),
        ("03 01 ab", "leaf 0301ab 192.0.2.10"),
    ] {
        let key = hex(key);
        let octets = [&[11, key.len() as u8 + 5], &key[..], &[32, 192, 0, 2, 10]].concat();
        assert_eq!(route(&octets, text).rd(), None);
    }
    let octets = hex("0b 08 03 01 ab 20 c000020a");
    let Evpn::Leaf(leaf) = Evpn::from_octets(&octets).unwrap() else {
        panic!("no leaf");
    };
    let error = leaf.route().unwrap_err();
    assert_eq!(
        error.to_string(),
        "l2vpn-evpn route at byte 2: 11 octets are missing"
    );
}

#[test]
fn malformed() {
    assert_eq!(
        wrong(9, &format!("{RD_OCTETS} 00000000 0009fde8000000")),
        (2, Fault::Truncated(1))
    );
    assert_eq!(
        wrong(9, &format!("{RD_OCTETS} 00000000 0009fde800000001 00")),
        (22, Fault::Trailing(1))
    );
    assert_eq!(
        wrong(10, &format!("{RD_OCTETS} 00000064 21 c0000242 00 00")),
        (14, Fault::Length(33))
    );
    assert_eq!(
        wrong(10, &format!("{RD_OCTETS} 00000064 00 00 20 c00002")),
        (17, Fault::Truncated(1))
    );
    // Route keys: none, one past the end, one with no router behind it, routers of no possible length.
    assert_eq!(wrong(11, ""), (2, Fault::Truncated(1)));
    assert_eq!(wrong(11, "03 11 0001"), (4, Fault::Truncated(15)));
    assert_eq!(wrong(11, "0c 01 ab"), (5, Fault::Truncated(1)));
    assert_eq!(wrong(11, "0c 01 ab 18 c00002"), (5, Fault::Length(24)));
    assert_eq!(
        wrong(11, "0c 01 ab 20 c000020a 00"),
        (10, Fault::Trailing(1))
    );
}

#[test]
fn path_identifiers_and_json() {
    let octets = hex(&format!(
        "00000007 09 14 {RD_OCTETS} 00000007 0009fde800000001 00000008 0a 1b {RD_OCTETS} 00000064 {FLOW}
         00000009 0b 08 0c 01 ab 20 c000020a"
    ));
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
