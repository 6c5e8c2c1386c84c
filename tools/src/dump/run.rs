//! Reads files and passes their messages to a sink that shows them, here or on other threads.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;
use std::thread;

use anyhow::bail;
use bmp_codec::DecodeError;
use bmp_codec::bmp::{self, Message, PeerTable, RouteMonitoring, StreamChecker};
use indicatif::{ProgressBar, ProgressStyle};

use crate::broker::Kind;
use crate::dump::args::{Args, Format};
use crate::dump::block::Block;
use crate::dump::broker;
use crate::dump::colours::Colours;
use crate::dump::json::Json;
use crate::dump::message::{Known, Place};
use crate::dump::output::Output;
use crate::dump::rows::{self, Rows};
use crate::dump::sink::{Sink, show};
use crate::dump::summary::Summary;
use crate::dump::text::Text;
use crate::dump::threads::Threads;
use crate::input::source::{self, Source};
use crate::input::{Event, Flow, Input, Loss, Stop, Stream, What};
use crate::select::Filter;
use crate::{interrupt, is_broken_pipe, version_4};

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
    let to = (out, errors);
    match (args.summary, args.format()) {
        (true, format @ (Format::Text | Format::Json)) => {
            let is_json = format == Format::Json;
            let summary = Summary::new(filter.clone(), is_json, args.round_trip);
            run_with(args, &filter, summary, to)
        }
        (true, _) => bail!("--summary is written as text or as JSON"),
        (false, Format::Text) => {
            let colours = Colours::of(args.color);
            let text = Text::new(filter.clone(), args.explain, colours);
            run_with(args, &filter, text, to)
        }
        (false, Format::Json) => run_with(args, &filter, Json::default(), to),
        (false, Format::JsonRoutes) => {
            let rows = Rows::<rows::Json>::new(filter.clone());
            run_with(args, &filter, rows, to)
        }
        (false, Format::Csv) => {
            let rows = Rows::<rows::Csv>::new(filter.clone());
            run_with(args, &filter, rows, to)
        }
    }
}

fn run_with<S: Sink + 'static>(
    args: &Args,
    filter: &Filter,
    sink: S,
    (out, errors): (&mut dyn Write, &mut dyn Write),
) -> anyhow::Result<bool> {
    let is_broker = args.is_broker();
    let mut dump = Dump {
        from: args.from,
        last: args
            .limit
            .map_or(u64::MAX, |limit| args.from.saturating_add(limit - 1)),
        filter,
        number: 0,
        file: None,
        peers: Vec::new(),
        version_4: args.version_4,
        checkers: args.explain.then(Vec::new),
        whole: true,
        places: 0,
        losses: Vec::new(),
        sink,
        output: Output::default(),
        held: if is_broker { 0 } else { HELD },
        out,
        errors,
        streams: Vec::new(),
        block: Block::default(),
        threads: None,
    };
    match args.threads() {
        // Explanations need all that the peer table knows.
        count @ 2.. if !args.explain && !is_broker => thread::scope(|scope| {
            dump.threads = Some(Threads::start(scope, count, &dump.sink, filter));
            let result = dump.run(args);
            // This ends the threads.
            dump.threads = None;
            result
        }),
        _ => dump.run(args),
    }
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
    Broker(Kind, &'a str),
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

/// How much output is held back. Output of a broker is not: a followed stream must be visible as it arrives.
const HELD: usize = 8 << 10;

struct Dump<'a, S: Sink> {
    from: u64,
    last: u64,
    filter: &'a Filter,
    /// The number of messages so far.
    number: u64,
    /// The file, if there are several.
    file: Option<Arc<str>>,
    /// The peer table of each stream of the file.
    peers: Vec<PeerTable>,
    version_4: version_4::Choice,
    /// What finds breaches in each stream, if they are wanted.
    checkers: Option<Vec<StreamChecker>>,
    whole: bool,
    /// The number of gaps, and of other bytes in no message.
    places: u64,
    /// What was not read, and the file, if there are several.
    losses: Vec<(Option<Arc<str>>, Loss)>,
    sink: S,
    output: Output,
    held: usize,
    out: &'a mut dyn Write,
    errors: &'a mut dyn Write,
    /// What shows messages, if it is not done here; then also what it gets next, and all streams of the file.
    threads: Option<Threads<S>>,
    block: Block,
    streams: Vec<Arc<Stream>>,
}

impl<S: Sink> Dump<'_, S> {
    fn run(&mut self, args: &Args) -> anyhow::Result<bool> {
        let several = args.files.len() > 1;
        let mut only = Ok(());
        self.sink.start(&mut self.output)?;
        self.write()?;
        for file in &args.files {
            let name = file.display().to_string();
            self.file = several.then(|| name.as_str().into());
            let read = self.read(args, file);
            let read = self.flush().map_err(anyhow::Error::from).and(read);
            match read {
                Ok(Next::Continue) => {}
                Ok(Next::Stop) => break,
                Err(error) if !several || is_broken_pipe(&error) => {
                    only = Err(error);
                    break;
                }
                // The other files may be read nevertheless.
                Err(error) => {
                    self.whole = false;
                    eprintln!("bmp dump: {name}: {error:#}");
                }
            }
        }
        self.sink.finish(&mut self.output)?;
        self.write()?;
        self.out.flush()?;
        for (file, loss) in &self.losses {
            let file = file.as_ref().map(|file| format!("{file}: "));
            let file = file.unwrap_or_default();
            writeln!(self.errors, "{file}error: {loss}")?;
        }
        if S::SHOWS_LOSSES && self.places > 0 {
            let (places, s) = (self.places, if self.places == 1 { "" } else { "s" });
            writeln!(
                self.errors,
                "error: bytes are in no whole message in {places} place{s}, as shown"
            )?;
        }
        only.map(|()| self.whole)
    }

    fn read(&mut self, args: &Args, path: &Path) -> anyhow::Result<Next> {
        let progress = progress(path, args.summary);
        let origin = match args.broker.url(path)? {
            Some((kind, url)) => Origin::Broker(kind, url),
            None => Origin::File(Box::new(open(path, args.port, &progress)?)),
        };
        self.peers.clear();
        self.streams.clear();
        self.block.clear(self.file.clone());
        self.checkers.iter_mut().for_each(Vec::clear);
        let mut handler = |event: Event<'_>| self.event(&event);
        let read = match origin {
            Origin::File(input) => input.read(&mut handler),
            Origin::Broker(kind, url) => broker::read(kind, url, &args.broker, &mut handler),
        };
        progress.finish_and_clear();
        self.flush()?;
        match read {
            Ok((counts, end)) => {
                let losses = counts.losses();
                let file = self.file.as_deref();
                self.sink.losses(file, &counts, &losses, &mut self.output)?;
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
        self.peers.resize_with(streams, || self.version_4.peers());
        if self.threads.is_some() {
            self.streams.push(Arc::new(stream.clone()));
        }
        if let Some(checkers) = &mut self.checkers {
            checkers.resize_with(streams, StreamChecker::of_part);
            if stream.from_start {
                checkers[stream.id] = StreamChecker::new();
            }
        }
    }

    fn event(&mut self, event: &Event<'_>) -> Flow {
        match event.what {
            What::Messages(_) if interrupt::has_come() => return Err(Stop::Enough),
            What::Messages(messages) if self.threads.is_some() => {
                return self.send_on(event, messages);
            }
            What::Messages(messages) => return self.show(event, messages),
            What::Opened => self.opened(event.stream),
            // The stream has ended: its peer table can go.
            What::Ended { .. } => self.peers[event.stream.id] = self.version_4.peers(),
            _ => {}
        }
        self.whole &= !event.what.is_loss();
        self.places += u64::from(event.what.is_loss());
        if self.threads.is_some() {
            let stream = &self.streams[event.stream.id];
            self.block.event(stream, event);
        } else {
            let file = self.file.as_deref();
            self.sink.event(file, event, &mut self.output)?;
        }
        Ok(self.pass_on()?)
    }

    /// Shows messages. Those before the first selected one are decoded too, because they may be about peers.
    fn show(&mut self, event: &Event<'_>, messages: &[u8]) -> Flow {
        let mut offset = event.offset;
        let is_quick = self.sink.is_quick();
        for frame in bmp::frames(messages).map_while(Result::ok) {
            self.number += 1;
            match self.peers[event.stream.id].decode(frame) {
                Ok(Message::RouteMonitoring(monitoring))
                    if is_quick && self.number >= self.from =>
                {
                    self.whole &= self.sink.monitoring(frame, &monitoring);
                }
                decoded => self.decoded(event, offset, frame, &decoded)?,
            }
            offset += frame.len() as u64;
            self.pass_on()?;
            if self.number >= self.last {
                return Err(Stop::Enough);
            }
        }
        Ok(())
    }

    /// Puts messages into blocks for the threads. Decoding Route Monitoring messages here tells their sessions.
    fn send_on(&mut self, event: &Event<'_>, messages: &[u8]) -> Flow {
        let id = event.stream.id;
        let stream = Arc::clone(&self.streams[id]);
        // The next message, and the first one whose bytes are not in the block.
        let (mut next, mut first) = (0, 0);
        for frame in bmp::frames(messages).map_while(Result::ok) {
            self.number += 1;
            let offset = event.offset + next as u64;
            next += frame.len();
            if self.number < self.from {
                first = next;
            }
            match self.peers[id].decode(frame) {
                Ok(Message::RouteMonitoring(RouteMonitoring {
                    update: Ok(update), ..
                })) if self.number >= self.from => {
                    let place = (offset, event.time, self.number);
                    let session = update.path_attributes.session();
                    self.block.monitoring(&stream, place, frame.len(), session);
                }
                decoded => self.decoded(event, offset, frame, &decoded)?,
            }
            let is_last = self.number >= self.last;
            if is_last || next == messages.len() || self.block.is_full(S::BLOCK) {
                self.block.octets(&messages[first..next]);
                first = next;
                self.pass_on()?;
            }
            if is_last {
                return Err(Stop::Enough);
            }
        }
        Ok(())
    }

    /// Out of line, so that messages that go another way are never in memory.
    #[inline(never)]
    fn decoded(
        &mut self,
        event: &Event<'_>,
        offset: u64,
        frame: &[u8],
        decoded: &Result<Message<&[u8]>, DecodeError>,
    ) -> io::Result<()> {
        let place = Place {
            stream: event.stream,
            file: self.file.as_deref(),
            offset,
            captured: event.time,
            number: self.number,
            frame,
        };
        let peers = &self.peers[place.stream.id];
        let mut breaches = Vec::new();
        if let (Some(checkers), Ok(message)) = (&mut self.checkers, decoded) {
            let found = checkers[place.stream.id].check(message);
            // Without a breach, it is malformed, and shown as such.
            breaches.extend(found.filter(|error| error.breach().is_some()));
        }
        if self.number < self.from {
            return Ok(());
        }
        let known = match decoded {
            Ok(message) => Known::of(message, peers),
            Err(_) => Known::default(),
        };
        if self.threads.is_some() {
            let stream = &self.streams[place.stream.id];
            self.block.message(stream, &place, &known);
            return Ok(());
        }
        let (sink, output) = (&mut self.sink, &mut self.output);
        self.whole &= show(sink, self.filter, &place, decoded, &known, output)?;
        if let Ok(message) = decoded
            && !breaches.is_empty()
            && self.filter.takes_message(message, frame, event.time)
        {
            sink.breaches(&place, message, &breaches, output)?;
        }
        Ok(())
    }

    /// Writes what is enough to be written, and sends what is enough to be sent.
    #[inline]
    fn pass_on(&mut self) -> io::Result<()> {
        if self.output.out.len() > self.held || !self.output.errors.is_empty() {
            self.write()?;
        }
        if self.block.is_full(S::BLOCK) {
            self.send()?;
        }
        Ok(())
    }

    /// Sends a block to the threads. If they have many, waits for the first one.
    fn send(&mut self) -> io::Result<()> {
        let Some(threads) = &mut self.threads else {
            return Ok(());
        };
        let is_full = threads.is_full();
        if is_full {
            self.receive()?;
        }
        match &mut self.threads {
            Some(threads) => threads.send(&mut self.block, &self.sink, self.filter),
            None => Ok(()),
        }
    }

    /// Waits for a block. Returns whether there was one.
    fn receive(&mut self) -> io::Result<bool> {
        let Some(threads) = &mut self.threads else {
            return Ok(false);
        };
        let whole = threads.receive(&mut self.sink, self.filter, |output| {
            output.write(self.out, self.errors)
        })?;
        self.whole &= whole.unwrap_or(true);
        Ok(whole.is_some())
    }

    /// Writes everything that was found.
    fn flush(&mut self) -> io::Result<()> {
        if !self.block.is_empty() {
            self.send()?;
        }
        while self.receive()? {}
        self.write()
    }

    fn write(&mut self) -> io::Result<()> {
        self.output.write(self.out, self.errors)
    }
}
