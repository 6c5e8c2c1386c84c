//! L2 Bundle Member Attributes: 1172
//! ([RFC 9085, section 2.2.3](https://www.rfc-editor.org/rfc/rfc9085#section-2.2.3)).
//!
//! ```text
//! member u32, TLVs
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::LinkState;
//! use bmp_codec::bgp::attribute::link_state::{AdminGroup, L2BundleMember};
//! use bmp_codec::wire::List;
//!
//! let sub_tlvs = List::of([AdminGroup(1).into()])?;
//! let link = LinkState::of([L2BundleMember { member: 5, sub_tlvs }.into()])?;
//! assert_eq!(link.to_string(), "member 5 (admin-group 0x00000001)");
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

use crate::bgp::attribute::link_state::LinkStateTlv;
use crate::wire::{List, layout};

layout! {
    /// Attributes of a link that is a member of the L2 bundle.
    pub struct L2BundleMember<B> {
        /// The link-local identifier of the member.
        pub member: u32,
        ;
        /// The attributes.
        pub sub_tlvs: List<LinkStateTlv, B>,
    } text "{member} ({sub_tlvs})";
}
