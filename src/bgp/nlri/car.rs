//! Color-aware routing: SAFI 83 and 84 of AFI 1 and 2 ([RFC 9871](https://www.rfc-editor.org/rfc/rfc9871)).
//!
//! ```text
//! length u8, then in length bytes: key length u8, route type u8, key, TLVs
//! key of type 1: bits u8, prefix (ceil(bits / 8) bytes), color u32
//! key of type 2: bits u8, prefix (ceil(bits / 8) bytes)
//! TLV: flags and type u8, length u8, value
//! ```
//!
//! This layout has not been confirmed with bytes of a router. Therefore the keys of SAFI 84, which have a route
//! distinguisher, and the values of TLVs are not interpreted.
//!
//! ```
//! use bmp_codec::{Encode, bgp::nlri::car::{CarIpv4, CarKey}};
//!
//! let key = CarKey::ColorAware { prefix: "192.0.2.1/32".parse()?, color: 100 };
//! let route = CarIpv4::from(key);
//! assert_eq!(route.to_vec()?, [11, 9, 1, 32, 192, 0, 2, 1, 0, 0, 0, 100]);
//! assert_eq!(route.to_string(), "192.0.2.1/32 color 100");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;
use ipnet::IpNet;

use crate::bgp::nlri::route::sized;
use crate::bgp::nlri::route_key::keyed;
use crate::bgp::nlri::{Destination, Family, Ipv4Prefix, Ipv6Prefix, UnknownRoute};
use crate::net::Prefix;
use crate::registry::registry;
use crate::wire::key::read_number;
use crate::wire::{
    DecodeError, Element, Encode, EncodeError, Key, KeyPart, List, Malformed, Octets, Reader, What,
    Writer, decode_element, framed, key_part, length_u8, map_octets, named, sealed,
};

/// A color-aware route: its key, and how to reach it.
///
/// The route has a length field, so a malformed route does not affect the next routes of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Car<P, B: AsRef<[u8]> = Vec<u8>> {
    /// The key: what the route leads to.
    pub key: CarKey<P, B>,
    /// The data that is not part of the key, like labels. Withdrawn routes have none.
    pub tlvs: CarTlvs<B>,
}
map_octets!([P: Copy] Car { key, tlvs });

/// The key of a color-aware route: what it leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum CarKey<P, B: AsRef<[u8]> = Vec<u8>> {
    /// Type 1: a prefix, for traffic of a color.
    ColorAware {
        /// The prefix.
        prefix: P,
        /// The color.
        color: u32,
    },
    /// Type 2: a prefix that has a color by itself.
    IpPrefix {
        /// The prefix.
        prefix: P,
    },
    /// Another type, or a key with a route distinguisher: the type and the key after it.
    Unknown(UnknownRoute<B>),
}
map_octets!([P: Copy] CarKey |key, f| match key {
    CarKey::ColorAware { prefix, color } => CarKey::ColorAware { prefix: *prefix, color: *color },
    CarKey::IpPrefix { prefix } => CarKey::IpPrefix { prefix: *prefix },
    CarKey::Unknown(unknown) => CarKey::Unknown(unknown.map_octets(f)),
});

/// A color-aware route of AFI 1.
pub type CarIpv4<B = Vec<u8>> = Car<Ipv4Prefix, B>;

/// A color-aware route of AFI 2.
pub type CarIpv6<B = Vec<u8>> = Car<Ipv6Prefix, B>;

/// A color-aware route of a VPN: SAFI 84. Its key is always [`Unknown`](CarKey::Unknown).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct VpnCar<P, B: AsRef<[u8]> = Vec<u8>>(pub Car<P, B>);
map_octets!([P: Copy] VpnCar |route, f| VpnCar(route.0.map_octets(f)));

/// The TLVs of a color-aware route.
pub type CarTlvs<B = Vec<u8>> = List<CarTlv, B>;

/// A TLV of a color-aware route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CarTlv<B: AsRef<[u8]> = Vec<u8>> {
    /// The upper two bits of the first byte: 0x80 is reserved, 0x40 means that the TLV is transitive.
    pub flags: u8,
    /// The lower six bits: the type.
    pub tlv_type: CarTlvType,
    /// The value: 255 bytes at most.
    pub octets: Octets<B>,
}
map_octets!(CarTlv { octets; flags, tlv_type });

registry! {
    /// The type of a TLV of a color-aware route: 6 bits.
    CarTlvType(u8) {
        /// MPLS labels, three bytes each.
        1 Label "label",
        /// An index into label blocks.
        2 LabelIndex "label-index",
        /// SRv6 SIDs.
        3 Srv6Sid "srv6-sid",
    }
}

impl<B: AsRef<[u8]>> CarTlv<B> {
    /// Returns whether routers that do not know the TLV pass it on.
    #[must_use]
    pub const fn is_transitive(&self) -> bool {
        self.flags & 0x40 != 0
    }
}

impl<P> From<CarKey<P>> for Car<P> {
    fn from(key: CarKey<P>) -> Car<P> {
        Car {
            key,
            tlvs: CarTlvs::default(),
        }
    }
}

impl<P: Prefix, B: AsRef<[u8]>> CarKey<P, B> {
    /// Returns the route type.
    #[must_use]
    pub fn route_type(&self) -> u16 {
        match self {
            CarKey::ColorAware { .. } => 1,
            CarKey::IpPrefix { .. } => 2,
            CarKey::Unknown(unknown) => unknown.route_type,
        }
    }

    /// Returns the IP prefix, if the type has one.
    #[must_use]
    pub fn prefix(&self) -> Option<IpNet> {
        match self {
            CarKey::ColorAware { prefix, .. } | CarKey::IpPrefix { prefix } => {
                Some((*prefix).into())
            }
            CarKey::Unknown(_) => None,
        }
    }

    fn len(&self) -> usize {
        match self {
            CarKey::ColorAware { prefix, .. } => prefix.encoded_len() + 4,
            CarKey::IpPrefix { prefix } => prefix.encoded_len(),
            CarKey::Unknown(unknown) => unknown.octets.len(),
        }
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        match self {
            CarKey::ColorAware { prefix, color } => {
                prefix.put(out)?;
                out.put_u32(*color);
                Ok(())
            }
            CarKey::IpPrefix { prefix } => prefix.put(out),
            CarKey::Unknown(unknown) => unknown.octets.put(out),
        }
    }
}

/// Takes a route and decodes its key with `read`. If `read` does not know the type, the key is kept in bytes.
fn take<'s, P>(
    reader: &mut Reader<'s>,
    read: impl FnOnce(u8, &mut Reader<'s>) -> Result<Option<CarKey<P, &'s [u8]>>, DecodeError>,
) -> Result<Car<P, &'s [u8]>, Malformed<&'s [u8]>> {
    let length = |reader: &mut Reader<'s>| Ok(reader.u8()?.into());
    sized(reader, What::Octets, length, |value| {
        let (key_length, route_type) = (value.u8()?, value.u8()?);
        let mut rest = value.sub(key_length.into())?;
        let key = match read(route_type, &mut rest)? {
            Some(key) => key,
            None => CarKey::Unknown(UnknownRoute {
                route_type: route_type.into(),
                octets: rest.octets(),
            }),
        };
        rest.finish()?;
        let tlvs = value.read()?;
        Ok(Car { key, tlvs })
    })
}

impl<P: Prefix> sealed::Element for Car<P> {}

impl<P: Prefix> Element for Car<P> {
    type At<'s> = Car<P, &'s [u8]>;
    type Error<'s> = Malformed<&'s [u8]>;
    type Context = ();

    fn take<'s>(reader: &mut Reader<'s>) -> Result<Car<P, &'s [u8]>, Malformed<&'s [u8]>> {
        take(reader, |route_type, key| {
            Ok(match route_type {
                1 => Some(CarKey::ColorAware {
                    prefix: key.read()?,
                    color: key.u32()?,
                }),
                2 => Some(CarKey::IpPrefix {
                    prefix: key.read()?,
                }),
                _ => None,
            })
        })
    }
}

impl<P: Prefix> sealed::Element for VpnCar<P> {}

impl<P: Prefix> Element for VpnCar<P> {
    type At<'s> = VpnCar<P, &'s [u8]>;
    type Error<'s> = Malformed<&'s [u8]>;
    type Context = ();

    fn take<'s>(reader: &mut Reader<'s>) -> Result<VpnCar<P, &'s [u8]>, Malformed<&'s [u8]>> {
        take(reader, |_, _| Ok(None)).map(VpnCar)
    }
}

decode_element!([P: Prefix] Car |element| element.tlvs.check());

decode_element!([P: Prefix] VpnCar |element| element.0.check_inside());

impl<P: Prefix, B: AsRef<[u8]>> Encode for Car<P, B> {
    fn encoded_len(&self) -> usize {
        3 + self.key.len() + self.tlvs.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u8(length_u8("CAR route", self.encoded_len() - 1)?);
        out.put_u8(length_u8("CAR key", self.key.len())?);
        out.put_u8(length_u8("CAR key", self.key.route_type().into())?);
        self.key.put(out)?;
        self.tlvs.put(out)
    }
}

impl<P: Prefix, B: AsRef<[u8]>> Encode for VpnCar<P, B> {
    fn encoded_len(&self) -> usize {
        self.0.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.0.put(out)
    }
}

impl sealed::Element for CarTlv {}

impl Element for CarTlv {
    type At<'s> = CarTlv<&'s [u8]>;
    type Error<'s> = Malformed<&'s [u8]>;
    type Context = ();

    fn take<'s>(reader: &mut Reader<'s>) -> Result<CarTlv<&'s [u8]>, Malformed<&'s [u8]>> {
        framed(
            reader,
            |reader| {
                let (first, length) = (reader.u8()?, reader.u8()?);
                Ok((What::Octets, first, reader.sub(length.into())?))
            },
            |first, value| {
                Ok(CarTlv {
                    flags: first & 0xc0,
                    tlv_type: CarTlvType::from(first & 0x3f),
                    octets: value.octets(),
                })
            },
        )
    }
}

decode_element!(CarTlv);

impl<B: AsRef<[u8]>> Encode for CarTlv<B> {
    fn encoded_len(&self) -> usize {
        2 + self.octets.len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u8(self.flags & 0xc0 | u8::from(self.tlv_type) & 0x3f);
        out.put_u8(length_u8("CAR TLV", self.octets.len())?);
        self.octets.put(out)
    }
}

/// The key is type and key: TLVs are "non-key" (RFC 9871, section 2.9).
impl<'s, P: Prefix> KeyPart<'s> for CarKey<P, &'s [u8]> {
    fn put_part(&self, key: &mut Key<'s>) {
        match self {
            CarKey::ColorAware { prefix, color } => {
                key.number(1);
                prefix.put_part(key);
                color.put_part(key);
            }
            CarKey::IpPrefix { prefix } => {
                key.number(2);
                prefix.put_part(key);
            }
            CarKey::Unknown(unknown) => unknown.put_part(key),
        }
    }

    fn read_part(reader: &mut Reader<'s>) -> Result<Self, DecodeError> {
        let mut fields = *reader;
        let key = match read_number(&mut fields)? {
            1 => CarKey::ColorAware {
                prefix: P::read_part(&mut fields)?,
                color: fields.u32()?,
            },
            2 => CarKey::IpPrefix {
                prefix: P::read_part(&mut fields)?,
            },
            _ => return KeyPart::read_part(reader).map(CarKey::Unknown),
        };
        *reader = fields;
        Ok(key)
    }
}

key_part! {
    ['s, P: Prefix] Car<P, &'s [u8]> { key } not { tlvs }
}
keyed!([P: Prefix] Car<P>);

/// The key is type and key unchanged, including the route distinguisher.
impl<'s, P: Prefix> KeyPart<'s> for VpnCar<P, &'s [u8]> {
    fn put_part(&self, key: &mut Key<'s>) {
        self.0.key.put_part(key);
    }

    fn read_part(reader: &mut Reader<'s>) -> Result<Self, DecodeError> {
        Ok(VpnCar(Car {
            key: CarKey::Unknown(KeyPart::read_part(reader)?),
            tlvs: CarTlvs::default(),
        }))
    }
}

keyed!([P: Prefix] VpnCar<P>);

impl<P: Prefix> Destination for Car<P> {
    const FAMILY: Family = Family::new(P::AFI, 83);

    fn prefix(route: &Car<P, &[u8]>) -> Option<IpNet> {
        route.key.prefix()
    }
}

impl<P: Prefix> Destination for VpnCar<P> {
    const FAMILY: Family = Family::new(P::AFI, 84);
}

impl<P: fmt::Display, B: AsRef<[u8]>> fmt::Display for CarKey<P, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CarKey::ColorAware { prefix, color } => write!(f, "{prefix} color {color}"),
            CarKey::IpPrefix { prefix } => prefix.fmt(f),
            CarKey::Unknown(unknown) => unknown.fmt(f),
        }
    }
}

impl<P: fmt::Display, B: AsRef<[u8]>> fmt::Display for Car<P, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.key.fmt(f)?;
        for tlv in self.tlvs.entries() {
            match tlv {
                Ok(tlv) => write!(f, " {tlv}")?,
                Err(malformed) => write!(f, " malformed {}", malformed.octets)?,
            }
        }
        Ok(())
    }
}

impl<P: fmt::Display, B: AsRef<[u8]>> fmt::Display for VpnCar<P, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<B: AsRef<[u8]>> fmt::Display for CarTlv<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tlv_type.fmt(f)?;
        named(f, "", &self.octets)
    }
}

#[cfg(test)]
mod tests;
