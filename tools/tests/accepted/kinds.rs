//! A stream with a message of every type, and of every kind of it: peers, RIBs, reasons, statistics, mirrored messages.

use std::net::IpAddr;

use bmp_codec::Encode;
use bmp_codec::bgp::attribute::{AsPath, Origin, PathAttributes};
use bmp_codec::bgp::capability::{Capability, GracefulRestart, RouteRefresh};
use bmp_codec::bgp::nlri::{Family, Ipv4Prefix, Nlri, Route, Routes};
use bmp_codec::bgp::{self, Notification, Open, Session, Update};
use bmp_codec::bmp::{
    FsmEvent, Initiation, InitiationTlv, Message, PeerDown, PeerUp, PeerUpTlv, PerPeerHeader, Rib,
    RouteMirroring, RouteMonitoring, Statistic, StatisticLayout, StatisticType, StatisticsReport,
    Termination, TerminationReason, TerminationTlv,
};
use bmp_codec::net::{Asn, AsnWidth, RouteDistinguisher};

/// OPENs of a router and a peer.
pub(crate) fn opens() -> (Open, Open) {
    let capabilities = || {
        vec![
            Capability::multiprotocol(Family::IPV4_UNICAST),
            Capability::multiprotocol(Family::IPV6_UNICAST),
            RouteRefresh.into(),
            GracefulRestart::new(120, []).unwrap().into(),
        ]
    };
    let open = |asn: u32, id: &str| {
        Open::new(Asn(asn), 90, id.parse().unwrap(), capabilities())
            .unwrap()
            .with(Asn(asn))
            .unwrap()
    };
    (open(64500, "192.0.2.254"), open(64496, "192.0.2.1"))
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// The peers of the stream: of an IPv4 and an IPv6 address, of a VRF, of an instance, with AS numbers of two octets.
fn peers() -> Vec<PerPeerHeader> {
    let (_, received) = opens();
    let peer = |text| PerPeerHeader::of_peer(address(text), &received).with_timestamp(1000, 7);
    vec![
        peer("192.0.2.1"),
        peer("2001:db8::1"),
        peer("192.0.2.3").in_vrf(RouteDistinguisher::two_octet(64500, 7)),
        peer("192.0.2.4").in_local_instance(5),
        peer("192.0.2.5"),
    ]
}

pub(crate) fn update(width: AsnWidth) -> Update {
    let session = Session::default().with_asn_width(width);
    let mut attributes = PathAttributes::new(session).with(&Origin::Igp).unwrap();
    let path = AsPath::sequence([Asn(64496), Asn(65551)]).unwrap();
    attributes.set_as_path(&path).unwrap();
    let route = Route::from("198.51.100.0/24".parse::<Ipv4Prefix>().unwrap());
    let routes = Routes::in_session(session, [route]).unwrap();
    Update::announcing(attributes, address("192.0.2.1"), Nlri::Ipv4Unicast(routes)).unwrap()
}

/// A number of every kind that RFC 7854 and 8671 define.
fn statistics() -> Vec<Statistic> {
    (0..=17)
        .map(|number| {
            let statistic_type = StatisticType::from(number);
            let value = 1000 + u64::from(number);
            match statistic_type.layout().unwrap() {
                StatisticLayout::Counter => Statistic::counter(statistic_type, value as u32),
                StatisticLayout::Gauge => Statistic::gauge(statistic_type, value),
                StatisticLayout::PerFamily => {
                    Statistic::per_family(statistic_type, Family::IPV6_UNICAST, value)
                }
                other => panic!("a test of {other:?}"),
            }
        })
        .collect()
}

/// The whole stream.
pub(crate) fn messages() -> Vec<Message> {
    let (sent, received) = opens();
    let mut initiation = Initiation::new("a router", "rtr1").unwrap();
    initiation
        .information
        .push(&InitiationTlv::String("of the tests".into()))
        .unwrap();
    let mut messages: Vec<Message> = vec![initiation.into()];
    let local = |peer: &PerPeerHeader| match peer.address() {
        Some(IpAddr::V6(_)) => address("2001:db8::254"),
        _ => address("192.0.2.254"),
    };
    for peer in peers() {
        let up = PeerUp::new(peer, local(&peer), sent.clone(), received.clone()).unwrap();
        let up = up.with_ports(179, 40_000);
        let text = PeerUpTlv::String("text".into());
        let up = match peer == peers()[4] {
            true => up.with(text).unwrap(),
            false => up,
        };
        messages.push(up.into());
    }
    let loc_rib = PerPeerHeader::loc_rib(Asn(64500), "192.0.2.254".parse().unwrap());
    messages.push(PeerUp::of_loc_rib(loc_rib, sent, "global").unwrap().into());
    let wide = || update(AsnWidth::Four);
    for rib in [
        Rib::AdjRibInPre,
        Rib::AdjRibInPost,
        Rib::AdjRibOutPre,
        Rib::AdjRibOutPost,
    ] {
        let header = peers()[0].with_rib(rib).unwrap();
        messages.push(RouteMonitoring::new(header, wide()).into());
    }
    for header in &peers()[1..4] {
        messages.push(RouteMonitoring::new(*header, wide()).into());
    }
    messages.push(RouteMonitoring::new(peers()[4], update(AsnWidth::Two)).into());
    messages.push(RouteMonitoring::new(loc_rib, wide()).into());
    messages.push(
        StatisticsReport::new(peers()[0], statistics())
            .unwrap()
            .into(),
    );
    let mirrored = bgp::Message::from(wide());
    let octets = mirrored.to_vec().unwrap();
    let session = Session::default();
    messages.push(RouteMirroring::new(peers()[0], mirrored).unwrap().into());
    messages.push(
        RouteMirroring::errored_pdu(peers()[0], session, &octets)
            .unwrap()
            .into(),
    );
    messages.push(RouteMirroring::messages_lost(peers()[0]).into());
    let shutdown = || Notification::administrative_shutdown("bye").unwrap();
    let downs = [
        PeerDown::local_notification(peers()[0], shutdown()),
        PeerDown::local_event(peers()[1], FsmEvent::TcpConnectionFails),
        PeerDown::remote_notification(peers()[2], shutdown()),
        PeerDown::remote_no_data(peers()[3]),
        PeerDown::de_configured(peers()[4]),
        PeerDown::of_loc_rib(loc_rib, "global").unwrap(),
    ];
    messages.extend(downs.map(Message::from));
    let termination = Termination::new(TerminationReason::AdministrativelyClosed);
    messages.push(
        termination
            .with(TerminationTlv::String("bye".into()))
            .unwrap()
            .into(),
    );
    messages
}
