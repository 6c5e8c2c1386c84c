//! The peers of a table, found by their keys, and in the order of their last Peer Ups.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::bmp::PeerKey;
use crate::bmp::peer_table::KnownPeer;

/// Peers have places. A place does not change while its peer is known, so that indices of four bytes can link them.
#[derive(Clone, Debug, Default)]
pub(super) struct Peers {
    places: Vec<Option<Box<Linked>>>,
    free: Vec<u32>,
    index: HashTable<u32>,
    hasher: DefaultHashBuilder,
    oldest: Option<u32>,
    newest: Option<u32>,
}

/// A peer between the one whose last Peer Up came before, and the one whose came after.
#[derive(Clone, Debug)]
struct Linked {
    key: PeerKey,
    older: Option<u32>,
    newer: Option<u32>,
    peer: KnownPeer,
}

impl Peers {
    pub(super) fn len(&self) -> usize {
        self.index.len()
    }

    pub(super) fn get(&self, key: &PeerKey) -> Option<&KnownPeer> {
        Some(&self.linked(self.place(key)?)?.peer)
    }

    pub(super) fn get_mut(&mut self, key: &PeerKey) -> Option<&mut KnownPeer> {
        let place = self.place(key)?;
        Some(&mut self.linked_mut(place)?.peer)
    }

    /// Returns the peers, the one with the oldest Peer Up first.
    pub(super) fn iter(&self) -> impl Iterator<Item = (PeerKey, &KnownPeer)> {
        let of = |place: Option<u32>| self.linked(place?);
        core::iter::successors(of(self.oldest), move |linked| of(linked.newer))
            .map(|linked| (linked.key, &linked.peer))
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut KnownPeer> {
        let peers = self.places.iter_mut().flatten();
        peers.map(|linked| &mut linked.peer)
    }

    pub(super) fn oldest(&self) -> Option<PeerKey> {
        Some(self.linked(self.oldest?)?.key)
    }

    /// Adds a peer that is not known, as the newest.
    pub(super) fn insert(&mut self, key: PeerKey, peer: KnownPeer) {
        let linked = Some(Box::new(Linked {
            key,
            older: None,
            newer: None,
            peer,
        }));
        let place = match self.free.pop() {
            Some(place) => {
                if let Some(free) = self.places.get_mut(place as usize) {
                    *free = linked;
                }
                place
            }
            None => {
                self.places.push(linked);
                // So that removing a peer does not allocate.
                self.free.reserve(self.places.len());
                (self.places.len() - 1) as u32
            }
        };
        let (places, hasher) = (&self.places, &self.hasher);
        let hash = |place: &u32| match places.get(*place as usize) {
            Some(Some(linked)) => hasher.hash_one(linked.key),
            _ => 0,
        };
        self.index.insert_unique(hasher.hash_one(key), place, hash);
        self.link(place);
    }

    /// Makes a peer the newest.
    pub(super) fn renew(&mut self, key: &PeerKey) {
        if let Some(place) = self.place(key) {
            self.unlink(place);
            self.link(place);
        }
    }

    pub(super) fn remove(&mut self, key: &PeerKey) {
        let Some(place) = self.place(key) else {
            return;
        };
        self.unlink(place);
        let hash = self.hasher.hash_one(key);
        if let Ok(entry) = self.index.find_entry(hash, |other| *other == place) {
            entry.remove();
        }
        if let Some(linked) = self.places.get_mut(place as usize) {
            *linked = None;
        }
        self.free.push(place);
    }

    fn place(&self, key: &PeerKey) -> Option<u32> {
        let is_same = |place: &u32| self.linked(*place).is_some_and(|linked| linked.key == *key);
        self.index.find(self.hasher.hash_one(key), is_same).copied()
    }

    fn linked(&self, place: u32) -> Option<&Linked> {
        self.places.get(place as usize)?.as_deref()
    }

    fn linked_mut(&mut self, place: u32) -> Option<&mut Linked> {
        self.places.get_mut(place as usize)?.as_deref_mut()
    }

    /// Puts a peer behind the newest one.
    fn link(&mut self, place: u32) {
        let before = self.newest.replace(place);
        if let Some(linked) = self.linked_mut(place) {
            (linked.older, linked.newer) = (before, None);
        }
        match before.and_then(|before| self.linked_mut(before)) {
            Some(before) => before.newer = Some(place),
            None => self.oldest = Some(place),
        }
    }

    fn unlink(&mut self, place: u32) {
        let Some(linked) = self.linked(place) else {
            return;
        };
        let (older, newer) = (linked.older, linked.newer);
        match older.and_then(|older| self.linked_mut(older)) {
            Some(older) => older.newer = newer,
            None => self.oldest = newer,
        }
        match newer.and_then(|newer| self.linked_mut(newer)) {
            Some(newer) => newer.older = older,
            None => self.newest = older,
        }
    }
}
