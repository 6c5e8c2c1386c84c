//! pcapng files, block by block.
//!
//! The blocks are cut and their lengths checked here, because the parser can panic on malformed ones (pcap-parser 0.17). It
//! decodes only those blocks that matter, once their lengths are right.

use std::io::{BufRead, Read};
use std::time::Duration;

use anyhow::{Context, anyhow, bail, ensure};
use pcap_parser::traits::PcapNGPacketBlock;
use pcap_parser::{Block, parse_block_be, parse_block_le};

use super::capture::{MOST, Record, fraction};
use super::losses::Why;

const SECTION: u32 = 0x0a0d_0d0a;
const INTERFACE: u32 = 1;
/// The packet block of older files.
const OBSOLETE_PACKET: u32 = 2;
const SIMPLE_PACKET: u32 = 3;
const ENHANCED_PACKET: u32 = 6;

/// How many interfaces a section may have.
const INTERFACES: usize = 1 << 16;

/// A file that is being read.
pub(crate) struct Blocks {
    octets: Box<dyn BufRead>,
    /// The current block, and where it begins.
    block: Vec<u8>,
    at: u64,
    is_big_endian: bool,
    interfaces: Vec<Interface>,
}

/// An interface that packets were captured on.
struct Interface {
    link: u16,
    /// The maximum length of a packet, or 0.
    most: u32,
    /// Units of time per second, if times can be computed.
    resolution: Option<u64>,
    /// Seconds to add to each time.
    offset: i64,
}

impl Interface {
    fn time(&self, ticks: u64) -> Option<Duration> {
        let resolution = self.resolution.filter(|resolution| *resolution > 0)?;
        let seconds = (ticks / resolution).checked_add_signed(self.offset)?;
        Duration::from_secs(seconds).checked_add(fraction(ticks % resolution, resolution))
    }
}

impl Blocks {
    pub(super) fn new(octets: Box<dyn BufRead>) -> Self {
        Blocks {
            octets,
            block: Vec::new(),
            at: 0,
            is_big_endian: false,
            interfaces: Vec::new(),
        }
    }

    pub(super) fn read<E>(
        &mut self,
        mut take: impl FnMut(Record<'_>) -> Result<(), E>,
    ) -> Result<anyhow::Result<()>, E> {
        loop {
            match self.next() {
                Ok(true) => {}
                Ok(false) => return Ok(Ok(())),
                Err(error) => return Ok(Err(error)),
            }
            match self.record() {
                Ok(Some(record)) => take(record)?,
                Ok(None) => {}
                Err(error) => return Ok(Err(error)),
            }
        }
    }

    /// Reads the next block. Returns whether there is one.
    fn next(&mut self) -> anyhow::Result<bool> {
        /// Type, length, and the same length again at the end.
        const SHORTEST: usize = 12;
        self.at += self.block.len() as u64;
        self.block.clear();
        self.fill(SHORTEST)?;
        if self.block.is_empty() {
            return Ok(false);
        }
        if self.kind() == Some(SECTION) {
            self.is_big_endian = match self.block.get(8..) {
                Some([0x1a, 0x2b, 0x3c, 0x4d]) => true,
                Some([0x4d, 0x3c, 0x2b, 0x1a]) => false,
                _ => bail!(self.cut_off()),
            };
        }
        ensure!(self.block.len() == SHORTEST, self.cut_off());
        let length = self.number(4).unwrap_or_default() as usize;
        let at = self.at;
        ensure!(
            length <= MOST,
            "more than {MOST} bytes in the record at byte {at}"
        );
        ensure!(
            length >= SHORTEST,
            "cannot decode the record at byte {at}: it has {length} bytes"
        );
        self.fill(length)?;
        ensure!(self.block.len() == length, self.cut_off());
        let again = self.number(length - 4);
        ensure!(
            again == Some(length as u32),
            "cannot decode the record at byte {at}: its two lengths differ"
        );
        Ok(true)
    }

    /// Reads up to a length of the block.
    fn fill(&mut self, length: usize) -> anyhow::Result<()> {
        let missing = length.saturating_sub(self.block.len()) as u64;
        let read = self
            .octets
            .by_ref()
            .take(missing)
            .read_to_end(&mut self.block);
        let at = self.at + self.block.len() as u64;
        read.map(drop)
            .with_context(|| format!("cannot continue reading after byte {at}"))
    }

    fn cut_off(&self) -> anyhow::Error {
        match self.at {
            0 => anyhow!("the pcapng section header is wrong or cut off"),
            at => anyhow!("the file is cut off in the record at byte {at}"),
        }
    }

    fn kind(&self) -> Option<u32> {
        self.number(0)
    }

    fn number(&self, at: usize) -> Option<u32> {
        let octets = *self.block.get(at..)?.first_chunk()?;
        Some(match self.is_big_endian {
            true => u32::from_be_bytes(octets),
            false => u32::from_le_bytes(octets),
        })
    }

    /// Returns whether the lengths in a block of this type fit it, so that the parser may have it.
    fn is_sound(&self, kind: u32) -> bool {
        let length = self.block.len();
        match kind {
            SECTION => length >= 28,
            INTERFACE => length >= 20,
            SIMPLE_PACKET => length >= 16,
            // Before the packet there are 28 bytes, behind it padding, options, and the length.
            _ => self.number(20).is_some_and(|captured| {
                let captured = captured as usize;
                length >= 32 && captured <= MOST && captured.next_multiple_of(4) <= length - 32
            }),
        }
    }

    /// Returns the packet of the block, if it has one.
    fn record(&mut self) -> anyhow::Result<Option<Record<'_>>> {
        let at = self.at;
        let wrong = || anyhow!("cannot decode the record at byte {at}");
        let kind = self.kind().unwrap_or_default();
        let is_packet = matches!(kind, OBSOLETE_PACKET | SIMPLE_PACKET | ENHANCED_PACKET);
        if !is_packet && !matches!(kind, SECTION | INTERFACE) {
            return Ok(None);
        }
        if !self.is_sound(kind) {
            ensure!(is_packet, wrong());
            return Ok(Some(Record::Unreadable(Why::Block)));
        }
        if kind == OBSOLETE_PACKET {
            return Ok(Some(self.obsolete_packet()));
        }
        let parsed = match self.is_big_endian {
            true => parse_block_be(&self.block),
            false => parse_block_le(&self.block),
        };
        let Ok((_, block)) = parsed else {
            ensure!(is_packet, wrong());
            return Ok(Some(Record::Unreadable(Why::Block)));
        };
        match block {
            Block::SectionHeader(_) => self.interfaces.clear(),
            Block::InterfaceDescription(block) => {
                ensure!(
                    self.interfaces.len() < INTERFACES,
                    "more than {INTERFACES} interfaces"
                );
                let (resolution, offset) = (block.ts_resolution(), block.ts_offset());
                self.interfaces.push(Interface {
                    link: block.linktype.0 as u16,
                    most: block.snaplen,
                    resolution,
                    offset,
                });
            }
            Block::EnhancedPacket(block) => {
                let ticks = u64::from(block.ts_high) << 32 | u64::from(block.ts_low);
                let captured = 28..28 + block.packet_data().len();
                let interface = block.if_id as usize;
                return Ok(Some(self.packet(interface, Some(ticks), captured)));
            }
            Block::SimplePacket(block) => {
                let most = self
                    .interfaces
                    .first()
                    .map_or(0, |interface| interface.most);
                let mut captured = block.packet_data().len();
                if most > 0 {
                    captured = captured.min(most as usize);
                }
                return Ok(Some(self.packet(0, None, 12..12 + captured)));
            }
            _ => {}
        }
        Ok(None)
    }

    /// Interface and number of drops in 2 bytes each, then the fields of an enhanced packet block.
    fn obsolete_packet(&self) -> Record<'_> {
        let number = |at| self.number(at).unwrap_or_default();
        let interface = match self.is_big_endian {
            true => number(8) >> 16,
            false => number(8) & 0xffff,
        };
        let ticks = u64::from(number(12)) << 32 | u64::from(number(16));
        let captured = 28..28 + number(20) as usize;
        self.packet(interface as usize, Some(ticks), captured)
    }

    fn packet(
        &self,
        interface: usize,
        ticks: Option<u64>,
        range: std::ops::Range<usize>,
    ) -> Record<'_> {
        match (self.interfaces.get(interface), self.block.get(range)) {
            (Some(interface), Some(octets)) => Record::Packet {
                link: interface.link,
                time: ticks.and_then(|ticks| interface.time(ticks)),
                octets,
            },
            (None, _) => Record::Unreadable(Why::Interface),
            (_, None) => Record::Unreadable(Why::Block),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn block(kind: u32, body: &[u8], is_big_endian: bool) -> Vec<u8> {
        let number = |number: u32| match is_big_endian {
            true => number.to_be_bytes(),
            false => number.to_le_bytes(),
        };
        let padding = vec![0; body.len().next_multiple_of(4) - body.len()];
        let length = number((12 + body.len() + padding.len()) as u32);
        [&number(kind)[..], &length, body, &padding, &length].concat()
    }

    fn numbers(numbers: &[u32], is_big_endian: bool) -> Vec<u8> {
        let octets = numbers.iter().flat_map(|number| match is_big_endian {
            true => number.to_be_bytes(),
            false => number.to_le_bytes(),
        });
        octets.collect()
    }

    /// A section with an interface for packets of up to 9 bytes.
    fn section(is_big_endian: bool) -> Vec<u8> {
        let mut header = numbers(&[0x1a2b_3c4d], is_big_endian);
        let version: [u8; 4] = if is_big_endian {
            [0, 1, 0, 0]
        } else {
            [1, 0, 0, 0]
        };
        header.extend(version);
        header.extend([0xff; 8]);
        let link = if is_big_endian { 1 << 16 } else { 1 };
        let interface = numbers(&[link, 9], is_big_endian);
        [
            block(SECTION, &header, is_big_endian),
            block(INTERFACE, &interface, is_big_endian),
        ]
        .concat()
    }

    /// Returns packets with their times, in seconds, and how reading ended.
    fn read(file: &[u8]) -> (Vec<String>, String) {
        let mut seen = Vec::new();
        let mut blocks = Blocks::new(Box::new(std::io::Cursor::new(file.to_vec())));
        let end = blocks.read(|record| {
            seen.push(match record {
                Record::Packet { link, time, octets } => {
                    format!("{link} {:?} {octets:?}", time.map(|time| time.as_micros()))
                }
                Record::Unreadable(why) => why.to_string(),
            });
            Ok::<_, ()>(())
        });
        let end = end
            .unwrap()
            .map_or_else(|error| error.to_string(), |()| "end".into());
        (seen, end)
    }

    #[test]
    fn packet_blocks_of_all_ages() {
        for big in [true, false] {
            let packet = |head: &[u32]| [numbers(head, big), vec![7, 8, 9]].concat();
            let file = [
                section(big),
                block(ENHANCED_PACKET, &packet(&[0, 1, 5, 3, 3]), big),
                // Interface 0, and no drops.
                block(OBSOLETE_PACKET, &packet(&[0, 1, 6, 3, 3]), big),
                block(SIMPLE_PACKET, &packet(&[3]), big),
                // It was longer than the interface allows.
                block(
                    SIMPLE_PACKET,
                    &[numbers(&[100], big), vec![7; 12]].concat(),
                    big,
                ),
                block(ENHANCED_PACKET, &packet(&[1, 1, 5, 3, 3]), big),
                block(ENHANCED_PACKET, &packet(&[0, 1, 5, 300, 300]), big),
                block(OBSOLETE_PACKET, &packet(&[0, 1, 5, u32::MAX, 3]), big),
                block(0x0bad, &[1, 2, 3], big),
                block(ENHANCED_PACKET, &packet(&[0, 1, 7, 3, 3]), big),
            ];
            let (seen, end) = read(&file.concat());
            let want = [
                "1 Some(4294967301) [7, 8, 9]",
                "1 Some(4294967302) [7, 8, 9]",
                "1 None [7, 8, 9]",
                "1 None [7, 7, 7, 7, 7, 7, 7, 7, 7]",
                "the file does not describe their interface",
                "their blocks are malformed",
                "their blocks are malformed",
                "1 Some(4294967303) [7, 8, 9]",
            ];
            assert_eq!(
                (
                    seen.iter().map(String::as_str).collect::<Vec<_>>(),
                    end.as_str()
                ),
                (want.to_vec(), "end")
            );
        }
    }

    #[test]
    fn what_is_wrong_ends_reading_with_a_reason() {
        let packet = block(SIMPLE_PACKET, &numbers(&[4, 9], false), false);
        let good = [section(false), packet.clone()].concat();
        let at = good.len();
        let mut lengths = packet.clone();
        *lengths.last_mut().unwrap() = 1;
        for (wrong, want) in [
            (
                lengths,
                format!("cannot decode the record at byte {at}: its two lengths differ"),
            ),
            (
                numbers(&[6, 8, 8], false),
                format!("cannot decode the record at byte {at}: it has 8 bytes"),
            ),
            (
                numbers(&[6, 1 << 30, 8], false),
                format!("more than 16777216 bytes in the record at byte {at}"),
            ),
            (
                block(INTERFACE, &[], false),
                format!("cannot decode the record at byte {at}"),
            ),
            (
                block(SECTION, &[1, 2, 3, 4], false),
                format!("the file is cut off in the record at byte {at}"),
            ),
            (
                vec![6, 0],
                format!("the file is cut off in the record at byte {at}"),
            ),
        ] {
            let (seen, end) = read(&[good.clone(), wrong].concat());
            assert_eq!((seen.len(), end), (1, want));
        }
    }

    proptest! {
        /// The parser panics on none of them.
        #[test]
        fn any_block(
            big: bool,
            kind in prop::sample::select(vec![1, 2, 3, 4, 5, 6, 9, 10, 0xbad, 0x4000_0bad, SECTION]),
            head in prop::collection::vec(prop_oneof![0_u32..64, any::<u32>()], 0..6),
            rest in prop::collection::vec(any::<u8>(), 0..40),
        ) {
            let body = [numbers(&head, big), rest.clone()].concat();
            read(&[section(big), block(kind, &body, big), block(3, &body, big)].concat());
            read(&[section(big), rest].concat());
        }
    }
}
