//! Sends published messages to the broker: in order, without loss, over one connection after the other.

use std::collections::VecDeque;
use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::bail;
use async_nats::ServerAddr;
use async_nats::jetstream::ErrorCode;
use async_nats::jetstream::context::{PublishError, PublishErrorKind};
use futures_util::StreamExt;
use futures_util::stream::FuturesOrdered;
use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;

use super::connection::Connection;
use super::publisher::{Order, Outgoing};
use super::{Counters, Options};

/// The maximum number of bytes kept; one message may exceed it.
const MOST_OCTETS: usize = 32 << 20;

/// How long to wait before connecting again: at first, and at most.
const PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

pub(super) struct Worker {
    servers: Vec<ServerAddr>,
    options: Arc<Options>,
    counters: Arc<Counters>,
    orders: mpsc::Receiver<Order>,
    /// Whether more orders may come.
    open: bool,
    /// Distinguishes the identifiers of this run from those of other runs.
    run: u64,
    /// Messages not confirmed as stored, in order; the last one is number `taken`.
    waiting: VecDeque<Outgoing>,
    /// The bytes of all waiting messages.
    octets: usize,
    taken: u64,
    /// Whom to notify when all messages up to this number are stored.
    flushes: VecDeque<(u64, oneshot::Sender<()>)>,
}

impl Worker {
    pub(super) fn new(
        servers: Vec<ServerAddr>,
        options: Arc<Options>,
        counters: Arc<Counters>,
        orders: mpsc::Receiver<Order>,
    ) -> Self {
        Worker {
            servers,
            options,
            counters,
            orders,
            open: true,
            run: rand::random(),
            waiting: VecDeque::new(),
            octets: 0,
            taken: 0,
            flushes: VecDeque::new(),
        }
    }

    /// Runs until nobody publishes any more and everything is stored.
    pub(super) async fn run(mut self, mut connection: Connection) {
        while let Err(error) = self.serve(&connection).await {
            let waiting = self.waiting.len();
            tracing::warn!(waiting, "giving up the connection to the broker: {error:#}");
            self.counters
                .connections_lost
                .fetch_add(1, Ordering::Relaxed);
            connection = self.reconnect().await;
            tracing::info!(waiting, "reconnected to the broker");
        }
    }

    async fn reconnect(&self) -> Connection {
        let mut pause = PAUSE;
        loop {
            sleep(pause).await;
            match Connection::open(&self.servers, &self.options).await {
                Ok(connection) => return connection,
                Err(error) => tracing::warn!("{error:#}"),
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Returns an error if not everything was stored and the connection must not be used any more.
    async fn serve(&mut self, connection: &Connection) -> anyhow::Result<()> {
        let mut answers = FuturesOrdered::new();
        // These messages were sent over another connection, or not at all.
        let mut unsent = self.waiting.len();
        loop {
            while unsent > 0 {
                let at = self.waiting.len() - unsent;
                let message = &self.waiting[at];
                let number = self.taken - unsent as u64 + 1;
                let id = format!("{:016x}-{number}", self.run);
                let (subject, payload) = (message.subject.clone(), message.payload.clone());
                // A lost connection accepts messages until its buffer is full.
                let sent = tokio::select! {
                    sent = connection.publish(subject, &id, payload) => sent,
                    () = connection.lost() => bail!("the connection was lost"),
                };
                answers.push_back(async {
                    match sent {
                        Ok(answer) => answer.await,
                        Err(error) => Err(error),
                    }
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
                () = connection.lost() => bail!("the connection was lost"),
            }
            self.tell();
            if !self.open && self.waiting.is_empty() {
                return Ok(());
            }
        }
    }

    /// Handles the broker's answer for the first waiting message.
    fn answered(&mut self, answer: Result<bool, PublishError>) -> anyhow::Result<()> {
        let counters = &self.counters;
        match answer {
            Ok(duplicate) => {
                counters.stored.fetch_add(1, Ordering::Relaxed);
                counters
                    .duplicates
                    .fetch_add(duplicate.into(), Ordering::Relaxed);
            }
            Err(error) if is_too_large(&error) => {
                counters.refused.fetch_add(1, Ordering::Relaxed);
                let message = self.waiting.front();
                let octets = message.map_or(0, |message| message.payload.len());
                tracing::error!(
                    octets,
                    "the broker rejects a message because of its size: {error}"
                );
            }
            Err(error) => return Err(error.into()),
        }
        if let Some(message) = self.waiting.pop_front() {
            counters.waiting.fetch_sub(1, Ordering::Relaxed);
            self.octets -= message.payload.len();
        }
        Ok(())
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

fn is_too_large(error: &PublishError) -> bool {
    let answer = error
        .source()
        .and_then(|source| source.downcast_ref::<async_nats::jetstream::Error>());
    let code = answer.map(async_nats::jetstream::Error::error_code);
    error.kind() == PublishErrorKind::MaxPayloadExceeded
        || code == Some(ErrorCode::STREAM_MESSAGE_EXCEEDS_MAXIMUM)
}
