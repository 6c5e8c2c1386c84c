//! The traffic engineering data base, from which FRR makes BGP-LS: `show isis mpls-te database detail` and `show ip ospf mpls-te
//! database verbose`.

use super::*;

/// Lines that BGP-LS of FRR does not have anything of: their beginning.
const NO_FIELD: &[&str] = &[
    // Titles, and what other lines say again.
    "Area A:",
    "Traffic Engineering Database:",
    "Segment Routing Capabilities:",
    "Unreserved Bandwidth per Class Type",
    "Bit positions:",
    "Outgoing Edges:",
    "Incoming Edges:",
    "To:",
    "From:",
    "Subnets:",
    "Prefix:",
    "Total:",
    // ABR or ASBR: in BGP-LS a bit of TLV 1024, which FRR does not send.
    "Type:",
    // Of a link it is one of both levels.
    "Origin:",
];

/// Reads the data base. Nodes and links of IS-IS are in one level there; the subnets have theirs.
fn database(text: &str, names: &BTreeMap<String, String>) -> Database {
    let mut database = Database::default();
    let (mut key, mut subnet) = (String::new(), Vec::new());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(level) = after(line, "Origin: ").filter(|_| !subnet.is_empty()) {
            let protocol = ["ISIS_L1", "ISIS_L2", "OSPFv2"]
                .iter()
                .position(|name| *name == level);
            let line: String = subnet.pop().unwrap();
            let node = word(&line, "Adv. Vertex: ");
            key = format!(
                "prefix {} {node} {}",
                protocol.unwrap() + 1,
                network(word(&line, "Subnet: "))
            );
            database.add(&key, "prefixMetric", number(&line, "Metric: "));
        } else if line.starts_with("Vertex (") {
            let name = word(line, "): ");
            key = format!("node - {}", names.get(name).map_or(name, String::as_str));
            database.add(&key, "routerIdLocal", json!(word(line, "Router Id: ")));
        } else if line.starts_with("Edge (") {
            let address = word(line, "): ");
            key = format!("link - {} {address}", word(line, "Adv. Vertex: "));
            database.add(&key, "igpMetric", number(line, "Metric: "));
        } else if line.starts_with("Subnet: ") {
            subnet.push(line.to_owned());
        } else if let Some(area) = after(line, "IS-IS Area ID: ") {
            database.add(&key, "isisAreaId", json!(area));
        } else if line.starts_with("SRGB: ") {
            let (first, last) = word(line, "SRGB: [").split_once('/').unwrap();
            let (first, last): (u32, u32) = (
                first.parse().unwrap(),
                last.trim_end_matches(']').parse().unwrap(),
            );
            database.add(&key, "srCapabilities.lowerBound", json!(first));
            database.add(&key, "srCapabilities.rangeSize", json!(last - first + 1));
            database.push(
                &key,
                "msd",
                json!({"type": 1, "value": number(line, "MSD: ")}),
            );
            database.add(&key, "TLV 1036", json!(word(line, "SRLB: ")));
            database.add(&key, "TLV 1035", json!(word(line, "Algo: ")));
        } else if line.starts_with("Local IP") {
            assert!(
                key.ends_with(&format!(" {}", word(line, "address: "))),
                "{line}"
            );
        } else if line.starts_with("Remote IP") {
            database.add(&key, "neighborAddress", json!(word(line, "address: ")));
        } else if line.contains("Adjacency-SRV6-SID: ") {
            let value = json!({
                "sid": word(line, "SID: "), "flags": word(line, "Flags: "), "behavior": word(line, "behavior: "),
                "weight": u8::from_str_radix(word(line, "Weight: 0x"), 16).unwrap(),
            });
            database.push(&key, "srv6EndxSids", value);
        } else if line.contains("Adjacency-SID: ") {
            database.push(&key, "TLV 1099", json!(line));
        } else if line.starts_with("SID: ") {
            database.add(&key, "prefixSid.sid", number(line, "SID: "));
            database.add(&key, "prefixSid.algo", number(line, "Algorithm: "));
            database.add(&key, "prefixSid.flags", json!(word(line, "Flags: ")));
        } else if line.starts_with("SIDv6: ") {
            let sid = key.split(' ').take(3).skip(1).collect::<Vec<_>>().join(" ");
            let key = format!("sid {sid} {}", word(line, "SIDv6: "));
            assert_eq!(word(line, "Endpoint behavior: "), "End");
            database.add(&key, "srv6EndpointBehavior.behavior", json!("0x1"));
            database.add(
                &key,
                "srv6EndpointBehavior.flags",
                json!(word(line, "Flags: ")),
            );
        } else if of_link(&mut database, &key, line) {
        } else {
            assert!(NO_FIELD.iter().any(|name| line.starts_with(name)), "{line}");
        }
    }
    database
}

const NOT_IN_TEXT: &str = "not in the text";
const IN_LISTS: &str = "edges have no remote node, the lists of vertices have it";
const NOT_SENT: &str = "FRR does not send it";
const STALE: &str = "FRR does not withdraw it";
const NO_ALGORITHM: &str = "the text has neither algorithm nor structure";

fn at(capture: &str, table: &str, ted: &str, names: &BTreeMap<String, String>) -> Compared {
    let left = left(capture);
    compare(left.at(table), &database(&text(ted), names))
}

#[test]
fn of_isis() {
    let routers = super::isis::routers(&text("gobgp-4.8.0-ls-isis.isis.txt.zst"));
    let found = at(
        "gobgp-4.8.0-ls-isis.bmp.zst",
        "gobgp-4.8.0-ls-isis.frr-rib.json.zst",
        "gobgp-4.8.0-ls-isis.ted.txt.zst",
        &routers,
    );
    let expected = Compared {
        routes: 64,
        values: 526,
        partly: names(&[
            (
                "link - 0000.0000.0001 2001:db8:12::1 srv6EndxSids",
                NO_ALGORITHM,
            ),
            (
                "link - 0000.0000.0001 2001:db8:14::1 srv6EndxSids",
                NO_ALGORITHM,
            ),
            (
                "link - 0000.0000.0002 2001:db8:12::2 srv6EndxSids",
                NO_ALGORITHM,
            ),
            (
                "link - 0000.0000.0004 2001:db8:14::4 srv6EndxSids",
                NO_ALGORITHM,
            ),
        ]),
        only_bgp_ls: counts(&[
            ("multiTopologyId", 33, NOT_IN_TEXT),
            ("multiTopologyIds", 6, NOT_IN_TEXT),
            ("nodeName", 6, "it is the name of the vertex"),
            ("remoteNode", 20, IN_LISTS),
            ("routerIdLocalV6", 6, NOT_IN_TEXT),
            ("srCapabilities.flags", 6, NOT_IN_TEXT),
            ("srv6Capabilities.flags", 6, NOT_IN_TEXT),
            ("srv6EndpointBehavior.algo", 4, NOT_IN_TEXT),
            (
                "srv6LanEndxSids",
                4,
                "the text has the SIDs of a LAN among the others",
            ),
            ("srv6Locator.algo", 4, NOT_IN_TEXT),
            ("srv6Locator.flags", 4, NOT_IN_TEXT),
            ("srv6Locator.metric", 4, NOT_IN_TEXT),
            ("srv6SidStructure.argLen", 4, NOT_IN_TEXT),
            ("srv6SidStructure.funLen", 4, NOT_IN_TEXT),
            ("srv6SidStructure.lbLen", 4, NOT_IN_TEXT),
            ("srv6SidStructure.lnLen", 4, NOT_IN_TEXT),
        ]),
        only_igp: counts(&[
            ("TLV 1035", 6, NOT_SENT),
            ("TLV 1036", 6, NOT_SENT),
            ("TLV 1099", 20, NOT_SENT),
            (
                "srv6EndxSids",
                4,
                "the text has the SIDs of a LAN among the others",
            ),
        ]),
        ..Compared::default()
    };
    assert_eq!(found, expected);
}

fn ospf(table: &str, ted: &str) -> Compared {
    at("gobgp-4.8.0-ls-ospf.bmp", table, ted, &BTreeMap::new())
}

/// Its metrics are those of BGP-LS: FRR loses their upper byte on the way from the LSAs.
#[test]
fn of_ospf() {
    let found = ospf(
        "gobgp-4.8.0-ls-ospf.frr-rib.json.zst",
        "gobgp-4.8.0-ls-ospf.ted.txt.zst",
    );
    let expected = Compared {
        routes: 16,
        values: 124,
        only_bgp_ls: counts(&[
            ("ospfAreaId", 16, NOT_IN_TEXT),
            ("remoteNode", 4, IN_LISTS),
            ("srCapabilities.flags", 4, NOT_IN_TEXT),
        ]),
        only_igp: counts(&[
            ("TLV 1035", 4, NOT_SENT),
            ("TLV 1036", 4, NOT_SENT),
            ("TLV 1099", 4, NOT_SENT),
        ]),
        routes_of_igp: names(&[
            ("link - 192.0.2.102 198.18.24.2", "it has no remote node"),
            ("link - 192.0.2.103 198.18.24.3", "it has no remote node"),
            ("link - 192.0.2.104 198.18.24.4", "it has no remote node"),
        ]),
        ..Compared::default()
    };
    assert_eq!(found, expected);
}

#[test]
fn of_ospf_at_the_end() {
    let found = ospf(
        "gobgp-4.8.0-ls-ospf.frr-rib-end.json.zst",
        "gobgp-4.8.0-ls-ospf.ted-end.txt.zst",
    );
    let expected = Compared {
        routes: 12,
        values: 93,
        only_bgp_ls: counts(&[
            ("ospfAreaId", 12, NOT_IN_TEXT),
            ("remoteNode", 3, IN_LISTS),
            ("srCapabilities.flags", 3, NOT_IN_TEXT),
        ]),
        only_igp: counts(&[
            ("TLV 1035", 3, NOT_SENT),
            ("TLV 1036", 3, NOT_SENT),
            ("TLV 1099", 3, NOT_SENT),
        ]),
        routes_of_bgp_ls: names(&[
            ("link 3 192.0.2.101 198.18.14.1", STALE),
            ("prefix 3 192.0.2.103 192.0.2.103/32", STALE),
        ]),
        ..Compared::default()
    };
    assert_eq!(found, expected);
}
