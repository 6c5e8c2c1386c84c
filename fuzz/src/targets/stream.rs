//! A stream of any bytes: a table of peers follows it, and every message that is accepted is exact. Followed behind
//! framing errors, all of it comes out, and the same in two pieces as at once.

use bmp_codec::bmp::{self, Framing, PeerTable};

use super::framing::cuts;
use crate::support::{forms, walk};

/// The first frames are a stream.
pub fn stream(stream: &[u8]) {
    let mut peers = PeerTable::default();
    for frame in bmp::frames(stream).flatten() {
        let Ok(message) = peers.decode(frame) else {
            continue;
        };
        forms::check(&message, frame);
        walk::Walk::default().bmp(&message);
    }
    assert!(peers.len() <= stream.len() / 48);
    let (first, second) = stream.split_at(stream.len() / 2);
    let framing = || Framing::default().with_resync(true);
    assert_eq!(
        cuts(framing(), &[first, second]),
        cuts(framing(), &[stream])
    );
}
