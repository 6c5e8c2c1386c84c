//! What the files contain, in order, and the connection it belongs to.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use anyhow::{bail, ensure};
use bmp_codec::bgp::Session;
use bmp_codec::bmp::Message;
use bytes::Bytes;

use crate::replay::args::Args;

/// An item to send or to report.
#[derive(Debug, PartialEq)]
pub(crate) enum Item {
    Message(Recorded),
    /// A connection has no more messages.
    Ended {
        key: u64,
    },
    /// Bytes that are in no message, and why.
    Lost {
        octets: u64,
        text: String,
    },
}

/// A message.
#[derive(Debug, PartialEq)]
pub(crate) struct Recorded {
    /// Identifies the connection, over all files and rounds.
    pub(crate) key: u64,
    /// Identifies file and round: the times of each begin separately.
    pub(crate) file: u64,
    pub(crate) octets: Bytes,
    /// Since 1970.
    pub(crate) time: Option<Duration>,
    /// Whether this is the time of capture, and not the time in the per-peer header.
    pub(crate) is_captured: bool,
}

/// Returns the time in a message.
pub(crate) fn header_time(octets: &[u8]) -> Option<Duration> {
    decoded(octets)?.peer()?.timestamp()
}

fn decoded(octets: &[u8]) -> Option<Message<&[u8]>> {
    Message::decode(octets, Session::default()).ok()
}

/// Returns whether the arguments select a message.
pub(crate) fn takes(args: &Args, octets: &[u8]) -> bool {
    let Some(wanted) = args.peer else { return true };
    match decoded(octets).as_ref().and_then(Message::peer) {
        Some(peer) => wanted == peer.address().unwrap_or(IpAddr::V4(peer.bgp_id())),
        None => true,
    }
}

/// The connections of one file, in the order they are found.
pub(crate) struct Streams<'a> {
    args: &'a Args,
    found: Vec<Stream>,
    by_name: HashMap<String, usize>,
    /// The key of the next connection of this file.
    next: u64,
}

struct Stream {
    name: String,
    /// The key, if the connection is selected.
    key: Option<u64>,
}

impl<'a> Streams<'a> {
    pub(crate) fn new(args: &'a Args, next: u64) -> Self {
        Streams {
            args,
            found: Vec::new(),
            by_name: HashMap::new(),
            next,
        }
    }

    /// Adds a new connection.
    pub(crate) fn open(&mut self, name: &str) {
        let is_wanted = self.args.connection.is_none_or(|id| id == self.found.len())
            && self
                .args
                .router
                .is_none_or(|router| source(name) == Some(router));
        self.found.push(Stream {
            name: name.to_owned(),
            key: is_wanted.then_some(self.next),
        });
        if is_wanted && !self.args.join {
            self.next += 1;
        }
    }

    /// Returns the key of a connection, if it is selected.
    pub(crate) fn key(&self, id: usize) -> Option<u64> {
        self.found.get(id)?.key
    }

    /// Returns the number of a connection by its name, which may be new.
    pub(crate) fn named(&mut self, name: &str) -> usize {
        if let Some(id) = self.by_name.get(name) {
            return *id;
        }
        let id = self.found.len();
        self.by_name.insert(name.to_owned(), id);
        self.open(name);
        id
    }

    /// Returns whether there are several connections, but only one is possible.
    pub(crate) fn are_too_many(&self) -> bool {
        self.args.out.is_some() && !self.args.join && self.wanted().count() > 1
    }

    /// Returns the key of the first connection of the next file.
    pub(crate) fn next(&self) -> u64 {
        self.next
    }

    fn wanted(&self) -> impl Iterator<Item = (usize, &Stream)> {
        let found = self.found.iter().enumerate();
        found.filter(|(_, stream)| stream.key.is_some())
    }

    /// Checks the selection at the end of the file.
    pub(crate) fn finish(&self) -> anyhow::Result<()> {
        if self.are_too_many() {
            let names = self
                .wanted()
                .map(|(id, stream)| format!("\n  {id}  {}", stream.name));
            bail!(
                "there are several connections in it: choose one with --connection, or take all as one stream with \
                 --join{}",
                names.collect::<String>()
            );
        }
        if self.wanted().next().is_none() {
            let count = self.found.len();
            if let Some(id) = self.args.connection {
                ensure!(
                    id < count,
                    "there is no connection {id}, only {count} connections"
                );
            }
            if let Some(router) = self.args.router {
                bail!("there is no connection from {router} among {count}");
            }
        }
        Ok(())
    }
}

/// Returns the address that a connection comes from.
fn source(name: &str) -> Option<IpAddr> {
    let (from, _) = name.split_once(" > ")?;
    Some(from.parse::<SocketAddr>().ok()?.ip())
}
