//! A part of the messages, to be shown on another thread.

use std::io;
use std::mem;
use std::sync::Arc;
use std::time::Duration;

use bmp_codec::bgp::Session;
use bmp_codec::bmp::{self, Message};

use crate::dump::message::{Known, Place};
use crate::dump::output::Output;
use crate::dump::sink::{Sink, show};
use crate::input::{Event, Stream, What};
use crate::select::Filter;

/// Messages and other events of one file, in order.
#[derive(Debug, Default)]
pub(crate) struct Block {
    file: Option<Arc<str>>,
    /// The streams of these events.
    streams: Vec<Arc<Stream>>,
    /// All messages, one behind the other.
    octets: Vec<u8>,
    /// The length of the messages of all items. The bytes of the last ones may not be here yet.
    length: usize,
    items: Vec<Item>,
}

#[derive(Debug)]
struct Item {
    /// Which of the streams.
    stream: usize,
    offset: u64,
    time: Option<Duration>,
    what: Kind,
}

#[derive(Debug)]
enum Kind {
    Message {
        number: u64,
        length: usize,
        known: Known<'static>,
    },
    /// Route Monitoring messages of one session in turn, by the number of the first one.
    Monitoring {
        number: u64,
        length: usize,
        session: Session,
    },
    Event(What<'static>),
    BadEnvelope {
        octets: u64,
        error: Box<str>,
    },
}

impl Block {
    /// Removes everything, and begins with this file.
    pub(crate) fn clear(&mut self, file: Option<Arc<str>>) {
        self.file = file;
        self.streams.clear();
        self.octets.clear();
        self.length = 0;
        self.items.clear();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Returns whether there are so many octets, or as many small messages and other events as may be.
    pub(crate) fn is_full(&self, octets: usize) -> bool {
        self.length >= octets || self.items.len() >= octets / 32
    }

    fn push(&mut self, stream: &Arc<Stream>, offset: u64, time: Option<Duration>, what: Kind) {
        // Most often the last one.
        let known = self.streams.iter().rposition(|known| known.id == stream.id);
        let stream = known.unwrap_or_else(|| {
            self.streams.push(Arc::clone(stream));
            self.streams.len() - 1
        });
        self.items.push(Item {
            stream,
            offset,
            time,
            what,
        });
    }

    /// Adds the bytes of messages that were added.
    pub(crate) fn octets(&mut self, messages: &[u8]) {
        self.octets.extend_from_slice(messages);
    }

    /// Adds a message of a stream. Its bytes follow.
    pub(crate) fn message(&mut self, stream: &Arc<Stream>, place: &Place<'_>, known: &Known<'_>) {
        self.length += place.frame.len();
        let what = Kind::Message {
            number: place.number,
            length: place.frame.len(),
            known: known.without_peers(),
        };
        self.push(stream, place.offset, place.captured, what);
    }

    /// Adds a Route Monitoring message whose UPDATE is not malformed, by its offset, time and number. Its bytes follow.
    #[inline]
    pub(crate) fn monitoring(
        &mut self,
        stream: &Arc<Stream>,
        (offset, time, number): (u64, Option<Duration>, u64),
        length: usize,
        session: Session,
    ) {
        self.length += length;
        if let Some(last) = self.items.last_mut()
            && let Kind::Monitoring {
                length: before,
                session: known,
                ..
            } = &mut last.what
            && self
                .streams
                .get(last.stream)
                .is_some_and(|known| known.id == stream.id)
            && last.offset + *before as u64 == offset
            && last.time == time
            && *known == session
        {
            *before += length;
            return;
        }
        let what = Kind::Monitoring {
            number,
            length,
            session,
        };
        self.push(stream, offset, time, what);
    }

    /// Adds another event of a stream.
    pub(crate) fn event(&mut self, stream: &Arc<Stream>, event: &Event<'_>) {
        let what = match event.what {
            What::Opened => What::Opened,
            What::BadHeader(error) => What::BadHeader(error),
            What::Skipped { octets } => What::Skipped { octets },
            What::Gap { octets } => What::Gap { octets },
            What::Ended { incomplete, how } => What::Ended { incomplete, how },
            What::BadEnvelope { octets, error } => {
                let error = error.into();
                let what = Kind::BadEnvelope { octets, error };
                return self.push(stream, event.offset, event.time, what);
            }
            // They have numbers and sessions: see `message`.
            What::Messages(_) => return,
        };
        self.push(stream, event.offset, event.time, Kind::Event(what));
    }

    /// Shows everything. Returns whether all messages could be decoded.
    pub(crate) fn show(
        &self,
        sink: &mut impl Sink,
        filter: &Filter,
        to: &mut Output,
    ) -> io::Result<bool> {
        let file = self.file.as_deref();
        let mut rest = &self.octets[..];
        let mut whole = true;
        for item in &self.items {
            let Some(stream) = self.streams.get(item.stream) else {
                continue;
            };
            let mut place = Place {
                stream,
                file,
                offset: item.offset,
                captured: item.time,
                number: 0,
                frame: &[],
            };
            let what = match &item.what {
                Kind::Message {
                    number,
                    length,
                    known,
                } => {
                    (place.frame, rest) = rest.split_at_checked(*length).unwrap_or_default();
                    place.number = *number;
                    let decoded = Message::decode(place.frame, *known);
                    whole &= show(sink, filter, &place, &decoded, known, to)?;
                    continue;
                }
                Kind::Monitoring {
                    number,
                    length,
                    session,
                } => {
                    let frames;
                    (frames, rest) = rest.split_at_checked(*length).unwrap_or_default();
                    let known = Known::monitored_in(*session);
                    let frames = bmp::frames(frames).map_while(Result::ok);
                    if sink.is_quick() {
                        for frame in frames {
                            // What was decoded is decoded again.
                            if let Ok(Message::RouteMonitoring(monitoring)) =
                                Message::decode(frame, known)
                            {
                                whole &= sink.monitoring(frame, &monitoring);
                            }
                        }
                        continue;
                    }
                    place.number = *number;
                    for frame in frames {
                        place.frame = frame;
                        let decoded = Message::decode(frame, known);
                        whole &= show(sink, filter, &place, &decoded, &known, to)?;
                        place.number += 1;
                        place.offset += frame.len() as u64;
                    }
                    continue;
                }
                Kind::Event(what) => *what,
                Kind::BadEnvelope { octets, error } => What::BadEnvelope {
                    octets: *octets,
                    error,
                },
            };
            let event = Event {
                stream,
                offset: item.offset,
                time: item.time,
                what,
            };
            sink.event(file, &event, to)?;
        }
        Ok(whole)
    }

    /// Takes the block, and leaves an empty one of the same file.
    pub(crate) fn take(&mut self, mut spare: Block) -> Block {
        spare.clear(self.file.clone());
        mem::replace(self, spare)
    }
}
