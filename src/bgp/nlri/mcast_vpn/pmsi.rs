//! Types 1, 2, 3: tunnels ([RFC 6514, section 4](https://www.rfc-editor.org/rfc/rfc6514#section-4)).
//!
//! ```text
//! 1: route distinguisher 8, originating router's IP address
//! 2: route distinguisher 8, source AS u32
//! 3: route distinguisher 8, source, group, originating router's IP address
//! ```
//!
//! Source and group are one address each, preceded by its length in bits (0, 32 or 128). The originator is the rest: 4
//! or 16 bytes.

use core::net::IpAddr;

use crate::bgp::nlri::source_group::SourceGroup;
use crate::net::{Address, Asn, RouteDistinguisher};
use crate::wire::{key_part, layout};

layout! {
    /// An Intra-AS I-PMSI A-D route: a PE of the VPN
    /// ([RFC 6514, section 4.1](https://www.rfc-editor.org/rfc/rfc6514#section-4.1)).
    pub struct IntraAsIPmsi {
        /// The route distinguisher.
        pub rd: RouteDistinguisher,
        /// The address of the PE: "Originating Router's IP Address".
        pub originator: IpAddr,
    } text "{rd} {originator}";

    /// An Inter-AS I-PMSI A-D route: an AS with PEs of the VPN
    /// ([RFC 6514, section 4.2](https://www.rfc-editor.org/rfc/rfc6514#section-4.2)).
    #[derive(Default)]
    pub struct InterAsIPmsi {
        /// The route distinguisher.
        pub rd: RouteDistinguisher,
        /// The number of the AS.
        pub source_as: Asn,
    } text "{rd} as {source_as}";

    /// An S-PMSI A-D route: the selective tunnel of multicast flows in a VPN
    /// ([RFC 6514, section 4.3](https://www.rfc-editor.org/rfc/rfc6514#section-4.3)) or a VPLS
    /// ([RFC 7117, section 9.2.1](https://www.rfc-editor.org/rfc/rfc7117#section-9.2.1)).
    pub struct SPmsi {
        /// The route distinguisher.
        pub rd: RouteDistinguisher,
        /// The source; an empty address means any
        /// ([RFC 6625, section 2](https://www.rfc-editor.org/rfc/rfc6625#section-2)).
        pub source: Address,
        /// The group; an empty address means any.
        pub group: Address,
        /// The address of the PE: "Originating Router's IP Address".
        pub originator: IpAddr,
    } text |route, f| {
        let flow = SourceGroup(route.source, route.group);
        write!(f, "{} {flow} {}", route.rd, route.originator)
    };
}

key_part! {
    /// The key is all fields (RFC 6514, section 4.1).
    ['s] IntraAsIPmsi { rd, originator }
    /// The key is all fields (RFC 6514, section 4.2).
    ['s] InterAsIPmsi { rd, source_as }
    /// The key is all fields (RFC 6514, section 4.3).
    ['s] SPmsi { rd, source, group, originator }
}
