//! Capabilities of a speaker, as listed in its OPEN ([RFC 5492](https://www.rfc-editor.org/rfc/rfc5492)).
//!
//! ```text
//! code u8, length u8, value
//! ```
//!
//! ```
//! use bmp_codec::bgp::capability::{Capabilities, Capability, RouteRefresh};
//! use bmp_codec::bgp::nlri::Family;
//!
//! let octets: &[u8] = &[1, 4, 0, 2, 0, 1, 2, 0, 99, 1, 7];
//! let mut capabilities = Capabilities::over(octets).into_iter();
//! let multiprotocol = Capability::multiprotocol(Family::IPV6_UNICAST);
//! assert_eq!(capabilities.next().unwrap()?, multiprotocol.view());
//! assert_eq!(capabilities.next().unwrap()?, Capability::RouteRefresh(RouteRefresh));
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

use crate::net::{Asn, write_if};
use crate::wire::{List, Octets, What, map_octets, table};

/// A list of capabilities.
pub type Capabilities<B = Vec<u8>> = List<Capability, B>;

table! {
    /// A capability.
    ///
    /// `Display` writes the name and the value for people: `ADD-PATH ipv4-unicast both, ipv6-unicast receive`.
    pub enum Capability<B>(u8) by code, unknown UnknownCapability, text, from;
    framed U8U8 "capability" |code| What::Capability(code as u8);
    {
        1 => Multiprotocol(Multiprotocol) "Multiprotocol Extensions",
        2 => RouteRefresh(RouteRefresh) "Route Refresh",
        3 => OutboundRouteFiltering(OutboundRouteFiltering<B>) "Outbound Route Filtering",
        5 => ExtendedNextHop(ExtendedNextHops<B>) "Extended Next Hop Encoding",
        6 => ExtendedMessage(ExtendedMessage) "BGP Extended Message",
        7 => Bgpsec(Bgpsec) "BGPsec",
        8 => MultipleLabels(MultipleLabels<B>) "Multiple Labels",
        9 => Role(Role) "BGP Role",
        64 => GracefulRestart(GracefulRestart<B>) "Graceful Restart",
        65 => FourOctetAsNumber(Asn) "4-octet AS",
        67 => DynamicCapability(DynamicCapability<B>) "Dynamic Capability",
        68 => Multisession(Multisession<B>) "Multisession",
        69 => AddPath(AddPathFamilies<B>) "ADD-PATH",
        70 => EnhancedRouteRefresh(EnhancedRouteRefresh) "Enhanced Route Refresh",
        71 => LongLivedGracefulRestart(LongLivedFamilies<B>) "Long-Lived Graceful Restart",
        73 => Fqdn(Fqdn<B>) "FQDN",
        74 => BfdStrictMode(BfdStrictMode) "BFD Strict-Mode",
        75 => SoftwareVersion(SoftwareVersion<B>) "Software Version",
        76 => PathsLimit(PathsLimits<B>) "PATHS-LIMIT",
        77 => LinkLocalNextHop(LinkLocalNextHop) "Link-Local Next Hop",
        128 => PrestandardRouteRefresh(RouteRefresh) "Prestandard Route Refresh" no from,
        130 => PrestandardOutboundRouteFiltering(OutboundRouteFiltering<B>) "Prestandard Outbound Route Filtering" no from,
        131 => PrestandardMultisession(Multisession<B>) "Prestandard Multisession" no from,
        184 => PrestandardFqdn(Fqdn<B>) "Prestandard FQDN" no from,
    }
    named {
        4 => "Multiple routes to a destination",
        66 => "Prestandard Dynamic Capability",
        72 => "Routing Policy Distribution",
        // Assigned twice: the bytes do not show which of the two it is.
        129 => "Prestandard Outbound Route Filtering or Routing Policy Distribution",
        185 => "Prestandard OPERATIONAL message",
    }
}

/// A capability of a code that this crate does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UnknownCapability<B: AsRef<[u8]> = Vec<u8>> {
    /// The code.
    pub code: u8,
    /// The value.
    pub octets: Octets<B>,
}
map_octets!(UnknownCapability { octets; code });

/// Writes the name of the code, and the value in hexadecimal.
impl<B: AsRef<[u8]>> fmt::Display for UnknownCapability<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        CapabilityCode(self.code).fmt(f)?;
        write_if(!self.octets.is_empty(), format_args!(" {}", self.octets), f)
    }
}

/// Writes an AFI: `IPv4`, `IPv6`, or its number.
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
