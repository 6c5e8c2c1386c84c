//! What serde sees of fields that only BMP messages have.

/// Octets that should be UTF-8: text for people, and `{"octets": "hexadecimal"}` where they are not.
pub(crate) mod string {
    use core::fmt;
    use core::marker::PhantomData;

    use alloc::string::String;
    use serde::de::{Error, MapAccess, Visitor};
    use serde::ser::SerializeMap;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::wire::Octets;
    use crate::wire::serde::build;

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
}

/// A message inside another one that may not be there.
pub(crate) mod optional_pdu {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::bgp::Pdu;
    use crate::wire::serde::pdu;

    struct There<T, B: AsRef<[u8]>>(Pdu<T, B>);

    impl<'de, T, B> Deserialize<'de> for There<T, B>
    where
        T: Deserialize<'de>,
        B: AsRef<[u8]> + Deserialize<'de>,
    {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            pdu::deserialize(deserializer).map(There)
        }
    }

    struct View<'a, T, B: AsRef<[u8]>>(&'a Pdu<T, B>);

    impl<T: Serialize, B: AsRef<[u8]> + Serialize> Serialize for View<'_, T, B> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            pdu::serialize(self.0, serializer)
        }
    }

    pub(crate) fn serialize<T, B, S>(
        pdu: &Option<Pdu<T, B>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error>
    where
        T: Serialize,
        B: AsRef<[u8]> + Serialize,
        S: Serializer,
    {
        pdu.as_ref().map(View).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, T, B, D>(deserializer: D) -> Result<Option<Pdu<T, B>>, D::Error>
    where
        T: Deserialize<'de>,
        B: AsRef<[u8]> + Deserialize<'de>,
        D: Deserializer<'de>,
    {
        let there = Option::<There<T, B>>::deserialize(deserializer)?;
        Ok(there.map(|There(pdu)| pdu))
    }
}
