//! A stream of any octets: it is cut, a table of peers follows it, and every message that is accepted is exact.

#![no_main]

// A part of it is used here.
#[allow(dead_code)]
#[path = "../../tests/support/forms.rs"]
mod forms;
// A part of it is used here.
#[allow(dead_code)]
#[path = "../../tests/support/walk.rs"]
mod walk;

use bmp_codec::bmp::{self, PeerTable};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|stream: &[u8]| {
    let mut peers = PeerTable::default();
    let mut rest = stream;
    while let Ok(Some((frame, behind))) = bmp::split(rest) {
        rest = behind;
        let Ok(message) = peers.decode(frame) else {
            continue;
        };
        forms::check(&message, frame);
        forms::check_binary(&message, frame);
        forms::check_json(&message, frame);
        walk::Walk::default().bmp(&message);
        walk::print(&message);
    }
});
