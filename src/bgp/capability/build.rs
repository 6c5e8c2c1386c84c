//! Builds capabilities from families and other values.

use crate::bgp::capability::{
    AddPath, Capability, CapabilityCode, ExtendedNextHop, LongLivedFamily, MultipleLabelsFamily,
    Multiprotocol, PathsLimit, UnknownCapability,
};
use crate::bgp::nlri::Family;
use crate::wire::Octets;

/// Builds capabilities that contain a list, from the elements of the list. The other capabilities implement `From` for
/// their value: [`RouteRefresh`](crate::bgp::capability::RouteRefresh), [`Asn`](crate::net::Asn),
/// [`Role`](crate::bgp::capability::Role), [`GracefulRestart`](crate::bgp::capability::GracefulRestart),
/// [`Fqdn`](crate::bgp::capability::Fqdn), …
///
/// ```
/// use bmp_codec::bgp::capability::{
///     AddPath, Capability, ExtendedMessage, ExtendedNextHop, GracefulRestart,
/// };
/// use bmp_codec::bgp::{Open, nlri::Family};
/// use bmp_codec::net::Asn;
///
/// let (ipv4, ipv6) = (Family::IPV4_UNICAST, Family::IPV6_UNICAST);
/// let open = Open::new(Asn(65001), 90, "192.0.2.1".parse()?, [
///     Capability::multiprotocol(ipv4),
///     Capability::multiprotocol(ipv6),
///     Asn(65001).into(),
///     ExtendedMessage.into(),
///     Capability::add_path([
///         AddPath::new(ipv4, AddPath::BOTH),
///         AddPath::new(ipv6, AddPath::SEND),
///     ]),
///     Capability::extended_next_hop([ExtendedNextHop::new(ipv4, 2)]),
///     GracefulRestart::new(120, [])?.into(),
/// ])?;
/// assert_eq!(open.families(), [ipv4, ipv6]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl Capability {
    /// Builds Multiprotocol Extensions: the speaker accepts routes of a family.
    #[must_use]
    pub const fn multiprotocol(family: Family) -> Capability {
        Capability::Multiprotocol(Multiprotocol::new(family))
    }

    /// Builds ADD-PATH: the speaker supports multiple paths to one destination, for these families.
    #[must_use]
    pub fn add_path(families: impl IntoIterator<Item = AddPath>) -> Capability {
        Capability::AddPath(families.into_iter().collect())
    }

    /// Builds Extended Next Hop Encoding: the speaker accepts next hops of another address family.
    #[must_use]
    pub fn extended_next_hop(families: impl IntoIterator<Item = ExtendedNextHop>) -> Capability {
        Capability::ExtendedNextHop(families.into_iter().collect())
    }

    /// Builds Multiple Labels: the speaker accepts multiple labels with a route, for these families.
    #[must_use]
    pub fn multiple_labels(families: impl IntoIterator<Item = MultipleLabelsFamily>) -> Capability {
        Capability::MultipleLabels(families.into_iter().collect())
    }

    /// Builds Long-Lived Graceful Restart: the speaker keeps routes for a long time.
    #[must_use]
    pub fn long_lived_graceful_restart(
        families: impl IntoIterator<Item = LongLivedFamily>,
    ) -> Capability {
        Capability::LongLivedGracefulRestart(families.into_iter().collect())
    }

    /// Builds PATHS-LIMIT: the number of paths to one destination that the speaker wants.
    #[must_use]
    pub fn paths_limit(limits: impl IntoIterator<Item = PathsLimit>) -> Capability {
        Capability::PathsLimit(limits.into_iter().collect())
    }

    /// Builds Dynamic Capability: the capabilities that can change while the session is up.
    #[must_use]
    pub fn dynamic_capability(codes: impl IntoIterator<Item = CapabilityCode>) -> Capability {
        Capability::DynamicCapability(codes.into_iter().collect())
    }

    /// Builds a capability of any code with any value: for capabilities without a type here, and for malformed ones.
    #[must_use]
    pub fn unknown(code: u8, octets: &[u8]) -> Capability {
        let octets = Octets(octets.to_vec());
        Capability::Unknown(UnknownCapability { code, octets })
    }
}
