//! Every capture of a router: message and route counts are tshark's, and every message is exact in all its forms.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use bmp_codec::Encode;
use bmp_codec::bgp::attribute::AttributeValue;
use bmp_codec::bgp::nlri::{Destination, Family, Nlri, Routes, UnknownNlri, VisitRoutes};
use bmp_codec::bgp::{Basis, Update};
use bmp_codec::bmp::{self, PeerTable};
use serde_json::Value;

use crate::support::walk::decodes;
use crate::support::{forms, recorded};

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

/// The numbers of a family: routes, and UPDATEs where its SAFI is not 1 or 2.
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
        let family = nlri.family();
        let (updates, key) = match list {
            List::Announced => ("announcing_updates", "announced"),
            List::Withdrawn => ("withdrawing_updates", "withdrawn"),
        };
        // Of families other than these the UPDATEs are counted as well.
        if !matches!(family.safi(), 1 | 2) {
            self.count(family, updates, u64::from(!nlri.is_empty()));
        }
        let mut read = Read(0);
        nlri.visit(&mut read);
        self.count(family, key, read.0);
        decodes(nlri.check()).is_ok()
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

/// How many routes of a list could be read.
struct Read(u64);

impl VisitRoutes for Read {
    fn routes<T: Destination>(&mut self, _: Family, routes: &Routes<T, &[u8]>)
    where
        for<'s> T::At<'s>: Display,
    {
        self.0 = routes.iter().filter(Result::is_ok).count() as u64;
    }

    fn unknown(&mut self, _: UnknownNlri<&[u8]>) {}
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

/// Reads a capture; `every` so many messages go through JSON.
fn check(name: &str, expected: &Value, every: usize) {
    let stream = recorded::stream(name);
    assert_eq!(Some(stream.len() as u64), expected["octets"].as_u64());
    let untrue = untrue(expected);
    let cut_off = expected["routes_cut_off"].as_array().into_iter().flatten();
    let cut_off: BTreeSet<u64> = cut_off
        .filter(|row| Family::TYPED.contains(&recorded::family(row)))
        .flat_map(|row| row["messages"].as_array().unwrap())
        .filter_map(Value::as_u64)
        .collect();
    let mut found = Found::default();
    let mut peers = PeerTable::default();
    for (index, frame) in recorded::frames_of(&stream).enumerate() {
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
        let cut_off = cut_off.contains(&(index as u64));
        assert_eq!(found.update(&update), !cut_off, "{}: routes", at());
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
            // Routes of BGP-LS have no type here.
            let typed = Family::TYPED.contains(&recorded::family(row));
            if !typed && ["announced", "withdrawn"].contains(&key) {
                continue;
            }
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
