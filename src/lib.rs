//! The BGP Monitoring Protocol (BMP), and the BGP in it: octets in, typed values out, and back. No I/O.
//!
//! # Reading a stream
//!
//! [`bmp::frames`] cuts a stream into frames; a [`bmp::PeerTable`] reads them, and learns from Peer Up what reading
//! the routes of each peer depends on. Nothing is copied or allocated: a message borrows its frame. For streams that
//! come in pieces, or over tokio, see [`bmp`].
//!
//! ```
//! use bmp_codec::bgp::{Basis, attribute::AsPath};
//! use bmp_codec::bmp::{self, Message, PeerTable};
//!
//! fn print(stream: &[u8], peers: &mut PeerTable) -> Result<(), bmp_codec::DecodeError> {
//!     for frame in bmp::frames(stream) {
//!         let message = match peers.decode(frame?) {
//!             Ok(message) => message,
//!             // The stream can be followed behind a message that cannot be read.
//!             Err(error) => { eprintln!("{error}"); continue }
//!         };
//!         if let Message::RouteMonitoring(monitoring) = message {
//!             let Ok(update) = monitoring.update else { continue };
//!             let path: Option<AsPath<&[u8]>> = update.path_attributes.get().ok().flatten();
//!             for route in update.announced() {
//!                 match route {
//!                     Ok(route) => println!("{} + {route} {}", monitoring.peer, path.unwrap_or_default()),
//!                     Err(error) => eprintln!("{error}"),
//!                 }
//!             }
//!             for route in update.withdrawn().flatten() {
//!                 println!("{} - {route}", monitoring.peer);
//!             }
//!             if update.path_attributes.session().basis() == Basis::Assumed {
//!                 println!("no Peer Up has been seen of this peer");
//!             }
//!         }
//!     }
//!     Ok(())
//! }
//! # let stream = [3, 0, 0, 0, 6, 4];
//! # print(&stream, &mut PeerTable::default()).unwrap();
//! ```
//!
//! # Building a message
//!
//! What follows from something else is not asked for: attributes go in their order, the next hop where the family has
//! it, flags are derived. What contradicts itself or does not fit is an [`EncodeError`] that names it. [`bmp`] has an
//! example of a whole stream.
//!
//! ```
//! use bmp_codec::{Encode, bgp::{Session, Update}, bmp::{Message, PerPeerHeader, RouteMonitoring}};
//! use bmp_codec::bgp::attribute::{AsPath, Communities, Community, Origin, PathAttributes};
//! use bmp_codec::bgp::nlri::{Ipv4Prefix, Nlri, Route, Routes};
//! use bmp_codec::net::Asn;
//! use std::net::IpAddr;
//!
//! let session = Session::default();
//! let path_attributes = PathAttributes::new(session)
//!     .with(&Origin::Igp)?
//!     .with(&AsPath::sequence([Asn(65001), Asn(65002)])?)?
//!     .with(&Communities::from_iter([Community::NO_EXPORT]))?;
//! let next_hop: IpAddr = "192.0.2.1".parse()?;
//! let routes = Routes::in_session(session, [Route::from("10.0.0.0/8".parse::<Ipv4Prefix>()?)])?;
//! let update = Update::announcing(path_attributes, next_hop, Nlri::Ipv4Unicast(routes))?;
//!
//! let peer = PerPeerHeader::global(next_hop, Asn(65001), "192.0.2.1".parse()?);
//! let message = Message::from(RouteMonitoring::new(peer, update));
//! let octets = message.to_vec()?;
//! assert_eq!(Message::decode(&octets, session)?, message.view());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! More routes than a message has room for are split into UPDATEs by [`bgp::Updates`]. [`encode`](Encode::encode) writes
//! into any buffer: a `Vec`, a [`BytesMut`](bytes::BytesMut), a slice.
//!
//! # Keeping a message
//!
//! All types stand on octets of a kind `B`. Decoding gives `&[u8]`; `to_owned()` gives `Vec<u8>`, which is the
//! default and what one builds; `share()` gives slices of a [`Bytes`](bytes::Bytes) frame, without copying. The last
//! two are `Send` and `'static`.
//!
//! ```
//! use bmp_codec::{Encode, bgp::Session, bmp::{Cut, Framing, Message}};
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
//! # Changing a message
//!
//! An owned message is changed in place, attribute by attribute. All others stay as they are, the malformed ones, too.
//!
//! ```
//! use bmp_codec::bgp::{Update, attribute::Community, nlri::Family};
//! use std::net::IpAddr;
//!
//! /// The same routes by way of another next hop, and without a community.
//! fn change(
//!     update: &Update<&[u8]>, next_hop: IpAddr, community: Community,
//! ) -> Result<Update, bmp_codec::EncodeError> {
//!     let mut update = update.to_owned();
//!     update.set_next_hop(Family::IPV4_UNICAST, next_hop)?;
//!     update.path_attributes.retain_values(|one: Community| one != community)?;
//!     Ok(update)
//! }
//! # use bmp_codec::{Decode, Encode};
//! # let octets = [
//! #     0, 0, 0, 18, 0x40, 3, 4, 192, 0, 2, 1, 0xc0, 8, 8, 0xff, 0xff, 0xff, 0x01, 0xfd, 0xe8, 0, 100, 8, 10,
//! # ];
//! # let update = Update::from_octets(&octets)?;
//! # let changed = change(&update, "192.0.2.2".parse()?, Community::NO_EXPORT)?;
//! # assert_eq!(changed.to_vec()?, [
//! #     0, 0, 0, 14, 0x40, 3, 4, 192, 0, 2, 2, 0xc0, 8, 4, 0xfd, 0xe8, 0, 100, 8, 10,
//! # ]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # JSON
//!
//! With the feature `serde` (on by default) every type is `Serialize` and `Deserialize`. What comes back from JSON
//! encodes to the octets it was made of, but for bits behind a prefix: text has none. Binary formats keep these, too.
//!
//! ```
//! # #[cfg(feature = "serde")] {
//! use bmp_codec::{Decode, bgp::{Session, attribute::PathAttribute}};
//!
//! let octets = [0xc0, 8, 8, 0xfd, 0xe8, 0, 100, 0xff, 0xff, 0xff, 0x01];
//! let attribute = PathAttribute::from_octets_in(&octets, Session::default()).unwrap();
//! let json = serde_json::to_string(&attribute).unwrap();
//! assert_eq!(json, r#"{"flags":192,"value":{"communities":["65000:100","no-export"]}}"#);
//! let again: PathAttribute = serde_json::from_str(&json).unwrap();
//! assert_eq!(again.view(), attribute);
//! # }
//! ```
//!
//! # What is malformed
//!
//! Unknown is a value, and malformed is one, too: with its octets, its error and its offset. What was received is what
//! is encoded, octet for octet, whatever is wrong with it.
//!
//! | where | what happens |
//! | --- | --- |
//! | input that is not all there yet | `None`, not an error |
//! | the common header of BMP | an error: the stream cannot be followed |
//! | the fields of a BMP message | an error: this message cannot be read, the next one can |
//! | a message of BGP inside | the field is `Err(`[`Malformed`]`)`; what is around it stays |
//! | a path attribute, a TLV, a capability | an `Err` in its place, and the walk goes on |
//! | a route, or a length that goes past the end | an `Err`, and the walk ends |
//! | codes, types, families without a name | values that keep their octets |
//!
//! Walks give a [`DecodeError`], which is `Copy` and borrows nothing, so `?` works in any function. The octets of what
//! cannot be read are in [`entries`](wire::List::entries). A [`Malformed`] message holds the octets of the frame; for
//! `?` there is `map_err(DecodeError::from)`.
//!
//! What a receiver would do about the errors of an UPDATE, one by one, tells [`errors`](bgp::Update::errors)
//! ([RFC 7606](https://www.rfc-editor.org/rfc/rfc7606)). Where routers do not write what they negotiated, a
//! [`PeerTable`](bmp::PeerTable) reads what is there, and says so.
//!
//! # What may grow
//!
//! RFCs add numbers to registries, and leave layouts as they are.
//!
//! - **Enums** of numbers, types and families are `#[non_exhaustive]`. What has no name here is `Unknown`, and leaves it
//!   when a version of this crate names it: a `_` arm takes both. Enums of what can only be so many things are exhaustive,
//!   like [`Direction`](bgp::Direction) and [`Cut`](bmp::Cut).
//! - **Structs** with public fields are the layouts of RFCs, or octets and their error. They stay as they are, and can be
//!   written down field by field. What this crate says about octets may say more, and is `#[non_exhaustive]`, like
//!   [`AnyRoute`](bgp::nlri::AnyRoute) and [`UpdateError`](bgp::error_action::UpdateError).
//! - **Traits** for types of one's own are [`Decode`], [`Encode`], [`Fixed`](wire::Fixed), [`ReadIn`](wire::ReadIn),
//!   [`Registered`](bgp::attribute::Registered), [`IntoRoute`](bgp::nlri::IntoRoute),
//!   [`Sessions`](bmp::Sessions) and [`VisitRoutes`](bgp::nlri::VisitRoutes). What is added to them has a default. All
//!   others are sealed.
//!
//! # The parts
//!
//! [`bmp`] has the messages of a monitored router, [`bgp`] messages, [attributes](bgp::attribute),
//! [capabilities](bgp::capability) and [routes](bgp::nlri), [`net`] AS numbers, prefixes and the like, [`wire`] how
//! octets are read, kept and written. Names are those of the RFCs.
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
mod flags;
pub mod net;
mod registry;
mod what;
pub mod wire;

pub use wire::error::{AttributeTlv, DecodeError, EncodeError, Fault, Malformed, What};
pub use wire::{Decode, Encode};

/// The example of the README is compiled with those of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(test)]
mod testkit;
