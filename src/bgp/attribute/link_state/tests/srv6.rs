//! TLVs of SRv6 (RFC 9514).

use super::*;
use crate::bgp::attribute::link_state::LinkStateTlv;
use crate::bgp::nlri::link_state::ProtocolId;
use crate::testkit::variant;

#[test]
fn of_nodes_and_prefixes() {
    cases! { LinkState<&[u8]>;
        "040e 0004 4000 0000" => "srv6 oam" => r#"[{"srv6_capabilities":{"flags":16384,"reserved":0}}]"#,
        "048a 0008 80 80 0000 0000000a" => "locator algorithm 128 metric 10 flags 0x80"
            => r#"[{"srv6_locator":{"flags":128,"algorithm":128,"reserved":0,"metric":10,"sub_tlvs":[]}}]"#,
        "048a 000e 00 00 0000 00000001 ffff 0002 abcd" => "locator algorithm 0 metric 1 flags 0x00 (type-65535 abcd)",
    }
    let octets = hex("048a 0008 80 80 0000 0000000a");
    let prefix = LinkState::over(&octets[..]);
    let locator = prefix.srv6_locator().unwrap();
    assert_eq!(locator.is_down(ProtocolId::IsisLevel2), Some(true));
    assert_eq!(locator.is_down(ProtocolId::Ospfv3), None);
}

#[test]
fn of_links() {
    cases! { LinkState<&[u8]>;
        "0452 001e 0005 e0 80 01 00 20010db8000f00010100000000000000 04e4 0004 28 18 10 00"
            => "end-x-sid 2001:db8:f:1:100:: End.X algorithm 128 weight 1 flags backup+set+persistent \
                (structure 40+24+16+0)"
            => r#"[{"srv6_end_x_sid":{"endpoint_behavior":"End.X","flags":224,"algorithm":128,"weight":1,"reserved":0,
                "sid":"2001:db8:f:1:100::","sub_tlvs":[{"srv6_sid_structure":
                {"locator_block":40,"locator_node":24,"function":16,"argument":0}}]}}]"#,
        "0453 001c 0006 00 00 00 00 000000000002 20010db8000f00010100000000000000"
            => "lan-end-x-sid 2001:db8:f:1:100:: End.X with PSP to 0000.0000.0002 algorithm 0 weight 0 flags 0x0"
            => r#"[{"isis_srv6_lan_end_x_sid":{"endpoint_behavior":"End.X with PSP","flags":0,"algorithm":0,"weight":0,
                "reserved":0,"neighbor":"0000.0000.0002","sid":"2001:db8:f:1:100::","sub_tlvs":[]}}]"#,
        "0454 001a 0006 00 00 00 00 c0000202 20010db8000f00010100000000000000"
            => "lan-end-x-sid 2001:db8:f:1:100:: End.X with PSP to 192.0.2.2 algorithm 0 weight 0 flags 0x0"
            => r#"[{"ospfv3_srv6_lan_end_x_sid":{"endpoint_behavior":"End.X with PSP","flags":0,"algorithm":0,
                "weight":0,"reserved":0,"neighbor":"192.0.2.2","sid":"2001:db8:f:1:100::","sub_tlvs":[]}}]"#,
    }
    let octets = hex("0452 0016 0005 80 80 01 00 20010db8000f00010100000000000000");
    let link = LinkState::over(&octets[..]);
    assert!(link.end_x_sids().next().unwrap().flags.is_backup());
}

#[test]
fn of_sids() {
    cases! { LinkState<&[u8]>;
        "04e2 0004 0030 00 80" => "behavior End with NEXT-CSID, PSP & USD algorithm 128"
            => r#"[{"srv6_endpoint_behavior":{"endpoint_behavior":"End with NEXT-CSID, PSP & USD","flags":0,
                "algorithm":128}}]"#,
        "04e3 000c 80 05 0000 0000fbf5 c0000266" => "peer-node 192.0.2.102 as 64501 weight 5 flags backup"
            => r#"[{"srv6_peer_node_sid":{"flags":128,"weight":5,"reserved":0,"asn":64501,"bgp_id":"192.0.2.102"}}]"#,
        "04e4 0004 28 18 10 00" => "structure 40+24+16+0",
    }
    let octets = hex("04e4 0004 ff ff ff ff");
    let sid = LinkState::over(&octets[..]);
    let tlv = sid.iter().next().unwrap().unwrap();
    assert_eq!(variant!(tlv, LinkStateTlv::Srv6SidStructure).bits(), 1020);
}
