//! Tests of the whole collector, on loopback: each router has its own address there.

#[cfg(feature = "nats")]
mod broker;
mod browser;
mod captures;
mod crowds;
mod dial;
mod exhausted;
mod glass;
mod hostile;
mod identity;
mod many;
mod metrics;
mod outputs;
mod page;
mod process;
mod routers;
mod signals;
mod version_4;
mod web;

use std::collections::HashMap;
use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use clap::Parser;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{Instant, sleep, timeout};

use crate::collect::args::Args;
use crate::collect::collector::Collector;

/// The printed output.
#[derive(Clone, Default)]
struct Printed(Arc<Mutex<Vec<u8>>>);

impl Write for Printed {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Printed {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

fn args(options: &[&str]) -> Args {
    let words = ["collect", "--listen=127.0.0.1:0", "--web=127.0.0.1:0"];
    Args::try_parse_from(words.iter().chain(options)).unwrap()
}

async fn start(options: &[&str], out: impl Write + Send + 'static) -> Collector {
    Collector::start(args(options), Box::new(out))
        .await
        .unwrap()
}

/// Starts a collector that prints, and returns its output.
async fn printing(options: &[&str]) -> (Collector, Printed) {
    let printed = Printed::default();
    (start(options, printed.clone()).await, printed)
}

/// Stops it like a signal.
async fn stop(collector: Collector) -> anyhow::Result<()> {
    collector.stopper().cancel();
    collector.ended().await
}

/// Returns the address of a router: 127.NET.…
fn address(net: u8, number: usize) -> Ipv4Addr {
    let [.., high, low] = (number + 1).to_be_bytes();
    Ipv4Addr::new(127, net, high, low)
}

async fn connect(from: Ipv4Addr, to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((from, 0).into()).unwrap();
    let stream = socket.connect(to).await.unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

/// Sends a stream, and closes the connection.
async fn send(from: Ipv4Addr, to: SocketAddr, octets: &[u8]) {
    let mut stream = connect(from, to).await;
    stream.write_all(octets).await.unwrap();
    stream.shutdown().await.unwrap();
}

/// Asks for a page of the collector, with these headers. Returns its head and its body.
async fn ask(web: SocketAddr, path: &str, headers: &str) -> (String, String) {
    let mut stream = TcpStream::connect(web).await.unwrap();
    let request = format!("GET {path} HTTP/1.0\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.into(), body.into())
}

/// Returns a page of the collector: its head and its body.
async fn page(web: SocketAddr, path: &str) -> (String, String) {
    let (head, body) = ask(web, path, "").await;
    assert!(head.starts_with("HTTP/1.0 200"), "{head}");
    (head, body)
}

async fn status(web: SocketAddr) -> Value {
    serde_json::from_str(&page(web, "/status.json").await.1).unwrap()
}

/// Returns the status of a router.
fn router(status: &Value, address: impl Into<IpAddr>) -> &Value {
    let address = address.into().to_string();
    let mut routers = status["routers"].as_array().unwrap().iter();
    routers
        .find(|router| router["address"] == *address)
        .unwrap_or(&Value::Null)
}

/// Returns the labels of a router in metrics.
fn labels(router: &Value) -> String {
    let text = |name: &str| router[name].as_str().unwrap_or_default().to_owned();
    let [address, name, id] = ["address", "sys_name", "bgp_id"].map(text);
    format!("router=\"{address}\",name=\"{name}\",bgp_id=\"{id}\"")
}

/// Returns whether the other side has closed the connection.
async fn is_closed(stream: &mut TcpStream) -> bool {
    matches!(
        timeout(Duration::from_secs(10), stream.read_u8()).await,
        Ok(Err(_))
    )
}

/// Returns why a connection of a router ended.
async fn end(web: SocketAddr, router_address: Ipv4Addr) -> String {
    let status = until(web, |status| {
        router(status, router_address)["last_end"].is_object()
    })
    .await;
    let end = &router(&status, router_address)["last_end"]["reason"];
    end.as_str().unwrap().into()
}

/// Returns an Initiation with this name.
fn initiation(name: &str) -> Vec<u8> {
    let length = name.len() as u8;
    [
        &[3, 0, 0, 0, 10 + length, 4, 0, 2, 0, length],
        name.as_bytes(),
    ]
    .concat()
}

/// Returns Peer Ups of that many peers, each with its own address, of a router with this BGP identifier.
fn peer_ups(count: u32, bgp_id: [u8; 4]) -> Vec<u8> {
    let stream = capture("bird-2.20.0-dump.bmp");
    let mut frames = bmp_codec::bmp::frames(&stream).map(Result::unwrap);
    let mut frame = frames.find(|frame| frame[5] == 3).unwrap().to_vec();
    // After the common header: type, flags, distinguisher, and the address of 16 bytes.
    let address = 6 + 1 + 1 + 8;
    // After the per-peer header: an address and two ports; then marker, length, type, version, AS number, hold time.
    let id = 6 + 42 + 16 + 4 + 16 + 2 + 1 + 1 + 2 + 2;
    frame[id..id + 4].copy_from_slice(&bgp_id);
    let peer_up = |number: u32| {
        [
            &frame[..address + 12],
            &number.to_be_bytes(),
            &frame[address + 16..],
        ]
        .concat()
    };
    (0..count).flat_map(peer_up).collect()
}

/// Requests the status until it is as expected.
async fn until(web: SocketAddr, mut is: impl FnMut(&Value) -> bool) -> Value {
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        let status = status(web).await;
        if is(&status) {
            return status;
        }
        assert!(Instant::now() < end, "{status:#}");
        sleep(Duration::from_millis(50)).await;
    }
}

/// Returns the value of a metric, by its name with labels.
fn metric(metrics: &str, name: &str) -> u64 {
    let mut lines = metrics.lines();
    let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    value
        .unwrap_or_else(|| panic!("no {name} in {metrics}"))
        .parse()
        .unwrap()
}

fn testdata(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../testdata")
        .join(path)
}

/// Returns the bytes of a recorded stream.
fn capture(name: &str) -> Vec<u8> {
    let octets = std::fs::read(testdata("captures").join(name)).unwrap();
    if name.ends_with(".zst") {
        crate::input::testing::unzstd(&octets)
    } else {
        octets
    }
}

/// Returns what other programs counted in all recorded streams.
fn expected() -> serde_json::Map<String, Value> {
    let text = std::fs::read_to_string(testdata("expected.json")).unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    let captures = all["captures"].as_object().unwrap().clone();
    captures
        .into_iter()
        .filter(|(name, _)| !name.contains(".pcap"))
        .collect()
}

/// Returns the number of messages that other programs counted in a recorded stream.
fn messages(expected: &Value) -> u64 {
    let types = expected["messages"].as_object().unwrap();
    types.values().map(|count| count.as_u64().unwrap()).sum()
}

/// Returns lines as JSON, by the address of the router.
fn by_router(text: &str) -> HashMap<Ipv4Addr, Vec<Value>> {
    let mut routers: HashMap<_, Vec<_>> = HashMap::new();
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let address = line["router"].as_str().unwrap().parse().unwrap();
        routers.entry(address).or_default().push(line);
    }
    routers
}

/// Returns the lines of one router.
fn lines(text: &str, router: Ipv4Addr) -> Vec<Value> {
    by_router(text).remove(&router).unwrap_or_default()
}

/// Returns the number of files with lines.
fn files(directory: &Path) -> usize {
    let files = std::fs::read_dir(directory).unwrap();
    let names = files.map(|file| file.unwrap().file_name());
    names.filter(|name| name != "bmp.lock").count()
}

/// Returns everything written to files, from the oldest file to the current one.
fn written(directory: &Path) -> String {
    let older = (1..files(directory))
        .rev()
        .map(|number| format!("bmp.jsonl.{number}"));
    let names = older.chain(["bmp.jsonl".into()]);
    names
        .map(|name| std::fs::read_to_string(directory.join(name)).unwrap())
        .collect()
}
