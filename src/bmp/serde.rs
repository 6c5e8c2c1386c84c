//! Serde forms of fields that only BMP messages have.

/// An optional message inside another one.
pub(crate) mod optional_pdu {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::bgp::Pdu;
    use crate::wire::serde::pdu;

    #[derive(Serialize)]
    #[serde(transparent, bound = "T: Serialize, B: AsRef<[u8]> + Serialize")]
    struct Borrowed<'a, T, B: AsRef<[u8]>>(#[serde(with = "pdu")] &'a Pdu<T, B>);

    #[derive(Deserialize)]
    #[serde(
        transparent,
        bound = "T: Deserialize<'de>, B: AsRef<[u8]> + Deserialize<'de>"
    )]
    struct Owned<T, B: AsRef<[u8]>>(#[serde(with = "pdu")] Pdu<T, B>);

    pub(crate) fn serialize<T, B, S>(
        pdu: &Option<Pdu<T, B>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error>
    where
        T: Serialize,
        B: AsRef<[u8]> + Serialize,
        S: Serializer,
    {
        pdu.as_ref().map(Borrowed).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, T, B, D>(deserializer: D) -> Result<Option<Pdu<T, B>>, D::Error>
    where
        T: Deserialize<'de>,
        B: AsRef<[u8]> + Deserialize<'de>,
        D: Deserializer<'de>,
    {
        let pdu = Option::<Owned<T, B>>::deserialize(deserializer)?;
        Ok(pdu.map(|Owned(pdu)| pdu))
    }
}
