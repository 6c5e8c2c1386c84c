//! TLVs of SR policies (RFC 9857).

use super::*;

const SID: &str = "20010db8000f00010000000000000000";

#[test]
fn of_candidate_paths() {
    let srv6 = format!("04b1 0024 c000 0000 {SID} {SID}");
    let second = format!("04bc 002c 8000 0000 {SID} {SID} 04e4 0004 28 18 10 00");
    cases! { LinkState<&[u8]>;
        "04b1 000c 7800 0000 00003a98 00003a99"
            => "binding-sid 15000 specified 15001 flags allocated+unavailable+local-block+fallback"
            => r#"[{"binding_sid":{"flags":30720,"reserved":0,"sid":{"mpls":15000},"specified":{"mpls":15001}}}]"#,
        srv6 => "binding-sid 2001:db8:f:1:: specified 2001:db8:f:1:: flags srv6+allocated"
            => r#"[{"binding_sid":{"flags":49152,"reserved":0,"sid":{"srv6":"2001:db8:f:1::"},
                "specified":{"srv6":"2001:db8:f:1::"}}}]"#,
        // Flags S A B E V O D C I T U.
        "04b2 0008 0a 00 ffe0 00000064"
            => "state shutdown+active+backup+evaluated+valid+on-demand+delegated+by-pce+drop-if-invalid+transit+dropping \
                preference 100 priority 10"
            => r#"[{"candidate_path_state":{"priority":10,"reserved":0,"flags":65504,"preference":100}}]"#,
        "04b3 0004 706174 68 04bd 0004 676f6c64" => r#"path-name "path", policy-name "gold""#
            => r#"[{"candidate_path_name":"path"},{"policy_name":"gold"}]"#,
        second => "srv6-binding-sid 2001:db8:f:1:: specified 2001:db8:f:1:: flags allocated (structure 40+24+16+0)"
            => r#"[{"srv6_binding_sid":{"flags":32768,"reserved":0,"sid":"2001:db8:f:1::","specified":"2001:db8:f:1::",
                "sub_tlvs":[{"srv6_sid_structure":{"locator_block":40,"locator_node":24,"function":16,"argument":0}}]}}]"#,
    }
}

#[test]
fn constraints() {
    cases! { LinkState<&[u8]>;
        // Flags D P U A T S F H.
        "04b4 0008 ff00 0000 0002 80 00"
            => "constraints srv6+protected+unprotected+algorithm+topology+strict+fixed+hop-by-hop topology 2 algorithm 128"
            => r#"[{"candidate_path_constraints":{"flags":65280,"reserved1":0,"topology":2,"algorithm":128,
                "reserved2":0,"sub_tlvs":[]}}]"#,
        "04b4 0044 1000 0000 0000 80 00
            04b8 0010 01 00 02 00 00000001 00000002 00000004
            04b9 0004 00000007 04ba 0004 4e9502f9
            04bb 0008 e0 40 0000 00000009 04be 0008 8000 0000 00000009"
            => "constraints algorithm topology 0 algorithm 128 \
                (affinity exclude-any 0x00000001 include-all 0x00000002 0x00000004, avoid-srlg 7, \
                bandwidth 1250000000, disjoint srlg+node+link from 00000009 is node, \
                bidirectional 00000009 flags reverse)"
            => r#"[{"candidate_path_constraints":{"flags":4096,"reserved1":0,"topology":0,"algorithm":128,"reserved2":0,
                "sub_tlvs":[{"affinity_constraint":{"reserved":0,"exclude_any":["0x00000001"],"include_any":[],
                "include_all":["0x00000002","0x00000004"]}},{"srlg_constraint":[7]},
                {"bandwidth_constraint":1250000000.0},
                {"disjoint_group":{"request":224,"status":64,"reserved":0,"group":"00000009"}},
                {"bidirectional_group":{"flags":32768,"reserved":0,"group":"00000009"}}]}}]"#,
        "04bf 000c 01 f0 0000 00000005 00000064"
            => "metric min-delay optimize+margin+absolute+bound margin 5 bound 100"
            => r#"[{"metric_constraint":{"metric_type":"min-delay","flags":240,"reserved":0,"margin":5,"bound":100}}]"#,
    }
}

#[test]
fn segment_lists() {
    cases! { LinkState<&[u8]>;
        // Flags D E C V R F A T M.
        "04b5 000c ff80 0000 0000 00 00 00000001"
            => "segments srv6+explicit+computed+valid+resolved+failed+algorithm+topology+monitored \
                topology 0 algorithm 0 weight 1"
            => r#"[{"segment_list":{"flags":65408,"reserved1":0,"topology":0,"algorithm":0,"reserved2":0,"weight":1,
                "sub_tlvs":[]}}]"#,
        "04b5 003d 1000 0000 0000 00 00 00000001
            04b6 0009 01 00 f800 00003e85 00
            04b7 0010 02 f0 0000 00000005 00000064 0000001e
            04c0 0004 4e9502f9 04c1 0004 0000002a"
            => "segments valid topology 0 algorithm 0 weight 1 \
                (segment a 16005 algorithm 0 flags sid+explicit+verified+resolved+algorithm, \
                metric te margin+absolute+bound+value margin 5 bound 100 value 30, \
                bandwidth 1250000000, id 42)"
            => r#"[{"segment_list":{"flags":4096,"reserved1":0,"topology":0,"algorithm":0,"reserved2":0,"weight":1,
                "sub_tlvs":[
                {"segment":{"reserved":0,"flags":63488,"descriptor":{"a":{"sid":16005,"algorithm":0}},"sub_tlvs":[]}},
                {"segment_list_metric":{"metric_type":"te","flags":240,"reserved":0,"margin":5,"bound":100,"value":30}},
                {"segment_list_bandwidth":1250000000.0},{"segment_list_id":42}]}}]"#,
    }
}

#[test]
fn segments_of_every_type() {
    let v6 = "20010db8000000000000000000000001";
    let far = "20010db8000000000000000000000002";
    let (flags, sid) = ("00 8000", "00003e85");
    let (interface, label) = ("00000007", "00000008");
    for (segment, text) in [
        (
            format!("02 {flags} {SID} 00 04e4 0004 28 18 10 00"),
            "b 2001:db8:f:1:: algorithm 0 flags sid (structure 40+24+16+0)",
        ),
        (
            format!("03 {flags} {sid} 01 c0000201"),
            "c 192.0.2.1 sid 16005 algorithm 1 flags sid",
        ),
        (
            format!("04 {flags} {sid} 01 {v6}"),
            "d 2001:db8::1 sid 16005 algorithm 1 flags sid",
        ),
        (
            format!("05 {flags} {sid} c0000201 {interface}"),
            "e 192.0.2.1%7 sid 16005 flags sid",
        ),
        (
            format!("06 {flags} {sid} c0000201 c0000202"),
            "f 192.0.2.1-192.0.2.2 sid 16005 flags sid",
        ),
        (
            format!("07 {flags} {sid} {v6} {interface} {far} {label}"),
            "g 2001:db8::1%7-2001:db8::2%8 sid 16005 flags sid",
        ),
        (
            format!("08 {flags} {sid} {v6} {far}"),
            "h 2001:db8::1-2001:db8::2 sid 16005 flags sid",
        ),
        (
            format!("09 {flags} {SID} 80 {v6}"),
            "i 2001:db8::1 sid 2001:db8:f:1:: algorithm 128 flags sid",
        ),
        (
            format!("0a {flags} {SID} {v6} {interface} {far} {label}"),
            "j 2001:db8::1%7-2001:db8::2%8 sid 2001:db8:f:1:: flags sid",
        ),
        (
            format!("0b {flags} {SID} {v6} {far}"),
            "k 2001:db8::1-2001:db8::2 sid 2001:db8:f:1:: flags sid",
        ),
        // An unknown type takes all bytes.
        (format!("0c {flags} abcd"), "type-12 abcd flags sid"),
    ] {
        let value = hex(&segment);
        let octets = [&[0x04, 0xb6, 0, value.len() as u8][..], &value].concat();
        let tlvs: LinkState<&[u8]> = crate::testkit::exact(&octets);
        assert_eq!(tlvs.to_string(), format!("segment {text}"));
        assert_eq!(tlvs.check(), Ok(()));
        crate::testkit::back(&tlvs.to_owned());
        // The value itself as well, not only its bytes.
        let tlv = tlvs.iter().next().unwrap().unwrap();
        crate::testkit::back(&tlv.to_owned());
    }
}

/// The constraint and the metric of RFC 9857, sections 5.6.1 and 5.6.6, made and not read.
#[test]
fn constraints_by_hand() {
    use crate::bgp::attribute::link_state::{AdminGroup, AffinityConstraint};
    use crate::wire::Encode;

    let constraint = AffinityConstraint::of([AdminGroup(1)], [], [AdminGroup(2), AdminGroup(4)]);
    assert_eq!(
        constraint.unwrap().to_vec().unwrap(),
        hex("01 00 02 00 00000001 00000002 00000004")
    );
    let many = AffinityConstraint::of([AdminGroup(1); 256], [], []);
    assert!(many.unwrap_err().to_string().contains("256"));
}

/// RFC 9294, section 2: lengths, two reserved bytes, bits of standard and user-defined applications, sub-TLVs. RFC 9104.
#[test]
fn attributes_of_applications() {
    use crate::bgp::attribute::link_state::{
        AdminGroup, ApplicationSpecific, StandardApplications,
    };
    use crate::wire::{Encode, Octets};

    let mut made =
        ApplicationSpecific::of(StandardApplications::FLEX_ALGORITHM, [AdminGroup(5).into()])
            .unwrap();
    assert_eq!(
        made.to_vec().unwrap(),
        hex("04 00 0000 10000000 0440 0004 00000005")
    );
    assert_eq!(made.applications(), StandardApplications::FLEX_ALGORITHM);
    made.user_defined = Octets(vec![1]);
    assert_eq!(
        made.to_vec().unwrap_err(),
        crate::EncodeError::Value {
            what: "bits of applications"
        }
    );
}

/// RFC 9085, section 2.1.4: an SR Local Block has at least one range.
#[test]
fn local_blocks() {
    use crate::bgp::attribute::link_state::SrLocalBlock;

    assert_eq!(
        SrLocalBlock::of([]).unwrap_err(),
        crate::EncodeError::Missing {
            what: "label range"
        }
    );
}
