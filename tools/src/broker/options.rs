//! What is published, where and how, and what is counted.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// The router that frames come from.
#[derive(Clone, Debug)]
#[cfg_attr(
    not(any(feature = "kafka", feature = "nats")),
    expect(dead_code, reason = "nothing publishes")
)]
pub(crate) struct Source {
    pub(super) address: IpAddr,
    /// Identifies it among all routers, also among those with the same address. It is the key of its messages in Kafka.
    pub(super) identity: Arc<str>,
    /// Its part of the subject in NATS.
    #[cfg(feature = "nats")]
    pub(super) token: Arc<str>,
}

impl Source {
    /// `identity` is the address, or the address with the name and the BGP identifier of the router.
    pub(crate) fn new(address: IpAddr, identity: &str) -> Source {
        Source {
            address,
            identity: identity.into(),
            #[cfg(feature = "nats")]
            token: super::nats::router_token(identity).into(),
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
    /// Stream of NATS to publish to; created if it is missing. In Kafka the URL names the topic
    #[arg(long = "publish-stream", value_name = "NAME", default_value = STREAM)]
    pub(crate) stream: String,

    /// Number of partitions to spread the peers over, for as many consumers; of a new topic of Kafka, which has all
    /// messages of a router in one
    #[arg(long = "publish-partitions", value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) partitions: u32,

    /// Seconds that a new stream or topic keeps messages; 0: forever
    #[arg(
        long = "publish-max-age",
        value_name = "SECONDS",
        default_value_t = 86_400
    )]
    pub(crate) max_age: u64,

    /// Bytes of messages that a new stream keeps, or each partition of a new topic, the newest ones; 0: all
    #[arg(long = "publish-max-bytes", value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(i64).range(0..))]
    pub(crate) max_bytes: i64,

    /// Number of servers of the broker that store a new stream or topic
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

    /// Settings of librdkafka for Kafka, such as those for SASL: a file of lines PROPERTY=VALUE, as kcat reads them
    #[arg(long = "publish-config", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// The stream of NATS, unless another one is asked for.
pub(super) const STREAM: &str = "BMP";

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
    /// Messages that the broker had stored, and has lost: as far as is known.
    pub(crate) lost_by_broker: AtomicU64,
    /// Connections to the broker that were lost or given up.
    pub(crate) connections_lost: AtomicU64,
}
