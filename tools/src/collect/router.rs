//! The state of one router.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Instant;

use bmp_codec::bmp::{Message, PeerKey, PeerTable, Received};
use serde::Serialize;

use crate::collect::counts::{ByFamily, Counts};
use crate::collect::peers::Peers;
use crate::collect::places::Places;
use crate::collect::rate::Rate;
use crate::collect::series::Series;
use crate::collect::time::Time;
use crate::version_4::in_version_3;

/// The maximum length of a name that is shown.
const NAME: usize = 200;

/// Who a router is. Several routers may have one address, for example behind address translation: the name in their
/// Initiation and the BGP identifier in the OPENs that they sent to peers tell them apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Identity {
    pub(crate) address: IpAddr,
    #[serde(rename = "sys_name")]
    pub(crate) name: String,
    pub(crate) bgp_id: Option<Ipv4Addr>,
}

impl From<IpAddr> for Identity {
    fn from(address: IpAddr) -> Identity {
        Identity {
            address,
            name: String::new(),
            bgp_id: None,
        }
    }
}

/// Why a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum End {
    /// The router closed it after a whole message.
    Closed,
    /// The router sent Termination.
    Terminated,
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
    /// The router has too many connections.
    Refused,
    /// The collector is stopping.
    Stopped,
    /// The output has failed.
    Output,
    /// An error in the collector.
    Fault,
}

impl End {
    pub(crate) const ALL: [End; 11] = [
        End::Closed,
        End::Terminated,
        End::Incomplete,
        End::Failed,
        End::NotBmp,
        End::MessageTimeout,
        End::IdleTimeout,
        End::Refused,
        End::Stopped,
        End::Output,
        End::Fault,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            End::Closed => "closed",
            End::Terminated => "terminated",
            End::Incomplete => "incomplete",
            End::Failed => "failed",
            End::NotBmp => "not_bmp",
            End::MessageTimeout => "message_timeout",
            End::IdleTimeout => "idle_timeout",
            End::Refused => "refused",
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

/// The state of a router, over all its connections, including earlier ones.
#[derive(Debug)]
pub(crate) struct Router {
    pub(crate) identity: Identity,
    /// The identity is final. Before that this is the state of one connection.
    pub(crate) is_named: bool,
    pub(crate) counts: Counts,
    pub(crate) series: Series,
    pub(crate) rate: Rate,
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
    /// Returns a router with one connection.
    pub(crate) fn new(address: IpAddr, port: u16, number: u64, series: &Places) -> Router {
        let mut rate = Rate::default();
        rate.sample(Instant::now(), 0);
        let connection = Connection {
            port,
            since: Time::now(),
            peers: Peers::default(),
        };
        Router {
            identity: address.into(),
            is_named: false,
            counts: Counts::default(),
            series: Series::new(series.clone()),
            rate,
            sys_descr: String::new(),
            connected: 1,
            ends: Ends::default(),
            last_end: None,
            last_message: None,
            connections: BTreeMap::from([(number, connection)]),
        }
    }

    pub(crate) fn peers(&self) -> usize {
        let connections = self.connections.values();
        connections.map(|connection| connection.peers.len()).sum()
    }

    pub(crate) fn refused_peers(&self) -> u64 {
        let connections = self.connections.values();
        connections.map(|connection| connection.peers.refused).sum()
    }

    /// Counts what a connection has received. `most` is the number of peers that it may have.
    pub(crate) fn count(
        &mut self,
        connection: u64,
        item: &Received,
        table: &PeerTable,
        most: usize,
        now: Time,
    ) {
        let message = match item {
            Received::Message { message, .. } => message,
            Received::Malformed { .. } => {
                self.counts.malformed.messages += 1;
                return;
            }
            Received::Skipped { .. } => return,
        };
        self.last_message = Some(now);
        let mut routes = ByFamily::default();
        let message = &message.view();
        self.counts.message(message, &mut routes);
        let message = &*in_version_3(message);
        if let (Message::RouteMonitoring(_), Some(header)) = (message, message.peer()) {
            self.series.add(header.key(), header.rib(), &routes);
        }
        if let Some(connection) = self.connections.get_mut(&connection) {
            connection
                .peers
                .message(message, routes.sum(), table, most, now);
        }
        if let (Message::PeerUp(_), Some(header)) = (message, message.peer()) {
            self.take_over(connection, &[header.key()]);
        }
        self.learn_name(message);
    }

    /// A peer counts for the connection that has reported it last: the router may have come again before the end of its
    /// earlier connection is noticed.
    fn take_over(&mut self, by: u64, peers: &[PeerKey]) {
        for (number, connection) in &mut self.connections {
            if *number != by {
                peers.iter().for_each(|peer| connection.peers.remove(peer));
            }
        }
    }

    fn learn_name<B: AsRef<[u8]>>(&mut self, message: &Message<B>) {
        if let Message::Initiation(initiation) = message {
            let text = |text: Option<&str>| text.unwrap_or_default().chars().take(NAME).collect();
            self.sys_descr = text(initiation.sys_descr());
            if !self.is_named {
                self.identity.name = text(initiation.sys_name());
            }
        }
        if self.is_named || self.identity.bgp_id.is_some() {
            return;
        }
        let Some(header) = message.peer().filter(|peer| peer.distinguisher().0 == 0) else {
            return;
        };
        // A VRF may have another identifier than its router.
        self.identity.bgp_id = match message {
            Message::PeerUp(up) => up.sent_open.as_ref().ok().map(|open| open.bgp_identifier),
            _ if header.is_loc_rib() => Some(header.bgp_id()),
            _ => None,
        };
    }

    /// Returns whether nothing more can be learned about who the router is: its first BGP identifier is known, or it
    /// sends something other than Initiation and Peer Up.
    pub(crate) fn is_known(&self) -> bool {
        let messages = &self.counts.messages;
        let introduction = messages.initiation + messages.peer_up;
        self.identity.bgp_id.is_some() || messages.sum() > introduction
    }

    /// Takes over what was counted for a connection before its router was known.
    pub(crate) fn merge(&mut self, other: &mut Router) {
        self.counts += other.counts;
        self.series.merge(&mut other.series);
        self.connected += other.connected;
        for (sum, count) in self.ends.0.iter_mut().zip(other.ends.0) {
            *sum += count;
        }
        if !other.sys_descr.is_empty() {
            self.sys_descr.clone_from(&other.sys_descr);
        }
        self.last_message = self.last_message.max(other.last_message);
        self.last_end = other.last_end.take().or(self.last_end.take());
        for (number, connection) in std::mem::take(&mut other.connections) {
            let peers: Vec<_> = connection.peers.keys().copied().collect();
            self.connections.insert(number, connection);
            self.take_over(number, &peers);
        }
    }

    /// Records the end of a connection. Returns whether it was open.
    pub(crate) fn end(&mut self, connection: u64, end: End, reason: String) -> bool {
        let was_open = self.connections.remove(&connection).is_some();
        if was_open {
            self.ends.add(end);
            self.last_end = Some((Time::now(), reason));
        }
        was_open
    }
}

impl fmt::Display for Identity {
    /// The address alone if nothing else is known: like the names of older versions.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.address)?;
        match (self.bgp_id, self.name.as_str()) {
            (None, "") => Ok(()),
            (None, name) => write!(f, "/{name}"),
            (Some(id), name) => write!(f, "/{name}/{id}"),
        }
    }
}
