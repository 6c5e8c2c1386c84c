//! The common header, and cutting a stream into messages
//! ([RFC 7854, section 4.1](https://www.rfc-editor.org/rfc/rfc7854#section-4.1)).

use bytes::{Bytes, BytesMut};

use crate::wire::{DecodeError, Fault, What};

/// How many octets the common header has.
pub const HEADER_LEN: usize = 6;

/// The longest message that [`split`] lets through: 1 MiB. BMP sets no limit of its own; what routers send is far
/// below, and a length of 4 GiB must not make anyone wait for so many octets.
pub const MAX_MESSAGE_LEN: usize = 1 << 20;

/// The version of BMP that this crate speaks.
pub(crate) const VERSION: u8 = 3;

/// The frame of a message, and what is behind it; `None` where the message is not all there yet.
pub type Split<'a> = Option<(&'a [u8], &'a [u8])>;

/// Cuts the first message off a stream: its frame, with the common header, and what is behind it. `None` where it is
/// not all there yet.
///
/// ```
/// use bmp_codec::bmp;
///
/// let stream = [3, 0, 0, 0, 8, 5, 0xaa, 0xbb, 3, 0, 0];
/// let (frame, rest) = bmp::split(&stream)?.unwrap();
/// assert_eq!(frame, [3, 0, 0, 0, 8, 5, 0xaa, 0xbb]);
/// assert_eq!(bmp::split(rest)?, None);
///
/// let error = bmp::split(b"GET / HTTP/1.1").unwrap_err();
/// assert_eq!(error.to_string(), "BMP common header at byte 0: version 71 is not supported");
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
///
/// # Errors
/// [`Fault::Version`] where this is not version 3; [`Fault::Length`] where a message says that it is shorter than its
/// header; [`Fault::TooLong`] where it is longer than [`MAX_MESSAGE_LEN`]. The stream cannot be followed then.
#[inline]
pub fn split(stream: &[u8]) -> Result<Split<'_>, DecodeError> {
    split_within(stream, MAX_MESSAGE_LEN)
}

/// As [`split`], with a limit of one's own.
///
/// # Errors
/// As [`split`].
#[inline]
pub fn split_within(stream: &[u8], limit: usize) -> Result<Split<'_>, DecodeError> {
    match frame_len(stream, limit) {
        Ok(Some(length)) => Ok(stream.split_at_checked(length)),
        Ok(None) => Ok(None),
        Err(error) => Err(error),
    }
}

/// As [`split`], from a buffer that grows: the frame is taken out of it, without copying.
///
/// ```
/// use bmp_codec::bmp;
/// use bytes::BytesMut;
///
/// let mut buffer = BytesMut::from(&[3, 0, 0, 0, 6, 4, 3, 0][..]);
/// assert_eq!(bmp::split_bytes(&mut buffer)?.unwrap(), [3, 0, 0, 0, 6, 4][..]);
/// assert_eq!(bmp::split_bytes(&mut buffer)?, None);
/// assert_eq!(buffer, [3, 0][..]);
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
///
/// # Errors
/// As [`split`].
pub fn split_bytes(buffer: &mut BytesMut) -> Result<Option<Bytes>, DecodeError> {
    split_bytes_within(buffer, MAX_MESSAGE_LEN)
}

/// As [`split_bytes`], with a limit of one's own.
///
/// # Errors
/// As [`split`].
pub fn split_bytes_within(
    buffer: &mut BytesMut,
    limit: usize,
) -> Result<Option<Bytes>, DecodeError> {
    match frame_len(buffer, limit)? {
        Some(length) if length <= buffer.len() => Ok(Some(buffer.split_to(length).freeze())),
        _ => Ok(None),
    }
}

/// What the common header says the length is, where that is there. Each field is judged as soon as it is.
#[inline]
pub(crate) fn frame_len(stream: &[u8], limit: usize) -> Result<Option<usize>, DecodeError> {
    match *stream {
        [VERSION, a, b, c, d, ..] => {
            let length = u32::from_be_bytes([a, b, c, d]) as usize;
            if length < HEADER_LEN {
                Err(bad_header(1, Fault::Length(length as u32)))
            } else if length > limit {
                Err(bad_header(1, Fault::TooLong(length as u32)))
            } else {
                Ok(Some(length))
            }
        }
        [] | [VERSION, ..] => Ok(None),
        [version, ..] => Err(bad_header(0, Fault::Version(version))),
    }
}

#[cold]
#[inline(never)]
pub(crate) fn bad_header(offset: usize, fault: Fault) -> DecodeError {
    DecodeError::new(offset, fault).within(What::CommonHeader)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn incomplete_is_none() {
        let message = [3, 0, 0, 0, 7, 4, 1];
        for end in 0..message.len() {
            assert_eq!(split(&message[..end]), Ok(None));
        }
        assert_eq!(split(&message), Ok(Some((&message[..], &[][..]))));
    }

    #[test]
    fn a_bad_header_is_told_at_once() {
        let text = |stream: &[u8]| split(stream).unwrap_err().to_string();
        assert_eq!(
            text(&[4]),
            "BMP common header at byte 0: version 4 is not supported"
        );
        assert_eq!(
            text(&[3, 0, 0, 0, 5]),
            "BMP common header at byte 1: a length of 5 is not possible"
        );
        assert_eq!(
            text(&[3, 0xff, 0, 0, 0]),
            "BMP common header at byte 1: a length of 4278190080 is over the limit"
        );
        let message = [3, 0, 0, 0, 7, 4, 1];
        assert_eq!(
            split_within(&message, 6).unwrap_err().fault(),
            Fault::TooLong(7)
        );
        let mut buffer = BytesMut::from(&message[..]);
        assert_eq!(
            split_bytes_within(&mut buffer, 6).unwrap_err().fault(),
            Fault::TooLong(7)
        );
        assert_eq!(
            split_bytes_within(&mut buffer, 7),
            Ok(Some(Bytes::copy_from_slice(&message)))
        );
        assert!(buffer.is_empty());
    }
}
