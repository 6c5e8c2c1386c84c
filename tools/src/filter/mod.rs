//! Writes the BMP messages that are wanted, byte for byte, as a stream that can be read alone.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use bmp_codec::bmp::{self, Message, MessageType, PeerTable};
use clap::Parser;
use indicatif::ProgressBar;

use crate::input::source::{Format, Source};
use crate::input::{Event, Flow, Input, Stop, What};
use crate::select::{Filter, Selection};
use crate::{interrupt, is_broken_pipe, version_4};

const DETAILS: &str = "\
Messages are written whole and unchanged: one with a wanted route may have other routes, too. Initiation, Termination, \
Peer Up and Peer Down of the wanted peers are written whatever their time, RIB and routes are, because they say how to \
decode the other messages; not so with --type, which selects exactly the types it names. An option may be given several \
times: one of its values must match. Different options must all match. Withdrawals have no path: --as, --origin-as and \
--community select announcements only. Malformed messages may be wanted, so they are written.

Examples:
  bmp filter full.bmp.zst --prefix 198.51.100.0/24 > part.bmp
  bmp filter a.pcap b.pcap --peer 192.0.2.7 -o peer.bmp
  bmp filter full.bmp --rib loc-rib --community no-export | bmp dump -

Exit status: 0 if everything that may be wanted could be decoded, 1 if not; 2 for bad arguments; 130 after Ctrl-C.";

/// Writes the messages that are wanted as a BMP stream.
///
/// FILE may be a pcap or pcapng capture, the raw bytes of a BMP connection, or BMP messages with OpenBMP headers; each
/// of them may be compressed with gzip, zstd, LZ4, bzip2 or xz. `bmp dump` has the same selection.
#[derive(Debug, Parser)]
#[command(name = "filter", after_help = DETAILS)]
pub(crate) struct Args {
    /// Files to read, one after the other; - for standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// File to write, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    select: Selection,

    #[command(flatten)]
    version_4: version_4::Choice,
}

pub(crate) fn main(args: &Args) -> ExitCode {
    interrupt::watch();
    match run(args) {
        Ok(_) if interrupt::has_come() => interrupt::STATUS.into(),
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // The reader of the output has seen enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bmp filter: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> anyhow::Result<bool> {
    match &args.output {
        Some(path) => {
            let file = File::create(path).with_context(|| path.display().to_string())?;
            filter(args, &mut BufWriter::new(file))
        }
        None if io::stdout().is_terminal() => {
            bail!("a BMP stream is no text: use a pipe, > FILE or --output FILE")
        }
        None => filter(args, &mut BufWriter::new(io::stdout().lock())),
    }
}

/// Writes the wanted messages of all files, and returns whether all of them could be decoded.
fn filter(args: &Args, out: &mut dyn Write) -> anyhow::Result<bool> {
    let mut filtering = Filtering {
        filter: Filter::from(&args.select),
        peers: Vec::new(),
        version_4: args.version_4,
        has_written: Vec::new(),
        streams: 0,
        written: 0,
        unread: 0,
        out,
    };
    let mut whole = true;
    for path in &args.files {
        match filtering.read(path) {
            Ok(read) => whole &= read,
            Err(error) if is_broken_pipe(&error) => return Err(error),
            // The other files may be read nevertheless.
            Err(error) => {
                whole = false;
                eprintln!("bmp filter: {}: {error:#}", path.display());
            }
        }
        if interrupt::has_come() {
            break;
        }
    }
    filtering.out.flush()?;
    if interrupt::has_come() {
        eprintln!(
            "bmp filter: interrupted: {} messages were written",
            filtering.written
        );
    }
    if filtering.streams > 1 {
        eprintln!(
            "bmp filter: messages of {} streams are one stream now: equal peers of different routers are one",
            filtering.streams
        );
    }
    Ok(whole)
}

struct Filtering<'w> {
    filter: Filter,
    /// The peer table of each stream of the file.
    peers: Vec<PeerTable>,
    version_4: version_4::Choice,
    /// Of each stream of the file, whether a message of it was written.
    has_written: Vec<bool>,
    /// The number of streams with messages that were written, of all files.
    streams: usize,
    /// The number of messages that were written, of all files.
    written: u64,
    /// The number of malformed messages of the file.
    unread: u64,
    out: &'w mut dyn Write,
}

impl Filtering<'_> {
    fn read(&mut self, path: &Path) -> anyhow::Result<bool> {
        let source = Source::open(path, &ProgressBar::hidden())?;
        if source.format == Format::Json {
            bail!("is JSON: `bmp replay` turns the output of `bmp dump --json` into a BMP stream");
        }
        self.peers.clear();
        self.has_written.clear();
        self.unread = 0;
        let read = Input::new(source, None).read(&mut |event| self.event(path, &event));
        if self.unread > 0 {
            let (name, unread) = (path.display(), self.unread);
            eprintln!("bmp filter: {name}: {unread} messages or parts of the stream are malformed");
        }
        match read {
            Ok((counts, end)) => {
                let losses = counts.losses();
                for loss in &losses {
                    eprintln!("bmp filter: {}: {loss}", path.display());
                }
                end?;
                Ok(self.unread == 0 && losses.is_empty())
            }
            Err(Stop::Enough) => Ok(self.unread == 0),
            Err(Stop::Output(error)) => Err(error).context("cannot write"),
        }
    }

    fn event(&mut self, path: &Path, event: &Event<'_>) -> Flow {
        let id = event.stream.id;
        match event.what {
            What::Opened => {
                let streams = self.peers.len().max(id + 1);
                self.peers.resize_with(streams, || self.version_4.peers());
                self.has_written.resize(streams, false);
            }
            What::Messages(_) if interrupt::has_come() => return Err(Stop::Enough),
            What::Messages(messages) => {
                for frame in bmp::frames(messages).flatten() {
                    self.message(event, frame)?;
                }
            }
            // The stream has ended: its peer table can go.
            What::Ended { .. } => self.peers[id] = self.version_4.peers(),
            what if what.is_loss() => {
                eprintln!(
                    "bmp filter: {}: {event}; at byte {} of stream {}",
                    path.display(),
                    event.begin(),
                    event.stream.name
                );
                self.unread += 1;
            }
            _ => {}
        }
        Ok(())
    }

    fn message(&mut self, event: &Event<'_>, frame: &[u8]) -> Flow {
        let id = event.stream.id;
        let is_wanted = match self.peers[id].decode(frame) {
            Ok(message) => {
                self.is_context(&message) || self.filter.takes_message(&message, frame, event.time)
            }
            Err(_) => {
                self.unread += 1;
                true
            }
        };
        if is_wanted {
            self.streams += usize::from(!self.has_written[id]);
            self.has_written[id] = true;
            self.out.write_all(frame)?;
            self.written += 1;
        }
        Ok(())
    }

    /// Returns whether other messages cannot be understood without this one.
    fn is_context(&self, message: &Message<&[u8]>) -> bool {
        let kind = message.message_type();
        if self.filter.names_type(kind).is_some() {
            return false;
        }
        match kind {
            MessageType::Initiation | MessageType::Termination => true,
            MessageType::PeerUp | MessageType::PeerDown => self.filter.takes_peer(message.peer()),
            _ => false,
        }
    }
}

/// Returns the stream that the subcommand writes, and whether everything could be decoded.
#[cfg(test)]
pub(crate) fn filtered(words: &[&str]) -> (Vec<u8>, bool) {
    let args = Args::try_parse_from(["filter"].iter().chain(words)).unwrap();
    let mut out = Vec::new();
    let whole = filter(&args, &mut out).unwrap();
    (out, whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn types_are_exactly_those_named() {
        let capture = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../testdata/captures/frr-10.7.1-peer-up.bmp"
        );
        let types = |words: &[&str]| {
            let words = [&[capture][..], words].concat();
            let (stream, _) = filtered(&words);
            let frames = bmp_codec::bmp::frames(&stream);
            frames.map(|frame| frame.unwrap()[5]).collect::<Vec<u8>>()
        };
        let all = types(&[]);
        let of = |wanted: &[u8]| -> Vec<u8> {
            all.iter()
                .copied()
                .filter(|kind| wanted.contains(kind))
                .collect()
        };
        assert!(of(&[3]).len() > 1 && of(&[3]).len() < all.len());
        assert_eq!(types(&["--type=peer-up"]), of(&[3]));
        assert_eq!(types(&["--type=peer-up,initiation"]), of(&[3, 4]));
        // No route is inside; what says how to read routes stays.
        assert_eq!(types(&["--prefix=203.0.113.77"]), of(&[2, 3, 4, 5]));
    }

    /// What reads standard input and what writes to a file are the same messages.
    #[test]
    fn into_a_file() {
        let capture = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../testdata/captures/frr-10.7.1-peer-up.bmp"
        );
        let out = tempfile::NamedTempFile::new().unwrap();
        let words = ["filter", capture, "--output", out.path().to_str().unwrap()];
        assert!(run(&Args::try_parse_from(words).unwrap()).unwrap());
        assert_eq!(
            std::fs::read(out.path()).unwrap(),
            std::fs::read(capture).unwrap()
        );
    }
}
