//! The routes of all other families: by their keys, and by their prefixes if they have some.

use std::hash::BuildHasher;

use bmp_codec::bgp::nlri::{Family, RouteKey, RouteKeyRef};
use foldhash::fast::RandomState;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use prefix_trie::PrefixMap;
use thin_vec::ThinVec;

use crate::tables::entry::{Entry, Kept, push};
use crate::tables::numbers::Numbers;
use crate::tables::unicast::{Put, is_full, place};

/// A route with what its key leaves out, like labels.
#[derive(Debug)]
pub(super) struct Other {
    pub(super) entry: Entry,
    /// The bytes of the route, with its path identifier.
    pub(super) octets: Box<[u8]>,
}

impl Kept for Other {
    fn entry(&self) -> &Entry {
        &self.entry
    }
}

/// The routes with one key.
#[derive(Debug)]
pub(super) struct Destination {
    pub(super) key: RouteKey,
    pub(super) routes: ThinVec<Other>,
}

#[derive(Debug, Default)]
pub(super) struct Others {
    destinations: Vec<Option<Destination>>,
    free: Vec<u32>,
    numbers: Numbers,
    hasher: RandomState,
    /// The numbers of the destinations with a prefix. The tables of 100,000 VRFs may have one prefix: a number takes 4 bytes.
    ipv4: PrefixMap<Ipv4Net, ThinVec<u32>>,
    ipv6: PrefixMap<Ipv6Net, ThinVec<u32>>,
}

/// The bytes that a removed route no longer takes up, and its entry.
pub(super) struct Taken {
    pub(super) entry: Entry,
    pub(super) octets: usize,
}

impl Others {
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    fn number(&self, key: &RouteKeyRef<'_>) -> Option<u32> {
        let is_it = |number| {
            let destination = self.at(number);
            destination.is_some_and(|destination| destination.key.view() == *key)
        };
        self.numbers.find(self.hasher.hash_one(key), is_it)
    }

    fn at(&self, number: u32) -> Option<&Destination> {
        self.destinations.get(number as usize)?.as_ref()
    }

    fn at_mut(&mut self, number: u32) -> Option<&mut Destination> {
        self.destinations.get_mut(number as usize)?.as_mut()
    }

    pub(super) fn get(&self, key: &RouteKeyRef<'_>) -> Option<&Destination> {
        self.at(self.number(key)?)
    }

    /// Puts a route, in the place of the one that the table has. Returns the bytes of the old one, too.
    pub(super) fn put(
        &mut self,
        key: &RouteKeyRef<'_>,
        other: Other,
        has_room: bool,
        is_own: impl Fn(u32) -> bool,
        is_of_router: impl Fn(u32) -> bool,
    ) -> (Put, Option<Box<[u8]>>) {
        let number = match self.number(key) {
            Some(number) => number,
            None if has_room => self.insert(key.to_owned()),
            None => return (Put::Refused, None),
        };
        let Some(destination) = self.at_mut(number) else {
            return (Put::Refused, None);
        };
        let routes = &mut destination.routes;
        let place = place(routes, other.entry.path_id(), is_own);
        if let Some(old) = place.and_then(|place| routes.get_mut(place)) {
            let old = std::mem::replace(old, other);
            return (Put::Instead(old.entry), Some(old.octets));
        }
        if !has_room || is_full(routes, is_of_router) {
            return (Put::Refused, None);
        }
        push(routes, other);
        (Put::New, None)
    }

    fn insert(&mut self, key: RouteKey) -> u32 {
        let hash = self.hasher.hash_one(&key);
        let prefix = key.prefix();
        let destination = Destination {
            key,
            routes: ThinVec::new(),
        };
        let number = match self.free.pop() {
            Some(number) => number,
            None => {
                self.destinations.push(None);
                (self.destinations.len() - 1) as u32
            }
        };
        if let Some(place) = self.destinations.get_mut(number as usize) {
            *place = Some(destination);
        }
        self.numbers.insert(hash, number);
        match prefix {
            Some(IpNet::V4(net)) => push(self.ipv4.entry(net).or_default(), number),
            Some(IpNet::V6(net)) => push(self.ipv6.entry(net).or_default(), number),
            None => {}
        }
        number
    }

    /// Removes a route, if it is there.
    pub(super) fn take(
        &mut self,
        key: &RouteKeyRef<'_>,
        is_own: impl Fn(u32) -> bool,
    ) -> Option<Taken> {
        let number = self.number(key)?;
        let routes = &mut self.at_mut(number)?.routes;
        let place = place(routes, key.path_id(), is_own)?;
        let old = routes.swap_remove(place);
        if routes.is_empty() {
            self.remove(number);
        }
        Some(Taken {
            entry: old.entry,
            octets: old.octets.len(),
        })
    }

    /// Removes a destination without routes.
    fn remove(&mut self, number: u32) {
        let place = self.destinations.get_mut(number as usize);
        let Some(destination) = place.and_then(Option::take) else {
            return;
        };
        self.free.push(number);
        let hash = self.hasher.hash_one(&destination.key);
        self.numbers.remove(hash, number);
        match destination.key.prefix() {
            Some(IpNet::V4(net)) => unlist(&mut self.ipv4, net, number),
            Some(IpNet::V6(net)) => unlist(&mut self.ipv6, net, number),
            None => {}
        }
    }

    /// Removes the routes that `is_dead` wants from so many destinations, those from `number` on, and calls `each` with each of
    /// them. Returns the next destination, or nothing behind the end.
    pub(super) fn clean(
        &mut self,
        number: u32,
        destinations: usize,
        is_dead: impl Fn(&Entry) -> bool,
        mut each: impl FnMut(Taken),
    ) -> Option<u32> {
        let all = self.destinations.len();
        let end = (number as usize).saturating_add(destinations).min(all) as u32;
        for number in number..end {
            let Some(destination) = self.at_mut(number) else {
                continue;
            };
            destination.routes.retain(|other| {
                let is_dead = is_dead(&other.entry);
                if is_dead {
                    each(Taken {
                        entry: other.entry,
                        octets: other.octets.len(),
                    });
                }
                !is_dead
            });
            if destination.routes.is_empty() {
                self.remove(number);
            }
        }
        ((end as usize) < all).then_some(end)
    }

    /// Returns all destinations, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Destination> {
        self.destinations.iter().flatten()
    }

    /// Returns the destinations from a number on, with their numbers.
    pub(super) fn from(&self, number: u32) -> impl Iterator<Item = (u32, &Destination)> {
        let rest = self.destinations.get(number as usize..).unwrap_or_default();
        let numbered = (number..).zip(rest);
        numbered.filter_map(|(number, destination)| Some((number, destination.as_ref()?)))
    }

    /// Returns the destinations with exactly this prefix.
    pub(super) fn exact(&self, net: IpNet) -> Vec<&Destination> {
        let numbers = match net {
            IpNet::V4(net) => self.ipv4.get(&net),
            IpNet::V6(net) => self.ipv6.get(&net),
        };
        self.all(numbers.into_iter())
    }

    /// Returns the destinations whose prefix contains this one, the shortest prefix first.
    pub(super) fn covering(&self, net: IpNet) -> Vec<&Destination> {
        match net {
            IpNet::V4(net) => self.all(self.ipv4.cover(&net).map(|(_, numbers)| numbers)),
            IpNet::V6(net) => self.all(self.ipv6.cover(&net).map(|(_, numbers)| numbers)),
        }
    }

    /// Returns the destinations whose prefix is this one or in it.
    pub(super) fn covered(&self, net: IpNet) -> Vec<&Destination> {
        match net {
            IpNet::V4(net) => self.all(self.ipv4.children(&net).map(|(_, numbers)| numbers)),
            IpNet::V6(net) => self.all(self.ipv6.children(&net).map(|(_, numbers)| numbers)),
        }
    }

    fn all<'a>(&'a self, numbers: impl Iterator<Item = &'a ThinVec<u32>>) -> Vec<&'a Destination> {
        let numbers = numbers.flatten();
        numbers.filter_map(|number| self.at(*number)).collect()
    }

    /// Returns the destinations of a family, in the order of their keys.
    pub(super) fn of_family(&self, family: Option<Family>) -> Vec<&Destination> {
        let is_one = |one: &&Destination| family.is_none_or(|family| one.key.family() == family);
        let mut all: Vec<_> = self.iter().filter(is_one).collect();
        all.sort_unstable_by(|one, other| one.key.cmp(&other.key));
        all
    }
}

fn unlist<P: prefix_trie::Prefix>(map: &mut PrefixMap<P, ThinVec<u32>>, net: P, number: u32) {
    let Some(numbers) = map.get_mut(&net) else {
        return;
    };
    if let Some(place) = numbers.iter().position(|other| *other == number) {
        numbers.swap_remove(place);
    }
    if numbers.is_empty() {
        map.remove(&net);
    }
}
