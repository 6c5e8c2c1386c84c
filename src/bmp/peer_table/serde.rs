//! Serde form of a [`PeerTable`]: what it needs to continue after a restart. Settled readings are verified again.

use alloc::vec::Vec;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::bmp::PeerKey;
use crate::bmp::peer_table::peer::State;
use crate::bmp::peer_table::{KnownPeer, PeerTable, Reading, WhenFull};

#[derive(Serialize, Deserialize)]
#[serde(rename = "PeerTable")]
struct Fields<S> {
    reading: Reading,
    limit: usize,
    when_full: WhenFull,
    refused: u64,
    evicted: u64,
    /// In the order of their last Peer Ups.
    peers: Vec<(PeerKey, S)>,
}

impl Serialize for PeerTable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = Fields {
            reading: self.reading,
            limit: self.limit,
            when_full: self.when_full,
            refused: self.refused,
            evicted: self.evicted,
            peers: self.iter().map(|(key, peer)| (key, &peer.state)).collect(),
        };
        fields.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PeerTable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PeerTable, D::Error> {
        let fields = Fields::<State>::deserialize(deserializer)?;
        let mut table = PeerTable::new()
            .with_limit(fields.limit)
            .with_reading(fields.reading)
            .when_full(fields.when_full);
        (table.refused, table.evicted) = (fields.refused, fields.evicted);
        for (key, state) in fields.peers.into_iter().take(fields.limit) {
            let peer = KnownPeer::of_state(state);
            table.remove(&key);
            table.insert(key, peer);
        }
        Ok(table)
    }
}
