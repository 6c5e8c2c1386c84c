//! Ethernet segment identifiers ([RFC 7432, section 5](https://www.rfc-editor.org/rfc/rfc7432#section-5)).

use core::fmt;
use core::str::FromStr;

use bytes::BufMut;

use crate::net::mac_addr::{octets, put_octets};
use crate::net::{ParseError, text_form};
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Key, KeyPart, Reader, Writer};

/// An Ethernet segment identifier: ten bytes, of which the first one is the type and determines the others.
///
/// | type | made from |
/// | ---: | --- |
/// | 0 | anything; all zero for a site with one uplink |
/// | 1 | LACP: MAC address (6 bytes), port key (2), zero |
/// | 2 | spanning tree: MAC address (6 bytes), priority (2), zero |
/// | 3 | MAC address (6 bytes), number (3) |
/// | 4 | router identifier (4 bytes), number (4), zero |
/// | 5 | AS number (4 bytes), number (4), zero |
///
/// ```
/// use bmp_codec::net::EthernetSegmentId;
///
/// let esi: EthernetSegmentId = "03:44:38:39:ff:00:01:00:00:0a".parse()?;
/// assert_eq!((esi.kind(), esi.octets()[9]), (3, 10));
/// assert!(EthernetSegmentId::ZERO.is_zero());
/// # Ok::<(), bmp_codec::net::ParseError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EthernetSegmentId {
    high: u64,
    // Two bytes, in a whole word: a gap would split every value that contains this one.
    low: u64,
}

impl EthernetSegmentId {
    /// The segment of a site with one uplink: all bytes zero.
    pub const ZERO: EthernetSegmentId = EthernetSegmentId { high: 0, low: 0 };

    /// `MAX-ESI`, which stands for all segments.
    pub const MAX: EthernetSegmentId = EthernetSegmentId {
        high: u64::MAX,
        low: 0xffff,
    };

    /// Returns the ten bytes.
    #[inline]
    #[must_use]
    pub const fn octets(self) -> [u8; 10] {
        let [a, b, c, d, e, f, g, h] = self.high.to_be_bytes();
        let [i, j] = (self.low as u16).to_be_bytes();
        [a, b, c, d, e, f, g, h, i, j]
    }

    /// Returns the type: the first byte.
    #[inline]
    #[must_use]
    pub const fn kind(self) -> u8 {
        (self.high >> 56) as u8
    }

    /// Returns whether all bytes are zero.
    #[inline]
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.high == 0 && self.low == 0
    }
}

impl From<[u8; 10]> for EthernetSegmentId {
    #[inline]
    fn from([a, b, c, d, e, f, g, h, i, j]: [u8; 10]) -> EthernetSegmentId {
        EthernetSegmentId {
            high: u64::from_be_bytes([a, b, c, d, e, f, g, h]),
            low: u16::from_be_bytes([i, j]).into(),
        }
    }
}

impl From<EthernetSegmentId> for [u8; 10] {
    fn from(esi: EthernetSegmentId) -> [u8; 10] {
        esi.octets()
    }
}

impl Decode<'_> for EthernetSegmentId {
    /// Two loads. An array of ten bytes would go through memory.
    #[inline]
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut octets = reader.sub(10)?;
        Ok(EthernetSegmentId {
            high: octets.u64()?,
            low: octets.u16()?.into(),
        })
    }
}

impl Encode for EthernetSegmentId {
    fn encoded_len(&self) -> usize {
        10
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u64(self.high);
        out.put_u16(self.low as u16);
        Ok(())
    }
}
impl<'s> KeyPart<'s> for EthernetSegmentId {
    #[inline]
    fn put_part(&self, key: &mut Key<'s>) {
        key.put(&self.octets());
    }

    fn read_part(reader: &mut Reader<'s>) -> Result<Self, DecodeError> {
        reader.read()
    }
}
text_form!(EthernetSegmentId as [u8; 10]);

impl fmt::Display for EthernetSegmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        put_octets(&self.octets(), f)
    }
}

impl fmt::Debug for EthernetSegmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for EthernetSegmentId {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<EthernetSegmentId, ParseError> {
        octets(text)
            .map(EthernetSegmentId::from)
            .ok_or(ParseError("an Ethernet segment identifier"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::{cases, parses};

    #[test]
    fn text_and_octets() {
        let esi = EthernetSegmentId::from([0x03, 0x44, 0x38, 0x39, 0xff, 0, 1, 0, 0xab, 0xcd]);
        assert_eq!(esi.kind(), 3);
        cases! { EthernetSegmentId, each parses;
            "03 443839ff000100abcd" is esi => "03:44:38:39:ff:00:01:00:ab:cd",
        }
        assert_eq!(EthernetSegmentId::MAX.octets(), [0xff; 10]);
        cases! { not EthernetSegmentId: "00:01" }
    }
}
