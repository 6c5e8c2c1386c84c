//! The tables at the end of a stream equal those that the router showed at that time: `testdata/tables/NAME-tables.json.zst`,
//! which `testdata/router_tables.py` made of `show bgp`, `gobgp global rib`, `gobgp neighbor adj-in` and `birdc show route`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::testdata;
use crate::lookup::args::Args;
use clap::Parser;

/// A view: the routes by their prefixes.
type View = BTreeMap<String, Value>;

/// What the router showed.
fn shown(name: &str) -> BTreeMap<String, View> {
    let text = testdata(&format!("tables/{name}-tables.json.zst"));
    serde_json::from_slice(&text).unwrap()
}

/// What the first so many bytes of its stream lead to, by the names of the router's views. Of several routes with path
/// identifiers to one prefix it is that with the highest one; the second value is the number of the others.
fn led_to(name: &str, octets: usize) -> (BTreeMap<String, View>, usize) {
    let stream = testdata(&format!("captures/{name}-tables.bmp.zst"));
    let file = tempfile::NamedTempFile::with_suffix(".bmp").unwrap();
    std::fs::write(file.path(), &stream[..octets]).unwrap();
    let args = Args::try_parse_from(["routes", &file.path().display().to_string(), "--json"]);
    let (mut out, mut errors) = (Vec::new(), Vec::new());
    assert!(crate::lookup::run(&args.unwrap(), &mut out, &mut errors).unwrap());
    let mut views: BTreeMap<String, View> = BTreeMap::new();
    let mut others = 0;
    for line in String::from_utf8(out).unwrap().lines() {
        let route: Value = serde_json::from_str(line).unwrap();
        let rib = route["rib"].as_str().unwrap();
        let view = match rib {
            "loc-rib" => rib.to_owned(),
            _ => format!("{} {rib}", route["peer_ip"].as_str().unwrap()),
        };
        let mut communities: Vec<_> = route["communities"].as_array().unwrap().clone();
        communities.sort_by_key(Value::to_string);
        let fields = json!({
            "next_hop": route["next_hop"], "path": route["as_path"], "origin": route["origin"],
            "med": route["med"], "local_pref": route["local_pref"], "communities": communities,
        });
        let prefix = route["prefix"].as_str().unwrap().to_owned();
        let other = views.entry(view).or_default().insert(prefix, fields);
        others += usize::from(other.is_some());
    }
    (views, others)
}

/// Asserts that both have the same prefixes, and calls `each` with the values of the fields that are not equal: what the router
/// showed, and what its stream says.
fn compare(view: &str, shown: &View, said: &View, mut each: impl FnMut(&str, &Value, &Value)) {
    let prefixes = |view: &View| view.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(prefixes(shown), prefixes(said), "{view}");
    for (prefix, route) in shown {
        for (field, value) in route.as_object().unwrap() {
            let other = &said[prefix][field];
            if value != other {
                each(field, value, other);
            }
        }
    }
}

/// FRR 10.7.1: all prefixes of the Adj-RIB-Ins. Its UPDATEs of external peers have no LOCAL_PREF, whatever the policy set: it
/// is no attribute of theirs (RFC 4271, section 5.1.5).
#[test]
fn frr() {
    let (shown, (said, others)) = (shown("frr-10.7.1"), led_to("frr-10.7.1", 161_034));
    assert_eq!(others, 0);
    let mut preferences = 0;
    let mut routes = 0;
    for (view, shown) in &shown {
        if view == "loc-rib" {
            continue;
        }
        routes += shown.len();
        compare(view, shown, &said[view], |field, own, other| {
            assert_eq!((field, other), ("local_pref", &Value::Null), "{view}");
            // That of the community graceful-shutdown is 0.
            assert!(*own == json!(200) || *own == json!(0), "{own}");
            preferences += 1;
        });
    }
    assert_eq!((routes, preferences), (265, 42));
}

/// FRR 10.7.1 sends no withdrawal for its Loc-RIB when a peer goes down, or withdraws: what is not there any more stays. All
/// routes that it has are right.
#[test]
fn frr_loc_rib() {
    let (shown, (mut said, _)) = (shown("frr-10.7.1"), led_to("frr-10.7.1", 161_034));
    let (shown, said) = (&shown["loc-rib"], said.get_mut("loc-rib").unwrap());
    let all = said.len();
    said.retain(|prefix, _| shown.contains_key(prefix));
    assert_eq!(all - said.len(), 82);
    let mut preferences = 0;
    compare("loc-rib", shown, said, |field, own, other| {
        assert_eq!(
            (field, own, other),
            ("local_pref", &json!(200), &Value::Null)
        );
        preferences += 1;
    });
    assert_eq!((shown.len(), preferences), (114, 41));
    // No message withdraws one of them.
    let stream = testdata("captures/frr-10.7.1-tables.bmp.zst");
    let mut peers = bmp_codec::bmp::PeerTable::default();
    for frame in bmp_codec::bmp::frames(&stream) {
        let message = peers.decode(frame.unwrap()).unwrap();
        if let bmp_codec::bmp::Message::RouteMonitoring(monitoring) = message
            && monitoring.peer.is_loc_rib()
        {
            assert_eq!(monitoring.update.unwrap().withdrawn().count(), 0);
        }
    }
}

/// GoBGP: everything is equal, with all attributes: Adj-RIB-In before and after the policy, and Loc-RIB. But if the best route
/// becomes that of another peer, which has another path identifier, GoBGP announces it, and does not withdraw the one before:
/// here of four prefixes.
#[test]
fn gobgp() {
    for (name, octets) in [("gobgp-4.8.0", 117_239), ("gobgp-3.10.0", 115_314)] {
        let (shown, (said, others)) = (shown(name), led_to(name, octets));
        assert_eq!(
            shown.keys().collect::<Vec<_>>(),
            said.keys().collect::<Vec<_>>()
        );
        let mut routes = 0;
        for (view, shown) in &shown {
            routes += shown.len();
            compare(view, shown, &said[view], |field, own, other| {
                panic!("{view} {field}: {own} and {other}");
            });
        }
        assert_eq!(routes, 382);
        // 3.10.0 has no path identifiers.
        assert_eq!(others, if name == "gobgp-4.8.0" { 4 } else { 0 });
    }
}

/// BIRD: it adds LOCAL_PREF 100 to what external peers send, in its import table and in BMP; RFC 7606, section 7.5, discards it.
/// `birdc` cuts long values.
#[test]
fn bird() {
    let (shown, (said, others)) = (shown("bird-2.20.0"), led_to("bird-2.20.0", 85_386));
    assert_eq!(others, 0);
    assert_eq!(
        shown.keys().collect::<Vec<_>>(),
        said.keys().collect::<Vec<_>>()
    );
    let (mut routes, mut preferences, mut cut) = (0, 0, 0);
    for (view, shown) in &shown {
        routes += shown.len();
        compare(view, shown, &said[view], |field, own, other| match field {
            "local_pref" => {
                assert!(view.ends_with("adj-rib-in-pre"), "{view}");
                assert_eq!((own, other), (&json!(100), &Value::Null));
                preferences += 1;
            }
            "path" => {
                let own = own.as_str().unwrap().trim_end_matches("...");
                assert!(
                    own.len() > 400 && other.as_str().unwrap().starts_with(own),
                    "{own}"
                );
                cut += 1;
            }
            "communities" => {
                let (own, other) = (own.as_array().unwrap(), other.as_array().unwrap());
                assert!(own.len() > 20 && own.iter().all(|one| other.contains(one)));
                cut += 1;
            }
            _ => panic!("{view} {field}: {own} and {other}"),
        });
    }
    assert_eq!((routes, preferences, cut), (264, 83, 10));
}
