//! Messages that announce nothing, checked without an examination.
//!
//! Nothing is learned from them. A list of withdrawn routes that is likely as expected is decoded as expected, and an
//! End-of-RIB has no routes: what an examination would find is known as soon as the routes were looked at.

use crate::bgp::Session;
use crate::bgp::nlri::Family;
use crate::bmp::peer_table::likelihood::{Judgement, Likelihood, Manner};
use crate::bmp::peer_table::slot::lengths;
use crate::bmp::route_monitoring::HEAD_LEN;

/// The families whose withdrawn routes are expected as negotiated: IPv4 unicast, and the most recent other one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Withdrawals(u32);

/// Beside the other family.
const IPV4: u32 = 1 << 31;
const END_OF_RIBS: u32 = 1 << 30;
const OTHER: u32 = (1 << 24) - 1;

/// End-of-RIBs, which have no family that matters.
impl Default for Withdrawals {
    fn default() -> Withdrawals {
        Withdrawals(END_OF_RIBS)
    }
}

impl Withdrawals {
    /// Not even End-of-RIBs.
    pub(super) const NONE: Withdrawals = Withdrawals(0);

    pub(super) fn add(&mut self, family: Family) {
        self.0 = match family {
            Family::IPV4_UNICAST => self.0 | IPV4,
            other => self.0 & !OTHER | u32::from(other),
        };
    }

    fn contains(self, family: Family) -> bool {
        match family {
            Family::IPV4_UNICAST => self.0 & IPV4 != 0,
            other => self.0 & OTHER == u32::from(other),
        }
    }

    /// Returns whether a message announces nothing, and its routes are likely in a session.
    ///
    /// The length of the UPDATE is not looked at: one that is cut short has no routes at all.
    pub(super) fn cover(self, session: Session, frame: &[u8]) -> bool {
        self.cover_with(session, frame, |manner, octets| Some(manner.judge(octets)))
    }

    /// The same; false if the routes are neither of IPv4 nor of IPv6 unicast.
    #[inline(always)]
    pub(super) fn cover_unicast(self, session: Session, frame: &[u8]) -> bool {
        self.cover_with(session, frame, |_, _| None)
    }

    #[inline(always)]
    fn cover_with(
        self,
        session: Session,
        frame: &[u8],
        others: impl Fn(Manner, &[u8]) -> Option<Judgement>,
    ) -> bool {
        let in_session = |family| Manner {
            family,
            path_ids: session.add_path().contains(family),
            several_labels: false,
            // Higher path identifiers are left to an examination, which knows the highest one.
            highest: 0,
        };
        let judgement = match withdrawn(frame) {
            None => None,
            Some((_, [])) => return self.0 & END_OF_RIBS != 0,
            Some((family, _)) if !self.contains(family) => None,
            Some((Family::IPV4_UNICAST, octets)) => {
                Some(in_session(Family::IPV4_UNICAST).judge_prefixes(octets, 32))
            }
            Some((Family::IPV6_UNICAST, octets)) => {
                Some(in_session(Family::IPV6_UNICAST).judge_prefixes(octets, 128))
            }
            Some((family, octets)) => others(in_session(family), octets),
        };
        judgement.is_some_and(|judgement| judgement.likelihood == Likelihood::Possible)
    }
}

/// Returns family and withdrawn routes of a Route Monitoring message that has nothing else.
#[inline(always)]
fn withdrawn(frame: &[u8]) -> Option<(Family, &[u8])> {
    const MP_UNREACH: u8 = 15;
    const EXTENDED_LENGTH: u8 = 0x10;
    let (lengths, rest) = lengths(frame)?;
    if lengths > 0xffff {
        // The length of the attributes is behind the routes.
        let routes = frame.get(HEAD_LEN - 2..)?;
        let (routes, attributes) = routes.split_last_chunk()?;
        let is_whole = routes.len() == lengths as usize >> 16 && *attributes == [0, 0];
        return is_whole.then_some((Family::IPV4_UNICAST, routes));
    }
    if rest.len() != lengths as usize {
        return None;
    }
    let (length, value) = match *rest {
        [] => return Some((Family::IPV4_UNICAST, &[])),
        [flags, MP_UNREACH, length, ref value @ ..] if flags & EXTENDED_LENGTH == 0 => {
            (length.into(), value)
        }
        [_, MP_UNREACH, high, low, ref value @ ..] => (u16::from_be_bytes([high, low]), value),
        _ => return None,
    };
    let [high, low, safi, routes @ ..] = value else {
        return None;
    };
    let family = Family::new(u16::from_be_bytes([*high, *low]), *safi);
    (value.len() == usize::from(length)).then_some((family, routes))
}
