//! Reads a file and passes its messages to a sink that shows them.

use std::io::{self, IsTerminal, Write};
use std::mem;
use std::path::Path;

use anyhow::bail;
use bmp_codec::DecodeError;
use bmp_codec::bmp::{Message, PeerTable, StreamChecker};
use indicatif::{ProgressBar, ProgressStyle};

use crate::dump::args::{Args, Format};
use crate::dump::broker;
use crate::dump::colours::Colours;
use crate::dump::json::Json;
use crate::dump::message::Place;
use crate::dump::rows::{CsvRows, JsonRows, Rows};
use crate::dump::summary::Summary;
use crate::dump::text::Text;
use crate::input::source::{self, Source};
use crate::input::{Counts, Event, Flow, Input, Loss, Stop, Stream, What};
use crate::select::Filter;
use crate::{interrupt, is_broken_pipe};

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

    /// Shows which rules of BMP the last message breaks, although it can be decoded.
    fn breaches(
        &mut self,
        _place: &Place<'_>,
        _message: &Message<&[u8]>,
        _breaches: &[DecodeError],
    ) -> io::Result<()> {
        Ok(())
    }

    /// Shows an event that is not a message; and the file, if there are several.
    fn event(&mut self, file: Option<&str>, event: &Event<'_>) -> io::Result<()>;

    /// Shows what was in a file and could not be read. [`run`] also says it on standard error.
    fn losses(
        &mut self,
        _file: Option<&str>,
        _counts: &Counts,
        _losses: &[Loss],
    ) -> io::Result<()> {
        Ok(())
    }

    /// Ends the output.
    fn finish(&mut self) -> io::Result<()>;
}

/// Returns whether everything selected could be decoded.
pub(crate) fn run(
    args: &Args,
    out: &mut dyn Write,
    errors: &mut dyn Write,
) -> anyhow::Result<bool> {
    let filter = Filter::from(&args.select);
    if args.explain && args.format() != Format::Text {
        bail!("--explain is written as text");
    }
    let sink: Box<dyn Sink> = match (args.summary, args.format()) {
        (true, format @ (Format::Text | Format::Json)) => {
            let is_json = format == Format::Json;
            Box::new(Summary::new(out, &mut *errors, filter.clone(), is_json))
        }
        (true, _) => bail!("--summary is written as text or as JSON"),
        (false, Format::Text) => {
            let colours = Colours::of(args.color);
            Box::new(Text::new(out, filter.clone(), args.explain, colours))
        }
        (false, Format::Json) => Box::new(Json::new(out)),
        (false, Format::JsonRoutes) => {
            Box::new(Rows::new(JsonRows::new(out)?, &mut *errors, filter.clone()))
        }
        (false, Format::Csv) => {
            Box::new(Rows::new(CsvRows::new(out)?, &mut *errors, filter.clone()))
        }
    };
    let mut dump = Dump {
        from: args.from,
        last: args
            .limit
            .map_or(u64::MAX, |limit| args.from.saturating_add(limit - 1)),
        filter,
        number: 0,
        file: None,
        peers: Vec::new(),
        checkers: args.explain.then(Vec::new),
        whole: true,
        losses: Vec::new(),
        sink,
    };
    let several = args.files.len() > 1;
    let mut only = Ok(());
    for file in &args.files {
        let name = file.display().to_string();
        dump.file = several.then(|| name.clone());
        match dump.read(args, file) {
            Ok(Next::Continue) => {}
            Ok(Next::Stop) => break,
            Err(error) if !several || is_broken_pipe(&error) => {
                only = Err(error);
                break;
            }
            // The other files may be read nevertheless.
            Err(error) => {
                dump.whole = false;
                eprintln!("bmp dump: {name}: {error:#}");
            }
        }
    }
    dump.sink.finish()?;
    let (whole, losses) = (dump.whole, mem::take(&mut dump.losses));
    drop(dump);
    for (file, loss) in losses {
        let file = file.map(|file| format!("{file}: ")).unwrap_or_default();
        writeln!(errors, "{file}error: {loss}")?;
    }
    only.map(|()| whole)
}

/// Whether there is more to read.
enum Next {
    Continue,
    Stop,
}

/// Where messages come from.
enum Origin<'a> {
    File(Box<Input>),
    /// A broker, by its URL.
    Broker(&'a str),
}

fn open(path: &Path, port: Option<u16>, progress: &ProgressBar) -> anyhow::Result<Input> {
    let source = Source::open(path, progress)?;
    if source.format == source::Format::Json {
        bail!("is JSON: `bmp replay` turns the output of --json into a BMP stream");
    }
    Ok(Input::new(source, port))
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
    /// The file, if there are several.
    file: Option<String>,
    /// The peer table of each stream of the file.
    peers: Vec<PeerTable>,
    /// What finds breaches in each stream, if they are wanted.
    checkers: Option<Vec<StreamChecker>>,
    whole: bool,
    /// What was not read, and the file, if there are several.
    losses: Vec<(Option<String>, Loss)>,
    sink: Box<dyn Sink + 'a>,
}

impl Dump<'_> {
    fn read(&mut self, args: &Args, path: &Path) -> anyhow::Result<Next> {
        let progress = progress(path, args.summary);
        let origin = match args.broker.url(path)? {
            Some(url) => Origin::Broker(url),
            None => Origin::File(Box::new(open(path, args.port, &progress)?)),
        };
        self.peers.clear();
        self.checkers.iter_mut().for_each(Vec::clear);
        let mut handler = |event: Event<'_>| self.event(&event);
        let read = match origin {
            Origin::File(input) => input.read(&mut handler),
            Origin::Broker(url) => broker::read(url, &args.broker, &mut handler),
        };
        progress.finish_and_clear();
        match read {
            Ok((counts, end)) => {
                let losses = counts.losses();
                let file = self.file.as_deref();
                self.sink.losses(file, &counts, &losses)?;
                self.whole &= losses.is_empty();
                let file = self.file.clone();
                self.losses
                    .extend(losses.into_iter().map(|loss| (file.clone(), loss)));
                end.map(|()| Next::Continue)
            }
            Err(Stop::Enough) => Ok(Next::Stop),
            Err(Stop::Output(error)) => Err(error.into()),
        }
    }

    fn opened(&mut self, stream: &Stream) {
        let streams = self.peers.len().max(stream.id + 1);
        self.peers.resize_with(streams, PeerTable::default);
        if let Some(checkers) = &mut self.checkers {
            checkers.resize_with(streams, StreamChecker::of_part);
            if stream.from_start {
                checkers[stream.id] = StreamChecker::new();
            }
        }
    }

    fn event(&mut self, event: &Event<'_>) -> Flow {
        let What::Message(frame) = event.what else {
            match event.what {
                What::Opened => self.opened(event.stream),
                // The stream has ended: its peer table can go.
                What::Ended { .. } => self.peers[event.stream.id] = PeerTable::default(),
                _ => {}
            }
            self.whole &= !event.what.is_loss();
            return Ok(self.sink.event(self.file.as_deref(), event)?);
        };
        if interrupt::has_come() {
            return Err(Stop::Enough);
        }
        self.number += 1;
        let file = self.file.take();
        let place = Place {
            stream: event.stream,
            file: file.as_deref(),
            offset: event.offset,
            captured: event.time,
            number: self.number,
            frame,
        };
        let shown = self.message(&place);
        self.file = file;
        shown?;
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
        let mut breaches = Vec::new();
        if let (Some(checkers), Ok(message)) = (&mut self.checkers, &decoded) {
            let found = checkers[place.stream.id].check(message);
            // Without a breach, it is malformed, and shown as such.
            breaches.extend(found.filter(|error| error.breach().is_some()));
        }
        if self.number < self.from {
            return Ok(());
        }
        match &decoded {
            Ok(message)
                if self
                    .filter
                    .takes_message(message, place.frame, place.captured) =>
            {
                self.whole &= self.sink.message(place, message, peers)?;
                if !breaches.is_empty() {
                    self.sink.breaches(place, message, &breaches)?;
                }
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
