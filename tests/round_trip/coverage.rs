//! What the properties are tried on: all that the crate has a type for, each in sessions of every kind.

use std::collections::BTreeSet;
use std::fmt::{Debug, Display};

use bmp_codec::bgp::attribute::{self, AttributeValue};
use bmp_codec::bgp::capability::Capability;
use bmp_codec::bgp::nlri::car::CarKey;
use bmp_codec::bgp::nlri::flow_spec::{Ipv4Component, Ipv6Component, L2Component};
use bmp_codec::bgp::nlri::mup::{MupIpv4, MupIpv6};
use bmp_codec::bgp::nlri::{
    Destination, Evpn, Family, FamilySet, LinkState, McastVpls, McastVpn, Nlri, Routes, Sfc,
    UnknownNlri, VisitRoutes, Vpls,
};
use bmp_codec::bgp::{self, Open, Session, Update};
use bmp_codec::bmp::{self, Message, MirroringTlv, RouteMonitoring, StatisticType};
use bmp_codec::net::{AsnWidth, Prefix};
use bmp_codec::{Decode, Encode};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::{values, varied};
use crate::support::hand;

/// How often each kind of attribute and of routes is tried in each session.
const DRAWS_OF_EACH: usize = 2;

/// So many that each type of message, and what is in them beside attributes, is among them.
const MESSAGES: usize = 800;

/// What went through the property.
#[derive(Default)]
struct Seen {
    bmp: BTreeSet<bmp::MessageType>,
    bgp: BTreeSet<bgp::MessageType>,
    reasons: BTreeSet<u8>,
    capabilities: BTreeSet<u8>,
    statistics: BTreeSet<StatisticType>,
    /// Attributes by code, in sessions of either width.
    attributes: BTreeSet<(u8, bool)>,
    /// Families, with path identifiers or without; routes announced, and withdrawn ones.
    families: BTreeSet<(Family, bool, bool)>,
    /// Families with a route of several labels, in a session that has several.
    stacks: BTreeSet<Family>,
    route_types: BTreeSet<(Family, u16)>,
    /// Components of flow specifications, by the family of the list.
    components: BTreeSet<(Family, u8)>,
    /// What the routes at hand are.
    withdrawn: bool,
}

impl Seen {
    fn message(&mut self, session: Session, message: &Message<&[u8]>) {
        self.bmp.insert(message.message_type());
        match message {
            Message::RouteMonitoring(monitoring) => {
                self.update(session, &monitoring.update.unwrap());
            }
            Message::PeerUp(up) => {
                self.open(&up.sent_open.unwrap());
                self.open(&up.received_open.unwrap());
            }
            Message::PeerDown(down) => {
                self.reasons.insert(down.reason.code());
                if let Some(notification) = down.reason.notification() {
                    assert!(notification.is_ok());
                }
            }
            Message::StatisticsReport(report) => {
                let statistics = report.statistics.iter().map(Result::unwrap);
                self.statistics
                    .extend(statistics.map(|statistic| statistic.statistic_type));
            }
            Message::RouteMirroring(mirroring) => {
                for tlv in &mirroring.tlvs {
                    if let MirroringTlv::BgpMessage(message) = tlv.unwrap() {
                        self.bgp(session, &message.unwrap());
                    }
                }
            }
            _ => {}
        }
    }

    fn bgp(&mut self, session: Session, message: &bgp::Message<&[u8]>) {
        self.bgp.insert(message.message_type());
        match message {
            bgp::Message::Update(update) => self.update(session, update),
            bgp::Message::Open(open) => self.open(open),
            _ => {}
        }
    }

    fn open(&mut self, open: &Open<&[u8]>) {
        for capability in open.capabilities().map(Result::unwrap) {
            if !matches!(capability, Capability::Unknown(_)) {
                self.capabilities.insert(capability.code());
            }
        }
    }

    fn update(&mut self, session: Session, update: &Update<&[u8]>) {
        for (withdrawn, routes) in [(true, update.withdrawn_routes), (false, update.nlri)] {
            self.withdrawn = withdrawn;
            self.routes(Family::IPV4_UNICAST, &routes);
        }
        for attribute in update.path_attributes.iter().map(Result::unwrap) {
            let value = &attribute.value;
            match value {
                AttributeValue::Unknown(_) => continue,
                AttributeValue::MpReach(reach) => self.nlri(session, &reach.nlri, false),
                AttributeValue::MpUnreach(unreach) => self.nlri(session, &unreach.nlri, true),
                _ => {}
            }
            let two_octets = session.asn_width() == AsnWidth::Two;
            self.attributes.insert((value.code(), two_octets));
        }
    }

    fn nlri(&mut self, session: Session, nlri: &Nlri<&[u8]>, withdrawn: bool) {
        self.withdrawn = withdrawn;
        nlri.visit(self);
        let family = nlri.family();
        /// The types of the routes in a list, of those that have a name.
        macro_rules! types {
            ($routes:ident, $unknown:pat) => {
                for route in $routes.iter().map(|route| route.unwrap().nlri) {
                    if !matches!(route, $unknown) {
                        let route_type = route.route_type();
                        self.route_types.insert((family, route_type));
                    }
                }
            };
        }
        /// Whether there is a stack, where it is no surprise.
        macro_rules! stacks {
            ($routes:ident) => {{
                let mut depths = $routes
                    .iter()
                    .map(|route| route.unwrap().nlri.labels.depth());
                if session.multiple_labels().contains(family) && depths.any(|depth| depth > 1) {
                    self.stacks.insert(family);
                }
            }};
        }
        /// The components of rules; `$rule` is the rule of a route.
        macro_rules! components {
            ($routes:ident, $component:ident, |$route:ident| $rule:expr) => {
                for $route in $routes.iter().map(|route| route.unwrap().nlri) {
                    for component in $rule.components() {
                        if !matches!(component, $component::Unknown(_)) {
                            let component_type = component.component_type();
                            self.components.insert((family, component_type));
                        }
                    }
                }
            };
        }
        match nlri {
            Nlri::Ipv4FlowSpec(routes) => components!(routes, Ipv4Component, |rule| rule),
            Nlri::Ipv6FlowSpec(routes) => components!(routes, Ipv6Component, |rule| rule),
            Nlri::L2vpnFlowSpec(routes) => components!(routes, L2Component, |rule| rule),
            Nlri::VpnIpv4FlowSpec(routes) => components!(routes, Ipv4Component, |vpn| vpn.rule),
            Nlri::VpnIpv6FlowSpec(routes) => components!(routes, Ipv6Component, |vpn| vpn.rule),
            Nlri::VpnL2vpnFlowSpec(routes) => components!(routes, L2Component, |vpn| vpn.rule),
            Nlri::L2vpnEvpn(routes) => types!(routes, Evpn::Unknown(_)),
            Nlri::Ipv4McastVpn(routes) => types!(routes, McastVpn::Unknown(_)),
            Nlri::Ipv6McastVpn(routes) => types!(routes, McastVpn::Unknown(_)),
            Nlri::L2vpnMcastVpls(routes) => types!(routes, McastVpls::Unknown(_)),
            Nlri::Ipv4Mup(routes) => types!(routes, MupIpv4::Unknown(_)),
            Nlri::Ipv6Mup(routes) => types!(routes, MupIpv6::Unknown(_)),
            Nlri::Sfc(routes) => types!(routes, Sfc::Unknown(_)),
            Nlri::LinkState(routes) => types!(routes, LinkState::Unknown(_)),
            Nlri::L2vpnVpls(routes) => {
                for route in routes.iter().map(|route| route.unwrap().nlri) {
                    match route {
                        Vpls::LabelBlock(_) => self.route_types.insert((family, 0)),
                        Vpls::Discovery(_) => self.route_types.insert((family, 1)),
                        _ => false,
                    };
                }
            }
            Nlri::Ipv4Car(routes) => {
                for route in routes.iter().map(|route| route.unwrap().nlri) {
                    self.car(family, &route.key);
                }
            }
            Nlri::Ipv6Car(routes) => {
                for route in routes.iter().map(|route| route.unwrap().nlri) {
                    self.car(family, &route.key);
                }
            }
            Nlri::Ipv4LabeledUnicast(routes) => stacks!(routes),
            Nlri::Ipv6LabeledUnicast(routes) => stacks!(routes),
            Nlri::VpnIpv4Unicast(routes) => stacks!(routes),
            Nlri::VpnIpv6Unicast(routes) => stacks!(routes),
            Nlri::Ipv4ClassfulTransport(routes) => stacks!(routes),
            Nlri::Ipv6ClassfulTransport(routes) => stacks!(routes),
            _ => {}
        }
    }

    fn car<P: Prefix>(&mut self, family: Family, key: &CarKey<P, &[u8]>) {
        if !matches!(key, CarKey::Unknown { .. }) {
            let route_type = key.route_type();
            self.route_types.insert((family, route_type));
        }
    }
}

impl VisitRoutes for Seen {
    fn routes<T: Destination>(&mut self, family: Family, routes: &Routes<T, &[u8]>)
    where
        for<'s> T::At<'s>: Display,
    {
        for route in routes {
            let Ok(route) = route else {
                panic!("a route of {family} that cannot be read");
            };
            let path_id = route.path_id.is_some();
            self.families.insert((family, path_id, self.withdrawn));
        }
    }

    fn unknown(&mut self, _: UnknownNlri<&[u8]>) {}
}

/// The numbers of which something is read: where there is nothing of it, that is an error, or a value with a name.
fn typed(is_unknown: impl Fn(u8) -> bool) -> impl Iterator<Item = u8> {
    (0..=255).filter(move |number| !is_unknown(*number))
}

/// The reasons of Peer Down that have a name.
fn reasons() -> BTreeSet<u8> {
    let named = (0..=255).filter(|reason| {
        let frame = hand::peer_down(&hand::per_peer(0, 0, 1), *reason);
        let Ok(Message::PeerDown(down)) = Message::decode(&frame, Session::default()) else {
            panic!("reason {reason}");
        };
        down.reason.name().is_some()
    });
    named.collect()
}

/// The route types of each family that has some.
fn route_types() -> BTreeSet<(Family, u16)> {
    let evpn = typed(|code| matches!(Evpn::from_octets(&[code, 0]), Ok(Evpn::Unknown(_))));
    let mcast_vpn =
        typed(|code| matches!(McastVpn::from_octets(&[code, 0]), Ok(McastVpn::Unknown(_))));
    let mcast_vpls = typed(|code| {
        matches!(
            McastVpls::from_octets(&[code, 0]),
            Ok(McastVpls::Unknown(_))
        )
    });
    // Of the one architecture that there is.
    let mup = typed(|code| {
        matches!(
            MupIpv4::from_octets(&[1, 0, code, 0]),
            Ok(MupIpv4::Unknown(_))
        )
    });
    let sfc = typed(|code| matches!(Sfc::from_octets(&[0, code, 0, 0]), Ok(Sfc::Unknown(_))));
    let link_state = typed(|code| {
        matches!(
            LinkState::from_octets(&[0, code, 0, 0]),
            Ok(LinkState::Unknown(_))
        )
    });
    let mcast_vpn: Vec<_> = mcast_vpn.collect();
    let mup: Vec<_> = mup.collect();
    // By length there are two of VPLS, and keys of CAR have two types.
    let all: [(Family, Vec<u8>); 11] = [
        (Family::L2VPN_EVPN, evpn.collect()),
        (Family::IPV4_MCAST_VPN, mcast_vpn.clone()),
        (Family::IPV6_MCAST_VPN, mcast_vpn),
        (Family::L2VPN_MCAST_VPLS, mcast_vpls.collect()),
        (Family::IPV4_MUP, mup.clone()),
        (Family::IPV6_MUP, mup),
        (Family::SFC, sfc.collect()),
        (Family::LINK_STATE, link_state.collect()),
        (Family::L2VPN_VPLS, vec![0, 1]),
        (Family::IPV4_CAR, vec![1, 2]),
        (Family::IPV6_CAR, vec![1, 2]),
    ];
    let pairs = all
        .into_iter()
        .flat_map(|(family, types)| types.into_iter().map(move |code| (family, code.into())));
    pairs.collect()
}

/// The types of components of each family of flow specifications.
fn components() -> BTreeSet<(Family, u8)> {
    let ipv4 = typed(|code| {
        let octets = [code, 0x81, 0];
        matches!(
            Ipv4Component::from_octets(&octets),
            Ok(Ipv4Component::Unknown(_))
        )
    });
    let ipv6 = typed(|code| {
        let octets = [code, 0x81, 0];
        matches!(
            Ipv6Component::from_octets(&octets),
            Ok(Ipv6Component::Unknown(_))
        )
    });
    let l2 = typed(|code| {
        let octets = [code, 0x81, 0];
        matches!(
            L2Component::from_octets(&octets),
            Ok(L2Component::Unknown(_))
        )
    });
    let families = |families: [Family; 2], types: Vec<u8>| {
        let types = types.into_iter();
        types.flat_map(move |code| families.map(|family| (family, code)))
    };
    families(
        [Family::IPV4_FLOW_SPEC, Family::VPN_IPV4_FLOW_SPEC],
        ipv4.collect(),
    )
    .chain(families(
        [Family::IPV6_FLOW_SPEC, Family::VPN_IPV6_FLOW_SPEC],
        ipv6.collect(),
    ))
    .chain(families(
        [Family::L2VPN_FLOW_SPEC, Family::VPN_L2VPN_FLOW_SPEC],
        l2.collect(),
    ))
    .collect()
}

/// What is in one of two sets only.
fn differences<T: Ord + Copy + Debug>(
    what: &str,
    seen: &BTreeSet<T>,
    all: impl IntoIterator<Item = T>,
) {
    let all: BTreeSet<T> = all.into_iter().collect();
    let missing: Vec<_> = all.difference(seen).collect();
    let more: Vec<_> = seen.difference(&all).collect();
    assert!(
        missing.is_empty() && more.is_empty(),
        "{what}: not tried {missing:?}, not in the table {more:?}"
    );
}

/// Sessions that differ in everything.
fn sessions() -> [Session; 4] {
    let all = Family::TYPED.iter().copied().collect::<FamilySet>();
    let usual = Session::default();
    let two = usual.with_asn_width(AsnWidth::Two);
    [
        usual,
        two.with_add_path(all),
        usual.with_multiple_labels(all),
        two.with_add_path(all).with_multiple_labels(all),
    ]
}

/// Attributes of each kind that is made, of routes those that are announced and those that are withdrawn.
fn attributes(session: Session) -> Vec<BoxedStrategy<AttributeValue>> {
    let nlri = |session| [values::each_nlri(session), varied::each_nlri(session)].concat();
    let reach = nlri(session)
        .into_iter()
        .map(|nlri| values::reach(nlri).boxed());
    let unreach = nlri(session.withdrawn())
        .into_iter()
        .map(|nlri| values::unreach(nlri).boxed());
    values::each_attribute(session)
        .into_iter()
        .chain(varied::each_attribute())
        .chain(reach)
        .chain(unreach)
        .collect()
}

/// Draws that are always the same: each kind of attribute and of routes in several sessions, and messages.
#[test]
fn every_type_is_tried() {
    let mut runner = TestRunner::deterministic();
    let mut seen = Seen::default();
    for session in sessions() {
        for value in attributes(session) {
            let list = values::attributes(session, value, 1..4);
            for _ in 0..DRAWS_OF_EACH {
                let update = Update {
                    path_attributes: list.new_tree(&mut runner).unwrap().current(),
                    ..Update::default()
                };
                let peer = super::messages::peers(session.asn_width());
                let peer = peer.new_tree(&mut runner).unwrap().current();
                let message = Message::from(RouteMonitoring::new(peer, update));
                super::round_trip(session, &message, &message.to_vec().unwrap());
                seen.message(session, &message.view());
            }
        }
    }
    let messages = super::messages();
    for _ in 0..MESSAGES {
        let (session, message) = messages.new_tree(&mut runner).unwrap().current();
        super::round_trip(session, &message, &message.to_vec().unwrap());
        seen.message(session, &message.view());
    }

    let types = bmp::MessageType::ALL.iter().copied();
    seen.bmp.retain(|kind| kind.name().is_some());
    differences("BMP messages", &seen.bmp, types);
    let types = bgp::MessageType::ALL.iter().copied();
    seen.bgp.retain(|kind| kind.name().is_some());
    differences("BGP messages", &seen.bgp, types);
    seen.reasons.retain(|reason| reasons().contains(reason));
    differences("reasons of Peer Down", &seen.reasons, reasons());
    let codes = typed(|code| {
        matches!(
            Capability::from_octets(&[code, 0]),
            Ok(Capability::Unknown(_))
        )
    });
    differences("capabilities", &seen.capabilities, codes);
    seen.statistics.retain(|kind| kind.name().is_some());
    let types = StatisticType::ALL.iter().copied();
    differences("statistics", &seen.statistics, types);

    let codes = (0..=255).filter(|code| attribute::usual_flags(*code).is_some());
    let widths = codes.flat_map(|code| [(code, false), (code, true)]);
    differences("attributes", &seen.attributes, widths);
    let kinds = [(false, false), (false, true), (true, false), (true, true)];
    let families = Family::TYPED
        .iter()
        .flat_map(|family| kinds.map(|(path_id, withdrawn)| (*family, path_id, withdrawn)));
    differences("families", &seen.families, families);
    differences("route types", &seen.route_types, route_types());
    differences(
        "components of flow specifications",
        &seen.components,
        components(),
    );
    let labeled = Session::default()
        .with_multiple_labels(Family::TYPED.iter().copied().collect())
        .multiple_labels();
    differences("stacks of labels", &seen.stacks, labeled.iter());
}
