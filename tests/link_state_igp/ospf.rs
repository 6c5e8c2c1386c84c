//! The LSAs of OSPF: `show ip ospf database` of each type.

use super::*;

/// Reads LSAs: router-LSAs, and the opaque ones for traffic engineering, router information and extended prefixes. BGP-LS of FRR
/// has nothing of the others.
pub(super) fn database(text: &str) -> Database {
    let mut database = Database::default();
    let (mut area, mut router, mut lsa) = (String::new(), String::new(), String::new());
    let (mut key, mut neighbor) = (String::new(), String::new());
    for line in text.lines().map(str::trim) {
        if let Some(of) = after(line, "(Area ") {
            area = of.trim_end_matches(')').to_owned();
        } else if let Some(of) = after(line, "LS Type: ") {
            of.clone_into(&mut lsa);
        } else if let Some(of) = after(line, "Advertising Router: ") {
            of.clone_into(&mut router);
            key.clear();
        } else if line.starts_with("Opaque-Type ") {
            line.clone_into(&mut lsa);
        }
        match lsa.split(" (").next().unwrap() {
            "router-LSA" => {
                if let Some(id) = after(line, "Neighboring Router ID: ") {
                    id.clone_into(&mut neighbor);
                } else if let Some(address) = after(line, "Router Interface address: ") {
                    key = format!("link 3 {router} {address}");
                    database.add(&key, "ospfAreaId", json!(area));
                    if !neighbor.is_empty() {
                        database.add(&key, "remoteNode", json!(std::mem::take(&mut neighbor)));
                    }
                } else if let Some(net) = after(line, ") Net: ") {
                    key = format!("prefix 3 {router} {net}");
                } else if let Some(mask) = after(line, "Network Mask: ") {
                    let mask: Ipv4Addr = mask.parse().unwrap();
                    key = format!("{key}/{}", u32::from(mask).leading_ones());
                    database.add(&key, "ospfAreaId", json!(area));
                } else if line.starts_with("TOS 0 Metric: ") {
                    let field = if key.starts_with("link") {
                        "igpMetric"
                    } else {
                        "prefixMetric"
                    };
                    database.add(&key, field, number(line, "Metric: "));
                }
            }
            // Traffic engineering (RFC 3630).
            "Opaque-Type 1" => {
                if line.starts_with("Router-Address: ") {
                    let node = format!("node 3 {router}");
                    database.add(&node, "routerIdLocal", json!(word(line, "Address: ")));
                } else if line.starts_with("Local Interface")
                    || line.starts_with("Remote Interface")
                {
                    line.split(' ').next().unwrap().clone_into(&mut neighbor);
                } else if let Some(address) = after(line, "#0: ") {
                    if std::mem::take(&mut neighbor) == "Local" {
                        key = format!("link 3 {router} {address}");
                    } else {
                        database.add(&key, "neighborAddress", json!(address));
                    }
                } else if !key.is_empty() {
                    of_link(&mut database, &key, line);
                }
            }
            // Router information (RFC 7770, RFC 8665).
            "Opaque-Type 4" => {
                key = format!("node 3 {router}");
                if line.starts_with("Segment Routing ") {
                    line.split(" TLV").next().unwrap().clone_into(&mut neighbor);
                } else if line.starts_with("Algorithm 0: ") {
                    database.add(&key, "TLV 1035", json!(line));
                } else if neighbor.ends_with("Global Range") {
                    if line.starts_with("Range Size = ") {
                        database.add(&key, "srCapabilities.rangeSize", number(line, "= "));
                    } else if line.starts_with("SID Label = ") {
                        database.add(&key, "srCapabilities.lowerBound", number(line, "= "));
                        neighbor.clear();
                    }
                } else if neighbor.ends_with("Local Range") && line.starts_with("SID Label") {
                    database.add(&key, "TLV 1036", json!(line));
                    neighbor.clear();
                } else if line.starts_with("Node Maximum Stack Depth = ") {
                    let value = json!([{"type": 1, "value": number(line, "= ")}]);
                    database.add(&key, "msd", value);
                    neighbor.clear();
                }
            }
            // Extended prefixes (RFC 7684, RFC 8665).
            "Opaque-Type 7" => {
                if let Some(prefix) = after(line, "Address: ").filter(|text| text.contains('/')) {
                    key = format!("prefix 3 {router} {prefix}");
                } else if !key.is_empty() {
                    for (name, field) in [
                        ("Algorithm: ", "algo"),
                        ("Index: ", "sid"),
                        ("Flags: ", "flags"),
                    ] {
                        if line.starts_with(name) {
                            let text = word(line, name);
                            let value = text
                                .parse::<u32>()
                                .map_or(json!(text), |number| json!(number));
                            database.add(&key, &format!("prefixSid.{field}"), value);
                        }
                    }
                }
            }
            // Extended links (RFC 7684, RFC 8665).
            "Opaque-Type 8" => {
                if let Some(address) = after(line, "Link data: ") {
                    key = format!("link 3 {router} {address}");
                } else if line.contains("Adj-SID Sub-TLV") {
                    let tlv = if line.starts_with("LAN") {
                        "TLV 1100"
                    } else {
                        "TLV 1099"
                    };
                    database.push(&key, tlv, json!(line));
                }
            }
            _ => {}
        }
    }
    database
}

const BYTE: &str = "FRR takes the lowest byte of a metric of two bytes (RFC 2328, section A.4.2)";
const ONE_AREA: &str = "FRR has one area for a router, of all its links and prefixes";
const INTERFACE: &str =
    "FRR makes a host route of the address of the interface, LSAs have the network";
const NO_REMOTE: &str = "FRR does not make a link of one to a LAN";
const PASSIVE: &str = "the traffic engineering data base of FRR does not have it";
const NOT_SENT: &str = "FRR does not send it";
const STALE: &str = "FRR does not withdraw it";

fn at(table: &str, lsas: &str) -> Compared {
    let left = left("gobgp-4.8.0-ls-ospf.bmp");
    compare(left.at(table), &database(&text(lsas)))
}

#[test]
fn lsas() {
    let found = at(
        "gobgp-4.8.0-ls-ospf.frr-rib.json.zst",
        "gobgp-4.8.0-ls-ospf.ospf.txt.zst",
    );
    let expected = Compared {
        routes: 12,
        values: 128,
        partly: BTreeSet::new(),
        different: names(&[
            ("link 3 192.0.2.101 198.18.14.1 igpMetric: 44 for 300", BYTE),
            (
                "link 3 192.0.2.101 198.18.14.1 ospfAreaId: \"0.0.0.0\" for \"0.0.0.1\"",
                ONE_AREA,
            ),
            (
                "link 3 192.0.2.104 198.18.14.4 igpMetric: 96 for 60000",
                BYTE,
            ),
            (
                "prefix 3 192.0.2.104 192.0.2.104/32 ospfAreaId: \"0.0.0.1\" for \"0.0.0.0\"",
                ONE_AREA,
            ),
        ]),
        only_bgp_ls: counts(&[
            ("ospfAreaId", 4, "a router of LSAs can be in several areas"),
            (
                "srCapabilities.flags",
                4,
                "of IS-IS (RFC 9085, section 2.1.2)",
            ),
        ]),
        only_igp: counts(&[
            ("TLV 1035", 4, NOT_SENT),
            ("TLV 1036", 4, NOT_SENT),
            ("TLV 1099", 4, NOT_SENT),
        ]),
        routes_of_bgp_ls: names(&[
            ("prefix 3 192.0.2.101 198.18.12.1/32", INTERFACE),
            ("prefix 3 192.0.2.101 198.18.14.1/32", INTERFACE),
            ("prefix 3 192.0.2.102 198.18.12.2/32", INTERFACE),
            ("prefix 3 192.0.2.104 198.18.14.4/32", INTERFACE),
        ]),
        routes_of_igp: names(&[
            ("link 3 192.0.2.102 198.18.24.2", NO_REMOTE),
            ("link 3 192.0.2.103 198.18.24.3", NO_REMOTE),
            ("link 3 192.0.2.104 198.18.24.4", NO_REMOTE),
            ("prefix 3 192.0.2.101 198.18.101.0/24", PASSIVE),
            ("prefix 3 192.0.2.101 198.18.12.0/24", INTERFACE),
            ("prefix 3 192.0.2.101 198.18.14.0/24", INTERFACE),
            ("prefix 3 192.0.2.102 198.18.102.0/24", PASSIVE),
            ("prefix 3 192.0.2.102 198.18.12.0/24", INTERFACE),
            ("prefix 3 192.0.2.103 198.18.103.0/24", PASSIVE),
            ("prefix 3 192.0.2.104 198.18.104.0/24", PASSIVE),
            ("prefix 3 192.0.2.104 198.18.14.0/24", INTERFACE),
        ]),
    };
    assert_eq!(found, expected);
}

/// A cost is 70, then the largest; the link between two routers is down, and one router is gone.
#[test]
fn lsas_at_the_end() {
    let found = at(
        "gobgp-4.8.0-ls-ospf.frr-rib-end.json.zst",
        "gobgp-4.8.0-ls-ospf.ospf-end.txt.zst",
    );
    let expected = Compared {
        routes: 11,
        values: 118,
        partly: BTreeSet::new(),
        different: names(&[
            (
                "link 3 192.0.2.102 198.18.12.2 igpMetric: 255 for 65535",
                BYTE,
            ),
            (
                "link 3 192.0.2.104 198.18.14.4 igpMetric: 96 for 60000",
                BYTE,
            ),
            (
                "prefix 3 192.0.2.104 192.0.2.104/32 ospfAreaId: \"0.0.0.1\" for \"0.0.0.0\"",
                ONE_AREA,
            ),
        ]),
        only_bgp_ls: counts(&[
            ("igpMetric", 1, STALE),
            (
                "ospfAreaId",
                4,
                "a router of LSAs can be in several areas, and a link that is down is in none",
            ),
            ("remoteNode", 1, STALE),
            (
                "srCapabilities.flags",
                3,
                "of IS-IS (RFC 9085, section 2.1.2)",
            ),
        ]),
        only_igp: counts(&[
            ("TLV 1035", 3, NOT_SENT),
            ("TLV 1036", 3, NOT_SENT),
            ("TLV 1099", 4, NOT_SENT),
            (
                "prefixSid.algo",
                1,
                "the router is gone, and its LSA is still there",
            ),
            (
                "prefixSid.flags",
                1,
                "the router is gone, and its LSA is still there",
            ),
            (
                "prefixSid.sid",
                1,
                "the router is gone, and its LSA is still there",
            ),
        ]),
        routes_of_bgp_ls: names(&[
            ("prefix 3 192.0.2.101 198.18.12.1/32", INTERFACE),
            ("prefix 3 192.0.2.102 198.18.12.2/32", INTERFACE),
            ("prefix 3 192.0.2.104 198.18.14.4/32", INTERFACE),
        ]),
        routes_of_igp: names(&[
            ("link 3 192.0.2.102 198.18.24.2", NO_REMOTE),
            ("link 3 192.0.2.103 198.18.24.3", NO_REMOTE),
            ("link 3 192.0.2.104 198.18.24.4", NO_REMOTE),
            (
                "node 3 192.0.2.103",
                "the router is gone, and its LSA is still there",
            ),
            ("prefix 3 192.0.2.101 198.18.101.0/24", PASSIVE),
            ("prefix 3 192.0.2.101 198.18.12.0/24", INTERFACE),
            ("prefix 3 192.0.2.102 198.18.102.0/24", PASSIVE),
            ("prefix 3 192.0.2.102 198.18.12.0/24", INTERFACE),
            ("prefix 3 192.0.2.103 198.18.103.0/24", PASSIVE),
            ("prefix 3 192.0.2.104 198.18.104.0/24", PASSIVE),
            ("prefix 3 192.0.2.104 198.18.14.0/24", INTERFACE),
        ]),
    };
    assert_eq!(found, expected);
}
