//! What a capture contains that could not be read, and why.

use std::collections::BTreeMap;
use std::fmt;

use bmp_codec::Fault;
use serde::Serialize;

use super::layers::NESTED;
use super::links;

/// Why a packet was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Why {
    Link(u16),
    Encapsulation(&'static str),
    Cut,
    Malformed,
    Nested,
    TooManyPaths,
    /// A block of a pcapng file.
    Block,
    Interface,
    /// Fragments of incomplete datagrams.
    Fragment,
    /// TCP segments whose end was not captured.
    Segment,
    /// Streams of a version of BMP that gives no lengths.
    Version(u8),
}

impl Why {
    fn what(self) -> &'static str {
        match self {
            Why::Fragment => "fragment",
            Why::Segment => "TCP segment",
            Why::Version(_) => "TCP stream",
            _ => "packet",
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Link(link) => match links::name_of(*link) {
                Some(name) => write!(f, "link type {link} ({name}) is not understood"),
                None => write!(f, "link type {link} is not understood"),
            },
            Why::Encapsulation(name) => write!(f, "{name} is not understood"),
            Why::Cut => f.write_str("their headers were captured only in part"),
            Why::Malformed => f.write_str("their headers are malformed"),
            Why::Nested => write!(f, "more than {NESTED} headers are nested"),
            Why::TooManyPaths => f.write_str("too many VLANs and tunnels"),
            Why::Block => f.write_str("their blocks are malformed"),
            Why::Interface => f.write_str("the file does not describe their interface"),
            Why::Fragment => f.write_str("the rest of their datagrams is missing"),
            Why::Segment => f.write_str("their end was not captured"),
            Why::Version(version) => write!(f, "BMP {}", Fault::Version(*version)),
        }
    }
}

fn plural(count: u64, what: &str) -> String {
    match count {
        1 => what.to_owned(),
        _ => format!("{what}s"),
    }
}

/// Something that was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Loss {
    pub(crate) count: u64,
    pub(crate) what: &'static str,
    pub(crate) reason: String,
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Loss {
            count,
            what,
            reason,
        } = self;
        write!(f, "not read: {count} {}: {reason}", plural(*count, what))
    }
}

/// What a file contained besides messages.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) packets: u64,
    /// The number of these packets without TCP.
    pub(crate) other_packets: u64,
    pub(crate) lost: BTreeMap<Why, u64>,
    pub(crate) bmp_streams: u64,
    /// TCP streams that are not BMP.
    pub(crate) other_streams: u64,
    /// The port of the only connections that count.
    pub(crate) port: Option<u16>,
    /// Whether it is a capture, read to its end.
    pub(crate) is_whole_capture: bool,
}

impl Counts {
    pub(crate) fn lose(&mut self, why: Why) {
        *self.lost.entry(why).or_default() += 1;
    }

    /// Returns everything that may have been BMP and was not read. A capture without any BMP is in itself a loss.
    pub(crate) fn losses(&self) -> Vec<Loss> {
        let lost = self.lost.iter().filter(|(_, count)| **count > 0);
        let mut losses: Vec<_> = lost
            .map(|(why, count)| Loss {
                count: *count,
                what: why.what(),
                reason: why.to_string(),
            })
            .collect();
        let is_of_old = |why: &Why| matches!(why, Why::Version(_));
        let has_old = self
            .lost
            .iter()
            .any(|(why, count)| is_of_old(why) && *count > 0);
        if self.is_whole_capture && self.bmp_streams == 0 && !has_old {
            losses.push(Loss {
                count: self.packets,
                what: "packet",
                reason: format!(
                    "no BMP in {} {}{}; {} without TCP",
                    self.other_streams,
                    plural(self.other_streams, "TCP stream"),
                    self.port
                        .map_or(String::new(), |port| format!(" with port {port}")),
                    self.other_packets
                ),
            });
        }
        losses
    }

    /// Returns whether there was something that may have been BMP and was not read.
    #[cfg(test)]
    pub(crate) fn is_incomplete(&self) -> bool {
        !self.losses().is_empty()
    }
}
