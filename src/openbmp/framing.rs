//! Where a message with an OpenBMP header ends: [`frame_len`], and [`messages`], one after the other.

use core::iter::FusedIterator;

use crate::bmp::MAX_MESSAGE_LEN;
use crate::openbmp::OpenBmp;
use crate::wire::{DecodeError, Fault, Reader, What};

/// The first four bytes of a header: "OBMP".
pub const MAGIC: [u8; 4] = *b"OBMP";

/// The length of a header in bytes if its texts are empty: the minimum.
pub const MIN_HEADER_LEN: usize = 78;

/// The version that this crate supports: major, minor.
pub(super) const VERSION: (u8, u8) = (1, 7);

/// The number of bytes up to the end of the two lengths.
pub(super) const LENGTHS_LEN: usize = 12;

/// The two lengths at the beginning of a header.
#[derive(Clone, Copy)]
pub(super) struct Lengths {
    /// The length of the whole header.
    pub(super) header: usize,
    /// The length of the message after it.
    pub(super) message: usize,
}

impl Lengths {
    /// Returns the lengths, or `None` if these bytes are too few. Checks each field as soon as it is there.
    pub(super) fn of(start: Reader<'_>) -> Result<Option<Lengths>, DecodeError> {
        let octets = start.peek();
        let fail = |place: usize, fault| Err(bad_header(start.offset() + place, fault));
        if octets.starts_with(b"V:") {
            return fail(0, Fault::TextHeaders);
        }
        if octets
            .iter()
            .zip(&MAGIC)
            .any(|(octet, magic)| octet != magic)
        {
            let mut magic = [0; MAGIC.len()];
            magic
                .iter_mut()
                .zip(octets)
                .for_each(|(to, octet)| *to = *octet);
            return fail(0, Fault::Magic(u32::from_be_bytes(magic)));
        }
        if let [_, _, _, _, major, minor, ..] = *octets
            && (major, minor) != VERSION
        {
            return fail(4, Fault::HeaderVersion { major, minor });
        }
        let [_, _, _, _, _, _, a, b, rest @ ..] = octets else {
            return Ok(None);
        };
        let header = u16::from_be_bytes([*a, *b]);
        if usize::from(header) < MIN_HEADER_LEN {
            return fail(6, Fault::Length(header.into()));
        }
        Ok(rest.first_chunk().map(|message| Lengths {
            header: header.into(),
            message: u32::from_be_bytes(*message) as usize,
        }))
    }
}

#[cold]
fn bad_header(offset: usize, fault: Fault) -> DecodeError {
    DecodeError::new(offset, fault).within(What::OpenBmpHeader)
}

/// Returns the length of the first message with its header, or `None` if these bytes are too few to know it. The
/// message may be longer than the bytes.
///
/// Each field is checked as soon as it is there. A message of more than [`MAX_MESSAGE_LEN`] bytes is refused: nobody
/// should wait for 4 GiB that never come.
///
/// ```
/// use bmp_codec::openbmp;
///
/// let beginning = b"OBMP\x01\x07\0\x4e\0\0\0\x06";
/// assert_eq!(openbmp::frame_len(beginning)?, Some(78 + 6));
/// assert_eq!(openbmp::frame_len(&beginning[..11])?, None);
///
/// let error = openbmp::frame_len(b"V: 1.7\nC_HASH_ID: 0\n").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "OpenBMP header at byte 0: headers that are text, like V: 1.7, are not supported",
/// );
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
///
/// # Errors
/// [`Fault::Magic`], [`Fault::TextHeaders`], [`Fault::HeaderVersion`] and [`Fault::Length`] if no header of version 1.7
/// begins here; [`Fault::TooLong`] if the message is too long.
pub fn frame_len(octets: &[u8]) -> Result<Option<usize>, DecodeError> {
    match Lengths::of(Reader::new(octets))? {
        Some(Lengths { message, .. }) if message > MAX_MESSAGE_LEN => {
            Err(bad_header(8, Fault::TooLong(message as u32)))
        }
        lengths => Ok(lengths.map(|Lengths { header, message }| header + message)),
    }
}

/// Returns all messages of a complete stream, such as a file: each after its header. A Kafka value is one message
/// ([`OpenBmp::from_octets`](crate::Decode::from_octets)).
///
/// ```
/// use bmp_codec::{Encode, openbmp::{self, OpenBmp}};
///
/// let frame = &b"\x03\0\0\0\x06\x05"[..];
/// let one = OpenBmp::new("192.0.2.1".parse()?, frame).to_vec()?;
/// let stream = [&one[..], &one, b"OBMP"].concat();
/// let mut messages = openbmp::messages(&stream);
/// assert_eq!(messages.by_ref().take(2).filter(Result::is_ok).count(), 2);
///
/// let error = messages.next().unwrap().unwrap_err();
/// assert_eq!(error.to_string(), "OpenBMP header at byte 168: 8 bytes are missing");
/// assert!(messages.next().is_none());
/// assert_eq!(messages.rest(), b"OBMP");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Offsets of errors count from the start of the stream.
///
/// | item | next item |
/// | --- | --- |
/// | a message | the next message |
/// | [`Fault::Truncated`]: a text does not fit into its header | the next message |
/// | another error of a header ([`frame_len`] lists them): nothing shows where the next one begins | none |
/// | [`Fault::Truncated`]: the last message is incomplete | none |
///
/// There is no limit of length here: all bytes are there. To go on after an error, search [`rest`](Messages::rest), from
/// its second byte on, for the next [`MAGIC`].
#[must_use]
pub fn messages(stream: &[u8]) -> Messages<'_> {
    Messages {
        reader: Reader::new(stream),
        ended: false,
    }
}

/// The iterator of [`messages`].
#[derive(Clone, Copy, Debug)]
pub struct Messages<'a> {
    reader: Reader<'a>,
    ended: bool,
}

impl<'a> Messages<'a> {
    /// Returns the bytes from the next header on. After the last error, they begin with the header that caused it.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.reader.peek()
    }

    /// Returns the next message with its header.
    fn frame(&mut self) -> Result<Reader<'a>, DecodeError> {
        let length = match Lengths::of(self.reader)? {
            Some(Lengths { header, message }) => header.saturating_add(message),
            None => LENGTHS_LEN,
        };
        let frame = self.reader.sub(length);
        frame.map_err(|error| error.within(What::OpenBmpHeader))
    }
}

impl<'a> Iterator for Messages<'a> {
    type Item = Result<OpenBmp<&'a [u8]>, DecodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended || self.reader.is_empty() {
            return None;
        }
        let frame = self.frame();
        self.ended = frame.is_err();
        Some(frame.and_then(Reader::whole))
    }
}

impl FusedIterator for Messages<'_> {}
