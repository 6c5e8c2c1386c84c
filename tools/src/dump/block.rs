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
    /// Route Monitoring messages of one session in turn, for a sink that needs nothing but their bytes.
    Monitoring {
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
        self.items.clear();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Returns whether there are so many octets, or as many small messages and other events as may be.
    pub(crate) fn is_full(&self, octets: usize) -> bool {
        self.octets.len() >= octets || self.items.len() >= octets / 32
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

    /// Adds a message of a stream.
    pub(crate) fn message(&mut self, stream: &Arc<Stream>, place: &Place<'_>, known: &Known<'_>) {
        self.octets.extend_from_slice(place.frame);
        let what = Kind::Message {
            number: place.number,
            length: place.frame.len(),
            known: known.without_peers(),
        };
        self.push(stream, place.offset, place.captured, what);
    }

    /// Adds a Route Monitoring message for a sink that is quick.
    #[inline]
    pub(crate) fn monitoring(&mut self, stream: &Arc<Stream>, frame: &[u8], session: Session) {
        self.octets.extend_from_slice(frame);
        if let Some(Item {
            what:
                Kind::Monitoring {
                    length,
                    session: last,
                },
            ..
        }) = self.items.last_mut()
            && *last == session
        {
            *length += frame.len();
            return;
        }
        let length = frame.len();
        self.push(stream, 0, None, Kind::Monitoring { length, session });
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
            // It has a number and sessions: see `message`.
            What::Message(_) => return,
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
            let what = match &item.what {
                Kind::Message {
                    number,
                    length,
                    known,
                } => {
                    let (frame, behind) = rest.split_at_checked(*length).unwrap_or_default();
                    rest = behind;
                    let decoded = Message::decode(frame, *known);
                    let place = Place {
                        stream,
                        file,
                        offset: item.offset,
                        captured: item.time,
                        number: *number,
                        frame,
                    };
                    whole &= show(sink, filter, &place, &decoded, known, to)?;
                    continue;
                }
                Kind::Monitoring { length, session } => {
                    let (frames, behind) = rest.split_at_checked(*length).unwrap_or_default();
                    rest = behind;
                    let known = Known::monitored_in(*session);
                    for frame in bmp::frames(frames).flatten() {
                        // What was decoded is decoded again.
                        if let Ok(Message::RouteMonitoring(monitoring)) =
                            Message::decode(frame, known)
                        {
                            whole &= sink.monitoring(frame, &monitoring);
                        }
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
