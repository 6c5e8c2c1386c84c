//! The TCP connections of a capture: which of them carry BMP, and where each begins and ends.

use std::collections::HashMap;
use std::net::SocketAddr;

use super::framer::Framer;
use super::packet::Segment;
use super::tcp::{Part, Reassembly};
use super::{End, Event, Flow, Handler, Stream, What};

/// How many directions are remembered before finished ones, and ones that are not BMP, are removed.
const REMEMBERED: usize = 1 << 16;

/// The maximum number of bytes kept for all directions. The direction that needs more must give up its holes.
const KEPT: usize = 256 << 20;

/// A sequence number this far from the expected one belongs to a connection whose beginning was not captured.
const FAR_BEHIND: i64 = -(64 << 20);
const FAR_AHEAD: i64 = 1 << 30;

/// The sender and the receiver.
type Ends = (SocketAddr, SocketAddr);

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
    /// The sequence number of the first byte.
    first: u32,
    from_start: bool,
    /// The number of this direction, in the order of their beginnings.
    number: u64,
    tcp: Reassembly,
    framer: Framer,
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
        }
    }

    pub(crate) fn bmp_streams(&self) -> usize {
        self.streams.count
    }

    /// Returns the number of streams with bytes that are not BMP.
    pub(crate) fn other_streams(&self) -> u64 {
        self.others
    }

    pub(crate) fn segment(&mut self, segment: &Segment<'_>, handler: &mut Handler<'_>) -> Flow {
        let ends = (segment.from, segment.to);
        if self
            .port
            .is_some_and(|port| ends.0.port() != port && ends.1.port() != port)
        {
            return Ok(());
        }
        if segment.rst {
            self.close(ends, End::Reset, handler)?;
            // Segments that the other side sent before it noticed may still follow, but no repeated ones.
            return self.with_open((ends.1, ends.0), |open, streams| {
                open.give_up(streams, handler)
            });
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
            self.begin(ends, first, segment.syn);
        }
        let mut complete = false;
        self.with_open(ends, |open, streams| {
            open.segment(first, segment, streams, handler)?;
            complete = open.tcp.is_complete();
            Ok(())
        })?;
        if self.kept > KEPT {
            self.with_open(ends, |open, streams| open.give_up(streams, handler))?;
            if self.kept > KEPT {
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
        let mut open: Vec<_> = self
            .directions
            .values()
            .filter_map(|direction| match direction {
                Direction::Open(open) => Some((open.number, open.ends)),
                _ => None,
            })
            .collect();
        open.sort_unstable();
        open.into_iter()
            .try_for_each(|(_, ends)| self.close(ends, End::File, handler))
    }

    /// Returns whether a segment belongs to another connection than the known one between these ends.
    fn is_another(&self, ends: Ends, first: u32, segment: &Segment<'_>) -> bool {
        match self.directions.get(&ends) {
            None => false,
            Some(Direction::Open(open)) if segment.syn => open.first != first,
            Some(Direction::Open(open)) => {
                !segment.payload.is_empty()
                    && !(FAR_BEHIND..FAR_AHEAD).contains(&open.tcp.ahead(first))
            }
            Some(Direction::NotBmp) => segment.syn,
            Some(Direction::Over(end)) => {
                let last = first.wrapping_add(segment.payload.len() as u32);
                segment.syn || !segment.payload.is_empty() && last.wrapping_sub(*end) as i32 > 0
            }
        }
    }

    fn begin(&mut self, ends: Ends, first: u32, from_start: bool) {
        if self.directions.len() >= self.limit {
            self.clean_up();
        }
        self.begun += 1;
        let framer = if self.port.is_some() {
            Framer::certain(from_start)
        } else {
            Framer::trying(from_start)
        };
        let tcp = Reassembly::new(first);
        let number = self.begun;
        let open = Open {
            ends,
            first,
            from_start,
            number,
            tcp,
            framer,
            stream: None,
        };
        self.directions
            .insert(ends, Direction::Open(Box::new(open)));
    }

    /// Removes directions that are over or not BMP, as far as that is known. Later segments of them count as a
    /// connection without a beginning.
    fn clean_up(&mut self) {
        let (kept, others) = (&mut self.kept, &mut self.others);
        self.directions.retain(|_, direction| match direction {
            Direction::Open(open) if open.stream.is_some() => true,
            Direction::Open(open) => {
                *kept -= open.kept();
                *others += u64::from(open.has_octets());
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
            self.others += 1;
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
        self.others += u64::from(open.stream.is_none() && open.has_octets());
        *direction = Direction::Over(open.tcp.next());
        Ok(())
    }
}

impl Open {
    fn kept(&self) -> usize {
        self.tcp.waiting() + self.framer.kept()
    }

    fn has_octets(&self) -> bool {
        self.tcp.next() != self.first
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
        self.pass_on(streams, handler, |tcp, deliver| {
            tcp.segment(first, &segment.payload, segment.fin, deliver)
        })
    }

    fn give_up(&mut self, streams: &mut Streams, handler: &mut Handler<'_>) -> Flow {
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
            from_start,
            framer,
            stream,
            ..
        } = self;
        let mut emit = |offset, what: What<'_>| {
            let stream = open_stream(stream, streams, *ends, *from_start, handler)?;
            handler(Event {
                stream,
                offset,
                time: None,
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
            from_start,
            tcp,
            framer,
            stream,
            ..
        } = self;
        let mut emit = |offset, what: What<'_>| {
            let stream = open_stream(stream, streams, *ends, *from_start, handler)?;
            handler(Event {
                stream,
                offset,
                time: None,
                what,
            })
        };
        act(tcp, &mut |part| match part {
            Part::Octets(octets) => framer.data(octets, &mut emit),
            Part::Missing(octets) => framer.gap(octets, &mut emit),
        })
    }
}

/// Returns the stream, which is created when something is found in it.
fn open_stream<'s>(
    stream: &'s mut Option<Stream>,
    streams: &mut Streams,
    ends: Ends,
    from_start: bool,
    handler: &mut Handler<'_>,
) -> Result<&'s Stream, super::Stop> {
    match stream {
        Some(stream) => Ok(stream),
        None => {
            let before = streams.by_ends.entry(ends).or_default();
            *before += 1;
            let name = match *before {
                1 => format!("{} > {}", ends.0, ends.1),
                count => format!("{} > {} #{count}", ends.0, ends.1),
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
