//! The rules that TLVs can break although their lengths fit, and where a malformed TLV is.

use crate::bgp::attribute::Broken;
use crate::bgp::attribute::breach::{offset_in, stronger};
use crate::bgp::attribute::link_state::{LabelRange, LinkState, LinkStateTlv, SpfStatus};
use crate::wire::tlv::Framed;
use crate::wire::{Breach, DecodeError, List, Reader};

impl LinkState<&[u8]> {
    /// Returns the first rule that a TLV breaks, at any depth; rather one that a receiver does something about.
    pub(in crate::bgp::attribute) fn broken(&self) -> Option<Broken> {
        let mut broken = None;
        // Ends, because TLVs are decoded three deep.
        let _ = walk(*self, self.octets(), &mut |at, tlv| {
            if let Ok(breach) = tlv.map(|tlv| tlv.breach()) {
                broken = stronger(broken, breach.map(|breach| (at, breach)));
            }
            Ok(())
        });
        broken
    }

    /// Decodes all TLVs at any depth, in the same pass. Returns like [`broken`](LinkState::broken).
    pub(in crate::bgp::attribute) fn checked(&self) -> Result<Option<Broken>, DecodeError> {
        let mut broken = None;
        let checked = walk(*self, self.octets(), &mut |at, tlv| {
            let in_list = |error| (at, error);
            let tlv = tlv.map_err(in_list)?;
            broken = stronger(broken, tlv.breach().map(|breach| (at, breach)));
            match tlv.sub_tlvs() {
                // Nothing else in it can be malformed.
                Some(_) => Ok(()),
                None => tlv.check_value().map_err(in_list),
            }
        });
        checked.map(|()| broken).map_err(|(_, error)| error)
    }

    /// Returns the first malformed TLV, at any depth: the offset of the list that contains it, and the error.
    pub(crate) fn malformed(&self) -> Option<(usize, DecodeError)> {
        walk(*self, self.octets(), &mut |at, tlv| match tlv {
            Ok(_) => Ok(()),
            Err(error) => Err((at, error)),
        })
        .err()
    }
}

type Found = Result<(), (usize, DecodeError)>;

/// Calls `each` for every TLV of a known type, before those inside of it. A TLV comes with its offset, an error with that
/// of its list.
fn walk<'a>(
    tlvs: List<LinkStateTlv, &'a [u8]>,
    value: &[u8],
    each: &mut impl FnMut(usize, Result<&LinkStateTlv<&'a [u8]>, DecodeError>) -> Found,
) -> Found {
    let start = offset_in(value, tlvs.octets());
    let mut reader = Reader::within(tlvs.into_octets(), tlvs.context());
    while let Some((before, tlv)) = LinkStateTlv::take_known(&mut reader) {
        match tlv {
            Ok(tlv) => {
                each(offset_in(value, before), Ok(&tlv))?;
                if let Some(inside) = tlv.sub_tlvs() {
                    self::walk(inside, value, each)?;
                }
            }
            Err(malformed) => each(start, Err(malformed.error))?,
        }
    }
    Ok(())
}

impl LinkStateTlv<&[u8]> {
    fn breach(&self) -> Option<Breach> {
        let (is_broken, breach) = match self {
            LinkStateTlv::SrCapabilities(srgb) => {
                (has_bad(srgb.ranges), Breach::LINK_STATE_LABEL_RANGE)
            }
            LinkStateTlv::SrLocalBlock(srlb) => {
                (has_bad(srlb.ranges), Breach::LINK_STATE_LABEL_RANGE)
            }
            LinkStateTlv::FlexAlgorithmDefinition(definition) => (
                definition.algorithm < 128,
                Breach::LINK_STATE_FLEX_ALGORITHM,
            ),
            LinkStateTlv::FlexAlgorithmPrefixMetric(metric) => {
                (metric.algorithm < 128, Breach::LINK_STATE_FLEX_ALGORITHM)
            }
            LinkStateTlv::SpfStatus(SpfStatus::Unknown(status)) => (
                matches!(status.get(), 0 | 255),
                Breach::LINK_STATE_SPF_STATUS,
            ),
            LinkStateTlv::Srv6SidStructure(structure) => {
                (structure.bits() > 128, Breach::LINK_STATE_SID_STRUCTURE)
            }
            _ => return None,
        };
        is_broken.then_some(breach)
    }
}

fn has_bad(ranges: List<LabelRange, &[u8]>) -> bool {
    let is_bad = |range: LabelRange| range.size.get() == 0 || range.first.label().is_none();
    ranges.into_iter().flatten().any(is_bad)
}
