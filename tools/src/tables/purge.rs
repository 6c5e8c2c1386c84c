//! Slots: whose routes entries are. Ending a slot ends its routes at once; their memory is freed later.

use ipnet::{Ipv4Net, Ipv6Net};

use crate::tables::entry::Entry;
use crate::tables::others::Taken;
use crate::tables::state::{NO_TABLE, PeerId, RouterId, Slot, TableId};
use crate::tables::{Peer, Table, Tables};

/// Stale slots of a table at most: a router that begins so often without an End-of-RIB loses the oldest routes.
const MOST_STALE: usize = 8;

/// So many entries without a table are not worth a pass.
const FEW: u64 = 100_000;

impl Tables {
    /// Returns a new slot of a table.
    pub(super) fn slot_of(&mut self, table: TableId, router: RouterId) -> u32 {
        let slot = Slot {
            table: table.0,
            router: router.0,
            is_stale: false,
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
        let (old, router) = (table.slot, table.router);
        table.stale += slot.entries;
        table.stale_slots.push(old);
        let oldest = (table.stale_slots.len() > MOST_STALE).then(|| table.stale_slots.remove(0));
        let slot = self.slot_of(id, router);
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

    /// Frees some memory of routes that are in no table any more, if there are many of them: that of so many destinations, so
    /// that no message takes long.
    pub(super) fn clean_if_worth(&mut self, destinations: usize) {
        if self.cleaned.is_none() && self.dead > self.routes / 2 + FEW {
            self.cleaned = Some(Cleaned::Ipv4(None));
        }
        if self.cleaned.is_some() {
            self.clean(destinations);
        }
    }

    /// Frees the memory of all routes that are in no table any more. It takes the time of a pass over all tables, and is not
    /// needed: see the [module](super).
    pub fn purge(&mut self) {
        if self.dead > 0 {
            self.cleaned = Some(Cleaned::Ipv4(None));
        }
        while self.cleaned.is_some() {
            self.clean(usize::MAX);
        }
    }

    fn clean(&mut self, destinations: usize) {
        let Some(cleaned) = self.cleaned else {
            return;
        };
        let (sets, routers, slots) = (&mut self.sets, &mut self.routers, &mut self.slots);
        // The slots are changed behind the pass, which reads them.
        let mut taken: Vec<(u32, usize)> = Vec::new();
        let mut take = |set: u32, slot: u32, octets: usize| {
            taken.push((slot, octets));
            if let Some(freed) = sets.release(set)
                && let Some(owner) = routers.get_mut(&RouterId(freed.owner))
            {
                owner.octets -= freed.octets;
            }
        };
        let is_dead = |entry: &Entry| {
            let slot = slots.get(entry.slot as usize);
            slot.is_none_or(|slot| slot.table == NO_TABLE)
        };
        let each = |entry: Entry| take(entry.set, entry.slot, 0);
        self.cleaned = Some(match cleaned {
            Cleaned::Ipv4(after) => match self.ipv4.clean(after, destinations, is_dead, each) {
                Some(last) => Cleaned::Ipv4(Some(last)),
                None => Cleaned::Ipv6(None),
            },
            Cleaned::Ipv6(after) => match self.ipv6.clean(after, destinations, is_dead, each) {
                Some(last) => Cleaned::Ipv6(Some(last)),
                None => Cleaned::Others(0),
            },
            Cleaned::Others(number) => {
                let each = |taken: Taken| take(taken.entry.set, taken.entry.slot, taken.octets);
                match self.others.clean(number, destinations, is_dead, each) {
                    Some(next) => Cleaned::Others(next),
                    None => Cleaned::Everything,
                }
            }
            Cleaned::Everything => Cleaned::Everything,
        });
        if matches!(self.cleaned, Some(Cleaned::Everything)) {
            self.cleaned = None;
        }
        self.dead -= taken.len() as u64;
        for (number, octets) in taken {
            let Some(slot) = self.slots.get_mut(number as usize) else {
                continue;
            };
            slot.entries -= 1;
            if slot.entries == 0 {
                self.free_slots.push(number);
            }
            if let Some(router) = self.routers.get_mut(&RouterId(slot.router)) {
                router.octets -= octets;
            }
        }
    }
}

/// How far a pass has come that frees memory.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cleaned {
    /// Up to this prefix.
    Ipv4(Option<Ipv4Net>),
    Ipv6(Option<Ipv6Net>),
    /// Up to the destination before this one.
    Others(u32),
    Everything,
}

pub(super) fn table_mut(tables: &mut [Option<Table>], id: TableId) -> Option<&mut Table> {
    tables.get_mut(id.0 as usize)?.as_mut()
}
