//! What serde sees of fields that only BMP messages have.

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
