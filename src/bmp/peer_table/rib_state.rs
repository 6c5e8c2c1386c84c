//! What is learned of one table of a peer, and the fast path for messages whose reading is settled.

use crate::bgp::nlri::{Family, FamilySet, Shape};
use crate::bgp::{Basis, Session};
use crate::bmp::Rib;
use crate::bmp::peer_table::FamilyReading;
use crate::bmp::peer_table::likelihood::{Judgement, Likelihood, Manner};
use crate::bmp::peer_table::reading::is_turned;
use crate::bmp::peer_table::route_lists::{RouteList, RouteLists};
use crate::bmp::peer_table::slot::{ALL, ANY, Slot};
use crate::bmp::peer_table::withdrawals::Withdrawals;
use crate::net::AsnWidth;

/// State of one table of a peer, separate for messages with and without the A flag.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RibState {
    /// For all messages, if every family that both speakers named is settled in the same session.
    any: Slot,
    /// For routes of IPv4 unicast.
    ipv4: Slot,
    /// For routes in an MP_REACH_NLRI, of the most recent family.
    other: Slot,
    /// The session as learned, for all families.
    pub(super) session: Session,
    /// The families that are settled in the session of `any`.
    settled: FamilySet,
    withdrawals: Withdrawals,
}

/// What is learned besides the readings of families.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Learned {
    /// The highest path identifier of announced routes.
    highest_path_id: u32,
    /// AS numbers do not have the width that the A flag gives.
    other_width: bool,
    /// The number of UPDATEs in turn that could be decoded in this width only.
    width_confirmed: u32,
    /// The number of UPDATEs in turn that proved the other width.
    #[cfg_attr(feature = "serde", serde(default))]
    width_doubts: u32,
    /// Messages of both widths were seen, so each message is checked.
    #[cfg_attr(feature = "serde", serde(default))]
    has_both_widths: bool,
}

/// What an examination knows, and may do.
#[derive(Clone, Copy)]
pub(super) struct Terms {
    pub(super) rib: Rib,
    /// The negotiated session.
    pub(super) base: Session,
    /// The families that both speakers named.
    pub(super) spoken: FamilySet,
    /// The width that the A flag of the message gives.
    pub(super) width: AsnWidth,
    /// Whether to learn from the message.
    pub(super) learn: bool,
    /// Whether a reading without OPENs that nothing contradicts is inferred.
    pub(super) infer: bool,
}

/// The result of an examination.
#[derive(Clone, Copy)]
pub(super) struct Examined {
    pub(super) session: Session,
    /// Whether what was learned has changed, so that the tables must be reset.
    pub(super) changed: bool,
    /// Whether enough messages agreed. Then messages like this one pass unchecked.
    pub(super) settled: bool,
    /// Whether there is something to learn: withdrawn routes that are as expected teach nothing.
    pub(super) teaches: bool,
}

/// What is expected of a list.
#[derive(Clone, Copy)]
struct Prior {
    path_ids: bool,
    /// Whether that was learned, not only negotiated.
    is_learned: bool,
}

/// How to decode one list.
#[derive(Clone, Copy)]
struct Found {
    path_ids: bool,
    several_labels: bool,
    /// Whether the bytes have decided.
    decisive: bool,
    highest: u32,
}

impl RibState {
    /// Returns what lets this message pass, if it has credit left.
    pub(super) fn trusted(&mut self, frame: &[u8]) -> Option<&mut Slot> {
        let mut slots = [&mut self.any, &mut self.ipv4, &mut self.other].into_iter();
        slots.find(|slot| slot.credit > 0 && slot.covers(frame))
    }

    /// Returns the messages that announce nothing and need no examination, and their session, if a session on this basis
    /// was negotiated.
    pub(super) fn withdrawals(&self, basis: Basis) -> (Session, Withdrawals) {
        (self.session.with_basis(basis), self.withdrawals)
    }

    /// Returns the session of the lists of a message, if all of them have credit left. `spoken` are the families that
    /// both speakers named.
    pub(super) fn trusted_lists(
        &mut self,
        spoken: FamilySet,
        lists: &RouteLists<'_>,
    ) -> Option<Session> {
        let mut first = None;
        for list in lists.iter() {
            let set = FamilySet::from(list.family);
            let alone = is_other(spoken, set);
            let slot = self.slot(list.family);
            // Withdrawn routes that should have path identifiers are always checked.
            let is_trusted = slot.credit > 0
                && (alone && slot.family == ANY || slot.family == u32::from(list.family))
                && !(list.withdrawn && slot.session.add_path().overlaps(set));
            if !is_trusted {
                return None;
            }
            slot.credit -= u32::from(first.is_none());
            first = first.or(Some(slot.session));
        }
        first
    }

    fn slot(&mut self, family: Family) -> &mut Slot {
        if family == Family::IPV4_UNICAST {
            &mut self.ipv4
        } else {
            &mut self.other
        }
    }

    /// Lets messages with lists of this family pass unchecked.
    pub(super) fn trust(
        &mut self,
        spoken: FamilySet,
        family: Family,
        session: Session,
        credit: u32,
    ) {
        let mut slot = Slot {
            session,
            family: family.into(),
            credit,
        };
        // Withdrawn routes that should have path identifiers are always checked.
        let set = FamilySet::from(family);
        if !session.add_path().overlaps(set) {
            if self.any.session != session {
                self.any = Slot {
                    session,
                    family: ALL,
                    credit: 0,
                };
                self.settled = FamilySet::EMPTY;
            }
            self.settled = self.settled.or(set);
            if !spoken.is_empty() && spoken.without(self.settled).is_empty() {
                self.any.credit = credit;
                return;
            }
            if is_other(spoken, set) {
                slot.family = ANY;
            }
        }
        *self.slot(family) = slot;
    }

    /// Returns the state that follows from what was learned; `width` is what the A flag gives.
    pub(super) fn renewed<'a>(
        base: Session,
        width: AsnWidth,
        learned: Learned,
        readings: impl Iterator<Item = &'a FamilyReading>,
    ) -> RibState {
        let mut session = learned.width(base, width);
        for reading in readings.filter(|reading| reading.learned().is_some()) {
            session = with(session, reading.family.into(), reading.path_ids);
            if reading.basis != base.basis() {
                session = session.with_basis(reading.basis);
            }
        }
        RibState {
            session,
            ..RibState::default()
        }
    }

    /// Checks the bytes of an UPDATE, and returns the session to decode them in.
    pub(super) fn examine(
        &mut self,
        terms: Terms,
        learned: &mut Learned,
        readings: &mut alloc::vec::Vec<FamilyReading>,
        lists: &RouteLists<'_>,
    ) -> Examined {
        let base = terms.base;
        let mut session = self.session.with_basis(base.basis());
        let mut settled = true;
        let mut changed = false;
        let mut teaches = lists.shows_asn_width();
        let is_turned = is_turned(readings, terms.rib, base);
        // All lists of one message count as one witness.
        let mut has_doubted = false;
        let (mut only, mut count) = (None, 0);
        // Found once, where it is needed: there may be thousands of withdrawn lists.
        let mut announced = None;
        for list in lists.iter() {
            (only, count) = (Some(list.family), count + 1);
            // Families without a name have path identifiers in no session, and nothing is learned of them.
            let set = FamilySet::from(list.family);
            if set.is_empty() {
                continue;
            }
            let negotiated = base.add_path().overlaps(set);
            let known = readings
                .iter_mut()
                .find(|reading| reading.family == list.family && reading.rib == terms.rib);
            let before = known.as_ref().and_then(|reading| reading.learned());
            let expected = before.or(is_turned.then_some(!negotiated));
            let prior = Prior {
                path_ids: expected.unwrap_or(negotiated),
                is_learned: expected.is_some(),
            };
            let found = read(&list, &terms, learned.highest_path_id, prior);
            let is_negotiated = found.path_ids == negotiated
                && expected.is_none_or(|path_ids| path_ids == negotiated);
            session = with(session, set, found.path_ids);
            let inferred = terms.infer && base.basis() == Basis::Assumed && found.decisive;
            if found.path_ids != negotiated || inferred {
                session = session.by_octets();
            }
            let labels = base.multiple_labels();
            // Lists of one family in one message have one session: that of the announced one.
            let expected = match list.withdrawn {
                true if announced
                    .get_or_insert_with(|| lists.announced())
                    .overlaps(set) =>
                {
                    found.several_labels
                }
                withdrawn => !withdrawn && labels.overlaps(set),
            };
            if found.several_labels != expected {
                session = session
                    .with_multiple_labels(changed_set(labels, set, found.several_labels))
                    .with_withdrawn_stacks(list.withdrawn)
                    .by_octets();
                settled = false;
            }
            if !terms.learn {
                let is_as_known = |reading: &FamilyReading| reading.path_ids == found.path_ids;
                let is_as_known = known.as_deref().is_some_and(is_as_known);
                teaches |= !list.withdrawn || !is_as_known;
                if is_as_known && is_negotiated && base.basis() != Basis::Assumed {
                    self.withdrawals.add(list.family);
                }
                settled &= known.is_some_and(|reading| reading.is_settled(found.path_ids));
                continue;
            }
            let reading = match known {
                Some(reading) => reading,
                None => {
                    let new = FamilyReading::new(terms.rib, list.family, negotiated, base.basis());
                    readings.push(new);
                    let Some(reading) = readings.last_mut() else {
                        continue;
                    };
                    reading
                }
            };
            if list.withdrawn {
                let otherwise = found.path_ids != reading.path_ids;
                reading.withdrawn_otherwise = reading
                    .withdrawn_otherwise
                    .saturating_add(u32::from(otherwise));
            } else {
                let needed = match base.basis() {
                    Basis::Assumed if reading.confirmed == 0 => 1,
                    _ if is_turned && found.path_ids != negotiated => 1,
                    _ => FamilyReading::TURN,
                };
                let doubts = reading.doubts;
                if !has_doubted || found.path_ids == reading.path_ids {
                    reading.note(found.path_ids, found.decisive, needed);
                }
                has_doubted |= reading.doubts > doubts;
                if found.decisive && found.path_ids && reading.path_ids {
                    learned.highest_path_id = found.highest.max(learned.highest_path_id);
                }
                let basis = match (base.basis(), reading.path_ids == negotiated) {
                    (Basis::Assumed, true) if !terms.infer || reading.confirmed == 0 => {
                        Basis::Assumed
                    }
                    (Basis::Assumed, _) => Basis::Inferred,
                    (_, true) => base.basis(),
                    (_, false) => Basis::Contradicted,
                };
                changed |= before != reading.learned() || basis != reading.basis;
                reading.basis = basis;
            }
            settled &= reading.is_settled(found.path_ids);
        }

        // Families of which nothing is known are then expected the other way.
        changed |= terms.learn && is_turned != self::is_turned(readings, terms.rib, base);
        let (width, width_changed) = learned.note(terms, lists);
        session = learned.width(session, terms.width);
        let agreed = base.basis() == Basis::Negotiated && base.asn_width() == terms.width;
        changed |= width_changed;
        settled &= !changed
            && width == session.asn_width()
            && !learned.has_both_widths
            && (agreed && !learned.other_width
                || learned.width_confirmed >= FamilyReading::SETTLED);
        match only {
            Some(family) if settled && count == 1 => {
                self.trust(terms.spoken, family, session, FamilyReading::SPOT_CHECK);
            }
            _ if settled => {
                for list in lists.iter() {
                    self.trust(
                        terms.spoken,
                        list.family,
                        session,
                        FamilyReading::SPOT_CHECK,
                    );
                }
            }
            _ => {}
        }
        let session = if width == terms.width {
            session.with_asn_width_as_said(width)
        } else {
            session.with_contradicted_asn_width(width)
        };
        Examined {
            session,
            changed,
            settled,
            teaches,
        }
    }
}

/// Returns how to decode a list.
fn read(list: &RouteList<'_>, terms: &Terms, highest: u32, prior: Prior) -> Found {
    let is_labeled = matches!(list.family.shape(), Shape::Labeled(_));
    let several_labels =
        is_labeled && !list.withdrawn && terms.base.has_several_labels(list.family);
    let (found, likelihood) = read_with(list, several_labels, terms, highest, prior);
    // The other number of labels is tried only if the expected one is not likely.
    if likelihood == Likelihood::Possible || !is_labeled {
        return found;
    }
    match read_with(list, !several_labels, terms, highest, prior) {
        (other, likelier) if likelier > likelihood => other,
        _ => found,
    }
}

/// Returns how to decode a list with multiple labels or one, and the grade of that reading.
fn read_with(
    list: &RouteList<'_>,
    several_labels: bool,
    terms: &Terms,
    highest: u32,
    prior: Prior,
) -> (Found, Likelihood) {
    let base = terms.base;
    let judge = |path_ids| {
        let manner = Manner {
            family: list.family,
            path_ids,
            several_labels,
            highest,
        };
        manner.judge(list.octets)
    };
    let Prior {
        path_ids: prior,
        is_learned,
    } = prior;
    let of_prior = judge(prior);
    // If it is likely, the other reading only shows whether the bytes decide. That matters if something is learned or
    // inferred.
    if of_prior.likelihood == Likelihood::Possible && !terms.learn && !terms.infer {
        let found = Found {
            path_ids: prior,
            several_labels,
            decisive: false,
            highest: of_prior.highest,
        };
        return (found, of_prior.likelihood);
    }
    let of_other = judge(!prior);
    let of = |path_ids| {
        if path_ids == prior {
            of_prior
        } else {
            of_other
        }
    };
    let (mine, other) = (of_prior.likelihood, of_other.likelihood);
    // Against the negotiated session, only a likely reading is a proof: the list may be malformed.
    let is_proof = other == Likelihood::Possible || base.basis() == Basis::Assumed;
    let can_stay = mine != Likelihood::Impossible || other == Likelihood::Impossible;
    let stays = can_stay && is_learned && !list.withdrawn;
    let path_ids = if mine >= other || stays || !is_proof {
        prior
    } else {
        !prior
    };
    let Judgement {
        likelihood,
        highest,
    } = of(path_ids);
    let rejected = of(!path_ids).likelihood;
    let found = Found {
        path_ids,
        several_labels,
        decisive: likelihood > rejected
            && (rejected == Likelihood::Impossible || path_ids == prior),
        highest,
    };
    (found, likelihood)
}

impl Learned {
    /// Learns from the width that the bytes show. Returns it, and whether the expected one has changed.
    fn note(&mut self, terms: Terms, lists: &RouteLists<'_>) -> (AsnWidth, bool) {
        let learned = self;
        let (said, other) = match terms.width {
            AsnWidth::Four => (AsnWidth::Four, AsnWidth::Two),
            AsnWidth::Two => (AsnWidth::Two, AsnWidth::Four),
        };
        let Some(width) = lists.asn_width() else {
            return (if learned.other_width { other } else { said }, false);
        };
        let is_other = width == other;
        if !terms.learn {
            return (width, false);
        }
        let agrees = is_other == learned.other_width;
        if agrees {
            learned.width_confirmed = learned.width_confirmed.saturating_add(1);
            learned.width_doubts = 0;
            return (width, false);
        }
        learned.has_both_widths |= learned.width_confirmed > 0;
        learned.width_doubts += 1;
        let turned = learned.width_doubts >= FamilyReading::TURN;
        if turned {
            learned.other_width = is_other;
            learned.width_confirmed = learned.width_doubts;
            learned.width_doubts = 0;
        }
        (width, turned)
    }

    /// Returns the session with the learned width of AS numbers, if messages announce the width `said`.
    fn width(self, session: Session, said: AsnWidth) -> Session {
        match (self.other_width, said) {
            (false, said) => session.with_asn_width_as_said(said),
            (true, AsnWidth::Four) => session.with_contradicted_asn_width(AsnWidth::Two),
            (true, AsnWidth::Two) => session.with_contradicted_asn_width(AsnWidth::Four),
        }
    }
}

/// Returns whether a family is the only one besides IPv4 unicast.
fn is_other(spoken: FamilySet, family: FamilySet) -> bool {
    let others = spoken.without(Family::IPV4_UNICAST.into());
    !others.is_empty() && others == family
}

/// Returns the session with or without path identifiers in the routes of a family.
fn with(session: Session, family: FamilySet, path_ids: bool) -> Session {
    session.with_add_path(changed_set(session.add_path(), family, path_ids))
}

fn changed_set(set: FamilySet, family: FamilySet, present: bool) -> FamilySet {
    if present {
        set.or(family)
    } else {
        set.without(family)
    }
}
