//! Lines: they must contain what tshark reads in the golden frames.

use serde_json::Value;

use super::{capture, lines, monitored, run, run_on, testdata, update};

#[test]
fn routes_with_all_columns() {
    let outcome = lines(&["monitoring-ipv4", "monitoring-ipv4-withdraw"], &[]);
    assert_eq!(
        outcome.out,
        "2026-11-22T21:48:28.000000Z 192.0.2.10      AS65550 adj-rib-in-pre  \
         + 198.18.0.0/24 via 192.0.2.10 path 65550 64999 origin igp [assumed]\n\
         2026-11-22T21:51:40.395557Z 192.0.2.13      AS64502 adj-rib-in-post \
         - 198.18.201.0/24 [assumed]\n"
    );
    assert!(outcome.whole);
}

/// The line of each frame, without time, peer and RIB.
#[test]
fn events() {
    for (names, wanted) in [
        (
            &["monitoring-large-communities"][..],
            "+ 198.18.12.0/24 via 192.0.2.10 path 65550 64999 origin igp \
             large-communities 64999:1:2 4294967295:4294967295:4294967295 65550:0:0 [assumed]",
        ),
        (
            &["monitoring-well-known-communities"],
            "+ 198.18.8.0/24 via 192.0.2.10 path 65550 64999 origin igp \
             communities graceful-shutdown blackhole no-export no-peer [assumed]",
        ),
        (
            &["monitoring-aggregator"],
            "+ 198.18.7.0/24 via 192.0.2.10 path 65550 origin igp atomic-aggregate \
             aggregator 65551 198.51.100.1 [assumed]",
        ),
        (
            &["monitoring-cluster-list"],
            "+ 198.18.72.0/24 via 192.0.2.12 path 64999 origin igp local-pref 150 \
             originator-id 10.0.0.99 cluster-list 10.0.0.98 10.0.0.97 10.0.0.96 [assumed]",
        ),
        (
            &["monitoring-two-octet-as"],
            "+ 2001:db8:115::/48 via 2001:db8:0:1::11 path 64501 23456 64999 \
             as4-path 64501 65551 64999 origin igp aggregator 23456 198.51.100.2 \
             as4-aggregator 65551 198.51.100.2 [assumed]",
        ),
        (
            &["monitoring-ipv6-link-local"],
            "+ 2001:db8:2001::/48 via 2001:db8:0:1::11 fe80::a path 64501 64999 origin igp [assumed]",
        ),
        (
            &["monitoring-confederation"],
            "+ 198.18.236.0/24 via 192.0.2.15 path (64801 64802) [64803] 64504 origin igp [assumed]",
        ),
        (
            &["monitoring-ipv6-end-of-rib"],
            "end-of-rib ipv6-unicast [assumed]",
        ),
        (
            &["initiation-string"],
            "initiation string \"This is OSKen BGP BMP message\"",
        ),
        (
            &["termination-permanently-closed"],
            "termination: permanently administratively closed",
        ),
        (
            &["peer-down-remote-notification"],
            "peer down: remote system closed with NOTIFICATION: \
             cease/administrative-shutdown \"maintenance, back at 5pm\"",
        ),
        (
            &["peer-down-local-event"],
            "peer down: local system closed, no NOTIFICATION: no event",
        ),
        (
            &["peer-up-ipv4"],
            "peer up local 192.0.2.1 port 179 remote port 35809 bgp-id 10.0.0.10 \
             hold-time sent 240 received 90 families ipv4-unicast ipv6-unicast \
             sent (Route Refresh; BGP Extended Message; Graceful Restart 120 s; 4-octet AS 64496; \
             Enhanced Route Refresh; Long-Lived Graceful Restart) \
             received (Route Refresh; 4-octet AS 65550; BGP Extended Message)",
        ),
        (
            &["peer-up-loc-rib-gobgp"],
            "peer up bgp-id 192.0.2.1 families ipv4-unicast add-path ipv4-unicast ipv6-unicast \
             sent (4-octet AS 64496; ADD-PATH ipv4-unicast both, ipv6-unicast both) \
             received (4-octet AS 64496; ADD-PATH ipv4-unicast both, ipv6-unicast both) table \"global\"",
        ),
        (
            &["peer-up-one-parameter"],
            "peer up local 192.0.2.1 port 179 remote port 36693 bgp-id 10.0.0.15 \
             hold-time sent 180 received 90 families ipv4-unicast ipv6-unicast \
             sent (Route Refresh; Enhanced Route Refresh; 4-octet AS 64496; BGP Extended Message; \
             ADD-PATH ipv4-unicast receive, ipv6-unicast receive; PATHS-LIMIT ipv4-unicast 0, ipv6-unicast 0; \
             FQDN \"rtr\"; \
             Graceful Restart 120 s, restarted, graceful notification, ipv4-unicast, ipv6-unicast; \
             Long-Lived Graceful Restart ipv4-unicast 600 s forwarding state preserved, \
             ipv6-unicast 600 s forwarding state preserved) \
             received (4-octet AS 64505; FQDN \"injector\" domain \"example.net\"; \
             Software Version \"injector/1.0\"; Link-Local Next Hop; capability 200 010203; \
             capability 255 0000000000000000000000000000000000000000; \
             Outbound Route Filtering ipv4-unicast (address-prefix both, prestandard-address-prefix both); \
             Dynamic Capability Multiprotocol Extensions, Route Refresh, Outbound Route Filtering; \
             Multiple Labels ipv4-labeled-unicast up to 3, vpn-ipv4-unicast up to 3)",
        ),
        (
            &["statistics-gobgp"],
            "stats: 52 routes in Adj-RIBs-In, 52 routes in Loc-RIB, \
             0 updates subjected to treat-as-withdraw, 0 prefixes subjected to treat-as-withdraw",
        ),
        (&["mirroring-keepalive"], "mirror KEEPALIVE"),
        (&["mirroring-messages-lost"], "mirror messages lost"),
    ] {
        let outcome = lines(names, &[]);
        assert_eq!(outcome.events(), [wanted], "{names:?}");
        assert!(outcome.whole, "{names:?}");
    }
}

#[test]
fn withdrawn_and_announced_in_one_update() {
    let outcome = lines(&["monitoring-reach-and-unreach"], &[]);
    let wanted = [
        "- 2001:db8:3001::/48 [assumed]",
        "+ 2001:db8:3003::/48 via 2001:db8:0:1::13 path 64502 64999 origin igp [assumed]",
    ];
    assert_eq!(outcome.events(), wanted);
}

#[test]
fn a_malformed_attribute_of_a_mirrored_update() {
    let outcome = lines(&["mirroring-malformed-as-path"], &[]);
    let events = outcome.events();
    assert_eq!(
        events[0],
        "mirror + 198.18.222.0/24 via 192.0.2.10 origin igp [assumed]"
    );
    assert!(events[1].starts_with("error: AS_PATH at byte "));
    assert!(!outcome.whole);
}

/// Every route and every value that tshark shows for a frame is in its lines.
#[test]
fn lines_say_what_tshark_reads() {
    let mut frames = 0;
    for entry in std::fs::read_dir(testdata("frames")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(name) = name.strip_suffix(".tshark.json") else {
            continue;
        };
        let text =
            std::fs::read_to_string(testdata(&format!("frames/{name}.tshark.json"))).unwrap();
        let frame: Value = serde_json::from_str(&text).unwrap();
        let add_path = &frame["session"]["add_path"];
        if frame["type"] != "route_monitoring" || *add_path != serde_json::json!([]) {
            continue;
        }
        let outcome = lines(&[name], &[]);
        let events = outcome.events();
        let has = |wanted: &str| {
            let found = events.iter().any(|event| event.contains(wanted));
            assert!(found, "{name}: {wanted} in {}", outcome.out);
        };
        let update = &frame["update"];
        let via = if has_next_hop(update) { "via " } else { "" };
        for route in update["nlri"].as_array().unwrap() {
            has(&format!("+ {} {via}", route["prefix"].as_str().unwrap()));
        }
        for route in update["withdrawn"].as_array().unwrap() {
            has(&format!("- {} ", route["prefix"].as_str().unwrap()));
        }
        for attribute in update["attributes"].as_array().unwrap() {
            said_of(attribute).iter().for_each(|wanted| has(wanted));
        }
        frames += 1;
    }
    assert!(frames > 30, "{frames}");
}

fn has_next_hop(update: &Value) -> bool {
    let attributes = update["attributes"].as_array().unwrap();
    attributes
        .iter()
        .any(|attribute| attribute["code"] == 3 && !attribute["value"].is_null())
}

/// Returns what lines must contain of an attribute.
fn said_of(attribute: &Value) -> Vec<String> {
    let value = &attribute["value"];
    if value.is_null() {
        return Vec::new();
    }
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let each = |value: &Value| value.as_array().unwrap().iter().map(text).collect();
    match attribute["code"].as_u64().unwrap() {
        1 => vec![format!(
            " origin {}",
            ["igp", "egp", "incomplete"][value.as_u64().unwrap() as usize]
        )],
        4 => vec![format!(" med {value} ")],
        5 => vec![format!(" local-pref {value} ")],
        2 | 17 => value
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|segment| segment["asns"].as_array().unwrap())
            .map(Value::to_string)
            .collect(),
        7 | 18 => vec![format!(
            "aggregator {} {}",
            value["asn"],
            text(&value["address"])
        )],
        9 => vec![format!(" originator-id {}", text(value))],
        10 | 32 => each(value),
        // The well-known ones have names.
        8 => {
            let all: Vec<String> = each(value);
            all.into_iter()
                .filter(|community| !community.starts_with("65535:"))
                .collect()
        }
        code @ (14 | 15) if matches!(value["safi"].as_u64(), Some(1 | 2)) => {
            let sign = if code == 14 { '+' } else { '-' };
            let family = match (value["safi"].as_u64(), value["afi"].as_u64()) {
                (Some(1), _) => "",
                (_, Some(1)) => "ipv4-multicast ",
                _ => "ipv6-multicast ",
            };
            let routes = value["routes"].as_array().unwrap();
            routes
                .iter()
                .map(|route| format!("{sign} {family}{} ", text(&route["prefix"])))
                .collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn a_peer_up_makes_routes_negotiated() {
    // Both of GoBGP's Loc-RIB.
    let names = ["peer-up-loc-rib-gobgp", "monitoring-loc-rib-path-id"];
    let outcome = lines(&names, &[]);
    let events = outcome.events();
    assert!(events[1].contains(" path-id 1 "), "{}", outcome.out);
    assert!(!outcome.out.contains("[assumed]"));
    assert!(outcome.whole);
    // Without the first frame, the bytes show it.
    let outcome = lines(&names[1..], &[]);
    let event = outcome.events()[0].to_owned();
    assert!(
        event.contains(" path-id 1 ") && event.ends_with(" [inferred]"),
        "{event}"
    );
    assert!(outcome.whole);
}

#[test]
fn text_of_routers_is_escaped() {
    let octets = b"\x03\0\0\0\x0f\x04\0\x02\0\x05\x1b[2J\n";
    let outcome = run_on(octets, &[]);
    assert_eq!(outcome.events(), [r#"initiation sysName "\u{1b}[2J\n""#]);
}

#[test]
fn filters() {
    let file = capture("frr-10.7.1-dump.bmp");
    let all = run(&file, &[]).out;
    let selected = |option: &str, keep: &dyn Fn(&str) -> bool| {
        let found = run(&file, &[option]).out;
        let wanted = all.lines().filter(|line| keep(line)).count();
        assert!(found.lines().all(keep), "{option}: {found}");
        assert_eq!(found.lines().count(), wanted, "{option}");
        assert!(wanted > 0 && wanted < all.lines().count(), "{option}");
        wanted as u64
    };
    let peer = all
        .lines()
        .find(|line| line.contains(" + "))
        .and_then(|line| line.split_whitespace().nth(1))
        .unwrap();
    selected(&format!("--peer={peer}"), &|line| {
        line.split_whitespace().nth(1) == Some(peer)
    });
    let route = |line: &str, of_ipv6: bool| {
        let words: Vec<_> = line.split_whitespace().collect();
        matches!(words[4], "+" | "-") && words[5].contains(':') == of_ipv6
    };
    selected("--family=ipv6-unicast", &|line| {
        route(line, true) || line.contains("end-of-rib ipv6-unicast")
    });
    selected("--family=1/1", &|line| {
        route(line, false) || line.contains("end-of-rib ipv4-unicast")
    });
    let inside = selected("--prefix=198.18.0.0/20", &|line| {
        let words: Vec<_> = line.split_whitespace().collect();
        matches!(words[4], "+" | "-")
            && words[5].strip_prefix("198.18.").is_some_and(|rest| {
                let (third, _) = rest.split_once('.').unwrap();
                third.parse::<u8>().unwrap() < 16
            })
    });
    // The same in numbers.
    let summary = run(&file, &["--summary", "--json", "--prefix=198.18.0.0/20"]).json();
    let routes = summary["routes"].as_array().unwrap();
    assert_eq!(routes.len(), 1);
    let count = |name: &str| routes[0][name].as_u64().unwrap();
    assert_eq!(count("announced") + count("withdrawn"), inside);
    assert_eq!(count("end_of_rib"), 0);
    assert_eq!(summary["messages"]["peer_up"], 0);
    // And as whole messages.
    let json = run(&file, &["--json", "--prefix=198.18.0.0/20"]).out;
    let messages = summary["messages"]["route_monitoring"].as_u64().unwrap();
    assert_eq!(json.lines().count() as u64, messages);
}

#[test]
fn from_and_limit_are_numbers_of_messages() {
    let file = capture("frr-10.7.1-dump.bmp");
    let numbers = |options: &[&str]| -> Vec<u64> {
        let options = [&["--json"], options].concat();
        let number = |line: &str| serde_json::from_str::<Value>(line).unwrap()["number"].as_u64();
        let outcome = run(&file, &options);
        outcome.out.lines().filter_map(number).collect()
    };
    let all = numbers(&[]);
    assert_eq!(all, (1..=all.len() as u64).collect::<Vec<_>>());
    assert_eq!(numbers(&["--from=5", "--limit=3"]), [5, 6, 7]);
    assert_eq!(numbers(&["--limit=2"]), [1, 2]);
    assert_eq!(numbers(&["--from=100000"]), [0; 0]);
}

#[test]
fn tables() {
    let outcome = run(&capture("frr-10.7.1-dump.bmp"), &["--summary"]);
    let words: Vec<Vec<&str>> = outcome
        .out
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    let json = run(&capture("frr-10.7.1-dump.bmp"), &["--summary", "--json"]).json();
    let monitoring = json["messages"]["route_monitoring"].to_string();
    assert!(words.contains(&vec!["Route", "Monitoring", &monitoring]));
    let routes = &json["routes"][0];
    let numbers = [
        "announced",
        "withdrawn",
        "end_of_rib",
        "announcing_updates",
        "withdrawing_updates",
    ]
    .map(|name| routes[name].to_string());
    let mut row = vec!["ipv4-unicast"];
    row.extend(numbers.iter().map(String::as_str));
    assert!(words.contains(&row), "{}", outcome.out);
    // One row per peer, between the heads of its table and of the next.
    let head = |word: &str| words.iter().position(|line| line.first() == Some(&word));
    let rows = head("family").unwrap() - head("peer").unwrap() - 2;
    assert_eq!(json["peers"], rows);
    assert!(
        outcome
            .out
            .contains("malformed: 0 BMP messages, 0 BGP messages")
    );
}

/// A Prefix-SID with 12 TLVs of type 0 without a value, and one octet behind them.
const BAD_PREFIX_SID: &str = "0057 02 0000 003c 40010100 40020602010000fbf0 400304c0000201
    c02825 00000000000000000000000000000000000000000000000000000000000000000000000000 18c63364";

#[test]
fn malformed_tlvs_inside_attributes_count() {
    let stream = monitored(&[BAD_PREFIX_SID]);
    let outcome = run_on(&stream, &[]);
    assert!(!outcome.whole);
    let events = outcome.events();
    assert!(
        events[1].starts_with("+ 198.51.100.0/24 via 192.0.2.1 "),
        "{}",
        outcome.out
    );
    assert!(
        events[2].starts_with("error: BGP Prefix-SID"),
        "{}",
        outcome.out
    );
    assert_eq!(events.len(), 3);
    let outcome = run_on(&stream, &["--summary", "--json"]);
    assert!(!outcome.whole);
    let malformed = &outcome.json()["malformed"];
    assert_eq!(malformed["inside_attributes"], 1);
    assert_eq!(malformed["attributes"], 0);
    let outcome = run_on(&stream, &["--summary"]);
    assert!(
        outcome.out.contains(", 1 TLVs inside attributes\n"),
        "{}",
        outcome.out
    );
    assert!(!run_on(&stream, &["--json"]).whole);
}

#[test]
fn colours_if_wanted() {
    let stream = monitored(&[
        update("", "40010100 400200 400304c0000201", "18c63364"),
        update("18c63364", "", ""),
    ]);
    let colourful = run_on(&stream, &["--color=always"]).out;
    let plain = run_on(&stream, &["--color=never"]).out;
    assert!(
        colourful.contains("\u{1b}[32m+\u{1b}[0m 198.51.100.0/24"),
        "{colourful}"
    );
    assert!(
        colourful.contains("\u{1b}[35m-\u{1b}[0m 198.51.100.0/24"),
        "{colourful}"
    );
    assert!(!plain.contains('\u{1b}'));
    let mut stripped = colourful;
    for code in ["\u{1b}[32m", "\u{1b}[35m", "\u{1b}[0m"] {
        stripped = stripped.replace(code, "");
    }
    assert_eq!(stripped, plain);
}
