//! A router beside the collector: what the API says is what the router says of itself.

use super::super::routers::{Table, gobgp, gobgp_with, table_of_gobgp};
use super::*;

/// Returns the routes of a RIB view: prefix, AS path, next hop and communities.
async fn table(web: SocketAddr, rib: &str) -> Table {
    let path = format!("/api/v1/routes?rib={rib}&family=ipv4-unicast&limit=1000");
    let routes = all_parts(web, &path, "routes").await;
    let row = |route: &Value| {
        let attributes = &route["attributes"];
        let path = attributes["as_path"].as_str().unwrap();
        let communities = attributes["communities"].as_array().unwrap().iter();
        (
            route["prefix"].as_str().unwrap().to_owned(),
            path.split(' ').map(|asn| asn.parse().unwrap()).collect(),
            attributes["next_hop"].as_str().unwrap().to_owned(),
            communities
                .map(|one| one.as_str().unwrap().to_owned())
                .collect(),
        )
    };
    routes.iter().map(row).collect()
}

/// The Loc-RIB of GoBGP changes, and the collector has it as `gobgp global rib` shows it. When GoBGP is gone it is stale.
#[cfg_attr(not(has_gobgpd), ignore = "needs gobgpd: apt-get install gobgpd")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_table_of_gobgp() {
    let (collector, _) = printing(&["--quiet", "--tables"]).await;
    let web = collector.web;
    let directory = tempfile::tempdir().unwrap();
    let (daemon, api_port) = gobgp_with(30, &collector, directory.path()).await;
    // One is withdrawn, and one changes.
    gobgp(api_port, "global rib del 198.51.7.0/24", |_| true).await;
    let changed = "global rib add 198.51.8.0/24 nexthop 192.0.2.10 aspath 65002 community 65002:1";
    gobgp(api_port, changed, |_| true).await;
    let own = table_of_gobgp(&gobgp(api_port, "global rib -j", |_| true).await);
    assert_eq!(own.len(), 29);
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        let found = table(web, "loc-rib").await;
        if found == own {
            break;
        }
        assert!(Instant::now() < end, "{found:#?} is not {own:#?}");
        sleep(Duration::from_millis(100)).await;
    }
    // What an operator asks.
    for (question, wanted) in [
        ("prefix=198.51.8.200", "198.51.8.0/24"),
        ("as=65002", "198.51.8.0/24"),
        ("origin-as=4200000003", "198.51.3.0/24"),
        ("community=65001:29", "198.51.29.0/24"),
        ("next-hop=192.0.2.10", "198.51.8.0/24"),
    ] {
        let answer = api(web, &format!("/api/v1/routes?{question}")).await;
        let routes = answer["routes"].as_array().unwrap();
        assert_eq!(routes.len(), 1, "{question}: {:?}", texts(routes));
        assert_eq!(routes[0]["route"], wanted);
    }
    drop(daemon);
    until(web, |status| status["connections"] == 0).await;
    let answer = api(web, "/api/v1/routes?stale=true&limit=1000").await;
    assert_eq!(answer["routes"].as_array().unwrap().len(), 29);
    assert_eq!(api(web, "/api/v1/peers").await["peers"][0]["state"], "away");
    stop(collector).await.unwrap();
}
