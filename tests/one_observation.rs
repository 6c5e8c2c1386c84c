//! What one malformed message changes: nothing but itself. It is put anywhere into recorded streams, and all other messages
//! read as before.

use bmp_codec::Encode;
use bmp_codec::bmp::{Message, PeerTable};

use crate::support::recorded::{frames_of, stream, streams};
use crate::support::walk::decodes;

/// Numbers that look random, and are the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        ((self.0 >> 33) as usize) % limit
    }
}

/// A frame like another one, and malformed where that one is read as it should be: some octets of its UPDATE are changed.
fn malformed(frame: &[u8], as_read: &Message<&[u8]>, random: &mut Random) -> Option<Vec<u8>> {
    let Message::RouteMonitoring(monitoring) = as_read else {
        return None;
    };
    let session = monitoring.update().ok()?.path_attributes.session();
    let mut changed = frame.to_vec();
    // Behind the header of BMP, that of the peer and that of BGP.
    let body = 6 + 42 + 19;
    if frame.len() <= body + 4 {
        return None;
    }
    for _ in 0..1 + random.below(4) {
        // Mostly at the end, where the routes are.
        let far = random.below(2) == 0;
        let back = random.below(if far { frame.len() - body } else { 12 });
        let place = (frame.len() - 1).saturating_sub(back).max(body);
        changed[place] = match random.below(4) {
            0 => 0,
            1 => 33 + random.below(4) as u8,
            2 => random.below(256) as u8,
            _ => changed[place].wrapping_add(1),
        };
    }
    match Message::decode(&changed, session) {
        Ok(Message::RouteMonitoring(monitoring)) => {
            let update = monitoring.update().map(|update| decodes(update.check()));
            (!matches!(update, Ok(Ok(())))).then_some(changed)
        }
        _ => None,
    }
}

#[test]
fn a_malformed_message_changes_no_other() {
    let mut random = Random(1);
    let mut tried = 0;
    for name in streams() {
        let octets = stream(&name);
        // Large ones take long, and have little that others have not.
        if octets.len() > 200_000 {
            continue;
        }
        let frames: Vec<&[u8]> = frames_of(&octets).collect();
        let mut peers = PeerTable::default();
        let read: Vec<Message<&[u8]>> = frames
            .iter()
            .map(|frame| peers.decode(frame).unwrap())
            .collect();
        for _ in 0..24 {
            let like = random.below(frames.len());
            let Some(malformed) = malformed(frames[like], &read[like], &mut random) else {
                continue;
            };
            // Near the message that it is like, or anywhere.
            let place = match random.below(2) {
                0 => like,
                _ => random.below(frames.len()),
            };
            let mut peers = PeerTable::default();
            for (index, frame) in frames.iter().enumerate() {
                if index == place {
                    let _ = peers.decode(&malformed);
                }
                let message = peers.decode(frame).unwrap();
                assert!(
                    message == read[index],
                    "{name}: message {index} reads otherwise behind {malformed:02x?} at {place}\n{message:?}\n{:?}",
                    read[index]
                );
                assert_eq!(message.encoded_len(), frame.len());
            }
            tried += 1;
        }
    }
    assert!(tried > 300, "{tried}");
}
