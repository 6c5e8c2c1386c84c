//! Attributes that GoBGP 4.8.0 sent, as its command line was told: `gobgp global rib add -a ls …`.

use super::*;
use crate::bgp::attribute::link_state::{LinkStateTlv, PeerSidFlags, SidLabel};
use crate::testkit::variant;

#[test]
fn as_the_command_line_was_told() {
    cases! { LinkState<&[u8]>;
        // node-name router-one isis-area-id 490001 sr-algorithm 0 sr-algorithm 1: it keeps the last algorithm.
        "0402000a726f757465722d6f6e65 04030003490001 040b000101"
            => r#"name "router-one", area 49.0001, algorithms 1"#,
        "0402000a72322e6578616d706c65" => r#"name "r2.example""#,
        // sid 24001 sid-type node v-flag l-flag weight 10
        "044d0007c00a0000005dc1" => "peer-node-sid label 24001 weight 10 flags value+local",
        // sid 24002 sid-type adj v-flag l-flag p-flag: it sends an adjacency SID of an IGP, without the flags.
        "044b000700000000005dc2" => "adj-sid label 24002 weight 0 flags 0x00",
        // sid 24003 sid-type set v-flag l-flag b-flag
        "044f0007e0000000005dc3" => "peer-set-sid label 24003 weight 0 flags value+local+backup",
        // max-link-bandwidth 1250000000 te-default-metric 77 metric 10
        "044400040000004d 0447000300000a 044100044e9502f9" => "te-metric 77, metric 10, bandwidth 1250000000",
        // srv6-endpoint-behavior 5 srv6-sids 2001:db8:f:1:100:: srv6-weight 1 srv6-flags 128 srv6-algo 128
        // srv6-structure-lb 40 srv6-structure-ln 24 srv6-structure-fun 16 srv6-structure-arg 0
        "0452001e00058080010020010db8000f0001010000000000000004e4000428181000"
            => "end-x-sid 2001:db8:f:1:100:: End.X algorithm 128 weight 1 flags backup (structure 40+24+16+0)",
        // peer-as 64501 peer-bgp-id 192.0.2.102 flags 128 weight 5 srv6-endpoint-behavior 5, and the same structure.
        "04e4000428181000 04e3000c800500000000fbf5c0000266 04e2000400050000"
            => "structure 40+24+16+0, peer-node 192.0.2.102 as 64501 weight 5 flags backup, behavior End.X algorithm 0",
        // srv6-endpoint-behavior 48 srv6-algo 128
        "04e2000400300080" => "behavior End with NEXT-CSID, PSP & USD algorithm 128",
    }
    let octets = hex("044d0007c00a0000005dc1");
    let tlvs = LinkState::over(&octets[..]);
    let sid = variant!(
        tlvs.iter().next().unwrap().unwrap(),
        LinkStateTlv::PeerNodeSid
    );
    assert_eq!((sid.sid, sid.weight), (SidLabel::Label(24001), 10));
    assert_eq!(sid.flags, PeerSidFlags::VALUE | PeerSidFlags::LOCAL);
}
