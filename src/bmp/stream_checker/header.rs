//! Rules of the per-peer header.

use crate::bmp::stream_checker::breaches::Found;
use crate::bmp::{Message, PeerFlags, PeerType, PerPeerHeader};
use crate::wire::Breach;

// Offsets in the header.
const FLAGS: usize = 1;
const DISTINGUISHER: usize = 2;
const ADDRESS: usize = 10;
const AS: usize = 26;
const BGP_ID: usize = 30;
const MICROSECONDS: usize = 38;

/// Checks the header of a message.
pub(super) fn check(peer: &PerPeerHeader, message: &Message<&[u8]>, found: &mut Found) {
    let flags = peer.flags();
    match peer.peer_type() {
        PeerType::LocRib => loc_rib(peer, found),
        PeerType::Global | PeerType::Rd | PeerType::Local => {
            found.header(flags.0 & 0x0f != 0, FLAGS, Breach::PEER_FLAGS);
            let is_out = flags.contains(PeerFlags::ADJ_RIB_OUT);
            match message {
                Message::StatisticsReport(_) => {
                    found.header(is_out, FLAGS, Breach::STATISTICS_O_FLAG);
                }
                Message::PeerUp(_) | Message::PeerDown(_) => {
                    found.header(is_out, FLAGS, Breach::PEER_UP_DOWN_O_FLAG);
                }
                _ => {}
            }
            address(peer, found);
            // The header of a Peer Up is compared with its OPEN.
            let has_routes = matches!(message, Message::RouteMonitoring(_));
            let is_zero = peer.bgp_id().to_bits() == 0;
            found.header(has_routes && is_zero, BGP_ID, Breach::PEER_BGP_ID);
            let is_zero = peer.asn().0 == 0;
            found.header(has_routes && is_zero, AS, Breach::PEER_AS);
        }
        PeerType::Unknown(_) => {}
    }
    found.header(
        peer.microseconds() >= 1_000_000,
        MICROSECONDS,
        Breach::PEER_MICROSECONDS,
    );
}

fn loc_rib(peer: &PerPeerHeader, found: &mut Found) {
    found.header(peer.flags().0 & 0x7f != 0, FLAGS, Breach::LOC_RIB_FLAGS);
    let has_address = peer.address_words() != [0, 0];
    found.header(has_address, ADDRESS, Breach::LOC_RIB_ADDRESS);
    found.header(peer.asn().0 == 0, AS, Breach::LOC_RIB_AS);
    found.header(peer.bgp_id().to_bits() == 0, BGP_ID, Breach::LOC_RIB_BGP_ID);
}

fn address(peer: &PerPeerHeader, found: &mut Found) {
    let is_global = peer.peer_type() == PeerType::Global;
    let is_set = peer.distinguisher().0 != 0;
    found.header(
        is_global && is_set,
        DISTINGUISHER,
        Breach::GLOBAL_PEER_DISTINGUISHER,
    );
    let words = peer.address_words();
    found.header(words == [0, 0], ADDRESS, Breach::PEER_ADDRESS);
    let is_wide = !peer.is_ipv6() && !is_ipv4(words);
    found.header(is_wide, ADDRESS, Breach::PEER_ADDRESS_PADDING);
}

/// Returns whether the twelve bytes before an IPv4 address are zero.
pub(super) fn is_ipv4([high, low]: [u64; 2]) -> bool {
    high == 0 && low >> 32 == 0
}
