//! Capabilities: what a speaker says it can do ([RFC 5492](https://www.rfc-editor.org/rfc/rfc5492)).
//!
//! ```text
//! code u8, length u8, value
//! ```
//!
//! ```
//! use bmp_codec::bgp::{Session, capability::{Capabilities, Capability}, nlri::Family};
//!
//! let octets: &[u8] = &[1, 4, 0, 2, 0, 1, 2, 0, 99, 1, 7];
//! let mut capabilities = Capabilities::over(octets, Session::default()).into_iter();
//! match capabilities.next().unwrap()? {
//!     Capability::Multiprotocol(multiprotocol) => assert_eq!(multiprotocol.family, Family::IPV6_UNICAST),
//!     other => unreachable!("{other:?}"),
//! }
//! assert_eq!(capabilities.next().unwrap()?, Capability::RouteRefresh(Default::default()));
//! assert_eq!(capabilities.next().unwrap()?.code(), 99);
//! # Ok::<(), bmp_codec::DecodeError>(())
//! ```

mod add_path;
mod extended_next_hop;
mod multiple_labels;
mod multiprotocol;

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

pub use add_path::{AddPath, AddPathFamilies};
pub use extended_next_hop::{ExtendedNextHop, ExtendedNextHops};
pub use multiple_labels::{MultipleLabels, MultipleLabelsFamily};
pub use multiprotocol::Multiprotocol;

use crate::bgp::Session;
use crate::error::{DecodeError, EncodeError, Malformed, What};
use crate::net::Asn;
use crate::wire::{Decode, Element, Encode, List, Octets, Reader, framed, length_u8, map_octets};

/// Capabilities, side by side.
pub type Capabilities<B = Vec<u8>> = List<Capability, B>;

/// The table of capabilities. A line is code, name, and variant with its type; behind the `;` stand those that have
/// a name, and a value of which nothing is read yet.
macro_rules! capabilities {
    (
        $($code:literal $name:literal $variant:ident($type:ident $(<$octets:ident>)?),)*
        ; $($raw_code:literal $raw_name:literal,)*
    ) => {
        /// A capability, by its code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
        #[non_exhaustive]
        pub enum Capability<B: AsRef<[u8]> = Vec<u8>> {
            $(#[doc = concat!($name, ", code ", stringify!($code), ".")] $variant($type $(<$octets>)?),)*
            /// A capability that has no type here.
            Unknown(UnknownCapability<B>),
        }

        map_octets!(Capability |value, f| match value {
            $(Capability::$variant(value) => Capability::$variant(capabilities!(@map value f $($octets)?)),)*
            Capability::Unknown(value) => Capability::Unknown(crate::wire::MapOctets::map_octets(value, f)),
        });

        impl<'a> Capability<&'a [u8]> {
            fn read(code: u8, reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
                match code {
                    $($code => Ok(Capability::$variant(reader.read()?)),)*
                    code => Ok(Capability::Unknown(UnknownCapability { code, octets: reader.octets() })),
                }
            }
        }

        impl<B: AsRef<[u8]>> Capability<B> {
            /// The code.
            pub fn code(&self) -> u8 {
                match self {
                    $(Capability::$variant(_) => $code,)*
                    Capability::Unknown(unknown) => unknown.code,
                }
            }

            fn value_len(&self) -> usize {
                match self {
                    $(Capability::$variant(value) => value.encoded_len(),)*
                    Capability::Unknown(unknown) => unknown.octets.len(),
                }
            }

            fn put_value(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
                match self {
                    $(Capability::$variant(value) => value.put(out),)*
                    Capability::Unknown(unknown) => unknown.octets.put(out),
                }
            }
        }

        /// The name of a capability, as the registry writes it, where it has one.
        #[must_use]
        pub const fn name(code: u8) -> Option<&'static str> {
            match code {
                $($code => Some($name),)*
                $($raw_code => Some($raw_name),)*
                _ => None,
            }
        }
    };
    (@map $value:ident $f:ident) => { *$value };
    (@map $value:ident $f:ident $octets:ident) => { crate::wire::MapOctets::map_octets($value, $f) };
}

capabilities! {
    1  "Multiprotocol Extensions"    Multiprotocol(Multiprotocol),
    2  "Route Refresh"               RouteRefresh(RouteRefresh),
    5  "Extended Next Hop Encoding"  ExtendedNextHop(ExtendedNextHops<B>),
    6  "BGP Extended Message"        ExtendedMessage(ExtendedMessage),
    8  "Multiple Labels"             MultipleLabels(MultipleLabels<B>),
    65 "4-octet AS"           FourOctetAsNumber(Asn),
    69 "ADD-PATH"                    AddPath(AddPathFamilies<B>),
    ;
    3 "Outbound Route Filtering", 4 "Multiple routes to a destination", 7 "BGPsec", 9 "BGP Role",
    64 "Graceful Restart", 67 "Dynamic Capability", 68 "Multisession", 70 "Enhanced Route Refresh",
    71 "Long-Lived Graceful Restart", 72 "Routing Policy Distribution", 73 "FQDN", 74 "BFD Strict-Mode",
    75 "Software Version", 76 "PATHS-LIMIT", 77 "Link-Local Next Hop", 128 "Prestandard Route Refresh",
    129 "Prestandard Outbound Route Filtering", 130 "Prestandard Outbound Route Filtering",
    131 "Prestandard Multisession", 184 "Prestandard FQDN", 185 "Prestandard OPERATIONAL message",
}

/// Makes capabilities that say all by being there.
macro_rules! empty {
    ($($(#[$doc:meta])* $name:ident)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
        pub struct $name;

        impl Decode<'_> for $name {
            fn decode(_: &mut Reader<'_>) -> Result<Self, DecodeError> {
                Ok($name)
            }
        }

        impl Encode for $name {
            fn encoded_len(&self) -> usize {
                0
            }

            fn put(&self, _: &mut impl BufMut) -> Result<(), EncodeError> {
                Ok(())
            }
        }
    )* };
}

empty! {
    /// Route Refresh ([RFC 2918](https://www.rfc-editor.org/rfc/rfc2918)): understands ROUTE-REFRESH. No octets.
    RouteRefresh
    /// BGP Extended Message ([RFC 8654](https://www.rfc-editor.org/rfc/rfc8654)): takes messages of up to 65535
    /// octets. No octets.
    ExtendedMessage
}

/// A capability that has no type here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct UnknownCapability<B: AsRef<[u8]> = Vec<u8>> {
    /// The code.
    pub code: u8,
    /// The value.
    pub octets: Octets<B>,
}
map_octets!(UnknownCapability { octets; code });

impl Element for Capability {
    type At<'s> = Capability<&'s [u8]>;
    type Error<'s> = Malformed<&'s [u8]>;

    fn take<'s>(reader: &mut Reader<'s>) -> Result<Capability<&'s [u8]>, Malformed<&'s [u8]>> {
        framed(
            reader,
            |reader| {
                let code = reader.u8()?;
                let what = What::Capability(code);
                let value = reader.u8().and_then(|length| reader.sub(length.into()));
                Ok((what, code, value.map_err(|error| error.within(what))?))
            },
            Capability::read,
        )
    }

    fn session(_: Session) -> Session {
        Session::default()
    }
}

impl<'a> Decode<'a> for Capability<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Capability::take(reader).map_err(Into::into)
    }
}

impl<B: AsRef<[u8]>> Encode for Capability<B> {
    fn encoded_len(&self) -> usize {
        2 + self.value_len()
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        out.put_slice(&[self.code(), length_u8("capability", self.value_len())?]);
        self.put_value(out)
    }
}

/// The name and what it says, as operators read it: `ADD-PATH ipv4-unicast both, ipv6-unicast receive`. Of a
/// capability that has no type here, the octets in hexadecimal.
impl<B: AsRef<[u8]>> fmt::Display for Capability<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match name(self.code()) {
            Some(name) => f.write_str(name)?,
            None => write!(f, "capability {}", self.code())?,
        }
        match self {
            Capability::Multiprotocol(multiprotocol) => write!(f, " {multiprotocol}"),
            Capability::FourOctetAsNumber(asn) => write!(f, " {asn}"),
            Capability::AddPath(families) => write_all(f, families.iter()),
            Capability::ExtendedNextHop(families) => write_all(f, families.iter()),
            Capability::MultipleLabels(families) => write_all(f, families.iter()),
            Capability::RouteRefresh(_) | Capability::ExtendedMessage(_) => Ok(()),
            Capability::Unknown(unknown) if unknown.octets.is_empty() => Ok(()),
            Capability::Unknown(unknown) => write!(f, " {}", unknown.octets),
        }
    }
}

/// Values with commas between them, and a blank in front.
fn write_all<T: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    mut values: impl Iterator<Item = T>,
) -> fmt::Result {
    if let Some(first) = values.next() {
        write!(f, " {first}")?;
    }
    values.try_for_each(|value| write!(f, ", {value}"))
}

#[cfg(test)]
mod tests;
