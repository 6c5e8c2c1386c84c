//! [`Messages`]: decodes the messages of a complete stream, one after the other.

use core::iter::FusedIterator;

use crate::bmp::common_header::{HEADER_LEN, first_frame};
use crate::bmp::{Message, PeerTable};
use crate::wire::{DecodeError, Fault, What};

impl PeerTable {
    /// Returns all messages of a complete stream, such as a file: split into frames and decoded by
    /// [`decode`](PeerTable::decode).
    ///
    /// ```
    /// use bmp_codec::bmp::{Message, PeerTable};
    ///
    /// let stream = b"\x03\0\0\0\x0d\x04\0\x02\0\x03rtr\
    ///     \x03\0\0\0\x0c\x05\0\x01\0\x02\0\x02\x03\0";
    /// let mut peers = PeerTable::default();
    /// let mut messages = peers.messages(stream);
    /// assert!(matches!(messages.next(), Some(Ok(Message::Initiation(_)))));
    /// assert!(matches!(messages.next(), Some(Ok(Message::Termination(_)))));
    /// let error = messages.next().unwrap().unwrap_err();
    /// assert_eq!(error.to_string(), "BMP common header at byte 0: 4 bytes are missing");
    /// assert!(messages.next().is_none());
    /// ```
    ///
    /// | item | next item |
    /// | --- | --- |
    /// | a message | the next message |
    /// | the error of a malformed message; its offset counts from the start of that message | the next message |
    /// | a framing error ([`frames`](crate::bmp::frames) lists them) | none: the stream cannot be split any further |
    /// | [`Fault::Truncated`]: the last message is incomplete | none |
    ///
    /// Use [`Framing`](crate::bmp::Framing) for a stream that is still growing.
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
    /// Returns the bytes not decoded yet; nothing after a framing error.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Returns the table, to look up the peer of a message.
    #[must_use]
    pub const fn peers(&self) -> &PeerTable {
        self.peers
    }

    /// Returns an error with the number of bytes missing from the last message.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::hex;

    /// An Initiation message, and the parts of a second one: RFC 7854, sections 4.1 and 4.3.
    #[test]
    fn what_is_left_of_a_stream() {
        const INITIATION: &str = "03 0000000b 04 0002 0001 72";
        for (second, error) in [
            (
                "03 0000000b 04 0002",
                Some("BMP common header at byte 0: 3 bytes are missing"),
            ),
            (
                "03 0000",
                Some("BMP common header at byte 0: 3 bytes are missing"),
            ),
            ("", None),
        ] {
            let stream = hex(&format!("{INITIATION} {second}"));
            let mut peers = PeerTable::new();
            let mut messages = peers.messages(&stream);
            assert_eq!(messages.rest(), stream);
            assert!(matches!(messages.next(), Some(Ok(Message::Initiation(_)))));
            assert_eq!(messages.rest(), hex(second));
            let found = messages.next().map(|last| last.unwrap_err().to_string());
            assert_eq!(found.as_deref(), error);
            assert!(messages.rest().is_empty());
            assert_eq!(messages.next(), None);
            assert_eq!(messages.peers().len(), 0);
        }
    }
}
