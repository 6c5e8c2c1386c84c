//! From a file to BMP messages.
//!
//! `Source::open` decompresses the file and determines its format; `Input::read` calls a handler with everything found,
//! in order. Captures are read packet by packet, and their TCP connections reassembled; raw streams are read as they
//! come. Neither is ever completely in memory.

mod capture;
mod compression;
mod connections;
mod frame;
mod framer;
mod frames;
mod layers;
mod links;
mod losses;
mod memory;
pub(crate) mod openbmp;
mod packet;
mod path;
mod pcapng;
pub(crate) mod source;
mod tcp;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tunnels;
mod zstd;

use std::fmt;
use std::io::{self, Read};
use std::time::Duration;

use anyhow::{Context, anyhow};
use bmp_codec::bmp::HEADER_LEN;
use bmp_codec::{DecodeError, Fault};

use capture::{Capture, Record};
use connections::Connections;
use framer::Framer;
use losses::Why;
pub(crate) use losses::{Counts, Loss};
pub use memory::{Part, read_octets};
use packet::{Packet, Packets, Segment};
use source::{Format, Source};

/// One direction of a TCP connection that carries BMP, or a file that is a stream; or all messages of one router, if
/// messages of several routers come with OpenBMP headers.
#[derive(Clone, Debug)]
pub(crate) struct Stream {
    /// 0, 1, 2, in the order they are found.
    pub(crate) id: usize,
    /// "192.0.2.1:53211 > 192.0.2.9:11019", with " #2" if it is the second one between these ends; "raw"; or "192.0.2.1
    /// > COLLECTOR".
    pub(crate) name: String,
    /// Whether its first byte was captured.
    pub(crate) from_start: bool,
}

impl Stream {
    /// Returns the stream of a file that is one.
    pub(crate) fn raw(from_start: bool) -> Self {
        Stream {
            id: 0,
            name: "raw".into(),
            from_start,
        }
    }

    /// Returns whether it may be one of several, so that its number is worth showing.
    pub(crate) fn is_one_of_many(&self) -> bool {
        self.name != "raw"
    }
}

/// Something found in a stream, and where.
#[derive(Debug)]
pub(crate) struct Event<'a> {
    pub(crate) stream: &'a Stream,
    /// The number of bytes of the stream before it.
    pub(crate) offset: u64,
    /// The capture time of the packet in which it was found, or ended, since 1970.
    pub(crate) time: Option<Duration>,
    pub(crate) what: What<'a>,
}

/// What was found. The bytes of all messages, of skipped parts, of gaps, and of an incomplete message at the end are
/// together all bytes of the stream.
#[derive(Clone, Copy, Debug)]
pub(crate) enum What<'a> {
    /// The first event of every stream.
    Opened,
    /// All bytes of BMP messages, one behind the other.
    Messages(&'a [u8]),
    /// No message can begin here; the next one is searched for.
    BadHeader(DecodeError),
    /// Bytes with no message, or only with the beginning or the rest of one.
    Skipped { octets: u64 },
    /// Bytes that were not captured.
    Gap { octets: u64 },
    /// A message with a malformed OpenBMP header, or what may have been one, and why.
    BadEnvelope { octets: u64, error: &'a str },
    /// The last event of every stream. So many bytes before it are the beginning of a message.
    Ended { incomplete: u64, how: End },
}

impl Event<'_> {
    /// Returns where the subject of the event begins: at the end, an incomplete message.
    pub(crate) fn begin(&self) -> u64 {
        match self.what {
            What::Ended { incomplete, .. } => self.offset - incomplete,
            _ => self.offset,
        }
    }
}

impl fmt::Display for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.what {
            What::Opened if self.stream.from_start => f.write_str("begins"),
            What::Opened => f.write_str("begins somewhere in the middle"),
            What::Messages(messages) => write!(f, "messages of {} bytes", messages.len()),
            What::BadHeader(bad) => write!(f, "no message begins here: {bad}"),
            What::Skipped { octets } => write!(f, "{octets} bytes skipped"),
            What::Gap { octets } => write!(f, "{octets} bytes were not captured"),
            What::BadEnvelope { octets, error } => write!(f, "{octets} bytes skipped: {error}"),
            What::Ended { incomplete: 0, how } => write!(f, "ends: {how}"),
            What::Ended { incomplete, how } => {
                write!(
                    f,
                    "ends in the middle of a message: {how} after {incomplete} bytes of it"
                )
            }
        }
    }
}

impl What<'_> {
    /// Returns whether this reports lost bytes of the stream.
    pub(crate) fn is_loss(&self) -> bool {
        !matches!(
            self,
            What::Opened | What::Messages(_) | What::Ended { incomplete: 0, .. }
        )
    }
}

/// Why a stream ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Fin,
    Reset,
    /// Another connection between the same ends began.
    Replaced,
    /// The end of the file.
    File,
    /// No more is read from the broker.
    #[cfg(any(feature = "kafka", feature = "nats"))]
    Enough,
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            End::Fin => "closed",
            End::Reset => "reset",
            End::Replaced => "replaced by a new connection",
            End::File => "end of file",
            #[cfg(any(feature = "kafka", feature = "nats"))]
            End::Enough => "reading stopped",
        })
    }
}

/// Why a handler stops the reading.
#[derive(Debug)]
pub(crate) enum Stop {
    /// It has what it wants.
    Enough,
    /// It cannot write.
    Output(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Stop::Output(error)
    }
}

/// `Err` ends the reading.
pub(crate) type Flow = Result<(), Stop>;
/// Receives what is found.
pub(crate) type Handler<'h> = dyn FnMut(Event<'_>) -> Flow + 'h;

/// An open file.
pub(crate) struct Input {
    source: Source,
    port: Option<u16>,
}

impl Input {
    /// Returns the input of an open file. TCP connections with `port` are taken for BMP.
    pub(crate) fn new(source: Source, port: Option<u16>) -> Self {
        Input { source, port }
    }

    /// Reads everything. What was found before an error in the file is passed on before the error is returned; `Err` is
    /// the handler's result.
    pub(crate) fn read(
        self,
        handler: &mut Handler<'_>,
    ) -> Result<(Counts, anyhow::Result<()>), Stop> {
        match self.source.format {
            Format::Pcap | Format::Pcapng => {
                captured(self.source.format, self.source.octets, self.port, handler)
            }
            Format::OpenBmp => openbmp::read(self.source.octets, handler),
            Format::Json | Format::Raw => raw(self.source.octets, handler),
        }
    }
}

fn raw(
    mut octets: impl Read,
    handler: &mut Handler<'_>,
) -> Result<(Counts, anyhow::Result<()>), Stop> {
    const CHUNK: usize = 256 << 10;
    let mut counts = Counts::default();
    let mut chunk = vec![0; CHUNK];
    let mut filled = 0;
    // The first bytes decide; a pipe may deliver fewer at a time.
    let mut end = loop {
        match octets.read(&mut chunk[filled..]) {
            Ok(0) => break Some(Ok(())),
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => break Some(Err(error)),
        }
        if filled >= HEADER_LEN {
            break None;
        }
    };
    if filled == 0 && matches!(end, Some(Ok(()))) {
        return Ok((counts, Err(anyhow!("it is empty"))));
    }
    let mut framer = Framer::file(&chunk[..filled]);
    let stream = Stream::raw(framer.is_bmp());
    let mut emit = |offset, what: What<'_>| {
        if counts.bmp_streams == 0 {
            counts.bmp_streams = 1;
            handler(Event {
                stream: &stream,
                offset: 0,
                time: None,
                what: What::Opened,
            })?;
        }
        handler(Event {
            stream: &stream,
            offset,
            time: None,
            what,
        })
    };
    let mut beginning = [0; 4];
    let known = filled.min(beginning.len());
    beginning[..known].copy_from_slice(&chunk[..known]);
    let mut total = 0;
    let end = loop {
        framer.data(&chunk[..filled], &mut emit)?;
        total += filled as u64;
        if let Some(end) = end {
            break end;
        }
        filled = 0;
        match octets.read(&mut chunk) {
            Ok(0) => end = Some(Ok(())),
            Ok(read) => filled = read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => end = Some(Err(error)),
        }
    };
    let (offset, incomplete) = framer.end(&mut emit)?;
    let end = end.with_context(|| format!("cannot continue reading after byte {total}"));
    if !framer.is_bmp() {
        let octets: Vec<_> = beginning[..known]
            .iter()
            .map(|octet| format!("{octet:02x}"))
            .collect();
        let what = "neither a pcap or pcapng capture nor a BMP stream";
        let name = compression::perhaps(beginning);
        let like = match (beginning, name) {
            ([version @ (1 | 2), 0..=6, ..], _) => {
                format!("; BMP {}", Fault::Version(version))
            }
            (_, Some(name)) => format!(", as if it were {name}"),
            (_, None) => String::new(),
        };
        let error = anyhow!("{what}: it begins with {}{like}", octets.join(" "));
        return Ok((counts, end.and(Err(error))));
    }
    emit(
        offset,
        What::Ended {
            incomplete,
            how: End::File,
        },
    )?;
    Ok((counts, end))
}

fn captured(
    format: Format,
    octets: Box<dyn io::BufRead>,
    port: Option<u16>,
    handler: &mut Handler<'_>,
) -> Result<(Counts, anyhow::Result<()>), Stop> {
    let mut counts = Counts::default();
    let mut capture = match Capture::new(format, octets) {
        Ok(capture) => capture,
        Err(error) => return Ok((counts, Err(error))),
    };
    let mut packets = Packets::default();
    let mut connections = Connections::new(port);
    let end = capture.read(|record| {
        counts.packets += 1;
        let (link, time, octets) = match record {
            Record::Packet { link, time, octets } => (link, time, octets),
            Record::Unreadable(why) => {
                counts.lose(why);
                return Ok(());
            }
        };
        match packets.read(link, octets) {
            Packet::Tcp(segment) => {
                let segment = Segment { time, ..segment };
                return connections.segment(&segment, packets.paths(), handler);
            }
            Packet::Fragment => {}
            Packet::Other => counts.other_packets += 1,
            Packet::Lost(why) => counts.lose(why),
        }
        Ok(())
    })?;
    connections.finish(handler)?;
    counts.lost.insert(Why::Fragment, packets.lost_fragments());
    counts.lost.insert(Why::Segment, connections.cut_segments());
    for (version, streams) in connections.old_streams() {
        counts.lost.insert(Why::Version(version), streams);
    }
    counts.port = port;
    counts.is_whole_capture = end.is_ok();
    counts.bmp_streams = connections.bmp_streams() as u64;
    counts.other_streams = connections.other_streams();
    Ok((counts, end))
}
