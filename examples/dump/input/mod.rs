//! From a file to BMP messages.
//!
//! `Source::open` takes compression off and tells what is in the file; `Input::read` calls a handler with what is
//! found, in order. Captures are read packet by packet, and their TCP connections reassembled; raw streams as
//! they come. Neither is ever in memory as a whole.

mod capture;
mod connections;
#[path = "../../support/openbmp.rs"]
pub(crate) mod envelope;
mod frame;
mod framer;
pub(crate) mod openbmp;
mod packet;
pub(crate) mod source;
mod tcp;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Read};
use std::time::Duration;

use anyhow::{Context, anyhow};
use bmp_codec::DecodeError;
use bmp_codec::bmp::HEADER_LEN;

use capture::{Capture, Record};
use connections::Connections;
use framer::Framer;
use packet::{Packet, Packets};
use source::{Format, Source};

/// One direction of a TCP connection that carries BMP, or a file that is one; all messages of a router, where those of
/// several come with OpenBMP headers.
#[derive(Debug)]
pub(crate) struct Stream {
    /// 0, 1, 2, in the order in which they are found.
    pub(crate) id: usize,
    /// "192.0.2.1:53211 > 192.0.2.9:11019", with " #2" if it is the second between these ends; "raw"; "192.0.2.1 >
    /// COLLECTOR".
    pub(crate) name: String,
    /// Whether its first octet was captured.
    pub(crate) from_start: bool,
}

impl Stream {
    /// The one of a file that is a stream.
    pub(crate) fn raw(from_start: bool) -> Self {
        Stream {
            id: 0,
            name: "raw".into(),
            from_start,
        }
    }

    /// Whether it may be one of several, and so its number is worth saying.
    pub(crate) fn is_one_of_many(&self) -> bool {
        self.name != "raw"
    }
}

/// Something found in a stream, and where.
#[derive(Debug)]
pub(crate) struct Event<'a> {
    pub(crate) stream: &'a Stream,
    /// Octets of the stream in front of it.
    pub(crate) offset: u64,
    /// When the packet was captured in which it was found, or ended, since 1970.
    pub(crate) time: Option<Duration>,
    pub(crate) what: What<'a>,
}

/// What is found. The octets of all messages, of what is skipped and of gaps, and those of an incomplete message
/// at the end, are all octets of the stream.
#[derive(Clone, Copy, Debug)]
pub(crate) enum What<'a> {
    /// The first of every stream.
    Opened,
    /// All octets of one BMP message.
    Message(&'a [u8]),
    /// No message can begin here; the next one is searched for.
    BadHeader(DecodeError),
    /// Octets in which no message was found, or only the beginning or the rest of one.
    Skipped { octets: u64 },
    /// Octets that were not captured.
    Gap { octets: u64 },
    /// A message whose OpenBMP header is malformed, or what may have been one, and how it is.
    BadEnvelope { octets: u64, error: &'a str },
    /// The last of every stream. So many octets in front of it are the beginning of a message.
    Ended { incomplete: u64, how: End },
}

impl Event<'_> {
    /// Where that begins which it is about: at the end, an incomplete message.
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
            What::Message(message) => write!(f, "message of {} octets", message.len()),
            What::BadHeader(bad) => write!(f, "no message begins here: {bad}"),
            What::Skipped { octets } => write!(f, "{octets} octets skipped"),
            What::Gap { octets } => write!(f, "{octets} octets were not captured"),
            What::BadEnvelope { octets, error } => write!(f, "{octets} octets skipped: {error}"),
            What::Ended { incomplete: 0, how } => write!(f, "ends: {how}"),
            What::Ended { incomplete, how } => {
                write!(
                    f,
                    "ends in a message: {how} behind {incomplete} octets of it"
                )
            }
        }
    }
}

impl What<'_> {
    /// Whether this is about octets of the stream that are lost.
    pub(crate) fn is_loss(&self) -> bool {
        !matches!(
            self,
            What::Opened | What::Message(_) | What::Ended { incomplete: 0, .. }
        )
    }
}

/// Why a stream has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Fin,
    Reset,
    /// Another connection between the same ends has begun.
    Replaced,
    /// The end of the file.
    File,
    /// No more is read from the broker.
    Enough,
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            End::Fin => "closed",
            End::Reset => "reset",
            End::Replaced => "replaced by a new connection",
            End::File => "end of file",
            End::Enough => "no more is read",
        })
    }
}

/// Why a handler wants no more.
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
/// Takes what is found.
pub(crate) type Handler<'h> = dyn FnMut(Event<'_>) -> Flow + 'h;

/// What there was in a capture beside messages.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) packets: u64,
    /// Packets, of these, that hold no TCP.
    pub(crate) other_packets: u64,
    /// Packets with headers that are cut off or wrong.
    pub(crate) unreadable_packets: u64,
    /// Fragments of datagrams that are not complete.
    pub(crate) lost_fragments: u64,
    /// Packets of link types that are not known, by link type.
    pub(crate) unknown_links: BTreeMap<u16, u64>,
    pub(crate) bmp_streams: u64,
    /// TCP streams that are no BMP.
    pub(crate) other_streams: u64,
}

impl Counts {
    /// Whether there are packets that BMP may have been in, but that could not be read.
    pub(crate) fn is_incomplete(&self) -> bool {
        self.unreadable_packets > 0 || self.lost_fragments > 0 || !self.unknown_links.is_empty()
    }
}

/// An open file.
pub(crate) struct Input {
    source: Source,
    port: Option<u16>,
}

impl Input {
    /// Of a file that is open. `port` is that of TCP connections to take for BMP.
    pub(crate) fn new(source: Source, port: Option<u16>) -> Self {
        Input { source, port }
    }

    /// Reads it all. What was found before an error in the file is passed on before the error is returned;
    /// `Err` is what the handler gives.
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
    // The first octets decide; a pipe may give fewer at a time.
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
        return Ok((counts, Err(anyhow!("there is nothing in it"))));
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
    let end = end.with_context(|| format!("cannot read on behind octet {total}"));
    if !framer.is_bmp() {
        let octets: Vec<_> = beginning[..known]
            .iter()
            .map(|octet| format!("{octet:02x}"))
            .collect();
        let what = "neither a pcap or pcapng capture nor a BMP stream";
        return Ok((
            counts,
            end.and(Err(anyhow!("{what}: it begins with {}", octets.join(" ")))),
        ));
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
        let Record::Packet { link, time, octets } = record else {
            counts.unreadable_packets += 1;
            return Ok(());
        };
        match packets.read(link, octets) {
            Packet::Tcp(segment) => {
                let mut timed = |event: Event<'_>| handler(Event { time, ..event });
                return connections.segment(&segment, &mut timed);
            }
            Packet::Fragment => {}
            Packet::Other => counts.other_packets += 1,
            Packet::Unreadable => counts.unreadable_packets += 1,
            Packet::UnknownLink(link) => *counts.unknown_links.entry(link).or_default() += 1,
        }
        Ok(())
    })?;
    connections.finish(handler)?;
    counts.lost_fragments = packets.lost_fragments();
    counts.bmp_streams = connections.bmp_streams() as u64;
    counts.other_streams = connections.other_streams();
    Ok((counts, end))
}
