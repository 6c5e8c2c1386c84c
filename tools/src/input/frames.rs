//! Compressed files of several parts: members of gzip and bzip2, frames of LZ4, frames that are skipped, and zeros behind them all.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;
use lz4_flex::frame::{Error, FrameDecoder};

/// Passes zeros, which fill up blocks of tapes and disks. Returns whether nothing follows.
pub(super) fn is_over(octets: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let buffer = octets.fill_buf()?;
        if buffer.is_empty() {
            return Ok(true);
        }
        let zeros = buffer.iter().take_while(|octet| **octet == 0).count();
        let is_all = zeros == buffer.len();
        octets.consume(zeros);
        if !is_all {
            return Ok(false);
        }
    }
}

/// Passes so many bytes, which must be there.
pub(super) fn skip(octets: &mut impl Read, length: u32) -> io::Result<()> {
    match io::copy(&mut octets.take(length.into()), &mut io::sink())? {
        passed if passed == u64::from(length) => Ok(()),
        _ => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

/// Returns whether a frame to be skipped begins like this, of Zstandard (RFC 8878, section 3.1.2) or LZ4. Its length
/// follows in 4 bytes.
pub(super) fn is_skipped(magic: [u8; 4]) -> bool {
    matches!(magic, [0x50..=0x5f, 0x2a, 0x4d, 0x18])
}

/// A decoder of one part of a file.
pub(super) trait Member: Read + Sized {
    type Octets: BufRead;

    fn begin(octets: Self::Octets) -> Self;

    /// Returns the bytes behind the part.
    fn end(self) -> Self::Octets;
}

impl<R: BufRead> Member for GzDecoder<R> {
    type Octets = R;

    fn begin(octets: R) -> Self {
        GzDecoder::new(octets)
    }

    fn end(self) -> R {
        self.into_inner()
    }
}

#[cfg(feature = "bz2")]
impl<R: BufRead> Member for bzip2::bufread::BzDecoder<R> {
    type Octets = R;

    fn begin(octets: R) -> Self {
        bzip2::bufread::BzDecoder::new(octets)
    }

    fn end(self) -> R {
        self.into_inner()
    }
}

/// Reads what the members of a file of gzip or bzip2 contain.
pub(super) struct Members<M> {
    member: Option<M>,
}

impl<M: Member> Members<M> {
    pub(super) fn new(octets: M::Octets) -> Self {
        Members {
            member: Some(M::begin(octets)),
        }
    }
}

impl<M: Member> Read for Members<M> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(mut member) = self.member.take() {
            let read = member.read(buffer);
            if buffer.is_empty() || !matches!(read, Ok(0)) {
                self.member = Some(member);
                return read;
            }
            let mut octets = member.end();
            if !is_over(&mut octets)? {
                self.member = Some(M::begin(octets));
            }
        }
        Ok(0)
    }
}

/// Reads what LZ4 frames contain.
pub(super) struct Lz4<R: Read> {
    decoder: FrameDecoder<Watched<R>>,
    is_inside: bool,
}

/// Remembers whether the end was met: the decoder ends without an error there, even inside a frame.
struct Watched<R> {
    octets: R,
    is_over: bool,
}

impl<R: BufRead> Lz4<R> {
    pub(super) fn new(octets: R) -> Self {
        let octets = Watched {
            octets,
            is_over: false,
        };
        Lz4 {
            decoder: FrameDecoder::new(octets),
            is_inside: false,
        }
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.octets.read(buffer)?;
        self.is_over |= read == 0 && !buffer.is_empty();
        Ok(read)
    }
}

impl<R: BufRead> Read for Lz4<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.is_inside && is_over(&mut self.decoder.get_mut().octets)? {
                return Ok(0);
            }
            self.is_inside = true;
            match self.decoder.read(buffer) {
                Ok(0) if buffer.is_empty() => return Ok(0),
                Ok(0) if self.decoder.get_ref().is_over => {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                Ok(0) => self.is_inside = false,
                Ok(read) => return Ok(read),
                Err(error) => {
                    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
                    let Some(Error::SkippableFrame(length)) = inner else {
                        return Err(error);
                    };
                    skip(self.decoder.get_mut(), *length)?;
                    self.is_inside = false;
                }
            }
        }
    }
}
