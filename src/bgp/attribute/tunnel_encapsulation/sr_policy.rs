//! The sub-TLVs of an SR policy, but for its segment lists
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

use core::fmt;
use core::net::Ipv6Addr;

use bytes::BufMut;

use super::LabelStackEntry;
use crate::bgp::attribute::prefix_sid::EndpointBehavior;
use crate::flags::flags;
use crate::registry::registry;
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Fault, Reader, Text, Writer, layout};

registry! {
    /// Whether an explicit NULL label is pushed onto packets that have no label
    /// ([RFC 9830, section 2.4.5](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.5)).
    ExplicitNull(u8) {
        /// Onto IPv4 packets, but not onto IPv6 packets.
        1 Ipv4 "IPv4",
        /// Onto IPv6 packets, but not onto IPv4 packets.
        2 Ipv6 "IPv6",
        /// Onto IPv4 packets and IPv6 packets.
        3 Both "IPv4 and IPv6",
        /// Onto none.
        4 None "none",
    }
}

layout! {
    /// How good a candidate path is: the highest number is the best
    /// ([RFC 9830, section 2.4.1](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.1)).
    pub struct Preference {
        /// None are defined.
        pub flags: u8 = 0,
        /// Zero; ignored by receivers.
        pub reserved: u8 = 0,
        /// The preference; 100 where there is no such sub-TLV.
        pub preference: u32,
    } text |value, f| value.preference.fmt(f);

    /// The SID by which the policy can be used
    /// ([RFC 9830, section 2.4.2](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.2)).
    pub struct BindingSid {
        /// Whether it must be this SID, and what to do without a path.
        pub flags: BindingSidFlags = BindingSidFlags(0),
        /// Zero; ignored by receivers.
        pub reserved: u8 = 0,
        /// The SID; none where the receiver takes one of its own.
        pub sid: Option<Sid>,
    } text |value, f| match &value.sid {
        Some(sid) => sid.fmt(f),
        None => f.write_str("none"),
    };

    /// A SID of SRv6 by which the policy can be used
    /// ([RFC 9830, section 2.4.3](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.3)). There may be several.
    pub struct Srv6BindingSid {
        /// Whether it must be this SID, what to do without a path, and whether behavior and structure are there.
        pub flags: BindingSidFlags = BindingSidFlags(0),
        /// Zero; ignored by receivers.
        pub reserved: u8 = 0,
        /// The SID.
        pub sid: Srv6Sid,
    } text |value, f| value.sid.fmt(f);

    /// Whether an explicit NULL label is pushed
    /// ([RFC 9830, section 2.4.5](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.5)).
    pub struct ExplicitNullLabelPolicy {
        /// None are defined.
        pub flags: u8 = 0,
        /// Zero; ignored by receivers.
        pub reserved: u8 = 0,
        /// Onto which packets.
        pub policy: ExplicitNull,
    } text |value, f| value.policy.fmt(f);

    /// In which order policies are computed anew after a change: the lowest number comes first
    /// ([RFC 9830, section 2.4.6](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.6)).
    pub struct Priority {
        /// The priority; 128 where there is no such sub-TLV.
        pub priority: u8,
        /// Zero; ignored by receivers.
        pub reserved: u8 = 0,
    } text |value, f| value.priority.fmt(f);

    /// A SID of SRv6, and what is known of it.
    pub struct Srv6Sid {
        /// The SID.
        pub sid: Ipv6Addr,
        /// Its behavior and structure, where the length says that they are there.
        pub structure: Option<BehaviorAndStructure> = None,
    } text |value, f| match value.structure {
        Some(structure) => write!(f, "{} {}", value.sid, structure.behavior),
        None => value.sid.fmt(f),
    };

    /// What an SRv6 SID does, and how many of its bits mean what
    /// ([RFC 9830, section 2.4.4.2.4](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.4.2.4)).
    pub struct BehaviorAndStructure {
        /// The endpoint behavior.
        pub behavior: EndpointBehavior,
        /// Zero; ignored by receivers.
        pub reserved: u16,
        /// The locator block, in bits.
        pub locator_block_length: u8,
        /// The locator node, in bits.
        pub locator_node_length: u8,
        /// The function, in bits.
        pub function_length: u8,
        /// The argument, in bits.
        pub argument_length: u8,
    }

    /// The name of a candidate path
    /// ([RFC 9830, section 2.4.7](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.7)).
    ///
    /// Should be UTF-8 without a NUL at its end, and is kept where it is not.
    pub struct CandidatePathName<B> {
        /// Zero; ignored by receivers.
        pub reserved: u8 = 0,
        ;
        /// The name.
        pub name: Text<B>,
    } text |value, f| value.name.fmt(f);

    /// The name of a policy
    /// ([RFC 9830, section 2.4.8](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.8)).
    ///
    /// Should be UTF-8 without a NUL at its end, and is kept where it is not.
    pub struct PolicyName<B> {
        /// Zero; ignored by receivers.
        pub reserved: u8 = 0,
        ;
        /// The name.
        pub name: Text<B>,
    } text |value, f| value.name.fmt(f);
}

flags! {
    /// The flags of a binding SID.
    BindingSidFlags(u8) {
        /// Flag S: the policy is of no use without this SID.
        0x80 SPECIFIED,
        /// Flag I: packets to the SID are dropped while the policy has no path.
        0x40 DROP,
        /// Flag B: behavior and structure are there. Only of SRv6.
        0x20 BEHAVIOR,
    }
}

impl BindingSid {
    /// The lower 20 bits of a number as a label. The other bits are zero, as RFC 9830 wants it.
    #[must_use]
    pub const fn mpls(label: u32) -> BindingSid {
        BindingSid::new(Some(Sid::Mpls(LabelStackEntry::new(label).with_ttl(0))))
    }

    /// A SID of SRv6.
    #[must_use]
    pub const fn srv6(sid: Ipv6Addr) -> BindingSid {
        BindingSid::new(Some(Sid::Srv6(sid)))
    }
}

/// A SID: a label, or that of SRv6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Sid {
    /// A label: four octets.
    Mpls(LabelStackEntry),
    /// A SID of SRv6: sixteen octets.
    Srv6(Ipv6Addr),
}

impl Decode<'_> for Sid {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.remaining() {
            4 => reader.read().map(Sid::Mpls),
            16 => reader.read().map(Sid::Srv6),
            length => Err(reader.fail(Fault::Length(length as u32))),
        }
    }
}

impl Encode for Sid {
    fn encoded_len(&self) -> usize {
        match self {
            Sid::Mpls(label) => label.encoded_len(),
            Sid::Srv6(sid) => sid.encoded_len(),
        }
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        match self {
            Sid::Mpls(label) => label.put(out),
            Sid::Srv6(sid) => sid.put(out),
        }
    }
}

impl fmt::Display for Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Sid::Mpls(label) => label.fmt(f),
            Sid::Srv6(sid) => sid.fmt(f),
        }
    }
}
