//! One list of routes: what each of them does to a table.

use std::fmt::Display;
use std::ops::Range;

use bmp_codec::bgp::Update;
use bmp_codec::bgp::nlri::{
    Destination, Family, Route, RouteKeyRef, Routes, UnknownNlri, VisitRoutes,
};
use prefix_trie::Prefix;

use crate::tables::actions::Actions;
use crate::tables::entry::{Entry, Stamp};
use crate::tables::others::{Other, Others};
use crate::tables::sets::{Freed, Sets};
use crate::tables::state::{NO_TABLE, Slot, Table};
use crate::tables::unicast::{Put, Tree};
use crate::tables::{Counts, RouterId};

/// Which routes of a message are applied. The others are another part.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// The number of routes before this one.
    at: usize,
    pub(super) from: usize,
    until: usize,
    /// Whether a route was seen behind this part.
    pub(super) goes_on: bool,
}

impl Part {
    pub(super) fn new(routes: Range<usize>) -> Part {
        Part {
            at: 0,
            from: routes.start,
            until: routes.end,
            goes_on: false,
        }
    }

    /// Goes over so many routes, and returns whether the first one of them is in this part.
    pub(super) fn step(&mut self, routes: usize) -> bool {
        let at = self.at;
        self.at += routes;
        self.goes_on |= at >= self.until;
        (self.from..self.until).contains(&at)
    }

    /// Returns whether routes that follow are of another part.
    pub(super) fn is_over(&mut self) -> bool {
        self.goes_on |= self.at >= self.until;
        self.goes_on
    }
}

/// One list of routes that is applied to a table.
pub(super) struct Apply<'a> {
    pub(super) table: &'a mut Table,
    pub(super) slots: &'a mut Vec<Slot>,
    pub(super) sets: &'a mut Sets,
    /// What announced routes have; absent for a list of withdrawals.
    pub(super) stamp: Option<Stamp>,
    /// The number of new routes that there is room for.
    pub(super) room: &'a mut u64,
    pub(super) part: &'a mut Part,
    /// The change of the bytes of routes.
    pub(super) octets: isize,
    pub(super) freed: Vec<Freed>,
    pub(super) counts: Counts,
}

impl Apply<'_> {
    pub(super) fn release(&mut self, set: u32) {
        self.freed.extend(self.sets.release(set));
    }

    /// Applies routes of a family that has a tree.
    pub(super) fn unicast<P: Prefix + Copy, T: Destination>(
        &mut self,
        tree: &mut Tree<P>,
        update: &Update<&[u8]>,
        routes: &Routes<T, &[u8]>,
        actions: &Actions,
        net: impl Fn(T::At<'_>) -> P,
    ) {
        let mut part = *self.part;
        let ignored = each(routes, update, actions, &mut part, |route, _| {
            let path_id = route.path_id;
            let (slots, slot, table) = (&*self.slots, self.table.slot, self.table.id.0);
            let is_own = |other| is_own(slots, slot, table, other);
            let router = self.table.router;
            let is_of_router = |other| is_of(slots, router, other);
            match self.stamp {
                Some(stamp) => {
                    let entry = Entry::new(&stamp, path_id);
                    let put =
                        tree.put(net(route.nlri), entry, *self.room > 0, is_own, is_of_router);
                    self.put(entry, put);
                }
                None => match tree.take(net(route.nlri), path_id, is_own) {
                    Some(old) => self.taken(&old),
                    None => self.counts.absent += 1,
                },
            }
        });
        self.counts.ignored += ignored;
        *self.part = part;
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
        let router = self.table.router;
        let is_of_router = |other| is_of(slots, router, other);
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
        let (put, old) = others.put(key, other, *self.room > 0, is_own, is_of_router);
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

/// Returns whether a slot is one of a router, and its routes are there.
fn is_of(slots: &[Slot], router: RouterId, slot: u32) -> bool {
    slots
        .get(slot as usize)
        .is_some_and(|slot| slot.router == router.0 && slot.table != NO_TABLE)
}

/// Returns the bytes between two rests.
fn used<'a>(before: &'a [u8], rest: &[u8]) -> &'a [u8] {
    before.get(..before.len() - rest.len()).unwrap_or_default()
}

/// Calls `each` with the routes of a part that count, and their bytes. Returns the number of its others.
fn each<'u, T: Destination>(
    routes: &Routes<T, &'u [u8]>,
    update: &Update<&[u8]>,
    actions: &Actions,
    part: &mut Part,
    mut each: impl FnMut(Route<T::At<'u>>, &'u [u8]),
) -> u64 {
    let mut routes = (*routes).into_iter();
    let mut ignored = 0;
    loop {
        let before = routes.rest();
        let Some(route) = routes.next() else {
            return ignored;
        };
        if !part.step(1) {
            if part.goes_on {
                return ignored;
            }
            continue;
        }
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
pub(super) struct Visit<'a, 't> {
    pub(super) apply: &'a mut Apply<'t>,
    pub(super) others: &'a mut Others,
    pub(super) update: &'a Update<&'a [u8]>,
    pub(super) actions: &'a Actions,
}

impl VisitRoutes for Visit<'_, '_> {
    fn routes<T: Destination>(&mut self, family: Family, routes: &Routes<T, &[u8]>)
    where
        for<'s> T::At<'s>: Display,
    {
        let several = routes.context().has_several_labels();
        let (update, actions) = (self.update, self.actions);
        let mut part = *self.apply.part;
        let ignored = each(
            routes,
            update,
            actions,
            &mut part,
            |route: Route<T::At<'_>>, octets| {
                let key = T::key(family, &route);
                self.apply.other(self.others, &key, octets, several);
            },
        );
        self.apply.counts.ignored += ignored;
        *self.apply.part = part;
    }

    fn unknown(&mut self, _: UnknownNlri<&[u8]>) {
        self.apply.counts.ignored += u64::from(self.apply.part.step(1));
    }
}
