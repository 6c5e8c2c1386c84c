//! pcapng files, block by block.
//!
//! The blocks are cut and their lengths checked here, because the parser can panic on malformed ones (pcap-parser 0.17). It
//! decodes only those blocks that matter, once their lengths are right.

use std::io::{self, BufRead, Read};
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
            .map_err(io::Error::from)
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
