//! What RFC 7606 makes of one UPDATE: which routes and attributes count.

use bmp_codec::bgp::Update;
use bmp_codec::bgp::attribute::{MpReach, MpUnreach};
use bmp_codec::bgp::error_action::{Disposition, ErrorContext, Reason};
use bmp_codec::bgp::nlri::Family;
use bmp_codec::wire::Fixed;

use crate::tables::sets;

/// The actions for one UPDATE.
#[derive(Debug, Default)]
pub(super) struct Actions {
    /// The strongest one.
    pub(super) disposition: Disposition,
    /// The number of errors.
    pub(super) errors: u64,
    /// Offsets in the body of the UPDATE: of something in attributes that are discarded.
    discarded: Vec<usize>,
    /// The same for routes that are ignored.
    ignored: Vec<usize>,
}

impl Actions {
    pub(super) fn of(update: &Update<&[u8]>, context: ErrorContext) -> Actions {
        let mut actions = Actions::default();
        for error in update.errors(context) {
            actions.errors += 1;
            actions.disposition = actions.disposition.max(error.disposition);
            let offset = error.offset as usize;
            match (error.disposition, error.reason) {
                (Disposition::AttributeDiscard, _) => actions.discarded.push(offset),
                (Disposition::IgnoreRoute, Reason::Routes(_)) => actions.ignored.push(offset),
                _ => {}
            }
        }
        actions
    }

    /// Returns whether the announced routes count as withdrawn. A session reset and AFI/SAFI disable end tables of the
    /// router, which says so by itself: here they are no more than this.
    pub(super) fn is_withdrawn(&self) -> bool {
        self.disposition >= Disposition::TreatAsWithdraw
    }

    /// Returns whether one of the routes is ignored, so that all have to be looked at.
    pub(super) fn ignores(&self) -> bool {
        !self.ignored.is_empty()
    }

    /// Returns whether the route in these bytes of the UPDATE is ignored.
    pub(super) fn ignores_route(&self, update: &Update<&[u8]>, route: &[u8]) -> bool {
        let start = offset(update, route);
        let range = start..start + route.len();
        self.ignored.iter().any(|offset| range.contains(offset))
    }

    /// Writes the set of attributes that the routes of a list have: the head of their MP_REACH_NLRI if they are in one, then all
    /// other attributes that count, in the order of the UPDATE.
    pub(super) fn put_set(
        &self,
        update: &Update<&[u8]>,
        next_hop: Option<(Family, &[u8])>,
        out: &mut Vec<u8>,
    ) {
        out.clear();
        out.push(sets::head(update.path_attributes.session()));
        if let Some((family, next_hop)) = next_hop {
            put_reach(out, family, next_hop, &[]);
        }
        let all = update.path_attributes.octets();
        let start = 4 + update.withdrawn_routes.octets().len();
        for Raw { code, octets, at } in raw(all) {
            let range = start + at..start + at + octets.len();
            let is_discarded = self.discarded.iter().any(|offset| range.contains(offset));
            if !is_discarded && code != MpReach::CODE && code != MpUnreach::CODE {
                out.extend_from_slice(octets);
            }
        }
    }
}

/// Returns the offset of bytes of an UPDATE in its body.
fn offset(update: &Update<&[u8]>, octets: &[u8]) -> usize {
    let withdrawn = update.withdrawn_routes.octets().len();
    let attributes = update.path_attributes.octets().as_ptr() as usize;
    (octets.as_ptr() as usize + 4 + withdrawn).wrapping_sub(attributes)
}

/// Writes an MP_REACH_NLRI.
pub(super) fn put_reach(out: &mut Vec<u8>, family: Family, next_hop: &[u8], routes: &[u8]) {
    const OPTIONAL: u8 = 0x80;
    let next_hop = next_hop.get(..next_hop.len().min(0xff)).unwrap_or_default();
    match u16::try_from(5 + next_hop.len() + routes.len()) {
        Ok(length @ ..=0xff) => out.extend_from_slice(&[OPTIONAL, MpReach::CODE, length as u8]),
        // A route that was decoded fits.
        length => {
            let [high, low] = length.unwrap_or(u16::MAX).to_be_bytes();
            out.extend_from_slice(&[OPTIONAL | EXTENDED, MpReach::CODE, high, low]);
        }
    }
    out.extend_from_slice(&family.to_octets());
    out.push(next_hop.len() as u8);
    out.extend_from_slice(next_hop);
    out.push(0);
    out.extend_from_slice(routes);
}

/// Splits a set that [`put_reach`] begins: into the next hop, and the other attributes.
pub(super) fn split_reach(set: &[u8]) -> Option<(&[u8], &[u8])> {
    let first = raw(set).next()?;
    let head = if first.octets.first()? & EXTENDED != 0 {
        4
    } else {
        3
    };
    let value = first
        .octets
        .get(head..)
        .filter(|_| first.code == MpReach::CODE)?;
    let length = usize::from(*value.get(3)?);
    Some((value.get(4..4 + length)?, set.get(first.octets.len()..)?))
}

/// The flag of an attribute whose length has two bytes.
const EXTENDED: u8 = 0x10;

/// An attribute, not decoded.
struct Raw<'a> {
    code: u8,
    /// All bytes, with the header.
    octets: &'a [u8],
    at: usize,
}

/// Returns the attributes of a list. One that is longer than the rest is left out: it asks for treat-as-withdraw.
fn raw(all: &[u8]) -> impl Iterator<Item = Raw<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = all.get(at..)?;
        let (code, length) = match *rest {
            [flags, code, high, low, ..] if flags & EXTENDED != 0 => {
                (code, 4 + usize::from(u16::from_be_bytes([high, low])))
            }
            [_, code, length, ..] => (code, 3 + usize::from(length)),
            _ => return None,
        };
        let octets = rest.get(..length)?;
        let raw = Raw { code, octets, at };
        at += length;
        Some(raw)
    })
}
