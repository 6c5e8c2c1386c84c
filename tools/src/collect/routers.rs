//! All routers: those connected, and some that were connected before. And who may connect.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use ipnet::IpNet;

use crate::collect::args::Limits;
use crate::collect::pace::Pace;
use crate::collect::places::Places;
use crate::collect::router::{End, Identity, Router};

/// A router that several tasks share.
pub(crate) type Shared = Arc<Mutex<Router>>;

/// A recorded connection. Its number is not its port: a router may come again from the same port before the end of its
/// earlier connection is noticed.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Another one as soon as it is known which router this is.
    router: Arc<Mutex<Shared>>,
    pub(crate) number: u64,
    pub(crate) prefix: IpNet,
    /// Nothing if hosts may send as fast as they can.
    pub(crate) pace: Option<Arc<Pace>>,
}

impl Entry {
    pub(crate) fn router(&self) -> Shared {
        Arc::clone(&lock(&self.router))
    }
}

/// Locks, also after a panic: a task that panicked while it held the lock has left counters that are right up to one
/// message.
pub(crate) fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns what one host may have as many addresses in as it likes: of IPv6 the 64 bits of a link.
pub(crate) fn prefix(address: IpAddr) -> IpNet {
    let length = if address.is_ipv4() { 32 } else { 64 };
    IpNet::new(address, length).map_or(address.into(), |net| net.trunc())
}

/// Locks are taken in this order: all routers, the entry, one router.
#[derive(Debug)]
pub(crate) struct Routers {
    known: Mutex<Known>,
    allowed: Vec<IpNet>,
    pub(crate) limit: usize,
    per_prefix: usize,
    per_router: usize,
    rate: Option<usize>,
    series: Places,
}

#[derive(Debug, Default)]
struct Known {
    routers: BTreeMap<Identity, Shared>,
    /// The states of connections whose router is not known yet.
    unnamed: BTreeMap<u64, Shared>,
    prefixes: HashMap<IpNet, Prefix>,
    open: usize,
    /// The number of the last connection.
    last: u64,
    refused: u64,
    forgotten: u64,
}

/// What the connections of one prefix share.
#[derive(Debug, Default)]
struct Prefix {
    /// The number of open ones.
    open: usize,
    pace: Option<Arc<Pace>>,
}

impl Prefix {
    /// Returns whether nothing has to be remembered: who connects again must not be faster by that.
    fn is_idle(&self, now: Instant) -> bool {
        let pace = self.pace.as_ref();
        self.open == 0 && pace.is_none_or(|pace| pace.next().into_std() <= now)
    }
}

/// Why a connection is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    #[error("the address is not allowed")]
    NotAllowed,
    #[error("the limit of {0} connections is reached")]
    Connections(usize),
    #[error("the last {0} connections are kept for routers that were connected before")]
    Kept(usize),
    #[error("the limit of {0} connections from {1} is reached")]
    PerPrefix(usize, IpNet),
    #[error("the limit of {0} connections of this router is reached")]
    PerRouter(usize),
}

impl Routers {
    /// Returns the state without routers. As many routers are remembered as may be connected.
    pub(crate) fn new(limits: &Limits, connections: usize, series: Places) -> Routers {
        Routers {
            known: Mutex::default(),
            allowed: limits.allow.clone(),
            limit: connections,
            per_prefix: limits.max_connections_per_prefix.get(),
            per_router: limits.max_connections_per_router.get(),
            rate: limits.max_rate.map(NonZeroUsize::get),
            series,
        }
    }

    /// Records a connection, if the limits allow it. Routers that this collector connected to are invited.
    pub(crate) fn connect(&self, from: SocketAddr, is_invited: bool) -> Result<Entry, Refused> {
        let mut known = lock(&self.known);
        let prefix = prefix(from.ip());
        if let Err(refused) = self.admit(&known, from.ip(), prefix, is_invited) {
            known.refused += 1;
            return Err(refused);
        }
        known.open += 1;
        let of_prefix = known.prefixes.entry(prefix).or_insert_with(|| Prefix {
            open: 0,
            pace: self
                .rate
                .map(|most| Arc::new(Pace::new(most, tokio::time::Instant::now()))),
        });
        of_prefix.open += 1;
        let pace = of_prefix.pace.clone();
        known.last += 1;
        let number = known.last;
        let router = Router::new(from.ip(), from.port(), number, &self.series);
        let shared = Arc::new(Mutex::new(router));
        known.unnamed.insert(number, Arc::clone(&shared));
        Ok(Entry {
            router: Arc::new(Mutex::new(shared)),
            number,
            prefix,
            pace,
        })
    }

    fn admit(
        &self,
        known: &Known,
        address: IpAddr,
        prefix: IpNet,
        is_invited: bool,
    ) -> Result<(), Refused> {
        let is_allowed = is_invited || self.allowed.is_empty();
        if !is_allowed && !self.allowed.iter().any(|net| net.contains(&address)) {
            return Err(Refused::NotAllowed);
        }
        if known.open >= self.limit {
            return Err(Refused::Connections(self.limit));
        }
        let of_prefix = known.prefixes.get(&prefix);
        if of_prefix.is_some_and(|prefix| prefix.open >= self.per_prefix) {
            return Err(Refused::PerPrefix(self.per_prefix, prefix));
        }
        // Strangers may not take the last places.
        if !is_invited && known.open >= self.limit - self.limit / 2 {
            let gone = known.gone();
            let kept = gone.len().min(self.limit / 2);
            if !gone.contains(&prefix) && known.open + kept >= self.limit {
                return Err(Refused::Kept(kept));
            }
        }
        Ok(())
    }

    /// Gives a connection to the router that it belongs to, by the name and the BGP identifier known now.
    pub(crate) fn name(&self, entry: &Entry) -> Result<(), Refused> {
        let known = &mut *lock(&self.known);
        let Some(shared) = known.unnamed.get(&entry.number) else {
            return Ok(());
        };
        let identity = lock(shared).identity.clone();
        let router = known.routers.get(&identity);
        if router.is_some_and(|router| lock(router).connections.len() >= self.per_router) {
            known.refused += 1;
            return Err(Refused::PerRouter(self.per_router));
        }
        self.place(known, entry);
        Ok(())
    }

    fn place(&self, known: &mut Known, entry: &Entry) {
        let Some(shared) = known.unnamed.remove(&entry.number) else {
            return;
        };
        let identity = {
            let mut router = lock(&shared);
            router.is_named = true;
            router.identity.clone()
        };
        match known.routers.get(&identity) {
            Some(router) => {
                let mut of_entry = lock(&entry.router);
                lock(router).merge(&mut lock(&shared));
                *of_entry = Arc::clone(router);
            }
            None => {
                if known.routers.len() >= self.limit {
                    known.forget_one(entry.prefix, self.per_prefix);
                }
                known.routers.insert(identity, shared);
            }
        }
    }

    /// Records the end of a connection.
    pub(crate) fn disconnect(&self, entry: &Entry, end: End, reason: String) {
        let mut known = lock(&self.known);
        if !lock(&entry.router()).end(entry.number, end, reason) {
            return;
        }
        self.place(&mut known, entry);
        known.open -= 1;
        if let Some(prefix) = known.prefixes.get_mut(&entry.prefix) {
            prefix.open -= 1;
            if prefix.is_idle(Instant::now()) {
                known.prefixes.remove(&entry.prefix);
            }
        }
    }

    /// Records the current number of routes.
    pub(crate) fn sample(&self, now: Instant) {
        lock(&self.known)
            .prefixes
            .retain(|_, prefix| !prefix.is_idle(now));
        for shared in self.all() {
            let mut router = lock(&shared);
            let routes = router.counts.routes.announced + router.counts.routes.withdrawn;
            router.rate.sample(now, routes);
        }
    }

    /// Returns all known routers, and then the connections whose router is not known yet.
    pub(crate) fn all(&self) -> Vec<Shared> {
        let known = lock(&self.known);
        let all = known.routers.values().chain(known.unnamed.values());
        all.cloned().collect()
    }

    pub(crate) fn totals(&self) -> Totals {
        let known = lock(&self.known);
        Totals {
            open: known.open,
            unnamed: known.unnamed.len(),
            refused: known.refused,
            forgotten: known.forgotten,
        }
    }
}

/// Counters of connections, over all routers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) open: usize,
    /// Open connections whose router is not known yet.
    pub(crate) unnamed: usize,
    pub(crate) refused: u64,
    /// Routers whose counters were dropped to make room for others.
    pub(crate) forgotten: u64,
}

impl Known {
    /// Returns the prefixes of routers that have reported a peer and are not connected now.
    fn gone(&self) -> BTreeSet<IpNet> {
        let routers = self.routers.iter();
        let gone = routers.filter(|(_, shared)| {
            let router = lock(shared);
            router.connections.is_empty() && router.counts.messages.peer_up > 0
        });
        let prefixes = gone.map(|(identity, _)| prefix(identity.address));
        prefixes
            .filter(|prefix| {
                self.prefixes
                    .get(prefix)
                    .is_none_or(|prefix| prefix.open == 0)
            })
            .collect()
    }

    /// Removes the router that has been gone for the longest time: one of the same prefix, if it has many, because
    /// routers choose their names.
    fn forget_one(&mut self, by: IpNet, per_prefix: usize) {
        let is_near = |identity: &Identity| prefix(identity.address) == by;
        let near = self.routers.keys().filter(|id| is_near(id)).count();
        let gone = self.routers.iter().filter_map(|(identity, shared)| {
            let router = lock(shared);
            let (when, _) = router.last_end.as_ref()?;
            let is_gone = router.connections.is_empty();
            (is_gone && (near < per_prefix || is_near(identity))).then(|| (*when, identity.clone()))
        });
        if let Some((_, identity)) = gone.min() {
            self.routers.remove(&identity);
            self.forgotten += 1;
        }
    }
}

#[cfg(test)]
#[path = "tests/limits.rs"]
mod tests;
