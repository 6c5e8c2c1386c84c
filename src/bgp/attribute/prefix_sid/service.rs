//! Types 5 and 6: SRv6 L3 Service and SRv6 L2 Service
//! ([RFC 9252, section 2](https://www.rfc-editor.org/rfc/rfc9252#section-2)).
//!
//! ```text
//! reserved u8, sub-TLVs: type u8, length u16, value
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::PrefixSid;
//! use bmp_codec::bgp::attribute::prefix_sid::{
//!     EndpointBehavior, Srv6L3Service, Srv6SidInformation,
//! };
//!
//! let sid = Srv6SidInformation::new("2001:db8:f:1::".parse()?, EndpointBehavior::EndDt4);
//! let prefix_sid = PrefixSid::of([Srv6L3Service::new([sid.into()])?.into()])?;
//! assert_eq!(prefix_sid.to_string(), "srv6-l3-service (sid 2001:db8:f:1:: End.DT4)");
//! assert_eq!(
//!     prefix_sid.sid_information().unwrap().sid,
//!     "2001:db8:f:1::".parse::<std::net::Ipv6Addr>()?
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::bgp::attribute::prefix_sid::Srv6SidInformation;
use crate::wire::{EncodeError, List, UnknownTlv, What, layout, table};

table! {
    /// A sub-TLV of an SRv6 service ([RFC 9252, section 3](https://www.rfc-editor.org/rfc/rfc9252#section-3)).
    pub enum Srv6ServiceSubTlv<B>(u16) by tlv_type, unknown UnknownTlv, text, from;
    framed U8U16 "SRv6 Service sub-TLV" |tlv_type| What::sub_tlv(40, tlv_type);
    {
        /// A SID and its endpoint behavior.
        1 => SidInformation(Srv6SidInformation<B>) "sid",
    }
}

layout! {
    /// The SRv6 SIDs of an L3 service: End.DX4, End.DT6 and the like
    /// ([RFC 9252, section 5](https://www.rfc-editor.org/rfc/rfc9252#section-5)).
    pub struct Srv6L3Service<B> {
        /// A reserved byte. Receivers ignore it; this crate keeps it.
        pub reserved: u8,
        ;
        /// The SIDs, of which receivers use the first, and other sub-TLVs.
        pub sub_tlvs: List<Srv6ServiceSubTlv, B>,
    } text "({sub_tlvs})";

    /// The SRv6 SIDs of an L2 service: End.DX2, End.DT2M and the like
    /// ([RFC 9252, section 6](https://www.rfc-editor.org/rfc/rfc9252#section-6)).
    pub struct Srv6L2Service<B> {
        /// A reserved byte. Receivers ignore it; this crate keeps it.
        pub reserved: u8,
        ;
        /// The SIDs, of which receivers use the first, and other sub-TLVs.
        pub sub_tlvs: List<Srv6ServiceSubTlv, B>,
    } text "({sub_tlvs})";
}

impl Srv6L3Service {
    /// Makes a service from these sub-TLVs.
    ///
    /// # Errors
    /// Like [`List::push`].
    pub fn new(
        sub_tlvs: impl IntoIterator<Item = Srv6ServiceSubTlv>,
    ) -> Result<Srv6L3Service, EncodeError> {
        let sub_tlvs = List::of(sub_tlvs)?;
        Ok(Srv6L3Service {
            reserved: 0,
            sub_tlvs,
        })
    }
}

impl<'a> Srv6L3Service<&'a [u8]> {
    /// Returns the first SID, the only one that counts.
    #[must_use]
    pub fn into_sid_information(self) -> Option<Srv6SidInformation<&'a [u8]>> {
        first_sid(self.sub_tlvs)
    }
}

impl Srv6L2Service {
    /// Makes a service from these sub-TLVs.
    ///
    /// # Errors
    /// Like [`List::push`].
    pub fn new(
        sub_tlvs: impl IntoIterator<Item = Srv6ServiceSubTlv>,
    ) -> Result<Srv6L2Service, EncodeError> {
        let sub_tlvs = List::of(sub_tlvs)?;
        Ok(Srv6L2Service {
            reserved: 0,
            sub_tlvs,
        })
    }
}

impl<'a> Srv6L2Service<&'a [u8]> {
    /// Returns the first SID, the only one that counts.
    #[must_use]
    pub fn into_sid_information(self) -> Option<Srv6SidInformation<&'a [u8]>> {
        first_sid(self.sub_tlvs)
    }
}

fn first_sid(sub_tlvs: List<Srv6ServiceSubTlv, &[u8]>) -> Option<Srv6SidInformation<&[u8]>> {
    sub_tlvs.into_iter().find_map(|sub_tlv| match sub_tlv {
        Ok(Srv6ServiceSubTlv::SidInformation(sid)) => Some(sid),
        _ => None,
    })
}
