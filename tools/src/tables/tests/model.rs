//! The tables against a model: a map for each table, which messages change in the most simple way.

use std::collections::BTreeMap;

use super::*;
use crate::synthesize::{FAMILIES, Settings, Stream, Tally};
use bmp_codec::bgp::nlri::RouteKey;
use bmp_codec::bmp::{self, PeerKey};

type Model = BTreeMap<(PeerKey, Rib), BTreeMap<RouteKey, Option<String>>>;

fn apply(model: &mut Model, message: &Message<&[u8]>) {
    match message {
        Message::RouteMonitoring(monitoring) => {
            let Ok(update) = &monitoring.update else {
                return;
            };
            let peer = monitoring.peer;
            let table = model.entry((peer.key(), peer.rib().unwrap())).or_default();
            for key in update.withdrawn().keys() {
                table.remove(&key.unwrap().to_owned());
            }
            let path = update.path_attributes.merged_as_path().unwrap();
            let path = path.map(|path| path.to_string());
            for key in update.announced().keys() {
                table.insert(key.unwrap().to_owned(), path.clone());
            }
        }
        Message::PeerDown(down) => model.retain(|(peer, _), _| *peer != down.peer.key()),
        _ => {}
    }
}

fn compare(tables: &Tables, model: &Model) -> usize {
    let mut own = Model::new();
    for route in tables.routes(None) {
        let table = (route.peer().header.key(), route.table().rib.unwrap());
        let attributes = route.attributes();
        let path = attributes.merged_as_path().unwrap();
        let path = path.map(|path| path.to_string());
        let of = own.entry(table).or_default();
        assert_eq!(of.insert(route.key().unwrap(), path), None);
    }
    let mut model = model.clone();
    model.retain(|_, table| !table.is_empty());
    assert_eq!(own, model);
    check(tables);
    own.values().map(BTreeMap::len).sum()
}

/// All families, with path identifiers, changes and sessions that end.
#[test]
fn synthetic_streams() {
    for seed in 1..3 {
        let settings = Settings {
            seed,
            routes: 200,
            families: FAMILIES.to_vec(),
            ribs: vec![Rib::AdjRibInPre, Rib::AdjRibInPost, Rib::LocRib],
            add_path: 50,
            two_octet_as: 30,
            churn: 200,
            flaps: 3,
            ..Settings::default()
        };
        let (mut stream, mut octets) = (Stream::new(settings).unwrap(), Vec::new());
        while stream.write(&mut octets, &mut Tally::default()).unwrap() {}
        let (mut of, mut model) = (Fixture::new(), Model::new());
        let (mut messages, mut compared) = (0, 0);
        for frame in bmp::frames(&octets) {
            let message = of.peers.decode(frame.unwrap()).unwrap();
            // Whole, or in parts.
            let outcome = match messages % 4 {
                0 => of.tables.take(of.router, &message, &of.peers, None),
                most => of.parts(&message, most),
            };
            assert_eq!(
                (outcome.errors, outcome.counts.ignored),
                (0, 0),
                "{message:?}"
            );
            apply(&mut model, &message);
            messages += 1;
            if messages % 400 == 0 {
                compared += compare(&of.tables, &model);
            }
            if messages % 700 == 0 {
                of.tables.purge();
            }
        }
        compare(&of.tables, &model);
        assert!(compared > 1000, "{compared}");
        of.tables.remove(of.router);
        of.tables.purge();
        assert_eq!((of.tables.len(), of.tables.destinations()), (0, 0));
        assert_eq!(of.tables.attribute_sets(), (0, 0));
    }
}

/// Any bytes in the place of any others: nothing panics, and numbers stay right.
#[test]
fn streams_with_errors() {
    let (mut stream, mut octets) = (
        Stream::new(Settings {
            routes: 60,
            families: FAMILIES.to_vec(),
            flaps: 2,
            ..Settings::default()
        })
        .unwrap(),
        Vec::new(),
    );
    while stream.write(&mut octets, &mut Tally::default()).unwrap() {}
    let (mut of, mut parts) = (Fixture::new(), Fixture::new());
    let mut number = 12_345_u32;
    let mut random = move |below: usize| {
        number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (number >> 8) as usize % below
    };
    for round in 0..6 {
        for frame in bmp::frames(&octets).flatten() {
            let mut frame = frame.to_vec();
            for _ in 0..random(3) {
                let place = 6 + random(frame.len() - 5).min(frame.len() - 7);
                frame[place] = random(256) as u8;
            }
            if let Ok(message) = of.peers.decode(&frame) {
                let outcome = of.tables.take(of.router, &message, &of.peers, None);
                parts.peers.decode(&frame).unwrap();
                assert_eq!(parts.parts(&message, 1 + random(3)), outcome);
            }
        }
        check(&of.tables);
        for route in of.tables.routes(None) {
            assert_eq!(
                route.with_update(|update| update.announced().count()),
                Some(1),
                "{round}"
            );
        }
    }
    of.tables.remove(of.router);
    of.tables.purge();
    assert_eq!(
        (of.tables.destinations(), of.tables.attribute_sets()),
        (0, (0, 0))
    );
}
