//! BGP-MUP: SAFI 85 of AFI 1 and 2 (draft-ietf-bess-mup-safi).
//!
//! ```text
//! architecture type u8, route type u16, length u8, value (length bytes)
//! ```
//!
//! There is no RFC yet. The layouts are those of revision 01, as used by GoBGP.
//!
//! ```
//! use bmp_codec::{Encode, bgp::nlri::{Mup, mup::{DirectSegmentDiscovery, MupIpv4}}};
//!
//! let route: MupIpv4 = Mup::DirectSegmentDiscovery(DirectSegmentDiscovery {
//!     rd: "65000:1".parse()?,
//!     address: "192.0.2.201".parse()?,
//! });
//! let octets = [1, 0, 2, 12, 0, 0, 0xfd, 0xe8, 0, 0, 0, 1, 192, 0, 2, 201];
//! assert_eq!(route.to_vec()?, octets);
//! assert_eq!(route.to_string(), "direct-segment-discovery 65000:1 192.0.2.201");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod segment_discovery;
mod session_transformed;
#[cfg(test)]
mod tests;
mod tlv;

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;
use ipnet::IpNet;

pub use segment_discovery::{DirectSegmentDiscovery, InterworkSegmentDiscovery};
pub use session_transformed::{Type1SessionTransformed, Type2SessionTransformed};
pub use tlv::{MupInterworkEndpoint, MupSession, MupSourceAddress, MupTlv, MupTlvs};

use crate::bgp::nlri::route_key::keyed;
use crate::bgp::nlri::{Destination, Family, Ipv4Prefix, Ipv6Prefix};
use crate::net::{Address, Prefix, RouteDistinguisher};
use crate::wire::key::read_number;
use crate::wire::{
    Breach, DecodeError, Element, Encode, EncodeError, Key, KeyPart, Malformed, Octets, Reader,
    What, Writer, decode_element, framed, length_u8, map_octets, sealed,
};

/// The architecture type of 3GPP 5G, the only one defined.
pub const ARCHITECTURE_3GPP_5G: u8 = 1;

/// A BGP-MUP route.
///
/// The route has a length field, so a malformed route does not affect the next routes of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Mup<P, B: AsRef<[u8]> = Vec<u8>> {
    /// Type 1: a radio access network is reachable through this PE.
    InterworkSegmentDiscovery(InterworkSegmentDiscovery<P>),
    /// Type 2: this PE has a segment to a data network.
    DirectSegmentDiscovery(DirectSegmentDiscovery),
    /// Type 3: the way to a mobile device.
    Type1SessionTransformed(Type1SessionTransformed<P, B>),
    /// Type 4: the way from mobile devices.
    Type2SessionTransformed(Type2SessionTransformed<B>),
    /// A route of another architecture or type.
    Unknown(UnknownMup<B>),
}
map_octets!([P: Prefix] enum Mup {
    Type1SessionTransformed, Type2SessionTransformed, Unknown; InterworkSegmentDiscovery, DirectSegmentDiscovery
});

/// A BGP-MUP route of AFI 1.
pub type MupIpv4<B = Vec<u8>> = Mup<Ipv4Prefix, B>;

/// A BGP-MUP route of AFI 2.
pub type MupIpv6<B = Vec<u8>> = Mup<Ipv6Prefix, B>;

/// A BGP-MUP route of an unknown architecture or route type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UnknownMup<B: AsRef<[u8]> = Vec<u8>> {
    /// The architecture type.
    pub architecture: u8,
    /// The route type.
    pub route_type: u16,
    /// The bytes after the length: 255 at most.
    pub octets: Octets<B>,
}
map_octets!(UnknownMup { octets; architecture, route_type });

impl<P: Prefix, B: AsRef<[u8]>> Mup<P, B> {
    /// Returns the architecture type.
    #[must_use]
    pub fn architecture(&self) -> u8 {
        match self {
            Mup::Unknown(unknown) => unknown.architecture,
            _ => ARCHITECTURE_3GPP_5G,
        }
    }

    /// Returns the route type.
    #[must_use]
    pub fn route_type(&self) -> u16 {
        match self {
            Mup::InterworkSegmentDiscovery(_) => 1,
            Mup::DirectSegmentDiscovery(_) => 2,
            Mup::Type1SessionTransformed(_) => 3,
            Mup::Type2SessionTransformed(_) => 4,
            Mup::Unknown(unknown) => unknown.route_type,
        }
    }

    /// Returns the route distinguisher, if the route type is known.
    #[must_use]
    pub fn rd(&self) -> Option<RouteDistinguisher> {
        match self {
            Mup::InterworkSegmentDiscovery(route) => Some(route.rd),
            Mup::DirectSegmentDiscovery(route) => Some(route.rd),
            Mup::Type1SessionTransformed(route) => Some(route.rd),
            Mup::Type2SessionTransformed(route) => Some(route.rd),
            Mup::Unknown(_) => None,
        }
    }

    /// Returns the IP prefix, if the route has one.
    #[must_use]
    pub fn prefix(&self) -> Option<IpNet> {
        match self {
            Mup::InterworkSegmentDiscovery(route) => Some(route.prefix.into()),
            Mup::Type1SessionTransformed(route) => Some(route.prefix.into()),
            _ => None,
        }
    }

    fn value_len(&self) -> usize {
        match self {
            Mup::InterworkSegmentDiscovery(route) => route.encoded_len(),
            Mup::DirectSegmentDiscovery(route) => route.encoded_len(),
            Mup::Type1SessionTransformed(route) => route.encoded_len(),
            Mup::Type2SessionTransformed(route) => route.encoded_len(),
            Mup::Unknown(unknown) => unknown.octets.len(),
        }
    }
}

impl<P: Prefix> Mup<P, &[u8]> {
    fn check_tlvs(&self) -> Result<(), DecodeError> {
        match self {
            Mup::Type1SessionTransformed(route) => route.tlvs.check(),
            Mup::Type2SessionTransformed(route) => route.tlvs.check(),
            _ => Ok(()),
        }
    }
}

impl<P: Prefix> sealed::Element for Mup<P> {}

impl<P: Prefix> Element for Mup<P> {
    type At<'s> = Mup<P, &'s [u8]>;
    type Error<'s> = Malformed<&'s [u8]>;
    type Context = ();

    fn take<'s>(reader: &mut Reader<'s>) -> Result<Mup<P, &'s [u8]>, Malformed<&'s [u8]>> {
        framed(
            reader,
            |reader| {
                let kind = (reader.u8()?, reader.u16()?);
                let length = reader.u8()?;
                // The list has the family: a route alone does not show which of the two it is.
                Ok((What::Octets, kind, reader.sub(length.into())?))
            },
            |kind, value| {
                Ok(match kind {
                    (ARCHITECTURE_3GPP_5G, 1) => Mup::InterworkSegmentDiscovery(value.read()?),
                    (ARCHITECTURE_3GPP_5G, 2) => Mup::DirectSegmentDiscovery(value.read()?),
                    (ARCHITECTURE_3GPP_5G, 3) => Mup::Type1SessionTransformed(value.read()?),
                    (ARCHITECTURE_3GPP_5G, 4) => {
                        Mup::Type2SessionTransformed(Type2SessionTransformed::read(value, P::BITS)?)
                    }
                    (architecture, route_type) => Mup::Unknown(UnknownMup {
                        architecture,
                        route_type,
                        octets: value.octets(),
                    }),
                })
            },
        )
    }
}

decode_element!([P: Prefix] Mup |element| element.check_tlvs());

impl<P: Prefix, B: AsRef<[u8]>> Encode for Mup<P, B> {
    fn encoded_len(&self) -> usize {
        4 + self.value_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u8(self.architecture());
        out.put_u16(self.route_type());
        out.put_u8(length_u8("BGP-MUP route", self.value_len())?);
        match self {
            Mup::InterworkSegmentDiscovery(route) => route.put(out),
            Mup::DirectSegmentDiscovery(route) => route.put(out),
            Mup::Type1SessionTransformed(route) => route.put(out),
            Mup::Type2SessionTransformed(route) if route.endpoint.bits() != P::BITS => {
                Err(EncodeError::Family {
                    what: "endpoint address",
                })
            }
            Mup::Type2SessionTransformed(route) => route.put(out),
            Mup::Unknown(unknown) => unknown.octets.put(out),
        }
    }
}

/// The key is architecture, route type, and the key of that type. For an unknown type, it is all bytes.
impl<'s, P: Prefix> KeyPart<'s> for Mup<P, &'s [u8]> {
    fn put_part(&self, key: &mut Key<'s>) {
        key.put(&[self.architecture()]);
        key.number(self.route_type());
        match self {
            Mup::InterworkSegmentDiscovery(route) => route.put_part(key),
            Mup::DirectSegmentDiscovery(route) => route.put_part(key),
            Mup::Type1SessionTransformed(route) => route.put_part(key),
            Mup::Type2SessionTransformed(route) => route.put_part(key),
            Mup::Unknown(unknown) => unknown.octets.put_part(key),
        }
    }

    fn read_part(reader: &mut Reader<'s>) -> Result<Self, DecodeError> {
        Ok(match (reader.u8()?, read_number(reader)?) {
            (ARCHITECTURE_3GPP_5G, 1) => {
                Mup::InterworkSegmentDiscovery(KeyPart::read_part(reader)?)
            }
            (ARCHITECTURE_3GPP_5G, 2) => Mup::DirectSegmentDiscovery(KeyPart::read_part(reader)?),
            (ARCHITECTURE_3GPP_5G, 3) => Mup::Type1SessionTransformed(KeyPart::read_part(reader)?),
            (ARCHITECTURE_3GPP_5G, 4) => Mup::Type2SessionTransformed(KeyPart::read_part(reader)?),
            (architecture, route_type) => Mup::Unknown(UnknownMup {
                architecture,
                route_type,
                octets: reader.octets(),
            }),
        })
    }
}

keyed!([P: Prefix] Mup<P>, text |route, f| match route {
    Mup::Type1SessionTransformed(route) => {
        write!(f, "type-1-session-transformed {} {}", route.rd, route.prefix)
    }
    other => fmt::Display::fmt(other, f),
});

impl<P: Prefix> Destination for Mup<P> {
    const FAMILY: Family = Family::new(P::AFI, 85);

    fn prefix(route: &Mup<P, &[u8]>) -> Option<IpNet> {
        route.prefix()
    }

    fn rd(route: &Mup<P, &[u8]>) -> Option<RouteDistinguisher> {
        route.rd()
    }

    /// The address and the TEID of these types are parts of the key. TLVs are not, but a withdrawal has to be well-formed.
    fn breach(_: Family, route: &Mup<P, &[u8]>) -> Option<Breach> {
        match route {
            Mup::DirectSegmentDiscovery(route) => {
                let is_other = Address::from(route.address).bits() != P::BITS;
                is_other.then_some(Breach::MUP_ADDRESS_FAMILY)
            }
            // The first bits of a TEID may be 0: GoBGP sends so.
            Mup::Type2SessionTransformed(route) => {
                (route.teid_bits == 32 && route.teid == 0).then_some(Breach::MUP_TEID_ZERO)
            }
            _ => None,
        }
        .or_else(|| {
            route
                .check_tlvs()
                .is_err()
                .then_some(Breach::MUP_MALFORMED_TLV)
        })
    }

    fn breach_if_announced(_: Family, route: &Mup<P, &[u8]>) -> Option<Breach> {
        match route {
            Mup::Type1SessionTransformed(route) if route.teid == 0 => Some(Breach::MUP_TEID_ZERO),
            Mup::Type1SessionTransformed(route) if route.endpoint.is_none() => {
                Some(Breach::MUP_NO_ENDPOINT)
            }
            _ => None,
        }
    }
}

impl<P: Prefix, B: AsRef<[u8]>> fmt::Display for Mup<P, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mup::InterworkSegmentDiscovery(route) => {
                write!(f, "interwork-segment-discovery {route}")
            }
            Mup::DirectSegmentDiscovery(route) => write!(f, "direct-segment-discovery {route}"),
            Mup::Type1SessionTransformed(route) => write!(f, "type-1-session-transformed {route}"),
            Mup::Type2SessionTransformed(route) => write!(f, "type-2-session-transformed {route}"),
            Mup::Unknown(unknown) => write!(
                f,
                "architecture-{} type-{} {}",
                unknown.architecture, unknown.route_type, unknown.octets
            ),
        }
    }
}
