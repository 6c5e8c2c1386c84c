//! What a collector publishes to a broker, and what is read from it, with a nats-server that each test starts.

use std::collections::BTreeMap;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::Ordering::Relaxed;
use std::thread::sleep;
use std::time::{Duration, Instant, UNIX_EPOCH};

use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::time::timeout;

use super::*;
use crate::broker::{Options, Publisher};

/// A server that ends with the test.
struct Server {
    child: Child,
    port: u16,
    store: TempDir,
}

impl Server {
    fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
        let (port, store) = (port.unwrap().port(), tempfile::tempdir().unwrap());
        let child = Server::spawn(port, &store).unwrap();
        let server = Server { child, port, store };
        server.wait();
        server
    }

    fn spawn(port: u16, store: &TempDir) -> std::io::Result<Child> {
        Command::new(env!("NATS_SERVER"))
            .args(["-js", "-a", "127.0.0.1", "-p", &port.to_string(), "-sd"])
            .arg(store.path())
            .stderr(Stdio::null())
            .spawn()
    }

    fn wait(&self) {
        let since = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(since.elapsed() < SOON, "nats-server does not listen");
            sleep(Duration::from_millis(20));
        }
    }

    /// Kills the server without giving it time to clean up.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn restart(&mut self) {
        self.child = Server::spawn(self.port, &self.store).unwrap();
        self.wait();
    }

    fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg_attr(
    not(has_nats_server),
    ignore = "needs nats-server: apt-get install nats-server"
)]
#[test]
fn frames_come_back_in_order_by_router_and_peer() {
    let server = Server::start();
    let routers = [
        (address("192.0.2.1"), frames("frr-10.3-vrf.bmp")),
        (address("2001:db8::1"), frames("bird-2.20.0-families.bmp")),
    ];
    let received = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    Runtime::new().unwrap().block_on(async {
        let options: Options = options(&["--publish-as", "c1"]);
        let publisher = Publisher::connect(&server.url(), options).await.unwrap();
        let longest = routers.iter().map(|(_, frames)| frames.len()).max();
        for number in 0..longest.unwrap() {
            for (router, frames) in &routers {
                if let Some((frame, peer)) = frames.get(number) {
                    let done = publisher.publish(*router, received, peer.as_ref(), frame);
                    done.await.unwrap();
                }
            }
        }
        timeout(SOON, publisher.flush()).await.unwrap().unwrap();
        let counters = publisher.counters();
        let all: usize = routers.iter().map(|(_, frames)| frames.len()).sum();
        assert_eq!(counters.stored.load(Relaxed), all as u64);
        assert_eq!(counters.waiting.load(Relaxed), 0);
        assert_eq!(counters.duplicates.load(Relaxed), 0);
    });

    let found = read(&server.url(), &[]);
    assert_eq!(found.len(), 2);
    for (router, frames) in &routers {
        let frames: Vec<_> = frames.iter().map(|(frame, _)| frame.clone()).collect();
        assert!(found[&format!("{router} > c1")] == frames, "{router}");
    }

    // Of each peer, and of no peer, exactly the messages about it.
    for (router, frames) in &routers {
        let mut peers = BTreeMap::new();
        for (frame, peer) in frames {
            let key = peer.map(|peer| peer.key());
            let (_, of_it) = peers.entry(key).or_insert((*peer, Vec::new()));
            of_it.push(frame.clone());
        }
        assert!(peers.len() > 1);
        for (peer, frames) in peers.values() {
            let token = peer.map_or("_".into(), |peer| {
                let address = match peer.address() {
                    Some(address) => address.to_string().replace('.', "-"),
                    None => "loc-rib".into(),
                };
                match peer.distinguisher() {
                    none if none.0 == 0 => address,
                    some => format!("{address}_{some}"),
                }
            });
            let router = router.to_string().replace('.', "-");
            let subject = format!("bmp.*.{router}.{token}");
            let found = read(&server.url(), &["--subject", &subject]);
            assert!(found.into_values().eq([frames.clone()]), "{subject}");
        }
    }
}

#[cfg_attr(
    not(has_nats_server),
    ignore = "needs nats-server: apt-get install nats-server"
)]
#[test]
fn readers_of_one_name_share_the_work() {
    let server = Server::start();
    let router = address("192.0.2.1");
    let sent: Vec<_> = (0..600u32)
        .map(|number| crate::input::testing::message(200, &number.to_be_bytes()))
        .collect();
    Runtime::new().unwrap().block_on(async {
        let publisher = Publisher::connect(&server.url(), options(&[])).await;
        let publisher = publisher.unwrap();
        for frame in &sent {
            let done = publisher.publish(router, UNIX_EPOCH, None, frame);
            done.await.unwrap();
        }
        timeout(SOON, publisher.flush()).await.unwrap().unwrap();
    });
    let shares = std::thread::scope(|scope| {
        let readers = [(); 2].map(|()| {
            scope.spawn(|| {
                let found = read(&server.url(), &["--durable", "work"]);
                found.into_values().next().unwrap_or_default()
            })
        });
        readers.map(|reader| reader.join().unwrap())
    });
    for share in &shares {
        assert!(share.len() >= 100, "{}", share.len());
        assert!(share.is_sorted());
    }
    let mut all = shares.concat();
    all.sort();
    assert!(all == sent);
    // All of it was acknowledged.
    assert_eq!(read(&server.url(), &["--durable", "work"]).len(), 0);
}

#[cfg_attr(
    not(has_nats_server),
    ignore = "needs nats-server: apt-get install nats-server"
)]
#[test]
fn what_comes_is_read_on_and_what_is_not_taken_is_for_others() {
    let server = Server::start();
    let runtime = Runtime::new().unwrap();
    let url = server.url();
    let connected = runtime.block_on(Publisher::connect(&url, options(&[])));
    let publisher = connected.unwrap();
    let publish = |last: u8| {
        let frame = crate::input::testing::message(200, &[last]);
        runtime.block_on(async {
            let router = address("192.0.2.1");
            let done = publisher.publish(router, UNIX_EPOCH, None, &frame);
            done.await.unwrap();
            timeout(SOON, publisher.flush()).await.unwrap().unwrap();
        });
    };
    publish(1);
    runtime.block_on(async {
        let client = async_nats::connect(&url).await.unwrap();
        let context = async_nats::jetstream::new(client);
        let sent = context.publish("bmp.0.other._", "no header".into()).await;
        // It has its place in the order when it is stored.
        sent.unwrap().await.unwrap();
    });
    publish(2);
    let malformed =
        "OpenBMP header at byte 0: the magic number is 0x6e6f2068, not 0x4f424d50 (OBMP)";
    std::thread::scope(|scope| {
        let all = scope.spawn(|| read_some(&server.url(), &[], 4));
        let shared = scope.spawn(|| read_some(&server.url(), &["--durable", "one"], 4));
        sleep(Duration::from_millis(300));
        publish(3);
        publish(4);
        assert_eq!(all.join().unwrap(), ["1", malformed, "2", "3", "4"]);
        assert_eq!(shared.join().unwrap(), ["1", malformed, "2", "3", "4"]);
    });
    // All five are requested at once, but one is taken.
    assert_eq!(read_some(&server.url(), &["--durable", "two"], 1), ["1"]);
    let others = read_some(&server.url(), &["--durable", "two"], 3);
    assert_eq!(others, [malformed, "2", "3", "4"]);
}

#[cfg_attr(
    not(has_nats_server),
    ignore = "needs nats-server: apt-get install nats-server"
)]
#[test]
fn nothing_is_lost_when_the_broker_restarts() {
    let mut server = Server::start();
    let router = address("192.0.2.1");
    let sent: Vec<_> = (0..900u32)
        .map(|number| crate::input::testing::message(200, &number.to_be_bytes()))
        .collect();
    Runtime::new().unwrap().block_on(async {
        let words = ["--publish-in-flight", "50"];
        let publisher = Publisher::connect(&server.url(), options(&words)).await;
        let publisher = publisher.unwrap();
        let task = tokio::spawn({
            let (publisher, sent) = (publisher.clone(), sent.clone());
            async move {
                for frame in &sent {
                    let done = publisher.publish(router, UNIX_EPOCH, None, frame);
                    done.await.unwrap();
                }
            }
        });
        let counters = publisher.counters();
        let since = Instant::now();
        while counters.stored.load(Relaxed) < 200 {
            assert!(since.elapsed() < SOON);
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        server.kill();
        // Nothing is taken beyond what may be in flight, what the queue has, and the one that waits for room.
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(!task.is_finished());
        assert!(counters.waiting.load(Relaxed) <= 50 + 16 + 1);
        let stored = counters.stored.load(Relaxed);
        assert!((200..900).contains(&stored), "{stored}");
        server.restart();
        timeout(SOON, task).await.unwrap().unwrap();
        timeout(SOON, publisher.flush()).await.unwrap().unwrap();
        assert_eq!(counters.stored.load(Relaxed), 900);
        assert_eq!(counters.refused.load(Relaxed), 0);
        assert!(counters.connections_lost.load(Relaxed) >= 1);
    });
    let found = read(&server.url(), &[]);
    assert!(found.into_values().eq([sent]));
}

#[cfg_attr(
    not(has_nats_server),
    ignore = "needs nats-server: apt-get install nats-server"
)]
#[test]
fn a_message_that_is_too_large_is_counted_and_no_obstacle() {
    let server = Server::start();
    // nats-server accepts one mebibyte by default.
    let large = crate::input::testing::message(200, &vec![0; 2 << 20]);
    let small = crate::input::testing::message(200, b"small");
    Runtime::new().unwrap().block_on(async {
        let publisher = Publisher::connect(&server.url(), options(&[])).await;
        let publisher = publisher.unwrap();
        for frame in [&small, &large, &small] {
            let done = publisher.publish(address("192.0.2.1"), UNIX_EPOCH, None, frame);
            done.await.unwrap();
        }
        timeout(SOON, publisher.flush()).await.unwrap().unwrap();
        assert_eq!(publisher.counters().refused.load(Relaxed), 1);
    });
    let found = read(&server.url(), &[]);
    assert!(found.into_values().eq([vec![small.clone(), small]]));
}
