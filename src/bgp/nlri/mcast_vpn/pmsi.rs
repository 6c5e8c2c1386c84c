//! Types 1, 2, 3: tunnels ([RFC 6514, section 4](https://www.rfc-editor.org/rfc/rfc6514#section-4)).
//!
//! ```text
//! 1: route distinguisher 8, originating router's IP address
//! 2: route distinguisher 8, source AS u32
//! 3: route distinguisher 8, source, group, originating router's IP address
//! ```
//!
//! Source and group are an address each with its bits (0, 32 or 128) in front; the originator is what is left, 4 octets
//! or 16.

use core::net::IpAddr;

use crate::bgp::nlri::source_group::SourceGroup;
use crate::net::{Address, Asn, RouteDistinguisher};
use crate::wire::{key_part, layout};

layout! {
    /// A PE of the VPN: Intra-AS I-PMSI A-D
    /// ([RFC 6514, section 4.1](https://www.rfc-editor.org/rfc/rfc6514#section-4.1)).
    pub struct IntraAsIPmsi {
        /// The route distinguisher.
        pub rd: RouteDistinguisher,
        /// The PE: "Originating Router's IP Address".
        pub originator: IpAddr,
    } text |route, f| write!(f, "{} {}", route.rd, route.originator);

    /// An AS with PEs of the VPN: Inter-AS I-PMSI A-D
    /// ([RFC 6514, section 4.2](https://www.rfc-editor.org/rfc/rfc6514#section-4.2)).
    #[derive(Default)]
    pub struct InterAsIPmsi {
        /// The route distinguisher.
        pub rd: RouteDistinguisher,
        /// The AS.
        pub source_as: Asn,
    } text |route, f| write!(f, "{} as {}", route.rd, route.source_as);

    /// The selective tunnel of multicast flows: S-PMSI A-D
    /// ([RFC 6514, section 4.3](https://www.rfc-editor.org/rfc/rfc6514#section-4.3)), also that of a VPLS
    /// ([RFC 7117, section 9.2.1](https://www.rfc-editor.org/rfc/rfc7117#section-9.2.1)).
    pub struct SPmsi {
        /// The route distinguisher.
        pub rd: RouteDistinguisher,
        /// The source; none for any ([RFC 6625, section 2](https://www.rfc-editor.org/rfc/rfc6625#section-2)).
        pub source: Address,
        /// The group; none for any.
        pub group: Address,
        /// The PE: "Originating Router's IP Address".
        pub originator: IpAddr,
    } text |route, f| {
        let flow = SourceGroup(route.source, route.group);
        write!(f, "{} {flow} {}", route.rd, route.originator)
    };
}

key_part! {
    /// All fields (RFC 6514, section 4.1).
    ['s] IntraAsIPmsi { rd, originator }
    /// All fields (RFC 6514, section 4.2).
    ['s] InterAsIPmsi { rd, source_as }
    /// All fields (RFC 6514, section 4.3).
    ['s] SPmsi { rd, source, group, originator }
}
