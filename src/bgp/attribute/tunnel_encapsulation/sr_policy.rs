//! The sub-TLVs of an SR policy, except its segment lists
//! ([RFC 9830, section 2.4](https://www.rfc-editor.org/rfc/rfc9830#section-2.4)).
//!
//! ```text
//! Preference:        flags u8, reserved u8, preference u32
//! Binding SID:       flags u8, reserved u8, SID 0, 4 or 16
//! SRv6 Binding SID:  flags u8, reserved u8, SID 16 [, behavior and structure 8]
//! ENLP:              flags u8, reserved u8, ENLP u8
//! Priority:          priority u8, reserved u8
//! names:             reserved u8, text
//! ```

use core::net::Ipv6Addr;

use super::LabelStackEntry;
use crate::bgp::attribute::prefix_sid::EndpointBehavior;
use crate::flags::flags;
use crate::registry::registry;
use crate::wire::{Text, by_length, layout};

registry! {
    /// The packets without a label that get an explicit NULL label
    /// ([RFC 9830, section 2.4.5](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.5)).
    ExplicitNull(u8) {
        /// IPv4 packets only.
        1 Ipv4 "IPv4",
        /// IPv6 packets only.
        2 Ipv6 "IPv6",
        /// IPv4 and IPv6 packets.
        3 Both "IPv4 and IPv6",
        /// No packets.
        4 None "none",
    }
}

layout! {
    /// The preference of a candidate path: the highest preference wins
    /// ([RFC 9830, section 2.4.1](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.1)).
    pub struct Preference {
        /// The flags. None are defined.
        pub flags: u8 = 0,
        /// A reserved field, which should be zero. Receivers ignore it.
        pub reserved: u8 = 0,
        /// The preference. Without this sub-TLV, it is 100.
        pub preference: u32,
    } text |value, f| value.preference.fmt(f);

    /// The binding SID: the SID that steers packets into the policy
    /// ([RFC 9830, section 2.4.2](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.2)).
    pub struct BindingSid {
        /// The flags: whether this SID is required, and whether to drop packets while the policy has no path.
        pub flags: BindingSidFlags = BindingSidFlags(0),
        /// A reserved field, which should be zero. Receivers ignore it.
        pub reserved: u8 = 0,
        /// The SID. Without it, the receiver assigns one.
        pub sid: Option<Sid>,
    } text |value, f| match &value.sid {
        Some(sid) => sid.fmt(f),
        None => f.write_str("none"),
    };

    /// An SRv6 binding SID: it steers packets into the policy
    /// ([RFC 9830, section 2.4.3](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.3)). A policy may have several.
    pub struct Srv6BindingSid {
        /// The flags: whether this SID is required, whether to drop packets without a path, and whether behavior and
        /// structure are present.
        pub flags: BindingSidFlags = BindingSidFlags(0),
        /// A reserved field, which should be zero. Receivers ignore it.
        pub reserved: u8 = 0,
        /// The SID.
        pub sid: Srv6Sid,
    } text |value, f| value.sid.fmt(f);

    /// The Explicit NULL Label Policy: whether to push an explicit NULL label
    /// ([RFC 9830, section 2.4.5](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.5)).
    pub struct ExplicitNullLabelPolicy {
        /// The flags. None are defined.
        pub flags: u8 = 0,
        /// A reserved field, which should be zero. Receivers ignore it.
        pub reserved: u8 = 0,
        /// The packets that get the label.
        pub policy: ExplicitNull,
    } text |value, f| value.policy.fmt(f);

    /// The priority for recomputing policies after a change: the lowest number comes first
    /// ([RFC 9830, section 2.4.6](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.6)).
    pub struct Priority {
        /// The priority. Without this sub-TLV, it is 128.
        pub priority: u8,
        /// A reserved field, which should be zero. Receivers ignore it.
        pub reserved: u8 = 0,
    } text |value, f| value.priority.fmt(f);

    /// An SRv6 SID, optionally with its behavior and structure.
    pub struct Srv6Sid {
        /// The SID.
        pub sid: Ipv6Addr,
        /// The behavior and structure, if the length has room for them.
        pub structure: Option<BehaviorAndStructure> = None,
    } text |value, f| match value.structure {
        Some(structure) => write!(f, "{} {}", value.sid, structure.behavior),
        None => value.sid.fmt(f),
    };

    /// The endpoint behavior of an SRv6 SID, and the lengths of its parts
    /// ([RFC 9830, section 2.4.4.2.4](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.4.2.4)).
    pub struct BehaviorAndStructure {
        /// The endpoint behavior.
        pub behavior: EndpointBehavior,
        /// A reserved field, which should be zero. Receivers ignore it.
        pub reserved: u16,
        /// The length of the locator block in bits.
        pub locator_block_length: u8,
        /// The length of the locator node in bits.
        pub locator_node_length: u8,
        /// The length of the function in bits.
        pub function_length: u8,
        /// The length of the argument in bits.
        pub argument_length: u8,
    }

    /// The name of a candidate path
    /// ([RFC 9830, section 2.4.7](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.7)).
    ///
    /// The name should be UTF-8 without a NUL at its end; other names are kept, too.
    pub struct CandidatePathName<B> {
        /// A reserved field, which should be zero. Receivers ignore it.
        pub reserved: u8 = 0,
        ;
        /// The name.
        pub name: Text<B>,
    } text |value, f| value.name.fmt(f);

    /// The name of a policy
    /// ([RFC 9830, section 2.4.8](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.8)).
    ///
    /// The name should be UTF-8 without a NUL at its end; other names are kept, too.
    pub struct PolicyName<B> {
        /// A reserved field, which should be zero. Receivers ignore it.
        pub reserved: u8 = 0,
        ;
        /// The name.
        pub name: Text<B>,
    } text |value, f| value.name.fmt(f);
}

flags! {
    /// The flags of a binding SID.
    BindingSidFlags(u8) {
        /// Flag S: the policy is valid only with this SID.
        0x80 SPECIFIED,
        /// Flag I: packets to the SID are dropped while the policy has no path.
        0x40 DROP,
        /// Flag B: behavior and structure are present. SRv6 only.
        0x20 BEHAVIOR,
    }
}

impl BindingSid {
    /// Makes a binding SID from the lower 20 bits of a label. The other bits are zero, as RFC 9830 requires.
    #[must_use]
    pub const fn mpls(label: u32) -> BindingSid {
        BindingSid::new(Some(Sid::Mpls(LabelStackEntry::new(label).with_ttl(0))))
    }

    /// Makes a binding SID from an SRv6 SID.
    #[must_use]
    pub const fn srv6(sid: Ipv6Addr) -> BindingSid {
        BindingSid::new(Some(Sid::Srv6(sid)))
    }
}

by_length! {
    /// A SID: an MPLS label or an SRv6 SID.
    pub enum Sid {
        /// An MPLS label: four bytes.
        4 => Mpls(LabelStackEntry),
        /// An SRv6 SID: sixteen bytes.
        16 => Srv6(Ipv6Addr),
    }
}
