//! TLVs of links.

use super::*;
use crate::bgp::attribute::link_state::{
    AdminGroup, IgpMetric, LanNeighbor, LinkName, LinkStateTlv, SidLabel, TeDefaultMetric,
    UnreservedBandwidth,
};
use crate::bgp::nlri::link_state::ProtocolId;
use crate::net::Bandwidth;
use crate::testkit::variant;

#[test]
fn of_rfc_9552() {
    cases! { LinkState<&[u8]>;
        "0406 0004 c0000202 0407 0010 20010db8000000000000000000000002"
            => "remote-router-id 192.0.2.2, remote-router-id 2001:db8::2"
            => r#"[{"remote_ipv4_router_id":"192.0.2.2"},{"remote_ipv6_router_id":"2001:db8::2"}]"#,
        "0440 0004 80000001" => "admin-group 0x80000001" => r#"[{"admin_group":"0x80000001"}]"#,
        // IEEE 754: 0x4e9502f9 is 1.25e9 (10 Gbit/s), 0x4cee6b28 is 125e6 (1 Gbit/s).
        "0441 0004 4e9502f9 0442 0004 4cee6b28" => "bandwidth 1250000000, reservable 125000000"
            => r#"[{"max_link_bandwidth":1250000000.0},{"max_reservable_bandwidth":125000000.0}]"#,
        "0444 0004 00000047" => "te-metric 71" => r#"[{"te_default_metric":{"value":71,"width":4}}]"#,
        "0444 0003 000047" => "te-metric 71" => r#"[{"te_default_metric":{"value":71,"width":3}}]"#,
        "0445 0002 3f 05" => "protection extra-traffic+unprotected+shared+1:1+1plus1+enhanced"
            => r#"[{"link_protection":{"types":63,"reserved":5}}]"#,
        "0446 0001 c0" => "mpls ldp+rsvp-te" => r#"[{"mpls_protocols":192}]"#,
        "0447 0001 3f" => "metric 63" => r#"[{"igp_metric":{"value":63,"width":1}}]"#,
        "0447 0002 ffff" => "metric 65535" => r#"[{"igp_metric":{"value":65535,"width":2}}]"#,
        "0447 0003 00000a" => "metric 10" => r#"[{"igp_metric":{"value":10,"width":3}}]"#,
        "0447 0004 ffffffff" => "metric 4294967295" => r#"[{"igp_metric":{"value":4294967295,"width":4}}]"#,
        "0448 0008 00000007 00000009" => "srlg 7 9" => r#"[{"srlgs":[7,9]}]"#,
        "0449 0002 0102" => "opaque 0102" => r#"[{"opaque_link":"0102"}]"#,
        "044a 0004 65746830" => r#"name "eth0""# => r#"[{"link_name":"eth0"}]"#,
        "0495 0008 80000001 00000001" => "extended-admin-group 0x80000001 0x00000001"
            => r#"[{"extended_admin_group":["0x80000001","0x00000001"]}]"#,
        // RFC 8169, section 4.3.1: 001 is one-step, 010 two-step, 100 reserved.
        "0451 0001 20 0451 0003 5f0000 0451 0001 80" => "rtm one-step, rtm two-step, rtm 4"
            => r#"[{"rtm_capability":"20"},{"rtm_capability":"5f0000"},{"rtm_capability":"80"}]"#,
        "0461 0000" => "graceful-shutdown" => r#"["graceful_link_shutdown"]"#,
    }
    let octets = hex("0440 0004 00000003 0444 0004 00000047 0447 0003 00000a 0448 0004 00000009");
    let link = LinkState::over(&octets[..]);
    assert_eq!(link.admin_group(), Some(AdminGroup(3)));
    assert_eq!(link.te_default_metric(), Some(TeDefaultMetric::new(71)));
    assert_eq!(link.igp_metric(), Some(IgpMetric::new(10)));
    assert!(link.srlgs().unwrap().0.contains(9));
}

/// IEEE 754: any bits are kept, also NaN, infinity and -0.0.
#[test]
fn bandwidths() {
    cases! { LinkState<&[u8]>;
        "0443 0020 4e6e6b28 4e5693a4 4e3ebc20 4e26e49c 4e0f0d18 00000000 80000000 7fc00001"
            => "unreserved 1000000000 900000000 800000000 700000000 600000000 0 -0 NaN"
    }
}

/// The width stays what it is, and no number is cut.
#[test]
fn metrics() {
    assert_eq!(IgpMetric::new(1 << 24).width(), 4);
    assert_eq!(IgpMetric::new(256).with_width(1), None);
    assert_eq!(IgpMetric::new(63).with_width(1).unwrap().width(), 1);
    assert_eq!(IgpMetric::new(63).with_width(5), None);
    assert_eq!(TeDefaultMetric::new(63).with_width(2), None);
    assert_ne!(
        TeDefaultMetric::new(63).with_width(3),
        Some(TeDefaultMetric::new(63))
    );
    let long = LinkName::from("x".repeat(256).as_str());
    assert!(LinkState::of([long.into()]).is_err());
}

#[test]
fn adjacency_sids() {
    cases! { LinkState<&[u8]>;
        "044b 0007 30 01 0000 005dc1" => "adj-sid label 24001 weight 1 flags 0x30"
            => r#"[{"adjacency_sid":{"flags":48,"weight":1,"reserved":0,"sid":{"label":24001}}}]"#,
        "044b 0008 00 00 0001 00000005" => "adj-sid index 5 weight 0 flags 0x00"
            => r#"[{"adjacency_sid":{"flags":0,"weight":0,"reserved":1,"sid":{"index":5}}}]"#,
        "044c 000b 60 00 0000 c0000202 005dc1" => "lan-adj-sid label 24001 to 192.0.2.2 weight 0 flags 0x60"
            => r#"[{"lan_adjacency_sid":{"flags":96,"weight":0,"reserved":0,"neighbor":{"ospf":"192.0.2.2"},
                "sid":{"label":24001}}}]"#,
        "044c 000c 00 00 0000 c0000202 00000005" => "lan-adj-sid index 5 to 192.0.2.2 weight 0 flags 0x00",
        "044c 000d 30 00 0000 000000000002 005dc1"
            => "lan-adj-sid label 24001 to 0000.0000.0002 weight 0 flags 0x30"
            => r#"[{"lan_adjacency_sid":{"flags":48,"weight":0,"reserved":0,"neighbor":{"isis":"0000.0000.0002"},
                "sid":{"label":24001}}}]"#,
        "044c 000e 00 00 0000 000000000002 00000005" => "lan-adj-sid index 5 to 0000.0000.0002 weight 0 flags 0x00",
        "044d 0007 f0 0a 0000 005dc1" => "peer-node-sid label 24001 weight 10 flags value+local+backup+persistent"
            => r#"[{"peer_node_sid":{"flags":240,"weight":10,"reserved":0,"sid":{"label":24001}}}]"#,
        "044e 0008 00 00 0000 00000005" => "peer-adj-sid index 5 weight 0 flags 0x0"
            => r#"[{"peer_adj_sid":{"flags":0,"weight":0,"reserved":0,"sid":{"index":5}}}]"#,
        "044f 0007 c0 00 0000 005dc3" => "peer-set-sid label 24003 weight 0 flags value+local"
            => r#"[{"peer_set_sid":{"flags":192,"weight":0,"reserved":0,"sid":{"label":24003}}}]"#,
    }
    // RFC 8667, section 2.2.1: F B V L S P; RFC 8665, section 6.1: B V L G P.
    let octets = hex("044b 0007 fc 01 0000 005dc1 044c 000b f8 00 0000 c0000202 005dc1");
    let link = LinkState::over(&octets[..]);
    let sid = link.adjacency_sids().next().unwrap();
    assert_eq!(sid.sid, SidLabel::Label(24001));
    let text = |protocol| sid.flags(protocol).map(|flags| flags.to_string());
    let isis = "ipv6+backup+value+local+set+persistent";
    assert_eq!(text(ProtocolId::IsisLevel1).unwrap(), isis);
    assert_eq!(text(ProtocolId::Bgp), None);
    let lan = variant!(
        link.iter().nth(1).unwrap().unwrap(),
        LinkStateTlv::LanAdjacencySid
    );
    assert_eq!(lan.neighbor, LanNeighbor::Ospf([192, 0, 2, 2].into()));
    let text = |protocol| lan.flags(protocol).map(|flags| flags.to_string());
    let ospf = "backup+value+local+set+persistent";
    assert_eq!(text(ProtocolId::Ospfv3).unwrap(), ospf);
    assert_eq!(text(ProtocolId::Direct), None);
}

/// RFC 8814, section 4: as those of a node.
#[test]
fn msds() {
    cases! { LinkState<&[u8]>;
        // RFC 8491, section 5: 1 is the Base MPLS Imposition MSD. RFC 9088, section 4: 2 is the ERLD-MSD.
        "010b 0004 010a 0205" => "link-msd base-mpls-imposition=10 erld=5"
            => r#"[{"link_msd":[{"msd_type":"base-mpls-imposition","value":10},{"msd_type":"erld","value":5}]}]"#,
    }
}

/// RFC 8571, with the units of RFC 8570: microseconds, and 0.000003 %.
#[test]
fn delay_and_loss() {
    cases! { LinkState<&[u8]>;
        "045a 0004 80 002710" => "delay 10000us anomalous"
            => r#"[{"unidirectional_delay":{"flags":128,"delay":10000}}]"#,
        "045b 0008 00 002328 00 002ee0" => "min-max-delay 9000us-12000us"
            => r#"[{"min_max_delay":{"flags":0,"min":9000,"reserved":0,"max":12000}}]"#,
        "045c 0004 01 0005dc" => "delay-variation 1500us" => r#"[{"delay_variation":{"reserved":1,"variation":1500}}]"#,
        // RFC 8570, section 4.4: 50.331642 % is the largest, 2^24 - 2.
        "045d 0004 00 fffffe" => "loss 50.331642%" => r#"[{"link_loss":{"flags":0,"loss":16777214}}]"#,
        "045d 0004 81 000001" => "loss 0.000003% anomalous+0x1",
        "045e 0004 4e9502f9 045f 0004 4cee6b28 0460 0004 00000000"
            => "residual 1250000000, available 125000000, utilized 0"
            => r#"[{"residual_bandwidth":1250000000.0},{"available_bandwidth":125000000.0},{"utilized_bandwidth":0.0}]"#,
    }
}

#[test]
fn unreserved_bandwidth_is_built() {
    let unreserved = UnreservedBandwidth::from([Bandwidth::from(1.25e9); 8]);
    let link = LinkState::of([unreserved.into()]).unwrap();
    assert_eq!(
        link.octets(),
        hex(&format!("0443 0020 {}", "4e9502f9".repeat(8)))
    );
    assert!(LinkState::of([UnreservedBandwidth::from([Bandwidth(0); 7]).into()]).is_err());
}
