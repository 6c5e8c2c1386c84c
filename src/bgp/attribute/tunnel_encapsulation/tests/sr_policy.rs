//! Tests of SR policies: RFC 9830 and RFC 9831.

use super::*;
use crate::wire::Octets;
use std::net::{Ipv4Addr, Ipv6Addr};

/// As GoBGP sent it.
const POLICY: &str = concat!(
    "0c06 0000 000000c8  0d06 0000 05dc0000  0f02 0a00  810007 00 706174682d61  820009 00 706f6c6963792d61",
    "800021 00  0906 0000 00000001  0106 0000 03e81100  0106 0000 03e82100  0106 0000 03e83100"
);

fn srv6(text: &str) -> Ipv6Addr {
    text.parse().unwrap()
}

#[test]
fn of_a_router() {
    // tshark: preference 0xc8, binding SID 05dc0000, priority 10; weight 1, labels 0x03e81, 0x03e82 and 0x03e83 with
    // traffic class 0, S and TTL 0. It confuses the names, as in older drafts.
    let policy = tunnel(15, POLICY);
    assert_eq!(policy.preference(), Some(Preference::new(200)));
    assert_eq!(policy.binding_sid(), Some(BindingSid::mpls(24000)));
    assert_eq!(policy.priority(), Some(Priority::new(10)));
    assert_eq!(
        policy.candidate_path_name().unwrap().name.as_str(),
        Some("path-a")
    );
    assert_eq!(
        policy.policy_name().unwrap().name.as_str(),
        Some("policy-a")
    );
    let list = policy.segment_lists().next().unwrap();
    assert_eq!(list.weight(), Some(1));
    let labels: Vec<_> = list
        .segments
        .iter()
        .filter_map(|segment| match segment.unwrap() {
            Segment::TypeA(segment) => Some(segment.label),
            _ => None,
        })
        .collect();
    let label = |label| {
        LabelStackEntry::new(label)
            .with_bottom_of_stack(true)
            .with_ttl(0)
    };
    assert_eq!(labels, [label(0x3e81), label(0x3e82), label(0x3e83)]);
    assert_eq!(
        policy.to_string(),
        concat!(
            "sr-policy [preference 200, binding-sid 24000, priority 10, path-name \"path-a\", ",
            "policy-name \"policy-a\", segments (weight 1, A 16001, A 16002, A 16003)]"
        )
    );
    json(
        &policy,
        r#"{"tunnel_type":"sr-policy","sub_tlvs":[{"preference":{"flags":0,"reserved":0,"preference":200}},
           {"binding_sid":{"flags":0,"reserved":0,"sid":{"mpls":{"label":24000,"traffic_class":0,
           "bottom_of_stack":false,"ttl":0}}}},{"priority":{"priority":10,"reserved":0}},
           {"candidate_path_name":{"reserved":0,"name":"path-a"}},
           {"policy_name":{"reserved":0,"name":"policy-a"}},{"segment_list":{"reserved":0,"segments":[
           {"weight":{"flags":0,"reserved":0,"weight":1}},
           {"type_a":{"flags":0,"reserved":0,"label":{"label":16001,"traffic_class":0,"bottom_of_stack":true,"ttl":0}}},
           {"type_a":{"flags":0,"reserved":0,"label":{"label":16002,"traffic_class":0,"bottom_of_stack":true,"ttl":0}}},
           {"type_a":{"flags":0,"reserved":0,"label":{"label":16003,"traffic_class":0,"bottom_of_stack":true,"ttl":0}}}
           ]}}]}"#,
    );
    let segments = [0x3e81, 0x3e82, 0x3e83].map(|value| MplsSegment::new(label(value)).into());
    let path = SegmentList::of([Segment::from(Weight::new(1))].into_iter().chain(segments));
    let built = Tunnel::of(
        TunnelType::SrPolicy,
        [
            SubTlv::from(Preference::new(200)),
            BindingSid::mpls(24000).into(),
            Priority::new(10).into(),
            CandidatePathName::new("path-a".into()).into(),
            PolicyName::new("policy-a".into()).into(),
            path.unwrap().into(),
        ],
    )
    .unwrap();
    assert_eq!(built, policy);
}

#[test]
fn of_a_router_with_srv6_segments() {
    // As GoBGP sent it. tshark: preference 0x64, and two unknown sub-sub-TLVs of type 13 and 18 bytes.
    let policy = tunnel(
        15,
        concat!(
            "0c06 0000 00000064  800029 00  0d12 0000 20010db8000f00010000000000000000",
            "0d12 0000 20010db8000f00020000000000000000"
        ),
    );
    assert_eq!(
        policy.to_string(),
        "sr-policy [preference 100, segments (B 2001:db8:f:1::, B 2001:db8:f:2::)]"
    );
    let path = ["2001:db8:f:1::", "2001:db8:f:2::"].map(|sid| Srv6Segment::sid(srv6(sid)).into());
    let built = SegmentList::of(path).unwrap();
    assert_eq!(policy.segment_lists().next(), Some(built.view()));
}

#[test]
fn a_name_that_is_not_text() {
    // As GoBGP 3.10 sent it: the length is three bytes too long.
    let policy = tunnel(15, "81000a 00 706174682d61 820009");
    assert_eq!(policy.candidate_path_name().unwrap().name.as_str(), None);
    assert_eq!(
        policy.to_string(),
        "sr-policy [path-name 706174682d61820009]"
    );
    json(
        &policy,
        r#"{"tunnel_type":"sr-policy","sub_tlvs":[{"candidate_path_name":{"reserved":0,
           "name":{"octets":"706174682d61820009"}}}]}"#,
    );
}

#[test]
fn binding_sids_and_what_goes_with_them() {
    // By hand from RFC 9830, sections 2.4.2, 2.4.3 and 2.4.5: no SID; an SRv6 SID; two SRv6 binding SIDs, the second
    // with behavior 1 and structure 40, 24, 16, 0; ENLP 3.
    let sid = "20010db8000f00010000000000000001";
    let policy = tunnel(
        15,
        &format!(
            "0d02 c000  0d12 0000 {sid}  1412 8000 {sid}  141a 2000 {sid} 0001 0000 28181000  0e03 0000 03"
        ),
    );
    assert_eq!(
        policy.binding_sid(),
        Some(BindingSid {
            flags: BindingSidFlags(0xc0),
            reserved: 0,
            sid: None,
        })
    );
    let sids: Vec<_> = policy.srv6_binding_sids().collect();
    assert_eq!(sids.len(), 2);
    assert!(sids[0].flags.contains(BindingSidFlags::SPECIFIED));
    assert!(!sids[0].flags.contains(BindingSidFlags::DROP));
    assert!(sids[1].flags.contains(BindingSidFlags::BEHAVIOR));
    let structure = BehaviorAndStructure {
        behavior: EndpointBehavior::End,
        reserved: 0,
        locator_block_length: 40,
        locator_node_length: 24,
        function_length: 16,
        argument_length: 0,
    };
    assert_eq!(sids[0].sid.structure, None);
    assert_eq!(sids[1].sid.structure, Some(structure));
    assert_eq!(
        policy.explicit_null_label_policy(),
        Some(ExplicitNullLabelPolicy::new(ExplicitNull::Both))
    );
    assert_eq!(
        policy.to_string(),
        concat!(
            "sr-policy [binding-sid none, binding-sid 2001:db8:f:1::1, srv6-binding-sid 2001:db8:f:1::1, ",
            "srv6-binding-sid 2001:db8:f:1::1 End, explicit-null IPv4 and IPv6]"
        )
    );
    json(
        &tunnel(
            15,
            &format!("141a 2000 {sid} 0001 0000 28181000 0e03 0000 09"),
        ),
        r#"{"tunnel_type":"sr-policy","sub_tlvs":[{"srv6_binding_sid":{"flags":32,"reserved":0,"sid":{
           "sid":"2001:db8:f:1::1","structure":{"behavior":"End","reserved":0,"locator_block_length":40,
           "locator_node_length":24,"function_length":16,"argument_length":0}}}},
           {"explicit_null_label_policy":{"flags":0,"reserved":0,"policy":9}}]}"#,
    );
    assert_eq!(
        BindingSid::srv6(srv6("2001:db8:f:1::1")).to_vec().unwrap(),
        hex(&format!("0000 {sid}"))
    );
    assert_eq!(
        Srv6BindingSid::new(Srv6Sid::new(srv6("2001:db8:f:1::1")))
            .to_vec()
            .unwrap(),
        hex(&format!("0000 {sid}"))
    );
}

#[test]
fn every_segment() {
    // By hand from the figures of RFC 9830, section 2.4.4.2, and RFC 9831, section 2: each as short as possible, and
    // with all optional fields. The flags match the fields that are present.
    const V4: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 1);
    const V4_2: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 2);
    let (v6, v6_2) = (srv6("2001:db8::1"), srv6("2001:db8::2"));
    let label = Some(LabelStackEntry::new(16001));
    let sid = Some(Srv6Sid {
        sid: v6_2,
        structure: None,
    });
    let behavior = Srv6Sid {
        sid: v6_2,
        structure: Some(BehaviorAndStructure {
            behavior: EndpointBehavior::EndX,
            reserved: 0,
            locator_block_length: 32,
            locator_node_length: 0,
            function_length: 0,
            argument_length: 0,
        }),
    };
    let whole = Some(behavior);
    cases! { Segment<&[u8]>;
        "0106 0000 03e810ff" is MplsSegment::label(16001).into() => "A 16001",
        "0d12 0000 20010db8000000000000000000000001"
            is Srv6Segment::sid(v6).into() => "B 2001:db8::1",
        "0d1a 1000 20010db8000000000000000000000002 0005 0000 20000000"
            is Srv6Segment::new(behavior).into() => "B 2001:db8::2 End.X",
        "0306 0000 c0000201" is Ipv4NodeSegment::new(V4, None).into() => "C 192.0.2.1",
        "030a 2000 c0000201 03e810ff" is Ipv4NodeSegment::new(V4, label).into() => "C 192.0.2.1 sid 16001",
        "0412 0000 20010db8000000000000000000000001"
            is Ipv6NodeSegment::new(v6, None).into() => "D 2001:db8::1",
        "0416 2000 20010db8000000000000000000000001 03e810ff"
            is Ipv6NodeSegment::new(v6, label).into() => "D 2001:db8::1 sid 16001",
        "050a 0000 00000007 c0000201" is Ipv4InterfaceSegment::new(7, V4, None).into() => "E 192.0.2.1%7",
        "050e 2000 00000007 c0000201 03e810ff" is Ipv4InterfaceSegment::new(7, V4, label).into() => "E 192.0.2.1%7 sid 16001",
        "060a 0000 c0000201 c0000202" is Ipv4LinkSegment::new(V4, V4_2, None).into() => "F 192.0.2.1-192.0.2.2",
        "060e 2000 c0000201 c0000202 03e810ff" is Ipv4LinkSegment::new(V4, V4_2, label).into() => "F 192.0.2.1-192.0.2.2 sid 16001",
        "072a 0000 00000007 20010db8000000000000000000000001 00000008 20010db8000000000000000000000002"
            is Ipv6InterfaceSegment::new(7, v6, 8, v6_2, None).into() => "G 2001:db8::1%7-2001:db8::2%8",
        "072e 2000 00000007 20010db8000000000000000000000001 00000008 20010db8000000000000000000000002 03e810ff"
            is Ipv6InterfaceSegment::new(7, v6, 8, v6_2, label).into() => "G 2001:db8::1%7-2001:db8::2%8 sid 16001",
        "0822 0000 20010db8000000000000000000000001 20010db8000000000000000000000002"
            is Ipv6LinkSegment::new(v6, v6_2, None).into() => "H 2001:db8::1-2001:db8::2",
        "0826 2000 20010db8000000000000000000000001 20010db8000000000000000000000002 03e810ff"
            is Ipv6LinkSegment::new(v6, v6_2, label).into() => "H 2001:db8::1-2001:db8::2 sid 16001",
        "0e12 0000 20010db8000000000000000000000001"
            is Srv6NodeSegment::new(v6, None).into() => "I 2001:db8::1",
        "0e22 2000 20010db8000000000000000000000001 20010db8000000000000000000000002"
            is Srv6NodeSegment::new(v6, sid).into() => "I 2001:db8::1 sid 2001:db8::2",
        "0e2a 3000 20010db8000000000000000000000001 20010db8000000000000000000000002 0005 0000 20000000"
            is Srv6NodeSegment::new(v6, whole).into() => "I 2001:db8::1 sid 2001:db8::2 End.X",
        "0f2a 0000 00000007 20010db8000000000000000000000001 00000008 20010db8000000000000000000000002"
            is Srv6InterfaceSegment::new(7, v6, 8, v6_2, None).into() => "J 2001:db8::1%7-2001:db8::2%8",
        "0f42 3000 00000007 20010db8000000000000000000000001 00000008 20010db8000000000000000000000002 20010db8000000000000000000000002 0005 0000 20000000"
            is Srv6InterfaceSegment::new(7, v6, 8, v6_2, whole).into() => "J 2001:db8::1%7-2001:db8::2%8 sid 2001:db8::2 End.X",
        "1022 0000 20010db8000000000000000000000001 20010db8000000000000000000000002"
            is Srv6LinkSegment::new(v6, v6_2, None).into() => "K 2001:db8::1-2001:db8::2",
        "1032 2000 20010db8000000000000000000000001 20010db8000000000000000000000002 20010db8000000000000000000000002"
            is Srv6LinkSegment::new(v6, v6_2, sid).into() => "K 2001:db8::1-2001:db8::2 sid 2001:db8::2",
        "103a 3000 20010db8000000000000000000000001 20010db8000000000000000000000002 20010db8000000000000000000000002 0005 0000 20000000"
            is Srv6LinkSegment::new(v6, v6_2, whole).into() => "K 2001:db8::1-2001:db8::2 sid 2001:db8::2 End.X",
    }
}

#[test]
fn the_length_of_a_segment_counts() {
    // Flag S without a SID, a SID without the flag, and an algorithm.
    let octets = hex("0306 6080 c0000201");
    let segment: Segment<&[u8]> = exact(&octets);
    let Segment::TypeC(segment) = segment else {
        panic!("{segment:?}");
    };
    assert_eq!((segment.algorithm, segment.sid), (128, None));
    assert!(segment.flags.contains(SegmentFlags::SID));
    assert!(segment.flags.contains(SegmentFlags::ALGORITHM));
    assert!(!segment.flags.contains(SegmentFlags::VERIFY));
    json(
        &Segment::<Vec<u8>>::from(segment),
        r#"{"type_c":{"flags":96,"algorithm":128,"address":"192.0.2.1","sid":null}}"#,
    );
    let octets = hex("030a 0000 c0000201 03e810ff");
    let segment: Segment<&[u8]> = exact(&octets);
    assert_eq!(segment.to_string(), "C 192.0.2.1 sid 16001");
}

#[test]
fn segments_of_drafts() {
    let no_weight = |list: &SegmentList<&[u8]>, _: &[u8]| assert_eq!(list.weight(), None);
    // The old type B, and an unassigned type.
    cases! { SegmentList<&[u8]>, each no_weight;
        "00 0203 000020 ff01 07" => "type-2 000020, type-255 07"
            => r#"{"reserved":0,"segments":[{"unknown":{"tlv_type":2,"octets":"000020"}},
                {"unknown":{"tlv_type":255,"octets":"07"}}]}"#,
    }
}

#[test]
fn malformed_sub_tlvs() {
    cases! { SubTlv<&[u8]>, errors |octets: &[u8]| malformed(15, octets);
        "0c04 0000 0000" => error "Tunnel Encapsulation sub-TLV 12 at byte 4: 2 bytes are missing",
        "0c07 0000 00000064 00" => error "Tunnel Encapsulation sub-TLV 12 at byte 8: 1 byte is left over",
        "0d03 0000 00" => error "Tunnel Encapsulation sub-TLV 13 at byte 4: a length of 1 is not possible",
        "0d08 0000 05dc0000 0000" => error "Tunnel Encapsulation sub-TLV 13 at byte 4: a length of 6 is not possible",
        "0e02 0000" => error "Tunnel Encapsulation sub-TLV 14 at byte 4: 1 byte is missing",
        "0f01 0a" => error "Tunnel Encapsulation sub-TLV 15 at byte 3: 1 byte is missing",
        "1406 0000 20010db8" => error "Tunnel Encapsulation sub-TLV 20 at byte 4: 12 bytes are missing",
        "1414 0000 20010db8000000000000000000000001 0001" => error "Tunnel Encapsulation sub-TLV 20 at byte 22: 2 bytes are missing",
        "800000" => error "Tunnel Encapsulation sub-TLV 128 at byte 3: 1 byte is missing",
        "810000" => error "Tunnel Encapsulation sub-TLV 129 at byte 3: 1 byte is missing",
        "820000" => error "Tunnel Encapsulation sub-TLV 130 at byte 3: 1 byte is missing",
    }
}

#[test]
fn malformed_segments() {
    let malformed = |octets: &[u8]| {
        let list: SegmentList<&[u8]> = exact(octets);
        let malformed = list.segments.entries().next().unwrap().unwrap_err();
        assert_eq!(malformed.octets, Octets(&octets[1..]));
        malformed.error.to_string()
    };
    cases! { SegmentList<&[u8]>, errors malformed;
        "00 0104 0000 03e8" => error "Tunnel Encapsulation sub-sub-TLV 1 at byte 4: 2 bytes are missing",
        "00 0107 0000 03e810ff 00" => error "Tunnel Encapsulation sub-sub-TLV 1 at byte 8: 1 byte is left over",
        "00 0308 0000 c0000201 03e8" => error "Tunnel Encapsulation sub-sub-TLV 3 at byte 8: 2 bytes are missing",
        "00 0904 0000 0000" => error "Tunnel Encapsulation sub-sub-TLV 9 at byte 4: 2 bytes are missing",
        "00 0d06 0000 20010db8" => error "Tunnel Encapsulation sub-sub-TLV 13 at byte 4: 12 bytes are missing",
        "00 0106 0000 03" => error "Tunnel Encapsulation sub-sub-TLV 1 at byte 2: 3 bytes are missing",
    }
    // A malformed segment costs that segment only.
    let policy = tunnel(15, "800012 01 0104 0000 03e8 0901 00 0106 0000 03e810ff");
    let list = policy.segment_lists().next().unwrap();
    assert_eq!(list.reserved, 1);
    assert_eq!(
        list.to_string(),
        "malformed 0104000003e8, malformed 090100, A 16001"
    );
    assert!(
        policy.iter().all(|sub_tlv| sub_tlv.is_ok()),
        "the sub-TLV itself is whole"
    );
    assert_eq!(policy.check(), list.segments.check());
    assert_eq!(
        policy.check().unwrap_err().to_string(),
        "Tunnel Encapsulation sub-sub-TLV 1 at byte 4: 2 bytes are missing"
    );
}
