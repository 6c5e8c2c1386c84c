//! A BMP message of either version, in any session.

use bmp_codec::bmp::Message;

use crate::limits::{OWNED, free, within};
use crate::session;
use crate::support::{forms, walk};

/// Eight bytes that say the session, then a message, whose length is made right.
pub fn message(input: &[u8]) {
    let Some((session, octets)) = session::split(input) else {
        return;
    };
    let mut frame = octets.to_vec();
    if let Some(length) = frame.get_mut(1..5) {
        length.copy_from_slice(&(octets.len() as u32).to_be_bytes());
    }
    let Ok(message) = free(|| Message::decode(&frame, session)) else {
        return;
    };
    let walk = || {
        walk::Walk::default().bmp(&message);
        walk::print(&message);
    };
    // In longer ones there may be keys of routes whose text is made of a copy.
    if frame.len() > 256 {
        walk();
    } else {
        free(walk);
    }
    within(OWNED * frame.len(), || message.to_owned());
    forms::check(&message, &frame);
    forms::check_binary(&message, &frame);
    forms::check_json(&message, &frame);
}
