//! Type 1: Ethernet Auto-Discovery ([RFC 7432, section 7.1](https://www.rfc-editor.org/rfc/rfc7432#section-7.1)).
//!
//! ```text
//! route distinguisher 8, Ethernet segment 10, Ethernet tag u32, label 3
//! ```

use crate::bgp::nlri::evpn::text::LabelOrVni;
use crate::net::{EthernetSegmentId, Label, RouteDistinguisher};
use crate::wire::{key_part, layout};

layout! {
    /// An Ethernet Auto-Discovery route: announces that an Ethernet segment is reachable. This is the whole segment if
    /// the Ethernet tag is [`MAX_ETHERNET_TAG`](super::MAX_ETHERNET_TAG), or one broadcast domain on it.
    #[derive(Default)]
    pub struct AutoDiscovery {
        at once 25 {
            /// The route distinguisher.
            pub rd: RouteDistinguisher,
            /// The Ethernet segment.
            pub esi: EthernetSegmentId,
            /// The broadcast domain, or `MAX_ETHERNET_TAG`.
            pub ethernet_tag: u32,
            /// The MPLS label or VNI. JSON has all 24 bits as a number.
            #[cfg_attr(feature = "serde", serde(with = "crate::net::label::bits"))]
            pub label: Label,
        }
    } text |route, f| {
        let AutoDiscovery { rd, esi, ethernet_tag, label } = route;
        write!(f, "{rd} {esi} tag {ethernet_tag} {}", LabelOrVni(*label))
    };
}

key_part! {
    /// RFC 7432, section 7.1: the label is an attribute of the route, not a part of the key.
    ['s] AutoDiscovery { rd, esi, ethernet_tag } not { label }
}
