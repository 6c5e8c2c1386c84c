//! BGP-MUP routes as GoBGP passed them on, and malformed ones. tshark 4.0.17 does not know the family; the expected
//! values are what was announced to GoBGP.

use super::*;
use crate::bgp::Session;
use crate::bgp::nlri::Routes;
use crate::bgp::testkit::{binary, both_ways, hex, json};
use crate::wire::Fault;

fn of<P: Prefix>(octets: &str) -> Mup<P>
where
    for<'a> Mup<P, &'a [u8]>: core::fmt::Debug,
{
    let octets = hex(octets);
    both_ways::<Mup<P, &[u8]>>(&octets, Session::default()).to_owned()
}

#[test]
fn of_a_router() {
    let rd: RouteDistinguisher = "64999:100".parse().unwrap();
    let route = of::<Ipv4Prefix>("01 0001 0c 0000fde700000064 18c61246");
    let prefix = "198.18.70.0/24".parse().unwrap();
    assert_eq!(
        route,
        Mup::InterworkSegmentDiscovery(InterworkSegmentDiscovery { rd, prefix })
    );
    assert_eq!(route.prefix(), Some("198.18.70.0/24".parse().unwrap()));
    json(
        &route,
        r#"{"interwork_segment_discovery":{"rd":"64999:100","prefix":"198.18.70.0/24"}}"#,
    );
    let route = of::<Ipv6Prefix>("01 0001 0f 0000fde700000064 3020010db80070");
    assert_eq!(
        route.to_string(),
        "interwork-segment-discovery 64999:100 2001:db8:70::/48"
    );

    let route = of::<Ipv4Prefix>("01 0002 0c 0000fde700000064 c00002c9");
    let address = "192.0.2.201".parse().unwrap();
    assert_eq!(
        route,
        Mup::DirectSegmentDiscovery(DirectSegmentDiscovery { rd, address })
    );
    assert_eq!(route.prefix(), None);
    json(
        &route,
        r#"{"direct_segment_discovery":{"rd":"64999:100","address":"192.0.2.201"}}"#,
    );

    let route =
        of::<Ipv4Prefix>("01 0003 18 0000fde700000064 20c6124601 00003039 09 20c00002ca 00");
    let Mup::Type1SessionTransformed(session) = &route else {
        panic!("{route}");
    };
    assert_eq!((session.teid, session.qfi), (12345, 9));
    assert_eq!(session.source, Some(crate::net::Address::NONE));
    assert_eq!(
        route.to_string(),
        "type-1-session-transformed 64999:100 198.18.70.1/32 teid 12345 qfi 9 endpoint 192.0.2.202"
    );
    json(
        &route,
        concat!(
            r#"{"type1_session_transformed":{"rd":"64999:100","prefix":"198.18.70.1/32","teid":12345,"#,
            r#""qfi":9,"endpoint":"192.0.2.202","source":"none","tlvs":""}}"#
        ),
    );
    let route = of::<Ipv4Prefix>(
        "01 0003 1c 0000fde700000064 20c6124601 0000303a 09 20c00002cb 20c00002cc",
    );
    assert_eq!(
        route.to_string(),
        concat!(
            "type-1-session-transformed 64999:100 198.18.70.1/32 teid 12346 qfi 9 ",
            "endpoint 192.0.2.203 source 192.0.2.204"
        )
    );

    let route = of::<Ipv4Prefix>("01 0004 11 0000fde700000064 40c00002cd 0000303b");
    let built = Type2SessionTransformed {
        rd,
        endpoint: "192.0.2.205".parse().unwrap(),
        teid: 12347,
        teid_bits: 32,
        tlvs: Octets(Vec::new()),
    };
    assert_eq!(route, Mup::Type2SessionTransformed(built));
    assert_eq!(
        route.to_string(),
        "type-2-session-transformed 64999:100 endpoint 192.0.2.205 teid 12347"
    );
    json(
        &route,
        concat!(
            r#"{"type2_session_transformed":{"rd":"64999:100","endpoint":"192.0.2.205","teid":12347,"#,
            r#""teid_bits":32,"tlvs":""}}"#
        ),
    );
}

#[test]
fn of_older_and_newer_revisions() {
    // The end behind the endpoint: no source. A TLV behind the source (source address 192.0.2.9). Of an IPv6 endpoint
    // and a part of a TEID, with a TLV.
    let route = of::<Ipv4Prefix>("01 0003 17 0000fde700000064 20c6124601 00003039 09 20c00002ca");
    json(
        &route,
        concat!(
            r#"{"type1_session_transformed":{"rd":"64999:100","prefix":"198.18.70.1/32","teid":12345,"#,
            r#""qfi":9,"endpoint":"192.0.2.202","source":"absent","tlvs":""}}"#
        ),
    );
    let route = of::<Ipv4Prefix>(
        "01 0003 1e 0000fde700000064 20c6124601 00003039 09 20c00002ca 00 0304c0000209",
    );
    assert!(
        route
            .to_string()
            .ends_with("endpoint 192.0.2.202 tlvs 0304c0000209")
    );
    binary(&route);
    let route = of::<Ipv6Prefix>(
        "01 0004 1e 0000fde700000064 8c 20010db8000000000000000000000001 0030 02 01 aa",
    );
    assert_eq!(
        route.to_string(),
        "type-2-session-transformed 64999:100 endpoint 2001:db8::1 teid 3145728/12 tlvs 0201aa"
    );
    binary(&route);
    let unknown = of::<Ipv6Prefix>("02 0001 02 abcd");
    assert_eq!(unknown.to_string(), "architecture-2 type-1 abcd");
    json(
        &unknown,
        r#"{"unknown":{"architecture":2,"route_type":1,"octets":"abcd"}}"#,
    );
    assert_eq!(of::<Ipv4Prefix>("01 0009 00").route_type(), 9);
}

#[test]
fn what_cannot_be_said() {
    let rd = RouteDistinguisher(0);
    let mut tunnels = Type2SessionTransformed {
        rd,
        endpoint: "2001:db8::1".parse().unwrap(),
        teid: 1,
        teid_bits: 32,
        tlvs: Octets(Vec::new()),
    };
    assert_eq!(
        MupIpv4::Type2SessionTransformed(tunnels.clone()).to_vec(),
        Err(EncodeError::Family {
            what: "endpoint address"
        })
    );
    tunnels.teid_bits = 33;
    assert_eq!(
        MupIpv6::Type2SessionTransformed(tunnels).to_vec(),
        Err(EncodeError::TooMany {
            what: "bits of a TEID",
            count: 33,
            limit: 32
        })
    );
    let route = Type1SessionTransformed::<Ipv4Prefix> {
        rd,
        prefix: Ipv4Prefix::default(),
        teid: 1,
        qfi: 2,
        endpoint: "192.0.2.1".parse().unwrap(),
        source: None,
        tlvs: Octets(vec![1, 1, 0]),
    };
    assert_eq!(
        route.to_vec(),
        Err(EncodeError::Missing {
            what: "source address in front of TLVs"
        })
    );
}

#[test]
fn path_identifiers() {
    // As GoBGP has them in its Loc-RIB.
    let session = Session::default().with_add_path(Family::IPV6_MUP.into());
    let octets = hex("00000001 01 0001 0f 0000fde700000064 3020010db80070");
    let routes = Routes::<MupIpv6, _>::over(&octets[..], session);
    assert_eq!(
        routes.to_string(),
        "interwork-segment-discovery 64999:100 2001:db8:70::/48 path-id 1"
    );
}

#[test]
fn a_bad_route_costs_that_route() {
    let good = "01 0002 0c 0000fde700000064 c00002c9";
    for (bad, offset, fault) in [
        // A prefix of 33 bits; an address of 5 octets; an endpoint of 24 bits; fewer bits than an address has; more
        // than address and TEID; a TEID cut short; something behind a prefix.
        (
            "01 0001 0e 0000fde700000064 21c612460100",
            12,
            Fault::PrefixLength(33),
        ),
        (
            "01 0002 0d 0000fde700000064 c00002c900",
            12,
            Fault::Length(5),
        ),
        (
            "01 0003 16 0000fde700000064 20c6124601 00003039 09 18c00002",
            22,
            Fault::Length(24),
        ),
        (
            "01 0004 0c 0000fde700000064 18c00002",
            12,
            Fault::Length(24),
        ),
        (
            "01 0004 12 0000fde700000064 41c00002cd0000303b00",
            12,
            Fault::Length(65),
        ),
        (
            "01 0004 10 0000fde700000064 40c00002cd000030",
            17,
            Fault::Truncated(1),
        ),
        (
            "01 0001 0d 0000fde700000064 18c6124600",
            16,
            Fault::Trailing(1),
        ),
    ] {
        let octets = hex(&format!("{bad} {good}"));
        let routes = Routes::<MupIpv4, _>::over(&octets[..], Session::default());
        let read: Vec<_> = routes.entries().collect();
        assert_eq!(read.len(), 2, "{bad}");
        let malformed = read[0].unwrap_err();
        assert_eq!(malformed.octets.0, hex(bad));
        assert_eq!(
            (
                malformed.error.what(),
                malformed.error.offset(),
                malformed.error.fault()
            ),
            (What::Nlri(Family::IPV4_MUP), offset, fault)
        );
        assert_eq!(read[1].unwrap().nlri.route_type(), 2);
    }
    // Over the end.
    let octets = hex("01 0002 0c 0000fde7");
    let error = MupIpv4::from_octets(&octets).unwrap_err();
    assert_eq!((error.offset(), error.fault()), (4, Fault::Truncated(8)));
}
