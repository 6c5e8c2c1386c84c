//! [`Prefix`]: the trait of IPv4 and IPv6 prefixes, for routes that exist for both.
//!
//! ```
//! use bmp_codec::net::{Ipv4Prefix, Ipv6Prefix, Prefix};
//!
//! assert_eq!((Ipv4Prefix::AFI, Ipv4Prefix::BITS), (1, 32));
//! assert_eq!((Ipv6Prefix::AFI, Ipv6Prefix::BITS), (2, 128));
//! ```

use core::fmt;

use ipnet::IpNet;

use crate::wire::{Decode, Encode, KeyPart};

/// [`Ipv4Prefix`](crate::net::Ipv4Prefix) or [`Ipv6Prefix`](crate::net::Ipv6Prefix).
pub trait Prefix:
    Copy
    + fmt::Display
    + Into<IpNet>
    + for<'a> Decode<'a>
    + Encode
    + for<'a> KeyPart<'a>
    + sealed::Parts
{
    /// The address family identifier.
    const AFI: u16;
    /// The number of bits of an address.
    const BITS: u8;
}

pub(super) mod sealed {
    use bytes::BufMut;

    use crate::wire::{DecodeError, Reader, Writer};

    /// The parts of a prefix, for routes with other fields between or before them.
    pub trait Parts: Sized {
        /// Decodes the bytes of a prefix of `length` bits.
        fn read_bits(reader: &mut Reader<'_>, length: u8) -> Result<Self, DecodeError>;
        /// Returns the length in bits.
        fn bits(self) -> u8;
        /// Encodes the bytes, without the length.
        fn put_bits(&self, out: &mut Writer<impl BufMut>);
    }
}
