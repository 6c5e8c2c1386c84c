//! Routers, peers and tables with their numbers of routes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::dump::clock::Clock;
use crate::lookup::choice::{Choice, Chooser};
use crate::lookup::write::label;
use crate::select::address_of;
use crate::tables::{Counts, Peer, Router, Table, TableId, Tables};

/// A table with the routes that are wanted.
#[derive(Serialize)]
struct Row {
    router: String,
    sys_name: Option<String>,
    peer_ip: std::net::IpAddr,
    peer_asn: u32,
    peer_distinguisher: Option<String>,
    vrf: Option<String>,
    peer_state: &'static str,
    peer_since: Option<String>,
    rib: Option<bmp_codec::bmp::Rib>,
    family: String,
    routes: u64,
    stale: u64,
    end_of_rib: bool,
    end_of_rib_time: Option<String>,
    added: u64,
    changed: u64,
    repeated: u64,
    withdrawn: u64,
    absent: u64,
    treated_as_withdrawn: u64,
    cleared: u64,
    refused: u64,
    ignored: u64,
}

pub(crate) fn write(
    tables: &Tables,
    choice: &Choice,
    json: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut found: BTreeMap<TableId, [u64; 2]> = BTreeMap::new();
    Chooser::new(choice).each(tables, |route| {
        let counts = found.entry(route.table().id).or_default();
        counts[0] += 1;
        counts[1] += u64::from(route.is_stale());
        Ok::<_, io::Error>(())
    })?;
    let mut clock = Clock::default();
    let rows = tables.routers().flat_map(|router| {
        let peers = tables.peers(router.id);
        peers.flat_map(move |peer| {
            let all = tables.tables(peer.id).into_iter();
            all.map(move |table| (router, peer, table))
        })
    });
    let selects = *choice != Choice::default();
    let rows: Vec<_> = rows
        .filter(|(_, _, table)| !selects || found.contains_key(&table.id))
        .map(|(router, peer, table)| {
            let counts = found.get(&table.id).copied().unwrap_or_default();
            row(router, peer, table, counts, &mut clock)
        })
        .collect();
    match json {
        true => rows.iter().try_for_each(|row| {
            serde_json::to_writer(&mut *out, row)?;
            writeln!(out)
        }),
        false => text(tables, &rows, out),
    }
}

fn row(
    router: &Router,
    peer: &Peer,
    table: &Table,
    [routes, stale]: [u64; 2],
    clock: &mut Clock,
) -> Row {
    let distinguisher = peer.header.distinguisher();
    let mut time = |time: Option<std::time::Duration>| {
        let text = time.and_then(|time| clock.text(time));
        text.map(|text| String::from_utf8_lossy(text).into_owned())
    };
    let Counts {
        added,
        changed,
        repeated,
        withdrawn,
        absent,
        treated_as_withdrawn,
        cleared,
        refused,
        ignored,
        ..
    } = table.counts;
    Row {
        router: label(router),
        sys_name: router.sys_name.as_deref().map(str::to_owned),
        peer_ip: address_of(&peer.header),
        peer_asn: peer.header.asn().0,
        peer_distinguisher: (distinguisher.0 != 0).then(|| distinguisher.to_string()),
        vrf: peer.table_name.as_deref().map(str::to_owned),
        peer_state: peer.state.name(),
        peer_since: time(peer.since),
        rib: table.rib,
        family: table.family.to_string(),
        routes,
        stale,
        end_of_rib: table.has_end_of_rib,
        end_of_rib_time: time(table.end_of_rib),
        added,
        changed,
        repeated,
        withdrawn,
        absent,
        treated_as_withdrawn,
        cleared,
        refused,
        ignored,
    }
}

fn text(tables: &Tables, rows: &[Row], out: &mut dyn Write) -> io::Result<()> {
    let (routes, destinations) = (tables.len(), tables.destinations());
    let (sets, octets) = tables.attribute_sets();
    writeln!(
        out,
        "{routes} routes to {destinations} destinations, with {sets} different sets of attributes ({octets} bytes)"
    )?;
    if rows.is_empty() {
        return Ok(());
    }
    let head = [
        "router",
        "peer",
        "AS",
        "VRF",
        "state",
        "RIB",
        "family",
        "end-of-RIB",
        "routes",
        "stale",
        "changes",
        "withdrawn",
        "refused",
    ];
    let rows = rows.iter().map(|row| {
        let of_vrf = row.vrf.as_ref().or(row.peer_distinguisher.as_ref());
        vec![
            row.router.clone(),
            row.peer_ip.to_string(),
            row.peer_asn.to_string(),
            of_vrf.cloned().unwrap_or_default(),
            row.peer_state.to_owned(),
            row.rib.map(|rib| rib.to_string()).unwrap_or_default(),
            row.family.clone(),
            if row.end_of_rib { "yes" } else { "no" }.to_owned(),
            row.routes.to_string(),
            row.stale.to_string(),
            (row.added + row.changed).to_string(),
            (row.withdrawn + row.treated_as_withdrawn).to_string(),
            row.refused.to_string(),
        ]
    });
    let table = crate::dump::summary::table(&head, 8, rows);
    writeln!(out, "{table}")
}
