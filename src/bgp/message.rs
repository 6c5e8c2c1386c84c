//! [`Message`]: a BGP message of any type ([RFC 4271, section 4](https://www.rfc-editor.org/rfc/rfc4271#section-4)).

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::header::{HEADER_LEN, bad_header, header, put_header};
use crate::bgp::{Keepalive, Notification, Open, RouteRefresh, Session, Update};
use crate::registry::registry;
use crate::wire::{
    Context, Decode, DecodeError, Encode, EncodeError, Fault, Malformed, Octets, ReadIn, Reader,
    What, Writer, from_variants, map_octets,
};

registry! {
    /// The type of a BGP message ([RFC 4271, section 4.1](https://www.rfc-editor.org/rfc/rfc4271#section-4.1)).
    MessageType(u8) {
        /// OPEN.
        1 Open "OPEN",
        /// UPDATE.
        2 Update "UPDATE",
        /// NOTIFICATION.
        3 Notification "NOTIFICATION",
        /// KEEPALIVE.
        4 Keepalive "KEEPALIVE",
        /// ROUTE-REFRESH.
        5 RouteRefresh "ROUTE-REFRESH",
    }
}

/// A BGP message inside another message: the decoded message, or its bytes and the error if it is malformed.
pub type Pdu<T, B = Vec<u8>> = Result<T, Malformed<B>>;

/// A BGP message of any type.
///
/// It is generic over its storage `B`: `&[u8]` (decoded), `Vec<u8>` (owned, the default) or `Bytes` (shared).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Message<B: AsRef<[u8]> = Vec<u8>> {
    /// An OPEN: opens a session.
    Open(Open<B>),
    /// An UPDATE: announces and withdraws routes.
    Update(Update<B>),
    /// A NOTIFICATION: ends a session.
    Notification(Notification<B>),
    /// A KEEPALIVE: shows that the session is alive.
    Keepalive(Keepalive),
    /// A ROUTE-REFRESH: asks the peer to send its routes again.
    RouteRefresh(RouteRefresh<B>),
    /// A message of a type that this crate does not know.
    Unknown(UnknownMessage<B>),
}
map_octets!(enum Message { Open, Update, Notification, RouteRefresh, Unknown; Keepalive });
from_variants!(Message {
    Open,
    Update,
    Notification,
    RouteRefresh
});

impl<B: AsRef<[u8]>> From<Keepalive> for Message<B> {
    fn from(keepalive: Keepalive) -> Message<B> {
        Message::Keepalive(keepalive)
    }
}

/// A message of a type that this crate does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UnknownMessage<B: AsRef<[u8]> = Vec<u8>> {
    /// The message type.
    pub message_type: u8,
    /// The bytes after the header.
    pub body: Octets<B>,
}
map_octets!(UnknownMessage { body; message_type });

/// The body of a BGP message of a known type.
///
/// This trait is sealed: only the messages of this crate implement it.
pub trait Body: Encode + sealed::Sealed {
    /// The message type in the header.
    const TYPE: MessageType;
}

mod sealed {
    use crate::bgp::{Keepalive, Notification, Open, RouteRefresh, Update};

    pub trait Sealed {}

    impl Sealed for Keepalive {}
    impl<B: AsRef<[u8]>> Sealed for Notification<B> {}
    impl<B: AsRef<[u8]>> Sealed for Open<B> {}
    impl<B: AsRef<[u8]>> Sealed for RouteRefresh<B> {}
    impl<B: AsRef<[u8]>> Sealed for Update<B> {}
}

/// Decodes a whole message of a known type inside another message.
///
/// If the message is malformed, the result has all bytes that its length field covers, or all the rest if that length
/// is impossible.
#[inline(always)]
pub(crate) fn read_pdu<'a, T: Decode<'a> + Body>(reader: &mut Reader<'a>) -> Pdu<T, &'a [u8]> {
    let start = *reader;
    match read_body(reader) {
        Ok(value) => Ok(value),
        Err(error) => {
            let (octets, behind) = split_malformed(start.peek());
            reader.resume(behind);
            Err(Malformed {
                octets: Octets(octets),
                error: error.within(What::BgpMessage(T::TYPE.into())),
            })
        }
    }
}

#[inline(always)]
pub(super) fn read_body<'a, T: Decode<'a> + Body>(
    reader: &mut Reader<'a>,
) -> Result<T, DecodeError> {
    let offset = reader.offset();
    let (message_type, mut body) = header(reader)?;
    if message_type != u8::from(T::TYPE) {
        return Err(bad_header(offset + 18, Fault::MessageType(message_type)));
    }
    let value = T::decode(&mut body)?;
    body.finish()?;
    Ok(value)
}

/// Splits the bytes of a malformed message from the rest, by its length field if that is possible.
#[cold]
#[inline(never)]
fn split_malformed(octets: &[u8]) -> (&[u8], &[u8]) {
    let length = match octets.get(16..18) {
        Some(&[high, low]) => usize::from(high) << 8 | usize::from(low),
        _ => octets.len(),
    };
    octets
        .split_at_checked(length.max(HEADER_LEN))
        .unwrap_or((octets, &[]))
}

/// Returns the number of bytes that [`put_pdu`] writes.
#[inline]
pub(crate) fn pdu_len<T: Encode + Body, B: AsRef<[u8]>>(pdu: &Pdu<T, B>) -> usize {
    match pdu {
        Ok(value) => HEADER_LEN + value.encoded_len(),
        Err(malformed) => malformed.octets.len(),
    }
}

/// Encodes a whole message inside another message.
pub(crate) fn put_pdu<T: Encode + Body, B: AsRef<[u8]>>(
    pdu: &Pdu<T, B>,
    out: &mut Writer<impl BufMut>,
) -> Result<(), EncodeError> {
    match pdu {
        Ok(value) => put_body(value, out),
        Err(malformed) => malformed.octets.put(out),
    }
}

pub(super) fn put_body<T: Encode + Body>(
    value: &T,
    out: &mut Writer<impl BufMut>,
) -> Result<(), EncodeError> {
    put_header(T::TYPE, value.encoded_len(), out)?;
    value.put(out)
}

impl<B: AsRef<[u8]>> ReadIn<Session> for Message<B> {}

impl<'a> Decode<'a> for Message<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let (message_type, mut body) = header(reader)?;
        let mut read = || {
            let message = match message_type.into() {
                MessageType::Open => Message::Open(body.read()?),
                MessageType::Update => Message::Update(body.read()?),
                MessageType::Notification => Message::Notification(body.read()?),
                MessageType::Keepalive => Message::Keepalive(body.read()?),
                MessageType::RouteRefresh => Message::RouteRefresh(body.read()?),
                MessageType::Unknown(message_type) => Message::Unknown(UnknownMessage {
                    message_type: message_type.get(),
                    body: body.octets(),
                }),
            };
            body.finish()?;
            Ok(message)
        };
        read().map_err(|error: DecodeError| error.within(What::BgpMessage(message_type)))
    }
}

impl<B: AsRef<[u8]>> Message<B> {
    /// Returns the type of the message.
    #[must_use]
    pub fn message_type(&self) -> MessageType {
        match self {
            Message::Open(_) => MessageType::Open,
            Message::Update(_) => MessageType::Update,
            Message::Notification(_) => MessageType::Notification,
            Message::Keepalive(_) => MessageType::Keepalive,
            Message::RouteRefresh(_) => MessageType::RouteRefresh,
            Message::Unknown(unknown) => MessageType::from(unknown.message_type),
        }
    }

    fn body_len(&self) -> usize {
        match self {
            Message::Open(open) => open.encoded_len(),
            Message::Update(update) => update.encoded_len(),
            Message::Notification(notification) => notification.encoded_len(),
            Message::Keepalive(keepalive) => keepalive.encoded_len(),
            Message::RouteRefresh(refresh) => refresh.encoded_len(),
            Message::Unknown(unknown) => unknown.body.len(),
        }
    }
}

impl<B: AsRef<[u8]>> Encode for Message<B> {
    fn encoded_len(&self) -> usize {
        HEADER_LEN + self.body_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        put_header(self.message_type(), self.body_len(), out)?;
        match self {
            Message::Open(open) => open.put(out),
            Message::Update(update) => update.put(out),
            Message::Notification(notification) => notification.put(out),
            Message::Keepalive(keepalive) => keepalive.put(out),
            Message::RouteRefresh(refresh) => refresh.put(out),
            Message::Unknown(unknown) => unknown.body.put(out),
        }
    }

    fn form(&self, context: Context) -> Context {
        match self {
            Message::Update(update) => update.form(context),
            _ => context,
        }
    }
}

#[cfg(test)]
mod tests;
