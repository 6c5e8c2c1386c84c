//! What was learned of each table of a peer.

use alloc::vec::Vec;

use crate::bmp::peer_table::rib_state::{Learned, RibState};

/// The tables of a peer that had messages, of up to eight. Most peers have one, so the first has its place here.
#[derive(Clone, Debug, Default)]
pub(super) struct Tables {
    first: Table,
    others: Vec<Table>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Table {
    /// As [`rib_index`](super::peer::rib_index) returns it, or [`UNUSED`].
    pub(super) index: u8,
    pub(super) learned: Learned,
    pub(super) rib: RibState,
}

/// The index of the first table before it had messages.
const UNUSED: u8 = u8::MAX;

impl Default for Table {
    fn default() -> Table {
        Table {
            index: UNUSED,
            learned: Learned::default(),
            rib: RibState::default(),
        }
    }
}

impl Tables {
    pub(super) fn iter(&self) -> impl Iterator<Item = &Table> {
        let first = core::iter::once(&self.first).filter(|table| table.index != UNUSED);
        first.chain(&self.others)
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Table> {
        let first = core::iter::once(&mut self.first).filter(|table| table.index != UNUSED);
        first.chain(&mut self.others)
    }

    pub(super) fn get(&self, index: u8) -> Option<&Table> {
        self.iter().find(|table| table.index == index)
    }

    pub(super) fn get_mut(&mut self, index: u8) -> Option<&mut Table> {
        self.iter_mut().find(|table| table.index == index)
    }

    /// Returns the table with an index. If it is not there yet, it is `new`.
    #[inline(always)]
    pub(super) fn get_or_insert(&mut self, index: u8, new: impl FnOnce() -> Table) -> &mut Table {
        if self.first.index == UNUSED {
            self.first = new();
            return &mut self.first;
        }
        if self.first.index == index {
            return &mut self.first;
        }
        let place = self.others.iter().position(|table| table.index == index);
        let place = place.unwrap_or_else(|| {
            self.others.push(new());
            self.others.len() - 1
        });
        self.others.get_mut(place).unwrap_or(&mut self.first)
    }
}
