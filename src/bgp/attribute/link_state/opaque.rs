//! TLVs without a layout: 1025, 1097 and 1157 contain bytes that the IGP has and BGP-LS does not explain (RFC 9552,
//! section 5.3). The layouts of 1160 and 1200 are unconfirmed.
//!
//! ```
//! use bmp_codec::bgp::attribute::LinkState;
//! use bmp_codec::bgp::attribute::link_state::OpaqueLink;
//!
//! let attribute = LinkState::of([OpaqueLink::from(vec![1, 2]).into()])?;
//! assert_eq!(attribute.octets(), [0x04, 0x49, 0, 2, 1, 2]);
//! assert_eq!(attribute.to_string(), "opaque 0102");
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

use crate::wire::contents;

contents! {
    /// Bytes of a node.
    OpaqueNode(Octets);
    /// Bytes of a link.
    OpaqueLink(Octets);
    /// Bytes of a prefix.
    OpaquePrefix(Octets);
    /// IS-IS flood reflection (RFC 9377).
    IsisFloodReflection(Octets);
    /// The state of an MPLS-TE policy.
    MplsTePolicyState(Octets);
}
