//! Many routers at once, in pieces of any size, with resets in between.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::process::Process;
use super::*;

const ROUTERS: usize = 200;
const CAPTURES: [&str; 4] = [
    "frr-10.3-vrf.bmp",
    "frr-8.4.4-peer-up.bmp",
    "bird-3.1.7-families.bmp",
    "gobgp-4.8.0-pre-policy.bmp",
];

/// Sends byte by byte at first, then in pieces of any size.
async fn in_pieces(stream: &mut TcpStream, mut octets: &[u8], rng: &mut ChaCha8Rng) {
    let single = octets.len().min(300);
    for octet in &octets[..single] {
        stream.write_all(&[*octet]).await.unwrap();
    }
    octets = &octets[single..];
    while !octets.is_empty() {
        let (piece, rest) = octets.split_at(rng.random_range(1..=octets.len().min(700)));
        stream.write_all(piece).await.unwrap();
        octets = rest;
    }
}

/// Every third router is cut off in the middle of a message, after its bytes were read, and begins again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_whole_message_counts() {
    let directory = tempfile::tempdir().unwrap();
    let options = [
        &format!("--write={}", directory.path().display()),
        "--queue=1M",
    ];
    let process = Process::start(&options);
    let (to, web) = (process.routers, process.web);
    let before = process.peak_memory();
    let expected = expected();
    let captures: Vec<Arc<Vec<u8>>> = CAPTURES
        .iter()
        .map(|name| Arc::new(capture(name)))
        .collect();

    let mut tasks = Vec::new();
    let (mut octets, mut frames) = (vec![0; ROUTERS], vec![0; ROUTERS]);
    let (reset, is_reset) = tokio::sync::watch::channel(false);
    for number in 0..ROUTERS {
        let stream = Arc::clone(&captures[number % CAPTURES.len()]);
        let mut rng = ChaCha8Rng::seed_from_u64(number as u64);
        frames[number] += messages(&expected[CAPTURES[number % CAPTURES.len()]]);
        let mut cut = None;
        if number % 3 == 0 {
            // In the middle of a message in the second half.
            let mut ends: Vec<usize> = vec![0];
            for frame in bmp_codec::bmp::frames(&stream) {
                ends.push(ends[ends.len() - 1] + frame.unwrap().len());
            }
            let whole = rng.random_range(ends.len() / 2..ends.len() - 1);
            cut = Some(ends[whole] + rng.random_range(1..ends[whole + 1] - ends[whole]));
            frames[number] += whole as u64;
        }
        octets[number] = cut.unwrap_or(stream.len());
        let mut is_reset = is_reset.clone();
        tasks.push(tokio::spawn(async move {
            if let Some(cut) = cut {
                let mut connection = connect(address(8, number), to).await;
                in_pieces(&mut connection, &stream[..cut], &mut rng).await;
                is_reset.wait_for(|reset| *reset).await.unwrap();
                // Closed with a reset.
                connection.set_zero_linger().unwrap();
                drop(connection);
            }
            let mut connection = connect(address(8, number), to).await;
            in_pieces(&mut connection, &stream, &mut rng).await;
        }));
    }
    let are = |status: &Value, octets: &[usize]| {
        (0..ROUTERS)
            .all(|number| router(status, address(8, number))["counts"]["octets"] == octets[number])
    };
    // The routers that were not cut off have closed their connections.
    let open = ROUTERS.div_ceil(3);
    until(web, |status| {
        are(status, &octets) && status["connections"] == open
    })
    .await;
    reset.send(true).unwrap();
    for task in tasks {
        task.await.unwrap();
    }
    for number in (0..ROUTERS).step_by(3) {
        octets[number] += captures[number % CAPTURES.len()].len();
    }
    let status = until(web, |status| {
        are(status, &octets) && status["connections"] == 0
    })
    .await;
    let metrics = page(web, "/metrics").await.1;
    for (number, frames) in frames.iter().enumerate() {
        let from = address(8, number);
        let of_router = router(&status, from);
        assert_eq!(of_router["messages"], *frames, "{from}");
        let (connections, failed) = if number % 3 == 0 { (2, 1) } else { (1, 0) };
        assert_eq!(of_router["connected"], connections);
        let ends = |reason| {
            metric(
                &metrics,
                &format!(
                    "bmp_disconnections_total{{{},reason=\"{reason}\"}}",
                    labels(of_router)
                ),
            )
        };
        // Some streams end with Termination.
        let whole = ends("closed") + ends("terminated");
        assert_eq!((whole, ends("failed")), (1, failed), "{from}");
    }
    // 200 read buffers, the queue, and the buffers for lines.
    let grown = process.peak_memory() - before;
    assert!(grown < 64 * 1024, "{grown} KiB");
    process.terminate();
    let (ended, log) = tokio::task::spawn_blocking(|| process.ended())
        .await
        .unwrap();
    assert_eq!(ended.code(), Some(0), "{log}");
    assert!(!log.contains("ERROR"), "{log}");
    let lines = by_router(&written(directory.path()));
    for number in 0..ROUTERS {
        let lines = lines[&address(8, number)].iter();
        assert_eq!(
            lines.filter(|line| line["message"].is_object()).count() as u64,
            frames[number]
        );
    }
}
