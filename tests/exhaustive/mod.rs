//! All short inputs, whole runs of one value, and recorded frames with one thing changed.
//!
//! Debug builds take a share of it; release builds take all: `cargo test --release --all-features --test suite --
//! exhaustive`.

mod types;

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::Path;

use bmp_codec::bgp::nlri::{Family, FamilySet};
use bmp_codec::bgp::{Session, Update};
use bmp_codec::bmp::{Message, PeerTable};
use bmp_codec::net::AsnWidth;
use bmp_codec::{Decode, Encode};

use crate::support::walk::Walk;
use crate::support::{hand, recorded};
use types::Judgement;

/// Whether there is the time for all of it.
const ALL: bool = !cfg!(debug_assertions);

/// Types that are a prefix, or little more: bits behind it are not of it, and lists keep them.
const PREFIXES: [&str; 8] = [
    "bgp::nlri::Route<net::Ipv4Prefix>",
    "bgp::nlri::flow_spec::Ipv4Component<&[u8]>",
    "bgp::nlri::flow_spec::L2Component<&[u8]>",
    "bgp::nlri::flow_spec::MacPrefix",
    "bgp::nlri::link_state::IpReachability<net::Ipv4Prefix, &[u8]>",
    "bgp::nlri::link_state::IpReachability<net::Ipv6Prefix, &[u8]>",
    "net::Ipv4Prefix",
    "net::Ipv6Prefix",
];

/// Runs `each` with all inputs of so many bytes.
fn inputs(length: usize, mut each: impl FnMut(&[u8])) {
    let mut octets = vec![0; length];
    loop {
        each(&octets);
        // The next number.
        let Some(place) = octets.iter().rposition(|octet| *octet != 0xff) else {
            return;
        };
        octets[place] += 1;
        octets[place + 1..].fill(0);
    }
}

/// A type that can be decoded is in the list: a new one has to be added.
#[test]
fn every_type_is_in_the_list() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/public-api.txt");
    let api = fs::read_to_string(path).unwrap();
    let plain = |name: &str| -> String {
        let name = name.split('<').next().unwrap_or_default();
        name.rsplit("::").next().unwrap_or_default().trim().into()
    };
    let wanted: BTreeSet<String> = api
        .lines()
        .filter(|line| line.starts_with("impl"))
        .filter_map(|line| line.split_once(" wire::Decode<")?.1.split_once(" for "))
        .map(|(_, name)| plain(name))
        // What stands for any type is there as types; a key is not encoded.
        .filter(|name| !["T", "Option", "GlobalTableKey"].contains(&name.as_str()))
        .collect();
    let listed: BTreeSet<String> = types::all().map(|(name, _)| plain(name)).collect();
    let missing: Vec<_> = wanted.difference(&listed).collect();
    assert!(wanted.len() > 200 && missing.is_empty(), "{missing:?}");
}

/// Up to two bytes, in release three, as a quarter of the types: nothing panics, and what is accepted is exact.
fn short_inputs(quarter: usize) {
    let (mut exact, mut normal) = (BTreeSet::new(), BTreeSet::new());
    for (name, judge) in types::all().skip(quarter).step_by(4) {
        for length in 0..=if ALL { 3 } else { 2 } {
            inputs(length, |octets| match judge(octets) {
                Judgement::Refused => {}
                Judgement::Exact => _ = exact.insert(name),
                Judgement::Normal => _ = normal.insert(name),
            });
        }
    }
    assert!(exact.len() > 40, "{}", exact.len());
    let others: Vec<_> = normal
        .into_iter()
        .filter(|name| !PREFIXES.contains(name))
        .collect();
    assert_eq!(others, [""; 0]);
}

#[test]
fn short_inputs_of_the_first_quarter() {
    short_inputs(0);
}

#[test]
fn short_inputs_of_the_second_quarter() {
    short_inputs(1);
}

#[test]
fn short_inputs_of_the_third_quarter() {
    short_inputs(2);
}

#[test]
fn short_inputs_of_the_fourth_quarter() {
    short_inputs(3);
}

/// 0 to 300 bytes that are all alike.
#[test]
fn runs_of_one_value() {
    for (_, judge) in types::all() {
        for value in [0, 0xff] {
            for length in 0..=300 {
                judge(&vec![value; length]);
            }
        }
    }
}

/// Sessions that differ in what they have to do with the bytes.
fn sessions() -> [Session; 4] {
    let all: FamilySet = Family::ALL.iter().copied().collect();
    let plain = Session::default();
    [
        plain,
        plain.with_asn_width(AsnWidth::Two),
        plain.with_add_path(all),
        plain.with_multiple_labels(all),
    ]
}

fn walk(body: &[u8], session: Session) {
    let update = Update::from_octets_in(body, session).unwrap();
    assert_eq!(update.to_vec().as_deref(), Ok(body));
    Walk::default().update(&update);
}

/// The value of every attribute, up to a byte, in release two, in sessions of all kinds.
#[test]
fn short_values_of_every_attribute() {
    for session in sessions() {
        for code in 0..=255 {
            for length in 0..=if ALL { 2 } else { 1 } {
                inputs(length, |value| {
                    let attribute = hand::attribute(0xc0, code, value);
                    walk(&hand::update_body(&[], &attribute, &[]), session);
                });
            }
        }
    }
}

/// Routes of every family, up to a byte, in release two, announced and withdrawn, in sessions of all kinds.
#[test]
fn short_routes_of_every_family() {
    for session in sessions() {
        for family in Family::ALL {
            let mut head = family.afi().to_be_bytes().to_vec();
            head.push(family.safi());
            for length in 0..=if ALL { 2 } else { 1 } {
                inputs(length, |routes| {
                    let reach = [&head, &[4, 192, 0, 2, 1, 0][..], routes].concat();
                    let unreach = [&head, routes].concat();
                    for (code, value) in [(14, reach), (15, unreach)] {
                        let attribute = hand::attribute(0x80, code, &value);
                        walk(&hand::update_body(&[], &attribute, &[]), session);
                    }
                });
            }
        }
    }
}

/// Recorded frames of distinct shape: the types and lengths of messages, attributes and families differ.
fn shapes() -> Vec<(Session, Vec<u8>)> {
    let mut seen = HashSet::new();
    let mut shapes = Vec::new();
    for frame in recorded::frames() {
        let message = Message::decode(&frame.octets, frame.session()).unwrap();
        let update = match &message {
            Message::RouteMonitoring(monitoring) => monitoring.update.as_ref().ok(),
            _ => None,
        };
        let codes: Vec<_> = update
            .into_iter()
            .flat_map(|update| &update.path_attributes)
            .map(|attribute| attribute.map_err(drop).map(|one| (one.code(), one.flags)))
            .collect();
        let families: Vec<_> = update
            .into_iter()
            .flat_map(|update| update.announced_families())
            .collect();
        if seen.insert((message.message_type(), codes, families)) {
            shapes.push((frame.session(), frame.octets.clone()));
        }
    }
    assert!(shapes.len() > 60, "{}", shapes.len());
    shapes
}

fn judge(frame: &[u8], session: Session) {
    if let Ok(message) = Message::decode(frame, session) {
        assert_eq!(message.to_vec().as_deref(), Ok(frame));
        Walk::default().bmp(&message);
    }
    let mut peers = PeerTable::default();
    if let Ok(message) = peers.decode(frame) {
        assert_eq!(message.to_vec().as_deref(), Ok(frame));
    }
}

/// Every end, as it is and with lengths that are right; in debug builds every fifth.
#[test]
fn every_truncation_of_every_shape() {
    for (session, octets) in shapes() {
        for end in (6..octets.len()).step_by(if ALL { 1 } else { 5 }) {
            let mut frame = octets[..end].to_vec();
            judge(&frame, session);
            frame[1..5].copy_from_slice(&(end as u32).to_be_bytes());
            judge(&frame, session);
        }
    }
}

/// Every bit, alone; in debug builds every eleventh.
#[test]
fn every_changed_bit_of_every_shape() {
    for (session, octets) in shapes() {
        let mut frame = octets;
        for bit in (0..8 * frame.len()).step_by(if ALL { 1 } else { 11 }) {
            frame[bit / 8] ^= 1 << (bit % 8);
            judge(&frame, session);
            frame[bit / 8] ^= 1 << (bit % 8);
        }
    }
}
