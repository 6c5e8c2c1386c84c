//! Node descriptors: sub-TLVs of TLVs 256 and 257 (RFC 9552, section 5.2.1.4;
//! [RFC 9086, section 4](https://www.rfc-editor.org/rfc/rfc9086#section-4)).
//!
//! ```text
//! type u16, length u16, value (AS number u32, area u32, identifier)
//! ```

use core::fmt::{self, Display};
use core::net::Ipv4Addr;

use crate::bgp::nlri::link_state::nlri::Brief;
use crate::bgp::nlri::link_state::{IgpRouterId, SystemId, UnknownDescriptor};
use crate::net::Asn;
use crate::wire::{List, What, questions, table};

/// The descriptors of a node. Together they identify it.
///
/// ```
/// use bmp_codec::bgp::nlri::link_state::{NodeDescriptors, SystemId};
/// use bmp_codec::net::Asn;
///
/// let system_id: SystemId = "0000.0000.0001".parse()?;
/// let node = NodeDescriptors::of([Asn(64496).into(), system_id.into()])?;
/// assert_eq!(node.autonomous_system(), Some(Asn(64496)));
/// assert_eq!(node.to_string(), "as 64496, igp-router-id 0000.0000.0001");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type NodeDescriptors<B = alloc::vec::Vec<u8>> = List<NodeDescriptor, B>;

table! {
    /// A descriptor of a node.
    // Words only, as in `LinkStateTlv`.
    #[repr(u32)]
    pub enum NodeDescriptor<B>(u16) by tlv_type, unknown UnknownDescriptor, text, from;
    framed U16U16 "node descriptor" What::LinkStateTlv;
    {
        /// The AS of the node.
        512 => AutonomousSystem(Asn) "as",
        /// Distinguishes networks with the same AS number. RFC 9552 deprecates it.
        513 => BgpLsIdentifier(u32) "bgp-ls-id" no from,
        /// The area of OSPF.
        514 => OspfAreaId(Ipv4Addr) "area" no from,
        /// What the protocol calls the node.
        515 => IgpRouterId(IgpRouterId<B>) "igp-router-id",
        /// The BGP identifier.
        516 => BgpRouterId(Ipv4Addr) "bgp-router-id" no from,
        /// The member AS of a confederation.
        517 => BgpConfederationMember(Asn) "member-as" no from,
    }
}

questions! {
    NodeDescriptors of NodeDescriptor:
    /// Returns the AS of the node.
    first autonomous_system: AutonomousSystem(Asn);
    /// Returns the area of OSPF.
    first ospf_area_id: OspfAreaId(Ipv4Addr);
    /// Returns what the protocol calls the node.
    first igp_router_id: IgpRouterId(IgpRouterId<&[u8]>);
    /// Returns the BGP identifier.
    first bgp_router_id: BgpRouterId(Ipv4Addr);
}

/// A router of IS-IS.
impl<B: AsRef<[u8]>> From<SystemId> for NodeDescriptor<B> {
    fn from(system_id: SystemId) -> NodeDescriptor<B> {
        NodeDescriptor::IgpRouterId(system_id.into())
    }
}

impl<B: AsRef<[u8]>> Brief for NodeDescriptor<B> {
    fn brief(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NodeDescriptor::IgpRouterId(id) => id.fmt(f),
            other => other.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::cases;

    /// Laid out by hand from RFC 7752, section 3.2.1.4, and RFC 9086, section 4.
    #[test]
    fn every_type_and_what_is_malformed() {
        cases! { NodeDescriptors<&[u8]>;
            "0200 0004 0000fbf0 0201 0004 00000007 0202 0004 00000001 0203 0006 000000000001
             0204 0004 c0000201 0205 0004 0000fe4d"
                => "as 64496, bgp-ls-id 7, area 0.0.0.1, igp-router-id 0000.0000.0001, \
                    bgp-router-id 192.0.2.1, member-as 65101"
                => r#"[{"autonomous_system":64496},{"bgp_ls_identifier":7},{"ospf_area_id":"0.0.0.1"},
                    {"igp_router_id":{"isis":"0000.0000.0001"}},{"bgp_router_id":"192.0.2.1"},
                    {"bgp_confederation_member":65101}]"#,
            "0206 0002 abcd fde9 0005 00007ed9 01 fde9 0003 000001"
                => "type-518 abcd, type-65001 enterprise 32473 01, type-65001 000001"
                => r#"[{"unknown":{"tlv_type":518,"octets":"abcd"}},
                    {"unknown":{"tlv_type":65001,"octets":"00007ed901"}},
                    {"unknown":{"tlv_type":65001,"octets":"000001"}}]"#,
            // The others are read.
            "0200 0003 00fbf0 0202 0004 00000001" => list [
                "link-state TLV 512 at byte 4: 1 byte is missing in 0200000300fbf0",
                "area 0.0.0.1",
            ],
            "0200 0005 0000fbf000" => inside "link-state TLV 512 at byte 8: 1 byte is left over",
            "0202 0000" => inside "link-state TLV 514 at byte 4: 4 bytes are missing",
            "0203 0007 000000000001" => inside "link-state TLV 515 at byte 4: 1 byte is missing",
            "0203 00" => inside "link-state TLV 515 at byte 2: 1 byte is missing",
        }
    }
}
