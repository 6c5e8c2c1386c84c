//! Opens a file: progress, compression, and format.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::rc::Rc;

use anyhow::bail;
use bmp_codec::openbmp;
use indicatif::ProgressBar;

use super::compression::{self, Compression};
use super::frames;

const BUFFER: usize = 256 << 10;

/// Compressed files may have been compressed again.
const COMPRESSIONS: usize = 2;

/// The format of a file, after decompression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Pcap,
    Pcapng,
    /// BMP messages, each after an OpenBMP header.
    OpenBmp,
    /// Text: JSON objects, one per line.
    Json,
    /// Anything else; BMP, if it contains some.
    Raw,
}

/// An open file, decompressed.
pub(crate) struct Source {
    pub(crate) format: Format,
    pub(crate) octets: Box<dyn BufRead>,
}

impl Source {
    /// Opens a file, or standard input for `-`. The bytes read from the file, before decompression, move the progress
    /// bar.
    pub(crate) fn open(path: &Path, progress: &ProgressBar) -> anyhow::Result<Self> {
        if path.as_os_str() == "-" {
            return Source::new(buffered(io::stdin()));
        }
        let file = File::open(path)?;
        if file.metadata()?.is_dir() {
            bail!("is a directory");
        }
        Source::new(buffered(progress.wrap_read(file)))
    }

    /// Opens a file that is in memory.
    pub(super) fn from_octets(octets: Vec<u8>) -> anyhow::Result<Self> {
        Source::new(Box::new(Cursor::new(octets)))
    }

    fn new(octets: Box<dyn BufRead>) -> anyhow::Result<Self> {
        let (mut magic, mut octets) = peek(octets)?;
        for _ in 0..COMPRESSIONS {
            let Some(compression) = Compression::of(magic) else {
                break;
            };
            (magic, octets) = peek(buffered(compression.reader(octets)?))?;
        }
        if Compression::of(magic).is_some() {
            bail!("is compressed more than {COMPRESSIONS} times");
        }
        if let Some(name) = compression::unread(magic) {
            bail!("is {name}, which is not read");
        }
        let format = match magic {
            // In either byte order, with microseconds or nanoseconds.
            [0xa1, 0xb2, 0xc3, 0xd4] | [0xa1, 0xb2, 0x3c, 0x4d] => Format::Pcap,
            [0xd4, 0xc3, 0xb2, 0xa1] | [0x4d, 0x3c, 0xb2, 0xa1] => Format::Pcap,
            // With more fields for each packet.
            [0x34, 0xcd, 0xb2, 0xa1] => Format::Pcap,
            [0x0a, 0x0d, 0x0d, 0x0a] => Format::Pcapng,
            openbmp::MAGIC => Format::OpenBmp,
            [b'{', b'"' | b' ' | b'}', ..] => Format::Json,
            _ => Format::Raw,
        };
        Ok(Source { format, octets })
    }
}

fn buffered(octets: impl Read + 'static) -> Box<dyn BufRead> {
    Box::new(BufReader::with_capacity(BUFFER, octets))
}

/// Returns the first four bytes, or zeros if there are fewer, and a reader that still begins with them. Frames to be skipped,
/// which may stand before frames of Zstandard and of LZ4, are passed.
fn peek(mut octets: Box<dyn BufRead>) -> io::Result<([u8; 4], Box<dyn BufRead>)> {
    loop {
        let mut magic = Vec::with_capacity(4);
        octets.by_ref().take(4).read_to_end(&mut magic)?;
        let mut padded = [0; 4];
        padded[..magic.len()].copy_from_slice(&magic);
        if !frames::is_skipped(padded) {
            return Ok((padded, Box::new(Cursor::new(magic).chain(octets))));
        }
        let mut length = [0; 4];
        octets.read_exact(&mut length)?;
        frames::skip(&mut octets, u32::from_le_bytes(length))?;
    }
}

/// Keeps the error of a reader, because its user only reports that there was one.
pub(crate) struct Remembering<R> {
    inner: R,
    error: Rc<RefCell<Option<io::Error>>>,
}

impl<R> Remembering<R> {
    pub(crate) fn new(inner: R) -> (Self, Rc<RefCell<Option<io::Error>>>) {
        let error = Rc::default();
        (
            Remembering {
                inner,
                error: Rc::clone(&error),
            },
            error,
        )
    }
}

impl<R: Read> Read for Remembering<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.inner.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    let kind = error.kind();
                    self.error.replace(Some(error));
                    return Err(kind.into());
                }
                read => return read,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::testing::zstd;
    use std::io::Write;

    fn open(octets: Vec<u8>) -> anyhow::Result<(Format, Vec<u8>)> {
        let mut source = Source::new(Box::new(Cursor::new(octets)))?;
        let mut all = Vec::new();
        source.octets.read_to_end(&mut all)?;
        Ok((source.format, all))
    }

    fn gzip(octets: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(octets).unwrap();
        encoder.finish().unwrap()
    }

    fn lz4(octets: &[u8]) -> Vec<u8> {
        let mut encoder = lz4_flex::frame::FrameEncoder::new(Vec::new());
        encoder.write_all(octets).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn compression_is_taken_off() {
        let raw = b"\x03\0\0\0\x06\x04".to_vec();
        for octets in [
            raw.clone(),
            gzip(&raw),
            zstd(&raw),
            gzip(&zstd(&raw)),
            zstd(&zstd(&raw)),
            lz4(&raw),
            lz4(&gzip(&raw)),
        ] {
            assert_eq!(open(octets).unwrap(), (Format::Raw, raw.clone()));
        }
        let parts = [gzip(&raw[..3]), gzip(&raw[3..])].concat();
        assert_eq!(open(parts).unwrap(), (Format::Raw, raw.clone()));
        let parts = [zstd(&raw[..3]), zstd(&raw[3..])].concat();
        assert_eq!(open(parts).unwrap(), (Format::Raw, raw.clone()));
        let parts = [lz4(&raw[..3]), lz4(&raw[3..])].concat();
        assert_eq!(open(parts).unwrap(), (Format::Raw, raw.clone()));
        let error = open(gzip(&zstd(&gzip(&raw)))).unwrap_err();
        assert_eq!(error.to_string(), "is compressed more than 2 times");
    }

    /// Frames to be skipped, several frames, and zeros behind them all.
    #[test]
    fn frames_one_after_another() {
        let raw = b"\x03\0\0\0\x06\x04".repeat(100);
        let (first, second) = raw.split_at(250);
        let skipped = [
            &b"\x50\x2a\x4d\x18\x04\0\0\0abcd"[..],
            b"\x5f\x2a\x4d\x18\0\0\0\0",
        ]
        .concat();
        let zeros = [0; 1000];
        for compress in [gzip, zstd, lz4] {
            let parts = [&compress(first)[..], &compress(&[]), &compress(second)].concat();
            assert_eq!(open(parts.clone()).unwrap(), (Format::Raw, raw.clone()));
            let padded = [&parts[..], &zeros].concat();
            assert_eq!(open(padded).unwrap(), (Format::Raw, raw.clone()));
            let more = [&parts[..], b"?"].concat();
            assert!(open(more).is_err());
            // Cut off anywhere.
            let whole = compress(&raw);
            for end in 5..whole.len() {
                assert!(
                    open(whole[..end].to_vec()).is_err(),
                    "{end} of {}",
                    whole.len()
                );
            }
        }
        for compress in [zstd, lz4] {
            let (first, second) = (compress(first), compress(second));
            let parts = [&skipped[..], &first, &skipped, &second, &skipped].concat();
            assert_eq!(open(parts).unwrap(), (Format::Raw, raw.clone()));
        }
        // No reader is put into another for each of them.
        let many = [skipped.repeat(100_000), zstd(&raw)].concat();
        assert_eq!(open(many).unwrap(), (Format::Raw, raw.clone()));
        assert_eq!(open(skipped.clone()).unwrap(), (Format::Raw, vec![]));
        assert!(open(skipped[..10].to_vec()).is_err());
    }

    #[test]
    fn formats_are_told_by_content() {
        let pcap = crate::input::testing::pcap(1, &[]);
        assert_eq!(open(pcap.clone()).unwrap(), (Format::Pcap, pcap.clone()));
        assert_eq!(open(zstd(&pcap)).unwrap(), (Format::Pcap, pcap));
        let pcapng = crate::input::testing::pcapng(&[]);
        assert_eq!(open(gzip(&pcapng)).unwrap(), (Format::Pcapng, pcapng));
        assert_eq!(open(vec![3]).unwrap(), (Format::Raw, vec![3]));
        let json = b"{\"message\":0}\n".to_vec();
        assert_eq!(open(gzip(&json)).unwrap(), (Format::Json, json));
        assert_eq!(open(vec![]).unwrap(), (Format::Raw, vec![]));
    }

    /// The beginnings of files by these programs.
    #[test]
    fn what_is_not_read_is_named() {
        for (beginning, name) in [
            (&b"LZIP\x01\x0c"[..], "compressed by lzip"),
            (
                b"\x02\x21\x4c\x18\x0f",
                "compressed by LZ4 in its legacy format",
            ),
            (b"PK\x03\x04\x14", "a zip archive"),
            (b"snoop\0\0\0", "a capture of snoop"),
        ] {
            for file in [beginning.to_vec(), gzip(beginning)] {
                let error = open(file).unwrap_err().to_string();
                assert_eq!(error, format!("is {name}, which is not read"));
            }
        }
    }

    #[test]
    fn cut_off_compression_is_an_error() {
        let mut octets = gzip(b"\x03\0\0\0\x06\x04");
        octets.truncate(octets.len() - 4);
        assert!(open(octets).is_err());
    }

    /// Made by `bzip2` 1.0.8 and `xz` 5.4.1 of a Termination message.
    #[rustfmt::skip]
    const BZIP2: &[u8] = &[
        0x42, 0x5a, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0x1e, 0x2f, 0x9d, 0x7f, 0x00, 0x00,
        0x01, 0xc0, 0x00, 0x4d, 0x00, 0x20, 0x00, 0x21, 0x99, 0x03, 0x34, 0xd0, 0x23, 0x9e, 0x2e, 0xe4,
        0x8a, 0x70, 0xa1, 0x20, 0x3c, 0x5f, 0x3a, 0xfe,
    ];
    #[rustfmt::skip]
    const XZ: &[u8] = &[
        0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00, 0x04, 0xe6, 0xd6, 0xb4, 0x46, 0x02, 0x00, 0x21, 0x01,
        0x16, 0x00, 0x00, 0x00, 0x74, 0x2f, 0xe5, 0xa3, 0x01, 0x00, 0x05, 0x03, 0x00, 0x00, 0x00, 0x06,
        0x04, 0x00, 0x00, 0x00, 0xec, 0x19, 0xa1, 0xb8, 0xf0, 0x2f, 0xc6, 0xe0, 0x00, 0x01, 0x1e, 0x06,
        0xc1, 0x2f, 0xa4, 0x1d, 0x1f, 0xb6, 0xf3, 0x7d, 0x01, 0x00, 0x00, 0x00, 0x00, 0x04, 0x59, 0x5a,
    ];

    #[test]
    fn what_is_not_built_in_is_said() {
        for (octets, feature, has) in [
            (BZIP2, "bz2", cfg!(feature = "bz2")),
            (XZ, "xz", cfg!(feature = "xz")),
        ] {
            match open(octets.to_vec()) {
                Ok(opened) => {
                    let raw = b"\x03\0\0\0\x06\x04".to_vec();
                    assert_eq!(opened, (Format::Raw, raw.clone()));
                    assert_eq!(open(octets.repeat(3)).unwrap().1, raw.repeat(3));
                    let padded = [octets, &[0; 1000]].concat();
                    assert_eq!(open(padded).unwrap().1, raw);
                    assert!(open([octets, b"????"].concat()).is_err());
                    assert!(open(octets[..octets.len() - 9].to_vec()).is_err());
                }
                Err(error) => assert_eq!(
                    (has, error.to_string()),
                    (false, crate::absent::text(feature))
                ),
            }
        }
    }

    /// Skippable frames have no content. A checksum that differs is an error.
    #[test]
    fn frames_of_zstd() {
        let raw = b"\x03\0\0\0\x06\x04";
        let skipped = b"\x50\x2a\x4d\x18\x02\0\0\0xx";
        let frame = zstd(raw);
        let read = |octets: &[u8]| {
            let mut all = Vec::new();
            let read = crate::input::zstd::Frames::new(octets).read_to_end(&mut all);
            read.map(|_| all).map_err(|error| error.to_string())
        };
        let parts = [&skipped[..], &frame, skipped, &frame].concat();
        assert_eq!(read(&parts), Ok(raw.repeat(2)));
        assert!(read(&skipped[..9]).is_err());
        let mut wrong = frame.clone();
        *wrong.last_mut().unwrap() ^= 1;
        assert_eq!(read(&wrong), Err("the checksum of a frame differs".into()));
        for end in 1..frame.len() {
            assert!(read(&frame[..end]).is_err(), "{end}");
        }
    }
}
