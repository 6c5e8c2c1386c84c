//! BMP messages, one type for each ([RFC 7854, section 4](https://www.rfc-editor.org/rfc/rfc7854#section-4)).
//!
//! ```text
//! version u8 (3), length u32 (including these 6 bytes), type u8, body
//! ```
//!
//! # Decoding a stream
//!
//! [`frames`] splits a stream into frames, one for each message. [`PeerTable::decode`] decodes a frame as a
//! [`Message`], in the session that the OPENs of its peer negotiated.
//!
//! ```
//! use bmp_codec::bmp::{self, Message, PeerTable, TerminationReason};
//!
//! let stream = b"\x03\0\0\0\x19\x04\0\x01\0\x08a router\0\x02\0\x03rtr\
//!     \x03\0\0\0\x0c\x05\0\x01\0\x02\0\x02";
//! let mut peers = PeerTable::default();
//! for frame in bmp::frames(stream) {
//!     match peers.decode(frame?)? {
//!         Message::Initiation(initiation) =>
//!             assert_eq!(initiation.sys_name(), Some("rtr")),
//!         Message::Termination(termination) =>
//!             assert_eq!(termination.reason(), Some(TerminationReason::OutOfResources)),
//!         other => println!("{other:?}"),
//!     }
//! }
//! # Ok::<(), bmp_codec::DecodeError>(())
//! ```
//!
//! | stream | split by |
//! | --- | --- |
//! | complete, like a file | [`PeerTable::messages`], which also decodes the messages |
//! | complete, or a buffer whose rest you keep | [`frames`] |
//! | a buffer that grows; with a custom length limit; continuing after framing errors | [`Framing`]: [`cut`](Framing::cut) from a slice, [`cut_bytes`](Framing::cut_bytes) from a [`BytesMut`](bytes::BytesMut) |
//! | a tokio connection | `Codec`, for `Framed`, with the feature `tokio-util` |
//!
//! # Messages held for later
//!
//! A decoded message borrows its frame. To keep messages, queue them, or send them to another thread, cut the stream
//! from a [`BytesMut`](bytes::BytesMut) and let each message share its frame. Sharing copies no bytes.
//!
//! ```
//! use std::{sync::mpsc, thread};
//! use bmp_codec::bmp::{Cut, Framing, Message, PeerTable};
//! use bytes::{Bytes, BytesMut};
//!
//! let (queue, messages) = mpsc::sync_channel::<Message<Bytes>>(1000);
//! let reader = thread::spawn(move || {
//!     messages.iter().filter(|message| message.peer().is_none()).count()
//! });
//!
//! let stream = b"\x03\0\0\0\x06\x04\x03\0\0\0\x0c\x05\0\x01\0\x02\0\x02";
//! let mut buffer = BytesMut::from(&stream[..]);
//! let (mut framing, mut peers) = (Framing::default(), PeerTable::default());
//! while let Cut::Frame(frame) = framing.cut_bytes(&mut buffer)? {
//!     match peers.decode(&frame) {
//!         Ok(message) => queue.send(message.share(&frame))?,
//!         Err(error) => eprintln!("{error}"),
//!     }
//! }
//! drop(queue);
//! assert_eq!(reader.join().unwrap(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A bounded queue slows down a router that sends too fast: while the queue is full, nothing is read from the
//! connection. The same with tokio:
//!
//! ```
//! use bmp_codec::bmp::{Cut, Framing, Message, PeerTable};
//! use bytes::{Bytes, BytesMut};
//! use tokio::io::{AsyncRead, AsyncReadExt};
//! use tokio::sync::mpsc::Sender;
//!
//! /// Reads a connection until it closes.
//! async fn follow(
//!     mut router: impl AsyncRead + Unpin,
//!     queue: Sender<Message<Bytes>>,
//! ) -> anyhow::Result<()> {
//!     let (mut framing, mut peers) = (Framing::default(), PeerTable::default());
//!     let mut buffer = BytesMut::new();
//!     while router.read_buf(&mut buffer).await? > 0 {
//!         while let Cut::Frame(frame) = framing.cut_bytes(&mut buffer)? {
//!             match peers.decode(&frame) {
//!                 Ok(message) => queue.send(message.share(&frame)).await?,
//!                 Err(error) => eprintln!("{error}"),
//!             }
//!         }
//!     }
//!     Ok(())
//! }
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! #     let (queue, mut messages) = tokio::sync::mpsc::channel(1);
//! #     let task = tokio::spawn(follow(&b"\x03\0\0\0\x0c\x05\0\x01\0\x02\0\x02"[..], queue));
//! #     assert!(matches!(messages.recv().await, Some(Message::Termination(_))));
//! #     assert!(messages.recv().await.is_none());
//! #     task.await?
//! # })?;
//! # Ok::<(), anyhow::Error>(())
//! ```
//!
//! The cost of keeping a message, in addition to decoding it through a peer table ([`PeerTable::decode`]), which
//! allocates nothing (`cargo bench --manifest-path benches/Cargo.toml --features streams --bench streams`):
//!
//! | kept value | time, in multiples of decoding: 100 to 300 bytes | 4096 bytes | allocations | size in bytes | further memory in bytes |
//! | --- | ---: | ---: | ---: | ---: | --- |
//! | `message.share(&frame)` | 5 to 8 | 2 | 0 | 232 | the chunk that contains the frame |
//! | `message.to_owned()` | 3 to 6 | 3 | 1 or 2 | 200 | its lists: 73 for a frame of 144 |
//! | the frame, to be decoded later | 1 | 0.2 to 1 | 0 | 32 | the chunk that contains the frame |
//!
//! - **A pipeline** is fastest if the queue carries frames and the receiver owns the peer table: each frame is decoded
//!   once, in order, and only [`Bytes`](bytes::Bytes) are kept. To decode a frame again later, keep the session it was
//!   decoded in, [`PathAttributes::session`](crate::bgp::attribute::PathAttributes::session): the table may have
//!   learned something else by then.
//! - **A frame keeps its chunk alive.** A frame cut from a [`BytesMut`](bytes::BytesMut) shares the memory that one
//!   read filled, 8 KiB and more. If all messages are kept for about the same time, this costs 7 bytes more than their
//!   frames. If one in a hundred is kept, each of them holds 11 KiB: convert those with `to_owned()`, or copy the frame
//!   ([`Bytes::copy_from_slice`](bytes::Bytes::copy_from_slice)) and share the copy.
//!
//! # Encoding a stream
//!
//! Each message type has constructors for everything it can contain. They derive what follows from other values: the V
//! flag from the address, the A flag from the UPDATE, AS and BGP identifier of a peer from its OPEN. Values that
//! contradict each other or do not fit are an [`EncodeError`](crate::EncodeError) that names them. All fields are
//! public, to imitate routers that send something else ([`PeerUp::unchecked`], [`PerPeerHeader::with_flags`]).
//!
//! ```
//! use bmp_codec::Encode;
//! use bmp_codec::bgp::attribute::{AsPath, Origin, PathAttributes};
//! use bmp_codec::bgp::capability::{AddPath, Capability, RouteRefresh};
//! use bmp_codec::bgp::nlri::{Family, Ipv6Prefix, Nlri, Route, Routes};
//! use bmp_codec::bgp::{self, Direction, Notification, Open, Session, Update};
//! use bmp_codec::bmp::{
//!     FsmEvent, Initiation, InitiationTlv, Message, PeerDown, PeerTable, PeerUp, PerPeerHeader,
//!     Rib, RouteMirroring, RouteMonitoring, Statistic, StatisticType, StatisticsReport,
//!     Termination, TerminationReason,
//! };
//! use bmp_codec::net::Asn;
//! use std::{net::IpAddr, time::{SystemTime, UNIX_EPOCH}};
//!
//! /// Returns what a router with one peer sends.
//! fn export() -> Result<Vec<Message>, Box<dyn std::error::Error>> {
//!     let family = Family::IPV6_UNICAST;
//!     let open = |asn, id: &str| Open::new(Asn(asn), 90, id.parse().unwrap(), [])?
//!         .with(Capability::multiprotocol(family))?
//!         .with(Capability::add_path([AddPath::new(family, AddPath::BOTH)]))?
//!         .with(RouteRefresh)?
//!         .with(Asn(asn));
//!     let sent = open(4_200_000_001, "192.0.2.1")?;
//!     let received = open(65002, "192.0.2.2")?;
//!     let local: IpAddr = "2001:db8::1".parse()?;
//!     let remote: IpAddr = "2001:db8::2".parse()?;
//!     let peer = PerPeerHeader::of_peer(remote, &received);
//!
//!     // A route of that session, in which routes have path identifiers.
//!     let session = Session::negotiated(&sent, &received, Direction::Received);
//!     let route = Route::from("2001:db8:2::/48".parse::<Ipv6Prefix>()?).with_path_id(1);
//!     let as_path: AsPath = "65002".parse()?;
//!     let attributes = PathAttributes::new(session).with(&Origin::Igp)?.with(&as_path)?;
//!     let routes = Routes::in_session(session, [route])?;
//!     let update = Update::announcing(attributes, remote, Nlri::Ipv6Unicast(routes))?;
//!     let shutdown = Notification::administrative_shutdown("bye")?;
//!     let too_many = Notification::maximum_prefixes(family, 1000);
//!     let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
//!
//!     // The Loc-RIB has its own OPEN, with the capabilities that its UPDATEs need.
//!     let loc_rib = PerPeerHeader::loc_rib(sent.asn(), sent.bgp_identifier);
//!     let monitoring = |rib| Ok::<_, bmp_codec::EncodeError>(
//!         RouteMonitoring::new(peer.with_rib(rib)?.at(now)?, update.clone()),
//!     );
//!     Ok(vec![
//!         Initiation::new("a router", "rtr")?
//!             .with(InitiationTlv::String("rack 7".into()))?
//!             .into(),
//!         PeerUp::new(peer, local, sent.clone(), received.clone())?
//!             .with_ports(179, 40_000)
//!             .into(),
//!         PeerUp::of_loc_rib(loc_rib, sent.clone(), "global")?.into(),
//!         monitoring(Rib::AdjRibInPre)?.into(),
//!         monitoring(Rib::AdjRibInPost)?.into(),
//!         monitoring(Rib::AdjRibOutPost)?.into(),
//!         RouteMonitoring::new(loc_rib, update.clone()).into(),
//!         RouteMonitoring::new(peer, Update::of_end_of_rib(session, family)).into(),
//!         StatisticsReport::new(peer, [
//!             Statistic::new(StatisticType::AsPathLoops, 3)?,
//!             Statistic::per_family(StatisticType::AdjRibInRoutesPerFamily, family, 1),
//!         ])?.into(),
//!         RouteMirroring::new(peer, bgp::Keepalive)?.into(),
//!         RouteMirroring::errored_pdu(peer, session, &[0xff; 19])?.into(),
//!         RouteMirroring::messages_lost(peer).into(),
//!         PeerDown::remote_notification(peer, shutdown).into(),
//!         // Or one of these, depending on why the session has ended.
//!         PeerDown::local_notification(peer, too_many).into(),
//!         PeerDown::local_event(peer, FsmEvent::HoldTimerExpires).into(),
//!         PeerDown::remote_no_data(peer).into(),
//!         PeerDown::de_configured(peer).into(),
//!         PeerDown::of_loc_rib(loc_rib, "global")?.into(),
//!         Termination::new(TerminationReason::AdministrativelyClosed).into(),
//!     ])
//! }
//!
//! let mut peers = PeerTable::default();
//! for message in export()? {
//!     let frame = message.to_vec()?;
//!     assert_eq!(peers.decode(&frame)?.to_vec()?, frame);
//! #   if let Message::RouteMonitoring(monitoring) = peers.decode(&frame)? {
//! #       assert_eq!(monitoring.update.unwrap().check(), Ok(()));
//! #   }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Malformed messages
//!
//! A malformed part never hides the rest of its message. A malformed TLV or statistic is an error in its place in the
//! list. A malformed OPEN, NOTIFICATION or mirrored message is an `Err` in its field. All of them keep their bytes and
//! encode unchanged.
//!
//! ```
//! use bmp_codec::{Decode, Encode, bmp::Initiation};
//!
//! // The second TLV announces 9 bytes and has 3.
//! let octets = b"\0\x01\0\x08a router\0\x02\0\x09rtr";
//! let initiation = Initiation::from_octets(octets)?;
//! assert_eq!(initiation.sys_descr(), Some("a router"));
//! assert_eq!(
//!     initiation.information.check().unwrap_err().to_string(),
//!     "Initiation TLV 2 at byte 16: 6 bytes are missing",
//! );
//! assert_eq!(initiation.to_vec()?, octets);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Version 4
//!
//! A draft gives every message TLVs: [`v4`] reads and writes it. Versions 1 and 2, which are older than RFC 7854, give no
//! lengths of messages: their streams end with an error that names the version.
//!
//! # What breaks the RFCs
//!
//! Many messages can be decoded although they break a rule: a Loc-RIB with an address, routes of a peer without a Peer
//! Up, a TLV in the wrong place. A [`StreamChecker`] names these rules, each with its RFC and section
//! ([`Breach`](crate::Breach)), for the tests of a router or the log of a station.
//!
//! ```
//! use bmp_codec::bmp::{PeerTable, StreamChecker};
//!
//! let stream = b"\x03\0\0\0\x19\x04\0\x01\0\x08a router\0\x02\0\x03rtr\
//!     \x03\0\0\0\x0b\x05\0\0\0\x01x";
//! let (mut peers, mut checker) = (PeerTable::default(), StreamChecker::default());
//! for message in peers.messages(stream) {
//!     for error in checker.check(&message?) {
//!         assert_eq!(error.to_string(), "Termination at byte 0: there is no reason");
//!         assert_eq!(error.breach().unwrap().section(), "RFC 7854, section 4.5");
//!     }
//! }
//! # Ok::<(), bmp_codec::DecodeError>(())
//! ```

#[cfg(feature = "tokio-util")]
mod codec;
mod common_header;
mod error_context;
mod framing;
mod fsm_event;
mod information;
mod initiation;
mod message;
mod messages;
mod peer_down;
mod peer_key;
mod peer_table;
mod peer_up;
mod per_peer_header;
mod plausible;
mod route_mirroring;
mod route_monitoring;
#[cfg(feature = "serde")]
pub(crate) mod serde;
mod sessions;
mod statistic;
mod statistics_report;
mod stream_checker;
mod termination;
pub mod v4;

#[cfg(feature = "tokio-util")]
pub use codec::{Codec, CodecError, Received};
pub use common_header::{HEADER_LEN, MAX_MESSAGE_LEN};
pub use framing::{Cut, Frames, Framing, MAX_SEARCHED_LEN, frames};
pub use fsm_event::FsmEvent;
pub use information::{
    InitiationTlv, InitiationTlvs, PeerMessage, PeerUpTlv, PeerUpTlvs, TerminationTlv,
    TerminationTlvs,
};
pub use initiation::Initiation;
pub use message::{Message, MessageType, UnknownMessage};
pub use messages::Messages;
pub use peer_down::{PeerDown, PeerDownReason, UnknownReason};
pub use peer_key::PeerKey;
pub use peer_table::{Confidence, FamilyReading, KnownPeer, PeerTable, Reading, WhenFull};
pub use peer_up::PeerUp;
pub use per_peer_header::{PeerFlags, PeerType, PerPeerHeader, Rib};
pub use route_mirroring::{
    MirroredMessage, MirroringInformation, MirroringTlv, MirroringTlvs, RouteMirroring,
};
pub use route_monitoring::RouteMonitoring;
pub use sessions::Sessions;
pub use statistic::{
    PerFamily, Statistic, StatisticLayout, StatisticType, StatisticValue, Statistics,
};
pub use statistics_report::StatisticsReport;
pub use stream_checker::{MessageBreaches, StreamChecker};
pub use termination::{Termination, TerminationReason};

pub use crate::wire::UnknownTlv;

crate::wire::from_variants!(Message {
    RouteMonitoring,
    StatisticsReport,
    PeerDown,
    PeerUp,
    Initiation,
    Termination,
    RouteMirroring
});
