//! Type 1: a node (RFC 9552, section 5.2).
//!
//! ```text
//! protocol u8, identifier u64, TLV 256
//! ```

use crate::bgp::nlri::link_state::nlri::nlri;
use crate::bgp::nlri::link_state::{NodeDescriptors, ProtocolId, UnknownDescriptor};

nlri! {
    /// A router, or a network that is a pseudonode.
    ///
    /// ```
    /// use bmp_codec::Encode;
    /// use bmp_codec::bgp::nlri::LinkState;
    /// use bmp_codec::bgp::nlri::link_state::{NodeDescriptor, ProtocolId};
    ///
    /// let router = NodeDescriptor::BgpRouterId("192.0.2.1".parse()?);
    /// let node = LinkState::node(ProtocolId::Bgp, [router])?.with_identifier(77);
    /// assert_eq!(node.to_string(), "node bgp identifier 77 bgp-router-id 192.0.2.1");
    /// assert_eq!(node.to_vec()?[..5], [0, 1, 0, 21, 7]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    Node;
    /// The TLVs of a Node NLRI.
    NodeTlvs;
    /// A TLV of a Node NLRI.
    NodeTlv {}
    brief |f| {}
}
