//! Tests of MCAST-VPN routes: as shown by tshark, laid out by hand from their RFCs, and malformed.

use core::net::IpAddr;

use super::*;
use crate::bgp::attribute::MpReach;
use crate::bgp::nlri::{Family, Nlri, Route, Routes, UnknownRoute};
use crate::bgp::{Session, nlri::AnyRoute};
use crate::net::{Address, Asn, RouteDistinguisher};
use crate::testkit::{cases, hex, json, refused, variant};
use crate::wire::{Decode, Encode, Fault, Octets};

const RD: RouteDistinguisher = RouteDistinguisher::two_octet(65000, 100);

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// Checks type, name and route distinguisher.
fn head(route: &McastVpn<&[u8]>, octets: &[u8]) {
    assert_eq!(route.route_type(), u16::from(octets[0]));
    assert_eq!(route.rd(), Some(RD));
    assert!(route.to_string().starts_with(route.name().unwrap()));
}

fn s_pmsi() -> SPmsi {
    SPmsi {
        rd: RD,
        source: address("192.0.2.66"),
        group: address("233.252.0.1"),
        originator: ip("192.0.2.9"),
    }
}

/// The fields as shown by tshark 4.0.
#[test]
fn every_type_of_ipv4() {
    let intra = IntraAsIPmsi {
        rd: RD,
        originator: ip("192.0.2.9"),
    };
    let inter = InterAsIPmsi {
        rd: RD,
        source_as: Asn(65001),
    };
    let (source, group) = (Address::NONE, Address::NONE);
    let any = SPmsi {
        source,
        group,
        ..s_pmsi()
    };
    let leaf = Leaf::of(&McastVpn::SPmsi(s_pmsi()), ip("192.0.2.10")).unwrap();
    assert_eq!(leaf.route_key.len(), 24);
    assert_eq!(leaf.key(), Ok(LeafKey::Route(McastVpn::SPmsi(s_pmsi()))));
    let active = SourceActive {
        rd: RD,
        source: address("192.0.2.66"),
        group: address("233.252.0.1"),
    };
    let join = |source| CMulticast {
        rd: RD,
        source_as: Asn(65000),
        source: address(source),
        group: address("233.252.0.1"),
    };
    // The fourth has the wildcards of RFC 6625. In the leaf, tshark shows a route key of 24 bytes, and 192.0.2.10.
    cases! { McastVpn<&[u8]>, each head;
        "01 0c 0000fde800000064 c0000209" is McastVpn::IntraAsIPmsi(intra) => "intra-as-i-pmsi 65000:100 192.0.2.9",
        "02 0c 0000fde800000064 0000fde9" is McastVpn::InterAsIPmsi(inter) => "inter-as-i-pmsi 65000:100 as 65001",
        "03 16 0000fde800000064 20 c0000242 20 e9fc0001 c0000209" is McastVpn::SPmsi(s_pmsi())
            => "s-pmsi 65000:100 (192.0.2.66, 233.252.0.1) 192.0.2.9",
        "03 0e 0000fde800000064 00 00 c0000209" is McastVpn::SPmsi(any) => "s-pmsi 65000:100 (*, *) 192.0.2.9",
        "04 1c 03 16 0000fde800000064 20 c0000242 20 e9fc0001 c0000209 c000020a" is McastVpn::Leaf(leaf)
            => "leaf (s-pmsi 65000:100 (192.0.2.66, 233.252.0.1) 192.0.2.9) 192.0.2.10",
        "05 12 0000fde800000064 20 c0000242 20 e9fc0001" is McastVpn::SourceActive(active)
            => "source-active 65000:100 (192.0.2.66, 233.252.0.1)",
        "06 16 0000fde800000064 0000fde8 20 c0000263 20 e9fc0001" is McastVpn::SharedTreeJoin(join("192.0.2.99"))
            => "shared-tree-join 65000:100 as 65000 (192.0.2.99, 233.252.0.1)",
        "07 16 0000fde800000064 0000fde8 20 c0000242 20 e9fc0001" is McastVpn::SourceTreeJoin(join("192.0.2.66"))
            => "source-tree-join 65000:100 as 65000 (192.0.2.66, 233.252.0.1)",
    }
}

/// The fields as shown by tshark 4.0, except for the IPv4 routers, whose addresses it takes for IPv6 ones.
#[test]
fn ipv6_with_routers_of_either_family() {
    let intra = IntraAsIPmsi {
        rd: RD,
        originator: ip("2001:db8::9"),
    };
    let s_pmsi = |originator| SPmsi {
        rd: RD,
        source: address("2001:db8::66"),
        group: address("ff0e::1"),
        originator: ip(originator),
    };
    let of_ipv4 = s_pmsi("192.0.2.9");
    let leaf = Leaf::of(&McastVpn::SPmsi(of_ipv4), ip("2001:db8::9")).unwrap();
    // RFC 6515, section 2: the length determines the address family of a router.
    cases! { McastVpn<&[u8]>, each head;
        "01 18 0000fde800000064 20010db8000000000000000000000009" is McastVpn::IntraAsIPmsi(intra)
            => "intra-as-i-pmsi 65000:100 2001:db8::9",
        "03 3a 0000fde800000064 80 20010db8000000000000000000000066 80 ff0e0000000000000000000000000001
            20010db8000000000000000000000009" is McastVpn::SPmsi(s_pmsi("2001:db8::9"))
            => "s-pmsi 65000:100 (2001:db8::66, ff0e::1) 2001:db8::9",
        "03 2e 0000fde800000064 80 20010db8000000000000000000000066 80 ff0e0000000000000000000000000001
            c0000209" is McastVpn::SPmsi(of_ipv4) => "s-pmsi 65000:100 (2001:db8::66, ff0e::1) 192.0.2.9",
        "04 40 03 2e 0000fde800000064 80 20010db8000000000000000000000066 80 ff0e0000000000000000000000000001
            c0000209 20010db8000000000000000000000009" is McastVpn::Leaf(leaf)
            => "leaf (s-pmsi 65000:100 (2001:db8::66, ff0e::1) 192.0.2.9) 2001:db8::9",
    }
}

/// Laid out by hand from RFC 7524, section 6.2.2: lengths are in bytes.
#[test]
fn leaves_of_the_global_table() {
    let key = GlobalTableKey {
        rd: RouteDistinguisher(u64::MAX),
        source: ip("192.0.2.99"),
        group: ip("233.252.0.1"),
        ingress: ip("192.0.2.9"),
    };
    let leaf = Leaf::of_global_table(&key, ip("192.0.2.10")).unwrap();
    assert_eq!(leaf.key(), Ok(LeafKey::GlobalTable(key)));
    cases! { McastVpn<&[u8]>;
        "04 1a ffffffffffffffff 04 c0000263 04 e9fc0001 c0000209 c000020a" is McastVpn::Leaf(leaf)
            => "leaf (global-table (*, 233.252.0.1) rp 192.0.2.99 ingress 192.0.2.9) 192.0.2.10",
    }
    let zero = |route: &McastVpn<&[u8]>, _: &[u8]| {
        assert_eq!(route.rd(), Some(RouteDistinguisher(0)));
    };
    // An IPv6 group through an IPv4 network: lengths in bytes, and in bits.
    cases! { McastVpn<&[u8]>, each zero;
        "04 32 0000000000000000 10 20010db8000000000000000000000066 10 ff0e0000000000000000000000000001
            c0000209 c000020a" => "leaf (global-table (2001:db8::66, ff0e::1) ingress 192.0.2.9) 192.0.2.10",
        "04 32 0000000000000000 80 20010db8000000000000000000000066 80 ff0e0000000000000000000000000001
            c0000209 c000020a" => "leaf (global-table (2001:db8::66, ff0e::1) ingress 192.0.2.9) 192.0.2.10",
    }
    assert_eq!(
        refused(Leaf::of_global_table(&key, ip("::1"))),
        "originator of a Leaf A-D route: the address is of the wrong family"
    );
}

#[test]
fn other_types_and_other_keys_keep_their_octets() {
    let unknown = McastVpn::Unknown(UnknownRoute {
        route_type: 8,
        octets: Octets(vec![0xab, 0xcd]),
    });
    assert_eq!(unknown.name(), None);
    let no_rd = |route: &McastVpn<&[u8]>, _: &[u8]| assert_eq!(route.rd(), None);
    // Route keys that are a leaf, of another type, or have a bad body.
    cases! { McastVpn<&[u8]>, each no_rd;
        "08 02 abcd" is unknown => "type-8 abcd",
        "04 0c 04 06 01 00 c0000209 c000020a" => "leaf 04060100c0000209 192.0.2.10",
        "04 07 08 01 ab c000020a" => "leaf (type-8 ab) 192.0.2.10",
        "04 07 02 01 ab c000020a" => "leaf 0201ab 192.0.2.10",
    }
    // A key that is too long for the length field.
    let long = McastVpn::Leaf(Leaf {
        route_key: Octets(vec![8; 252]),
        originator: ip("192.0.2.10"),
    });
    assert_eq!(
        refused(long.to_vec()),
        "MCAST-VPN route of 256 bytes: at most 255 fit"
    );
}

#[test]
fn malformed_values() {
    cases! { McastVpn<&[u8]>;
        // Addresses of impossible lengths: of the router, of source and group.
        "01 0b 0000fde800000064 c00002" => error "value at byte 10: a length of 3 is not possible",
        "01 08 0000fde800000064" => error "value at byte 10: a length of 0 is not possible",
        "03 17 0000fde800000064 20 c0000242 20 e9fc0001 c0000209 00" => error "value at byte 20: a length of 5 is not possible",
        "03 11 0000fde800000064 18 c00002 00 c0000209" => error "value at byte 10: a length of 24 is not possible",
        "07 16 0000fde800000064 0000fde8 20 c0000242 21 e9fc0001" => error "value at byte 19: a length of 33 is not possible",
        // Cut off, and with extra bytes.
        "01 04 0000fde8" => error "value at byte 2: 4 bytes are missing",
        "02 0a 0000fde800000064 0000" => error "value at byte 10: 2 bytes are missing",
        "05 11 0000fde800000064 20 c0000242 20 e9fc00" => error "value at byte 16: 1 byte is missing",
        "02 0d 0000fde800000064 0000fde9 00" => error "value at byte 14: 1 byte is left over",
        // Route keys: none, one beyond the end, one without a router after it, one with half a router.
        "04 00" => error "value at byte 2: 1 byte is missing",
        "04 0e 02 0d 0000fde800000064 0000fde9" => error "value at byte 4: 1 byte is missing",
        "04 0e 02 0c 0000fde800000064 0000fde9" => error "value at byte 16: a length of 0 is not possible",
        "04 10 02 0c 0000fde800000064 0000fde9 c000" => error "value at byte 16: a length of 2 is not possible",
        // Of the global table: routers of 4 and 5 bytes, of 4 and 16, an address of 5, a route distinguisher of another
        // kind.
        "04 1b 0000000000000000 04 c0000263 04 e9fc0001 c0000209 c000020a 00" => error "value at byte 24: a length of 5 is not possible",
        "04 26 0000000000000000 04 c0000263 04 e9fc0001 c0000209 20010db8000000000000000000000009" => error "value at byte 20: a length of 10 is not possible",
        "04 0e 0000000000000000 05 c0000263 04" => error "value at byte 10: a length of 5 is not possible",
        "04 1a 0000fde800000064 04 c0000263 04 e9fc0001 c0000209 c000020a" => error "value at byte 2: a value of 65000 is not possible",
        "01" => error "value at byte 1: 1 byte is missing",
    }
    // A bad key inside a well-formed leaf is only an error of the key.
    let octets = hex("04 07 02 01 ab c000020a");
    let leaf = variant!(McastVpn::from_octets(&octets).unwrap(), McastVpn::Leaf);
    let error = leaf.key().unwrap_err();
    assert_eq!((error.offset(), error.fault()), (2, Fault::Truncated(7)));
}

#[test]
fn a_list_goes_on_behind_a_malformed_route() {
    let bad = hex("01 0b 0000fde800000064 c00002");
    let good = hex("02 0c 0000fde800000064 0000fde9");
    for (family, add_path) in [
        (Family::IPV4_MCAST_VPN, false),
        (Family::IPV4_MCAST_VPN, true),
        (Family::IPV6_MCAST_VPN, false),
        (Family::IPV6_MCAST_VPN, true),
    ] {
        let session = if add_path {
            Session::default().with_add_path(family.into())
        } else {
            Session::default()
        };
        let path_id: &[u8] = if add_path { &[0, 0, 0, 7] } else { &[] };
        let (afi, start) = (family.afi() as u8, path_id.len());
        // A bad route, a good one, and one whose length exceeds the end, as in MP_REACH_NLRI.
        let head = [0, afi, 5, 4, 192, 0, 2, 1, 0];
        let routes = [path_id, &bad, path_id, &good, path_id, &[1, 12, 1, 2]].concat();
        let octets = [&head, &routes[..]].concat();
        let reach = MpReach::from_octets_in(&octets, session).unwrap();
        assert_eq!(reach.nlri.family(), family);
        let (Nlri::Ipv4McastVpn(list) | Nlri::Ipv6McastVpn(list)) = reach.nlri else {
            panic!("{family}");
        };
        let read: Vec<_> = list.into_entries().collect();
        assert_eq!(read.len(), 3);

        let malformed = read[0].unwrap_err();
        assert_eq!(*malformed.octets, [path_id, &bad].concat());
        assert_eq!(malformed.error.what(), What::Nlri(family));
        assert_eq!(malformed.error.offset(), start + 10);
        assert_eq!(malformed.error.fault(), Fault::Length(3));

        let route = read[1].unwrap();
        assert_eq!(route.path_id, add_path.then_some(7));
        assert_eq!(route.nlri.rd(), Some(RD));

        let malformed = read[2].unwrap_err();
        assert_eq!(*malformed.octets, [path_id, &[1, 12, 1, 2]].concat());
        let whole = 3 * start + bad.len() + good.len();
        assert_eq!(malformed.error.offset(), whole + 2);
        assert_eq!(malformed.error.fault(), Fault::Truncated(10));

        let any: Vec<_> = reach.nlri.any_routes().collect();
        assert_eq!(
            any[1],
            Ok(AnyRoute {
                family,
                path_id: add_path.then_some(7),
                rd: Some(RD),
                prefix: None,
            })
        );
        #[cfg(feature = "serde")]
        {
            let text = serde_json::to_string(&list).unwrap();
            let back: Routes<McastVpn> = serde_json::from_str(&text).unwrap();
            assert_eq!(back.octets(), routes);
            assert_eq!(back.view(), list);
        }
    }
}

#[test]
fn json_both_ways() {
    let octets = hex(
        "01 0c 0000fde800000064 c0000209 02 0c 0000fde800000064 0000fde9
         03 12 0000fde800000064 00 20 e9fc0001 c0000209 04 0e 02 08 0000fde800000064 c000020a
         05 12 0000fde800000064 20 c0000242 20 e9fc0001 07 16 0000fde800000064 0000fde8 20 c0000242 20 e9fc0001
         08 01 ab",
    );
    let routes = Routes::<McastVpn>::over(octets, Session::default());
    json(
        &Nlri::Ipv4McastVpn(routes),
        r#"{"ipv4_mcast_vpn":[
           {"path_id":null,"nlri":{"intra_as_i_pmsi":{"rd":"65000:100","originator":"192.0.2.9"}}},
           {"path_id":null,"nlri":{"inter_as_i_pmsi":{"rd":"65000:100","source_as":65001}}},
           {"path_id":null,"nlri":{"s_pmsi":{"rd":"65000:100","source":null,"group":"233.252.0.1",
           "originator":"192.0.2.9"}}},
           {"path_id":null,"nlri":{"leaf":{"route_key":"02080000fde800000064","originator":"192.0.2.10"}}},
           {"path_id":null,"nlri":{"source_active":{"rd":"65000:100","source":"192.0.2.66",
           "group":"233.252.0.1"}}},
           {"path_id":null,"nlri":{"source_tree_join":{"rd":"65000:100","source_as":65000,
           "source":"192.0.2.66","group":"233.252.0.1"}}},
           {"path_id":null,"nlri":{"unknown":{"route_type":8,"octets":"ab"}}}]}"#,
    );
    // The other family, with path identifiers, built from values.
    let session = Session::default().with_add_path(Family::IPV6_MCAST_VPN.into());
    let route = Route::from(McastVpn::InterAsIPmsi(InterAsIPmsi::default())).with_path_id(7);
    let routes = Routes::<McastVpn>::in_session(session.routes(Family::IPV6_MCAST_VPN), [route]);
    let nlri = Nlri::Ipv6McastVpn(routes.unwrap());
    assert_eq!(
        nlri.octets(),
        hex("00000007 02 0c 0000000000000000 00000000")
    );
    json(
        &nlri,
        r#"{"ipv6_mcast_vpn":[{"path_id":7,"nlri":{"inter_as_i_pmsi":
           {"rd":"0:0","source_as":0}}}]}"#,
    );
}
