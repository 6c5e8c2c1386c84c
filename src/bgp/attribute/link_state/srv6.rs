//! SRv6: capabilities, 1038; locators, 1162; and what a SID is, 1250 to 1252
//! ([RFC 9514](https://www.rfc-editor.org/rfc/rfc9514)).
//!
//! ```text
//! 1038: flags u16, reserved u16
//! 1162: flags u8, algorithm u8, reserved u16, metric u32, TLVs
//! 1250: endpoint behavior u16, flags u8, algorithm u8
//! 1251: flags u8, weight u8, reserved u16, AS number u32, BGP identifier 4
//! 1252: locator block u8, locator node u8, function u8, argument u8
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::LinkState;
//! use bmp_codec::bgp::attribute::link_state::{Srv6EndpointBehavior, Srv6SidStructure};
//! use bmp_codec::bgp::attribute::prefix_sid::EndpointBehavior;
//!
//! let sid = LinkState::of([
//!     Srv6EndpointBehavior::new(EndpointBehavior::EndX, 128).into(),
//!     Srv6SidStructure { locator_block: 40, locator_node: 24, function: 16, argument: 0 }
//!         .into(),
//! ])?;
//! assert_eq!(sid.to_string(), "behavior End.X algorithm 128, structure 40+24+16+0");
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

use core::net::Ipv4Addr;

use crate::bgp::attribute::link_state::{EndXFlags, LinkStateTlv};
use crate::bgp::attribute::prefix_sid::EndpointBehavior;
use crate::bgp::nlri::link_state::ProtocolId;
use crate::flags::flags;
use crate::net::Asn;
use crate::wire::{List, layout};

flags! {
    /// What a node can do with SRv6, in IS-IS ([RFC 9352, section 2](https://www.rfc-editor.org/rfc/rfc9352#section-2))
    /// and OSPFv3 ([RFC 9513, section 2](https://www.rfc-editor.org/rfc/rfc9513#section-2)).
    Srv6CapabilityFlags(u16) {
        /// Flag O: operation, administration and maintenance ([RFC 9259](https://www.rfc-editor.org/rfc/rfc9259)).
        0x4000 OAM is_oam "oam",
    }
}

layout! {
    /// The SRv6 capabilities of a node.
    pub struct Srv6Capabilities {
        /// The flags.
        pub flags: Srv6CapabilityFlags,
        /// A reserved field. Receivers ignore it; this crate keeps it.
        pub reserved: u16 = 0,
    } text "{flags}";

    /// An SRv6 locator.
    pub struct Srv6Locator<B> {
        /// The flags, copied from the IGP.
        pub flags: u8 = 0,
        /// The algorithm.
        pub algorithm: u8,
        /// A reserved field. Receivers ignore it; this crate keeps it.
        pub reserved: u16 = 0,
        /// The metric.
        pub metric: u32,
        ;
        /// TLVs about the locator. None are defined.
        pub sub_tlvs: List<LinkStateTlv, B>,
    } text "algorithm {algorithm} metric {metric} flags {flags:#04x}" inside sub_tlvs;

    /// What an SRv6 SID does.
    pub struct Srv6EndpointBehavior {
        /// The behavior.
        pub endpoint_behavior: EndpointBehavior,
        /// The flags. None are defined; they are kept.
        pub flags: u8 = 0,
        /// The algorithm.
        pub algorithm: u8,
    } text "{endpoint_behavior} algorithm {algorithm}";

    /// The BGP peer that an SRv6 SID leads to.
    pub struct Srv6PeerNodeSid {
        /// The flags.
        pub flags: EndXFlags,
        /// The share of the traffic.
        pub weight: u8,
        /// A reserved field. Receivers ignore it; this crate keeps it.
        pub reserved: u16 = 0,
        /// The AS number of the peer.
        pub asn: Asn,
        /// The BGP identifier of the peer.
        pub bgp_id: Ipv4Addr,
    } text "{bgp_id} as {asn} weight {weight} flags {flags}";

    /// The lengths of the parts of an SRv6 SID, in bits.
    pub struct Srv6SidStructure {
        /// The length of the locator block.
        pub locator_block: u8,
        /// The length of the locator node.
        pub locator_node: u8,
        /// The length of the function.
        pub function: u8,
        /// The length of the argument.
        pub argument: u8,
    } text "{locator_block}+{locator_node}+{function}+{argument}";
}

impl Srv6SidStructure {
    /// Returns the sum of the lengths: at most 128.
    #[must_use]
    pub fn bits(self) -> u16 {
        let parts = [
            self.locator_block,
            self.locator_node,
            self.function,
            self.argument,
        ];
        parts.map(u16::from).iter().sum()
    }
}

impl<B: AsRef<[u8]>> Srv6Locator<B> {
    /// Returns flag D, which only IS-IS has: the locator came down from a higher level.
    #[must_use]
    pub fn is_down(&self, protocol: ProtocolId) -> Option<bool> {
        protocol.is_isis().then_some(self.flags & 0x80 != 0)
    }
}
