//! What the attributes that are made of TLVs share: [`UnknownTlv`], the forms of header, and the macro of their tables.

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::wire::{
    DecodeError, Encode, EncodeError, Fault, Octets, Reader, What, length_u8, length_u16,
    map_octets,
};

/// A TLV of a type that has no name here, inside a path attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct UnknownTlv<B: AsRef<[u8]> = Vec<u8>> {
    /// The type.
    pub tlv_type: u16,
    /// The value.
    pub octets: Octets<B>,
}
map_octets!(UnknownTlv { octets; tlv_type });

impl<B: AsRef<[u8]>> fmt::Display for UnknownTlv<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "type-{}", self.tlv_type)?;
        match self.octets.is_empty() {
            true => Ok(()),
            false => write!(f, " {}", self.octets),
        }
    }
}

impl<B: AsRef<[u8]>> Encode for UnknownTlv<B> {
    fn encoded_len(&self) -> usize {
        self.octets.len()
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        self.octets.put(out)
    }
}

/// How type and length of a TLV are written.
#[derive(Clone, Copy)]
pub(crate) enum Header {
    /// Type u8, length u8.
    U8U8,
    /// Type u8, length u16.
    U8U16,
    /// Type u8, length u16, which counts these three octets, too (AIGP).
    U8U16Whole,
    /// Type u16, length u16.
    U16U16,
    /// Type u8, length u8 for types up to 127, and u16 for those above (RFC 9012, section 2).
    Split,
}

impl Header {
    /// Reads type and length, and cuts off the value.
    pub(crate) fn cut<'s>(
        self,
        reader: &mut Reader<'s>,
        what: fn(u16) -> What,
    ) -> Result<(What, u16, Reader<'s>), DecodeError> {
        let tlv_type = match self {
            Header::U16U16 => reader.u16()?,
            _ => reader.u8()?.into(),
        };
        let what = what(tlv_type);
        let value = self
            .length(tlv_type, reader)
            .and_then(|length| reader.sub(length));
        Ok((what, tlv_type, value.map_err(|error| error.within(what))?))
    }

    /// Reads the length of the value.
    fn length(self, tlv_type: u16, reader: &mut Reader<'_>) -> Result<usize, DecodeError> {
        if !self.is_wide(tlv_type) {
            return Ok(reader.u8()?.into());
        }
        let offset = reader.offset();
        let length = usize::from(reader.u16()?);
        match self {
            Header::U8U16Whole => length
                .checked_sub(3)
                .ok_or_else(|| DecodeError::new(offset, Fault::Length(length as u32))),
            _ => Ok(length),
        }
    }

    /// Asks that TLVs fill all that is left, and that `each` agrees to every one: for attributes that are malformed as a
    /// whole where they do not.
    pub(crate) fn check<'s>(
        self,
        mut reader: Reader<'s>,
        what: fn(u16) -> What,
        mut each: impl FnMut(u16, Reader<'s>) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        while !reader.is_empty() {
            let (what, tlv_type, value) = self.cut(&mut reader, what)?;
            each(tlv_type, value).map_err(|error| error.within(what))?;
        }
        Ok(())
    }

    /// Whether the length has two octets.
    const fn is_wide(self, tlv_type: u16) -> bool {
        match self {
            Header::U8U8 => false,
            Header::Split => tlv_type > 0x7f,
            Header::U8U16 | Header::U8U16Whole | Header::U16U16 => true,
        }
    }

    /// How many octets [`put`](Header::put) writes.
    pub(crate) const fn len(self, tlv_type: u16) -> usize {
        match self {
            Header::U16U16 => 4,
            _ if self.is_wide(tlv_type) => 3,
            _ => 2,
        }
    }

    /// Writes type and length.
    pub(crate) fn put(
        self,
        what: &'static str,
        tlv_type: u16,
        length: usize,
        out: &mut impl BufMut,
    ) -> Result<(), EncodeError> {
        match self {
            Header::U16U16 => out.put_u16(tlv_type),
            _ => out.put_u8(length_u8(what, tlv_type.into())?),
        }
        match self {
            _ if !self.is_wide(tlv_type) => out.put_u8(length_u8(what, length)?),
            Header::U8U16Whole => out.put_u16(length_u16(what, length + 3)?),
            _ => out.put_u16(length_u16(what, length)?),
        }
        Ok(())
    }
}

/// Makes an enum of the TLVs of an attribute, or of those inside one of them, from lines of type, variant with what it
/// holds, and text form. TLVs of other types are `Unknown`.
///
/// Errors name the TLV by the attribute whose number stands behind the level; those of routes, which have none, are
/// `Octets` here, and the list of routes names them.
///
/// What a variant holds has `Decode`, which takes up the whole value, `Encode` and `Display`. It says `<B>` where it
/// stands on octets.
macro_rules! tlvs {
    (
        $(#[$meta:meta])*
        $name:ident $what:literal $level:ident $(($attribute:literal))? $header:ident {
            $($(#[$doc:meta])* $code:literal $variant:ident($type:ident $(<$octets:ident>)?) $text:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
        #[non_exhaustive]
        pub enum $name<B: AsRef<[u8]> = alloc::vec::Vec<u8>> {
            $($(#[$doc])* #[doc = concat!("\n\nType ", stringify!($code), ".")] $variant($type $(<$octets>)?),)*
            /// A TLV of another type.
            Unknown($crate::bgp::attribute::UnknownTlv<B>),
        }

        $crate::wire::map_octets!($name |value, f| match value {
            $($name::$variant(value) =>
                $name::$variant($crate::bgp::attribute::tlv::tlvs!(@map value f $($octets)?)),)*
            $name::Unknown(value) => $name::Unknown($crate::wire::MapOctets::map_octets(value, f)),
        });

        impl<B: AsRef<[u8]>> $name<B> {
            /// The type.
            #[must_use]
            pub fn tlv_type(&self) -> u16 {
                match self {
                    $($name::$variant(_) => $code,)*
                    $name::Unknown(unknown) => unknown.tlv_type,
                }
            }

            fn value_len(&self) -> usize {
                use $crate::wire::Encode;
                match self {
                    $($name::$variant(value) => value.encoded_len(),)*
                    $name::Unknown(unknown) => unknown.encoded_len(),
                }
            }
        }

        impl $crate::wire::Element for $name {
            type At<'s> = $name<&'s [u8]>;
            type Error<'s> = $crate::wire::Malformed<&'s [u8]>;
            type Context = ();

            fn take<'s>(
                reader: &mut $crate::wire::Reader<'s>,
            ) -> Result<$name<&'s [u8]>, $crate::wire::Malformed<&'s [u8]>> {
                $crate::wire::framed(
                    reader,
                    |reader| {
                        $crate::bgp::attribute::tlv::Header::$header.cut(reader, |tlv_type| {
                            $crate::bgp::attribute::tlv::tlvs!(@what tlv_type $level $($attribute)?)
                        })
                    },
                    |tlv_type, value| {
                        Ok(match tlv_type {
                            $($code => $name::$variant(value.read()?),)*
                            tlv_type => $name::Unknown($crate::bgp::attribute::UnknownTlv {
                                tlv_type,
                                octets: value.octets(),
                            }),
                        })
                    },
                )
            }
        }

        impl<'a> $crate::wire::Decode<'a> for $name<&'a [u8]> {
            fn decode(
                reader: &mut $crate::wire::Reader<'a>,
            ) -> Result<Self, $crate::wire::DecodeError> {
                <$name as $crate::wire::Element>::take(reader).map_err(Into::into)
            }

            fn check_inside(&self) -> Result<(), $crate::wire::DecodeError> {
                match self {
                    $($name::$variant(value) => $crate::wire::Decode::check_inside(value),)*
                    $name::Unknown(_) => Ok(()),
                }
            }
        }

        impl<B: AsRef<[u8]>> $crate::wire::Encode for $name<B> {
            fn encoded_len(&self) -> usize {
                $crate::bgp::attribute::tlv::Header::$header.len(self.tlv_type()) + self.value_len()
            }

            fn put(&self, out: &mut impl bytes::BufMut) -> Result<(), $crate::wire::EncodeError> {
                $crate::bgp::attribute::tlv::Header::$header.put($what, self.tlv_type(), self.value_len(), out)?;
                match self {
                    $($name::$variant(value) => value.put(out),)*
                    $name::Unknown(unknown) => unknown.put(out),
                }
            }
        }

        /// The name of the type, and the value.
        impl<B: AsRef<[u8]>> core::fmt::Display for $name<B> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self {
                    $($name::$variant(value) => write!(f, concat!($text, " {}"), value),)*
                    $name::Unknown(unknown) => unknown.fmt(f),
                }
            }
        }

        $($crate::bgp::attribute::tlv::tlvs!(@from $name $variant $type $($octets)?);)*
    };
    (@what $tlv_type:ident $level:ident) => {{ let _ = $tlv_type; $crate::wire::What::$level }};
    (@what $tlv_type:ident $level:ident $attribute:literal) => {
        $crate::wire::What::$level($crate::wire::AttributeTlv::new($attribute, $tlv_type))
    };
    (@map $value:ident $f:ident) => { *$value };
    (@map $value:ident $f:ident $octets:ident) => { $crate::wire::MapOctets::map_octets($value, $f) };
    (@from $name:ident $variant:ident $type:ident) => {
        impl<B: AsRef<[u8]>> From<$type> for $name<B> {
            fn from(value: $type) -> $name<B> {
                $name::$variant(value)
            }
        }
    };
    (@from $name:ident $variant:ident $type:ident $octets:ident) => {
        impl<B: AsRef<[u8]>> From<$type<B>> for $name<B> {
            fn from(value: $type<B>) -> $name<B> {
                $name::$variant(value)
            }
        }
    };
}
pub(crate) use tlvs;
