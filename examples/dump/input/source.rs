//! Opens a file: progress, compression, and format.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::rc::Rc;

use anyhow::bail;
use indicatif::ProgressBar;

use super::envelope;

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

    fn new(octets: Box<dyn BufRead>) -> anyhow::Result<Self> {
        let (mut magic, mut octets) = peek(octets)?;
        for _ in 0..COMPRESSIONS {
            octets = match magic {
                [0x1f, 0x8b, ..] => buffered(flate2::bufread::MultiGzDecoder::new(octets)),
                [0x28, 0xb5, 0x2f, 0xfd] => buffered(zstd::Decoder::with_buffer(octets)?),
                _ => break,
            };
            (magic, octets) = peek(octets)?;
        }
        let format = match magic {
            [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd] => {
                bail!("is compressed more than {COMPRESSIONS} times")
            }
            // In either byte order, with microseconds or nanoseconds.
            [0xa1, 0xb2, 0xc3, 0xd4] | [0xa1, 0xb2, 0x3c, 0x4d] => Format::Pcap,
            [0xd4, 0xc3, 0xb2, 0xa1] | [0x4d, 0x3c, 0xb2, 0xa1] => Format::Pcap,
            // With more fields for each packet.
            [0x34, 0xcd, 0xb2, 0xa1] => Format::Pcap,
            [0x0a, 0x0d, 0x0d, 0x0a] => Format::Pcapng,
            envelope::MAGIC => Format::OpenBmp,
            [b'{', b'"' | b' ' | b'}', ..] => Format::Json,
            _ => Format::Raw,
        };
        Ok(Source { format, octets })
    }
}

fn buffered(octets: impl Read + 'static) -> Box<dyn BufRead> {
    Box::new(BufReader::with_capacity(BUFFER, octets))
}

/// Returns the first four bytes, or zeros if there are fewer, and a reader that still begins with them.
fn peek(mut octets: Box<dyn BufRead>) -> io::Result<([u8; 4], Box<dyn BufRead>)> {
    let mut magic = Vec::with_capacity(4);
    octets.by_ref().take(4).read_to_end(&mut magic)?;
    let mut padded = [0; 4];
    padded[..magic.len()].copy_from_slice(&magic);
    Ok((padded, Box::new(Cursor::new(magic).chain(octets))))
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

    fn zstd(octets: &[u8]) -> Vec<u8> {
        zstd::encode_all(octets, 3).unwrap()
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
        ] {
            assert_eq!(open(octets).unwrap(), (Format::Raw, raw.clone()));
        }
        let parts = [gzip(&raw[..3]), gzip(&raw[3..])].concat();
        assert_eq!(open(parts).unwrap(), (Format::Raw, raw.clone()));
        let parts = [zstd(&raw[..3]), zstd(&raw[3..])].concat();
        assert_eq!(open(parts).unwrap(), (Format::Raw, raw.clone()));
        let error = open(gzip(&zstd(&gzip(&raw)))).unwrap_err();
        assert_eq!(error.to_string(), "is compressed more than 2 times");
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

    #[test]
    fn cut_off_compression_is_an_error() {
        let mut octets = gzip(b"\x03\0\0\0\x06\x04");
        octets.truncate(octets.len() - 4);
        assert!(open(octets).is_err());
    }
}
