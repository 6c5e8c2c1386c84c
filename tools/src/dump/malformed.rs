//! Counts malformed items in messages.

use std::ops::AddAssign;

use bmp_codec::bgp::{self, Open, Pdu, Update};
use bmp_codec::bmp::{Message, PerPeerHeader};
use serde::Serialize;

use crate::routes::{
    Count, RouteList, count, lists_and_malformed, malformed_inside, must_have_next_hop, updates,
};

/// The number of malformed items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Malformed {
    /// BMP messages.
    pub(crate) messages: u64,
    /// BGP messages of any type in BMP messages.
    pub(crate) updates: u64,
    pub(crate) attributes: u64,
    /// Routes; the rest of a list counts as one if the end of a route is unknown.
    pub(crate) routes: u64,
    /// Attributes that could be decoded, with malformed TLVs inside.
    pub(crate) inside_attributes: u64,
    /// Capabilities and TLVs.
    pub(crate) others: u64,
}

impl Malformed {
    /// Returns the malformed items in a message.
    pub(crate) fn of(message: &Message<&[u8]>) -> Self {
        let mut malformed = Malformed::beside_updates(message);
        // A mirrored UPDATE is as the peer sent it.
        let peer = match message {
            Message::RouteMonitoring(monitoring) => Some(&monitoring.peer),
            _ => None,
        };
        for update in updates(message) {
            malformed += Malformed::in_update(&update, peer, |_, _| ());
        }
        malformed
    }

    /// Returns the malformed items in an UPDATE. Calls `each` with its lists of routes. `peer` is absent if the UPDATE is one
    /// that a peer sent.
    #[inline]
    pub(crate) fn in_update<'a>(
        update: &Pdu<Update<&'a [u8]>, &'a [u8]>,
        peer: Option<&PerPeerHeader>,
        mut each: impl FnMut(&RouteList<'a>, Count),
    ) -> Self {
        let mut malformed = Malformed::default();
        let Ok(update) = update else {
            malformed.updates = 1;
            return malformed;
        };
        let lists = |list: RouteList<'a>| {
            let count = count(&list.nlri);
            malformed.routes += count.broken;
            each(&list, count);
        };
        let contents = lists_and_malformed(update, lists);
        malformed.attributes = contents.malformed;
        if contents.empty_next_hops > 0 && must_have_next_hop(peer) {
            malformed.attributes += contents.empty_next_hops;
        }
        // Most UPDATEs have only attributes without an inside.
        if contents.has_inside {
            malformed.inside_attributes = malformed_inside(update);
        }
        malformed
    }

    /// Returns the malformed items outside UPDATEs. Malformed mirrored messages count as such.
    fn beside_updates(message: &Message<&[u8]>) -> Self {
        let mut malformed = Malformed::default();
        match message {
            Message::StatisticsReport(report) => malformed.others += errors(report.statistics),
            Message::PeerUp(up) => {
                malformed.open(&up.sent_open);
                malformed.open(&up.received_open);
                malformed.others += errors(up.information);
            }
            Message::PeerDown(down) => {
                if let Some(Err(_)) = down.reason.notification() {
                    malformed.updates += 1;
                }
                malformed.others += errors(down.information);
            }
            Message::Initiation(initiation) => malformed.others += errors(initiation.information),
            Message::Termination(termination) => {
                malformed.others += errors(termination.information)
            }
            Message::RouteMirroring(mirroring) => {
                malformed.others += errors(mirroring.tlvs);
                for message in mirroring.messages() {
                    if let Ok(bgp::Message::Open(open)) = message {
                        malformed.others += errors(open.capabilities());
                    }
                }
            }
            _ => {}
        }
        malformed
    }

    fn open(&mut self, open: &Pdu<Open<&[u8]>, &[u8]>) {
        match open {
            Ok(open) => self.others += errors(open.capabilities()),
            Err(_) => self.updates += 1,
        }
    }

    pub(crate) fn is_none(&self) -> bool {
        *self == Malformed::default()
    }
}

fn errors<T, E>(items: impl IntoIterator<Item = Result<T, E>>) -> u64 {
    items.into_iter().filter(Result::is_err).count() as u64
}

impl AddAssign for Malformed {
    fn add_assign(&mut self, other: Self) {
        self.messages += other.messages;
        self.updates += other.updates;
        self.attributes += other.attributes;
        self.routes += other.routes;
        self.inside_attributes += other.inside_attributes;
        self.others += other.others;
    }
}
