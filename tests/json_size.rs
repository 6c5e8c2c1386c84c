//! JSON takes at most so many bytes for each byte on the wire as the front page of the documentation says: for what was
//! recorded, and for input made to be long.

use bmp_codec::Decode;
use bmp_codec::bgp::nlri::{Family, FamilySet};
use bmp_codec::bgp::{Session, Update};
use bmp_codec::bmp::{Message, PeerTable, frames};

use crate::support::{hand, recorded};

/// The bound that the documentation states.
const BOUND: usize = 256;
/// What routers send is much shorter.
const RECORDED: usize = 24;

/// What the documentation states is what is asked here.
#[test]
fn the_documentation_says_it() {
    let text = include_str!("../src/lib.rs");
    let sentence = format!("at most {BOUND} bytes of JSON for each byte");
    assert!(text.contains(&sentence), "{sentence}");
}

#[test]
fn recorded_messages() {
    let mut longest = 0.0;
    for name in recorded::streams() {
        // One of them has two million routes of one kind.
        if name.contains("full.") {
            continue;
        }
        let mut peers = PeerTable::default();
        for frame in frames(&recorded::stream(&name)).flatten() {
            let message = peers.decode(frame).unwrap();
            let text = serde_json::to_string(&message).unwrap();
            let times = text.len() as f64 / frame.len() as f64;
            assert!(times <= RECORDED as f64, "{times} in {name}: {text}");
            longest = times.max(longest);
        }
    }
    // Were it much less, the bound would say nothing.
    assert!(longest > RECORDED as f64 / 2.0, "{longest}");
}

/// Bytes that are repeated: short ones that something can be made of, or nothing.
fn units() -> Vec<Vec<u8>> {
    let single = (0..=12).chain([0x20, 0x40, 0x80, 0x81, 0xff]);
    let mut units: Vec<Vec<u8>> = single.map(|octet| vec![octet]).collect();
    for octet in 0..=8 {
        units.extend([
            vec![octet, 0],
            vec![octet, 0x81],
            vec![octet, 0, 0],
            vec![0, octet, 0, 0],
        ]);
    }
    units.push(vec![3, 0x81, 0]);
    units
}

/// Sessions in which contexts are short and long.
fn sessions() -> [Session; 2] {
    let all: FamilySet = Family::ALL.iter().copied().collect();
    let all = Session::default()
        .with_add_path(all)
        .with_multiple_labels(all);
    [Session::default(), all]
}

/// The longest JSON of UPDATEs with this in all their attributes and families, by byte.
fn longest(session: Session, fill: &[u8]) -> (f64, String) {
    let mut values: Vec<(u8, Vec<u8>)> = (1..=42)
        .chain([128, 129])
        .map(|code| (code, fill.into()))
        .collect();
    for family in Family::ALL {
        let mut head = family.afi().to_be_bytes().to_vec();
        head.push(family.safi());
        values.push((15, [&head, fill].concat()));
        values.push((14, [&head, &[0, 0][..], fill].concat()));
    }
    let all = values.into_iter().map(|(code, value)| {
        let body = hand::update_body(&[], &hand::attribute(0xc0, code, &value), &[]);
        let update = Update::from_octets_in(&body, session).unwrap();
        let text = serde_json::to_string(&update).unwrap();
        (text.len() as f64 / body.len() as f64, text)
    });
    all.max_by(|one, other| one.0.total_cmp(&other.0)).unwrap()
}

#[test]
fn input_made_to_be_long() {
    let mut most = 0.0;
    for session in sessions() {
        for unit in units() {
            let fill: Vec<u8> = unit.iter().copied().cycle().take(200).collect();
            let (times, text) = longest(session, &fill);
            assert!(times <= BOUND as f64, "{times} of {unit:x?}: {text}");
            most = times.max(most);
        }
    }
    assert!(most > BOUND as f64 / 2.0, "{most}");
}

/// A malformed attribute in each of many ATTR_SETs: each says the session, which names all families.
#[test]
fn sessions_in_attribute_sets() {
    let set = hand::attribute(0xc0, 128, &[0, 0, 0xfb, 0xf0, 0x40, 1, 0]);
    for session in sessions() {
        let body = hand::update_body(&[], &set.repeat(100), &[]);
        let update = Update::from_octets_in(&body, session).unwrap();
        let times = serde_json::to_string(&update).unwrap().len() / body.len();
        assert!(times <= BOUND, "{times}");
    }
}

/// TLVs of messages other than Route Monitoring, of either version.
#[test]
fn other_messages() {
    for unit in units() {
        let fill: Vec<u8> = unit.iter().copied().cycle().take(400).collect();
        for message_type in 0..=8 {
            let peer = hand::per_peer(0, 0, 1);
            for body in [&fill[..], &[&peer, &fill[..]].concat()] {
                let mut frame = hand::bmp(message_type, body);
                for version in [3, 4] {
                    frame[0] = version;
                    let Ok(message) = Message::decode(&frame, Session::default()) else {
                        continue;
                    };
                    let text = serde_json::to_string(&message).unwrap();
                    assert!(text.len() <= BOUND * frame.len(), "{text}");
                }
            }
        }
    }
}
