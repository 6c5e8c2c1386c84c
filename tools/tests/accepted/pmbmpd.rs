//! pmbmpd as a station: it is started for one stream, and writes what it has understood as lines of JSON.

use std::fs::{self, File};
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

const LIMIT: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(50);

/// A process that ends with the test, whatever becomes of that.
struct Daemon(Child);

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What pmbmpd writes about a stream: the events of its BMP session.
pub(crate) fn events(stream: &[u8]) -> Vec<Value> {
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str| directory.path().join(name);
    // The port is free when pmbmpd is given it.
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let config = format!(
        "daemonize: false\n\
         logfile: {log}\n\
         bmp_daemon_ip: 127.0.0.1\n\
         bmp_daemon_port: {port}\n\
         bmp_daemon_max_peers: 2\n\
         bmp_daemon_msglog_file: {events}\n\
         bmp_daemon_msglog_output: json\n",
        log = file("log").display(),
        events = file("events").display(),
    );
    fs::write(file("conf"), config).unwrap();
    let daemon = Command::new(env!("PMBMPD"))
        .arg("-f")
        .arg(file("conf"))
        .stdin(Stdio::null())
        .stdout(File::create(file("out")).unwrap())
        .stderr(File::create(file("err")).unwrap())
        .spawn()
        .unwrap();
    let mut daemon = Daemon(daemon);
    let said = || fs::read_to_string(file("log")).unwrap_or_default();

    let start = Instant::now();
    let mut connection = loop {
        match TcpStream::connect(("127.0.0.1", port)) {
            Ok(connection) => break connection,
            Err(error) => assert!(start.elapsed() < LIMIT, "{error}: {}", said()),
        }
        sleep(PAUSE);
    };
    connection.set_write_timeout(Some(LIMIT)).unwrap();
    connection.write_all(stream).unwrap();
    // Termination ends the session, and with it the file.
    loop {
        let events = fs::read_to_string(file("events")).unwrap_or_default();
        if events.contains(r#""event_type": "log_close""#) {
            let complaint = said()
                .lines()
                .find(|line| is_complaint(line))
                .map(str::to_owned);
            assert_eq!(complaint, None);
            return (events.lines())
                .map(|line| serde_json::from_str(line).unwrap())
                .collect();
        }
        assert_eq!(
            daemon.0.try_wait().unwrap(),
            None,
            "it has ended: {}",
            said()
        );
        assert!(
            start.elapsed() < LIMIT,
            "{} octets of events: {}",
            events.len(),
            said()
        );
        sleep(PAUSE);
    }
}

/// Whether a line of its log says that something was wrong. It does not read Route Mirroring.
fn is_complaint(line: &str) -> bool {
    let words = ["WARN", "ERROR", "malformed", "discarded"];
    words.iter().any(|word| line.contains(word)) && !line.contains("[route mirror]")
}

/// How many events there are of a type of message.
pub(crate) fn count(events: &[Value], message_type: &str) -> u64 {
    let of_type = |event: &&Value| event["bmp_msg_type"] == message_type;
    events.iter().filter(of_type).count() as u64
}
