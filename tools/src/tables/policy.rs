//! What policies did: the routes of one RIB view of a peer, compared with those of the next.
//!
//! ```text
//! Adj-RIB-In pre -> Adj-RIB-In post -> Loc-RIB -> Adj-RIB-Out pre -> Adj-RIB-Out post
//!               in                best        out                out-policy
//! ```
//!
//! Without Adj-RIB-Out pre, the step `out` goes from Loc-RIB to Adj-RIB-Out post. A step is compared only if both views are
//! known: [`Tables::missing_views`] returns the others.
//!
//! ```
//! use bmp_tools::tables::policy::{Kind, Step};
//! use bmp_tools::tables::{Limits, Tables};
//!
//! let tables = Tables::new(Limits::default());
//! // Messages come in: see `tables`. Then:
//! let mut rejected = 0;
//! tables.compare(None, |compared| match (compared.step, compared.kind) {
//!     (Step::In, Kind::Rejected) => rejected += 1,
//!     (Step::In, Kind::Changed) => {
//!         for change in compared.changes() {
//!             println!("{change}"); // COMMUNITIES +64496:1
//!         }
//!     }
//!     _ => {}
//! });
//! assert_eq!(rejected, 0);
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp::Rib;

use crate::tables::change::{Change, changes};
use crate::tables::{Peer, PeerId, Route, RouterId, Table, Tables};

/// A step of routes from one RIB view to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Step {
    /// The inbound policy: from Adj-RIB-In pre to post.
    In,
    /// The choice of routes: from Adj-RIB-In post to Loc-RIB.
    Best,
    /// From Loc-RIB to Adj-RIB-Out pre, or to Adj-RIB-Out post if there is no pre.
    Out,
    /// The outbound policy: from Adj-RIB-Out pre to post.
    OutPolicy,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Step::In => "in",
            Step::Best => "best",
            Step::Out => "out",
            Step::OutPolicy => "out-policy",
        })
    }
}

/// What became of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// It is in both views, with the same attributes.
    Unchanged,
    /// It is in both views, with other attributes.
    Changed,
    /// It is in the first view only.
    Rejected,
    /// It is in the second view only.
    OnlyAfter,
    /// It is not the route that Loc-RIB has.
    NotBest,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Kind::Unchanged => "unchanged",
            Kind::Changed => "changed",
            Kind::Rejected => "rejected",
            Kind::OnlyAfter => "only-after",
            Kind::NotBest => "not-best",
        })
    }
}

/// A route before and after a step.
#[derive(Clone, Debug)]
pub struct Compared<'t> {
    /// The step.
    pub step: Step,
    /// What became of it.
    pub kind: Kind,
    /// The peer whose policy it is: for [`Step::Out`], the one that the route is for.
    pub peer: PeerId,
    /// The route in the first view.
    pub before: Option<Route<'t>>,
    /// The route in the second view.
    pub after: Option<Route<'t>>,
    changes: Vec<Change>,
}

impl<'t> Compared<'t> {
    /// Returns the route: that of the first view, or else of the second.
    #[must_use]
    pub fn route(&self) -> Option<Route<'t>> {
        self.before.or(self.after)
    }

    /// Returns what is different, attribute by attribute. It is empty unless the route is [changed](Kind::Changed).
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }
}

/// A RIB view that is not known, so that the step to it or from it cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct MissingView {
    /// The peer.
    pub peer: PeerId,
    /// The family.
    pub family: Family,
    /// The view without routes.
    pub missing: Rib,
    /// The view that has routes.
    pub known: Rib,
    /// The number of those.
    pub routes: u64,
}

/// Which views are known. It stays true while routes come and go, so that a comparison in parts need not find out again.
#[derive(Debug)]
pub struct Views {
    /// Those that have or had routes.
    filled: BTreeSet<(PeerId, Rib, Family)>,
    /// The views that a router sends, of any peer.
    sent: BTreeSet<(RouterId, Rib)>,
    ended: BTreeSet<(PeerId, Rib, Family)>,
    loc_ribs: BTreeSet<Instance>,
    /// The peers that routes of a Loc-RIB are sent to.
    sent_to: BTreeMap<Instance, BTreeSet<PeerId>>,
}

/// A routing table of a router: the distinguisher of its VRF, and the family.
type Instance = (RouterId, u64, Family);

fn instance(peer: &Peer, family: Family) -> Instance {
    (peer.router, peer.header.distinguisher().0, family)
}

impl Views {
    /// Returns the views of one router, or of all.
    #[must_use]
    pub fn of(tables: &Tables, router: Option<RouterId>) -> Views {
        let mut views = Views {
            filled: BTreeSet::new(),
            sent: BTreeSet::new(),
            ended: BTreeSet::new(),
            loc_ribs: BTreeSet::new(),
            sent_to: BTreeMap::new(),
        };
        let all = tables.all_tables();
        for table in all.filter(|table| router.is_none_or(|router| table.router == router)) {
            let Some(rib) = table.rib else { continue };
            let place = (table.peer, rib, table.family);
            if table.has_end_of_rib {
                views.ended.insert(place);
            }
            if table.counts.added == 0 {
                continue;
            }
            views.filled.insert(place);
            views.sent.insert((table.router, rib));
            let Some(peer) = tables.peer(table.peer) else {
                continue;
            };
            let instance = instance(peer, table.family);
            match rib {
                Rib::LocRib => {
                    views.loc_ribs.insert(instance);
                }
                Rib::AdjRibOutPre | Rib::AdjRibOutPost => {
                    views.sent_to.entry(instance).or_default().insert(peer.id);
                }
                _ => {}
            }
        }
        views
    }

    /// Returns whether a view is known. One that never had a route is known to be empty if the router sends this view of other
    /// peers, or its End-of-RIB. That of routes before policy is not: routers send its End-of-RIB without having it.
    fn has(&self, router: RouterId, peer: PeerId, rib: Rib, family: Family) -> bool {
        let place = (peer, rib, family);
        let is_first = rib == Rib::AdjRibInPre;
        self.filled.contains(&place)
            || (!is_first && (self.sent.contains(&(router, rib)) || self.ended.contains(&place)))
    }

    /// Compares the routes of one peer to one destination. `routes` are all that there are to it.
    pub fn compare_peer<'t>(
        &self,
        peer: &Peer,
        routes: &[Route<'t>],
        each: &mut impl FnMut(Compared<'t>),
    ) {
        let Some(family) = routes.first().map(Route::family) else {
            return;
        };
        let instance = instance(peer, family);
        let own = routes.iter().filter(|route| route.peer().id == peer.id);
        let own: Vec<_> = own.copied().collect();
        let loc_rib = self.loc_ribs.contains(&instance).then(|| {
            let is_in = |route: &&Route<'t>| {
                route.table().rib == Some(Rib::LocRib)
                    && self::instance(route.peer(), family) == instance
            };
            routes.iter().filter(is_in).copied().collect::<Vec<_>>()
        });
        compare_peer(self, peer, family, &own, loc_rib.as_deref(), each);
    }

    /// Returns the first of the two views of a step that is not known for any family of a peer.
    #[must_use]
    pub fn missing(&self, tables: &Tables, peer: &Peer, step: Step) -> Option<Rib> {
        let tables = tables.tables(peer.id);
        let families: BTreeSet<Family> = tables.iter().map(|table| table.family).collect();
        let filled = |rib| {
            let mut families = families.iter();
            families.any(|family| self.filled.contains(&(peer.id, rib, *family)))
        };
        let has = |rib| {
            let mut families = families.iter();
            families.any(|family| match rib {
                Rib::LocRib => self.loc_ribs.contains(&instance(peer, *family)),
                _ => self.has(peer.router, peer.id, rib, *family),
            })
        };
        let out = match filled(Rib::AdjRibOutPre) {
            true => Rib::AdjRibOutPre,
            false => Rib::AdjRibOutPost,
        };
        let (first, second) = match step {
            Step::In => (Rib::AdjRibInPre, Rib::AdjRibInPost),
            Step::Best => (Rib::AdjRibInPost, Rib::LocRib),
            Step::Out => (Rib::LocRib, out),
            Step::OutPolicy => (Rib::AdjRibOutPre, Rib::AdjRibOutPost),
        };
        // A peer that never was sent a route is not one that routes are sent to.
        let has_second = if step == Step::Out {
            filled(second)
        } else {
            has(second)
        };
        match (has(first), has_second) {
            (false, _) => Some(first),
            (true, false) => Some(second),
            (true, true) => None,
        }
    }
}

impl Tables {
    /// Compares all routes, of one family or of all, and calls `each` with each of them, in the order of destinations.
    pub fn compare<'t>(&'t self, family: Option<Family>, mut each: impl FnMut(Compared<'t>)) {
        let views = Views::of(self, None);
        let mut group: Vec<Route<'t>> = Vec::new();
        for route in self.routes(family) {
            if let Some(first) = group.first()
                && !first.has_destination_of(&route)
            {
                self.compare_group(&views, &mut group, &mut each);
                group.clear();
            }
            group.push(route);
        }
        self.compare_group(&views, &mut group, &mut each);
    }

    /// Compares routes to one destination, all that there are.
    fn compare_group<'t>(
        &'t self,
        views: &Views,
        group: &mut [Route<'t>],
        each: &mut impl FnMut(Compared<'t>),
    ) {
        let Some(family) = group.first().map(Route::family) else {
            return;
        };
        group.sort_by_key(|route| route.peer().id);
        let group = &*group;
        // A route of a Loc-RIB is filtered at each peer that routes are sent to and this one is not.
        let mut peers: BTreeSet<PeerId> = group.iter().map(|route| route.peer().id).collect();
        let mut loc_ribs: BTreeMap<Instance, Vec<Route<'t>>> = BTreeMap::new();
        let is_of_loc_rib = |route: &&Route<'t>| route.table().rib == Some(Rib::LocRib);
        for route in group.iter().filter(is_of_loc_rib) {
            let instance = instance(route.peer(), family);
            peers.extend(views.sent_to.get(&instance).into_iter().flatten());
            loc_ribs.entry(instance).or_default().push(*route);
        }
        for peer in peers.into_iter().filter_map(|peer| self.peer(peer)) {
            let instance = instance(peer, family);
            let loc_rib = loc_ribs.get(&instance).map(|routes| &routes[..]);
            let is_known = views.loc_ribs.contains(&instance);
            let loc_rib = is_known.then(|| loc_rib.unwrap_or_default());
            let begin = group.partition_point(|route| route.peer().id < peer.id);
            let end = group.partition_point(|route| route.peer().id <= peer.id);
            let own = group.get(begin..end).unwrap_or_default();
            compare_peer(views, peer, family, own, loc_rib, each);
        }
    }

    /// Returns the views that are not known although the one before or behind them has routes. Many routers send no routes
    /// before policy unless they are told to keep them: that says nothing about policies.
    #[must_use]
    pub fn missing_views(&self) -> Vec<MissingView> {
        let views = Views::of(self, None);
        let mut missing = Vec::new();
        for table in self.all_tables() {
            let Table {
                router,
                peer,
                rib: Some(known),
                family,
                routes: routes @ 1..,
                ..
            } = *table
            else {
                continue;
            };
            let other = match known {
                Rib::AdjRibInPre => Rib::AdjRibInPost,
                Rib::AdjRibInPost => Rib::AdjRibInPre,
                Rib::AdjRibOutPre => Rib::AdjRibOutPost,
                Rib::AdjRibOutPost => Rib::AdjRibOutPre,
                _ => continue,
            };
            if !views.has(router, peer, other, family) {
                missing.push(MissingView {
                    peer,
                    family,
                    missing: other,
                    known,
                    routes,
                });
            }
        }
        missing.sort_unstable();
        missing
    }
}

/// Compares the routes of one peer to one destination, and those of its Loc-RIB if that is known.
fn compare_peer<'t>(
    views: &Views,
    peer: &Peer,
    family: Family,
    own: &[Route<'t>],
    loc_rib: Option<&[Route<'t>]>,
    each: &mut impl FnMut(Compared<'t>),
) {
    let of = |rib: Rib| -> Vec<Route<'t>> {
        let routes = own.iter().filter(|route| route.table().rib == Some(rib));
        routes.copied().collect()
    };
    let has = |rib| views.has(peer.router, peer.id, rib, family);
    let filled = |rib| views.filled.contains(&(peer.id, rib, family));
    if has(Rib::AdjRibInPre) && has(Rib::AdjRibInPost) {
        let (before, after) = (of(Rib::AdjRibInPre), of(Rib::AdjRibInPost));
        pair(Step::In, peer.id, &before, &after, each);
    }
    if let Some(loc_rib) = loc_rib {
        best(peer.id, &of(Rib::AdjRibInPost), loc_rib, each);
        let first = match filled(Rib::AdjRibOutPre) {
            true => Some(Rib::AdjRibOutPre),
            false => filled(Rib::AdjRibOutPost).then_some(Rib::AdjRibOutPost),
        };
        if let Some(first) = first {
            pair(Step::Out, peer.id, loc_rib, &of(first), each);
        }
    }
    if filled(Rib::AdjRibOutPre) && has(Rib::AdjRibOutPost) {
        let (before, after) = (of(Rib::AdjRibOutPre), of(Rib::AdjRibOutPost));
        pair(Step::OutPolicy, peer.id, &before, &after, each);
    }
}

/// Compares the routes to one destination: those with the same path identifier, or else those that are the only ones.
fn pair<'t>(
    step: Step,
    peer: PeerId,
    before: &[Route<'t>],
    after: &[Route<'t>],
    each: &mut impl FnMut(Compared<'t>),
) {
    let mut rest: Vec<_> = after.to_vec();
    for old in before {
        let same = rest.iter().position(|new| new.path_id() == old.path_id());
        let only = (before.len() == 1 && rest.len() == 1).then_some(0);
        let new = same.or(only).map(|place| rest.remove(place));
        let changes = new.map_or_else(Vec::new, |new| changes(old, &new));
        let kind = match (new, changes.is_empty()) {
            (Some(_), true) => Kind::Unchanged,
            (Some(_), false) => Kind::Changed,
            (None, _) => Kind::Rejected,
        };
        each(Compared {
            step,
            kind,
            peer,
            before: Some(*old),
            after: new,
            changes,
        });
    }
    for new in rest {
        each(Compared {
            step,
            kind: Kind::OnlyAfter,
            peer,
            before: None,
            after: Some(new),
            changes: Vec::new(),
        });
    }
}

/// Compares the routes of a peer with those of the Loc-RIB: one of these has the same AS path and next hop, or none.
fn best<'t>(
    peer: PeerId,
    received: &[Route<'t>],
    loc_rib: &[Route<'t>],
    each: &mut impl FnMut(Compared<'t>),
) {
    for old in received {
        let is_from = |new: &&Route<'t>| {
            old.is_alike(new) || (old.next_hop() == new.next_hop() && old.has_path_of(new))
        };
        let mut found: Option<(Route<'t>, Vec<Change>)> = None;
        for new in loc_rib.iter().filter(is_from) {
            let changes = changes(old, new);
            let is_exact = changes.is_empty();
            if is_exact || found.is_none() {
                found = Some((*new, changes));
            }
            if is_exact {
                break;
            }
        }
        let (after, changes) = found.unzip();
        let changes = changes.unwrap_or_default();
        let kind = match (after, changes.is_empty()) {
            (Some(_), true) => Kind::Unchanged,
            (Some(_), false) => Kind::Changed,
            (None, _) => Kind::NotBest,
        };
        each(Compared {
            step: Step::Best,
            kind,
            peer,
            before: Some(*old),
            after,
            changes,
        });
    }
}
