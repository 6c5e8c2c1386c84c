//! What a message does to the tables.

use std::fmt::Display;
use std::time::Duration;

use bmp_codec::bgp::Update;
use bmp_codec::bgp::error_action::ErrorContext;
use bmp_codec::bgp::nlri::{
    Destination, Family, Nlri, Route, RouteKeyRef, Routes, UnknownNlri, VisitRoutes,
};
use bmp_codec::bmp::{Message, PeerTable, PerPeerHeader};
use prefix_trie::Prefix;

use crate::routes::{Action, RouteList, lists};
use crate::tables::actions::Actions;
use crate::tables::entry::{Entry, Stamp};
use crate::tables::others::{Other, Others};
use crate::tables::purge::table_mut;
use crate::tables::sets::Sets;
use crate::tables::state::{RouterId, Slot, Table, TableId};
use crate::tables::unicast::{Put, Tree};
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
        let Some(of) = self.routers.get_mut(&router) else {
            return Outcome::default();
        };
        of.messages += 1;
        let header = message.peer();
        let said = header.and_then(PerPeerHeader::timestamp);
        of.last_message = time_of(said, received).or(of.last_message);
        let outcome = match message {
            Message::V4(message) => match message.in_version_3() {
                Some(message) => self.apply(router, &message, peers, received),
                None => Outcome::default(),
            },
            message => self.apply(router, message, peers, received),
        };
        // More than can be added: what is gone is freed faster than it grows.
        let added = usize::try_from(outcome.counts.added).unwrap_or(usize::MAX);
        self.clean_if_worth(added.saturating_mul(2).saturating_add(CLEANED));
        outcome
    }

    fn apply(
        &mut self,
        router: RouterId,
        message: &Message<&[u8]>,
        peers: &PeerTable,
        received: Option<Duration>,
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
                self.update(peer, header, update, context, time, &mut outcome);
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
        header: &PerPeerHeader,
        update: &Update<&[u8]>,
        context: ErrorContext,
        time: Option<Duration>,
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
            if list.nlri.is_empty() {
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
                let what = match is_announced {
                    true => &mut outcome.counts.refused,
                    false => &mut outcome.counts.absent,
                };
                *what += crate::routes::count(&list.nlri).routes;
                return;
            };
            let announced = is_announced.then_some((header, time));
            let counts = self.list(table, update, &list, announced, &actions);
            outcome.counts.add(&counts);
        });
    }

    /// Applies one list of routes.
    fn list(
        &mut self,
        id: TableId,
        update: &Update<&[u8]>,
        list: &RouteList<'_>,
        announced: Option<(&PerPeerHeader, Option<Duration>)>,
        actions: &Actions,
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
            let (set, cost) = self.sets.take(&self.scratch, table.router.0);
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

/// One list of routes that is applied to a table.
struct Apply<'a> {
    table: &'a mut Table,
    slots: &'a mut Vec<Slot>,
    sets: &'a mut Sets,
    /// What announced routes have; absent for a list of withdrawals.
    stamp: Option<Stamp>,
    /// The number of new routes that there is room for.
    room: &'a mut u64,
    /// The change of the bytes of routes.
    octets: isize,
    freed: Vec<crate::tables::sets::Freed>,
    counts: Counts,
}

impl Apply<'_> {
    fn release(&mut self, set: u32) {
        self.freed.extend(self.sets.release(set));
    }

    /// Applies routes of a family that has a tree.
    fn unicast<P: Prefix + Copy, T: Destination>(
        &mut self,
        tree: &mut Tree<P>,
        update: &Update<&[u8]>,
        routes: &Routes<T, &[u8]>,
        actions: &Actions,
        net: impl Fn(T::At<'_>) -> P,
    ) {
        self.counts.ignored += each(routes, update, actions, |route, _| {
            let path_id = route.path_id;
            let (slots, slot, table) = (&*self.slots, self.table.slot, self.table.id.0);
            let is_own = |other| is_own(slots, slot, table, other);
            match self.stamp {
                Some(stamp) => {
                    let entry = Entry::new(&stamp, path_id);
                    let put = tree.put(net(route.nlri), entry, *self.room > 0, is_own);
                    self.put(entry, put);
                }
                None => match tree.take(net(route.nlri), path_id, is_own) {
                    Some(old) => self.taken(&old),
                    None => self.counts.absent += 1,
                },
            }
        });
    }

    /// Counts an announced route. Returns whether the old one had other attributes.
    #[inline]
    fn put(&mut self, entry: Entry, put: Put) -> bool {
        match put {
            Put::New => {
                self.counts.added += 1;
                *self.room -= 1;
            }
            Put::Instead(old) => {
                self.leave(old.slot);
                if old.set == entry.set && old.is_filtered() == entry.is_filtered() {
                    self.counts.repeated += 1;
                } else {
                    self.counts.changed += 1;
                }
                if old.set == entry.set {
                    self.enter(entry.slot);
                    return false;
                }
                self.release(old.set);
            }
            Put::Refused => {
                self.counts.refused += 1;
                return false;
            }
        }
        self.sets.hold(entry.set);
        self.enter(entry.slot);
        true
    }

    fn taken(&mut self, old: &Entry) {
        self.leave(old.slot);
        self.release(old.set);
        self.counts.withdrawn += 1;
    }

    fn enter(&mut self, slot: u32) {
        if let Some(slot) = self.slots.get_mut(slot as usize) {
            slot.entries += 1;
        }
    }

    fn leave(&mut self, slot: u32) {
        if let Some(slot) = self.slots.get_mut(slot as usize) {
            slot.entries -= 1;
            self.table.stale -= u64::from(slot.is_stale);
        }
    }

    /// Applies a route of any other family.
    fn other(&mut self, others: &mut Others, key: &RouteKeyRef<'_>, octets: &[u8], several: bool) {
        let (slots, slot, table) = (&*self.slots, self.table.slot, self.table.id.0);
        let is_own = |other| is_own(slots, slot, table, other);
        let Some(stamp) = self.stamp else {
            match others.take(key, is_own) {
                Some(old) => {
                    self.octets -= old.octets as isize;
                    self.taken(&old.entry);
                }
                None => self.counts.absent += 1,
            }
            return;
        };
        let stamp = Stamp {
            has_several_labels: several,
            ..stamp
        };
        let entry = Entry::new(&stamp, key.path_id());
        let other = Other {
            entry,
            octets: octets.into(),
        };
        let (put, old) = others.put(key, other, *self.room > 0, is_own);
        let is_same = old.as_deref() == Some(octets);
        if put != Put::Refused {
            let before = old.map_or(0, |old| old.len());
            self.octets += octets.len() as isize - before as isize;
        }
        let repeated = self.counts.repeated;
        self.put(entry, put);
        // The key is the same, but not all of the route.
        if self.counts.repeated > repeated && !is_same {
            self.counts.repeated -= 1;
            self.counts.changed += 1;
        }
    }
}

/// Returns whether a slot is one of a table, whose newest one is `slot`.
#[inline]
fn is_own(slots: &[Slot], slot: u32, table: u32, other: u32) -> bool {
    other == slot
        || slots
            .get(other as usize)
            .is_some_and(|slot| slot.table == table)
}

/// Returns the bytes between two rests.
fn used<'a>(before: &'a [u8], rest: &[u8]) -> &'a [u8] {
    before.get(..before.len() - rest.len()).unwrap_or_default()
}

/// Calls `each` with the routes that count, and their bytes. Returns the number of the others.
fn each<'u, T: Destination>(
    routes: &Routes<T, &'u [u8]>,
    update: &Update<&[u8]>,
    actions: &Actions,
    mut each: impl FnMut(Route<T::At<'u>>, &'u [u8]),
) -> u64 {
    let mut routes = (*routes).into_iter();
    let mut ignored = 0;
    loop {
        let before = routes.rest();
        let Some(route) = routes.next() else {
            return ignored;
        };
        let octets = used(before, routes.rest());
        match route {
            Ok(route) if !actions.ignores() || !actions.ignores_route(update, octets) => {
                each(route, octets);
            }
            _ => ignored += 1,
        }
    }
}

/// Applies the routes of any family.
struct Visit<'a, 't> {
    apply: &'a mut Apply<'t>,
    others: &'a mut Others,
    update: &'a Update<&'a [u8]>,
    actions: &'a Actions,
}

impl VisitRoutes for Visit<'_, '_> {
    fn routes<T: Destination>(&mut self, family: Family, routes: &Routes<T, &[u8]>)
    where
        for<'s> T::At<'s>: Display,
    {
        let several = routes.context().has_several_labels();
        let (update, actions) = (self.update, self.actions);
        let ignored = each(
            routes,
            update,
            actions,
            |route: Route<T::At<'_>>, octets| {
                let key = T::key(family, &route);
                self.apply.other(self.others, &key, octets, several);
            },
        );
        self.apply.counts.ignored += ignored;
    }

    fn unknown(&mut self, _: UnknownNlri<&[u8]>) {
        self.apply.counts.ignored += 1;
    }
}
