//! BGP-LS routes and attributes of FRR, against the IGP data bases that they come from (`testdata/tables`), field by field:
//! the LSPs of IS-IS, the LSAs of OSPF, and the traffic engineering data base of each.
//!
//! Only fields with the same name are equal or not; tables say why a side has no such field.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr};

use serde_json::{Value, json};

use crate::link_state_attributes::left;
use crate::support::recorded;

mod bgp;
mod isis;
mod ospf;
mod ted;

/// Fields by name. Those of an attribute have the names of FRR's JSON.
type Fields = BTreeMap<String, Value>;

/// What a data base says, by what it says it of.
#[derive(Default)]
pub(crate) struct Database {
    entries: BTreeMap<String, Fields>,
}

impl Database {
    fn add(&mut self, key: &str, field: &str, value: Value) {
        let fields = self.entries.entry(key.to_owned()).or_default();
        if let Some(before) = fields.insert(field.to_owned(), value.clone()) {
            assert_eq!(before, value, "{key}: {field}");
        }
    }

    /// Adds to a list.
    fn push(&mut self, key: &str, field: &str, value: Value) {
        let fields = self.entries.entry(key.to_owned()).or_default();
        let list = fields.entry(field.to_owned()).or_insert(json!([]));
        list.as_array_mut().unwrap().push(value);
    }
}

/// What is behind a name in a line.
fn after<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(name)?;
    Some(rest.trim())
}

/// The word behind a name in a line, without a comma.
fn word<'a>(line: &'a str, name: &str) -> &'a str {
    let rest = after(line, name).unwrap_or_else(|| panic!("{name}: {line}"));
    let words = rest.split([' ', '\t', ',', ')']);
    words.into_iter().next().unwrap()
}

/// The number behind a name.
fn number(line: &str, name: &str) -> Value {
    json!(word(line, name).parse::<u32>().unwrap())
}

/// Administrative groups. FRR writes the last word first (RFC 7308, section 2.1).
fn groups(text: &str) -> Value {
    let words = text.trim_start_matches("0x").split_whitespace().rev();
    words
        .map(|word| u32::from_str_radix(word, 16).unwrap())
        .collect()
}

/// Loss in its unit of 0.000003 % (RFC 8570, section 4.4).
fn loss(line: &str, name: &str) -> Value {
    let percent: f64 = word(line, name).parse().unwrap();
    json!((percent / 0.000_003).round() as u32)
}

/// Bandwidths behind `[0]:` to `[7]:`, two in a line.
fn unreserved(line: &str) -> Option<Vec<Value>> {
    let numbers = line
        .trim()
        .starts_with('[')
        .then(|| line.split("]:").skip(1))?;
    let number = |text: &str| {
        json!(
            text.trim()
                .split(' ')
                .next()
                .unwrap()
                .parse::<f64>()
                .unwrap()
        )
    };
    Some(numbers.map(number).collect())
}

/// The fields of a line of a link that all data bases write in almost the same way: name of the line, name of the field.
#[rustfmt::skip]
const OF_LINKS: &[(&str, &str)] = &[
    ("Maximum Bandwidth:", "maxLinkBandwidth"),
    ("Maximum Reservable Bandwidth:", "maxResvLinkBandwidth"),
    ("Unidir. Residual Bandwidth:", "residualBandwidth"),
    ("Unidir. Available Bandwidth:", "availableBandwidth"),
    ("Unidir. Utilized Bandwidth:", "utilizedBandwidth"),
    ("Unidirectional Residual Bandwidth:", "residualBandwidth"),
    ("Unidirectional Available Bandwidth:", "availableBandwidth"),
    ("Unidirectional Utilized Bandwidth:", "utilizedBandwidth"),
    ("Residual Bandwidth:", "residualBandwidth"),
    ("Available Bandwidth:", "availableBandwidth"),
    ("Utilized Bandwidth:", "utilizedBandwidth"),
    ("Traffic Engineering Metric:", "teMetric"),
    ("TE Metric:", "teMetric"),
    ("Normal Average Link Delay:", "delay"),
    ("Average Link Delay:", "delay"),
    ("Delay Variation:", "jitter"),
];

/// Adds the fields of a line of a link. Returns whether there are some.
fn of_link(database: &mut Database, key: &str, line: &str) -> bool {
    if let Some(numbers) = unreserved(line) {
        let classes = database
            .entries
            .get(key)
            .and_then(|link| link.get("unreservedBandwidth"));
        let first = classes.map_or(0, |classes| classes.as_array().unwrap().len());
        for (class, number) in (first..).zip(numbers) {
            database.push(
                key,
                "unreservedBandwidth",
                json!({format!("classType{class}"): number}),
            );
        }
        return true;
    }
    for (name, field) in OF_LINKS {
        if line.trim().starts_with(name) {
            let text = word(line, name);
            let value = match text.parse::<u32>() {
                Ok(number) if !field.ends_with("Bandwidth") => json!(number),
                _ => json!(text.parse::<f64>().unwrap()),
            };
            database.add(key, field, value);
            return true;
        }
    }
    if line.contains("Min/Max Link Delay:") {
        let (least, most) = after(line, "Delay:").unwrap().split_once('/').unwrap();
        database.add(key, "minDelay", json!(least.trim().parse::<u32>().unwrap()));
        database.add(key, "maxDelay", number(most.trim(), ""));
    } else if line.contains("Link Packet Loss:") || line.contains("Link Loss:") {
        database.add(key, "loss", loss(line, "Loss:"));
    } else if line.contains("Ext Admin Group:") {
        database.add(
            key,
            "extendedAdminGroup",
            groups(after(line, "Group:").unwrap()),
        );
    } else if line.contains("Admin Group:") || line.contains("Resource class/color:") {
        let number = groups(after(line, ": ").unwrap());
        database.add(key, "adminGroup", number[0].clone());
    } else {
        return false;
    }
    true
}

/// What a route of FRR's JSON is of, and its fields beside that.
fn entry(route: &Value, attribute: &Value) -> (String, Fields) {
    let mut fields = Fields::new();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let router = |node: &Value| {
        text(&node["igpRouterId"])
            .trim_end_matches(".00")
            .to_owned()
    };
    let local = &route["localNodeDescriptors"];
    let link = &route["linkDescriptors"];
    let of = match route["nlriType"].as_str().unwrap() {
        "node" => String::new(),
        "link" => {
            let addresses = ["ipv4InterfaceAddress", "ipv6InterfaceAddress"];
            let remote = router(&route["remoteNodeDescriptors"]);
            fields.insert("remoteNode".to_owned(), json!(remote));
            for name in ["ipv4NeighborAddress", "ipv6NeighborAddress"] {
                if let Some(address) = link.get(name) {
                    fields.insert("neighborAddress".to_owned(), address.clone());
                }
            }
            let address = addresses.iter().find_map(|name| link.get(*name));
            text(address.unwrap())
        }
        "srv6Sid" => text(&route["srv6SidDescriptors"]["srv6SidValue"]),
        _ => text(&route["prefixDescriptors"]["ipReachabilityInformation"]),
    };
    for part in ["linkDescriptors", "prefixDescriptors", "srv6SidDescriptors"] {
        if let Some(id) = route[part].get("multiTopologyId") {
            let id = id.get(0).unwrap_or(id);
            fields.insert("multiTopologyId".to_owned(), id.clone());
        }
    }
    if let Some(area) = local.get("ospfAreaId") {
        // FRR writes it in the order of this machine.
        let area: Ipv4Addr = area.as_str().unwrap().parse().unwrap();
        let area = Ipv4Addr::from(u32::from(area).swap_bytes());
        fields.insert("ospfAreaId".to_owned(), json!(area));
    }
    for (name, value) in attribute.as_object().into_iter().flatten() {
        match value.as_object() {
            Some(parts) => {
                let parts = parts.iter();
                fields.extend(parts.map(|(part, value)| (format!("{name}.{part}"), value.clone())));
            }
            None => drop(fields.insert(name.clone(), value.clone())),
        }
    }
    let kind = match route["nlriType"].as_str().unwrap() {
        "node" => "node",
        "link" => "link",
        "srv6Sid" => "sid",
        _ => "prefix",
    };
    let key = format!("{kind} {} {} {of}", route["protocolId"], router(local));
    (key.trim().to_owned(), fields)
}

/// What was compared, and what differs.
#[derive(Debug, Default, PartialEq)]
struct Compared {
    /// Routes that the data base has, too.
    routes: usize,
    /// Values that are equal.
    values: usize,
    /// Lists of which one side has more.
    partly: BTreeSet<String>,
    /// Values that are not: of what, the field, in BGP-LS, in the data base.
    different: BTreeSet<String>,
    /// Fields that only BGP-LS has, and how often.
    only_bgp_ls: BTreeMap<String, usize>,
    /// Fields that only the data base has, and how often.
    only_igp: BTreeMap<String, usize>,
    /// Routes that the data base does not have.
    routes_of_bgp_ls: BTreeSet<String>,
    /// What only the data base has.
    routes_of_igp: BTreeSet<String>,
}

/// How many values two sides share, if none of those that both have differs. Of lists, each element of ours must be in theirs.
fn shared(ours: &Value, theirs: &Value) -> Option<usize> {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            let both = ours
                .iter()
                .filter_map(|(name, ours)| Some((ours, theirs.get(name)?)));
            both.map(|(ours, theirs)| shared(ours, theirs)).sum()
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            let most = |ours| {
                theirs
                    .iter()
                    .filter_map(|theirs| shared(ours, theirs))
                    .max()
            };
            ours.iter().map(most).sum()
        }
        _ => (ours == theirs).then_some(1),
    }
}

/// Compares BGP-LS with a data base. One that does not tell the levels of IS-IS apart has `-` for the protocol.
fn compare(bgp_ls: &BTreeMap<String, Value>, database: &Database) -> Compared {
    let mut compared = Compared::default();
    let mut seen = BTreeSet::new();
    for (route, attribute) in bgp_ls {
        let (mut key, ours) = entry(&serde_json::from_str(route).unwrap(), attribute);
        if !database.entries.contains_key(&key) {
            let words: Vec<&str> = key.split(' ').collect();
            let any = [&[words[0], "-"], &words[2..]].concat().join(" ");
            if database.entries.contains_key(&any) {
                key = any;
            }
        }
        let Some(theirs) = database.entries.get(&key) else {
            compared.routes_of_bgp_ls.insert(key);
            continue;
        };
        seen.insert(key.clone());
        compared.routes += 1;
        for (field, value) in &ours {
            let Some(other) = theirs.get(field) else {
                *compared.only_bgp_ls.entry(field.clone()).or_default() += 1;
                continue;
            };
            match shared(value, other) {
                Some(values) => {
                    compared.values += values;
                    if value != other {
                        compared.partly.insert(format!("{key} {field}"));
                    }
                }
                None => {
                    let differs = format!("{key} {field}: {value} for {other}");
                    compared.different.insert(differs);
                }
            }
        }
        for field in theirs.keys().filter(|field| !ours.contains_key(*field)) {
            *compared.only_igp.entry(field.clone()).or_default() += 1;
        }
    }
    let keys = database.entries.keys().filter(|key| !seen.contains(*key));
    compared.routes_of_igp = keys.cloned().collect();
    compared
}

/// The fields that are compared with a data base, of all captures.
#[cfg(feature = "serde")]
pub(crate) fn fields() -> BTreeSet<String> {
    let isis = left("gobgp-4.8.0-ls-isis.bmp.zst");
    let ospf = left("gobgp-4.8.0-ls-ospf.bmp");
    let pairs = [
        (
            isis.at("gobgp-4.8.0-ls-isis.frr-rib.json.zst"),
            isis::database(&text("gobgp-4.8.0-ls-isis.isis.txt.zst")),
        ),
        (
            ospf.at("gobgp-4.8.0-ls-ospf.frr-rib.json.zst"),
            ospf::database(&text("gobgp-4.8.0-ls-ospf.ospf.txt.zst")),
        ),
    ];
    let mut fields = BTreeSet::new();
    for (bgp_ls, database) in pairs {
        for (route, attribute) in bgp_ls {
            let (key, ours) = entry(&serde_json::from_str(route).unwrap(), attribute);
            if let Some(theirs) = database.entries.get(&key) {
                fields.extend(ours.into_keys().filter(|field| theirs.contains_key(field)));
            }
        }
    }
    fields
}

/// What differs, with the reason.
fn names(of: &[(&str, &str)]) -> BTreeSet<String> {
    of.iter().map(|(name, _)| (*name).to_owned()).collect()
}

/// Fields of one side, how often they are there, and the reason.
fn counts(of: &[(&str, usize, &str)]) -> BTreeMap<String, usize> {
    let of = of.iter();
    of.map(|(name, count, _)| ((*name).to_owned(), *count))
        .collect()
}

/// The text of a table.
fn text(name: &str) -> String {
    String::from_utf8(recorded::table(name)).unwrap()
}

/// The network of an address with a length.
fn network(text: &str) -> String {
    let (address, bits) = text.split_once('/').unwrap();
    let bits: u32 = bits.parse().unwrap();
    match address.parse().unwrap() {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
            format!("{}/{bits}", Ipv4Addr::from(u32::from(address) & mask))
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - bits).unwrap_or(0);
            format!(
                "{}/{bits}",
                std::net::Ipv6Addr::from(u128::from(address) & mask)
            )
        }
    }
}
