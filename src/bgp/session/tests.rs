//! Tests of the parts of a session, and of what remains of them for a list of routes.

use super::*;
#[cfg(feature = "serde")]
use crate::bgp::Update;
#[cfg(feature = "serde")]
use crate::testkit::hex;
use crate::testkit::json;
#[cfg(feature = "serde")]
use crate::wire::{Decode, Encode};

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

/// A VPN route without bytes, and an IPv4 route with bits beyond its prefix, which JSON does not show.
#[cfg(feature = "serde")]
#[test]
fn json_keeps_several_labels_of_a_malformed_route() {
    let octets = hex("0000 000a 900e 0006 000180 00 00 00 041f");
    let session = Session::default().with_multiple_labels(labeled_families());
    let update = Update::from_octets_in(&octets, session).unwrap();
    let text = serde_json::to_string(&update).unwrap();
    let again: Update = serde_json::from_str(&text).unwrap();
    assert_eq!(again.view().path_attributes, update.path_attributes);
    assert_eq!(again.to_vec().unwrap()[..15], octets[..15]);
    assert_eq!(serde_json::to_string(&again).unwrap(), text);
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
        r#"{"family":"vpn-ipv6-unicast","path_ids":false,"several_labels":true,
           "basis":"assumed"}"#,
    );
}

#[test]
fn text() {
    let session = Session::default()
        .with_asn_width(AsnWidth::Two)
        .with_add_path(Family::IPV4_UNICAST.into());
    assert_eq!(
        format!("{session:?}"),
        "Session { basis: Assumed, asn_width: Two, add_path: {ipv4-unicast}, multiple_labels: {}, withdrawn_stacks: false }"
    );
    for (basis, text) in [
        (Basis::Assumed, "assumed"),
        (Basis::Negotiated, "negotiated"),
        (Basis::Inferred, "inferred"),
        (Basis::Contradicted, "contradicted"),
    ] {
        assert_eq!(basis.to_string(), text);
        assert_eq!(session.with_basis(basis).basis(), basis);
    }
}
