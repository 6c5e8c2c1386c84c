//! Tests of the parts of a session, and of what is left of them for a list of routes.

use super::*;
use crate::bgp::capability::{AddPath, Capability, MultipleLabelsFamily};
use crate::net::Asn;
use crate::testkit::{exact, frame, json, pdus};

/// An OPEN that offers ADD-PATH for IPv4 unicast, 0 for none.
fn open(mode: u8, four_octets: bool) -> Open {
    let families = [AddPath::new(Family::IPV4_UNICAST, mode)];
    let add_path = Capability::AddPath(families.into_iter().collect());
    let capabilities = [
        (mode != 0).then_some(add_path),
        four_octets.then_some(Capability::FourOctetAsNumber(Asn(65001))),
    ];
    let identifier = "192.0.2.1".parse().unwrap();
    Open::new(
        Asn(65001),
        90,
        identifier,
        capabilities.into_iter().flatten(),
    )
    .unwrap()
}

#[test]
fn path_identifiers_need_one_that_sends_and_one_that_receives() {
    use AddPath as A;
    // Sent, received, whether received routes have path identifiers, whether sent ones do (RFC 7911, section 4).
    let combinations = [
        (A::RECEIVE, A::RECEIVE, false, false),
        (A::RECEIVE, A::SEND, true, false),
        (A::RECEIVE, A::BOTH, true, false),
        (A::SEND, A::RECEIVE, false, true),
        (A::SEND, A::SEND, false, false),
        (A::SEND, A::BOTH, false, true),
        (A::BOTH, A::RECEIVE, false, true),
        (A::BOTH, A::SEND, true, false),
        (A::BOTH, A::BOTH, true, true),
        (0, A::BOTH, false, false),
        (A::BOTH, 0, false, false),
        (7, A::BOTH, false, false),
        (A::BOTH, 7, false, false),
    ];
    for (sent, received, into, out) in combinations {
        for (direction, expected) in [(Direction::Received, into), (Direction::Sent, out)] {
            let session = Session::negotiated(&open(sent, true), &open(received, true), direction);
            let families = session.add_path();
            assert_eq!(
                families.contains(Family::IPV4_UNICAST),
                expected,
                "sent {sent}, received {received}, {direction:?}"
            );
            assert_eq!(families.is_empty(), !expected);
            assert_eq!(session.basis(), Basis::Negotiated);
        }
    }
}

#[test]
fn four_octets_need_both() {
    for (sent, received) in [(false, false), (false, true), (true, false), (true, true)] {
        let (sent, received) = (open(0, sent), open(0, received));
        for direction in [Direction::Received, Direction::Sent] {
            let session = Session::negotiated(&sent, &received, direction);
            let both = [&sent, &received]
                .iter()
                .all(|open| open.capabilities().count() == 1);
            let expected = if both { AsnWidth::Four } else { AsnWidth::Two };
            assert_eq!(session.asn_width(), expected);
        }
    }
}

#[test]
fn each_family_for_itself_and_the_last_entry_of_one() {
    let offer = |entries: &[AddPath]| {
        let capability = Capability::AddPath(entries.iter().copied().collect());
        Open::new(Asn(1), 90, "192.0.2.1".parse().unwrap(), [capability]).unwrap()
    };
    let (v4, v6) = (Family::IPV4_UNICAST, Family::IPV6_UNICAST);
    let sent = offer(&[
        AddPath::new(v4, AddPath::BOTH),
        AddPath::new(v6, AddPath::RECEIVE),
        AddPath::new(v4, AddPath::SEND),
    ]);
    let received = offer(&[
        AddPath::new(v4, AddPath::BOTH),
        AddPath::new(v6, AddPath::BOTH),
        AddPath::new(Family::VPN_IPV4_UNICAST, AddPath::BOTH),
    ]);
    let families = |direction| Session::negotiated(&sent, &received, direction).add_path();
    assert_eq!(families(Direction::Received), FamilySet::from(v6));
    assert_eq!(families(Direction::Sent), FamilySet::from(v4));
}

#[test]
fn opens_of_routers() {
    // FRR receives, its peer has no ADD-PATH; GoBGP and its peer do both.
    for (frame, add_path) in [
        (frame("peer-up-one-parameter"), &[][..]),
        (
            frame("peer-up-add-path"),
            &[Family::IPV4_UNICAST, Family::IPV6_UNICAST],
        ),
        // The number of four octets stands behind what GoBGP's wrapped length says.
        (frame("peer-up-length-modulo-256"), &[]),
    ] {
        let pdus = pdus(&frame);
        let [sent, received] = [0, 1].map(|place| {
            let octets: &[u8] = &pdus[place];
            exact::<Open<&[u8]>>(&octets[19..])
        });
        let session = Session::negotiated(&sent, &received, Direction::Received);
        assert_eq!(session.asn_width(), AsnWidth::Four);
        assert!(session.add_path().iter().eq(add_path.iter().copied()));
    }
}

#[test]
fn loc_rib() {
    // RFC 9069, section 5.2: the mode of the one OPEN says nothing, being named does. Numbers have four octets.
    for mode in [AddPath::RECEIVE, AddPath::SEND, AddPath::BOTH] {
        let session = Session::of_loc_rib(&open(mode, false));
        assert_eq!(session.add_path(), FamilySet::from(Family::IPV4_UNICAST));
        assert_eq!(session.asn_width(), AsnWidth::Four);
        assert_eq!(session.basis(), Basis::Negotiated);
    }
    // FRR names the capability and no families.
    let pdus = pdus(&frame("peer-up-loc-rib"));
    let open: Open<&[u8]> = exact(&pdus[0][19..]);
    assert!(Session::of_loc_rib(&open).add_path().is_empty());
}

#[test]
fn parts() {
    let session = Session::default();
    assert_eq!(session.asn_width(), AsnWidth::Four);
    assert_eq!(session.basis(), Basis::Assumed);
    assert!(session.add_path().is_empty());
    let all = FamilySet::from_iter(Family::ALL.iter().copied());
    let changed = session
        .with_asn_width(AsnWidth::Two)
        .with_add_path(all)
        .with_basis(Basis::Negotiated);
    assert_eq!(
        (changed.asn_width(), changed.add_path(), changed.basis()),
        (AsnWidth::Two, all, Basis::Negotiated)
    );
    let back = changed
        .with_asn_width(AsnWidth::Four)
        .with_add_path(FamilySet::EMPTY)
        .with_basis(Basis::Assumed);
    assert_eq!(back, session);
    let two = changed.with_add_path(FamilySet::from_iter([
        Family::IPV4_UNICAST,
        Family::L2VPN_EVPN,
    ]));
    json(
        &two,
        r#"{"basis":"negotiated","asn_width":"two","add_path":["ipv4-unicast","l2vpn-evpn"],
           "multiple_labels":[]}"#,
    );
}

/// The families whose routes have labels (RFC 8277, RFC 4364, RFC 4659, RFC 9832).
fn labeled_families() -> FamilySet {
    FamilySet::from_iter([
        Family::IPV4_LABELED_UNICAST,
        Family::IPV6_LABELED_UNICAST,
        Family::VPN_IPV4_UNICAST,
        Family::VPN_IPV6_UNICAST,
        Family::IPV4_CLASSFUL_TRANSPORT,
        Family::IPV6_CLASSFUL_TRANSPORT,
    ])
}

#[test]
fn several_labels_of_lists() {
    let labeled = labeled_families();
    for family in Family::ALL.iter().copied() {
        let session = Session::default().with_multiple_labels(family.into());
        let expected = labeled.contains(family);
        assert_eq!(session.multiple_labels().contains(family), expected);
        assert!(session.add_path().is_empty());
        assert_eq!(
            session.routes(family).has_several_labels(),
            expected,
            "{family}"
        );
        let others = Session::default().with_multiple_labels(labeled.without(family.into()));
        assert!(!others.routes(family).has_several_labels(), "{family}");
        for list in [
            session.withdrawn().routes(family),
            session.routes(family).withdrawn(),
        ] {
            assert_eq!(list, Session::default().routes(family));
        }
    }
    let session = Session::default()
        .with_multiple_labels(labeled)
        .with_add_path(FamilySet::from_iter(Family::ALL.iter().copied()));
    assert_eq!(session.multiple_labels(), labeled);
    assert_eq!(session.withdrawn().add_path(), session.add_path());
    let two = FamilySet::from_iter([Family::VPN_IPV6_UNICAST, Family::IPV4_CLASSFUL_TRANSPORT]);
    json(
        &Session::default().with_multiple_labels(two),
        r#"{"basis":"assumed","asn_width":"four","add_path":[],
           "multiple_labels":["vpn-ipv6-unicast","ipv4-classful-transport"]}"#,
    );
    json(
        &Session::default()
            .with_multiple_labels(two)
            .routes(Family::VPN_IPV6_UNICAST),
        r#"{"basis":"assumed","asn_width":"four","add_path":[],"multiple_labels":[],
           "family":"vpn-ipv6-unicast","several_labels":true}"#,
    );
}
