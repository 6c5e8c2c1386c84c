//! Peers whose messages pass unchecked, found by a few words of their header.
//!
//! This is what nearly every message needs, in a place of its own: the map of peers is larger, and has a seeded hash.

use alloc::vec::Vec;

use crate::bgp::Session;
use crate::bgp::nlri::Family;
use crate::bmp::peer_table::slot::{ALL, ANY, NONE, Slot, has_attributes_only, has_nlri, is_of};
use crate::bmp::peer_table::withdrawals::Withdrawals;
use crate::bmp::route_monitoring::HEAD_LEN;
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
    /// Type and flags, or [`FREE`].
    head: u16,
    /// The number of messages of some kinds that may pass.
    few: i16,
    /// The number of messages that may pass whatever they hold; far below zero if only some kinds may, so that one test
    /// tells.
    any: i32,
    session: Session,
    /// The family of announced routes, as in a [`Slot`].
    family: u32,
    withdrawals: Withdrawals,
}

/// Distinguisher and address of a peer, as they are on the wire.
type Words = [u64; 3];

/// In place of type and flags if the place is free. All flags are set, [`RESERVED`] ones too: a message may have them,
/// but finds that no messages may pass.
const FREE: u16 = u16::MAX;

/// No pass loses as many messages as it takes from here to the least number.
const NOT_ANY: i32 = i32::MIN / 2;

/// Flags that have no meaning. A peer that sets some has no pass, so that [`Passes::revoke_all`] finds all.
const RESERVED: u16 = 0x0f00;

impl Default for Pass {
    fn default() -> Pass {
        Pass {
            words: [0; 3],
            head: FREE,
            few: 0,
            any: 0,
            session: Session::default(),
            family: NONE,
            withdrawals: Withdrawals::NONE,
        }
    }
}

/// The number of places in a table with few peers, and in one with many.
const FEWEST: usize = 1 << 8;
const MOST: usize = 1 << 12;

impl Passes {
    /// Lets a message pass if the pass of its peer is for all messages; or for announced routes of IPv4 unicast, or for those
    /// of the only other family, and this is one. Otherwise returns the place of the pass, for [`spend_rarely`](Passes::spend_rarely).
    #[inline(always)]
    pub(super) fn spend(&mut self, frame: &[u8]) -> Option<Result<Session, usize>> {
        let (head, words) = begin(frame)?;
        let place = self.place(head, words);
        let pass = self.places.get_mut(place)?;
        if !(pass.head == head && pass.is_of(words)) {
            return None;
        }
        pass.any -= 1;
        if pass.any >= 0 {
            return Some(Ok(pass.session));
        }
        const IPV4: u32 = Family::IPV4_UNICAST.key();
        let is_covered = match pass.family {
            IPV4 => has_nlri(frame),
            ANY => has_attributes_only(frame),
            _ => false,
        };
        if is_covered {
            pass.few -= 1;
            if pass.few >= 0 {
                return Some(Ok(pass.session));
            }
        }
        Some(Err(place))
    }

    /// Lets a message pass if the pass at this place is for it, and [`spend`](Passes::spend) did not find that.
    #[inline(always)]
    pub(super) fn spend_rarely(&mut self, place: usize, frame: &[u8]) -> Option<Session> {
        let pass = self.places.get_mut(place)?;
        if pass.few <= 0 {
            (pass.any, pass.few) = (NOT_ANY, 0);
            pass.head = FREE;
            return None;
        }
        let is_covered = pass.withdrawals.cover_unicast(pass.session, frame)
            || is_of(pass.family, frame) == Some(true);
        pass.few -= i16::from(is_covered);
        is_covered.then_some(pass.session)
    }

    /// The same for withdrawn routes of other families.
    pub(super) fn spend_withdrawn(&mut self, place: usize, frame: &[u8]) -> Option<Session> {
        let pass = self.places.get_mut(place)?;
        let is_covered = pass.few > 0 && pass.withdrawals.cover(pass.session, frame);
        pass.few -= i16::from(is_covered);
        is_covered.then_some(pass.session)
    }

    /// Makes a pass of the credit of a peer, if its place is free. Otherwise the pass that is there loses one message:
    /// a silent peer does not keep its place.
    pub(super) fn deposit(&mut self, frame: &[u8], slot: &mut Slot, withdrawals: Withdrawals) {
        let Some((head, words)) = begin(frame).filter(|(head, _)| head & RESERVED == 0) else {
            return;
        };
        let place = self.place(head, words);
        let Some(pass) = self.places.get_mut(place) else {
            return;
        };
        let is_own = pass.head == head && pass.is_of(words);
        if pass.head == FREE || is_own && pass.family == NONE {
            let credit = |most: i32| slot.credit.min(most as u32) as i32;
            let (any, few) = match slot.family {
                ALL => (credit(i32::MAX), 0),
                _ => (NOT_ANY, credit(i16::MAX.into()) as i16),
            };
            *pass = Pass {
                words,
                head,
                few,
                any,
                session: slot.session,
                family: slot.family,
                withdrawals,
            };
            slot.credit = 0;
        } else if is_own && pass.session == slot.session && pass.withdrawals != withdrawals {
            pass.withdrawals = withdrawals;
        } else {
            pass.lose();
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

    fn remove(&mut self, head: u16, words: Words) {
        let place = self.place(head, words);
        let pass = self.places.get_mut(place);
        if let Some(pass) = pass.filter(|pass| pass.head == head && pass.is_of(words)) {
            *pass = Pass::default();
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
    fn place(&self, head: u16, [distinguisher, high, low]: Words) -> usize {
        // The golden ratio, as a number that fits into the instruction. The last byte of an address is the upper one of its
        // word, so the products of addresses in a row differ in their upper bytes.
        const SPREAD: u64 = 0xffff_ffff_9e37_79b1;
        let word = (distinguisher ^ high ^ low).wrapping_add(head.into());
        word.wrapping_mul(SPREAD).swap_bytes() as usize & self.mask
    }
}

impl Pass {
    // Word by word, which takes less instructions than all at once.
    #[inline(always)]
    fn is_of(&self, words: Words) -> bool {
        self.words[0] == words[0] && self.words[1] == words[1] && self.words[2] == words[2]
    }

    /// Lowers the number of messages that may pass.
    fn lose(&mut self) {
        self.any -= i32::from(self.any > 0);
        self.few -= i16::from(self.few > 0);
        if self.any <= 0 && self.few <= 0 {
            self.head = FREE;
        }
    }
}

/// Returns what passes are found by.
#[inline(always)]
fn begin(frame: &[u8]) -> Option<(u16, Words)> {
    let head = frame.first_chunk::<HEAD_LEN>()?;
    let [peer_type, flags, rest @ ..] = head.get(HEADER_LEN..)?.first_chunk::<26>()?;
    let (words, _) = rest.as_chunks();
    let [a, b, c] = words else { return None };
    let head = of_octets(*peer_type, *flags);
    Some((head, [*a, *b, *c].map(u64::from_ne_bytes)))
}

/// Returns the type of a peer, and the flags above it.
#[inline(always)]
fn of_octets(peer_type: u8, flags: u8) -> u16 {
    u16::from_le_bytes([peer_type, flags])
}
