//! [`AddressPrefixOrf`] ([RFC 5292](https://www.rfc-editor.org/rfc/rfc5292)).

use core::fmt;

use bytes::BufMut;

use crate::bgp::nlri::Family;
use crate::bgp::orf::OrfType;
use crate::bgp::orf::entry::{OrfFilter, sealed::Sealed};
use crate::net::{AnyPrefix, Ipv4Prefix, Ipv6Prefix};
use crate::wire::{DecodeError, Encode, EncodeError, Reader, Writer};

/// An entry of an Address Prefix ORF: it matches routes inside a prefix
/// ([RFC 5292, section 2](https://www.rfc-editor.org/rfc/rfc5292#section-2)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AddressPrefixOrf {
    /// The position of the entry in the filter. If several entries match a route, the one with the lowest sequence
    /// number counts.
    pub sequence: u32,
    /// The minimum prefix length of a route in bits, or 0 for none.
    pub min_length: u8,
    /// The maximum prefix length of a route in bits, or 0 for none. If both are 0, a route must have the length of the
    /// prefix.
    pub max_length: u8,
    /// The prefix.
    pub prefix: AnyPrefix,
}

impl AddressPrefixOrf {
    /// Returns an entry that matches routes of exactly this prefix.
    ///
    /// ```
    /// use bmp_codec::bgp::orf::{AddressPrefixOrf, OrfEntry};
    ///
    /// let filter = AddressPrefixOrf::new(5, "10.0.0.0/8".parse()?).with_lengths(0, 24);
    /// assert_eq!(OrfEntry::permit(filter).to_string(), "add permit 5 10.0.0.0/8 le 24");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn new(sequence: u32, prefix: AnyPrefix) -> AddressPrefixOrf {
        AddressPrefixOrf {
            sequence,
            min_length: 0,
            max_length: 0,
            prefix,
        }
    }

    /// Returns the entry with other lengths: it matches routes inside the prefix with a length from `min_length` to
    /// `max_length` bits. 0 means no limit.
    #[must_use]
    pub const fn with_lengths(self, min_length: u8, max_length: u8) -> AddressPrefixOrf {
        AddressPrefixOrf {
            min_length,
            max_length,
            ..self
        }
    }
}

impl Sealed for AddressPrefixOrf {}

impl OrfFilter for AddressPrefixOrf {
    const TYPE: OrfType = OrfType::AddressPrefix;

    fn is_of(family: Family) -> bool {
        matches!(family.afi(), 1 | 2)
    }

    fn read(reader: &mut Reader<'_>, family: Family) -> Result<Self, DecodeError> {
        Ok(AddressPrefixOrf {
            sequence: reader.u32()?,
            min_length: reader.u8()?,
            max_length: reader.u8()?,
            prefix: match family.afi() {
                1 => reader.read::<Ipv4Prefix>()?.into(),
                _ => reader.read::<Ipv6Prefix>()?.into(),
            },
        })
    }

    fn put(&self, family: Family, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u32(self.sequence);
        out.put_slice(&[self.min_length, self.max_length]);
        match (self.prefix.net(), family.afi()) {
            (ipnet::IpNet::V4(net), 1) => Ipv4Prefix::from(net).put(out),
            (ipnet::IpNet::V6(net), 2) => Ipv6Prefix::from(net).put(out),
            _ => Err(EncodeError::Family {
                what: "Address Prefix ORF",
            }),
        }
    }
}

/// Writes `5 10.0.0.0/8 ge 9 le 24`, like in router configurations.
impl fmt::Display for AddressPrefixOrf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.sequence, self.prefix)?;
        if self.min_length > 0 {
            write!(f, " ge {}", self.min_length)?;
        }
        if self.max_length > 0 {
            write!(f, " le {}", self.max_length)?;
        }
        Ok(())
    }
}
