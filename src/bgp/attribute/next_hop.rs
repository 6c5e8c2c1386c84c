//! NEXT_HOP ([RFC 4271, section 5.1.3](https://www.rfc-editor.org/rfc/rfc4271#section-5.1.3)).

use core::fmt;
use core::net::Ipv4Addr;
use core::str::FromStr;

use bytes::BufMut;

use crate::net::{ParseError, text_form};
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Reader, Writer};

/// NEXT_HOP: the next hop of IPv4 routes.
///
/// It has four bytes. It is empty if the next hop is not known yet, as in a pre-policy Adj-RIB-Out
/// ([RFC 8671, section 5.2](https://www.rfc-editor.org/rfc/rfc8671#section-5.2)).
///
/// ```
/// use bmp_codec::{Decode, bgp::attribute::NextHop};
///
/// let next_hop = NextHop::from_octets(&[192, 0, 2, 1])?;
/// assert_eq!(next_hop, "192.0.2.1".parse()?);
/// assert_eq!(next_hop.address().octets(), [192, 0, 2, 1]);
/// assert_eq!(NextHop::from_octets(&[])?, NextHop::UNKNOWN);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NextHop(u64);

impl NextHop {
    /// The empty next hop, which has no address.
    pub const UNKNOWN: NextHop = NextHop(1 << 32);

    /// Returns the address; 0.0.0.0 if it is not known.
    #[inline]
    #[must_use]
    pub const fn address(self) -> Ipv4Addr {
        Ipv4Addr::from_bits(self.0 as u32)
    }

    /// Returns whether there is an address.
    #[inline]
    #[must_use]
    pub const fn is_known(self) -> bool {
        self.0 != NextHop::UNKNOWN.0
    }
}

impl From<Ipv4Addr> for NextHop {
    fn from(address: Ipv4Addr) -> NextHop {
        NextHop(address.to_bits().into())
    }
}

impl From<Option<Ipv4Addr>> for NextHop {
    fn from(address: Option<Ipv4Addr>) -> NextHop {
        address.map_or(NextHop::UNKNOWN, NextHop::from)
    }
}

impl From<NextHop> for Option<Ipv4Addr> {
    fn from(next_hop: NextHop) -> Option<Ipv4Addr> {
        next_hop.is_known().then_some(next_hop.address())
    }
}
text_form!(NextHop as Option<Ipv4Addr>);

impl Decode<'_> for NextHop {
    #[inline]
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        if reader.is_empty() {
            return Ok(NextHop::UNKNOWN);
        }
        Ok(NextHop(reader.u32()?.into()))
    }
}

impl Encode for NextHop {
    fn encoded_len(&self) -> usize {
        if self.is_known() { 4 } else { 0 }
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        if self.is_known() {
            out.put_u32(self.0 as u32);
        }
        Ok(())
    }
}

/// The address, or `none`.
impl fmt::Display for NextHop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_known() {
            self.address().fmt(f)
        } else {
            f.pad("none")
        }
    }
}

impl fmt::Debug for NextHop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NextHop({self})")
    }
}

impl FromStr for NextHop {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<NextHop, ParseError> {
        match text {
            "none" => Ok(NextHop::UNKNOWN),
            address => match address.parse::<Ipv4Addr>() {
                Ok(address) => Ok(address.into()),
                Err(_) => Err(ParseError("an IPv4 next hop")),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::{cases, parses};

    #[test]
    fn octets_and_text() {
        let address = Ipv4Addr::new(192, 0, 2, 10);
        assert_eq!(NextHop::from(address).address(), address);
        assert_eq!(NextHop::UNKNOWN.address(), Ipv4Addr::UNSPECIFIED);
        assert_ne!(NextHop::UNKNOWN, Ipv4Addr::UNSPECIFIED.into());
        // An empty value: not known.
        cases! { NextHop, each parses;
            "c000020a" is NextHop::from(address) => "192.0.2.10" => r#""192.0.2.10""#,
            "" is NextHop::UNKNOWN => "none" => r#""none""#,
            "000000" => error "value at byte 0: 1 byte is missing",
            "0000000000" => error "value at byte 4: 1 byte is left over",
        }
    }
}
