//! [`Address`]: an optional IPv4 or IPv6 address, after its length in bits.
//!
//! ```text
//! bits u8 (0, 32 or 128), address
//! ```

use core::fmt;
use core::net::{AddrParseError, IpAddr, Ipv4Addr, Ipv6Addr};
use core::str::FromStr;

use bytes::BufMut;

use crate::wire::{Decode, DecodeError, Encode, EncodeError, Fault, Reader, Writer};

/// An optional IPv4 or IPv6 address. The text form is the address, or `none`; in JSON, no address is null.
///
/// ```
/// use bmp_codec::net::Address;
///
/// let address = Address::from("192.0.2.1".parse::<std::net::IpAddr>()?);
/// assert_eq!(address.get(), Some("192.0.2.1".parse()?));
/// assert_eq!("none".parse(), Ok(Address::NONE));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(from = "Option<IpAddr>", into = "Option<IpAddr>")
)]
pub struct Address {
    /// The number of bytes: 0, 4 or 16.
    octets: u64,
    high: u64,
    low: u64,
}

impl Address {
    /// No address.
    pub const NONE: Address = Address {
        octets: 0,
        high: 0,
        low: 0,
    };

    /// Returns the address, if there is one.
    #[inline]
    #[must_use]
    pub const fn get(self) -> Option<IpAddr> {
        match self.octets {
            0 => None,
            4 => Some(IpAddr::V4(Ipv4Addr::from_bits(self.low as u32))),
            _ => Some(IpAddr::V6(Ipv6Addr::from_bits(
                (self.high as u128) << 64 | self.low as u128,
            ))),
        }
    }

    /// Returns the length in bits: 0, 32 or 128.
    #[inline]
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.octets as u8 * 8
    }

    /// Returns whether there is no address.
    #[inline]
    #[must_use]
    pub const fn is_none(self) -> bool {
        self.octets == 0
    }

    /// Returns an IPv4 address.
    #[inline]
    pub(crate) const fn v4(low: u32) -> Address {
        Address {
            octets: 4,
            high: 0,
            low: low as u64,
        }
    }

    /// Returns an IPv6 address.
    #[inline]
    pub(crate) const fn v6([high, low]: [u64; 2]) -> Address {
        Address {
            octets: 16,
            high,
            low,
        }
    }

    /// Decodes the bytes of an address of `bits` bits, after the length.
    #[inline(always)]
    pub(crate) fn read(reader: &mut Reader<'_>, bits: u8) -> Result<Address, DecodeError> {
        match bits {
            0 => Ok(Address::NONE),
            32 => Ok(Address::v4(reader.u32()?)),
            128 => {
                let mut words = reader.sub(16)?;
                Ok(Address::v6([words.u64()?, words.u64()?]))
            }
            bits => Err(bad_length(reader.offset(), bits)),
        }
    }

    /// Encodes the bytes of the address, without the length.
    pub(crate) fn put_octets(self, out: &mut Writer<impl BufMut>) {
        match self.octets {
            0 => {}
            4 => out.put_u32(self.low as u32),
            _ => {
                out.put_u64(self.high);
                out.put_u64(self.low);
            }
        }
    }
}

#[cold]
#[inline(never)]
fn bad_length(offset: usize, bits: u8) -> DecodeError {
    DecodeError::new(offset.saturating_sub(1), Fault::Length(bits.into()))
}

impl Decode<'_> for Address {
    #[inline(always)]
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let bits = reader.u8()?;
        Address::read(reader, bits)
    }
}

impl Encode for Address {
    fn encoded_len(&self) -> usize {
        1 + self.octets as usize
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u8(self.bits());
        self.put_octets(out);
        Ok(())
    }
}

impl From<IpAddr> for Address {
    fn from(address: IpAddr) -> Address {
        match address {
            IpAddr::V4(address) => Address::from(address),
            IpAddr::V6(address) => Address::from(address),
        }
    }
}

impl From<Ipv4Addr> for Address {
    fn from(address: Ipv4Addr) -> Address {
        Address::v4(address.to_bits())
    }
}

impl From<Ipv6Addr> for Address {
    fn from(address: Ipv6Addr) -> Address {
        let bits = address.to_bits();
        Address::v6([(bits >> 64) as u64, bits as u64])
    }
}

impl From<Option<IpAddr>> for Address {
    fn from(address: Option<IpAddr>) -> Address {
        address.map_or(Address::NONE, Address::from)
    }
}

impl From<Address> for Option<IpAddr> {
    fn from(address: Address) -> Option<IpAddr> {
        address.get()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.get() {
            Some(address) => address.fmt(f),
            None => f.pad("none"),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Address {
    type Err = AddrParseError;

    fn from_str(text: &str) -> Result<Address, AddrParseError> {
        match text {
            "none" => Ok(Address::NONE),
            text => text.parse::<IpAddr>().map(Address::from),
        }
    }
}

/// Decodes all bytes left as an IP address without a length: 4 or 16 bytes.
pub(crate) fn last_address(reader: &mut Reader<'_>) -> Result<IpAddr, DecodeError> {
    address(reader, reader.remaining())
}

/// An IP address as the last field of a value: its length is 4 bytes for IPv4 and 16 for IPv6.
impl Decode<'_> for IpAddr {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        last_address(reader)
    }
}

impl Encode for IpAddr {
    fn encoded_len(&self) -> usize {
        address_len(*self)
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        put_address(*self, out);
        Ok(())
    }
}

/// Decodes an IP address of that many bytes: 4 or 16.
pub(crate) fn address(reader: &mut Reader<'_>, octets: usize) -> Result<IpAddr, DecodeError> {
    match octets {
        4 => Ok(IpAddr::from(reader.array::<4>()?)),
        16 => Ok(IpAddr::from(reader.array::<16>()?)),
        octets => Err(reader.fail(Fault::Length(octets as u32))),
    }
}

/// Returns how many bytes [`put_address`] writes.
pub(crate) fn address_len(address: IpAddr) -> usize {
    match address {
        IpAddr::V4(_) => 4,
        IpAddr::V6(_) => 16,
    }
}

/// Encodes an address without a length.
pub(crate) fn put_address(address: IpAddr, out: &mut Writer<impl BufMut>) {
    match address {
        IpAddr::V4(address) => out.put_slice(&address.octets()),
        IpAddr::V6(address) => out.put_slice(&address.octets()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::{cases, parses};

    #[test]
    fn every_length_both_ways() {
        let get = |address: &Address, octets: &[u8]| {
            parses(address, octets);
            assert_eq!(address.get(), address.to_string().parse().ok());
        };
        cases! { Address, each get;
            "00" => "none",
            "20 c0000201" => "192.0.2.1",
            "80 20010db8000000000000000000000042" => "2001:db8::42",
            "18 c00002" => error "value at byte 0: a length of 24 is not possible",
            "20 c00002" => error "value at byte 1: 1 byte is missing",
        }
    }
}
