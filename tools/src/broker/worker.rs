//! Sends published messages to the broker: in order, without loss, over one connection after the other.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesOrdered;
use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;

use super::publisher::{Order, Outgoing};
use super::{Counters, Options};

/// The maximum number of bytes kept; one message may exceed it.
const MOST_OCTETS: usize = 32 << 20;

/// How long to wait before connecting again: at first, and at most.
const PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// A connection to a broker.
pub(super) trait Link: Send + Sync + Sized + 'static {
    /// Where the broker is.
    type At: Send + Sync;

    fn at(url: &str, options: &Arc<Options>, counters: &Arc<Counters>) -> anyhow::Result<Self::At>;

    /// Connects, and creates the stream or topic if it is missing.
    fn open(at: &Self::At) -> impl Future<Output = anyhow::Result<Self>> + Send;

    /// Sends a message. The answer is ready when the broker has stored it. The same number is the same message, over
    /// the next connection, too.
    fn publish(&self, number: u64, message: &Outgoing) -> impl Future<Output = Answer> + Send;

    /// Waits until the connection is of no use any more. Returns why.
    fn lost(&self) -> impl Future<Output = anyhow::Error> + Send;

    /// Ends the connection: nothing is sent over it afterwards.
    fn close(self) -> impl Future<Output = ()> + Send;
}

/// What the broker will say about a message.
pub(super) type Answer = BoxFuture<'static, Result<Stored, Failure>>;

pub(super) struct Stored {
    /// The broker had it already.
    pub(super) duplicate: bool,
    /// The partition and the number there, if the broker says it.
    pub(super) place: Option<(i32, u64)>,
}

pub(super) enum Failure {
    TooLarge(anyhow::Error),
    Other(anyhow::Error),
}

/// The last stored message of a partition.
#[derive(Default)]
struct Place {
    /// The number after its own.
    next: u64,
    /// How many messages were stored with smaller numbers since then.
    behind: u64,
    /// Whether the current connection has stored one.
    is_of_this: bool,
}

pub(super) struct Worker<L: Link> {
    at: L::At,
    options: Arc<Options>,
    counters: Arc<Counters>,
    orders: mpsc::Receiver<Order>,
    /// Whether more orders may come.
    open: bool,
    /// Messages not confirmed as stored, in order; the last one is number `taken`.
    waiting: VecDeque<Outgoing>,
    /// The bytes of all waiting messages.
    octets: usize,
    taken: u64,
    /// Whom to notify when all messages up to this number are stored.
    flushes: VecDeque<(u64, oneshot::Sender<()>)>,
    /// What was stored last in each partition.
    places: HashMap<i32, Place>,
}

impl<L: Link> Worker<L> {
    pub(super) fn new(
        at: L::At,
        options: Arc<Options>,
        counters: Arc<Counters>,
        orders: mpsc::Receiver<Order>,
    ) -> Self {
        Worker {
            at,
            options,
            counters,
            orders,
            open: true,
            waiting: VecDeque::new(),
            octets: 0,
            taken: 0,
            flushes: VecDeque::new(),
            places: HashMap::new(),
        }
    }

    /// Runs until nobody publishes any more and everything is stored.
    pub(super) async fn run(mut self, mut connection: L) {
        while let Err(error) = self.serve(&connection).await {
            let waiting = self.waiting.len();
            tracing::warn!(waiting, "giving up the connection to the broker: {error:#}");
            self.counters
                .connections_lost
                .fetch_add(1, Ordering::Relaxed);
            connection.close().await;
            connection = self.reconnect().await;
            tracing::info!(waiting, "reconnected to the broker");
        }
    }

    async fn reconnect(&self) -> L {
        let mut pause = PAUSE;
        loop {
            sleep(pause).await;
            match L::open(&self.at).await {
                Ok(connection) => return connection,
                Err(error) => tracing::warn!("{error:#}"),
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Returns an error if not everything was stored and the connection must not be used any more.
    async fn serve(&mut self, connection: &L) -> anyhow::Result<()> {
        let mut answers = FuturesOrdered::new();
        // These messages were sent over another connection, or not at all.
        let mut unsent = self.waiting.len();
        let places = self.places.values_mut();
        places.for_each(|place| place.is_of_this = false);
        loop {
            while unsent > 0 {
                let at = self.waiting.len() - unsent;
                let message = &self.waiting[at];
                let number = self.taken - unsent as u64 + 1;
                // A lost connection accepts messages until its buffer is full.
                answers.push_back(tokio::select! {
                    sent = connection.publish(number, message) => sent,
                    error = connection.lost() => return Err(error),
                });
                unsent -= 1;
            }
            let room =
                self.waiting.len() < self.options.in_flight as usize && self.octets < MOST_OCTETS;
            tokio::select! {
                Some(answer) = answers.next() => self.answered(answer)?,
                order = self.orders.recv(), if self.open && room => match order {
                    None => self.open = false,
                    Some(Order::Flush(done)) => self.flushes.push_back((self.taken, done)),
                    Some(Order::Publish(message)) => {
                        self.octets += message.payload.len();
                        self.waiting.push_back(message);
                        self.taken += 1;
                        unsent = 1;
                    }
                },
                error = connection.lost() => return Err(error),
            }
            self.tell();
            if !self.open && self.waiting.is_empty() {
                return Ok(());
            }
        }
    }

    /// Handles the broker's answer for the first waiting message.
    fn answered(&mut self, answer: Result<Stored, Failure>) -> anyhow::Result<()> {
        let counters = &self.counters;
        match answer {
            Ok(stored) => {
                counters.stored.fetch_add(1, Ordering::Relaxed);
                match stored {
                    Stored {
                        duplicate: false,
                        place: Some((partition, number)),
                    } => self.stored_as(partition, number),
                    Stored { duplicate, .. } => {
                        let duplicates = &counters.duplicates;
                        duplicates.fetch_add(duplicate.into(), Ordering::Relaxed);
                    }
                }
            }
            Err(Failure::TooLarge(error)) => {
                counters.refused.fetch_add(1, Ordering::Relaxed);
                let message = self.waiting.front();
                let octets = message.map_or(0, |message| message.payload.len());
                tracing::error!(
                    octets,
                    "the broker rejects a message because of its size: {error:#}"
                );
            }
            Err(Failure::Other(error)) => return Err(error),
        }
        if let Some(message) = self.waiting.pop_front() {
            self.counters.waiting.fetch_sub(1, Ordering::Relaxed);
            self.octets -= message.payload.len();
        }
        Ok(())
    }

    /// A broker counts on. If it begins again, it has lost what it had said to be stored.
    fn stored_as(&mut self, partition: i32, number: u64) {
        let place = self.places.entry(partition).or_default();
        let is_new = !std::mem::replace(&mut place.is_of_this, true);
        if number >= place.next {
            place.next = number + 1;
            place.behind = 0;
            return;
        }
        // Some brokers have a small number for a message that they had already. Not more of them than there are in flight.
        place.behind += 1;
        if is_new || place.behind > u64::from(self.options.in_flight) {
            let lost = place.next - (number + 1).saturating_sub(place.behind);
            place.next = number + 1;
            place.behind = 0;
            let counter = &self.counters.lost_by_broker;
            counter.fetch_add(lost, Ordering::Relaxed);
            tracing::error!(
                partition,
                "the broker has lost {lost} stored messages: it continues with number {number}"
            );
        }
    }

    fn tell(&mut self) {
        let waiting = self.waiting.len() as u64;
        let done = self.taken - waiting;
        while self
            .flushes
            .front()
            .is_some_and(|(number, _)| *number <= done)
        {
            // The caller may be gone.
            let _ = self
                .flushes
                .pop_front()
                .map(|(_, flushed)| flushed.send(()));
        }
    }
}
