//! The SFP attribute: a service function path ([RFC 9015, section 3.2.1](https://www.rfc-editor.org/rfc/rfc9015#section-3.2.1)).
//!
//! ```text
//! TLVs: type u8, length u16, value
//! association: association type u8, route distinguisher 8, SPI u24
//! hop: service index u8, sub-TLVs of the same form
//! SFT: service function type u16, SFIR-RDs or pool identifiers of 8
//! ```

mod sfir;

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

pub use crate::net::ServicePathId;
pub use sfir::{ServiceFunctions, SfirRd};

use crate::net::{RouteDistinguisher, fixed};
use crate::registry::registry;
use crate::wire::tlv::Header;
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Fault, List, Reader, UnknownTlv, What, Writer,
    layout, map_octets, table,
};

/// The SFP attribute: the hops of a service function path, and the service function instances that may serve at each.
///
/// The attribute is malformed as a whole if its TLVs do not fill it exactly, if it has no hop, or if a hop has no
/// sub-TLVs. A TLV with a malformed value is an error in its place.
///
/// ```
/// use bmp_codec::Encode;
/// use bmp_codec::bgp::attribute::Sfp;
/// use bmp_codec::bgp::attribute::sfp::{ServiceFunctions, SfpHop};
/// use bmp_codec::net::RouteDistinguisher;
/// use bmp_codec::wire::List;
///
/// let functions =
///     ServiceFunctions::new(66, [RouteDistinguisher::two_octet(64496, 1).into()]);
/// let hop = SfpHop::new(255, List::of([functions.into()])?);
/// let path = Sfp::of([hop.into()])?;
/// assert_eq!(path.to_string(), "hop 255 (sft 66 64496:1)");
/// assert_eq!(path.to_vec()?[..7], [2, 0, 14, 255, 3, 0, 10]);
/// # Ok::<(), bmp_codec::EncodeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Sfp<B: AsRef<[u8]> = Vec<u8>>(pub List<SfpTlv, B>);

map_octets!(
    Sfp | path,
    f | Sfp(crate::wire::MapOctets::map_octets(&path.0, f))
);

table! {
    /// A TLV of the SFP attribute ([RFC 9015, section 10.3](https://www.rfc-editor.org/rfc/rfc9015#section-10.3)).
    pub enum SfpTlv<B>(u16) by tlv_type, unknown UnknownTlv, text, from;
    framed U8U16 "SFP TLV" |tlv_type| What::tlv(37, tlv_type);
    {
        /// Another path that is associated with this path.
        1 => Association(SfpAssociation) "association",
        /// A hop of the path.
        2 => Hop(SfpHop<B>) "hop",
        /// How packets travel along the path.
        5 => Traversal(SfpMplsTraversal) "traversal",
    }
}

table! {
    /// A sub-TLV of a hop. [`SfpTlv`] and this share a registry of types.
    pub enum SfpHopTlv<B>(u16) by tlv_type, unknown UnknownTlv, text, from;
    framed U8U16 "SFP hop sub-TLV" |tlv_type| What::sub_tlv(37, tlv_type);
    {
        /// The instances of a service function type that may serve at the hop.
        3 => Sft(ServiceFunctions<B>) "sft",
        /// The hop uses MPLS labels.
        4 => MplsSwapping(SfpMplsSwapping) "labels",
    }
}

layout! {
    /// Another path that is associated with this path.
    pub struct SfpAssociation {
        /// The kind of association.
        pub association_type: SfpAssociationType,
        /// The route distinguisher of the other path (SFPR-RD).
        pub rd: RouteDistinguisher,
        /// The path identifier of the other path.
        pub spi: ServicePathId,
    } text "{association_type} {rd} spi {spi}";
}

registry! {
    /// The kind of association between service function paths
    /// ([RFC 9015, section 10.4](https://www.rfc-editor.org/rfc/rfc9015#section-10.4)).
    SfpAssociationType(u8) {
        /// The two directions of one path.
        1 Bidirectional "bidirectional",
    }
}

/// A hop of a service function path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SfpHop<B: AsRef<[u8]> = Vec<u8>> {
    /// The service index ([RFC 8300](https://www.rfc-editor.org/rfc/rfc8300)), which decreases from hop to hop.
    pub service_index: u8,
    /// The service function instances that may serve here. There must be at least one sub-TLV.
    pub sub_tlvs: List<SfpHopTlv, B>,
}
map_octets!(SfpHop { sub_tlvs; service_index });

impl<B: AsRef<[u8]>> SfpHop<B> {
    /// Makes a hop from its service index and the instances that may serve there.
    #[must_use]
    pub fn new(service_index: u8, sub_tlvs: List<SfpHopTlv, B>) -> SfpHop<B> {
        SfpHop {
            service_index,
            sub_tlvs,
        }
    }
}

impl<'a> Decode<'a> for SfpHop<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let service_index = reader.u8()?;
        if reader.is_empty() {
            return Err(reader.fail(Fault::Truncated(3)));
        }
        Ok(SfpHop::new(service_index, reader.read()?))
    }

    fn check_inside(&self) -> Result<(), DecodeError> {
        self.sub_tlvs.check()
    }
}

impl<B: AsRef<[u8]>> Encode for SfpHop<B> {
    fn encoded_len(&self) -> usize {
        1 + self.sub_tlvs.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        if self.sub_tlvs.is_empty() {
            return Err(EncodeError::Missing {
                what: "sub-TLV of an SFP hop",
            });
        }
        out.put_u8(self.service_index);
        self.sub_tlvs.put(out)
    }
}

/// The service index and the sub-TLVs.
impl<B: AsRef<[u8]>> fmt::Display for SfpHop<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.service_index, self.sub_tlvs)
    }
}

fixed! {
    /// The hop uses labels for context and service function in place of path and service index
    /// ([RFC 9015, section 3.2.1.4](https://www.rfc-editor.org/rfc/rfc9015#section-3.2.1.4)). The value is empty.
    SfpMplsSwapping "mpls-swapping-stacking";
    /// Packets travel along the path with a label stack
    /// ([RFC 9015, section 3.2.1.5](https://www.rfc-editor.org/rfc/rfc9015#section-3.2.1.5)). The value is empty.
    SfpMplsTraversal "mpls-label-stack";
}

impl Sfp {
    /// Makes an attribute from TLVs. One of them must be a hop.
    ///
    /// # Errors
    /// [`EncodeError::Missing`] if there is no hop, or if a hop has no sub-TLVs; [`EncodeError::TooLong`] if the value
    /// of a TLV has more than 65535 bytes.
    pub fn of(tlvs: impl IntoIterator<Item = SfpTlv>) -> Result<Sfp, EncodeError> {
        let path = Sfp(List::of(tlvs)?);
        path.has_a_hop().map(|()| path)
    }
}

impl<B: AsRef<[u8]>> Sfp<B> {
    fn has_a_hop(&self) -> Result<(), EncodeError> {
        match self.hops().next() {
            Some(_) => Ok(()),
            None => Err(EncodeError::Missing { what: "SFP hop" }),
        }
    }

    /// Returns an iterator over the hops.
    pub fn hops(&self) -> impl Iterator<Item = SfpHop<&[u8]>> {
        self.0.iter().filter_map(|tlv| match tlv {
            Ok(SfpTlv::Hop(hop)) => Some(hop),
            _ => None,
        })
    }
}

impl<'a> Decode<'a> for Sfp<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        check(*reader)?;
        reader.read().map(Sfp)
    }

    fn check_inside(&self) -> Result<(), DecodeError> {
        self.0.check()
    }
}

/// Checks whether the attribute is malformed (RFC 9015, section 3.2.1). Out of line: the attribute is rare, and this
/// walks its TLVs.
#[inline(never)]
fn check(reader: Reader<'_>) -> Result<(), DecodeError> {
    let tlv = |tlv_type| What::tlv(37, tlv_type);
    let sub_tlv = |tlv_type| What::sub_tlv(37, tlv_type);
    let mut hops = 0;
    Header::U8U16.check(reader, tlv, |tlv_type, mut value| {
        if tlv_type == 2 {
            hops += 1;
            value.u8()?;
            if value.is_empty() {
                return Err(value.fail(Fault::Truncated(3)));
            }
            Header::U8U16.check(value, sub_tlv, |_, _| Ok(()))?;
        }
        Ok(())
    })?;
    match hops {
        0 => Err(DecodeError::new(
            reader.offset() + reader.remaining(),
            Fault::Missing(2),
        )),
        _ => Ok(()),
    }
}

impl<B: AsRef<[u8]>> Encode for Sfp<B> {
    fn encoded_len(&self) -> usize {
        self.0.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.has_a_hop()?;
        self.0.put(out)
    }
}

impl<B: AsRef<[u8]>> fmt::Display for Sfp<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests;
