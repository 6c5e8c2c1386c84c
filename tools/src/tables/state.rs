//! Routers, their peers, and the tables of those.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp::{PeerKey, PerPeerHeader, Rib};

/// The number of a router. It is given once: a router that is removed leaves it unused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RouterId(pub(super) u32);

/// The number of a peer, over all routers. Another peer may have it when this one is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PeerId(pub(super) u32);

/// The number of a table, over all peers. Another table may have it when this one is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableId(pub(super) u32);

impl RouterId {
    /// Returns the number, as others may say it.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

impl PeerId {
    /// Returns the number, as others may say it.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

impl From<u32> for RouterId {
    fn from(number: u32) -> RouterId {
        RouterId(number)
    }
}

impl From<u32> for PeerId {
    fn from(number: u32) -> PeerId {
        PeerId(number)
    }
}

/// A router: one BMP connection, and those after it from the same router.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Router {
    /// Its number.
    pub id: RouterId,
    /// The name that [`connect`](super::Tables::connect) was called with.
    pub name: Box<str>,
    /// Counts the routers with this name, from 1: a router that opens a second connection while the first is open is
    /// another one.
    pub instance: u32,
    /// sysName of its Initiation.
    pub sys_name: Option<Box<str>>,
    /// sysDescr of its Initiation.
    pub sys_descr: Option<Box<str>>,
    /// Whether its connection is open.
    pub is_connected: bool,
    /// The number of its connections.
    pub connections: u64,
    /// The number of its messages.
    pub messages: u64,
    /// The time of its last message.
    pub last_message: Option<Duration>,
    /// The routes in its tables, stale ones too.
    pub routes: u64,
    /// The bytes of path attributes that it was the first to send, and of routes that are more than a prefix.
    pub octets: usize,
    /// The announcements that were refused, because a limit was reached.
    pub refused_routes: u64,
    /// The messages that were not applied, because their peer or table had no room.
    pub refused_messages: u64,
    pub(super) tables: usize,
    pub(super) peers: BTreeMap<PeerKey, PeerId>,
}

/// What is known of a peer's session.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PeerState {
    /// There was no Peer Up and no Peer Down, only routes.
    NoPeerUp,
    /// The session is up.
    Up,
    /// The session ended. The text is the reason of the Peer Down.
    Down(Box<str>),
}

impl PeerState {
    /// Returns the name of the state: `up`, `down` or `no-peer-up`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            PeerState::NoPeerUp => "no-peer-up",
            PeerState::Up => "up",
            PeerState::Down(_) => "down",
        }
    }
}

/// A peer of a router, or one of its Loc-RIBs. With its distinguisher it is the peer of a VRF.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Peer {
    /// Its number.
    pub id: PeerId,
    /// The router.
    pub router: RouterId,
    /// The per-peer header of the last Peer Up, or else of the first message.
    pub header: PerPeerHeader,
    /// Whether its session is up.
    pub state: PeerState,
    /// When it came to this state, as the message that told it says.
    pub since: Option<Duration>,
    /// The router's address and port, as the last Peer Up says.
    pub local: Option<(IpAddr, u16)>,
    /// The peer's port.
    pub remote_port: u16,
    /// The name of its VRF or table, if the last Peer Up has one.
    pub table_name: Option<Box<str>>,
    /// The number of Peer Ups.
    pub ups: u64,
    /// The number of Peer Downs.
    pub downs: u64,
    /// The policies with a Peer Up and no Peer Down since: bit 0 for pre-policy, bit 1 for post-policy.
    pub(super) policies: u8,
    pub(super) tables: Vec<TableId>,
}

/// The routes of a peer in one RIB view and family.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Table {
    /// Its number.
    pub id: TableId,
    /// The router.
    pub router: RouterId,
    /// The peer.
    pub peer: PeerId,
    /// The RIB view. It is absent if the peer type is unknown.
    pub rib: Option<Rib>,
    /// The family.
    pub family: Family,
    /// The number of routes, stale ones too.
    pub routes: u64,
    /// The number of routes that are stale.
    pub stale: u64,
    /// When the last End-of-RIB came, if one came since the last Peer Up or connection.
    pub end_of_rib: Option<Duration>,
    /// Whether an End-of-RIB came since the last Peer Up or connection.
    pub has_end_of_rib: bool,
    /// What messages did to it.
    pub counts: Counts,
    /// The slot of the routes that are not stale.
    pub(super) slot: u32,
    /// The slots of the stale ones, the oldest first.
    pub(super) stale_slots: Vec<u32>,
}

/// What messages did to a table, or one message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Counts {
    /// Announcements of routes that were not there.
    pub added: u64,
    /// Announcements that changed the attributes of a route, or what its key leaves out.
    pub changed: u64,
    /// Announcements that changed nothing but the time.
    pub repeated: u64,
    /// Withdrawals.
    pub withdrawn: u64,
    /// Withdrawals of routes that were not there.
    pub absent: u64,
    /// Routes that an announcement with errors withdrew: RFC 7606 calls that treat-as-withdraw.
    pub treated_as_withdrawn: u64,
    /// Routes that ended with their table, or were stale and were swept.
    pub cleared: u64,
    /// Announcements that a limit refused.
    pub refused: u64,
    /// Routes that could not be decoded, or that an RFC says to ignore.
    pub ignored: u64,
}

impl Counts {
    /// Adds other counts.
    pub fn add(&mut self, other: &Counts) {
        self.added += other.added;
        self.changed += other.changed;
        self.repeated += other.repeated;
        self.withdrawn += other.withdrawn;
        self.absent += other.absent;
        self.treated_as_withdrawn += other.treated_as_withdrawn;
        self.cleared += other.cleared;
        self.refused += other.refused;
        self.ignored += other.ignored;
    }
}

/// Whose routes the entries with one number are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    /// The table, or [`NO_TABLE`] if its routes are gone and only their memory is not free yet.
    pub(super) table: u32,
    pub(super) router: u32,
    pub(super) is_stale: bool,
    /// The number of entries.
    pub(super) entries: u64,
}

pub(super) const NO_TABLE: u32 = u32::MAX;
