//! The flags and the object type of an OpenBMP header.

use crate::flags::flags;
use crate::registry::registry;

flags! {
    /// The flags of an OpenBMP header: one byte.
    Flags(u8) {
        /// The message is from a router, not from the collector itself.
        0x80 ROUTER is_router "router",
        /// The router IP is an IPv6 address.
        0x40 IPV6 is_ipv6 "ipv6",
    }
}

registry! {
    /// The type of the object after an OpenBMP header.
    ObjectType(u8) {
        /// A BMP message, as the router sent it.
        12 BmpRaw "bmp_raw",
    }
}
