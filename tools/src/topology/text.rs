//! The topology as tables: for each protocol and instance its nodes, links, prefixes, SRv6 SIDs and SR policies.

use std::collections::HashMap;
use std::io::{self, Write};

use bmp_codec::bgp::attribute::link_state::{LinkStateTlv, SidLabel};
use bmp_codec::bgp::nlri::link_state::ProtocolId;
use bmp_codec::net::Bandwidth;

use crate::dump::summary::table;
use crate::link_state::Tlv;
use crate::topology::graph::{Facts, Graph, Node, Part, Places, Scope, link_text, name as name_of};
use crate::topology::json::sources;
use crate::topology::routes::Routes;

pub(super) fn write(routes: &Routes, graph: &Graph<'_>, out: &mut dyn Write) -> io::Result<()> {
    let sources = sources(routes);
    let tables = count(sources.len(), "table");
    let (nodes, links) = (graph.nodes.len(), graph.links.len());
    let parts = |part: fn(&Node<'_>) -> usize| graph.nodes.iter().map(part).sum::<usize>();
    let prefixes = count_of(parts(|node| node.prefixes.len()), "prefix", "prefixes");
    let mut counts = vec![count(nodes, "node"), count(links, "link"), prefixes];
    for (number, what) in [
        (parts(|node| node.sids.len()), "SRv6 SID"),
        (parts(|node| node.stub_links.len()), "stub link"),
    ] {
        if number > 0 {
            counts.push(count(number, what));
        }
    }
    let policies = parts(|node| node.policies.len());
    if policies > 0 {
        counts.push(count_of(policies, "SR policy", "SR policies"));
    }
    let (counts, routes) = (counts.join(", "), count(graph.routes, "route"));
    writeln!(out, "{counts}, of {routes} in {tables}")?;
    for source in &sources {
        let text = |name: &str| source[name].as_str().unwrap_or_default();
        let (peer, rib) = (text("peer"), text("rib"));
        let (asn, routes) = (&source["asn"], count_value(&source["routes"]));
        writeln!(out, "  {peer} AS{asn} {rib}: {routes}")?;
    }
    let several = sources.len() > 1;
    for (scope, places) in graph.scopes() {
        let names = names(graph, &places.nodes);
        let section = Section {
            graph,
            scope,
            places,
            several,
            names,
        };
        section.write(out)?;
    }
    Ok(())
}

fn count(number: usize, what: &str) -> String {
    count_of(number, what, &format!("{what}s"))
}

fn count_of(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

fn count_value(number: &serde_json::Value) -> String {
    let number = number.as_u64().unwrap_or_default();
    count(number.try_into().unwrap_or(usize::MAX), "route")
}

/// What is of one protocol and instance.
struct Section<'g, 'a> {
    graph: &'g Graph<'a>,
    scope: Scope,
    places: Places,
    /// Whether routes are from several tables, so that their number says something.
    several: bool,
    /// How nodes are called in the tables of links and prefixes, by place.
    names: HashMap<usize, String>,
}

impl<'g, 'a> Section<'g, 'a> {
    fn nodes(&self) -> impl Iterator<Item = (usize, &'g Node<'a>)> {
        let graph = self.graph;
        let places = self.places.nodes.iter();
        places.map(|place| (*place, &graph.nodes[*place]))
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let protocol = self.scope.protocol();
        writeln!(out, "\n{}", self.scope)?;
        let rows = self.nodes().map(|(_, node)| self.node(node));
        let head = [
            "node",
            "name",
            "router-id",
            "area",
            "srgb",
            "flags",
            "sources",
            "more",
        ];
        write_table(&head, rows, out)?;

        let links = self.places.links.iter();
        let links = links.map(|place| &self.graph.links[*place]);
        let rows = links.map(|link| {
            let topology = link.tlvs.multi_topology_id();
            let topology = topology.map(|id| id.id().to_string()).unwrap_or_default();
            let [metric, te, bandwidth, groups, sids, more] =
                columns(&link.facts, protocol, |tlv| match tlv {
                    LinkStateTlv::IgpMetric(metric) => Some((0, metric.to_string())),
                    LinkStateTlv::TeDefaultMetric(metric) => Some((1, metric.to_string())),
                    LinkStateTlv::MaxLinkBandwidth(number) => Some((2, bits(*number))),
                    LinkStateTlv::AdminGroup(groups) => Some((3, groups.to_string())),
                    other => adjacency(other).map(|sid| (4, sid)),
                });
            let (from, to) = (&self.names[&link.from], &self.names[&link.to]);
            let (link_text, sources) = (link_text(&link.tlvs), self.sources(&link.facts));
            vec![
                from.clone(),
                to.clone(),
                link_text,
                topology,
                metric,
                te,
                bandwidth,
                groups,
                sids,
                sources,
                more,
            ]
        });
        let head = [
            "from",
            "to",
            "link",
            "topology",
            "metric",
            "te-metric",
            "bandwidth",
            "groups",
            "sids",
            "sources",
            "more",
        ];
        write_table(&head, rows, out)?;

        let rows = self.nodes().flat_map(|(place, node)| {
            node.prefixes.iter().map(move |prefix| {
                let [metric, sids, flags, more] =
                    columns(&prefix.facts, protocol, |tlv| match tlv {
                        LinkStateTlv::PrefixMetric(metric) => Some((0, metric.to_string())),
                        LinkStateTlv::PrefixSid(sid) => Some((1, prefix_sid(sid, node, protocol))),
                        LinkStateTlv::IgpFlags(flags) => Some((2, flags.to_string())),
                        LinkStateTlv::PrefixAttributeFlags(bits) => {
                            bits.of(protocol).map(|flags| (2, flags.to_string()))
                        }
                        _ => None,
                    });
                let topology = prefix.topology.map(|id| id.to_string()).unwrap_or_default();
                let prefix_text = prefix.prefix.to_string();
                let types: Vec<&str> = prefix.types.iter().map(|(_, value)| &**value).collect();
                let kind = types.join(" ");
                let (at, sources) = (self.names[&place].clone(), self.sources(&prefix.facts));
                vec![
                    prefix_text,
                    at,
                    topology,
                    kind,
                    metric,
                    sids,
                    flags,
                    sources,
                    more,
                ]
            })
        });
        let head = [
            "prefix", "node", "topology", "type", "metric", "sid", "flags", "sources", "more",
        ];
        write_table(&head, rows, out)?;
        self.write_parts(out)
    }

    /// Writes SRv6 SIDs, stub links and SR policies.
    fn write_parts(&self, out: &mut dyn Write) -> io::Result<()> {
        let protocol = self.scope.protocol();
        for (title, parts) in [
            ("srv6-sid", |node: &'g Node<'a>| &node.sids),
            ("stub-link", |node: &'g Node<'a>| &node.stub_links),
        ] as [(&str, fn(&'g Node<'a>) -> &'g Vec<_>); 2]
        {
            let rows = self.nodes().flat_map(|(place, node)| {
                parts(node).iter().map(move |part: &Part<'_>| {
                    let [more] = columns(&part.facts, protocol, |_| None);
                    let topology = part.topology.map(|id| id.to_string()).unwrap_or_default();
                    let (at, sources) = (self.names[&place].clone(), self.sources(&part.facts));
                    vec![part.text.clone(), at, topology, sources, more]
                })
            });
            let head = [title, "node", "topology", "sources", "more"];
            write_table(&head, rows, out)?;
        }
        let rows = self.nodes().flat_map(|(place, node)| {
            node.policies.iter().map(move |policy| {
                let [more] = columns(&policy.facts, protocol, |_| None);
                let (at, sources) = (self.names[&place].clone(), self.sources(&policy.facts));
                vec![policy.path.to_string(), at, sources, more]
            })
        });
        write_table(&["sr-policy", "node", "sources", "more"], rows, out)
    }

    fn node(&self, node: &Node<'_>) -> Vec<String> {
        let Some(facts) = &node.facts else {
            let mut row = vec![String::new(); 8];
            row[0] = node.text();
            row[7] = "no route of its own".to_owned();
            return row;
        };
        let [name, ids, areas, srgb, flags, more] =
            columns(facts, self.scope.protocol(), |tlv| match tlv {
                LinkStateTlv::NodeName(name) => Some((0, name_of(name.0))),
                LinkStateTlv::LocalIpv4RouterId(id) => Some((1, id.to_string())),
                LinkStateTlv::LocalIpv6RouterId(id) => Some((1, id.to_string())),
                LinkStateTlv::IsisArea(area) => Some((2, area.to_string())),
                LinkStateTlv::SrCapabilities(srgb) => Some((3, srgb.to_string())),
                LinkStateTlv::NodeFlags(flags) => Some((4, flags.to_string())),
                _ => None,
            });
        vec![
            node.text(),
            name,
            ids,
            areas,
            srgb,
            flags,
            self.sources(facts),
            more,
        ]
    }

    fn sources(&self, facts: &Facts<'_>) -> String {
        match (self.several, facts.differs) {
            (false, _) => String::new(),
            (true, false) => facts.sources.to_string(),
            (true, true) => format!("{} differ", facts.sources),
        }
    }
}

/// Returns how nodes are called: by their name if no other of these nodes has it.
fn names(graph: &Graph<'_>, places: &[usize]) -> HashMap<usize, String> {
    let mut uses: HashMap<String, usize> = HashMap::new();
    for name in places.iter().filter_map(|place| graph.nodes[*place].name()) {
        *uses.entry(name).or_default() += 1;
    }
    let called = places.iter().map(|place| {
        let node = &graph.nodes[*place];
        let name = node.name().filter(|name| uses[name] == 1);
        (*place, name.unwrap_or_else(|| node.text()))
    });
    called.collect()
}

/// Returns the texts of TLVs by the column that `place` says; all others, with their names, in the last column.
fn columns<const N: usize>(
    facts: &Facts<'_>,
    protocol: ProtocolId,
    place: impl Fn(&LinkStateTlv<&[u8]>) -> Option<(usize, String)>,
) -> [String; N] {
    let mut columns = [const { String::new() }; N];
    for tlv in facts.tlvs.into_entries() {
        let (column, text) = match tlv {
            Ok(tlv) => {
                let text = || bandwidth(&tlv).unwrap_or(Tlv(&tlv, Some(protocol)).to_string());
                place(&tlv).unwrap_or_else(|| (N - 1, text()))
            }
            Err(malformed) => (N - 1, format!("malformed {}", malformed.octets)),
        };
        if !columns[column].is_empty() {
            columns[column].push_str(", ");
        }
        columns[column].push_str(&text);
    }
    columns
}

/// The SID of an adjacency or of a BGP peer, briefly.
fn adjacency(tlv: &LinkStateTlv<&[u8]>) -> Option<String> {
    let label = |sid: SidLabel| match sid {
        SidLabel::Label(_) => sid.label().unwrap_or_default().to_string(),
        SidLabel::Index(_) => sid.to_string(),
    };
    Some(match tlv {
        LinkStateTlv::AdjacencySid(sid) => label(sid.sid),
        LinkStateTlv::LanAdjacencySid(sid) => format!("{} to {}", label(sid.sid), sid.neighbor),
        LinkStateTlv::PeerNodeSid(sid) => format!("peer node {}", label(sid.sid)),
        LinkStateTlv::PeerAdjSid(sid) => format!("peer adjacency {}", label(sid.sid)),
        LinkStateTlv::PeerSetSid(sid) => format!("peer set {}", label(sid.sid)),
        LinkStateTlv::Srv6EndXSid(sid) => sid.sid.to_string(),
        LinkStateTlv::IsisSrv6LanEndXSid(sid) => format!("{} to {}", sid.sid, sid.neighbor),
        LinkStateTlv::Ospfv3Srv6LanEndXSid(sid) => format!("{} to {}", sid.sid, sid.neighbor),
        _ => return None,
    })
}

/// The SID of a prefix, with the label that follows from an index.
fn prefix_sid(
    sid: &bmp_codec::bgp::attribute::link_state::PrefixSid,
    node: &Node<'_>,
    protocol: ProtocolId,
) -> String {
    let mut text = sid.sid.to_string();
    if let Some(label) = sid.sid.index().and_then(|index| node.label(index)) {
        text = format!("{text} = {label}");
    }
    if sid.algorithm != 0 {
        text = format!("{text} algorithm {}", sid.algorithm);
    }
    match sid.flags(protocol) {
        _ if sid.flags == 0 => text,
        Some(flags) => format!("{text} {flags}"),
        None => format!("{text} flags {:#04x}", sid.flags),
    }
}

/// The name and the value of a TLV that is a bandwidth.
fn bandwidth(tlv: &LinkStateTlv<&[u8]>) -> Option<String> {
    let (name, number) = match tlv {
        LinkStateTlv::MaxReservableBandwidth(number) => ("reservable", number),
        LinkStateTlv::ResidualBandwidth(number) => ("residual", number),
        LinkStateTlv::AvailableBandwidth(number) => ("available", number),
        LinkStateTlv::UtilizedBandwidth(number) => ("utilized", number),
        LinkStateTlv::UnreservedBandwidth(numbers) => {
            let mut texts: Vec<String> = numbers.0.iter().map(bits).collect();
            // Mostly, all priorities have the same.
            if texts.iter().all(|text| *text == texts[0]) {
                texts.truncate(1);
            }
            return Some(format!("unreserved {}", texts.join(" ")));
        }
        _ => return None,
    };
    Some(format!("{name} {}", bits(*number)))
}

/// A bandwidth in bits per second, with the largest unit of which there is one.
fn bits(bandwidth: Bandwidth) -> String {
    let bits = f64::from(bandwidth.octets_per_second()) * 8.0;
    let (number, unit) = match bits {
        bits if bits >= 1e9 => (bits / 1e9, "Gbit/s"),
        bits if bits >= 1e6 => (bits / 1e6, "Mbit/s"),
        bits if bits >= 1e3 => (bits / 1e3, "kbit/s"),
        bits => (bits, "bit/s"),
    };
    // A number of four bytes has seven digits.
    let text = format!("{number:.4}");
    let text = match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.'),
        false => &text,
    };
    format!("{text} {unit}")
}

/// Writes a table without the columns that are empty in each row. Writes nothing without rows.
fn write_table(
    head: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return Ok(());
    }
    let is_used: Vec<bool> = (0..head.len())
        .map(|place| rows.iter().any(|row| !row[place].is_empty()))
        .collect();
    let head: Vec<&str> = head
        .iter()
        .zip(&is_used)
        .filter_map(|(title, is_used)| is_used.then_some(*title))
        .collect();
    let rows = rows.into_iter().map(|row| {
        let cells = row.into_iter().zip(&is_used);
        cells
            .filter_map(|(cell, is_used)| is_used.then_some(cell))
            .collect()
    });
    let text = table(&head, head.len(), rows).to_string();
    writeln!(out)?;
    text.lines()
        .try_for_each(|line| writeln!(out, "{}", line.trim_end()))
}
