//! Reads what a collector has published to a stream of NATS JetStream, in the order it was stored.

use std::time::Duration;

use anyhow::{Context as _, anyhow, bail, ensure};
use async_nats::ConnectOptions;
use async_nats::datetime::from_nanos;
use async_nats::jetstream::consumer::{AckPolicy, Consumer, DeliverPolicy, pull};
use async_nats::jetstream::stream::Stream;
use async_nats::jetstream::{self, AckKind, Message};
use futures_util::StreamExt;
use tokio::time::{sleep, timeout};

use super::reading::{self, Payload};
use super::{Begin, Options};

/// How many messages a reader that shares them with others requests at a time.
const BATCH: usize = 100;

/// A message not acknowledged for this long goes to another reader of the same name.
const ACK_WAIT: Duration = Duration::from_secs(30);

/// How often in a row the broker may fail to deliver messages, and the pause between attempts.
const FAILURES: u32 = 30;
const PAUSE: Duration = Duration::from_secs(1);

/// Where messages come from.
pub(super) struct Reader {
    kind: Kind,
    follow: bool,
}

enum Kind {
    /// All messages, for this reader only.
    Own(Box<Own>),
    /// A share of the messages; the broker remembers the position.
    Durable(Box<Durable>),
}

struct Own {
    stream: Stream,
    config: pull::OrderedConfig,
    messages: Option<pull::Ordered>,
    /// The number of messages left, as the broker last announced.
    left: u64,
}

struct Durable {
    consumer: Consumer<pull::Config>,
    /// The current request.
    batch: Option<pull::Batch>,
    /// Failures in a row.
    failures: u32,
}

impl Payload for Message {
    fn octets(&self) -> &[u8] {
        &self.payload
    }
}

impl reading::Reader for Reader {
    type Message = Message;

    async fn open(url: &str, options: &Options) -> anyhow::Result<Self> {
        let servers: Vec<_> = url.split(',').map(str::to_owned).collect();
        let client = ConnectOptions::new().name("dump").connect(servers).await;
        let client = client.context("cannot connect")?;
        let stream = jetstream::new(client).get_stream(&options.stream).await;
        let stream = stream.with_context(|| format!("stream {}", options.stream))?;
        let deliver_policy = match options.begin() {
            Begin::Beginning => DeliverPolicy::All,
            Begin::End => DeliverPolicy::New,
            Begin::At(start_sequence) => DeliverPolicy::ByStartSequence { start_sequence },
            Begin::Since(time) => DeliverPolicy::ByStartTime {
                start_time: from_nanos(time.as_nanos().try_into()?)
                    .map_err(|error| anyhow!(error))?,
            },
        };
        let filter_subject = options.subject.clone().unwrap_or_default();
        let kind = match &options.durable {
            None => {
                let config = pull::OrderedConfig {
                    deliver_policy,
                    filter_subject,
                    ..Default::default()
                };
                let mut own = Own {
                    stream,
                    config,
                    messages: None,
                    left: 0,
                };
                own.ask().await?;
                Kind::Own(Box::new(own))
            }
            Some(name) => {
                let config = pull::Config {
                    durable_name: Some(name.clone()),
                    deliver_policy,
                    filter_subject: filter_subject.clone(),
                    ack_policy: AckPolicy::Explicit,
                    ack_wait: ACK_WAIT,
                    ..Default::default()
                };
                let consumer = stream.get_or_create_consumer(name, config).await?;
                let info = consumer.cached_info();
                ensure!(
                    info.config.filter_subject == filter_subject,
                    "readers of the name {name} read subjects {:?}, not {filter_subject:?}",
                    info.config.filter_subject
                );
                Kind::Durable(Box::new(Durable {
                    consumer,
                    batch: None,
                    failures: 0,
                }))
            }
        };
        Ok(Reader {
            kind,
            follow: !options.no_follow,
        })
    }

    async fn next(&mut self) -> anyhow::Result<Option<Message>> {
        match &mut self.kind {
            Kind::Own(own) if !self.follow && own.left == 0 => Ok(None),
            Kind::Own(own) => own.next().await.map(Some),
            Kind::Durable(durable) => durable.next(self.follow).await,
        }
    }

    async fn acknowledge(&mut self, message: &Message) -> anyhow::Result<()> {
        match self.kind {
            Kind::Own(_) => Ok(()),
            Kind::Durable(_) => message
                .ack()
                .await
                .map_err(|error| anyhow!("cannot acknowledge: {error}")),
        }
    }

    async fn give_back(&mut self) {
        if let Kind::Durable(durable) = &mut self.kind {
            durable.give_back().await;
        }
    }

    async fn lag(&mut self) -> anyhow::Result<Vec<String>> {
        let left = match &mut self.kind {
            Kind::Own(own) => own.left,
            Kind::Durable(durable) => durable.consumer.info().await?.num_pending,
        };
        Ok(vec![format!("{left} messages behind the end")])
    }
}

impl Own {
    async fn ask(&mut self) -> anyhow::Result<&mut pull::Ordered> {
        let consumer = self.stream.create_consumer(self.config.clone()).await?;
        self.left = consumer.cached_info().num_pending;
        Ok(self.messages.insert(consumer.messages().await?))
    }

    /// The broker forgets such readers when it restarts: they then continue after the last message they received.
    async fn next(&mut self) -> anyhow::Result<Message> {
        let mut failures = 0;
        loop {
            let error = match self.try_next().await {
                Ok(message) => return Ok(message),
                Err(error) => error,
            };
            failures += 1;
            if failures > FAILURES {
                return Err(error.context("cannot continue reading"));
            }
            self.messages = None;
            sleep(PAUSE).await;
        }
    }

    async fn try_next(&mut self) -> anyhow::Result<Message> {
        let messages = match &mut self.messages {
            Some(messages) => messages,
            None => self.ask().await?,
        };
        let message = messages
            .next()
            .await
            .context("the broker sends no more messages")??;
        let (sequence, left) = match message.info() {
            Ok(info) => (info.stream_sequence, info.pending),
            Err(error) => bail!("not a message of a stream: {error}"),
        };
        self.left = left;
        self.config.deliver_policy = DeliverPolicy::ByStartSequence {
            start_sequence: sequence + 1,
        };
        Ok(message)
    }
}

impl Durable {
    async fn next(&mut self, follow: bool) -> anyhow::Result<Option<Message>> {
        loop {
            let batch = match &mut self.batch {
                Some(batch) => batch,
                batch => batch.insert(ask(&self.consumer, follow).await?),
            };
            match batch.next().await {
                Some(Ok(message)) => {
                    self.failures = 0;
                    return Ok(Some(message));
                }
                Some(Err(error)) => {
                    self.failures += 1;
                    if self.failures > FAILURES {
                        bail!("cannot continue reading: {error}");
                    }
                    sleep(PAUSE).await;
                }
                None if follow => {}
                // Others may take what is left.
                None => {
                    if self.consumer.info().await?.num_pending == 0 {
                        return Ok(None);
                    }
                }
            }
            self.batch = None;
        }
    }

    async fn give_back(&mut self) {
        /// Until messages in flight have arrived.
        const MOMENT: Duration = Duration::from_millis(200);
        let mut left = Vec::new();
        if let Some(mut batch) = self.batch.take() {
            while let Ok(Some(Ok(message))) = timeout(MOMENT, batch.next()).await {
                left.push(message);
            }
            // The broker must know that this reader wants no more, or it would send everything left here. A separate
            // task tells it.
            drop(batch);
            sleep(MOMENT).await;
        }
        // When this is answered, everything sent before has arrived.
        let _ = timeout(PAUSE, self.consumer.info()).await;
        for message in left {
            if message.ack_with(AckKind::Nak(None)).await.is_err() {
                break;
            }
        }
        let _ = timeout(PAUSE, self.consumer.info()).await;
    }
}

/// Requests some messages: those that exist, or the next ones that arrive.
async fn ask(consumer: &Consumer<pull::Config>, follow: bool) -> anyhow::Result<pull::Batch> {
    let messages = if follow {
        let batch = consumer.batch().max_messages(BATCH).expires(ACK_WAIT);
        batch.messages().await
    } else {
        consumer.fetch().max_messages(BATCH).messages().await
    };
    messages.context("cannot request messages")
}
