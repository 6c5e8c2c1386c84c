//! Tunnel Encapsulation ([RFC 9012](https://www.rfc-editor.org/rfc/rfc9012)), and the SR policies in it
//! ([RFC 9830](https://www.rfc-editor.org/rfc/rfc9830), [RFC 9831](https://www.rfc-editor.org/rfc/rfc9831)).
//!
//! ```text
//! tunnels:   type u16, length u16, sub-TLVs
//! sub-TLVs:  type u8, length u8 (types 0 to 127) or u16 (types 128 to 255), value
//! ```
//!
//! A VXLAN tunnel, built and decoded:
//!
//! ```
//! use bmp_codec::{Decode, Encode, bgp::attribute::TunnelEncapsulation};
//! use bmp_codec::bgp::attribute::tunnel_encapsulation::*;
//! use std::net::Ipv4Addr;
//!
//! let tunnel = Tunnel::of(TunnelType::Vxlan, [
//!     SubTlv::from(EgressEndpoint::from(Ipv4Addr::new(192, 0, 2, 1))),
//!     Encapsulation::Vxlan(VirtualNetwork::new(10010)).into(),
//!     Color::new(100).into(),
//! ])?;
//! let octets = TunnelEncapsulation::of([tunnel])?.to_vec()?;
//!
//! let tunnels = TunnelEncapsulation::from_octets(&octets)?;
//! for tunnel in tunnels {
//!     let tunnel = tunnel?;
//!     assert_eq!(tunnel.tunnel_type(), TunnelType::Vxlan);
//!     match tunnel.encapsulation() {
//!         Some(Encapsulation::Vxlan(network)) => assert_eq!(network.vni(), Some(10010)),
//!         other => unreachable!("{other:?}"),
//!     }
//! }
//! assert_eq!(
//!     tunnels.to_string(),
//!     "vxlan [endpoint 192.0.2.1, encapsulation vni 10010, color 100]"
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A candidate path of an SR policy:
//!
//! ```
//! use bmp_codec::bgp::attribute::{PathAttribute, TunnelEncapsulation};
//! use bmp_codec::bgp::attribute::tunnel_encapsulation::*;
//!
//! let policy = Tunnel::of(TunnelType::SrPolicy, [
//!     SubTlv::from(Preference::new(200)),
//!     BindingSid::mpls(24000).into(),
//!     SegmentList::of([Weight::new(1).into(), MplsSegment::label(16001).into()])?.into(),
//!     SegmentList::of([
//!         MplsSegment::label(16002).into(),
//!         MplsSegment::label(16001).into(),
//!     ])?
//!     .into(),
//!     PolicyName::new("low-latency".into()).into(),
//! ])?;
//! assert_eq!(policy.preference(), Some(Preference::new(200)));
//! assert_eq!(policy.segment_lists().count(), 2);
//!
//! let attribute: PathAttribute = PathAttribute::new(TunnelEncapsulation::of([policy])?);
//! assert_eq!(
//!     attribute.to_string(),
//!     "Tunnel Encapsulation sr-policy [preference 200, binding-sid 24000, \
//!      segments (weight 1, A 16001), segments (A 16002, A 16001), \
//!      policy-name \"low-latency\"]"
//! );
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

mod encapsulation;
mod label_stack;
mod parameters;
mod segment_list;
mod sr_policy;
mod sub_tlv;
mod tunnel;

#[cfg(test)]
mod tests;

use alloc::vec::Vec;

pub use encapsulation::{Encapsulation, GreKey, L2tpv3, VirtualNetwork, Vni, VxlanGpe};
pub use label_stack::{LabelStackEntry, MplsLabelStack};
pub use parameters::{
    DsField, EgressEndpoint, EmbeddedLabelHandling, IpsecTunnelAuthenticator, LoadBalancingBlock,
    ProtocolType, SpiSiRepresentation, UdpDestinationPort,
};
pub use segment_list::{
    Ipv4InterfaceSegment, Ipv4LinkSegment, Ipv4NodeSegment, Ipv6InterfaceSegment, Ipv6LinkSegment,
    Ipv6NodeSegment, MplsSegment, Segment, SegmentFlags, SegmentList, Srv6InterfaceSegment,
    Srv6LinkSegment, Srv6NodeSegment, Srv6Segment, Weight,
};
pub use sr_policy::{
    BehaviorAndStructure, BindingSid, BindingSidFlags, CandidatePathName, ExplicitNull,
    ExplicitNullLabelPolicy, PolicyName, Preference, Priority, Sid, Srv6BindingSid, Srv6Sid,
};
pub use sub_tlv::{SubTlv, sub_tlv_name};
pub use tunnel::Tunnel;

pub use crate::bgp::extended_community::{Color, TunnelType};

use crate::bgp::attribute::Broken;
use crate::wire::{Breach, Fault, List, What};

/// Tunnel Encapsulation: the tunnels by which packets to a route can be sent.
///
/// A malformed sub-TLV does not cost its tunnel: it is an error in its place.
pub type TunnelEncapsulation<B = Vec<u8>> = List<Tunnel, B>;

impl TunnelEncapsulation<&[u8]> {
    /// A tunnel whose endpoint is malformed does not count. One must be left
    /// ([RFC 9012, section 13](https://www.rfc-editor.org/rfc/rfc9012#section-13)).
    pub(super) fn broken(&self) -> Option<Broken> {
        let valid = self
            .iter()
            .flatten()
            .any(|tunnel| has_valid_endpoint(&tunnel));
        (!valid).then_some((0, Breach::NO_VALID_TUNNEL))
    }
}

/// Returns whether the first endpoint, the only one that counts, is valid. A missing endpoint is not an error here:
/// whether it is mandatory depends on the family. An endpoint with an unknown address family is not malformed; it is
/// treated as absent ([RFC 9012, section 3.1](https://www.rfc-editor.org/rfc/rfc9012#section-3.1)).
fn has_valid_endpoint(tunnel: &Tunnel<&[u8]>) -> bool {
    let malformed = What::sub_tlv(23, 6);
    let endpoint = tunnel.iter().find_map(|sub_tlv| match sub_tlv {
        Ok(SubTlv::EgressEndpoint(_)) => Some(true),
        Err(error) if error.what() == malformed && !matches!(error.fault(), Fault::Value(_)) => {
            Some(false)
        }
        _ => None,
    });
    endpoint.unwrap_or(true)
}
