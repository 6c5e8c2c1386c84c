//! [`StreamChecker`]: finds what the messages of a stream break of the RFCs, although they can be decoded.

mod bodies;
mod breaches;
mod header;
mod tlvs;
mod version_4;

use hashbrown::HashMap;

use crate::bgp::nlri::FamilySet;
use crate::bmp::per_peer_header::PER_PEER_END;
use crate::bmp::{Message, MessageType, PeerFlags, PeerKey, PerPeerHeader};
use crate::wire::{Breach, What};
use breaches::Found;
pub use breaches::MessageBreaches;
use tlvs::Tlvs;

/// Finds the rules that the messages of one BMP stream break, although they can be decoded: rules of RFC 7854, RFC 8671,
/// RFC 9069 and RFC 9972, and of draft-ietf-grow-bmp-tlv for messages of version 4.
///
/// Decoding tolerates what routers send. A checker names it: feed it every message of the stream, in order, after it was
/// decoded. [`Breach`](crate::Breach) lists the rules, each with its RFC and section.
///
/// ```
/// use bmp_codec::Breach;
/// use bmp_codec::bmp::{PeerTable, StreamChecker};
///
/// // An Initiation without sysName, and a Termination without a reason.
/// let stream = b"\x03\0\0\0\x12\x04\0\x01\0\x08a router\x03\0\0\0\x06\x05";
/// let (mut peers, mut checker) = (PeerTable::default(), StreamChecker::default());
/// let mut lines = Vec::new();
/// for message in peers.messages(stream) {
///     for error in checker.check(&message?) {
///         let section = error.breach().map_or("malformed", Breach::section);
///         lines.push(format!("{error} ({section})"));
///     }
/// }
/// assert_eq!(lines, [
///     "Initiation at byte 0: there is no sysName (RFC 7854, section 4.3)",
///     "Termination at byte 0: there is no reason (RFC 7854, section 4.5)",
/// ]);
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
///
/// # What it finds
///
/// - *Breaches*: [`DecodeError::breach`](crate::DecodeError::breach) returns the rule. A TLV or a statistic that breaks
///   several rules is returned once.
/// - *Malformed parts* of the BMP message: a TLV that ends behind the message; an UPDATE, OPEN or NOTIFICATION that
///   cannot be decoded. They have no rule; the text of the error says what is wrong.
///
/// Offsets count from the start of the message. The contents of BGP messages are not checked:
/// [`Update::errors`](crate::bgp::Update::errors) does that for UPDATEs.
///
/// Some rules cannot be decided from the messages, and are not applied: whether the dump of a peer ends in an
/// End-of-RIB; whether a withdrawal has the L flag of the announcement; whether a name or a time is the right one.
/// Two rules depend on what the [`PeerTable`](crate::bmp::PeerTable) found in the bytes of routes: the width of AS
/// numbers, and path identifiers of a Loc-RIB.
///
/// # Memory and time
///
/// A checker keeps less than 100 bytes for each peer that is up, and at most 65536 peers. If the stream has more,
/// [`is_complete`](StreamChecker::is_complete) is `false`, and the rules that need to know all peers are no longer
/// applied, so that nothing is reported by mistake. Checking takes time in proportion to the length of the message, and
/// allocates only when a peer comes up.
#[derive(Clone, Debug)]
pub struct StreamChecker {
    peers: HashMap<PeerKey, Peer>,
    limit: usize,
    version: Option<u8>,
    has_begun: bool,
    has_ended: bool,
    is_complete: bool,
}

/// What is known of a peer that is up.
#[derive(Clone, Copy, Debug)]
struct Peer {
    bgp_id: u32,
    /// The Peer Ups of a Loc-RIB that no Peer Down has answered.
    ups: u16,
    /// The policies (L flag) of Peer Ups, one bit for each.
    policies: u8,
    /// Whether a Peer Up had a VRF/Table Name.
    is_named: bool,
    /// The families of the OPENs of a Loc-RIB, and those with path identifiers.
    families: FamilySet,
    add_path: FamilySet,
    /// Whether the OPENs of a Loc-RIB could be decoded.
    has_open: bool,
}

/// The default maximum number of peers.
const DEFAULT_LIMIT: usize = 1 << 16;

impl Default for StreamChecker {
    /// Like [`new`](StreamChecker::new).
    fn default() -> StreamChecker {
        StreamChecker::new()
    }
}

impl StreamChecker {
    /// Returns a checker for a stream from its beginning: its first message must be an Initiation.
    #[must_use]
    pub fn new() -> StreamChecker {
        StreamChecker {
            peers: HashMap::new(),
            limit: DEFAULT_LIMIT,
            version: None,
            has_begun: false,
            has_ended: false,
            is_complete: true,
        }
    }

    /// Returns a checker for a stream whose beginning was not seen, like a capture that began in the middle. It does not
    /// ask for an Initiation, or for a Peer Up before the routes and the Peer Down of a peer.
    #[must_use]
    pub fn of_part() -> StreamChecker {
        StreamChecker {
            has_begun: true,
            is_complete: false,
            ..StreamChecker::new()
        }
    }

    /// Returns the checker with another maximum number of peers.
    #[must_use]
    pub fn with_limit(self, limit: usize) -> StreamChecker {
        StreamChecker { limit, ..self }
    }

    /// Returns whether the checker has seen the whole stream and knows all peers that are up.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Checks the next message of the stream. Returns what is wrong with it, first what concerns the message as a whole,
    /// then TLVs and statistics in their order. The checker has learned from the message even if the iterator is
    /// dropped.
    pub fn check<'m, B: AsRef<[u8]>>(&mut self, message: &'m Message<B>) -> MessageBreaches<'m> {
        let message = message.view();
        let mut found = Found::of(What::BmpMessage(message.message_type().into()));
        self.check_place(&message, &mut found);
        let tlvs = match message {
            Message::V4(message) => self.check_version_4(message, &mut found),
            message => {
                if let Some(peer) = message.peer() {
                    header::check(peer, &message, &mut found);
                }
                self.check_body(&message, &mut found)
            }
        };
        MessageBreaches::of(found, tlvs)
    }

    /// Checks what is behind the per-peer header. Returns the TLVs that are still to be checked.
    fn check_body<'m>(&mut self, message: &Message<&'m [u8]>, found: &mut Found) -> Tlvs<'m> {
        match message {
            Message::RouteMonitoring(monitoring) => {
                self.check_is_up(&monitoring.peer, found);
                let peer = self.peers.get(&monitoring.peer.key());
                bodies::route_monitoring(monitoring, peer, found)
            }
            Message::StatisticsReport(report) => {
                bodies::statistics_report(report, PER_PEER_END, found)
            }
            Message::PeerDown(down) => {
                let peer = self.down(&down.peer, found);
                bodies::peer_down(down, peer, false, found)
            }
            Message::PeerUp(up) => {
                let tlvs = bodies::peer_up(up, found);
                self.up(&up.peer, bodies::known(up), found);
                tlvs
            }
            Message::Initiation(initiation) => bodies::initiation(*initiation, found),
            Message::Termination(termination) => bodies::termination(*termination, found),
            Message::RouteMirroring(mirroring) => {
                self.check_is_up(&mirroring.peer, found);
                bodies::route_mirroring(mirroring, found)
            }
            Message::Unknown(_) | Message::V4(_) => Tlvs::default(),
        }
    }

    /// Checks the place of the message in the stream.
    fn check_place(&mut self, message: &Message<&[u8]>, found: &mut Found) {
        let version = self.version.replace(message.version());
        let has_changed = version.is_some_and(|version| version != message.version());
        found.message(has_changed, 0, Breach::VERSION_CHANGE);
        let message_type = message.message_type();
        let is_initiation = message_type == MessageType::Initiation;
        found.message(
            !self.has_begun && !is_initiation,
            0,
            Breach::STREAM_BEGINNING,
        );
        self.has_begun = true;
        found.message(self.has_ended, 0, Breach::STREAM_END);
        self.has_ended |= message_type == MessageType::Termination;
    }

    /// Checks that the peer of routes or of mirrored messages is up.
    fn check_is_up(&self, peer: &PerPeerHeader, found: &mut Found) {
        let is_missing = self.is_complete && !self.peers.contains_key(&peer.key());
        found.header(is_missing, 0, Breach::PEER_UP_MISSING);
    }

    /// Learns from a Peer Up.
    fn up(&mut self, peer: &PerPeerHeader, mut known: Peer, found: &mut Found) {
        let key = peer.key();
        if let Some(before) = self.peers.get(&key) {
            if peer.is_loc_rib() {
                // It may have a Peer Up for each of its families (RFC 9069, section 6.1.1).
                known.ups = before.ups.saturating_add(1);
                known.families = known.families.or(before.families);
                known.add_path = known.add_path.or(before.add_path);
                known.has_open &= before.has_open;
                known.is_named &= before.is_named;
            } else if known.bgp_id != before.bgp_id {
                // Another peer with the same address, like a link-local one.
                known.ups = before.ups.saturating_add(1);
                known.is_named &= before.is_named;
            } else {
                let is_again = known.policies & before.policies != 0;
                found.header(is_again, 0, Breach::PEER_UP_TWICE);
                known.policies |= before.policies;
                known.ups = before.ups;
            }
        } else if self.peers.len() >= self.limit {
            self.is_complete = false;
            return;
        }
        self.peers.insert(key, known);
    }

    /// Learns from a Peer Down. Returns what was known of the peer.
    fn down(&mut self, peer: &PerPeerHeader, found: &mut Found) -> Option<Peer> {
        let key = peer.key();
        let Some(known) = self.peers.get_mut(&key) else {
            found.header(self.is_complete, 0, Breach::PEER_DOWN_WITHOUT_UP);
            return None;
        };
        let before = *known;
        let others = known.policies & !policy(peer);
        if known.ups > 1 {
            known.ups -= 1;
        } else if others != 0 && others != known.policies {
            known.policies = others;
        } else {
            self.peers.remove(&key);
        }
        Some(before)
    }
}

/// Returns the bit of the policy that a Peer Up or Peer Down is for.
fn policy(peer: &PerPeerHeader) -> u8 {
    match peer.is_loc_rib() || !peer.flags().contains(PeerFlags::POST_POLICY) {
        true => 1,
        false => 2,
    }
}
