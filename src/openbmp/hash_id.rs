//! [`HashId`]: identifies a collector or a router.

use core::fmt;
use core::str::FromStr;

use crate::net::{ParseError, text_form};
use crate::wire::{Fixed, Octets};

/// The hash that identifies a collector or a router: 16 bytes, which the collector chooses.
///
/// The text form and the JSON form are hexadecimal. Compare hashes, but do not compute them: collectors use different
/// functions.
///
/// ```
/// use bmp_codec::openbmp::HashId;
///
/// let hash: HashId = "00112233445566778899aabbccddeeff".parse()?;
/// assert_eq!(hash.0[..3], [0, 0x11, 0x22]);
/// # Ok::<(), bmp_codec::net::ParseError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HashId(pub [u8; 16]);

impl Fixed for HashId {
    type Octets = [u8; 16];

    #[inline]
    fn from_octets(octets: [u8; 16]) -> HashId {
        HashId(octets)
    }

    #[inline]
    fn to_octets(self) -> [u8; 16] {
        self.0
    }
}
text_form!(HashId as octets);

impl From<[u8; 16]> for HashId {
    fn from(octets: [u8; 16]) -> HashId {
        HashId(octets)
    }
}

impl From<HashId> for [u8; 16] {
    fn from(hash: HashId) -> [u8; 16] {
        hash.0
    }
}

impl fmt::Display for HashId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Octets(self.0).fmt(f)
    }
}

impl fmt::Debug for HashId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HashId({self})")
    }
}

impl FromStr for HashId {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<HashId, ParseError> {
        let error = ParseError("a hash of 32 hexadecimal digits");
        let Octets(octets) = text.parse().map_err(|_| error)?;
        octets.try_into().map(HashId).map_err(|_| error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::{cases, json, parses};

    #[test]
    fn text_and_octets() {
        let hash = HashId(*b"\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\xff");
        cases! { HashId, each parses;
            "000102030405060708090a0b0c0d0eff" is hash => "000102030405060708090a0b0c0d0eff",
        }
        json(&hash, r#""000102030405060708090a0b0c0d0eff""#);
        assert_eq!(<[u8; 16]>::from(HashId::from([7; 16])), [7; 16]);
        cases! { not HashId:
            "" "000102030405060708090a0b0c0d0e" "000102030405060708090a0b0c0d0eff00" "000102030405060708090a0b0c0d0efg"
        }
        let error = "0x01".parse::<HashId>().unwrap_err();
        assert_eq!(error.to_string(), "not a hash of 32 hexadecimal digits");
    }
}
