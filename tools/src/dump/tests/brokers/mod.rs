//! What a collector publishes to a broker, and what is read from it.

#[cfg(feature = "kafka")]
mod kafka;
#[cfg(feature = "nats")]
mod nats;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::thread::sleep;
use std::time::Duration;

use bmp_codec::bmp::{self, PeerTable, PerPeerHeader};
use clap::FromArgMatches;

use super::capture;
use crate::broker::Kind;
use crate::dump::broker;
use crate::input::{Event, Stop, What};

const SOON: Duration = Duration::from_secs(8);

fn options<T: clap::Args + FromArgMatches>(words: &[&str]) -> T {
    let command = T::augment_args(clap::Command::new("test"));
    let words = ["test"].iter().chain(words);
    T::from_arg_matches(&command.try_get_matches_from(words).unwrap()).unwrap()
}

/// Returns the frames of a recorded stream, with the peers they are about.
fn frames(name: &str) -> Vec<(Vec<u8>, Option<PerPeerHeader>)> {
    let octets = std::fs::read(capture(name)).unwrap();
    let mut peers = PeerTable::default();
    let frame = |frame: &[u8]| {
        let message = peers.decode(frame).unwrap();
        (frame.to_vec(), message.peer().copied())
    };
    bmp::frames(&octets)
        .map(Result::unwrap)
        .map(frame)
        .collect()
}

/// Reads the frames of each stream, by its name.
fn read(url: &str, words: &[&str]) -> BTreeMap<String, Vec<Vec<u8>>> {
    let options: broker::Options = options(&[words, &["--no-follow"]].concat());
    let mut found = BTreeMap::<_, Vec<_>>::new();
    let kind = Kind::of(url).unwrap();
    let (counts, end) = broker::read(kind, url, &options, &mut |event: Event<'_>| {
        match event.what {
            What::Messages(frame) => {
                let name = event.stream.name.clone();
                found.entry(name).or_default().push(frame.to_vec());
                // So that others get their share.
                if words.contains(&"--durable") {
                    sleep(Duration::from_micros(200));
                }
            }
            What::Opened | What::Ended { .. } => {}
            what => panic!("{what:?}"),
        }
        Ok(())
    })
    .unwrap();
    end.unwrap();
    assert_eq!(counts.bmp_streams, found.len() as u64);
    found
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// Reads until there are that many messages; returns their last bytes, and malformed ones in between.
fn read_some(url: &str, words: &[&str], count: usize) -> Vec<String> {
    let options: broker::Options = options(words);
    let (mut found, mut left) = (Vec::new(), count);
    let kind = Kind::of(url).unwrap();
    let end = broker::read(kind, url, &options, &mut |event: Event<'_>| {
        match event.what {
            What::Messages(frame) => {
                found.push(frame[frame.len() - 1].to_string());
                left -= 1;
            }
            What::BadEnvelope { error, .. } => found.push(error.to_owned()),
            _ => {}
        }
        if left == 0 { Err(Stop::Enough) } else { Ok(()) }
    });
    assert!(matches!(end, Err(Stop::Enough)));
    found
}
