//! Tables of routes: what every peer of every router has now, as its BMP messages tell.
//!
//! [`Tables`] is a state machine without input and output: it takes messages, and answers questions. There is a table for
//! each router, peer (type, distinguisher and address), RIB view (the flags L and O, and Loc-RIB) and family. The flags A and
//! F do not separate tables; F is kept with the route.
//!
//! ```
//! use bmp_codec::Encode;
//! use bmp_codec::bgp::{Update, attribute::Origin};
//! use bmp_codec::bmp::{Message, PeerTable, PerPeerHeader, RouteMonitoring};
//! use bmp_codec::net::{Asn, Ipv4Prefix};
//! use bmp_tools::tables::{Limits, Match, Tables};
//! use std::net::IpAddr;
//!
//! let mut tables = Tables::new(Limits::default());
//! let router = tables.connect("192.0.2.254");
//!
//! // A message comes in. Each connection has a peer table of its own.
//! let mut peers = PeerTable::default();
//! # let (address, id) = ("192.0.2.1".parse()?, "192.0.2.1".parse()?);
//! # let peer = PerPeerHeader::global(address, Asn(64500), id);
//! # let prefix: Ipv4Prefix = "198.51.100.0/24".parse()?;
//! # let update = Update::announce([prefix]).origin(Origin::Igp).as_path([64500, 64501]);
//! # let update = update.next_hop("192.0.2.1".parse::<IpAddr>()?).build()?;
//! # let frame = Message::from(RouteMonitoring::new(peer, update)).to_vec()?;
//! let message = peers.decode(&frame)?;
//! let outcome = tables.take(router, &message, &peers, None);
//! assert_eq!(outcome.counts.added, 1);
//!
//! // Who has a route to this address, and which?
//! for route in tables.find("198.51.100.7/32".parse()?, Match::Longest) {
//!     assert_eq!(route.prefix(), Some("198.51.100.0/24".parse()?));
//!     assert_eq!(route.peer().header.asn(), Asn(64500));
//!     let attributes = route.attributes();
//!     let path = attributes.merged_as_path()?.unwrap();
//!     assert_eq!(path.to_string(), "64500 64501");
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What messages do
//!
//! | message | effect |
//! | --- | --- |
//! | announcement | The route replaces the one of its table with the same key ([`RouteKey`](bmp_codec::bgp::nlri::RouteKey)) and path identifier. A peer without a Peer Up is taken as it is, and marked [`NoPeerUp`](PeerState::NoPeerUp). Routes after a Peer Down are taken, too: the [state](Peer::state) of their peer tells. |
//! | withdrawal | The route is removed. If it is not there, that is counted, and no error: routers send such withdrawals. |
//! | UPDATE with errors | The actions of RFC 7606: treat-as-withdraw withdraws the announced routes, and attribute discard leaves out the attribute. AFI/SAFI disable and session reset do no more than treat-as-withdraw: if the router ends a session, it says so. |
//! | End-of-RIB | The stale routes of this table are removed. |
//! | Peer Up | A new beginning of all tables of the peer: what they have is stale. If pre-policy and post-policy routes have Peer Ups of their own (flag L), it is one for its policy only; that of a Loc-RIB is one for the families in its OPEN. |
//! | Peer Down | All routes of the peer are removed, whatever its flags. If a Peer Up for the other policy is still in force, only those of its policy. If one for other families of a Loc-RIB is, the routes are stale: a Peer Down does not name families. |
//! | Initiation | sysName and sysDescr are kept. |
//! | others | Nothing. Mirrored UPDATEs are in no table of the router. Version 4 counts as what version 3 can say of it. |
//!
//! A stale route was announced before the last connection, Peer Up or both, and not since. It is shown, and marked, until it
//! is announced again, or withdrawn, or the End-of-RIB of its table comes. [`sweep`](Tables::sweep) removes the stale routes
//! of routers that never send one.
//!
//! Routes of families that are not known are counted as ignored: where one of them ends is not known.
//!
//! # Connections
//!
//! [`connect`](Tables::connect) with a name that had a connection before, which is closed, makes its routes stale and goes
//! on with them. If the other connection is still open, the new one is a router of its own, with the next
//! [instance](Router::instance): two connections of one router never touch each other's routes.
//!
//! # Beside messages that come in
//!
//! Put the tables behind a lock and hold it for a message, or for a question: both take microseconds. A long UPDATE takes
//! longer, if it is not applied [in parts](Tables::take_part). So does a question for a whole table: ask for
//! [one family](Tables::routes) or [part of it](Match::Covered) at a time. [`Route::to_update`] is an UPDATE
//! with the route, so that a snapshot can be a stream of BMP: read again and then [disconnected](Tables::disconnect), it is
//! stale until the router has spoken.
//!
//! # Memory and time
//!
//! IPv4 unicast and IPv6 unicast have one tree of prefixes each, for all peers: a search is one look-up. A route takes 20
//! bytes, and a prefix some 60. Each different set of attributes is kept once, as bytes without routes, and takes some 30 bytes
//! besides. Routes of other families take more, by the length of their keys.
//!
//! Peer Down and End-of-RIB take the same time however many routes they remove: these are gone at once. When more than a third
//! of all entries are like this, each of the next messages frees the memory of some of them.
//!
//! What may grow has [`Limits`], for each router, which has at most 65,536 routes to one destination, too: those of all its
//! peers, RIB views and path identifiers. What exceeds them is refused and counted, and so are attributes if those of all
//! routers exceed 32 GiB; what is there stays, and is still changed and withdrawn. A route whose new attributes have no room
//! is removed: its old ones are no longer true.

mod actions;
mod apply;
mod change;
mod entry;
mod find;
mod list;
mod numbers;
mod others;
pub mod policy;
mod purge;
pub(crate) mod route;
mod sessions;
mod sets;
mod state;
mod store;
#[cfg(test)]
mod tests;
mod unicast;
mod walk;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use bmp_codec::bgp::error_action::Disposition;
use bmp_codec::bgp::nlri::Family;
use ipnet::{Ipv4Net, Ipv6Net};

pub use change::Change;
pub use find::Match;
use others::Others;
use purge::Cleaned;
pub use route::Route;
use sets::Sets;
use state::Slot;
pub use state::{Counts, Peer, PeerId, PeerState, Router, RouterId, Table, TableId};
use unicast::Tree;
pub use walk::Position;

/// How much each router may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The routes of a router, over all peers and RIB views. By default 50 million.
    pub routes: u64,
    /// The bytes of path attributes that a router may be the first to send, and of routes that are more than a prefix. By
    /// default 4 GiB.
    pub octets: usize,
    /// The peers of a router, those of VRFs too. A new one takes the place of the one that is down for longest; without one
    /// that is down, it is refused. By default 131,072.
    pub peers: usize,
    /// The tables of a router: a peer has one for each RIB view and family. By default 524,288.
    pub tables: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            routes: 50_000_000,
            octets: 4 << 30,
            peers: 1 << 17,
            tables: 1 << 19,
        }
    }
}

impl Limits {
    /// Returns the limits with another number of routes.
    #[must_use]
    pub fn with_routes(self, routes: u64) -> Limits {
        Limits { routes, ..self }
    }

    /// Returns the limits with another number of bytes.
    #[must_use]
    pub fn with_octets(self, octets: usize) -> Limits {
        Limits { octets, ..self }
    }

    /// Returns the limits with another number of peers.
    #[must_use]
    pub fn with_peers(self, peers: usize) -> Limits {
        Limits { peers, ..self }
    }

    /// Returns the limits with another number of tables.
    #[must_use]
    pub fn with_tables(self, tables: usize) -> Limits {
        Limits { tables, ..self }
    }
}

/// What a message did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// The routes that it changed.
    pub counts: Counts,
    /// The peer that it is about, if there is room for it.
    pub peer: Option<PeerId>,
    /// What it said besides routes.
    pub event: Option<Happened>,
    /// The strongest action that RFC 7606 asks for.
    pub disposition: Disposition,
    /// The number of errors in its UPDATE.
    pub errors: u64,
}

/// What a message said besides routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Happened {
    /// A Peer Up.
    PeerUp,
    /// A Peer Down.
    PeerDown,
    /// The End-of-RIB of a family.
    EndOfRib(Family),
    /// An Initiation.
    Initiation,
}

/// The tables of all routers: see the [module](self).
pub struct Tables {
    limits: Limits,
    routers: BTreeMap<RouterId, Router>,
    last_router: u32,
    peers: Vec<Option<Peer>>,
    free_peers: Vec<PeerId>,
    tables: Vec<Option<Table>>,
    free_tables: Vec<TableId>,
    slots: Vec<Slot>,
    free_slots: Vec<u32>,
    ipv4: Tree<Ipv4Net>,
    ipv6: Tree<Ipv6Net>,
    others: Others,
    sets: Sets,
    /// The routes that are in tables.
    routes: u64,
    /// The entries that are in no table any more.
    dead: u64,
    /// How far the pass has come that frees their memory.
    cleaned: Option<Cleaned>,
    /// The bytes of a set of attributes, reused.
    scratch: Vec<u8>,
}

/// Routers and numbers, not all routes.
impl fmt::Debug for Tables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tables")
            .field("limits", &self.limits)
            .field("routers", &self.routers)
            .field("routes", &self.routes)
            .finish_non_exhaustive()
    }
}

impl Tables {
    /// Returns tables without routers.
    #[must_use]
    pub fn new(limits: Limits) -> Tables {
        Tables {
            limits,
            routers: BTreeMap::new(),
            last_router: 0,
            peers: Vec::new(),
            free_peers: Vec::new(),
            tables: Vec::new(),
            free_tables: Vec::new(),
            slots: Vec::new(),
            free_slots: Vec::new(),
            ipv4: Tree::default(),
            ipv6: Tree::default(),
            others: Others::default(),
            sets: Sets::default(),
            routes: 0,
            dead: 0,
            cleaned: None,
            scratch: Vec::new(),
        }
    }

    /// Returns the limits.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Returns the number of routes, stale ones too.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.routes
    }

    /// Returns whether there is no route.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.routes == 0
    }

    /// Returns the number of different sets of attributes, and the bytes that they take up. Until [`purge`](Tables::purge)
    /// those of routes that are gone may count.
    #[must_use]
    pub fn attribute_sets(&self) -> (usize, usize) {
        (self.sets.len(), self.sets.octets())
    }

    /// Returns the number of different destinations: prefixes, and keys of other families. Until [`purge`](Tables::purge)
    /// those of routes that are gone may count.
    #[must_use]
    pub fn destinations(&self) -> usize {
        self.ipv4.0.len() + self.ipv6.0.len() + self.others.len()
    }

    /// Returns all routers, by their numbers.
    pub fn routers(&self) -> impl Iterator<Item = &Router> {
        self.routers.values()
    }

    /// Returns a router, if it has not been removed.
    #[must_use]
    pub fn router(&self, id: RouterId) -> Option<&Router> {
        self.routers.get(&id)
    }

    /// Returns the peers of a router: the order is that of their keys.
    pub fn peers(&self, router: RouterId) -> impl Iterator<Item = &Peer> {
        let router = self.routers.get(&router).into_iter();
        let ids = router.flat_map(|router| router.peers.values());
        ids.filter_map(|id| self.peer(*id))
    }

    /// Returns a peer.
    #[must_use]
    pub fn peer(&self, id: PeerId) -> Option<&Peer> {
        self.peers.get(id.0 as usize)?.as_ref()
    }

    /// Returns the tables of a peer, in the order of RIB view and family.
    #[must_use]
    pub fn tables(&self, peer: PeerId) -> Vec<&Table> {
        let ids = self.peer(peer).into_iter().flat_map(|peer| &peer.tables);
        let mut tables: Vec<_> = ids.filter_map(|id| self.table(*id)).collect();
        tables.sort_unstable_by_key(|table| (table.rib, table.family));
        tables
    }

    /// Returns a table.
    #[must_use]
    pub fn table(&self, id: TableId) -> Option<&Table> {
        self.tables.get(id.0 as usize)?.as_ref()
    }

    /// Returns all tables, in no order.
    pub fn all_tables(&self) -> impl Iterator<Item = &Table> {
        self.tables.iter().flatten()
    }

    /// Begins a connection of the router with this name, which may be its address.
    pub fn connect(&mut self, name: &str) -> RouterId {
        let of_name = |router: &&mut Router| *router.name == *name;
        let mut others = self.routers.values_mut().filter(of_name);
        if let Some(known) = others.find(|router| !router.is_connected) {
            known.is_connected = true;
            known.connections += 1;
            let id = known.id;
            self.age(id);
            return id;
        }
        let instances: Vec<u32> = (self.routers.values())
            .filter(|router| *router.name == *name)
            .map(|router| router.instance)
            .collect();
        let free = (1..).find(|instance| !instances.contains(instance));
        self.last_router += 1;
        let id = RouterId(self.last_router);
        let router = Router {
            id,
            name: name.into(),
            instance: free.unwrap_or_default(),
            sys_name: None,
            sys_descr: None,
            is_connected: true,
            connections: 1,
            messages: 0,
            last_message: None,
            routes: 0,
            octets: 0,
            refused_routes: 0,
            refused_messages: 0,
            tables: 0,
            peers: BTreeMap::new(),
        };
        self.routers.insert(id, router);
        id
    }

    /// Ends the connection of a router. Its routes are stale from now on: they are what it said last.
    pub fn disconnect(&mut self, router: RouterId) {
        if let Some(router) = self.routers.get_mut(&router) {
            router.is_connected = false;
        }
        self.age(router);
    }

    /// Forgets a router with everything it has.
    pub fn remove(&mut self, router: RouterId) {
        let Some(gone) = self.routers.get(&router) else {
            return;
        };
        for peer in gone.peers.values().copied().collect::<Vec<_>>() {
            self.remove_peer(peer);
        }
        self.routers.remove(&router);
    }

    /// Removes the stale routes of a router, and returns their number: for routers that have been away for too long, or
    /// that send no End-of-RIB.
    pub fn sweep(&mut self, router: RouterId) -> u64 {
        self.tables_of(router)
            .into_iter()
            .map(|table| self.sweep_table(table))
            .sum()
    }
}

/// Returns the time that a message is of.
fn time_of(header: Option<Duration>, received: Option<Duration>) -> Option<Duration> {
    header.or(received)
}
