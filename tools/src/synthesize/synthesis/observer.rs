//! Observes a stream while it is generated: counts for a summary, or each route for tests.

use std::collections::BTreeMap;

use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp::{MessageType, Rib};

use super::{Destination, Path, Peer};

/// Routes of one family that are announced or withdrawn.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// The peer they are of.
    pub peer: &'a Peer,
    /// The table they are in.
    pub rib: Rib,
    /// Their family.
    pub family: Family,
    /// Their path identifier, if the peer has ADD-PATH.
    pub path_id: Option<u32>,
    /// Their destinations.
    pub destinations: &'a [Destination],
    /// The path of the routes; `None` if they are withdrawn.
    pub path: Option<&'a Path>,
}

/// Is told what goes into a stream. The information comes from the generator, not from the encoded bytes.
pub trait Observer {
    /// Reports a message and its length in bytes.
    fn message(&mut self, message_type: MessageType, octets: usize);

    /// Reports the routes in the next messages.
    fn change(&mut self, change: &Change<'_>);
}

/// Counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The number of messages, by type.
    pub messages: BTreeMap<MessageType, u64>,
    /// The number of bytes.
    pub octets: u64,
    /// The number of announced routes and of withdrawn routes, by family.
    pub routes: BTreeMap<Family, [u64; 2]>,
}

impl Tally {
    /// Returns the number of messages of all types.
    pub fn all_messages(&self) -> u64 {
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
