//! Routes of every NLRI type, both ways; what is malformed, and what it leaves intact. Bytes are laid out by hand from
//! RFC 7752, RFC 9086, RFC 9514 and the layouts in the rooms.

use super::*;
use crate::bgp::Session;
use crate::bgp::nlri::{Nlri, Route, Routes};
use crate::net::Asn;
use crate::testkit::{cases, hex};
use crate::wire::{Encode, Fault, Octets};

/// The TLVs of two routers of IS-IS, of 22 bytes each.
const R1: &str = "0100 0012 0200 0004 0000fbf0 0203 0006 000000000001";
const R2: &str = "0101 0012 0200 0004 0000fbf0 0203 0006 000000000002";

fn node() -> Vec<u8> {
    hex(&["0001 001f 02 0000000000000000", R1].concat())
}

#[test]
fn every_type() {
    cases! { LinkState<&[u8]>;
        (["0001 001f 02 0000000000000000", R1].concat())
            => "node isis-l2 as 64496 0000.0000.0001"
            => r#"{"node":{"protocol_id":"isis-l2","identifier":0,"tlvs":[{"local_node":[
                {"autonomous_system":64496},{"igp_router_id":{"isis":"0000.0000.0001"}}]}]}}"#,
        (["0002 0045 02 0000000000000007", R1, R2, "0103 0004 c0000201 0104 0004 c0000202"].concat())
            => "link isis-l2 identifier 7 as 64496 0000.0000.0001 -> as 64496 0000.0000.0002 192.0.2.1 -> 192.0.2.2"
            => r#"{"link":{"protocol_id":"isis-l2","identifier":7,"tlvs":[
                {"local_node":[{"autonomous_system":64496},{"igp_router_id":{"isis":"0000.0000.0001"}}]},
                {"remote_node":[{"autonomous_system":64496},{"igp_router_id":{"isis":"0000.0000.0002"}}]},
                {"ipv4_interface_address":"192.0.2.1"},{"ipv4_neighbor_address":"192.0.2.2"}]}}"#,
        "0003 0032 03 0000000000000000 0100 0018 0200 0004 0000fbf0 0202 0004 00000001 0203 0004 c0000201
         0108 0001 02 0109 0004 18 0a0000"
            => "prefix ospfv2 as 64496 area 0.0.0.1 192.0.2.1 inter-area 10.0.0.0/24"
            => r#"{"ipv4_prefix":{"protocol_id":"ospfv2","identifier":0,"tlvs":[
                {"local_node":[{"autonomous_system":64496},{"ospf_area_id":"0.0.0.1"},
                {"igp_router_id":{"ospf":"192.0.2.1"}}]},
                {"ospf_route_type":"inter-area"},{"ip_reachability":{"prefix":"10.0.0.0/24","padding":""}}]}}"#,
        (["0004 002e 01 0000000000000000", R1, "0107 0002 0002 0109 0005 20 20010db8"].concat())
            => "prefix isis-l1 as 64496 0000.0000.0001 topology 2 2001:db8::/32",
        (["0003 002c 07 0000000000000000", R1, "0109 0004 18 0a0000 0217 0001 02"].concat())
            => "prefix bgp as 64496 0000.0000.0001 10.0.0.0/24 bgp-route-type attached",
        "0005 0039 09 0000000000000000 0100 0010 0200 0004 0000fbf0 0204 0004 c0000201
         022a 0018 02 00 0000 c0000209 00000064 0000fbf0 c0000201 00000007"
            => "sr-policy segment-routing as 64496 bgp-router-id 192.0.2.1 \
                color 100 endpoint 192.0.2.9 bgp 64496 192.0.2.1 discriminator 7",
        (["0006 0033 02 0000000000000000", R1, "0206 0010 20010db8000000000000000000000100"].concat())
            => "srv6-sid isis-l2 as 64496 0000.0000.0001 2001:db8::100",
        (["0007 0033 02 0000000000000000", R1, "0102 0008 00000005 00000000 010e 0004 0000fde9"].concat())
            => "stub-link isis-l2 as 64496 0000.0000.0001 identifiers 5 -> 0 remote-as 65001",
        (["0002 005d 04 0000000000000000", R1, R2, "0105 0010 20010db8000000000000000000000001
          0106 0010 20010db8000000000000000000000002"].concat())
            => "link direct as 64496 0000.0000.0001 -> as 64496 0000.0000.0002 2001:db8::1 -> 2001:db8::2",
        (["0002 0051 04 0000000000000000", R1, R2, "010f 0004 c0000203
          0110 0010 20010db8000000000000000000000003"].concat())
            => _,
        (["0002 003a 04 0000000000000000", R1, R2, "04a1 0001 02"].concat())
            => "link direct as 64496 0000.0000.0001 -> as 64496 0000.0000.0002 family ipv6",
        // RFC 9086, section 4: a peering.
        "0002 0051 07 0000000000000000
         0100 0018 0200 0004 0000fbf0 0201 0004 00000000 0204 0004 c0000201
         0101 0018 0200 0004 0000fde9 0204 0004 c0000202 0205 0004 0000fe4d
         0103 0004 c6336401 0104 0004 c6336402"
            => "link bgp as 64496 bgp-ls-id 0 bgp-router-id 192.0.2.1 \
                -> as 65001 bgp-router-id 192.0.2.2 member-as 65101 198.51.100.1 -> 198.51.100.2",
        "0008 0003 010203" => "type-8 010203" => r#"{"unknown":{"route_type":8,"octets":"010203"}}"#,
        "fde8 0006 00007ed9 abcd" => "type-65000 enterprise 32473 abcd",
        "0001 0009 c8 0000000000000000" => "node protocol id 200",
    }
}

/// Routes whose header does not fit are malformed: alone, or, if the length is wrong, with all that follows.
#[test]
fn malformed_routes_and_malformed_tlvs() {
    cases! { LinkState<&[u8]>;
        "" => error "value at byte 0: 2 bytes are missing",
        "0001" => error "value at byte 2: 2 bytes are missing",
        "0001 0000" => error "value at byte 4: 1 byte is missing",
        "0001 0008 02 00000000000000" => error "value at byte 5: 1 byte is missing",
        "0001 000a 02 0000000000000000" => error "value at byte 4: 1 byte is missing",
        // A length that is beyond the end of the route, of the node, of the descriptor.
        "0001 0014 02 0000000000000000 0100 0008 0200 0004 000000" => inside "link-state TLV 256 at byte 4: 1 byte is missing",
        "0001 0014 02 0000000000000000 0100 0007 0200 0004 000000" => inside "link-state TLV 512 at byte 4: 1 byte is missing",
        "0001 0013 02 0000000000000000 0100 0006 0200 0002 0000" => inside "link-state TLV 512 at byte 4: 2 bytes are missing",
        "0001 000c 02 0000000000000000 010000" => inside "link-state TLV 256 at byte 2: 1 byte is missing",
        "0002 000d 02 0000000000000000 0103 0000" => inside "link-state TLV 259 at byte 4: 4 bytes are missing",
        "0002 0012 02 0000000000000000 0103 0005 c000020100" => inside "link-state TLV 259 at byte 8: 1 byte is left over",
        "0002 0011 02 0000000000000000 0107 0004 00000002" => inside "link-state TLV 263 at byte 6: 2 bytes are left over",
        "0002 000e 02 0000000000000000 04a1 0001 00" => inside "link-state TLV 1185 at byte 4: a value of 0 is not possible",
        "0002 000e 02 0000000000000000 04a1 0001 ff" => inside "link-state TLV 1185 at byte 4: a value of 255 is not possible",
        "0003 0013 02 0000000000000000 0109 0006 21 c000020100"
            => inside "link-state TLV 265 at byte 4: a prefix length of 33 bits is more than the address has",
        "0003 000d 02 0000000000000000 0109 0000" => inside "link-state TLV 265 at byte 4: 1 byte is missing",
    }
    // A malformed TLV leaves its neighbors intact, and so does a malformed route.
    let octets = hex("0002 001a 02 0000000000000000 0102 0000 0103 0004 c0000201 0102 0001 00");
    let LinkState::Link(link) = LinkState::take(&mut Reader::new(&octets)).unwrap() else {
        panic!("not a link");
    };
    assert_eq!(
        link.to_string(),
        "isis-l2 malformed 01020000 192.0.2.1 malformed 0102000100"
    );
    assert_eq!(
        link.tlvs.ipv4_interface_address(),
        Some([192, 0, 2, 1].into())
    );
    let octets = [&node()[..], &hex("0001 0000"), &node()].concat();
    let routes = Routes::<LinkState, _>::over(&octets[..], Session::default());
    let read: Vec<_> = routes.into_entries().collect();
    assert_eq!(read.len(), 3);
    let malformed = read[1].unwrap_err();
    assert_eq!(malformed.octets.0, hex("0001 0000"));
    assert_eq!(
        malformed.error.to_string(),
        "link-state route at byte 39: 1 byte is missing"
    );
    assert_eq!(read[0], read[2]);
    assert_eq!(
        read[0].unwrap().to_string(),
        "node isis-l2 as 64496 0000.0000.0001"
    );
    // A length that is too large takes all that follows.
    let octets = [&node()[..], &hex("0001 ffff"), &node()].concat();
    let routes = Routes::<LinkState, _>::over(&octets[..], Session::default());
    let errors: Vec<_> = routes.into_entries().filter_map(Result::err).collect();
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].octets.len(), 4 + node().len());
    assert_eq!(errors[0].error.fault(), Fault::Truncated(65535 - 35));
}

/// The length counts the route distinguisher.
#[test]
fn vpn() {
    cases! { VpnLinkState<&[u8]>;
        (["0001 0027 0000fde800000001 02 0000000000000000", R1].concat())
            => "65000:1 node isis-l2 as 64496 0000.0000.0001"
            => r#"{"rd":"65000:1","nlri":{"node":{"protocol_id":"isis-l2","identifier":0,"tlvs":[{"local_node":[
                {"autonomous_system":64496},{"igp_router_id":{"isis":"0000.0000.0001"}}]}]}}}"#,
        "0009 000a 0000fde800000001 abcd" => "65000:1 type-9 abcd"
            => r#"{"rd":"65000:1","nlri":{"unknown":{"route_type":9,"octets":"abcd"}}}"#,
        "0009 0007 0000fde8000000" => error "value at byte 4: 1 byte is missing",
        "0001 0010 0000fde800000001 02 00000000000000" => error "value at byte 13: 1 byte is missing",
    }
}

/// Constructors put TLVs in order, whatever the order of their arguments.
#[test]
fn constructors() {
    let router = |last: u8| {
        [
            SystemId::from([0, 0, 0, 0, 0, last]).into(),
            Asn(64496).into(),
        ]
    };
    let isis = ProtocolId::IsisLevel2;
    assert_eq!(
        LinkState::node(isis, router(1)).unwrap().to_vec().unwrap(),
        node()
    );
    let link = LinkState::link(
        isis,
        router(1),
        router(2),
        [
            LinkTlv::Ipv4NeighborAddress([192, 0, 2, 2].into()),
            LinkTlv::Ipv4InterfaceAddress([192, 0, 2, 1].into()),
        ],
    );
    let addresses = "0103 0004 c0000201 0104 0004 c0000202";
    let octets = hex(&["0002 0045 02 0000000000000007", R1, R2, addresses].concat());
    let link = link.unwrap().with_identifier(7);
    assert_eq!(link.to_vec().unwrap(), octets);
    let topology = Ipv6TopologyPrefixTlv::MultiTopologyId(MultiTopologyId(2));
    let prefix = "2001:db8::/32".parse().unwrap();
    let prefix = LinkState::ipv6_prefix(ProtocolId::IsisLevel1, router(1), prefix, [topology]);
    let expected = "0107 0002 0002 0109 0005 20 20010db8";
    let octets = hex(&["0004 002e 01 0000000000000000", R1, expected].concat());
    let prefix = prefix.unwrap();
    assert_eq!(prefix.to_vec().unwrap(), octets);
    assert_eq!(prefix.prefix(), Some("2001:db8::/32".parse().unwrap()));
    let prefix = "10.0.0.0/24".parse().unwrap();
    let prefix = LinkState::ipv4_prefix(isis, router(1), prefix, []).unwrap();
    let octets = hex(&["0003 0027 02 0000000000000000", R1, "0109 0004 18 0a0000"].concat());
    assert_eq!(prefix.to_vec().unwrap(), octets);
    let sid = "2001:db8::100".parse().unwrap();
    let sid = LinkState::srv6_sid(isis, router(1), sid, []).unwrap();
    let expected = "0206 0010 20010db8000000000000000000000100";
    let octets = hex(&["0006 0033 02 0000000000000000", R1, expected].concat());
    assert_eq!(sid.to_vec().unwrap(), octets);
    let path = CandidatePath::new(ProtocolOrigin::Pcep, [192, 0, 2, 9].into(), 100);
    let policy = LinkState::sr_policy(ProtocolId::SegmentRouting, router(1), path).unwrap();
    let expected = "022a 0018 01000000 c0000209 00000064 00000000 00000000 00000000";
    let octets = hex(&["0005 003b 09 0000000000000000", R1, expected].concat());
    assert_eq!(policy.to_vec().unwrap(), octets);
    let stub = LinkState::stub_link(isis, router(1), [LinkTlv::RemoteAsNumber(Asn(65001))]);
    let octets = hex(&["0007 0027 02 0000000000000000", R1, "010e 0004 0000fde9"].concat());
    assert_eq!(stub.unwrap().to_vec().unwrap(), octets);

    let long = UnknownDescriptor {
        tlv_type: 550,
        octets: Octets(vec![0; 0x1_0000]),
    };
    let error = LinkState::stub_link(isis, router(1), [LinkTlv::Unknown(long)]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "link-state TLV of 65536 bytes: at most 65535 fit"
    );
}

#[test]
fn questions() {
    let octets = hex(&[
        "0002 0045 02 0000000000000007",
        R1,
        R2,
        "0103 0004 c0000201 0104 0004 c0000202",
    ]
    .concat());
    let route = LinkState::take(&mut Reader::new(&octets)).unwrap();
    assert_eq!(
        (route.protocol_id(), route.identifier()),
        (Some(ProtocolId::IsisLevel2), Some(7))
    );
    let local = route.local_node().unwrap();
    assert_eq!(local.autonomous_system(), Some(Asn(64496)));
    assert_eq!(local.igp_router_id().unwrap().to_string(), "0000.0000.0001");
    let LinkState::Link(link) = route else {
        panic!("not a link");
    };
    let remote = link.tlvs.remote_node().unwrap();
    assert_eq!(
        remote.igp_router_id().unwrap().to_string(),
        "0000.0000.0002"
    );
    let unknown = LinkState::Unknown(UnknownLinkState {
        route_type: 65_000,
        octets: Octets(&[0, 0, 0x7e, 0xd9, 1][..]),
    });
    assert_eq!((unknown.protocol_id(), unknown.identifier()), (None, None));
    assert!(unknown.local_node().is_none() && unknown.prefix().is_none());
    let LinkState::Unknown(unknown) = unknown else {
        panic!("not unknown");
    };
    assert_eq!(unknown.enterprise_code(), Some(32473));
}

/// The families of one list: a path identifier is before the NLRI type.
#[test]
fn every_family_with_and_without_path_identifiers() {
    let plain = node();
    let vpn = hex(&["0001 0027 0000fde800000001 02 0000000000000000", R1].concat());
    for (family, octets, text) in [
        (
            Family::LINK_STATE,
            &plain,
            "node isis-l2 as 64496 0000.0000.0001",
        ),
        (
            Family::LINK_STATE_SPF,
            &plain,
            "node isis-l2 as 64496 0000.0000.0001",
        ),
        (
            Family::VPN_LINK_STATE,
            &vpn,
            "65000:1 node isis-l2 as 64496 0000.0000.0001",
        ),
    ] {
        let twice = [&octets[..], octets].concat();
        let nlri = Nlri::over(&twice[..], family, Session::default());
        assert_eq!(nlri.to_string(), [text, text].join(", "));
        let keys: Vec<_> = nlri.any_routes().keys().map(Result::unwrap).collect();
        assert_eq!(keys[0], keys[1]);
        assert_eq!(keys[0].to_string(), format!("{family} {text}"));
        let session = Session::default().with_add_path(family.into());
        let octets = [&[0, 0, 0, 7], &octets[..]].concat();
        let nlri = Nlri::over(&octets[..], family, session);
        assert_eq!(nlri.to_string(), format!("{text} path-id 7"));
    }
    let route = LinkState::take(&mut Reader::new(&plain)).unwrap();
    let routes =
        Routes::<LinkState>::in_session(Session::default(), [Route::from(route.to_owned())]);
    assert_eq!(routes.unwrap().octets(), plain);
}

/// An UPDATE of a route: AFI 16388 and SAFI 71, or 72 with a route distinguisher.
#[test]
fn in_an_update() {
    use crate::bgp::Update;
    use crate::bgp::attribute::MpReach;

    let octets = node();
    let route = LinkState::take(&mut Reader::new(&octets))
        .unwrap()
        .to_owned();
    let next_hop = core::net::Ipv4Addr::new(192, 0, 2, 1);
    let update = Update::announce([route.clone()])
        .next_hop(next_hop)
        .build()
        .unwrap();
    let reach: MpReach<&[u8]> = update.path_attributes.mp_reach().unwrap().unwrap();
    assert_eq!(
        reach.to_vec().unwrap(),
        [&hex("4004 47 04 c0000201 00"), &octets[..]].concat()
    );
    let route = VpnLinkState {
        rd: "65000:1".parse().unwrap(),
        nlri: route,
    };
    let update = Update::announce([route])
        .next_hop(next_hop)
        .build()
        .unwrap();
    let reach: MpReach<&[u8]> = update.path_attributes.mp_reach().unwrap().unwrap();
    assert_eq!(reach.nlri.family(), Family::VPN_LINK_STATE);
    assert_eq!(reach.nlri.octets()[..12], hex("0001 0027 0000fde800000001"));
    assert_eq!(reach.nlri.octets()[12..], octets[4..]);
}

/// A route with as many descriptors as it has room for is checked in one pass.
#[test]
fn thousands_of_descriptors() {
    let mut octets = hex("0001 fff5 02 0000000000000000 0100 ffe8");
    octets.extend(
        (0..0x3ffa_u16).flat_map(|number| [(number >> 8) as u8 | 0x40, number as u8, 0, 0]),
    );
    let route = LinkState::take(&mut Reader::new(&octets)).unwrap();
    assert_eq!(route.local_node().unwrap().iter().count(), 0x3ffa);
    assert_eq!(
        <LinkState as Destination>::breach(Family::LINK_STATE, &route),
        None
    );
    octets.extend([0x40, 0, 0, 0]);
    octets[2..4].copy_from_slice(&[0xff, 0xf9]);
    octets[15..17].copy_from_slice(&[0xff, 0xec]);
    let route = LinkState::take(&mut Reader::new(&octets)).unwrap();
    let breach = <LinkState as Destination>::breach(Family::LINK_STATE, &route);
    assert_eq!(breach, Some(Breach::LINK_STATE_ORDER));
}
