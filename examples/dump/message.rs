//! What all messages have in common: the peer they are about, and the UPDATEs they hold.

use bmp_codec::bgp::{Pdu, Session, Update};
use bmp_codec::bmp::{Message, PeerTable, PerPeerHeader, Sessions};

use crate::input::Stream;

/// A message, and where it was found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) stream: &'a Stream,
    /// Octets of the stream in front of it.
    pub(crate) offset: u64,
    /// Its number in the file; the first is 1.
    pub(crate) number: u64,
    /// All of its octets.
    pub(crate) frame: &'a [u8],
}

impl Place<'_> {
    /// Where octets of this message lie in it.
    pub(crate) fn offset_of(&self, octets: &[u8]) -> usize {
        (octets.as_ptr() as usize).saturating_sub(self.frame.as_ptr() as usize)
    }
}

/// The peer that a message is about.
pub(crate) fn peer<'m>(message: &'m Message<&[u8]>) -> Option<&'m PerPeerHeader> {
    match message {
        Message::RouteMonitoring(monitoring) => Some(&monitoring.peer),
        Message::PeerUp(up) => Some(&up.peer),
        _ => None,
    }
}

/// The UPDATEs in a message.
pub(crate) fn updates<'a>(
    message: &Message<&'a [u8]>,
) -> impl Iterator<Item = Pdu<Update<&'a [u8]>, &'a [u8]>> {
    match message {
        Message::RouteMonitoring(monitoring) => Some(monitoring.update),
        _ => None,
    }
    .into_iter()
}

/// The session that the routes of a message are read in.
pub(crate) fn session(message: &Message<&[u8]>, peers: &PeerTable) -> Option<Session> {
    match message {
        Message::RouteMonitoring(monitoring) => Some(peers.monitored(&monitoring.peer)),
        _ => None,
    }
}
