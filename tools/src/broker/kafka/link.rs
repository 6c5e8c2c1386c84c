//! Publishes to a topic of Kafka.
//!
//! The client keeps the order of each partition, sends again what is not acknowledged, and numbers messages, so that the
//! broker stores none twice (`enable.idempotence`). It connects again by itself. A message never expires in it: what
//! limits it is how many messages the worker passes on.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, anyhow, bail};
use futures_util::FutureExt;
use rdkafka::Statistics;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::{ClientContext, DefaultClientContext};
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::producer::{DeliveryFuture, FutureProducer, FutureRecord};
use rdkafka::types::RDKafkaErrorCode;
use tokio::sync::watch;
use tokio::task::spawn_blocking;

use super::{Address, is_away};
use crate::broker::publisher::Outgoing;
use crate::broker::worker::{Answer, Failure, Link, Stored};
use crate::broker::{Counters, Options};

/// The maximum number of bytes of several messages in a request. A broker refuses a request that is too large as a whole:
/// one of this size is never too large, so that a refused message is one that is too large by itself.
const BATCH: &str = "65536";

/// How often the state of the client is looked at.
const LOOK: &str = "1000";

/// How often a client may get a new number from the broker without storing anything.
const MOST_EPOCHS: i64 = 3;

/// A topic, and how to publish to it.
pub(in crate::broker) struct At {
    address: Address,
    settings: ClientConfig,
    options: Arc<Options>,
    counters: Arc<Counters>,
    /// Whether the broker can recognize messages that it has.
    recognizes: Arc<AtomicBool>,
}

/// A client that publishes.
pub(in crate::broker) struct Producer {
    client: FutureProducer<Watch>,
    topic: String,
    /// The number of messages stored over this client.
    stored: Arc<AtomicU64>,
    lost: watch::Receiver<Option<&'static str>>,
}

impl Link for Producer {
    type At = At;

    fn at(url: &str, options: &Arc<Options>, counters: &Arc<Counters>) -> anyhow::Result<At> {
        let address = Address::of(url)?;
        let timeout = (options.timeout * 1000).to_string();
        let settings = address.settings(
            options.config.as_deref(),
            &[
                ("client.id", &options.collector),
                ("acks", "all"),
                ("enable.idempotence", "true"),
                ("partitioner", "murmur2_random"),
                ("message.timeout.ms", "0"),
                ("message.max.bytes", "1000000000"),
                ("batch.size", BATCH),
                ("queue.buffering.max.messages", "10000000"),
                ("queue.buffering.max.kbytes", "2097151"),
                ("socket.timeout.ms", &timeout),
                ("statistics.interval.ms", LOOK),
            ],
        )?;
        Ok(At {
            address,
            settings,
            options: Arc::clone(options),
            counters: Arc::clone(counters),
            recognizes: Arc::new(AtomicBool::new(true)),
        })
    }

    async fn open(at: &At) -> anyhow::Result<Self> {
        create(at).await?;
        let stored = Arc::<AtomicU64>::default();
        let (sender, lost) = watch::channel(None);
        let context = Watch {
            counters: Arc::clone(&at.counters),
            stored: Arc::clone(&stored),
            recognizes: Arc::clone(&at.recognizes),
            seen: Mutex::default(),
            away_since: AtomicU64::new(HERE),
            lost: sender,
        };
        let mut settings = at.settings.clone();
        if !at.recognizes.load(Ordering::Relaxed) {
            settings.set("enable.idempotence", "false");
            // Otherwise a request that fails and is sent again would overtake.
            settings.set("max.in.flight.requests.per.connection", "1");
        }
        Ok(Producer {
            client: settings.create_with_context(context)?,
            topic: at.address.topic.clone(),
            stored,
            lost,
        })
    }

    async fn publish(&self, _: u64, message: &Outgoing) -> Answer {
        let record = FutureRecord::to(&self.topic)
            .key(&*message.to)
            .payload(&message.payload[..])
            .timestamp(millis(message.received));
        let sent = self.client.send_result(record);
        let sent: Result<DeliveryFuture, _> = sent.map_err(|(error, _)| failure(error));
        let stored = Arc::clone(&self.stored);
        let answer = async move {
            let delivered = sent?.await;
            let delivered =
                delivered.map_err(|_| Failure::Other(anyhow!("the client has ended")))?;
            let at = delivered.map_err(|(error, _)| failure(error))?;
            stored.fetch_add(1, Ordering::Relaxed);
            Ok(Stored {
                // The broker does not say it: then there is no number either.
                duplicate: at.offset < 0,
                place: u64::try_from(at.offset)
                    .ok()
                    .map(|number| (at.partition, number)),
            })
        };
        answer.boxed()
    }

    async fn lost(&self) -> anyhow::Error {
        let mut lost = self.lost.clone();
        let lost = lost.wait_for(Option::is_some).await;
        let why = lost.ok().and_then(|why| *why);
        anyhow!(why.unwrap_or("the client has ended"))
    }

    async fn close(self) {
        // It waits for its threads.
        let _ = spawn_blocking(move || drop(self.client)).await;
    }
}

/// Looks at what the client says.
struct Watch {
    counters: Arc<Counters>,
    stored: Arc<AtomicU64>,
    recognizes: Arc<AtomicBool>,
    seen: Mutex<Seen>,
    /// How many messages were stored when the connections were lost.
    away_since: AtomicU64,
    lost: watch::Sender<Option<&'static str>>,
}

/// No connection is lost.
const HERE: u64 = u64::MAX;

/// The client when it last stored something.
#[derive(Default)]
struct Seen {
    stored: u64,
    id: i64,
    epoch: i64,
}

impl ClientContext for Watch {
    fn log(&self, level: RDKafkaLogLevel, _: &str, text: &str) {
        tracing::debug!(?level, "{text}");
    }

    fn error(&self, error: KafkaError, reason: &str) {
        if is_away(&error) {
            // It is said once, and again after messages were stored in between.
            let stored = self.stored.load(Ordering::Relaxed);
            if self.away_since.swap(stored, Ordering::Relaxed) != stored {
                let lost = &self.counters.connections_lost;
                lost.fetch_add(1, Ordering::Relaxed);
                tracing::warn!("the connection to the broker was lost: {reason}");
            }
            return;
        }
        tracing::warn!("the broker: {reason}");
        // All messages fail then, and are given to the next client.
        if let Some(
            RDKafkaErrorCode::UnsupportedFeature | RDKafkaErrorCode::ClusterAuthorizationFailed,
        ) = error.rdkafka_error_code()
        {
            self.recognizes.store(false, Ordering::Relaxed);
            tracing::warn!("it cannot recognize messages that it has, so may store some twice");
        }
    }

    /// A broker that has lost its data knows no producer. The client takes a new number for itself again and again, and
    /// does not ask the broker for one.
    fn stats(&self, statistics: Statistics) {
        let Some(numbers) = statistics.eos else {
            return;
        };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let stored = self.stored.load(Ordering::Relaxed);
        let (id, epoch) = (numbers.producer_id, numbers.producer_epoch);
        if (seen.stored, seen.id) != (stored, id) {
            *seen = Seen { stored, id, epoch };
        } else if epoch >= seen.epoch + MOST_EPOCHS {
            let why = "the broker does not know this producer any more";
            self.lost.send_replace(Some(why));
        }
    }
}

/// Creates the topic if it is missing.
async fn create(at: &At) -> anyhow::Result<()> {
    let timeout = Duration::from_secs(at.options.timeout);
    // If a producer asks for a topic, the broker may create it as it likes.
    let consumer: BaseConsumer = at.settings.create()?;
    let address = at.address.clone();
    let partitions = spawn_blocking(move || address.partitions(consumer.client(), timeout));
    if partitions.await??.is_some() {
        return Ok(());
    }
    let topic = &at.address.topic;
    let admin: AdminClient<DefaultClientContext> = at.settings.create()?;
    let or_all = |number: i64, factor: i64| match number {
        0 => "-1".to_owned(),
        _ => number.saturating_mul(factor).to_string(),
    };
    let max_age = or_all(at.options.max_age.try_into().unwrap_or(i64::MAX), 1000);
    let max_bytes = or_all(at.options.max_bytes, 1);
    let partitions = at.options.partitions.try_into().unwrap_or(i32::MAX);
    let replicas = TopicReplication::Fixed(at.options.replicas.into());
    let new = NewTopic::new(topic, partitions, replicas)
        .set("retention.ms", &max_age)
        .set("retention.bytes", &max_bytes);
    let how = AdminOptions::new().operation_timeout(Some(timeout));
    let how = how.request_timeout(Some(timeout));
    let created = admin.create_topics([&new], &how).await;
    let created = created.context("cannot create the topic")?;
    match created.into_iter().next() {
        None | Some(Ok(_) | Err((_, RDKafkaErrorCode::TopicAlreadyExists))) => Ok(()),
        Some(Err((topic, error))) => bail!("cannot create topic {topic}: {error}"),
    }
}

fn millis(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_millis().try_into().unwrap_or(i64::MAX)
}

fn failure(error: KafkaError) -> Failure {
    match error.rdkafka_error_code() {
        Some(RDKafkaErrorCode::MessageSizeTooLarge) => Failure::TooLarge(error.into()),
        _ => Failure::Other(error.into()),
    }
}
