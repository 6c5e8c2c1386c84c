//! Tests of ROUTE-REFRESH.

use super::*;
use crate::bgp::Message;
use crate::testkit::{binary, cases, exact, frame, pdus};

#[test]
fn kinds() {
    // The names are those of tshark 4.0.17; 9 is not assigned.
    let plain = |refresh: &RouteRefresh<&[u8]>, _: &[u8]| {
        assert_eq!(refresh.when_to_refresh(), None);
        assert_eq!(refresh.orfs().count(), 0);
        binary(&refresh.to_owned());
    };
    let of = |kind| RouteRefresh::new(Family::IPV6_UNICAST, kind);
    cases! { RouteRefresh<&[u8]>, each plain;
        "0002 00 01" is of(RefreshKind::Request) => "ipv6-unicast request",
        "0002 01 01" is of(RefreshKind::Begin) => "ipv6-unicast begin",
        "0002 02 01" is of(RefreshKind::End) => "ipv6-unicast end",
        "0002 09 01" is of(RefreshKind::from(9)) => "ipv6-unicast refresh kind 9",
        "0001 00 01" is RouteRefresh::request(Family::IPV4_UNICAST) => "ipv4-unicast request"
            => r#"{"family":"ipv4-unicast","kind":"request","filters":null}"#,
    }
}

#[test]
fn as_a_router_sent_it() {
    let pdu = &pdus(&frame("mirroring-route-refresh"))[0];
    let expected = RouteRefresh::request(Family::IPV4_UNICAST);
    assert_eq!(
        exact::<Message<&[u8]>>(pdu),
        Message::RouteRefresh(expected.view())
    );
}

/// RFC 7313 allows nothing after BoRR and EoRR. Bytes after them are kept, because a NOTIFICATION sends them back.
#[test]
fn octets_behind_others_than_requests() {
    cases! { RouteRefresh<&[u8]>;
        "0001 01 01 aa" => "ipv4-unicast begin, filters aa" => r#"{"family":"ipv4-unicast","kind":"begin","filters":"aa"}"#,
    }
}

#[test]
fn cut_short() {
    cases! { RouteRefresh<&[u8]>;
        "" => error "value at byte 0: 2 bytes are missing",
        "00" => error "value at byte 0: 1 byte is missing",
        "0001" => error "value at byte 2: 1 byte is missing",
        "0001 00" => error "value at byte 3: 1 byte is missing",
    }
}
