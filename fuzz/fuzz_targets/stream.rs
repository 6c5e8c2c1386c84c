//! A stream of any octets: it is cut, a table of peers follows it, and every message that is accepted is exact. Followed
//! behind framing errors, all of it comes out, and the same in two pieces as at once.

#![no_main]

// A part of it is used here.
#[allow(dead_code)]
#[path = "../../tests/support/forms.rs"]
mod forms;
// A part of it is used here.
#[allow(dead_code)]
#[path = "../../tests/support/walk.rs"]
mod walk;

use bmp_codec::bmp::{self, Cut, Framing, PeerTable};
use bytes::BytesMut;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|stream: &[u8]| {
    let mut peers = PeerTable::default();
    for frame in bmp::frames(stream).flatten() {
        let Ok(message) = peers.decode(frame) else {
            continue;
        };
        forms::check(&message, frame);
        forms::check_binary(&message, frame);
        forms::check_json(&message, frame);
        walk::Walk::default().bmp(&message);
        walk::print(&message);
    }
    let (first, second) = stream.split_at(stream.len() / 2);
    assert_eq!(cuts(&[first, second]), cuts(&[stream]));
});

/// Where frames begin and how long they are.
fn cuts(chunks: &[&[u8]]) -> Vec<(usize, usize)> {
    let (mut framing, mut buffer) = (Framing::default().with_resync(true), BytesMut::new());
    let (mut frames, mut at) = (Vec::new(), 0);
    for (number, chunk) in chunks.iter().enumerate() {
        buffer.extend_from_slice(chunk);
        if number + 1 == chunks.len() {
            framing.end();
        }
        loop {
            match framing
                .cut_bytes(&mut buffer)
                .expect("a search, not an error")
            {
                Cut::Frame(frame) => {
                    frames.push((at, frame.len()));
                    at += frame.len();
                }
                Cut::Skipped { octets, .. } => at += octets.len(),
                Cut::Partial { .. } => break,
            }
        }
    }
    assert_eq!(at, chunks.iter().map(|chunk| chunk.len()).sum::<usize>());
    frames
}
