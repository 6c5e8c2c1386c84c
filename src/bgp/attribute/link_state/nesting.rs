//! How TLVs nest: [`Depth`] limits it.

use crate::bgp::attribute::link_state::LinkStateTlv;
use crate::wire::{AnyContext, Context, List, ListContext, What};

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

    #[inline(always)]
    fn inside(context: Context) -> Option<Context> {
        context.0.checked_add(1 << FIRST_BIT).map(Context)
    }

    fn named(context: Context, what: What) -> What {
        match (Depth::of(context).0, what) {
            (2, What::AttributeTlv(tlv)) => What::AttributeSubTlv(tlv),
            (3.., What::AttributeTlv(tlv)) => What::AttributeSubSubTlv(tlv),
            _ => what,
        }
    }
}

impl AnyContext for Depth {}

impl From<Depth> for Context {
    fn from(depth: Depth) -> Context {
        Context(u64::from(depth.0) << FIRST_BIT)
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
