//! What all messages have in common: where they were found, and the session of their routes.

use std::time::Duration;

use bmp_codec::bgp::Session;
use bmp_codec::bmp::{Message, PeerTable, Sessions};

use crate::input::Stream;

/// A message, and where it was found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) stream: &'a Stream,
    /// The file, if there are several.
    pub(crate) file: Option<&'a str>,
    /// The number of bytes of the stream before it.
    pub(crate) offset: u64,
    /// When its last byte was captured, since 1970.
    pub(crate) captured: Option<Duration>,
    /// Its number; the first one of the first file is 1.
    pub(crate) number: u64,
    /// All of its bytes.
    pub(crate) frame: &'a [u8],
}

impl Place<'_> {
    /// Returns the offset of these bytes in the message.
    pub(crate) fn offset_of(&self, octets: &[u8]) -> usize {
        (octets.as_ptr() as usize).saturating_sub(self.frame.as_ptr() as usize)
    }
}

/// Returns the session that the routes of a message are decoded in.
pub(crate) fn session(message: &Message<&[u8]>, peers: &PeerTable) -> Option<Session> {
    match message {
        Message::RouteMonitoring(monitoring) => Some(match &monitoring.update {
            Ok(update) => update.path_attributes.session(),
            Err(_) => peers.monitored(&monitoring.peer, &[]),
        }),
        Message::RouteMirroring(mirroring) => Some(mirroring.tlvs.session()),
        _ => None,
    }
}
