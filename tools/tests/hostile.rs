//! Files made to take memory, and outputs without room.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use flate2::write::GzEncoder;
use lz4_flex::frame::FrameEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use crate::command::bmp;

/// What a run has printed and said, its status, and the maximum of memory that it has used, in KiB.
struct Run {
    printed: Vec<u8>,
    said: String,
    status: Option<i32>,
    peak: u64,
}

fn run(octets: &[u8], subcommand: &[&str]) -> Run {
    let directory = tempfile::tempdir().unwrap();
    let at = |name| directory.path().join(name);
    std::fs::write(at("in"), octets).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_bmp"))
        .args(subcommand)
        .arg(at("in"))
        .stdin(Stdio::null())
        .stdout(File::create(at("out")).unwrap())
        .stderr(File::create(at("err")).unwrap())
        .spawn()
        .unwrap();
    let path = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let status = loop {
        let status = child.try_wait().unwrap();
        if let Some(status) = status {
            break status;
        }
        // The maximum does not fall. It is gone with the process, though.
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        if let Some(most) = line {
            peak = most.trim().trim_end_matches(" kB").parse().unwrap();
        }
        thread::sleep(Duration::from_millis(2));
    };
    Run {
        printed: std::fs::read(at("out")).unwrap(),
        said: std::fs::read_to_string(at("err")).unwrap(),
        status: status.code(),
        peak,
    }
}

/// Returns how often the summary has counted this.
fn counted(run: &Run, what: &str) -> usize {
    let printed = std::str::from_utf8(&run.printed).unwrap();
    let mut lines = printed.lines();
    let count = lines.find_map(|line| line.strip_prefix(what));
    count.expect(&run.said).trim().parse().unwrap()
}

/// The length of the message below.
const LENGTH: usize = 60_010;

/// Returns an Initiation with a string of 60,000 letters.
fn initiation() -> Vec<u8> {
    let head = [3, 0, 0, 0xea, 0x6a, 4, 0, 0, 0xea, 0x60];
    [&head[..], &[b'a'; 60_000]].concat()
}

/// Returns the bytes of a text of hexadecimal digits.
fn hex(text: &str) -> Vec<u8> {
    let digits = text.split_whitespace().collect::<String>();
    let pairs = (0..digits.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}

/// By `bzip2` 1.0.8, of that message 500 times.
const BZIP2: &str = "425a6839314159265359e6a700d30004e1c501cc00008060100010000820009020c98813554f49934ca4194832a41aa41ca4
    1ca41f520f2842ed01251da419482aa25aa41ca906501251f8bb9229c2848735380698";

/// By `xz` 5.4.1, of that message once. Streams may follow each other.
const XZ: &str = "fd377a585a000004e6d6b4460200210116000000742fe5a3e0ea6900535d000180360f6b246f4786f0aeebeb24d5e765d033da50
    739c31e8278c16d5b25ad31b8fbd3a000a63f4598d085c22aad31a41773a72ce5150bff6424315a01b71d997d8ee9c2f11b74814712ac04eb06299
    a69d0000001f920d8a5bea7c0300016fead4030000bb26e3f3b1c467fb020000000004595a";

/// Decompresses so many messages, whose file is small, and returns how much more memory that took than one message.
fn grown(octets: &[u8], messages: usize) -> u64 {
    let one = run(&initiation(), &["dump", "--summary"]);
    let all = run(octets, &["dump", "--summary"]);
    assert_eq!(all.status, Some(0), "{}", all.said);
    assert_eq!(counted(&all, "Initiation"), messages);
    assert_eq!(counted(&all, "octets"), messages * LENGTH);
    let grown = all.peak.saturating_sub(one.peak);
    eprintln!(
        "{} bytes, {messages} messages: grown by {grown} KiB",
        octets.len()
    );
    grown
}

fn gzip(octets: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(octets).unwrap();
    encoder.finish().unwrap()
}

fn lz4(octets: &[u8]) -> Vec<u8> {
    let mut encoder = FrameEncoder::new(Vec::new());
    encoder.write_all(octets).unwrap();
    encoder.finish().unwrap()
}

fn zstd(octets: &[u8]) -> Vec<u8> {
    compress_to_vec(octets, CompressionLevel::Fastest)
}

/// Files that are a thousandth of what they contain, and less. Compressed twice they are still smaller.
#[test]
fn compression_bombs() {
    const MOST: u64 = 16 * 1024;
    for compress in [gzip, zstd, lz4] {
        let parts = compress(&initiation().repeat(10)).repeat(40);
        assert!(parts.len() < 400 * LENGTH / 150, "{}", parts.len());
        assert!(grown(&parts, 400) < MOST);
        assert!(grown(&gzip(&parts), 400) < MOST);
    }
    if cfg!(feature = "bz2") {
        assert!(grown(&hex(BZIP2), 500) < MOST);
    }
    if cfg!(feature = "xz") {
        assert!(grown(&hex(XZ).repeat(200), 200) < MOST);
    }
}

/// The same with gigabytes: `cargo test --release -p bmp-tools --all-features --test readers bombs_of_gigabytes -- --ignored
/// --nocapture`.
#[test]
#[ignore = "takes minutes"]
fn bombs_of_gigabytes() {
    const MOST: u64 = 16 * 1024;
    for compress in [gzip, zstd, lz4] {
        let parts = compress(&initiation().repeat(100)).repeat(300);
        assert!(grown(&parts, 30_000) < MOST);
    }
    if cfg!(feature = "bz2") {
        assert!(grown(&hex(BZIP2).repeat(60), 30_000) < MOST);
    }
    if cfg!(feature = "xz") {
        assert!(grown(&hex(XZ).repeat(30_000), 30_000) < MOST);
    }
}

/// Headers that promise gigabytes: nothing is reserved for them, and the file is refused or passed over with a reason.
#[test]
fn lengths_of_gigabytes() {
    let rest = [0; 100];
    let name = [b'n'; 1 << 20];
    let pcap =
        "d4c3b2a1 02000400 00000000 00000000 ffffffff 01000000 00000000 00000000 ffffffff ffffffff";
    let section = "0a0d0d0a 1c000000 4d3c2b1a 01000000 ffffffffffffffff 1c000000";
    for (head, tail, says) in [
        // A message of 4 GiB behind an Initiation of no TLV.
        (
            "03 00000006 04 03 ffffffff 00",
            &rest[..],
            "106 bytes skipped",
        ),
        // An OpenBMP header with a message of 4 GiB.
        ("4f424d50 0107 004c ffffffff", &rest, "112 bytes skipped"),
        (pcap, &rest, "the file is cut off in the record at byte 24"),
        (
            &format!("{section} 06000000 fcffffff"),
            &rest,
            "more than 16777216 bytes in the record at byte 28",
        ),
        // gzip with a file name that does not end (RFC 1952, section 2.3).
        (
            "1f8b 08 08 00000000 0000",
            &name,
            "gzip header field too long",
        ),
        // Zstandard: a window of 2^41 bytes; a content of 2^62 bytes in a window of its size (RFC 8878, section 3.1.1.1).
        ("28b52ffd 00 f8 010000", &rest, "window_size is too big"),
        (
            "28b52ffd e0 0000000000000040 010000",
            &rest,
            "window_size is too big",
        ),
        // LZ4: a block of 2 GiB, in a frame whose blocks have 4 MiB.
        ("04224d18 4070df ffffff7f", &rest, "BlockTooBig"),
    ] {
        let file = [&hex(head), tail].concat();
        let run = run(&file, &["dump", "--summary"]);
        assert_eq!(run.status, Some(1), "{head}: {}", run.said);
        assert!(run.said.contains(says), "{head}: {}", run.said);
        assert!(run.peak < 64 * 1024, "{head}: {} KiB", run.peak);
    }
}

/// An xz file whose dictionary has 4 GiB (the properties of its filter, section 5.3.1 of the format) is refused.
#[test]
fn a_dictionary_of_4_gib() {
    let mut octets = hex(XZ);
    // In the header of the block: filter 0x21, one byte of properties.
    let properties = octets
        .windows(2)
        .position(|pair| pair == [0x21, 1])
        .unwrap()
        + 2;
    octets[properties] = 40;
    // Its CRC32 follows it and three bytes of padding.
    octets[properties + 4..properties + 8].copy_from_slice(&hex("e6a011b3"));
    let run = run(&octets, &["dump", "--summary"]);
    assert_eq!(run.status, Some(1), "{}", run.said);
    if cfg!(feature = "xz") {
        assert!(run.said.contains("memory too big"), "{}", run.said);
    }
    assert!(run.peak < 64 * 1024, "{} KiB", run.peak);
}

/// Peers that come up once, in a file: of what is learned of them as much is kept as may be.
#[test]
fn many_peers() {
    const PEERS: u32 = 20_000;
    let capture =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/captures/bird-2.20.0-dump.bmp");
    let stream = std::fs::read(capture).unwrap();
    let mut frames = bmp_codec::bmp::frames(&stream).map(Result::unwrap);
    let mut frame = frames.find(|frame| frame[5] == 3).unwrap().to_vec();
    let peers = (0..PEERS).flat_map(|peer| {
        // The last bytes of the address in the per-peer header.
        frame[28..32].copy_from_slice(&peer.to_be_bytes());
        frame.clone()
    });
    let sent: Vec<_> = peers.collect();
    let run = run(&sent, &["filter"]);
    assert_eq!((run.status, &*run.said), (Some(0), ""));
    assert!(run.printed == sent);
    assert!(run.peak < 96 * 1024, "{} KiB", run.peak);
}

/// A subcommand that cannot write says so, and fails.
#[cfg(target_os = "linux")]
#[test]
fn outputs_without_room() {
    let file = "testdata/captures/frr-10.7.1-loc-rib.bmp";
    for arguments in [
        &["dump", file][..],
        &["dump", "--json", file],
        &["dump", "--summary", file],
        &["dump", "--format", "csv", file],
        &["filter", file],
        &["filter", "--output", "/dev/full", file],
        &["routes", file],
        &["routes", "--json", file],
        &["policy", file],
        &["topology", file],
        &["replay", "--out", "/dev/full", file],
        &["synthesize", "--out", "/dev/full"],
        &["synthesize", "--out", "-"],
    ] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_bmp"))
            .args(arguments)
            .current_dir(root)
            .stdout(File::options().write(true).open("/dev/full").unwrap())
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        let begin = format!("bmp {}: ", arguments[0]);
        assert!(said.contains(&begin), "{arguments:?}: {said}");
        assert!(
            said.contains("No space left on device"),
            "{arguments:?}: {said}"
        );
    }
    // With room the same is done.
    assert_eq!(bmp(&["filter", file]).status.code(), Some(0));
}

/// A collector that cannot print ends, and says how much is lost.
#[cfg(all(target_os = "linux", feature = "collect"))]
#[test]
fn a_collector_without_room() {
    use std::io::{BufRead, BufReader, Read};
    use std::net::TcpStream;

    let mut child = Command::new(env!("CARGO_BIN_EXE_bmp"))
        .args([
            "collect",
            "--json",
            "--listen=127.0.0.1:0",
            "--web=127.0.0.1:0",
        ])
        .stdout(File::options().write(true).open("/dev/full").unwrap())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("listening on ") {
        line.clear();
        assert!(log.read_line(&mut line).unwrap() > 0);
    }
    let address = line.split_once("listening on ").unwrap().1;
    let address = address.split(' ').next().unwrap();
    let mut router = TcpStream::connect(address).unwrap();
    // The collector may be gone before all of it is sent.
    let _ = router.write_all(&initiation());
    let mut rest = String::new();
    log.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1), "{rest}");
    let says = "lines are lost: cannot write to standard output: ";
    assert!(rest.contains(says), "{rest}");
}
