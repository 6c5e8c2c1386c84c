//! CLUSTER_LIST ([RFC 4456, section 8](https://www.rfc-editor.org/rfc/rfc4456#section-8)).

use core::fmt;
use core::net::Ipv4Addr;

use alloc::vec::Vec;

use crate::net::{address, fixed, text_form, word};
use crate::wire::Array;

/// CLUSTER_LIST: the clusters of route reflectors that the route went through, the last one first.
pub type ClusterList<B = Vec<u8>> = Array<ClusterId, B>;

fixed! {
    /// A cluster of route reflectors, written as an IPv4 address.
    ClusterId(u32) 4;
}
word!(ClusterId(u32));
address!(ClusterId);
text_form!(ClusterId as u32);
