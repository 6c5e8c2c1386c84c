//! Tests of capabilities: real bytes decoded and encoded, text, JSON, and malformed capabilities.

use super::*;
use crate::bgp::nlri::Family;
use crate::testkit::{cases, exact, json, refused, variant};
use crate::wire::Decode;

/// Checks that the first byte is the code.
pub(super) fn code_is_first(capability: &Capability<&[u8]>, octets: &[u8]) {
    assert_eq!(capability.code(), octets[0]);
}

/// Returns the error in a capability; it affects this capability only.
pub(super) fn malformed(octets: &[u8]) -> String {
    let list = [octets, &[2, 0]].concat();
    let list: Capabilities<&[u8]> = exact(&list);
    let items: Vec<_> = list.into_entries().collect();
    assert_eq!(items[1..], [Ok(Capability::RouteRefresh(RouteRefresh))]);
    let malformed = items[0].unwrap_err();
    assert_eq!(malformed.octets.0, octets);
    malformed.error.to_string()
}

#[test]
fn each_with_a_type() {
    // Label counts that receivers must ignore are kept.
    cases! { Capability<&[u8]>, each code_is_first;
        "01 04 00020001" is Capability::Multiprotocol(Family::IPV6_UNICAST.into()) => "Multiprotocol Extensions ipv6-unicast",
        "02 00" is Capability::RouteRefresh(RouteRefresh) => "Route Refresh",
        "06 00" is Capability::ExtendedMessage(ExtendedMessage) => "BGP Extended Message",
        "41 04 fa56ea01" is Capability::FourOctetAsNumber(Asn(4_200_000_001)) => "4-octet AS 4200000001",
        "45 0c 00010103 00020101 00018007"
            => "ADD-PATH ipv4-unicast both, ipv6-unicast receive, vpn-ipv4-unicast mode 7",
        "05 0c 000100010002 001901460003" => "Extended Next Hop Encoding ipv4-unicast via IPv6, 25/326 via AFI 3",
        "08 08 00010402 000280ff" => "Multiple Labels ipv4-labeled-unicast up to 2, vpn-ipv6-unicast any number"
            => r#"{"multiple_labels":[{"family":"ipv4-labeled-unicast","count":2},{"family":"vpn-ipv6-unicast","count":255}]}"#,
        "08 04 00010401" => "Multiple Labels ipv4-labeled-unicast up to 1",
    }
    let octets = [69, 12, 0, 1, 1, 3, 0, 2, 1, 1, 0, 1, 128, 7];
    let families = variant!(
        Capability::from_octets(&octets).unwrap(),
        Capability::AddPath
    );
    let [both, receive, other] = [0, 1, 2].map(|place| families.get(place).unwrap());
    assert_eq!(both, AddPath::new(Family::IPV4_UNICAST, AddPath::BOTH));
    assert!(receive.receives() && !receive.sends());
    assert!(!other.receives() && !other.sends());
    let octets = [5, 12, 0, 1, 0, 1, 0, 2, 0, 25, 1, 70, 0, 3];
    let families = variant!(
        Capability::from_octets(&octets).unwrap(),
        Capability::ExtendedNextHop
    );
    assert_eq!(
        families.get(0),
        Some(ExtendedNextHop::new(Family::IPV4_UNICAST, 2))
    );
    let octets = [8, 8, 0, 1, 4, 2, 0, 2, 128, 255];
    let families = variant!(
        Capability::from_octets(&octets).unwrap(),
        Capability::MultipleLabels
    );
    let [two, all] = [0, 1].map(|place| families.get(place).unwrap());
    assert_eq!(
        two,
        MultipleLabelsFamily::new(Family::IPV4_LABELED_UNICAST, 2)
    );
    assert_eq!(all.count, MultipleLabelsFamily::NO_LIMIT);
}

#[test]
fn multiple_labels_of_no_whole_entries() {
    // RFC 8277, section 2.1: a length that is no multiple of four is malformed.
    cases! { Capabilities<&[u8]>;
        "08 05 00010402 00 02 00" => list ["capability Multiple Labels at byte 2: a length of 5 is not a multiple of 4 in 08050001040200", "Route Refresh"],
    }
}

#[test]
fn without_octets() {
    // A capability with bytes that it must not have is malformed.
    cases! { Capability<&[u8]>, errors malformed, each code_is_first;
        "06 00" is Capability::ExtendedMessage(ExtendedMessage) => "BGP Extended Message",
        "06 01 00" => error "capability BGP Extended Message at byte 2: 1 byte is left over",
        "46 00" is Capability::EnhancedRouteRefresh(EnhancedRouteRefresh) => "Enhanced Route Refresh",
        "46 01 00" => error "capability Enhanced Route Refresh at byte 2: 1 byte is left over",
        "4a 00" is Capability::BfdStrictMode(BfdStrictMode) => "BFD Strict-Mode",
        "4a 01 00" => error "capability BFD Strict-Mode at byte 2: 1 byte is left over",
        "4d 00" is Capability::LinkLocalNextHop(LinkLocalNextHop) => "Link-Local Next Hop",
        "4d 01 00" => error "capability Link-Local Next Hop at byte 2: 1 byte is left over",
        "80 00" is Capability::PrestandardRouteRefresh(RouteRefresh) => "Prestandard Route Refresh",
        "80 01 00" => error "capability Prestandard Route Refresh at byte 2: 1 byte is left over",
    }
}

#[test]
fn no_families() {
    // FRR sends such capabilities in the OPENs that it makes up for its Loc-RIB.
    cases! { Capability<&[u8]>, each code_is_first;
        "45 00" is Capability::AddPath(AddPathFamilies::new()) => "ADD-PATH",
        "47 00" is Capability::LongLivedGracefulRestart(LongLivedFamilies::new()) => "Long-Lived Graceful Restart",
        "4c 00" is Capability::PathsLimit(PathsLimits::new()) => "PATHS-LIMIT",
        "05 00" is Capability::ExtendedNextHop(ExtendedNextHops::new()) => "Extended Next Hop Encoding",
    }
}

#[test]
fn unknown_ones_and_reserved_octets_are_kept() {
    let unknown = UnknownCapability {
        code: 255,
        octets: Octets(vec![]),
    };
    cases! { Capability<&[u8]>, each code_is_first;
        "01 04 00010901" => "Multiprotocol Extensions ipv4-unicast" => r#"{"multiprotocol":{"family":"ipv4-unicast","reserved":9}}"#,
        "04 02 0078" => "Multiple routes to a destination 0078",
        "42 00" => "Prestandard Dynamic Capability",
        "48 04 00010103" => "Routing Policy Distribution 00010103",
        "b9 01 01" => "Prestandard OPERATIONAL message 01",
        "c8 03 010203" => "capability 200 010203",
        "ff 00" is Capability::Unknown(unknown) => "capability 255",
    }
}

#[test]
fn a_wrong_length_costs_that_capability() {
    // Route Refresh; Multiprotocol Extensions with one byte missing; 4-octet AS with one extra byte; ADD-PATH whose
    // length is not a multiple of 4; Extended Message with a byte. A capability that is longer than the rest ends the
    // list.
    cases! { Capabilities<&[u8]>;
        "02 00 01 03 000100 41 05 0000fde900 45 03 000101 06 01 00 02 00" => list [
            "Route Refresh",
            "capability Multiprotocol Extensions at byte 7: 1 byte is missing in 0103000100",
            "capability 4-octet AS at byte 13: 1 byte is left over in 41050000fde900",
            "capability ADD-PATH at byte 16: a length of 3 is not a multiple of 4 in 4503000101",
            "capability BGP Extended Message at byte 21: 1 byte is left over in 060100",
            "Route Refresh",
        ],
        "02 00 01 04 00" => list ["Route Refresh", "capability Multiprotocol Extensions at byte 4: 3 bytes are missing in 010400"],
        "02 00 01" => list ["Route Refresh", "capability Multiprotocol Extensions at byte 3: 1 byte is missing in 01"],
    }
}

#[test]
fn too_long() {
    let octets = Octets(vec![0; 256]);
    let capability = Capability::Unknown(UnknownCapability { code: 99, octets });
    assert_eq!(
        refused(Capabilities::of([capability])),
        "capability of 256 bytes: at most 255 fit"
    );
}

#[test]
fn names() {
    assert_eq!(name(69), Some("ADD-PATH"));
    assert_eq!(name(64), Some("Graceful Restart"));
    assert_eq!(name(10), None);
}

#[test]
fn json_both_ways() {
    let octets = [
        1, 4, 0, 2, 0, 1, 2, 0, 65, 4, 0, 0, 0xfd, 0xe9, 69, 4, 0, 1, 1, 3, 5, 6, 0, 1, 0, 1, 0, 2,
        99, 1, 7, 65, 1, 0,
    ];
    let list = Capabilities::over(octets.to_vec());
    json(
        &list,
        r#"[{"multiprotocol":{"family":"ipv6-unicast","reserved":0}},{"route_refresh":null},
            {"four_octet_as_number":65001},{"add_path":[{"family":"ipv4-unicast","mode":3}]},
            {"extended_next_hop":[{"afi":1,"safi":1,"next_hop_afi":2}]},
            {"unknown":{"code":99,"octets":"07"}},
            {"malformed":"410100","error":{"text":"capability 4-octet AS at byte 33: 3 bytes are missing","what":{"capability":65},"offset":33,"fault":{"truncated":3}}}]"#,
    );
}
