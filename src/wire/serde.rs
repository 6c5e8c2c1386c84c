//! What serde sees.
//!
//! Formats for people (JSON) get text: a list is a sequence of its elements, octets are hexadecimal, and an element
//! that cannot be read is `{"malformed": "its octets", "error": "why", "session": …}` in its place. Binary formats get what a
//! value is: its octets, and the session they are read in.

use core::fmt;
use core::marker::PhantomData;
use core::str::FromStr;

use alloc::string::String;
use alloc::vec::Vec;
use serde::de::value::{
    MapAccessDeserializer, SeqDeserializer, StrDeserializer, StringDeserializer,
};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde::{Deserialize, Serialize};

use crate::bgp::{Basis, Session};
use crate::error::{DecodeError, Fault, What};
use crate::wire::{Array, Element, Encode, Fixed, List, Octets};

/// Makes octets of any kind from a vector, by way of `B: Deserialize` alone.
pub(crate) fn build<'de, B: Deserialize<'de>, E: Error>(octets: Vec<u8>) -> Result<B, E> {
    B::deserialize(SeqDeserializer::new(octets.into_iter()))
}

/// A value that is text for people.
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

/// A number with a name: the name, or the number, for people; the number for machines.
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
            text::<D, Hexadecimal>(deserializer)?.0
        } else {
            deserializer.deserialize_byte_buf(ByteVisitor)?
        };
        build(octets).map(Octets)
    }
}

/// Octets in hexadecimal.
struct Hexadecimal(Vec<u8>);

impl FromStr for Hexadecimal {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Hexadecimal, &'static str> {
        hexadecimal(text).map(Hexadecimal).ok_or("not hexadecimal")
    }
}

/// The octets that digits in hexadecimal say.
pub(crate) fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digit = |octet: &u8| char::from(*octet).to_digit(16).map(|digit| digit as u8);
    let (pairs, odd) = text.as_bytes().as_chunks::<2>();
    let octets = pairs
        .iter()
        .map(|[high, low]| Some(digit(high)? << 4 | digit(low)?));
    octets.collect::<Option<_>>().filter(|_| odd.is_empty())
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
            .ok_or_else(|| D::Error::custom(format_args!("{length} octets are not whole values")))
    }
}

impl<T: Element, B: AsRef<[u8]>> Serialize for List<T, B>
where
    for<'s> T::At<'s>: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return (self.session(), Octets(self.octets())).serialize(serializer);
        }
        let mut sequence = serializer.serialize_seq(None)?;
        let mut elements = self.iter();
        // Said once: a session may have many families, and elements that cannot be read be small and many. Where it
        // comes from changes nothing of how octets are read.
        let mut session = Some(self.session().with_basis(Basis::Assumed))
            .filter(|session| *session != T::session(Session::default()));
        loop {
            let before = elements.rest();
            match elements.next() {
                None => return sequence.end(),
                Some(Ok(element)) => sequence.serialize_element(&element)?,
                Some(Err(error)) => {
                    let (octets, _) = before
                        .split_at_checked(before.len() - elements.rest().len())
                        .unwrap_or_default();
                    sequence.serialize_element(&Bad {
                        octets,
                        error: error.into(),
                        session: session.take(),
                    })?;
                }
            }
        }
    }
}

/// Octets that are not what they were to be; beside the first of a list the session they were read in, where that is not
/// the default one: in another they might be something.
struct Bad<'a> {
    octets: &'a [u8],
    error: DecodeError,
    session: Option<Session>,
}

impl Serialize for Bad<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("malformed", &Octets(self.octets))?;
        map.serialize_entry("error", &format_args!("{}", self.error))?;
        if let Some(session) = &self.session {
            map.serialize_entry("session", session)?;
        }
        map.end()
    }
}

/// An element, or octets that are not one.
enum Item<T> {
    Element(T),
    Bad(Vec<u8>, Option<Session>),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Item<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Item<T>, D::Error> {
        struct ItemVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for ItemVisitor<T> {
            type Value = Item<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list element, or {\"malformed\": …}")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Item<T>, E> {
                T::deserialize(StrDeserializer::new(text)).map(Item::Element)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Item<T>, A::Error> {
                let mut key: Option<String> = map.next_key()?;
                // Keys may have been sorted on the way.
                if key.as_deref() == Some("error") {
                    map.next_value::<IgnoredAny>()?;
                    key = map.next_key()?;
                }
                if key.as_deref() == Some("malformed") {
                    let Octets(octets) = map.next_value()?;
                    let mut session = None;
                    while let Some(key) = map.next_key::<String>()? {
                        if key == "session" {
                            session = Some(map.next_value()?);
                        } else {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                    Ok(Item::Bad(octets, session))
                } else {
                    T::deserialize(MapAccessDeserializer::new(PutBack { key, map }))
                        .map(Item::Element)
                }
            }
        }

        deserializer.deserialize_any(ItemVisitor(PhantomData))
    }
}

/// A map whose first key has been looked at.
struct PutBack<A> {
    key: Option<String>,
    map: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for PutBack<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        match self.key.take() {
            Some(key) => seed.deserialize(StringDeserializer::new(key)).map(Some),
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

impl<'de, T, B> Deserialize<'de> for List<T, B>
where
    T: Element + Encode + Deserialize<'de>,
    B: AsRef<[u8]> + Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            let (session, Octets(octets)) = Deserialize::deserialize(deserializer)?;
            return Ok(List::over(octets, session));
        }
        let items = Vec::<Item<T>>::deserialize(deserializer)?;
        // The session is the one of what cannot be read, changed as the forms of the elements ask for.
        let stated = items.iter().find_map(|item| match item {
            Item::Element(_) => None,
            Item::Bad(_, session) => *session,
        });
        let session = T::session(stated.unwrap_or_default());
        let session = items.iter().fold(session, |session, item| match item {
            Item::Element(element) => element.form(session),
            Item::Bad(..) => session,
        });
        let mut list = List::<T>::new(session);
        for item in &items {
            match item {
                Item::Element(element) => list.append(element),
                Item::Bad(octets, _) => list.append(&Octets(&octets[..])),
            }
            .map_err(D::Error::custom)?;
        }
        Ok(List::over(build(list.into_octets())?, session))
    }
}

/// An error as its three parts.
#[derive(Serialize, Deserialize)]
#[serde(rename = "DecodeError")]
struct ErrorParts {
    what: What,
    offset: u32,
    fault: Fault,
}

impl Serialize for DecodeError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ErrorParts {
            what: self.what(),
            offset: self.offset() as u32,
            fault: self.fault(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for DecodeError {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let ErrorParts {
            what,
            offset,
            fault,
        } = Deserialize::deserialize(deserializer)?;
        Ok(DecodeError::new(offset as usize, fault).within(what))
    }
}

/// A message inside another one: itself for people, and `{"malformed": {"octets": …, "error": …}}` where it is none.
pub(crate) mod pdu {
    use super::{MapAccess, MapAccessDeserializer, PhantomData, PutBack, String, Visitor, fmt};
    use crate::bgp::Pdu;
    use crate::error::Malformed;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<T, B, S>(pdu: &Pdu<T, B>, serializer: S) -> Result<S::Ok, S::Error>
    where
        T: Serialize,
        B: AsRef<[u8]> + Serialize,
        S: Serializer,
    {
        match pdu {
            pdu if !serializer.is_human_readable() => pdu.serialize(serializer),
            Ok(value) => value.serialize(serializer),
            Err(malformed) => {
                serializer.serialize_newtype_variant("Pdu", 0, "malformed", malformed)
            }
        }
    }

    pub(crate) fn deserialize<'de, T, B, D>(deserializer: D) -> Result<Pdu<T, B>, D::Error>
    where
        T: Deserialize<'de>,
        B: AsRef<[u8]> + Deserialize<'de>,
        D: Deserializer<'de>,
    {
        struct PduVisitor<T, B>(PhantomData<(T, B)>);

        impl<'de, T: Deserialize<'de>, B: AsRef<[u8]> + Deserialize<'de>> Visitor<'de>
            for PduVisitor<T, B>
        {
            type Value = Pdu<T, B>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a message, or {\"malformed\": …}")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pdu<T, B>, A::Error> {
                let key: Option<String> = map.next_key()?;
                if key.as_deref() == Some("malformed") {
                    map.next_value::<Malformed<B>>().map(Err)
                } else {
                    T::deserialize(MapAccessDeserializer::new(PutBack { key, map })).map(Ok)
                }
            }
        }

        if deserializer.is_human_readable() {
            deserializer.deserialize_map(PduVisitor(PhantomData))
        } else {
            Result::deserialize(deserializer)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::bgp::Session;
    use crate::bgp::attribute::PathAttributes;
    use crate::bgp::nlri::{Family, Ipv4Prefix, Routes};
    use crate::net::AsnWidth;

    #[test]
    fn a_list_of_nothing_that_can_be_read_keeps_its_session() {
        let session = Session::default().with_add_path(Family::IPV4_UNICAST.into());
        let routes = Routes::<Ipv4Prefix, &[u8]>::over(&[24, 198, 51, 100], session);
        let json = serde_json::to_value(routes).unwrap();
        assert_eq!(json[0]["malformed"], "18c63364");
        assert_eq!(
            json[0]["session"],
            serde_json::json!({
                "basis": "assumed", "asn_width": "four", "add_path": [],
                "family": "ipv4-unicast", "path_ids": true,
            })
        );
        let again: Routes<Ipv4Prefix> = serde_json::from_value(json).unwrap();
        assert_eq!(again.view(), routes);
        assert_eq!(again.session(), routes.session());
    }

    #[test]
    fn the_session_is_said_once() {
        let session = Session::default().with_asn_width(AsnWidth::Two);
        let octets = [0x40, 1, 0, 0x40, 1, 0, 0x40, 2, 4, 2, 1, 0xfd, 0xe8];
        let attributes = PathAttributes::over(&octets[..], session);
        let json = serde_json::to_value(attributes).unwrap();
        assert_eq!(json[0]["session"]["asn_width"], "two");
        assert_eq!(json[1]["malformed"], "400100");
        assert_eq!(json[1].get("session"), None);
        let again: PathAttributes = serde_json::from_value(json).unwrap();
        assert_eq!(again.octets(), octets);
        assert_eq!(again.view(), attributes);
    }

    #[test]
    fn keys_of_what_is_malformed_may_be_sorted() {
        let session = Session::default().with_asn_width(AsnWidth::Two);
        let octets = [0x40, 1, 1, 9, 0x40, 2, 4, 2, 1, 0xfd, 0xe8];
        let attributes = PathAttributes::over(&octets[..], session);
        let json = serde_json::to_value(attributes).unwrap();
        assert_eq!(
            json[0]["error"],
            "ORIGIN at byte 3: a value of 9 is not possible"
        );
        assert_eq!(json[0]["malformed"], "40010109");
        let sorted = json.to_string();
        assert!(sorted.starts_with(r#"[{"error""#), "{sorted}");
        let again: PathAttributes = serde_json::from_str(&sorted).unwrap();
        assert_eq!(again.octets(), octets);
        assert_eq!(again.session().asn_width(), AsnWidth::Two);
    }
}
