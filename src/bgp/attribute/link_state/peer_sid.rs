//! SIDs of BGP peers: 1101, 1102 and 1103
//! ([RFC 9086, section 5](https://www.rfc-editor.org/rfc/rfc9086#section-5)).
//!
//! ```text
//! flags u8, weight u8, reserved u16, label u24 or index u32
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::LinkState;
//! use bmp_codec::bgp::attribute::link_state::{PeerNodeSid, PeerSidFlags, SidLabel};
//!
//! let flags = PeerSidFlags::VALUE | PeerSidFlags::LOCAL;
//! let sid = PeerNodeSid::new(flags, 10, SidLabel::Label(24001));
//! let link = LinkState::of([sid.into()])?;
//! assert_eq!(link.octets(), [0x04, 0x4d, 0, 7, 0xc0, 10, 0, 0, 0, 0x5d, 0xc1]);
//! assert_eq!(link.to_string(), "peer-node-sid label 24001 weight 10 flags value+local");
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

use crate::bgp::attribute::link_state::SidLabel;
use crate::flags::flags;
use crate::wire::layout;

flags! {
    /// The flags of the SID of a BGP peer.
    PeerSidFlags(u8) {
        /// Flag V: the SID is a label, and no index.
        0x80 VALUE is_value "value",
        /// Flag L: the SID has a meaning only for the router that advertises it.
        0x40 LOCAL is_local "local",
        /// Flag B: the SID can be protected.
        0x20 BACKUP is_backup "backup",
        /// Flag P: the SID stays when the router restarts.
        0x10 PERSISTENT is_persistent "persistent",
    }
}

/// Defines SIDs of BGP peers: they have one layout.
macro_rules! peer_sids {
    ($($(#[$meta:meta])* $name:ident)*) => { layout! { $(
        $(#[$meta])*
        pub struct $name {
            /// The flags.
            pub flags: PeerSidFlags,
            /// The share of the traffic.
            pub weight: u8,
            /// A reserved field. Receivers ignore it; this crate keeps it.
            pub reserved: u16 = 0,
            /// The SID.
            pub sid: SidLabel,
        } text "{sid} weight {weight} flags {flags}";
    )* } };
}

peer_sids! {
    /// The SID of a BGP peer.
    PeerNodeSid
    /// The SID of a link to a BGP peer.
    PeerAdjSid
    /// The SID of a set of BGP peers.
    PeerSetSid
}
