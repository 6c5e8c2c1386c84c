//! What policies did: the routes of one RIB view of a peer, compared with those of the next.
//!
//! ```text
//! Adj-RIB-In pre -> Adj-RIB-In post -> Loc-RIB -> Adj-RIB-Out pre -> Adj-RIB-Out post
//!               in                best        out                out-policy
//! ```
//!
//! Without Adj-RIB-Out pre, the step `out` goes from Loc-RIB to Adj-RIB-Out post. A step is compared only if both views are
//! known: [`Tables::missing_views`] returns the others.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp::Rib;
use bmp_codec::net::RouteDistinguisher;

use crate::tables::change::{Change, changes};
use crate::tables::{PeerId, Route, RouterId, Table, Tables};

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
#[derive(Clone, Copy, Debug)]
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
}

impl<'t> Compared<'t> {
    /// Returns the route: that of the first view, or else of the second.
    #[must_use]
    pub fn route(&self) -> Option<Route<'t>> {
        self.before.or(self.after)
    }

    /// Returns what is different, attribute by attribute. It is empty unless the route is [changed](Kind::Changed).
    #[must_use]
    pub fn changes(&self) -> Vec<Change> {
        match (self.kind, &self.before, &self.after) {
            (Kind::Changed, Some(before), Some(after)) => changes(before, after),
            _ => Vec::new(),
        }
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

/// Which views are known.
struct Views {
    /// Those that have or had routes.
    filled: BTreeSet<(PeerId, Rib, Family)>,
    /// The views that a router sends, of any peer.
    sent: BTreeSet<(RouterId, Rib)>,
    ended: BTreeSet<(PeerId, Rib, Family)>,
    loc_ribs: BTreeSet<(RouterId, u64, Family)>,
}

impl Views {
    fn of(tables: &Tables) -> Views {
        let mut views = Views {
            filled: BTreeSet::new(),
            sent: BTreeSet::new(),
            ended: BTreeSet::new(),
            loc_ribs: BTreeSet::new(),
        };
        for table in tables.all_tables() {
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
            if let Some(peer) = tables.peer(table.peer).filter(|_| rib == Rib::LocRib) {
                let distinguisher = peer.header.distinguisher().0;
                views
                    .loc_ribs
                    .insert((table.router, distinguisher, table.family));
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
}

impl Tables {
    /// Compares all routes, of one family or of all, and calls `each` with each of them, in the order of destinations.
    pub fn compare<'t>(&'t self, family: Option<Family>, mut each: impl FnMut(Compared<'t>)) {
        let views = Views::of(self);
        let mut group: Vec<Route<'t>> = Vec::new();
        for route in self.routes(family) {
            if let Some(first) = group.first()
                && !first.has_destination_of(&route)
            {
                self.compare_group(&views, &group, &mut each);
                group.clear();
            }
            group.push(route);
        }
        self.compare_group(&views, &group, &mut each);
    }

    /// Compares routes to one destination, all that there are.
    fn compare_group<'t>(
        &'t self,
        views: &Views,
        group: &[Route<'t>],
        each: &mut impl FnMut(Compared<'t>),
    ) {
        let Some(family) = group.first().map(Route::family) else {
            return;
        };
        let of = |peer: PeerId, rib: Rib| -> Vec<Route<'t>> {
            let routes = group.iter().copied();
            let routes =
                routes.filter(|route| route.peer().id == peer && route.table().rib == Some(rib));
            routes.collect()
        };
        let mut peers: BTreeMap<PeerId, (RouterId, RouteDistinguisher)> = BTreeMap::new();
        for route in group {
            let peer = route.peer();
            peers.insert(peer.id, (peer.router, peer.header.distinguisher()));
        }
        // A route of a Loc-RIB that is sent to nobody is filtered at each peer that routes are sent to.
        let loc_rib_of = |router, distinguisher| -> Vec<Route<'t>> {
            let routes = group.iter().copied();
            let routes = routes.filter(|route| {
                let peer = route.peer();
                route.table().rib == Some(Rib::LocRib)
                    && (peer.router, peer.header.distinguisher()) == (router, distinguisher)
            });
            routes.collect()
        };
        let routers: BTreeSet<RouterId> = peers.values().map(|(router, _)| *router).collect();
        for router in routers {
            for peer in self.peers(router) {
                let distinguisher = peer.header.distinguisher();
                let has = |rib| views.has(router, peer.id, rib, family);
                let pairs = |step, before: &[Route<'t>], after: &[Route<'t>], each: &mut _| {
                    pair(step, peer.id, before, after, each);
                };
                let is_here = peers.contains_key(&peer.id);
                if is_here && has(Rib::AdjRibInPre) && has(Rib::AdjRibInPost) {
                    let (before, after) = (
                        of(peer.id, Rib::AdjRibInPre),
                        of(peer.id, Rib::AdjRibInPost),
                    );
                    pairs(Step::In, &before, &after, each);
                }
                let has_loc_rib = views.loc_ribs.contains(&(router, distinguisher.0, family));
                let loc_rib = match has_loc_rib {
                    true => loc_rib_of(router, distinguisher),
                    false => Vec::new(),
                };
                if is_here && has_loc_rib {
                    best(peer.id, &of(peer.id, Rib::AdjRibInPost), &loc_rib, each);
                }
                let filled = |rib| views.filled.contains(&(peer.id, rib, family));
                let first = match filled(Rib::AdjRibOutPre) {
                    true => Some(Rib::AdjRibOutPre),
                    false => filled(Rib::AdjRibOutPost).then_some(Rib::AdjRibOutPost),
                };
                if let Some(first) = first.filter(|_| has_loc_rib) {
                    pairs(Step::Out, &loc_rib, &of(peer.id, first), each);
                }
                if is_here && filled(Rib::AdjRibOutPre) && has(Rib::AdjRibOutPost) {
                    let (before, after) = (
                        of(peer.id, Rib::AdjRibOutPre),
                        of(peer.id, Rib::AdjRibOutPost),
                    );
                    pairs(Step::OutPolicy, &before, &after, each);
                }
            }
        }
    }

    /// Returns the views that are not known although the one before or behind them has routes. Many routers send no routes
    /// before policy unless they are told to keep them: that says nothing about policies.
    #[must_use]
    pub fn missing_views(&self) -> Vec<MissingView> {
        let views = Views::of(self);
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
        let kind = match &new {
            Some(new) if is_same(old, new) => Kind::Unchanged,
            Some(_) => Kind::Changed,
            None => Kind::Rejected,
        };
        each(Compared {
            step,
            kind,
            peer,
            before: Some(*old),
            after: new,
        });
    }
    for new in rest {
        each(Compared {
            step,
            kind: Kind::OnlyAfter,
            peer,
            before: None,
            after: Some(new),
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
        let exact = loc_rib.iter().find(|new| is_same(old, new));
        let is_from = |new: &&Route<'t>| old.next_hop() == new.next_hop() && old.has_path_of(new);
        let new = exact.or_else(|| loc_rib.iter().find(is_from)).copied();
        let kind = match (exact, new) {
            (Some(_), _) => Kind::Unchanged,
            (None, Some(_)) => Kind::Changed,
            (None, None) => Kind::NotBest,
        };
        each(Compared {
            step: Step::Best,
            kind,
            peer,
            before: Some(*old),
            after: new,
        });
    }
}

fn is_same(old: &Route<'_>, new: &Route<'_>) -> bool {
    old.is_alike(new) || changes(old, new).is_empty()
}
