//! Nodes, links and prefixes of the routes that are there at the end.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

use bmp_codec::Decode;
use bmp_codec::bgp::attribute::LinkState as Attribute;
use bmp_codec::bgp::nlri::link_state::{
    CandidatePath, Ipv4TopologyPrefixTlv, Ipv6TopologyPrefixTlv, LinkTlv, LinkTlvs, NodeDescriptor,
    NodeDescriptors, NodeTlv, ProtocolId, SrPolicyTlv, Srv6SidTlv,
};
use bmp_codec::bgp::nlri::{Family, LinkState, VpnLinkState};
use bmp_codec::net::RouteDistinguisher;
use bmp_codec::wire::Text;
use ipnet::IpNet;

use crate::topology::routes::{Routes, Source, View};

/// What a node and its links and prefixes have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Scope {
    pub(super) family: Family,
    pub(super) rd: Option<RouteDistinguisher>,
    protocol: u8,
    pub(super) identifier: u64,
}

impl Scope {
    pub(super) fn protocol(&self) -> ProtocolId {
        self.protocol.into()
    }
}

/// The family if it is another one than BGP-LS, the route distinguisher, the protocol, its instance.
impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.family != Family::LINK_STATE {
            write!(f, "{} ", self.family)?;
        }
        if let Some(rd) = self.rd {
            write!(f, "{rd} ")?;
        }
        write!(f, "{}", self.protocol())?;
        match self.identifier {
            0 => Ok(()),
            identifier => write!(f, " identifier {identifier}"),
        }
    }
}

/// What is known of a route.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts<'a> {
    pub(super) tlvs: Attribute<&'a [u8]>,
    /// How many tables have the route.
    pub(super) sources: usize,
    /// Whether these tables have different attributes.
    pub(super) differs: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    pub(super) scope: Scope,
    pub(super) descriptors: NodeDescriptors<&'a [u8]>,
    /// Absent if only other routes name the node.
    pub(super) facts: Option<Facts<'a>>,
    pub(super) prefixes: Vec<Prefix<'a>>,
    pub(super) sids: Vec<Part<'a>>,
    pub(super) policies: Vec<Policy<'a>>,
    pub(super) stub_links: Vec<Part<'a>>,
}

#[derive(Clone, Debug)]
pub(super) struct Link<'a> {
    /// The places of its nodes.
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) tlvs: LinkTlvs<&'a [u8]>,
    pub(super) facts: Facts<'a>,
}

#[derive(Clone, Debug)]
pub(super) struct Prefix<'a> {
    pub(super) prefix: IpNet,
    pub(super) topology: Option<u16>,
    /// How OSPF or BGP learned the prefix, and unknown descriptors: names and values.
    pub(super) types: Vec<(&'static str, String)>,
    pub(super) facts: Facts<'a>,
}

/// A route of a node that a text identifies: an SRv6 SID, a stub link.
#[derive(Clone, Debug)]
pub(super) struct Part<'a> {
    pub(super) topology: Option<u16>,
    pub(super) text: String,
    pub(super) facts: Facts<'a>,
}

#[derive(Clone, Debug)]
pub(super) struct Policy<'a> {
    pub(super) path: CandidatePath,
    pub(super) facts: Facts<'a>,
}

/// The places of what is of one protocol and instance.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    pub(super) nodes: Vec<usize>,
    pub(super) links: Vec<usize>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Graph<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) links: Vec<Link<'a>>,
    /// The number of routes with different NLRI.
    pub(super) routes: usize,
    /// What has no place in the graph, and why.
    pub(super) omitted: Vec<String>,
    /// The routes of unknown types, of which it is not an error.
    pub(super) unknown: Vec<String>,
}

/// Routes with the same NLRI.
struct Merged<'a> {
    rank: (View, Reverse<u64>),
    last: Source,
    facts: Facts<'a>,
}

type All<'a> = BTreeMap<(Family, &'a [u8]), Merged<'a>>;

fn merge(routes: &Routes) -> All<'_> {
    let mut all = All::new();
    for (source, table) in &routes.tables {
        for route in table.routes() {
            let rank = (source.view, Reverse(route.kept.number));
            let facts = Facts {
                tlvs: Attribute::over(&route.kept.tlvs),
                sources: 1,
                differs: false,
            };
            all.entry((route.family, route.octets))
                .and_modify(|merged| {
                    merged.facts.sources += usize::from(merged.last != *source);
                    merged.facts.differs |= merged.facts.tlvs.octets() != facts.tlvs.octets();
                    merged.last = *source;
                    if rank < merged.rank {
                        (merged.rank, merged.facts.tlvs) = (rank, facts.tlvs);
                    }
                })
                .or_insert(Merged {
                    rank,
                    last: *source,
                    facts,
                });
        }
    }
    all
}

impl<'a> Graph<'a> {
    /// Returns what the routes of these protocols describe; of all protocols if there are none.
    pub(super) fn of(routes: &'a Routes, protocols: &[ProtocolId]) -> Graph<'a> {
        let mut building = Building::default();
        for ((family, octets), merged) in merge(routes) {
            let (rd, route) = match family {
                Family::VPN_LINK_STATE => match VpnLinkState::from_octets(octets) {
                    Ok(route) => (Some(route.rd), route.nlri),
                    Err(_) => continue,
                },
                _ => match LinkState::from_octets(octets) {
                    Ok(route) => (None, route),
                    Err(_) => continue,
                },
            };
            let protocol = route.protocol_id();
            if !protocols.is_empty() && !protocol.is_some_and(|one| protocols.contains(&one)) {
                continue;
            }
            building.graph.routes += 1;
            let scope = protocol.map(|protocol| Scope {
                family,
                rd,
                protocol: protocol.into(),
                identifier: route.identifier().unwrap_or_default(),
            });
            let is_known = match scope {
                Some(scope) => building.route(scope, &route, merged.facts),
                None => {
                    building.graph.unknown.push(route.to_string());
                    continue;
                }
            };
            if is_known.is_none() {
                let what = format!("{route}: the route lacks a descriptor that it must have");
                building.graph.omitted.push(what);
            }
        }
        building.graph
    }

    /// Returns what there is, by protocol and instance.
    pub(super) fn scopes(&self) -> BTreeMap<Scope, Places> {
        let mut scopes = BTreeMap::<Scope, Places>::new();
        for (place, node) in self.nodes.iter().enumerate() {
            scopes.entry(node.scope).or_default().nodes.push(place);
        }
        for (place, link) in self.links.iter().enumerate() {
            let scope = self.nodes[link.from].scope;
            scopes.entry(scope).or_default().links.push(place);
        }
        scopes
    }
}

/// The node and the prefix of a route of one address family.
macro_rules! prefix {
    ($tlv:ident, $route:ident, $facts:ident) => {{
        let (mut node, mut found) = (None, None);
        let (mut topology, mut types) = (None, Vec::new());
        for tlv in $route.tlvs.into_iter().flatten() {
            match tlv {
                $tlv::LocalNode(descriptors) => node = node.or(Some(descriptors)),
                $tlv::IpReachability(ip) => found = found.or(Some(ip.prefix)),
                $tlv::MultiTopologyId(id) => topology = topology.or(Some(id.id())),
                $tlv::OspfRouteType(kind) => types.push(("ospf_route_type", kind.to_string())),
                $tlv::BgpRouteType(kind) => types.push(("bgp_route_type", kind.to_string())),
                other => types.push(("unknown", other.to_string())),
            }
        }
        let prefix = Prefix {
            prefix: found?.into(),
            topology,
            types,
            facts: $facts,
        };
        (node?, prefix)
    }};
}
#[derive(Default)]
struct Building<'a> {
    graph: Graph<'a>,
    places: BTreeMap<(Scope, &'a [u8]), usize>,
}

impl<'a> Building<'a> {
    /// Returns the place of a node.
    fn node(&mut self, scope: Scope, descriptors: NodeDescriptors<&'a [u8]>) -> usize {
        let nodes = &mut self.graph.nodes;
        *self
            .places
            .entry((scope, descriptors.into_entries().rest()))
            .or_insert_with(|| {
                nodes.push(Node {
                    scope,
                    descriptors,
                    facts: None,
                    prefixes: Vec::new(),
                    sids: Vec::new(),
                    policies: Vec::new(),
                    stub_links: Vec::new(),
                });
                nodes.len() - 1
            })
    }

    /// Adds a route. Returns `None` if it lacks a descriptor.
    fn route(&mut self, scope: Scope, route: &LinkState<&'a [u8]>, facts: Facts<'a>) -> Option<()> {
        let (node, prefix) = match route {
            LinkState::Node(route) => {
                let node = local(route.tlvs.into_iter(), |tlv| match tlv {
                    NodeTlv::LocalNode(node) => Some(node),
                    _ => None,
                })?;
                let node = self.node(scope, node);
                self.graph.nodes[node].facts = Some(facts);
                return Some(());
            }
            LinkState::Link(route) => {
                let from = local(route.tlvs.into_iter(), local_of_link)?;
                let to = local(route.tlvs.into_iter(), |tlv| match tlv {
                    LinkTlv::RemoteNode(node) => Some(node),
                    _ => None,
                })?;
                let link = Link {
                    from: self.node(scope, from),
                    to: self.node(scope, to),
                    tlvs: route.tlvs,
                    facts,
                };
                self.graph.links.push(link);
                return Some(());
            }
            LinkState::StubLink(route) => {
                let node = local(route.tlvs.into_iter(), local_of_link)?;
                let node = self.node(scope, node);
                let part = Part {
                    topology: route.tlvs.multi_topology_id().map(|id| id.id()),
                    text: link_text(&route.tlvs),
                    facts,
                };
                self.graph.nodes[node].stub_links.push(part);
                return Some(());
            }
            LinkState::Srv6Sid(route) => {
                let node = local(route.tlvs.into_iter(), |tlv| match tlv {
                    Srv6SidTlv::LocalNode(node) => Some(node),
                    _ => None,
                })?;
                let topology = route.tlvs.iter().flatten().find_map(|tlv| match tlv {
                    Srv6SidTlv::MultiTopologyId(id) => Some(id.id()),
                    _ => None,
                });
                let part = Part {
                    topology,
                    text: route.tlvs.sid()?.to_string(),
                    facts,
                };
                let node = self.node(scope, node);
                self.graph.nodes[node].sids.push(part);
                return Some(());
            }
            LinkState::SrPolicy(route) => {
                let node = local(route.tlvs.into_iter(), |tlv| match tlv {
                    SrPolicyTlv::LocalNode(node) => Some(node),
                    _ => None,
                })?;
                let path = route.tlvs.candidate_path()?;
                let node = self.node(scope, node);
                self.graph.nodes[node].policies.push(Policy { path, facts });
                return Some(());
            }
            LinkState::Ipv4Prefix(route) => prefix!(Ipv4TopologyPrefixTlv, route, facts),
            LinkState::Ipv6Prefix(route) => prefix!(Ipv6TopologyPrefixTlv, route, facts),
            _ => return None,
        };
        let node = self.node(scope, node);
        self.graph.nodes[node].prefixes.push(prefix);
        Some(())
    }
}

/// Returns the descriptors of a node in TLVs.
fn local<'a, T, E>(
    tlvs: impl Iterator<Item = Result<T, E>>,
    node: impl Fn(T) -> Option<NodeDescriptors<&'a [u8]>>,
) -> Option<NodeDescriptors<&'a [u8]>> {
    tlvs.flatten().find_map(node)
}

fn local_of_link(tlv: LinkTlv<&[u8]>) -> Option<NodeDescriptors<&[u8]>> {
    match tlv {
        LinkTlv::LocalNode(node) => Some(node),
        _ => None,
    }
}

fn joined(values: impl Iterator<Item = impl fmt::Display>) -> String {
    let mut text = String::new();
    for value in values {
        let between = if text.is_empty() { "" } else { " " };
        let _ = write!(text, "{between}{value}");
    }
    text
}

impl Node<'_> {
    /// The descriptors as text: `as 64496 0000.0000.0001`.
    pub(super) fn text(&self) -> String {
        joined(self.descriptors.iter().flatten().map(|one| match one {
            NodeDescriptor::IgpRouterId(id) => id.to_string(),
            other => other.to_string(),
        }))
    }

    /// What is unique in the whole graph.
    pub(super) fn id(&self) -> String {
        format!("{} {}", self.scope, self.text())
    }

    pub(super) fn name(&self) -> Option<String> {
        Some(name(self.facts?.tlvs.node_name()?))
    }

    pub(super) fn is_pseudonode(&self) -> bool {
        let id = self.descriptors.igp_router_id();
        id.is_some_and(|id| id.is_pseudonode())
    }

    /// Returns the label for an index, from the SRGB.
    pub(super) fn label(&self, index: u32) -> Option<u32> {
        let facts = self.facts?;
        let srgb = facts.tlvs.sr_capabilities()?;
        let mut rest = index;
        for range in srgb.ranges.iter().flatten() {
            if rest < range.size.get() {
                return range.first.label()?.checked_add(rest);
            }
            rest -= range.size.get();
        }
        None
    }
}

/// A name as it is, if it is fit to be seen; otherwise quoted.
pub(super) fn name(name: Text<&[u8]>) -> String {
    match str::from_utf8(name.0) {
        Ok(text) if !text.chars().any(char::is_control) => text.to_owned(),
        _ => name.to_string(),
    }
}

/// Returns the descriptors of a link without its nodes and its topology: `192.0.2.1 -> 192.0.2.2`.
pub(super) fn link_text(tlvs: &LinkTlvs<&[u8]>) -> String {
    joined(tlvs.iter().flatten().filter_map(|tlv| match tlv {
        LinkTlv::LocalNode(_) | LinkTlv::RemoteNode(_) | LinkTlv::MultiTopologyId(_) => None,
        LinkTlv::Ipv4InterfaceAddress(address) => Some(address.to_string()),
        LinkTlv::Ipv6InterfaceAddress(address) => Some(address.to_string()),
        LinkTlv::Ipv4NeighborAddress(address) => Some(format!("-> {address}")),
        LinkTlv::Ipv6NeighborAddress(address) => Some(format!("-> {address}")),
        other => Some(other.to_string()),
    }))
}
