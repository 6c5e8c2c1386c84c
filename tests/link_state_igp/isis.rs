//! The LSPs of IS-IS: `show isis database detail`, behind `show isis hostname`.

use super::*;

/// Lines that BGP-LS of FRR does not have anything of: their beginning.
const NOT_SENT: &[(&str, &str)] = &[
    ("vrf", "not of an LSP"),
    ("Area A:", "not of an LSP"),
    ("Level", "not of an LSP"),
    ("LSP ID", "not of an LSP"),
    ("Protocols Supported:", "BGP-LS has no TLV for it"),
    ("IPv4 Interface Address:", "BGP-LS has no TLV for it"),
    ("Bit positions:", "the groups again"),
    ("Subtlvs:", "a title"),
    ("Sub-TLVs:", "a title"),
    ("Sub-Sub-TLVs:", "a title"),
    ("Unreserved Bandwidth:", "a title"),
    ("Neighbor-ID:", "of a LAN adjacency SID"),
];

/// Lines that BGP-LS has a TLV for, and FRR does not send it.
const NO_TLV: &[(&str, &str)] = &[
    ("SR Local Block Base:", "1036"),
    ("SR Algorithm:", "1035"),
    ("Flex-Algo Definition:", "1039"),
    ("Adjacency-SID:", "1099"),
    ("Lan-Adjacency-SID:", "1100"),
    ("Application Specific Link Attributes:", "1122"),
];

/// The names of routers: `r1` is `0000.0000.0001`.
pub(super) fn routers(text: &str) -> BTreeMap<String, String> {
    let lines = text.lines().take_while(|line| !line.starts_with("Area "));
    let pair = |line: &str| {
        let mut words = line.split_whitespace().rev();
        let name = words.next()?.to_owned();
        let id = words.next()?.to_owned();
        (id.len() == 14).then_some((name, id))
    };
    lines.filter_map(pair).collect()
}

/// The number of a topology (RFC 5120, section 7.5).
fn topology(name: &str) -> Value {
    match name {
        "ipv4-unicast" => json!(0),
        "ipv6-unicast" => json!(2),
        other => panic!("{other}"),
    }
}

/// `Locator Block length: 40, Locator Node length: 16, Function length: 16, Argument length: 0`.
fn structure(line: &str) -> Value {
    json!({
        "lbLen": number(line, "Block length: "), "lnLen": number(line, "Node length: "),
        "funLen": number(line, "Function length: "), "argLen": number(line, "Argument length: "),
    })
}

/// The number of a behavior (RFC 8986, section 10.2.1).
fn behavior(name: &str) -> Value {
    match name {
        "End" => json!("0x1"),
        "End.X" => json!("0x5"),
        other => panic!("{other}"),
    }
}

/// The bits of `F:1 B:0`, by name.
fn bits(line: &str, names: &[(&str, u8)]) -> Value {
    let set = names.iter().filter(|(name, _)| word(line, name) == "1");
    json!(format!("{:#x}", set.map(|(_, bit)| bit).sum::<u8>()))
}

/// The bits of a prefix SID (RFC 8667, section 2.1.1).
fn prefix_sid_flags(line: &str) -> Value {
    let bit = |name: &str| match name {
        "NODE" => 0x40,
        "NO-PHP" => 0x20,
        "EXPLICIT-NULL" => 0x10,
        "PHP" => 0,
        other => panic!("{other}"),
    };
    let names = after(line, "Flags: ").unwrap().split_whitespace();
    json!(format!("{:#x}", names.map(bit).sum::<u8>()))
}

/// Reads LSPs. Those of pseudonodes have links only, which BGP-LS of FRR does not have.
pub(super) fn database(text: &str) -> Database {
    let routers = routers(text);
    let mut database = Database::default();
    let (mut level, mut node, mut now) = (0, String::new(), String::new());
    let mut end_x = Value::Null;
    // How far the lines are indented that belong to one that is left out.
    let mut skipped = usize::MAX;
    for line in text.lines().skip_while(|line| !line.starts_with("Area ")) {
        let indent = line.len() - line.trim_start().len();
        let line = line.trim();
        if indent >= skipped || line.is_empty() || line.ends_with("LSPs") {
            continue;
        }
        skipped = usize::MAX;
        if let Some(of) = after(line, "IS-IS Level-") {
            level = of[..1].parse().unwrap();
            continue;
        }
        if indent == 0 && line.contains("-00 ") {
            let (name, fragment) = line.split_once('.').unwrap();
            node = format!("{level} {}", routers[name]);
            if !fragment.starts_with("00-00") {
                skipped = 1;
            }
            continue;
        }
        if let Some((name, tlv)) = NO_TLV.iter().find(|(name, _)| line.starts_with(name)) {
            let key = if now.is_empty() {
                format!("node {node}")
            } else {
                now.clone()
            };
            database.add(&key, &format!("TLV {tlv}"), json!(name));
            skipped = indent + 1;
            continue;
        }
        if NOT_SENT.iter().any(|(name, _)| line.starts_with(name)) {
            continue;
        }
        let of_node = format!("node {node}");
        if let Some(area) = after(line, "Area Address: ") {
            now = String::new();
            database.add(&of_node, "isisAreaId", json!(area));
        } else if let Some(name) = after(line, "MT Router Info: ") {
            database.push(&of_node, "multiTopologyIds", topology(name));
        } else if let Some(name) = after(line, "Hostname: ") {
            database.add(&of_node, "nodeName", json!(name));
        } else if let Some(id) = after(line, "IPv6 TE Router ID: ") {
            database.add(&of_node, "routerIdLocalV6", json!(id));
        } else if let Some(id) = after(line, "TE Router ID: ") {
            database.add(&of_node, "routerIdLocal", json!(id));
        } else if let Some(id) = after(line, "Router Capability: ") {
            database.add(&of_node, "routerIdLocal", json!(word(id, "")));
        } else if line.starts_with("Segment Routing: ") {
            let flags = bits(line, &[("I:", 0x80), ("V:", 0x40)]);
            database.add(&of_node, "srCapabilities.flags", flags);
            database.add(
                &of_node,
                "srCapabilities.lowerBound",
                number(line, "Base: "),
            );
            database.add(
                &of_node,
                "srCapabilities.rangeSize",
                number(line, "Range: "),
            );
        } else if line.starts_with("Node Maximum SID Depth: ") {
            database.push(
                &of_node,
                "msd",
                json!({"type": 1, "value": number(line, "Depth: ")}),
            );
        } else if line.starts_with("SRv6: O:") {
            let flags = bits(line, &[("O:", 0x40)]);
            database.add(&of_node, "srv6Capabilities.flags", flags);
        } else if line.contains("Reachability: ") && line.contains('/') {
            now = format!("prefix {node} {}", word(line, "Reachability: "));
            database.add(&now, "prefixMetric", number(line, "Metric: "));
            if line.starts_with("MT ") {
                let name = line.rsplit(' ').next().unwrap();
                database.add(&now, "multiTopologyId", topology(name));
            }
        } else if line.contains("Reachability: ") {
            // Its key is the local address, which follows.
            now = line.to_owned();
        } else if let Some(address) = after(line, "Local Interface IP") {
            let address = address.rsplit(' ').next().unwrap();
            link(&mut database, &mut now, &format!("link {node} {address}"));
        } else if let Some(address) = after(line, "Remote Interface IP") {
            let address = address.rsplit(' ').next().unwrap();
            database.add(&now, "neighborAddress", json!(address));
        } else if line.starts_with("Ext Admin Group: ") || line.starts_with("Admin Group: ") {
            // They are before the address.
            now = format!("{now}\n{line}");
        } else if of_link(&mut database, &now, line) {
        } else if line.starts_with("SR Prefix-SID Index: ") {
            database.add(&now, "prefixSid.sid", number(line, "Index: "));
            database.add(&now, "prefixSid.algo", number(line, "Algorithm: "));
            database.add(&now, "prefixSid.flags", prefix_sid_flags(line));
        } else if line.starts_with("SRv6 End.X SID: ") || line.starts_with("SRv6 Lan End.X SID: ") {
            assert_eq!(word(line, "Algorithm: "), "SPF");
            end_x = json!({
                "sid": word(line, "SID: "), "behavior": behavior(word(line, "Behavior: ")),
                "flags": bits(line, &[("B:", 0x80), ("S:", 0x40), ("P:", 0x20)]), "algo": 0,
                "weight": number(line, "Weight: "),
            });
            if let Some(neighbor) = after(line, "Neighbor-ID: ") {
                end_x["neighborSysId"] = json!(neighbor);
            }
        } else if let Some(prefix) = after(line, "SRv6 Locator: ") {
            now = format!("prefix {node} {}", word(prefix, ""));
            database.add(&now, "srv6Locator.metric", number(line, "Metric: "));
        } else if line.starts_with("SRv6 End SID ") {
            let topology = database.entries[&now]["multiTopologyId"].clone();
            now = format!("sid {node} {}", word(line, "value: "));
            database.add(&now, "multiTopologyId", topology);
            let behavior = behavior(word(line, "Behavior: "));
            database.add(&now, "srv6EndpointBehavior.behavior", behavior);
        } else if line.starts_with("SRv6 SID Structure ") {
            let parts = structure(line);
            if now.starts_with("sid") {
                for (name, value) in parts.as_object().unwrap() {
                    database.add(&now, &format!("srv6SidStructure.{name}"), value.clone());
                }
            } else {
                let lists = ["srv6EndxSids", "srv6LanEndxSids"];
                let list = lists[usize::from(!end_x["neighborSysId"].is_null())];
                end_x["srv6SidStructure"] = parts;
                database.push(&now, list, end_x.take());
            }
        } else {
            panic!("{line}");
        }
    }
    database
}

/// A link whose address is known: the lines before that are behind its first one.
fn link(database: &mut Database, now: &mut String, key: &str) {
    let lines = std::mem::replace(now, key.to_owned());
    let mut lines = lines.lines();
    let first = lines.next().unwrap();
    let neighbor = word(first, "Reachability: ");
    // A LAN is a node of its own here, behind which there are several neighbors.
    if let Some(router) = neighbor.strip_suffix(".00") {
        database.add(key, "remoteNode", json!(router));
    }
    database.add(key, "igpMetric", number(first, "Metric: "));
    if first.starts_with("MT ") {
        let name = first.rsplit(' ').next().unwrap();
        database.add(key, "multiTopologyId", topology(name));
    }
    for line in lines {
        assert!(of_link(database, key, line), "{line}");
    }
}

/// Compares at one time. FRR gives prefixes and SIDs of one level to BGP-LS, those of the other level are left.
fn at(table: &str, lsps: &str, partly: &[(&str, &str)]) {
    let left = left("gobgp-4.8.0-ls-isis.bmp.zst");
    let mut found = compare(left.at(table), &database(&text(lsps)));
    let of_one_level = std::mem::take(&mut found.routes_of_igp);
    assert_eq!(of_one_level.len(), 20);
    for key in &of_one_level {
        let other = match key.split(' ').nth(1) {
            Some("1") => key.replacen(" 1 ", " 2 ", 1),
            _ => key.replacen(" 2 ", " 1 ", 1),
        };
        assert!(
            !key.starts_with("link") && !of_one_level.contains(&other),
            "{key}"
        );
    }
    let expected = Compared {
        routes: 64,
        values: 693,
        partly: names(partly),
        only_bgp_ls: counts(ONLY_BGP_LS),
        only_igp: counts(ONLY_LSPS),
        ..Compared::default()
    };
    assert_eq!(found, expected);
}

const ONLY_BGP_LS: &[(&str, usize, &str)] = &[
    (
        "remoteNode",
        8,
        "a LAN is a node in LSPs, with the routers behind it",
    ),
    ("srv6EndpointBehavior.algo", 4, "not in the text"),
    ("srv6EndpointBehavior.flags", 4, "not in the text"),
    ("srv6Locator.algo", 4, "not in the text"),
    ("srv6Locator.flags", 4, "not in the text"),
];

const ONLY_LSPS: &[(&str, usize, &str)] = &[
    ("TLV 1035", 6, "FRR does not send it"),
    ("TLV 1036", 6, "FRR does not send it"),
    ("TLV 1039", 6, "FRR does not send it"),
    ("TLV 1099", 12, "FRR does not send it"),
    ("TLV 1100", 8, "FRR does not send it"),
    ("TLV 1122", 20, "FRR does not send it"),
];

const LAST_ONE: &str = "of the SIDs to the routers of a LAN, FRR sends the last one of the LSP";

#[test]
fn lsps() {
    let partly = [
        (
            "link 2 0000.0000.0002 2001:db8:24::2 srv6LanEndxSids",
            LAST_ONE,
        ),
        (
            "link 2 0000.0000.0003 2001:db8:24::3 srv6LanEndxSids",
            LAST_ONE,
        ),
        (
            "link 2 0000.0000.0004 2001:db8:24::4 srv6LanEndxSids",
            LAST_ONE,
        ),
    ];
    at(
        "gobgp-4.8.0-ls-isis.frr-rib.json.zst",
        "gobgp-4.8.0-ls-isis.isis.txt.zst",
        &partly,
    );
}

/// Another metric and delay, and a router that is gone: its own LSP is still there, with two SIDs.
#[test]
fn lsps_at_the_end() {
    let partly = [(
        "link 2 0000.0000.0003 2001:db8:24::3 srv6LanEndxSids",
        LAST_ONE,
    )];
    at(
        "gobgp-4.8.0-ls-isis.frr-rib-end.json.zst",
        "gobgp-4.8.0-ls-isis.isis-end.txt.zst",
        &partly,
    );
}
