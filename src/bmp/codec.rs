//! [`Codec`]: BMP for [`tokio_util::codec`], with the feature `tokio-util`.

use bytes::{Bytes, BytesMut};
use std::io;
use tokio_util::codec::{Decoder, Encoder};

use crate::bmp::{Cut, Framing, Message, PeerTable};
use crate::wire::{DecodeError, Encode, EncodeError, Writer};

/// Splits a stream into frames and decodes them, with its own [`PeerTable`]. Create one `Codec` per stream.
///
/// [`Framed`](tokio_util::codec::Framed) or [`FramedRead`](tokio_util::codec::FramedRead) turns a connection into a
/// `Stream` of [`Received`]:
///
/// ```
/// use bmp_codec::bmp::{
///     Codec, Initiation, Message, Received, Termination, TerminationReason,
/// };
/// use futures_util::{SinkExt, StreamExt};
/// use tokio_util::codec::{FramedRead, FramedWrite};
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let (router, collector) = tokio::io::duplex(64);
///
/// let mut router = FramedWrite::new(router, Codec::default());
/// let send = async move {
///     router.send(Message::from(Initiation::new("a router", "rtr")?)).await?;
///     let reason = TerminationReason::AdministrativelyClosed;
///     router.send(Message::from(Termination::new(reason))).await?;
///     Ok::<_, Box<dyn std::error::Error>>(())
/// };
/// let receive = async {
///     let mut names = Vec::new();
///     let mut messages = FramedRead::new(collector, Codec::default());
///     while let Some(received) = messages.next().await {
///         match received? {
///             Received::Message { message: Message::Initiation(initiation), .. } =>
///                 names.extend(initiation.sys_name().map(String::from)),
///             Received::Message { message, .. } => println!("{message:?}"),
///             // The connection goes on.
///             Received::Malformed { frame, error } => {
///                 eprintln!("{error} in {frame:02x?}");
///             }
///             Received::Skipped { octets, error } => {
///                 eprintln!("{} bytes lost: {error}", octets.len());
///             }
///         }
///     }
///     Ok::<_, Box<dyn std::error::Error>>(names)
/// };
/// let (sent, names) = tokio::join!(send, receive);
/// sent?;
/// assert_eq!(names?, ["rtr"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The codec encodes both messages and references to messages. A sink that sends nothing cannot infer the type of its
/// item, so name it for `flush` and `close`: `SinkExt::<Message>::flush(&mut router)`. `send` flushes after every
/// message; `feed` does not, so flush once after many `feed`s.
///
/// # Errors and the end of the stream
///
/// The stream yields an item, not an error, for:
///
/// - a malformed message: [`Received::Malformed`];
/// - bytes that a [`Framing`] with [`with_resync`](Framing::with_resync) skips: [`Received::Skipped`];
/// - a message that the stream ends in the middle of: [`Received::Skipped`].
///
/// Errors are I/O errors and, without resync, framing errors. `Framed` ends after an error.
///
/// # Memory
///
/// The buffer grows with the bytes received, never by a length that a message announces. It grows to at most twice the
/// [limit](Framing::limit) of the framing. The peer table has [its own limit](PeerTable::with_limit).
///
/// Each item shares the chunks that were read, of 8 KiB and more. Keeping one message therefore keeps its chunk alive.
/// If you keep only a few messages, copy them with [`to_owned`](Message::to_owned); the
/// [module](crate::bmp#messages-held-for-later) page has numbers.
#[derive(Clone, Debug, Default)]
pub struct Codec {
    framing: Framing,
    peers: PeerTable,
}

/// One item of a decoded stream.
#[derive(Clone, Debug, PartialEq, Eq)]
// Nearly every item is the large variant: a box would cost one allocation each.
#[allow(clippy::large_enum_variant)]
pub enum Received {
    /// A message and its bytes. The message shares these bytes, and is `Send` and `'static`.
    Message {
        /// All bytes of the message, including its common header.
        frame: Bytes,
        /// The decoded message.
        message: Message<Bytes>,
    },
    /// A malformed message. The messages after it can still be decoded.
    Malformed {
        /// All bytes of the message, including its common header.
        frame: Bytes,
        /// Why the message cannot be decoded.
        error: DecodeError,
    },
    /// Bytes that belong to no message: part of a gap that the [`Framing`] searches, or an incomplete message at the
    /// end of the stream ([`Fault::Truncated`](crate::Fault::Truncated)).
    Skipped {
        /// The bytes.
        octets: Bytes,
        /// Why they belong to no message.
        error: DecodeError,
    },
}

/// Why a [`Codec`] cannot continue.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CodecError {
    /// Reading from or writing to the connection has failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The stream cannot be split into messages any further.
    #[error(transparent)]
    Framing(#[from] DecodeError),
    /// A message cannot be encoded. No byte of it was written.
    #[error(transparent)]
    Encode(#[from] EncodeError),
}

impl Codec {
    /// Returns the codec with another framing.
    #[must_use]
    pub fn with_framing(self, framing: Framing) -> Codec {
        Codec { framing, ..self }
    }

    /// Returns the codec with another peer table.
    #[must_use]
    pub fn with_peers(self, peers: PeerTable) -> Codec {
        Codec { peers, ..self }
    }

    /// Returns how the stream is split into messages.
    #[must_use]
    pub fn framing(&self) -> &Framing {
        &self.framing
    }

    /// Returns the peer table of this stream.
    #[must_use]
    pub fn peers(&self) -> &PeerTable {
        &self.peers
    }

    /// Returns the peer table of this stream, to change it.
    #[must_use]
    pub fn peers_mut(&mut self) -> &mut PeerTable {
        &mut self.peers
    }

    fn next(&mut self, buffer: &mut BytesMut) -> Result<Option<Received>, CodecError> {
        Ok(match self.framing.cut_bytes(buffer)? {
            Cut::Frame(frame) => Some(match self.peers.decode(&frame) {
                Ok(message) => Received::Message {
                    message: message.share(&frame),
                    frame,
                },
                Err(error) => Received::Malformed { frame, error },
            }),
            Cut::Skipped { octets, error } => Some(Received::Skipped { octets, error }),
            Cut::Partial { .. } => None,
        })
    }
}

impl Decoder for Codec {
    type Item = Received;
    type Error = CodecError;

    fn decode(&mut self, buffer: &mut BytesMut) -> Result<Option<Received>, CodecError> {
        self.framing.go_on();
        self.next(buffer)
    }

    fn decode_eof(&mut self, buffer: &mut BytesMut) -> Result<Option<Received>, CodecError> {
        self.framing.end();
        self.next(buffer)
    }
}

impl<B: AsRef<[u8]>> Encoder<&Message<B>> for Codec {
    type Error = CodecError;

    fn encode(&mut self, message: &Message<B>, buffer: &mut BytesMut) -> Result<(), CodecError> {
        let written = buffer.len();
        buffer.reserve(message.encoded_len());
        message
            .put(&mut Writer::with_room(&mut *buffer))
            .map_err(|error| {
                buffer.truncate(written);
                CodecError::Encode(error)
            })
    }
}

impl<B: AsRef<[u8]>> Encoder<Message<B>> for Codec {
    type Error = CodecError;

    fn encode(&mut self, message: Message<B>, buffer: &mut BytesMut) -> Result<(), CodecError> {
        self.encode(&message, buffer)
    }
}
