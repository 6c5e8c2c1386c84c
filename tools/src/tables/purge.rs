//! Slots: whose routes entries are. Ending a slot ends its routes at once; their memory is freed later.

use crate::tables::state::{NO_TABLE, PeerId, Place, RouterId, Slot, TableId};
use crate::tables::{Peer, Table, Tables};

/// Stale slots of a table at most: a router that begins so often without an End-of-RIB loses the oldest routes.
const MOST_STALE: usize = 8;

/// So many entries without a table are not worth a pass.
const FEW: u64 = 100_000;

impl Tables {
    /// Returns a new slot of a table.
    pub(super) fn slot_of(&mut self, table: TableId, router: RouterId, place: Place) -> u32 {
        let slot = Slot {
            table: table.0,
            router: router.0,
            is_stale: false,
            place,
            entries: 0,
        };
        match self.free_slots.pop() {
            Some(number) => {
                if let Some(free) = self.slots.get_mut(number as usize) {
                    *free = slot;
                }
                number
            }
            None => {
                self.slots.push(slot);
                (self.slots.len() - 1) as u32
            }
        }
    }

    /// Ends a slot, and returns the number of its routes.
    fn end_slot(&mut self, number: u32) -> u64 {
        let Some(slot) = self.slots.get_mut(number as usize) else {
            return 0;
        };
        slot.table = NO_TABLE;
        let entries = slot.entries;
        if entries == 0 {
            self.free_slots.push(number);
        }
        self.dead += entries;
        self.routes -= entries;
        if let Some(router) = self.routers.get_mut(&RouterId(slot.router)) {
            router.routes -= entries;
        }
        entries
    }

    /// Makes all routes of a table stale.
    pub(super) fn age_table(&mut self, id: TableId) {
        let Some(table) = table_mut(&mut self.tables, id) else {
            return;
        };
        (table.has_end_of_rib, table.end_of_rib) = (false, None);
        let Some(slot) = self.slots.get_mut(table.slot as usize) else {
            return;
        };
        if slot.entries == 0 {
            return;
        }
        slot.is_stale = true;
        let (old, router, place) = (table.slot, table.router, slot.place);
        table.stale += slot.entries;
        table.stale_slots.push(old);
        let oldest = (table.stale_slots.len() > MOST_STALE).then(|| table.stale_slots.remove(0));
        let slot = self.slot_of(id, router, place);
        let cleared = oldest.map_or(0, |oldest| self.end_slot(oldest));
        if let Some(table) = table_mut(&mut self.tables, id) {
            table.slot = slot;
            table.stale -= cleared;
            table.routes -= cleared;
            table.counts.cleared += cleared;
        }
    }

    /// Removes the stale routes of a table, and returns their number.
    pub(super) fn sweep_table(&mut self, id: TableId) -> u64 {
        let Some(table) = table_mut(&mut self.tables, id) else {
            return 0;
        };
        let slots = std::mem::take(&mut table.stale_slots);
        let swept = slots.into_iter().map(|slot| self.end_slot(slot)).sum();
        if let Some(table) = table_mut(&mut self.tables, id) {
            table.stale = 0;
            table.routes -= swept;
            table.counts.cleared += swept;
        }
        swept
    }

    /// Removes all routes of a table, and returns their number.
    pub(super) fn clear_table(&mut self, id: TableId) -> u64 {
        // The slot keeps its number if it has no routes.
        self.age_table(id);
        self.sweep_table(id)
    }

    /// Removes a peer with its tables.
    pub(super) fn remove_peer(&mut self, id: PeerId) {
        let place = self.peers.get_mut(id.0 as usize);
        let Some(Peer {
            router,
            header,
            tables,
            ..
        }) = place.and_then(Option::take)
        else {
            return;
        };
        for table in tables {
            self.clear_table(table);
            let place = self.tables.get_mut(table.0 as usize);
            if let Some(table) = place.and_then(Option::take) {
                self.end_slot(table.slot);
            }
            self.free_tables.push(table);
            if let Some(router) = self.routers.get_mut(&router) {
                router.tables -= 1;
            }
        }
        self.free_peers.push(id);
        if let Some(router) = self.routers.get_mut(&router) {
            router.peers.remove(&header.key());
        }
    }

    /// Returns the tables of a router.
    pub(super) fn tables_of(&self, router: RouterId) -> Vec<TableId> {
        let peers = self.peers(router);
        peers.flat_map(|peer| peer.tables.iter().copied()).collect()
    }

    /// Makes all routes of a router stale.
    pub(super) fn age(&mut self, router: RouterId) {
        for table in self.tables_of(router) {
            self.age_table(table);
        }
    }

    /// Frees the memory of routes that are in no table any more, if there are many of them.
    pub(super) fn purge_if_worth(&mut self) {
        if self.dead > self.routes / 2 + FEW {
            self.purge();
        }
    }

    /// Frees the memory of all routes that are in no table any more. It takes the time of a pass over all tables, and is not
    /// needed: see the [module](super).
    pub fn purge(&mut self) {
        if self.dead == 0 {
            return;
        }
        let slots = &self.slots;
        let is_dead = |slot: u32| {
            let slot = slots.get(slot as usize);
            slot.is_none_or(|slot| slot.table == NO_TABLE)
        };
        let has_dead = |place| {
            slots
                .iter()
                .any(|slot| slot.table == NO_TABLE && slot.place == place && slot.entries > 0)
        };
        let (sets, routers) = (&mut self.sets, &mut self.routers);
        let mut give_back = |router: u32, octets: usize| {
            if let Some(router) = routers.get_mut(&RouterId(router)) {
                router.octets -= octets;
            }
        };
        let mut release = |set: u32| {
            if let Some(freed) = sets.release(set) {
                give_back(freed.owner, freed.octets);
            }
        };
        if has_dead(Place::Ipv4) {
            self.ipv4
                .purge(|entry| is_dead(entry.slot), |entry| release(entry.set));
        }
        if has_dead(Place::Ipv6) {
            self.ipv6
                .purge(|entry| is_dead(entry.slot), |entry| release(entry.set));
        }
        if has_dead(Place::Other) {
            let mut octets = Vec::new();
            self.others.purge(
                |entry| is_dead(entry.slot),
                |taken| {
                    release(taken.entry.set);
                    octets.push((taken.entry.slot, taken.octets));
                },
            );
            for (slot, octets) in octets {
                let router = slots.get(slot as usize).map(|slot| slot.router);
                if let Some(router) = router.and_then(|router| routers.get_mut(&RouterId(router))) {
                    router.octets -= octets;
                }
            }
        }
        for (number, slot) in (0..).zip(&mut self.slots) {
            if slot.table == NO_TABLE && slot.entries > 0 {
                slot.entries = 0;
                self.free_slots.push(number);
            }
        }
        self.dead = 0;
    }
}

pub(super) fn table_mut(tables: &mut [Option<Table>], id: TableId) -> Option<&mut Table> {
    tables.get_mut(id.0 as usize)?.as_mut()
}
