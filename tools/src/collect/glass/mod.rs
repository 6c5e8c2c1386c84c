//! The tables of routes that the collector keeps live, and who asks for them.
//!
//! `feed` takes the messages of connections to the tables; `search`, `policy` and `series` answer questions; `api` says
//! what is asked over HTTP, and `openapi.json` describes it.

pub(crate) mod api;
pub(crate) mod feed;
mod lists;
mod params;
mod policy;
mod search;
mod series;
pub(crate) mod state;
mod view;

use std::collections::HashMap;
use std::fmt;
use std::hint;
use std::net::IpAddr;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::{Duration, Instant};

use ipnet::IpNet;
use parking_lot::{Mutex, MutexGuard};

use crate::collect::args;
use crate::collect::routers::prefix;
use crate::tables::{Limits, RouterId, Tables};
use series::Series;

/// The tables of all routers.
///
/// One lock, taken for a part of one message at a time: an answer waits for some routes at most, not for all that were read
/// at once. Whoever applies messages lets those who ask go first, so that many busy routers do not keep answers away.
/// Searches through everything let go of it again and again, to whoever waits.
pub(crate) struct Glass {
    inner: Mutex<Inner>,
    /// How many want to ask something and have no lock yet.
    asking: AtomicUsize,
    bounds: Bounds,
    /// Whoever searches through everything has it: they take one processor from the routers, not all.
    scans: tokio::sync::Mutex<()>,
}

/// How often an answer tries to get the lock before it sleeps: for some ten microseconds.
const SPINS: u32 = 1 << 12;
/// How often others let answers go first, so that many of them do not keep routers away.
const TURNS: u32 = 64;

/// What the tables may have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Of each router.
    pub(crate) tables: Limits,
    /// The routers that are known, and those of one address among them.
    pub(crate) routers: usize,
    pub(crate) per_prefix: usize,
    /// How long routes stay that are stale.
    pub(crate) stale_time: Duration,
}

pub(crate) struct Inner {
    pub(crate) tables: Tables,
    series: Series,
    /// When the routes of routers became stale.
    aged: HashMap<RouterId, Instant>,
}

impl Bounds {
    pub(crate) fn new(tables: &args::Tables, limits: &args::Limits, routers: usize) -> Bounds {
        Bounds {
            tables: Limits::default()
                .with_routes(tables.max_routes)
                .with_octets(tables.max_attributes.get())
                .with_peers(limits.max_peers_in_all.get()),
            routers,
            per_prefix: limits.max_connections_per_prefix.get(),
            stale_time: tables.stale_time,
        }
    }
}

impl Glass {
    pub(crate) fn new(bounds: Bounds) -> Glass {
        Glass {
            inner: Mutex::new(Inner {
                tables: Tables::new(bounds.tables),
                series: Series::default(),
                aged: HashMap::new(),
            }),
            bounds,
            asking: AtomicUsize::new(0),
            scans: tokio::sync::Mutex::default(),
        }
    }

    /// Returns the tables for a question.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.asking.fetch_add(1, Relaxed);
        // The lock is never held for long: to sleep until it is free would take longer.
        let free = (0..SPINS).find_map(|_| {
            hint::spin_loop();
            self.inner.try_lock()
        });
        let inner = free.unwrap_or_else(|| self.inner.lock());
        self.asking.fetch_sub(1, Relaxed);
        inner
    }

    /// Returns the tables to change them, when those who asked have them no more.
    fn lock_to_change(&self) -> MutexGuard<'_, Inner> {
        for _ in 0..TURNS {
            if self.asking.load(Relaxed) == 0 {
                break;
            }
            thread::yield_now();
        }
        self.inner.lock()
    }

    /// Begins a connection of a router.
    fn connect(&self, name: &str) -> RouterId {
        let mut inner = self.lock_to_change();
        let is_known = inner
            .tables
            .routers()
            .any(|router| *router.name == *name && !router.is_connected);
        if !is_known && inner.tables.routers().count() >= self.bounds.routers {
            inner.forget_one(name, self.bounds.per_prefix);
        }
        let router = inner.tables.connect(name);
        inner.aged.insert(router, Instant::now());
        router
    }

    fn disconnect(&self, router: RouterId) {
        let mut inner = self.lock_to_change();
        inner.tables.disconnect(router);
        inner.aged.insert(router, Instant::now());
    }

    /// Takes samples for charts, and removes routes that were stale for too long.
    pub(crate) fn sample(&self, minute: u64, now: Instant) {
        let mut inner = self.lock_to_change();
        let Inner {
            tables,
            series,
            aged,
        } = &mut *inner;
        series.sample(tables, minute);
        aged.retain(|router, since| {
            let is_over = now.saturating_duration_since(*since) >= self.bounds.stale_time;
            if is_over {
                tables.sweep(*router);
            }
            !is_over
        });
    }
}

impl Inner {
    /// Removes the router that has been gone for the longest time: one of the same address, if it has many, because
    /// routers choose their names.
    fn forget_one(&mut self, by: &str, per_prefix: usize) {
        let by = prefix_of(by);
        let is_near = |name: &str| prefix_of(name) == by;
        let routers = || self.tables.routers();
        let near = routers().filter(|router| is_near(&router.name)).count();
        let gone = routers()
            .filter(|router| !router.is_connected && (near < per_prefix || is_near(&router.name)));
        let longest = gone.min_by_key(|router| router.last_message);
        if let Some(id) = longest.map(|router| router.id) {
            self.tables.remove(id);
            self.aged.remove(&id);
        }
    }
}

/// Returns the address in the name of a router.
fn address_of(name: &str) -> Option<IpAddr> {
    let end = name.find('/').unwrap_or(name.len());
    name.get(..end)?.parse().ok()
}

fn prefix_of(name: &str) -> Option<IpNet> {
    address_of(name).map(prefix)
}

impl fmt::Debug for Glass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Glass")
            .field("bounds", &self.bounds)
            .finish_non_exhaustive()
    }
}
