//! What all messages have in common: where they were found, and the sessions they belong to.

use std::time::Duration;

use bmp_codec::bgp::{Direction, Session};
use bmp_codec::bmp::v4::Profile;
use bmp_codec::bmp::{Message, MessageType, PeerTable, PerPeerHeader, Sessions};

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

/// What the peer table knew when a message came: all that is needed to decode the message again, and to show it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Known<'a> {
    /// The session that its routes are decoded in; of a Peer Up, the negotiated one for received routes.
    session: Session,
    /// Of a Peer Up, the negotiated session for sent routes.
    sent: Session,
    /// Of a message of BMP version 4, the profile that its TLVs are decoded in.
    profile: Profile,
    /// The table itself, unless the message is shown on another thread. Only explanations need more than the sessions.
    pub(crate) peers: Option<&'a PeerTable>,
}

impl<'a> Known<'a> {
    /// `peers` must have learned from the message.
    pub(crate) fn of(message: &Message<&[u8]>, peers: &'a PeerTable) -> Self {
        let mut sent = Session::default();
        let session = match (message, message.message_type()) {
            (Message::RouteMonitoring(monitoring), _) => match &monitoring.update {
                Ok(update) => update.path_attributes.session(),
                Err(_) => peers.monitored(&monitoring.peer, &[]),
            },
            (Message::RouteMirroring(mirroring), _) => mirroring.tlvs.session(),
            (_, MessageType::PeerUp) => {
                let of = |direction| {
                    let session = message
                        .peer()
                        .and_then(|peer| peers.session(peer, direction));
                    session.unwrap_or_default()
                };
                sent = of(Direction::Sent);
                of(Direction::Received)
            }
            (Message::V4(message), _) => {
                let tlvs = message.tlvs().unwrap_or_default();
                tlvs.context().session()
            }
            _ => Session::default(),
        };
        let profile = match message {
            Message::V4(message) => message.profile(),
            _ => None,
        };
        Known {
            session,
            sent,
            profile: profile.unwrap_or_default(),
            peers: Some(peers),
        }
    }

    /// Of a Route Monitoring message in this session.
    pub(crate) fn monitored_in(session: Session) -> Known<'static> {
        Known {
            session,
            ..Known::default()
        }
    }

    /// Returns the sessions only.
    pub(crate) fn without_peers(self) -> Known<'static> {
        Known {
            session: self.session,
            sent: self.sent,
            profile: self.profile,
            peers: None,
        }
    }

    /// Returns the session that the routes of a message are decoded in.
    pub(crate) fn session(&self, message: &Message<&[u8]>) -> Option<Session> {
        let has_routes = matches!(
            message.message_type(),
            MessageType::RouteMonitoring | MessageType::RouteMirroring
        );
        has_routes.then_some(self.session)
    }

    /// Returns what a Peer Up negotiated, for received and for sent routes.
    pub(crate) fn negotiated(&self) -> [Session; 2] {
        [self.session, self.sent]
    }
}

/// Decodes a message again as it was decoded before.
impl Sessions for Known<'_> {
    fn monitored(self, _: &PerPeerHeader, _: &[u8]) -> Session {
        self.session
    }

    /// What Stateless Parsing changes is in the session, and is changed again to the same.
    fn monitored_tlvs(self, _: &PerPeerHeader, _: Option<&[u8]>) -> Session {
        self.session
    }

    fn profile(&mut self, _: Option<Profile>) -> Profile {
        self.profile
    }

    fn mirrored(self, _: &PerPeerHeader, _: &[u8]) -> Session {
        self.session
    }
}
