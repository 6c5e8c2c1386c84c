//! What a message does to the tables.

use std::ops::Range;
use std::time::Duration;

use bmp_codec::bgp::Update;
use bmp_codec::bgp::error_action::ErrorContext;
use bmp_codec::bgp::nlri::Nlri;
use bmp_codec::bmp::{Message, PeerTable, PerPeerHeader};

use crate::routes::{Action, RouteList, lists};
use crate::tables::actions::Actions;
use crate::tables::entry::Stamp;
use crate::tables::list::{Apply, Part, Visit};
use crate::tables::purge::table_mut;
use crate::tables::state::{RouterId, TableId};
use crate::tables::{Counts, Happened, Outcome, PeerId, Tables, time_of};

/// Memory of so many destinations is freed with a message, and of two more with each route that it adds.
const CLEANED: usize = 32;

impl Tables {
    /// Applies a message of a router, and returns what it did.
    ///
    /// `peers` is the peer table of the connection, which has decoded the message. `received` is when the message came, for
    /// those without a time of their own.
    pub fn take(
        &mut self,
        router: RouterId,
        message: &Message<&[u8]>,
        peers: &PeerTable,
        received: Option<Duration>,
    ) -> Outcome {
        let all = 0..usize::MAX;
        self.take_part(router, message, peers, received, all).0
    }

    /// Applies a part of a message: its routes with these numbers. It is for those who do not want to keep others from the
    /// tables for as long as a long UPDATE takes. Returns whether routes are left. Parts must be taken in order, the first one
    /// from number 0. Errors are those of the whole UPDATE each time.
    ///
    /// ```
    /// # use bmp_codec::bmp::{Message, PeerTable};
    /// # use bmp_tools::tables::{RouterId, Tables};
    /// # use std::sync::Mutex;
    /// fn take(tables: &Mutex<Tables>, router: RouterId, message: &Message<&[u8]>, peers: &PeerTable) {
    ///     for from in (0..).step_by(32) {
    ///         let mut tables = tables.lock().unwrap();
    ///         let (_, goes_on) = tables.take_part(router, message, peers, None, from..from + 32);
    ///         if !goes_on {
    ///             break;
    ///         }
    ///     }
    /// }
    /// ```
    pub fn take_part(
        &mut self,
        router: RouterId,
        message: &Message<&[u8]>,
        peers: &PeerTable,
        received: Option<Duration>,
        routes: Range<usize>,
    ) -> (Outcome, bool) {
        let Some(of) = self.routers.get_mut(&router) else {
            return (Outcome::default(), false);
        };
        let mut part = Part::new(routes);
        let header = message.peer();
        let said = header.and_then(PerPeerHeader::timestamp);
        of.last_message = time_of(said, received).or(of.last_message);
        let outcome = match message {
            Message::V4(message) => match message.in_version_3() {
                Some(message) => self.apply(router, &message, peers, received, &mut part),
                None => Outcome::default(),
            },
            message => self.apply(router, message, peers, received, &mut part),
        };
        // More than can be added: what is gone is freed faster than it grows.
        let added = usize::try_from(outcome.counts.added).unwrap_or(usize::MAX);
        self.clean_if_worth(added.saturating_mul(2).saturating_add(CLEANED));
        if let Some(of) = self.routers.get_mut(&router) {
            of.messages += u64::from(!part.goes_on);
        }
        (outcome, part.goes_on)
    }

    fn apply(
        &mut self,
        router: RouterId,
        message: &Message<&[u8]>,
        peers: &PeerTable,
        received: Option<Duration>,
        part: &mut Part,
    ) -> Outcome {
        let mut outcome = Outcome::default();
        if let Message::Initiation(initiation) = message {
            self.initiation(router, initiation);
            outcome.event = Some(Happened::Initiation);
        }
        let peer = match (message, message.peer()) {
            (
                Message::RouteMonitoring(_) | Message::PeerUp(_) | Message::PeerDown(_),
                Some(header),
            ) => self.peer_of(router, header),
            _ => None,
        };
        let Some(peer) = peer else {
            return outcome;
        };
        outcome.peer = Some(peer);
        match message {
            Message::RouteMonitoring(monitoring) => {
                let Ok(update) = &monitoring.update else {
                    outcome.errors = 1;
                    return outcome;
                };
                let header = &monitoring.peer;
                let time = time_of(header.timestamp(), received);
                let context = peers.error_context(header);
                let stamp = (header, time);
                self.update(peer, stamp, update, context, part, &mut outcome);
            }
            Message::PeerUp(up) => {
                self.peer_up(peer, up, received);
                outcome.event = Some(Happened::PeerUp);
            }
            Message::PeerDown(down) => {
                outcome.counts.cleared = self.peer_down(peer, down, peers, received);
                outcome.event = Some(Happened::PeerDown);
            }
            _ => {}
        }
        outcome
    }

    fn update(
        &mut self,
        peer: PeerId,
        (header, time): (&PerPeerHeader, Option<Duration>),
        update: &Update<&[u8]>,
        context: ErrorContext,
        part: &mut Part,
        outcome: &mut Outcome,
    ) {
        if let Some(family) = update.end_of_rib() {
            outcome.event = Some(Happened::EndOfRib(family));
            if let Some(table) = self.table_of(peer, header.rib(), family) {
                outcome.counts.cleared = self.end_of_rib(table, time);
            }
            return;
        }
        let actions = Actions::of(update, context);
        (outcome.errors, outcome.disposition) = (actions.errors, actions.disposition);
        lists(update, |list| {
            if list.nlri.is_empty() || part.is_over() {
                return;
            }
            let is_announced = list.action == Action::Announced && !actions.is_withdrawn();
            let family = list.nlri.family();
            let table = match is_announced {
                true => self.table_of(peer, header.rib(), family),
                // What is not there needs no table.
                false => self.known_table(peer, header.rib(), family),
            };
            let Some(table) = table else {
                let routes = crate::routes::count(&list.nlri).routes;
                if !part.step(usize::try_from(routes).unwrap_or(usize::MAX)) {
                    return;
                }
                let what = match is_announced {
                    true => &mut outcome.counts.refused,
                    false => &mut outcome.counts.absent,
                };
                *what += routes;
                return;
            };
            let announced = is_announced.then_some((header, time));
            let counts = self.list(table, (update, &actions), &list, announced, part);
            outcome.counts.add(&counts);
        });
    }

    /// Applies one list of routes.
    fn list(
        &mut self,
        id: TableId,
        (update, actions): (&Update<&[u8]>, &Actions),
        list: &RouteList<'_>,
        announced: Option<(&PerPeerHeader, Option<Duration>)>,
        part: &mut Part,
    ) -> Counts {
        let Some(table) = table_mut(&mut self.tables, id) else {
            return Counts::default();
        };
        let Some(router) = self.routers.get_mut(&table.router) else {
            return Counts::default();
        };
        let mut room = match router.octets < self.limits.octets {
            true => self.limits.routes.saturating_sub(router.routes),
            false => 0,
        };
        let mut has_no_room = false;
        let stamp = announced.and_then(|(header, time)| {
            let next_hop = list.next_hop.as_ref();
            let next_hop = next_hop.map(|next_hop| (list.nlri.family(), next_hop.octets()));
            actions.put_set(update, next_hop, &mut self.scratch);
            let Some((set, cost)) = self.sets.take(&self.scratch, table.router.0) else {
                has_no_room = true;
                return None;
            };
            router.octets += cost;
            if cost > 0 && router.octets > self.limits.octets {
                // What these routes replace is no longer true: it goes.
                has_no_room = true;
                let freed = self.sets.release(set);
                router.octets -= freed.map_or(0, |freed| freed.octets);
                return None;
            }
            Some(Stamp {
                slot: table.slot,
                set,
                time,
                is_filtered: header.is_filtered(),
                has_several_labels: false,
            })
        });
        let before = (table.routes, router.octets);
        let mut apply = Apply {
            table,
            slots: &mut self.slots,
            sets: &mut self.sets,
            stamp,
            room: &mut room,
            part,
            octets: 0,
            freed: Vec::new(),
            counts: Counts::default(),
        };
        match &list.nlri {
            Nlri::Ipv4Unicast(routes) => {
                apply.unicast(&mut self.ipv4, update, routes, actions, |net| {
                    net.net().trunc()
                });
            }
            Nlri::Ipv6Unicast(routes) => {
                apply.unicast(&mut self.ipv6, update, routes, actions, |net| {
                    net.net().trunc()
                });
            }
            other => other.visit(&mut Visit {
                apply: &mut apply,
                others: &mut self.others,
                update,
                actions,
            }),
        }
        if let Some(stamp) = apply.stamp {
            apply.release(stamp.set);
        }
        let Apply {
            octets,
            freed,
            mut counts,
            ..
        } = apply;
        let removed = counts.withdrawn;
        if has_no_room {
            counts.refused = counts.withdrawn + counts.absent;
            (counts.cleared, counts.withdrawn, counts.absent) = (removed, 0, 0);
        } else if list.action == Action::Announced && announced.is_none() {
            counts.treated_as_withdrawn = std::mem::take(&mut counts.withdrawn);
            counts.absent = 0;
        }
        table.counts.add(&counts);
        table.routes = before.0 + counts.added - removed;
        router.routes = router.routes + counts.added - removed;
        router.refused_routes += counts.refused;
        router.octets = before.1.saturating_add_signed(octets);
        self.routes = self.routes + counts.added - removed;
        for freed in freed {
            if let Some(owner) = self.routers.get_mut(&RouterId(freed.owner)) {
                owner.octets -= freed.octets;
            }
        }
        counts
    }
}
