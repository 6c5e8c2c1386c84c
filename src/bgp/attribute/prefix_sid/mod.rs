//! BGP Prefix-SID ([RFC 8669](https://www.rfc-editor.org/rfc/rfc8669),
//! [RFC 9252](https://www.rfc-editor.org/rfc/rfc9252)) and its TLVs.
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

use crate::bgp::attribute::Broken;
use crate::bgp::attribute::breach::offset_in;
use crate::wire::{Breach, List, UnknownTlv, What, questions, table};

/// BGP Prefix-SID: the segment of a route, as a label index or as an SRv6 SID.
///
/// A malformed TLV is an error in its place; [`check`](List::check) finds it at any depth. Its effect on the route
/// depends on the TLV. If a service TLV (5, 6) is malformed, the routes are treated as withdrawn
/// ([RFC 9252, section 7](https://www.rfc-editor.org/rfc/rfc9252#section-7)). If another TLV is malformed, the
/// attribute is discarded ([RFC 8669, section 6](https://www.rfc-editor.org/rfc/rfc8669#section-6)).
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
    /// A TLV of BGP Prefix-SID ([RFC 8669, section 3](https://www.rfc-editor.org/rfc/rfc8669#section-3)). If a TLV may
    /// appear only once, the first one counts.
    pub enum PrefixSidTlv<B>(u16) by tlv_type, unknown UnknownTlv, text, from;
    framed U8U16 "Prefix-SID TLV" |tlv_type| What::tlv(40, tlv_type);
    {
        /// The index of the prefix in every router's label range.
        1 => LabelIndex(LabelIndex) "label-index",
        /// The IPv6 SID of drafts before RFC 8669.
        2 => DeprecatedIpv6Sid(DeprecatedIpv6Sid<B>) "deprecated-ipv6-sid",
        /// The label ranges of the router that originated the prefix.
        3 => OriginatorSrgb(OriginatorSrgb<B>) "originator-srgb",
        /// The SRv6 VPN SID of drafts before RFC 9252.
        4 => DeprecatedVpnSid(DeprecatedVpnSid<B>) "deprecated-vpn-sid",
        /// The SIDs of an L3 service. They replace the label of VPN routes.
        5 => Srv6L3Service(Srv6L3Service<B>) "srv6-l3-service",
        /// The SIDs of an L2 service. They replace the label of EVPN routes.
        6 => Srv6L2Service(Srv6L2Service<B>) "srv6-l2-service",
    }
}

questions! {
    PrefixSid of PrefixSidTlv:
    /// Returns the first label index, the only one that counts.
    first label_index: LabelIndex(LabelIndex);
    /// Returns the label ranges of the first such TLV, the only one that counts.
    first originator_srgb: OriginatorSrgb(OriginatorSrgb<&[u8]>);
    /// Returns the first L3 service, the only one that counts.
    first l3_service: Srv6L3Service(Srv6L3Service<&[u8]>);
    /// Returns the first L2 service, the only one that counts.
    first l2_service: Srv6L2Service(Srv6L2Service<&[u8]>);
}

impl<B: AsRef<[u8]>> PrefixSid<B> {
    /// Returns the SID to use: the first SRv6 SID of the L3 service, or, without an L3 service, of the L2 service
    /// ([RFC 9252, section 3.1](https://www.rfc-editor.org/rfc/rfc9252#section-3.1)). A part of the SID may be in a
    /// label of the route: [`Srv6SidInformation::full_sid`] puts both together.
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

impl PrefixSid<&[u8]> {
    /// What is wrong with the meaning of an SRv6 service. Receivers log it; the attribute is not malformed
    /// ([RFC 9252, section 7](https://www.rfc-editor.org/rfc/rfc9252#section-7)).
    pub(super) fn broken(&self) -> Option<Broken> {
        let (mut l3, mut l2) = (false, false);
        let mut tlvs = self.iter();
        loop {
            let start = self.octets().len() - tlvs.rest().len();
            let (seen, sub_tlvs) = match tlvs.next()? {
                Ok(PrefixSidTlv::Srv6L3Service(service)) => (&mut l3, service.sub_tlvs),
                Ok(PrefixSidTlv::Srv6L2Service(service)) => (&mut l2, service.sub_tlvs),
                _ => continue,
            };
            if *seen {
                return Some((start, Breach::SRV6_SERVICE_DUPLICATE));
            }
            *seen = true;
            let (mut sids, mut broken) = (0_u32, None);
            for sub_tlv in &sub_tlvs {
                match sub_tlv {
                    Ok(Srv6ServiceSubTlv::SidInformation(sid)) => {
                        sids += 1;
                        let structure = sid.structure();
                        // Wider labels have 24 bits; the family of the routes decides.
                        if structure.is_some_and(|one| one.check(LabelWidth::TwentyFour).is_err()) {
                            let at = offset_in(self.octets(), sid.sub_sub_tlvs.octets());
                            broken = broken.or(Some((at, Breach::SRV6_STRUCTURE)));
                        }
                    }
                    // A SID that is malformed is no missing one.
                    Err(_) => sids += 1,
                    Ok(_) => {}
                }
            }
            if sids == 0 {
                broken = Some((start, Breach::SRV6_NO_SID));
            }
            if broken.is_some() {
                return broken;
            }
        }
    }
}
