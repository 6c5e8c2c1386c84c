//! Tests of outbound route filters. The frames are laid out by hand from the figures of RFC 5291, 5292 and 7543. tshark
//! 4.0.17 reads type 128 the same way; it has no layout for 64 and 65.

use super::*;
#[cfg(feature = "serde")]
use crate::bgp::RefreshKind;
use crate::bgp::RouteRefresh;
use crate::net::AnyPrefix;
use crate::testkit::{back, cases, exact, hex, json, refused, texts};

/// Decodes a frame, and checks that JSON and binary forms give the same value again.
fn read(text: &str) -> RouteRefresh {
    let octets = hex(text);
    let refresh = exact::<RouteRefresh<&[u8]>>(&octets).to_owned();
    back(&refresh);
    refresh
}

fn prefix(sequence: u32, min_length: u8, max_length: u8, prefix: &str) -> AddressPrefixOrf {
    AddressPrefixOrf {
        sequence,
        min_length,
        max_length,
        prefix: prefix.parse::<AnyPrefix>().unwrap(),
    }
}

#[test]
fn address_prefixes() {
    // Immediate: permit 10.0.0.0/8 up to 32, deny what is inside 198.51.100.128/25 from 26 to 28, and remove 0/0.
    let text = "0001 00 01 01 40 001d 00 00000005 00 20 08 0a  20 0000000a 1a 1c 19 c6336480 40 ffffffff 00 00 00";
    let refresh = read(text);
    assert_eq!(refresh.when_to_refresh(), Some(WhenToRefresh::Immediate));
    let orfs: Vec<_> = refresh.orfs().map(Result::unwrap).collect();
    assert_eq!(orfs.len(), 1);
    assert_eq!(orfs[0].orf_type, OrfType::AddressPrefix);
    assert!(orfs[0].covering_prefixes().is_none());
    let entries: Vec<_> = orfs[0]
        .address_prefixes()
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let expected = [
        OrfEntry::permit(prefix(5, 0, 32, "10.0.0.0/8")),
        OrfEntry::deny(prefix(10, 26, 28, "198.51.100.128/25")),
        OrfEntry::remove(OrfMatch::Permit, prefix(u32::MAX, 0, 0, "0.0.0.0/0")),
    ];
    assert_eq!(entries, expected);
    assert_eq!(
        (
            entries[1].action(),
            entries[1].matching(),
            entries[1].reserved()
        ),
        (OrfAction::Add, OrfMatch::Deny, 0)
    );
    assert_eq!(
        refresh.to_string(),
        concat!(
            "ipv4-unicast request, immediate, address-prefix add permit 5 10.0.0.0/8 le 32, ",
            "add deny 10 198.51.100.128/25 ge 26 le 28, remove permit 4294967295 0.0.0.0/0"
        )
    );
    let mut built = RouteRefresh::filtered(Family::IPV4_UNICAST, WhenToRefresh::Immediate);
    built.push_orf(expected).unwrap();
    assert_eq!(built, refresh);
    let mut short = RouteRefresh::request(Family::IPV4_UNICAST);
    short
        .push_orf([expected[0], OrfEntry::remove_all()])
        .unwrap();
    json(
        &short,
        r#"{"family":"ipv4-unicast","kind":"request","filters":{"when_to_refresh":"immediate","orfs":[
           {"orf_type":"address-prefix","address_prefixes":[
           {"action":"add","match":"permit","reserved":0,"filter":
           {"sequence":5,"min_length":0,"max_length":32,"prefix":"10.0.0.0/8"}},
           {"action":"remove-all","match":"permit","reserved":0,"filter":null}]}]}}"#,
    );
}

#[test]
fn prestandard_type_of_ipv6_and_others_beside_it() {
    // Deferred: 2001:db8::/32 of type 128, which tshark reads with the same numbers; communities; an unknown type.
    let refresh =
        read("0002 00 01 02 80 000c 40 00000005 30 40 20 20010db8 02 0003 00fde8 c8 0000");
    assert_eq!(refresh.when_to_refresh(), Some(WhenToRefresh::Defer));
    let orfs: Vec<_> = refresh.orfs().map(Result::unwrap).collect();
    let entry = orfs[0].address_prefixes().unwrap().next().unwrap().unwrap();
    assert_eq!(entry.action(), OrfAction::Remove);
    assert_eq!(entry.filter(), Some(&prefix(5, 48, 64, "2001:db8::/32")));
    assert_eq!(orfs[1].orf_type, OrfType::Communities);
    assert_eq!(*orfs[1].octets, [0, 0xfd, 0xe8]);
    assert_eq!(orfs[2].orf_type, OrfType::from(200));
    assert!(orfs[1].address_prefixes().is_none() && orfs[1].covering_prefixes().is_none());
    assert_eq!(
        refresh.to_string(),
        concat!(
            "ipv6-unicast request, defer, prestandard-address-prefix remove permit 5 2001:db8::/32 ge 48 le 64, ",
            "communities 00fde8, orf type 200"
        )
    );
    let mut built = RouteRefresh::filtered(Family::IPV6_UNICAST, WhenToRefresh::Defer);
    built
        .push_octets(OrfType::PrestandardAddressPrefix, &orfs[0].octets)
        .unwrap();
    built
        .push_octets(OrfType::Communities, &[0, 0xfd, 0xe8])
        .unwrap();
    built.push_octets(OrfType::from(200), &[]).unwrap();
    assert_eq!(built, refresh);
}

#[test]
fn covering_prefixes() {
    // RFC 7543, section 4: an IPv4 host; an IPv6 host; MAC/IP and inclusive multicast routes of EVPN.
    let host = |max_length, route_type, host| CoveringPrefixOrf {
        sequence: 1,
        min_length: 1,
        max_length,
        vpn_route_target: "rt:65000:1".parse().unwrap(),
        import_route_target: "rt:65000:2".parse().unwrap(),
        route_type,
        host,
    };
    let mac = OrfHost::Mac("00:00:5e:00:53:02".parse().unwrap());
    let v6 = OrfHost::Address("2001:db8::1".parse().unwrap());
    let none = CoveringPrefixOrf {
        min_length: 0,
        ..host(0, 3, OrfHost::None)
    };
    let of = |family, entry| {
        let mut built = RouteRefresh::filtered(family, WhenToRefresh::Immediate);
        built.push_orf([OrfEntry::permit(entry)]).unwrap();
        back(&built);
        let orf = built.orfs().next().unwrap().unwrap();
        let entries: Vec<_> = orf.covering_prefixes().unwrap().collect();
        assert_eq!(entries, [Ok(OrfEntry::permit(entry))]);
        built
    };
    cases! { RouteRefresh<&[u8]>;
        "0001 00 80 01 41 001c 00 00000001 01 20 0002fde800000001 0002fde800000002 00 c0000201"
            is of(Family::VPN_IPV4_UNICAST, host(32, 0, OrfHost::Address([192, 0, 2, 1].into())))
            => "vpn-ipv4-unicast request, immediate, cp-orf add permit 1 \
                host 192.0.2.1 ge 1 le 32 vpn rt:65000:1 import rt:65000:2",
        "0002 00 80 01 41 0028 00 00000001 01 80 0002fde800000001 0002fde800000002 00 20010db8000000000000000000000001"
            is of(Family::VPN_IPV6_UNICAST, host(128, 0, v6))
            => "vpn-ipv6-unicast request, immediate, cp-orf add permit 1 \
                host 2001:db8::1 ge 1 le 128 vpn rt:65000:1 import rt:65000:2",
        "0019 00 46 01 41 001e 00 00000001 01 30 0002fde800000001 0002fde800000002 02 00005e005302"
            is of(Family::L2VPN_EVPN, host(48, 2, mac))
            => "l2vpn-evpn request, immediate, cp-orf add permit 1 \
                host 00:00:5e:00:53:02 ge 1 le 48 vpn rt:65000:1 import rt:65000:2 route-type 2",
        "0019 00 46 01 41 0018 00 00000001 00 00 0002fde800000001 0002fde800000002 03" is of(Family::L2VPN_EVPN, none)
            => "l2vpn-evpn request, immediate, cp-orf add permit 1 \
                host none ge 0 le 0 vpn rt:65000:1 import rt:65000:2 route-type 3",
    }
    let mut refresh = RouteRefresh::request(Family::L2VPN_EVPN);
    let entry = host(32, 2, mac);
    refresh.push_orf([OrfEntry::permit(entry)]).unwrap();
    json(
        &refresh,
        r#"{"family":"l2vpn-evpn","kind":"request","filters":{"when_to_refresh":"immediate","orfs":[
           {"orf_type":"cp-orf","covering_prefixes":[
           {"action":"add","match":"permit","reserved":0,"filter":{"sequence":1,"min_length":1,"max_length":32,
           "vpn_route_target":"rt:65000:1","import_route_target":"rt:65000:2","route_type":2,
           "host":{"mac":"00:00:5e:00:53:02"}}}]}]}}"#,
    );
}

#[test]
fn remove_all_and_reserved_bits() {
    // A remove-all with all other bits set, and an unassigned action, which has a filter.
    let refresh = read("0001 00 01 01 40 000a bf c1 00000007 00 00 08 0a");
    let orf = refresh.orfs().next().unwrap().unwrap();
    assert_eq!(orf.octets.len(), 10);
    let entries: Vec<_> = orf
        .address_prefixes()
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(entries.len(), 2);
    assert_eq!(
        (
            entries[0].action(),
            entries[0].matching(),
            entries[0].reserved()
        ),
        (OrfAction::RemoveAll, OrfMatch::Deny, 0x1f)
    );
    assert_eq!(entries[0].filter(), None);
    assert_eq!(
        (entries[1].action(), entries[1].reserved()),
        (OrfAction::from(3), 1)
    );
    assert_eq!(entries[1].filter(), Some(&prefix(7, 0, 0, "10.0.0.0/8")));
    let filter = prefix(7, 0, 0, "10.0.0.0/8");
    for action in [OrfAction::RemoveAll, OrfAction::from(4)] {
        let entry = OrfEntry::new(action, OrfMatch::Permit, filter);
        assert_eq!(refused(entry), "ORF action: the value has no encoding");
    }
    let other = OrfEntry::new(OrfAction::from(3), OrfMatch::Deny, filter).unwrap();
    assert_eq!(other.action(), OrfAction::from(3));
}

#[test]
fn bits_behind_a_prefix_are_kept_as_octets() {
    // RFC 5292, section 3: the value of these bits is irrelevant. 10.240.0.0 has one byte for 8 bits, and two for 9.
    cases! { RouteRefresh<&[u8]>;
        "0001 00 01 01 40 000a 00 00000005 00 00 09 0aff"
            => "ipv4-unicast request, immediate, address-prefix add permit 5 10.128.0.0/9"
            => r#"{"family":"ipv4-unicast","kind":"request","filters":"0140000a00000000050000090aff"}"#,
    }
}

/// Returns the entries of an ORF as text: address prefixes, or covering prefixes.
fn entries(refresh: &RouteRefresh, place: usize) -> Vec<String> {
    let orf = refresh.orfs().nth(place).unwrap().unwrap();
    match orf.address_prefixes() {
        Some(entries) => texts(entries),
        None => texts(orf.covering_prefixes().unwrap()),
    }
}

#[test]
fn malformed_entries_cost_the_rest_of_their_orf() {
    // A prefix of 33 bits after a good entry, and another ORF.
    let refresh =
        read("0001 00 01 01 40 0011 00 00000005 00 00 08 0a 00 00000006 00 00 21 40 0001 80");
    assert_eq!(refresh.orfs().map(Result::unwrap).count(), 2);
    assert_eq!(
        entries(&refresh, 0),
        [
            "add permit 5 10.0.0.0/8",
            "ROUTE-REFRESH at byte 24: a prefix length of 33 bits is more than the address has in 0000000006000021"
        ]
    );
    assert_eq!(entries(&refresh, 1), ["remove-all"]);
    assert_eq!(
        refresh.to_string(),
        "ipv4-unicast request, immediate, address-prefix add permit 5 10.0.0.0/8, \
         malformed 0000000006000021, address-prefix remove-all"
    );

    // An entry and a prefix that are cut off.
    for (text, error) in [
        (
            "0001 00 01 01 40 0003 00 0000",
            "ROUTE-REFRESH at byte 9: 2 bytes are missing in 000000",
        ),
        (
            "0001 00 01 01 40 0009 00 00000005 00 00 10 0a",
            "ROUTE-REFRESH at byte 16: 1 byte is missing in 00000000050000100a",
        ),
        (
            "0001 00 80 01 41 0008 00 00000001 01 20 00",
            "ROUTE-REFRESH at byte 15: 7 bytes are missing in 0000000001012000",
        ),
    ] {
        assert_eq!(entries(&read(text), 0)[0], error);
    }
}

#[test]
fn malformed_orfs_cost_what_is_behind() {
    for (text, error) in [
        (
            "0001 00 01 01 c8 0000 40",
            "ROUTE-REFRESH at byte 9: 2 bytes are missing in 40",
        ),
        (
            "0001 00 01 01 c8 0000 40 0009 00",
            "ROUTE-REFRESH at byte 11: 8 bytes are missing in 40000900",
        ),
    ] {
        assert_eq!(texts(read(text).orfs()), ["orf type 200", error]);
    }
    // Only when-to-refresh, with an unassigned number.
    let refresh = read("0001 00 01 07");
    assert_eq!(refresh.when_to_refresh(), Some(WhenToRefresh::from(7)));
    assert_eq!(refresh.orfs().count(), 0);
    assert_eq!(
        refresh.to_string(),
        "ipv4-unicast request, when to refresh 7"
    );
}

#[test]
fn families_without_a_layout_keep_octets() {
    let refresh = read("0019 00 46 01 40 0009 00 00000005 00 00 08 0a");
    let orf = refresh.orfs().next().unwrap().unwrap();
    assert!(orf.address_prefixes().is_none());
    assert_eq!(orf.to_string(), "address-prefix 00000000050000080a");
}

#[test]
fn what_does_not_fit() {
    let mut refresh = RouteRefresh::request(Family::IPV6_UNICAST);
    let ipv4 = OrfEntry::permit(prefix(1, 0, 0, "10.0.0.0/8"));
    assert_eq!(
        refused(refresh.push_orf([OrfEntry::remove_all(), ipv4])),
        "Address Prefix ORF: the address is of the wrong family"
    );
    assert_eq!(
        refused(refresh.push_octets(OrfType::Communities, &[0; 65536])),
        "ORF of 65536 bytes: at most 65535 fit"
    );
    assert_eq!(refresh, RouteRefresh::request(Family::IPV6_UNICAST));
    let host = CoveringPrefixOrf {
        sequence: 1,
        min_length: 0,
        max_length: 0,
        vpn_route_target: crate::bgp::attribute::ExtendedCommunity::route_target(65000, 1),
        import_route_target: crate::bgp::attribute::ExtendedCommunity::route_target(65000, 2),
        route_type: 2,
        host: OrfHost::None,
    };
    assert_eq!(
        refused(refresh.push_orf([OrfEntry::permit(host)])),
        "CP-ORF: the address is of the wrong family"
    );
}

#[cfg(feature = "serde")]
#[test]
fn json_that_says_no_filters() {
    for filters in [
        // An action of more than two bits, a filter with remove-all, no filter with add, and a filter of another
        // family.
        r#"{"action":4,"match":"permit","reserved":0,"filter":null}"#,
        r#"{"action":"remove-all","match":"permit","reserved":0,"filter":{"sequence":1,"min_length":0,"max_length":0,"prefix":"10.0.0.0/8"}}"#,
        r#"{"action":"add","match":"permit","reserved":0,"filter":null}"#,
        r#"{"action":"add","match":"permit","reserved":0,"filter":{"sequence":1,"min_length":0,"max_length":0,"prefix":"::/0"}}"#,
    ] {
        let text = format!(
            r#"{{"family":"ipv4-unicast","kind":"request","filters":{{"when_to_refresh":"defer","orfs":[{{"orf_type":"address-prefix","address_prefixes":[{filters}]}}]}}}}"#
        );
        assert!(
            serde_json::from_str::<RouteRefresh>(&text).is_err(),
            "{text}"
        );
    }
    let text = r#"{"family":"ipv4-unicast","kind":"end","filters":"0107"}"#;
    let refresh: RouteRefresh = serde_json::from_str(text).unwrap();
    assert_eq!(
        (refresh.kind, &*refresh.filters),
        (RefreshKind::End, &[1, 7][..])
    );
}
