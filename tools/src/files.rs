//! Several files, one message after the other: each decoded in the session of its peer, and what was lost said.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::bail;
use bmp_codec::DecodeError;
use bmp_codec::bmp::{self, Message, PeerTable};
use indicatif::ProgressBar;

use crate::input::source::{Format, Source};
use crate::input::{Event, Flow, Input, Stop, What};
use crate::interrupt;

/// A message, and the stream it is in.
#[derive(Debug)]
pub(crate) struct Item<'a, 'p> {
    /// The number of the stream over all files; the first one is 0.
    pub(crate) stream: usize,
    /// All bytes.
    pub(crate) frame: &'a [u8],
    /// When the capture has it, if it has times.
    pub(crate) captured: Option<Duration>,
    /// The message, as the peer table of the stream decodes it.
    pub(crate) decoded: Result<Message<&'a [u8]>, DecodeError>,
    /// The table, after this message.
    pub(crate) peers: &'p PeerTable,
    /// The file.
    pub(crate) path: &'p Path,
    /// The name of the stream: that of its connection, or "raw".
    pub(crate) name: &'p str,
    /// The numbers of the streams of this file that have ended.
    pub(crate) ended: &'p [usize],
}

/// How to read files.
pub(crate) struct Files<'e> {
    /// The name of the subcommand, for what it says.
    pub(crate) command: &'static str,
    pub(crate) port: Option<u16>,
    pub(crate) errors: &'e mut dyn Write,
}

/// What was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) streams: usize,
    /// Bytes of streams that are in no message.
    pub(crate) lost: u64,
    /// Whether a file could not be read to its end, or had packets that could not be read.
    pub(crate) is_incomplete: bool,
    /// Whether `each` has seen enough.
    pub(crate) is_enough: bool,
}

impl Files<'_> {
    /// Calls `each` with the messages of all files, in order, until it returns [`Stop::Enough`] or Ctrl-C is pressed.
    pub(crate) fn read(
        &mut self,
        paths: &[PathBuf],
        mut progress: impl FnMut(&Path) -> ProgressBar,
        each: &mut dyn FnMut(Item<'_, '_>) -> Flow,
    ) -> std::io::Result<Read> {
        let mut read = Read::default();
        for path in paths {
            let bar = progress(path);
            let end = self.file(path, &bar, &mut read, each);
            bar.finish_and_clear();
            match end {
                Ok(Ok(())) => {}
                Ok(Err(Stop::Enough)) => {
                    read.is_enough = !interrupt::has_come();
                    break;
                }
                Ok(Err(Stop::Output(error))) => return Err(error),
                Err(error) => {
                    read.is_incomplete = true;
                    let command = self.command;
                    writeln!(self.errors, "bmp {command}: {}: {error:#}", path.display())?;
                }
            }
        }
        Ok(read)
    }

    fn file(
        &mut self,
        path: &Path,
        bar: &ProgressBar,
        read: &mut Read,
        each: &mut dyn FnMut(Item<'_, '_>) -> Flow,
    ) -> anyhow::Result<Flow> {
        let source = Source::open(path, bar)?;
        if source.format == Format::Json {
            bail!("is JSON: `bmp replay` turns the output of `bmp dump --json` into a BMP stream");
        }
        let before = read.streams;
        let mut peers: Vec<PeerTable> = Vec::new();
        let mut ended = Vec::new();
        let result = Input::new(source, self.port).read(&mut |event| {
            if interrupt::has_come() {
                return Err(Stop::Enough);
            }
            let id = event.stream.id;
            match event.what {
                What::Opened => {
                    peers.resize_with(peers.len().max(id + 1), PeerTable::default);
                    read.streams = before + peers.len();
                }
                What::Messages(messages) => {
                    let table = &mut peers[id];
                    return bmp::frames(messages).flatten().try_for_each(|frame| {
                        let decoded = table.decode(frame);
                        each(Item {
                            stream: before + id,
                            frame,
                            captured: event.time,
                            decoded,
                            peers: table,
                            path,
                            name: &event.stream.name,
                            ended: &ended,
                        })
                    });
                }
                // The stream has ended: its peer table can go.
                What::Ended { .. } => {
                    peers[id] = PeerTable::default();
                    ended.push(before + id);
                }
                _ => {}
            }
            self.loss(path, &event, read)
        });
        match result {
            Ok((counts, end)) => {
                for loss in counts.losses() {
                    read.is_incomplete = true;
                    writeln!(
                        self.errors,
                        "bmp {}: {}: {loss}",
                        self.command,
                        path.display()
                    )?;
                }
                end?;
                Ok(Ok(()))
            }
            Err(stop) => Ok(Err(stop)),
        }
    }

    /// Says what was lost.
    fn loss(&mut self, path: &Path, event: &Event<'_>, read: &mut Read) -> Flow {
        read.lost += match event.what {
            What::Skipped { octets }
            | What::BadEnvelope { octets, .. }
            | What::Gap { octets }
            | What::Ended {
                incomplete: octets, ..
            } => octets,
            _ => 0,
        };
        if event.what.is_loss() {
            read.is_incomplete = true;
            let (command, name) = (self.command, &event.stream.name);
            let (path, begin) = (path.display(), event.begin());
            writeln!(
                self.errors,
                "bmp {command}: {path}: {event}; at byte {begin} of stream {name}"
            )?;
        }
        Ok(())
    }
}
