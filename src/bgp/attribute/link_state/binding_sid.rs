//! Binding SIDs of a candidate path: 1201 and 1212 (RFC 9857, sections 5.1 and 5.2).
//!
//! ```text
//! 1201: flags u16, reserved u16, binding SID u32 or 16, the one that was asked for: u32 or 16
//! 1212: flags u16, reserved u16, binding SID 16, the one that was asked for: 16, TLVs (1250, 1252)
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::LinkState;
//! use bmp_codec::bgp::attribute::link_state::{BindingSid, BindingSidFlags, PolicySid};
//!
//! let sid = PolicySid::Mpls(15000);
//! let binding = BindingSid::new(BindingSidFlags::ALLOCATED, sid, PolicySid::Mpls(0));
//! let path = LinkState::of([binding.into()])?;
//! assert_eq!(path.to_string(), "binding-sid 15000 specified 0 flags allocated");
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

use core::net::Ipv6Addr;

use crate::bgp::attribute::link_state::LinkStateTlv;
use crate::flags::flags;
use crate::wire::{List, by_length, layout};

flags! {
    /// The flags of a binding SID.
    ///
    /// The letters of the flags are those of RFC 9857. Their names are unconfirmed.
    BindingSidFlags(u16) {
        /// Flag D: the SIDs are of SRv6.
        0x8000 SRV6 is_srv6 "srv6",
        /// Flag B: the SID is allocated.
        0x4000 ALLOCATED is_allocated "allocated",
        /// Flag U: the SID that was asked for is not available.
        0x2000 UNAVAILABLE is_unavailable "unavailable",
        /// Flag L: the SID comes from the local block.
        0x1000 LOCAL_BLOCK is_local_block "local-block",
        /// Flag F: the SID is another one than the one that was asked for.
        0x0800 FALLBACK is_fallback "fallback",
    }

    /// The flags of an SRv6 binding SID.
    ///
    /// The letters of the flags are those of RFC 9857. Their names are unconfirmed.
    Srv6BindingSidFlags(u16) {
        /// Flag B: the SID is allocated.
        0x8000 ALLOCATED is_allocated "allocated",
        /// Flag U: the SID that was asked for is not available.
        0x4000 UNAVAILABLE is_unavailable "unavailable",
        /// Flag F: the SID is another one than the one that was asked for.
        0x2000 FALLBACK is_fallback "fallback",
    }
}

layout! {
    /// The binding SID of a candidate path.
    pub struct BindingSid {
        /// The flags.
        pub flags: BindingSidFlags,
        /// A reserved field. Receivers ignore it; this crate keeps it.
        pub reserved: u16 = 0,
        /// The binding SID. 0 means that the path has no binding SID.
        pub sid: PolicySid,
        /// The SID that was asked for; 0 if none was.
        pub specified: PolicySid,
    } text "{sid} specified {specified} flags {flags}";

    /// An SRv6 binding SID of a candidate path.
    pub struct Srv6BindingSid<B> {
        /// The flags.
        pub flags: Srv6BindingSidFlags,
        /// A reserved field. Receivers ignore it; this crate keeps it.
        pub reserved: u16 = 0,
        /// The binding SID. `::` means that the path has no binding SID.
        pub sid: Ipv6Addr,
        /// The SID that was asked for; `::` if none was.
        pub specified: Ipv6Addr,
        ;
        /// TLVs about the SID.
        pub sub_tlvs: List<LinkStateTlv, B>,
    } text "{sid} specified {specified} flags {flags}" inside sub_tlvs;
}

by_length! {
    /// A SID of SR-MPLS or of SRv6. The length says which one it is: of one of two, or of the last one.
    pub enum PolicySid {
        /// Four bytes with a label. Where the label is in them is not interpreted.
        4 | 8 => Mpls(u32),
        /// An SRv6 SID.
        16 | 32 => Srv6(Ipv6Addr),
    }
}
