//! Bytes that should be UTF-8: text for people, or `{"octets": "hexadecimal"}` if they are not UTF-8.

use core::fmt;
use core::marker::PhantomData;

use alloc::string::String;
use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::wire::serde::build;
use crate::wire::{Octets, Text};

impl<B: AsRef<[u8]>> Serialize for Text<B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(&Octets(&**self), serializer)
    }
}

impl<'de, B: AsRef<[u8]> + Deserialize<'de>> Deserialize<'de> for Text<B> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer).map(|Octets(text)| Text(text))
    }
}

pub(crate) fn serialize<B: AsRef<[u8]>, S: Serializer>(
    octets: &Octets<B>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match octets.as_str() {
        _ if !serializer.is_human_readable() => octets.serialize(serializer),
        Some(text) => serializer.serialize_str(text),
        None => {
            let mut map = serializer.serialize_map(Some(1))?;
            map.serialize_entry("octets", octets)?;
            map.end()
        }
    }
}

pub(crate) fn deserialize<'de, B, D>(deserializer: D) -> Result<Octets<B>, D::Error>
where
    B: AsRef<[u8]> + Deserialize<'de>,
    D: Deserializer<'de>,
{
    struct TextVisitor<B>(PhantomData<B>);

    impl<'de, B: AsRef<[u8]> + Deserialize<'de>> Visitor<'de> for TextVisitor<B> {
        type Value = Octets<B>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("text, or {\"octets\": …}")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Octets<B>, E> {
            build(text.as_bytes().to_vec()).map(Octets)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Octets<B>, A::Error> {
            match map.next_entry::<String, Octets<B>>()? {
                Some((key, octets)) if key == "octets" => Ok(octets),
                _ => Err(A::Error::missing_field("octets")),
            }
        }
    }

    if deserializer.is_human_readable() {
        deserializer.deserialize_any(TextVisitor(PhantomData))
    } else {
        Octets::deserialize(deserializer)
    }
}
