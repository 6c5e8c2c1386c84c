//! Types 2 and 4: SIDs of earlier drafts, which are not decoded further
//! ([RFC 8669, section 7](https://www.rfc-editor.org/rfc/rfc8669#section-7)).
//!
//! ```
//! use bmp_codec::Encode;
//! use bmp_codec::bgp::attribute::PrefixSid;
//! use bmp_codec::bgp::attribute::prefix_sid::DeprecatedVpnSid;
//! use bmp_codec::wire::Octets;
//!
//! let prefix_sid = PrefixSid::of([DeprecatedVpnSid(Octets(vec![1, 2])).into()])?;
//! assert_eq!(prefix_sid.to_vec()?, [4, 0, 2, 1, 2]);
//! assert_eq!(prefix_sid.to_string(), "deprecated-vpn-sid 0102");
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

use crate::wire::{Octets, layout};

layout! {
    /// An IPv6 SID of the drafts of RFC 8669: three bytes, then the SID.
    pub struct DeprecatedIpv6Sid<B>(pub Octets<B>) text |sid, f| sid.0.fmt(f);

    /// An SRv6 VPN SID of the drafts of RFC 9252.
    pub struct DeprecatedVpnSid<B>(pub Octets<B>) text |sid, f| sid.0.fmt(f);
}
