//! [`Framing`]: following a stream as it comes, and finding it again where it was lost.

use bytes::{Bytes, BytesMut};

use crate::bmp::common_header::{HEADER_LEN, MAX_MESSAGE_LEN, first_frame, frame_len};
use crate::bmp::plausible::{Next, next_message};
use crate::wire::{DecodeError, Fault, What};

/// How a stream is cut into messages, and how far that has come: one for each stream.
///
/// It does no I/O and keeps no octets. Give it what there is of the stream, and it takes the next piece off the front:
///
/// ```
/// use bmp_codec::bmp::{Cut, Framing};
/// use bytes::BytesMut;
///
/// let mut framing = Framing::default();
/// let mut buffer = BytesMut::from(&[3, 0, 0, 0, 8, 5, 0xaa][..]);
/// assert_eq!(framing.cut_bytes(&mut buffer)?, Cut::Partial { missing: 1 });
/// buffer.extend_from_slice(&[0xbb, 3]);
/// assert_eq!(framing.cut_bytes(&mut buffer)?, Cut::Frame([3, 0, 0, 0, 8, 5, 0xaa, 0xbb][..].into()));
/// assert_eq!(framing.cut_bytes(&mut buffer)?, Cut::Partial { missing: 5 });
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
///
/// # After a framing error
///
/// A common header with another version or an impossible length ([`frames`] lists the errors) says nothing of where the
/// next message begins. By default that is the end: an error, which every further call gives again. What follows is
/// anybody's guess, and a router that connects anew sends all it knows once more.
///
/// [`with_resync`](Framing::with_resync) searches for the next message instead, and gives what lies between as
/// [`Cut::Skipped`]:
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
///             assert_eq!(error.to_string(), "BMP common header at byte 0: version 103 is not supported");
///             skipped += octets.len();
///         }
///         Cut::Partial { .. } => break,
///     }
/// }
/// assert_eq!((frames, skipped), (2, 7));
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
///
/// While it searches, a message is believed to begin only where it is *plausible*:
///
/// | what | has to be |
/// | --- | --- |
/// | version, type | 3, and one of those of [`MessageType`](crate::bmp::MessageType) |
/// | length | at least that of the shortest message of this type; within the limit, and [`MAX_SEARCHED_LEN`] |
/// | per-peer header | a type of [`PeerType`](crate::bmp::PeerType), less than a second of microseconds |
/// | Route Monitoring | the marker and the length of an UPDATE; behind it the end, or another marker |
/// | Peer Up | the marker and the length of an OPEN, where the first of the two has to be |
/// | Peer Down | a reason that RFC 7854 or 9069 names, and as many octets as belong to it |
/// | Statistics Report, Route Mirroring, Initiation, Termination | at least one TLV; all of them (the first 32) end where the message or the next one begins, and as many as the message says |
///
/// Not asked is what follows the message: that may be garbage again. Once a message is found the stream is followed by
/// its lengths, as before: a length that is wrong and possible is believed, so a low limit
/// ([`with_limit`](Framing::with_limit)) is worth having.
///
/// A search looks at each place once, or a few times where octets come one by one, and at no more than 34 fields there,
/// so it takes time in proportion to the octets. What is no message is given at once, and no message is waited for that
/// would be longer than [`MAX_SEARCHED_LEN`]: that many octets, or the limit, is all that anyone has to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Framing {
    limit: usize,
    resync: bool,
    /// Why it searches, while it does.
    searching: Option<DecodeError>,
    /// Whether nothing comes any more.
    ended: bool,
}

/// The longest message that is believed in while one is searched for: 128 KiB. An UPDATE has no more than 64 KiB.
pub const MAX_SEARCHED_LEN: usize = 1 << 17;

/// What is at the front of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut<B> {
    /// A message, with its common header: to be read with [`PeerTable::decode`](crate::bmp::PeerTable::decode).
    Frame(B),
    /// Octets that belong to no message. One gap comes in as many pieces as the stream does, all with the same error.
    Skipped {
        /// The octets: at least one.
        octets: B,
        /// The framing error that made this a gap, at the start of its first piece; at the end of the stream
        /// [`Fault::Truncated`], with how much of the last message is missing.
        error: DecodeError,
    },
    /// The beginning of a message, or nothing at all.
    Partial {
        /// How many bytes are missing at the least. The common header has to be there before it can say more.
        missing: usize,
    },
}

/// The lengths of what is at the front.
enum Step {
    Frame(usize),
    Skipped(usize, DecodeError),
    Partial(usize),
}

impl Default for Framing {
    /// Messages of up to [`MAX_MESSAGE_LEN`], and a framing error is the end.
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
    /// With another limit for the length of a message. One that is longer is a framing error as soon as its length is
    /// there.
    #[must_use]
    pub const fn with_limit(self, limit: usize) -> Framing {
        Framing { limit, ..self }
    }

    /// Whether to search for the next message after a framing error.
    #[must_use]
    pub const fn with_resync(self, resync: bool) -> Framing {
        Framing { resync, ..self }
    }

    /// The longest message that is let through.
    #[must_use]
    pub const fn limit(&self) -> usize {
        self.limit
    }

    /// Whether it searches for the next message right now.
    #[must_use]
    pub const fn is_searching(&self) -> bool {
        self.searching.is_some()
    }

    /// Takes the next piece off the front of `stream`.
    ///
    /// # Errors
    /// As [`frames`], with this limit, unless [`with_resync`](Framing::with_resync) says to go on. The stream is left as
    /// it is.
    pub fn cut<'a>(&mut self, stream: &mut &'a [u8]) -> Result<Cut<&'a [u8]>, DecodeError> {
        let step = self.step(stream)?;
        Ok(step.take(|length| {
            let (octets, rest) = stream.split_at_checked(length).unwrap_or((stream, &[]));
            *stream = rest;
            octets
        }))
    }

    /// As [`cut`](Framing::cut), from a buffer that grows: what is taken out of it is not copied.
    ///
    /// # Errors
    /// As [`cut`](Framing::cut).
    pub fn cut_bytes(&mut self, buffer: &mut BytesMut) -> Result<Cut<Bytes>, DecodeError> {
        let step = self.step(buffer)?;
        Ok(step.take(|length| buffer.split_to(length).freeze()))
    }

    /// Says that nothing comes any more. From now on what is not all there is given as [`Cut::Skipped`], until nothing
    /// is left.
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

    /// Takes [`end`](Framing::end) back.
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

    /// A message of so many octets begins here, or what may become its common header.
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

/// The frames of a stream, as far as it is there: each is a message, with its common header.
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
/// // What belongs in front of the octets that come next.
/// assert_eq!(frames.rest(), [3, 0, 0, 0, 7]);
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
///
/// Ends in front of the message that is not all there. A framing error comes once, and is the end, too:
///
/// | the common header | error |
/// | --- | --- |
/// | has another version than 3 | [`Fault::Version`] |
/// | says that the message is shorter than the header itself | [`Fault::Length`] |
/// | says that the message is longer than [`MAX_MESSAGE_LEN`] | [`Fault::TooLong`] |
///
/// Each field is judged as soon as it is there. [`Framing`] takes another limit, and can go on behind a framing error.
///
/// ```
/// let error = bmp_codec::bmp::frames(b"GET / HTTP/1.1").next().unwrap().unwrap_err();
/// assert_eq!(error.to_string(), "BMP common header at byte 0: version 71 is not supported");
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
    /// What has not been given yet.
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
