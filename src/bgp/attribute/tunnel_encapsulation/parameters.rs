//! The sub-TLVs of any tunnel ([RFC 9012, section 3](https://www.rfc-editor.org/rfc/rfc9012#section-3)).
//!
//! ```text
//! Protocol Type u16; Load-Balancing Block u16; DS Field u8; UDP Destination Port u16; Embedded Label Handling u8
//! Color: 0x030b, flags u16, color u32
//! Tunnel Egress Endpoint: reserved u32, address family u16 (0, 1, 2), address 0, 4 or 16
//! SPI/SI Representation: flags u16
//! ```

use core::fmt;
use core::net::IpAddr;

use bytes::BufMut;

use crate::bgp::attribute::{ExtendedCommunity, ExtendedCommunityValue};
use crate::bgp::extended_community::{Color, ColorFlags};
use crate::net::{Address, fixed};
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Fault, Octets, Reader, Writer, layout,
};

layout! {
    /// The EtherType of packets that may be sent through the tunnel
    /// ([RFC 9012, section 3.4.1](https://www.rfc-editor.org/rfc/rfc9012#section-3.4.1)). 0xffff is malformed.
    #[derive(PartialOrd, Ord)]
    pub struct ProtocolType(pub u16) except (0xffff);

    /// The destination port of the outer UDP header
    /// ([RFC 9012, section 3.3.2](https://www.rfc-editor.org/rfc/rfc9012#section-3.3.2)). 0 is malformed.
    #[derive(PartialOrd, Ord)]
    pub struct UdpDestinationPort(pub u16) except (0) text |port, f| port.0.fmt(f);

    /// The handling of the label embedded in the route
    /// ([RFC 9012, section 3.5](https://www.rfc-editor.org/rfc/rfc9012#section-3.5)): 1 or 2; all else is malformed.
    #[derive(PartialOrd, Ord)]
    pub struct EmbeddedLabelHandling(pub u8) except (0 | 3..) text |handling, f| handling.0.fmt(f);

    /// The representation of a service function chain's path and index in packets
    /// ([RFC 9015, section 7.5](https://www.rfc-editor.org/rfc/rfc9015#section-7.5)). Exactly one bit should be set.
    #[derive(PartialOrd, Ord)]
    pub struct SpiSiRepresentation(pub u16);

    /// An IPsec authenticator of RFC 5566, deprecated: type u16, value.
    pub struct IpsecTunnelAuthenticator<B>(pub Octets<B>) text |authenticator, f| authenticator.0.fmt(f);
}

fixed! {
    /// The number of bits of the key or session ID that identify the tunnel; the other bits balance load
    /// ([RFC 5640, section 2](https://www.rfc-editor.org/rfc/rfc5640#section-2)).
    LoadBalancingBlock(u16) as number;

    /// The Differentiated Services field of the outer IP header
    /// ([RFC 9012, section 3.3.1](https://www.rfc-editor.org/rfc/rfc9012#section-3.3.1)).
    DsField(u8) as number;
}

impl ProtocolType {
    /// IPv4.
    pub const IPV4: ProtocolType = ProtocolType(0x0800);
    /// Ethernet frames (Transparent Ethernet Bridging).
    pub const ETHERNET: ProtocolType = ProtocolType(0x6558);
    /// IPv6.
    pub const IPV6: ProtocolType = ProtocolType(0x86dd);
    /// MPLS.
    pub const MPLS: ProtocolType = ProtocolType(0x8847);
}

impl fmt::Display for ProtocolType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            ProtocolType::IPV4 => f.write_str("IPv4"),
            ProtocolType::ETHERNET => f.write_str("Ethernet"),
            ProtocolType::IPV6 => f.write_str("IPv6"),
            ProtocolType::MPLS => f.write_str("MPLS"),
            ProtocolType(number) => write!(f, "{number:#06x}"),
        }
    }
}

impl DsField {
    /// Returns the DSCP: the upper six bits.
    #[must_use]
    pub const fn dscp(self) -> u8 {
        self.0 >> 2
    }
}

impl EmbeddedLabelHandling {
    /// The label is at the top of the label stack of the payload.
    pub const LABEL_STACK: EmbeddedLabelHandling = EmbeddedLabelHandling(1);
    /// The label is the virtual network identifier, or is ignored.
    pub const VIRTUAL_NETWORK: EmbeddedLabelHandling = EmbeddedLabelHandling(2);
}

impl SpiSiRepresentation {
    /// The path and index are in the NSH.
    pub const NSH: SpiSiRepresentation = SpiSiRepresentation(0x8000);
    /// The path and index are in two MPLS labels.
    pub const MPLS: SpiSiRepresentation = SpiSiRepresentation(0x4000);
}

impl fmt::Display for SpiSiRepresentation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            SpiSiRepresentation::NSH => f.write_str("NSH"),
            SpiSiRepresentation::MPLS => f.write_str("MPLS"),
            SpiSiRepresentation(flags) => write!(f, "{flags:#06x}"),
        }
    }
}

// A Color sub-TLV is a Color extended community, all eight bytes of it (RFC 9012, section 3.4.2).
impl Decode<'_> for Color {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let start = *reader;
        let community: ExtendedCommunity = reader.read()?;
        match community.value() {
            ExtendedCommunityValue::Color(color) => Ok(color),
            _ => Err(start.fail(Fault::Value((community.0 >> 48) as u32))),
        }
    }
}

impl Encode for Color {
    fn encoded_len(&self) -> usize {
        8
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        ExtendedCommunity::from(*self).put(out)
    }
}

/// The color, and the flags if any are set.
impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.flags {
            ColorFlags(0) => self.color.fmt(f),
            ColorFlags(flags) => write!(f, "{} (flags {flags:#06x})", self.color),
        }
    }
}

/// The endpoint of the tunnel ([RFC 9012, section 3.1](https://www.rfc-editor.org/rfc/rfc9012#section-3.1)).
///
/// Decoding an unknown address family gives a [`Fault::Value`], which the RFC treats as not recognized. A length that
/// does not fit the address family gives a [`Fault::Length`], which the RFC treats as malformed: receivers then ignore
/// the whole tunnel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EgressEndpoint {
    /// A reserved field, which should be zero. Receivers ignore it and pass it on. In drafts of the RFC it is an AS
    /// number.
    pub reserved: u32,
    /// The address. Without it, the endpoint is the next hop of the route.
    pub address: Address,
}

impl EgressEndpoint {
    /// The next hop of the route as endpoint.
    pub const NEXT_HOP: EgressEndpoint = EgressEndpoint {
        reserved: 0,
        address: Address::NONE,
    };
}

impl<A: Into<IpAddr>> From<A> for EgressEndpoint {
    fn from(address: A) -> EgressEndpoint {
        EgressEndpoint {
            reserved: 0,
            address: Address::from(address.into()),
        }
    }
}

impl Decode<'_> for EgressEndpoint {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let start = *reader;
        let reserved = reader.u32()?;
        let family = *reader;
        let bits = match reader.u16()? {
            0 => 0,
            1 => 32,
            2 => 128,
            number => return Err(family.fail(Fault::Value(number.into()))),
        };
        if reader.remaining() != usize::from(bits / 8) {
            return Err(start.fail(Fault::Length(start.remaining() as u32)));
        }
        Ok(EgressEndpoint {
            reserved,
            address: Address::read(reader, bits)?,
        })
    }
}

impl Encode for EgressEndpoint {
    fn encoded_len(&self) -> usize {
        6 + usize::from(self.address.bits() / 8)
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u32(self.reserved);
        out.put_u16(match self.address.bits() {
            0 => 0,
            32 => 1,
            _ => 2,
        });
        self.address.put_octets(out);
        Ok(())
    }
}

impl fmt::Display for EgressEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.address.get() {
            Some(address) => address.fmt(f),
            None => f.write_str("next hop"),
        }
    }
}
