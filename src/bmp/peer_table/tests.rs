//! Of peer tables: parts of a Loc-RIB, what is full, what is kept.

use super::*;
use crate::bgp::Open;
use crate::bgp::capability::{AddPath, Multiprotocol};
use crate::bgp::nlri::Family;
use crate::bmp::{PeerDown, PeerDownReason, PeerType};
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

/// A Peer Up of a part of a Loc-RIB: a family, with ADD-PATH or without.
fn up(family: Family, add_path: bool) -> Message {
    let add_path = add_path.then(|| AddPath::new(family, AddPath::BOTH));
    let capabilities = [
        Capability::Multiprotocol(Multiprotocol::from(family)),
        Capability::AddPath(add_path.into_iter().collect()),
    ];
    let open = Open::new(Asn(65550), 0, ID, capabilities).unwrap();
    let up = PeerUp::new(peer(), Ipv4Addr::UNSPECIFIED.into(), open.clone(), open);
    Message::PeerUp(up)
}

fn down() -> Message {
    Message::PeerDown(PeerDown::new(peer(), PeerDownReason::LocalTlvs))
}

fn path_ids(table: &PeerTable) -> Vec<Family> {
    table.monitored(&peer()).add_path().iter().collect()
}

#[test]
fn a_part_of_a_loc_rib_that_comes_again_leaves_the_others() {
    let (ipv4, ipv6) = (Family::IPV4_UNICAST, Family::IPV6_UNICAST);
    let mut table = PeerTable::default();
    see(&mut table, &up(ipv4, true));
    see(&mut table, &up(ipv6, true));
    // Said twice, as some routers do.
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
