//! What a peer table knows of one peer.

use alloc::vec::Vec;

use crate::bgp::error_action::Neighbor;
use crate::bgp::nlri::FamilySet;
use crate::bgp::{Direction, Offer, Session};
use crate::bmp::peer_table::FamilyReading;
use crate::bmp::peer_table::rib_state::{Learned, RibState, Terms};
use crate::bmp::peer_table::route_lists::RouteLists;
use crate::bmp::{PeerUp, PerPeerHeader, Rib};
use crate::net::AsnWidth;

/// What a [`PeerTable`](crate::bmp::PeerTable) knows of a peer, or of a Loc-RIB.
#[derive(Clone, Debug)]
pub struct KnownPeer {
    pub(super) state: State,
    /// Indexed by [`rib_index`].
    pub(super) ribs: [RibState; 8],
    /// The position in the order of Peer Ups.
    pub(super) order: u64,
}

/// The state that survives a restart.
#[derive(Clone, Debug, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct State {
    received: Session,
    sent: Session,
    /// The number of Peer Ups since the peer was unknown.
    peer_ups: u64,
    /// The policies with a Peer Up and no Peer Down yet: one bit for pre-policy, one for post-policy.
    policies: u8,
    is_loc_rib: bool,
    /// For a Loc-RIB: the families in its Peer Ups, the number of parts they came in (`parts`), and how many of these
    /// are up (`ups`).
    families: FamilySet,
    /// For a peer: the families that both OPENs name.
    spoken: FamilySet,
    parts: u32,
    ups: u32,
    readings: Vec<FamilyReading>,
    learned: [Learned; 8],
    /// What the two OPENs say of the neighbor.
    #[cfg_attr(feature = "serde", serde(default))]
    neighbor: Neighbor,
}

impl KnownPeer {
    /// Returns the negotiated session for one direction. A Loc-RIB has the same session in both directions.
    #[must_use]
    pub fn session(&self, direction: Direction) -> Session {
        match direction {
            Direction::Received => self.state.received,
            Direction::Sent => self.state.sent,
        }
    }

    /// Returns the number of Peer Ups since the peer was unknown: 0 if the peer was [inferred](super::Reading::Infer).
    #[must_use]
    pub fn peer_ups(&self) -> u64 {
        self.state.peer_ups
    }

    /// Returns how routes are decoded, for each family and table that had messages.
    #[must_use]
    pub fn readings(&self) -> &[FamilyReading] {
        &self.state.readings
    }

    /// Returns whether AS numbers in messages with such a header have another width than its A flag gives.
    #[must_use]
    pub fn has_other_asn_width(&self, peer: &PerPeerHeader) -> bool {
        let rib = self.ribs.get(rib_index(peer));
        rib.is_some_and(|rib| rib.session.is_asn_width_contradicted())
    }

    /// Returns the kind of neighbor that the two OPENs make it: internal if both have the same AS number, external
    /// otherwise. The members of a confederation cannot be told from the OPENs, and count as external.
    #[must_use]
    pub fn neighbor(&self) -> Neighbor {
        self.state.neighbor
    }

    /// Returns a peer without a Peer Up that has this session in all its tables.
    pub(super) fn of_session(session: Session) -> KnownPeer {
        KnownPeer::of_state(State {
            received: session,
            sent: session,
            ..State::default()
        })
    }

    pub(super) fn of_state(state: State) -> KnownPeer {
        let mut peer = KnownPeer {
            state,
            ribs: [RibState::default(); 8],
            order: 0,
        };
        peer.renew();
        peer
    }

    /// Returns the peer of a Peer Up, or `None` if its OPENs are malformed. For a Loc-RIB, one OPEN is enough: the
    /// router makes both up, and they are the same.
    pub(super) fn of(up: &PeerUp<&[u8]>) -> Option<KnownPeer> {
        let (sent, received) = (up.sent_open.as_ref().ok(), up.received_open.as_ref().ok());
        let mut state = State {
            peer_ups: 1,
            policies: policy(&up.peer),
            parts: 1,
            ups: 1,
            ..State::default()
        };
        if up.peer.is_loc_rib() {
            let offer = Offer::of(sent.or(received)?);
            let session = offer.loc_rib();
            (state.received, state.sent) = (session, session);
            state.is_loc_rib = true;
            state.families = offer.multiprotocol();
        } else {
            let (sent, received) = sent.zip(received)?;
            let (local, remote) = (Offer::of(sent), Offer::of(received));
            state.received = local.session(&remote, Direction::Received);
            state.sent = local.session(&remote, Direction::Sent);
            state.spoken = local.spoken().and(remote.spoken());
            state.neighbor = match local.asn() == remote.asn() {
                true => Neighbor::Internal,
                false => Neighbor::External,
            };
        }
        Some(KnownPeer::of_state(state))
    }

    /// Reserves room for the readings that most peers have, so that no message allocates.
    pub(super) fn reserve(&mut self) {
        self.state.readings.reserve(4);
    }

    /// Merges another Peer Up of the same peer.
    pub(super) fn again(&mut self, other: KnownPeer) {
        let known = &mut self.state;
        let said = &other.state;
        let peer_ups = known.peer_ups.saturating_add(1);
        let is_part = !known.families.is_empty() && !said.families.is_empty();
        if is_part && known.families.and(said.families).is_empty() {
            known.parts = known.parts.saturating_add(1);
            known.renew_part(said);
            known.families = known.families.or(said.families);
        } else if is_part
            && known.parts > 1
            && said.families != known.families
            && said.families.without(known.families).is_empty()
        {
            known.renew_part(said);
        } else if (known.received, known.sent, known.families)
            == (said.received, said.sent, said.families)
            && known.policies & said.policies == 0
        {
            // The same sessions for the other policy: what was learned still counts.
            known.policies |= said.policies;
            known.spoken = said.spoken;
        } else {
            // Keeps the memory allocated for readings.
            let mut readings = core::mem::take(&mut known.readings);
            readings.clear();
            self.state = State {
                readings,
                ..other.state
            };
        }
        self.state.peer_ups = peer_ups;
        self.renew();
    }

    /// Applies a Peer Down. Returns whether part of the peer is still up.
    pub(super) fn down(&mut self, peer: &PerPeerHeader) -> bool {
        let state = &mut self.state;
        let policy = policy(peer);
        let others = state.policies & !policy;
        if state.ups > 1 {
            state.ups -= 1;
            true
        } else if others != 0 && others != state.policies {
            state.policies = others;
            true
        } else {
            false
        }
    }

    /// Resets the tables to what is known.
    pub(super) fn renew(&mut self) {
        let state = &self.state;
        for (index, (rib, learned)) in self.ribs.iter_mut().zip(state.learned).enumerate() {
            let readings = state.readings.iter();
            let readings = readings.filter(|reading| is_of(reading.rib, index));
            *rib = RibState::renewed(state.base(index), state.width(index), learned, readings);
        }
    }

    /// Returns the session of a message, from the bytes of its UPDATE, and whether what was learned has changed.
    pub(super) fn examine(
        &mut self,
        peer: &PerPeerHeader,
        width: AsnWidth,
        lists: &RouteLists<'_>,
        learn: bool,
        infer: bool,
    ) -> (Session, bool) {
        let index = rib_index(peer);
        let terms = Terms {
            rib: peer.rib().unwrap_or(Rib::AdjRibInPre),
            base: self.state.base(index),
            spoken: self.state.spoken,
            width,
            learn,
            infer,
        };
        let State {
            learned, readings, ..
        } = &mut self.state;
        let (Some(rib), Some(learned)) = (self.ribs.get_mut(index), learned.get_mut(index)) else {
            return (terms.base, false);
        };
        if let Some(session) = rib.trusted_lists(terms.spoken, lists) {
            return (session, false);
        }
        let alone = Terms {
            learn: false,
            ..terms
        };
        let seen = rib.examine(alone, learned, readings, lists);
        // A message that is malformed in the chosen reading says nothing about other messages.
        if !learn || seen.settled || !lists.are_whole(seen.session) {
            return (seen.session, false);
        }
        let seen = rib.examine(terms, learned, readings, lists);
        if seen.changed {
            self.renew();
        }
        (seen.session, seen.changed)
    }

    /// Returns the session of a message as negotiated.
    pub(super) fn as_negotiated(
        &mut self,
        peer: &PerPeerHeader,
        lists: &RouteLists<'_>,
    ) -> Session {
        let index = rib_index(peer);
        let session = self.state.base(index).with_asn_width(peer.asn_width());
        if let Some(rib) = self.ribs.get_mut(index) {
            for list in lists.iter() {
                rib.trust(self.state.spoken, list.family, session, u32::MAX);
            }
        }
        session
    }
}

impl State {
    /// Returns the negotiated session of a table.
    fn base(&self, index: usize) -> Session {
        if index & ADJ_RIB_OUT == 0 {
            self.received
        } else {
            self.sent
        }
    }

    /// Returns the width of AS numbers that the A flag of a table's messages gives. A Loc-RIB has no A flag.
    fn width(&self, index: usize) -> AsnWidth {
        if index & TWO_OCTETS == 0 || self.is_loc_rib {
            AsnWidth::Four
        } else {
            AsnWidth::Two
        }
    }

    /// Replaces what is known of the families of another part. The remaining parts stay unchanged.
    fn renew_part(&mut self, other: &State) {
        let others = self.received.add_path().without(other.families);
        let session = self
            .received
            .with_add_path(others.or(other.received.add_path()));
        self.received = session;
        self.sent = session;
        self.ups = self.ups.saturating_add(1).min(self.parts);
        self.readings
            .retain(|reading| !other.families.contains(reading.family));
    }
}

/// Returns the bit of the policy that a Peer Up is for.
fn policy(peer: &PerPeerHeader) -> u8 {
    if rib_index(peer) & POST_POLICY == 0 {
        1
    } else {
        2
    }
}

/// Returns the index of the table state for such messages, one of eight, from the L, A and O flags.
#[inline(always)]
pub(super) fn rib_index(peer: &PerPeerHeader) -> usize {
    usize::from(peer.flags().0 >> 4 & 7)
}

// The flags in this index.
const POST_POLICY: usize = 4;
const TWO_OCTETS: usize = 2;
const ADJ_RIB_OUT: usize = 1;

/// Returns whether an index belongs to messages of this table.
fn is_of(rib: Rib, index: usize) -> bool {
    let table = match rib {
        Rib::AdjRibInPre => 0,
        Rib::AdjRibInPost => POST_POLICY,
        Rib::AdjRibOutPre => ADJ_RIB_OUT,
        Rib::AdjRibOutPost => POST_POLICY | ADJ_RIB_OUT,
        // A Loc-RIB has only one table, whatever the flags are.
        Rib::LocRib => return true,
    };
    index & (POST_POLICY | ADJ_RIB_OUT) == table
}
