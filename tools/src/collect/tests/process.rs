//! The collector in its own process: signals, exit codes and memory.

use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use clap::Parser;

use super::*;

const ARGUMENTS: &str = "COLLECTOR_ARGUMENTS";
const TEST: [&str; 4] = [
    "--exact",
    "collect::tests::process::collector",
    "--ignored",
    "--nocapture",
];

/// The collector for the tests below: they run this test in another process.
#[test]
#[ignore = "is what other tests run"]
fn collector() {
    if let Ok(words) = env::var(ARGUMENTS) {
        let ended = crate::collect::main(Args::parse_from(words.lines()));
        std::process::exit(i32::from(ended != ExitCode::SUCCESS));
    }
}

/// A collector in its own process.
pub(super) struct Process {
    child: Child,
    log: JoinHandle<String>,
    pub(super) routers: SocketAddr,
    pub(super) web: SocketAddr,
}

impl Process {
    /// Returns the command that runs a collector.
    pub(super) fn command(options: &[&str]) -> Command {
        let words = ["collect", "--listen=127.0.0.1:0", "--web=127.0.0.1:0"];
        let words: Vec<_> = words.iter().chain(options).copied().collect();
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(TEST).env(ARGUMENTS, words.join("\n"));
        command
    }

    pub(super) fn start(options: &[&str]) -> Process {
        Process::spawn(Process::command(options))
    }

    /// Starts one after a command of the shell, which sets limits or signals.
    pub(super) fn start_after(first: &str, options: &[&str]) -> Process {
        let command = Process::command(options);
        let mut limited = Command::new("sh");
        limited
            .args(["-c", &format!("{first}; exec \"$0\" \"$@\"")])
            .arg(command.get_program())
            .args(command.get_args())
            .envs(
                command
                    .get_envs()
                    .filter_map(|(name, value)| Some((name, value?))),
            );
        Process::spawn(limited)
    }

    fn spawn(mut command: Command) -> Process {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let (mut line, mut before) = (String::new(), String::new());
        while !line.contains("listening on ") {
            before += &line;
            line.clear();
            assert!(
                log.read_line(&mut line).unwrap() > 0,
                "the collector has ended: {before}"
            );
        }
        let address = |before: &str| {
            let rest = line
                .split_once(before)
                .unwrap_or_else(|| panic!("{line}"))
                .1;
            let end = rest.find([' ', '/']).unwrap();
            rest[..end].parse().unwrap()
        };
        Process {
            routers: address("listening on "),
            web: address("http://"),
            // A log that nobody reads would block it.
            log: thread::spawn(move || {
                let rest = log.lines().map_while(Result::ok);
                before + &rest.map(|line| line + "\n").collect::<String>()
            }),
            child,
        }
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(super) fn terminate(&self) {
        self.signal("TERM");
    }

    pub(super) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([&format!("-{name}"), &id])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Waits until it has ended, and returns its exit status and its log. It never ends where the signal is ignored, as
    /// behind nohup.
    pub(super) fn ended(mut self) -> (ExitStatus, String) {
        let start = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            if start.elapsed() > Duration::from_secs(60) {
                self.child.kill().unwrap();
                panic!("the collector goes on: {}", self.log.join().unwrap());
            }
            thread::sleep(Duration::from_millis(5));
        };
        (status, self.log.join().unwrap())
    }

    /// Returns the maximum memory it has used, in KiB.
    pub(super) fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }
}

/// Everything that routers sent before SIGTERM is written, even if it was not read yet and the connection not accepted.
/// The reason names the incomplete message.
#[tokio::test]
async fn sigterm_loses_nothing() {
    const ROUTERS: usize = 30;
    let directory = tempfile::tempdir().unwrap();
    let process = Process::start(&[&format!("--write={}", directory.path().display())]);
    let name = "frr-10.7.1-loc-rib.bmp";
    let whole = capture(name);
    let mut sent = whole.clone();
    // Ten bytes of one more message.
    sent.extend_from_slice(&whole[..10]);
    let mut streams = Vec::new();
    for number in 0..ROUTERS {
        let mut stream = connect(address(7, number), process.routers).await;
        stream.write_all(&sent).await.unwrap();
        streams.push(stream);
    }
    process.terminate();
    let (status, log) = tokio::task::spawn_blocking(|| process.ended())
        .await
        .unwrap();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(
        log.contains("SIGTERM: accepting no more connections"),
        "{log}"
    );
    let routers = by_router(&written(directory.path()));
    let frames: Vec<_> = bmp_codec::bmp::frames(&whole)
        .map(|frame| frame.unwrap().len() as u64)
        .collect();
    for number in 0..ROUTERS {
        let lines = &routers[&address(7, number)];
        let lengths: Vec<_> = lines
            .iter()
            .filter_map(|line| line["length"].as_u64())
            .collect();
        assert_eq!(lengths, frames, "{number}: {log}");
        let last = &lines[lines.len() - 1];
        assert_eq!(
            last["text"],
            "the collector is stopping; 10 bytes of an incomplete message are dropped"
        );
    }
    drop(streams);
}

/// A router that keeps sending does not keep the collector from stopping.
#[tokio::test]
async fn sigterm_ends_a_router_that_goes_on() {
    let process = Process::start(&["--quiet", "--grace=500ms"]);
    let mut stream = connect(address(7, 200), process.routers).await;
    let sending = tokio::spawn(async move {
        let many = [3, 0, 0, 0, 6, 4].repeat(10_000);
        while stream.write_all(&many).await.is_ok() {}
    });
    until(process.web, |status| status["connections"] == 1).await;
    let begin = Instant::now();
    process.terminate();
    let (status, log) = tokio::task::spawn_blocking(|| process.ended())
        .await
        .unwrap();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(
        begin.elapsed() < Duration::from_secs(10),
        "{:?} {log}",
        begin.elapsed()
    );
    assert!(log.contains("the router keeps sending"), "{log}");
    sending.await.unwrap();
}

/// Nobody reads the printed lines: the first signal waits for that, the second one does not.
#[tokio::test]
async fn a_second_signal_ends_at_once() {
    let process = Process::start(&["--json"]);
    let stream = capture("frr-10.7.1-dump.bmp").repeat(10);
    let mut connection = connect(address(7, 201), process.routers).await;
    connection.write_all(&stream[..200_000]).await.unwrap();
    until(process.web, |status| {
        status["queued_octets"].as_u64() > Some(0)
    })
    .await;
    process.terminate();
    // The page is there until the end.
    sleep(Duration::from_secs(1)).await;
    assert!(status(process.web).await["queued_octets"].as_u64() > Some(0));
    process.terminate();
    let (status, log) = tokio::task::spawn_blocking(|| process.ended())
        .await
        .unwrap();
    assert_eq!(status.code(), Some(1), "{log}");
    assert!(
        log.contains("SIGTERM once more: lines may be lost"),
        "{log}"
    );
}
