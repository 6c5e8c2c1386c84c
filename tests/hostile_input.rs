//! Input of any kind: nothing panics, every walk ends, and what is accepted encodes to the octets it came from.

use std::fmt::Write;
use std::sync::LazyLock;

use bmp_codec::bgp::nlri::{Family, FamilySet};
use bmp_codec::bgp::{self, Session, Update};
use bmp_codec::bmp::{self, Message, PeerTable};
use bmp_codec::net::AsnWidth;
use bmp_codec::{Decode, Encode};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::support::recorded::Frame;
use crate::support::walk::{Nowhere, Walk, print};
use crate::support::{forms, hand, recorded};

static FRAMES: LazyLock<Vec<Frame>> = LazyLock::new(recorded::frames);

/// Any session.
fn sessions() -> impl Strategy<Value = Session> {
    let families = || {
        let some = proptest::collection::vec(select(Family::ALL), 0..8);
        (any::<bool>(), some).prop_map(|(all, some)| -> FamilySet {
            if all {
                Family::ALL.iter().copied().collect()
            } else {
                some.into_iter().collect()
            }
        })
    };
    (any::<bool>(), families(), families()).prop_map(|(two, add_path, several_labels)| {
        let width = if two { AsnWidth::Two } else { AsnWidth::Four };
        Session::default()
            .with_asn_width(width)
            .with_add_path(add_path)
            .with_multiple_labels(several_labels)
    })
}

/// A recorded frame.
fn frames() -> impl Strategy<Value = Vec<u8>> {
    any::<Index>().prop_map(|index| index.get(&FRAMES).octets.clone())
}

/// What happens to a frame on its way.
#[derive(Clone, Debug)]
enum Accident {
    Flip(Index, u8),
    Set(Index, u8),
    /// A length, or what is taken for one.
    Word(Index, u16),
    Cut(Index),
    Remove(Index, u8),
    Insert(Index, Vec<u8>),
    /// A part of another frame.
    Splice(Index, Index, Index, u8),
    /// The lengths of the messages are made right.
    Mend,
}

fn accidents() -> impl Strategy<Value = Vec<Accident>> {
    let octets = select(&[0, 1, 2, 3, 4, 16, 24, 32, 33, 128, 129, 0x7f, 0xfe, 0xff][..]);
    let words = select(&[0, 1, 3, 4, 18, 19, 0xff, 0x100, 0xfffe, 0xffff][..]);
    let accident = prop_oneof![
        4 => (any::<Index>(), 0..8_u8).prop_map(|(at, bit)| Accident::Flip(at, 1 << bit)),
        4 => (any::<Index>(), octets).prop_map(|(at, octet)| Accident::Set(at, octet)),
        3 => (any::<Index>(), words).prop_map(|(at, word)| Accident::Word(at, word)),
        1 => any::<Index>().prop_map(Accident::Cut),
        2 => (any::<Index>(), any::<u8>()).prop_map(|(at, count)| Accident::Remove(at, count)),
        2 => (any::<Index>(), proptest::collection::vec(any::<u8>(), 1..9))
            .prop_map(|(at, octets)| Accident::Insert(at, octets)),
        2 => (any::<Index>(), any::<Index>(), any::<Index>(), any::<u8>())
            .prop_map(|(at, frame, from, count)| Accident::Splice(at, frame, from, count)),
        3 => Just(Accident::Mend),
    ];
    proptest::collection::vec(accident, 1..6)
}

/// Lets the accidents happen. The length of the whole frame is right in the end: without that, nothing else is looked at.
fn suffer(mut frame: Vec<u8>, accidents: &[Accident]) -> Vec<u8> {
    for accident in accidents {
        let length = frame.len();
        let place = |at: &Index| at.index(length);
        match accident {
            Accident::Flip(at, bits) => frame[place(at)] ^= bits,
            Accident::Set(at, octet) => frame[place(at)] = *octet,
            Accident::Word(at, word) => {
                let at = place(at);
                let octets = word.to_be_bytes();
                let end = length.min(at + 2);
                frame[at..end].copy_from_slice(&octets[..end - at]);
            }
            Accident::Cut(at) => frame.truncate(place(at).max(6)),
            Accident::Remove(at, count) => {
                let at = place(at);
                frame.drain(at..length.min(at + usize::from(*count)));
            }
            Accident::Insert(at, octets) => {
                let at = place(at);
                frame.splice(at..at, octets.iter().copied());
            }
            Accident::Splice(at, other, from, count) => {
                let other = &other.get(&FRAMES).octets;
                let from = from.index(other.len());
                let part = &other[from..other.len().min(from + usize::from(*count))];
                let at = place(at);
                frame.splice(at..at, part.iter().copied());
            }
            Accident::Mend => mend(&mut frame),
        }
        if frame.len() < 6 {
            frame.resize(6, 0);
        }
    }
    let length = frame.len() as u32;
    frame[0] = 3;
    frame[1..5].copy_from_slice(&length.to_be_bytes());
    frame
}

/// Gives the BGP message of a Route Monitoring message the length that there is.
fn mend(frame: &mut [u8]) {
    let length = (frame.len() as u16).saturating_sub(48);
    if let Some(field) = frame.get_mut(48 + 16..48 + 18) {
        field.copy_from_slice(&length.to_be_bytes());
    }
}

/// Everything that can be done with a frame.
fn judge(frame: &[u8], sessions: impl bmp::Sessions) {
    let message = match Message::decode(frame, sessions) {
        Ok(message) => message,
        Err(error) => {
            write!(Nowhere::default(), "{error} {error:?}").unwrap();
            return;
        }
    };
    forms::check(&message, frame);
    Walk::default().bmp(&message);
    print(&message);
    #[cfg(feature = "serde")]
    {
        forms::check_binary(&message, frame);
        forms::check_json(&message, frame);
    }
}

/// 8 times what is usual, of which PROPTEST_CASES can make more or less.
fn config() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig {
        cases: 8 * usual.cases,
        failure_persistence: None,
        ..usual
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn frames_that_had_an_accident(frame in frames(), accidents in accidents(), session in sessions()) {
        judge(&suffer(frame, &accidents), session);
    }

    #[test]
    fn any_body_of_any_message(message_type in 0..9_u8, body in proptest::collection::vec(any::<u8>(), 0..200), session in sessions()) {
        judge(&hand::bmp(message_type, &body), session);
    }

    /// Behind good headers, so that what is inside is reached.
    #[test]
    fn any_body_of_any_bgp_message(
        message_type in 0..7_u8,
        body in proptest::collection::vec(any::<u8>(), 0..200),
        session in sessions(),
    ) {
        let octets = hand::bgp(message_type, &body);
        if let Ok(message) = bgp::Message::from_octets_in(&octets, session) {
            prop_assert_eq!(message.to_vec().unwrap(), &octets[..]);
            Walk::default().bgp(&message);
            print(&message);
        }
        judge(&hand::monitoring(&hand::per_peer(0, 0, 1), &octets), session);
    }

    /// The three parts of an UPDATE with lengths that are right.
    #[test]
    fn any_parts_of_an_update(
        withdrawn in proptest::collection::vec(0..40_u8, 0..30),
        attributes in proptest::collection::vec((any::<u8>(), 0..42_u8, proptest::collection::vec(0..40_u8, 0..60)), 0..6),
        nlri in proptest::collection::vec(0..40_u8, 0..30),
        session in sessions(),
    ) {
        let attributes: Vec<u8> = attributes
            .into_iter()
            .flat_map(|(flags, code, value)| hand::attribute(flags & 0xef, code, &value))
            .collect();
        let octets = hand::update_body(&withdrawn, &attributes, &nlri);
        let update = Update::from_octets_in(&octets, session).unwrap();
        prop_assert_eq!(update.to_vec().unwrap(), &octets[..]);
        let mut walk = Walk::default();
        walk.update(&update);
        // `Update::check` also finds rules that are broken.
        let parts = [
            update.withdrawn_routes.check(),
            update.path_attributes.check(),
            update.nlri.check(),
        ];
        let is_malformed = parts.iter().any(Result::is_err);
        prop_assert!(!is_malformed || update.check().is_err());
        prop_assert_eq!(is_malformed, walk.errors + walk.inside > 0);
        // JSON has everything in it, and a mark for what cannot be read.
        #[cfg(feature = "serde")]
        prop_assert_eq!(
            is_malformed,
            serde_json::to_string(&update).unwrap().contains(r#"{"malformed":"#)
        );
        judge(&hand::monitoring(&hand::per_peer(0, 0, 1), &hand::bgp(2, &octets)), session);
    }

    /// A stream is cut as far as it goes, and a table of peers follows it.
    #[test]
    fn any_stream(
        frames in proptest::collection::vec((frames(), accidents()), 1..6),
        accidents in accidents(),
    ) {
        let stream: Vec<u8> = frames.into_iter().flat_map(|(frame, accidents)| suffer(frame, &accidents)).collect();
        let mut lost = stream.clone();
        let at = accidents.len() * 7 % lost.len();
        lost[at] ^= 0x40;
        for stream in [stream, lost] {
            let mut peers = PeerTable::default();
            for frame in bmp::frames(&stream).flatten() {
                if let Ok(message) = peers.decode(frame) {
                    prop_assert_eq!(message.to_vec().unwrap(), frame);
                    Walk::default().bmp(&message);
                }
                judge(frame, &peers);
            }
        }
    }

    /// Text that is not JSON of a message, or not of such a one, is an error and no panic.
    #[cfg(feature = "serde")]
    #[test]
    fn any_json(frame in frames(), at in any::<Index>(), octet in any::<u8>(), cut in any::<Index>()) {
        let message = Message::decode(&frame, Session::default()).unwrap();
        let mut text = serde_json::to_vec(&message).unwrap();
        let at = at.index(text.len());
        text[at] = octet;
        if let Ok(message) = serde_json::from_slice::<bmp::Message>(&text) {
            let _ = message.to_vec();
            Walk::default().bmp(&message.view());
        }
        text.truncate(cut.index(text.len()));
        prop_assert!(serde_json::from_slice::<bmp::Message>(&text).is_err());
        let mut octets = postcard::to_allocvec(&message).unwrap();
        let at = cut.index(octets.len());
        octets[at] = octet;
        if let Ok(message) = postcard::from_bytes::<bmp::Message>(&octets) {
            let _ = message.to_vec();
            Walk::default().bmp(&message.view());
            print(&message);
        }
    }
}
