//! Messages that may pass unchecked.

use crate::bgp::Session;
use crate::bgp::nlri::Family;
use crate::bmp::peer_table::FamilyReading;
use crate::bmp::peer_table::route_lists::reached;
use crate::bmp::route_monitoring::HEAD_LEN;

/// Messages that may pass unchecked, because the reading of their routes is settled.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Slot {
    pub(super) session: Session,
    /// The family of the routes, or one of the values below.
    pub(super) family: u32,
    /// The number of messages that may pass before one is checked again.
    pub(super) credit: u32,
}

/// Messages with routes in an MP_REACH_NLRI, which can only be of one family: it need not be checked.
pub(super) const ANY: u32 = u32::MAX;

/// All messages.
pub(super) const ALL: u32 = u32::MAX - 1;

/// No messages.
pub(super) const NONE: u32 = u32::MAX - 2;

impl Slot {
    /// Messages that announce nothing.
    pub(super) fn of_none(session: Session) -> Slot {
        Slot {
            session,
            family: NONE,
            credit: FamilyReading::SPOT_CHECK,
        }
    }

    /// Returns whether a message is one of these, from its headers.
    ///
    /// It finds the frequent cases only; [`trusted_lists`](super::rib_state::RibState::trusted_lists) finds all.
    #[inline(always)]
    pub(super) fn covers(&self, frame: &[u8]) -> bool {
        self.family == ALL || is_of(self.family, frame) == Some(true)
    }
}

/// Returns whether a message withdraws nothing in front of its attributes, and announces routes of a family. `None` if its
/// headers do not show it.
#[inline(always)]
pub(super) fn is_of(family: u32, frame: &[u8]) -> Option<bool> {
    if has_nlri(frame) {
        return Some(family == u32::from(Family::IPV4_UNICAST));
    }
    let (lengths, rest) = lengths(frame)?;
    (lengths <= 0xffff).then_some(())?;
    Some(family == ANY || reached(rest)? == family)
}

/// Returns whether a message has no routes beside its attributes.
#[inline(always)]
pub(super) fn has_attributes_only(frame: &[u8]) -> bool {
    lengths(frame)
        .is_some_and(|(lengths, rest)| lengths <= 0xffff && rest.len() <= lengths as usize)
}

/// Returns the length of the withdrawn routes and the length of the attributes as one word, as if the first were zero; and
/// what follows both.
#[inline(always)]
pub(super) fn lengths(frame: &[u8]) -> Option<(u32, &[u8])> {
    let ([.., a, b, c, d], rest) = frame.split_first_chunk::<HEAD_LEN>()?;
    Some((u32::from_be_bytes([*a, *b, *c, *d]), rest))
}

/// Returns whether routes follow the attributes, and nothing is withdrawn in front of them.
#[inline(always)]
pub(super) fn has_nlri(frame: &[u8]) -> bool {
    match lengths(frame) {
        Some((lengths, rest)) if rest.len() > lengths as usize => lengths <= 0xffff,
        _ => false,
    }
}
