//! Publishes frames to a stream of NATS JetStream, each after an OpenBMP header, keyed by router and peer.
//!
//! A message is kept until the broker has confirmed that it is stored. If the connection is lost, or the broker does
//! not answer in time, all kept messages are published again, in the same order, over a new connection. The broker
//! recognizes those it already has by their identifiers. The number of kept messages is limited: at the limit
//! publishing waits, so the collector reads more slowly from routers, and routers wait.

#[cfg(not(feature = "nats"))]
mod absent;
#[cfg(feature = "nats")]
mod connection;
#[cfg(feature = "nats")]
mod publisher;
#[cfg(feature = "nats")]
mod worker;

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

#[cfg(not(feature = "nats"))]
pub(crate) use absent::Publisher;
#[cfg(feature = "nats")]
pub(crate) use publisher::Publisher;

/// The router that frames come from.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "nats"), expect(dead_code, reason = "nothing publishes"))]
pub(crate) struct Source {
    address: IpAddr,
    /// Identifies it among all routers, also among those with the same address.
    identity: Arc<str>,
    /// Its part of the subject.
    token: Arc<str>,
}

impl Source {
    /// `identity` is the address, or the address with the name and the BGP identifier of the router.
    pub(crate) fn new(address: IpAddr, identity: &str) -> Source {
        let special = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_' | '/'));
        Source {
            address,
            identity: identity.into(),
            // Routers choose their names: subjects are of letters and digits.
            token: identity.replace(special, "-").replace('/', "_").into(),
        }
    }
}

impl From<IpAddr> for Source {
    fn from(address: IpAddr) -> Source {
        Source::new(address, &address.to_string())
    }
}

/// Where and how to publish.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Options {
    /// Stream of the broker to publish to; created if it is missing
    #[arg(long = "publish-stream", value_name = "NAME", default_value = "BMP")]
    pub(crate) stream: String,

    /// Number of partitions to spread the peers over, for as many consumers
    #[arg(long = "publish-partitions", value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) partitions: u32,

    /// Seconds that a new stream keeps messages; 0: forever
    #[arg(
        long = "publish-max-age",
        value_name = "SECONDS",
        default_value_t = 86_400
    )]
    pub(crate) max_age: u64,

    /// Bytes of messages that a new stream keeps, the newest ones; 0: all
    #[arg(long = "publish-max-bytes", value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(i64).range(0..))]
    pub(crate) max_bytes: i64,

    /// Number of servers of the broker that store a new stream
    #[arg(long = "publish-replicas", value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=5))]
    pub(crate) replicas: u8,

    /// Maximum number of messages that wait for the broker to store them
    #[arg(long = "publish-in-flight", value_name = "N", default_value_t = 1024, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) in_flight: u32,

    /// Seconds to wait for an answer of the broker
    #[arg(long = "publish-timeout", value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) timeout: u64,

    /// Name of this collector
    #[arg(long = "publish-as", value_name = "NAME", default_value = "bmp-codec", value_parser = name)]
    pub(crate) collector: String,
}

fn name(text: &str) -> Result<String, String> {
    match text.len() {
        0..=255 => Ok(text.to_owned()),
        length => Err(format!("{length} bytes; at most 255 fit")),
    }
}

/// Counters of published messages.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    /// Messages that the broker has stored.
    pub(crate) stored: AtomicU64,
    /// Stored messages that were published again and that the broker already had.
    pub(crate) duplicates: AtomicU64,
    /// Messages larger than the broker accepts: the only ones that are lost.
    pub(crate) refused: AtomicU64,
    /// Messages that wait for the broker now.
    pub(crate) waiting: AtomicU64,
    /// Connections to the broker that were lost or given up.
    pub(crate) connections_lost: AtomicU64,
}
