//! Routers that connect.

use std::io::{self, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use clap::Parser;

use super::testdata;
use crate::lookup::args::Args;

/// What is said, while it is said.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Shared {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Runs it beside the test. Returns its address, what it says, and its end.
fn listening(options: &[&str]) -> (String, Shared, thread::JoinHandle<(bool, String)>) {
    let words = ["routes", "--collect=127.0.0.1:0"].into_iter();
    let args = Args::try_parse_from(words.chain(options.iter().copied())).unwrap();
    let errors = Shared::default();
    let mut said = errors.clone();
    let end = thread::spawn(move || {
        let mut out = Vec::new();
        let is_whole = crate::lookup::run(&args, &mut out, &mut said).unwrap();
        (is_whole, String::from_utf8(out).unwrap())
    });
    for _ in 0..500 {
        if let Some((_, address)) = errors.text().trim().split_once("listening on ") {
            return (address.to_owned(), errors, end);
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("it does not listen: {}", errors.text());
}

/// The tables are those of the file. A router that connects again goes on with what it had, which is stale until it comes.
#[test]
fn of_a_router_that_connects_twice() {
    let stream = testdata("captures/frr-10.7.1-tables.bmp.zst");
    let (address, errors, end) = listening(&["--for=4", "--json", "--peer=192.0.2.12"]);
    let mut first = TcpStream::connect(&address).unwrap();
    first.write_all(&stream).unwrap();
    drop(first);
    thread::sleep(Duration::from_millis(800));
    let mut second = TcpStream::connect(&address).unwrap();
    // The Initiation only.
    let length = u32::from_be_bytes(stream[1..5].try_into().unwrap()) as usize;
    second.write_all(&stream[..length]).unwrap();
    let (is_whole, out) = end.join().unwrap();
    assert!(is_whole, "{}", errors.text());
    let lines: Vec<serde_json::Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 100);
    for line in &lines {
        assert_eq!(
            (&line["state"], &line["router"]),
            (&"stale".into(), &"127.0.0.1".into())
        );
    }
}

#[test]
fn of_what_is_no_bmp() {
    let (address, errors, end) = listening(&["--for=1"]);
    let mut connection = TcpStream::connect(&address).unwrap();
    connection.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    let (is_whole, out) = end.join().unwrap();
    assert_eq!((is_whole, &*out), (false, ""));
    assert!(
        errors.text().contains("version 71 is not supported"),
        "{}",
        errors.text()
    );
}
