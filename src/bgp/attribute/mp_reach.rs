//! MP_REACH_NLRI ([RFC 4760, section 3](https://www.rfc-editor.org/rfc/rfc4760#section-3)).
//!
//! ```text
//! AFI u16, SAFI u8, length u8, next hop, reserved u8, routes
//! ```

use core::fmt;
use core::net::{IpAddr, Ipv6Addr};

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::Session;
use crate::bgp::nlri::{Family, Nlri};
use crate::error::{DecodeError, EncodeError};
use crate::net::RouteDistinguisher;
use crate::wire::{Decode, Encode, Octets, Reader, length_u8, map_octets};

/// MP_REACH_NLRI: routes of any family, and their next hop.
///
/// ```
/// use bmp_codec::{Encode, bgp::{Session, attribute::MpReach, nlri::{Ipv6Prefix, Nlri, Route, Routes}}};
///
/// let route = Route::from("2001:db8:1::/48".parse::<Ipv6Prefix>()?);
/// let routes = Routes::from_elements(Session::default(), [route])?;
/// let next_hop: std::net::IpAddr = "2001:db8::1".parse()?;
/// let reach = MpReach::new(next_hop, Nlri::Ipv6Unicast(routes));
/// assert_eq!(reach.to_vec()?[..4], [0, 2, 1, 16]);
/// assert_eq!(reach.to_vec()?[20..], [0, 48, 0x20, 0x01, 0x0d, 0xb8, 0, 1]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct MpReach<B: AsRef<[u8]> = Vec<u8>> {
    /// Where packets to these destinations go next.
    pub next_hop: MpNextHop<B>,
    /// Ignored by receivers; kept so that what was received is what is sent.
    pub reserved: u8,
    /// The routes, by their family.
    pub nlri: Nlri<B>,
}
map_octets!(MpReach { next_hop, nlri; reserved });

impl MpReach {
    /// Routes and their next hop.
    pub fn new(next_hop: impl Into<MpNextHop>, nlri: Nlri) -> MpReach {
        MpReach {
            next_hop: next_hop.into(),
            reserved: 0,
            nlri,
        }
    }
}

impl<'a> Decode<'a> for MpReach<&'a [u8]> {
    #[inline(always)]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let family = reader.read()?;
        Ok(MpReach {
            next_hop: reader.read()?,
            reserved: reader.u8()?,
            nlri: Nlri::decode(reader, family),
        })
    }
}

impl<B: AsRef<[u8]>> Encode for MpReach<B> {
    fn encoded_len(&self) -> usize {
        3 + self.next_hop.encoded_len() + 1 + self.nlri.encoded_len()
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        self.nlri.family().put(out)?;
        self.next_hop.put(out)?;
        out.put_u8(self.reserved);
        self.nlri.put(out)
    }

    fn form(&self, session: Session) -> Session {
        self.nlri.form(session)
    }
}

impl Decode<'_> for Family {
    #[inline]
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let [high, low, safi] = reader.array()?;
        Ok(Family::new(u16::from_be_bytes([high, low]), safi))
    }
}

impl Encode for Family {
    fn encoded_len(&self) -> usize {
        3
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        out.put_u16(self.afi());
        out.put_u8(self.safi());
        Ok(())
    }
}

/// The next hop of MP_REACH_NLRI, of whatever length it came in.
///
/// | octets | what they are |
/// | ---: | --- |
/// | 0 | none: not known yet ([RFC 8671, section 5.2](https://www.rfc-editor.org/rfc/rfc8671#section-5.2)), or not needed |
/// | 4 | an IPv4 address |
/// | 12 | a route distinguisher, and that |
/// | 16 | an IPv6 address, for IPv4 routes, too ([RFC 8950](https://www.rfc-editor.org/rfc/rfc8950)) |
/// | 24 | a route distinguisher, and that |
/// | 32 | an IPv6 address, and a link-local one ([RFC 2545](https://www.rfc-editor.org/rfc/rfc2545)) |
/// | 48 | each with a route distinguisher in front |
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
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct MpNextHop<B: AsRef<[u8]> = Vec<u8>>(Octets<B>);

map_octets!(
    MpNextHop | next_hop,
    f | MpNextHop(crate::wire::MapOctets::map_octets(&next_hop.0, f))
);

impl<B: AsRef<[u8]>> MpNextHop<B> {
    /// The octets, without the length in front.
    #[inline]
    pub fn octets(&self) -> &[u8] {
        &self.0
    }

    /// The address; the global one where there are two.
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

    /// The link-local address beside the global one.
    #[must_use]
    pub fn link_local(&self) -> Option<Ipv6Addr> {
        let octets = self.octets();
        match octets.len() {
            32 | 48 => octets.last_chunk::<16>().copied().map(Ipv6Addr::from),
            _ => None,
        }
    }

    /// The route distinguisher in front of the address.
    #[must_use]
    pub fn route_distinguisher(&self) -> Option<RouteDistinguisher> {
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

impl From<IpAddr> for MpNextHop {
    fn from(address: IpAddr) -> MpNextHop {
        MpNextHop(Octets(match address {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().to_vec(),
        }))
    }
}

/// A global and a link-local address.
impl From<(Ipv6Addr, Ipv6Addr)> for MpNextHop {
    fn from((global, link_local): (Ipv6Addr, Ipv6Addr)) -> MpNextHop {
        MpNextHop(Octets([global.octets(), link_local.octets()].concat()))
    }
}

/// A route distinguisher, which is zero in practice, and an address, as VPN families have it.
impl From<(RouteDistinguisher, IpAddr)> for MpNextHop {
    fn from((distinguisher, address): (RouteDistinguisher, IpAddr)) -> MpNextHop {
        let MpNextHop(Octets(octets)) = MpNextHop::from(address);
        MpNextHop(Octets(
            [&distinguisher.0.to_be_bytes()[..], &octets].concat(),
        ))
    }
}

/// The octets of a next hop, of any length.
impl<B: AsRef<[u8]>> From<Octets<B>> for MpNextHop<B> {
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

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        out.put_u8(length_u8("next hop", self.0.len())?);
        self.0.put(out)
    }
}

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

#[cfg(test)]
mod tests;
