//! The status of the collector: for its page, and for programs.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use crate::collect::time::Time;
use bmp_codec::bmp::Rib;
use bmp_codec::net::Asn;
use serde::Serialize;

use crate::broker::Publisher;
use crate::collect::counts::{Counts, Routes};
use crate::collect::glass::Glass;
use crate::collect::logs::Logs;
use crate::collect::output::writer::Written;
use crate::collect::peers::Peer;
use crate::collect::places::Places;
use crate::collect::router::{Connection, Identity, Router};
use crate::collect::routers::{Routers, lock};

/// The whole status.
pub(crate) struct Status {
    pub(crate) routers: Routers,
    pub(crate) written: Arc<Written>,
    pub(crate) queued: Box<dyn Fn() -> u64 + Send + Sync>,
    /// The places of peers, in all.
    pub(crate) peers: Places,
    pub(crate) logs: Logs,
    pub(crate) publisher: Option<Publisher>,
    /// The tables of routes, if they are kept.
    pub(crate) glass: Option<Arc<Glass>>,
    pub(crate) since: Time,
    /// Whoever tells the status has it.
    pub(crate) turn: tokio::sync::Mutex<()>,
}

impl Status {
    pub(crate) fn new(
        routers: Routers,
        peers: Places,
        queued: impl Fn() -> u64 + Send + Sync + 'static,
        publisher: Option<Publisher>,
        glass: Option<Arc<Glass>>,
    ) -> Status {
        Status {
            routers,
            written: Arc::default(),
            queued: Box::new(queued),
            peers,
            logs: Logs::default(),
            publisher,
            glass,
            since: Time::now(),
            turn: tokio::sync::Mutex::default(),
        }
    }
}

impl fmt::Debug for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Status")
            .field("routers", &self.routers)
            .finish_non_exhaustive()
    }
}

/// What was collected in all, for the log.
pub(crate) struct Sums {
    counts: Counts,
    routers: usize,
    lines: u64,
    forgotten: u64,
}

impl Sums {
    pub(crate) fn of(status: &Status) -> Sums {
        let routers = status.routers.all();
        let mut counts = Counts::default();
        for router in &routers {
            counts += lock(router).counts;
        }
        Sums {
            counts,
            routers: routers.len(),
            lines: status.written.lines.load(Relaxed),
            forgotten: status.routers.totals().forgotten,
        }
    }
}

impl fmt::Display for Sums {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts {
            octets,
            messages,
            routes,
            malformed,
            ..
        } = &self.counts;
        write!(
            f,
            "routers {}, bytes {octets}, messages {}, malformed items {}, routes announced {}, withdrawn {}, lines written {}",
            self.routers,
            messages.sum(),
            malformed.sum(),
            routes.announced,
            routes.withdrawn,
            self.lines
        )?;
        match self.forgotten {
            0 => Ok(()),
            forgotten => write!(f, "; without {forgotten} routers that are forgotten"),
        }
    }
}

/// The maximum number of peers that are shown individually: of one connection, and in all.
const PEERS: usize = 500;
const PEERS_IN_ALL: usize = 10_000;

#[derive(Serialize)]
pub(crate) struct Snapshot {
    since: Time,
    now: Time,
    connections: usize,
    max_connections: usize,
    /// Peers whose sessions are known, and their limit.
    peers: usize,
    max_peers: usize,
    refused: u64,
    forgotten_routers: u64,
    lines: u64,
    octets: u64,
    queued_octets: u64,
    write_errors: u64,
    /// Whether tables of routes are kept.
    tables: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    failing: Option<String>,
    routers: Vec<RouterStatus>,
}

#[derive(Serialize)]
struct RouterStatus {
    #[serde(flatten)]
    identity: Identity,
    sys_descr: String,
    peers: usize,
    refused_peers: u64,
    routes_per_second: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_message: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_end: Option<LastEnd>,
    connected: u64,
    messages: u64,
    malformed: u64,
    counts: Counts,
    connections: Vec<ConnectionStatus>,
}

#[derive(Serialize)]
struct LastEnd {
    time: Time,
    reason: String,
}

#[derive(Serialize)]
struct ConnectionStatus {
    port: u16,
    since: Time,
    peers: usize,
    first_peers: Vec<PeerStatus>,
}

#[derive(Serialize)]
struct PeerStatus {
    peer: String,
    asn: Asn,
    bgp_id: std::net::Ipv4Addr,
    since: Time,
    tables: Vec<Table>,
}

#[derive(Serialize)]
struct Table {
    rib: Rib,
    #[serde(flatten)]
    routes: Routes,
}

impl Snapshot {
    pub(crate) fn of(status: &Status) -> Snapshot {
        let totals = status.routers.totals();
        let routers = status.routers.all();
        let mut room = PEERS_IN_ALL;
        let routers = routers
            .iter()
            .map(|router| RouterStatus::of(&lock(router), &mut room));
        let written = &status.written;
        Snapshot {
            since: status.since,
            now: Time::now(),
            connections: totals.open,
            max_connections: status.routers.limit,
            peers: status.peers.taken(),
            max_peers: status.peers.limit,
            refused: totals.refused,
            forgotten_routers: totals.forgotten,
            lines: written.lines.load(Relaxed),
            octets: written.octets.load(Relaxed),
            queued_octets: (status.queued)(),
            write_errors: written.errors.load(Relaxed),
            tables: status.glass.is_some(),
            failing: written.failing(),
            routers: routers.collect(),
        }
    }
}

impl RouterStatus {
    /// `room` is the number of peers that may still be shown.
    fn of(router: &Router, room: &mut usize) -> RouterStatus {
        let connections = router.connections.values();
        RouterStatus {
            identity: router.identity.clone(),
            sys_descr: router.sys_descr.clone(),
            peers: router.peers(),
            refused_peers: router.refused_peers(),
            routes_per_second: router.rate.per_second(),
            last_message: router.last_message,
            last_end: router
                .last_end
                .clone()
                .map(|(time, reason)| LastEnd { time, reason }),
            connected: router.connected,
            messages: router.counts.messages.sum(),
            malformed: router.counts.malformed.sum(),
            counts: router.counts,
            connections: connections
                .map(|connection| ConnectionStatus::of(connection, room))
                .collect(),
        }
    }
}

impl ConnectionStatus {
    fn of(connection: &Connection, room: &mut usize) -> ConnectionStatus {
        let peers = connection.peers.first(PEERS.min(*room));
        *room -= peers.len();
        ConnectionStatus {
            port: connection.port,
            since: connection.since,
            peers: connection.peers.len(),
            first_peers: peers
                .into_iter()
                .map(|(_, peer)| PeerStatus::of(peer))
                .collect(),
        }
    }
}

impl PeerStatus {
    fn of(peer: &Peer) -> PeerStatus {
        let header = &peer.header;
        let mut name = match header.address() {
            Some(address) => address.to_string(),
            None => header.peer_type().to_string(),
        };
        if header.distinguisher().0 != 0 {
            name += &format!(" rd {}", header.distinguisher());
        }
        let mut tables: Vec<_> = peer.tables.iter().collect();
        tables.sort_unstable_by_key(|(rib, _)| *rib);
        let tables = tables.into_iter();
        PeerStatus {
            peer: name,
            asn: header.asn(),
            bgp_id: header.bgp_id(),
            since: peer.since,
            tables: tables
                .map(|(rib, routes)| Table {
                    rib: *rib,
                    routes: *routes,
                })
                .collect(),
        }
    }
}
