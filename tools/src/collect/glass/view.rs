//! A route as JSON, and what is different between two.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use bmp_codec::bgp::attribute::{self, AttributeValue, PathAttributes};
use bmp_codec::bgp::nlri::RouteKey;
use bmp_codec::bmp::Rib;
use jiff::Timestamp;
use serde::Serialize;

use crate::lookup::write::label;
use crate::routes::{Found, lists, walk};
use crate::select::address_of;
use crate::tables::{Peer, Route, Router};

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
        let header = &peer.header;
        let distinguisher = header.distinguisher();
        PeerName {
            id: peer.id.get(),
            kind: header.peer_type().to_string(),
            address: address_of(header),
            asn: header.asn().0,
            bgp_id: header.bgp_id(),
            distinguisher: (distinguisher.0 != 0).then(|| distinguisher.to_string()),
            table_name: peer.table_name.clone(),
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

impl RouteView {
    pub(crate) fn of(route: &Route<'_>) -> RouteView {
        RouteView {
            router: RouterName::of(route.router()),
            peer: PeerName::of(route.peer()),
            rib: route.table().rib,
            destination: Destination::of(route),
            path_id: route.path_id(),
            time: time(route.time()),
            stale: route.is_stale(),
            filtered: route.is_filtered(),
            attributes: Attributes::of(&route.attributes(), route.next_hop()),
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
        let key = route.key();
        let octets = key.as_ref().map(RouteKey::octets).unwrap_or_default();
        let prefix = route.prefix().map(|net| net.to_string());
        let route_text = match (route.rd(), &prefix) {
            (None, Some(net)) if route.family().safi() == 1 => net.clone(),
            _ => text(route).unwrap_or_default(),
        };
        Destination {
            family: route.family().to_string(),
            key: octets.iter().map(|octet| format!("{octet:02x}")).collect(),
            route: route_text,
            prefix,
            rd: route.rd().map(|rd| rd.to_string()),
        }
    }
}

/// Returns a route as its family shows it, with labels.
fn text(route: &Route<'_>) -> Option<String> {
    route
        .with_update(|update| {
            let mut found = None;
            lists(update, |list| {
                walk(&list.nlri, |one| {
                    if let Found::Route { text, .. } = one {
                        found.get_or_insert_with(|| text.to_string());
                    }
                });
            });
            found
        })
        .flatten()
}

/// Attributes: those that people ask for have a field, all others a name and text.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
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

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Other {
    code: u8,
    name: String,
    text: String,
}

const AS4_PATH: u8 = 17;

impl Attributes {
    fn of(list: &PathAttributes<&[u8]>, next_hop: Option<IpAddr>) -> Attributes {
        let texts = |values: &mut dyn Iterator<Item = String>| values.collect::<Vec<_>>();
        let mut all = Attributes {
            next_hop,
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
