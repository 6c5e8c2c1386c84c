//! Formats of compression, told by the first bytes of a file.

use std::io::{BufRead, Read};

use flate2::bufread::GzDecoder;

use super::frames::{Lz4, Members};
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
            Compression::Gzip => Box::new(Members::<GzDecoder<_>>::new(octets)),
            Compression::Zstd => Box::new(Frames::new(octets)),
            Compression::Lz4 => Box::new(Lz4::new(octets)),
            #[cfg(feature = "bz2")]
            Compression::Bzip2 => Box::new(Members::<bzip2::bufread::BzDecoder<_>>::new(octets)),
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

/// Names a format that is not read. Its bytes could be searched for BMP, but packets and blocks would cut the messages.
pub(super) fn unread(magic: [u8; 4]) -> Option<&'static str> {
    Some(match magic {
        [0x1e | 0x22..=0x27, 0xb5, 0x2f, 0xfd] => "compressed by zstd before version 0.8",
        [0x02, 0x21, 0x4c, 0x18] => "compressed by LZ4 in its legacy format",
        [0x89, b'L', b'Z', b'O'] => "compressed by lzop",
        [b'L', b'Z', b'I', b'P'] => "compressed by lzip",
        [0xff, 0x06, 0x00, 0x00] => "compressed by Snappy",
        [b'P', b'K', 3, 4] => "a zip archive",
        [b'7', b'z', 0xbc, 0xaf] => "a 7-Zip archive",
        [b'R', b'a', b'r', b'!'] => "a rar archive",
        [b's', b'n', b'o', b'o'] => "a capture of snoop",
        [b'T', b'R', b'S', b'N'] => "a capture of Sniffer",
        [b'G', b'M', b'B', b'U'] | [b'R', b'T', b'S', b'S'] => "a capture of Network Monitor",
        _ => return None,
    })
}

/// Names what a file without BMP may be, where the first bytes alone are too few to tell.
pub(super) fn perhaps(magic: [u8; 4]) -> Option<&'static str> {
    match magic {
        [0x1f, 0x9d | 0xa0, ..] => Some("compressed by compress"),
        [0x5d, 0, 0, _] => Some("compressed by LZMA without xz"),
        _ => None,
    }
}
