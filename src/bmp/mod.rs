//! BMP messages: a file for each ([RFC 7854, section 4](https://www.rfc-editor.org/rfc/rfc7854#section-4)).
//!
//! ```text
//! version u8 (3), length u32 (with these 6 octets), type u8, body
//! ```
//!
//! A stream is cut into frames by [`split`]. [`PeerTable::decode`] reads a frame as a [`Message`], in the session that
//! the peer's OPENs agreed on.
//!
//! ```
//! use bmp_codec::bmp::{self, Message, PeerTable, TerminationReason};
//!
//! let mut stream = &b"\x03\0\0\0\x19\x04\0\x01\0\x08a router\0\x02\0\x03rtr\x03\0\0\0\x0c\x05\0\x01\0\x02\0\x02"[..];
//! let mut peers = PeerTable::default();
//! while let Some((frame, rest)) = bmp::split(stream)? {
//!     stream = rest;
//!     match peers.decode(frame)? {
//!         Message::Initiation(initiation) => assert_eq!(initiation.sys_name(), Some("rtr")),
//!         Message::Termination(termination) =>
//!             assert_eq!(termination.reason(), Some(TerminationReason::OutOfResources)),
//!         other => println!("{other:?}"),
//!     }
//! }
//! assert!(stream.is_empty());
//! # Ok::<(), bmp_codec::DecodeError>(())
//! ```
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
