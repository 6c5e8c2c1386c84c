//! Prints the routes that have a community. Reads a BMP stream from a file.
//!
//! `cargo run --example filter_community -- testdata/captures/frr-10.7.1-dump.bmp no-export`

use std::error::Error;

use bmp_codec::bgp::attribute::Community;
use bmp_codec::bmp::{Message, PeerTable};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let mut arg = || args.next().ok_or("usage: filter_community FILE COMMUNITY");
    let bytes = std::fs::read(arg()?)?;
    let wanted: Community = arg()?.parse()?;
    let mut peers = PeerTable::default();
    for message in peers.messages(&bytes) {
        let Message::RouteMonitoring(monitoring) = message? else {
            continue;
        };
        let update = monitoring.update()?;
        // A receiver withdraws routes with malformed communities (RFC 7606): skip them.
        let communities = update.path_attributes.communities().unwrap_or_default();
        if communities.is_some_and(|list| list.contains(wanted)) {
            for route in update.announced() {
                println!("{} {}", monitoring.peer, route?);
            }
        }
    }
    Ok(())
}
