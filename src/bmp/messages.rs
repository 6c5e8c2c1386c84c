//! [`Messages`]: the messages of a whole stream, read in turn.

use core::iter::FusedIterator;

use crate::bmp::common_header::{HEADER_LEN, first_frame};
use crate::bmp::{Message, PeerTable};
use crate::wire::{DecodeError, Fault, What};

impl PeerTable {
    /// All messages of a stream that is there as a whole, like a file: cut off, and read as [`decode`](PeerTable::decode)
    /// reads them.
    ///
    /// ```
    /// use bmp_codec::bmp::{Message, PeerTable};
    ///
    /// let stream = b"\x03\0\0\0\x0d\x04\0\x02\0\x03rtr\x03\0\0\0\x0c\x05\0\x01\0\x02\0\x02\x03\0";
    /// let mut peers = PeerTable::default();
    /// let mut messages = peers.messages(stream);
    /// assert!(matches!(messages.next(), Some(Ok(Message::Initiation(_)))));
    /// assert!(matches!(messages.next(), Some(Ok(Message::Termination(_)))));
    /// let error = messages.next().unwrap().unwrap_err();
    /// assert_eq!(error.to_string(), "BMP common header at byte 0: 4 bytes are missing");
    /// assert!(messages.next().is_none());
    /// ```
    ///
    /// | item | then |
    /// | --- | --- |
    /// | a message | the next one follows |
    /// | an error of a message that cannot be read; its offset counts from the start of that message | the next one follows |
    /// | a framing error ([`frames`](crate::bmp::frames) lists them) | nothing: the stream cannot be followed |
    /// | [`Fault::Truncated`]: the last message is not all there | nothing |
    ///
    /// For a stream that goes on there is [`Framing`](crate::bmp::Framing).
    pub fn messages<'t, 'a>(&'t mut self, stream: &'a [u8]) -> Messages<'t, 'a> {
        Messages {
            peers: self,
            rest: stream,
        }
    }
}

/// The iterator of [`PeerTable::messages`].
#[derive(Debug)]
pub struct Messages<'t, 'a> {
    peers: &'t mut PeerTable,
    rest: &'a [u8],
}

impl<'a> Messages<'_, 'a> {
    /// What has not been read yet; behind a framing error, nothing.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The table, to ask it about the peer of a message.
    #[must_use]
    pub const fn peers(&self) -> &PeerTable {
        self.peers
    }

    /// How many bytes of a message that has begun are missing.
    #[cold]
    fn truncated(&self) -> DecodeError {
        let needed = match *self.rest {
            [_, a, b, c, d, ..] => u32::from_be_bytes([a, b, c, d]),
            _ => HEADER_LEN as u32,
        };
        let missing = needed.saturating_sub(self.rest.len() as u32);
        DecodeError::new(0, Fault::Truncated(missing)).within(What::CommonHeader)
    }
}

impl<'a> Iterator for Messages<'_, 'a> {
    type Item = Result<Message<&'a [u8]>, DecodeError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let error = match first_frame(self.rest) {
            Ok(Some((frame, rest))) => {
                self.rest = rest;
                return Some(self.peers.decode(frame));
            }
            Ok(None) if self.rest.is_empty() => return None,
            Ok(None) => self.truncated(),
            Err(error) => error,
        };
        self.rest = &[];
        Some(Err(error))
    }
}

impl FusedIterator for Messages<'_, '_> {}
