//! Every capture of a router: message and route counts are tshark's, and every message is exact in all its forms.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use bmp_codec::Encode;
use bmp_codec::bgp::attribute::AttributeValue;
use bmp_codec::bgp::nlri::{Family, Nlri};
use bmp_codec::bgp::{Basis, Update};
use bmp_codec::bmp::{self, PeerTable};
use serde_json::Value;
use support::{forms, recorded};

/// The names of message types in `expected.json`, by their number.
const TYPES: [&str; 7] = [
    "route_monitoring",
    "statistics_report",
    "peer_down",
    "peer_up",
    "initiation",
    "termination",
    "route_mirroring",
];

/// The numbers of a family: routes, or UPDATEs where the family's routes are not counted.
type Numbers = BTreeMap<&'static str, u64>;

/// What was found in a capture.
#[derive(Default)]
struct Found {
    messages: BTreeMap<&'static str, u64>,
    routes: BTreeMap<(u16, u8), Numbers>,
}

/// A list of routes.
enum List {
    Announced,
    Withdrawn,
}

impl Found {
    fn count(&mut self, family: Family, key: &'static str, number: u64) {
        let row = self
            .routes
            .entry((family.afi(), family.safi()))
            .or_default();
        *row.entry(key).or_default() += number;
    }

    /// Counts a list of routes as far as it can be read; whether that was all of it.
    fn list(&mut self, nlri: &Nlri<&[u8]>, list: List) -> bool {
        let (read, whole) = match nlri {
            Nlri::Ipv4Unicast(routes) | Nlri::Ipv4Multicast(routes) => read(routes),
            Nlri::Ipv6Unicast(routes) | Nlri::Ipv6Multicast(routes) => read(routes),
            other => {
                let key = match list {
                    List::Announced => "announcing_updates",
                    List::Withdrawn => "withdrawing_updates",
                };
                self.count(other.family(), key, u64::from(!other.is_empty()));
                return other.check().is_ok();
            }
        };
        let key = match list {
            List::Announced => "announced",
            List::Withdrawn => "withdrawn",
        };
        self.count(nlri.family(), key, read);
        whole
    }

    /// Counts the routes of an UPDATE; whether all of them could be read.
    fn update(&mut self, update: &Update<&[u8]>) -> bool {
        if let Some(family) = update.end_of_rib() {
            self.count(family, "end_of_rib", 1);
            return true;
        }
        let mut whole = self.list(&Nlri::Ipv4Unicast(update.withdrawn_routes), List::Withdrawn)
            & self.list(&Nlri::Ipv4Unicast(update.nlri), List::Announced);
        for attribute in &update.path_attributes {
            whole &= match attribute.map(|attribute| attribute.value) {
                Ok(AttributeValue::MpReach(reach)) => self.list(&reach.nlri, List::Announced),
                Ok(AttributeValue::MpUnreach(unreach)) => self.list(&unreach.nlri, List::Withdrawn),
                _ => true,
            };
        }
        whole
    }

    /// Only the numbers that are not zero.
    fn not_zero(self) -> BTreeMap<(u16, u8), Numbers> {
        let mut routes = self.routes;
        routes.retain(|_, row| {
            row.retain(|_, number| *number > 0);
            !row.is_empty()
        });
        routes
    }
}

fn read<T: bmp_codec::wire::Element>(routes: &bmp_codec::wire::List<T, &[u8]>) -> (u64, bool) {
    let read = routes.iter().filter(Result::is_ok).count();
    (read as u64, routes.check().is_ok())
}

/// Lists that are not what was negotiated: by message, the families and whether they have path identifiers.
fn untrue(expected: &Value) -> BTreeMap<u64, Vec<(Family, bool)>> {
    let mut messages = BTreeMap::<_, Vec<_>>::new();
    for list in expected["add_path_untrue"].as_array().into_iter().flatten() {
        for message in list["messages"].as_array().unwrap() {
            let path_ids = list["path_identifiers"].as_bool().unwrap();
            messages
                .entry(message.as_u64().unwrap())
                .or_default()
                .push((recorded::family(list), path_ids));
        }
    }
    messages
}

/// GoBGP 3 writes BGP-MUP and Route Target routes that say more octets than they have.
fn has_wrong_length(name: &str, update: &Update<&[u8]>) -> bool {
    let mut attributes = update.path_attributes.iter();
    let is_short = |nlri: &Nlri<&[u8]>| match nlri.family() {
        Family::IPV4_MUP => nlri.octets().starts_with(&[1, 0, 3]),
        Family::ROUTE_TARGET => nlri.octets().starts_with(&[64]) && nlri.octets().len() == 5,
        _ => false,
    };
    name.starts_with("gobgp-3.")
        && attributes.any(
            |attribute| match attribute.map(|attribute| attribute.value) {
                Ok(AttributeValue::MpReach(reach)) => is_short(&reach.nlri),
                Ok(AttributeValue::MpUnreach(unreach)) => is_short(&unreach.nlri),
                _ => false,
            },
        )
}

/// Reads a capture; `every` so many messages go through JSON.
fn check(name: &str, expected: &Value, every: usize) {
    let stream = recorded::stream(name);
    assert_eq!(Some(stream.len() as u64), expected["octets"].as_u64());
    let untrue = untrue(expected);
    let mut found = Found::default();
    let mut peers = PeerTable::default();
    for (index, frame) in recorded::split(&stream).enumerate() {
        let at = || format!("{name}, message {index}");
        let message = peers
            .decode(frame)
            .unwrap_or_else(|error| panic!("{}: {error}", at()));
        let message_type = TYPES.get(usize::from(frame[5])).unwrap_or(&"unknown");
        *found.messages.entry(message_type).or_default() += 1;
        assert_eq!(u8::from(message.message_type()), frame[5], "{}", at());

        assert_eq!(message.to_vec().unwrap(), frame, "{}", at());
        if index % every == 0 {
            forms::check(&message, frame);
            #[cfg(feature = "serde")]
            {
                forms::check_binary(&message, frame);
                forms::check_exact_json(&message, frame);
            }
        }

        let bmp::Message::RouteMonitoring(monitoring) = message else {
            continue;
        };
        assert!(monitoring.trailing.is_empty(), "{}", at());
        let update = monitoring
            .update
            .unwrap_or_else(|error| panic!("{}: {error}", at()));
        // Where lists are not what was negotiated, they are read as they are, and say so. All others are as negotiated.
        let session = update.path_attributes.session();
        let contradicted = session.basis() == Basis::Contradicted;
        let families = untrue.get(&(index as u64));
        assert_eq!(contradicted, families.is_some(), "{}", at());
        for (family, path_ids) in families.into_iter().flatten() {
            assert_eq!(session.add_path().contains(*family), *path_ids, "{}", at());
        }
        let whole = found.update(&update) || has_wrong_length(name, &update);
        assert!(whole, "{}: a route is malformed", at());
    }

    for (message_type, number) in expected["messages"].as_object().unwrap() {
        let found = found.messages.get(message_type.as_str()).copied();
        assert_eq!(
            found.unwrap_or_default(),
            number.as_u64().unwrap(),
            "{name}: {message_type}"
        );
    }
    let mut routes = Found::default();
    for row in expected["routes"].as_array().unwrap() {
        for key in [
            "announced",
            "withdrawn",
            "end_of_rib",
            "announcing_updates",
            "withdrawing_updates",
        ] {
            routes.count(
                recorded::family(row),
                key,
                row[key].as_u64().unwrap_or_default(),
            );
        }
    }
    assert_eq!(found.not_zero(), routes.not_zero(), "{name}");
}

/// All captures whose names begin so.
fn check_all(software: &str, every: usize) {
    let captures = recorded::expected();
    let mut captures = captures
        .iter()
        .filter(|(name, _)| name.starts_with(software))
        .peekable();
    assert!(captures.peek().is_some());
    for (name, expected) in captures {
        if name != FULL {
            check(name, expected, every);
        }
    }
}

/// The one that is large.
const FULL: &str = "frr-10.7.1-full.bmp.zst";

#[test]
fn every_capture_is_expected() {
    let expected: BTreeSet<String> = recorded::expected()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let streams = BTreeSet::from_iter(recorded::streams());
    assert_eq!(expected, streams);
    let known = [
        "bird-", "frr-8", "frr-10.3", "frr-10.7", "gobgp-3", "gobgp-4", "os-ken-",
    ];
    for name in streams {
        assert!(
            known.iter().any(|software| name.starts_with(software)),
            "{name}"
        );
    }
}

#[test]
fn bird() {
    check_all("bird-", 1);
}

#[test]
fn frr_8() {
    check_all("frr-8", 1);
}

#[test]
fn frr_10_3() {
    check_all("frr-10.3", 1);
}

#[test]
fn frr_10_7() {
    check_all("frr-10.7", 1);
}

#[test]
fn gobgp_3() {
    check_all("gobgp-3", 1);
}

#[test]
fn gobgp_4() {
    check_all("gobgp-4", 1);
}

#[test]
fn os_ken() {
    check_all("os-ken-", 1);
}

#[test]
fn full_table() {
    let captures = recorded::expected();
    let (name, expected) = captures.iter().find(|(name, _)| name == FULL).unwrap();
    check(name, expected, 97);
}
