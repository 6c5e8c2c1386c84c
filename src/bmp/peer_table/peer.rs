//! What a peer table knows of one peer.

use alloc::vec::Vec;

use crate::bgp::error_action::Neighbor;
use crate::bgp::nlri::FamilySet;
use crate::bgp::{Direction, Offer, Session};
use crate::bmp::peer_table::FamilyReading;
use crate::bmp::peer_table::rib_state::{Learned, RibState, Terms};
use crate::bmp::peer_table::route_lists::RouteLists;
use crate::bmp::peer_table::tables::{Table, Tables};
use crate::bmp::{PeerUp, PerPeerHeader, Rib};
use crate::net::AsnWidth;

/// What a [`PeerTable`](crate::bmp::PeerTable) knows of a peer, or of a Loc-RIB.
#[derive(Clone, Debug)]
pub struct KnownPeer {
    pub(super) state: State,
    pub(super) readings: Vec<FamilyReading>,
    pub(super) tables: Tables,
}

/// What the OPENs of a peer say.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    pub(super) received: Session,
    pub(super) sent: Session,
    /// For a peer: the families that both OPENs name. For a Loc-RIB: the families in its Peer Ups.
    pub(super) families: FamilySet,
    /// The number of Peer Ups since the peer was unknown.
    pub(super) peer_ups: u32,
    /// For a Loc-RIB: the number of parts that its families came in, and how many of them are up. There are fewer
    /// families than fit into a byte.
    pub(super) parts: u8,
    pub(super) ups: u8,
    /// The policies with a Peer Up and no Peer Down yet: one bit for pre-policy, one for post-policy.
    pub(super) policies: u8,
    pub(super) is_loc_rib: bool,
    pub(super) neighbor: Neighbor,
}

/// Readings that are reserved at most at a Peer Up: peers rarely speak more families.
const MOST_RESERVED: usize = 4;

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
        self.state.peer_ups.into()
    }

    /// Returns how routes are decoded, for each family and table that had messages.
    #[must_use]
    pub fn readings(&self) -> &[FamilyReading] {
        &self.readings
    }

    /// Returns whether AS numbers in messages with such a header have another width than its A flag gives.
    #[must_use]
    pub fn has_other_asn_width(&self, peer: &PerPeerHeader) -> bool {
        self.learned_session(peer).is_asn_width_contradicted()
    }

    /// Returns the session as learned, for all families of the table of such messages.
    pub(super) fn learned_session(&self, peer: &PerPeerHeader) -> Session {
        let index = rib_index(peer);
        match self.tables.get(index) {
            Some(table) => table.rib.session,
            None => new_table(&self.state, &self.readings, index).rib.session,
        }
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
        KnownPeer {
            state,
            readings: Vec::new(),
            tables: Tables::default(),
        }
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
            state.families = local.spoken().and(remote.spoken());
            state.neighbor = match local.asn() == remote.asn() {
                true => Neighbor::Internal,
                false => Neighbor::External,
            };
        }
        Some(KnownPeer::of_state(state))
    }

    /// Reserves room for the readings of the first table, so that its messages do not allocate.
    pub(super) fn reserve(&mut self) {
        let families = self.state.families.len().clamp(1, MOST_RESERVED);
        self.readings.reserve_exact(families);
    }

    /// Merges another Peer Up of the same peer.
    pub(super) fn again(&mut self, other: KnownPeer) {
        let known = &mut self.state;
        let said = &other.state;
        let peer_ups = known.peer_ups.saturating_add(1);
        let is_part = known.is_loc_rib && !known.families.is_empty() && !said.families.is_empty();
        if is_part && known.families.and(said.families).is_empty() {
            known.parts = known.parts.saturating_add(1);
            self.renew_part(said);
            self.state.families = self.state.families.or(said.families);
        } else if is_part
            && known.parts > 1
            && said.families != known.families
            && said.families.without(known.families).is_empty()
        {
            self.renew_part(said);
        } else if (known.received, known.sent) == (said.received, said.sent)
            && (known.families == said.families || !known.is_loc_rib)
            && known.policies & said.policies == 0
        {
            // The same sessions for the other policy: what was learned still counts.
            known.policies |= said.policies;
            known.families = said.families;
        } else {
            self.state = other.state;
            self.readings.clear();
            self.tables = Tables::default();
            self.reserve();
        }
        self.state.peer_ups = peer_ups;
        self.renew();
    }

    /// Replaces what is known of the families of another part. The remaining parts stay unchanged.
    fn renew_part(&mut self, other: &State) {
        let known = &mut self.state;
        let others = known.received.add_path().without(other.families);
        let session = known
            .received
            .with_add_path(others.or(other.received.add_path()));
        known.received = session;
        known.sent = session;
        known.ups = known.ups.saturating_add(1).min(known.parts);
        self.readings
            .retain(|reading| !other.families.contains(reading.family));
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
        let mut tables = core::mem::take(&mut self.tables);
        for table in tables.iter_mut() {
            table.rib = renewed(&self.state, &self.readings, table.index, table.learned);
        }
        self.tables = tables;
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
            spoken: self.state.spoken(),
            width,
            learn,
            infer,
        };
        let (state, readings) = (&self.state, &mut self.readings);
        let new = || new_table(state, readings, index);
        let Table { learned, rib, .. } = self.tables.get_or_insert(index, new);
        if let Some(session) = rib.trusted_lists(terms.spoken, lists) {
            return (session, false);
        }
        let alone = Terms {
            learn: false,
            ..terms
        };
        let seen = rib.examine(alone, learned, readings, lists);
        // A message that is malformed in the chosen reading says nothing about other messages.
        if !learn || seen.settled || !seen.teaches || !lists.are_whole(seen.session) {
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
        let spoken = self.state.spoken();
        let (state, readings) = (&self.state, &self.readings);
        let new = || new_table(state, readings, index);
        let table = self.tables.get_or_insert(index, new);
        for list in lists.iter() {
            table.rib.trust(spoken, list.family, session, u32::MAX);
        }
        session
    }
}

/// Returns the state of a table, from what is known.
fn renewed(state: &State, readings: &[FamilyReading], index: u8, learned: Learned) -> RibState {
    let readings = readings.iter();
    let readings = readings.filter(|reading| is_of(reading.rib, index));
    RibState::renewed(state.base(index), state.width(index), learned, readings)
}

/// Returns the table with this index, as it is before its first message.
fn new_table(state: &State, readings: &[FamilyReading], index: u8) -> Table {
    let learned = Learned::default();
    let rib = renewed(state, readings, index, learned);
    Table {
        index,
        learned,
        rib,
    }
}

impl State {
    /// Returns the families that both speakers named; none for a Loc-RIB, whose Peer Ups may be parts.
    fn spoken(&self) -> FamilySet {
        match self.is_loc_rib {
            true => FamilySet::EMPTY,
            false => self.families,
        }
    }

    /// Returns the negotiated session of a table.
    pub(super) fn base(&self, index: u8) -> Session {
        if index & ADJ_RIB_OUT == 0 {
            self.received
        } else {
            self.sent
        }
    }

    /// Returns the width of AS numbers that the A flag of a table's messages gives. A Loc-RIB has no A flag.
    fn width(&self, index: u8) -> AsnWidth {
        if index & TWO_OCTETS == 0 || self.is_loc_rib {
            AsnWidth::Four
        } else {
            AsnWidth::Two
        }
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
pub(super) fn rib_index(peer: &PerPeerHeader) -> u8 {
    peer.flags().0 >> 4 & 7
}

// The flags in this index.
const POST_POLICY: u8 = 4;
const TWO_OCTETS: u8 = 2;
const ADJ_RIB_OUT: u8 = 1;

/// Returns whether an index belongs to messages of this table.
fn is_of(rib: Rib, index: u8) -> bool {
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
