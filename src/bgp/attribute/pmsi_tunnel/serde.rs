//! The serde form of a PMSI_TUNNEL: its fields, with the tunnel by its type.

use alloc::vec::Vec;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::bgp::attribute::{
    PmsiTunnel,
    pmsi_tunnel::{PTunnel, PmsiTunnelFlags},
};
use crate::net::Label;
use crate::wire::Octets;
use crate::wire::serde::build;

#[derive(Serialize, Deserialize)]
#[serde(rename = "PmsiTunnel")]
#[serde(bound(
    serialize = "PTunnel<B>: Serialize",
    deserialize = "PTunnel<B>: Deserialize<'de>"
))]
struct Fields<B: AsRef<[u8]>> {
    flags: PmsiTunnelFlags,
    #[serde(with = "crate::net::label::bits")]
    label: Label,
    /// For a composite tunnel only.
    #[serde(with = "crate::net::label::bits")]
    receive_label: Option<Label>,
    tunnel: PTunnel<B>,
}

impl<B: AsRef<[u8]>> Serialize for PmsiTunnel<B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Fields {
            flags: self.flags(),
            label: self.label(),
            receive_label: self.receive_label(),
            tunnel: self.tunnel(),
        }
        .serialize(serializer)
    }
}

impl<'de, B: AsRef<[u8]> + Deserialize<'de>> Deserialize<'de> for PmsiTunnel<B> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = Fields::<Vec<u8>>::deserialize(deserializer)?;
        let tunnel = PmsiTunnel::new(&fields.tunnel)
            .map_err(D::Error::custom)?
            .with_flags(fields.flags)
            .with_label(fields.label);
        let tunnel = match fields.receive_label {
            None => tunnel,
            Some(label) => tunnel.with_receive_label(label).ok_or_else(|| {
                D::Error::custom("this tunnel cannot be part of a composite tunnel")
            })?,
        };
        Ok(PmsiTunnel {
            head: tunnel.head,
            identifier: Octets(build(tunnel.identifier.0)?),
        })
    }
}
