//! A SID as a label or as an index: 1161
//! ([RFC 9085, section 2.1.1](https://www.rfc-editor.org/rfc/rfc9085#section-2.1.1)), and the last field of other TLVs.
//!
//! ```text
//! label u24 (the lower 20 bits), or index u32
//! ```
//!
//! ```
//! use bmp_codec::{Decode, bgp::attribute::link_state::SidLabel};
//!
//! assert_eq!(SidLabel::from_octets(&[0, 0x3e, 0x80])?, SidLabel::Label(16000));
//! assert_eq!(SidLabel::from_octets(&[0, 0, 0, 5])?, SidLabel::Index(5));
//! # Ok::<(), bmp_codec::DecodeError>(())
//! ```

use core::fmt;

use bytes::BufMut;

use crate::wire::{Decode, DecodeError, Encode, EncodeError, Fault, Reader, Writer};

/// A SID. Its length says what it is: 3 bytes are a label, and 4 are an index. The flags of a TLV may say something
/// else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum SidLabel {
    /// 24 bits: a label, with 4 bits before it that should be zero.
    Label(u32),
    /// An index into a label range.
    Index(u32),
}

impl SidLabel {
    /// Returns the label, 20 bits, if it is one.
    #[must_use]
    pub const fn label(self) -> Option<u32> {
        match self {
            SidLabel::Label(label) => Some(label & 0xf_ffff),
            SidLabel::Index(_) => None,
        }
    }

    /// Returns the index, if it is one.
    #[must_use]
    pub const fn index(self) -> Option<u32> {
        match self {
            SidLabel::Label(_) => None,
            SidLabel::Index(index) => Some(index),
        }
    }
}

impl Decode<'_> for SidLabel {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.remaining() {
            3 => {
                let [a, b, c] = reader.array()?;
                Ok(SidLabel::Label(u32::from_be_bytes([0, a, b, c])))
            }
            4 => Ok(SidLabel::Index(reader.u32()?)),
            length => Err(reader.fail(Fault::Length(length as u32))),
        }
    }
}

impl Encode for SidLabel {
    fn encoded_len(&self) -> usize {
        match self {
            SidLabel::Label(_) => 3,
            SidLabel::Index(_) => 4,
        }
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        match *self {
            SidLabel::Index(index) => out.put_u32(index),
            SidLabel::Label(label) => match label.to_be_bytes() {
                [0, low @ ..] => out.put_slice(&low),
                _ => return Err(EncodeError::Value { what: "SidLabel" }),
            },
        }
        Ok(())
    }
}

impl fmt::Display for SidLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SidLabel::Label(label) => write!(f, "label {label}"),
            SidLabel::Index(index) => write!(f, "index {index}"),
        }
    }
}
