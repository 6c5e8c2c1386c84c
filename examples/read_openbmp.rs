//! Prints the routes in a file of messages with OpenBMP headers: Kafka values, one after the other.
//!
//! `cargo run --example read_openbmp -- FILE`

use std::collections::HashMap;
use std::error::Error;

use bmp_codec::bmp::{Message, PeerTable};
use bmp_codec::openbmp::{self, HashId};

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).ok_or("usage: read_openbmp FILE")?;
    let bytes = std::fs::read(file)?;
    // Two routers may have peers of the same address: each router has a table of its own.
    let mut routers = HashMap::<HashId, PeerTable>::new();
    for value in openbmp::messages(&bytes) {
        let value = value?;
        let Some(stream) = value.bmp() else { continue };
        let peers = routers.entry(value.router_hash).or_default();
        for message in peers.messages(stream) {
            let Message::RouteMonitoring(monitoring) = message? else {
                continue;
            };
            let (router, update) = (value.router_ip(), monitoring.update()?);
            for route in update.announced() {
                println!("{router} {} + {}", monitoring.peer, route?);
            }
            for route in update.withdrawn() {
                println!("{router} {} - {}", monitoring.peer, route?);
            }
        }
    }
    Ok(())
}
