//! Sets of path attributes, each kept once.

use std::hash::BuildHasher;

use bmp_codec::bgp::Session;
use bmp_codec::bgp::attribute::PathAttributes;
use bmp_codec::net::AsnWidth;
use foldhash::fast::RandomState;
use hashbrown::HashTable;

/// All sets that routes have.
#[derive(Debug, Default)]
pub(super) struct Sets {
    kept: Vec<Kept>,
    free: Vec<u32>,
    numbers: HashTable<u32>,
    /// Seeded by each process, so that nobody can choose attributes that collide.
    hasher: RandomState,
    octets: usize,
}

#[derive(Debug, Default)]
struct Kept {
    octets: Box<[u8]>,
    hash: u64,
    /// The routes with this set.
    uses: u32,
    /// The router whose limit the bytes count for: the first one that sent them.
    owner: u32,
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

/// What a set costs besides its bytes.
const OVERHEAD: usize = size_of::<Kept>() + 16;

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

    /// Returns the number of a set, with one more use. A new one counts for `owner`; the second value is its cost.
    pub(super) fn take(&mut self, octets: &[u8], owner: u32) -> (u32, usize) {
        let hash = self.hasher.hash_one(octets);
        let kept = &self.kept;
        let is_it = |number: &u32| {
            kept.get(*number as usize)
                .is_some_and(|kept| *kept.octets == *octets)
        };
        if let Some(&number) = self.numbers.find(hash, is_it) {
            self.hold(number);
            return (number, 0);
        }
        let kept = Kept {
            octets: octets.into(),
            hash,
            uses: 1,
            owner,
        };
        let number = match self.free.pop() {
            Some(number) => number,
            None => {
                if self.kept.len() == self.kept.capacity() {
                    // Twice as much would be a large part of all memory.
                    self.kept.reserve_exact((self.kept.len() / 8).max(64));
                }
                self.kept.push(Kept::default());
                (self.kept.len() - 1) as u32
            }
        };
        if let Some(place) = self.kept.get_mut(number as usize) {
            *place = kept;
        }
        let all = &self.kept;
        self.numbers.insert_unique(hash, number, |number| {
            all.get(*number as usize).map_or(0, |kept| kept.hash)
        });
        let cost = octets.len() + OVERHEAD;
        self.octets += cost;
        (number, cost)
    }

    /// Counts another use.
    #[inline]
    pub(super) fn hold(&mut self, number: u32) {
        if let Some(kept) = self.kept.get_mut(number as usize) {
            kept.uses = kept.uses.saturating_add(1);
        }
    }

    /// Ends a use. The last one frees the set.
    #[inline]
    pub(super) fn release(&mut self, number: u32) -> Option<Freed> {
        let kept = self.kept.get_mut(number as usize)?;
        // A number that has reached its end no longer tells.
        if kept.uses != u32::MAX {
            kept.uses = kept.uses.saturating_sub(1);
        }
        if kept.uses > 0 {
            return None;
        }
        Some(self.free(number))
    }

    #[cold]
    #[inline(never)]
    fn free(&mut self, number: u32) -> Freed {
        let place = self.kept.get_mut(number as usize);
        let kept = place.map(std::mem::take).unwrap_or_default();
        if let Ok(found) = self.numbers.find_entry(kept.hash, |other| *other == number) {
            found.remove();
        }
        self.free.push(number);
        let octets = kept.octets.len() + OVERHEAD;
        self.octets -= octets;
        Freed {
            owner: kept.owner,
            octets,
        }
    }

    /// Returns the attributes of a set.
    pub(super) fn get(&self, number: u32) -> PathAttributes<&[u8]> {
        let octets = self.kept.get(number as usize).map(|kept| &kept.octets[..]);
        let (width, octets) = match octets {
            Some([TWO_OCTETS, octets @ ..]) => (AsnWidth::Two, octets),
            Some([_, octets @ ..]) => (AsnWidth::Four, octets),
            _ => (AsnWidth::Four, &[][..]),
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
        let (first, cost) = sets.take(igp, 7);
        assert!(cost > igp.len());
        assert_eq!(sets.take(igp, 8), (first, 0));
        let (second, _) = sets.take(egp, 7);
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
        assert_eq!(sets.take(igp, 9).0, first);
        assert_eq!(sets.get(second).to_string(), "ORIGIN egp");
    }

    /// AS_PATH 64496 in two bytes.
    #[test]
    fn the_width_of_as_numbers_is_kept() {
        let mut sets = Sets::default();
        let (number, _) = sets.take(&[2, 0x40, 2, 4, 2, 1, 0xfb, 0xf0], 0);
        assert_eq!(sets.get(number).to_string(), "AS_PATH 64496");
    }
}
