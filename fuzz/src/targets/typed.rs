//! Messages that are built of any values, and their session: encoded and decoded, they are equal.

use bmp_codec::Encode;
use bmp_codec::bgp::Session;
use bmp_codec::bmp::Message;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::strategies::messages::messages;
use crate::support::forms;
use crate::support::walk::Walk;

/// The input is the seed of what the strategies of the tests draw. They cannot draw from the input itself: at its end they
/// would draw zeros, which some of them refuse for ever.
pub fn typed(input: &[u8]) {
    let mut seed = [0; 32];
    for (place, octet) in input.iter().enumerate() {
        seed[place % 32] ^= octet.rotate_left(place as u32 / 32);
    }
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let config = Config {
        max_local_rejects: 8,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, random);
    // A strategy that refuses what it drew has no value.
    let Ok(tree) = messages().new_tree(&mut runner) else {
        return;
    };
    let (session, message): (Session, Message) = tree.current();
    let frame = message.to_vec().unwrap();
    assert_eq!(frame.len(), message.encoded_len());
    let read = Message::decode(&frame, session).unwrap();
    assert_eq!(read, message.view());
    assert_eq!(read.to_owned(), message);
    forms::check(&read, &frame);
    forms::check_exact_json(&read, &frame);
    Walk::default().bmp(&read);
}
