//! Routes, as GoBGP writes them.

use bmp_codec::bgp::nlri::link_state::{
    Ipv4TopologyPrefixTlv, Ipv6TopologyPrefixTlv, LinkTlv, NodeDescriptor, NodeDescriptors,
    ProtocolId, Srv6SidTlv,
};
use bmp_codec::bgp::nlri::{LinkState, Nlri};

fn protocol(protocol: ProtocolId) -> &'static str {
    match u8::from(protocol) {
        1 => "ISIS-L1",
        2 => "ISIS-L2",
        3 => "OSPFv2",
        6 => "OSPFv3",
        7 => "BGP",
        other => panic!("{other}"),
    }
}

/// What it says of a node: AS number, BGP-LS identifier, area and IGP Router-ID, BGP Router-ID.
struct Node {
    asn: u32,
    bgp_ls_id: u32,
    area: Option<u32>,
    igp_router_id: Option<String>,
    bgp_router_id: Option<String>,
}

impl Node {
    fn of(descriptors: NodeDescriptors<&[u8]>) -> Node {
        let mut node = Node {
            asn: 0,
            bgp_ls_id: 0,
            area: None,
            igp_router_id: None,
            bgp_router_id: None,
        };
        for descriptor in descriptors.iter().map(Result::unwrap) {
            match descriptor {
                NodeDescriptor::AutonomousSystem(asn) => node.asn = asn.0,
                NodeDescriptor::BgpLsIdentifier(id) => node.bgp_ls_id = id,
                NodeDescriptor::OspfAreaId(id) => node.area = Some(id.into()),
                NodeDescriptor::IgpRouterId(id) => node.igp_router_id = Some(id.to_string()),
                NodeDescriptor::BgpRouterId(id) => node.bgp_router_id = Some(id.to_string()),
                // It reads the member AS, and does not show it.
                NodeDescriptor::BgpConfederationMember(_) => {}
                other => panic!("{other}"),
            }
        }
        node
    }

    /// In links it shows either Router-ID, in nodes and prefixes that of the IGP only.
    fn either(&self) -> &str {
        let ids = [&self.igp_router_id, &self.bgp_router_id];
        ids.into_iter().flatten().next().map_or("", String::as_str)
    }

    fn igp(&self) -> &str {
        self.igp_router_id.as_deref().unwrap_or_default()
    }
}

/// The text of a route. The key of an entry has the topology of links and prefixes; the entry does not.
pub(super) fn text(route: &LinkState<&[u8]>, is_key: bool) -> String {
    let source = format!(
        "{}:{}",
        protocol(route.protocol_id().unwrap()),
        route.identifier().unwrap()
    );
    let local = Node::of(route.local_node().unwrap());
    let topology = |id: Option<u16>| match id {
        Some(id) if is_key => format!("MT: [{id}] "),
        _ => String::new(),
    };
    let inside = match route {
        LinkState::Node(_) => {
            let Node { asn, bgp_ls_id, .. } = local;
            format!(
                "NODE {{ AS:{asn} BGP-LS ID:{bgp_ls_id} {} {source} }}",
                local.igp()
            )
        }
        LinkState::Link(link) => {
            let remote = Node::of(link.tlvs.remote_node().unwrap());
            let (mut from, mut to, mut ids, mut id) = (None, None, None, None);
            for tlv in link.tlvs.iter().map(Result::unwrap) {
                match tlv {
                    LinkTlv::LocalNode(_) | LinkTlv::RemoteNode(_) => {}
                    LinkTlv::LinkIdentifiers(both) => ids = Some(both),
                    LinkTlv::Ipv4InterfaceAddress(at) => from = Some(at.to_string()),
                    LinkTlv::Ipv4NeighborAddress(at) => to = Some(at.to_string()),
                    LinkTlv::Ipv6InterfaceAddress(at) => from = Some(at.to_string()),
                    LinkTlv::Ipv6NeighborAddress(at) => to = Some(at.to_string()),
                    LinkTlv::MultiTopologyId(topology) => id = Some(topology.0),
                    other => panic!("{other}"),
                }
            }
            let ends = match (from.zip(to), ids) {
                (Some((from, to)), None) => format!("{from}->{to}"),
                (Some((from, to)), Some(ids)) => {
                    format!("{from}->{to}(L:{},R:{})", ids.local, ids.remote)
                }
                (None, ids) => ids
                    .map(|ids| format!("{}->{}", ids.local, ids.remote))
                    .unwrap(),
            };
            format!(
                "LINK {{ LOCAL_NODE: {} REMOTE_NODE: {} LINK: {ends} {}{source}}}",
                local.either(),
                remote.either(),
                topology(id),
            )
        }
        LinkState::Ipv4Prefix(prefix) => {
            let (mut to, mut id) = (None, None);
            for tlv in prefix.tlvs.iter().map(Result::unwrap) {
                match tlv {
                    Ipv4TopologyPrefixTlv::IpReachability(ip) => to = Some(ip.prefix),
                    Ipv4TopologyPrefixTlv::MultiTopologyId(topology) => id = Some(topology.0),
                    _ => {}
                }
            }
            format!(
                "PREFIXv4 {{ LOCAL_NODE: {} PREFIX: [{}]  {}{source}}}",
                local.igp(),
                to.unwrap(),
                topology(id)
            )
        }
        LinkState::Ipv6Prefix(prefix) => {
            let (mut to, mut id) = (None, None);
            for tlv in prefix.tlvs.iter().map(Result::unwrap) {
                match tlv {
                    Ipv6TopologyPrefixTlv::IpReachability(ip) => to = Some(ip.prefix),
                    Ipv6TopologyPrefixTlv::MultiTopologyId(topology) => id = Some(topology.0),
                    _ => {}
                }
            }
            format!(
                "PREFIXv6 {{ LOCAL_NODE: {} PREFIX: [{}]  {}{source}}}",
                local.igp(),
                to.unwrap(),
                topology(id)
            )
        }
        LinkState::Srv6Sid(sid) => {
            let (mut value, mut id) = (None, None);
            for tlv in sid.tlvs.iter().map(Result::unwrap) {
                match tlv {
                    Srv6SidTlv::Sid(address) => value = Some(address),
                    Srv6SidTlv::MultiTopologyId(topology) => id = Some(topology.0),
                    _ => {}
                }
            }
            let router = match (&local.igp_router_id, &local.bgp_router_id) {
                (None, Some(id)) => format!("BGP ROUTER ID: {id}"),
                (Some(id), _) => {
                    format!(
                        "OSPF AREA: {}, IGP ROUTER ID: {id}",
                        local.area.unwrap_or(0)
                    )
                }
                (None, None) => panic!("no router"),
            };
            let Node { asn, bgp_ls_id, .. } = local;
            format!(
                "SRv6SID {{ LOCAL_NODE: {{ASN: {asn}, BGP LS ID: {bgp_ls_id}, {router}}} SRv6_SID: {{SIDs: {}}} \
                 MULTI_TOPO_IDs: {{MultiTopoIDs: {}}}}}",
                value.unwrap(),
                id.unwrap()
            )
        }
        other => panic!("{other}"),
    };
    format!("NLRI {{ {inside} }}")
}

/// The member ASes of links: of the local and of the remote node.
pub(super) fn members(nlri: &Nlri<&[u8]>) -> Vec<(u32, u32)> {
    let Nlri::LinkState(routes) = nlri else {
        panic!("{}", nlri.family());
    };
    let of_node = |descriptors: NodeDescriptors<&[u8]>| {
        descriptors
            .iter()
            .flatten()
            .find_map(|descriptor| match descriptor {
                NodeDescriptor::BgpConfederationMember(asn) => Some(asn.0),
                _ => None,
            })
    };
    let of_link = |route: LinkState<&[u8]>| match &route {
        LinkState::Link(link) => {
            of_node(route.local_node()?).zip(of_node(link.tlvs.remote_node()?))
        }
        _ => None,
    };
    routes
        .iter()
        .filter_map(|route| of_link(route.unwrap().nlri))
        .collect()
}
