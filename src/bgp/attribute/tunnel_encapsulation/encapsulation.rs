//! Sub-TLV 1, Encapsulation: fields for the header of a tunnel, in a layout that depends on the tunnel type
//! ([RFC 9012, section 3.2](https://www.rfc-editor.org/rfc/rfc9012#section-3.2)).
//!
//! ```text
//! VXLAN, NVGRE:      flags u8 (0x80 VN-ID, 0x40 MAC address), VN-ID u24, MAC address 6, reserved u16
//! VXLAN-GPE:         version and flags u8 (0x20 VN-ID), reserved 3, VN-ID u24, reserved u8
//! L2TPv3:            session ID u32, cookie 0 to 8
//! GRE, MPLS-in-GRE:  key u32
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

use super::TunnelType;
use super::tunnel::TunnelContext;
use crate::net::{MacAddr, fixed, write_if};
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Fault, Fixed, ListContext, Octets, Reader, Writer,
    layout, map_octets,
};

/// Fields for the header of a tunnel.
///
/// The layout depends on the type of the tunnel, which is not in this sub-TLV. Iterating over a
/// [`Tunnel`](super::Tunnel) returns the variant of its type. A sub-TLV that is decoded without its tunnel is
/// [`Other`](Encapsulation::Other).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Encapsulation<B: AsRef<[u8]> = Vec<u8>> {
    /// The fields of a VXLAN tunnel.
    Vxlan(VirtualNetwork),
    /// The fields of an NVGRE tunnel.
    Nvgre(VirtualNetwork),
    /// The fields of a VXLAN-GPE tunnel.
    VxlanGpe(VxlanGpe),
    /// The fields of an L2TPv3 tunnel.
    L2tpv3(L2tpv3<B>),
    /// The key of a GRE tunnel.
    Gre(GreKey),
    /// The key of an MPLS-in-GRE tunnel.
    MplsInGre(GreKey),
    /// The bytes for a tunnel of an unknown type, or of a type without a layout.
    Other(Octets<B>),
}
map_octets!(enum Encapsulation { L2tpv3, Other; Vxlan, Nvgre, VxlanGpe, Gre, MplsInGre });

/// Decodes the layout of the tunnel's type.
impl<'a> Decode<'a> for Encapsulation<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(match TunnelContext::of(reader.context()).tunnel_type() {
            TunnelType::Vxlan => Encapsulation::Vxlan(reader.read()?),
            TunnelType::Nvgre => Encapsulation::Nvgre(reader.read()?),
            // Only drafts define its length: another length is another draft.
            TunnelType::VxlanGpe if reader.remaining() == 8 => {
                Encapsulation::VxlanGpe(reader.read()?)
            }
            TunnelType::L2tpv3 => Encapsulation::L2tpv3(reader.read()?),
            TunnelType::Gre => Encapsulation::Gre(reader.read()?),
            TunnelType::MplsInGre => Encapsulation::MplsInGre(reader.read()?),
            _ => Encapsulation::Other(reader.octets()),
        })
    }
}

impl<B: AsRef<[u8]>> Encode for Encapsulation<B> {
    fn encoded_len(&self) -> usize {
        match self {
            Encapsulation::Vxlan(value) | Encapsulation::Nvgre(value) => value.encoded_len(),
            Encapsulation::VxlanGpe(value) => value.encoded_len(),
            Encapsulation::L2tpv3(value) => value.encoded_len(),
            Encapsulation::Gre(key) | Encapsulation::MplsInGre(key) => key.encoded_len(),
            Encapsulation::Other(octets) => octets.len(),
        }
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        match self {
            Encapsulation::Vxlan(value) | Encapsulation::Nvgre(value) => value.put(out),
            Encapsulation::VxlanGpe(value) => value.put(out),
            Encapsulation::L2tpv3(value) => value.put(out),
            Encapsulation::Gre(key) | Encapsulation::MplsInGre(key) => key.put(out),
            Encapsulation::Other(octets) => octets.put(out),
        }
    }
}

impl<B: AsRef<[u8]>> fmt::Display for Encapsulation<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Encapsulation::Vxlan(value) | Encapsulation::Nvgre(value) => value.fmt(f),
            Encapsulation::VxlanGpe(value) => value.fmt(f),
            Encapsulation::L2tpv3(value) => value.fmt(f),
            Encapsulation::Gre(key) | Encapsulation::MplsInGre(key) => key.fmt(f),
            Encapsulation::Other(octets) => octets.fmt(f),
        }
    }
}

fixed! {
    /// A virtual network identifier: 24 bits.
    Vni(24 bits in 3 bytes) "a number";
}

layout! {
    /// The network and the MAC address inside a VXLAN or NVGRE tunnel
    /// ([RFC 9012, sections 3.2.1 and 3.2.2](https://www.rfc-editor.org/rfc/rfc9012#section-3.2.1)).
    ///
    /// All 12 bytes are present, whatever the flags: [`vni`](VirtualNetwork::vni) and [`mac`](VirtualNetwork::mac) take
    /// the flags into account.
    #[derive(Default)]
    pub struct VirtualNetwork {
        /// The flags. 0x80: the identifier is valid; 0x40: the MAC address is valid; the others are reserved.
        pub flags: u8,
        /// The field of the identifier, valid or not.
        pub vn_id: Vni,
        /// The field of the MAC address, valid or not.
        pub mac_address: MacAddr,
        /// A reserved field, which should be zero. Receivers ignore it.
        pub reserved: u16,
    } text |network, f| match (network.vni(), network.mac()) {
        (Some(vni), Some(mac)) => write!(f, "vni {vni} mac {mac}"),
        (Some(vni), None) => write!(f, "vni {vni}"),
        (None, Some(mac)) => write!(f, "mac {mac}"),
        (None, None) => f.write_str("no vni"),
    };

    /// The key of a GRE tunnel
    /// ([RFC 9012, section 3.2.4](https://www.rfc-editor.org/rfc/rfc9012#section-3.2.4)).
    #[derive(PartialOrd, Ord)]
    pub struct GreKey(pub u32) text |key, f| write!(f, "key {}", key.0);
}

impl VirtualNetwork {
    const VN_ID: u8 = 0x80;
    const MAC_ADDRESS: u8 = 0x40;

    /// Makes a network from the lower 24 bits of `vni`.
    #[must_use]
    pub fn new(vni: u32) -> VirtualNetwork {
        VirtualNetwork {
            flags: VirtualNetwork::VN_ID,
            vn_id: Vni::new(vni),
            ..VirtualNetwork::default()
        }
    }

    /// Returns the network with the inner destination MAC address for payloads that are not Ethernet frames.
    #[must_use]
    pub const fn with_mac(self, mac_address: MacAddr) -> VirtualNetwork {
        VirtualNetwork {
            flags: self.flags | VirtualNetwork::MAC_ADDRESS,
            mac_address,
            ..self
        }
    }

    /// Returns the network identifier, if its flag is set.
    #[must_use]
    pub fn vni(self) -> Option<u32> {
        (self.flags & VirtualNetwork::VN_ID != 0).then_some(self.vn_id.get())
    }

    /// Returns the MAC address, if its flag is set.
    #[must_use]
    pub fn mac(self) -> Option<MacAddr> {
        (self.flags & VirtualNetwork::MAC_ADDRESS != 0).then_some(self.mac_address)
    }
}

/// The network inside a VXLAN-GPE tunnel.
///
/// RFC 9012 does not define it; the layout comes from its drafts
/// ([draft-ietf-idr-tunnel-encaps-02](https://datatracker.ietf.org/doc/html/draft-ietf-idr-tunnel-encaps-02)). A value
/// that does not have eight bytes is [`Encapsulation::Other`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct VxlanGpe {
    /// The version in the two upper bits; 0x20: the identifier is valid; the others are reserved.
    pub flags: u8,
    /// A reserved field, which should be zero. Receivers ignore it.
    pub reserved: [u8; 3],
    /// The field of the identifier, valid or not.
    pub vn_id: Vni,
    /// A reserved field, which should be zero. Receivers ignore it.
    pub reserved_2: u8,
}

impl Fixed for VxlanGpe {
    type Octets = [u8; 8];

    fn from_octets([flags, a, b, c, x, y, z, reserved_2]: [u8; 8]) -> VxlanGpe {
        VxlanGpe {
            flags,
            reserved: [a, b, c],
            vn_id: Fixed::from_octets([x, y, z]),
            reserved_2,
        }
    }

    fn to_octets(self) -> [u8; 8] {
        let ([a, b, c], [x, y, z]) = (self.reserved, self.vn_id.to_octets());
        [self.flags, a, b, c, x, y, z, self.reserved_2]
    }
}

impl VxlanGpe {
    /// Returns the version: 0 to 3.
    #[must_use]
    pub const fn version(self) -> u8 {
        self.flags >> 6
    }

    /// Returns the network identifier, if its flag is set.
    #[must_use]
    pub fn vni(self) -> Option<u32> {
        (self.flags & 0x20 != 0).then_some(self.vn_id.get())
    }
}

impl fmt::Display for VxlanGpe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.vni() {
            Some(vni) => write!(f, "version {} vni {vni}", self.version()),
            None => write!(f, "version {} no vni", self.version()),
        }
    }
}

/// An L2TPv3 session ([RFC 9012, section 3.2.3](https://www.rfc-editor.org/rfc/rfc9012#section-3.2.3)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct L2tpv3<B: AsRef<[u8]> = Vec<u8>> {
    /// The session ID that the sender assigned; not zero.
    pub session_id: u32,
    /// The cookie by which receivers recognize messages of the session: at most eight bytes.
    pub cookie: Octets<B>,
}
map_octets!(L2tpv3 { cookie; session_id });

impl<'a> Decode<'a> for L2tpv3<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let start = *reader;
        let value = L2tpv3 {
            session_id: reader.u32()?,
            cookie: reader.octets(),
        };
        match start.remaining() {
            4..=12 => Ok(value),
            length => Err(start.fail(Fault::Length(length as u32))),
        }
    }
}

impl<B: AsRef<[u8]>> Encode for L2tpv3<B> {
    fn encoded_len(&self) -> usize {
        4 + self.cookie.len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        if self.cookie.len() > 8 {
            return Err(EncodeError::TooLong {
                what: "L2TPv3 cookie",
                length: self.cookie.len(),
                limit: 8,
            });
        }
        out.put_u32(self.session_id);
        self.cookie.put(out)
    }
}

impl<B: AsRef<[u8]>> fmt::Display for L2tpv3<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "session {}", self.session_id)?;
        let cookie = &self.cookie;
        write_if(!cookie.is_empty(), format_args!(" cookie {cookie}"), f)
    }
}
