//! What all messages have in common: where they were found, and their UPDATEs.

use std::time::Duration;

use bmp_codec::bgp::{self, Pdu, Session, Update};
use bmp_codec::bmp::{Message, MirroringTlv, PeerTable, Sessions};

use crate::input::Stream;

/// A message, and where it was found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) stream: &'a Stream,
    /// The number of bytes of the stream before it.
    pub(crate) offset: u64,
    /// When its last byte was captured, since 1970.
    pub(crate) captured: Option<Duration>,
    /// Its number in the file; the first one is 1.
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

/// Returns the UPDATEs in a message. A malformed mirrored message may be one.
pub(crate) fn updates<'a>(
    message: &Message<&'a [u8]>,
) -> impl Iterator<Item = Pdu<Update<&'a [u8]>, &'a [u8]>> {
    let (monitored, mirrored) = match message {
        Message::RouteMonitoring(monitoring) => (Some(monitoring.update), None),
        Message::RouteMirroring(mirroring) => (None, Some(mirroring.tlvs)),
        _ => (None, None),
    };
    let mirrored = mirrored.into_iter().flatten().filter_map(|tlv| match tlv {
        Ok(MirroringTlv::BgpMessage(Ok(bgp::Message::Update(update)))) => Some(Ok(update)),
        Ok(MirroringTlv::BgpMessage(Err(malformed))) => Some(Err(malformed)),
        _ => None,
    });
    monitored.into_iter().chain(mirrored)
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
