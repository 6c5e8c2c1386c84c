//! ORIGIN ([RFC 4271, section 5.1.1](https://www.rfc-editor.org/rfc/rfc4271#section-5.1.1)).

use core::fmt;

use bytes::BufMut;

use crate::wire::{Decode, DecodeError, Encode, EncodeError, Fault, Reader, Writer};

/// ORIGIN: how the route came into BGP. One byte; any other number is malformed.
///
/// ```
/// use bmp_codec::{Decode, Encode, bgp::attribute::Origin};
///
/// assert_eq!(Origin::from_octets(&[2])?, Origin::Incomplete);
/// assert_eq!(Origin::Igp.to_vec()?, [0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[repr(u32)]
pub enum Origin {
    /// 0: from inside the AS that originates it.
    Igp,
    /// 1: learned by EGP.
    Egp,
    /// 2: learned in another way.
    Incomplete,
}

impl Decode<'_> for Origin {
    #[inline]
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.u8()? {
            0 => Ok(Origin::Igp),
            1 => Ok(Origin::Egp),
            2 => Ok(Origin::Incomplete),
            value => Err(undefined(reader.offset() - 1, value)),
        }
    }
}

#[cold]
#[inline(never)]
fn undefined(offset: usize, value: u8) -> DecodeError {
    DecodeError::new(offset, Fault::Value(value.into()))
}

impl Encode for Origin {
    fn encoded_len(&self) -> usize {
        1
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u8(*self as u8);
        Ok(())
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Origin::Igp => "igp",
            Origin::Egp => "egp",
            Origin::Incomplete => "incomplete",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::cases;

    #[test]
    fn values() {
        cases! { Origin;
            "00" is Origin::Igp => "igp" => r#""igp""#,
            "01" is Origin::Egp => "egp" => r#""egp""#,
            "02" is Origin::Incomplete => "incomplete" => r#""incomplete""#,
            "03" => error "value at byte 0: a value of 3 is not possible",
            "" => error "value at byte 0: 1 byte is missing",
            "0000" => error "value at byte 1: 1 byte is left over",
        }
    }
}
