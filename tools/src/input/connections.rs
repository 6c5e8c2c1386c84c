//! The TCP connections of a capture: which of them carry BMP, and where each begins and ends.

use std::cell::Cell;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;

use super::framer::Framer;
use super::packet::Segment;
use super::path::{Path, Paths};
use super::tcp::{Part, Reassembly};
use super::{End, Event, Flow, Handler, Stream, What};

/// How many directions are remembered before finished ones, and ones that are not BMP, are removed.
const REMEMBERED: usize = 1 << 16;

/// The maximum number of bytes kept for all directions. The direction that needs more must give up its holes.
const KEPT: usize = 256 << 20;

/// A sequence number this far from the expected one belongs to a connection whose beginning was not captured.
const FAR_BEHIND: i64 = -(64 << 20);
const FAR_AHEAD: i64 = 1 << 30;

/// Without its SYN a direction waits for earlier bytes, until so many have come, or the time of capture is so much later.
const HELD: usize = 256 << 10;
const HELD_FOR: Duration = Duration::from_secs(1);

/// The sender and the receiver, and where they are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Ends {
    from: SocketAddr,
    to: SocketAddr,
    path: Path,
}

/// All connections seen, by direction.
pub(crate) struct Connections {
    port: Option<u16>,
    directions: HashMap<Ends, Direction>,
    /// How many are remembered before a clean-up.
    limit: usize,
    kept: usize,
    streams: Streams,
    begun: u64,
    others: u64,
    /// Segments whose end was not captured.
    cut: u64,
    /// The number of streams of versions 1 and 2.
    old: [u64; 2],
}

/// The streams found to be BMP, and how many there were between each pair of ends.
#[derive(Default)]
struct Streams {
    count: usize,
    by_ends: HashMap<Ends, usize>,
}

enum Direction {
    Open(Box<Open>),
    NotBmp,
    /// Over, up to this sequence number.
    Over(u32),
}

struct Open {
    ends: Ends,
    /// The VLANs and tunnels, as text.
    place: Box<str>,
    /// The capture time of the first segment.
    since: Option<Duration>,
    /// The sequence number of the first byte.
    first: u32,
    from_start: bool,
    /// The number of this direction, in the order of their beginnings.
    number: u64,
    tcp: Reassembly,
    framer: Framer,
    /// The capture time of the last bytes that the framer has seen.
    last: Option<Duration>,
    stream: Option<Stream>,
}

impl Connections {
    /// With a port, exactly the connections with this port at either end are BMP.
    pub(crate) fn new(port: Option<u16>) -> Self {
        Connections {
            port,
            directions: HashMap::new(),
            limit: REMEMBERED,
            kept: 0,
            streams: Streams::default(),
            begun: 0,
            others: 0,
            cut: 0,
            old: [0; 2],
        }
    }

    pub(crate) fn bmp_streams(&self) -> usize {
        self.streams.count
    }

    /// Returns the number of streams with bytes that are not BMP.
    pub(crate) fn other_streams(&self) -> u64 {
        self.others
    }

    /// Returns the number of segments that may be BMP, and whose end was not captured.
    pub(crate) fn cut_segments(&self) -> u64 {
        self.cut
    }

    /// Returns the number of streams of BMP versions that give no lengths, by version.
    pub(crate) fn old_streams(&self) -> [(u8, u64); 2] {
        let [first, second] = self.old;
        [(1, first), (2, second)]
    }

    pub(crate) fn segment(
        &mut self,
        segment: &Segment<'_>,
        paths: &Paths,
        handler: &mut Handler<'_>,
    ) -> Flow {
        let Segment { from, to, path, .. } = *segment;
        let ends = Ends { from, to, path };
        if self
            .port
            .is_some_and(|port| from.port() != port && to.port() != port)
        {
            return Ok(());
        }
        // What is found now without a time of its own has that of this segment.
        let handler = &mut |event: Event<'_>| {
            handler(Event {
                time: event.time.or(segment.time),
                ..event
            })
        };
        if segment.rst {
            self.close(ends, End::Reset, handler)?;
            // Segments that the other side sent before it noticed may still follow, but no repeated ones.
            let (from, to) = (to, from);
            return self.with_open(Ends { from, to, path }, |open, streams| {
                open.give_up(streams, handler)
            });
        }
        if segment.is_cut && !matches!(self.directions.get(&ends), Some(Direction::NotBmp)) {
            self.cut += 1;
        }
        let first = segment.sequence.wrapping_add(segment.syn.into());
        if self.is_another(ends, first, segment) {
            self.close(ends, End::Replaced, handler)?;
            self.directions.remove(&ends);
        }
        if !self.directions.contains_key(&ends) {
            if !segment.syn && segment.payload.is_empty() {
                return Ok(());
            }
            if self.directions.len() >= self.limit {
                self.release(handler)?;
                self.clean_up();
            }
            self.begin(ends, first, segment, paths);
        }
        let mut complete = false;
        let certain = self.port.is_some();
        self.with_open(ends, |open, streams| {
            if segment.syn && open.tcp.is_held() {
                open.first = open.tcp.release(Some(first));
                open.from_start = true;
                open.framer = framer(certain, true);
            }
            open.segment(first, segment, streams, handler)?;
            complete = open.tcp.is_complete();
            Ok(())
        })?;
        if self.kept > KEPT {
            self.with_open(ends, |open, streams| open.give_up(streams, handler))?;
            if self.kept > KEPT {
                self.release(handler)?;
                self.clean_up();
            }
        }
        if complete {
            self.close(ends, End::Fin, handler)?;
        }
        Ok(())
    }

    /// Ends all connections at the end of the capture, in the order they began.
    pub(crate) fn finish(&mut self, handler: &mut Handler<'_>) -> Flow {
        self.open(|_| true)
            .into_iter()
            .try_for_each(|ends| self.close(ends, End::File, handler))
    }

    /// Returns whether a segment belongs to another connection than the known one between these ends.
    fn is_another(&self, ends: Ends, first: u32, segment: &Segment<'_>) -> bool {
        match self.directions.get(&ends) {
            None => false,
            Some(Direction::Open(open)) if segment.syn && open.tcp.is_held() => {
                !open.tcp.is_before(first)
            }
            Some(Direction::Open(open)) if segment.syn => open.first != first,
            Some(Direction::Open(open)) => {
                !segment.payload.is_empty()
                    && (open.tcp.is_behind_end(first)
                        || !(FAR_BEHIND..FAR_AHEAD).contains(&open.tcp.ahead(first)))
            }
            Some(Direction::NotBmp) => segment.syn,
            Some(Direction::Over(end)) => {
                let last = first.wrapping_add(segment.payload.len() as u32);
                let ahead = i64::from(last.wrapping_sub(*end) as i32);
                segment.syn || !segment.payload.is_empty() && !(FAR_BEHIND..=0).contains(&ahead)
            }
        }
    }

    fn begin(&mut self, ends: Ends, first: u32, segment: &Segment<'_>, paths: &Paths) {
        self.begun += 1;
        let open = Open {
            ends,
            place: paths.text(ends.path).into(),
            since: segment.time,
            first,
            from_start: segment.syn,
            number: self.begun,
            tcp: match segment.syn {
                true => Reassembly::new(first),
                false => Reassembly::held(first),
            },
            framer: framer(self.port.is_some(), segment.syn),
            last: None,
            stream: None,
        };
        self.directions
            .insert(ends, Direction::Open(Box::new(open)));
    }

    /// Releases everything held, so that a clean-up knows what is BMP.
    fn release(&mut self, handler: &mut Handler<'_>) -> Flow {
        let held = self.open(|open| open.tcp.is_held());
        held.into_iter().try_for_each(|ends| {
            self.with_open(ends, |open, streams| open.give_up(streams, handler))
        })
    }

    /// Returns the open directions that `is_wanted` takes. The one that began first comes first.
    fn open(&self, is_wanted: impl Fn(&Open) -> bool) -> Vec<Ends> {
        let mut open: Vec<_> = self
            .directions
            .values()
            .filter_map(|direction| match direction {
                Direction::Open(open) if is_wanted(open) => Some((open.number, open.ends)),
                _ => None,
            })
            .collect();
        open.sort_unstable();
        open.into_iter().map(|(_, ends)| ends).collect()
    }

    /// Removes directions that are over or not BMP, as far as that is known. Later segments of them count as a
    /// connection without a beginning.
    fn clean_up(&mut self) {
        let (kept, others) = (&mut self.kept, &mut self.others);
        self.directions.retain(|_, direction| match direction {
            Direction::Open(open) if open.stream.is_some() => true,
            Direction::Open(open) => {
                *kept -= open.kept();
                *others += u64::from(open.tcp.has_octets());
                false
            }
            Direction::NotBmp | Direction::Over(_) => false,
        });
        self.limit = REMEMBERED.max(2 * self.directions.len());
    }

    /// Calls `act` with an open direction; afterwards it may be known not to be BMP.
    fn with_open(&mut self, ends: Ends, act: impl FnOnce(&mut Open, &mut Streams) -> Flow) -> Flow {
        let Some(direction) = self.directions.get_mut(&ends) else {
            return Ok(());
        };
        let Direction::Open(open) = direction else {
            return Ok(());
        };
        self.kept -= open.kept();
        act(open, &mut self.streams)?;
        if open.framer.is_not_bmp() {
            match open.framer.old_version() {
                Some(version) => self.old[usize::from(version) - 1] += 1,
                None => self.others += 1,
            }
            *direction = Direction::NotBmp;
        } else {
            self.kept += open.kept();
        }
        Ok(())
    }

    fn close(&mut self, ends: Ends, how: End, handler: &mut Handler<'_>) -> Flow {
        let Some(direction) = self.directions.get_mut(&ends) else {
            return Ok(());
        };
        let Direction::Open(open) = direction else {
            return Ok(());
        };
        self.kept -= open.kept();
        open.end(how, &mut self.streams, handler)?;
        match open.framer.old_version() {
            Some(version) => self.old[usize::from(version) - 1] += 1,
            None => self.others += u64::from(open.stream.is_none() && open.tcp.has_octets()),
        }
        *direction = Direction::Over(open.tcp.next());
        Ok(())
    }
}

impl Open {
    fn kept(&self) -> usize {
        self.tcp.waiting() + self.framer.kept()
    }

    fn segment(
        &mut self,
        first: u32,
        segment: &Segment<'_>,
        streams: &mut Streams,
        handler: &mut Handler<'_>,
    ) -> Flow {
        if segment.syn {
            self.tcp.with_syn(segment.payload.len());
        }
        let (octets, fin, time) = (&segment.payload, segment.fin, segment.time);
        self.pass_on(streams, handler, |tcp, deliver| {
            tcp.segment(first, octets, fin, time, deliver)
        })?;
        // Earlier bytes would have come by now.
        let waited = time
            .zip(self.since)
            .and_then(|(now, since)| now.checked_sub(since));
        let is_late = waited.is_some_and(|waited| waited > HELD_FOR);
        if self.tcp.is_held() && (is_late || self.tcp.waiting() > HELD) {
            self.first = self.tcp.release(None);
            return self.pass_on(streams, handler, Reassembly::deliver_waiting);
        }
        Ok(())
    }

    fn give_up(&mut self, streams: &mut Streams, handler: &mut Handler<'_>) -> Flow {
        if self.tcp.is_held() {
            self.first = self.tcp.release(None);
        }
        self.pass_on(streams, handler, Reassembly::finish)
    }

    fn end(&mut self, how: End, streams: &mut Streams, handler: &mut Handler<'_>) -> Flow {
        self.give_up(streams, handler)?;
        // After a hole, a FIN may have been waiting for the end.
        let how = if self.tcp.is_complete() {
            End::Fin
        } else {
            how
        };
        let Open {
            ends,
            place,
            from_start,
            framer,
            last,
            stream,
            ..
        } = self;
        let mut emit = |offset, what: What<'_>| {
            let stream = open_stream(stream, streams, *ends, place, *from_start, handler)?;
            handler(Event {
                stream,
                offset,
                // Only the end shows that these bytes were a message.
                time: last.filter(|_| matches!(what, What::Messages(_))),
                what,
            })
        };
        let (offset, incomplete) = framer.end(&mut emit)?;
        if framer.is_bmp() && offset > 0 {
            emit(offset, What::Ended { incomplete, how })?;
        }
        Ok(())
    }

    /// Passes reassembled bytes to the framer, and what the framer finds to the handler.
    fn pass_on(
        &mut self,
        streams: &mut Streams,
        handler: &mut Handler<'_>,
        act: impl FnOnce(&mut Reassembly, &mut super::tcp::Deliver<'_>) -> Flow,
    ) -> Flow {
        let Open {
            ends,
            place,
            from_start,
            tcp,
            framer,
            last,
            stream,
            ..
        } = self;
        let time = Cell::new(None);
        let mut emit = |offset, what: What<'_>| {
            let stream = open_stream(stream, streams, *ends, place, *from_start, handler)?;
            handler(Event {
                stream,
                offset,
                time: time.get(),
                what,
            })
        };
        act(tcp, &mut |part| match part {
            Part::Octets(octets, captured) => {
                time.set(captured);
                *last = captured;
                framer.data(octets, &mut emit)
            }
            Part::Missing(octets) => {
                time.set(None);
                framer.gap(octets, &mut emit)
            }
        })
    }
}

fn framer(certain: bool, from_start: bool) -> Framer {
    match certain {
        true => Framer::certain(from_start),
        false => Framer::trying(from_start),
    }
}

/// Returns the stream, which is created when something is found in it.
fn open_stream<'s>(
    stream: &'s mut Option<Stream>,
    streams: &mut Streams,
    ends: Ends,
    place: &str,
    from_start: bool,
    handler: &mut Handler<'_>,
) -> Result<&'s Stream, super::Stop> {
    match stream {
        Some(stream) => Ok(stream),
        None => {
            let before = streams.by_ends.entry(ends).or_default();
            *before += 1;
            let Ends { from, to, .. } = ends;
            let name = match *before {
                1 => format!("{from} > {to}{place}"),
                count => format!("{from} > {to}{place} #{count}"),
            };
            let stream = stream.insert(Stream {
                id: streams.count,
                name,
                from_start,
            });
            streams.count += 1;
            handler(Event {
                stream,
                offset: 0,
                time: None,
                what: What::Opened,
            })?;
            Ok(stream)
        }
    }
}
