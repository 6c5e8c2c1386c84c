//! Capabilities that are made: of families, and from what they hold.

use crate::bgp::capability::{
    AddPath, Capability, CapabilityCode, ExtendedNextHop, LongLivedFamily, MultipleLabelsFamily,
    Multiprotocol, PathsLimit, UnknownCapability,
};
use crate::bgp::nlri::Family;
use crate::wire::Octets;

/// Those that hold a list, from its elements. The others are made from what they hold, by `From`:
/// [`RouteRefresh`](crate::bgp::capability::RouteRefresh), [`Asn`](crate::net::Asn),
/// [`Role`](crate::bgp::capability::Role), [`GracefulRestart`](crate::bgp::capability::GracefulRestart),
/// [`Fqdn`](crate::bgp::capability::Fqdn), …
///
/// ```
/// use bmp_codec::bgp::capability::{AddPath, Capability, ExtendedMessage, ExtendedNextHop, GracefulRestart};
/// use bmp_codec::bgp::{Open, nlri::Family};
/// use bmp_codec::net::Asn;
///
/// let (ipv4, ipv6) = (Family::IPV4_UNICAST, Family::IPV6_UNICAST);
/// let open = Open::new(Asn(65001), 90, "192.0.2.1".parse()?, [
///     Capability::multiprotocol(ipv4),
///     Capability::multiprotocol(ipv6),
///     Asn(65001).into(),
///     ExtendedMessage.into(),
///     Capability::add_path([AddPath::new(ipv4, AddPath::BOTH), AddPath::new(ipv6, AddPath::SEND)]),
///     Capability::extended_next_hop([ExtendedNextHop::new(ipv4, 2)]),
///     GracefulRestart::new(120, [])?.into(),
/// ])?;
/// assert_eq!(open.families(), [ipv4, ipv6]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl Capability {
    /// Takes routes of a family: Multiprotocol Extensions.
    #[must_use]
    pub const fn multiprotocol(family: Family) -> Capability {
        Capability::Multiprotocol(Multiprotocol::new(family))
    }

    /// Several paths to one destination, of these families: ADD-PATH.
    #[must_use]
    pub fn add_path(families: impl IntoIterator<Item = AddPath>) -> Capability {
        Capability::AddPath(families.into_iter().collect())
    }

    /// Next hops of another address family: Extended Next Hop Encoding.
    #[must_use]
    pub fn extended_next_hop(families: impl IntoIterator<Item = ExtendedNextHop>) -> Capability {
        Capability::ExtendedNextHop(families.into_iter().collect())
    }

    /// Several labels with a route, of these families: Multiple Labels.
    #[must_use]
    pub fn multiple_labels(families: impl IntoIterator<Item = MultipleLabelsFamily>) -> Capability {
        Capability::MultipleLabels(families.into_iter().collect())
    }

    /// Routes that stay for long: Long-Lived Graceful Restart.
    #[must_use]
    pub fn long_lived_graceful_restart(
        families: impl IntoIterator<Item = LongLivedFamily>,
    ) -> Capability {
        Capability::LongLivedGracefulRestart(families.into_iter().collect())
    }

    /// How many paths to one destination: PATHS-LIMIT.
    #[must_use]
    pub fn paths_limit(limits: impl IntoIterator<Item = PathsLimit>) -> Capability {
        Capability::PathsLimit(limits.into_iter().collect())
    }

    /// Capabilities that can change while the session is up: Dynamic Capability.
    #[must_use]
    pub fn dynamic_capability(codes: impl IntoIterator<Item = CapabilityCode>) -> Capability {
        Capability::DynamicCapability(codes.into_iter().collect())
    }

    /// A capability of any code with any octets: for those without a type here, and for those that are not right.
    #[must_use]
    pub fn unknown(code: u8, octets: &[u8]) -> Capability {
        let octets = Octets(octets.to_vec());
        Capability::Unknown(UnknownCapability { code, octets })
    }
}
