//! What the fixed layouts of this attribute are made of: [`Field`], and macros that make structs of fields, numbers and
//! octets with a name.

use core::net::{Ipv4Addr, Ipv6Addr};

use bytes::BufMut;

use crate::net::MacAddr;
use crate::wire::{DecodeError, Reader};

/// A part of a value, one after the other and nothing between them.
pub(super) trait Field: Sized {
    /// Takes it from the front.
    fn take(reader: &mut Reader<'_>) -> Result<Self, DecodeError>;

    /// How many octets it has.
    fn width(&self) -> usize;

    /// Writes it.
    fn write(&self, out: &mut impl BufMut);

    /// Whether it would be read again: some numbers are malformed.
    fn is_possible(&self) -> bool {
        true
    }

    /// The flag of a segment that says that this is there, where it need not be.
    const PRESENT: u8 = 0;

    /// The flags of a segment that say which parts of this are there.
    fn flags(&self) -> u8 {
        0
    }
}

macro_rules! words {
    ($($type:ty: $len:literal $read:ident $put:ident,)*) => { $(
        impl Field for $type {
            fn take(reader: &mut Reader<'_>) -> Result<$type, DecodeError> {
                reader.$read()
            }

            fn width(&self) -> usize {
                $len
            }

            fn write(&self, out: &mut impl BufMut) {
                out.$put(*self);
            }
        }
    )* };
}

words! {
    u8: 1 u8 put_u8,
    u16: 2 u16 put_u16,
    u32: 4 u32 put_u32,
}

macro_rules! octets {
    ($($type:ty: $len:literal,)*) => { $(
        impl Field for $type {
            fn take(reader: &mut Reader<'_>) -> Result<$type, DecodeError> {
                Ok(<$type>::from(reader.array::<$len>()?))
            }

            fn width(&self) -> usize {
                $len
            }

            fn write(&self, out: &mut impl BufMut) {
                out.put_slice(&self.octets());
            }
        }
    )* };
}

octets! {
    Ipv4Addr: 4,
    Ipv6Addr: 16,
    MacAddr: 6,
}

/// Reserved octets.
impl Field for [u8; 3] {
    fn take(reader: &mut Reader<'_>) -> Result<[u8; 3], DecodeError> {
        reader.array()
    }

    fn width(&self) -> usize {
        3
    }

    fn write(&self, out: &mut impl BufMut) {
        out.put_slice(self);
    }
}

/// One that is there where octets are left. Only the length says so: senders set the flags for it as they like.
impl<T: Field> Field for Option<T> {
    fn take(reader: &mut Reader<'_>) -> Result<Option<T>, DecodeError> {
        if reader.is_empty() {
            return Ok(None);
        }
        T::take(reader).map(Some)
    }

    fn width(&self) -> usize {
        self.as_ref().map_or(0, T::width)
    }

    fn write(&self, out: &mut impl BufMut) {
        if let Some(field) = self {
            field.write(out);
        }
    }

    fn is_possible(&self) -> bool {
        self.as_ref().is_none_or(T::is_possible)
    }

    fn flags(&self) -> u8 {
        self.as_ref().map_or(0, |field| T::PRESENT | field.flags())
    }
}

/// Gives a type that is a field its `Decode` and `Encode`.
macro_rules! field_codec {
    ($name:ident) => {
        impl $crate::wire::Decode<'_> for $name {
            fn decode(
                reader: &mut $crate::wire::Reader<'_>,
            ) -> Result<Self, $crate::wire::DecodeError> {
                $crate::bgp::attribute::tunnel_encapsulation::fields::Field::take(reader)
            }
        }

        impl $crate::wire::Encode for $name {
            fn encoded_len(&self) -> usize {
                $crate::bgp::attribute::tunnel_encapsulation::fields::Field::width(self)
            }

            fn put(&self, out: &mut impl bytes::BufMut) -> Result<(), $crate::wire::EncodeError> {
                use $crate::bgp::attribute::tunnel_encapsulation::fields::Field;
                if !self.is_possible() {
                    return Err($crate::wire::EncodeError::Value {
                        what: stringify!($name),
                    });
                }
                self.write(out);
                Ok(())
            }
        }
    };
}
pub(super) use field_codec;

/// Makes structs of public fields that stand on the wire in their order; the number behind the name is the flag that
/// says that one is there.
macro_rules! layout {
    ($($(#[$meta:meta])* $name:ident $($present:literal)? { $($(#[$doc:meta])* $field:ident: $type:ty,)* })*) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub struct $name { $($(#[$doc])* pub $field: $type,)* }

        impl $crate::bgp::attribute::tunnel_encapsulation::fields::Field for $name {
            fn take(
                reader: &mut $crate::wire::Reader<'_>,
            ) -> Result<$name, $crate::wire::DecodeError> {
                use $crate::bgp::attribute::tunnel_encapsulation::fields::Field;
                Ok($name { $($field: <$type as Field>::take(reader)?,)* })
            }

            fn width(&self) -> usize {
                use $crate::bgp::attribute::tunnel_encapsulation::fields::Field;
                0 $(+ Field::width(&self.$field))*
            }

            fn write(&self, out: &mut impl bytes::BufMut) {
                use $crate::bgp::attribute::tunnel_encapsulation::fields::Field;
                $(Field::write(&self.$field, out);)*
            }

            fn is_possible(&self) -> bool {
                use $crate::bgp::attribute::tunnel_encapsulation::fields::Field;
                true $(&& Field::is_possible(&self.$field))*
            }

            $(const PRESENT: u8 = $present;)?

            fn flags(&self) -> u8 {
                use $crate::bgp::attribute::tunnel_encapsulation::fields::Field;
                0 $(| Field::flags(&self.$field))*
            }
        }
        $crate::bgp::attribute::tunnel_encapsulation::fields::field_codec!($name);
    )* };
}
pub(super) use layout;

/// Makes newtypes over a number, of which some values may be malformed, and are then neither read nor written: `Name(u16) |number| number != 0;`.
macro_rules! number {
    ($($(#[$meta:meta])* $name:ident($word:ty) |$number:pat_param| $valid:expr;)*) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(transparent))]
        pub struct $name(pub $word);

        impl $crate::bgp::attribute::tunnel_encapsulation::fields::Field for $name {
            fn take(
                reader: &mut $crate::wire::Reader<'_>,
            ) -> Result<$name, $crate::wire::DecodeError> {
                let start = *reader;
                let word = <$word as $crate::bgp::attribute::tunnel_encapsulation::fields::Field>::take(reader)?;
                let $number = word;
                if $valid {
                    Ok($name(word))
                } else {
                    Err(start.fail($crate::wire::Fault::Value(word.into())))
                }
            }

            fn width(&self) -> usize {
                size_of::<$word>()
            }

            fn write(&self, out: &mut impl bytes::BufMut) {
                self.0.write(out);
            }

            fn is_possible(&self) -> bool {
                let $number = self.0;
                $valid
            }
        }
        $crate::bgp::attribute::tunnel_encapsulation::fields::field_codec!($name);

        impl From<$word> for $name {
            fn from(word: $word) -> $name {
                $name(word)
            }
        }

        impl From<$name> for $word {
            fn from(value: $name) -> $word {
                value.0
            }
        }
    )* };
}
pub(super) use number;

/// Makes fields of number registries.
macro_rules! named {
    ($($name:ident($word:ty);)*) => { $(
        impl $crate::bgp::attribute::tunnel_encapsulation::fields::Field for $name {
            fn take(
                reader: &mut $crate::wire::Reader<'_>,
            ) -> Result<$name, $crate::wire::DecodeError> {
                <$word as $crate::bgp::attribute::tunnel_encapsulation::fields::Field>::take(reader).map($name::from)
            }

            fn width(&self) -> usize {
                size_of::<$word>()
            }

            fn write(&self, out: &mut impl bytes::BufMut) {
                <$word>::from(*self).write(out);
            }
        }
    )* };
}
pub(super) use named;

/// Makes newtypes over octets that are not read any further.
macro_rules! opaque {
    ($($(#[$meta:meta])* $name:ident;)*) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(transparent))]
        pub struct $name<B: AsRef<[u8]> = alloc::vec::Vec<u8>>(pub $crate::wire::Octets<B>);

        $crate::wire::map_octets!($name |value, f| $name($crate::wire::MapOctets::map_octets(&value.0, f)));

        impl<'a> $crate::wire::Decode<'a> for $name<&'a [u8]> {
            fn decode(
                reader: &mut $crate::wire::Reader<'a>,
            ) -> Result<Self, $crate::wire::DecodeError> {
                Ok($name(reader.octets()))
            }
        }

        impl<B: AsRef<[u8]>> $crate::wire::Encode for $name<B> {
            fn encoded_len(&self) -> usize {
                self.0.len()
            }

            fn put(&self, out: &mut impl bytes::BufMut) -> Result<(), $crate::wire::EncodeError> {
                self.0.put(out)
            }
        }

        impl<B: AsRef<[u8]>> core::fmt::Display for $name<B> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.0.fmt(f)
            }
        }
    )* };
}
pub(super) use opaque;
