//! A [`PeerTable`] as [`Sessions`]: a table that learns, and one that does not.

use crate::bgp::Session;
use crate::bmp::peer_table::route_lists::RouteLists;
use crate::bmp::peer_table::{KnownPeer, PeerTable, Reading, WhenFull};
use crate::bmp::v4::Profile;
use crate::bmp::{PeerDown, PeerUp, PerPeerHeader, Sessions};

/// The table learns, and checks the bytes of messages.
impl Sessions for &mut PeerTable {
    #[inline(always)]
    fn before(&mut self, frame: &[u8]) -> Option<Session> {
        Some(self.pass(frame))
    }

    fn monitored(self, _: &PerPeerHeader, frame: &[u8]) -> Session {
        self.pass(frame)
    }

    fn monitored_tlvs(self, peer: &PerPeerHeader, update: Option<&[u8]>) -> Session {
        match update {
            Some(update) => self.examine(peer, update),
            None => Sessions::monitored(&*self, peer, &[]),
        }
    }

    fn profile(&mut self, shown: Option<Profile>) -> Profile {
        self.profile.learn(shown)
    }

    /// The bytes are checked, because OPENs may be missing or may have changed.
    fn mirrored(self, peer: &PerPeerHeader, tlvs: &[u8]) -> Session {
        let session = self.mirrored_as_negotiated(peer);
        match mirrored_pdu(tlvs) {
            Some(pdu) if self.reading != Reading::Strict => {
                let (width, lists) = (session.asn_width(), RouteLists::of(pdu));
                let mut unknown = KnownPeer::of_session(session);
                unknown.examine(peer, width, &lists, false, false).0
            }
            _ => session,
        }
    }

    fn up(self, up: &PeerUp<&[u8]>) {
        let key = up.peer.key();
        let Some(said) = KnownPeer::of(up) else {
            // What was known of an earlier session does not apply to this one.
            self.remove(&key);
            return;
        };
        if let Some(known) = self.peers.get_mut(&key) {
            known.again(said);
            self.passes.revoke_all(&key);
            self.peers.renew(&key);
            return;
        }
        if self.peers.len() >= self.limit {
            match (self.when_full, self.peers.oldest()) {
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

/// Returns the learned session, for all families of a table of a peer. Checks no bytes, and learns nothing.
impl Sessions for &PeerTable {
    #[inline]
    fn monitored(self, peer: &PerPeerHeader, _: &[u8]) -> Session {
        let known = self.peers.get(&peer.key());
        match known {
            Some(known) => known.learned_session(peer),
            None => Session::default().with_asn_width(peer.asn_width()),
        }
    }

    #[inline]
    fn mirrored(self, peer: &PerPeerHeader, _: &[u8]) -> Session {
        self.mirrored_as_negotiated(peer)
    }

    fn profile(&mut self, shown: Option<Profile>) -> Profile {
        self.profile.clone().learn(shown)
    }
}

/// Returns the first BGP message among the TLVs of a Route Mirroring message.
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
