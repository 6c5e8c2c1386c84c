//! [`PeerTable`]: the sessions of all peers, learned from Peer Up.

use hashbrown::HashMap;

use crate::bgp::capability::Capability;
use crate::bgp::nlri::FamilySet;
use crate::bgp::{Direction, Open, Session};
use crate::bmp::{Message, MessageType, PeerKey, PeerUp, PerPeerHeader};
use crate::error::DecodeError;
use crate::net::AsnWidth;

/// Tells the session that a peer's messages belong to.
pub trait Sessions {
    /// The session of the routes of a Route Monitoring message.
    fn monitored(&self, peer: &PerPeerHeader) -> Session;

    /// The session of a mirrored message, whose flags say nothing of the width of AS numbers.
    fn mirrored(&self, peer: &PerPeerHeader) -> Session;
}

impl<S: Sessions> Sessions for &S {
    #[inline]
    fn monitored(&self, peer: &PerPeerHeader) -> Session {
        (**self).monitored(peer)
    }

    #[inline]
    fn mirrored(&self, peer: &PerPeerHeader) -> Session {
        (**self).mirrored(peer)
    }
}

/// The same for every peer, but for the A flag of a message: where it is set, AS numbers have two octets.
impl Sessions for Session {
    #[inline]
    fn monitored(&self, peer: &PerPeerHeader) -> Session {
        match peer.asn_width() {
            AsnWidth::Two => self.with_asn_width(AsnWidth::Two),
            AsnWidth::Four => *self,
        }
    }

    #[inline]
    fn mirrored(&self, _: &PerPeerHeader) -> Session {
        *self
    }
}

/// The sessions of all peers of one BMP stream, learned from its Peer Up messages.
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
/// A peer is told by its type, distinguisher and address, never by flags: routers send some messages of one peer with
/// the L flag and some without. A Peer Down makes it unknown again. Of several Peer Ups of one Loc-RIB that differ in
/// their families ([RFC 9069, section 6.1.1](https://www.rfc-editor.org/rfc/rfc9069#section-6.1.1)) all count, until
/// there has been a Peer Down for each.
///
/// ```
/// use bmp_codec::bmp::{self, PeerTable};
///
/// fn count(mut stream: &[u8]) -> Result<usize, bmp_codec::DecodeError> {
///     let (mut peers, mut messages) = (PeerTable::default(), 0);
///     while let Some((frame, rest)) = bmp::split(stream)? {
///         stream = rest;
///         messages += usize::from(peers.decode(frame).is_ok());
///     }
///     Ok(messages)
/// }
/// # assert_eq!(count(&[3, 0, 0, 0, 6, 4]), Ok(1));
/// ```
#[derive(Clone, Debug)]
pub struct PeerTable {
    peers: HashMap<PeerKey, Entry>,
    limit: usize,
    refused: u64,
}

/// The most peers that a table holds where nothing else is said.
const DEFAULT_LIMIT: usize = 1 << 16;

impl Default for PeerTable {
    /// A table of up to 65536 peers.
    fn default() -> PeerTable {
        PeerTable::with_limit(DEFAULT_LIMIT)
    }
}

/// What is known of a peer.
#[derive(Clone, Copy, Debug)]
struct Entry {
    received: Session,
    sent: Session,
    /// Of a Loc-RIB: the families that its Peer Ups have announced, in how many parts, and how many of these are up.
    families: FamilySet,
    parts: u32,
    ups: u32,
}

impl PeerTable {
    /// A table of up to so many peers. The Peer Up of one more is not learned from, and its messages are read in the
    /// assumed session; [`refused`](PeerTable::refused) counts those.
    #[must_use]
    pub fn with_limit(limit: usize) -> PeerTable {
        PeerTable {
            peers: HashMap::new(),
            limit,
            refused: 0,
        }
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

    /// The session of a peer's routes of one direction, where it is known. That of a Loc-RIB is the same in both.
    #[must_use]
    pub fn session(&self, peer: &PerPeerHeader, direction: Direction) -> Option<Session> {
        let entry = self.peers.get(&peer.key())?;
        Some(match direction {
            Direction::Received => entry.received,
            Direction::Sent => entry.sent,
        })
    }

    /// Forgets all peers, as when the router connects anew.
    pub fn clear(&mut self) {
        self.peers.clear();
    }

    /// Reads a frame, in the session of the peer it speaks of, and learns from it.
    ///
    /// # Errors
    /// As [`Message::decode`].
    // Inlined, so that the message does not go through memory on its way to who asked for it.
    #[inline(always)]
    pub fn decode<'a>(&mut self, frame: &'a [u8]) -> Result<Message<&'a [u8]>, DecodeError> {
        Message::decode_and(frame, self, |peers| peers.learn(frame))
    }

    /// Learns from a Peer Up or a Peer Down. They are read for themselves: such frames are rare.
    #[cold]
    #[inline(never)]
    fn learn(&mut self, frame: &[u8]) {
        let message_type = frame.get(5).copied().map(MessageType::from);
        if !matches!(
            message_type,
            Some(MessageType::PeerUp | MessageType::PeerDown)
        ) {
            return;
        }
        match Message::decode(frame, self) {
            Ok(Message::PeerUp(up)) => self.up(&up),
            Ok(Message::PeerDown(down)) => self.down(&down.peer),
            _ => {}
        }
    }

    fn up(&mut self, up: &PeerUp<&[u8]>) {
        let key = up.peer.key();
        let entry = if up.peer.is_loc_rib() {
            // Both OPENs are the same one, made up by the router.
            up.sent_open
                .as_ref()
                .or(up.received_open.as_ref())
                .ok()
                .map(Entry::of_loc_rib)
        } else {
            up.sent_open
                .as_ref()
                .ok()
                .zip(up.received_open.as_ref().ok())
                .map(Entry::of_peer)
        };
        let full = self.peers.len() >= self.limit;
        match (entry, self.peers.get_mut(&key)) {
            (Some(entry), Some(known)) if known.is_beside(&entry) => known.join(&entry),
            (Some(entry), Some(known)) if known.has_part(&entry) => known.renew(&entry),
            (Some(entry), Some(known)) => *known = entry,
            (Some(_), None) if full => self.refused += 1,
            (Some(entry), None) => {
                self.peers.insert(key, entry);
            }
            // What was known of an earlier session says nothing of this one.
            (None, _) => {
                self.peers.remove(&key);
            }
        }
    }

    fn down(&mut self, peer: &PerPeerHeader) {
        let key = peer.key();
        match self.peers.get_mut(&key) {
            Some(known) if known.ups > 1 => known.ups -= 1,
            _ => {
                self.peers.remove(&key);
            }
        }
    }
}

impl Entry {
    fn of_peer((sent, received): (&Open<&[u8]>, &Open<&[u8]>)) -> Entry {
        Entry {
            received: Session::negotiated(sent, received, Direction::Received),
            sent: Session::negotiated(sent, received, Direction::Sent),
            families: FamilySet::EMPTY,
            parts: 1,
            ups: 1,
        }
    }

    fn of_loc_rib(open: &Open<&[u8]>) -> Entry {
        let families = open
            .capabilities()
            .filter_map(|capability| match capability {
                Ok(Capability::Multiprotocol(multiprotocol)) => Some(multiprotocol.family),
                _ => None,
            });
        let session = Session::of_loc_rib(open);
        Entry {
            received: session,
            sent: session,
            families: families.collect(),
            parts: 1,
            ups: 1,
        }
    }

    /// Whether the other is of another part of the same Loc-RIB.
    fn is_beside(&self, other: &Entry) -> bool {
        !self.families.is_empty()
            && !other.families.is_empty()
            && self.families.and(other.families).is_empty()
    }

    fn join(&mut self, other: &Entry) {
        self.parts = self.parts.saturating_add(1);
        self.renew(other);
        self.families = self.families.or(other.families);
    }

    /// Whether the other is of a part of the same Loc-RIB that there has been before.
    fn has_part(&self, other: &Entry) -> bool {
        self.parts > 1
            && !other.families.is_empty()
            && other.families.without(self.families).is_empty()
            && other.families != self.families
    }

    /// Takes what the other says of its families. The other parts stay as they are.
    fn renew(&mut self, other: &Entry) {
        let others = self.received.add_path().without(other.families);
        let session = self
            .received
            .with_add_path(others.or(other.received.add_path()));
        self.received = session;
        self.sent = session;
        self.ups = self.ups.saturating_add(1).min(self.parts);
    }
}

impl Sessions for PeerTable {
    #[inline]
    fn monitored(&self, peer: &PerPeerHeader) -> Session {
        self.mirrored(peer).with_asn_width(peer.asn_width())
    }

    #[inline]
    fn mirrored(&self, peer: &PerPeerHeader) -> Session {
        match self.peers.get(&peer.key()) {
            Some(entry) if peer.is_adj_rib_out() => entry.sent,
            Some(entry) => entry.received,
            None => Session::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::capability::{AddPath, Multiprotocol};
    use crate::bgp::nlri::Family;
    use crate::bmp::{PeerDown, PeerDownReason, PeerType};
    use crate::net::Asn;
    use crate::wire::Encode;
    use core::net::Ipv4Addr;

    const ID: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 1);

    fn peer() -> PerPeerHeader {
        PerPeerHeader::new(PeerType::LocRib, Asn(65550), ID)
    }

    fn see(table: &mut PeerTable, message: &Message) {
        table.decode(&message.to_vec().unwrap()).unwrap();
    }

    /// A Peer Up of a part of a Loc-RIB: a family, with ADD-PATH or without.
    fn up(family: Family, add_path: bool) -> Message {
        let add_path = add_path.then(|| AddPath::new(family, AddPath::BOTH));
        let capabilities = [
            Capability::Multiprotocol(Multiprotocol::from(family)),
            Capability::AddPath(add_path.into_iter().collect()),
        ];
        let open = Open::new(Asn(65550), 0, ID, capabilities).unwrap();
        let up = PeerUp::new(peer(), Ipv4Addr::UNSPECIFIED.into(), open.clone(), open);
        Message::PeerUp(up)
    }

    fn down() -> Message {
        Message::PeerDown(PeerDown::new(peer(), PeerDownReason::LocalTlvs))
    }

    fn path_ids(table: &PeerTable) -> Vec<Family> {
        table.monitored(&peer()).add_path().iter().collect()
    }

    #[test]
    fn a_part_of_a_loc_rib_that_comes_again_leaves_the_others() {
        let (ipv4, ipv6) = (Family::IPV4_UNICAST, Family::IPV6_UNICAST);
        let mut table = PeerTable::default();
        see(&mut table, &up(ipv4, true));
        see(&mut table, &up(ipv6, true));
        // Said twice, as some routers do.
        see(&mut table, &up(ipv4, true));
        assert_eq!(path_ids(&table), [ipv4, ipv6]);
        // Down and up again, now without path identifiers.
        see(&mut table, &down());
        see(&mut table, &up(ipv4, false));
        assert_eq!(path_ids(&table), [ipv6]);
        see(&mut table, &down());
        assert_eq!(path_ids(&table), [ipv6]);
        see(&mut table, &down());
        assert!(table.is_empty());
    }
}
