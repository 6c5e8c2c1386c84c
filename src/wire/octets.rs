//! [`Octets`]: uninterpreted bytes; and [`MapOctets`]: converts a value to another storage.

use core::fmt;
use core::ops::Deref;
use core::str::FromStr;

use alloc::vec::Vec;
use bytes::{BufMut, Bytes};

use crate::net::ParseError;
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Reader, Writer};

/// Uninterpreted bytes. Their text form and their JSON form are hexadecimal.
///
/// ```
/// use bmp_codec::wire::Octets;
///
/// let octets = Octets(vec![0x20, 0x01, 0x0d, 0xb8]);
/// assert_eq!(octets.to_string(), "20010db8");
/// assert_eq!(octets.len(), 4);
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Octets<B: AsRef<[u8]> = Vec<u8>>(pub B);

impl<B: AsRef<[u8]>> Octets<B> {
    /// Returns the bytes as text, or `None` if they are not UTF-8.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        core::str::from_utf8(self).ok()
    }
}

impl<B: AsRef<[u8]>> Deref for Octets<B> {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        self.0.as_ref()
    }
}

impl<'a> Decode<'a> for Octets<&'a [u8]> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(reader.octets())
    }
}

impl<B: AsRef<[u8]>> Encode for Octets<B> {
    #[inline]
    fn encoded_len(&self) -> usize {
        self.len()
    }

    #[inline]
    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_slice(self);
        Ok(())
    }
}

impl<B: AsRef<[u8]>> fmt::Display for Octets<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

impl FromStr for Octets {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Octets, ParseError> {
        let digit = |octet: &u8| char::from(*octet).to_digit(16).map(|digit| digit as u8);
        let (pairs, odd) = text.as_bytes().as_chunks::<2>();
        let octets = pairs
            .iter()
            .map(|[high, low]| Some(digit(high)? << 4 | digit(low)?));
        let octets = octets.collect::<Option<_>>().filter(|_| odd.is_empty());
        octets.map(Octets).ok_or(ParseError("hexadecimal"))
    }
}

impl<B: AsRef<[u8]>> fmt::Debug for Octets<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A value with storage `B` that can be converted to another storage.
///
/// Call `view()`, `to_owned()` and `share()` of the type itself instead. The trait is sealed: only this crate
/// implements it, for its types and for `Option` and `Result` of them.
pub trait MapOctets: sealed::Sealed {
    /// The storage.
    type B: AsRef<[u8]>;
    /// The same type over another storage.
    type Over<C: AsRef<[u8]>>;

    /// Returns the same value, with all of its bytes converted by `f`.
    fn map_octets<'s, C: AsRef<[u8]>>(
        &'s self,
        f: &mut impl FnMut(&'s Self::B) -> C,
    ) -> Self::Over<C>;
}

pub(crate) mod sealed {
    pub trait Sealed {}
}

impl<T: MapOctets, E: MapOctets<B = T::B>> sealed::Sealed for Result<T, E> {}

impl<T: MapOctets, E: MapOctets<B = T::B>> MapOctets for Result<T, E> {
    type B = T::B;
    type Over<C: AsRef<[u8]>> = Result<T::Over<C>, E::Over<C>>;

    #[inline]
    fn map_octets<'s, C: AsRef<[u8]>>(
        &'s self,
        f: &mut impl FnMut(&'s Self::B) -> C,
    ) -> Self::Over<C> {
        match self {
            Ok(value) => Ok(value.map_octets(f)),
            Err(error) => Err(error.map_octets(f)),
        }
    }
}

impl<T: MapOctets> sealed::Sealed for Option<T> {}

impl<T: MapOctets> MapOctets for Option<T> {
    type B = T::B;
    type Over<C: AsRef<[u8]>> = Option<T::Over<C>>;

    #[inline]
    fn map_octets<'s, C: AsRef<[u8]>>(
        &'s self,
        f: &mut impl FnMut(&'s Self::B) -> C,
    ) -> Self::Over<C> {
        self.as_ref().map(|value| value.map_octets(f))
    }
}

/// Returns the bytes as a slice of `frame`, or copies them if they are elsewhere.
pub(crate) fn share_octets(octets: &[u8], frame: &Bytes) -> Bytes {
    let start = (octets.as_ptr() as usize).wrapping_sub(frame.as_ptr() as usize);
    match start.checked_add(octets.len()) {
        Some(end) if end <= frame.len() => frame.slice(start..end),
        _ => Bytes::copy_from_slice(octets),
    }
}

/// Implements [`MapOctets`] for a type with storage `B`, and gives it `view`, `to_owned` and `share`.
///
/// `Name { on, octets; to, copy }` for a struct, `enum Name { On, Octets; To, Copy; Unit }` for an enum, `Name |value,
/// f| …` for anything else; `[T: Bound]` before it if the type has a parameter before `B`.
macro_rules! map_octets {
    (
        $([$parameter:ident: $bound:path])? enum $name:ident
        { $($mapped:ident),* $(,)? $(; $($copied:ident),* $(,)? $(; $($unit:ident),* $(,)?)?)? }
    ) => {
        $crate::wire::map_octets!($([$parameter: $bound])? $name |value, f| match value {
            $($name::$mapped(value) => $name::$mapped($crate::wire::MapOctets::map_octets(value, f)),)*
            $($($name::$copied(value) => $name::$copied(*value),)* $($($name::$unit => $name::$unit,)*)?)?
        });
    };
    (
        $([$parameter:ident: $bound:path])? $name:ident { $($mapped:ident),* $(,)? $(; $($copied:ident),* $(,)?)? }
    ) => {
        $crate::wire::map_octets!($([$parameter: $bound])? $name |value, f| $name {
            $($mapped: $crate::wire::MapOctets::map_octets(&value.$mapped, f),)*
            $($($copied: value.$copied,)*)?
        });
    };
    ($([$parameter:ident: $bound:path])? $name:ident |$value:ident, $f:ident| $mapped:expr) => {
        impl<$($parameter: $bound,)? B: AsRef<[u8]>> $crate::wire::octets::sealed::Sealed for $name<$($parameter,)? B> {}

        impl<$($parameter: $bound,)? B: AsRef<[u8]>> $crate::wire::MapOctets for $name<$($parameter,)? B> {
            type B = B;
            type Over<C: AsRef<[u8]>> = $name<$($parameter,)? C>;

            #[inline]
            fn map_octets<'s, C: AsRef<[u8]>>(&'s self, $f: &mut impl FnMut(&'s B) -> C) -> Self::Over<C> {
                let $value = self;
                $mapped
            }
        }

        impl<$($parameter: $bound,)? B: AsRef<[u8]>> $name<$($parameter,)? B> {
            /// Returns the same value over borrowed bytes, as decoding returns it.
            #[inline]
            #[must_use]
            pub fn view(&self) -> $name<$($parameter,)? &[u8]> {
                $crate::wire::MapOctets::map_octets(self, &mut |octets| octets.as_ref())
            }

            /// Returns the same value over bytes that it owns.
            #[must_use]
            pub fn to_owned(&self) -> $name<$($parameter,)? alloc::vec::Vec<u8>> {
                $crate::wire::MapOctets::map_octets(self, &mut |octets| octets.as_ref().to_vec())
            }

            /// Returns the same value over slices of `frame`, which it keeps alive. Bytes outside the frame are copied.
            #[must_use]
            pub fn share(&self, frame: &bytes::Bytes) -> $name<$($parameter,)? bytes::Bytes> {
                $crate::wire::MapOctets::map_octets(self, &mut |octets| {
                    $crate::wire::share_octets(octets.as_ref(), frame)
                })
            }
        }
    };
}
pub(crate) use map_octets;

/// Implements `From` for an enum with storage `B`, from the values of its variants. Each variant is named like its
/// type.
macro_rules! from_variants {
    ($enum:ident { $($name:ident),* $(,)? }) => { $(
        impl<B: AsRef<[u8]>> From<$name<B>> for $enum<B> {
            fn from(value: $name<B>) -> $enum<B> {
                $enum::$name(value)
            }
        }
    )* };
}
pub(crate) use from_variants;

map_octets!(Octets | octets, f | Octets(f(&octets.0)));
