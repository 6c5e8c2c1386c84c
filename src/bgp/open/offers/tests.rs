//! Tests of what OPENs of routers offer, and of which capability counts if there are several.

use core::net::Ipv4Addr;

use super::*;
use crate::Decode;
use crate::bgp::capability::{AddPathFamilies, PathsLimits};
use crate::net::Asn;
use crate::testkit::{frame, hex, pdus};

/// Makes an OPEN with these encoded capabilities.
fn with(capabilities: &str) -> Open {
    let capabilities = hex(capabilities);
    let length = capabilities.len() as u8;
    let parameters = [length + 2, 2, length];
    let octets = [
        &hex("04 fde9 005a c0000201")[..],
        &parameters,
        &capabilities,
    ]
    .concat();
    Open::from_octets(&octets).unwrap().to_owned()
}

#[test]
fn of_frr() {
    // The expected values are what tshark shows of the frame, and what the router was configured for.
    let pdus = pdus(&frame("peer-up-one-parameter"));
    let sent = Open::from_octets(&pdus[0][19..]).unwrap();
    assert_eq!(
        sent.families(),
        [Family::IPV4_UNICAST, Family::IPV6_UNICAST]
    );
    assert_eq!(sent.fqdn(), Some(Fqdn::new("rtr", "").view()));
    assert_eq!(sent.software_version(), None);
    assert_eq!(
        sent.add_path(Family::IPV6_UNICAST),
        Some(AddPath::new(Family::IPV6_UNICAST, AddPath::RECEIVE))
    );
    assert_eq!(
        sent.paths_limit(Family::IPV6_UNICAST),
        Some(PathsLimit::new(Family::IPV6_UNICAST, 0))
    );
    let restart = sent.graceful_restart().unwrap();
    assert_eq!(restart.restart_time(), 120);
    assert!(restart.restart_state() && restart.notification());
    let family = restart.family(Family::IPV4_UNICAST).unwrap();
    assert!(!family.preserved_forwarding_state());
    let long = sent
        .long_lived_graceful_restart(Family::IPV6_UNICAST)
        .unwrap();
    assert_eq!(long.stale_time(), 600);
    assert!(sent.has_capability(70) && !sent.has_capability(9));
    assert_eq!((sent.role(), sent.role_conflict()), (None, None));

    let received = Open::from_octets(&pdus[1][19..]).unwrap();
    assert_eq!(received.families().len(), 9);
    assert_eq!(
        received.fqdn(),
        Some(Fqdn::new("injector", "example.net").view())
    );
    let version = received.software_version().unwrap().version;
    assert_eq!(version.as_str(), Some("injector/1.0"));
    assert_eq!(received.graceful_restart(), None);
}

#[test]
fn of_the_loc_rib_of_frr() {
    // Capabilities of length 0, which are not errors, and no Multiprotocol Extensions.
    let pdus = pdus(&frame("peer-up-loc-rib"));
    let open = Open::from_octets(&pdus[0][19..]).unwrap();
    let texts: Vec<_> = open
        .capabilities()
        .map(|capability| capability.unwrap().to_string())
        .collect();
    assert_eq!(
        texts,
        [
            "Route Refresh",
            "Enhanced Route Refresh",
            "4-octet AS 64496",
            "BGP Extended Message",
            "ADD-PATH",
            "PATHS-LIMIT",
            "FQDN \"rtr\"",
            "Graceful Restart 120 s, restarted, graceful notification",
            "Long-Lived Graceful Restart",
        ]
    );
    assert_eq!(open.families(), [Family::IPV4_UNICAST]);
    assert_eq!(open.add_path(Family::IPV4_UNICAST), None);
    assert_eq!(open.paths_limit(Family::IPV4_UNICAST), None);
    assert_eq!(open.long_lived_graceful_restart(Family::IPV4_UNICAST), None);
    assert!(open.graceful_restart().unwrap().families.is_empty());
}

#[test]
fn families_add_up() {
    let open = with("010400020001 010400010001 010400020001 0103000100");
    assert_eq!(
        open.families(),
        [Family::IPV6_UNICAST, Family::IPV4_UNICAST]
    );
    assert_eq!(with("0200").families(), [Family::IPV4_UNICAST]);
}

#[test]
fn the_last_graceful_restart_counts() {
    // RFC 4724, section 3. The third capability is malformed and is ignored.
    let open = with("4006 8078 00010180 4002 00b4 4001 00");
    let restart = open.graceful_restart().unwrap();
    assert_eq!(restart.restart_time(), 180);
    assert!(!restart.restart_state() && restart.families.is_empty());
}

#[test]
fn long_lived_counts_with_graceful_restart_only() {
    let long = "4707 00010180000258 4707 00010100000e10";
    assert_eq!(
        with(long).long_lived_graceful_restart(Family::IPV4_UNICAST),
        None
    );
    let open = with(&format!("{long} 4002 0078"));
    let family = open
        .long_lived_graceful_restart(Family::IPV4_UNICAST)
        .unwrap();
    assert_eq!((family.stale_time(), family.flags()), (3600, 0));
    assert_eq!(open.long_lived_graceful_restart(Family::IPV6_UNICAST), None);
}

#[test]
fn add_path_is_merged_and_the_first_limit_counts() {
    let open =
        with("4508 00010103 00020101 4504 00010102 4c0a 0001010004 0001010008 4c05 0002010002");
    let entry = |family, mode| Some(AddPath::new(family, mode));
    let (v4, v6) = (Family::IPV4_UNICAST, Family::IPV6_UNICAST);
    assert_eq!(open.add_path(v4), entry(v4, AddPath::SEND));
    assert_eq!(open.add_path(v6), entry(v6, AddPath::RECEIVE));
    assert_eq!(open.add_path(Family::VPN_IPV4_UNICAST), None);
    assert_eq!(open.paths_limit(v4), Some(PathsLimit::new(v4, 4)));
    assert_eq!(open.paths_limit(v6), Some(PathsLimit::new(v6, 2)));
    // A limit without ADD-PATH for that family.
    let open = with("4504 00010103 4c05 0002010002");
    assert_eq!(open.paths_limit(v6), None);
}

#[test]
fn the_first_multiple_labels_count() {
    // RFC 8277, section 2.1. The first entry of IPv6 has a count of one label and must be ignored.
    let open = with("080c 00010403 00010404 00020401 0808 00010405 00018006");
    let count = |family| open.multiple_labels(family).map(|entry| entry.count);
    assert_eq!(count(Family::IPV4_LABELED_UNICAST), Some(3));
    assert_eq!(count(Family::IPV6_LABELED_UNICAST), None);
    assert_eq!(count(Family::VPN_IPV4_UNICAST), None);
}

#[test]
fn roles_that_are_the_same_are_one() {
    // RFC 9234, section 4.2.
    let open = with("090103 090103");
    assert_eq!(
        (open.role(), open.role_conflict()),
        (Some(Role::Customer), None)
    );
    let open = with("090103 090103 090104 090100");
    assert_eq!(open.role(), None);
    assert_eq!(open.role_conflict(), Some([Role::Customer, Role::Peer]));
    // A malformed role is ignored.
    assert_eq!(with("0900 090104").role(), Some(Role::Peer));
}

#[test]
fn the_last_name_counts() {
    let open = with("4904 02 6162 00 b804 02 6364 00 4904 02 6566 00 4b02 01 31 4b02 01 32");
    assert_eq!(open.fqdn(), Some(Fqdn::new("ef", "").view()));
    assert_eq!(
        open.software_version(),
        Some(SoftwareVersion::new("2").view())
    );
    let open = with("b804 02 6364 00");
    assert_eq!(open.fqdn(), Some(Fqdn::new("cd", "").view()));
}

#[test]
fn built() {
    let family = Family::IPV4_UNICAST;
    let open = Open::new(
        Asn(65001),
        90,
        Ipv4Addr::new(192, 0, 2, 1),
        [
            Capability::from(Role::Provider),
            Capability::AddPath(AddPathFamilies::from_iter([AddPath::new(
                family,
                AddPath::BOTH,
            )])),
            Capability::PathsLimit(PathsLimits::from_iter([PathsLimit::new(family, 4)])),
            Capability::from(Fqdn::new("rtr", "")),
        ],
    );
    let octets = "090100 4504 00010103 4c05 0001010004 4905 03 727472 00";
    assert_eq!(open.unwrap(), with(octets));
}
