//! How a prefix was learned: prefix descriptor 264 of OSPF (RFC 9552, section 5.2.3.1), and 535 of BGP
//! (draft-ietf-idr-bgp-ls-bgp-only-fabric).
//!
//! ```text
//! type u8
//! ```

use crate::registry::registry;

registry! {
    /// How OSPF learned a prefix.
    ///
    /// ```
    /// use bmp_codec::bgp::nlri::link_state::OspfRouteType;
    ///
    /// assert_eq!(OspfRouteType::from(3), OspfRouteType::External1);
    /// assert_eq!(OspfRouteType::External1.to_string(), "external-1");
    /// ```
    OspfRouteType(u8) {
        /// In the area of the router.
        1 IntraArea "intra-area",
        /// From another area.
        2 InterArea "inter-area",
        /// From outside OSPF, with a metric that is comparable.
        3 External1 "external-1",
        /// From outside OSPF, with a metric that is greater than any of OSPF.
        4 External2 "external-2",
        /// Like external 1, in a not-so-stubby area.
        5 Nssa1 "nssa-1",
        /// Like external 2, in a not-so-stubby area.
        6 Nssa2 "nssa-2",
    }
}

registry! {
    /// How BGP learned a prefix. The numbers are from a draft, which FRR 10.7 implements.
    BgpRouteType(u8) {
        /// The router has the address itself.
        1 Local "local",
        /// An interface of the router is in the network.
        2 Attached "attached",
        /// From a peer in another AS.
        3 ExternalBgp "ebgp",
        /// From a peer in the same AS.
        4 InternalBgp "ibgp",
        /// From another protocol.
        5 Redistributed "redistributed",
    }
}
