//! The header that OpenBMP collectors put before a BMP message for a broker: version 1.7, binary, of object type
//! `bmp_raw`.
//!
//! It is no part of BMP. It says which router sent a message, which collector received it, and when, so that many
//! routers can share a Kafka topic or a file. No RFC describes it.
//!
//! ```text
//! magic "OBMP", major u8 (1), minor u8 (7), header length u16 (the whole header), message length u32,
//! flags u8, object type u8 (12), seconds u32, microseconds u32,
//! collector hash 16 bytes, length u16, collector admin ID,
//! router hash 16 bytes, router IP 16 bytes (IPv4 in the first four), length u16, router group,
//! row count u32 (1), message
//! ```
//!
//! # Consume
//!
//! A Kafka value is one [`OpenBmp`]. What a [`PeerTable`](crate::bmp::PeerTable) learns belongs to one router, so each
//! router has a table of its own, which must get the values of this router in their order.
//!
//! ```
//! use bmp_codec::bmp::{Message, PeerTable};
//! use bmp_codec::openbmp::{HashId, OpenBmp};
//! use bmp_codec::{Decode, DecodeError};
//! use std::collections::HashMap;
//!
//! #[derive(Default)]
//! struct Consumer {
//!     routers: HashMap<HashId, PeerTable>,
//! }
//!
//! impl Consumer {
//!     fn take(&mut self, value: &[u8]) -> Result<(), DecodeError> {
//!         let openbmp = OpenBmp::from_octets(value)?;
//!         let Some(stream) = openbmp.bmp() else { return Ok(()) };
//!         let router = openbmp.router_ip();
//!         let peers = self.routers.entry(openbmp.router_hash).or_default();
//!         for message in peers.messages(stream) {
//!             if let Message::RouteMonitoring(monitoring) = message? {
//!                 for route in monitoring.update()?.announced() {
//!                     println!("{router} {} + {}", monitoring.peer, route?);
//!                 }
//!             }
//!         }
//!         Ok(())
//!     }
//! }
//! # let mut value = b"OBMP\x01\x07\0\x4e\0\0\0\x06\x80\x0c".to_vec();
//! # value.resize(77, 0);
//! # value.extend(b"\x01\x03\0\0\0\x06\x05");
//! # let mut consumer = Consumer::default();
//! # consumer.take(&value)?;
//! # assert_eq!(consumer.routers.len(), 1);
//! # Ok::<(), DecodeError>(())
//! ```
//!
//! - **Several collectors** may choose the same hash for different routers. Then use the pair of
//!   [`collector_hash`](OpenBmp::collector_hash) and [`router_hash`](OpenBmp::router_hash) as the key.
//! - **A consumer that begins in the middle** of a topic has missed the Peer Up messages. The table then decodes what the
//!   bytes say: see [`Basis`](crate::bgp::Basis).
//! - **To keep a message**, call `to_owned()`, or `share(&value)` if the value is [`Bytes`](bytes::Bytes).
//!
//! # Produce
//!
//! Lengths and flags follow from the values. [`Encode::encode`](crate::Encode::encode) writes into any buffer, so the
//! frame is copied once.
//!
//! ```
//! use bmp_codec::openbmp::{HashId, OpenBmp};
//! use bmp_codec::{Decode, Encode};
//! use std::time::{SystemTime, UNIX_EPOCH};
//!
//! let frame = b"\x03\0\0\0\x06\x05";
//! let received = SystemTime::now().duration_since(UNIX_EPOCH)?;
//! let value = OpenBmp::new("192.0.2.1".parse()?, &frame[..])
//!     .at(received)?
//!     .with_collector(HashId([1; 16]), b"c1")
//!     .with_router_hash(HashId([2; 16]))
//!     .with_router_group(b"edge")
//!     .to_vec()?;
//!
//! let read = OpenBmp::from_octets(&value)?;
//! assert_eq!(read.bmp(), Some(&frame[..]));
//! assert_eq!(read.collector_admin_id.as_str(), Some("c1"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Files
//!
//! [`messages`] decodes messages that stand one after the other. [`frame_len`] says how long the first one is, for a
//! buffer that grows.
//!
//! # What is refused
//!
//! | bytes | error |
//! | --- | --- |
//! | another beginning than [`MAGIC`] | [`Fault::Magic`](crate::Fault::Magic) |
//! | text like `V: 1.7`: the headers of parsed messages | [`Fault::TextHeaders`](crate::Fault::TextHeaders) |
//! | another version than 1.7 | [`Fault::HeaderVersion`](crate::Fault::HeaderVersion) |
//! | a header length below [`MIN_HEADER_LEN`] | [`Fault::Length`](crate::Fault::Length) |
//! | a text that is longer than the header | [`Fault::Truncated`](crate::Fault::Truncated) |
//! | the end of the bytes in the header or in the message | [`Fault::Truncated`](crate::Fault::Truncated) |
//! | more bytes than the message has | [`Fault::Trailing`](crate::Fault::Trailing) |
//!
//! Unknown flags and object types are values. So are bytes in the header after the row count.

mod flags;
mod framing;
mod hash_id;
#[cfg(feature = "serde")]
mod json;
mod message;
#[cfg(test)]
mod tests;

pub use flags::{Flags, ObjectType};
pub use framing::{MAGIC, MIN_HEADER_LEN, Messages, frame_len, messages};
pub use hash_id::HashId;
pub use message::OpenBmp;
