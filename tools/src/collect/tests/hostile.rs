//! Hostile peers: each is closed with a reason, or kept within its limits, while a router next to them is not affected.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::time::interval;

use super::*;

const GOOD: &str = "frr-10.7.1-dump.bmp";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn harms_only_itself() {
    let options = [
        "--json",
        "--message-timeout=1s",
        "--max-peers=100",
        "--max-message=64K",
    ];
    let (collector, printed) = printing(&options).await;
    let (to, web) = (collector.routers, collector.web);

    // A router that sends small pieces all the time.
    let good = tokio::spawn(async move {
        let mut stream = connect(address(3, 0), to).await;
        let mut interval = interval(Duration::from_millis(5));
        for piece in capture(GOOD).chunks(100) {
            interval.tick().await;
            stream.write_all(piece).await.unwrap();
        }
        stream
    });

    let garbage = address(3, 1);
    let mut random = vec![0x47; 4096];
    ChaCha8Rng::seed_from_u64(1).fill(&mut random[1..]);
    let mut stream = connect(garbage, to).await;
    stream.write_all(&random).await.unwrap();
    assert!(is_closed(&mut stream).await);
    assert_eq!(
        end(web, garbage).await,
        "BMP common header at byte 0: version 71 is not supported"
    );

    let long = address(3, 2);
    let mut stream = connect(long, to).await;
    // An Initiation before it is counted.
    stream
        .write_all(&[3, 0, 0, 0, 6, 4, 3, 0xff, 0xff, 0xff, 0xff])
        .await
        .unwrap();
    assert!(is_closed(&mut stream).await);
    assert!(
        end(web, long)
            .await
            .starts_with("BMP common header at byte 1: a length of 4294967295 ")
    );

    let slow = address(3, 3);
    let mut stream = connect(slow, to).await;
    let begin = Instant::now();
    for octet in capture(GOOD) {
        if stream.write_all(&[octet]).await.is_err() {
            break;
        }
        sleep(Duration::from_millis(100)).await;
    }
    assert!(begin.elapsed() < Duration::from_secs(5));
    assert_eq!(end(web, slow).await, "a message took too long");

    let silent = address(3, 4);
    let mut stream = connect(silent, to).await;
    assert!(is_closed(&mut stream).await);
    assert_eq!(end(web, silent).await, "a message took too long");

    let crowd = address(3, 5);
    let mut stream = connect(crowd, to).await;
    stream
        .write_all(&peer_ups(10_000, [192, 0, 2, 1]))
        .await
        .unwrap();
    let status = until(web, |status| router(status, crowd)["messages"] == 10_000).await;
    assert_eq!(router(&status, crowd)["peers"], 100);
    assert_eq!(router(&status, crowd)["refused_peers"], 9_900);
    assert_eq!(
        router(&status, crowd)["connections"][0]["first_peers"]
            .as_array()
            .unwrap()
            .len(),
        100
    );

    let good = good.await.unwrap();
    let status = until(web, |status| {
        router(status, address(3, 0))["counts"]["octets"] == capture(GOOD).len()
    })
    .await;
    let router_status = router(&status, address(3, 0));
    assert_eq!(
        router_status["counts"]["messages"],
        expected()[GOOD]["messages"]
    );
    assert!(router_status["last_end"].is_null());
    assert_eq!(router_status["malformed"], 0);
    let metrics = page(web, "/metrics").await.1;
    for (from, reason) in [
        (garbage, "not_bmp"),
        (long, "not_bmp"),
        (slow, "message_timeout"),
        (silent, "message_timeout"),
    ] {
        let labels = labels(router(&status, from));
        let name = format!("bmp_disconnections_total{{{labels},reason=\"{reason}\"}}");
        assert_eq!(metric(&metrics, &name), 1);
    }
    assert_eq!(
        metric(
            &metrics,
            &format!(
                "bmp_messages_total{{{},type=\"initiation\"}}",
                labels(router(&status, long))
            )
        ),
        1
    );
    drop(good);
    stop(collector).await.unwrap();
    let lines = lines(&printed.text(), long);
    assert_eq!(
        lines[1]["message"]["initiation"],
        serde_json::json!({ "information": [] })
    );
    assert_eq!(lines[2]["event"], "disconnected");
}

/// Connections beyond the limits, in all and from one address.
#[tokio::test]
async fn connections_beyond_the_limit_are_closed() {
    let options = [
        "--quiet",
        "--max-connections=3",
        "--max-connections-per-prefix=2",
    ];
    let (collector, _) = printing(&options).await;
    let (to, web) = (collector.routers, collector.web);
    let initiation = [3, 0, 0, 0, 6, 4];
    let mut streams = Vec::new();
    for (number, is_taken) in [(0, true), (0, true), (0, false), (1, true), (2, false)] {
        let mut stream = connect(address(4, number), to).await;
        if is_taken {
            stream.write_all(&initiation).await.unwrap();
            until(web, |status| {
                router(status, address(4, number))["messages"].as_u64() > Some(0)
            })
            .await;
            streams.push(stream);
        } else {
            assert!(is_closed(&mut stream).await);
        }
    }
    assert_eq!(status(web).await["refused"], 2);
    drop(streams);
    until(web, |status| status["connections"] == 0).await;
    let mut stream = connect(address(4, 2), to).await;
    stream.write_all(&initiation).await.unwrap();
    until(web, |status| router(status, address(4, 2))["messages"] == 1).await;
    stop(collector).await.unwrap();
}

/// Whole messages at times break no limit; no message at all does, if there is a limit.
#[tokio::test]
async fn idle_is_not_slow() {
    let options = ["--quiet", "--message-timeout=500ms"];
    let (patient, _) = printing(&[options[0], options[1], "--idle-timeout=1m"]).await;
    let (strict, _) = printing(&[options[0], options[1], "--idle-timeout=700ms"]).await;
    let mut streams = [
        connect(address(5, 0), patient.routers).await,
        connect(address(5, 0), strict.routers).await,
    ];
    for stream in &mut streams {
        stream.write_all(&[3, 0, 0, 0, 6, 4]).await.unwrap();
    }
    assert_eq!(
        end(strict.web, address(5, 0)).await,
        "no message arrived for too long"
    );
    assert_eq!(status(patient.web).await["connections"], 1);
    stop(strict).await.unwrap();
    stop(patient).await.unwrap();
}

/// Addresses that are not allowed are refused before anything is read from them.
#[tokio::test]
async fn only_some_are_allowed() {
    let options = ["--quiet", "--allow=127.20.0.0/24", "--allow=127.20.1.1"];
    let (collector, _) = printing(&options).await;
    for (number, is_allowed) in [(0, true), (256, true), (257, false)] {
        let from = address(20, number);
        let mut stream = connect(from, collector.routers).await;
        let sent = stream.write_all(&initiation("r")).await;
        if is_allowed {
            sent.unwrap();
            until(collector.web, |status| {
                router(status, from)["messages"] == 1
            })
            .await;
        } else {
            assert!(is_closed(&mut stream).await);
        }
    }
    assert_eq!(status(collector.web).await["refused"], 1);
    stop(collector).await.unwrap();
}

/// Many routers with few peers each are limited, too, and places become free.
#[tokio::test]
async fn peers_are_limited_in_all() {
    let (collector, _) = printing(&["--quiet", "--max-peers-in-all=100"]).await;
    let (to, web) = (collector.routers, collector.web);
    let peers = peer_ups(80, [192, 0, 2, 1]);
    let mut first = connect(address(21, 0), to).await;
    first.write_all(&peers).await.unwrap();
    until(web, |status| router(status, address(21, 0))["peers"] == 80).await;
    let mut second = connect(address(21, 1), to).await;
    second.write_all(&peers).await.unwrap();
    let status = until(web, |status| {
        router(status, address(21, 1))["messages"] == 80
    })
    .await;
    assert_eq!(router(&status, address(21, 1))["peers"], 20);
    assert_eq!(router(&status, address(21, 1))["refused_peers"], 60);
    assert_eq!(
        (&status["peers"], &status["max_peers"]),
        (&100.into(), &100.into())
    );
    let metrics = page(web, "/metrics").await.1;
    assert_eq!(metric(&metrics, "bmp_known_peers"), 100);
    drop(first);
    until(web, |status| status["peers"] == 20).await;
    second.write_all(&peers).await.unwrap();
    until(web, |status| router(status, address(21, 1))["peers"] == 80).await;
    stop(collector).await.unwrap();
}

/// The system probes the connections of routers: the collector did not choose its own defaults of two hours.
#[tokio::test]
async fn silent_connections_are_probed() {
    let (collector, _) = printing(&["--quiet", "--keepalive=20s"]).await;
    let stream = connect(address(22, 0), collector.routers).await;
    until(collector.web, |status| status["connections"] == 1).await;
    let port = format!(":{:04X} ", collector.routers.port());
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let row = table.lines().find(|line| {
        let mut words = line.split_whitespace();
        let is_local = words
            .nth(1)
            .is_some_and(|local| port.trim_end().ends_with(&local[8..]));
        // Established.
        is_local && words.nth(1) == Some("01")
    });
    // The kind of timer, and its time in hundredths of a second.
    let timer = row.unwrap().split_whitespace().nth(5).unwrap();
    let (kind, when) = timer.split_once(':').unwrap();
    let when = u64::from_str_radix(when, 16).unwrap();
    assert_eq!(kind, "02", "{timer}");
    assert!((1_000..=2_000).contains(&when), "{when}");
    drop(stream);
    stop(collector).await.unwrap();
}
