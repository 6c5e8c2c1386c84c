//! Captures with headers around IP, and what is said about those that are not understood.

use serde_json::{Value, json};

use super::{Outcome, run_on};

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    let octet = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(octet).collect()
}

/// IP, TCP, and an Initiation with the sysName "r".
const IP: &str = "4500003300010000 4006f65ec0000201c0000264 c3501388000000010000000150 18ffff00000000\
                  030000000b040002000172";
const ETHERNET: &str = "020000000001 020000000002";

fn capture(link: u32, packets: &[&str]) -> Vec<u8> {
    let packets: Vec<_> = packets.iter().map(|packet| hex(packet)).collect();
    crate::input::testing::pcap(link, &packets)
}

fn captures() -> [Vec<u8>; 3] {
    let mpls = format!("{ETHERNET} 8847 00064140 {IP}");
    let gre = format!("{ETHERNET} 0800 4500004b00010000 402f0000c6336401c6336402 0000 0800 {IP}");
    let ppp = format!("ff03 0021 {IP}");
    [
        capture(1, &[&mpls]),
        capture(1, &[&gre]),
        capture(9, &[&ppp]),
    ]
}

fn is_whole(outcome: &Outcome) {
    assert!(
        outcome.whole && outcome.errors.is_empty(),
        "{}",
        outcome.errors
    );
}

#[test]
fn mpls_gre_and_ppp() {
    for (file, place) in captures().iter().zip([
        " in MPLS label 100",
        " in tunnel 198.51.100.1 > 198.51.100.2",
        "",
    ]) {
        let outcome = run_on(file, &[]);
        is_whole(&outcome);
        assert!(
            outcome.out.contains("initiation") && outcome.out.contains("r"),
            "{}",
            outcome.out
        );
        // Before it stands that the beginning of the connection is missing.
        let lines = run_on(file, &["--json"]).out;
        let json: Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
        assert_eq!(
            json["message"]["initiation"]["information"],
            json!([{"sys_name": "r"}])
        );
        assert_eq!(json["captured"], "2023-11-14T22:13:20.000000Z");
        assert_eq!(
            json["stream"],
            format!("192.0.2.1:50000 > 192.0.2.100:5000{place}")
        );
        let summary = run_on(file, &["--summary", "--json"]).json();
        assert_eq!(
            (&summary["messages"]["initiation"], &summary["not_read"]),
            (&json!(1), &json!([]))
        );
    }
}

/// tshark must see in them what is seen here.
#[test]
#[cfg_attr(not(has_tshark), ignore = "needs tshark 4.0: apt-get install tshark")]
fn tshark_reads_the_same() {
    use std::io::Write;
    for octets in captures() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&octets).unwrap();
        let mut tshark = std::process::Command::new(env!("TSHARK"));
        tshark.args([
            "-d",
            "tcp.port==5000,bmp",
            "-T",
            "fields",
            "-e",
            "ip.src",
            "-e",
            "tcp.srcport",
        ]);
        tshark.args([
            "-e",
            "bmp.type",
            "-e",
            "bmp.init.type",
            "-E",
            "occurrence=l",
            "-r",
        ]);
        let output = tshark.arg(file.path()).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(said, "192.0.2.1\t50000\t4\t2\n");
    }
}

#[test]
fn losses_are_said_everywhere() {
    let file = capture(127, &["00000800", "00000800"]);
    let first = "not read: 2 packets: link type 127 (IEEE 802.11 with radiotap) is not understood";
    let second = "not read: 2 packets: no BMP in 0 TCP streams; 0 without TCP";
    let errors = format!("error: {first}\nerror: {second}\n");
    let outcome = run_on(&file, &[]);
    assert_eq!(
        (outcome.out.as_str(), outcome.errors, outcome.whole),
        ("", errors.clone(), false)
    );
    let outcome = run_on(&file, &["--json"]);
    let lines: Vec<Value> = outcome
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let reason = "link type 127 (IEEE 802.11 with radiotap) is not understood";
    let want =
        json!({"event": "not_read", "count": 2, "what": "packet", "reason": reason, "text": first});
    assert_eq!((&lines[0], &lines[1]["text"]), (&want, &json!(second)));
    assert_eq!(outcome.errors, errors);
    let outcome = run_on(&file, &["--summary"]);
    assert!(
        outcome.out.contains(first) && !outcome.whole,
        "{}",
        outcome.out
    );
    assert_eq!(outcome.errors, errors);
    let summary = run_on(&file, &["--summary", "--json"]).json();
    assert_eq!(
        summary["not_read"][0],
        json!({"count": 2, "what": "packet", "reason": reason})
    );
}

/// Other connections beside BMP are in the summary only.
#[test]
fn other_connections_are_no_loss() {
    let web = IP
        .replace("c3501388", "c3510050")
        .replace("030000000b040002000172", "474554202f0d0a0d0a0d0a");
    let file = capture(101, &[IP, &web]);
    is_whole(&run_on(&file, &[]));
    let outcome = run_on(&file, &["--summary"]);
    is_whole(&outcome);
    assert!(
        outcome.out.ends_with("other TCP streams, without BMP: 1\n"),
        "{}",
        outcome.out
    );
    let summary = run_on(&file, &["--summary", "--json"]).json();
    assert_eq!(
        (&summary["other_streams"], &summary["not_read"]),
        (&json!(1), &json!([]))
    );
    let outcome = run_on(&capture(101, &[&web]), &[]);
    assert_eq!(
        outcome.errors,
        "error: not read: 1 packet: no BMP in 1 TCP stream; 0 without TCP\n"
    );
    assert!(!outcome.whole);
}
