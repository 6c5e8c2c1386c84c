//! Maximum SID depths: 266 and 267 ([RFC 8814](https://www.rfc-editor.org/rfc/rfc8814)).
//!
//! ```text
//! one or more of: type u8, value u8
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::LinkState;
//! use bmp_codec::bgp::attribute::link_state::{Msd, MsdType, NodeMsd};
//!
//! let msd = Msd { msd_type: MsdType::BaseMplsImposition, value: 10 };
//! let node = LinkState::of([NodeMsd::from([msd]).into()])?;
//! assert_eq!(node.octets(), [0x01, 0x0a, 0, 2, 1, 10]);
//! assert_eq!(node.to_string(), "node-msd base-mpls-imposition=10");
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

use core::fmt;

use crate::registry::registry;
use crate::wire::{contents, layout};

registry! {
    /// What an MSD counts ([RFC 8491, section 2](https://www.rfc-editor.org/rfc/rfc8491#section-2)).
    MsdType(u8) {
        /// Labels that can be imposed.
        1 BaseMplsImposition "base-mpls-imposition",
        /// The depth that entropy labels are searched to: ERLD.
        2 EntropyReadableLabelDepth "erld",
        /// The Segments Left field of an SRH.
        41 SrhMaxSegmentsLeft "srh-max-sl",
        /// SIDs in an SRH that is removed.
        42 SrhMaxEndPop "srh-max-end-pop",
        /// SIDs that can be inserted.
        44 SrhMaxHEncaps "srh-max-h-encaps",
        /// SIDs in an SRH whose inner packet is forwarded.
        45 SrhMaxEndD "srh-max-end-d",
    }
}

layout! {
    fixed " ";
    /// A maximum SID depth.
    pub struct Msd {
        /// What it counts.
        pub msd_type: MsdType,
        /// The depth; 0 if the node cannot do it.
        pub value: u8,
    }
}

impl fmt::Display for Msd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.msd_type, self.value)
    }
}

contents! {
    /// The maximum SID depths of the node.
    NodeMsd(Array<Msd>);
    /// The maximum SID depths of the link.
    LinkMsd(Array<Msd>);
}
