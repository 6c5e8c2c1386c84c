//! Types 3 and 4: a prefix of the topology, IPv4 or IPv6 (RFC 9552, section 5.2.3).
//!
//! ```text
//! protocol u8, identifier u64, TLV 256, prefix descriptors
//! ```

use core::fmt::Display;

use crate::bgp::nlri::link_state::nlri::nlri;
use crate::bgp::nlri::link_state::{
    BgpRouteType, Ipv4Reachability, Ipv6Reachability, MultiTopologyId, NodeDescriptors,
    OspfRouteType, ProtocolId, UnknownDescriptor,
};
use crate::wire::questions;

/// Defines the NLRI of one address family.
macro_rules! topology_prefix {
    ($name:ident $tlvs:ident $tlv:ident $reachability:ident $family:literal) => {
        nlri! {
            #[doc = concat!("An ", $family, " prefix that a node reaches.")]
            ///
            /// ```
            /// use bmp_codec::bgp::nlri::LinkState;
            /// use bmp_codec::bgp::nlri::link_state::{Ipv6TopologyPrefixTlv, MultiTopologyId};
            /// use bmp_codec::bgp::nlri::link_state::{ProtocolId, SystemId};
            ///
            /// let router: SystemId = "0000.0000.0001".parse()?;
            /// let topology = Ipv6TopologyPrefixTlv::MultiTopologyId(MultiTopologyId(2));
            /// let (isis, prefix) = (ProtocolId::IsisLevel2, "2001:db8::/32".parse()?);
            /// let route = LinkState::ipv6_prefix(isis, [router.into()], prefix, [topology])?;
            /// assert_eq!(route.prefix(), Some("2001:db8::/32".parse()?));
            /// let text = "prefix isis-l2 0000.0000.0001 topology 2 2001:db8::/32";
            /// assert_eq!(route.to_string(), text);
            /// # Ok::<(), Box<dyn std::error::Error>>(())
            /// ```
            $name;
            #[doc = concat!("The TLVs of an ", $family, " Topology Prefix NLRI.")]
            $tlvs;
            #[doc = concat!("A TLV of an ", $family, " Topology Prefix NLRI.")]
            $tlv {
                /// The topology.
                263 => MultiTopologyId(MultiTopologyId) "topology",
                /// How OSPF learned the prefix.
                264 => OspfRouteType(OspfRouteType) "route-type",
                /// The prefix.
                265 => IpReachability($reachability<B>) "ip-reachability",
                /// How BGP learned the prefix (draft-ietf-idr-bgp-ls-bgp-only-fabric).
                535 => BgpRouteType(BgpRouteType) "bgp-route-type",
            }
            brief |f| {
                $tlv::OspfRouteType(route_type) => route_type.fmt(f),
                $tlv::IpReachability(prefix) => prefix.fmt(f),
            }
        }

        questions! {
            $tlvs of $tlv:
            /// Returns the prefix.
            first ip_reachability: IpReachability($reachability<&[u8]>);
            /// Returns how OSPF learned the prefix.
            first ospf_route_type: OspfRouteType(OspfRouteType);
            /// Returns the topology.
            first multi_topology_id: MultiTopologyId(MultiTopologyId);
        }
    };
}

topology_prefix! { Ipv4TopologyPrefix Ipv4TopologyPrefixTlvs Ipv4TopologyPrefixTlv Ipv4Reachability "IPv4" }
topology_prefix! { Ipv6TopologyPrefix Ipv6TopologyPrefixTlvs Ipv6TopologyPrefixTlv Ipv6Reachability "IPv6" }
