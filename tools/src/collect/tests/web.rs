//! The page under attack.

use super::process::Process;
use super::*;

/// A page of somebody else may have a name that leads to this address.
#[tokio::test]
async fn other_names_are_refused() {
    let (collector, _) = printing(&["--quiet", "--web-name=station.example"]).await;
    for (host, status) in [
        ("localhost:5080", "200 OK"),
        ("station.example", "200 OK"),
        ("attacker.example:5080", "421 Misdirected Request"),
    ] {
        for path in ["/", "/status.json", "/metrics"] {
            let (head, body) = ask(collector.web, path, &format!("Host: {host}\r\n")).await;
            assert!(
                head.starts_with(&format!("HTTP/1.0 {status}")),
                "{host}: {head}"
            );
            assert_eq!(body.contains("--web-name"), status.starts_with("421"));
        }
    }
    // All names of a request count (RFC 9112, section 3.2).
    for (path, headers) in [
        ("/", "Host: localhost\r\nHost: attacker.example\r\n"),
        ("http://attacker.example/", "Host: localhost\r\n"),
    ] {
        let (head, _) = ask(collector.web, path, headers).await;
        assert!(head.starts_with("HTTP/1.0 421 "), "{path}: {head}");
    }
    stop(collector).await.unwrap();
}

/// Requests that do not end neither keep others away nor stay.
#[tokio::test]
async fn half_requests_do_not_stay() {
    let (collector, _) = printing(&["--quiet"]).await;
    let mut halves = Vec::new();
    for _ in 0..200 {
        let mut stream = TcpStream::connect(collector.web).await.unwrap();
        let _ = stream.write_all(b"GET / HTTP/1.1\r\nHost: local").await;
        halves.push(stream);
    }
    let begin = Instant::now();
    status(collector.web).await;
    assert!(
        begin.elapsed() < Duration::from_secs(3),
        "{:?}",
        begin.elapsed()
    );
    // Those that were not displaced end, too.
    for stream in &mut halves {
        let ended = timeout(Duration::from_secs(15), stream.read_to_end(&mut Vec::new())).await;
        ended.expect("the collector has not closed it").ok();
    }
    stop(collector).await.unwrap();
}

/// Routers do not take the file descriptors of the page.
#[tokio::test]
async fn files_are_kept_for_the_page() {
    let process = Process::start_after("ulimit -n 64", &["--quiet"]);
    let mut streams = Vec::new();
    for number in 0..100 {
        streams.push(connect(address(26, number), process.routers).await);
    }
    let now = until(process.web, |status| status["refused"] == 76).await;
    assert_eq!(
        (&now["connections"], &now["max_connections"]),
        (&24.into(), &24.into())
    );
    process.terminate();
    drop(streams);
    let (status, log) = tokio::task::spawn_blocking(|| process.ended())
        .await
        .unwrap();
    assert_eq!(status.code(), Some(0), "{log}");
}
