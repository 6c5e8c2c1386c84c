//! Extended Flags (draft-ietf-grow-bmp-tlv-21, section 5.6.3).
//!
//! ```text
//! flags, one byte or more: V, L, A, O, F, two reserved bits, X; further bytes for bit 8 on
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bmp::{PeerFlags, PeerType, PerPeerHeader};
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Fault, Octets, Reader, Writer, map_octets,
};

/// The value of an Extended Flags TLV: flags that replace those of the per-peer header.
///
/// V, L, A and O are where the per-peer header has them. F, which marks a filtered Loc-RIB, is bit 4 here and bit 0
/// there. X must be set both here and there.
///
/// ```
/// use bmp_codec::bmp::{PerPeerHeader, Rib, v4::ExtendedFlags};
/// use bmp_codec::net::Asn;
///
/// let peer =
///     PerPeerHeader::global("192.0.2.1".parse()?, Asn(65001), "192.0.2.1".parse()?);
/// let flags = ExtendedFlags::of(&peer.with_rib(Rib::AdjRibOutPost)?);
/// assert_eq!(flags.octets.0, [0x51]);
/// assert_eq!(flags.applied_to(&peer).rib(), Some(Rib::AdjRibOutPost));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct ExtendedFlags<B: AsRef<[u8]> = Vec<u8>> {
    /// The flags: at least one byte.
    pub octets: Octets<B>,
}
map_octets!(ExtendedFlags { octets });

const V: u8 = 0x80;
const F: u8 = 0x08;
/// V, L, A and O: the bits that both places have alike.
const ALIKE: u8 = 0xf0;

impl ExtendedFlags {
    /// X: the flags are in the Extended Flags TLV. Set in the per-peer header and in the TLV.
    pub const X: u8 = 0x01;

    /// Returns the flags of a header, with X.
    #[must_use]
    pub fn of(peer: &PerPeerHeader) -> ExtendedFlags {
        let flags = match peer.peer_type() {
            PeerType::LocRib if peer.is_filtered() => F,
            PeerType::LocRib => 0,
            _ => peer.flags().0 & ALIKE,
        };
        ExtendedFlags {
            octets: Octets([flags | Self::X].to_vec()),
        }
    }
}

impl<B: AsRef<[u8]>> ExtendedFlags<B> {
    /// Returns the first byte: V, L, A, O, F and X.
    #[must_use]
    pub fn first(&self) -> u8 {
        self.octets.first().copied().unwrap_or_default()
    }

    /// Returns whether a bit is set. Bit 0 is the highest bit of the first byte.
    #[must_use]
    pub fn contains(&self, bit: usize) -> bool {
        let octet = self.octets.get(bit / 8);
        octet.is_some_and(|octet| octet << (bit % 8) & 0x80 != 0)
    }

    /// Returns the header with the flags that it would have without this TLV.
    #[must_use]
    pub fn applied_to(&self, peer: &PerPeerHeader) -> PerPeerHeader {
        let first = self.first();
        peer.with_flags(PeerFlags(match peer.peer_type() {
            PeerType::LocRib if first & F != 0 => V,
            PeerType::LocRib => 0,
            _ => first & ALIKE,
        }))
    }
}

impl<'a> Decode<'a> for ExtendedFlags<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        match reader.is_empty() {
            true => Err(reader.fail(Fault::Truncated(1))),
            false => Ok(ExtendedFlags {
                octets: reader.octets(),
            }),
        }
    }
}

impl<B: AsRef<[u8]>> Encode for ExtendedFlags<B> {
    fn encoded_len(&self) -> usize {
        self.octets.len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        match self.octets.is_empty() {
            true => Err(EncodeError::Value {
                what: "Extended Flags",
            }),
            false => self.octets.put(out),
        }
    }
}

/// The letters of the flags that are set, and all bytes in hexadecimal: `L+X (41)`.
impl<B: AsRef<[u8]>> fmt::Display for ExtendedFlags<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut between = "";
        for (bit, letter) in [(0, "V"), (1, "L"), (2, "A"), (3, "O"), (4, "F"), (7, "X")] {
            if self.contains(bit) {
                write!(f, "{between}{letter}")?;
                between = "+";
            }
        }
        match between {
            "" => self.octets.fmt(f),
            _ => write!(f, " ({})", self.octets),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Asn;
    use crate::testkit::cases;

    /// Bit 4 of the TLV is F: by the draft, 0x08; RFC 9069, section 4.2 has it at 0x80 of the header.
    #[test]
    fn the_filtered_flag_moves() {
        let loc_rib = PerPeerHeader::loc_rib(Asn(65001), [192, 0, 2, 1].into());
        let filtered = loc_rib.with_filtered(true).unwrap();
        let flags = ExtendedFlags::of(&filtered);
        assert_eq!(flags.octets.0, [0x09]);
        assert_eq!(flags.applied_to(&loc_rib).flags(), PeerFlags(0x80));
        assert_eq!(ExtendedFlags::of(&loc_rib).octets.0, [0x01]);
    }

    #[test]
    fn forms() {
        cases! { ExtendedFlags<&[u8]>;
            "41" => "L+X (41)" => r#""41""#,
            "0080" => "0080" => r#""0080""#,
            "f9 80" => "V+L+A+O+F+X (f980)" => r#""f980""#,
            "" => error "value at byte 0: 1 byte is missing",
        }
        let flags = ExtendedFlags {
            octets: Octets([0x41, 0x80]),
        };
        assert!(flags.contains(8) && !flags.contains(9) && !flags.contains(800));
    }
}
