//! Types 3, 6, 7, 8: multicast ([RFC 7432, section 7.3](https://www.rfc-editor.org/rfc/rfc7432#section-7.3),
//! [RFC 9251, section 9](https://www.rfc-editor.org/rfc/rfc9251#section-9)).
//!
//! ```text
//! 3: route distinguisher 8, Ethernet tag u32, originator
//! 6: route distinguisher 8, Ethernet tag u32, source, group, originator, flags u8
//! 7: route distinguisher 8, Ethernet segment 10, Ethernet tag u32, source, group, originator, flags u8
//! 8: route distinguisher 8, Ethernet segment 10, Ethernet tag u32, source, group, originator, reserved u32,
//!    maximum response time u8, flags u8
//! ```
//!
//! Source, group and originator are one address each, preceded by its length in bits (0, 32 or 128).

use crate::bgp::nlri::evpn::out_of_line;
use crate::bgp::nlri::evpn::text::multicast_flags;
use crate::bgp::nlri::source_group::SourceGroup;
use crate::flags::flags;
use crate::net::{Address, EthernetSegmentId, RouteDistinguisher};
use crate::wire::{key_part, layout};

flags! {
    /// The versions of IGMP or MLD that request a group, and the mode
    /// ([RFC 9251, section 9.1](https://www.rfc-editor.org/rfc/rfc9251#section-9.1)).
    MulticastFlags(u8) {
        /// IGMPv1, or MLDv1 for IPv6 groups.
        0x01 VERSION_1,
        /// IGMPv2, or MLDv2 for IPv6 groups.
        0x02 VERSION_2,
        /// IGMPv3.
        0x04 VERSION_3,
        /// Exclude mode: all sources except the given one.
        0x08 EXCLUDE,
    }
}

layout! {
    /// An Inclusive Multicast Ethernet Tag route: a router that wants broadcast, unknown unicast and multicast of a
    /// broadcast domain.
    #[derive(Default)]
    pub struct InclusiveMulticast {
        at once 12 {
            /// The route distinguisher.
            pub rd: RouteDistinguisher,
            /// The broadcast domain.
            pub ethernet_tag: u32,
        }
        /// The router that sends the route. It is empty if its length is 0.
        pub originator: Address,
    } text "{rd} tag {ethernet_tag} {originator}";

    /// A Selective Multicast Ethernet Tag route: a router that wants a multicast group
    /// ([RFC 9251, section 9.1](https://www.rfc-editor.org/rfc/rfc9251#section-9.1)).
    #[derive(Default)]
    pub struct SelectiveMulticast by out_of_line {
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
        /// The protocol versions and the mode.
        pub flags: MulticastFlags,
    } text |route, f| {
        let flow = SourceGroup(route.source, route.group);
        write!(f, "{} tag {} {flow} {}", route.rd, route.ethernet_tag, route.originator)?;
        multicast_flags(route.flags, f)
    };

    /// A Multicast Membership Report Synch route: a multicast group was joined on an Ethernet segment
    /// ([RFC 9251, section 9.2](https://www.rfc-editor.org/rfc/rfc9251#section-9.2)).
    #[derive(Default)]
    pub struct MembershipReportSynch by out_of_line {
        at once 22 {
            /// The route distinguisher.
            pub rd: RouteDistinguisher,
            /// The Ethernet segment.
            pub esi: EthernetSegmentId,
            /// The broadcast domain.
            pub ethernet_tag: u32,
        }
        /// The source; an empty address means any.
        pub source: Address,
        /// The group; an empty address means any.
        pub group: Address,
        /// The router that sends the route. It is empty if its length is 0.
        pub originator: Address,
        /// The protocol versions and the mode.
        pub flags: MulticastFlags,
    } text |route, f| {
        let flow = SourceGroup(route.source, route.group);
        write!(f, "{} {} tag {} {flow} {}", route.rd, route.esi, route.ethernet_tag, route.originator)?;
        multicast_flags(route.flags, f)
    };

    /// A Multicast Leave Synch route: a multicast group was left on an Ethernet segment
    /// ([RFC 9251, section 9.3](https://www.rfc-editor.org/rfc/rfc9251#section-9.3)).
    #[derive(Default)]
    pub struct LeaveSynch by out_of_line {
        at once 22 {
            /// The route distinguisher.
            pub rd: RouteDistinguisher,
            /// The Ethernet segment.
            pub esi: EthernetSegmentId,
            /// The broadcast domain.
            pub ethernet_tag: u32,
        }
        /// The source; an empty address means any.
        pub source: Address,
        /// The group; an empty address means any.
        pub group: Address,
        /// The router that sends the route. It is empty if its length is 0.
        pub originator: Address,
        /// The reserved field, which receivers ignore. In drafts of the RFC, it was a sequence number.
        pub reserved: u32,
        /// The time that members have to answer the query, encoded as in the query.
        pub maximum_response_time: u8,
        /// The protocol versions and the mode.
        pub flags: MulticastFlags,
    } text |route, f| {
        let flow = SourceGroup(route.source, route.group);
        write!(f, "{} {} tag {} {flow} {}", route.rd, route.esi, route.ethernet_tag, route.originator)?;
        if route.reserved != 0 {
            write!(f, " reserved {}", route.reserved)?;
        }
        if route.maximum_response_time != 0 {
            write!(f, " maximum-response-time {}", route.maximum_response_time)?;
        }
        multicast_flags(route.flags, f)
    };
}

key_part! {
    /// The key is all fields (RFC 7432, section 7.3).
    ['s] InclusiveMulticast { rd, ethernet_tag, originator }
    /// The key is all fields except the flags (RFC 9251, section 9.1).
    ['s] SelectiveMulticast { rd, ethernet_tag, source, group, originator } not { flags }
    /// The key is all fields except the flags (RFC 9251, section 9.2).
    ['s] MembershipReportSynch { rd, esi, ethernet_tag, source, group, originator } not { flags }
    /// The key is all fields except reserved, maximum response time and flags (RFC 9251, section 9.3).
    ['s] LeaveSynch { rd, esi, ethernet_tag, source, group, originator }
        not { reserved, maximum_response_time, flags }
}
