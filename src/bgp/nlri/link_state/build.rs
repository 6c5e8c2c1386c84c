//! Constructors of routes. They put TLVs in the order that RFC 9552, section 5.1, requires.

use core::net::Ipv6Addr;

use crate::bgp::nlri::link_state::nlri::ordered;
use crate::bgp::nlri::link_state::{
    CandidatePath, Ipv4TopologyPrefix, Ipv4TopologyPrefixTlv, Ipv6TopologyPrefix,
    Ipv6TopologyPrefixTlv, Link, LinkState, LinkTlv, Node, NodeDescriptor, NodeTlv, ProtocolId,
    SrPolicyCandidatePath, SrPolicyTlv, Srv6Sid, Srv6SidTlv, StubLink,
};
use crate::net::{Ipv4Prefix, Ipv6Prefix};
use crate::wire::EncodeError;

/// Defines constructors: the arguments and the TLVs that are made of them; others may follow.
macro_rules! constructors {
    ($(
        $(#[$doc:meta])*
        $name:ident($($argument:ident: $type:ty),*; $tlv:ident $(, $others:ident)?) -> $variant:ident($nlri:ident)
        { $($made:expr),* $(,)? }
    )*) => {
        /// Constructors for the default instance of the protocol. They put TLVs in order.
        impl LinkState {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                /// [`EncodeError::TooLong`] if a TLV is longer than its length field allows, and any other error of
                /// encoding a TLV.
                pub fn $name(
                    protocol_id: ProtocolId,
                    local_node: impl IntoIterator<Item = NodeDescriptor>,
                    $($argument: $type,)*
                    $($others: impl IntoIterator<Item = $tlv>,)?
                ) -> Result<LinkState, EncodeError> {
                    let tlvs = [$tlv::LocalNode(ordered(local_node)?), $($made),*];
                    let tlvs = tlvs.into_iter()$(.chain($others))?;
                    Ok(LinkState::$variant($nlri {
                        protocol_id,
                        identifier: 0,
                        tlvs: ordered(tlvs)?,
                    }))
                }
            )*
        }
    };
}

constructors! {
    /// Returns a node.
    node(; NodeTlv) -> Node(Node) {}

    /// Returns a link from one node to another, with its addresses or numbers.
    link(remote_node: impl IntoIterator<Item = NodeDescriptor>; LinkTlv, descriptors) -> Link(Link) {
        LinkTlv::RemoteNode(ordered(remote_node)?),
    }

    /// Returns an IPv4 prefix that a node reaches, with other descriptors like its topology.
    ipv4_prefix(prefix: Ipv4Prefix; Ipv4TopologyPrefixTlv, descriptors) -> Ipv4Prefix(Ipv4TopologyPrefix) {
        Ipv4TopologyPrefixTlv::IpReachability(prefix.into()),
    }

    /// Returns an IPv6 prefix that a node reaches, with other descriptors like its topology.
    ipv6_prefix(prefix: Ipv6Prefix; Ipv6TopologyPrefixTlv, descriptors) -> Ipv6Prefix(Ipv6TopologyPrefix) {
        Ipv6TopologyPrefixTlv::IpReachability(prefix.into()),
    }

    /// Returns a candidate path of an SR Policy.
    sr_policy(path: CandidatePath; SrPolicyTlv) -> SrPolicy(SrPolicyCandidatePath) {
        SrPolicyTlv::CandidatePath(path),
    }

    /// Returns an SRv6 SID, with other descriptors like its topology.
    srv6_sid(sid: Ipv6Addr; Srv6SidTlv, descriptors) -> Srv6Sid(Srv6Sid) {
        Srv6SidTlv::Sid(sid),
    }

    /// Returns a link that leads out of the network, with its addresses or numbers.
    stub_link(; LinkTlv, descriptors) -> StubLink(StubLink) {}
}
