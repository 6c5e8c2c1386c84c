//! How a peer table decodes routes: [`Reading`]; and what it has learned of a family: [`FamilyReading`].

use core::fmt;

use crate::bgp::nlri::Family;
use crate::bgp::{Basis, Session};
use crate::bmp::Rib;

/// How a [`PeerTable`](crate::bmp::PeerTable) decides whether routes have path identifiers, and how wide AS numbers
/// are.
///
/// Routers do not always encode in BMP what they negotiated with the peer: some omit negotiated path identifiers, some
/// add identifiers that were not negotiated. Most of the time the bytes show which.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Reading {
    /// As negotiated, and verified: routes that cannot be decoded as negotiated but can be decoded the other way are
    /// decoded the other way. The table learns this per family and RIB view of the peer. If there was no Peer Up, each
    /// message is judged by itself. [`PeerTable`](crate::bmp::PeerTable#what-one-observation-weighs) lists what counts
    /// as evidence.
    #[default]
    Verify,
    /// Only as negotiated. Routes that cannot be decoded so are malformed.
    Strict,
    /// Like [`Verify`](Reading::Verify), and also learns of peers without a Peer Up: for captures that begin in the
    /// middle of a stream. Such readings are [inferred](Basis::Inferred), with a [`Confidence`].
    Infer,
}

/// How certain a [`FamilyReading`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Confidence {
    /// All lists of routes could be decoded either way.
    None,
    /// Some lists could be decoded one way only.
    Likely,
    /// [`FamilyReading::SETTLED`] lists in turn could be decoded one way only. From now on one message of
    /// [`FamilyReading::SPOT_CHECK`] is checked.
    Settled,
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Confidence::None => "none",
            Confidence::Likely => "likely",
            Confidence::Settled => "settled",
        })
    }
}

/// How the announced routes of a family are decoded, in one table of one peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct FamilyReading {
    /// The table (RIB view).
    pub rib: Rib,
    /// The family.
    pub family: Family,
    /// Whether the routes have path identifiers.
    pub path_ids: bool,
    /// How this is known.
    pub basis: Basis,
    /// The number of checked lists in turn that could be decoded this way and not the other.
    pub confirmed: u32,
    /// The number of checked lists that could be decoded either way, or neither.
    pub undecided: u32,
    /// How often the reading has changed.
    pub changes: u32,
    /// The number of lists in turn that proved the other reading. [`FamilyReading::TURN`] of them change the reading.
    #[cfg_attr(feature = "serde", serde(default))]
    pub doubts: u32,
    /// The number of withdrawn lists that were decoded differently from announced ones: some routers omit path
    /// identifiers in withdrawals that they make up.
    pub withdrawn_otherwise: u32,
}

impl FamilyReading {
    /// The number of lists in turn, decodable one way only, that make a reading [settled](Confidence::Settled).
    pub const SETTLED: u32 = 8;

    /// The number of lists in turn, each a proof by itself, that change a negotiated or learned reading.
    pub const TURN: u32 = 2;

    /// One message in this many is checked in a family whose reading is settled; of a peer whose families are all settled
    /// without path identifiers, one in this many of all its messages.
    pub const SPOT_CHECK: u32 = 128;

    /// Returns how certain this reading is.
    #[must_use]
    pub const fn confidence(&self) -> Confidence {
        match self.confirmed {
            0 => Confidence::None,
            1..Self::SETTLED => Confidence::Likely,
            _ => Confidence::Settled,
        }
    }

    pub(super) fn new(rib: Rib, family: Family, path_ids: bool, basis: Basis) -> FamilyReading {
        FamilyReading {
            rib,
            family,
            path_ids,
            basis,
            confirmed: 0,
            undecided: 0,
            changes: 0,
            doubts: 0,
            withdrawn_otherwise: 0,
        }
    }

    /// Returns the reading expected of the next list, if anything was learned.
    pub(super) fn learned(&self) -> Option<bool> {
        (self.confirmed > 0).then_some(self.path_ids)
    }

    /// Returns whether enough lists have confirmed this reading.
    pub(super) const fn is_settled(&self, path_ids: bool) -> bool {
        self.confirmed >= Self::SETTLED && self.doubts == 0 && self.path_ids == path_ids
    }

    /// Records an announced list. `needed` lists in turn that prove the other reading change the reading.
    pub(super) fn note(&mut self, path_ids: bool, decisive: bool, needed: u32) {
        if !decisive {
            self.undecided = self.undecided.saturating_add(1);
        } else if path_ids == self.path_ids {
            self.confirmed = self.confirmed.saturating_add(1);
            self.doubts = 0;
        } else {
            self.doubts += 1;
            if self.doubts >= needed {
                self.path_ids = path_ids;
                self.confirmed = self.doubts;
                self.doubts = 0;
                self.changes = self.changes.saturating_add(1);
            }
        }
    }
}

/// Returns whether a table is known to be encoded against what was negotiated: lists of some of its families prove it,
/// as many as one family needs, and no family is confirmed as negotiated. Families of which nothing is known are then
/// expected to follow.
pub(super) fn is_turned(readings: &[FamilyReading], rib: Rib, base: Session) -> bool {
    let mut proofs = 0;
    for reading in readings.iter().filter(|reading| reading.rib == rib) {
        let turned = reading.path_ids != base.add_path().contains(reading.family);
        match (reading.confirmed, turned) {
            (0, _) => proofs += reading.doubts,
            (_, true) => proofs += FamilyReading::TURN,
            (_, false) => return false,
        }
    }
    base.basis() != Basis::Assumed && proofs >= FamilyReading::TURN
}
