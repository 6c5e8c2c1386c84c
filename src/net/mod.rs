//! The small values that messages are made of: AS numbers, address families, addresses, prefixes, labels, route
//! distinguishers.
//!
//! ```
//! use bmp_codec::net::{Asn, Ipv4Prefix, RouteDistinguisher};
//!
//! assert_eq!("AS65000".parse(), Ok(Asn(65000)));
//! assert_eq!("192.0.2.0/24".parse::<Ipv4Prefix>()?.net(), "192.0.2.0/24".parse()?);
//! assert_eq!("65000:1".parse(), Ok(RouteDistinguisher::two_octet(65000, 1)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod any_prefix;
mod asn;
pub(crate) mod bits;
mod ethernet_segment;
mod family;
pub(crate) mod ip_address;
mod ip_prefix;
pub(crate) mod label;
mod labels;
mod mac_addr;
mod prefix;
mod route_distinguisher;

pub use any_prefix::AnyPrefix;
pub use asn::{Asn, AsnWidth};
pub use ethernet_segment::EthernetSegmentId;
pub use family::Family;
pub use ip_address::Address;
pub use ip_prefix::Prefix;
pub use label::Label;
pub use labels::Labels;
pub use mac_addr::MacAddr;
pub use prefix::{Ipv4Prefix, Ipv6Prefix};
pub use route_distinguisher::RouteDistinguisher;

/// Text that is not what it should be: what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not {0}")]
pub struct ParseError(pub(crate) &'static str);

/// Makes newtypes over a word that are that word on the wire: `Name(u32) 4;`.
macro_rules! fixed {
    ($($(#[$meta:meta])* $name:ident($word:ty) $octets:literal;)*) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub $word);

        /// The name of the type around its text.
        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl $crate::wire::Fixed for $name {
            type Octets = [u8; $octets];

            #[inline]
            fn from_octets(octets: [u8; $octets]) -> $name {
                $name(<$word>::from_be_bytes(octets))
            }

            #[inline]
            fn to_octets(self) -> [u8; $octets] {
                self.0.to_be_bytes()
            }
        }
        $crate::wire::fixed_codec!($name);
    )* };
}
pub(crate) use fixed;

/// serde for a type with a text form: text for people, and for machines what `$word` is.
macro_rules! text_form {
    ($name:ident as $word:ty) => {
        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.collect_str(self)
                } else {
                    <$word>::from(*self).serialize(serializer)
                }
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<$name, D::Error> {
                if deserializer.is_human_readable() {
                    $crate::wire::serde::text(deserializer)
                } else {
                    <$word as serde::Deserialize>::deserialize(deserializer).map(<$name>::from)
                }
            }
        }
    };
}
pub(crate) use text_form;

/// Conversions of a newtype from and to the word in it.
macro_rules! word {
    ($name:ident($word:ty)) => {
        impl From<$word> for $name {
            fn from(word: $word) -> $name {
                $name(word)
            }
        }

        impl From<$name> for $word {
            fn from(value: $name) -> $word {
                value.0
            }
        }
    };
}
pub(crate) use word;

/// Text and conversions of a word that is written as an IPv4 address.
macro_rules! address {
    ($name:ident) => {
        impl $name {
            /// The word as an address.
            #[must_use]
            pub const fn address(self) -> Ipv4Addr {
                Ipv4Addr::from_bits(self.0)
            }
        }

        impl From<Ipv4Addr> for $name {
            fn from(address: Ipv4Addr) -> $name {
                $name(address.to_bits())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.address().fmt(f)
            }
        }

        impl core::str::FromStr for $name {
            type Err = core::net::AddrParseError;

            fn from_str(text: &str) -> Result<$name, Self::Err> {
                text.parse::<Ipv4Addr>().map($name::from)
            }
        }
    };
}
pub(crate) use address;
