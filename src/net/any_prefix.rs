//! [`AnyPrefix`]: an IPv4 or an IPv6 prefix, for fields that may contain either.

use core::fmt;
use core::net::IpAddr;
use core::str::FromStr;

use ipnet::IpNet;

use crate::net::{Address, Ipv4Prefix, Ipv6Prefix, ParseError, text_form};
use crate::wire::{DecodeError, Fault, Key, KeyPart, Reader};

/// An IPv4 or an IPv6 prefix. Bits beyond its length are zero, so prefixes compare and hash as networks.
///
/// ```
/// use bmp_codec::net::{AnyPrefix, Ipv6Prefix};
///
/// let prefix: AnyPrefix = "2001:db8::/32".parse()?;
/// assert_eq!(prefix, "2001:db8::/32".parse::<Ipv6Prefix>()?.into());
/// assert_eq!(prefix.net(), "2001:db8::/32".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AnyPrefix {
    address: Address,
    length: u64,
}

impl AnyPrefix {
    /// Returns the network address.
    #[inline]
    #[must_use]
    pub fn address(self) -> IpAddr {
        self.address.get().unwrap_or(IpAddr::from([0; 4]))
    }

    /// Returns the length in bits: 0 to 32 or 128.
    #[inline]
    #[must_use]
    pub const fn length(self) -> u8 {
        self.length as u8
    }

    /// Returns the prefix as a network of the crate `ipnet`.
    #[must_use]
    pub fn net(self) -> IpNet {
        IpNet::new(self.address(), self.length()).unwrap_or_default()
    }

    /// Returns an IPv4 prefix of `length` bits, at most 32.
    #[inline]
    pub(crate) const fn v4(address: u32, length: u8) -> AnyPrefix {
        let behind = (u32::MAX as u64 >> length) as u32;
        AnyPrefix {
            address: Address::v4(address & !behind),
            length: length as u64,
        }
    }

    /// Returns an IPv6 prefix of `length` bits, at most 128.
    #[inline]
    pub(crate) const fn v6([high, low]: [u64; 2], length: u8) -> AnyPrefix {
        // In two steps: a word cannot be shifted by all of its bits at once.
        let words = match length {
            0 => [0, 0],
            1..=64 => [high & u64::MAX << (64 - length), 0],
            65..=127 => [high, low & u64::MAX << (128 - length)],
            _ => [high, low],
        };
        AnyPrefix {
            address: Address::v6(words),
            length: length as u64,
        }
    }

    /// Returns the address, as a separate field.
    #[inline]
    pub(crate) const fn as_address(self) -> Address {
        self.address
    }
}

/// The address with its own length, then the length of the prefix.
impl<'s> KeyPart<'s> for AnyPrefix {
    #[inline]
    fn put_part(&self, key: &mut Key<'s>) {
        self.address.put_part(key);
        key.put(&[self.length()]);
    }

    fn read_part(reader: &mut Reader<'s>) -> Result<Self, DecodeError> {
        let address = IpAddr::read_part(reader)?;
        let start = *reader;
        let length = reader.u8()?;
        if length > Address::from(address).bits() {
            return Err(start.fail(Fault::PrefixLength(length)));
        }
        Ok(AnyPrefix::from((address, length)))
    }
}

/// `0.0.0.0/0`.
impl Default for AnyPrefix {
    fn default() -> AnyPrefix {
        AnyPrefix::v4(0, 0)
    }
}

impl From<Ipv4Prefix> for AnyPrefix {
    fn from(prefix: Ipv4Prefix) -> AnyPrefix {
        AnyPrefix::v4(prefix.address().to_bits(), prefix.length())
    }
}

impl From<Ipv6Prefix> for AnyPrefix {
    fn from(prefix: Ipv6Prefix) -> AnyPrefix {
        AnyPrefix {
            address: prefix.address().into(),
            length: prefix.length().into(),
        }
    }
}

/// Clears the bits beyond the length.
impl From<IpNet> for AnyPrefix {
    fn from(net: IpNet) -> AnyPrefix {
        match net {
            IpNet::V4(net) => Ipv4Prefix::from(net).into(),
            IpNet::V6(net) => Ipv6Prefix::from(net).into(),
        }
    }
}

impl From<AnyPrefix> for IpNet {
    fn from(prefix: AnyPrefix) -> IpNet {
        prefix.net()
    }
}

impl From<AnyPrefix> for (IpAddr, u8) {
    fn from(prefix: AnyPrefix) -> (IpAddr, u8) {
        (prefix.address(), prefix.length())
    }
}

/// Limits the length to the number of bits of the address.
impl From<(IpAddr, u8)> for AnyPrefix {
    fn from((address, length): (IpAddr, u8)) -> AnyPrefix {
        match address {
            IpAddr::V4(address) => Ipv4Prefix::from((address.to_bits(), length)).into(),
            IpAddr::V6(address) => Ipv6Prefix::from((address.to_bits(), length)).into(),
        }
    }
}
text_form!(AnyPrefix as (IpAddr, u8));

impl fmt::Display for AnyPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address(), self.length)
    }
}

impl fmt::Debug for AnyPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for AnyPrefix {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<AnyPrefix, ParseError> {
        text.parse::<IpNet>()
            .map(AnyPrefix::from)
            .map_err(|_| ParseError("an IP prefix"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_behind_every_length_are_cleared() {
        for length in 0..=32 {
            let prefix = AnyPrefix::v4(0xcb00_71ff, length);
            let net: IpNet = format!("203.0.113.255/{length}").parse().unwrap();
            assert_eq!(prefix.net(), net.trunc());
            assert_eq!(AnyPrefix::from(net), prefix);
        }
        let address: core::net::Ipv6Addr =
            "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff".parse().unwrap();
        let bits = address.to_bits();
        for length in 0..=128 {
            let prefix = AnyPrefix::v6([(bits >> 64) as u64, bits as u64], length);
            let net: IpNet = format!("{address}/{length}").parse().unwrap();
            assert_eq!(prefix.net(), net.trunc());
            assert_eq!(AnyPrefix::from(net), prefix);
            assert_eq!(prefix.to_string().parse(), Ok(prefix));
        }
    }

    #[test]
    fn as_a_net() {
        let prefix: AnyPrefix = "2001:db8::/32".parse().unwrap();
        assert_eq!(IpNet::from(prefix).to_string(), "2001:db8::/32");
    }
}
