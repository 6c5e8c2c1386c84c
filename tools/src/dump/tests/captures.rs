//! Every capture: the counts must be those of tshark.

use std::collections::BTreeMap;

use bmp_codec::bgp::nlri::Family;
use serde_json::Value;

use super::{capture, run, testdata};

fn expected() -> serde_json::Map<String, Value> {
    let text = std::fs::read_to_string(testdata("expected.json")).unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    all["captures"].as_object().unwrap().clone()
}

fn family(entry: &Value) -> (u64, u64) {
    (
        entry["afi"].as_u64().unwrap(),
        entry["safi"].as_u64().unwrap(),
    )
}

/// Unicast and multicast: tshark counts their routes.
fn is_counted((afi, safi): (u64, u64)) -> bool {
    matches!((afi, safi), (1 | 2, 1 | 2))
}

/// Returns the peers and families of a capture whose routes are not as their OPENs negotiated.
fn untrue(captures: &serde_json::Map<String, Value>, name: &str) -> Vec<Value> {
    match captures[name].get("add_path_untrue") {
        Some(Value::Array(untrue)) => untrue.clone(),
        _ => Vec::new(),
    }
}

fn counts_are_tsharks(name: &str, expected: &Value) {
    let outcome = run(&capture(name), &["--summary", "--json", "--round-trip"]);
    let summary = outcome.json();
    assert_eq!(outcome.errors, "", "{name}");
    assert_eq!(summary["messages"], expected["messages"], "{name}");
    if let Some(octets) = expected.get("octets") {
        assert_eq!(&summary["bytes"], octets, "{name}");
    }
    let all: u64 = expected["messages"]
        .as_object()
        .unwrap()
        .values()
        .map(|count| count.as_u64().unwrap())
        .sum();
    assert_eq!(summary["round_trip"]["messages"], all, "{name}");
    assert_eq!(summary["round_trip"]["exact"], all, "{name}");

    let found: BTreeMap<_, _> = summary["routes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|routes| (family(routes), routes))
        .collect();
    let wanted: BTreeMap<_, _> = expected["routes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|routes| (family(routes), routes))
        .collect();
    let (found_families, families): (Vec<_>, Vec<_>) =
        (found.keys().collect(), wanted.keys().collect());
    assert_eq!(found_families, families, "{name}");
    for (key, wanted) in wanted {
        for (count, number) in wanted.as_object().unwrap() {
            // For BGP-LS, tshark does not tell where a route ends.
            let untyped = !Family::TYPED.contains(&Family::new(key.0 as u16, key.1 as u8));
            if untyped && matches!(count.as_str(), "announced" | "withdrawn") {
                continue;
            }
            assert_eq!(&found[&key][count], number, "{name}: {key:?} {count}");
        }
        let (afi, safi) = (key.0 as u16, key.1 as u8);
        assert_eq!(found[&key]["family"], Family::new(afi, safi).to_string());
    }
    // No list of routes is malformed except those that are cut off.
    if expected["routes_cut_off"].is_null() {
        assert_eq!(summary["malformed"]["routes"], 0, "{name}");
    }
    let malformed = summary["malformed"].as_object().unwrap();
    let whole = malformed.values().all(|count| *count == 0);
    assert_eq!(outcome.whole, whole, "{name}");
}

#[test]
fn counts_of_all_captures() {
    let captures = expected();
    assert!(captures.len() > 60);
    for (name, expected) in &captures {
        // The one with 250,000 routes takes long without optimization.
        if name == "frr-10.7.1-full.bmp.zst" && cfg!(debug_assertions) {
            continue;
        }
        counts_are_tsharks(name, expected);
    }
}

/// If the routes of a peer are not as negotiated, each of its messages is marked so, and all are decoded.
#[test]
fn untrue_path_identifiers_are_contradicted() {
    let captures = expected();
    let mut messages = 0;
    for name in captures.keys() {
        let lists = untrue(&captures, name);
        let lists = lists.iter().filter(|list| is_counted(family(list)));
        for list in lists {
            let (afi, safi) = family(list);
            let family = format!("--family={afi}/{safi}");
            for message in list["messages"].as_array().unwrap() {
                // Counted from 0 there, from 1 here.
                let from = format!("--from={}", message.as_u64().unwrap() + 1);
                let outcome = run(&capture(name), &[&from, "--limit=1", &family]);
                let place = format!("{name}, message {message}: {}", outcome.out);
                assert!(outcome.whole, "{place}");
                for line in outcome.out.lines() {
                    assert!(line.ends_with(" [contradicted]"), "{place}");
                }
                let path_ids = list["path_identifiers"].as_bool().unwrap();
                assert_eq!(outcome.out.contains(" path-id "), path_ids, "{place}");
                messages += 1;
            }
        }
    }
    assert!(messages > 30, "{messages}");
}
