//! BMP messages: a file for each ([RFC 7854, section 4](https://www.rfc-editor.org/rfc/rfc7854#section-4)).
//!
//! ```text
//! version u8 (3), length u32 (with these 6 octets), type u8, body
//! ```

mod message;
mod peer_table;
mod peer_up;
mod per_peer_header;
mod route_monitoring;
mod split;

pub use message::{Message, MessageType, UnknownMessage};
pub use peer_table::{PeerTable, Sessions};
pub use peer_up::PeerUp;
pub use per_peer_header::{PeerFlags, PeerType, PerPeerHeader, Rib};
pub use route_monitoring::RouteMonitoring;
pub use split::{HEADER_LEN, MAX_MESSAGE_LEN, split, split_bytes, split_within};
