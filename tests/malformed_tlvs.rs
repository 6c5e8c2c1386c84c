//! Malformed TLVs, statistics, mirrored messages and EVPN routes: what frames itself costs itself only.

use bmp_codec::bgp::Update;
use bmp_codec::bgp::attribute::AttributeValue;
use bmp_codec::bgp::nlri::{Evpn, Family, Nlri};
use bmp_codec::bmp::{Message, MirroringTlv, PeerDownReason};
use bmp_codec::{Decode, DecodeError, Encode, Fault, Malformed, What};

use crate::support::forms::read;
use crate::support::hand;

/// What is said of octets that are malformed.
type Said = (What, usize, Fault, Vec<u8>);

fn said(malformed: Malformed<&[u8]>) -> Said {
    let error: DecodeError = malformed.into();
    let octets = malformed.octets[..].to_vec();
    (error.what(), error.offset(), error.fault(), octets)
}

fn peer() -> Vec<u8> {
    hand::per_peer(0, 0, 10)
}

#[test]
fn information_that_ends_early() {
    let tlvs = [0, 1, 0, 2, b'h', b'i', 0, 2, 0, 9, b'x'];
    let frame = hand::bmp(4, &tlvs);
    let Message::Initiation(initiation) = read(&frame) else {
        panic!("not an Initiation")
    };
    assert_eq!(initiation.sys_descr(), Some("hi"));
    let mut walk = initiation.information.entries();
    assert!(walk.next().unwrap().is_ok());
    let rest = tlvs[6..].to_vec();
    let error = (What::InitiationTlv(2), 10, Fault::Truncated(8), rest);
    assert_eq!(said(walk.next().unwrap().unwrap_err()), error);
    assert!(walk.next().is_none());
}

#[test]
fn a_reason_of_three_octets() {
    let frame = hand::bmp(5, &[0, 1, 0, 3, 0, 0, 0, 0, 0, 0, 1, b'x']);
    let Message::Termination(termination) = read(&frame) else {
        panic!("not a Termination")
    };
    assert_eq!(termination.reason(), None);
    let mut walk = termination.information.entries();
    let octets = vec![0, 1, 0, 3, 0, 0, 0];
    let error = (What::TerminationTlv(1), 6, Fault::Trailing(1), octets);
    assert_eq!(said(walk.next().unwrap().unwrap_err()), error);
    // The text behind it is there.
    assert_eq!(walk.next().unwrap().unwrap().to_string(), r#"string "x""#);
}

/// A counter of 5 octets is none; one of 8 is, though it should have 4. More are announced than there are.
#[test]
fn statistics() {
    let mut body = peer();
    body.extend([0, 0, 0, 7]);
    body.extend([0, 0, 0, 5, 1, 2, 3, 4, 5]);
    body.extend([0, 1, 0, 8, 0, 0, 0, 0, 0, 0, 0, 9]);
    body.extend([0x4e, 0x20, 0, 3, 7, 8, 9]);
    let frame = hand::bmp(1, &body);
    let Message::StatisticsReport(report) = read(&frame) else {
        panic!("not a Statistics Report")
    };
    assert_eq!((report.count, report.is_count_right()), (7, false));
    let all: Vec<_> = report.statistics.entries().collect();
    let octets = vec![0, 0, 0, 5, 1, 2, 3, 4, 5];
    let error = (What::Statistic(0), 4, Fault::Length(5), octets);
    assert_eq!(said(all[0].unwrap_err()), error);
    let counter = all[1].unwrap();
    assert_eq!(
        (counter.number(), counter.is_as_defined()),
        (Some(9), false)
    );
    let unknown = all[2].unwrap();
    assert_eq!(u16::from(unknown.statistic_type), 20000);
    assert_eq!(unknown.number(), None);
    assert_eq!(all.len(), 3);
}

#[test]
fn what_a_peer_down_leaves_out() {
    // A NOTIFICATION that is not there, an event of one octet, and a message that is none.
    let down = |reason: u8, data: &[u8]| hand::bmp(2, &[&peer()[..], &[reason], data].concat());
    for (reason, data) in [
        (1, &[][..]),
        (3, &[]),
        (2, &[]),
        (2, &[7]),
        (6, &[]),
        (99, &[1, 2]),
    ] {
        let frame = down(reason, data);
        let Message::PeerDown(down) = read(&frame) else {
            panic!("not a Peer Down")
        };
        assert_eq!(down.reason.code(), reason);
        match down.reason {
            PeerDownReason::LocalNotification(notification)
            | PeerDownReason::RemoteNotification(notification) => assert_eq!(notification, None),
            PeerDownReason::LocalEvent(event) => assert_eq!(event, None),
            PeerDownReason::Unknown(unknown) => assert_eq!(&unknown.octets[..], data),
            _ => assert_eq!(reason, 6),
        }
    }
    let keepalive = hand::bgp(4, &[]);
    let frame = down(3, &[&keepalive[..], &[0, 0, 0, 1, b'x']].concat());
    let Message::PeerDown(down) = read(&frame) else {
        panic!("not a Peer Down")
    };
    let PeerDownReason::RemoteNotification(Some(Err(malformed))) = down.reason else {
        panic!("{down:?}")
    };
    let error = (
        What::MessageHeader,
        6 + 42 + 1 + 18,
        Fault::MessageType(4),
        keepalive,
    );
    assert_eq!(said(malformed), error);
    let text = down.information.iter().next().unwrap().unwrap();
    assert_eq!(text.to_string(), r#"string "x""#);
}

/// Mirroring is there for messages that cannot be read: all of their octets stay, with what the router says of them.
#[test]
fn mirrored_messages() {
    let mut update = hand::update(&[], &[0x40, 1, 1, 0], &[]);
    update[20] = 9;
    let mut body = [
        &peer()[..],
        &[0, 1, 0, 2, 0, 0, 0, 0, 0, update.len() as u8],
        &update,
    ]
    .concat();
    body.extend([0, 1, 0, 1, 0]);
    let frame = hand::bmp(6, &body);
    let Message::RouteMirroring(mirroring) = read(&frame) else {
        panic!("not Route Mirroring")
    };
    let mut tlvs = mirroring.tlvs.entries();
    let code = tlvs.next().unwrap().unwrap();
    assert!(matches!(code, MirroringTlv::Information(code) if u16::from(code) == 0));
    let Some(Ok(MirroringTlv::BgpMessage(Err(malformed)))) = tlvs.next() else {
        panic!("{mirroring:?}")
    };
    // Nine octets of withdrawn routes are said to be there, behind the two of their length; six are.
    let (what, _, fault, octets) = said(malformed);
    assert_eq!((what, fault), (What::WithdrawnRoutes, Fault::Truncated(3)));
    assert_eq!(octets, update);
    let (what, _, fault, octets) = said(tlvs.next().unwrap().unwrap_err());
    assert_eq!((what, fault), (What::MirroringTlv(1), Fault::Truncated(1)));
    assert_eq!(octets, [0, 1, 0, 1, 0]);
}

/// An EVPN route says how long it is: the next one is read. One that is longer than the list ends the walk.
#[test]
fn evpn_routes() {
    let imet = [
        3, 17, 0, 1, 192, 0, 2, 9, 0, 10, 0, 0, 0, 0, 32, 192, 0, 2, 9,
    ];
    let short = [3, 16, 0, 1, 192, 0, 2, 9, 0, 10, 0, 0, 0, 0, 32, 192, 0, 2];
    let unknown = [200, 2, 1, 2];
    let routes = [&short[..], &unknown, &imet, &[2, 33, 0]].concat();
    let unreach = [&[0, 25, 70][..], &routes].concat();
    let octets = hand::update_body(&[], &hand::attribute(0x80, 15, &unreach), &[]);
    let update = Update::from_octets(&octets).unwrap();
    assert_eq!(update.to_vec().unwrap(), octets);
    let attribute = update.path_attributes.iter().next().unwrap().unwrap();
    let AttributeValue::MpUnreach(unreach) = attribute.value else {
        panic!("{attribute:?}")
    };
    let Nlri::L2vpnEvpn(routes) = unreach.nlri else {
        panic!("{unreach:?}")
    };
    let all: Vec<_> = routes.entries().collect();
    assert_eq!(all.len(), 4);
    let (what, _, fault, octets) = said(all[0].unwrap_err());
    assert_eq!(
        (what, fault),
        (What::Nlri(Family::L2VPN_EVPN), Fault::Truncated(1))
    );
    assert_eq!(octets, short);
    let Evpn::Unknown(unknown) = all[1].unwrap().nlri else {
        panic!("{all:?}")
    };
    assert_eq!(
        (unknown.route_type, &unknown.octets[..]),
        (200, &[1, 2][..])
    );
    assert_eq!(all[2].unwrap().nlri.route_type(), 3);
    let (_, _, fault, octets) = said(all[3].unwrap_err());
    assert_eq!((fault, octets), (Fault::Truncated(32), vec![2, 33, 0]));
}
