//! Which routes are there: one part of the answer after the other.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use bmp_codec::bgp::nlri::{Family, RouteKey};
use parking_lot::MutexGuard;
use serde::Serialize;

use crate::collect::glass::params::{After, Params, Wrong};
use crate::collect::glass::policy::{self, Difference};
use crate::collect::glass::view::{RouteView, Taken, views};
use crate::collect::glass::{Glass, Inner};
use crate::lookup::choice::{Choice, Chooser, Wanted};
use crate::tables::{Match, PeerId, Position, Route, RouterId, Tables};

/// So many entries are looked at before others may have the tables: some tens of microseconds.
pub(crate) const PART: usize = 200;
/// How long one answer looks for routes. The next one goes on.
const TIME: Duration = Duration::from_millis(500);

/// Routes that are wanted.
#[derive(Debug, Serialize)]
pub(crate) struct Routes {
    routes: Vec<RouteView>,
    /// Where the next part begins.
    next: Option<String>,
}

/// A question.
#[derive(Debug)]
pub(crate) struct Search {
    choice: Choice,
    router: Option<RouterId>,
    peer: Option<PeerId>,
    limit: usize,
    after: After,
}

impl Search {
    pub(crate) fn of(mut params: Params) -> Result<Search, Wrong> {
        let search = Search {
            router: params.router()?,
            peer: params.peer_id()?,
            limit: params.limit()?.max(1),
            after: params.after()?,
            choice: params.choice()?,
        };
        if search.choice.prefix.len() > 1 {
            return Err(Wrong("prefix: one at a time".into()));
        }
        Ok(search)
    }

    /// Returns whether the answer needs a look at many prefixes.
    pub(crate) fn is_scan(&self) -> bool {
        let wanted = self.choice.prefix.first();
        wanted.is_none_or(|wanted| self.choice.how(*wanted) == Match::Covered)
    }

    fn takes(&self, chooser: &mut Chooser<'_>, route: &Route<'_>) -> bool {
        self.router.is_none_or(|router| route.router().id == router)
            && self.peer.is_none_or(|peer| route.peer().id == peer)
            && chooser.takes(route)
    }

    pub(crate) fn answer(&self, glass: &Glass) -> Routes {
        match self.choice.prefix.first() {
            Some(wanted) if !self.is_scan() => {
                let (routes, is_all) = self.find(&glass.lock(), *wanted);
                let next = (!is_all).then(|| After {
                    position: Position::default(),
                    skip: self.after.skip + routes.len(),
                });
                Routes {
                    routes: views(routes),
                    next: next.map(|next| next.to_string()),
                }
            }
            _ => self.scan(glass),
        }
    }

    /// Returns the routes of this part, and whether they are the last ones.
    fn find(&self, inner: &Inner, wanted: Wanted) -> (Vec<Taken>, bool) {
        let found = inner.tables.find(wanted.net, self.choice.how(wanted));
        let mut chooser = Chooser::new(&self.choice);
        let mut found = found
            .filter(|route| self.takes(&mut chooser, route))
            .skip(self.after.skip);
        let taken = found.by_ref().take(self.limit);
        let routes = taken.map(|route| Taken::of(&route)).collect();
        (routes, found.next().is_none())
    }

    fn scan(&self, glass: &Glass) -> Routes {
        let within = self.choice.prefix.first().map(|wanted| wanted.net);
        let mut routes = Vec::new();
        let (mut skip, mut rest, mut is_full) = (self.after.skip, 0, false);
        let position = walk(glass, self.after.position, |tables, position| {
            let mut chooser = Chooser::new(&self.choice);
            let next = tables.walk(position, within, PART, |all| {
                let wanted = all.iter().filter(|route| self.takes(&mut chooser, route));
                let mut wanted: Vec<_> = wanted.copied().collect();
                sort(&mut wanted);
                let room = self.limit - routes.len();
                let before = std::mem::take(&mut skip);
                let mut left = wanted.iter().skip(before);
                routes.extend(left.by_ref().take(room).map(Taken::of));
                match left.next() {
                    Some(_) => {
                        (rest, is_full) = (before + room, true);
                        ControlFlow::Break(())
                    }
                    None => ControlFlow::Continue(()),
                }
            });
            match is_full {
                true => ControlFlow::Break(next),
                false => ControlFlow::Continue(next),
            }
        });
        let next = After {
            position,
            skip: rest,
        };
        Routes {
            routes: views(routes),
            next: (!position.is_end()).then(|| next.to_string()),
        }
    }
}

/// Walks in parts, until one breaks, or there was enough time. Returns where to go on.
pub(crate) fn walk(
    glass: &Glass,
    mut position: Position,
    mut part: impl FnMut(&Tables, Position) -> ControlFlow<Position, Position>,
) -> Position {
    let begin = Instant::now();
    loop {
        let inner = glass.lock();
        let next = part(&inner.tables, position);
        MutexGuard::unlock_fair(inner);
        position = match next {
            ControlFlow::Break(end) => return end,
            ControlFlow::Continue(next) => next,
        };
        if position.is_end() || begin.elapsed() > TIME {
            return position;
        }
    }
}

/// Sorts the routes to one destination, so that the views of a peer are beside each other.
pub(crate) fn sort(routes: &mut [Route<'_>]) {
    routes.sort_by_cached_key(|route| {
        let (table, peer) = (route.table(), route.peer());
        (table.router, peer.header.key(), table.rib, route.path_id())
    });
}

/// One route in every view.
#[derive(Debug, Serialize)]
pub(crate) struct Views {
    views: Vec<RouteView>,
    next: Option<String>,
    /// What policy did to it, for each peer.
    differences: Vec<Difference>,
}

/// Which one.
#[derive(Debug)]
pub(crate) struct OneRoute {
    family: Family,
    key: Vec<u8>,
    path_ids: Vec<Option<u32>>,
    router: Option<RouterId>,
    limit: usize,
    after: After,
}

impl OneRoute {
    pub(crate) fn of(mut params: Params) -> Result<OneRoute, Wrong> {
        let missing = |name: &str| Wrong(format!("{name}: must be given"));
        let family = params.text("family").ok_or_else(|| missing("family"))?;
        let family = crate::select::args::family(&family);
        let family = family.map_err(|error| Wrong(format!("family: {error}")))?;
        let key = params.text("key").ok_or_else(|| missing("key"))?;
        let key = octets(&key).ok_or_else(|| Wrong("key: not bytes in hexadecimal".into()))?;
        RouteKey::from_octets(family, None, &key)
            .map_err(|error| Wrong(format!("key: {error}")))?;
        let mut path_ids = vec![None];
        while let Some(path_id) = params.value("path-id")? {
            path_ids.push(Some(path_id));
        }
        let one = OneRoute {
            family,
            key,
            path_ids,
            router: params.router()?,
            limit: params.limit()?.max(1),
            after: params.after()?,
        };
        params.end()?;
        Ok(one)
    }

    pub(crate) fn answer(&self, glass: &Glass) -> Views {
        let inner = glass.lock();
        let mut all = self.find(&inner);
        all.retain(|route| self.router.is_none_or(|router| route.router().id == router));
        sort(&mut all);
        let rest = all.get(self.after.skip..).unwrap_or_default();
        let page = rest.get(..self.limit.min(rest.len())).unwrap_or_default();
        let next = (rest.len() > page.len()).then(|| After {
            position: Position::default(),
            skip: self.after.skip + page.len(),
        });
        let taken = page.iter().map(Taken::of).collect();
        let differences = policy::of_destination(&inner.tables, &all, page);
        drop(inner);
        Views {
            views: views(taken),
            next: next.map(|next| next.to_string()),
            differences,
        }
    }

    fn find<'t>(&self, inner: &'t Inner) -> Vec<Route<'t>> {
        let key_of = |path_id| RouteKey::from_octets(self.family, path_id, &self.key).ok();
        // All path identifiers are found by the prefix.
        if let Some(net) = key_of(None).and_then(|key| key.prefix()) {
            let found = inner.tables.find(net, Match::Exact);
            let is_it = |route: &Route<'_>| {
                let key = route.key();
                route.family() == self.family && key.is_ok_and(|key| *key.octets() == *self.key)
            };
            return found.filter(is_it).collect();
        }
        let keys = self.path_ids.iter().filter_map(|path_id| key_of(*path_id));
        let found = keys.map(|key| inner.tables.with_key(&key).collect::<Vec<_>>());
        found.flatten().collect()
    }
}

fn octets(text: &str) -> Option<Vec<u8>> {
    let is_whole = text.is_ascii() && text.len().is_multiple_of(2);
    let pairs = is_whole.then(|| (0..text.len()).step_by(2))?;
    pairs
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect()
}
