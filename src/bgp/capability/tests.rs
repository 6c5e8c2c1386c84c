//! Capabilities: real octets both ways, text, JSON, and what is malformed.

use super::*;
use crate::bgp::Session;
use crate::bgp::nlri::Family;
use crate::bgp::testkit::{both_ways, json};
use crate::wire::Fault;

/// A capability by its octets, both ways, and its text.
pub(super) fn capability<'a>(octets: &'a [u8], text: &str) -> Capability<&'a [u8]> {
    let capability: Capability<&[u8]> = both_ways(octets, Session::default());
    assert_eq!(capability.code(), octets[0]);
    assert_eq!(capability.to_string(), text);
    capability
}

/// What is wrong with a capability, which costs that one only.
pub(super) fn malformed(octets: &[u8]) -> (What, usize, Fault) {
    let list = [octets, &[2, 0]].concat();
    let list = Capabilities::over(&list[..]);
    let items: Vec<_> = list.into_entries().collect();
    assert_eq!(items.len(), 2);
    assert_eq!(items[1], Ok(Capability::RouteRefresh(RouteRefresh)));
    let malformed = items[0].unwrap_err();
    assert_eq!(malformed.octets.0, octets);
    let error = malformed.error;
    (error.what(), error.offset(), error.fault())
}

#[test]
fn each_with_a_type() {
    assert_eq!(
        capability(&[1, 4, 0, 2, 0, 1], "Multiprotocol Extensions ipv6-unicast"),
        Capability::Multiprotocol(Family::IPV6_UNICAST.into())
    );
    assert_eq!(
        capability(&[2, 0], "Route Refresh"),
        Capability::RouteRefresh(RouteRefresh)
    );
    assert_eq!(
        capability(&[6, 0], "BGP Extended Message"),
        Capability::ExtendedMessage(ExtendedMessage)
    );
    assert_eq!(
        capability(&[65, 4, 0xfa, 0x56, 0xea, 1], "4-octet AS 4200000001"),
        Capability::FourOctetAsNumber(Asn(4_200_000_001))
    );
    let octets = [69, 12, 0, 1, 1, 3, 0, 2, 1, 1, 0, 1, 128, 7];
    let text = "ADD-PATH ipv4-unicast both, ipv6-unicast receive, vpn-ipv4-unicast mode 7";
    match capability(&octets, text) {
        Capability::AddPath(families) => {
            let [both, receive, other] = [0, 1, 2].map(|place| families.get(place).unwrap());
            assert_eq!(both, AddPath::new(Family::IPV4_UNICAST, AddPath::BOTH));
            assert!(receive.receives() && !receive.sends());
            assert!(!other.receives() && !other.sends());
        }
        other => panic!("{other:?}"),
    }
    let octets = [5, 12, 0, 1, 0, 1, 0, 2, 0, 25, 1, 70, 0, 3];
    let text = "Extended Next Hop Encoding ipv4-unicast via IPv6, 25/326 via AFI 3";
    match capability(&octets, text) {
        Capability::ExtendedNextHop(families) => assert_eq!(
            families.get(0).unwrap(),
            ExtendedNextHop::new(Family::IPV4_UNICAST, 2)
        ),
        other => panic!("{other:?}"),
    }
    let octets = [8, 8, 0, 1, 4, 2, 0, 2, 128, 255];
    let text = "Multiple Labels ipv4-labeled-unicast up to 2, vpn-ipv6-unicast any number";
    match capability(&octets, text) {
        Capability::MultipleLabels(families) => {
            let [two, all] = [0, 1].map(|place| families.get(place).unwrap());
            assert_eq!(
                two,
                MultipleLabelsFamily::new(Family::IPV4_LABELED_UNICAST, 2)
            );
            assert_eq!(all.count, MultipleLabelsFamily::NO_LIMIT);
            json(
                &Capability::MultipleLabels(families.to_owned()),
                concat!(
                    r#"{"multiple_labels":[{"family":"ipv4-labeled-unicast","count":2},"#,
                    r#"{"family":"vpn-ipv6-unicast","count":255}]}"#
                ),
            );
        }
        other => panic!("{other:?}"),
    }
    // Counts that are to be ignored are kept.
    capability(
        &[8, 4, 0, 1, 4, 1],
        "Multiple Labels ipv4-labeled-unicast up to 1",
    );
}

#[test]
fn multiple_labels_of_no_whole_entries() {
    // RFC 8277, section 2.1: a length that is no multiple of four is malformed.
    let octets: &[u8] = &[8, 5, 0, 1, 4, 2, 0, 2, 0];
    let list = Capabilities::over(octets);
    let items: Vec<_> = list.entries().collect();
    let malformed = items[0].unwrap_err();
    assert_eq!(malformed.octets.0, &octets[..7]);
    assert_eq!(malformed.error.what(), What::Capability(8));
    assert_eq!(malformed.error.offset(), 2);
    assert_eq!(
        malformed.error.fault(),
        Fault::Multiple { length: 5, of: 4 }
    );
    assert!(items[1].is_ok());
}

#[test]
fn without_octets() {
    for (code, text, value) in [
        (
            6,
            "BGP Extended Message",
            Capability::ExtendedMessage(ExtendedMessage),
        ),
        (
            70,
            "Enhanced Route Refresh",
            Capability::EnhancedRouteRefresh(EnhancedRouteRefresh),
        ),
        (
            74,
            "BFD Strict-Mode",
            Capability::BfdStrictMode(BfdStrictMode),
        ),
        (
            77,
            "Link-Local Next Hop",
            Capability::LinkLocalNextHop(LinkLocalNextHop),
        ),
        (
            128,
            "Prestandard Route Refresh",
            Capability::PrestandardRouteRefresh(RouteRefresh),
        ),
    ] {
        assert_eq!(capability(&[code, 0], text), value);
        // Where there are some, it is not what it says.
        assert_eq!(
            malformed(&[code, 1, 0]),
            (What::Capability(code), 2, Fault::Trailing(1))
        );
    }
}

#[test]
fn no_families() {
    // FRR sends such ones in the OPENs that it makes up for its Loc-RIB.
    assert_eq!(
        capability(&[69, 0], "ADD-PATH"),
        Capability::AddPath(AddPathFamilies::new().view())
    );
    assert_eq!(
        capability(&[71, 0], "Long-Lived Graceful Restart"),
        Capability::LongLivedGracefulRestart(LongLivedFamilies::new().view())
    );
    assert_eq!(
        capability(&[76, 0], "PATHS-LIMIT"),
        Capability::PathsLimit(PathsLimits::new().view())
    );
    assert_eq!(
        capability(&[5, 0], "Extended Next Hop Encoding"),
        Capability::ExtendedNextHop(ExtendedNextHops::new().view())
    );
}

#[test]
fn reserved_octet_is_kept() {
    match capability(&[1, 4, 0, 1, 9, 1], "Multiprotocol Extensions ipv4-unicast") {
        Capability::Multiprotocol(multiprotocol) => assert_eq!(multiprotocol.reserved, 9),
        other => panic!("{other:?}"),
    }
}

#[test]
fn unknown_ones_are_kept() {
    capability(&[4, 2, 0, 0x78], "Multiple routes to a destination 0078");
    capability(&[66, 0], "Prestandard Dynamic Capability");
    capability(&[72, 4, 0, 1, 1, 3], "Routing Policy Distribution 00010103");
    capability(&[185, 1, 1], "Prestandard OPERATIONAL message 01");
    capability(&[200, 3, 1, 2, 3], "capability 200 010203");
    assert_eq!(
        capability(&[255, 0], "capability 255"),
        Capability::Unknown(UnknownCapability {
            code: 255,
            octets: Octets(&[][..])
        })
    );
}

#[test]
fn a_wrong_length_costs_that_capability() {
    let octets: &[u8] = &[
        2, 0, // Route Refresh
        1, 3, 0, 1, 0, // Multiprotocol Extensions, one octet short
        65, 5, 0, 0, 0xfd, 0xe9, 0, // 4-octet AS, one too many
        69, 3, 0, 1, 1, // ADD-PATH, not a multiple of 4
        6, 1, 0, // Extended Message, with an octet
        2, 0,
    ];
    let list = Capabilities::over(octets);
    let items: Vec<_> = list.entries().collect();
    assert_eq!(items.len(), 6);
    assert!(items[0].is_ok() && items[5].is_ok());
    let errors: Vec<_> = items[1..5]
        .iter()
        .map(|item| item.unwrap_err())
        .map(|malformed| {
            let error = malformed.error;
            (
                malformed.octets.0,
                error.what(),
                error.offset(),
                error.fault(),
            )
        })
        .collect();
    assert_eq!(
        errors,
        [
            (&octets[2..7], What::Capability(1), 7, Fault::Truncated(1)),
            (&octets[7..14], What::Capability(65), 13, Fault::Trailing(1)),
            (
                &octets[14..19],
                What::Capability(69),
                16,
                Fault::Multiple { length: 3, of: 4 }
            ),
            (&octets[19..22], What::Capability(6), 21, Fault::Trailing(1)),
        ]
    );
    assert_eq!(
        items[2].unwrap_err().to_string(),
        "capability 4-octet AS at byte 13: 1 octet is left over in 41050000fde900"
    );
}

#[test]
fn one_longer_than_what_is_left_ends_the_walk() {
    for (octets, offset, missing) in [(&[2, 0, 1, 4, 0][..], 4, 3), (&[2, 0, 1], 3, 1)] {
        let list = Capabilities::over(octets);
        let mut walk = list.entries();
        assert!(walk.next().unwrap().is_ok());
        let malformed = walk.next().unwrap().unwrap_err();
        assert_eq!(malformed.octets.0, &octets[2..]);
        assert_eq!(malformed.error.what(), What::Capability(1));
        assert_eq!(malformed.error.offset(), offset);
        assert_eq!(malformed.error.fault(), Fault::Truncated(missing));
        assert!(walk.next().is_none());
    }
}

#[test]
fn too_long() {
    let octets = Octets(vec![0; 256]);
    let capability = Capability::Unknown(UnknownCapability { code: 99, octets });
    assert_eq!(
        Capabilities::of([capability]),
        Err(EncodeError::TooLong {
            what: "capability",
            length: 256,
            limit: 255
        })
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
        concat!(
            r#"[{"multiprotocol":{"family":"ipv6-unicast","reserved":0}},{"route_refresh":null},"#,
            r#"{"four_octet_as_number":65001},{"add_path":[{"family":"ipv4-unicast","mode":3}]},"#,
            r#"{"extended_next_hop":[{"afi":1,"safi":1,"next_hop_afi":2}]},"#,
            r#"{"unknown":{"code":99,"octets":"07"}},"#,
            r#"{"malformed":"410100","error":{"text":"capability 4-octet AS at byte 33: 3 octets are missing","what":{"capability":65},"offset":33,"fault":{"truncated":3}}}]"#
        ),
    );
}
