//! BMP messages: a file for each ([RFC 7854, section 4](https://www.rfc-editor.org/rfc/rfc7854#section-4)).
//!
//! ```text
//! version u8 (3), length u32 (with these 6 octets), type u8, body
//! ```
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
//! | all there, or a buffer whose rest one keeps | [`frames`]; [`split`], a frame at a time |
//! | a [`BytesMut`](bytes::BytesMut) that grows | [`split_bytes`], or [`Framing::cut_bytes`], which says how much is missing |
//! | not to be given up for a framing error | [`Framing`], which finds the next message |
//! | a connection of tokio | `Codec`, for `Framed`, with the feature `tokio-util` |
//!
//! # Messages held for later
//!
//! What decoding gives borrows the frame. To put messages on a queue, to send them to another thread or to keep them, cut
//! the stream from a [`BytesMut`](bytes::BytesMut), and let the message share its frame: that copies no octets.
//!
//! ```
//! use std::{sync::mpsc, thread};
//! use bmp_codec::bmp::{self, Message, PeerTable};
//! use bytes::{Bytes, BytesMut};
//!
//! let (queue, messages) = mpsc::sync_channel::<Message<Bytes>>(1000);
//! let reader = thread::spawn(move || messages.iter().filter(|message| message.peer().is_none()).count());
//!
//! let mut buffer = BytesMut::from(&b"\x03\0\0\0\x06\x04\x03\0\0\0\x0c\x05\0\x01\0\x02\0\x02"[..]);
//! let mut peers = PeerTable::default();
//! while let Some(frame) = bmp::split_bytes(&mut buffer)? {
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
//! COSTS
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
//!     "Initiation TLV 2 at byte 16: 6 octets are missing",
//! );
//! assert_eq!(initiation.to_vec()?, octets);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(feature = "tokio-util")]
mod codec;
mod error_context;
mod framing;
mod fsm_event;
mod information;
mod initiation;
mod message;
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
mod split;
mod statistic;
mod statistics_report;
mod termination;
#[cfg(test)]
mod testing;

#[cfg(feature = "tokio-util")]
pub use codec::{Codec, CodecError, Received};
pub use framing::{Cut, Frames, Framing, MAX_SEARCHED_LEN, frames};
pub use fsm_event::FsmEvent;
pub use information::{
    InitiationTlv, InitiationTlvs, PeerUpTlv, PeerUpTlvs, TerminationTlv, TerminationTlvs,
    UnknownTlv,
};
pub use initiation::Initiation;
pub use message::{Message, MessageType, UnknownMessage};
pub use peer_down::{PeerDown, PeerDownReason, UnknownReason};
pub use peer_key::PeerKey;
pub use peer_table::{
    Confidence, FamilyReading, KnownPeer, PeerTable, Reading, Sessions, WhenFull,
};
pub use peer_up::PeerUp;
pub use per_peer_header::{PeerFlags, PeerType, PerPeerHeader, Rib};
pub use route_mirroring::{MirroringInformation, MirroringTlv, MirroringTlvs, RouteMirroring};
pub use route_monitoring::RouteMonitoring;
pub use split::{
    HEADER_LEN, MAX_MESSAGE_LEN, Split, split, split_bytes, split_bytes_within, split_within,
};
pub use statistic::{
    PerFamily, Statistic, StatisticLayout, StatisticType, StatisticValue, Statistics,
};
pub use statistics_report::StatisticsReport;
pub use termination::{Termination, TerminationReason};

crate::wire::from_variants!(Message {
    RouteMonitoring,
    StatisticsReport,
    PeerDown,
    PeerUp,
    Initiation,
    Termination,
    RouteMirroring
});
