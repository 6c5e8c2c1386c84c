//! What policy did, as the configuration of the router says.

use bmp_codec::bmp::{Message, PeerTable};

use super::*;

/// Returns the beginning of a stream, up to the first UPDATE of this peer that withdraws a route.
pub(super) fn before_withdrawals(stream: &[u8], peer: Ipv4Addr) -> &[u8] {
    let (mut peers, mut length) = (PeerTable::default(), 0);
    for frame in bmp_codec::bmp::frames(stream).map(Result::unwrap) {
        if let Ok(Message::RouteMonitoring(monitoring)) = peers.decode(frame) {
            let is_of_peer = monitoring.peer.address() == Some(peer.into());
            let update = monitoring.update;
            if is_of_peer && update.is_ok_and(|update| !update.withdrawn_routes.is_empty()) {
                break;
            }
        }
        length += frame.len();
    }
    &stream[..length]
}

/// The policy of GoBGP (`testdata/capture/scenarios_gobgp.py`) denies 198.18.5.0/24 and 198.18.6.0/24, and adds the
/// community 64496:1 to all other routes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_policy_of_gobgp_is_found() {
    let (collector, _) = printing(&["--quiet", "--tables"]).await;
    let web = collector.web;
    let stream = capture("gobgp-4.8.0-all.bmp.zst");
    let stream = before_withdrawals(&stream, [192, 0, 2, 10].into());
    let mut connection = connect(address(31, 0), collector.routers).await;
    connection.write_all(stream).await.unwrap();
    tables_have(web, count(stream)).await;
    let peers = api(web, "/api/v1/peers?q=192.0.2.10").await;
    assert_eq!(peers["total"], 1);
    assert_eq!(peers["peers"][0]["state"], "up");
    let id = &peers["peers"][0]["peer"]["id"];
    let path = format!("/api/v1/policy?peer-id={id}");
    let differences = all_parts(web, &format!("{path}&limit=3"), "differences").await;
    let of = |kind: &str| -> Vec<&Value> {
        let all = differences.iter();
        all.filter(|one| one["kind"] == kind).collect()
    };
    let rejected: Vec<_> = of("rejected")
        .iter()
        .map(|one| one["route"].clone())
        .collect();
    assert_eq!(rejected, ["198.18.5.0/24", "198.18.6.0/24"]);
    assert!(of("only-after").is_empty());
    let changed = of("changed");
    for one in &changed {
        // The next hop of some routes is a link-local address, too, and GoBGP reports the global one alone.
        let changes = one["changes"].as_array().unwrap().iter();
        let communities = changes
            .clone()
            .find(|change| change["attribute"] == "COMMUNITIES");
        let communities = communities.unwrap_or_else(|| panic!("{one:#}"));
        let old = communities["old"].as_str().unwrap_or_default();
        let new = communities["new"].as_str().unwrap();
        assert_eq!(format!("{old} 64496:1").trim(), new, "{one:#}");
    }
    let sums = api(web, &format!("{path}&limit=0")).await;
    let counts = &sums["counts"];
    assert_eq!(counts["rejected"], 2);
    assert_eq!(counts["changed"], changed.len());
    assert_eq!(counts["unchanged"], 0);
    assert!(changed.len() > 20, "{counts}");
    assert_eq!(sums["by_attribute"]["COMMUNITIES"], changed.len());
    // One route in every view, with what was done to it.
    let found = api(web, "/api/v1/routes?prefix=198.18.5.0/24").await;
    assert_eq!(
        texts(found["routes"].as_array().unwrap()),
        ["192.0.2.10 adj-rib-in-pre 198.18.5.0/24"]
    );
    let found = api(web, "/api/v1/routes?prefix=198.18.0.1").await;
    let found = found["routes"].as_array().unwrap();
    assert_eq!(
        texts(found),
        [
            "192.0.2.10 adj-rib-in-pre 198.18.0.0/24",
            "192.0.2.10 adj-rib-in-post 198.18.0.0/24",
            "192.0.2.1 loc-rib 198.18.0.0/24"
        ]
    );
    let key = found[0]["key"].as_str().unwrap();
    assert_eq!(key, "c612000018");
    let views = api(web, &format!("/api/v1/route?family=ipv4-unicast&key={key}")).await;
    assert_eq!(views["views"].as_array().unwrap(), found);
    let difference = &views["differences"][0];
    assert_eq!(
        [&difference["step"], &difference["kind"]],
        ["in", "changed"]
    );
    assert_eq!(
        difference["changes"],
        json!([{"attribute": "COMMUNITIES", "old": null, "new": "64496:1", "added": ["64496:1"], "removed": []}])
    );
    // Searches by what routes have.
    for (question, wanted) in [
        (
            "community=64496:1&rib=adj-rib-in-post&peer=192.0.2.10",
            changed.len(),
        ),
        ("community=64496:1&rib=adj-rib-in-pre", 0),
        // The scenario announces 0.0.0.0/0 and 128.0.0.0/1, too.
        ("prefix=198.18.5.0/24&match=covering&rib=adj-rib-in-pre", 3),
        (
            "prefix=198.18.4.0/23&match=covered&rib=adj-rib-in-pre&peer=192.0.2.10",
            2,
        ),
    ] {
        let path = format!("/api/v1/routes?{question}&limit=1000");
        let found = all_parts(web, &path, "routes").await;
        assert_eq!(found.len(), wanted, "{question}: {:?}", texts(&found));
    }
    drop(connection);
    stop(collector).await.unwrap();
}

/// This GoBGP sends no routes behind its policy: nothing was rejected.
#[tokio::test]
async fn a_view_that_is_not_sent_is_said() {
    let (collector, _) = printing(&["--quiet", "--tables"]).await;
    let web = collector.web;
    let stream = capture("gobgp-4.8.0-pre-policy.bmp");
    let stream = before_withdrawals(&stream, [192, 0, 2, 10].into());
    let mut connection = connect(address(31, 1), collector.routers).await;
    connection.write_all(stream).await.unwrap();
    tables_have(web, count(stream)).await;
    let peers = api(web, "/api/v1/peers?q=192.0.2.10").await;
    let id = &peers["peers"][0]["peer"]["id"];
    for (step, missing) in [
        ("in", "adj-rib-in-post"),
        ("best", "adj-rib-in-post"),
        ("out", "loc-rib"),
    ] {
        let policy = api(web, &format!("/api/v1/policy?peer-id={id}&step={step}")).await;
        assert_eq!(policy["missing"], missing);
        assert_eq!(policy["differences"], json!([]));
    }
    drop(connection);
    stop(collector).await.unwrap();
}
