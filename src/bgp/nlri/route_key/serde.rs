//! Keys in serde: family, path identifier and bytes, which are checked when a key is deserialized.

use alloc::vec::Vec;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::bgp::nlri::{Family, RouteKey, RouteKeyRef};
use crate::wire::Octets;

#[derive(Serialize, Deserialize)]
#[serde(rename = "RouteKey")]
struct Fields<B: AsRef<[u8]>> {
    family: Family,
    #[serde(default)]
    path_id: Option<u32>,
    key: Octets<B>,
}

impl Serialize for RouteKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = Fields {
            family: self.family(),
            path_id: self.path_id(),
            key: Octets(self.octets()),
        };
        fields.serialize(serializer)
    }
}

impl Serialize for RouteKeyRef<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_owned().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RouteKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<RouteKey, D::Error> {
        let fields = Fields::<Vec<u8>>::deserialize(deserializer)?;
        RouteKey::from_octets(fields.family, fields.path_id, &fields.key).map_err(D::Error::custom)
    }
}
