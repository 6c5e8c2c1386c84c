//! Parts of an UPDATE that another part, or the RIB, gives a meaning.

use super::{Outcome, hex, monitored, run_on};

/// An EVPN MAC of GoBGP, read by hand: segment 0, tag 50000, label field 0x00c350; the last extended community is
/// Encapsulation, VXLAN (8).
const EVPN_MAC: &str = "0058 02 0000 0041 40010100 400200 c01008030c000000000008
    800e2c 0019 46 04 0ac00177 00
    02 21 00010ac00177fffe 00000000000000000000 0000c350 30 005056673760 00 00c350";

/// Returns the UPDATE with another tunnel type (two octets), or with two.
fn encapsulated(types: [&str; 2]) -> Vec<u8> {
    let [first, second] = types;
    let communities = match second {
        "" => format!("c01008 030c00000000{first}"),
        second => format!("c01010 030c00000000{first} 030c00000000{second}"),
    };
    let longer = if second.is_empty() { 0 } else { 8 };
    let update = EVPN_MAC
        .replace("c01008030c000000000008", &communities)
        .replace("0058 02", &format!("{:04x} 02", 0x58 + longer))
        .replace("0000 0041", &format!("0000 {:04x}", 0x41 + longer));
    monitored(&[update])
}

#[test]
fn evpn_routes_say_what_their_encapsulation_has() {
    for (types, fields) in [
        (["0008", ""], "vni 50000"),
        (["0009", ""], "vni 50000"),
        (["000c", ""], "vni 50000"),
        (["0013", ""], "vni 50000"),
        (["000a", ""], "label 3125"),
        (["000b", ""], "label 3125"),
        (["000d", ""], "label 3125"),
        (["0008", "0013"], "vni 50000"),
        (["000a", "000b"], "label 3125"),
        // IP in IP, and both kinds.
        (["0007", ""], "label 3125 or vni 50000"),
        (["0008", "000a"], "label 3125 or vni 50000"),
    ] {
        let stream = encapsulated(types);
        let outcome = run_on(&stream, &[]);
        let event = outcome.events()[1];
        let route = format!("mac-ip 10.192.1.119:65534 tag 50000 00:50:56:67:37:60 {fields}");
        let wanted = format!("+ l2vpn-evpn {route} via 10.192.1.119 path - origin igp");
        assert!(event.starts_with(&wanted), "{types:?}: {event}");
        let rows = run_on(&stream, &["--format=json-routes"]);
        let row: serde_json::Value = serde_json::from_str(rows.out.trim_end()).unwrap();
        assert_eq!(row["nlri"], route, "{types:?}");
    }
}

/// An UPDATE of 198.51.100.0/24: ORIGIN, an empty AS_PATH, and a NEXT_HOP without a value.
const NO_NEXT_HOP: &str = "0025 02 0000 000a 40010100 400200 400300 18c63364";

/// Returns what is said with other flags of the peer.
fn no_next_hop(flags: u8, options: &[&str]) -> Outcome {
    let mut stream = monitored(&[NO_NEXT_HOP]);
    // The Peer Up, the common header and the peer type of Route Monitoring are before the flags.
    let at = usize::try_from(u32::from_be_bytes([
        stream[1], stream[2], stream[3], stream[4],
    ]));
    stream[at.unwrap() + 7] = flags;
    run_on(&stream, options)
}

#[test]
fn an_empty_next_hop_is_malformed_in_most_ribs() {
    // Adj-RIB-In before and after policy, and Adj-RIB-Out after policy.
    for flags in [0x00, 0x40, 0x50] {
        let outcome = no_next_hop(flags, &[]);
        let events = outcome.events();
        assert!(!outcome.whole, "{flags}");
        assert!(
            events[1].starts_with("+ 198.51.100.0/24 via none path - origin igp"),
            "{}",
            events[1]
        );
        // Common header 6, per-peer header 42, BGP header 19, two lengths of 2, and the attributes: 10.
        assert_eq!(
            events[2],
            "error: NEXT_HOP at byte 81 of message 2: it has no value; at byte 154 of stream raw"
        );
        assert_eq!(events.len(), 3);
        let summary = no_next_hop(flags, &["--summary", "--json"]);
        assert!(!summary.whole, "{flags}");
        assert_eq!(summary.json()["malformed"]["attributes"], 1);
        assert!(!no_next_hop(flags, &["--json"]).whole);
        assert!(!no_next_hop(flags, &["--format=csv"]).whole);
    }
}

#[test]
fn an_empty_next_hop_is_not_known_yet_before_policy_of_an_adj_rib_out() {
    for options in [&[][..], &["--summary"], &["--json"], &["--format=csv"]] {
        let outcome = no_next_hop(0x10, options);
        assert!(outcome.whole, "{}", outcome.out);
        assert_eq!(outcome.errors, "");
        assert!(!outcome.out.contains("it has no value"));
    }
}

/// Mirrored UPDATEs are as a peer sent them, whatever the header of the peer says.
#[test]
fn an_empty_next_hop_of_a_mirrored_update_is_malformed() {
    let update = [&[0xff; 16][..], &hex(NO_NEXT_HOP)].concat();
    let monitoring = monitored(&[NO_NEXT_HOP]);
    let peer_up = 154;
    let mut peer = monitoring[peer_up + 6..peer_up + 48].to_vec();
    peer[1] = 0x10;
    let mut stream = vec![3, 0, 0, 0, 0, 6];
    stream.extend(&peer);
    stream.extend([0, 0, 0, update.len() as u8]);
    stream.extend(&update);
    stream[4] = stream.len() as u8;
    let outcome = run_on(&stream, &[]);
    assert!(!outcome.whole);
    assert!(
        outcome
            .out
            .contains("error: NEXT_HOP at byte 85 of message 1: it has no value"),
        "{}",
        outcome.out
    );
    assert!(!run_on(&stream, &["--summary"]).whole);
}
