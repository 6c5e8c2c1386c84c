//! Messages that are built of any values, and their session: encoded and decoded, they are equal.

use bmp_codec::Encode;
use bmp_codec::bmp::Message;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::strategies::messages::messages;
use crate::support::forms;
use crate::support::walk::Walk;

/// The input is what the strategies of the tests draw.
pub fn typed(input: &[u8]) {
    let random = TestRng::from_seed(RngAlgorithm::PassThrough, input);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    // A strategy that refuses what it drew has no value.
    let Ok(tree) = messages().new_tree(&mut runner) else {
        return;
    };
    let (session, message) = tree.current();
    let frame = message.to_vec().unwrap();
    assert_eq!(frame.len(), message.encoded_len());
    let read = Message::decode(&frame, session).unwrap();
    assert_eq!(read, message.view());
    assert_eq!(read.to_owned(), message);
    forms::check(&read, &frame);
    forms::check_exact_json(&read, &frame);
    Walk::default().bmp(&read);
}
