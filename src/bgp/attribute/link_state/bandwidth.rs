//! Unreserved bandwidth: 1091 (RFC 9552, section 5.3.2). The TLVs of one bandwidth each contain a
//! [`Bandwidth`](crate::net::Bandwidth).
//!
//! ```text
//! 8 bandwidths of 4, in bytes per second (IEEE 754)
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::link_state::UnreservedBandwidth;
//! use bmp_codec::net::Bandwidth;
//!
//! let unreserved = UnreservedBandwidth::from([Bandwidth::from(1e9); 8]);
//! assert_eq!(unreserved.0.get(7), Some(Bandwidth::from(1e9)));
//! ```

use crate::net::Bandwidth;
use crate::wire::contents;

contents! {
    /// The bandwidth of a link that is not reserved, at each priority from 0 to 7.
    UnreservedBandwidth(Array<Bandwidth>) of (32);
}
