//! Reads a file and passes its messages to a sink that shows them.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anyhow::bail;
use bmp_codec::DecodeError;
use bmp_codec::bmp::{Message, PeerTable};
use indicatif::{ProgressBar, ProgressStyle};

use crate::dump::args::Args;
use crate::dump::broker;
use crate::dump::filter::Filter;
use crate::dump::json::Json;
use crate::dump::message::Place;
use crate::dump::summary::Summary;
use crate::dump::text::Text;
use crate::input::source::{Format, Source};
use crate::input::{Event, Flow, Input, Stop, What};

/// Shows what is found.
pub(crate) trait Sink {
    /// Shows a selected message and the peers it may be about. Returns whether everything in it could be decoded.
    fn message(
        &mut self,
        place: &Place<'_>,
        message: &Message<&[u8]>,
        peers: &PeerTable,
    ) -> io::Result<bool>;

    /// Shows a malformed message.
    fn broken(&mut self, place: &Place<'_>, error: &DecodeError) -> io::Result<()>;

    /// Shows an event that is not a message.
    fn event(&mut self, event: &Event<'_>) -> io::Result<()>;

    /// Ends the output.
    fn finish(&mut self) -> io::Result<()>;
}

/// Returns whether everything selected could be decoded.
pub(crate) fn run(
    args: &Args,
    out: &mut dyn Write,
    errors: &mut dyn Write,
) -> anyhow::Result<bool> {
    let progress = progress(&args.file, args.summary);
    let origin = match args.broker.url(&args.file)? {
        Some(url) => Origin::Broker(url),
        None => Origin::File(Box::new(open(args, &progress)?)),
    };
    let filter = Filter::from(args);
    let mut dump = Dump {
        from: args.from,
        last: args
            .limit
            .map_or(u64::MAX, |limit| args.from.saturating_add(limit - 1)),
        filter,
        number: 0,
        peers: Vec::new(),
        whole: true,
        sink: match (args.summary, args.json) {
            (false, false) => Box::new(Text::new(out, filter, args.explain)),
            (false, true) => Box::new(Json::new(out)),
            (true, json) => Box::new(Summary::new(out, errors, filter, json)),
        },
    };
    let mut handler = |event: Event<'_>| dump.event(&event);
    let read = match origin {
        Origin::File(input) => input.read(&mut handler),
        Origin::Broker(url) => broker::read(url, &args.broker, &mut handler),
    };
    progress.finish_and_clear();
    let end = match read {
        Ok((counts, end)) => {
            dump.whole &= !counts.is_incomplete();
            end
        }
        Err(Stop::Enough) => Ok(()),
        Err(Stop::Output(error)) => return Err(error.into()),
    };
    dump.sink.finish()?;
    end.map(|()| dump.whole)
}

/// Where messages come from.
enum Origin<'a> {
    File(Box<Input>),
    /// A broker, by its URL.
    Broker(&'a str),
}

fn open(args: &Args, progress: &ProgressBar) -> anyhow::Result<Input> {
    let source = Source::open(&args.file, progress)?;
    if source.format == Format::Json {
        bail!("is JSON: `bmp replay` turns the output of --json into a BMP stream");
    }
    Ok(Input::new(source, args.port))
}

/// Returns a progress bar, visible on a terminal if it does not disturb the output there.
pub(crate) fn progress(path: &Path, quiet: bool) -> ProgressBar {
    /// Smaller files are read before anybody could look at it.
    const LARGE: u64 = 8 << 20;
    let length = path.metadata().map_or(0, |metadata| metadata.len());
    let on_terminal = io::stderr().is_terminal() && (quiet || !io::stdout().is_terminal());
    if length <= LARGE || !on_terminal {
        return ProgressBar::hidden();
    }
    let style =
        ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {bytes_per_sec} {eta}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length).with_style(style)
}

struct Dump<'a> {
    from: u64,
    last: u64,
    filter: Filter,
    /// The number of messages so far.
    number: u64,
    /// The peer table of each stream.
    peers: Vec<PeerTable>,
    whole: bool,
    sink: Box<dyn Sink + 'a>,
}

impl Dump<'_> {
    fn event(&mut self, event: &Event<'_>) -> Flow {
        let What::Message(frame) = event.what else {
            let id = event.stream.id;
            match event.what {
                What::Opened => self
                    .peers
                    .resize_with(self.peers.len().max(id + 1), PeerTable::default),
                // The stream has ended: its peer table can go.
                What::Ended { .. } => self.peers[id] = PeerTable::default(),
                _ => {}
            }
            self.whole &= !event.what.is_loss();
            return Ok(self.sink.event(event)?);
        };
        self.number += 1;
        let place = Place {
            stream: event.stream,
            offset: event.offset,
            captured: event.time,
            number: self.number,
            frame,
        };
        self.message(&place)?;
        if self.number < self.last {
            Ok(())
        } else {
            Err(Stop::Enough)
        }
    }

    /// Messages before the first selected one are decoded too, because they may be about peers.
    fn message(&mut self, place: &Place<'_>) -> Flow {
        let peers = &mut self.peers[place.stream.id];
        let decoded = peers.decode(place.frame);
        if self.number < self.from {
            return Ok(());
        }
        match &decoded {
            Ok(message) if self.filter.takes_message(message) => {
                self.whole &= self.sink.message(place, message, peers)?;
            }
            Ok(_) => {}
            Err(error) => {
                self.whole = false;
                self.sink.broken(place, error)?;
            }
        }
        Ok(())
    }
}
