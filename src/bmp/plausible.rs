//! Finds where in a run of bytes a message may begin. [`Framing`](crate::bmp::Framing) lists the conditions.

use crate::bgp::HEADER_LEN as BGP_HEADER_LEN;
use crate::bmp::common_header::{HEADER_LEN, VERSION, VERSION_4};
use crate::bmp::per_peer_header::PER_PEER_END;

/// Offset of the first OPEN in a Peer Up: after an address and two ports.
const OPEN: usize = PER_PEER_END + 20;
/// How many TLVs of a message are checked.
const TLVS: usize = 32;
const MARKER: [u8; 16] = [0xff; 16];

/// The result of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// A message of this length begins at the front.
    Begins { length: usize },
    /// A message may begin at the front: `needed` bytes are necessary to decide.
    Unsure { needed: usize },
    /// No message begins in this many bytes at the front.
    Behind(usize),
}

/// What bytes are, as the beginning of a message.
enum Verdict {
    No,
    Unsure(usize),
    Yes(usize),
}

/// Searches for a message. `ended`: no more bytes follow.
pub(crate) fn next_message(octets: &[u8], limit: usize, ended: bool) -> Next {
    let mut passed = 0;
    loop {
        let (_, rest) = octets.split_at_checked(passed).unwrap_or_default();
        let Some(ahead) = rest
            .iter()
            .position(|octet| matches!(*octet, VERSION | VERSION_4))
        else {
            return match octets.len() {
                0 => Next::Unsure { needed: HEADER_LEN },
                all => Next::Behind(all),
            };
        };
        passed += ahead;
        let (_, rest) = octets.split_at_checked(passed).unwrap_or_default();
        let found = match judge(rest, limit) {
            Verdict::No => None,
            Verdict::Unsure(_) if ended => None,
            Verdict::Unsure(needed) => Some(Next::Unsure { needed }),
            Verdict::Yes(length) => Some(Next::Begins { length }),
        };
        match found {
            Some(_) if passed > 0 => return Next::Behind(passed),
            Some(next) => return next,
            None => passed += 1,
        }
    }
}

/// Judges the bytes at hand. Asks for more bytes only if the length of the message is possible.
fn judge(octets: &[u8], limit: usize) -> Verdict {
    let [version @ (VERSION | VERSION_4), a, b, c, d, ..] = *octets else {
        return match octets {
            [VERSION | VERSION_4, ..] => Verdict::Unsure(HEADER_LEN),
            _ => Verdict::No,
        };
    };
    let length = u32::from_be_bytes([a, b, c, d]) as usize;
    if length > limit || length < HEADER_LEN {
        return Verdict::No;
    }
    let Some(message_type) = octets.get(5) else {
        return Verdict::Unsure(HEADER_LEN);
    };
    let Some(shortest) = shortest(*message_type) else {
        return Verdict::No;
    };
    if length < shortest {
        return Verdict::No;
    }
    match body(version, *message_type, octets, length) {
        Ok(true) => Verdict::Yes(length),
        Ok(false) => Verdict::No,
        Err(Needed(needed)) => Verdict::Unsure(needed),
    }
}

/// Returns the minimum length of a message of this type.
fn shortest(message_type: u8) -> Option<usize> {
    Some(match message_type {
        // After the per-peer header an empty UPDATE.
        0 => PER_PEER_END + BGP_HEADER_LEN + 4,
        // A count, or an empty TLV.
        1 | 6 => PER_PEER_END + 4,
        2 => PER_PEER_END + 1,
        // Two OPENs; some routers send only their headers.
        3 => OPEN + 2 * BGP_HEADER_LEN,
        4 | 5 => HEADER_LEN + 4,
        _ => return None,
    })
}

/// The number of bytes necessary to decide.
struct Needed(usize);

/// Returns whether the bytes after the common header are plausible, as far as that is cheap to check.
fn body(version: u8, message_type: u8, octets: &[u8], length: usize) -> Result<bool, Needed> {
    if matches!(message_type, 4 | 5) {
        return Ok(tlvs(octets, HEADER_LEN, PLAIN, length)?.is_some());
    }
    if !peer(range(octets, HEADER_LEN, PER_PEER_END)?) {
        return Ok(false);
    }
    let is_version_4 = version == VERSION_4;
    match message_type {
        0 if is_version_4 => Ok(tlvs(octets, PER_PEER_END, INDEXED, length)?.is_some()),
        0 => route_monitoring(octets, length),
        // No TLV of version 4 has type 0; a count below 65536 begins with two zeros.
        1 if is_version_4 && range(octets, PER_PEER_END, PER_PEER_END + 2)? != [0, 0] => {
            Ok(tlvs(octets, PER_PEER_END, PLAIN, length)?.is_some())
        }
        1 => statistics(octets, length),
        2 => peer_down(is_version_4, octets, length),
        3 => Ok(matches!(bgp(octets, OPEN)?, Some((OPEN_TYPE, sent)) if OPEN + sent < length)),
        _ => Ok(tlvs(octets, PER_PEER_END, PLAIN, length)?.is_some()),
    }
}

const OPEN_TYPE: u8 = 1;
const UPDATE_TYPE: u8 = 2;

/// Returns the bytes from `from` to `to`, which lies within the message.
fn range(octets: &[u8], from: usize, to: usize) -> Result<&[u8], Needed> {
    octets.get(from..to).ok_or(Needed(to))
}

fn peer(header: &[u8]) -> bool {
    let micros = header
        .last_chunk()
        .map_or(0, |micros| u32::from_be_bytes(*micros));
    header.first().is_some_and(|peer_type| *peer_type <= 3) && micros < 1_000_000
}

/// Returns the type and the length of the BGP message at `at`, if one begins there. Its header must lie within the
/// message.
fn bgp(octets: &[u8], at: usize) -> Result<Option<(u8, usize)>, Needed> {
    let header = range(octets, at, at + BGP_HEADER_LEN)?;
    Ok(match header.split_at_checked(MARKER.len()) {
        Some((marker, &[high, low, message_type])) if marker == MARKER => {
            let length = usize::from(u16::from_be_bytes([high, low]));
            (length >= BGP_HEADER_LEN).then_some((message_type, length))
        }
        _ => None,
    })
}

fn route_monitoring(octets: &[u8], length: usize) -> Result<bool, Needed> {
    let Some((UPDATE_TYPE, update)) = bgp(octets, PER_PEER_END)? else {
        return Ok(false);
    };
    let end = PER_PEER_END + update;
    match length.checked_sub(end) {
        None => Ok(false),
        Some(0) => Ok(true),
        Some(left) if left < BGP_HEADER_LEN => Ok(false),
        Some(_) => Ok(bgp(octets, end)?.is_some()),
    }
}

fn statistics(octets: &[u8], length: usize) -> Result<bool, Needed> {
    let count = range(octets, PER_PEER_END, PER_PEER_END + 4)?;
    let count = count
        .first_chunk()
        .map_or(0, |count| u32::from_be_bytes(*count));
    let seen = match length - PER_PEER_END {
        4 => Some(0),
        _ => tlvs(octets, PER_PEER_END + 4, PLAIN, length)?,
    };
    Ok(seen.is_some_and(|seen| {
        if seen == TLVS {
            count >= seen as u32
        } else {
            count == seen as u32
        }
    }))
}

fn peer_down(is_version_4: bool, octets: &[u8], length: usize) -> Result<bool, Needed> {
    let at = PER_PEER_END + 1;
    let left = length - at;
    match range(octets, PER_PEER_END, at)? {
        // A NOTIFICATION; some routers send none.
        [1 | 3] if left >= BGP_HEADER_LEN => {
            Ok(bgp(octets, at)?.is_some_and(|(_, notification)| notification <= left))
        }
        // Behind the event there may be TLVs.
        [2] if is_version_4 && left > 2 => Ok(tlvs(octets, at + 2, PLAIN, length)?.is_some()),
        [4 | 5] if is_version_4 && left > 0 => Ok(tlvs(octets, at, PLAIN, length)?.is_some()),
        [1 | 3 | 4 | 5] => Ok(left == 0),
        // The code of an FSM event; some routers send none.
        [2] => Ok(matches!(left, 0 | 2)),
        [6] if left > 0 => Ok(tlvs(octets, at, PLAIN, length)?.is_some()),
        [6] => Ok(true),
        _ => Ok(false),
    }
}

/// The lengths of TLV headers: type, length, and in Route Monitoring of version 4 an index.
const PLAIN: usize = 4;
const INDEXED: usize = 6;

/// Returns the number of TLVs from `at` to the end of the message, up to [`TLVS`], or `None` if they do not end there.
fn tlvs(
    octets: &[u8],
    mut at: usize,
    header: usize,
    length: usize,
) -> Result<Option<usize>, Needed> {
    for seen in 0..TLVS {
        if at == length {
            return Ok(Some(seen));
        }
        if length - at < header {
            return Ok(None);
        }
        let [high, low] = *range(octets, at + 2, at + 4)? else {
            return Ok(None);
        };
        at += header + usize::from(u16::from_be_bytes([high, low]));
        if at > length {
            return Ok(None);
        }
    }
    Ok(Some(TLVS))
}
