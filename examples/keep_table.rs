//! Keeps the routes of every peer, RIB view and family, and prints those that are there at the end of a BMP stream. Reads
//! it from a file.
//!
//! `cargo run --example keep_table -- testdata/captures/frr-10.7.1-vpn-evpn.bmp`

use std::collections::BTreeMap;
use std::error::Error;

use bmp_codec::bgp::error_action::{Disposition, ErrorContext};
use bmp_codec::bgp::nlri::RouteKey;
use bmp_codec::bmp::{Message, PeerKey, PeerTable, Rib};

/// The AS_PATH of each route, by the table of a peer that it is in. A key says the family, too.
type Tables = BTreeMap<(PeerKey, Option<Rib>), BTreeMap<RouteKey, String>>;

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).ok_or("usage: keep_table FILE")?;
    let bytes = std::fs::read(file)?;
    let (mut peers, mut tables) = (PeerTable::default(), Tables::new());
    for message in peers.messages(&bytes) {
        if let Err(error) = apply(&message?, &mut tables) {
            eprintln!("{error}");
        }
    }
    for ((peer, rib), routes) in &tables {
        let rib = rib.map_or("unknown".to_owned(), |rib| rib.to_string());
        for (route, path) in routes {
            println!("{peer} {rib} {route} {path}");
        }
    }
    Ok(())
}

/// Applies a message to the tables.
fn apply(message: &Message<&[u8]>, tables: &mut Tables) -> Result<(), bmp_codec::DecodeError> {
    let monitoring = match message {
        Message::RouteMonitoring(monitoring) => monitoring,
        // The session ended or starts again: its routes are gone.
        Message::PeerDown(_) | Message::PeerUp(_) => {
            let gone = message.peer().map(|peer| peer.key());
            tables.retain(|(peer, _), _| Some(*peer) != gone);
            return Ok(());
        }
        _ => return Ok(()),
    };
    let (peer, rib) = (monitoring.peer.key(), monitoring.peer.rib());
    let update = monitoring.update()?;
    if let Some(family) = update.end_of_rib() {
        println!("{peer} has sent all of {family}");
        return Ok(());
    }
    let routes = tables.entry((peer, rib)).or_default();
    for route in update.withdrawn().keys() {
        routes.remove(&route?.to_owned());
    }
    // The router itself did this with a malformed UPDATE (RFC 7606).
    let action = update.disposition(ErrorContext::from(&monitoring.peer));
    let path = update.path_attributes.as_path().unwrap_or_default();
    for route in update.announced().keys() {
        let route = route?.to_owned();
        match action {
            Disposition::Nothing | Disposition::AttributeDiscard => {
                routes.insert(route, path.unwrap_or_default().to_string());
            }
            _ => {
                routes.remove(&route);
            }
        }
    }
    Ok(())
}
