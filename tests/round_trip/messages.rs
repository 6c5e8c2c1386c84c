//! Messages of any kind, as one builds them, and the session that each is of.

use std::net::{IpAddr, Ipv4Addr};

use bmp_codec::bgp::nlri::Family;
use bmp_codec::bgp::{
    self, Keepalive, Notification, RefreshKind, RouteRefresh, Session, UnknownMessage,
};
use bmp_codec::bmp::{
    self, FsmEvent, InitiationTlv, InitiationTlvs, Message, MirroringInformation, MirroringTlv,
    MirroringTlvs, PeerDown, PeerDownReason, PeerFlags, PeerType, PeerUp, PeerUpTlv, PeerUpTlvs,
    PerPeerHeader, RouteMirroring, RouteMonitoring, Statistic, StatisticLayout, StatisticType,
    StatisticValue, StatisticsReport, Termination, TerminationReason, TerminationTlv,
    UnknownReason, UnknownTlv,
};
use bmp_codec::net::{Asn, AsnWidth, RouteDistinguisher};
use bmp_codec::wire::{Octets, Text};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::{capabilities, values};

/// A peer of any type. Its A flag is that of the width.
pub(crate) fn peers(width: AsnWidth) -> impl Strategy<Value = PerPeerHeader> {
    let words = any::<(u32, Ipv4Addr, u32, u32)>();
    (0..=4_u8, any::<u8>(), any::<u64>(), any::<IpAddr>(), words).prop_map(
        move |(peer_type, flags, distinguisher, address, (asn, id, seconds, microseconds))| {
            // Only these types have an A flag.
            let peer_type = if width == AsnWidth::Two {
                peer_type % 3
            } else {
                peer_type
            };
            let flags = match width {
                AsnWidth::Two => flags | PeerFlags::TWO_OCTET_AS.0,
                AsnWidth::Four => flags & !PeerFlags::TWO_OCTET_AS.0,
            };
            PerPeerHeader::new(PeerType::from(peer_type), Asn(asn), id)
                .with_flags(PeerFlags(flags))
                .with_distinguisher(RouteDistinguisher(distinguisher))
                .with_timestamp(seconds, microseconds)
                .with_address(address)
        },
    )
}

fn texts() -> impl Strategy<Value = Text> {
    "[ -~äß]{0,30}".prop_map(|text| Text::from(&*text))
}

fn route_monitoring(session: Session) -> impl Strategy<Value = Message> {
    let width = session.asn_width();
    (
        peers(width),
        values::update(session),
        vec(any::<u8>(), 0..4),
    )
        .prop_map(|(peer, update, trailing)| {
            let trailing = Octets(trailing);
            Message::RouteMonitoring(RouteMonitoring {
                trailing,
                ..RouteMonitoring::new(peer, update)
            })
        })
}

/// A TLV of a peer: of any type that has a name, or of another.
fn peer_up_tlv() -> impl Strategy<Value = PeerUpTlv> {
    let text: [fn(Text) -> PeerUpTlv; 5] = [
        PeerUpTlv::String,
        PeerUpTlv::SysDescr,
        PeerUpTlv::SysName,
        PeerUpTlv::VrfTableName,
        PeerUpTlv::AdminLabel,
    ];
    prop_oneof![
        (0..text.len(), texts()).prop_map(move |(place, value)| text[place](value)),
        unknown_tlv(5).prop_map(PeerUpTlv::Unknown),
    ]
}

/// A TLV of a type from `first` on.
fn unknown_tlv(first: u16) -> impl Strategy<Value = UnknownTlv> {
    (first..=u16::MAX, values::octets(30))
        .prop_map(|(tlv_type, octets)| UnknownTlv { tlv_type, octets })
}

fn peer_up() -> impl Strategy<Value = Message> {
    let tlvs = vec(peer_up_tlv(), 0..3);
    let opens = (capabilities::open(), capabilities::open());
    (
        peers(AsnWidth::Four),
        any::<(IpAddr, u16, u16)>(),
        opens,
        tlvs,
    )
        .prop_map(|(peer, (address, local, remote), (sent, received), tlvs)| {
            let tlvs = PeerUpTlvs::of(tlvs).unwrap();
            let peer = peer.with_address(address);
            let up = PeerUp::unchecked(peer, address, sent, received);
            Message::PeerUp(up.with_ports(local, remote).with_information(tlvs))
        })
}

/// NOTIFICATIONs, most with a code and a subcode that say what the data is.
fn notification() -> impl Strategy<Value = Notification> {
    let kind = prop_oneof![(1..10_u8, 0..12_u8), any::<(u8, u8)>()];
    (kind, vec(0..12_u8, 0..12)).prop_map(|((code, subcode), data)| Notification {
        code: code.into(),
        subcode,
        data: Octets(data),
    })
}

/// ROUTE-REFRESHes, with whatever octets as filters, and with a block of them of each type.
fn refresh() -> impl Strategy<Value = RouteRefresh> {
    let family = prop_oneof![
        (1..3_u16, Just(1)),
        (Just(25), Just(70)),
        any::<(u16, u8)>()
    ];
    let orf = (64..67_u8, vec(0..9_u8, 0..40)).prop_map(|(orf_type, entries)| {
        let length = entries.len() as u8;
        [&[orf_type, 0, length], &entries[..]].concat()
    });
    let filters = prop_oneof![
        vec(any::<u8>(), 0..20),
        vec(orf, 0..3).prop_map(|orfs| [&[1][..], &orfs.concat()].concat()),
    ];
    (family, 0..4_u8, filters).prop_map(|((afi, safi), kind, filters)| RouteRefresh {
        filters: Octets(filters),
        ..RouteRefresh::new(Family::new(afi, safi), RefreshKind::from(kind))
    })
}

fn peer_down() -> impl Strategy<Value = Message> {
    let notification = || notification().prop_map(|notification| Some(Ok(notification)));
    let reason = prop_oneof![
        notification().prop_map(PeerDownReason::LocalNotification),
        notification().prop_map(PeerDownReason::RemoteNotification),
        any::<u16>().prop_map(|event| PeerDownReason::LocalEvent(Some(FsmEvent::from(event)))),
        Just(PeerDownReason::RemoteNoData),
        Just(PeerDownReason::DeConfigured),
        Just(PeerDownReason::LocalTlvs),
        // Some routers leave these out.
        Just(PeerDownReason::LocalNotification(None)),
        Just(PeerDownReason::RemoteNotification(None)),
        Just(PeerDownReason::LocalEvent(None)),
        (7..=255_u8, values::octets(20))
            .prop_map(|(reason, octets)| PeerDownReason::Unknown(UnknownReason { reason, octets })),
    ];
    let tlvs = vec(peer_up_tlv(), 0..3);
    (peers(AsnWidth::Four), reason, tlvs).prop_map(|(peer, reason, mut tlvs)| {
        // Behind these, TLVs would be taken for what was left out, or for a part of the reason.
        if lacks_data(&reason) || reason.name().is_none() {
            tlvs.clear();
        }
        let information = PeerUpTlvs::of(tlvs).unwrap();
        Message::PeerDown(PeerDown {
            peer,
            reason,
            information,
        })
    })
}

/// Whether the reason lacks the data that it should have.
pub(crate) fn lacks_data<B: AsRef<[u8]>>(reason: &PeerDownReason<B>) -> bool {
    matches!(
        reason,
        PeerDownReason::LocalNotification(None)
            | PeerDownReason::RemoteNotification(None)
            | PeerDownReason::LocalEvent(None)
    )
}

fn statistics() -> impl Strategy<Value = Message> {
    let family = || any::<(u16, u8)>().prop_map(|(afi, safi)| Family::new(afi, safi));
    let statistic = prop_oneof![
        8 => (select(StatisticType::ALL), family(), any::<u64>()).prop_map(
            |(statistic_type, family, value)| match statistic_type.layout().unwrap() {
                StatisticLayout::Counter => Statistic::counter(statistic_type, value as u32),
                StatisticLayout::Gauge => Statistic::gauge(statistic_type, value),
                StatisticLayout::PerFamily => Statistic::per_family(statistic_type, family, value),
                other => panic!("a test of {other:?}"),
            }
        ),
        1 => (60_000..=u16::MAX, values::octets(20)).prop_map(|(number, octets)| Statistic {
            statistic_type: number.into(),
            value: StatisticValue::Unknown(octets),
        }),
    ];
    (peers(AsnWidth::Four), vec(statistic, 0..12)).prop_map(|(peer, statistics)| {
        Message::StatisticsReport(StatisticsReport::new(peer, statistics).unwrap())
    })
}

fn mirrored(session: Session) -> impl Strategy<Value = Message> {
    let message = prop_oneof![
        values::update(session)
            .prop_map(bgp::Message::Update)
            .boxed(),
        capabilities::open().prop_map(bgp::Message::Open),
        Just(bgp::Message::Keepalive(Keepalive)),
        refresh().prop_map(bgp::Message::RouteRefresh),
        notification().prop_map(bgp::Message::Notification),
        (6..=255_u8, vec(any::<u8>(), 0..20)).prop_map(|(message_type, body)| {
            let body = Octets(body);
            bgp::Message::Unknown(UnknownMessage { message_type, body })
        }),
    ];
    let tlvs = (any::<u16>(), proptest::option::of(unknown_tlv(2)), message);
    (peers(AsnWidth::Four), tlvs).prop_map(move |(peer, (code, unknown, message))| {
        let tlvs = [MirroringTlv::Information(MirroringInformation::from(code))]
            .into_iter()
            .chain(unknown.map(MirroringTlv::Unknown))
            .chain([MirroringTlv::BgpMessage(Ok(message))]);
        let tlvs = MirroringTlvs::in_session(session, tlvs).unwrap();
        Message::RouteMirroring(RouteMirroring { peer, tlvs })
    })
}

fn without_peer() -> impl Strategy<Value = Message> {
    let text: [fn(Text) -> InitiationTlv; 3] = [
        InitiationTlv::String,
        InitiationTlv::SysDescr,
        InitiationTlv::SysName,
    ];
    let tlv = prop_oneof![
        (0..text.len(), texts()).prop_map(move |(place, value)| text[place](value)),
        unknown_tlv(5).prop_map(InitiationTlv::Unknown),
    ];
    let initiation = vec(tlv, 0..4).prop_map(|tlvs| {
        let information = InitiationTlvs::of(tlvs).unwrap();
        Message::Initiation(bmp::Initiation { information })
    });
    let behind = prop_oneof![
        texts().prop_map(TerminationTlv::String),
        unknown_tlv(2).prop_map(TerminationTlv::Unknown),
    ];
    let termination = (any::<u16>(), vec(behind, 0..3)).prop_map(|(reason, tlvs)| {
        let termination = Termination::new(TerminationReason::from(reason));
        let with_all = tlvs
            .into_iter()
            .try_fold(termination, |termination, tlv| termination.with(tlv));
        Message::Termination(with_all.unwrap())
    });
    let unknown = (7..=255_u8, vec(any::<u8>(), 0..20)).prop_map(|(message_type, body)| {
        let body = Octets(body);
        Message::Unknown(bmp::UnknownMessage { message_type, body })
    });
    prop_oneof![initiation, termination, unknown]
}

/// A message, and the session that it is of.
pub(crate) fn messages() -> impl Strategy<Value = (Session, Message)> {
    values::sessions().prop_flat_map(|session| {
        let message = prop_oneof![
            4 => route_monitoring(session).boxed(),
            2 => mirrored(session).boxed(),
            1 => peer_up().boxed(),
            1 => peer_down().boxed(),
            1 => statistics().boxed(),
            1 => without_peer().boxed(),
        ];
        (Just(session), message)
    })
}
