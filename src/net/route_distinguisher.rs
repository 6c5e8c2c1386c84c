//! Route distinguishers ([RFC 4364, section 4.2](https://www.rfc-editor.org/rfc/rfc4364#section-4.2)).

use core::fmt;
use core::net::Ipv4Addr;
use core::str::FromStr;

use crate::net::{Asn, ParseError, fixed};

fixed! {
    /// A route distinguisher: eight bytes, of which the first two are the type and determine the others.
    ///
    /// | type | administrator | number | text |
    /// | --- | --- | --- | --- |
    /// | 0 | AS number, 2 bytes | 4 bytes | `65000:100000` |
    /// | 1 | IPv4 address | 2 bytes | `192.0.2.1:100` |
    /// | 2 | AS number, 4 bytes | 2 bytes | `4200000001:100`, or `65000L:100` if the AS number fits two bytes |
    /// | other | | | `0x0003000000000001` |
    RouteDistinguisher(u64) as text;
}

impl RouteDistinguisher {
    /// Returns a route distinguisher of type 0: an AS number of two bytes, and a number.
    #[must_use]
    pub const fn two_octet(asn: u16, number: u32) -> RouteDistinguisher {
        RouteDistinguisher((asn as u64) << 32 | number as u64)
    }

    /// Returns a route distinguisher of type 1: an IPv4 address, and a number.
    #[must_use]
    pub const fn ipv4(address: Ipv4Addr, number: u16) -> RouteDistinguisher {
        RouteDistinguisher(1 << 48 | (address.to_bits() as u64) << 16 | number as u64)
    }

    /// Returns a route distinguisher of type 2: an AS number of four bytes, and a number.
    #[must_use]
    pub const fn four_octet(asn: Asn, number: u16) -> RouteDistinguisher {
        RouteDistinguisher(2 << 48 | (asn.0 as u64) << 16 | number as u64)
    }

    /// Returns the type: the first two bytes.
    #[must_use]
    pub const fn kind(self) -> u16 {
        (self.0 >> 48) as u16
    }
}

impl fmt::Display for RouteDistinguisher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (high, low) = ((self.0 >> 16) as u32, self.0 as u16);
        match self.kind() {
            0 => write!(f, "{}:{}", (self.0 >> 32) as u16, self.0 as u32),
            1 => write!(f, "{}:{low}", Ipv4Addr::from_bits(high)),
            // Without the letter the text would parse as type 0.
            2 if high <= 0xffff => write!(f, "{high}L:{low}"),
            2 => write!(f, "{high}:{low}"),
            _ => write!(f, "{:#018x}", self.0),
        }
    }
}

impl FromStr for RouteDistinguisher {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<RouteDistinguisher, ParseError> {
        let parse = || {
            if let Some(digits) = text.strip_prefix("0x") {
                return u64::from_str_radix(digits, 16).ok().map(RouteDistinguisher);
            }
            let (administrator, number) = text.rsplit_once(':')?;
            if let Ok(address) = administrator.parse() {
                return Some(RouteDistinguisher::ipv4(address, number.parse().ok()?));
            }
            if let Some(asn) = administrator.strip_suffix('L') {
                return Some(RouteDistinguisher::four_octet(
                    asn.parse().ok()?,
                    number.parse().ok()?,
                ));
            }
            match administrator.parse::<Asn>().ok()? {
                Asn(asn) if asn <= 0xffff => Some(RouteDistinguisher::two_octet(
                    asn as u16,
                    number.parse().ok()?,
                )),
                asn => Some(RouteDistinguisher::four_octet(asn, number.parse().ok()?)),
            }
        };
        parse().ok_or(ParseError("a route distinguisher"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::{cases, parses};

    #[test]
    fn text_of_every_type_both_ways() {
        cases! { RouteDistinguisher, each parses;
            "0000 fbf1 00000007" => "64497:7",
            "0001 c0000201 0064" => "192.0.2.1:100",
            "0002 fa56ea01 0064" => "4200000001:100",
            "0002 0000fde8 0064" => "65000L:100",
            "0003 000000000001" => "0x0003000000000001",
        }
        cases! { not RouteDistinguisher: "" "1" "1:" ":1" "1:4294967296" "70000:65536" "192.0.2.1:65536" "0xg" }
    }
}
