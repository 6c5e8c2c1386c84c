//! [`Prefix`]: what prefixes of both kinds have in common, for routes that there are of either.
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
    /// How many bits an address has.
    const BITS: u8;
}

pub(super) mod sealed {
    use bytes::BufMut;

    use crate::wire::{DecodeError, Reader, Writer};

    /// The parts of a prefix, for routes that write other fields between or before them.
    pub trait Parts: Sized {
        /// Reads the octets of a prefix of `length` bits.
        fn read_bits(reader: &mut Reader<'_>, length: u8) -> Result<Self, DecodeError>;
        /// Its length in bits.
        fn bits(self) -> u8;
        /// Writes its octets, without the length.
        fn put_bits(&self, out: &mut Writer<impl BufMut>);
    }
}
