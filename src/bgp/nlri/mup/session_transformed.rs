//! Types 3 and 4: Type 1 and Type 2 Session Transformed (draft-ietf-bess-mup-safi, sections 3.1.3 and 3.1.4).
//!
//! ```text
//! type 1: route distinguisher 8, bits u8, prefix, TEID u32, QFI u8, bits u8 (32 or 128), endpoint address,
//!         bits u8 (0, 32 or 128), source address (both may be absent), TLVs
//! type 2: route distinguisher 8, bits u8, endpoint address, the first bits of a TEID, TLVs
//! ```

use core::fmt;
#[cfg(feature = "serde")]
use core::str::FromStr;

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::nlri::mup::MupTlvs;
use crate::net::bits::{octets_of, put_first_bits, read_first_bits};
use crate::net::{Address, Prefix, RouteDistinguisher, write_if};
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Fault, Reader, Writer, key_part, map_octets,
};

/// A Type 1 Session Transformed route: the way to a mobile device, through the tunnel to its radio access network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct Type1SessionTransformed<P, B: AsRef<[u8]> = Vec<u8>> {
    /// The route distinguisher.
    pub rd: RouteDistinguisher,
    /// The address of the device, or its network.
    pub prefix: P,
    /// The tunnel endpoint identifier of GTP-U.
    pub teid: u32,
    /// The QoS flow identifier.
    pub qfi: u8,
    /// The end of the tunnel in the radio access network.
    pub endpoint: Address,
    /// The source of the tunnel, or `None` if the field is absent, as in older revisions. JSON then has `absent`.
    #[cfg_attr(feature = "serde", serde(with = "source"))]
    pub source: Option<Address>,
    /// The TLVs.
    pub tlvs: MupTlvs<B>,
}
map_octets!([P: Copy] Type1SessionTransformed { tlvs; rd, prefix, teid, qfi, endpoint, source });

/// A Type 2 Session Transformed route: the way from mobile devices, through the tunnels of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct Type2SessionTransformed<B: AsRef<[u8]> = Vec<u8>> {
    /// The route distinguisher.
    pub rd: RouteDistinguisher,
    /// The end of the tunnels: an address of the AFI of the route.
    pub endpoint: Address,
    /// The tunnel endpoint identifier of GTP-U, or its first bits.
    pub teid: u32,
    /// The number of bits of the identifier that count: 0 to 32.
    pub teid_bits: u8,
    /// The TLVs.
    pub tlvs: MupTlvs<B>,
}
map_octets!(Type2SessionTransformed { tlvs; rd, endpoint, teid, teid_bits });

key_part! {
    /// The key is route distinguisher and prefix (draft-ietf-bess-mup-safi, section 3.1.3).
    ['s, P: Prefix] Type1SessionTransformed<P, &'s [u8]> { rd, prefix }
        not { teid, qfi, endpoint, source, tlvs }
    /// The key is route distinguisher, endpoint, and the bits of the TEID that count (draft-ietf-bess-mup-safi, section
    /// 3.1.4).
    ['s] Type2SessionTransformed<&'s [u8]> { rd, endpoint, teid, teid_bits } not { tlvs }
}

impl<'a> Type2SessionTransformed<&'a [u8]> {
    /// Decodes a route whose address has this number of bits.
    pub(super) fn read(reader: &mut Reader<'a>, address_bits: u8) -> Result<Self, DecodeError> {
        let rd = reader.read()?;
        let offset = reader.offset();
        let bits = reader.u8()?;
        let teid_bits = match bits.checked_sub(address_bits) {
            Some(teid_bits @ 0..=32) => teid_bits,
            _ => return Err(DecodeError::new(offset, Fault::Length(bits.into()))),
        };
        let endpoint = Address::read(reader, address_bits)?;
        Ok(Type2SessionTransformed {
            rd,
            endpoint,
            teid: (read_first_bits(reader, teid_bits)? >> 32) as u32,
            teid_bits,
            tlvs: reader.read()?,
        })
    }
}

impl<'a, P: Prefix> Decode<'a> for Type1SessionTransformed<P, &'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(Type1SessionTransformed {
            rd: reader.read()?,
            prefix: reader.read()?,
            teid: reader.u32()?,
            qfi: reader.u8()?,
            endpoint: reader.read()?,
            source: if reader.is_empty() {
                None
            } else {
                Some(reader.read()?)
            },
            tlvs: reader.read()?,
        })
    }

    fn check_inside(&self) -> Result<(), DecodeError> {
        self.tlvs.check()
    }
}

impl<P: Prefix, B: AsRef<[u8]>> Encode for Type1SessionTransformed<P, B> {
    fn encoded_len(&self) -> usize {
        13 + self.prefix.encoded_len()
            + self.endpoint.encoded_len()
            + self.source.map_or(0, |source| source.encoded_len())
            + self.tlvs.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.rd.put(out)?;
        self.prefix.put(out)?;
        out.put_u32(self.teid);
        out.put_u8(self.qfi);
        self.endpoint.put(out)?;
        match self.source {
            Some(source) => source.put(out)?,
            // TLVs would decode as a source.
            None if !self.tlvs.is_empty() => {
                return Err(EncodeError::Missing {
                    what: "source address before TLVs",
                });
            }
            None => {}
        }
        self.tlvs.put(out)
    }
}

impl<B: AsRef<[u8]>> Encode for Type2SessionTransformed<B> {
    fn encoded_len(&self) -> usize {
        8 + self.endpoint.encoded_len() + octets_of(self.teid_bits) + self.tlvs.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        if self.teid_bits > 32 {
            return Err(EncodeError::TooMany {
                what: "bits of a TEID",
                count: self.teid_bits.into(),
                limit: 32,
            });
        }
        self.rd.put(out)?;
        out.put_u8(self.endpoint.bits() + self.teid_bits);
        self.endpoint.put_octets(out);
        put_first_bits(u64::from(self.teid) << 32, self.teid_bits, out);
        self.tlvs.put(out)
    }
}

impl<P: fmt::Display, B: AsRef<[u8]>> fmt::Display for Type1SessionTransformed<P, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} teid {} qfi {} endpoint {}",
            self.rd, self.prefix, self.teid, self.qfi, self.endpoint
        )?;
        if let Some(source) = self.source.filter(|source| !source.is_none()) {
            write!(f, " source {source}")?;
        }
        let tlvs = &self.tlvs;
        write_if(!tlvs.is_empty(), format_args!(" ({tlvs})"), f)
    }
}

impl<B: AsRef<[u8]>> fmt::Display for Type2SessionTransformed<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} endpoint {} teid {}",
            self.rd, self.endpoint, self.teid
        )?;
        if self.teid_bits < 32 {
            write!(f, "/{}", self.teid_bits)?;
        }
        let tlvs = &self.tlvs;
        write_if(!tlvs.is_empty(), format_args!(" ({tlvs})"), f)
    }
}

/// serde for a source, which may be absent or empty.
#[cfg(feature = "serde")]
mod source {
    use super::{Address, FromStr};
    use crate::wire::serde::text;
    use core::net::AddrParseError;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    struct Text(Option<Address>);

    impl FromStr for Text {
        type Err = AddrParseError;

        fn from_str(text: &str) -> Result<Text, AddrParseError> {
            match text {
                "absent" => Ok(Text(None)),
                text => text.parse().map(|address| Text(Some(address))),
            }
        }
    }

    pub(super) fn serialize<S: Serializer>(
        source: &Option<Address>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            // In a tuple, because formats like CBOR encode `None` and an empty address the same.
            return source.map(|address| (address,)).serialize(serializer);
        }
        match source {
            Some(address) => serializer.collect_str(address),
            None => serializer.serialize_str("absent"),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Address>, D::Error> {
        if deserializer.is_human_readable() {
            text::<D, Text>(deserializer).map(|text| text.0)
        } else {
            let source = Option::<(Address,)>::deserialize(deserializer)?;
            Ok(source.map(|(address,)| address))
        }
    }
}
