//! SIDs of adjacencies: 1099 and 1100
//! ([RFC 9085, section 2.2](https://www.rfc-editor.org/rfc/rfc9085#section-2.2)).
//!
//! ```text
//! 1099: flags u8, weight u8, reserved u16, label u24 or index u32
//! 1100: flags u8, weight u8, reserved u16, OSPF Router-ID 4 or IS-IS system identifier 6, label u24 or index u32
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::link_state::{AdjacencySid, SidLabel};
//! use bmp_codec::bgp::nlri::link_state::ProtocolId;
//!
//! let sid = AdjacencySid::new(0x30, 1, SidLabel::Label(24001));
//! assert_eq!(sid.to_string(), "label 24001 weight 1 flags 0x30");
//! let flags = sid.flags(ProtocolId::IsisLevel2).unwrap();
//! assert_eq!(flags.to_string(), "value+local");
//! ```

use core::net::Ipv4Addr;

use crate::bgp::attribute::link_state::SidLabel;
use crate::bgp::nlri::link_state::{ProtocolId, SystemId};
use crate::flags::flags;
use crate::wire::{by_length, layout};

flags! {
    /// What the flags of an adjacency SID mean. The bits are those of IS-IS
    /// ([RFC 8667, section 2.2.1](https://www.rfc-editor.org/rfc/rfc8667#section-2.2.1)); OSPF
    /// ([RFC 8665, section 6.1](https://www.rfc-editor.org/rfc/rfc8665#section-6.1)) has them one place higher, and has
    /// no flag F.
    AdjacencyFlags(u8) {
        /// Flag F: the SID is for IPv6 packets.
        0x80 IPV6 is_ipv6 "ipv6",
        /// Flag B: the adjacency can be protected.
        0x40 BACKUP is_backup "backup",
        /// Flag V: the SID is a label, and no index.
        0x20 VALUE is_value "value",
        /// Flag L: the SID has a meaning only for the router that advertises it.
        0x10 LOCAL is_local "local",
        /// Flag S, in OSPF flag G: the SID is that of a set of adjacencies.
        0x08 SET is_set "set",
        /// Flag P: the SID stays when the router restarts.
        0x04 PERSISTENT is_persistent "persistent",
    }
}

impl AdjacencyFlags {
    fn of(flags: u8, protocol: ProtocolId) -> Option<AdjacencyFlags> {
        match protocol {
            isis if isis.is_isis() => Some(AdjacencyFlags(flags)),
            ospf if ospf.is_ospf() => Some(AdjacencyFlags(flags >> 1)),
            _ => None,
        }
    }
}

layout! {
    /// A SID of an adjacency.
    pub struct AdjacencySid {
        /// The flags. [`flags`](AdjacencySid::flags) explains them.
        pub flags: u8,
        /// The share of the traffic.
        pub weight: u8,
        /// A reserved field. Receivers ignore it; this crate keeps it.
        pub reserved: u16 = 0,
        /// The SID.
        pub sid: SidLabel,
    } text "{sid} weight {weight} flags {flags:#04x}";

    /// A SID of the adjacency to one router of a LAN.
    pub struct LanAdjacencySid {
        /// The flags. [`flags`](LanAdjacencySid::flags) explains them.
        pub flags: u8,
        /// The share of the traffic.
        pub weight: u8,
        /// A reserved field. Receivers ignore it; this crate keeps it.
        pub reserved: u16 = 0,
        /// The router.
        pub neighbor: LanNeighbor,
        /// The SID.
        pub sid: SidLabel,
    } text "{sid} to {neighbor} weight {weight} flags {flags:#04x}";
}

impl AdjacencySid {
    /// Returns what the flags mean in this protocol; `None` if it is neither IS-IS nor OSPF.
    #[must_use]
    pub fn flags(&self, protocol: ProtocolId) -> Option<AdjacencyFlags> {
        AdjacencyFlags::of(self.flags, protocol)
    }
}

impl LanAdjacencySid {
    /// Returns what the flags mean in this protocol; `None` if it is neither IS-IS nor OSPF.
    #[must_use]
    pub fn flags(&self, protocol: ProtocolId) -> Option<AdjacencyFlags> {
        AdjacencyFlags::of(self.flags, protocol)
    }
}

by_length! {
    /// A router of a LAN. The length says which one it is: a SID of 3 or 4 bytes follows.
    pub enum LanNeighbor {
        /// The Router-ID of an OSPF router.
        7 | 8 => Ospf(Ipv4Addr),
        /// The system identifier of an IS-IS router.
        9 | 10 => Isis(SystemId),
    }
}
