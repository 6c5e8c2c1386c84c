//! What the policies of the scenarios do is in their configurations: `POLICY` in testdata/capture/frr_common.py, `config` in
//! scenarios_gobgp.py and scenarios_bird.py.

use std::collections::BTreeMap;

use clap::Parser;
use serde_json::{Value, json};

use super::args::Args;
use crate::lookup::tests::testdata;

/// Runs `bmp policy` on the first bytes of a capture. Returns whether all is as expected, the output, and what it said.
fn policy(name: &str, octets: Option<usize>, options: &[&str]) -> (bool, String, String) {
    let stream = testdata(&format!("captures/{name}"));
    let cut = tempfile::NamedTempFile::with_suffix(".bmp").unwrap();
    std::fs::write(
        cut.path(),
        octets.map_or(&stream[..], |octets| &stream[..octets]),
    )
    .unwrap();
    let path = cut.path().display().to_string();
    let words = ["policy", &path].into_iter().chain(options.iter().copied());
    let args = Args::try_parse_from(words).unwrap();
    let (mut out, mut errors) = (Vec::new(), Vec::new());
    let is_expected = super::run(&args, &mut out, &mut errors).unwrap();
    let text = |octets| String::from_utf8(octets).unwrap();
    (is_expected, text(out), text(errors))
}

/// Routes by peer and kind: their prefixes and differences.
type ByKind = BTreeMap<(String, String), Vec<(String, Vec<Value>)>>;

/// The routes of a step.
fn routes(out: &str, step: &str) -> ByKind {
    let mut all = ByKind::new();
    for line in out.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        if line["step"] != step {
            continue;
        }
        let text = |name: &str| line[name].as_str().unwrap().to_owned();
        let changes = line["changes"].as_array().unwrap().clone();
        all.entry((text("peer_ip"), text("kind")))
            .or_default()
            .push((text("prefix"), changes));
    }
    all
}

fn key(peer: &str, kind: &str) -> (String, String) {
    (peer.to_owned(), kind.to_owned())
}

fn prefixes(routes: &[(String, Vec<Value>)]) -> Vec<&str> {
    routes.iter().map(|(prefix, _)| &**prefix).collect()
}

/// What the router showed of a view.
fn shown(name: &str, view: &str) -> BTreeMap<String, Value> {
    let text = testdata(&format!("tables/{name}-tables.json.zst"));
    let mut all: BTreeMap<String, BTreeMap<String, Value>> = serde_json::from_slice(&text).unwrap();
    all.remove(view).unwrap()
}

/// The first peer has the policy: it denies two prefixes, of which it announces one that counts (the path of the other has an
/// AS_SET of its own, see `attribute_zoo`), adds a community and prepends an AS. LOCAL_PREF is no attribute of an external peer.
#[test]
fn frr() {
    let name = "frr-10.7.1-tables.bmp.zst";
    let (_, out, errors) = policy(name, Some(161_034), &["--json", "--all"]);
    assert_eq!(errors, "");
    let all = routes(&out, "in");
    let changed = &all[&key("192.0.2.10", "changed")];
    assert_eq!(
        changed.len(),
        shown("frr-10.7.1", "192.0.2.10 adj-rib-in-post").len()
    );
    for (prefix, changes) in changed {
        assert_eq!(changes.len(), 2, "{prefix}");
        let (path, communities) = (&changes[0], &changes[1]);
        assert_eq!(
            (&path["attribute"], &communities["attribute"]),
            (&json!("AS_PATH"), &json!("COMMUNITIES"))
        );
        let prepended = format!("64499 {}", path["old"].as_str().unwrap());
        assert_eq!(path["new"], prepended);
        assert_eq!(
            (&communities["added"], &communities["removed"]),
            (&json!(["64496:1"]), &json!([]))
        );
    }
    // What FRR received, and does not have.
    let (before, after) = (
        shown("frr-10.7.1", "192.0.2.10 adj-rib-in-pre"),
        shown("frr-10.7.1", "192.0.2.10 adj-rib-in-post"),
    );
    let rejected: Vec<_> = before
        .keys()
        .filter(|prefix| !after.contains_key(*prefix))
        .collect();
    assert_eq!(prefixes(&all[&key("192.0.2.10", "rejected")]), rejected);
    assert_eq!(rejected, ["198.18.5.0/24"]);
    assert_eq!(all[&key("192.0.2.12", "unchanged")].len(), 50);
    assert_eq!(all[&key("192.0.2.13", "unchanged")].len(), 40);
    assert_eq!(all.len(), 4);
}

/// The policy of all peers rejects two prefixes, and adds a community.
#[test]
fn gobgp() {
    for (name, octets) in [("gobgp-4.8.0", 117_239), ("gobgp-3.10.0", 115_314)] {
        let (_, out, _) = policy(
            &format!("{name}-tables.bmp.zst"),
            Some(octets),
            &["--json", "--all"],
        );
        let all = routes(&out, "in");
        for peer in ["192.0.2.10", "192.0.2.12", "192.0.2.13"] {
            let (before, after) = (
                shown(name, &format!("{peer} adj-rib-in-pre")),
                shown(name, &format!("{peer} adj-rib-in-post")),
            );
            let changed = &all[&key(peer, "changed")];
            assert_eq!(changed.len(), after.len());
            for (prefix, changes) in changed {
                let [communities] = &changes[..] else {
                    panic!("{prefix}: {changes:?}")
                };
                assert_eq!(communities["attribute"], "COMMUNITIES");
                assert_eq!(
                    (&communities["added"], &communities["removed"]),
                    (&json!(["64496:1"]), &json!([]))
                );
            }
            let rejected: Vec<_> = before
                .keys()
                .filter(|prefix| !after.contains_key(*prefix))
                .collect();
            let own = all
                .get(&key(peer, "rejected"))
                .map(|routes| prefixes(routes))
                .unwrap_or_default();
            assert_eq!(own, rejected);
            assert_eq!(
                rejected.len(),
                if peer == "192.0.2.13" { 0 } else { 2 },
                "{peer}"
            );
        }
        // 192.0.2.12 has shorter paths: that of 192.0.2.10 is the best where it is the only one.
        let best = routes(&out, "best");
        let not_best = prefixes(&best[&key("192.0.2.10", "not-best")]).len();
        let loc_rib = shown(name, "loc-rib");
        let post = shown(name, "192.0.2.10 adj-rib-in-post");
        let other = post
            .iter()
            .filter(|(prefix, route)| loc_rib[*prefix] != **route)
            .count();
        // GoBGP 4.8.0 does not withdraw four former best routes from Loc-RIB (see `lookup::tests::router_tables`).
        let kept = if name == "gobgp-4.8.0" { 4 } else { 0 };
        assert_eq!((not_best, other), (18 - kept, 18));
    }
}

/// The filter of all peers rejects two prefixes, adds a community and sets LOCAL_PREF to 200.
#[test]
fn bird() {
    let (_, out, _) = policy(
        "bird-2.20.0-tables.bmp.zst",
        Some(85_386),
        &["--json", "--all"],
    );
    let all = routes(&out, "in");
    for peer in ["192.0.2.10", "192.0.2.12", "192.0.2.13"] {
        for (prefix, changes) in &all[&key(peer, "changed")] {
            let [preference, communities] = &changes[..] else {
                panic!("{prefix}: {changes:?}")
            };
            assert_eq!(
                (&preference["attribute"], &preference["new"]),
                (&json!("LOCAL_PREF"), &json!("200"))
            );
            assert_eq!(preference["old"].is_null(), peer != "192.0.2.12");
            assert_eq!(
                (&communities["added"], &communities["removed"]),
                (&json!(["64496:1"]), &json!([]))
            );
        }
        assert!(!all.contains_key(&key(peer, "unchanged")));
    }
    assert_eq!(
        prefixes(&all[&key("192.0.2.10", "rejected")]),
        ["198.18.5.0/24"]
    );
    assert_eq!(
        prefixes(&all[&key("192.0.2.12", "rejected")]),
        ["198.18.5.0/24"]
    );
}

#[test]
fn the_summary() {
    let (_, out, _) = policy(
        "frr-10.7.1-tables.bmp.zst",
        Some(161_034),
        &["--step=in", "--top=1"],
    );
    let rows: Vec<Vec<&str>> = out
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert!(
        rows.contains(&vec![
            "192.0.2.10",
            "65550",
            "in",
            "ipv4-unicast",
            "0",
            "32",
            "1",
            "0",
            "0"
        ]),
        "{out}"
    );
    let other = "192.0.2.12 64496 in ipv6-unicast 25 0 0 0 0";
    assert!(rows.contains(&other.split(' ').collect()), "{out}");
    assert!(out.contains("AS_PATH prepended by 64499"), "{out}");
    assert!(out.ends_with("and 1 more\n"), "{out}");
}

#[test]
fn expectations() {
    let expect = |options: &[&str]| policy("frr-10.7.1-tables.bmp.zst", Some(161_034), options).0;
    assert!(expect(&[]));
    assert!(!expect(&["--step=in", "--expect=unchanged"]));
    assert!(expect(&[
        "--step=in",
        "--peer=192.0.2.12",
        "--expect=unchanged"
    ]));
    assert!(expect(&[
        "--step=in",
        "--peer=192.0.2.10",
        "--expect=changed,rejected"
    ]));
    // Nothing to compare is not as expected.
    assert!(!expect(&["--peer=192.0.2.99", "--expect=unchanged"]));
}

/// BIRD without an import table sends no routes before policy.
#[test]
fn a_view_that_is_not_there_is_said() {
    let stream = testdata("captures/frr-10.7.1-tables.bmp.zst");
    let only_post: Vec<u8> = bmp_codec::bmp::frames(&stream[..161_034])
        .flatten()
        // The flags of the per-peer header of Route Monitoring: L is not set.
        .filter(|frame| frame[5] != 0 || frame[7] & 0x40 != 0)
        .flatten()
        .copied()
        .collect();
    let cut = tempfile::NamedTempFile::with_suffix(".bmp").unwrap();
    std::fs::write(cut.path(), only_post).unwrap();
    let path = cut.path().display().to_string();
    let args = Args::try_parse_from(["policy", &path, "--expect=unchanged"]).unwrap();
    let (mut out, mut errors) = (Vec::new(), Vec::new());
    assert!(!super::run(&args, &mut out, &mut errors).unwrap());
    let errors = String::from_utf8(errors).unwrap();
    assert_eq!(out, b"");
    assert!(
        errors.contains("no adj-rib-in-pre view of 192.0.2.12 AS64496 ipv4-unicast: its 25 routes of adj-rib-in-post"),
        "{errors}"
    );
    assert!(errors.ends_with("nothing to compare\n"), "{errors}");
}

#[test]
fn the_definition_is_sound() {
    use clap::CommandFactory;
    Args::command().debug_assert();
    for words in [
        &[][..],
        &["a", "--step=x"],
        &["a", "--expect=same"],
        &["a", "--json", "--routes"],
    ] {
        let words = ["policy"].iter().chain(words);
        assert_eq!(Args::try_parse_from(words).unwrap_err().exit_code(), 2);
    }
}
