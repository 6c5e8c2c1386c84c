//! Snapshots: what a collector starts from.

use super::super::process::Process;
use super::*;

/// Returns the routes without what differs between two runs: numbers, and whether they are stale.
async fn routes(web: SocketAddr) -> (Vec<Value>, usize) {
    let mut all = all_parts(web, "/api/v1/routes?limit=1000", "routes").await;
    let mut stale = 0;
    for route in &mut all {
        stale += usize::from(route["stale"] == true);
        route["router"]["id"] = Value::Null;
        route["peer"]["id"] = Value::Null;
        route["stale"] = Value::Null;
        // FRR 10.3 announces routes of peers that are down, of which nothing else is kept.
        route["peer"]["table_name"] = Value::Null;
    }
    all.sort_by_cached_key(Value::to_string);
    (all, stale)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn routes_of_all_captures_come_back() {
    let directory = tempfile::tempdir().unwrap();
    let option = format!("--state={}", directory.path().display());
    let options = ["--quiet", "--tables", "--max-connections=100", &option];
    let (collector, _) = printing(&options).await;
    let mut captures = expected();
    captures.retain(|name, _| !name.ends_with("-full.bmp.zst"));
    let (mut streams, mut sum) = (Vec::new(), 0);
    for (number, name) in captures.keys().enumerate() {
        let mut connection = connect(address(34, number), collector.routers).await;
        connection.write_all(&capture(name)).await.unwrap();
        sum += messages(&captures[name]);
        streams.push(connection);
    }
    tables_have(collector.web, sum).await;
    let (before, _) = routes(collector.web).await;
    assert!(before.len() > 2000, "{}", before.len());
    let names = |peers: &[Value]| -> Vec<Value> {
        let up = peers
            .iter()
            .filter(|peer| peer["state"] != "down" && peer["ups"] != 0);
        up.map(|peer| {
            json!([
                peer["router"]["name"],
                peer["peer"]["address"],
                peer["peer"]["table_name"],
                peer["local_address"],
                peer["since"]
            ])
        })
        .collect()
    };
    let peers = names(&all_parts(collector.web, "/api/v1/peers?limit=1000", "peers").await);
    stop(collector).await.unwrap();
    drop(streams);

    let (collector, _) = printing(&options).await;
    let (after, stale) = routes(collector.web).await;
    assert_eq!(stale, after.len());
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before, after);
    }
    let back = names(&all_parts(collector.web, "/api/v1/peers?limit=1000", "peers").await);
    assert_eq!(peers, back);
    stop(collector).await.unwrap();
}

/// A router speaks after the restart of the collector: what it announces is not stale, and what it does not announce goes
/// with its End-of-RIB.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn routers_speak_after_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let option = format!("--state={}", directory.path().display());
    let options = ["--quiet", "--tables", &option];
    let name = "frr-10.7.1-loc-rib.bmp";
    let stream = capture(name);
    let from = address(35, 0);
    let (collector, _) = printing(&options).await;
    let mut connection = connect(from, collector.routers).await;
    connection.write_all(&stream).await.unwrap();
    tables_have(collector.web, count(&stream)).await;
    let (before, _) = routes(collector.web).await;
    stop(collector).await.unwrap();
    let (collector, _) = printing(&options).await;
    assert_eq!(routes(collector.web).await, (before.clone(), before.len()));
    // Nothing of this happened now.
    let series = api(collector.web, "/api/v1/series").await;
    let sample = &series["samples"][0];
    assert_eq!(
        [&sample["routes"], &sample["announced"], &sample["ups"]],
        [before.len(), 0, 0]
    );
    let restored = api(collector.web, "/api/v1/routers").await["routers"][0]["messages"].clone();
    let mut connection = connect(from, collector.routers).await;
    connection.write_all(&stream).await.unwrap();
    tables_have(collector.web, restored.as_u64().unwrap() + count(&stream)).await;
    let (after, stale) = routes(collector.web).await;
    assert_eq!(before, after);
    // FRR sends End-of-RIBs of all views.
    assert_eq!(stale, 0);
    let routers = api(collector.web, "/api/v1/routers").await;
    assert_eq!(routers["routers"].as_array().unwrap().len(), 1);
    stop(collector).await.unwrap();
}

/// A collector that is killed has its last snapshot, and one whose snapshot was cut says so and begins empty.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_collector_and_a_torn_snapshot() {
    let directory = tempfile::tempdir().unwrap();
    let option = format!("--state={}", directory.path().display());
    let options = ["--quiet", "--tables", &option, "--state-interval=200ms"];
    let process = Process::start(&options);
    let stream = capture("frr-10.7.1-loc-rib.bmp");
    let mut connection = connect(address(36, 0), process.routers).await;
    connection.write_all(&stream).await.unwrap();
    tables_have(process.web, count(&stream)).await;
    let (before, _) = routes(process.web).await;
    sleep(Duration::from_secs(1)).await;
    process.signal("KILL");
    tokio::task::spawn_blocking(|| process.ended())
        .await
        .unwrap();

    let process = Process::start(&options[..3]);
    let (after, stale) = routes(process.web).await;
    assert_eq!((&after, stale), (&before, before.len()));
    // Another one must not write there.
    let other = Process::command(&options).output().unwrap();
    assert!(
        String::from_utf8_lossy(&other.stderr).contains("another collector keeps its state in")
    );
    process.terminate();
    tokio::task::spawn_blocking(|| process.ended())
        .await
        .unwrap();

    let file = directory.path().join("tables.state");
    let octets = std::fs::read(&file).unwrap();
    std::fs::write(&file, &octets[..octets.len() - 1]).unwrap();
    let process = Process::start(&options[..3]);
    assert!(routes(process.web).await.0.is_empty());
    assert_eq!(
        std::fs::read(directory.path().join("tables.torn"))
            .unwrap()
            .len(),
        octets.len() - 1
    );
    process.terminate();
    tokio::task::spawn_blocking(|| process.ended())
        .await
        .unwrap();
}

/// The routes of a router that stays away go after a while.
#[tokio::test]
async fn stale_routes_do_not_stay_forever() {
    let (collector, _) = printing(&["--quiet", "--tables", "--stale-time=1s"]).await;
    let web = collector.web;
    let stream = capture("frr-10.7.1-loc-rib.bmp");
    send(address(39, 0), collector.routers, &stream).await;
    tables_have(web, count(&stream)).await;
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let summary = api(web, "/api/v1/summary").await;
        if summary["routes"] == 0 {
            assert_eq!(summary["routers"], 1);
            break;
        }
        assert!(Instant::now() < end, "{summary}");
        sleep(Duration::from_millis(200)).await;
    }
    stop(collector).await.unwrap();
}
