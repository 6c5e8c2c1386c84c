//! Whole streams, field by field what tshark reads: all of `testdata`, and what `bmp synthesize` makes.
//!
//! A field of tshark's is compared, or it is in [`left_out`] with a reason. Where it is not what is decoded, [`mistakes`]
//! says what tshark does and what the RFC says. Both are of tshark 4.0.

mod bgp;
mod bmp;
mod compare;
mod left_out;
mod mistakes;
mod open;
mod streams;
mod tally;
mod theirs;
mod told;

use bmp_codec::bmp::{Message, PeerTable};

use self::compare::Case;
use self::streams::Named;
use self::tally::Tally;
use crate::support::pdml;

/// Compares one stream.
fn compare(stream: &Named) -> Tally {
    let frames = streams::frames(&stream.octets);
    let mut peers = PeerTable::default();
    let mut taken = Vec::new();
    for (index, frame) in frames.iter().enumerate() {
        let at = format!("{}, message {index}", stream.name);
        let message = peers
            .decode(frame)
            .unwrap_or_else(|error| panic!("{at}: {error}"));
        // Of version 4, which is a draft, tshark knows nothing: it is compared as if it were version 3.
        let message = match message {
            Message::V4(message) => message.into_version_3().unwrap_or(Message::V4(message)),
            message => message,
        };
        if index % stream.every == 0 {
            taken.push((at, *frame, message));
        }
    }
    let only: Vec<&[u8]> = taken.iter().map(|(_, frame, _)| *frame).collect();
    let mut tally = Tally::default();
    pdml::each(&only, |place, packet| {
        let (at, frame, message) = &taken[place];
        let theirs = theirs::message(packet);
        let case = Case {
            at: at.clone(),
            frame,
            message,
            theirs: &theirs,
        };
        case.compare(&mut tally);
    });
    tally
}

/// Compares streams, on two threads: tshark takes most of the time.
fn compare_all(streams: &[Named]) -> Tally {
    let (first, second): (Vec<_>, Vec<_>) = streams
        .iter()
        .enumerate()
        .partition(|(place, _)| place % 2 == 0);
    let mut all = Tally::default();
    std::thread::scope(|scope| {
        let threads = [first, second].map(|half| {
            scope.spawn(|| {
                let mut tally = Tally::default();
                for (_, stream) in half {
                    tally.append(compare(stream));
                }
                tally
            })
        });
        for thread in threads {
            all.append(thread.join().unwrap());
        }
    });
    all
}

#[test]
#[cfg_attr(
    not(has_tshark_4_0),
    ignore = "needs tshark 4.0: apt-get install tshark on Debian 12"
)]
fn every_field_of_tshark() {
    let mut streams = streams::captures();
    streams.extend(streams::synthesized());
    let tally = compare_all(&streams);
    println!("{} streams: {tally}", streams.len());
    let differences = &tally.differences;
    let first: Vec<&str> = differences.iter().take(50).map(String::as_str).collect();
    assert!(
        first.is_empty(),
        "{} differences\n{}",
        differences.len(),
        first.join("\n")
    );
    assert_eq!(tally.not_found(), [""; 0], "these are wrong no longer");
    assert!(tally.compared() > 2_000_000, "{}", tally.compared());
}
