//! pcapng files, block by block.
//!
//! Decoded here, not by pcap-parser (0.17): it can panic on malformed blocks, and decodes neither units of time that are a
//! power of two nor, in big-endian sections, an offset of times.

use std::io::{BufRead, Read, copy, sink};
use std::time::Duration;

use anyhow::{Context, anyhow, bail, ensure};

use super::capture::{MOST, Record, fraction};
use super::losses::Why;

const SECTION: u32 = 0x0a0d_0d0a;
const INTERFACE: u32 = 1;
/// The packet block of older files.
const OBSOLETE_PACKET: u32 = 2;
const SIMPLE_PACKET: u32 = 3;
const ENHANCED_PACKET: u32 = 6;

/// The length of an empty block: type, length, and the same length again at the end.
const SHORTEST: usize = 12;

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

    /// Reads the next block that matters. Returns whether there is one.
    fn next(&mut self) -> anyhow::Result<bool> {
        while self.begin()? {
            let length = self.number(4).unwrap_or_default() as usize;
            let at = self.at;
            ensure!(
                length >= SHORTEST,
                "cannot decode the record at byte {at}: it has {length} bytes"
            );
            let matters = matches!(
                self.kind(),
                Some(SECTION | INTERFACE | OBSOLETE_PACKET | SIMPLE_PACKET | ENHANCED_PACKET)
            );
            let again = match matters {
                true => self.rest(length)?,
                false => self.pass(length)?,
            };
            ensure!(
                again == Some(length as u32),
                "cannot decode the record at byte {at}: its two lengths differ"
            );
            if matters {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Reads the beginning of a block. Returns whether there is one.
    fn begin(&mut self) -> anyhow::Result<bool> {
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
        Ok(true)
    }

    /// Reads the rest of a block. Returns the length at its end.
    fn rest(&mut self, length: usize) -> anyhow::Result<Option<u32>> {
        let at = self.at;
        ensure!(
            length <= MOST,
            "more than {MOST} bytes in the record at byte {at}"
        );
        self.fill(length)?;
        ensure!(self.block.len() == length, self.cut_off());
        Ok(self.number(length - 4))
    }

    /// Passes the rest of a block, of any length. Returns the length at its end.
    fn pass(&mut self, length: usize) -> anyhow::Result<Option<u32>> {
        if length > SHORTEST {
            let between = (length - SHORTEST).saturating_sub(4) as u64;
            let passed = copy(&mut self.octets.by_ref().take(between), &mut sink());
            let at = self.at;
            let passed =
                passed.with_context(|| format!("cannot continue reading after byte {at}"))?;
            ensure!(passed == between, self.cut_off());
            self.fill(length - between as usize)?;
            ensure!(
                self.block.len() == length - between as usize,
                self.cut_off()
            );
            self.at += between;
        }
        Ok(self.number(self.block.len() - 4))
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

    fn short(&self, at: usize) -> Option<u16> {
        let octets = *self.block.get(at..)?.first_chunk()?;
        Some(self.short_of(octets))
    }

    fn short_of(&self, octets: [u8; 2]) -> u16 {
        match self.is_big_endian {
            true => u16::from_be_bytes(octets),
            false => u16::from_le_bytes(octets),
        }
    }

    fn number(&self, at: usize) -> Option<u32> {
        let octets = *self.block.get(at..)?.first_chunk()?;
        Some(match self.is_big_endian {
            true => u32::from_be_bytes(octets),
            false => u32::from_le_bytes(octets),
        })
    }

    /// Decodes the block. Returns the packet of it, if it has one.
    fn record(&mut self) -> anyhow::Result<Option<Record<'_>>> {
        let at = self.at;
        let wrong = || anyhow!("cannot decode the record at byte {at}");
        Ok(match self.kind().unwrap_or_default() {
            SECTION => {
                ensure!(self.block.len() >= 28, wrong());
                let major = self.short(12).unwrap_or_default();
                ensure!(
                    major == 1,
                    "version {major} of pcapng in the record at byte {at} is not understood"
                );
                self.interfaces.clear();
                None
            }
            INTERFACE => {
                let interface = self.interface().ok_or_else(wrong)?;
                ensure!(
                    self.interfaces.len() < INTERFACES,
                    "more than {INTERFACES} interfaces"
                );
                self.interfaces.push(interface);
                None
            }
            ENHANCED_PACKET => Some(self.timed_packet(self.number(8).unwrap_or_default())),
            // Interface and number of drops in 2 bytes each, then the same fields.
            OBSOLETE_PACKET => {
                let interface = self.short(8).unwrap_or_default();
                Some(self.timed_packet(interface.into()))
            }
            // The length that the packet had: how much of it was captured, its interface says.
            SIMPLE_PACKET => {
                let most = self.interfaces.first().map(|interface| interface.most);
                let most = most.filter(|most| *most > 0).unwrap_or(u32::MAX);
                Some(self.packet(0, None, 12, self.number(8).unwrap_or_default().min(most)))
            }
            _ => None,
        })
    }

    /// Decodes an interface: link type, 2 bytes that mean nothing, the maximum length of a packet, and options.
    fn interface(&self) -> Option<Interface> {
        const END: u16 = 0;
        const RESOLUTION: u16 = 9;
        const OFFSET: u16 = 14;
        let body = self.block.get(..self.block.len().checked_sub(4)?)?;
        let mut interface = Interface {
            link: self.short(8)?,
            most: self.number(12)?,
            resolution: Some(1_000_000),
            offset: 0,
        };
        let mut options = body.get(16..)?;
        while let Some(([a, b, c, d], rest)) = options.split_first_chunk() {
            let (kind, length) = (self.short_of([*a, *b]), self.short_of([*c, *d]));
            let length = usize::from(length);
            let Some(value) = rest.get(..length).filter(|_| kind != END) else {
                // A unit of time may be behind an option that is cut off.
                interface.resolution = interface.resolution.filter(|_| kind == END);
                break;
            };
            match (kind, value) {
                (RESOLUTION, [power, ..]) => interface.resolution = units(*power),
                (OFFSET, _) => {
                    let octets = *value.first_chunk()?;
                    interface.offset = match self.is_big_endian {
                        true => i64::from_be_bytes(octets),
                        false => i64::from_le_bytes(octets),
                    };
                }
                _ => {}
            }
            options = rest.get(length.next_multiple_of(4)..).unwrap_or_default();
        }
        Some(interface)
    }

    /// Returns a packet with its time, on an interface.
    fn timed_packet(&self, interface: u32) -> Record<'_> {
        let number = |at| self.number(at).unwrap_or_default();
        let ticks = u64::from(number(12)) << 32 | u64::from(number(16));
        self.packet(interface, Some(ticks), 28, number(20))
    }

    /// Returns a packet whose bytes begin here in the block.
    fn packet(&self, interface: u32, ticks: Option<u64>, from: usize, captured: u32) -> Record<'_> {
        // The length stands behind them once more.
        let end = self.block.len().saturating_sub(4);
        let octets = self
            .block
            .get(from..end)
            .and_then(|octets| octets.get(..captured as usize));
        match (self.interfaces.get(interface as usize), octets) {
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

/// Returns how many units of time a second has: a power of two, if the highest bit is set, or of ten.
fn units(power: u8) -> Option<u64> {
    match power & 0x80 {
        0 => 10_u64.checked_pow(power.into()),
        _ => 1_u64.checked_shl((power & 0x7f).into()),
    }
}

#[cfg(test)]
mod tests;
