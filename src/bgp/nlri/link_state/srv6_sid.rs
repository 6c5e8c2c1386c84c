//! Type 6: an SRv6 SID ([RFC 9514, section 6](https://www.rfc-editor.org/rfc/rfc9514#section-6)).
//!
//! ```text
//! protocol u8, identifier u64, TLV 256, TLV 263, TLV 518 (SID 16)
//! ```

use core::fmt::Display;
use core::net::Ipv6Addr;

use crate::bgp::nlri::link_state::nlri::nlri;
use crate::bgp::nlri::link_state::{
    MultiTopologyId, NodeDescriptors, ProtocolId, UnknownDescriptor,
};
use crate::wire::questions;

nlri! {
    /// An SRv6 SID of a node.
    Srv6Sid;
    /// The TLVs of an SRv6 SID NLRI.
    Srv6SidTlvs;
    /// A TLV of an SRv6 SID NLRI.
    Srv6SidTlv {
        /// The topology.
        263 => MultiTopologyId(MultiTopologyId) "topology",
        /// The SID. RFC 9514 allows one in each NLRI.
        518 => Sid(Ipv6Addr) "sid",
    }
    brief |f| {
        Srv6SidTlv::Sid(sid) => sid.fmt(f),
    }
}

questions! {
    Srv6SidTlvs of Srv6SidTlv:
    /// Returns the SID.
    first sid: Sid(Ipv6Addr);
}
