//! Prefixes in rules: [`Ipv6Pattern`] and [`MacPrefix`]. IPv4 prefixes are the same as everywhere.

use core::fmt;
use core::net::Ipv6Addr;
use core::str::FromStr;

use bytes::BufMut;

use crate::net::{Ipv6Prefix, MacAddr, ParseError, text_form};
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Fault, Reader, Writer};

/// Some bits of an IPv6 address: those from `offset` to `length`
/// ([RFC 8956, section 3.1](https://www.rfc-editor.org/rfc/rfc8956#section-3.1)).
///
/// The text form is `2001:db8::/32`, or `::1234:5678:9a00:0/64-104` with an offset of 64. It is encoded as
/// `length u8, offset u8, ceil((length - offset) / 8) bytes with these bits`.
///
/// ```
/// use bmp_codec::{Encode, bgp::nlri::flow_spec::Ipv6Pattern};
///
/// let pattern: Ipv6Pattern = "::1234:5678:9a00:0/65-104".parse()?;
/// assert_eq!((pattern.offset(), pattern.length()), (65, 104));
/// assert_eq!(pattern.to_vec()?, [104, 65, 0x24, 0x68, 0xac, 0xf1, 0x34]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ipv6Pattern {
    address: u128,
    offset: u8,
    length: u8,
}

impl Ipv6Pattern {
    /// Returns the bits of `address` from `offset` to `length`; all other bits are cleared. Returns `None` unless
    /// `offset` is below `length` and `length` is at most 128, or both are 0.
    #[must_use]
    pub fn new(address: Ipv6Addr, offset: u8, length: u8) -> Option<Ipv6Pattern> {
        let possible = offset < length && length <= 128 || (offset, length) == (0, 0);
        possible.then(|| Ipv6Pattern {
            address: address.to_bits() & (ones(length) ^ ones(offset)),
            offset,
            length,
        })
    }

    /// Returns the address. All bits outside the pattern are zero.
    #[must_use]
    pub const fn address(self) -> Ipv6Addr {
        Ipv6Addr::from_bits(self.address)
    }

    /// Returns the number of bits that are skipped: 0 to 127.
    #[must_use]
    pub const fn offset(self) -> u8 {
        self.offset
    }

    /// Returns where the bits end: 0 to 128.
    #[must_use]
    pub const fn length(self) -> u8 {
        self.length
    }

    /// Returns the pattern as a prefix, if it skips no bits.
    #[must_use]
    pub fn prefix(self) -> Option<Ipv6Prefix> {
        (self.offset == 0).then(|| Ipv6Prefix::from((self.address, self.length)))
    }

    fn octets(self) -> usize {
        usize::from(self.length - self.offset).div_ceil(8)
    }
}

/// Returns a mask of the first `count` bits of an address.
fn ones(count: u8) -> u128 {
    !u128::MAX.checked_shr(count.into()).unwrap_or(0)
}

impl Decode<'_> for Ipv6Pattern {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let at = *reader;
        let length = reader.u8()?;
        if length > 128 {
            return Err(at.fail(Fault::PrefixLength(length)));
        }
        let at = *reader;
        let offset = reader.u8()?;
        if offset >= length && (offset, length) != (0, 0) {
            return Err(at.fail(Fault::Value(offset.into())));
        }
        let own = reader.bytes(usize::from(length - offset).div_ceil(8))?;
        let bits = own
            .iter()
            .rev()
            .fold(0, |bits, octet| bits >> 8 | u128::from(*octet) << 120);
        Ok(Ipv6Pattern {
            address: (bits & ones(length - offset)) >> offset,
            offset,
            length,
        })
    }
}

impl Encode for Ipv6Pattern {
    fn encoded_len(&self) -> usize {
        2 + self.octets()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_slice(&[self.length, self.offset]);
        let octets = (self.address << self.offset).to_be_bytes();
        out.put_slice(octets.get(..self.octets()).unwrap_or_default());
        Ok(())
    }
}

impl fmt::Display for Ipv6Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.offset {
            0 => write!(f, "{}/{}", self.address(), self.length),
            offset => write!(f, "{}/{offset}-{}", self.address(), self.length),
        }
    }
}

impl fmt::Debug for Ipv6Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Ipv6Pattern {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Ipv6Pattern, ParseError> {
        let parse = || {
            let (address, bits) = text.split_once('/')?;
            let (offset, length) = bits.split_once('-').unwrap_or(("0", bits));
            Ipv6Pattern::new(address.parse().ok()?, number(offset)?, number(length)?)
        };
        parse().ok_or(ParseError("an IPv6 prefix, or one with an offset"))
    }
}

fn number(text: &str) -> Option<u8> {
    text.parse().ok().filter(|_| !text.starts_with('+'))
}

impl From<Ipv6Prefix> for Ipv6Pattern {
    fn from(prefix: Ipv6Prefix) -> Ipv6Pattern {
        Ipv6Pattern {
            address: prefix.address().to_bits(),
            offset: 0,
            length: prefix.length(),
        }
    }
}

impl From<Ipv6Pattern> for (u128, u8, u8) {
    fn from(pattern: Ipv6Pattern) -> (u128, u8, u8) {
        (pattern.address, pattern.offset, pattern.length)
    }
}

/// Makes a pattern. A length above 128 counts as 128, and an offset that is not below the length counts as 0.
impl From<(u128, u8, u8)> for Ipv6Pattern {
    fn from((address, offset, length): (u128, u8, u8)) -> Ipv6Pattern {
        let length = length.min(128);
        let offset = if offset < length { offset } else { 0 };
        Ipv6Pattern::new(Ipv6Addr::from_bits(address), offset, length).unwrap_or_default()
    }
}
text_form!(Ipv6Pattern as (u128, u8, u8));

/// The first bits of a MAC address.
///
/// The text form is `00:00:5e:00:53:00/40`, or `00:00:5e:00:53:01` for a whole address. It is encoded as
/// `length u8, ceil(length / 8) bytes`.
///
/// The draft counts the length in bits. Routers that do not support prefixes of MAC addresses count the six bytes of a
/// whole address instead. A length of 6 is therefore decoded as a whole address: a prefix of six bits is useless. If
/// the length of a whole address counts bits, its text is `00:00:5e:00:53:01/48`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MacPrefix {
    mac: MacAddr,
    length: u8,
}

/// The length of a whole address in bytes.
const WHOLE: u8 = 6;

impl MacPrefix {
    /// Returns a prefix of 0 to 48 bits, but not 6. Bits beyond it are cleared.
    #[must_use]
    pub fn new(mac: MacAddr, bits: u8) -> Option<MacPrefix> {
        let possible = bits <= 48 && bits != WHOLE;
        possible.then(|| MacPrefix::masked(mac, bits))
    }

    /// Returns a whole address whose length counts bytes.
    #[must_use]
    pub const fn whole(mac: MacAddr) -> MacPrefix {
        MacPrefix { mac, length: WHOLE }
    }

    /// Returns the address.
    #[must_use]
    pub const fn mac(self) -> MacAddr {
        self.mac
    }

    /// Returns the number of bits: 0 to 48.
    #[must_use]
    pub const fn bits(self) -> u8 {
        match self.length {
            WHOLE => 48,
            bits => bits,
        }
    }

    fn masked(mac: MacAddr, length: u8) -> MacPrefix {
        let prefix = MacPrefix { mac, length };
        let behind = 0xffff_ffff_ffff >> prefix.bits();
        MacPrefix {
            mac: MacAddr::from_bits(mac.to_bits() & !behind),
            ..prefix
        }
    }
}

/// The default is a prefix of no bits: any address.
impl Default for MacPrefix {
    fn default() -> MacPrefix {
        MacPrefix::masked(MacAddr::default(), 0)
    }
}

impl Decode<'_> for MacPrefix {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let at = *reader;
        let length = reader.u8()?;
        if length > 48 {
            return Err(at.fail(Fault::PrefixLength(length)));
        }
        let count = match length {
            WHOLE => 6,
            bits => usize::from(bits).div_ceil(8),
        };
        let own = reader.bytes(count)?;
        let bits = own
            .iter()
            .rev()
            .fold(0, |bits, octet| bits >> 8 | u64::from(*octet) << 40);
        Ok(MacPrefix::masked(MacAddr::from_bits(bits), length))
    }
}

impl Encode for MacPrefix {
    fn encoded_len(&self) -> usize {
        1 + usize::from(self.bits()).div_ceil(8)
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u8(self.length);
        let count = usize::from(self.bits()).div_ceil(8);
        out.put_slice(self.mac.octets().get(..count).unwrap_or_default());
        Ok(())
    }
}

impl fmt::Display for MacPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length {
            WHOLE => self.mac.fmt(f),
            bits => write!(f, "{}/{bits}", self.mac),
        }
    }
}

impl fmt::Debug for MacPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for MacPrefix {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<MacPrefix, ParseError> {
        let parse = || match text.split_once('/') {
            None => text.parse().ok().map(MacPrefix::whole),
            Some((mac, bits)) => MacPrefix::new(mac.parse().ok()?, number(bits)?),
        };
        parse().ok_or(ParseError("a MAC address, or a prefix of one"))
    }
}

impl From<MacPrefix> for (MacAddr, u8) {
    fn from(prefix: MacPrefix) -> (MacAddr, u8) {
        (prefix.mac, prefix.length)
    }
}

/// Makes a prefix from an encoded length. A length above 48 counts as 48.
impl From<(MacAddr, u8)> for MacPrefix {
    fn from((mac, length): (MacAddr, u8)) -> MacPrefix {
        MacPrefix::masked(mac, length.min(48))
    }
}
text_form!(MacPrefix as (MacAddr, u8));
