//! Counts the messages, routes and malformed UPDATEs of every peer. Reads a BMP stream from a file.
//!
//! `cargo run --example count_per_peer -- testdata/captures/frr-10.7.1-dump.bmp`

use std::collections::BTreeMap;
use std::error::Error;

use bmp_codec::bmp::{Message, PeerTable};

#[derive(Default)]
struct Counts {
    messages: u64,
    announced: u64,
    withdrawn: u64,
    malformed: u64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args()
        .nth(1)
        .ok_or("usage: count_per_peer FILE")?;
    let bytes = std::fs::read(file)?;
    let mut peers = PeerTable::default();
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    for message in peers.messages(&bytes) {
        let message = match message {
            Ok(message) => message,
            Err(error) => {
                eprintln!("{error}");
                continue;
            }
        };
        let Some(peer) = message.peer() else { continue };
        let counts = counts.entry(peer.to_string()).or_default();
        counts.messages += 1;
        if let Message::RouteMonitoring(monitoring) = &message {
            let Ok(update) = monitoring.update() else {
                counts.malformed += 1;
                continue;
            };
            counts.malformed += u64::from(update.check().is_err());
            counts.announced += update.announced().flatten().count() as u64;
            counts.withdrawn += update.withdrawn().flatten().count() as u64;
        }
    }
    println!("messages announced withdrawn malformed peer");
    for (peer, of) in counts {
        let (messages, announced, withdrawn, malformed) =
            (of.messages, of.announced, of.withdrawn, of.malformed);
        println!("{messages:8} {announced:9} {withdrawn:9} {malformed:9} {peer}");
    }
    Ok(())
}
