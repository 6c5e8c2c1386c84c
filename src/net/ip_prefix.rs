//! [`IpPrefix`]: what prefixes of both kinds have in common, for routes that there are of either.
//!
//! ```
//! use bmp_codec::net::{IpPrefix, Ipv4Prefix, Ipv6Prefix};
//!
//! assert_eq!((Ipv4Prefix::BITS, Ipv6Prefix::BITS), (32, 128));
//! ```

use core::fmt;

use ipnet::IpNet;

use crate::net::{Ipv4Prefix, Ipv6Prefix};
use crate::wire::{Decode, Encode};

/// [`Ipv4Prefix`] or [`Ipv6Prefix`].
pub trait IpPrefix:
    Copy + fmt::Display + Into<IpNet> + for<'a> Decode<'a> + Encode + sealed::Sealed
{
    /// How many bits an address has.
    const BITS: u8;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Ipv4Prefix {}
    impl Sealed for super::Ipv6Prefix {}
}

impl IpPrefix for Ipv4Prefix {
    const BITS: u8 = 32;
}

impl IpPrefix for Ipv6Prefix {
    const BITS: u8 = 128;
}
