//! LARGE_COMMUNITY ([RFC 8092](https://www.rfc-editor.org/rfc/rfc8092)).

use core::fmt;
use core::str::FromStr;

use alloc::vec::Vec;

use crate::net::{ParseError, text_form};
use crate::wire::{Array, Fixed};

/// LARGE_COMMUNITY: marks that routers act on, with room for four-octet AS numbers.
///
/// ```
/// use bmp_codec::{Encode, bgp::attribute::{LargeCommunities, LargeCommunity}};
///
/// let list = LargeCommunities::from_iter([
///     LargeCommunity::new(65000, 1, 2),
///     "64496:3:4".parse()?,
/// ]);
/// assert_eq!(list.to_string(), "65000:1:2 64496:3:4");
/// assert_eq!(list.encoded_len(), 24);
/// # Ok::<(), bmp_codec::net::ParseError>(())
/// ```
pub type LargeCommunities<B = Vec<u8>> = Array<LargeCommunity, B>;

/// A large community ([RFC 8092, section 3](https://www.rfc-editor.org/rfc/rfc8092#section-3)): `65000:1:2`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LargeCommunity {
    /// The Global Administrator: the AS that defines the community.
    pub global: u32,
    /// Local Data Part 1.
    pub local1: u32,
    /// Local Data Part 2.
    pub local2: u32,
}
text_form!(LargeCommunity as (u32, u32, u32));

impl LargeCommunity {
    /// Makes a community from an AS and two values that the AS defines.
    #[must_use]
    pub const fn new(global: u32, local1: u32, local2: u32) -> LargeCommunity {
        LargeCommunity {
            global,
            local1,
            local2,
        }
    }
}

impl Fixed for LargeCommunity {
    type Octets = [u8; 12];

    #[inline]
    fn from_octets([a, b, c, d, e, f, g, h, i, j, k, l]: [u8; 12]) -> LargeCommunity {
        LargeCommunity {
            global: u32::from_be_bytes([a, b, c, d]),
            local1: u32::from_be_bytes([e, f, g, h]),
            local2: u32::from_be_bytes([i, j, k, l]),
        }
    }

    #[inline]
    fn to_octets(self) -> [u8; 12] {
        let ([a, b, c, d], [e, f, g, h]) = (self.global.to_be_bytes(), self.local1.to_be_bytes());
        let [i, j, k, l] = self.local2.to_be_bytes();
        [a, b, c, d, e, f, g, h, i, j, k, l]
    }
}

impl From<(u32, u32, u32)> for LargeCommunity {
    fn from((global, local1, local2): (u32, u32, u32)) -> LargeCommunity {
        LargeCommunity::new(global, local1, local2)
    }
}

impl From<LargeCommunity> for (u32, u32, u32) {
    fn from(community: LargeCommunity) -> (u32, u32, u32) {
        (community.global, community.local1, community.local2)
    }
}

impl fmt::Display for LargeCommunity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.global, self.local1, self.local2)
    }
}

impl FromStr for LargeCommunity {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<LargeCommunity, ParseError> {
        let mut parts = text.split(':').map(|part| part.parse().ok());
        match (
            parts.next().flatten(),
            parts.next().flatten(),
            parts.next().flatten(),
            parts.next(),
        ) {
            (Some(global), Some(local1), Some(local2), None) => {
                Ok(LargeCommunity::new(global, local1, local2))
            }
            _ => Err(ParseError("a large community")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::cases;

    #[test]
    fn octets_and_text() {
        let communities = LargeCommunities::from_iter(["65000:1:4294967295".parse().unwrap()]);
        assert_eq!(
            communities.get(0),
            Some(LargeCommunity::new(65000, 1, u32::MAX))
        );
        cases! { LargeCommunities<&[u8]>;
            "0000fde8 00000001 ffffffff" is communities => "65000:1:4294967295",
            "0000fde8 00000001 00000002" => "65000:1:2" => r#"["65000:1:2"]"#,
            "00000000000000000000000000" => error "value at byte 0: a length of 13 is not a multiple of 12",
        }
        let two = LargeCommunities::from_iter(
            [(65000, 1, 2), (64496, 3, 4)]
                .map(|(asn, one, two)| LargeCommunity::new(asn, one, two)),
        );
        assert_eq!("65000:1:2 64496:3:4".parse(), Ok(two));
        cases! { not LargeCommunities: "65000:1" "65000:1:2,64496:3:4" }
        cases! { not LargeCommunity: "1:2" "1:2:3:4" "1:2:4294967296" "1:2:x" }
    }

    /// A binary format has the three numbers: postcard writes each with seven bits a byte.
    #[cfg(feature = "serde")]
    #[test]
    fn in_binary() {
        let community = LargeCommunity::new(64496, 1, 2);
        assert_eq!(
            postcard::to_allocvec(&community).unwrap(),
            [0xf0, 0xf7, 0x03, 1, 2]
        );
        crate::testkit::back(&community);
    }
}
