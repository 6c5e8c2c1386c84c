//! The components of rules of each family: [`Ipv4Component`], [`Ipv6Component`] and [`L2Component`]; and the kinds of
//! [`Rules`] that consist of them.
//!
//! ```text
//! type u8, then a prefix, or pairs of operator and value
//! ```

use core::fmt::{self, Debug, Display};
use core::hash::Hash;

use alloc::vec::Vec;
use bytes::BufMut;
use ipnet::IpNet;

use crate::bgp::nlri::Family;
use crate::bgp::nlri::flow_spec::{
    Bitmasks, FragmentFlags, Ipv6FragmentFlags, Ipv6Pattern, MacPrefix, Numerics, Rule, TcpFlags,
};
use crate::net::{Ipv4Prefix, ParseError};
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Octets, Reader, Writer, map_octets, table,
};

/// The kind of a rule, which determines its components: [`Ipv4Rules`], [`Ipv6Rules`] or [`L2Rules`].
pub trait Rules: private::Table {}

impl<R: private::Table> Rules for R {}

// Only reached through bounds of public traits, which compilers before 1.95 do not see.
#[allow(unreachable_pub)]
pub(super) mod private {
    use super::Rule;
    use super::{Debug, Decode, Display, Encode, Family, Hash, IpNet, ParseError};

    /// What components of all families have in common.
    pub trait Part: Encode + Debug + Display {
        fn component_type(&self) -> u8;

        /// Returns whether the family does not have this type.
        fn is_unknown(&self) -> bool;

        /// Returns the length of the values if it is above the maximum.
        fn too_long(&self) -> Option<u8>;

        /// Returns the destination prefix.
        fn destination(&self) -> Option<IpNet>;
    }

    pub trait Table: Copy + Debug + Default + Eq + Hash + Sized + 'static {
        const FAMILY: Family;
        const VPN_FAMILY: Family;
        /// The names of components.
        const NAMES: &'static [&'static str];

        /// The component type of these rules.
        type Component<'s>: Decode<'s> + Part;
        /// The owned component.
        type OwnedComponent: Part;

        /// Adds the component with a name.
        fn parse(rule: Rule<Self>, name: &str, value: &str) -> Result<Rule<Self>, ParseError>;
    }
}
use private::{Part, Table};

/// A component of a type that the family does not have. Its end is unknown, so it is the rest of the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UnknownComponent<B: AsRef<[u8]> = Vec<u8>> {
    /// The component type.
    pub component_type: u8,
    /// The bytes after the type, to the end of the rule.
    pub octets: Octets<B>,
}
map_octets!(UnknownComponent { octets; component_type });

type TcpBitmasks<B = Vec<u8>> = Bitmasks<TcpFlags, B>;
type FragmentBitmasks<B = Vec<u8>> = Bitmasks<FragmentFlags, B>;
type Ipv6FragmentBitmasks<B = Vec<u8>> = Bitmasks<Ipv6FragmentFlags, B>;

/// Tables of components. A line with a prefix has type, variant, method of [`Rule`], value, and name. A line with
/// matches also has, before the name, the minimum length of a canonical value and the maximum length that the RFC
/// allows.
macro_rules! components {
    ($(
        $(#[$meta:meta])* $component:ident $(#[$rules_meta:meta])* $rules:ident $family:ident $vpn_family:ident
        prefixes { $($(#[$doc:meta])* $number:literal $variant:ident $method:ident($prefix:ident) $name:literal,)* }
        matches { $($(#[$m_doc:meta])* $m_number:literal $m_variant:ident $m_method:ident($match:ident) $least:literal..=$most:literal $m_name:literal,)* }
        destination $destination:expr;
    )*) => { $(
        $(#[$rules_meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub struct $rules;

        table! {
            $(#[$meta])*
            pub enum $component<B>(u8) by component_type, unknown UnknownComponent;
            open;
            {
                $($(#[$doc])* $number => $variant($prefix) $name,)*
                $($(#[$m_doc])* $m_number => $m_variant($match<B>) $m_name,)*
            }
        }

        impl<B: AsRef<[u8]> + Debug> Part for $component<B> {
            fn component_type(&self) -> u8 {
                $component::component_type(self)
            }

            fn is_unknown(&self) -> bool {
                self.name().is_none()
            }

            fn too_long(&self) -> Option<u8> {
                match self {
                    $($component::$m_variant(matches) => Some(matches.longest()).filter(|length| *length > $most),)*
                    _ => None,
                }
            }

            fn destination(&self) -> Option<IpNet> {
                let destination: fn(&$component<B>) -> Option<IpNet> = $destination;
                destination(self)
            }
        }

        impl<'a> Decode<'a> for $component<&'a [u8]> {
            fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
                let component_type = reader.u8()?;
                $component::read(component_type, reader)
            }

            fn check_inside(&self) -> Result<(), DecodeError> {
                self.check_value()
            }
        }

        impl<B: AsRef<[u8]>> Encode for $component<B> {
            fn encoded_len(&self) -> usize {
                1 + self.value_len()
            }

            fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
                out.put_u8(self.component_type());
                self.put_value(out)
            }
        }

        impl<B: AsRef<[u8]>> Display for $component<B> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $($component::$variant(prefix) => write!(f, concat!($name, " {}"), prefix),)*
                    $($component::$m_variant(matches) => {
                        f.write_str(concat!($m_name, " "))?;
                        matches.write(f, $least)
                    })*
                    $component::Unknown(unknown) => write!(f, "type-{} {}", unknown.component_type, unknown.octets),
                }
            }
        }

        impl Table for $rules {
            const FAMILY: Family = Family::$family;
            const VPN_FAMILY: Family = Family::$vpn_family;
            const NAMES: &'static [&'static str] = &[$($name,)* $($m_name,)*];

            type Component<'s> = $component<&'s [u8]>;
            type OwnedComponent = $component;

            fn parse(rule: Rule<$rules>, name: &str, value: &str) -> Result<Rule<$rules>, ParseError> {
                match name {
                    $($name => rule.once($number, &value.parse::<$prefix>()?),)*
                    $($m_name => rule.once($m_number, &$match::parse(value, $least)?),)*
                    _ => Err(ParseError("a component of such rules")),
                }
            }
        }

        /// Sets components. A component that is set again replaces the previous one.
        impl Rule<$rules> {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $method(self, prefix: $prefix) -> Self {
                    self.with($number, &prefix)
                }
            )*
            $(
                $(#[$m_doc])*
                #[must_use]
                pub fn $m_method(self, matches: impl Into<$match>) -> Self {
                    self.with($m_number, &matches.into().widened($least))
                }
            )*
        }
    )* };
}

components! {
    /// A component of an IPv4 rule ([RFC 8955, section 4.2.2](https://www.rfc-editor.org/rfc/rfc8955#section-4.2.2)).
    Ipv4Component
    /// Rules for IPv4 packets ([RFC 8955](https://www.rfc-editor.org/rfc/rfc8955)): AFI 1.
    Ipv4Rules IPV4_FLOW_SPEC VPN_IPV4_FLOW_SPEC
    prefixes {
        /// The destination prefix.
        1 Destination destination(Ipv4Prefix) "dst",
        /// The source prefix.
        2 Source source(Ipv4Prefix) "src",
    }
    matches {
        /// The protocol.
        3 Protocol protocol(Numerics) 1..=8 "proto",
        /// The source or the destination port.
        4 Port port(Numerics) 1..=8 "port",
        /// The destination port.
        5 DestinationPort destination_port(Numerics) 1..=8 "dst-port",
        /// The source port.
        6 SourcePort source_port(Numerics) 1..=8 "src-port",
        /// The type of an ICMP packet.
        7 IcmpType icmp_type(Numerics) 1..=8 "icmp-type",
        /// The code of an ICMP packet.
        8 IcmpCode icmp_code(Numerics) 1..=8 "icmp-code",
        /// The control bits of a TCP packet.
        9 TcpFlags tcp_flags(TcpBitmasks) 1..=2 "tcp-flags",
        /// The length of an IP packet in bytes, including its header.
        10 PacketLength packet_length(Numerics) 1..=8 "length",
        /// The Diffserv code point, 0 to 63.
        11 Dscp dscp(Numerics) 1..=1 "dscp",
        /// The fragmentation of a packet.
        12 Fragment fragment(FragmentBitmasks) 1..=1 "fragment",
    }
    destination |component| match component {
        Ipv4Component::Destination(prefix) => Some((*prefix).into()),
        _ => None,
    };

    /// A component of an IPv6 rule ([RFC 8956, section 3](https://www.rfc-editor.org/rfc/rfc8956#section-3)).
    Ipv6Component
    /// Rules for IPv6 packets ([RFC 8956](https://www.rfc-editor.org/rfc/rfc8956)): AFI 2.
    Ipv6Rules IPV6_FLOW_SPEC VPN_IPV6_FLOW_SPEC
    prefixes {
        /// The destination prefix.
        1 Destination destination(Ipv6Pattern) "dst",
        /// The source prefix.
        2 Source source(Ipv6Pattern) "src",
    }
    matches {
        /// The upper-layer protocol: the first next header that is not an extension header.
        3 Protocol protocol(Numerics) 1..=8 "proto",
        /// The source or the destination port.
        4 Port port(Numerics) 1..=8 "port",
        /// The destination port.
        5 DestinationPort destination_port(Numerics) 1..=8 "dst-port",
        /// The source port.
        6 SourcePort source_port(Numerics) 1..=8 "src-port",
        /// The type of an ICMPv6 packet.
        7 IcmpType icmp_type(Numerics) 1..=8 "icmp-type",
        /// The code of an ICMPv6 packet.
        8 IcmpCode icmp_code(Numerics) 1..=8 "icmp-code",
        /// The control bits of a TCP packet.
        9 TcpFlags tcp_flags(TcpBitmasks) 1..=2 "tcp-flags",
        /// The length of an IP packet in bytes, including its header.
        10 PacketLength packet_length(Numerics) 1..=8 "length",
        /// The Diffserv code point, 0 to 63.
        11 Dscp dscp(Numerics) 1..=1 "dscp",
        /// The fragmentation of a packet.
        12 Fragment fragment(Ipv6FragmentBitmasks) 1..=1 "fragment",
        /// The flow label: 20 bits, in four bytes as the RFC recommends.
        13 FlowLabel flow_label(Numerics) 4..=8 "flow-label",
    }
    destination |component| match component {
        Ipv6Component::Destination(pattern) => pattern.prefix().map(Into::into),
        _ => None,
    };

    /// A component of a rule for Ethernet frames
    /// ([draft-ietf-idr-flowspec-l2vpn](https://datatracker.ietf.org/doc/draft-ietf-idr-flowspec-l2vpn/)).
    ///
    /// The components of the IP packet in the frame are the same as in [`Ipv4Component`], but without prefixes: the
    /// draft does not say which address family they would have.
    L2Component
    /// Rules for Ethernet frames
    /// ([draft-ietf-idr-flowspec-l2vpn](https://datatracker.ietf.org/doc/draft-ietf-idr-flowspec-l2vpn/)): AFI 25.
    ///
    /// They are decoded the way routers and early versions of the draft encode them: as one list of components.
    L2Rules L2VPN_FLOW_SPEC VPN_L2VPN_FLOW_SPEC
    prefixes {
        /// The source MAC address.
        15 SourceMac source_mac(MacPrefix) "src-mac",
        /// The destination MAC address.
        16 DestinationMac destination_mac(MacPrefix) "dst-mac",
    }
    matches {
        /// The protocol.
        3 Protocol protocol(Numerics) 1..=8 "proto",
        /// The source or the destination port.
        4 Port port(Numerics) 1..=8 "port",
        /// The destination port.
        5 DestinationPort destination_port(Numerics) 1..=8 "dst-port",
        /// The source port.
        6 SourcePort source_port(Numerics) 1..=8 "src-port",
        /// The type of an ICMP packet.
        7 IcmpType icmp_type(Numerics) 1..=8 "icmp-type",
        /// The code of an ICMP packet.
        8 IcmpCode icmp_code(Numerics) 1..=8 "icmp-code",
        /// The control bits of a TCP packet.
        9 TcpFlags tcp_flags(TcpBitmasks) 1..=2 "tcp-flags",
        /// The length of an IP packet in bytes, including its header.
        10 PacketLength packet_length(Numerics) 1..=8 "length",
        /// The Diffserv code point, 0 to 63.
        11 Dscp dscp(Numerics) 1..=1 "dscp",
        /// The fragmentation of a packet.
        12 Fragment fragment(FragmentBitmasks) 1..=1 "fragment",
        /// The flow label: 20 bits, in four bytes.
        13 FlowLabel flow_label(Numerics) 4..=8 "flow-label",
        /// The EtherType.
        14 EtherType ether_type(Numerics) 1..=8 "ether-type",
        /// The destination service access point of an LLC header.
        17 Dsap dsap(Numerics) 1..=8 "dsap",
        /// The source service access point of an LLC header.
        18 Ssap ssap(Numerics) 1..=8 "ssap",
        /// The control field of an LLC header.
        19 LlcControl llc_control(Numerics) 1..=8 "llc-control",
        /// The organization and the type in a SNAP header: five bytes.
        20 Snap snap(Numerics) 1..=8 "snap",
        /// The VLAN of the frame, or the outer VLAN if there are two.
        21 Vlan vlan(Numerics) 1..=8 "vlan",
        /// The class of service in that VLAN tag: 0 to 7.
        22 VlanCos vlan_cos(Numerics) 1..=8 "vlan-cos",
        /// The inner VLAN if there are two.
        23 InnerVlan inner_vlan(Numerics) 1..=8 "inner-vlan",
        /// The class of service in that VLAN tag: 0 to 7.
        24 InnerVlanCos inner_vlan_cos(Numerics) 1..=8 "inner-vlan-cos",
    }
    destination |_| None;
}
