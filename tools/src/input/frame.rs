//! Finds where a BMP message may begin in a run of bytes.

use bmp_codec::bmp::{HEADER_LEN as HEADER, MAX_MESSAGE_LEN};

/// No message is assumed to be longer.
const LONGEST: u32 = MAX_MESSAGE_LEN as u32;

/// How likely a message begins here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    No,
    /// More bytes are needed.
    Unsure,
    /// Valid in itself, but it contains little, and nothing after it confirms it.
    Likely,
    Yes,
}

/// Judges whether a message begins here, by its common header, the parts of its body that have fixed values, and the
/// header of the next message.
pub(crate) fn message_begins(octets: &[u8]) -> Verdict {
    let Some((length, kind)) = header(octets) else {
        return cut_header(octets);
    };
    let body = &octets[HEADER..length.min(octets.len())];
    match body_is_sound(kind, length - HEADER, body) {
        Some(false) => return Verdict::No,
        Some(true) => {}
        None => return Verdict::Unsure,
    }
    match octets.get(length..) {
        Some(next) if next.len() >= HEADER => match header(next) {
            Some(_) => Verdict::Yes,
            None => Verdict::No,
        },
        _ if matches!(kind, 4 | 5) => Verdict::Likely,
        _ => Verdict::Yes,
    }
}

/// Judges by common headers only: three in a row. For the beginning of a stream, where no search can have found them by
/// chance.
pub(crate) fn headers_follow(octets: &[u8]) -> Verdict {
    let mut rest = octets;
    for _ in 0..3 {
        match header(rest) {
            Some((length, _)) => rest = rest.get(length..).unwrap_or_default(),
            None => return cut_header(rest),
        }
    }
    Verdict::Yes
}

/// Judges bytes that are not a whole header: they may be the beginning of one.
fn cut_header(octets: &[u8]) -> Verdict {
    let possible = octets.len() < HEADER && octets.first().is_none_or(|version| *version == 3);
    if possible {
        Verdict::Unsure
    } else {
        Verdict::No
    }
}

/// Returns length and type, if there is a common header here.
fn header(octets: &[u8]) -> Option<(usize, u8)> {
    let [3, a, b, c, d, kind @ 0..=6, ..] = *octets else {
        return None;
    };
    let length = u32::from_be_bytes([a, b, c, d]);
    (HEADER as u32..=LONGEST)
        .contains(&length)
        .then_some((length as usize, kind))
}

/// Returns whether the beginning of a message of this type is valid. `body` has as many of its `length` bytes as are
/// there; `None` if they do not suffice.
fn body_is_sound(kind: u8, length: usize, body: &[u8]) -> Option<bool> {
    const PEER: usize = 42;
    if matches!(kind, 4 | 5) {
        return information_is_sound(length, body);
    }
    if length < PEER {
        return Some(false);
    }
    let (peer, after) = body.split_at_checked(PEER)?;
    if !peer_is_sound(peer) {
        return Some(false);
    }
    let left = length - PEER;
    let sound = match kind {
        0 => left >= 19 && is_marker(after.get(..left.min(16))?),
        1 => left >= 4 && u64::from(number(after.get(..4)?)) * 4 <= left as u64 - 4,
        2 => left >= 1 && (1..=9).contains(after.first()?),
        3 => left >= 39 && is_marker(after.get(20..36)?),
        _ => left >= 4 && number(after.get(..4)?) as u16 as usize <= left - 4,
    };
    Some(sound)
}

/// Information TLVs must fill the message.
fn information_is_sound(length: usize, body: &[u8]) -> Option<bool> {
    let mut at = 0;
    while at < length {
        if length - at < 4 {
            return Some(false);
        }
        at += 4 + usize::from(number(body.get(at..at + 4)?) as u16);
    }
    Some(at == length)
}

/// Checks the per-peer header: a known type, zeros before an IPv4 address, and less than a second of microseconds.
fn peer_is_sound(peer: &[u8]) -> bool {
    let (kind, flags) = (peer[0], peer[1]);
    let address_is_sound = kind == 3 || flags & 0x80 != 0 || peer[10..22] == [0; 12];
    kind <= 3 && address_is_sound && number(&peer[38..42]) < 1_000_000
}

fn is_marker(octets: &[u8]) -> bool {
    octets.len() == 16 && octets.iter().all(|octet| *octet == 0xff)
}

fn number(octets: &[u8]) -> u32 {
    octets
        .iter()
        .fold(0, |number, octet| number << 8 | u32::from(*octet))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::testing::{initiation, peer_up, route_monitoring, statistics, termination};

    #[test]
    fn messages_are_told_from_their_beginning() {
        let rm = route_monitoring(7, 100);
        assert_eq!(message_begins(&rm), Verdict::Yes);
        assert_eq!(message_begins(&rm[..64]), Verdict::Yes);
        assert_eq!(message_begins(&rm[..63]), Verdict::Unsure);
        assert_eq!(message_begins(&rm[..3]), Verdict::Unsure);
        assert_eq!(message_begins(&rm[1..]), Verdict::No);
        assert_eq!(message_begins(&peer_up()), Verdict::Yes);
        assert_eq!(message_begins(&statistics()), Verdict::Yes);
        assert_eq!(message_begins(&initiation()), Verdict::Likely);
        assert_eq!(
            message_begins(&[initiation(), rm.clone()].concat()),
            Verdict::Yes
        );
        assert_eq!(
            message_begins(&[rm, b"GET /x".to_vec()].concat()),
            Verdict::No
        );
    }

    #[test]
    fn what_is_inside_has_to_be_right() {
        let mut rm = route_monitoring(7, 100);
        rm[6] = 4; // peer type
        assert_eq!(message_begins(&rm), Verdict::No);
        let mut rm = route_monitoring(7, 100);
        rm[16] = 1; // in front of the IPv4 address
        assert_eq!(message_begins(&rm), Verdict::No);
        let mut init = initiation();
        init[9] += 1; // length of the first TLV
        assert_eq!(message_begins(&init), Verdict::No);
    }

    #[test]
    fn three_headers_in_a_row() {
        let mut init = initiation();
        init[9] += 1;
        let stream = [init, termination(), termination()].concat();
        assert_eq!(headers_follow(&stream), Verdict::Yes);
        assert_eq!(headers_follow(&stream[..39]), Verdict::Unsure);
        assert_eq!(headers_follow(b"\x03\0\0\0\x07\x04xGET /"), Verdict::No);
    }
}
