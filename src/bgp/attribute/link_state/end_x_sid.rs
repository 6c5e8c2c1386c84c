//! SRv6 SIDs of adjacencies: 1106, 1107 and 1108
//! ([RFC 9514, section 4](https://www.rfc-editor.org/rfc/rfc9514#section-4)).
//!
//! ```text
//! endpoint behavior u16, flags u8, algorithm u8, weight u8, reserved u8, SID 16, TLVs (1252)
//! 1107: IS-IS system identifier 6 before the SID   1108: OSPFv3 Router-ID 4 before the SID
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::LinkState;
//! use bmp_codec::bgp::attribute::link_state::{EndXFlags, Srv6EndXSid};
//! use bmp_codec::bgp::attribute::prefix_sid::EndpointBehavior;
//! use bmp_codec::wire::List;
//!
//! let sid = "2001:db8:f:1:100::".parse()?;
//! let (flags, sub_tlvs) = (EndXFlags::BACKUP, List::default());
//! let end_x = Srv6EndXSid::new(EndpointBehavior::EndX, flags, 128, 1, sid, sub_tlvs);
//! assert_eq!(
//!     LinkState::of([end_x.into()])?.to_string(),
//!     "end-x-sid 2001:db8:f:1:100:: End.X algorithm 128 weight 1 flags backup"
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::net::{Ipv4Addr, Ipv6Addr};

use crate::bgp::attribute::link_state::LinkStateTlv;
use crate::bgp::attribute::prefix_sid::EndpointBehavior;
use crate::bgp::nlri::link_state::SystemId;
use crate::flags::flags;
use crate::net::write_if;
use crate::wire::{List, layout};

flags! {
    /// The flags of an SRv6 SID of an adjacency. They have the same places in IS-IS
    /// ([RFC 9352, section 8](https://www.rfc-editor.org/rfc/rfc9352#section-8)), OSPFv3
    /// ([RFC 9513, section 9](https://www.rfc-editor.org/rfc/rfc9513#section-9)) and BGP
    /// ([RFC 9514, section 7.2](https://www.rfc-editor.org/rfc/rfc9514#section-7.2)).
    EndXFlags(u8) {
        /// Flag B: the SID can be protected.
        0x80 BACKUP is_backup "backup",
        /// Flag S: the SID is that of a set of adjacencies or peers.
        0x40 SET is_set "set",
        /// Flag P: the SID stays when the router restarts.
        0x20 PERSISTENT is_persistent "persistent",
    }
}

/// Defines SRv6 SIDs of adjacencies: they differ by the neighbor before the SID.
macro_rules! end_x_sids {
    ($($(#[$meta:meta])* $name:ident $(($(#[$doc:meta])* $neighbor:ident: $type:ty))?;)*) => { layout! { $(
        $(#[$meta])*
        pub struct $name<B> {
            /// What the router does with packets to the SID.
            pub endpoint_behavior: EndpointBehavior,
            /// The flags.
            pub flags: EndXFlags,
            /// The algorithm.
            pub algorithm: u8,
            /// The share of the traffic.
            pub weight: u8,
            /// A reserved byte. Receivers ignore it; this crate keeps it.
            pub reserved: u8 = 0,
            $(
                $(#[$doc])*
                pub $neighbor: $type,
            )?
            /// The SID.
            pub sid: Ipv6Addr,
            ;
            /// TLVs about the SID: [`Srv6SidStructure`](super::Srv6SidStructure).
            pub sub_tlvs: List<LinkStateTlv, B>,
        } text |value, f| {
            write!(f, "{} {}", value.sid, value.endpoint_behavior)?;
            $(write!(f, " to {}", value.$neighbor)?;)?
            write!(f, " algorithm {} weight {} flags {}", value.algorithm, value.weight, value.flags)?;
            write_if(!value.sub_tlvs.is_empty(), format_args!(" ({})", value.sub_tlvs), f)
        };
    )* } };
}

end_x_sids! {
    /// An SRv6 SID of an adjacency, or of a link to a BGP peer.
    Srv6EndXSid;
    /// An SRv6 SID of the adjacency to one IS-IS router of a LAN.
    IsisSrv6LanEndXSid(
        /// The system identifier of the neighbor.
        neighbor: SystemId
    );
    /// An SRv6 SID of the adjacency to one OSPFv3 router of a LAN.
    Ospfv3Srv6LanEndXSid(
        /// The Router-ID of the neighbor.
        neighbor: Ipv4Addr
    );
}
