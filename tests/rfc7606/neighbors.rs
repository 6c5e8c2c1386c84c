//! Rules that depend on who sent the UPDATE, and on what it shows.

use bmp_codec::bgp::error_action::{Disposition, ErrorContext, Neighbor, View};
use bmp_codec::bgp::{Basis, Session};
use bmp_codec::bmp::{Message, PeerFlags, PeerTable, PeerType, PerPeerHeader};
use bmp_codec::net::{Asn, AsnWidth};

use super::{ROUTE, of_in, parts_in, said};
use super::{hex, update_body};

fn external() -> ErrorContext {
    ErrorContext::default().with_neighbor(Neighbor::External)
}

#[test]
fn sections_7_5_7_9_7_10_from_external_neighbors() {
    let session = Session::default();
    for (attribute, name, section) in [
        ("400504 00000064", "LOCAL_PREF", "7.5"),
        // Malformed, too: it is discarded all the same.
        ("400503 000064", "LOCAL_PREF", "7.5"),
        ("800904 0a000001", "ORIGINATOR_ID", "7.9"),
        ("800a04 0a000001", "CLUSTER_LIST", "7.10"),
        ("800a00", "CLUSTER_LIST", "7.10"),
    ] {
        let text = format!(
            "attribute discard: {name} at byte 24: it comes from an external neighbor (RFC 7606, section {section})"
        );
        assert_eq!(of_in(attribute, session, external()), [text]);
    }
    for context in [
        ErrorContext::default(),
        external()
            .with_neighbor(Neighbor::Confederation)
            .with_view(View::Processed),
        external().with_view(View::Processed),
    ] {
        assert_eq!(of_in("400504 00000064", session, context), [""; 0]);
    }
}

fn path(octets: &str, context: ErrorContext) -> Vec<String> {
    let length = hex(octets).len();
    let attributes = format!("40010100 4002{length:02x} {octets} 400304 c0000201");
    parts_in("", &attributes, ROUTE, context).0
}

/// The check that RFC 4271, section 6.3 leaves to the receiver.
#[test]
fn section_7_2_leftmost_as() {
    let context = external().with_neighbor_as(Asn(65001));
    assert_eq!(path("0202 0000fde9 0000fdea", context), [""; 0]);
    assert_eq!(
        path("0202 0000fdea 0000fde9", context),
        [
            "treat-as-withdraw: AS_PATH at byte 11: it begins with AS65002, which is not the neighbor's (RFC 7606, section 7.2)"
        ]
    );
    assert_eq!(
        path("", context),
        [
            "treat-as-withdraw: AS_PATH at byte 11: it does not begin with the neighbor's AS (RFC 7606, section 7.2)"
        ]
    );
    // A route server's AS is not said; an internal neighbor's path begins anyhow.
    assert_eq!(path("0201 0000fdea", external()), [""; 0]);
    let unknown = ErrorContext::default().with_neighbor_as(Asn(65001));
    assert_eq!(path("0201 0000fdea", unknown), [""; 0]);
    assert_eq!(
        path("0201 0000fdea", context.with_view(View::Processed)),
        [""; 0]
    );

    // An AS of four octets is AS_TRANS, 23456, in a session of two.
    let two = Session::default().with_asn_width(AsnWidth::Two);
    let body = update_body(
        &[],
        &hex("40010100 400204 0201 5ba0 400304 c0000201"),
        &hex(ROUTE),
    );
    let wide = context.with_neighbor_as(Asn(65551));
    assert_eq!(said(&body, two, wide).1, Disposition::Nothing);
    assert_eq!(said(&body, two, context).1, Disposition::TreatAsWithdraw);
}

#[test]
fn rfc_5065_section_5_confederations() {
    let inside = "0301 0000fd21 0201 0000fde9";
    assert_eq!(
        path(inside, external()),
        [
            "treat-as-withdraw: AS_PATH at byte 11: it has confederation segments (RFC 5065, section 5)"
        ]
    );
    let member = ErrorContext::default().with_neighbor(Neighbor::Confederation);
    assert_eq!(path(inside, member), [""; 0]);
    assert_eq!(
        path("0201 0000fde9", member),
        [
            "treat-as-withdraw: AS_PATH at byte 11: it does not begin with AS_CONFED_SEQUENCE (RFC 5065, section 5)"
        ]
    );
    assert_eq!(path(inside, ErrorContext::default()), [""; 0]);
}

#[test]
fn rfc_6793_section_6_between_new_speakers() {
    let new = Session::default().with_basis(Basis::Negotiated);
    let context = ErrorContext::default();
    let reason = "this session uses four-octet AS numbers (RFC 6793, section 6)";
    for (attribute, name) in [
        ("c01106 0201 0000fde9", "AS4_PATH"),
        ("c01208 0000fde9 c0000201", "AS4_AGGREGATOR"),
    ] {
        let text = format!("attribute discard: {name} at byte 24: {reason}");
        assert_eq!(of_in(attribute, new, context), [text]);
        // Where the session is not known, and where the router may have put it there.
        assert_eq!(of_in(attribute, Session::default(), context), [""; 0]);
        assert_eq!(
            of_in(attribute, new, context.with_view(View::Processed)),
            [""; 0]
        );
    }
}

/// RFC 8671, section 5.2: what is not known before the policy is zero or empty.
#[test]
fn rfc_8671_what_a_router_makes() {
    let processed = ErrorContext::default().with_view(View::Processed);
    for attributes in [
        "400100 400200 400300",
        "40010100 400200 400304 00000000",
        "40010100 400200",
        "40010100 400200 800e06 0002 01 00 00 00",
    ] {
        assert_eq!(
            parts_in("", attributes, ROUTE, processed).1,
            Disposition::Nothing
        );
        let received = parts_in("", attributes, ROUTE, ErrorContext::default()).1;
        assert!(received > Disposition::Nothing, "{attributes}");
    }
    // The rest of the rules stay.
    let (_, disposition) = parts_in("", "400101 07 400200", ROUTE, processed);
    assert_eq!(disposition, Disposition::TreatAsWithdraw);
    assert_eq!(
        parts_in("", "400200", ROUTE, processed).1,
        Disposition::TreatAsWithdraw
    );
}

#[test]
fn views_of_per_peer_headers() {
    let peer = PerPeerHeader::global(
        "192.0.2.1".parse().unwrap(),
        Asn(65001),
        [192, 0, 2, 1].into(),
    );
    let loc_rib = PerPeerHeader::new(PeerType::LocRib, Asn(65001), [192, 0, 2, 1].into());
    let out = PeerFlags::ADJ_RIB_OUT;
    for (peer, view) in [
        (peer, View::Received),
        (peer.with_flags(PeerFlags::POST_POLICY), View::Processed),
        (peer.with_flags(out), View::Processed),
        (
            peer.with_flags(out.or(PeerFlags::POST_POLICY)),
            View::Processed,
        ),
        (loc_rib, View::Processed),
    ] {
        let context = ErrorContext::from(&peer);
        assert_eq!(context.view(), view);
        assert_eq!(
            (context.neighbor(), context.neighbor_as()),
            (Neighbor::Unknown, None)
        );
    }
}

/// RFC 7606, section 7.10: what Peer Up says of the peer decides. The neighbor is external, so a malformed CLUSTER_LIST costs
/// the attribute only.
#[test]
fn peer_up_says_what_the_neighbor_is() {
    let marker = "ffffffffffffffffffffffffffffffff";
    let peer = "00 00 0000000000000000 000000000000000000000000c0000201 0000fbf0 c0000201 6553f100 00000005";
    let open = |asn: &str, id: &str| {
        format!("{marker} 002b 01 04 {asn} 00b4 {id} 0e 020c 0104 00010001 4104 0000{asn}")
    };
    let update = "0000 001a 400101 00 400206 0201 0000fbf0 400304 c0000201 800a03 787a79 18 c63364";
    let monitoring = hex(&format!("03 00000065 00 {peer} {marker} 0035 02 {update}"));
    for (router, expected) in [
        ("fbf4", Disposition::AttributeDiscard),
        ("fbf0", Disposition::TreatAsWithdraw),
    ] {
        let (sent, received) = (open(router, "c0000209"), open("fbf0", "c0000201"));
        let up = hex(&format!(
            "03 0000009a 03 {peer} 000000000000000000000000c0000209 00b3 7530 {sent} {received}"
        ));
        let mut peers = PeerTable::default();
        peers.decode(&up).unwrap();
        let Ok(Message::RouteMonitoring(monitoring)) = peers.decode(&monitoring) else {
            panic!()
        };
        let context = peers.error_context(&monitoring.peer);
        assert_eq!(monitoring.update().unwrap().disposition(context), expected);
    }
}
