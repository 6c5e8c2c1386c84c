//! Prints the routes of a BMP stream. Reads it from a file.
//!
//! `cargo run --example read_file -- testdata/captures/frr-10.7.1-dump.bmp`

use std::error::Error;

use bmp_codec::bmp::{Message, PeerTable};

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).ok_or("usage: read_file FILE")?;
    let bytes = std::fs::read(file)?;
    let mut peers = PeerTable::default();
    for message in peers.messages(&bytes) {
        let Message::RouteMonitoring(monitoring) = message? else {
            continue;
        };
        let update = monitoring.update()?;
        let path = update.path_attributes.as_path()?.unwrap_or_default();
        for route in update.announced() {
            println!("{} + {} {path}", monitoring.peer, route?);
        }
        for route in update.withdrawn() {
            println!("{} - {}", monitoring.peer, route?);
        }
    }
    Ok(())
}
