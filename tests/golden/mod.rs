//! Golden frames: every value that tshark reads in them is what is decoded, field by field.
//!
//! What is decoded is told in the words of `testdata/README.md`, and has to be the same as the file beside the frame.
//! What tshark itself reads wrong is named in `tshark_wrong` there, and its value comes from the octets by hand.

#[cfg(feature = "serde")]
mod fields;
mod tell_bgp;
mod tell_bmp;
mod tell_nlri;

use std::collections::BTreeSet;

use bmp_codec::bgp::attribute::ExtendedCommunity;
use bmp_codec::bmp;
use bmp_codec::wire::Fixed;
use serde_json::{Map, Value};

use crate::support::{forms, hand, recorded, walk};

/// What the files say beside the values: of the file itself, and in the words of tshark. [`fields`] compares those.
const BESIDE: [&str; 5] = ["what", "capture", "message", "session", "tshark_wrong"];

/// Compares value by value, and writes down where one is another.
fn compare(at: &str, expected: &Value, found: &Value, differences: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            let of = |map: &Map<String, Value>, name| map.get(name).cloned().unwrap_or_default();
            for name in BTreeSet::from_iter(expected.keys().chain(found.keys())) {
                // Where tshark does not read the value of a capability, there are its octets.
                let unread = name == "value" && !expected.contains_key(name);
                let elsewhere = ["text", "fields", "by_hand"].contains(&name.as_str())
                    && at.contains(".attributes[");
                if !BESIDE.contains(&name.as_str()) && !unread && !elsewhere {
                    let at = format!("{at}.{name}");
                    compare(&at, &of(expected, name), &of(found, name), differences);
                }
            }
        }
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            for (place, (expected, found)) in expected.iter().zip(found).enumerate() {
                compare(&format!("{at}[{place}]"), expected, found, differences);
            }
        }
        (expected, found) if expected == found => {}
        (expected, found) => differences.push(format!("{at}: {expected}, but found {found}")),
    }
}

#[test]
fn every_value_is_what_tshark_reads() {
    let mut differences = Vec::new();
    for frame in recorded::frames() {
        let message = bmp::Message::decode(&frame.octets, frame.session()).unwrap();
        let told = tell_bmp::message(&message, &frame.octets);
        compare(&frame.name, &frame.says, &told, &mut differences);
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn every_frame_is_exact_in_all_forms() {
    for frame in recorded::frames() {
        let message = bmp::Message::decode(&frame.octets, frame.session()).unwrap();
        forms::check(&message, &frame.octets);
        #[cfg(feature = "serde")]
        {
            forms::check_binary(&message, &frame.octets);
            forms::check_exact_json(&message, &frame.octets);
        }
        walk::print(&message);
    }
}

/// The attributes that tshark calls malformed are errors, and no others are.
#[test]
fn malformed_is_what_is_named_so() {
    for frame in recorded::frames() {
        let message = bmp::Message::decode(&frame.octets, frame.session()).unwrap();
        let mut walk = walk::Walk::default();
        walk.bmp(&message);
        let malformed = [
            "mirroring-malformed-as-path",
            "mirroring-malformed-overrun",
            "monitoring-malformed-communities",
            "monitoring-malformed-next-hop",
            "monitoring-malformed-origin",
            "peer-down-remote-no-notification",
            "peer-up-header-only-opens",
        ];
        assert_eq!(
            walk.errors > 0,
            malformed.contains(&frame.name.as_str()),
            "{}: {} errors",
            frame.name,
            walk.errors
        );
        // A key of GRE in eight octets, where RFC 9012 has four.
        let inside = usize::from(frame.name == "monitoring-tunnel-encapsulation");
        assert_eq!(walk.inside, inside, "{}", frame.name);
    }
}

/// The text of route targets, which tshark writes as `Route Target: 65000:1 […]`, with an AS number of four octets
/// in two ways: `1.15(65551):1`.
#[test]
fn route_targets_in_text() {
    let mut targets = 0;
    for frame in recorded::frames() {
        let attributes = frame.says["update"]["attributes"].as_array();
        for attribute in attributes.into_iter().flatten() {
            if attribute["code"] != 16 {
                continue;
            }
            for community in attribute["value"].as_array().unwrap() {
                let text = community["text"].as_str().unwrap();
                let Some(target) = text.strip_prefix("Route Target: ") else {
                    continue;
                };
                let target = target.split(" [").next().unwrap();
                let target = match target.split_once('(') {
                    Some((_, target)) => target.replace(')', ""),
                    None => target.to_owned(),
                };
                let octets = hand::hex(community["octets"].as_str().unwrap());
                let found = ExtendedCommunity::from_octets(octets.try_into().unwrap());
                assert_eq!(found.to_string(), format!("rt:{target}"), "{}", frame.name);
                targets += 1;
            }
        }
    }
    assert!(targets > 5);
}
