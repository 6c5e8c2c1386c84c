//! [`Message`]: a message of version 4 of any type.

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bmp::common_header::{HEADER_LEN, VERSION_4};
use crate::bmp::per_peer_header::PER_PEER_LEN;
use crate::bmp::v4::{
    Initiation, PeerDown, PeerUp, Profile, RouteMirroring, RouteMonitoring, Routes, StatisticsBody,
    StatisticsReport, Termination, TlvContext, Tlvs,
};
use crate::bmp::{self, MessageType, PerPeerHeader, Sessions, UnknownMessage};
use crate::wire::{
    DecodeError, Encode, EncodeError, List, Reader, Writer, from_variants, length_u32, map_octets,
};

/// A BMP message of version 4.
///
/// [`in_version_3`](Message::in_version_3) returns what version 3 can say of it, for code that only needs that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Message<B: AsRef<[u8]> = Vec<u8>> {
    /// Announced or withdrawn routes, with TLVs.
    RouteMonitoring(RouteMonitoring<B>),
    /// Statistics about a peer.
    StatisticsReport(StatisticsReport<B>),
    /// A session has ended.
    PeerDown(PeerDown<B>),
    /// A session has come up.
    PeerUp(PeerUp<B>),
    /// The router describes itself.
    Initiation(Initiation<B>),
    /// The router ends the stream.
    Termination(Termination<B>),
    /// BGP messages of a peer, as received.
    RouteMirroring(RouteMirroring<B>),
    /// A message of a type that this crate does not know.
    Unknown(UnknownMessage<B>),
}
map_octets!(
    enum Message {
        RouteMonitoring,
        StatisticsReport,
        PeerDown,
        PeerUp,
        Initiation,
        Termination,
        RouteMirroring,
        Unknown,
    }
);
from_variants!(Message {
    RouteMonitoring,
    StatisticsReport,
    PeerDown,
    PeerUp,
    Initiation,
    Termination,
    RouteMirroring,
});

/// Makes a message of any version of each message of version 4.
macro_rules! into_message {
    ($($name:ident)*) => { $(
        impl<B: AsRef<[u8]>> From<$name<B>> for bmp::Message<B> {
            fn from(message: $name<B>) -> bmp::Message<B> {
                bmp::Message::V4(message.into())
            }
        }
    )* };
}
into_message! {
    RouteMonitoring StatisticsReport PeerDown PeerUp Initiation Termination RouteMirroring
}

impl<'a> Message<&'a [u8]> {
    /// Decodes the bytes behind the common header.
    pub(in crate::bmp) fn read(
        message_type: u8,
        mut reader: Reader<'a>,
        mut sessions: impl Sessions,
    ) -> Result<Message<&'a [u8]>, DecodeError> {
        if message_type == 0 {
            return RouteMonitoring::read(reader, sessions).map(Message::RouteMonitoring);
        }
        let profile = sessions.profile(None);
        Ok(match message_type.into() {
            MessageType::StatisticsReport => {
                Message::StatisticsReport(StatisticsReport::read(reader, profile)?)
            }
            MessageType::PeerDown => {
                let down = reader.read()?;
                sessions.down(&down);
                Message::PeerDown(PeerDown::of(profile, down))
            }
            MessageType::PeerUp => {
                let (_, body) = reader
                    .peek()
                    .split_at_checked(PER_PEER_LEN)
                    .unwrap_or_default();
                let up = reader.read()?;
                sessions.up(&up);
                Message::PeerUp(PeerUp::of(profile, &up, body))
            }
            MessageType::Initiation => {
                Message::Initiation(Initiation::over(profile, reader.rest()))
            }
            MessageType::Termination => {
                Message::Termination(Termination::over(profile, reader.rest()))
            }
            MessageType::RouteMirroring => {
                let peer = reader.read()?;
                let session = sessions.mirrored(&peer, reader.peek());
                let context = TlvContext::new(MessageType::RouteMirroring, profile, session);
                let tlvs = List::within(reader.rest(), context);
                Message::RouteMirroring(RouteMirroring { peer, tlvs })
            }
            _ => Message::Unknown(UnknownMessage {
                message_type,
                body: reader.octets(),
            }),
        })
    }
}

impl<B: AsRef<[u8]>> Message<B> {
    /// Returns the message type.
    #[must_use]
    pub fn message_type(&self) -> MessageType {
        match self {
            Message::RouteMonitoring(_) => MessageType::RouteMonitoring,
            Message::StatisticsReport(_) => MessageType::StatisticsReport,
            Message::PeerDown(_) => MessageType::PeerDown,
            Message::PeerUp(_) => MessageType::PeerUp,
            Message::Initiation(_) => MessageType::Initiation,
            Message::Termination(_) => MessageType::Termination,
            Message::RouteMirroring(_) => MessageType::RouteMirroring,
            Message::Unknown(message) => message.message_type.into(),
        }
    }

    /// Returns the per-peer header, or `None` for Initiation, Termination and unknown types.
    #[must_use]
    pub fn peer(&self) -> Option<&PerPeerHeader> {
        match self {
            Message::RouteMonitoring(RouteMonitoring { peer, .. })
            | Message::StatisticsReport(StatisticsReport { peer, .. })
            | Message::PeerDown(PeerDown { peer, .. })
            | Message::PeerUp(PeerUp { peer, .. })
            | Message::RouteMirroring(RouteMirroring { peer, .. }) => Some(peer),
            Message::Initiation(_) | Message::Termination(_) | Message::Unknown(_) => None,
        }
    }

    /// Returns the TLVs, or `None` if the message has none: an unknown type, or statistics without TLVs.
    #[must_use]
    pub fn tlvs(&self) -> Option<Tlvs<&[u8]>> {
        Some(match self {
            Message::RouteMonitoring(message) => message.tlvs.view(),
            Message::StatisticsReport(message) => match &message.body {
                StatisticsBody::Tlvs(tlvs) => tlvs.view(),
                StatisticsBody::Plain(_) => return None,
            },
            Message::PeerDown(message) => message.tlvs.view(),
            Message::PeerUp(message) => message.tlvs.view(),
            Message::Initiation(message) => message.tlvs.view(),
            Message::Termination(message) => message.tlvs.view(),
            Message::RouteMirroring(message) => message.tlvs.view(),
            Message::Unknown(_) => return None,
        })
    }

    /// Returns the profile that the TLVs are decoded in. `None` if there are no TLVs.
    #[must_use]
    pub fn profile(&self) -> Option<Profile> {
        Some(self.tlvs()?.context().profile())
    }

    /// Returns the routes of a Route Monitoring message in the order of the bytes, each with the TLVs that apply to it.
    /// Other messages have none.
    #[must_use]
    pub fn routes(&self) -> Routes<'_> {
        match self {
            Message::RouteMonitoring(message) => message.routes(),
            _ => Routes::of(None, Tlvs::default()),
        }
    }

    /// Returns what version 3 can say of the message, over the same bytes: the UPDATE without its TLVs, with the flags
    /// that apply; the statistics of the Stats TLV; all others with their TLVs, of which version 3 does not know those
    /// with a type above 4. `None` for a Route Monitoring message without an UPDATE, a Statistics Report without
    /// statistics, and an unknown type.
    ///
    /// ```
    /// use bmp_codec::bmp::{Message, PeerTable};
    ///
    /// /// Counts the announced routes of a stream of any version.
    /// fn count(stream: &[u8]) -> Result<usize, bmp_codec::DecodeError> {
    ///     let (mut peers, mut routes) = (PeerTable::default(), 0);
    ///     for message in peers.messages(stream) {
    ///         let message = message?;
    ///         if let Some(Message::RouteMonitoring(monitoring)) = message.in_version_3() {
    ///             routes += monitoring.update()?.announced().count();
    ///         }
    ///     }
    ///     Ok(routes)
    /// }
    /// assert_eq!(count(b"\x03\0\0\0\x06\x04\x04\0\0\0\x06\x04"), Ok(0));
    /// ```
    #[must_use]
    pub fn in_version_3(&self) -> Option<bmp::Message<&[u8]>> {
        self.view().into_version_3()
    }
}

impl<'a> Message<&'a [u8]> {
    /// Like [`in_version_3`](Message::in_version_3), for the lifetime of the bytes.
    #[must_use]
    pub fn into_version_3(self) -> Option<bmp::Message<&'a [u8]>> {
        Some(match self {
            Message::RouteMonitoring(message) => {
                bmp::Message::RouteMonitoring(message.into_version_3()?)
            }
            Message::StatisticsReport(message) => {
                bmp::Message::StatisticsReport(message.into_version_3()?)
            }
            Message::PeerDown(message) => bmp::Message::PeerDown(message.into_version_3()),
            Message::PeerUp(message) => bmp::Message::PeerUp(message.into_version_3()),
            Message::Initiation(message) => bmp::Message::Initiation(bmp::Initiation {
                information: List::within(message.tlvs.into_octets(), ()),
            }),
            Message::Termination(message) => bmp::Message::Termination(bmp::Termination {
                information: List::within(message.tlvs.into_octets(), ()),
            }),
            Message::RouteMirroring(message) => {
                let session = message.tlvs.context().session();
                bmp::Message::RouteMirroring(bmp::RouteMirroring {
                    peer: message.peer,
                    tlvs: List::within(message.tlvs.into_octets(), session),
                })
            }
            Message::Unknown(_) => return None,
        })
    }
}

impl<B: AsRef<[u8]>> Message<B> {
    /// Encodes a frame if it has at most `room` bytes.
    #[inline(never)]
    pub(in crate::bmp) fn put_within(
        &self,
        room: usize,
        out: &mut Writer<impl BufMut>,
    ) -> Result<(), EncodeError> {
        let needed = self.encoded_len();
        if needed > room {
            return Err(EncodeError::Full { needed, room });
        }
        out.put_u8(VERSION_4);
        out.put_u32(length_u32("BMP message", needed)?);
        out.put_u8(self.message_type().into());
        match self {
            Message::RouteMonitoring(message) => message.put(out),
            Message::StatisticsReport(message) => message.put(out),
            Message::PeerDown(message) => message.put(out),
            Message::PeerUp(message) => message.put(out),
            Message::Initiation(message) => message.put(out),
            Message::Termination(message) => message.put(out),
            Message::RouteMirroring(message) => message.put(out),
            Message::Unknown(message) => message.body.put(out),
        }
    }
}

/// A whole frame.
impl<B: AsRef<[u8]>> Encode for Message<B> {
    #[inline(never)]
    fn encoded_len(&self) -> usize {
        HEADER_LEN
            + match self {
                Message::RouteMonitoring(message) => message.encoded_len(),
                Message::StatisticsReport(message) => message.encoded_len(),
                Message::PeerDown(message) => message.encoded_len(),
                Message::PeerUp(message) => message.encoded_len(),
                Message::Initiation(message) => message.encoded_len(),
                Message::Termination(message) => message.encoded_len(),
                Message::RouteMirroring(message) => message.encoded_len(),
                Message::Unknown(message) => message.body.len(),
            }
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.put_within(usize::MAX, out)
    }
}
