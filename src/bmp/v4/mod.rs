//! BMP version 4: TLVs in every message
//! ([draft-ietf-grow-bmp-tlv](https://datatracker.ietf.org/doc/draft-ietf-grow-bmp-tlv/)).
//!
//! **This is a draft.** It changes with its revisions, and so may this module, in any version of this crate. The numbers
//! of its TLVs moved with almost every revision: [`Profile`] says which revision a message is decoded by.
//!
//! ```text
//! plain TLV    E flag 1 bit, type 15 bits, length u16, [enterprise u32], value
//! indexed TLV  E flag 1 bit, type 15 bits, length u16, index u16, [enterprise u32], value
//! ```
//!
//! | message | body |
//! | --- | --- |
//! | Route Monitoring | per-peer header, indexed TLVs: the UPDATE is one of them |
//! | Statistics Report | per-peer header, TLVs: the statistics are one of them |
//! | Peer Down | as in version 3; TLVs may follow any reason |
//! | all others | as in version 3 |
//!
//! # Reading a stream of both versions
//!
//! Nothing needs to be chosen: a message of version 4 is a [`Message::V4`](crate::bmp::Message::V4).
//!
//! ```
//! use bmp_codec::bmp::v4::{self, Value};
//! use bmp_codec::bmp::{Message, PeerTable};
//!
//! /// Writes each route with the TLVs that apply to it.
//! fn lines(stream: &[u8]) -> Result<Vec<String>, bmp_codec::DecodeError> {
//!     let (mut peers, mut lines) = (PeerTable::default(), Vec::new());
//!     for message in peers.messages(stream) {
//!         match &message? {
//!             Message::V4(message) => for route in message.routes() {
//!                 let sign = if route.is_withdrawn { '-' } else { '+' };
//!                 let tlvs: Vec<_> = route.tlvs().map(|tlv| tlv.to_string()).collect();
//!                 lines.push(format!("{sign} {} {tlvs:?}", route.route?));
//!             },
//!             Message::RouteMonitoring(monitoring) => {
//!                 for route in monitoring.update()?.announced() {
//!                     lines.push(format!("+ {}", route?));
//!                 }
//!             }
//!             _ => {}
//!         }
//!     }
//!     Ok(lines)
//! }
//!
//! // 111.1.1.1/32 and 111.1.1.2/32, a group of both, a table, and Path Marking of the first:
//! // the numbers of -19.
//! let mut stream = b"\x04\0\0\0\x81\0".to_vec();
//! stream.extend([0; 42]);
//! stream.extend(b"\0\x02\0\x04\x80\x01\0\x01\0\x02\0\x03\0\x03\x80\x01red");
//! stream.extend(b"\0\x04\0\x21\0\0");
//! stream.extend([0xff; 16]);
//! stream.extend(b"\0\x21\x02\0\0\0\0\x20\x6f\x01\x01\x01\x20\x6f\x01\x01\x02");
//! stream.extend(b"\0\x05\0\x04\0\x01\0\0\0\x8a");
//! stream[4] = stream.len() as u8;
//! assert_eq!(lines(&stream)?, [
//!     r#"+ ipv4-unicast 111.1.1.1/32 ["group 1: table \"red\"", "route 1: path-marking best+primary+add-path"]"#,
//!     r#"+ ipv4-unicast 111.1.1.2/32 ["group 1: table \"red\""]"#,
//! ]);
//! # Ok::<(), bmp_codec::DecodeError>(())
//! ```
//!
//! Code that needs no TLVs asks [`bmp::Message::in_version_3`](crate::bmp::Message::in_version_3) for the message.
//!
//! # How an UPDATE is decoded
//!
//! 1. By the session of the peer, as in version 3. Extended Flags, if there are any, replace the flags of the per-peer
//!    header.
//! 2. Stateless Parsing TLVs change the session for this message: each capability says it for its families. A family in
//!    ADD-PATH has path identifiers in Adj-RIB-In if the router can receive them, in Adj-RIB-Out if it can send them, in
//!    Loc-RIB with either. The 4-octet AS capability makes AS numbers four bytes wide. A
//!    [`PeerTable`](crate::bmp::PeerTable) does not learn from such a message.
//!
//! # What is kept
//!
//! Order, indexes, E flags and unknown TLVs are kept, and a message encodes to the bytes it came from. A malformed TLV is
//! an error in its place in the list.

mod context;
mod detect;
mod extended_flags;
mod group;
mod index;
mod initiation;
mod message;
mod path_marking;
mod peer_down;
mod peer_up;
mod profile;
mod route_mirroring;
mod route_monitoring;
mod routes;
#[cfg(feature = "serde")]
pub(crate) mod serde;
mod statistics_report;
mod stats;
mod termination;
mod timestamp;
mod tlv;
mod tlv_message;
mod value;

pub use context::TlvContext;
pub use extended_flags::ExtendedFlags;
pub use group::Group;
pub use index::Index;
pub use initiation::Initiation;
pub use message::Message;
pub use path_marking::{PathMarking, PathMarkingRevision, PathReason, PathStatus};
pub use peer_down::PeerDown;
pub use peer_up::PeerUp;
pub use profile::Profile;
pub use route_mirroring::RouteMirroring;
pub use route_monitoring::RouteMonitoring;
pub use routes::{RouteTlvs, RouteWithTlvs, Routes};
pub(crate) use routes::{SEARCHED, group};
pub use statistics_report::{StatisticsBody, StatisticsReport};
pub use stats::Stats;
pub use termination::Termination;
pub use timestamp::Timestamp;
pub use tlv::{Tlv, Tlvs};
pub use value::Value;
