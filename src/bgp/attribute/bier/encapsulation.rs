//! The encapsulations of BIER packets: [`BierMpls`] and [`BierNonMpls`], which differ in what their 20 bits are.

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
        /// Where BIER packets go next.
        4 => NextHop(BierNextHop) "next-hop",
    }
}

/// Makes an encapsulation, by the name of its 20 bits.
macro_rules! encapsulation {
    ($(#[$meta:meta])* $name:ident $(#[$doc:meta])* $number:ident $text:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $name<B: AsRef<[u8]> = Vec<u8>> {
            /// The highest set identifier: with each begins another number, up from the first one.
            pub max_si: u8,
            // Bit string length in 4 bits, number in 20.
            bits: u32,
            /// What else there is to say.
            pub sub_tlvs: List<BierEncapsulationTlv, B>,
        }
        map_octets!($name { sub_tlvs; max_si, bits });

        impl<B: AsRef<[u8]>> $name<B> {
            /// An encapsulation, by the lower 4 bits of `bsl` and the lower 20 of the number.
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

            /// The code of the bit string length, 0 to 15: 1 for 64 bits, 2 for 128 and so on up to 7
            /// ([RFC 8296, section 2.1.2](https://www.rfc-editor.org/rfc/rfc8296#section-2.1.2)).
            pub fn bsl(&self) -> u8 {
                (self.bits >> 20) as u8
            }

            /// How many bits the bit string has, where the code says that.
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

        /// The numbers, and the sub-TLVs.
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
    /// The first label: that of set identifier 0.
    label "label"
}

encapsulation! {
    /// What BIER packets without MPLS have in place of a label
    /// ([RFC 8296, section 2.2.1](https://www.rfc-editor.org/rfc/rfc8296#section-2.2.1)).
    BierNonMpls
    /// The first BIFT-id: that of set identifier 0.
    bift_id "bift-id"
}
