//! One direction of a TCP connection: segments in, bytes in order out.
//!
//! If captured segments overlap, the first one counts. This is hand-written, because the crates for this (protolens,
//! for one) bring parsers of application protocols along, or keep whole streams.

use std::collections::BTreeMap;

use super::Flow;

/// A hole is given up when that many bytes wait after it: more than receivers have room for, so that nobody sends them
/// while the hole can still be filled.
pub(crate) const WINDOW: usize = 8 << 20;

/// The cost of a waiting segment in addition to its bytes.
const PER_SEGMENT: usize = 64;

/// The next part of the stream.
#[derive(Debug, PartialEq)]
pub(crate) enum Part<'a> {
    Octets(&'a [u8]),
    Missing(u64),
}

pub(crate) type Deliver<'d> = dyn FnMut(Part<'_>) -> Flow + 'd;

/// The bytes of one direction, from a first sequence number on.
pub(crate) struct Reassembly {
    /// Sequence number and offset in the stream of the next byte to deliver.
    next: u32,
    offset: u64,
    /// Segments after a hole, by offset.
    waiting: BTreeMap<u64, Box<[u8]>>,
    waiting_octets: usize,
    /// Where the stream ends, from FIN.
    end: Option<u64>,
    /// The number of bytes in the SYN.
    with_syn: u64,
}

impl Reassembly {
    pub(crate) fn new(first: u32) -> Self {
        Reassembly {
            next: first,
            offset: 0,
            waiting: BTreeMap::new(),
            waiting_octets: 0,
            end: None,
            with_syn: 0,
        }
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
            self.end = end.filter(|end| *end >= self.offset).or(self.end);
        }
        let Ok(ahead) = usize::try_from(ahead) else {
            // Sent before; its end may be new.
            let old = usize::try_from(-ahead).unwrap_or(usize::MAX);
            return self.in_order(payload.get(old..).unwrap_or_default(), deliver);
        };
        if ahead == 0 {
            return self.in_order(payload, deliver);
        }
        self.keep(self.offset + ahead as u64, payload);
        while self.waiting_octets > WINDOW {
            self.give_up(deliver)?;
        }
        Ok(())
    }

    /// Gives up the first hole, and delivers what follows it.
    pub(crate) fn give_up(&mut self, deliver: &mut Deliver<'_>) -> Flow {
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

    fn in_order(&mut self, payload: &[u8], deliver: &mut Deliver<'_>) -> Flow {
        if payload.is_empty() {
            return Ok(());
        }
        self.pass(payload.len() as u64);
        deliver(Part::Octets(payload))?;
        self.deliver_waiting(deliver)
    }

    fn deliver_waiting(&mut self, deliver: &mut Deliver<'_>) -> Flow {
        while let Some(first) = self.waiting.first_entry()
            && *first.key() <= self.offset
        {
            let (start, payload) = first.remove_entry();
            self.waiting_octets -= payload.len() + PER_SEGMENT;
            let old = usize::try_from(self.offset - start).unwrap_or(usize::MAX);
            if let Some(new) = payload.get(old..).filter(|new| !new.is_empty()) {
                self.pass(new.len() as u64);
                deliver(Part::Octets(new))?;
            }
        }
        Ok(())
    }

    fn keep(&mut self, start: u64, payload: &[u8]) {
        let known = self.waiting.get(&start).map(|payload| payload.len());
        if payload.is_empty() || known.is_some_and(|known| known >= payload.len()) {
            return;
        }
        self.waiting_octets += payload.len() + PER_SEGMENT;
        if let Some(shorter) = self.waiting.insert(start, payload.into()) {
            self.waiting_octets -= shorter.len() + PER_SEGMENT;
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
                Part::Octets(octets) => text.push_str(std::str::from_utf8(octets).unwrap()),
                Part::Missing(count) => text.push_str(&format!("[{count}]")),
            }
            Ok(())
        };
        for (sequence, payload) in segments {
            let fin = payload.ends_with('.');
            let payload = payload.trim_end_matches('.').as_bytes();
            assert!(tcp.segment(*sequence, payload, fin, &mut deliver).is_ok());
        }
        assert!(tcp.finish(&mut deliver).is_ok());
        assert_eq!(tcp.waiting(), 0);
        if tcp.is_complete() {
            text.push('.');
        }
        text
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
                let flow = tcp.segment(*sequence, payload, fin, &mut |part| {
                    if let Part::Octets(octets) = part {
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
            let flow = tcp.segment(1000 + n * 60_000, &segment, false, &mut |part| {
                match part {
                    Part::Octets(part) => octets += part.len(),
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
