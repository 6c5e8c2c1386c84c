//! Accepts messages for the broker, and makes them those of OpenBMP.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, anyhow};
use bmp_codec::Encode;
use bmp_codec::bmp::PerPeerHeader;
use bmp_codec::openbmp::{HashId, OpenBmp};
use bytes::Bytes;
use tokio::sync::{mpsc, oneshot};

#[cfg(feature = "kafka")]
use super::kafka::link::Producer;
#[cfg(feature = "nats")]
use super::nats::Connection;
use super::worker::{Link, Worker};
use super::{Counters, Kind, Options, Source};

/// Accepts messages for the broker. Clones share one connection.
#[derive(Clone, Debug)]
pub(crate) struct Publisher {
    kind: Kind,
    queue: mpsc::Sender<Order>,
    options: Arc<Options>,
    counters: Arc<Counters>,
}

#[derive(Debug)]
pub(super) enum Order {
    Publish(Outgoing),
    /// Report when everything before this is stored.
    Flush(oneshot::Sender<()>),
}

#[derive(Debug)]
pub(super) struct Outgoing {
    /// The subject in NATS, the key in Kafka.
    pub(super) to: Arc<str>,
    pub(super) payload: Bytes,
    pub(super) received: SystemTime,
}

impl Publisher {
    /// Connects to the servers of one broker, like `nats://192.0.2.1:4222,nats://192.0.2.2`, and creates the stream; or
    /// like `kafka://192.0.2.1:9092,192.0.2.2/bmp`, and creates the topic.
    ///
    /// # Errors
    ///
    /// If the first connection fails. A connection that is lost later is made again, for as long as it takes.
    pub(crate) async fn connect(url: &str, options: Options) -> anyhow::Result<Self> {
        let kind = Kind::of(url);
        let kind = kind.with_context(|| format!("{url:?} is not the URL of a broker"))?;
        match kind {
            #[cfg(feature = "nats")]
            Kind::Nats => Publisher::over::<Connection>(kind, url, options).await,
            #[cfg(feature = "kafka")]
            Kind::Kafka => Publisher::over::<Producer>(kind, url, options).await,
            #[cfg(not(all(feature = "kafka", feature = "nats")))]
            _ => anyhow::bail!(crate::absent::text(kind.missing().unwrap_or_default())),
        }
    }

    async fn over<L: Link>(kind: Kind, url: &str, options: Options) -> anyhow::Result<Self> {
        let options = Arc::new(options);
        let counters = Arc::<Counters>::default();
        let at = L::at(url, &options, &counters)?;
        let connection = L::open(&at).await?;
        // Messages here wait in addition to those in flight: a few are enough.
        let (queue, orders) = mpsc::channel(16);
        let worker = Worker::<L>::new(at, Arc::clone(&options), Arc::clone(&counters), orders);
        tokio::spawn(worker.run(connection));
        Ok(Publisher {
            kind,
            queue,
            options,
            counters,
        })
    }

    /// Publishes a frame of a router, with its per-peer header, if it has one. Waits until there is room for it. Frames
    /// that one task publishes are stored in this order.
    ///
    /// # Errors
    ///
    /// If no OpenBMP header can be made for it.
    pub(crate) async fn publish(
        &self,
        router: impl Into<Source>,
        received: SystemTime,
        peer: Option<&PerPeerHeader>,
        frame: &[u8],
    ) -> anyhow::Result<()> {
        let router = router.into();
        let payload = payload(&router, received, &self.options.collector, frame)?;
        // Only the subjects of NATS name peers.
        #[cfg(not(feature = "nats"))]
        let _ = peer;
        let to = match self.kind {
            #[cfg(feature = "nats")]
            Kind::Nats => super::nats::subject(&router, peer, self.options.partitions).into(),
            _ => router.identity,
        };
        let outgoing = Outgoing {
            to,
            payload,
            received,
        };
        // Those that wait for room wait for the broker, too.
        self.counters.waiting.fetch_add(1, Ordering::Relaxed);
        self.order(Order::Publish(outgoing)).await
    }

    /// Waits until everything published before is stored.
    pub(crate) async fn flush(&self) -> anyhow::Result<()> {
        let (sender, receiver) = oneshot::channel();
        self.order(Order::Flush(sender)).await?;
        receiver.await.context("publishing has ended")
    }

    pub(crate) fn counters(&self) -> &Counters {
        &self.counters
    }

    async fn order(&self, order: Order) -> anyhow::Result<()> {
        let sent = self.queue.send(order).await;
        sent.map_err(|_| anyhow!("publishing has ended"))
    }
}

/// Returns a frame after an OpenBMP header.
fn payload(
    router: &Source,
    received: SystemTime,
    collector: &str,
    frame: &[u8],
) -> anyhow::Result<Bytes> {
    let since = received.duration_since(UNIX_EPOCH).unwrap_or_default();
    let hash_id = |text: &str| HashId(hash(text.as_bytes()).to_be_bytes());
    let value = OpenBmp::new(router.address, frame)
        .at(since)?
        .with_collector(hash_id(collector), collector.as_bytes())
        .with_router_hash(hash_id(&router.identity));
    Ok(value.to_vec()?.into())
}

/// FNV-1a of 128 bits: the same on all machines, always, so that all collectors agree.
pub(super) fn hash(octets: &[u8]) -> u128 {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    octets.iter().fold(BASIS, |hash, octet| {
        (hash ^ u128::from(*octet)).wrapping_mul(PRIME)
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn hashes_are_those_that_were_published() {
        // FNV-1a of 128 bits: of nothing, and of "a".
        assert_eq!(hash(b""), 0x6c62272e07bb014262b821756295c58d);
        assert_eq!(hash(b"a"), 0xd228cb696f1a8caf78912b704e4a8964);
    }

    /// Laid out by hand; the hashes are FNV-1a of "a", and of nothing.
    #[test]
    fn octets_for_the_broker() {
        let router = Source::new("192.0.2.1".parse().unwrap(), "");
        let received = UNIX_EPOCH + Duration::from_micros(1_700_000_000_000_250);
        let payload = payload(&router, received, "a", b"\x03\0\0\0\x06\x05").unwrap();
        let parts: [&[u8]; 8] = [
            b"OBMP\x01\x07\0\x4f\0\0\0\x06\x80\x0c",
            b"\x65\x53\xf1\0\0\0\0\xfa",
            b"\xd2\x28\xcb\x69\x6f\x1a\x8c\xaf\x78\x91\x2b\x70\x4e\x4a\x89\x64",
            b"\0\x01a",
            b"\x6c\x62\x27\x2e\x07\xbb\x01\x42\x62\xb8\x21\x75\x62\x95\xc5\x8d",
            b"\xc0\0\x02\x01\0\0\0\0\0\0\0\0\0\0\0\0",
            b"\0\0\0\0\0\x01",
            b"\x03\0\0\0\x06\x05",
        ];
        assert_eq!(payload, parts.concat());
    }
}
