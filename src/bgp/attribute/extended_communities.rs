//! EXTENDED COMMUNITIES ([RFC 4360](https://www.rfc-editor.org/rfc/rfc4360)).

use alloc::vec::Vec;

use crate::bgp::extended_community::ExtendedCommunity;
use crate::wire::Array;

/// EXTENDED COMMUNITIES: typed marks, such as route targets.
///
/// ```
/// use bmp_codec::{Decode, bgp::attribute::{ExtendedCommunities, ExtendedCommunity}};
///
/// let list = ExtendedCommunities::from_octets(&[0, 2, 0xfd, 0xe8, 0, 0, 0, 1])?;
/// assert!(list.contains(ExtendedCommunity::route_target(65000, 1)));
/// assert_eq!(list.to_string(), "rt:65000:1");
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
pub type ExtendedCommunities<B = Vec<u8>> = Array<ExtendedCommunity, B>;
