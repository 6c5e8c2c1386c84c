//! What serde sees of a per-peer header: the address as text.

use super::{Asn, IpAddr, Ipv4Addr, PeerFlags, PeerType, PerPeerHeader, RouteDistinguisher};
use super::{address_words, words_address};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Serialize, Deserialize)]
#[serde(rename = "PerPeerHeader")]
struct Fields {
    peer_type: PeerType,
    flags: PeerFlags,
    distinguisher: RouteDistinguisher,
    address: IpAddr,
    asn: Asn,
    bgp_id: Ipv4Addr,
    seconds: u32,
    microseconds: u32,
}

impl Serialize for PerPeerHeader {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = Fields {
            peer_type: self.peer_type(),
            flags: self.flags(),
            distinguisher: self.distinguisher(),
            address: words_address(self.address, self.is_ipv6()),
            asn: self.asn(),
            bgp_id: self.bgp_id(),
            seconds: self.seconds,
            microseconds: self.microseconds,
        };
        fields.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PerPeerHeader {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = Fields::deserialize(deserializer)?;
        Ok(PerPeerHeader {
            address: address_words(fields.address),
            distinguisher: fields.distinguisher.0,
            ..PerPeerHeader::new(fields.peer_type, fields.asn, fields.bgp_id)
                .with_flags(fields.flags)
                .with_timestamp(fields.seconds, fields.microseconds)
        })
    }
}

/// An address in two words, as text.
pub(crate) mod words {
    use super::{
        Deserialize, Deserializer, IpAddr, Serialize, Serializer, address_words, words_address,
    };

    pub(crate) fn serialize<S: Serializer>(
        words: &[u64; 2],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        words_address(*words, false).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<[u64; 2], D::Error> {
        IpAddr::deserialize(deserializer).map(address_words)
    }
}
