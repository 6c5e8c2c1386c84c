//! Formats of compression, told by the first bytes of a file.

use std::io::{BufRead, Read};

use super::frames::{Gzip, Lz4};
use super::zstd::Frames;

/// The largest dictionary of an xz file, in KiB, that memory is given for.
#[cfg(feature = "xz")]
const XZ_MEMORY: u32 = 256 << 10;

/// A format of compression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compression {
    Gzip,
    Zstd,
    Lz4,
    Bzip2,
    Xz,
}

impl Compression {
    /// Returns the format of a file that begins with these bytes.
    pub(super) fn of(magic: [u8; 4]) -> Option<Self> {
        Some(match magic {
            [0x1f, 0x8b, ..] => Compression::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd] => Compression::Zstd,
            [0x04, 0x22, 0x4d, 0x18] => Compression::Lz4,
            [b'B', b'Z', b'h', b'1'..=b'9'] => Compression::Bzip2,
            [0xfd, b'7', b'z', b'X'] => Compression::Xz,
            _ => return None,
        })
    }

    /// Returns a reader of what was compressed.
    ///
    /// # Errors
    ///
    /// If this build does not have the format.
    pub(super) fn reader(self, octets: Box<dyn BufRead>) -> anyhow::Result<Box<dyn Read>> {
        Ok(match self {
            Compression::Gzip => Box::new(Gzip::new(octets)),
            Compression::Zstd => Box::new(Frames::new(octets)),
            Compression::Lz4 => Box::new(Lz4::new(octets)),
            #[cfg(feature = "bz2")]
            Compression::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(octets)),
            #[cfg(not(feature = "bz2"))]
            Compression::Bzip2 => anyhow::bail!(crate::absent::text("bz2")),
            #[cfg(feature = "xz")]
            Compression::Xz => {
                Box::new(lzma_rust2::XzReader::new_mem_limit(octets, true, XZ_MEMORY))
            }
            #[cfg(not(feature = "xz"))]
            Compression::Xz => anyhow::bail!(crate::absent::text("xz")),
        })
    }
}
