//! [`PeerTable`]: the sessions of all peers, learned from Peer Up messages and verified against the routes.

mod likelihood;
mod passes;
mod peer;
mod peers;
mod profile;
mod reading;
mod rib_state;
mod route_lists;
#[cfg(feature = "serde")]
mod serde;
mod sessions;
mod slot;
mod tables;
mod withdrawals;

use crate::bgp::error_action::{ErrorContext, Neighbor};
use crate::bgp::{Direction, Session};
use crate::bmp::per_peer_header::PER_PEER_END;
use crate::bmp::{HEADER_LEN, Message, PeerKey, PerPeerHeader};
use crate::wire::{Decode, DecodeError};
use passes::Passes;
pub use peer::KnownPeer;
use peer::rib_index;
use peers::Peers;
use profile::KnownProfile;
pub use reading::{Confidence, FamilyReading, Reading};
use route_lists::RouteLists;
use slot::Slot;
use withdrawals::Withdrawals;

/// The sessions of all peers of one BMP stream, learned from Peer Up messages and verified against the routes.
///
/// Decoding a stream through a peer table gives each message the session of its peer:
///
/// | message | width of AS numbers | path identifiers |
/// | --- | --- | --- |
/// | Adj-RIB-In | by the A flag of the message | in families that the peer sends and the router receives them for |
/// | Adj-RIB-Out (O flag of the message) | by the A flag of the message | in families that the router sends and the peer receives them for |
/// | Loc-RIB | four bytes | in families that ADD-PATH in the OPEN of its Peer Up names |
/// | mirrored messages | as both OPENs agreed | as above |
/// | of a peer without Peer Up, or with malformed OPENs | by the A flag of the message | none; the session is [assumed](crate::bgp::Basis::Assumed) |
///
/// The table identifies a peer by type, distinguisher and address, never by flags, AS or BGP identifier: routers change
/// those between messages of one peer. A Peer Down removes the peer. A Loc-RIB may have several Peer Ups for different
/// families ([RFC 9069, section 6.1.1](https://www.rfc-editor.org/rfc/rfc9069#section-6.1.1)): all of them count, until
/// there was a Peer Down for each. The same applies to Peer Ups for pre-policy and post-policy routes (L flag). A
/// repeated Peer Up negotiates the same session again.
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
/// Routers do not always encode routes as negotiated. By default a peer table therefore checks the bytes of routes
/// ([`Reading::Verify`]): if they cannot be decoded as negotiated but can be decoded the other way, they are decoded
/// the other way. The [basis](Session::basis) of the list of routes is then
/// [contradicted](crate::bgp::Basis::Contradicted), or [inferred](crate::bgp::Basis::Inferred) if there was no Peer Up.
///
/// The table learns path identifiers per peer, RIB view and family ([`KnownPeer::readings`]). It also learns the width
/// of AS numbers ([`Session::is_asn_width_contradicted`]). Once these are settled, it checks one message of
/// [`FamilyReading::SPOT_CHECK`]. Withdrawn routes of a family with path identifiers are always checked.
///
/// ```
/// use bmp_codec::bgp::Basis;
/// use bmp_codec::bmp::{Message, PeerTable, Reading};
///
/// // No Peer Up. The bytes are path identifier 1 and 198.51.100.0/24,
/// // or 0.0.0.0/0 three times and half a prefix.
/// let mut frame = vec![3, 0, 0, 0, 79, 0];
/// frame.extend([0; 42]);
/// frame.extend([0xff; 16]);
/// frame.extend([0, 31, 2, 0, 0, 0, 0, 0, 0, 0, 1, 24, 198, 51, 100]);
/// # let length = frame.len() as u8; frame[4] = length; frame[65] = length - 48;
/// let mut peers = PeerTable::default();
/// let Message::RouteMonitoring(monitoring) = peers.decode(&frame)? else { panic!() };
/// let nlri = monitoring.update.unwrap().nlri;
/// assert_eq!(nlri.to_string(), "198.51.100.0/24 path-id 1");
/// assert_eq!(nlri.context().basis(), Basis::Inferred);
///
/// let mut strict = PeerTable::default().with_reading(Reading::Strict);
/// let Message::RouteMonitoring(monitoring) = strict.decode(&frame)? else { panic!() };
/// assert!(monitoring.update.unwrap().nlri.check().is_err());
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
///
/// ## What one observation weighs
///
/// A list of routes is graded twice, with and without path identifiers:
///
/// - *impossible*: it cannot be decoded to its end, or contains what no table has, such as two default routes without
///   path identifiers;
/// - *doubtful*: it can be decoded, but has a path identifier of 2^24 or more that is also above the highest seen,
///   bits beyond a prefix, an unregistered route type, doubtful labels (see below), or nothing but routes of no bits
///   after the path identifiers;
/// - *likely*: it can be decoded, and nothing is doubtful.
///
/// The *expected* reading is the learned one, or else the negotiated one. The *other* reading is its opposite. A family
/// is *turned* when its expected reading becomes the other one.
///
/// | evidence | weight |
/// | --- | --- |
/// | **path identifiers** | |
/// | an announced list has a better grade as expected than the other way | Decoded as expected. Confirms the reading, and ends a row of proofs against it. [`FamilyReading::SETTLED`] such lists settle it. |
/// | both readings have the same grade | Decoded as expected. Proves nothing. |
/// | doubtful as expected, likely the other way | Decoded the other way if nothing was learned, else as expected. Proves nothing. |
/// | impossible as expected, likely the other way | A proof: this list is decoded the other way. [`FamilyReading::TURN`] proofs in a row turn the family; all lists of one message count as one. |
/// | impossible as expected, doubtful the other way | Decoded as expected, which usually makes the list malformed. Proves nothing: malformed routes may look like this. |
/// | several families of one RIB view have [`FamilyReading::TURN`] proofs together, and none is confirmed as negotiated | Families of which nothing is known are expected to be turned, too; one proof turns them. |
/// | a withdrawn list | Decoded by its own grades: the other way only if that is likely, and better. Never learned from. |
/// | **messages** | |
/// | an UPDATE that is malformed even in the chosen readings | Teaches nothing. |
/// | **multiple labels** | |
/// | an announced list is not likely with the negotiated form (one label, or a stack), and has a better grade with the other form | Decoded with the other form, in this message only. Never learned. |
/// | one label that is not the bottom of its stack, beside an unusual IPv6 prefix or an unknown type of route distinguisher | Doubtful as one label. |
/// | a stack that leaves no prefix, an unusual IPv6 prefix, or an unknown type of route distinguisher | Doubtful as a stack. |
/// | a withdrawn list is not likely with one label, and has a better grade as stacks | Decoded as stacks, in this message only: [`Session::has_withdrawn_stacks`]. |
/// | **width of AS numbers** | |
/// | AS_PATH fits one width only | This message has that width. [`FamilyReading::TURN`] messages in a row that contradict the learned width change it, for this table of the peer. |
/// | AS_PATH fits both widths, AGGREGATOR has 6 or 8 bytes | The same: 6 bytes mean two-byte AS numbers, 8 bytes four-byte ones. |
/// | neither decides, and there is an AS4_PATH or AS4_AGGREGATOR | The same, with two bytes: speakers with four-byte AS numbers do not send these attributes. |
/// | AS_PATH fits neither width, or nothing decides | Decoded as learned, else by the A flag. Proves nothing. |
/// | both widths were seen in one table of the peer | Each message of this table is checked. |
/// | **sessions** | |
/// | a new Peer Up | Begins with what it negotiates; what was learned is dropped. A Peer Up for other families of a Loc-RIB, or the same one for the other policy, drops nothing. |
/// | no Peer Up | [`Reading::Verify`] decides for each message by itself. [`Reading::Infer`] learns, and believes the first proof. In both, a doubtful reading counts as a proof if the expected one is impossible. |
///
/// ## What it can miss
///
/// - Routes that can be decoded either way, with the same grade, are decoded as expected, right or wrong.
/// - A router that changes its encoding is noticed at the next message that is checked: one of
///   [`FamilyReading::SPOT_CHECK`] once [`FamilyReading::SETTLED`] lists in turn have agreed.
/// - In a message with routes of several families, the first family may stand for all of them.
/// - If two OPENs agree on one family only, or on one besides IPv4 unicast, routes of other families are noticed no
///   earlier than the next check.
/// - Routes that are announced and withdrawn in one message are decoded alike.
/// - A message that is not checked is decoded as learned, even if it has multiple labels or another width.
/// - An AS_PATH that fits both widths, without AGGREGATOR, AS4_PATH and AS4_AGGREGATOR, is decoded as learned, or else
///   by the A flag, right or wrong.
///
/// # Memory
///
/// A known peer takes up some 300 bytes, and the table itself up to 200 KiB. A Peer Up allocates them. Route Monitoring
/// messages allocate nothing, but for the first message of a second table (RIB view) of a peer, and for the families that
/// its OPENs do not name, or that are more than four.
#[derive(Clone, Debug)]
pub struct PeerTable {
    peers: Peers,
    passes: Passes,
    limit: usize,
    reading: Reading,
    when_full: WhenFull,
    profile: KnownProfile,
    refused: u64,
    evicted: u64,
}

/// What a full [`PeerTable`] does with another peer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(::serde::Serialize, ::serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum WhenFull {
    /// It ignores the new peer, and decodes its messages in the assumed session.
    #[default]
    Refuse,
    /// It removes the peer whose last Peer Up is the oldest.
    EvictOldest,
}

/// The default maximum number of peers.
const DEFAULT_LIMIT: usize = 1 << 16;

impl Default for PeerTable {
    /// Like [`new`](PeerTable::new).
    fn default() -> PeerTable {
        PeerTable::new()
    }
}

impl PeerTable {
    /// Returns an empty table for up to 65536 peers, with [`Reading::Verify`].
    #[must_use]
    pub fn new() -> PeerTable {
        PeerTable {
            peers: Peers::default(),
            passes: Passes::default(),
            limit: DEFAULT_LIMIT,
            reading: Reading::default(),
            when_full: WhenFull::default(),
            profile: KnownProfile::default(),
            refused: 0,
            evicted: 0,
        }
    }

    /// Returns the table with another maximum number of peers. A full table ignores the Peer Up of another peer and
    /// decodes its messages in the assumed session, unless [`when_full`](PeerTable::when_full) is set otherwise;
    /// [`refused`](PeerTable::refused) counts these Peer Ups. Peers that are already known stay.
    #[must_use]
    pub fn with_limit(mut self, limit: usize) -> PeerTable {
        self.limit = limit;
        self
    }

    /// Returns the table with another way to decide how routes are decoded. It applies from the next message on.
    #[must_use]
    pub fn with_reading(mut self, reading: Reading) -> PeerTable {
        self.reading = reading;
        self.peers.iter_mut().for_each(KnownPeer::renew);
        self.passes.clear();
        self
    }

    /// Returns the table with another action for when it is full.
    #[must_use]
    pub fn when_full(mut self, when_full: WhenFull) -> PeerTable {
        self.when_full = when_full;
        self
    }

    /// Returns how the table decides how routes are decoded.
    #[must_use]
    pub fn reading(&self) -> Reading {
        self.reading
    }

    /// Returns the number of known peers.
    #[must_use]
    pub fn len(&self) -> usize {
        self.peers.len()
    }

    /// Returns whether no peer is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.peers.len() == 0
    }

    /// Returns the number of Peer Ups that were ignored because the table was full.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.refused
    }

    /// Returns the number of peers that were removed to make room for others.
    #[must_use]
    pub fn evicted(&self) -> u64 {
        self.evicted
    }

    /// Returns what is known of a peer.
    #[must_use]
    pub fn get(&self, peer: &PeerKey) -> Option<&KnownPeer> {
        self.peers.get(peer)
    }

    /// Returns all known peers, in the order of their last Peer Ups.
    pub fn iter(&self) -> impl Iterator<Item = (PeerKey, &KnownPeer)> {
        self.peers.iter()
    }

    /// Returns the negotiated session of a peer for one direction, or `None` if the peer is unknown. A Loc-RIB has the
    /// same session in both directions.
    #[must_use]
    pub fn session(&self, peer: &PerPeerHeader, direction: Direction) -> Option<Session> {
        Some(self.peers.get(&peer.key())?.session(direction))
    }

    /// Returns what [`Update::errors`](crate::bgp::Update::errors) needs to know of the peer of a Route Monitoring message:
    /// the view from its per-peer header, and from Peer Up the kind of neighbor. If a router applies policies of a
    /// confederation or a route server, change the result: these do not follow from the OPENs.
    ///
    /// ```
    /// use bmp_codec::bgp::{Open, error_action::Neighbor};
    /// use bmp_codec::bmp::{Message, PeerTable, PeerUp, PerPeerHeader};
    /// use bmp_codec::{Encode, net::Asn};
    ///
    /// let open = |asn| Open::new(Asn(asn), 90, [192, 0, 2, 1].into(), []);
    /// let (sent, received) = (open(64500)?, open(64496)?);
    /// let peer = PerPeerHeader::of_peer("192.0.2.1".parse()?, &received);
    /// let up = Message::from(PeerUp::new(peer, "192.0.2.9".parse()?, sent, received)?);
    ///
    /// let mut peers = PeerTable::new();
    /// assert_eq!(peers.error_context(&peer).neighbor(), Neighbor::Unknown);
    /// peers.decode(&up.to_vec()?)?;
    /// assert_eq!(peers.error_context(&peer).neighbor(), Neighbor::External);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn error_context(&self, peer: &PerPeerHeader) -> ErrorContext {
        let known = self.get(&peer.key());
        let neighbor = known.map_or(Neighbor::Unknown, KnownPeer::neighbor);
        ErrorContext::from(peer).with_neighbor(neighbor)
    }

    /// Removes all peers, for example because the router has reconnected.
    pub fn clear(&mut self) {
        self.peers = Peers::default();
        self.passes.clear();
    }

    /// Decodes a frame in the session of its peer, and learns from it.
    ///
    /// # Errors
    /// Same as [`Message::decode`].
    // Inlined, so that the message does not pass through memory on its way to the caller.
    #[inline(always)]
    pub fn decode<'a>(&mut self, frame: &'a [u8]) -> Result<Message<&'a [u8]>, DecodeError> {
        Message::decode(frame, self)
    }

    /// Returns the session of a Route Monitoring message.
    // Not inlined: here all registers are free, and the caller needs none of them yet. What is rarer is called last.
    #[inline(never)]
    fn pass(&mut self, frame: &[u8]) -> Session {
        match self.passes.spend(frame) {
            Some(Ok(session)) => session,
            Some(Err(place)) => self.pass_rarely(frame, place),
            None => self.find(frame),
        }
    }

    #[inline(never)]
    fn pass_rarely(&mut self, frame: &[u8], place: usize) -> Session {
        match self.passes.spend_rarely(place, frame) {
            Some(session) => session,
            None => self.pass_withdrawn(frame, place),
        }
    }

    // Calls a function before it is done, and so does with less registers.
    #[cold]
    #[inline(never)]
    fn pass_withdrawn(&mut self, frame: &[u8], place: usize) -> Session {
        match self.passes.spend_withdrawn(place, frame) {
            Some(session) => session,
            None => self.find(frame),
        }
    }

    /// Returns the session of a Route Monitoring message without a pass.
    #[cold]
    #[inline(never)]
    fn find(&mut self, frame: &[u8]) -> Session {
        let (header, pdu) = frame.split_at_checked(PER_PEER_END).unwrap_or_default();
        let header = header.get(HEADER_LEN..).unwrap_or_default();
        let Ok(peer) = PerPeerHeader::from_octets(header) else {
            return Session::default();
        };
        let key = peer.key();
        let Some(known) = self.peers.get_mut(&key) else {
            return self.examine(&peer, pdu);
        };
        let reading = self.reading;
        if let Some(session) = trusted(known, &mut self.passes, reading, &peer, frame) {
            return session;
        }
        self.passes.revoke(frame);
        let (session, changed) = examined(known, reading, &peer, pdu);
        if changed {
            self.passes.revoke_all(&key);
        } else {
            // The next message like this one need not come here.
            trusted(known, &mut self.passes, reading, &peer, frame);
        }
        session
    }

    /// Returns the session of a Route Monitoring message whose bytes must be checked.
    #[inline(never)]
    fn examine(&mut self, peer: &PerPeerHeader, pdu: &[u8]) -> Session {
        let (key, full) = (peer.key(), self.peers.len() >= self.limit);
        let infer = self.reading == Reading::Infer;
        if infer && !full && self.peers.get(&key).is_none() {
            self.insert(key, KnownPeer::of_session(Session::default()));
        }
        match self.peers.get_mut(&key) {
            Some(known) => {
                let (session, changed) = examined(known, self.reading, peer, pdu);
                if changed {
                    self.passes.revoke_all(&key);
                }
                session
            }
            None if self.reading == Reading::Strict => {
                Session::default().with_asn_width(peer.asn_width())
            }
            None => {
                let mut unknown = KnownPeer::of_session(Session::default());
                let lists = RouteLists::of(pdu);
                let width = peer.asn_width();
                unknown.examine(peer, width, &lists, false, infer).0
            }
        }
    }

    /// Returns the negotiated session for mirrored messages.
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
        self.peers.insert(key, peer);
        self.passes.reserve(self.peers.len());
    }

    fn remove(&mut self, key: &PeerKey) {
        self.passes.revoke_all(key);
        self.peers.remove(key);
    }
}

/// Returns the session of a message of a peer from its bytes, and whether what was learned has changed.
fn examined(
    known: &mut KnownPeer,
    reading: Reading,
    peer: &PerPeerHeader,
    pdu: &[u8],
) -> (Session, bool) {
    let (lists, width) = (RouteLists::of(pdu), peer.asn_width());
    match reading {
        Reading::Strict => (known.as_negotiated(peer, &lists), false),
        _ => known.examine(peer, width, &lists, true, reading == Reading::Infer),
    }
}

/// Returns the session of a message that needs no examination, and makes a pass for others like it.
fn trusted(
    known: &mut KnownPeer,
    passes: &mut Passes,
    reading: Reading,
    peer: &PerPeerHeader,
    frame: &[u8],
) -> Option<Session> {
    let index = rib_index(peer);
    let basis = known.state.base(index).basis();
    let rib = &mut known.tables.get_mut(index)?.rib;
    let (session, withdrawals) = match reading {
        Reading::Strict => (Session::default(), Withdrawals::NONE),
        _ => rib.withdrawals(basis),
    };
    if let Some(slot) = rib.trusted(frame) {
        slot.credit -= 1;
        let withdrawals = match slot.session == session {
            true => withdrawals,
            false => Withdrawals::NONE,
        };
        passes.deposit(frame, slot, withdrawals);
        return Some(slot.session);
    }
    if !withdrawals.cover(session, frame) {
        return None;
    }
    passes.deposit(frame, &mut Slot::of_none(session), withdrawals);
    Some(session)
}

#[cfg(test)]
mod differential;
#[cfg(test)]
mod tests;
