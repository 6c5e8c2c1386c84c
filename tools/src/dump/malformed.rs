//! Counts malformed items in messages.

use std::ops::AddAssign;

use bmp_codec::bgp::{self, Open, Pdu, Update};
use bmp_codec::bmp::{Message, MessageType, PerPeerHeader, v4};
use serde::Serialize;

use crate::routes::{
    Count, RouteList, count, lists_and_malformed, malformed_inside, must_have_next_hop, updates,
};
use crate::version_4::in_version_3;

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
        let is_monitoring = message.message_type() == MessageType::RouteMonitoring;
        let peer = message.peer_in_effect().filter(|_| is_monitoring);
        let mut has_update = false;
        for update in updates(message) {
            malformed += Malformed::in_update(&update, peer.as_ref(), |_, _| ());
            has_update = true;
        }
        // In version 4, its TLV may be missing.
        malformed.updates += u64::from(is_monitoring && !has_update);
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
    pub(crate) fn beside_updates(message: &Message<&[u8]>) -> Self {
        let mut malformed = Malformed {
            others: malformed_tlvs(message),
            ..Malformed::default()
        };
        match &*in_version_3(message) {
            Message::PeerUp(up) => {
                malformed.open(&up.sent_open);
                malformed.open(&up.received_open);
            }
            Message::PeerDown(down) => {
                if let Some(Err(_)) = down.reason.notification() {
                    malformed.updates += 1;
                }
            }
            Message::RouteMirroring(mirroring) => {
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

/// Counts the malformed TLVs and statistics of a message.
pub(crate) fn malformed_tlvs(message: &Message<&[u8]>) -> u64 {
    match message {
        Message::StatisticsReport(report) => errors(report.statistics),
        Message::PeerUp(up) => errors(up.information),
        Message::PeerDown(down) => errors(down.information),
        Message::Initiation(initiation) => errors(initiation.information),
        Message::Termination(termination) => errors(termination.information),
        Message::RouteMirroring(mirroring) => errors(mirroring.tlvs),
        Message::V4(message) => {
            let stats = match message {
                v4::Message::StatisticsReport(report) => report.stats(),
                _ => None,
            };
            message.tlvs().map_or(0, errors) + stats.map_or(0, |stats| errors(stats.statistics))
        }
        _ => 0,
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
