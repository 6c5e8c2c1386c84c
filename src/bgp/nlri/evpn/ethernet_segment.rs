//! Type 4: Ethernet Segment ([RFC 7432, section 7.4](https://www.rfc-editor.org/rfc/rfc7432#section-7.4)).
//!
//! ```text
//! route distinguisher 8, Ethernet segment 10, bits u8, address of the originator
//! ```

use crate::net::{Address, EthernetSegmentId, RouteDistinguisher};
use crate::wire::{key_part, layout};

layout! {
    /// An Ethernet Segment route: a router that is attached to an Ethernet segment.
    #[derive(Default)]
    pub struct EthernetSegment {
        at once 18 {
            /// The route distinguisher.
            pub rd: RouteDistinguisher,
            /// The Ethernet segment.
            pub esi: EthernetSegmentId,
        }
        /// The router that is attached to the segment. It is empty if its length is 0.
        pub originator: Address,
    } text "{rd} {esi} {originator}";
}

key_part! {
    /// The key is all fields (RFC 7432, section 7.4).
    ['s] EthernetSegment { rd, esi, originator }
}
