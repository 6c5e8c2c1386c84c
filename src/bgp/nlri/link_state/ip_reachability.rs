//! IP Reachability Information: prefix descriptor 265 (RFC 9552, section 5.2.3.2).
//!
//! ```text
//! bits u8, ceil(bits / 8) bytes of the address, padding of some senders
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::net::{Ipv4Prefix, Ipv6Prefix, Prefix};
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Octets, Reader, Writer, map_octets};

/// A prefix. Some senders fill it up to the length of an address.
///
/// ```
/// use bmp_codec::{Decode, bgp::nlri::link_state::Ipv4Reachability};
///
/// let padded = Ipv4Reachability::from_octets(&[8, 10, 0, 0, 0])?;
/// assert_eq!(padded.to_string(), "10.0.0.0/8");
/// assert_eq!(padded.padding.len(), 3);
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct IpReachability<P, B: AsRef<[u8]> = Vec<u8>> {
    /// The prefix.
    pub prefix: P,
    /// The bytes after it.
    pub padding: Octets<B>,
}
map_octets!([P: Prefix] IpReachability { padding; prefix });

/// An IPv4 prefix.
pub type Ipv4Reachability<B = Vec<u8>> = IpReachability<Ipv4Prefix, B>;

/// An IPv6 prefix.
pub type Ipv6Reachability<B = Vec<u8>> = IpReachability<Ipv6Prefix, B>;

impl<P: Prefix> From<P> for IpReachability<P> {
    fn from(prefix: P) -> IpReachability<P> {
        IpReachability {
            prefix,
            padding: Octets::default(),
        }
    }
}

impl<'a, P: Prefix> Decode<'a> for IpReachability<P, &'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(IpReachability {
            prefix: reader.read()?,
            padding: reader.octets(),
        })
    }
}

impl<P: Prefix, B: AsRef<[u8]>> Encode for IpReachability<P, B> {
    fn encoded_len(&self) -> usize {
        self.prefix.encoded_len() + self.padding.len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.prefix.put(out)?;
        self.padding.put(out)
    }
}

/// The prefix.
impl<P: fmt::Display, B: AsRef<[u8]>> fmt::Display for IpReachability<P, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.prefix.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::cases;

    #[test]
    fn padding_is_kept_and_too_many_bits_are_malformed() {
        cases! { Ipv4Reachability<&[u8]>;
            "18 c00002" => "192.0.2.0/24" => r#"{"prefix":"192.0.2.0/24","padding":""}"#,
            "18 c0000200" => "192.0.2.0/24" => r#"{"prefix":"192.0.2.0/24","padding":"00"}"#,
            "00" => "0.0.0.0/0",
            "00 00000000" => "0.0.0.0/0" => r#"{"prefix":"0.0.0.0/0","padding":"00000000"}"#,
            "21 c000020100" => error "value at byte 0: a prefix length of 33 bits is more than the address has",
            "18 c000" => error "value at byte 1: 1 byte is missing",
            "" => error "value at byte 0: 1 byte is missing",
        }
        cases! { Ipv6Reachability<&[u8]>;
            "21 20010db880" => "2001:db8:8000::/33",
            "00" => "::/0",
            "81" => error "value at byte 0: a prefix length of 129 bits is more than the address has",
        }
    }
}
