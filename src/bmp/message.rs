//! [`Message`]: any BMP message, by its type
//! ([RFC 7854, section 4.1](https://www.rfc-editor.org/rfc/rfc7854#section-4.1)).

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bmp::common_header::{HEADER_LEN, VERSION, VERSION_4, bad_header};
use crate::bmp::{
    Initiation, PeerDown, PeerUp, PerPeerHeader, RouteMirroring, RouteMonitoring, Sessions,
    StatisticsReport, Termination, v4,
};
use crate::registry::registry;
use crate::wire::{
    DecodeError, Encode, EncodeError, Fault, Fields, Octets, Reader, What, Writer, length_u32,
    map_octets,
};

registry! {
    /// The type of a BMP message ([RFC 7854, section 4.1](https://www.rfc-editor.org/rfc/rfc7854#section-4.1)).
    MessageType(u8) {
        /// Route Monitoring.
        0 RouteMonitoring "Route Monitoring",
        /// Statistics Report.
        1 StatisticsReport "Statistics Report",
        /// Peer Down.
        2 PeerDown "Peer Down",
        /// Peer Up.
        3 PeerUp "Peer Up",
        /// Initiation.
        4 Initiation "Initiation",
        /// Termination.
        5 Termination "Termination",
        /// Route Mirroring.
        6 RouteMirroring "Route Mirroring",
    }
}

/// A BMP message of any type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Message<B: AsRef<[u8]> = Vec<u8>> {
    /// Announced or withdrawn routes.
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
    /// A message of version 4, of any type. Version 4 is a draft: see [`v4`].
    V4(v4::Message<B>),
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
        V4,
    }
);

/// A message of a type that this crate does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UnknownMessage<B: AsRef<[u8]> = Vec<u8>> {
    /// The message type.
    pub message_type: u8,
    /// All bytes after the common header.
    pub body: Octets<B>,
}
map_octets!(UnknownMessage { body; message_type });

impl<'a> Message<&'a [u8]> {
    /// Decodes a frame, as [`frames`](crate::bmp::frames) returns it. `sessions` is one
    /// [`Session`](crate::bgp::Session) for all peers, or a peer table, which has one for each peer.
    ///
    /// # Errors
    /// If the common header is malformed, or a mandatory field is missing. The next message of the stream can still be
    /// decoded.
    #[inline(always)]
    pub fn decode(frame: &'a [u8], mut sessions: impl Sessions) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(frame);
        let message_type = header(&mut reader)?;
        if message_type != 0 {
            return Rare::decode(message_type, reader, sessions).map(Message::from);
        }
        let fields = PerPeerHeader::fields(&mut reader)?;
        // First, while no field of the header takes up a register.
        let session = sessions.before(frame);
        let peer = PerPeerHeader::of(fields)?;
        let session = match session {
            Some(session) => session,
            None => sessions.monitored(&peer, frame),
        };
        let reader = reader.in_context(session);
        Ok(Message::RouteMonitoring(RouteMonitoring::read(
            peer, reader,
        )))
    }
}

/// Decodes the common header. Returns the message type, in version 4 with [`VERSION_4_TYPE`].
#[inline(always)]
fn header(reader: &mut Reader<'_>) -> Result<u32, DecodeError> {
    let frame = reader.remaining();
    let mut fields = match reader.sub(HEADER_LEN) {
        Ok(fields) => fields,
        Err(error) => return Err(error.within(What::CommonHeader)),
    };
    let (version, length, message_type) = (fields.u8()?, fields.u32()?, fields.u8()?);
    if length as usize != frame {
        return Err(bad_length(version, length));
    }
    match version {
        VERSION => Ok(message_type.into()),
        _ => of_another_version(version, message_type),
    }
}

/// Set beside the message type in version 4.
const VERSION_4_TYPE: u32 = 1 << 8;

#[cold]
#[inline(never)]
fn of_another_version(version: u8, message_type: u8) -> Result<u32, DecodeError> {
    match version {
        VERSION_4 => Ok(VERSION_4_TYPE | u32::from(message_type)),
        _ => Err(bad_header(0, Fault::Version(version))),
    }
}

#[cold]
#[inline(never)]
fn bad_length(version: u8, length: u32) -> DecodeError {
    match version {
        VERSION | VERSION_4 => bad_header(1, Fault::Length(length)),
        _ => bad_header(0, Fault::Version(version)),
    }
}

/// All messages except Route Monitoring. They are decoded out of line and converted to [`Message`] by the caller. This
/// keeps the frequent message, Route Monitoring, in registers.
enum Rare<'a> {
    StatisticsReport(StatisticsReport<&'a [u8]>),
    PeerDown(PeerDown<&'a [u8]>),
    PeerUp(PeerUp<&'a [u8]>),
    Initiation(Initiation<&'a [u8]>),
    Termination(Termination<&'a [u8]>),
    RouteMirroring(RouteMirroring<&'a [u8]>),
    Unknown(UnknownMessage<&'a [u8]>),
    V4(v4::Message<&'a [u8]>),
}

impl<'a> From<Rare<'a>> for Message<&'a [u8]> {
    #[inline]
    fn from(rare: Rare<'a>) -> Self {
        match rare {
            Rare::StatisticsReport(message) => Message::StatisticsReport(message),
            Rare::PeerDown(message) => Message::PeerDown(message),
            Rare::PeerUp(message) => Message::PeerUp(message),
            Rare::Initiation(message) => Message::Initiation(message),
            Rare::Termination(message) => Message::Termination(message),
            Rare::RouteMirroring(message) => Message::RouteMirroring(message),
            Rare::Unknown(message) => Message::Unknown(message),
            Rare::V4(message) => Message::V4(message),
        }
    }
}

impl<'a> Rare<'a> {
    #[inline(never)]
    fn decode(
        message_type: u32,
        reader: Reader<'a>,
        sessions: impl Sessions,
    ) -> Result<Rare<'a>, DecodeError> {
        let is_version_4 = message_type & VERSION_4_TYPE != 0;
        let message_type = message_type as u8;
        if is_version_4 {
            return Rare::read_version_4(message_type, reader, sessions);
        }
        Rare::read(message_type, reader, sessions)
            .map_err(|error| error.within(What::BmpMessage(message_type)))
    }

    #[cold]
    #[inline(never)]
    fn read_version_4(
        message_type: u8,
        reader: Reader<'a>,
        sessions: impl Sessions,
    ) -> Result<Rare<'a>, DecodeError> {
        v4::Message::read(message_type, reader, sessions)
            .map(Rare::V4)
            .map_err(|error| error.within(What::BmpMessage(message_type)))
    }

    #[inline(always)]
    fn read(
        message_type: u8,
        mut reader: Reader<'a>,
        sessions: impl Sessions,
    ) -> Result<Rare<'a>, DecodeError> {
        Ok(match message_type.into() {
            MessageType::StatisticsReport => Rare::StatisticsReport(reader.read()?),
            MessageType::PeerDown => {
                let down = reader.read()?;
                sessions.down(&down);
                Rare::PeerDown(down)
            }
            MessageType::PeerUp => {
                let up = reader.read()?;
                sessions.up(&up);
                Rare::PeerUp(up)
            }
            MessageType::Initiation => Rare::Initiation(reader.read()?),
            MessageType::Termination => Rare::Termination(reader.read()?),
            MessageType::RouteMirroring => {
                let peer = reader.read()?;
                let session = sessions.mirrored(&peer, reader.peek());
                let tlvs = reader.in_context(session).read()?;
                Rare::RouteMirroring(RouteMirroring { peer, tlvs })
            }
            _ => Rare::Unknown(UnknownMessage {
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
            Message::V4(message) => message.message_type(),
        }
    }

    /// Returns the version of BMP: 3 or 4.
    #[must_use]
    pub const fn version(&self) -> u8 {
        match self {
            Message::V4(_) => VERSION_4,
            _ => VERSION,
        }
    }

    /// Returns the message itself if it is of version 3, and else what version 3 can say of it
    /// ([`v4::Message::in_version_3`]). For code that needs none of the TLVs of version 4.
    #[must_use]
    pub fn in_version_3(&self) -> Option<Message<&[u8]>> {
        match self {
            Message::V4(message) => message.in_version_3(),
            message => Some(message.view()),
        }
    }

    /// Returns the per-peer header with the flags that apply: of Route Monitoring of version 4, those of its Extended Flags
    /// TLV, if there is one.
    #[must_use]
    pub fn peer_in_effect(&self) -> Option<PerPeerHeader> {
        match self {
            Message::V4(v4::Message::RouteMonitoring(message)) => Some(message.peer_in_effect()),
            message => message.peer().copied(),
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
            Message::V4(message) => message.peer(),
        }
    }
}

impl<'a> Message<&'a [u8]> {
    /// Like [`in_version_3`](Message::in_version_3), for the lifetime of the bytes.
    #[must_use]
    pub fn into_version_3(self) -> Option<Message<&'a [u8]>> {
        match self {
            Message::V4(message) => message.into_version_3(),
            message => Some(message),
        }
    }
}

impl<B: AsRef<[u8]>> Message<B> {
    /// Encodes the message if it has at most `room` bytes.
    #[inline(always)]
    fn put_within(&self, room: usize, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        let message_type = self.message_type();
        match self {
            Message::RouteMonitoring(message) => {
                let length = fitting(message, room)?;
                message.put_frame(length, out)
            }
            Message::StatisticsReport(message) => put_other(message_type, message, room, out),
            Message::PeerDown(message) => put_other(message_type, message, room, out),
            Message::PeerUp(message) => put_other(message_type, message, room, out),
            Message::Initiation(message) => put_other(message_type, message, room, out),
            Message::Termination(message) => put_other(message_type, message, room, out),
            Message::RouteMirroring(message) => put_other(message_type, message, room, out),
            Message::Unknown(message) => put_other(message_type, &message.body, room, out),
            Message::V4(message) => message.put_within(room, out),
        }
    }
}

impl<B: AsRef<[u8]>> Encode for Message<B> {
    #[inline]
    fn encoded_len(&self) -> usize {
        HEADER_LEN
            + match self {
                Message::V4(message) => return message.encoded_len(),
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

    #[inline]
    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.put_within(usize::MAX, out)
    }

    /// Does not go through [`put`](Encode::put), so that the length is computed once.
    #[inline(always)]
    fn encode(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        self.put_within(out.remaining_mut(), &mut Writer::with_room(out))
    }
}

/// Returns the length of a frame with this body, if it is at most `room`.
#[inline(always)]
fn fitting(body: &impl Encode, room: usize) -> Result<usize, EncodeError> {
    match HEADER_LEN + body.encoded_len() {
        needed if needed > room => Err(EncodeError::Full { needed, room }),
        length => Ok(length),
    }
}

/// Encodes any message except Route Monitoring, out of line.
#[inline(never)]
fn put_other(
    message_type: MessageType,
    body: &impl Encode,
    room: usize,
    out: &mut Writer<impl BufMut>,
) -> Result<(), EncodeError> {
    let length = fitting(body, room)?;
    let mut header = [0; HEADER_LEN];
    fill_header(message_type, length, Fields::of(&mut header))?.end();
    out.put_slice(&header);
    body.put(out)
}

/// Fills in the common header of a frame of `length` bytes.
#[inline(always)]
pub(super) fn fill_header(
    message_type: MessageType,
    length: usize,
    fields: Fields<'_>,
) -> Result<Fields<'_>, EncodeError> {
    let length = length_u32("BMP message", length)?;
    Ok(fields
        .with([VERSION])
        .with(length.to_be_bytes())
        .with([message_type.into()]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::bgp::nlri::Family;
    use crate::net::AsnWidth;
    use crate::testkit::{exact_message, frame, message};

    #[test]
    fn every_frame_encodes_to_itself_whatever_the_session() {
        let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/frames");
        let two = Session::default().with_asn_width(AsnWidth::Two);
        let add_path = Session::default().with_add_path(Family::ALL.iter().copied().collect());
        let mut frames = 0;
        for entry in std::fs::read_dir(directory).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if let Some(name) = name.strip_suffix(".hex") {
                let frame = frame(name);
                for session in [Session::default(), two, add_path] {
                    let message = exact_message(&frame, session);
                    assert_eq!(u8::from(message.message_type()), frame[5], "{name}");
                }
                frames += 1;
            }
        }
        assert!(frames >= 78, "{frames}");
    }

    #[test]
    fn the_peer_of_a_message() {
        let frame = frame("statistics-gobgp");
        let peer = *message(&frame).peer().unwrap();
        assert_eq!(peer.to_string(), "192.0.2.12 AS64496");
        assert_eq!(peer.seconds(), 1795384041);
    }

    #[test]
    fn unknown_types_have_no_peer() {
        let octets = [3, 0, 0, 0, 8, 7, 0xaa, 0xbb];
        let unknown = message(&octets);
        assert_eq!(
            unknown,
            Message::Unknown(UnknownMessage {
                message_type: 7,
                body: Octets(&[0xaa, 0xbb][..])
            })
        );
        assert_eq!(
            (unknown.message_type().to_string(), unknown.peer()),
            ("message type 7".into(), None)
        );
    }

    #[test]
    fn messages_cut_short_say_where() {
        let text = |frame: &[u8]| {
            let mut frame = frame.to_vec();
            frame[4] = frame.len() as u8;
            Message::decode(&frame, Session::default())
                .unwrap_err()
                .to_string()
        };
        for name in [
            "peer-down-remote-no-data",
            "statistics-gobgp",
            "mirroring-open",
            "monitoring-ipv4",
        ] {
            assert_eq!(
                text(&frame(name)[..47]),
                "per-peer header at byte 6: 1 byte is missing",
                "{name}"
            );
        }
        assert_eq!(
            text(&frame("statistics-gobgp")[..50]),
            "Statistics Report at byte 48: 2 bytes are missing"
        );
        assert_eq!(
            Message::decode(&[3, 0, 0, 0, 7, 4], Session::default())
                .unwrap_err()
                .to_string(),
            "BMP common header at byte 1: a length of 7 is not possible"
        );
    }
}
