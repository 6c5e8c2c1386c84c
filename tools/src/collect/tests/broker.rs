//! Tests of publishing, with a nats-server that the test starts.

use std::process::{Child, Command, Stdio};

use async_nats::jetstream;
use bmp_codec::Decode;
use bmp_codec::openbmp::OpenBmp;
use futures_util::StreamExt;

use super::process::Process;
use super::*;

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a server and returns its address.
async fn server(store: &Path) -> (Server, String) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    (
        server_at(port, store).await,
        format!("nats://127.0.0.1:{port}"),
    )
}

async fn server_at(port: u16, store: &Path) -> Server {
    let server = Command::new(env!("NATS_SERVER"))
        .args(["-js", "-a", "127.0.0.1", "-p", &port.to_string(), "-sd"])
        .arg(store)
        .stderr(Stdio::null())
        .spawn();
    let server = Server(server.unwrap());
    let end = Instant::now() + Duration::from_secs(30);
    while let Err(error) = TcpStream::connect(("127.0.0.1", port)).await {
        assert!(Instant::now() < end, "nats-server does not answer: {error}");
        sleep(Duration::from_millis(20)).await;
    }
    server
}

/// When the collector has ended, the broker has all frames of the router, in order, in one subject.
#[cfg_attr(
    not(has_nats_server),
    ignore = "needs nats-server: apt-get install nats-server"
)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_frames_are_published() {
    let stream = capture("frr-10.7.1-loc-rib.bmp");
    frames_are_published(&crate::input::testing::in_version_4(&stream)).await;
    frames_are_published(&stream).await;
}

async fn frames_are_published(stream: &[u8]) {
    let store = tempfile::tempdir().unwrap();
    let (_server, url) = server(store.path()).await;
    let (collector, _) = printing(&["--quiet", "--publish", &url]).await;
    let mut connection = connect(address(10, 0), collector.routers).await;
    connection.write_all(stream).await.unwrap();
    until(collector.web, |status| {
        router(status, address(10, 0))["counts"]["octets"] == stream.len()
    })
    .await;
    stop(collector).await.unwrap();
    drop(connection);

    let context = jetstream::new(async_nats::connect(&url).await.unwrap());
    let consumer = context.get_stream("BMP").await.unwrap();
    let order = jetstream::consumer::pull::OrderedConfig::default();
    let mut stored = consumer
        .create_consumer(order)
        .await
        .unwrap()
        .messages()
        .await
        .unwrap();
    let frames: Vec<&[u8]> = bmp_codec::bmp::frames(stream).map(Result::unwrap).collect();
    let mut by_peer: HashMap<String, Vec<Vec<u8>>> = HashMap::new();
    for _ in &frames {
        let message = stored.next().await.unwrap().unwrap();
        let frame = OpenBmp::from_octets(&message.payload).unwrap().message;
        by_peer
            .entry(message.subject.to_string())
            .or_default()
            .push(frame.to_vec());
    }
    // The same frames, and those of each peer in order.
    let mut expected: HashMap<[u8; 26], Vec<Vec<u8>>> = HashMap::new();
    for frame in &frames {
        let mut key = [0xff; 26];
        if let Some(header) = frame.get(6..32).filter(|_| ![4, 5].contains(&frame[5])) {
            key.copy_from_slice(header);
            // Flags do not identify a peer.
            key[1] = 0;
        }
        expected.entry(key).or_default().push(frame.to_vec());
    }
    let mut expected: Vec<_> = expected.into_values().collect();
    let mut found: Vec<_> = by_peer.into_values().collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}

/// Two routers with one address have subjects and hashes of their own, from their first frame on.
#[cfg_attr(
    not(has_nats_server),
    ignore = "needs nats-server: apt-get install nats-server"
)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn routers_behind_one_address_have_subjects() {
    let store = tempfile::tempdir().unwrap();
    let (_server, url) = server(store.path()).await;
    let options = ["--quiet", "--publish", &url, "--publish-partitions=1"];
    let (collector, _) = printing(&options).await;
    let from = address(10, 1);
    for id in [1, 2] {
        let sent = [initiation("r.example"), peer_ups(1, [192, 0, 2, id])].concat();
        send(from, collector.routers, &sent).await;
    }
    until(collector.web, |status| {
        let rows = status["routers"].as_array().unwrap();
        rows.len() == 2 && status["connections"] == 0
    })
    .await;
    stop(collector).await.unwrap();

    let context = jetstream::new(async_nats::connect(&url).await.unwrap());
    let stream = context.get_stream("BMP").await.unwrap();
    let order = jetstream::consumer::pull::OrderedConfig::default();
    let consumer = stream.create_consumer(order).await.unwrap();
    let mut stored = consumer.messages().await.unwrap();
    let mut hashes: HashMap<String, Vec<[u8; 16]>> = HashMap::new();
    for _ in 0..4 {
        let message = stored.next().await.unwrap().unwrap();
        let header = OpenBmp::from_octets(&message.payload).unwrap();
        assert_eq!(header.router_ip(), IpAddr::from(from));
        let router = message.subject.split('.').nth(2).unwrap().to_owned();
        hashes
            .entry(router)
            .or_default()
            .push(header.router_hash.into());
    }
    let hashes = [
        "127-10-0-2_r-example_192-0-2-1",
        "127-10-0-2_r-example_192-0-2-2",
    ]
    .map(|name| {
        let hashes = hashes
            .get(name)
            .unwrap_or_else(|| panic!("no {name} in {hashes:?}"));
        assert_eq!((hashes.len(), hashes[0]), (2, hashes[1]));
        hashes[0]
    });
    assert_ne!(hashes[0], hashes[1]);
}

/// The broker is gone: all frames that wait for it are counted, and the end says that they are lost.
#[cfg_attr(
    not(has_nats_server),
    ignore = "needs nats-server: apt-get install nats-server"
)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn frames_of_a_lost_broker_are_counted() {
    const PEERS: u32 = 100;
    let store = tempfile::tempdir().unwrap();
    let (server, url) = server(store.path()).await;
    let options = ["--quiet", "--publish", &url, "--stop-timeout=1s"];
    let (collector, _) = printing(&options).await;
    drop(server);
    let end = Instant::now() + Duration::from_secs(30);
    let metrics = async || page(collector.web, "/metrics").await.1;
    while metric(&metrics().await, "bmp_broker_connections_lost_total") == 0 {
        assert!(Instant::now() < end);
        sleep(Duration::from_millis(50)).await;
    }
    let mut stream = connect(address(10, 2), collector.routers).await;
    let sent = [initiation("r"), peer_ups(PEERS, [192, 0, 2, 1])].concat();
    stream.write_all(&sent).await.unwrap();
    until(collector.web, |status| {
        router(status, address(10, 2))["messages"] == PEERS + 1
    })
    .await;
    sleep(Duration::from_millis(100)).await;
    assert_eq!(metric(&metrics().await, "bmp_frames_waiting"), 101);
    let begin = Instant::now();
    let error = stop(collector).await.unwrap_err().to_string();
    assert!(begin.elapsed() < Duration::from_secs(10));
    assert_eq!(
        error,
        "0 lines and 101 published frames are lost: the output has taken nothing for 1s; what arrived on 1 connection \
         was not read to its end"
    );
}

/// The broker is away for a while: routers wait, and memory has a bound. When it is back, it gets every frame, once and in order.
#[cfg_attr(
    not(has_nats_server),
    ignore = "needs nats-server: apt-get install nats-server"
)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_comes_back() {
    const PEERS: u32 = 5_000;
    let store = tempfile::tempdir().unwrap();
    let (first, url) = server(store.path()).await;
    let options = [
        "--quiet",
        "--max-peers=1",
        "--publish",
        &url,
        "--publish-in-flight=200",
        "--publish-partitions=1",
    ];
    let process = Process::start(&options);
    let from = address(10, 3);
    let mut stream = connect(from, process.routers).await;
    stream
        .write_all(&peer_ups(1, [192, 0, 2, 1]))
        .await
        .unwrap();
    until(process.web, |status| router(status, from)["messages"] == 1).await;
    drop(first);
    let before = process.peak_memory();
    let sent = peer_ups(PEERS, [192, 0, 2, 1]);
    let length = sent.len() as u64;
    let sending = tokio::spawn(async move {
        stream.write_all(&sent).await.unwrap();
        stream
    });
    sleep(Duration::from_secs(1)).await;
    let now = status(process.web).await;
    let read = router(&now, from)["counts"]["octets"].as_u64().unwrap();
    assert!(read < length / 2, "{read} of {length} bytes were read");
    let grown = process.peak_memory() - before;
    assert!(grown < 16 * 1024, "{grown} KiB");
    let port = url.rsplit(':').next().unwrap().parse().unwrap();
    let _second = server_at(port, store.path()).await;
    drop(sending.await.unwrap());
    until(process.web, |status| {
        router(status, from)["messages"] == 1 + PEERS
    })
    .await;
    process.terminate();
    let ended = tokio::task::spawn_blocking(|| process.ended()).await;
    let (code, log) = ended.unwrap();
    assert_eq!(code.code(), Some(0), "{log}");

    let context = jetstream::new(async_nats::connect(&url).await.unwrap());
    let stream = context.get_stream("BMP").await.unwrap();
    let order = jetstream::consumer::pull::OrderedConfig::default();
    let consumer = stream.create_consumer(order).await.unwrap();
    let mut stored = consumer.messages().await.unwrap();
    let mut peers = Vec::new();
    for _ in 0..=PEERS {
        let message = stored.next().await.unwrap().unwrap();
        let frame = OpenBmp::from_octets(&message.payload).unwrap().message;
        peers.push(u32::from_be_bytes(frame[28..32].try_into().unwrap()));
    }
    // The stream has one partition: its order is that of the router.
    assert!(peers.into_iter().eq([0].into_iter().chain(0..PEERS)));
    assert_eq!(stream.cached_info().state.messages, u64::from(PEERS) + 1);
}
