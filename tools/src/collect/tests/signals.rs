//! Signals, and outputs that nobody reads.

use std::process::{Command, Stdio};

use super::process::Process;
use super::*;

async fn ended(process: Process) -> (Option<i32>, String) {
    let ended = tokio::task::spawn_blocking(|| process.ended()).await;
    let (status, log) = ended.unwrap();
    (status.code(), log)
}

/// SIGHUP begins a new file, and nothing is lost.
#[tokio::test]
async fn sighup_begins_a_file() {
    let directory = tempfile::tempdir().unwrap();
    let process = Process::start(&[&format!("--write={}", directory.path().display())]);
    let from = address(27, 0);
    let mut stream = connect(from, process.routers).await;
    for count in 1..=2 {
        stream.write_all(&initiation("r")).await.unwrap();
        until(process.web, |status| {
            router(status, from)["messages"] == count
        })
        .await;
        if count == 1 {
            until(process.web, |status| status["lines"] == 2).await;
            process.signal("HUP");
            let end = Instant::now() + Duration::from_secs(20);
            while files(directory.path()) < 2 {
                assert!(Instant::now() < end);
                sleep(Duration::from_millis(20)).await;
            }
        }
    }
    process.terminate();
    let (code, log) = ended(process).await;
    assert_eq!(code, Some(0), "{log}");
    assert!(log.contains("SIGHUP: beginning a new file"), "{log}");
    let older = std::fs::read_to_string(directory.path().join("bmp.jsonl.1")).unwrap();
    let lines_of = |text: &str| lines(text, from).len();
    assert_eq!(
        (lines_of(&older), lines_of(&written(directory.path()))),
        (2, 4)
    );
}

/// Without files SIGHUP ends in order, like SIGTERM.
#[tokio::test]
async fn sighup_ends_a_collector_that_prints() {
    // Whoever runs the tests may ignore the signal, as nohup does.
    let heeding = r#"exec env --default-signal=HUP "$0" "$@""#;
    let process = Process::start_after(heeding, &["--quiet"]);
    process.signal("HUP");
    let (code, log) = ended(process).await;
    assert_eq!(code, Some(0), "{log}");
    assert!(
        log.contains("SIGHUP: accepting no more connections"),
        "{log}"
    );
    assert!(log.contains("everything read has been written"), "{log}");
}

/// Ctrl-C: what was counted so far is said.
#[tokio::test]
async fn counts_are_said_at_the_end() {
    let process = Process::start(&["--quiet"]);
    let stream = capture("frr-10.7.1-loc-rib.bmp");
    send(address(27, 6), process.routers, &stream).await;
    let mut open = connect(address(27, 7), process.routers).await;
    open.write_all(&initiation("r")).await.unwrap();
    until(process.web, |status| {
        router(status, address(27, 6))["last_end"].is_object()
            && router(status, address(27, 7))["messages"] == 1
    })
    .await;
    process.signal("INT");
    let (code, log) = ended(process).await;
    assert_eq!(code, Some(0), "{log}");
    let expected = &expected()["frr-10.7.1-loc-rib.bmp"];
    let routes = |action: &str| -> u64 {
        let families = expected["routes"].as_array().unwrap().iter();
        families
            .map(|family| family[action].as_u64().unwrap())
            .sum()
    };
    let want = format!(
        "routers 2, bytes {}, messages {}, malformed items 0, routes announced {}, withdrawn {}, lines written 0\n",
        stream.len() + initiation("r").len(),
        messages(expected) + 1,
        routes("announced"),
        routes("withdrawn")
    );
    assert!(log.contains(&want), "{want}{log}");
}

/// Who starts it with nohup wants it to outlive the terminal.
#[tokio::test]
async fn sighup_means_nothing_after_nohup() {
    let process = Process::start_after("trap '' HUP", &["--quiet"]);
    process.signal("HUP");
    sleep(Duration::from_millis(500)).await;
    let from = address(27, 5);
    send(from, process.routers, &initiation("r")).await;
    until(process.web, |status| router(status, from)["messages"] == 1).await;
    process.terminate();
    let (code, log) = ended(process).await;
    assert_eq!(code, Some(0), "{log}");
    assert!(!log.contains("SIGHUP"), "{log}");
}

/// Nobody reads the printed lines: the collector ends, and says what is lost.
#[tokio::test]
async fn an_output_that_nobody_reads_does_not_keep_it() {
    let process = Process::start(&["--json", "--stop-timeout=1s"]);
    let stream = capture("frr-10.7.1-dump.bmp").repeat(10);
    let mut connection = connect(address(27, 1), process.routers).await;
    connection.write_all(&stream[..200_000]).await.unwrap();
    until(process.web, |status| {
        status["queued_octets"].as_u64() > Some(0)
    })
    .await;
    let begin = Instant::now();
    process.terminate();
    let (code, log) = ended(process).await;
    assert_eq!(code, Some(1), "{log}");
    assert!(
        begin.elapsed() < Duration::from_secs(10),
        "{:?}",
        begin.elapsed()
    );
    let (before, _) = log
        .split_once(" lines and 0 published frames are lost: the output has taken nothing for 1s")
        .unwrap_or_else(|| panic!("{log}"));
    let lost: u64 = before.rsplit(' ').next().unwrap().parse().unwrap();
    assert!(lost > 10, "{log}");
}

/// There is no more room: the file ends with a whole line, and every other line is said to be lost.
#[tokio::test]
async fn no_half_line_is_left_behind() {
    let directory = tempfile::tempdir().unwrap();
    let write = format!("--write={}", directory.path().display());
    for stop_timeout in ["--stop-timeout=1s", "--stop-timeout=1m"] {
        // Files of at most 100 blocks of 512 bytes.
        let first = "trap '' XFSZ; ulimit -f 100";
        let process = Process::start_after(first, &[&write, stop_timeout]);
        let from = address(27, 8);
        let mut connection = connect(from, process.routers).await;
        let sent = peer_ups(200, [192, 0, 2, 1]);
        connection.write_all(&sent).await.unwrap();
        until(process.web, |status| {
            router(status, from)["messages"] == 200 && status["failing"].is_string()
        })
        .await;
        process.terminate();
        let (code, log) = ended(process).await;
        assert_eq!(code, Some(1), "{log}");
        let text = std::fs::read_to_string(directory.path().join("bmp.jsonl")).unwrap();
        assert!(text.is_empty() || text.ends_with('\n'), "{text}");
        let (before, _) = log
            .rsplit_once(" lines ")
            .unwrap_or_else(|| panic!("{log}"));
        let lost: usize = before.rsplit(' ').next().unwrap().parse().unwrap();
        // Beside the messages, that the router connected and was disconnected.
        assert_eq!(lines(&text, from).len() + lost, 200 + 2, "{log}");
    }
}

/// A second collector with the same directory does not start, and touches nothing.
#[tokio::test]
async fn one_directory_has_one_collector() {
    let directory = tempfile::tempdir().unwrap();
    let write = format!("--write={}", directory.path().display());
    let first = Process::start(&[&write]);
    let stream = capture("frr-10.7.1-dump.bmp");
    send(address(27, 2), first.routers, &stream).await;
    let now = until(first.web, |status| {
        router(status, address(27, 2))["last_end"].is_object() && status["queued_octets"] == 0
    })
    .await;
    let second = Process::command(&[&write])
        .stdout(Stdio::null())
        .output()
        .unwrap();
    let log = String::from_utf8_lossy(&second.stderr);
    assert_eq!(second.status.code(), Some(1), "{log}");
    assert!(log.contains("another collector writes to "), "{log}");
    first.terminate();
    let (code, log) = ended(first).await;
    assert_eq!(code, Some(0), "{log}");
    let lines = lines(&written(directory.path()), address(27, 2)).len();
    assert_eq!(now["lines"], lines);
    assert_eq!(
        lines as u64,
        messages(&expected()["frr-10.7.1-dump.bmp"]) + 2
    );
}

/// A host that connects all the time fills neither the log nor hides others in it.
#[tokio::test]
async fn the_log_is_limited_by_address() {
    let process = Process::start(&["--quiet"]);
    for _ in 0..200 {
        let mut stream = connect(address(27, 3), process.routers).await;
        stream.write_all(b"GET / HTTP/1.0\r\n").await.unwrap();
        assert!(is_closed(&mut stream).await);
    }
    send(address(27, 4), process.routers, &initiation("r")).await;
    until(process.web, |status| {
        router(status, address(27, 3))["connected"] == 200
            && router(status, address(27, 4))["connected"] == 1
    })
    .await;
    process.terminate();
    let (_, log) = ended(process).await;
    let about = |number| log.matches(&format!(" {}:", address(27, number))).count();
    assert_eq!((about(3), about(4)), (21, 2), "{log}");
    let left_out = format!(
        "{}: 380 more lines in a minute were left out",
        address(27, 3)
    );
    assert!(log.contains(&left_out), "{log}");
}

/// Lines of messages that become long wait for room one after the other: all at once they would need 150 MB.
#[tokio::test]
async fn long_lines_wait_for_room() {
    const ROUTERS: usize = 24;
    const TLVS: usize = 65_000;
    // Nobody reads the lines.
    let process = Process::start(&["--json", "--queue=4M"]);
    let before = process.peak_memory();
    let peer = &peer_ups(1, [192, 0, 2, 1])[6..48];
    let length = (6 + 42 + 4 + 4 * TLVS) as u32;
    let mut report = [
        &[3][..],
        &length.to_be_bytes(),
        &[1],
        peer,
        &(TLVS as u32).to_be_bytes(),
    ]
    .concat();
    report.extend_from_slice(&[0x03, 0x84, 0, 0].repeat(TLVS));
    let mut streams = Vec::new();
    for number in 0..ROUTERS {
        streams.push(connect(address(28, number), process.routers).await);
    }
    until(process.web, |status| status["lines"] == ROUTERS).await;
    for stream in &mut streams {
        stream.write_all(&report).await.unwrap();
    }
    until(process.web, |status| {
        let rows = status["routers"].as_array().unwrap();
        rows.len() == ROUTERS && rows.iter().all(|row| row["messages"] == 1)
    })
    .await;
    sleep(Duration::from_secs(1)).await;
    let grown = process.peak_memory() - before;
    eprintln!("grown by {grown} KiB");
    assert!(grown < 48 * 1024, "{grown} KiB");
    let pid = process.id().to_string();
    Command::new("kill").args(["-KILL", &pid]).status().unwrap();
    ended(process).await;
}
