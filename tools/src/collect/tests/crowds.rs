//! Crowds: connections by the thousand, what they promise to send, and peers by the hundred thousand. Memory has a bound.

use super::process::Process;
use super::*;

/// Ends a collector, which must have said nothing of an error.
async fn end_well(process: Process) {
    process.terminate();
    let ended = tokio::task::spawn_blocking(|| process.ended()).await;
    let (status, log) = ended.unwrap();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(!log.contains("ERROR"), "{log}");
}

/// Of 3,000 connections 1,000 are taken, each with the beginning of a message of 1 MiB, the longest that there may be. Each takes
/// a buffer of 64 KiB and what is counted of it, not what it promised, and a router that was there before is read.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_connections() {
    const MOST: usize = 1000;
    let process = Process::start(&["--quiet"]);
    let (to, web, good) = (process.routers, process.web, address(44, 0));
    let before = process.peak_memory();
    let mut first = connect(good, to).await;
    first.write_all(&initiation("good")).await.unwrap();
    until(web, |status| router(status, good)["messages"] == 1).await;
    // Route Monitoring, of which the per-peer header is there.
    let promise = [&[3, 0, 0x10, 0, 0, 0][..], &[0; 42]].concat();
    let (mut open, mut refused) = (Vec::new(), 0);
    for number in 0..3 * MOST {
        let mut stream = connect(address(45, number), to).await;
        if stream.write_all(&promise).await.is_ok() && open.len() < MOST - 1 {
            open.push(stream);
        } else {
            refused += 1;
        }
    }
    first.write_all(&initiation("good")).await.unwrap();
    let now = until(web, |status| {
        status["refused"] == refused && router(status, good)["messages"] == 2
    })
    .await;
    assert_eq!(
        (&now["connections"], refused),
        (&MOST.into(), 3 * MOST - open.len())
    );
    let grown = process.peak_memory() - before;
    eprintln!("grown by {grown} KiB");
    assert!(grown < MOST as u64 * 128, "{grown} KiB");
    drop(open);
    until(web, |status| status["connections"] == 1).await;
    end_well(process).await;
}

/// A length of 4 GiB is refused by its header, from each of 100 routers, and nothing is reserved for it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lengths_of_4_gib() {
    let process = Process::start(&["--quiet"]);
    let before = process.peak_memory();
    for number in 0..100 {
        let mut stream = connect(address(46, number), process.routers).await;
        let kind = number as u8 % 7;
        stream
            .write_all(&[3, 0xff, 0xff, 0xff, 0xff, kind])
            .await
            .unwrap();
        assert!(is_closed(&mut stream).await);
        assert!(
            end(process.web, address(46, number))
                .await
                .starts_with("BMP common header at byte 1: a length of 4294967295 ")
        );
    }
    let grown = process.peak_memory() - before;
    assert!(grown < 32 * 1024, "{grown} KiB");
    end_well(process).await;
}

/// One router with 100,000 peers: as many are remembered as may be, and the messages of all are counted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_thousand_peers() {
    const PEERS: usize = 100_000;
    let process = Process::start(&["--quiet"]);
    let (web, from) = (process.web, address(47, 0));
    let before = process.peak_memory();
    let mut stream = connect(from, process.routers).await;
    let sent = peer_ups(PEERS as u32, [192, 0, 2, 1]);
    stream.write_all(&sent).await.unwrap();
    let now = until(web, |status| router(status, from)["messages"] == PEERS).await;
    let row = router(&now, from);
    assert_eq!(
        (&row["peers"], &row["refused_peers"], &row["malformed"]),
        (&4096.into(), &(PEERS - 4096).into(), &0.into())
    );
    let grown = process.peak_memory() - before;
    eprintln!("grown by {grown} KiB");
    assert!(grown < 32 * 1024, "{grown} KiB");
    drop(stream);
    end_well(process).await;
}

/// All peers that the default allows, from 25 routers, and as many again, which are refused: `cargo test -p bmp-tools
/// --all-features all_peers_that_may_be -- --ignored --nocapture`.
#[ignore = "takes a minute"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_peers_that_may_be() {
    const ROUTERS: usize = 50;
    const EACH: usize = 4000;
    let process = Process::start(&["--quiet"]);
    let before = process.peak_memory();
    let sent = peer_ups(EACH as u32, [192, 0, 2, 1]);
    let mut open = Vec::new();
    for number in 0..ROUTERS {
        let from = address(48, number);
        let mut stream = connect(from, process.routers).await;
        stream.write_all(&sent).await.unwrap();
        until(process.web, |status| {
            router(status, from)["messages"] == EACH
        })
        .await;
        open.push(stream);
    }
    let now = status(process.web).await;
    assert_eq!(now["peers"], 100_000);
    let refused = |number| &router(&now, address(48, number))["refused_peers"];
    assert_eq!((refused(24), refused(25)), (&0.into(), &EACH.into()));
    let grown = process.peak_memory() - before;
    eprintln!("grown by {grown} KiB");
    assert!(grown < 100_000 * 3, "{grown} KiB");
    drop(open);
    end_well(process).await;
}
