//! Publishes frames to a broker, NATS JetStream or Kafka, each after an OpenBMP header.
//!
//! A message is kept until the broker has confirmed that it is stored. If the connection is lost, or the broker does
//! not answer in time, all kept messages are published again, in the same order. The broker recognizes those it already
//! has: NATS by their identifiers, Kafka by their numbers. The number of kept messages is limited: at the limit
//! publishing waits, so the collector reads more slowly from routers, and routers wait.

#[cfg(all(feature = "collect", not(any(feature = "kafka", feature = "nats"))))]
mod absent;
#[cfg(feature = "kafka")]
pub(crate) mod kafka;
#[cfg(all(feature = "collect", feature = "nats"))]
mod nats;
#[cfg(feature = "collect")]
mod options;
#[cfg(all(feature = "collect", any(feature = "kafka", feature = "nats")))]
mod publisher;
mod url;
#[cfg(all(feature = "collect", any(feature = "kafka", feature = "nats")))]
mod worker;

#[cfg(all(feature = "collect", not(any(feature = "kafka", feature = "nats"))))]
pub(crate) use absent::Publisher;
#[cfg(feature = "collect")]
pub(crate) use options::{Counters, Options, Source};
#[cfg(all(feature = "collect", any(feature = "kafka", feature = "nats")))]
pub(crate) use publisher::Publisher;
pub(crate) use url::Kind;
