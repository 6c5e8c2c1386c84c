//! BFD Discriminator ([RFC 9026, section 3.1.6](https://www.rfc-editor.org/rfc/rfc9026#section-3.1.6)).
//!
//! ```text
//! mode u8, discriminator u32
//! TLVs: type u8, length u8, value
//! ```

use core::fmt;
use core::net::IpAddr;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::net::write_if;
use crate::registry::registry;
#[cfg(feature = "serde")]
use crate::wire::serde::parts;
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Fault, List, Reader, UnknownTlv, What, Writer,
    layout, map_octets, table,
};

/// BFD Discriminator: the BFD session that monitors the tunnel of a multicast VPN.
///
/// The attribute is malformed if it has fewer than 11 bytes, if a TLV is malformed, or if mode P2MP has no source.
///
/// ```
/// use bmp_codec::{Encode, bgp::attribute::{BfdDiscriminator, bfd_discriminator::BfdMode}};
///
/// let bfd = BfdDiscriminator::p2mp(66, "192.0.2.1".parse()?);
/// assert_eq!(bfd.to_vec()?, [1, 0, 0, 0, 66, 1, 4, 192, 0, 2, 1]);
/// assert_eq!((bfd.mode(), bfd.discriminator()), (BfdMode::P2mp, 66));
/// assert_eq!(bfd.to_string(), "p2mp 66 source 192.0.2.1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BfdDiscriminator<B: AsRef<[u8]> = Vec<u8>> {
    // Mode and discriminator.
    head: u64,
    tlvs: List<BfdTlv, B>,
}
map_octets!(BfdDiscriminator { tlvs; head });

registry! {
    /// The mode of a BFD session ([BFD Mode](https://www.rfc-editor.org/rfc/rfc9026#section-7.2)).
    BfdMode(u8) {
        /// From one router to many ([RFC 8562](https://www.rfc-editor.org/rfc/rfc8562)).
        1 P2mp "p2mp",
    }
}

table! {
    /// An optional TLV of BFD Discriminator ([RFC 9026, section 7.3](https://www.rfc-editor.org/rfc/rfc9026#section-7.3)).
    pub enum BfdTlv<B>(u16) by tlv_type, unknown UnknownTlv, text, from;
    framed U8U8 "BFD Discriminator TLV" |tlv_type| What::tlv(38, tlv_type);
    {
        /// The source of the BFD packets.
        1 => Source(BfdSource) "source",
    }
}

layout! {
    /// The source address of the BFD packets.
    #[derive(PartialOrd, Ord)]
    pub struct BfdSource(pub IpAddr) text |source, f| source.0.fmt(f);
}

impl<B: AsRef<[u8]>> BfdDiscriminator<B> {
    /// Makes an attribute from a session and TLVs. There must be at least 6 bytes of TLVs, and in mode P2MP a source.
    #[must_use]
    pub fn new(mode: BfdMode, discriminator: u32, tlvs: List<BfdTlv, B>) -> BfdDiscriminator<B> {
        BfdDiscriminator {
            head: u64::from(u8::from(mode)) << 32 | u64::from(discriminator),
            tlvs,
        }
    }

    /// Returns the mode of the session.
    #[inline]
    pub fn mode(&self) -> BfdMode {
        BfdMode::from((self.head >> 32) as u8)
    }

    /// Returns the discriminator: the number that the sender gave the session.
    #[inline]
    pub fn discriminator(&self) -> u32 {
        self.head as u32
    }

    /// Returns the TLVs.
    #[inline]
    pub fn tlvs(&self) -> &List<BfdTlv, B> {
        &self.tlvs
    }

    /// Returns the first source of the BFD packets.
    #[must_use]
    pub fn source(&self) -> Option<BfdSource> {
        source(&self.tlvs)
    }
}

impl BfdDiscriminator {
    /// Makes a point-to-multipoint session.
    #[must_use]
    pub fn p2mp(discriminator: u32, source: IpAddr) -> BfdDiscriminator {
        let mut tlvs = List::default();
        // An address always fits a one-byte length.
        let _ = tlvs.push(&BfdTlv::Source(BfdSource(source)));
        BfdDiscriminator::new(BfdMode::P2mp, discriminator, tlvs)
    }
}

/// The minimum length: with a source that has an IPv4 address.
const LEAST: usize = 11;

fn source<B: AsRef<[u8]>>(tlvs: &List<BfdTlv, B>) -> Option<BfdSource> {
    tlvs.iter().find_map(|tlv| match tlv {
        Ok(BfdTlv::Source(source)) => Some(source),
        _ => None,
    })
}

impl<'a> Decode<'a> for BfdDiscriminator<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let value = read(*reader)?;
        reader.rest();
        Ok(value)
    }
}

/// Out of line: the attribute is rare, and decoding walks its TLVs.
#[inline(never)]
fn read(mut reader: Reader<'_>) -> Result<BfdDiscriminator<&[u8]>, DecodeError> {
    let length = reader.remaining();
    if length < LEAST {
        return Err(reader.fail(Fault::Length(length as u32)));
    }
    let mode = BfdMode::from(reader.u8()?);
    let discriminator = reader.u32()?;
    let mut rest = reader;
    while !rest.is_empty() {
        BfdTlv::decode(&mut rest)?;
    }
    let tlvs = reader.read()?;
    if mode == BfdMode::P2mp && source(&tlvs).is_none() {
        return Err(reader.fail(Fault::Missing(1)));
    }
    Ok(BfdDiscriminator::new(mode, discriminator, tlvs))
}

impl<B: AsRef<[u8]>> Encode for BfdDiscriminator<B> {
    fn encoded_len(&self) -> usize {
        5 + self.tlvs.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        if self.encoded_len() < LEAST {
            return Err(EncodeError::Missing {
                what: "BFD Discriminator TLV",
            });
        }
        if self.mode() == BfdMode::P2mp && self.source().is_none() {
            return Err(EncodeError::Missing { what: "BFD source" });
        }
        out.put_u8(self.mode().into());
        out.put_u32(self.discriminator());
        self.tlvs.put(out)
    }
}

/// The mode, the discriminator and the TLVs.
impl<B: AsRef<[u8]>> fmt::Display for BfdDiscriminator<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.mode(), self.discriminator())?;
        write_if(!self.tlvs.is_empty(), format_args!(" {}", self.tlvs), f)
    }
}

#[cfg(feature = "serde")]
parts! {
    BfdDiscriminator<B> |value| {
        mode: BfdMode = value.mode(), discriminator: u32 = value.discriminator(), tlvs: List<BfdTlv, B> = value.tlvs,
    }
    Ok(BfdDiscriminator::new(mode, discriminator, tlvs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::attribute::UnknownTlv;
    use crate::testkit::cases;
    use crate::wire::Octets;

    // No dissector at hand decodes this attribute: bytes are laid out by hand from figures 1 and 2 of RFC 9026.

    #[test]
    fn octets_and_text() {
        let source = "2001:db8::1".parse().unwrap();
        let p2mp = BfdDiscriminator::p2mp(65538, source);
        assert_eq!((p2mp.mode(), p2mp.discriminator()), (BfdMode::P2mp, 65538));
        assert_eq!(p2mp.source(), Some(BfdSource(source)));
        let tlv = BfdTlv::Unknown(UnknownTlv {
            tlv_type: 9,
            octets: Octets(vec![1, 2, 3, 4]),
        });
        let other = BfdDiscriminator::new(BfdMode::from(250), u32::MAX, List::of([tlv]).unwrap());
        assert_eq!((other.mode(), other.source()), (BfdMode::from(250), None));
        cases! { BfdDiscriminator<&[u8]>;
            "01 00010002 01 10 20010db8000000000000000000000001" is p2mp => "p2mp 65538 source 2001:db8::1"
                => r#"{"mode":"p2mp","discriminator":65538,"tlvs":[{"source":"2001:db8::1"}]}"#,
            "fa ffffffff 09 04 01020304" is other => "bfd mode 250 4294967295 type-9 01020304"
                => r#"{"mode":250,"discriminator":4294967295,"tlvs":[{"unknown":{"tlv_type":9,"octets":"01020304"}}]}"#,
            // Section 3.1.6: fewer than 11 bytes; malformed TLVs; no source.
            "" => error "value at byte 0: a length of 0 is not possible",
            "01 00000001 01 04 c00002" => error "value at byte 0: a length of 10 is not possible",
            "01 00000001 01 05 c0000201 00" => error "BFD Discriminator TLV 1 at byte 7: a length of 5 is not possible",
            "01 00000001 01 05 c0000201" => error "BFD Discriminator TLV 1 at byte 7: 1 byte is missing",
            "01 00000001 01 04 c0000201 07" => error "BFD Discriminator TLV 7 at byte 12: 1 byte is missing",
            "01 00000001 09 04 c0000201" => error "value at byte 11: there is no TLV of type 1",
        }
    }
}
