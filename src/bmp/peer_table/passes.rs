//! Peers whose messages pass unchecked, found by a few words of their header.
//!
//! This is what nearly every message needs, in a place of its own: the map of peers is larger, and has a seeded hash.

use alloc::vec::Vec;

use crate::bgp::Session;
use crate::bmp::peer_table::rib_state::Slot;
use crate::bmp::{HEADER_LEN, PeerKey};

/// Some of the passes of a peer table: one for each place. A peer whose place is taken is found in the map of peers.
#[derive(Clone, Debug, Default)]
pub(super) struct Passes {
    /// As many as a power of two, or empty.
    places: Vec<Pass>,
    /// The bits of a hash that make a place.
    mask: usize,
}

/// Lets messages pass that begin with this type, these flags, and this peer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pass {
    words: Words,
    /// Type and flags, with [`OF_FAMILY`] or without, or [`FREE`].
    head: u32,
    /// The credit is above zero, unless the pass is free.
    pub(super) slot: Slot,
}

/// Distinguisher and address of a peer, as they are on the wire.
type Words = [u64; 3];

/// Set beside type and flags if the pass is not for all messages.
const OF_FAMILY: u32 = 1 << 16;

/// In place of type and flags if the place is free.
const FREE: u32 = u32::MAX;

/// Flags that have no meaning. A peer that sets some has no pass, so that [`Passes::revoke_all`] finds all.
const RESERVED: u32 = 0x0f00;

impl Default for Pass {
    fn default() -> Pass {
        Pass {
            words: [0; 3],
            head: FREE,
            slot: Slot::default(),
        }
    }
}

/// The number of places in a table with few peers, and in one with many.
const FEWEST: usize = 1 << 8;
const MOST: usize = 1 << 12;

impl Passes {
    /// Returns the pass of the peer of a message if it is for all messages, else the place of the pass.
    #[inline(always)]
    pub(super) fn find(&mut self, frame: &[u8]) -> Result<&mut Pass, usize> {
        let Some((head, words)) = begin(frame) else {
            return Err(usize::MAX);
        };
        let place = self.place(head, words);
        match self.places.get_mut(place) {
            Some(pass) if pass.head == head && pass.is_of(words) => Ok(pass),
            _ => Err(place),
        }
    }

    /// Lets a message pass if the pass at this place is for its peer and its family.
    pub(super) fn spend_at(&mut self, place: usize, frame: &[u8]) -> Option<Session> {
        let (head, words) = begin(frame)?;
        let pass = self.places.get_mut(place)?;
        let is_covered = pass.head == head | OF_FAMILY && pass.is_of(words);
        (is_covered && pass.slot.covers(frame)).then(|| pass.spend())
    }

    /// Makes a pass of the credit of a peer, if its place is free. Otherwise the pass that is there loses one message:
    /// a silent peer does not keep its place.
    pub(super) fn deposit(&mut self, frame: &[u8], slot: &mut Slot) {
        let Some((head, words)) = begin(frame).filter(|(head, _)| head & RESERVED == 0) else {
            return;
        };
        let place = self.place(head, words);
        let head = if slot.is_for_all() {
            head
        } else {
            head | OF_FAMILY
        };
        match self.places.get_mut(place) {
            Some(pass) if pass.head != FREE => {
                pass.spend();
            }
            Some(pass) if slot.credit > 0 => {
                *pass = Pass {
                    words,
                    head,
                    slot: *slot,
                };
                slot.credit = 0;
            }
            _ => {}
        }
    }

    /// Removes the pass for messages like this one.
    pub(super) fn revoke(&mut self, frame: &[u8]) {
        if let Some((head, words)) = begin(frame) {
            self.remove(head, words);
        }
    }

    /// Removes all passes of a peer.
    pub(super) fn revoke_all(&mut self, peer: &PeerKey) {
        let [high, low] = peer.address_words();
        let words = [peer.distinguisher().0, high, low].map(u64::to_be);
        for flags in (0..=u8::MAX).step_by(1 << 4) {
            self.remove(of_octets(peer.peer_type().into(), flags), words);
        }
    }

    fn remove(&mut self, head: u32, words: Words) {
        let place = self.place(head, words);
        let pass = self.places.get_mut(place);
        if let Some(pass) = pass.filter(|pass| pass.head & !OF_FAMILY == head && pass.is_of(words))
        {
            pass.head = FREE;
        }
    }

    /// Removes all passes.
    pub(super) fn clear(&mut self) {
        self.places.fill(Pass::default());
    }

    /// Makes room for this number of peers. Done when a peer comes up, so that no other message allocates.
    pub(super) fn reserve(&mut self, peers: usize) {
        let places = peers
            .saturating_mul(4)
            .clamp(FEWEST, MOST)
            .next_power_of_two();
        if self.places.len() < places {
            self.places.clear();
            self.places.resize(places, Pass::default());
            self.mask = places - 1;
        }
    }

    /// Returns the place of a pass.
    #[inline(always)]
    fn place(&self, head: u32, [distinguisher, high, low]: Words) -> usize {
        // The golden ratio: addresses in a row have places far from each other.
        const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
        let word = (distinguisher ^ high ^ low).rotate_left(32) ^ u64::from(head);
        (word.wrapping_mul(SPREAD) >> 40) as usize & self.mask
    }
}

impl Pass {
    // Word by word, which takes less instructions than all at once.
    #[inline(always)]
    fn is_of(&self, words: Words) -> bool {
        self.words[0] == words[0] && self.words[1] == words[1] && self.words[2] == words[2]
    }

    /// Lets a message pass.
    #[inline(always)]
    pub(super) fn spend(&mut self) -> Session {
        self.slot.credit -= 1;
        if self.slot.credit == 0 {
            self.head = FREE;
        }
        self.slot.session
    }
}

/// Returns what passes are found by.
#[inline(always)]
fn begin(frame: &[u8]) -> Option<(u32, Words)> {
    let [peer_type, flags, rest @ ..] = frame.get(HEADER_LEN..)?.first_chunk::<26>()?;
    let (words, _) = rest.as_chunks();
    let [a, b, c] = words else { return None };
    let head = of_octets(*peer_type, *flags);
    Some((head, [*a, *b, *c].map(u64::from_ne_bytes)))
}

/// Returns the type of a peer, and the flags above it.
#[inline(always)]
fn of_octets(peer_type: u8, flags: u8) -> u32 {
    u16::from_le_bytes([peer_type, flags]).into()
}
