//! AS numbers of two and of four bytes ([RFC 6793](https://www.rfc-editor.org/rfc/rfc6793)).

use core::str::FromStr;

use crate::net::{ParseError, fixed};

fixed! {
    /// An AS number ([RFC 6793](https://www.rfc-editor.org/rfc/rfc6793)). Its text form is `65000`; `AS65000` and
    /// `1.10` ([RFC 5396](https://www.rfc-editor.org/rfc/rfc5396)) are parsed, too.
    Asn(u32) as number;
}

impl Asn {
    /// AS_TRANS, which replaces a number over 65535 in a field of two bytes.
    pub const TRANS: Asn = Asn(23456);

    /// Returns the number in two bytes: itself, or [`TRANS`](Asn::TRANS) if it does not fit.
    #[must_use]
    pub const fn to_u16(self) -> u16 {
        if self.0 > 0xffff {
            23456
        } else {
            self.0 as u16
        }
    }

    /// Returns whether the number is for private use: 64512 to 65534 and 4200000000 to 4294967294
    /// ([RFC 6996, section 5](https://www.rfc-editor.org/rfc/rfc6996#section-5)).
    #[must_use]
    pub const fn is_private(self) -> bool {
        matches!(self.0, 64_512..=65_534 | 4_200_000_000..=4_294_967_294)
    }
}

impl FromStr for Asn {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Asn, ParseError> {
        let error = ParseError("an AS number");
        let digits = text
            .strip_prefix("AS")
            .or(text.strip_prefix("as"))
            .unwrap_or(text);
        match digits.split_once('.') {
            None => digits.parse().map(Asn).map_err(|_| error),
            Some((high, low)) => match (high.parse::<u16>(), low.parse::<u16>()) {
                (Ok(high), Ok(low)) => Ok(Asn(u32::from(high) << 16 | u32::from(low))),
                _ => Err(error),
            },
        }
    }
}

/// The width of an AS number in AS_PATH and AGGREGATOR.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[repr(u64)]
pub enum AsnWidth {
    /// Two bytes, as before RFC 6793.
    Two = 2,
    /// Four bytes.
    #[default]
    Four = 4,
}

impl AsnWidth {
    /// Returns the number of bytes.
    #[inline]
    #[must_use]
    pub const fn octets(self) -> usize {
        self as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text() {
        assert_eq!(Asn(4_200_000_001).to_string(), "4200000001");
        for text in ["4200000001", "AS4200000001", "as4200000001", "64086.59905"] {
            assert_eq!(text.parse(), Ok(Asn(4_200_000_001)), "{text}");
        }
        for text in ["", "AS", "4294967296", "-1", "1.65536", "1.2.3"] {
            assert_eq!(
                text.parse::<Asn>().unwrap_err().to_string(),
                "not an AS number",
                "{text}"
            );
        }
    }

    #[test]
    fn private() {
        for (first, last) in [(64_512, 65_534), (4_200_000_000, 4_294_967_294)] {
            assert!(Asn(first).is_private() && Asn(last).is_private());
            assert!(!Asn(first - 1).is_private() && !Asn(last + 1).is_private());
        }
    }

    #[test]
    fn two_octets() {
        assert_eq!(Asn(65535).to_u16(), 65535);
        assert_eq!(Asn(65536).to_u16(), 23456);
    }
}
