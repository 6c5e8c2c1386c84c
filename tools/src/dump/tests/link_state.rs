//! Lines of BGP-LS routes. The values are those of FRR's table (`testdata/tables/gobgp-4.8.0-ls-isis.frr-rib.json.zst`); the
//! names of flags are those of RFC 8667, section 2.1, and RFC 8665, section 5.

use super::{capture, run};

/// The events of a capture that have all of these words.
fn events(name: &str, options: &[&str], words: &[&str]) -> Vec<String> {
    let outcome = run(&capture(name), options);
    assert!(outcome.whole);
    let events = outcome.events().into_iter();
    let has = |event: &String| words.iter().all(|word| event.contains(word));
    events.map(|event| event.to_string()).filter(has).collect()
}

/// In the table: sid 601, flags 0x70 (N, P, E), algorithm 0; OSPF has sid 101, flags 0x50 (NP, E).
#[test]
fn flags_by_protocol() {
    let (pre, announced) = (["--rib=adj-rib-in-pre"], "+ link-state prefix ");
    let isis = events(
        "gobgp-4.8.0-ls-isis.bmp.zst",
        &pre,
        &[
            announced,
            "isis-l1 0000.0000.0001 topology 2 2001:db8:100::1/128",
        ],
    );
    assert_eq!(
        isis[0],
        "+ link-state prefix isis-l1 0000.0000.0001 topology 2 2001:db8:100::1/128 via 198.51.100.2 \
         path 64500 origin incomplete [BGP-LS Attribute metric 10, \
         prefix-sid index 601 algorithm 0 flags node+no-php+explicit-null (0x70)]"
    );
    let words = [announced, "192.0.2.101/32", "prefix-sid"];
    let ospf = events("gobgp-4.8.0-ls-ospf.bmp", &pre, &words);
    assert_eq!(
        ospf[0],
        "+ link-state prefix ospfv2 area 0.0.0.0 192.0.2.101 192.0.2.101/32 via 198.51.100.2 \
         path 64500 origin incomplete [BGP-LS Attribute metric 0, \
         prefix-sid index 101 algorithm 0 flags no-php+explicit-null (0x50)]"
    );
}

/// FRR puts the topology behind the SID, as `tests/link_state.rs` says; GoBGP sends attributes without TLVs.
#[test]
fn rules_of_rfc_9552() {
    let name = "gobgp-4.8.0-ls-isis.bmp.zst";
    let ignored = events(name, &["--explain"], &["receiver: route ignored: "]);
    let rule =
        "the TLVs are not in the order of their types, lengths and values (RFC 9552, section 5.1)";
    assert!(!ignored.is_empty() && ignored.iter().all(|line| line.ends_with(rule)));
    let empty = events(name, &["--explain"], &["receiver: attribute discard: "]);
    let rule = "BGP-LS Attribute at byte 72: it has no value (RFC 7606, section 4)";
    assert!(empty[0].ends_with(rule), "{}", empty[0]);
}

/// A row has the route as text.
#[test]
fn rows() {
    let outcome = run(
        &capture("gobgp-4.8.0-ls-ospf.bmp"),
        &["--format", "json-routes"],
    );
    let row: serde_json::Value = serde_json::from_str(outcome.out.lines().next().unwrap()).unwrap();
    assert_eq!(row["family"], "link-state");
    assert_eq!(row["nlri"], "node ospfv2 area 0.0.0.0 192.0.2.101");
}
