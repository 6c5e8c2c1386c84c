//! Observes a stream while it is generated: counts for a summary, or each route for tests.

use std::collections::BTreeMap;

use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp::{MessageType, Rib};

use super::{Destination, Path, Peer};

/// Routes of one family that are announced or withdrawn. Counting needs part of it; tests, which compare it with the
/// output of other programs, need all.
#[allow(dead_code)]
pub(crate) struct Change<'a> {
    pub(crate) peer: &'a Peer,
    pub(crate) rib: Rib,
    pub(crate) family: Family,
    pub(crate) path_id: Option<u32>,
    pub(crate) destinations: &'a [Destination],
    /// The path of the routes; `None` if they are withdrawn.
    pub(crate) path: Option<&'a Path>,
}

/// Is told what goes into a stream. The information comes from the generator, not from the encoded bytes.
pub(crate) trait Observer {
    /// Reports a message and its length in bytes.
    fn message(&mut self, message_type: MessageType, octets: usize);

    /// Reports the routes in the next messages.
    fn change(&mut self, change: &Change<'_>);
}

/// Counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) messages: BTreeMap<MessageType, u64>,
    pub(crate) octets: u64,
    /// The number of announced routes and of withdrawn routes, by family.
    pub(crate) routes: BTreeMap<Family, [u64; 2]>,
}

impl Tally {
    pub(crate) fn all_messages(&self) -> u64 {
        self.messages.values().sum()
    }
}

impl Observer for Tally {
    fn message(&mut self, message_type: MessageType, octets: usize) {
        *self.messages.entry(message_type).or_default() += 1;
        self.octets += octets as u64;
    }

    fn change(&mut self, change: &Change<'_>) {
        let counts = self.routes.entry(change.family).or_default();
        counts[usize::from(change.path.is_none())] += change.destinations.len() as u64;
    }
}
