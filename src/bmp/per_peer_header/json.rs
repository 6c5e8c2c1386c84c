//! Serde form of a per-peer header: the address as text.

use super::{Asn, IpAddr, Ipv4Addr, PeerFlags, PeerType, PerPeerHeader, RouteDistinguisher};
use super::{address_words, words_address};
use crate::wire::serde::parts;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

parts! {
    PerPeerHeader |peer| {
        peer_type: PeerType = peer.peer_type(),
        flags: PeerFlags = peer.flags(),
        distinguisher: RouteDistinguisher = peer.distinguisher(),
        address: IpAddr = words_address(peer.address, peer.is_ipv6()),
        asn: Asn = peer.asn(),
        bgp_id: Ipv4Addr = peer.bgp_id(),
        seconds: u32 = peer.seconds,
        microseconds: u32 = peer.microseconds,
    }
    Ok(PerPeerHeader {
        address: address_words(address),
        distinguisher: distinguisher.0,
        ..PerPeerHeader::new(peer_type, asn, bgp_id).with_flags(flags).with_timestamp(seconds, microseconds)
    })
}

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
