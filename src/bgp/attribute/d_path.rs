//! D-PATH ([RFC 10039](https://www.rfc-editor.org/rfc/rfc10039)).
//!
//! ```text
//! segments: count u8, count domains
//! domain: global administrator u32, local administrator u16, ISF_SAFI_TYPE u8
//! ```

mod text;

use core::fmt;
use core::iter::FusedIterator;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::net::text_form;
use crate::registry::registry;
use crate::wire::{
    Array, Decode, DecodeError, Encode, EncodeError, Fault, Fixed, Octets, Reader, Writer,
    count_u8, map_octets,
};

/// D-PATH: the domains that the route went through, the most recent one first. A gateway drops the route if it finds
/// one of its own domains in it.
///
/// Decoding checks all segments, so iteration cannot fail. The text has the form of the RFC.
///
/// ```
/// use bmp_codec::bgp::attribute::{DPath, d_path::IsfSafiType};
///
/// let path: DPath = "{length=2, <6500:2:IPVPN>, <6500:1:EVPN>}".parse()?;
/// assert_eq!(path.octets().len(), 15);
/// let first = path.domains().next().unwrap();
/// assert_eq!((first.global, first.local, first.safi_type), (6500, 2, IsfSafiType::IpVpn));
/// # Ok::<(), bmp_codec::net::ParseError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct DPath<B: AsRef<[u8]> = Vec<u8>>(Octets<B>);

map_octets!(
    DPath | path,
    f | DPath(crate::wire::MapOctets::map_octets(&path.0, f))
);

/// A domain and the kind of route that came from it: `6500:1:EVPN`.
///
/// The text has the global administrator as a number; an IPv4 address parses, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DPathDomain {
    /// The global administrator of the domain: an AS number, an IPv4 address, or another number.
    pub global: u32,
    /// The local administrator.
    pub local: u16,
    /// The kind of route in which the gateway received it.
    pub safi_type: IsfSafiType,
}
text_form!(DPathDomain as (u32, u16, u8));

registry! {
    /// The kind of route that a gateway passed on into another domain (ISF_SAFI_TYPE), as a SAFI.
    IsfSafiType(u8) {
        /// A local route of the gateway.
        0 Local "LOCAL",
        /// IP unicast.
        1 Ip "IP",
        /// EVPN.
        70 Evpn "EVPN",
        /// IP VPN.
        128 IpVpn "IPVPN",
    }
}

impl DPathDomain {
    /// Makes a domain from its administrators and the kind of route that came from it.
    #[must_use]
    pub const fn new(global: u32, local: u16, safi_type: IsfSafiType) -> DPathDomain {
        DPathDomain {
            global,
            local,
            safi_type,
        }
    }
}

impl Fixed for DPathDomain {
    type Octets = [u8; 7];

    fn from_octets([a, b, c, d, e, f, g]: [u8; 7]) -> DPathDomain {
        DPathDomain::new(
            u32::from_be_bytes([a, b, c, d]),
            u16::from_be_bytes([e, f]),
            IsfSafiType::from(g),
        )
    }

    fn to_octets(self) -> [u8; 7] {
        let ([a, b, c, d], [e, f]) = (self.global.to_be_bytes(), self.local.to_be_bytes());
        [a, b, c, d, e, f, self.safi_type.into()]
    }
}

impl From<(u32, u16, u8)> for DPathDomain {
    fn from((global, local, safi_type): (u32, u16, u8)) -> DPathDomain {
        DPathDomain::new(global, local, safi_type.into())
    }
}

impl From<DPathDomain> for (u32, u16, u8) {
    fn from(domain: DPathDomain) -> (u32, u16, u8) {
        (domain.global, domain.local, domain.safi_type.into())
    }
}

impl<B: AsRef<[u8]>> DPath<B> {
    /// Returns an iterator over the segments.
    #[must_use]
    pub fn segments(&self) -> DPathSegments<'_> {
        DPathSegments(&self.0)
    }

    /// Returns an iterator over the domains of all segments.
    pub fn domains(&self) -> impl Iterator<Item = DPathDomain> {
        self.segments().flatten()
    }

    /// Returns the bytes of the segments.
    #[inline]
    pub fn octets(&self) -> &[u8] {
        &self.0
    }
}

impl DPath {
    /// Makes a path of one segment.
    ///
    /// # Errors
    /// [`EncodeError::Missing`] without domains, [`EncodeError::TooMany`] if there are more than 255 domains.
    pub fn of(domains: impl IntoIterator<Item = DPathDomain>) -> Result<DPath, EncodeError> {
        let mut path = DPath::default();
        path.push(domains)?;
        if path.0.is_empty() {
            return Err(EncodeError::Missing {
                what: "D-PATH domain",
            });
        }
        Ok(path)
    }

    /// Appends a segment. Without domains, nothing is appended. A path without segments cannot be encoded.
    ///
    /// # Errors
    /// [`EncodeError::TooMany`] if there are more than 255 domains. The path is then unchanged.
    pub fn push(
        &mut self,
        domains: impl IntoIterator<Item = DPathDomain>,
    ) -> Result<(), EncodeError> {
        let domains = Array::from_iter(domains);
        let count = count_u8("domains of a D-PATH segment", domains.len())?;
        if count > 0 {
            self.0.0.push(count);
            self.0.0.extend_from_slice(domains.octets());
        }
        Ok(())
    }
}

impl<'a> Decode<'a> for DPath<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        check(*reader)?;
        Ok(DPath(reader.octets()))
    }
}

/// Out of line: the attribute is rare, and this walks its segments.
#[inline(never)]
fn check(mut reader: Reader<'_>) -> Result<(), DecodeError> {
    if reader.is_empty() {
        return Err(reader.fail(Fault::Length(0)));
    }
    while !reader.is_empty() {
        let place = reader;
        match reader.u8()? {
            0 => return Err(place.fail(Fault::Length(0))),
            count => reader.bytes(usize::from(count) * 7)?,
        };
    }
    Ok(())
}

impl<B: AsRef<[u8]>> Encode for DPath<B> {
    fn encoded_len(&self) -> usize {
        self.0.len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        if self.0.is_empty() {
            return Err(EncodeError::Missing {
                what: "D-PATH segment",
            });
        }
        self.0.put(out)
    }
}

impl<B: AsRef<[u8]>> fmt::Debug for DPath<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DPath({self})")
    }
}

/// An iterator over the segments of a [`DPath`], each an array of domains.
#[derive(Clone, Debug)]
pub struct DPathSegments<'a>(&'a [u8]);

impl<'a> Iterator for DPathSegments<'a> {
    type Item = Array<DPathDomain, &'a [u8]>;

    fn next(&mut self) -> Option<Self::Item> {
        let (count, rest) = self.0.split_first()?;
        let (domains, rest) = rest.split_at_checked(usize::from(*count) * 7)?;
        self.0 = rest;
        Array::over(domains)
    }
}

impl FusedIterator for DPathSegments<'_> {}

/// In human-readable formats, an array of segments, each an array of domains: `[["6500:2:IPVPN", "6500:1:EVPN"]]`.
#[cfg(feature = "serde")]
mod json {
    use super::{DPath, DPathDomain, Vec};
    use crate::wire::{Decode, Octets};
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    impl<B: AsRef<[u8]>> Serialize for DPath<B> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            if serializer.is_human_readable() {
                serializer.collect_seq(self.segments())
            } else {
                Octets(self.octets()).serialize(serializer)
            }
        }
    }

    impl<'de, B: AsRef<[u8]> + Deserialize<'de>> Deserialize<'de> for DPath<B> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let path = if deserializer.is_human_readable() {
                let mut path = DPath::default();
                for segment in Vec::<Vec<DPathDomain>>::deserialize(deserializer)? {
                    path.push(segment).map_err(D::Error::custom)?;
                }
                path
            } else {
                DPath(Octets::deserialize(deserializer)?)
            };
            DPath::from_octets(path.octets()).map_err(D::Error::custom)?;
            crate::wire::serde::build(path.0.0).map(|octets| DPath(Octets(octets)))
        }
    }
}

#[cfg(test)]
mod tests;
