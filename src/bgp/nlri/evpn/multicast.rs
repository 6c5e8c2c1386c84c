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
//! Source, group and originator are an address each with its bits (0, 32 or 128) in front.

use crate::bgp::nlri::evpn::out_of_line;
use crate::bgp::nlri::source_group::SourceGroup;
use crate::flags::flags;
use crate::net::{Address, EthernetSegmentId, RouteDistinguisher};
use crate::wire::{key_part, layout};

flags! {
    /// Which versions of IGMP or MLD ask for a group, and how
    /// ([RFC 9251, section 9.1](https://www.rfc-editor.org/rfc/rfc9251#section-9.1)).
    MulticastFlags(u8) {
        /// IGMPv1, or MLDv1 for IPv6 groups.
        0x01 VERSION_1,
        /// IGMPv2, or MLDv2 for IPv6 groups.
        0x02 VERSION_2,
        /// IGMPv3.
        0x04 VERSION_3,
        /// All sources but the named one are meant.
        0x08 EXCLUDE,
    }
}

layout! {
    /// Who wants broadcast, unknown unicast and multicast of a broadcast domain.
    #[derive(Default)]
    pub struct InclusiveMulticast {
        at once 12 {
            /// The route distinguisher.
            pub rd: RouteDistinguisher,
            /// The broadcast domain.
            pub ethernet_tag: u32,
        }
        /// The router that wants it. None where the router wrote a length of 0.
        pub originator: Address,
    } text |route, f| write!(f, "{} tag {} {}", route.rd, route.ethernet_tag, route.originator);

    /// Who wants a multicast group: Selective Multicast Ethernet Tag
    /// ([RFC 9251, section 9.1](https://www.rfc-editor.org/rfc/rfc9251#section-9.1)).
    #[derive(Default)]
    pub struct SelectiveMulticast by out_of_line {
        at once 12 {
            /// The route distinguisher.
            pub rd: RouteDistinguisher,
            /// The broadcast domain.
            pub ethernet_tag: u32,
        }
        /// The source; none for any.
        pub source: Address,
        /// The group; none for any.
        pub group: Address,
        /// The router that says so. None where the router wrote a length of 0.
        pub originator: Address,
        /// Versions of the protocol, and how the group is asked for.
        pub flags: MulticastFlags,
    } text |route, f| {
        let flow = SourceGroup(route.source, route.group);
        write!(f, "{} tag {} {flow} {}", route.rd, route.ethernet_tag, route.originator)
    };

    /// A multicast group was joined on an Ethernet segment: Multicast Membership Report Synch
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
        /// The source; none for any.
        pub source: Address,
        /// The group; none for any.
        pub group: Address,
        /// The router that says so. None where the router wrote a length of 0.
        pub originator: Address,
        /// Versions of the protocol, and how the group is asked for.
        pub flags: MulticastFlags,
    } text |route, f| {
        let flow = SourceGroup(route.source, route.group);
        write!(f, "{} {} tag {} {flow} {}", route.rd, route.esi, route.ethernet_tag, route.originator)
    };

    /// A multicast group was left on an Ethernet segment: Multicast Leave Synch
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
        /// The source; none for any.
        pub source: Address,
        /// The group; none for any.
        pub group: Address,
        /// The router that says so. None where the router wrote a length of 0.
        pub originator: Address,
        /// Ignored by receivers; in drafts of the RFC a sequence number.
        pub reserved: u32,
        /// How long members have to answer the query, as the query says it.
        pub maximum_response_time: u8,
        /// Versions of the protocol, and how the group is asked for.
        pub flags: MulticastFlags,
    } text |route, f| {
        let flow = SourceGroup(route.source, route.group);
        write!(f, "{} {} tag {} {flow} {}", route.rd, route.esi, route.ethernet_tag, route.originator)
    };
}

key_part! {
    /// RFC 7432, section 7.3: all fields.
    ['s] InclusiveMulticast { rd, ethernet_tag, originator }
    /// RFC 9251, section 9.1: all fields but the flags.
    ['s] SelectiveMulticast { rd, ethernet_tag, source, group, originator } not { flags }
    /// RFC 9251, section 9.2: all fields but the flags.
    ['s] MembershipReportSynch { rd, esi, ethernet_tag, source, group, originator } not { flags }
    /// RFC 9251, section 9.3: all fields but reserved, maximum response time and flags.
    ['s] LeaveSynch { rd, esi, ethernet_tag, source, group, originator }
        not { reserved, maximum_response_time, flags }
}
