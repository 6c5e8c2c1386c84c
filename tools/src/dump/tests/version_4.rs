//! BMP version 4: messages laid out by hand from the pictures of draft-ietf-grow-bmp-tlv-21, and of -19 for its numbers.

use serde_json::json;

use super::*;
use crate::filter::filtered;
use crate::input::testing::in_version_4;

/// The per-peer header of [`PEER_UP`], and the rest of its body.
fn peer() -> Vec<u8> {
    hex(PEER_UP)[6..48].to_vec()
}

fn frame_4(message_type: u8, body: &[u8]) -> Vec<u8> {
    let length = (6 + body.len()) as u32;
    [&[4][..], &length.to_be_bytes(), &[message_type], body].concat()
}

/// A message about that peer.
fn of_peer(message_type: u8, body: &str) -> Vec<u8> {
    frame_4(message_type, &[peer(), hex(body)].concat())
}

/// Withdraws 192.0.2.0/24, announces 198.51.100.0/24 and 203.0.113.0/24: routes 1 to 3. Path 64496 64497, community
/// 64496:1.
fn an_update() -> String {
    let attributes = "40010100 4002 0a 02 02 0000fbf0 0000fbf1 400304 c0000201 c00804 fbf00001";
    let update = update("18 c00002", attributes, "18 c63364 18 cb0071");
    format!("{} {update}", "ff".repeat(16))
}

/// The UPDATE as a TLV of this type.
fn update_tlv(number: u16) -> String {
    let update = an_update();
    format!("{number:04x} {:04x} 0000 {update}", hex(&update).len())
}

/// Route Monitoring with the numbers of -21: a group of routes 1 and 2, which is in table "red"; route 3 is in table
/// "blue". Then a sequence number, a time of all routes, and a TLV of an enterprise for route 2.
fn monitoring() -> Vec<u8> {
    let update = update_tlv(4);
    of_peer(
        0,
        &format!(
            "0001 0004 8001 0001 0002 {update} 0002 0003 8001 726564 0002 0004 0003 626c7565 \
             0005 0008 0000 0000000000000002 0007 0005 0000 01 6ab12100 8009 0005 0002 00007ed9 aa"
        ),
    )
}

/// The same with the numbers of -19: route 1 is in table "red", and all are marked "best".
fn monitoring_19() -> Vec<u8> {
    let update = update_tlv(4);
    of_peer(
        0,
        &format!("{update} 0003 0003 0001 726564 0005 0004 0000 00000002"),
    )
}

/// One of each type, with the numbers of -21.
fn frames() -> [Vec<u8>; 7] {
    let keepalive = format!("{} 0013 04", "ff".repeat(16));
    let up = [
        &hex(PEER_UP)[6..],
        &hex("0003 0003 726564 0005 0008 0000000000000001"),
    ]
    .concat();
    [
        frame_4(
            4,
            &hex("0001 0001 61 0002 0001 62 0005 0008 0000000000000000"),
        ),
        frame_4(3, &up),
        monitoring(),
        of_peer(
            1,
            "0001 000c 00000001 0000 0004 00000007 0005 0008 0000000000000003",
        ),
        of_peer(6, &format!("0000 0013 {keepalive} 0007 0005 01 6ab12100")),
        of_peer(2, "02 000a 0003 0003 726564"),
        frame_4(5, &hex("0001 0002 0001 0005 0008 0000000000000006")),
    ]
}

#[test]
fn lines_have_profile_and_tlvs() {
    let outcome = run_on(&frames().concat(), &[]);
    assert_eq!((outcome.errors.as_str(), outcome.whole), ("", true));
    let events = outcome.events();
    let path = "via 192.0.2.1 path 64496 64497 origin igp communities 64496:1";
    let all = "sequence 2; timestamp kind 1 1789993216";
    let expected = [
        r#"initiation sysDescr "a" sysName "b" [draft-21: sequence 0]"#.to_owned(),
        events[1].to_owned(),
        format!(r#"- 192.0.2.0/24 [draft-21: table "red"; {all}]"#),
        format!(
            r#"+ 198.51.100.0/24 {path} [draft-21: table "red"; {all}; enterprise-32473-type-9 aa]"#
        ),
        format!(r#"+ 203.0.113.0/24 {path} [draft-21: table "blue"; {all}]"#),
        "stats: 7 prefixes rejected by inbound policy [draft-21: sequence 3]".to_owned(),
        "mirror KEEPALIVE [draft-21: timestamp kind 1 1789993216]".to_owned(),
        r#"peer down: local system closed, no NOTIFICATION: HoldTimer_Expires table "red" [draft-21]"#.to_owned(),
        "termination: unspecified [draft-21: sequence 6]".to_owned(),
    ];
    assert_eq!(events, expected);
    assert!(events[1].starts_with("peer up local 192.0.2.9 port 179 remote port 30000"));
    assert!(
        events[1].ends_with(r#"received (4-octet AS 64496) table "red" [draft-21: sequence 1]"#)
    );
}

/// A selection of routes counts those that are not shown, so that indexes mean the same ones.
#[test]
fn selections_work_inside_of_tlvs() {
    let stream = frames().concat();
    let shown = |options: &[&str]| {
        let outcome = run_on(&stream, options);
        let events = outcome.events();
        let routes = events.iter().filter(|event| event.starts_with(['+', '-']));
        let routes = routes.map(|event| event.split(" via").next().unwrap().to_owned());
        let tables = events
            .iter()
            .filter(|event| event.contains(r#"table "blue""#));
        (routes.collect::<Vec<_>>(), tables.count(), events.len())
    };
    let third = || vec!["+ 203.0.113.0/24".to_owned()];
    assert_eq!(shown(&["--prefix=203.0.113.0/24"]), (third(), 1, 1));
    assert_eq!(
        shown(&["--prefix=203.0.113.9", "--match=covering"]),
        (third(), 1, 1)
    );
    for announcements in ["--as=64497", "--origin-as=64497", "--community=64496:1"] {
        let (routes, blue, lines) = shown(&[announcements]);
        assert_eq!(routes, ["+ 198.51.100.0/24", "+ 203.0.113.0/24"]);
        assert_eq!((blue, lines), (1, 2));
    }
    for nothing in [
        "--as=64498",
        "--community=1:1",
        "--prefix=10.0.0.0/8",
        "--family=ipv6-unicast",
    ] {
        assert_eq!(shown(&[nothing]), (vec![], 0, 0));
    }
    assert_eq!(shown(&["--peer=192.0.2.1"]).2, 7);
    assert_eq!(shown(&["--peer=192.0.2.2"]).2, 0);
    assert_eq!(
        shown(&["--rib=adj-rib-in-pre", "--type=route-monitoring"]).2,
        3
    );
}

/// Extended Flags (here L and O of -21: Adj-RIB-Out after policy) replace those of the header.
#[test]
fn extended_flags_are_the_rib() {
    let message = of_peer(0, &format!("{} 0006 0001 0000 51", update_tlv(4)));
    let stream = [hex(PEER_UP), message].concat();
    let outcome = run_on(
        &stream,
        &["--rib=adj-rib-out-post", "--prefix=203.0.113.0/24"],
    );
    assert!(
        outcome.out.contains("adj-rib-out-post + 203.0.113.0/24"),
        "{}",
        outcome.out
    );
    assert!(outcome.out.contains("[draft-21: flags L+O+X (51)]"));
    assert!(
        run_on(
            &stream,
            &["--rib=adj-rib-in-pre", "--prefix=203.0.113.0/24"]
        )
        .out
        .is_empty()
    );
    let rows = run_on(&stream, &["--format=json"]);
    let last: Value = serde_json::from_str(rows.out.lines().last().unwrap()).unwrap();
    assert_eq!(last["rib"], "adj-rib-out-post");
}

#[test]
fn the_filter_keeps_bytes() {
    let frames = frames();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&frames.concat()).unwrap();
    let path = file.path().to_str().unwrap();
    let kept = |option: &str, places: &[usize]| {
        let (stream, whole) = filtered(&[path, option]);
        let expected: Vec<u8> = places
            .iter()
            .flat_map(|place| frames[*place].clone())
            .collect();
        assert_eq!((stream, whole), (expected, true), "{option}");
    };
    // Initiation, Peer Up, Peer Down and Termination explain the rest.
    kept("--prefix=203.0.113.0/24", &[0, 1, 2, 5, 6]);
    kept("--community=64496:1", &[0, 1, 2, 5, 6]);
    kept("--as=64498", &[0, 1, 5, 6]);
    kept("--peer=192.0.2.1", &[0, 1, 2, 3, 4, 5, 6]);
    kept("--peer=192.0.2.2", &[0, 6]);
    kept("--type=statistics-report", &[3]);
}

#[test]
fn json_has_profile_and_tlvs() {
    let outcome = run_on(&monitoring(), &["--json"]);
    let object = outcome.json();
    assert_eq!(
        (&object["rib"], outcome.whole),
        (&json!("adj-rib-in-pre"), true)
    );
    // All bytes are in the text.
    assert_eq!(object["octets"], Value::Null);
    assert_eq!(object["session"]["basis"], "assumed");
    let tlvs = &object["message"]["v4"]["route_monitoring"]["tlvs"];
    assert_eq!(tlvs["profile"], "draft-21");
    let tlv = |place: usize| &tlvs["list"][place];
    assert_eq!(
        tlv(0),
        &json!({"type": 1, "enterprise": null, "index": 0x8001, "value": {"group": [1, 2]}})
    );
    let prefixes = &tlv(1)["value"]["bgp_message"]["nlri"];
    assert_eq!(prefixes[1]["nlri"], "203.0.113.0/24");
    assert_eq!(
        tlv(3),
        &json!({"type": 2, "enterprise": null, "index": 3, "value": {"vrf_table_name": "blue"}})
    );
    assert_eq!(tlv(6)["enterprise"], 32473);
    let chosen = run_on(&monitoring_19(), &["--json", "--bmp4-profile=draft-18"]).json();
    assert_eq!(
        chosen["message"]["v4"]["route_monitoring"]["tlvs"]["profile"],
        "draft-19"
    );
}

#[test]
fn rows_have_the_tlvs_of_their_route() {
    let outcome = run_on(&monitoring(), &["--format=json-routes"]);
    let rows: Vec<Value> = outcome
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of_row = |place: usize| (&rows[place]["prefix"], &rows[place]["tlvs"]);
    let (sequence, time) = ("sequence 2", "timestamp kind 1 1789993216");
    let (red, blue) = (r#"table "red""#, r#"table "blue""#);
    let enterprise = "enterprise-32473-type-9 aa";
    assert_eq!(
        of_row(0),
        (&json!("192.0.2.0/24"), &json!([red, sequence, time]))
    );
    assert_eq!(
        of_row(1),
        (
            &json!("198.51.100.0/24"),
            &json!([red, sequence, time, enterprise])
        )
    );
    assert_eq!(
        of_row(2),
        (&json!("203.0.113.0/24"), &json!([blue, sequence, time]))
    );
    assert!(rows.iter().all(|row| row["bmp4_profile"] == "draft-21"));
    // Withdrawals are left out, and count.
    let csv = run_on(
        &monitoring(),
        &["--format=csv", "--as=64497", "--prefix=203.0.113.0/24"],
    );
    let end =
        "64496:1,,,,draft-21,\"table \"\"blue\"\"; sequence 2; timestamp kind 1 1789993216\"\r\n";
    assert!(csv.out.ends_with(end), "{}", csv.out);
    assert_eq!(csv.out.lines().count(), 2);
}

#[test]
fn the_profile_is_shown_or_chosen() {
    let tails = |frame: &[u8], options: &[&str]| -> Vec<String> {
        let outcome = run_on(frame, options);
        let tail = |event: &&str| event.split_once(" [draft").unwrap_or_default().1.to_owned();
        outcome.events().iter().map(tail).collect()
    };
    let best = "-19: path-marking best]";
    let red = r#"-19: table "red"; path-marking best]"#;
    assert_eq!(tails(&monitoring_19(), &[]), [red, best, best]);
    // "red" is no capability: code 0x72, length 0x65, and one byte. Type 5 is no sequence number of four bytes.
    let outcome = run_on(&monitoring_19(), &["--bmp4-profile=draft-21"]);
    assert!(!outcome.whole);
    let errors: Vec<_> = (outcome.events().into_iter())
        .filter(|event| event.starts_with("error: "))
        .map(|event| event.split(';').next().unwrap().to_owned())
        .collect();
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(
        errors[0].starts_with("error: capability 114 at byte "),
        "{errors:?}"
    );
    assert!(errors[0].ends_with(": 100 bytes are missing"), "{errors:?}");
    assert!(
        errors[1].starts_with("error: Route Monitoring TLV 5 at byte "),
        "{errors:?}"
    );
    // In -17, the UPDATE has type 1. This message has no TLV of that type.
    let outcome = run_on(
        &monitoring_19(),
        &["--bmp4-profile=draft-17", "--summary", "--json"],
    );
    assert!(!outcome.whole);
    let summary = outcome.json();
    assert_eq!(summary["malformed"]["updates"], 1);
    assert_eq!(summary["version_4"], json!({"draft-17": 1}));
    let outcome = run_on(&monitoring_19(), &["--bmp4-profile=draft-17"]);
    assert!(
        outcome.out.contains("error: Route Monitoring"),
        "{}",
        outcome.out
    );
    assert!(
        outcome.out.contains("there is no BGP Message TLV"),
        "{}",
        outcome.out
    );
}

#[test]
fn summaries_count_profiles() {
    let stream = [frames().concat(), monitoring_19()].concat();
    let options = ["--summary", "--json", "--round-trip"];
    let summary = run_on(&stream, &options).json();
    assert_eq!(summary["version_4"], json!({"draft-21": 7, "draft-19": 1}));
    assert_eq!(summary["round_trip"], json!({"messages": 8, "exact": 8}));
    assert_eq!(summary["messages"]["route_monitoring"], 2);
    assert_eq!(
        (
            &summary["routes"][0]["announced"],
            &summary["routes"][0]["withdrawn"]
        ),
        (&json!(4), &json!(2))
    );
    assert_eq!(summary["not_read"], json!([]));
    let table = run_on(&stream, &["--summary"]).out;
    let rows: Vec<_> = table
        .lines()
        .filter(|line| line.starts_with("draft-"))
        .collect();
    let words = |line: &&str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let words: Vec<_> = rows.iter().map(words).collect();
    assert_eq!(words, ["draft-21 7", "draft-19 1"]);
    // Version 3 has no such table.
    assert!(
        !run_on(&hex(PEER_UP), &["--summary"])
            .out
            .contains("version 4")
    );
}

/// draft-ietf-grow-bmp-tlv-21, section 6: a session should not change its version. Both are shown.
#[test]
fn a_change_of_version_is_a_breach() {
    let stream = [
        &hex(PEER_UP)[..],
        &monitoring(),
        &hex("03 0000000c 05 0001 0002 0001"),
    ]
    .concat();
    let outcome = run_on(&stream, &["--explain"]);
    let breaches = outcome.events();
    let breaches = breaches
        .iter()
        .filter(|event| event.contains("the version of BMP changes"));
    let breaches: Vec<_> = breaches.collect();
    assert_eq!(
        breaches,
        [
            &"breach: Route Monitoring at byte 0: the version of BMP changes within the stream (draft-ietf-grow-bmp-tlv, section 6)",
            &"breach: Termination at byte 0: the version of BMP changes within the stream (draft-ietf-grow-bmp-tlv, section 6)",
        ]
    );
    let reading = "reading: TLVs have the numbers of draft-21, as they show";
    assert!(outcome.events().contains(&reading), "{}", outcome.out);
}

/// Errors name the TLV, and where it is in the message: 5 is a sequence number of eight bytes.
#[test]
fn malformed_parts_are_errors_in_their_place() {
    let broken = of_peer(0, &format!("{} 0005 0002 0000 ffff", update_tlv(4)));
    let outcome = run_on(&broken, &["--bmp4-profile=draft-21"]);
    assert!(!outcome.whole);
    let at = 48 + 6 + hex(&an_update()).len() + 6;
    let error = outcome.events().pop().unwrap().to_owned();
    assert!(
        error.starts_with(&format!(
            "error: Route Monitoring TLV 5 at byte {at} of message 1: 6 bytes are missing"
        )),
        "{error}"
    );
    // The UPDATE has a wrong marker.
    let update = an_update().replacen("ff", "fe", 1);
    let length = hex(&update).len();
    let broken = of_peer(0, &format!("0004 {length:04x} 0000 {update}"));
    let outcome = run_on(&broken, &["--bmp4-profile=draft-21"]);
    let error = outcome.events().pop().unwrap().to_owned();
    assert!(
        error.contains("at byte 54 of message 1: the marker is not 16 bytes"),
        "{error}"
    );
}

/// Other threads decode messages again, in the profile and session that were found.
#[test]
fn threads_make_no_difference() {
    let mut stream = frames().concat();
    for _ in 0..500 {
        stream.extend(monitoring_19());
        stream.extend(monitoring());
        stream.extend(of_peer(0, &update_tlv(4)));
    }
    for format in ["--format=text", "--format=json", "--format=csv"] {
        let one = run_on(&stream, &[format, "--threads=1"]);
        let three = run_on(&stream, &[format, "--threads=3"]);
        assert!(one.out == three.out && one.out.len() > 100_000, "{format}");
    }
}

/// Recorded sessions say the same in version 4: each line, each row and each count.
#[test]
fn recorded_sessions_say_the_same() {
    for name in [
        "bird-2.20.0-dump.bmp",
        "bird-3.1.7-families.bmp",
        "frr-10.7.1-loc-rib.bmp",
        "frr-10.7.1-mirror.bmp",
        "frr-10.7.1-peer-down.bmp",
        "frr-10.7.1-vrf.bmp",
        "frr-8.4.4-exabgp.bmp",
        "gobgp-3.10.0-families.bmp",
    ] {
        let three = std::fs::read(capture(name)).unwrap();
        let four = in_version_4(&three);
        let lines = |stream: &[u8], options: &[&str]| -> Vec<String> {
            let outcome = run_on(stream, options);
            // Behind its TLV header, an UPDATE is elsewhere.
            let end = |line: &str| {
                let line = line.split(" at byte ").next().unwrap();
                line.split(" [draft-21").next().unwrap().to_owned()
            };
            outcome.out.lines().map(end).collect()
        };
        let (of_three, of_four) = (lines(&three, &[]), lines(&four, &[]));
        assert!(of_three.len() > 10, "{name}");
        for (three, four) in of_three.iter().zip(&of_four) {
            assert_eq!(three, four, "{name}");
        }
        assert_eq!(of_three.len(), of_four.len());
        let rows = |stream: &[u8]| -> Vec<String> {
            let outcome = run_on(stream, &["--format=csv"]);
            let lines = outcome.out.lines();
            let routes = lines.map(|line| line.rsplitn(3, ',').last().unwrap().to_owned());
            routes.collect()
        };
        assert_eq!(rows(&three), rows(&four), "{name}");
        let counts = |stream: &[u8]| {
            let mut counts = run_on(stream, &["--summary", "--json", "--round-trip"]).json();
            for member in ["bytes", "version_4"] {
                counts.as_object_mut().unwrap().remove(member);
            }
            counts
        };
        assert_eq!(counts(&three), counts(&four), "{name}");
    }
}
