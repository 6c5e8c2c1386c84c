//! BGP-LS routes that routers sent, against the tables of the routers that made them (`testdata/tables`), field by field.
//!
//! FRR 10.7.1 makes the routes: of IS-IS, of OSPF, and of BGP alone. GoBGP 4.8.0 is its peer and passes them on; in
//! `ls-fabric-v6` another FRR mirrors them.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use bmp_codec::bgp::Update;
use bmp_codec::bgp::nlri::link_state::{
    BgpRouteType, IgpRouterId, Ipv4TopologyPrefixTlv, Ipv6TopologyPrefixTlv, LinkTlv,
    NodeDescriptor, NodeDescriptors, NodeTlv, Srv6SidTlv,
};
use bmp_codec::bgp::nlri::{Destination, Family, LinkState, RouteKey};
use bmp_codec::bgp::{self, nlri::Nlri};
use bmp_codec::bmp::{Message, MirroringTlv, PeerTable, Rib};
use serde_json::{Map, Value, json};

use crate::support::recorded;

/// The routes of a table of FRR.
fn table(name: &str) -> BTreeSet<String> {
    let rib: Value = serde_json::from_slice(&recorded::table(name)).unwrap();
    let paths = rib["routes"].as_object().unwrap().values();
    let routes = paths.map(|paths| paths[0]["nlri"].to_string());
    routes.collect()
}

/// An area, as FRR writes it: the octets of a number of this machine.
fn area(area: Ipv4Addr) -> Ipv4Addr {
    u32::from(area).swap_bytes().into()
}

fn bgp_route_type(route_type: BgpRouteType) -> &'static str {
    match route_type {
        BgpRouteType::Local => "local",
        BgpRouteType::Attached => "attached",
        BgpRouteType::ExternalBgp => "externalBgp",
        BgpRouteType::InternalBgp => "internalBgp",
        BgpRouteType::Redistributed => "redistributed",
        other => panic!("{other}"),
    }
}

/// A node, as FRR writes it.
fn node(descriptors: NodeDescriptors<&[u8]>) -> Value {
    let mut fields = Map::new();
    for descriptor in descriptors.iter().map(Result::unwrap) {
        let (name, value) = match descriptor {
            NodeDescriptor::AutonomousSystem(asn) => ("asn", json!(asn.0)),
            NodeDescriptor::OspfAreaId(id) => ("ospfAreaId", json!(area(id))),
            // FRR writes the pseudonode number of a router, which has none.
            NodeDescriptor::IgpRouterId(IgpRouterId::Isis(id)) => {
                ("igpRouterId", json!(format!("{id}.00")))
            }
            NodeDescriptor::IgpRouterId(id) => ("igpRouterId", json!(id.to_string())),
            NodeDescriptor::BgpRouterId(id) => ("bgpRouterId", json!(id)),
            other => panic!("{other}"),
        };
        assert_eq!(fields.insert(name.to_owned(), value), None);
    }
    fields.into()
}

/// The fields of a route beside protocol and identifier, as FRR writes them.
fn fields(route: &LinkState<&[u8]>) -> Map<String, Value> {
    let mut found = Map::new();
    let mut add = |part: &str, name: &str, value: Value| {
        let part = found.entry(part).or_insert_with(|| json!({}));
        assert!(part[name].is_null(), "{name}");
        part[name] = value;
    };
    let (link, prefix, sid) = ("linkDescriptors", "prefixDescriptors", "srv6SidDescriptors");
    match route {
        LinkState::Node(route) => {
            for tlv in route.tlvs.iter().map(Result::unwrap) {
                assert!(matches!(tlv, NodeTlv::LocalNode(_)), "{tlv}");
            }
        }
        LinkState::Link(route) => {
            for tlv in route.tlvs.iter().map(Result::unwrap) {
                match tlv {
                    LinkTlv::LocalNode(_) | LinkTlv::RemoteNode(_) => {}
                    LinkTlv::LinkIdentifiers(ids) => {
                        add(link, "linkLocalId", json!(ids.local));
                        add(link, "linkRemoteId", json!(ids.remote));
                    }
                    LinkTlv::Ipv4InterfaceAddress(at) => {
                        add(link, "ipv4InterfaceAddress", json!(at))
                    }
                    LinkTlv::Ipv4NeighborAddress(at) => add(link, "ipv4NeighborAddress", json!(at)),
                    LinkTlv::Ipv6InterfaceAddress(at) => {
                        add(link, "ipv6InterfaceAddress", json!(at))
                    }
                    LinkTlv::Ipv6NeighborAddress(at) => add(link, "ipv6NeighborAddress", json!(at)),
                    LinkTlv::MultiTopologyId(id) => add(link, "multiTopologyId", json!(id.0)),
                    other => panic!("{other}"),
                }
            }
            let remote = route.tlvs.remote_node().unwrap();
            found.insert("remoteNodeDescriptors".to_owned(), node(remote));
        }
        LinkState::Ipv4Prefix(route) => {
            for tlv in route.tlvs.iter().map(Result::unwrap) {
                match tlv {
                    Ipv4TopologyPrefixTlv::LocalNode(_) => {}
                    Ipv4TopologyPrefixTlv::IpReachability(ip) => {
                        assert!(ip.padding.is_empty());
                        add(prefix, "ipReachabilityInformation", json!(ip.prefix));
                    }
                    Ipv4TopologyPrefixTlv::BgpRouteType(kind) => {
                        add(prefix, "bgpRouteType", json!(bgp_route_type(kind)));
                    }
                    other => panic!("{other}"),
                }
            }
        }
        LinkState::Ipv6Prefix(route) => {
            for tlv in route.tlvs.iter().map(Result::unwrap) {
                match tlv {
                    Ipv6TopologyPrefixTlv::LocalNode(_) => {}
                    Ipv6TopologyPrefixTlv::MultiTopologyId(id) => {
                        add(prefix, "multiTopologyId", json!(id.0));
                    }
                    Ipv6TopologyPrefixTlv::IpReachability(ip) => {
                        assert!(ip.padding.is_empty());
                        add(prefix, "ipReachabilityInformation", json!(ip.prefix));
                    }
                    Ipv6TopologyPrefixTlv::BgpRouteType(kind) => {
                        add(prefix, "bgpRouteType", json!(bgp_route_type(kind)));
                    }
                    other => panic!("{other}"),
                }
            }
        }
        LinkState::Srv6Sid(route) => {
            for tlv in route.tlvs.iter().map(Result::unwrap) {
                match tlv {
                    Srv6SidTlv::LocalNode(_) => {}
                    Srv6SidTlv::MultiTopologyId(id) => add(sid, "multiTopologyId", json!([id.0])),
                    Srv6SidTlv::Sid(address) => add(sid, "srv6SidValue", json!(address)),
                    other => panic!("{other}"),
                }
            }
        }
        other => panic!("{other}"),
    }
    found
}

/// A route, as FRR writes it.
pub(crate) fn route(route: &LinkState<&[u8]>) -> String {
    let nlri_type = match route {
        LinkState::Node(_) => "node",
        LinkState::Link(_) => "link",
        LinkState::Ipv4Prefix(_) => "ipv4Prefix",
        LinkState::Ipv6Prefix(_) => "ipv6Prefix",
        LinkState::Srv6Sid(_) => "srv6Sid",
        other => panic!("{other}"),
    };
    let mut all = fields(route);
    let own = json!({
        "nlriType": nlri_type,
        "protocolId": u8::from(route.protocol_id().unwrap()),
        "identifier": route.identifier().unwrap(),
        "localNodeDescriptors": node(route.local_node().unwrap()),
    });
    all.extend(own.as_object().unwrap().clone());
    Value::from(all).to_string()
}

/// What UPDATEs leave in a table, by key.
#[derive(Default)]
struct Left {
    routes: BTreeMap<RouteKey, String>,
    /// The table after each UPDATE.
    tables: Vec<BTreeSet<String>>,
    announced: usize,
    withdrawn: usize,
    /// Routes of unknown types.
    unknown: Vec<String>,
    /// What is wrong with routes.
    errors: Vec<String>,
}

impl Left {
    fn update(&mut self, update: &Update<&[u8]>) {
        for key in update.withdrawn().keys() {
            self.withdrawn += 1;
            self.routes.remove(&key.unwrap().to_owned());
        }
        if let Ok(Some(reach)) = update.path_attributes.mp_reach() {
            self.announce(&reach.nlri);
        }
        self.tables.push(self.routes.values().cloned().collect());
    }

    fn announce(&mut self, nlri: &Nlri<&[u8]>) {
        let Nlri::LinkState(routes) = nlri else {
            panic!("{}", nlri.family());
        };
        let errors = nlri.errors().map(|error| match error.breach() {
            Some(breach) => breach.name().to_owned(),
            None => error.to_string(),
        });
        self.errors.extend(errors);
        for each in routes.iter().map(Result::unwrap) {
            let key = LinkState::key(Family::LINK_STATE, &each).to_owned();
            self.announced += 1;
            if matches!(each.nlri, LinkState::Unknown(_)) {
                self.unknown.push(each.nlri.to_string());
                continue;
            }
            self.routes.insert(key, route(&each.nlri));
        }
    }

    /// Checks that the table was this one once.
    fn was(&self, name: &str) -> usize {
        let expected = table(name);
        if !self.tables.contains(&expected) {
            let both = self
                .tables
                .iter()
                .map(|table| table.intersection(&expected).count());
            let most = both.enumerate().max_by_key(|(_, both)| *both).unwrap().0;
            for route in self.tables[most].symmetric_difference(&expected) {
                let whose = if expected.contains(route) {
                    "FRR"
                } else {
                    "ours"
                };
                println!("{whose}: {route}");
            }
            panic!("{name}: differs at UPDATE {most} of {}", self.tables.len());
        }
        expected.len()
    }
}

/// The tables of a capture: of the Adj-RIB-In before policy, or of mirrored UPDATEs.
fn left(capture: &str) -> Left {
    let mut left = Left::default();
    updates(capture, |update| left.update(update));
    left
}

/// Calls `each` with the UPDATEs of a capture: those of the Adj-RIB-In before policy, or mirrored ones.
pub(crate) fn updates(capture: &str, mut each: impl FnMut(&Update<&[u8]>)) {
    let stream = recorded::stream(capture);
    let mut peers = PeerTable::default();
    for frame in recorded::frames_of(&stream) {
        match peers.decode(frame).unwrap() {
            Message::RouteMonitoring(monitoring)
                if monitoring.peer.rib() == Some(Rib::AdjRibInPre) =>
            {
                each(&monitoring.update.unwrap());
            }
            Message::RouteMirroring(mirroring) => {
                for tlv in mirroring.tlvs.iter().flatten() {
                    if let MirroringTlv::BgpMessage(Ok(bgp::Message::Update(update))) = tlv {
                        each(&update);
                    }
                }
            }
            _ => {}
        }
    }
}

#[test]
fn routes_of_bgp_alone() {
    let left = left("gobgp-4.8.0-ls-fabric.bmp");
    assert_eq!(left.was("gobgp-4.8.0-ls-fabric.frr-rib.json.zst"), 111);
    assert_eq!(left.was("gobgp-4.8.0-ls-fabric.frr-rib-end.json.zst"), 85);
    assert_eq!((left.announced, left.withdrawn), (111, 26));
    assert!(left.errors.is_empty() && left.unknown.is_empty());
}

#[test]
fn routes_of_isis() {
    let left = left("gobgp-4.8.0-ls-isis.bmp.zst");
    assert_eq!(left.was("gobgp-4.8.0-ls-isis.frr-rib.json.zst"), 64);
    assert_eq!(left.was("gobgp-4.8.0-ls-isis.frr-rib-end.json.zst"), 64);
    // FRR puts the topology behind the SID, in each of eight routes: TLV 263 behind TLV 518.
    assert_eq!(left.errors, ["LINK_STATE_ORDER"; 8]);
}

#[test]
fn routes_of_ospf() {
    let left = left("gobgp-4.8.0-ls-ospf.bmp");
    assert_eq!(left.was("gobgp-4.8.0-ls-ospf.frr-rib.json.zst"), 16);
    assert_eq!(left.was("gobgp-4.8.0-ls-ospf.frr-rib-end.json.zst"), 14);
    // FRR leaves out the route type, in each of fifteen prefixes.
    assert_eq!(left.errors, ["LINK_STATE_NO_ROUTE_TYPE"; 15]);
}

/// FRR writes one MP_REACH_NLRI with a next hop that is longer than its length says: twelve octets of zero are three routes of
/// type 0. The others have all routes of its table.
#[test]
fn mirrored_routes() {
    let left = left("frr-10.7.1-ls-fabric-v6.bmp");
    assert_eq!(left.was("frr-10.7.1-ls-fabric-v6.mirror-rib.json.zst"), 144);
    assert_eq!(left.unknown, ["type-0"; 3]);
    assert!(left.errors.is_empty());
}
