//! Numbers by the hashes of what they stand for.

use hashbrown::HashTable;

/// So many tables share the numbers. Each is small, so that none takes long to grow, whatever they have together.
const TABLES: usize = 1 << 12;

/// A set of numbers, each with a hash.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// Empty, or [`TABLES`] of them.
    tables: Vec<HashTable<Place>>,
    len: usize,
}

/// A number, and enough of its hash to move it to a larger table without a look at what it stands for.
#[derive(Clone, Copy, Debug)]
struct Place {
    number: u32,
    hash: u32,
}

impl Place {
    fn new(hash: u64, number: u32) -> Place {
        // The upper bits choose the table.
        let hash = (hash >> 16) as u32;
        Place { number, hash }
    }

    /// Spreads the hash over 64 bits.
    fn spread(&self) -> u64 {
        u64::from(self.hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

fn table(hash: u64) -> usize {
    (hash >> 52) as usize % TABLES
}

impl Numbers {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Returns the number with this hash that is wanted.
    pub(super) fn find(&self, hash: u64, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let wanted = Place::new(hash, 0);
        let is_it = |place: &Place| place.hash == wanted.hash && is_it(place.number);
        let found = self.tables.get(table(hash))?.find(wanted.spread(), is_it);
        found.map(|place| place.number)
    }

    /// Adds a number that is not there.
    pub(super) fn insert(&mut self, hash: u64, number: u32) {
        if self.tables.is_empty() {
            self.tables.resize_with(TABLES, HashTable::new);
        }
        let place = Place::new(hash, number);
        if let Some(table) = self.tables.get_mut(table(hash)) {
            table.insert_unique(place.spread(), place, Place::spread);
            self.len += 1;
        }
    }

    pub(super) fn remove(&mut self, hash: u64, number: u32) {
        let Some(table) = self.tables.get_mut(table(hash)) else {
            return;
        };
        let wanted = Place::new(hash, number);
        if let Ok(found) = table.find_entry(wanted.spread(), |place| place.number == number) {
            found.remove();
            self.len -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_by_their_hashes() {
        let mut numbers = Numbers::default();
        assert_eq!(numbers.find(1, |_| true), None);
        let hash = |number: u32| u64::from(number).wrapping_mul(0x1234_5678_9abc_def1);
        for number in 0..100_000 {
            numbers.insert(hash(number), number);
        }
        for number in (0..100_000).step_by(2) {
            numbers.remove(hash(number), number);
            numbers.remove(hash(number), number);
        }
        assert_eq!(numbers.len(), 50_000);
        for number in 0..100_000 {
            let found = numbers.find(hash(number), |other| other == number);
            assert_eq!(found, (number % 2 == 1).then_some(number));
        }
        // Two that collide.
        numbers.insert(7, 1);
        numbers.insert(7, 2);
        assert_eq!(numbers.find(7, |number| number == 2), Some(2));
        numbers.remove(7, 2);
        assert_eq!(numbers.find(7, |number| number > 0), Some(1));
    }
}
