//! AGGREGATOR ([RFC 4271, section 5.1.7](https://www.rfc-editor.org/rfc/rfc4271#section-5.1.7)) and AS4_AGGREGATOR
//! ([RFC 6793, section 3](https://www.rfc-editor.org/rfc/rfc6793#section-3)).
//!
//! ```text
//! AS number of 2 or 4 octets, IPv4 address u32
//! ```

use core::fmt;
use core::net::Ipv4Addr;

use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::Session;
use crate::error::{DecodeError, EncodeError};
use crate::net::{Asn, AsnWidth};
use crate::wire::{Decode, Encode, Reader};

/// AGGREGATOR: who aggregated the route. Its AS number has two or four octets, as the session says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct Aggregator {
    /// The AS of the router.
    pub asn: Asn,
    /// The router's address, or its BGP identifier.
    pub address: Ipv4Addr,
    /// How many octets the AS number has.
    pub width: AsnWidth,
}

impl Aggregator {
    /// With an AS number of four octets.
    #[must_use]
    pub const fn new(asn: Asn, address: Ipv4Addr) -> Aggregator {
        Aggregator {
            asn,
            address,
            width: AsnWidth::Four,
        }
    }
}

impl Decode<'_> for Aggregator {
    #[inline]
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let width = reader.session().asn_width();
        let asn = match width {
            AsnWidth::Two => Asn(reader.u16()?.into()),
            AsnWidth::Four => Asn(reader.u32()?),
        };
        Ok(Aggregator {
            asn,
            address: Ipv4Addr::from_bits(reader.u32()?),
            width,
        })
    }
}

impl Encode for Aggregator {
    fn encoded_len(&self) -> usize {
        self.width.octets() + 4
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        match self.width {
            AsnWidth::Two => out.put_u16(self.asn.to_u16()),
            AsnWidth::Four => out.put_u32(self.asn.0),
        }
        out.put_u32(self.address.to_bits());
        Ok(())
    }

    fn form(&self, session: Session) -> Session {
        session.with_asn_width(self.width)
    }
}

impl fmt::Display for Aggregator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.asn, self.address)
    }
}

/// AS4_AGGREGATOR: who aggregated the route, with an AS number of four octets, beside an AGGREGATOR of two
/// ([RFC 6793](https://www.rfc-editor.org/rfc/rfc6793)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct As4Aggregator {
    /// The AS of the router.
    pub asn: Asn,
    /// The router's address, or its BGP identifier.
    pub address: Ipv4Addr,
}

impl Decode<'_> for As4Aggregator {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(As4Aggregator {
            asn: Asn(reader.u32()?),
            address: Ipv4Addr::from_bits(reader.u32()?),
        })
    }
}

impl Encode for As4Aggregator {
    fn encoded_len(&self) -> usize {
        8
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        out.put_u32(self.asn.0);
        out.put_u32(self.address.to_bits());
        Ok(())
    }
}

impl fmt::Display for As4Aggregator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.asn, self.address)
    }
}
