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
