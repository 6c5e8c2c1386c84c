//! The file of a snapshot: blocks with checksums, and an end that says how many there are.
//!
//! ```text
//! bmp-state 1\n                                             what it is, and the version
//! length (4) | length before compression (4) | CRC-32 of the others (4) | LZ4 block    for each block
//! 0 (4) | number of blocks (8) | CRC-32 of all CRCs (4)                          the end
//! ```
//!
//! All numbers are big-endian. A file that was cut anywhere has no end, or one that does not fit.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use flate2::Crc;

const MAGIC: &[u8] = b"bmp-state ";
const VERSION: &[u8] = b"1\n";

/// A block is written when it has this size. One record more fits in.
const BLOCK: usize = 1 << 20;
/// No block is longer: a file that says so was not written here.
const MOST: usize = 8 << 20;

/// Returns the checksum of a block, with its lengths.
fn crc(lengths: [u32; 2], octets: &[u8]) -> u32 {
    let mut crc = Crc::new();
    for length in lengths {
        crc.update(&length.to_be_bytes());
    }
    crc.update(octets);
    crc.sum()
}

/// Writes a snapshot beside the old one, and takes its place when it is whole and on the disk.
pub(super) struct Writer {
    path: PathBuf,
    new: PathBuf,
    file: BufWriter<File>,
    block: Vec<u8>,
    blocks: u64,
    crcs: Crc,
}

impl Writer {
    pub(super) fn create(path: &Path) -> io::Result<Writer> {
        let new = path.with_extension("new");
        let mut file = BufWriter::new(File::create(&new)?);
        file.write_all(MAGIC)?;
        file.write_all(VERSION)?;
        Ok(Writer {
            path: path.into(),
            new,
            file,
            block: Vec::new(),
            blocks: 0,
            crcs: Crc::new(),
        })
    }

    /// Appends a record: its kind, and its parts with their lengths.
    pub(super) fn record(&mut self, kind: u8, number: u32, parts: &[&[u8]]) -> io::Result<()> {
        self.block.push(kind);
        self.block.extend_from_slice(&number.to_be_bytes());
        for part in parts {
            let length = u32::try_from(part.len()).map_err(io::Error::other)?;
            self.block.extend_from_slice(&length.to_be_bytes());
            self.block.extend_from_slice(part);
        }
        match self.block.len() {
            BLOCK.. => self.end_block(),
            _ => Ok(()),
        }
    }

    fn end_block(&mut self) -> io::Result<()> {
        let packed = lz4_flex::block::compress(&self.block);
        let length = |octets: &[u8]| u32::try_from(octets.len()).map_err(io::Error::other);
        let lengths = [length(&packed)?, length(&self.block)?];
        let crc = crc(lengths, &packed);
        for length in lengths {
            self.file.write_all(&length.to_be_bytes())?;
        }
        self.file.write_all(&crc.to_be_bytes())?;
        self.file.write_all(&packed)?;
        self.crcs.update(&crc.to_be_bytes());
        self.blocks += 1;
        self.block.clear();
        Ok(())
    }

    /// Ends the snapshot, and returns its size.
    pub(super) fn end(mut self) -> io::Result<u64> {
        if !self.block.is_empty() {
            self.end_block()?;
        }
        self.file.write_all(&[0; 4])?;
        self.file.write_all(&self.blocks.to_be_bytes())?;
        self.file.write_all(&self.crcs.sum().to_be_bytes())?;
        let file = self.file.into_inner().map_err(|error| error.into_error())?;
        file.sync_all()?;
        let size = file.metadata()?.len();
        fs::rename(&self.new, &self.path)?;
        // The name must be on the disk, too.
        if let Some(directory) = self.path.parent() {
            File::open(directory)?.sync_all()?;
        }
        Ok(size)
    }
}

/// Reads the blocks of a snapshot: calls `each` with their contents. Whatever is wrong with it is an error.
pub(super) fn read(
    path: &Path,
    mut each: impl FnMut(&[u8]) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut file = BufReader::new(File::open(path)?);
    let mut head = [0; MAGIC.len() + VERSION.len()];
    file.read_exact(&mut head).context(CUT)?;
    ensure!(head.starts_with(MAGIC), "it is no snapshot of tables");
    ensure!(
        head.ends_with(VERSION),
        "it has another version than {}",
        String::from_utf8_lossy(VERSION).trim()
    );
    let (mut blocks, mut crcs, mut packed) = (0_u64, Crc::new(), Vec::new());
    loop {
        let length = four(&mut file)?;
        if length == 0 {
            let said = u64::from(four(&mut file)?) << 32 | u64::from(four(&mut file)?);
            let is_whole = said == blocks && four(&mut file)? == crcs.sum();
            ensure!(is_whole, "its end does not fit what is before it");
            let mut rest = [0];
            ensure!(
                file.read(&mut rest)? == 0,
                "there is something behind its end"
            );
            return Ok(());
        }
        let (raw, crc_said) = (four(&mut file)?, four(&mut file)?);
        let is_too_long = length.max(raw) as usize > MOST;
        ensure!(!is_too_long, "block {blocks} is too long");
        packed.resize(length as usize, 0);
        file.read_exact(&mut packed).context(CUT)?;
        if crc([length, raw], &packed) != crc_said {
            bail!("block {blocks} does not have its checksum");
        }
        crcs.update(&crc_said.to_be_bytes());
        blocks += 1;
        let block = lz4_flex::block::decompress(&packed, raw as usize);
        each(&block.context("a block cannot be decompressed")?)?;
    }
}

const CUT: &str = "it was cut off";

fn four(file: &mut impl Read) -> anyhow::Result<u32> {
    let mut octets = [0; 4];
    file.read_exact(&mut octets).context(CUT)?;
    Ok(u32::from_be_bytes(octets))
}

/// The records of a block.
pub(super) struct Records<'a>(pub(super) &'a [u8]);

impl<'a> Records<'a> {
    /// Returns the kind and the number of the next record.
    pub(super) fn next(&mut self) -> anyhow::Result<Option<(u8, u32)>> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let kind = self.octets(1)?;
        Ok(Some((kind[0], self.number()?)))
    }

    fn number(&mut self) -> anyhow::Result<u32> {
        let octets = self.octets(4)?;
        Ok(u32::from_be_bytes(octets.try_into()?))
    }

    fn octets(&mut self, count: usize) -> anyhow::Result<&'a [u8]> {
        let (octets, rest) = self.0.split_at_checked(count).context("a record is cut")?;
        self.0 = rest;
        Ok(octets)
    }

    /// Returns the next part of the record.
    pub(super) fn part(&mut self) -> anyhow::Result<&'a [u8]> {
        let length = self.number()?;
        self.octets(length as usize)
    }
}
