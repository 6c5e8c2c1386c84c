//! Serde form of a [`PeerTable`]: what it needs to continue after a restart. Settled readings are verified again.

use alloc::vec::Vec;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::bgp::Session;
use crate::bgp::error_action::Neighbor;
use crate::bgp::nlri::FamilySet;
use crate::bmp::PeerKey;
use crate::bmp::peer_table::peer::State;
use crate::bmp::peer_table::profile::KnownProfile;
use crate::bmp::peer_table::rib_state::Learned;
use crate::bmp::peer_table::tables::Table;
use crate::bmp::peer_table::{FamilyReading, KnownPeer, PeerTable, Reading, WhenFull};

/// A peer. Its tables are in the order of their indices.
#[derive(Serialize, Deserialize)]
#[serde(rename = "State")]
struct Saved {
    received: Session,
    sent: Session,
    peer_ups: u64,
    policies: u8,
    is_loc_rib: bool,
    /// Of a Loc-RIB.
    families: FamilySet,
    /// Of a peer.
    spoken: FamilySet,
    parts: u32,
    ups: u32,
    readings: Vec<FamilyReading>,
    learned: [Learned; 8],
    #[serde(default)]
    neighbor: Neighbor,
}

impl Saved {
    fn of(peer: &KnownPeer) -> Saved {
        let state = &peer.state;
        let (families, spoken) = match state.is_loc_rib {
            true => (state.families, FamilySet::EMPTY),
            false => (FamilySet::EMPTY, state.families),
        };
        let mut learned = [Learned::default(); 8];
        for table in peer.tables.iter() {
            if let Some(place) = learned.get_mut(usize::from(table.index)) {
                *place = table.learned;
            }
        }
        Saved {
            received: state.received,
            sent: state.sent,
            peer_ups: state.peer_ups.into(),
            policies: state.policies,
            is_loc_rib: state.is_loc_rib,
            families,
            spoken,
            parts: state.parts.into(),
            ups: state.ups.into(),
            readings: peer.readings.clone(),
            learned,
            neighbor: state.neighbor,
        }
    }

    fn peer(self) -> KnownPeer {
        let byte = |number: u32| u8::try_from(number).unwrap_or(u8::MAX);
        let mut peer = KnownPeer::of_state(State {
            received: self.received,
            sent: self.sent,
            families: if self.is_loc_rib {
                self.families
            } else {
                self.spoken
            },
            peer_ups: self.peer_ups.try_into().unwrap_or(u32::MAX),
            parts: byte(self.parts),
            ups: byte(self.ups),
            policies: self.policies,
            is_loc_rib: self.is_loc_rib,
            neighbor: self.neighbor,
        });
        peer.readings = self.readings;
        for (index, learned) in (0..).zip(self.learned) {
            if learned != Learned::default() {
                let table = Table {
                    index,
                    learned,
                    ..Table::default()
                };
                peer.tables.get_or_insert(table.index, || table);
            }
        }
        peer.renew();
        peer
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "PeerTable")]
struct Fields {
    reading: Reading,
    limit: usize,
    when_full: WhenFull,
    refused: u64,
    evicted: u64,
    #[serde(default)]
    profile: KnownProfile,
    /// In the order of their last Peer Ups.
    peers: Vec<(PeerKey, Saved)>,
}

impl Serialize for PeerTable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = Fields {
            reading: self.reading,
            limit: self.limit,
            when_full: self.when_full,
            refused: self.refused,
            evicted: self.evicted,
            profile: self.profile.clone(),
            peers: self
                .iter()
                .map(|(key, peer)| (key, Saved::of(peer)))
                .collect(),
        };
        fields.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PeerTable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PeerTable, D::Error> {
        let fields = Fields::deserialize(deserializer)?;
        let mut table = PeerTable::new()
            .with_limit(fields.limit)
            .with_reading(fields.reading)
            .when_full(fields.when_full);
        (table.refused, table.evicted) = (fields.refused, fields.evicted);
        table.profile = fields.profile;
        for (key, saved) in fields.peers.into_iter().take(fields.limit) {
            table.remove(&key);
            table.insert(key, saved.peer());
        }
        Ok(table)
    }
}
