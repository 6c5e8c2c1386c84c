//! A proxy between router and station: copies a BMP stream from standard input to standard output, and replaces the next
//! hop of every route. All other bytes stay unchanged.
//!
//! `cargo run --example rewrite_next_hops -- 192.0.2.7 2001:db8::7 < IN > OUT`

use std::error::Error;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use bmp_codec::bmp::{self, Message, PeerTable};
use bmp_codec::{Encode, EncodeError};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let mut arg = || args.next().ok_or("usage: rewrite_next_hops IPV4 IPV6");
    let new: (Ipv4Addr, Ipv6Addr) = (arg()?.parse()?, arg()?.parse()?);
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    let (mut peers, mut buffer) = (PeerTable::default(), Vec::new());
    while input.by_ref().take(65536).read_to_end(&mut buffer)? > 0 {
        let mut frames = bmp::frames(&buffer);
        for frame in &mut frames {
            output.write_all(&rewritten(frame?, &mut peers, new)?)?;
        }
        // The start of an incomplete message stays in the buffer.
        let rest = frames.rest().len();
        buffer.drain(..buffer.len() - rest);
        output.flush()?;
    }
    output.write_all(&buffer)?;
    Ok(())
}

/// Returns the frame with other next hops, or unchanged if it announces no routes or is malformed.
fn rewritten(
    frame: &[u8],
    peers: &mut PeerTable,
    (ipv4, ipv6): (Ipv4Addr, Ipv6Addr),
) -> Result<Vec<u8>, EncodeError> {
    let Ok(Message::RouteMonitoring(monitoring)) = peers.decode(frame) else {
        return Ok(frame.to_vec());
    };
    let mut monitoring = monitoring.to_owned();
    if let Ok(update) = &mut monitoring.update {
        let changed = update.map_next_hops(|_, old| match old {
            IpAddr::V4(_) => Some(ipv4.into()),
            IpAddr::V6(_) => Some(ipv6.into()),
        });
        if let Err(error) = changed {
            eprintln!("{}: {error}", monitoring.peer);
        }
    }
    Message::from(monitoring).to_vec()
}
