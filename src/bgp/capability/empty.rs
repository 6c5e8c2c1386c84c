//! Capabilities that say all by being there.

use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::error::{DecodeError, EncodeError};
use crate::wire::{Decode, Encode, Reader};

/// Makes types of them: no octets.
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
    /// Enhanced Route Refresh ([RFC 7313](https://www.rfc-editor.org/rfc/rfc7313)): says where routes that are sent
    /// again begin and end. No octets.
    EnhancedRouteRefresh
    /// BFD Strict-Mode ([draft-ietf-idr-bgp-bfd-strict-mode](https://datatracker.ietf.org/doc/draft-ietf-idr-bgp-bfd-strict-mode/)):
    /// waits for a BFD session that is up. No octets.
    BfdStrictMode
    /// Link-Local Next Hop ([draft-ietf-idr-linklocal-capability](https://datatracker.ietf.org/doc/draft-ietf-idr-linklocal-capability/)):
    /// takes next hops that are one link-local address. No octets.
    LinkLocalNextHop
}
