//! Address Family Link Descriptor: link descriptor 1185 (RFC 9815, section 5.2.2).
//!
//! ```text
//! family u8: 1 IPv4, 2 IPv6; 0 and 255 are malformed
//! ```

use crate::wire::layout;

layout! {
    /// The address family of a link of BGP SPF that has no addresses: 1 is IPv4, 2 is IPv6.
    ///
    /// ```
    /// use bmp_codec::{Encode, bgp::nlri::link_state::AddressFamilyLink};
    ///
    /// assert_eq!(AddressFamilyLink(2).to_string(), "ipv6");
    /// assert!(AddressFamilyLink(0).to_vec().is_err());
    /// ```
    #[derive(PartialOrd, Ord)]
    pub struct AddressFamilyLink(pub u8) except (0 | 255) text |family, f| match family.0 {
        1 => f.write_str("ipv4"),
        2 => f.write_str("ipv6"),
        number => write!(f, "{number}"),
    };
}
