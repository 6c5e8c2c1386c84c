//! [`Text`]: bytes that should be UTF-8.

use core::fmt;
use core::ops::Deref;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::wire::{Decode, DecodeError, Encode, EncodeError, Octets, Reader, Writer, map_octets};

/// Bytes that should be UTF-8, and are kept even if they are not.
///
/// A remote system chose them, so `Display` quotes and escapes them, or writes hexadecimal if they are not UTF-8. In
/// JSON they are a string, or `{"octets": "hexadecimal"}` if they are not UTF-8.
///
/// ```
/// use bmp_codec::wire::Text;
///
/// let text = Text::from("rack \"7\"\n");
/// assert_eq!(text.as_str(), Some("rack \"7\"\n"));
/// assert_eq!(text.to_string(), r#""rack \"7\"\n""#);
/// assert_eq!(Text([0xc3, 0x28]).to_string(), "c328");
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Text<B: AsRef<[u8]> = Vec<u8>>(pub B);
map_octets!(Text | text, f | Text(f(&text.0)));

impl<B: AsRef<[u8]>> Text<B> {
    /// Returns the text, or `None` if it is not UTF-8.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        core::str::from_utf8(self).ok()
    }
}

impl<'a> Text<&'a [u8]> {
    /// Like [`as_str`](Text::as_str), for the lifetime of the bytes.
    #[must_use]
    pub fn into_str(self) -> Option<&'a str> {
        core::str::from_utf8(self.0).ok()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text(text.as_bytes().to_vec())
    }
}

impl<B: AsRef<[u8]>> Deref for Text<B> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.0.as_ref()
    }
}

impl<'a> Decode<'a> for Text<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(Text(reader.rest()))
    }
}

impl<B: AsRef<[u8]>> Encode for Text<B> {
    fn encoded_len(&self) -> usize {
        self.len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_slice(self);
        Ok(())
    }
}

impl<B: AsRef<[u8]>> fmt::Display for Text<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_str() {
            Some(text) => write!(f, "{text:?}"),
            None => Octets(&**self).fmt(f),
        }
    }
}

impl<B: AsRef<[u8]>> fmt::Debug for Text<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
