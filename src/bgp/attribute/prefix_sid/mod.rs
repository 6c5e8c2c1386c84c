//! BGP Prefix-SID ([RFC 8669](https://www.rfc-editor.org/rfc/rfc8669),
//! [RFC 9252](https://www.rfc-editor.org/rfc/rfc9252)). A file for each kind of TLV.
//!
//! ```text
//! TLVs: type u8, length u16, value
//! ```

mod deprecated;
mod endpoint_behavior;
mod label_index;
mod originator_srgb;
mod service;
mod sid_information;
#[cfg(test)]
mod tests;
mod transposition;

use alloc::vec::Vec;

pub use deprecated::{DeprecatedIpv6Sid, DeprecatedVpnSid};
pub use endpoint_behavior::EndpointBehavior;
pub use label_index::LabelIndex;
pub use originator_srgb::{OriginatorSrgb, SrgbRange};
pub use service::{Srv6L2Service, Srv6L3Service, Srv6ServiceSubTlv};
pub use sid_information::{SidStructure, Srv6ServiceDataSubSubTlv, Srv6SidInformation};
pub use transposition::{LabelWidth, TranspositionError};

use crate::wire::{List, UnknownTlv, What, questions, table};

/// BGP Prefix-SID: the segment that a route leads to, as an index of labels or as an SRv6 SID.
///
/// A TLV that cannot be read is an error in its place; [`check`](List::check) finds it at any depth. What one means for
/// the route depends on its kind: in a service TLV (5, 6) the routes count as withdrawn
/// ([RFC 9252, section 7](https://www.rfc-editor.org/rfc/rfc9252#section-7)), in others the attribute as not there
/// ([RFC 8669, section 6](https://www.rfc-editor.org/rfc/rfc8669#section-6)).
///
/// ```
/// use bmp_codec::{Encode, bgp::attribute::{PrefixSid, prefix_sid::LabelIndex}};
///
/// let prefix_sid = PrefixSid::of([LabelIndex::new(17).into()])?;
/// assert_eq!(prefix_sid.to_vec()?, [1, 0, 7, 0, 0, 0, 0, 0, 0, 17]);
/// assert_eq!(prefix_sid.label_index(), Some(LabelIndex::new(17)));
/// assert_eq!(prefix_sid.to_string(), "label-index 17");
/// # Ok::<(), bmp_codec::EncodeError>(())
/// ```
pub type PrefixSid<B = Vec<u8>> = List<PrefixSidTlv, B>;

table! {
    /// A TLV of BGP Prefix-SID ([RFC 8669, section 3](https://www.rfc-editor.org/rfc/rfc8669#section-3)). Of those
    /// that may be there once the first one counts.
    pub enum PrefixSidTlv<B>(u16) by tlv_type, unknown UnknownTlv, text, from;
    framed U8U16 "Prefix-SID TLV" |tlv_type| What::tlv(40, tlv_type);
    {
        /// The index of the prefix in the label ranges of every router.
        1 => LabelIndex(LabelIndex) "label-index",
        /// The IPv6 SID of drafts before RFC 8669.
        2 => DeprecatedIpv6Sid(DeprecatedIpv6Sid<B>) "deprecated-ipv6-sid",
        /// The label ranges of the router that the prefix comes from.
        3 => OriginatorSrgb(OriginatorSrgb<B>) "originator-srgb",
        /// The SRv6 VPN SID of drafts before RFC 9252.
        4 => DeprecatedVpnSid(DeprecatedVpnSid<B>) "deprecated-vpn-sid",
        /// SIDs of an L3 service: what a label is for VPN routes.
        5 => Srv6L3Service(Srv6L3Service<B>) "srv6-l3-service",
        /// SIDs of an L2 service: what a label is for EVPN routes.
        6 => Srv6L2Service(Srv6L2Service<B>) "srv6-l2-service",
    }
}

questions! {
    PrefixSid of PrefixSidTlv:
    /// The label index that counts: the first one.
    first label_index: LabelIndex(LabelIndex);
    /// The label ranges that count: those of the first TLV.
    first originator_srgb: OriginatorSrgb(OriginatorSrgb<&[u8]>);
    /// The L3 service that counts: the first one.
    first l3_service: Srv6L3Service(Srv6L3Service<&[u8]>);
    /// The L2 service that counts: the first one.
    first l2_service: Srv6L2Service(Srv6L2Service<&[u8]>);
}

impl<B: AsRef<[u8]>> PrefixSid<B> {
    /// The first SRv6 SID of an L3 service, or where there is none of an L2 service: the one to use
    /// ([RFC 9252, section 3.1](https://www.rfc-editor.org/rfc/rfc9252#section-3.1)). A part of it may stand in a label
    /// of the route: [`Srv6SidInformation::full_sid`] puts it in.
    #[must_use]
    pub fn sid_information(&self) -> Option<Srv6SidInformation<&[u8]>> {
        let of_l3 = self
            .l3_service()
            .and_then(Srv6L3Service::into_sid_information);
        of_l3.or_else(|| {
            self.l2_service()
                .and_then(Srv6L2Service::into_sid_information)
        })
    }
}
