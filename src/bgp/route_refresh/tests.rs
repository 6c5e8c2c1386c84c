//! Tests of ROUTE-REFRESH.

use super::*;
use crate::bgp::testkit::{binary, both_ways, fault, frame, json, pdus};
use crate::bgp::{Message, Session};
use crate::wire::Fault;

#[test]
fn kinds() {
    // As tshark 4.0.17 names them; 9 is not assigned.
    for (octets, kind, text) in [
        ([0, 2, 0, 1], RefreshKind::Request, "ipv6-unicast request"),
        ([0, 2, 1, 1], RefreshKind::Begin, "ipv6-unicast begin"),
        ([0, 2, 2, 1], RefreshKind::End, "ipv6-unicast end"),
        (
            [0, 2, 9, 1],
            RefreshKind::Unknown(9),
            "ipv6-unicast refresh kind 9",
        ),
    ] {
        let refresh: RouteRefresh<&[u8]> = both_ways(&octets, Session::default());
        assert_eq!((refresh.family, refresh.kind), (Family::IPV6_UNICAST, kind));
        assert_eq!(refresh.to_string(), text);
        assert_eq!(refresh.when_to_refresh(), None);
        assert_eq!(refresh.orfs().count(), 0);
        let built = RouteRefresh::new(Family::IPV6_UNICAST, kind);
        assert_eq!(built.view(), refresh);
        binary(&built);
    }
    json(
        &RouteRefresh::request(Family::IPV4_UNICAST),
        r#"{"family":"ipv4-unicast","kind":"request","filters":null}"#,
    );
}

#[test]
fn as_a_router_sent_it() {
    let pdu = &pdus(&frame!("mirroring-route-refresh"))[0];
    let message: Message<&[u8]> = both_ways(pdu, Session::default());
    let expected = RouteRefresh::request(Family::IPV4_UNICAST);
    assert_eq!(message, Message::RouteRefresh(expected.view()));
}

/// RFC 7313 has nothing behind BoRR and EoRR. What is there anyway is kept: it comes back in NOTIFICATIONs.
#[test]
fn octets_behind_others_than_requests() {
    let octets = [0, 1, 1, 1, 0xaa];
    let refresh: RouteRefresh<&[u8]> = both_ways(&octets, Session::default());
    assert_eq!(refresh.to_string(), "ipv4-unicast begin, filters aa");
    let refresh = refresh.to_owned();
    json(
        &refresh,
        r#"{"family":"ipv4-unicast","kind":"begin","filters":"aa"}"#,
    );
    binary(&refresh);
}

#[test]
fn cut_short() {
    for (length, offset, missing) in [(0, 0, 2), (1, 0, 1), (2, 2, 1), (3, 3, 1)] {
        assert_eq!(
            fault::<RouteRefresh<&[u8]>>(&[0, 1, 0, 1][..length], Session::default()),
            (offset, Fault::Truncated(missing))
        );
    }
}
