//! [`UpdateErrors`]: the reasons, one by one.

use core::iter::FusedIterator;

use crate::bgp::Update;
use crate::bgp::attribute::{AsPath, BgpsecPath, LocalPref, MpReach, MpUnreach, NextHop, Origin};
use crate::bgp::error_action::attribute::{Attribute, Surroundings};
use crate::bgp::error_action::codes::Codes;
use crate::bgp::error_action::value::{Place, moved};
use crate::bgp::error_action::{Disposition, ErrorContext, Neighbor, Reason, UpdateError, View};
use crate::bgp::nlri::{AnyRoutes, Family};
use crate::wire::Reader;

impl<B: AsRef<[u8]>> Update<B> {
    /// What a receiver has to do something about, one by one: in the order of the octets, then what is missing.
    ///
    /// There may be several about one attribute, but of what is inside its value only the first. Of an attribute that is
    /// there more than once, only the first one is looked at. Where the list of attributes breaks off, nothing is said to
    /// be missing. See [`error_action`](crate::bgp::error_action) for which rules there are.
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
        let of = |routes, offset| Routes {
            routes: AnyRoutes::of(Family::IPV4_UNICAST, routes),
            offset,
            attribute: None,
        };
        UpdateErrors {
            around,
            routes: Some(of(self.withdrawn_routes.view(), 2)),
            attribute: None,
            attributes: self.path_attributes.reader(),
            nlri: Some(of(self.nlri.view(), end)),
            end,
            reaches: !self.nlri.is_empty(),
            has_more: false,
            breaks_off: false,
            codes: Codes::default(),
            last: Last::Origin,
            strongest: Disposition::Nothing,
        }
    }

    /// What a receiver does: the strongest of what the [`errors`](Update::errors) ask for
    /// ([RFC 7606, section 3 h](https://www.rfc-editor.org/rfc/rfc7606#section-3)).
    #[must_use]
    pub fn disposition(&self, context: ErrorContext) -> Disposition {
        let dispositions = self.errors(context).map(|error| error.disposition);
        dispositions.max().unwrap_or_default()
    }
}

/// The reasons why a receiver has to do something about an UPDATE, one by one.
///
/// The time it takes grows with the octets of the UPDATE, and no faster.
#[derive(Clone, Debug)]
pub struct UpdateErrors<'a> {
    around: Surroundings<'a>,
    /// Those that are walked now.
    routes: Option<Routes<'a>>,
    /// The one that is looked at now.
    attribute: Option<Attribute<'a>>,
    attributes: Reader<'a>,
    /// The field behind the attributes.
    nlri: Option<Routes<'a>>,
    /// Where the attributes end.
    end: usize,
    /// Whether routes are announced.
    reaches: bool,
    /// Whether there are attributes other than MP_UNREACH_NLRI.
    has_more: bool,
    breaks_off: bool,
    codes: Codes,
    /// What is asked at the end.
    last: Last,
    strongest: Disposition,
}

/// Routes that are read to see whether they can be.
#[derive(Clone, Debug)]
struct Routes<'a> {
    routes: AnyRoutes<'a>,
    offset: usize,
    /// The attribute that they are in, and the family that it says.
    attribute: Option<(u8, Family)>,
}

impl Routes<'_> {
    fn error(&mut self) -> Option<UpdateError> {
        let error = self.routes.find_map(Result::err)?;
        let error = moved(error, self.offset);
        Some(UpdateError {
            attribute: self.attribute.map(|(code, _)| code),
            family: self.attribute.map(|(_, family)| family),
            offset: error.offset() as u32,
            disposition: match self.attribute {
                Some(_) => Disposition::AfiSafiDisable,
                None => Disposition::SessionReset,
            },
            reason: Reason::Routes(error),
        })
    }
}

/// What is asked when all attributes are known, in this order.
#[derive(Clone, Copy, Debug)]
enum Last {
    Origin,
    AsPath,
    NextHop,
    LocalPref,
    TwoPaths,
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
            // Where they cannot be found there may be some.
            let routes = attribute.routes();
            self.reaches |= routes.is_none_or(|(nlri, _)| !nlri.is_empty());
        }
        self.attribute = Some(attribute);
    }

    fn attribute_error(&mut self) -> Option<UpdateError> {
        let attribute = self.attribute.as_mut()?;
        let error = attribute.next_error(&mut self.codes, &self.around);
        if error.is_none() {
            self.routes = attribute.routes().map(|(nlri, offset)| Routes {
                attribute: Some((attribute.code, nlri.family())),
                routes: nlri.into(),
                offset,
            });
            self.attribute = None;
        }
        error
    }

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
                Last::TwoPaths => (Last::NoReachableNlri, self.two_paths()),
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

    /// RFC 7606, section 3 d; RFC 4271, section 5. Of routes that are only withdrawn nothing is missing.
    fn missing(&self, code: u8) -> Option<UpdateError> {
        let Surroundings {
            context, has_nlri, ..
        } = self.around;
        let wanted = match code {
            // RFC 8205, section 4.2: BGPsec_PATH is there in its place.
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

    /// RFC 7606, section 5.2. With a session reset there is nothing to add.
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

    fn next(&mut self) -> Option<UpdateError> {
        let error = self.next_error()?;
        self.strongest = self.strongest.max(error.disposition);
        Some(error)
    }
}

impl FusedIterator for UpdateErrors<'_> {}
