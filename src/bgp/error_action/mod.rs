//! What a BGP speaker does about errors in an UPDATE ([RFC 7606](https://www.rfc-editor.org/rfc/rfc7606)).
//!
//! This crate reads an UPDATE as it is. What a receiver by the RFCs makes of it is a question that one may ask:
//! [`Update::errors`](crate::bgp::Update::errors) gives the reasons one by one, and
//! [`Update::disposition`](crate::bgp::Update::disposition) the strongest of what they ask for. Nothing is allocated,
//! and who does not ask pays nothing.
//!
//! ```
//! use bmp_codec::{Decode, bgp::Update};
//! use bmp_codec::bgp::error_action::{Disposition, ErrorContext, Neighbor};
//!
//! // 10.0.0.0/8 with ORIGIN IGP, an empty AS_PATH, NEXT_HOP 192.0.2.1, and an AGGREGATOR of three octets.
//! let octets = [
//!     0, 0, 0, 20, 0x40, 1, 1, 0, 0x40, 2, 0, 0x40, 3, 4, 192, 0, 2, 1, 0xc0, 7, 3, 0, 0, 0, 8, 10,
//! ];
//! let update = Update::from_octets(&octets)?;
//! let context = ErrorContext::default();
//! assert_eq!(update.disposition(context), Disposition::AttributeDiscard);
//! let error = update.errors(context).next().unwrap();
//! assert_eq!((error.attribute, error.section()), (Some(7), "RFC 7606, section 7.7"));
//! assert_eq!(
//!     error.to_string(),
//!     "attribute discard: AGGREGATOR at byte 21: 5 bytes are missing (RFC 7606, section 7.7)",
//! );
//!
//! // From an internal neighbor LOCAL_PREF is missing, too.
//! let context = context.with_neighbor(Neighbor::Internal);
//! assert_eq!(update.disposition(context), Disposition::TreatAsWithdraw);
//! # Ok::<(), bmp_codec::DecodeError>(())
//! ```
//!
//! # What is looked at
//!
//! All rules of RFC 7606, and those that the RFCs of the attributes have on their own. Where RFCs leave a choice it is
//! the weaker one: AFI/SAFI disable, not session reset, where an MP_REACH_NLRI or MP_UNREACH_NLRI is bad and says which
//! family it is about. Left out is what a receiver makes of a value that is well-formed: whether the next hop can be
//! reached, whether the path has its own AS, whether the route leaks, or may go to that neighbor.
//!
//! An UPDATE of which not even the three parts can be told apart is none here: it is a
//! [`Malformed`](crate::Malformed), which asks for a session reset
//! ([RFC 7606, section 3 b](https://www.rfc-editor.org/rfc/rfc7606#section-3)).
//!
//! # In BMP
//!
//! A router sends the UPDATEs that a peer sent only in Route Mirroring, and (as far as the routes are still there) of
//! the Adj-RIB-In before the policy; those with errors may be left out or mended. All others it makes of what it has
//! in its tables: see [`View`]. [`ErrorContext::from`] a per-peer header knows the view.

mod attribute;
mod codes;
mod context;
mod disposition;
mod next_hop;
mod update_error;
mod value;
mod walk;

pub use context::{ErrorContext, Neighbor, View};
pub use disposition::Disposition;
pub use update_error::{Reason, UpdateError};
pub use walk::UpdateErrors;
