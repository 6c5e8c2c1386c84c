//! Serde forms of a [`List`], and of malformed elements.

use core::fmt;
use core::marker::PhantomData;

use alloc::string::String;
use alloc::vec::Vec;
use serde::de::value::{MapAccessDeserializer, StrDeserializer, StringDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde::{Deserialize, Serialize};

use crate::wire::serde::build;
use crate::wire::{
    Context, DecodeError, Element, Encode, Fault, List, ListContext, Malformed, Octets, What,
};

impl<T: Element, B: AsRef<[u8]>> Serialize for List<T, B>
where
    T::Context: Serialize,
    for<'s> T::At<'s>: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return (self.context(), Octets(self.octets())).serialize(serializer);
        }
        let mut sequence = serializer.serialize_seq(None)?;
        let mut elements = self.iter();
        // Written once: a session may have many families, and malformed elements may be small and many.
        let mut context = Some(self.context().as_read())
            .filter(|context| *context != T::context(Context::default()));
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
                        error,
                        context: context.take(),
                    })?;
                }
            }
        }
    }
}

/// Malformed bytes. The first of a list comes with the context they were decoded in, unless it is the default one: in
/// another context they may be well-formed.
pub(crate) struct Bad<'a, C> {
    octets: &'a [u8],
    error: DecodeError,
    context: Option<C>,
}

impl<'a, B: AsRef<[u8]>> From<&'a Malformed<B>> for Bad<'a, ()> {
    fn from(malformed: &'a Malformed<B>) -> Bad<'a, ()> {
        Bad {
            octets: &malformed.octets,
            error: malformed.error,
            context: None,
        }
    }
}

impl<C: Serialize> Serialize for Bad<'_, C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("malformed", &Octets(self.octets))?;
        map.serialize_entry("error", &self.error)?;
        if let Some(context) = &self.context {
            map.serialize_entry("context", context)?;
        }
        map.end()
    }
}

/// An element, or malformed bytes.
pub(crate) enum Item<T, C> {
    Element(T),
    Bad(Vec<u8>, Option<C>),
}

impl<'de, T: Deserialize<'de>, C: Deserialize<'de>> Deserialize<'de> for Item<T, C> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Item<T, C>, D::Error> {
        struct ItemVisitor<T, C>(PhantomData<(T, C)>);

        impl<'de, T: Deserialize<'de>, C: Deserialize<'de>> Visitor<'de> for ItemVisitor<T, C> {
            type Value = Item<T, C>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list element, or {\"malformed\": …}")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Item<T, C>, E> {
                T::deserialize(StrDeserializer::new(text)).map(Item::Element)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Item<T, C>, A::Error> {
                let key: Option<String> = map.next_key()?;
                match Misread::of(key.as_deref(), &mut map)? {
                    Some(misread) => Ok(Item::Bad(misread.octets, misread.context)),
                    None => T::deserialize(MapAccessDeserializer::new(PutBack { key, map }))
                        .map(Item::Element),
                }
            }
        }

        deserializer.deserialize_any(ItemVisitor(PhantomData))
    }
}

/// The serialized form of malformed bytes.
struct Misread<C> {
    octets: Vec<u8>,
    error: Option<DecodeError>,
    context: Option<C>,
}

impl<C> Misread<C> {
    /// Deserializes the map that begins with `key`, if it is one of malformed bytes. Keys may have been sorted.
    fn of<'de, A: MapAccess<'de>>(
        key: Option<&str>,
        map: &mut A,
    ) -> Result<Option<Misread<C>>, A::Error>
    where
        C: Deserialize<'de>,
    {
        if !matches!(key, Some("malformed" | "error" | "context")) {
            return Ok(None);
        }
        let (mut octets, mut error, mut context) = (None, None, None);
        let mut next = key.map(String::from);
        while let Some(name) = next {
            match name.as_str() {
                "malformed" => octets = Some(map.next_value::<Octets>()?.0),
                "error" => error = Some(map.next_value()?),
                "context" => context = Some(map.next_value()?),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            next = map.next_key()?;
        }
        match octets {
            Some(octets) => Ok(Some(Misread {
                octets,
                error,
                context,
            })),
            None => Err(A::Error::missing_field("malformed")),
        }
    }
}

/// A map whose first key was already taken.
pub(crate) struct PutBack<A> {
    pub(crate) key: Option<String>,
    pub(crate) map: A,
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
    T: Element<Context: Deserialize<'de>> + Encode + Deserialize<'de>,
    B: AsRef<[u8]> + Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            let (context, Octets(octets)) = Deserialize::deserialize(deserializer)?;
            return Ok(List::within(octets, context));
        }
        let items = Vec::deserialize(deserializer)?;
        List::of_items(items, T::context(Context::default()))
    }
}

impl<'de, T, B> List<T, B>
where
    T: Element + Encode,
    B: AsRef<[u8]> + Deserialize<'de>,
{
    /// Returns a list of its serialized elements. `default` is the context if no element says more.
    pub(crate) fn of_items<E: Error>(
        items: Vec<Item<T, T::Context>>,
        default: T::Context,
    ) -> Result<Self, E> {
        // The context is the one of the malformed elements, changed as the forms of the other elements need it.
        let stated = items.iter().find_map(|item| match item {
            Item::Element(_) => None,
            Item::Bad(_, context) => *context,
        });
        let stated = stated.unwrap_or(default);
        let context = items
            .iter()
            .fold(stated.into(), |context, item| match item {
                Item::Element(element) => element.form(context),
                Item::Bad(..) => context,
            });
        let context = T::context(context);
        let mut list = List::<T>::within(Vec::new(), context);
        for item in &items {
            match item {
                Item::Element(element) => list.append(element),
                Item::Bad(octets, _) => list.append(&Octets(&octets[..])),
            }
            .map_err(E::custom)?;
        }
        Ok(List::within(build(list.into_octets())?, context))
    }
}

/// An error as its three parts, and as text for people.
#[derive(Serialize, Deserialize)]
#[serde(rename = "DecodeError")]
struct ErrorParts {
    what: What,
    offset: u32,
    fault: Fault,
}

impl Serialize for DecodeError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let parts = ErrorParts {
            what: self.what(),
            offset: self.offset() as u32,
            fault: self.fault(),
        };
        if !serializer.is_human_readable() {
            return parts.serialize(serializer);
        }
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("text", &format_args!("{self}"))?;
        map.serialize_entry("what", &parts.what)?;
        map.serialize_entry("offset", &parts.offset)?;
        map.serialize_entry("fault", &parts.fault)?;
        map.end()
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

/// A message inside another one: for people the message, or `{"malformed": …, "error": …}` if it is malformed.
pub(crate) mod pdu {
    use super::{
        Bad, Error, IgnoredAny, MapAccess, MapAccessDeserializer, Misread, PhantomData, PutBack,
    };
    use super::{Malformed, String, Visitor, build, fmt};
    use crate::wire::Octets;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<T, B, S>(
        pdu: &Result<T, Malformed<B>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error>
    where
        T: Serialize,
        B: AsRef<[u8]> + Serialize,
        S: Serializer,
    {
        match pdu {
            pdu if !serializer.is_human_readable() => pdu.serialize(serializer),
            Ok(value) => value.serialize(serializer),
            Err(malformed) => Bad::from(malformed).serialize(serializer),
        }
    }

    pub(crate) fn deserialize<'de, T, B, D>(
        deserializer: D,
    ) -> Result<Result<T, Malformed<B>>, D::Error>
    where
        T: Deserialize<'de>,
        B: AsRef<[u8]> + Deserialize<'de>,
        D: Deserializer<'de>,
    {
        struct PduVisitor<T, B>(PhantomData<(T, B)>);

        impl<'de, T: Deserialize<'de>, B: AsRef<[u8]> + Deserialize<'de>> Visitor<'de>
            for PduVisitor<T, B>
        {
            type Value = Result<T, Malformed<B>>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a message, or {\"malformed\": …}")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let key: Option<String> = map.next_key()?;
                match Misread::<IgnoredAny>::of(key.as_deref(), &mut map)? {
                    Some(misread) => Ok(Err(Malformed {
                        octets: Octets(build(misread.octets)?),
                        error: misread
                            .error
                            .ok_or_else(|| A::Error::missing_field("error"))?,
                    })),
                    None => {
                        T::deserialize(MapAccessDeserializer::new(PutBack { key, map })).map(Ok)
                    }
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
    use crate::bgp::attribute::PathAttributes;
    use crate::bgp::nlri::{Family, Ipv4Prefix, Routes};
    use crate::bgp::{Basis, Session};
    use crate::net::AsnWidth;

    #[test]
    fn a_list_of_nothing_that_can_be_read_keeps_its_session() {
        let session = Session::default().with_add_path(Family::IPV4_UNICAST.into());
        let routes = Routes::<Ipv4Prefix, &[u8]>::over(&[24, 198, 51, 100], session);
        let json = serde_json::to_value(routes).unwrap();
        assert_eq!(json[0]["malformed"], "18c63364");
        assert_eq!(
            json[0]["context"],
            serde_json::json!({
                "family": "ipv4-unicast", "path_ids": true, "several_labels": false,
                "basis": "assumed",
            })
        );
        let again: Routes<Ipv4Prefix> = serde_json::from_value(json).unwrap();
        assert_eq!(again.view(), routes);
        assert_eq!(again.context(), routes.context());
    }

    #[test]
    fn the_session_is_said_once() {
        let session = Session::default().with_asn_width(AsnWidth::Two);
        let octets = [0x40, 1, 0, 0x40, 1, 0, 0x40, 2, 4, 2, 1, 0xfd, 0xe8];
        let attributes = PathAttributes::over(&octets[..], session);
        let json = serde_json::to_value(attributes).unwrap();
        assert_eq!(json[0]["context"]["asn_width"], "two");
        assert_eq!(json[1]["malformed"], "400100");
        assert_eq!(json[1].get("context"), None);
        let again: PathAttributes = serde_json::from_value(json).unwrap();
        assert_eq!(again.octets(), octets);
        assert_eq!(again.view(), attributes);
    }

    #[test]
    fn where_a_session_comes_from_is_not_said() {
        let session = Session::default()
            .with_basis(Basis::Negotiated)
            .with_contradicted_asn_width(AsnWidth::Two);
        let octets = [0x40, 1, 1, 9, 0x40, 2, 4, 2, 1, 0xfd, 0xe8];
        let attributes = PathAttributes::over(&octets[..], session);
        let json = serde_json::to_value(attributes).unwrap();
        assert_eq!(
            json[0]["context"],
            serde_json::json!({
                "basis": "assumed", "asn_width": "two", "add_path": [], "multiple_labels": [],
            })
        );
        let again: PathAttributes = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(again).unwrap(), json);
    }

    #[test]
    fn keys_of_what_is_malformed_may_be_sorted() {
        let session = Session::default().with_asn_width(AsnWidth::Two);
        let octets = [0x40, 1, 1, 9, 0x40, 2, 4, 2, 1, 0xfd, 0xe8];
        let attributes = PathAttributes::over(&octets[..], session);
        let json = serde_json::to_value(attributes).unwrap();
        assert_eq!(
            json[0]["error"],
            serde_json::json!({
                "text": "ORIGIN at byte 3: a value of 9 is not possible",
                "what": {"attribute": 1}, "offset": 3, "fault": {"value": 9},
            })
        );
        assert_eq!(json[0]["malformed"], "40010109");
        let sorted = json.to_string();
        assert!(sorted.starts_with(r#"[{"context""#), "{sorted}");
        let again: PathAttributes = serde_json::from_str(&sorted).unwrap();
        assert_eq!(again.octets(), octets);
        assert_eq!(again.session().asn_width(), AsnWidth::Two);
    }
}
