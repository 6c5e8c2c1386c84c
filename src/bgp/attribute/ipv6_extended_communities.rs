//! IPv6 Address Specific Extended Community ([RFC 5701](https://www.rfc-editor.org/rfc/rfc5701)).
//!
//! ```text
//! type u8, sub-type u8, address 16, number u16
//! type 0x02 or 0x42, sub-type u8, reserved u16, bandwidth u64, AS u32, reserved u32
//! ```

use core::fmt;
use core::net::Ipv6Addr;
use core::str::FromStr;

use alloc::vec::Vec;

use crate::net::{Asn, ParseError, text_form};
use crate::registry::registry;
use crate::wire::{Array, Fixed};

/// IPv6 Address Specific Extended Community: typed marks with an IPv6 address, such as route targets.
///
/// ```
/// use bmp_codec::Encode;
/// use bmp_codec::bgp::attribute::{Ipv6ExtendedCommunities, Ipv6ExtendedCommunity};
///
/// let target = Ipv6ExtendedCommunity::route_target("2001:db8::1".parse()?, 7);
/// let list = Ipv6ExtendedCommunities::from_iter([target]);
/// assert_eq!(list.to_string(), "rt:[2001:db8::1]:7");
/// assert_eq!(list.encoded_len(), 20);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type Ipv6ExtendedCommunities<B = Vec<u8>> = Array<Ipv6ExtendedCommunity, B>;

registry! {
    /// The type and sub-type of an IPv6 address specific extended community, in one number. The upper byte is 0x00 for
    /// transitive and 0x40 for non-transitive communities of an IPv6 address.
    Ipv6ExtendedCommunityType(u16) {
        /// Route Target ([RFC 5701, section 3](https://www.rfc-editor.org/rfc/rfc5701#section-3)).
        0x0002 RouteTarget "rt",
        /// Route Origin ([RFC 5701, section 3](https://www.rfc-editor.org/rfc/rfc5701#section-3)).
        0x0003 RouteOrigin "soo",
        /// OSPFv3 Route Attributes, deprecated ([RFC 6565](https://www.rfc-editor.org/rfc/rfc6565)).
        0x0004 Ospfv3RouteAttributes "ospfv3-route-attributes",
        /// IFIT tail, from a draft.
        0x0005 IfitTail "ifit-tail",
        /// VRF Route Import ([RFC 6515](https://www.rfc-editor.org/rfc/rfc6515)).
        0x000b VrfRouteImport "vrf-route-import",
        /// Flow-spec redirect to an address
        /// ([draft-ietf-idr-flowspec-redirect-ip](https://datatracker.ietf.org/doc/draft-ietf-idr-flowspec-redirect-ip/)).
        0x000c RedirectToIpv6 "redirect-to-ip",
        /// Flow-spec redirect to the VRF of a route target
        /// ([RFC 8956, section 6.1](https://www.rfc-editor.org/rfc/rfc8956#section-6.1)).
        0x000d Redirect "redirect",
        /// Cisco VPN-Distinguisher.
        0x0010 VpnDistinguisher "vpn-distinguisher",
        /// A route target with a UUID in place of the address.
        0x0011 UuidRouteTarget "uuid-rt",
        /// Inter-Area P2MP Segmented Next-Hop ([RFC 7524, section 4](https://www.rfc-editor.org/rfc/rfc7524#section-4)).
        0x0012 SegmentedNextHop "segmented-next-hop",
        /// VRF-Recursive-Next-Hop.
        0x0014 VrfRecursiveNextHop "vrf-recursive-next-hop",
        /// RT-derived-EC.
        0x0015 RtDerived "rt-derived",
        /// Extended Link Bandwidth, which has no address: see [`Ipv6ExtendedCommunity::link_bandwidth`].
        0x0206 ExtendedLinkBandwidth "extended-lb",
        /// Non-transitive Extended Link Bandwidth.
        0x4206 ExtendedLinkBandwidthNonTransitive "extended-lb-non-transitive",
    }
}

/// An extended community with an IPv6 address
/// ([RFC 5701, section 2](https://www.rfc-editor.org/rfc/rfc5701#section-2)).
///
/// The text is `rt:[2001:db8::1]:7`; of a link bandwidth, `extended-lb:64500:12500000000`. If the type is unknown, or
/// reserved bytes of a link bandwidth are set, the text is all 20 bytes as a number in hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ipv6ExtendedCommunity {
    /// The type and sub-type.
    pub community_type: Ipv6ExtendedCommunityType,
    /// The Global Administrator: an IPv6 address.
    pub address: Ipv6Addr,
    /// The Local Administrator: a number that the Global Administrator assigns.
    pub number: u16,
}
text_form!(Ipv6ExtendedCommunity as octets);

impl Ipv6ExtendedCommunity {
    /// Makes a community of any type.
    #[must_use]
    pub const fn new(
        community_type: Ipv6ExtendedCommunityType,
        address: Ipv6Addr,
        number: u16,
    ) -> Ipv6ExtendedCommunity {
        Ipv6ExtendedCommunity {
            community_type,
            address,
            number,
        }
    }

    /// Makes a route target.
    #[must_use]
    pub const fn route_target(address: Ipv6Addr, number: u16) -> Ipv6ExtendedCommunity {
        Ipv6ExtendedCommunity::new(Ipv6ExtendedCommunityType::RouteTarget, address, number)
    }

    /// Makes a route origin (site of origin).
    #[must_use]
    pub const fn route_origin(address: Ipv6Addr, number: u16) -> Ipv6ExtendedCommunity {
        Ipv6ExtendedCommunity::new(Ipv6ExtendedCommunityType::RouteOrigin, address, number)
    }

    /// Makes a redirect: it sends a flow to the VRF that imports this route target.
    #[must_use]
    pub const fn redirect(address: Ipv6Addr, number: u16) -> Ipv6ExtendedCommunity {
        Ipv6ExtendedCommunity::new(Ipv6ExtendedCommunityType::Redirect, address, number)
    }

    /// Makes a redirect to an address: it sends the flow, or a copy of it, there.
    #[must_use]
    pub const fn redirect_to_ipv6(address: Ipv6Addr, copy: bool) -> Ipv6ExtendedCommunity {
        Ipv6ExtendedCommunity::new(
            Ipv6ExtendedCommunityType::RedirectToIpv6,
            address,
            copy as u16,
        )
    }

    /// Makes a non-transitive link bandwidth: the AS that sets it, and bytes per second.
    ///
    /// ```
    /// use bmp_codec::bgp::attribute::Ipv6ExtendedCommunity;
    /// use bmp_codec::net::Asn;
    ///
    /// let bandwidth = Ipv6ExtendedCommunity::extended_link_bandwidth(Asn(64500), 12_500_000_000);
    /// assert_eq!(bandwidth.to_string(), "extended-lb-non-transitive:64500:12500000000");
    /// assert_eq!(bandwidth.link_bandwidth(), Some((Asn(64500), 12_500_000_000)));
    /// ```
    #[must_use]
    pub const fn extended_link_bandwidth(
        asn: Asn,
        octets_per_second: u64,
    ) -> Ipv6ExtendedCommunity {
        let value = (octets_per_second as u128) << 48 | (asn.0 as u128) << 16;
        Ipv6ExtendedCommunity::new(
            Ipv6ExtendedCommunityType::ExtendedLinkBandwidthNonTransitive,
            Ipv6Addr::from_bits(value),
            0,
        )
    }

    /// Returns the AS that set a link bandwidth, and the bandwidth in bytes per second, if the community is an Extended
    /// Link Bandwidth ([draft-li-idr-link-bandwidth-ext](https://datatracker.ietf.org/doc/draft-li-idr-link-bandwidth-ext/)).
    /// FRR 10.7 sends it. The address and the number are then only the bytes behind the sub-type.
    #[must_use]
    pub fn link_bandwidth(&self) -> Option<(Asn, u64)> {
        self.community_type.is_link_bandwidth().then(|| {
            let value = self.address.to_bits();
            (Asn((value >> 16) as u32), (value >> 48) as u64)
        })
    }

    /// Returns whether the reserved bytes of a link bandwidth are zero.
    fn is_plain(&self) -> bool {
        self.number == 0 && self.address.to_bits() & (0xffff << 112 | 0xffff) == 0
    }

    /// Returns whether the community is transitive across ASes.
    #[must_use]
    pub fn is_transitive(&self) -> bool {
        u16::from(self.community_type) & 0x4000 == 0
    }
}

impl Ipv6ExtendedCommunityType {
    const fn is_link_bandwidth(self) -> bool {
        matches!(
            self,
            Ipv6ExtendedCommunityType::ExtendedLinkBandwidth
                | Ipv6ExtendedCommunityType::ExtendedLinkBandwidthNonTransitive
        )
    }
}

impl Fixed for Ipv6ExtendedCommunity {
    type Octets = [u8; 20];

    #[inline]
    fn from_octets([kind, sub_type, address @ .., high, low]: [u8; 20]) -> Ipv6ExtendedCommunity {
        Ipv6ExtendedCommunity {
            community_type: u16::from_be_bytes([kind, sub_type]).into(),
            address: Ipv6Addr::from(address),
            number: u16::from_be_bytes([high, low]),
        }
    }

    #[inline]
    fn to_octets(self) -> [u8; 20] {
        let mut octets = [0; 20];
        let [kind, sub_type, address @ .., high, low] = &mut octets;
        [*kind, *sub_type] = u16::from(self.community_type).to_be_bytes();
        *address = self.address.octets();
        [*high, *low] = self.number.to_be_bytes();
        octets
    }
}

impl From<[u8; 20]> for Ipv6ExtendedCommunity {
    fn from(octets: [u8; 20]) -> Ipv6ExtendedCommunity {
        Fixed::from_octets(octets)
    }
}

impl fmt::Display for Ipv6ExtendedCommunity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.community_type.name(), self.link_bandwidth()) {
            (Some(name), None) => write!(f, "{name}:[{}]:{}", self.address, self.number),
            (Some(name), Some((asn, bandwidth))) if self.is_plain() => {
                write!(f, "{name}:{asn}:{bandwidth}")
            }
            _ => {
                f.write_str("0x")?;
                self.to_octets()
                    .iter()
                    .try_for_each(|octet| write!(f, "{octet:02x}"))
            }
        }
    }
}

impl FromStr for Ipv6ExtendedCommunity {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Ipv6ExtendedCommunity, ParseError> {
        let hexadecimal = || {
            let (pairs, rest) = text.strip_prefix("0x")?.as_bytes().as_chunks::<2>();
            if pairs.len() != 20 || !rest.is_empty() {
                return None;
            }
            let digit = |letter: u8| char::from(letter).to_digit(16);
            let mut octets = [0; 20];
            for (octet, [high, low]) in octets.iter_mut().zip(pairs) {
                *octet = (digit(*high)? << 4 | digit(*low)?) as u8;
            }
            Some(octets.into())
        };
        let named = || {
            let (name, rest) = text.split_once(":[")?;
            let (address, number) = rest.split_once("]:")?;
            let community_type = type_of(name).filter(|value| !value.is_link_bandwidth())?;
            Some(Ipv6ExtendedCommunity::new(
                community_type,
                address.parse().ok()?,
                number.parse().ok()?,
            ))
        };
        let link_bandwidth = || {
            let (name, rest) = text.split_once(':')?;
            let (asn, bandwidth) = rest.split_once(':')?;
            let community_type = type_of(name).filter(|value| value.is_link_bandwidth())?;
            let (asn, bandwidth) = (asn.parse().ok()?, bandwidth.parse().ok()?);
            Some(Ipv6ExtendedCommunity {
                community_type,
                ..Ipv6ExtendedCommunity::extended_link_bandwidth(asn, bandwidth)
            })
        };
        hexadecimal()
            .or_else(named)
            .or_else(link_bandwidth)
            .ok_or(ParseError("an extended community of an IPv6 address"))
    }
}

fn type_of(name: &str) -> Option<Ipv6ExtendedCommunityType> {
    let mut all = Ipv6ExtendedCommunityType::ALL.iter().copied();
    all.find(|value| value.name() == Some(name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Encode;
    use crate::testkit::{cases, exact, hex, json};

    #[test]
    fn octets_and_text() {
        // Laid out from the figure in RFC 5701, section 2, and RFC 8956, section 6.1, since tshark decodes none of
        // these. exabgp 5.0.15 wrote the redirect to an address.
        let address: Ipv6Addr = "2001:db8::1".parse().unwrap();
        let octets = hex(
            "0002 20010db8000000000000000000000001 0007 0003 20010db8000000000000000000000001 0008
             000b 20010db8000000000000000000000001 0009 000d 20010db8000000000000000000000001 000a
             000c 20010db8000000000000000000000001 0001 4002 20010db8000000000000000000000001 ffff",
        );
        let list: Ipv6ExtendedCommunities<&[u8]> = exact(&octets);
        let built = Ipv6ExtendedCommunities::from_iter([
            Ipv6ExtendedCommunity::route_target(address, 7),
            Ipv6ExtendedCommunity::route_origin(address, 8),
            Ipv6ExtendedCommunity::new(Ipv6ExtendedCommunityType::VrfRouteImport, address, 9),
            Ipv6ExtendedCommunity::redirect(address, 10),
            Ipv6ExtendedCommunity::redirect_to_ipv6(address, true),
            Ipv6ExtendedCommunity::new(Ipv6ExtendedCommunityType::from(0x4002), address, 65535),
        ]);
        assert_eq!(built.to_vec().unwrap(), octets);
        assert_eq!(
            list.to_string(),
            "rt:[2001:db8::1]:7 soo:[2001:db8::1]:8 vrf-route-import:[2001:db8::1]:9 \
             redirect:[2001:db8::1]:10 redirect-to-ip:[2001:db8::1]:1 \
             0x400220010db8000000000000000000000001ffff"
        );
        assert_eq!(list.iter().filter(|one| one.is_transitive()).count(), 5);
        let two: Ipv6ExtendedCommunities = [list.get(0).unwrap(), list.get(5).unwrap()]
            .into_iter()
            .collect();
        json(
            &two,
            r#"["rt:[2001:db8::1]:7","0x400220010db8000000000000000000000001ffff"]"#,
        );
    }

    /// The transitive one is of FRR 10.7.1: 100 Gbit/s (12,500,000,000 bytes per second), AS 64500.
    #[test]
    fn link_bandwidth() {
        for (octets, text, value) in [
            (
                "0206 0000 00000002e90edd00 0000fbf4 00000000",
                "extended-lb:64500:12500000000",
                12_500_000_000,
            ),
            (
                "4206 0000 0000000000000001 0000fbf4 00000000",
                "extended-lb-non-transitive:64500:1",
                1,
            ),
            (
                "0206 0001 0000000000000001 0000fbf4 00000000",
                "0x0206000100000000000000010000fbf400000000",
                1,
            ),
            (
                "0206 0000 0000000000000001 0000fbf4 00000001",
                "0x0206000000000000000000010000fbf400000001",
                1,
            ),
        ] {
            let octets: [u8; 20] = hex(octets).try_into().unwrap();
            let community = Ipv6ExtendedCommunity::from(octets);
            assert_eq!(community.to_string(), text);
            assert_eq!(text.parse(), Ok(community));
            assert_eq!(community.link_bandwidth(), Some((Asn(64500), value)));
            assert_eq!(community.to_octets(), octets);
        }
        let target = Ipv6ExtendedCommunity::route_target("2001:db8::1".parse().unwrap(), 7);
        assert_eq!(target.link_bandwidth(), None);
    }

    #[test]
    fn malformed() {
        cases! { Ipv6ExtendedCommunities<&[u8]>;
            "000000000000000000000000000000000000000000" => error "value at byte 0: a length of 21 is not a multiple of 20",
        }
        cases! { not Ipv6ExtendedCommunity:
            "extended-lb:[2001:db8::1]:7" "extended-lb:64500" "rt:64500:1"
            "" "rt:2001:db8::1:7" "rt:[2001:db8::1]" "rt:[2001:db8::1]:65536" "xx:[2001:db8::1]:7" "0x0002"
            "0x400220010db8000000000000000000000001fff" "0x400220010db8000000000000000000000001fffg"
        }
    }

    proptest! {
        #[test]
        fn exact_in_octets_and_in_text(
            octets: [u8; 20],
            kind in prop_oneof![Just(None), (0..0x20_u8).prop_map(Some)],
        ) {
            let mut octets = octets;
            if let Some(sub_type) = kind {
                octets[..2].copy_from_slice(&[0, sub_type]);
            }
            let community = Ipv6ExtendedCommunity::from(octets);
            prop_assert_eq!(community.to_octets(), octets);
            prop_assert_eq!(community.to_string().parse(), Ok(community));
        }
    }
}
