//! BMP messages: a file for each ([RFC 7854, section 4](https://www.rfc-editor.org/rfc/rfc7854#section-4)).
//!
//! ```text
//! version u8 (3), length u32 (with these 6 octets), type u8, body
//! ```

mod information;
mod initiation;
mod message;
mod peer_down;
mod peer_table;
mod peer_up;
mod per_peer_header;
mod route_mirroring;
mod route_monitoring;
#[cfg(feature = "serde")]
mod serde;
mod split;
mod statistics_report;
mod termination;

pub use information::{
    InitiationTlv, InitiationTlvs, PeerUpTlv, PeerUpTlvs, TerminationTlv, TerminationTlvs,
    UnknownTlv,
};
pub use initiation::Initiation;
pub use message::{Message, MessageType, UnknownMessage};
pub use peer_down::{FsmEvent, PeerDown, PeerDownReason, UnknownReason};
pub use peer_table::{PeerTable, Sessions};
pub use peer_up::PeerUp;
pub use per_peer_header::{PeerFlags, PeerType, PerPeerHeader, Rib};
pub use route_mirroring::{MirroringInformation, MirroringTlv, MirroringTlvs, RouteMirroring};
pub use route_monitoring::RouteMonitoring;
pub use split::{HEADER_LEN, MAX_MESSAGE_LEN, split, split_bytes, split_within};
pub use statistics_report::{
    PerFamily, Statistic, StatisticLayout, StatisticType, StatisticValue, Statistics,
    StatisticsReport,
};
pub use termination::{Termination, TerminationReason};
