//! Types 9, 10: tunnels of segmented multicast (RFC 9572, sections
//! [3.1](https://www.rfc-editor.org/rfc/rfc9572#section-3.1) and
//! [3.2](https://www.rfc-editor.org/rfc/rfc9572#section-3.2)).
//!
//! ```text
//! 9:  route distinguisher 8, Ethernet tag u32, region 8
//! 10: route distinguisher 8, Ethernet tag u32, source, group, originator
//! ```
//!
//! Source, group and originator are one address each, preceded by its length in bits (0, 32 or 128).

use crate::bgp::extended_community::ExtendedCommunity;
use crate::bgp::nlri::evpn::out_of_line;
use crate::bgp::nlri::source_group::SourceGroup;
use crate::net::{Address, RouteDistinguisher};
use crate::wire::{key_part, layout};

layout! {
    /// A Per-Region I-PMSI A-D route: the inclusive tunnel of a region
    /// ([RFC 9572, section 3.1](https://www.rfc-editor.org/rfc/rfc9572#section-3.1)).
    #[derive(Default)]
    pub struct PerRegionIPmsi by out_of_line {
        at once 20 {
            /// The route distinguisher.
            pub rd: RouteDistinguisher,
            /// The broadcast domain.
            pub ethernet_tag: u32,
            /// The region: an AS or an area of it, in the form of an extended community.
            pub region_id: ExtendedCommunity,
        }
    } text "{rd} tag {ethernet_tag} region {region_id}";

    /// An S-PMSI A-D route: the selective tunnel of a multicast flow
    /// ([RFC 9572, section 3.2](https://www.rfc-editor.org/rfc/rfc9572#section-3.2)).
    #[derive(Default)]
    pub struct SPmsi by out_of_line {
        at once 12 {
            /// The route distinguisher.
            pub rd: RouteDistinguisher,
            /// The broadcast domain.
            pub ethernet_tag: u32,
        }
        /// The source; an empty address means any.
        pub source: Address,
        /// The group; an empty address means any.
        pub group: Address,
        /// The router that sends the route. It is empty if its length is 0.
        pub originator: Address,
    } text |route, f| {
        let flow = SourceGroup(route.source, route.group);
        write!(f, "{} tag {} {flow} {}", route.rd, route.ethernet_tag, route.originator)
    };
}

key_part! {
    /// The key is all fields (RFC 9572, section 3.1).
    ['s] PerRegionIPmsi { rd, ethernet_tag, region_id }
    /// The key is all fields (RFC 9572, section 3.2).
    ['s] SPmsi { rd, ethernet_tag, source, group, originator }
}
