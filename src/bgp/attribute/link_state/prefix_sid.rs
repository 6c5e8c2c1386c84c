//! SIDs of prefixes: 1158 and 1159 ([RFC 9085, sections 2.3.1](https://www.rfc-editor.org/rfc/rfc9085#section-2.3.1) and
//! [2.3.5](https://www.rfc-editor.org/rfc/rfc9085#section-2.3.5)).
//!
//! ```text
//! 1158: flags u8, algorithm u8, reserved u16, label u24 or index u32
//! 1159: flags u8, reserved u8, number of prefixes u16, TLVs (1158)
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::link_state::{PrefixSid, SidLabel};
//! use bmp_codec::bgp::nlri::link_state::ProtocolId;
//!
//! let sid = PrefixSid::new(0x60, 0, SidLabel::Index(101));
//! assert_eq!(sid.to_string(), "index 101 algorithm 0 flags 0x60");
//! let flags = |protocol| sid.flags(protocol).unwrap().to_string();
//! assert_eq!(flags(ProtocolId::IsisLevel1), "node+no-php");
//! assert_eq!(flags(ProtocolId::Ospfv2), "no-php+mapping-server");
//! ```

use crate::bgp::attribute::link_state::{LinkStateTlv, SidLabel};
use crate::bgp::nlri::link_state::ProtocolId;
use crate::flags::flags;
use crate::wire::{List, layout};

flags! {
    /// What the flags of a prefix SID mean. The bits are those of IS-IS
    /// ([RFC 8667, section 2.1.1](https://www.rfc-editor.org/rfc/rfc8667#section-2.1.1)); OSPF
    /// ([RFC 8665, section 5](https://www.rfc-editor.org/rfc/rfc8665#section-5)) has some of them in other places, and
    /// flag M.
    PrefixSidFlags(u8) {
        /// Flag R: the prefix comes from another level or another protocol (IS-IS).
        0x80 READVERTISED is_readvertised "readvertised",
        /// Flag N: the prefix is a node (IS-IS).
        0x40 NODE is_node "node",
        /// Flag P, in OSPF flag NP: the penultimate router must not pop the label.
        0x20 NO_PHP is_no_php "no-php",
        /// Flag E: the penultimate router replaces the label with explicit null.
        0x10 EXPLICIT_NULL is_explicit_null "explicit-null",
        /// Flag V: the SID is a label, and no index.
        0x08 VALUE is_value "value",
        /// Flag L: the SID has a meaning only for the router that advertises it.
        0x04 LOCAL is_local "local",
        /// Flag M: the SID comes from a mapping server (OSPF).
        0x02 MAPPING_SERVER is_mapping_server "mapping-server",
    }
}

layout! {
    /// A SID of a prefix.
    pub struct PrefixSid {
        /// The flags. [`flags`](PrefixSid::flags) explains them.
        pub flags: u8,
        /// The SR algorithm.
        pub algorithm: u8,
        /// A reserved field. Receivers ignore it; this crate keeps it.
        pub reserved: u16 = 0,
        /// The SID.
        pub sid: SidLabel,
    } text "{sid} algorithm {algorithm} flags {flags:#04x}";

    /// SIDs of as many prefixes: the prefix of the route has the first one.
    pub struct Range<B> {
        /// The flags. IS-IS: 0x80 IPv6, 0x40 mirror, 0x20 flood everywhere, 0x10 down, 0x08 attached. OSPF: 0x80 another
        /// area.
        pub flags: u8 = 0,
        /// A reserved byte. Receivers ignore it; this crate keeps it.
        pub reserved: u8 = 0,
        /// The number of prefixes.
        pub size: u16,
        ;
        /// TLVs about the range: [`PrefixSid`].
        pub sub_tlvs: List<LinkStateTlv, B>,
    } text "{size} flags {flags:#04x}" inside sub_tlvs;
}

impl PrefixSid {
    /// Returns what the flags mean in this protocol; `None` if it is neither IS-IS nor OSPF.
    #[must_use]
    pub fn flags(&self, protocol: ProtocolId) -> Option<PrefixSidFlags> {
        let flags = self.flags;
        match protocol {
            isis if isis.is_isis() => Some(PrefixSidFlags(flags & 0xfc)),
            ospf if ospf.is_ospf() => {
                let moved = (flags & 0x40) >> 1 | (flags & 0x20) >> 4;
                Some(PrefixSidFlags(moved | flags & 0x1c))
            }
            _ => None,
        }
    }
}
