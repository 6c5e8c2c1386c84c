//! Finds where a BMP message may begin in a run of bytes.
//!
//! What a message must be like is known to the crate: [`Framing`] searches with bounded work for each byte. A header behind
//! the message confirms it here, because a stream that is searched may be of another protocol.

use bmp_codec::bmp::{Cut, Framing, HEADER_LEN as HEADER, MAX_MESSAGE_LEN};

/// The versions of BMP that have this common header. A stream should have one of them only.
const VERSIONS: [u8; 2] = [3, 4];

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

/// The result of one look at a run of bytes.
enum Look {
    /// No message begins in so many bytes.
    Passed(usize),
    Here(Verdict),
}

/// Judges whether a message begins here.
pub(crate) fn message_begins(octets: &[u8]) -> Verdict {
    match look(octets) {
        Look::Passed(_) => Verdict::No,
        Look::Here(verdict) => verdict,
    }
}

/// Returns how many bytes to skip, and whether a message begins after them.
pub(crate) fn search(octets: &[u8], end: bool) -> (usize, bool) {
    let mut at = 0;
    while let Some(rest) = octets.get(at..).filter(|rest| !rest.is_empty()) {
        match look(rest) {
            Look::Passed(passed) => at += passed,
            Look::Here(Verdict::Yes) => return (at, true),
            Look::Here(Verdict::Likely) if end => return (at, true),
            Look::Here(Verdict::Likely | Verdict::Unsure) if !end => return (at, false),
            Look::Here(_) => at += 1,
        }
    }
    (octets.len(), false)
}

fn look(octets: &[u8]) -> Look {
    #[cfg(test)]
    tests::LOOKS.set(tests::LOOKS.get() + 1);
    let mut framing = Framing::default().with_resync(true);
    let mut rest = octets;
    // A byte that is no version starts the search.
    let _ = framing.cut(&mut &[0][..]);
    Look::Here(match framing.cut(&mut rest) {
        Ok(Cut::Skipped { octets, .. }) => return Look::Passed(octets.len()),
        Ok(Cut::Frame(_)) if rest.len() >= HEADER => match header(rest) {
            Some(_) => Verdict::Yes,
            None => Verdict::No,
        },
        Ok(Cut::Partial { .. }) if framing.is_searching() => Verdict::Unsure,
        Ok(_) if matches!(octets.get(HEADER - 1), Some(4 | 5)) => Verdict::Likely,
        Ok(_) => Verdict::Yes,
        Err(_) => Verdict::No,
    })
}

/// Returns the version of a stream that begins with Route Monitoring or Peer Up of version 1 or 2: a version, a type and
/// a per-peer header, and no length; then an UPDATE, or addresses and ports before an OPEN.
pub(crate) fn old_version(octets: &[u8]) -> Option<u8> {
    const HEADERS: usize = 2 + 42;
    const ENDS: usize = 20;
    let (version, marker) = match *octets {
        [version @ (1 | 2), 0, ..] => (version, HEADERS),
        [version @ 2, 3, ..] => (version, HEADERS + ENDS),
        _ => return None,
    };
    let marker = octets.get(marker..)?.get(..16)?;
    marker.iter().all(|octet| *octet == 0xff).then_some(version)
}

/// Judges by common headers only: so many in a row. For the beginning of a stream, where no search can have found them by
/// chance.
pub(crate) fn headers_follow(octets: &[u8], count: usize) -> Verdict {
    let mut rest = octets;
    for _ in 0..count {
        match header(rest) {
            Some(length) => rest = rest.get(length..).unwrap_or_default(),
            None => return cut_header(rest),
        }
    }
    Verdict::Yes
}

/// Judges bytes that are not a whole header: they may be the beginning of one.
fn cut_header(octets: &[u8]) -> Verdict {
    let possible =
        octets.len() < HEADER && octets.first().is_none_or(|first| VERSIONS.contains(first));
    if possible {
        Verdict::Unsure
    } else {
        Verdict::No
    }
}

/// Returns the length, if there is a common header here.
fn header(octets: &[u8]) -> Option<usize> {
    let [version, a, b, c, d, 0..=6, ..] = *octets else {
        return None;
    };
    let length = u32::from_be_bytes([a, b, c, d]) as usize;
    let possible = VERSIONS.contains(&version) && (HEADER..=MAX_MESSAGE_LEN).contains(&length);
    possible.then_some(length)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::input::testing::{initiation, peer_up, route_monitoring, statistics, termination};

    thread_local! {
        /// How often a place was looked at.
        pub(super) static LOOKS: Cell<u64> = const { Cell::new(0) };
    }

    #[test]
    fn messages_are_told_from_their_beginning() {
        let rm = route_monitoring(7, 100);
        assert_eq!(message_begins(&rm), Verdict::Yes);
        assert_eq!(message_begins(&rm[..67]), Verdict::Yes);
        assert_eq!(message_begins(&rm[..66]), Verdict::Unsure);
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
        let mut init = initiation();
        init[9] += 1; // length of the first TLV
        assert_eq!(message_begins(&init), Verdict::No);
    }

    #[test]
    fn three_headers_in_a_row() {
        let mut init = initiation();
        init[9] += 1;
        let stream = [init, termination(), termination()].concat();
        assert_eq!(headers_follow(&stream, 3), Verdict::Yes);
        assert_eq!(headers_follow(&stream[..39], 3), Verdict::Unsure);
        assert_eq!(headers_follow(b"\x03\0\0\0\x07\x04xGET /", 3), Verdict::No);
    }

    /// By hand, as draft-ietf-grow-bmp-01 (version 1) and -06 (version 2) have them.
    #[test]
    fn versions_without_lengths() {
        let update = |version: u8| [&[version, 0][..], &[0; 42], &[0xff; 16], &[0, 23, 2]].concat();
        assert_eq!(old_version(&update(1)), Some(1));
        assert_eq!(old_version(&update(2)), Some(2));
        assert_eq!(old_version(&update(3)), None);
        assert_eq!(old_version(&update(1)[..59]), None);
        let up = [&[2, 3][..], &[0; 62], &[0xff; 16], &[0, 29, 1]].concat();
        assert_eq!(old_version(&up), Some(2));
    }

    /// Candidates of 1 MiB, of 128 KiB and of 4 KiB, all filled with empty TLVs; none is confirmed.
    #[test]
    fn a_search_looks_at_each_byte_a_few_times() {
        for length in [[0, 0x10, 0, 0], [0, 2, 0, 0], [0, 0, 0x10, 0]] {
            let looks = |size: usize| {
                let candidate = [&[3][..], &length, &[4]].concat();
                let octets = [candidate.repeat(size / 6), vec![0; 1_100_000]].concat();
                LOOKS.set(0);
                assert_eq!(search(&octets, false), (octets.len(), false));
                LOOKS.get()
            };
            let counts = [25_000, 50_000, 100_000].map(looks);
            assert!(counts[2] <= 2 * 100_000 / 6 + 10, "{counts:?}");
            assert!(counts[1] <= 2 * counts[0] + 10 && counts[2] <= 2 * counts[1] + 10);
        }
    }
}
