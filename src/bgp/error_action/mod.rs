//! What a BGP speaker does about errors in an UPDATE ([RFC 7606](https://www.rfc-editor.org/rfc/rfc7606)).
//!
//! Decoding an UPDATE applies none of these rules. Two methods apply them:
//! [`Update::errors`](crate::bgp::Update::errors) returns the errors one by one, and
//! [`Update::disposition`](crate::bgp::Update::disposition) returns the strongest disposition among them. They allocate
//! nothing, and code that does not call them pays nothing.
//!
//! ```
//! use bmp_codec::{Decode, bgp::Update};
//! use bmp_codec::bgp::error_action::{Disposition, ErrorContext, Neighbor};
//!
//! // 10.0.0.0/8 with ORIGIN IGP, an empty AS_PATH, NEXT_HOP 192.0.2.1, and an AGGREGATOR
//! // of three bytes.
//! let octets = [
//!     0, 0, 0, 20, 0x40, 1, 1, 0, 0x40, 2, 0, 0x40, 3, 4, 192, 0, 2, 1, 0xc0, 7, 3, 0,
//!     0, 0, 8, 10,
//! ];
//! let update = Update::from_octets(&octets)?;
//! let context = ErrorContext::default();
//! assert_eq!(update.disposition(context), Disposition::AttributeDiscard);
//! let error = update.errors(context).next().unwrap();
//! assert_eq!((error.attribute, error.section()), (Some(7), "RFC 7606, section 7.7"));
//! assert_eq!(
//!     error.to_string(),
//!     "attribute discard: AGGREGATOR at byte 21: 5 bytes are missing \
//!      (RFC 7606, section 7.7)",
//! );
//!
//! // With an internal neighbor, LOCAL_PREF is missing, too.
//! let context = context.with_neighbor(Neighbor::Internal);
//! assert_eq!(update.disposition(context), Disposition::TreatAsWithdraw);
//! # Ok::<(), bmp_codec::DecodeError>(())
//! ```
//!
//! # What is checked
//!
//! This module checks all rules of RFC 7606, and the rules in the RFCs of the attributes. If RFCs leave a choice, it
//! takes the weaker disposition: AFI/SAFI disable, not session reset, for a malformed MP_REACH_NLRI or MP_UNREACH_NLRI
//! with a known family. It makes no decisions about well-formed values: whether the next hop is reachable, whether the
//! path has the receiver's own AS, and whether the route leaks or may go to that neighbor.
//!
//! If the three parts of an UPDATE cannot be separated, there is no [`Update`](crate::bgp::Update) to ask. The message
//! is a [`Malformed`](crate::Malformed), which asks for a session reset
//! ([RFC 7606, section 3 b](https://www.rfc-editor.org/rfc/rfc7606#section-3)).
//!
//! # In BMP
//!
//! A BMP router sends the UPDATEs of a peer unchanged only in Route Mirroring and, as far as the routes still exist,
//! for the pre-policy Adj-RIB-In; it may leave out or repair UPDATEs with errors. It makes all other UPDATEs from its
//! tables: see [`View`]. [`ErrorContext::from`] takes the view from a per-peer header.

mod attribute;
mod codes;
mod context;
mod disposition;
mod next_hop;
mod several;
mod update_error;
mod value;
mod walk;

pub use context::{ErrorContext, Neighbor, View};
pub use disposition::Disposition;
pub use update_error::{Reason, UpdateError};
pub use walk::UpdateErrors;
