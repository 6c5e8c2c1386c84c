//! [`PeerTable`]: the sessions of all peers, learned from Peer Up and verified by the routes themselves.

mod likelihood;
mod peer;
mod reading;
mod rib_state;
mod route_lists;
#[cfg(feature = "serde")]
mod serde;

use alloc::collections::BTreeMap;

use hashbrown::HashMap;

use crate::bgp::{Direction, Session};
use crate::bmp::per_peer_header::PER_PEER_END;
use crate::bmp::{HEADER_LEN, Message, PeerDown, PeerKey, PeerUp, PerPeerHeader, Sessions};
use crate::wire::{Decode, DecodeError};
pub use peer::KnownPeer;
use peer::rib_index;
pub use reading::{Confidence, FamilyReading, Reading};
use route_lists::RouteLists;

/// The sessions of all peers of one BMP stream, learned from its Peer Up messages, and verified.
///
/// Reading a stream through a table gives every message the session that its peer has:
///
/// | | width of AS numbers | path identifiers |
/// | --- | --- | --- |
/// | Adj-RIB-In | by the A flag of the message | where the peer sends and the router receives them |
/// | Adj-RIB-Out (O flag of the message) | by the A flag of the message | where the router sends and the peer receives them |
/// | Loc-RIB | four octets | where the OPEN in its Peer Up names the family |
/// | mirrored messages | as both OPENs say | as above |
/// | a peer without Peer Up, or with OPENs that cannot be read | by the A flag of the message | none; the session is [assumed](crate::bgp::Basis::Assumed) |
///
/// A peer is told by its type, distinguisher and address, never by flags, AS or BGP identifier: routers change those
/// between messages of one peer. A Peer Down makes it unknown again. Of several Peer Ups of one Loc-RIB that differ in
/// their families ([RFC 9069, section 6.1.1](https://www.rfc-editor.org/rfc/rfc9069#section-6.1.1)) all count, until
/// there has been a Peer Down for each; likewise of Peer Ups for routes before and after the policy (L flag). The same
/// Peer Up once more changes nothing.
///
/// ```
/// use bmp_codec::bmp::{self, PeerTable};
///
/// fn count(stream: &[u8]) -> Result<usize, bmp_codec::DecodeError> {
///     let (mut peers, mut messages) = (PeerTable::default(), 0);
///     for frame in bmp::frames(stream) {
///         messages += usize::from(peers.decode(frame?).is_ok());
///     }
///     Ok(messages)
/// }
/// # assert_eq!(count(&[3, 0, 0, 0, 6, 4]), Ok(1));
/// ```
///
/// # Verification
///
/// What routers write is not always what was negotiated. By default a table therefore looks at the octets of routes
/// ([`Reading::Verify`]): where they cannot be read as negotiated and can be read the other way, that is how they are
/// read. The [basis](Session::basis) of the list of routes then is
/// [contradicted](crate::bgp::Basis::Contradicted), or [inferred](crate::bgp::Basis::Inferred) where there was no Peer Up.
/// What it learns counts for a family in one of the tables of a peer ([`KnownPeer::readings`]). Withdrawn routes of a
/// family with path identifiers are looked at each time. So is an AS_PATH that can be read with AS numbers of one width
/// only, and several labels where there was to be one ([`Session::is_asn_width_contradicted`]).
///
/// ```
/// use bmp_codec::bgp::Basis;
/// use bmp_codec::bmp::{Message, PeerTable, Reading};
///
/// // No Peer Up, and 198.51.100.0/24 with path identifier 1. Without one: 0.0.0.0/0 three times, and a prefix cut short.
/// let mut frame = vec![3, 0, 0, 0, 79, 0];
/// frame.extend([0; 42]);
/// frame.extend([0xff; 16]);
/// frame.extend([0, 31, 2, 0, 0, 0, 0, 0, 0, 0, 1, 24, 198, 51, 100]);
/// # let length = frame.len() as u8; frame[4] = length; frame[65] = length - 48;
/// let Message::RouteMonitoring(monitoring) = PeerTable::default().decode(&frame)? else { panic!() };
/// let nlri = monitoring.update.unwrap().nlri;
/// assert_eq!((nlri.to_string().as_str(), nlri.context().basis()), ("198.51.100.0/24 path-id 1", Basis::Inferred));
///
/// let Message::RouteMonitoring(monitoring) = PeerTable::default().with_reading(Reading::Strict).decode(&frame)? else { panic!() };
/// assert!(monitoring.update.unwrap().nlri.check().is_err());
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
///
/// What it can miss: octets that can be read either way are read as learned, or else as negotiated (of unlikely routes
/// and likely ones the likely ones: bits behind a prefix, path identifiers of more than 24 bits that the peer has not used
/// before). A router that changes its mind is noticed with the next message that is looked at: one of
/// [`FamilyReading::SPOT_CHECK`] when [`FamilyReading::SETTLED`] in turn have agreed. Of a message with routes of several
/// families the first one may stand for all, and where two OPENs agree on one family, or on one beside IPv4 unicast,
/// routes of others are noticed no earlier. Routes that are announced and withdrawn in one message are read alike. An
/// AS_PATH that can be read in both widths is read as the A flag says, also where AGGREGATOR or AS4_PATH beside it speak
/// for the other width: FRR 10.3 writes such ones into its Loc-RIB.
#[derive(Clone, Debug)]
pub struct PeerTable {
    peers: HashMap<PeerKey, KnownPeer>,
    /// The peers in the order of their last Peer Ups.
    order: BTreeMap<u64, PeerKey>,
    next: u64,
    limit: usize,
    reading: Reading,
    when_full: WhenFull,
    refused: u64,
    evicted: u64,
}

/// What a [`PeerTable`] does with one more peer than it may hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(::serde::Serialize, ::serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum WhenFull {
    /// It is not learned from. Its messages are read in the assumed session.
    #[default]
    Refuse,
    /// It takes the place of the one whose last Peer Up is the oldest.
    EvictOldest,
}

/// The most peers that a table holds where nothing else is said.
const DEFAULT_LIMIT: usize = 1 << 16;

impl Default for PeerTable {
    /// As [`new`](PeerTable::new).
    fn default() -> PeerTable {
        PeerTable::new()
    }
}

impl PeerTable {
    /// A table of up to 65536 peers, that verifies.
    #[must_use]
    pub fn new() -> PeerTable {
        PeerTable {
            peers: HashMap::new(),
            order: BTreeMap::new(),
            next: 0,
            limit: DEFAULT_LIMIT,
            reading: Reading::default(),
            when_full: WhenFull::default(),
            refused: 0,
            evicted: 0,
        }
    }

    /// The same table, which holds up to so many peers. The Peer Up of one more is not learned from, and its messages are
    /// read in the assumed session, unless [`when_full`](PeerTable::when_full) says otherwise;
    /// [`refused`](PeerTable::refused) counts those. Peers that are known already stay.
    #[must_use]
    pub fn with_limit(mut self, limit: usize) -> PeerTable {
        self.limit = limit;
        self
    }

    /// The same table, which decides in this way how routes are read from now on.
    #[must_use]
    pub fn with_reading(mut self, reading: Reading) -> PeerTable {
        self.reading = reading;
        self.peers.values_mut().for_each(KnownPeer::renew);
        self
    }

    /// The same table, which does this when it is full.
    #[must_use]
    pub fn when_full(mut self, when_full: WhenFull) -> PeerTable {
        self.when_full = when_full;
        self
    }

    /// How it decides how routes are read.
    #[must_use]
    pub fn reading(&self) -> Reading {
        self.reading
    }

    /// How many peers are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.peers.len()
    }

    /// Whether no peers are known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.peers.is_empty()
    }

    /// How many Peer Ups were not learned from because the table was full.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.refused
    }

    /// How many peers had to make room for others.
    #[must_use]
    pub fn evicted(&self) -> u64 {
        self.evicted
    }

    /// What is known of a peer.
    #[must_use]
    pub fn get(&self, peer: &PeerKey) -> Option<&KnownPeer> {
        self.peers.get(peer)
    }

    /// All peers that are known, in the order of their last Peer Ups.
    pub fn iter(&self) -> impl Iterator<Item = (PeerKey, &KnownPeer)> {
        let peers = self.order.values();
        peers.filter_map(|key| Some((*key, self.peers.get(key)?)))
    }

    /// The session that was negotiated for a peer's routes of one direction, where it is known. That of a Loc-RIB is the
    /// same in both.
    #[must_use]
    pub fn session(&self, peer: &PerPeerHeader, direction: Direction) -> Option<Session> {
        Some(self.peers.get(&peer.key())?.session(direction))
    }

    /// Forgets all peers, as when the router connects anew.
    pub fn clear(&mut self) {
        self.peers.clear();
        self.order.clear();
    }

    /// Reads a frame, in the session of the peer it speaks of, and learns from it.
    ///
    /// # Errors
    /// As [`Message::decode`].
    // Inlined, so that the message does not go through memory on its way to who asked for it.
    #[inline(always)]
    pub fn decode<'a>(&mut self, frame: &'a [u8]) -> Result<Message<&'a [u8]>, DecodeError> {
        Message::decode(frame, self)
    }

    /// The session of a Route Monitoring message, where the octets have to be looked at.
    #[cold]
    #[inline(never)]
    fn examine(&mut self, frame: &[u8]) -> Session {
        let (header, pdu) = frame.split_at_checked(PER_PEER_END).unwrap_or_default();
        let header = header.get(HEADER_LEN..).unwrap_or_default();
        let Ok(peer) = PerPeerHeader::from_octets(header) else {
            return Session::default();
        };
        let (peer, lists, width) = (&peer, RouteLists::of(pdu), peer.asn_width());
        let infer = self.reading == Reading::Infer;
        let (key, full) = (peer.key(), self.peers.len() >= self.limit);
        if infer && !full && !self.peers.contains_key(&key) {
            self.insert(key, KnownPeer::of_session(Session::default()));
        }
        match (self.peers.get_mut(&key), self.reading) {
            (Some(known), Reading::Strict) => known.as_negotiated(peer, &lists),
            (None, Reading::Strict) => Session::default().with_asn_width(width),
            (Some(known), _) => known.examine(peer, width, &lists, true, infer),
            (None, _) => {
                KnownPeer::of_session(Session::default()).examine(peer, width, &lists, false, infer)
            }
        }
    }

    /// What was negotiated for mirrored messages.
    fn mirrored_as_negotiated(&self, peer: &PerPeerHeader) -> Session {
        let direction = if peer.is_adj_rib_out() {
            Direction::Sent
        } else {
            Direction::Received
        };
        self.session(peer, direction).unwrap_or_default()
    }

    fn insert(&mut self, key: PeerKey, mut peer: KnownPeer) {
        peer.reserve();
        peer.order = self.next;
        self.order.insert(self.next, key);
        self.next += 1;
        self.peers.insert(key, peer);
    }

    fn remove(&mut self, key: &PeerKey) {
        if let Some(peer) = self.peers.remove(key) {
            self.order.remove(&peer.order);
        }
    }
}

/// The table learns, and looks at the octets of messages.
impl Sessions for &mut PeerTable {
    #[inline(always)]
    fn monitored(self, peer: &PerPeerHeader, frame: &[u8]) -> Session {
        let known = self.peers.get_mut(&peer.key());
        let rib = known.and_then(|known| known.ribs.get_mut(rib_index(peer)));
        match rib.and_then(|rib| rib.trusted(frame)) {
            Some(session) => session,
            // Not by the header: it would have to live at an address.
            None => self.examine(frame),
        }
    }

    /// The octets are looked at: there may have been no OPENs, or they changed.
    fn mirrored(self, peer: &PerPeerHeader, tlvs: &[u8]) -> Session {
        let session = self.mirrored_as_negotiated(peer);
        match mirrored_pdu(tlvs) {
            Some(pdu) if self.reading != Reading::Strict => {
                let (width, lists) = (session.asn_width(), RouteLists::of(pdu));
                KnownPeer::of_session(session).examine(peer, width, &lists, false, false)
            }
            _ => session,
        }
    }

    fn up(self, up: &PeerUp<&[u8]>) {
        let key = up.peer.key();
        let Some(said) = KnownPeer::of(up) else {
            // What was known of an earlier session says nothing of this one.
            self.remove(&key);
            return;
        };
        if let Some(known) = self.peers.get_mut(&key) {
            known.again(said);
            let known_order = core::mem::replace(&mut known.order, self.next);
            self.order.remove(&known_order);
            self.order.insert(self.next, key);
            self.next += 1;
            return;
        }
        if self.peers.len() >= self.limit {
            let oldest = self.order.first_key_value().map(|(_, key)| *key);
            match (self.when_full, oldest) {
                (WhenFull::EvictOldest, Some(oldest)) => {
                    self.remove(&oldest);
                    self.evicted += 1;
                }
                _ => {
                    self.refused += 1;
                    return;
                }
            }
        }
        self.insert(key, said);
    }

    fn down(self, down: &PeerDown<&[u8]>) {
        let key = down.peer.key();
        let known = self.peers.get_mut(&key);
        if known.is_some_and(|known| !known.down(&down.peer)) {
            self.remove(&key);
        }
    }
}

/// What was learned, for all families of the table of a peer; no octets are looked at, and nothing is learned.
impl Sessions for &PeerTable {
    #[inline]
    fn monitored(self, peer: &PerPeerHeader, _: &[u8]) -> Session {
        let known = self.peers.get(&peer.key());
        match known.and_then(|known| known.ribs.get(rib_index(peer))) {
            Some(rib) => rib.session,
            None => Session::default().with_asn_width(peer.asn_width()),
        }
    }

    #[inline]
    fn mirrored(self, peer: &PerPeerHeader, _: &[u8]) -> Session {
        self.mirrored_as_negotiated(peer)
    }
}

/// The first message among the TLVs of a Route Mirroring message.
fn mirrored_pdu(mut tlvs: &[u8]) -> Option<&[u8]> {
    loop {
        let ([a, b, high, low], rest) = tlvs.split_first_chunk()?;
        let length = u16::from_be_bytes([*high, *low]);
        let (value, behind) = rest.split_at_checked(length.into())?;
        if [*a, *b] == [0, 0] {
            return Some(value);
        }
        tlvs = behind;
    }
}

#[cfg(test)]
mod tests;
