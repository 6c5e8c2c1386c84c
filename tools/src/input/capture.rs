//! pcap and pcapng files, packet by packet.

use std::cell::RefCell;
use std::io::{self, BufRead, Cursor, Read};
use std::rc::Rc;
use std::time::Duration;

use anyhow::{anyhow, bail};
use pcap_parser::traits::PcapReaderIterator;
use pcap_parser::{LegacyPcapReader, PcapBlockOwned, PcapError};

use super::losses::Why;
use super::pcapng::Blocks;
use super::source::{Format, Remembering};

/// Room for records, initially and at most. No link layer has packets of the maximum size.
const ROOM: usize = 1 << 20;
pub(super) const MOST: usize = 16 << 20;

/// The length of the header of a pcap file.
const HEADER: u64 = 24;

/// A capture file that is being read.
pub(crate) enum Capture {
    Pcap(Box<Pcap>),
    Pcapng(Box<Blocks>),
}

/// A record of the file.
#[derive(Debug, PartialEq)]
pub(crate) enum Record<'a> {
    Packet {
        link: u16,
        /// When it was captured, since 1970.
        time: Option<Duration>,
        octets: &'a [u8],
    },
    /// A packet that cannot be accessed.
    Unreadable(Why),
}

impl Capture {
    pub(crate) fn new(format: Format, octets: Box<dyn BufRead>) -> anyhow::Result<Self> {
        Ok(match format {
            Format::Pcapng => Capture::Pcapng(Box::new(Blocks::new(octets))),
            _ => Capture::Pcap(Box::new(Pcap::new(octets)?)),
        })
    }

    /// Calls `take` for each packet, until the end or an error.
    pub(crate) fn read<E>(
        &mut self,
        take: impl FnMut(Record<'_>) -> Result<(), E>,
    ) -> Result<anyhow::Result<()>, E> {
        match self {
            Capture::Pcap(pcap) => pcap.read(take),
            Capture::Pcapng(blocks) => blocks.read(take),
        }
    }
}

type Octets = Remembering<io::Chain<Cursor<Vec<u8>>, Box<dyn BufRead>>>;

/// An older file: one interface, and records without types.
pub(crate) struct Pcap {
    reader: LegacyPcapReader<Octets>,
    error: Rc<RefCell<Option<io::Error>>>,
    room: usize,
    link: u16,
    /// Units of time per second.
    resolution: u64,
}

impl Pcap {
    fn new(mut octets: Box<dyn BufRead>) -> anyhow::Result<Self> {
        // The reader needs the whole file header in its first read.
        let mut head = Vec::new();
        octets.by_ref().take(HEADER).read_to_end(&mut head)?;
        let (octets, error) = Remembering::new(Cursor::new(head).chain(octets));
        match LegacyPcapReader::new(ROOM, octets) {
            Ok(reader) => Ok(Pcap {
                reader,
                error,
                room: ROOM,
                link: 0,
                resolution: 1,
            }),
            Err(_) => bail!("the file header is wrong or cut off"),
        }
    }

    fn read<E>(
        &mut self,
        mut take: impl FnMut(Record<'_>) -> Result<(), E>,
    ) -> Result<anyhow::Result<()>, E> {
        loop {
            let error = match self.reader.next() {
                Ok((size, block)) => {
                    match block {
                        PcapBlockOwned::LegacyHeader(header) => {
                            // The upper half describes frame check sequences, which do not matter here.
                            self.link = header.network.0 as u16;
                            let nanoseconds = header.is_nanosecond_precision();
                            self.resolution = if nanoseconds {
                                1_000_000_000
                            } else {
                                1_000_000
                            };
                        }
                        PcapBlockOwned::Legacy(block) => {
                            let seconds = Duration::from_secs(block.ts_sec.into());
                            let part = fraction(block.ts_usec.into(), self.resolution);
                            take(Record::Packet {
                                link: self.link,
                                time: seconds.checked_add(part),
                                octets: block.data,
                            })?;
                        }
                        PcapBlockOwned::NG(_) => {}
                    }
                    self.reader.consume(size);
                    continue;
                }
                Err(error) => error.to_owned_vec(),
            };
            match error {
                PcapError::Incomplete(_) => {}
                PcapError::BufferTooSmall if self.room < MOST => {
                    self.room *= 2;
                    self.reader.grow(self.room);
                }
                PcapError::Eof => return Ok(Ok(())),
                PcapError::UnexpectedEof if self.reader.data().is_empty() => return Ok(Ok(())),
                error => {
                    let what = match error {
                        PcapError::UnexpectedEof => "the file is cut off in the record".into(),
                        PcapError::BufferTooSmall => {
                            format!("more than {MOST} bytes in the record")
                        }
                        _ => "cannot decode the record".into(),
                    };
                    return Ok(Err(anyhow!("{what} at byte {}", self.reader.consumed())));
                }
            }
            if self.reader.refill().is_err() {
                return Ok(Err(self.reading_error()));
            }
        }
    }

    fn reading_error(&self) -> anyhow::Error {
        let context = format!(
            "cannot continue reading after byte {}",
            self.reader.consumed()
        );
        match self.error.take() {
            Some(error) => anyhow::Error::new(error).context(context),
            None => anyhow!(context),
        }
    }
}

/// Converts a number of units per second to a time.
pub(super) fn fraction(parts: u64, resolution: u64) -> Duration {
    let nanoseconds = u128::from(parts) * 1_000_000_000 / u128::from(resolution.max(1));
    Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::testing::{pcap, pcapng};

    type Packets = Vec<(u16, Vec<u8>)>;

    /// Returns link types and packets, and why reading ended.
    fn read(format: Format, file: Vec<u8>) -> (Packets, Result<(), String>) {
        let mut packets = Vec::new();
        let mut capture = match Capture::new(format, Box::new(Cursor::new(file))) {
            Ok(capture) => capture,
            Err(error) => return (packets, Err(error.to_string())),
        };
        let end = capture.read(|record| {
            match record {
                Record::Packet { link, octets, .. } => packets.push((link, octets.to_vec())),
                Record::Unreadable(_) => packets.push((u16::MAX, Vec::new())),
            }
            Ok::<_, ()>(())
        });
        (packets, end.unwrap().map_err(|error| error.to_string()))
    }

    #[test]
    fn both_formats() {
        let packets: Vec<Vec<u8>> = (0..100u8).map(|n| vec![n; usize::from(n)]).collect();
        let want: Vec<_> = packets.iter().map(|packet| (1, packet.clone())).collect();
        assert_eq!(
            read(Format::Pcap, pcap(1, &packets)),
            (want.clone(), Ok(()))
        );
        let twice = [pcapng(&packets), pcapng(&packets)].concat();
        assert_eq!(
            read(Format::Pcapng, twice),
            ([&want[..], &want].concat(), Ok(()))
        );
    }

    #[test]
    fn times_of_packets() {
        let times = |format, file: Vec<u8>| {
            let mut capture = Capture::new(format, Box::new(Cursor::new(file))).unwrap();
            let mut times = Vec::new();
            let end = capture.read(|record| {
                if let Record::Packet { time, .. } = record {
                    times.push(time.unwrap());
                }
                Ok::<_, ()>(())
            });
            end.unwrap().unwrap();
            times
        };
        let mut file = pcap(1, &[vec![7]]);
        // Seconds and microseconds of the first record, after the header of 24 bytes.
        file[24..28].copy_from_slice(&1_700_000_000u32.to_le_bytes());
        file[28..32].copy_from_slice(&123_456u32.to_le_bytes());
        let microseconds = Duration::new(1_700_000_000, 123_456_000);
        assert_eq!(times(Format::Pcap, file.clone()), [microseconds]);
        file[..4].copy_from_slice(&0xa1b2_3c4d_u32.to_le_bytes());
        let nanoseconds = Duration::new(1_700_000_000, 123_456);
        assert_eq!(times(Format::Pcap, file), [nanoseconds]);

        let mut file = pcapng(&[vec![7]]);
        // In the packet block of 36 bytes: type, length, interface, then the time in two halves.
        let at = file.len() - 36 + 12;
        file[at..at + 8].copy_from_slice(&1_700_000_000_123_456u64.to_be_bytes());
        assert_eq!(times(Format::Pcapng, file), [microseconds]);
    }

    #[test]
    fn the_link_type_is_the_lower_half() {
        assert_eq!(
            read(Format::Pcap, pcap(0x2400_0065, &[vec![7]])),
            (vec![(101, vec![7])], Ok(()))
        );
    }

    #[test]
    fn large_records_and_larger_ones() {
        let packets = [vec![7; 3 << 20]];
        assert_eq!(
            read(Format::Pcap, pcap(1, &packets)).0,
            [(1, packets[0].clone())]
        );
        let (packets, end) = read(Format::Pcap, pcap(1, &[vec![1], vec![7; 17 << 20]]));
        assert_eq!(packets.len(), 1);
        assert_eq!(
            end,
            Err("more than 16777216 bytes in the record at byte 41".into())
        );
    }

    #[test]
    fn cut_off_files() {
        for (format, file) in [
            (Format::Pcap, pcap(1, &vec![vec![7; 9]; 9])),
            (Format::Pcapng, pcapng(&vec![vec![7; 9]; 9])),
        ] {
            let (packets, end) = read(format, file[..file.len() - 1].to_vec());
            assert_eq!(packets.len(), 8);
            assert!(
                end.unwrap_err()
                    .starts_with("the file is cut off in the record at byte")
            );
            let (packets, end) = read(format, file[..20].to_vec());
            assert!(packets.is_empty() && end.unwrap_err().ends_with("header is wrong or cut off"));
        }
    }
}
