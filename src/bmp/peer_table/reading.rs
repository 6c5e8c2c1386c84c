//! How a table reads routes: [`Reading`], and what it has learned of a family: [`FamilyReading`].

use core::fmt;

use crate::bgp::Basis;
use crate::bgp::nlri::Family;
use crate::bmp::Rib;

/// How a [`PeerTable`](crate::bmp::PeerTable) decides whether routes have path identifiers, and how wide AS numbers are.
///
/// Routers do not always write into BMP what they agreed on with the peer: some leave path identifiers out that were
/// negotiated, some put them where nothing was. The octets tell most of the time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Reading {
    /// As negotiated, and verified: routes that cannot be read so, and can be read the other way, are read the other
    /// way. What was learned counts for the family in this table of the peer. Where there was no Peer Up, each message is
    /// looked at by itself.
    #[default]
    Verify,
    /// Only as negotiated. Routes that cannot be read so are malformed.
    Strict,
    /// As [`Verify`](Reading::Verify), and it learns of peers without a Peer Up, too: for captures that begin in the
    /// middle. Such readings are [inferred](Basis::Inferred), with a [`Confidence`].
    Infer,
}

/// How sure a [`FamilyReading`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Confidence {
    /// All lists of routes could be read either way.
    None,
    /// Some could be read one way only.
    Likely,
    /// So many could be read one way only, one after the other, that only one in [`FamilyReading::SPOT_CHECK`] messages
    /// is still looked at.
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

/// How the announced routes of a family are read, in one table of one peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct FamilyReading {
    /// The table.
    pub rib: Rib,
    /// The family.
    pub family: Family,
    /// Whether its routes have path identifiers.
    pub path_ids: bool,
    /// How that is known.
    pub basis: Basis,
    /// How many lists in turn, of those that were looked at, could be read so and not otherwise.
    pub confirmed: u32,
    /// How many lists that were looked at could be read either way, or neither.
    pub undecided: u32,
    /// How often lists have begun to speak for the other reading.
    pub changes: u32,
    /// How many lists in turn have spoken for the other reading. [`FamilyReading::TURN`] of them turn it round.
    #[cfg_attr(feature = "serde", serde(default))]
    pub doubts: u32,
    /// How many lists of withdrawn routes were read otherwise than announced ones: some routers leave path
    /// identifiers out of the withdrawals that they make up.
    pub withdrawn_otherwise: u32,
}

impl FamilyReading {
    /// After how many lists in turn that could be read one way only a reading is [settled](Confidence::Settled).
    pub const SETTLED: u32 = 8;

    /// So many lists in turn, each a proof of its own, turn a reading round that was negotiated or learned.
    pub const TURN: u32 = 2;

    /// Of so many messages of a family whose reading is settled one is looked at.
    pub const SPOT_CHECK: u32 = 128;

    /// How sure this is.
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

    /// What is to be expected of the next list, where anything was learned.
    pub(super) fn learned(&self) -> Option<bool> {
        (self.confirmed > 0).then_some(self.path_ids)
    }

    /// Whether it has been confirmed for long that lists are read so.
    pub(super) const fn is_settled(&self, path_ids: bool) -> bool {
        self.confirmed >= Self::SETTLED && self.doubts == 0 && self.path_ids == path_ids
    }

    /// Takes note of an announced list; so many in turn that speak for the other reading turn it round.
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
