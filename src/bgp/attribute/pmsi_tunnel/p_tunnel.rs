//! The tunnel of a PMSI_TUNNEL by its type, with the identifier that such a tunnel has.
//!
//! ```
//! use bmp_codec::bgp::attribute::pmsi_tunnel::{PTunnel, PimTree};
//!
//! let tree = PimTree { sender: "192.0.2.1".parse()?, group: "232.1.1.1".parse()? };
//! let tunnel: PTunnel = PTunnel::PimSsm(tree);
//! assert_eq!((tunnel.tunnel_type(), tunnel.name()), (3, Some("pim-ssm")));
//! assert_eq!(tunnel.to_string(), "pim-ssm (192.0.2.1, 232.1.1.1)");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::fmt;
use core::net::IpAddr;

use alloc::vec::Vec;

use super::{BierTunnel, MldpFec, PimTree, RsvpTeP2mp, TransportTunnel};
use crate::net::write_if;
use crate::wire::{Octets, Reader, map_octets, table};

table! {
    /// A P-tunnel, by its type ([RFC 7385](https://www.rfc-editor.org/rfc/rfc7385)).
    pub enum PTunnel<B>(u8) by tunnel_type, unknown UnknownPTunnel, text;
    {
        /// None: receivers are only to say that they are there.
        0x00 => None "none",
        /// A point-to-multipoint path by RSVP-TE.
        0x01 => RsvpTeP2mp(RsvpTeP2mp) "rsvp-te-p2mp",
        /// A point-to-multipoint path by multipoint LDP.
        0x02 => MldpP2mp(MldpFec<B>) "mldp-p2mp",
        /// A source tree by PIM: its root, and the group.
        0x03 => PimSsm(PimTree) "pim-ssm",
        /// A tree by PIM.
        0x04 => PimSm(PimTree) "pim-sm",
        /// A bidirectional tree by PIM.
        0x05 => BidirPim(PimTree) "bidir-pim",
        /// Ingress Replication: the sender sends a packet to each receiver. Where the router receives.
        0x06 => IngressReplication(IpAddr) "ingress-replication",
        /// A multipoint-to-multipoint path by multipoint LDP.
        0x07 => MldpMp2mp(MldpFec<B>) "mldp-mp2mp",
        /// A part of a path through several areas ([RFC 7524](https://www.rfc-editor.org/rfc/rfc7524)).
        0x08 => Transport(TransportTunnel) "transport",
        /// Assisted Replication: a replicator sends on to the receivers
        /// ([RFC 9574](https://www.rfc-editor.org/rfc/rfc9574)). Its address, `AR-IP`.
        0x0a => AssistedReplication(IpAddr) "assisted-replication",
        /// Bit Index Explicit Replication ([RFC 8556](https://www.rfc-editor.org/rfc/rfc8556)).
        0x0b => Bier(BierTunnel) "bier",
        /// A tree of SR-MPLS segments, of which nothing is read.
        0x0c => SrMplsP2mp(Octets<B>) "sr-mpls-p2mp",
        /// A tree of SRv6 segments, of which nothing is read.
        0x0d => Srv6P2mp(Octets<B>) "srv6-p2mp",
    }
}

impl<'a> PTunnel<&'a [u8]> {
    /// The tunnel of a type with an identifier, where the type has such identifiers.
    pub(super) fn of(tunnel_type: u8, identifier: &'a [u8]) -> Option<Self> {
        PTunnel::read(tunnel_type, &mut Reader::new(identifier)).ok()
    }
}

/// A P-tunnel of a type that has no type here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UnknownPTunnel<B: AsRef<[u8]> = Vec<u8>> {
    /// The tunnel type, without the bit of a composite tunnel.
    pub tunnel_type: u8,
    /// The tunnel identifier.
    pub octets: Octets<B>,
}
map_octets!(UnknownPTunnel { octets; tunnel_type });

impl<B: AsRef<[u8]>> fmt::Display for UnknownPTunnel<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pmsi tunnel type {}", self.tunnel_type)?;
        write_if(!self.octets.is_empty(), format_args!(" {}", self.octets), f)
    }
}
