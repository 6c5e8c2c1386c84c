//! [`Sessions`]: finds the session that a message is decoded in.

use crate::bgp::Session;
use crate::bmp::{PeerDown, PeerUp, PerPeerHeader, v4};
use crate::net::AsnWidth;

/// Finds the session that a message is decoded in, and may learn from messages.
///
/// A [`Session`] applies to all peers. A [`&mut PeerTable`](crate::bmp::PeerTable) learns the session of each peer. A
/// `&PeerTable` returns what was learned, and learns nothing.
///
/// Decoding a message calls at most one of the methods that take it. Implement this trait to keep sessions in another way; new
/// methods will have a default.
pub trait Sessions: Sized {
    /// Returns the session for the routes of a Route Monitoring message; `frame` is the whole message.
    fn monitored(self, peer: &PerPeerHeader, frame: &[u8]) -> Session;

    /// Returns the session for the routes of a Route Monitoring message by its bytes, before its header is decoded, or
    /// `None` to be asked for it by [`monitored`](Sessions::monitored). This is the default.
    #[inline(always)]
    fn before(&mut self, _frame: &[u8]) -> Option<Session> {
        None
    }

    /// Returns the session for the routes of a Route Monitoring message of version 4, whose UPDATE is in a TLV. `peer` has
    /// the flags that apply. `update` is the UPDATE with its header, or `None` if the message itself states how it is
    /// decoded: then nothing is learned from it. By default, asks [`monitored`](Sessions::monitored) with the UPDATE in
    /// place of the frame.
    fn monitored_tlvs(self, peer: &PerPeerHeader, update: Option<&[u8]>) -> Session {
        self.monitored(peer, update.unwrap_or_default())
    }

    /// Returns the profile that a message of version 4 is decoded in. `shown` is the one that its content shows, if it
    /// shows one. By default, that one, or the newest.
    fn profile(&mut self, shown: Option<v4::Profile>) -> v4::Profile {
        shown.unwrap_or_default()
    }

    /// Returns the session for the mirrored messages in `tlvs`. The flags of the peer do not give their width of AS
    /// numbers.
    fn mirrored(self, peer: &PerPeerHeader, tlvs: &[u8]) -> Session;

    /// Learns from a Peer Up.
    fn up(self, _: &PeerUp<&[u8]>) {}

    /// Learns from a Peer Down.
    fn down(self, _: &PeerDown<&[u8]>) {}
}

/// Every peer has this session, except that the A flag of a message gives its width of AS numbers: two bytes if set.
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
