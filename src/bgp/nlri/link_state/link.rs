//! Type 2: a link (RFC 9552, section 5.2.2), and type 7: a stub link, which is a draft.
//!
//! ```text
//! link: protocol u8, identifier u64, TLV 256, TLV 257, link descriptors
//! stub link: protocol u8, identifier u64, TLV 256, link descriptors
//! ```

use core::fmt::Display;
use core::net::{Ipv4Addr, Ipv6Addr};

use crate::bgp::nlri::link_state::nlri::{Spaced, nlri};
use crate::bgp::nlri::link_state::{
    AddressFamilyLink, LinkIdentifiers, MultiTopologyId, NodeDescriptors, ProtocolId,
    UnknownDescriptor,
};
use crate::net::Asn;
use crate::wire::questions;

nlri! {
    /// A link: one direction of it, from the local node to the remote node.
    ///
    /// ```
    /// use bmp_codec::bgp::nlri::LinkState;
    /// use bmp_codec::bgp::nlri::link_state::{LinkIdentifiers, ProtocolId, SystemId};
    ///
    /// let r1: SystemId = "0000.0000.0001".parse()?;
    /// let r2: SystemId = "0000.0000.0002".parse()?;
    /// let numbers = LinkIdentifiers { local: 5, remote: 6 };
    /// let isis = ProtocolId::IsisLevel1;
    /// let route = LinkState::link(isis, [r1.into()], [r2.into()], [numbers.into()])?;
    /// let LinkState::Link(link) = route else { panic!("not a link") };
    /// assert_eq!(link.tlvs.link_identifiers(), Some(numbers));
    /// let text = "isis-l1 0000.0000.0001 -> 0000.0000.0002 identifiers 5 -> 6";
    /// assert_eq!(link.to_string(), text);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    Link;
    /// The TLVs of a Link NLRI.
    LinkTlvs;
    /// A TLV of a Link NLRI.
    LinkTlv {
        /// The Remote Node Descriptors: the node that the link leads to.
        257 => RemoteNode(NodeDescriptors<B>) "remote-node" no from,
        /// The numbers of an interface without addresses, and of its neighbor.
        258 => LinkIdentifiers(LinkIdentifiers) "identifiers",
        /// The IPv4 address of the interface.
        259 => Ipv4InterfaceAddress(Ipv4Addr) "ipv4-interface" no from,
        /// The IPv4 address of the neighbor.
        260 => Ipv4NeighborAddress(Ipv4Addr) "ipv4-neighbor" no from,
        /// The IPv6 address of the interface.
        261 => Ipv6InterfaceAddress(Ipv6Addr) "ipv6-interface" no from,
        /// The IPv6 address of the neighbor.
        262 => Ipv6NeighborAddress(Ipv6Addr) "ipv6-neighbor" no from,
        /// The topology.
        263 => MultiTopologyId(MultiTopologyId) "topology",
        /// The AS that the link leads to (draft-ietf-idr-bgpls-inter-as-topology-ext).
        270 => RemoteAsNumber(Asn) "remote-as",
        /// The IPv4 address of the router that the link leads to. The number is from a draft and not confirmed.
        271 => Ipv4RemoteAsbrId(Ipv4Addr) "ipv4-remote-asbr" no from,
        /// The IPv6 address of the router that the link leads to. The number is from a draft and not confirmed.
        272 => Ipv6RemoteAsbrId(Ipv6Addr) "ipv6-remote-asbr" no from,
        /// The address family of the link (RFC 9815).
        1185 => AddressFamilyLink(AddressFamilyLink) "family",
    }
    brief |f| {
        LinkTlv::RemoteNode(node) => write!(f, "-> {}", Spaced(node)),
        LinkTlv::Ipv4InterfaceAddress(address) => address.fmt(f),
        LinkTlv::Ipv4NeighborAddress(address) => write!(f, "-> {address}"),
        LinkTlv::Ipv6InterfaceAddress(address) => address.fmt(f),
        LinkTlv::Ipv6NeighborAddress(address) => write!(f, "-> {address}"),
    }
}

nlri! {
    /// A link that leads out of the protocol's network: it has no remote node. The type is from
    /// draft-ietf-idr-bgpls-inter-as-topology-ext and may change.
    StubLink of LinkTlvs;
}

questions! {
    LinkTlvs of LinkTlv:
    /// Returns the descriptors of the remote node.
    first remote_node: RemoteNode(NodeDescriptors<&[u8]>);
    /// Returns the numbers of the interface and of its neighbor.
    first link_identifiers: LinkIdentifiers(LinkIdentifiers);
    /// Returns the IPv4 address of the interface.
    first ipv4_interface_address: Ipv4InterfaceAddress(Ipv4Addr);
    /// Returns the IPv4 address of the neighbor.
    first ipv4_neighbor_address: Ipv4NeighborAddress(Ipv4Addr);
    /// Returns the IPv6 address of the interface.
    first ipv6_interface_address: Ipv6InterfaceAddress(Ipv6Addr);
    /// Returns the IPv6 address of the neighbor.
    first ipv6_neighbor_address: Ipv6NeighborAddress(Ipv6Addr);
    /// Returns the topology.
    first multi_topology_id: MultiTopologyId(MultiTopologyId);
}
