//! Questions and their answers. The values are those of the scenarios (`testdata/capture`).

use super::*;

/// The prefixes of the output in JSON.
fn prefixes(options: &[&str]) -> Vec<String> {
    let options = [options, &["--json"]].concat();
    let (_, out, _) = routes("frr-10.7.1-session.bmp.zst", &options);
    let lines = out.lines().map(|line| {
        let route: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| route[name].as_str().unwrap().to_owned();
        format!("{} {} {}", text("peer_ip"), text("rib"), text("prefix"))
    });
    lines.collect()
}

#[test]
fn an_address_is_looked_for_among_all_peers() {
    assert_eq!(
        prefixes(&["--prefix=198.18.55.9"]),
        [
            "192.0.2.12 adj-rib-in-pre 198.18.55.0/24",
            "192.0.2.12 adj-rib-in-post 198.18.55.0/24"
        ]
    );
    // 192.0.2.10 announces 44.0.0.0/8 and 32.0.0.0/3.
    let by_10 = |rib: &str, net: &str| format!("192.0.2.10 {rib} {net}");
    let all = |nets: &[&str]| -> Vec<String> {
        let views = nets
            .iter()
            .flat_map(|net| ["adj-rib-in-pre", "adj-rib-in-post"].map(|rib| by_10(rib, net)));
        views.collect()
    };
    assert_eq!(prefixes(&["--prefix=44.1.2.3"]), all(&["44.0.0.0/8"]));
    assert_eq!(prefixes(&["--prefix=44.0.0.0/8"]), all(&["44.0.0.0/8"]));
    assert!(prefixes(&["--prefix=44.1.0.0/16"]).is_empty());
    assert_eq!(
        prefixes(&["--prefix=44.1.0.0/16", "--match=covering"]),
        all(&["0.0.0.0/0", "32.0.0.0/3", "44.0.0.0/8"])
    );
    assert_eq!(
        prefixes(&["--prefix=44.0.0.0/7", "--match=within"]),
        all(&["44.0.0.0/8"])
    );
}

#[test]
fn peers_views_and_attributes() {
    assert_eq!(
        prefixes(&[
            "--peer=192.0.2.12",
            "--rib=adj-rib-in-pre",
            "--family=ipv4-unicast"
        ])
        .len(),
        25
    );
    // The policy marks all of 192.0.2.10.
    let marked = prefixes(&["--community=64496:1"]);
    assert_eq!(
        marked,
        prefixes(&["--peer=192.0.2.10", "--rib=adj-rib-in-post"])
    );
    assert_eq!(marked, prefixes(&["--as=64499"]));
    assert_eq!(marked.len(), 36);
    assert!(prefixes(&["--origin-as=64499"]).is_empty());
    assert!(prefixes(&["--next-hop=192.0.2.99"]).is_empty());
    assert_eq!(prefixes(&["--next-hop=192.0.2.12"]).len(), 50);
    assert!(prefixes(&["--stale"]).is_empty());
}

/// The lines are what `bmp dump` shows of the announcements, in front of which a `+` is.
#[test]
fn lines_are_those_of_the_announcements() {
    let (is_whole, out, errors) =
        routes("frr-10.7.1-session.bmp.zst", &["--prefix=198.18.55.0/24"]);
    assert!(is_whole && errors.is_empty(), "{errors}");
    let lines: Vec<_> = out.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(
        lines[0].contains(
            "192.0.2.12      AS64496 adj-rib-in-pre  198.18.55.0/24 via 192.0.2.12 path 64999"
        ),
        "{}",
        lines[0]
    );
}

/// MAC addresses, and the label as a VNI: the scenario says VXLAN.
#[test]
fn macs_and_segments_of_evpn() {
    let count = |options: &[&str]| {
        let (_, out, _) = routes(
            "frr-10.7.1-vpn-evpn.bmp",
            &[options, &["--rib=adj-rib-in-pre"]].concat(),
        );
        out.lines().count()
    };
    let all = count(&["--family=l2vpn-evpn"]);
    // Two peers announce the same twelve routes (`evpn_routes` of testdata/capture/lib/routes.py).
    assert_eq!(all, 24);
    assert_eq!(count(&["--mac=00:00:5e:00:53:02"]), 2);
    assert_eq!(count(&["--mac=00:00:5e:00:53:99"]), 0);
    assert_eq!(count(&["--ip=2001:db8::4", "--mac=00:00:5e:00:53:04"]), 2);
    assert_eq!(count(&["--ip=192.0.2.9"]), 4);
    // Two auto-discovery routes, a host and the segment itself.
    assert_eq!(count(&["--esi=00:11:22:33:44:55:66:77:88:99"]), 8);
    assert_eq!(count(&["--rd=192.0.2.9:0"]), 2);
    assert_eq!(count(&["--family=l2vpn-evpn", "--prefix=198.51.101.7"]), 2);
}

#[test]
fn history_tells_how_a_route_ended() {
    let (_, out, _) = routes(
        "frr-10.7.1-session.bmp.zst",
        &[
            "--prefix=198.18.0.0/24",
            "--history",
            "--rib=adj-rib-in-post",
        ],
    );
    let lines: Vec<_> = out
        .lines()
        .map(|line| line.split_once("-post ").unwrap().1)
        .collect();
    assert_eq!(
        lines,
        [
            "+ 198.18.0.0/24 via 192.0.2.10 path 64499 65550 64999 origin igp communities 64496:1",
            "- 198.18.0.0/24 via 192.0.2.10 path 64499 65550 64999 origin igp communities 64496:1 (withdrawn)",
        ]
    );
}

#[test]
fn a_point_in_time() {
    let at = |time: &str| {
        let (_, out, _) = routes("bird-2.20.0-session.pcap.gz", &["--at", time, "--csv"]);
        let mut lines = out.lines();
        assert!(
            lines.next().unwrap().starts_with("router,peer_ip,"),
            "{out}"
        );
        lines.count()
    };
    // At 3.65 seconds routes are withdrawn, at 9.26 the sessions begin to end.
    assert_eq!(at("2026-11-22T21:51:30Z"), 0);
    let (full, end) = (at("2026-11-22T21:51:43Z"), at("2026-11-22T23:00:00Z"));
    assert!(full > 500 && end < 20, "{full} {end}");
}

#[test]
fn counts_of_tables() {
    let (_, out, _) = routes("frr-10.7.1-session.bmp.zst", &["--counts", "--json"]);
    let rows: Vec<serde_json::Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows.len(), 14);
    let row = rows
        .iter()
        .find(|row| row["peer_ip"] == "192.0.2.13" && row["family"] == "ipv6-unicast")
        .unwrap();
    assert_eq!(
        (row["routes"].as_u64(), row["peer_state"].as_str()),
        (Some(64), Some("up"))
    );
    let (_, out, _) = routes("frr-10.7.1-session.bmp.zst", &["--counts"]);
    assert!(out.starts_with("457 routes to 229 destinations"), "{out}");
}

/// Without room each announcement is refused.
#[test]
fn announcements_without_room_are_counted_by_table() {
    let rows = |options: &[&str]| {
        let options = [&["--counts", "--json"], options].concat();
        let (_, out, errors) = routes("frr-10.7.1-session.bmp.zst", &options);
        let rows = out.lines().map(|line| serde_json::from_str(line).unwrap());
        (rows.collect::<Vec<serde_json::Value>>(), errors)
    };
    let ((all, _), (refused, errors)) = (rows(&[]), rows(&["--limit=0"]));
    let number = |row: &serde_json::Value, name: &str| row[name].as_u64().unwrap();
    let announced = |row| ["added", "changed", "repeated"].map(|name| number(row, name));
    let announced: Vec<u64> = all.iter().map(|row| announced(row).iter().sum()).collect();
    let told: Vec<u64> = refused.iter().map(|row| number(row, "refused")).collect();
    assert!(told.iter().sum::<u64>() > 457);
    assert_eq!(told, announced);
    let sum: u64 = told.iter().sum();
    let said = format!("{sum} announcements and 0 messages had no room");
    assert!(errors.contains(&said), "{errors}");
    let options = ["--counts", "--limit=0"];
    let (_, out, _) = routes("frr-10.7.1-session.bmp.zst", &options);
    assert!(out.contains("refused"), "{out}");
}

#[test]
fn the_definition_is_sound() {
    use clap::CommandFactory;
    Args::command().debug_assert();
    for words in [
        &[][..],
        &["a", "--match=within"],
        &["a", "--history"],
        &["a", "--json", "--csv"],
        &["a", "--mac=x"],
        &["a", "--prefix=10.0.0.0/33"],
    ] {
        let words = ["routes"].iter().chain(words);
        assert_eq!(Args::try_parse_from(words).unwrap_err().exit_code(), 2);
    }
}
