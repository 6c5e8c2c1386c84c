//! `--explain`: why messages are read as they are, and what is wrong with them.

use super::{lines, run_on};

/// RFC 7606. By hand: the path's one segment announces 5 ASes at byte 12 of the UPDATE, which begins at 71 of the
/// message.
#[test]
fn what_a_receiver_does() {
    let outcome = lines(
        &[
            "mirroring-malformed-as-path",
            "mirroring-malformed-overrun",
            "monitoring-aggregator",
        ],
        &["--explain"],
    );
    let events = outcome.events();
    let receiver: Vec<_> = events
        .iter()
        .filter_map(|event| event.strip_prefix("receiver: "))
        .collect();
    assert_eq!(
        receiver,
        [
            "treat-as-withdraw; bytes count from 71 of message 1",
            "treat-as-withdraw: AS_PATH at byte 13: 16 bytes are missing (RFC 7606, section 7.2)",
            "treat-as-withdraw; bytes count from 71 of message 2",
            "treat-as-withdraw: COMMUNITIES at byte 31: 6 bytes are missing (RFC 7606, section 4)",
        ]
    );
    // Nothing about messages of which nothing is shown.
    let options = ["--explain", "--peer=192.0.2.99"];
    assert_eq!(lines(&["mirroring-malformed-as-path"], &options).out, "");
}

#[test]
fn why_routes_are_read_so() {
    let names = ["peer-up-loc-rib-gobgp", "monitoring-loc-rib-path-id"];
    let outcome = lines(&names, &["--explain"]);
    let mut events = outcome.events();
    events.retain(|event| event.starts_with("reading: "));
    assert_eq!(
        events[0],
        "reading: there was a Peer Up; AS numbers of four bytes, as always in a Loc-RIB"
    );
    assert_eq!(
        events[1],
        "reading: ipv4-unicast announced with path identifiers, as negotiated; learned: with path identifiers, \
         confidence likely (1 lists in turn, 0 undecided, 0 withdrawn lists different)"
    );
}

/// RFC 7854, sections 4.3 and 4.5: an Initiation must have a sysName, a Termination a reason.
#[test]
fn breaches_are_explained() {
    let stream = b"\x03\0\0\0\x12\x04\0\x01\0\x08a router\x03\0\0\0\x06\x05";
    let outcome = run_on(stream, &["--explain"]);
    let breaches: Vec<_> = (outcome.events().into_iter())
        .filter_map(|event| event.strip_prefix("breach: "))
        .map(str::to_owned)
        .collect();
    assert_eq!(breaches.len(), 2, "{}", outcome.out);
    assert!(
        breaches[0].ends_with("(RFC 7854, section 4.3)"),
        "{breaches:?}"
    );
    assert!(
        breaches[1].ends_with("(RFC 7854, section 4.5)"),
        "{breaches:?}"
    );
    assert!(!run_on(stream, &[]).out.contains("breach"));
}
