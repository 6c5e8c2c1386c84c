//! Tests of UPDATEs that are built: where routes and next hop go, and what is refused.

use super::*;
use crate::bgp::Session;
use crate::bgp::attribute::{AsPath, LocalPref, MpUnreach, MultiExitDisc, Origin};
use crate::bgp::nlri::{
    Destination, Family, FamilySet, IntoRouteContext, Ipv4FlowSpec, Ipv4Prefix, Ipv6Prefix, Route,
    Routes, VpnIpv4, VpnIpv6,
};
use crate::net::{Label, Labels};
use crate::testkit::{frame, hex, pdus};
use crate::wire::{Decode, Encode};
use std::net::{IpAddr, Ipv6Addr};

const GLOBAL: &str = "20010db8000000000000000000000001";
const LOCAL: &str = "fe800000000000000000000000000001";

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// ORIGIN and MULTI_EXIT_DISC: `400101 00` and `800404 00000007`.
fn attributes(session: Session) -> PathAttributes {
    let attributes = PathAttributes::new(session);
    let attributes = attributes.with(&MultiExitDisc(7)).unwrap();
    attributes.with(&Origin::Igp).unwrap()
}

fn list<T: Destination + Encode>(session: impl IntoRouteContext, nlri: T) -> Routes<T> {
    Routes::in_session(session, [Route::from(nlri)]).unwrap()
}

fn ipv4() -> Nlri {
    let prefix: Ipv4Prefix = "198.51.100.0/24".parse().unwrap();
    Nlri::Ipv4Unicast(list(Session::default(), prefix))
}

fn ipv6() -> Nlri {
    let prefix: Ipv6Prefix = "2001:db8::/32".parse().unwrap();
    Nlri::Ipv6Unicast(list(Session::default(), prefix))
}

fn vpn(labels: impl Into<Labels>) -> VpnIpv4 {
    VpnIpv4::new(
        labels,
        "64999:1".parse().unwrap(),
        "198.18.20.0/24".parse().unwrap(),
    )
}

fn vpn_ipv4() -> Nlri {
    Nlri::VpnIpv4Unicast(list(Session::default(), vpn(Label::new(100))))
}

fn vpn_ipv6() -> Nlri {
    let route = VpnIpv6::new(
        Label::new(100),
        "64999:1".parse().unwrap(),
        "2001:db8::/32".parse().unwrap(),
    );
    Nlri::VpnIpv6Unicast(list(Session::default(), route))
}

/// Builds an UPDATE, and checks that its bytes decode to the same UPDATE.
fn announced(next_hop: impl Into<MpNextHop>, nlri: Nlri) -> Vec<u8> {
    let update = Update::announcing(attributes(Session::default()), next_hop, nlri).unwrap();
    let octets = update.to_vec().unwrap();
    assert_eq!(Update::from_octets(&octets).unwrap(), update.view());
    assert_eq!(update.check(), Ok(()));
    octets
}

#[test]
fn each_family_in_its_place() {
    let (v4, v6) = (address("192.0.2.1"), address("2001:db8::1"));
    // RFC 4271, section 4.3: NEXT_HOP in order, and the route after the attributes.
    assert_eq!(
        announced(v4, ipv4()),
        hex("0000 0012 400101 00 400304 c0000201 800404 00000007 18 c63364")
    );
    // RFC 8950, section 3: IPv4 routes over IPv6. RFC 7606, section 5.1: MP_REACH_NLRI comes first. RFC 4760: no
    // NEXT_HOP.
    assert_eq!(
        announced(v6, ipv4()),
        hex(&format!(
            "0000 0027 800e19 0001 01 10 {GLOBAL} 00 18c63364 400101 00 800404 00000007"
        ))
    );
    assert_eq!(
        announced(v6, ipv6()),
        hex(&format!(
            "0000 0028 800e1a 0002 01 10 {GLOBAL} 00 2020010db8 400101 00 800404 00000007"
        ))
    );
    // RFC 2545, section 3: a global and a link-local address.
    let both: (Ipv6Addr, Ipv6Addr) = ("2001:db8::1".parse().unwrap(), "fe80::1".parse().unwrap());
    assert_eq!(
        announced(both, ipv6()),
        hex(&format!(
            "0000 0038 800e2a 0002 01 20 {GLOBAL} {LOCAL} 00 2020010db8 400101 00 800404 00000007"
        ))
    );
}

/// RFC 4364, section 4.3.2, RFC 4659, section 3.2.1, RFC 8950, section 3. tshark shows it as
/// `RD=0:0 IPv6=2001:db8::1 RD=0:0 Link-local=fe80::1`.
#[test]
fn next_hops_of_vpns_have_a_route_distinguisher() {
    let zero = "0000000000000000";
    let both: (Ipv6Addr, Ipv6Addr) = ("2001:db8::1".parse().unwrap(), "fe80::1".parse().unwrap());
    let own = ("64999:7".parse().unwrap(), address("192.0.2.1"));
    for (next_hop, octets) in [
        (
            MpNextHop::from(address("192.0.2.1")),
            format!("0c {zero} c0000201"),
        ),
        (address("2001:db8::1").into(), format!("18 {zero} {GLOBAL}")),
        (both.into(), format!("30 {zero} {GLOBAL} {zero} {LOCAL}")),
        // An explicit route distinguisher stays.
        (own.into(), "0c 0000fde700000007 c0000201".to_owned()),
    ] {
        let update = Update::announcing(PathAttributes::default(), next_hop, vpn_ipv4()).unwrap();
        let route = "70 000641 0000fde700000001 c61214";
        let value = hex(&format!("0001 80 {octets} 00 {route}"));
        let head = [0x80, 14, value.len() as u8];
        assert_eq!(
            update.path_attributes.octets(),
            [&head[..], &value].concat()
        );
    }
}

#[test]
fn next_hops_of_another_family_are_refused() {
    let refused = Err(EncodeError::Family { what: "next hop" });
    let announce =
        |next_hop: MpNextHop, nlri| Update::announcing(PathAttributes::default(), next_hop, nlri);
    let v4 = || MpNextHop::from(address("192.0.2.1"));
    assert_eq!(announce(v4(), ipv6()), refused);
    // RFC 4659, section 3.2.1.2: an IPv4-mapped address.
    assert_eq!(announce(v4(), vpn_ipv6()), refused);
    let mapped = MpNextHop::from(address("::ffff:192.0.2.1"));
    let update = announce(mapped, vpn_ipv6()).unwrap();
    let reach: MpReach<&[u8]> = update.path_attributes.get().unwrap().unwrap();
    assert_eq!(reach.next_hop.octets().len(), 24);
    // An empty next hop is allowed (RFC 8671, section 5.2), and is enough for a flow specification (RFC 8955, section
    // 4).
    let update = announce(MpNextHop::default(), ipv4()).unwrap();
    assert_eq!(update.to_vec().unwrap(), hex("0000 0003 400300 18 c63364"));
    let rules: Ipv4FlowSpec = "dst 198.51.100.0/24".parse().unwrap();
    let rules = Nlri::Ipv4FlowSpec(list(Session::default(), rules));
    let update = announce(MpNextHop::default(), rules).unwrap();
    assert_eq!(
        update.path_attributes.octets(),
        hex("800e0b 0001 85 00 00 05 01 18 c63364")
    );
}

#[test]
fn attributes_of_another_update_can_be_used_again() {
    let pdu = &pdus(&frame("monitoring-reach-and-unreach"))[0];
    let other = Update::from_octets(&pdu[19..]).unwrap().to_owned();
    let mut own = other.path_attributes.clone();
    own.remove(MpReach::CODE);
    own.remove(MpUnreach::CODE);
    assert!(other.withdrawn().next().is_some() && !own.is_empty());

    let v4 = address("192.0.2.1");
    let legacy = Update::announcing(other.path_attributes, v4, ipv4()).unwrap();
    let text = |update: &Update| -> Vec<String> {
        let routes = update.announced().chain(update.withdrawn());
        routes.map(|route| route.unwrap().to_string()).collect()
    };
    assert_eq!(text(&legacy), ["ipv4-unicast 198.51.100.0/24"]);
    assert_eq!(legacy.next_hop(Family::IPV4_UNICAST), Ok(Some(v4)));

    let v6 = address("2001:db8::7");
    let again = Update::announcing(legacy.path_attributes, v6, ipv6()).unwrap();
    assert_eq!(text(&again), ["ipv6-unicast 2001:db8::/32"]);
    assert_eq!(again.path_attributes.get::<NextHop>(), Ok(None));
    // The attributes of the first UPDATE follow the new routes.
    assert!(again.path_attributes.octets().ends_with(own.octets()));
}

#[test]
fn routes_of_another_session_are_refused() {
    let with = Session::default().with_add_path(FamilySet::from(Family::IPV4_UNICAST));
    let several = Session::default().with_multiple_labels(Family::VPN_IPV4_UNICAST.into());
    let v4 = address("192.0.2.1");
    let prefix: Ipv4Prefix = "198.51.100.0/24".parse().unwrap();
    let route = Route::from(prefix).with_path_id(7);
    let routes = || Nlri::Ipv4Unicast(Routes::in_session(with, [route]).unwrap());
    let text = |session, nlri| {
        let error = Update::announcing(attributes(session), v4, nlri).unwrap_err();
        error.to_string()
    };
    assert_eq!(
        text(Session::default(), routes()),
        "routes: a path identifier, but the session has none"
    );
    assert_eq!(
        text(with, ipv4()),
        "routes: no path identifier, but the session has them"
    );
    let update = Update::announcing(attributes(with), v4, routes()).unwrap();
    assert!(
        update
            .to_vec()
            .unwrap()
            .ends_with(&hex("00000007 18c63364"))
    );

    // Two labels and a short prefix, which could also be one label and a longer prefix.
    let labels = Labels::of([Label::new(100), Label::new(200)]).unwrap();
    let mut route = vpn(labels);
    route.prefix = "10.0.0.0/8".parse().unwrap();
    let routes = || Nlri::VpnIpv4Unicast(list(several, route));
    assert_eq!(
        text(Session::default(), routes()),
        "routes: multiple labels, but the session has one"
    );
    assert!(Update::announcing(attributes(several), v4, routes()).is_ok());
}

#[test]
fn what_says_nothing_is_refused() {
    let none = || Nlri::Ipv4Unicast(Routes::new(Session::default()));
    assert_eq!(
        Update::announcing(PathAttributes::default(), address("192.0.2.1"), none()),
        Err(EncodeError::Missing {
            what: "route to announce"
        })
    );
    // It would be the End-of-RIB.
    assert_eq!(
        Update::withdrawing(none()),
        Err(EncodeError::Missing {
            what: "route to withdraw"
        })
    );
}

#[test]
fn withdrawn() {
    for (nlri, octets) in [
        (ipv4(), "0004 18c63364 0000"),
        (ipv6(), "0000 000b 800f08 0002 01 2020010db8"),
        // RFC 8277, section 2.4: the label may stay.
        (
            vpn_ipv4(),
            "0000 0015 800f12 0001 80 70 000641 0000fde700000001 c61214",
        ),
    ] {
        let update = Update::withdrawing(nlri).unwrap();
        assert_eq!(update.to_vec().unwrap(), hex(octets));
    }
    let session = Session::default().with_add_path(FamilySet::from(Family::IPV6_UNICAST));
    let route = Route::from("2001:db8::/32".parse::<Ipv6Prefix>().unwrap()).with_path_id(7);
    let routes = Routes::in_session(session, [route]).unwrap();
    let update = Update::withdrawing(Nlri::Ipv6Unicast(routes)).unwrap();
    let octets = update.to_vec().unwrap();
    assert_eq!(octets, hex("0000 000f 800f0c 0002 01 00000007 2020010db8"));
    assert_eq!(
        Update::from_octets_in(&octets, session).unwrap(),
        update.view()
    );
}

/// RFC 8277, section 2.4: a withdrawn route has one label, which should be 0x800000. tshark shows it as
/// `Label Stack: 0 (withdrawn)`.
#[test]
fn routes_of_several_labels_are_withdrawn_with_one() {
    let several = Session::default().with_multiple_labels(Family::VPN_IPV4_UNICAST.into());
    let labels = Labels::of([Label::new(100), Label::new(200)]).unwrap();
    let mut route = vpn(labels);
    route.prefix = "10.0.0.0/8".parse().unwrap();
    let nlri = Nlri::VpnIpv4Unicast(list(several, route));
    // 24 * 2 + 64 + 8 bits could also be 24 + 64 + 32.
    let unreach = MpUnreach::from(nlri.clone());
    let error = PathAttributes::new(several).add(&unreach).unwrap_err();
    assert_eq!(
        error.to_string(),
        "MP_UNREACH_NLRI: multiple labels, where withdrawn routes have one"
    );
    // GoBGP 4.8 does it, so a session can say so.
    let mut stacks = PathAttributes::new(several.with_withdrawn_stacks(true));
    stacks.add(&unreach).unwrap();
    assert_eq!(
        stacks.octets(),
        hex("800f13 0001 80 78 000640 000c81 0000fde700000001 0a")
    );
    let update = Update::withdrawing(nlri.clone()).unwrap();
    let octets = update.to_vec().unwrap();
    assert_eq!(
        octets,
        hex("0000 0013 800f10 0001 80 60 800000 0000fde700000001 0a")
    );
    let read = Update::from_octets_in(&octets, several).unwrap();
    let text: Vec<_> = read
        .withdrawn()
        .map(|route| route.unwrap().to_string())
        .collect();
    assert_eq!(text, ["vpn-ipv4-unicast 64999:1 10.0.0.0/8"]);
    // One label is the same in both sessions.
    let one = list(several, vpn(Label::new(100)));
    let update = Update::withdrawing(Nlri::VpnIpv4Unicast(one)).unwrap();
    assert_eq!(update, Update::withdrawing(vpn_ipv4()).unwrap());

    let broken = [nlri.octets(), &hex("60 000640")].concat();
    let broken = Nlri::VpnIpv4Unicast(Routes::over(broken, several));
    assert_eq!(
        Update::withdrawing(broken).unwrap_err().to_string(),
        "vpn-ipv4-unicast route at byte 16: 8 bytes are missing"
    );
}

#[test]
fn next_hops_are_changed() {
    let (v4, v6) = (address("192.0.2.7"), address("2001:db8::7"));
    let mut legacy = Update::announcing(PathAttributes::default(), v4, ipv4()).unwrap();
    legacy
        .set_next_hop(Family::IPV4_UNICAST, address("192.0.2.8"))
        .unwrap();
    assert_eq!(
        legacy.to_vec().unwrap(),
        hex("0000 0007 400304 c0000208 18 c63364")
    );
    let before = legacy.clone();
    assert_eq!(
        legacy.set_next_hop(Family::IPV4_UNICAST, v6),
        Err(EncodeError::Family { what: "NEXT_HOP" })
    );
    assert_eq!(
        legacy.set_next_hop(Family::IPV6_UNICAST, v6),
        Err(EncodeError::Missing {
            what: "announced route of the family"
        })
    );
    assert_eq!(legacy, before);

    // From a router: two addresses become one, and the routes stay unchanged.
    let pdu = &pdus(&frame("monitoring-reach-and-unreach"))[0];
    let mut update = Update::from_octets(&pdu[19..]).unwrap().to_owned();
    let before = update.clone();
    update.set_next_hop(Family::IPV6_UNICAST, v6).unwrap();
    assert_eq!(update.next_hop(Family::IPV6_UNICAST), Ok(Some(v6)));
    assert_eq!(
        update.announced().collect::<Vec<_>>(),
        before.announced().collect::<Vec<_>>()
    );
    assert_eq!(
        update.withdrawn().collect::<Vec<_>>(),
        before.withdrawn().collect::<Vec<_>>()
    );
    let mut vpn = Update::announcing(PathAttributes::default(), v4, vpn_ipv4()).unwrap();
    vpn.set_next_hop(Family::VPN_IPV4_UNICAST, address("192.0.2.8"))
        .unwrap();
    assert_eq!(
        vpn.path_attributes.octets()[..19],
        hex("800e20 0001 80 0c 0000000000000000 c0000208")
    );
}

#[test]
fn an_attribute_that_breaks_off_stays_behind() {
    let broken = PathAttributes::over(hex("400101 00 c008ff 00"), Session::default());
    let update = Update::announcing(broken, address("192.0.2.1"), ipv4()).unwrap();
    assert_eq!(
        update.path_attributes.octets(),
        hex("400101 00 400304 c0000201 c008ff 00")
    );
}

#[test]
fn for_a_peer_of_the_own_as() {
    let update = Update::announcing(
        attributes(Session::default())
            .with(&LocalPref(100))
            .unwrap()
            .with(&<AsPath>::default())
            .unwrap(),
        address("192.0.2.1"),
        ipv4(),
    )
    .unwrap();
    assert_eq!(
        update.path_attributes.to_string(),
        "ORIGIN igp, AS_PATH, NEXT_HOP 192.0.2.1, MULTI_EXIT_DISC 7, LOCAL_PREF 100"
    );
}

/// Each family has its own next hop; a family without one, or with none to replace it, keeps its bytes.
#[test]
fn next_hops_are_mapped() {
    let octets = hex(&format!(
        "0000 002f 400304 c0000201 800e1a 0002 01 10 {GLOBAL} 00 2020010db8 400101 00 800404 00000007 18 c63364"
    ));
    let update = Update::from_octets(&octets).unwrap().to_owned();
    let mapped = |map: &dyn Fn(Family, IpAddr) -> Option<IpAddr>| {
        let mut changed = update.clone();
        changed.map_next_hops(map).unwrap();
        let hop = |family| changed.next_hop(family).unwrap().unwrap().to_string();
        (hop(Family::IPV4_UNICAST), hop(Family::IPV6_UNICAST))
    };
    let text = |v4: &str, v6: &str| (v4.to_string(), v6.to_string());
    let (v4, v6) = (address("192.0.2.9"), address("2001:db8::9"));
    assert_eq!(mapped(&|_, _| None), text("192.0.2.1", "2001:db8::1"));
    assert_eq!(
        mapped(&|family, old| {
            assert_eq!(old.is_ipv6(), family == Family::IPV6_UNICAST);
            Some(if old.is_ipv6() { v6 } else { v4 })
        }),
        text("192.0.2.9", "2001:db8::9")
    );
    assert_eq!(
        mapped(&|_, old| old.is_ipv4().then_some(v4)),
        text("192.0.2.9", "2001:db8::1")
    );
    // An error leaves all as it was.
    let mut changed = update.clone();
    assert_eq!(
        changed.map_next_hops(|_, _| Some(v6)),
        Err(EncodeError::Family { what: "NEXT_HOP" })
    );
    assert_eq!(changed, update);
}
