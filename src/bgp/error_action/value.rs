//! Checks inside a decoded value: nested TLVs are only decoded when walked, and the value can break a rule.

use crate::bgp::attribute::prefix_sid::{PrefixSidTlv, Srv6ServiceSubTlv};
use crate::bgp::attribute::{
    AttributeSet, AttributeValue, BgpsecPath, FlagsConflict, MalformedAttribute, MpReach,
    MpUnreach, PrefixSid, TunnelEncapsulation, error_action,
};
use crate::bgp::error_action::Disposition::{self, AttributeDiscard, Nothing, TreatAsWithdraw};
use crate::wire::tlv::Header;
use crate::wire::{AttributeTlv, DecodeError, Fault, List, Reader, What};

/// An error inside a value.
#[derive(Clone, Copy)]
pub(super) struct Finding {
    pub(super) disposition: Disposition,
    pub(super) error: DecodeError,
}

impl Finding {
    const fn new(disposition: Disposition, error: DecodeError) -> Finding {
        Finding { disposition, error }
    }
}

/// Where a list lies in the body of the UPDATE. Everything inside borrows the bytes of the list, so their addresses
/// give their offsets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    list: &'a [u8],
    offset: usize,
}

impl<'a> Place<'a> {
    pub(super) const fn new(list: &'a [u8], offset: usize) -> Place<'a> {
        Place { list, offset }
    }

    /// Returns the bytes of the list.
    pub(super) const fn octets(self) -> &'a [u8] {
        self.list
    }

    /// Returns the offset of a part of the list.
    #[inline]
    pub(super) fn of(self, part: &[u8]) -> usize {
        let inside = part.as_ptr().addr().wrapping_sub(self.list.as_ptr().addr());
        // The part is not inside the list, or is empty.
        self.offset + inside.min(self.list.len())
    }

    /// Moves an error whose offset counts from the start of the list.
    pub(super) fn in_list(self, error: DecodeError) -> DecodeError {
        moved(error, self.offset)
    }

    /// Moves an error whose offset counts from the start of a part.
    pub(super) fn moved(self, error: DecodeError, part: &[u8]) -> DecodeError {
        moved(error, self.of(part))
    }
}

/// Returns the error with its offset increased by `by`.
pub(super) fn moved(error: DecodeError, by: usize) -> DecodeError {
    DecodeError::new(by + error.offset(), error.fault()).within(error.what())
}

/// Returns the error inside a value that begins at `start`: the first part that cannot be decoded, or the first one with
/// a stronger disposition. If all parts can be decoded, the error is the rule that the value breaks.
pub(super) fn inside(
    value: &AttributeValue<&[u8]>,
    start: usize,
    place: Place<'_>,
) -> Option<Finding> {
    let malformed = |disposition, result: Result<(), DecodeError>| {
        let error = result.err()?;
        Some(Finding::new(disposition, moved(error, start)))
    };
    let malformed = match value {
        AttributeValue::Aigp(aigp) => malformed(AttributeDiscard, aigp.check()),
        AttributeValue::LinkState(tlvs) => tlvs
            .malformed()
            .map(|(list, error)| Finding::new(AttributeDiscard, moved(error, start + list))),
        AttributeValue::TrafficEngineering(descriptors) => {
            malformed(TreatAsWithdraw, descriptors.check())
        }
        AttributeValue::PrefixSid(sid) => prefix_sid(sid, place),
        AttributeValue::TunnelEncapsulation(tunnels) => tunnel_encapsulation(tunnels, place),
        AttributeValue::BgpsecPath(path) => bgpsec_path(path, place),
        AttributeValue::AttributeSet(set) => attribute_set(set, place),
        _ => None,
    };
    malformed.or_else(|| {
        let (offset, breach) = value.broken()?;
        let error = DecodeError::new(start + offset, Fault::Breach(breach));
        Some(Finding::new(breach.disposition(), error))
    })
}

/// Checks a BGP Prefix-SID. A malformed SRv6 service takes precedence over any other TLV, wherever it is.
fn prefix_sid(sid: &PrefixSid<&[u8]>, place: Place<'_>) -> Option<Finding> {
    let mut other = None;
    for tlv in sid {
        let service = match tlv {
            Ok(PrefixSidTlv::Srv6L3Service(service)) => srv6_service(&service.sub_tlvs, place),
            Ok(PrefixSidTlv::Srv6L2Service(service)) => srv6_service(&service.sub_tlvs, place),
            Ok(_) => None,
            Err(error) => {
                let moved = place.moved(error, sid.octets());
                match error.what() {
                    What::AttributeTlv(AttributeTlv {
                        tlv_type: 5 | 6, ..
                    }) => Some(moved),
                    _ => {
                        other = other.or(Some(moved));
                        None
                    }
                }
            }
        };
        if let Some(error) = service {
            return Some(Finding::new(TreatAsWithdraw, error));
        }
    }
    other.map(|error| Finding::new(AttributeDiscard, error))
}

fn srv6_service(
    sub_tlvs: &List<Srv6ServiceSubTlv, &[u8]>,
    place: Place<'_>,
) -> Option<DecodeError> {
    sub_tlvs.iter().find_map(|sub_tlv| match sub_tlv {
        Ok(Srv6ServiceSubTlv::SidInformation(sid)) => {
            let error = sid.sub_sub_tlvs.check().err()?;
            Some(place.moved(error, sid.sub_sub_tlvs.octets()))
        }
        Ok(Srv6ServiceSubTlv::Unknown(_)) => None,
        Err(error) => Some(place.moved(error, sub_tlvs.octets())),
    })
}

/// Checks a Tunnel Encapsulation attribute. A tunnel is malformed if its sub-TLVs do not fill it. If another sub-TLV is
/// malformed, receivers ignore that sub-TLV; if the endpoint is malformed, they ignore the tunnel
/// ([RFC 9012, section 13](https://www.rfc-editor.org/rfc/rfc9012#section-13)).
fn tunnel_encapsulation(tunnels: &TunnelEncapsulation<&[u8]>, place: Place<'_>) -> Option<Finding> {
    let what = |tlv_type| What::sub_tlv(23, tlv_type);
    let error = tunnels.iter().find_map(|tunnel| match tunnel {
        Ok(tunnel) => {
            let sub_tlvs = Reader::new(tunnel.octets());
            let error = Header::Split.check(sub_tlvs, what, |_, _| Ok(())).err()?;
            Some(place.moved(error, tunnel.octets()))
        }
        Err(error) => Some(place.moved(error, tunnels.octets())),
    });
    error.map(|error| Finding::new(TreatAsWithdraw, error))
}

fn bgpsec_path(path: &BgpsecPath<&[u8]>, place: Place<'_>) -> Option<Finding> {
    let blocks = &path.signature_blocks;
    let error = blocks.iter().find_map(|block| match block {
        Ok(block) => {
            let error = block.signatures.check().err()?;
            Some(place.moved(error, block.signatures.octets()))
        }
        Err(error) => Some(place.moved(error, blocks.octets())),
    });
    error.map(|error| Finding::new(TreatAsWithdraw, error))
}

/// Checks an ATTR_SET. It is malformed if an attribute in it is malformed, or is MP_REACH_NLRI or MP_UNREACH_NLRI
/// ([RFC 6368, section 5](https://www.rfc-editor.org/rfc/rfc6368#section-5)). What is only logged outside is only logged
/// inside. Sets inside sets are not decoded, so this recursion is one level deep.
fn attribute_set(set: &AttributeSet<&[u8]>, place: Place<'_>) -> Option<Finding> {
    let attributes = set.attributes();
    let mut walk = attributes.entries();
    let mut logged = None;
    loop {
        let rest = walk.rest();
        let first = place.of(rest);
        let Some(entry) = walk.next() else {
            return logged;
        };
        let value = attribute_start(rest);
        let at = |offset, what, fault| {
            let error = DecodeError::new(offset, fault).within(What::Attribute(what));
            Some(Finding::new(TreatAsWithdraw, error))
        };
        let found = match entry {
            Err(malformed)
                if is_deprecated(malformed.code)
                    && !is_overrun(&malformed, rest.len() - walk.rest().len()) =>
            {
                None
            }
            Err(malformed) => {
                let error = place.moved(malformed.error, attributes.octets());
                Some(Finding::new(TreatAsWithdraw, error))
            }
            Ok(attribute) => match attribute.code() {
                code @ (MpReach::CODE | MpUnreach::CODE) => {
                    at(first + 1, AttributeSet::CODE, Fault::Value(code.into()))
                }
                code if is_deprecated(code) => None,
                code if attribute
                    .flags_conflict()
                    .is_some_and(FlagsConflict::is_malformed) =>
                {
                    at(first, code, Fault::Value(attribute.flags.0.into()))
                }
                code if is_without_value(code, rest.len() - value - walk.rest().len()) => {
                    at(first + value, code, Fault::Length(0))
                }
                _ => inside(&attribute.value, first + value, place),
            },
        };
        match found {
            Some(finding) if finding.disposition == Nothing => logged = logged.or(found),
            Some(finding) => return Some(Finding::new(TreatAsWithdraw, finding.error)),
            None => {}
        }
    }
}

/// Returns whether an attribute that took `taken` bytes is longer than the rest of its list. Its `octets` are then
/// everything behind the code; the `octets` of a malformed value come at least one length byte later.
pub(super) const fn is_overrun(malformed: &MalformedAttribute<&[u8]>, taken: usize) -> bool {
    malformed.octets.0.len() + 2 >= taken
}

/// Returns the length of the attribute's header in bytes.
pub(super) fn attribute_start(attribute: &[u8]) -> usize {
    match attribute {
        [flags, ..] if flags & 0x10 != 0 => 4,
        _ => 3,
    }
}

/// Returns whether an attribute with a value of `length` bytes is empty and must not be. Of the known attributes, only
/// AS_PATH and ATOMIC_AGGREGATE may be empty ([RFC 7606, section 4](https://www.rfc-editor.org/rfc/rfc7606#section-4)).
pub(super) const fn is_without_value(code: u8, length: usize) -> bool {
    length == 0 && !matches!(code, 2 | 6) && !is_deprecated(code) && error_action(code).is_some()
}

/// Returns whether the attribute is deprecated: this crate decodes it, but receivers see no errors in it.
pub(super) const fn is_deprecated(code: u8) -> bool {
    matches!(error_action(code), Some(Disposition::Nothing))
}
