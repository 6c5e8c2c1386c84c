//! Prefix Attribute Flags: 1170 ([RFC 9085, section 2.3.2](https://www.rfc-editor.org/rfc/rfc9085#section-2.3.2)).
//!
//! ```text
//! bits, one or more bytes
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::link_state::PrefixAttributeFlags;
//! use bmp_codec::bgp::nlri::link_state::ProtocolId;
//!
//! let flags = PrefixAttributeFlags::from(vec![0x40]);
//! let of = |protocol| flags.of(protocol).unwrap().to_string();
//! assert_eq!(of(ProtocolId::IsisLevel2), "readvertised");
//! assert_eq!(of(ProtocolId::Ospfv2), "node");
//! ```

use core::fmt;

use crate::bgp::nlri::link_state::ProtocolId;
use crate::flags::flags;
use crate::wire::contents;

contents! {
    /// Attributes of a prefix in its IGP, as bits. [`of`](PrefixAttributeFlags::of) explains them.
    PrefixAttributeFlags(Octets) of (1..);
}

flags! {
    /// Attributes of a prefix in IS-IS ([RFC 7794, section 2.1](https://www.rfc-editor.org/rfc/rfc7794#section-2.1)).
    IsisPrefixFlags(u8) {
        /// Flag X: the prefix comes from another protocol.
        0x80 EXTERNAL is_external "external",
        /// Flag R: the prefix comes from another level.
        0x40 READVERTISED is_readvertised "readvertised",
        /// Flag N: the prefix is a node.
        0x20 NODE is_node "node",
        /// Flag E: the sender can process entropy labels.
        0x10 ENTROPY_LABEL is_entropy_label "entropy-label",
        /// Flag A: the prefix is anycast ([RFC 9352](https://www.rfc-editor.org/rfc/rfc9352)).
        0x08 ANYCAST is_anycast "anycast",
    }

    /// Attributes of a prefix in OSPFv2 ([RFC 7684, section 2.1](https://www.rfc-editor.org/rfc/rfc7684#section-2.1)).
    Ospfv2PrefixFlags(u8) {
        /// Flag A: the prefix is attached to the router of another area.
        0x80 ATTACH is_attach "attach",
        /// Flag N: the prefix is a node.
        0x40 NODE is_node "node",
        /// Flag E: the sender can process entropy labels.
        0x20 ENTROPY_LABEL is_entropy_label "entropy-label",
    }

    /// The options of a prefix in OSPFv3
    /// ([RFC 5340, appendix A.4.1.1](https://www.rfc-editor.org/rfc/rfc5340#appendix-A.4.1.1)).
    Ospfv3PrefixOptions(u8) {
        /// Bit NU: the prefix is not for unicast.
        0x01 NO_UNICAST is_no_unicast "no-unicast",
        /// Bit LA: the prefix is an address of the router.
        0x02 LOCAL_ADDRESS is_local_address "local-address",
        /// Bit P: an NSSA border router passes the prefix on.
        0x08 PROPAGATE is_propagate "propagate",
        /// Bit DN: the prefix came down from a VPN or another area.
        0x10 DOWN is_down "down",
        /// Bit N: the prefix is a node ([RFC 8362](https://www.rfc-editor.org/rfc/rfc8362)).
        0x20 NODE is_node "node",
        /// Bit AC: the prefix is anycast ([RFC 9513](https://www.rfc-editor.org/rfc/rfc9513)).
        0x80 ANYCAST is_anycast "anycast",
    }
}

/// Attributes of a prefix, by the protocol of its route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PrefixAttributes {
    /// In IS-IS.
    Isis(IsisPrefixFlags),
    /// In OSPFv2.
    Ospfv2(Ospfv2PrefixFlags),
    /// In OSPFv3.
    Ospfv3(Ospfv3PrefixOptions),
}

impl fmt::Display for PrefixAttributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PrefixAttributes::Isis(flags) => flags.fmt(f),
            PrefixAttributes::Ospfv2(flags) => flags.fmt(f),
            PrefixAttributes::Ospfv3(options) => options.fmt(f),
        }
    }
}

impl<B: AsRef<[u8]>> PrefixAttributeFlags<B> {
    /// Returns what the first byte means in this protocol; `None` if it is neither IS-IS nor OSPF.
    #[must_use]
    pub fn of(&self, protocol: ProtocolId) -> Option<PrefixAttributes> {
        let bits = *self.0.first()?;
        match protocol {
            ProtocolId::IsisLevel1 | ProtocolId::IsisLevel2 => {
                Some(PrefixAttributes::Isis(IsisPrefixFlags(bits)))
            }
            ProtocolId::Ospfv2 => Some(PrefixAttributes::Ospfv2(Ospfv2PrefixFlags(bits))),
            ProtocolId::Ospfv3 => Some(PrefixAttributes::Ospfv3(Ospfv3PrefixOptions(bits))),
            _ => None,
        }
    }
}
