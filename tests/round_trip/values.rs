//! Values of any kind, as one builds them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use bmp_codec::bgp::attribute::{
    Aggregator, As4Aggregator, As4Path, AsPath, AtomicAggregate, AttributeFlags, AttributeValue,
    ClusterId, Community, ExtendedCommunity, LargeCommunity, LocalPref, MpNextHop, MpReach,
    MpUnreach, MultiExitDisc, Origin, OriginatorId, PathAttribute, PathAttributes, SegmentKind,
    UnknownAttribute,
};
use bmp_codec::bgp::nlri::evpn::{
    AutoDiscovery, EthernetSegment, InclusiveMulticast, IpPrefix, MacIp,
};
use bmp_codec::bgp::nlri::flow_spec::{FlowSpec, Rules, VpnFlowSpec};
use bmp_codec::bgp::nlri::{
    Destination, Evpn, Family, FamilySet, Ipv4Prefix, Ipv6Prefix, Nlri, Route, Routes, UnknownNlri,
    UnknownRoute, VpnMulticast,
};
use bmp_codec::bgp::{Session, Update};
use bmp_codec::net::{Address, AnyPrefix, Asn, AsnWidth, Label, RouteDistinguisher};
use bmp_codec::wire::Octets;
use bmp_codec::{Encode, EncodeError};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;

use super::flow_spec;
use super::labeled::{labeled, vpn};

/// A session of any width, with path identifiers and with several labels in any families that have types.
pub(crate) fn sessions() -> impl Strategy<Value = Session> {
    // A bit for each, so that random numbers are drawn once, whatever they are.
    let families = || {
        any::<u64>().prop_map(|bits| -> FamilySet {
            let families = Family::TYPED.iter().enumerate();
            let some = families.filter(|(place, _)| bits >> place & 1 != 0);
            some.map(|(_, family)| *family).collect()
        })
    };
    (any::<bool>(), families(), families()).prop_map(|(two, add_path, several)| {
        Session::default()
            .with_asn_width(if two { AsnWidth::Two } else { AsnWidth::Four })
            .with_add_path(add_path)
            .with_multiple_labels(several)
    })
}

pub(crate) fn octets(most: usize) -> impl Strategy<Value = Octets> {
    vec(any::<u8>(), 0..most).prop_map(Octets)
}

pub(crate) fn ipv4_prefix() -> impl Strategy<Value = Ipv4Prefix> {
    (any::<u32>(), 0..=32_u8).prop_map(|(address, length)| Ipv4Prefix::from((address, length)))
}

fn ipv6_prefix() -> impl Strategy<Value = Ipv6Prefix> {
    (any::<u128>(), 0..=128_u8).prop_map(|(address, length)| Ipv6Prefix::from((address, length)))
}

fn vpn_multicast<P>(prefix: impl Strategy<Value = P>) -> impl Strategy<Value = VpnMulticast<P>>
where
    P: std::fmt::Debug,
{
    (any::<u64>(), prefix)
        .prop_map(|(rd, prefix)| VpnMulticast::new(RouteDistinguisher(rd), prefix))
}

fn vpn_flow_spec<R: Rules>(
    rule: impl Strategy<Value = FlowSpec<R>>,
) -> impl Strategy<Value = VpnFlowSpec<R>> {
    (any::<u64>(), rule).prop_map(|(rd, rule)| VpnFlowSpec {
        rd: RouteDistinguisher(rd),
        rule,
    })
}

fn address() -> impl Strategy<Value = IpAddr> {
    prop_oneof![
        any::<Ipv4Addr>().prop_map(IpAddr::V4),
        any::<Ipv6Addr>().prop_map(IpAddr::V6)
    ]
}

fn evpn() -> BoxedStrategy<Evpn> {
    let rd = || any::<u64>().prop_map(RouteDistinguisher);
    let label = || any::<u32>().prop_map(Label::from_vni);
    let esi = any::<[u8; 10]>;
    let place = || (rd(), esi(), any::<u32>());
    prop_oneof![
        (place(), label()).prop_map(|((rd, esi, ethernet_tag), label)| {
            let esi = esi.into();
            Evpn::EthernetAutoDiscovery(AutoDiscovery {
                rd,
                esi,
                ethernet_tag,
                label,
            })
        }),
        (
            place(),
            any::<[u8; 6]>(),
            proptest::option::of(address()),
            label(),
            proptest::option::of(label())
        )
            .prop_map(|((rd, esi, ethernet_tag), mac, ip, label1, label2)| {
                let (esi, mac, ip) = (esi.into(), mac.into(), Address::from(ip));
                Evpn::MacIp(MacIp {
                    rd,
                    esi,
                    ethernet_tag,
                    mac,
                    ip,
                    label1,
                    label2,
                })
            }),
        (rd(), any::<u32>(), address()).prop_map(|(rd, ethernet_tag, originator)| {
            let originator = originator.into();
            Evpn::InclusiveMulticast(InclusiveMulticast {
                rd,
                ethernet_tag,
                originator,
            })
        }),
        (rd(), esi(), address()).prop_map(|(rd, esi, originator)| {
            let (esi, originator) = (esi.into(), originator.into());
            Evpn::EthernetSegment(EthernetSegment {
                rd,
                esi,
                originator,
            })
        }),
        (place(), ip_prefix(), label()).prop_map(|((rd, esi, ethernet_tag), ip, label)| {
            let (esi, (prefix, gateway)) = (esi.into(), ip);
            Evpn::IpPrefix(IpPrefix {
                rd,
                esi,
                ethernet_tag,
                prefix,
                gateway,
                label,
            })
        }),
        (12..=255_u16, octets(40)).prop_map(|(route_type, octets)| {
            Evpn::Unknown(UnknownRoute { route_type, octets })
        }),
    ]
    .boxed()
}

/// A prefix and a gateway, which are of the same kind.
fn ip_prefix() -> impl Strategy<Value = (AnyPrefix, Address)> {
    prop_oneof![
        (ipv4_prefix(), any::<Ipv4Addr>())
            .prop_map(|(prefix, gateway)| (AnyPrefix::from(prefix), Address::from(gateway))),
        (ipv6_prefix(), any::<Ipv6Addr>())
            .prop_map(|(prefix, gateway)| (AnyPrefix::from(prefix), Address::from(gateway))),
    ]
}

/// Routes of a family, with path identifiers where the session has them.
fn routes<T>(
    session: Session,
    family: Family,
    destination: impl Strategy<Value = T>,
) -> impl Strategy<Value = Routes<T>>
where
    T: Destination + Encode + Clone + std::fmt::Debug,
    for<'s> T::At<'s>: std::fmt::Debug,
{
    let path_ids = session.add_path().contains(family);
    vec((any::<u32>(), destination), 0..5).prop_map(move |routes| {
        // Of this family, which need not be the usual one of such routes.
        let session = session.routes(family);
        let routes = routes.into_iter().map(|(path_id, nlri)| Route {
            path_id: path_ids.then_some(path_id),
            nlri,
        });
        Routes::in_session(session, routes).unwrap()
    })
}

/// Routes of any family.
fn nlri(session: Session) -> BoxedStrategy<Nlri> {
    let all = Union::new(each_nlri(session));
    #[cfg(feature = "serde")]
    let all = prop_oneof![all, super::varied::any_nlri(session)];
    all.boxed()
}

/// Routes of each kind that is made by hand.
pub(crate) fn each_nlri(session: Session) -> Vec<BoxedStrategy<Nlri>> {
    let unknown = (select(vec![(1, 241), (1, 78), (2, 66), (9, 9)]), octets(30));
    vec![
        routes(session, Family::IPV4_UNICAST, ipv4_prefix())
            .prop_map(Nlri::Ipv4Unicast)
            .boxed(),
        routes(session, Family::IPV4_MULTICAST, ipv4_prefix())
            .prop_map(Nlri::Ipv4Multicast)
            .boxed(),
        routes(session, Family::IPV6_UNICAST, ipv6_prefix())
            .prop_map(Nlri::Ipv6Unicast)
            .boxed(),
        routes(session, Family::IPV6_MULTICAST, ipv6_prefix())
            .prop_map(Nlri::Ipv6Multicast)
            .boxed(),
        routes(
            session,
            Family::VPN_IPV4_UNICAST,
            vpn(session, Family::VPN_IPV4_UNICAST, ipv4_prefix()),
        )
        .prop_map(Nlri::VpnIpv4Unicast)
        .boxed(),
        routes(
            session,
            Family::VPN_IPV6_UNICAST,
            vpn(session, Family::VPN_IPV6_UNICAST, ipv6_prefix()),
        )
        .prop_map(Nlri::VpnIpv6Unicast)
        .boxed(),
        routes(
            session,
            Family::IPV4_CLASSFUL_TRANSPORT,
            vpn(session, Family::IPV4_CLASSFUL_TRANSPORT, ipv4_prefix()),
        )
        .prop_map(Nlri::Ipv4ClassfulTransport)
        .boxed(),
        routes(
            session,
            Family::IPV6_CLASSFUL_TRANSPORT,
            vpn(session, Family::IPV6_CLASSFUL_TRANSPORT, ipv6_prefix()),
        )
        .prop_map(Nlri::Ipv6ClassfulTransport)
        .boxed(),
        routes(session, Family::L2VPN_EVPN, evpn())
            .prop_map(Nlri::L2vpnEvpn)
            .boxed(),
        routes(session, Family::IPV4_FLOW_SPEC, flow_spec::ipv4())
            .prop_map(Nlri::Ipv4FlowSpec)
            .boxed(),
        routes(
            session,
            Family::VPN_IPV4_FLOW_SPEC,
            vpn_flow_spec(flow_spec::ipv4()),
        )
        .prop_map(Nlri::VpnIpv4FlowSpec)
        .boxed(),
        routes(session, Family::IPV6_FLOW_SPEC, flow_spec::ipv6())
            .prop_map(Nlri::Ipv6FlowSpec)
            .boxed(),
        routes(
            session,
            Family::VPN_IPV6_FLOW_SPEC,
            vpn_flow_spec(flow_spec::ipv6()),
        )
        .prop_map(Nlri::VpnIpv6FlowSpec)
        .boxed(),
        routes(session, Family::L2VPN_FLOW_SPEC, flow_spec::l2())
            .prop_map(Nlri::L2vpnFlowSpec)
            .boxed(),
        routes(
            session,
            Family::VPN_L2VPN_FLOW_SPEC,
            vpn_flow_spec(flow_spec::l2()),
        )
        .prop_map(Nlri::VpnL2vpnFlowSpec)
        .boxed(),
        routes(
            session,
            Family::IPV4_LABELED_UNICAST,
            labeled(session, Family::IPV4_LABELED_UNICAST, ipv4_prefix()),
        )
        .prop_map(Nlri::Ipv4LabeledUnicast)
        .boxed(),
        routes(
            session,
            Family::IPV6_LABELED_UNICAST,
            labeled(session, Family::IPV6_LABELED_UNICAST, ipv6_prefix()),
        )
        .prop_map(Nlri::Ipv6LabeledUnicast)
        .boxed(),
        routes(
            session,
            Family::VPN_IPV4_MULTICAST,
            vpn_multicast(ipv4_prefix()),
        )
        .prop_map(Nlri::VpnIpv4Multicast)
        .boxed(),
        routes(
            session,
            Family::VPN_IPV6_MULTICAST,
            vpn_multicast(ipv6_prefix()),
        )
        .prop_map(Nlri::VpnIpv6Multicast)
        .boxed(),
        unknown
            .prop_map(|((afi, safi), octets)| {
                let family = Family::new(afi, safi);
                Nlri::Unknown(UnknownNlri { family, octets })
            })
            .boxed(),
    ]
}

fn next_hop() -> impl Strategy<Value = MpNextHop> {
    prop_oneof![
        address().prop_map(MpNextHop::from),
        any::<(Ipv6Addr, Ipv6Addr)>().prop_map(MpNextHop::from),
        (any::<u64>(), address())
            .prop_map(|(rd, address)| MpNextHop::from((RouteDistinguisher(rd), address))),
        octets(60).prop_map(MpNextHop::from),
    ]
}

/// A path of segments that are not empty.
fn as_path(width: AsnWidth) -> impl Strategy<Value = AsPath> {
    let kinds = [
        SegmentKind::Sequence,
        SegmentKind::Set,
        SegmentKind::ConfedSequence,
        SegmentKind::ConfedSet,
    ];
    let asns = match width {
        AsnWidth::Two => (0..=0xffff_u32).boxed(),
        AsnWidth::Four => any::<u32>().boxed(),
    };
    // More than 255 octets, too: then the attribute has a length of two octets.
    vec((select(kinds.to_vec()), vec(asns, 1..80)), 0..4).prop_map(move |segments| {
        let mut path = AsPath::new(width);
        for (kind, asns) in segments {
            path.push(kind, asns.into_iter().map(Asn)).unwrap();
        }
        path
    })
}

/// An attribute of any code.
fn attribute_value(session: Session) -> BoxedStrategy<AttributeValue> {
    let usual = Union::new(each_attribute(session));
    let all =
        prop_oneof![3 => usual, 2 => reach(nlri(session)), 1 => unreach(nlri(session.withdrawn()))];
    #[cfg(feature = "serde")]
    let all = prop_oneof![3 => all, 1 => super::varied::any_attribute()];
    all.boxed()
}

/// Routes that are announced.
pub(crate) fn reach(nlri: BoxedStrategy<Nlri>) -> impl Strategy<Value = AttributeValue> {
    (next_hop(), any::<u8>(), nlri).prop_map(|(next_hop, reserved, nlri)| {
        AttributeValue::MpReach(MpReach {
            next_hop,
            reserved,
            nlri,
        })
    })
}

/// Routes of a session that is [`Session::withdrawn`].
pub(crate) fn unreach(nlri: BoxedStrategy<Nlri>) -> impl Strategy<Value = AttributeValue> {
    nlri.prop_map(|nlri| AttributeValue::MpUnreach(MpUnreach { nlri }))
}

/// An attribute of each kind that is made by hand.
pub(crate) fn each_attribute(session: Session) -> Vec<BoxedStrategy<AttributeValue>> {
    let width = session.asn_width();
    let word = any::<u32>;
    let asn = match width {
        AsnWidth::Two => (0..=0xffff_u32).boxed(),
        AsnWidth::Four => any::<u32>().boxed(),
    };
    vec![
        select(vec![Origin::Igp, Origin::Egp, Origin::Incomplete])
            .prop_map(AttributeValue::Origin)
            .boxed(),
        as_path(width).prop_map(AttributeValue::AsPath).boxed(),
        as_path(AsnWidth::Four)
            .prop_map(|path| AttributeValue::As4Path(As4Path(path)))
            .boxed(),
        prop::option::of(word())
            .prop_map(|word| AttributeValue::NextHop(word.map(Ipv4Addr::from_bits).into()))
            .boxed(),
        word()
            .prop_map(|word| AttributeValue::MultiExitDisc(MultiExitDisc(word)))
            .boxed(),
        word()
            .prop_map(|word| AttributeValue::LocalPref(LocalPref(word)))
            .boxed(),
        Just(AttributeValue::AtomicAggregate(AtomicAggregate)).boxed(),
        (asn, any::<Ipv4Addr>())
            .prop_map(move |(asn, address)| {
                AttributeValue::Aggregator(Aggregator::new(Asn(asn), address).with_width(width))
            })
            .boxed(),
        (word(), any::<Ipv4Addr>())
            .prop_map(|(asn, address)| {
                AttributeValue::As4Aggregator(As4Aggregator::new(Asn(asn), address))
            })
            .boxed(),
        vec(word().prop_map(Community), 0..80)
            .prop_map(|list| AttributeValue::Communities(list.into_iter().collect()))
            .boxed(),
        word()
            .prop_map(|word| AttributeValue::OriginatorId(OriginatorId(word)))
            .boxed(),
        vec(word().prop_map(ClusterId), 0..5)
            .prop_map(|list| AttributeValue::ClusterList(list.into_iter().collect()))
            .boxed(),
        vec(any::<u64>().prop_map(ExtendedCommunity), 0..5)
            .prop_map(|list| AttributeValue::ExtendedCommunities(list.into_iter().collect()))
            .boxed(),
        vec(any::<(u32, u32, u32)>(), 0..5)
            .prop_map(|list| {
                let list = list
                    .into_iter()
                    .map(|(a, b, c)| LargeCommunity::new(a, b, c));
                AttributeValue::LargeCommunities(list.collect())
            })
            .boxed(),
        (200..=254_u8, octets(300))
            .prop_map(|(code, octets)| AttributeValue::Unknown(UnknownAttribute::new(code, octets)))
            .boxed(),
    ]
}

fn path_attributes(session: Session) -> impl Strategy<Value = PathAttributes> {
    attributes(session, attribute_value(session), 0..6)
}

/// So many attributes of these.
pub(crate) fn attributes(
    session: Session,
    value: impl Strategy<Value = AttributeValue>,
    count: std::ops::Range<usize>,
) -> impl Strategy<Value = PathAttributes> {
    let attribute = (any::<u8>(), value).prop_map(|(flags, value)| {
        // Where the length does not fit one octet, the flag is set for it: then it is what comes back.
        let extended = if value.encoded_len() > 0xff { 0x10 } else { 0 };
        PathAttribute {
            flags: AttributeFlags(flags | extended),
            value,
        }
    });
    vec(attribute, count)
        .prop_map(move |attributes| PathAttributes::in_session(session, attributes).unwrap())
}

/// An UPDATE of a session.
pub(crate) fn update(session: Session) -> BoxedStrategy<Update> {
    (
        routes(session, Family::IPV4_UNICAST, ipv4_prefix()),
        path_attributes(session),
        routes(session, Family::IPV4_UNICAST, ipv4_prefix()),
    )
        .prop_map(|(withdrawn_routes, path_attributes, nlri)| Update {
            withdrawn_routes,
            path_attributes,
            nlri,
        })
        .boxed()
}

/// A route with a path identifier where there is none, and the other way round: lists take neither.
pub(crate) fn of_another_session(session: Session, prefix: Ipv4Prefix) -> EncodeError {
    let mut routes = Routes::<Ipv4Prefix>::new(session);
    let route = if session.add_path().contains(Family::IPV4_UNICAST) {
        Route::from(prefix)
    } else {
        Route::from(prefix).with_path_id(1)
    };
    let error = routes.push(&route).unwrap_err();
    assert!(routes.is_empty());
    error
}
