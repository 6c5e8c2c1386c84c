//! One direction of a TCP connection: segments in, bytes in order out.
//!
//! If captured segments overlap, the first one counts. This is hand-written, because the crates for this (protolens,
//! for one) bring parsers of application protocols along, or keep whole streams.

use std::collections::BTreeMap;
use std::time::Duration;

use super::Flow;

/// A hole is given up when that many bytes wait after it: more than receivers have room for, so that nobody sends them
/// while the hole can still be filled.
pub(crate) const WINDOW: usize = 8 << 20;

/// The offset of the first captured byte while nobody knows yet how many bytes were sent before it.
const HELD: u64 = 1 << 32;

/// The cost of a waiting segment in addition to its bytes.
const PER_SEGMENT: usize = 64;

/// The next part of the stream.
#[derive(Debug, PartialEq)]
pub(crate) enum Part<'a> {
    /// Bytes, and when they were captured.
    Octets(&'a [u8], Option<Duration>),
    Missing(u64),
}

pub(crate) type Deliver<'d> = dyn FnMut(Part<'_>) -> Flow + 'd;

/// The bytes of one direction, from a first sequence number on.
pub(crate) struct Reassembly {
    /// Sequence number and offset in the stream of the next byte to deliver.
    next: u32,
    offset: u64,
    /// Whether everything waits, because earlier bytes may follow later in the file.
    is_held: bool,
    /// Segments after a hole, by offset.
    waiting: BTreeMap<u64, Waiting>,
    waiting_octets: usize,
    /// Where the stream ends, from FIN.
    end: Option<u64>,
    /// The number of bytes in the SYN.
    with_syn: u64,
}

/// A segment after a hole, and when it was captured.
struct Waiting {
    octets: Box<[u8]>,
    time: Option<Duration>,
}

impl Reassembly {
    pub(crate) fn new(first: u32) -> Self {
        Reassembly {
            next: first,
            offset: 0,
            is_held: false,
            waiting: BTreeMap::new(),
            waiting_octets: 0,
            end: None,
            with_syn: 0,
        }
    }

    /// Without SYN: bytes before `first` may follow. Nothing is delivered before [`release`](Reassembly::release).
    pub(crate) fn held(first: u32) -> Self {
        Reassembly {
            offset: HELD,
            is_held: true,
            ..Reassembly::new(first)
        }
    }

    pub(crate) fn is_held(&self) -> bool {
        self.is_held
    }

    /// Returns whether a SYN with this first sequence number belongs to the segments that are held.
    pub(crate) fn is_before(&self, first: u32) -> bool {
        let start = HELD.checked_add_signed(self.ahead(first));
        let held = self
            .waiting
            .first_key_value()
            .map(|(start, _)| *start)
            .or(self.end);
        let distance = held
            .zip(start)
            .and_then(|(held, start)| held.checked_sub(start));
        self.is_held && distance.is_some_and(|distance| distance <= WINDOW as u64)
    }

    /// Delivers what is held: from `first` on, or from the first byte that was captured. Returns its sequence number.
    pub(crate) fn release(&mut self, first: Option<u32>) -> u32 {
        let held = self
            .waiting
            .first_key_value()
            .map(|(start, _)| *start)
            .or(self.end);
        let known = first.and_then(|first| self.offset.checked_add_signed(self.ahead(first)));
        let start = known.or(held).unwrap_or(self.offset);
        self.next = self
            .next
            .wrapping_add(start.wrapping_sub(self.offset) as u32);
        let waiting = std::mem::take(&mut self.waiting).into_iter();
        let waiting = waiting.filter_map(|(at, segment)| Some((at.checked_sub(start)?, segment)));
        self.waiting = waiting.collect();
        let costs = self
            .waiting
            .values()
            .map(|segment| segment.octets.len() + PER_SEGMENT);
        self.waiting_octets = costs.sum();
        self.end = self.end.and_then(|end| end.checked_sub(start));
        (self.offset, self.is_held) = (0, false);
        self.next
    }

    pub(crate) fn has_octets(&self) -> bool {
        self.waiting_octets > 0 || self.offset > 0 && !self.is_held
    }

    /// Notes that a SYN contains `octets` bytes.
    ///
    /// Programs that rewrite captures put the first bytes there, and give the SYN no sequence number of its own: then
    /// all later segments seem to begin one byte early.
    pub(crate) fn with_syn(&mut self, octets: usize) {
        if self.offset == 0 {
            self.with_syn = octets as u64;
        }
    }

    pub(crate) fn next(&self) -> u32 {
        self.next
    }

    /// Returns how far a sequence number is ahead of the next byte to deliver.
    pub(crate) fn ahead(&self, sequence: u32) -> i64 {
        i64::from(sequence.wrapping_sub(self.next) as i32)
    }

    /// Returns whether a sequence number is behind FIN, so that nothing of this direction has it.
    pub(crate) fn is_behind_end(&self, sequence: u32) -> bool {
        let at = self.offset.checked_add_signed(self.ahead(sequence));
        self.end.zip(at).is_some_and(|(end, at)| at > end)
    }

    /// Returns the cost of the waiting segments in bytes.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting_octets
    }

    /// Returns whether all bytes up to FIN have been delivered.
    pub(crate) fn is_complete(&self) -> bool {
        self.end.is_some_and(|end| end <= self.offset)
    }

    pub(crate) fn segment(
        &mut self,
        sequence: u32,
        payload: &[u8],
        fin: bool,
        time: Option<Duration>,
        deliver: &mut Deliver<'_>,
    ) -> Flow {
        // A single byte is a keep-alive probe.
        if self.with_syn > 0 && self.offset == self.with_syn && payload.len() > 1 {
            if self.ahead(sequence) == -1 {
                self.next = sequence;
            }
            self.with_syn = 0;
        }
        let ahead = self.ahead(sequence);
        if fin {
            let end = self.offset.checked_add_signed(ahead + payload.len() as i64);
            let possible = end.filter(|end| self.is_held || *end >= self.offset);
            self.end = possible.or(self.end);
        }
        if self.is_held {
            if let Some(start) = self.offset.checked_add_signed(ahead) {
                self.keep(start, payload, time);
            }
            return Ok(());
        }
        let Ok(ahead) = usize::try_from(ahead) else {
            // Sent before; its end may be new.
            let old = usize::try_from(-ahead).unwrap_or(usize::MAX);
            return self.in_order(payload.get(old..).unwrap_or_default(), time, deliver);
        };
        if ahead == 0 {
            return self.in_order(payload, time, deliver);
        }
        self.keep(self.offset + ahead as u64, payload, time);
        while self.waiting_octets > WINDOW {
            self.give_up(deliver)?;
        }
        Ok(())
    }

    /// Gives up the first hole, and delivers what follows it.
    pub(crate) fn give_up(&mut self, deliver: &mut Deliver<'_>) -> Flow {
        if self.is_held {
            self.release(None);
        }
        let behind = self
            .waiting
            .first_key_value()
            .map(|(start, _)| *start)
            .or(self.end);
        if let Some(missing) = behind
            .and_then(|start| start.checked_sub(self.offset))
            .filter(|n| *n > 0)
        {
            deliver(Part::Missing(missing))?;
            self.pass(missing);
        }
        self.deliver_waiting(deliver)
    }

    /// Gives up all holes.
    pub(crate) fn finish(&mut self, deliver: &mut Deliver<'_>) -> Flow {
        while !self.waiting.is_empty() {
            self.give_up(deliver)?;
        }
        self.give_up(deliver)
    }

    fn pass(&mut self, octets: u64) {
        self.offset += octets;
        self.next = self.next.wrapping_add(octets as u32);
    }

    fn in_order(
        &mut self,
        payload: &[u8],
        time: Option<Duration>,
        deliver: &mut Deliver<'_>,
    ) -> Flow {
        if payload.is_empty() {
            return Ok(());
        }
        self.pass(payload.len() as u64);
        deliver(Part::Octets(payload, time))?;
        self.deliver_waiting(deliver)
    }

    pub(crate) fn deliver_waiting(&mut self, deliver: &mut Deliver<'_>) -> Flow {
        while let Some(first) = self.waiting.first_entry()
            && *first.key() <= self.offset
        {
            let (start, Waiting { octets, time }) = first.remove_entry();
            self.waiting_octets -= octets.len() + PER_SEGMENT;
            let old = usize::try_from(self.offset - start).unwrap_or(usize::MAX);
            if let Some(new) = octets.get(old..).filter(|new| !new.is_empty()) {
                self.pass(new.len() as u64);
                deliver(Part::Octets(new, time))?;
            }
        }
        Ok(())
    }

    /// Keeps what of a segment does not wait already.
    fn keep(&mut self, mut start: u64, mut payload: &[u8], time: Option<Duration>) {
        let before = self.waiting.range(..start).next_back();
        let mut known = before.map(|(at, segment)| (*at, segment.octets.len()));
        while !payload.is_empty() {
            if let Some((at, length)) = known {
                let end = at + length as u64;
                let passed = usize::try_from(end.saturating_sub(start)).unwrap_or(usize::MAX);
                payload = payload.get(passed..).unwrap_or_default();
                start = start.max(end);
            }
            let behind = self.waiting.range(start..).next();
            known = behind.map(|(at, segment)| (*at, segment.octets.len()));
            let free = known.and_then(|(at, _)| usize::try_from(at - start).ok());
            let (new, rest) = payload.split_at(free.unwrap_or(usize::MAX).min(payload.len()));
            if !new.is_empty() {
                self.waiting_octets += new.len() + PER_SEGMENT;
                let octets = new.into();
                self.waiting.insert(start, Waiting { octets, time });
            }
            start += new.len() as u64;
            payload = rest;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Collects what is delivered; a gap is written as [n].
    fn run(first: u32, segments: &[(u32, &str)]) -> String {
        let mut text = String::new();
        let mut tcp = Reassembly::new(first);
        let mut deliver = |part: Part<'_>| {
            match part {
                Part::Octets(octets, _) => text.push_str(std::str::from_utf8(octets).unwrap()),
                Part::Missing(count) => text.push_str(&format!("[{count}]")),
            }
            Ok(())
        };
        for (sequence, payload) in segments {
            let fin = payload.ends_with('.');
            let payload = payload.trim_end_matches('.').as_bytes();
            assert!(
                tcp.segment(*sequence, payload, fin, None, &mut deliver)
                    .is_ok()
            );
        }
        assert!(tcp.finish(&mut deliver).is_ok());
        assert_eq!(tcp.waiting(), 0);
        if tcp.is_complete() {
            text.push('.');
        }
        text
    }

    /// Of bytes that are sent again with other content, before a hole is filled, the first ones count.
    #[test]
    fn other_content_does_not_count() {
        assert_eq!(run(1, &[(3, "cd"), (3, "XYe"), (1, "ab")]), "abcde");
        assert_eq!(run(1, &[(3, "cde"), (3, "XY"), (1, "ab")]), "abcde");
        assert_eq!(run(1, &[(5, "ef"), (3, "cdXYg"), (1, "ab")]), "abcdefg");
        assert_eq!(
            run(1, &[(5, "ef"), (8, "h"), (4, "dXYgXi"), (1, "abc")]),
            "abcdefghi"
        );
        assert_eq!(
            run(1, &[(4, "def"), (3, "cX"), (6, "Yg"), (1, "ab")]),
            "abcdefg"
        );
    }

    #[test]
    fn in_order() {
        assert_eq!(run(10, &[(10, "abc"), (13, "def."), (16, "")]), "abcdef.");
    }

    #[test]
    fn octets_that_come_with_a_syn() {
        // Correct; with a SYN without a sequence number; and with keep-alive probes.
        for (segments, text) in [
            (&[(10, "abc"), (13, "def"), (16, "g.")][..], "abcdefg."),
            (&[(10, "abc"), (12, "def"), (15, "g.")], "abcdefg."),
            (&[(10, "abc"), (12, "c"), (13, "def")], "abcdef"),
        ] {
            let mut read = String::new();
            let mut tcp = Reassembly::new(10);
            tcp.with_syn(3);
            for (sequence, payload) in segments {
                let fin = payload.ends_with('.');
                let payload = payload.trim_end_matches('.').as_bytes();
                let flow = tcp.segment(*sequence, payload, fin, None, &mut |part| {
                    if let Part::Octets(octets, _) = part {
                        read.push_str(std::str::from_utf8(octets).unwrap());
                    }
                    Ok(())
                });
                assert!(flow.is_ok());
            }
            if tcp.is_complete() {
                read.push('.');
            }
            assert_eq!(read, text);
        }
    }

    #[test]
    fn out_of_order() {
        assert_eq!(run(10, &[(16, "g."), (13, "def"), (10, "abc")]), "abcdefg.");
    }

    #[test]
    fn sent_again() {
        let segments = [
            (10, "abc"),
            (10, "abc"),
            (9, "x"),
            (13, "de"),
            (11, "XXXXf"),
            (10, "abcdef"),
        ];
        assert_eq!(run(10, &segments), "abcdef");
    }

    #[test]
    fn overlaps_behind_a_hole() {
        let segments = [
            (13, "def"),
            (13, "de"),
            (12, "cdefg"),
            (13, "DEFGHI"),
            (15, "fgh"),
            (10, "ab"),
        ];
        assert_eq!(run(10, &segments), "abcdefgHI");
    }

    #[test]
    fn sequence_numbers_wrap() {
        let first = u32::MAX - 1;
        assert_eq!(
            run(first, &[(first, "ab"), (2, "ef."), (0, "cd")]),
            "abcdef."
        );
        assert_eq!(run(first, &[(1, "d"), (first, "abc")]), "abcd");
    }

    #[test]
    fn gaps() {
        assert_eq!(run(10, &[(10, "abc"), (20, "k"), (30, "u")]), "abc[7]k[9]u");
        assert_eq!(run(10, &[(12, "c")]), "[2]c");
    }

    #[test]
    fn the_end_is_missing() {
        assert_eq!(run(10, &[(10, "abc"), (20, ".")]), "abc[7].");
        assert_eq!(
            run(10, &[(20, "."), (10, "abc"), (13, "defghij")]),
            "abcdefghij."
        );
    }

    #[test]
    fn a_hole_is_given_up_when_much_waits_behind_it() {
        let mut gaps = Vec::new();
        let mut octets = 0;
        let mut tcp = Reassembly::new(0);
        let segment = vec![7; 60_000];
        for n in 0..200 {
            let flow = tcp.segment(1000 + n * 60_000, &segment, false, None, &mut |part| {
                match part {
                    Part::Octets(part, _) => octets += part.len(),
                    Part::Missing(count) => gaps.push((count, n)),
                }
                Ok(())
            });
            assert!(flow.is_ok());
            assert!(tcp.waiting() <= WINDOW);
        }
        assert_eq!((gaps, octets), (vec![(1000, 139)], 200 * 60_000));
    }
}
