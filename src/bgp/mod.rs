//! BGP messages ([RFC 4271, section 4](https://www.rfc-editor.org/rfc/rfc4271#section-4)).
//!
//! [`Message`] is a whole message with its header. A [`Session`] is what two speakers agreed on that changes how
//! messages are decoded.
//!
//! ```text
//! marker 16 × 0xff, length u16 (header included), type u8, body
//! ```
//!
//! ```
//! use bmp_codec::{Decode, Encode, bgp::{self, Session}};
//!
//! let mut octets = [0xff; 19];
//! octets[16..].copy_from_slice(&[0, 19, 4]);
//! let message = bgp::Message::from_octets_in(&octets, Session::default())?;
//! assert_eq!(message, bgp::Message::Keepalive(bgp::Keepalive));
//! assert_eq!(message.to_vec()?, octets);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod attribute;
pub mod capability;
pub mod error_action;
pub mod extended_community;
mod header;
mod keepalive;
mod message;
pub mod nlri;
mod notification;
mod notification_code;
mod open;
pub mod orf;
mod route_refresh;
mod session;
mod update;

pub use header::{HEADER_LEN, MAX_EXTENDED_MESSAGE_LEN, MAX_MESSAGE_LEN};
pub use keepalive::Keepalive;
pub use message::{Body, Message, MessageType, Pdu, UnknownMessage};
pub(crate) use message::{pdu_len, put_pdu, read_pdu};
pub use notification::{MaximumPrefixes, Notification, NotificationData, ShutdownCommunication};
pub use notification_code::{
    CeaseSubcode, FiniteStateMachineSubcode, MessageHeaderSubcode, NotificationCode,
    OpenMessageSubcode, RouteRefreshSubcode, UpdateMessageSubcode,
};
pub(crate) use open::Offer;
pub use open::{
    Open, Parameter, ParameterForm, ParameterLength, ParameterValue, Parameters, UnknownParameter,
    max_message_len,
};
pub use route_refresh::{RefreshKind, RouteRefresh};
pub use session::{Basis, Direction, Session};
pub use update::{Announcement, Update, UpdateKeys, UpdateRoutes, Updates};
