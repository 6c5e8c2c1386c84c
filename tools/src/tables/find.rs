//! Questions: which routes are there?

use bmp_codec::bgp::nlri::{Family, RouteKey};
use bmp_codec::net::RouteDistinguisher;
use ipnet::IpNet;
use prefix_trie::{Prefix, PrefixMap};

use crate::tables::entry::Entry;
use crate::tables::others::Destination;
use crate::tables::route::Route;
use crate::tables::unicast::Entries;
use crate::tables::{TableId, Tables};

/// Which prefixes match a wanted one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Match {
    /// The prefix itself.
    Exact,
    /// The longest prefix that contains it: for each family, and for each route distinguisher.
    Longest,
    /// All prefixes that contain it, and the prefix itself.
    Covering,
    /// All prefixes in it, and the prefix itself.
    Covered,
}

impl Tables {
    /// Returns the routes of all peers whose prefix matches `net`, an address or a prefix; bits beyond its length do not
    /// count. First come those of unicast, by their prefixes, then those of other families, by their keys.
    ///
    /// An IPv4 address is never looked for among IPv6 routes, also if it is written as `::ffff:192.0.2.1`.
    pub fn find(&self, net: IpNet, how: Match) -> impl Iterator<Item = Route<'_>> {
        let unicast: Box<dyn Iterator<Item = Route<'_>>> = match net.trunc() {
            IpNet::V4(net) => self.in_tree(&self.ipv4.0, net, how),
            IpNet::V6(net) => self.in_tree(&self.ipv6.0, net, how),
        };
        let mut others = match how {
            Match::Exact => self.others.exact(net.trunc()),
            Match::Longest | Match::Covering => self.others.covering(net.trunc()),
            Match::Covered => self.others.covered(net.trunc()),
        };
        if how == Match::Longest {
            self.keep_longest(&mut others);
        }
        others.sort_by(|one, other| one.key.cmp(&other.key));
        unicast.chain(others.into_iter().flat_map(|found| self.of(found)))
    }

    fn in_tree<'t, P: Prefix + Copy + Into<IpNet>>(
        &'t self,
        tree: &'t PrefixMap<P, Entries>,
        net: P,
        how: Match,
    ) -> Box<dyn Iterator<Item = Route<'t>> + 't> {
        let routes = |(net, list): (P, &'t Entries)| self.at(net, list);
        match how {
            Match::Exact => Box::new(
                tree.get(&net)
                    .into_iter()
                    .flat_map(move |list| self.at(net, list)),
            ),
            Match::Covering => Box::new(tree.cover(&net).flat_map(routes)),
            Match::Covered => Box::new(tree.children(&net).flat_map(routes)),
            // One whose routes are all gone does not hide a shorter one.
            Match::Longest => {
                let found = tree.cover(&net).filter(|(_, list)| self.has_live(list));
                Box::new(found.last().into_iter().flat_map(routes))
            }
        }
    }

    /// Keeps the destinations with the longest prefix of their family and route distinguisher.
    fn keep_longest(&self, found: &mut Vec<&Destination>) {
        let length = |one: &Destination| one.key.prefix().map_or(0, |net| net.prefix_len());
        let group = |one: &Destination| (one.key.family(), one.key.rd().map(|rd| rd.0));
        found.retain(|one| one.routes.iter().any(|other| self.is_live(&other.entry)));
        found.sort_by(|one, other| {
            let by_group = group(one).cmp(&group(other));
            by_group.then_with(|| length(other).cmp(&length(one)))
        });
        let mut last = None;
        found.retain(|one| {
            let (group, length) = (group(one), length(one));
            match last {
                Some((other, longest)) if other == group => length == longest,
                _ => {
                    last = Some((group, length));
                    true
                }
            }
        });
    }

    /// Returns the routes with this key, of all peers.
    pub fn with_key(&self, key: &RouteKey) -> impl Iterator<Item = Route<'_>> {
        let path_id = key.path_id();
        let unicast = match (key.family(), key.prefix()) {
            (Family::IPV4_UNICAST | Family::IPV6_UNICAST, Some(net)) => Some(net),
            _ => None,
        };
        let found = match unicast {
            Some(net) => self.exact_unicast(net),
            None => {
                let found = self.others.get(&key.view());
                found.into_iter().flat_map(|found| self.of(found)).collect()
            }
        };
        found
            .into_iter()
            .filter(move |route| route.path_id() == path_id)
    }

    fn exact_unicast(&self, net: IpNet) -> Vec<Route<'_>> {
        match net {
            IpNet::V4(net) => self.in_tree(&self.ipv4.0, net, Match::Exact).collect(),
            IpNet::V6(net) => self.in_tree(&self.ipv6.0, net, Match::Exact).collect(),
        }
    }

    /// Returns all routes, of one family or of all. First come those of IPv4 unicast and IPv6 unicast, by their prefixes;
    /// then those of other families, by their keys. Routes to the same destination are in the order of their tables.
    pub fn routes(&self, family: Option<Family>) -> impl Iterator<Item = Route<'_>> {
        let is_wanted = |of| family.is_none_or(|family| family == of);
        let ipv4 = is_wanted(Family::IPV4_UNICAST).then(|| self.ipv4.0.iter());
        let ipv6 = is_wanted(Family::IPV6_UNICAST).then(|| self.ipv6.0.iter());
        let others = match family {
            Some(Family::IPV4_UNICAST | Family::IPV6_UNICAST) => Vec::new(),
            other => self.others.of_family(other),
        };
        let ipv4 = ipv4.into_iter().flatten();
        let ipv6 = ipv6.into_iter().flatten();
        ipv4.flat_map(|(net, list)| self.at(net, list))
            .chain(ipv6.flat_map(|(net, list)| self.at(net, list)))
            .chain(others.into_iter().flat_map(|found| self.of(found)))
    }

    /// Returns the routes of one table, in the order of [`routes`](Tables::routes).
    pub fn routes_of(&self, table: TableId) -> impl Iterator<Item = Route<'_>> {
        let family = self.table(table).map(|table| table.family);
        let routes = family.map(|family| self.routes(Some(family)));
        let routes = routes.into_iter().flatten();
        routes.filter(move |route| route.table().id == table)
    }

    /// Returns the routes of a route distinguisher, by their keys.
    pub fn routes_of_rd(&self, rd: RouteDistinguisher) -> impl Iterator<Item = Route<'_>> {
        let found = self.others.of_family(None).into_iter();
        let found = found.filter(move |found| found.key.rd() == Some(rd));
        found.flat_map(|found| self.of(found))
    }

    fn is_live(&self, entry: &Entry) -> bool {
        self.table_of_slot(entry.slot).is_some()
    }

    fn has_live(&self, list: &Entries) -> bool {
        // Most often nothing is dead.
        self.dead == 0 || list.iter().any(|entry| self.is_live(entry))
    }

    /// Returns the routes to a prefix, in the order of their tables.
    fn at<'t, P: Into<IpNet>>(
        &'t self,
        net: P,
        list: &'t Entries,
    ) -> std::vec::IntoIter<Route<'t>> {
        let net = net.into();
        let found = list
            .iter()
            .filter_map(|entry| Route::unicast(self, net, entry));
        sorted(found.collect())
    }

    /// Returns the routes to a destination, in the order of their tables.
    fn of<'t>(&'t self, found: &'t Destination) -> std::vec::IntoIter<Route<'t>> {
        let all = found.routes.iter();
        sorted(
            all.filter_map(|other| Route::other(self, &found.key, other))
                .collect(),
        )
    }
}

fn sorted(mut routes: Vec<Route<'_>>) -> std::vec::IntoIter<Route<'_>> {
    routes.sort_by_cached_key(|route| {
        let (table, peer) = (route.table(), route.peer());
        (table.router, peer.header.key(), table.rib, route.path_id())
    });
    routes.into_iter()
}
