//! The state of all routers: of those connected, and of some that were connected before.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::collect::time::Time;

use crate::collect::counts::Counts;
use crate::collect::peers::Peers;
use crate::collect::rate::Rate;

/// Why a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum End {
    /// The router closed it after a whole message.
    Closed,
    /// The router closed it in the middle of a message.
    Incomplete,
    /// Reading failed, for example after a reset.
    Failed,
    /// The stream is not BMP, or a message is longer than allowed.
    NotBmp,
    /// A message took too long.
    MessageTimeout,
    /// No message arrived for too long.
    IdleTimeout,
    /// The collector is stopping.
    Stopped,
    /// The output has failed.
    Output,
    /// An error in the collector.
    Fault,
}

impl End {
    pub(crate) const ALL: [End; 9] = [
        End::Closed,
        End::Incomplete,
        End::Failed,
        End::NotBmp,
        End::MessageTimeout,
        End::IdleTimeout,
        End::Stopped,
        End::Output,
        End::Fault,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            End::Closed => "closed",
            End::Incomplete => "incomplete",
            End::Failed => "failed",
            End::NotBmp => "not_bmp",
            End::MessageTimeout => "message_timeout",
            End::IdleTimeout => "idle_timeout",
            End::Stopped => "stopped",
            End::Output => "output",
            End::Fault => "fault",
        }
    }
}

/// The number of ended connections, by reason.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ends([u64; End::ALL.len()]);

impl Ends {
    fn add(&mut self, end: End) {
        if let Some(count) = self.0.get_mut(end as usize) {
            *count += 1;
        }
    }

    pub(crate) fn by_reason(&self) -> impl Iterator<Item = (End, u64)> + '_ {
        End::ALL.into_iter().zip(self.0)
    }
}

/// The state of a router, by its address, over all its connections, including earlier ones.
#[derive(Debug, Default)]
pub(crate) struct Router {
    pub(crate) counts: Counts,
    pub(crate) rate: Rate,
    pub(crate) sys_name: String,
    pub(crate) sys_descr: String,
    /// The number of connections so far.
    pub(crate) connected: u64,
    pub(crate) ends: Ends,
    pub(crate) last_end: Option<(Time, String)>,
    pub(crate) last_message: Option<Time>,
    /// The open connections, by number.
    pub(crate) connections: BTreeMap<u64, Connection>,
}

#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) port: u16,
    pub(crate) since: Time,
    pub(crate) peers: Peers,
}

impl Router {
    pub(crate) fn peers(&self) -> usize {
        self.connections
            .values()
            .map(|connection| connection.peers.len())
            .sum()
    }

    pub(crate) fn refused_peers(&self) -> u64 {
        self.connections
            .values()
            .map(|connection| connection.peers.refused)
            .sum()
    }
}

/// A router that several tasks share.
pub(crate) type Shared = Arc<Mutex<Router>>;

/// A recorded connection. Its number is not its port: a router may come again from the same port before the end of its
/// earlier connection is noticed.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) router: Shared,
    pub(crate) number: u64,
}

/// Locks, also after a panic: a task that panicked while it held the lock has left counters that are right up to one
/// message.
pub(crate) fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// All routers.
#[derive(Debug)]
pub(crate) struct Routers {
    known: Mutex<Known>,
    /// The maximum number of routers remembered.
    limit: usize,
    per_router: usize,
}

#[derive(Debug, Default)]
struct Known {
    routers: BTreeMap<IpAddr, Shared>,
    open: usize,
    refused: u64,
    forgotten: u64,
}

/// Why a connection was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    #[error("the limit of {0} connections is reached")]
    Connections(usize),
    #[error("the limit of {0} connections from this address is reached")]
    PerRouter(usize),
}

impl Routers {
    /// Returns the state without routers. As many routers are remembered as may be connected.
    pub(crate) fn new(connections: usize, per_router: usize) -> Routers {
        Routers {
            known: Mutex::default(),
            limit: connections,
            per_router,
        }
    }

    /// Records a connection, if the limits allow it.
    pub(crate) fn connect(&self, from: SocketAddr, max_peers: usize) -> Result<Entry, Refused> {
        let mut known = lock(&self.known);
        if known.open >= self.limit {
            known.refused += 1;
            return Err(Refused::Connections(self.limit));
        }
        let shared = match known.routers.get(&from.ip()) {
            Some(shared) => Arc::clone(shared),
            None => {
                if known.routers.len() >= self.limit {
                    known.forget_one();
                }
                let shared = Shared::default();
                lock(&shared).rate.sample(Instant::now(), 0);
                known.routers.insert(from.ip(), Arc::clone(&shared));
                shared
            }
        };
        let mut router = lock(&shared);
        if router.connections.len() >= self.per_router {
            known.refused += 1;
            return Err(Refused::PerRouter(self.per_router));
        }
        let connection = Connection {
            port: from.port(),
            since: Time::now(),
            peers: Peers::new(max_peers),
        };
        router.connected += 1;
        let number = router.connected;
        router.connections.insert(number, connection);
        known.open += 1;
        drop(router);
        Ok(Entry {
            router: shared,
            number,
        })
    }

    /// Records the end of a connection.
    pub(crate) fn disconnect(&self, entry: &Entry, end: End, reason: String) {
        let mut known = lock(&self.known);
        let mut router = lock(&entry.router);
        if router.connections.remove(&entry.number).is_some() {
            router.ends.add(end);
            router.last_end = Some((Time::now(), reason));
            known.open -= 1;
        }
    }

    /// Records the current number of routes.
    pub(crate) fn sample(&self, now: Instant) {
        for (_, shared) in self.all() {
            let mut router = lock(&shared);
            let routes = router.counts.routes.announced + router.counts.routes.withdrawn;
            router.rate.sample(now, routes);
        }
    }

    /// Returns all known routers, by address.
    pub(crate) fn all(&self) -> Vec<(IpAddr, Shared)> {
        let known = lock(&self.known);
        known
            .routers
            .iter()
            .map(|(address, shared)| (*address, Arc::clone(shared)))
            .collect()
    }

    pub(crate) fn totals(&self) -> Totals {
        let known = lock(&self.known);
        Totals {
            open: known.open,
            refused: known.refused,
            forgotten: known.forgotten,
        }
    }
}

/// Counters of connections, over all routers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) open: usize,
    pub(crate) refused: u64,
    /// Routers whose counters were dropped to make room for others.
    pub(crate) forgotten: u64,
}

impl Known {
    /// Removes the router that has been gone for the longest time.
    fn forget_one(&mut self) {
        let gone = self.routers.iter().filter_map(|(address, shared)| {
            let router = lock(shared);
            let (when, _) = router.last_end.as_ref()?;
            router.connections.is_empty().then_some((*when, *address))
        });
        if let Some((_, address)) = gone.min() {
            self.routers.remove(&address);
            self.forgotten += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(address: u8, port: u16) -> SocketAddr {
        SocketAddr::from(([192, 0, 2, address], port))
    }

    #[test]
    fn limits_of_connections() {
        let routers = Routers::new(3, 2);
        let first = routers.connect(from(1, 1), 1).unwrap();
        routers.connect(from(1, 2), 1).unwrap();
        assert_eq!(
            routers.connect(from(1, 3), 1).unwrap_err(),
            Refused::PerRouter(2)
        );
        routers.connect(from(2, 1), 1).unwrap();
        assert_eq!(
            routers.connect(from(3, 1), 1).unwrap_err(),
            Refused::Connections(3)
        );
        routers.disconnect(&first, End::Closed, "closed".into());
        routers.connect(from(3, 1), 1).unwrap();
        assert_eq!(
            routers.totals(),
            Totals {
                open: 3,
                refused: 2,
                forgotten: 0
            }
        );
    }

    /// A router that comes again from the same port, before the end of its first connection is noticed, has two
    /// connections.
    #[test]
    fn the_same_port_twice() {
        let routers = Routers::new(3, 2);
        let first = routers.connect(from(1, 179), 1).unwrap();
        let second = routers.connect(from(1, 179), 1).unwrap();
        assert_eq!(routers.totals().open, 2);
        routers.disconnect(&first, End::Failed, "reset".into());
        let left: Vec<_> = lock(&second.router).connections.keys().copied().collect();
        assert_eq!((left, routers.totals().open), (vec![second.number], 1));
        routers.disconnect(&second, End::Closed, "closed".into());
        assert_eq!(routers.totals().open, 0);
    }

    /// A router that comes again keeps its counters; the one gone for the longest time is removed.
    #[test]
    fn routers_are_remembered_up_to_a_limit() {
        let routers = Routers::new(2, 2);
        for (address, octets) in [(1, 5), (2, 7), (1, 11), (3, 13)] {
            let entry = routers.connect(from(address, 1), 1).unwrap();
            lock(&entry.router).counts.octets += octets;
            routers.disconnect(&entry, End::Closed, "closed".into());
        }
        let left = routers.all().into_iter();
        let left: Vec<_> = left
            .map(|(address, router)| (address, lock(&router).counts.octets))
            .collect();
        assert_eq!(left, [(from(1, 1).ip(), 16), (from(3, 1).ip(), 13)]);
        assert_eq!(routers.totals().forgotten, 1);
    }
}
