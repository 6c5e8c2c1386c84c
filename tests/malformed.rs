//! What is wrong on the wire, case by case: what it costs, what is said of it, and that nothing of it is lost.

use bmp_codec::bgp::attribute::AttributeValue;
use bmp_codec::bgp::nlri::{Family, Ipv4Prefix, Ipv6Prefix, Nlri, Routes};
use bmp_codec::bgp::{self, NotificationCode, Session, Update};
use bmp_codec::bmp::{self, Framing, Message, PeerTable, PeerUp, RouteMonitoring};
use bmp_codec::net::AsnWidth;
use bmp_codec::{Decode, Encode, Fault, What};

use crate::support::forms::read;
use crate::support::{hand, parts};

fn monitoring(frame: &[u8]) -> RouteMonitoring<&[u8]> {
    match read(frame) {
        Message::RouteMonitoring(monitoring) => monitoring,
        other => panic!("{other:?}"),
    }
}

fn peer_up(frame: &[u8]) -> PeerUp<&[u8]> {
    match read(frame) {
        Message::PeerUp(up) => up,
        other => panic!("{other:?}"),
    }
}

/// The peer of all messages here.
fn peer() -> Vec<u8> {
    hand::per_peer(0, 0, 10)
}

/// Where the UPDATE of a Route Monitoring message begins: behind the common and the per-peer header.
const PDU: usize = 6 + 42;

/// ORIGIN IGP; it is in front of and behind what is malformed.
const ORIGIN: [u8; 4] = [0x40, 1, 1, 0];

mod framing {
    use super::*;

    #[test]
    fn input_that_is_not_all_there_is_none() {
        let frame = hand::monitoring(&peer(), &hand::update(&[], &[], &[24, 198, 51, 100]));
        for end in 0..frame.len() {
            assert_eq!(bmp::frames(&frame[..end]).next(), None, "{end} octets");
        }
        let two = [&frame[..], &[3]].concat();
        let mut frames = bmp::frames(&two);
        assert!(frames.by_ref().eq([Ok(&frame[..])]));
        assert_eq!(frames.rest(), [3]);
    }

    #[test]
    fn a_bad_common_header_ends_the_stream() {
        let say = |stream: &[u8]| parts(bmp::frames(stream).next().unwrap().unwrap_err());
        assert_eq!(say(&[2]), (What::CommonHeader, 0, Fault::Version(2)));
        assert_eq!(
            say(&[5, 0, 0, 0, 6, 4]),
            (What::CommonHeader, 0, Fault::Version(5))
        );
        assert_eq!(
            say(&[3, 0, 0, 0, 5]),
            (What::CommonHeader, 1, Fault::Length(5))
        );
        assert_eq!(
            say(&[3, 0, 0x10, 0, 1]),
            (What::CommonHeader, 1, Fault::TooLong(0x10_0001))
        );
        let mut framing = Framing::default().with_limit(8);
        let error = framing.cut(&mut &[3, 0, 0, 0, 9][..]).unwrap_err();
        assert_eq!(parts(error), (What::CommonHeader, 1, Fault::TooLong(9)));
    }

    #[test]
    fn a_frame_is_as_long_as_it_says() {
        let say = |frame: &[u8]| parts(Message::decode(frame, Session::default()).unwrap_err());
        assert_eq!(
            say(&[3, 0, 0, 0]),
            (What::CommonHeader, 0, Fault::Truncated(2))
        );
        assert_eq!(
            say(&[3, 0, 0, 0, 7, 4]),
            (What::CommonHeader, 1, Fault::Length(7))
        );
        assert_eq!(
            say(&[3, 0, 0, 0, 6, 4, 0]),
            (What::CommonHeader, 1, Fault::Length(6))
        );
        assert_eq!(
            say(&[5, 0, 0, 0, 6, 4]),
            (What::CommonHeader, 0, Fault::Version(5))
        );
    }

    #[test]
    fn a_message_without_its_fields_costs_that_message() {
        let short = hand::bmp(0, &peer()[..41]);
        let no_ports = hand::bmp(3, &[&peer()[..], &[0; 17]].concat());
        let good = hand::monitoring(&peer(), &hand::update(&[], &[], &[]));
        let stream = [&short[..], &no_ports, &good].concat();

        let mut peers = PeerTable::default();
        let mut frames = bmp::frames(&stream).map(Result::unwrap);
        let frame = frames.next().unwrap();
        let error = parts(peers.decode(frame).unwrap_err());
        assert_eq!(error, (What::PerPeerHeader, 6, Fault::Truncated(1)));
        let frame = frames.next().unwrap();
        let error = parts(peers.decode(frame).unwrap_err());
        assert_eq!(error, (What::BmpMessage(3), PDU + 16, Fault::Truncated(1)));
        let frame = frames.next().unwrap();
        assert!(matches!(
            peers.decode(frame),
            Ok(Message::RouteMonitoring(_))
        ));
        assert_eq!(frames.next(), None);
    }

    #[test]
    fn a_message_of_an_unknown_type_is_a_value() {
        let frame = hand::bmp(100, &[1, 2, 3]);
        let Message::Unknown(unknown) = read(&frame) else {
            panic!("not unknown")
        };
        assert_eq!(
            (unknown.message_type, &unknown.body[..]),
            (100, &[1, 2, 3][..])
        );
    }
}

mod pdu {
    use super::*;

    /// Reads a Route Monitoring message of a PDU and three octets behind it.
    fn say(pdu: &[u8]) -> (What, usize, Fault) {
        let frame = hand::monitoring(&peer(), &[pdu, &[7, 8, 9]].concat());
        let message = monitoring(&frame);
        assert_eq!(message.peer.asn().0, 65550);
        let malformed = message.update.unwrap_err();
        assert_eq!(&malformed.octets[..], pdu);
        assert_eq!(&message.trailing[..], [7, 8, 9]);
        parts(malformed)
    }

    #[test]
    fn a_bad_header_is_told_where_it_is() {
        let mut update = hand::update(&[], &ORIGIN, &[]);
        update[3] = 0xfe;
        assert_eq!(say(&update), (What::MessageHeader, PDU, Fault::Marker));
        assert_eq!(
            say(&hand::bgp(1, &[0, 0, 0, 0])),
            (What::MessageHeader, PDU + 18, Fault::MessageType(1))
        );
    }

    #[test]
    fn a_length_that_cannot_be_takes_the_header_only() {
        let mut update = hand::update(&[], &[], &[]);
        update[16..18].copy_from_slice(&[0, 18]);
        let frame = hand::monitoring(&peer(), &update);
        let message = monitoring(&frame);
        let malformed = message.update.unwrap_err();
        assert_eq!(&malformed.octets[..], &update[..19]);
        assert_eq!(&message.trailing[..], [0; 4]);
        assert_eq!(
            parts(malformed),
            (What::MessageHeader, PDU + 16, Fault::Length(18))
        );
    }

    #[test]
    fn a_length_beyond_the_end_takes_all() {
        let mut update = hand::update(&[], &[], &[24, 198, 51, 100]);
        update[17] += 2;
        let frame = hand::monitoring(&peer(), &update);
        let message = monitoring(&frame);
        let malformed = message.update.unwrap_err();
        assert_eq!(&malformed.octets[..], &update[..]);
        assert_eq!(&message.trailing[..], [0; 0]);
        assert_eq!(
            parts(malformed),
            (What::BgpMessage(2), PDU + 19, Fault::Truncated(2))
        );
    }

    #[test]
    fn nothing_at_all_is_malformed() {
        let frame = hand::monitoring(&peer(), &[]);
        let malformed = monitoring(&frame).update.unwrap_err();
        assert_eq!(&malformed.octets[..], [0; 0]);
        assert_eq!(
            parts(malformed),
            (What::BgpMessage(2), PDU, Fault::Truncated(19))
        );
    }

    #[test]
    fn the_three_parts_of_an_update_have_to_fit() {
        let body = PDU + 19;
        for (octets, error) in [
            (&[0][..], (What::BgpMessage(2), body, Fault::Truncated(1))),
            (
                &[0, 2, 8],
                (What::WithdrawnRoutes, body + 2, Fault::Truncated(1)),
            ),
            (
                &[0, 0, 0],
                (What::BgpMessage(2), body + 2, Fault::Truncated(1)),
            ),
            (
                &[0, 1, 0, 0, 9, 0x40, 1, 1, 0],
                (What::PathAttributes, body + 5, Fault::Truncated(5)),
            ),
        ] {
            assert_eq!(say(&hand::bgp(2, octets)), error, "{octets:?}");
        }
    }

    #[test]
    fn octets_behind_an_update_are_kept() {
        let update = hand::update(&[], &ORIGIN, &[24, 198, 51, 100]);
        let frame = hand::monitoring(&peer(), &[&update[..], &update].concat());
        let message = monitoring(&frame);
        assert_eq!(message.update.unwrap().nlri.octets(), [24, 198, 51, 100]);
        assert_eq!(&message.trailing[..], update);
    }

    #[test]
    fn a_malformed_open_leaves_the_other_one_and_what_follows() {
        let good = hand::open(&hand::FOUR_OCTETS);
        let header_only = hand::bgp(1, &[]);
        let behind = [0, 3, 0, 1, b'x'];

        let frame = hand::peer_up(&peer(), &header_only, &[&good[..], &behind].concat());
        let up = peer_up(&frame);
        assert_eq!((up.local_port, up.remote_port), (179, 40000));
        let malformed = up.sent_open.unwrap_err();
        assert_eq!(&malformed.octets[..], header_only);
        assert_eq!(
            parts(malformed),
            (What::BgpMessage(1), PDU + 39, Fault::Truncated(1))
        );
        assert_eq!(up.received_open.unwrap().asn().0, 64496);

        let mut other = good.clone();
        other[18] = 4;
        let frame = hand::peer_up(&peer(), &good, &[&other[..], &behind].concat());
        let up = peer_up(&frame);
        assert_eq!(up.sent_open.unwrap().asn().0, 64496);
        let malformed = up.received_open.unwrap_err();
        assert_eq!(&malformed.octets[..], other);
        let place = PDU + 20 + good.len() + 18;
        assert_eq!(
            parts(malformed),
            (What::MessageHeader, place, Fault::MessageType(4))
        );
    }
}

mod routes {
    use super::*;

    /// How many routes come before the error, the error, and that the walk ends behind it.
    fn walk<T: bgp::nlri::Destination>(
        octets: &[u8],
        session: Session,
    ) -> (usize, (What, usize, Fault)) {
        let list = bgp::nlri::Routes::<T, _>::over(octets, session);
        let mut walk = list.iter();
        let read = walk.by_ref().take_while(Result::is_ok).count();
        assert!(walk.next().is_none());
        assert_eq!(list.to_vec().unwrap(), octets);
        (read, parts(list.check().unwrap_err()))
    }

    #[test]
    fn a_broken_route_ends_the_walk() {
        let ipv4 = |octets: &[u8]| walk::<Ipv4Prefix>(octets, Session::default());
        let what = What::Nlri(Family::IPV4_UNICAST);
        assert_eq!(
            ipv4(&[8, 10, 33, 1, 2, 3, 4, 5]),
            (1, (what, 2, Fault::PrefixLength(33)))
        );
        assert_eq!(
            ipv4(&[8, 10, 0, 24, 198, 51]),
            (2, (what, 4, Fault::Truncated(1)))
        );
        assert_eq!(ipv4(&[1]), (0, (what, 1, Fault::Truncated(1))));

        let ipv6 = |octets: &[u8]| walk::<Ipv6Prefix>(octets, Session::default());
        let what = What::Nlri(Family::IPV6_UNICAST);
        assert_eq!(
            ipv6(&[8, 0x20, 129, 1]),
            (1, (what, 2, Fault::PrefixLength(129)))
        );
        assert_eq!(ipv6(&[128, 0x20, 1]), (0, (what, 1, Fault::Truncated(14))));
    }

    #[test]
    fn so_does_a_broken_path_identifier() {
        let session = Session::default().with_add_path(Family::IPV4_UNICAST.into());
        let what = What::Nlri(Family::IPV4_UNICAST);
        let octets = [0, 0, 0, 1, 8, 10, 0, 0, 0];
        assert_eq!(
            walk::<Ipv4Prefix>(&octets, session),
            (1, (what, 6, Fault::Truncated(1)))
        );
    }

    #[test]
    fn the_other_lists_of_the_message_stay() {
        let broken = [33, 1, 2, 3, 4, 5];
        let update = hand::update(&[8, 10], &ORIGIN, &broken);
        let frame = hand::monitoring(&peer(), &update);
        let update = monitoring(&frame).update.unwrap();
        assert_eq!(update.withdrawn_routes.iter().count(), 1);
        assert!(update.withdrawn_routes.check().is_ok());
        assert!(update.path_attributes.check().is_ok());
        assert_eq!(
            parts(update.check().unwrap_err()),
            (What::Nlri(Family::IPV4_UNICAST), 0, Fault::PrefixLength(33))
        );
    }

    /// Bits behind the length are not zero: the prefix is that of the network, the octets stay.
    #[test]
    fn stray_bits_are_kept_but_not_said() {
        let routes = Routes::<Ipv4Prefix, _>::over(&[12, 10, 0x1f][..], Session::default());
        let route = routes.iter().next().unwrap().unwrap();
        assert_eq!(route.nlri.to_string(), "10.16.0.0/12");
        assert_eq!(routes.to_vec().unwrap(), [12, 10, 0x1f]);
    }
}

mod unknown {
    use super::*;

    #[test]
    fn numbers_that_have_no_name_keep_theirs() {
        let message = hand::bgp(77, &[1, 2]);
        let bgp::Message::Unknown(unknown) = bgp::Message::from_octets(&message).unwrap() else {
            panic!("not unknown")
        };
        assert_eq!((unknown.message_type, &unknown.body[..]), (77, &[1, 2][..]));

        let message = hand::bgp(3, &[99, 7, 1]);
        let bgp::Message::Notification(notification) = bgp::Message::from_octets(&message).unwrap()
        else {
            panic!("not a NOTIFICATION")
        };
        assert_eq!(u8::from(notification.code), 99);
        assert_eq!(notification.code, NotificationCode::from(99));

        let peer = hand::per_peer(200, 0xff, 10);
        let message = monitoring_of(&peer);
        assert_eq!(u8::from(message.peer_type()), 200);
        assert_eq!(
            (message.flags().0, message.rib(), message.address()),
            (0xff, None, None)
        );
        assert_eq!(message.asn_width(), AsnWidth::Four);
    }

    fn monitoring_of(peer: &[u8]) -> bmp::PerPeerHeader {
        monitoring(&hand::monitoring(peer, &hand::update(&[], &[], &[]))).peer
    }

    #[test]
    fn routes_of_an_unknown_family_are_octets() {
        let attributes = hand::attribute(0x80, 15, &[0x40, 0, 200, 1, 2, 3]);
        let octets = hand::update_body(&[], &attributes, &[]);
        let update = Update::from_octets(&octets).unwrap();
        let attribute = update.path_attributes.iter().next().unwrap().unwrap();
        let AttributeValue::MpUnreach(unreach) = attribute.value else {
            panic!("{attribute:?}")
        };
        let Nlri::Unknown(unknown) = unreach.nlri else {
            panic!("{unreach:?}")
        };
        assert_eq!(unknown.family, Family::new(0x4000, 200));
        assert_eq!(&unknown.octets[..], [1, 2, 3]);
        assert_eq!(update.to_vec().unwrap(), octets);
    }
}
