//! Routers and peers with their states and counts.

use std::cmp::Reverse;

use serde::Serialize;

use crate::collect::glass::params::{After, Params, Wrong};
use crate::collect::glass::series::Sample;
use crate::collect::glass::view::{PeerName, RouterName, time};
use crate::collect::glass::{Glass, address_of};
use crate::collect::time::Time;
use crate::tables::{Counts, Peer, PeerId, PeerState, Position, Router, RouterId, Table, Tables};

/// All tables together.
#[derive(Debug, Serialize)]
pub(crate) struct Summary {
    now: Time,
    routers: usize,
    connected: usize,
    peers: usize,
    peers_up: usize,
    routes: u64,
    stale: u64,
    destinations: usize,
    attribute_sets: usize,
    refused_routes: u64,
    refused_messages: u64,
    limits: LimitsTold,
}

#[derive(Debug, Serialize)]
struct LimitsTold {
    routes: u64,
    octets: usize,
    peers: usize,
    tables: usize,
}

impl Summary {
    pub(crate) fn of(glass: &Glass) -> Summary {
        let inner = glass.lock();
        let tables = &inner.tables;
        let routers = || tables.routers();
        let peers = || routers().flat_map(|router| tables.peers(router.id));
        let is_up = |peer: &&Peer| {
            let router = tables.router(peer.router);
            peer.state == PeerState::Up && router.is_some_and(|router| router.is_connected)
        };
        let limits = tables.limits();
        Summary {
            now: Time::now(),
            routers: routers().count(),
            connected: routers().filter(|router| router.is_connected).count(),
            peers: peers().count(),
            peers_up: peers().filter(is_up).count(),
            routes: tables.len(),
            stale: peers().map(|peer| sums(tables, peer.id).1).sum(),
            destinations: tables.destinations(),
            attribute_sets: tables.attribute_sets().0,
            refused_routes: routers().map(|router| router.refused_routes).sum(),
            refused_messages: routers().map(|router| router.refused_messages).sum(),
            limits: LimitsTold {
                routes: limits.routes,
                octets: limits.octets,
                peers: limits.peers,
                tables: limits.tables,
            },
        }
    }
}

/// Returns the routes of a peer, and how many of them are stale.
fn sums(tables: &Tables, peer: PeerId) -> (u64, u64) {
    let all = tables.tables(peer);
    let sum = |of: fn(&Table) -> u64| all.iter().map(|table| of(table)).sum();
    (sum(|table| table.routes), sum(|table| table.stale))
}

#[derive(Debug, Serialize)]
pub(crate) struct RouterList {
    routers: Vec<RouterTold>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct RouterTold {
    id: u32,
    name: String,
    address: Option<std::net::IpAddr>,
    sys_name: Option<Box<str>>,
    sys_descr: Option<Box<str>>,
    connected: bool,
    connections: u64,
    messages: u64,
    last_message: Option<String>,
    peers: usize,
    routes: u64,
    stale: u64,
    octets: usize,
    refused_routes: u64,
    refused_messages: u64,
}

/// A question for a part of a list.
#[derive(Debug)]
pub(crate) struct Part {
    limit: usize,
    skip: usize,
}

impl Part {
    pub(crate) fn of(params: &mut Params) -> Result<Part, Wrong> {
        Ok(Part {
            limit: params.limit()?.max(1),
            skip: params.after()?.skip,
        })
    }

    /// Takes this part of a list, and says where the next one begins.
    fn take<T>(&self, mut list: impl Iterator<Item = T>) -> (Vec<T>, Option<String>) {
        let mut rest = list.by_ref().skip(self.skip);
        let part: Vec<_> = rest.by_ref().take(self.limit).collect();
        let next = rest.next().is_some().then(|| After {
            position: Position::default(),
            skip: self.skip + part.len(),
        });
        (part, next.map(|next| next.to_string()))
    }

    pub(crate) fn routers(&self, glass: &Glass) -> RouterList {
        let inner = glass.lock();
        let (routers, next) = self.take(inner.tables.routers());
        let routers = routers.into_iter();
        RouterList {
            routers: routers
                .map(|router| RouterTold::of(&inner.tables, router))
                .collect(),
            next,
        }
    }
}

impl RouterTold {
    fn of(tables: &Tables, router: &Router) -> RouterTold {
        let peers = tables.peers(router.id);
        RouterTold {
            id: router.id.get(),
            name: crate::lookup::write::label(router),
            address: address_of(&router.name),
            sys_name: router.sys_name.clone(),
            sys_descr: router.sys_descr.clone(),
            connected: router.is_connected,
            connections: router.connections,
            messages: router.messages,
            last_message: time(router.last_message),
            peers: tables.peers(router.id).count(),
            routes: router.routes,
            stale: peers.map(|peer| sums(tables, peer.id).1).sum(),
            octets: router.octets,
            refused_routes: router.refused_routes,
            refused_messages: router.refused_messages,
        }
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct PeerList {
    /// All that are wanted, not only those of this part.
    total: usize,
    peers: Vec<PeerTold>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct PeerTold {
    router: RouterName,
    router_connected: bool,
    peer: PeerName,
    state: &'static str,
    reason: Option<Box<str>>,
    since: Option<String>,
    local_address: Option<std::net::IpAddr>,
    ups: u64,
    downs: u64,
    routes: u64,
    stale: u64,
    tables: Vec<TableTold>,
}

#[derive(Debug, Serialize)]
struct TableTold {
    rib: Option<bmp_codec::bmp::Rib>,
    family: String,
    routes: u64,
    stale: u64,
    end_of_rib: bool,
    end_of_rib_time: Option<String>,
    #[serde(flatten)]
    counts: Counts,
}

/// A question for peers.
#[derive(Debug)]
pub(crate) struct PeersWanted {
    part: Part,
    router: Option<RouterId>,
    peer: Option<PeerId>,
    state: Option<String>,
    /// What the name of the peer, its AS or its router has in it.
    text: Option<String>,
    sort: Sort,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Key,
    Routes,
    Downs,
}

const STATES: [&str; 4] = ["up", "down", "no-peer-up", "away"];

impl PeersWanted {
    pub(crate) fn of(mut params: Params) -> Result<PeersWanted, Wrong> {
        let state = params.text("state");
        if let Some(state) = state.as_ref().filter(|state| !STATES.contains(&&***state)) {
            let states = STATES.join(", ");
            return Err(Wrong(format!("state: {state:?} is not one of {states}")));
        }
        let sort = match params.text("sort").as_deref() {
            None | Some("key") => Sort::Key,
            Some("routes") => Sort::Routes,
            Some("downs") => Sort::Downs,
            Some(other) => {
                return Err(Wrong(format!(
                    "sort: {other:?} is not one of key, routes, downs"
                )));
            }
        };
        let wanted = PeersWanted {
            part: Part::of(&mut params)?,
            router: params.router()?,
            peer: params.peer_id()?,
            state,
            text: params.text("q").map(|text| text.to_lowercase()),
            sort,
        };
        params.end()?;
        Ok(wanted)
    }

    pub(crate) fn answer(&self, glass: &Glass) -> PeerList {
        let inner = glass.lock();
        let tables = &inner.tables;
        let routers = tables.routers();
        let routers = routers.filter(|router| self.router.is_none_or(|id| id == router.id));
        let all =
            routers.flat_map(|router| tables.peers(router.id).map(move |peer| (router, peer)));
        let mut all: Vec<_> = all
            .filter(|(router, peer)| self.takes(router, peer))
            .collect();
        match self.sort {
            Sort::Key => {}
            Sort::Routes => all.sort_by_cached_key(|(_, peer)| Reverse(sums(tables, peer.id).0)),
            Sort::Downs => all.sort_by_key(|(_, peer)| Reverse(peer.downs)),
        }
        let total = all.len();
        let (part, next) = self.part.take(all.into_iter());
        let part = part.into_iter();
        PeerList {
            total,
            peers: part
                .map(|(router, peer)| PeerTold::of(tables, router, peer))
                .collect(),
            next,
        }
    }

    fn takes(&self, router: &Router, peer: &Peer) -> bool {
        let is_it = self.peer.is_none_or(|id| id == peer.id);
        let state = self.state.as_deref();
        is_it
            && state.is_none_or(|state| state_of(router, peer) == state)
            && self.text.as_deref().is_none_or(|text| {
                let header = &peer.header;
                let texts = [
                    crate::select::address_of(header).to_string(),
                    format!("as{}", header.asn()),
                    header.distinguisher().to_string(),
                    peer.table_name
                        .as_deref()
                        .unwrap_or_default()
                        .to_lowercase(),
                    router.name.to_lowercase(),
                ];
                texts.iter().any(|one| one.contains(text))
            })
    }
}

/// Returns the state: nobody knows that of the peers of a router that is away.
fn state_of(router: &Router, peer: &Peer) -> &'static str {
    match &peer.state {
        PeerState::Up | PeerState::NoPeerUp if !router.is_connected => "away",
        _ => peer.state.name(),
    }
}

impl PeerTold {
    fn of(tables: &Tables, router: &Router, peer: &Peer) -> PeerTold {
        let (routes, stale) = sums(tables, peer.id);
        PeerTold {
            router: RouterName::of(router),
            router_connected: router.is_connected,
            peer: PeerName::of(peer),
            state: state_of(router, peer),
            reason: match &peer.state {
                PeerState::Down(reason) => Some(reason.clone()),
                _ => None,
            },
            since: time(peer.since),
            local_address: peer.local.map(|(address, _)| address),
            ups: peer.ups,
            downs: peer.downs,
            routes,
            stale,
            tables: tables
                .tables(peer.id)
                .into_iter()
                .map(|table| TableTold {
                    rib: table.rib,
                    family: table.family.to_string(),
                    routes: table.routes,
                    stale: table.stale,
                    end_of_rib: table.has_end_of_rib,
                    end_of_rib_time: time(table.end_of_rib),
                    counts: table.counts,
                })
                .collect(),
        }
    }
}

/// What happened over time.
#[derive(Debug, Serialize)]
pub(crate) struct SeriesTold {
    /// The current minute since 1970.
    minute: u64,
    peer: Option<PeerName>,
    /// The minutes in which something happened, the oldest first.
    samples: Vec<Sample>,
}

impl SeriesTold {
    /// There is no answer if there is no such peer.
    pub(crate) fn of(glass: &Glass, peer: Option<PeerId>) -> Option<SeriesTold> {
        let minute = Time::now().seconds() / 60;
        glass.sample(minute, std::time::Instant::now());
        let inner = glass.lock();
        let found = match peer {
            Some(id) => Some(inner.tables.peer(id)?),
            None => None,
        };
        let key = found.map(|peer| (peer.router, peer.header.key()));
        Some(SeriesTold {
            minute,
            peer: found.map(PeerName::of),
            samples: inner.series.of(key),
        })
    }
}
