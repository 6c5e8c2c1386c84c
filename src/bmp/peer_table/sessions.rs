//! [`Sessions`]: what tells the session of a message.

use crate::bgp::Session;
use crate::bmp::PerPeerHeader;
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
