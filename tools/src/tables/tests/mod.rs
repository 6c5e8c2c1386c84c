//! The tables, message by message. What must be there is written by hand, or kept by a model that is too simple to be wrong.

mod errors;
mod families;
mod limits;
mod model;
mod policy;
mod searches;
mod sessions;
mod walks;

use std::net::Ipv4Addr;
use std::time::Duration;

use bmp_codec::Encode;
use bmp_codec::bgp::attribute::Origin;
use bmp_codec::bgp::capability::{AddPath, Capability};
use bmp_codec::bgp::nlri::{Family, Ipv4Prefix, Route as Announced};
use bmp_codec::bgp::{Open, Session, Update};
use bmp_codec::bmp::{
    Initiation, Message, PeerDown, PeerTable, PeerUp, PerPeerHeader, Rib, RouteMonitoring,
};
use bmp_codec::net::Asn;

use crate::tables::{Counts, Limits, Outcome, Peer, RouterId, Tables};

/// A router with one connection.
struct Fixture {
    tables: Tables,
    peers: PeerTable,
    router: RouterId,
    /// The second that the next message is of.
    second: u32,
}

const ME: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 254);
const A: &str = "198.51.100.0/24";
const B: &str = "203.0.113.0/24";

/// The peer 192.0.2.N.
fn peer(number: u8) -> PerPeerHeader {
    let address = Ipv4Addr::new(192, 0, 2, number);
    PerPeerHeader::global(address.into(), Asn(64500 + u32::from(number)), address)
}

/// Its post-policy Adj-RIB-In.
fn post(number: u8) -> PerPeerHeader {
    peer(number).with_rib(Rib::AdjRibInPost).unwrap()
}

fn loc_rib() -> PerPeerHeader {
    PerPeerHeader::loc_rib(Asn(64500), ME)
}

fn open(asn: u32, id: Ipv4Addr, capabilities: Vec<Capability>) -> Open {
    Open::new(Asn(asn), 180, id, capabilities).unwrap()
}

/// The OPENs of a peer name unicast, with path identifiers for IPv4.
fn capabilities() -> Vec<Capability> {
    vec![
        Capability::multiprotocol(Family::IPV4_UNICAST),
        Capability::multiprotocol(Family::IPV6_UNICAST),
        Capability::add_path([AddPath::new(Family::IPV4_UNICAST, AddPath::BOTH)]),
    ]
}

impl Fixture {
    fn new() -> Fixture {
        Fixture::within(Limits::default())
    }

    fn within(limits: Limits) -> Fixture {
        let mut tables = Tables::new(limits);
        let router = tables.connect("192.0.2.254");
        Fixture {
            tables,
            peers: PeerTable::default(),
            router,
            second: 0,
        }
    }

    fn frame(&mut self, frame: &[u8]) -> Outcome {
        let message = self.peers.decode(frame).unwrap();
        self.tables.take(self.router, &message, &self.peers, None)
    }

    /// Takes a message in parts of so many routes.
    fn parts(&mut self, message: &Message<&[u8]>, most: usize) -> Outcome {
        let (mut counts, mut from) = (Counts::default(), 0_usize);
        loop {
            let routes = from..from.saturating_add(most);
            let part = self
                .tables
                .take_part(self.router, message, &self.peers, None, routes);
            let (mut outcome, goes_on) = part;
            counts.add(&outcome.counts);
            if !goes_on {
                outcome.counts = counts;
                return outcome;
            }
            from += most;
        }
    }

    fn message(&mut self, message: impl Into<Message>) -> Outcome {
        self.frame(&message.into().to_vec().unwrap())
    }

    /// Returns a header with the next time.
    fn now(&mut self, header: PerPeerHeader) -> PerPeerHeader {
        self.second += 1;
        header.with_timestamp(self.second, 0)
    }

    /// The Peer Up of a peer without path identifiers.
    fn up(&mut self, header: PerPeerHeader) -> Outcome {
        self.up_with(header, Vec::new())
    }

    fn up_with(&mut self, header: PerPeerHeader, capabilities: Vec<Capability>) -> Outcome {
        let sent = open(64500, ME, capabilities.clone());
        let received = open(header.asn().0, header.bgp_id(), capabilities);
        let header = self.now(header);
        self.message(PeerUp::unchecked(header, ME.into(), sent, received))
    }

    fn down(&mut self, header: PerPeerHeader) -> Outcome {
        let header = self.now(header);
        self.message(PeerDown::remote_no_data(header))
    }

    fn monitor(&mut self, header: PerPeerHeader, update: Update) -> Outcome {
        let header = self.now(header);
        self.message(RouteMonitoring::new(header, update))
    }

    /// Announces IPv4 prefixes with an AS path.
    fn announce(&mut self, header: PerPeerHeader, path: &[u32], nets: &[&str]) -> Outcome {
        let nets = nets.iter().map(|net| net.parse::<Ipv4Prefix>().unwrap());
        let update = Update::announce(nets)
            .origin(Origin::Igp)
            .as_path(path.iter().copied())
            .next_hop(next_hop());
        self.monitor(header, update.build().unwrap())
    }

    /// Announces IPv4 prefixes with path identifiers.
    fn announce_paths(&mut self, header: PerPeerHeader, paths: &[(u32, &str)]) -> Outcome {
        let routes = paths.iter().map(|(path_id, net)| {
            Announced::from(net.parse::<Ipv4Prefix>().unwrap()).with_path_id(*path_id)
        });
        let update = Update::announce(routes)
            .origin(Origin::Igp)
            .as_path([64501])
            .next_hop(next_hop());
        self.monitor(header, update.build().unwrap())
    }

    fn withdraw(&mut self, header: PerPeerHeader, nets: &[&str]) -> Outcome {
        let nets = nets.iter().map(|net| net.parse::<Ipv4Prefix>().unwrap());
        self.monitor(header, Update::withdraw(nets).unwrap())
    }

    fn end_of_rib(&mut self, header: PerPeerHeader) -> Outcome {
        let update = Update::of_end_of_rib(Session::default(), Family::IPV4_UNICAST);
        self.monitor(header, update)
    }

    fn initiation(&mut self) -> Outcome {
        self.message(Initiation::new("a router", "r1").unwrap())
    }

    /// The connection ends, and the router connects again.
    fn reconnect(&mut self) {
        self.tables.disconnect(self.router);
        self.peers = PeerTable::default();
        assert_eq!(self.tables.connect("192.0.2.254"), self.router);
    }

    /// All routes: RIB view, key, path and whether they are stale.
    fn routes(&self) -> Vec<String> {
        texts(&self.tables)
    }

    fn peer(&self, header: PerPeerHeader) -> &Peer {
        let mut peers = self.tables.peers(self.router);
        peers
            .find(|peer| peer.header.key() == header.key())
            .unwrap()
    }
}

fn texts(tables: &Tables) -> Vec<String> {
    let texts = tables.routes(None).map(|route| {
        let (peer, rib) = (route.peer().header.key(), route.table().rib.unwrap());
        let attributes = route.attributes();
        let path = attributes.merged_as_path().unwrap().unwrap();
        let stale = if route.is_stale() { " stale" } else { "" };
        format!("{peer} {rib} {} path {path}{stale}", route.key().unwrap())
    });
    let texts: Vec<_> = texts.collect();
    assert_eq!(texts.len() as u64, tables.len());
    texts
}

fn next_hop() -> std::net::IpAddr {
    Ipv4Addr::new(192, 0, 2, 1).into()
}

/// What all numbers say must be what the routes say.
fn check(tables: &Tables) {
    for router in tables.routers() {
        let mut routes = 0;
        for peer in tables.peers(router.id) {
            for table in tables.tables(peer.id) {
                let of_table: Vec<_> = tables.routes_of(table.id).collect();
                let stale = of_table.iter().filter(|route| route.is_stale()).count();
                assert_eq!(
                    (of_table.len() as u64, stale as u64),
                    (table.routes, table.stale)
                );
                routes += table.routes;
            }
        }
        assert_eq!(routes, router.routes);
    }
    let all: u64 = tables.routers().map(|router| router.routes).sum();
    assert_eq!(all, tables.len());
}

fn at(second: u32) -> Option<Duration> {
    Some(Duration::from_secs(second.into()))
}
