//! Attributes of a node: 263, 1024, 1026, 1027 (RFC 9552, section 5.3.1), 1032
//! ([RFC 9247](https://www.rfc-editor.org/rfc/rfc9247)) and 1035
//! ([RFC 9085, section 2.1.3](https://www.rfc-editor.org/rfc/rfc9085#section-2.1.3)).
//!
//! ```text
//! 263: topologies of u16 (4 reserved bits, 12 bits)   1024: flags u8   1026: text   1027: area address
//! 1032: discriminators of u32                         1035: algorithms of u8
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::LinkState;
//! use bmp_codec::bgp::attribute::link_state::{NodeFlags, SrAlgorithms};
//!
//! let flags = NodeFlags::OVERLOAD | NodeFlags::ATTACHED;
//! let node = LinkState::of([flags.into(), SrAlgorithms::from([0, 128]).into()])?;
//! assert_eq!(node.to_string(), "flags overload+attached, algorithms 0 128");
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

use core::fmt::{self, Write};

use crate::bgp::nlri::link_state::MultiTopologyId;
use crate::flags::flags;
use crate::wire::contents;

contents! {
    /// The topologies of the node.
    MultiTopologyIds(Array<MultiTopologyId>);
    /// The name of the node, 1 to 255 bytes.
    NodeName(Text) of (1..=255);
    /// An IS-IS area of the node: an area address of 1 to 13 bytes. The text is `49.0001`.
    IsisArea(Octets) of (1..=13) text |area, f| write_area(&area.0, f);
    /// The S-BFD discriminators of the node, at least one.
    SBfdDiscriminators(Array<u32>) of (4..);
    /// The SR algorithms of the node: 0 for the shortest path, 1 for the strict one, 128 to 255 for flexible ones.
    SrAlgorithms(Array<u8>);
}

flags! {
    /// Flags of a node. Which ones exist depends on the IGP.
    NodeFlags(u8) {
        /// Flag O: the node is overloaded (IS-IS).
        0x80 OVERLOAD is_overload "overload",
        /// Flag A: the node reaches other areas (IS-IS).
        0x40 ATTACHED is_attached "attached",
        /// Flag E: the node is a boundary router of its AS (OSPF).
        0x20 EXTERNAL is_external "external",
        /// Flag B: the node is a border router of its area (OSPF).
        0x10 BORDER is_border "border",
        /// Flag R: the node forwards packets (OSPFv3).
        0x08 ROUTER is_router "router",
        /// Flag V6: the node is part of IPv6 routing (OSPFv3).
        0x04 IPV6 is_ipv6 "ipv6",
    }
}

/// The first byte, then pairs of bytes behind dots.
fn write_area(area: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    area.iter().enumerate().try_for_each(|(place, octet)| {
        if place % 2 == 1 {
            f.write_char('.')?;
        }
        write!(f, "{octet:02x}")
    })
}
