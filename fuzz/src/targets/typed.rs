//! Messages that are built of any values, and their session: encoded and decoded, they are equal.

use bmp_codec::Encode;
use bmp_codec::bgp::Session;
use bmp_codec::bmp::Message;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::strategies::messages::messages;
use crate::support::forms;
use crate::support::walk::Walk;

/// The input is what the strategies of the tests draw. Behind its end they draw what follows from it: zeros for ever say
/// nothing new.
pub fn typed(input: &[u8]) {
    let mut drawn = input.to_vec();
    let mut state = input.iter().fold(0_u64, |state, octet| {
        (state ^ u64::from(*octet)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    while drawn.len() < 1 << 14 {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
        drawn.extend((state >> 32).to_le_bytes());
    }
    let random = TestRng::from_seed(RngAlgorithm::PassThrough, &drawn);
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
