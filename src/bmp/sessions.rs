//! [`Sessions`]: what tells the session of a message.

use crate::bgp::Session;
use crate::bmp::{PeerDown, PeerUp, PerPeerHeader};
use crate::net::AsnWidth;

/// What tells the session that a message is to be read in, and may learn from messages: a [`Session`] is that of all
/// peers; a [`&mut PeerTable`](crate::bmp::PeerTable) learns that of each, and a `&PeerTable` tells what was learned.
///
/// A message asks no more than one question. What keeps sessions in some other way implements this trait; methods that
/// are added have a default.
pub trait Sessions: Sized {
    /// The session of the routes of a Route Monitoring message; `frame` is all of it.
    fn monitored(self, peer: &PerPeerHeader, frame: &[u8]) -> Session;

    /// The session of mirrored messages, in these TLVs. The flags of the peer say nothing of the width of AS numbers.
    fn mirrored(self, peer: &PerPeerHeader, tlvs: &[u8]) -> Session;

    /// Learns from a Peer Up.
    fn up(self, _: &PeerUp<&[u8]>) {}

    /// Learns from a Peer Down.
    fn down(self, _: &PeerDown<&[u8]>) {}
}

/// The same for every peer, but for the A flag of a message: where it is set, AS numbers have two octets.
impl Sessions for Session {
    #[inline]
    fn monitored(self, peer: &PerPeerHeader, _: &[u8]) -> Session {
        match peer.asn_width() {
            AsnWidth::Two => self.with_asn_width(AsnWidth::Two),
            AsnWidth::Four => self,
        }
    }

    #[inline]
    fn mirrored(self, _: &PerPeerHeader, _: &[u8]) -> Session {
        self
    }
}
