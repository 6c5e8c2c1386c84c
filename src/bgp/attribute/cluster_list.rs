//! CLUSTER_LIST ([RFC 4456, section 8](https://www.rfc-editor.org/rfc/rfc4456#section-8)).

use alloc::vec::Vec;

use crate::net::fixed;
use crate::wire::Array;

/// CLUSTER_LIST: the clusters of route reflectors that the route went through, the last one first.
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
    /// A cluster of route reflectors, written as an IPv4 address.
    ClusterId(u32) as address;
}

#[cfg(test)]
mod tests {
    use core::net::Ipv4Addr;

    use super::*;
    use crate::bgp::Session;
    use crate::bgp::testkit::{both_ways, fault, json};
    use crate::wire::Fault;

    #[test]
    fn octets_and_text() {
        // As FRR sent it, with three clusters.
        let octets = [10, 0, 0, 98, 10, 0, 0, 97, 10, 0, 0, 96];
        let list: ClusterList<&[u8]> = both_ways(&octets, Session::default());
        assert_eq!(list.to_string(), "10.0.0.98 10.0.0.97 10.0.0.96");
        assert_eq!(list.len(), 3);
        assert_eq!("10.0.0.98".parse(), Ok(list.get(0).unwrap()));
        assert_eq!(list.get(2).unwrap().address(), Ipv4Addr::new(10, 0, 0, 96));
        json(&list.to_owned(), r#"["10.0.0.98","10.0.0.97","10.0.0.96"]"#);
        let none: ClusterList<&[u8]> = both_ways(&[], Session::default());
        assert!(none.is_empty());
    }

    #[test]
    fn malformed() {
        assert_eq!(
            fault::<ClusterList<&[u8]>>(&[0; 6], Session::default()),
            (0, Fault::Multiple { length: 6, of: 4 })
        );
    }
}
