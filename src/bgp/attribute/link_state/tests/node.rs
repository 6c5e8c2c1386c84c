//! TLVs of nodes.

use super::*;
use crate::bgp::attribute::link_state::{
    LabelRange, LinkStateTlv, NodeFlags, SidLabel, SrCapabilities,
};

#[test]
fn of_rfc_9552() {
    cases! { LinkState<&[u8]>;
        "0107 0004 0000 8002" => "topologies 0 32770" => r#"[{"multi_topology_ids":[0,32770]}]"#,
        // Flags O A E B R V, and one without a name.
        "0400 0001 fe" => "flags overload+attached+external+border+router+ipv6+0x2"
            => r#"[{"node_flags":254}]"#,
        "0400 0001 00" => "flags 0x0" => r#"[{"node_flags":0}]"#,
        "0401 0003 0a0b0c" => "opaque 0a0b0c" => r#"[{"opaque_node":"0a0b0c"}]"#,
        "0402 0006 726f75746572" => r#"name "router""# => r#"[{"node_name":"router"}]"#,
        "0402 0002 c328" => "name c328" => r#"[{"node_name":{"octets":"c328"}}]"#,
        "0403 0003 490001 0403 0001 49 0403 0004 49000102" => "area 49.0001, area 49, area 49.0001.02"
            => r#"[{"isis_area":"490001"},{"isis_area":"49"},{"isis_area":"49000102"}]"#,
        "0404 0004 c0000201" => "router-id 192.0.2.1" => r#"[{"local_ipv4_router_id":"192.0.2.1"}]"#,
        "0405 0010 20010db8000000000000000000000001" => "router-id 2001:db8::1"
            => r#"[{"local_ipv6_router_id":"2001:db8::1"}]"#,
    }
    let octets = hex("0400 0001 c0 0403 0003 490001 0404 0004 c0000201 0404 0004 c0000202");
    let node = LinkState::over(&octets[..]);
    assert_eq!(
        node.node_flags(),
        Some(NodeFlags::OVERLOAD | NodeFlags::ATTACHED)
    );
    assert_eq!(node.isis_areas().count(), 1);
    assert_eq!(
        node.local_ipv4_router_ids().last(),
        Some([192, 0, 2, 2].into())
    );
    assert_eq!(node.local_ipv6_router_ids().next(), None);
}

#[test]
fn of_other_rfcs() {
    cases! { LinkState<&[u8]>;
        "010a 0006 010a 2905 c801" => "node-msd base-mpls-imposition=10 srh-max-sl=5 msd type 200=1"
            => r#"[{"node_msd":[{"msd_type":"base-mpls-imposition","value":10},
                {"msd_type":"srh-max-sl","value":5},{"msd_type":200,"value":1}]}]"#,
        "0408 0008 00000001 ffffffff" => "s-bfd 1 4294967295" => r#"[{"s_bfd_discriminators":[1,4294967295]}]"#,
        "040b 0003 00 01 80" => "algorithms 0 1 128" => r#"[{"sr_algorithms":[0,1,128]}]"#,
        "040d 0001 80" => "srms-preference 128" => r#"[{"srms_preference":128}]"#,
        // Flag I; 8000 labels from 16000 on.
        "040a 000c 80 00 001f40 0489 0003 003e80" => "srgb 16000-23999 ipv4"
            => r#"[{"sr_capabilities":{"flags":128,"reserved":0,"ranges":[{"size":8000,"first":{"label":16000}}]}}]"#,
        // Two ranges; the second begins with an index, which is a broken rule.
        "040a 0017 00 07 0003e8 0489 0003 003a98 000064 0489 0004 00000005"
            => "srgb 15000-15999 index 5+100"
            => r#"[{"sr_capabilities":{"flags":0,"reserved":7,"ranges":[{"size":1000,"first":{"label":15000}},
                {"size":100,"first":{"index":5}}]}}]"#,
        "040c 000c 00 00 0003e8 0489 0003 003a98" => "srlb 15000-15999"
            => r#"[{"sr_local_block":{"flags":0,"reserved":0,"ranges":[{"size":1000,"first":{"label":15000}}]}}]"#,
        "0406 0004 c0000201" => "remote-router-id 192.0.2.1",
    }
    let octets =
        hex("040a 000c 80 00 001f40 0489 0003 f03e80 040c 000c 0000 0003e8 0489 0003 003a98");
    let node = LinkState::over(&octets[..]);
    let range = node
        .sr_capabilities()
        .unwrap()
        .ranges
        .iter()
        .next()
        .unwrap()
        .unwrap();
    // The label has the lower 20 bits; all are kept.
    assert_eq!(
        (range.first, range.first.label()),
        (SidLabel::Label(0xf0_3e80), Some(16000))
    );
    let range = node.sr_local_block().unwrap().ranges.iter().next().unwrap();
    assert_eq!(range, Ok(LabelRange::labels(15000, 1000)));
    assert!(SrCapabilities::of([]).is_err());
    let wide = LabelRange {
        first: SidLabel::Label(1 << 24),
        ..LabelRange::labels(0, 1)
    };
    assert!(SrCapabilities::of([wide]).is_err());
}

#[test]
fn flexible_algorithms() {
    cases! { LinkState<&[u8]>;
        "040f 0004 80 01 00 64" => "flex-algo 128 metric min-delay priority 100"
            => r#"[{"flex_algorithm_definition":{"algorithm":128,"metric_type":"min-delay","calculation_type":0,
                "priority":100,"sub_tlvs":[]}}]"#,
        // With each sub-TLV: groups, flag M, risk groups, types of IS-IS.
        "040f 0034 81 02 00 c8
            0410 0004 00000001 0411 0004 00000002 0412 0008 00000004 00000001 0413 0001 80
            0415 0004 00000007 0416 0003 02 07 09"
            => "flex-algo 129 metric te priority 200 (exclude-any 0x00000001, include-any 0x00000002, \
                include-all 0x00000004 0x00000001, flags 80, exclude-srlg 7, unsupported isis-l2 7 9)"
            => r#"[{"flex_algorithm_definition":{"algorithm":129,"metric_type":"te","calculation_type":0,
                "priority":200,"sub_tlvs":[
                {"flex_algorithm_exclude_any":["0x00000001"]},{"flex_algorithm_include_any":["0x00000002"]},
                {"flex_algorithm_include_all":["0x00000004","0x00000001"]},{"flex_algorithm_flags":"80"},
                {"flex_algorithm_exclude_srlgs":[7]},
                {"flex_algorithm_unsupported":{"protocol":"isis-l2","octets":"0709"}}]}}]"#,
        "0414 0008 80 00 0000 0000000a" => "flex-algo-metric 10 algorithm 128"
            => r#"[{"flex_algorithm_prefix_metric":{"algorithm":128,"flags":0,"reserved":0,"metric":10}}]"#,
        // Types of OSPF have two bytes.
        "0416 0005 03 0007 0009" => "unsupported ospfv2 7 9",
    }
    let octets = hex("0413 0004 80000000");
    let tlvs = LinkState::over(&octets[..]);
    match tlvs.iter().next().unwrap().unwrap() {
        LinkStateTlv::FlexAlgorithmFlags(flags) => assert!(flags.is_prefix_metric()),
        other => panic!("{other}"),
    }
}
