//! The common header, which gives the length of a message
//! ([RFC 7854, section 4.1](https://www.rfc-editor.org/rfc/rfc7854#section-4.1)).

use crate::wire::{DecodeError, Fault, What};

/// The length of the common header in bytes.
pub const HEADER_LEN: usize = 6;

/// The default maximum length of a message: 1 MiB ([`Framing::with_limit`](crate::bmp::Framing::with_limit) sets
/// another one).
///
/// BMP itself sets no limit. Messages of real routers are far shorter. Without a limit, a message that announces 4 GiB
/// would make the receiver wait for that many bytes.
pub const MAX_MESSAGE_LEN: usize = 1 << 20;

/// The version of BMP that RFC 7854 defines.
pub(crate) const VERSION: u8 = 3;

/// The version of BMP that a draft defines ([`v4`](crate::bmp::v4)). Its common header is the same.
pub(crate) const VERSION_4: u8 = 4;

/// The frame of the first message, with its common header, and the rest of the stream; `None` if the message is
/// incomplete.
pub(crate) type FirstFrame<'a> = Option<(&'a [u8], &'a [u8])>;

/// Splits the first message off a stream.
#[inline]
pub(crate) fn first_frame(stream: &[u8]) -> Result<FirstFrame<'_>, DecodeError> {
    match frame_len(stream, MAX_MESSAGE_LEN) {
        Ok(Some(length)) => Ok(stream.split_at_checked(length)),
        Ok(None) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns the length that the common header gives, or `None` if the header is incomplete. Checks each field as soon as
/// it is there.
#[inline]
pub(crate) fn frame_len(stream: &[u8], limit: usize) -> Result<Option<usize>, DecodeError> {
    // Both versions in one branch: a call for version 4 would take the length through memory.
    match *stream {
        [VERSION | VERSION_4, a, b, c, d, ..] => {
            let length = u32::from_be_bytes([a, b, c, d]) as usize;
            if length < HEADER_LEN {
                Err(bad_header(1, Fault::Length(length as u32)))
            } else if length > limit {
                Err(bad_header(1, Fault::TooLong(length as u32)))
            } else {
                Ok(Some(length))
            }
        }
        [] | [VERSION | VERSION_4, ..] => Ok(None),
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
            assert_eq!(first_frame(&message[..end]), Ok(None));
        }
        assert_eq!(first_frame(&message), Ok(Some((&message[..], &[][..]))));
    }

    #[test]
    fn a_bad_header_is_told_at_once() {
        let text = |stream: &[u8]| first_frame(stream).unwrap_err().to_string();
        assert_eq!(
            text(&[5]),
            "BMP common header at byte 0: version 5 is not supported"
        );
        for version in [1, 2] {
            assert_eq!(
                text(&[version]),
                format!(
                    "BMP common header at byte 0: version {version} is older than RFC 7854 and gives no lengths"
                )
            );
        }
        assert_eq!(
            text(&[3, 0, 0, 0, 5]),
            "BMP common header at byte 1: a length of 5 is not possible"
        );
        assert_eq!(
            text(&[3, 0xff, 0, 0, 0]),
            "BMP common header at byte 1: a length of 4278190080 is over the limit"
        );
        for version in [3, 4] {
            let length = [version, 0, 0, 0, 7];
            assert_eq!(
                frame_len(&length, 6).unwrap_err().fault(),
                Fault::TooLong(7)
            );
            assert_eq!(frame_len(&length, 7), Ok(Some(7)));
            assert_eq!(frame_len(&length[..4], 7), Ok(None));
            assert_eq!(
                frame_len(&[version, 0, 0, 0, 5], 7).unwrap_err().fault(),
                Fault::Length(5)
            );
        }
    }
}
