//! GoBGP and FRR export to the collector, and its lines contain their tables.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::{Child, Command, Stdio};

use super::*;

/// A daemon that ends with its test.
pub(super) struct Daemon(Child);

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a daemon whose output goes to a file.
fn daemon(program: &str, arguments: &[&str], log: &Path) -> Daemon {
    let log = fs::File::create(log).unwrap();
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(log.try_clone().unwrap())
        .stdout(log)
        .spawn();
    Daemon(child.unwrap_or_else(|error| panic!("{program}: {error}")))
}

/// Returns the output of a command, as soon as it is as expected.
async fn says(program: &str, arguments: &[&str], mut is: impl FnMut(&str) -> bool) -> String {
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        let output = Command::new(program).args(arguments).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() && is(&text) {
            return text;
        }
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            Instant::now() < end,
            "{program} {arguments:?}: {text} {errors}"
        );
        sleep(Duration::from_millis(200)).await;
    }
}

/// A table: prefix, AS path, next hop and communities.
pub(super) type Table = BTreeSet<(String, Vec<u64>, String, Vec<String>)>;

/// Returns the table of a RIB from lines of Route Monitoring: routes of IPv4 unicast, with withdrawals applied.
fn table(lines: &[Value], rib: &str) -> Table {
    let mut table = BTreeMap::new();
    for line in lines.iter().filter(|line| line["rib"] == rib) {
        let monitoring = &line["message"]["route_monitoring"];
        if monitoring.is_null() {
            continue;
        }
        let update = &monitoring["update"];
        let prefixes = |field: &str| -> Vec<String> {
            let routes = update[field].as_array().unwrap().iter();
            routes
                .map(|route| route["nlri"].as_str().unwrap().to_owned())
                .collect()
        };
        for prefix in prefixes("withdrawn_routes") {
            table.remove(&prefix);
        }
        let attribute = |name: &str| {
            let mut attributes = update["path_attributes"].as_array().into_iter().flatten();
            attributes.find_map(|attribute| attribute["value"].get(name).cloned())
        };
        for prefix in prefixes("nlri") {
            let row = (
                prefix.clone(),
                attribute("as_path")
                    .map(|path| numbers(&path))
                    .unwrap_or_default(),
                attribute("next_hop")
                    .and_then(|hop| Some(hop.as_str()?.to_owned()))
                    .unwrap_or_default(),
                texts(&attribute("communities").unwrap_or_default()),
            );
            table.insert(prefix, row);
        }
    }
    table.into_values().collect()
}

/// Returns all numbers in a value, in order.
fn numbers(value: &Value) -> Vec<u64> {
    match value {
        Value::Number(number) => number.as_u64().into_iter().collect(),
        Value::Array(values) => values.iter().flat_map(numbers).collect(),
        Value::Object(fields) => fields.values().flat_map(numbers).collect(),
        Value::String(text) => text
            .split([' ', ','])
            .filter_map(|word| word.parse().ok())
            .collect(),
        _ => Vec::new(),
    }
}

fn texts(value: &Value) -> Vec<String> {
    let texts = value.as_array().into_iter().flatten();
    texts
        .filter_map(|text| Some(text.as_str()?.to_owned()))
        .collect()
}

/// Returns a port that nobody listens on.
pub(super) fn port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Starts GoBGP with a configuration, and with its own API port.
pub(super) fn gobgpd(directory: &Path, configuration: &str, api: u16) -> Daemon {
    let path = directory.join(format!("gobgpd-{api}.toml"));
    fs::write(&path, configuration).unwrap();
    let arguments = [
        "-f",
        path.to_str().unwrap(),
        "--pprof-disable",
        "--api-hosts",
        &format!("127.0.0.1:{api}"),
    ];
    daemon(
        env!("GOBGPD"),
        &arguments,
        &directory.join(format!("gobgpd-{api}.log")),
    )
}

/// Runs a command of GoBGP.
pub(super) async fn gobgp(api: u16, words: &str, is: impl FnMut(&str) -> bool) -> String {
    let port = api.to_string();
    let words: Vec<_> = ["-p", &port].into_iter().chain(words.split(' ')).collect();
    says("gobgp", &words, is).await
}

/// Returns the routes in the output of GoBGP.
pub(super) fn table_of_gobgp(text: &str) -> Table {
    let table: Value = serde_json::from_str(text).unwrap();
    let table = table.as_object().unwrap().iter();
    let row = |(prefix, paths): (&String, &Value)| {
        let attributes = paths[0]["attrs"].as_array().unwrap();
        let attribute = |code: u64, field: &str| {
            let mut attributes = attributes.iter();
            let found = attributes.find(|attribute| attribute["type"] == code);
            found
                .map(|attribute| attribute[field].clone())
                .unwrap_or_default()
        };
        let segments = attribute(2, "as_paths");
        let segments = segments.as_array().into_iter().flatten();
        let communities = numbers(&attribute(8, "communities")).into_iter();
        (
            prefix.clone(),
            segments
                .flat_map(|segment| numbers(&segment["asns"]))
                .collect(),
            attribute(3, "nexthop").as_str().unwrap().to_owned(),
            communities
                .map(|value| format!("{}:{}", value >> 16, value & 0xffff))
                .collect(),
        )
    };
    table.map(row).collect()
}

/// Returns the lines so far.
fn so_far(printed: &Printed) -> Vec<Value> {
    lines(&printed.text(), Ipv4Addr::LOCALHOST)
}

/// Waits until the lines make a table of that many routes.
async fn table_of_lines(printed: &Printed, rib: &str, routes: usize) -> Table {
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        let found = table(&so_far(printed), rib);
        if found.len() == routes {
            return found;
        }
        assert!(
            Instant::now() < end,
            "{rib}: {found:?} in {}",
            printed.text()
        );
        sleep(Duration::from_millis(100)).await;
    }
}

/// Starts a GoBGP that has so many routes, and sends its Loc-RIB to a collector. Returns the port that [`gobgp`] asks, too.
pub(super) async fn gobgp_with(
    routes: u32,
    collector: &Collector,
    directory: &Path,
) -> (Daemon, u16) {
    let api = port();
    let configuration = format!(
        r#"
        [global.config]
          as = 64496
          router-id = "192.0.2.1"
          port = -1
        [[bmp-servers]]
          [bmp-servers.config]
            address = "127.0.0.1"
            port = {}
            route-monitoring-policy = "local-rib"
        "#,
        collector.routers.port()
    );
    let daemon = gobgpd(directory, &configuration, api);
    gobgp(api, "global", |_| true).await;
    for number in 0..routes {
        let route = format!(
            "global rib add 198.51.{number}.0/24 nexthop 192.0.2.9 aspath 65001,{} community 65001:{number}",
            4_200_000_000_u32 + number
        );
        gobgp(api, &route, |_| true).await;
    }
    (daemon, api)
}

/// GoBGP sends its Loc-RIB: the routes it has on connecting, new ones, and withdrawn ones.
#[cfg_attr(not(has_gobgpd), ignore = "needs gobgpd: apt-get install gobgpd")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gobgp_sends_its_table() {
    let (collector, printed) = printing(&["--json"]).await;
    let directory = tempfile::tempdir().unwrap();
    let (daemon, api) = gobgp_with(20, &collector, directory.path()).await;
    gobgp(api, "global rib del 198.51.7.0/24", |_| true).await;
    let own = table_of_gobgp(&gobgp(api, "global rib -j", |_| true).await);
    assert_eq!(own.len(), 19);
    assert_eq!(table_of_lines(&printed, "loc-rib", 19).await, own);
    let status = status(collector.web).await;
    assert_eq!(router(&status, Ipv4Addr::LOCALHOST)["sys_name"], "GoBGP");
    drop(daemon);
    stop(collector).await.unwrap();
}

/// FRR 8.4 prepends its own AS to the paths of external peers, as if it sent the routes on.
fn without_own_as(table: Table, own: u64) -> Table {
    let rows = table.into_iter();
    let stripped = rows.map(|(prefix, mut path, hop, communities)| {
        if path.first() == Some(&own) {
            path.remove(0);
        }
        (prefix, path, hop, communities)
    });
    stripped.collect()
}

/// FRR has one peer, which is GoBGP, and one route of its own, and sends its tables before and after the policy.
#[cfg_attr(not(has_gobgpd), ignore = "needs gobgpd: apt-get install gobgpd")]
#[cfg_attr(
    all(has_gobgpd, not(has_bgpd)),
    ignore = "needs bgpd: apt-get install frr"
)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn frr_sends_its_tables() {
    let (collector, printed) = printing(&["--json"]).await;
    let directory = tempfile::tempdir().unwrap();
    let (api, bgp) = (port(), port());
    let peer = format!(
        r#"
        [global.config]
          as = 65001
          router-id = "192.0.2.2"
          port = {bgp}
          local-address-list = ["127.0.0.2"]
        [[neighbors]]
          [neighbors.config]
            neighbor-address = "127.0.0.1"
            peer-as = 64496
          [neighbors.transport.config]
            passive-mode = true
        "#
    );
    let configuration = format!(
        "hostname rtr\n\
         route-map in permit 10\n set community 64496:7 additive\n\
         router bgp 64496\n \
           bgp router-id 192.0.2.1\n \
           bgp allow-martian-nexthop\n \
           no bgp network import-check\n \
           neighbor 127.0.0.2 remote-as 65001\n \
           neighbor 127.0.0.2 port {bgp}\n \
           neighbor 127.0.0.2 timers connect 1\n \
           address-family ipv4 unicast\n  \
             network 192.0.2.0/24\n  \
             neighbor 127.0.0.2 route-map in in\n  \
             neighbor 127.0.0.2 soft-reconfiguration inbound\n \
           exit-address-family\n \
           bmp targets station\n  \
             bmp monitor ipv4 unicast pre-policy\n  \
             bmp monitor ipv4 unicast post-policy\n  \
             bmp connect 127.0.0.1 port {} min-retry 100 max-retry 1000\n",
        collector.routers.port()
    );
    let file = directory.path().join("bgpd.conf");
    fs::write(&file, configuration).unwrap();
    let peer = gobgpd(directory.path(), &peer, api);
    gobgp(api, "global", |_| true).await;
    for number in 0..10 {
        let route = format!(
            "global rib add 198.51.{number}.0/24 nexthop 127.0.0.2 aspath {} community 65001:{number}",
            65_100 + number
        );
        gobgp(api, &route, |_| true).await;
    }
    let sockets = directory.path().to_str().unwrap();
    let (bgpd_port, pid) = (port().to_string(), directory.path().join("pid"));
    let arguments = [
        "-f",
        file.to_str().unwrap(),
        "-M",
        "bmp",
        "-Z",
        "-n",
        "-S",
        "-l",
        "127.0.0.1",
        "-p",
        &bgpd_port,
        "-P",
        "0",
        "-i",
        pid.to_str().unwrap(),
        "--vty_socket",
        sockets,
        "--log",
        "stdout",
    ];
    let log = directory.path().join("bgpd.log");
    let bgpd = daemon(env!("BGPD"), &arguments, &log);

    // Ten routes, and its own one.
    let show = [
        "--vty_socket",
        sockets,
        "-d",
        "bgpd",
        "-c",
        "show bgp ipv4 unicast json",
    ];
    let text = says("vtysh", &show, |text| {
        text.matches("\"valid\":true").count() == 11
    })
    .await;
    let own: Value = serde_json::from_str(&text).unwrap();
    let row = |(prefix, paths): (&String, &Value)| {
        let hop = paths[0]["nexthops"][0]["ip"].as_str().unwrap().to_owned();
        (prefix.clone(), numbers(&paths[0]["path"]), hop)
    };
    let own: BTreeSet<_> = own["routes"].as_object().unwrap().iter().map(row).collect();

    let after = table_of_lines(&printed, "adj-rib-in-post", 11).await;
    let after = without_own_as(after, 64_496);
    let without = |table: &Table| -> BTreeSet<_> {
        let rows = table.iter().cloned();
        rows.map(|(prefix, path, hop, _)| (prefix, path, hop))
            .collect()
    };
    assert_eq!(without(&after), own);
    let marked = after
        .iter()
        .filter(|(.., communities)| communities.contains(&"64496:7".into()));
    assert_eq!(marked.count(), 10);

    // Before the policy it is the table of the peer, with the peer's AS prepended.
    let sent = table_of_gobgp(&gobgp(api, "global rib -j", |_| true).await);
    let received = sent
        .into_iter()
        .map(|(prefix, mut path, hop, communities)| {
            path.insert(0, 65_001);
            (prefix, path, hop, communities)
        });
    let received: Table = received.collect();
    assert_eq!(received.len(), 10);
    let before = table_of_lines(&printed, "adj-rib-in-pre", 10).await;
    assert_eq!(without_own_as(before, 64_496), received);

    let now = status(collector.web).await;
    let frr = router(&now, Ipv4Addr::LOCALHOST);
    assert!(
        frr["sys_descr"].as_str().unwrap().starts_with("FRRouting "),
        "{frr}"
    );
    assert_eq!(frr["peers"], 1);
    let peer_status = &frr["connections"][0]["first_peers"][0];
    assert_eq!(
        (&peer_status["peer"], &peer_status["asn"]),
        (&"127.0.0.2".into(), &65_001.into())
    );
    drop((bgpd, peer));
    stop(collector).await.unwrap();
}

/// A limit of the rate is that of an address, not of a connection; nothing is lost, and others are not slower.
#[tokio::test]
async fn a_fast_router_is_slowed_down() {
    let (collector, _) = printing(&["--quiet", "--max-rate=64K", "--message-timeout=1s"]).await;
    let (to, web) = (collector.routers, collector.web);
    let stream = capture("frr-10.7.1-dump.bmp");
    let whole = messages(&expected()["frr-10.7.1-dump.bmp"]);
    let copies = (160 << 10) / stream.len() + 1;
    let begin = Instant::now();
    // Who connects again is not faster by that.
    let sending = tokio::spawn(async move {
        for _ in 0..copies {
            send(address(33, 0), to, &stream).await;
        }
    });
    send(address(33, 1), to, &initiation("other")).await;
    until(web, |status| {
        router(status, address(33, 1))["last_end"].is_object()
    })
    .await;
    let other = begin.elapsed();
    sending.await.unwrap();
    let all = whole * copies as u64;
    until(web, |status| {
        router(status, address(33, 0))["messages"] == all
    })
    .await;
    let time = begin.elapsed();
    // Each connection reads once before it waits.
    assert!(other < Duration::from_secs(1), "{other:?}");
    assert!(time > Duration::from_millis(1200), "{time:?}");
    stop(collector).await.unwrap();
}
