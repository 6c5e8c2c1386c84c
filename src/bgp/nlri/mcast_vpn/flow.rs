//! Types 5, 6, 7: multicast flows, and who wants them
//! ([RFC 6514, sections 4.5 and 4.6](https://www.rfc-editor.org/rfc/rfc6514#section-4.5)).
//!
//! ```text
//! 5:    route distinguisher 8, source, group
//! 6, 7: route distinguisher 8, source AS u32, source, group
//! ```
//!
//! Source and group are an address each with its bits (0, 32 or 128) in front.

use crate::bgp::nlri::source_group::SourceGroup;
use crate::net::{Address, Asn, RouteDistinguisher};
use crate::wire::{key_part, layout};

layout! {
    /// A source sends to a group: Source Active A-D
    /// ([RFC 6514, section 4.5](https://www.rfc-editor.org/rfc/rfc6514#section-4.5)).
    #[derive(Default)]
    pub struct SourceActive {
        /// The route distinguisher.
        pub rd: RouteDistinguisher,
        /// The source. None where the router wrote a length of 0, of which the RFC says nothing.
        pub source: Address,
        /// The group. None where the router wrote a length of 0.
        pub group: Address,
    } text |route, f| write!(f, "{} {}", route.rd, SourceGroup(route.source, route.group));

    /// A group is joined: C-multicast route
    /// ([RFC 6514, section 4.6](https://www.rfc-editor.org/rfc/rfc6514#section-4.6)).
    #[derive(Default)]
    pub struct CMulticast {
        /// The route distinguisher: that of the route to the source.
        pub rd: RouteDistinguisher,
        /// The AS of the PE that the source is behind.
        pub source_as: Asn,
        /// The source, or the rendezvous point in a Shared Tree Join. None where the router wrote a length of 0.
        pub source: Address,
        /// The group. None where the router wrote a length of 0.
        pub group: Address,
    } text |route, f| {
        let flow = SourceGroup(route.source, route.group);
        write!(f, "{} as {} {flow}", route.rd, route.source_as)
    };
}

key_part! {
    /// All fields (RFC 6514, section 4.5).
    ['s] SourceActive { rd, source, group }
    /// All fields (RFC 6514, section 4.6).
    ['s] CMulticast { rd, source_as, source, group }
}
