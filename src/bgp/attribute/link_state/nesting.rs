//! How TLVs nest: [`Depth`] limits it.

use bytes::BufMut;

use crate::bgp::attribute::UnknownTlv;
use crate::bgp::attribute::link_state::{LinkStateTlv, tlv_name};
use crate::wire::tlv::{Header, take_tlv};
use crate::wire::{
    AnyContext, Context, Element, Encode, EncodeError, List, ListContext, Malformed, Reader, What,
    Writer, decode_element, sealed,
};

/// How many TLVs a list of TLVs is inside of, 0 to 3. It only limits decoding: TLVs inside three others are
/// [`LinkStateTlv::Unknown`], whatever their type is.
#[derive(Clone, Copy, Debug, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Depth(u8);

/// Lists do not differ by their depth: it is not part of their bytes.
impl PartialEq for Depth {
    fn eq(&self, _: &Depth) -> bool {
        true
    }
}

impl Eq for Depth {}

// A list of path attributes decodes its values in the context of its session, which leaves these bits clear.
const FIRST_BIT: u32 = 62;

impl ListContext for Depth {
    fn of(context: Context) -> Depth {
        Depth((context.0 >> FIRST_BIT) as u8)
    }
}

impl AnyContext for Depth {}

impl From<Depth> for Context {
    fn from(depth: Depth) -> Context {
        Context(u64::from(depth.0) << FIRST_BIT)
    }
}

impl Depth {
    /// Returns how an error names a TLV of this depth.
    fn what(self, tlv_type: u16) -> What {
        match self.0 {
            0 => What::tlv(29, tlv_type),
            1 => What::sub_tlv(29, tlv_type),
            _ => What::sub_sub_tlv(29, tlv_type),
        }
    }
}

impl sealed::Element for LinkStateTlv {}

impl Element for LinkStateTlv {
    type At<'s> = LinkStateTlv<&'s [u8]>;
    type Error<'s> = Malformed<&'s [u8]>;
    type Context = Depth;

    #[inline(never)]
    fn take<'s>(reader: &mut Reader<'s>) -> Result<LinkStateTlv<&'s [u8]>, Malformed<&'s [u8]>> {
        let depth = Depth::of(reader.context());
        take_tlv(
            reader,
            Header::U16U16,
            |tlv_type| depth.what(tlv_type),
            |tlv_type, value| {
                if depth.0 > 2 {
                    let octets = value.octets();
                    return Ok(LinkStateTlv::Unknown(UnknownTlv { tlv_type, octets }));
                }
                *value = value.in_context(Depth(depth.0 + 1));
                LinkStateTlv::read(tlv_type, value)
            },
        )
    }
}

decode_element!(LinkStateTlv | tlv | tlv.check_value());

impl<B: AsRef<[u8]>> Encode for LinkStateTlv<B> {
    fn encoded_len(&self) -> usize {
        4 + self.value_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        let what = tlv_name(self.tlv_type()).unwrap_or("BGP-LS TLV");
        Header::U16U16.put(what, self.tlv_type(), self.value_len(), out)?;
        self.put_value(out)
    }
}

impl<'a> LinkStateTlv<&'a [u8]> {
    /// Returns the TLVs inside of this one, if it has room for any.
    ///
    /// ```
    /// use bmp_codec::bgp::attribute::LinkState;
    ///
    /// // A member of an L2 bundle, with a TE metric of 7.
    /// let octets = [0x04, 0x94, 0, 12, 0, 0, 0, 1, 0x04, 0x44, 0, 4, 0, 0, 0, 7];
    /// let attribute = LinkState::over(&octets[..]);
    /// let member = attribute.iter().next().unwrap()?;
    /// assert_eq!(member.sub_tlvs().unwrap().to_string(), "te-metric 7");
    /// # Ok::<(), bmp_codec::DecodeError>(())
    /// ```
    #[must_use]
    pub fn sub_tlvs(&self) -> Option<List<LinkStateTlv, &'a [u8]>> {
        match self {
            LinkStateTlv::FlexAlgorithmDefinition(tlv) => Some(tlv.sub_tlvs),
            LinkStateTlv::Srv6EndXSid(tlv) => Some(tlv.sub_tlvs),
            LinkStateTlv::IsisSrv6LanEndXSid(tlv) => Some(tlv.sub_tlvs),
            LinkStateTlv::Ospfv3Srv6LanEndXSid(tlv) => Some(tlv.sub_tlvs),
            LinkStateTlv::ApplicationSpecific(tlv) => Some(tlv.sub_tlvs),
            LinkStateTlv::Range(tlv) => Some(tlv.sub_tlvs),
            LinkStateTlv::Srv6Locator(tlv) => Some(tlv.sub_tlvs),
            LinkStateTlv::L2BundleMember(tlv) => Some(tlv.sub_tlvs),
            LinkStateTlv::CandidatePathConstraints(tlv) => Some(tlv.sub_tlvs),
            LinkStateTlv::SegmentList(tlv) => Some(tlv.sub_tlvs),
            LinkStateTlv::Segment(tlv) => Some(tlv.sub_tlvs),
            LinkStateTlv::Srv6BindingSid(tlv) => Some(tlv.sub_tlvs),
            _ => None,
        }
    }
}
