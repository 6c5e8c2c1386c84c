//! Tests of a route of every family: prefix and route distinguisher, from bytes laid out by hand.

use super::*;
use crate::bgp::Session;
use crate::bgp::nlri::Nlri;
use crate::testkit::{self, hex};
use crate::wire::What;

/// One line is a family, a route of it, and the expected text. `RD` means 65000:1.
const ROUTES: &str = "
ipv4-unicast            | 18 c00002 | 192.0.2.0/24
ipv6-unicast            | 20 20010db8 | 2001:db8::/32
ipv4-multicast          | 18 c00002 | 192.0.2.0/24
ipv6-multicast          | 20 20010db8 | 2001:db8::/32
4over6                  | 18 c00002 | 192.0.2.0/24
ipv4-labeled-unicast    | 30 000641 c00002 | 192.0.2.0/24
ipv6-labeled-unicast    | 38 000641 20010db8 | 2001:db8::/32
vpn-ipv4-unicast        | 70 000641 RD c00002 | 65000:1 192.0.2.0/24
vpn-ipv6-unicast        | 78 000641 RD 20010db8 | 65000:1 2001:db8::/32
ipv4-classful-transport | 70 000641 RD c00002 | 65000:1 192.0.2.0/24
ipv6-classful-transport | 78 000641 RD 20010db8 | 65000:1 2001:db8::/32
vpn-ipv4-multicast      | 58 RD c00002 | 65000:1 192.0.2.0/24
vpn-ipv6-multicast      | 60 RD 20010db8 | 65000:1 2001:db8::/32
# An IP prefix, and an Inclusive Multicast route and the Leaf A-D route that answers it.
l2vpn-evpn              | 05 22 RD 00000000000000000000 00000000 18 c0000200 00000000 000641 | 65000:1 192.0.2.0/24
l2vpn-evpn              | 05 3a RD 00000000000000000000 00000000 20 20010db8000000000000000000000000 00000000000000000000000000000000 000641 | 65000:1 2001:db8::/32
l2vpn-evpn              | 03 11 RD 00000000 20 c0000209 | 65000:1
l2vpn-evpn              | 0b 18 03 11 RD 00000000 20 c0000209 20 c000020a | 65000:1
# Of RFC 4761 and of RFC 6074.
l2vpn-vpls              | 0011 RD 0005 0001 0008 027101 | 65000:1
l2vpn-vpls              | 000c RD c0000209 | 65000:1
ipv4-mcast-vpn          | 05 12 RD 20 c0000242 20 e9fc0001 | 65000:1
ipv6-mcast-vpn          | 02 0c RD 0000fde9 | 65000:1
ipv6-mcast-vpn          | 04 12 02 0c RD 0000fde9 c000020a | 65000:1
l2vpn-mcast-vpls        | 03 16 RD 20 c0000242 20 e9fc0001 c0000209 | 65000:1
ipv4-mdt                | 80 RD c0000209 e9fc0001 | 65000:1
route-target            | 60 0000fde8 0002fde800000064 |
ipv4-flow-spec          | 08 01 18 c00002 03 81 06 | 192.0.2.0/24
ipv6-flow-spec          | 07 01 20 00 20010db8 | 2001:db8::/32
# Bits 32 to 40 of an address are no prefix; neither is where packets come from.
ipv6-flow-spec          | 04 01 28 20 ab |
ipv4-flow-spec          | 05 02 18 c00002 |
l2vpn-flow-spec         | 04 0e 91 0800 |
vpn-ipv4-flow-spec      | 0d RD 01 18 c00002 | 65000:1 192.0.2.0/24
vpn-ipv6-flow-spec      | 0f RD 01 20 00 20010db8 | 65000:1 2001:db8::/32
vpn-l2vpn-flow-spec     | 0c RD 0e 91 0800 | 65000:1
ipv4-sr-policy          | 60 00000001 00000064 c00002c8 |
ipv6-sr-policy          | c0 00000001 00000064 20010db8000000000000000000000200 |
ipv4-mup                | 01 0001 0c RD 18 c00002 | 65000:1 192.0.2.0/24
ipv6-mup                | 01 0003 17 RD 20 20010db8 00003039 09 20 c0000209 | 65000:1 2001:db8::/32
ipv6-mup                | 01 0002 0c RD c0000209 | 65000:1
sfc                     | 0002 000b RD 010203 | 65000:1
ipv4-car                | 0a 08 01 18 c00002 00000064 | 192.0.2.0/24
ipv6-car                | 07 05 02 20 20010db8 | 2001:db8::/32
# Where the route distinguisher stands is not known.
vpn-ipv4-car            | 04 02 01 abcd |
vpn-ipv6-car            | 04 02 01 abcd |
l2vpn-pseudowire        | a0 RD 0000fde8 c0000201 00000007 | 65000:1
ipv4-l1vpn              | 02 abcd |
ipv6-l1vpn              | 02 abcd |
ipv4-unreachability     | 0004 18 c00002 | 192.0.2.0/24
ipv6-unreachability     | 0005 20 20010db8 | 2001:db8::/32
# A node without descriptors, and a prefix without a node.
link-state              | 0001 0009 02 0000000000000000 |
link-state              | 0003 0011 02 0000000000000000 0109 0004 18 c00002 | 192.0.2.0/24
vpn-link-state          | 0004 001a RD 02 0000000000000000 0109 0005 20 20010db8 | 65000:1 2001:db8::/32
link-state-spf          | 0009 0002 abcd |
";

/// Returns the routes: family, bytes, and the text after the family.
fn routes() -> impl Iterator<Item = (Family, Vec<u8>, &'static str)> {
    let lines = ROUTES
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| {
        let columns: Vec<_> = line.split('|').map(str::trim).collect();
        let octets = columns[1].replace("RD", "0000fde8 00000001");
        (columns[0].parse().unwrap(), hex(&octets), columns[2])
    })
}

fn texts(octets: &[u8], family: Family, session: Session) -> Vec<String> {
    testkit::texts(Nlri::over(octets, family, session).any_routes())
}

#[test]
fn of_every_family() {
    for (family, octets, text) in routes() {
        let text = [family.name().unwrap(), text].join(" ");
        let text = text.trim_end();
        // Twice, so it must end in the right place.
        assert_eq!(
            texts(&octets.repeat(2), family, Session::default()),
            [text; 2]
        );

        let session = Session::default().with_add_path((family).into());
        let octets = [&[0, 0, 0, 7][..], &octets].concat();
        let text = format!("{text} path-id 7");
        assert_eq!(
            texts(&octets.repeat(2), family, session),
            [text.as_str(); 2]
        );
    }
    for family in Family::TYPED {
        assert!(routes().any(|(of, ..)| of == *family), "{family}");
    }
}

#[test]
fn cut_short() {
    for (family, octets, _) in routes() {
        let whole = octets.len();
        for length in 1..whole {
            let cut = [&octets[..], &octets[..length]].concat();
            let routes = Nlri::over(&cut[..], family, Session::default());
            let read: Vec<_> = routes.any_routes().collect();
            assert!(matches!(read[..], [Ok(_), Err(_)]), "{family} {length}");
            let error = read[1].unwrap_err();
            assert_eq!(error.what(), What::Nlri(family));
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
