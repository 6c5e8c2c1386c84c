//! The stages: what is done with all messages, once.

use std::hint::black_box;

use bmp_codec::Encode;
use bmp_codec::bmp::{self, Message, PeerTable};

use crate::bench::load::{Frame, Load};
use crate::bench::walk;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Copy,
    Frames,
    Decode,
    Walk,
    WalkPeerTable,
    Json,
    Encode,
}

impl Stage {
    /// All of them, in the order of the table.
    pub(crate) const ALL: [Stage; 7] = [
        Stage::Copy,
        Stage::Frames,
        Stage::Decode,
        Stage::Walk,
        Stage::WalkPeerTable,
        Stage::Json,
        Stage::Encode,
    ];

    /// Those of a group of messages.
    pub(crate) const OF_GROUPS: [Stage; 3] = [Stage::Copy, Stage::Decode, Stage::Walk];

    /// Its name in JSON.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Stage::Copy => "copy",
            Stage::Frames => "frames",
            Stage::Decode => "decode",
            Stage::Walk => "walk",
            Stage::WalkPeerTable => "walk_peer_table",
            Stage::Json => "json",
            Stage::Encode => "encode",
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Stage::Copy => "memory copy",
            Stage::Frames => "frames",
            Stage::Decode => "decode",
            Stage::Walk => "walk",
            Stage::WalkPeerTable => "walk, peer table",
            Stage::Json => "JSON",
            Stage::Encode => "encode",
        }
    }
}

/// Runs a part of a pass, and measures it: its time, or its allocations.
pub(crate) type Meter<'m> = dyn FnMut(&mut dyn FnMut()) + 'm;

/// How many decoded messages are kept at a time, where decoding is not measured: they stay in a cache.
const BATCH: usize = 256;

/// Goes over messages. What it needs for that stays from pass to pass.
pub(crate) struct Runner<'a> {
    octets: &'a [u8],
    tables: Vec<PeerTable>,
    buffer: Vec<u8>,
    decoded: Vec<Message<&'a [u8]>>,
}

impl<'a> Runner<'a> {
    pub(crate) fn new(load: &'a Load) -> Self {
        let mut tables = Vec::new();
        tables.resize_with(load.read.streams, PeerTable::default);
        Runner {
            octets: &load.octets,
            tables,
            buffer: Vec::new(),
            decoded: Vec::with_capacity(BATCH),
        }
    }

    /// Does it once with all of these messages.
    pub(crate) fn pass(&mut self, stage: Stage, frames: &[Frame], meter: &mut Meter<'_>) {
        let octets = black_box(self.octets);
        match stage {
            Stage::Copy => {
                let length = frames.iter().map(Frame::len).sum();
                self.buffer.resize(length, 0);
                meter(&mut || {
                    let mut rest = &mut self.buffer[..];
                    for frame in frames {
                        let (place, behind) = rest.split_at_mut(frame.len());
                        place.copy_from_slice(frame.of(octets));
                        rest = behind;
                    }
                });
                black_box(&self.buffer);
            }
            Stage::Frames => meter(&mut || {
                for frame in bmp::frames(octets).flatten() {
                    black_box(frame);
                }
            }),
            Stage::Decode => meter(&mut || {
                for frame in frames {
                    let message = Message::decode(frame.of(octets), frame.session);
                    let _ = black_box(&message);
                }
            }),
            Stage::Walk => meter(&mut || {
                for frame in frames {
                    if let Ok(message) = Message::decode(frame.of(octets), frame.session) {
                        walk::message(&message);
                    }
                }
            }),
            Stage::WalkPeerTable => {
                // As new: what a table learns is part of the work.
                self.tables.iter_mut().for_each(PeerTable::clear);
                meter(&mut || {
                    for frame in frames {
                        let table = &mut self.tables[frame.stream as usize];
                        if let Ok(message) = table.decode(frame.of(octets)) {
                            walk::message(&message);
                        }
                    }
                });
            }
            Stage::Json => self.batches(frames, meter, |message, buffer| {
                let _ = black_box(serde_json::to_writer(buffer, message));
            }),
            Stage::Encode => self.batches(frames, meter, |message, buffer| {
                let _ = black_box(message.encode(buffer));
            }),
        }
    }

    /// Decodes messages, which is not measured, and writes each, which is.
    fn batches(
        &mut self,
        frames: &[Frame],
        meter: &mut Meter<'_>,
        write: impl Fn(&Message<&[u8]>, &mut Vec<u8>),
    ) {
        for batch in frames.chunks(BATCH) {
            self.decoded.clear();
            let messages = batch
                .iter()
                .filter_map(|frame| Message::decode(frame.of(self.octets), frame.session).ok());
            self.decoded.extend(messages);
            meter(&mut || {
                self.buffer.clear();
                for message in black_box(&self.decoded) {
                    write(message, &mut self.buffer);
                }
                black_box(&self.buffer);
            });
        }
    }
}
