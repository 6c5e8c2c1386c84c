//! Capabilities without a value: their presence is the whole statement.

use crate::net::fixed;

fixed! {
    /// Route Refresh: the speaker accepts ROUTE-REFRESH ([RFC 2918](https://www.rfc-editor.org/rfc/rfc2918)). It has no
    /// value.
    RouteRefresh "";
    /// BGP Extended Message: the speaker accepts messages of up to 65535 bytes
    /// ([RFC 8654](https://www.rfc-editor.org/rfc/rfc8654)). It has no value.
    ExtendedMessage "";
    /// Enhanced Route Refresh: the speaker marks the beginning and the end of routes that it sends again
    /// ([RFC 7313](https://www.rfc-editor.org/rfc/rfc7313)). It has no value.
    EnhancedRouteRefresh "";
    /// BFD Strict-Mode: the speaker waits until the BFD session is up
    /// ([draft-ietf-idr-bgp-bfd-strict-mode](https://datatracker.ietf.org/doc/draft-ietf-idr-bgp-bfd-strict-mode/)). It
    /// has no value.
    BfdStrictMode "";
    /// Link-Local Next Hop: the speaker accepts next hops that consist of one link-local address
    /// ([draft-ietf-idr-linklocal-capability](https://datatracker.ietf.org/doc/draft-ietf-idr-linklocal-capability/)).
    /// It has no value.
    LinkLocalNextHop "";
}
