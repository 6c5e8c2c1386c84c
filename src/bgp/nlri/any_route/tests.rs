//! A route of every family: prefix and route distinguisher, by octets laid out by hand.

use super::*;
use crate::bgp::Session;
use crate::bgp::nlri::Nlri;
use crate::bgp::testkit::hex;
use crate::wire::What;

/// A family's route, and what is said of it: `RD` stands for 65000:1.
const ROUTES: &[(Family, &str, &str)] = &[
    (Family::IPV4_UNICAST, "18 c00002", "192.0.2.0/24"),
    (Family::IPV6_UNICAST, "20 20010db8", "2001:db8::/32"),
    (Family::IPV4_MULTICAST, "18 c00002", "192.0.2.0/24"),
    (Family::IPV6_MULTICAST, "20 20010db8", "2001:db8::/32"),
    (Family::IPV4_OVER_IPV6, "18 c00002", "192.0.2.0/24"),
    (
        Family::IPV4_LABELED_UNICAST,
        "30 000641 c00002",
        "192.0.2.0/24",
    ),
    (
        Family::IPV6_LABELED_UNICAST,
        "38 000641 20010db8",
        "2001:db8::/32",
    ),
    (
        Family::VPN_IPV4_UNICAST,
        "70 000641 RD c00002",
        "65000:1 192.0.2.0/24",
    ),
    (
        Family::VPN_IPV6_UNICAST,
        "78 000641 RD 20010db8",
        "65000:1 2001:db8::/32",
    ),
    (
        Family::IPV4_CLASSFUL_TRANSPORT,
        "70 000641 RD c00002",
        "65000:1 192.0.2.0/24",
    ),
    (
        Family::IPV6_CLASSFUL_TRANSPORT,
        "78 000641 RD 20010db8",
        "65000:1 2001:db8::/32",
    ),
    (
        Family::VPN_IPV4_MULTICAST,
        "58 RD c00002",
        "65000:1 192.0.2.0/24",
    ),
    (
        Family::VPN_IPV6_MULTICAST,
        "60 RD 20010db8",
        "65000:1 2001:db8::/32",
    ),
    // An IP prefix, and an Inclusive Multicast route and the Leaf A-D route that answers it.
    (
        Family::L2VPN_EVPN,
        "05 22 RD 00000000000000000000 00000000 18 c0000200 00000000 000641",
        "65000:1 192.0.2.0/24",
    ),
    (
        Family::L2VPN_EVPN,
        "05 3a RD 00000000000000000000 00000000 20 20010db8000000000000000000000000 00000000000000000000000000000000 000641",
        "65000:1 2001:db8::/32",
    ),
    (
        Family::L2VPN_EVPN,
        "03 11 RD 00000000 20 c0000209",
        "65000:1",
    ),
    (
        Family::L2VPN_EVPN,
        "0b 18 03 11 RD 00000000 20 c0000209 20 c000020a",
        "65000:1",
    ),
    // Of RFC 4761 and of RFC 6074.
    (
        Family::L2VPN_VPLS,
        "0011 RD 0005 0001 0008 027101",
        "65000:1",
    ),
    (Family::L2VPN_VPLS, "000c RD c0000209", "65000:1"),
    (
        Family::IPV4_MCAST_VPN,
        "05 12 RD 20 c0000242 20 e9fc0001",
        "65000:1",
    ),
    (Family::IPV6_MCAST_VPN, "02 0c RD 0000fde9", "65000:1"),
    (
        Family::IPV6_MCAST_VPN,
        "04 12 02 0c RD 0000fde9 c000020a",
        "65000:1",
    ),
    (
        Family::L2VPN_MCAST_VPLS,
        "03 16 RD 20 c0000242 20 e9fc0001 c0000209",
        "65000:1",
    ),
    (Family::IPV4_MDT, "80 RD c0000209 e9fc0001", "65000:1"),
    (Family::ROUTE_TARGET, "60 0000fde8 0002fde800000064", ""),
    (
        Family::IPV4_FLOW_SPEC,
        "08 01 18 c00002 03 81 06",
        "192.0.2.0/24",
    ),
    (
        Family::IPV6_FLOW_SPEC,
        "07 01 20 00 20010db8",
        "2001:db8::/32",
    ),
    // Bits 32 to 40 of an address are no prefix; neither is where packets come from.
    (Family::IPV6_FLOW_SPEC, "04 01 28 20 ab", ""),
    (Family::IPV4_FLOW_SPEC, "05 02 18 c00002", ""),
    (Family::L2VPN_FLOW_SPEC, "04 0e 91 0800", ""),
    (
        Family::VPN_IPV4_FLOW_SPEC,
        "0d RD 01 18 c00002",
        "65000:1 192.0.2.0/24",
    ),
    (
        Family::VPN_IPV6_FLOW_SPEC,
        "0f RD 01 20 00 20010db8",
        "65000:1 2001:db8::/32",
    ),
    (Family::VPN_L2VPN_FLOW_SPEC, "0c RD 0e 91 0800", "65000:1"),
    (Family::IPV4_SR_POLICY, "60 00000001 00000064 c00002c8", ""),
    (
        Family::IPV6_SR_POLICY,
        "c0 00000001 00000064 20010db8000000000000000000000200",
        "",
    ),
    (
        Family::IPV4_MUP,
        "01 0001 0c RD 18 c00002",
        "65000:1 192.0.2.0/24",
    ),
    (
        Family::IPV6_MUP,
        "01 0003 17 RD 20 20010db8 00003039 09 20 c0000209",
        "65000:1 2001:db8::/32",
    ),
    (Family::IPV6_MUP, "01 0002 0c RD c0000209", "65000:1"),
    (Family::SFC, "0002 000b RD 010203", "65000:1"),
    (
        Family::IPV4_CAR,
        "0a 08 01 18 c00002 00000064",
        "192.0.2.0/24",
    ),
    (Family::IPV6_CAR, "07 05 02 20 20010db8", "2001:db8::/32"),
    // Where the route distinguisher stands is not known.
    (Family::VPN_IPV4_CAR, "04 02 01 abcd", ""),
    (Family::VPN_IPV6_CAR, "04 02 01 abcd", ""),
    (
        Family::L2VPN_PSEUDOWIRE,
        "a0 RD 0000fde8 c0000201 00000007",
        "65000:1",
    ),
    (Family::IPV4_L1VPN, "02 abcd", ""),
    (Family::IPV6_L1VPN, "02 abcd", ""),
    (
        Family::IPV4_UNREACHABILITY,
        "0004 18 c00002",
        "192.0.2.0/24",
    ),
    (
        Family::IPV6_UNREACHABILITY,
        "0005 20 20010db8",
        "2001:db8::/32",
    ),
];

fn route(octets: &str) -> Vec<u8> {
    hex(&octets.replace("RD", "0000fde8 00000001"))
}

fn texts(octets: &[u8], family: Family, session: Session) -> Vec<String> {
    Nlri::over(octets, family, session)
        .any_routes()
        .map(|route| route.unwrap().to_string())
        .collect()
}

#[test]
fn of_every_family() {
    for (family, octets, text) in ROUTES {
        let octets = route(octets);
        let text = [family.name().unwrap(), text].join(" ");
        let text = text.trim_end();
        // Twice: it ends where it should.
        assert_eq!(
            texts(&octets.repeat(2), *family, Session::default()),
            [text; 2]
        );

        let session = Session::default().with_add_path((*family).into());
        let octets = [&[0, 0, 0, 7][..], &octets].concat();
        let text = format!("{text} path-id 7");
        assert_eq!(
            texts(&octets.repeat(2), *family, session),
            [text.as_str(); 2]
        );
    }
    for family in Family::TYPED {
        assert!(ROUTES.iter().any(|(of, ..)| of == family), "{family}");
    }
}

#[test]
fn cut_short() {
    for (family, octets, _) in ROUTES {
        let octets = route(octets);
        let whole = octets.len();
        for length in 1..whole {
            let cut = [&octets[..], &octets[..length]].concat();
            let routes = Nlri::over(&cut[..], *family, Session::default());
            let read: Vec<_> = routes.any_routes().collect();
            assert!(matches!(read[..], [Ok(_), Err(_)]), "{family} {length}");
            let error = read[1].unwrap_err();
            assert_eq!(error.what(), What::Nlri(*family));
            assert!(
                error.offset() >= whole && error.offset() <= cut.len(),
                "{family} {error}"
            );
            assert_eq!(
                routes.check().map_err(|error| error.offset()),
                Err(error.offset())
            );
        }
    }
}
