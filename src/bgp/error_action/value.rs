//! Checks inside a decoded value: nested TLVs are only decoded when walked, and some numbers are not allowed.

use crate::bgp::attribute::prefix_sid::{PrefixSidTlv, Srv6ServiceSubTlv};
use crate::bgp::attribute::tunnel_encapsulation::{SubTlv, Tunnel};
use crate::bgp::attribute::{
    Aigp, AigpMetric, AsPath, AttributeSet, AttributeValue, BgpsecPath, FlagsConflict,
    MalformedAttribute, MpReach, MpUnreach, PrefixSid, TunnelEncapsulation, error_action,
};
use crate::bgp::error_action::Disposition::{self, AttributeDiscard, TreatAsWithdraw};
use crate::bgp::error_action::Reason;
use crate::net::Asn;
use crate::wire::tlv::Header;
use crate::wire::{AttributeTlv, DecodeError, Fault, List, Reader, What};

/// An error inside a value.
#[derive(Clone, Copy)]
pub(super) struct Finding {
    pub(super) disposition: Disposition,
    pub(super) offset: usize,
    pub(super) reason: Reason,
}

impl Finding {
    fn malformed(disposition: Disposition, error: DecodeError) -> Finding {
        Finding {
            disposition,
            offset: error.offset(),
            reason: Reason::Malformed(error),
        }
    }

    const fn at(offset: usize, disposition: Disposition, reason: Reason) -> Finding {
        Finding {
            disposition,
            offset,
            reason,
        }
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

    /// Returns the offset of a part of the list.
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

/// Returns the error inside a value that begins at `start`: the first one, or the first one with a stronger
/// disposition.
pub(super) fn inside(
    value: &AttributeValue<&[u8]>,
    start: usize,
    place: Place<'_>,
) -> Option<Finding> {
    let zero = |asn, disposition| {
        (asn == Asn(0)).then_some(Finding::at(start, disposition, Reason::AsZero))
    };
    let malformed = |disposition, result: Result<(), DecodeError>| {
        let error = result.err()?;
        Some(Finding::malformed(disposition, moved(error, start)))
    };
    match value {
        AttributeValue::AsPath(path) => as_zero(path, start, TreatAsWithdraw),
        AttributeValue::As4Path(path) => as_zero(&path.0, start, AttributeDiscard),
        AttributeValue::Aggregator(aggregator) => zero(aggregator.asn(), AttributeDiscard),
        AttributeValue::As4Aggregator(aggregator) => zero(aggregator.asn(), AttributeDiscard),
        AttributeValue::Aigp(aigp) => {
            malformed(AttributeDiscard, aigp.check()).or_else(|| maximum_metric(aigp, start))
        }
        AttributeValue::TrafficEngineering(descriptors) => {
            malformed(TreatAsWithdraw, descriptors.check())
        }
        AttributeValue::PrefixSid(sid) => prefix_sid(sid, place),
        AttributeValue::TunnelEncapsulation(tunnels) => tunnel_encapsulation(tunnels, start, place),
        AttributeValue::BgpsecPath(path) => bgpsec_path(path, start, place),
        AttributeValue::AttributeSet(set) => attribute_set(set, place),
        _ => None,
    }
}

/// Returns the first AS 0 of a path ([RFC 7607, section 2](https://www.rfc-editor.org/rfc/rfc7607#section-2)).
fn as_zero(path: &AsPath<&[u8]>, start: usize, disposition: Disposition) -> Option<Finding> {
    let mut offset = start;
    for segment in path.segments() {
        offset += 2;
        for asn in segment.asns {
            if asn == Asn(0) {
                return Some(Finding::at(offset, disposition, Reason::AsZero));
            }
            offset += path.width().octets();
        }
    }
    None
}

fn maximum_metric(aigp: &Aigp<&[u8]>, start: usize) -> Option<Finding> {
    let is_maximum = aigp.metric() == Some(AigpMetric::MAX);
    is_maximum.then_some(Finding::at(start, AttributeDiscard, Reason::MaximumMetric))
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
            return Some(Finding::malformed(TreatAsWithdraw, error));
        }
    }
    other.map(|error| Finding::malformed(AttributeDiscard, error))
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
fn tunnel_encapsulation(
    tunnels: &TunnelEncapsulation<&[u8]>,
    start: usize,
    place: Place<'_>,
) -> Option<Finding> {
    let what = |tlv_type| What::sub_tlv(23, tlv_type);
    let mut valid = false;
    for tunnel in tunnels {
        let result = match &tunnel {
            Ok(tunnel) => {
                valid |= has_valid_endpoint(tunnel);
                let sub_tlvs = Reader::new(tunnel.octets());
                let framing = Header::Split.check(sub_tlvs, what, |_, _| Ok(()));
                framing.map_err(|error| place.moved(error, tunnel.octets()))
            }
            Err(error) => Err(place.moved(*error, tunnels.octets())),
        };
        if let Err(error) = result {
            return Some(Finding::malformed(TreatAsWithdraw, error));
        }
    }
    (!valid).then_some(Finding::at(start, TreatAsWithdraw, Reason::NoValidTunnel))
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

fn bgpsec_path(path: &BgpsecPath<&[u8]>, start: usize, place: Place<'_>) -> Option<Finding> {
    let blocks = &path.signature_blocks;
    let error = blocks.iter().find_map(|block| match block {
        Ok(block) => {
            let error = block.signatures.check().err()?;
            Some(place.moved(error, block.signatures.octets()))
        }
        Err(error) => Some(place.moved(error, blocks.octets())),
    });
    match error {
        Some(error) => Some(Finding::malformed(TreatAsWithdraw, error)),
        None if path.is_well_formed() => None,
        None => Some(Finding::at(start, TreatAsWithdraw, Reason::Signatures)),
    }
}

/// Checks an ATTR_SET. It is malformed if an attribute in it is malformed, or is MP_REACH_NLRI or MP_UNREACH_NLRI
/// ([RFC 6368, section 5](https://www.rfc-editor.org/rfc/rfc6368#section-5)). Sets inside sets are not decoded, so this
/// recursion is one level deep.
fn attribute_set(set: &AttributeSet<&[u8]>, place: Place<'_>) -> Option<Finding> {
    let attributes = set.attributes();
    let mut walk = attributes.entries();
    loop {
        let rest = walk.rest();
        let (first, entry) = (place.of(rest), walk.next()?);
        let value = attribute_start(rest);
        let at = |offset, what, fault| {
            let error = DecodeError::new(offset, fault).within(What::Attribute(what));
            Some(Finding::malformed(TreatAsWithdraw, error))
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
                Some(Finding::malformed(TreatAsWithdraw, error))
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
                _ => inside(&attribute.value, first + value, place).map(|finding| Finding {
                    disposition: TreatAsWithdraw,
                    ..finding
                }),
            },
        };
        if found.is_some() {
            return found;
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
