//! Outputs that are slow, or fail.

use std::sync::Condvar;

use super::*;

/// Accepts nothing until it is opened.
#[derive(Clone, Default)]
struct Gate {
    open: Arc<(Mutex<bool>, Condvar)>,
    printed: Printed,
}

impl Gate {
    fn open(&self) {
        *self.open.0.lock().unwrap() = true;
        self.open.1.notify_all();
    }
}

impl Write for Gate {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let guard = self.open.0.lock().unwrap();
        drop(self.open.1.wait_while(guard, |open| !*open).unwrap());
        self.printed.write(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// While nothing can be written, a router is not read, and does not run into a timeout; afterwards everything is there.
#[tokio::test]
async fn a_slow_output_makes_routers_wait() {
    const QUEUE: u64 = 65_536;
    let gate = Gate::default();
    let options = [
        "--json",
        "--queue=64K",
        "--message-timeout=300ms",
        "--idle-timeout=300ms",
    ];
    let collector = start(&options, gate.clone()).await;
    let (to, web) = (collector.routers, collector.web);
    let name = "frr-10.7.1-dump.bmp";
    let stream = capture(name).repeat(40);
    let length = stream.len() as u64;
    let sending = tokio::spawn(async move { send(address(6, 0), to, &stream).await });
    sleep(Duration::from_secs(2)).await;
    let now = status(web).await;
    let read = router(&now, address(6, 0))["counts"]["octets"]
        .as_u64()
        .unwrap();
    assert!(read < length / 2, "{read} of {length} bytes were read");
    assert!(now["queued_octets"].as_u64().unwrap() <= QUEUE);
    assert_eq!(now["connections"], 1);
    gate.open();
    sending.await.unwrap();
    until(web, |status| status["connections"] == 0).await;
    stop(collector).await.unwrap();
    let lines = lines(&gate.printed.text(), address(6, 0));
    assert_eq!(lines.len() as u64, 40 * messages(&expected()[name]) + 2);
}

/// The reader of the lines is gone.
struct Broken;

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_broken_output_is_the_end() {
    let collector = start(&["--json"], Broken).await;
    let stream = connect(address(6, 1), collector.routers).await;
    let error = format!("{:#}", collector.ended().await.unwrap_err());
    // That the router connected, and that it was disconnected.
    assert_eq!(
        error,
        "2 lines are lost: cannot write to standard output: broken pipe"
    );
    drop(stream);
}

/// All lines are in the files, complete, and in the order of the router.
#[tokio::test]
async fn files_rotate() {
    let directory = tempfile::tempdir().unwrap();
    let write = format!("--write={}", directory.path().display());
    let (collector, printed) = printing(&[&write, "--rotate-size=20K"]).await;
    let name = "frr-10.7.1-loc-rib.bmp";
    let stream = capture(name);
    // One message at a time, to get more than one batch.
    let mut connection = connect(address(6, 2), collector.routers).await;
    for frame in bmp_codec::bmp::frames(&stream) {
        connection.write_all(frame.unwrap()).await.unwrap();
        sleep(Duration::from_millis(1)).await;
    }
    drop(connection);
    until(collector.web, |status| {
        router(status, address(6, 2))["last_end"].is_object()
    })
    .await;
    stop(collector).await.unwrap();
    let count = files(directory.path());
    assert!(count > 3, "{count}");
    let lines = lines(&written(directory.path()), address(6, 2));
    let lengths = lines.iter().filter_map(|line| line["length"].as_u64());
    let frames = bmp_codec::bmp::frames(&stream).map(|frame| frame.unwrap().len() as u64);
    assert!(lengths.eq(frames));
    assert_eq!(printed.text(), "");
}

/// A directory that cannot be written to is an error at once.
#[tokio::test]
async fn no_directory() {
    let started = Collector::start(args(&["--write=/dev/null/x"]), Box::new(io::sink())).await;
    let error = format!("{:#}", started.err().unwrap());
    assert!(
        error.starts_with("cannot write to /dev/null/x/bmp.jsonl: "),
        "{error}"
    );
}
