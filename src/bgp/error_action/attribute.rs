//! Checks one attribute for errors.

use crate::bgp::attribute::{
    Aigp, As4Aggregator, As4Path, AsPath, AttributeFlags, AttributeValue, BgpsecPath, ClusterList,
    FlagsConflict, LinkState, LocalPref, MalformedAttribute, MpReach, MpUnreach, NextHop, Origin,
    OriginatorId, PathAttribute, PathAttributes, Segment, SegmentKind, error_action, name,
    usual_flags,
};
use crate::bgp::error_action::codes::Codes;
use crate::bgp::error_action::value::{
    Finding, Place, attribute_start, inside, is_deprecated, is_overrun, is_without_value,
};
use crate::bgp::error_action::{
    Disposition, ErrorContext, Neighbor, Reason, UpdateError, View, next_hop,
};
use crate::bgp::nlri::{Family, Nlri};
use crate::bgp::{Basis, Session};
use crate::net::{Asn, AsnWidth};
use crate::wire::{Element, Reader, What};

/// The attribute that is checked now.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attribute<'a> {
    pub(super) entry: Result<PathAttribute<&'a [u8]>, MalformedAttribute<&'a [u8]>>,
    flags: AttributeFlags,
    pub(super) code: u8,
    /// The offsets of the attribute and of its value.
    first: usize,
    start: usize,
    /// The length of the value in bytes.
    length: usize,
    /// Whether the attribute is longer than the rest of the list. The list ends here.
    pub(super) is_overrun: bool,
    /// Whether an earlier attribute has the same code.
    is_duplicate: bool,
    next: Question,
}

/// The checks of an attribute, in this order.
#[derive(Clone, Copy, Debug)]
enum Question {
    Place,
    Flags,
    Neighbor,
    Value,
    NextHop,
    Nothing,
}

/// What the checks depend on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surroundings<'a> {
    pub(super) context: ErrorContext,
    pub(super) session: Session,
    pub(super) list: Place<'a>,
    /// Whether the NLRI field of the UPDATE has routes.
    pub(super) has_nlri: bool,
}

impl<'a> Attribute<'a> {
    /// Decodes the next attribute of a list that is not empty.
    pub(super) fn take(reader: &mut Reader<'a>, list: Place<'_>) -> Attribute<'a> {
        let octets = reader.peek();
        let first = list.of(octets);
        let entry = PathAttribute::take(reader);
        let taken = octets.len() - reader.remaining();
        let (flags, code) = match &entry {
            Ok(attribute) => (attribute.flags, attribute.code()),
            Err(malformed) => (malformed.flags, malformed.code),
        };
        let header = attribute_start(octets);
        Attribute {
            is_overrun: matches!(&entry, Err(malformed) if is_overrun(malformed, taken)),
            entry,
            flags,
            code,
            first,
            start: first + header,
            length: taken.saturating_sub(header),
            is_duplicate: false,
            next: Question::Place,
        }
    }

    /// Returns the next error of the attribute.
    pub(super) fn next_error(
        &mut self,
        codes: &mut Codes,
        around: &Surroundings<'_>,
    ) -> Option<UpdateError> {
        loop {
            let (next, error) = match self.next {
                Question::Place => {
                    let error = self.place_error(codes, around.list);
                    let empty = self.is_not_known_yet(around.context);
                    match error.is_some() || empty || is_deprecated(self.code) {
                        true => (Question::Nothing, error),
                        false => (Question::Flags, None),
                    }
                }
                Question::Flags => (Question::Neighbor, self.flags_error()),
                Question::Neighbor => match self.neighbor_error(around) {
                    // A discarded attribute need not be well-formed.
                    Some(error) if error.disposition == Disposition::AttributeDiscard => {
                        (Question::Nothing, Some(error))
                    }
                    error => (Question::Value, error),
                },
                Question::Value => (Question::NextHop, self.value_error(around)),
                Question::NextHop => (Question::Nothing, self.next_hop_error(around)),
                Question::Nothing => return None,
            };
            self.next = next;
            if error.is_some() {
                return error;
            }
        }
    }

    /// Returns the routes of the attribute and their offset, unless it is a duplicate.
    pub(super) fn routes(&self) -> Option<(Nlri<&'a [u8]>, usize)> {
        if self.is_duplicate {
            return None;
        }
        let nlri = match self.entry.ok()?.value {
            AttributeValue::MpReach(reach) => reach.nlri,
            AttributeValue::MpUnreach(unreach) => unreach.nlri,
            _ => return None,
        };
        // The routes are at the end of the value.
        let end = self.start + self.length;
        let offset = end.saturating_sub(nlri.octets().len());
        Some((nlri, offset))
    }

    /// Checks the framing and for duplicates: RFC 7606, sections 3 g, 3 j and 4.
    fn place_error(&mut self, codes: &mut Codes, list: Place<'_>) -> Option<UpdateError> {
        match &self.entry {
            Err(malformed) if self.is_overrun => {
                let error = list.in_list(malformed.error);
                let disposition = match self.code {
                    MpReach::CODE | MpUnreach::CODE => Disposition::SessionReset,
                    _ => Disposition::TreatAsWithdraw,
                };
                let reason = Reason::Overrun(error);
                let error = self.error(disposition, error.offset(), reason);
                // A single byte is not a type code yet.
                let attribute = error
                    .attribute
                    .filter(|_| !malformed.octets.is_empty() || self.code != 0);
                Some(UpdateError { attribute, ..error })
            }
            _ if codes.insert(self.code) => None,
            _ => {
                self.is_duplicate = true;
                let disposition = match self.code {
                    MpReach::CODE | MpUnreach::CODE => Disposition::SessionReset,
                    _ => Disposition::AttributeDiscard,
                };
                Some(self.error(disposition, self.first, Reason::Duplicate))
            }
        }
    }

    /// Checks what depends on the sender.
    fn neighbor_error(&self, around: &Surroundings<'_>) -> Option<UpdateError> {
        let Surroundings {
            context, session, ..
        } = *around;
        let discard = |reason| Some(self.error(Disposition::AttributeDiscard, self.first, reason));
        match self.code {
            LocalPref::CODE | OriginatorId::CODE | ClusterList::CODE
                if context.is_received_from(Neighbor::External) =>
            {
                discard(Reason::ExternalNeighbor)
            }
            As4Path::CODE | As4Aggregator::CODE
                if context.view() == View::Received
                    && session.basis() == Basis::Negotiated
                    && session.asn_width() == AsnWidth::Four =>
            {
                discard(Reason::FourOctetAs)
            }
            AsPath::CODE | BgpsecPath::CODE => {
                let reason = match self.entry.as_ref().ok()?.value {
                    AttributeValue::AsPath(path) => path_error(&path, context)?,
                    AttributeValue::BgpsecPath(path) => secure_path_error(&path, context)?,
                    _ => return None,
                };
                Some(self.error(Disposition::TreatAsWithdraw, self.start, reason))
            }
            _ => None,
        }
    }

    /// Checks the next hop: RFC 7606, sections 7.3 and 7.11.
    fn next_hop_error(&self, around: &Surroundings<'_>) -> Option<UpdateError> {
        let received = around.context.view() == View::Received;
        match self.entry.as_ref().ok()?.value {
            // Without such routes, receivers ignore NEXT_HOP (RFC 4760, section 3).
            AttributeValue::NextHop(next_hop)
                if received
                    && around.has_nlri
                    && next_hop.is_known()
                    && !next_hop::is_host(next_hop.address()) =>
            {
                let reason = Reason::NextHopAddress(next_hop.address());
                Some(self.error(Disposition::TreatAsWithdraw, self.start, reason))
            }
            AttributeValue::MpReach(reach) => {
                let length = reach.next_hop.octets().len();
                let expected = reach.nlri.family().expects_next_hop(length);
                // A next hop that is not known yet is empty (RFC 8671, section 5.2).
                if expected || length == 0 && !received {
                    return None;
                }
                let reason = Reason::NextHopLength(length as u8);
                Some(self.error(Disposition::AfiSafiDisable, self.start + 3, reason))
            }
            _ => None,
        }
    }

    /// Returns the family of an MP_REACH_NLRI or MP_UNREACH_NLRI.
    fn family(&self) -> Option<Family> {
        match (&self.entry, self.code) {
            (Ok(attribute), _) => match attribute.value {
                AttributeValue::MpReach(reach) => Some(reach.nlri.family()),
                AttributeValue::MpUnreach(unreach) => Some(unreach.nlri.family()),
                _ => None,
            },
            (Err(malformed), MpReach::CODE | MpUnreach::CODE) if !self.is_overrun => {
                match *malformed.octets.0 {
                    [high, low, safi, ..] => {
                        Some(Family::new(u16::from_be_bytes([high, low]), safi))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Makes an error of this attribute.
    fn error(&self, disposition: Disposition, offset: usize, reason: Reason) -> UpdateError {
        UpdateError {
            attribute: Some(self.code),
            family: match disposition {
                Disposition::AfiSafiDisable => self.family(),
                _ => None,
            },
            offset: offset as u32,
            disposition,
            reason,
        }
    }

    /// Returns the disposition for an attribute that is wrong as a whole.
    fn incorrect(&self) -> Disposition {
        match self.family() {
            Some(_) => Disposition::AfiSafiDisable,
            None => error_action(self.code).unwrap_or(Disposition::TreatAsWithdraw),
        }
    }

    /// Checks the flags: RFC 7606, sections 3 c and 5.3; RFC 7311, section 3.2.
    fn flags_error(&self) -> Option<UpdateError> {
        let conflict = match usual_flags(self.code) {
            Some(usual) => self.flags.conflict_with(usual)?,
            None if self.flags.is_optional() => return None,
            // All named attributes that this crate does not decode are optional.
            None if name(self.code).is_some() => FlagsConflict {
                optional: true,
                transitive: false,
                partial: false,
            },
            None => {
                let reason = Reason::UnrecognizedWellKnown;
                return Some(self.error(Disposition::SessionReset, self.first, reason));
            }
        };
        if !conflict.is_malformed() {
            return None;
        }
        let disposition = match self.code {
            MpReach::CODE | MpUnreach::CODE => self.incorrect(),
            Aigp::CODE if !conflict.optional => Disposition::AttributeDiscard,
            _ => Disposition::TreatAsWithdraw,
        };
        Some(self.error(disposition, self.first, Reason::Flags(conflict)))
    }

    /// Returns whether the value may be empty because a router made the UPDATE from its tables.
    fn is_not_known_yet(&self, context: ErrorContext) -> bool {
        self.length == 0
            && context.view() == View::Processed
            && matches!(self.code, Origin::CODE | AsPath::CODE | NextHop::CODE)
    }

    fn value_error(&self, around: &Surroundings<'_>) -> Option<UpdateError> {
        let list = around.list;
        let attribute = match &self.entry {
            Ok(attribute) => attribute,
            Err(malformed) => {
                let error = list.in_list(malformed.error);
                let reason = Reason::Malformed(error);
                return Some(self.error(self.incorrect(), error.offset(), reason));
            }
        };
        if is_without_value(self.code, self.length) {
            return Some(self.error(self.incorrect(), self.first, Reason::ZeroLength));
        }
        let Finding { disposition, error } = inside(&attribute.value, self.start, list)?;
        let error = error.within(What::Attribute(self.code));
        let disposition = match disposition {
            // RFC 9815, section 7: a route of BGP-LS-SPF is of no use without its attribute.
            Disposition::AttributeDiscard if self.code == LinkState::CODE && is_of_spf(around) => {
                Disposition::TreatAsWithdraw
            }
            disposition => disposition,
        };
        Some(self.error(disposition, error.offset(), Reason::Malformed(error)))
    }
}

/// Returns whether the UPDATE announces routes of BGP-LS-SPF.
#[cold]
fn is_of_spf(around: &Surroundings<'_>) -> bool {
    let attributes = PathAttributes::over(around.list.octets(), around.session);
    let reach: Option<MpReach<&[u8]>> = attributes.get_valid();
    reach.is_some_and(|reach| reach.nlri.family() == Family::LINK_STATE_SPF)
}

/// Checks an AS_PATH against the rules for its sender.
fn path_error(path: &AsPath<&[u8]>, context: ErrorContext) -> Option<Reason> {
    let mut segments = path.segments();
    if context.is_received_from(Neighbor::Confederation) {
        let begins = |segment: Segment<'_>| segment.kind == SegmentKind::ConfedSequence;
        return (!segments.next().is_some_and(begins)).then_some(Reason::NoConfederationSegment);
    }
    if !context.is_received_from(Neighbor::External) {
        return None;
    }
    if segments.any(|segment| segment.kind.is_confederation()) {
        return Some(Reason::ConfederationSegment);
    }
    let leftmost = path.asns().next();
    let wanted = context.neighbor_as()?;
    let wanted = match path.width() {
        AsnWidth::Two => Asn(wanted.to_u16().into()),
        AsnWidth::Four => wanted,
    };
    (leftmost != Some(wanted)).then_some(Reason::LeftmostAs(leftmost))
}

/// Checks a BGPsec_PATH from an external neighbor: RFC 8205, section 5.2, checks 2 and 5.
fn secure_path_error(path: &BgpsecPath<&[u8]>, context: ErrorContext) -> Option<Reason> {
    if !context.is_received_from(Neighbor::External) {
        return None;
    }
    let mut segments = path.secure_path.iter();
    if segments.any(|segment| segment.is_confederation()) {
        return Some(Reason::ConfederationSegment);
    }
    let leftmost = path.first();
    let wanted = context.neighbor_as()?;
    (leftmost != Some(wanted)).then_some(Reason::LeftmostAs(leftmost))
}
