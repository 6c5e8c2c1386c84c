//! What begins and ends tables: Peer Up, Peer Down, End-of-RIB and Initiation.

use std::time::Duration;

use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp::{Initiation, PeerDown, PeerFlags, PeerTable, PeerUp, PerPeerHeader, Rib};

use crate::tables::purge::table_mut;
use crate::tables::state::{Peer, PeerId, PeerState, RouterId, Table, TableId};
use crate::tables::{Counts, Tables, time_of};

impl Tables {
    /// Returns the peer of a header. A new one may take the place of another.
    pub(super) fn peer_of(&mut self, router: RouterId, header: &PerPeerHeader) -> Option<PeerId> {
        let of = self.routers.get_mut(&router)?;
        if let Some(id) = of.peers.get(&header.key()) {
            return Some(*id);
        }
        if of.peers.len() >= self.limits.peers {
            let peers = of
                .peers
                .values()
                .filter_map(|id| self.peers.get(id.0 as usize)?.as_ref());
            let down = peers.filter(|peer| matches!(peer.state, PeerState::Down(_)));
            let Some(longest) = down.min_by_key(|peer| peer.since).map(|peer| peer.id) else {
                of.refused_messages += 1;
                return None;
            };
            self.remove_peer(longest);
        }
        let id = match self.free_peers.pop() {
            Some(id) => id,
            None => {
                self.peers.push(None);
                PeerId((self.peers.len() - 1) as u32)
            }
        };
        if let Some(place) = self.peers.get_mut(id.0 as usize) {
            *place = Some(Peer {
                id,
                router,
                header: *header,
                state: PeerState::NoPeerUp,
                since: header.timestamp(),
                local: None,
                remote_port: 0,
                table_name: None,
                ups: 0,
                downs: 0,
                policies: 0,
                tables: Vec::new(),
            });
        }
        let router = self.routers.get_mut(&router)?;
        router.peers.insert(header.key(), id);
        Some(id)
    }

    pub(super) fn peer_mut(&mut self, id: PeerId) -> Option<&mut Peer> {
        self.peers.get_mut(id.0 as usize)?.as_mut()
    }

    /// Returns the table of a peer, if it has it.
    #[inline]
    pub(super) fn known_table(
        &self,
        peer: PeerId,
        rib: Option<Rib>,
        family: Family,
    ) -> Option<TableId> {
        let peer = self.peer(peer)?;
        let is_it = |id: &&TableId| {
            let table = self.table(**id);
            table.is_some_and(|table| table.rib == rib && table.family == family)
        };
        peer.tables.iter().find(is_it).copied()
    }

    /// Returns the table of a peer, a new one if there is room.
    pub(super) fn table_of(
        &mut self,
        peer: PeerId,
        rib: Option<Rib>,
        family: Family,
    ) -> Option<TableId> {
        if let Some(known) = self.known_table(peer, rib, family) {
            return Some(known);
        }
        let router = self.peer(peer)?.router;
        let of = self.routers.get_mut(&router)?;
        if of.tables >= self.limits.tables {
            of.refused_messages += 1;
            return None;
        }
        of.tables += 1;
        let id = match self.free_tables.pop() {
            Some(id) => id,
            None => {
                self.tables.push(None);
                TableId((self.tables.len() - 1) as u32)
            }
        };
        let slot = self.slot_of(id, router);
        if let Some(place) = self.tables.get_mut(id.0 as usize) {
            *place = Some(Table {
                id,
                router,
                peer,
                rib,
                family,
                routes: 0,
                stale: 0,
                end_of_rib: None,
                has_end_of_rib: false,
                counts: Counts::default(),
                slot,
                stale_slots: Vec::new(),
            });
        }
        self.peer_mut(peer)?.tables.push(id);
        Some(id)
    }

    pub(super) fn peer_up(&mut self, id: PeerId, up: &PeerUp<&[u8]>, received: Option<Duration>) {
        let families = match &up.received_open {
            Ok(open) if up.peer.is_loc_rib() => open.families(),
            _ => Vec::new(),
        };
        let policy = policy(&up.peer);
        let Some(peer) = self.peer_mut(id) else {
            return;
        };
        let is_again = peer.policies & policy != 0;
        let has_other = peer.policies & !policy != 0;
        peer.policies |= policy;
        peer.header = up.peer;
        peer.state = PeerState::Up;
        peer.since = time_of(up.peer.timestamp(), received);
        peer.local = (!up.peer.is_loc_rib()).then(|| (up.local_address(), up.local_port));
        peer.remote_port = up.remote_port;
        peer.table_name = up.information.vrf_table_name().map(Box::from);
        peer.ups += 1;
        // The first Peer Up for the other policy is no new beginning.
        if has_other && !is_again {
            return;
        }
        for table in peer.tables.clone() {
            let Some(of) = self.table(table) else {
                continue;
            };
            let is_of_policy = !has_other || rib_policy(of.rib) == policy;
            let is_of_families = families.is_empty() || families.contains(&of.family);
            if is_of_policy && is_of_families {
                self.age_table(table);
            }
        }
    }

    /// Applies a Peer Down, and returns how many routes it removed.
    pub(super) fn peer_down(
        &mut self,
        id: PeerId,
        down: &PeerDown<&[u8]>,
        peers: &PeerTable,
        received: Option<Duration>,
    ) -> u64 {
        let policy = policy(&down.peer);
        let Some(peer) = self.peer_mut(id) else {
            return 0;
        };
        let is_partly_up = match down.peer.is_loc_rib() {
            true => peers.get(&down.peer.key()).is_some(),
            false => peer.policies & policy != 0 && peer.policies & !policy != 0,
        };
        peer.downs += 1;
        let tables = peer.tables.clone();
        if is_partly_up {
            peer.policies &= !policy;
        } else {
            peer.policies = 0;
            peer.state = PeerState::Down(down.reason.to_string().into());
            peer.since = time_of(down.peer.timestamp(), received);
        }
        let mut cleared = 0;
        for table in tables {
            let rib = self.table(table).and_then(|table| table.rib);
            if is_partly_up && down.peer.is_loc_rib() {
                self.age_table(table);
            } else if !is_partly_up || rib_policy(rib) == policy {
                cleared += self.clear_table(table);
            }
        }
        cleared
    }

    /// Applies an End-of-RIB, and returns how many routes it removed.
    pub(super) fn end_of_rib(&mut self, table: TableId, time: Option<Duration>) -> u64 {
        if let Some(table) = table_mut(&mut self.tables, table) {
            (table.has_end_of_rib, table.end_of_rib) = (true, time);
        }
        self.sweep_table(table)
    }

    pub(super) fn initiation(&mut self, id: RouterId, initiation: &Initiation<&[u8]>) {
        let Some(router) = self.routers.get_mut(&id) else {
            return;
        };
        router.sys_name = initiation.sys_name().map(Box::from);
        router.sys_descr = initiation.sys_descr().map(Box::from);
    }
}

/// Returns the bit of the policy of a header.
fn policy(header: &PerPeerHeader) -> u8 {
    match header.flags().contains(PeerFlags::POST_POLICY) && !header.is_loc_rib() {
        true => 2,
        false => 1,
    }
}

/// Returns the bit of the policy of a RIB view.
fn rib_policy(rib: Option<Rib>) -> u8 {
    match rib {
        Some(Rib::AdjRibInPost | Rib::AdjRibOutPost) => 2,
        _ => 1,
    }
}
