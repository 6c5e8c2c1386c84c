//! BGP-LS that GoBGP 4.8.0 received, against what it says of it: `gobgp global rib -a ls -j` (`testdata/tables`), every field.
//!
//! Its table has the text of a route as key. Routes that differ in what the text leaves out are one entry there.

use std::collections::{BTreeMap, BTreeSet};

use bmp_codec::Encode;
use bmp_codec::bgp::Update;
use bmp_codec::bgp::nlri::{LinkState, Nlri, RouteKey};
use serde_json::{Value, json};

use crate::link_state::updates;
use crate::link_state_attributes::leaves;
use crate::support::recorded;

pub(crate) mod attributes;
mod routes;

/// What an entry has that no UPDATE says.
const NOT_SENT: [(&str, &str); 7] = [
    ("age", "when the route came"),
    ("best", "a choice of its table"),
    ("stale", "a state of its table"),
    ("RemoteID", "no ADD-PATH here"),
    ("LocalID", "a number of its table"),
    ("peer-id", "of the session"),
    ("peer-address", "of the session"),
];

/// The entry of a route beside what is not sent.
fn entry(route: &LinkState<&[u8]>, update: &Update<&[u8]>) -> Value {
    let attributes = &update.path_attributes;
    let nlri = json!({
        "type": route.route_type(), "length": route.encoded_len() - 4,
        "nlri": routes::text(route, false),
    });
    let segments = attributes.as_path().unwrap().unwrap();
    let segment = |asns: Vec<u32>| json!({"segment_type": 2, "num": asns.len(), "asns": asns});
    let segments = segments
        .segments()
        .map(|each| segment(each.asns.map(|asn| asn.0).collect()));
    let reach = attributes.mp_reach().unwrap().unwrap();
    let mut all = vec![
        json!({"type": 1, "value": attributes.origin().unwrap().unwrap() as u8}),
        json!({"type": 2, "as_paths": segments.collect::<Vec<_>>()}),
        // Its policy adds this community to all routes.
        json!({"type": 8, "communities": [64496_u32 << 16 | 1]}),
        json!({
            "type": 14, "nexthop": reach.next_hop.to_string(), "afi": 16388, "safi": 71,
            "value": [{"NLRI": nlri, "ID": 0}],
        }),
    ];
    if let Some(tlvs) = attributes.link_state().unwrap() {
        all.push(attributes::attribute(&tlvs));
    }
    json!({"Family": 0, "nlri": nlri, "attrs": all})
}

/// What it shows: an entry for each text.
fn shown(name: &str) -> BTreeMap<String, Value> {
    let rib: Value = serde_json::from_slice(&recorded::table(name)).unwrap();
    let entry = |(text, paths): (&String, &Value)| {
        let [path] = &paths.as_array().unwrap()[..] else {
            panic!("{paths}")
        };
        let mut path = path.as_object().unwrap().clone();
        for (field, _) in NOT_SENT {
            path.remove(field).unwrap();
        }
        (text.clone(), path.into())
    };
    rib.as_object().unwrap().iter().map(entry).collect()
}

/// Routes of a table by text, and what they are.
type Entries = BTreeMap<String, Vec<Value>>;

/// The tables after each UPDATE of a capture.
fn tables(capture: &str) -> Vec<Entries> {
    let mut routes: BTreeMap<RouteKey, (String, Value)> = BTreeMap::new();
    let mut tables = Vec::new();
    updates(capture, |update| {
        for key in update.withdrawn().keys() {
            routes.remove(&key.unwrap().to_owned());
        }
        if let Ok(Some(reach)) = update.path_attributes.mp_reach() {
            let Nlri::LinkState(list) = &reach.nlri else {
                panic!("{}", reach.nlri.family());
            };
            let keys = update.announced().keys().map(Result::unwrap);
            for (each, key) in list.iter().map(Result::unwrap).zip(keys) {
                let text = routes::text(&each.nlri, true);
                routes.insert(key.to_owned(), (text, entry(&each.nlri, update)));
            }
        }
        let mut table = Entries::new();
        for (text, entry) in routes.values() {
            table.entry(text.clone()).or_default().push(entry.clone());
        }
        tables.push(table);
    });
    tables
}

/// How much of a table was compared.
#[derive(Debug, PartialEq)]
struct Compared {
    /// The routes of the UPDATEs.
    routes: usize,
    /// The entries of its table.
    entries: usize,
    /// The values of its table.
    values: usize,
}

/// Checks that it shows what one of the tables contains.
fn compare(tables: &[Entries], name: &str) -> Compared {
    let shown = shown(name);
    let differences = |table: &Entries| -> BTreeSet<String> {
        let texts = table.keys().chain(shown.keys());
        let differs = |text: &&String| match (table.get(*text), shown.get(*text)) {
            (Some(ours), Some(shown)) => !ours.contains(shown),
            _ => true,
        };
        texts.filter(differs).cloned().collect()
    };
    let closest = tables.iter().rev();
    let closest = closest.min_by_key(|table| differences(table).len());
    let closest = closest.unwrap();
    for text in differences(closest) {
        let ours = closest.get(&text).and_then(|entries| entries.first());
        println!(
            "{text}\n  ours:  {}\n  GoBGP: {}",
            json!(ours),
            json!(shown.get(&text))
        );
    }
    assert!(differences(closest).is_empty(), "{name}");
    Compared {
        routes: closest.values().map(Vec::len).sum(),
        entries: shown.len(),
        values: shown.values().map(leaves).sum(),
    }
}

fn compared(routes: usize, entries: usize, values: usize) -> Compared {
    Compared {
        routes,
        entries,
        values,
    }
}

/// The text of a node or prefix of BGP has no BGP Router-ID, so 111 routes are 42 entries. Each of them is one of the routes
/// with its text.
#[test]
fn of_bgp_alone() {
    let tables = tables("gobgp-4.8.0-ls-fabric.bmp");
    let end = compare(&tables, "gobgp-4.8.0-ls-fabric.rib-end.json.zst");
    assert_eq!(end, compared(85, 39, 796));
    let full = compare(&tables, "gobgp-4.8.0-ls-fabric.rib.json.zst");
    assert_eq!(full, compared(111, 42, 858));
}

#[test]
fn of_isis() {
    let tables = tables("gobgp-4.8.0-ls-isis.bmp.zst");
    let full = compare(&tables, "gobgp-4.8.0-ls-isis.rib.json.zst");
    assert_eq!(full, compared(64, 64, 1876));
    let end = compare(&tables, "gobgp-4.8.0-ls-isis.rib-end.json.zst");
    assert_eq!(end, compared(64, 64, 1876));
}

#[test]
fn of_ospf() {
    let tables = tables("gobgp-4.8.0-ls-ospf.bmp");
    let full = compare(&tables, "gobgp-4.8.0-ls-ospf.rib.json.zst");
    assert_eq!(full, compared(16, 16, 448));
    let end = compare(&tables, "gobgp-4.8.0-ls-ospf.rib-end.json.zst");
    assert_eq!(end, compared(14, 14, 398));
}

/// Another GoBGP made these routes, as `gobgp-4.8.0-ls-gobgp.notes` says.
#[test]
fn of_its_own_command_line() {
    let tables = tables("gobgp-4.8.0-ls-gobgp.bmp");
    let full = compare(&tables, "gobgp-4.8.0-ls-gobgp.rib.json.zst");
    assert_eq!(full, compared(13, 13, 322));
    // `gobgp global rib -a ls`, also after six withdrawals: the text of the route, then two spaces or more.
    let routes = |name: &str| -> BTreeSet<String> {
        let text = String::from_utf8(recorded::table(name)).unwrap();
        let lines = text.lines().filter_map(|line| line.strip_prefix("*> "));
        lines
            .map(|line| {
                line[..line.find(" 198.51.100.2 ").unwrap()]
                    .trim_end()
                    .to_owned()
            })
            .collect()
    };
    let was = |name: &str| {
        let shown = routes(name);
        assert!(
            tables.iter().any(|table| table.keys().eq(&shown)),
            "{shown:#?}"
        );
        shown.len()
    };
    assert_eq!(was("gobgp-4.8.0-ls-gobgp.rib.txt.zst"), 13);
    assert_eq!(was("gobgp-4.8.0-ls-gobgp.rib-end.txt.zst"), 7);
}

/// The member ASes of a link, which its table does not show, are those of the command: `local-bgp-confederation-member 65101` and
/// `remote-bgp-confederation-member 65102`.
#[test]
fn member_ases() {
    let mut members = BTreeSet::new();
    updates("gobgp-4.8.0-ls-gobgp.bmp", |update| {
        if let Ok(Some(reach)) = update.path_attributes.mp_reach() {
            members.extend(routes::members(&reach.nlri));
        }
    });
    assert_eq!(members, BTreeSet::from([(65101, 65102)]));
}

/// Each of the TLVs that its table does not show was sent.
#[test]
fn not_shown() {
    let mut sent = BTreeSet::new();
    updates("gobgp-4.8.0-ls-isis.bmp.zst", |update| {
        let tlvs = update.path_attributes.link_state().unwrap();
        sent.extend(tlvs.iter().flatten().map(|tlv| tlv.unwrap().tlv_type()));
    });
    for (tlv_type, name) in attributes::NOT_SHOWN {
        assert!(sent.contains(&tlv_type), "{name}");
    }
}
