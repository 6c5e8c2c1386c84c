//! TLVs of prefixes.

use super::*;
use crate::bgp::attribute::link_state::{
    IsisPrefixFlags, Ospfv2PrefixFlags, Ospfv3PrefixOptions, PrefixAttributeFlags,
    PrefixAttributes, PrefixMetric,
};
use crate::bgp::nlri::link_state::ProtocolId;

#[test]
fn of_rfc_9552() {
    cases! { LinkState<&[u8]>;
        "0480 0001 f0" => "flags down+no-unicast+local-address+propagate-nssa" => r#"[{"igp_flags":240}]"#,
        "0481 0008 00000064 000000c8" => "tags 100 200" => r#"[{"route_tags":[100,200]}]"#,
        "0482 0008 0000000100000000" => "extended-tags 4294967296" => r#"[{"extended_route_tags":[4294967296]}]"#,
        "0483 0004 00000014" => "metric 20" => r#"[{"prefix_metric":{"value":20,"width":4}}]"#,
        "0483 0003 000014" => "metric 20" => r#"[{"prefix_metric":{"value":20,"width":3}}]"#,
        "0484 0004 c0000201" => "forwarding-address 192.0.2.1" => r#"[{"ospf_forwarding_address":"192.0.2.1"}]"#,
        "0484 0010 20010db8000000000000000000000001" => "forwarding-address 2001:db8::1",
        "0485 0001 ff" => "opaque ff" => r#"[{"opaque_prefix":"ff"}]"#,
    }
    let octets = hex("0483 0003 000014 0486 0008 00 00 0000 00000065");
    let prefix = LinkState::over(&octets[..]);
    assert_eq!(prefix.prefix_metric(), PrefixMetric::new(20).with_width(3));
    assert_eq!(prefix.prefix_sids().next().unwrap().sid.index(), Some(101));
}

#[test]
fn of_rfc_9085() {
    cases! { LinkState<&[u8]>;
        "0486 0008 60 01 0000 00000065" => "prefix-sid index 101 algorithm 1 flags 0x60"
            => r#"[{"prefix_sid":{"flags":96,"algorithm":1,"reserved":0,"sid":{"index":101}}}]"#,
        "0486 0007 0c 00 0000 003ee5" => "prefix-sid label 16101 algorithm 0 flags 0x0c"
            => r#"[{"prefix_sid":{"flags":12,"algorithm":0,"reserved":0,"sid":{"label":16101}}}]"#,
        "0487 0010 80 00 0064 0486 0008 00 00 0000 00000001"
            => "range 100 flags 0x80 (prefix-sid index 1 algorithm 0 flags 0x00)"
            => r#"[{"range":{"flags":128,"reserved":0,"size":100,
                "sub_tlvs":[{"prefix_sid":{"flags":0,"algorithm":0,"reserved":0,"sid":{"index":1}}}]}}]"#,
        "0487 0004 00 00 0001" => "range 1 flags 0x00",
        "0489 0003 003e80" => "sid label 16000" => r#"[{"sid_label":{"label":16000}}]"#,
        "0492 0001 40" => "attribute-flags 40" => r#"[{"prefix_attribute_flags":"40"}]"#,
        "0493 0004 c0000201 0493 0010 20010db8000000000000000000000001" => "source 192.0.2.1, source 2001:db8::1"
            => r#"[{"source_router_id":"192.0.2.1"},{"source_router_id":"2001:db8::1"}]"#,
        "0496 0004 c0000201" => "source-ospf 192.0.2.1" => r#"[{"source_ospf_router_id":"192.0.2.1"}]"#,
        // Their layouts are unconfirmed.
        "0488 0002 abcd 04b0 0001 01" => "flood-reflection abcd, mpls-te-state 01"
            => r#"[{"isis_flood_reflection":"abcd"},{"mpls_te_policy_state":"01"}]"#,
    }
}

/// RFC 8667, section 2.1.1: R N P E V L; RFC 8665, section 5: - NP M E V L.
#[test]
fn flags_of_prefix_sids() {
    let octets = hex("0486 0008 fc 00 0000 00000065 0486 0008 7c 00 0000 00000065");
    let prefix = LinkState::over(&octets[..]);
    let sids: Vec<_> = prefix.prefix_sids().collect();
    let text = |place: usize, protocol| sids[place].flags(protocol).unwrap().to_string();
    assert_eq!(
        text(0, ProtocolId::IsisLevel2),
        "readvertised+node+no-php+explicit-null+value+local"
    );
    assert_eq!(
        text(1, ProtocolId::Ospfv2),
        "no-php+explicit-null+value+local+mapping-server"
    );
    assert_eq!(sids[0].flags(ProtocolId::Static), None);
}

/// RFC 7794, section 2.1: X R N; RFC 9088: E. RFC 7684, section 2.1: A N; RFC 9089: E. RFC 5340, appendix A.4.1.1.
#[test]
fn attributes_by_protocol() {
    let flags = PrefixAttributeFlags::from(vec![0xe0, 0]);
    let isis = IsisPrefixFlags::EXTERNAL | IsisPrefixFlags::READVERTISED | IsisPrefixFlags::NODE;
    assert_eq!(
        flags.of(ProtocolId::IsisLevel1),
        Some(PrefixAttributes::Isis(isis))
    );
    let ospf =
        Ospfv2PrefixFlags::ATTACH | Ospfv2PrefixFlags::NODE | Ospfv2PrefixFlags::ENTROPY_LABEL;
    assert_eq!(
        flags.of(ProtocolId::Ospfv2),
        Some(PrefixAttributes::Ospfv2(ospf))
    );
    assert_eq!(flags.of(ProtocolId::Bgp), None);
    let options = Ospfv3PrefixOptions(0x3b);
    let flags = PrefixAttributeFlags::from(vec![0x3b])
        .of(ProtocolId::Ospfv3)
        .unwrap();
    assert_eq!(flags, PrefixAttributes::Ospfv3(options));
    assert_eq!(
        flags.to_string(),
        "no-unicast+local-address+propagate+down+node"
    );
}

/// RFC 9815: a sequence number of eight bytes, and a status.
#[test]
fn of_rfc_9815() {
    cases! { LinkState<&[u8]>;
        "049d 0008 0000000100000007" => "sequence 4294967303" => r#"[{"sequence_number":4294967303}]"#,
        "04a0 0001 01 04a0 0001 02 04a0 0001 09" => "spf unreachable, spf no-transit, spf spf status 9"
            => r#"[{"spf_status":"unreachable"},{"spf_status":"no-transit"},{"spf_status":9}]"#,
    }
}
