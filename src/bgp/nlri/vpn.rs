//! VPN routes: SAFI 128 ([RFC 4364, section 4.3.4](https://www.rfc-editor.org/rfc/rfc4364#section-4.3.4),
//! [RFC 4659](https://www.rfc-editor.org/rfc/rfc4659), [RFC 8277](https://www.rfc-editor.org/rfc/rfc8277)).
//!
//! ```text
//! bits u8 (88 and those of the prefix), label 3, route distinguisher 8, ceil(bits of the prefix / 8) octets of it
//! ```

use core::fmt;

use bytes::BufMut;
use ipnet::IpNet;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::nlri::{Destination, Family, Ipv4Prefix, Ipv6Prefix};
use crate::error::{DecodeError, EncodeError, Fault};
use crate::net::{Label, RouteDistinguisher};
use crate::wire::{Decode, Element, Encode, Reader, plain};

/// A prefix of a VPN: told apart from the same prefix of others by a route distinguisher, and reached by a label.
///
/// There is one label, as long as two speakers do not agree on more; its bottom-of-stack bit is then not looked at
/// ([RFC 8277, section 2.2](https://www.rfc-editor.org/rfc/rfc8277#section-2.2)). In withdrawn routes it means
/// nothing. The route encodes to the octets it was read from, unless these had bits behind the prefix.
///
/// ```
/// use bmp_codec::{Decode, Encode, bgp::nlri::VpnIpv4, net::Label};
///
/// let octets = [112, 0x00, 0x06, 0x41, 0, 0, 0xfd, 0xe7, 0, 0, 0, 1, 198, 18, 20];
/// let route = VpnIpv4::from_octets(&octets)?;
/// assert_eq!(route.to_string(), "64999:1 198.18.20.0/24 label 100");
/// assert_eq!((route.label, route.prefix), (Label::new(100), "198.18.20.0/24".parse()?));
/// assert_eq!(route.to_vec()?, octets);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct Vpn<P> {
    /// The label; in a withdrawn route [`Label::WITHDRAWN`], or anything.
    pub label: Label,
    /// What tells the prefix apart from the same one of other VPNs.
    pub rd: RouteDistinguisher,
    /// The prefix, without the others' bits.
    pub prefix: P,
}

/// A VPN-IPv4 route ([RFC 4364](https://www.rfc-editor.org/rfc/rfc4364)).
pub type VpnIpv4 = Vpn<Ipv4Prefix>;

/// A VPN-IPv6 route ([RFC 4659](https://www.rfc-editor.org/rfc/rfc4659)).
pub type VpnIpv6 = Vpn<Ipv6Prefix>;

/// The bits of label and route distinguisher.
const LEAD: u8 = 88;

impl<P: Copy + Into<IpNet>> Vpn<P> {
    /// The prefix as a network of ipnet.
    #[must_use]
    pub fn net(&self) -> IpNet {
        self.prefix.into()
    }
}

macro_rules! vpn {
    ($($prefix:ident $bits:literal $family:ident;)*) => { $(
        impl Decode<'_> for Vpn<$prefix> {
            #[inline(always)]
            fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                let offset = reader.offset();
                let mut head = reader.sub(12)?;
                let bits = head.u8()?;
                let length = bits.wrapping_sub(LEAD);
                if length > $bits {
                    return Err(bad_length(offset, bits));
                }
                Ok(Vpn { label: head.read()?, rd: head.read()?, prefix: $prefix::read(reader, length)? })
            }
        }

        impl Encode for Vpn<$prefix> {
            fn encoded_len(&self) -> usize {
                11 + self.prefix.encoded_len()
            }

            fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
                out.put_u8(LEAD + self.prefix.length());
                self.label.put(out)?;
                self.rd.put(out)?;
                self.prefix.put_bits(out);
                Ok(())
            }
        }

        impl Element for Vpn<$prefix> {
            type At<'s> = Vpn<$prefix>;
            type Error<'s> = DecodeError;

            #[inline(always)]
            fn take<'s>(reader: &mut Reader<'s>) -> Result<Vpn<$prefix>, DecodeError> {
                plain(reader)
            }
        }

        impl Destination for Vpn<$prefix> {
            const FAMILY: Family = Family::$family;

            fn prefix(route: &Vpn<$prefix>) -> Option<IpNet> {
                Some(route.net())
            }

            fn distinguisher(route: &Vpn<$prefix>) -> Option<RouteDistinguisher> {
                Some(route.rd)
            }
        }
    )* };
}
vpn! {
    Ipv4Prefix 32 VPN_IPV4_UNICAST;
    Ipv6Prefix 128 VPN_IPV6_UNICAST;
}

#[cold]
#[inline(never)]
fn bad_length(offset: usize, bits: u8) -> DecodeError {
    DecodeError::new(
        offset,
        match bits.checked_sub(LEAD) {
            Some(length) => Fault::PrefixLength(length),
            None => Fault::Length(bits.into()),
        },
    )
}

impl<P: fmt::Display> fmt::Display for Vpn<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} label {}", self.rd, self.prefix, self.label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::bgp::nlri::{FamilySet, Route, Routes};
    use crate::bgp::testkit::{both_ways, fault, frame, hex, json, reached};
    use crate::error::What;

    /// Label 100, distinguisher 64999:1, 198.18.20.0/24, as in the frame of a router.
    const ROUTE: [u8; 15] = [
        112, 0x00, 0x06, 0x41, 0, 0, 0xfd, 0xe7, 0, 0, 0, 1, 198, 18, 20,
    ];

    fn vpn<P: core::str::FromStr<Err: fmt::Debug>>(label: Label, prefix: &str) -> Vpn<P> {
        Vpn {
            label,
            rd: "64999:1".parse().unwrap(),
            prefix: prefix.parse().unwrap(),
        }
    }

    #[test]
    fn routes_of_routers() {
        let octets = reached(&frame!("monitoring-vpnv4"));
        assert_eq!(octets, ROUTE);
        let route: VpnIpv4 = both_ways(&octets, Session::default());
        assert_eq!(route, vpn(Label::new(100), "198.18.20.0/24"));
        assert_eq!(route.net(), "198.18.20.0/24".parse().unwrap());

        let octets = reached(&frame!("monitoring-vpnv6"));
        let route: VpnIpv6 = both_ways(&octets, Session::default());
        assert_eq!(route, vpn(Label::new(200), "2001:db8:20::/48"));
        assert_eq!(route.to_string(), "64999:1 2001:db8:20::/48 label 200");
    }

    #[test]
    fn prefixes_of_no_bits_and_of_all() {
        let none = hex("58 000641 0000fde700000001");
        assert_eq!(
            both_ways::<VpnIpv4>(&none, Session::default()),
            vpn(Label::new(100), "0.0.0.0/0")
        );
        let all = hex("78 000641 0000fde700000001 c6336401");
        assert_eq!(
            both_ways::<VpnIpv4>(&all, Session::default()),
            vpn(Label::new(100), "198.51.100.1/32")
        );
        let all = hex("d8 000641 0000fde700000001 20010db8000000000000000000000001");
        assert_eq!(
            both_ways::<VpnIpv6>(&all, Session::default()),
            vpn(Label::new(100), "2001:db8::1/128")
        );
        // Bits behind the prefix are not its own: 20 bits, and four more.
        let stray = hex("6c 000641 0000fde700000001 c6121f");
        let route = VpnIpv4::from_octets(&stray).unwrap();
        assert_eq!(route, vpn(Label::new(100), "198.18.16.0/20"));
        assert_eq!(
            route.to_vec().unwrap(),
            hex("6c 000641 0000fde700000001 c61210")
        );
    }

    #[test]
    fn labels_of_withdrawn_routes() {
        for (label, expected) in [("800000", Label::WITHDRAWN), ("000000", Label::ZERO)] {
            let octets = hex(&format!("70 {label} 0000fde700000001 c61214"));
            let route: VpnIpv4 = both_ways(&octets, Session::default());
            assert_eq!(route, vpn(expected, "198.18.20.0/24"));
            assert_eq!(
                route.to_string(),
                format!("64999:1 198.18.20.0/24 label 0x{label}")
            );
        }
    }

    #[test]
    fn path_identifiers_and_json() {
        let session = Session::default().with_add_path(Family::VPN_IPV4_UNICAST.into());
        let octets = [&[0, 0, 0, 7][..], &ROUTE, &[0, 0, 0, 8], &ROUTE].concat();
        let routes = Routes::<VpnIpv4, _>::over(&octets[..], session);
        let route = Route::from(vpn(Label::new(100), "198.18.20.0/24"));
        let read: Result<Vec<_>, _> = routes.into_iter().collect();
        assert_eq!(read, Ok(vec![route.with_path_id(7), route.with_path_id(8)]));
        json(
            &routes.to_owned(),
            concat!(
                r#"[{"path_id":7,"nlri":{"label":"100","rd":"64999:1","prefix":"198.18.20.0/24"}},"#,
                r#"{"path_id":8,"nlri":{"label":"100","rd":"64999:1","prefix":"198.18.20.0/24"}}]"#
            ),
        );
        // Path identifiers of another family are none of these.
        let session = Session::default().with_add_path(FamilySet::from(Family::IPV4_UNICAST));
        let routes = Routes::<VpnIpv4, _>::over(&ROUTE[..], session);
        assert_eq!(routes.iter().collect::<Vec<_>>(), [Ok(route)]);
    }

    #[test]
    fn malformed() {
        let session = Session::default();
        let rest = "000641 0000fde700000001 c612140102030405060708090a0b0c0d0e";
        let octets = |bits: u8| hex(&format!("{bits:02x} {rest}"));
        assert_eq!(
            fault::<VpnIpv4>(&octets(87), session),
            (0, Fault::Length(87))
        );
        assert_eq!(
            fault::<VpnIpv4>(&octets(121), session),
            (0, Fault::PrefixLength(33))
        );
        assert_eq!(
            fault::<VpnIpv6>(&octets(217), session),
            (0, Fault::PrefixLength(129))
        );
        assert_eq!(
            fault::<VpnIpv4>(&ROUTE[..11], session),
            (0, Fault::Truncated(1))
        );
        assert_eq!(
            fault::<VpnIpv4>(&ROUTE[..14], session),
            (12, Fault::Truncated(1))
        );

        // In a list: the offset is that in the list, and nothing can be found behind.
        let octets = [&ROUTE[..], &octets(121), &ROUTE].concat();
        let routes = Routes::<VpnIpv4, _>::over(&octets[..], session);
        let read: Vec<_> = routes.into_iter().collect();
        assert_eq!(read.len(), 2);
        assert!(read[0].is_ok());
        let error = read[1].unwrap_err();
        assert_eq!(error.what(), What::Nlri(Family::VPN_IPV4_UNICAST));
        assert_eq!(
            (error.offset(), error.fault()),
            (15, Fault::PrefixLength(33))
        );
        assert_eq!(routes.check(), Err(error));
    }
}
