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
//! let mut capabilities = Capabilities::over(octets).into_iter();
//! match capabilities.next().unwrap()? {
//!     Capability::Multiprotocol(multiprotocol) => assert_eq!(multiprotocol.family, Family::IPV6_UNICAST),
//!     other => unreachable!("{other:?}"),
//! }
//! assert_eq!(capabilities.next().unwrap()?, Capability::RouteRefresh(Default::default()));
//! assert_eq!(capabilities.next().unwrap()?.code(), 99);
//! # Ok::<(), bmp_codec::DecodeError>(())
//! ```

mod add_path;
mod bgpsec;
mod build;
mod code;
mod empty;
mod extended_next_hop;
mod fqdn;
mod graceful_restart;
mod long_lived_graceful_restart;
mod multiple_labels;
mod multiprotocol;
mod outbound_route_filtering;
mod paths_limit;
mod role;
mod software_version;

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

pub use add_path::{AddPath, AddPathFamilies};
pub use bgpsec::Bgpsec;
pub use code::{CapabilityCode, CapabilityCodes, DynamicCapability, Multisession};
pub use empty::{
    BfdStrictMode, EnhancedRouteRefresh, ExtendedMessage, LinkLocalNextHop, RouteRefresh,
};
pub use extended_next_hop::{ExtendedNextHop, ExtendedNextHops};
pub use fqdn::Fqdn;
pub use graceful_restart::{GracefulRestart, GracefulRestartFamilies, GracefulRestartFamily};
pub use long_lived_graceful_restart::{LongLivedFamilies, LongLivedFamily};
pub use multiple_labels::{MultipleLabels, MultipleLabelsFamily};
pub use multiprotocol::Multiprotocol;
pub use outbound_route_filtering::{Orf, OrfFamily, OutboundRouteFiltering};
pub use paths_limit::{PathsLimit, PathsLimits};
pub use role::Role;
pub use software_version::SoftwareVersion;

use crate::net::Asn;
use crate::wire::{
    Decode, DecodeError, Element, Encode, EncodeError, List, Malformed, Octets, Reader, What,
    framed, from_variants, length_u8, map_octets,
};

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
    3  "Outbound Route Filtering"    OutboundRouteFiltering(OutboundRouteFiltering<B>),
    5  "Extended Next Hop Encoding"  ExtendedNextHop(ExtendedNextHops<B>),
    6  "BGP Extended Message"        ExtendedMessage(ExtendedMessage),
    7  "BGPsec"                      Bgpsec(Bgpsec),
    8  "Multiple Labels"             MultipleLabels(MultipleLabels<B>),
    9  "BGP Role"                    Role(Role),
    64 "Graceful Restart"            GracefulRestart(GracefulRestart<B>),
    65 "4-octet AS"                  FourOctetAsNumber(Asn),
    67 "Dynamic Capability"          DynamicCapability(DynamicCapability<B>),
    68 "Multisession"                Multisession(Multisession<B>),
    69 "ADD-PATH"                    AddPath(AddPathFamilies<B>),
    70 "Enhanced Route Refresh"      EnhancedRouteRefresh(EnhancedRouteRefresh),
    71 "Long-Lived Graceful Restart" LongLivedGracefulRestart(LongLivedFamilies<B>),
    73 "FQDN"                        Fqdn(Fqdn<B>),
    74 "BFD Strict-Mode"             BfdStrictMode(BfdStrictMode),
    75 "Software Version"            SoftwareVersion(SoftwareVersion<B>),
    76 "PATHS-LIMIT"                 PathsLimit(PathsLimits<B>),
    77 "Link-Local Next Hop"         LinkLocalNextHop(LinkLocalNextHop),
    128 "Prestandard Route Refresh"  PrestandardRouteRefresh(RouteRefresh),
    130 "Prestandard Outbound Route Filtering" PrestandardOutboundRouteFiltering(OutboundRouteFiltering<B>),
    131 "Prestandard Multisession"   PrestandardMultisession(Multisession<B>),
    184 "Prestandard FQDN"           PrestandardFqdn(Fqdn<B>),
    ;
    4 "Multiple routes to a destination",
    66 "Prestandard Dynamic Capability",
    72 "Routing Policy Distribution",
    // Given out twice: octets do not say which of the two they are.
    129 "Prestandard Outbound Route Filtering or Routing Policy Distribution",
    185 "Prestandard OPERATIONAL message",
}

from_variants!(Capability {
    Fqdn,
    GracefulRestart,
    Multisession,
    OutboundRouteFiltering,
    SoftwareVersion,
});

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
    type Context = ();

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
        let what = name(self.code()).unwrap_or("capability");
        out.put_slice(&[self.code(), length_u8(what, self.value_len())?]);
        self.put_value(out)
    }
}

/// The name and what it says, as operators read it: `ADD-PATH ipv4-unicast both, ipv6-unicast receive`. Of a
/// capability that has no type here, the octets in hexadecimal.
impl<B: AsRef<[u8]>> fmt::Display for Capability<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        CapabilityCode(self.code()).fmt(f)?;
        match self {
            Capability::Multiprotocol(multiprotocol) => write!(f, " {multiprotocol}"),
            Capability::OutboundRouteFiltering(filtering)
            | Capability::PrestandardOutboundRouteFiltering(filtering) => {
                let listed = (!filtering.families.is_empty()).then_some(filtering);
                write_all(f, listed.into_iter())
            }
            Capability::ExtendedNextHop(families) => write_all(f, families.iter()),
            Capability::Bgpsec(bgpsec) => write!(f, " {bgpsec}"),
            Capability::Role(role) => write!(f, " {role}"),
            Capability::GracefulRestart(restart) => write!(f, " {restart}"),
            Capability::FourOctetAsNumber(asn) => write!(f, " {asn}"),
            Capability::DynamicCapability(codes) => write_all(f, codes.iter()),
            Capability::Multisession(multisession)
            | Capability::PrestandardMultisession(multisession) => write!(f, " {multisession}"),
            Capability::AddPath(families) => write_all(f, families.iter()),
            Capability::LongLivedGracefulRestart(families) => write_all(f, families.iter()),
            Capability::Fqdn(fqdn) | Capability::PrestandardFqdn(fqdn) => write!(f, " {fqdn}"),
            Capability::SoftwareVersion(version) => write!(f, " {version}"),
            Capability::PathsLimit(families) => write_all(f, families.iter()),
            Capability::RouteRefresh(_)
            | Capability::ExtendedMessage(_)
            | Capability::EnhancedRouteRefresh(_)
            | Capability::BfdStrictMode(_)
            | Capability::LinkLocalNextHop(_)
            | Capability::PrestandardRouteRefresh(_) => Ok(()),
            Capability::MultipleLabels(families) => write_all(f, families.iter()),
            Capability::Unknown(unknown) if unknown.octets.is_empty() => Ok(()),
            Capability::Unknown(unknown) => write!(f, " {}", unknown.octets),
        }
    }
}

/// Values with commas between them, and a blank in front.
fn write_all<T: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    values: impl Iterator<Item = T>,
) -> fmt::Result {
    write_after(f, " ", values)
}

/// Values with commas between them, and `first` in front.
fn write_after<T: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    first: &str,
    values: impl Iterator<Item = T>,
) -> fmt::Result {
    let mut separator = first;
    for value in values {
        write!(f, "{separator}{value}")?;
        separator = ", ";
    }
    Ok(())
}

/// Octets that should be text: quoted and escaped; in hexadecimal where they are not UTF-8.
struct Text<'a, B: AsRef<[u8]>>(&'a Octets<B>);

impl<B: AsRef<[u8]>> fmt::Display for Text<'_, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_str() {
            Some(text) => write!(f, "{text:?}"),
            None => self.0.fmt(f),
        }
    }
}

/// An AFI: `IPv4`, `IPv6`, or its number.
struct AddressFamily(u16);

impl fmt::Display for AddressFamily {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => f.write_str("IPv4"),
            2 => f.write_str("IPv6"),
            afi => write!(f, "AFI {afi}"),
        }
    }
}

#[cfg(test)]
mod tests;
