//! Rules of what follows the per-peer header, and of messages without one. Each function returns the TLVs that are
//! still to be checked.

use crate::bgp::attribute::AttributeValue;
use crate::bgp::capability::Capability;
use crate::bgp::nlri::{Family, FamilySet};
use crate::bgp::{self, Open, Update};
use crate::bmp::per_peer_header::PER_PEER_END;
use crate::bmp::stream_checker::breaches::Found;
use crate::bmp::stream_checker::header::is_ipv4;
use crate::bmp::stream_checker::tlvs::{Kind, MESSAGE, TABLE_NAME, Tlvs};
use crate::bmp::stream_checker::{Peer, policy};
use crate::bmp::{
    HEADER_LEN, Initiation, PeerDown, PeerDownReason, PeerUp, RouteMirroring, RouteMonitoring,
    StatisticsReport, Termination,
};
use crate::wire::{Breach, Encode, What};

pub(super) fn initiation<'a>(message: Initiation<&'a [u8]>, found: &mut Found) -> Tlvs<'a> {
    let tlvs = Tlvs::of(
        Kind::Initiation,
        message.information.into_entries().rest(),
        HEADER_LEN,
    );
    let summary = tlvs.summary();
    found.message(!summary.has(1), 0, Breach::INITIATION_SYS_DESCR);
    found.message(!summary.has(2), 0, Breach::INITIATION_SYS_NAME);
    tlvs
}

pub(super) fn termination<'a>(message: Termination<&'a [u8]>, found: &mut Found) -> Tlvs<'a> {
    let tlvs = Tlvs::of(
        Kind::Termination,
        message.information.into_entries().rest(),
        HEADER_LEN,
    );
    found.message(!tlvs.summary().has(1), 0, Breach::TERMINATION_REASON);
    tlvs
}

pub(super) fn route_monitoring<'a>(
    message: &RouteMonitoring<&'a [u8]>,
    peer: Option<&Peer>,
    found: &mut Found,
) -> Tlvs<'a> {
    match &message.update {
        Ok(update) => {
            let session = update.path_attributes.session();
            let is_broken = session.is_asn_width_contradicted();
            let breach = match message.peer.is_loc_rib() {
                true => Breach::LOC_RIB_ASN_WIDTH,
                false => Breach::PEER_A_FLAG,
            };
            found.rule(is_broken, What::PathAttributes, ATTRIBUTES, breach);
            if let Some(peer) = peer.filter(|_| message.peer.is_loc_rib()) {
                loc_rib_routes(update, peer, found);
            }
        }
        Err(malformed) => found.error(malformed.error),
    }
    let end = PER_PEER_END + bgp::pdu_len(&message.update);
    let is_longer = !message.trailing.is_empty();
    found.message(is_longer, end, Breach::ROUTE_MONITORING_TRAILING);
    Tlvs::default()
}

/// The offset of an UPDATE behind its header.
const ATTRIBUTES: usize = PER_PEER_END + bgp::HEADER_LEN;

/// Checks that the OPEN of a Loc-RIB has the capabilities that its routes need.
fn loc_rib_routes(update: &Update<&[u8]>, peer: &Peer, found: &mut Found) {
    if !peer.has_open {
        return;
    }
    let (mut unnamed, mut with_ids) = (false, false);
    let mut list = |family: Family, has_path_ids: bool| {
        // Families without a bit are never found in a set.
        let is_known = FamilySet::from(family).contains(family);
        unnamed |= is_known && family != Family::IPV4_UNICAST && !peer.families.contains(family);
        with_ids |= is_known && has_path_ids && !peer.add_path.contains(family);
    };
    for routes in [&update.withdrawn_routes, &update.nlri] {
        if !routes.is_empty() {
            list(Family::IPV4_UNICAST, routes.context().has_path_ids());
        }
    }
    for attribute in update.path_attributes.iter().flatten() {
        let nlri = match attribute.value {
            AttributeValue::MpReach(reach) => reach.nlri,
            AttributeValue::MpUnreach(unreach) => unreach.nlri,
            _ => continue,
        };
        if !nlri.is_empty() {
            let has_path_ids = nlri.context().is_some_and(|routes| routes.has_path_ids());
            list(nlri.family(), has_path_ids);
        }
    }
    found.message(unnamed, PER_PEER_END, Breach::LOC_RIB_FAMILY);
    found.message(with_ids, PER_PEER_END, Breach::LOC_RIB_ADD_PATH);
}

/// Checks statistics, whose count is at an offset of the message.
pub(super) fn statistics_report<'a>(
    message: &StatisticsReport<&'a [u8]>,
    offset: usize,
    found: &mut Found,
) -> Tlvs<'a> {
    let octets = message.statistics.into_entries().rest();
    let tlvs = Tlvs::of(Kind::Statistics, octets, offset + 4);
    let count = tlvs.summary().count;
    found.message(count == 0, offset, Breach::STATISTICS_EMPTY);
    found.message(count != message.count, offset, Breach::STATISTICS_COUNT);
    tlvs
}

pub(super) fn route_mirroring<'a>(
    message: &RouteMirroring<&'a [u8]>,
    found: &mut Found,
) -> Tlvs<'a> {
    let octets = message.tlvs.into_entries().rest();
    let tlvs = Tlvs::of(Kind::Mirroring, octets, PER_PEER_END);
    let summary = tlvs.summary();
    found.message(message.peer.is_loc_rib(), 0, Breach::LOC_RIB_MIRRORING);
    found.message(octets.is_empty(), PER_PEER_END, Breach::MIRRORING_EMPTY);
    let is_missing = summary.has_errored && !summary.has(MESSAGE);
    found.message(is_missing, PER_PEER_END, Breach::MIRRORING_ERRORED_PDU);
    tlvs
}

pub(super) fn peer_down<'a>(
    message: &PeerDown<&'a [u8]>,
    peer: Option<Peer>,
    is_version_4: bool,
    found: &mut Found,
) -> Tlvs<'a> {
    let reason = &message.reason;
    let end = PER_PEER_END + reason.encoded_len();
    let octets = message.information.into_entries().rest();
    let tlvs = Tlvs::of(Kind::PeerDown, octets, end);
    let summary = tlvs.summary();
    match reason {
        PeerDownReason::LocalNotification(None) | PeerDownReason::RemoteNotification(None) => {
            found.message(true, PER_PEER_END, Breach::PEER_DOWN_NOTIFICATION);
        }
        PeerDownReason::LocalEvent(None) => {
            found.message(true, PER_PEER_END, Breach::PEER_DOWN_EVENT);
        }
        _ => {}
    }
    if let Some(Err(malformed)) = reason.notification() {
        found.error(malformed.error);
    }
    if message.peer.is_loc_rib() {
        let is_other = !matches!(reason, PeerDownReason::LocalTlvs);
        found.message(is_other, PER_PEER_END, Breach::LOC_RIB_DOWN_REASON);
        let is_named = peer.is_some_and(|peer| peer.is_named);
        let is_nameless = is_named && !summary.has(TABLE_NAME);
        found.message(is_nameless, end, Breach::LOC_RIB_DOWN_NAME);
    }
    let has_tlvs = match reason {
        _ if is_version_4 => true,
        PeerDownReason::LocalTlvs => true,
        // A name that was in the Peer Up must also be in the Peer Down (RFC 9069, section 5.2.1).
        PeerDownReason::LocalEvent(None) => false,
        _ => summary.has_only(TABLE_NAME),
    };
    if has_tlvs {
        return tlvs;
    }
    let is_longer = !octets.is_empty() && !matches!(reason, PeerDownReason::LocalEvent(None));
    found.message(is_longer, end, Breach::PEER_DOWN_TRAILING);
    Tlvs::default()
}

pub(super) fn peer_up<'a>(message: &PeerUp<&'a [u8]>, found: &mut Found) -> Tlvs<'a> {
    let peer = &message.peer;
    let (sent, received) = (&message.sent_open, &message.received_open);
    for open in [sent, received] {
        if let Err(malformed) = open {
            found.error(malformed.error);
        }
    }
    let end = OPENS + bgp::pdu_len(sent) + bgp::pdu_len(received);
    let octets = message.information.into_entries().rest();
    let tlvs = Tlvs::of(Kind::PeerUp, octets, end);
    let ports = (message.local_port, message.remote_port);
    if peer.is_loc_rib() {
        let has_address = message.local_address_words() != [0, 0];
        found.message(has_address, LOCAL_ADDRESS, Breach::LOC_RIB_LOCAL_ADDRESS);
        found.message(ports != (0, 0), PORTS, Breach::LOC_RIB_PORTS);
        if let (Ok(sent), Ok(received)) = (sent, received) {
            let is_missing = !sent.has_capability(FOUR_OCTET_AS);
            found.message(is_missing, OPENS, Breach::LOC_RIB_FOUR_OCTET_AS);
            found.message(sent != received, OPENS, Breach::LOC_RIB_OPENS);
        }
        let summary = tlvs.summary();
        let is_default = peer.distinguisher().0 == 0;
        let is_other = is_default && summary.has(TABLE_NAME) && !summary.is_global;
        found.rule(
            is_other,
            What::PeerUpTlv(TABLE_NAME),
            end,
            Breach::LOC_RIB_GLOBAL_NAME,
        );
    } else if peer.address().is_some() {
        let is_wide = !peer.is_ipv6() && !is_ipv4(message.local_address_words());
        found.message(is_wide, LOCAL_ADDRESS, Breach::LOCAL_ADDRESS_PADDING);
        let is_half = (ports.0 == 0) != (ports.1 == 0);
        found.message(is_half, PORTS, Breach::PEER_UP_PORTS);
        let is_own = message.local_address_words() == peer.address_words();
        let is_local = ports == (0, 0) && is_own;
        found.message(is_local, LOCAL_ADDRESS, Breach::LOCALLY_SOURCED_PEER);
        if let Ok(received) = received {
            let is_other = received.asn() != peer.asn();
            found.header(is_other, 26, Breach::PEER_UP_AS);
            let is_other = received.bgp_identifier != peer.bgp_id();
            found.header(is_other, 30, Breach::PEER_UP_BGP_ID);
        }
    }
    tlvs
}

// Offsets in a Peer Up.
const LOCAL_ADDRESS: usize = PER_PEER_END;
const PORTS: usize = LOCAL_ADDRESS + 16;
const OPENS: usize = PORTS + 4;

/// The code of the 4-octet AS capability.
const FOUR_OCTET_AS: u8 = 65;

/// Returns what a Peer Up tells of its peer.
pub(super) fn known(message: &PeerUp<&[u8]>) -> Peer {
    let octets = message.information.into_entries().rest();
    let open = message.sent_open.as_ref().ok();
    let open = open.filter(|_| message.peer.is_loc_rib());
    Peer {
        bgp_id: message.peer.bgp_id().to_bits(),
        ups: 1,
        policies: policy(&message.peer),
        is_named: Tlvs::of(Kind::PeerUp, octets, 0).summary().has(TABLE_NAME),
        families: open.map_or(FamilySet::default(), |open| open.multiprotocol().collect()),
        add_path: open.map_or(FamilySet::default(), add_path),
        has_open: open.is_some(),
    }
}

/// Returns the families that an OPEN names for ADD-PATH, with any intent.
fn add_path(open: &Open<&[u8]>) -> FamilySet {
    let capabilities = open.capabilities().flatten();
    let families = capabilities.filter_map(|capability| match capability {
        Capability::AddPath(families) => Some(families.into_iter().map(|entry| entry.family)),
        _ => None,
    });
    families.flatten().collect()
}
