//! Types 5, 6, 7: multicast flows and the joining of them
//! ([RFC 6514, sections 4.5 and 4.6](https://www.rfc-editor.org/rfc/rfc6514#section-4.5)).
//!
//! ```text
//! 5:    route distinguisher 8, source, group
//! 6, 7: route distinguisher 8, source AS u32, source, group
//! ```
//!
//! Source and group are one address each, preceded by its length in bits (0, 32 or 128).

use core::net::IpAddr;

use crate::bgp::nlri::source_group::SourceGroup;
use crate::net::{Address, Asn, RouteDistinguisher};
use crate::wire::{key_part, layout};

layout! {
    /// A Source Active A-D route: a source sends to a group
    /// ([RFC 6514, section 4.5](https://www.rfc-editor.org/rfc/rfc6514#section-4.5)).
    #[derive(Default)]
    pub struct SourceActive {
        /// The route distinguisher.
        pub rd: RouteDistinguisher,
        /// The source. It is empty if its length is 0, a case that the RFC does not mention.
        pub source: Address,
        /// The group. It is empty if its length is 0.
        pub group: Address,
    } text |route, f| write!(f, "{} {}", route.rd, SourceGroup(route.source, route.group));

    /// A C-multicast route: joins a group
    /// ([RFC 6514, section 4.6](https://www.rfc-editor.org/rfc/rfc6514#section-4.6)).
    #[derive(Default)]
    pub struct CMulticast {
        /// The route distinguisher of the route to the source.
        pub rd: RouteDistinguisher,
        /// The AS of the PE through which the source is reached.
        pub source_as: Asn,
        /// The source, or the rendezvous point in a Shared Tree Join. It is empty if its length is 0.
        pub source: Address,
        /// The group. It is empty if its length is 0.
        pub group: Address,
    } text |route, f| {
        let flow = SourceGroup(route.source, route.group);
        write!(f, "{} as {} {flow}", route.rd, route.source_as)
    };
}

impl SourceActive {
    /// Returns whether the group is in the range of source-specific multicast: 232.0.0.0/8 or ff3x::/32
    /// ([RFC 4607, section 1](https://www.rfc-editor.org/rfc/rfc4607#section-1)). Receivers discard such routes
    /// ([RFC 6514, section 4.5](https://www.rfc-editor.org/rfc/rfc6514#section-4.5)).
    #[must_use]
    pub fn is_source_specific(&self) -> bool {
        match self.group.get() {
            Some(IpAddr::V4(group)) => group.octets().starts_with(&[232]),
            Some(IpAddr::V6(group)) => matches!(group.segments(), [0xff30..=0xff3f, 0, ..]),
            None => false,
        }
    }
}

key_part! {
    /// The key is all fields (RFC 6514, section 4.5).
    ['s] SourceActive { rd, source, group }
    /// The key is all fields (RFC 6514, section 4.6).
    ['s] CMulticast { rd, source_as, source, group }
}
