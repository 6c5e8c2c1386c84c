//! CLUSTER_LIST ([RFC 4456, section 8](https://www.rfc-editor.org/rfc/rfc4456#section-8)).

use alloc::vec::Vec;

use crate::net::fixed;
use crate::wire::Array;

/// CLUSTER_LIST: the route reflector clusters that the route went through, the most recent one first.
///
/// ```
/// use bmp_codec::{Decode, bgp::attribute::ClusterList};
///
/// let list = ClusterList::from_octets(&[10, 0, 0, 98, 10, 0, 0, 97])?;
/// assert_eq!(list.to_string(), "10.0.0.98 10.0.0.97");
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
pub type ClusterList<B = Vec<u8>> = Array<ClusterId, B>;

fixed! {
    /// A route reflector cluster. The text is an IPv4 address.
    ClusterId(u32) as address;
}

#[cfg(test)]
mod tests {
    use core::net::Ipv4Addr;

    use super::*;
    use crate::testkit::cases;

    #[test]
    fn octets_and_text() {
        let ids = ["10.0.0.98", "10.0.0.97", "10.0.0.96"].map(|id| id.parse().unwrap());
        let list = ClusterList::from_iter(ids);
        assert_eq!(list.len(), 3);
        assert_eq!(list.get(2).unwrap().address(), Ipv4Addr::new(10, 0, 0, 96));
        // The first list as FRR sent it, with three clusters.
        cases! { ClusterList<&[u8]>;
            "0a000062 0a000061 0a000060" is list => "10.0.0.98 10.0.0.97 10.0.0.96"
                => r#"["10.0.0.98","10.0.0.97","10.0.0.96"]"#,
            "" is ClusterList::new() => "",
            "000000000000" => error "value at byte 0: a length of 6 is not a multiple of 4",
        }
    }
}
