//! ADD-PATH as FRR, GoBGP and BIRD have it in BMP: every route of the peer that negotiated it, in every view, is what the
//! injector announced (`capture/scenarios_*.py`), and says how it was read.

use std::collections::BTreeSet;
use std::fmt::Display;

use bmp_codec::bgp::Basis;
use bmp_codec::bgp::attribute::{AsPath, AttributeValue};
use bmp_codec::bgp::nlri::{Destination, Family, Nlri, Routes, UnknownNlri, VisitRoutes};
use bmp_codec::bmp::{self, PeerTable, Rib};

use crate::support::recorded;

/// A route that comes or goes: `+` or `-`, the prefix, and the path identifier; and how it was read.
type Said = (String, Basis);

/// What a capture says of the routes of a peer, in one view.
fn routes(capture: &str, peer: &str, rib: Rib) -> Vec<Said> {
    let stream = recorded::stream(capture);
    let (mut peers, mut said) = (PeerTable::default(), Vec::new());
    for frame in recorded::frames_of(&stream) {
        let bmp::Message::RouteMonitoring(monitoring) = peers.decode(frame).unwrap() else {
            continue;
        };
        let address = monitoring.peer.address().map(|address| address.to_string());
        if monitoring.peer.rib() != Some(rib) || address.as_deref() != Some(peer) {
            continue;
        }
        let update = monitoring.update.unwrap();
        let basis = update.path_attributes.session().basis();
        let mut add = |sign: char, route: bmp_codec::bgp::nlri::AnyRoute| {
            let prefix = route.prefix.unwrap();
            let text = match route.path_id {
                Some(id) => format!("{sign}{prefix} {id}"),
                None => format!("{sign}{prefix}"),
            };
            said.push((text, basis));
        };
        update
            .announced()
            .for_each(|route| add('+', route.unwrap()));
        update
            .withdrawn()
            .for_each(|route| add('-', route.unwrap()));
    }
    said
}

fn all(texts: &[&str], basis: Basis) -> Vec<Said> {
    let texts = texts.iter().map(|text| (*text).to_owned());
    texts.map(|text| (text, basis)).collect()
}

/// Before the policy as it came, after it without identifiers; a withdrawal that GoBGP 4.8 makes up has none either.
#[test]
fn gobgp() {
    const PRE: [&str; 4] = [
        "+198.18.4.0/24 1",
        "+198.18.4.0/24 2",
        "+2001:db8:4::/48 77",
        "-198.18.4.0/24 1",
    ];
    const POST: [&str; 4] = [
        "+198.18.4.0/24",
        "+198.18.4.0/24",
        "+2001:db8:4::/48",
        "-198.18.4.0/24",
    ];
    let made_up = all(&["-2001:db8:4::/48"], Basis::Contradicted);
    for (capture, made_up_in) in [
        ("gobgp-3.10.0-all.bmp.zst", Rib::AdjRibInPost),
        ("gobgp-4.8.0-all.bmp.zst", Rib::AdjRibInPre),
    ] {
        for (rib, texts, basis) in [
            (Rib::AdjRibInPre, PRE, Basis::Negotiated),
            (Rib::AdjRibInPost, POST, Basis::Contradicted),
        ] {
            let mut expected = all(&texts, basis);
            if rib == made_up_in {
                expected.extend(made_up.clone());
            }
            let found = routes(capture, "192.0.2.14", rib);
            assert_eq!(found, expected, "{capture} {rib}");
        }
    }
    for capture in [
        "gobgp-3.10.0-pre-policy.bmp",
        "gobgp-3.36.0-pre-policy.bmp",
        "gobgp-4.8.0-pre-policy.bmp",
    ] {
        let found = routes(capture, "192.0.2.14", Rib::AdjRibInPre);
        assert_eq!(found[..4], all(&PRE, Basis::Negotiated), "{capture}");
        assert_eq!(found.len(), 4, "{capture}");
    }
}

/// As negotiated, in both views. BIRD 3 counts its own identifiers, and withdraws what is left when the session ends.
#[test]
fn bird() {
    for (capture, texts) in [
        (
            "bird-2.20.0-session.bmp.zst",
            &[
                "+198.18.4.0/24 1",
                "+198.18.4.0/24 2",
                "+2001:db8:4::/48 77",
                "-198.18.4.0/24 1",
            ][..],
        ),
        (
            "bird-3.1.7-session.bmp.zst",
            &[
                "+198.18.4.0/24 13",
                "+198.18.4.0/24 14",
                "-198.18.4.0/24 13",
                "+2001:db8:4::/48 15",
                "-198.18.4.0/24 14",
                "-2001:db8:4::/48 15",
            ],
        ),
    ] {
        for rib in [Rib::AdjRibInPre, Rib::AdjRibInPost] {
            let found = routes(capture, "192.0.2.14", rib);
            assert_eq!(found, all(texts, Basis::Negotiated), "{capture} {rib}");
        }
    }
}

/// FRR negotiates identifiers and never writes them. Of two paths to 198.18.4.0/24 there is the one that is left, by way
/// of 64998 and 64997. After the policy it first withdraws what it has no next hop for yet.
#[test]
fn frr() {
    for (capture, is_repeated) in [
        ("frr-8.4.4-peer-up.bmp", false),
        ("frr-10.3-peer-up.bmp", true),
        ("frr-10.7.1-peer-up.bmp", true),
    ] {
        let mut pre = vec!["+198.18.4.0/24", "+2001:db8:4::/48"];
        let mut post = vec!["+198.18.4.0/24", "-2001:db8:4::/48"];
        if is_repeated {
            // With the next hop resolved.
            pre.push("+2001:db8:4::/48");
            post.push("+2001:db8:4::/48");
        }
        for (rib, texts) in [(Rib::AdjRibInPre, pre), (Rib::AdjRibInPost, post)] {
            let found = routes(capture, "192.0.2.12", rib);
            assert_eq!(found, all(&texts, Basis::Contradicted), "{capture} {rib}");
        }
        for (prefix, path) in paths(capture, "192.0.2.12") {
            let announced = match prefix.as_str() {
                "198.18.4.0/24" => "64502 64998 64997",
                _ => "64502 64999",
            };
            // FRR up to 10.3 has its own AS in front.
            assert_eq!(path.trim_start_matches("64496 "), announced, "{capture}");
        }
    }
}

/// The paths of announced routes of a peer.
fn paths(capture: &str, peer: &str) -> Vec<(String, String)> {
    let stream = recorded::stream(capture);
    let (mut peers, mut found) = (PeerTable::default(), Vec::new());
    for frame in recorded::frames_of(&stream) {
        let bmp::Message::RouteMonitoring(monitoring) = peers.decode(frame).unwrap() else {
            continue;
        };
        let address = monitoring.peer.address().map(|address| address.to_string());
        if address.as_deref() != Some(peer) {
            continue;
        }
        let update = monitoring.update.unwrap();
        let path: Option<AsPath<&[u8]>> = update.path_attributes.get().unwrap();
        for route in update.announced() {
            let prefix = route.unwrap().prefix.unwrap();
            found.push((prefix.to_string(), path.unwrap().to_string()));
        }
    }
    assert!(found.len() >= 3, "{capture}");
    found
}

/// The routes of a capture that are announced in a view, of all families, without their path identifiers.
#[derive(Default)]
struct Announced {
    routes: BTreeSet<String>,
    path_ids: BTreeSet<Option<u32>>,
}

impl VisitRoutes for Announced {
    fn routes<T: Destination>(&mut self, family: Family, routes: &Routes<T, &[u8]>)
    where
        for<'s> T::At<'s>: Display,
    {
        for route in routes {
            let route = route.unwrap();
            self.path_ids.insert(route.path_id);
            self.routes.insert(format!("{family} {}", route.nlri));
        }
    }

    fn unknown(&mut self, _: UnknownNlri<&[u8]>) {}
}

fn announced(capture: &str, is_of: impl Fn(&bmp::PerPeerHeader) -> bool) -> Announced {
    let stream = recorded::stream(capture);
    let (mut peers, mut found) = (PeerTable::default(), Announced::default());
    for frame in recorded::frames_of(&stream) {
        if let bmp::Message::RouteMonitoring(monitoring) = peers.decode(frame).unwrap()
            && is_of(&monitoring.peer)
        {
            let update = monitoring.update.unwrap();
            Nlri::Ipv4Unicast(update.nlri).visit(&mut found);
            for attribute in update.path_attributes.iter().flatten() {
                if let AttributeValue::MpReach(reach) = attribute.value {
                    reach.nlri.visit(&mut found);
                }
            }
        }
    }
    found
}

/// GoBGP 4.8 announces identifiers for unicast of its Loc-RIB, and writes them for all families. In it are the routes
/// that the policies have let in, and those have no identifiers.
#[test]
fn gobgp_loc_rib() {
    for (capture, families) in [
        ("gobgp-4.8.0-families.bmp", 15),
        ("gobgp-4.8.0-families.2.bmp", 10),
        ("gobgp-4.8.0-exabgp.bmp", 5),
    ] {
        let accepted = announced(capture, |peer| peer.rib() == Some(Rib::AdjRibInPost));
        let table = announced(capture, |peer| peer.is_loc_rib());
        assert_eq!(table.routes, accepted.routes, "{capture}");
        assert_eq!(accepted.path_ids, BTreeSet::from([None]), "{capture}");
        assert!(
            table
                .path_ids
                .iter()
                .all(|id| id.is_some_and(|id| id < 256)),
            "{capture}"
        );
        let names: BTreeSet<&str> = (table.routes.iter())
            .filter_map(|route| route.split(' ').next())
            .collect();
        assert!(names.len() >= families, "{capture}: {names:?}");
    }
}
