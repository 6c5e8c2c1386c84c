//! The topology in node-link form.

use std::io::{self, Write};

use bmp_codec::bgp::nlri::link_state::{LinkTlv, NodeDescriptor};
use serde_json::{Map, Value, json};

use crate::select::address_of;
use crate::topology::graph::{Facts, Graph, Link, Node, link_text};
use crate::topology::routes::Routes;
use crate::topology::values;

/// Writes the topology as one object on one line.
pub(super) fn write(routes: &Routes, graph: &Graph<'_>, out: &mut dyn Write) -> io::Result<()> {
    let ids: Vec<String> = graph.nodes.iter().map(Node::id).collect();
    out.write_all(b"{\"directed\":true,\"multigraph\":true,\"graph\":")?;
    write!(
        out,
        "{}",
        json!({ "routes": graph.routes, "sources": sources(routes) })
    )?;
    // Each part by itself: a network may be large.
    out.write_all(b",\"nodes\":[")?;
    for (place, one) in graph.nodes.iter().enumerate() {
        let between = if place == 0 { "\n" } else { ",\n" };
        write!(out, "{between}{}", node(one, &ids[place]))?;
    }
    out.write_all(b"],\"links\":[")?;
    for (place, one) in graph.links.iter().enumerate() {
        let between = if place == 0 { "\n" } else { ",\n" };
        write!(out, "{between}{}", link(one, graph, &ids))?;
    }
    writeln!(out, "]}}")
}

/// Returns where the routes are from, in the order of streams, peers and views.
pub(super) fn sources(routes: &Routes) -> Vec<Value> {
    let mut tables: Vec<_> = routes.tables.iter().collect();
    tables.retain(|(_, table)| table.len() > 0);
    tables.sort_by_key(|(source, table)| (source.stream, address_of(&table.peer), source.view));
    let source = tables.into_iter().map(|(source, table)| {
        json!({
            "stream": source.stream,
            "peer": address_of(&table.peer),
            "asn": table.peer.asn(),
            "rib": source.view.name(),
            "routes": table.len(),
        })
    });
    source.collect()
}

fn node(node: &Node<'_>, id: &str) -> Value {
    let scope = &node.scope;
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| drop(object.insert(name.to_owned(), value));
    put("id", id.into());
    put("family", scope.family.to_string().into());
    if let Some(rd) = scope.rd {
        put("rd", rd.to_string().into());
    }
    put("protocol", scope.protocol().to_string().into());
    put("identifier", scope.identifier.into());
    for descriptor in node.descriptors.iter().flatten() {
        match descriptor {
            NodeDescriptor::AutonomousSystem(asn) => put("autonomous_system", json!(asn)),
            NodeDescriptor::BgpLsIdentifier(id) => put("bgp_ls_identifier", json!(id)),
            NodeDescriptor::OspfAreaId(id) => put("ospf_area_id", json!(id)),
            NodeDescriptor::IgpRouterId(id) => put("igp_router_id", id.to_string().into()),
            NodeDescriptor::BgpRouterId(id) => put("bgp_router_id", json!(id)),
            NodeDescriptor::BgpConfederationMember(asn) => {
                put("bgp_confederation_member", json!(asn));
            }
            // It is in the identifier.
            _ => {}
        }
    }
    put("pseudonode", node.is_pseudonode().into());
    put("announced", node.facts.is_some().into());
    if let Some(facts) = &node.facts {
        facts_of(&mut object, facts, node);
    }
    let prefixes = node.prefixes.iter().map(|prefix| {
        let mut object = Map::new();
        object.insert("prefix".to_owned(), prefix.prefix.to_string().into());
        topology(&mut object, prefix.topology);
        for (name, value) in &prefix.types {
            object.insert((*name).to_owned(), value.as_str().into());
        }
        facts_of(&mut object, &prefix.facts, node);
        Value::from(object)
    });
    let prefixes = prefixes.collect();
    object.insert("prefixes".to_owned(), prefixes);
    for (name, key, parts) in [
        ("srv6_sids", "sid", &node.sids),
        ("stub_links", "descriptors", &node.stub_links),
    ] {
        let parts = parts.iter().map(|part| {
            let mut object = Map::new();
            object.insert(key.to_owned(), part.text.as_str().into());
            topology(&mut object, part.topology);
            facts_of(&mut object, &part.facts, node);
            Value::from(object)
        });
        let parts: Vec<Value> = parts.collect();
        if !parts.is_empty() {
            object.insert(name.to_owned(), parts.into());
        }
    }
    let policies = node.policies.iter().map(|policy| {
        let mut object = Map::new();
        if let Ok(Value::Object(path)) = serde_json::to_value(policy.path) {
            object.extend(path);
        }
        facts_of(&mut object, &policy.facts, node);
        Value::from(object)
    });
    let policies: Vec<Value> = policies.collect();
    if !policies.is_empty() {
        object.insert("sr_policies".to_owned(), policies.into());
    }
    object.into()
}

fn topology(object: &mut Map<String, Value>, topology: Option<u16>) {
    if let Some(topology) = topology {
        object.insert("multi_topology_id".to_owned(), topology.into());
    }
}

fn facts_of(object: &mut Map<String, Value>, facts: &Facts<'_>, node: &Node<'_>) {
    object.insert("sources".to_owned(), facts.sources.into());
    if facts.differs {
        object.insert("sources_differ".to_owned(), true.into());
    }
    let protocol = node.scope.protocol();
    values::put(object, &facts.tlvs, protocol, &|index| node.label(index));
}

fn link(link: &Link<'_>, graph: &Graph<'_>, ids: &[String]) -> Value {
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| drop(object.insert(name.to_owned(), value));
    put("source", ids[link.from].as_str().into());
    put("target", ids[link.to].as_str().into());
    // NetworkX needs it to keep parallel links apart.
    let mut key = link_text(&link.tlvs);
    if let Some(topology) = link.tlvs.multi_topology_id() {
        key = format!("{key} topology {topology}");
    }
    put("key", key.trim_start().into());
    for tlv in link.tlvs.iter().flatten() {
        match tlv {
            LinkTlv::LinkIdentifiers(ids) => {
                put("link_local_identifier", ids.local.into());
                put("link_remote_identifier", ids.remote.into());
            }
            LinkTlv::Ipv4InterfaceAddress(at) => put("ipv4_interface_address", json!(at)),
            LinkTlv::Ipv4NeighborAddress(at) => put("ipv4_neighbor_address", json!(at)),
            LinkTlv::Ipv6InterfaceAddress(at) => put("ipv6_interface_address", json!(at)),
            LinkTlv::Ipv6NeighborAddress(at) => put("ipv6_neighbor_address", json!(at)),
            LinkTlv::MultiTopologyId(id) => put("multi_topology_id", id.id().into()),
            // They are in the key.
            _ => {}
        }
    }
    facts_of(&mut object, &link.facts, &graph.nodes[link.from]);
    object.into()
}
