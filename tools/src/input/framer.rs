//! Splits the bytes of a stream into messages as they arrive: follows the framing, and finds it again if it is lost.

use bmp_codec::bmp;
use bytes::{Buf, BytesMut};

use super::frame::{self, Verdict};
use super::{Flow, What};

/// How many bytes without a message show that a stream is not BMP.
const UNDECIDED: u64 = 128 << 10;

/// Receives what is found, with its offset in the stream.
pub(crate) type Emit<'e> = dyn FnMut(u64, What<'_>) -> Flow + 'e;

/// The state of one stream. Every byte of it becomes part of a message, of a `Skipped` or a `Gap`, or of the incomplete
/// end.
pub(crate) struct Framer {
    /// Bytes not used yet, and their offset in the stream.
    kept: BytesMut,
    offset: u64,
    state: State,
    /// Whether the first message is malformed inside, so that only the headers behind it can show what the stream is.
    malformed: bool,
    /// The version, if it is one without lengths.
    old_version: Option<u8>,
    /// Events to report once the stream turns out to be BMP.
    pending: Vec<(u64, What<'static>)>,
    /// Whether the stream is taken for BMP without proof.
    patient: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// At the beginning of a stream that may be BMP.
    Beginning,
    /// At the beginning of a message.
    Following,
    /// Bytes since `from` are in no message. The next message does not begin before `earliest`.
    Searching {
        from: u64,
        earliest: u64,
        proven: bool,
    },
    NotBmp,
}

impl Framer {
    fn new(state: State, patient: bool) -> Self {
        Framer {
            kept: BytesMut::new(),
            offset: 0,
            state,
            malformed: false,
            old_version: None,
            pending: Vec::new(),
            patient,
        }
    }

    /// For a stream that is BMP if it begins like it, or, if its beginning is missing, if it contains BMP.
    pub(crate) fn trying(from_start: bool) -> Self {
        Framer::new(
            if from_start {
                State::Beginning
            } else {
                searching(0, false)
            },
            false,
        )
    }

    /// For a stream that is known to be BMP.
    pub(crate) fn certain(from_start: bool) -> Self {
        Framer::new(
            if from_start {
                State::Following
            } else {
                searching(0, true)
            },
            true,
        )
    }

    /// For a file that can be nothing else, if it contains BMP.
    pub(crate) fn file(beginning: &[u8]) -> Self {
        let following = !matches!(bmp::frames(beginning).next(), Some(Err(_)));
        Framer::new(
            if following {
                State::Following
            } else {
                searching(0, false)
            },
            true,
        )
    }

    pub(crate) fn is_bmp(&self) -> bool {
        matches!(
            self.state,
            State::Following | State::Searching { proven: true, .. }
        )
    }

    pub(crate) fn is_not_bmp(&self) -> bool {
        self.state == State::NotBmp
    }

    /// Returns the version of a stream that begins like one of version 1 or 2, and cannot be read for that reason.
    pub(crate) fn old_version(&self) -> Option<u8> {
        self.old_version
    }

    /// Returns the number of bytes kept until more arrive.
    pub(crate) fn kept(&self) -> usize {
        self.kept.len()
    }

    /// Takes the next bytes of the stream.
    pub(crate) fn data(&mut self, octets: &[u8], emit: &mut Emit<'_>) -> Flow {
        let mut octets = octets;
        if !self.kept.is_empty() && self.state == State::Following {
            octets = self.complete(octets);
            self.advance_kept(false, emit)?;
        }
        if self.kept.is_empty() {
            let used = self.advance(octets, false, emit)?;
            self.kept.extend_from_slice(&octets[used..]);
            return Ok(());
        }
        self.kept.extend_from_slice(octets);
        self.advance_kept(false, emit)
    }

    /// Puts the rest of a message behind its beginning. Returns what is behind it: that is used where it is.
    fn complete<'o>(&mut self, octets: &'o [u8]) -> &'o [u8] {
        let mut rest = octets;
        // First the rest of the header, which has the length.
        for _ in 0..2 {
            let whole = (length(&self.kept) as usize).max(bmp::HEADER_LEN);
            let missing = whole.saturating_sub(self.kept.len());
            let (more, behind) = rest.split_at_checked(missing).unwrap_or((rest, &[]));
            self.kept.extend_from_slice(more);
            rest = behind;
        }
        rest
    }

    /// Notes that `missing` bytes of the stream are missing here.
    pub(crate) fn gap(&mut self, missing: u64, emit: &mut Emit<'_>) -> Flow {
        if matches!(self.state, State::Searching { .. }) {
            self.advance_kept(true, emit)?;
        }
        let hole = self.offset + self.kept.len() as u64;
        let (from, earliest, proven) = match self.state {
            State::NotBmp => return Ok(()),
            State::Searching {
                from,
                earliest,
                proven,
            } => (from, earliest, proven),
            // The length of the message that is cut shows where the next one begins.
            State::Following => (self.offset, self.offset + length(&self.kept), true),
            State::Beginning => (self.offset, hole, false),
        };
        if hole > from {
            self.say(
                from,
                What::Skipped {
                    octets: hole - from,
                },
                proven,
                emit,
            )?;
        }
        self.say(hole, What::Gap { octets: missing }, proven, emit)?;
        self.kept.clear();
        self.offset = hole + missing;
        self.state = State::Searching {
            from: self.offset,
            earliest,
            proven,
        };
        Ok(())
    }

    /// Marks the end of the stream. Returns the offset of the end, and the number of bytes of an incomplete message
    /// before it.
    pub(crate) fn end(&mut self, emit: &mut Emit<'_>) -> Result<(u64, u64), super::Stop> {
        self.advance_kept(true, emit)?;
        let end = self.offset + self.kept.len() as u64;
        let incomplete = match self.state {
            State::Following => self.kept.len() as u64,
            State::Searching {
                from, proven: true, ..
            } if end > from => {
                emit(from, What::Skipped { octets: end - from })?;
                0
            }
            _ => 0,
        };
        self.kept = BytesMut::new();
        Ok((end, incomplete))
    }

    fn say(&mut self, offset: u64, what: What<'static>, proven: bool, emit: &mut Emit<'_>) -> Flow {
        if proven {
            return emit(offset, what);
        }
        self.pending.push((offset, what));
        Ok(())
    }

    fn advance_kept(&mut self, end: bool, emit: &mut Emit<'_>) -> Flow {
        let mut kept = std::mem::take(&mut self.kept);
        let used = self.advance(&kept, end, emit)?;
        kept.advance(used);
        self.kept = kept;
        Ok(())
    }

    /// Judges whether a stream begins here. A message that is malformed inside counts if others follow.
    fn beginning(&mut self, octets: &[u8]) -> Verdict {
        if !self.malformed {
            match frame::message_begins(octets) {
                Verdict::No => self.malformed = true,
                verdict => return verdict,
            }
        }
        frame::headers_follow(octets, 3)
    }

    /// Uses these bytes, which begin at `self.offset`, as far as possible; returns how many were used.
    fn advance(
        &mut self,
        octets: &[u8],
        end: bool,
        emit: &mut Emit<'_>,
    ) -> Result<usize, super::Stop> {
        let mut rest = octets;
        let begin = self.offset;
        loop {
            match self.state {
                State::NotBmp => return Ok(octets.len()),
                State::Following => {
                    let mut frames = bmp::frames(rest);
                    let mut behind = rest;
                    let bad = loop {
                        match frames.next() {
                            Some(Ok(_)) => behind = frames.rest(),
                            Some(Err(error)) => break Some(error),
                            None => break None,
                        }
                    };
                    let messages = &rest[..rest.len() - behind.len()];
                    if !messages.is_empty() {
                        emit(self.offset, What::Messages(messages))?;
                        self.offset += messages.len() as u64;
                    }
                    rest = behind;
                    if let Some(bad) = bad {
                        emit(self.offset, What::BadHeader(bad))?;
                        self.state = searching(self.offset, true);
                        self.offset += 1;
                        rest = &rest[1..];
                        continue;
                    }
                }
                State::Beginning => match self.beginning(rest) {
                    _ if rest.is_empty() => {}
                    Verdict::Yes | Verdict::Likely => {
                        self.state = State::Following;
                        continue;
                    }
                    Verdict::Unsure if !end && (rest.len() as u64) < UNDECIDED => {}
                    Verdict::Unsure | Verdict::No => {
                        // Without lengths, the first bytes alone show it. They may come one by one.
                        const SHOWN: usize = 80;
                        if !end && rest.len() < SHOWN && matches!(rest[0], 1 | 2) {
                            return Ok((self.offset - begin) as usize);
                        }
                        self.old_version = frame::old_version(rest);
                        self.state = State::NotBmp;
                        continue;
                    }
                },
                State::Searching {
                    from,
                    earliest,
                    proven,
                } => {
                    let blind =
                        (earliest.saturating_sub(self.offset)).min(rest.len() as u64) as usize;
                    let (passed, found) = frame::search(&rest[blind..], end);
                    self.offset += (blind + passed) as u64;
                    rest = &rest[blind + passed..];
                    if found {
                        for (offset, what) in self.pending.drain(..) {
                            emit(offset, what)?;
                        }
                        if self.offset > from {
                            emit(
                                from,
                                What::Skipped {
                                    octets: self.offset - from,
                                },
                            )?;
                        }
                        self.state = State::Following;
                        continue;
                    }
                    if !proven && !self.patient && self.offset > UNDECIDED {
                        self.state = State::NotBmp;
                        continue;
                    }
                }
            }
            return Ok((self.offset - begin) as usize);
        }
    }
}

fn searching(from: u64, proven: bool) -> State {
    State::Searching {
        from,
        earliest: from,
        proven,
    }
}

/// Returns the length in the header. Without a complete header, returns 0.
fn length(octets: &[u8]) -> u64 {
    match octets {
        [_, a, b, c, d, ..] => u32::from_be_bytes([*a, *b, *c, *d]).into(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
