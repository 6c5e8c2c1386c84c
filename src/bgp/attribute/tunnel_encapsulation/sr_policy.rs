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

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use super::LabelStackEntry;
use super::fields::{Field, layout, named, number};
use crate::bgp::attribute::prefix_sid::EndpointBehavior;
use crate::registry::registry;
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Fault, Octets, Reader, map_octets};

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

named! {
    ExplicitNull(u8);
    EndpointBehavior(u16);
}

layout! {
    /// How good a candidate path is: the highest number is the best
    /// ([RFC 9830, section 2.4.1](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.1)).
    Preference {
        /// None are defined.
        flags: u8,
        /// Zero; ignored by receivers.
        reserved: u8,
        /// The preference; 100 where there is no such sub-TLV.
        preference: u32,
    }

    /// The SID by which the policy can be used
    /// ([RFC 9830, section 2.4.2](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.2)).
    BindingSid {
        /// Whether it must be this SID, and what to do without a path.
        flags: BindingSidFlags,
        /// Zero; ignored by receivers.
        reserved: u8,
        /// The SID; none where the receiver takes one of its own.
        sid: Option<Sid>,
    }

    /// A SID of SRv6 by which the policy can be used
    /// ([RFC 9830, section 2.4.3](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.3)). There may be several.
    Srv6BindingSid {
        /// Whether it must be this SID, what to do without a path, and whether behavior and structure are there.
        flags: BindingSidFlags,
        /// Zero; ignored by receivers.
        reserved: u8,
        /// The SID.
        sid: Srv6Sid,
    }

    /// Whether an explicit NULL label is pushed
    /// ([RFC 9830, section 2.4.5](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.5)).
    ExplicitNullLabelPolicy {
        /// None are defined.
        flags: u8,
        /// Zero; ignored by receivers.
        reserved: u8,
        /// Onto which packets.
        policy: ExplicitNull,
    }

    /// In which order policies are computed anew after a change: the lowest number comes first
    /// ([RFC 9830, section 2.4.6](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.6)).
    Priority {
        /// The priority; 128 where there is no such sub-TLV.
        priority: u8,
        /// Zero; ignored by receivers.
        reserved: u8,
    }

    /// A SID of SRv6, and what is known of it.
    Srv6Sid 0x20 {
        /// The SID.
        sid: Ipv6Addr,
        /// Its behavior and structure, where the length says that they are there.
        structure: Option<BehaviorAndStructure>,
    }

    /// What an SRv6 SID does, and how many of its bits mean what
    /// ([RFC 9830, section 2.4.4.2.4](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.4.2.4)).
    BehaviorAndStructure 0x10 {
        /// The endpoint behavior.
        behavior: EndpointBehavior,
        /// Zero; ignored by receivers.
        reserved: u16,
        /// The locator block, in bits.
        locator_block_length: u8,
        /// The locator node, in bits.
        locator_node_length: u8,
        /// The function, in bits.
        function_length: u8,
        /// The argument, in bits.
        argument_length: u8,
    }
}

number! {
    /// The flags of a binding SID.
    BindingSidFlags(u8) |_| true;
}

impl BindingSidFlags {
    /// Flag S: the policy is of no use without this SID.
    pub const SPECIFIED: BindingSidFlags = BindingSidFlags(0x80);
    /// Flag I: packets to the SID are dropped while the policy has no path.
    pub const DROP: BindingSidFlags = BindingSidFlags(0x40);
    /// Flag B: behavior and structure are there. Only of SRv6.
    pub const BEHAVIOR: BindingSidFlags = BindingSidFlags(0x20);

    /// Whether all flags of `other` are set.
    #[must_use]
    pub const fn contains(self, other: BindingSidFlags) -> bool {
        self.0 & other.0 == other.0
    }
}

impl Preference {
    /// A preference.
    #[must_use]
    pub const fn new(preference: u32) -> Preference {
        Preference {
            flags: 0,
            reserved: 0,
            preference,
        }
    }
}

impl BindingSid {
    /// The lower 20 bits of a number as a label. The other bits are zero, as RFC 9830 wants it.
    #[must_use]
    pub const fn mpls(label: u32) -> BindingSid {
        BindingSid {
            flags: BindingSidFlags(0),
            reserved: 0,
            sid: Some(Sid::Mpls(LabelStackEntry::new(label).with_ttl(0))),
        }
    }

    /// A SID of SRv6.
    #[must_use]
    pub const fn srv6(sid: Ipv6Addr) -> BindingSid {
        BindingSid {
            flags: BindingSidFlags(0),
            reserved: 0,
            sid: Some(Sid::Srv6(sid)),
        }
    }
}

impl Srv6BindingSid {
    /// A SID of which nothing more is known.
    #[must_use]
    pub const fn new(sid: Ipv6Addr) -> Srv6BindingSid {
        Srv6BindingSid {
            flags: BindingSidFlags(0),
            reserved: 0,
            sid: Srv6Sid {
                sid,
                structure: None,
            },
        }
    }
}

impl ExplicitNullLabelPolicy {
    /// A policy.
    #[must_use]
    pub const fn new(policy: ExplicitNull) -> ExplicitNullLabelPolicy {
        ExplicitNullLabelPolicy {
            flags: 0,
            reserved: 0,
            policy,
        }
    }
}

impl Priority {
    /// A priority.
    #[must_use]
    pub const fn new(priority: u8) -> Priority {
        Priority {
            priority,
            reserved: 0,
        }
    }
}

/// A SID: a label, or that of SRv6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Sid {
    /// A label: four octets.
    Mpls(LabelStackEntry),
    /// A SID of SRv6: sixteen octets.
    Srv6(Ipv6Addr),
}

impl Field for Sid {
    fn take(reader: &mut Reader<'_>) -> Result<Sid, DecodeError> {
        match reader.remaining() {
            4 => Field::take(reader).map(Sid::Mpls),
            16 => Field::take(reader).map(Sid::Srv6),
            length => Err(reader.fail(Fault::Length(length as u32))),
        }
    }

    fn width(&self) -> usize {
        match self {
            Sid::Mpls(label) => Field::width(label),
            Sid::Srv6(sid) => Field::width(sid),
        }
    }

    fn write(&self, out: &mut impl BufMut) {
        match self {
            Sid::Mpls(label) => Field::write(label, out),
            Sid::Srv6(sid) => Field::write(sid, out),
        }
    }
}

/// Makes names: a reserved octet, and text.
macro_rules! names {
    ($($(#[$meta:meta])* $name:ident)*) => { $(
        $(#[$meta])*
        ///
        /// Should be UTF-8 without a NUL at its end, and is kept where it is not.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
        pub struct $name<B: AsRef<[u8]> = Vec<u8>> {
            /// Zero; ignored by receivers.
            pub reserved: u8,
            /// The name.
            #[cfg_attr(
                feature = "serde",
                serde(with = "crate::wire::serde::string", bound(deserialize = "B: Deserialize<'de>"))
            )]
            pub name: Octets<B>,
        }
        map_octets!($name { name; reserved });

        impl $name {
            /// A name.
            #[must_use]
            pub fn new(name: &str) -> $name {
                $name { reserved: 0, name: Octets(name.as_bytes().to_vec()) }
            }
        }

        impl<B: AsRef<[u8]>> $name<B> {
            /// The name, where it is UTF-8.
            #[must_use]
            pub fn as_str(&self) -> Option<&str> {
                self.name.as_str()
            }
        }

        impl<'a> Decode<'a> for $name<&'a [u8]> {
            fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
                Ok($name { reserved: reader.u8()?, name: reader.octets() })
            }
        }

        impl<B: AsRef<[u8]>> Encode for $name<B> {
            fn encoded_len(&self) -> usize {
                1 + self.name.len()
            }

            fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
                out.put_u8(self.reserved);
                self.name.put(out)
            }
        }

        impl<B: AsRef<[u8]>> fmt::Display for $name<B> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.as_str() {
                    Some(name) => write!(f, "{name:?}"),
                    None => self.name.fmt(f),
                }
            }
        }
    )* };
}

names! {
    /// The name of a candidate path
    /// ([RFC 9830, section 2.4.7](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.7)).
    CandidatePathName
    /// The name of a policy
    /// ([RFC 9830, section 2.4.8](https://www.rfc-editor.org/rfc/rfc9830#section-2.4.8)).
    PolicyName
}

impl fmt::Display for Preference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.preference.fmt(f)
    }
}

impl fmt::Display for Priority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.priority.fmt(f)
    }
}

impl fmt::Display for ExplicitNullLabelPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.policy.fmt(f)
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

impl fmt::Display for BindingSid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.sid {
            Some(sid) => sid.fmt(f),
            None => f.write_str("none"),
        }
    }
}

impl fmt::Display for Srv6BindingSid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sid.fmt(f)
    }
}

impl fmt::Display for Srv6Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sid.fmt(f)?;
        match self.structure {
            Some(structure) => write!(f, " {}", structure.behavior),
            None => Ok(()),
        }
    }
}
