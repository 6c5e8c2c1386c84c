//! A route as JSON, and what is different between two.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use bmp_codec::Decode;
use bmp_codec::bgp::attribute::{self, AttributeValue, PathAttributes};
use bmp_codec::bgp::nlri::{Family, RouteKey};
use bmp_codec::bgp::{Session, Update};
use bmp_codec::bmp::{PerPeerHeader, Rib};
use bmp_codec::net::RouteDistinguisher;
use ipnet::IpNet;
use jiff::Timestamp;
use serde::Serialize;

use crate::lookup::write::label;
use crate::routes::{Found, lists, walk};
use crate::select::address_of;
use crate::tables::route::next_hop;
use crate::tables::{Peer, PeerId, Route, Router};

/// Returns a time as text.
pub(crate) fn time(since: Option<Duration>) -> Option<String> {
    let since = since?;
    let time = Timestamp::new(
        since.as_secs().try_into().ok()?,
        since.subsec_nanos().cast_signed(),
    );
    Some(format!("{:.6}", time.ok()?))
}

/// Which router.
#[derive(Debug, Serialize)]
pub(crate) struct RouterName {
    id: u32,
    name: String,
}

impl RouterName {
    pub(crate) fn of(router: &Router) -> RouterName {
        RouterName {
            id: router.id.get(),
            name: label(router),
        }
    }
}

/// Which peer.
#[derive(Debug, Serialize)]
pub(crate) struct PeerName {
    id: u32,
    #[serde(rename = "type")]
    kind: String,
    address: IpAddr,
    asn: u32,
    bgp_id: Ipv4Addr,
    distinguisher: Option<String>,
    table_name: Option<Box<str>>,
}

impl PeerName {
    pub(crate) fn of(peer: &Peer) -> PeerName {
        PeerName::with(peer.id, &peer.header, peer.table_name.clone())
    }

    fn with(id: PeerId, header: &PerPeerHeader, table_name: Option<Box<str>>) -> PeerName {
        let distinguisher = header.distinguisher();
        PeerName {
            id: id.get(),
            kind: header.peer_type().to_string(),
            address: address_of(header),
            asn: header.asn().0,
            bgp_id: header.bgp_id(),
            distinguisher: (distinguisher.0 != 0).then(|| distinguisher.to_string()),
            table_name,
        }
    }
}

/// A route of one table.
#[derive(Debug, Serialize)]
pub(crate) struct RouteView {
    router: RouterName,
    peer: PeerName,
    pub(crate) rib: Option<Rib>,
    #[serde(flatten)]
    destination: Destination,
    pub(crate) path_id: Option<u32>,
    time: Option<String>,
    stale: bool,
    filtered: bool,
    attributes: Attributes,
}

/// A route as the tables have it, taken out of them: its texts are made when others have the tables again.
#[derive(Debug)]
pub(crate) struct Taken {
    router: RouterName,
    peer: (PeerId, PerPeerHeader, Option<Box<str>>),
    rib: Option<Rib>,
    place: Place,
    path_id: Option<u32>,
    time: Option<Duration>,
    stale: bool,
    filtered: bool,
    attributes: (Vec<u8>, Session),
}

impl Taken {
    pub(crate) fn of(route: &Route<'_>) -> Taken {
        let (peer, attributes) = (route.peer(), route.attributes());
        Taken {
            router: RouterName::of(route.router()),
            peer: (peer.id, peer.header, peer.table_name.clone()),
            rib: route.table().rib,
            place: Place::of(route),
            path_id: route.path_id(),
            time: route.time(),
            stale: route.is_stale(),
            filtered: route.is_filtered(),
            attributes: (attributes.octets().to_vec(), attributes.session()),
        }
    }
}

/// Returns the views of routes. What one has in common with the one before it is made once.
pub(crate) fn views(routes: Vec<Taken>) -> Vec<RouteView> {
    let mut views: Vec<RouteView> = Vec::with_capacity(routes.len());
    let mut before: Option<(Place, (Vec<u8>, Session))> = None;
    for route in routes {
        let before_it = before.take().zip(views.last());
        let (destination, attributes) = match before_it {
            Some(((place, list), last)) => (
                (place == route.place).then(|| last.destination.clone()),
                (list == route.attributes).then(|| last.attributes.clone()),
            ),
            None => (None, None),
        };
        let (id, header, table_name) = route.peer;
        views.push(RouteView {
            router: route.router,
            peer: PeerName::with(id, &header, table_name),
            rib: route.rib,
            destination: destination.unwrap_or_else(|| route.place.destination()),
            path_id: route.path_id,
            time: time(route.time),
            stale: route.stale,
            filtered: route.filtered,
            attributes: attributes.unwrap_or_else(|| Attributes::of(&route.attributes)),
        });
        before = Some((route.place, route.attributes));
    }
    views
}

/// Where a route leads to, taken out of the tables.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    family: Family,
    key: Vec<u8>,
    prefix: Option<IpNet>,
    rd: Option<RouteDistinguisher>,
    /// An UPDATE with the route, of a family that has more than a prefix.
    update: Option<(Vec<u8>, Session)>,
}

impl Place {
    fn of(route: &Route<'_>) -> Place {
        let key = route.key();
        let octets = key.as_ref().map(RouteKey::octets).unwrap_or_default();
        let (prefix, rd) = (route.prefix(), route.rd());
        let is_prefix = prefix.is_some() && rd.is_none() && route.family().safi() == 1;
        Place {
            family: route.family(),
            key: octets.to_vec(),
            prefix,
            rd,
            update: (!is_prefix).then(|| (route.to_update(), route.session())),
        }
    }

    fn destination(&self) -> Destination {
        let prefix = self.prefix.map(|net| net.to_string());
        let route = match &self.update {
            None => prefix.clone(),
            Some((octets, session)) => {
                let update = Update::from_octets_in(octets, *session).ok();
                update.as_ref().and_then(text)
            }
        };
        let mut key = String::with_capacity(2 * self.key.len());
        for octet in &self.key {
            for digit in [octet >> 4, octet & 15] {
                key.extend(char::from_digit(digit.into(), 16));
            }
        }
        Destination {
            family: self.family.to_string(),
            key,
            route: route.unwrap_or_default(),
            prefix,
            rd: self.rd.map(|rd| rd.to_string()),
        }
    }
}

/// Where a route leads to.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Destination {
    family: String,
    /// The bytes of its key: with the family they find the route again.
    key: String,
    /// The destination as text, with what the family has besides a prefix.
    route: String,
    prefix: Option<String>,
    rd: Option<String>,
}

impl Destination {
    pub(crate) fn of(route: &Route<'_>) -> Destination {
        Place::of(route).destination()
    }
}

/// Returns a route as its family shows it, with labels.
fn text(update: &Update<&[u8]>) -> Option<String> {
    let mut found = None;
    lists(update, |list| {
        walk(&list.nlri, |one| {
            if let Found::Route { text, .. } = one {
                found.get_or_insert_with(|| text.to_string());
            }
        });
    });
    found
}

/// Attributes: those that people ask for have a field, all others a name and text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Attributes {
    origin: Option<String>,
    as_path: Option<String>,
    next_hop: Option<IpAddr>,
    med: Option<u32>,
    local_pref: Option<u32>,
    communities: Vec<String>,
    extended_communities: Vec<String>,
    large_communities: Vec<String>,
    others: Vec<Other>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Other {
    code: u8,
    name: String,
    text: String,
}

const AS4_PATH: u8 = 17;

impl Attributes {
    fn of((octets, session): &(Vec<u8>, Session)) -> Attributes {
        let list = PathAttributes::over(octets.as_slice(), *session);
        let texts = |values: &mut dyn Iterator<Item = String>| values.collect::<Vec<_>>();
        let mut all = Attributes {
            next_hop: next_hop(&list),
            ..Attributes::default()
        };
        let path = list.merged_as_path();
        all.as_path = path.ok().flatten().map(|path| path.to_string());
        for attribute in list.entries().flatten() {
            match &attribute.value {
                AttributeValue::Origin(origin) => all.origin = Some(origin.to_string()),
                AttributeValue::MultiExitDisc(metric) => all.med = Some(metric.0),
                AttributeValue::LocalPref(preference) => all.local_pref = Some(preference.0),
                AttributeValue::Communities(list) => {
                    all.communities = texts(&mut list.iter().map(|one| one.to_string()));
                }
                AttributeValue::ExtendedCommunities(list) => {
                    all.extended_communities = texts(&mut list.iter().map(|one| one.to_string()));
                }
                AttributeValue::LargeCommunities(list) => {
                    all.large_communities = texts(&mut list.iter().map(|one| one.to_string()));
                }
                // The next hop has a field, and AS4_PATH is in the path.
                AttributeValue::NextHop(_) | AttributeValue::MpReach(_) => {}
                AttributeValue::AsPath(_) if all.as_path.is_some() => {}
                other if other.code() == AS4_PATH && all.as_path.is_some() => {}
                other => all.others.push(Other {
                    code: other.code(),
                    name: name_of(other.code()),
                    text: other.to_string(),
                }),
            }
        }
        all
    }
}

fn name_of(code: u8) -> String {
    match attribute::name(code) {
        Some(name) => name.to_owned(),
        None => format!("attribute {code}"),
    }
}
