//! Route Target membership: AFI 1, SAFI 132 ([RFC 4684, section 4](https://www.rfc-editor.org/rfc/rfc4684#section-4)).
//!
//! ```text
//! bits u8 (0, or 32 to 96), origin AS u32, route target (its first bits - 32 bits)
//! ```
//!
//! ```
//! use bmp_codec::{Encode, bgp::nlri::RouteTargetMembership, net::Asn};
//!
//! let wanted = RouteTargetMembership::new(Asn(65000), "rt:65000:100".parse()?);
//! assert_eq!(wanted.to_vec()?, [96, 0, 0, 0xfd, 0xe8, 0, 2, 0xfd, 0xe8, 0, 0, 0, 100]);
//! assert_eq!(wanted.to_string(), "65000 rt:65000:100");
//! assert_eq!("default".parse(), Ok(RouteTargetMembership::DEFAULT));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::fmt;
use core::str::FromStr;

use bytes::BufMut;

use crate::bgp::extended_community::ExtendedCommunity;
use crate::bgp::nlri::route_key::keyed;
use crate::bgp::nlri::{Destination, Family};
use crate::net::bits::{first_bits, put_first_bits, read_first_bits};
use crate::net::{Asn, ParseError};
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Fault, Key, KeyPart, Plain, Reader, Writer,
};

/// A Route Target membership: requests VPN routes with a route target, or with all that begin with the same bits.
///
/// The text form is `default`, the AS alone, or the AS and the route target. If only a part of the route target is
/// given, the text has its bytes and the number of bits that count: `65000 0x0002fde800000000/32`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Fields", into = "Fields"))]
pub struct RouteTargetMembership {
    origin_as: u32,
    target: u64,
    length: u8,
}

impl RouteTargetMembership {
    /// The request for all VPN routes.
    pub const DEFAULT: RouteTargetMembership = RouteTargetMembership {
        origin_as: 0,
        target: 0,
        length: 0,
    };

    /// Returns a request for routes with this route target, by a router in AS `origin_as`.
    #[must_use]
    pub const fn new(origin_as: Asn, target: ExtendedCommunity) -> RouteTargetMembership {
        RouteTargetMembership {
            origin_as: origin_as.0,
            target: target.0,
            length: 96,
        }
    }

    /// Returns a request for routes whose route target begins with the first `bits` bits of `target`, 64 at most. 0
    /// means any route target.
    #[must_use]
    pub const fn prefix(
        origin_as: Asn,
        target: ExtendedCommunity,
        bits: u8,
    ) -> RouteTargetMembership {
        let bits = if bits > 64 { 64 } else { bits };
        RouteTargetMembership {
            origin_as: origin_as.0,
            target: first_bits(target.0, bits),
            length: 32 + bits,
        }
    }

    /// Returns the AS of the requesting router, or `None` for the default.
    #[must_use]
    pub const fn origin_as(self) -> Option<Asn> {
        match self.length {
            0 => None,
            _ => Some(Asn(self.origin_as)),
        }
    }

    /// Returns the route target, if it is complete. It may be any extended community.
    #[must_use]
    pub const fn target(self) -> Option<ExtendedCommunity> {
        match self.length {
            96 => Some(ExtendedCommunity(self.target)),
            _ => None,
        }
    }

    /// Returns the length in bits as encoded: 0, or 32 to 96.
    #[must_use]
    pub const fn length(self) -> u8 {
        self.length
    }

    /// Returns whether routes with this route target are requested.
    ///
    /// ```
    /// use bmp_codec::bgp::{attribute::ExtendedCommunity, nlri::RouteTargetMembership};
    /// use bmp_codec::net::Asn;
    ///
    /// let target = |number| ExtendedCommunity::route_target(65000, number);
    /// let of_an_as = RouteTargetMembership::prefix(Asn(65000), target(0), 32);
    /// assert!(of_an_as.contains(target(7)));
    /// assert!(!of_an_as.contains(ExtendedCommunity::route_target(65001, 7)));
    /// ```
    #[must_use]
    pub const fn contains(self, target: ExtendedCommunity) -> bool {
        first_bits(target.0, self.length.saturating_sub(32)) == self.target
    }
}

impl Decode<'_> for RouteTargetMembership {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let offset = reader.offset();
        let length = reader.u8()?;
        let bits = match length {
            0 => return Ok(RouteTargetMembership::DEFAULT),
            32..=96 => length - 32,
            _ => return Err(DecodeError::new(offset, Fault::Length(length.into()))),
        };
        let origin_as = reader.u32()?;
        Ok(RouteTargetMembership {
            origin_as,
            target: read_first_bits(reader, bits)?,
            length,
        })
    }
}

impl Encode for RouteTargetMembership {
    fn encoded_len(&self) -> usize {
        1 + usize::from(self.length).div_ceil(8)
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u8(self.length);
        if self.length > 0 {
            out.put_u32(self.origin_as);
            put_first_bits(self.target, self.length - 32, out);
        }
        Ok(())
    }
}

impl Plain for RouteTargetMembership {}

/// The key is all fields, <origin AS, route target>, and how many of their bits count (RFC 4684, section 4).
impl<'s> KeyPart<'s> for RouteTargetMembership {
    fn put_part(&self, key: &mut Key<'s>) {
        self.origin_as.put_part(key);
        self.target.put_part(key);
        self.length.put_part(key);
    }

    fn read_part(reader: &mut Reader<'s>) -> Result<Self, DecodeError> {
        let (origin_as, target) = (Asn(reader.u32()?), reader.read()?);
        let start = *reader;
        match reader.u8()? {
            0 => Ok(RouteTargetMembership::DEFAULT),
            length @ 32..=96 => Ok(RouteTargetMembership::prefix(
                origin_as,
                target,
                length - 32,
            )),
            length => Err(start.fail(Fault::Length(length.into()))),
        }
    }
}

keyed!(RouteTargetMembership);

impl Destination for RouteTargetMembership {
    const FAMILY: Family = Family::ROUTE_TARGET;
}

impl fmt::Display for RouteTargetMembership {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.origin_as(), self.target()) {
            (None, _) => f.pad("default"),
            (Some(asn), Some(target)) => write!(f, "{asn} {target}"),
            (Some(asn), None) if self.length == 32 => asn.fmt(f),
            (Some(asn), None) => write!(f, "{asn} {:#018x}/{}", self.target, self.length - 32),
        }
    }
}

impl FromStr for RouteTargetMembership {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<RouteTargetMembership, ParseError> {
        let parse = || {
            let (asn, target) = match text.split_once(' ') {
                Some((asn, target)) => (asn, Some(target)),
                None if text == "default" => return Some(RouteTargetMembership::DEFAULT),
                None => (text, None),
            };
            let asn = asn.parse().ok()?;
            let Some(target) = target else {
                return Some(RouteTargetMembership::prefix(asn, ExtendedCommunity(0), 0));
            };
            match target.split_once('/') {
                None => Some(RouteTargetMembership::new(asn, target.parse().ok()?)),
                Some((target, bits)) => {
                    let bits = bits.parse().ok().filter(|bits| *bits <= 64)?;
                    Some(RouteTargetMembership::prefix(
                        asn,
                        target.parse().ok()?,
                        bits,
                    ))
                }
            }
        };
        parse().ok_or(ParseError("a route target membership"))
    }
}

/// The fields of a route target membership in JSON.
#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "RouteTargetMembership")]
struct Fields {
    length: u8,
    origin_as: Asn,
    route_target: ExtendedCommunity,
}

#[cfg(feature = "serde")]
impl From<RouteTargetMembership> for Fields {
    fn from(value: RouteTargetMembership) -> Fields {
        Fields {
            length: value.length,
            origin_as: Asn(value.origin_as),
            route_target: ExtendedCommunity(value.target),
        }
    }
}

#[cfg(feature = "serde")]
impl TryFrom<Fields> for RouteTargetMembership {
    type Error = &'static str;

    fn try_from(fields: Fields) -> Result<RouteTargetMembership, &'static str> {
        match fields.length {
            0 => Ok(RouteTargetMembership::DEFAULT),
            32..=96 => Ok(RouteTargetMembership::prefix(
                fields.origin_as,
                fields.route_target,
                fields.length - 32,
            )),
            _ => Err("a route target membership has 0 or 32 to 96 bits"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::bgp::nlri::Routes;
    use crate::testkit::{cases, exact_in, hex, json, texts};

    #[test]
    fn of_a_router() {
        // As sent by GoBGP: a route target of AS 64999, all of them, and a part of one.
        let octets = hex("60 0000fde7 0002fde800000064 00 40 0000fde7 0002fde8");
        let routes = Routes::<RouteTargetMembership, _>::over(&octets[..], Session::default());
        let read: Vec<_> = routes.iter().map(|route| route.unwrap().nlri).collect();
        let target = ExtendedCommunity::route_target(65000, 100);
        assert_eq!(
            read,
            [
                RouteTargetMembership::new(Asn(64999), target),
                RouteTargetMembership::DEFAULT,
                RouteTargetMembership::prefix(Asn(64999), target, 32),
            ]
        );
        let texts: Vec<_> = read.iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [
                "64999 rt:65000:100",
                "default",
                "64999 0x0002fde800000000/32"
            ]
        );
        for (route, text) in read.iter().zip(texts) {
            assert_eq!(text.parse(), Ok(*route));
        }
        assert_eq!(
            (read[0].origin_as(), read[0].target(), read[0].length()),
            (Some(Asn(64999)), Some(target), 96)
        );
        assert_eq!(
            (read[1].origin_as(), read[1].target(), read[1].length()),
            (None, None, 0)
        );
        assert_eq!(
            (read[2].origin_as(), read[2].target(), read[2].length()),
            (Some(Asn(64999)), None, 64)
        );

        let built =
            Routes::in_session(Session::default(), read.iter().map(|route| (*route).into()))
                .unwrap();
        assert_eq!(built.octets(), octets);
        json(
            &read[0],
            r#"{"length":96,"origin_as":64999,"route_target":"rt:65000:100"}"#,
        );
        json(
            &read[2],
            r#"{"length":64,"origin_as":64999,"route_target":"rt:65000:0"}"#,
        );
    }

    #[test]
    fn every_length() {
        let octets = hex("00 fffffffe ffffffffffffffff");
        for bits in 32..=96u8 {
            let mut octets = octets[..1 + usize::from(bits).div_ceil(8)].to_vec();
            octets[0] = bits;
            let route = RouteTargetMembership::from_octets(&octets).unwrap();
            assert_eq!(
                (route.length(), route.origin_as()),
                (bits, Some(Asn(0xffff_fffe)))
            );
            assert_eq!(route.encoded_len(), octets.len());
            assert_eq!(route.to_string().parse(), Ok(route), "{route}");
            // Bits after the length do not count and are zeros.
            let behind = usize::from(8 - bits % 8) % 8;
            *octets.last_mut().unwrap() &= 0xff << behind;
            assert_eq!(route.to_vec().unwrap(), octets);
            let all = ExtendedCommunity(u64::MAX);
            assert!(route.contains(all));
            assert_eq!(route.contains(ExtendedCommunity(0)), bits == 32);
        }
        cases! { not RouteTargetMembership: "" "65000 " "x" "65000 rt:65000:1/65" "default 1" }
    }

    #[test]
    fn malformed() {
        cases! { RouteTargetMembership;
            "01 00" => error "value at byte 0: a length of 1 is not possible",
            "1f 00000000" => error "value at byte 0: a length of 31 is not possible",
            "61 00000000 000000000000000000" => error "value at byte 0: a length of 97 is not possible",
            "60 0000fde7 0002fde8000000" => error "value at byte 5: 1 byte is missing",
            "20 0000fd" => error "value at byte 1: 1 byte is missing",
        }
        // In a list, the routes before the bad one stay, and nothing after it can be located.
        let octets = hex("00 61 0000fde70002fde80000006400");
        let routes = Routes::<RouteTargetMembership, _>::over(&octets[..], Session::default());
        assert_eq!(
            texts(routes.iter()),
            [
                "default",
                "route-target route at byte 1: a length of 97 is not possible"
            ]
        );
    }

    #[test]
    fn path_identifiers() {
        let session = Session::default().with_add_path(Family::ROUTE_TARGET.into());
        // As in the Loc-RIB of GoBGP.
        let octets = hex("00000001 40 0000fde7 0002fde8");
        let routes = Routes::<RouteTargetMembership, _>::over(&octets[..], session);
        let route = routes.iter().next().unwrap().unwrap();
        assert_eq!(route.to_string(), "64999 0x0002fde800000000/32 path-id 1");
        assert_eq!(
            exact_in::<crate::bgp::nlri::Route<RouteTargetMembership>>(&octets, routes.context()),
            route
        );
    }
}
