//! BGP-LS: AFI 16388 (RFC 9552, which replaces [RFC 7752](https://www.rfc-editor.org/rfc/rfc7752)), with SAFI 71 for
//! BGP-LS, 72 for its VPNs and 80 for BGP SPF (RFC 9815).
//!
//! ```text
//! NLRI type u16, length u16, route distinguisher 8 (SAFI 72 only), protocol u8, identifier u64, TLVs
//! ```
//!
//! A route is a node, a link, a prefix, a candidate path of an SR Policy, or an SRv6 SID. What is known of it is in path
//! attribute 29; the TLVs of the route only identify it.
//!
//! ```
//! use bmp_codec::bgp::nlri::LinkState;
//! use bmp_codec::bgp::nlri::link_state::{LinkTlv, NodeDescriptor, ProtocolId, SystemId};
//! use bmp_codec::net::Asn;
//!
//! let router = |system_id: SystemId| [NodeDescriptor::from(Asn(64496)), system_id.into()];
//! let (r1, r2) = (router("0000.0000.0001".parse()?), router("0000.0000.0002".parse()?));
//! let addresses = [
//!     LinkTlv::Ipv4InterfaceAddress("192.0.2.1".parse()?),
//!     LinkTlv::Ipv4NeighborAddress("192.0.2.2".parse()?),
//! ];
//! let node = LinkState::node(ProtocolId::IsisLevel2, r1.clone())?;
//! assert_eq!(node.to_string(), "node isis-l2 as 64496 0000.0000.0001");
//! let prefix = "10.0.0.0/24".parse()?;
//! let prefix = LinkState::ipv4_prefix(ProtocolId::IsisLevel2, r1.clone(), prefix, [])?;
//! assert_eq!(prefix.to_string(), "prefix isis-l2 as 64496 0000.0000.0001 10.0.0.0/24");
//! let link = LinkState::link(ProtocolId::IsisLevel2, r1, r2, addresses)?;
//! assert_eq!(
//!     link.to_string(),
//!     "link isis-l2 as 64496 0000.0000.0001 -> as 64496 0000.0000.0002 \
//!      192.0.2.1 -> 192.0.2.2",
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod address_family_link;
mod breach;
mod build;
mod candidate_path;
mod igp_router_id;
mod ip_reachability;
mod link;
mod link_identifiers;
mod multi_topology_id;
mod nlri;
mod node;
mod node_descriptor;
mod prefix;
mod protocol_id;
mod route_type;
mod sr_policy;
mod srv6_sid;
mod system_id;
#[cfg(test)]
mod tests;
mod unknown;
mod vpn;

use ipnet::IpNet;

pub use address_family_link::AddressFamilyLink;
pub use candidate_path::{CandidatePath, CandidatePathFlags, ProtocolOrigin};
pub use igp_router_id::IgpRouterId;
pub use ip_reachability::{IpReachability, Ipv4Reachability, Ipv6Reachability};
pub use link::{Link, LinkTlv, LinkTlvs, StubLink};
pub use link_identifiers::LinkIdentifiers;
pub use multi_topology_id::MultiTopologyId;
pub use node::{Node, NodeTlv, NodeTlvs};
pub use node_descriptor::{NodeDescriptor, NodeDescriptors};
pub use prefix::{
    Ipv4TopologyPrefix, Ipv4TopologyPrefixTlv, Ipv4TopologyPrefixTlvs, Ipv6TopologyPrefix,
    Ipv6TopologyPrefixTlv, Ipv6TopologyPrefixTlvs,
};
pub use protocol_id::ProtocolId;
pub use route_type::{BgpRouteType, OspfRouteType};
pub use sr_policy::{SrPolicyCandidatePath, SrPolicyTlv, SrPolicyTlvs};
pub use srv6_sid::{Srv6Sid, Srv6SidTlv, Srv6SidTlvs};
pub use system_id::SystemId;
pub use unknown::{UnknownDescriptor, UnknownLinkState};
pub use vpn::VpnLinkState;

use crate::bgp::nlri::route_key::keyed;
use crate::bgp::nlri::{Destination, Family};
use crate::wire::tlv::Header;
use crate::wire::{Breach, DecodeError, Element, Key, KeyPart, Malformed, Reader, What, table};

table! {
    /// A BGP-LS route.
    ///
    /// The route has a length field, so a malformed route does not affect the next routes of a list. A malformed TLV does
    /// not affect the other TLVs, but the route [breaks a rule](crate::Breach::LINK_STATE_MALFORMED_TLV).
    // Words only, as in `LinkStateTlv`.
    #[repr(u32)]
    pub enum LinkState<B>(u16) by route_type, unknown UnknownLinkState, text, from, read;
    // The list has the family.
    framed U16U16 "BGP-LS route" |_| What::Octets;
    {
        /// A router or a network.
        1 => Node(Node<B>) "node",
        /// One direction of a link.
        2 => Link(Link<B>) "link",
        /// An IPv4 prefix.
        3 => Ipv4Prefix(Ipv4TopologyPrefix<B>) "prefix",
        /// An IPv6 prefix.
        4 => Ipv6Prefix(Ipv6TopologyPrefix<B>) "prefix",
        /// A candidate path of an SR Policy.
        5 => SrPolicy(SrPolicyCandidatePath<B>) "sr-policy",
        /// An SRv6 SID.
        6 => Srv6Sid(Srv6Sid<B>) "srv6-sid",
        /// A link that leads out of the network. The type is from a draft.
        7 => StubLink(StubLink<B>) "stub-link",
    }
}

/// Evaluates an expression with the NLRI of any known type, or another one if the type is unknown.
macro_rules! each {
    ($route:expr, $nlri:ident => $value:expr, $other:expr) => {
        match $route {
            LinkState::Node($nlri) => $value,
            LinkState::Link($nlri) => $value,
            LinkState::Ipv4Prefix($nlri) => $value,
            LinkState::Ipv6Prefix($nlri) => $value,
            LinkState::SrPolicy($nlri) => $value,
            LinkState::Srv6Sid($nlri) => $value,
            LinkState::StubLink($nlri) => $value,
            LinkState::Unknown(_) => $other,
        }
    };
}

impl<B: AsRef<[u8]>> LinkState<B> {
    /// Returns the protocol that the route comes from, if the NLRI type is known.
    #[must_use]
    pub fn protocol_id(&self) -> Option<ProtocolId> {
        each!(self, nlri => Some(nlri.protocol_id), None)
    }

    /// Returns the instance of the protocol, if the NLRI type is known; 0 is the default.
    #[must_use]
    pub fn identifier(&self) -> Option<u64> {
        each!(self, nlri => Some(nlri.identifier), None)
    }

    /// Returns the descriptors of the local node, if the route has them.
    #[must_use]
    pub fn local_node(&self) -> Option<NodeDescriptors<&[u8]>> {
        each!(self, nlri => nlri.tlvs.local_node(), None)
    }

    /// Returns the IP prefix, if the route is one.
    #[must_use]
    pub fn prefix(&self) -> Option<IpNet> {
        match self {
            LinkState::Ipv4Prefix(nlri) => Some(nlri.tlvs.ip_reachability()?.prefix.into()),
            LinkState::Ipv6Prefix(nlri) => Some(nlri.tlvs.ip_reachability()?.prefix.into()),
            _ => None,
        }
    }

    /// Returns the route for another instance of the protocol. A route of an unknown type stays as it is.
    #[must_use]
    pub fn with_identifier(mut self, identifier: u64) -> LinkState<B> {
        each!(&mut self, nlri => nlri.identifier = identifier, ());
        self
    }

    /// Returns the bytes of the TLVs, if the NLRI type is known.
    fn tlvs(&self) -> Option<&[u8]> {
        each!(self, nlri => Some(nlri.tlvs.octets()), None)
    }
}

const HEADER: Header = Header::U16U16;

/// Returns whether a malformed route has all bytes that its length counts: then the next route can be found.
fn is_whole(malformed: &Malformed<&[u8]>, path_ids: bool) -> bool {
    let mut route = Reader::new(malformed.octets.0);
    let path_id = if path_ids {
        route.u32().map(drop)
    } else {
        Ok(())
    };
    path_id.is_ok() && HEADER.cut(&mut route, |_| What::Octets).is_ok()
}

/// Puts what precedes the NLRI into a key: type and length.
fn put_header(route_type: u16, length: usize, key: &mut Key<'_>) {
    // A decoded route is not longer than its length field allows.
    key.put(&route_type.to_be_bytes());
    key.put(&(length as u16).to_be_bytes());
}

impl<'s> LinkState<&'s [u8]> {
    /// Puts the bytes behind the header into a key.
    fn put_rest(&self, key: &mut Key<'s>) {
        match self {
            LinkState::Unknown(unknown) => key.rest(unknown.octets.0),
            known => each!(known, nlri => {
                nlri.protocol_id.put_part(key);
                nlri.identifier.put_part(key);
                key.rest(nlri.tlvs.into_entries().rest());
            }, ()),
        }
    }
}

/// The key is the whole route: TLVs distinguish nodes, links and prefixes by their bytes (RFC 9552, section 5.2).
impl<'s> KeyPart<'s> for LinkState<&'s [u8]> {
    fn put_part(&self, key: &mut Key<'s>) {
        put_header(self.route_type(), self.value_len(), key);
        self.put_rest(key);
    }

    fn read_part(reader: &mut Reader<'s>) -> Result<Self, DecodeError> {
        LinkState::take(reader).map_err(DecodeError::from)
    }
}

keyed!(LinkState);

impl Destination for LinkState {
    const FAMILY: Family = Family::LINK_STATE;

    fn prefix(route: &LinkState<&[u8]>) -> Option<IpNet> {
        route.prefix()
    }

    fn is_discarded(malformed: &Malformed<&[u8]>, path_ids: bool) -> bool {
        is_whole(malformed, path_ids)
    }

    fn breach(family: Family, route: &LinkState<&[u8]>) -> Option<Breach> {
        breach::breach(family, route)
    }
}
