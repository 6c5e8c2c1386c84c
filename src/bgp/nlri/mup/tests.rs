//! Tests of BGP-MUP routes: as passed on by GoBGP, and malformed. tshark 4.0.17 does not know the family; the expected
//! values are what was announced to GoBGP.

use super::*;
use crate::bgp::Session;
use crate::bgp::nlri::Routes;
use crate::testkit::{cases, hex, refused, texts, variant};
use crate::wire::Decode;
use crate::wire::DecodeError;

#[test]
fn of_a_router() {
    let rd: RouteDistinguisher = "64999:100".parse().unwrap();
    let prefix = "198.18.70.0/24".parse().unwrap();
    let interwork = InterworkSegmentDiscovery { rd, prefix };
    let address = "192.0.2.201".parse().unwrap();
    let direct = DirectSegmentDiscovery { rd, address };
    let tunnels = Type2SessionTransformed {
        rd,
        endpoint: "192.0.2.205".parse().unwrap(),
        teid: 12347,
        teid_bits: 32,
        tlvs: MupTlvs::<Vec<u8>>::default(),
    };
    cases! { MupIpv4<&[u8]>;
        "01 0001 0c 0000fde700000064 18c61246" is Mup::InterworkSegmentDiscovery(interwork)
            => _ => r#"{"interwork_segment_discovery":{"rd":"64999:100","prefix":"198.18.70.0/24"}}"#,
        "01 0002 0c 0000fde700000064 c00002c9" is Mup::DirectSegmentDiscovery(direct)
            => _ => r#"{"direct_segment_discovery":{"rd":"64999:100","address":"192.0.2.201"}}"#,
        "01 0003 18 0000fde700000064 20c6124601 00003039 09 20c00002ca 00"
            => "type-1-session-transformed 64999:100 198.18.70.1/32 teid 12345 qfi 9 endpoint 192.0.2.202"
            => r#"{"type1_session_transformed":{"rd":"64999:100","prefix":"198.18.70.1/32","teid":12345,
                "qfi":9,"endpoint":"192.0.2.202","source":"none","tlvs":[]}}"#,
        "01 0003 1c 0000fde700000064 20c6124601 0000303a 09 20c00002cb 20c00002cc"
            => "type-1-session-transformed 64999:100 198.18.70.1/32 teid 12346 qfi 9 \
                endpoint 192.0.2.203 source 192.0.2.204",
        "01 0004 11 0000fde700000064 40c00002cd 0000303b" is Mup::Type2SessionTransformed(tunnels)
            => "type-2-session-transformed 64999:100 endpoint 192.0.2.205 teid 12347"
            => r#"{"type2_session_transformed":{"rd":"64999:100","endpoint":"192.0.2.205","teid":12347,
                "teid_bits":32,"tlvs":[]}}"#,
    }
    cases! { MupIpv6<&[u8]>;
        "01 0001 0f 0000fde700000064 3020010db80070" => "interwork-segment-discovery 64999:100 2001:db8:70::/48",
    }
    let route: MupIpv4 = Mup::InterworkSegmentDiscovery(interwork);
    assert_eq!(route.prefix(), Some("198.18.70.0/24".parse().unwrap()));
    assert_eq!(
        MupIpv4::<Vec<u8>>::DirectSegmentDiscovery(direct).prefix(),
        None
    );
    let octets = hex("01 0003 18 0000fde700000064 20c6124601 00003039 09 20c00002ca 00");
    let route = MupIpv4::from_octets(&octets).unwrap();
    let session = variant!(route, Mup::Type1SessionTransformed);
    assert_eq!((session.teid, session.qfi), (12345, 9));
    assert_eq!(session.source, Some(crate::net::Address::NONE));
}

#[test]
fn of_older_and_newer_revisions() {
    // The route ends after the endpoint: no source. A TLV after the source (source address 192.0.2.9). An IPv6 endpoint
    // and a part of a TEID, with a TLV of an unknown type.
    cases! { MupIpv4<&[u8]>;
        "01 0003 17 0000fde700000064 20c6124601 00003039 09 20c00002ca"
            => _ => r#"{"type1_session_transformed":{"rd":"64999:100","prefix":"198.18.70.1/32","teid":12345,
                "qfi":9,"endpoint":"192.0.2.202","source":"absent","tlvs":[]}}"#,
        "01 0003 1e 0000fde700000064 20c6124601 00003039 09 20c00002ca 00 0304c0000209"
            => "type-1-session-transformed 64999:100 198.18.70.1/32 teid 12345 qfi 9 \
                endpoint 192.0.2.202 (source-address 192.0.2.9)"
            => r#"{"type1_session_transformed":{"rd":"64999:100","prefix":"198.18.70.1/32","teid":12345,
                "qfi":9,"endpoint":"192.0.2.202","source":"none","tlvs":[{"source_address":"192.0.2.9"}]}}"#,
        "01 0009 00" => "architecture-1 type-9 ",
    }
    cases! { MupIpv6<&[u8]>;
        "01 0004 1e 0000fde700000064 8c 20010db8000000000000000000000001 0030 09 01 aa"
            => "type-2-session-transformed 64999:100 endpoint 2001:db8::1 teid 3145728/12 (type-9 aa)"
            => r#"{"type2_session_transformed":{"rd":"64999:100","endpoint":"2001:db8::1","teid":3145728,
                "teid_bits":12,"tlvs":[{"unknown":{"tlv_type":9,"octets":"aa"}}]}}"#,
        "02 0001 02 abcd" => "architecture-2 type-1 abcd" => r#"{"unknown":{"architecture":2,"route_type":1,"octets":"abcd"}}"#,
    }
}

/// Type 2 as GoBGP 4.8.0 sent it, with all TLVs and with none of the TEID; the values are what was announced to it.
#[test]
fn tlvs_of_gobgp() {
    cases! { MupIpv4<&[u8]>;
        "01 0004 24 0000fbf400000064 40c000026e00000009 01050000030a06 0204c000026f 0304c0000270"
            => "type-2-session-transformed 64500:100 endpoint 192.0.2.110 teid 9 (session teid 778 qfi 6, \
                interwork-endpoint 192.0.2.111, source-address 192.0.2.112)"
            => r#"{"type2_session_transformed":{"rd":"64500:100","endpoint":"192.0.2.110","teid":9,"teid_bits":32,
                "tlvs":[{"session":{"teid":778,"qfi":6}},{"interwork_endpoint":"192.0.2.111"},
                {"source_address":"192.0.2.112"}]}}"#,
        "01 0004 19 0000fbf400000064 20c000026b 0204c000026c 0304c000026d"
            => "type-2-session-transformed 64500:100 endpoint 192.0.2.107 teid 0/0 \
                (interwork-endpoint 192.0.2.108, source-address 192.0.2.109)",
        // A TLV that ends too early costs only itself.
        "01 0004 18 0000fbf400000064 40c000026a0000303c 01040000030905"
            => inside "value at byte 6: 1 byte is missing",
    }
    cases! { MupIpv6<&[u8]>;
        "01 0004 48 0000fbf400000064 a0 20010db8000000000000000000000104 0000303b 01050000030b07
         0210 20010db8000000000000000000000105 03 10 20010db8000000000000000000000106"
            => "type-2-session-transformed 64500:100 endpoint 2001:db8::104 teid 12347 (session teid 779 qfi 7, \
                interwork-endpoint 2001:db8::105, source-address 2001:db8::106)",
    }
}

#[test]
fn what_cannot_be_said() {
    let rd = RouteDistinguisher(0);
    let mut tunnels = Type2SessionTransformed {
        rd,
        endpoint: "2001:db8::1".parse().unwrap(),
        teid: 1,
        teid_bits: 32,
        tlvs: MupTlvs::<Vec<u8>>::default(),
    };
    assert_eq!(
        refused(MupIpv4::Type2SessionTransformed(tunnels.clone()).to_vec()),
        "endpoint address: the address is of the wrong family"
    );
    tunnels.teid_bits = 33;
    assert_eq!(
        refused(MupIpv6::Type2SessionTransformed(tunnels).to_vec()),
        "33 bits of a TEID: at most 32 fit"
    );
    let route = Type1SessionTransformed::<Ipv4Prefix> {
        rd,
        prefix: Ipv4Prefix::default(),
        teid: 1,
        qfi: 2,
        endpoint: "192.0.2.1".parse().unwrap(),
        source: None,
        tlvs: MupTlvs::of([MupSession { teid: 1, qfi: 2 }.into()]).unwrap(),
    };
    assert_eq!(
        refused(route.to_vec()),
        "source address before TLVs: at least one is required"
    );
}

#[test]
fn path_identifiers() {
    // As in the Loc-RIB of GoBGP.
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
    let malformed = |octets: &[u8]| {
        let list = [octets, &hex("01 0002 0c 0000fde700000064 c00002c9")].concat();
        let routes = Routes::<MupIpv4, _>::over(&list[..], Session::default());
        let error = MupIpv4::from_octets(octets).unwrap_err();
        let what = What::Nlri(Family::IPV4_MUP);
        let in_list = DecodeError::new(error.offset(), error.fault()).within(what);
        assert_eq!(
            texts(routes.entries()),
            [
                format!("{in_list} in {}", Octets(octets)),
                "direct-segment-discovery 64999:100 192.0.2.201".into()
            ]
        );
        in_list.to_string()
    };
    // A prefix of 33 bits; an address of 5 bytes; an endpoint of 24 bits; fewer bits than an address; more than address
    // and TEID; a TEID that is cut off; a byte after a prefix.
    cases! { MupIpv4<&[u8]>, errors malformed;
        "01 0001 0e 0000fde700000064 21c612460100" => error "ipv4-mup route at byte 12: a prefix length of 33 bits is more than the address has",
        "01 0002 0d 0000fde700000064 c00002c900" => error "ipv4-mup route at byte 12: a length of 5 is not possible",
        "01 0003 16 0000fde700000064 20c6124601 00003039 09 18c00002" => error "ipv4-mup route at byte 22: a length of 24 is not possible",
        "01 0004 0c 0000fde700000064 18c00002" => error "ipv4-mup route at byte 12: a length of 24 is not possible",
        "01 0004 12 0000fde700000064 41c00002cd0000303b00" => error "ipv4-mup route at byte 12: a length of 65 is not possible",
        "01 0004 10 0000fde700000064 40c00002cd000030" => error "ipv4-mup route at byte 17: 1 byte is missing",
        "01 0001 0d 0000fde700000064 18c6124600" => error "ipv4-mup route at byte 16: 1 byte is left over",
    }
    // Beyond the end.
    cases! { MupIpv4<&[u8]>;
        "01 0002 0c 0000fde7" => error "value at byte 4: 8 bytes are missing",
    }
}
