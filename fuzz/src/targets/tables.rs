//! The tables of routes that `bmp routes` asks: whatever comes, their counts agree, what is removed is gone, and a limit
//! holds.

use bmp_codec::bmp::{self, PeerTable};
use bmp_tools::tables::{Limits, Tables};

/// The input is the stream of one router, which then connects again and is removed.
pub fn tables(stream: &[u8]) {
    let limits = Limits::default()
        .with_routes(64)
        .with_peers(4)
        .with_tables(16)
        .with_octets(4096);
    let mut tables = Tables::new(limits);
    for _ in 0..2 {
        let router = tables.connect("192.0.2.254");
        let mut peers = PeerTable::default();
        for frame in bmp::frames(stream).flatten() {
            if let Ok(message) = peers.decode(frame) {
                tables.take(router, &message, &peers, None);
            }
        }
        counts_agree(&tables);
        assert!(tables.len() <= limits.routes);
        assert!(tables.peers(router).count() <= limits.peers);
        tables.disconnect(router);
        assert!(tables.routes(None).all(|route| route.is_stale()));
    }
    let router = tables.routers().next().expect("one router").id;
    tables.sweep(router);
    counts_agree(&tables);
    assert!(tables.is_empty(), "all were stale");
    tables.remove(router);
    tables.purge();
    assert_eq!(
        (tables.destinations(), tables.attribute_sets()),
        (0, (0, 0))
    );
}

/// The number of routes, those that can be listed, those of each table, and those found by their keys.
fn counts_agree(tables: &Tables) {
    let listed = tables.routes(None).count() as u64;
    assert_eq!(listed, tables.len());
    let of_tables = tables
        .all_tables()
        .map(|table| tables.routes_of(table.id).count());
    assert_eq!(of_tables.sum::<usize>() as u64, listed);
    for route in tables.routes(None) {
        let key = route.key().expect("the key that it was kept by");
        assert!(
            tables
                .with_key(&key)
                .any(|other| other.key().as_ref() == Ok(&key))
        );
        assert_eq!(
            route.with_update(|update| update.announced().count()),
            Some(1)
        );
    }
}
