//! BGP-LS-SPF (RFC 9815): the sequence number of a route, 1181, and its status, 1184.
//!
//! ```text
//! 1181: number u64   1184: status u8
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::LinkState;
//! use bmp_codec::bgp::attribute::link_state::{SequenceNumber, SpfStatus};
//!
//! let node = LinkState::of([SequenceNumber(7).into(), SpfStatus::NoTransit.into()])?;
//! assert_eq!(node.to_string(), "sequence 7, spf no-transit");
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

use crate::net::fixed;
use crate::registry::registry;

fixed! {
    /// The sequence number of a route: of several, the one with the highest number counts.
    SequenceNumber(u64) as number;
}

registry! {
    /// Whether a node, link or prefix takes part in the computation of paths. 0 and 255 are malformed.
    SpfStatus(u8) {
        /// The node, link or prefix is unreachable.
        1 Unreachable "unreachable",
        /// The node forwards no packets of others. Nodes only.
        2 NoTransit "no-transit",
    }
}
