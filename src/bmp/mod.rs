//! BMP messages: a file for each ([RFC 7854, section 4](https://www.rfc-editor.org/rfc/rfc7854#section-4)).
//!
//! ```text
//! version u8 (3), length u32 (with these 6 octets), type u8, body
//! ```
//!
//! # Reading a stream
//!
//! A stream is cut into frames by [`frames`]. [`PeerTable::decode`] reads a frame as a [`Message`], in the session that
//! the peer's OPENs agreed on.
//!
//! ```
//! use bmp_codec::bmp::{self, Message, PeerTable, TerminationReason};
//!
//! let stream = b"\x03\0\0\0\x19\x04\0\x01\0\x08a router\0\x02\0\x03rtr\x03\0\0\0\x0c\x05\0\x01\0\x02\0\x02";
//! let mut peers = PeerTable::default();
//! for frame in bmp::frames(stream) {
//!     match peers.decode(frame?)? {
//!         Message::Initiation(initiation) => assert_eq!(initiation.sys_name(), Some("rtr")),
//!         Message::Termination(termination) =>
//!             assert_eq!(termination.reason(), Some(TerminationReason::OutOfResources)),
//!         other => println!("{other:?}"),
//!     }
//! }
//! # Ok::<(), bmp_codec::DecodeError>(())
//! ```
//!
//! | the stream is | it is cut by |
//! | --- | --- |
//! | all there, like a file | [`PeerTable::messages`], which reads the messages, too |
//! | all there, or a buffer whose rest one keeps | [`frames`] |
//! | a buffer that grows; with a limit of one's own; not to be given up for a framing error | [`Framing`]: [`cut`](Framing::cut) from a slice, [`cut_bytes`](Framing::cut_bytes) from a [`BytesMut`](bytes::BytesMut) |
//! | a connection of tokio | `Codec`, for `Framed`, with the feature `tokio-util` |
//!
//! # Messages held for later
//!
//! What decoding gives borrows the frame. To put messages on a queue, to send them to another thread or to keep them, cut
//! the stream from a [`BytesMut`](bytes::BytesMut), and let the message share its frame: that copies no octets.
//!
//! ```
//! use std::{sync::mpsc, thread};
//! use bmp_codec::bmp::{Cut, Framing, Message, PeerTable};
//! use bytes::{Bytes, BytesMut};
//!
//! let (queue, messages) = mpsc::sync_channel::<Message<Bytes>>(1000);
//! let reader = thread::spawn(move || messages.iter().filter(|message| message.peer().is_none()).count());
//!
//! let mut buffer = BytesMut::from(&b"\x03\0\0\0\x06\x04\x03\0\0\0\x0c\x05\0\x01\0\x02\0\x02"[..]);
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
//! A queue with a limit is the way to tell a router that it is too fast: nothing is read from a connection while the
//! queue is full. With tokio it is the same:
//!
//! ```
//! use bmp_codec::bmp::{Cut, Framing, Message, PeerTable};
//! use bytes::{Bytes, BytesMut};
//! use tokio::io::{AsyncRead, AsyncReadExt};
//! use tokio::sync::mpsc::Sender;
//!
//! /// Reads a connection to its end.
//! async fn follow(mut router: impl AsyncRead + Unpin, queue: Sender<Message<Bytes>>) -> anyhow::Result<()> {
//!     let (mut framing, mut peers, mut buffer) = (Framing::default(), PeerTable::default(), BytesMut::new());
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
//! What that costs, beside reading the message through a table ([`PeerTable::decode`]), which allocates nothing
//! (`cargo bench --manifest-path benches/Cargo.toml --features streams --bench streams`):
//!
//! | kept is | time, as parts of reading: 100 to 300 octets | 4096 octets | allocations | octets in place | octets held beside |
//! | --- | ---: | ---: | ---: | ---: | --- |
//! | `message.share(&frame)` | 5 to 8 | 2 | 0 | 232 | the chunk that the frame was cut from |
//! | `message.to_owned()` | 3 to 6 | 3 | 1 or 2 | 200 | those of its lists: 73 of a frame of 144 |
//! | the frame, to be read where it is needed | 1 | 0.2 to 1 | 0 | 32 | the chunk that the frame was cut from |
//!
//! - **A pipeline** is fastest with frames on the queue, and the table with who takes them off: they are read once, in
//!   turn, and nothing is kept but [`Bytes`](bytes::Bytes). Whoever reads a frame again later needs the session that it
//!   was read in, [`PathAttributes::session`](crate::bgp::attribute::PathAttributes::session): by then the table may have
//!   learned otherwise.
//! - **A frame keeps its chunk alive.** What is cut from a [`BytesMut`](bytes::BytesMut) shares the memory that one read
//!   has filled, 8 KiB and more. Where all messages are kept for about the same time that is 7 octets more than their
//!   frames. Where one in a hundred is kept, each of these held 11 KiB: `to_owned()` those, or copy the frame
//!   ([`Bytes::copy_from_slice`](bytes::Bytes::copy_from_slice)) and share that.
//!
//! # Writing a stream
//!
//! Each message has constructors for what it can say. What follows from something else is not asked for: the V flag
//! comes from the address, the A flag from the UPDATE, AS and BGP identifier of a peer from its OPEN. What contradicts
//! itself, or does not fit, is an [`EncodeError`](crate::EncodeError) that names it. All fields are public, for a router
//! that says something else ([`PeerUp::unchecked`], [`PerPeerHeader::with_flags`]).
//!
//! ```
//! use bmp_codec::Encode;
//! use bmp_codec::bgp::attribute::{AsPath, Origin, PathAttributes};
//! use bmp_codec::bgp::capability::{AddPath, Capability, RouteRefresh};
//! use bmp_codec::bgp::nlri::{Family, Ipv6Prefix, Nlri, Route, Routes};
//! use bmp_codec::bgp::{self, Direction, Notification, Open, Session, Update};
//! use bmp_codec::bmp::{
//!     FsmEvent, Initiation, InitiationTlv, Message, PeerDown, PeerTable, PeerUp, PerPeerHeader, Rib,
//!     RouteMirroring, RouteMonitoring, Statistic, StatisticType, StatisticsReport, Termination,
//!     TerminationReason,
//! };
//! use bmp_codec::net::Asn;
//! use std::{net::IpAddr, time::{SystemTime, UNIX_EPOCH}};
//!
//! /// What a router with one peer says.
//! fn export() -> Result<Vec<Message>, Box<dyn std::error::Error>> {
//!     let family = Family::IPV6_UNICAST;
//!     let open = |asn, id: &str| Open::new(Asn(asn), 90, id.parse().unwrap(), [])?
//!         .with(Capability::multiprotocol(family))?
//!         .with(Capability::add_path([AddPath::new(family, AddPath::BOTH)]))?
//!         .with(RouteRefresh)?
//!         .with(Asn(asn));
//!     let (sent, received) = (open(4_200_000_001, "192.0.2.1")?, open(65002, "192.0.2.2")?);
//!     let (local, remote): (IpAddr, IpAddr) = ("2001:db8::1".parse()?, "2001:db8::2".parse()?);
//!     let peer = PerPeerHeader::of_peer(remote, &received);
//!
//!     // A route of that session, where routes have path identifiers.
//!     let session = Session::negotiated(&sent, &received, Direction::Received);
//!     let route = Route::from("2001:db8:2::/48".parse::<Ipv6Prefix>()?).with_path_id(1);
//!     let attributes = PathAttributes::new(session).with(&Origin::Igp)?.with(&"65002".parse::<AsPath>()?)?;
//!     let routes = Routes::in_session(session, [route])?;
//!     let update = Update::announcing(attributes, remote, Nlri::Ipv6Unicast(routes))?;
//!     let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
//!
//!     // The Loc-RIB has an OPEN of its own, with the capabilities that its UPDATEs need.
//!     let loc_rib = PerPeerHeader::loc_rib(sent.asn(), sent.bgp_identifier);
//!     let monitoring = |rib| Ok::<_, bmp_codec::EncodeError>(
//!         RouteMonitoring::new(peer.with_rib(rib)?.at(now)?, update.clone()),
//!     );
//!     Ok(vec![
//!         Initiation::new("a router", "rtr")?.with(InitiationTlv::String("rack 7".into()))?.into(),
//!         PeerUp::new(peer, local, sent.clone(), received.clone())?.with_ports(179, 40_000).into(),
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
//!         PeerDown::remote_notification(peer, Notification::administrative_shutdown("bye")?).into(),
//!         // Or one of these, by why the session has ended.
//!         PeerDown::local_notification(peer, Notification::maximum_prefixes(family, 1000)).into(),
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
//! # What is malformed
//!
//! What cannot be read costs no more than itself. A TLV or a statistic with a bad value is an error in its place in
//! the list; an OPEN, a NOTIFICATION or a mirrored message is an `Err` in its field. All of them keep their octets, and
//! encode as they came.
//!
//! ```
//! use bmp_codec::{Decode, Encode, bmp::Initiation};
//!
//! // The second TLV says 9 octets, and has 3.
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
mod termination;

#[cfg(feature = "tokio-util")]
pub use codec::{Codec, CodecError, Received};
pub use common_header::{HEADER_LEN, MAX_MESSAGE_LEN};
pub use framing::{Cut, Frames, Framing, MAX_SEARCHED_LEN, frames};
pub use fsm_event::FsmEvent;
pub use information::{
    InitiationTlv, InitiationTlvs, PeerUpTlv, PeerUpTlvs, TerminationTlv, TerminationTlvs,
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
