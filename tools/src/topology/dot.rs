//! The topology for Graphviz.

use std::io::{self, Write};

use bmp_codec::bgp::attribute::link_state::{LinkStateTlv, SidLabel};

use crate::link_state::Explained;
use crate::topology::graph::{Graph, Link, Node, link_text};

/// The colours of links, by topology: that of IPv6 in IS-IS is 2.
const COLOURS: [&str; 5] = ["#2b5c8a", "#7a4fa3", "#b4521e", "#2f7d4f", "#8a6d1a"];

/// Each protocol and instance is in a box of its own. Nodes have their name, router identifier and node SIDs, links their
/// metrics; everything else is in tooltips.
pub(super) fn write(graph: &Graph<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph topology {{")?;
    writeln!(
        out,
        "  graph [rankdir=LR, nodesep=0.5, ranksep=1.2, fontname=\"Helvetica\"];"
    )?;
    writeln!(
        out,
        "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#eef3fa\", color=\"#4a6785\", fontname=\"Helvetica\"];"
    )?;
    writeln!(
        out,
        "  edge [fontname=\"Helvetica\", fontsize=10, arrowsize=0.7];"
    )?;
    for (number, (scope, places)) in graph.scopes().iter().enumerate() {
        let title = scope.to_string();
        writeln!(out, "  subgraph cluster_{number} {{")?;
        writeln!(out, "    label={}; color=\"#b0b8c0\";", quoted(&title))?;
        for place in &places.nodes {
            writeln!(out, "    {}", node_line(&graph.nodes[*place]))?;
        }
        writeln!(out, "  }}")?;
    }
    for link in &graph.links {
        writeln!(out, "  {}", link_line(link, graph))?;
    }
    writeln!(out, "}}")
}

fn node_line(node: &Node<'_>) -> String {
    let (id, text) = (node.id(), node.text());
    let mut lines = Vec::new();
    let mut tooltip = vec![id.clone()];
    lines.extend(node.name());
    lines.push(text);
    if let Some(facts) = &node.facts {
        lines.extend(facts.tlvs.local_ipv4_router_ids().map(|id| id.to_string()));
        tooltip.push(Explained(facts.tlvs, Some(node.scope.protocol())).to_string());
    }
    for prefix in &node.prefixes {
        let sids = prefix.facts.tlvs.prefix_sids();
        for sid in sids {
            let label = match sid.sid.index() {
                Some(index) => node.label(index),
                None => sid.sid.label(),
            };
            let label = label.map_or(sid.sid.to_string(), |label| label.to_string());
            lines.push(format!("{} SID {label}", prefix.prefix));
        }
        let about = Explained(prefix.facts.tlvs, Some(node.scope.protocol()));
        tooltip.push(format!("{} {about}", prefix.prefix).trim_end().to_owned());
    }
    for sid in &node.sids {
        lines.push(format!("SRv6 {}", sid.text));
    }
    let mut line = format!(
        "{} [label={}, tooltip={}",
        quoted(&id),
        quoted(&lines.join("\n")),
        quoted(&tooltip.join("\n"))
    );
    if node.is_pseudonode() {
        line += ", shape=ellipse";
    }
    // It is known from other routes only.
    if node.facts.is_none() {
        line += ", style=\"rounded,dashed\"";
    }
    line + "];"
}

fn link_line(link: &Link<'_>, graph: &Graph<'_>) -> String {
    let (from, to) = (&graph.nodes[link.from], &graph.nodes[link.to]);
    let mut label = Vec::new();
    for tlv in link.facts.tlvs.into_iter().flatten() {
        match tlv {
            LinkStateTlv::IgpMetric(metric) => label.insert(0, format!("metric {metric}")),
            LinkStateTlv::TeDefaultMetric(metric) => label.push(format!("TE {metric}")),
            LinkStateTlv::AdjacencySid(sid) => label.push(format!("SID {}", sid_text(sid.sid))),
            LinkStateTlv::PeerNodeSid(sid) => label.push(format!("SID {}", sid_text(sid.sid))),
            LinkStateTlv::PeerAdjSid(sid) => label.push(format!("SID {}", sid_text(sid.sid))),
            _ => {}
        }
    }
    let topology = link.tlvs.multi_topology_id().map(|id| id.id());
    let mut colour = COLOURS[0];
    if let Some(topology) = topology {
        label.push(format!("topology {topology}"));
        colour = COLOURS[usize::from(topology) % COLOURS.len()];
    }
    let about = Explained(link.facts.tlvs, Some(from.scope.protocol()));
    let tooltip = format!("{}\n{about}", link_text(&link.tlvs));
    format!(
        "{} -> {} [label={}, tooltip={}, color=\"{colour}\", fontcolor=\"{colour}\"];",
        quoted(&from.id()),
        quoted(&to.id()),
        quoted(&label.join("\n")),
        quoted(tooltip.trim()),
    )
}

fn sid_text(sid: SidLabel) -> String {
    sid.label()
        .map_or(sid.to_string(), |label| label.to_string())
}

/// A string of the DOT language: Graphviz reads escapes in it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            sign if sign.is_control() => {
                quoted.extend(sign.escape_default().flat_map(|it| match it {
                    '\\' => vec!['\\', '\\'],
                    other => vec![other],
                }))
            }
            sign => quoted.push(sign),
        }
    }
    quoted + "\""
}
