//! The selection: the same in lines, and in the stream that `bmp filter` writes.

use std::io::Write;

use ipnet::IpNet;
use serde_json::Value;

use super::{capture, monitored, run, run_on, update};
use crate::filter::filtered;

/// As tshark 4.0.17 shows them: bmp.peer.timestamp, .ip.addr, .asn, .flags (0x40 is post-policy), bgp.nlri_prefix,
/// .withdrawn_prefix, .nlri_path_id and .update.path_attribute.as_path_segment.as4.
#[test]
fn one_prefix_of_several_peers() {
    let long = "65550 64999 64999 64999 64999 64999 64999 64999 64999 64999 64999 64999 64999";
    let mut expected = Vec::new();
    for (micros, peer, action, path_id, path) in [
        (
            "40.381269",
            ("192.0.2.10", 65550),
            "announce",
            None,
            Some(long),
        ),
        (
            "40.395695",
            ("192.0.2.14", 64503),
            "announce",
            Some(1),
            Some("64503 64999"),
        ),
        (
            "40.395695",
            ("192.0.2.14", 64503),
            "announce",
            Some(2),
            Some("64503 64998 64997"),
        ),
        (
            "40.395695",
            ("192.0.2.14", 64503),
            "withdraw",
            Some(1),
            None,
        ),
        ("43.397223", ("192.0.2.10", 65550), "withdraw", None, None),
    ] {
        for rib in ["adj-rib-in-pre", "adj-rib-in-post"] {
            let time = format!("2026-11-22T21:51:{micros}Z");
            expected.push(serde_json::json!([
                time, peer.0, peer.1, rib, action, path_id, path
            ]));
        }
    }
    let options = [
        "--format=json-routes",
        "--prefix=198.18.4.0/24",
        "--match=exact",
    ];
    for name in ["bird-2.20.0-session.bmp.zst", "bird-2.20.0-session.pcap.gz"] {
        let outcome = run(&capture(name), &options);
        let found: Vec<Value> = (outcome.out.lines())
            .map(|line| {
                let row: Value = serde_json::from_str(line).unwrap();
                assert_eq!(row["prefix"], "198.18.4.0/24");
                let names = [
                    "timestamp",
                    "peer_ip",
                    "peer_asn",
                    "rib",
                    "action",
                    "path_id",
                    "as_path",
                ];
                names.map(|name| row[name].clone()).into_iter().collect()
            })
            .collect();
        assert_eq!(found, expected, "{name}");
        assert!(outcome.whole);
    }
}

/// Returns the prefixes of the selected routes.
fn prefixes(name: &str, options: &[&str]) -> Vec<IpNet> {
    let options = [&["--format=json-routes"], options].concat();
    let outcome = run(&capture(name), &options);
    let prefix = |line: &str| {
        let row: Value = serde_json::from_str(line).unwrap();
        row["prefix"].as_str().map(|prefix| prefix.parse().unwrap())
    };
    outcome.out.lines().filter_map(prefix).collect()
}

/// Searching for bytes gives the same as looking at each route.
#[test]
fn octets_hide_nothing() {
    for (name, prefix) in [
        ("bird-2.20.0-session.bmp.zst", "2001:db8:3000::/48"),
        ("gobgp-4.8.0-families.bmp", "198.18.0.0/15"),
        ("frr-10.7.1-vpn-evpn.bmp", "198.18.0.0/15"),
    ] {
        let net: IpNet = prefix.parse().unwrap();
        let mut expected = prefixes(name, &[]);
        expected.retain(|prefix| net.contains(prefix));
        assert!(!expected.is_empty(), "{name}");
        assert_eq!(prefixes(name, &["--prefix", prefix]), expected, "{name}");
    }
}

#[test]
fn covering() {
    let name = "bird-2.20.0-session.bmp.zst";
    let exact = prefixes(name, &["--prefix=198.18.4.77", "--match=exact"]);
    assert_eq!(exact, []);
    let covering = prefixes(name, &["--prefix=198.18.4.77", "--match=covering"]);
    let mut rest: Vec<_> = covering.iter().map(IpNet::to_string).collect();
    rest.retain(|prefix| prefix != "198.18.4.0/24");
    // Twice, once for each RIB.
    assert_eq!(
        rest,
        ["0.0.0.0/0", "0.0.0.0/0", "128.0.0.0/1", "128.0.0.0/1"]
    );
    assert!(covering.len() > rest.len());
}

/// The stream that `bmp filter` writes has the same lines as its input, if the same is selected again; and it is a part
/// of its input.
#[test]
fn filter_and_dump_select_the_same() {
    for (name, selection) in [
        (
            "bird-2.20.0-session.bmp.zst",
            &["--prefix=198.18.0.0/16", "--match=covering"][..],
        ),
        (
            "bird-2.20.0-session.bmp.zst",
            &["--peer=192.0.2.14", "--rib=adj-rib-in-post"],
        ),
        ("bird-2.20.0-session.pcap.gz", &["--origin-as=64999"]),
        ("frr-10.7.1-dump.bmp", &["--community=no-export"]),
        ("frr-10.7.1-dump.bmp", &["--type=route-monitoring"]),
        (
            "gobgp-4.8.0-families.bmp",
            &["--family=l2vpn-evpn,vpn-ipv4-unicast"],
        ),
    ] {
        let path = capture(name);
        let (stream, whole) = filtered(&[&[path.to_str().unwrap()][..], selection].concat());
        assert!(whole, "{name}");
        // Rows have no numbers of messages, and no marks that depend on messages that are gone.
        let options = [&["--format=csv"], selection].concat();
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&stream).unwrap();
        let of_part = run(file.path(), &options).out;
        let of_all = run(&path, &options).out;
        let comparable = |text: &str| -> Vec<String> {
            let row = |line: &str| line.splitn(3, ',').nth(2).unwrap().to_owned();
            text.lines().map(row).collect()
        };
        assert_eq!(
            comparable(&of_part),
            comparable(&of_all),
            "{name} {selection:?}"
        );
        assert!(of_all.lines().count() > 1, "{name} {selection:?}");
    }
}

/// By hand: 64496 64499, community 64496:1, large 64496:1:2, rt:64496:7; the same with an AS set at the end; withdrawn.
fn updates() -> [String; 3] {
    let first = "40010100 40020a 0202 0000fbf0 0000fbf3 400304c0000201
        c00804 fbf00001 c01008 0002fbf000000007 c0200c 0000fbf0 00000001 00000002";
    let second = "40010100 40020c 0201 0000fbf0 0101 0000fbf3 400304c0000201";
    [
        update("", first, "18c63364"),
        update("", second, "18cb0071"),
        update("18c63364", "", ""),
    ]
}

#[test]
fn paths_and_communities() {
    let stream = monitored(&updates());
    let lines = |options: &[&str]| {
        let outcome = run_on(&stream, options);
        let routes = outcome.events().into_iter().filter_map(|event| {
            let (sign, rest) = event.split_once(' ')?;
            matches!(sign, "+" | "-").then(|| format!("{sign}{}", rest.split(' ').next().unwrap()))
        });
        routes.collect::<Vec<_>>()
    };
    let (first, second, third) = ("+198.51.100.0/24", "+203.0.113.0/24", "-198.51.100.0/24");
    assert_eq!(lines(&[]), [first, second, third]);
    // No origin: the path ends in a set.
    assert_eq!(lines(&["--origin-as=64499"]), [first]);
    assert_eq!(lines(&["--origin-as=64496,64499"]), [first]);
    assert_eq!(lines(&["--as=64499"]), [first, second]);
    assert_eq!(lines(&["--as=AS64498"]), [""; 0]);
    for community in ["64496:1", "64496:1:2", "rt:64496:7"] {
        assert_eq!(lines(&["--community", community]), [first], "{community}");
    }
    assert_eq!(lines(&["--community=64496:2"]), [""; 0]);
    // All options together, and one value of each.
    assert_eq!(
        lines(&["--as=64496", "--prefix=203.0.113.0/24,192.0.2.0/24"]),
        [second]
    );
    let summary = run_on(&stream, &["--summary", "--json", "--as=64496"]).json();
    assert_eq!(
        (
            &summary["routes"][0]["announced"],
            &summary["routes"][0]["withdrawn"]
        ),
        (&2.into(), &0.into())
    );
}

/// 2023-11-14T22:13:20Z is 1700000000.
#[test]
fn times_types_and_ribs() {
    let stream = monitored(&updates());
    let count = |options: &[&str]| run_on(&stream, options).out.lines().count();
    assert_eq!(count(&[]), 4);
    assert_eq!(count(&["--since=2023-11-14T22:13:20Z"]), 4);
    assert_eq!(count(&["--since=1700000000.000001"]), 0);
    assert_eq!(count(&["--until=1700000000"]), 0);
    assert_eq!(count(&["--until=2023-11-14T22:13:21Z"]), 4);
    assert_eq!(count(&["--type=peer-up"]), 1);
    assert_eq!(count(&["--type=route-monitoring"]), 3);
    assert_eq!(count(&["--type=initiation,termination"]), 0);
    assert_eq!(count(&["--rib=adj-rib-in-pre"]), 4);
    assert_eq!(count(&["--rib=adj-rib-in-post,loc-rib"]), 0);
}

#[test]
fn several_files() {
    let mut files = [&updates()[..1], &updates()[2..]].map(|updates| {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&monitored(updates)).unwrap();
        file
    });
    let [first, second] = files
        .each_mut()
        .map(|file| file.path().to_str().unwrap().to_owned());
    let outcome = run(first.as_ref(), &[&second]);
    let lines: Vec<_> = outcome.out.lines().collect();
    assert_eq!(lines.len(), 4, "{}", outcome.out);
    assert!(
        lines[..2]
            .iter()
            .all(|line| line.starts_with(&format!("{first}: ")))
    );
    assert!(
        lines[2..]
            .iter()
            .all(|line| line.starts_with(&format!("{second}: ")))
    );
    let summary = run(first.as_ref(), &[&second, "--summary", "--json"]).json();
    assert_eq!(summary["messages"]["peer_up"], 2);
    assert_eq!(summary["peers"], 1);
    // Messages are numbered through.
    let json = run(first.as_ref(), &[&second, "--json", "--from=3"]).out;
    let line: Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&line["number"], &line["file"]),
        (&3.into(), &second.as_str().into())
    );
    // One that is not there is said, and the others are read.
    let outcome = run("/nonexistent/file.bmp".as_ref(), &[&second]);
    assert_eq!((outcome.out.lines().count(), outcome.whole), (2, false));
}
