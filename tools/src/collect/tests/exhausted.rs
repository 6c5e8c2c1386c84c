//! What the system does not have any more: room on the disk, file descriptors; and a collector that is killed.

use std::process::Command;

use super::process::Process;
use super::*;

const BLOCK: u64 = 512;

async fn ended(process: Process) -> (Option<i32>, String) {
    let ended = tokio::task::spawn_blocking(|| process.ended()).await;
    let (status, log) = ended.unwrap();
    (status.code(), log)
}

/// Changes a limit of a running process.
fn limit(process: &Process, limit: &str) {
    let pid = format!("--pid={}", process.id());
    let changed = Command::new("prlimit").args([&pid, limit]).status();
    assert!(changed.unwrap().success(), "{limit}");
}

/// Returns the numbers of the peers whose messages have lines, in the order of the lines.
fn peers(text: &str, from: Ipv4Addr) -> Vec<u32> {
    let lines = lines(text, from);
    let peers = lines.iter().filter_map(|line| {
        let peer: Ipv4Addr = line["message"]["peer_up"]["peer"]["address"]
            .as_str()?
            .parse()
            .ok()?;
        Some(u32::from(peer))
    });
    peers.collect()
}

/// While the disk is full, routers wait and memory has a bound. When it has room again, every message has its line, once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_is_full_for_a_while() {
    const PEERS: u32 = 20_000;
    let directory = tempfile::tempdir().unwrap();
    let write = format!("--write={}", directory.path().display());
    // The hard limit stays.
    let first = "trap '' XFSZ; ulimit -S -f 200";
    let process = Process::start_after(first, &[&write, "--queue=256K", "--max-peers=1"]);
    let from = address(41, 0);
    let before = process.peak_memory();
    let stream = peer_ups(PEERS, [192, 0, 2, 1]);
    let length = stream.len() as u64;
    let mut connection = connect(from, process.routers).await;
    let sending = tokio::spawn(async move {
        connection.write_all(&stream).await.unwrap();
        connection
    });
    let now = until(process.web, |status| status["failing"].is_string()).await;
    assert!(now["failing"].as_str().unwrap().contains("large"), "{now}");
    sleep(Duration::from_secs(1)).await;
    let now = status(process.web).await;
    let read = router(&now, from)["counts"]["octets"].as_u64().unwrap();
    assert!(read < length / 2, "{read} of {length} bytes were read");
    let file = directory.path().join("bmp.jsonl");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.ends_with('\n') && text.len() as u64 <= 200 * BLOCK);
    let grown = process.peak_memory() - before;
    assert!(grown < 16 * 1024, "{grown} KiB");
    limit(&process, "--fsize=unlimited");
    let open = sending.await.unwrap();
    until(process.web, |status| {
        router(status, from)["messages"] == PEERS && status["failing"].is_null()
    })
    .await;
    process.terminate();
    let (code, log) = ended(process).await;
    assert_eq!(code, Some(0), "{log}");
    assert!(log.contains("routers wait until writing succeeds"), "{log}");
    assert!(log.contains("writing succeeds again"), "{log}");
    assert!(
        peers(&written(directory.path()), from)
            .into_iter()
            .eq(0..PEERS)
    );
    drop(open);
}

/// The snapshot does not fit on the disk: the one before it stays whole, and the collector goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_snapshot_without_room() {
    let directory = tempfile::tempdir().unwrap();
    let state = format!("--state={}", directory.path().display());
    let options = ["--quiet", "--tables", &state, "--state-interval=100ms"];
    let process = Process::start_after("trap '' XFSZ", &options);
    let from = address(41, 2);
    let stream = capture("frr-10.7.1-loc-rib.bmp");
    send(from, process.routers, &stream).await;
    until(process.web, |status| {
        router(status, from)["last_end"].is_object()
    })
    .await;
    sleep(Duration::from_millis(500)).await;
    let file = directory.path().join("tables.state");
    let whole = std::fs::read(&file).unwrap();
    assert!(whole.len() as u64 > BLOCK, "{}", whole.len());
    limit(&process, "--fsize=512:unlimited");
    sleep(Duration::from_millis(500)).await;
    send(address(41, 3), process.routers, &stream).await;
    until(process.web, |status| {
        router(status, address(41, 3))["last_end"].is_object()
    })
    .await;
    process.terminate();
    let (code, log) = ended(process).await;
    // The last one is missing, too.
    assert_eq!(code, Some(1), "{log}");
    assert!(log.contains("cannot write "), "{log}");
    let process = Process::start(&options[..3]);
    let summary = page(process.web, "/api/v1/summary").await.1;
    let summary: Value = serde_json::from_str(&summary).unwrap();
    assert_eq!(summary["routers"], 1);
    process.terminate();
    let (code, log) = ended(process).await;
    assert_eq!(code, Some(0), "{log}");
}

/// No descriptor is left for a new connection: those that are open go on, and so does the page that is open. A router that
/// waited is accepted as soon as there is one.
#[tokio::test]
async fn descriptors_that_run_out() {
    let process = Process::start(&["--quiet"]);
    let (open, waiting) = (address(42, 0), address(42, 1));
    let mut first = connect(open, process.routers).await;
    first.write_all(&initiation("first")).await.unwrap();
    until(process.web, |status| router(status, open)["messages"] == 1).await;
    let before = process.peak_memory();
    let used = std::fs::read_dir(format!("/proc/{}/fd", process.id())).unwrap();
    // One less than there are: the page of the request above may still be closing.
    limit(&process, &format!("--nofile={}:", used.count() - 1));
    let mut second = connect(waiting, process.routers).await;
    second.write_all(&initiation("second")).await.unwrap();
    for _ in 0..1000 {
        first.write_all(&initiation("first")).await.unwrap();
    }
    sleep(Duration::from_secs(1)).await;
    limit(&process, "--nofile=1000:");
    let now = until(process.web, |status| {
        router(status, open)["messages"] == 1001 && router(status, waiting)["messages"] == 1
    })
    .await;
    assert_eq!(now["connections"], 2);
    let grown = process.peak_memory() - before;
    assert!(grown < 8 * 1024, "{grown} KiB");
    process.terminate();
    let (code, log) = ended(process).await;
    assert_eq!(code, Some(0), "{log}");
    // Once, although it tries ten times a second.
    assert_eq!(
        log.matches("cannot accept connections: ").count(),
        1,
        "{log}"
    );
}

/// A collector is killed while it writes. What is on the disk is whole lines, each message once and in order, and at least
/// what it had said to be written; the next one says what it found, and touches none of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_while_writing() {
    let directory = tempfile::tempdir().unwrap();
    let write = format!("--write={}", directory.path().display());
    let from = address(43, 0);
    let read = |name: &str| std::fs::read_to_string(directory.path().join(name));
    for round in 1..=3 {
        let process = Process::start(&[&write, "--max-peers=1"]);
        let mut connection = connect(from, process.routers).await;
        let sending = tokio::spawn(async move {
            let stream = peer_ups(50_000, [192, 0, 2, 1]);
            // It fails when the collector is gone.
            connection.write_all(&stream).await
        });
        let now = until(process.web, |status| status["lines"].as_u64() > Some(500)).await;
        process.signal("KILL");
        ended(process).await;
        sending.await.unwrap().unwrap_err();
        let killed = read("bmp.jsonl").unwrap();
        // The system may have cut the last write; the next collector puts what it has of a line aside.
        let (whole, half) = killed.split_at(killed.rfind('\n').unwrap() + 1);
        assert!(whole.lines().count() as u64 >= now["lines"].as_u64().unwrap());
        assert!(
            (0..)
                .zip(peers(whole, from))
                .all(|(number, peer)| number == peer)
        );
        // This is what a crash of the system leaves.
        std::fs::write(
            directory.path().join("bmp.jsonl"),
            format!("{whole}{half}{{\"half"),
        )
        .unwrap();

        let process = Process::start(&[&write]);
        process.terminate();
        let (code, log) = ended(process).await;
        assert_eq!(code, Some(0), "{log}");
        let found = format!(
            "bmp.jsonl of an earlier run has {} bytes of whole lines",
            whole.len()
        );
        assert!(log.contains(&found), "{log}");
        let torn = format!("half a line: its {} bytes are in ", half.len() + 6);
        assert!(log.contains(&torn), "{log}");
        assert_eq!(read("bmp.torn").unwrap(), format!("{half}{{\"half"));
        assert_eq!(read("bmp.jsonl.1").unwrap(), whole);
        assert_eq!(read("bmp.jsonl").unwrap(), "");
        assert_eq!(files(directory.path()), round + 2);
    }
}
