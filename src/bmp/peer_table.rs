//! [`PeerTable`]: the sessions of all peers, learned from Peer Up.

use hashbrown::HashMap;

use crate::bgp::{Basis, Direction, Session};
use crate::bmp::{Message, PeerUp, PerPeerHeader};
use crate::error::DecodeError;
use crate::net::AsnWidth;

/// Tells the session that a peer's messages belong to.
pub trait Sessions {
    /// The session of the routes of a Route Monitoring message.
    fn monitored(&self, peer: &PerPeerHeader) -> Session;

    /// The session of a mirrored message, whose flags say nothing of the width of AS numbers.
    fn mirrored(&self, peer: &PerPeerHeader) -> Session;
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

/// The sessions of all peers, learned from Peer Up.
#[derive(Clone, Debug, Default)]
pub struct PeerTable {
    peers: HashMap<Key, Entry>,
}

/// What tells peers apart: never the flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Key {
    peer_type: u64,
    distinguisher: u64,
    address: [u64; 2],
}

impl core::hash::Hash for Key {
    #[inline]
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        // The type is left to the comparison: peers that differ in nothing else are rare.
        state.write_u64(self.distinguisher);
        state.write_u64(self.address[0]);
        state.write_u64(self.address[1]);
    }
}

impl From<&PerPeerHeader> for Key {
    #[inline]
    fn from(peer: &PerPeerHeader) -> Key {
        Key {
            peer_type: peer.type_octet().into(),
            distinguisher: peer.distinguisher().0,
            address: peer.address_words(),
        }
    }
}

/// What is known of a peer.
#[derive(Clone, Copy, Debug)]
struct Entry {
    received: Session,
    sent: Session,
}

impl PeerTable {
    /// Reads a frame, in the session of the peer it speaks of, and learns from it.
    ///
    /// # Errors
    /// As [`Message::decode`].
    #[inline(always)]
    pub fn decode<'a>(&mut self, frame: &'a [u8]) -> Result<Message<&'a [u8]>, DecodeError> {
        // Nothing is learned from Route Monitoring, which is nearly all of a stream.
        if frame.get(5).is_some_and(|message_type| *message_type != 0) {
            self.learn(frame);
        }
        Message::decode(frame, self)
    }

    /// Learns from a frame other than Route Monitoring. It is read for itself: they are rare.
    #[cold]
    #[inline(never)]
    fn learn(&mut self, frame: &[u8]) {
        if let Ok(Message::PeerUp(up)) = Message::decode(frame, self) {
            self.up(&up);
        }
    }

    fn up(&mut self, up: &PeerUp<&[u8]>) {
        let (Ok(sent), Ok(received)) = (&up.sent_open, &up.received_open) else {
            return;
        };
        let entry = Entry {
            received: Session::negotiated(sent, received, Direction::Received),
            sent: Session::negotiated(sent, received, Direction::Sent),
        };
        self.peers.insert(Key::from(&up.peer), entry);
    }
}

impl Sessions for PeerTable {
    #[inline]
    fn monitored(&self, peer: &PerPeerHeader) -> Session {
        self.mirrored(peer).with_asn_width(peer.asn_width())
    }

    #[inline]
    fn mirrored(&self, peer: &PerPeerHeader) -> Session {
        match self.peers.get(&Key::from(peer)) {
            Some(entry) if peer.is_adj_rib_out() => entry.sent,
            Some(entry) => entry.received,
            None => Session::default().with_basis(Basis::Assumed),
        }
    }
}
