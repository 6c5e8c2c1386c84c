//! Reads the files in a separate thread, and passes on their messages.

use std::io::{BufRead, Read};
use std::path::Path;

use anyhow::{Context, bail, ensure};
use bmp_codec::bmp;
use bytes::Bytes;
use indicatif::ProgressBar;
use tokio::sync::mpsc::Sender;

use crate::input::source::{Format, Source};
use crate::input::{Event, Flow, Input, Stop, What};
use crate::replay::args::Args;
use crate::replay::line::{Said, parse};
use crate::replay::streams::{Item, Recorded, Streams, header_time, takes};

/// The text form of a BMP message is several times as long as its bytes.
const LINE: u64 = 64 << 20;

/// `None` if nobody takes more, which is not an error.
type Taken = Option<()>;

/// Reads all files as often as requested. An error is the last item.
pub(crate) fn read(args: &Args, progress: &ProgressBar, out: &Sender<anyhow::Result<Item>>) {
    let mut reader = Reader {
        args,
        out,
        file: 0,
        next: 0,
    };
    for _ in 0..args.repeat {
        for path in &args.files {
            match reader.file(path, progress) {
                Ok(Some(())) => {}
                Ok(None) => return,
                Err(error) => {
                    let error = error.context(path.display().to_string());
                    let _ = out.blocking_send(Err(error));
                    return;
                }
            }
        }
    }
}

struct Reader<'a> {
    args: &'a Args,
    out: &'a Sender<anyhow::Result<Item>>,
    /// The number of files read so far, over all rounds.
    file: u64,
    /// The key of the next connection.
    next: u64,
}

impl Reader<'_> {
    fn file(&mut self, path: &Path, progress: &ProgressBar) -> anyhow::Result<Taken> {
        let source = Source::open(path, progress)?;
        let mut streams = Streams::new(self.args, self.next);
        let taken = match source.format {
            Format::Json => self.lines(source.octets, &mut streams)?,
            _ => self.messages(source, &mut streams)?,
        };
        streams.finish()?;
        // JSON does not show where connections end before the end of the file.
        if !self.args.join {
            for key in self.next..streams.next() {
                self.send(Item::Ended { key });
            }
        }
        self.next = streams.next();
        self.file += 1;
        Ok(taken)
    }

    fn send(&self, item: Item) -> Taken {
        self.out.blocking_send(Ok(item)).ok()
    }

    /// Reads a capture, or a raw stream.
    fn messages(&self, source: Source, streams: &mut Streams<'_>) -> anyhow::Result<Taken> {
        let input = Input::new(source, self.args.port);
        let read = input.read(&mut |event| self.event(&event, streams));
        match read {
            Ok((counts, end)) => {
                end?;
                let losses = counts.losses();
                let all: Vec<_> = losses.iter().map(ToString::to_string).collect();
                ensure!(
                    counts.bmp_streams > 0,
                    "it contains no BMP: {}",
                    all.join("; ")
                );
                let mut lost = all
                    .into_iter()
                    .map(|text| self.send(Item::Lost { octets: 0, text }));
                Ok(lost.all(|taken| taken.is_some()).then_some(()))
            }
            Err(Stop::Enough) => Ok(None),
            Err(Stop::Output(error)) => Err(error.into()),
        }
    }

    fn event(&self, event: &Event<'_>, streams: &mut Streams<'_>) -> Flow {
        if let What::Opened = event.what {
            streams.open(&event.stream.name);
        }
        let Some(key) = streams.key(event.stream.id) else {
            return Ok(());
        };
        if streams.are_too_many() {
            return Ok(());
        }
        let taken = match event.what {
            What::Messages(messages) => {
                let mut wanted = bmp::frames(messages)
                    .flatten()
                    .filter(|octets| takes(self.args, octets));
                wanted.try_for_each(|octets| {
                    self.send(Item::Message(Recorded {
                        key,
                        file: self.file,
                        octets: Bytes::copy_from_slice(octets),
                        time: event.time.or_else(|| self.header_time(octets)),
                        is_captured: event.time.is_some(),
                    }))
                })
            }
            What::Skipped { octets } | What::Gap { octets } | What::BadEnvelope { octets, .. } => {
                self.lost(event, octets)
            }
            What::Ended { incomplete, .. } => {
                let lost = match incomplete {
                    0 => Some(()),
                    _ => self.lost(event, incomplete),
                };
                lost.and_then(|()| self.ended(key))
            }
            What::Opened | What::BadHeader(_) => Some(()),
        };
        taken.ok_or(Stop::Enough)
    }

    /// Decodes the time of a message only if it is needed.
    fn header_time(&self, octets: &[u8]) -> Option<std::time::Duration> {
        self.args.speed.and_then(|_| header_time(octets))
    }

    fn lost(&self, event: &Event<'_>, octets: u64) -> Taken {
        let text = format!(
            "at byte {} of stream {}: {event}",
            event.begin(),
            event.stream.name
        );
        self.send(Item::Lost { octets, text })
    }

    fn ended(&self, key: u64) -> Taken {
        if self.args.join {
            return Some(());
        }
        self.send(Item::Ended { key })
    }

    /// Reads JSON, one object per line.
    fn lines(
        &self,
        mut octets: Box<dyn BufRead>,
        streams: &mut Streams<'_>,
    ) -> anyhow::Result<Taken> {
        let mut line = Vec::new();
        let mut number = 0_u64;
        loop {
            line.clear();
            number += 1;
            let length = octets.by_ref().take(LINE).read_until(b'\n', &mut line);
            let place = || format!("line {number}");
            let length = length.with_context(|| format!("cannot read {}", place()))?;
            if length == 0 {
                return Ok(Some(()));
            }
            if length as u64 == LINE && !line.ends_with(b"\n") {
                bail!("{} has more than {LINE} bytes", place());
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            if self.line(&line, streams).with_context(place)?.is_none() {
                return Ok(None);
            }
        }
    }

    fn line(&self, text: &[u8], streams: &mut Streams<'_>) -> anyhow::Result<Taken> {
        let line = parse(text)?;
        // The remark is about the whole file, not about a stream.
        if line.stream.is_none() && line.said == Said::Remark {
            return Ok(Some(()));
        }
        let name = line.stream.as_deref().unwrap_or("raw");
        let id = streams.named(name);
        let Some(key) = streams.key(id) else {
            return Ok(Some(()));
        };
        if streams.are_too_many() {
            return Ok(Some(()));
        }
        let lost = |octets, text| {
            let text = format!("stream {name}: {text}");
            self.send(Item::Lost { octets, text })
        };
        Ok(match line.said {
            Said::Message {
                octets,
                time,
                is_captured,
            } if takes(self.args, &octets) => self.send(Item::Message(Recorded {
                key,
                file: self.file,
                octets,
                time,
                is_captured,
            })),
            Said::Lost { octets, text } => lost(octets, text),
            Said::Ended { octets, text } => lost(octets, text).and_then(|()| self.ended(key)),
            Said::Message { .. } | Said::Remark => Some(()),
        })
    }
}
