//! The routes of IPv4 unicast and IPv6 unicast: one tree of prefixes for all peers and RIB views.
//!
//! A prefix is looked up once, whoever announces it. The routes to it are beside each other.

use prefix_trie::{Prefix, PrefixMap};
use thin_vec::ThinVec;

use crate::tables::entry::{Entry, Kept, push};

/// The routes to one prefix, in no order.
pub(super) type Entries = ThinVec<Entry>;

/// The routes of one family.
#[derive(Debug)]
pub(super) struct Tree<P: Prefix>(pub(super) PrefixMap<P, Entries>);

impl<P: Prefix> Default for Tree<P> {
    fn default() -> Self {
        Tree(PrefixMap::default())
    }
}

/// What happened to a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Put {
    New,
    /// In the place of the route with this entry.
    Instead(Entry),
    /// There was no room.
    Refused,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Entry) -> bool {
        (self.slot, self.set, self.path_id()) == (other.slot, other.set, other.path_id())
    }
}

impl Eq for Entry {}

/// Returns the place of the route of a table: the one with this path identifier whose slot is one of the table's.
#[inline]
pub(super) fn place<T: Kept>(
    list: &[T],
    path_id: Option<u32>,
    is_own: impl Fn(u32) -> bool,
) -> Option<usize> {
    list.iter().position(|kept| {
        let entry = kept.entry();
        entry.path_id() == path_id && is_own(entry.slot)
    })
}

/// The routes of one router to one destination, at most: to find one of them is a look at each.
pub(super) const TO_ONE: usize = 1 << 16;

/// Returns whether a router has as many routes to a destination as it may.
#[inline]
pub(super) fn is_full<T: Kept>(list: &[T], is_of_router: impl Fn(u32) -> bool) -> bool {
    list.len() >= TO_ONE && {
        let slots = list.iter().map(|kept| kept.entry().slot);
        slots.filter(|slot| is_of_router(*slot)).count() >= TO_ONE
    }
}

impl<P: Prefix + Copy> Tree<P> {
    /// Puts a route, in the place of the one that the table has.
    #[inline]
    pub(super) fn put(
        &mut self,
        prefix: P,
        entry: Entry,
        has_room: bool,
        is_own: impl Fn(u32) -> bool,
        is_of_router: impl Fn(u32) -> bool,
    ) -> Put {
        let list = match has_room {
            true => self.0.entry(prefix).or_default(),
            false => match self.0.get_mut(&prefix) {
                Some(list) => list,
                None => return Put::Refused,
            },
        };
        let place = place(list, entry.path_id(), is_own);
        if let Some(old) = place.and_then(|place| list.get_mut(place)) {
            return Put::Instead(std::mem::replace(old, entry));
        }
        if !has_room || is_full(list, is_of_router) {
            return Put::Refused;
        }
        push(list, entry);
        Put::New
    }

    /// Removes a route, if it is there.
    #[inline]
    pub(super) fn take(
        &mut self,
        prefix: P,
        path_id: Option<u32>,
        is_own: impl Fn(u32) -> bool,
    ) -> Option<Entry> {
        let list = self.0.get_mut(&prefix)?;
        let place = place(list, path_id, is_own)?;
        let old = list.swap_remove(place);
        if list.is_empty() {
            self.0.remove(&prefix);
        } else if list.len() < list.capacity() / 2 {
            list.shrink_to_fit();
        }
        Some(old)
    }

    /// Removes the routes that `is_dead` wants from so many prefixes, those behind `after`, and calls `each` with each of them.
    /// Returns the last of these prefixes, or nothing behind the end.
    pub(super) fn clean(
        &mut self,
        after: Option<P>,
        prefixes: usize,
        is_dead: impl Fn(&Entry) -> bool,
        mut each: impl FnMut(Entry),
    ) -> Option<P> {
        let lists = match after {
            Some(after) => self.0.iter_from_mut(&after, false),
            None => self.0.iter_mut(),
        };
        let (mut last, mut empty) = (None, Vec::new());
        for (prefix, list) in lists.take(prefixes) {
            let before = list.len();
            list.retain(|entry| {
                let is_dead = is_dead(entry);
                if is_dead {
                    each(*entry);
                }
                !is_dead
            });
            if list.is_empty() {
                empty.push(prefix);
            } else if list.len() < before {
                list.shrink_to_fit();
            }
            last = Some(prefix);
        }
        for prefix in empty {
            self.0.remove(&prefix);
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::entry::Stamp;
    use ipnet::Ipv4Net;

    fn entry(slot: u32, path_id: u32) -> Entry {
        let stamp = Stamp {
            slot,
            ..Stamp::default()
        };
        Entry::new(&stamp, Some(path_id))
    }

    /// Slots 0 and 1 are those of two routers.
    #[test]
    fn a_router_with_many_routes_to_one_prefix_has_no_room_for_more() {
        let mut tree = Tree::default();
        let net: Ipv4Net = "192.0.2.0/24".parse().unwrap();
        let most = TO_ONE as u32;
        tree.0
            .insert(net, (0..most).map(|id| entry(0, id)).collect());
        let mut put = |slot: u32, path_id| {
            let is_it = |other| other == slot;
            tree.put(net, entry(slot, path_id), true, is_it, is_it)
        };
        assert_eq!(put(0, most), Put::Refused);
        assert_eq!(put(1, 7), Put::New);
        // What is there can change, and makes room.
        assert_eq!(put(0, 7), Put::Instead(entry(0, 7)));
        assert_eq!(
            tree.take(net, Some(7), |other| other == 0),
            Some(entry(0, 7))
        );
        let is_it = |other| other == 0;
        assert_eq!(tree.put(net, entry(0, most), true, is_it, is_it), Put::New);
    }
}
