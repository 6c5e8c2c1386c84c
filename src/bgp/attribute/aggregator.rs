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

impl As4Aggregator {
    /// The AS and the address of a router.
    #[must_use]
    pub const fn new(asn: Asn, address: Ipv4Addr) -> As4Aggregator {
        As4Aggregator { asn, address }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::testkit::{both_ways, fault, json, two_octets};
    use crate::error::Fault;

    const ADDRESS: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 1);

    #[test]
    fn four_octets() {
        let octets = [0, 1, 0, 0x0f, 198, 51, 100, 1];
        let aggregator: Aggregator = both_ways(&octets, Session::default());
        assert_eq!(aggregator, Aggregator::new(Asn(65551), ADDRESS));
        assert_eq!(aggregator.to_string(), "65551 198.51.100.1");
        json(
            &aggregator,
            r#"{"asn":65551,"address":"198.51.100.1","width":"four"}"#,
        );
    }

    #[test]
    fn two_octets_each() {
        let octets = [0x5b, 0xa0, 198, 51, 100, 1];
        let aggregator: Aggregator = both_ways(&octets, two_octets());
        assert_eq!(aggregator.width, AsnWidth::Two);
        assert_eq!(aggregator.asn, Asn::TRANS);
        // A number that does not fit is AS_TRANS on the wire (RFC 6793, section 4.2.2).
        let large = Aggregator {
            asn: Asn(65551),
            ..aggregator
        };
        assert_eq!(large.to_vec().unwrap(), octets);
        assert_eq!(aggregator.form(Session::default()), two_octets());
        json(
            &aggregator,
            r#"{"asn":23456,"address":"198.51.100.1","width":"two"}"#,
        );
    }

    #[test]
    fn of_four_octets_in_every_session() {
        let octets = [0, 1, 0, 0x0f, 198, 51, 100, 1];
        for session in [Session::default(), two_octets()] {
            let aggregator: As4Aggregator = both_ways(&octets, session);
            assert_eq!(aggregator, As4Aggregator::new(Asn(65551), ADDRESS));
            assert_eq!(aggregator.to_string(), "65551 198.51.100.1");
            assert_eq!(aggregator.form(session), session);
            json(&aggregator, r#"{"asn":65551,"address":"198.51.100.1"}"#);
        }
    }

    #[test]
    fn malformed() {
        // The length of one width in a session of the other.
        assert_eq!(
            fault::<Aggregator>(&[0; 6], Session::default()),
            (4, Fault::Truncated(2))
        );
        assert_eq!(
            fault::<Aggregator>(&[0; 8], two_octets()),
            (6, Fault::Trailing(2))
        );
        assert_eq!(
            fault::<As4Aggregator>(&[0; 6], two_octets()),
            (4, Fault::Truncated(2))
        );
        assert_eq!(
            fault::<As4Aggregator>(&[0; 9], two_octets()),
            (8, Fault::Trailing(1))
        );
    }
}
