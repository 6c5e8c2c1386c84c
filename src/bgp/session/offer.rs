//! What one OPEN offers of what a session consists of.

use crate::bgp::Open;
use crate::bgp::capability::{AddPath, Capability, MultipleLabels};
use crate::bgp::nlri::FamilySet;

/// What one OPEN offers.
#[derive(Default)]
pub(super) struct Offer {
    pub(super) four_octets: bool,
    pub(super) send: FamilySet,
    pub(super) receive: FamilySet,
    pub(super) named: FamilySet,
    pub(super) multiple_labels: FamilySet,
}

impl Offer {
    pub(super) fn of<B: AsRef<[u8]>>(open: &Open<B>) -> Offer {
        let mut offer = Offer::default();
        // Of several Multiple Labels capabilities the first counts.
        let mut multiple_labels = None;
        for capability in open.capabilities() {
            match capability {
                Ok(Capability::FourOctetAsNumber(_)) => offer.four_octets = true,
                Ok(Capability::AddPath(families)) => {
                    families.iter().for_each(|entry| offer.add(entry))
                }
                Ok(Capability::MultipleLabels(families)) => {
                    multiple_labels.get_or_insert(families);
                }
                _ => {}
            }
        }
        offer.multiple_labels = multiple_labels.map_or(FamilySet::EMPTY, families_of);
        offer
    }

    /// The last entry of a family counts.
    fn add(&mut self, entry: AddPath) {
        let family = FamilySet::from(entry.family);
        self.named = self.named.or(family);
        self.send = if entry.sends() {
            self.send.or(family)
        } else {
            self.send.without(family)
        };
        self.receive = if entry.receives() {
            self.receive.or(family)
        } else {
            self.receive.without(family)
        };
    }
}

/// The families of a Multiple Labels capability. Of several entries of a family the first counts, and none that says
/// that there can be one label at most.
fn families_of(entries: MultipleLabels<&[u8]>) -> FamilySet {
    let (_, families) = entries.iter().fold(
        (FamilySet::EMPTY, FamilySet::EMPTY),
        |(seen, families), entry| {
            let family = FamilySet::from(entry.family).without(seen);
            let several = entry.is_valid();
            (
                seen.or(family),
                if several {
                    families.or(family)
                } else {
                    families
                },
            )
        },
    );
    families
}
