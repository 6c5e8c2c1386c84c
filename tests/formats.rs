//! Every type of message, capability, attribute, route and statistic goes through JSON, CBOR and postcard as it was.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};

use bmp_codec::bgp::attribute::{AttributeValue, PathAttribute};
use bmp_codec::bgp::capability::{
    self, AddPath, BfdStrictMode, Bgpsec, Capability, CapabilityCode, EnhancedRouteRefresh,
    ExtendedMessage, ExtendedNextHop, Fqdn, GracefulRestart, GracefulRestartFamily,
    LinkLocalNextHop, LongLivedFamily, MultipleLabelsFamily, Multisession, Orf, OrfFamily,
    OutboundRouteFiltering, PathsLimit, Role, SoftwareVersion,
};
use bmp_codec::bgp::nlri::{
    Evpn, Family, Ipv4FlowSpec, Ipv4Prefix, Ipv6FlowSpec, Ipv6Prefix, L1vpnIpv4, L1vpnIpv6,
    L2FlowSpec, LabeledIpv4, LabeledIpv6, LinkState, McastVpls, McastVpn, Mdt, Pseudowire, Route,
    RouteTargetMembership, Sfc, SrPolicyIpv4, SrPolicyIpv6, UnreachableIpv4, UnreachableIpv6, Vpls,
    VpnCar, VpnIpv4, VpnIpv4FlowSpec, VpnIpv6, VpnIpv6FlowSpec, VpnL2FlowSpec, VpnLinkState,
    VpnMulticastIpv4, VpnMulticastIpv6, car, mup,
};
use bmp_codec::bgp::orf::{AddressPrefixOrf, OrfEntry, OrfType, WhenToRefresh};
use bmp_codec::bgp::{
    self, CeaseSubcode, FiniteStateMachineSubcode, Keepalive, MessageType, Notification,
    NotificationCode, NotificationData, Open, RefreshKind, RouteRefresh, Session, Update,
    UpdateMessageSubcode,
};
use bmp_codec::bmp::{
    FsmEvent, Initiation, InitiationTlv, Message, MirroringInformation, PeerDown, PeerDownReason,
    PeerTable, PeerUp, PeerUpTlv, PerPeerHeader, Rib, RouteMirroring, RouteMonitoring, Statistic,
    StatisticLayout, StatisticType, StatisticsReport, Termination, TerminationReason,
    TerminationTlv, UnknownMessage, v4,
};
use bmp_codec::net::{Asn, AsnWidth};
use bmp_codec::wire::Octets;
use bmp_codec::{Encode, EncodeError};

use crate::support::built;
use crate::support::forms::{self, check_formats};

const ID: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 1);
const IPV4: Family = Family::IPV4_UNICAST;
const IPV6: Family = Family::IPV6_UNICAST;

/// A capability of each code that has a type.
fn capabilities() -> Result<Vec<Capability>, EncodeError> {
    let filters = OrfFamily::new(IPV4, [Orf::new(OrfType::AddressPrefix, Orf::BOTH)]);
    let filtering = OutboundRouteFiltering::new([filters])?;
    let fqdn = Fqdn::new("rtr", "example.net");
    let multisession = Multisession::new([CapabilityCode(1)]);
    let restart = GracefulRestart::new(120, [GracefulRestartFamily::preserved(IPV6)])?;
    let kept = LongLivedFamily::new(IPV6, 86_400)?;
    Ok(vec![
        Capability::multiprotocol(IPV6),
        capability::RouteRefresh.into(),
        filtering.clone().into(),
        Capability::extended_next_hop([ExtendedNextHop::new(IPV4, 2)]),
        ExtendedMessage.into(),
        Bgpsec::send(2).with_version(1)?.into(),
        Capability::multiple_labels([MultipleLabelsFamily::new(IPV4, 3)]),
        Role::RouteServer.into(),
        restart.with_notification(true).into(),
        Asn(4_200_000_001).into(),
        Capability::dynamic_capability([CapabilityCode(1), CapabilityCode(2)]),
        multisession.clone().into(),
        Capability::add_path([AddPath::new(IPV4, AddPath::BOTH)]),
        EnhancedRouteRefresh.into(),
        Capability::long_lived_graceful_restart([kept]),
        fqdn.clone().into(),
        BfdStrictMode.into(),
        SoftwareVersion::new("a router/1.0").into(),
        Capability::paths_limit([PathsLimit::new(IPV4, 7)]),
        LinkLocalNextHop.into(),
        Capability::PrestandardRouteRefresh(capability::RouteRefresh),
        Capability::PrestandardOutboundRouteFiltering(filtering),
        Capability::PrestandardMultisession(multisession),
        Capability::PrestandardFqdn(fqdn),
        Capability::unknown(200, &[1, 2, 3]),
    ])
}

fn open() -> Open {
    Open::new(Asn(4_200_000_001), 90, ID, capabilities().unwrap()).unwrap()
}

fn peer() -> PerPeerHeader {
    PerPeerHeader::of_peer(IpAddr::from([192, 0, 2, 1]), &open())
}

/// A NOTIFICATION for each layout of data.
fn notifications() -> Result<Vec<Notification>, EncodeError> {
    let metric: PathAttribute = PathAttribute::new(AttributeValue::MultiExitDisc(7.into()));
    let reset = Notification::administrative_reset("back at 5")?;
    Ok(vec![
        Notification::bad_message_length(5000),
        Notification::bad_message_type(MessageType::from(9)),
        Notification::unsupported_version(4),
        Notification::unsupported_capabilities(capabilities()?)?,
        Notification::attribute_error(UpdateMessageSubcode::AttributeFlagsError, &metric)?,
        Notification::missing_attribute(2),
        Notification::new(NotificationCode::HoldTimerExpired, 0),
        Notification::unexpected_message(
            FiniteStateMachineSubcode::UnexpectedInOpenSent,
            MessageType::Update,
        ),
        Notification::cease_for(CeaseSubcode::OutOfResources),
        Notification::maximum_prefixes(IPV6, 1000),
        Notification::administrative_shutdown("bye")?,
        Notification::hard_reset(&reset),
        Notification::invalid_refresh(&RouteRefresh::request(IPV4))?,
        Notification::new(NotificationCode::Cease, 200)
            .with_data(&NotificationData::Octets(Octets(vec![1, 2])))?,
    ])
}

fn refreshes() -> Result<Vec<RouteRefresh>, EncodeError> {
    let mut filtered = RouteRefresh::filtered(IPV4, WhenToRefresh::Defer);
    let filter = AddressPrefixOrf::new(5, "10.0.0.0/8".parse().unwrap()).with_lengths(9, 24);
    filtered.push_orf([OrfEntry::permit(filter), OrfEntry::remove_all()])?;
    Ok(vec![
        RouteRefresh::request(IPV6),
        RouteRefresh::new(IPV6, RefreshKind::Begin),
        RouteRefresh::new(IPV6, RefreshKind::End),
        filtered,
    ])
}

/// A statistic of each type, and of one that is not known.
fn statistics() -> Vec<Statistic> {
    let known = (0..=100).map(StatisticType::from);
    let known = known.filter(|statistic_type| statistic_type.layout().is_some());
    let mut statistics: Vec<_> = known
        .map(|statistic_type| match statistic_type.layout() {
            Some(StatisticLayout::PerFamily) => {
                Statistic::per_family(statistic_type, IPV6, u64::MAX)
            }
            _ => Statistic::new(statistic_type, 7).unwrap(),
        })
        .collect();
    assert_eq!(statistics.len(), 44);
    statistics.push(Statistic {
        statistic_type: StatisticType::from(60_000),
        value: bmp_codec::bmp::StatisticValue::Unknown(Octets(vec![1, 2, 3])),
    });
    statistics
}

/// A message of each type, and of each kind within it.
fn messages() -> Result<Vec<Message>, EncodeError> {
    let loc_rib = PerPeerHeader::loc_rib(Asn(4_200_000_001), ID).with_filtered(true)?;
    let (sent, local) = (
        Open::new(Asn(65001), 90, ID, [])?,
        IpAddr::from([192, 0, 2, 2]),
    );
    let two = Session::default().with_asn_width(AsnWidth::Two);
    let mut messages: Vec<Message> = vec![
        Initiation::new("a router", "rtr")?
            .with(InitiationTlv::String("ä".into()))?
            .into(),
        Termination::new(TerminationReason::OutOfResources)
            .with(TerminationTlv::String("bye".into()))?
            .into(),
        PeerUp::new(peer(), local, sent.clone(), open())?
            .with_ports(179, 40_000)
            .with(PeerUpTlv::VrfTableName("red".into()))?
            .with(PeerUpTlv::AdminLabel("x".into()))?
            .into(),
        PeerUp::of_loc_rib(loc_rib, open(), "global")?.into(),
        StatisticsReport::new(peer(), statistics())?.into(),
        PeerDown::local_event(peer(), FsmEvent::HoldTimerExpires).into(),
        PeerDown::remote_no_data(peer()).into(),
        PeerDown::de_configured(peer()).into(),
        PeerDown::of_loc_rib(loc_rib, "global")?.into(),
        RouteMirroring::messages_lost(peer()).into(),
        RouteMirroring::errored_pdu(peer(), two, b"no message")?.into(),
        RouteMirroring::new(peer(), Keepalive)?.into(),
        RouteMirroring::new(peer(), open())?.into(),
        Message::Unknown(UnknownMessage {
            message_type: 200,
            body: Octets(vec![1, 2, 3]),
        }),
    ];
    for rib in [
        Rib::AdjRibInPre,
        Rib::AdjRibInPost,
        Rib::AdjRibOutPre,
        Rib::AdjRibOutPost,
    ] {
        let header = peer().with_rib(rib)?;
        let update = Update::of_end_of_rib(two, IPV6);
        messages.push(RouteMonitoring::new(header, update).into());
    }
    for notification in notifications()? {
        messages.push(PeerDown::local_notification(peer(), notification.clone()).into());
        messages.push(PeerDown::remote_notification(peer(), notification.clone()).into());
        messages.push(RouteMirroring::new(peer(), notification)?.into());
    }
    for refresh in refreshes()? {
        messages.push(RouteMirroring::new(peer(), refresh)?.into());
    }
    Ok(messages)
}

/// A message of version 4 of each type, with a TLV of each kind.
fn version_4() -> Result<Vec<Message>, EncodeError> {
    use v4::{Index, Profile, Value};
    const NEWEST: Profile = Profile::Draft21;
    let flags = v4::ExtendedFlags::of(&peer());
    let time = v4::Timestamp {
        kind: 2,
        seconds: 7,
        microseconds: Some(8),
    };
    let marking = v4::PathMarking {
        status: v4::PathStatus::BEST,
        reason: Some(v4::PathReason::Med),
    };
    let update = Update::of_end_of_rib(Session::default(), IPV6);
    let stats = v4::Stats::of(statistics())?;
    let up = PeerUp::new(peer(), IpAddr::from([192, 0, 2, 2]), open(), open())?;
    let event = PeerDownReason::LocalEvent(Some(FsmEvent::HoldTimerExpires));
    let mirroring = v4::RouteMirroring::new(NEWEST, peer(), Keepalive)?;
    Ok(vec![
        v4::Initiation::new(NEWEST, "a router", "rtr")?
            .with(Value::String("ä".into()))?
            .with(Value::Timestamp(time))?
            .into(),
        v4::Termination::new(NEWEST, TerminationReason::OutOfResources)?
            .with(Value::String("bye".into()))?
            .into(),
        v4::PeerUp::from_version_3(NEWEST, up)?
            .with(Value::AdminLabel("x".into()))?
            .into(),
        v4::PeerDown::new(NEWEST, peer(), event)
            .with(Value::table("red"))?
            .into(),
        v4::StatisticsReport::new(NEWEST, peer(), stats.clone())?
            .with(Value::SequenceNumber(u64::MAX))?
            .into(),
        v4::StatisticsReport::new(Profile::Draft19, peer(), stats)?.into(),
        mirroring
            .with(Value::Information(MirroringInformation::MessagesLost))?
            .into(),
        v4::RouteMonitoring::new(
            NEWEST,
            peer(),
            [
                (Index::of_group(1), v4::Group::of([1, 2]).into()),
                (Index::ALL, Value::from(Capability::multiprotocol(IPV6))),
                (Index::ALL, Value::ExtendedFlags(flags)),
                (Index::ALL, update.clone().into()),
            ],
        )?
        .into(),
        v4::RouteMonitoring::new(
            Profile::Draft19,
            peer(),
            [
                (Index::ALL, update.into()),
                (Index::of_route(1), marking.into()),
            ],
        )?
        .into(),
        Message::V4(v4::Message::Unknown(UnknownMessage {
            message_type: 200,
            body: Octets(vec![1, 2]),
        })),
    ])
}

/// Asserts that there are messages of all types, and one that is not known.
fn assert_all_types(messages: &[Message]) {
    let types = messages.iter().map(|message| message.message_type().into());
    let types: BTreeSet<u8> = types.collect();
    assert_eq!(types, BTreeSet::from([0, 1, 2, 3, 4, 5, 6, 200]));
}

#[test]
fn messages_of_version_4() {
    let messages = version_4().unwrap();
    assert_all_types(&messages);
    for message in &messages {
        assert_eq!(message.version(), 4);
        check_formats(message);
        let frame = message.to_vec().unwrap();
        let profile = match message {
            Message::V4(message) => message.profile().unwrap_or_default(),
            _ => v4::Profile::default(),
        };
        let mut peers = PeerTable::default().with_profile(profile);
        let read = peers.decode(&frame).unwrap();
        assert_eq!(&read.to_owned(), message);
        forms::check(&read, &frame);
        forms::check_binary(&read, &frame);
        forms::check_exact_json(&read, &frame);
    }
}

#[test]
fn messages_of_every_type() {
    let messages = messages().unwrap();
    assert_all_types(&messages);
    for message in &messages {
        check_formats(message);
        let frame = message.to_vec().unwrap();
        let two = Session::default().with_asn_width(AsnWidth::Two);
        for session in [Session::default(), two] {
            let read = Message::decode(&frame, session).unwrap();
            forms::check(&read, &frame);
            forms::check_binary(&read, &frame);
            forms::check_exact_json(&read, &frame);
        }
    }
}

#[test]
fn capabilities_of_every_code() {
    let capabilities = capabilities().unwrap();
    let codes: BTreeSet<u8> = capabilities.iter().map(Capability::code).collect();
    // Those that have a name and no type: what is in them, nothing here reads.
    let raw = [4, 66, 72, 129, 185];
    let named = (0..=255).filter(|code| capability::name(*code).is_some() && !raw.contains(code));
    assert_eq!(codes, named.chain([200]).collect());
    for value in &capabilities {
        assert_eq!(matches!(value, Capability::Unknown(_)), value.code() == 200);
        check_formats(value);
    }
    check_formats(&open());
}

#[test]
fn attributes_of_every_code() {
    for json in built::attributes() {
        let value: AttributeValue = serde_json::from_str(json).unwrap();
        check_formats(&value);
        let attribute = PathAttribute::new(value);
        let session = attribute.session_for(Session::default());
        let list = bgp::attribute::PathAttributes::in_session(session, [attribute.clone()]);
        check_formats(&attribute);
        check_formats(&list.unwrap());
    }
}

/// The families, and what their routes are.
macro_rules! routes {
    ($($family:literal $route:ty,)*) => {
        /// Checks a route on its own; says whether the family is known.
        fn check_route(family: &str, json: &str) -> bool {
            match family {
                $($family => {
                    let route: $route = serde_json::from_str(json).unwrap();
                    check_formats(&route);
                    check_formats(&Route::from(route.clone()));
                    check_formats(&Route { path_id: Some(u32::MAX), nlri: route });
                    true
                })*
                _ => false,
            }
        }
    };
}

routes! {
    "ipv4_unicast" Ipv4Prefix,
    "ipv6_unicast" Ipv6Prefix,
    "ipv4_multicast" Ipv4Prefix,
    "ipv6_multicast" Ipv6Prefix,
    "vpn_ipv4_unicast" VpnIpv4,
    "vpn_ipv6_unicast" VpnIpv6,
    "ipv4_labeled_unicast" LabeledIpv4,
    "ipv6_labeled_unicast" LabeledIpv6,
    "vpn_ipv4_multicast" VpnMulticastIpv4,
    "vpn_ipv6_multicast" VpnMulticastIpv6,
    "ipv4_classful_transport" VpnIpv4,
    "ipv6_classful_transport" VpnIpv6,
    "l2vpn_vpls" Vpls,
    "l2vpn_evpn" Evpn,
    "ipv4_mcast_vpn" McastVpn,
    "ipv6_mcast_vpn" McastVpn,
    "l2vpn_mcast_vpls" McastVpls,
    "ipv4_mdt" Mdt,
    "route_target" RouteTargetMembership,
    "ipv4_flow_spec" Ipv4FlowSpec,
    "ipv6_flow_spec" Ipv6FlowSpec,
    "l2vpn_flow_spec" L2FlowSpec,
    "vpn_ipv4_flow_spec" VpnIpv4FlowSpec,
    "vpn_ipv6_flow_spec" VpnIpv6FlowSpec,
    "vpn_l2vpn_flow_spec" VpnL2FlowSpec,
    "ipv4_sr_policy" SrPolicyIpv4,
    "ipv6_sr_policy" SrPolicyIpv6,
    "ipv4_mup" mup::MupIpv4,
    "ipv6_mup" mup::MupIpv6,
    "sfc" Sfc,
    "ipv4_car" car::CarIpv4,
    "ipv6_car" car::CarIpv6,
    "vpn_ipv4_car" VpnCar<Ipv4Prefix>,
    "vpn_ipv6_car" VpnCar<Ipv6Prefix>,
    "l2vpn_pseudowire" Pseudowire,
    "ipv4_l1vpn" L1vpnIpv4,
    "ipv6_l1vpn" L1vpnIpv6,
    "ipv4_over_ipv6" Ipv4Prefix,
    "ipv4_unreachability" UnreachableIpv4,
    "ipv6_unreachability" UnreachableIpv6,
    "link_state" LinkState,
    "vpn_link_state" VpnLinkState,
    "link_state_spf" LinkState,
}

#[test]
fn routes_of_every_family_and_type() {
    for (family, routes) in built::ROUTES {
        for route in *routes {
            assert!(check_route(family, route), "{family}");
            for path_id in ["null", "7"] {
                let list = format!(r#"{{"{family}":[{{"path_id":{path_id},"nlri":{route}}}]}}"#);
                let next_hop = r#""next_hop":"192.0.2.1","reserved":0,"#;
                let json = format!(r#"{{"mp_reach":{{{next_hop}"nlri":{list}}}}}"#);
                let value: AttributeValue = serde_json::from_str(&json).unwrap();
                check_formats(&value);
                check_formats(&PathAttribute::new(value));
            }
        }
    }
}

#[test]
fn what_stands_beside_messages() {
    for statistic in statistics() {
        check_formats(&statistic);
    }
    for notification in notifications().unwrap() {
        check_formats(&notification.details().unwrap().to_owned());
        check_formats(&notification);
    }
    for refresh in refreshes().unwrap() {
        check_formats(&refresh);
    }
    let families = [IPV4, IPV6].into_iter().collect();
    let session = Session::default().with_add_path(families);
    check_formats(&session.with_asn_width(AsnWidth::Two));
    check_formats(&peer());
    check_formats(&Rib::AdjRibOutPost);
}
