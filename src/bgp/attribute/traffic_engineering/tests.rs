//! Descriptors laid out by hand from the figures of RFC 5543, section 3: no dissector at hand decodes them.

use super::*;
use crate::testkit::{exact, hex, json};
use crate::wire::Fault;

/// IEEE 754: 0x4e9502f9 is 1.25e9 (10 Gbit/s), 0x4cee6b28 125e6 (1 Gbit/s), 0x49742400 1e6.
const PACKETS: &str = "01 02 0000 4e9502f9 4e9502f9 4e9502f9 4e9502f9 4cee6b28 4cee6b28 4cee6b28 4cee6b28 49742400 05dc";
const TDM: &str =
    "64 05 0007 0000000000000000000000000000000000000000000000000000000000000000 49742400 01";
const LAMBDA: &str =
    "96 08 0000 4e9502f9 0000000000000000000000000000000000000000000000000000 0000";

fn bandwidth(octets_per_second: f32) -> Bandwidth {
    Bandwidth::from(octets_per_second)
}

#[test]
fn each_capability() {
    let fast = bandwidth(1.25e9);
    let slow = bandwidth(125e6);
    let packets = TrafficEngineeringDescriptor::<Vec<u8>> {
        encoding: LspEncoding::Ethernet,
        reserved: 0,
        max_lsp_bandwidth: [fast, fast, fast, fast, slow, slow, slow, slow],
        switching: Switching::Psc1(PacketSwitching {
            min_lsp_bandwidth: bandwidth(1e6),
            mtu: 1500,
        }),
    };
    let tdm = TrafficEngineeringDescriptor {
        encoding: LspEncoding::SdhSonet,
        reserved: 7,
        max_lsp_bandwidth: [Bandwidth::default(); 8],
        switching: Switching::Tdm(TdmSwitching {
            min_lsp_bandwidth: bandwidth(1e6),
            indication: 1,
        }),
    };
    let zero = Bandwidth::default();
    let lambda = TrafficEngineeringDescriptor {
        encoding: LspEncoding::Lambda,
        reserved: 0,
        max_lsp_bandwidth: [fast, zero, zero, zero, zero, zero, zero, zero],
        switching: Switching::Lsc,
    };
    let octets = hex(&[PACKETS, TDM, LAMBDA].concat());
    let attribute: TrafficEngineering<&[u8]> = exact(&octets);
    let read: Vec<_> = attribute
        .iter()
        .map(|descriptor| descriptor.unwrap().to_owned())
        .collect();
    assert_eq!(read, [packets.clone(), tdm.clone(), lambda.clone()]);
    let built = TrafficEngineering::of([packets, tdm, lambda]).unwrap();
    assert_eq!(built.octets(), octets);
    assert_eq!(
        attribute.to_string(),
        concat!(
            "psc-1 min-lsp-bandwidth 1000000 mtu 1500 ethernet max-lsp-bandwidth ",
            "1250000000 1250000000 1250000000 1250000000 125000000 125000000 125000000 125000000, ",
            "tdm min-lsp-bandwidth 1000000 indication 1 sdh-sonet max-lsp-bandwidth 0 0 0 0 0 0 0 0, ",
            "lsc lambda max-lsp-bandwidth 1250000000 0 0 0 0 0 0 0"
        )
    );
}

#[test]
fn lengths_follow_from_the_capability() {
    // RFC 5543, section 3: 6 bytes for packets, 5 for TDM, none for layer 2 and lambda; RFC 3471: the numbers.
    for (capability, text, more) in [
        (1, "psc-1 ", 6),
        (2, "psc-2 ", 6),
        (3, "psc-3 ", 6),
        (4, "psc-4 ", 6),
        (51, "l2sc ", 0),
        (100, "tdm ", 5),
        (150, "lsc ", 0),
        (200, "fsc ", 0),
    ] {
        let mut octets = vec![0; 36 + more];
        octets[0] = capability;
        octets.extend_from_within(..);
        let attribute: TrafficEngineering<&[u8]> = exact(&octets);
        assert_eq!(attribute.iter().flatten().count(), 2, "{capability}");
        for descriptor in attribute.iter().flatten() {
            assert_eq!(descriptor.switching.capability(), capability);
            assert!(descriptor.to_string().starts_with(text));
            assert_eq!(descriptor.to_vec().unwrap(), octets[..36 + more]);
        }
    }
}

#[test]
fn unknown_capabilities_keep_what_is_behind_them() {
    let octets = [hex(LAMBDA), hex("7d 00 0000"), vec![0; 32], hex("aabbcc")].concat();
    let attribute: TrafficEngineering<&[u8]> = exact(&octets);
    let last = attribute.iter().last().unwrap().unwrap();
    assert_eq!(attribute.iter().count(), 2);
    assert_eq!(
        last.switching,
        Switching::Unknown(UnknownSwitching {
            capability: 125,
            octets: Octets(&[0xaa, 0xbb, 0xcc][..]),
        })
    );
    assert_eq!(
        last.to_string(),
        "capability-125 aabbcc lsp encoding 0 max-lsp-bandwidth 0 0 0 0 0 0 0 0"
    );
    assert_eq!(last.to_vec().unwrap(), octets[36..]);
}

#[test]
fn json_both_ways() {
    let octets = hex(&[PACKETS, "07 ff 0000", &"7fc00000".repeat(8), "aa"].concat());
    let attribute: TrafficEngineering<&[u8]> = exact(&octets);
    json(
        &attribute.to_owned(),
        r#"[{"encoding":"ethernet","reserved":0,"max_lsp_bandwidth":[1250000000.0,1250000000.0,
           1250000000.0,1250000000.0,125000000.0,125000000.0,125000000.0,125000000.0],
           "switching":{"psc1":{"min_lsp_bandwidth":1000000.0,"mtu":1500}}},
           {"encoding":255,"reserved":0,"max_lsp_bandwidth":["0x7fc00000","0x7fc00000","0x7fc00000",
           "0x7fc00000","0x7fc00000","0x7fc00000","0x7fc00000","0x7fc00000"],
           "switching":{"unknown":{"capability":7,"octets":"aa"}}}]"#,
    );
    let octets = hex(LAMBDA);
    let attribute = TrafficEngineering::from_octets(&octets).unwrap().to_owned();
    json(
        &attribute,
        r#"[{"encoding":"lambda","reserved":0,
           "max_lsp_bandwidth":[1250000000.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0],"switching":"lsc"}]"#,
    );
}

#[test]
fn malformed() {
    let what = What::Attribute(24);
    for (octets, offset, missing) in [
        (hex("01"), 0, 1),
        (hex("01020000"), 4, 4),
        (hex(PACKETS)[..35].to_vec(), 32, 1),
        (hex(PACKETS)[..41].to_vec(), 40, 1),
        (hex(TDM)[..40].to_vec(), 40, 1),
        ([hex(LAMBDA), vec![1]].concat(), 36, 1),
    ] {
        let attribute: TrafficEngineering<&[u8]> = exact(&octets);
        let error = attribute.check().unwrap_err();
        assert_eq!(error.what(), what);
        assert_eq!(
            (error.offset(), error.fault()),
            (offset, Fault::Truncated(missing))
        );
    }
    let octets = [hex(LAMBDA), vec![1]].concat();
    let attribute = TrafficEngineering::from_octets(&octets).unwrap();
    assert!(attribute.to_string().ends_with(", malformed 01"));
}

#[cfg(feature = "serde")]
#[test]
fn binary_form_both_ways() {
    let octets = hex(&[PACKETS, TDM].concat());
    let attribute = TrafficEngineering::from_octets(&octets).unwrap().to_owned();
    let binary = postcard::to_allocvec(&attribute).unwrap();
    let again: TrafficEngineering = postcard::from_bytes(&binary).unwrap();
    assert_eq!(again, attribute);
    assert_eq!(again.to_vec().unwrap(), octets);
}
