//! Serde forms of the types of this crate.
//!
//! Formats for people (JSON) get text: a list is a sequence of its elements, bytes are hexadecimal, and a malformed
//! element is `{"malformed": "its bytes", "error": {…}, "context": {…}}` in its place. Binary formats get the bytes of
//! a value, and the context to decode them in.
//!
//! Text takes at most 256 bytes for each byte on the wire (tests/json_size.rs): so long are the errors of malformed routes
//! of one byte. To stay below that, only the first malformed element of a list says the context.

mod list;
pub(crate) mod string;

use core::fmt;
use core::marker::PhantomData;
use core::str::FromStr;

use alloc::vec::Vec;
use serde::de::value::SeqDeserializer;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

pub(crate) use list::{Bad, Item, PutBack, pdu};

use crate::wire::{Array, Fixed, Octets};

/// Converts a vector to any storage, through `B: Deserialize` alone.
pub(crate) fn build<'de, B: Deserialize<'de>, E: Error>(octets: Vec<u8>) -> Result<B, E> {
    B::deserialize(SeqDeserializer::new(octets.into_iter()))
}

/// Deserializes a value that is text for people.
pub(crate) fn text<'de, D: Deserializer<'de>, T: FromStr<Err: fmt::Display>>(
    deserializer: D,
) -> Result<T, D::Error> {
    struct Text<T>(PhantomData<T>);

    impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("text")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            text.parse()
                .map_err(|error| E::custom(format_args!("{text:?} is {error}")))
        }
    }

    deserializer.deserialize_str(Text(PhantomData))
}

/// Deserializes a number with a name: for people the name, or the number; for machines the number.
pub(crate) fn named<'de, D, T, N>(
    deserializer: D,
    find: impl Fn(&str) -> Option<T>,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: From<N>,
    N: Deserialize<'de> + TryFrom<u64>,
{
    struct Named<T, N, F>(F, PhantomData<(T, N)>);

    impl<T: From<N>, N: TryFrom<u64>, F: Fn(&str) -> Option<T>> Visitor<'_> for Named<T, N, F> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a name or a number")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            (self.0)(text)
                .ok_or_else(|| E::custom(format_args!("{text:?} is no name that is known here")))
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
            let number = N::try_from(number)
                .map_err(|_| E::custom(format_args!("{number} is too large")))?;
            Ok(T::from(number))
        }
    }

    if deserializer.is_human_readable() {
        deserializer.deserialize_any(Named(find, PhantomData))
    } else {
        N::deserialize(deserializer).map(T::from)
    }
}

/// Implements serde for a type that keeps its parts in another form: a struct of the serialized parts, and an
/// expression that builds the value from them or returns an error.
macro_rules! parts {
    (
        $name:ident $(<$octets:ident>)? |$value:ident| { $($part:ident: $type:ty = $get:expr,)* } $made:expr
    ) => {
        impl $(<$octets: AsRef<[u8]>>)? serde::Serialize for $name $(<$octets>)? {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeStruct;
                let $value = self;
                let count = [$(stringify!($part)),*].len();
                let mut parts = serializer.serialize_struct(stringify!($name), count)?;
                $(parts.serialize_field(stringify!($part), &$get)?;)*
                parts.end()
            }
        }

        impl<'de $(, $octets: AsRef<[u8]> + serde::Deserialize<'de>)?> serde::Deserialize<'de> for $name $(<$octets>)? {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(serde::Deserialize)]
                struct Parts $(<$octets: AsRef<[u8]>>)? { $($part: $type,)* }
                let Parts { $($part,)* } = serde::Deserialize::deserialize(deserializer)?;
                let made: Result<Self, &str> = $made;
                made.map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use parts;

impl<B: AsRef<[u8]>> Serialize for Octets<B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_bytes(self)
        }
    }
}

impl<'de, B: AsRef<[u8]> + Deserialize<'de>> Deserialize<'de> for Octets<B> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let octets = if deserializer.is_human_readable() {
            text::<D, Octets>(deserializer)?.0
        } else {
            deserializer.deserialize_byte_buf(ByteVisitor)?
        };
        build(octets).map(Octets)
    }
}

struct ByteVisitor;

impl<'de> Visitor<'de> for ByteVisitor {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("octets")
    }

    fn visit_bytes<E: Error>(self, octets: &[u8]) -> Result<Vec<u8>, E> {
        Ok(octets.to_vec())
    }

    fn visit_byte_buf<E: Error>(self, octets: Vec<u8>) -> Result<Vec<u8>, E> {
        Ok(octets)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<u8>, A::Error> {
        let mut octets = Vec::new();
        while let Some(octet) = seq.next_element()? {
            octets.push(octet);
        }
        Ok(octets)
    }
}

impl<T: Fixed + Serialize, B: AsRef<[u8]>> Serialize for Array<T, B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_seq(self.iter())
        } else {
            serializer.serialize_bytes(self.octets())
        }
    }
}

impl<'de, T, B> Deserialize<'de> for Array<T, B>
where
    T: Fixed + Deserialize<'de>,
    B: AsRef<[u8]> + Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let octets = if deserializer.is_human_readable() {
            let values = Vec::<T>::deserialize(deserializer)?;
            values.into_iter().fold(Vec::new(), |mut octets, value| {
                octets.extend_from_slice(value.to_octets().as_ref());
                octets
            })
        } else {
            deserializer.deserialize_byte_buf(ByteVisitor)?
        };
        let length = octets.len();
        Array::over(build(octets)?)
            .ok_or_else(|| D::Error::custom(format_args!("{length} bytes are not whole values")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::refused;

    /// CBOR may have bytes as an array of numbers: RFC 8949, section 3.1, major type 4.
    #[test]
    fn bytes_in_a_list() {
        let read = |octets: &[u8]| ciborium::from_reader::<Octets, _>(octets);
        assert_eq!(read(&[0x43, 1, 2, 3]).unwrap(), Octets(vec![1, 2, 3]));
        assert_eq!(read(&[0x83, 1, 2, 3]).unwrap(), Octets(vec![1, 2, 3]));
        assert!(read(&[0x01]).is_err());
    }

    /// What is expected is said in words.
    #[test]
    fn another_kind_of_value() {
        use crate::bmp::MessageType;

        for (error, text) in [
            (
                refused(serde_json::from_str::<Octets>("1")),
                "invalid type: integer `1`, expected text",
            ),
            (
                refused(serde_json::from_str::<MessageType>("[]")),
                "invalid type: sequence, expected a name or a number",
            ),
            (
                refused(serde_json::from_str::<MessageType>("\"none\"")),
                "\"none\" is no name that is known here",
            ),
            (
                refused(serde_json::from_str::<MessageType>("256")),
                "256 is too large",
            ),
        ] {
            assert!(error.starts_with(text), "{error}");
        }
    }
}
