//! The same walk with the crate, as a user would write it: it folds the values that [`hand`](super::hand) folds.

use std::net::IpAddr;

use bmp_codec::Encode;
use bmp_codec::bgp::attribute::{AttributeValue, MpNextHop, MpReach};
use bmp_codec::bgp::capability::{AddPath, Capability, Multiprotocol};
use bmp_codec::bgp::nlri::{
    AnyRoute, Evpn, Family, FamilySet, Ipv4Prefix, Ipv6Prefix, Nlri, Route, Routes, VpnIpv4,
};
use bmp_codec::bgp::{self, Open, Session, Update};
use bmp_codec::bmp::{self, Message, PeerTable, PerPeerHeader, RouteMonitoring};

use bmp_codec::net::{Asn, EthernetSegmentId};
use ipnet::IpNet;

use super::hand::fold;
use super::streams::Stream;

/// The session that all peers of a stream have.
pub(crate) fn session(stream: &Stream) -> Session {
    let families = if stream.add_path {
        FamilySet::from_iter(Family::TYPED.iter().copied())
    } else {
        FamilySet::EMPTY
    };
    Session::default().with_add_path(families)
}

/// A table that has seen the Peer Up of all peers of a stream.
pub(crate) fn peers(stream: &[u8], session: Session) -> PeerTable {
    let families = families(stream, session);
    let mut peers = PeerTable::default();
    for frame in bmp::frames(stream).flatten() {
        let up = peer_up(&frame[6..48], session, families);
        peers.decode(&up).expect("a Peer Up that can be read");
    }
    peers
}

/// The families that there are routes of: those that peers speak.
fn families(stream: &[u8], session: Session) -> FamilySet {
    let mut families = FamilySet::EMPTY;
    for frame in bmp::frames(stream).flatten() {
        let Ok(Message::RouteMonitoring(monitoring)) = Message::decode(frame, session) else {
            continue;
        };
        let update = monitoring.update.expect("an UPDATE that can be read");
        if !update.nlri.is_empty() || !update.withdrawn_routes.is_empty() {
            families = families.or(Family::IPV4_UNICAST.into());
        }
        for attribute in update.path_attributes.iter().flatten() {
            let family = match attribute.value {
                AttributeValue::MpReach(reach) => reach.nlri.family(),
                AttributeValue::MpUnreach(unreach) => unreach.nlri.family(),
                _ => continue,
            };
            families = families.or(family.into());
        }
    }
    families
}

/// The frame of a Peer Up, by which a session is what it is.
fn peer_up(per_peer: &[u8], session: Session, families: FamilySet) -> Vec<u8> {
    let add_path = session.add_path().iter().map(|family| AddPath {
        family,
        mode: AddPath::BOTH,
    });
    let capabilities = [
        Capability::FourOctetAsNumber(Asn(65001)),
        Capability::AddPath(add_path.collect()),
    ];
    let spoken = families.iter().map(|family| {
        Capability::Multiprotocol(Multiprotocol {
            family,
            reserved: 0,
        })
    });
    let capabilities = capabilities.into_iter().chain(spoken);
    let open = Open::new(Asn(65001), 90, [192, 0, 2, 1].into(), capabilities);
    let open = bgp::Message::Open(open.expect("capabilities that fit"));
    let open = open.to_vec().expect("an OPEN that fits");
    let body = [per_peer, &[0; 20], &open, &open].concat();
    let length = u32::try_from(6 + body.len()).expect("a short message");
    [&[3][..], &length.to_be_bytes(), &[3], &body].concat()
}

/// Reads every message in one session.
pub(crate) fn in_session(stream: &[u8], session: Session) -> Option<u64> {
    let (mut frames, mut sum) = (bmp::frames(stream), 0);
    for frame in &mut frames {
        match Message::decode(frame.ok()?, session).ok()? {
            Message::RouteMonitoring(monitoring) => sum = route_monitoring(sum, &monitoring)?,
            _ => return None,
        }
    }
    frames.rest().is_empty().then_some(sum)
}

/// Reads every message in the session of its peer, and learns from Peer Up.
pub(crate) fn in_table(stream: &[u8], peers: &mut PeerTable) -> Option<u64> {
    let (mut frames, mut sum) = (bmp::frames(stream), 0);
    for frame in &mut frames {
        match peers.decode(frame.ok()?).ok()? {
            Message::RouteMonitoring(monitoring) => sum = route_monitoring(sum, &monitoring)?,
            _ => return None,
        }
    }
    frames.rest().is_empty().then_some(sum)
}

/// The same of a stream with all types of messages. Apart, so that what the others cost is not changed.
#[inline(never)]
pub(crate) fn all_in_session(stream: &[u8], session: Session) -> Option<u64> {
    let (mut frames, mut sum) = (bmp::frames(stream), 0);
    for frame in &mut frames {
        let frame = frame.ok()?;
        match Message::decode(frame, session).ok()? {
            Message::RouteMonitoring(monitoring) => sum = route_monitoring(sum, &monitoring)?,
            other => sum = rare(sum, &other, frame)?,
        }
    }
    frames.rest().is_empty().then_some(sum)
}

#[inline(never)]
pub(crate) fn all_in_table(stream: &[u8], peers: &mut PeerTable) -> Option<u64> {
    let (mut frames, mut sum) = (bmp::frames(stream), 0);
    for frame in &mut frames {
        let frame = frame.ok()?;
        match peers.decode(frame).ok()? {
            Message::RouteMonitoring(monitoring) => sum = route_monitoring(sum, &monitoring)?,
            other => sum = rare(sum, &other, frame)?,
        }
    }
    frames.rest().is_empty().then_some(sum)
}

/// Reads the announced routes alone, each with its own type.
#[inline(never)]
pub(crate) fn typed_routes(stream: &[u8], session: Session) -> Option<u64> {
    updates(stream, session, |sum, update| {
        let sum = match update.path_attributes.get::<MpReach<&[u8]>>().ok()? {
            Some(reach) => routes(sum, reach.nlri)?,
            None => sum,
        };
        ipv4(sum, update.nlri)
    })
}

/// Reads the announced routes alone, whatever their family.
#[inline(never)]
pub(crate) fn any_routes(stream: &[u8], session: Session) -> Option<u64> {
    updates(stream, session, |mut sum, update| {
        for route in update.announced() {
            sum = any_route(sum, &route.ok()?);
        }
        Some(sum)
    })
}

/// The same with a closure in place of a loop.
#[inline(never)]
pub(crate) fn each_route(stream: &[u8], session: Session) -> Option<u64> {
    updates(stream, session, |mut sum, update| {
        let mut are_whole = true;
        update.announced().for_each(|route| match route {
            Ok(route) => sum = any_route(sum, &route),
            Err(_) => are_whole = false,
        });
        are_whole.then_some(sum)
    })
}

#[inline(always)]
fn any_route(sum: u64, route: &AnyRoute) -> u64 {
    let sum = route.path_id.map_or(sum, |path_id| fold(sum, path_id));
    match route.prefix {
        None => sum,
        Some(IpNet::V4(net)) => fold(fold(sum, net.addr().to_bits()), net.prefix_len()),
        Some(IpNet::V6(net)) => {
            let address = net.addr().to_bits();
            let sum = fold(fold(sum, (address >> 64) as u64), address as u64);
            fold(sum, net.prefix_len())
        }
    }
}

#[inline(always)]
fn updates(
    stream: &[u8],
    session: Session,
    read: impl Fn(u64, &Update<&[u8]>) -> Option<u64>,
) -> Option<u64> {
    let mut sum = 0;
    for frame in bmp::frames(stream) {
        if let Message::RouteMonitoring(monitoring) = Message::decode(frame.ok()?, session).ok()? {
            sum = read(sum, &monitoring.update.ok()?)?;
        }
    }
    Some(sum)
}

/// A message without routes.
#[cold]
fn rare(sum: u64, message: &Message<&[u8]>, frame: &[u8]) -> Option<u64> {
    let code = match message {
        Message::StatisticsReport(_) => 1_u8,
        Message::PeerDown(_) => 2,
        Message::PeerUp(_) => 3,
        _ => return None,
    };
    Some(fold(fold(sum, code), frame.len() as u64))
}

#[inline(always)]
fn route_monitoring(sum: u64, monitoring: &RouteMonitoring<&[u8]>) -> Option<u64> {
    let sum = peer(sum, &monitoring.peer);
    update(sum, monitoring.update.ok()?)
}

#[inline(always)]
fn peer(sum: u64, peer: &PerPeerHeader) -> u64 {
    let address = u128::from_be_bytes(peer.address_octets());
    let (high, low) = ((address >> 64) as u64, address as u64);
    let sum = fold(fold(sum, u8::from(peer.peer_type())), peer.flags().0);
    let sum = fold(fold(fold(sum, peer.distinguisher().0), high), low);
    let sum = fold(fold(sum, peer.asn().0), peer.bgp_id().to_bits());
    fold(fold(sum, peer.seconds()), peer.microseconds())
}

#[inline(always)]
fn update(mut sum: u64, update: Update<&[u8]>) -> Option<u64> {
    sum = ipv4(sum, update.withdrawn_routes)?;
    for attribute in update.path_attributes {
        let attribute = attribute.ok()?;
        sum = fold(fold(sum, attribute.flags.0), attribute.value.code());
        match attribute.value {
            AttributeValue::Origin(origin) => sum = fold(sum, origin as u32),
            AttributeValue::AsPath(path) => {
                for segment in path.segments() {
                    sum = fold(sum, segment.kind as u8);
                    for asn in segment.asns {
                        sum = fold(sum, asn.0);
                    }
                }
            }
            AttributeValue::NextHop(next_hop) => sum = fold(sum, next_hop.address().to_bits()),
            AttributeValue::MultiExitDisc(med) => sum = fold(sum, med.0),
            AttributeValue::LocalPref(preference) => sum = fold(sum, preference.0),
            AttributeValue::AtomicAggregate(_) => {}
            AttributeValue::Aggregator(aggregator) => {
                sum = fold(
                    fold(sum, aggregator.asn().0),
                    aggregator.address().to_bits(),
                );
            }
            AttributeValue::Communities(communities) => {
                for community in communities {
                    sum = fold(sum, community.0);
                }
            }
            AttributeValue::ExtendedCommunities(communities) => {
                for community in communities {
                    sum = fold(sum, community.0);
                }
            }
            AttributeValue::LargeCommunities(communities) => {
                for community in communities {
                    sum = fold(fold(sum, community.global), community.local1);
                    sum = fold(sum, community.local2);
                }
            }
            AttributeValue::MpReach(reach) => {
                sum = family(sum, &reach.nlri);
                sum = next_hop(sum, &reach.next_hop)?;
                sum = routes(sum, reach.nlri)?;
            }
            AttributeValue::MpUnreach(unreach) => {
                sum = family(sum, &unreach.nlri);
                sum = routes(sum, unreach.nlri)?;
            }
            AttributeValue::Unknown(unknown) => sum = fold(sum, unknown.octets.len() as u64),
            // Of these the length is all that the hand-written walk takes.
            AttributeValue::OriginatorId(_) => sum = fold(sum, 4_u8),
            AttributeValue::ClusterList(list) => sum = fold(sum, list.octets().len() as u64),
            other => sum = fold(sum, bmp_codec::Encode::encoded_len(&other) as u64),
        }
    }
    ipv4(sum, update.nlri)
}

#[inline(always)]
fn family(sum: u64, nlri: &Nlri<&[u8]>) -> u64 {
    let family = nlri.family();
    fold(fold(sum, family.afi()), family.safi())
}

#[inline(always)]
fn next_hop(sum: u64, next_hop: &MpNextHop<&[u8]>) -> Option<u64> {
    let octets = next_hop.octets();
    let mut sum = fold(sum, octets.len() as u64);
    let (words, rest) = octets.as_chunks();
    for word in words {
        sum = fold(sum, u64::from_be_bytes(*word));
    }
    match *rest {
        [] => Some(sum),
        [a, b, c, d] => Some(fold(sum, u32::from_be_bytes([a, b, c, d]))),
        _ => None,
    }
}

#[inline(always)]
fn routes(sum: u64, nlri: Nlri<&[u8]>) -> Option<u64> {
    match nlri {
        Nlri::Ipv4Unicast(routes) => ipv4(sum, routes),
        Nlri::Ipv6Unicast(routes) => ipv6(sum, routes),
        Nlri::VpnIpv4Unicast(routes) => vpn_ipv4(sum, routes),
        Nlri::L2vpnEvpn(routes) => evpn(sum, routes),
        _ => None,
    }
}

#[inline(always)]
fn path_id<T>(sum: u64, route: &Route<T>) -> u64 {
    route.path_id.map_or(sum, |path_id| fold(sum, path_id))
}

#[inline(always)]
fn ipv4(mut sum: u64, routes: Routes<Ipv4Prefix, &[u8]>) -> Option<u64> {
    for route in routes {
        let route = route.ok()?;
        sum = path_id(sum, &route);
        sum = fold(sum, route.nlri.address().to_bits());
        sum = fold(sum, route.nlri.length());
    }
    Some(sum)
}

#[inline(always)]
fn ipv6(mut sum: u64, routes: Routes<Ipv6Prefix, &[u8]>) -> Option<u64> {
    for route in routes {
        let route = route.ok()?;
        sum = path_id(sum, &route);
        let address = route.nlri.address().to_bits();
        sum = fold(fold(sum, (address >> 64) as u64), address as u64);
        sum = fold(sum, route.nlri.length());
    }
    Some(sum)
}

#[inline(never)]
fn vpn_ipv4(mut sum: u64, routes: Routes<VpnIpv4, &[u8]>) -> Option<u64> {
    for route in routes {
        let route = route.ok()?;
        sum = path_id(sum, &route);
        sum = fold(fold(sum, route.nlri.labels.top().value()), route.nlri.rd.0);
        sum = fold(sum, route.nlri.prefix.address().to_bits());
        sum = fold(sum, route.nlri.prefix.length());
    }
    Some(sum)
}

#[inline(never)]
fn evpn(mut sum: u64, routes: Routes<Evpn, &[u8]>) -> Option<u64> {
    for route in routes {
        let route = route.ok()?;
        sum = path_id(sum, &route);
        match route.nlri {
            Evpn::MacIp(route) => {
                sum = segment(fold(fold(sum, 2_u8), route.rd.0), route.esi);
                sum = fold(fold(sum, route.ethernet_tag), route.mac.to_bits());
                sum = address(sum, route.ip.get());
                sum = fold(sum, route.label1.value());
                if let Some(label) = route.label2 {
                    sum = fold(sum, label.value());
                }
            }
            Evpn::IpPrefix(route) => {
                sum = segment(fold(fold(sum, 5_u8), route.rd.0), route.esi);
                sum = fold(sum, route.ethernet_tag);
                sum = address(sum, Some(route.prefix.address()));
                sum = fold(sum, route.prefix.length());
                sum = address(sum, route.gateway.get());
                sum = fold(sum, route.label.value());
            }
            _ => return None,
        }
    }
    Some(sum)
}

#[inline(always)]
fn segment(sum: u64, esi: EthernetSegmentId) -> u64 {
    let [a, b, c, d, e, f, g, h, i, j] = esi.octets();
    let sum = fold(sum, u64::from_be_bytes([a, b, c, d, e, f, g, h]));
    fold(sum, u16::from_be_bytes([i, j]))
}

#[inline(always)]
fn address(sum: u64, address: Option<IpAddr>) -> u64 {
    match address {
        None => fold(sum, 0_u8),
        Some(IpAddr::V4(address)) => fold(sum, address.to_bits()),
        Some(IpAddr::V6(address)) => {
            let address = address.to_bits();
            fold(fold(sum, (address >> 64) as u64), address as u64)
        }
    }
}
