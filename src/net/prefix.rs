//! IP prefixes in NLRI ([RFC 4271, section 4.3](https://www.rfc-editor.org/rfc/rfc4271#section-4.3)).
//!
//! On the wire: `bits u8, ceil(bits / 8) bytes of the address`.

use core::fmt;
use core::net::{Ipv4Addr, Ipv6Addr};
use core::str::FromStr;

use alloc::vec::Vec;
use bytes::BufMut;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::net::ip_prefix::sealed::Parts;
use crate::net::{ParseError, Prefix, text_form};
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Fault, Fields, Key, KeyPart, Plain, Reader, Writer,
};

/// An IPv4 prefix. Bits beyond its length are zero, so prefixes compare and hash as networks.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ipv4Prefix {
    address: u32,
    length: u32,
}

/// An IPv6 prefix. Bits beyond its length are zero, so prefixes compare and hash as networks.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ipv6Prefix {
    high: u64,
    low: u64,
    length: u64,
}

/// The mask of an IPv4 prefix of each length. Indexing the table also checks the length.
const MASKS: [u32; 33] = {
    let mut masks = [u32::MAX; 33];
    let mut rest: &mut [u32] = &mut masks;
    let mut length = 0;
    while let [mask, behind @ ..] = rest {
        *mask = (0xffff_ffff_0000_0000_u64 >> length) as u32;
        rest = behind;
        length += 1;
    }
    masks
};

impl Ipv4Prefix {
    /// Returns the network address.
    #[inline]
    #[must_use]
    pub const fn address(self) -> Ipv4Addr {
        Ipv4Addr::from_bits(self.address)
    }

    /// Returns the length in bits: 0 to 32.
    #[inline]
    #[must_use]
    pub const fn length(self) -> u8 {
        self.length as u8
    }

    /// Returns the prefix as a network of the crate `ipnet`.
    #[inline]
    #[must_use]
    pub fn net(self) -> Ipv4Net {
        Ipv4Net::new(self.address(), self.length()).unwrap_or_default()
    }

    /// Decodes the bytes of a prefix of `bits` bits.
    ///
    /// Four bytes are one load and a mask; at the end of the input fewer bytes are combined.
    #[inline]
    pub(crate) fn read(reader: &mut Reader<'_>, bits: u8) -> Result<Ipv4Prefix, DecodeError> {
        let Some(mask) = MASKS.get(usize::from(bits)) else {
            return Err(too_many_bits(reader.offset(), bits));
        };
        let octets = reader.peek();
        let count = usize::from(bits).div_ceil(8);
        let Some((own, rest)) = octets.split_at_checked(count) else {
            return Err(cut_short(reader.offset(), count - octets.len()));
        };
        let address = match octets.first_chunk::<4>() {
            Some(four) => u32::from_be_bytes(*four),
            None => match *own {
                [a, b, c] => u32::from_be_bytes([a, b, c, 0]),
                [a, b] => u32::from_be_bytes([a, b, 0, 0]),
                [a] => u32::from(a) << 24,
                _ => 0,
            },
        };
        reader.resume(rest);
        Ok(Ipv4Prefix {
            address: address & mask,
            length: bits.into(),
        })
    }
}

impl Ipv4Prefix {
    /// Appends length and address. A fixed number of bytes is one store or two; what is too much is given back.
    #[inline]
    fn append(self, octets: &mut Vec<u8>) {
        let end = octets.len() + self.encoded_len();
        let [a, b, c, d] = self.address.to_be_bytes();
        octets.extend_from_slice(&[self.length(), a, b, c, d]);
        octets.truncate(end);
    }
}

impl Ipv6Prefix {
    /// Appends length and address, like an IPv4 prefix.
    #[inline]
    fn append(self, octets: &mut Vec<u8>) {
        let end = octets.len() + self.encoded_len();
        let mut all = [0; 17];
        Fields::of(&mut all)
            .with([self.length()])
            .with(self.high.to_be_bytes())
            .with(self.low.to_be_bytes())
            .end();
        octets.extend_from_slice(&all);
        octets.truncate(end);
    }

    /// Returns the network address.
    #[inline]
    #[must_use]
    pub const fn address(self) -> Ipv6Addr {
        Ipv6Addr::from_bits((self.high as u128) << 64 | self.low as u128)
    }

    /// Returns the length in bits: 0 to 128.
    #[inline]
    #[must_use]
    pub const fn length(self) -> u8 {
        self.length as u8
    }

    /// Returns the prefix as a network of the crate `ipnet`.
    #[inline]
    #[must_use]
    pub fn net(self) -> Ipv6Net {
        Ipv6Net::new(self.address(), self.length()).unwrap_or_default()
    }

    /// Decodes the bytes of a prefix of `bits` bits, 16 at once if that many are left.
    #[inline(always)]
    pub(crate) fn read(reader: &mut Reader<'_>, bits: u8) -> Result<Ipv6Prefix, DecodeError> {
        if bits > 128 {
            return Err(too_many_bits(reader.offset(), bits));
        }
        let octets = reader.peek();
        let count = usize::from(bits).div_ceil(8);
        let Some((own, rest)) = octets.split_at_checked(count) else {
            return Err(cut_short(reader.offset(), count - octets.len()));
        };
        let (high, low) = match octets.first_chunk::<16>() {
            Some(octets) => {
                let address = u128::from_be_bytes(*octets);
                ((address >> 64) as u64, address as u64)
            }
            None => last_octets(own),
        };
        reader.resume(rest);
        Ok(Ipv6Prefix::masked(high, low, bits))
    }

    #[inline(always)]
    fn masked(high: u64, low: u64, bits: u8) -> Ipv6Prefix {
        let length = u64::from(bits);
        if bits < 64 {
            Ipv6Prefix {
                high: high & !(u64::MAX >> length),
                low: 0,
                length,
            }
        } else {
            let mask = !u64::MAX.checked_shr(u32::from(bits) - 64).unwrap_or(0);
            Ipv6Prefix {
                high,
                low: low & mask,
                length,
            }
        }
    }
}

/// Returns up to 16 bytes as the upper end of two words: for a prefix near the end of its list.
#[inline(never)]
fn last_octets(octets: &[u8]) -> (u64, u64) {
    match octets.split_first_chunk() {
        Some((high, low)) => (u64::from_be_bytes(*high), short(low)),
        None => (short(octets), 0),
    }
}

/// Returns up to 8 bytes as the upper end of a word: combined from two overlapping loads, or from three bytes.
#[inline]
fn short(octets: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (octets.first_chunk(), octets.last_chunk()) {
        let (first, last) = (u32::from_be_bytes(*first), u32::from_be_bytes(*last));
        let behind = 8 * 8_usize.saturating_sub(octets.len());
        return u64::from(first) << 32 | u64::from(last) << behind;
    }
    match *octets {
        [a] => u64::from(a) << 56,
        [a, b] => u64::from(u16::from_be_bytes([a, b])) << 48,
        [a, b, c] => u64::from(u32::from_be_bytes([a, b, c, 0])) << 32,
        _ => 0,
    }
}

#[cold]
#[inline(never)]
fn too_many_bits(offset: usize, bits: u8) -> DecodeError {
    DecodeError::new(offset.saturating_sub(1), Fault::PrefixLength(bits))
}

#[cold]
#[inline(never)]
fn cut_short(offset: usize, missing: usize) -> DecodeError {
    DecodeError::new(offset, Fault::Truncated(missing as u32))
}

/// The code that both kinds of prefix share.
macro_rules! prefix {
    ($name:ident $afi:literal $bits:literal $address:ident $net:ident $what:literal) => {
        impl $name {
            /// Returns the number of bytes that the address takes.
            #[inline]
            const fn octet_count(self) -> usize {
                // The length is at most that of an address: this is less than `div_ceil`, which cannot know that.
                (self.length as usize + 7) >> 3
            }

            pub(crate) fn put_bits(self, out: &mut Writer<impl BufMut>) {
                let address = self.address().octets();
                out.put_slice(address.get(..self.octet_count()).unwrap_or_default());
            }
        }

        impl Prefix for $name {
            const AFI: u16 = $afi;
            const BITS: u8 = $bits;
        }

        impl Parts for $name {
            #[inline(always)]
            fn read_bits(reader: &mut Reader<'_>, length: u8) -> Result<$name, DecodeError> {
                $name::read(reader, length)
            }

            #[inline]
            fn bits(self) -> u8 {
                self.length()
            }

            #[inline]
            fn put_bits(&self, out: &mut Writer<impl BufMut>) {
                $name::put_bits(*self, out);
            }
        }

        impl Decode<'_> for $name {
            #[inline(always)]
            fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                let bits = reader.u8()?;
                $name::read(reader, bits)
            }
        }

        impl Encode for $name {
            #[inline]
            fn encoded_len(&self) -> usize {
                1 + self.octet_count()
            }

            #[inline]
            fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
                out.put_u8(self.length());
                self.put_bits(out);
                Ok(())
            }

            #[inline]
            fn append_to(&self, octets: &mut Vec<u8>) -> Result<(), EncodeError> {
                self.append(octets);
                Ok(())
            }
        }

        impl Plain for $name {}

        /// The whole address, then the length: keys of prefixes sort like networks.
        impl<'s> KeyPart<'s> for $name {
            #[inline(always)]
            fn put_part(&self, key: &mut Key<'s>) {
                key.put(&self.address().octets());
                key.put(&[self.length()]);
            }

            fn read_part(reader: &mut Reader<'s>) -> Result<Self, DecodeError> {
                let address = $address::from(reader.array()?);
                let start = *reader;
                match reader.u8()? {
                    length @ 0..=$bits => Ok($name::from((address.to_bits(), length))),
                    length => Err(start.fail(Fault::PrefixLength(length))),
                }
            }
        }

        impl From<$name> for $net {
            fn from(prefix: $name) -> $net {
                prefix.net()
            }
        }

        impl From<$name> for IpNet {
            #[inline]
            fn from(prefix: $name) -> IpNet {
                prefix.net().into()
            }
        }

        impl From<&$name> for $name {
            fn from(prefix: &$name) -> $name {
                *prefix
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}/{}", self.address(), self.length)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self}")
            }
        }

        impl FromStr for $name {
            type Err = ParseError;

            fn from_str(text: &str) -> Result<$name, ParseError> {
                text.parse::<$net>()
                    .map($name::from)
                    .map_err(|_| ParseError($what))
            }
        }
    };
}
prefix!(Ipv4Prefix 1 32 Ipv4Addr Ipv4Net "an IPv4 prefix");
prefix!(Ipv6Prefix 2 128 Ipv6Addr Ipv6Net "an IPv6 prefix");
text_form!(Ipv4Prefix as (u32, u8));
text_form!(Ipv6Prefix as (u128, u8));

/// Clears the bits beyond the length.
impl From<Ipv4Net> for Ipv4Prefix {
    fn from(net: Ipv4Net) -> Ipv4Prefix {
        Ipv4Prefix {
            address: net.network().to_bits(),
            length: net.prefix_len().into(),
        }
    }
}

/// Clears the bits beyond the length.
impl From<Ipv6Net> for Ipv6Prefix {
    fn from(net: Ipv6Net) -> Ipv6Prefix {
        let address = net.network().to_bits();
        Ipv6Prefix {
            high: (address >> 64) as u64,
            low: address as u64,
            length: net.prefix_len().into(),
        }
    }
}

impl From<Ipv4Prefix> for (u32, u8) {
    fn from(prefix: Ipv4Prefix) -> (u32, u8) {
        (prefix.address, prefix.length())
    }
}

/// Limits the length to 32.
impl From<(u32, u8)> for Ipv4Prefix {
    fn from((address, length): (u32, u8)) -> Ipv4Prefix {
        let length = u32::from(length.min(32));
        Ipv4Prefix {
            address: address & (u64::from(u32::MAX) << (32 - length)) as u32,
            length,
        }
    }
}

impl From<Ipv6Prefix> for (u128, u8) {
    fn from(prefix: Ipv6Prefix) -> (u128, u8) {
        (prefix.address().to_bits(), prefix.length())
    }
}

/// Limits the length to 128.
impl From<(u128, u8)> for Ipv6Prefix {
    fn from((address, length): (u128, u8)) -> Ipv6Prefix {
        Ipv6Prefix::masked((address >> 64) as u64, address as u64, length.min(128))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::cases;

    #[test]
    fn every_length_reads_at_the_end_of_input_as_inside_of_it() {
        for bits in 0..=32 {
            let expected: Ipv4Prefix = format!("203.0.113.255/{bits}").parse().unwrap();
            let octets = [
                &[bits][..],
                &[203, 0, 113, 255][..usize::from(bits).div_ceil(8)],
            ]
            .concat();
            assert_eq!(Ipv4Prefix::from_octets(&octets), Ok(expected));
            let longer = [&octets[..], &[0xff; 16]].concat();
            assert_eq!(Ipv4Prefix::decode(&mut Reader::new(&longer)), Ok(expected));
        }
        let address: Ipv6Addr = "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff".parse().unwrap();
        for bits in 0..=128 {
            let expected: Ipv6Prefix = format!("{address}/{bits}").parse().unwrap();
            let octets = [
                &[bits][..],
                &address.octets()[..usize::from(bits).div_ceil(8)],
            ]
            .concat();
            assert_eq!(Ipv6Prefix::from_octets(&octets), Ok(expected));
            let longer = [&octets[..], &[0xff; 16]].concat();
            assert_eq!(Ipv6Prefix::decode(&mut Reader::new(&longer)), Ok(expected));
        }
    }

    #[test]
    fn stray_bits_are_not_of_the_prefix() {
        let prefix = Ipv4Prefix::from_octets(&[9, 10, 0xff]).unwrap();
        assert_eq!(prefix.to_string(), "10.128.0.0/9");
        assert_eq!(prefix.to_vec().unwrap(), [9, 10, 0x80]);
        assert_eq!(
            Ipv6Prefix::from((u128::MAX, 65)).to_string(),
            "ffff:ffff:ffff:ffff:8000::/65"
        );
    }

    #[test]
    fn malformed() {
        cases! { Ipv4Prefix;
            "21 0102030405" => error "value at byte 0: a prefix length of 33 bits is more than the address has",
            "18 0a" => error "value at byte 1: 2 bytes are missing",
        }
        cases! { Ipv6Prefix;
            "81" => error "value at byte 0: a prefix length of 129 bits is more than the address has",
            "40 2001" => error "value at byte 1: 6 bytes are missing",
        }
    }

    #[test]
    fn as_a_net() {
        let prefix: Ipv4Prefix = "192.0.2.0/24".parse().unwrap();
        assert_eq!(ipnet::Ipv4Net::from(prefix).to_string(), "192.0.2.0/24");
        assert_eq!(Ipv4Prefix::from(&prefix), prefix);
        let prefix: Ipv6Prefix = "2001:db8::/32".parse().unwrap();
        assert_eq!(ipnet::Ipv6Net::from(prefix).to_string(), "2001:db8::/32");
        assert_eq!(Ipv6Prefix::from(&prefix), prefix);
    }
}
