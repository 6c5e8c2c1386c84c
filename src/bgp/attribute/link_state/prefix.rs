//! Attributes of a prefix: 1152, 1153 and 1154 (RFC 9552, section 5.3.3).
//!
//! ```text
//! 1152: flags u8   1153: tags of u32   1154: tags of u64
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::LinkState;
//! use bmp_codec::bgp::attribute::link_state::{IgpFlags, PrefixMetric, RouteTags};
//!
//! let prefix = LinkState::of([
//!     IgpFlags::DOWN.into(),
//!     RouteTags::from([100]).into(),
//!     PrefixMetric::new(20).into(),
//! ])?;
//! assert_eq!(prefix.to_string(), "flags down, tags 100, metric 20");
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

use crate::flags::flags;
use crate::wire::contents;

flags! {
    /// Flags of a prefix. Which ones exist depends on the IGP.
    IgpFlags(u8) {
        /// Flag D: the prefix came down from a higher level (IS-IS).
        0x80 DOWN is_down "down",
        /// Flag N: the prefix is not for unicast (OSPF).
        0x40 NO_UNICAST is_no_unicast "no-unicast",
        /// Flag L: the prefix is an address of the router (OSPF).
        0x20 LOCAL_ADDRESS is_local_address "local-address",
        /// Flag P: an NSSA border router passes the prefix on (OSPF).
        0x10 PROPAGATE_NSSA is_propagate_nssa "propagate-nssa",
    }
}

contents! {
    /// The tags of a prefix in its IGP.
    RouteTags(Array<u32>);
    /// The tags of a prefix in IS-IS, of 64 bits.
    ExtendedRouteTags(Array<u64>);
}
