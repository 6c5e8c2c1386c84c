//! Tables of captured routers, held by the keys of their routes, against what the routers say their tables are.

use std::collections::{BTreeMap, BTreeSet};

use bmp_codec::bgp::nlri::{Family, RouteKey};
use bmp_codec::bgp::{self, Update};
use bmp_codec::bmp::{self, MirroringTlv, PeerTable, Rib};

use crate::support::recorded;

/// A peer of a router, its RIB that is monitored, and a family.
type View = (String, Option<Rib>, Family);

/// Tables, by their views.
type Tables = BTreeMap<View, BTreeSet<RouteKey>>;

/// The families whose routes are not told apart by prefix and route distinguisher, and those with labels.
fn counts(family: Family) -> bool {
    !matches!(family.safi(), 1 | 2)
}

/// What a capture leaves in the tables, and what it said first of them: what came before the first withdrawal of a view.
fn tables(capture: &str) -> (Tables, Tables) {
    let stream = recorded::stream(capture);
    let (mut peers, mut tables) = (PeerTable::default(), Tables::new());
    let (mut first, mut changed) = (Tables::new(), BTreeSet::new());
    for frame in recorded::frames_of(&stream) {
        let message = peers.decode(frame).unwrap();
        let peer = |peer: &bmp::PerPeerHeader| match peer.address() {
            Some(address) => format!("{address} {}", peer.distinguisher()),
            None => format!("Loc-RIB {}", peer.distinguisher()),
        };
        match message {
            bmp::Message::RouteMonitoring(monitoring) => {
                let (peer, rib) = (peer(&monitoring.peer), monitoring.peer.rib());
                let Ok(update) = monitoring.update else {
                    continue;
                };
                for key in update.withdrawn().keys().flatten() {
                    let view = (peer.clone(), rib, key.family());
                    tables
                        .entry(view.clone())
                        .or_default()
                        .remove(&key.to_owned());
                    changed.insert(view);
                }
                for key in update.announced().keys().flatten() {
                    let view = (peer.clone(), rib, key.family());
                    if !changed.contains(&view) {
                        first
                            .entry(view.clone())
                            .or_default()
                            .insert(key.to_owned());
                    }
                    tables.entry(view).or_default().insert(key.into());
                }
            }
            bmp::Message::PeerDown(down) => {
                let peer = peer(&down.peer);
                tables.retain(|view, _| view.0 != peer);
            }
            _ => {}
        }
    }
    tables.retain(|view, table| counts(view.2) && !table.is_empty());
    first.retain(|view, _| counts(view.2));
    (tables, first)
}

/// Why a route may be in one of two tables only.
const EXCEPTIONS: &[(&str, &str)] = &[
    // The scenario announces it once more behind the dump (`scenarios_gobgp.py`, `families`).
    ("gobgp", "vpn-ipv4-unicast 64999:1 198.18.21.0/25"),
];

/// What routers say of their tables when a collector comes again is what the first stream left in them: routes that the
/// router took for one are one key, and those that it told apart are several.
#[test]
fn tables_of_routers_that_are_asked_again() {
    let mut compared = BTreeMap::<_, usize>::new();
    for capture in recorded::streams() {
        let Some(name) = capture.strip_suffix(".2.bmp") else {
            continue;
        };
        let (left, _) = tables(&format!("{name}.bmp"));
        let (_, dumped) = tables(&capture);
        let views: BTreeSet<_> = left.keys().chain(dumped.keys()).collect();
        for view in views {
            // GoBGP shows UPDATEs as they came there, also of routes that it then refuses; later as it writes them.
            if name.starts_with("gobgp") && view.1 == Some(Rib::AdjRibInPre) {
                continue;
            }
            let table = |tables: &Tables| -> BTreeSet<String> {
                let texts = tables
                    .get(view)
                    .into_iter()
                    .flatten()
                    .map(ToString::to_string);
                let is_exception = |text: &String| {
                    EXCEPTIONS
                        .iter()
                        .any(|(of, route)| name.starts_with(of) && text.starts_with(route))
                };
                texts.filter(|text| !is_exception(text)).collect()
            };
            assert_eq!(table(&left), table(&dumped), "{name}: {view:?}");
            *compared.entry(view.2.to_string()).or_default() += table(&left).len();
        }
    }
    let compared: Vec<_> = compared
        .iter()
        .map(|(family, routes)| (&**family, *routes))
        .collect();
    #[rustfmt::skip]
    assert_eq!(compared, [("ipv4-flow-spec", 8), ("ipv4-labeled-unicast", 12), ("ipv4-mup", 16), ("ipv6-flow-spec", 4), ("ipv6-labeled-unicast", 4), ("ipv6-mup", 6), ("ipv6-sr-policy", 6), ("l2vpn-evpn", 296), ("l2vpn-vpls", 4), ("link-state", 26), ("route-target", 10), ("vpn-ipv4-flow-spec", 6), ("vpn-ipv4-unicast", 150), ("vpn-ipv6-flow-spec", 6), ("vpn-ipv6-unicast", 20), ("vpn-l2vpn-flow-spec", 6)]);
}

/// What is in a stream, of a family: routes; those that are told apart; and what an `AnyRoute` tells apart.
type Row = (usize, usize, usize);

/// The routes of all UPDATEs of a capture, also of mirrored ones, announced and withdrawn.
fn rows(capture: &str) -> BTreeMap<Family, Row> {
    let stream = recorded::stream(capture);
    let mut peers = PeerTable::default();
    let mut found = BTreeMap::<Family, (usize, BTreeSet<RouteKey>, BTreeSet<String>)>::new();
    let mut add = |update: &Update<&[u8]>| {
        for key in update
            .announced()
            .keys()
            .chain(update.withdrawn().keys())
            .flatten()
        {
            let row = found.entry(key.family()).or_default();
            row.0 += 1;
            row.1.insert(key.to_owned());
        }
        for any in update.announced().chain(update.withdrawn()).flatten() {
            found
                .entry(any.family)
                .or_default()
                .2
                .insert(any.to_string());
        }
    };
    for frame in recorded::frames_of(&stream) {
        match peers.decode(frame).unwrap() {
            bmp::Message::RouteMonitoring(monitoring) => {
                monitoring.update.iter().for_each(&mut add);
            }
            bmp::Message::RouteMirroring(mirroring) => {
                for tlv in mirroring.tlvs.iter().flatten() {
                    if let MirroringTlv::BgpMessage(Ok(bgp::Message::Update(update))) = tlv {
                        add(&update);
                    }
                }
            }
            _ => {}
        }
    }
    let rows = found.into_iter();
    rows.map(|(family, (routes, keys, any))| (family, (routes, keys.len(), any.len())))
        .collect()
}

/// Where keys tell more routes apart than `AnyRoute`; elsewhere it is as many. GoBGP 4.8 has path identifiers in its Loc-RIB,
/// so there each route is two. Routes and keys are those that `testdata/route_keys.py` counts by hand.
#[test]
fn routes_that_only_keys_tell_apart() {
    #[rustfmt::skip]
    const ROWS: &[(&str, &str, Row)] = &[
        ("frr-10.3-loc-rib.2.bmp", "l2vpn-evpn", (60, 12, 5)),
        ("frr-10.3-loc-rib.bmp", "l2vpn-evpn", (40, 13, 5)),
        ("frr-10.3-mirror.bmp", "l2vpn-evpn", (14, 13, 5)),
        ("frr-10.3-vpn-evpn.2.bmp", "l2vpn-evpn", (48, 12, 5)),
        ("frr-10.3-vpn-evpn.bmp", "l2vpn-evpn", (54, 13, 5)),
        ("frr-10.7.1-exabgp.bmp", "ipv4-mcast-vpn", (3, 3, 1)),
        ("frr-10.7.1-exabgp.bmp", "ipv4-mup", (6, 4, 3)),
        ("frr-10.7.1-exabgp.bmp", "route-target", (3, 3, 1)),
        ("frr-10.7.1-exabgp.bmp", "link-state", (7, 6, 3)),
        ("frr-10.7.1-loc-rib.2.bmp", "l2vpn-evpn", (60, 12, 5)),
        ("frr-10.7.1-loc-rib.bmp", "l2vpn-evpn", (38, 13, 5)),
        ("frr-10.7.1-ls-fabric-v6.bmp", "link-state", (185, 145, 41)),
        ("frr-10.7.1-mirror.bmp", "l2vpn-evpn", (14, 13, 5)),
        ("frr-10.7.1-vpn-evpn.2.bmp", "l2vpn-evpn", (48, 12, 5)),
        ("frr-10.7.1-vpn-evpn.bmp", "l2vpn-evpn", (54, 13, 5)),
        ("frr-8.4.4-exabgp.bmp", "ipv4-mcast-vpn", (3, 3, 1)),
        ("frr-8.4.4-exabgp.bmp", "ipv4-mup", (6, 4, 3)),
        ("frr-8.4.4-exabgp.bmp", "route-target", (3, 3, 1)),
        ("frr-8.4.4-exabgp.bmp", "link-state", (7, 6, 3)),
        ("frr-8.4.4-mirror.bmp", "l2vpn-evpn", (14, 13, 5)),
        ("frr-8.4.4-vpn-evpn.2.bmp", "l2vpn-evpn", (48, 12, 5)),
        ("frr-8.4.4-vpn-evpn.bmp", "l2vpn-evpn", (56, 13, 5)),
        ("gobgp-3.10.0-families.2.bmp", "l2vpn-evpn", (66, 10, 4)),
        ("gobgp-3.10.0-families.bmp", "ipv4-mup", (14, 4, 3)),
        ("gobgp-3.10.0-families.bmp", "l2vpn-evpn", (76, 13, 5)),
        ("gobgp-3.10.0-families.bmp", "link-state", (16, 5, 3)),
        ("gobgp-3.36.0-families.2.bmp", "route-target", (6, 2, 1)),
        ("gobgp-3.36.0-families.2.bmp", "l2vpn-evpn", (50, 10, 4)),
        ("gobgp-3.36.0-families.2.bmp", "link-state", (15, 5, 3)),
        ("gobgp-3.36.0-families.bmp", "ipv4-mup", (18, 4, 3)),
        ("gobgp-3.36.0-families.bmp", "route-target", (7, 3, 1)),
        ("gobgp-3.36.0-families.bmp", "l2vpn-evpn", (76, 13, 5)),
        ("gobgp-3.36.0-families.bmp", "link-state", (21, 8, 3)),
        ("gobgp-4.8.0-exabgp.bmp", "ipv4-mup", (15, 6, 4)),
        ("gobgp-4.8.0-families.2.bmp", "route-target", (15, 6, 2)),
        ("gobgp-4.8.0-families.2.bmp", "l2vpn-evpn", (50, 20, 8)),
        ("gobgp-4.8.0-families.2.bmp", "link-state", (25, 10, 6)),
        ("gobgp-4.8.0-families.bmp", "ipv4-mup", (18, 8, 6)),
        ("gobgp-4.8.0-families.bmp", "route-target", (9, 6, 2)),
        ("gobgp-4.8.0-families.bmp", "l2vpn-evpn", (96, 24, 9)),
        ("gobgp-4.8.0-families.bmp", "link-state", (21, 13, 6)),
        ("gobgp-4.8.0-ls-fabric.bmp", "link-state", (137, 111, 32)),
        ("gobgp-4.8.0-ls-gobgp.bmp", "link-state", (71, 26, 8)),
        ("gobgp-4.8.0-ls-isis.bmp.zst", "link-state", (614, 144, 54)),
        ("gobgp-4.8.0-ls-ospf.bmp", "link-state", (31, 16, 9)),
        ("os-ken-4.2.2-session.bmp", "l2vpn-evpn", (16, 13, 5)),
    ];
    let mut found = Vec::new();
    let captures = recorded::streams();
    for capture in &captures {
        for (family, row) in rows(capture) {
            if row.1 != row.2 {
                found.push((capture.as_str(), family.to_string(), row));
            }
        }
    }
    let found: Vec<_> = found
        .iter()
        .map(|(capture, family, row)| (*capture, &**family, *row))
        .collect();
    assert_eq!(found, ROWS);
}

/// As many link-state routes as were counted by hand (`testdata/wire.py`).
#[test]
fn as_many_link_state_routes_as_there_are() {
    let mut total = 0;
    for (capture, expected) in recorded::expected() {
        let rows_of = expected["routes"].as_array().unwrap();
        let of_link_state = rows_of
            .iter()
            .filter(|row| recorded::family(row) == Family::LINK_STATE);
        for row in of_link_state {
            let routes = row["announced"].as_u64().unwrap() + row["withdrawn"].as_u64().unwrap();
            assert_eq!(
                rows(&capture)[&Family::LINK_STATE].0 as u64,
                routes,
                "{capture}"
            );
            total += routes;
        }
    }
    assert_eq!(total, 966);
}
