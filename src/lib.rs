//! Decode and encode the BGP Monitoring Protocol (BMP) and the BGP inside it: bytes in, typed values out, and back.
//! The crate does no I/O.
//!
//! # What BMP is
//!
//! A router reports what it knows of BGP to a monitoring *station*
//! ([RFC 7854](https://www.rfc-editor.org/rfc/rfc7854)). One TCP connection carries a stream of messages:
//!
//! - **Initiation** names the router. **Termination** ends the stream.
//! - **Peer Up** reports a new BGP session and contains the OPEN messages of both sides. **Peer Down** reports its end.
//! - **Route Monitoring** contains an UPDATE: routes of one peer in one *RIB view*. The views are Adj-RIB-In before and
//!   after policy, Loc-RIB, and Adj-RIB-Out before and after policy.
//! - **Statistics Report** contains counters. **Route Mirroring** contains messages exactly as the router received them.
//!
//! A message about a peer starts with a *per-peer header*: address, AS number, time, RIB view. Some fields of an UPDATE
//! can be decoded only if the *session* is known: path identifiers (ADD-PATH), multiple labels, the width of AS numbers.
//! A [`PeerTable`](bmp::PeerTable) learns the sessions from Peer Up and checks them against the actual bytes.
//!
//! # Decode a stream
//!
//! ```
//! use bmp_codec::bmp::{Message, PeerTable};
//!
//! fn print_routes(stream: &[u8]) -> Result<(), bmp_codec::DecodeError> {
//!     let mut peers = PeerTable::new();
//!     for message in peers.messages(stream) {
//!         let Message::RouteMonitoring(monitoring) = message? else { continue };
//!         let update = monitoring.update()?;
//!         let path = update.path_attributes.as_path()?.unwrap_or_default();
//!         for route in update.announced() {
//!             println!("{} + {} {path}", monitoring.peer, route?);
//!         }
//!         for route in update.withdrawn() {
//!             println!("{} - {}", monitoring.peer, route?);
//!         }
//!     }
//!     Ok(())
//! }
//! # print_routes(&[3, 0, 0, 0, 6, 4]).unwrap();
//! ```
//!
//! With `?` the first error ends the loop. Each error belongs to one message, attribute or route, and decoding can go on
//! behind it: see [What is malformed](#what-is-malformed). The page of [`bmp`] shows streams that arrive in pieces.
//!
//! # Build an UPDATE
//!
//! ```
//! use bmp_codec::Encode;
//! use bmp_codec::bgp::{Update, attribute::{Community, Origin}};
//! use bmp_codec::bmp::{Message, PerPeerHeader, RouteMonitoring};
//! use bmp_codec::net::{Asn, Ipv4Prefix};
//! use std::net::IpAddr;
//!
//! let prefix: Ipv4Prefix = "203.0.113.0/24".parse()?;
//! let update = Update::announce([prefix])
//!     .origin(Origin::Igp)
//!     .as_path([65001, 65002])
//!     .next_hop("192.0.2.1".parse::<IpAddr>()?)
//!     .communities([Community::NO_EXPORT])
//!     .build()?;
//!
//! let (address, bgp_id) = ("192.0.2.1".parse()?, "192.0.2.1".parse()?);
//! let peer = PerPeerHeader::global(address, Asn(65001), bgp_id);
//! let bytes = Message::from(RouteMonitoring::new(peer, update)).to_vec()?;
//! assert_eq!(bytes.len(), 48 + 19 + 4 + 4 + 13 + 7 + 7 + 4);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The builder derives attribute flags, attribute order, lengths and the place of the next hop.
//! A contradiction is an [`EncodeError`] that names it. [`Encode::encode`] writes into any buffer.
//!
//! # Three forms of every type
//!
//! Every type that contains bytes is generic over its storage `B`:
//!
//! | storage | made by | use |
//! | --- | --- | --- |
//! | `&[u8]` | decoding | borrows the frame; no allocation |
//! | `Vec<u8>`, the default | `to_owned()`, builders | owned, can be changed |
//! | [`Bytes`](bytes::Bytes) | `share(&frame)` | owned, shares the frame; no copy |
//!
//! The last two are `Send` and `'static`. `view()` borrows either of them as the first.
//!
//! ```
//! use bmp_codec::bgp::Session;
//! use bmp_codec::bmp::{Cut, Framing, Message};
//! use bytes::{Bytes, BytesMut};
//!
//! let mut buffer = BytesMut::from(&[3, 0, 0, 0, 11, 4, 0, 2, 0, 1, 0x72][..]);
//! let Cut::Frame(frame) = Framing::default().cut_bytes(&mut buffer)? else { panic!() };
//! let message = Message::decode(&frame, Session::default())?;
//! let owned: Message = message.to_owned();
//! let shared: Message<Bytes> = message.share(&frame);
//! std::thread::spawn(move || assert_eq!(owned.view(), shared.view())).join().unwrap();
//! # Ok::<(), bmp_codec::DecodeError>(())
//! ```
//!
//! # Change a message
//!
//! Call `to_owned()`, then edit. The other bytes stay unchanged, malformed parts included.
//!
//! ```
//! use bmp_codec::bgp::{Update, attribute::Community};
//! use std::net::Ipv4Addr;
//!
//! /// Replaces the next hops and removes a community.
//! fn change(update: &Update<&[u8]>) -> Result<Update, bmp_codec::EncodeError> {
//!     let mut update = update.to_owned();
//!     update.map_next_hops(|_, _| Some(Ipv4Addr::new(192, 0, 2, 2).into()))?;
//!     update.path_attributes.retain_values(|one: Community| one != Community::NO_EXPORT)?;
//!     Ok(update)
//! }
//! # use bmp_codec::{Decode, Encode};
//! # let octets = [
//! #     0, 0, 0, 18, 0x40, 3, 4, 192, 0, 2, 1, 0xc0, 8, 8, 0xff, 0xff, 0xff, 0x01, 0xfd,
//! #     0xe8, 0, 100, 8, 10,
//! # ];
//! # let changed = change(&Update::from_octets(&octets)?)?;
//! # assert_eq!(changed.to_vec()?, [
//! #     0, 0, 0, 14, 0x40, 3, 4, 192, 0, 2, 2, 0xc0, 8, 4, 0xfd, 0xe8, 0, 100, 8, 10,
//! # ]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where to go from here
//!
//! | to | see |
//! | --- | --- |
//! | keep a table of routes | [`RouteKey`](bgp::nlri::RouteKey): equal for an announcement and its withdrawal |
//! | follow sessions, or supply them | [`PeerTable`](bmp::PeerTable), [`Session`](bgp::Session) |
//! | handle malformed UPDATEs as a router does ([RFC 7606](https://www.rfc-editor.org/rfc/rfc7606)) | [`Update::errors`](bgp::Update::errors), [`Update::disposition`](bgp::Update::disposition) |
//! | read from a socket, from tokio | [`bmp`], [`Framing`](bmp::Framing), `bmp::Codec` |
//! | decode plain BGP or MRT records | [`bgp::Message`], [`Session`](bgp::Session) |
//! | split routes into UPDATEs | [`Updates`](bgp::Updates) |
//! | read from Kafka, or write to it | [`openbmp`] |
//! | know what is typed | [`coverage`] |
//!
//! | module | contents |
//! | --- | --- |
//! | [`bmp`] | BMP messages, per-peer header, framing, peer table |
//! | [`bgp`] | BGP messages, sessions; [attributes](bgp::attribute), [capabilities](bgp::capability), [routes](bgp::nlri) |
//! | [`net`] | AS numbers, prefixes, labels, route distinguishers |
//! | [`openbmp`] | the header that collectors put before a BMP message for a broker |
//! | [`wire`] | decoding and encoding: [`Decode`], [`Encode`], lists, errors |
//!
//! Names are those of the RFCs. The directory `examples` has a program of 30 to 70 lines for each of: reading a file,
//! keeping a table, rewriting next hops, filtering by community, counting, exporting a session, comparing routes before
//! and after policy, reading messages with OpenBMP headers, and a server on tokio.
//!
//! # Features
//!
//! | feature | default | adds |
//! | --- | --- | --- |
//! | `serde` | yes | `Serialize` and `Deserialize` for every type |
//! | `tokio-util` | no | `bmp::Codec`, for `tokio_util::codec::Framed` |
//!
//! The minimum Rust version is 1.88. The crate is `no_std` and needs `alloc`; only the feature `tokio-util` needs `std`.
//!
//! JSON decodes back to a value that encodes to the same bytes. There is one exception: bits behind the end of a prefix,
//! which text cannot express. Binary formats keep those bits, too.
//!
//! A message takes at most 256 bytes of JSON for each byte on the wire: so long are the errors of malformed routes of one
//! byte. What routers send takes up to 24.
//!
//! ```
//! # #[cfg(feature = "serde")] {
//! use bmp_codec::{Decode, bgp::{Session, attribute::PathAttribute}};
//!
//! let bytes = [0xc0, 8, 8, 0xfd, 0xe8, 0, 100, 0xff, 0xff, 0xff, 0x01];
//! let attribute = PathAttribute::from_octets_in(&bytes, Session::default()).unwrap();
//! let json = serde_json::to_string(&attribute).unwrap();
//! assert_eq!(json, r#"{"flags":192,"value":{"communities":["65000:100","no-export"]}}"#);
//! let again: PathAttribute = serde_json::from_str(&json).unwrap();
//! assert_eq!(again.view(), attribute);
//! # }
//! ```
//!
//! # What is malformed
//!
//! Unknown parts are values, and so are malformed parts: each keeps its bytes, its error and its offset. Encoding writes
//! the received bytes unchanged, whatever is wrong with them.
//!
//! | part | result |
//! | --- | --- |
//! | the end of the input inside a message | [`frames`](bmp::frames) ends; [`Framing`](bmp::Framing) says how many bytes are missing; [`messages`](bmp::PeerTable::messages) returns an error |
//! | the BMP common header | an error; the rest of the stream cannot be decoded |
//! | the fields of a BMP message | an error; the next message can be decoded |
//! | a BGP message in it | the field is `Err(`[`Malformed`]`)`; the other fields are decoded |
//! | a path attribute, a TLV, a capability | an `Err` item; the iterator goes on |
//! | a route, or a length beyond the end of its list | an `Err` item; the iterator ends |
//! | an unknown code, type or family | an `Unknown` value with its bytes |
//!
//! Iterators return [`DecodeError`]. It is `Copy` and borrows nothing, so `?` works in any function.
//! [`entries`](wire::List::entries) returns errors together with the malformed bytes.
//!
//! Some routers do not write what they negotiated. The [`PeerTable`](bmp::PeerTable) then decodes what the bytes say, and
//! marks the result: see [`Basis`](bgp::Basis).
//!
//! # What may grow
//!
//! RFCs add numbers to registries and leave layouts unchanged.
//!
//! - **Enums** of numbers, types and families are `#[non_exhaustive]`. `Unknown` contains what has no name yet. A later
//!   version may name it, so match it with a `_` arm. Enums of a closed set are exhaustive, like
//!   [`Direction`](bgp::Direction) and [`Cut`](bmp::Cut).
//! - **Structs** with public fields are layouts of RFCs. They do not change, and can be written field by field. Structs that
//!   describe bytes may gain fields and are `#[non_exhaustive]`, like [`AnyRoute`](bgp::nlri::AnyRoute) and
//!   [`UpdateError`](bgp::error_action::UpdateError).
//! - **Traits** that you may implement: [`Decode`], [`Encode`], [`Fixed`](wire::Fixed), [`ReadIn`](wire::ReadIn),
//!   [`Registered`](bgp::attribute::Registered), [`IntoRoute`](bgp::nlri::IntoRoute), [`Sessions`](bmp::Sessions) and
//!   [`VisitRoutes`](bgp::nlri::VisitRoutes). New methods of theirs will have defaults. All other traits are sealed.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::unreachable
    )
)]

extern crate alloc;
#[cfg(all(feature = "tokio-util", not(test)))]
extern crate std;

pub mod bgp;
pub mod bmp;
mod breach;
#[doc = include_str!("../COVERAGE.md")]
pub mod coverage {}
mod flags;
pub mod net;
pub mod openbmp;
mod registry;
mod what;
pub mod wire;

pub use wire::error::{AttributeTlv, Breach, DecodeError, EncodeError, Fault, Malformed, What};
pub use wire::{Decode, Encode};

/// The examples of the README are compiled with those of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(test)]
mod testkit;
