//! What is known of one peer.

use alloc::vec::Vec;

use crate::bgp::capability::Capability;
use crate::bgp::nlri::{Family, FamilySet};
use crate::bgp::{Direction, Open, Session};
use crate::bmp::peer_table::FamilyReading;
use crate::bmp::peer_table::rib_state::{Learned, RibState, Spoken, Terms};
use crate::bmp::peer_table::route_lists::RouteLists;
use crate::bmp::{PeerUp, PerPeerHeader, Rib};
use crate::net::AsnWidth;

/// What a [`PeerTable`](crate::bmp::PeerTable) knows of a peer, or of a Loc-RIB.
#[derive(Clone, Debug)]
pub struct KnownPeer {
    pub(super) state: State,
    /// By [`rib_index`].
    pub(super) ribs: [RibState; 8],
    /// Its place in the order of Peer Ups.
    pub(super) order: u64,
}

/// What is kept over a restart.
#[derive(Clone, Debug, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct State {
    received: Session,
    sent: Session,
    /// Peer Ups seen, since it was unknown.
    peer_ups: u64,
    /// The policies (none, by the L flag, or both) that there were Peer Ups for, and no Peer Down: a bit each.
    policies: u8,
    is_loc_rib: bool,
    /// Of a Loc-RIB: the families that its Peer Ups have announced, in how many parts, and how many of these are up.
    families: FamilySet,
    /// Of a peer: what both OPENs name.
    spoken: Spoken,
    parts: u32,
    ups: u32,
    readings: Vec<FamilyReading>,
    learned: [Learned; 8],
}

impl KnownPeer {
    /// What was negotiated for routes of one direction. That of a Loc-RIB is the same in both.
    #[must_use]
    pub fn session(&self, direction: Direction) -> Session {
        match direction {
            Direction::Received => self.state.received,
            Direction::Sent => self.state.sent,
        }
    }

    /// How many Peer Ups there were since the peer was unknown. None where it was [inferred](super::Reading::Infer).
    #[must_use]
    pub fn peer_ups(&self) -> u64 {
        self.state.peer_ups
    }

    /// How the routes of each family and table are read that there were messages of.
    #[must_use]
    pub fn readings(&self) -> &[FamilyReading] {
        &self.state.readings
    }

    /// Whether AS numbers in routes of messages with such a header are of another width than its A flag says.
    #[must_use]
    pub fn has_other_asn_width(&self, peer: &PerPeerHeader) -> bool {
        let rib = self.ribs.get(rib_index(peer));
        rib.is_some_and(|rib| rib.session.is_asn_width_contradicted())
    }

    /// A peer without a Peer Up, and with this session in all its tables.
    pub(super) fn of_session(session: Session) -> KnownPeer {
        let mut peer = KnownPeer {
            state: State {
                received: session,
                sent: session,
                ..State::default()
            },
            ribs: [RibState::default(); 8],
            order: 0,
        };
        peer.renew();
        peer
    }

    /// What a Peer Up says, where both of its OPENs can be read; of a Loc-RIB they are the same one, made up by the
    /// router, and one is enough.
    pub(super) fn of(up: &PeerUp<&[u8]>) -> Option<KnownPeer> {
        let (sent, received) = (up.sent_open.as_ref().ok(), up.received_open.as_ref().ok());
        let mut peer = if up.peer.is_loc_rib() {
            let open = sent.or(received)?;
            let mut peer = KnownPeer::of_session(Session::of_loc_rib(open));
            peer.state.is_loc_rib = true;
            peer.state.families = families(open);
            peer
        } else {
            let (sent, received) = sent.zip(received)?;
            let mut peer = KnownPeer::of_session(Session::default());
            peer.state.received = Session::negotiated(sent, received, Direction::Received);
            peer.state.sent = Session::negotiated(sent, received, Direction::Sent);
            peer.state.spoken = spoken(sent, received);
            peer
        };
        peer.state.peer_ups = 1;
        peer.state.policies = policy(&up.peer);
        (peer.state.parts, peer.state.ups) = (1, 1);
        peer.renew();
        Some(peer)
    }

    /// Makes room for the readings that most peers have: then no message makes it grow.
    pub(super) fn reserve(&mut self) {
        self.state.readings.reserve(4);
    }

    /// Takes another Peer Up of the same peer.
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
            // The same for the other policy: what was learned of it still counts.
            known.policies |= said.policies;
            known.spoken = said.spoken;
        } else {
            // The room for readings is kept.
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

    /// Takes a Peer Down. Says whether something of the peer is still up.
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

    /// Starts the tables anew, from what is known.
    pub(super) fn renew(&mut self) {
        let state = &self.state;
        for (index, (rib, learned)) in self.ribs.iter_mut().zip(state.learned).enumerate() {
            let readings = state.readings.iter();
            let readings = readings.filter(|reading| is_of(reading.rib, index));
            rib.learned = learned;
            rib.renew(
                state.base(index),
                state.width(index),
                state.spoken,
                readings,
            );
        }
    }

    /// The session of a message, by the octets of its UPDATE.
    pub(super) fn examine(
        &mut self,
        peer: &PerPeerHeader,
        width: AsnWidth,
        lists: &RouteLists<'_>,
        learn: bool,
        infer: bool,
    ) -> Session {
        let index = rib_index(peer);
        let terms = Terms {
            rib: peer.rib().unwrap_or(Rib::AdjRibInPre),
            base: self.state.base(index),
            width,
            learn,
            infer,
        };
        let Some(rib) = self.ribs.get_mut(index) else {
            return terms.base;
        };
        if let Some(session) = rib.trusted_lists(lists) {
            return session;
        }
        let readings = &mut self.state.readings;
        let alone = Terms {
            learn: false,
            ..terms
        };
        let seen = rib.examine(alone, readings, lists);
        // What is malformed, however it is read, says nothing of other messages.
        if !learn || seen.settled || !lists.are_whole(seen.session) {
            return seen.session;
        }
        let seen = rib.examine(terms, readings, lists);
        if let Some(learned) = self.state.learned.get_mut(index) {
            *learned = rib.learned;
        }
        if seen.changed {
            self.renew();
        }
        seen.session
    }

    /// The session of a message, as negotiated.
    pub(super) fn as_negotiated(
        &mut self,
        peer: &PerPeerHeader,
        lists: &RouteLists<'_>,
    ) -> Session {
        let index = rib_index(peer);
        let session = self.state.base(index).with_asn_width(peer.asn_width());
        if let Some(rib) = self.ribs.get_mut(index) {
            for list in lists.iter() {
                rib.trust(list.family, session, u32::MAX);
            }
        }
        session
    }
}

impl State {
    /// What was negotiated for a table.
    fn base(&self, index: usize) -> Session {
        if index & ADJ_RIB_OUT == 0 {
            self.received
        } else {
            self.sent
        }
    }

    /// What messages of a table say of AS numbers. Those of a Loc-RIB say nothing.
    fn width(&self, index: usize) -> AsnWidth {
        if index & TWO_OCTETS == 0 || self.is_loc_rib {
            AsnWidth::Four
        } else {
            AsnWidth::Two
        }
    }

    /// Takes what the other says of its families. The other parts stay as they are.
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

fn families(open: &Open<&[u8]>) -> FamilySet {
    let families = open
        .capabilities()
        .filter_map(|capability| match capability {
            Ok(Capability::Multiprotocol(multiprotocol)) => Some(multiprotocol.family),
            _ => None,
        });
    families.collect()
}

/// What both OPENs name. Without allocation, like all that a repeated Peer Up needs.
fn spoken(sent: &Open<&[u8]>, received: &Open<&[u8]>) -> Spoken {
    let both = || named(sent).filter(|family| named(received).any(|other| other == *family));
    Spoken {
        single: one(both()),
        other: one(both().filter(|family| *family != Family::IPV4_UNICAST)),
    }
}

/// The families that an OPEN names; IPv4 unicast where it names none.
fn named(open: &Open<&[u8]>) -> impl Iterator<Item = Family> {
    let none = open.multiprotocol().next().is_none();
    let ipv4 = none.then_some(Family::IPV4_UNICAST);
    open.multiprotocol().chain(ipv4)
}

/// The family, where all are the same one.
fn one(mut families: impl Iterator<Item = Family>) -> Option<Family> {
    let first = families.next()?;
    families.all(|family| family == first).then_some(first)
}

/// The bit of the policy that a Peer Up speaks of.
fn policy(peer: &PerPeerHeader) -> u8 {
    if rib_index(peer) & POST_POLICY == 0 {
        1
    } else {
        2
    }
}

/// The index of what is known of such messages, among eight: by the L, A and O flags.
#[inline(always)]
pub(super) fn rib_index(peer: &PerPeerHeader) -> usize {
    usize::from(peer.flags().0 >> 4 & 7)
}

// The flags in such an index.
const POST_POLICY: usize = 4;
const TWO_OCTETS: usize = 2;
const ADJ_RIB_OUT: usize = 1;

/// Whether an index is one of messages of this table.
fn is_of(rib: Rib, index: usize) -> bool {
    let table = match rib {
        Rib::AdjRibInPre => 0,
        Rib::AdjRibInPost => POST_POLICY,
        Rib::AdjRibOutPre => ADJ_RIB_OUT,
        Rib::AdjRibOutPost => POST_POLICY | ADJ_RIB_OUT,
        // There is only one, whatever the flags are.
        Rib::LocRib => return true,
    };
    index & (POST_POLICY | ADJ_RIB_OUT) == table
}
