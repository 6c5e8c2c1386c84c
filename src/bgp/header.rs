//! The header of a BGP message ([RFC 4271, section 4.1](https://www.rfc-editor.org/rfc/rfc4271#section-4.1)).
//!
//! ```text
//! marker 16 × 0xff, length u16 (header included), type u8
//! ```

use bytes::BufMut;

use crate::bgp::MessageType;
use crate::wire::{DecodeError, EncodeError, Fault, Fields, Reader, What, Writer, length_u16};

/// The length of the header in bytes.
pub const HEADER_LEN: usize = 19;

/// The maximum length of a message in bytes, header included, unless the speakers agreed on extended messages
/// ([RFC 4271, section 4.1](https://www.rfc-editor.org/rfc/rfc4271#section-4.1)).
pub const MAX_MESSAGE_LEN: usize = 4096;

/// The maximum length of a message in bytes, header included, if both speakers support extended messages
/// ([RFC 8654](https://www.rfc-editor.org/rfc/rfc8654)). OPEN and KEEPALIVE are limited to [`MAX_MESSAGE_LEN`] even
/// then.
pub const MAX_EXTENDED_MESSAGE_LEN: usize = 65535;

/// Decodes a header and returns the message type and a reader over the body.
///
/// The marker must be all ones, and the length must match the bytes that are present. Thanks to these checks, encoding
/// is exact although neither field is kept.
#[inline]
pub(super) fn header<'a>(reader: &mut Reader<'a>) -> Result<(u8, Reader<'a>), DecodeError> {
    let offset = reader.offset();
    let mut head = reader.sub(HEADER_LEN)?;
    let marker = head.words()?;
    let length = usize::from(head.u16()?);
    let message_type = head.u8()?;
    if marker != [u64::MAX; 2] {
        return Err(bad_header(offset, Fault::Marker));
    }
    if length < HEADER_LEN {
        return Err(bad_header(offset + 16, Fault::Length(length as u32)));
    }
    Ok((message_type, reader.sub(length - HEADER_LEN)?))
}

#[cold]
#[inline(never)]
pub(super) fn bad_header(offset: usize, fault: Fault) -> DecodeError {
    DecodeError::new(offset, fault).within(What::MessageHeader)
}

/// Returns the length of a message whose body has `length` bytes.
#[inline(always)]
pub(super) fn message_length(length: usize) -> Result<u16, EncodeError> {
    length_u16("BGP message", HEADER_LEN + length)
}

/// Fills in the header of a message; `length` includes the header.
#[inline(always)]
pub(super) fn fill_header(
    message_type: MessageType,
    length: u16,
    fields: Fields<'_>,
) -> Fields<'_> {
    fields
        .with([0xff; 16])
        .with(length.to_be_bytes())
        .with([message_type.into()])
}

/// Encodes the header of a message whose body has `length` bytes.
#[inline]
pub(super) fn put_header(
    message_type: MessageType,
    length: usize,
    out: &mut Writer<impl BufMut>,
) -> Result<(), EncodeError> {
    let mut octets = [0; HEADER_LEN];
    fill_header(
        message_type,
        message_length(length)?,
        Fields::of(&mut octets),
    )
    .end();
    out.put_slice(&octets);
    Ok(())
}
