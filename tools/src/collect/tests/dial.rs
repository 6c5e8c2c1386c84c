//! Connections that the collector makes, and connections by way of a proxy.

use tokio::net::TcpListener;

use crate::collect::md5::Keys;

use super::*;

/// A router that listens: the collector comes, and comes again.
#[tokio::test]
async fn the_collector_connects() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let router_address = listener.local_addr().unwrap();
    // Nobody listens there.
    let options = [
        "--quiet",
        "--allow=192.0.2.0/24",
        &format!("--connect={router_address}"),
        "--connect=127.0.0.1:1",
    ];
    let (collector, _) = printing(&options).await;
    for count in 1..=2 {
        let accepted = timeout(Duration::from_secs(20), listener.accept()).await;
        let (mut stream, _) = accepted.unwrap().unwrap();
        stream.write_all(&initiation("listener")).await.unwrap();
        until(collector.web, |status| status["connections"] == 1).await;
        drop(stream);
        let now = until(collector.web, |status| {
            router(status, Ipv4Addr::LOCALHOST)["connected"] == count && status["connections"] == 0
        })
        .await;
        let row = router(&now, Ipv4Addr::LOCALHOST);
        assert_eq!(
            (&row["sys_name"], &row["messages"]),
            (&"listener".into(), &count.into())
        );
    }
    let begin = Instant::now();
    stop(collector).await.unwrap();
    assert!(begin.elapsed() < Duration::from_secs(5));
}

/// A proxy names the router; who is no proxy cannot; a proxy must.
#[tokio::test]
async fn a_proxy_names_the_router() {
    let options = [
        "--quiet",
        "--proxy-protocol=127.24.0.1",
        "--message-timeout=1s",
    ];
    let (collector, _) = printing(&options).await;
    let (to, web) = (collector.routers, collector.web);
    let stream = capture("frr-10.7.1-loc-rib.bmp");
    let whole = messages(&expected()["frr-10.7.1-loc-rib.bmp"]);
    let mut open = Vec::new();
    for last in [7, 8] {
        let mut connection = connect(address(24, 0), to).await;
        let header = format!("PROXY TCP4 192.0.2.{last} 203.0.113.1 50000 5000\r\n");
        connection.write_all(header.as_bytes()).await.unwrap();
        connection.write_all(&stream).await.unwrap();
        open.push(connection);
        let from = Ipv4Addr::new(192, 0, 2, last);
        let now = until(web, |status| router(status, from)["messages"] == whole).await;
        assert_eq!(router(&now, from)["connections"][0]["port"], 50_000);
    }
    for (from, sent) in [
        (address(24, 0), &[3, 0, 0, 0, 6, 4, 3, 0, 0, 0, 6, 4][..]),
        (address(24, 0), b"PROXY"),
        (
            address(24, 1),
            b"PROXY TCP4 192.0.2.9 203.0.113.1 50000 5000\r\n",
        ),
    ] {
        let mut connection = connect(from, to).await;
        connection.write_all(sent).await.unwrap();
        assert!(is_closed(&mut connection).await);
    }
    let now = status(web).await;
    assert!(router(&now, Ipv4Addr::new(192, 0, 2, 9)).is_null());
    assert!(router(&now, address(24, 0)).is_null());
    stop(collector).await.unwrap();
}

/// Segments without the right signature get no answer, and others do not need one (RFC 2385, section 2.0).
#[tokio::test]
async fn signed_connections() {
    let key = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(key.path(), "a key\n").unwrap();
    let other = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(other.path(), "another key\n").unwrap();
    let of_loopback = "127.0.0.0/8".parse().unwrap();
    let keys = |file: &tempfile::NamedTempFile| Keys::read([(of_loopback, file.path())]).unwrap();
    let attempt = async |from: Ipv4Addr, keys: Keys, to: SocketAddr| {
        let socket = TcpSocket::new_v4().unwrap();
        keys.apply(&socket, false).unwrap();
        socket.bind((from, 0).into()).unwrap();
        timeout(Duration::from_millis(700), socket.connect(to)).await
    };
    // A router that listens, and signs.
    let listener = TcpSocket::new_v4().unwrap();
    keys(&key).apply(&listener, false).unwrap();
    listener.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = listener.listen(8).unwrap();
    let dialled = listener.local_addr().unwrap();
    for listen in ["--listen=127.0.0.1:0", "--listen=[::]:0"] {
        let key_of = |net: &str| format!("--md5-key={net}={}", key.path().display());
        let (of_net, of_host) = (key_of("127.31.0.0/16"), key_of("127.0.0.1"));
        let options = [
            "--quiet",
            &of_net,
            &of_host,
            &format!("--connect={dialled}"),
        ];
        let words = ["collect", listen, "--web=127.0.0.1:0"];
        let args = Args::try_parse_from(words.iter().chain(&options)).unwrap();
        let collector = Collector::start(args, Box::new(Printed::default()))
            .await
            .unwrap();
        let to = SocketAddr::from((Ipv4Addr::LOCALHOST, collector.routers.port()));
        let stream = attempt(address(31, 0), keys(&key), to).await;
        let mut signed = stream.unwrap().unwrap();
        signed.write_all(&initiation("signed")).await.unwrap();
        until(collector.web, |status| {
            router(status, address(31, 0))["messages"] == 1
        })
        .await;
        for keys in [keys(&other), Keys::default()] {
            assert!(attempt(address(31, 1), keys, to).await.is_err());
        }
        let stream = attempt(address(32, 0), Keys::default(), to).await;
        stream.unwrap().unwrap();
        let accepted = timeout(Duration::from_secs(20), listener.accept()).await;
        let (mut stream, _) = accepted.unwrap().unwrap();
        stream.write_all(&initiation("listener")).await.unwrap();
        until(collector.web, |status| {
            router(status, Ipv4Addr::LOCALHOST)["messages"] == 1
        })
        .await;
        stop(collector).await.unwrap();
    }
}
