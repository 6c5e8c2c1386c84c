//! Messages with OpenBMP headers, as brokers deliver them and in files: each router is a stream.

use std::collections::HashMap;
use std::io::{BufRead, Read};
use std::net::IpAddr;
use std::time::Duration;

use anyhow::{Context, anyhow, ensure};
use bmp_codec::openbmp::{self, HashId, ObjectType, OpenBmp};
use bmp_codec::{Decode, bmp};

use super::{Counts, End, Event, Flow, Handler, Stop, Stream, What};

/// The type of the first message of a BMP session, and its offset.
const INITIATION: u8 = 4;
const TYPE_AT: usize = 5;

/// How many bytes at a time are searched for a header.
const CHUNK: usize = 64 << 10;

/// Identifies a stream: collector and router. All messages with malformed headers are one stream.
type Key = Option<(HashId, HashId, IpAddr)>;

/// The streams of all routers.
#[derive(Default)]
pub(crate) struct Routers {
    numbers: HashMap<Key, usize>,
    streams: Vec<Sequence>,
}

struct Sequence {
    stream: Stream,
    /// The number of bytes so far, without headers.
    offset: u64,
    /// When the collector received the last message, since 1970.
    received: Option<Duration>,
}

impl Routers {
    /// Takes a header and the message after it.
    pub(crate) fn take(&mut self, octets: &[u8], handler: &mut Handler<'_>) -> Flow {
        match from_router(octets) {
            Ok(value) => self.message(&value, handler),
            Err(error) => self.unreadable(octets.len() as u64, &error, handler),
        }
    }

    /// Ends all streams.
    pub(crate) fn finish(&self, how: End, handler: &mut Handler<'_>) -> Flow {
        self.streams.iter().try_for_each(|sequence| {
            let what = What::Ended { incomplete: 0, how };
            handler(sequence.event(what))
        })
    }

    /// Returns the number of streams.
    pub(crate) fn streams(&self) -> u64 {
        let unreadable = self.numbers.contains_key(&None);
        (self.streams.len() - usize::from(unreadable)) as u64
    }

    fn message(&mut self, value: &OpenBmp<&[u8]>, handler: &mut Handler<'_>) -> Flow {
        let (router, message) = (value.router_ip(), value.message.0);
        let key = (value.collector_hash, value.router_hash, router);
        let from_start = message.get(TYPE_AT) == Some(&INITIATION);
        let sequence = self.sequence(Some(key), from_start, handler, || {
            let by = String::from_utf8_lossy(&value.collector_admin_id);
            format!("{router} > {}", by.escape_debug())
        })?;
        sequence.received = Some(value.timestamp());
        // Usually one message.
        let mut frames = bmp::frames(message);
        for frame in &mut frames {
            match frame {
                Ok(frame) => sequence.say(What::Messages(frame), frame.len(), handler)?,
                Err(bad) => sequence.say(What::BadHeader(bad), 0, handler)?,
            }
        }
        match frames.rest().len() {
            0 => Ok(()),
            rest => {
                let octets = rest as u64;
                sequence.say(What::Skipped { octets }, rest, handler)
            }
        }
    }

    fn unreadable(
        &mut self,
        octets: u64,
        error: &anyhow::Error,
        handler: &mut Handler<'_>,
    ) -> Flow {
        let sequence = self.sequence(None, true, handler, || "unknown router".into())?;
        let error = format!("{error:#}");
        let what = What::BadEnvelope {
            octets,
            error: &error,
        };
        sequence.say(what, octets as usize, handler)
    }

    fn sequence(
        &mut self,
        key: Key,
        from_start: bool,
        handler: &mut Handler<'_>,
        name: impl FnOnce() -> String,
    ) -> Result<&mut Sequence, Stop> {
        let id = *self.numbers.entry(key).or_insert(self.streams.len());
        if id == self.streams.len() {
            let stream = Stream {
                id,
                name: name(),
                from_start,
            };
            let sequence = Sequence {
                stream,
                offset: 0,
                received: None,
            };
            handler(sequence.event(What::Opened))?;
            self.streams.push(sequence);
        }
        Ok(&mut self.streams[id])
    }
}

impl Sequence {
    fn event<'a>(&'a self, what: What<'a>) -> Event<'a> {
        Event {
            stream: &self.stream,
            offset: self.offset,
            time: self.received,
            what,
        }
    }

    fn say(&mut self, what: What<'_>, octets: usize, handler: &mut Handler<'_>) -> Flow {
        handler(self.event(what))?;
        self.offset += octets as u64;
        Ok(())
    }
}

/// Decodes a BMP message of a router, with its header.
fn from_router(octets: &[u8]) -> anyhow::Result<OpenBmp<&[u8]>> {
    let value = OpenBmp::from_octets(octets)?;
    ensure!(
        value.flags.is_router(),
        "not from a router: OpenBMP flags {:#04x}",
        value.flags.0
    );
    ensure!(
        value.object_type == ObjectType::BmpRaw,
        "not a BMP message: OpenBMP object type {}, not 12",
        u8::from(value.object_type)
    );
    Ok(value)
}

/// Reads a file of messages with headers, one after the other.
pub(super) fn read(
    mut octets: Box<dyn BufRead>,
    handler: &mut Handler<'_>,
) -> Result<(Counts, anyhow::Result<()>), Stop> {
    let mut routers = Routers::default();
    let end = walk(&mut octets, &mut routers, handler)?;
    routers.finish(End::File, handler)?;
    let counts = Counts {
        bmp_streams: routers.streams(),
        ..Counts::default()
    };
    Ok((counts, end))
}

fn walk(
    octets: &mut dyn BufRead,
    routers: &mut Routers,
    handler: &mut Handler<'_>,
) -> Result<anyhow::Result<()>, Stop> {
    let mut total = 0;
    let mut one = Vec::new();
    loop {
        // After unreadable bytes, some of the next ones are already there.
        let read = fill(octets, &mut one, openbmp::MIN_HEADER_LEN);
        let length = read.and_then(|()| Ok(openbmp::frame_len(&one)?));
        match length {
            Ok(None) if one.is_empty() => return Ok(Ok(())),
            Ok(None) => return Ok(Err(cut_off(total))),
            Ok(Some(length)) => {
                if let Err(error) = fill(octets, &mut one, length) {
                    return Ok(Err(error));
                }
                if one.len() < length {
                    return Ok(Err(cut_off(total)));
                }
                routers.take(&one[..length], handler)?;
                total += length as u64;
                one.drain(..length);
            }
            Err(error) => {
                let skipped = match skip(octets, &mut one) {
                    Ok(skipped) => skipped,
                    Err(error) => return Ok(Err(error)),
                };
                routers.unreadable(skipped, &error, handler)?;
                total += skipped;
            }
        }
    }
}

fn cut_off(at: u64) -> anyhow::Error {
    anyhow!("the file is cut off in the message with an OpenBMP header at byte {at}")
}

/// Reads until there are `length` bytes, or the input ends.
fn fill(octets: &mut dyn BufRead, one: &mut Vec<u8>, length: usize) -> anyhow::Result<()> {
    let missing = length.saturating_sub(one.len()) as u64;
    let read = octets.take(missing).read_to_end(one);
    read.context("cannot continue reading").map(drop)
}

/// Skips at least one byte, up to a magic number, which stays. Returns how many bytes were skipped.
fn skip(octets: &mut dyn BufRead, one: &mut Vec<u8>) -> anyhow::Result<u64> {
    let mut skipped = 0;
    let mut from = 1;
    loop {
        let found = memchr::memmem::find(&one[from..], &openbmp::MAGIC).map(|at| from + at);
        // The rest may be the beginning of one.
        let passed = found.unwrap_or(one.len().saturating_sub(openbmp::MAGIC.len() - 1).max(from));
        one.drain(..passed);
        skipped += passed as u64;
        from = 0;
        let left = one.len();
        if found.is_some() {
            return Ok(skipped);
        }
        fill(octets, one, left + CHUNK)?;
        if one.len() == left {
            one.clear();
            return Ok(skipped + left as u64);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use bmp_codec::Encode;
    use std::io::Cursor;

    /// Returns a message of a router with a header, received by "c1" at this second.
    fn from(router: &str, received: u32, message: &[u8]) -> Vec<u8> {
        OpenBmp::new(router.parse().unwrap(), message)
            .at(Duration::new(received.into(), 500_000_000))
            .unwrap()
            .with_collector(HashId([1; 16]), b"c1")
            .to_vec()
            .unwrap()
    }

    fn run(file: Vec<u8>) -> (Seen, Vec<Option<Duration>>, Result<u64, String>) {
        let (mut seen, mut times) = (Seen::default(), Vec::new());
        let read = read(Box::new(Cursor::new(file)), &mut |event| {
            seen.note(&event);
            if let What::Messages(_) = event.what {
                times.push(event.time);
            }
            Ok(())
        });
        let (counts, end) = read.ok().unwrap();
        let end = end.map(|()| counts.bmp_streams);
        (seen, times, end.map_err(|error| error.to_string()))
    }

    #[test]
    fn each_router_is_a_stream() {
        let file = [
            from("192.0.2.1", 1000, &initiation()),
            from("2001:db8::1", 1001, &peer_up()),
            from("192.0.2.1", 1002, &peer_up()),
        ];
        let (seen, times, end) = run(file.concat());
        assert_eq!(end, Ok(2));
        assert_eq!(
            seen.streams,
            [[initiation(), peer_up()].concat(), peer_up()]
        );
        let time = |seconds: u64| Some(Duration::from_millis(seconds * 1000 + 500));
        assert_eq!(times, [time(1000), time(1001), time(1002)]);
        let (first, second) = (seen.streams[0].len(), seen.streams[1].len());
        let want = [
            "0 opened 192.0.2.1 > c1".to_owned(),
            "1 opened 2001:db8::1 > c1".to_owned(),
            format!("0 {first} end of file, 0 left"),
            format!("1 {second} end of file, 0 left"),
        ];
        assert_eq!(seen.words, want);
    }

    #[test]
    fn behind_what_is_malformed_it_goes_on() {
        let good = from("192.0.2.1", 1000, &initiation());
        let mut no_router = good.clone();
        no_router[12] = 0;
        let mut peer = good.clone();
        peer[13] = 3;
        let mut version = good.clone();
        version[4] = 2;
        let length = good.len();
        let file = [
            &good[..],
            &no_router,
            &peer,
            b"OOBMOB",
            &good,
            &version,
            &from("192.0.2.1", 1000, &peer_up()[..60]),
            &good,
        ];
        let (seen, _, end) = run(file.concat());
        assert_eq!(end, Ok(1));
        assert_eq!(seen.streams, [initiation().repeat(3)]);
        let want = [
            "0 opened 192.0.2.1 > c1".to_owned(),
            "1 opened unknown router".to_owned(),
            format!("1 0 of {length}: not from a router: OpenBMP flags 0x00"),
            format!("1 {length} of {length}: not a BMP message: OpenBMP object type 3, not 12"),
            format!(
                "1 {} of 6: OpenBMP header at byte 0: \
                 the magic number is 0x4f4f424d, not 0x4f424d50 (OBMP)",
                2 * length
            ),
            format!(
                "1 {} of {length}: OpenBMP header at byte 4: version 2.7 is not supported",
                2 * length + 6
            ),
            "0 44 skipped 60".to_owned(),
            "0 126 end of file, 0 left".to_owned(),
            format!("1 {} end of file, 0 left", 3 * length + 6),
        ];
        assert_eq!(seen.words, want);
    }

    #[test]
    fn a_file_that_is_cut_off_says_so() {
        let one = from("192.0.2.1", 1000, &initiation());
        let length = one.len();
        let file = one.repeat(2);
        for cut in [length + 1, length + 11, length + 12, 2 * length - 1] {
            let (seen, _, end) = run(file[..cut].to_vec());
            let message = "the file is cut off in the message with an OpenBMP header at byte";
            assert_eq!(end, Err(format!("{message} {length}")));
            assert_eq!(seen.streams, [initiation()]);
        }
        let mut endless = one.clone();
        endless[0] = b'o';
        let (seen, _, end) = run([one, endless, vec![b'O'; 200_000]].concat());
        assert_eq!(end, Ok(1));
        let octets = length + 200_000;
        let what =
            "OpenBMP header at byte 0: the magic number is 0x6f424d50, not 0x4f424d50 (OBMP)";
        assert_eq!(seen.words[2], format!("1 0 of {octets}: {what}"));
    }
}
