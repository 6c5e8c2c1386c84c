//! From files to collectors: who receives what and when, and what is reported if one does not accept it.

use std::time::{Duration, Instant};

use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::*;

/// Reads that many connections to their ends, in the order they come.
async fn collector(connections: usize) -> (String, JoinHandle<Vec<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let collecting = tokio::spawn(async move {
        let mut reading = Vec::new();
        for _ in 0..connections {
            let (mut tcp, _) = listener.accept().await.unwrap();
            reading.push(tokio::spawn(async move {
                let mut octets = Vec::new();
                tcp.read_to_end(&mut octets).await.unwrap();
                octets
            }));
        }
        let mut all = Vec::new();
        for connection in reading {
            all.push(connection.await.unwrap());
        }
        all
    });
    (address, collecting)
}

fn termination() -> &'static [u8] {
    &[3, 0, 0, 0, 6, 5]
}

#[tokio::test]
async fn a_collector_gets_all_octets() {
    let path = capture("frr-10.7.1-mirror.bmp");
    let (address, collecting) = collector(1).await;
    let (summary, end) = run(&[text(&path), "--to", &address]).await;
    end.unwrap();
    let stream = std::fs::read(&path).unwrap();
    assert!(collecting.await.unwrap() == std::slice::from_ref(&stream));
    assert_eq!(
        (summary.octets, summary.connections),
        (stream.len() as u64, 1)
    );
    assert!(
        summary
            .to_string()
            .contains(" bytes, over 1 connection, in ")
    );
}

/// The connections of a capture, of its JSON, and of rounds stay separate; --join makes one of all.
#[tokio::test]
async fn connections_are_connections() {
    let path = capture("frr-10.7.1-dump.pcap");
    let streams = ["frr-10.7.1-dump.bmp", "frr-10.7.1-dump.2.bmp"]
        .map(|name| std::fs::read(capture(name)).unwrap());
    let (address, collecting) = collector(4).await;
    let (summary, end) = run(&[text(&path), "--repeat=2", "--to", &address]).await;
    end.unwrap();
    let mut collected = collecting.await.unwrap();
    collected.sort();
    let mut want = [&streams[..], &streams].concat();
    want.sort();
    assert!(collected == want);
    assert_eq!(summary.connections, 4);

    let lines = "{\"stream\":\"a\",\"octets\":\"030000000605\"}\n{\"stream\":\"b\",\"octets\":\"030000000605\"}\n";
    let lines = file(lines.repeat(2));
    let (address, collecting) = collector(2).await;
    run(&[text(lines.path()), "--to", &address])
        .await
        .1
        .unwrap();
    assert_eq!(collecting.await.unwrap(), vec![termination().repeat(2); 2]);
    let (address, collecting) = collector(1).await;
    run(&[text(lines.path()), "--repeat=2", "--join", "--to", &address])
        .await
        .1
        .unwrap();
    assert_eq!(collecting.await.unwrap(), [termination().repeat(8)]);
}

/// 300 messages, 1000 per second: 50 of them at once, and not faster; a busy machine may be slower.
#[tokio::test]
async fn a_rate_holds() {
    let stream = file(termination().repeat(300));
    let (address, collecting) = collector(1).await;
    let started = Instant::now();
    let words = [text(stream.path()), "--rate=1000", "--to", &address];
    run(&words).await.1.unwrap();
    let took = started.elapsed();
    assert_eq!(collecting.await.unwrap(), [termination().repeat(300)]);
    assert!(took >= Duration::from_millis(245), "{took:?}");
    assert!(took < Duration::from_secs(3), "{took:?}");
}

/// Messages arrive when they are due, not when there are enough of them.
#[tokio::test]
async fn times_of_capture_are_kept() {
    let line = |milliseconds| {
        format!(
            "{{\"captured\":\"2026-01-01T00:00:00.{milliseconds:03}Z\",\"octets\":\"030000000605\"}}\n"
        )
    };
    let lines: String = [100, 400, 300, 700].map(line).concat();
    let lines = file(lines);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let collecting = tokio::spawn(async move {
        let (mut tcp, _) = listener.accept().await.unwrap();
        let mut message = [0; 6];
        let mut times = Vec::new();
        while tcp.read_exact(&mut message).await.is_ok() {
            times.push(Instant::now());
        }
        times
    });
    let (summary, end) = run(&[text(lines.path()), "--speed=2", "--to", &address]).await;
    end.unwrap();
    let times = collecting.await.unwrap();
    let since: Vec<_> = times
        .iter()
        .map(|time| (*time - times[0]).as_millis())
        .collect();
    assert_eq!(since.len(), 4);
    // 300 ms and 600 ms after the first, twice as fast; the third is older than the second.
    for (since, due) in since.iter().zip([0, 150, 150, 300]) {
        assert!(
            (due.max(20) - 20..due + 1000).contains(since),
            "{since} ms, due at {due}"
        );
    }
    let said = summary.to_string();
    assert!(
        said.ends_with("\nsent at the times of capture (4 messages)"),
        "{said}"
    );
}

#[tokio::test]
async fn times_of_headers_are_used_where_there_is_no_capture() {
    let path = capture("frr-10.7.1-dump.bmp");
    let (out, summary, end) =
        written(&[text(&path), "--speed=1000000000", "--max-pause=0.01"]).await;
    end.unwrap();
    let stream = std::fs::read(&path).unwrap();
    assert!(out == stream);
    // Initiation has no per-peer header; elsewhere the time is the last 8 of its 42 bytes.
    let is_timeless = |frame: &&&[u8]| frame[5] == 4 || frame[40..48] == [0; 8];
    let timeless = frames(&stream).iter().filter(is_timeless).count();
    let want = format!(
        "\nsent at the times of the per-peer header ({} messages), of the message before, for lack of their own ({timeless} messages)",
        314 - timeless
    );
    let said = summary.to_string();
    assert!(timeless > 1 && said.ends_with(&want), "{said}");
}

#[tokio::test]
async fn a_collector_that_closes() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let collecting = tokio::spawn(async move {
        let (mut tcp, _) = listener.accept().await.unwrap();
        let mut message = [0; 60];
        tcp.read_exact(&mut message).await.unwrap();
    });
    let stream = file(termination().repeat(100));
    let words = [text(stream.path()), "--rate=100", "--to", &address];
    let (summary, end) = run(&words).await;
    collecting.await.unwrap();
    let error = end.unwrap_err();
    let start = format!("{address} has closed the connection (");
    assert!(error.starts_with(&start), "{error}");
    assert!(error.contains(" bytes): "), "{error}");
    assert!(
        (10..100).contains(&summary.messages),
        "{}",
        summary.messages
    );
}

/// Everything was written, but not read.
#[tokio::test]
async fn a_collector_that_closes_at_the_end() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let collecting = tokio::spawn(async move {
        let (tcp, _) = listener.accept().await.unwrap();
        while tcp.peek(&mut [0; 60]).await.unwrap() < 60 {}
    });
    let stream = file(termination().repeat(10));
    let (_, end) = run(&[text(stream.path()), "--to", &address]).await;
    collecting.await.unwrap();
    let error = end.unwrap_err();
    let start = format!("{address} has closed the connection (after 10 messages, 60 bytes): ");
    assert!(error.starts_with(&start), "{error}");
}

#[tokio::test]
async fn nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let stream = file(termination());
    let (_, end) = run(&[text(stream.path()), "--to", &address]).await;
    let error = end.unwrap_err();
    assert!(
        error.starts_with(&format!("cannot connect to {address}: ")),
        "{error}"
    );
}
