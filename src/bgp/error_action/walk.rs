//! [`UpdateErrors`]: an iterator over the errors of an UPDATE.

use core::iter::FusedIterator;

use crate::bgp::Update;
use crate::bgp::attribute::{
    AsPath, BgpsecPath, Header, LocalPref, MpReach, MpUnreach, NextHop, Origin, PathAttributes,
    header,
};
use crate::bgp::error_action::attribute::{Attribute, Surroundings};
use crate::bgp::error_action::codes::Codes;
use crate::bgp::error_action::several::{self, Rule};
use crate::bgp::error_action::value::{Place, moved};
use crate::bgp::error_action::{Disposition, ErrorContext, Neighbor, Reason, UpdateError, View};
use crate::bgp::nlri::{Family, RouteErrors};
use crate::wire::{DecodeError, Fault, Reader, What};

impl<B: AsRef<[u8]>> Update<B> {
    /// Returns an iterator over the errors that a receiver must act on: first in the order of the bytes, then what is
    /// missing.
    ///
    /// An attribute may have several errors, but only the first error inside its value is returned. If an attribute
    /// appears more than once, only the first one is checked. If an RFC only asks to log an error, its disposition is
    /// [`Disposition::Nothing`]. If an attribute is longer than the rest of the list, no
    /// attribute is reported as missing. For the rules, see [`error_action`](crate::bgp::error_action).
    #[must_use]
    pub fn errors(&self, context: ErrorContext) -> UpdateErrors<'_> {
        let withdrawn = self.withdrawn_routes.octets().len();
        let around = Surroundings {
            context,
            session: self.path_attributes.session(),
            list: Place::new(self.path_attributes.octets(), withdrawn + 4),
            has_nlri: !self.nlri.is_empty(),
        };
        let end = withdrawn + 4 + self.path_attributes.octets().len();
        let of = |routes| RouteErrors::of(Family::IPV4_UNICAST, routes);
        let field = |errors, offset| Routes {
            errors,
            offset,
            attribute: None,
        };
        UpdateErrors {
            around,
            routes: Some(field(of(self.withdrawn_routes.view()).withdrawn(), 2)),
            attribute: None,
            attributes: self.path_attributes.reader(),
            nlri: Some(field(of(self.nlri.view()), end)),
            end,
            reaches: !self.nlri.is_empty(),
            has_more: false,
            breaks_off: false,
            codes: Codes::default(),
            last: Last::Origin,
            strongest: Disposition::Nothing,
        }
    }

    /// Returns what a receiver does: the strongest disposition among the [`errors`](Update::errors)
    /// ([RFC 7606, section 3 h](https://www.rfc-editor.org/rfc/rfc7606#section-3)).
    #[must_use]
    pub fn disposition(&self, context: ErrorContext) -> Disposition {
        let dispositions = self.errors(context).map(|error| error.disposition);
        dispositions.max().unwrap_or_default()
    }
}

/// An iterator over the errors of an UPDATE that a receiver must act on.
///
/// The total time is linear in the length of the UPDATE.
#[derive(Clone, Debug)]
pub struct UpdateErrors<'a> {
    around: Surroundings<'a>,
    /// The routes that are decoded now.
    routes: Option<Routes<'a>>,
    /// The attribute that is checked now.
    attribute: Option<Attribute<'a>>,
    attributes: Reader<'a>,
    /// The NLRI field behind the attributes.
    nlri: Option<Routes<'a>>,
    /// The offset of the end of the attributes.
    end: usize,
    /// Whether the UPDATE announces routes.
    reaches: bool,
    /// Whether there are attributes other than MP_UNREACH_NLRI.
    has_more: bool,
    breaks_off: bool,
    codes: Codes,
    /// The next check at the end.
    last: Last,
    strongest: Disposition,
}

/// Routes that are decoded to find errors.
#[derive(Clone, Debug)]
struct Routes<'a> {
    errors: RouteErrors<'a>,
    offset: usize,
    /// The attribute that the routes are in, and its family.
    attribute: Option<(u8, Family)>,
}

impl Routes<'_> {
    fn error(&mut self) -> Option<UpdateError> {
        let error = moved(self.errors.next()?, self.offset);
        let disposition = match (error.fault(), self.attribute) {
            (Fault::Breach(breach), _) => breach.disposition(),
            (_, Some(_)) if self.errors.is_discarded() => Disposition::IgnoreRoute,
            (_, Some(_)) => Disposition::AfiSafiDisable,
            (_, None) => Disposition::SessionReset,
        };
        Some(UpdateError {
            attribute: self.attribute.map(|(code, _)| code),
            family: match disposition {
                Disposition::AfiSafiDisable => self.attribute.map(|(_, family)| family),
                _ => None,
            },
            offset: error.offset() as u32,
            disposition,
            reason: Reason::Routes(error),
        })
    }
}

/// The checks after all attributes, in this order.
#[derive(Clone, Copy, Debug)]
enum Last {
    Origin,
    AsPath,
    NextHop,
    LocalPref,
    TwoPaths,
    /// The rules about several attributes, by their places.
    Several(u8),
    NoReachableNlri,
    Nothing,
}

impl<'a> UpdateErrors<'a> {
    /// Goes on to the next attribute.
    fn take(&mut self) {
        let attribute = Attribute::take(&mut self.attributes, self.around.list);
        self.has_more |= attribute.code != MpUnreach::CODE;
        self.breaks_off |= attribute.is_overrun;
        if attribute.code == MpReach::CODE && !attribute.is_overrun {
            // If the routes cannot be found, there may be some.
            let routes = attribute.routes();
            self.reaches |= routes.is_none_or(|(nlri, _)| !nlri.is_empty());
        }
        self.attribute = Some(attribute);
    }

    /// Skips an attribute that appears again, and returns its error. Its value is of no interest, so an UPDATE with
    /// thousands of them costs little: this is inlined. The routes of MP_REACH_NLRI and MP_UNREACH_NLRI are of interest.
    #[inline]
    fn take_duplicate(&mut self) -> Option<UpdateError> {
        if self.routes.is_some() || self.attribute.is_some() {
            return None;
        }
        let mut reader = self.attributes;
        let octets = reader.peek();
        let (Header { code, .. }, _) = header(&mut reader).ok()?;
        if matches!(code, MpReach::CODE | MpUnreach::CODE) || !self.codes.contains(code) {
            return None;
        }
        self.attributes = reader;
        self.has_more = true;
        Some(UpdateError {
            attribute: Some(code),
            family: None,
            offset: self.around.list.of(octets) as u32,
            disposition: Disposition::AttributeDiscard,
            reason: Reason::Duplicate,
        })
    }

    fn attribute_error(&mut self) -> Option<UpdateError> {
        let attribute = self.attribute.as_mut()?;
        let error = attribute.next_error(&mut self.codes, &self.around);
        if error.is_none() {
            self.routes = attribute.routes().map(|(nlri, offset)| {
                let errors = RouteErrors::from(nlri);
                Routes {
                    attribute: Some((attribute.code, nlri.family())),
                    errors: match attribute.code {
                        MpUnreach::CODE => errors.withdrawn(),
                        _ => errors,
                    },
                    offset,
                }
            });
            self.attribute = None;
        }
        error
    }

    #[inline(never)]
    fn next_error(&mut self) -> Option<UpdateError> {
        loop {
            if let Some(error) = self.routes.as_mut().and_then(Routes::error) {
                return Some(error);
            }
            if self.attribute.is_some() {
                if let Some(error) = self.attribute_error() {
                    return Some(error);
                }
            } else if !self.attributes.is_empty() {
                if let Some(error) = self.take_duplicate() {
                    return Some(error);
                }
                self.take();
            } else if let Some(nlri) = self.nlri.take() {
                self.routes = Some(nlri);
            } else {
                return self.last_error();
            }
        }
    }

    fn last_error(&mut self) -> Option<UpdateError> {
        loop {
            let (next, error) = match self.last {
                Last::Origin => (Last::AsPath, self.missing(Origin::CODE)),
                Last::AsPath => (Last::NextHop, self.missing(AsPath::CODE)),
                Last::NextHop => (Last::LocalPref, self.missing(NextHop::CODE)),
                Last::LocalPref => (Last::TwoPaths, self.missing(LocalPref::CODE)),
                Last::TwoPaths => (Last::Several(0), self.two_paths()),
                Last::Several(place) => match several::RULES.get(usize::from(place)) {
                    Some(rule) => (Last::Several(place + 1), self.several(rule)),
                    None => (Last::NoReachableNlri, None),
                },
                Last::NoReachableNlri => (Last::Nothing, self.no_reachable_nlri()),
                Last::Nothing => return None,
            };
            self.last = next;
            if error.is_some() {
                return error;
            }
        }
    }

    fn at_the_end(
        &self,
        attribute: Option<u8>,
        disposition: Disposition,
        reason: Reason,
    ) -> Option<UpdateError> {
        Some(UpdateError {
            attribute,
            family: None,
            offset: self.end as u32,
            disposition,
            reason,
        })
    }

    /// Checks for a missing attribute: RFC 7606, section 3 d; RFC 4271, section 5. An UPDATE that only withdraws routes
    /// lacks nothing.
    fn missing(&self, code: u8) -> Option<UpdateError> {
        let Surroundings {
            context, has_nlri, ..
        } = self.around;
        let wanted = match code {
            // RFC 8205, section 4.2: BGPsec_PATH replaces AS_PATH.
            AsPath::CODE => !self.codes.contains(BgpsecPath::CODE),
            NextHop::CODE => has_nlri && context.view() == View::Received,
            LocalPref::CODE => context.is_received_from(Neighbor::Internal),
            _ => true,
        };
        if !wanted || !self.reaches || self.breaks_off || self.codes.contains(code) {
            return None;
        }
        self.at_the_end(Some(code), Disposition::TreatAsWithdraw, Reason::Missing)
    }

    fn two_paths(&self) -> Option<UpdateError> {
        if !self.codes.contains(AsPath::CODE) || !self.codes.contains(BgpsecPath::CODE) {
            return None;
        }
        let disposition = Disposition::TreatAsWithdraw;
        self.at_the_end(Some(BgpsecPath::CODE), disposition, Reason::TwoPaths)
    }

    fn several(&self, rule: &Rule) -> Option<UpdateError> {
        let Surroundings {
            list,
            session,
            has_nlri,
            ..
        } = self.around;
        if !self.reaches || !self.codes.contains(rule.code) {
            return None;
        }
        let attributes = PathAttributes::over(list.octets(), session);
        if !(rule.is_broken)(&attributes, has_nlri) {
            return None;
        }
        let error = DecodeError::new(self.end, Fault::Breach(rule.breach));
        let reason = Reason::Malformed(error.within(What::Attribute(rule.code)));
        self.at_the_end(Some(rule.code), rule.breach.disposition(), reason)
    }

    /// Checks whether routes may have been overlooked: RFC 7606, section 5.2. A session reset cannot get stronger.
    fn no_reachable_nlri(&self) -> Option<UpdateError> {
        let reset = Disposition::SessionReset;
        if self.reaches
            || !self.has_more
            || self.strongest <= Disposition::AttributeDiscard
            || self.strongest == reset
        {
            return None;
        }
        self.at_the_end(None, reset, Reason::NoReachableNlri)
    }
}

impl Iterator for UpdateErrors<'_> {
    type Item = UpdateError;

    #[inline]
    fn next(&mut self) -> Option<UpdateError> {
        let error = match self.take_duplicate() {
            Some(error) => error,
            None => self.next_error()?,
        };
        self.strongest = self.strongest.max(error.disposition);
        Some(error)
    }
}

impl FusedIterator for UpdateErrors<'_> {}
