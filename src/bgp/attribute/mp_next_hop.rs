//! The next hop of MP_REACH_NLRI ([RFC 4760, section 3](https://www.rfc-editor.org/rfc/rfc4760#section-3)).
//!
//! ```text
//! length u8, next hop of that length
//! ```

use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::nlri::Family;
use crate::net::RouteDistinguisher;
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Octets, Reader, Writer, length_u8, map_octets,
};

/// The next hop of MP_REACH_NLRI, of any length.
///
/// | bytes | next hop |
/// | ---: | --- |
/// | 0 | none: not known yet ([RFC 8671, section 5.2](https://www.rfc-editor.org/rfc/rfc8671#section-5.2)), or not needed |
/// | 4 | an IPv4 address |
/// | 12 | a route distinguisher and an IPv4 address |
/// | 16 | an IPv6 address, also for IPv4 routes ([RFC 8950](https://www.rfc-editor.org/rfc/rfc8950)) |
/// | 24 | a route distinguisher and an IPv6 address |
/// | 32 | a global and a link-local IPv6 address ([RFC 2545](https://www.rfc-editor.org/rfc/rfc2545)) |
/// | 48 | the same, each with a route distinguisher before it |
/// | other | not interpreted |
///
/// ```
/// use bmp_codec::bgp::attribute::MpNextHop;
///
/// let next_hop = MpNextHop::from("2001:db8::1".parse::<std::net::IpAddr>()?);
/// assert_eq!(next_hop.octets().len(), 16);
/// assert_eq!(next_hop.to_string(), "2001:db8::1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct MpNextHop<B: AsRef<[u8]> = Vec<u8>>(Octets<B>);

map_octets!(
    MpNextHop | next_hop,
    f | MpNextHop(crate::wire::MapOctets::map_octets(&next_hop.0, f))
);

impl<B: AsRef<[u8]>> MpNextHop<B> {
    /// Returns the bytes, without the length before them.
    #[inline]
    pub fn octets(&self) -> &[u8] {
        &self.0
    }

    /// Returns the address; the global address if there are two.
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        match self.octets() {
            address @ [_, _, _, _] => ipv4(address),
            [_, _, _, _, _, _, _, _, address @ ..] if matches!(address.len(), 4 | 16) => {
                ipv4(address).or(ipv6(address))
            }
            [_, _, _, _, _, _, _, _, address @ ..] if address.len() == 40 => ipv6(address),
            address if matches!(address.len(), 16 | 32) => ipv6(address),
            _ => None,
        }
    }

    /// Returns the link-local address beside the global one.
    #[must_use]
    pub fn link_local(&self) -> Option<Ipv6Addr> {
        let octets = self.octets();
        match octets.len() {
            32 | 48 => octets.last_chunk::<16>().copied().map(Ipv6Addr::from),
            _ => None,
        }
    }

    /// Returns the route distinguisher before the address.
    #[must_use]
    pub fn rd(&self) -> Option<RouteDistinguisher> {
        match self.octets().len() {
            12 | 24 | 48 => self
                .octets()
                .first_chunk()
                .map(|octets| RouteDistinguisher(u64::from_be_bytes(*octets))),
            _ => None,
        }
    }
}

fn ipv4(octets: &[u8]) -> Option<IpAddr> {
    <[u8; 4]>::try_from(octets).ok().map(IpAddr::from)
}

fn ipv6(octets: &[u8]) -> Option<IpAddr> {
    octets.first_chunk::<16>().copied().map(IpAddr::from)
}

impl MpNextHop {
    /// Returns the next hop in the form that routes of a family use.
    ///
    /// In VPN families, an address without a route distinguisher gets a route distinguisher of zero
    /// ([RFC 4364, section 4.3.2](https://www.rfc-editor.org/rfc/rfc4364#section-4.3.2),
    /// [RFC 4659, section 3.2.1](https://www.rfc-editor.org/rfc/rfc4659#section-3.2.1)). An empty next hop stays empty.
    ///
    /// # Errors
    /// [`EncodeError::Family`] if the family has no such next hops. IPv6 routes with an IPv4 next hop use an
    /// IPv4-mapped IPv6 address (RFC 4659 there, and
    /// [RFC 4798, section 2](https://www.rfc-editor.org/rfc/rfc4798#section-2)).
    pub(crate) fn for_family(self, family: Family) -> Result<MpNextHop, EncodeError> {
        // A route distinguisher and an IPv6 address.
        let is_vpn = family.next_hop_lengths().contains(&24);
        let error = EncodeError::Family { what: "next hop" };
        let next_hop = match (self.address(), self.link_local()) {
            (Some(IpAddr::V4(_)), _) if is_vpn && family.afi() == 2 => return Err(error),
            (Some(address), link_local) if is_vpn && self.rd().is_none() => {
                let zero = RouteDistinguisher::default();
                let MpNextHop(Octets(mut octets)) = MpNextHop::from((zero, address));
                if let Some(link_local) = link_local {
                    octets.extend_from_slice(&zero.0.to_be_bytes());
                    octets.extend_from_slice(&link_local.octets());
                }
                MpNextHop(Octets(octets))
            }
            _ => self,
        };
        match next_hop.octets().len() {
            0 => Ok(next_hop),
            length if family.expects_next_hop(length) => Ok(next_hop),
            _ => Err(error),
        }
    }
}

impl From<IpAddr> for MpNextHop {
    fn from(address: IpAddr) -> MpNextHop {
        MpNextHop(Octets(match address {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().to_vec(),
        }))
    }
}

impl From<Ipv4Addr> for MpNextHop {
    fn from(address: Ipv4Addr) -> MpNextHop {
        IpAddr::from(address).into()
    }
}

impl From<Ipv6Addr> for MpNextHop {
    fn from(address: Ipv6Addr) -> MpNextHop {
        IpAddr::from(address).into()
    }
}

/// Makes a next hop of a global and a link-local address.
impl From<(Ipv6Addr, Ipv6Addr)> for MpNextHop {
    fn from((global, link_local): (Ipv6Addr, Ipv6Addr)) -> MpNextHop {
        MpNextHop(Octets([global.octets(), link_local.octets()].concat()))
    }
}

/// Makes a next hop of VPN families: a route distinguisher, which is zero in practice, and an address.
impl From<(RouteDistinguisher, IpAddr)> for MpNextHop {
    fn from((distinguisher, address): (RouteDistinguisher, IpAddr)) -> MpNextHop {
        let MpNextHop(Octets(octets)) = MpNextHop::from(address);
        MpNextHop(Octets(
            [&distinguisher.0.to_be_bytes()[..], &octets].concat(),
        ))
    }
}

/// Makes a next hop from bytes of any length.
impl<B: AsRef<[u8]>> From<Octets<B>> for MpNextHop<B> {
    #[inline]
    fn from(octets: Octets<B>) -> MpNextHop<B> {
        MpNextHop(octets)
    }
}

impl<'a> Decode<'a> for MpNextHop<&'a [u8]> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let length = reader.u8()?;
        Ok(MpNextHop(Octets(reader.bytes(length.into())?)))
    }
}

impl<B: AsRef<[u8]>> Encode for MpNextHop<B> {
    fn encoded_len(&self) -> usize {
        1 + self.0.len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u8(length_u8("next hop", self.0.len())?);
        self.0.put(out)
    }
}

/// The addresses. Route distinguishers are left out, since they are zero in practice.
impl<B: AsRef<[u8]>> fmt::Display for MpNextHop<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.address(), self.link_local()) {
            (Some(global), Some(link_local)) => write!(f, "{global} {link_local}"),
            (Some(address), None) => address.fmt(f),
            (None, _) if self.0.is_empty() => f.write_str("none"),
            (None, _) => self.0.fmt(f),
        }
    }
}

/// In human-readable formats, text: addresses, each with its route distinguisher if it has one (`0:0 192.0.2.1`),
/// `none`, or hexadecimal (`0x0102`) for other lengths.
#[cfg(feature = "serde")]
mod json {
    use super::{IpAddr, MpNextHop, Octets, RouteDistinguisher, Vec, fmt};
    use crate::net::ParseError;
    use crate::wire::serde::{build, text};
    use core::str::FromStr;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    struct Text<'a>(&'a [u8]);

    impl fmt::Display for Text<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            let whole = MpNextHop(Octets(self.0));
            let Some(distinguisher) = whole.rd() else {
                return match whole.address() {
                    None if !self.0.is_empty() => write!(f, "0x{whole}"),
                    _ => whole.fmt(f),
                };
            };
            let (first, second) = self.0.split_at_checked(24).unwrap_or((self.0, &[]));
            match MpNextHop(Octets(first)).address() {
                Some(address) => write!(f, "{distinguisher} {address}")?,
                None => write!(f, "{distinguisher}")?,
            }
            if second.is_empty() {
                Ok(())
            } else {
                write!(f, " {}", Text(second))
            }
        }
    }

    /// The bytes that a text stands for.
    struct Parsed(Vec<u8>);

    impl FromStr for Parsed {
        type Err = ParseError;

        fn from_str(text: &str) -> Result<Parsed, ParseError> {
            let error = ParseError("a next hop");
            if text == "none" {
                return Ok(Parsed(Vec::new()));
            }
            if let Some(Ok(Octets(octets))) = text.strip_prefix("0x").map(str::parse) {
                return Ok(Parsed(octets));
            }
            let mut octets = Vec::new();
            for part in text.split(' ') {
                if let Ok(address) = part.parse::<IpAddr>() {
                    octets.extend_from_slice(MpNextHop::from(address).octets());
                } else {
                    let distinguisher: RouteDistinguisher = part.parse().map_err(|_| error)?;
                    octets.extend_from_slice(&distinguisher.0.to_be_bytes());
                }
            }
            Ok(Parsed(octets))
        }
    }

    impl<B: AsRef<[u8]>> Serialize for MpNextHop<B> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            if serializer.is_human_readable() {
                serializer.collect_str(&Text(self.octets()))
            } else {
                Octets(self.octets()).serialize(serializer)
            }
        }
    }

    impl<'de, B: AsRef<[u8]> + Deserialize<'de>> Deserialize<'de> for MpNextHop<B> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            if deserializer.is_human_readable() {
                build(text::<D, Parsed>(deserializer)?.0).map(|octets| MpNextHop(Octets(octets)))
            } else {
                Octets::deserialize(deserializer).map(MpNextHop)
            }
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn text_of_every_length_both_ways() {
            let global = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
            let local = [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
            let rd = [0, 0, 0xfd, 0xe8, 0, 0, 0, 7];
            for (octets, text) in [
                (Vec::new(), "none"),
                (vec![192, 0, 2, 1], "192.0.2.1"),
                ([&rd[..], &[192, 0, 2, 1]].concat(), "65000:7 192.0.2.1"),
                (global.to_vec(), "2001:db8::1"),
                ([&rd[..], &global].concat(), "65000:7 2001:db8::1"),
                ([global, local].concat(), "2001:db8::1 fe80::1"),
                (
                    [&rd[..], &global, &[0; 8], &local].concat(),
                    "65000:7 2001:db8::1 0:0 fe80::1",
                ),
                (vec![1, 2, 3], "0x010203"),
            ] {
                let next_hop = MpNextHop(Octets(&octets[..]));
                let json = serde_json::to_string(&next_hop).unwrap();
                assert_eq!(json, format!("{text:?}"));
                let again: MpNextHop = serde_json::from_str(&json).unwrap();
                assert_eq!(again.octets(), octets);
            }
            assert!(serde_json::from_str::<MpNextHop>("\"nowhere\"").is_err());
        }
    }
}
