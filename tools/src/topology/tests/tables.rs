//! The JSON of the topology has the values of FRR's own tables (`testdata/tables`), when the table was so.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;

use bmp_codec::bmp::Rib;
use clap::Parser;
use indicatif::ProgressBar;
use serde_json::{Value, json};

use super::super::args::Args;
use super::super::graph::Graph;
use super::super::{Reading, json as node_link};
use super::testdata;
use crate::files::Files;

/// What a table says, by the text of what it is about.
type Said = BTreeMap<String, Value>;

/// The values that both have: FRR's names and ours.
const VALUES: [(&str, &str); 11] = [
    ("nodeName", "node_name"),
    ("igpMetric", "igp_metric"),
    ("teMetric", "te_default_metric"),
    ("maxLinkBandwidth", "max_link_bandwidth"),
    ("maxResvLinkBandwidth", "max_reservable_bandwidth"),
    ("residualBandwidth", "residual_bandwidth"),
    ("availableBandwidth", "available_bandwidth"),
    ("utilizedBandwidth", "utilized_bandwidth"),
    ("prefixMetric", "prefix_metric"),
    ("multiTopologyIds", "multi_topology_ids"),
    ("adminGroup", "admin_group"),
];

fn picked(attributes: &Value, side: fn(&(&'static str, &'static str)) -> &'static str) -> Value {
    let mut object = serde_json::Map::new();
    for pair in &VALUES {
        let value = &attributes[side(pair)];
        if !value.is_null() {
            object.insert(pair.1.to_owned(), value.clone());
        }
    }
    object.into()
}

/// The table of FRR.
fn expected(name: &str) -> Said {
    let mut text = Vec::new();
    let file = File::open(testdata("tables").join(name)).unwrap();
    let mut zstd = ruzstd::decoding::StreamingDecoder::new(file).unwrap();
    zstd.read_to_end(&mut text).unwrap();
    let rib: Value = serde_json::from_slice(&text).unwrap();
    let mut said = Said::new();
    for paths in rib["routes"].as_object().unwrap().values() {
        let (nlri, attributes) = (&paths[0]["nlri"], &paths[0]["linkStateAttrs"]);
        let mut values = picked(attributes, |pair| pair.0);
        if let Some(groups) = attributes["adminGroup"].as_u64() {
            values["admin_group"] = json!(format!("{groups:#010x}"));
        }
        if attributes["isisAreaId"].is_string() {
            values["isis_areas"] = json!([attributes["isisAreaId"]]);
        }
        for (theirs, ours) in [("routerIdLocal", "v4"), ("routerIdLocalV6", "v6")] {
            if attributes[theirs].is_string() {
                values[ours] = json!([attributes[theirs]]);
            }
        }
        if attributes["srCapabilities"].is_object() {
            let srgb = &attributes["srCapabilities"];
            values["srgb"] = json!([srgb["lowerBound"], srgb["rangeSize"]]);
        }
        if attributes["prefixSid"].is_object() {
            let sid = &attributes["prefixSid"];
            values["sid"] = json!([sid["sid"], sid["algo"]]);
        }
        let node = node_of_frr(nlri, "localNodeDescriptors");
        let text = match nlri["nlriType"].as_str().unwrap() {
            "node" => format!("node {node}"),
            "link" => {
                let (link, remote) = (&nlri["linkDescriptors"], "remoteNodeDescriptors");
                let fields = [
                    "linkLocalId",
                    "linkRemoteId",
                    "ipv4InterfaceAddress",
                    "ipv4NeighborAddress",
                    "ipv6InterfaceAddress",
                    "ipv6NeighborAddress",
                    "multiTopologyId",
                ];
                let fields = fields.map(|name| link[name].to_string()).join(" ");
                format!("link {node} to {} {fields}", node_of_frr(nlri, remote))
            }
            "srv6Sid" => {
                let sid = &nlri["srv6SidDescriptors"];
                let (topology, sid) = (&sid["multiTopologyId"][0], &sid["srv6SidValue"]);
                format!("sid {node} {sid} {topology}")
            }
            _ => {
                let prefix = &nlri["prefixDescriptors"];
                let topology = &prefix["multiTopologyId"];
                let (kind, prefix) = (
                    prefix["bgpRouteType"].as_str().map(|kind| match kind {
                        "externalBgp" => "ebgp",
                        "internalBgp" => "ibgp",
                        other => other,
                    }),
                    &prefix["ipReachabilityInformation"],
                );
                format!("prefix {node} {prefix} {topology} {}", json!(kind))
            }
        };
        assert_eq!(said.insert(text, values), None);
    }
    said
}

fn node_of_frr(nlri: &Value, which: &str) -> String {
    let mut node = nlri[which].clone();
    // FRR writes a pseudonode number of 0 for routers, and the octets of an area in the order of its machine.
    if let Some(id) = node["igpRouterId"].as_str() {
        node["igpRouterId"] = json!(id.strip_suffix(".00").unwrap_or(id));
    }
    if let Some(area) = node["ospfAreaId"].as_str() {
        let octets: Vec<&str> = area.split('.').rev().collect();
        node["ospfAreaId"] = json!(octets.join("."));
    }
    let fields = ["asn", "ospfAreaId", "igpRouterId", "bgpRouterId"];
    let fields = fields.map(|name| node[name].to_string()).join(" ");
    format!("{} {} {fields}", nlri["protocolId"], nlri["identifier"])
}

/// What our JSON says, in the same form.
fn ours(topology: &Value) -> Said {
    let mut said = Said::new();
    let mut say = |text: String, value: &Value| {
        let mut values = picked(value, |pair| pair.1);
        for (name, short) in [
            ("isis_area", "isis_areas"),
            ("local_ipv4_router_id", "v4"),
            ("local_ipv6_router_id", "v6"),
        ] {
            if !value[name].is_null() {
                values[short] = value[name].clone();
            }
        }
        let ranges = &value["sr_capabilities"]["ranges"];
        if !ranges.is_null() {
            values["srgb"] = json!([ranges[0]["first"]["label"], ranges[0]["size"]]);
        }
        let sid = &value["prefix_sid"][0];
        if !sid.is_null() {
            values["sid"] = json!([sid["sid"]["index"], sid["algorithm"]]);
        }
        assert_eq!(said.insert(text.clone(), values), None, "{text}");
    };
    let mut nodes = BTreeMap::new();
    for node in topology["nodes"].as_array().unwrap() {
        let protocol = match node["protocol"].as_str().unwrap() {
            "isis-l1" => 1,
            "isis-l2" => 2,
            "ospfv2" => 3,
            "static" => 5,
            "bgp" => 7,
            other => panic!("{other}"),
        };
        let fields = [
            "autonomous_system",
            "ospf_area_id",
            "igp_router_id",
            "bgp_router_id",
        ];
        let fields = fields.map(|name| node[name].to_string()).join(" ");
        let text = format!("{protocol} {} {fields}", node["identifier"]);
        if node["announced"] == true {
            say(format!("node {text}"), node);
        }
        let parts = |name: &str| node[name].as_array().cloned().unwrap_or_default();
        for prefix in parts("prefixes") {
            let topology = &prefix["multi_topology_id"];
            let kind = &prefix["bgp_route_type"];
            let prefix_text = format!("prefix {text} {} {topology} {kind}", prefix["prefix"]);
            say(prefix_text, &prefix);
        }
        for sid in parts("srv6_sids") {
            let topology = &sid["multi_topology_id"];
            say(format!("sid {text} {} {topology}", sid["sid"]), &sid);
        }
        nodes.insert(node["id"].as_str().unwrap(), text);
    }
    for link in topology["links"].as_array().unwrap() {
        let fields = [
            "link_local_identifier",
            "link_remote_identifier",
            "ipv4_interface_address",
            "ipv4_neighbor_address",
            "ipv6_interface_address",
            "ipv6_neighbor_address",
            "multi_topology_id",
        ];
        let fields = fields.map(|name| link[name].to_string()).join(" ");
        let node = |end: &str| &nodes[link[end].as_str().unwrap()];
        let (from, to) = (node("source"), node("target"));
        say(format!("link {from} to {to} {fields}"), link);
    }
    said
}

/// The topologies after each message, of the routes before policy.
fn seen(capture: &str) -> Vec<Said> {
    let path = testdata("captures").join(capture);
    let mut args = Args::try_parse_from(["topology", path.to_str().unwrap()]).unwrap();
    args.rib = vec![Rib::AdjRibInPre];
    let mut reading = Reading::new(&args);
    let mut all = Vec::new();
    let mut errors = Vec::new();
    let mut files = Files {
        command: "topology",
        port: None,
        version_4: Default::default(),
        errors: &mut errors,
    };
    let read = files.read(&args.files, |_| ProgressBar::hidden(), &mut |item| {
        reading.take(&item);
        let routes = &reading.routes;
        let mut out = Vec::new();
        node_link::write(routes, &Graph::of(routes, &[]), &mut out).unwrap();
        all.push(ours(&serde_json::from_slice(&out).unwrap()));
        Ok(())
    });
    assert!(!read.unwrap().is_incomplete && errors.is_empty());
    all
}

/// Checks that one of the topologies was this table. Returns how many nodes, links, prefixes, SIDs and values it has.
fn is_among(all: &[Said], name: &str) -> [usize; 5] {
    let expected = expected(name);
    if !all.contains(&expected) {
        let both = |said: &&Said| {
            let same = |(text, values): &(&String, &Value)| said.get(*text) == Some(values);
            expected.iter().filter(same).count()
        };
        let most = all.iter().max_by_key(both).unwrap();
        for (text, values) in &expected {
            if most.get(text) != Some(values) {
                println!("FRR: {text} {values}\n  {:?}", most.get(text));
            }
        }
        for text in most.keys().filter(|text| !expected.contains_key(*text)) {
            println!("ours only: {text}");
        }
        panic!("{name}");
    }
    let count = |kind: &str| {
        expected
            .keys()
            .filter(|text| text.starts_with(kind))
            .count()
    };
    let values = expected
        .values()
        .map(|values| values.as_object().unwrap().len());
    [
        count("node"),
        count("link"),
        count("prefix"),
        count("sid"),
        values.sum(),
    ]
}

#[test]
fn isis() {
    let all = seen("gobgp-4.8.0-ls-isis.bmp.zst");
    let counts = [6, 20, 34, 4, 202];
    assert_eq!(
        is_among(&all, "gobgp-4.8.0-ls-isis.frr-rib.json.zst"),
        counts
    );
    assert_eq!(
        is_among(&all, "gobgp-4.8.0-ls-isis.frr-rib-end.json.zst"),
        counts
    );
}

#[test]
fn ospf() {
    let all = seen("gobgp-4.8.0-ls-ospf.bmp");
    assert_eq!(
        is_among(&all, "gobgp-4.8.0-ls-ospf.frr-rib.json.zst"),
        [4, 4, 8, 0, 48]
    );
    let end = is_among(&all, "gobgp-4.8.0-ls-ospf.frr-rib-end.json.zst");
    assert_eq!(end, [3, 4, 7, 0, 44]);
}

#[test]
fn bgp_alone() {
    let all = seen("gobgp-4.8.0-ls-fabric.bmp");
    assert_eq!(
        is_among(&all, "gobgp-4.8.0-ls-fabric.frr-rib.json.zst"),
        [3, 9, 99, 0, 3]
    );
    let end = is_among(&all, "gobgp-4.8.0-ls-fabric.frr-rib-end.json.zst");
    assert_eq!(end, [3, 7, 75, 0, 3]);
}

/// Over IPv6, with SRv6 SIDs; mirrored.
#[test]
fn mirrored() {
    let all = seen("frr-10.7.1-ls-fabric-v6.bmp");
    let name = "frr-10.7.1-ls-fabric-v6.mirror-rib.json.zst";
    assert_eq!(is_among(&all, name), [3, 9, 129, 3, 3]);
}
