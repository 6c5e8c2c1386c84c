//! [`UnknownAttribute`]: an attribute that this crate does not decode.
//!
//! ```
//! use bmp_codec::Encode;
//! use bmp_codec::bgp::attribute::{AttributeValue, PathAttribute, UnknownAttribute};
//! use bmp_codec::wire::Octets;
//!
//! let value = AttributeValue::Unknown(UnknownAttribute::new(200, Octets(vec![1, 2])));
//! let attribute: PathAttribute = PathAttribute::new(value);
//! assert_eq!(attribute.to_vec()?, [0xc0, 200, 2, 1, 2]);
//! assert_eq!(attribute.to_string(), "attribute 200 0102");
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

use alloc::vec::Vec;

use crate::wire::{Octets, map_octets};

/// The value of an attribute of an unknown type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UnknownAttribute<B: AsRef<[u8]> = Vec<u8>> {
    // A whole word: see `AttributeValue`.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "octet"))]
    code: u64,
    /// The value.
    pub octets: Octets<B>,
}
map_octets!(UnknownAttribute { octets; code });

/// Deserializes a word that is one byte on the wire.
#[cfg(feature = "serde")]
fn octet<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let number = <u64 as serde::Deserialize>::deserialize(deserializer)?;
    match u8::try_from(number) {
        Ok(octet) => Ok(octet.into()),
        Err(_) => Err(serde::de::Error::custom(format_args!(
            "{number} is too large"
        ))),
    }
}

impl<B: AsRef<[u8]>> UnknownAttribute<B> {
    /// Makes a value from a type code and any bytes.
    #[inline]
    pub fn new(code: u8, octets: Octets<B>) -> UnknownAttribute<B> {
        UnknownAttribute {
            code: code.into(),
            octets,
        }
    }

    /// Returns the type code.
    #[inline]
    #[must_use]
    pub fn code(&self) -> u8 {
        self.code as u8
    }
}

#[cfg(test)]
mod tests {
    #[cfg(feature = "serde")]
    use super::*;

    #[cfg(feature = "serde")]
    #[test]
    fn a_type_code_is_one_octet() {
        let json = |code: u16| format!(r#"{{"code":{code},"octets":"aa"}}"#);
        let unknown: UnknownAttribute = serde_json::from_str(&json(255)).unwrap();
        assert_eq!(unknown, UnknownAttribute::new(255, Octets(vec![0xaa])));
        // 300 would be encoded as 44, which is another attribute.
        assert!(serde_json::from_str::<UnknownAttribute>(&json(300)).is_err());
        // In postcard: a number with seven bits per byte, then the length and the bytes.
        assert!(postcard::from_bytes::<UnknownAttribute>(&[0xac, 2, 1, 0xaa]).is_err());
    }
}
