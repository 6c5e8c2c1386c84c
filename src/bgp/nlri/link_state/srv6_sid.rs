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
    ///
    /// ```
    /// use bmp_codec::bgp::nlri::LinkState;
    /// use bmp_codec::bgp::nlri::link_state::{ProtocolId, SystemId};
    ///
    /// let router: SystemId = "0000.0000.0001".parse()?;
    /// let sid = "2001:db8:f:100::".parse()?;
    /// let route = LinkState::srv6_sid(ProtocolId::IsisLevel1, [router.into()], sid, [])?;
    /// let text = "srv6-sid isis-l1 0000.0000.0001 2001:db8:f:100::";
    /// assert_eq!(route.to_string(), text);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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
