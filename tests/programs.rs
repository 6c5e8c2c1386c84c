//! The small programs of `examples/`: each is run, and what it prints is checked.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::support::hand::hex;
use crate::support::recorded::{capture_path, expected};

fn program(name: &str) -> Command {
    // Beside the tests, in `examples`: `cargo test` builds them, `cargo test --test suite` alone does not.
    let tests = env::current_exe().unwrap();
    let mut path = tests.parent().unwrap().parent().unwrap().to_owned();
    path.extend(["examples", name]);
    assert!(path.exists(), "`cargo build --examples` makes {name}");
    Command::new(path)
}

/// Runs a program to its end: its standard output.
fn output(name: &str, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = program(name)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{errors}");
    output.stdout
}

fn text(name: &str, arguments: &[&str]) -> String {
    String::from_utf8(output(name, arguments, &[])).unwrap()
}

/// The stream of `export_session`, in a file.
fn session() -> (tempfile::TempDir, PathBuf, Vec<u8>) {
    let stream = output("export_session", &[], &[]);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("session.bmp");
    std::fs::write(&path, &stream).unwrap();
    (directory, path, stream)
}

/// The octets by hand, after RFC 7854, sections 4.2 to 4.10, and RFC 4271, section 4.
#[test]
fn export_session() {
    let (_directory, _, stream) = session();
    // V flag, address, AS 65002, BGP identifier, no time.
    let peer = "00 80 0000000000000000 20010db8000000000000000000000002 0000fdea c0000202 0000000000000000";
    let marker = "ffffffffffffffffffffffffffffffff";
    // Capabilities: multiprotocol IPv6 unicast, four-octet AS.
    let open = |asn: &str, id: &str| {
        format!("{marker} 002b 01 04 {asn} 005a {id} 0e 020c 0104 00020001 4104 0000{asn}")
    };
    let (sent, received) = (open("fde9", "c0000201"), open("fdea", "c0000202"));
    let expected = [
        "03 00000019 04 0001 0008 6120726f75746572 0002 0003 727472".to_owned(),
        format!(
            "03 0000009a 03 {peer} 20010db8000000000000000000000001 0000 0000 {sent} {received}"
        ),
        format!(
            "03 0000007a 00 {peer} {marker} 004a 02 0000 0033
             800e1c 0002 01 10 20010db8000000000000000000000002 00 30 20010db80002
             400101 00 400206 0201 0000fdea c00804 ffffff01"
        ),
        format!("03 0000004d 00 {peer} {marker} 001d 02 0000 0006 800f03 0002 01"),
        // Reason 3: the NOTIFICATION of the peer, Cease, Administrative Shutdown.
        format!("03 0000004a 02 {peer} 03 {marker} 0019 03 06 02 03 627965"),
        "03 0000000c 05 0001 0002 0000".to_owned(),
    ];
    assert_eq!(stream, hex(&expected.concat()));
}

#[test]
fn read_file() {
    let (_directory, path, _) = session();
    assert_eq!(
        text("read_file", &[path.to_str().unwrap()]),
        "2001:db8::2 AS65002 + ipv6-unicast 2001:db8:2::/48 65002\n"
    );
    // tshark's counts of routes.
    for (name, what) in expected() {
        if !matches!(&*name, "frr-10.7.1-dump.bmp" | "bird-2.20.0-families.bmp") {
            continue;
        }
        let text = text("read_file", &[capture_path(&name).to_str().unwrap()]);
        for (sign, key) in [(" + ", "announced"), (" - ", "withdrawn")] {
            let families = what["routes"].as_array().unwrap().iter();
            let sum: u64 = families.map(|family| family[key].as_u64().unwrap()).sum();
            let lines = text.lines().filter(|line| line.contains(sign)).count();
            assert_eq!(lines as u64, sum, "{name} {key}");
        }
    }
}

/// Each message of the stream after a header by hand: of two routers, the second with IPv6.
#[test]
fn read_openbmp() {
    let (directory, _, stream) = session();
    let zeros = "00".repeat(10);
    let mut file = Vec::new();
    for (flags, hash, address) in [
        ("80", "01".repeat(16), format!("c0000201 0000 {zeros}")),
        ("c0", "02".repeat(16), format!("20010db8 0001 {zeros}")),
    ] {
        let mut rest = &stream[..];
        while let [_, _, _, _, length, ..] = *rest {
            let (frame, behind) = rest.split_at(length.into());
            let times = "6553f100 000000fa";
            let head = format!("4f424d50 0107 004e 000000{length:02x} {flags} 0c {times}");
            let texts = format!("{} 0000 {hash} {address} 0000 00000001", "03".repeat(16));
            file.extend(hex(&format!("{head} {texts}")));
            file.extend(frame);
            rest = behind;
        }
    }
    let path = directory.path().join("values.openbmp");
    std::fs::write(&path, file).unwrap();
    assert_eq!(
        text("read_openbmp", &[path.to_str().unwrap()]),
        "192.0.2.1 2001:db8::2 AS65002 + ipv6-unicast 2001:db8:2::/48\n\
         2001:db8:1:: 2001:db8::2 AS65002 + ipv6-unicast 2001:db8:2::/48\n"
    );
}

#[test]
fn count_per_peer() {
    let (_directory, path, _) = session();
    assert_eq!(
        text("count_per_peer", &[path.to_str().unwrap()]),
        "messages announced withdrawn malformed peer\n       \
         4         1         0         0 2001:db8::2 AS65002\n"
    );
}

#[test]
fn filter_community() {
    let (_directory, path, _) = session();
    let path = path.to_str().unwrap();
    assert_eq!(
        text("filter_community", &[path, "no-export"]),
        "2001:db8::2 AS65002 ipv6-unicast 2001:db8:2::/48\n"
    );
    assert_eq!(text("filter_community", &[path, "65001:1"]), "");
}

#[test]
fn rewrite_next_hops() {
    let (_directory, _, stream) = session();
    let rewritten = output("rewrite_next_hops", &["192.0.2.7", "2001:db8::7"], &stream);
    // The next hop behind AFI, SAFI and length; nowhere else.
    let next_hop = hex("0002 01 10 20010db8000000000000000000000002");
    let place = stream
        .windows(next_hop.len())
        .position(|octets| octets == next_hop)
        .unwrap();
    let mut expected = stream;
    expected[place + next_hop.len() - 1] = 7;
    assert_eq!(rewritten, expected);

    // In a recorded stream: as long as before, and what is written over is written over again.
    let stream = std::fs::read(capture_path("gobgp-3.10.0-families.bmp")).unwrap();
    let once = output("rewrite_next_hops", &["192.0.2.7", "2001:db8::7"], &stream);
    assert_eq!(once.len(), stream.len());
    assert_ne!(once, stream);
    let other = output("rewrite_next_hops", &["192.0.2.8", "2001:db8::8"], &stream);
    let again = output("rewrite_next_hops", &["192.0.2.7", "2001:db8::7"], &other);
    assert_eq!(again, once);
}

#[test]
fn keep_table() {
    let (directory, _, stream) = session();
    let mut rest = &stream[..];
    let mut frames: Vec<&[u8]> = Vec::new();
    while let [_, _, _, _, length, ..] = *rest {
        let (frame, behind) = rest.split_at(length.into());
        frames.push(frame);
        rest = behind;
    }
    let [initiation, up, announced, end, down, _] = frames[..] else {
        panic!()
    };
    // ORIGIN of 9: the routes are withdrawn (RFC 7606, section 7.1).
    let mut malformed = announced.to_vec();
    let origin = hex("400101");
    let place = malformed
        .windows(3)
        .position(|octets| octets == origin)
        .unwrap();
    malformed[place + 3] = 9;
    let kept = "2001:db8::2 adj-rib-in-pre ipv6-unicast 2001:db8:2::/48 65002\n";
    let all = "2001:db8::2 has sent all of ipv6-unicast\n";
    for (frames, left) in [
        (
            &[initiation, up, announced, end][..],
            format!("{all}{kept}"),
        ),
        (&[initiation, up, announced, announced], kept.to_owned()),
        (&[initiation, up, announced, &malformed], String::new()),
        (&[initiation, up, announced, down], String::new()),
        (&[initiation, up, announced, up], String::new()),
    ] {
        let path = directory.path().join("table.bmp");
        std::fs::write(&path, frames.concat()).unwrap();
        assert_eq!(text("keep_table", &[path.to_str().unwrap()]), left);
    }
}

/// What the route map of the scenario does (`testdata/capture/frr_common.py`): two prefixes are denied, of which one is
/// announced and not withdrawn; all others of the first peer get an AS number and a community. The second peer has none.
/// `testdata/wire.py` counts 63 routes of the first peer before policy and 62 after it, of the second 21 and 21.
#[test]
fn compare_policy() {
    let path = capture_path("frr-10.7.1-dump.bmp");
    let text = text("compare_policy", &[path.to_str().unwrap()]);
    let (mut rejected, mut changed) = (Vec::new(), 0);
    for line in text.lines() {
        let [peer, what, family, route] = line.splitn(4, ' ').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        match (peer, what) {
            ("192.0.2.10", "rejected") => rejected.push((family, route)),
            ("192.0.2.10", "changed") => {
                changed += 1;
                let (pre, post) = route.split_once(" -> ").unwrap();
                let path = |text: &str| text.split_once("AS_PATH ").unwrap().1.to_owned();
                assert!(
                    path(post).starts_with(&format!("64499 {}", &path(pre)[..5])),
                    "{line}"
                );
                assert!(
                    post.contains("64496:1") && !pre.contains("64496:1"),
                    "{line}"
                );
            }
            ("2001:db8:0:1::11", "unchanged") => {}
            _ => panic!("{line}"),
        }
    }
    assert_eq!(rejected, [("ipv4-unicast", "198.18.5.0/24")]);
    assert_eq!(changed, 62);
}

#[test]
fn tokio_server() {
    let (_directory, _, stream) = session();
    let mut server = program("tokio_server")
        .arg("127.0.0.1:0")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let mut line = || lines.next().unwrap().unwrap();
    let address = line().strip_prefix("listening on ").unwrap().to_owned();
    let mut router = TcpStream::connect(address).unwrap();
    let name = router.local_addr().unwrap();
    // In pieces that are no messages.
    for piece in stream.chunks(100) {
        router.write_all(piece).unwrap();
    }
    drop(router);
    let said: Vec<String> = (0..4).map(|_| line()).collect();
    server.kill().unwrap();
    server.wait().unwrap();
    assert_eq!(
        said,
        [
            format!("{name}: rtr"),
            format!("{name}: 2001:db8::2 AS65002 is up"),
            format!("{name}: 2001:db8::2 AS65002 is down"),
            format!("{name}: 6 messages, closed"),
        ]
    );
}
