//! Encoding into a buffer of exactly the size: no allocation, and nothing at all where an byte is missing.
//!
//! Every type of BMP message, as it was read, changed, and built; into vectors, `BytesMut` and slices.

use std::net::Ipv4Addr;

use allocation_counter::measure;
use bmp_codec::bgp::attribute::{AsPath, Communities, Community, NextHop, Origin, PathAttributes};
use bmp_codec::bgp::capability::Capability;
use bmp_codec::bgp::nlri::{Ipv4Prefix, Route, Routes};
use bmp_codec::bgp::{self, Open, Session, Update};
use bmp_codec::bmp::{
    Initiation, Message, MessageType, MirroringInformation, MirroringTlv, MirroringTlvs, PeerDown,
    PeerDownReason, PeerUp, PerPeerHeader, RouteMirroring, RouteMonitoring, Statistic,
    StatisticType, StatisticsReport, Termination, TerminationReason, UnknownMessage,
};
use bmp_codec::net::Asn;
use bmp_codec::wire::Octets;
use bmp_codec::{Encode, EncodeError};
use bytes::{BufMut, Bytes, BytesMut};

use crate::support::{hand, recorded};

/// Runs it, which is to ask for no memory.
fn without_memory(what: &str, run: impl FnOnce()) {
    assert_eq!(measure(run).count_total, 0, "{what}");
}

/// A message encodes to these octets where there is just room for them, without memory of its own; and to nothing where
/// there is less.
fn check<B: AsRef<[u8]>>(what: &str, message: &Message<B>, expected: &[u8]) {
    assert_eq!(message.encoded_len(), expected.len(), "{what}");

    let mut vector = Vec::with_capacity(expected.len());
    without_memory(what, || message.encode(&mut vector).unwrap());
    assert_eq!(vector, expected, "{what}");
    let mut bytes = BytesMut::with_capacity(expected.len());
    without_memory(what, || message.encode(&mut bytes).unwrap());
    assert_eq!(bytes, expected, "{what}");
    let mut array = vec![0; expected.len()];
    let mut slice = &mut array[..];
    without_memory(what, || message.encode(&mut slice).unwrap());
    assert!(slice.is_empty(), "{what}");
    assert_eq!(array, expected, "{what}");
    let mut limited = Vec::with_capacity(expected.len()).limit(expected.len());
    without_memory(what, || message.encode(&mut limited).unwrap());
    assert_eq!(limited.into_inner(), expected, "{what}");

    for room in [expected.len() - 1, 0] {
        let needed = expected.len();
        let full = EncodeError::Full { needed, room };
        let mut array = vec![7; room];
        let mut slice = &mut array[..];
        without_memory(what, || {
            assert_eq!(message.encode(&mut slice), Err(full), "{what}");
        });
        assert_eq!(slice.len(), room, "{what}");
        assert!(array.iter().all(|octet| *octet == 7), "{what}");
        let mut limited = BytesMut::with_capacity(needed).limit(room);
        without_memory(what, || {
            assert_eq!(message.encode(&mut limited), Err(full), "{what}");
        });
        assert!(limited.get_ref().is_empty(), "{what}");
        assert_eq!(limited.remaining_mut(), room, "{what}");
    }
}

/// Messages as they were read, on octets of all kinds.
#[test]
fn decoded() {
    let mut types = Vec::new();
    for frame in recorded::frames() {
        let (name, octets) = (&frame.name, Bytes::from(frame.octets.clone()));
        let message = Message::decode(&octets, frame.session()).unwrap();
        types.push(u8::from(message.message_type()));
        check(name, &message, &octets);
        check(name, &message.to_owned(), &octets);
        check(name, &message.share(&octets), &octets);
    }
    let unknown = [3, 0, 0, 0, 8, 9, 1, 2];
    let message = Message::decode(&unknown, Session::default()).unwrap();
    check("unknown", &message, &unknown);
    for known in MessageType::ALL {
        assert!(types.contains(&u8::from(*known)), "no {known}");
    }
}

/// The header of another peer in all messages that have one.
#[test]
fn with_another_peer() {
    let mut types = Vec::new();
    for frame in recorded::frames() {
        let decoded = Message::decode(&frame.octets, frame.session()).unwrap();
        if decoded.peer().is_none() {
            continue;
        }
        let mut message = decoded.to_owned();
        match &mut message {
            Message::RouteMonitoring(RouteMonitoring { peer, .. })
            | Message::StatisticsReport(StatisticsReport { peer, .. })
            | Message::PeerDown(PeerDown { peer, .. })
            | Message::PeerUp(PeerUp { peer, .. })
            | Message::RouteMirroring(RouteMirroring { peer, .. }) => *peer = self::peer(),
            other => panic!("{other:?} has no peer"),
        }
        types.push(u8::from(message.message_type()));
        let expected = [&frame.octets[..6], &PEER, &frame.octets[48..]].concat();
        check(&frame.name, &message, &expected);
    }
    types.sort_unstable();
    types.dedup();
    assert_eq!(types, [0, 1, 2, 3, 6]);
}

/// An attribute set, one taken out, and one added.
#[test]
fn with_other_attributes() {
    // ORIGIN, NEXT_HOP, COMMUNITIES of two; then LOCAL_PREF instead of the last one, by way of another next hop.
    let before = hand::hex("400101 00 400304 c0000201 c00808 fde80001 fde80002");
    let after = hand::hex("400101 00 400304 c0000263 400504 000000c8");
    let (withdrawn, nlri) = ([8, 10], [24, 198, 51, 100]);
    let frame = hand::monitoring(&PEER, &hand::update(&withdrawn, &before, &nlri));
    let decoded = Message::decode(&frame, Session::default()).unwrap();
    let Message::RouteMonitoring(mut monitoring) = decoded.to_owned() else {
        panic!("{decoded:?}")
    };
    let attributes = &mut monitoring.update.as_mut().unwrap().path_attributes;
    attributes
        .set(&NextHop::from(Ipv4Addr::new(192, 0, 2, 99)))
        .unwrap();
    attributes.set(&bgp::attribute::LocalPref(200)).unwrap();
    assert!(attributes.remove(8));
    let expected = hand::monitoring(&PEER, &hand::update(&withdrawn, &after, &nlri));
    check("edited", &Message::from(monitoring), &expected);
}

/// That of [`peer`].
const PEER: [u8; 42] = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 192, 0, 2, 10, 0, 1, 0, 14,
    10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0,
];

/// A peer of the router: 192.0.2.10, AS 65550, BGP identifier 10.0.0.1, at a time that is not known.
fn peer() -> PerPeerHeader {
    PerPeerHeader::global([192, 0, 2, 10].into(), Asn(65550), [10, 0, 0, 1].into())
}

fn route(text: &str) -> Route<Ipv4Prefix> {
    Route::from(text.parse::<Ipv4Prefix>().unwrap())
}

/// An OPEN of 180 seconds that says the AS in the capability for it.
fn open(asn: u32, identifier: [u8; 4]) -> Open {
    let capability = Capability::FourOctetAsNumber(Asn(asn));
    Open::new(Asn(asn), 180, identifier.into(), [capability]).unwrap()
}

#[test]
fn built() {
    let session = Session::default();
    let mut path_attributes = PathAttributes::new(session);
    path_attributes.add(&Origin::Igp).unwrap();
    let path = AsPath::sequence([Asn(64496), Asn(65551)]).unwrap();
    path_attributes.add(&path).unwrap();
    let next_hop = NextHop::from(Ipv4Addr::new(192, 0, 2, 1));
    path_attributes.add(&next_hop).unwrap();
    let communities = Communities::from_iter([Community::new(65000, 1), Community::NO_EXPORT]);
    path_attributes.add(&communities).unwrap();
    let update = Update {
        withdrawn_routes: Routes::in_session(session, [route("10.0.0.0/8")]).unwrap(),
        path_attributes,
        nlri: Routes::in_session(session, [route("198.51.100.0/24")]).unwrap(),
    };
    let attributes = hand::hex(
        "400101 00 40020a 0202 0000fbf0 0001000f 400304 c0000201 c00808 fde80001 ffffff01",
    );
    let update_octets = hand::update(&[8, 10], &attributes, &[24, 198, 51, 100]);
    check(
        "Route Monitoring",
        &RouteMonitoring::new(peer(), update.clone()).into(),
        &hand::monitoring(&PEER, &update_octets),
    );

    let statistics = [
        Statistic::counter(StatisticType::AsPathLoops, 3),
        Statistic::counter(StatisticType::RejectedPrefixes, 7),
    ];
    let body = hand::hex("00000002 0004 0004 00000003 0000 0004 00000007");
    check(
        "Statistics Report",
        &StatisticsReport::new(peer(), statistics).unwrap().into(),
        &hand::bmp(1, &[&PEER[..], &body].concat()),
    );

    check(
        "Peer Down",
        &PeerDown::new(peer(), PeerDownReason::<Vec<u8>>::RemoteNoData).into(),
        &hand::peer_down(&PEER, 4),
    );

    let (sent, received) = (open(64496, [192, 0, 2, 1]), open(65550, [10, 0, 0, 1]));
    let mut up = PeerUp::new(peer(), [192, 0, 2, 1].into(), sent, received).unwrap();
    (up.local_port, up.remote_port) = (179, 40000);
    // AS_TRANS (RFC 6793, section 9) where 65550 does not fit.
    let received = hand::hex("04 5ba0 00b4 0a000001 08 02 06 41 04 0001000e");
    let received = hand::bgp(1, &received);
    check(
        "Peer Up",
        &up.into(),
        &hand::peer_up(&PEER, &hand::open(&hand::FOUR_OCTETS), &received),
    );

    check(
        "Initiation",
        &Initiation::new("IOS", "r1").unwrap().into(),
        &hand::bmp(4, &hand::hex("0001 0003 494f53 0002 0002 7231")),
    );
    check(
        "Termination",
        &Termination::new(TerminationReason::OutOfResources).into(),
        &hand::bmp(5, &hand::hex("0001 0002 0002")),
    );

    let tlvs = MirroringTlvs::in_session(
        bmp_codec::bgp::Session::default(),
        [
            MirroringTlv::Information(MirroringInformation::MessagesLost),
            MirroringTlv::BgpMessage(Ok(bgp::Message::Update(update))),
        ],
    );
    let length = (update_octets.len() as u16).to_be_bytes();
    let lost = hand::hex("0001 0002 0001");
    let body = [&PEER[..], &lost, &[0, 0], &length, &update_octets].concat();
    check(
        "Route Mirroring",
        &RouteMirroring {
            peer: peer(),
            tlvs: tlvs.unwrap(),
        }
        .into(),
        &hand::bmp(6, &body),
    );

    let unknown = UnknownMessage {
        message_type: 200,
        body: Octets(vec![1, 2, 3]),
    };
    check(
        "unknown",
        &Message::Unknown(unknown),
        &hand::bmp(200, &[1, 2, 3]),
    );
}
