//! Messages that are built: what is encoded decodes to the same value, in every form, and in every format of serde.

mod capabilities;
#[cfg(feature = "serde")]
mod coverage;
mod flow_spec;
mod labeled;
#[cfg(feature = "serde")]
mod split;
mod texts;
pub(crate) mod values;
#[cfg(feature = "serde")]
pub(crate) mod varied;

use std::net::{IpAddr, Ipv4Addr};

use bmp_codec::bgp::nlri::{Family, Ipv4Prefix};
use bmp_codec::bgp::{
    self, Keepalive, Notification, Open, RefreshKind, RouteRefresh, Session, UnknownMessage, Update,
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
use bmp_codec::{Decode, Encode, EncodeError};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::support::forms;
use crate::support::walk::Walk;

/// A peer of any type. Its A flag is that of the width.
fn peers(width: AsnWidth) -> impl Strategy<Value = PerPeerHeader> {
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

/// Whether the reason says that there is data, and there is none.
fn lacks_data<B: AsRef<[u8]>>(reason: &PeerDownReason<B>) -> bool {
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
fn messages() -> impl Strategy<Value = (Session, Message)> {
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

/// Encodes a message that was built, and reads it in its session: it is what was built, and encodes to the same octets.
fn round_trip(session: Session, message: &Message, frame: &[u8]) {
    assert_eq!(frame.len(), message.encoded_len());
    assert!(bmp::frames(frame).eq([Ok(frame)]));
    let read = Message::decode(frame, session).unwrap();
    assert_eq!(read, message.view());
    assert_eq!(&read.to_owned(), message);
    forms::check(&read, frame);

    let mut walk = Walk::default();
    walk.bmp(&read);
    // Inside of attributes there may be numbers that an RFC rules out.
    let lacks = matches!(message, Message::PeerDown(down) if lacks_data(&down.reason));
    assert_eq!(walk.errors, usize::from(lacks));
}

/// So many times what is usual, of which PROPTEST_CASES can make more or less.
fn config(times: u32) -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig {
        cases: times * usual.cases,
        failure_persistence: None,
        ..usual
    }
}

proptest! {
    #![proptest_config(config(3))]

    #[test]
    fn messages_of_bmp((session, message) in messages()) {
        let frame = message.to_vec().unwrap();
        round_trip(session, &message, &frame);
        #[cfg(feature = "serde")]
        {
            let read = Message::decode(&frame, session).unwrap();
            forms::check_binary(&read, &frame);
            forms::check_exact_json(&read, &frame);
            // From the value that was built as from the one that was read.
            let text = serde_json::to_string(&message).unwrap();
            prop_assert_eq!(&text, &serde_json::to_string(&read).unwrap());
            let again: Message = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(&again, &message);
            let again: Message<bytes::Bytes> = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(again.view(), message.view());
        }
    }

    /// Messages with other octets in them: what can be read encodes to the octets it was read from.
    #[test]
    fn octets(
        (session, message) in messages(),
        changes in vec((any::<Index>(), any::<u8>()), 1..5),
    ) {
        let mut frame = message.to_vec().unwrap();
        // Behind the common header.
        let body = frame.len() - 6;
        if body > 0 {
            for (place, octet) in changes {
                frame[6 + place.index(body)] = octet;
            }
        }
        if let Ok(read) = Message::decode(&frame, session) {
            forms::check(&read, &frame);
        }
    }

    #[test]
    fn updates((session, update) in values::sessions().prop_flat_map(|session| (Just(session), values::update(session)))) {
        let octets = update.to_vec().unwrap();
        let read = Update::from_octets_in(&octets, session).unwrap();
        prop_assert_eq!(read, update.view());
        prop_assert_eq!(octets.len(), update.encoded_len());
        prop_assert_eq!(&read.to_vec().unwrap(), &octets);
        // Everything decodes, whether it keeps the rules of its RFC or not.
        prop_assert_eq!(read.withdrawn_routes.check(), Ok(()));
        prop_assert_eq!(read.path_attributes.check(), Ok(()));
        prop_assert_eq!(read.nlri.check(), Ok(()));
        prop_assert_eq!(update.path_attributes.check(), Ok(()));
    }

    #[test]
    fn opens(open in capabilities::open()) {
        let octets = open.to_vec().unwrap();
        let read = Open::from_octets(&octets).unwrap();
        prop_assert_eq!(read, open.view());
        prop_assert_eq!(octets.len(), open.encoded_len());
        prop_assert_eq!(&read.to_vec().unwrap(), &octets);
        prop_assert!(read.capabilities().all(|capability| capability.is_ok()));
    }
}

proptest! {
    #![proptest_config(config(1))]

    /// A buffer with room takes it all; a smaller one nothing.
    #[test]
    fn buffers((_, message) in messages(), less in 1..40_usize) {
        let frame = message.to_vec().unwrap();
        let mut buffer = vec![0; frame.len()];
        message.encode(&mut &mut buffer[..]).unwrap();
        prop_assert_eq!(&buffer, &frame);
        let room = frame.len().saturating_sub(less);
        let mut buffer = vec![7; room];
        let error = EncodeError::Full { needed: frame.len(), room };
        prop_assert_eq!(message.encode(&mut &mut buffer[..]), Err(error));
        prop_assert_eq!(buffer, vec![7; room]);
    }

    #[test]
    fn routes_of_another_session(session in values::sessions(), address in any::<u32>()) {
        let error = values::of_another_session(session, Ipv4Prefix::from((address, 24)));
        prop_assert!(matches!(error, EncodeError::Session { .. }), "{error}");
    }

    #[test]
    fn stacks_of_another_session(session in values::sessions(), top in labeled::label(), bottom in labeled::label()) {
        labeled::of_another_session(session, top, bottom)?;
    }
}
