//! AGGREGATOR ([RFC 4271, section 5.1.7](https://www.rfc-editor.org/rfc/rfc4271#section-5.1.7)) and AS4_AGGREGATOR
//! ([RFC 6793, section 3](https://www.rfc-editor.org/rfc/rfc6793#section-3)).
//!
//! ```text
//! AS number u16 or u32, IPv4 address u32
//! ```

use core::fmt;
use core::net::Ipv4Addr;

use bytes::BufMut;

use crate::bgp::Session;
use crate::bgp::attribute::AttributeContext;
use crate::net::{Asn, AsnWidth, fixed};
#[cfg(feature = "serde")]
use crate::wire::serde::parts;
use crate::wire::{
    Context, Decode, DecodeError, Encode, EncodeError, ListContext, ReadIn, Reader, Writer,
};

/// AGGREGATOR: the router that aggregated the route. The session decides whether its AS number has two or four bytes.
///
/// ```
/// use bmp_codec::{Encode, bgp::attribute::Aggregator, net::{Asn, AsnWidth}};
///
/// let aggregator = Aggregator::new(Asn(64496), "192.0.2.1".parse()?);
/// assert_eq!(aggregator.to_vec()?, [0, 0, 0xfb, 0xf0, 192, 0, 2, 1]);
/// assert_eq!(aggregator.with_width(AsnWidth::Two).to_vec()?, [0xfb, 0xf0, 192, 0, 2, 1]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Aggregator {
    who: As4Aggregator,
    width: AsnWidth,
}

impl Aggregator {
    /// Makes an AGGREGATOR with a four-octet AS number.
    #[must_use]
    pub const fn new(asn: Asn, address: Ipv4Addr) -> Aggregator {
        Aggregator {
            who: As4Aggregator::new(asn, address),
            width: AsnWidth::Four,
        }
    }

    /// Returns the AGGREGATOR with an AS number of this width.
    #[must_use]
    pub const fn with_width(self, width: AsnWidth) -> Aggregator {
        Aggregator { width, ..self }
    }

    /// Returns the AS of the router.
    #[inline]
    #[must_use]
    pub const fn asn(self) -> Asn {
        self.who.asn()
    }

    /// Returns the router's address or BGP identifier.
    #[inline]
    #[must_use]
    pub const fn address(self) -> Ipv4Addr {
        self.who.address()
    }

    /// Returns the width of the AS number.
    #[inline]
    #[must_use]
    pub const fn width(self) -> AsnWidth {
        self.width
    }
}

impl ReadIn<Session> for Aggregator {}

impl Decode<'_> for Aggregator {
    #[inline]
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let width = reader.session().asn_width();
        let word = match width {
            AsnWidth::Two => u64::from(reader.u16()?) << 32 | u64::from(reader.u32()?),
            AsnWidth::Four => reader.u64()?,
        };
        Ok(Aggregator {
            who: As4Aggregator(word),
            width,
        })
    }
}

impl Encode for Aggregator {
    fn encoded_len(&self) -> usize {
        self.width.octets() + 4
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        match self.width {
            AsnWidth::Two => {
                out.put_u16(self.asn().to_u16());
                out.put_u32(self.address().to_bits());
            }
            AsnWidth::Four => out.put_u64(self.who.0),
        }
        Ok(())
    }

    fn form(&self, context: Context) -> Context {
        AttributeContext::of(context)
            .map(|session| session.with_asn_width(self.width))
            .into()
    }
}

impl fmt::Display for Aggregator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.asn(), self.address())
    }
}

fixed! {
    /// AS4_AGGREGATOR: the router that aggregated the route, with a four-octet AS number. It goes beside an AGGREGATOR
    /// with a two-octet AS number ([RFC 6793](https://www.rfc-editor.org/rfc/rfc6793)).
    As4Aggregator(u64);
}

impl As4Aggregator {
    /// Makes an AS4_AGGREGATOR from an AS and a router in it.
    #[must_use]
    pub const fn new(asn: Asn, address: Ipv4Addr) -> As4Aggregator {
        As4Aggregator((asn.0 as u64) << 32 | address.to_bits() as u64)
    }

    /// Returns the AS of the router.
    #[inline]
    #[must_use]
    pub const fn asn(self) -> Asn {
        Asn((self.0 >> 32) as u32)
    }

    /// Returns the router's address or BGP identifier.
    #[inline]
    #[must_use]
    pub const fn address(self) -> Ipv4Addr {
        Ipv4Addr::from_bits(self.0 as u32)
    }
}

impl fmt::Display for As4Aggregator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.asn(), self.address())
    }
}

#[cfg(feature = "serde")]
parts! {
    Aggregator |value| {
        asn: Asn = value.asn(), address: Ipv4Addr = value.address(), width: AsnWidth = value.width(),
    }
    Ok(Aggregator::new(asn, address).with_width(width))
}

#[cfg(feature = "serde")]
parts! {
    As4Aggregator |value| { asn: Asn = value.asn(), address: Ipv4Addr = value.address(), }
    Ok(As4Aggregator::new(asn, address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::{cases, two_octets};

    const ADDRESS: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 1);

    #[test]
    fn of_either_width() {
        // A value of one width has the wrong length in a session of the other width.
        cases! { Aggregator;
            "0001000f c6336401" is Aggregator::new(Asn(65551), ADDRESS) => "65551 198.51.100.1"
                => r#"{"asn":65551,"address":"198.51.100.1","width":"four"}"#,
            "000000000000" => error "value at byte 0: 2 bytes are missing",
        }
        // An AS number that does not fit is AS_TRANS on the wire (RFC 6793, section 4.2.2).
        let large = Aggregator::new(Asn(65551), ADDRESS).with_width(AsnWidth::Two);
        assert_eq!(large.to_vec().unwrap(), [0x5b, 0xa0, 198, 51, 100, 1]);
        let trans = Aggregator::new(Asn::TRANS, ADDRESS).with_width(AsnWidth::Two);
        assert_eq!(trans.form(Session::default().into()), two_octets().into());
        assert_eq!(trans.asn(), Asn::TRANS);
        cases! { Aggregator, in two_octets();
            "5ba0 c6336401" is trans => _ => r#"{"asn":23456,"address":"198.51.100.1","width":"two"}"#,
            "0000000000000000" => error "value at byte 6: 2 bytes are left over",
        }
    }

    #[test]
    fn of_four_octets_in_every_session() {
        for session in [Session::default(), two_octets()] {
            let expected = As4Aggregator::new(Asn(65551), ADDRESS);
            assert_eq!(expected.form(session.into()), session.into());
            cases! { As4Aggregator, in session;
                "0001000f c6336401" is expected => "65551 198.51.100.1" => r#"{"asn":65551,"address":"198.51.100.1"}"#,
                "000000000000" => error "value at byte 0: 2 bytes are missing",
                "000000000000000000" => error "value at byte 8: 1 byte is left over",
            }
        }
    }
}
