//! The smallest seed of each shape, within a bound.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::files::Item;
use crate::seeds::seed::{PeerUps, Seed, Target, seeds};
use crate::seeds::shape::Shape;

/// What a seed takes beside its bytes: its place in a table, and its name.
const BESIDE: u64 = 256;

/// Seeds by target and shape.
#[derive(Debug)]
pub(crate) struct Collection {
    limit: u64,
    bytes: u64,
    ups: PeerUps,
    seeds: HashMap<(Target, Shape), Seed>,
    pub(crate) messages: u64,
    /// Messages that cannot be decoded.
    pub(crate) malformed: u64,
    /// Seeds that are not decoded as they were in their streams.
    pub(crate) unfaithful: u64,
    /// Seeds and Peer Ups for which there was no room.
    pub(crate) refused: u64,
}

impl Collection {
    pub(crate) fn new(limit: u64) -> Self {
        Collection {
            limit,
            bytes: 0,
            ups: PeerUps::default(),
            seeds: HashMap::new(),
            messages: 0,
            malformed: 0,
            unfaithful: 0,
            refused: 0,
        }
    }

    /// Takes the seeds of a message that are smaller than those it has.
    pub(crate) fn take(&mut self, item: &Item<'_, '_>) {
        self.messages += 1;
        self.malformed += u64::from(item.decoded.is_err());
        let room = self.limit.saturating_sub(self.bytes + self.ups.bytes);
        self.refused += u64::from(!self.ups.learn(item, room));
        let mut found = Vec::new();
        seeds(item, &self.ups, &mut |seed| found.push(seed));
        for seed in found {
            self.unfaithful += u64::from(!seed.is_faithful);
            self.add(seed);
        }
    }

    fn add(&mut self, seed: Seed) {
        let room = self.limit.saturating_sub(self.bytes + self.ups.bytes);
        let size = seed.octets.len() as u64;
        match self.seeds.entry((seed.target, seed.shape)) {
            Entry::Occupied(mut known) => {
                let known = known.get_mut();
                let order = |seed: &Seed| (seed.octets.len(), seed.octets.clone());
                // Whichever comes first: the same messages in another order give the same files.
                if seed.octets.len() <= known.octets.len() && order(&seed) < order(known) {
                    self.bytes -= known.octets.len() as u64 - size;
                    *known = seed;
                }
            }
            Entry::Vacant(_) if size + BESIDE > room => self.refused += 1,
            Entry::Vacant(place) => {
                self.bytes += size + BESIDE;
                place.insert(seed);
            }
        }
    }

    /// Returns the seeds of a target.
    pub(crate) fn of(&self, target: Target) -> impl Iterator<Item = &Seed> {
        self.seeds
            .values()
            .filter(move |seed| seed.target == target)
    }
}
