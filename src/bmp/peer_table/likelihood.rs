//! Judges whether bytes can be routes with or without path identifiers, and whether that is likely.

use crate::bgp::Session;
use crate::bgp::nlri::{Family, FamilySet, Nlri, Shape};
use crate::net::{Label, Labels};

/// The grade of one reading of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likelihood {
    /// The list cannot be decoded to its end, or contains what no table can contain.
    Impossible,
    /// The list can be decoded, and contains something rare.
    Doubtful,
    Possible,
}

/// The grade of a list, and the highest path identifier in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judgement {
    pub(super) likelihood: Likelihood,
    pub(super) highest: u32,
}

/// A reading: how a list is decoded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    pub(super) family: Family,
    pub(super) path_ids: bool,
    pub(super) several_labels: bool,
    /// The highest path identifier that the peer is known to use.
    pub(super) highest: u32,
}

impl Manner {
    /// Judges a list. A family without a name, whose set is empty, has path identifiers in no session: it is not asked
    /// for them.
    pub(super) fn judge(self, octets: &[u8]) -> Judgement {
        match self.family.shape() {
            Shape::Prefix(limit) => self.judge_prefixes(octets, limit),
            Shape::OctetTyped(last) => self.walk(octets, |rest, _| octet_typed(rest, last)),
            Shape::MobileUserPlane => self.walk(octets, |rest, _| mobile_user_plane(rest)),
            Shape::LinkState => self.walk(octets, |rest, _| link_state(rest)),
            Shape::Labeled(_) => self.check(octets, |nlri| nlri.any_labels(has_doubtful_labels)),
            Shape::Decoded => self.check(octets, |_| false),
        }
    }

    /// Judges prefixes of at most `limit` bits.
    // Inlined: the family is known where most lists are judged.
    #[inline(always)]
    pub(super) fn judge_prefixes(self, octets: &[u8], limit: u8) -> Judgement {
        self.walk(octets, |rest, defaults| prefix(rest, limit, defaults))
    }

    /// Judges the list route by route: `next` returns the length of the first route and whether it is likely, and
    /// counts default routes in its second argument.
    #[inline(always)]
    fn walk(
        self,
        octets: &[u8],
        next: impl Fn(&[u8], &mut u32) -> Option<(usize, bool)>,
    ) -> Judgement {
        let (mut rest, mut highest, mut likely, mut defaults) = (octets, 0, true, 0);
        let mut count = 0;
        while !rest.is_empty() {
            count += 1;
            if self.path_ids {
                let Some((id, behind)) = rest.split_first_chunk() else {
                    return IMPOSSIBLE;
                };
                let id = u32::from_be_bytes(*id);
                likely &= self.is_likely(id);
                highest = highest.max(id);
                rest = behind;
            }
            let Some((length, is_likely)) = next(rest, &mut defaults) else {
                return IMPOSSIBLE;
            };
            let Some(behind) = rest.get(length..) else {
                return IMPOSSIBLE;
            };
            likely &= is_likely;
            rest = behind;
        }
        // Without path identifiers, a table has at most one default route.
        if defaults > 1 && !self.path_ids {
            return IMPOSSIBLE;
        }
        Judgement::possible(likely && !self.are_empty(octets, count), highest)
    }

    /// Returns whether the routes with path identifiers all have no bits. Such a list proves nothing.
    const fn are_empty(self, octets: &[u8], count: usize) -> bool {
        self.path_ids && octets.len() <= 5 * count
    }

    /// Judges families that only their decoders know: possible is what decodes to its end.
    fn check(self, octets: &[u8], is_doubtful: impl Fn(&Nlri<&[u8]>) -> bool) -> Judgement {
        let set = FamilySet::from(self.family);
        let of = |present: bool| if present { set } else { FamilySet::EMPTY };
        let session = Session::default()
            .with_add_path(of(self.path_ids))
            .with_multiple_labels(of(self.several_labels));
        // No route of these families begins like this: it is a path identifier.
        let is_path_id = !self.path_ids && octets.starts_with(&[0, 0]);
        let nlri = Nlri::over(octets, self.family, session);
        if is_path_id || nlri.decodes().is_err() {
            return IMPOSSIBLE;
        }
        let first = octets.first_chunk().copied().map(u32::from_be_bytes);
        let highest = first.filter(|_| self.path_ids).unwrap_or_default();
        let is_empty = self.path_ids && self.are_empty(octets, nlri.any_routes().count());
        let is_likely = self.is_likely(highest) && !is_empty && !is_doubtful(&nlri);
        Judgement::possible(is_likely, highest)
    }

    /// Routers count path identifiers from one. A sudden high one may be the beginning of a route instead.
    const fn is_likely(self, id: u32) -> bool {
        id >> 24 == 0 || id <= self.highest
    }
}

/// Returns whether a stack of labels was probably taken for one label and a prefix, or a prefix for labels.
///
/// A prefix is usual if it begins like a routed one, or follows a route distinguisher of a known type. One label that
/// is not the bottom of its stack is valid (RFC 8277, section 2.2), so it is doubtful only beside an unusual prefix.
/// Multiple labels are doubtful beside an unusual prefix, or if no prefix is left: any byte can look like the bottom of
/// a stack.
fn has_doubtful_labels(labels: Labels, prefix: (u8, bool)) -> bool {
    let (length, is_usual) = prefix;
    match labels.depth() {
        // Withdrawn routes have one of these labels, or any other.
        1 if matches!(labels.top(), Label::WITHDRAWN | Label::ZERO) => false,
        1 => !labels.top().is_bottom_of_stack() && !is_usual,
        _ => length == 0 || !is_usual,
    }
}

const IMPOSSIBLE: Judgement = Judgement {
    likelihood: Likelihood::Impossible,
    highest: 0,
};

impl Judgement {
    /// Returns the judgement of a list that can be decoded to its end.
    const fn possible(likely: bool, highest: u32) -> Judgement {
        Judgement {
            likelihood: if likely {
                Likelihood::Possible
            } else {
                Likelihood::Doubtful
            },
            highest,
        }
    }
}

/// Returns the length of a prefix, and whether no bits are set beyond its length.
#[inline(always)]
fn prefix(octets: &[u8], limit: u8, defaults: &mut u32) -> Option<(usize, bool)> {
    let (bits, _) = octets.split_first().filter(|(bits, _)| **bits <= limit)?;
    let length = 1 + usize::from(bits.div_ceil(8));
    *defaults += u32::from(*bits == 0);
    // Of a prefix without bits this is the length itself, all of which is used.
    let last = u32::from(*octets.get(length - 1)?);
    let used = (bits.wrapping_sub(1) & 7) + 1;
    Some((length, (last << used) & 0xff == 0))
}

/// Decodes type and length, one byte each. Unregistered types are unlikely.
fn octet_typed(octets: &[u8], last: u8) -> Option<(usize, bool)> {
    let [route_type, length, ..] = *octets else {
        return None;
    };
    // Every route has at least a route distinguisher.
    (length >= 8).then_some((2 + usize::from(length), (1..=last).contains(&route_type)))
}

/// Decodes architecture u8, type u16, length u8.
fn mobile_user_plane(octets: &[u8]) -> Option<(usize, bool)> {
    let [architecture, high, low, length, ..] = *octets else {
        return None;
    };
    let is_known = architecture == 1 && matches!([high, low], [0, 1..=4]);
    (length >= 8).then_some((4 + usize::from(length), is_known))
}

/// Decodes type u16, length u16.
fn link_state(octets: &[u8]) -> Option<(usize, bool)> {
    let [high, low, length @ .., _] = *octets.first_chunk::<5>()?;
    let length = usize::from(u16::from_be_bytes(length));
    // Every route has a protocol and an identifier.
    (length >= 9).then_some((4 + length, matches!([high, low], [0, 1..=7])))
}
