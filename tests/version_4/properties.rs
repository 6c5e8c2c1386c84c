//! Version 4 as properties: the rules of indexes, any bytes, no allocation, and what was recorded in version 3.

use allocation_counter::measure;
use bmp_codec::Encode;
use bmp_codec::bgp::Session;
use bmp_codec::bgp::Update;
use bmp_codec::bgp::nlri::{Ipv4Prefix, Route, Routes};
use bmp_codec::bmp::v4::{
    self, Group, Index, PathMarking, PathStatus, Profile, RouteMonitoring, Value,
};
use bmp_codec::bmp::{Message, PeerTable, PerPeerHeader, StreamChecker};
use bmp_codec::net::Asn;
use proptest::collection::vec;
use proptest::prelude::*;

use super::{PROFILES, frame, of_peer, with_all_tlvs};
use crate::support::walk::{Nowhere, Walk};
use crate::support::{forms, recorded};

#[test]
fn nothing_is_allocated() {
    let mut frames: Vec<_> = PROFILES.map(with_all_tlvs).into();
    frames.push(of_peer(1, "0001 000c 00000001 0000 0004 00000007"));
    let mut out = Vec::with_capacity(1000);
    let mut peers = PeerTable::default();
    let mut checker = StreamChecker::of_part();
    let count = measure(|| {
        for frame in &frames {
            let message = peers.decode(frame).unwrap();
            Walk::default().bmp(&message);
            assert_eq!(checker.check(&message).filter(|_| false).count(), 0);
            if let Message::V4(message) = &message {
                for tlv in message.tlvs().unwrap().iter().flatten() {
                    std::fmt::write(&mut Nowhere(0), format_args!("{tlv}")).unwrap();
                }
                assert!(message.in_version_3().is_some());
            }
            out.clear();
            message.encode(&mut out).unwrap();
        }
    });
    assert_eq!(count.count_total, 0);
}

/// Indexes of routes, of all of them, of groups that are defined and that are not.
fn indexes() -> impl Strategy<Value = Vec<u16>> {
    vec(prop_oneof![Just(0), 1..12_u16, 0x8000..0x8004_u16], 0..8)
}

proptest! {
    /// Which TLVs a route has, against the sentences of the draft: index 0 is all, n the n-th, G a group.
    #[test]
    fn a_route_has_the_tlvs_of_its_index(
        routes in 0..10_u16,
        groups in vec(vec(1..12_u16, 1..4), 0..3),
        indexes in indexes(),
    ) {
        let session = Session::default();
        let list = (0..routes).map(|n| Route::from(Ipv4Prefix::from((u32::from(n) << 16, 16))));
        let update = Update {
            withdrawn_routes: Routes::in_session(session, list).unwrap(),
            ..Update::default()
        };
        let mut tlvs: Vec<(Index, Value)> = Vec::new();
        for (number, group) in groups.iter().enumerate() {
            let index = Index::of_group(number as u16);
            tlvs.push((index, Group::of(group.iter().copied()).into()));
        }
        tlvs.push((Index::ALL, update.into()));
        for (number, index) in indexes.iter().enumerate() {
            let marking = PathMarking { status: PathStatus(number as u32), reason: None };
            tlvs.push((Index(*index), marking.into()));
        }
        let peer = PerPeerHeader::global([192, 0, 2, 1].into(), Asn(1), [192, 0, 2, 1].into());
        let built = RouteMonitoring::new(Profile::Draft19, peer, tlvs).unwrap();
        let frame = Message::from(built.clone()).to_vec().unwrap();
        let mut peers = PeerTable::default().with_profile(Profile::Draft19);
        let Message::V4(read) = peers.decode(&frame).unwrap() else { panic!() };
        prop_assert_eq!(&read, &v4::Message::from(built.view()));
        prop_assert_eq!(read.routes().count(), usize::from(routes));
        for (place, route) in (1..).zip(read.routes()) {
            prop_assert_eq!(route.index, Some(place));
            let found: Vec<_> = route.tlvs().map(|tlv| match tlv.value {
                Value::PathMarking(marking) => marking.status.0,
                other => panic!("{other:?}"),
            }).collect();
            let applies = |index: u16| match index {
                0 => true,
                1..0x8000 => index == place,
                _ => groups.get(usize::from(index - 0x8000)).is_some_and(|group| group.contains(&place)),
            };
            let expected = (0..).zip(&indexes).filter(|(_, index)| applies(**index));
            prop_assert_eq!(found, expected.map(|(number, _)| number).collect::<Vec<_>>());
        }
    }

    /// Any bytes: nothing panics, and what is decoded encodes to the bytes it came from.
    #[test]
    fn any_bytes(message_type in 0..8_u8, body in vec(any::<u8>(), 0..200), place in any::<prop::sample::Index>(), octet: u8) {
        let mut changed = with_all_tlvs(PROFILES[place.index(4)]);
        let at = 6 + place.index(changed.len() - 6);
        changed[at] = octet;
        for octets in [changed, frame(message_type, &body)] {
            let mut peers = PeerTable::default();
            let Ok(message) = peers.decode(&octets) else { continue };
            prop_assert_eq!(message.to_vec().unwrap(), &octets[..]);
            forms::check(&message, &octets);
            #[cfg(feature = "serde")]
            {
                forms::check_binary(&message, &octets);
                forms::check_json(&message, &octets);
            }
            Walk::default().bmp(&message);
            let _ = message.in_version_3();
            let errors = StreamChecker::new().check(&message).count();
            prop_assert!(errors <= octets.len() + 24);
        }
    }
}

/// Recorded messages say the same in version 4: with an UPDATE in a TLV, and all others as they are.
#[test]
fn recorded_messages_in_version_4() {
    let mut messages = 0;
    for recorded in recorded::frames() {
        let Ok(three) = Message::decode(&recorded.octets, Session::default()) else {
            continue;
        };
        let Message::RouteMonitoring(monitoring) = &three else {
            continue;
        };
        let Ok(update) = &monitoring.update else {
            continue;
        };
        let tlvs = [(Index::ALL, update.to_owned().into())];
        let four = RouteMonitoring::new(Profile::Draft21, monitoring.peer, tlvs).unwrap();
        let frame = Message::from(four).to_vec().unwrap();
        assert_eq!(
            frame.len(),
            recorded.octets.len() + 6 - monitoring.trailing.len()
        );
        let four = Message::decode(&frame, Session::default()).unwrap();
        assert_eq!(four.to_vec().unwrap(), frame);
        let Some(Message::RouteMonitoring(known)) = four.in_version_3() else {
            panic!()
        };
        assert_eq!(
            (known.peer, &known.update),
            (monitoring.peer, &monitoring.update)
        );
        messages += 1;
    }
    assert!(messages > 30, "{messages}");
}
