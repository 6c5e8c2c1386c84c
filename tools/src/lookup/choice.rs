//! Which routes are wanted: the options, and their answer for a route.

use std::collections::HashMap;
use std::net::IpAddr;

use bmp_codec::bgp::nlri::{Evpn, Family, Nlri};
use bmp_codec::bmp::Rib;
use bmp_codec::net::{Asn, EthernetSegmentId, MacAddr, RouteDistinguisher};
use clap::ValueEnum;
use ipnet::IpNet;

use crate::select::args::{AnyCommunity, asn, community, family, rib};
use crate::select::{Filter, Selection, address_of};
use crate::tables::{Match, Peer, Route, Tables};

/// What is wanted. Different options must all be true of a route; of several values of one option, one must.
#[derive(Clone, Debug, Default, PartialEq, clap::Args)]
#[command(next_help_heading = "Selection")]
pub(crate) struct Choice {
    /// Select routes to this address or network
    #[arg(long, value_name = "NET", value_delimiter = ',', value_parser = wanted)]
    pub(crate) prefix: Vec<Wanted>,

    /// How prefixes match --prefix; by default longest for an address, and exact for a network
    #[arg(long = "match", value_name = "HOW", value_enum, requires = "prefix")]
    pub(crate) matching: Option<How>,

    /// Select routes of the peer with this address, or of the Loc-RIB with this BGP identifier
    #[arg(long, value_name = "ADDR", value_delimiter = ',')]
    pub(crate) peer: Vec<IpAddr>,

    /// Select routes of peers in this VRF: its name, or the route distinguisher of the peer
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) vrf: Vec<String>,

    /// Select routes of this RIB: adj-rib-in-pre, adj-rib-in-post, loc-rib, adj-rib-out-pre or adj-rib-out-post
    #[arg(long, value_name = "RIB", value_delimiter = ',', value_parser = rib)]
    pub(crate) rib: Vec<Rib>,

    /// Select routes of this address family, like ipv4-unicast, l2vpn-evpn, or 25/70
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_parser = family)]
    pub(crate) family: Vec<Family>,

    /// Select routes with this route distinguisher, like 64500:1 or 192.0.2.1:7
    #[arg(long, value_name = "RD", value_delimiter = ',')]
    pub(crate) rd: Vec<RouteDistinguisher>,

    /// Select routes with this next hop
    #[arg(long, value_name = "ADDR", value_delimiter = ',')]
    pub(crate) next_hop: Vec<IpAddr>,

    /// Select routes whose AS path ends with this AS
    #[arg(long, value_name = "AS", value_delimiter = ',', value_parser = asn)]
    pub(crate) origin_as: Vec<Asn>,

    /// Select routes with this AS anywhere in the AS path
    #[arg(long = "as", value_name = "AS", value_delimiter = ',', value_parser = asn)]
    pub(crate) path_as: Vec<Asn>,

    /// Select routes with this community: a standard one like 65000:100 or no-export, a large one like 65000:1:2, or an
    /// extended one like rt:65000:100 or rt:[2001:db8::1]:100
    #[arg(long, value_name = "COMMUNITY", value_parser = community)]
    pub(crate) community: Vec<AnyCommunity>,

    /// Select EVPN routes with this MAC address
    #[arg(long, value_name = "MAC", value_delimiter = ',')]
    pub(crate) mac: Vec<MacAddr>,

    /// Select EVPN routes with this IP address: of a host, or of the originating router
    #[arg(long, value_name = "ADDR", value_delimiter = ',')]
    pub(crate) ip: Vec<IpAddr>,

    /// Select EVPN routes with this Ethernet segment identifier
    #[arg(long, value_name = "ESI", value_delimiter = ',')]
    pub(crate) esi: Vec<EthernetSegmentId>,

    /// Select stale routes: not announced again since the last connection or Peer Up
    #[arg(long)]
    pub(crate) stale: bool,
}

/// A network, or an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) net: IpNet,
    pub(crate) is_address: bool,
}

fn wanted(text: &str) -> Result<Wanted, String> {
    Ok(Wanted {
        net: crate::select::args::network(text)?,
        is_address: text.parse::<IpAddr>().is_ok(),
    })
}

/// Which prefixes match the wanted one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum How {
    /// Only the network itself
    Exact,
    /// The longest network that contains it: for each family, and each route distinguisher
    Longest,
    /// The network itself, and all networks inside it
    Within,
    /// The network itself, and all networks that contain it
    Covering,
}

impl Choice {
    pub(crate) fn how(&self, wanted: Wanted) -> Match {
        match self.matching {
            Some(How::Exact) => Match::Exact,
            Some(How::Longest) => Match::Longest,
            Some(How::Within) => Match::Covered,
            Some(How::Covering) => Match::Covering,
            None if wanted.is_address => Match::Longest,
            None => Match::Exact,
        }
    }

    fn asks_evpn(&self) -> bool {
        !self.mac.is_empty() || !self.ip.is_empty() || !self.esi.is_empty()
    }
}

/// Answers for one state of the tables.
#[derive(Debug)]
pub(crate) struct Chooser<'c> {
    choice: &'c Choice,
    /// What asks for attributes.
    paths: Option<Filter>,
    /// The answers for sets of attributes, which many routes share.
    known: HashMap<u32, bool>,
}

impl<'c> Chooser<'c> {
    pub(crate) fn new(choice: &'c Choice) -> Chooser<'c> {
        let asks = !choice.origin_as.is_empty()
            || !choice.path_as.is_empty()
            || !choice.community.is_empty();
        let paths = asks.then(|| {
            Filter::from(&Selection {
                origin_as: choice.origin_as.clone(),
                path_as: choice.path_as.clone(),
                community: choice.community.clone(),
                ..Selection::default()
            })
        });
        Chooser {
            choice,
            paths,
            known: HashMap::new(),
        }
    }

    /// Calls `each` with the routes that are wanted, until it fails. What is asked for comes in its order.
    pub(crate) fn each<'t, E>(
        mut self,
        tables: &'t Tables,
        mut each: impl FnMut(Route<'t>) -> Result<(), E>,
    ) -> Result<(), E> {
        let choice = self.choice;
        if !choice.prefix.is_empty() {
            for wanted in &choice.prefix {
                let mut found = tables.find(wanted.net, choice.how(*wanted));
                found.try_for_each(|route| self.one(route, &mut each))?;
            }
            return Ok(());
        }
        let mut families: Vec<_> = choice.family.iter().copied().map(Some).collect();
        if choice.asks_evpn() {
            families = vec![Some(Family::L2VPN_EVPN)];
        } else if families.is_empty() {
            families.push(None);
        }
        for family in families {
            let mut routes = tables.routes(family);
            routes.try_for_each(|route| self.one(route, &mut each))?;
        }
        Ok(())
    }

    fn one<'t, E>(
        &mut self,
        route: Route<'t>,
        each: &mut impl FnMut(Route<'t>) -> Result<(), E>,
    ) -> Result<(), E> {
        match self.takes(&route) {
            true => each(route),
            false => Ok(()),
        }
    }

    /// Returns whether a route is wanted, if its prefix is.
    pub(crate) fn takes(&mut self, route: &Route<'_>) -> bool {
        let Choice {
            rib,
            family,
            rd,
            next_hop,
            ..
        } = self.choice;
        self.takes_peer(route.peer())
            && (rib.is_empty() || route.table().rib.is_some_and(|one| rib.contains(&one)))
            && (family.is_empty() || family.contains(&route.family()))
            && (rd.is_empty() || route.rd().is_some_and(|one| rd.contains(&one)))
            && (!self.choice.stale || route.is_stale())
            && self.takes_attributes(route)
            && (next_hop.is_empty() || route.next_hop().is_some_and(|hop| next_hop.contains(&hop)))
            && (!self.choice.asks_evpn() || self.takes_evpn(route))
    }

    /// Returns whether routes of a peer are wanted.
    pub(crate) fn takes_peer(&self, of: &Peer) -> bool {
        let Choice { peer, vrf, .. } = self.choice;
        (peer.is_empty() || peer.contains(&address_of(&of.header)))
            && (vrf.is_empty() || vrf.iter().any(|vrf| is_in_vrf(of, vrf)))
    }

    fn takes_attributes(&mut self, route: &Route<'_>) -> bool {
        let Some(paths) = &self.paths else {
            return true;
        };
        let set = route.attribute_set();
        let answer = self.known.entry(set);
        *answer.or_insert_with(|| paths.takes_path(&route.attributes()))
    }

    fn takes_evpn(&self, route: &Route<'_>) -> bool {
        route.family() == Family::L2VPN_EVPN
            && route
                .with_update(|update| {
                    let mut takes = false;
                    crate::routes::lists(update, |list| {
                        if let Nlri::L2vpnEvpn(routes) = &list.nlri {
                            let mut routes = routes.iter().flatten();
                            takes |= routes.any(|route| self.takes_evpn_route(&route.nlri));
                        }
                    });
                    takes
                })
                .unwrap_or_default()
    }

    fn takes_evpn_route(&self, route: &Evpn<&[u8]>) -> bool {
        let (mut mac, mut esi, mut ips) = (None, None, [None; 3]);
        match route {
            Evpn::EthernetAutoDiscovery(route) => esi = Some(route.esi),
            Evpn::MacIp(route) => {
                (mac, esi) = (Some(route.mac), Some(route.esi));
                ips[0] = route.ip.get();
            }
            Evpn::InclusiveMulticast(route) => ips[0] = route.originator.get(),
            Evpn::EthernetSegment(route) => {
                esi = Some(route.esi);
                ips[0] = route.originator.get();
            }
            Evpn::IpPrefix(route) => {
                esi = Some(route.esi);
                ips[0] = route.gateway.get();
            }
            Evpn::SelectiveMulticast(route) => {
                ips = [
                    route.source.get(),
                    route.group.get(),
                    route.originator.get(),
                ];
            }
            Evpn::MembershipReportSynch(route) => {
                esi = Some(route.esi);
                ips = [
                    route.source.get(),
                    route.group.get(),
                    route.originator.get(),
                ];
            }
            Evpn::LeaveSynch(route) => {
                esi = Some(route.esi);
                ips = [
                    route.source.get(),
                    route.group.get(),
                    route.originator.get(),
                ];
            }
            _ => {}
        }
        let choice = self.choice;
        let mut found = ips.into_iter().flatten();
        (choice.mac.is_empty() || mac.is_some_and(|mac| choice.mac.contains(&mac)))
            && (choice.esi.is_empty() || esi.is_some_and(|esi| choice.esi.contains(&esi)))
            && (choice.ip.is_empty() || found.any(|ip| choice.ip.contains(&ip)))
    }
}

fn is_in_vrf(peer: &Peer, vrf: &str) -> bool {
    let distinguisher = peer.header.distinguisher();
    peer.table_name.as_deref() == Some(vrf)
        || (distinguisher.0 != 0 && vrf.parse() == Ok(distinguisher))
}
