//! The peers of a connection that are up.

use std::collections::HashMap;

use crate::collect::time::Time;
use bmp_codec::bmp::{Message, PeerKey, PeerTable, PerPeerHeader, Rib};

use crate::collect::counts::Routes;

/// The state of a peer.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    /// The header of its last Peer Up.
    pub(crate) header: PerPeerHeader,
    /// The time of its first Peer Up: some routers send one for each table.
    pub(crate) since: Time,
    /// The tables that messages belonged to, and their routes.
    pub(crate) tables: Vec<(Rib, Routes)>,
}

/// The peers that are up.
#[derive(Debug, Default)]
pub(crate) struct Peers {
    peers: HashMap<PeerKey, Peer>,
    /// Peer Ups beyond the limit.
    pub(crate) refused: u64,
}

impl Peers {
    pub(crate) fn len(&self) -> usize {
        self.peers.len()
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &PeerKey> {
        self.peers.keys()
    }

    pub(crate) fn remove(&mut self, peer: &PeerKey) {
        self.peers.remove(peer);
    }

    /// Returns the first `count` peers, sorted.
    pub(crate) fn first(&self, count: usize) -> Vec<(&PeerKey, &Peer)> {
        let mut peers: Vec<_> = self.peers.iter().collect();
        peers.sort_unstable_by_key(|(key, _)| **key);
        peers.truncate(count);
        peers
    }

    /// Records a message and its routes, for at most `most` peers. The peer table has decoded it before: it knows which tables are still up.
    pub(crate) fn message<B: AsRef<[u8]>>(
        &mut self,
        message: &Message<B>,
        routes: Routes,
        table: &PeerTable,
        most: usize,
        now: Time,
    ) {
        let Some(header) = message.peer() else { return };
        let key = header.key();
        match message {
            Message::PeerUp(_) => {
                if let Some(peer) = self.peers.get_mut(&key) {
                    peer.header = *header;
                } else if self.peers.len() < most {
                    let peer = Peer {
                        header: *header,
                        since: now,
                        tables: Vec::new(),
                    };
                    self.peers.insert(key, peer);
                } else {
                    self.refused += 1;
                }
            }
            Message::PeerDown(_) if table.get(&key).is_none() => {
                self.peers.remove(&key);
            }
            Message::RouteMonitoring(_) => {
                if let (Some(peer), Some(rib)) = (self.peers.get_mut(&key), header.rib()) {
                    match peer.tables.iter_mut().find(|(known, _)| *known == rib) {
                        Some((_, sum)) => *sum += routes,
                        None => peer.tables.push((rib, routes)),
                    }
                }
            }
            _ => {}
        }
    }
}
