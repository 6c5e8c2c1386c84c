//! The encapsulations of BIER packets: [`BierMpls`] and [`BierNonMpls`]. They differ in the meaning of their 20-bit
//! number.

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

use super::BierNextHop;
use crate::net::write_if;
#[cfg(feature = "serde")]
use crate::wire::serde::parts;
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, List, Reader, UnknownTlv, What, Writer, map_octets,
    table,
};

table! {
    /// A sub-TLV of [`BierMpls`] or [`BierNonMpls`].
    pub enum BierEncapsulationTlv<B>(u16) by tlv_type, unknown UnknownTlv, text, from;
    framed U16U16 "BIER sub-sub-TLV" |tlv_type| What::sub_sub_tlv(41, tlv_type);
    {
        /// The next hop of BIER packets.
        4 => NextHop(BierNextHop) "next-hop",
    }
}

/// Makes an encapsulation with this name for its 20-bit number.
macro_rules! encapsulation {
    ($(#[$meta:meta])* $name:ident $(#[$doc:meta])* $number:ident $text:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $name<B: AsRef<[u8]> = Vec<u8>> {
            /// The highest set identifier. Each set identifier has its own number, counted up from the first.
            pub max_si: u8,
            // Bit string length in 4 bits, number in 20.
            bits: u32,
            /// The sub-TLVs.
            pub sub_tlvs: List<BierEncapsulationTlv, B>,
        }
        map_octets!($name { sub_tlvs; max_si, bits });

        impl<B: AsRef<[u8]>> $name<B> {
            /// Makes an encapsulation from the lower 4 bits of `bsl` and the lower 20 of the number.
            #[must_use]
            pub fn new(
                max_si: u8,
                bsl: u8,
                $number: u32,
                sub_tlvs: List<BierEncapsulationTlv, B>,
            ) -> $name<B> {
                $name {
                    max_si,
                    bits: u32::from(bsl & 0xf) << 20 | $number & 0xf_ffff,
                    sub_tlvs,
                }
            }

            /// Returns the code of the bit string length, 0 to 15: 1 for 64 bits, 2 for 128, and so on up to 7
            /// ([RFC 8296, section 2.1.2](https://www.rfc-editor.org/rfc/rfc8296#section-2.1.2)).
            pub fn bsl(&self) -> u8 {
                (self.bits >> 20) as u8
            }

            /// Returns the length of the bit string in bits, if the code is defined.
            pub fn bit_string_length(&self) -> Option<u16> {
                match self.bsl() {
                    code @ 1..=7 => Some(32 << code),
                    _ => None,
                }
            }

            $(#[$doc])*
            pub fn $number(&self) -> u32 {
                self.bits & 0xf_ffff
            }
        }

        impl<'a> Decode<'a> for $name<&'a [u8]> {
            fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
                let [max_si, a, b, c] = reader.array()?;
                Ok($name {
                    max_si,
                    bits: u32::from_be_bytes([0, a, b, c]),
                    sub_tlvs: reader.read()?,
                })
            }

            fn check_inside(&self) -> Result<(), DecodeError> {
                self.sub_tlvs.check()
            }
        }

        impl<B: AsRef<[u8]>> Encode for $name<B> {
            fn encoded_len(&self) -> usize {
                4 + self.sub_tlvs.encoded_len()
            }

            fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
                out.put_u32(u32::from(self.max_si) << 24 | self.bits);
                self.sub_tlvs.put(out)
            }
        }

        /// The numbers and the sub-TLVs.
        impl<B: AsRef<[u8]>> fmt::Display for $name<B> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "max-si {} bsl ", self.max_si)?;
                match self.bit_string_length() {
                    Some(length) => length.fmt(f)?,
                    None => write!(f, "code {}", self.bsl())?,
                }
                write!(f, concat!(" ", $text, " {}"), self.$number())?;
                write_if(!self.sub_tlvs.is_empty(), format_args!(" ({})", self.sub_tlvs), f)
            }
        }

        #[cfg(feature = "serde")]
        parts! {
            $name<B> |value| {
                max_si: u8 = value.max_si,
                bsl: u8 = value.bsl(),
                $number: u32 = value.$number(),
                sub_tlvs: List<BierEncapsulationTlv, B> = value.sub_tlvs,
            }
            match (bsl, $number) {
                (0..=0xf, 0..=0xf_ffff) => Ok($name::new(max_si, bsl, $number, sub_tlvs)),
                _ => Err(concat!("a bsl has 4 bits, and a ", stringify!($number), " 20")),
            }
        }
    };
}

encapsulation! {
    /// The labels of BIER packets in MPLS ([RFC 8296, section 2.1.1](https://www.rfc-editor.org/rfc/rfc8296#section-2.1.1)).
    BierMpls
    /// Returns the first label: the label of set identifier 0.
    label "label"
}

encapsulation! {
    /// The BIFT-ids of BIER packets without MPLS
    /// ([RFC 8296, section 2.2.1](https://www.rfc-editor.org/rfc/rfc8296#section-2.2.1)).
    BierNonMpls
    /// Returns the first BIFT-id: the BIFT-id of set identifier 0.
    bift_id "bift-id"
}
