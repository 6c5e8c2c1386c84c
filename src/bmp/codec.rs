//! [`Codec`]: BMP for [`tokio_util::codec`], with the feature `tokio-util`.

use bytes::{Bytes, BytesMut};
use std::io;
use tokio_util::codec::{Decoder, Encoder};

use crate::bmp::{Cut, Framing, Message, PeerTable};
use crate::wire::{DecodeError, Encode, EncodeError, Writer};

/// Cuts a stream into messages and reads them, with a [`PeerTable`] of its own: one for each stream.
///
/// With [`Framed`](tokio_util::codec::Framed) or [`FramedRead`](tokio_util::codec::FramedRead) a connection becomes a
/// `Stream` of [`Received`]:
///
/// ```
/// use bmp_codec::bmp::{Codec, Initiation, Message, Received, Termination, TerminationReason};
/// use futures_util::{SinkExt, StreamExt};
/// use tokio_util::codec::{FramedRead, FramedWrite};
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let (router, collector) = tokio::io::duplex(64);
///
/// let mut router = FramedWrite::new(router, Codec::default());
/// let send = async move {
///     router.send(Message::from(Initiation::new("a router", "rtr")?)).await?;
///     router.send(Message::from(Termination::new(TerminationReason::AdministrativelyClosed))).await?;
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
///             Received::Malformed { frame, error } => eprintln!("{error} in {frame:02x?}"),
///             Received::Skipped { octets, error } => eprintln!("{} octets lost: {error}", octets.len()),
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
/// It encodes messages, and references to messages. So a sink has to be told which where nothing is sent, as by `flush`
/// and `close`: `SinkExt::<Message>::flush(&mut router)`. Behind many `feed`s one of them is what `send` does each time.
///
/// # Errors, and the end
///
/// A message that cannot be read is an item ([`Received::Malformed`]); so is what a [`Framing`] with
/// [`with_resync`](Framing::with_resync) passes over ([`Received::Skipped`]), and the beginning of a message that the
/// stream ends in. Errors are those of I/O, and framing errors where there is no resync: behind either, `Framed` ends.
///
/// # Memory
///
/// The buffer grows with what has come, never by a length that a message announces: at most to the
/// [limit](Framing::limit) of the framing, doubled. The table has a limit of [its own](PeerTable::with_limit).
///
/// What comes out shares the chunks that were read, of 8 KiB and more: one message that is kept keeps its chunk alive.
/// Keep few of many with [`to_owned`](Message::to_owned); the [module](crate::bmp#messages-held-for-later) has numbers.
#[derive(Clone, Debug, Default)]
pub struct Codec {
    framing: Framing,
    peers: PeerTable,
}

/// What comes out of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
// The large one is what nearly all are: a box would be an allocation for each.
#[allow(clippy::large_enum_variant)]
pub enum Received {
    /// A message, and the octets it was read from. It shares them, and is `Send` and `'static`.
    Message {
        /// All octets of the message.
        frame: Bytes,
        /// What they say.
        message: Message<Bytes>,
    },
    /// A message that cannot be read. What follows it can.
    Malformed {
        /// All octets of the message.
        frame: Bytes,
        /// Why.
        error: DecodeError,
    },
    /// Octets that no message was found in: a piece of a gap, where the [`Framing`] searches; or the beginning of a
    /// message, where the stream has ended in it ([`Fault::Truncated`](crate::Fault::Truncated)).
    Skipped {
        /// The octets.
        octets: Bytes,
        /// Why.
        error: DecodeError,
    },
}

/// Why a [`Codec`] cannot go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CodecError {
    /// Reading from the connection or writing to it has failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The stream cannot be followed.
    #[error(transparent)]
    Framing(#[from] DecodeError),
    /// A message cannot be encoded. Nothing of it was written.
    #[error(transparent)]
    Encode(#[from] EncodeError),
}

impl Codec {
    /// The same, with streams cut in this way.
    #[must_use]
    pub fn with_framing(self, framing: Framing) -> Codec {
        Codec { framing, ..self }
    }

    /// The same, with this table of peers.
    #[must_use]
    pub fn with_peers(self, peers: PeerTable) -> Codec {
        Codec { peers, ..self }
    }

    /// How the stream is cut.
    #[must_use]
    pub fn framing(&self) -> &Framing {
        &self.framing
    }

    /// What is known of the peers of this stream.
    #[must_use]
    pub fn peers(&self) -> &PeerTable {
        &self.peers
    }

    /// What is known of the peers of this stream.
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
