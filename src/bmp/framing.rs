//! [`Framing`]: splits a stream into messages as it arrives, and finds the next message after a framing error.

use bytes::{Bytes, BytesMut};

use crate::bmp::common_header::{HEADER_LEN, MAX_MESSAGE_LEN, first_frame, frame_len};
use crate::bmp::plausible::{Next, next_message};
use crate::wire::{DecodeError, Fault, What};

/// Splits a stream into messages and keeps track of the position. Create one `Framing` per stream.
///
/// It does no I/O and keeps no bytes. Pass it the bytes at hand, and it takes the next piece off the front:
///
/// ```
/// use bmp_codec::bmp::{Cut, Framing};
/// use bytes::BytesMut;
///
/// let mut framing = Framing::default();
/// let mut buffer = BytesMut::from(&[3, 0, 0, 0, 8, 5, 0xaa][..]);
/// assert_eq!(framing.cut_bytes(&mut buffer)?, Cut::Partial { missing: 1 });
/// buffer.extend_from_slice(&[0xbb, 3]);
/// let frame = &[3, 0, 0, 0, 8, 5, 0xaa, 0xbb][..];
/// assert_eq!(framing.cut_bytes(&mut buffer)?, Cut::Frame(frame.into()));
/// assert_eq!(framing.cut_bytes(&mut buffer)?, Cut::Partial { missing: 5 });
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
///
/// # After a framing error
///
/// If a common header has another version or an impossible length ([`frames`] lists the errors), nothing shows where
/// the next message begins. By default the stream ends there: the error is returned now and by every further call.
/// Nothing after that point can be trusted, and a router that reconnects sends all its routes again.
///
/// [`with_resync`](Framing::with_resync) makes it search for the next message instead. The bytes up to that message are
/// returned as [`Cut::Skipped`]:
///
/// ```
/// use bmp_codec::bmp::{Cut, Framing};
///
/// let mut stream = &b"\x03\0\0\0\x06\x04garbage\x03\0\0\0\x0c\x05\0\x01\0\x02\0\0"[..];
/// let mut framing = Framing::default().with_resync(true);
/// let (mut frames, mut skipped) = (0, 0);
/// loop {
///     match framing.cut(&mut stream)? {
///         Cut::Frame(_) => frames += 1,
///         Cut::Skipped { octets, error } => {
///             let text = "BMP common header at byte 0: version 103 is not supported";
///             assert_eq!(error.to_string(), text);
///             skipped += octets.len();
///         }
///         Cut::Partial { .. } => break,
///     }
/// }
/// assert_eq!((frames, skipped), (2, 7));
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
///
/// During a search, a message is accepted only if it is *plausible*:
///
/// | part | condition |
/// | --- | --- |
/// | version, type | the version is 3 or 4, the type is a known [`MessageType`](crate::bmp::MessageType) |
/// | length | at least the length of the shortest message of this type; within the limit, and [`MAX_SEARCHED_LEN`] |
/// | per-peer header | a known [`PeerType`](crate::bmp::PeerType), and less than one second of microseconds |
/// | Route Monitoring | the marker and the length of an UPDATE; then the end of the message, or another marker |
/// | Peer Up | the marker and the length of an OPEN, at the place of the first of the two |
/// | Route Monitoring of version 4 | as the messages of TLVs below |
/// | Peer Down | a reason that RFC 7854 or RFC 9069 defines, and as many bytes as that reason needs; in version 4, TLVs may follow |
/// | Statistics Report, Route Mirroring, Initiation, Termination | at least one TLV; each of the first 32 ends where the message or the next TLV begins; a Statistics Report has as many as it announces |
///
/// The bytes after the message are not checked: they may be garbage again. Once a message is found, its length and
/// those of the following messages are trusted again. A wrong but possible length is believed, so set a low limit
/// ([`with_limit`](Framing::with_limit)).
///
/// A search looks at each place once, or a few times if bytes arrive one at a time, and at no more than 34 fields
/// there. So its time is proportional to the number of bytes. Bytes that cannot begin a message are returned at once.
/// The search never waits for a message longer than [`MAX_SEARCHED_LEN`], so nobody has to buffer more than that, or
/// than the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Framing {
    limit: usize,
    resync: bool,
    /// The error that started the search, while it searches.
    searching: Option<DecodeError>,
    /// Whether the input has ended.
    ended: bool,
}

/// The maximum length of a message accepted during a search: 128 KiB. (An UPDATE has at most 64 KiB.)
pub const MAX_SEARCHED_LEN: usize = 1 << 17;

/// The next piece of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut<B> {
    /// A message with its common header; decode it with [`PeerTable::decode`](crate::bmp::PeerTable::decode).
    Frame(B),
    /// Bytes that belong to no message. One gap is returned in as many pieces as the stream arrives in, all with the
    /// same error.
    Skipped {
        /// The bytes: at least one.
        octets: B,
        /// The framing error that started the gap; its offset counts from the start of the gap. At the end of the
        /// stream: [`Fault::Truncated`], with the number of bytes missing from the last message.
        error: DecodeError,
    },
    /// The beginning of a message, or nothing.
    Partial {
        /// The minimum number of missing bytes. The exact number is known once the common header is complete.
        missing: usize,
    },
}

/// The length of the next piece.
enum Step {
    Frame(usize),
    Skipped(usize, DecodeError),
    Partial(usize),
}

impl Default for Framing {
    /// Returns a framing for messages of up to [`MAX_MESSAGE_LEN`] bytes that ends at the first framing error.
    fn default() -> Framing {
        Framing {
            limit: MAX_MESSAGE_LEN,
            resync: false,
            searching: None,
            ended: false,
        }
    }
}

impl Framing {
    /// Returns the framing with another maximum length of a message. A longer message is a framing error as soon as its
    /// length is known.
    #[must_use]
    pub const fn with_limit(self, limit: usize) -> Framing {
        Framing { limit, ..self }
    }

    /// Returns the framing with or without a search for the next message after a framing error.
    #[must_use]
    pub const fn with_resync(self, resync: bool) -> Framing {
        Framing { resync, ..self }
    }

    /// Returns the maximum length of a message.
    #[must_use]
    pub const fn limit(&self) -> usize {
        self.limit
    }

    /// Returns whether it is searching for the next message.
    #[must_use]
    pub const fn is_searching(&self) -> bool {
        self.searching.is_some()
    }

    /// Takes the next piece off the front of `stream`.
    ///
    /// # Errors
    /// Same as [`frames`], with this limit, unless [`with_resync`](Framing::with_resync) is set. After an error the
    /// stream is unchanged.
    pub fn cut<'a>(&mut self, stream: &mut &'a [u8]) -> Result<Cut<&'a [u8]>, DecodeError> {
        let step = self.step(stream)?;
        Ok(step.take(|length| {
            let (octets, rest) = stream.split_at_checked(length).unwrap_or((stream, &[]));
            *stream = rest;
            octets
        }))
    }

    /// Like [`cut`](Framing::cut), from a buffer that grows. The returned bytes are not copied.
    ///
    /// # Errors
    /// Same as [`cut`](Framing::cut).
    pub fn cut_bytes(&mut self, buffer: &mut BytesMut) -> Result<Cut<Bytes>, DecodeError> {
        let step = self.step(buffer)?;
        Ok(step.take(|length| buffer.split_to(length).freeze()))
    }

    /// Marks the end of input. From now on an incomplete message is returned as [`Cut::Skipped`], until nothing is
    /// left.
    ///
    /// ```
    /// use bmp_codec::bmp::{Cut, Framing};
    ///
    /// let (mut framing, mut stream) = (Framing::default(), &[3, 0, 0, 0, 9, 4, 0][..]);
    /// assert_eq!(framing.cut(&mut stream)?, Cut::Partial { missing: 2 });
    /// framing.end();
    /// let Cut::Skipped { octets, error } = framing.cut(&mut stream)? else { panic!() };
    /// assert_eq!(octets.len(), 7);
    /// assert_eq!(error.to_string(), "Initiation at byte 7: 2 bytes are missing");
    /// assert_eq!(framing.cut(&mut stream)?, Cut::Partial { missing: 6 });
    /// # Ok::<(), bmp_codec::DecodeError>(())
    /// ```
    pub const fn end(&mut self) {
        self.ended = true;
    }

    /// Reverts [`end`](Framing::end).
    #[cfg(feature = "tokio-util")]
    pub(crate) const fn go_on(&mut self) {
        self.ended = false;
    }

    fn step(&mut self, stream: &[u8]) -> Result<Step, DecodeError> {
        if self.searching.is_none() {
            match frame_len(stream, self.limit) {
                Ok(length) => return Ok(self.follow(stream, length.unwrap_or(HEADER_LEN))),
                Err(error) if self.resync => self.searching = Some(error),
                Err(error) => return Err(error),
            }
        }
        let Some(error) = self.searching else {
            return Ok(Step::Partial(HEADER_LEN));
        };
        let limit = self.limit.min(MAX_SEARCHED_LEN);
        Ok(match next_message(stream, limit, self.ended) {
            Next::Begins { length } => {
                self.searching = None;
                self.follow(stream, length)
            }
            Next::Unsure { needed } => Step::Partial(needed.saturating_sub(stream.len())),
            Next::Behind(passed) => Step::Skipped(passed, error),
        })
    }

    /// Returns the step for a message of `length` bytes at the front of the stream. If the common header is incomplete,
    /// `length` is its length.
    fn follow(&self, stream: &[u8], length: usize) -> Step {
        match length.checked_sub(stream.len()) {
            None | Some(0) => Step::Frame(length),
            Some(missing) if self.ended && !stream.is_empty() => {
                Step::Skipped(stream.len(), truncated(stream, missing))
            }
            Some(missing) => Step::Partial(missing),
        }
    }
}

impl Step {
    fn take<B>(self, mut octets: impl FnMut(usize) -> B) -> Cut<B> {
        match self {
            Step::Frame(length) => Cut::Frame(octets(length)),
            Step::Skipped(length, error) => Cut::Skipped {
                octets: octets(length),
                error,
            },
            Step::Partial(missing) => Cut::Partial { missing },
        }
    }
}

#[cold]
fn truncated(stream: &[u8], missing: usize) -> DecodeError {
    let message_type = stream.get(HEADER_LEN - 1).copied();
    DecodeError::new(stream.len(), Fault::Truncated(missing as u32))
        .within(message_type.map_or(What::CommonHeader, What::BmpMessage))
}

/// Returns the frames of a stream, as far as it is complete. Each frame is one message with its common header.
///
/// ```
/// use bmp_codec::bmp::{self, PeerTable};
///
/// let stream = [3, 0, 0, 0, 6, 4, 3, 0, 0, 0, 6, 4, 3, 0, 0, 0, 7];
/// let mut peers = PeerTable::default();
/// let mut frames = bmp::frames(&stream);
/// for frame in &mut frames {
///     println!("{:?}", peers.decode(frame?));
/// }
/// // Keep this, and append the bytes that arrive next.
/// assert_eq!(frames.rest(), [3, 0, 0, 0, 7]);
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
///
/// The iterator ends before an incomplete message. It returns a framing error once and then ends:
///
/// | common header | error |
/// | --- | --- |
/// | the version is not 3 or 4 | [`Fault::Version`] |
/// | the length is shorter than the header itself | [`Fault::Length`] |
/// | the length is longer than [`MAX_MESSAGE_LEN`] | [`Fault::TooLong`] |
///
/// Each field is checked as soon as it is there. [`Framing`] takes another limit, and can continue after a framing
/// error.
///
/// ```
/// let error = bmp_codec::bmp::frames(b"GET / HTTP/1.1").next().unwrap().unwrap_err();
/// let text = "BMP common header at byte 0: version 71 is not supported";
/// assert_eq!(error.to_string(), text);
/// ```
#[must_use]
pub fn frames(stream: &[u8]) -> Frames<'_> {
    Frames {
        rest: stream,
        failed: false,
    }
}

/// The iterator of [`frames`].
#[derive(Clone, Copy, Debug)]
pub struct Frames<'a> {
    rest: &'a [u8],
    failed: bool,
}

impl<'a> Frames<'a> {
    /// Returns the bytes not returned as frames yet.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl<'a> Iterator for Frames<'a> {
    type Item = Result<&'a [u8], DecodeError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        match first_frame(self.rest) {
            Ok(Some((frame, rest))) => {
                self.rest = rest;
                Some(Ok(frame))
            }
            Ok(None) => None,
            Err(error) => {
                self.failed = true;
                Some(Err(error))
            }
        }
    }
}

impl core::iter::FusedIterator for Frames<'_> {}
