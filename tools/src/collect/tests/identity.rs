//! Which router a connection belongs to, and when it ends (RFC 7854, section 4.5).

use super::*;

/// Termination is the last message: the collector closes the connection.
#[tokio::test]
async fn termination_ends_a_connection() {
    let (collector, printed) = printing(&["--json"]).await;
    let from = address(23, 0);
    let mut stream = connect(from, collector.routers).await;
    let termination = [3, 0, 0, 0, 12, 5, 0, 1, 0, 2, 0, 0];
    let sent = [&initiation("r")[..], &termination, &initiation("late")].concat();
    stream.write_all(&sent).await.unwrap();
    assert!(is_closed(&mut stream).await);
    assert_eq!(
        end(collector.web, from).await,
        "terminated by the router: administratively closed; 14 bytes behind it are dropped"
    );
    let now = status(collector.web).await;
    let row = router(&now, from);
    assert_eq!(
        (&row["sys_name"], &row["messages"]),
        (&"r".into(), &2.into())
    );
    let metrics = page(collector.web, "/metrics").await.1;
    let name = format!(
        "bmp_disconnections_total{{{},reason=\"terminated\"}}",
        labels(row)
    );
    assert_eq!(metric(&metrics, &name), 1);
    stop(collector).await.unwrap();
    let lines = lines(&printed.text(), from);
    assert_eq!(lines.len(), 4);
    assert_eq!(
        lines[2]["message"]["termination"],
        serde_json::json!({ "information": [{ "reason": "administratively closed" }] })
    );
}

/// Versions without lengths, and those that are not known.
#[tokio::test]
async fn another_version_ends_a_connection() {
    let (collector, _) = printing(&["--quiet"]).await;
    for (version, reason) in [
        (1_u8, "is older than RFC 7854 and gives no lengths"),
        (2, "is older than RFC 7854 and gives no lengths"),
        (5, "is not supported"),
    ] {
        let from = address(23, 10 + usize::from(version));
        let mut stream = connect(from, collector.routers).await;
        let octets = [3, 0, 0, 0, 6, 4, version, 0, 0, 0, 6, 4];
        stream.write_all(&octets).await.unwrap();
        assert!(is_closed(&mut stream).await);
        assert_eq!(
            end(collector.web, from).await,
            format!("BMP common header at byte 0: version {version} {reason}")
        );
    }
    stop(collector).await.unwrap();
}

/// A router that comes again while its earlier connection still stands: its peers count once, on the newer one.
#[tokio::test]
async fn a_newer_connection_takes_over() {
    let (collector, _) = printing(&["--quiet"]).await;
    let (from, web) = (address(23, 2), collector.web);
    let stream = capture("frr-10.7.1-loc-rib.bmp");
    let whole = messages(&expected()["frr-10.7.1-loc-rib.bmp"]);
    let mut open = Vec::new();
    for number in 1..=2 {
        let mut connection = connect(from, collector.routers).await;
        connection.write_all(&stream).await.unwrap();
        open.push(connection);
        let all = number * whole;
        until(web, |status| router(status, from)["messages"] == all).await;
    }
    let now = status(web).await;
    assert_eq!(now["routers"].as_array().unwrap().len(), 1);
    let row = router(&now, from);
    assert_eq!((&row["peers"], &row["connected"]), (&4.into(), &2.into()));
    let peers = |number: usize| &row["connections"][number]["peers"];
    assert_eq!((peers(0), peers(1)), (&0.into(), &4.into()));
    // The end of the older one changes nothing.
    drop(open.remove(0));
    let now = until(web, |status| status["connections"] == 1).await;
    assert_eq!(router(&now, from)["peers"], 4);
    drop(open);
    stop(collector).await.unwrap();
}

/// Routers with one address are told apart by name and by BGP identifier.
#[tokio::test]
async fn routers_behind_one_address() {
    let (collector, _) = printing(&["--quiet", "--max-connections-per-prefix=4"]).await;
    let (from, web) = (address(23, 3), collector.web);
    let mut open = Vec::new();
    for (name, id, peers) in [("a", 1, 1), ("b", 1, 2), ("b", 2, 3)] {
        let mut stream = connect(from, collector.routers).await;
        let sent = [initiation(name), peer_ups(peers, [192, 0, 2, id])].concat();
        stream.write_all(&sent).await.unwrap();
        open.push(stream);
    }
    let now = until(web, |status| status["peers"] == 6).await;
    let rows: Vec<_> = now["routers"].as_array().unwrap().iter().collect();
    let columns: Vec<_> = rows
        .iter()
        .map(|row| ["address", "sys_name", "bgp_id", "peers"].map(|name| row[name].to_string()))
        .collect();
    let address = format!("\"{from}\"");
    let want = [
        [&address, "\"a\"", "\"192.0.2.1\"", "1"],
        [&address, "\"b\"", "\"192.0.2.1\"", "2"],
        [&address, "\"b\"", "\"192.0.2.2\"", "3"],
    ];
    assert_eq!(columns, want);
    let metrics = page(web, "/metrics").await.1;
    for (row, peers) in rows.iter().zip(1..) {
        let name = format!("bmp_peers{{{}}}", labels(row));
        assert_eq!(metric(&metrics, &name), peers);
    }
    // The limit of an address is an option.
    open.push(connect(from, collector.routers).await);
    until(web, |status| status["connections"] == 4).await;
    assert!(is_closed(&mut connect(from, collector.routers).await).await);
    stop(collector).await.unwrap();
}
