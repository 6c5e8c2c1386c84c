//! EXTENDED COMMUNITIES ([RFC 4360](https://www.rfc-editor.org/rfc/rfc4360)).

use core::fmt;
use core::net::Ipv4Addr;
use core::str::FromStr;

use alloc::vec::Vec;

use crate::net::{ParseError, fixed, text_form, word};
use crate::wire::Array;

/// EXTENDED COMMUNITIES: marks with a type, like route targets.
///
/// ```
/// use bmp_codec::{Decode, bgp::attribute::{ExtendedCommunities, ExtendedCommunity}};
///
/// let list = ExtendedCommunities::from_octets(&[0, 2, 0xfd, 0xe8, 0, 0, 0, 1])?;
/// assert!(list.contains(ExtendedCommunity::route_target(65000, 1)));
/// assert_eq!(list.to_string(), "rt:65000:1");
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
pub type ExtendedCommunities<B = Vec<u8>> = Array<ExtendedCommunity, B>;

fixed! {
    /// An extended community ([RFC 4360, section 2](https://www.rfc-editor.org/rfc/rfc4360#section-2)): eight octets,
    /// of which the first one or two are its type.
    ///
    /// Route targets and route origins are written `rt:65000:1` and `soo:192.0.2.1:7`, those of an AS number of four
    /// octets that would fit two `rt:65000L:1`; all others as a number in hexadecimal.
    ExtendedCommunity(u64) 8;
}
word!(ExtendedCommunity(u64));
text_form!(ExtendedCommunity as u64);

impl ExtendedCommunity {
    /// The first octet.
    #[must_use]
    pub const fn kind(self) -> u8 {
        (self.0 >> 56) as u8
    }

    /// The second octet, which is a sub-type in most types.
    #[must_use]
    pub const fn sub_type(self) -> u8 {
        (self.0 >> 48) as u8
    }

    /// Whether it goes on to other ASes.
    #[must_use]
    pub const fn is_transitive(self) -> bool {
        self.kind() & 0x40 == 0
    }

    /// A route target of an AS number of two octets.
    #[must_use]
    pub const fn route_target(asn: u16, number: u32) -> ExtendedCommunity {
        ExtendedCommunity(0x0002 << 48 | (asn as u64) << 32 | number as u64)
    }
}

/// The prefix of the text form of a sub-type.
const fn prefix(sub_type: u8) -> Option<&'static str> {
    match sub_type {
        2 => Some("rt"),
        3 => Some("soo"),
        _ => None,
    }
}

impl fmt::Display for ExtendedCommunity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (high, low) = ((self.0 >> 16) as u32, self.0 as u16);
        match (self.kind(), prefix(self.sub_type())) {
            (0, Some(prefix)) => write!(f, "{prefix}:{}:{}", (self.0 >> 32) as u16, self.0 as u32),
            (1, Some(prefix)) => write!(f, "{prefix}:{}:{low}", Ipv4Addr::from_bits(high)),
            // Without the letter it would read as one of two octets.
            (2, Some(prefix)) if high <= 0xffff => write!(f, "{prefix}:{high}L:{low}"),
            (2, Some(prefix)) => write!(f, "{prefix}:{high}:{low}"),
            _ => write!(f, "{:#018x}", self.0),
        }
    }
}

impl FromStr for ExtendedCommunity {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<ExtendedCommunity, ParseError> {
        let parse = || {
            if let Some(digits) = text.strip_prefix("0x") {
                return u64::from_str_radix(digits, 16).ok().map(ExtendedCommunity);
            }
            let (prefix, rest) = text.split_once(':')?;
            let sub_type = match prefix {
                "rt" => 2,
                "soo" => 3,
                _ => return None,
            };
            // What follows has the form of a route distinguisher, and its three types are those of the first octet.
            let value: crate::net::RouteDistinguisher = rest.parse().ok()?;
            (!rest.starts_with("0x")).then_some(ExtendedCommunity(
                (u64::from(value.kind()) << 8 | sub_type) << 48 | value.0 & 0xffff_ffff_ffff,
            ))
        };
        parse().ok_or(ParseError("an extended community"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::bgp::testkit::{both_ways, fault, hex, json};
    use crate::error::Fault;
    use crate::{Decode, Encode};

    #[test]
    fn octets_and_text() {
        let cases: [([u8; 8], &str); 6] = [
            ([0x00, 0x02, 0xfd, 0xe8, 0, 0, 0, 1], "rt:65000:1"),
            ([0x01, 0x02, 192, 0, 2, 1, 0, 7], "rt:192.0.2.1:7"),
            (
                [0x02, 0x02, 0xfa, 0x56, 0xea, 0x01, 0, 7],
                "rt:4200000001:7",
            ),
            ([0x02, 0x03, 0, 0, 0xfd, 0xe8, 0, 7], "soo:65000L:7"),
            (
                [0x40, 0x04, 0xfd, 0xe8, 0x4b, 0x18, 0x96, 0x80],
                "0x4004fde84b189680",
            ),
            ([0x03, 0x0c, 0, 0, 0, 0, 0, 8], "0x030c000000000008"),
        ];
        for (octets, text) in cases {
            let community = ExtendedCommunity::from_octets(&octets).unwrap();
            assert_eq!(community.to_string(), text);
            assert_eq!(text.parse(), Ok(community));
            assert_eq!(community.to_vec().unwrap(), octets);
        }
        for text in ["rt:", "rt:0x0002000000000001", "65000:1", "xx:65000:1"] {
            assert!(text.parse::<ExtendedCommunity>().is_err(), "{text}");
        }
    }

    #[test]
    fn of_a_router() {
        // As a router sent them; the last has no text form.
        let octets = hex(
            "0002fde800000064 0102c00002010064 02020001000f0064 0003fde800000065 4300000000000000",
        );
        let list: ExtendedCommunities<&[u8]> = both_ways(&octets, Session::default());
        assert_eq!(
            list.to_string(),
            "rt:65000:100 rt:192.0.2.1:100 rt:65551:100 soo:65000:101 0x4300000000000000"
        );
        let kinds: Vec<_> = list
            .iter()
            .map(|community| {
                (
                    community.kind(),
                    community.sub_type(),
                    community.is_transitive(),
                )
            })
            .collect();
        assert_eq!(kinds[2..], [(2, 2, true), (0, 3, true), (0x43, 0, false)]);
        json(
            &list.to_owned(),
            r#"["rt:65000:100","rt:192.0.2.1:100","rt:65551:100","soo:65000:101","0x4300000000000000"]"#,
        );
    }

    #[test]
    fn malformed() {
        assert_eq!(
            fault::<ExtendedCommunities<&[u8]>>(&[0; 7], Session::default()),
            (0, Fault::Multiple { length: 7, of: 8 })
        );
    }
}
