//! Messages that are built: what is encoded decodes to the same value, in every form, and in every format of serde.

mod capabilities;
#[cfg(feature = "serde")]
mod coverage;
mod flow_spec;
mod labeled;
mod messages;
#[cfg(feature = "serde")]
mod split;
mod texts;
pub(crate) mod values;
#[cfg(feature = "serde")]
pub(crate) mod varied;

use bmp_codec::bgp::nlri::Ipv4Prefix;
use bmp_codec::bgp::{Open, Session, Update};
use bmp_codec::bmp::{self, Message};
use bmp_codec::{Decode, Encode, EncodeError};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::support::forms;
use crate::support::walk::{Walk, decodes};
use messages::{lacks_data, messages};

/// Encodes a message that was built, and reads it in its session: it is what was built, and encodes to the same octets.
fn round_trip(session: Session, message: &Message, frame: &[u8]) {
    assert_eq!(frame.len(), message.encoded_len());
    assert!(bmp::frames(frame).eq([Ok(frame)]));
    let read = Message::decode(frame, session).unwrap();
    assert_eq!(read, message.view());
    assert_eq!(&read.to_owned(), message);
    forms::check(&read, frame);

    let mut walk = Walk::default();
    walk.bmp(&read);
    // Inside of attributes there may be numbers that an RFC rules out.
    let lacks = matches!(message, Message::PeerDown(down) if lacks_data(&down.reason));
    assert_eq!(walk.errors, usize::from(lacks));
}

/// So many times what is usual, of which PROPTEST_CASES can make more or less.
fn config(times: u32) -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig {
        cases: times * usual.cases,
        failure_persistence: None,
        ..usual
    }
}

proptest! {
    #![proptest_config(config(3))]

    #[test]
    fn messages_of_bmp((session, message) in messages()) {
        let frame = message.to_vec().unwrap();
        round_trip(session, &message, &frame);
        #[cfg(feature = "serde")]
        {
            let read = Message::decode(&frame, session).unwrap();
            forms::check_binary(&read, &frame);
            forms::check_exact_json(&read, &frame);
            // From the value that was built as from the one that was read.
            let text = serde_json::to_string(&message).unwrap();
            prop_assert_eq!(&text, &serde_json::to_string(&read).unwrap());
            let again: Message = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(&again, &message);
            let again: Message<bytes::Bytes> = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(again.view(), message.view());
        }
    }

    /// Messages with other octets in them: what can be read encodes to the octets it was read from.
    #[test]
    fn octets(
        (session, message) in messages(),
        changes in vec((any::<Index>(), any::<u8>()), 1..5),
    ) {
        let mut frame = message.to_vec().unwrap();
        // Behind the common header.
        let body = frame.len() - 6;
        if body > 0 {
            for (place, octet) in changes {
                frame[6 + place.index(body)] = octet;
            }
        }
        if let Ok(read) = Message::decode(&frame, session) {
            forms::check(&read, &frame);
        }
    }

    #[test]
    fn updates((session, update) in values::sessions().prop_flat_map(|session| (Just(session), values::update(session)))) {
        let octets = update.to_vec().unwrap();
        let read = Update::from_octets_in(&octets, session).unwrap();
        prop_assert_eq!(read, update.view());
        prop_assert_eq!(octets.len(), update.encoded_len());
        prop_assert_eq!(&read.to_vec().unwrap(), &octets);
        prop_assert_eq!(decodes(read.check()), Ok(()));
        prop_assert_eq!(decodes(update.check()), Ok(()));
    }

    #[test]
    fn opens(open in capabilities::open()) {
        let octets = open.to_vec().unwrap();
        let read = Open::from_octets(&octets).unwrap();
        prop_assert_eq!(read, open.view());
        prop_assert_eq!(octets.len(), open.encoded_len());
        prop_assert_eq!(&read.to_vec().unwrap(), &octets);
        prop_assert!(read.capabilities().all(|capability| capability.is_ok()));
    }
}

proptest! {
    #![proptest_config(config(1))]

    /// A buffer with room takes it all; a smaller one nothing.
    #[test]
    fn buffers((_, message) in messages(), less in 1..40_usize) {
        let frame = message.to_vec().unwrap();
        let mut buffer = vec![0; frame.len()];
        message.encode(&mut &mut buffer[..]).unwrap();
        prop_assert_eq!(&buffer, &frame);
        let room = frame.len().saturating_sub(less);
        let mut buffer = vec![7; room];
        let error = EncodeError::Full { needed: frame.len(), room };
        prop_assert_eq!(message.encode(&mut &mut buffer[..]), Err(error));
        prop_assert_eq!(buffer, vec![7; room]);
    }

    #[test]
    fn routes_of_another_session(session in values::sessions(), address in any::<u32>()) {
        let error = values::of_another_session(session, Ipv4Prefix::from((address, 24)));
        prop_assert!(matches!(error, EncodeError::Session { .. }), "{error}");
    }

    #[test]
    fn stacks_of_another_session(session in values::sessions(), top in labeled::label(), bottom in labeled::label()) {
        labeled::of_another_session(session, top, bottom)?;
    }
}
