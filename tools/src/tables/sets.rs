//! Sets of path attributes, each kept once.

use std::hash::BuildHasher;

use bmp_codec::bgp::Session;
use bmp_codec::bgp::attribute::PathAttributes;
use bmp_codec::net::AsnWidth;
use foldhash::fast::RandomState;

use crate::tables::numbers::Numbers;
use crate::tables::store::Store;

/// All sets that routes have.
#[derive(Debug, Default)]
pub(super) struct Sets {
    /// In front of the bytes of each is its [`Head`].
    store: Store,
    numbers: Numbers,
    /// Seeded by each process, so that nobody can choose attributes that collide.
    hasher: RandomState,
    octets: usize,
}

/// What is kept of a set besides its bytes.
#[derive(Clone, Copy, Debug)]
struct Head {
    /// The routes with this set.
    uses: u32,
    /// The router whose limit the bytes count for: the first one that sent them.
    owner: u32,
}

const HEAD: usize = 8;

impl Head {
    fn of([a, b, c, d, e, f, g, h]: [u8; HEAD]) -> Head {
        Head {
            uses: u32::from_le_bytes([a, b, c, d]),
            owner: u32::from_le_bytes([e, f, g, h]),
        }
    }

    fn to_octets(self) -> [u8; HEAD] {
        (u64::from(self.uses) | u64::from(self.owner) << 32).to_le_bytes()
    }
}

/// The first byte of a set: the width of AS numbers.
const TWO_OCTETS: u8 = 2;
const FOUR_OCTETS: u8 = 4;

/// Returns the first byte of a set.
pub(super) fn head(session: Session) -> u8 {
    match session.asn_width() {
        AsnWidth::Two => TWO_OCTETS,
        AsnWidth::Four => FOUR_OCTETS,
    }
}

/// What a set costs besides its bytes: its head, its place in the store and in the numbers.
const OVERHEAD: usize = HEAD + 24;

/// The bytes that are no longer used, and whose they were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Freed {
    pub(super) owner: u32,
    pub(super) octets: usize,
}

impl Sets {
    /// Returns the number of different sets.
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Returns the bytes that all sets take up.
    pub(super) fn octets(&self) -> usize {
        self.octets
    }

    /// Returns the number of a set, with one more use. A new one counts for `owner`; the second value is its cost. There is
    /// no number if all sets together have no room.
    pub(super) fn take(&mut self, octets: &[u8], owner: u32) -> Option<(u32, usize)> {
        let hash = self.hasher.hash_one(octets);
        let store = &self.store;
        let is_it = |number| store.get(number).get(HEAD..) == Some(octets);
        if let Some(number) = self.numbers.find(hash, is_it) {
            self.hold(number);
            return Some((number, 0));
        }
        let head = Head { uses: 1, owner };
        let number = self.store.put(&head.to_octets(), octets)?;
        self.numbers.insert(hash, number);
        let cost = octets.len() + OVERHEAD;
        self.octets += cost;
        Some((number, cost))
    }

    /// Counts another use.
    #[inline]
    pub(super) fn hold(&mut self, number: u32) {
        self.count(number, |uses| uses.saturating_add(1));
    }

    /// Ends a use. The last one frees the set.
    #[inline]
    pub(super) fn release(&mut self, number: u32) -> Option<Freed> {
        // A number that has reached its end no longer tells.
        let head = self.count(number, |uses| match uses {
            u32::MAX => uses,
            uses => uses.saturating_sub(1),
        })?;
        (head.uses == 0).then(|| self.free(number, head.owner))
    }

    #[inline]
    fn count(&mut self, number: u32, change: impl Fn(u32) -> u32) -> Option<Head> {
        let front = self.store.front(number)?;
        let mut head = Head::of(*front);
        head.uses = change(head.uses);
        *front = head.to_octets();
        Some(head)
    }

    #[cold]
    #[inline(never)]
    fn free(&mut self, number: u32, owner: u32) -> Freed {
        let octets = self.store.get(number).get(HEAD..).unwrap_or_default();
        let cost = octets.len() + OVERHEAD;
        self.numbers.remove(self.hasher.hash_one(octets), number);
        self.store.remove(number);
        self.octets -= cost;
        Freed {
            owner,
            octets: cost,
        }
    }

    /// Returns the attributes of a set.
    pub(super) fn get(&self, number: u32) -> PathAttributes<&[u8]> {
        let octets = self.store.get(number).get(HEAD..).unwrap_or_default();
        let (width, octets) = match octets {
            [TWO_OCTETS, octets @ ..] => (AsnWidth::Two, octets),
            [_, octets @ ..] => (AsnWidth::Four, octets),
            [] => (AsnWidth::Four, octets),
        };
        PathAttributes::over(octets, Session::default().with_asn_width(width))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ORIGIN IGP, and ORIGIN EGP.
    #[test]
    fn one_is_kept_once_and_freed_by_its_last_use() {
        let mut sets = Sets::default();
        let (igp, egp) = (&[4, 0x40, 1, 1, 0][..], &[4, 0x40, 1, 1, 1][..]);
        let (first, cost) = sets.take(igp, 7).unwrap();
        assert!(cost > igp.len());
        assert_eq!(sets.take(igp, 8), Some((first, 0)));
        let (second, _) = sets.take(egp, 7).unwrap();
        assert_ne!(first, second);
        assert_eq!(sets.get(first).to_string(), "ORIGIN igp");
        assert_eq!((sets.len(), sets.octets()), (2, 2 * cost));
        assert_eq!(sets.release(first), None);
        let freed = Freed {
            owner: 7,
            octets: cost,
        };
        assert_eq!(sets.release(first), Some(freed));
        assert_eq!((sets.len(), sets.octets()), (1, cost));
        // Its number is free for another one.
        assert_eq!(sets.take(igp, 9).unwrap().0, first);
        assert_eq!(sets.get(second).to_string(), "ORIGIN egp");
    }

    /// AS_PATH 64496 in two bytes.
    #[test]
    fn the_width_of_as_numbers_is_kept() {
        let mut sets = Sets::default();
        let (number, _) = sets.take(&[2, 0x40, 2, 4, 2, 1, 0xfb, 0xf0], 0).unwrap();
        assert_eq!(sets.get(number).to_string(), "AS_PATH 64496");
    }
}
