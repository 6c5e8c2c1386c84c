//! Type 1: a node (RFC 9552, section 5.2).
//!
//! ```text
//! protocol u8, identifier u64, TLV 256
//! ```

use crate::bgp::nlri::link_state::nlri::nlri;
use crate::bgp::nlri::link_state::{NodeDescriptors, ProtocolId, UnknownDescriptor};

nlri! {
    /// A router, or a network that is a pseudonode.
    Node;
    /// The TLVs of a Node NLRI.
    NodeTlvs;
    /// A TLV of a Node NLRI.
    NodeTlv {}
    brief |f| {}
}
