//! MAC addresses of 48 bits.

use core::fmt;
use core::str::FromStr;

use crate::net::{ParseError, text_form};

/// A MAC address of 48 bits. The text form is `00:00:5e:00:53:02`; hyphens are parsed, too.
///
/// ```
/// use bmp_codec::net::MacAddr;
///
/// let mac: MacAddr = "00:00:5e:00:53:02".parse()?;
/// assert_eq!(mac.octets(), [0, 0, 0x5e, 0, 0x53, 2]);
/// assert_eq!("00-00-5E-00-53-02".parse(), Ok(mac));
/// # Ok::<(), bmp_codec::net::ParseError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MacAddr(u64);

impl MacAddr {
    /// Returns the six bytes.
    #[inline]
    #[must_use]
    pub const fn octets(self) -> [u8; 6] {
        let [_, _, octets @ ..] = self.0.to_be_bytes();
        octets
    }

    /// Returns the address of the lower 48 bits of a number.
    #[inline]
    #[must_use]
    pub const fn from_bits(bits: u64) -> MacAddr {
        MacAddr(bits & 0xffff_ffff_ffff)
    }

    /// Returns the address as a number of 48 bits.
    #[inline]
    #[must_use]
    pub const fn to_bits(self) -> u64 {
        self.0
    }
}

impl From<[u8; 6]> for MacAddr {
    #[inline]
    fn from([a, b, c, d, e, f]: [u8; 6]) -> MacAddr {
        MacAddr(u64::from_be_bytes([0, 0, a, b, c, d, e, f]))
    }
}

impl crate::wire::Fixed for MacAddr {
    type Octets = [u8; 6];

    #[inline]
    fn from_octets(octets: [u8; 6]) -> MacAddr {
        MacAddr::from(octets)
    }

    #[inline]
    fn to_octets(self) -> [u8; 6] {
        self.octets()
    }
}
text_form!(MacAddr as octets);

impl fmt::Display for MacAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        put_octets(&self.octets(), f)
    }
}

impl fmt::Debug for MacAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for MacAddr {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<MacAddr, ParseError> {
        octets(text)
            .map(MacAddr::from)
            .ok_or(ParseError("a MAC address"))
    }
}

/// Writes bytes in hexadecimal with colons between them.
pub(crate) fn put_octets(octets: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    octets.iter().enumerate().try_for_each(|(place, octet)| {
        f.write_str(if place == 0 { "" } else { ":" })?;
        write!(f, "{octet:02x}")
    })
}

/// Parses `N` bytes of two hexadecimal digits each, with colons or hyphens between them.
pub(crate) fn octets<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut groups = text.split([':', '-']);
    let mut octets = [0; N];
    for octet in &mut octets {
        let group = groups.next()?;
        if group.len() != 2 || !group.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        *octet = u8::from_str_radix(group, 16).ok()?;
    }
    groups.next().is_none().then_some(octets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::{cases, parses};

    #[test]
    fn text_and_octets() {
        let mac = MacAddr::from([0x02, 0xff, 0, 1, 0x80, 9]);
        assert_eq!(mac.to_bits(), 0x02ff_0001_8009);
        cases! { MacAddr, each parses;
            "02ff00018009" is mac => "02:ff:00:01:80:09",
        }
        cases! { not MacAddr:
            "" "02:ff:00:01:80" "02:ff:00:01:80:09:00" "2:ff:00:01:80:09" "02:ff:00:01:80:+9" "02ff00018009"
        }
    }
}
