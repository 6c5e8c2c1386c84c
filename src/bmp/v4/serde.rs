//! Serde form of the TLVs of a message: for people with their profile, for machines as any list.

use alloc::vec::Vec;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::bmp::v4::{Profile, Tlv, TlvContext, Tlvs};
use crate::wire::serde::Item;

/// For people: the profile, then the TLVs.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Tlvs")]
struct Parts<T> {
    profile: Profile,
    list: T,
}

pub(crate) fn write<B: AsRef<[u8]>, S: Serializer>(
    tlvs: &Tlvs<B>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if !serializer.is_human_readable() {
        return tlvs.serialize(serializer);
    }
    let parts = Parts {
        profile: tlvs.context().profile(),
        list: tlvs,
    };
    parts.serialize(serializer)
}

/// `context` is that of the message.
pub(crate) fn read<'de, B, D>(
    context: fn(Profile) -> TlvContext,
    deserializer: D,
) -> Result<Tlvs<B>, D::Error>
where
    B: AsRef<[u8]> + Deserialize<'de>,
    D: Deserializer<'de>,
{
    if !deserializer.is_human_readable() {
        return Tlvs::deserialize(deserializer);
    }
    let parts = Parts::<Vec<Item<Tlv, TlvContext>>>::deserialize(deserializer)?;
    Tlvs::of_items(parts.list, context(parts.profile))
}

/// The bytes of an OPEN: for people the OPEN.
pub(crate) mod open {
    use alloc::vec::Vec;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::bgp::{Open, Pdu, pdu_len, put_pdu};
    use crate::wire::serde::{build, pdu};
    use crate::wire::{Octets, Writer};

    pub(crate) fn serialize<B: AsRef<[u8]>, S: Serializer>(
        octets: &Octets<B>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let octets = Octets(octets.0.as_ref());
        match serializer.is_human_readable() {
            true => pdu::serialize(&crate::bmp::v4::peer_up::open(octets, 0), serializer),
            false => octets.serialize(serializer),
        }
    }

    pub(crate) fn deserialize<'de, B, D>(deserializer: D) -> Result<Octets<B>, D::Error>
    where
        B: AsRef<[u8]> + Deserialize<'de>,
        D: Deserializer<'de>,
    {
        if !deserializer.is_human_readable() {
            return Octets::deserialize(deserializer);
        }
        let open: Pdu<Open, Vec<u8>> = pdu::deserialize(deserializer)?;
        let mut octets = Vec::with_capacity(pdu_len(&open));
        put_pdu(&open, &mut Writer::with_room(&mut octets)).map_err(D::Error::custom)?;
        build(octets).map(Octets)
    }
}
