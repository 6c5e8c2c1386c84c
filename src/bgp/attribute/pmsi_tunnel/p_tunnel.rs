//! The tunnel of a PMSI_TUNNEL: its type, and the identifier of that type.
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
        /// No tunnel: receivers only announce themselves.
        0x00 => None "none",
        /// A point-to-multipoint RSVP-TE LSP.
        0x01 => RsvpTeP2mp(RsvpTeP2mp) "rsvp-te-p2mp",
        /// A point-to-multipoint multipoint LDP LSP.
        0x02 => MldpP2mp(MldpFec<B>) "mldp-p2mp",
        /// A PIM-SSM tree: its root and its group.
        0x03 => PimSsm(PimTree) "pim-ssm",
        /// A PIM-SM tree.
        0x04 => PimSm(PimTree) "pim-sm",
        /// A BIDIR-PIM tree.
        0x05 => BidirPim(PimTree) "bidir-pim",
        /// Ingress Replication: the sender sends a copy to each receiver. The value is the receiving router's address.
        0x06 => IngressReplication(IpAddr) "ingress-replication",
        /// A multipoint-to-multipoint multipoint LDP LSP.
        0x07 => MldpMp2mp(MldpFec<B>) "mldp-mp2mp",
        /// A segment of an LSP through several areas ([RFC 7524](https://www.rfc-editor.org/rfc/rfc7524)).
        0x08 => Transport(TransportTunnel) "transport",
        /// Assisted Replication: a replicator forwards to the receivers
        /// ([RFC 9574](https://www.rfc-editor.org/rfc/rfc9574)). The value is the replicator's address, `AR-IP`.
        0x0a => AssistedReplication(IpAddr) "assisted-replication",
        /// Bit Index Explicit Replication ([RFC 8556](https://www.rfc-editor.org/rfc/rfc8556)).
        0x0b => Bier(BierTunnel) "bier",
        /// An SR-MPLS point-to-multipoint tree ([RFC 10018](https://www.rfc-editor.org/rfc/rfc10018)). Its identifier
        /// is not decoded: that it is a Tree-ID of four bytes and the address of the root is unconfirmed.
        0x0c => SrMplsP2mp(Octets<B>) "sr-mpls-p2mp",
        /// An SRv6 point-to-multipoint tree ([RFC 10018](https://www.rfc-editor.org/rfc/rfc10018)), likewise.
        0x0d => Srv6P2mp(Octets<B>) "srv6-p2mp",
        /// Any tunnel ([RFC 8338](https://www.rfc-editor.org/rfc/rfc8338)).
        0xff => Wildcard(Octets<B>) "wildcard",
    }
}

impl<'a> PTunnel<&'a [u8]> {
    /// Decodes the tunnel of a type; `None` if the identifier does not fit the type.
    pub(super) fn of(tunnel_type: u8, identifier: &'a [u8]) -> Option<Self> {
        PTunnel::read(tunnel_type, &mut Reader::new(identifier)).ok()
    }
}

/// A P-tunnel of an unknown type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UnknownPTunnel<B: AsRef<[u8]> = Vec<u8>> {
    /// The tunnel type, without the bit of a composite tunnel.
    pub tunnel_type: u8,
    /// The tunnel identifier.
    pub octets: Octets<B>,
}
map_octets!(UnknownPTunnel { octets; tunnel_type });

impl<B: AsRef<[u8]>> UnknownPTunnel<B> {
    /// Returns whether the type is for experiments: 0x7b to 0x7e
    /// ([RFC 7385](https://www.rfc-editor.org/rfc/rfc7385)), or 0xfb to 0xfe for composite tunnels
    /// ([RFC 8317](https://www.rfc-editor.org/rfc/rfc8317)).
    #[must_use]
    pub const fn is_experimental(&self) -> bool {
        matches!(self.tunnel_type & 0x7f, 0x7b..=0x7e)
    }
}

impl<B: AsRef<[u8]>> fmt::Display for UnknownPTunnel<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_if(self.is_experimental(), format_args!("experimental "), f)?;
        write!(f, "pmsi tunnel type {}", self.tunnel_type)?;
        write_if(!self.octets.is_empty(), format_args!(" {}", self.octets), f)
    }
}
