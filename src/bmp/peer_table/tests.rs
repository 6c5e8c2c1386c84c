//! Tests of peer tables: parts of a Loc-RIB, full tables, saved tables.

use super::*;
use crate::bgp::Open;
use crate::bgp::capability::{AddPath, Capability, Multiprotocol};
use crate::bgp::nlri::Family;
use crate::bmp::{PeerDown, PeerDownReason, PeerType};
use crate::bmp::{PeerUp, Sessions};
use crate::net::Asn;
use crate::wire::Encode;
use core::net::Ipv4Addr;

const ID: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 1);

fn peer() -> PerPeerHeader {
    PerPeerHeader::new(PeerType::LocRib, Asn(65550), ID)
}

fn see(table: &mut PeerTable, message: &Message) {
    table.decode(&message.to_vec().unwrap()).unwrap();
}

/// Returns a Peer Up of one part of a Loc-RIB: one family, with or without ADD-PATH.
fn up(family: Family, add_path: bool) -> Message {
    let add_path = add_path.then(|| AddPath::new(family, AddPath::BOTH));
    let capabilities = [
        Capability::Multiprotocol(Multiprotocol::from(family)),
        Capability::AddPath(add_path.into_iter().collect()),
    ];
    let open = Open::new(Asn(65550), 0, ID, capabilities).unwrap();
    let up = PeerUp::new(peer(), Ipv4Addr::UNSPECIFIED.into(), open.clone(), open);
    Message::PeerUp(up.unwrap())
}

fn down() -> Message {
    Message::PeerDown(PeerDown::new(peer(), PeerDownReason::LocalTlvs))
}

fn path_ids(table: &PeerTable) -> Vec<Family> {
    table.monitored(&peer(), &[]).add_path().iter().collect()
}

#[test]
fn a_part_of_a_loc_rib_that_comes_again_leaves_the_others() {
    let (ipv4, ipv6) = (Family::IPV4_UNICAST, Family::IPV6_UNICAST);
    let mut table = PeerTable::default();
    see(&mut table, &up(ipv4, true));
    see(&mut table, &up(ipv6, true));
    // Repeated, as some routers do.
    see(&mut table, &up(ipv4, true));
    assert_eq!(path_ids(&table), [ipv4, ipv6]);
    // Down and up again, now without path identifiers.
    see(&mut table, &down());
    see(&mut table, &up(ipv4, false));
    assert_eq!(path_ids(&table), [ipv6]);
    see(&mut table, &down());
    assert_eq!(path_ids(&table), [ipv6]);
    see(&mut table, &down());
    assert!(table.is_empty());
}

/// Returns a Peer Up of 192.0.2.`last`, with ADD-PATH for IPv4 unicast both ways.
fn up_of(last: u8) -> Message {
    let address = Ipv4Addr::new(192, 0, 2, last);
    let header = PerPeerHeader::global(address.into(), Asn(65550), address);
    let families = [AddPath::new(Family::IPV4_UNICAST, AddPath::BOTH)];
    let capabilities = [
        Capability::FourOctetAsNumber(Asn(65550)),
        Capability::AddPath(families.into_iter().collect()),
    ];
    let open = Open::new(Asn(65550), 90, address, capabilities).unwrap();
    Message::PeerUp(PeerUp::new(header, ID.into(), open.clone(), open).unwrap())
}

fn addresses(table: &PeerTable) -> Vec<String> {
    let peers = table.iter();
    peers.map(|(key, _)| key.address().to_string()).collect()
}

#[test]
fn the_oldest_makes_room_where_that_is_asked_for() {
    let mut table = PeerTable::new()
        .with_limit(2)
        .when_full(WhenFull::EvictOldest);
    for last in [1, 2, 1, 3] {
        see(&mut table, &up_of(last));
    }
    // The first peer came up again after the second.
    assert_eq!(addresses(&table), ["192.0.2.1", "192.0.2.3"]);
    assert_eq!((table.evicted(), table.refused()), (1, 0));
    let mut table = PeerTable::new().with_limit(2);
    for last in [1, 2, 1, 3] {
        see(&mut table, &up_of(last));
    }
    assert_eq!(addresses(&table), ["192.0.2.2", "192.0.2.1"]);
    assert_eq!((table.evicted(), table.refused()), (0, 1));
    assert_eq!(
        table
            .get(&up_of(1).peer().unwrap().key())
            .unwrap()
            .peer_ups(),
        2
    );
}

/// Returns a Route Monitoring message of 192.0.2.`last` with these bytes as NLRI.
#[cfg(feature = "serde")]
fn monitoring(last: u8, nlri: &[u8]) -> Vec<u8> {
    let address = Ipv4Addr::new(192, 0, 2, last);
    let peer = PerPeerHeader::global(address.into(), Asn(65550), address);
    let update = crate::bgp::Update {
        nlri: crate::bgp::nlri::Routes::over(nlri.to_vec(), Session::default()),
        ..Default::default()
    };
    Message::from(crate::bmp::RouteMonitoring::new(peer, update))
        .to_vec()
        .unwrap()
}

#[cfg(feature = "serde")]
#[test]
fn a_table_that_is_kept_goes_on_where_it_was() {
    let mut table = PeerTable::default();
    see(&mut table, &up_of(1));
    see(&mut table, &up(Family::IPV6_UNICAST, true));
    // 198.51.100.0/24 without a negotiated path identifier: twice, because one list proves nothing.
    for _ in 0..2 {
        table.decode(&monitoring(1, &[24, 198, 51, 100])).unwrap();
    }

    let json = serde_json::to_string(&table).unwrap();
    assert!(
        json.contains(
            r#"{"rib":"adj-rib-in-pre","family":"ipv4-unicast","path_ids":false,"basis":"contradicted","confirmed":2"#
        ),
        "{json}"
    );
    assert!(
        json.contains(r#"[{"peer_type":"global","distinguisher":"0:0","address":"192.0.2.1"},"#),
        "{json}"
    );
    let binary = postcard::to_allocvec(&table).unwrap();
    let kept: [PeerTable; 2] = [
        serde_json::from_str(&json).unwrap(),
        postcard::from_bytes(&binary).unwrap(),
    ];
    for mut kept in kept {
        assert_eq!(serde_json::to_string(&kept).unwrap(), json);
        assert_eq!(path_ids(&kept), [Family::IPV6_UNICAST]);
        // Two routes, or one with a path identifier: the learned reading decides.
        let frame = monitoring(1, &[24, 198, 51, 100, 26, 203, 0, 113, 64]);
        let Ok(Message::RouteMonitoring(monitoring)) = kept.decode(&frame) else {
            panic!()
        };
        let nlri = monitoring.update.unwrap().nlri;
        assert_eq!(nlri.to_string(), "198.51.100.0/24, 203.0.113.64/26");
        assert_eq!(nlri.context().basis(), crate::bgp::Basis::Contradicted);
    }
}

/// Thousands of peers share the places of passes, come up again with another session, or go down. Each message must be
/// decoded in the session of its own peer.
#[test]
fn peers_that_share_places_keep_their_sessions() {
    let up = |number: u32, add_path: bool| {
        let mode = if add_path { AddPath::BOTH } else { 0 };
        let capabilities = [
            Capability::Multiprotocol(Family::IPV4_UNICAST.into()),
            Capability::FourOctetAsNumber(Asn(64496)),
            Capability::AddPath(
                [AddPath::new(Family::IPV4_UNICAST, mode)]
                    .into_iter()
                    .collect(),
            ),
        ];
        let open = Open::new(Asn(64496), 90, ID, capabilities).unwrap();
        let peer = PerPeerHeader::global(Ipv4Addr::from(number).into(), Asn(64496), ID);
        let up = PeerUp::new(peer, Ipv4Addr::LOCALHOST.into(), open.clone(), open);
        (peer, Message::PeerUp(up.unwrap()).to_vec().unwrap())
    };
    // ORIGIN, then 198.51.100.0/24, with path identifier 7 or without.
    let update = |peer: PerPeerHeader, add_path: bool| {
        let path_id: &[u8] = if add_path { &[0, 0, 0, 7] } else { &[] };
        let body = [&[0, 0, 0, 4, 0x40, 1, 1, 0], path_id, &[24, 198, 51, 100]].concat();
        let length = 19 + body.len() as u16;
        let pdu = [&[0xff; 16][..], &length.to_be_bytes(), &[2], &body].concat();
        let header = [3, 0, 0, 0, (48 + length) as u8, 0];
        [&header[..], &peer.to_vec().unwrap(), &pdu].concat()
    };
    let mut table = PeerTable::default();
    let mut peers: Vec<_> = (0..3000_u32)
        .map(|number| (number * 7, number % 3 == 0))
        .collect();
    for (number, add_path) in &peers {
        table.decode(&up(*number, *add_path).1).unwrap();
    }
    for round in 0..40 {
        for (place, (number, add_path)) in peers.iter_mut().enumerate() {
            if (place + round) % 101 == 0 {
                *add_path = !*add_path;
                if place % 2 == 0 {
                    let (peer, _) = up(*number, false);
                    let down = PeerDown::new(peer, PeerDownReason::RemoteNoData);
                    see(&mut table, &Message::PeerDown(down));
                }
                table.decode(&up(*number, *add_path).1).unwrap();
            }
            let (peer, _) = up(*number, false);
            let frame = update(peer, *add_path);
            let Ok(Message::RouteMonitoring(monitoring)) = table.decode(&frame) else {
                panic!("no Route Monitoring");
            };
            let path_id = if *add_path { " path-id 7" } else { "" };
            let routes = monitoring.update.unwrap().nlri.to_string();
            assert_eq!(
                routes,
                format!("198.51.100.0/24{path_id}"),
                "{number} in round {round}"
            );
        }
    }
    assert_eq!(table.len(), peers.len());
    let newest = table.iter().last().unwrap().0;
    assert!(table.get(&newest).is_some_and(|peer| peer.peer_ups() > 0));
}

/// A peer that goes down leaves its place to another, and the order of Peer Ups stays.
#[test]
fn the_order_of_peer_ups() {
    let keys: Vec<_> = (1..=4_u32)
        .map(|number| PerPeerHeader::global(Ipv4Addr::from(number).into(), Asn(64496), ID).key())
        .collect();
    let mut peers = peers::Peers::default();
    let insert = |peers: &mut peers::Peers, key: &PeerKey| {
        peers.insert(*key, KnownPeer::of_session(Session::default()));
    };
    let order = |peers: &peers::Peers| -> Vec<_> {
        let places = peers
            .iter()
            .map(|(key, _)| keys.iter().position(|other| *other == key));
        places.flatten().collect()
    };
    keys[..3].iter().for_each(|key| insert(&mut peers, key));
    assert_eq!(order(&peers), [0, 1, 2]);
    peers.renew(&keys[0]);
    assert_eq!(
        (order(&peers), peers.oldest()),
        (vec![1, 2, 0], Some(keys[1]))
    );
    peers.remove(&keys[2]);
    insert(&mut peers, &keys[3]);
    assert_eq!((order(&peers), peers.len()), (vec![1, 0, 3], 3));
    assert!(peers.get(&keys[2]).is_none() && peers.get(&keys[3]).is_some());
    keys.iter().for_each(|key| peers.remove(key));
    assert_eq!(
        (order(&peers), peers.oldest(), peers.len()),
        (vec![], None, 0)
    );
}
