//! Every field of every kind of route, changed alone: the key is another one, unless the field is none of the key.

use std::collections::{BTreeMap, BTreeSet};

use bmp_codec::bgp::nlri::{Family, Nlri, RouteKey};
use serde_json::{Value, json};

use crate::support::built;

/// What is not part of the key: family, and where in the route. By hand from the RFCs that the crate names.
const NOT_KEY: &[(&str, &str)] = &[
    // RFC 8277, RFC 4364, RFC 9832.
    ("vpn_ipv4_unicast", "labels"),
    ("vpn_ipv6_unicast", "labels"),
    ("ipv4_labeled_unicast", "labels"),
    ("ipv6_labeled_unicast", "labels"),
    ("ipv4_classful_transport", "labels"),
    ("ipv6_classful_transport", "labels"),
    // RFC 6514 has no label there.
    ("vpn_ipv4_multicast", "label"),
    // RFC 4761.
    ("l2vpn_vpls", "label_block/ve_block_size"),
    ("l2vpn_vpls", "label_block/label_base"),
    ("l2vpn_vpls", "label_block/rest"),
    // RFC 7432.
    ("l2vpn_evpn", "ethernet_auto_discovery/label"),
    ("l2vpn_evpn", "mac_ip/esi"),
    ("l2vpn_evpn", "mac_ip/label1"),
    ("l2vpn_evpn", "mac_ip/label2"),
    // RFC 9136.
    ("l2vpn_evpn", "ip_prefix/esi"),
    ("l2vpn_evpn", "ip_prefix/gateway"),
    ("l2vpn_evpn", "ip_prefix/label"),
    // RFC 9251.
    ("l2vpn_evpn", "selective_multicast/flags"),
    ("l2vpn_evpn", "membership_report_synch/flags"),
    ("l2vpn_evpn", "leave_synch/reserved"),
    ("l2vpn_evpn", "leave_synch/maximum_response_time"),
    ("l2vpn_evpn", "leave_synch/flags"),
    // draft-ietf-bess-mup-safi.
    ("ipv4_mup", "type1_session_transformed/teid"),
    ("ipv4_mup", "type1_session_transformed/qfi"),
    ("ipv4_mup", "type1_session_transformed/endpoint"),
    ("ipv4_mup", "type1_session_transformed/source"),
    ("ipv4_mup", "type1_session_transformed/tlvs"),
    ("ipv4_mup", "type2_session_transformed/tlvs"),
    // RFC 9871.
    ("ipv4_car", "tlvs"),
    ("ipv6_car", "tlvs"),
    // draft-tantsura-idr-unreachability-safi.
    ("ipv4_unreachability", "tlvs"),
    ("ipv6_unreachability", "tlvs"),
];

/// What a field may be in place of what it is, if it can be that.
fn others(value: &Value) -> Vec<Value> {
    const TEXTS: &[&str] = &[
        "198.18.99.0/24",
        "2001:db8:99::/48",
        "192.0.2.99",
        "2001:db8::99",
        "65001:99",
        "00:00:5e:00:53:99",
        "01:11:22:33:44:55:66:77:88:99",
        "none",
        "777",
        "rt:65000:101",
        "aabb",
        "0c02abcd",
        "02080000fde800000065",
        "0000fde8000000640008",
        "<",
        ">",
        "label-index",
        "0000.0000.0099",
        "ospfv3",
        "nssa-1",
        "redistributed",
        "pcep",
    ];
    let texts = TEXTS.iter().map(|text| json!(text));
    match value {
        Value::Bool(bit) => vec![json!(!bit)],
        Value::Number(number) => {
            let number = number.as_u64().unwrap();
            [number ^ 1, number + 7, 2, 4, 8, 64, 96, 111]
                .map(|other| json!(other))
                .into()
        }
        Value::Null => texts.chain([json!(7)]).collect(),
        Value::Array(elements) => {
            // One less, and the first one twice.
            let less = elements.iter().skip(1).cloned().collect();
            let twice = elements.iter().take(1).chain(elements).cloned().collect();
            vec![Value::Array(less), Value::Array(twice)]
        }
        _ => texts.collect(),
    }
}

/// All that may be changed alone in a value: where it is, and the value with that changed.
fn changed(value: &Value, path: &str, found: &mut Vec<(String, Value)>) {
    if !value.is_object() {
        found.extend(
            others(value)
                .into_iter()
                .map(|other| (path.to_owned(), other)),
        );
    }
    let mut inside = |name: &str, place: &dyn Fn(Value) -> Value, value: &Value| {
        let mut within = Vec::new();
        let path = if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}/{name}")
        };
        changed(value, &path, &mut within);
        found.extend(within.into_iter().map(|(path, value)| (path, place(value))));
    };
    match value {
        Value::Object(fields) => {
            for (name, own) in fields {
                let place = |other| {
                    let mut value = value.clone();
                    value[name] = other;
                    value
                };
                inside(name, &place, own);
            }
        }
        Value::Array(elements) => {
            for (index, own) in elements.iter().enumerate() {
                let place = |other| {
                    let mut value = value.clone();
                    value[index] = other;
                    value
                };
                inside(&index.to_string(), &place, own);
            }
        }
        _ => {}
    }
}

/// The routes of a family that say this, and the key of them; none where no route does.
fn read(family: &str, route: &Value) -> Option<(Nlri, RouteKey)> {
    let text = json!({ family: [{"path_id": null, "nlri": route}] });
    let nlri: Nlri = serde_json::from_value(text).ok()?;
    let key = {
        let mut keys = nlri.any_routes().keys();
        let key = keys.next()?.ok()?.to_owned();
        assert!(keys.next().is_none());
        key
    };
    Some((nlri, key))
}

#[test]
fn changed_alone() {
    let (mut tried, mut all) = (BTreeMap::new(), BTreeSet::new());
    for (family, routes) in built::ROUTES {
        for route in *routes {
            let route: Value = serde_json::from_str(route).unwrap();
            let (nlri, key) = read(family, &route).unwrap();
            all.insert(key.clone());
            let mut variants = Vec::new();
            changed(&route, "", &mut variants);
            for (path, other) in variants {
                // With a label, and a prefix that is that short, it reads as a route without one.
                if (*family, &*path) == ("vpn_ipv6_multicast", "label") {
                    continue;
                }
                let tries: &mut u32 = tried.entry((*family, path.clone())).or_default();
                let Some((other_nlri, other_key)) = read(family, &other) else {
                    continue;
                };
                if other_nlri == nlri {
                    continue;
                }
                *tries += 1;
                let counts = !NOT_KEY.iter().any(|(of, prefix)| {
                    of == family
                        && path
                            .strip_prefix(prefix)
                            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                });
                assert_eq!(key != other_key, counts, "{family} {path}: {other}");
            }
        }
    }
    // The same route with a label and without one.
    let routes: usize = built::ROUTES.iter().map(|(_, routes)| routes.len()).sum();
    assert_eq!(all.len(), routes - 1);
    let never: Vec<_> = tried
        .iter()
        .filter(|(_, tries)| **tries == 0)
        .map(|((family, path), _)| (*family, &**path))
        .collect();
    // Nothing is in these lists.
    let empty = [
        "ipv6_car",
        "ipv6_unreachability",
        "vpn_ipv4_car",
        "vpn_ipv6_car",
    ];
    assert_eq!(never, empty.map(|family| (family, "tlvs")));
    for field in NOT_KEY {
        assert!(
            tried.contains_key(&(field.0, field.1.to_owned())),
            "{field:?}"
        );
    }
    // Each family whose routes are typed is among them.
    let families: BTreeSet<_> = all.iter().map(RouteKey::family).collect();
    for family in Family::TYPED {
        assert!(families.contains(family), "{family}");
    }
}
