//! What callgrind counts, one call after the other.

use super::streams::Stream;

/// Runs passes. A dump of callgrind has what they took.
#[inline(never)]
pub(crate) fn counted(passes: usize, pass: &mut dyn FnMut()) {
    for _ in 0..passes {
        pass();
    }
}

/// Says what was counted last: stream, octets and routes a message, walker, messages.
pub(crate) fn say(stream: &Stream, walker: &str, passes: usize) {
    let messages = stream.messages as f64;
    println!(
        "{}\t{:.1}\t{:.2}\t{walker}\t{}",
        stream.name,
        stream.octets.len() as f64 / messages,
        stream.routes as f64 / messages,
        stream.messages * passes
    );
}
