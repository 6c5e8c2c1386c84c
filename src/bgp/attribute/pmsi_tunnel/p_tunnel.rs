//! The tunnel of a PMSI_TUNNEL by its type, with the identifier that such a tunnel has.
//!
//! ```
//! use bmp_codec::bgp::attribute::pmsi_tunnel::{PTunnel, PimTree, PmsiTunnelType};
//!
//! let tree = PimTree { sender: "192.0.2.1".parse()?, group: "232.1.1.1".parse()? };
//! let tunnel: PTunnel = PTunnel::PimSsm(tree);
//! assert_eq!(tunnel.tunnel_type(), PmsiTunnelType::PimSsm);
//! assert_eq!(tunnel.to_string(), "pim-ssm (192.0.2.1, 232.1.1.1)");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::fmt;
use core::net::IpAddr;

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::attribute::{
    pmsi_tunnel::BierTunnel,
    pmsi_tunnel::{MldpFec, PimTree, RsvpTeP2mp, TransportTunnel},
};
use crate::net::ip_address::{address_len, last_address, put_address};
use crate::registry::registry;
use crate::wire::{DecodeError, Encode, EncodeError, Octets, Reader, map_octets};

registry! {
    /// The kind of a P-tunnel ([RFC 7385](https://www.rfc-editor.org/rfc/rfc7385)).
    PmsiTunnelType(u8) {
        /// None: receivers are only to say that they are there.
        0x00 None "none",
        /// A point-to-multipoint path by RSVP-TE.
        0x01 RsvpTeP2mp "rsvp-te-p2mp",
        /// A point-to-multipoint path by multipoint LDP.
        0x02 MldpP2mp "mldp-p2mp",
        /// A source tree by PIM.
        0x03 PimSsm "pim-ssm",
        /// A tree by PIM.
        0x04 PimSm "pim-sm",
        /// A bidirectional tree by PIM.
        0x05 BidirPim "bidir-pim",
        /// The sender sends a packet to each receiver.
        0x06 IngressReplication "ingress-replication",
        /// A multipoint-to-multipoint path by multipoint LDP.
        0x07 MldpMp2mp "mldp-mp2mp",
        /// A part of a path through several areas ([RFC 7524](https://www.rfc-editor.org/rfc/rfc7524)).
        0x08 Transport "transport",
        /// A replicator sends on to the receivers ([RFC 9574](https://www.rfc-editor.org/rfc/rfc9574)).
        0x0a AssistedReplication "assisted-replication",
        /// Bit Index Explicit Replication ([RFC 8556](https://www.rfc-editor.org/rfc/rfc8556)).
        0x0b Bier "bier",
        /// A tree of SR-MPLS segments.
        0x0c SrMplsP2mp "sr-mpls-p2mp",
        /// A tree of SRv6 segments.
        0x0d Srv6P2mp "srv6-p2mp",
    }
}

/// A table of P-tunnels: a line is the type, the variant, and what is in it.
macro_rules! p_tunnels {
    ($($(#[$doc:meta])* $code:literal $variant:ident($type:ident $(<$octets:ident>)?),)*) => {
        /// A P-tunnel, by its type.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
        #[non_exhaustive]
        pub enum PTunnel<B: AsRef<[u8]> = Vec<u8>> {
            /// None: receivers are only to say that they are there.
            None,
            $($(#[$doc])* $variant($type $(<$octets>)?),)*
            /// A tunnel of another type.
            Unknown(UnknownPTunnel<B>),
        }

        map_octets!(PTunnel |value, f| match value {
            PTunnel::None => PTunnel::None,
            $(PTunnel::$variant(value) => PTunnel::$variant(p_tunnels!(@map value f $($octets)?)),)*
            PTunnel::Unknown(value) => PTunnel::Unknown(crate::wire::MapOctets::map_octets(value, f)),
        });

        impl<'a> PTunnel<&'a [u8]> {
            /// Reads the identifier of a tunnel: all that is left, or an error.
            pub(super) fn read(tunnel_type: u8, reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
                Ok(match tunnel_type {
                    0 => PTunnel::None,
                    $($code => PTunnel::$variant(p_tunnels!(@read reader $type)),)*
                    tunnel_type => PTunnel::Unknown(UnknownPTunnel { tunnel_type, octets: reader.octets() }),
                })
            }

            pub(super) fn of(tunnel_type: u8, identifier: &'a [u8]) -> Option<Self> {
                let mut reader = Reader::new(identifier);
                let tunnel = PTunnel::read(tunnel_type, &mut reader).ok()?;
                reader.is_empty().then_some(tunnel)
            }
        }

        impl<B: AsRef<[u8]>> PTunnel<B> {
            pub(super) fn type_code(&self) -> u8 {
                match self {
                    PTunnel::None => 0,
                    $(PTunnel::$variant(_) => $code,)*
                    PTunnel::Unknown(unknown) => unknown.tunnel_type,
                }
            }

            /// How many octets the identifier has.
            pub(super) fn encoded_len(&self) -> usize {
                match self {
                    PTunnel::None => 0,
                    $(PTunnel::$variant(value) => p_tunnels!(@len value $type),)*
                    PTunnel::Unknown(unknown) => unknown.octets.len(),
                }
            }

            /// Writes the identifier.
            pub(super) fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
                match self {
                    PTunnel::None => Ok(()),
                    $(PTunnel::$variant(value) => p_tunnels!(@put value out $type),)*
                    PTunnel::Unknown(unknown) => unknown.octets.put(out),
                }
            }
        }

        /// The type, and the identifier.
        impl<B: AsRef<[u8]>> fmt::Display for PTunnel<B> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.tunnel_type().fmt(f)?;
                match self {
                    PTunnel::None => Ok(()),
                    $(PTunnel::$variant(value) => write!(f, " {value}"),)*
                    PTunnel::Unknown(unknown) if unknown.octets.is_empty() => Ok(()),
                    PTunnel::Unknown(unknown) => write!(f, " {}", unknown.octets),
                }
            }
        }
    };
    (@map $value:ident $f:ident) => { *$value };
    (@map $value:ident $f:ident $octets:ident) => { crate::wire::MapOctets::map_octets($value, $f) };
    // An address has no form of its own on the wire: its length is what is left.
    (@read $reader:ident IpAddr) => { last_address($reader)? };
    (@read $reader:ident $type:ident) => { $reader.read()? };
    (@len $value:ident IpAddr) => { address_len(*$value) };
    (@len $value:ident $type:ident) => { $value.encoded_len() };
    (@put $value:ident $out:ident IpAddr) => {{ put_address(*$value, $out); Ok(()) }};
    (@put $value:ident $out:ident $type:ident) => { $value.put($out) };
}
p_tunnels! {
    /// A point-to-multipoint path by RSVP-TE.
    0x01 RsvpTeP2mp(RsvpTeP2mp),
    /// A point-to-multipoint path by multipoint LDP.
    0x02 MldpP2mp(MldpFec<B>),
    /// A source tree by PIM: its root, and the group.
    0x03 PimSsm(PimTree),
    /// A tree by PIM.
    0x04 PimSm(PimTree),
    /// A bidirectional tree by PIM.
    0x05 BidirPim(PimTree),
    /// Ingress Replication: where the router receives.
    0x06 IngressReplication(IpAddr),
    /// A multipoint-to-multipoint path by multipoint LDP.
    0x07 MldpMp2mp(MldpFec<B>),
    /// A part of a path through several areas.
    0x08 Transport(TransportTunnel),
    /// Assisted Replication: the address of the replicator, `AR-IP`.
    0x0a AssistedReplication(IpAddr),
    /// Bit Index Explicit Replication.
    0x0b Bier(BierTunnel),
    /// A tree of SR-MPLS segments, of which nothing is read.
    0x0c SrMplsP2mp(Octets<B>),
    /// A tree of SRv6 segments, of which nothing is read.
    0x0d Srv6P2mp(Octets<B>),
}

/// A P-tunnel of a type that has no type here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct UnknownPTunnel<B: AsRef<[u8]> = Vec<u8>> {
    /// The tunnel type, without the bit of a composite tunnel.
    pub tunnel_type: u8,
    /// The tunnel identifier.
    pub octets: Octets<B>,
}
map_octets!(UnknownPTunnel { octets; tunnel_type });

impl<B: AsRef<[u8]>> PTunnel<B> {
    /// The tunnel type.
    #[must_use]
    pub fn tunnel_type(&self) -> PmsiTunnelType {
        self.type_code().into()
    }
}
