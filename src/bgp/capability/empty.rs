//! Capabilities that say all by being there.

use crate::net::fixed;

fixed! {
    /// Route Refresh ([RFC 2918](https://www.rfc-editor.org/rfc/rfc2918)): understands ROUTE-REFRESH. No octets.
    RouteRefresh "";
    /// BGP Extended Message ([RFC 8654](https://www.rfc-editor.org/rfc/rfc8654)): takes messages of up to 65535
    /// octets. No octets.
    ExtendedMessage "";
    /// Enhanced Route Refresh ([RFC 7313](https://www.rfc-editor.org/rfc/rfc7313)): says where routes that are sent
    /// again begin and end. No octets.
    EnhancedRouteRefresh "";
    /// BFD Strict-Mode ([draft-ietf-idr-bgp-bfd-strict-mode](https://datatracker.ietf.org/doc/draft-ietf-idr-bgp-bfd-strict-mode/)):
    /// waits for a BFD session that is up. No octets.
    BfdStrictMode "";
    /// Link-Local Next Hop ([draft-ietf-idr-linklocal-capability](https://datatracker.ietf.org/doc/draft-ietf-idr-linklocal-capability/)):
    /// takes next hops that are one link-local address. No octets.
    LinkLocalNextHop "";
}
