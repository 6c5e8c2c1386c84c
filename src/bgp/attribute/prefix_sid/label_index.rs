//! Type 1: Label-Index ([RFC 8669, section 3.1](https://www.rfc-editor.org/rfc/rfc8669#section-3.1)).
//!
//! ```text
//! reserved u8, flags u16, label index u32
//! ```

use core::fmt;

use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::wire::{Decode, DecodeError, Encode, EncodeError, Reader};

/// The index of a prefix in the label ranges (SRGB) of every router: each adds it to the start of its own.
///
/// ```
/// use bmp_codec::{Decode, bgp::attribute::prefix_sid::LabelIndex};
///
/// let index = LabelIndex::from_octets(&[0, 0, 0, 0, 0, 0, 17])?;
/// assert_eq!(index.index, 17);
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct LabelIndex {
    /// Ignored by receivers, and kept.
    pub reserved: u8,
    /// No flags are defined; they are kept.
    pub flags: u16,
    /// The index.
    pub index: u32,
}

impl LabelIndex {
    /// An index, with nothing set beside it.
    #[must_use]
    pub const fn new(index: u32) -> LabelIndex {
        LabelIndex {
            reserved: 0,
            flags: 0,
            index,
        }
    }
}

impl Decode<'_> for LabelIndex {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(LabelIndex {
            reserved: reader.u8()?,
            flags: reader.u16()?,
            index: reader.u32()?,
        })
    }
}

impl Encode for LabelIndex {
    fn encoded_len(&self) -> usize {
        7
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        out.put_u8(self.reserved);
        out.put_u16(self.flags);
        out.put_u32(self.index);
        Ok(())
    }
}

impl fmt::Display for LabelIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.index.fmt(f)
    }
}
