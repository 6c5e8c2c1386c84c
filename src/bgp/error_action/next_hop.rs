//! Which next hops are to be expected.

use core::net::Ipv4Addr;

use crate::bgp::nlri::Family;

/// Whether a next hop of MP_REACH_NLRI may be so long for a family
/// ([RFC 7606, section 7.11](https://www.rfc-editor.org/rfc/rfc7606#section-7.11)). More than the RFCs have, where
/// routers do: IPv6 next hops of VPN-IPv4 routes without a route distinguisher, and others. Of families that are not
/// listed, any may.
pub(crate) const fn is_expected(family: Family, length: usize) -> bool {
    match (family.afi(), family.safi()) {
        // RFC 4760, and RFC 8950 for IPv6 next hops.
        (1, 1 | 2 | 4) => matches!(length, 4 | 16 | 32),
        // RFC 2545, RFC 4798.
        (2, 1 | 2 | 4) => matches!(length, 16 | 32),
        // RFC 4364, RFC 4659, RFC 8950.
        (1 | 2, 128 | 129) => matches!(length, 12 | 16 | 24 | 32 | 48),
        // RFC 4684, RFC 4761, RFC 6514, RFC 7117, RFC 7432: the address of a router.
        (1, 132) | (25, 65 | 70 | 8) | (1 | 2, 5) => matches!(length, 4 | 16 | 32),
        _ => true,
    }
}

/// Whether an address can be that of a host ([RFC 4271, section 6.3](https://www.rfc-editor.org/rfc/rfc4271#section-6.3)).
pub(super) const fn is_host(address: Ipv4Addr) -> bool {
    let [first, ..] = address.octets();
    first != 0 && first < 224
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths() {
        for (family, lengths) in [
            (Family::IPV4_UNICAST, &[4, 16, 32][..]),
            (Family::IPV6_UNICAST, &[16, 32]),
            (Family::VPN_IPV4_UNICAST, &[12, 16, 24, 32, 48]),
            (Family::L2VPN_EVPN, &[4, 16, 32]),
        ] {
            for length in 0..=255 {
                let expected = lengths.contains(&length);
                assert_eq!(is_expected(family, length), expected, "{family} {length}");
            }
        }
        // RFC 8955, section 4: there need be none.
        assert!(is_expected(Family::IPV4_FLOW_SPEC, 0));
        assert!(is_expected(Family::new(99, 99), 7));
    }

    #[test]
    fn hosts() {
        for (address, host) in [
            ("0.0.0.0", false),
            ("0.1.2.3", false),
            ("192.0.2.1", true),
            ("223.255.255.255", true),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
        ] {
            assert_eq!(is_host(address.parse().unwrap()), host, "{address}");
        }
    }
}
